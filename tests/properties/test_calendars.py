"""Business calendars, by property: one class per clause."""

from __future__ import annotations

import json
import pickle
import warnings
from datetime import date, timedelta

import attrs
import holidays
import pytest
from hypothesis import assume, given, settings, strategies as st

from coopclaims import BusinessCalendar
from coopclaims.calendars import Roll, StartConvention
from coopclaims.errors import CalendarOutOfRange
from coopclaims.wire import from_data, to_data

FIRST, LAST = date(2021, 1, 1), date(2023, 12, 31)
YEARS = range(2021, 2024)
ONE = timedelta(days=1)

days = st.dates(FIRST, LAST)
counts = st.integers(1, 300)
reasons = st.sampled_from(
    ["Founders' Day", "Inventory", "A; B", "B", "closed", "weekend", "Día", "\N{SPARKLES}"]
)
weekdays = st.frozensets(st.integers(0, 6), max_size=7)
weekends = weekdays | st.dictionaries(days, weekdays, max_size=3).flatmap(
    lambda changes: weekdays.map(lambda before: {date.min: before, **changes})
)


@st.composite
def calendars(draw: st.DrawFn) -> BusinessCalendar:
    """Draw a calendar of three years, from never closed to never open; some with runs of closed days."""
    closed = draw(st.dictionaries(days, reasons, max_size=40))
    start = draw(days)
    closed |= {min(start + i * ONE, LAST): "a long run" for i in range(draw(st.integers(0, 30)))}
    worked = draw(st.frozensets(days, max_size=20)) - closed.keys()
    calendar = BusinessCalendar.of_days(
        name="drawn", closed=closed, years=YEARS, weekend=draw(weekends), working_days=worked
    )
    expected = draw(st.frozensets(st.sampled_from(sorted(closed)), max_size=3)) if closed else frozenset()
    return attrs.evolve(calendar, estimated=expected)


def naive_after(calendar: BusinessCalendar, day: date, n: int) -> date | None:
    """Walk day by day; `None` where the walk leaves the calendar."""
    while n:
        day += ONE
        if day > calendar.last:
            return None
        n -= calendar.why_closed(day) is None
    return day


def naive_before(calendar: BusinessCalendar, day: date, n: int) -> date | None:
    while n:
        day -= ONE
        if day < calendar.first:
            return None
        n -= calendar.why_closed(day) is None
    return day


def answer(calendar: BusinessCalendar, day: date, n: int) -> date:
    """Return the n-th business day after, `date.max` where the calendar has no answer."""
    try:
        return calendar.after(day, n)
    except CalendarOutOfRange:
        return date.max


class TestEachDayIsOpenUnlessClosed:
    """A day is closed when it has a reason, or is a weekend day that is not worked."""

    @given(
        closed=st.dictionaries(days, reasons, max_size=20),
        weekend=weekdays,
        worked=st.frozensets(days, max_size=20),
        day=days,
    )
    def test_by_its_definition(
        self, closed: dict[date, str], weekend: frozenset[int], worked: frozenset[date], day: date
    ) -> None:
        worked -= closed.keys()
        calendar = BusinessCalendar.of_days(
            name="drawn", closed=closed, years=YEARS, weekend=weekend, working_days=worked
        )
        if day in closed:
            expected: str | None = closed[day]
        elif day.weekday() in weekend and day not in worked:
            expected = "weekend"
        else:
            expected = None
        assert calendar.why_closed(day) == expected
        assert calendar.is_business_day(day) is (expected is None)

    @given(before=weekdays, after=weekdays, change=days, day=days)
    def test_by_the_weekend_in_force(
        self, before: frozenset[int], after: frozenset[int], change: date, day: date
    ) -> None:
        weekend = {date.min: before, change: after}
        calendar = BusinessCalendar.of_weekdays(years=YEARS, weekend=weekend)
        in_force = after if day >= change else before
        assert calendar.is_business_day(day) is (day.weekday() not in in_force)


