"""Days, instants and the zones between them, by property: one class per clause.

The reference walks along UTC and asks each instant for its civil day; it never turns a civil time
into an instant, which is what the library does.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, strategies as st

from coopclaims import BusinessCalendar, CalendarDays, Rulebook, Rules, UsagePeriod, partner_center
from coopclaims.deadlines import DeadlineState, claiming_due, claiming_opening, review_due
from coopclaims.periods import MonthDay
from coopclaims.provenance import cite, inferred
from coopclaims.rules import REVIEW_SPAN, ClaimingWindow, Edition, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims import Deadline

ONE = timedelta(days=1)
TICK = timedelta.resolution
QUARTER = timedelta(minutes=15)
YEARS = range(1990, 2031)

ZONES = (
    "America/Los_Angeles",
    "America/New_York",
    "America/St_Johns",  # at 00:01 until 2011, from where the day before comes back
    "America/Havana",  # from 01:00 to 00:00: one midnight twice
    "America/Sao_Paulo",  # at midnight until 2019
    "America/Nuuk",  # on Saturday evening
    "Europe/Stockholm",
    "Africa/Cairo",  # at midnight
    "Africa/Casablanca",  # twice more in Ramadan
    "Asia/Beirut",  # at midnight
    "Asia/Tehran",  # at midnight until 2022, half an hour off
    "Asia/Kolkata",  # never, half an hour off
    "Asia/Kathmandu",  # never, a quarter off
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Chatham",
    "Pacific/Apia",  # without 2011-12-30
    "Pacific/Kwajalein",  # without 1993-08-21
    "Pacific/Kiritimati",  # without 1994-12-31, and fourteen hours ahead
)
SKIPPED = (
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Pacific/Kwajalein", date(1993, 8, 21)),
    ("Pacific/Kiritimati", date(1994, 12, 31)),
)
EVERY_DAY = BusinessCalendar.of_weekdays(years=YEARS, weekend=frozenset(), name="every day")
WEEKDAYS = BusinessCalendar.of_weekdays(years=YEARS)


@cache
def changes(key: str) -> tuple[datetime, ...]:
    """Return the first instants, to the second, at which the zone has another offset than before."""
    zone = ZoneInfo(key)
    found: list[datetime] = []
    at, step = datetime(YEARS[0], 1, 3, tzinfo=UTC), timedelta(hours=12)
    while at.year <= YEARS[-1]:
        low, high = at, at + step
        if low.astimezone(zone).utcoffset() != high.astimezone(zone).utcoffset():
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                same = middle.astimezone(zone).utcoffset() == low.astimezone(zone).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(high)
        at += step
    return tuple(found)


class Place(NamedTuple):
    """A day in a zone."""

    zone: str
    day: date

    def days(self) -> Iterator[tuple[datetime, date]]:
        """Yield instants around the day in order, both ends of every stretch, each with its civil day.

        A civil day begins at a full quarter of an hour of UTC, or where the clock is changed.
        """
        start = datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC) - timedelta(hours=30)
        borders = {start + i * QUARTER for i in range(90 * 4)}
        borders |= {at for at in changes(self.zone) if start <= at <= start + timedelta(hours=90)}
        zone = ZoneInfo(self.zone)
        for border in sorted(borders):
            for at in (border - TICK, border):
                yield at, at.astimezone(zone).date()

    @property
    def instants(self) -> tuple[datetime, ...]:
        """The instants, of those looked at, that lie in the day: the first and the last among them."""
        return tuple(at for at, day in self.days() if day == self.day)

    @property
    def is_skipped(self) -> bool:
        return not self.instants

    @property
    def rules(self) -> Rules:
        """Rules whose claims open and close on this day, and whose review is due on the next."""
        the_day = MonthDay(self.day.month, self.day.day)
        window = ClaimingWindow(usage_first=the_day, usage_last=the_day, opens=the_day, closes=the_day)
        edition = Edition(
            name="one day",
            review_span=Rule(value=CalendarDays(1), first=date.min, source=cite("READING"), basis=inferred()),
            claiming_windows=Rule(value=(window,), first=date.min, source=cite("READING"), basis=inferred()),
        )
        book = Rulebook("one day", (edition,))
        return book.bind(calendar=EVERY_DAY, zone=ZoneInfo(self.zone))

    @property
    def opens_at(self) -> datetime:
        opening = claiming_opening(UsagePeriod(self.day, self.day), rules=self.rules)
        assert opening.on == self.day
        return opening.first_instant.astimezone(UTC)

    @property
    def due(self) -> Deadline:
        due = claiming_due(UsagePeriod(self.day, self.day), rules=self.rules)
        assert due.on == self.day
        return due

    @property
    def ends_at(self) -> datetime:
        return self.due.last_instant.astimezone(UTC)


@st.composite
def places(draw: st.DrawFn) -> Place:
    """Draw a day, mostly near a change of the clock."""
    key = draw(st.sampled_from(ZONES))
    found = changes(key)
    is_near = draw(st.sampled_from((True, True, True, False)))
    if found and is_near:
        change = draw(st.sampled_from(found))
        day = change.astimezone(ZoneInfo(key)).date() + draw(st.integers(-2, 2)) * ONE
    else:
        day = draw(st.dates(date(1990, 2, 1), date(2030, 11, 30)))
    assume((day.month, day.day) != (2, 29))  # no window opens on a day that most years lack
    return Place(key, day)


DAYS = [
    ("America/Los_Angeles", "2022-09-15", "2022-09-15T07:00", "2022-09-16T07:00"),
    ("America/Los_Angeles", "2022-12-15", "2022-12-15T08:00", "2022-12-16T08:00"),
    ("America/Los_Angeles", "2022-03-13", "2022-03-13T08:00", "2022-03-14T07:00"),
    ("America/Los_Angeles", "2022-11-06", "2022-11-06T07:00", "2022-11-07T08:00"),
    ("Europe/Stockholm", "2022-03-27", "2022-03-26T23:00", "2022-03-27T22:00"),
    ("Europe/Stockholm", "2022-10-30", "2022-10-29T22:00", "2022-10-30T23:00"),
    ("America/St_Johns", "2022-03-13", "2022-03-13T03:30", "2022-03-14T02:30"),
    ("America/St_Johns", "2022-11-06", "2022-11-06T02:30", "2022-11-07T03:30"),
    ("America/Havana", "2022-03-13", "2022-03-13T05:00", "2022-03-14T04:00"),
    ("America/Havana", "2022-11-06", "2022-11-06T04:00", "2022-11-07T05:00"),
    ("America/Sao_Paulo", "2018-11-03", "2018-11-03T03:00", "2018-11-04T03:00"),
    ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00", "2018-11-05T02:00"),
    ("America/Sao_Paulo", "2019-02-16", "2019-02-16T02:00", "2019-02-17T03:00"),
    ("America/Nuuk", "2024-03-30", "2024-03-30T02:00", "2024-03-31T01:00"),
    ("America/Nuuk", "2024-10-26", "2024-10-26T01:00", "2024-10-27T02:00"),
    ("Africa/Cairo", "2009-04-24", "2009-04-23T22:00", "2009-04-24T21:00"),
    ("Africa/Cairo", "2009-08-20", "2009-08-19T21:00", "2009-08-20T22:00"),
    ("Asia/Beirut", "2022-03-27", "2022-03-26T22:00", "2022-03-27T21:00"),
    ("Asia/Beirut", "2022-10-29", "2022-10-28T21:00", "2022-10-29T22:00"),
    ("Asia/Tehran", "2022-03-22", "2022-03-21T20:30", "2022-03-22T19:30"),
    ("Asia/Tehran", "2022-09-21", "2022-09-20T19:30", "2022-09-21T20:30"),
    ("Asia/Kolkata", "2022-09-15", "2022-09-14T18:30", "2022-09-15T18:30"),
    ("Asia/Kathmandu", "2022-09-15", "2022-09-14T18:15", "2022-09-15T18:15"),
    ("Australia/Lord_Howe", "2022-04-03", "2022-04-02T13:00", "2022-04-03T13:30"),
    ("Australia/Lord_Howe", "2022-10-02", "2022-10-01T13:30", "2022-10-02T13:00"),
    ("Pacific/Chatham", "2022-04-03", "2022-04-02T10:15", "2022-04-03T11:15"),
    ("Pacific/Chatham", "2022-09-25", "2022-09-24T11:15", "2022-09-25T10:15"),
    ("Pacific/Apia", "2011-12-29", "2011-12-29T10:00", "2011-12-30T10:00"),
    ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00", "2011-12-31T10:00"),
    ("Pacific/Kiritimati", "2022-09-15", "2022-09-14T10:00", "2022-09-15T10:00"),
]
"""Days by hand: a zone, a day, its first instant in UTC, and the first of the next."""


class TestByHand:
    """A day lasts from its first to its last civil microsecond: 23, 24, 25 hours, or an odd half (D-31)."""

    @pytest.mark.parametrize(("zone", "day", "first", "after"), DAYS)
    def test_begins_and_ends(self, zone: str, day: str, first: str, after: str) -> None:
        place = Place(zone, date.fromisoformat(day))
        assert place.opens_at == datetime.fromisoformat(first).replace(tzinfo=UTC)
        assert place.ends_at == datetime.fromisoformat(after).replace(tzinfo=UTC) - TICK

    @pytest.mark.parametrize(("zone", "day", "first", "after"), DAYS)
    def test_what_happens_in_it_starts_from_it(self, zone: str, day: str, first: str, after: str) -> None:
        place = Place(zone, date.fromisoformat(day))
        begin = datetime.fromisoformat(first).replace(tzinfo=UTC)
        end = datetime.fromisoformat(after).replace(tzinfo=UTC)
        for at in (begin, begin + TICK, begin + (end - begin) / 2, end - TICK):
            due = review_due(start=at, rules=place.rules)
            assert (due.started_on, due.on) == (place.day, place.day + ONE)
        assert review_due(start=begin - TICK, rules=place.rules).started_on < place.day
        assert review_due(start=end, rules=place.rules).started_on > place.day


class TestLastInstant:
    """It belongs to the due day in the program's zone, and no later instant does (D-31)."""

    @given(place=places())
    @example(place=Place("America/Nuuk", date(2024, 3, 30)))
    @example(place=Place("America/Sao_Paulo", date(2019, 2, 16)))
    @example(place=Place("America/St_Johns", date(2010, 11, 6)))
    def test_is_the_last_of_the_day(self, place: Place) -> None:
        assume(not place.is_skipped)
        assert place.ends_at == place.instants[-1]

    @given(place=places())
    @example(place=Place("America/Havana", date(2022, 11, 6)))
    @example(place=Place("America/Sao_Paulo", date(2018, 11, 4)))
    def test_and_an_opening_is_the_first(self, place: Place) -> None:
        assume(not place.is_skipped)
        assert place.opens_at == place.instants[0]

    @given(place=places())
    def test_each_instant_of_the_day_lies_between(self, place: Place) -> None:
        opening = claiming_opening(UsagePeriod(place.day, place.day), rules=place.rules)
        for at in place.instants:
            assert opening.is_open(at)
            assert place.due.state(at) is DeadlineState.DUE_TODAY

    @given(day=st.dates(date(1990, 2, 1), date(2030, 11, 30)), hours=st.integers(-23, 23))
    def test_a_fixed_offset_is_a_zone_too(self, day: date, hours: int) -> None:
        zone = timezone(timedelta(hours=hours))
        rules = partner_center.bind(calendar=WEEKDAYS, zone=zone)
        end = rules.end_of(day).astimezone(UTC)
        assert end == datetime.combine(day + ONE, time.min, tzinfo=UTC) - timedelta(hours=hours) - TICK

    def test_pacific_time_is_what_the_clocks_show_and_no_fixed_offset(self) -> None:
        """In summer the two differ by the last hour of the day."""
        start = date(2022, 9, 14)
        civil, fixed = (
            review_due(start=start, rules=partner_center.bind(calendar=WEEKDAYS, zone=zone)).last_instant
            for zone in (ZoneInfo("America/Los_Angeles"), timezone(timedelta(hours=-8)))
        )
        assert fixed - civil == timedelta(hours=1)


