"""Business calendars, by example: counting, bounds, contents, identity, hostile values."""

from __future__ import annotations

import copy
import itertools
import json
import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

import attrs
import pytest

from coopclaims import BusinessCalendar, BusinessDays, InvalidValue
from coopclaims.calendars import CalendarDay, CalendarDiff, Roll, StartConvention
from coopclaims.errors import CalendarOutOfRange
from coopclaims.wire import from_data, from_text, to_data, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MONDAY_TO_FRIDAY = BusinessCalendar.of_weekdays(years=range(2020, 2031))
US = BusinessCalendar.from_holidays("US", years=range(2020, 2031))

NOT_A_COUNT: list[Any] = [0, -1, True, False, 2.0, 2.5, "2", None, Decimal(2), Fraction(2), [2], float("nan")]
NOT_A_DAY: list[Any] = [
    datetime(2022, 9, 16),  # noqa: DTZ001 - that it is naive does not matter
    datetime(2022, 9, 16, tzinfo=UTC),
    "2022-09-16",
    738049,
    None,
    [date(2022, 9, 16)],
    (2022, 9, 16),
]
QUESTIONS: dict[str, Callable[[BusinessCalendar, Any], object]] = {
    "after": lambda calendar, day: calendar.after(day, 2),
    "before": lambda calendar, day: calendar.before(day, 2),
    "between from": lambda calendar, day: calendar.between(day, date(2022, 9, 16)),
    "between to": lambda calendar, day: calendar.between(date(2022, 9, 16), day),
    "following": lambda calendar, day: calendar.following(day),
    "preceding": lambda calendar, day: calendar.preceding(day),
    "unadjusted": lambda calendar, day: calendar.roll(day, Roll.UNADJUSTED),
    "day_zero": lambda calendar, day: calendar.day_zero(day, StartConvention.AS_IT_FELL),
    "is_business_day": lambda calendar, day: calendar.is_business_day(day),
    "why_closed": lambda calendar, day: calendar.why_closed(day),
    "is_estimated": lambda calendar, day: calendar.is_estimated(day),
    "days from": lambda calendar, day: calendar.days(day, date(2022, 9, 16)),
    "days to": lambda calendar, day: calendar.days(date(2022, 9, 16), day),
}


def of_2022(closed: Iterable[date] = (), **others: Any) -> BusinessCalendar:
    return BusinessCalendar.of_days(name="2022", closed=closed, years=(2022,), **others)


class TestBusinessDays:
    def test_is_a_span_of_its_own_type(self) -> None:
        assert BusinessDays(2) == BusinessDays(2) != BusinessDays(5)
        assert cast("object", BusinessDays(2)) != 2
        assert hash(BusinessDays(2)) == hash(BusinessDays(2))
        assert pickle.loads(pickle.dumps(BusinessDays(2))) == BusinessDays(2)

    def test_reads_well(self) -> None:
        assert repr(BusinessDays(2)) == "BusinessDays(2)"
        assert str(BusinessDays(1)) == "1 business day"
        assert str(BusinessDays(45)) == "45 business days"

    @pytest.mark.parametrize("n", [each for each in NOT_A_COUNT if each is False or each != 0])
    def test_is_none_or_more_whole_days(self, n: Any) -> None:
        with pytest.raises(InvalidValue) as refused:
            BusinessDays(n)
        assert refused.value.field == "n"


