"""Business days: calendars that are frozen, bounded, pinned by content, and quick."""

from __future__ import annotations

from coopclaims.calendars.calendar import BusinessCalendar
from coopclaims.calendars.closures import CalendarDay, CalendarDiff
from coopclaims.calendars.conventions import BusinessDays, Roll, StartConvention
from coopclaims.calendars.sources import CalendarProvenance, EstimatedHolidays

__all__ = [
    "BusinessCalendar",
    "BusinessDays",
    "CalendarDay",
    "CalendarDiff",
    "CalendarProvenance",
    "EstimatedHolidays",
    "Roll",
    "StartConvention",
]
