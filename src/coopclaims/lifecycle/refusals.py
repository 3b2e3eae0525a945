"""Every pair of status and step that is not an edge of the lifecycle, with the reason."""

from __future__ import annotations

from typing import Final, final

import attrs

from coopclaims.claims import ClaimStatus, Step
from coopclaims.provenance import PUBLISHED, Basis, Source, cite, inferred

__all__ = ["REFUSALS", "Refusal"]


@final
@attrs.frozen(kw_only=True)
class Refusal:
    """From status `at`, step `on` is not possible, for `reason`."""

    at: ClaimStatus | None
    on: Step
    reason: str
    source: Source
    basis: Basis


_S = ClaimStatus
_STEP = Step


@final
@attrs.frozen
class _No:
    """Why a step is not possible in these statuses."""

    on: Step
    at: tuple[ClaimStatus | None, ...]
    reason: str
    source: Source
    basis: Basis


_TERMINAL = (_S.CANCELLED, _S.EXPIRED)
_READ_ONLY = (_S.SUBMITTED, _S.UNDER_REVIEW, _S.APPROVED, _S.REJECTED)
_WITH_PARTNER = (_S.ACTION_REQUIRED, _S.PARTNER_ACTION_REQUIRED)
_LIVE = tuple(status for status in ClaimStatus if status not in _TERMINAL)
_OVER = (_S.APPROVED, _S.REJECTED)
_READING = inferred("no source states it; it follows from the published steps")
_LOCKED = "after submission the claim is read-only unless a reviewer asks for more"


def _no(
    on: Step,
    at: tuple[ClaimStatus | None, ...],
    reason: str,
    source: Source,
    basis: Basis = _READING,
) -> _No:
    return _No(on, at, reason, source, basis)


