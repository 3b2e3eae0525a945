"""The rules of Partner Center as its pages had them from 2018-09 to 2020-12, by edition."""

from __future__ import annotations

from datetime import date
from typing import Final

from coopclaims.activities.published import ACTIVITIES_2018, ACTIVITIES_2019
from coopclaims.calendars.conventions import BusinessDays
from coopclaims.money.amounts import Money
from coopclaims.periods import CalendarDays, MonthDay, MonthEnd, Months, UsagePeriod
from coopclaims.provenance import PUBLISHED, cite, inferred
from coopclaims.rules.editions import ActivityLimit, ClaimingWindow, Edition, PlanDeadline, Rollover
from coopclaims.rules.published.permissions import CSP, PERMISSIONS_2020
from coopclaims.rules.rule import Precision, Rule

_FIRST_PAGE: Final = date(2020, 6, 29)
_LAST_COPY: Final = date(2020, 10, 29)
"""The days of the page about approval, payment and dispute as first seen, and as last before 2021-09."""

_PLAN_PAGE: Final = date(2020, 9, 11)
_PLAN_PAGE_LAST: Final = date(2022, 8, 4)

PARTNER_CENTER_2018 = Edition(
    name="Partner Center, 2018-09",
    claim_deadline_days=Rule(
        value=CalendarDays(45),
        first=date(2018, 9, 1),
        last=date(2020, 9, 1),
        withdrawn=date(2020, 11, 3),  # the rewritten overview has windows with fixed days instead
        source=cite("OV18", "D-04"),
        basis=PUBLISHED,
        first_known_to=Precision.MONTH,
        last_known_to=Precision.MONTH,
    ),
    plan_needed_for=Rule(
        value=frozenset(),
        first=date(2018, 9, 1),
        last=date(2020, 9, 1),
        source=cite("OV18", "C-12", "A-13"),
        basis=PUBLISHED,
        first_known_to=Precision.MONTH,
        last_known_to=Precision.MONTH,
    ),
    retention_span=Rule(
        value=Months(24),
        first=date(2018, 9, 1),
        last=date(2020, 9, 1),
        source=cite("OV18", "D-25", "Q-02"),
        basis=PUBLISHED,
        first_known_to=Precision.MONTH,
        last_known_to=Precision.MONTH,
    ),
    catalogue=Rule(
        value=ACTIVITIES_2018,
        first=date(2018, 9, 1),
        last=date(2018, 9, 1),
        source=cite("CO18", "C-02", "C-03"),
        basis=PUBLISHED,
        first_known_to=Precision.MONTH,
        last_known_to=Precision.MONTH,
    ),
)
"""The overview as it was from 2018-09 to 2020-09, and the first catalogue."""

PARTNER_CENTER_2019_04 = Edition(
    name="Partner Center, 2019-04",
    catalogue=Rule(
        value=ACTIVITIES_2019,
        first=date(2019, 4, 1),
        last=date(2023, 10, 1),
        source=cite("CO21", "C-02", "C-03"),
        basis=PUBLISHED,
        first_known_to=Precision.MONTH,
        last_known_to=Precision.MONTH,
    ),
)
"""The catalogue with metrics, expenses and caps, which stood until 2023-10."""

