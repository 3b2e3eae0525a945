"""What a reviewer would miss, requirement by requirement. Source: A-15 to A-25, C-02, C-03."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.world import (
    CATALOGUE,
    FORM,
    INFORMATION,
    INVOICE,
    METRIC,
    PROOF,
    REPORT,
    RULES,
    bound,
    desk_at,
    with_catalogues,
)

from coopclaims import Claim, ClaimForm, ClaimStatus, Role, Rulebook, partner_center
from coopclaims.activities import (
    SURFACE,
    Activity,
    AllOf,
    Catalogue,
    Category,
    Circumstance,
    EvidenceKind,
    OnlyIf,
    Requirement,
)
from coopclaims.claims import Item, Metric, Proof
from coopclaims.completeness import evidence_checklist, missing_evidence
from coopclaims.completeness.catalogues import activity_problems
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import ItemId, ProgramId
from coopclaims.provenance import BasisKind, cite

if TYPE_CHECKING:
    from coopclaims import Problem, Rules
    from coopclaims.activities import RequirementExpr

COST, CORE, PROVEN, MEASURED, STATED = (
    ProblemCode.COST_EVIDENCE_MISSING,
    ProblemCode.CORE_NOT_ATTESTED,
    ProblemCode.PROOF_MISSING,
    ProblemCode.METRIC_MISSING,
    ProblemCode.CIRCUMSTANCE_MISSING,
)
EDITORS = (Role.GLOBAL_ADMIN, Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER)


def form(
    activity: str = FORM.activity,
    *,
    circumstances: str = "",
    attested: str = "",
    executed_on: date = FORM.executed_on,
) -> ClaimForm:
    """Return a form for this activity; circumstances and attestations are written with blanks between."""
    return attrs.evolve(
        FORM,
        activity=activity,
        executed_on=executed_on,
        circumstances=circumstances.split(),
        attested=attested.split(),
    )


def claim(*items: Item, of: ClaimForm = FORM) -> Claim:
    """Return a draft with these items."""
    draft = desk_at(ClaimStatus.EDITING).claim
    return attrs.evolve(draft, details=attrs.evolve(draft.details, form=of, items=items))


def proof(shows: str) -> Proof:
    return attrs.evolve(PROOF, shows=shows.split())


def metric(name: str) -> Metric:
    return Metric(id=ItemId(f"metric-{name}"), name=name, value="12")


def missing(*items: Item, of: ClaimForm = FORM, rules: Rules = RULES) -> list[tuple[ProblemCode, str]]:
    """Return code and keys of everything that is missing."""
    return [(each.code, keys(each)) for each in missing_evidence(claim(*items, of=of), rules=rules)]


def keys(problem: Problem) -> str:
    params: dict[str, Any] = dict(problem.params)
    return ", ".join(params.get("keys", ()))


def codes(*items: Item, of: ClaimForm = FORM) -> set[ProblemCode]:
    return {code for code, _ in missing(*items, of=of)}


class TestDigitalAdvertising:
    """It asks for everything but core requirements."""

    @pytest.mark.parametrize(
        ("items", "lacking"),
        [
            ((), {COST, PROVEN, MEASURED}),
            ((INVOICE,), {PROVEN, MEASURED}),
            ((REPORT,), {PROVEN, MEASURED}),
            ((PROOF,), {COST, MEASURED}),
            ((METRIC,), {COST, PROVEN}),
            ((INFORMATION,), {COST, PROVEN, MEASURED}),
            ((INVOICE, REPORT), {PROVEN, MEASURED}),
            ((INVOICE, PROOF), {MEASURED}),
            ((REPORT, METRIC), {PROVEN}),
            ((PROOF, METRIC), {COST}),
            ((INVOICE, PROOF, METRIC), set[ProblemCode]()),
            ((REPORT, PROOF, METRIC), set[ProblemCode]()),
            ((INVOICE, REPORT, PROOF, METRIC, INFORMATION), set[ProblemCode]()),
        ],
    )
    def test_kinds_of_evidence(self, items: tuple[Item, ...], lacking: set[ProblemCode]) -> None:
        """Invoice or report, or both; proof; metric (A-16)."""
        assert codes(*items) == lacking

    def test_each_missing_document_is_a_problem_of_its_own(self) -> None:
        assert missing(INVOICE, METRIC) == [(PROVEN, "ad-screenshot"), (PROVEN, "landing-page")]
        assert missing(INVOICE, METRIC, proof("landing-page")) == [(PROVEN, "ad-screenshot")]

    def test_a_proof_that_says_nothing_of_what_it_shows_proves_nothing(self) -> None:
        assert missing(INVOICE, METRIC, proof("")) == [(PROVEN, "ad-screenshot"), (PROVEN, "landing-page")]

    def test_two_documents_may_show_one_thing_each(self) -> None:
        other = attrs.evolve(proof("landing-page"), id=ItemId("proof-2"))
        assert missing(INVOICE, METRIC, proof("ad-screenshot"), other) == []

    def test_a_metric_of_another_name_is_not_it(self) -> None:
        assert missing(INVOICE, PROOF, metric("reach")) == [(MEASURED, "results")]

    def test_a_proof_is_no_metric_and_a_metric_no_proof(self) -> None:
        shown = proof("ad-screenshot landing-page results")
        assert missing(INVOICE, shown) == [(MEASURED, "results")]
        assert missing(INVOICE, METRIC, proof("ad-screenshot"), metric("landing-page")) == [
            (PROVEN, "landing-page")
        ]


class TestCore:
    """Core requirements are shown by the evidence, or attested on the form. Source: C-02."""

    def test_each_of_them(self) -> None:
        items = (INVOICE, proof("final-print"), metric("reach"))
        assert missing(*items, of=form("print-advertising")) == [(CORE, "brand"), (CORE, "vendor-content")]
        attested = form("print-advertising", attested="brand vendor-content")
        assert missing(*items, of=attested) == []

    def test_a_proof_may_show_them(self) -> None:
        items = (INVOICE, proof("final-print brand vendor-content"), metric("reach"))
        assert missing(*items, of=form("print-advertising")) == []

    def test_a_metric_does_not(self) -> None:
        items = (INVOICE, proof("final-print vendor-content"), metric("reach"), metric("brand"))
        assert missing(*items, of=form("print-advertising")) == [(CORE, "brand")]

    def test_a_proof_is_not_attested(self) -> None:
        attested = form(attested="ad-screenshot landing-page results")
        assert codes(INVOICE, of=attested) == {PROVEN, MEASURED}

    def test_alcohol_has_a_source_of_its_own(self) -> None:
        """Source: C-04."""
        catered = form("internal-training", circumstances="catering", attested="all-vendor-content")
        items = (INVOICE, proof("agenda presentation"), metric("attendees"))
        (problem,) = missing_evidence(claim(*items, of=catered), rules=RULES)
        assert (problem.code, keys(problem)) == (CORE, "no-alcohol")
        assert problem.source == cite("CO21", "C-04")


class TestInvoices:
    """An invoice of the claim is a supplier's invoice; nobody uploads it twice. Source: A-15, A-16."""

    RENEWAL = form("exams-and-tuition", circumstances="trainer-renewal", attested="exam-listed")

    def test_it_is_the_third_party_invoice_of_an_exam(self) -> None:
        shown = proof("completion-date exam-code")
        assert missing(INVOICE, shown, of=self.RENEWAL) == []
        assert missing(REPORT, shown, of=self.RENEWAL) == [(PROVEN, "third-party-invoice")]

    def test_a_proof_may_show_it_instead(self) -> None:
        shown = proof("completion-date exam-code third-party-invoice")
        assert missing(REPORT, shown, of=self.RENEWAL) == []

    def test_it_is_the_vendor_invoice_of_a_membership(self) -> None:
        member = form("partner-network")
        assert missing(INVOICE, of=member) == []
        assert missing(REPORT, of=member) == [(CORE, "vendor-invoice")]
        assert missing(REPORT, of=form("partner-network", attested="vendor-invoice")) == []

    def test_it_is_nothing_else(self) -> None:
        assert codes(INVOICE) == {PROVEN, MEASURED}

    def test_the_attendee_list_may_be_a_document(self) -> None:
        paid = form("exams-and-tuition", attested="exam-listed")
        shown = proof("completion-date exam-code attendee-list")
        assert missing(INVOICE, shown, of=paid) == [(MEASURED, "cost-per-person")]
        assert missing(INVOICE, shown, metric("cost-per-person"), of=paid) == []


