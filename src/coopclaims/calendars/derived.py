"""New calendars from old: the contents of a union, a change, a narrower span."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from coopclaims.calendars.contents import NO_REASON, plain_days, reasons_of, span_label, weekend_on
from coopclaims.errors import CalendarOutOfRange, InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coopclaims.calendars.contents import AnyCalendar, Contents


def united(one: AnyCalendar, other: AnyCalendar, name: str | None) -> Contents:
    """Return the contents of the calendar that is closed when either is."""
    first, last = max(one.first, other.first), min(one.last, other.last)
    if last < first:
        raise InvalidValue("other", other, "overlapping_calendar", other=one)
    both = (one, other)
    starts = {first, *(start for each in both for start, _ in each.weekends if first < start <= last)}
    named = [dict(each.holidays) for each in both]
    reasons = {
        day: _joined([names[day] for names in named if day in names])
        for day in sorted(named[0].keys() | named[1].keys())
        if first <= day <= last
    }
    return {
        "name": f"{one.name} + {other.name}" if name is None else name,
        "first": first,
        "last": last,
        "weekends": tuple(
            (start, weekend_on(one.weekends, start) | weekend_on(other.weekends, start))
            for start in sorted(starts)
        ),
        "holidays": tuple(reasons.items()),
        "working_days": frozenset(
            day
            for day in one.working_days | other.working_days
            if first <= day <= last and all(each.is_business_day(day) for each in both)
        ),
        "estimated": frozenset(
            day
            for day in one.estimated | other.estimated
            if first <= day <= last
            and all(day in each.estimated or each.is_business_day(day) for each in both)
        ),
        "provenance": tuple(dict.fromkeys(one.provenance + other.provenance)),
    }


def _joined(names: list[str]) -> str:
    """Return one reason for several; in the order of the alphabet, so that union has no order."""
    if len(set(names)) == 1:
        return names[0]
    return "; ".join(sorted({part for name in names for part in name.split("; ")}))


def closed_too(
    calendar: AnyCalendar, closed: Mapping[date, str] | Iterable[date], name: str | None
) -> Contents:
    """Return what changes when these days are closed as well."""
    added = reasons_of("closed", closed)
    return {
        "name": _changed(calendar, name),
        "holidays": tuple({**dict(calendar.holidays), **added}.items()),
        "working_days": calendar.working_days - added.keys(),
        "estimated": calendar.estimated - added.keys(),
    }


def open_too(calendar: AnyCalendar, days: Iterable[date], name: str | None) -> Contents:
    """Return what changes when these days are open."""
    opened = plain_days("days", days)
    return {
        "name": _changed(calendar, name),
        "holidays": tuple((day, reason) for day, reason in calendar.holidays if day not in opened),
        "working_days": calendar.working_days | opened,
        "estimated": calendar.estimated - opened,
    }


def unnamed(calendar: AnyCalendar) -> Contents:
    """Return what changes when the reasons are forgotten, those of weekend days altogether."""
    return {
        "holidays": tuple(
            (day, NO_REASON)
            for day, _ in calendar.holidays
            if day.weekday() not in weekend_on(calendar.weekends, day)
        ),
        "estimated": frozenset(),
    }


def narrowed_to(calendar: AnyCalendar, years: range, name: str | None) -> Contents:
    """Return what changes when the calendar answers for these years only."""
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    for day in (first, last):
        if not calendar.first <= day <= calendar.last:
            raise CalendarOutOfRange(calendar.name, day, calendar.first, calendar.last)
    if name is None:
        before, label = span_label(range(calendar.first.year, calendar.last.year + 1)), span_label(years)
        name = calendar.name.replace(before, label) if before in calendar.name else f"{calendar.name} {label}"
    return {
        "name": name,
        "first": first,
        "last": last,
        "holidays": tuple((day, reason) for day, reason in calendar.holidays if first <= day <= last),
        "working_days": frozenset(day for day in calendar.working_days if first <= day <= last),
        "estimated": frozenset(day for day in calendar.estimated if first <= day <= last),
    }


def _changed(calendar: AnyCalendar, name: str | None) -> str:
    if name is not None:
        return name
    return calendar.name if calendar.name.endswith("(changed)") else f"{calendar.name} (changed)"
