"""Due days and counts of a whole portfolio at once: rows in, answers and refusals by position out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, cast, overload

from coopclaims._checks import door
from coopclaims.calendars.calendar import BusinessCalendar
from coopclaims.calendars.spans import Span
from coopclaims.deadlines.after_events import HANDED_IN
from coopclaims.deadlines.counting import day_zero, start_day
from coopclaims.errors import CoopClaimsError
from coopclaims.portfolio.arrays import (
    ArrayDue,
    Choices,
    DayArray,
    DayTable,
    Numbers,
    are_arrays,
    as_array,
    ask_rows,
    day_numbers,
    due_of_array,
    holds_objects,
    is_array,
    look_up_between,
    numbered,
    same_shape,
    table_by_asking,
)
from coopclaims.portfolio.due_lines import counted_after
from coopclaims.portfolio.results import (
    Answers,
    BatchCounts,
    Column,
    GappedDue,
    SequenceDue,
    SomeDay,
    ask_all,
    ask_row,
    checked_sequence,
    collect,
    is_null,
    refusals_among,
    same_length,
)
from coopclaims.portfolio.tables import DueTable, MixedDueTable
from coopclaims.rules.book import Rules
from coopclaims.rules.rule import RuleKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

SequenceCounts: TypeAlias = BatchCounts[list[int], list[int | None]]
GappedCounts: TypeAlias = BatchCounts[list[int | None], list[int | None]]
ArrayCounts: TypeAlias = BatchCounts[Numbers, Numbers]


@overload
def due_days(  # pyright: ignore[reportOverlappingOverload] - no null, no gap
    starts: Sequence[date], span: Span, *, calendar: BusinessCalendar
) -> SequenceDue: ...
@overload
def due_days(starts: Sequence[SomeDay] | Column, span: Span, *, calendar: BusinessCalendar) -> GappedDue: ...
@overload
def due_days(starts: DayArray, span: Span, *, calendar: BusinessCalendar) -> ArrayDue: ...
@door
def due_days(
    starts: Sequence[SomeDay] | Column | DayArray, span: Span, *, calendar: BusinessCalendar
) -> SequenceDue | GappedDue | ArrayDue:
    """Return the due day of each start: the day that `span` leads to on `calendar`.

    `starts` is a sequence of `date`, and the answer a list; or it is a NumPy array of `datetime64[D]`,
    of any shape, and the answer another. Each is the day that `calendar.after` or `span.after` gives.
    A row that these refuse is refused by its position and does not stop the others; see `BatchDue`. A row
    that is null (`None`, NaT) had no such event: it has no due day, and is not refused.

    A column of pandas, Polars or Arrow is taken as it is, and the answer a list; midnights without a zone
    are days where a column has nothing else, as in pandas. Raises `InvalidValue` for starts of another kind:
    an array of instants, a masked array. To count the same span again keep a `DueTable`.

    >>> from coopclaims import BusinessCalendar, BusinessDays
    >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2023))
    >>> due = due_days([date(2022, 9, 16), date(2022, 12, 30)], BusinessDays(2), calendar=plain)
    >>> due.gapped
    [datetime.date(2022, 9, 20), None]
    >>> due.refusals[0].position, type(due.refusals[0].error).__name__
    (1, 'CalendarOutOfRange')
    """
    return DueTable(calendar, span).many(starts)


@overload
def mixed_due_days(  # pyright: ignore[reportOverlappingOverload] - no null, no gap
    starts: Sequence[date], choices: Sequence[int] | Column, *, tables: Iterable[DueTable]
) -> SequenceDue: ...
@overload
def mixed_due_days(
    starts: Sequence[SomeDay] | Column, choices: Sequence[int] | Column, *, tables: Iterable[DueTable]
) -> GappedDue: ...
@overload
def mixed_due_days(starts: DayArray, choices: Choices, *, tables: Iterable[DueTable]) -> ArrayDue: ...
@door
def mixed_due_days(
    starts: Sequence[SomeDay] | Column | DayArray,
    choices: Sequence[int] | Column | Choices,
    *,
    tables: Iterable[DueTable],
) -> SequenceDue | GappedDue | ArrayDue:
    """Return the due day of each start, counted by the table that is chosen for it.

    `starts` are as for `due_days`. `choices` has the place of a table in `tables` for each start, counted
    from 0: a sequence of `int`
    beside a sequence of `date`, an array of whole numbers beside an array of days. Otherwise as
    `due_days`; a choice that names no table is refused by its position too. To count again keep a
    `MixedDueTable`.
    """
    many = cast("Callable[..., SequenceDue | GappedDue | ArrayDue]", MixedDueTable(tables).many)
    return many(starts, choices)


@overload
def business_days_between(  # pyright: ignore[reportOverlappingOverload] - no null, no gap
    starts: Sequence[date], ends: Sequence[date], *, calendar: BusinessCalendar
) -> SequenceCounts: ...
@overload
def business_days_between(
    starts: Sequence[SomeDay] | Column, ends: Sequence[SomeDay] | Column, *, calendar: BusinessCalendar
) -> GappedCounts: ...
@overload
def business_days_between(starts: DayArray, ends: DayArray, *, calendar: BusinessCalendar) -> ArrayCounts: ...
@door
def business_days_between(
    starts: Sequence[SomeDay] | Column | DayArray,
    ends: Sequence[SomeDay] | Column | DayArray,
    *,
    calendar: BusinessCalendar,
) -> SequenceCounts | GappedCounts | ArrayCounts:
    """Return how many business days are after each start and up to its end; negative the other way.

    `starts` and `ends` are civil days, row by row, and `calendar` is the business calendar. Each count is
    what `calendar.between` gives, and there is none where a row is null on either side. Two sequences of
    `date` of one length give a list, two arrays of `datetime64[D]` of one shape an array; otherwise as
    `due_days`, see `BatchCounts`.
    """
    if are_arrays("ends", starts, ends):
        return _between_arrays(cast("Any", starts), cast("Any", ends), calendar)
    rows, last_rows = checked_sequence("starts", starts), checked_sequence("ends", ends)
    same_length("ends", rows, last_rows)
    gapped: list[int | None]
    try:
        gapped = list(map(calendar.between, rows, last_rows))
    except CoopClaimsError:
        found = [
            None if is_null(end) else ask_row(calendar.between, start, end)
            for start, end in zip(rows, last_rows, strict=True)
        ]
        gapped = [None if isinstance(each, CoopClaimsError) else each for each in found]
        return BatchCounts(gapped=gapped, refusals=refusals_among(found))
    return BatchCounts(gapped=gapped)


def _between_arrays(starts: NDArray[Any], ends: NDArray[Any], calendar: BusinessCalendar) -> ArrayCounts:
    days, last_days = day_numbers("starts", starts), day_numbers("ends", ends)
    same_shape("ends", starts, ends)
    counts, is_whole = look_up_between(calendar, days, last_days)
    between = numbered(calendar.between)
    refusals = () if is_whole else ask_rows(counts, between, days, last_days, dates=2)
    return BatchCounts(gapped=counts.reshape(starts.shape), refusals=refusals)


@overload
def due_days_by_rule(  # pyright: ignore[reportOverlappingOverload] - no null, no gap
    starts: Sequence[date], key: RuleKey[Span], *, rules: Rules
) -> SequenceDue: ...
@overload
def due_days_by_rule(
    starts: Sequence[SomeDay] | Column, key: RuleKey[Span], *, rules: Rules
) -> GappedDue: ...
@overload
def due_days_by_rule(starts: DayArray, key: RuleKey[Span], *, rules: Rules) -> ArrayDue: ...
@door
def due_days_by_rule(
    starts: Sequence[SomeDay] | Column | DayArray, key: RuleKey[Span], *, rules: Rules
) -> SequenceDue | GappedDue | ArrayDue:
    """Return the due day of each start by the rule in force on its day.

    `starts` are the events, and `rules` are bound rules. `key` is that of the rule: `REVIEW_SPAN`,
    `DISPUTE_SPAN`, `PAYMENT_SPAN`. A sequence, a column of pandas, Polars or Arrow, or an array of objects
    holds days or aware instants, whose day is taken in the program's zone, whatever zone they are shown in;
    any other array holds days. A naive instant has no day, and is refused. Where an edition has an `Intake`,
    what the partner hands in counts from the day that it says. Each is the due day that `review_due` and
    its like give; what they say besides, and which clocks run at all, only they say. For an array of days the
    due days of the calendar are counted once, and kept with the rules. Otherwise as
    `due_days`; a start for which no rule is in force is refused by its position too.

    >>> from datetime import UTC
    >>> from coopclaims import BusinessCalendar
    >>> from coopclaims import partner_center
    >>> from coopclaims.rules import REVIEW_SPAN
    >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2024))
    >>> rules = partner_center.bind(calendar=plain, zone=UTC)
    >>> due_days_by_rule([datetime(2022, 9, 16, 12, tzinfo=UTC)], REVIEW_SPAN, rules=rules).days
    [datetime.date(2022, 9, 20)]
    """
    ask = partial(_due_by_rule, key=key, rules=rules)
    if is_array(starts):
        if not holds_objects(starts):
            return due_of_array(starts, ask, rules.once(_days_by_rule, key))
        return as_array(due_days_by_rule(starts.reshape(-1).tolist(), key, rules=rules), starts.shape)
    rows = checked_sequence("starts", starts)
    if not any(issubclass(kind, datetime) for kind in set(map(type, rows))):
        return ask_all(rows, ask)
    answers = Answers(partial(_due_by_rule, key=key, rules=rules, handed_in=False))
    found = [ask_row(_day_zero, start, key, rules) for start in rows]
    found = [each if isinstance(each, CoopClaimsError) else answers[each] for each in found]
    return collect(found, found)


def _day_zero(start: date, key: RuleKey[Span], rules: Rules) -> date:
    return day_zero(start, rules)[0] if key in HANDED_IN else start_day(start, rules)


def _due_by_rule(start: date, key: RuleKey[Span], rules: Rules, *, handed_in: bool = True) -> date:
    return counted_after(start, key, rules, handed_in=handed_in and key in HANDED_IN).due


def _days_by_rule(rules: Rules, key: RuleKey[Span]) -> DayTable:
    """Return the due day of each day of the calendar, which is asked for once."""
    ask = partial(_due_by_rule, key=key, rules=rules)
    return table_by_asking(rules.calendar.first, rules.calendar.last, ask)
