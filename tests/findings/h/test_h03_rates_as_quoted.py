"""A rate is kept as it was quoted: per source or per target, per one or per hundred, divided once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.findings import RITA, World, cc, payouts, sek

ORDERED = date(2022, 11, 1)


def _approved(amount: str, currency: str) -> World:
    world = World(currency).reviewed(amount=amount)
    world.do(cc.claims.ApproveClaim, RITA, "2022-09-16 09:00", amount=sek(amount, currency))
    return world


def _paid(world: World, target: str, rate: Any) -> list[str]:
    return [str(payout.money) for payout in payouts(world, target, rates=[rate]).payouts]


@pytest.mark.xfail(strict=True, reason="H3", raises=AssertionError)
@pytest.mark.parametrize(
    ("amount", "paid"),
    [
        ("12345.67", "6312.24 EUR"),
        ("1.96", "1.00 EUR"),
        ("19558.30", "10000.00 EUR"),
        ("10000.01", "5112.92 EUR"),
    ],
)
def test_a_law_that_quotes_one_euro_in_lev_is_enough_to_pay_lev_in_euro(amount: str, paid: str) -> None:
    law = cc.money.ExchangeRate(source="EUR", target="BGN", rate="1.95583", month=ORDERED, origin="fixed")
    assert _paid(_approved(amount, "BGN"), "EUR", law) == [paid]


@pytest.mark.xfail(strict=True, reason="H3", raises=TypeError)
def test_a_rate_that_a_law_has_fixed_needs_no_month() -> None:
    law = cc.money.ExchangeRate(source="EUR", target="BGN", rate="1.95583", origin="fixed")
    assert law.convert(sek("1.00", "EUR")) == sek("1.96", "BGN")


@pytest.mark.xfail(strict=True, reason="H3", raises=cc.errors.InvalidMoney)
def test_litas_are_converted_by_the_quotation_of_the_euro() -> None:
    law = cc.money.ExchangeRate(
        source="EUR", target="LTL", rate="3.45280", month=date(2015, 1, 1), origin="fixed"
    )
    assert law.convert(sek("1000.00", "LTL")) == sek("289.62", "EUR")


def test_a_rate_per_unit_of_the_source_is_multiplied_once() -> None:
    rate = cc.money.ExchangeRate(source="HUF", target="SEK", rate="0.0255", month=ORDERED, origin="bank")
    assert _paid(_approved("39000.00", "HUF"), "SEK", rate) == ["994.50 SEK"]
