"""Payments, by property: money is sent once, through closed gates only, and balances lose nothing."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.support.payments import (
    EARLIER,
    NOW,
    PARTNER,
    PROFILE,
    VENDOR,
    approved_claim,
    circumstances,
    command,
    paying_fund,
)
from tests.support.world import LOCATION, PROGRAM, RULES, bound, desk_at

from coopclaims import ClaimStatus, FundPool, Money, Policies, Refused
from coopclaims.funds import FundEntry, FundLedger, assert_conserved
from coopclaims.payments import (
    PaymentEntry,
    PaymentHistory,
    ProfileStanding,
    TaxProfile,
    decide_payment,
    payment_problems,
    record_payment,
    replay_payment,
    why_not_paid,
)
from coopclaims.payouts import (
    Accrual,
    BalanceKey,
    PaymentStatus,
    PaymentTrigger,
    ProfileStatus,
    carry_balances,
)
from coopclaims.periods import MonthDay
from coopclaims.rules import MinimumReached, SmallBalances

if TYPE_CHECKING:
    from coopclaims.payments import Payment, PaymentContext

ON_ITS_WAY = {
    PaymentStatus.UPCOMING,
    PaymentStatus.IN_PROGRESS,
    PaymentStatus.REPROCESSING,
    PaymentStatus.SENT,
}
MOVES_MONEY = {PaymentTrigger.ORDER, PaymentTrigger.START_PAYING, PaymentTrigger.SEND, PaymentTrigger.RETRY}


class PaymentMachine(RuleBasedStateMachine):
    """Anybody asks for anything, while profiles come and go."""

    def __init__(self) -> None:
        super().__init__()
        self.payment: Payment | None = None
        self.entries: tuple[PaymentEntry, ...] = ()
        self.now = NOW
        self.bank = ProfileStatus.APPROVED
        self.has_tax = True
        self.outside = 0
        self.fund = paying_fund()
        self.ledger: tuple[FundEntry, ...] = ()

    def around(self) -> PaymentContext:
        return circumstances(
            payments=() if self.payment is None else (self.payment,),
            profiles=(ProfileStanding(PROFILE, self.bank, EARLIER),),
            tax_profile=TaxProfile(ProfileStatus.APPROVED, EARLIER) if self.has_tax else None,
        )

    @property
    def is_closed(self) -> bool:
        """Whether the set-up stands in the way."""
        return self.bank is not ProfileStatus.APPROVED or not self.has_tax

    @initialize()
    def make(self) -> None:
        self.ask(PaymentTrigger.MAKE)

    @rule(status=st.sampled_from(ProfileStatus))
    def bank_profile_changes(self, status: ProfileStatus) -> None:
        self.bank = status

    @rule(status=st.booleans())
    def tax_profile_changes(self, status: bool) -> None:
        self.has_tax = status

    @rule(step=st.sampled_from(PaymentTrigger), wait=st.integers(0, 400))
    def ask(self, step: PaymentTrigger, wait: int = 0) -> None:
        self.now += timedelta(hours=wait)
        by = PARTNER if step in {PaymentTrigger.HOLD, PaymentTrigger.RELEASE} else VENDOR
        asked, around = command(step, by, self.now), self.around()
        found = payment_problems(asked, self.payment, funds=self.fund, context=around, rules=RULES)
        if found:
            with pytest.raises(Refused) as caught:
                decide_payment(asked, self.payment, funds=self.fund, context=around, rules=RULES)
            assert caught.value.problems == found
            return
        decision = decide_payment(asked, self.payment, funds=self.fund, context=around, rules=RULES)
        (entry,) = decision.entries
        self.fund = self.fund.record(decision.ledger)
        self.ledger += decision.ledger
        before = self.payment
        if step in MOVES_MONEY:
            assert not self.is_closed
            assert before is not None
            assert not before.is_held
        self.payment = record_payment(before, entry)
        assert decision.payment == self.payment
        self.entries += (entry,)
        self.outside += (step is PaymentTrigger.SEND) - (
            entry.before is PaymentStatus.SENT and step in {PaymentTrigger.RETURN, PaymentTrigger.REFUSE}
        )

    @invariant()
    def money_is_outside_once_at_most(self) -> None:
        assert self.outside in {0, 1}
        if self.payment is not None and self.payment.status is not PaymentStatus.INCORRECT_PAYMENT:
            assert (self.payment.milestones.sent_at is not None) is (self.outside == 1)

    @invariant()
    def what_is_sent_is_paid_in_the_fund_by_exactly_what_it_settles(self) -> None:
        claim = approved_claim()
        is_sent = self.payment is not None and self.payment.status is PaymentStatus.SENT
        assert self.fund.paid_for(claim.id) == (claim.form.amount if is_sent else 0 * claim.form.amount)
        desk = desk_at(ClaimStatus.APPROVED)
        earned = desk.funds.shares()[0]
        before = FundPool.empty(self.fund.key).earned_entry(*earned, at=EARLIER)
        assert_conserved(FundLedger(self.fund.key, (before, *desk.ledger, *self.ledger)))

    @invariant()
    def the_history_gives_the_payment_back(self) -> None:
        if self.payment is not None:
            assert replay_payment(PaymentHistory(self.payment.id, self.entries)) == self.payment

    @invariant()
    def there_is_no_gate_exactly_when_it_is_on_its_way(self) -> None:
        if self.payment is None:
            return
        gates = why_not_paid(self.around(), at=self.now, rules=RULES).blockers
        is_under_way = self.payment.status in ON_ITS_WAY - {PaymentStatus.UPCOMING}
        is_ordered = self.payment.status is PaymentStatus.UPCOMING
        waits = is_ordered and (self.is_closed or self.payment.is_held)
        assert (gates == ()) is (is_under_way or (is_ordered and not waits))


PaymentMachine.TestCase.settings = settings(stateful_step_count=40, deadline=None)
TestPayments = PaymentMachine.TestCase

KEY = BalanceKey(location=LOCATION, program=PROGRAM)
MONTHS = [date(2023 + (9 + n) // 12, (9 + n) % 12 + 1, 1) for n in range(1, 24)]
ACCRUALS = st.lists(st.tuples(st.sampled_from(MONTHS), st.integers(-5000, 30000)), min_size=1, max_size=12)


class TestBalances:
    @given(ACCRUALS, st.sampled_from(MinimumReached), st.sampled_from(SmallBalances))
    def test_what_was_earned_is_paid_carried_or_forfeited(
        self,
        earned: list[tuple[date, int]],
        reached: MinimumReached,
        small: SmallBalances,
    ) -> None:
        rules = bound(Policies(minimum_reached=reached, small_balances=small))
        accruals = [
            Accrual(key=KEY, month=month, amount=Money.of_minor_units(cents, "USD"))
            for month, cents in earned
        ]
        months = carry_balances(accruals, rules=rules, program_year=MonthDay(7, 1))
        whole = Money.total((each.amount for each in accruals), "USD")
        paid = Money.total((each.paid for each in months), "USD")
        forfeited = Money.total((each.forfeited for each in months), "USD")
        assert paid + forfeited + months[-1].carried == whole
        assert small is SmallBalances.FORFEIT or forfeited.is_zero
        for before, after in pairwise(months):
            assert after.brought == before.carried
            assert (before.month, after.month) == (MONTHS[MONTHS.index(after.month) - 1], after.month)

    @given(ACCRUALS)
    def test_nothing_below_the_minimum_is_paid_and_nothing_from_it_on_is_carried(
        self, earned: list[tuple[date, int]]
    ) -> None:
        accruals = [
            Accrual(key=KEY, month=month, amount=Money.of_minor_units(cents, "USD"))
            for month, cents in earned
        ]
        for row in carry_balances(accruals, rules=RULES):
            assert row.paid.is_zero or row.paid >= Money("200.00", "USD")
            assert row.carried < Money("200.00", "USD")
