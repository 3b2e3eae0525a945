"""A half-day that closes the whole day is said, as an expected day is."""

from __future__ import annotations

import pathlib
import warnings
from datetime import date
from typing import Any

import pytest
from tests.support.findings import cc

CHOOSE_A_CALENDAR = pathlib.Path(__file__).parents[3] / "docs" / "how-to" / "choose_a_calendar.md"
HALF_DAYS = (
    ("AU", {"subdivision": "QLD", "categories": ("public", "half_day")}, date(2024, 12, 24)),
    ("SE", {"categories": ("public", "bank")}, date(2024, 1, 5)),
)


def built(country: str, chosen: dict[str, Any]) -> tuple[Any, list[type[Warning]]]:
    """Return the calendar of 2024, and of which classes were the warnings that building it gave."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        calendar = cc.BusinessCalendar.from_holidays(country, years=[2024], **chosen)
    return calendar, [each.category for each in said]


@pytest.mark.parametrize(("country", "chosen", "day"), HALF_DAYS)
def test_a_closing_in_the_afternoon_is_warned_of(country: str, chosen: dict[str, Any], day: date) -> None:
    calendar, said = built(country, chosen)
    assert not calendar.is_business_day(day)
    assert [each for each in said if not issubclass(each, cc.calendars.EstimatedHolidays)] != []


def test_the_guide_speaks_of_half_days() -> None:
    assert "half-day" in CHOOSE_A_CALENDAR.read_text(encoding="utf-8")


def test_without_such_a_category_the_day_is_open_and_nothing_is_said() -> None:
    calendar, said = built("SE", {"categories": ("public",)})
    assert calendar.is_business_day(date(2024, 1, 5))
    assert said == []
