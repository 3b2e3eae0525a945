"""Readings about money: balances, caps, currencies and small sums."""

from __future__ import annotations

from enum import StrEnum
from typing import final

__all__ = [
    "CapCounting",
    "DemoUnitCap",
    "EligibilityLoss",
    "EntityCurrency",
    "FundsExpiry",
    "MinimumReached",
    "OffersAndSpiffs",
    "OverClaiming",
    "RateMonth",
    "SmallBalances",
]


@final
class OverClaiming(StrEnum):
    """What happens when a claim is submitted above the available balance. No source says (U-20)."""

    WARNS = "a claim above the available balance is warned about"
    BLOCKS = "a claim above the available balance is refused"


@final
class FundsExpiry(StrEnum):
    """When money that no claim holds is lost. Two pages name two days (U-06, U-08)."""

    CLAIMING_END = "funds that no claim holds expire after the claiming period"
    USAGE_END = "funds that no claim holds expire after the usage period"


@final
class EligibilityLoss(StrEnum):
    """What becomes of unclaimed funds when a partner loses eligibility. No source says (U-17)."""

    CLAIMABLE = "funds that are there stay claimable until they expire"
    FORFEITED = "funds that no claim holds are forfeited at once"


@final
class CapCounting(StrEnum):
    """What counts against the cap of an activity. The catalogue gives the caps and no more (C-05)."""

    APPROVED_AND_RESERVED = "claims of the activity that are approved or pending count together"
    APPROVED_ONLY = "only what is approved for the activity counts"
    EACH_CLAIM = "each claim has the whole cap for itself"


@final
class DemoUnitCap(StrEnum):
    """Which of the two limits for demo units holds; the published sentence is garbled."""

    GREATER = "the greater of the percentage and the amount"
    LESSER = "the lesser of the percentage and the amount"


@final
class OffersAndSpiffs(StrEnum):
    """Whether customer offers and SPIFFs share one cap. The catalogue lists it at both."""

    EACH = "customer offers and SPIFFs have a cap each"
    TOGETHER = "customer offers and SPIFFs count together against one cap"


@final
class EntityCurrency(StrEnum):
    """In which currency each of several paying entities pays.

    Two statements of one page give two answers: the program's profile (P-01), and the entity's own
    local currency (P-02). Where a single entity pays, the first stands alone.
    """

    ASSIGNED_ELSE_LOCAL = "a profile assigned to the entity decides, else the entity's local currency"
    PROGRAM_PROFILE = "the program's profile decides for every entity"
    LOCAL = "each of several entities pays in its local currency, whatever is assigned"


@final
class RateMonth(StrEnum):
    """Which month's exchange rate converts a payment. The page says monthly and no more (P-08)."""

    PAYMENT_ORDER = "the rate of the month in which the payment order is made"
    APPROVAL = "the rate of the month in which the claim was approved"


@final
class MinimumReached(StrEnum):
    """Whether a balance equal to the minimum is paid. The page says reach, others over (P-18)."""

    MEETS = "a balance that equals the minimum is paid"
    EXCEEDS = "only a balance above the minimum is paid"


@final
class SmallBalances(StrEnum):
    """What becomes of a small balance at the end of a program year. Two pages differ (P-21, D-24)."""

    CARRY_FORWARD = "a balance below the minimum waits for later months"
    FORFEIT = "a small balance lapses at the end of the program year"
