"""Due days counted ahead and kept: one span on one calendar.

A table is built when it is first needed, whole, and published by one assignment; it never changes
afterwards. Threads that need it at the same moment build the same table twice, and that is all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, cast, final, overload

import attrs

from coopclaims.batch.arrays import DayTable, business_days_ahead, due_of_array, is_array
from coopclaims.batch.sequences import ask_all, checked_sequence, checked_span, count_from, whole
from coopclaims.calendars import BusinessCalendar, BusinessDays
from coopclaims.errors import InvalidValue
from coopclaims.rulebook import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy import datetime64
    from numpy.typing import NDArray

    from coopclaims.batch.arrays import ArrayDue
    from coopclaims.batch.sequences import SequenceDue

__all__ = ["DueTable"]


@final
@attrs.frozen
class DueTable:
    """One span on one calendar, ready to count from many days at once. Keep it to count again.

    Business days are counted ahead, for every day of the calendar. Other spans ask no calendar, and
    are counted once for each different day of a batch.

    >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2024))
    >>> DueTable(plain, BusinessDays(2)).many([date(2022, 9, 16), date(2022, 9, 17)]).days
    [datetime.date(2022, 9, 20), datetime.date(2022, 9, 20)]
    """

    calendar: BusinessCalendar
    span: Span
    _by_day: Mapping[date, date] | None = attrs.field(init=False, default=None, eq=False, repr=False)
    _by_number: DayTable | None = attrs.field(init=False, default=None, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.calendar, BusinessCalendar):
            raise InvalidValue("calendar", self.calendar, "a BusinessCalendar")
        checked_span(self.span)

    @overload
    def many(self, starts: Sequence[date]) -> SequenceDue: ...
    @overload
    def many(self, starts: NDArray[datetime64]) -> ArrayDue: ...
    def many(self, starts: Sequence[date] | NDArray[datetime64]) -> SequenceDue | ArrayDue:
        """Return the due day of each start; see `due_days`."""
        if is_array(starts):
            return due_of_array(starts, self.after, self._numbers())
        rows = checked_sequence("starts", starts)
        try:
            return whole(list(map(self._days().__getitem__, rows)))
        except (KeyError, TypeError):  # a row that the table lacks, or that is no day
            return ask_all(rows, self.after)

    def after(self, day: date) -> date:
        """Return the due day of one start. Raises `CalendarOutOfRange` and `InvalidValue`."""
        return count_from(day, self.span, self.calendar)

    def _days(self) -> Mapping[date, date]:
        if self._by_day is None:
            by_day = self.calendar.table(self.span.n) if isinstance(self.span, BusinessDays) else {}
            object.__setattr__(self, "_by_day", by_day)
        return cast("Mapping[date, date]", self._by_day)

    def _numbers(self) -> DayTable | None:
        if self._by_number is None and isinstance(self.span, BusinessDays):
            object.__setattr__(self, "_by_number", business_days_ahead(self.calendar, self.span.n))
        return self._by_number

    def __reduce__(self) -> tuple[type[DueTable], tuple[BusinessCalendar, Span]]:
        return DueTable, (self.calendar, self.span)  # the tables are built again instead of being stored
