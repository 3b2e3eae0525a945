"""The rules of Partner Center as its pages had them from 2021-09 on, by edition."""

from __future__ import annotations

from datetime import date
from typing import Final

from coopclaims.activities.published import ACTIVITIES_2024
from coopclaims.calendars.conventions import BusinessDays
from coopclaims.money.amounts import Money
from coopclaims.parties import Role
from coopclaims.periods import CalendarDays, EarningPeriod, Months
from coopclaims.provenance import PUBLISHED, cite, inferred
from coopclaims.rules.editions import Edition, ProgramEnd
from coopclaims.rules.published.permissions import CSP, MIXED_REALITY, OTHERS, PERMISSIONS_2021
from coopclaims.rules.rule import Precision, Rule

_PAGE: Final = date(2021, 9, 27)
_PAGE_LAST: Final = date(2022, 8, 4)
"""The days of the page about approval and payment, on which it was seen again and for the last time."""

_CAPTURES: Final = date(2024, 1, 1)
_UNDATED: Final = "a capture without a date, read as of 2024"

PARTNER_CENTER_2021_09 = Edition(
    name="Partner Center, 2021-09",
    review_span=Rule(
        value=BusinessDays(2),
        first=_PAGE,
        last=_PAGE_LAST,
        source=cite("MG22", "D-07"),
        basis=PUBLISHED,
    ),
    escalation_span=Rule(
        value=BusinessDays(2),
        first=_PAGE,
        last=_PAGE_LAST,
        source=cite("MG22", "R-16", "D-07"),
        basis=inferred("two days without a unit, read in the unit of the review"),
    ),
    dispute_span=Rule(
        value=BusinessDays(5),
        first=_PAGE,
        last=_PAGE_LAST,
        source=cite("MG22", "D-09", "X-02"),
        basis=PUBLISHED,
    ),
    payment_span=Rule(
        value=BusinessDays(45),
        first=_PAGE,
        last=_PAGE_LAST,
        source=cite("MG22", "D-10"),
        basis=PUBLISHED,
    ),
    tax_invoice_span=Rule(
        value=CalendarDays(30),
        first=_PAGE,
        last=_PAGE_LAST,
        source=cite("MG22", "D-11"),
        basis=PUBLISHED,
    ),
    thresholds=Rule(
        value=(
            *((program, Money("10000.00", "USD")) for program in CSP),
            *((program, Money("1500.00", "USD")) for program in OTHERS),
        ),
        first=date(2021, 9, 29),
        last=date(2022, 8, 4),
        source=cite("TH21", "U-04", "U-05"),
        basis=PUBLISHED,
    ),
    hold_span=Rule(
        value=CalendarDays(180),
        first=_PAGE,
        source=cite("TP23", "D-22", "P-24"),
        basis=inferred("published on 2023-10-03 of holds that ran already; read back to its era's start"),
    ),
    permissions=PERMISSIONS_2021,
    widened_disputing=Rule(
        value=frozenset({Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER}),
        first=date(2021, 9, 24),
        last=date(2021, 11, 10),
        source=cite("RJ21", "R-03"),
        basis=PUBLISHED,
    ),
)
"""The pages of 2021-09 to 2022-08."""

PARTNER_CENTER_2023_10 = Edition(
    name="Partner Center, 2023-10",
    hold_span=Rule(
        value=CalendarDays(180),
        first=date(2023, 10, 3),
        last=date(2023, 10, 4),
        source=cite("TP23", "D-22", "P-24"),
        basis=PUBLISHED,
    ),
    minimum_payment=Rule(
        value=Money("200.00", "USD"),
        first=date(2023, 10, 3),
        last=date(2023, 10, 3),
        source=cite("TP23", "P-18"),
        basis=PUBLISHED,
    ),
    small_balance_limit=Rule(
        value=Money("200.00", "USD"),
        first=date(2023, 10, 4),
        last=date(2023, 10, 4),
        source=cite("EA23", "D-24"),
        basis=PUBLISHED,
    ),
    escheat_idle_span=Rule(
        value=Months(18),
        first=date(2023, 10, 4),
        last=date(2023, 10, 4),
        source=cite("EA23", "D-23"),
        basis=PUBLISHED,
    ),
    escheat_unprocessed_span=Rule(
        value=CalendarDays(45 + 180),
        first=date(2023, 10, 4),
        last=date(2023, 10, 4),
        source=cite("EA23", "D-23"),
        basis=PUBLISHED,
    ),
    conversions=Rule(
        value=(
            ProgramEnd(
                programs=frozenset(MIXED_REALITY),  # the blog names Mixed Reality alone
                earned=EarningPeriod(date(2023, 1, 1), date(2023, 6, 30)),
                paid_between=(date(2023, 7, 1), date(2023, 9, 30)),
            ),
        ),
        first=date(2023, 10, 24),
        last=date(2023, 10, 24),
        source=cite("BL23", "U-16"),
        basis=PUBLISHED,
    ),
)
"""The pages on payments and earnings of 2023-10, and what the partners' blog tells of an ended program."""

PARTNER_CENTER_2024 = Edition(
    name="Partner Center, 2024",
    catalogue=Rule(
        value=ACTIVITIES_2024,
        first=_CAPTURES,
        last=_CAPTURES,
        source=cite("COL", "C-02", "C-03", "C-15"),
        basis=inferred(_UNDATED),
        first_known_to=Precision.YEAR,
        last_known_to=Precision.YEAR,
    ),
    setup_at_creation=Rule(
        value=True,
        first=_CAPTURES,
        last=_CAPTURES,
        source=cite("CC24", "A-06"),
        basis=inferred(_UNDATED),
        first_known_to=Precision.YEAR,
        last_known_to=Precision.YEAR,
    ),
)
"""What later captures add: television and radio, and bank and tax data when a claim is created."""
