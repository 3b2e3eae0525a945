"""Each write that moves money has one effect, however often it is delivered, and says who booked it."""

from __future__ import annotations

import inspect
from contextlib import suppress
from datetime import date
from typing import Any

import attrs
import pytest
from tests.support.databases import example
from tests.support.findings import ALICE, World, at, cc, earnings, sek

NEXT_USAGE = cc.UsagePeriod(date(2023, 1, 1), date(2023, 6, 30))


def _entry(world: World, kind: str, amount: str = "1000.00", **rest: Any) -> Any:
    return cc.funds.FundEntry(
        pool=world.key,
        kind=cc.funds.FundEntryKind[kind],
        amount=sek(amount),
        at=at("2022-10-10 00:00"),
        on=date(2022, 10, 10),
        **rest,
    )


def _deliver(world: World, *entries: Any, times: int = 1) -> None:
    """Write the entries at the fund's version of that moment; a later delivery may be refused."""
    world.repo.append(cc.repositories.FundWrite(pool=world.key, expected=world.pool.version, entries=entries))
    for _ in range(times - 1):
        with suppress(cc.CoopClaimsError):
            world.repo.append(
                cc.repositories.FundWrite(pool=world.key, expected=world.pool.version, entries=entries)
            )


def test_earnings_that_are_delivered_twice_are_earned_once() -> None:
    world = World(earned=())
    earned = world.pool.earned_entry("ie", sek("1000.00"), at=at("2022-07-05 00:00"))
    _deliver(world, earned, times=2)
    assert world.pool.balance().earned == sek("1000.00")


def test_a_payment_that_is_delivered_three_times_is_paid_once() -> None:
    world = World().approved()
    _deliver(world, _entry(world, "PAID", "10000.00", claim=cc.identifiers.ClaimId("C-1")), times=3)
    assert world.pool.balance().paid == sek("10000.00")


def test_a_recovery_that_is_delivered_twice_is_recouped_once() -> None:
    world = World().approved()
    _deliver(world, _entry(world, "PAID", "10000.00", claim=cc.identifiers.ClaimId("C-1")))
    _deliver(world, _entry(world, "RECOUPED", "1000.00", claim=cc.identifiers.ClaimId("C-1")), times=2)
    assert world.pool.balance().paid == sek("9000.00")


@pytest.mark.parametrize(
    ("kind", "amount", "rest", "figure"),
    [
        ("ADJUSTED", "1000.00", {}, "adjusted"),
        ("ADJUSTED", "-1000.00", {}, "adjusted"),
        ("CONVERTED", "1000.00", {}, "converted"),
        ("ROLLED_OUT", "1000.00", {"other_usage": NEXT_USAGE}, "rolled_out"),
        ("ROLLED_IN", "1000.00", {"other_usage": NEXT_USAGE}, "rolled_in"),
    ],
)
def test_what_moves_earnings_has_one_effect(kind: str, amount: str, rest: Any, figure: str) -> None:
    world = World()
    _deliver(world, _entry(world, kind, amount, entity=cc.identifiers.EntityId("ie"), **rest), times=2)
    assert getattr(world.pool.balance(), figure) == sek(amount)


def test_one_entry_twice_in_one_write_counts_once() -> None:
    world = World(earned=())
    earned = world.pool.earned_entry("ie", sek("1000.00"), at=at("2022-07-05 00:00"))
    with suppress(cc.CoopClaimsError):
        _deliver(world, earned, earned)
    assert world.pool.balance().earned in {sek("0.00"), sek("1000.00")}


def test_one_key_on_two_funds_is_an_error_that_names_both() -> None:
    world = World()
    world.repo.open_pool(attrs.evolve(world.key, usage_period=NEXT_USAGE))
    cc.perform(earnings(world), world.repo, rules=world.rules)
    other = attrs.evolve(earnings(world), fund=attrs.evolve(world.key, usage_period=NEXT_USAGE))
    with pytest.raises(cc.errors.CommandReused) as caught:
        cc.perform(other, world.repo, rules=world.rules)
    assert all(str(key) in str(caught.value) for key in (world.key, other.fund))
    assert world.repo.ledger(other.fund) == ()


def test_what_a_command_booked_is_not_booked_again_by_the_door_of_the_store() -> None:
    world = World()
    (booked,) = cc.perform(earnings(world), world.repo, rules=world.rules).entries
    before = world.repo.ledger(world.key)
    for entries in ((booked,), (attrs.evolve(booked, amount=sek("2000.00")),)):
        write = cc.repositories.FundWrite(pool=world.key, expected=world.pool.version, entries=entries)
        with pytest.raises(cc.errors.AlreadyRecorded):
            world.repo.append(write)
    assert world.repo.ledger(world.key) == before


def test_a_ledger_entry_says_who_booked_it_and_by_which_command() -> None:
    fields = inspect.signature(cc.funds.FundEntry).parameters
    assert {"by", "command"} <= set(fields)


def test_a_restarted_store_still_knows_what_was_delivered(tmp_path: Any) -> None:
    sql, url = example(), f"sqlite:///{tmp_path / 'store.db'}"
    world, totals = World(earned=()), []
    earned = world.pool.earned_entry("ie", sek("1000.00"), at=at("2022-07-05 00:00"))
    for delivery in ("first", "second"):
        engine = sql.sa.create_engine(url)
        try:
            sql.METADATA.create_all(engine)
            world.repo = sql.SqlRepository(engine)
            if delivery == "first":
                world.repo.open_pool(world.key)
            with suppress(cc.CoopClaimsError):
                _deliver(world, earned)
            totals.append(world.pool.balance().earned)
        finally:
            engine.dispose()
    assert totals == [sek("1000.00")] * 2


def test_a_claim_command_that_is_delivered_twice_reserves_once() -> None:
    world = World().draft()
    submit = world.ask(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00")
    first = cc.perform(submit, world.repo, rules=world.rules)
    second = cc.perform(submit, world.repo, rules=world.rules)
    assert (first.is_repeat, second.is_repeat) == (False, True)
    assert world.pool.balance().reserved == sek("30000.00")
