"""Two programs on calendars and in zones of their own, for the examples beside this file."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from coopclaims import BusinessCalendar, Rules, partner_center
from coopclaims.deadlines import Clock
from coopclaims.identifiers import ProgramId
from coopclaims.portfolio import DueColumns, due_table

YEARS = range(2021, 2026)
RULES: dict[str, Rules] = {
    key: partner_center.bind(
        calendar=BusinessCalendar.from_holidays(country, years=YEARS), zone=ZoneInfo(zone)
    )
    for key, country, zone in (("us", "US", "America/Los_Angeles"), ("de", "DE", "Europe/Berlin"))
}


def due_tables(clock: Clock = Clock.REVIEW) -> DueColumns:
    """Return the due tables of both programs, for each day of the years and of those beside them."""
    first, last = date(YEARS.start - 1, 1, 1), date(YEARS.stop, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return DueColumns.joined(
        due_table(rules, clock, days, program=ProgramId(key)) for key, rules in RULES.items()
    )
