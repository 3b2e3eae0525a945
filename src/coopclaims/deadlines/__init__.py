"""Deadlines: every date by which somebody has to answer, each explained; planning back; recomputing."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.deadlines.after_events import (
        dispute_due as dispute_due, dispute_window_due as dispute_window_due,
        due as due, escalation_due as escalation_due, final_approval_due as final_approval_due,
        hold_due as hold_due, payment_due as payment_due,
        plan_review_due as plan_review_due, retention_due as retention_due, review_due as review_due,
    )
    from coopclaims.deadlines.counting import (
        Clock as Clock, ClockEvent as ClockEvent, Closure as Closure, Deadline as Deadline,
        DeadlineState as DeadlineState, NotRunning as NotRunning, SpanUnit as SpanUnit,
    )
    from coopclaims.deadlines.each_clock import (
        clocks as clocks, deadline as deadline, dispute_deadline as dispute_deadline,
        escalation_deadline as escalation_deadline, payment_deadline as payment_deadline,
        review_deadline as review_deadline,
    )
    from coopclaims.deadlines.hindsight import Promise as Promise
    from coopclaims.deadlines.holds import (
        HeldMoney as HeldMoney, HeldState as HeldState, escheat_status as escheat_status,
        hold_deadline as hold_deadline, hold_status as hold_status,
    )
    from coopclaims.deadlines.planning import (
        DeadlineChange as DeadlineChange, ResponseTime as ResponseTime,
        latest_submission as latest_submission, recompute as recompute,
    )
    from coopclaims.deadlines.runs import (
        PaymentRun as PaymentRun, payment_run as payment_run, rebate_due as rebate_due,
    )
    from coopclaims.deadlines.tax_invoices import (
        TaxInvoice as TaxInvoice, TaxInvoiceState as TaxInvoiceState, tax_invoice_due as tax_invoice_due,
        tax_invoice_problems as tax_invoice_problems,
    )
    from coopclaims.deadlines.windows import (
        OpenPeriod as OpenPeriod, Opening as Opening, activity_claim_due as activity_claim_due,
        claiming_deadline as claiming_deadline, claiming_due as claiming_due,
        claiming_opening as claiming_opening, draft_expiry as draft_expiry, earnings_start as earnings_start,
        open_usage_periods as open_usage_periods, poe_submission_due as poe_submission_due,
    )
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "after_events": """
            dispute_due dispute_window_due due escalation_due final_approval_due hold_due payment_due
            plan_review_due retention_due review_due
        """,
        "counting": "Clock ClockEvent Closure Deadline DeadlineState NotRunning SpanUnit",
        "each_clock": "clocks deadline dispute_deadline escalation_deadline payment_deadline review_deadline",
        "hindsight": "Promise",
        "holds": "HeldMoney HeldState escheat_status hold_deadline hold_status",
        "planning": "DeadlineChange ResponseTime latest_submission recompute",
        "runs": "PaymentRun payment_run rebate_due",
        "tax_invoices": "TaxInvoice TaxInvoiceState tax_invoice_due tax_invoice_problems",
        "windows": """
            OpenPeriod Opening activity_claim_due claiming_deadline claiming_due claiming_opening draft_expiry
            earnings_start open_usage_periods poe_submission_due
        """,
    })
# fmt: on
