# The names of the front door with their types, in groups, as a reader looks for them: what a checker and an
# editor read. `__init__.py` loads a room when the first name of it is asked for.

# fmt: off
from coopclaims.activities import (
    ACTIVITIES_2018, ACTIVITIES_2019, ACTIVITIES_2024, SURFACE, SURFACE_FAMILY, Activity, AllOf, AmountCap,
    AnyOf, Asked, AttendeeCap, Bearer, Cap, Catalogue, Category, Circumstance, Condition, Need, OnlyIf,
    Reimbursable, Requirement, ShareCap, asked, reimbursable, told, unmet, ways_to_meet,
)
from coopclaims.batch import (
    BatchCounts, BatchDue, BatchRefusal, BatchRefused, DueTable, MixedDueTable, business_days_between,
    due_days, due_days_by_rule, mixed_due_days,
)
from coopclaims.calendars import (
    BusinessCalendar, BusinessDays, CalendarDay, CalendarDiff, CalendarProvenance, EstimatedHolidays, Roll,
    StartConvention,
)
from coopclaims.claims import (
    ActionRequested, AddCertification, AddInformation, AddInvoice, AddProof, AmendClaim, ApproveClaim,
    CancelDraft, CertificationAdded, Claim, ClaimAmended, ClaimApproved, ClaimCreated, ClaimForm,
    ClaimRejected, ClaimReopened, ClaimStatus, ClaimSubmitted, Command, Comment, Commented, CreateClaim,
    Details, DisputeRejection, DraftCancelled, DraftExpired, Event, ExpireDraft, FeedbackGiven,
    GiveFeedback, History, HistoryEntry, InformationAdded, InformationRequest, InvoiceAdded, ItemRemoved,
    MetricRecorded, Milestones, PlanPath, ProofAdded, RecordMetric, RejectClaim, RejectionDisputed,
    RemoveItem, ReopenClaim, RequestAction, RequestUpload, ReviewStarted, StartReview, Step, SubmitClaim,
    UploadRequest, UploadRequested,
)
from coopclaims.completeness import (
    ChecklistLine, EvidenceChecklist, EvidenceKind, RequirementState, evidence_checklist, missing_evidence,
)
from coopclaims.deadlines import (
    Claimable, Clock, Deadline, DeadlineState, HeldMoney, HeldState, Moved, NotRunning, Opening, PaymentRun,
    Round, TaxInvoice, TaxInvoiceState, activity_claim_due, claimable_usage, claiming_deadline,
    claiming_due, claiming_opening, dispute_deadline, dispute_due, dispute_window_due, draft_expiry, drift,
    earnings_start, escalation_deadline, escalation_due, final_approval_due, held_abroad, held_in_us,
    hold_deadline, hold_due, latest_submission, payment_deadline, payment_due, payment_run, plan_review_due,
    retention_due, review_deadline, review_due,
)
from coopclaims.decisions import (
    Decision, Option, advice, allowed, decide, permission, problems, reimbursable_claim,
)
from coopclaims.errors import (
    AlreadyRecorded, BrokenHistory, BrokenSeal, CalendarOutOfRange, CommandReused, CoopClaimsError,
    CurrencyMismatch, InvalidMoney, InvalidValue, NoRate, NoRuleInForce, StaleClaim, UnknownClaim,
    UnknownFund, UnknownLabel, Unresolved, Unsupported, WireMismatch,
)
from coopclaims.evidence import (
    CertificationReport, Document, Information, Invoice, Item, Metric, Proof,
)
from coopclaims.findings import (
    Problem, ProblemCode, Refused, Severity,
)
from coopclaims.funds import (
    ActivityFunds, AdjustmentMonths, BrokenLedger, ClaimDrawing, CoopOutcome, CoopView, Earning,
    EstimatedMonth, FundEntry, FundEntryKind, FundLedger, FundMovement, FundPool, FundsBalance, FundsEnd,
    NotShown, NotTraceable, PaymentMonthMissing, PoolKey, Split, adjustment_months, assert_conserved,
    conversion_entries, coop_outcome, coop_view, earnings_behind, eligibility_loss_entries,
    estimated_payment_month, expiry_entries, funds_end, rollover_entries, split_earning,
)
from coopclaims.identifiers import (
    ActorId, ClaimId, CommandId, EntityId, ItemId, LocationId, PaymentId, ProfileId, ProgramId,
)
from coopclaims.lifecycle import (
    TABLE, AnswerState, Changes, Refusal, RequestAnswer, Row, possible_steps, record, replay,
    since_rejection, since_request,
)
from coopclaims.money import (
    Currency, ExchangeRate, ExchangeRates, Money, RateTable,
)
from coopclaims.overview import (
    Attention, AttentionReason, ClaimsOverview, FundsRow, attention, claims_overview,
)
from coopclaims.parties import (
    Action, Actor, Grant, Role, Side,
)
from coopclaims.payouts import (
    CREDIT_NOTES, GUIDANCE, PAYMENT_REFUSALS, PAYMENT_ROWS, PAYMENT_TABLE, Accrual, BalanceKey,
    BankProfiles, Contact, CreditNoteStatus, EarningType, EnrollmentStatus, Guidance, MethodAnswer,
    MonthlyBalance, PayingEntity, Payment, PaymentEntry, PaymentHistory, PaymentMethod, PaymentMilestones,
    PaymentMonth, PaymentRecord, PaymentRefusal, PaymentRow, PaymentStatus, PaymentStep, PaymentTerms,
    PaymentTotal, Payout, PayoutResolution, ProfileAssignment, ProfileResolution, ProfileScope,
    ProfileStatus, SummaryLabel, UnresolvedReason, UnresolvedShare, carry_balances, guidance, method_usable,
    payment_total, possible_payment_steps, record_payment, replay_payment, resolve_payouts, resolve_profile,
    summary_labels, totals_by_currency,
)
from coopclaims.periods import (
    CalendarDays, ClaimingPeriod, EarningPeriod, FiscalHalf, Half, MonthDay, MonthEnd, Months, UsagePeriod,
)
from coopclaims.plans import (
    Plan, PlanPayment, plan_edit_problems, plan_path_problems, plan_payment, plan_problems,
    plan_resubmission_last,
)
from coopclaims.provenance import (
    PUBLISHED, Basis, BasisKind, Explanation, Source, cite, inferred,
)
from coopclaims.repositories import (
    Append, AsyncClaimRepository, AsyncInMemoryRepository, AsyncSnapshotRepository, BankProfileRepository,
    ClaimRepository, ClaimWrite, Effect, FundWrite, InMemoryRepository, LoadClaim, LoadPool, Loaded,
    Outcome, SnapshotRepository, Write, carry_out, carry_out_async, perform, perform_async, performing,
)
from coopclaims.rulebook import (
    CHIP_2014, PARTNER_CENTER_2018, PARTNER_CENTER_2019_04, PARTNER_CENTER_2020_06, PARTNER_CENTER_2020_11,
    PARTNER_CENTER_2021_09, PARTNER_CENTER_2023_10, PARTNER_CENTER_2024, PIE_2016, ActivitiesPerClaim,
    ActivityLimit, ActivityLimiting, AfterPartnerAction, Cancelling, CapCounting, CatalogueBy,
    ClaimDeadline, ClaimOpening, ClaimingWindow, DemoUnitCap, DisputeWindow, Disputing, Edition,
    EligibilityLoss, EntityCurrency, EscalationUnit, FinalApproval, FundsExpiry, HoldAnchor, MinimumReached,
    OffersAndSpiffs, OverClaiming, PartialApproval, PaymentCounting, PlanDeadline, PlanReview,
    PlanUniqueness, Policies, PreApproval, Precision, ProgramCalendar, ProgramEnd, ProofNeed, RateMonth,
    Reopening, RetentionFrom, ReviewClock, Rollover, Rule, RuleDifference, Rulebook, Rules, RulesInForce,
    SmallBalances, Span, Submitting, TaxInvoiceClock, compare, partner_center,
)
from coopclaims.settlement import (
    EnrollmentStanding, ExpectedPayment, ForecastPayment, Gate, GateCode, GateKeeper, PaymentCircumstances,
    PaymentCommand, PaymentFigures, PayoutForecast, ProfileStanding, TaxProfile, Waterfall, WaterfallBranch,
    WaterfallDifference, WaterfallLevel, WaterfallReason, WaterfallStep, WhyNotPaid, decide_payment,
    expected_payments, forecast_payouts, payment_problems, payment_waterfall, why_not_paid,
)
from coopclaims.vocabulary import (
    PUBLISHED_LABELS, LabelForm, LabelledObject, Language, StatusNames, Vocabulary, label, parse_label,
)
from coopclaims.wire import (
    Extra, Kept, RulesReference, SealHead, SealedEntry, SealedHistory, WireLimits, erase, from_data,
    from_text, kept_from_data, kept_from_text, schema, seal, seal_next, to_data, to_text, unseal, verify,
)

