"""A program for market development funds (MDF): all is approved beforehand, and claimed within 60 days.

Run it: it prints what differs from the published program, and what is odd about the edition.
"""

from __future__ import annotations

import sys
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

import coopclaims as cc

ValueT = TypeVar("ValueT")
TERMS = cc.Source(document="Northwind MDF terms", facts=("2022",), dated=date(2021, 11, 15))
FROM = date(2022, 1, 1)


def ours(value: ValueT) -> cc.rules.Rule[ValueT]:
    """Return a rule of these terms."""
    return cc.rules.Rule(value=value, first=FROM, source=TERMS, basis=cc.provenance.PUBLISHED)


MARKETING = frozenset({cc.Role.INCENTIVES_ADMIN, cc.Role.INCENTIVES_USER})
WORKSHOP = cc.activities.Activity(
    key="workshop",
    name="Customer workshop",
    category=cc.activities.Category.DEMAND_GENERATION,
    core=cc.activities.Requirement("brand", "the program's logo on the agenda"),
    communications=cc.activities.Requirement("agenda", "the agenda as it was sent out"),
    metrics=cc.activities.Requirement("attendees", "how many customers came"),
    expenses=("room", "catering", "speaker"),
    caps=(
        cc.activities.AmountCap(
            limit=cc.Money("15000.00", "USD"), source=TERMS, basis=cc.provenance.PUBLISHED
        ),
    ),
    pre_approval=True,
)
EDITION = cc.rules.Edition(
    name="Northwind MDF, 2022",
    zone="America/New_York",
    review_span=ours(cc.BusinessDays(5)),
    escalation_span=ours(cc.BusinessDays(7)),
    dispute_span=ours(cc.BusinessDays(10)),
    payment_span=ours(cc.CalendarDays(30)),
    claim_deadline_days=ours(cc.CalendarDays(60)),
    retention_span=ours(cc.periods.Months(36)),
    minimum_payment=ours(cc.Money("50.00", "USD")),
    catalogue=ours(cc.activities.Catalogue((*cc.activities.ACTIVITIES_2019, WORKSHOP))),
    permissions=((cc.Action.DISPUTE, ours(MARKETING)),),
)
BOOK = cc.Rulebook("Northwind MDF", (*cc.partner_center.editions, EDITION))
POLICIES = cc.Policies(
    claim_deadline=cc.rules.ClaimDeadline.DAY_COUNT,  # 60 days after the quarter, not a fixed day
    claim_opening=cc.rules.ClaimOpening.USAGE_PERIOD,
    pre_approval=cc.rules.PreApproval.ALWAYS,
)
USAGE = cc.UsagePeriod(date(2022, 7, 1), date(2022, 9, 30))
"""Funds are used quarter by quarter."""

CALENDAR = cc.BusinessCalendar.of_weekdays(years=range(2020, 2032))
RULES = BOOK.bind(calendar=CALENDAR, zone=ZoneInfo(BOOK.zone_key), policies=POLICIES)
PUBLISHED = cc.partner_center.bind(calendar=CALENDAR, zone=ZoneInfo(cc.partner_center.zone_key))


def main() -> None:
    """Print what differs from the published program, and what is odd about the edition."""
    day = date(2022, 9, 14)
    for difference in cc.rules.compare(PUBLISHED.on(day), RULES.on(day)):
        sys.stdout.write(f"{difference}\n")
    last = cc.deadlines.claiming_due(USAGE, rules=RULES).on
    sys.stdout.write(f"claims for {USAGE} close on {last}\n")
    for odd in cc.rules.edition_findings(BOOK, policies=POLICIES):
        if odd.edition == EDITION.name:
            sys.stdout.write(f"odd: {odd}\n")


if __name__ == "__main__":
    main()
