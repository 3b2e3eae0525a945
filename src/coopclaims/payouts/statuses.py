"""The published statuses of payments, bank profiles and enrollments, and the types of an earning.

Some labels collide with each other and with those of claims, so each object has an enumeration of
its own (S-16).
"""

from __future__ import annotations

from typing import final

from coopclaims._values import Keyed


@final
class PaymentStatus(Keyed):
    """The status of a payment, in the published words. A claim has no status "Paid".

    Source: PS21, EA23 P-31, P-37.
    """

    UNPROCESSED = "unprocessed", "Unprocessed"
    UPCOMING = "upcoming", "Upcoming"
    PENDING_TAX_INVOICE = "pending_tax_invoice", "Pending tax invoice"
    TAX_INVOICE_UNDER_REVIEW = "tax_invoice_under_review", "Tax invoice under review"
    TAX_INVOICE_REJECTED = "tax_invoice_rejected", "Tax invoice rejected"
    REJECTED_DURING_REVIEW = "rejected_during_review", "Rejected during review"
    IN_PROGRESS = "in_progress", "In progress"
    SENT = "sent", "Sent"
    REVERSED = "reversed", "Reversed"
    REJECTED = "rejected", "Rejected"
    FAILED = "failed", "Failed"
    REPROCESSING = "reprocessing", "Reprocessing"
    INCORRECT_PAYMENT = "incorrect_payment", "Incorrect payment"
    FORFEITED = "forfeited", "Forfeited"
    ESCHEATED = "escheated", "Escheated"

    @property
    def is_under_way(self) -> bool:
        """Whether the money is on its way or has arrived, so that nothing is left to wait for."""
        return self in _UNDER_WAY


_UNDER_WAY = frozenset({PaymentStatus.IN_PROGRESS, PaymentStatus.REPROCESSING, PaymentStatus.SENT})


@final
class PaymentTrigger(Keyed):
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
    CORRECT_INSTANT = "correct_instant"


@final
class ProfileStatus(Keyed):
    """The status of the validation of a bank profile. Source: PR21, PR22 P-12."""

    PENDING_VALIDATION = "pending_validation", "Pending Microsoft validation"
    APPROVED = "approved", "Approved"
    ACTION_REQUIRED = "action_required", "Action required"


@final
class EnrollmentStatus(Keyed):
    """The status of the enrollment of a location in a program. Source: UI20, UI22 P-13."""

    ACTION_REQUIRED = "action_required", "Action required"
    DISCONTINUED = "discontinued", "Discontinued"
    ENROLLED = "enrolled", "Enrolled"
    ENROLLING = "enrolling", "Enrolling"
    INACTIVE = "inactive", "Inactive/Ineligible"
    INVITED = "invited", "Invited"
    VALIDATING = "validating", "Validating enrollment"


@final
class EarningType(Keyed):
    """The type of an earning: each has a balance and, where that is assigned, a bank profile of its own.

    Source: TP23 P-20; MCI22 N11.
    """

    COOP = "coop", "co-op"
    REBATE = "rebate"
