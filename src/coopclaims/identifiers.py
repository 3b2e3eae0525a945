"""Identifiers: one type for each thing that has one, so that they cannot be mixed up.

They are opaque strings, given by the caller; the library makes none and reads nothing into them.
At run time they are plain `str`, so they cost nothing and store anywhere.
"""

from __future__ import annotations

from typing import NewType

__all__ = [
    "ActorId",
    "ClaimId",
    "CommandId",
    "CompanyId",
    "EntityId",
    "ItemId",
    "LocationId",
    "PaymentId",
    "PersonId",
    "ProfileId",
    "ProgramId",
]

ActorId = NewType("ActorId", str)
"""Who acts: an opaque reference to a person or system, not a name."""

ClaimId = NewType("ClaimId", str)
"""One claim. Source: ED23 A-01."""

CommandId = NewType("CommandId", str)
"""The caller's idempotency key for one request."""

CompanyId = NewType("CompanyId", str)
"""A company that people act for: the partner's own organization, or another. Source: R-14."""

EntityId = NewType("EntityId", str)
"""A vendor legal entity that pays. Source: MG20 P-02."""

ItemId = NewType("ItemId", str)
"""One item on a claim (an invoice, a proof ...), unique within its claim."""

LocationId = NewType("LocationId", str)
"""A partner location: MPN ID until 2022, PartnerID later. Source: PR21, PR22."""

PaymentId = NewType("PaymentId", str)
"""One payment of a paying entity. Source: PS21 P-31, P-33."""

PersonId = NewType("PersonId", str)
"""One human being, whatever they act as: what a log-in knows. It is never printed."""

ProfileId = NewType("ProfileId", str)
"""A bank profile, by reference. Never an account number."""

ProgramId = NewType("ProgramId", str)
"""An incentive program. Source: OV21, TH21."""
