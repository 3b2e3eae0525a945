"""Funds: what is earned, and the ledger of what claims reserve and commit."""

from __future__ import annotations

from coopclaims.funds.earning import CoopOutcome, Earning, Split, coop_outcome, split_earning
from coopclaims.funds.ledger import FundEntry, FundEntryKind, FundPool, FundsBalance, PoolKey

__all__ = [
    "CoopOutcome",
    "Earning",
    "FundEntry",
    "FundEntryKind",
    "FundPool",
    "FundsBalance",
    "PoolKey",
    "Split",
    "coop_outcome",
    "split_earning",
]
