"""The rules of Partner Center as its pages had them from 2018-09 to 2020-12, by edition."""

from __future__ import annotations

from datetime import date
from typing import Final

from coopclaims.activities.published import ACTIVITIES_2018, ACTIVITIES_2019
from coopclaims.calendars.conventions import BusinessDays
from coopclaims.money.amounts import Money
from coopclaims.periods import CalendarDays, MonthDay, MonthEnd, Months, UsagePeriod
from coopclaims.provenance import cite, inferred, message
from coopclaims.rules.editions import ActivityLatest, ClaimingWindow, Edition, PlanDeadline, Rollover
from coopclaims.rules.published import CSP
from coopclaims.rules.published.permissions import (
    LAST_SEEN,
    PERMISSIONS_2019,
    PERMISSIONS_2020,
    PERMISSIONS_OF_MONEY,
)
from coopclaims.rules.published.reasons import CODES_OF_REASONS
from coopclaims.rules.rule import stated

_SUPPORT_TEXTS: Final = date(2020, 5, 26)
"""The first day of the support texts, which say what the pages say later."""

_SUPPORT_TEXTS_LAST: Final = date(2021, 4, 9)

# fmt: off
UNIT_OF_THE_REVIEW: Final = inferred(message("reading.unit_of_the_review",
    "two days without a unit, read in the unit of the review"))
"""How both pages about approval are read that say when to contact Support."""

_READ_BACK: Final = "read back to the days before its only source; used only by a policy"

PARTNER_CENTER_2018 = Edition(
    name="Partner Center, 2018-09",
    claim_deadline_days=stated(CalendarDays(45), cite("OV18", "D-04"), date(2018, 9, 4), date(2020, 9, 17)),
    plan_needed_for=stated(frozenset(), cite("OV18", "C-12", "A-13"), date(2018, 9, 4), date(2020, 9, 17)),
    retention_span=stated(Months(24), cite("OV23", "D-25", "Q-02"), date(2018, 9, 4), LAST_SEEN),
    catalogue=stated(ACTIVITIES_2018, cite("CO18", "C-02", "C-03"), date(2018, 9, 4), date(2018, 9, 4)),
)
"""The overview from 2018-09 on, and the first catalogue."""

PARTNER_CENTER_2019_04 = Edition(
    name="Partner Center, 2019-04",
    catalogue=stated(ACTIVITIES_2019, cite("CO21", "C-02", "C-03"), date(2019, 4, 3), LAST_SEEN),
)
"""The catalogue with metrics, expenses and caps, which stood until 2023-10."""

PARTNER_CENTER_2019_11 = Edition(name="Partner Center, 2019-11", permissions=PERMISSIONS_2019)
"""The first version of the claims page that names roles."""

PARTNER_CENTER_2020_05 = Edition(
    name="Partner Center, 2020-05",
    review_span=stated(BusinessDays(2), cite("MG22", "D-07"), _SUPPORT_TEXTS, LAST_SEEN),
    escalation_span=stated(BusinessDays(2), cite("MG22", "R-16", "D-07"), _SUPPORT_TEXTS, LAST_SEEN,
        basis=UNIT_OF_THE_REVIEW),
    dispute_span=stated(BusinessDays(5), cite("MG22", "D-09", "X-02"), _SUPPORT_TEXTS, LAST_SEEN),
    payment_span=stated(BusinessDays(45), cite("MG22", "D-10"), _SUPPORT_TEXTS, LAST_SEEN),
    tax_invoice_span=stated(CalendarDays(30), cite("MG22", "D-11"), _SUPPORT_TEXTS, LAST_SEEN),
    plan_review_span=stated(MonthEnd(1), cite("PO22", "D-08", "N5"), _SUPPORT_TEXTS, LAST_SEEN),
    plan_submission_deadline=stated(PlanDeadline.PROGRAM_YEAR, cite("PL22", "D-18"), _SUPPORT_TEXTS,
        LAST_SEEN),
    plan_payment_day=stated(15, cite("PL22", "D-19"), _SUPPORT_TEXTS, LAST_SEEN),
    plan_resubmission_span=stated(CalendarDays(90), cite("PL22", "D-20"), _SUPPORT_TEXTS, LAST_SEEN),
    poe_submission_span=stated(CalendarDays(180), cite("SH-PO", "N1"), _SUPPORT_TEXTS, _SUPPORT_TEXTS_LAST),
    dispute_window=stated(
        CalendarDays(30),
        cite("MC23", "D-29", "X-07"),
        _SUPPORT_TEXTS,
        basis=inferred(message("reading.window_read_back", f"taken from a sibling claim type, {_READ_BACK}")),
    ),
    reason_codes=CODES_OF_REASONS,
    permissions=PERMISSIONS_2020 + PERMISSIONS_OF_MONEY,
)
"""The support texts of 2020-05 and the pages after them about approval, payment, dispute and plans."""

