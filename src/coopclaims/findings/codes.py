"""The code of every problem that a judgement can report, and what the English of one consists of."""

from __future__ import annotations

from enum import StrEnum
from typing import final

from coopclaims._values import frozen
from coopclaims.provenance import Source

# The code of every problem that a judgement can report. Codes are stable and promised.


@final
class Severity(StrEnum):
    """Whether a problem stops the request or is good advice."""

    BLOCKS = "blocks"
    ADVISES = "advises"


@final
class ProblemCode(StrEnum):
    """Every problem that a judgement can report. Each is described in `WORDINGS`."""

    # The claim and the moment
    CLAIM_EXISTS = "claim-exists"
    CLAIM_MISSING = "claim-missing"
    CLAIM_MISMATCH = "claim-mismatch"
    EARLIER_THAN_LAST_ENTRY = "earlier-than-last-entry"
    STEP_NOT_POSSIBLE = "step-not-possible"
    SUBMITTED_BEFORE = "submitted-before"
    REOPENING_OFF = "reopening-off"
    CANCELLING_OFF = "cancelling-off"
    # The actor
    WRONG_SIDE = "wrong-side"
    ACTION_NOT_GRANTED = "action-not-granted"
    OUTSIDE_SCOPE = "outside-scope"
    NOT_ASKED = "not-asked"
    # What was written into the form
    TEXT_MISSING = "text-missing"
    REASON_MISSING = "reason-missing"
    NOTE_MISSING = "note-missing"
    AMOUNT_NOT_POSITIVE = "amount-not-positive"
    SECOND_CURRENCY = "second-currency"
    ITEM_EXISTS = "item-exists"
    ITEM_UNKNOWN = "item-unknown"
    NOTHING_CHANGES = "nothing-changes"
    SCOPE_CHANGES = "scope-changes"
    # Dates
    USAGE_NOT_BEGUN = "usage-not-begun"
    WINDOW_NOT_OPEN = "window-not-open"
    WINDOW_CLOSED = "window-closed"
    WINDOW_STILL_OPEN = "window-still-open"
    ACTIVITY_LIMIT_PASSED = "activity-limit-passed"
    FINAL_APPROVAL_PASSED = "final-approval-passed"
    DISPUTE_WINDOW_CLOSED = "dispute-window-closed"
    DISPUTED_BEFORE = "disputed-before"
    EXECUTED_OUTSIDE_USAGE = "executed-outside-usage"
    NOT_YET_EXECUTED = "not-yet-executed"
    # Evidence
    ACTIVITY_UNKNOWN = "activity-unknown"
    SECOND_ACTIVITY = "second-activity"
    NOT_ELIGIBLE = "not-eligible"
    SURFACE_PROGRAM = "surface-program"
    CIRCUMSTANCE_UNKNOWN = "circumstance-unknown"
    CIRCUMSTANCE_MISSING = "circumstance-missing"
    PRE_APPROVAL_MISSING = "pre-approval-missing"
    COST_EVIDENCE_MISSING = "cost-evidence-missing"
    CORE_NOT_ATTESTED = "core-not-attested"
    PROOF_MISSING = "proof-missing"
    METRIC_MISSING = "metric-missing"
    # The plan path
    PLAN_MISSING = "plan-missing"
    PLAN_EXISTS = "plan-exists"
    PLAN_TOO_LATE = "plan-too-late"
    PLAN_READ_ONLY = "plan-read-only"
    OUTSIDE_CAMPAIGN = "outside-campaign"
    IMPRESSIONS_MISSING = "impressions-missing"
    # Between rounds
    REQUEST_UNANSWERED = "request-unanswered"
    # Evidence: what does not block
    EVIDENCE_UNUSED = "evidence-unused"
    COST_BELOW_CLAIM = "cost-below-claim"
    INVOICE_DETAILS_MISSING = "invoice-details-missing"
    # Money
    APPROVED_ABOVE_CLAIMED = "approved-above-claimed"
    APPROVED_IN_PART = "approved-in-part"
    APPROVED_ABOVE_EARNED = "approved-above-earned"
    ABOVE_AVAILABLE = "above-available"
    FUNDS_MISMATCH = "funds-mismatch"
    ABOVE_CAP = "above-cap"
    # Nothing answers
    RULE_MISSING = "rule-missing"
    RATE_MISSING = "rate-missing"
    # Payments
    PAYMENT_MISMATCH = "payment-mismatch"
    PAYMENT_STEP_NOT_POSSIBLE = "payment-step-not-possible"
    PAYMENT_EXISTS = "payment-exists"
    PAYMENT_TERMS_DIFFER = "payment-terms-differ"
    PAYMENT_WRONG_SIDE = "payment-wrong-side"
    PAYMENT_BLOCKED = "payment-blocked"
    PAYMENT_HOLD_UNCHANGED = "payment-hold-unchanged"
    PAYMENT_NOT_LAPSED = "payment-not-lapsed"


# What the English of a problem consists of.


@final
@frozen(kw_only=True)
class Wording:
    """The English of a problem: message and remedy with named parameters, and the rule's source."""

    message: str
    remedy: str
    source: Source

    @property
    def names_who(self) -> bool:
        """Whether the remedy itself says who can act."""
        return "{roles}" in self.remedy or "{possible}" in self.remedy
