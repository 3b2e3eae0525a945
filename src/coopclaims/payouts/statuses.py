"""The published statuses of payments, bank profiles and enrollments.

Some labels collide with each other and with those of claims, so each object has an enumeration of
its own (S-16).
"""

from __future__ import annotations

from enum import StrEnum
from typing import final

__all__ = ["EnrollmentStatus", "PaymentStatus", "ProfileStatus"]


@final
class PaymentStatus(StrEnum):
    """Where a payment stands, in the published words. A claim has no status "Paid".

    Source: PS21, EA23 P-31, P-37.
    """

    UNPROCESSED = "Unprocessed"
    UPCOMING = "Upcoming"
    PENDING_TAX_INVOICE = "Pending tax invoice"
    TAX_INVOICE_UNDER_REVIEW = "Tax invoice under review"
    TAX_INVOICE_REJECTED = "Tax invoice rejected"
    REJECTED_DURING_REVIEW = "Rejected during review"
    IN_PROGRESS = "In progress"
    SENT = "Sent"
    REVERSED = "Reversed"
    REJECTED = "Rejected"
    FAILED = "Failed"
    REPROCESSING = "Reprocessing"
    INCORRECT_PAYMENT = "Incorrect payment"
    FORFEITED = "Forfeited"
    ESCHEATED = "Escheated"


@final
class ProfileStatus(StrEnum):
    """Where the validation of a bank profile stands. Source: PR21, PR22 P-12."""

    PENDING_VALIDATION = "Pending Microsoft validation"
    APPROVED = "Approved"
    ACTION_REQUIRED = "Action required"


@final
class EnrollmentStatus(StrEnum):
    """Where the enrollment of a location in a program stands. Source: UI20, UI22 P-13."""

    ACTION_REQUIRED = "Action required"
    DISCONTINUED = "Discontinued"
    ENROLLED = "Enrolled"
    ENROLLING = "Enrolling"
    INACTIVE = "Inactive/Ineligible"
    INVITED = "Invited"
    VALIDATING = "Validating enrollment"
