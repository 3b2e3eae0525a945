"""Spans in calendar units, fiscal halves, and the three periods of co-op money.

Co-op is earned in one fiscal half, used in the next, and claimed in a window that overlaps the
second. The three are different types, because a day that is inside one is often outside another.
Everything here is in calendar days; business days belong to `coopclaims.calendars`.
"""

from __future__ import annotations

import re
from datetime import MAXYEAR, date, timedelta
from enum import IntEnum
from typing import final

import attrs

from coopclaims._checks import door
from coopclaims._values import as_day, day, frozen, not_before, whole
from coopclaims.errors import InvalidValue
from coopclaims.provenance import message, said_in_english, worded

__all__ = [
    "CalendarDays",
    "ClaimingPeriod",
    "DayOfMonth",
    "EarningPeriod",
    "FiscalHalf",
    "Half",
    "MonthDay",
    "MonthEnd",
    "Months",
    "UsagePeriod",
]


def _months_on(given: date, span: object, months: int, day: int | None = None) -> date:
    from dateutil.relativedelta import relativedelta  # noqa: PLC0415 - few calls need it

    start = as_day("day", given)
    try:
        return start + relativedelta(months=months, day=day)
    except ValueError:
        raise _past_the_end(given, span) from None


def _past_the_end(day: date, span: object) -> InvalidValue:
    return InvalidValue("day", day.isoformat(), "day_with_room", span=span)


@final
@frozen
class CalendarDays:
    """A span of `n` calendar days, 0 or more: every day counts, and with none it is the day itself.

    >>> CalendarDays(30).after(date(2022, 10, 3))
    datetime.date(2022, 11, 2)
    """

    n: int = attrs.field(validator=whole(0))

    def after(self, day: date) -> date:
        """Return the day `n` calendar days after `day`; `day` itself is day zero."""
        try:
            return as_day("day", day) + timedelta(days=self.n)
        except OverflowError:
            raise _past_the_end(day, self) from None

    def __str__(self) -> str:
        return said_in_english(self)


_CALENDAR_DAYS = message("calendar_days", "{n} {n:plural calendar day|calendar days}", "n: int")
worded(CalendarDays, lambda span: _CALENDAR_DAYS.say(n=span.n))


@final
@frozen
class Months:
    """A span of `n` months, 1 or more; a day that the last month lacks is clamped to its end.

    >>> Months(24).after(date(2024, 2, 29))
    datetime.date(2026, 2, 28)
    """

    n: int = attrs.field(validator=whole(1))

    def after(self, day: date) -> date:
        """Return the day of the month that `day` has, `n` months later, clamped to the month's end."""
        return _months_on(day, self, self.n)

    def __str__(self) -> str:
        return said_in_english(self)


_MONTHS = message("months", "{n} {n:plural month|months}", "n: int")
worded(Months, lambda span: _MONTHS.say(n=span.n))


@final
@frozen
class MonthEnd:
    """The last day of the `n`-th month after the month of the event; of that month itself for zero.

    >>> MonthEnd(1).after(date(2023, 1, 31))
    datetime.date(2023, 2, 28)
    """

    n: int = attrs.field(validator=whole(0))

    def after(self, day: date) -> date:
        """Return the last day of the `n`-th month after that of `day`."""
        return _months_on(day, self, self.n, day=31)

    def __str__(self) -> str:
        return said_in_english(self)


_MONTH_ENDS = (
    message("end_of_this_month", "the end of the same month", "n: int"),
    message("end_of_next_month", "the end of the next month", "n: int"),
    message("end_of_later_month", "the end of the month {n} months on", "n: int"),
)
worded(MonthEnd, lambda span: _MONTH_ENDS[min(span.n, 2)].say(n=span.n))


_LONGEST_MONTH = 31


