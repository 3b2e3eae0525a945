"""From the contents of a calendar to the tables that answer in constant time.

Everything here is built once and never changed afterwards, so that threads may share it.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from itertools import chain, compress, count
from operator import sub
from typing import TYPE_CHECKING, Final, final

from coopclaims._values import compact, frozen
from coopclaims.calendars.closures import CalendarDay
from coopclaims.calendars.contents import WEEKEND
from coopclaims.calendars.conventions import Roll

if TYPE_CHECKING:
    from coopclaims.calendars.contents import CheckedContents

MARKS: Final = ".-#?"
"""The marks of days: open, weekend, closed with a reason, expected to be closed."""

_OPEN, _WEEKEND, _NAMED, _ESTIMATED = MARKS.encode("ascii")
_IS_OPEN = bytes(byte == _OPEN for byte in range(256))
_IS_CLOSED = bytes(byte != _OPEN for byte in range(256))
_YEARS_SHARED = 100


def day_pattern(contents: CheckedContents) -> bytes:
    """Return one byte a day: `.` open, `-` weekend, `#` closed with a reason, `?` expected to be."""
    base = contents.first.toordinal()
    pattern = bytearray()
    ends = [start.toordinal() for start, _ in contents.weekends[1:]] + [contents.last.toordinal() + 1]
    for (_, weekend), end in zip(contents.weekends, ends, strict=True):
        start = base + len(pattern)
        week = bytes(_WEEKEND if (start + 6 + i) % 7 in weekend else _OPEN for i in range(7))
        length = end - start
        pattern += (week * (length // 7 + 1))[:length]
    for day in contents.working_days:
        pattern[day.toordinal() - base] = _OPEN
    for day, reason in contents.holidays:
        pattern[day.toordinal() - base] = _WEEKEND if reason == WEEKEND else _NAMED
    for day in contents.estimated:
        pattern[day.toordinal() - base] = _ESTIMATED
    return bytes(pattern)


@final
@frozen
class SeenDays:
    """The days after `start` that a count met: small, and the same when the calendar is gone.

    `pattern` has one byte for each, as `day_pattern` gives them, and `names` are those of its days that are
    closed for a reason of their own, each with the reason.
    """

    start: date
    pattern: bytes
    names: tuple[tuple[date, str], ...] = ()

    __reduce__ = compact

    @property
    def days(self) -> tuple[CalendarDay, ...]:
        """Each day, open or with the reason why not, in order."""
        names = dict(self.names)
        days = map(date.fromordinal, count(self.start.toordinal() + 1))
        return tuple(
            CalendarDay(
                day=day,
                closed=None if mark == _OPEN else names.get(day, WEEKEND),
                estimated=mark == _ESTIMATED,
            )
            for mark, day in zip(self.pattern, days, strict=False)
        )

    def open_after(self, day: date) -> int:
        """Return how many of the days after `day`, which is not before the start, are open."""
        return self.pattern.count(_OPEN, (day - self.start).days)

    def between(self, first: date, last: date) -> SeenDays:
        """Return those of the days that are after `first`, which is not before the start, up to `last`."""
        begin = (first - self.start).days
        names = tuple(each for each in self.names if first < each[0] <= last)
        return SeenDays(first, self.pattern[begin : (last - self.start).days], names)

    def is_open(self, day: date) -> bool:
        """Return whether `day`, which is one of them, is open."""
        return self.pattern[(day - self.start).days - 1] == _OPEN

    # What a calendar answers, for a count that met these days.

    def after(self, day: date, n: int) -> date:
        """Return the n-th open day after `day`."""
        place = (day - self.start).days - 1
        for _ in range(n):
            place = self.pattern.index(_OPEN, place + 1)
        return self.start + timedelta(days=place + 1)

    def roll(self, day: date, convention: Roll) -> date:
        """Return the day that stands for `day` by this convention."""
        if convention is Roll.UNADJUSTED or self.is_open(day):
            return day
        place = (day - self.start).days - 1
        found = -1 if convention is Roll.PRECEDING else self.pattern.find(_OPEN, place)
        rolled = self.start + timedelta(days=found + 1)
        if found < 0 or (convention is Roll.MODIFIED_FOLLOWING and rolled.month != day.month):
            rolled = self.start + timedelta(days=self.pattern.rindex(_OPEN, 0, place) + 1)
        return rolled


def content_digest(contents: CheckedContents, pattern: bytes) -> str:
    """Return the SHA-256 of all that a calendar says of its days, in hexadecimal.

    Taken over JSON in ASCII without spaces: the format (1), the first day, the pattern, and the
    reason of each day marked `#` or `?` in it, in order.
    """
    import json  # noqa: PLC0415 - only who builds a calendar needs them
    from hashlib import sha256  # noqa: PLC0415

    reasons = [reason for day, reason in contents.holidays if reason != WEEKEND or day in contents.estimated]
    content = [1, contents.first.isoformat(), pattern.decode("ascii"), reasons]
    return sha256(json.dumps(content, separators=(",", ":")).encode("ascii")).hexdigest()


def positions_of(first: date, last: date, pattern: bytes) -> tuple[dict[date, int], tuple[date, ...]]:
    """Return for each day the index of the last business day up to it (or -1), and the business days."""
    is_shared = last.year - first.year < _YEARS_SHARED
    days, blank = (_span if is_shared else _span.__wrapped__)(first, last)
    counts = _counts(1 << len(days).bit_length()) if is_shared else range(len(days))
    is_open, is_closed = pattern.translate(_IS_OPEN), pattern.translate(_IS_CLOSED)
    business_days = tuple(compress(days, is_open))
    positions = blank.copy() if is_shared else blank  # a copy has the right size at once
    positions.update(zip(business_days, counts, strict=False))
    # The day at index i, the k-th closed one from 0, has i - k business days before it.
    last_ones = map(sub, compress(counts, is_closed), count(1))
    positions.update(zip(compress(days, is_closed), last_ones, strict=True))
    return positions, business_days


# Calendars share their dates and numbers. What is kept here is never changed, only
# copied; for a span of centuries nothing is kept.


@lru_cache(maxsize=4)
def _span(first: date, last: date) -> tuple[tuple[date, ...], dict[date, int]]:
    """Return the days from one to another, and a table of them still to be filled."""
    days = tuple(chain.from_iterable(map(_days_of_year, range(first.year, last.year + 1))))
    skipped = first.toordinal() - days[0].toordinal()
    days = days[skipped : skipped + (last - first).days + 1]
    return days, dict.fromkeys(days, -1)


@lru_cache(maxsize=512)
def _days_of_year(year: int) -> tuple[date, ...]:
    first = date(year, 1, 1).toordinal()
    return tuple(map(date.fromordinal, range(first, date(year, 12, 31).toordinal() + 1)))


@lru_cache(maxsize=16)
def _counts(size: int) -> tuple[int, ...]:
    return tuple(range(size))