class TestCounting:
    @pytest.mark.parametrize(
        ("submitted", "due"),
        [
            (date(2022, 9, 14), date(2022, 9, 16)),
            (date(2022, 9, 15), date(2022, 9, 19)),
            (date(2022, 9, 16), date(2022, 9, 20)),
            (date(2022, 9, 17), date(2022, 9, 20)),
            (date(2022, 9, 18), date(2022, 9, 20)),
            (date(2022, 9, 19), date(2022, 9, 21)),
        ],
    )
    @pytest.mark.parametrize("calendar", [MONDAY_TO_FRIDAY, US], ids=["Monday-Friday", "US"])
    def test_two_business_days_are_counted_strictly_after(
        self, calendar: BusinessCalendar, submitted: date, due: date
    ) -> None:
        assert calendar.after(submitted, 2) == due

    def test_a_holiday_observed_in_the_old_year_counts(self) -> None:
        """New Year's Day 2022 was a Saturday, observed on Friday 31 December 2021."""
        assert MONDAY_TO_FRIDAY.after(date(2021, 12, 30), 2) == date(2022, 1, 3)
        assert US.after(date(2021, 12, 30), 2) == date(2022, 1, 4)

    def test_forty_five_business_days_pass_columbus_and_veterans_day(self) -> None:
        assert MONDAY_TO_FRIDAY.after(date(2022, 9, 19), 45) == date(2022, 11, 21)
        closed = {date(2022, 10, 10): "Columbus Day", date(2022, 11, 11): "Veterans Day"}
        handmade = BusinessCalendar.of_days(name="two days", closed=closed, years=(2022,))
        assert handmade.after(date(2022, 9, 19), 45) == date(2022, 11, 23)
        assert US.after(date(2022, 9, 19), 45) == date(2022, 11, 23)

    def test_counts_back_strictly_before(self) -> None:
        assert MONDAY_TO_FRIDAY.before(date(2022, 9, 20), 2) == date(2022, 9, 16)
        assert MONDAY_TO_FRIDAY.before(date(2022, 9, 18), 1) == date(2022, 9, 16)
        assert MONDAY_TO_FRIDAY.before(date(2022, 9, 18), 2) == date(2022, 9, 15)
        assert MONDAY_TO_FRIDAY.before(date(2022, 9, 19), 1) == date(2022, 9, 16)

    def test_between_leaves_out_the_first_day_and_takes_the_last(self) -> None:
        thursday, monday = date(2022, 9, 15), date(2022, 9, 19)
        assert MONDAY_TO_FRIDAY.between(thursday, monday) == 2
        assert MONDAY_TO_FRIDAY.between(monday, thursday) == -2
        assert MONDAY_TO_FRIDAY.between(monday, monday) == 0
        assert MONDAY_TO_FRIDAY.between(date(2022, 9, 16), date(2022, 9, 18)) == 0

    @pytest.mark.parametrize(
        ("day", "following", "preceding"),
        [
            (date(2022, 9, 16), date(2022, 9, 16), date(2022, 9, 16)),
            (date(2022, 9, 17), date(2022, 9, 19), date(2022, 9, 16)),
            (date(2022, 9, 18), date(2022, 9, 19), date(2022, 9, 16)),
        ],
    )
    def test_rolls_as_the_trade_says(self, day: date, following: date, preceding: date) -> None:
        assert MONDAY_TO_FRIDAY.following(day) == following
        assert MONDAY_TO_FRIDAY.preceding(day) == preceding
        assert MONDAY_TO_FRIDAY.roll(day, Roll.FOLLOWING) == following
        assert MONDAY_TO_FRIDAY.roll(day, Roll.PRECEDING) == preceding
        assert MONDAY_TO_FRIDAY.roll(day, Roll.UNADJUSTED) == day

    def test_the_other_start_convention_deems_a_closed_day_the_next_open_one(self) -> None:
        saturday = date(2022, 9, 17)
        as_it_fell = MONDAY_TO_FRIDAY.day_zero(saturday, StartConvention.AS_IT_FELL)
        deemed = MONDAY_TO_FRIDAY.day_zero(saturday, StartConvention.NEXT_BUSINESS_DAY)
        assert (as_it_fell, deemed) == (saturday, date(2022, 9, 19))
        assert MONDAY_TO_FRIDAY.after(as_it_fell, 2) == date(2022, 9, 20)
        assert MONDAY_TO_FRIDAY.after(deemed, 2) == date(2022, 9, 21)

    def test_conventions_make_no_difference_on_an_open_day(self) -> None:
        for convention in StartConvention:
            assert MONDAY_TO_FRIDAY.day_zero(date(2022, 9, 16), convention) == date(2022, 9, 16)

    @pytest.mark.parametrize("convention", ["following", "as it fell", None])
    def test_a_convention_is_a_member_of_its_enumeration(self, convention: Any) -> None:
        with pytest.raises(InvalidValue):
            MONDAY_TO_FRIDAY.roll(date(2022, 9, 16), convention)
        with pytest.raises(InvalidValue):
            MONDAY_TO_FRIDAY.day_zero(date(2022, 9, 16), convention)

    def test_a_table_holds_the_same_answers(self) -> None:
        calendar = of_2022([date(2022, 1, 1), date(2022, 1, 3)])
        for n in (1, 2, 5, 200):
            table = calendar.table(n)
            for day in every_day(calendar):
                if day in table:
                    assert table[day] == calendar.after(day, n)
                else:
                    with pytest.raises(CalendarOutOfRange):
                        calendar.after(day, n)

    def test_a_table_is_a_dict_of_the_caller(self) -> None:
        MONDAY_TO_FRIDAY.table(2).clear()
        assert MONDAY_TO_FRIDAY.table(2)[date(2022, 9, 16)] == date(2022, 9, 20)
        assert MONDAY_TO_FRIDAY.table(10**9) == {}

    def test_business_days_are_all_of_them_in_order(self) -> None:
        year = of_2022([date(2022, 1, 3)])
        assert year.business_days[:2] == (date(2022, 1, 4), date(2022, 1, 5))
        assert list(year.business_days) == [day for day in every_day(year) if year.is_business_day(day)]


def every_day(calendar: BusinessCalendar) -> list[date]:
    span = range(calendar.first.toordinal(), calendar.last.toordinal() + 1)
    return [date.fromordinal(ordinal) for ordinal in span]


