"""Deadlines: every date by which somebody has to answer, each explained; planning back; recomputing."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.deadlines.deadline import (
        Clock as Clock, Deadline as Deadline, DeadlineState as DeadlineState, NotRunning as NotRunning,
    )
    from coopclaims.deadlines.each_clock import (
        PaymentRun as PaymentRun, TaxInvoice as TaxInvoice, TaxInvoiceState as TaxInvoiceState,
        dispute_deadline as dispute_deadline, dispute_due as dispute_due,
        escalation_deadline as escalation_deadline, escalation_due as escalation_due, hold_due as hold_due,
        payment_deadline as payment_deadline, payment_due as payment_due, payment_run as payment_run,
        plan_review_due as plan_review_due, retention_due as retention_due,
        review_deadline as review_deadline, review_due as review_due,
    )
    from coopclaims.deadlines.holds import (
        HeldMoney as HeldMoney, HeldState as HeldState, escheat_status as escheat_status,
        hold_deadline as hold_deadline, hold_status as hold_status,
    )
    from coopclaims.deadlines.planning import (
        DeadlineChange as DeadlineChange, ResponseTime as ResponseTime,
        latest_submission as latest_submission, recompute as recompute,
    )
    from coopclaims.deadlines.windows import (
        OpenPeriod as OpenPeriod, Opening as Opening, activity_claim_due as activity_claim_due,
        claiming_deadline as claiming_deadline, claiming_due as claiming_due,
        claiming_opening as claiming_opening, dispute_window_due as dispute_window_due,
        draft_expiry as draft_expiry, earnings_start as earnings_start,
        final_approval_due as final_approval_due, open_usage_periods as open_usage_periods,
    )
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "deadline": "Clock Deadline DeadlineState NotRunning",
        "each_clock": """
            PaymentRun TaxInvoice TaxInvoiceState dispute_deadline dispute_due escalation_deadline
            escalation_due hold_due payment_deadline payment_due payment_run plan_review_due retention_due
            review_deadline review_due
        """,
        "holds": "HeldMoney HeldState escheat_status hold_deadline hold_status",
        "planning": "DeadlineChange ResponseTime latest_submission recompute",
        "windows": """
            OpenPeriod Opening activity_claim_due claiming_deadline claiming_due claiming_opening
            dispute_window_due draft_expiry earnings_start final_approval_due open_usage_periods
        """,
    })
# fmt: on