@final
@frozen
class DayOfMonth:
    """The first `n`-th of a month that is not before the day, `n` being 1 to 31.

    A day that is the n-th stands for itself. In a month that has no n-th it is the last day.

    >>> DayOfMonth(15).after(date(2022, 4, 30))
    datetime.date(2022, 5, 15)
    >>> DayOfMonth(31).after(date(2022, 4, 30))
    datetime.date(2022, 4, 30)
    """

    n: int = attrs.field(validator=whole(1))

    def __attrs_post_init__(self) -> None:
        if self.n > _LONGEST_MONTH:
            raise InvalidValue("n", self.n, "whole_between", least=1, most=_LONGEST_MONTH)

    @door
    def after(self, day: date) -> date:
        """Return the first n-th of a month that is `day` or later."""
        here = _months_on(day, self, 0, day=self.n)
        return here if here >= day else _months_on(day, self, 1, day=self.n)

    def __str__(self) -> str:
        return said_in_english(self)


_DAY_OF_MONTH = message("day_of_month", "day {n} of the month", "n: int")
worded(DayOfMonth, lambda span: _DAY_OF_MONTH.say(n=span.n))


@final
@frozen
class MonthDay:
    """A day of every year, such as 16 February.

    `month` is 1 to 12, `day` a day that this month has in every year: never 29 February. Raises
    `InvalidValue`.

    >>> MonthDay(2, 15).on_or_after(date(2022, 8, 16))
    datetime.date(2023, 2, 15)
    """

    month: int
    day: int

    def __attrs_post_init__(self) -> None:
        try:
            date(2023, self.month, self.day)
        except (ValueError, TypeError, OverflowError):
            raise InvalidValue("month and day", (self.month, self.day), "day_of_every_year") from None

    def on_or_after(self, day: date) -> date:
        """Return the first such day that is not before `day`."""
        try:
            this_year = date(day.year, self.month, self.day)
            if this_year >= day:
                return this_year
        except (AttributeError, TypeError):
            raise InvalidValue("day", day, "day") from None
        if day.year == MAXYEAR:
            raise InvalidValue("day", day, "day_before", day=self)
        return this_year.replace(year=day.year + 1)

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"


@final
class Half(IntEnum):
    """A half of the fiscal year. H1 is 1 July to 31 December, H2 is 1 January to 30 June."""

    H1 = 1
    H2 = 2

    @classmethod
    def _missing_(cls, value: object) -> Half:
        raise InvalidValue("half", value, "member_of", kind="Half", members="1, 2")


@final
@frozen
class FiscalHalf:
    """Half of a fiscal year, which runs from 1 July to 30 June and is named by the year it ends in.

    `year` is that year, with four digits, and `half` the first or second half. A bare "FY21 H1" is
    ambiguous (money is earned in one half and used in the next), so a half is never printed alone: see
    `EarningPeriod` and `UsagePeriod`. Source: OV21, PS21 D-01, D-02.

    >>> FiscalHalf(2021, Half.H1).first
    datetime.date(2020, 7, 1)
    """

    year: int
    half: Half = attrs.field(converter=Half)

    def __attrs_post_init__(self) -> None:
        try:
            _ = self.first, self.last
        except (ValueError, TypeError, OverflowError):
            raise InvalidValue("year", self.year, "fiscal_year") from None

    @classmethod
    @door
    def of(cls, day: date) -> FiscalHalf:
        """Return the fiscal half that `day` falls in."""
        if as_day("day", day).month >= _JULY:
            return cls(day.year + 1, Half.H1)
        return cls(day.year, Half.H2)

    @property
    def first(self) -> date:
        """The first day of the half."""
        return date(self.year - 1, _JULY, 1) if self.half is Half.H1 else date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """The last day of the half."""
        return date(self.year - 1, 12, 31) if self.half is Half.H1 else date(self.year, 6, 30)

    def next(self) -> FiscalHalf:
        """Return the half that follows. Raises `InvalidValue` at the end of all days."""
        return FiscalHalf.of(CalendarDays(1).after(self.last))

    def previous(self) -> FiscalHalf:
        """Return the half before. Raises `InvalidValue` at the beginning of all days."""
        half = Half.H1 if self.half is Half.H2 else Half.H2
        return FiscalHalf(self.year - (half is Half.H2), half)


_JULY = 7
_LABEL = re.compile(r"FY(\d\d) H([12])")


def _labelled(half: FiscalHalf, kind: str) -> str:
    return f"FY{half.year % 100:02} H{half.half.value} ({kind} half)"