class TestLookingAtDays:
    def test_says_why_a_day_is_closed(self) -> None:
        assert US.why_closed(date(2022, 9, 16)) is None
        assert US.why_closed(date(2022, 9, 17)) == "weekend"
        assert US.why_closed(date(2022, 9, 5)) == "Labor Day"
        assert US.why_closed(date(2021, 12, 31)) == "New Year's Day (observed)"

    def test_a_holiday_on_a_weekend_day_keeps_its_name(self) -> None:
        assert US.why_closed(date(2022, 1, 1)) == "New Year's Day"

    def test_explains_the_days_after_one_and_up_to_another(self) -> None:
        assert US.days(date(2021, 12, 30), date(2022, 1, 3)) == (
            CalendarDay(day=date(2021, 12, 31), closed="New Year's Day (observed)"),
            CalendarDay(day=date(2022, 1, 1), closed="New Year's Day"),
            CalendarDay(day=date(2022, 1, 2), closed="weekend"),
            CalendarDay(day=date(2022, 1, 3)),
        )
        assert US.days(date(2022, 1, 3), date(2022, 1, 3)) == ()

    def test_explains_the_days_that_counting_back_walks_over(self) -> None:
        start = date(2022, 9, 20)
        end = US.before(start, 2)
        walked = US.days(start, end)
        assert [seen.day.day for seen in walked] == [19, 18, 17, 16]
        assert sum(seen.closed is None for seen in walked) == 2

    def test_a_day_reads_well_in_any_locale(self) -> None:
        assert str(CalendarDay(day=date(2022, 9, 17), closed="weekend")) == "Sat 2022-09-17 weekend"
        assert str(CalendarDay(day=date(2022, 9, 16))) == "Fri 2022-09-16 business day"


class TestBounds:
    @pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
    @pytest.mark.parametrize("day", [date(2019, 12, 31), date(2031, 1, 1), date.min, date.max])
    def test_every_question_outside_names_the_day_and_the_bounds(
        self, question: Callable[[BusinessCalendar, Any], object], day: date
    ) -> None:
        with pytest.raises(CalendarOutOfRange) as refused:
            question(US, day)
        error = refused.value
        assert (error.calendar, error.day, error.first, error.last) == (US.name, day, US.first, US.last)

    def test_answers_on_both_bounds(self) -> None:
        assert US.is_business_day(US.first) is False
        assert US.is_business_day(US.last) is True
        assert US.following(US.last) == US.last
        assert US.before(US.last, 1) == date(2030, 12, 30)

    @pytest.mark.parametrize("n", [1, 2, 10**6, 10**30])
    def test_counting_past_a_bound_is_refused_and_never_wraps(self, n: int) -> None:
        asks: list[Callable[[], object]] = [lambda: US.after(US.last, n), lambda: US.before(US.first, n)]
        for ask in asks:
            with pytest.raises(CalendarOutOfRange) as refused:
                ask()
            assert refused.value.day is None

    def test_rolling_past_a_bound_is_refused(self) -> None:
        year = of_2022([date(2022, 12, 30), date(2022, 12, 31), date(2022, 1, 1), date(2022, 1, 3)])
        assert year.following(year.first) == date(2022, 1, 4)
        assert year.preceding(year.last) == date(2022, 12, 29)
        assert year.after(date(2022, 1, 3), 1) == date(2022, 1, 4)
        asks: list[Callable[[], object]] = [
            lambda: year.following(date(2022, 12, 30)),
            lambda: year.preceding(date(2022, 1, 3)),
        ]
        for ask in asks:
            with pytest.raises(CalendarOutOfRange):
                ask()
        with pytest.raises(CalendarOutOfRange):
            year.before(date(2022, 1, 4), 1)

    @pytest.mark.parametrize("year", [1, 9999])
    def test_the_first_and_the_last_year_that_python_knows(self, year: int) -> None:
        calendar = BusinessCalendar.of_weekdays(years=(year,))
        assert calendar.first == date(year, 1, 1)
        assert calendar.last == date(year, 12, 31)
        assert calendar.after(date(year, 1, 1), 1).weekday() < 5
        assert len(calendar.business_days) == 261

    def test_four_centuries(self) -> None:
        calendar = BusinessCalendar.of_weekdays(years=range(1800, 2200))
        assert calendar.between(calendar.first, calendar.last) == len(calendar.business_days) - 1
        assert calendar.after(date(2022, 9, 17), 2) == date(2022, 9, 20)
        assert calendar.narrowed(years=range(2020, 2031)) == MONDAY_TO_FRIDAY

    def test_a_calendar_without_any_business_day(self) -> None:
        never = of_2022(weekend=frozenset(range(7)))
        day = date(2022, 9, 16)
        assert never.business_days == ()
        assert never.is_business_day(day) is False
        assert never.why_closed(day) == "weekend"
        assert never.between(never.first, never.last) == 0
        assert never.table(1) == {}
        asks: list[Callable[[], object]] = [
            lambda: never.after(day, 1),
            lambda: never.before(day, 1),
            lambda: never.following(day),
            lambda: never.preceding(day),
        ]
        for ask in asks:
            with pytest.raises(CalendarOutOfRange):
                ask()

    def test_a_calendar_without_any_closed_day(self) -> None:
        always = of_2022(weekend=frozenset())
        assert always.after(date(2022, 9, 16), 2) == date(2022, 9, 18)
        assert len(always.business_days) == 365


