"""The rules of Partner Center as its pages had them from 2021-09 on, by edition."""

from __future__ import annotations

from datetime import date
from typing import Final

from coopclaims.activities.published import ACTIVITIES_2024
from coopclaims.calendars.conventions import BusinessDays
from coopclaims.money.amounts import Money
from coopclaims.parties import Role
from coopclaims.periods import CalendarDays, EarningPeriod, Months
from coopclaims.provenance import cite, inferred, message
from coopclaims.rules.editions import Edition, ProgramEnd
from coopclaims.rules.published.pages_2018_2020 import UNIT_OF_THE_REVIEW
from coopclaims.rules.published.permissions import CSP, MIXED_REALITY, OTHERS, PERMISSIONS_2021
from coopclaims.rules.rule import Precision, stated

_PAGE: Final = date(2021, 9, 27)
_PAGE_LAST: Final = date(2022, 8, 4)
"""The days of the page about approval and payment, on which it was seen again and for the last time."""

# fmt: off
_CAPTURES: Final = date(2024, 1, 1)
_UNDATED: Final = inferred(message("reading.capture_without_a_date",
    "a capture without a date, read as of 2024"))

PARTNER_CENTER_2021_09 = Edition(
    name="Partner Center, 2021-09",
    review_span=stated(BusinessDays(2), cite("MG22", "D-07"), _PAGE, _PAGE_LAST),
    escalation_span=stated(BusinessDays(2), cite("MG22", "R-16", "D-07"), _PAGE, _PAGE_LAST,
        basis=UNIT_OF_THE_REVIEW),
    dispute_span=stated(BusinessDays(5), cite("MG22", "D-09", "X-02"), _PAGE, _PAGE_LAST),
    payment_span=stated(BusinessDays(45), cite("MG22", "D-10"), _PAGE, _PAGE_LAST),
    tax_invoice_span=stated(CalendarDays(30), cite("MG22", "D-11"), _PAGE, _PAGE_LAST),
    thresholds=stated(
        (
            *((program, Money("10000.00", "USD")) for program in CSP),
            *((program, Money("1500.00", "USD")) for program in OTHERS),
        ),
        cite("TH21", "U-04", "U-05"),
        date(2021, 9, 29),
        date(2022, 8, 4),
    ),
    hold_span=stated(
        CalendarDays(180),
        cite("TP23", "D-22", "P-24"),
        _PAGE,
        basis=inferred(message("reading.holds_that_ran_already",
            "published on 2023-10-03 of holds that ran already; read back to its era's start")),
    ),
    permissions=PERMISSIONS_2021,
    widened_disputing=stated(frozenset({Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER}), cite("RJ21", "R-03"),
        date(2021, 9, 24), date(2021, 11, 10)),
)
"""The pages of 2021-09 to 2022-08."""

PARTNER_CENTER_2023_10 = Edition(
    name="Partner Center, 2023-10",
    hold_span=stated(CalendarDays(180), cite("TP23", "D-22", "P-24"), date(2023, 10, 3), date(2023, 10, 4)),
    minimum_payment=stated(Money("200.00", "USD"), cite("TP23", "P-18"), date(2023, 10, 3),
        date(2023, 10, 3)),
    small_balance_limit=stated(Money("200.00", "USD"), cite("EA23", "D-24"), date(2023, 10, 4),
        date(2023, 10, 4)),
    escheat_idle_span=stated(Months(18), cite("EA23", "D-23"), date(2023, 10, 4), date(2023, 10, 4)),
    escheat_unprocessed_span=stated(CalendarDays(45 + 180), cite("EA23", "D-23"), date(2023, 10, 4),
        date(2023, 10, 4)),
    conversions=stated(
        (
            ProgramEnd(
                programs=frozenset(MIXED_REALITY),  # the blog names Mixed Reality alone
                earned=EarningPeriod(date(2023, 1, 1), date(2023, 6, 30)),
                paid_between=(date(2023, 7, 1), date(2023, 9, 30)),
            ),
        ),
        cite("BL23", "U-16"),
        date(2023, 10, 24),
        date(2023, 10, 24),
    ),
)
"""The pages on payments and earnings of 2023-10, and what the partners' blog tells of an ended program."""

PARTNER_CENTER_2024 = Edition(
    name="Partner Center, 2024",
    catalogue=stated(ACTIVITIES_2024, cite("COL", "C-02", "C-03", "C-15"), _CAPTURES, _CAPTURES,
        basis=_UNDATED, known_to=Precision.YEAR),
    setup_at_creation=stated(value=True, source=cite("CC24", "A-06"), first=_CAPTURES, last=_CAPTURES,
        basis=_UNDATED, known_to=Precision.YEAR),
)
# fmt: on
"""What later captures add: television and radio, and bank and tax data when a claim is created."""
