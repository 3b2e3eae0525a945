"""Deadlines: every date by which somebody has to answer, each explained; planning back; drift."""

from __future__ import annotations

from coopclaims.deadlines.afterwards import PaymentRun, hold_due, payment_run, plan_review_due, retention_due
from coopclaims.deadlines.claimable import Claimable, claimable_usage, draft_expiry
from coopclaims.deadlines.clocks import (
    dispute_deadline,
    dispute_due,
    escalation_deadline,
    escalation_due,
    payment_deadline,
    payment_due,
    review_deadline,
    review_due,
)
from coopclaims.deadlines.deadline import Clock, Deadline, DeadlineState, NotRunning
from coopclaims.deadlines.drift import Moved, drift
from coopclaims.deadlines.holds import HeldMoney, HeldState, held_abroad, held_in_us, hold_deadline
from coopclaims.deadlines.planning import Round, latest_submission
from coopclaims.deadlines.tax_invoice import TaxInvoice, TaxInvoiceState
from coopclaims.deadlines.windows import (
    Opening,
    activity_claim_due,
    claiming_deadline,
    claiming_due,
    claiming_opening,
    dispute_window_due,
    earnings_start,
    final_approval_due,
)

__all__ = [
    "Claimable",
    "Clock",
    "Deadline",
    "DeadlineState",
    "HeldMoney",
    "HeldState",
    "Moved",
    "NotRunning",
    "Opening",
    "PaymentRun",
    "Round",
    "TaxInvoice",
    "TaxInvoiceState",
    "activity_claim_due",
    "claimable_usage",
    "claiming_deadline",
    "claiming_due",
    "claiming_opening",
    "dispute_deadline",
    "dispute_due",
    "dispute_window_due",
    "draft_expiry",
    "drift",
    "earnings_start",
    "escalation_deadline",
    "escalation_due",
    "final_approval_due",
    "held_abroad",
    "held_in_us",
    "hold_deadline",
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
