"""Payouts: bank profiles, disbursement currencies, and what each entity pays."""

from __future__ import annotations

from coopclaims.payouts.payout import (
    PaymentStatus,
    Payout,
    PayoutResolution,
    UnresolvedReason,
    UnresolvedShare,
    resolve_payouts,
)
from coopclaims.payouts.profiles import (
    BankProfiles,
    PayingEntity,
    ProfileAssignment,
    ProfileResolution,
    ProfileScope,
    resolve_profile,
)

__all__ = [
    "BankProfiles",
    "PayingEntity",
    "PaymentStatus",
    "Payout",
    "PayoutResolution",
    "ProfileAssignment",
    "ProfileResolution",
    "ProfileScope",
    "UnresolvedReason",
    "UnresolvedShare",
    "resolve_payouts",
    "resolve_profile",
]