class TestHostileValues:
    @pytest.mark.parametrize("n", NOT_A_COUNT)
    def test_a_count_is_one_or_more_whole_days(self, n: Any) -> None:
        for ask in (US.after, US.before):
            with pytest.raises(InvalidValue) as refused:
                ask(date(2022, 9, 16), n)
            assert refused.value.field == "n"
        with pytest.raises(InvalidValue):
            US.table(n)

    def test_zero_and_less_point_to_what_was_meant(self) -> None:
        for n in (0, -2):
            with pytest.raises(InvalidValue, match=r"following.*preceding.*before"):
                US.after(date(2022, 9, 16), n)

    @pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
    @pytest.mark.parametrize("day", NOT_A_DAY, ids=repr)
    def test_a_day_is_a_date_and_no_instant(
        self, question: Callable[[BusinessCalendar, Any], object], day: Any
    ) -> None:
        with pytest.raises(InvalidValue) as refused:
            question(US, day)
        assert refused.value.field == "day"

    def test_a_subclass_of_date_is_harmless(self) -> None:
        class Holiday(date):
            pass

        saturday = Holiday(2022, 9, 17)
        for answer in (US.after(saturday, 2), US.following(saturday), US.before(saturday, 1)):
            assert type(answer) is date
        closed = of_2022([Holiday(2022, 9, 16)])
        assert [type(day) for day, _ in closed.holidays] == [date]
        with pytest.raises(CalendarOutOfRange):
            US.after(Holiday(1999, 1, 1), 2)

    @pytest.mark.parametrize(
        "years",
        [
            (),
            range(0),
            2022,
            None,
            "2022",
            (2020, 2022),
            (2021, 2020),
            (2020, 2020),
            range(2020, 2031, 2),
            range(2030, 2019, -1),
            (2020.0,),
            (True, 2),
            (0, 1),
            (9999, 10_000),
            range(10**9),
            itertools.count(2020),
        ],
        ids=repr,
    )
    def test_years_follow_one_another(self, years: Any) -> None:
        with pytest.raises(InvalidValue) as refused:
            BusinessCalendar.of_weekdays(years=years)
        assert refused.value.field == "years"

    @pytest.mark.parametrize(
        "weekend",
        [{7}, {-1}, {"Sat"}, {True}, None, 5, "56", {date(2022, 1, 1): {9}}, {date(2022, 6, 1): {5, 6}}, {}],
        ids=repr,
    )
    def test_a_weekend_is_a_set_of_weekdays_on_every_day(self, weekend: Any) -> None:
        with pytest.raises(InvalidValue):
            of_2022(weekend=weekend)

    @pytest.mark.parametrize(
        "closed", [{date(2022, 9, 16): ""}, {date(2022, 9, 16): " "}, {date(2022, 9, 16): 1}]
    )
    def test_a_reason_is_text(self, closed: Any) -> None:
        with pytest.raises(InvalidValue):
            of_2022(closed)

    @pytest.mark.parametrize("day", NOT_A_DAY, ids=repr)
    def test_closures_and_working_days_are_dates(self, day: Any) -> None:
        builds: list[Callable[[], object]] = [
            lambda: of_2022([day]),
            lambda: of_2022(working_days=[day]),
            lambda: US.with_closures([day]),
            lambda: US.with_working_days([day]),
        ]
        for build in builds:
            with pytest.raises(InvalidValue):
                build()

    def test_closures_and_working_days_lie_inside_the_bounds(self) -> None:
        builds: list[Callable[[], object]] = [
            lambda: of_2022([date(2023, 1, 1)]),
            lambda: of_2022(working_days=[date(2021, 12, 31)]),
            lambda: US.with_closures([date(2031, 1, 1)]),
            lambda: US.with_working_days([date(2019, 12, 31)]),
        ]
        for build in builds:
            with pytest.raises(CalendarOutOfRange):
                build()

    @pytest.mark.parametrize("name", ["", " ", None, 7])
    def test_a_name_is_text(self, name: Any) -> None:
        with pytest.raises(InvalidValue):
            BusinessCalendar.of_days(name=name, closed=(), years=(2022,))

    def test_a_day_is_not_closed_and_worked_at_once(self) -> None:
        saturday = date(2022, 9, 17)
        with pytest.raises(InvalidValue, match="working_days"):
            of_2022([saturday], working_days=[saturday])

    def test_only_a_holiday_is_an_estimate(self) -> None:
        with pytest.raises(InvalidValue, match="estimated"):
            attrs.evolve(of_2022(), estimated=frozenset({date(2022, 9, 16)}))

    def test_the_last_day_is_not_before_the_first(self) -> None:
        with pytest.raises(InvalidValue, match="last"):
            attrs.evolve(of_2022(), last=date(2021, 12, 31))

    def test_bounds_need_not_be_those_of_years(self) -> None:
        september = attrs.evolve(US, first=date(2022, 9, 15), last=date(2022, 9, 20), holidays=())
        assert len(september.business_days) == 4
        assert september.after(date(2022, 9, 15), 1) == date(2022, 9, 16)
        assert from_data(to_data(september)) == september