class TestSkippedDay:
    """A day that a zone left out has no instant: what ends with it ended with the day before (D-31)."""

    @pytest.mark.parametrize(("zone", "day"), SKIPPED)
    def test_ends_with_the_day_before_and_opens_with_the_day_after(self, zone: str, day: date) -> None:
        place = Place(zone, day)
        assert place.is_skipped
        assert place.ends_at == Place(zone, day - ONE).ends_at == Place(zone, day - ONE).instants[-1]
        assert place.opens_at == Place(zone, day + ONE).opens_at == Place(zone, day + ONE).instants[0]
        assert place.ends_at + TICK == place.opens_at

    @pytest.mark.parametrize(("zone", "day"), SKIPPED)
    def test_is_never_today(self, zone: str, day: date) -> None:
        place = Place(zone, day)
        assert place.due.state(place.ends_at) is DeadlineState.OPEN
        assert place.due.state(place.ends_at + TICK) is DeadlineState.OVERDUE
        due = review_due(start=day - ONE, rules=place.rules)
        assert (due.on, due.last_instant) == (day, place.due.last_instant)
        assert due.remaining(place.ends_at) == 1
        assert due.remaining(place.opens_at) == 0

    @pytest.mark.parametrize(("zone", "day"), SKIPPED)
    def test_is_counted_as_the_calendar_has_it(self, zone: str, day: date) -> None:
        """Whether business was done on a day that was not is the calendar's to say."""
        for calendar, on in ((EVERY_DAY, day + ONE), (EVERY_DAY.with_closures([day]), day + 2 * ONE)):
            rules = partner_center_from_the_beginning().bind(calendar=calendar, zone=ZoneInfo(zone))
            assert review_due(start=day - ONE, rules=rules).on == on

    def test_are_all_that_are_drawn(self) -> None:
        found = {
            (key, day)
            for key in ZONES
            for change in changes(key)
            for day in (change.astimezone(ZoneInfo(key)).date() - ONE,)
            if Place(key, day).is_skipped
        }
        assert found == set(SKIPPED)


