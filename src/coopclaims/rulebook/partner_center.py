"""The published rules of co-op claims in Partner Center, by edition.

Read it as a table: each rule has its value, the days on which it was seen published, its source and
its basis. The figures of the program stand here and nowhere else.
"""

from __future__ import annotations

from datetime import date

from coopclaims.activities import ACTIVITIES_2019
from coopclaims.calendars import BusinessDays
from coopclaims.identifiers import ProgramId
from coopclaims.money import Money
from coopclaims.parties import Role
from coopclaims.periods import CalendarDays, EarningPeriod, MonthDay, MonthEnd, Months, UsagePeriod
from coopclaims.provenance import PUBLISHED, cite, inferred
from coopclaims.rulebook.book import Rulebook
from coopclaims.rulebook.editions import ActivityLimit, ClaimingWindow, Edition, ProgramEnd, Rollover
from coopclaims.rulebook.permissions import PERMISSIONS_2020
from coopclaims.rulebook.rules import Rule

__all__ = [
    "PARTNER_CENTER_2018",
    "PARTNER_CENTER_2020_06",
    "PARTNER_CENTER_2020_11",
    "PARTNER_CENTER_2021_09",
    "PARTNER_CENTER_2023_10",
    "PIE_2016",
    "partner_center",
]

_FIRST_PAGE = date(2020, 6, 29)
"""The first day on which the page about approval, payment and dispute was seen (MG20)."""

_CSP = tuple(
    ProgramId(f"CSP {name}") for name in ("Direct Bill Partner", "Indirect Provider", "Indirect Reseller")
)
_OTHERS = tuple(
    ProgramId(name)
    for name in (
        "Authorized Distributor - EduWins",
        "Authorized Distributor - Software",
        "Hosting",
        "IoT Channel Incentive",
        "Mixed Reality ADD",
        "Mixed Reality ADR & DMP",
        "OEM Reseller - Software",
        "Surface PC and Surface Hub Authorized Device Distributor (ADD)",
    )
)

_MIXED_REALITY = frozenset({ProgramId("Mixed Reality ADD"), ProgramId("Mixed Reality ADR & DMP")})
"""The blog names Mixed Reality alone; these are its programs in the table of thresholds."""

PIE_2016 = Edition(
    name="Older platform, 2016",
    payment_run_day=Rule(
        value=14,
        first=date(2016, 8, 9),
        last=date(2016, 8, 9),
        withdrawn=date(2018, 9, 1),
        source=cite("KB-CYC", "D-12"),
        basis=inferred("on or before the 14th, 23:59:59 in the program's zone"),
    ),
)
"""What the support articles of 2016 add: monthly payment runs with a cut-off."""

PARTNER_CENTER_2018 = Edition(
    name="Partner Center, 2018-09",
    claim_deadline_days=Rule(
        value=CalendarDays(45),
        first=date(2018, 9, 1),
        last=date(2020, 9, 1),
        withdrawn=date(2020, 11, 3),  # the day of the first claiming windows
        source=cite("OV18", "D-04"),
        basis=PUBLISHED,
    ),
    retention_span=Rule(
        value=Months(24),
        first=date(2018, 9, 1),
        last=date(2023, 4, 19),
        source=cite("OV23", "D-25", "Q-02"),
        basis=PUBLISHED,
    ),
)
"""The overview of 2018-09, as far as later pages repeat it."""

PARTNER_CENTER_2020_06 = Edition(
    name="Partner Center, 2020-06",
    review_span=Rule(
        value=BusinessDays(2),
        first=_FIRST_PAGE,
        last=date(2022, 8, 4),
        source=cite("MG22", "D-07"),
        basis=PUBLISHED,
    ),
    dispute_span=Rule(
        value=BusinessDays(5),
        first=_FIRST_PAGE,
        last=date(2022, 8, 4),
        source=cite("MG22", "D-09", "X-02"),
        basis=PUBLISHED,
    ),
    payment_span=Rule(
        value=BusinessDays(45),
        first=_FIRST_PAGE,
        last=date(2022, 8, 4),
        source=cite("MG22", "D-10"),
        basis=PUBLISHED,
    ),
    tax_invoice_span=Rule(
        value=CalendarDays(30),
        first=_FIRST_PAGE,
        last=date(2022, 8, 4),
        source=cite("MG22", "D-11"),
        basis=PUBLISHED,
    ),
    plan_review_span=Rule(
        value=MonthEnd(1),
        first=date(2020, 9, 11),
        last=date(2022, 8, 16),
        source=cite("PO22", "D-08"),
        basis=PUBLISHED,
    ),
    plan_payment_day=Rule(
        value=15,
        first=date(2020, 9, 11),
        last=date(2022, 8, 4),
        source=cite("PL22", "D-19"),
        basis=PUBLISHED,
    ),
    plan_resubmission_span=Rule(
        value=CalendarDays(90),
        first=date(2020, 9, 11),
        last=date(2022, 8, 4),
        source=cite("PL22", "D-20"),
        basis=PUBLISHED,
    ),
    escalation_span=Rule(
        value=BusinessDays(2),
        first=_FIRST_PAGE,
        last=date(2022, 8, 4),
        source=cite("MG22", "R-16", "D-07"),
        basis=inferred("two days without a unit; read in business days, the unit of the review"),
    ),
    dispute_window=Rule(
        value=CalendarDays(30),
        first=_FIRST_PAGE,
        source=cite("MC23", "D-29", "X-07"),
        basis=inferred("taken from a sibling claim type; used only by a strict policy"),
    ),
    catalogue=Rule(
        value=ACTIVITIES_2019,
        first=date(2019, 4, 1),
        last=date(2023, 10, 1),
        source=cite("CO21", "C-02", "C-03"),
        basis=PUBLISHED,
    ),
    permissions=PERMISSIONS_2020,
    widened_disputing=Rule(
        value=frozenset({Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER}),
        first=date(2021, 9, 24),
        last=date(2021, 11, 10),
        source=cite("RJ21", "R-03"),
        basis=PUBLISHED,
    ),
)
"""The page on approval, payment and dispute, first seen on 2020-06-29, and its permissions."""

