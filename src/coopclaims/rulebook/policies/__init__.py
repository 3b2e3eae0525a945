"""The readings: where the sources are silent or disagree, a named choice with its default.

Each policy is an enumeration, each member one reading, and the first member the default.
An adopter switches one by passing other `Policies` to `Rulebook.bind`.
"""

from __future__ import annotations

from coopclaims.rulebook.policies.chosen import Policies
from coopclaims.rulebook.policies.claiming import (
    AfterPartnerAction,
    Cancelling,
    DisputeWindow,
    Disputing,
    PartialApproval,
    Reopening,
    Submitting,
)
from coopclaims.rulebook.policies.dates import (
    ActivityLimiting,
    ClaimDeadline,
    ClaimOpening,
    EscalationUnit,
    FinalApproval,
    HoldAnchor,
    PaymentCounting,
    PlanReview,
    PlanUniqueness,
    RetentionFrom,
    ReviewClock,
    TaxInvoiceClock,
)
from coopclaims.rulebook.policies.evidence import (
    ActivitiesPerClaim,
    CatalogueBy,
    PreApproval,
    ProofNeed,
)
from coopclaims.rulebook.policies.money import (
    CapCounting,
    DemoUnitCap,
    EligibilityLoss,
    EntityCurrency,
    FundsExpiry,
    MinimumReached,
    OffersAndSpiffs,
    OverClaiming,
    RateMonth,
    SmallBalances,
)

__all__ = [
    "ActivitiesPerClaim",
    "ActivityLimiting",
    "AfterPartnerAction",
    "Cancelling",
    "CapCounting",
    "CatalogueBy",
    "ClaimDeadline",
    "ClaimOpening",
    "DemoUnitCap",
    "DisputeWindow",
    "Disputing",
    "EligibilityLoss",
    "EntityCurrency",
    "EscalationUnit",
    "FinalApproval",
    "FundsExpiry",
    "HoldAnchor",
    "MinimumReached",
    "OffersAndSpiffs",
    "OverClaiming",
    "PartialApproval",
    "PaymentCounting",
    "PlanReview",
    "PlanUniqueness",
    "Policies",
    "PreApproval",
    "ProofNeed",
    "RateMonth",
    "Reopening",
    "RetentionFrom",
    "ReviewClock",
    "SmallBalances",
    "Submitting",
    "TaxInvoiceClock",
]