def _half_named(label: object) -> FiscalHalf:
    found = _LABEL.fullmatch(label) if isinstance(label, str) else None
    if found is None:
        raise InvalidValue("label", label, "fiscal_half")
    return FiscalHalf(2000 + int(found[1]), Half(int(found[2])))


@frozen
class _Period:
    """A first and a last day, both included."""

    first: date = attrs.field(validator=day)
    """The first day."""
    last: date = attrs.field(validator=day)
    """The last day, which belongs to the period; not before `first`."""

    def __attrs_post_init__(self) -> None:
        not_before("last", self.last, self.first)

    def __contains__(self, day: date) -> bool:
        return self.first <= as_day("day", day) <= self.last

    def __str__(self) -> str:
        return said_in_english(self)


_FROM_TO = message("from_to", "{first} to {last}", "first: date, last: date")
worded(_Period, lambda period: _FROM_TO.say(first=period.first, last=period.last))


@final
@frozen
class EarningPeriod(_Period):
    """The days in which co-op is earned. Source: OV20 to OV23 D-01.

    >>> EarningPeriod.of(FiscalHalf(2021, Half.H1)).usage_period()
    UsagePeriod(first=datetime.date(2021, 1, 1), last=datetime.date(2021, 6, 30))
    """

    @classmethod
    @door
    def of(cls, half: FiscalHalf) -> EarningPeriod:
        """Return the earning period that is this fiscal half, `half`."""
        return cls(half.first, half.last)

    def usage_period(self) -> UsagePeriod:
        """Return the usage period that follows: the next fiscal half. Source: OV20 to OV23 D-02."""
        return UsagePeriod.of(FiscalHalf.of(self.first).next())

    @classmethod
    @door
    def named(cls, label: str) -> EarningPeriod:
        """Return the earning period that the tables of the funds pages call, say, "FY21 H1".

        There the label names the half in which money is *earned*. `label` is text of that form, for the
        years 2000 to 2099; anything else raises `InvalidValue`. Source: OV21 D-02, D-35.

        >>> str(EarningPeriod.named("FY21 H1"))
        '2020-07-01 to 2020-12-31'
        """
        return cls.of(_half_named(label))

    @property
    def label(self) -> str:
        """The half that the period lies in, never bare: "FY21 H1 (earning half)"."""
        return _labelled(FiscalHalf.of(self.first), "earning")


@final
@frozen
class UsagePeriod(_Period):
    """The days in which an activity must be carried out. Source: OV20 to OV23 D-02.

    Programs may have periods of their own, so any first and last day will do.

    >>> date(2022, 8, 25) in UsagePeriod(date(2022, 7, 1), date(2022, 12, 31))
    True
    """

    @classmethod
    @door
    def of(cls, half: FiscalHalf) -> UsagePeriod:
        """Return the usage period that is this fiscal half, `half`."""
        return cls(half.first, half.last)

    @classmethod
    @door
    def named(cls, label: str) -> UsagePeriod:
        """Return the usage period that is this half, as one notice used the label.

        There "FY21 H1" names the half in which money is *used*, and so a period six months before the one
        whose funds were earned in the half of that name. `label` is text of that form, for the years 2000
        to 2099; anything else raises `InvalidValue`. Source: AN20 D-02.

        >>> str(UsagePeriod.named("FY21 H1"))
        '2020-07-01 to 2020-12-31'
        """
        return cls.of(_half_named(label))

    @property
    def label(self) -> str:
        """The half that the period begins in, never bare: "FY21 H2 (usage half)"."""
        return _labelled(FiscalHalf.of(self.first), "usage")

    def earning_period(self) -> EarningPeriod:
        """Return the earning period whose co-op is used in this one: the half before. Source: D-02."""
        return EarningPeriod.of(FiscalHalf.of(self.first).previous())


@final
@frozen
class ClaimingPeriod(_Period):
    """The days on which a claim may be submitted. Source: OV20 to OV23 D-03.

    >>> str(ClaimingPeriod(date(2022, 8, 16), date(2023, 2, 15)))
    '2022-08-16 to 2023-02-15'
    """