PARTNER_CENTER_2020_11 = Edition(
    name="Partner Center, 2020-11",
    activity_limit=Rule(
        value=ActivityLimit(
            span=CalendarDays(45),
            latest=date(2021, 8, 15),
            programs=frozenset(_CSP),
        ),
        first=date(2020, 12, 22),
        last=date(2021, 6, 30),
        withdrawn=date(2021, 7, 1),
        source=cite("AN20", "D-06", "U-14"),
        basis=PUBLISHED,
    ),
    rollovers=Rule(
        value=(
            Rollover(
                programs=frozenset(_CSP),
                from_usage=UsagePeriod(date(2020, 7, 1), date(2020, 12, 31)),
                to_usage=UsagePeriod(date(2021, 1, 1), date(2021, 6, 30)),
            ),
        ),
        first=date(2020, 12, 22),
        last=date(2020, 12, 22),
        source=cite("AN20", "U-14"),
        basis=PUBLISHED,
    ),
    profile_validation_hours=Rule(
        value=48,
        first=date(2020, 11, 1),
        last=date(2021, 4, 15),
        source=cite("PR21", "D-21"),
        basis=PUBLISHED,
    ),
    thresholds=Rule(
        value=tuple((program, Money("4000.00", "USD")) for program in _CSP),
        first=date(2020, 11, 3),
        withdrawn=date(2021, 9, 1),
        source=cite("T-PAX8", "U-26"),
        basis=inferred("a third party's figure for the time before the program year 2022, for all of CSP"),
    ),
    final_approval_span=Rule(
        value=MonthEnd(1),
        first=date(2020, 11, 3),
        source=cite("T-365", "D-15"),
        basis=inferred("third parties only; used only by a policy"),
    ),
    claiming_windows=Rule(
        value=(
            ClaimingWindow(
                usage_first=MonthDay(1, 1),
                usage_last=MonthDay(6, 30),
                opens=MonthDay(2, 16),
                closes=MonthDay(8, 15),
            ),
            ClaimingWindow(
                usage_first=MonthDay(7, 1),
                usage_last=MonthDay(12, 31),
                opens=MonthDay(8, 16),
                closes=MonthDay(2, 15),
            ),
        ),
        first=date(2020, 11, 3),
        last=date(2023, 4, 19),
        source=cite("OV23", "D-03", "D-05"),
        basis=PUBLISHED,
    ),
)
"""The overview rewritten in 2020-11: claiming windows with fixed days."""

PARTNER_CENTER_2021_09 = Edition(
    name="Partner Center, 2021-09",
    thresholds=Rule(
        value=(
            *((program, Money("10000.00", "USD")) for program in _CSP),
            *((program, Money("1500.00", "USD")) for program in _OTHERS),
        ),
        first=date(2021, 9, 29),
        last=date(2022, 8, 4),
        source=cite("TH21", "U-04", "U-05"),
        basis=PUBLISHED,
    ),
    hold_span=Rule(
        value=CalendarDays(180),
        first=date(2021, 9, 27),
        source=cite("TP23", "D-22", "P-24"),
        basis=inferred("published on 2023-10-03 of holds that ran already; read back to its era's start"),
    ),
)
"""The pages of 2021-09 to 2023: what they add."""

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
        source=cite("TP23", "P-18", "P-20"),
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
                programs=_MIXED_REALITY,
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

partner_center = Rulebook(
    "Partner Center",
    (
        PIE_2016,
        PARTNER_CENTER_2018,
        PARTNER_CENTER_2020_06,
        PARTNER_CENTER_2020_11,
        PARTNER_CENTER_2021_09,
        PARTNER_CENTER_2023_10,
    ),
)
"""Everything published about co-op claims in Partner Center, on one timeline."""
