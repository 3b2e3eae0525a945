"""Due days counted ahead and kept: by one span on one calendar, or by a span and calendar for each row.

A table is built when it is first needed, whole, and published by one assignment; it never changes
afterwards. Threads that need it at the same moment build the same table twice, and that is all.

A `MixedDueTable` in pure Python keeps the answers by day: one look-up finds the answers of all tables, and
the row's choice says which one counts. A dict for each table would be six times as slow, because it does
not fit the processor's cache. In NumPy all tables are in one array.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from operator import index
from typing import TYPE_CHECKING, Any, TypeGuard, cast, final, overload

import attrs

from coopclaims._checks import door
from coopclaims._values import frozen
from coopclaims.calendars.calendar import BusinessCalendar
from coopclaims.calendars.conventions import BusinessDays
from coopclaims.calendars.spans import Span, as_span, span_after
from coopclaims.errors import InvalidValue
from coopclaims.portfolio.arrays import (
    ArrayDue,
    Choices,
    DayArray,
    DayStack,
    DayTable,
    are_arrays,
    ask_rows,
    business_days_ahead,
    choice_numbers,
    day_numbers,
    days_of,
    due_of_array,
    is_array,
    look_up_mixed,
    numbered,
    same_shape,
    stacked,
    table_by_asking,
)
from coopclaims.portfolio.results import (
    BatchDue,
    Column,
    GappedDue,
    SequenceDue,
    SomeDay,
    are_null_where_none,
    ask_all,
    ask_alone,
    ask_row,
    checked_sequence,
    same_length,
    whole,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


# One span on one calendar.


def _is_tabled(span: Span) -> TypeGuard[BusinessDays]:
    """Return whether the calendar counts this span ahead, for all its days at once."""
    return isinstance(span, BusinessDays) and span.n > 0


@final
@frozen
class DueTable:
    """One span on one calendar, ready to count from many days at once. Keep it to count again.

    `calendar` is the business calendar, and `span` any span: in business days, calendar days, months or month
    ends, or a sum of them. Business days are counted ahead, for every day of the calendar. Other spans are
    counted once for each different day of a batch.

    >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2024))
    >>> DueTable(plain, BusinessDays(2)).many([date(2022, 9, 16), date(2022, 9, 17)]).days
    [datetime.date(2022, 9, 20), datetime.date(2022, 9, 20)]
    """

    calendar: BusinessCalendar
    span: Span
    _by_day: Mapping[date, date] | None = attrs.field(init=False, default=None, eq=False, repr=False)
    _by_number: DayTable | None = attrs.field(init=False, default=None, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        as_span("span", self.span)

    @overload
    def many(  # pyright: ignore[reportOverlappingOverload] - no null, no gap
        self, starts: Sequence[date]
    ) -> SequenceDue: ...
    @overload
    def many(self, starts: Sequence[SomeDay] | Column) -> GappedDue: ...
    @overload
    def many(self, starts: DayArray) -> ArrayDue: ...
    def many(self, starts: Sequence[SomeDay] | Column | DayArray) -> SequenceDue | GappedDue | ArrayDue:
        """Return the due day of each start, in order; `starts` are as for `due_days`."""
        if is_array(starts):
            return due_of_array(starts, self.after, self._numbers())
        rows = checked_sequence("starts", starts)
        try:
            return whole(list(map(self._days().__getitem__, rows)))
        except (KeyError, TypeError):  # a row that the table lacks, that is null, or that is no day
            return self._with_gaps(rows)

    def _with_gaps(self, rows: Sequence[Any]) -> SequenceDue:
        try:
            found = list(map(self._days().get, rows))
        except TypeError:  # a row that cannot be hashed
            return ask_all(rows, self.after)
        return whole(found) if are_null_where_none(rows, found) else ask_all(rows, self.after)

    @door
    def after(self, day: date) -> date:
        """Return the due day of one start, `day`. Raises `CalendarOutOfRange` and `InvalidValue`."""
        return span_after(day, self.span, self.calendar)

    def _days(self) -> Mapping[date, date]:
        if self._by_day is None:
            by_day = self.calendar.table(self.span.n) if _is_tabled(self.span) else {}
            object.__setattr__(self, "_by_day", by_day)
        return cast("Mapping[date, date]", self._by_day)

    def _numbers(self) -> DayTable | None:
        if self._by_number is None and _is_tabled(self.span):
            object.__setattr__(self, "_by_number", business_days_ahead(self.calendar, self.span.n))
        return self._by_number

    def __reduce__(self) -> tuple[type[DueTable], tuple[BusinessCalendar, Span]]:
        return DueTable, (self.calendar, self.span)  # the tables are built again instead of being stored


# A portfolio in which each row has a calendar and a span of its own.


def _tables(given: Iterable[DueTable]) -> tuple[DueTable, ...]:
    tables = tuple(given)
    if not tables or not all(isinstance(each, DueTable) for each in tables):
        raise InvalidValue("tables", tables, "due_tables")
    return tables


@final
@frozen
class MixedDueTable:
    """Several tables as one. A row names its table by its place in `tables`, counted from 0; one or more.

    >>> from coopclaims import BusinessCalendar
    >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2024))
    >>> mixed = MixedDueTable([DueTable(plain, BusinessDays(2)), DueTable(plain, BusinessDays(45))])
    >>> mixed.many([date(2022, 9, 16), date(2022, 9, 16)], [0, 1]).days
    [datetime.date(2022, 9, 20), datetime.date(2022, 11, 18)]
    """

    tables: tuple[DueTable, ...] = attrs.field(converter=_tables)
    _by_day: Mapping[date | None, tuple[date | None, ...]] | None = attrs.field(
        init=False, default=None, eq=False, repr=False
    )
    _by_number: DayStack | None = attrs.field(init=False, default=None, eq=False, repr=False)

    @overload
    def many(  # pyright: ignore[reportOverlappingOverload] - no null, no gap
        self, starts: Sequence[date], choices: Sequence[int] | Column
    ) -> SequenceDue: ...
    @overload
    def many(self, starts: Sequence[SomeDay] | Column, choices: Sequence[int] | Column) -> GappedDue: ...
    @overload
    def many(self, starts: DayArray, choices: Choices) -> ArrayDue: ...
    @door
    def many(
        self, starts: Sequence[SomeDay] | Column | DayArray, choices: Sequence[int] | Column | Choices
    ) -> SequenceDue | GappedDue | ArrayDue:
        """Return the due day of each start in the table chosen for it.

        `starts` and `choices` are as for `mixed_due_days`, of one length or shape.
        """
        if are_arrays("choices", starts, choices):
            return self._of_arrays(cast("Any", starts), cast("Any", choices))
        rows, places = checked_sequence("starts", starts), checked_sequence("choices", choices)
        same_length("choices", rows, places)
        try:
            if frozenset(range(len(self.tables))).issuperset(places):
                by_day = self._days()
                found: list[Any] = [by_day[day][place] for day, place in zip(rows, places, strict=True)]
                if are_null_where_none(rows, found):
                    return whole(found)
        except (KeyError, TypeError):  # a row that the tables lack, or that is no day
            pass
        return ask_all(tuple(zip(rows, places, strict=True)), self._ask)

    @door
    def after(self, day: date, choice: int) -> date:
        """Return the due day of one start.

        `day` is a civil day, and `choice` the place of a table, counted from 0. Raises
        `CalendarOutOfRange` and `InvalidValue`.
        """
        try:
            place = index(choice)
        except TypeError:
            place = -1
        if not 0 <= place < len(self.tables):
            raise InvalidValue("choice", choice, "place_of_a_table", last=len(self.tables) - 1)
        return self.tables[place].after(day)

    def _ask(self, row: tuple[Any, Any]) -> Any:  # noqa: ANN401 - a day, an error, or nothing
        return ask_row(self.after, *row)

    def _of_arrays(self, starts: NDArray[Any], choices: NDArray[Any]) -> ArrayDue:
        days, places = day_numbers("starts", starts), choice_numbers(choices)
        same_shape("choices", starts, choices)

        def ask(number: int, place: int) -> object:
            return numbered(partial(self.after, choice=place))(number)

        found, is_whole = look_up_mixed(self._numbers(), days, places)
        refusals = () if is_whole else ask_rows(found, ask, days, places)
        return BatchDue(gapped=days_of(found, starts.shape), refusals=refusals)

    def _bounds(self) -> tuple[date, date]:
        calendars = [each.calendar for each in self.tables]
        return min(each.first for each in calendars), max(each.last for each in calendars)

    def _days(self) -> Mapping[date | None, tuple[date | None, ...]]:
        if self._by_day is None:
            first, last = self._bounds()
            every = tuple(map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)))
            days = dict(zip(every, every, strict=True))  # one object for each day is quicker to fetch
            columns = [_due_ahead(each, days) for each in self.tables]
            by_day: dict[date | None, tuple[date | None, ...]] = {None: (None,) * len(columns)}
            answers: tuple[date | None, ...] = ()
            for day, row in zip(every, zip(*columns, strict=True), strict=True):
                answers = answers if row == answers else row  # neighbours that agree share a row
                by_day[day] = answers
            object.__setattr__(self, "_by_day", by_day)
        return cast("Mapping[date | None, tuple[date | None, ...]]", self._by_day)

    def _numbers(self) -> DayStack:
        if self._by_number is None:
            bounds = self._bounds()
            by_number = stacked([_numbers_ahead(each, *bounds) for each in self.tables])
            object.__setattr__(self, "_by_number", by_number)
        return cast("DayStack", self._by_number)

    def __reduce__(self) -> tuple[type[MixedDueTable], tuple[tuple[DueTable, ...]]]:
        return MixedDueTable, (self.tables,)  # as a DueTable


def _due_ahead(table: DueTable, days: Mapping[date, date]) -> list[date | None]:
    """Return the due day for each of these days, `None` where there is none."""
    if _is_tabled(table.span):
        due = map(table.calendar.table(table.span.n).get, days)
        return list(map(cast("dict[date | None, date]", days).get, due))
    found = (ask_alone(table.after, day) for day in days)
    return [days.get(due, due) if isinstance(due, date) else None for due in found]


def _numbers_ahead(table: DueTable, first: date, last: date) -> DayTable:
    if _is_tabled(table.span):
        return business_days_ahead(table.calendar, table.span.n)
    return table_by_asking(first, last, table.after)