class TestWeekends:
    def test_friday_and_saturday(self) -> None:
        calendar = of_2022(weekend={4, 5})
        assert calendar.after(date(2022, 9, 15), 1) == date(2022, 9, 18)

    def test_a_weekend_that_changed(self) -> None:
        weekend = {date(2006, 9, 1): {4, 5}, date(2022, 1, 1): {5, 6}}
        calendar = BusinessCalendar.of_weekdays(years=range(2021, 2023), weekend=weekend)
        assert calendar.weekends == (
            (date(2021, 1, 1), frozenset({4, 5})),
            (date(2022, 1, 1), frozenset({5, 6})),
        )
        assert calendar.after(date(2021, 12, 30), 1) == date(2022, 1, 3)
        assert calendar.is_business_day(date(2021, 12, 26))
        assert not calendar.is_business_day(date(2022, 1, 2))

    def test_what_changes_nothing_is_left_out(self) -> None:
        weekend = {
            date(2000, 1, 1): {6},
            date(2021, 1, 1): {5, 6},
            date(2022, 6, 1): {5, 6},
            date(2023, 1, 1): {4},
        }
        assert of_2022(weekend=weekend).weekends == ((date(2022, 1, 1), frozenset({5, 6})),)

    def test_names_of_plain_calendars(self) -> None:
        assert MONDAY_TO_FRIDAY.name == "Monday-Friday 2020-2030"
        assert BusinessCalendar.of_weekdays(years=(2024,)).name == "Monday-Friday 2024"
        assert BusinessCalendar.of_weekdays(years=(2024,), weekend={4, 5}).name == "Weekdays 2024"
        assert BusinessCalendar.of_weekdays(years=(2024,), name="Office").name == "Office"


class TestChangedCalendars:
    def test_a_closure_closes(self) -> None:
        day = date(2022, 9, 16)
        calendar = US.with_closures({day: "company day"})
        assert calendar.why_closed(day) == "company day"
        assert calendar.after(date(2022, 9, 15), 1) == date(2022, 9, 19)
        assert US.is_business_day(day)

    def test_a_reason_given_replaces_the_one_known(self) -> None:
        assert US.with_closures({date(2022, 9, 5): "Inventory"}).why_closed(date(2022, 9, 5)) == "Inventory"

    def test_closures_without_reasons(self) -> None:
        assert US.with_closures([date(2022, 9, 16)]).why_closed(date(2022, 9, 16)) == "closed"

    def test_a_working_day_opens_a_weekend_day_and_a_holiday(self) -> None:
        saturday, labor_day = date(2022, 9, 17), date(2022, 9, 5)
        calendar = US.with_working_days([saturday, labor_day, date(2022, 9, 16)])
        assert calendar.is_business_day(saturday)
        assert calendar.is_business_day(labor_day)
        assert calendar.working_days == {saturday}
        assert calendar.after(date(2022, 9, 16), 1) == saturday

    def test_the_later_change_wins(self) -> None:
        saturday = date(2022, 9, 17)
        opened = US.with_working_days([saturday])
        closed = opened.with_closures({saturday: "not this time"})
        assert closed.why_closed(saturday) == "not this time"
        assert closed.working_days == frozenset()
        assert closed.with_working_days([saturday]).is_business_day(saturday)

    def test_a_change_shows_in_the_name_once(self) -> None:
        changed = US.with_closures([date(2022, 9, 16)])
        assert changed.name == "US 2020-2030 (changed)"
        assert changed.with_working_days([date(2022, 9, 17)]).name == "US 2020-2030 (changed)"
        assert US.with_closures([date(2022, 9, 16)], name="Contoso").name == "Contoso"
        assert changed.provenance == US.provenance

    def test_the_original_stays_as_it_was(self) -> None:
        before = US.digest
        US.with_closures([date(2022, 9, 16)])
        US.with_working_days([date(2022, 9, 17)])
        assert US.digest == before == from_data(to_data(US), BusinessCalendar).digest

    def test_narrowing_keeps_what_is_inside(self) -> None:
        changed = US.with_working_days([date(2022, 9, 17), date(2025, 9, 20)])
        narrow = changed.narrowed(years=(2022,))
        assert (narrow.first, narrow.last) == (date(2022, 1, 1), date(2022, 12, 31))
        assert narrow.working_days == {date(2022, 9, 17)}
        assert {day.year for day, _ in narrow.holidays} == {2022}
        assert narrow.days(narrow.first, narrow.last) == changed.days(narrow.first, narrow.last)

    def test_a_narrower_calendar_has_its_years_in_its_name(self) -> None:
        assert US.narrowed(years=range(2022, 2025)).name == "US 2022-2024"
        assert US.narrowed(years=(2022,)).name == "US 2022"
        assert US.narrowed(years=(2022,), name="Pilot").name == "Pilot"
        assert of_2022().with_closures([], name="Office").narrowed(years=(2022,)).name == "Office 2022"

    def test_narrowing_does_not_widen(self) -> None:
        with pytest.raises(CalendarOutOfRange) as refused:
            US.narrowed(years=range(2029, 2032))
        assert refused.value.day == date(2031, 12, 31)

    def test_without_names_the_days_stay(self) -> None:
        plain = US.without_names()
        assert plain.business_days == US.business_days
        assert plain.why_closed(date(2022, 9, 5)) == "closed"
        assert plain.why_closed(date(2022, 1, 1)) == "weekend"
        assert plain.name == US.name


