"""Payouts: bank profiles, disbursement currencies, what each entity pays, and each payment's lifecycle."""

from __future__ import annotations

from coopclaims.payouts.guidance import GUIDANCE, Contact, Guidance, SummaryLabel, guidance, summary_labels
from coopclaims.payouts.methods import (
    CREDIT_NOTES,
    CreditNoteStatus,
    MethodAnswer,
    PaymentMethod,
    method_usable,
)
from coopclaims.payouts.minimum import (
    Accrual,
    BalanceKey,
    EarningType,
    MonthlyBalance,
    PaymentMonth,
    carry_balances,
)
from coopclaims.payouts.payment import Payment, PaymentEntry, PaymentHistory, PaymentMilestones, PaymentTerms
from coopclaims.payouts.payment_recording import record_payment, replay_payment
from coopclaims.payouts.payment_refusals import PAYMENT_REFUSALS, PaymentRefusal
from coopclaims.payouts.payment_rows import PAYMENT_ROWS, PaymentRow
from coopclaims.payouts.payment_table import (
    PAYMENT_TABLE,
    payment_markdown,
    payment_mermaid,
    payment_table_of,
    possible_payment_steps,
)
from coopclaims.payouts.payout import Payout, PayoutResolution, resolve_payouts
from coopclaims.payouts.profiles import BankProfiles, PayingEntity, ProfileAssignment, ProfileScope
from coopclaims.payouts.records import PaymentRecord, PaymentTotal, payment_total, totals_by_currency
from coopclaims.payouts.resolution import ProfileResolution, resolve_profile
from coopclaims.payouts.shares import UnresolvedReason, UnresolvedShare
from coopclaims.payouts.statuses import EnrollmentStatus, PaymentStatus, PaymentStep, ProfileStatus

__all__ = [
    "CREDIT_NOTES",
    "GUIDANCE",
    "PAYMENT_REFUSALS",
    "PAYMENT_ROWS",
    "PAYMENT_TABLE",
    "Accrual",
    "BalanceKey",
    "BankProfiles",
    "Contact",
    "CreditNoteStatus",
    "EarningType",
    "EnrollmentStatus",
    "Guidance",
    "MethodAnswer",
    "MonthlyBalance",
    "PayingEntity",
    "Payment",
    "PaymentEntry",
    "PaymentHistory",
    "PaymentMethod",
    "PaymentMilestones",
    "PaymentMonth",
    "PaymentRecord",
    "PaymentRefusal",
    "PaymentRow",
    "PaymentStatus",
    "PaymentStep",
    "PaymentTerms",
    "PaymentTotal",
    "Payout",
    "PayoutResolution",
    "ProfileAssignment",
    "ProfileResolution",
    "ProfileScope",
    "ProfileStatus",
    "SummaryLabel",
    "UnresolvedReason",
    "UnresolvedShare",
    "carry_balances",
    "guidance",
    "method_usable",
    "payment_markdown",
    "payment_mermaid",
    "payment_table_of",
    "payment_total",
    "possible_payment_steps",
    "record_payment",
    "replay_payment",
    "resolve_payouts",
    "resolve_profile",
    "summary_labels",
    "totals_by_currency",
]