class TestCountingIsWalking:
    """Any count is what walking day by day gives, in either direction; outside the bounds none is."""

    @given(calendar=calendars(), day=days, n=counts)
    def test_after(self, calendar: BusinessCalendar, day: date, n: int) -> None:
        expected = naive_after(calendar, day, n)
        if expected is None:
            with pytest.raises(CalendarOutOfRange):
                calendar.after(day, n)
        else:
            assert calendar.after(day, n) == expected
        assert calendar.table(n).get(day) == expected

    @given(calendar=calendars(), day=days, n=counts)
    def test_before(self, calendar: BusinessCalendar, day: date, n: int) -> None:
        expected = naive_before(calendar, day, n)
        if expected is None:
            with pytest.raises(CalendarOutOfRange):
                calendar.before(day, n)
        else:
            assert calendar.before(day, n) == expected

    @given(calendar=calendars(), a=days, b=days)
    def test_between(self, calendar: BusinessCalendar, a: date, b: date) -> None:
        low, high = sorted((a, b))
        walked = sum(calendar.why_closed(low + i * ONE) is None for i in range(1, (high - low).days + 1))
        assert calendar.between(a, b) == (walked if a <= b else -walked)


class TestAfterAndBeforeAreInverse:
    """From an open day, counting n days on and n days back returns to it."""

    @given(calendar=calendars(), day=days, n=counts)
    def test_there_and_back(self, calendar: BusinessCalendar, day: date, n: int) -> None:
        assume(calendar.is_business_day(day))
        due = answer(calendar, day, n)
        assume(due != date.max)
        assert calendar.before(due, n) == day

    @given(calendar=calendars(), day=days, n=counts)
    def test_back_and_there(self, calendar: BusinessCalendar, day: date, n: int) -> None:
        assume(calendar.is_business_day(day))
        try:
            start = calendar.before(day, n)
        except CalendarOutOfRange:
            assume(False)
        else:
            assert calendar.after(start, n) == day


class TestBetweenCountsWhatAfterAdds:
    """From any day, open or closed, n business days lie between it and the n-th after it."""

    @given(calendar=calendars(), day=days, n=counts)
    def test_for_every_day(self, calendar: BusinessCalendar, day: date, n: int) -> None:
        due = answer(calendar, day, n)
        assume(due != date.max)
        assert calendar.between(day, due) == n

    @given(calendar=calendars(), a=days, b=days, c=days)
    def test_adjoining_spans_add_up(self, calendar: BusinessCalendar, a: date, b: date, c: date) -> None:
        assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)
        assert calendar.between(a, b) == -calendar.between(b, a)


class TestCountingInPartsIsCountingAtOnce:
    """m business days and then n more are m + n business days."""

    @given(calendar=calendars(), day=days, m=counts, n=counts)
    def test_after(self, calendar: BusinessCalendar, day: date, m: int, n: int) -> None:
        whole = answer(calendar, day, m + n)
        assume(whole != date.max)
        assert calendar.after(calendar.after(day, m), n) == whole


class TestMoreIsLater:
    """A later start is never due earlier; one more day is always due later; due days are open."""

    @given(calendar=calendars(), a=days, b=days, n=counts)
    def test_starts(self, calendar: BusinessCalendar, a: date, b: date, n: int) -> None:
        low, high = sorted((a, b))
        assert answer(calendar, low, n) <= answer(calendar, high, n)

    @given(calendar=calendars(), day=days, n=counts)
    def test_counts(self, calendar: BusinessCalendar, day: date, n: int) -> None:
        due = answer(calendar, day, n)
        assume(due != date.max)
        assert calendar.is_business_day(due)
        assert due > day
        assert answer(calendar, day, n + 1) > due


class TestClosingNeverHastens:
    """Closing one more day never makes a due date earlier; opening one never makes it later."""

    @given(calendar=calendars(), closed=st.dictionaries(days, reasons, max_size=10), day=days, n=counts)
    def test_closures(self, calendar: BusinessCalendar, closed: dict[date, str], day: date, n: int) -> None:
        assert answer(calendar.with_closures(closed), day, n) >= answer(calendar, day, n)
        assert not any(calendar.with_closures(closed).is_business_day(each) for each in closed)

    @given(calendar=calendars(), opened=st.frozensets(days, max_size=10), day=days, n=counts)
    def test_working_days(
        self, calendar: BusinessCalendar, opened: frozenset[date], day: date, n: int
    ) -> None:
        assert answer(calendar.with_working_days(opened), day, n) <= answer(calendar, day, n)
        assert all(calendar.with_working_days(opened).is_business_day(each) for each in opened)

    @given(calendar=calendars(), closed=st.frozensets(days, max_size=10))
    def test_opening_undoes_closing(self, calendar: BusinessCalendar, closed: frozenset[date]) -> None:
        before = [day for day in closed if calendar.is_business_day(day)]
        again = calendar.with_closures(before).with_working_days(before)
        assert again == calendar


