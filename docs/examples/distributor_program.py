"""A distributor's program with plans: what is claimed was planned, and proofs are reviewed month by month.

Run it: it prints what differs from the published program, and the clock of a plan's proof.
"""

from __future__ import annotations

import sys
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

import coopclaims as cc

ValueT = TypeVar("ValueT")
TERMS = cc.Source(document="Contoso Distribution terms", facts=("plans",), dated=date(2021, 10, 1))
PROGRAM = cc.identifiers.ProgramId("CSP Direct Bill Partner")
"""The program of the testing kit, so that its machine can play claims in it; put yours here."""


def ours(value: ValueT) -> cc.rules.Rule[ValueT]:
    """Return a rule of these terms."""
    return cc.rules.Rule(value=value, first=date(2022, 1, 1), source=TERMS, basis=cc.provenance.PUBLISHED)


def half(*days: tuple[int, int]) -> cc.rules.ClaimingWindow:
    """Return the window between which claims for half a year are submitted."""
    first, last, opens, closes = (cc.periods.MonthDay(*day) for day in days)
    return cc.rules.ClaimingWindow(usage_first=first, usage_last=last, opens=opens, closes=closes)


EDITION = cc.rules.Edition(
    name="Contoso Distribution, 2022",
    zone="America/Chicago",
    plan_programs=ours(frozenset({PROGRAM})),
    plan_needed_for=ours(frozenset({PROGRAM})),
    plan_review_span=ours(cc.BusinessDays(15)),
    plan_resubmission_span=ours(cc.CalendarDays(45)),
    plan_payment_day=ours(25),
    review_span=ours(cc.BusinessDays(4)),
    dispute_span=ours(cc.CalendarDays(20)),
    payment_span=ours(cc.calendars.SpanSum((cc.periods.MonthEnd(1), cc.periods.DayOfMonth(25)))),
    claiming_windows=ours(
        (
            half((1, 1), (6, 30), (1, 1), (9, 30)),
            half((7, 1), (12, 31), (7, 1), (3, 31)),
        )
    ),
    thresholds=ours(((PROGRAM, cc.Money("2500.00", "USD")),)),
)
BOOK = cc.Rulebook("Contoso Distribution", (*cc.partner_center.editions, EDITION))
USAGE = cc.UsagePeriod(date(2022, 7, 1), date(2022, 12, 31))
POLICIES = cc.Policies(submitting=cc.rules.Submitting.ADMIN_ONLY)
CALENDAR = cc.BusinessCalendar.of_weekdays(years=range(2020, 2032))
RULES = BOOK.bind(calendar=CALENDAR, zone=ZoneInfo(BOOK.zone_key), policies=POLICIES)
PUBLISHED = cc.partner_center.bind(calendar=CALENDAR, zone=ZoneInfo(cc.partner_center.zone_key))


def main() -> None:
    """Print what differs from the published program, and by when a plan's proof is reviewed."""
    day = date(2022, 9, 14)
    for difference in cc.rules.compare(PUBLISHED.on(day), RULES.on(day)):
        sys.stdout.write(f"{difference}\n")
    sys.stdout.write(f"{cc.deadlines.plan_review_due(start=day, rules=RULES).explain()}\n")


if __name__ == "__main__":
    main()
