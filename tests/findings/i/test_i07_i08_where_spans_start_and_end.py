"""Where a span starts and where its last day falls can be said by whoever states the rule."""

from __future__ import annotations

import inspect
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.findings import CALENDAR, RULES, at, cc

if TYPE_CHECKING:
    from collections.abc import Iterator

SATURDAY = date(2022, 9, 17)
SPRING_2021 = cc.UsagePeriod(date(2021, 1, 1), date(2021, 6, 30))


def public_classes() -> Iterator[Any]:
    """Yield the classes of the package and of its public namespaces."""
    namespaces = [cc, *filter(inspect.ismodule, (getattr(cc, name) for name in dir(cc)))]
    for namespace in namespaces:
        yield from filter(inspect.isclass, (getattr(namespace, name) for name in dir(namespace)))


def takers(of: str) -> set[str]:
    """Return the names of the classes, save the calendar itself, that are built with a value of this type."""
    found: set[str] = set()
    for public in public_classes():
        annotations = getattr(public.__init__, "__annotations__", {}).values()
        words = {word for each in annotations for word in str(each).replace("|", " ").split()}
        if of in words and public is not cc.BusinessCalendar:
            found.add(public.__name__)
    return found


def test_the_types_of_fields_are_seen() -> None:
    assert "Edition" not in takers("BusinessCalendar")
    assert {"Rules"} <= takers("BusinessCalendar")
    assert {"Claim"} <= takers("ClaimStatus")


def test_the_start_convention_can_be_stated_outside_a_calendar() -> None:
    assert takers("StartConvention") != set()


def test_a_roll_can_be_stated_outside_a_calendar() -> None:
    assert takers("Roll") != set()


@pytest.mark.parametrize(
    ("submitted", "due"),
    [
        ("2022-09-15 17:01", date(2022, 9, 19)),
        ("2022-09-16 11:59", date(2022, 9, 20)),
        ("2022-09-16 17:01", date(2022, 9, 20)),
        ("2022-09-17 00:00", date(2022, 9, 20)),
    ],
)
def test_as_published_the_hour_moves_nothing(submitted: str, due: date) -> None:
    assert cc.deadlines.review_due(start=at(submitted), rules=RULES).on == due


@pytest.mark.parametrize(
    ("convention", "due"),
    [
        (cc.calendars.StartConvention.AS_IT_FELL, date(2022, 9, 20)),
        (cc.calendars.StartConvention.NEXT_BUSINESS_DAY, date(2022, 9, 21)),
    ],
)
def test_a_calendar_counts_from_a_closed_day_by_either_convention(convention: Any, due: date) -> None:
    assert CALENDAR.after(CALENDAR.day_zero(SATURDAY, convention), 2) == due


def test_modified_following_stays_in_the_month() -> None:
    roll = cc.calendars.Roll.MODIFIED_FOLLOWING
    assert CALENDAR.roll(date(2023, 9, 30), roll) == date(2023, 9, 29)
    assert CALENDAR.roll(date(2023, 9, 23), roll) == date(2023, 9, 25)


def test_following_a_closed_monday_it_is_tuesday() -> None:
    calendar = CALENDAR.with_closures({date(2022, 10, 31): "moving in"})
    assert calendar.roll(date(2022, 10, 30), cc.calendars.Roll.FOLLOWING) == date(2022, 11, 1)


def test_as_published_no_last_day_moves() -> None:
    invoice = cc.deadlines.TaxInvoice.approved(at("2022-09-30 12:00"))
    paid = cc.deadlines.payment_due(approved=date(2022, 9, 1), tax_invoice=invoice, rules=RULES)
    assert paid.on == date(2022, 10, 30)  # a Sunday
    assert cc.deadlines.claiming_due(SPRING_2021, rules=RULES).on == date(2021, 8, 15)  # likewise
