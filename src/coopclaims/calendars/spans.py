"""Spans put together: several in a stated order, and when what is handed in begins to count.

A rule that says "30 days, then the end of the month, then the 10th" or "the next business day where that is
closed" is a `SpanSum`: each part counts from the day to which the one before it led.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import reduce
from typing import (
    TYPE_CHECKING,
    Final,
    NamedTuple,
    Protocol,
    TypeAlias,
    cast,
    final,
    get_args,
    runtime_checkable,
)

import attrs

from coopclaims._checks import door
from coopclaims._templates import WORDS_OF, Tongue, in_words
from coopclaims._values import as_day, frozen, is_list, kind_of
from coopclaims.calendars.calendar import BusinessCalendar
from coopclaims.calendars.conventions import BusinessDays, Roll, StartConvention
from coopclaims.errors import InvalidValue
from coopclaims.periods import CalendarDays, DayOfMonth, MonthEnd, Months
from coopclaims.provenance import message, said, said_in_english

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coopclaims.calendars.tables import SeenDays


@runtime_checkable
class OwnSpan(Protocol):
    """A span of an adopter's own: whatever says which day it leads to. It counts without a calendar.

    The spans in calendar units are such. One of an adopter's own is explained by the name of its class, and
    is not written to the wire.
    """

    def after(self, day: date, /) -> date:
        """Return the day to which the span leads from `day`, which is day zero."""
        ...


SpanPart: TypeAlias = BusinessDays | CalendarDays | Months | MonthEnd | DayOfMonth | Roll
"""What a sum is made of: a span in one unit, or what becomes of a day that may be closed."""

_PARTS: Final = get_args(SpanPart)
_ROLLED: Final = {
    Roll.FOLLOWING: message("rolled.following", "the next business day if closed"),
    Roll.PRECEDING: message("rolled.preceding", "the business day before if closed"),
    Roll.MODIFIED_FOLLOWING: message(
        "rolled.modified_following", "the next business day of that month, else the one before, if closed"
    ),
    Roll.UNADJUSTED: message("rolled.unadjusted", "open or closed"),
}
_THEN: Final = message("span_then", "{first}, then {then}", "first: str, then: str")


def _parts(given: object) -> tuple[SpanPart, ...]:
    if is_list(given) and given and all(isinstance(each, _PARTS) for each in given):
        return tuple(cast("Sequence[SpanPart]", given))
    raise InvalidValue("parts", given, "parts_of_a_span")


@final
@frozen
class SpanSum:
    """Spans and rolls in a stated order: each part counts from the day to which the one before it led.

    `parts` are one or more. A roll moves the day reached so far if that day is closed, and the next part
    counts from where it moved to. Raises `InvalidValue`.

    >>> from coopclaims import BusinessCalendar
    >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2023))
    >>> terms = SpanSum((CalendarDays(30), MonthEnd(0), DayOfMonth(15)))
    >>> span_after(date(2022, 3, 2), terms, plain)
    datetime.date(2022, 5, 15)
    >>> span_after(date(2022, 9, 30), SpanSum((CalendarDays(30), Roll.FOLLOWING)), plain)
    datetime.date(2022, 10, 31)
    """

    parts: tuple[SpanPart, ...] = attrs.field(converter=_parts)

    def __str__(self) -> str:
        return said_in_english(self)


def _one_after_another(span: SpanSum, tongue: Tongue) -> str:
    parts = (in_words(_ROLLED[each] if isinstance(each, Roll) else each, tongue) for each in span.parts)
    return reduce(lambda first, then: said(_THEN, tongue, first=first, then=then), parts)


WORDS_OF.update({SpanSum: _one_after_another})


Span: TypeAlias = BusinessDays | CalendarDays | Months | MonthEnd | DayOfMonth | SpanSum | OwnSpan
"""A span that a deadline counts: in one unit, a sum of several, or one of an adopter's own."""