class TestCircumstances:
    """What is asked for only in some circumstances, which the form states."""

    def test_a_component_that_is_not_stated_is_not_asked_for(self) -> None:
        campaign = form("multi-touch", circumstances="uses-telemarketing")
        assert missing(INVOICE, of=campaign) == [(PROVEN, "script")]

    def test_at_least_one_component_is_stated(self) -> None:
        ((code, known),) = missing(INVOICE, of=form("multi-touch"))
        assert code is STATED
        assert known == "uses-digital-advertising, uses-email, uses-website, uses-telemarketing"

    def test_one_that_goes_with_another_needs_that_too(self) -> None:
        """Otherwise stating it would ask for nothing."""
        searched = form("multi-touch", circumstances="seo uses-telemarketing")
        assert missing(INVOICE, proof("script"), of=searched) == [(STATED, "uses-website")]
        both = form("multi-touch", circumstances="seo uses-website")
        assert missing(INVOICE, of=both) == [
            (PROVEN, "url, page-screenshots"),
            (PROVEN, "statement-of-work, service-agreement"),
        ]

    def test_a_slip_of_the_pen_is_refused(self) -> None:
        flown = form("vendor-conference", circumstances="air-fare", attested="vendor-hosted")
        (problem,) = activity_problems(flown, rules=RULES)
        assert problem.code is ProblemCode.CIRCUMSTANCE_UNKNOWN
        assert problem.field == "circumstances"
        assert problem.who == EDITORS
        assert problem.param("known") == ("airfare",)

    def test_where_there_is_nothing_to_state_that_is_said(self) -> None:
        (problem,) = activity_problems(form(circumstances="airfare"), rules=RULES)
        assert problem.param("known") == ()

    def test_outside_a_circumstance(self) -> None:
        paid = form("exams-and-tuition", attested="exam-listed")
        items = (INVOICE, proof("completion-date exam-code"))
        assert missing(*items, of=paid) == [(MEASURED, "attendee-list"), (MEASURED, "cost-per-person")]
        renewed = attrs.evolve(paid, circumstances=("trainer-renewal",))
        assert missing(*items, of=renewed) == []


