"""Incentive co-op claims: lifecycle, deadlines, funds and payment, each answer with its reason.

Everything public can be imported from here. Start with `decide`, `problems` and `allowed`; with
`review_deadline` and `payment_deadline`; with `resolve_payouts`. Nothing in this package does I/O,
reads a clock or the environment: the instant, the calendar, the zone and the rules are arguments.

A room is loaded when the first of its names is asked for, so that importing this package costs next to
nothing. The same names stand in `__init__.pyi` with their types, in groups, as a reader looks for them.
"""

from __future__ import annotations

# fmt: off
_ROOMS = {
    "activities": """
        ACTIVITIES_2018 ACTIVITIES_2019 ACTIVITIES_2024 SURFACE SURFACE_FAMILY Activity AllOf AmountCap
        AnyOf Asked AttendeeCap Bearer Cap Catalogue Category Circumstance Condition Need OnlyIf
        Reimbursable Requirement ShareCap asked reimbursable told unmet ways_to_meet
    """,
    "batch": """
        BatchCounts BatchDue BatchRefusal BatchRefused DueTable MixedDueTable business_days_between due_days
        due_days_by_rule mixed_due_days
    """,
    "calendars": """
        BusinessCalendar BusinessDays CalendarDay CalendarDiff CalendarProvenance EstimatedHolidays Roll
        StartConvention
    """,
    "claims": """
        ActionRequested AddCertification AddInformation AddInvoice AddProof AmendClaim ApproveClaim
        CancelDraft CertificationAdded Claim ClaimAmended ClaimApproved ClaimCreated ClaimForm ClaimRejected
        ClaimReopened ClaimStatus ClaimSubmitted Command Comment Commented CreateClaim Details
        DisputeRejection DraftCancelled DraftExpired Event ExpireDraft FeedbackGiven GiveFeedback History
        HistoryEntry InformationAdded InformationRequest InvoiceAdded ItemRemoved MetricRecorded Milestones
        PlanPath ProofAdded RecordMetric RejectClaim RejectionDisputed RemoveItem ReopenClaim RequestAction
        RequestUpload ReviewStarted StartReview Step SubmitClaim UploadRequest UploadRequested
    """,
    "completeness": """
        ChecklistLine EvidenceChecklist EvidenceKind RequirementState evidence_checklist missing_evidence
    """,
    "deadlines": """
        Claimable Clock Deadline DeadlineState HeldMoney HeldState Moved NotRunning Opening PaymentRun Round
        TaxInvoice TaxInvoiceState activity_claim_due claimable_usage claiming_deadline claiming_due
        claiming_opening dispute_deadline dispute_due dispute_window_due draft_expiry drift earnings_start
        escalation_deadline escalation_due final_approval_due held_abroad held_in_us hold_deadline hold_due
        latest_submission payment_deadline payment_due payment_run plan_review_due retention_due
        review_deadline review_due
    """,
    "decisions": """
        Decision Option advice allowed decide permission problems reimbursable_claim
    """,
    "errors": """
        AlreadyRecorded BrokenHistory BrokenSeal CalendarOutOfRange CommandReused CoopClaimsError
        CurrencyMismatch InvalidMoney InvalidValue NoRate NoRuleInForce StaleClaim UnknownClaim UnknownFund
        UnknownLabel Unresolved Unsupported WireMismatch
    """,
    "evidence": """
        CertificationReport Document Information Invoice Item Metric Proof
    """,
    "findings": """
        Problem ProblemCode Refused Severity
    """,
    "funds": """
        ActivityFunds AdjustmentMonths BrokenLedger ClaimDrawing CoopOutcome CoopView Earning EstimatedMonth
        FundEntry FundEntryKind FundLedger FundMovement FundPool FundsBalance FundsEnd NotShown NotTraceable
        PaymentMonthMissing PoolKey Split adjustment_months assert_conserved conversion_entries coop_outcome
        coop_view earnings_behind eligibility_loss_entries estimated_payment_month expiry_entries funds_end
        rollover_entries split_earning
    """,
    "identifiers": """
        ActorId ClaimId CommandId EntityId ItemId LocationId PaymentId ProfileId ProgramId
    """,
    "lifecycle": """
        TABLE AnswerState Changes Refusal RequestAnswer Row possible_steps record replay since_rejection
        since_request
    """,
    "money": """
        Currency ExchangeRate ExchangeRates Money RateTable
    """,
    "overview": """
        Attention AttentionReason ClaimsOverview FundsRow attention claims_overview
    """,
    "parties": """
        Action Actor Grant Role Side
    """,
    "payouts": """
        CREDIT_NOTES GUIDANCE PAYMENT_REFUSALS PAYMENT_ROWS PAYMENT_TABLE Accrual BalanceKey BankProfiles
        Contact CreditNoteStatus EarningType EnrollmentStatus Guidance MethodAnswer MonthlyBalance
        PayingEntity Payment PaymentEntry PaymentHistory PaymentMethod PaymentMilestones PaymentMonth
        PaymentRecord PaymentRefusal PaymentRow PaymentStatus PaymentStep PaymentTerms PaymentTotal Payout
        PayoutResolution ProfileAssignment ProfileResolution ProfileScope ProfileStatus SummaryLabel
        UnresolvedReason UnresolvedShare carry_balances guidance method_usable payment_total
        possible_payment_steps record_payment replay_payment resolve_payouts resolve_profile summary_labels
        totals_by_currency
    """,
    "periods": """
        CalendarDays ClaimingPeriod EarningPeriod FiscalHalf Half MonthDay MonthEnd Months UsagePeriod
    """,
    "plans": """
        Plan PlanPayment plan_edit_problems plan_path_problems plan_payment plan_problems
        plan_resubmission_last
    """,
    "provenance": """
        PUBLISHED Basis BasisKind Explanation Source cite inferred
    """,
    "repositories": """
        Append AsyncClaimRepository AsyncInMemoryRepository AsyncSnapshotRepository BankProfileRepository
        ClaimRepository ClaimWrite Effect FundWrite InMemoryRepository LoadClaim LoadPool Loaded Outcome
        SnapshotRepository Write carry_out carry_out_async perform perform_async performing
    """,
    "rulebook": """
        CHIP_2014 PARTNER_CENTER_2018 PARTNER_CENTER_2019_04 PARTNER_CENTER_2020_06 PARTNER_CENTER_2020_11
        PARTNER_CENTER_2021_09 PARTNER_CENTER_2023_10 PARTNER_CENTER_2024 PIE_2016 ActivitiesPerClaim
        ActivityLimit ActivityLimiting AfterPartnerAction Cancelling CapCounting CatalogueBy ClaimDeadline
        ClaimOpening ClaimingWindow DemoUnitCap DisputeWindow Disputing Edition EligibilityLoss
        EntityCurrency EscalationUnit FinalApproval FundsExpiry HoldAnchor MinimumReached OffersAndSpiffs
        OverClaiming PartialApproval PaymentCounting PlanDeadline PlanReview PlanUniqueness Policies
        PreApproval Precision ProgramCalendar ProgramEnd ProofNeed RateMonth Reopening RetentionFrom
        ReviewClock Rollover Rule RuleDifference Rulebook Rules RulesInForce SmallBalances Span Submitting
        TaxInvoiceClock compare partner_center
    """,
    "settlement": """
        EnrollmentStanding ExpectedPayment ForecastPayment Gate GateCode GateKeeper PaymentCircumstances
        PaymentCommand PaymentFigures PayoutForecast ProfileStanding TaxProfile Waterfall WaterfallBranch
        WaterfallDifference WaterfallLevel WaterfallReason WaterfallStep WhyNotPaid decide_payment
        expected_payments forecast_payouts payment_problems payment_waterfall why_not_paid
    """,
    "vocabulary": """
        PUBLISHED_LABELS LabelForm LabelledObject Language StatusNames Vocabulary label parse_label
    """,
    "wire": """
        Extra Kept RulesReference SealHead SealedEntry SealedHistory WireLimits erase from_data from_text
        kept_from_data kept_from_text schema seal seal_next to_data to_text unseal verify
    """,
}
# fmt: on

_HOME = {name: room for room, names in _ROOMS.items() for name in names.split()}

__all__ = list(_HOME)  # pyright: ignore[reportUnsupportedDunderAll] - the stub lists them


def __getattr__(name: str) -> object:
    """Load the room of a public name, and return what has that name there."""
    room = _HOME.get(name)
    if room is None:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    found: object = getattr(__import__(f"{__name__}.{room}", fromlist=(name,)), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return sorted({*globals(), *__all__})
