"""A rate far from the last one of its pair is not paid without a word, where the program asks for that."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.support.findings import CALENDAR, ZONE, World, alternatives, cc, payouts


def _rate(rate: str, month: date) -> Any:
    return cc.money.ExchangeRate(source="SEK", target="EUR", rate=rate, month=month, origin="feed")


def _is_silent(world: World, *rates: Any) -> bool:
    resolution = payouts(world, "EUR", rates=rates)
    remarks = [node.caveats for payout in resolution.payouts for node in payout.explain().walk()]
    return not resolution.unresolved and not any(remarks)


OCTOBER = _rate("0.0921", date(2022, 10, 1))
NOVEMBER = _rate("0.0917", date(2022, 11, 1))
SLIPPED = _rate("9.17", date(2022, 11, 1))


def test_some_policy_does_not_pay_a_rate_a_hundred_times_off_without_a_word() -> None:
    world, guarded = World().approved(amount="5400.00"), []
    for world.rules in alternatives():
        if _is_silent(world, OCTOBER, NOVEMBER) and not _is_silent(world, OCTOBER, SLIPPED):
            guarded.append(world.rules)
    assert guarded


def test_a_rate_that_is_not_believed_is_named_with_the_last_one() -> None:
    world = World().approved(amount="5400.00")
    policies = cc.Policies(rate_guard=cc.rules.RateGuard.WITHIN_HALF)
    world.rules = cc.partner_center.bind(calendar=CALENDAR, zone=ZONE, policies=policies)
    resolution = payouts(world, "EUR", rates=(OCTOBER, SLIPPED))
    assert resolution.payouts == ()
    (missing,) = resolution.unresolved
    assert missing.reason is cc.payouts.UnresolvedReason.RATE_IMPLAUSIBLE
    said = missing.explain().find("implausible_rate")
    assert (said.figure("rate"), said.figure("last"), said.figure("percent")) == (SLIPPED, OCTOBER, 50)


def test_a_rate_near_that_of_the_month_before_is_silent() -> None:
    assert _is_silent(World().approved(amount="5400.00"), OCTOBER, NOVEMBER)


def test_a_rate_without_anything_to_compare_it_with_is_silent() -> None:
    assert _is_silent(World().approved(amount="5400.00"), NOVEMBER)