class TestWhatIsSaid:
    def test_in_the_words_of_the_catalogue(self) -> None:
        told = {problem.code: problem for problem in missing_evidence(claim(), rules=RULES)}
        assert "landing-page URL" in told[PROVEN].message
        assert "click-through" in told[MEASURED].message
        assert "Digital advertising" in told[PROVEN].message
        assert "landing-page" in told[PROVEN].remedy
        assert "CSR" in told[COST].remedy

    def test_a_choice_is_one_problem_with_all_its_keys(self) -> None:
        (problem,) = missing_evidence(claim(INVOICE, of=form("employee-purchase-web")), rules=RULES)
        assert keys(problem) == "landing-page, page-screenshots"
        assert problem.param("ways") == (("landing-page",), ("page-screenshots",))
        assert "landing-page URL, or screenshot of the landing page" in problem.message

    def test_of_which_field_and_by_whose_rule(self) -> None:
        of = form("multi-touch", attested="")
        fields = {each.code: each.field for each in missing_evidence(claim(of=of), rules=RULES)}
        assert fields == {COST: "invoices", STATED: "circumstances"}
        found = missing_evidence(claim(of=form("print-advertising")), rules=RULES)
        assert {each.code: each.field for each in found} == {
            COST: "invoices",
            CORE: "attested",
            PROVEN: "proofs",
            MEASURED: "metrics",
        }
        rule = RULES.look_up("catalogue", FORM.executed_on)
        assert {each.source for each in found if each.code is not COST} == {rule.source}

    def test_a_colleague_can_upload_documents_but_records_no_metric(self) -> None:
        """Source: R-14."""
        found = missing_evidence(claim(of=form("print-advertising")), rules=RULES)
        who = {problem.code: problem.who for problem in found}
        assert who == {
            COST: (*EDITORS, Role.COLLABORATOR),
            CORE: (*EDITORS, Role.COLLABORATOR),
            PROVEN: (*EDITORS, Role.COLLABORATOR),
            MEASURED: EDITORS,
        }
        (stated,) = missing_evidence(claim(INVOICE, of=form("multi-touch")), rules=RULES)
        assert stated.who == EDITORS

    def test_a_rule_that_is_carried_forward_says_so(self) -> None:
        late = form(executed_on=date(2024, 3, 1))
        (problem,) = missing_evidence(claim(INVOICE, PROOF, of=late), rules=with_catalogues(CATALOGUE))
        assert problem.basis is not None
        assert problem.basis.kind is BasisKind.CARRIED_FORWARD
        (today,) = missing_evidence(claim(INVOICE, PROOF), rules=RULES)
        assert today.basis is None


