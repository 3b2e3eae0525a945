"""The fund ledger, by property: one class per clause."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopclaims.claims import ApproveClaim, ClaimStatus, DisputeRejection, Step, SubmitClaim
from coopclaims.decisions import advice
from coopclaims.decisions.standing import Surroundings, in_pool_currency
from coopclaims.errors import InvalidValue
from coopclaims.funds import FundEntry, FundEntryKind, FundPool
from coopclaims.identifiers import ClaimId, CommandId
from coopclaims.lifecycle import replay
from coopclaims.money import Money
from coopclaims.parties import Role
from coopclaims.problems import ProblemCode
from coopclaims.rulebook import OverClaiming, Policies
from coopclaims.testing import Scenario, World, scenarios, worlds

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject

a_quarter = settings(max_examples=settings().max_examples // 4)
"""Whole stories are dear: a quarter as many of them as of other examples."""

HOME = World.typical()
AT = datetime(2022, 9, 1, tzinfo=UTC)
PENDING = (ClaimStatus.SUBMITTED, ClaimStatus.UNDER_REVIEW, ClaimStatus.ACTION_REQUIRED)


def units(pool: FundPool) -> tuple[int, int, int, int, int]:
    """Return earned, reserved, approved, remaining and available in minor units."""
    balance = pool.balance()
    figures = (balance.earned, balance.reserved, balance.approved, balance.remaining, balance.available)
    earned, reserved, approved, remaining, available = (each.minor_units for each in figures)
    return earned, reserved, approved, remaining, available


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[FundEntry, ...]:
    """Draw ledger entries of a few claims and entities that a pool can record, in order."""
    key = HOME.funds.key
    held: dict[ClaimId, int] = {}
    entries: list[FundEntry] = []
    for _ in range(draw(st.integers(0, 12))):
        kind = draw(st.sampled_from(FundEntryKind))
        claim = ClaimId(draw(st.sampled_from(("C-1", "C-2", "C-3"))))
        most = held.get(claim, 0) if kind is FundEntryKind.RELEASED else 10_000
        amount = Money.of_minor_units(draw(st.integers(0, most)), key.currency)
        if kind is FundEntryKind.EARNED:
            entity = draw(st.sampled_from(HOME.entities))
            entries.append(HOME.funds.earned_entry(entity.id, amount, at=AT))
            continue
        sign = {FundEntryKind.RESERVED: 1, FundEntryKind.RELEASED: -1}.get(kind, 0)
        held[claim] = held.get(claim, 0) + sign * amount.minor_units
        entries.append(
            FundEntry(pool=key, kind=kind, amount=amount, at=AT, claim=claim, number=len(entries) + 1)
        )
    return tuple(entries)


class TestLedger:
    """A pool is what follows from its entries; balances are their sums, and nothing is lost. U-07."""

    @given(ledgers())
    def test_balances_are_sums(self, ledger: tuple[FundEntry, ...]) -> None:
        pool = FundPool.empty(HOME.funds.key).record(ledger)
        sums = {
            kind: sum(entry.amount.minor_units for entry in ledger if entry.kind is kind)
            for kind in FundEntryKind
        }
        earned, approved = sums[FundEntryKind.EARNED], sums[FundEntryKind.COMMITTED]
        reserved = sums[FundEntryKind.RESERVED] - sums[FundEntryKind.RELEASED]
        assert units(pool) == (earned, reserved, approved, earned - approved, earned - approved - reserved)
        assert pool.version == len(ledger)

    @given(ledgers(), st.data())
    def test_recording_in_two_parts(self, ledger: tuple[FundEntry, ...], data: DataObject) -> None:
        empty = FundPool.empty(HOME.funds.key)
        cut = data.draw(st.integers(0, len(ledger)))
        assert empty.record(ledger[:cut]).record(ledger[cut:]) == empty.record(ledger)

    @given(ledgers(), st.integers(1, 100))
    def test_no_more_is_released_than_is_reserved(self, ledger: tuple[FundEntry, ...], more: int) -> None:
        pool = FundPool.empty(HOME.funds.key).record(ledger)
        held = pool.reserved_for(ClaimId("C-1")).minor_units
        amount = Money.of_minor_units(held + more, HOME.funds.key.currency)
        entry = FundEntry(
            pool=pool.key, kind=FundEntryKind.RELEASED, amount=amount, at=AT, claim=ClaimId("C-1"), number=1
        )
        with pytest.raises(InvalidValue, match="at most what is reserved"):
            pool.record((entry,))


class TestReservation:
    """What is submitted is reserved, once, until it is decided. U-21; which claims count is inferred."""

    @a_quarter
    @given(st.sampled_from(PENDING), st.data())
    def test_a_pending_claim_holds_what_it_claims(self, status: ClaimStatus, data: DataObject) -> None:
        scenario = data.draw(scenarios(status))
        claim, world = scenario.claim, scenario.world
        submitted = [entry for entry in scenario.history if entry.event.step is Step.SUBMIT][-1]
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
    return in_pool_currency(amount, Surroundings(at, world.rules, world.funds, world.rates))


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


class TestOnePoolForSeveralClaims:
    """Whatever claims draw on a pool, no more is approved than was earned. U-20; inferred."""

    @a_quarter
    @given(scenarios(ClaimStatus.UNDER_REVIEW), st.data())
    def test_no_more_is_approved_than_was_earned(self, one: Scenario, data: DataObject) -> None:
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
