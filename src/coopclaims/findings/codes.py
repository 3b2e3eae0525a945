"""The code of every problem that a judgement can report, and what the English of one consists of."""

from __future__ import annotations

from typing import final

from coopclaims._values import Keyed, frozen
from coopclaims.provenance import Message, Source, message

# Problem codes, which are stable and promised.


@final
class Severity(Keyed):
    """Whether a problem stops the request or is good advice."""

    BLOCKS = "blocks"
    ADVISES = "advises"


@final
class ProblemCode(Keyed):
    """Every problem that a judgement can report. Each is described in `WORDINGS`."""

    # The claim and the moment
    CLAIM_EXISTS = "claim_exists"
    IDENTIFIER_TAKEN = "identifier_taken"
    CLAIM_MISSING = "claim_missing"
    CLAIM_MISMATCH = "claim_mismatch"
    EARLIER_THAN_LAST_ENTRY = "earlier_than_last_entry"
    LATER_THAN_PRESENT = "later_than_present"
    BACKDATED = "backdated"
    HISTORY_MISMATCH = "history_mismatch"
    ENTRY_NOT_CORRECTABLE = "entry_not_correctable"
    INSTANT_OUT_OF_ORDER = "instant_out_of_order"
    STEP_NOT_POSSIBLE = "step_not_possible"
    SUBMITTED_BEFORE = "submitted_before"
    REOPENING_OFF = "reopening_off"
    CANCELLING_OFF = "cancelling_off"
    RETRACTING_OFF = "retracting_off"
    RETRACTION_TOO_LATE = "retraction_too_late"
    CUT_DISPUTING_OFF = "cut_disputing_off"
    NOTHING_CUT = "nothing_cut"
    APPROVAL_HAS_PAYMENT = "approval_has_payment"
    # The actor
    WRONG_SIDE = "wrong_side"
    ACTION_NOT_GRANTED = "action_not_granted"
    OUTSIDE_SCOPE = "outside_scope"
    NOT_ASKED = "not_asked"
    DELEGATION_UNFIT = "delegation_unfit"
    DELEGATION_NOT_IN_FORCE = "delegation_not_in_force"
    DELEGATION_BEYOND_OWN = "delegation_beyond_own"
    # Asking for documents in a dispute
    DOCUMENT_REQUESTS_OFF = "document_requests_off"
    DOCUMENTS_AWAITED = "documents_awaited"
    SELF_APPROVAL = "self_approval"
    OWN_DISPUTE = "own_dispute"
    OWN_APPROVAL = "own_approval"
    PERSON_UNKNOWN = "person_unknown"
    RECOMMENDATION_MISSING = "recommendation_missing"
    # Asking a colleague
    ASKED_IN_VAIN = "asked_in_vain"
    ASKED_ELSEWHERE = "asked_elsewhere"
    UPLOAD_NOT_ASKED = "upload_not_asked"
    # What was written into the form
    TEXT_MISSING = "text_missing"
    FIELD_UNREADABLE = "field_unreadable"
    REASON_MISSING = "reason_missing"
    NOTE_MISSING = "note_missing"
    REASON_CODE_UNKNOWN = "reason_code_unknown"
    REQUIREMENT_UNKNOWN = "requirement_unknown"
    RULE_UNKNOWN = "rule_unknown"
    LINE_MISSING = "line_missing"
    LINE_NOT_OPEN = "line_not_open"
    LINE_ABOVE_COST = "line_above_cost"
    LINES_DIFFER = "lines_differ"
    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    SECOND_CURRENCY = "second_currency"
    ITEM_EXISTS = "item_exists"
    ITEM_UNKNOWN = "item_unknown"
    NOTHING_CHANGES = "nothing_changes"
    SCOPE_CHANGES = "scope_changes"
    # Dates
    USAGE_NOT_BEGUN = "usage_not_begun"
    WINDOW_NOT_OPEN = "window_not_open"
    WINDOW_CLOSED = "window_closed"
    WINDOW_STILL_OPEN = "window_still_open"
    ACTIVITY_LIMIT_PASSED = "activity_limit_passed"
    POE_SUBMISSION_PASSED = "poe_submission_passed"
    FINAL_APPROVAL_PASSED = "final_approval_passed"
    FINAL_APPROVAL_NEAR = "final_approval_near"
    DISPUTE_WINDOW_CLOSED = "dispute_window_closed"
    DISPUTED_BEFORE = "disputed_before"
    EXECUTED_OUTSIDE_USAGE = "executed_outside_usage"
    NOT_YET_EXECUTED = "not_yet_executed"
    # Evidence
    ACTIVITY_UNKNOWN = "activity_unknown"
    SECOND_ACTIVITY = "second_activity"
    NOT_ELIGIBLE = "not_eligible"
    SURFACE_PROGRAM = "surface_program"
    CIRCUMSTANCE_UNKNOWN = "circumstance_unknown"
    CIRCUMSTANCE_MISSING = "circumstance_missing"
    PRE_APPROVAL_MISSING = "pre_approval_missing"
    COST_EVIDENCE_MISSING = "cost_evidence_missing"
    CORE_NOT_ATTESTED = "core_not_attested"
    PROOF_MISSING = "proof_missing"
    METRIC_MISSING = "metric_missing"
    PARTS_DIFFER = "parts_differ"
    # The plan path
    PLAN_MISSING = "plan_missing"
    PLAN_EXISTS = "plan_exists"
    PLAN_TOO_LATE = "plan_too_late"
    PLAN_READ_ONLY = "plan_read_only"
    OUTSIDE_CAMPAIGN = "outside_campaign"
    IMPRESSIONS_MISSING = "impressions_missing"
    # What has to be set up first
    SETUP_MISSING = "setup_missing"
    SETUP_UNKNOWN = "setup_unknown"
    # Between rounds
    REQUEST_UNANSWERED = "request_unanswered"
    # Evidence: what does not block
    REQUIREMENTS_UNPUBLISHED = "requirements_unpublished"
    EVIDENCE_UNUSED = "evidence_unused"
    COST_BELOW_CLAIM = "cost_below_claim"
    INVOICE_DETAILS_MISSING = "invoice_details_missing"
    INVOICE_DAY_AHEAD = "invoice_day_ahead"
    INVOICE_BEFORE_USAGE = "invoice_before_usage"
    INVOICE_BEFORE_ACTIVITY = "invoice_before_activity"
    ORIGINAL_DIFFERS = "original_differs"
    ORIGINAL_RATE_DAY = "original_rate_day"
    EVIDENCE_REPEATED = "evidence_repeated"
    EVIDENCE_SHARED = "evidence_shared"
    # Money
    APPROVED_ABOVE_CLAIMED = "approved_above_claimed"
    APPROVED_IN_PART = "approved_in_part"
    APPROVED_ABOVE_EARNED = "approved_above_earned"
    APPROVED_ABOVE_COST = "approved_above_cost"
    ABOVE_AVAILABLE = "above_available"
    FUNDS_MISMATCH = "funds_mismatch"
    FUND_MISSING = "fund_missing"
    ABOVE_CAP = "above_cap"
    CURRENCY_WITHDRAWN = "currency_withdrawn"
    # What is booked in a fund by itself
    FUND_MISMATCH = "fund_mismatch"
    SECOND_FUND_CURRENCY = "second_fund_currency"
    DAY_AHEAD = "day_ahead"
    NOTHING_MOVES = "nothing_moves"
    # Nothing answers
    RULE_MISSING = "rule_missing"
    RATE_MISSING = "rate_missing"
    RATE_IMPLAUSIBLE = "rate_implausible"
    # Payments
    PAYMENT_MISMATCH = "payment_mismatch"
    PAYMENT_STEP_NOT_POSSIBLE = "payment_step_not_possible"
    PAYMENT_EXISTS = "payment_exists"
    PAYMENT_TERMS_DIFFER = "payment_terms_differ"
    PAYMENT_BLOCKED = "payment_blocked"
    PAYMENT_HOLD_UNCHANGED = "payment_hold_unchanged"
    PAYMENT_NOT_LAPSED = "payment_not_lapsed"
    PAYMENT_ABOVE_APPROVED = "payment_above_approved"
    PAYMENT_ABOVE_PAID = "payment_above_paid"
    TAX_INVOICE_LATE = "tax_invoice_late"
    TAX_INVOICE_NUMBER_TOO_LONG = "tax_invoice_number_too_long"


# The wording of a problem.


@final
@frozen(kw_only=True)
class Wording:
    """What a problem says, and the rule's source.

    `message` says what is wrong and `remedy` what fixes it; both have the same parameters. `source` is the
    rule.
    """

    message: Message
    remedy: Message
    source: Source

    @classmethod
    def of(cls, code: ProblemCode, source: Source, parameters: str, wrong: str, remedy: str) -> Wording:
        """Return the wording of a problem, its sentences declared under its code.

        `code` is that of the problem, and `source` the rule. `wrong` and `remedy` are templates, and
        `parameters` names what they take, with types.
        """
        said, fix = message(code.value, wrong, parameters), message(f"{code}.remedy", remedy, parameters)
        return cls(message=said, remedy=fix, source=source)

    @property
    def names_who(self) -> bool:
        """Whether the remedy itself says who can act."""
        return "{roles" in self.remedy.english or "{possible" in self.remedy.english
