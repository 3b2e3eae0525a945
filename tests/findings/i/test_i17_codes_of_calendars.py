"""A financial calendar is found by its code, and a near miss is told of what is near."""

from __future__ import annotations

from datetime import date
from typing import Any

import holidays
import pytest
from tests.support.findings import cc

BANKS_ARE_CLOSED = {
    "ECB": date(2024, 5, 1),
    "XECB": date(2024, 5, 1),
    "XNYS": date(2024, 11, 28),
    "NYSE": date(2024, 11, 28),
}


def built(code: str) -> Any:
    """Return the calendar of 2024, or what was raised."""
    try:
        return cc.BusinessCalendar.from_holidays(code, years=[2024])
    except cc.InvalidValue as raised:
        return raised


@pytest.mark.parametrize("code", list(BANKS_ARE_CLOSED))
def test_a_financial_calendar_is_built_by_its_code_or_the_refusal_says_how(code: str) -> None:
    calendar = built(code)
    closed = isinstance(calendar, cc.BusinessCalendar) and calendar.why_closed(BANKS_ARE_CLOSED[code])
    assert closed or "financial" in str(calendar)


@pytest.mark.parametrize("code", ["gb", "se"])
def test_a_code_in_small_letters_is_told_of_the_right_one(code: str) -> None:
    raised = built(code)
    assert isinstance(raised, cc.InvalidValue)
    assert f"'{code.upper()}'" in str(raised)


@pytest.mark.parametrize("code", ["UK", "GBR"])
def test_other_codes_of_a_country_are_taken(code: str) -> None:
    assert not built(code).is_business_day(date(2024, 12, 25))


def test_a_code_that_nobody_knows_is_refused() -> None:
    assert isinstance(built("QQ"), cc.InvalidValue)


def test_a_financial_calendar_is_built_from_its_days() -> None:
    days = holidays.financial_holidays("ECB", years=2024)
    calendar = cc.BusinessCalendar.of_days(name="ECB 2024", closed=dict(days), years=[2024])
    assert not calendar.is_business_day(BANKS_ARE_CLOSED["ECB"])
