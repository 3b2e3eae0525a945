"""The rulebook: kinds of rule, the readings one can choose, and the published editions as data."""

from __future__ import annotations

from coopclaims.rulebook.book import Rulebook, Rules
from coopclaims.rulebook.comparing import RuleDifference, RulesInForce, compare
from coopclaims.rulebook.editions import ActivityLimit, ClaimingWindow, Edition, Span
from coopclaims.rulebook.partner_center import (
    PARTNER_CENTER_2018,
    PARTNER_CENTER_2020_06,
    PARTNER_CENTER_2020_11,
    PARTNER_CENTER_2021_09,
    PIE_2016,
    partner_center,
)
from coopclaims.rulebook.policies import (
    ActivitiesPerClaim,
    ActivityLimiting,
    CatalogueBy,
    DisputeWindow,
    Disputing,
    FinalApproval,
    OverClaiming,
    Policies,
    PreApproval,
    ProofNeed,
    Reopening,
)
from coopclaims.rulebook.rules import Rule, Timeline

__all__ = [
    "PARTNER_CENTER_2018",
    "PARTNER_CENTER_2020_06",
    "PARTNER_CENTER_2020_11",
    "PARTNER_CENTER_2021_09",
    "PIE_2016",
    "ActivitiesPerClaim",
    "ActivityLimit",
    "ActivityLimiting",
    "CatalogueBy",
    "ClaimingWindow",
    "DisputeWindow",
    "Disputing",
    "Edition",
    "FinalApproval",
    "OverClaiming",
    "Policies",
    "PreApproval",
    "ProofNeed",
    "Reopening",
    "Rule",
    "RuleDifference",
    "Rulebook",
    "Rules",
    "RulesInForce",
    "Span",
    "Timeline",
    "compare",
    "partner_center",
]
