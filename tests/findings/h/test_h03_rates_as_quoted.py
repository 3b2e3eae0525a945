"""A rate is kept as it was quoted: per source or per target, per one or per hundred, divided once."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from tests.support.findings import RITA, World, cc, payouts, sek

ORDERED = date(2022, 11, 1)
PER_TARGET = cc.money.Quotation.SOURCE_PER_TARGET


def _approved(amount: str, currency: str) -> World:
    world = World(currency).reviewed(amount=amount)
    world.do(cc.claims.ApproveClaim, RITA, "2022-09-16 09:00", amount=sek(amount, currency))
    return world


def _paid(world: World, target: str, rate: Any) -> list[str]:
    return [str(payout.money) for payout in payouts(world, target, rates=[rate]).payouts]


def _in_lev(**when: Any) -> Any:
    """Return the conversion rate of the lev as the law quotes it: one euro in lev."""
    return cc.money.ExchangeRate(
        source="BGN", target="EUR", rate="1.95583", quotation=PER_TARGET, origin="fixed", **when
    )


@pytest.mark.parametrize(
    ("amount", "paid"),
    [
        ("12345.67", "6312.24 EUR"),
        ("1.96", "1.00 EUR"),
        ("19558.30", "10000.00 EUR"),
        ("10000.01", "5112.92 EUR"),
    ],
)
@pytest.mark.parametrize("when", [{"month": ORDERED}, {"since": date(2022, 1, 1)}])
def test_a_law_that_quotes_one_euro_in_lev_is_enough_to_pay_lev_in_euro(
    amount: str, paid: str, when: Any
) -> None:
    assert _paid(_approved(amount, "BGN"), "EUR", _in_lev(**when)) == [paid]


def test_a_rate_that_a_law_has_fixed_needs_no_month() -> None:
    law = cc.money.ExchangeRate(
        source="EUR", target="BGN", rate="1.95583", since=date(2026, 1, 1), origin="fixed"
    )
    assert law.convert(sek("1.00", "EUR")) == sek("1.96", "BGN")


@pytest.mark.parametrize("month", [date(2026, 1, 1), date(2026, 2, 1), date(2031, 12, 1)])
def test_a_rate_from_a_day_on_is_found_for_any_later_month(month: date) -> None:
    law = _in_lev(since=date(2026, 1, 1))
    table = cc.money.RateTable([law])
    assert table.rate(cc.Currency("BGN"), cc.Currency("EUR"), month) == law


def test_litas_are_converted_by_the_quotation_of_the_euro() -> None:
    law = cc.money.fixed_rate("LTL", "EUR")
    assert (law.rate, law.quotation) == (Decimal("3.45280"), PER_TARGET)
    assert law.convert(sek("1000.00", "LTL")) == sek("289.62", "EUR")


def test_ten_thousand_amounts_in_lev_are_divided_once() -> None:
    law = _in_lev(since=date(2026, 1, 1))
    off = 0
    for units in range(1_000_001, 20_000_001, 1_900):
        money = cc.Money.of_minor_units(units, "BGN")
        exact = (money.amount / Decimal("1.95583")).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        off += law.convert(money).amount != exact
    assert off == 0


def test_a_rate_per_unit_of_the_source_is_multiplied_once() -> None:
    rate = cc.money.ExchangeRate(source="HUF", target="SEK", rate="0.0255", month=ORDERED, origin="bank")
    assert _paid(_approved("39000.00", "HUF"), "SEK", rate) == ["994.50 SEK"]


def test_a_list_may_quote_a_hundred_units_and_is_printed_as_it_was_quoted() -> None:
    rate = cc.money.ExchangeRate(
        source="HUF", target="SEK", rate="2.55", per=100, month=ORDERED, origin="central bank"
    )
    world = _approved("39000.00", "HUF")
    assert _paid(world, "SEK", rate) == ["994.50 SEK"]
    (payout,) = payouts(world, "SEK", rates=[rate]).payouts
    said = payout.explain().find("conversion_as_quoted").text
    assert said == "39000.00 HUF at 100 HUF = 2.55 SEK in 2022-11 (central bank) is 994.50 SEK"
