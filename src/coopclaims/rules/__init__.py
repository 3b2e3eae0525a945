"""Rules: what a rule is, the readings to choose from, rulebooks, and the published editions as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.rules.book import Rulebook as Rulebook, Rules as Rules
    from coopclaims.rules.editing import (
        EditionFinding as EditionFinding, OddityKind as OddityKind, edition_findings as edition_findings,
    )
    from coopclaims.rules.editions import (
        ActivityLatest as ActivityLatest, ClaimingWindow as ClaimingWindow, Edition as Edition,
        PlanDeadline as PlanDeadline, ProgramCalendar as ProgramCalendar, ProgramEnd as ProgramEnd,
        ReasonCode as ReasonCode,
        Rollover as Rollover, permission_key as permission_key,
    )
    from coopclaims.rules.keys import (
        ACTIVITY_LATEST as ACTIVITY_LATEST, ACTIVITY_SPAN as ACTIVITY_SPAN, CATALOGUE as CATALOGUE,
        CLAIMING_WINDOWS as CLAIMING_WINDOWS, CLAIM_DEADLINE_DAYS as CLAIM_DEADLINE_DAYS,
        CONVERSIONS as CONVERSIONS,
        DISPUTE_SPAN as DISPUTE_SPAN, DISPUTE_WINDOW as DISPUTE_WINDOW, ESCALATION_SPAN as
        ESCALATION_SPAN, ESCHEAT_IDLE_SPAN as ESCHEAT_IDLE_SPAN, ESCHEAT_UNPROCESSED_SPAN as
        ESCHEAT_UNPROCESSED_SPAN, FINAL_APPROVAL_SPAN as FINAL_APPROVAL_SPAN, HOLD_SPAN as
        HOLD_SPAN, INTAKE as INTAKE, MINIMUM_PAYMENT as MINIMUM_PAYMENT, PAYMENT_RUN_DAY as PAYMENT_RUN_DAY,
        PAYMENT_SPAN as PAYMENT_SPAN, PLAN_NEEDED_FOR as PLAN_NEEDED_FOR, PLAN_PAYMENT_DAY as
        PLAN_PAYMENT_DAY, PLAN_PROGRAMS as PLAN_PROGRAMS, PLAN_RESUBMISSION_SPAN as
        PLAN_RESUBMISSION_SPAN, PLAN_REVIEW_SPAN as PLAN_REVIEW_SPAN, PLAN_SUBMISSION_DEADLINE as
        PLAN_SUBMISSION_DEADLINE, POE_SUBMISSION_SPAN as POE_SUBMISSION_SPAN,
        PROFILE_VALIDATION_HOURS as PROFILE_VALIDATION_HOURS,
        PROGRAM_CALENDARS as PROGRAM_CALENDARS, REASON_CODES as REASON_CODES, REBATE_DAYS as REBATE_DAYS,
        RECOMMENDATION_LIMITS as RECOMMENDATION_LIMITS, RETENTION_SPAN as
        RETENTION_SPAN, REVIEW_SPAN as REVIEW_SPAN, ROLLOVERS as ROLLOVERS, SETUP_AT_CREATION as
        SETUP_AT_CREATION, SMALL_BALANCE_LIMIT as SMALL_BALANCE_LIMIT, TAX_INVOICE_COUNTRIES as
        TAX_INVOICE_COUNTRIES, TAX_INVOICE_NUMBER_LENGTH as TAX_INVOICE_NUMBER_LENGTH, TAX_INVOICE_SPAN as
        TAX_INVOICE_SPAN, TAX_INVOICE_SUBMISSION_SPAN as TAX_INVOICE_SUBMISSION_SPAN,
        THRESHOLDS as THRESHOLDS,
    )
    from coopclaims.rules.policies import Policies as Policies
    from coopclaims.rules.published.every_era import partner_center as partner_center
    from coopclaims.rules.published.older_platforms import CHIP_2014 as CHIP_2014, PIE_2016 as PIE_2016
    from coopclaims.rules.published.pages_2018_2020 import (
        PARTNER_CENTER_2018 as PARTNER_CENTER_2018, PARTNER_CENTER_2019_04 as PARTNER_CENTER_2019_04,
        PARTNER_CENTER_2019_11 as PARTNER_CENTER_2019_11, PARTNER_CENTER_2020_05 as PARTNER_CENTER_2020_05,
        PARTNER_CENTER_2020_07 as PARTNER_CENTER_2020_07, PARTNER_CENTER_2020_09 as PARTNER_CENTER_2020_09,
        PARTNER_CENTER_2020_10 as PARTNER_CENTER_2020_10, PARTNER_CENTER_2020_11 as PARTNER_CENTER_2020_11,
    )
    from coopclaims.rules.published.pages_2021_2024 import (
        PARTNER_CENTER_2021_09 as PARTNER_CENTER_2021_09, PARTNER_CENTER_2023_07 as PARTNER_CENTER_2023_07,
        PARTNER_CENTER_2023_10 as PARTNER_CENTER_2023_10, PARTNER_CENTER_2024 as PARTNER_CENTER_2024,
        PARTNER_CENTER_2025 as PARTNER_CENTER_2025, PARTNER_CENTER_2025_05 as PARTNER_CENTER_2025_05,
    )
    from coopclaims.rules.published.sightings import SIGHTINGS as SIGHTINGS, Sighting as Sighting
    from coopclaims.rules.readings import (
        ActivitiesPerClaim as ActivitiesPerClaim, ActivityLimiting as ActivityLimiting,
        AfterPartnerAction as AfterPartnerAction, Backdating as Backdating, Cancelling as Cancelling,
        CapCounting as CapCounting,
        CatalogueBy as CatalogueBy, ClaimDeadline as ClaimDeadline, ClaimOpening as ClaimOpening,
        ClaimSums as ClaimSums, CutDisputing as CutDisputing, DemoUnitCap as DemoUnitCap,
        DisputeRequests as DisputeRequests,
        DisputeWindow as DisputeWindow, Disputing as Disputing,
        EligibilityLoss as EligibilityLoss, EntityCurrency as EntityCurrency,
        EscalationUnit as EscalationUnit, FinalApproval as FinalApproval, FundsExpiry as FundsExpiry,
        HoldAnchor as HoldAnchor, InvoiceTax as InvoiceTax, MinimumReached as MinimumReached,
        OffersAndSpiffs as OffersAndSpiffs,
        OverClaiming as OverClaiming, OwnApprovals as OwnApprovals, OwnDisputes as OwnDisputes,
        PartialApproval as PartialApproval,
        PaymentCounting as PaymentCounting,
        PaymentHold as PaymentHold,
        PlanReview as PlanReview, PlanUniqueness as PlanUniqueness, PoeDeadline as PoeDeadline,
        PreApproval as PreApproval, ProofNeed as ProofNeed, RateGuard as RateGuard, RateMonth as RateMonth,
        Recommending as Recommending, Reopening as Reopening,
        RepeatedEvidence as RepeatedEvidence,
        RetentionFrom as RetentionFrom, Retracting as Retracting, ReviewClock as ReviewClock,
        SelfApproval as SelfApproval, SmallBalances as SmallBalances,
        Submitting as Submitting, TaxInvoiceClock as TaxInvoiceClock,
    )
    from coopclaims.rules.rule import (
        Precision as Precision, Rule as Rule, RuleDifference as RuleDifference, RuleKey as RuleKey,
        RulesInForce as RulesInForce, compare as compare,
    )
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "book": "Rulebook Rules",
        "editing": "EditionFinding OddityKind edition_findings",
        "editions": """
            ActivityLatest ClaimingWindow Edition PlanDeadline ProgramCalendar ProgramEnd ReasonCode Rollover
            permission_key
        """,
        "keys": """
            ACTIVITY_LATEST ACTIVITY_SPAN CATALOGUE CLAIMING_WINDOWS CLAIM_DEADLINE_DAYS CONVERSIONS
            DISPUTE_SPAN DISPUTE_WINDOW ESCALATION_SPAN ESCHEAT_IDLE_SPAN
            ESCHEAT_UNPROCESSED_SPAN FINAL_APPROVAL_SPAN HOLD_SPAN INTAKE MINIMUM_PAYMENT
            PAYMENT_RUN_DAY PAYMENT_SPAN PLAN_NEEDED_FOR PLAN_PAYMENT_DAY PLAN_PROGRAMS
            PLAN_RESUBMISSION_SPAN PLAN_REVIEW_SPAN PLAN_SUBMISSION_DEADLINE POE_SUBMISSION_SPAN
            PROFILE_VALIDATION_HOURS PROGRAM_CALENDARS REASON_CODES REBATE_DAYS RECOMMENDATION_LIMITS
            RETENTION_SPAN REVIEW_SPAN
            ROLLOVERS SETUP_AT_CREATION SMALL_BALANCE_LIMIT TAX_INVOICE_COUNTRIES
            TAX_INVOICE_NUMBER_LENGTH TAX_INVOICE_SPAN TAX_INVOICE_SUBMISSION_SPAN THRESHOLDS
        """,
        "policies": "Policies",
        "published.every_era": "partner_center",
        "published.older_platforms": "CHIP_2014 PIE_2016",
        "published.pages_2018_2020": """
            PARTNER_CENTER_2018 PARTNER_CENTER_2019_04 PARTNER_CENTER_2019_11 PARTNER_CENTER_2020_05
            PARTNER_CENTER_2020_07 PARTNER_CENTER_2020_09 PARTNER_CENTER_2020_10 PARTNER_CENTER_2020_11
        """,
        "published.pages_2021_2024": """
            PARTNER_CENTER_2021_09 PARTNER_CENTER_2023_07 PARTNER_CENTER_2023_10 PARTNER_CENTER_2024
            PARTNER_CENTER_2025 PARTNER_CENTER_2025_05
        """,
        "published.sightings": "SIGHTINGS Sighting",
        "readings": """
            ActivitiesPerClaim ActivityLimiting AfterPartnerAction Backdating Cancelling
            CapCounting CatalogueBy ClaimDeadline ClaimOpening ClaimSums CutDisputing DemoUnitCap
            DisputeRequests DisputeWindow Disputing
            EligibilityLoss EntityCurrency EscalationUnit FinalApproval FundsExpiry HoldAnchor InvoiceTax
            MinimumReached OffersAndSpiffs OverClaiming OwnApprovals OwnDisputes PartialApproval
            PaymentCounting PaymentHold PlanReview PlanUniqueness PoeDeadline PreApproval ProofNeed RateGuard
            RateMonth Recommending Reopening RepeatedEvidence RetentionFrom Retracting ReviewClock
            SelfApproval SmallBalances Submitting TaxInvoiceClock
        """,
        "rule": "Precision Rule RuleDifference RuleKey RulesInForce compare",
    })
# fmt: on