class TestUnion:
    """A union is open when all its parts are; so it is never earlier, and the order does not matter."""

    @given(a=calendars(), b=calendars(), day=days, n=counts)
    def test_is_open_when_both_are(self, a: BusinessCalendar, b: BusinessCalendar, day: date, n: int) -> None:
        both = a.union(b)
        assert both.is_business_day(day) is (a.is_business_day(day) and b.is_business_day(day))
        assert answer(both, day, n) >= max(answer(a, day, n), answer(b, day, n))

    @given(a=calendars(), b=calendars(), c=calendars())
    def test_has_no_order(self, a: BusinessCalendar, b: BusinessCalendar, c: BusinessCalendar) -> None:
        assert a.union(b) == b.union(a)
        assert a.union(a) == a
        assert a.union(b).union(c) == a.union(b.union(c))

    @given(a=calendars(), b=calendars(), day=days)
    def test_a_closure_is_certain_when_anybody_is_sure(
        self, a: BusinessCalendar, b: BusinessCalendar, day: date
    ) -> None:
        closed = [one for one in (a, b) if not one.is_business_day(day)]
        expected = bool(closed) and all(one.is_estimated(day) for one in closed)
        assert a.union(b).is_estimated(day) is expected


class TestRolling:
    """Following and preceding are the nearest open days, on or after and on or before; open days stay."""

    @given(calendar=calendars(), day=days)
    def test_nearest_open_days(self, calendar: BusinessCalendar, day: date) -> None:
        later = [each for each in calendar.business_days if each >= day]
        earlier = [each for each in calendar.business_days if each <= day]
        for convention, expected in ((Roll.FOLLOWING, later[:1]), (Roll.PRECEDING, earlier[-1:])):
            try:
                assert [calendar.roll(day, convention)] == expected
            except CalendarOutOfRange:
                assert expected == []
        assert calendar.roll(day, Roll.UNADJUSTED) == day

    @given(calendar=calendars(), day=days, n=counts)
    def test_a_deemed_start_is_due_no_earlier(self, calendar: BusinessCalendar, day: date, n: int) -> None:
        """The two conventions differ by exactly one business day on a closed day, and not on an open one."""
        assume(answer(calendar, day, n + 1) != date.max)
        deemed = calendar.day_zero(day, StartConvention.NEXT_BUSINESS_DAY)
        late = 0 if calendar.is_business_day(day) else 1
        assert calendar.after(deemed, n) == calendar.after(day, n + late)
        assert calendar.day_zero(day, StartConvention.AS_IT_FELL) == day


class TestExplanationsAreComplete:
    """The days listed are all days of the span, in order, open exactly when counted."""

    @given(calendar=calendars(), a=days, b=days)
    def test_lists_each_day_once(self, calendar: BusinessCalendar, a: date, b: date) -> None:
        listed = calendar.days(a, b)
        step = ONE if a <= b else -ONE
        assert [seen.day for seen in listed] == [a + (i + 1) * step for i in range(abs((b - a).days))]
        assert all(seen.closed == calendar.why_closed(seen.day) for seen in listed)
        assert all(seen.estimated is calendar.is_estimated(seen.day) for seen in listed)
        if a <= b:
            assert sum(seen.closed is None for seen in listed) == calendar.between(a, b)

    @given(calendar=calendars(), day=days, n=counts)
    def test_counting_back_is_explained_as_well(self, calendar: BusinessCalendar, day: date, n: int) -> None:
        start = naive_before(calendar, day, n)
        assume(start is not None)
        assert start is not None
        assert sum(seen.closed is None for seen in calendar.days(day, start)) == n


