"""Periods and spans on the wire: what an edition of one's own is configured with.

A field that is added to a class is added here, as one line.
"""

from __future__ import annotations

from typing import Final

from coopclaims.calendars import BusinessDays
from coopclaims.periods import (
    CalendarDays,
    ClaimingPeriod,
    EarningPeriod,
    FiscalHalf,
    Half,
    MonthDay,
    MonthEnd,
    Months,
    UsagePeriod,
)
from coopclaims.wire.codecs import DAY, choice, whole_number
from coopclaims.wire.kinds import Kind, kind, leaf

__all__ = ["PERIODS", "SPANS"]

_DAY: Final = leaf(DAY)
_COUNT: Final = leaf(whole_number(1))

PERIODS: Final[tuple[Kind, ...]] = (
    kind("period.earning", EarningPeriod, first=_DAY, last=_DAY),
    kind("period.usage", UsagePeriod, first=_DAY, last=_DAY),
    kind("period.claiming", ClaimingPeriod, first=_DAY, last=_DAY),
    kind(
        "period.fiscal-half",
        FiscalHalf,
        year=leaf(whole_number(1, 9999)),
        half=leaf(choice(Half, lambda half: half.name)),
    ),
)
"""The periods of co-op money."""

SPANS: Final[tuple[Kind, ...]] = (
    kind("span.business-days", BusinessDays, n=_COUNT),
    kind("span.calendar-days", CalendarDays, n=_COUNT),
    kind("span.months", Months, n=_COUNT),
    kind("span.month-end", MonthEnd, n=leaf(whole_number(0))),
    kind("month-day", MonthDay, month=leaf(whole_number(1, 12)), day=leaf(whole_number(1, 31))),
)
"""How long something lasts, and a day of every year."""
