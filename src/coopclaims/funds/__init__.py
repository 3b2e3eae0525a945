"""Funds: what is earned, the ledger of what becomes of it, and what is left to claim."""

from __future__ import annotations

from coopclaims.funds.balances import ActivityFunds, ClaimDrawing, FundsBalance
from coopclaims.funds.earning import CoopOutcome, Earning, Split, coop_outcome, split_earning
from coopclaims.funds.entries import BrokenLedger, FundEntry, FundEntryKind, PoolKey
from coopclaims.funds.expiry import (
    FundMovement,
    FundsEnd,
    eligibility_loss_entries,
    expiry_entries,
    funds_end,
)
from coopclaims.funds.ledger import FundLedger, assert_conserved
from coopclaims.funds.moving import conversion_entries, rollover_entries
from coopclaims.funds.pool import FundPool
from coopclaims.funds.viewing import (
    AdjustmentMonths,
    CoopView,
    EstimatedMonth,
    NotShown,
    NotTraceable,
    PaymentMonthMissing,
    adjustment_months,
    coop_view,
    earnings_behind,
    estimated_payment_month,
)

__all__ = [
    "ActivityFunds",
    "AdjustmentMonths",
    "BrokenLedger",
    "ClaimDrawing",
    "CoopOutcome",
    "CoopView",
    "Earning",
    "EstimatedMonth",
    "FundEntry",
    "FundEntryKind",
    "FundLedger",
    "FundMovement",
    "FundPool",
    "FundsBalance",
    "FundsEnd",
    "NotShown",
    "NotTraceable",
    "PaymentMonthMissing",
    "PoolKey",
    "Split",
    "adjustment_months",
    "assert_conserved",
    "conversion_entries",
    "coop_outcome",
    "coop_view",
    "earnings_behind",
    "eligibility_loss_entries",
    "estimated_payment_month",
    "expiry_entries",
    "funds_end",
    "rollover_entries",
    "split_earning",
]
