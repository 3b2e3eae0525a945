"""The fund ledger, by property: one class per clause."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import assume, given, settings, strategies as st

from coopclaims import ClaimStatus, FundPool, Money, Policies, Role, UsagePeriod, advice, replay
from coopclaims.claims import ApproveClaim, DisputeRejection, SubmitClaim, Trigger
from coopclaims.decisions.context import JudgementContext, in_pool_currency
from coopclaims.findings import ProblemCode
from coopclaims.funds import (
    BrokenLedger,
    FundEntry,
    FundEntryKind,
    FundLedger,
    FundsBalance,
    assert_conserved,
)
from coopclaims.identifiers import ClaimId, CommandId, EntityId, PaymentId
from coopclaims.rules import OverClaiming
from coopclaims.testing import Scenario, World, scenarios, worlds
from coopclaims.testing.ingredients import most_within

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject

a_quarter = settings(max_examples=settings().max_examples // 4)
"""Whole stories are dear: a quarter as many of them as of other examples."""

HOME = World.typical()
PENDING = (ClaimStatus.SUBMITTED, ClaimStatus.UNDER_REVIEW, ClaimStatus.ACTION_REQUIRED)


def units(pool: FundPool) -> tuple[int, int, int, int, int]:
    """Return earned, reserved, approved, remaining and available in minor units."""
    balance = pool.balance()
    figures = (balance.earned, balance.reserved, balance.approved, balance.remaining, balance.available)
    earned, reserved, approved, remaining, available = (each.minor_units for each in figures)
    return earned, reserved, approved, remaining, available


DAYS = st.dates(date(2022, 1, 1), date(2023, 6, 30))
INSTANTS = st.datetimes(datetime(2022, 1, 1), datetime(2023, 6, 30), timezones=st.just(UTC))  # noqa: DTZ001
CLAIMS = tuple(ClaimId(name) for name in ("C-1", "C-2", "C-3"))
ACTIVITIES = ("spiff", "print-advertising", None)
OUTGOING = (FundEntryKind.CONVERTED, FundEntryKind.ROLLED_OUT)
MOVED = (FundEntryKind.ROLLED_OUT, FundEntryKind.ROLLED_IN)
PAYING = (FundEntryKind.PAID, FundEntryKind.PAYMENT_RETURNED, FundEntryKind.RECOUPED)
ELSEWHEN = UsagePeriod(date(2019, 1, 1), date(2019, 6, 30))


def most(kind: FundEntryKind, pool: FundPool, claim: ClaimId, entity: EntityId) -> int:
    """Return how many minor units an entry of this kind may have, as the rules of the ledger say it."""
    balance = pool.balance()
    free = max(0, balance.available.minor_units)
    of_claim = {
        FundEntryKind.RELEASED: pool.reserved_for(claim),
        FundEntryKind.COMMITTED: balance.remaining,
        FundEntryKind.COMMITMENT_REVERSED: pool.approved_for(claim) - pool.paid_for(claim),
        FundEntryKind.PAID: pool.approved_for(claim) - pool.paid_for(claim),
        FundEntryKind.PAYMENT_RETURNED: pool.paid_for(claim),
        FundEntryKind.RECOUPED: pool.paid_for(claim),
        FundEntryKind.RESTORED: pool.expired_for(claim),
    }
    if kind in of_claim:
        return max(0, of_claim[kind].minor_units)
    if kind is FundEntryKind.EXPIRED:
        return free
    if kind in OUTGOING:
        share = dict(pool.shares()).get(entity)
        return 0 if share is None else min(free, max(0, share.minor_units))
    return 10_000


@st.composite
def entries_for(draw: st.DrawFn, pool: FundPool, number: int) -> FundEntry:
    """Draw an entry that this pool can take."""
    moving = [each for each in FundEntryKind if each is not FundEntryKind.INSTANT_CORRECTED]
    kind, claim = draw(st.sampled_from(moving)), draw(st.sampled_from(CLAIMS))
    entity = draw(st.sampled_from(HOME.entities)).id
    least = -500 if kind is FundEntryKind.ADJUSTED else 0
    limit = most(kind, pool, claim, entity)
    names: dict[str, Any] = {"claim": claim, "number": number}
    if kind is FundEntryKind.COMMITMENT_REVERSED:  # of what is approved for an activity
        names["activity"] = draw(st.sampled_from(ACTIVITIES))
        limit = min(limit, pool.usage_by_activity(names["activity"] or "").approved.minor_units)
    units = draw(st.integers(least, limit))
    if kind in PAYING:
        names["payment"] = PaymentId(f"PAY-{claim}")
    if kind in (FundEntryKind.RESERVED, FundEntryKind.COMMITTED):
        held = not pool.reserved_for(claim).is_zero
        names["activity"] = pool.activity_of(claim) if held else draw(st.sampled_from(ACTIVITIES))
    if kind in (FundEntryKind.EARNED, FundEntryKind.ADJUSTED, *OUTGOING, *MOVED):
        names = {"entity": entity, "other_usage": ELSEWHEN if kind in MOVED else None}
    elif kind is FundEntryKind.EXPIRED and draw(st.booleans()):
        names = {}
    return FundEntry(
        pool=pool.key,
        kind=kind,
        amount=Money.of_minor_units(units, pool.key.currency),
        at=draw(INSTANTS),
        on=draw(DAYS),
        **names,
    )


@st.composite
def ledgers(draw: st.DrawFn, most_entries: int = 15) -> tuple[FundEntry, ...]:
    """Draw ledger entries of every kind, of a few claims and entities, that a pool can record in order."""
    pool = FundPool.empty(HOME.funds.key)
    entries: list[FundEntry] = []
    for number in range(1, draw(st.integers(0, most_entries)) + 1):
        entries.append(draw(entries_for(pool, number)))
        pool = pool.record(entries[-1:])
    return tuple(entries)


def book(ledger: tuple[FundEntry, ...]) -> dict[str, int]:
    """Return the balances that a simple book-keeper finds, in minor units."""
    sums = {
        kind: sum(each.amount.minor_units for each in ledger if each.kind is kind) for kind in FundEntryKind
    }
    kind = FundEntryKind
    came = sums[kind.EARNED] + sums[kind.ADJUSTED] + sums[kind.ROLLED_IN]
    earned = came - sums[kind.ROLLED_OUT] - sums[kind.CONVERTED]
    expired = sums[kind.EXPIRED] - sums[kind.RESTORED]
    reserved = sums[kind.RESERVED] - sums[kind.RELEASED]
    approved = sums[kind.COMMITTED] - sums[kind.COMMITMENT_REVERSED]
    remaining = earned - approved - expired
    return {
        "earned": earned,
        "approved": approved,
        "expired": expired,
        "reserved": reserved,
        "paid": sums[kind.PAID] - sums[kind.PAYMENT_RETURNED] - sums[kind.RECOUPED],
        "remaining": remaining,
        "available": remaining - reserved,
    }


def shown(balance: FundsBalance) -> dict[str, int]:
    names = ("earned", "approved", "expired", "reserved", "paid", "remaining", "available")
    return {name: getattr(balance, name).minor_units for name in names}


class TestLedger:
    """A pool is what follows from its entries; balances are their sums, and nothing is lost. U-07."""

    @given(ledgers())
    def test_conservation_after_every_entry(self, ledger: tuple[FundEntry, ...]) -> None:
        pool = FundPool.empty(HOME.funds.key)
        for count, entry in enumerate(ledger, start=1):
            pool = pool.record((entry,))
            balance = pool.balance()
            assert shown(balance) == book(ledger[:count])
            came = balance.accrued + balance.adjusted + balance.rolled_in
            left = balance.converted + balance.rolled_out + balance.expired
            assert came == left + balance.approved + balance.reserved + balance.available
            assert not balance.expired.is_negative
            assert balance.paid <= balance.approved
            assert_conserved(pool, ledger[:count])
        assert pool.version == len(ledger)

    @given(ledgers())
    def test_the_parts_of_a_pool_are_those_of_a_book_by_claim(self, ledger: tuple[FundEntry, ...]) -> None:
        pool = FundPool.empty(HOME.funds.key).record(ledger)
        for claim in CLAIMS:
            own = book(tuple(each for each in ledger if each.claim == claim))
            assert pool.reserved_for(claim).minor_units == own["reserved"]
            assert pool.approved_for(claim).minor_units == own["approved"]
            assert pool.paid_for(claim).minor_units == own["paid"]
            assert pool.expired_for(claim).minor_units == own["expired"]
        for entity, share in pool.shares():
            own = book(tuple(each for each in ledger if each.entity == entity))
            assert share.minor_units == own["earned"]

    @given(ledgers())
    def test_what_is_counted_by_activity(self, ledger: tuple[FundEntry, ...]) -> None:
        pool = FundPool.empty(HOME.funds.key).record(ledger)
        for activity in ACTIVITIES:
            if activity is None:
                continue
            holding = [claim for claim in CLAIMS if pool.activity_of(claim) == activity]
            ways = {FundEntryKind.COMMITTED: 1, FundEntryKind.COMMITMENT_REVERSED: -1}
            committed = (
                ways[each.kind] * each.amount
                for each in ledger
                if each.kind in ways and each.activity == activity
            )
            drawn = pool.usage_by_activity(activity)
            assert drawn.reserved == Money.total(map(pool.reserved_for, holding), pool.key.currency)
            assert drawn.approved == Money.total(committed, pool.key.currency)

    @given(ledgers(), st.data())
    def test_recording_in_two_parts(self, ledger: tuple[FundEntry, ...], data: DataObject) -> None:
        empty = FundPool.empty(HOME.funds.key)
        cut = data.draw(st.integers(0, len(ledger)))
        assert empty.record(ledger[:cut]).record(ledger[cut:]) == empty.record(ledger)

    @given(ledgers(), st.sampled_from(FundEntryKind), st.integers(1, 100), st.data())
    def test_nothing_above_its_limit_is_recorded(
        self, ledger: tuple[FundEntry, ...], kind: FundEntryKind, more: int, data: DataObject
    ) -> None:
        """Releasing, approving, paying, recouping, restoring, expiring, taking out: to the minor unit."""
        free = (FundEntryKind.EARNED, FundEntryKind.ADJUSTED, FundEntryKind.ROLLED_IN, FundEntryKind.RESERVED)
        if kind in free:
            return
        pool = FundPool.empty(HOME.funds.key).record(ledger)
        fits = data.draw(entries_for(pool, 99).filter(lambda each: each.kind is kind))
        limit = most(kind, pool, fits.claim or CLAIMS[0], fits.entity or HOME.entities[0].id)
        above = attrs.evolve(fits, amount=Money.of_minor_units(limit + more, pool.key.currency))
        with pytest.raises(BrokenLedger, match="at most"):
            pool.record((above,))
        with pytest.raises(BrokenLedger):
            assert_conserved(pool, (*ledger, above))


class TestKnowledge:
    """What was known then stays what was known then; what counts on a day is a sum over days. P-28."""

    @given(ledgers(), INSTANTS, DAYS, st.data())
    def test_knowing_more_never_changes_what_was_known(
        self, ledger: tuple[FundEntry, ...], known: datetime, on: date, data: DataObject
    ) -> None:
        before = FundLedger(HOME.funds.key, ledger)
        later = data.draw(entries_for(before.pool, 99))
        after_known = st.datetimes(
            known.replace(tzinfo=None) + timedelta(microseconds=1),
            datetime(2024, 1, 1),  # noqa: DTZ001 - a bound
            timezones=st.just(UTC),
        )
        after = before.extended((attrs.evolve(later, at=data.draw(after_known)),))
        assert after.balance(known=known) == before.balance(known=known)
        assert after.balance(on=on, known=known) == before.balance(on=on, known=known)

    @given(ledgers(), INSTANTS, DAYS)
    def test_balances_as_of_are_those_of_the_entries_that_count(
        self, ledger: tuple[FundEntry, ...], known: datetime, on: date
    ) -> None:
        counted = tuple(each for each in ledger if each.on <= on and each.at <= known)
        found = FundLedger(HOME.funds.key, ledger).balance(on=on, known=known)
        assert shown(found) == book(counted)

    @given(ledgers())
    def test_after_everything_it_is_the_balance_as_it_stands(self, ledger: tuple[FundEntry, ...]) -> None:
        kept = FundLedger(HOME.funds.key, ledger)
        assert kept.balance(on=date(2024, 1, 1), known=datetime(2024, 1, 1, tzinfo=UTC)) == kept.balance()


class TestReservation:
    """What is submitted is reserved, once, until it is decided. U-21; which claims count is inferred."""

    @a_quarter
    @given(st.sampled_from(PENDING), st.data())
    def test_a_pending_claim_holds_what_it_claims(self, status: ClaimStatus, data: DataObject) -> None:
        scenario = data.draw(scenarios(status))
        claim, world = scenario.claim, scenario.world
        submitted = [entry for entry in scenario.history if entry.event.trigger is Trigger.SUBMIT][-1]
        then = replay(scenario.history.entries[: submitted.number])
        assert world.funds.reserved_for(claim.id) == in_pool(then.form.amount, world, submitted.at)
        assert world.funds.balance().approved.is_zero

    @a_quarter
    @given(st.sampled_from((ClaimStatus.REJECTED, ClaimStatus.CANCELLED, ClaimStatus.EXPIRED)), st.data())
    def test_one_that_came_to_nothing_holds_nothing(self, status: ClaimStatus, data: DataObject) -> None:
        scenario = data.draw(scenarios(status))
        earned, reserved, approved, _, available = units(scenario.world.funds)
        assert (reserved, approved, available) == (0, 0, earned)

    @a_quarter
    @given(scenarios(ClaimStatus.APPROVED))
    def test_an_approved_one_commits_what_is_approved(self, scenario: Scenario) -> None:
        claim, world = scenario.claim, scenario.world
        assert claim.approved is not None
        _, reserved, approved, remaining, available = units(world.funds)
        assert reserved == 0
        assert approved == in_pool(claim.approved, world, claim.changed_at).minor_units
        assert remaining == available >= 0


def in_pool(amount: Money, world: World, at: datetime) -> Money:
    return in_pool_currency(amount, JudgementContext(at, world.rules, world.funds, world.rates))


class TestDisputedFunds:
    """A dispute reserves again what is still available, and goes on without where it is not. Ambiguity 24."""

    @a_quarter
    @given(scenarios(ClaimStatus.REJECTED, world=worlds(policies=Policies())), st.booleans())
    def test_only_what_is_available_is_reserved(self, scenario: Scenario, spent: bool) -> None:
        claim, world = scenario.claim, scenario.world
        wanted = in_pool(claim.form.amount, world, claim.changed_at)
        if spent:
            world = attrs.evolve(world, funds=FundPool.empty(world.funds.key))
        command = DisputeRejection(
            claim=claim.id,
            id=CommandId("next"),
            by=world.actor(Role.INCENTIVES_ADMIN),
            at=claim.changed_at,
        )
        after = world.after(world.decide(command, claim)).funds
        enough = wanted <= world.funds.balance().available
        assert after.reserved_for(claim.id) == (wanted if enough else 0 * wanted)


def is_open_to_another_claim(world: World, at: datetime) -> bool:
    """Return whether a claim can be submitted: not where all is reserved and policy refuses any more."""
    blocks = world.rules.policies.over_claiming is OverClaiming.BLOCKS
    return not blocks or most_within(world.funds.balance().available, world, at=at) > 0


class TestOnePoolForSeveralClaims:
    """Whatever claims draw on a pool, no more is approved than was earned. U-20; inferred."""

    @a_quarter
    @given(scenarios(ClaimStatus.UNDER_REVIEW), st.data())
    def test_no_more_is_approved_than_was_earned(self, one: Scenario, data: DataObject) -> None:
        assume(is_open_to_another_claim(one.world, one.claim.changed_at))
        other = data.draw(scenarios(ClaimStatus.UNDER_REVIEW, world=one.world, claim_id="C-2"))
        world = other.world
        for claim in (one.claim, other.claim):
            command = ApproveClaim(
                claim=claim.id,
                id=CommandId("approval"),
                by=world.actor(Role.REVIEWER),
                at=claim.changed_at,
                amount=claim.form.amount,
            )
            remaining = world.funds.balance().remaining
            found = {each.code for each in world.problems(command, claim)}
            enough = (
                remaining.is_positive and in_pool(claim.form.amount, world, claim.changed_at) <= remaining
            )
            assert (ProblemCode.APPROVED_ABOVE_EARNED not in found) is enough
            if not found:
                world = world.after(world.decide(command, claim))
        assert world.funds.balance().approved <= world.funds.balance().earned


class TestOverClaiming:
    """What is claimed above the available balance is warned about, or refused by policy. U-20."""

    @a_quarter
    @given(st.sampled_from(OverClaiming), st.integers(-2, 2), st.data())
    def test_on_submission(self, policy: OverClaiming, above: int, data: DataObject) -> None:
        world = World.typical(policies=Policies(over_claiming=policy))
        world = data.draw(scenarios(ClaimStatus.SUBMITTED, world=world)).world
        draft = data.draw(scenarios(ClaimStatus.EDITING, world=world, claim_id="C-2", detours=0)).claim
        amount = world.funds.balance().available + Money.of_minor_units(above, world.currency)
        form = attrs.evolve(draft.form, amount=amount)
        draft = attrs.evolve(draft, details=attrs.evolve(draft.details, form=form))
        command = SubmitClaim(
            claim=draft.id,
            id=CommandId("submission"),
            by=world.actor(Role.INCENTIVES_USER),
            at=world.start_of(world.claiming_period.last),
        )
        blocking = {each.code for each in world.problems(command, draft)}
        warning = {each.code for each in advice(command, draft, rules=world.rules, funds=world.funds)}
        assert (ProblemCode.ABOVE_AVAILABLE in blocking) is (above > 0 and policy is OverClaiming.BLOCKS)
        assert (ProblemCode.ABOVE_AVAILABLE in warning) is (above > 0 and policy is OverClaiming.WARNS)
