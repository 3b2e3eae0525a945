"""A European program: days of euro payments, an office that closes at five, and days that roll.

Run it: it prints when a claim of a Friday evening is reviewed, and when it is paid.
"""

from __future__ import annotations

import sys
from datetime import date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

import coopclaims as cc
from coopclaims.calendars import Intake, Roll, SpanSum

ValueT = TypeVar("ValueT")
TERMS = cc.Source(document="Fabrikam Europe terms", facts=("3", "7"), dated=date(2021, 12, 1))


def ours(value: ValueT) -> cc.rules.Rule[ValueT]:
    """Return a rule of these terms."""
    return cc.rules.Rule(value=value, first=date(2022, 1, 1), source=TERMS, basis=cc.provenance.PUBLISHED)


def half(*days: tuple[int, int]) -> cc.rules.ClaimingWindow:
    """Return a window whose last day moves to the next business day where it is closed."""
    first, last, opens, closes = (cc.periods.MonthDay(*day) for day in days)
    return cc.rules.ClaimingWindow(
        usage_first=first, usage_last=last, opens=opens, closes=closes, roll=Roll.FOLLOWING
    )


EDITION = cc.rules.Edition(
    name="Fabrikam Europe, 2022",
    zone="Europe/Brussels",
    intake=ours(Intake(cutoff=time(17))),
    review_span=ours(cc.BusinessDays(3)),
    dispute_span=ours(SpanSum((cc.CalendarDays(14), Roll.FOLLOWING))),
    payment_span=ours(SpanSum((cc.CalendarDays(30), Roll.FOLLOWING))),
    retention_span=ours(cc.periods.Months(120)),
    claiming_windows=ours(
        (
            half((1, 1), (6, 30), (1, 15), (7, 31)),
            half((7, 1), (12, 31), (7, 15), (1, 31)),
        )
    ),
    minimum_payment=ours(cc.Money("100.00", "EUR")),
)
BOOK = cc.Rulebook("Fabrikam Europe", (*cc.partner_center.editions, EDITION))
USAGE = cc.UsagePeriod(date(2022, 7, 1), date(2022, 12, 31))
POLICIES = cc.Policies(
    disputing=cc.rules.Disputing.WIDENED,
    review_clock=cc.rules.ReviewClock.PAUSES,  # it stands still while the partner has the claim
)
TARGET = cc.BusinessCalendar.from_holidays("ECB", years=range(2020, 2032))
"""The days on which euro payments are settled."""

RULES = BOOK.bind(calendar=TARGET, zone=ZoneInfo(BOOK.zone_key), policies=POLICIES)
PUBLISHED = cc.partner_center.bind(calendar=TARGET, zone=ZoneInfo(cc.partner_center.zone_key))


def main() -> None:
    """Print when a claim of the evening before Easter is reviewed, and when one of March is paid."""
    evening = datetime(2022, 4, 14, 18, 30, tzinfo=ZoneInfo("Europe/Brussels"))
    sys.stdout.write(f"{cc.deadlines.review_due(start=evening, rules=RULES).explain()}\n")
    paid = cc.deadlines.payment_due(
        approved=date(2022, 3, 16), tax_invoice=cc.deadlines.TaxInvoice.not_needed(), rules=RULES
    )
    sys.stdout.write(f"{paid.explain()}\n")


if __name__ == "__main__":
    main()
