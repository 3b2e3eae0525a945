"""Where a bank pays in steps coarser than the minor unit, the profile or the entity says so."""

from __future__ import annotations

import inspect
from datetime import date

import pytest
from tests.support.findings import World, cc, payouts


def _paid(claimed: str, target: str, amount: str, rate: str) -> list[str]:
    world = World(claimed, earned=(("e1", "9000.00"),)).approved(amount=amount)
    bank = cc.money.ExchangeRate(
        source=claimed, target=target, rate=rate, month=date(2022, 11, 1), origin="bank"
    )
    return [str(payout.money) for payout in payouts(world, target, rates=[bank]).payouts]


@pytest.mark.parametrize(
    ("claimed", "target", "amount", "rate", "paid"),
    [
        ("EUR", "HUF", "1234.56", "393.17", "485391.96 HUF"),
        ("USD", "TWD", "1000.01", "31.333", "31333.31 TWD"),
        ("EUR", "CHF", "100.02", "1", "100.02 CHF"),
    ],
)
def test_without_a_step_the_minor_unit_is_paid(
    claimed: str, target: str, amount: str, rate: str, paid: str
) -> None:
    assert _paid(claimed, target, amount, rate) == [paid]


@pytest.mark.xfail(strict=True, reason="H4", raises=AssertionError)
def test_a_profile_or_an_entity_can_say_the_smallest_step_that_it_pays() -> None:
    named = {
        *inspect.signature(cc.payouts.ProfileAssignment).parameters,
        *inspect.signature(cc.payouts.PayingEntity).parameters,
    }
    assert any("step" in name for name in named)