class TestUnion:
    def test_is_closed_when_either_is(self) -> None:
        one = of_2022({date(2022, 9, 15): "A"})
        other = of_2022({date(2022, 9, 15): "B", date(2022, 9, 16): "B"}, weekend={4, 5})
        both = one.union(other)
        assert both.why_closed(date(2022, 9, 15)) == "A; B"
        assert both.why_closed(date(2022, 9, 16)) == "B"
        assert both.weekends == ((date(2022, 1, 1), frozenset({4, 5, 6})),)
        assert both.name == "2022 + 2022"
        assert one.union(other, name="both").name == "both"

    def test_a_reason_that_both_give_stands_once(self) -> None:
        one, other = of_2022({date(2022, 9, 15): "Z; A"}), of_2022({date(2022, 9, 15): "A; B"})
        assert one.union(one).why_closed(date(2022, 9, 15)) == "Z; A"
        assert one.union(other).why_closed(date(2022, 9, 15)) == "A; B; Z"

    def test_answers_where_both_answer(self) -> None:
        both = US.union(BusinessCalendar.of_weekdays(years=range(2025, 2040)))
        assert (both.first, both.last) == (date(2025, 1, 1), date(2030, 12, 31))
        assert both.provenance == US.provenance

    def test_needs_days_in_common(self) -> None:
        with pytest.raises(InvalidValue):
            US.union(BusinessCalendar.of_weekdays(years=(2031,)))
        with pytest.raises(InvalidValue):
            US.diff(BusinessCalendar.of_weekdays(years=(2031,)))

    def test_a_working_day_stays_open_only_where_both_are_open(self) -> None:
        saturday, sunday = date(2022, 9, 17), date(2022, 9, 18)
        one = of_2022(working_days=[saturday, sunday])
        other = of_2022(weekend={6})
        both = one.union(other)
        assert both.working_days == {saturday}
        assert both.why_closed(sunday) == "weekend"

    def test_weekends_change_when_either_changes(self) -> None:
        one = of_2022(weekend={date(2022, 1, 1): {4}, date(2022, 3, 1): {5}})
        other = of_2022(weekend={date(2022, 1, 1): {6}, date(2022, 6, 1): {5}})
        assert one.union(other).weekends == (
            (date(2022, 1, 1), frozenset({4, 6})),
            (date(2022, 3, 1), frozenset({5, 6})),
            (date(2022, 6, 1), frozenset({5})),
        )

    def test_a_closure_is_an_estimate_while_nobody_is_sure(self) -> None:
        day = date(2022, 9, 16)
        certain = of_2022({day: "Eid"})
        expected = attrs.evolve(certain, estimated=frozenset({day}))
        assert expected.is_estimated(day)
        assert expected.union(expected).is_estimated(day)
        assert expected.union(of_2022()).is_estimated(day)
        assert not expected.union(certain).is_estimated(day)
        assert not certain.union(expected).is_estimated(day)
        assert not expected.union(of_2022(weekend={4})).is_estimated(day)


