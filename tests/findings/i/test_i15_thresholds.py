"""Thresholds have no gap in September 2021, and are known by the long names of their programs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.findings import RULES, cc, sek

LONG_NAMES = (
    "Cloud Solution Provider (CSP) Direct Bill Partner",
    "Cloud Solution Provider (CSP) Indirect Provider",
    "Cloud Solution Provider (CSP) Indirect Reseller",
)


def outcome(program: str, last: date, amount: str = "4500.00") -> Any:
    return cc.funds.coop_outcome(
        sek(amount, "USD"),
        program=cc.identifiers.ProgramId(program),
        earning_period=cc.periods.EarningPeriod(date(last.year, 3, 1), last),
        rules=RULES,
    )


@pytest.mark.parametrize("last", [date(2021, 9, 1), date(2021, 9, 12), date(2021, 9, 28)])
def test_the_old_threshold_goes_on_to_the_day_before_the_table(last: date) -> None:
    assert outcome("CSP Indirect Reseller", last).qualifies
    assert not outcome("CSP Indirect Reseller", last, "3999.99").qualifies


@pytest.mark.parametrize(
    ("last", "qualifies"),
    [(date(2021, 8, 31), True), (date(2021, 9, 29), False), (date(2021, 9, 30), False)],
)
def test_on_each_side_a_threshold_answers(last: date, *, qualifies: bool) -> None:
    assert outcome("CSP Indirect Reseller", last).qualifies is qualifies


@pytest.mark.parametrize("program", LONG_NAMES)
def test_a_program_is_known_by_the_name_that_the_table_prints(program: str) -> None:
    last = date(2021, 12, 31)
    assert outcome(program, last, "10000.00").qualifies
    assert not outcome(program, last, "9999.99").qualifies


def test_the_short_name_goes_on() -> None:
    last = date(2021, 12, 31)
    assert outcome("CSP Indirect Reseller", last, "10000.00").qualifies
    assert not outcome("CSP Indirect Reseller", last, "9999.99").qualifies


def test_no_threshold_of_commerce_incentives_is_published() -> None:
    with pytest.raises(cc.errors.NoRuleInForce):
        outcome("Microsoft Commerce Incentives", date(2023, 6, 30))
