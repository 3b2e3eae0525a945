"""What does not block a claim and is worth mending: advice on its evidence. Source: A-17, C-02, C-05."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from tests.support.world import FORM, INFORMATION, INVOICE, METRIC, PROOF, REPORT, RULES, USER, desk_at, sek

from coopclaims import Claim, ClaimForm, ClaimStatus, Money, Problem, advice
from coopclaims.claims import AddCertification, AddInvoice, AddProof, Item, RecordMetric, SubmitClaim
from coopclaims.completeness.missing import claim_advice, item_advice
from coopclaims.findings import ProblemCode, Severity
from coopclaims.identifiers import ItemId

UNUSED, BELOW, DETAILS = (
    ProblemCode.EVIDENCE_UNUSED,
    ProblemCode.COST_BELOW_CLAIM,
    ProblemCode.INVOICE_DETAILS_MISSING,
)


def claim(*items: Item, of: ClaimForm = FORM) -> Claim:
    draft = desk_at(ClaimStatus.EDITING).claim
    return attrs.evolve(draft, details=attrs.evolve(draft.details, form=of, items=items))


def advised(*items: Item, of: ClaimForm = FORM) -> tuple[Problem, ...]:
    found = claim_advice(claim(*items, of=of), rules=RULES)
    assert all(each.severity is Severity.ADVISES for each in found)
    return found


def test_a_claim_in_good_order_needs_none() -> None:
    assert advised(INVOICE, PROOF, METRIC, INFORMATION) == ()
    assert advised(REPORT, attrs.evolve(INVOICE, amount=sek("70000.00")), PROOF, METRIC) == ()
    assert advised(PROOF, METRIC) == ()  # that the cost is missing blocks, and is said elsewhere


class TestCost:
    """Source: C-05."""

    def test_costs_below_the_claim(self) -> None:
        (problem,) = advised(attrs.evolve(INVOICE, amount=sek("89999.99")), PROOF, METRIC)
        assert (problem.code, problem.field) == (BELOW, "amount")
        assert problem.param("shown") == sek("89999.99")
        assert problem.source.facts == ("C-05",)
        assert problem.basis is not None
        assert "actual cost" in str(problem.basis)

    def test_invoices_and_reports_count_together(self) -> None:
        (problem,) = advised(REPORT, attrs.evolve(INVOICE, amount=sek("69999.99")))
        assert problem.param("shown") == sek("89999.99")

    def test_a_claim_of_a_part_of_the_cost_is_fine(self) -> None:
        """Source: A-09."""
        assert advised(INVOICE, REPORT) == ()

    def test_an_amount_in_another_currency_is_no_cost_of_this_claim(self) -> None:
        (problem,) = advised(attrs.evolve(INVOICE, amount=Money("90000.00", "EUR")))
        assert problem.param("shown") == sek("0.00")


class TestInvoiceDetails:
    """Source: A-17."""

    @pytest.mark.parametrize(
        ("invoice", "detail"),
        [
            (attrs.evolve(INVOICE, number=""), "number"),
            (attrs.evolve(INVOICE, supplier=""), "supplier"),
            (attrs.evolve(INVOICE, issued_on=None), "issued_on"),
        ],
    )
    def test_one_that_is_missing(self, invoice: Item, detail: str) -> None:
        (problem,) = advised(invoice)
        assert (problem.code, problem.field, problem.item) == (DETAILS, detail, INVOICE.id)
        assert problem.param("missing") == (detail,)

    def test_several_at_once(self) -> None:
        (problem,) = advised(attrs.evolve(INVOICE, issued_on=None, number=""))
        assert problem.param("missing") == ("number", "issued_on")

    def test_a_report_has_none(self) -> None:
        assert item_advice(REPORT, claim(), rules=RULES) == ()


class TestUnused:
    """Source: C-02."""

    def test_a_slip_of_the_pen_in_a_proof(self) -> None:
        slip = attrs.evolve(PROOF, shows=("ad-screenshot", "landing-pgae"))
        (problem,) = advised(INVOICE, slip, METRIC)
        assert (problem.code, problem.field, problem.item) == (UNUSED, "shows", PROOF.id)
        assert dict(problem.params)["found"] == "landing-pgae"
        assert problem.param("known") == ("ad-screenshot", "landing-page")

    def test_in_a_metric(self) -> None:
        (problem,) = advised(INVOICE, PROOF, attrs.evolve(METRIC, name="reach"))
        assert (problem.code, problem.field, problem.item) == (UNUSED, "name", METRIC.id)
        assert problem.param("known") == ("results",)

    def test_in_what_the_form_attests(self) -> None:
        (problem,) = advised(INVOICE, of=attrs.evolve(FORM, attested=("brand",)))
        assert (problem.code, problem.field, problem.item) == (UNUSED, "attested", None)
        assert problem.param("known") == ()

    def test_what_is_asked_for_in_other_circumstances_only(self) -> None:
        of = attrs.evolve(FORM, activity="vendor-conference", attested=("vendor-hosted",))
        travelled = attrs.evolve(PROOF, shows=("invitation", "itinerary"))
        (problem,) = advised(INVOICE, travelled, of=of)
        assert dict(problem.params)["found"] == "itinerary"
        assert advised(INVOICE, travelled, of=attrs.evolve(of, circumstances=("airfare",))) == ()

    def test_both_sides_of_a_choice_are_asked_for(self) -> None:
        both = attrs.evolve(PROOF, shows=("landing-page", "page-screenshots"))
        assert advised(INVOICE, both, of=attrs.evolve(FORM, activity="employee-purchase-web")) == ()

    def test_a_proof_may_show_core_requirements(self) -> None:
        shown = attrs.evolve(PROOF, shows=("brand", "final-print", "vendor-content"))
        assert advised(INVOICE, shown, of=attrs.evolve(FORM, activity="print-advertising")) == ()

    def test_a_document_that_carries_a_metric(self) -> None:
        of = attrs.evolve(FORM, activity="exams-and-tuition", attested=("exam-listed",))
        assert advised(INVOICE, attrs.evolve(PROOF, shows=("attendee-list",)), of=of) == ()

    def test_where_nothing_is_known_nothing_is_advised(self) -> None:
        unknown = attrs.evolve(FORM, activity="skywriting", attested=("brand",))
        assert advised(INVOICE, PROOF, METRIC, of=unknown) == ()
        early = attrs.evolve(FORM, executed_on=date(2016, 1, 1))
        assert advised(INVOICE, attrs.evolve(PROOF, shows=("anything",)), of=early) == ()


class TestGivenWithCommands:
    def test_when_something_is_added(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        slip = attrs.evolve(PROOF, id=ItemId("p"), document="screenshot-2", shows=("landing-pgae",))
        metric = attrs.evolve(METRIC, id=ItemId("m"), name="clicks")
        bare = attrs.evolve(INVOICE, id=ItemId("i"), document="scan-2", supplier="")
        assert [each.code for each in desk.advised(AddProof, USER, desk.later, proof=slip)] == [UNUSED]
        assert [each.code for each in desk.advised(RecordMetric, USER, desk.later, metric=metric)] == [UNUSED]
        assert [each.code for each in desk.advised(AddInvoice, USER, desk.later, invoice=bare)] == [DETAILS]
        assert desk.advised(AddCertification, USER, desk.later) == ()

    def test_when_the_claim_is_submitted(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        slip = attrs.evolve(PROOF, id=ItemId("p"), document="screenshot-2", shows=("landing-pgae",))
        desk.do(AddProof, USER, desk.later, proof=slip)
        command = desk.command(SubmitClaim, USER, "2022-09-14 10:00")
        found = advice(command, desk.claim, rules=desk.rules, funds=desk.funds)
        assert [(each.code, each.item) for each in found] == [(UNUSED, "p")]
