"""Why a calendar does not answer: found out only after a quick look-up has failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopclaims.calendars.contents import plain_day
from coopclaims.errors import CalendarOutOfRange, InvalidValue

if TYPE_CHECKING:
    from coopclaims.calendars.calendar import BusinessCalendar

__all__ = ["refused_count", "refused_days"]


def refused_count(calendar: BusinessCalendar, n: object, *days: object) -> InvalidValue | CalendarOutOfRange:
    """Return why there is no n-th business day: a wrong `n`, else a wrong day, else the bounds."""
    expected = "a whole number of business days, 1 or more"
    if not isinstance(n, int) or isinstance(n, bool):
        return InvalidValue("n", n, expected)
    if n < 1:
        hint = "for n = 0 ask `following` or `preceding`, to count back ask `before`"
        return InvalidValue("n", n, f"{expected}; {hint}")
    return refused_days(calendar, *days)


def refused_days(calendar: BusinessCalendar, *days: object) -> InvalidValue | CalendarOutOfRange:
    """Return what is wrong with these days: no date, outside the bounds, or too near to a bound."""
    for given in days:
        try:
            day = plain_day("day", given)
        except InvalidValue as reason:
            return reason
        if not calendar.first <= day <= calendar.last:
            return CalendarOutOfRange(calendar.name, day, calendar.first, calendar.last)
    return CalendarOutOfRange(calendar.name, None, calendar.first, calendar.last)