_NO: Final[tuple[_No, ...]] = (
    *(
        _no(step, (None,), "there is no claim yet", cite("CC20", "T1"))
        for step in Step
        if step is not _STEP.CREATE
    ),
    *(
        _no(step, (_S.CANCELLED,), "the draft was cancelled, which is final", cite("READING", "T17"))
        for step in Step
    ),
    *(_no(step, (_S.EXPIRED,), "the draft expired, which is final", cite("READING", "T16")) for step in Step),
    _no(_STEP.CREATE, _LIVE, "the claim exists already", cite("READING", "T1")),
    _no(_STEP.EDIT, _READ_ONLY, _LOCKED, cite("SD-EN", "S-09"), PUBLISHED),
    _no(_STEP.ADD_DOCUMENT, _READ_ONLY, _LOCKED, cite("SD-EN", "S-09"), PUBLISHED),
    _no(_STEP.REQUEST_UPLOAD, (*_READ_ONLY, _S.DISPUTED), _LOCKED, cite("SD-EN", "S-09")),
    _no(
        _STEP.EDIT,
        (_S.DISPUTED,),
        "a disputed claim is read-only until the validation team asks for more",
        cite("SD-EN", "S-09", "X-03"),
        PUBLISHED,
    ),
    _no(
        _STEP.ADD_DOCUMENT,
        (_S.DISPUTED,),
        "a disputed claim is read-only until the validation team asks for more",
        cite("SD-EN", "S-09", "X-03"),
        PUBLISHED,
    ),
    _no(_STEP.GIVE_FEEDBACK, (_S.EDITING,), "there is nothing to review yet", cite("READING", "S-11")),
    _no(_STEP.GIVE_FEEDBACK, (_S.SUBMITTED,), "the review has not started", cite("READING", "T4")),
    _no(_STEP.GIVE_FEEDBACK, _WITH_PARTNER, "the partner has the claim", cite("READING", "T7")),
    _no(_STEP.GIVE_FEEDBACK, _OVER, "the review is over", cite("READING", "S-11")),
    _no(
        _STEP.SUBMIT,
        (_S.SUBMITTED, _S.UNDER_REVIEW, _S.APPROVED, _S.REJECTED, _S.DISPUTED),
        "the claim was submitted, and nobody asked for more",
        cite("SD-EN", "S-09"),
        PUBLISHED,
    ),
    _no(_STEP.START_REVIEW, (_S.EDITING,), "the claim has not been submitted", cite("READING", "T4")),
    _no(_STEP.START_REVIEW, (_S.UNDER_REVIEW,), "the claim is under review already", cite("READING", "T4")),
    _no(_STEP.START_REVIEW, _WITH_PARTNER, "the partner has the claim", cite("READING", "T7")),
    _no(_STEP.START_REVIEW, (_S.APPROVED,), "the review is over", cite("READING", "T18")),
    _no(_STEP.START_REVIEW, (_S.REJECTED,), "a dispute reopens it, nothing else", cite("READING", "X-01")),
    _no(_STEP.START_REVIEW, (_S.DISPUTED,), "the dispute review runs already", cite("READING", "X-02")),
    _no(_STEP.REQUEST_ACTION, (_S.EDITING,), "the claim has not been submitted", cite("READING", "T7")),
    _no(_STEP.REQUEST_ACTION, (_S.SUBMITTED,), "the review has not started", cite("READING", "T4")),
    _no(_STEP.REQUEST_ACTION, _WITH_PARTNER, "more has been asked for already", cite("READING", "T7")),
    _no(_STEP.REQUEST_ACTION, _OVER, "the review is over", cite("READING", "T7")),
    _no(_STEP.APPROVE, (_S.EDITING,), "the claim has not been submitted", cite("READING", "T5")),
    _no(_STEP.APPROVE, (_S.SUBMITTED,), "the review has not started", cite("READING", "T4")),
    _no(_STEP.APPROVE, _WITH_PARTNER, "the partner has the claim", cite("READING", "T7")),
    _no(_STEP.APPROVE, (_S.APPROVED,), "the claim is approved already", cite("READING", "T18")),
    _no(_STEP.APPROVE, (_S.REJECTED,), "a rejection is lifted only after a dispute", cite("READING", "T12")),
    _no(_STEP.REJECT, (_S.EDITING,), "the claim has not been submitted", cite("READING", "T6")),
    _no(_STEP.REJECT, (_S.SUBMITTED,), "the review has not started", cite("READING", "T4")),
    _no(_STEP.REJECT, _WITH_PARTNER, "the partner has the claim", cite("READING", "T7")),
    _no(
        _STEP.REJECT,
        (_S.APPROVED,),
        "taking back an approval is a matter of the payment",
        cite("READING", "T18"),
    ),
    _no(_STEP.REJECT, (_S.REJECTED,), "the claim is rejected already", cite("READING", "T6")),
    _no(
        _STEP.DISPUTE,
        tuple(status for status in _LIVE if status is not _S.REJECTED),
        "only a rejected claim can be disputed",
        cite("MG22", "X-01"),
        PUBLISHED,
    ),
    _no(
        _STEP.CANCEL,
        tuple(status for status in _LIVE if status is not _S.EDITING),
        "a claim can be cancelled only before its first submission",
        cite("MC23", "T17"),
    ),
    _no(
        _STEP.EXPIRE,
        tuple(status for status in _LIVE if status is not _S.EDITING),
        "only a claim that was never submitted expires",
        cite("KB-STAT", "T16"),
    ),
    _no(
        _STEP.REOPEN,
        tuple(status for status in _LIVE if status is not _S.ACTION_REQUIRED),
        "only a claim in Action required can be reopened",
        cite("READING", "T8"),
    ),
)

REFUSALS: Final[tuple[Refusal, ...]] = tuple(
    Refusal(at=at, on=no.on, reason=no.reason, source=no.source, basis=no.basis) for no in _NO for at in no.at
)
"""Every pair of status and step that is not an edge, with the reason."""