class TestActivity:
    """What is wrong with the activity itself is found when the form is filed, and again afterwards."""

    def test_a_known_one_is_no_problem(self) -> None:
        assert activity_problems(FORM, rules=RULES) == ()

    def test_an_unknown_one_asks_for_nothing_and_is_itself_the_problem(self) -> None:
        assert codes(INVOICE, of=form("skywriting")) == {ProblemCode.ACTIVITY_UNKNOWN}
        assert codes(of=form("skywriting")) == {ProblemCode.ACTIVITY_UNKNOWN, COST}
        assert codes(INVOICE, of=form("skywriting", circumstances="windy")) == {ProblemCode.ACTIVITY_UNKNOWN}

    def test_the_catalogue_is_that_of_the_day_of_execution(self) -> None:
        """Source: C-03. Before the first one published nothing is known of any activity."""
        items = (INVOICE, PROOF, METRIC)
        for rules in (RULES, bound(strict=True)):
            early = form(executed_on=date(2017, 3, 31))
            (problem,) = missing_evidence(claim(*items, of=early), rules=rules)
            assert problem.code is ProblemCode.RULE_MISSING
        first_day = form(executed_on=date(2019, 4, 1))
        assert missing(*items, of=first_day) == []

    def test_without_any_catalogue(self) -> None:
        without = tuple(attrs.evolve(edition, catalogue=None) for edition in partner_center.editions)
        rules = bound(rulebook=Rulebook("without a catalogue", without))
        (problem,) = activity_problems(FORM, rules=rules)
        assert problem.code is ProblemCode.RULE_MISSING
        assert problem.field == "activity"
        assert "none at all" in problem.message
        assert missing(rules=rules) == [(ProblemCode.RULE_MISSING, ""), (COST, "")]

    @pytest.mark.parametrize("program", ["ADD-HUB", "ADD-PC"])
    def test_one_that_the_program_does_not_have(self, program: str) -> None:
        of = attrs.evolve(form("employee-purchase-web"), program=ProgramId(program))
        (problem,) = activity_problems(of, rules=RULES)
        assert problem.code is ProblemCode.NOT_ELIGIBLE
        assert (problem.field, problem.who) == ("activity", EDITORS)
        assert problem.source == RULES.look_up("catalogue", FORM.executed_on).source
        assert program in problem.message

    def test_one_that_it_has(self) -> None:
        of = attrs.evolve(form("employee-purchase-web"), program=ProgramId("ADR-HUB"))
        assert activity_problems(of, rules=RULES) == ()

    @pytest.mark.parametrize("name", ["Surface", "surface", " SURFACE "])
    def test_the_family_is_no_program(self, name: str) -> None:
        """Source: A-03."""
        (problem,) = activity_problems(attrs.evolve(FORM, program=ProgramId(name)), rules=RULES)
        assert problem.code is ProblemCode.SURFACE_PROGRAM
        assert problem.field == "program"
        assert all(program in problem.remedy for program in SURFACE)

    def test_its_programs_are(self) -> None:
        for program in SURFACE:
            assert activity_problems(attrs.evolve(FORM, program=program), rules=RULES) == ()


