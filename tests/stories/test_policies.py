"""Each reading that can be chosen answers otherwise than the default. Source: the facts named below."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from tests.support.world import (
    ADMIN,
    FORM,
    REVIEWER,
    RULES,
    USER,
    Desk,
    bound,
    desk_at,
    fund,
    instant,
    sek,
)

from coopclaims import (
    ClaimStatus,
    Deadline,
    NotRunning,
    Policies,
    Rules,
    UsagePeriod,
    allowed,
    replay,
    review_deadline,
)
from coopclaims.claims import ApproveClaim, CancelDraft, CreateClaim, StartReview, SubmitClaim
from coopclaims.deadlines import (
    Clock,
    TaxInvoice,
    claiming_due,
    claiming_opening,
    escalation_deadline,
    escalation_due,
    payment_due,
    plan_review_due,
    retention_due,
)
from coopclaims.errors import NoRuleInForce
from coopclaims.findings import ProblemCode
from coopclaims.provenance import BasisKind, inferred
from coopclaims.rules import (
    AfterPartnerAction,
    Cancelling,
    ClaimDeadline,
    ClaimOpening,
    EscalationUnit,
    PartialApproval,
    PaymentCounting,
    PlanReview,
    RetentionFrom,
    ReviewClock,
    Submitting,
    TaxInvoiceClock,
)

SPRING_2021 = UsagePeriod(date(2021, 1, 1), date(2021, 6, 30))
OLD = UsagePeriod(date(2019, 1, 1), date(2019, 6, 30))


def due_day(found: Deadline | NotRunning) -> date:
    assert isinstance(found, Deadline)
    return found.on


class TestClaimDeadline:
    """D-03, D-04, Z1: fixed days where the windows name the period, a count of days before."""

    RULES = bound(Policies(claim_deadline=ClaimDeadline.DAY_COUNT))

    def test_the_count_gives_the_published_day_for_a_half_year(self) -> None:
        """W07: plain arithmetic gives 14 August; the published date is the 15th."""
        assert claiming_due(SPRING_2021, rules=self.RULES).on == date(2021, 8, 15)
        autumn = UsagePeriod(date(2020, 7, 1), date(2020, 12, 31))
        assert claiming_due(autumn, rules=self.RULES).on == date(2021, 2, 15)

    def test_where_no_fixed_day_was_published_the_count_answers_by_default_too(self) -> None:
        """Source: Z1. The first text is of 2018-09-04; the policy alone lets that of 2014 go on to it."""
        assert claiming_due(OLD, rules=RULES).on == date(2019, 8, 15)
        assert claiming_due(OLD, rules=self.RULES).on == date(2019, 8, 15)
        older = UsagePeriod(date(2018, 7, 1), date(2018, 12, 31))
        with pytest.raises(NoRuleInForce):
            claiming_due(older, rules=RULES)
        assert claiming_due(older, rules=self.RULES).on == date(2019, 2, 15)

    def test_it_opens_with_the_usage_period(self) -> None:
        assert claiming_opening(SPRING_2021, rules=RULES).on == date(2021, 2, 16)
        assert claiming_opening(SPRING_2021, rules=self.RULES).on == date(2021, 1, 1)

    def test_the_answer_says_that_it_was_chosen(self) -> None:
        rule = self.RULES.claiming_period(SPRING_2021)
        assert rule.basis.kind is BasisKind.INFERRED
        assert ClaimDeadline.DAY_COUNT in rule.basis.readings

    def test_and_that_it_is_carried_forward_after_the_last_text(self) -> None:
        """Source: N4, SH-CS was last seen on 2021-04-09."""
        rule = self.RULES.claiming_period(UsagePeriod(date(2021, 7, 1), date(2021, 12, 31)))
        assert rule.basis.since == date(2021, 4, 9)
        assert ClaimDeadline.DAY_COUNT in rule.basis.readings


class TestClaimOpening:
    """D-05: the window opens on the 46th day; a reseller claims during the usage period."""

    FORM = attrs.evolve(FORM, executed_on=date(2022, 7, 5))

    def submitting(self, rules: Rules) -> Desk:
        return Desk(rules=rules, form=self.FORM).draft("2022-07-10 09:00")

    def test_by_default_a_draft_waits_for_the_window(self) -> None:
        refused = self.submitting(RULES).refused(SubmitClaim, USER, "2022-07-11 09:00")
        assert refused.codes == {ProblemCode.WINDOW_NOT_OPEN}

    def test_it_may_open_with_the_usage_period(self) -> None:
        rules = bound(Policies(claim_opening=ClaimOpening.USAGE_PERIOD))
        desk = self.submitting(rules)
        desk.do(SubmitClaim, USER, "2022-07-11 09:00")
        assert desk.status() is ClaimStatus.SUBMITTED
        period = rules.claiming_period(self.FORM.usage_period)
        assert str(period.value) == "2022-07-01 to 2023-02-15"
        assert ClaimOpening.USAGE_PERIOD in period.basis.readings

    def test_even_the_draft_may_have_to_wait(self) -> None:
        rules = bound(Policies(claim_opening=ClaimOpening.WINDOW_ONLY))
        desk = Desk(rules=rules, form=self.FORM)
        assert desk.refused(CreateClaim, USER, "2022-07-10 09:00").codes == {ProblemCode.WINDOW_NOT_OPEN}
        desk.do(CreateClaim, USER, "2022-08-16 09:00")


class TestPaymentCounting:
    """D-10: business days since 2020, days in 2016. W24."""

    def test_the_same_figure_in_another_unit(self) -> None:
        none = TaxInvoice.not_needed()
        approved = date(2022, 9, 19)
        by_default = payment_due(approved=approved, tax_invoice=none, rules=RULES)
        assert due_day(by_default) == date(2022, 11, 21)
        rules = bound(Policies(payment_counting=PaymentCounting.CALENDAR_DAYS))
        counted = payment_due(approved=approved, tax_invoice=none, rules=rules)
        assert due_day(counted) == date(2022, 11, 3)
        assert PaymentCounting.CALENDAR_DAYS.caption in str(counted.explain())


class TestTaxInvoiceClock:
    """D-11: instead of the 45 business days, or besides them."""

    @pytest.mark.parametrize(
        ("invoiced", "instead", "later"),
        [("2022-10-03", "2022-11-02", "2022-11-21"), ("2022-11-10", "2022-12-10", "2022-12-10")],
    )
    def test_the_later_of_both(self, invoiced: str, instead: str, later: str) -> None:
        tax_invoice = TaxInvoice.approved(instant(f"{invoiced} 10:00"))
        days = [
            due_day(payment_due(approved=date(2022, 9, 19), tax_invoice=tax_invoice, rules=rules)).isoformat()
            for rules in (RULES, bound(Policies(tax_invoice_clock=TaxInvoiceClock.LATER_OF_BOTH)))
        ]
        assert days == [instead, later]

    @pytest.mark.parametrize("reading", TaxInvoiceClock)
    def test_the_answer_names_the_reading_and_the_day_that_does_not_count(
        self, reading: TaxInvoiceClock
    ) -> None:
        rules = bound(Policies(tax_invoice_clock=reading))
        invoiced = TaxInvoice.approved(instant("2022-10-03 09:00"))
        told = payment_due(approved=date(2022, 9, 19), tax_invoice=invoiced, rules=rules).explain()
        assert told.find("which_clock").basis == inferred(reading)
        other = [each.figure("due") for each in told.walk() if each.code == "other_clock"]
        both = reading is TaxInvoiceClock.LATER_OF_BOTH
        assert other == ([date(2022, 11, 2)] if both else [])
        assert told.figure("due") == (date(2022, 11, 21) if both else date(2022, 11, 2))


class TestReviewClock:
    """D-07: what a second submission does to the clock is not said."""

    def test_it_starts_anew_or_goes_on(self) -> None:
        desk = desk_at(ClaimStatus.ACTION_REQUIRED)  # first submitted on Wed 14 September 2022
        desk.do(SubmitClaim, USER, "2022-09-20 10:00")
        assert due_day(review_deadline(desk.claim, rules=RULES)) == date(2022, 9, 22)
        rules = bound(Policies(review_clock=ReviewClock.FIRST_SUBMISSION))
        assert due_day(review_deadline(desk.claim, rules=rules)) == date(2022, 9, 16)

    def test_support_is_for_what_takes_longer_anew_or_with_what_was_waited_before(self) -> None:
        """Of the two business days one has passed when the partner is asked, on Thu 15 September."""
        desk = desk_at(ClaimStatus.ACTION_REQUIRED)
        asked = desk.claim.rounds[-1].answered_at
        assert asked is not None
        assert asked.date() == date(2022, 9, 15)
        desk.do(SubmitClaim, USER, "2022-09-20 10:00")
        assert due_day(escalation_deadline(desk.claim, rules=RULES)) == date(2022, 9, 22)
        rules = bound(Policies(review_clock=ReviewClock.PAUSES))
        assert due_day(escalation_deadline(desk.claim, rules=rules)) == date(2022, 9, 21)

    @pytest.mark.parametrize("reading", ReviewClock)
    def test_a_second_submission_names_the_reading_and_a_first_one_needs_none(
        self, reading: ReviewClock
    ) -> None:
        rules = bound(Policies(review_clock=reading))
        desk = desk_at(ClaimStatus.SUBMITTED)
        codes = [each.code for each in review_deadline(desk.claim, rules=rules).explain().walk()]
        assert "which_submission" not in codes
        returned = desk_at(ClaimStatus.ACTION_REQUIRED)
        returned.do(SubmitClaim, USER, "2022-09-20 10:00")
        told = review_deadline(returned.claim, rules=rules).explain().find("which_submission")
        assert told.basis == inferred(reading)


class TestEscalationUnit:
    """R-16: more than two days under review, in no unit. W79."""

    def test_business_days_or_calendar_days(self) -> None:
        rules = bound(Policies(escalation_unit=EscalationUnit.CALENDAR_DAYS))
        assert escalation_due(start=date(2022, 9, 15), rules=RULES).on == date(2022, 9, 19)
        assert escalation_due(start=date(2022, 9, 15), rules=rules).on == date(2022, 9, 17)

    def test_it_follows_the_claim(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        due = escalation_deadline(desk.claim, rules=RULES)
        assert (due.clock, due_day(due)) == (Clock.ESCALATION, date(2022, 9, 16))
        draft = escalation_deadline(desk_at(ClaimStatus.EDITING).claim, rules=RULES)
        assert isinstance(draft, NotRunning)
        assert draft.clock is Clock.ESCALATION

    def test_an_answer_stops_it(self) -> None:
        due = escalation_deadline(desk_at(ClaimStatus.APPROVED).claim, rules=RULES)
        assert isinstance(due, Deadline)
        assert due.answered_at == instant("2022-09-16 15:00")


class TestAfterPartnerAction:
    """T15: where a claim goes once the partner has answered the validation team."""

    @pytest.mark.parametrize(
        ("reading", "status"),
        [
            (AfterPartnerAction.DISPUTED, ClaimStatus.DISPUTED),
            (AfterPartnerAction.SUBMITTED, ClaimStatus.SUBMITTED),
        ],
    )
    def test_back_to_the_dispute_or_to_a_review(
        self, reading: AfterPartnerAction, status: ClaimStatus
    ) -> None:
        rules = bound(Policies(after_partner_action=reading))
        desk = desk_at(ClaimStatus.PARTNER_ACTION_REQUIRED, rules=rules)
        desk.do(SubmitClaim, USER, "2022-09-26 10:00")
        assert desk.status() is status
        assert replay(desk.history) == desk.claim

    def test_a_review_has_two_days_and_ends_like_any_other(self) -> None:
        rules = bound(Policies(after_partner_action=AfterPartnerAction.SUBMITTED))
        desk = desk_at(ClaimStatus.PARTNER_ACTION_REQUIRED, rules=rules)
        desk.do(SubmitClaim, USER, "2022-09-26 10:00")
        assert due_day(review_deadline(desk.claim, rules=rules)) == date(2022, 9, 28)
        desk.do(StartReview, REVIEWER, "2022-09-27 10:00")
        desk.do(ApproveClaim, REVIEWER, "2022-09-27 11:00")
        assert desk.status() is ClaimStatus.APPROVED


class TestPlanReview:
    """D-08: the month after, or the month, after the submission."""

    def test_next_month_or_this_month(self) -> None:
        rules = bound(Policies(plan_review=PlanReview.SAME_MONTH))
        start = date(2022, 3, 10)
        assert plan_review_due(start=start, rules=RULES).on == date(2022, 4, 30)
        assert plan_review_due(start=start, rules=rules).on == date(2022, 3, 31)


class TestSubmitting:
    """R-01 names three roles, R-05 one."""

    def test_the_user_may_or_may_not(self) -> None:
        rules = bound(Policies(submitting=Submitting.ADMIN_ONLY))
        desk = desk_at(ClaimStatus.EDITING, rules=rules)
        refused = desk.refused(SubmitClaim, USER, "2022-09-14 10:00")
        assert refused.codes == {ProblemCode.ACTION_NOT_GRANTED}
        desk.do(SubmitClaim, ADMIN, "2022-09-14 10:00")
        desk_at(ClaimStatus.EDITING).do(SubmitClaim, USER, "2022-09-14 10:00")


class TestPartialApproval:
    """A-31, S-07: no status or rule for a part."""

    WHOLE = bound(Policies(partial_approval=PartialApproval.WHOLE_ONLY))

    def test_a_part_is_refused(self) -> None:
        part = {"amount": sek("50000.00"), "reason": "half of it is travel"}
        refused = desk_at(ClaimStatus.UNDER_REVIEW, rules=self.WHOLE).refused(
            ApproveClaim, REVIEWER, "2022-09-16 15:00", **part
        )
        assert refused.codes == {ProblemCode.APPROVED_IN_PART}
        desk_at(ClaimStatus.UNDER_REVIEW).do(ApproveClaim, REVIEWER, "2022-09-16 15:00", **part)

    def test_where_the_whole_is_more_than_remains_nothing_can_be_approved(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=self.WHOLE, funds=fund("80000.00"))
        option = allowed(
            desk.claim, REVIEWER, at=instant("2022-09-16 15:00"), rules=desk.rules, funds=desk.funds
        )[ApproveClaim]
        assert [each.code for each in option.problems] == [ProblemCode.APPROVED_ABOVE_EARNED]
        refused = desk.refused(ApproveClaim, REVIEWER, "2022-09-16 15:00")
        assert ProblemCode.APPROVED_ABOVE_EARNED in refused.codes


class TestCancelling:
    """S-07, S-08: only a sibling claim type can be cancelled."""

    def test_a_draft_stays(self) -> None:
        desk = desk_at(ClaimStatus.EDITING, rules=bound(Policies(cancelling=Cancelling.OFF)))
        assert desk.refused(CancelDraft, USER, "2022-09-12 10:00").codes == {ProblemCode.CANCELLING_OFF}
        possible = str(desk.refused(StartReview, REVIEWER, "2022-09-12 10:00"))
        assert "cancel" not in possible
        assert "cancel" in str(
            desk_at(ClaimStatus.EDITING).refused(StartReview, REVIEWER, "2022-09-12 10:00")
        )


class TestRetentionFrom:
    """Q-04: an activity of several days."""

    def test_the_last_day_or_the_first(self) -> None:
        days = {"began_on": date(2022, 8, 1), "executed_on": date(2022, 8, 25)}
        rules = bound(Policies(retention_from=RetentionFrom.FIRST_DAY))
        assert retention_due(**days, rules=RULES).on == date(2024, 8, 25)
        assert retention_due(**days, rules=rules).on == date(2024, 8, 1)
        assert retention_due(days["executed_on"], rules=rules).on == date(2024, 8, 25)
