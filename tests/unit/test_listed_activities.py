"""Activities of which a list has the name alone: known, and judged by nothing. Source: BL25 N9."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from tests.support.world import FORM, INVOICE, METRIC, PROOF, REVIEWER, RULES, USER, Desk, bound

from coopclaims import ClaimStatus, Policies, Problem, UsagePeriod
from coopclaims.activities import ACTIVITIES_2019, ACTIVITIES_2023
from coopclaims.claims import (
    AddInvoice,
    AddProof,
    ApproveClaim,
    CreateClaim,
    RecordMetric,
    StartReview,
    SubmitClaim,
)
from coopclaims.completeness import RequirementKind, RequirementState, evidence_checklist, missing_evidence
from coopclaims.completeness.catalogues import activity_problems, known_by
from coopclaims.decisions import reimbursable_claim
from coopclaims.errors import NoRuleInForce
from coopclaims.findings import ProblemCode, Severity
from coopclaims.identifiers import ProgramId
from coopclaims.provenance import PUBLISHED, BasisKind, Message, cite, inferred
from coopclaims.rules import CatalogueBy, PreApproval, Rule

UNPUBLISHED = ProblemCode.REQUIREMENTS_UNPUBLISHED
SOCIAL = attrs.evolve(
    FORM,
    activity="social-media",
    usage_period=UsagePeriod(date(2025, 7, 1), date(2025, 12, 31)),
    executed_on=date(2025, 8, 1),
    circumstances=("influencers",),
    attested=("brand",),
)


def advised(found: tuple[Problem, ...]) -> list[Problem]:
    assert all(each.severity is Severity.ADVISES for each in found)
    return [each for each in found if each.code is UNPUBLISHED]


class TestLife:
    """Nothing of what is not published stands in the way."""

    def test_it_is_created_submitted_and_approved_with_advice_alone(self) -> None:
        desk = Desk(form=SOCIAL)
        (told,) = advised(desk.advised(CreateClaim, USER, "2025-09-01 09:00"))
        assert told.message.startswith("of Social media the name alone is published")
        assert (told.source, told.basis) == (cite("BL25", "N9"), told.basis)
        assert told.basis is not None
        assert told.basis.since == date(2025, 5, 7)
        desk.do(AddInvoice, USER, "2025-09-01 09:10", invoice=INVOICE)
        assert desk.advised(AddProof, USER, "2025-09-01 09:20", proof=PROOF) == ()
        assert desk.advised(RecordMetric, USER, "2025-09-01 09:30", metric=METRIC) == ()
        assert advised(desk.advised(SubmitClaim, USER, "2025-09-02 09:00")) == [told]
        desk.do(StartReview, REVIEWER, "2025-09-03 09:00")
        desk.do(ApproveClaim, REVIEWER, "2025-09-03 10:00")
        assert desk.status() is ClaimStatus.APPROVED

    def test_its_cost_is_shown_as_for_every_claim(self) -> None:
        desk = Desk(form=SOCIAL)
        desk.do(CreateClaim, USER, "2025-09-01 09:00")
        refused = desk.refused(SubmitClaim, USER, "2025-09-02 09:00")
        assert refused.codes == {ProblemCode.COST_EVIDENCE_MISSING}

    def test_of_a_known_one_there_is_no_such_advice(self) -> None:
        known = attrs.evolve(SOCIAL, activity="digital-advertising", circumstances=(), attested=())
        desk = Desk(form=known)
        assert advised(desk.advised(CreateClaim, USER, "2025-09-01 09:00")) == []

    def test_on_the_day_of_the_list_that_is_published(self) -> None:
        form = attrs.evolve(
            SOCIAL,
            usage_period=UsagePeriod(date(2025, 1, 1), date(2025, 6, 30)),
            executed_on=date(2025, 5, 7),
        )
        desk = Desk(form=form)
        (told,) = advised(desk.advised(CreateClaim, USER, "2025-05-08 09:00"))
        assert told.basis is None


class TestWhatIsAsked:
    def test_nothing_stated_on_the_form_meets_it(self) -> None:
        form = attrs.evolve(SOCIAL, pre_approval="PA-7")
        states = {line.kind: line.state for line in evidence_checklist(form, rules=RULES).lines}
        assert states.pop(RequirementKind.COST) is RequirementState.MISSING
        assert set(states.values()) == {RequirementState.NOT_PUBLISHED}

    def test_a_policy_that_always_asks_for_a_pre_approval_does(self) -> None:
        always = bound(Policies(pre_approval=PreApproval.ALWAYS))
        checklist = evidence_checklist(SOCIAL, rules=always)
        missing = [line.kind for line in checklist.missing]
        assert missing == [RequirementKind.COST, RequirementKind.PRE_APPROVAL]
        assert len(checklist.lines) == 5

    def test_how_much_of_it_is_paid_has_no_answer(self) -> None:
        desk = Desk(form=SOCIAL)
        desk.do(CreateClaim, USER, "2025-09-01 09:00")
        with pytest.raises(NoRuleInForce, match="for Social media"):
            reimbursable_claim(desk.claim, at=desk.claim.changed_at, rules=RULES, funds=desk.funds)


class TestLastKnown:
    """What the page said of an activity that the list names is carried forward from the page."""

    def test_bound_strictly_it_is_a_rule_that_is_missing(self) -> None:
        strict, day = bound(strict=True), date(2025, 5, 7)
        form = attrs.evolve(SOCIAL, activity="digital-advertising", circumstances=(), executed_on=day)
        (found,) = activity_problems(form, rules=strict)
        assert (found.code, found.field) == (ProblemCode.RULE_MISSING, "activity")
        assert (
            "for Digital advertising is in force on 2025-05-07; it is known for: to 2023-10-23"
            in found.message
        )
        named = attrs.evolve(SOCIAL, executed_on=day)
        assert activity_problems(named, rules=strict) == ()

    @pytest.mark.parametrize("day", [date(2023, 10, 24), date(2025, 5, 7), date(2025, 8, 1)])
    def test_what_is_missing_says_so(self, day: date) -> None:
        desk = Desk(form=FORM)
        desk.do(CreateClaim, USER, "2022-09-01 09:00")
        form = attrs.evolve(FORM, executed_on=day)
        claim = attrs.evolve(desk.claim, details=attrs.evolve(desk.claim.details, form=form))
        (metric,) = (
            each for each in missing_evidence(claim, rules=RULES) if each.code is ProblemCode.METRIC_MISSING
        )
        assert metric.basis is not None
        assert (metric.source.document, metric.basis.since) == ("CO21", date(2023, 10, 23))

    def test_a_program_that_may_not_have_it_is_told_by_the_page(self) -> None:
        form = attrs.evolve(
            SOCIAL, activity="employee-purchase-web", program=ProgramId("ADD-PC"), circumstances=()
        )
        (found,) = activity_problems(form, rules=RULES)
        assert found.code is ProblemCode.NOT_ELIGIBLE
        assert found.basis is not None
        assert (found.source.document, found.basis.since) == ("CO21", date(2023, 10, 23))


class TestHowItIsKnown:
    """How an entry of a catalogue is known, beside how the catalogue is."""

    WEEKS = Message("weeks", "a week is a month")
    ENTRY = attrs.evolve(ACTIVITIES_2019.activities[0], basis=inferred(WEEKS))
    CATALOGUE = Rule(value=ACTIVITIES_2023, first=date(2023, 1, 1), source=cite("BL25"), basis=PUBLISHED)

    def test_as_its_catalogue_where_it_says_nothing(self) -> None:
        plain = attrs.evolve(self.ENTRY, basis=None)
        assert known_by(plain, self.CATALOGUE) == PUBLISHED

    def test_by_its_own_reading(self) -> None:
        assert known_by(self.ENTRY, self.CATALOGUE) == inferred(self.WEEKS)
        published = attrs.evolve(self.ENTRY, basis=PUBLISHED)
        assert known_by(published, self.CATALOGUE) == PUBLISHED

    def test_carried_forward_with_its_catalogue(self) -> None:
        carried = RULES.look_up("catalogue", date(2023, 12, 1))
        found = known_by(self.ENTRY, carried)
        assert (found.kind, found.since) == (BasisKind.CARRIED_FORWARD, date(2023, 10, 24))
        assert found.readings == (self.WEEKS,)

    def test_with_the_reading_that_chose_the_catalogue(self) -> None:
        rules = bound(Policies(catalogue_by=CatalogueBy.SUBMISSION))
        checklist = evidence_checklist(FORM, rules=rules, on=date(2025, 8, 1))
        metric = checklist.lines[-1]
        assert metric.basis.since == date(2023, 10, 23)
        assert CatalogueBy.SUBMISSION in metric.basis.readings

    def test_entries_that_say_the_same_are_equal_whatever_they_rest_on(self) -> None:
        assert ACTIVITIES_2019.activities[0] == self.ENTRY
        assert hash(self.ENTRY) == hash(ACTIVITIES_2019.activities[0])