class TestEqualMeansTheSameAnswers:
    """Calendars have one digest exactly when they say the same of every day between the same bounds."""

    @given(a=calendars(), b=calendars())
    def test_drawn_apart(self, a: BusinessCalendar, b: BusinessCalendar) -> None:
        assert (a == b) is (a.digest == b.digest) is (said(a) == said(b))
        assert bool(a.diff(b)) is (a != b)

    @given(
        calendar=calendars(), day=days, reason=reasons, change=st.sampled_from(["close", "open", "expect"])
    )
    def test_one_day_apart(self, calendar: BusinessCalendar, day: date, reason: str, change: str) -> None:
        if change == "close":
            other = calendar.with_closures({day: reason})
        elif change == "open":
            other = calendar.with_working_days([day])
        else:
            closed = calendar.with_closures({day: reason})
            other = attrs.evolve(closed, estimated=closed.estimated | {day})
        assert (calendar == other) is (said(calendar) == said(other))
        assert (hash(calendar) == hash(other)) is (calendar == other)
        assert {*calendar.diff(other).moved} == {
            each for each in [day] if calendar.is_business_day(each) is not other.is_business_day(each)
        }

    @given(calendar=calendars())
    def test_bounds_are_part_of_it(self, calendar: BusinessCalendar) -> None:
        assert calendar.narrowed(years=range(2021, 2023)) != calendar
        assert calendar.narrowed(years=YEARS) == calendar


def said(calendar: BusinessCalendar) -> list[object]:
    """Return all that a calendar says of its days."""
    rest = calendar.days(calendar.first, calendar.last)
    return [calendar.first, calendar.why_closed(calendar.first), calendar.is_estimated(calendar.first), *rest]


class TestDiff:
    """A difference, applied to the old calendar, gives the new one's open days."""

    @given(old=calendars(), new=calendars())
    def test_tells_every_day_apart(self, old: BusinessCalendar, new: BusinessCalendar) -> None:
        diff = old.diff(new)
        opened = {seen.day for seen in diff.removed}
        closed = {seen.day for seen in diff.added}
        assert {*old.business_days} - closed | opened == {*new.business_days}
        assert diff.moved == tuple(sorted(closed | opened))
        for before, after in diff.renamed:
            assert before.day == after.day
            assert before != after


class TestNarrowing:
    """A narrower calendar gives the same answers, as far as it gives any."""

    @given(calendar=calendars(), day=st.dates(date(2022, 1, 1), date(2022, 12, 31)), n=counts)
    def test_agrees_inside(self, calendar: BusinessCalendar, day: date, n: int) -> None:
        narrow = calendar.narrowed(years=(2022,))
        due = answer(calendar, day, n)
        assert answer(narrow, day, n) == (due if due.year == 2022 else date.max)
        assert narrow.why_closed(day) == calendar.why_closed(day)
        assert not calendar.diff(narrow)


class TestPlainDataRoundTrip:
    """A calendar comes back from plain data, from JSON and from a pickle with all it had."""

    @given(calendar=calendars())
    def test_comes_back_whole(self, calendar: BusinessCalendar) -> None:
        data = to_data(calendar)
        for again in (
            from_data(data, BusinessCalendar),
            from_data(json.loads(json.dumps(data)), BusinessCalendar),
            pickle.loads(pickle.dumps(calendar)),
        ):
            assert again == calendar
            for field in attrs.fields(BusinessCalendar):
                assert getattr(again, field.name) == getattr(calendar, field.name)

    @given(calendar=calendars())
    def test_without_names_the_open_days_stay(self, calendar: BusinessCalendar) -> None:
        plain = calendar.without_names()
        assert plain.business_days == calendar.business_days
        assert {reason for _, reason in plain.holidays} <= {"closed"}
        assert plain.without_names() == plain


class TestAgreementWithHolidays:
    """From any day, the n-th business day is `holidays`' own n-th working day."""

    @settings(max_examples=15)
    @given(
        country=st.sampled_from(["US", "GB", "DE", "IN", "JP", "AE", "SA", "CN", "IL", "BR"]),
        day=st.dates(date(2015, 1, 1), date(2024, 6, 30)),
        n=st.integers(1, 60),
    )
    def test_both_ways(self, country: str, day: date, n: int) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ours = BusinessCalendar.from_holidays(country, years=range(2014, 2026))
            theirs = holidays.country_holidays(country, years=range(2014, 2026), expand=False)
        assert ours.after(day, n) == theirs.get_nth_working_day(day, n)
        assert ours.before(day, n) == theirs.get_nth_working_day(day, -n)
        assert ours.following(day) == theirs.get_nth_working_day(day, 0)
        end = ours.after(day, n)
        both_ends_included = theirs.get_working_days_count(day, end)
        assert ours.between(day, end) == both_ends_included - ours.is_business_day(day)