class TestIdentity:
    def test_contents_make_a_calendar_and_labels_do_not(self) -> None:
        again = BusinessCalendar.of_days(name="by hand", closed=dict(US.holidays), years=range(2020, 2031))
        assert again == US
        assert hash(again) == hash(US)
        assert again.provenance == ()

    @pytest.mark.parametrize(
        "other",
        [
            of_2022([date(2022, 9, 16)]),
            of_2022(weekend={5}),
            of_2022(working_days=[date(2022, 9, 17)]),
            of_2022([date(2022, 9, 17)]),
            BusinessCalendar.of_weekdays(years=(2023,)),
            BusinessCalendar.of_weekdays(years=range(2022, 2024)),
            attrs.evolve(of_2022(), last=date(2022, 12, 30)),
        ],
        ids=str,
    )
    def test_other_contents_make_another_calendar(self, other: BusinessCalendar) -> None:
        assert other != of_2022()
        assert other.digest != of_2022().digest

    def test_reasons_and_estimates_are_contents(self) -> None:
        day = date(2022, 9, 16)
        named = of_2022({day: "Eid"})
        assert named != of_2022({day: "Eid al-Adha"})
        assert named != attrs.evolve(named, estimated=frozenset({day}))
        assert named.without_names() == of_2022({day: "Eid al-Adha"}).without_names() == of_2022([day])

    def test_a_day_closed_as_weekend_is_a_weekend_day(self) -> None:
        """Two ways to say the same of every day are one calendar."""
        fridays = [day for day in every_day(of_2022()) if day.weekday() == 4]
        assert of_2022(dict.fromkeys(fridays, "weekend")) == of_2022(weekend={4, 5, 6})

    def test_the_digest_is_the_same_everywhere(self) -> None:
        """Written down once; a change of format must show here."""
        assert of_2022().digest == "1d39df0d4c3f098fea16ec70831de9e4e6e9f756a107759379236528bb63d08e"
        closed = {date(2022, 9, 16): "Día de la Independencia", date(2022, 9, 17): "\N{SPARKLES}"}
        assert (
            of_2022(closed, working_days=[date(2022, 9, 18)]).digest
            == "fc7251deb85e63adb3663aed7b917622c1b33f6c2ee10e1f704bd393e7b09c70"
        )

    def test_is_not_equal_to_anything_else(self) -> None:
        assert US.digest != US
        assert US != 1
        assert US.__eq__(US.digest) is NotImplemented

    def test_reads_well(self) -> None:
        assert repr(US) == f"BusinessCalendar('US 2020-2030', 2020-01-01..2030-12-31, {US.digest[:8]}…)"

    def test_is_frozen(self) -> None:
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            US.name = "other"  # type: ignore[misc] # pyright: ignore[reportAttributeAccessIssue]

    def test_pickles_small_and_answers_alike(self) -> None:
        packed = pickle.dumps(US)
        again = pickle.loads(packed)
        assert len(packed) < 6_000
        assert again == US
        assert (again.name, again.provenance, again.weekends) == (US.name, US.provenance, US.weekends)
        assert again.after(date(2021, 12, 30), 2) == date(2022, 1, 4)

    def test_copies(self) -> None:
        assert copy.copy(US) == copy.deepcopy(US) == US
        assert copy.deepcopy(US).name == US.name

    def test_hashes_differ_between_processes_and_digests_do_not(self) -> None:
        code = (
            "from coopclaims.calendars import BusinessCalendar;"
            "print(BusinessCalendar.of_weekdays(years=(2022,)).digest)"
        )
        said = {
            subprocess.run(
                [sys.executable, "-c", code],
                check=True,
                capture_output=True,
                text=True,
                env={"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            ).stdout.strip()
            for seed in ("0", "7")
        }
        assert said == {BusinessCalendar.of_weekdays(years=(2022,)).digest}

    def test_threads_share_one_calendar(self) -> None:
        expected = [US.after(date(2022, 1, 1) + timedelta(days=i), 5) for i in range(365)]

        def count(_: int) -> list[date]:
            fresh = from_data(to_data(US), BusinessCalendar)
            assert fresh == US
            return [US.after(date(2022, 1, 1) + timedelta(days=i), 5) for i in range(365)]

        with ThreadPoolExecutor(8) as pool:
            assert all(answer == expected for answer in pool.map(count, range(32)))


class TestDiff:
    def test_lists_what_was_added_removed_and_renamed(self) -> None:
        old = of_2022({date(2022, 9, 15): "A", date(2022, 9, 16): "B"})
        new = of_2022({date(2022, 9, 14): "C", date(2022, 9, 16): "B2"}, working_days=[date(2022, 9, 17)])
        diff = old.diff(new)
        assert diff == CalendarDiff(
            first=old.first,
            last=old.last,
            added=(CalendarDay(day=date(2022, 9, 14), closed="C"),),
            removed=(
                CalendarDay(day=date(2022, 9, 15), closed="A"),
                CalendarDay(day=date(2022, 9, 17), closed="weekend"),
            ),
            renamed=(
                (
                    CalendarDay(day=date(2022, 9, 16), closed="B"),
                    CalendarDay(day=date(2022, 9, 16), closed="B2"),
                ),
            ),
        )
        assert diff
        assert diff.moved == (date(2022, 9, 14), date(2022, 9, 15), date(2022, 9, 17))
        assert str(diff).splitlines() == [
            "+ Wed 2022-09-14 C",
            "- Thu 2022-09-15 A",
            "~ Fri 2022-09-16 B -> B2",
            "- Sat 2022-09-17 weekend",
        ]

    def test_sees_that_an_estimate_became_certain(self) -> None:
        day = date(2022, 9, 16)
        certain = of_2022({day: "Eid"})
        diff = attrs.evolve(certain, estimated=frozenset({day})).diff(certain)
        assert [(old.estimated, new.estimated) for old, new in diff.renamed] == [(True, False)]
        assert diff.moved == ()

    def test_is_false_where_nothing_differs(self) -> None:
        diff = US.diff(US.narrowed(years=(2022,)))
        assert not diff
        assert (diff.first, diff.last) == (date(2022, 1, 1), date(2022, 12, 31))
        assert str(diff) == "no difference"


class TestPlainData:
    def test_goes_through_json_and_back(self) -> None:
        saturday = date(2022, 9, 17)
        for calendar in (MONDAY_TO_FRIDAY, US, US.without_names(), US.with_working_days([saturday])):
            again = from_data(json.loads(json.dumps(to_data(calendar))), BusinessCalendar)
            assert again == calendar
            assert (again.name, again.provenance) == (calendar.name, calendar.provenance)
            assert (again.weekends, again.working_days) == (calendar.weekends, calendar.working_days)
            assert to_data(again) == to_data(calendar)

    def test_is_small(self) -> None:
        years = BusinessCalendar.from_holidays("US", years=range(2010, 2030))
        assert len(to_text(years)) <= 12_000
        assert len(to_text(years.without_names())) <= 8_000

    def test_shows_what_it_holds(self) -> None:
        data = to_data(of_2022({date(2022, 9, 16): "A", date(2022, 9, 19): "closed"}))
        assert data == {
            "type": "calendar",
            "v": 1,
            "name": "2022",
            "first": "2022-01-01",
            "last": "2022-12-31",
            "weekends": [{"since": "2022-01-01", "weekdays": [5, 6]}],
            "holidays": [{"day": "2022-09-16", "why": "A"}, {"day": "2022-09-19", "why": "closed"}],
            "working_days": [],
            "estimated": [],
            "provenance": [],
            "digest": data["digest"],
        }

    def test_needs_no_holidays_library(self) -> None:
        code = (
            "import json, sys; sys.modules['holidays'] = None\n"
            "from coopclaims.wire import from_data\n"
            "calendar = from_data(json.load(sys.stdin))\n"
            "print(calendar.digest)\n"
        )
        said = subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            text=True,
            input=to_text(US),
            env={"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert said.stdout.strip() == US.digest

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("v", 2),
            ("v", None),
            ("name", ""),
            ("first", "2022"),
            ("first", 2022),
            ("first", "2022-W01-1"),
            ("first", "2022-13-01"),
            ("last", "20301231"),
            ("weekends", []),
            ("weekends", {}),
            ("weekends", [{"since": "2020-01-01"}]),
            ("weekends", [{"since": "2020-01-01", "weekdays": [7]}]),
            ("weekends", [{"since": "2020-01-01", "weekdays": [[]]}]),
            ("weekends", [["2020-01-01", [5, 6]]]),
            ("weekends", [{"since": "2020-01-01", "weekdays": [5, 6]}] * 2),
            ("holidays", "2022-09-16"),
            ("holidays", [7]),
            ("holidays", [{"day": "2022-09-16", "why": "A", "also": "B"}]),
            ("holidays", [{"day": "2022-09-16", "why": None}]),
            ("holidays", [{"day": "2022-09-16", "why": []}]),
            ("working_days", [None]),
            ("estimated", ["2022-09-16"]),
            ("provenance", [None]),
            ("provenance", [{}]),
            ("provenance", None),
            ("digest", "0" * 64),
            ("digest", None),
        ],
    )
    def test_refuses_what_is_malformed(self, key: str, value: object) -> None:
        with pytest.raises(InvalidValue):
            from_data({**to_data(US), key: value})

    @pytest.mark.parametrize("key", to_data(US))
    def test_refuses_what_is_incomplete_or_strange(self, key: str) -> None:
        data = to_data(US)
        with pytest.raises(InvalidValue):
            from_data({**data, f"{key}s": data[key]})
        del data[key]
        with pytest.raises(InvalidValue):
            from_data(data)

    @pytest.mark.parametrize("data", [None, [], "calendar", {}])
    def test_refuses_what_is_no_calendar(self, data: Any) -> None:
        with pytest.raises(InvalidValue):
            from_data(data)

    def test_refuses_a_day_that_was_changed_in_the_file(self) -> None:
        text = to_text(US).replace("2022-09-05", "2022-09-06")
        with pytest.raises(InvalidValue, match="digest"):
            from_text(text)

    @pytest.mark.parametrize(
        ("key", "value"), [("version", 1), ("thin_years", None), ("categories", "public"), ("more", 1)]
    )
    def test_refuses_a_strange_provenance(self, key: str, value: object) -> None:
        data = to_data(US)
        (source,) = cast("list[dict[str, object]]", data["provenance"])
        with pytest.raises(InvalidValue, match="provenance"):
            from_data({**data, "provenance": [{**source, key: value}]})
