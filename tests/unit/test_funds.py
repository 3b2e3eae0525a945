"""The fund ledger: what an entry may say, and what follows from all of them. Source: U-07, U-10, U-21."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.world import CLAIM, ELSEWHERE, USAGE, fund, instant, pool_key, sek

from coopclaims import (
    ClaimId,
    Currency,
    CurrencyMismatch,
    EntityId,
    FundEntry,
    FundEntryKind,
    FundPool,
    InvalidValue,
    Money,
    PoolKey,
    UsagePeriod,
)

AT = instant("2022-09-14 10:00")
KEY = pool_key()
OTHER = ClaimId("C-2002")


def entry(kind: FundEntryKind, amount: str, claim: ClaimId = CLAIM, number: int = 7) -> FundEntry:
    return FundEntry(pool=KEY, kind=kind, amount=sek(amount), at=AT, claim=claim, number=number)


def reserved(amount: str, claim: ClaimId = CLAIM) -> FundEntry:
    return entry(FundEntryKind.RESERVED, amount, claim)


def released(amount: str, claim: ClaimId = CLAIM) -> FundEntry:
    return entry(FundEntryKind.RELEASED, amount, claim)


def committed(amount: str, claim: ClaimId = CLAIM) -> FundEntry:
    return entry(FundEntryKind.COMMITTED, amount, claim)


class TestKey:
    @pytest.mark.parametrize("field", ["location", "program"])
    @pytest.mark.parametrize("given_", ["", " ", None])
    def test_location_and_program_are_identifiers(self, field: str, given_: object) -> None:
        changes: dict[str, Any] = {field: given_}
        with pytest.raises(InvalidValue, match=f"{field}: got"):
            attrs.evolve(KEY, **changes)

    def test_reads_as_what_it_is(self) -> None:
        text = str(KEY)
        for part in (KEY.location, KEY.program, "2022-07-01 to 2022-12-31", "SEK"):
            assert part in text


class TestEntry:
    def test_is_in_the_currency_of_its_pool(self) -> None:
        with pytest.raises(CurrencyMismatch) as caught:
            attrs.evolve(reserved("1.00"), amount=Money("1.00", "EUR"))
        assert (caught.value.got, caught.value.expected) == ("EUR", "SEK")

    def test_is_never_below_nothing(self) -> None:
        with pytest.raises(InvalidValue, match=r"-0\.01 SEK"):
            reserved("-0.01")

    def test_may_be_nothing(self) -> None:
        assert fund().record([reserved("0.00")]).balance().reserved.is_zero

    @pytest.mark.parametrize(
        "given_",
        [datetime(2022, 9, 14, 10), date(2022, 9, 14), None],  # noqa: DTZ001 - the point
    )
    def test_has_an_aware_instant(self, given_: Any) -> None:
        with pytest.raises(InvalidValue) as caught:
            attrs.evolve(reserved("1.00"), at=given_)
        assert (caught.value.what, caught.value.got) == ("at", given_)

    def test_keeps_it_in_utc(self) -> None:
        assert reserved("1.00").at == datetime(2022, 9, 14, 17, tzinfo=UTC)
        assert reserved("1.00").at.tzinfo is UTC

    @pytest.mark.parametrize("kind", FundEntryKind)
    def test_names_an_entity_exactly_where_something_was_earned(self, kind: FundEntryKind) -> None:
        wrong: dict[str, Any] = {"claim": None} if kind is FundEntryKind.EARNED else {"entity": "ireland"}
        with pytest.raises(InvalidValue, match="entity"):
            attrs.evolve(entry(FundEntryKind.RESERVED, "1.00"), kind=kind, **wrong)

    @pytest.mark.parametrize("kind", FundEntryKind)
    def test_names_a_claim_everywhere_else(self, kind: FundEntryKind) -> None:
        is_earned = kind is FundEntryKind.EARNED
        with pytest.raises(InvalidValue, match="claim"):
            FundEntry(
                pool=KEY,
                kind=kind,
                amount=sek("1.00"),
                at=AT,
                claim=CLAIM if is_earned else None,
                entity=EntityId("ireland") if is_earned else None,
            )


class TestPool:
    def test_starts_with_nothing(self) -> None:
        pool = FundPool.empty(KEY)
        balance = pool.balance()
        assert (balance.earned, balance.reserved, balance.approved) == (sek("0"), sek("0"), sek("0"))
        assert (balance.remaining, balance.available) == (sek("0"), sek("0"))
        assert (pool.version, pool.shares()) == (0, ())

    def test_counts_its_entries(self) -> None:
        assert fund().record([reserved("1.00"), released("1.00")]).version == 3

    def test_knows_what_each_entity_earned(self) -> None:
        """Earned twice from one and once from another, in the order of their identifiers."""
        pool = FundPool.empty(KEY)
        for entity, amount in (("sweden", "40.00"), ("ireland", "50.00"), ("ireland", "10.00")):
            pool = pool.earning(entity, sek(amount), at=AT)
        assert pool.shares() == (("ireland", sek("60.00")), ("sweden", sek("40.00")))
        assert pool.balance().earned == sek("100.00")

    def test_reserves_for_each_claim_by_itself(self) -> None:
        pool = fund("100.00").record([reserved("30.00"), reserved("50.00", OTHER), reserved("5.00")])
        assert pool.reserved_for(CLAIM) == sek("35.00")
        assert pool.reserved_for(OTHER) == sek("50.00")
        assert pool.reserved_for(ClaimId("C-3003")) == sek("0.00")
        assert pool.balance().available == sek("15.00")

    def test_may_be_overdrawn_by_reservations(self) -> None:
        pool = fund("100.00").record([reserved("100.01")])
        assert pool.balance().available == sek("-0.01")
        assert pool.balance().remaining == sek("100.00")

    def test_releases_what_is_reserved_and_no_more(self) -> None:
        pool = fund("100.00").record([reserved("30.00")])
        assert pool.record([released("10.00")]).reserved_for(CLAIM) == sek("20.00")
        assert pool.record([released("30.00")]).reserved == ()
        with pytest.raises(InvalidValue, match=r"30\.01 SEK"):
            pool.record([released("30.01")])
        with pytest.raises(InvalidValue, match=str(OTHER)):
            pool.record([released("0.01", OTHER)])

    def test_commits_without_touching_reservations(self) -> None:
        pool = fund("100.00").record([reserved("30.00"), committed("20.00", OTHER), committed("5.00", OTHER)])
        assert pool.approved == ((OTHER, sek("25.00")),)
        assert pool.balance().remaining == sek("75.00")
        assert pool.balance().available == sek("45.00")

    @pytest.mark.parametrize(
        "key",
        [
            attrs.evolve(KEY, location=ELSEWHERE),
            attrs.evolve(KEY, usage_period=UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))),
        ],
    )
    def test_takes_entries_of_its_own_only(self, key: PoolKey) -> None:
        with pytest.raises(InvalidValue) as caught:
            fund().record([attrs.evolve(reserved("1.00"), pool=key)])
        assert str(key) in str(caught.value.got)
        assert str(KEY) in caught.value.expected

    def test_is_not_changed_by_what_follows(self) -> None:
        pool = fund("100.00")
        pool.record([reserved("30.00")])
        with pytest.raises(InvalidValue):
            pool.record([reserved("30.00"), released("31.00")])
        assert pool.balance().reserved == sek("0.00")
        assert pool == fund("100.00")

    def test_survives_pickling(self) -> None:
        pool = fund("100.00").record([reserved("30.00")])
        assert pickle.loads(pickle.dumps(pool)) == pool

    def test_has_the_currency_of_its_key(self) -> None:
        pool = FundPool.empty(
            PoolKey(location=KEY.location, program=KEY.program, usage_period=USAGE, currency=Currency("JPY"))
        )
        assert pool.balance().earned == Money(0, "JPY")


STEPS = st.lists(
    st.tuples(
        st.sampled_from([FundEntryKind.RESERVED, FundEntryKind.RELEASED, FundEntryKind.COMMITTED]),
        st.sampled_from([CLAIM, OTHER]),
        st.integers(0, 500),
    )
)


class TestConservation:
    @given(earned=st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 1000))), steps=STEPS)
    def test_the_balances_are_what_a_simple_book_keeper_finds(
        self, earned: list[tuple[str, int]], steps: list[tuple[FundEntryKind, ClaimId, int]]
    ) -> None:
        pool = FundPool.empty(KEY)
        for entity, units in earned:
            pool = pool.earning(entity, Money.of_minor_units(units, "SEK"), at=AT)
        held: dict[ClaimId, int] = {CLAIM: 0, OTHER: 0}
        approved = 0
        for kind, claim, units in steps:
            next_entry = FundEntry(
                pool=KEY, kind=kind, amount=Money.of_minor_units(units, "SEK"), at=AT, claim=claim, number=1
            )
            if kind is FundEntryKind.RELEASED and units > held[claim]:
                with pytest.raises(InvalidValue):
                    pool.record([next_entry])
                continue
            pool = pool.record([next_entry])
            if kind is FundEntryKind.COMMITTED:
                approved += units
            else:
                held[claim] += units if kind is FundEntryKind.RESERVED else -units
        balance = pool.balance()
        total = sum(units for _, units in earned)
        assert balance.earned.minor_units == total
        assert balance.reserved.minor_units == sum(held.values())
        assert balance.approved.minor_units == approved
        assert balance.remaining.minor_units == total - approved
        assert balance.available.minor_units == total - approved - sum(held.values())
