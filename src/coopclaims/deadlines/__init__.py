"""Deadlines: every date by which somebody has to answer, each explained; planning back; drift."""

from __future__ import annotations

from coopclaims.deadlines.afterwards import PaymentRun, hold_due, payment_run, plan_review_due, retention_due
from coopclaims.deadlines.clocks import (
    dispute_deadline,
    dispute_due,
    payment_deadline,
    payment_due,
    review_deadline,
    review_due,
)
from coopclaims.deadlines.deadline import Clock, Deadline, DeadlineState, NotRunning
from coopclaims.deadlines.drift import Moved, drift
from coopclaims.deadlines.planning import Round, latest_submission
from coopclaims.deadlines.tax_invoice import TaxInvoice, TaxInvoiceState
from coopclaims.deadlines.windows import (
    Opening,
    activity_claim_due,
    claiming_deadline,
    claiming_due,
    claiming_opening,
    dispute_window_due,
    final_approval_due,
)

__all__ = [
    "Clock",
    "Deadline",
    "DeadlineState",
    "Moved",
    "NotRunning",
    "Opening",
    "PaymentRun",
    "Round",
    "TaxInvoice",
    "TaxInvoiceState",
    "activity_claim_due",
    "claiming_deadline",
    "claiming_due",
    "claiming_opening",
    "dispute_deadline",
    "dispute_due",
    "dispute_window_due",
    "drift",
    "final_approval_due",
    "hold_due",
    "latest_submission",
    "payment_deadline",
    "payment_due",
    "payment_run",
    "plan_review_due",
    "retention_due",
    "review_deadline",
    "review_due",
]