def partner_center_from_the_beginning() -> Rulebook:
    """Return rules by which a review takes two business days, whenever it was."""
    known = partner_center.bind(calendar=WEEKDAYS, zone=UTC).look_up(REVIEW_SPAN, date(2022, 8, 4))
    edition = Edition(
        name="ever",
        review_span=Rule(value=known.value, first=date.min, source=known.source, basis=inferred()),
    )
    return Rulebook("ever", (edition,))


class TestState:
    """It never turns back: open, due today, overdue, in this order (D-07, D-31)."""

    ORDER = (DeadlineState.OPEN, DeadlineState.DUE_TODAY, DeadlineState.OVERDUE)

    @given(place=places())
    @example(place=Place("America/St_Johns", date(2010, 11, 6)))  # 00:00 comes a minute before 23:01
    @example(place=Place("America/St_Johns", date(2010, 11, 7)))
    @example(place=Place("America/Sao_Paulo", date(2019, 2, 16)))
    def test_goes_forward(self, place: Place) -> None:
        due = place.due
        states = [self.ORDER.index(due.state(at)) for at, _ in place.days()]
        assert states == sorted(states)
        assert (states[0], states[-1]) == (0, 2)

    @given(place=places())
    def test_turns_with_the_ends_of_the_day(self, place: Place) -> None:
        assume(not place.is_skipped)
        first, last = place.instants[0], place.instants[-1]
        states = [place.due.state(at) for at in (first - TICK, first, last, last + TICK)]
        assert states == [
            DeadlineState.OPEN,
            DeadlineState.DUE_TODAY,
            DeadlineState.DUE_TODAY,
            DeadlineState.OVERDUE,
        ]

    @given(place=places())
    def test_an_answer_is_in_time_until_the_end_of_the_day(self, place: Place) -> None:
        assume(not place.is_skipped)
        usage, later = UsagePeriod(place.day, place.day), place.ends_at + ONE
        for at in place.instants:
            due = claiming_due(usage, rules=place.rules, submitted_at=at)
            assert due.state(later) is DeadlineState.MET
        too_late = claiming_due(usage, rules=place.rules, submitted_at=place.ends_at + TICK)
        assert too_late.state(later) is DeadlineState.MET_LATE

    @pytest.mark.parametrize(
        "place",
        [Place("America/Sao_Paulo", date(2019, 2, 16)), Place("Asia/Beirut", date(2022, 10, 29))],
    )
    @pytest.mark.parametrize("fold", [0, 1])
    def test_and_in_either_of_two_like_hours(self, place: Place, fold: int) -> None:
        answered = datetime.combine(place.day, time(23, 30), tzinfo=ZoneInfo(place.zone)).replace(fold=fold)
        due = claiming_due(UsagePeriod(place.day, place.day), rules=place.rules, submitted_at=answered)
        assert place.ends_at - answered == timedelta(minutes=90 - 60 * fold) - TICK
        assert due.state(place.ends_at + ONE) is DeadlineState.MET


