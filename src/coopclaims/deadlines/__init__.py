"""Deadlines: review, dispute review, payment and the end of the claiming period, each explained."""

from __future__ import annotations

from coopclaims.deadlines.clocks import (
    TaxInvoice,
    TaxInvoiceState,
    claiming_deadline,
    dispute_deadline,
    dispute_due,
    payment_deadline,
    payment_due,
    review_deadline,
    review_due,
)
from coopclaims.deadlines.deadline import Clock, Deadline, DeadlineState, NotRunning

__all__ = [
    "Clock",
    "Deadline",
    "DeadlineState",
    "NotRunning",
    "TaxInvoice",
    "TaxInvoiceState",
    "claiming_deadline",
    "dispute_deadline",
    "dispute_due",
    "payment_deadline",
    "payment_due",
    "review_deadline",
    "review_due",
]
