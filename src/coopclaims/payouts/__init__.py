"""Payouts: bank profiles, disbursement currencies, and what each entity pays."""

from __future__ import annotations

from coopclaims.payouts.payout import Payout, PayoutResolution, resolve_payouts
from coopclaims.payouts.profiles import BankProfiles, PayingEntity, ProfileAssignment, ProfileScope
from coopclaims.payouts.resolution import ProfileResolution, resolve_profile
from coopclaims.payouts.shares import UnresolvedReason, UnresolvedShare
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