class TestActivitiesOfAnAdopter:
    """What the published catalogue does not have, and an edition of one's own may."""

    WEB, MAIL, SEARCH = (Circumstance(key, f"{key} is used") for key in ("web", "mail", "search"))
    PAGE, LETTER = Requirement("page", "page"), Requirement("letter", "letter")

    OWN = Activity(key="own", name="Our own", category=Category.DEMAND_GENERATION)

    @staticmethod
    def missing(activity: Activity, *items: Item, stated: str = "") -> tuple[Problem, ...]:
        rules = with_catalogues(attrs.evolve(CATALOGUE, value=Catalogue((activity,))))
        return missing_evidence(claim(*items, of=form("own", circumstances=stated)), rules=rules)

    def choices(self, need: RequirementExpr, stated: str) -> list[tuple[str, ...]]:
        """Return the choices of circumstances that the checklist lists."""
        own = Catalogue((attrs.evolve(self.OWN, communications=need),))
        rules = with_catalogues(attrs.evolve(CATALOGUE, value=own))
        lines = evidence_checklist(form("own", circumstances=stated), rules=rules).lines
        return [line.keys for line in lines if line.kind == "circumstance"]

    def proving(self, need: RequirementExpr, stated: str) -> tuple[Problem, ...]:
        return self.missing(attrs.evolve(self.OWN, communications=need), INVOICE, stated=stated)

    def test_what_goes_with_either_of_two_needs_one_of_them(self) -> None:
        either = AllOf(
            (
                OnlyIf(self.WEB, OnlyIf(self.SEARCH, self.PAGE)),
                OnlyIf(self.MAIL, OnlyIf(self.SEARCH, self.LETTER)),
            )
        )
        assert self.choices(either, "search") == [("web", "mail")]
        assert self.choices(either, "search web") == []
        (alone,) = self.proving(either, "search")
        assert (alone.code, keys(alone)) == (STATED, "web, mail")
        for stated, asked in (("search web", "page"), ("search mail", "letter")):
            (problem,) = self.proving(either, stated)
            assert (problem.code, keys(problem)) == (PROVEN, asked)

    def test_what_nothing_stated_could_mend_is_not_asked_to_be_stated(self) -> None:
        outside = OnlyIf(self.MAIL, OnlyIf(self.SEARCH, self.LETTER), holds=False)
        assert self.proving(outside, "mail search") == ()
        assert self.choices(outside, "mail search") == []

    def test_a_figure_that_an_invoice_carries_can_be_uploaded(self) -> None:
        spent = Requirement("spent", "what was spent", also_by=(EvidenceKind.INVOICE,))
        activity = attrs.evolve(self.OWN, metrics=spent)
        assert self.missing(activity, INVOICE) == ()
        (problem,) = self.missing(activity, REPORT)
        assert (problem.code, problem.who) == (MEASURED, (*EDITORS, Role.COLLABORATOR))
