"""Where a bank pays in steps coarser than the minor unit, the profile or the entity says so."""

from __future__ import annotations

import inspect
from datetime import date

import pytest
from tests.support.findings import World, at, cc, payouts


def _stepped(
    claimed: str, target: str, amount: str, rate: str, step: str
) -> tuple[str, list[tuple[str, str]]]:
    """Return what is paid to a profile with a step, and the differences that the waterfall names."""
    world = World(claimed, earned=(("e1", "9000.00"),)).approved(amount=amount)
    profile = cc.payouts.ProfileAssignment(
        profile=cc.identifiers.ProfileId("P-1"),
        currency=target,
        location=world.location,
        program=world.program,
        status=cc.payouts.ProfileStatus.APPROVED,
        step=cc.Money(step, target),
    )
    bank = cc.money.ExchangeRate(
        source=claimed, target=target, rate=rate, month=date(2022, 11, 1), origin="bank"
    )
    resolution = cc.payouts.resolve_payouts(
        world.claim(),
        shares=world.pool.shares(),
        entities=(cc.payouts.PayingEntity("e1", claimed),),
        profiles=cc.payouts.BankProfiles((profile,)),
        rates=cc.money.RateTable([bank]),
        ordered_at=at("2022-11-10 09:00"),
        rules=world.rules,
        enrollment=cc.payouts.EnrollmentStatus.ENROLLED,
    )
    (payout,) = resolution.payouts
    paid = cc.payouts.PaymentFigures(entity=payout.entity, paid=payout.money)
    fall = cc.payouts.payment_waterfall(world.claim(), resolution, figures=(paid,))
    return str(payout.money), [(each.reason.value, str(each.amount)) for _, each in fall.differences]


@pytest.mark.parametrize(
    ("claimed", "target", "amount", "rate", "step", "paid", "named"),
    [
        ("EUR", "HUF", "1234.56", "393.17", "1", "485392.00 HUF", ("above_step", "-0.04 HUF")),
        ("USD", "TWD", "1000.01", "31.333", "1", "31333.00 TWD", ("below_step", "0.31 TWD")),
        ("EUR", "CHF", "100.02", "1", "0.05", "100.00 CHF", ("below_step", "0.02 CHF")),
    ],
)
def test_what_is_cut_by_a_step_has_a_name_in_the_waterfall(
    claimed: str, target: str, amount: str, rate: str, step: str, paid: str, named: tuple[str, str]
) -> None:
    assert _stepped(claimed, target, amount, rate, step) == (paid, [named])


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


def test_a_profile_or_an_entity_can_say_the_smallest_step_that_it_pays() -> None:
    named = {
        *inspect.signature(cc.payouts.ProfileAssignment).parameters,
        *inspect.signature(cc.payouts.PayingEntity).parameters,
    }
    assert any("step" in name for name in named)