class TestDayOfAnInstant:
    """The day of an event is its civil day in the program's zone, whatever zone it is given in (D-31)."""

    @given(place=places(), minutes=st.integers(0, 24 * 60 - 1), given_in=st.sampled_from(ZONES))
    def test_is_the_same_in_whatever_zone_it_is_given(
        self, place: Place, minutes: int, given_in: str
    ) -> None:
        at = datetime.combine(place.day, time.min, tzinfo=UTC) + timedelta(minutes=minutes)
        here = review_due(start=at, rules=place.rules)
        elsewhere = review_due(start=at.astimezone(ZoneInfo(given_in)), rules=place.rules)
        assert here == elsewhere
        assert here.started_on == at.astimezone(ZoneInfo(place.zone)).date()

    @pytest.mark.parametrize(
        ("zone", "stamp"),
        [
            ("America/Los_Angeles", "2022-09-16T02:00"),  # 19:00
            ("America/Los_Angeles", "2022-09-16T06:59:59.999999"),
            ("America/New_York", "2022-09-16T03:59:59.999999"),
            ("America/St_Johns", "2022-09-16T02:29:59.999999"),
            ("America/Havana", "2022-09-16T03:59:59.999999"),
            ("America/Sao_Paulo", "2022-09-16T02:59:59.999999"),
            ("America/Nuuk", "2022-09-16T01:59:59.999999"),
            ("Pacific/Honolulu", "2022-09-16T09:59:59.999999"),
            ("Pacific/Marquesas", "2022-09-16T09:29:59.999999"),
            ("Pacific/Pago_Pago", "2022-09-16T10:59:59.999999"),
            ("Atlantic/Azores", "2022-09-15T23:59:59.999999"),
            ("Etc/GMT+12", "2022-09-16T11:59:59.999999"),
        ],
    )
    def test_thursday_evening_counts_from_thursday_though_it_is_friday_in_utc(
        self, zone: str, stamp: str
    ) -> None:
        """So its review is due on Monday; seen from UTC it would be Tuesday."""
        at = datetime.fromisoformat(stamp).replace(tzinfo=UTC)
        rules = partner_center.bind(calendar=WEEKDAYS, zone=ZoneInfo(zone))
        due = review_due(start=at, rules=rules)
        assert (due.started_on, due.on) == (date(2022, 9, 15), date(2022, 9, 19))
        friday = review_due(start=at.replace(day=16), rules=rules.rulebook.bind(calendar=WEEKDAYS, zone=UTC))
        assert friday.on == date(2022, 9, 20)
        assert review_due(start=at + timedelta(hours=8), rules=rules).on == date(2022, 9, 20)

    @pytest.mark.parametrize(
        ("zone", "stamp"),
        [
            ("Europe/Stockholm", "2022-09-15T22:00"),
            ("Africa/Cairo", "2022-09-15T22:00"),
            ("Asia/Beirut", "2022-09-15T21:00"),
            ("Asia/Tehran", "2022-09-15T19:30"),
            ("Asia/Kolkata", "2022-09-15T18:30"),
            ("Asia/Kathmandu", "2022-09-15T18:15"),
            ("Asia/Tokyo", "2022-09-15T15:00"),
            ("Australia/Lord_Howe", "2022-09-15T13:30"),
            ("Pacific/Auckland", "2022-09-15T12:00"),
            ("Pacific/Chatham", "2022-09-15T11:15"),
            ("Pacific/Apia", "2022-09-15T11:00"),
            ("Pacific/Kiritimati", "2022-09-15T10:00"),
        ],
    )
    def test_friday_morning_counts_from_friday_though_it_is_thursday_in_utc(
        self, zone: str, stamp: str
    ) -> None:
        at = datetime.fromisoformat(stamp).replace(tzinfo=UTC)
        rules = partner_center.bind(calendar=WEEKDAYS, zone=ZoneInfo(zone))
        assert review_due(start=at, rules=rules).started_on == date(2022, 9, 16)
        assert review_due(start=at, rules=rules).on == date(2022, 9, 20)
        assert review_due(start=at - TICK, rules=rules).on == date(2022, 9, 19)

    @given(place=places())
    def test_the_due_day_does_not_depend_on_the_zone_once_the_day_is_known(self, place: Place) -> None:
        here = review_due(start=place.day, rules=place.rules)
        at_utc = review_due(start=place.day, rules=place.rules.rulebook.bind(calendar=EVERY_DAY, zone=UTC))
        assert (here.started_on, here.on, here.closed) == (at_utc.started_on, at_utc.on, at_utc.closed)
        assert abs(here.last_instant - at_utc.last_instant) <= timedelta(hours=36)
