"""The edges of the lifecycle: from which status which step leads where, and what it needs there.

A row names the action that the step needs in that status; the rulebook says which roles may do it.
No row ever leaves this list, so that a History written under last year's rules always replays.
"""

from __future__ import annotations

from typing import Final, final

import attrs

from coopclaims.claims import ClaimStatus, Step
from coopclaims.parties import Action
from coopclaims.provenance import PUBLISHED, Basis, Source, cite, inferred

__all__ = ["ROWS", "Row"]


@final
@attrs.frozen(kw_only=True)
class Row:
    """From status `at`, step `on` leads to status `to`, and needs the action `needs`.

    `at` is `None` where there is no claim yet. `otherwise` is where a policy makes the step lead
    instead, where one does.
    """

    at: ClaimStatus | None
    on: Step
    to: ClaimStatus
    needs: Action
    source: Source
    basis: Basis
    otherwise: ClaimStatus | None = None

    @property
    def leads_to(self) -> tuple[ClaimStatus, ...]:
        """Every status that the step may lead to, under one policy or another."""
        return (self.to,) if self.otherwise is None else (self.to, self.otherwise)


_S = ClaimStatus
_STEP = Step
_ACT = Action


def _row(
    at: ClaimStatus | None, on: Step, to: ClaimStatus, needs: Action, source: Source, basis: Basis = PUBLISHED
) -> Row:
    return Row(at=at, on=on, to=to, needs=needs, source=source, basis=basis)


_REMARK = inferred("a comment is no edit")
_STAYS = inferred("the claim stays as it is named while the partner edits it")
_BY_HAND = inferred("an explicit step; no source says what starts a review")

