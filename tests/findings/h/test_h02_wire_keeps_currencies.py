"""What is restored from the wire is checked as if it were new, the currency of each figure first."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.support.findings import World, cc

BALANCE = (
    "accrued",
    "adjusted",
    "converted",
    "rolled_out",
    "rolled_in",
    "reserved",
    "approved",
    "paid",
    "expired",
)


def _plain() -> Any:
    """Return the plain data of a fund on which one approved claim draws."""
    return cc.wire.to_data(World().approved().pool)


def _relabelled(data: Any, path: tuple[str | int, ...], currency: str, amount: str | None = None) -> Any:
    """Return a copy in which the money at this path has another currency."""
    changed = copy.deepcopy(data)
    money = changed
    for step in path:
        money = money[step]
    money["currency"] = currency
    if amount is not None:
        money["amount"] = amount
    return changed


def _refusal(data: Any) -> Any:
    """Return the error in which reading ends, or None where something is read."""
    try:
        cc.wire.from_data(data)
    except cc.CoopClaimsError as refused:
        return refused
    return None


def test_a_hundred_thousand_yen_are_not_read_as_a_thousand_crowns() -> None:
    data = cc.wire.to_data(World(earned=(("ie", "1000.00"),)).pool)
    refused = _refusal(_relabelled(data, ("balance", "accrued"), "JPY", "100000"))
    assert isinstance(refused, cc.errors.WireMismatch)
    assert "$.balance.accrued.currency" in str(refused)


@pytest.mark.parametrize("figure", BALANCE)
def test_one_figure_of_a_balance_in_another_currency_is_refused(figure: str) -> None:
    refused = _refusal(_relabelled(_plain(), ("balance", figure), "EUR"))
    assert isinstance(refused, cc.errors.WireMismatch)


@pytest.mark.parametrize(
    ("path", "currency", "amount"),
    [
        (("shares", 0, "share"), "KWD", "12000.000"),
        (("shares", 0, "share"), "EUR", None),
        (("activities", 0, "funds", "approved"), "EUR", None),
        (("activities", 0, "funds", "reserved"), "JPY", "0"),
        (("drawings", 0, "reserved"), "EUR", None),
        (("drawings", 0, "approved"), "EUR", None),
        (("drawings", 0, "paid"), "EUR", None),
        (("drawings", 0, "lapsed"), "EUR", None),
    ],
)
def test_shares_activities_and_drawings_in_another_currency_are_refused(
    path: tuple[str | int, ...], currency: str, amount: str | None
) -> None:
    refused = _refusal(_relabelled(_plain(), path, currency, amount))
    assert isinstance(refused, cc.errors.WireMismatch)


def test_one_claim_that_draws_twice_is_refused() -> None:
    data = _plain()
    data["drawings"].append(copy.deepcopy(data["drawings"][0]))
    assert isinstance(_refusal(data), cc.InvalidValue)


@pytest.mark.parametrize("approved", ["29999.99", "30000.01", "0.00"])
def test_activities_that_contradict_the_drawings_are_refused(approved: str) -> None:
    data = _plain()
    data["activities"][0]["funds"]["approved"]["amount"] = approved
    assert isinstance(_refusal(data), cc.InvalidValue)


def test_money_in_a_fund_to_which_nothing_was_written_is_refused() -> None:
    data = cc.wire.to_data(World().pool)
    data["version"] = 0
    assert isinstance(_refusal(data), cc.InvalidValue)


def test_what_nobody_touched_is_read_back_equal() -> None:
    pool = World().approved().pool
    assert cc.wire.from_data(cc.wire.to_data(pool)) == pool


@pytest.mark.parametrize("currency", ["SEK", "KWD", "JPY"])
def test_an_empty_fund_is_read_back_equal(currency: str) -> None:
    pool = World(currency, earned=()).pool
    assert cc.wire.from_data(cc.wire.to_data(pool)) == pool