PARTNER_CENTER_2020_06 = Edition(
    name="Partner Center, 2020-06",
    review_span=Rule(
        value=BusinessDays(2),
        first=_FIRST_PAGE,
        last=_LAST_COPY,
        source=cite("MG20", "D-07"),
        basis=PUBLISHED,
    ),
    escalation_span=Rule(
        value=BusinessDays(2),
        first=_FIRST_PAGE,
        last=_LAST_COPY,
        source=cite("MG20", "R-16", "D-07"),
        basis=inferred("two days without a unit, read in the unit of the review"),
    ),
    dispute_span=Rule(
        value=BusinessDays(5),
        first=_FIRST_PAGE,
        last=_LAST_COPY,
        source=cite("MG20", "D-09", "X-02"),
        basis=PUBLISHED,
    ),
    payment_span=Rule(
        value=BusinessDays(45),
        first=_FIRST_PAGE,
        last=_LAST_COPY,
        source=cite("MG20", "D-10"),
        basis=PUBLISHED,
    ),
    tax_invoice_span=Rule(
        value=CalendarDays(30),
        first=_FIRST_PAGE,
        last=_LAST_COPY,
        source=cite("MG20", "D-11"),
        basis=PUBLISHED,
    ),
    plan_review_span=Rule(
        value=MonthEnd(1),
        first=_PLAN_PAGE,
        last=date(2022, 8, 16),
        source=cite("PO22", "D-08"),
        basis=inferred("the end of the month after the one of the submission; the sentence has two readings"),
    ),
    plan_submission_deadline=Rule(
        value=PlanDeadline.PROGRAM_YEAR,
        first=_PLAN_PAGE,
        last=_PLAN_PAGE_LAST,
        source=cite("PL22", "D-18"),
        basis=PUBLISHED,
    ),
    plan_payment_day=Rule(
        value=15,
        first=_PLAN_PAGE,
        last=_PLAN_PAGE_LAST,
        source=cite("PL22", "D-19"),
        basis=PUBLISHED,
    ),
    plan_resubmission_span=Rule(
        value=CalendarDays(90),
        first=_PLAN_PAGE,
        last=_PLAN_PAGE_LAST,
        source=cite("PL22", "D-20"),
        basis=PUBLISHED,
    ),
    dispute_window=Rule(
        value=CalendarDays(30),
        first=_FIRST_PAGE,
        source=cite("MC23", "D-29", "X-07"),
        basis=inferred("taken from a sibling claim type; used only by a strict policy"),
    ),
    permissions=PERMISSIONS_2020,
)
"""The pages of 2020-06 to 2020-10 about approval, payment, dispute and plans, and their permissions."""

PARTNER_CENTER_2020_11 = Edition(
    name="Partner Center, 2020-11",
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
    retention_span=Rule(
        value=Months(24),
        first=date(2020, 11, 3),
        last=date(2023, 4, 19),
        source=cite("OV23", "D-25", "Q-02"),
        basis=PUBLISHED,
    ),
    profile_validation_hours=Rule(
        value=48,
        first=date(2020, 11, 1),
        last=date(2021, 4, 15),
        source=cite("PR21", "D-21"),
        basis=PUBLISHED,
    ),
    activity_limit=Rule(
        value=ActivityLimit(
            span=CalendarDays(45),
            latest=date(2021, 8, 15),
            programs=frozenset(CSP),
        ),
        first=date(2020, 12, 22),
        last=date(2020, 12, 22),
        withdrawn=date(2021, 7, 1),  # the notice is about activities of the half-year that ends before
        source=cite("AN20", "D-06", "U-14"),
        basis=PUBLISHED,
    ),
    rollovers=Rule(
        value=(
            Rollover(
                programs=frozenset(CSP),
                from_usage=UsagePeriod(date(2020, 7, 1), date(2020, 12, 31)),
                to_usage=UsagePeriod(date(2021, 1, 1), date(2021, 6, 30)),
            ),
        ),
        first=date(2020, 12, 22),
        last=date(2020, 12, 22),
        source=cite("AN20", "U-14"),
        basis=PUBLISHED,
    ),
    thresholds=Rule(
        value=tuple((program, Money("4000.00", "USD")) for program in CSP),
        first=date(2020, 11, 3),
        withdrawn=date(2021, 9, 1),  # nobody says what held in 2021-09, until the page of its 29th
        source=cite("T-PAX8", "U-26"),
        basis=inferred("a third party's figure for the time before the program year 2022, for all of CSP"),
    ),
    final_approval_span=Rule(
        value=MonthEnd(1),
        first=date(2020, 11, 3),
        source=cite("T-365", "D-15"),
        basis=inferred("third parties only; used only by a policy"),
    ),
)
"""The overview rewritten in 2020-11: claiming windows with fixed days; and the notice of 2020-12."""