PARTNER_CENTER_2020_07 = Edition(
    name="Partner Center, 2020-07",
    claim_deadline_days=stated(CalendarDays(45), cite("SH-CS", "D-04", "N4"), date(2020, 7, 24),
        _SUPPORT_TEXTS_LAST),
    activity_span=stated(CalendarDays(45), cite("SH-CS", "D-06", "N3"), date(2020, 7, 24),
        _SUPPORT_TEXTS_LAST),
)
"""The support text about the status of claims and their deadlines."""

PARTNER_CENTER_2020_09 = Edition(
    name="Partner Center, 2020-09",
    claiming_windows=stated(
        (
            ClaimingWindow(usage_first=MonthDay(1, 1), usage_last=MonthDay(6, 30), opens=MonthDay(2, 16),
                closes=MonthDay(8, 15)),
            ClaimingWindow(usage_first=MonthDay(7, 1), usage_last=MonthDay(12, 31), opens=MonthDay(8, 16),
                closes=MonthDay(2, 15)),
        ),
        cite("OV23", "D-03", "D-05"),
        date(2020, 9, 22),
        LAST_SEEN,
    ),
    final_approval_span=stated(MonthEnd(1), cite("T-365", "D-15"), date(2020, 9, 22),
        basis=inferred(message("reading.approval_read_back", f"third parties only, {_READ_BACK}"))),
)
"""The overview rewritten in 2020-09: claiming windows with fixed days.

The version seen the day before had windows of whole months; it was wrong, and is no rule.
"""

PARTNER_CENTER_2020_10 = Edition(
    name="Partner Center, 2020-10",
    tax_invoice_submission_span=stated(CalendarDays(180), cite("TI", "N15"), date(2020, 10, 16),
        date(2020, 10, 20), withdrawn=date(2020, 11, 3)),
    tax_invoice_countries=stated(frozenset({"CN", "IN", "IT", "KR", "MX", "TW"}), cite("TI", "N15"),
        date(2020, 10, 16), date(2020, 10, 20), withdrawn=date(2020, 11, 3)),
    tax_invoice_number_length=stated(16, cite("TI", "N15"), date(2020, 10, 16), date(2020, 10, 20),
        withdrawn=date(2020, 11, 3)),
)
"""The page about the tax invoice as proof, taken down on 2020-11-03."""

PARTNER_CENTER_2020_11 = Edition(
    name="Partner Center, 2020-11",
    profile_validation_hours=stated(48, cite("PR21", "D-21"), date(2020, 11, 1), date(2021, 4, 15)),
    activity_latest=stated(
        ActivityLatest(latest=date(2021, 8, 15), programs=frozenset(CSP)),
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
        withdrawn=date(2021, 9, 29),  # the third party says October, the vendor's table is of this day
        basis=inferred(message("reading.figure_of_a_third_party",
            "a third party's figure for the time before the program year 2022, for all of CSP")),
    ),
)
# fmt: on
"""The notices of 2020-11 and 2020-12."""