ROWS: Final[tuple[Row, ...]] = (
    _row(None, _STEP.CREATE, _S.EDITING, _ACT.CREATE_CLAIM, cite("SD-EN", "R-01", "T1")),
    # A draft belongs to the partner.
    _row(_S.EDITING, _STEP.EDIT, _S.EDITING, _ACT.EDIT, cite("SD-EN", "S-04", "T2")),
    _row(_S.EDITING, _STEP.ADD_DOCUMENT, _S.EDITING, _ACT.ADD_DOCUMENT, cite("SD-EN", "T2", "R-14")),
    _row(_S.EDITING, _STEP.REQUEST_UPLOAD, _S.EDITING, _ACT.REQUEST_UPLOAD, cite("SD-EN", "R-14")),
    _row(_S.EDITING, _STEP.COMMENT, _S.EDITING, _ACT.COMMENT_ON_DRAFT, cite("SD-EN", "H-02")),
    _row(_S.EDITING, _STEP.SUBMIT, _S.SUBMITTED, _ACT.SUBMIT, cite("SD-EN", "S-04", "T3")),
    _row(
        _S.EDITING,
        _STEP.CANCEL,
        _S.CANCELLED,
        _ACT.CANCEL_DRAFT,
        cite("MC23", "T17", "S-08"),
        inferred("as for a sibling claim type: only before the first submission"),
    ),
    _row(
        _S.EDITING,
        _STEP.EXPIRE,
        _S.EXPIRED,
        _ACT.EXPIRE_DRAFT,
        cite("KB-STAT", "T16", "S-05"),
        inferred("a draft lapses when its claiming period has ended"),
    ),
    # Submitted: it waits for a reviewer.
    _row(
        _S.SUBMITTED,
        _STEP.START_REVIEW,
        _S.UNDER_REVIEW,
        _ACT.START_REVIEW,
        cite("MG22", "T4", "S-01"),
        _BY_HAND,
    ),
    _row(_S.SUBMITTED, _STEP.COMMENT, _S.SUBMITTED, _ACT.COMMENT, cite("SD-EN", "H-02"), _REMARK),
    # Under review: a reviewer decides.
    _row(_S.UNDER_REVIEW, _STEP.COMMENT, _S.UNDER_REVIEW, _ACT.COMMENT, cite("SD-EN", "H-02"), _REMARK),
    _row(_S.UNDER_REVIEW, _STEP.GIVE_FEEDBACK, _S.UNDER_REVIEW, _ACT.REVIEW, cite("CC20", "S-11", "H-03")),
    _row(_S.UNDER_REVIEW, _STEP.REQUEST_ACTION, _S.ACTION_REQUIRED, _ACT.REVIEW, cite("CC20", "T7", "S-09")),
    _row(_S.UNDER_REVIEW, _STEP.APPROVE, _S.APPROVED, _ACT.REVIEW, cite("MG22", "T5", "S-10")),
    _row(_S.UNDER_REVIEW, _STEP.REJECT, _S.REJECTED, _ACT.REVIEW, cite("MG22", "T6", "S-10", "H-04")),
    # Action required: the partner has the claim again.
    _row(
        _S.ACTION_REQUIRED,
        _STEP.EDIT,
        _S.ACTION_REQUIRED,
        _ACT.EDIT,
        cite("CC20", "S-09", "T8"),
        _STAYS,
    ),
    _row(
        _S.ACTION_REQUIRED,
        _STEP.ADD_DOCUMENT,
        _S.ACTION_REQUIRED,
        _ACT.ADD_DOCUMENT,
        cite("CC20", "S-09", "T8", "R-14"),
        _STAYS,
    ),
    _row(
        _S.ACTION_REQUIRED,
        _STEP.REQUEST_UPLOAD,
        _S.ACTION_REQUIRED,
        _ACT.REQUEST_UPLOAD,
        cite("CC20", "R-14", "S-09"),
        _STAYS,
    ),
    _row(_S.ACTION_REQUIRED, _STEP.COMMENT, _S.ACTION_REQUIRED, _ACT.COMMENT, cite("SD-EN", "H-02"), _REMARK),
    _row(_S.ACTION_REQUIRED, _STEP.SUBMIT, _S.SUBMITTED, _ACT.SUBMIT, cite("KB-STAT", "T9", "S-13")),
    _row(
        _S.ACTION_REQUIRED,
        _STEP.REOPEN,
        _S.EDITING,
        _ACT.EDIT,
        cite("CC20", "T8"),
        inferred("reopening to Editing is a policy, off by default"),
    ),
    # Approved is the end for the claim; its payment goes on.
    _row(_S.APPROVED, _STEP.COMMENT, _S.APPROVED, _ACT.COMMENT, cite("SD-EN", "H-02"), _REMARK),
    # Rejected: a dispute reopens it, nothing else.
    _row(_S.REJECTED, _STEP.COMMENT, _S.REJECTED, _ACT.COMMENT, cite("SD-EN", "H-02"), _REMARK),
    _row(_S.REJECTED, _STEP.DISPUTE, _S.DISPUTED, _ACT.DISPUTE, cite("MG22", "X-01", "R-02", "R-10")),
    # Disputed: the validation team decides.
    _row(_S.DISPUTED, _STEP.COMMENT, _S.DISPUTED, _ACT.COMMENT, cite("SD-EN", "H-02"), _REMARK),
    _row(_S.DISPUTED, _STEP.GIVE_FEEDBACK, _S.DISPUTED, _ACT.DECIDE_DISPUTE, cite("MG22", "T11", "X-03")),
    _row(
        _S.DISPUTED,
        _STEP.REQUEST_ACTION,
        _S.PARTNER_ACTION_REQUIRED,
        _ACT.DECIDE_DISPUTE,
        cite("RJ21", "T14", "S-14"),
    ),
    _row(_S.DISPUTED, _STEP.APPROVE, _S.APPROVED, _ACT.DECIDE_DISPUTE, cite("RJ21", "T12", "S-14")),
    _row(_S.DISPUTED, _STEP.REJECT, _S.REJECTED, _ACT.DECIDE_DISPUTE, cite("RJ21", "T13", "S-14")),
    # Partner Action Required: as Action required, and back to the dispute.
    _row(
        _S.PARTNER_ACTION_REQUIRED,
        _STEP.EDIT,
        _S.PARTNER_ACTION_REQUIRED,
        _ACT.EDIT,
        cite("RJ21", "S-09", "S-14"),
        _STAYS,
    ),
    _row(
        _S.PARTNER_ACTION_REQUIRED,
        _STEP.ADD_DOCUMENT,
        _S.PARTNER_ACTION_REQUIRED,
        _ACT.ADD_DOCUMENT,
        cite("RJ21", "S-09", "S-14", "R-14"),
        _STAYS,
    ),
    _row(
        _S.PARTNER_ACTION_REQUIRED,
        _STEP.REQUEST_UPLOAD,
        _S.PARTNER_ACTION_REQUIRED,
        _ACT.REQUEST_UPLOAD,
        cite("RJ21", "R-14"),
        _STAYS,
    ),
    _row(
        _S.PARTNER_ACTION_REQUIRED,
        _STEP.COMMENT,
        _S.PARTNER_ACTION_REQUIRED,
        _ACT.COMMENT,
        cite("SD-EN", "H-02"),
        _REMARK,
    ),
    Row(
        at=_S.PARTNER_ACTION_REQUIRED,
        on=_STEP.SUBMIT,
        to=_S.DISPUTED,
        needs=_ACT.SUBMIT,
        source=cite("RJ21", "T15"),
        basis=inferred("the dispute goes on, with a fresh clock"),
        otherwise=_S.SUBMITTED,
    ),
)
"""Every edge of the lifecycle."""
