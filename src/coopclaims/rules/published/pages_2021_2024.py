"""The rules of Partner Center as its pages and later notices had them from 2021-09 on, by edition."""

from __future__ import annotations

from datetime import date

from coopclaims.activities.published import (
    ACTIVITIES_2023,
    ACTIVITIES_2023_10,
    ACTIVITIES_2024,
    ACTIVITIES_2025,
    CAPTURED,
    UNDATED,
)
from coopclaims.money.amounts import Money
from coopclaims.parties import Role
from coopclaims.periods import CalendarDays, EarningPeriod, MonthEnd, Months
from coopclaims.provenance import cite, inferred, message
from coopclaims.rules.editions import Edition, ProgramEnd
from coopclaims.rules.published import CSP, MIXED_REALITY, OTHERS
from coopclaims.rules.published.permissions import LAST_SEEN
from coopclaims.rules.rule import Precision, stated

# fmt: off
PARTNER_CENTER_2021_09 = Edition(
    name="Partner Center, 2021-09",
    thresholds=stated(
        (
            *((program, Money("10000.00", "USD")) for program in CSP),
            *((program, Money("1500.00", "USD")) for program in OTHERS),
        ),
        cite("TH21", "U-04", "U-05"),
        date(2021, 9, 29),
        LAST_SEEN,
    ),
    hold_span=stated(
        CalendarDays(180),
        cite("TP23", "D-22", "P-24"),
        date(2021, 9, 27),
        basis=inferred(message("reading.holds_that_ran_already",
            "published on 2023-10-03 of holds that ran already; read back to its era's start")),
    ),
    widened_disputing=stated(frozenset({Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER}), cite("RJ21", "R-03"),
        date(2021, 9, 23), LAST_SEEN),
)
"""The table of thresholds and the page on rejected claims, of 2021-09."""

PARTNER_CENTER_2023_07 = Edition(
    name="Partner Center, 2023-07",
    catalogue=stated(ACTIVITIES_2023, cite("BL23", "N7"), date(2023, 7, 1), LAST_SEEN),
)
"""The catalogue of the fiscal year 2024, which a notice of 2023-10-24 tells of."""

PARTNER_CENTER_2023_10 = Edition(
    name="Partner Center, 2023-10",
    hold_span=stated(CalendarDays(180), cite("TP23", "D-22", "P-24"), date(2023, 10, 3), LAST_SEEN),
    minimum_payment=stated(Money("200.00", "USD"), cite("TP23", "P-18"), date(2023, 10, 3), LAST_SEEN),
    dispute_window=stated(CalendarDays(30), cite("MC23", "D-29", "X-07"), date(2023, 10, 1),
        basis=inferred(message("reading.from_a_sibling",
            "taken from a sibling claim type; used only by a strict policy")), known_to=Precision.MONTH),
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
    catalogue=stated(ACTIVITIES_2023_10, cite("BL23", "N7"), date(2023, 10, 24), date(2023, 10, 24)),
)
"""The pages on payments and earnings of 2023-10, and what the partners' blog tells of an ended program."""

PARTNER_CENTER_2024 = Edition(
    name="Partner Center, 2024",
    catalogue=stated(ACTIVITIES_2024, cite("COL", "C-02", "C-03", "C-15"), CAPTURED, CAPTURED,
        basis=UNDATED, known_to=Precision.YEAR),
    setup_at_creation=stated(value=True, source=cite("CC24", "A-06"), first=CAPTURED, last=CAPTURED,
        basis=UNDATED, known_to=Precision.YEAR),
)
"""What later captures add: television and radio, and bank and tax data when a claim is created."""

PARTNER_CENTER_2025 = Edition(
    name="Partner Center, 2025",
    final_approval_span=stated(MonthEnd(1), cite("T-365", "D-15"), date(2025, 1, 1),
        basis=inferred(message("reading.third_parties_only", "third parties only; used only by a policy")),
        known_to=Precision.YEAR),
)
"""What a third party's guide of 2025 says."""

PARTNER_CENTER_2025_05 = Edition(
    name="Partner Center, 2025-05",
    catalogue=stated(ACTIVITIES_2025, cite("BL25", "N9"), date(2025, 5, 7), date(2025, 5, 7)),
)
# fmt: on
"""The list of activities of 2025-05, by name alone. Nothing of the vendor's is known after it."""
