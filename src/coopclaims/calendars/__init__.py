"""Business days: calendars that are frozen, bounded, pinned by content, and quick."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.calendars.calendar import BusinessCalendar as BusinessCalendar
    from coopclaims.calendars.closures import CalendarDay as CalendarDay, CalendarDiff as CalendarDiff
    from coopclaims.calendars.contents import CalendarProvenance as CalendarProvenance
    from coopclaims.calendars.conventions import (
        BusinessDays as BusinessDays, Roll as Roll, StartConvention as StartConvention,
    )
    from coopclaims.calendars.sources import EstimatedHolidays as EstimatedHolidays, HalfDays as HalfDays
    from coopclaims.calendars.spans import (
        Intake as Intake, OwnSpan as OwnSpan, Span as Span, SpanPart as SpanPart, SpanSum as SpanSum,
        span_after as span_after,
    )
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "calendar": "BusinessCalendar",
        "closures": "CalendarDay CalendarDiff",
        "contents": "CalendarProvenance",
        "conventions": "BusinessDays Roll StartConvention",
        "sources": "EstimatedHolidays HalfDays",
        "spans": "Intake OwnSpan Span SpanPart SpanSum span_after",
    })
# fmt: on
