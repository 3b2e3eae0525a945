"""The one table that owns the status of a claim: its rows and its refusals.

Everything that changes a status stands in these rows: no other module decides what the next status is.

A row names the action that the trigger needs in that status. The table does not know whose side the caller
is on: the rulebook says which roles may do the action.

It holds the union of what all policies allow, and no row ever leaves it, so that a History written under
last year's rules always replays. Which rows are open today is for `coopclaims.decisions` to say.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final, TypeAlias

from coopclaims.claims.claim import ClaimStatus, Trigger
from coopclaims.parties import Action
from coopclaims.provenance import PUBLISHED, cite, inferred, message
from coopclaims.transitions import Refusal, Row, Table

if TYPE_CHECKING:
    from coopclaims.claims.claim import Claim
    from coopclaims.provenance import Basis, Message, Source


# The edges of the lifecycle: from which status which trigger leads where, and what it needs there.


ClaimRow: TypeAlias = Row[ClaimStatus, Trigger, Action]
"""An edge of the lifecycle; it needs an action."""

ClaimRefusal: TypeAlias = Refusal[ClaimStatus, Trigger]
"""No edge of the lifecycle, with the reason."""

_S = ClaimStatus
_STEP = Trigger
_ACT = Action


def _row(
    at: ClaimStatus | None,
    on: Trigger,
    to: ClaimStatus,
    needs: Action,
    source: Source,
    basis: Basis = PUBLISHED,
) -> ClaimRow:
    return Row(source=at, trigger=on, target=to, requires=needs, citation=source, basis=basis)


def _stays(at: ClaimStatus, on: Trigger, needs: Action, source: Source, basis: Basis = PUBLISHED) -> ClaimRow:
    return _row(at, on, at, needs, source, basis)


# fmt: off
_REMARK = inferred(message("reading.comment_is_no_edit", "a comment is no edit"))
_STAYS = inferred(message("reading.stays_while_edited",
    "the claim stays as it is named while the partner edits it"))
_BY_HAND = inferred(message("reading.review_started_by_hand",
    "an explicit step; no source says what starts a review"))
_UNSENT = inferred(message("reading.cancelled_before_submission",
    "as for a sibling claim type: only before the first submission"))
_REOPENING = inferred(message("reading.reopening_off_by_default",
    "reopening to Editing is a policy, off by default"))
_ADVISES = inferred(message("reading.recommendation_decides_nothing",
    "a recommendation is heard by whoever decides, and decides nothing"))
_RETRACTING = inferred(message("reading.retracting_off_by_default",
    "a retracted approval is under review again; retracting is a policy, off by default"))
_CUT_DISPUTING = inferred(message("reading.cut_disputed_as_rejection",
    "a cut is disputed as a rejection is; disputing cuts is a policy, off by default"))
LAPSES = inferred(message("reading.draft_lapses", "a draft lapses when its claiming period has ended"))

_ON_REQUEST = inferred(message("reading.what_was_asked_for",
    "while Disputed, exactly what the validation team asked for may be added"))
_WITHOUT_DECIDING = inferred(message("reading.asked_without_deciding",
    "asking for documents decides nothing: the claim stays Disputed, and its days run on"))

_BY_A_CLOCK: Final = inferred(message("reading.instants_corrected_by_portal",
    "no page knows wrong clocks; the portal puts right what they stamped, whatever the status"))

_ROWS: Final[tuple[ClaimRow, ...]] = (
    _row(None, _STEP.CREATE, _S.EDITING, _ACT.CREATE_CLAIM, cite("SD-EN", "R-01", "T1")),
    # A draft belongs to the partner.
    _stays(_S.EDITING, _STEP.EDIT, _ACT.EDIT, cite("SD-EN", "S-04", "T2")),
    _stays(_S.EDITING, _STEP.ADD_DOCUMENT, _ACT.ADD_DOCUMENT, cite("SD-EN", "T2", "R-14")),
    _stays(_S.EDITING, _STEP.ADD_INFORMATION, _ACT.EDIT, cite("SD-EN", "S-04", "T2")),
    _stays(_S.EDITING, _STEP.REQUEST_UPLOAD, _ACT.REQUEST_UPLOAD, cite("SD-EN", "R-14")),
    _stays(_S.EDITING, _STEP.COMMENT, _ACT.COMMENT_ON_DRAFT, cite("SD-EN", "H-02")),
    _row(_S.EDITING, _STEP.SUBMIT, _S.SUBMITTED, _ACT.SUBMIT, cite("SD-EN", "S-04", "T3")),
    _row(_S.EDITING, _STEP.CANCEL, _S.CANCELLED, _ACT.CANCEL_DRAFT, cite("MC23", "T17", "S-08"), _UNSENT),
    _row(_S.EDITING, _STEP.EXPIRE, _S.EXPIRED, _ACT.EXPIRE_DRAFT, cite("KB-STAT", "T16", "S-05"), LAPSES),
    # Submitted: it waits for a reviewer.
    _row(_S.SUBMITTED, _STEP.START_REVIEW, _S.UNDER_REVIEW, _ACT.START_REVIEW, cite("MG22", "T4", "S-01"),
        _BY_HAND),
    _stays(_S.SUBMITTED, _STEP.COMMENT, _ACT.COMMENT, cite("SD-EN", "H-02"), _REMARK),
    # Under review: a reviewer decides.
    _stays(_S.UNDER_REVIEW, _STEP.COMMENT, _ACT.COMMENT, cite("SD-EN", "H-02"), _REMARK),
    _stays(_S.UNDER_REVIEW, _STEP.GIVE_FEEDBACK, _ACT.REVIEW, cite("CC20", "S-11", "H-03")),
    _stays(_S.UNDER_REVIEW, _STEP.RECOMMEND, _ACT.REVIEW, cite("READING", "H-03", "T5"), _ADVISES),
    _row(_S.UNDER_REVIEW, _STEP.REQUEST_ACTION, _S.ACTION_REQUIRED, _ACT.REVIEW, cite("CC20", "T7", "S-09")),
    _row(_S.UNDER_REVIEW, _STEP.APPROVE, _S.APPROVED, _ACT.REVIEW, cite("MG22", "T5", "S-10")),
    _row(_S.UNDER_REVIEW, _STEP.REJECT, _S.REJECTED, _ACT.REVIEW, cite("MG22", "T6", "S-10", "H-04")),
    # Action required: the partner has the claim again.
    _stays(_S.ACTION_REQUIRED, _STEP.EDIT, _ACT.EDIT, cite("CC20", "S-09", "T8"), _STAYS),
    _stays(_S.ACTION_REQUIRED, _STEP.ADD_DOCUMENT, _ACT.ADD_DOCUMENT,
        cite("CC20", "S-09", "T8", "R-14"), _STAYS),
    _stays(_S.ACTION_REQUIRED, _STEP.ADD_INFORMATION, _ACT.EDIT, cite("CC20", "S-09", "T8"), _STAYS),
    _stays(_S.ACTION_REQUIRED, _STEP.REQUEST_UPLOAD, _ACT.REQUEST_UPLOAD,
        cite("CC20", "R-14", "S-09"), _STAYS),
    _stays(_S.ACTION_REQUIRED, _STEP.COMMENT, _ACT.COMMENT, cite("SD-EN", "H-02"), _REMARK),
    _row(_S.ACTION_REQUIRED, _STEP.SUBMIT, _S.SUBMITTED, _ACT.SUBMIT, cite("KB-STAT", "T9", "S-13")),
    _row(_S.ACTION_REQUIRED, _STEP.REOPEN, _S.EDITING, _ACT.EDIT, cite("CC20", "T8"), _REOPENING),
    # Approved is the end for the claim, unless policies give a way back; its payment goes on.
    _stays(_S.APPROVED, _STEP.COMMENT, _ACT.COMMENT, cite("SD-EN", "H-02"), _REMARK),
    _row(_S.APPROVED, _STEP.RETRACT, _S.UNDER_REVIEW, _ACT.REVIEW, cite("READING", "T5", "T18"), _RETRACTING),
    _row(_S.APPROVED, _STEP.DISPUTE_CUT, _S.DISPUTED, _ACT.DISPUTE, cite("READING", "X-01", "A-31"),
        _CUT_DISPUTING),
    # Rejected: a dispute reopens it, nothing else.
    _stays(_S.REJECTED, _STEP.COMMENT, _ACT.COMMENT, cite("SD-EN", "H-02"), _REMARK),
    _row(_S.REJECTED, _STEP.DISPUTE, _S.DISPUTED, _ACT.DISPUTE, cite("MG22", "X-01", "R-02", "R-10")),
    # Disputed: the validation team decides.
    _stays(_S.DISPUTED, _STEP.COMMENT, _ACT.COMMENT, cite("SD-EN", "H-02"), _REMARK),
    _stays(_S.DISPUTED, _STEP.GIVE_FEEDBACK, _ACT.DECIDE_DISPUTE, cite("MG22", "T11", "X-03")),
    # Asking for documents decides nothing: the claim stays as it is but for what was asked for.
    _stays(_S.DISPUTED, _STEP.REQUEST_DOCUMENTS, _ACT.DECIDE_DISPUTE, cite("MG22", "X-03"),
        _WITHOUT_DECIDING),
    _stays(_S.DISPUTED, _STEP.ADD_DOCUMENT, _ACT.ADD_DOCUMENT, cite("MG22", "X-03", "R-14"), _ON_REQUEST),
    _stays(_S.DISPUTED, _STEP.ADD_INFORMATION, _ACT.ADD_DOCUMENT, cite("MG22", "X-03", "R-14"), _ON_REQUEST),
    _stays(_S.DISPUTED, _STEP.RECOMMEND, _ACT.DECIDE_DISPUTE, cite("READING", "H-03", "T12"), _ADVISES),
    _row(_S.DISPUTED, _STEP.REQUEST_ACTION, _S.PARTNER_ACTION_REQUIRED, _ACT.DECIDE_DISPUTE,
        cite("RJ21", "T14", "S-14")),
    _row(_S.DISPUTED, _STEP.APPROVE, _S.APPROVED, _ACT.DECIDE_DISPUTE, cite("RJ21", "T12", "S-14")),
    _row(_S.DISPUTED, _STEP.REJECT, _S.REJECTED, _ACT.DECIDE_DISPUTE, cite("RJ21", "T13", "S-14")),
    # Partner Action Required: as Action required, and back to the dispute.
    _stays(_S.PARTNER_ACTION_REQUIRED, _STEP.EDIT, _ACT.EDIT, cite("RJ21", "S-09", "S-14"), _STAYS),
    _stays(_S.PARTNER_ACTION_REQUIRED, _STEP.ADD_DOCUMENT, _ACT.ADD_DOCUMENT,
        cite("RJ21", "S-09", "S-14", "R-14"), _STAYS),
    _stays(_S.PARTNER_ACTION_REQUIRED, _STEP.ADD_INFORMATION, _ACT.EDIT,
        cite("RJ21", "S-09", "S-14"), _STAYS),
    _stays(_S.PARTNER_ACTION_REQUIRED, _STEP.REQUEST_UPLOAD, _ACT.REQUEST_UPLOAD,
        cite("RJ21", "R-14"), _STAYS),
    _stays(_S.PARTNER_ACTION_REQUIRED, _STEP.COMMENT, _ACT.COMMENT, cite("SD-EN", "H-02"), _REMARK),
    Row(source=_S.PARTNER_ACTION_REQUIRED, trigger=_STEP.SUBMIT, target=_S.DISPUTED, requires=_ACT.SUBMIT,
        citation=cite("RJ21", "T15"),
        basis=inferred(message("reading.dispute_goes_on", "the dispute goes on, with a fresh clock")),
        target_by_policy=_S.SUBMITTED),
    # When something really happened can be put right in every status.
    *(_stays(status, _STEP.CORRECT_INSTANT, _ACT.CORRECT_INSTANT, cite("READING", "H-01"), _BY_A_CLOCK)
        for status in ClaimStatus),
)


# The refusals: every pair of status and trigger that is no edge of the lifecycle, with the reason.


_TERMINAL = (_S.CANCELLED, _S.EXPIRED)
_READ_ONLY = (_S.SUBMITTED, _S.UNDER_REVIEW, _S.APPROVED, _S.REJECTED)
_WITH_PARTNER = (_S.ACTION_REQUIRED, _S.PARTNER_ACTION_REQUIRED)
_STEPS = tuple(step for step in Trigger if step is not _STEP.CORRECT_INSTANT)
_LIVE = tuple(status for status in ClaimStatus if status not in _TERMINAL)
_OVER = (_S.APPROVED, _S.REJECTED)
_READING = inferred(message("reading.follows_from_the_steps",
    "no source states it; it follows from the published steps"))
_READ_ONLY_AFTER_SUBMISSION = message("read_only_after_submission",
    "after submission the claim is read-only unless a reviewer asks for more")
_NO_CLAIM_YET = message("no_claim_yet", "there is no claim yet")
_DRAFT_WAS_CANCELLED = message("draft_was_cancelled", "the draft was cancelled, which is final")
_DRAFT_HAS_EXPIRED = message("draft_has_expired", "the draft expired, which is final")
_CLAIM_EXISTS_ALREADY = message("claim_exists_already", "the claim exists already")
_READ_ONLY_WHILE_DISPUTED = message("read_only_while_disputed",
    "a disputed claim is read-only until the validation team asks for more")
_NOTHING_TO_REVIEW = message("nothing_to_review", "there is nothing to review yet")
_REVIEW_NOT_STARTED = message("review_not_started", "the review has not started")
_PARTNER_HAS_CLAIM = message("partner_has_claim", "the partner has the claim")
_REVIEW_IS_OVER = message("review_is_over", "the review is over")
_NOTHING_ASKED_FOR = message("nothing_asked_for", "the claim was submitted, and nobody asked for more")
_NOT_SUBMITTED_YET = message("not_submitted_yet", "the claim has not been submitted")
_UNDER_REVIEW_ALREADY = message("under_review_already", "the claim is under review already")
_ONLY_DISPUTE_REOPENS = message("only_dispute_reopens", "a dispute reopens it, nothing else")
_DISPUTE_REVIEW_RUNS = message("dispute_review_runs", "the dispute review runs already")
_ASKED_FOR_MORE_ALREADY = message("asked_for_more_already", "more has been asked for already")
_APPROVED_ALREADY = message("approved_already", "the claim is approved already")
_ONLY_DISPUTE_LIFTS_REJECTION = message("only_dispute_lifts_rejection",
    "a rejection is lifted only after a dispute")
_APPROVAL_IS_PAID = message("approval_is_paid", "taking back an approval is a matter of the payment")
_REJECTED_ALREADY = message("rejected_already", "the claim is rejected already")
_ONLY_APPROVED_IS_RETRACTED = message("only_approved_is_retracted",
    "only an approval can be retracted")
_ONLY_CUT_IS_DISPUTED = message("only_approved_is_cut", "only an approval can be below what was claimed")
_ONLY_REJECTED_IS_DISPUTED = message("only_rejected_is_disputed", "only a rejected claim can be disputed")
_ONLY_DRAFT_IS_CANCELLED = message("only_draft_is_cancelled",
    "a claim can be cancelled only before its first submission")
_ONLY_DRAFT_EXPIRES = message("only_draft_expires", "only a claim that was never submitted expires")
_ONLY_IN_DISPUTE = message("only_in_dispute", "documents are asked for in this way only in a dispute")
_ACTION_IS_REQUESTED = message("action_is_requested", "in a review more is asked for by requesting action")
_ONLY_ACTION_REQUIRED_REOPENS = message("only_action_required_reopens",
    "only a claim in Action required can be reopened")
# fmt: on


def _no(
    on: Trigger, at: tuple[ClaimStatus | None, ...], reason: Message, source: Source, basis: Basis = _READING
) -> tuple[ClaimRefusal, ...]:
    return tuple(
        Refusal(source=status, trigger=on, reason=reason, citation=source, basis=basis) for status in at
    )


def _live_but(status: ClaimStatus) -> tuple[ClaimStatus, ...]:
    return tuple(each for each in _LIVE if each is not status)


# fmt: off
_NO: Final[tuple[tuple[ClaimRefusal, ...], ...]] = (
    *(_no(step, (None,), _NO_CLAIM_YET, cite("CC20", "T1")) for step in Trigger if step is not _STEP.CREATE),
    *(_no(step, (_S.CANCELLED,), _DRAFT_WAS_CANCELLED, cite("READING", "T17")) for step in _STEPS),
    *(_no(step, (_S.EXPIRED,), _DRAFT_HAS_EXPIRED, cite("READING", "T16")) for step in _STEPS),
    _no(_STEP.CREATE, _LIVE, _CLAIM_EXISTS_ALREADY, cite("READING", "T1")),
    _no(_STEP.EDIT, _READ_ONLY, _READ_ONLY_AFTER_SUBMISSION, cite("SD-EN", "S-09"), PUBLISHED),
    _no(_STEP.ADD_DOCUMENT, _READ_ONLY, _READ_ONLY_AFTER_SUBMISSION, cite("SD-EN", "S-09"), PUBLISHED),
    _no(_STEP.ADD_INFORMATION, _READ_ONLY, _READ_ONLY_AFTER_SUBMISSION, cite("SD-EN", "S-09"), PUBLISHED),
    _no(_STEP.REQUEST_UPLOAD, (*_READ_ONLY, _S.DISPUTED), _READ_ONLY_AFTER_SUBMISSION, cite("SD-EN", "S-09")),
    _no(_STEP.EDIT, (_S.DISPUTED,), _READ_ONLY_WHILE_DISPUTED, cite("SD-EN", "S-09", "X-03"), PUBLISHED),
    _no(_STEP.GIVE_FEEDBACK, (_S.EDITING,), _NOTHING_TO_REVIEW, cite("READING", "S-11")),
    _no(_STEP.GIVE_FEEDBACK, (_S.SUBMITTED,), _REVIEW_NOT_STARTED, cite("READING", "T4")),
    _no(_STEP.GIVE_FEEDBACK, _WITH_PARTNER, _PARTNER_HAS_CLAIM, cite("READING", "T7")),
    _no(_STEP.GIVE_FEEDBACK, _OVER, _REVIEW_IS_OVER, cite("READING", "S-11")),
    _no(_STEP.SUBMIT, (_S.SUBMITTED, _S.UNDER_REVIEW, _S.APPROVED, _S.REJECTED, _S.DISPUTED),
        _NOTHING_ASKED_FOR, cite("SD-EN", "S-09"), PUBLISHED),
    _no(_STEP.START_REVIEW, (_S.EDITING,), _NOT_SUBMITTED_YET, cite("READING", "T4")),
    _no(_STEP.START_REVIEW, (_S.UNDER_REVIEW,), _UNDER_REVIEW_ALREADY, cite("READING", "T4")),
    _no(_STEP.START_REVIEW, _WITH_PARTNER, _PARTNER_HAS_CLAIM, cite("READING", "T7")),
    _no(_STEP.START_REVIEW, (_S.APPROVED,), _REVIEW_IS_OVER, cite("READING", "T18")),
    _no(_STEP.START_REVIEW, (_S.REJECTED,), _ONLY_DISPUTE_REOPENS, cite("READING", "X-01")),
    _no(_STEP.START_REVIEW, (_S.DISPUTED,), _DISPUTE_REVIEW_RUNS, cite("READING", "X-02")),
    _no(_STEP.REQUEST_ACTION, (_S.EDITING,), _NOT_SUBMITTED_YET, cite("READING", "T7")),
    _no(_STEP.REQUEST_ACTION, (_S.SUBMITTED,), _REVIEW_NOT_STARTED, cite("READING", "T4")),
    _no(_STEP.REQUEST_ACTION, _WITH_PARTNER, _ASKED_FOR_MORE_ALREADY, cite("READING", "T7")),
    _no(_STEP.REQUEST_ACTION, _OVER, _REVIEW_IS_OVER, cite("READING", "T7")),
    _no(_STEP.REQUEST_DOCUMENTS, (_S.EDITING, _S.SUBMITTED, *_WITH_PARTNER, *_OVER), _ONLY_IN_DISPUTE,
        cite("READING", "X-03")),
    _no(_STEP.REQUEST_DOCUMENTS, (_S.UNDER_REVIEW,), _ACTION_IS_REQUESTED, cite("READING", "T7")),
    _no(_STEP.RECOMMEND, (_S.EDITING,), _NOT_SUBMITTED_YET, cite("READING", "T5")),
    _no(_STEP.RECOMMEND, (_S.SUBMITTED,), _REVIEW_NOT_STARTED, cite("READING", "T4")),
    _no(_STEP.RECOMMEND, _WITH_PARTNER, _PARTNER_HAS_CLAIM, cite("READING", "T7")),
    _no(_STEP.RECOMMEND, _OVER, _REVIEW_IS_OVER, cite("READING", "T18")),
    _no(_STEP.APPROVE, (_S.EDITING,), _NOT_SUBMITTED_YET, cite("READING", "T5")),
    _no(_STEP.APPROVE, (_S.SUBMITTED,), _REVIEW_NOT_STARTED, cite("READING", "T4")),
    _no(_STEP.APPROVE, _WITH_PARTNER, _PARTNER_HAS_CLAIM, cite("READING", "T7")),
    _no(_STEP.APPROVE, (_S.APPROVED,), _APPROVED_ALREADY, cite("READING", "T18")),
    _no(_STEP.APPROVE, (_S.REJECTED,), _ONLY_DISPUTE_LIFTS_REJECTION, cite("READING", "T12")),
    _no(_STEP.REJECT, (_S.EDITING,), _NOT_SUBMITTED_YET, cite("READING", "T6")),
    _no(_STEP.REJECT, (_S.SUBMITTED,), _REVIEW_NOT_STARTED, cite("READING", "T4")),
    _no(_STEP.REJECT, _WITH_PARTNER, _PARTNER_HAS_CLAIM, cite("READING", "T7")),
    _no(_STEP.REJECT, (_S.APPROVED,), _APPROVAL_IS_PAID, cite("READING", "T18")),
    _no(_STEP.REJECT, (_S.REJECTED,), _REJECTED_ALREADY, cite("READING", "T6")),
    _no(_STEP.DISPUTE, _live_but(_S.REJECTED), _ONLY_REJECTED_IS_DISPUTED, cite("MG22", "X-01"), PUBLISHED),
    _no(_STEP.RETRACT, _live_but(_S.APPROVED), _ONLY_APPROVED_IS_RETRACTED, cite("READING", "T18")),
    _no(_STEP.DISPUTE_CUT, _live_but(_S.APPROVED), _ONLY_CUT_IS_DISPUTED, cite("READING", "X-01")),
    _no(_STEP.CANCEL, _live_but(_S.EDITING), _ONLY_DRAFT_IS_CANCELLED, cite("MC23", "T17")),
    _no(_STEP.EXPIRE, _live_but(_S.EDITING), _ONLY_DRAFT_EXPIRES, cite("KB-STAT", "T16")),
    _no(_STEP.REOPEN, _live_but(_S.ACTION_REQUIRED), _ONLY_ACTION_REQUIRED_REOPENS, cite("READING", "T8")),
)

TABLE: Final = Table(name="claim", statuses=ClaimStatus, triggers=Trigger, rows=_ROWS,
    refusals=tuple(chain.from_iterable(_NO)))
# fmt: on
"""The answer to every pair of status and trigger. Read-only."""


# What is possible on one claim: evidence nobody asked for is refused in a dispute.

_UNASKED: Final = {
    step: _no(step, (_S.DISPUTED,), _READ_ONLY_WHILE_DISPUTED, cite("SD-EN", "S-09", "X-03"), PUBLISHED)[0]
    for step in (_STEP.ADD_DOCUMENT, _STEP.ADD_INFORMATION)
}


def edge_of(claim: Claim | None, step: Trigger) -> ClaimRow | ClaimRefusal:
    """Return what the table answers for this claim; in a dispute evidence is added only on request."""
    if claim is None:
        return TABLE[None][step]
    if step in _UNASKED and claim.status is _S.DISPUTED and not claim.open_requests:
        return _UNASKED[step]
    return TABLE[claim.status][step]
