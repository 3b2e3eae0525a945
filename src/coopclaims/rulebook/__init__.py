"""The rulebook: kinds of rule, the readings one can choose, and the published editions as data."""

from __future__ import annotations

from coopclaims.rulebook.book import Rulebook, Rules
from coopclaims.rulebook.comparing import RuleDifference, RulesInForce, compare
from coopclaims.rulebook.editions import (
    ActivityLimit,
    ClaimingWindow,
    Edition,
    PlanDeadline,
    ProgramCalendar,
    ProgramEnd,
    Rollover,
    Span,
)
from coopclaims.rulebook.older_platforms import CHIP_2014, PIE_2016
from coopclaims.rulebook.pages_2018_2020 import (
    PARTNER_CENTER_2018,
    PARTNER_CENTER_2019_04,
    PARTNER_CENTER_2020_06,
    PARTNER_CENTER_2020_11,
)
from coopclaims.rulebook.pages_2021_2024 import PARTNER_CENTER_2021_09, PARTNER_CENTER_2023_10
from coopclaims.rulebook.partner_center import partner_center
from coopclaims.rulebook.policies import (
    ActivityLimiting,
    AfterPartnerAction,
    Cancelling,
    ClaimDeadline,
    ClaimOpening,
    DisputeWindow,
    Disputing,
    EscalationUnit,
    FinalApproval,
    OverClaiming,
    PartialApproval,
    PaymentCounting,
    PlanReview,
    PlanUniqueness,
    Policies,
    Reopening,
    RetentionFrom,
    ReviewClock,
    Submitting,
    TaxInvoiceClock,
)
from coopclaims.rulebook.rules import Rule, Timeline

__all__ = [
    "CHIP_2014",
    "PARTNER_CENTER_2018",
    "PARTNER_CENTER_2019_04",
    "PARTNER_CENTER_2020_06",
    "PARTNER_CENTER_2020_11",
    "PARTNER_CENTER_2021_09",
    "PARTNER_CENTER_2023_10",
    "PIE_2016",
    "ActivityLimit",
    "ActivityLimiting",
    "AfterPartnerAction",
    "Cancelling",
    "ClaimDeadline",
    "ClaimOpening",
    "ClaimingWindow",
    "DisputeWindow",
    "Disputing",
    "Edition",
    "EscalationUnit",
    "FinalApproval",
    "OverClaiming",
    "PartialApproval",
    "PaymentCounting",
    "PlanDeadline",
    "PlanReview",
    "PlanUniqueness",
    "Policies",
    "ProgramCalendar",
    "ProgramEnd",
    "Reopening",
    "RetentionFrom",
    "ReviewClock",
    "Rollover",
    "Rule",
    "RuleDifference",
    "Rulebook",
    "Rules",
    "RulesInForce",
    "Span",
    "Submitting",
    "TaxInvoiceClock",
    "Timeline",
    "compare",
    "partner_center",
]
