"""The readings of what evidence is needed, each where it answers otherwise than the default."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from tests.support.world import (
    CATALOGUE,
    FORM,
    INVOICE,
    METRIC,
    PROOF,
    RULES,
    USER,
    Desk,
    bound,
    desk_at,
    with_catalogues,
)

from coopclaims import Claim, ClaimForm, ClaimStatus, InvalidValue, Policies, Rules
from coopclaims.activities import ACTIVITIES_2018, ACTIVITIES_2024
from coopclaims.claims import AddInvoice, AddProof, AmendClaim, CreateClaim, Item, RemoveItem, SubmitClaim
from coopclaims.completeness import evidence_checklist, missing_evidence
from coopclaims.completeness.catalogues import activity_problems
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import ProgramId
from coopclaims.provenance import BasisKind, cite
from coopclaims.rules import ActivitiesPerClaim, CatalogueBy, PreApproval, ProofNeed

OPTIONAL = bound(Policies(proof_need=ProofNeed.OPTIONAL))
ALWAYS = bound(Policies(pre_approval=PreApproval.ALWAYS))
SEVERAL = bound(Policies(activities_per_claim=ActivitiesPerClaim.SEVERAL))

EARLIER = date(2022, 9, 1)
"""The day from which the catalogue of this test asks for metrics; before it none were published."""


def catalogues(policies: Policies | None = None) -> Rules:
    """Return rules whose catalogue changes between the activity and the submission."""
    first = attrs.evolve(CATALOGUE, value=ACTIVITIES_2018, first=date(2018, 9, 1), last=None)
    second = attrs.evolve(CATALOGUE, first=EARLIER, last=None)
    return with_catalogues(first, second, policies=policies)


BY_SUBMISSION = catalogues(Policies(catalogue_by=CatalogueBy.SUBMISSION))


def claim(*items: Item, of: ClaimForm = FORM) -> Claim:
    draft = desk_at(ClaimStatus.EDITING).claim
    return attrs.evolve(draft, details=attrs.evolve(draft.details, form=of, items=items))


def codes(claim: Claim, rules: Rules, on: date | None = None) -> list[ProblemCode]:
    return [each.code for each in missing_evidence(claim, rules=rules, on=on)]


class TestProofNeed:
    """Source: A-19, A-20."""

    def test_by_default_the_catalogue_says(self) -> None:
        found = missing_evidence(claim(INVOICE, METRIC), rules=RULES)
        assert {each.code for each in found} == {ProblemCode.PROOF_MISSING}
        assert all(each.basis is not None for each in found)
        assert {each.basis.readings for each in found if each.basis} == {(ProofNeed.CATALOGUE,)}

    def test_optional_proof_is_not_missed(self) -> None:
        assert codes(claim(INVOICE, METRIC), OPTIONAL) == []

    def test_the_rest_is_missed_all_the_same(self) -> None:
        assert codes(claim(INVOICE), OPTIONAL) == [ProblemCode.METRIC_MISSING]
        assert codes(claim(METRIC), OPTIONAL) == [ProblemCode.COST_EVIDENCE_MISSING]
        of = attrs.evolve(FORM, activity="customer-offer")
        assert codes(claim(INVOICE, METRIC, of=of), OPTIONAL) == [ProblemCode.CORE_NOT_ATTESTED]

    def test_the_checklist_says_that_it_is_a_reading(self) -> None:
        lines = evidence_checklist(claim(INVOICE, METRIC), rules=OPTIONAL).lines
        proofs = [line for line in lines if line.kind == "proof"]
        assert [line.state for line in proofs] == ["not_asked", "not_asked"]
        assert {line.basis.readings for line in proofs} == {(ProofNeed.OPTIONAL,)}

    def test_what_is_shown_anyway_is_met(self) -> None:
        lines = evidence_checklist(claim(INVOICE, METRIC, PROOF), rules=OPTIONAL).lines
        assert [line.state for line in lines if line.kind == "proof"] == ["met", "met"]


class TestPreApproval:
    """Source: A-12, C-12 to C-16."""

    def test_by_default_only_where_the_catalogue_says(self) -> None:
        assert codes(claim(INVOICE, PROOF, METRIC), RULES) == []

    def test_always(self) -> None:
        (problem,) = missing_evidence(claim(INVOICE, PROOF, METRIC), rules=ALWAYS)
        assert problem.code is ProblemCode.PRE_APPROVAL_MISSING
        assert problem.field == "pre_approval"
        assert problem.source == cite("PO22", "A-12")
        assert problem.basis is not None
        assert problem.basis.readings == (PreApproval.ALWAYS,)

    @pytest.mark.parametrize("text", ["", " ", "\t"])
    def test_an_identifier_is_no_blank(self, text: str) -> None:
        of = attrs.evolve(FORM, pre_approval=text)
        assert codes(claim(INVOICE, PROOF, METRIC, of=of), ALWAYS) == [ProblemCode.PRE_APPROVAL_MISSING]

    def test_it_is_named_on_the_form(self) -> None:
        of = attrs.evolve(FORM, pre_approval="PA-7")
        assert codes(claim(INVOICE, PROOF, METRIC, of=of), ALWAYS) == []

    def test_an_activity_that_the_catalogue_marks(self) -> None:
        """Television and radio. Source: C-15. What asks for it is the catalogue, published or your own."""
        rules = with_catalogues(attrs.evolve(CATALOGUE, value=ACTIVITIES_2024, source=cite("COL", "C-15")))
        items = (
            INVOICE,
            attrs.evolve(PROOF, shows=("piece-link",)),
            attrs.evolve(METRIC, name="reach"),
        )
        attested = ["final-approval", "vendor-content"]
        of = attrs.evolve(FORM, activity="tv-radio", program=ProgramId("ADD-PC"), attested=attested)
        (problem,) = missing_evidence(claim(*items, of=of), rules=rules)
        assert problem.code is ProblemCode.PRE_APPROVAL_MISSING
        assert (problem.source, problem.basis) == (cite("COL", "C-15"), None)
        assert codes(claim(*items, of=attrs.evolve(of, pre_approval="PA-7")), rules) == []
        for attested in (["final-approval"], ["vendor-content"]):
            lacking = attrs.evolve(of, pre_approval="PA-7", attested=attested)
            assert codes(claim(*items, of=lacking), rules) == [ProblemCode.CORE_NOT_ATTESTED]
        elsewhere = attrs.evolve(of, pre_approval="PA-7", program=ProgramId("Hosting"))
        assert codes(claim(*items, of=elsewhere), rules) == [ProblemCode.NOT_ELIGIBLE]


class TestActivitiesPerClaim:
    """Source: A-25."""

    BOTH = attrs.evolve(FORM, further_activities=("telemarketing",))

    def test_by_default_one(self) -> None:
        (problem,) = activity_problems(self.BOTH, rules=RULES)
        assert problem.code is ProblemCode.SECOND_ACTIVITY
        assert problem.field == "further_activities"
        assert "telemarketing" in problem.message
        assert problem.basis is not None
        assert problem.basis.readings == (ActivitiesPerClaim.ONE,)
        assert codes(claim(INVOICE, PROOF, METRIC, of=self.BOTH), RULES) == [ProblemCode.SECOND_ACTIVITY]

    def test_of_several_each_asks(self) -> None:
        assert activity_problems(self.BOTH, rules=SEVERAL) == ()
        found = missing_evidence(claim(INVOICE, PROOF, METRIC, of=self.BOTH), rules=SEVERAL)
        asked = [key for each in found for key in each.param("keys")]
        assert asked == ["brand-in-script", "vendor-content", "script", "calls", "contacts"]
        assert {each.param("activity") for each in found} == {"telemarketing"}

    def test_one_document_may_show_something_for_both(self) -> None:
        of = attrs.evolve(FORM, activity="direct-mail", further_activities=("print-advertising",))
        lines = evidence_checklist(claim(attrs.evolve(METRIC, name="reach"), of=of), rules=SEVERAL).lines
        reach = [line for line in lines if line.kind == "metric"]
        assert [(line.activity, line.state) for line in reach] == [
            ("direct-mail", "met"),
            ("print-advertising", "met"),
        ]

    def test_each_is_judged_by_itself(self) -> None:
        of = attrs.evolve(
            FORM, further_activities=("skywriting", "employee-purchase-web"), program=ProgramId("ADD-PC")
        )
        found = activity_problems(of, rules=SEVERAL)
        assert [(each.code, each.field) for each in found] == [
            (ProblemCode.ACTIVITY_UNKNOWN, "further_activities"),
            (ProblemCode.NOT_ELIGIBLE, "further_activities"),
        ]

    def test_the_circumstances_of_all_are_known(self) -> None:
        of = attrs.evolve(FORM, further_activities=("vendor-conference",), circumstances=("airfare",))
        assert activity_problems(of, rules=SEVERAL) == ()
        slip = attrs.evolve(of, circumstances=("air",))
        assert [each.code for each in activity_problems(slip, rules=SEVERAL)] == [
            ProblemCode.CIRCUMSTANCE_UNKNOWN
        ]

    def test_a_claim_can_be_filed_and_submitted(self) -> None:
        of = attrs.evolve(
            FORM,
            further_activities=("employee-purchase-web",),
        )
        desk = Desk(rules=SEVERAL, form=of).draft(at="2022-09-02 09:00")
        desk.do(SubmitClaim, USER, desk.later)  # the landing page serves both


class TestCatalogueBy:
    """Source: C-03. Executed in August, by a catalogue without metrics; submitted in September."""

    ITEMS = (INVOICE, PROOF)

    def test_by_default_the_day_of_execution(self) -> None:
        rules = catalogues()
        assert codes(claim(*self.ITEMS), rules) == []
        assert codes(claim(*self.ITEMS), rules, on=date(2022, 9, 14)) == []

    def test_by_the_day_of_submission(self) -> None:
        assert codes(claim(*self.ITEMS), BY_SUBMISSION, on=date(2022, 8, 31)) == []
        (problem,) = missing_evidence(claim(*self.ITEMS), rules=BY_SUBMISSION, on=EARLIER)
        assert problem.code is ProblemCode.METRIC_MISSING
        assert problem.basis is not None
        assert problem.basis.readings == (CatalogueBy.SUBMISSION,)

    def test_the_day_has_to_be_given_then(self) -> None:
        with pytest.raises(InvalidValue, match="day of submission"):
            missing_evidence(claim(*self.ITEMS), rules=BY_SUBMISSION)
        with pytest.raises(InvalidValue, match="day of submission"):
            activity_problems(FORM, rules=BY_SUBMISSION)
        with pytest.raises(InvalidValue, match="day of submission"):
            evidence_checklist(FORM, rules=BY_SUBMISSION)

    def test_commands_bring_it_along(self) -> None:
        desk = desk_at(ClaimStatus.EDITING, rules=BY_SUBMISSION)
        desk.do(RemoveItem, USER, desk.later, item=METRIC.id)
        refused = desk.refused(SubmitClaim, USER, "2022-09-14 10:00")
        assert refused.codes == {ProblemCode.METRIC_MISSING}

    def test_the_first_submission_counts_and_no_later_one(self) -> None:
        early = Desk(rules=BY_SUBMISSION)
        early.do(CreateClaim, USER, "2022-08-26 09:00")
        early.do(AddInvoice, USER, "2022-08-26 09:10", invoice=INVOICE)
        early.do(AddProof, USER, "2022-08-26 09:20", proof=PROOF)
        early.do(SubmitClaim, USER, "2022-08-30 09:00")
        assert codes(early.claim, BY_SUBMISSION) == []
        assert codes(early.claim, BY_SUBMISSION, on=date(2022, 9, 14)) == []

    def test_a_rule_that_is_carried_forward_stays_so(self) -> None:
        rules = with_catalogues(CATALOGUE, policies=Policies(catalogue_by=CatalogueBy.SUBMISSION))
        found = evidence_checklist(FORM, rules=rules, on=date(2026, 3, 1))
        assert found.basis.kind is BasisKind.CARRIED_FORWARD
        assert found.basis.readings == (CatalogueBy.SUBMISSION,)
        (_, shot, *_) = found.lines
        assert shot.basis.readings == (CatalogueBy.SUBMISSION, ProofNeed.CATALOGUE)

    def test_an_amended_form_is_judged_by_the_same_day(self) -> None:
        """Television came into the catalogue after the first submission."""
        rules = with_catalogues(
            attrs.evolve(CATALOGUE, last=None),
            attrs.evolve(CATALOGUE, value=ACTIVITIES_2024, first=date(2022, 9, 15), last=None),
            policies=Policies(catalogue_by=CatalogueBy.SUBMISSION),
        )
        desk = desk_at(ClaimStatus.ACTION_REQUIRED, rules=rules)
        form = attrs.evolve(FORM, activity="tv-radio")
        refused = desk.refused(AmendClaim, USER, "2022-09-20 10:00", form=form)
        assert refused.codes == {ProblemCode.ACTIVITY_UNKNOWN}
        desk.do(AmendClaim, USER, "2022-09-20 10:00")
