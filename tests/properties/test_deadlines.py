"""The clocks of a claim along its History, by property: one class per clause."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs
from hypothesis import given, settings, strategies as st
from tests.support.told import told_of

from coopclaims import (
    ClaimStatus,
    Deadline,
    NotRunning,
    clocks,
    dispute_deadline,
    payment_deadline,
    replay,
    review_deadline,
)
from coopclaims.claims import (
    ActionRequested,
    ApprovalRetracted,
    ClaimApproved,
    ClaimSubmitted,
    CutDisputed,
    InstantCorrected,
    RejectionDisputed,
)
from coopclaims.deadlines import (
    Clock,
    DeadlineState,
    TaxInvoice,
    activity_claim_due,
    claiming_deadline,
    deadline,
    dispute_due,
    draft_expiry,
    escalation_deadline,
    final_approval_due,
    payment_due,
    retention_due,
    review_due,
)
from coopclaims.errors import CalendarOutOfRange, NoRuleInForce
from coopclaims.testing import Scenario, scenarios

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from coopclaims import Claim, HistoryEntry
    from coopclaims.claims import Event

half = settings(max_examples=settings().max_examples // 2)
"""Whole stories are dear: half as many of them as of other examples."""

NO_INVOICE = TaxInvoice.not_needed()
WAITING = (ClaimStatus.ACTION_REQUIRED, ClaimStatus.PARTNER_ACTION_REQUIRED)


def told(scenario: Scenario) -> Iterator[tuple[HistoryEntry, Claim]]:
    """Yield every entry with the claim as it stood after it."""
    for entry in scenario.history:
        yield entry, replay(scenario.history.entries[: entry.number])


class TestReviewClock:
    """The clock restarts at each submission, and stands still while the partner has the claim. D-07, T9."""

    @half
    @given(scenarios(detours=4))
    def test_it_restarts(self, scenario: Scenario) -> None:
        rules = scenario.world.rules
        for entry, claim in told(scenario):
            if isinstance(entry.event, ClaimSubmitted) and entry.after is ClaimStatus.SUBMITTED:
                due = review_deadline(claim, rules=rules)
                assert isinstance(due, Deadline)
                counted = review_due(start=entry.at, rules=rules)
                assert attrs.evolve(due, notes=()) == counted

    @half
    @given(scenarios(detours=4))
    def test_it_stands_still(self, scenario: Scenario) -> None:
        rules = scenario.world.rules
        for entry, claim in told(scenario):
            if isinstance(entry.event, ActionRequested) and entry.before is ClaimStatus.UNDER_REVIEW:
                assert isinstance(review_deadline(claim, rules=rules), NotRunning)

    @half
    @given(scenarios(detours=4), st.timedeltas(timedelta(0), timedelta(days=500)))
    def test_what_was_answered_stays_so(self, scenario: Scenario, later: timedelta) -> None:
        claim, rules = scenario.claim, scenario.world.rules
        review = review_deadline(claim, rules=rules)
        if isinstance(review, Deadline) and claim.milestones.review_answered_at is not None:
            answered = review.state(claim.milestones.review_answered_at)
            assert answered in {DeadlineState.MET, DeadlineState.MET_LATE}
            assert review.state(claim.milestones.review_answered_at + later) is answered


class TestDisputeClock:
    """It starts with the dispute, and anew when the partner has answered the team. D-09, T15."""

    @half
    @given(
        st.sampled_from((ClaimStatus.DISPUTED, ClaimStatus.PARTNER_ACTION_REQUIRED)).flatmap(
            lambda status: scenarios(status, detours=4)
        )
    )
    def test_it_restarts(self, scenario: Scenario) -> None:
        rules = scenario.world.rules
        for entry, claim in told(scenario):
            clock = dispute_deadline(claim, rules=rules)
            starts = isinstance(entry.event, RejectionDisputed | ClaimSubmitted)
            if starts and entry.after is ClaimStatus.DISPUTED:
                assert clock == dispute_due(start=entry.at, rules=rules)
            if entry.after is ClaimStatus.PARTNER_ACTION_REQUIRED:
                assert isinstance(clock, NotRunning)


class TestPaymentClock:
    """It starts with the approval, with the last one where one went back, and not before. D-10, T12."""

    @half
    @given(scenarios(ClaimStatus.APPROVED, detours=4))
    def test_it_starts_with_the_approval(self, scenario: Scenario) -> None:
        rules = scenario.world.rules
        events = [entry.event for entry in scenario.history]
        approved = [entry for entry in scenario.history if isinstance(entry.event, ClaimApproved)]
        gone_back = [each for each in events if isinstance(each, CutDisputed | ApprovalRetracted)]
        assert len(approved) == 1 + len(gone_back)
        clock = payment_deadline(scenario.claim, tax_invoice=NO_INVOICE, rules=rules)
        last = _corrected(approved[-1], events)
        assert clock == payment_due(approved=last, tax_invoice=NO_INVOICE, rules=rules)

    @half
    @given(scenarios(ClaimStatus.APPROVED), st.timedeltas(timedelta(days=-90), timedelta(days=90)))
    def test_a_tax_invoice_never_starts_it_before_the_approval(
        self, scenario: Scenario, gap: timedelta
    ) -> None:
        claim, rules = scenario.claim, scenario.world.rules
        invoice = TaxInvoice.approved(approved_at(claim) + gap)
        clock = payment_deadline(claim, tax_invoice=invoice, rules=rules)
        assert isinstance(clock, Deadline)
        starts = (approved_at(claim), approved_at(claim) + gap)
        assert clock.started_on == max(rules.day(at) for at in starts)


def _corrected(entry: HistoryEntry, events: Iterable[Event]) -> datetime:
    """Return the instant of an entry, as it was corrected last."""
    found = (
        each.instant for each in events if isinstance(each, InstantCorrected) and each.entry == entry.number
    )
    return [entry.at, *found][-1]


def approved_at(claim: Claim) -> datetime:
    assert claim.milestones.approved_at is not None
    return claim.milestones.approved_at


class TestAlwaysAnswered:
    """Each clock answers for every claim, with a due date or with the reason why there is none. R-16."""

    @half
    @given(scenarios(detours=4))
    def test_with_an_explanation(self, scenario: Scenario) -> None:
        claim, rules = scenario.claim, scenario.world.rules
        for clock in (
            review_deadline(claim, rules=rules),
            dispute_deadline(claim, rules=rules),
            payment_deadline(claim, tax_invoice=NO_INVOICE, rules=rules),
            payment_deadline(claim, tax_invoice=TaxInvoice.awaited(), rules=rules),
            claiming_deadline(claim, rules=rules),
        ):
            assert told_of(clock.explain(claim.changed_at))
            assert str(clock.explain())
            if isinstance(clock, Deadline):
                assert rules.day(clock.last_instant) == clock.on >= clock.started_on

    @half
    @given(scenarios(detours=4))
    def test_a_first_submission_meets_the_claiming_period(self, scenario: Scenario) -> None:
        claim = scenario.claim
        clock = claiming_deadline(claim, rules=scenario.world.rules)
        end = claim.changed_at + timedelta(days=1_000)
        assert clock.state(end) is (DeadlineState.MET if claim.was_submitted else DeadlineState.OVERDUE)


class TestAllAtOnce:
    """Each clock of a claim is what its own function answers, where that answers at all."""

    @half
    @given(scenarios(detours=3))
    def test_each_is_what_its_own_function_answers(self, scenario: Scenario) -> None:
        claim, rules = scenario.claim, scenario.world.rules
        form, known = claim.form, claim.milestones
        named: dict[Clock, Callable[[], Deadline | NotRunning]] = {
            Clock.ESCALATION: lambda: escalation_deadline(claim, rules=rules),
            Clock.DISPUTE: lambda: dispute_deadline(claim, rules=rules),
            Clock.PAYMENT: lambda: payment_deadline(claim, tax_invoice=NO_INVOICE, rules=rules),
            Clock.CLAIMING: lambda: claiming_deadline(claim, rules=rules),
            Clock.DRAFT: lambda: draft_expiry(claim, rules=rules),
            Clock.RETENTION: lambda: retention_due(form.executed_on, rules=rules),
            Clock.FINAL_APPROVAL: lambda: final_approval_due(
                form.usage_period, rules=rules, approved_at=known.approved_at
            ),
            Clock.ACTIVITY_CLAIM: lambda: activity_claim_due(
                form.executed_on, program=form.program, rules=rules, submitted_at=known.first_submitted_at
            ),
            Clock.REVIEW if form.plan is None else Clock.PLAN_REVIEW: lambda: attrs.evolve(
                review_deadline(claim, rules=rules),
                clock=Clock.REVIEW if form.plan is None else Clock.PLAN_REVIEW,
            ),
        }
        found = clocks(claim, rules=rules)
        for clock, ask in named.items():
            try:
                expected = ask()
            except (NoRuleInForce, CalendarOutOfRange):
                assert isinstance(found[clock], NotRunning)
            else:
                assert found[clock] == deadline(claim, clock, rules=rules) == expected
                assert expected.clock is clock
