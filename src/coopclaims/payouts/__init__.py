"""Payouts: bank profiles, disbursement currencies, and what each entity pays."""

from __future__ import annotations

from coopclaims.payouts.payout import (
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
from coopclaims.payouts.statuses import EnrollmentStatus, PaymentStatus, ProfileStatus

__all__ = [
    "BankProfiles",
    "EnrollmentStatus",
    "PayingEntity",
    "PaymentStatus",
    "Payout",
    "PayoutResolution",
    "ProfileAssignment",
    "ProfileResolution",
    "ProfileScope",
    "ProfileStatus",
    "UnresolvedReason",
    "UnresolvedShare",
    "resolve_payouts",
    "resolve_profile",
]
