"""The published statuses of payments, bank profiles and enrollments, and the steps of a payment.

Some labels collide with each other and with those of claims, so each object has an enumeration of
its own (S-16).
"""

from __future__ import annotations

from enum import StrEnum
from typing import final


@final
class PaymentStatus(StrEnum):
    """The status of a payment, in the published words. A claim has no status "Paid".

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

    @property
    def is_under_way(self) -> bool:
        """Whether the money is on its way or has arrived, so that nothing is left to wait for."""
        return self in _UNDER_WAY


_UNDER_WAY = frozenset(
    {PaymentStatus.IN_PROGRESS, PaymentStatus.REPROCESSING, PaymentStatus.SENT},
)


@final
class PaymentTrigger(StrEnum):
    """What can be done to a payment: the columns of the payment table. The names are ours."""

    MAKE = "make"
    ORDER = "order"
    REQUEST_TAX_INVOICE = "request_tax_invoice"
    RECEIVE_TAX_INVOICE = "receive_tax_invoice"
    APPROVE_TAX_INVOICE = "approve_tax_invoice"
    REJECT_TAX_INVOICE = "reject_tax_invoice"
    REJECT_IN_REVIEW = "reject_in_review"
    START_PAYING = "start_paying"
    SEND = "send"
    RETURN = "return"
    REFUSE = "refuse"
    FAIL = "fail"
    RETRY = "retry"
    RECOUP = "recoup"
    HOLD = "hold"
    RELEASE = "release"
    FORFEIT = "forfeit"
    ESCHEAT = "escheat"

    @property
    def caption(self) -> str:
        """The step for people: "request tax invoice"."""
        return self.value.replace("_", " ")


@final
class ProfileStatus(StrEnum):
    """The status of the validation of a bank profile. Source: PR21, PR22 P-12."""

    PENDING_VALIDATION = "Pending Microsoft validation"
    APPROVED = "Approved"
    ACTION_REQUIRED = "Action required"


@final
class EnrollmentStatus(StrEnum):
    """The status of the enrollment of a location in a program. Source: UI20, UI22 P-13."""

    ACTION_REQUIRED = "Action required"
    DISCONTINUED = "Discontinued"
    ENROLLED = "Enrolled"
    ENROLLING = "Enrolling"
    INACTIVE = "Inactive/Ineligible"
    INVITED = "Invited"
    VALIDATING = "Validating enrollment"
