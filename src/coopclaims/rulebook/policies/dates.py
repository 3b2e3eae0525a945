"""Readings about days: from when, until when, and in which unit."""

from __future__ import annotations

from enum import StrEnum
from typing import final

__all__ = [
    "ActivityLimiting",
    "ClaimDeadline",
    "ClaimOpening",
    "EscalationUnit",
    "FinalApproval",
    "HoldAnchor",
    "PaymentCounting",
    "PlanReview",
    "PlanUniqueness",
    "RetentionFrom",
    "ReviewClock",
    "TaxInvoiceClock",
]


@final
class ActivityLimiting(StrEnum):
    """Whether a claim is due a span after its activity too, as one notice said (D-06)."""

    OFF = "only the claiming period limits the submission"
    EARLIER_DATE = "the activity's own limit applies too, and the earlier date wins"


@final
class ClaimDeadline(StrEnum):
    """How the last day of a claiming period is found. Pages before 2020-11 count days (D-03, D-04)."""

    FIXED_DAYS = "claims close on the published day"
    DAY_COUNT = "claims close a span of days after the usage period, as before 2020-11"


@final
class ClaimOpening(StrEnum):
    """From when on claims are drafted and submitted. The vendor says one thing, a reseller another (D-05)."""

    WINDOW = "drafted from the usage period's first day, submitted in the claiming period"
    USAGE_PERIOD = "drafted and submitted from the usage period's first day"
    WINDOW_ONLY = "drafted and submitted in the claiming period"


@final
class FinalApproval(StrEnum):
    """Whether a claim has to be approved by a last day. Only third parties say so (D-15)."""

    NONE = "no claim lapses while it waits for an answer"
    MONTH_AFTER_WINDOW = "a claim is approved by the end of the month after its claiming period"


@final
class EscalationUnit(StrEnum):
    """In which unit the partner waits before contacting Support. The page gives none (R-16)."""

    BUSINESS_DAYS = "business days, as the review"
    CALENDAR_DAYS = "calendar days"


@final
class ReviewClock(StrEnum):
    """From which submission a review is counted. No source says what a resubmission does (D-07)."""

    RESTARTS = "the review clock starts anew at each submission"
    FIRST_SUBMISSION = "the review clock counts from the first submission"


@final
class PaymentCounting(StrEnum):
    """In which unit the span of payment is counted. A page of 2016 has the same figure in days (D-10)."""

    BUSINESS_DAYS = "business days, as published from 2020 on"
    CALENDAR_DAYS = "calendar days, as published in 2016"


@final
class TaxInvoiceClock(StrEnum):
    """Which clock counts where a tax invoice is needed. The page does not say (D-11)."""

    INSTEAD = "only the span after the tax invoice counts"
    LATER_OF_BOTH = "both spans count, and the later day is the due day"


@final
class PlanReview(StrEnum):
    """Which month's end ends a review on the plan path. The sentence has two readings (D-08)."""

    NEXT_MONTH = "the last day of the month after the submission"
    SAME_MONTH = "the last day of the month of the submission"


@final
class PlanUniqueness(StrEnum):
    """Of what there is one plan. The page gives two keys (A-33, A-34)."""

    PERIOD = "one plan for a location, fund, program and period"
    PROGRAM_YEAR = "one plan for a fund type and program year"


@final
class RetentionFrom(StrEnum):
    """From which day of a longer activity the originals are kept. No source says (Q-04)."""

    LAST_DAY = "from the activity's last day"
    FIRST_DAY = "from the activity's first day"


@final
class HoldAnchor(StrEnum):
    """From when on a hold is counted. Two pages of one month differ (D-22)."""

    FIRST_FAILED_PAYMENT = "a hold is counted from the first payment that failed"
    STATUS_CHANGE = "a hold is counted from the last change of the payment's status"
