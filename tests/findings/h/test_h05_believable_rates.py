"""A rate far from the last one of its pair is not paid without a word, where the program asks for that."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.findings import World, alternatives, cc, payouts


def _rate(rate: str, month: date) -> Any:
    return cc.money.ExchangeRate(source="SEK", target="EUR", rate=rate, month=month, origin="feed")


def _is_silent(world: World, *rates: Any) -> bool:
    resolution = payouts(world, "EUR", rates=rates)
    remarks = [node.caveats for payout in resolution.payouts for node in payout.explain().walk()]
    return not resolution.unresolved and not any(remarks)


OCTOBER = _rate("0.0921", date(2022, 10, 1))
NOVEMBER = _rate("0.0917", date(2022, 11, 1))
SLIPPED = _rate("9.17", date(2022, 11, 1))


@pytest.mark.xfail(strict=True, reason="H5", raises=AssertionError)
def test_some_policy_does_not_pay_a_rate_a_hundred_times_off_without_a_word() -> None:
    world, guarded = World().approved(amount="5400.00"), []
    for world.rules in alternatives():
        if _is_silent(world, OCTOBER, NOVEMBER) and not _is_silent(world, OCTOBER, SLIPPED):
            guarded.append(world.rules)
    assert guarded


def test_a_rate_near_that_of_the_month_before_is_silent() -> None:
    assert _is_silent(World().approved(amount="5400.00"), OCTOBER, NOVEMBER)


def test_a_rate_without_anything_to_compare_it_with_is_silent() -> None:
    assert _is_silent(World().approved(amount="5400.00"), NOVEMBER)