@final
@frozen(kw_only=True)
class Intake:
    """From when on what a partner hands in counts: a closing time, and whether a closed day is day zero.

    `cutoff` is a wall time in the program's zone, `None` for none. What comes at that time is in time; what
    comes after it counts as of the next business day. `convention` says which day is day zero where it came
    on a closed day. Neither moves an answer of the vendor, nor the last day of a claiming period. Where only
    a day is known, no time is asked about. Raises `InvalidValue`.

    >>> from datetime import datetime
    >>> from coopclaims import BusinessCalendar
    >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2023))
    >>> Intake(cutoff=time(17)).day_zero(datetime(2022, 9, 16, 17, 1), plain)
    datetime.date(2022, 9, 19)
    """

    cutoff: time | None = None
    convention: StartConvention = attrs.field(
        default=StartConvention.NEXT_BUSINESS_DAY, validator=kind_of(StartConvention)
    )

    def __attrs_post_init__(self) -> None:
        cutoff: object = self.cutoff
        if cutoff is not None and not (isinstance(cutoff, time) and cutoff.tzinfo is None):
            raise InvalidValue("cutoff", cutoff, "wall_time")

    @door
    def is_after_cutoff(self, at: date) -> bool:
        """Return whether `at`, a `datetime` in the program's zone, is after the cut-off; a day never is."""
        return (
            self.cutoff is not None
            and (wall := getattr(at, "time", None)) is not None
            and wall() > self.cutoff
        )

    @door
    def day_zero(self, at: date, calendar: BusinessCalendar) -> date:
        """Return the day to count from for what came at `at`: a `datetime` in the program's zone, or a day.

        `calendar` says which days are open. Raises `CalendarOutOfRange`.
        """
        day = date(at.year, at.month, at.day)
        if self.is_after_cutoff(at):
            return calendar.after(day, 1)
        return calendar.day_zero(day, self.convention)

    def __str__(self) -> str:
        cutoff = "at any time" if self.cutoff is None else f"until {self.cutoff.isoformat('minutes')}"
        return f"{cutoff}, {self.convention.caption}"


# Counting.


class SpanStep(NamedTuple):
    """One part of a span, and the day to which it led."""

    part: SpanPart | OwnSpan
    day: date


class _Days(Protocol):
    """What says which days are open: a calendar, or the days that a count met."""

    def after(self, day: date, n: int, /) -> date: ...
    def roll(self, day: date, convention: Roll, /) -> date: ...


def span_steps(day: date, span: Span, days: _Days) -> Iterator[SpanStep]:
    """Yield each part of a span in order, with the day to which it leads from `day`, which is day zero."""
    for part in span.parts if isinstance(span, SpanSum) else (span,):
        if isinstance(part, BusinessDays):
            day = days.after(day, part.n) if part.n else days.roll(day, Roll.FOLLOWING)
        elif isinstance(part, Roll):
            day = days.roll(day, part)
        elif isinstance(part, _PARTS):
            day = part.after(day)
        else:
            day = as_day(type(part).__name__, part.after(day))
        yield SpanStep(part, day)


@door
def span_after(day: date, span: Span, calendar: BusinessCalendar) -> date:
    """Return the day that lies `span` after `day`, which is day zero, by this business calendar.

    `day` is a civil day, `span` any span, and `calendar` says which days are open, where the span asks.
    Raises `CalendarOutOfRange` where that leaves the calendar, and `InvalidValue`.

    >>> from coopclaims import BusinessCalendar
    >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2023))
    >>> span_after(date(2022, 9, 16), BusinessDays(2), plain)
    datetime.date(2022, 9, 20)
    """
    if isinstance(span, BusinessDays) and span.n:
        return calendar.after(day, span.n)
    for step in span_steps(day, span, calendar):
        day = step.day
    return day


def as_span(what: str, value: object) -> Span:
    """Return a span as it is. Raises `InvalidValue` for anything else, under this name."""
    if isinstance(value, (BusinessDays, SpanSum)):
        return value
    if isinstance(value, OwnSpan) and not isinstance(value, (type, BusinessCalendar)):
        return value
    raise InvalidValue(what, value, "span")


def has_business_days(span: object) -> bool:
    """Return whether a span asks which days are open."""
    parts = span.parts if isinstance(span, SpanSum) else (span,)
    return any(isinstance(each, (BusinessDays, Roll)) for each in parts)


def days_seen(day: date, span: Span, on: date, calendar: BusinessCalendar) -> SeenDays | None:
    """Return the days that counting `span` from `day` to `on` met, `None` where it asks for none.

    They are those after day zero. For a sum they begin a day earlier, since a roll may ask about day zero
    itself, and reach as far as any of its parts looked.
    """
    if isinstance(span, BusinessDays) and span.n:
        return calendar.seen(day, on)
    if not has_business_days(span):
        return None
    met, reached = [day, on], day
    for part, led_to in span_steps(day, span, calendar):
        met += led_to, MonthEnd(0).after(reached) if part is Roll.MODIFIED_FOLLOWING else led_to
        reached = led_to
    first, last = max(min(met), calendar.first), min(max(met), calendar.last)
    return calendar.seen(first - timedelta(days=1), last)
