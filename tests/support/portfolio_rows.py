"""A portfolio of several programs, and what each of its rows is answered when it is asked alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs

from coopclaims import BusinessCalendar, CalendarDays, Policies, Rulebook, Rules, partner_center
from coopclaims.calendars import Intake, Roll, SpanSum
from coopclaims.deadlines import (
    Clock,
    Deadline,
    NotRunning,
    TaxInvoice,
    due,
    payment_due,
)
from coopclaims.errors import CoopClaimsError
from coopclaims.periods import MonthEnd
from coopclaims.provenance import PUBLISHED, cite
from coopclaims.rules import DisputeWindow, Rule, TaxInvoiceClock

YEARS: Final = range(2020, 2027)


def _closing_at_five() -> Rulebook:
    """Return the rules with a closing time, and a review of 30 days to a month's end, rolled."""
    first, source = date(2021, 9, 1), cite("MG22")
    intake = Rule(value=Intake(cutoff=time(17)), first=first, source=source, basis=PUBLISHED)
    terms = SpanSum((CalendarDays(30), MonthEnd(0), Roll.FOLLOWING))
    payment = Rule(value=terms, first=first, source=source, basis=PUBLISHED)
    edition = attrs.evolve(
        partner_center.editions[-1], name="closing at five", intake=intake, payment_span=payment
    )
    return Rulebook(name="closing at five", editions=(*partner_center.editions, edition))


def _calendar(name: str, *closed: tuple[int, int], years: range = YEARS) -> BusinessCalendar:
    """Return a calendar closed at weekends and on these days of each year."""
    days = [date(year, month, day) for year in years for month, day in closed]
    return BusinessCalendar.of_days(name=name, closed=days, years=years)


US: Final = _calendar("US", (1, 1), (7, 4), (11, 24), (12, 25))
DE: Final = _calendar("DE", (1, 1), (5, 1), (10, 3), (12, 25), (12, 26), years=range(2021, 2026))
PACIFIC, BERLIN, LONDON = (ZoneInfo(key) for key in ("America/Los_Angeles", "Europe/Berlin", "Europe/London"))
PROGRAMS: Final[dict[str, Rules]] = {
    "us": partner_center.bind(calendar=US, zone=PACIFIC),
    "us-again": partner_center.bind(calendar=US, zone=PACIFIC),
    "de": partner_center.bind(calendar=DE, zone=BERLIN),
    "gb": partner_center.bind(
        calendar=_calendar("GB", (1, 1), (12, 25), (12, 26)),
        zone=LONDON,
        policies=Policies(
            dispute_window=DisputeWindow.STRICT, tax_invoice_clock=TaxInvoiceClock.LATER_OF_BOTH
        ),
    ),
    "late": _closing_at_five().bind(calendar=DE, zone=BERLIN),
    "strict": partner_center.bind(calendar=US, zone=ZoneInfo("Pacific/Apia"), strict=True),
    "kolkata": partner_center.bind(calendar=US, zone=ZoneInfo("Asia/Kolkata")),
    "utc": partner_center.bind(calendar=_calendar("none", years=range(2019, 2028)), zone=UTC),
}
"""Eight programs, in two of which the rules say more: a closing time, and the later one of two spans."""

KEYS: Final = tuple(PROGRAMS)

COLUMNS: Final = (
    "due",
    "last_instant",
    "started_on",
    "span",
    "edition",
    "in_force_since",
    "source",
    "basis",
    "refusal",
    "calendar",
)
NOTHING: Final = (None,) * (len(COLUMNS) - 2)


def asked(clock: Clock, start: Any, rules: Rules) -> Deadline | NotRunning | str:
    """Return what one row is answered alone, or the code of its error."""
    try:
        return due(clock, start, rules=rules)
    except CoopClaimsError as error:
        return error.code


def paid(approved: Any, invoiced: datetime | None, rules: Rules) -> Deadline | NotRunning | str:
    """Return by when one row is paid, or the code of its error."""
    invoice = TaxInvoice.not_needed() if invoiced is None else TaxInvoice.approved(invoiced)
    try:
        return payment_due(approved=approved, tax_invoice=invoice, rules=rules)
    except CoopClaimsError as error:
        return error.code


def as_row(found: Deadline | NotRunning | str | None, rules: Rules) -> tuple[Any, ...]:
    """Return an answer as the columns have it."""
    if found is None or isinstance(found, str):
        return (*NOTHING, found, rules.calendar.digest)
    if isinstance(found, NotRunning):
        return (*NOTHING, found.reason.code, rules.calendar.digest)
    rule = found.rule
    assert rule is not None
    return (
        found.on,
        found.last_instant.astimezone(UTC),
        found.started_on,
        rule.as_text,
        rule.digest,
        rule.first,
        str(rule.source),
        str(rule.basis),
        None,
        rules.calendar.digest,
    )


def standing(
    found: Deadline | NotRunning | str | None, at: datetime, answered: datetime | None
) -> tuple[str | None, int]:
    """Return the state of an answer at an instant, and how many days remain."""
    if not isinstance(found, Deadline):
        return None, -1
    met = attrs.evolve(found, answered_at=answered)
    return met.state(at).value, met.remaining(at)
