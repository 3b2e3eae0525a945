"""The rules of Partner Center as its pages had them from 2018-09 to 2020-12, by edition."""

from __future__ import annotations

from datetime import date
from typing import Final

from coopclaims.activities.published import ACTIVITIES_2018, ACTIVITIES_2019
from coopclaims.calendars.conventions import BusinessDays
from coopclaims.money.amounts import Money
from coopclaims.periods import CalendarDays, MonthDay, MonthEnd, Months, UsagePeriod
from coopclaims.provenance import cite, inferred, message
from coopclaims.rules.editions import ActivityLimit, ClaimingWindow, Edition, PlanDeadline, Rollover
from coopclaims.rules.published.permissions import CSP, PERMISSIONS_2020, PERMISSIONS_OF_MONEY
from coopclaims.rules.rule import Precision, stated

_FIRST_PAGE: Final = date(2020, 6, 29)
_LAST_COPY: Final = date(2020, 10, 29)
"""The days of the page about approval, payment and dispute as first seen, and as last before 2021-09."""

# fmt: off
UNIT_OF_THE_REVIEW: Final = inferred(message("reading.unit_of_the_review",
    "two days without a unit, read in the unit of the review"))
"""How both pages about approval are read that say when to contact Support."""

_PLAN_PAGE: Final = date(2020, 9, 11)
_PLAN_PAGE_LAST: Final = date(2022, 8, 4)

PARTNER_CENTER_2018 = Edition(
    name="Partner Center, 2018-09",
    claim_deadline_days=stated(
        CalendarDays(45),
        cite("OV18", "D-04"),
        date(2018, 9, 1),
        date(2020, 9, 1),
        withdrawn=date(2020, 11, 3),  # the rewritten overview has windows with fixed days instead
        known_to=Precision.MONTH,
    ),
    plan_needed_for=stated(frozenset(), cite("OV18", "C-12", "A-13"), date(2018, 9, 1), date(2020, 9, 1),
        known_to=Precision.MONTH),
    retention_span=stated(Months(24), cite("OV18", "D-25", "Q-02"), date(2018, 9, 1), date(2020, 9, 1),
        known_to=Precision.MONTH),
    catalogue=stated(ACTIVITIES_2018, cite("CO18", "C-02", "C-03"), date(2018, 9, 1), date(2018, 9, 1),
        known_to=Precision.MONTH),
)
"""The overview as it was from 2018-09 to 2020-09, and the first catalogue."""

PARTNER_CENTER_2019_04 = Edition(
    name="Partner Center, 2019-04",
    catalogue=stated(ACTIVITIES_2019, cite("CO21", "C-02", "C-03"), date(2019, 4, 1), date(2023, 10, 1),
        known_to=Precision.MONTH),
)
"""The catalogue with metrics, expenses and caps, which stood until 2023-10."""

PARTNER_CENTER_2020_06 = Edition(
    name="Partner Center, 2020-06",
    review_span=stated(BusinessDays(2), cite("MG20", "D-07"), _FIRST_PAGE, _LAST_COPY),
    escalation_span=stated(BusinessDays(2), cite("MG20", "R-16", "D-07"), _FIRST_PAGE, _LAST_COPY,
        basis=UNIT_OF_THE_REVIEW),
    dispute_span=stated(BusinessDays(5), cite("MG20", "D-09", "X-02"), _FIRST_PAGE, _LAST_COPY),
    payment_span=stated(BusinessDays(45), cite("MG20", "D-10"), _FIRST_PAGE, _LAST_COPY),
    tax_invoice_span=stated(CalendarDays(30), cite("MG20", "D-11"), _FIRST_PAGE, _LAST_COPY),
    plan_review_span=stated(
        MonthEnd(1),
        cite("PO22", "D-08"),
        _PLAN_PAGE,
        date(2022, 8, 16),
        basis=inferred(message("reading.month_after_submission",
            "the end of the month after the one of the submission; the sentence has two readings")),
    ),
    plan_submission_deadline=stated(PlanDeadline.PROGRAM_YEAR, cite("PL22", "D-18"), _PLAN_PAGE,
        _PLAN_PAGE_LAST),
    plan_payment_day=stated(15, cite("PL22", "D-19"), _PLAN_PAGE, _PLAN_PAGE_LAST),
    plan_resubmission_span=stated(CalendarDays(90), cite("PL22", "D-20"), _PLAN_PAGE, _PLAN_PAGE_LAST),
    dispute_window=stated(
        CalendarDays(30),
        cite("MC23", "D-29", "X-07"),
        _FIRST_PAGE,
        basis=inferred(message("reading.from_a_sibling",
            "taken from a sibling claim type; used only by a strict policy")),
    ),
    permissions=PERMISSIONS_2020 + PERMISSIONS_OF_MONEY,
)
"""The pages of 2020-06 to 2020-10 about approval, payment, dispute and plans, and their permissions."""

PARTNER_CENTER_2020_11 = Edition(
    name="Partner Center, 2020-11",
    claiming_windows=stated(
        (
            ClaimingWindow(usage_first=MonthDay(1, 1), usage_last=MonthDay(6, 30), opens=MonthDay(2, 16),
                closes=MonthDay(8, 15)),
            ClaimingWindow(usage_first=MonthDay(7, 1), usage_last=MonthDay(12, 31), opens=MonthDay(8, 16),
                closes=MonthDay(2, 15)),
        ),
        cite("OV23", "D-03", "D-05"),
        date(2020, 11, 3),
        date(2023, 4, 19),
    ),
    retention_span=stated(Months(24), cite("OV23", "D-25", "Q-02"), date(2020, 11, 3), date(2023, 4, 19)),
    profile_validation_hours=stated(48, cite("PR21", "D-21"), date(2020, 11, 1), date(2021, 4, 15)),
    activity_limit=stated(
        ActivityLimit(span=CalendarDays(45), latest=date(2021, 8, 15), programs=frozenset(CSP)),
        cite("AN20", "D-06", "U-14"),
        date(2020, 12, 22),
        date(2020, 12, 22),
        withdrawn=date(2021, 7, 1),  # the notice is about activities of the half-year that ends before
    ),
    rollovers=stated(
        (
            Rollover(programs=frozenset(CSP), from_usage=UsagePeriod(date(2020, 7, 1), date(2020, 12, 31)),
                to_usage=UsagePeriod(date(2021, 1, 1), date(2021, 6, 30))),
        ),
        cite("AN20", "U-14"),
        date(2020, 12, 22),
        date(2020, 12, 22),
    ),
    thresholds=stated(
        tuple((program, Money("4000.00", "USD")) for program in CSP),
        cite("T-PAX8", "U-26"),
        date(2020, 11, 3),
        withdrawn=date(2021, 9, 1),  # nobody says what held in 2021-09, until the page of its 29th
        basis=inferred(message("reading.figure_of_a_third_party",
            "a third party's figure for the time before the program year 2022, for all of CSP")),
    ),
    final_approval_span=stated(MonthEnd(1), cite("T-365", "D-15"), date(2020, 11, 3),
        basis=inferred(message("reading.third_parties_only", "third parties only; used only by a policy"))),
)
# fmt: on
"""The overview rewritten in 2020-11: claiming windows with fixed days; and the notice of 2020-12."""
