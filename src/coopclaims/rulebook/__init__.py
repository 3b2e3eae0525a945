"""The rulebook: kinds of rule, the readings one can choose, and the published editions as data."""

from __future__ import annotations

from coopclaims.rulebook.book import Rulebook, Rules
from coopclaims.rulebook.comparing import RuleDifference, RulesInForce, compare
from coopclaims.rulebook.editions import (
    ActivityLimit,
    ClaimingWindow,
    Edition,
    ProgramEnd,
    Rollover,
    Span,
)
from coopclaims.rulebook.partner_center import (
    PARTNER_CENTER_2018,
    PARTNER_CENTER_2020_06,
    PARTNER_CENTER_2020_11,
    PARTNER_CENTER_2021_09,
    PARTNER_CENTER_2023_10,
    PIE_2016,
    partner_center,
)
from coopclaims.rulebook.policies import (
    ActivityLimiting,
    DisputeWindow,
    Disputing,
    EntityCurrency,
    FinalApproval,
    OverClaiming,
    Policies,
    RateMonth,
    Reopening,
)
from coopclaims.rulebook.rules import Rule, Timeline

__all__ = [
    "PARTNER_CENTER_2018",
    "PARTNER_CENTER_2020_06",
    "PARTNER_CENTER_2020_11",
    "PARTNER_CENTER_2021_09",
    "PARTNER_CENTER_2023_10",
    "PIE_2016",
    "ActivityLimit",
    "ActivityLimiting",
    "ClaimingWindow",
    "DisputeWindow",
    "Disputing",
    "Edition",
    "EntityCurrency",
    "FinalApproval",
    "OverClaiming",
    "Policies",
    "ProgramEnd",
    "RateMonth",
    "Reopening",
    "Rollover",
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
