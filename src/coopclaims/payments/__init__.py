"""Payments: each payment's own life, what blocks it, and deciding about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.payments.blockers import (
        Blocker as Blocker, BlockerCode as BlockerCode, EnrollmentStanding as EnrollmentStanding,
        PaymentContext as PaymentContext, ProfileStanding as ProfileStanding, Responsible as Responsible,
        TaxProfile as TaxProfile,
    )
    from coopclaims.payments.contacts import (
        Contact as Contact, GUIDANCE as GUIDANCE, Guidance as Guidance, StandingDuty as StandingDuty,
        StatusGuidance as StatusGuidance, SummaryLabel as SummaryLabel, guidance as guidance,
        summary_labels as summary_labels,
    )
    from coopclaims.payments.deciding import (
        ExpectedPayment as ExpectedPayment, PaymentCommand as PaymentCommand,
        PaymentDecision as PaymentDecision, decide_payment as decide_payment,
        expected_payments as expected_payments, payment_problems as payment_problems,
        repeated_payment as repeated_payment,
    )
    from coopclaims.payments.payment import (
        Payment as Payment, PaymentEntry as PaymentEntry, PaymentHistory as PaymentHistory,
        PaymentMilestones as PaymentMilestones, PaymentTerms as PaymentTerms,
    )
    from coopclaims.payments.recording import (
        record_payment as record_payment, replay_payment as replay_payment,
    )
    from coopclaims.payments.table import (
        PAYMENT_TABLE as PAYMENT_TABLE, PaymentRefusal as PaymentRefusal, PaymentRow as PaymentRow,
    )
    from coopclaims.payments.unpaid import WhyNotPaid as WhyNotPaid, why_not_paid as why_not_paid
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "blockers": """
            Blocker BlockerCode EnrollmentStanding PaymentContext ProfileStanding Responsible TaxProfile
        """,
        "contacts": """
            Contact GUIDANCE Guidance StandingDuty StatusGuidance SummaryLabel guidance summary_labels
        """,
        "deciding": """
            ExpectedPayment PaymentCommand PaymentDecision decide_payment expected_payments payment_problems
            repeated_payment
        """,
        "payment": "Payment PaymentEntry PaymentHistory PaymentMilestones PaymentTerms",
        "recording": "record_payment replay_payment",
        "table": "PAYMENT_TABLE PaymentRefusal PaymentRow",
        "unpaid": "WhyNotPaid why_not_paid",
    })
# fmt: on