__all__ = [
    # Asking: what may I do, what is missing, what happens
    "Decision", "Option", "advice", "allowed", "decide", "permission", "problems", "reimbursable_claim",
    # The lifecycle: record, replay, and the table itself
    "TABLE", "Refusal", "Row", "possible_steps", "record", "replay", "AnswerState", "Changes",
    "RequestAnswer", "since_rejection", "since_request",
    # Deadlines: the clocks of a claim, and every other date
    "Clock", "Deadline", "DeadlineState", "NotRunning", "TaxInvoice", "TaxInvoiceState",
    "claiming_deadline", "dispute_deadline", "dispute_due", "payment_deadline", "payment_due",
    "review_deadline", "review_due", "Opening", "PaymentRun", "activity_claim_due", "claiming_due",
    "claiming_opening", "dispute_window_due", "final_approval_due", "hold_due", "payment_run",
    "plan_review_due", "retention_due", "Claimable", "claimable_usage", "draft_expiry",
    "escalation_deadline", "escalation_due", "earnings_start", "HeldMoney", "HeldState", "held_abroad",
    "held_in_us", "hold_deadline",
    # Looking back, and what a new calendar moves
    "Moved", "Round", "drift", "latest_submission",
    # Claims: status, form, History
    "Claim", "ClaimForm", "ClaimStatus", "Details", "History", "HistoryEntry", "InformationRequest",
    "Milestones", "Step", "UploadRequest", "PlanPath",
    # Commands
    "AddCertification", "AddInformation", "AddInvoice", "AddProof", "AmendClaim", "ApproveClaim",
    "CancelDraft", "Command", "Comment", "CreateClaim", "DisputeRejection", "ExpireDraft", "GiveFeedback",
    "RecordMetric", "RejectClaim", "RemoveItem", "ReopenClaim", "RequestAction", "RequestUpload",
    "StartReview", "SubmitClaim",
    # Events
    "ActionRequested", "CertificationAdded", "ClaimAmended", "ClaimApproved", "ClaimCreated",
    "ClaimRejected", "ClaimReopened", "ClaimSubmitted", "Commented", "DraftCancelled", "DraftExpired",
    "Event", "FeedbackGiven", "InformationAdded", "InvoiceAdded", "ItemRemoved", "MetricRecorded",
    "ProofAdded", "RejectionDisputed", "ReviewStarted", "UploadRequested",
    # Evidence
    "CertificationReport", "Document", "Information", "Invoice", "Item", "Metric", "Proof",
    # People
    "Action", "Actor", "Grant", "Role", "Side",
    # Rules, the published editions, and the readings to choose from
    "ActivityLimit", "ClaimingWindow", "Edition", "Rule", "Rulebook", "Rules", "Span", "partner_center",
    "RuleDifference", "RulesInForce", "compare", "ProgramEnd", "Rollover", "PARTNER_CENTER_2018",
    "PARTNER_CENTER_2020_06", "PARTNER_CENTER_2020_11", "PARTNER_CENTER_2021_09", "PIE_2016", "CHIP_2014",
    "PARTNER_CENTER_2019_04", "PARTNER_CENTER_2023_10", "ActivityLimiting", "DisputeWindow", "Disputing",
    "FinalApproval", "OverClaiming", "Policies", "Reopening", "Cancelling", "ClaimDeadline", "ClaimOpening",
    "EscalationUnit", "PartialApproval", "PaymentCounting", "PlanReview", "PlanUniqueness", "RetentionFrom",
    "ReviewClock", "Submitting", "TaxInvoiceClock", "AfterPartnerAction", "ActivitiesPerClaim",
    "CatalogueBy", "PreApproval", "ProofNeed", "EntityCurrency", "RateMonth", "PARTNER_CENTER_2024",
    "PlanDeadline", "ProgramCalendar", "Precision", "CapCounting", "DemoUnitCap", "EligibilityLoss",
    "FundsExpiry", "OffersAndSpiffs", "HoldAnchor", "MinimumReached", "SmallBalances",
    # Activities
    "ACTIVITIES_2019", "Activity", "Catalogue", "Category", "AllOf", "AmountCap", "AnyOf", "AttendeeCap",
    "Cap", "Circumstance", "Need", "OnlyIf", "Reimbursable", "Requirement", "SURFACE", "ShareCap",
    "reimbursable", "told", "unmet", "Asked", "Bearer", "Condition", "SURFACE_FAMILY", "asked",
    "ways_to_meet", "ACTIVITIES_2018", "ACTIVITIES_2024",
    # Calendars and periods
    "BusinessCalendar", "BusinessDays", "CalendarDay", "CalendarDiff", "CalendarProvenance",
    "EstimatedHolidays", "Roll", "StartConvention", "CalendarDays", "ClaimingPeriod", "EarningPeriod",
    "FiscalHalf", "Half", "MonthDay", "MonthEnd", "Months", "UsagePeriod",
    # Money and funds
    "Currency", "ExchangeRate", "ExchangeRates", "Money", "RateTable", "FundEntry", "FundEntryKind",
    "FundPool", "FundsBalance", "PoolKey", "CoopOutcome", "Earning", "Split", "coop_outcome",
    "split_earning", "FundLedger", "ActivityFunds", "ClaimDrawing", "FundMovement", "FundsEnd",
    "assert_conserved", "conversion_entries", "eligibility_loss_entries", "expiry_entries", "funds_end",
    "rollover_entries", "AdjustmentMonths", "adjustment_months", "CoopView", "NotShown", "coop_view",
    "EstimatedMonth", "PaymentMonthMissing", "estimated_payment_month", "NotTraceable", "earnings_behind",
    # Payment
    "BankProfiles", "PayingEntity", "PaymentStatus", "Payout", "PayoutResolution", "ProfileAssignment",
    "ProfileResolution", "ProfileScope", "UnresolvedReason", "UnresolvedShare", "resolve_payouts",
    "resolve_profile", "EnrollmentStatus", "ProfileStatus", "ExpectedPayment", "expected_payments",
    "PayoutForecast", "ForecastPayment", "forecast_payouts", "Waterfall", "WaterfallBranch",
    "WaterfallLevel", "WaterfallStep", "WaterfallDifference", "WaterfallReason", "PaymentFigures",
    "payment_waterfall",
    # Storing and listing
    "BankProfileRepository", "ClaimRepository", "ClaimWrite", "FundWrite", "InMemoryRepository", "Outcome",
    "Write", "perform", "ClaimsOverview", "FundsRow", "claims_overview", "Attention", "AttentionReason",
    "attention", "AsyncClaimRepository", "AsyncInMemoryRepository", "AsyncSnapshotRepository",
    "SnapshotRepository", "perform_async", "performing", "carry_out", "carry_out_async", "Effect", "Append",
    "LoadClaim", "LoadPool", "Loaded",
    # Labels
    "LabelForm", "LabelledObject", "label", "parse_label", "Language", "PUBLISHED_LABELS", "StatusNames",
    "Vocabulary",
    # Explanations and sources
    "PUBLISHED", "Basis", "BasisKind", "Explanation", "Source", "cite", "inferred",
    # What goes wrong
    "Problem", "ProblemCode", "Refused", "Severity", "BrokenHistory", "CalendarOutOfRange", "CommandReused",
    "CoopClaimsError", "CurrencyMismatch", "InvalidMoney", "InvalidValue", "NoRate", "NoRuleInForce",
    "StaleClaim", "UnknownClaim", "UnknownFund", "UnknownLabel", "Unresolved", "BrokenSeal", "WireMismatch",
    "BrokenLedger", "AlreadyRecorded", "Unsupported",
    # Identifiers
    "ActorId", "ClaimId", "CommandId", "EntityId", "ItemId", "LocationId", "ProfileId", "ProgramId",
    "PaymentId",
    # Whole portfolios
    "BatchCounts", "BatchDue", "BatchRefusal", "BatchRefused", "DueTable", "MixedDueTable",
    "business_days_between", "due_days", "due_days_by_rule", "mixed_due_days",
    # The plan path
    "Plan", "PlanPayment", "plan_edit_problems", "plan_path_problems", "plan_payment", "plan_problems",
    "plan_resubmission_last",
    # What is missing
    "ChecklistLine", "EvidenceChecklist", "EvidenceKind", "RequirementState", "evidence_checklist",
    "missing_evidence",
    # The wire: plain data, and a seal over a History
    "to_data", "from_data", "to_text", "from_text", "schema", "WireLimits", "RulesReference", "Kept",
    "Extra", "kept_from_data", "kept_from_text", "seal", "seal_next", "verify", "unseal", "erase",
    "SealedHistory", "SealedEntry", "SealHead",
    # The payment's own lifecycle, and why a claim is not paid
    "PAYMENT_TABLE", "PAYMENT_ROWS", "PAYMENT_REFUSALS", "PaymentRow", "PaymentRefusal",
    "possible_payment_steps", "Payment", "PaymentEntry", "PaymentHistory", "PaymentMilestones",
    "PaymentStep", "PaymentTerms", "record_payment", "replay_payment", "GUIDANCE", "Guidance", "Contact",
    "SummaryLabel", "guidance", "summary_labels", "CREDIT_NOTES", "CreditNoteStatus", "MethodAnswer",
    "PaymentMethod", "method_usable", "Accrual", "BalanceKey", "EarningType", "MonthlyBalance",
    "PaymentMonth", "carry_balances", "PaymentRecord", "PaymentTotal", "payment_total",
    "totals_by_currency", "WhyNotPaid", "why_not_paid", "Gate", "GateCode", "GateKeeper",
    "PaymentCircumstances", "EnrollmentStanding", "ProfileStanding", "TaxProfile", "PaymentCommand",
    "decide_payment", "payment_problems",
]
# fmt: on
