"""The one table that owns the status of a claim: its edges, its refusals, and its pictures.

The table answers every pair of status and trigger: with a `Row` where the claim moves (or stays, and
something is recorded), with a `Refusal` and its reason where it does not. Everything that changes a status
stands in `ROWS`: no other module decides what the next status is.

A row names the action that the trigger needs in that status. The table does not know whose side the caller
is on: the rulebook says which roles may do the action.

It holds the union of what all policies allow, and no row ever leaves it, so that a History written under
last year's rules always replays. Which rows are open today is for `coopclaims.decisions` to say.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, final

from coopclaims._values import frozen
from coopclaims.claims.claim import ClaimStatus, Trigger
from coopclaims.parties import Action
from coopclaims.provenance import PUBLISHED, Basis, Source, cite, inferred

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


# The edges of the lifecycle: from which status which trigger leads where, and what it needs there.


@final
@frozen(kw_only=True)
class Row:
    """An edge: from status `source`, `trigger` leads to status `target` and needs the action `requires`.

    `source` is `None` where there is no claim yet. `target_by_policy` is where a policy makes the trigger
    lead instead, `None` where none does. `citation` is the document that the edge rests on, and `basis`
    says how it is known.
    """

    source: ClaimStatus | None
    trigger: Trigger
    target: ClaimStatus
    requires: Action
    citation: Source
    basis: Basis
    target_by_policy: ClaimStatus | None = None

    @property
    def leads_to(self) -> tuple[ClaimStatus, ...]:
        """Every status that the trigger may lead to, under one policy or another."""
        return (self.target,) if self.target_by_policy is None else (self.target, self.target_by_policy)


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
) -> Row:
    return Row(source=at, trigger=on, target=to, requires=needs, citation=source, basis=basis)


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
        source=_S.PARTNER_ACTION_REQUIRED,
        trigger=_STEP.SUBMIT,
        target=_S.DISPUTED,
        requires=_ACT.SUBMIT,
        citation=cite("RJ21", "T15"),
        basis=inferred("the dispute goes on, with a fresh clock"),
        target_by_policy=_S.SUBMITTED,
    ),
)
"""Every edge of the lifecycle."""


# The refusals: every pair of status and trigger that is no edge of the lifecycle, with the reason.


@final
@frozen(kw_only=True)
class Refusal:
    """No edge: from status `source`, `trigger` is not possible, for `reason`.

    `source` is `None` where there is no claim yet. `reason` is English for people. `citation` is the
    document that the refusal rests on, and `basis` says how it is known.
    """

    source: ClaimStatus | None
    trigger: Trigger
    reason: str
    citation: Source
    basis: Basis


@final
@frozen
class _No:
    """Why a trigger is not possible in these statuses."""

    on: Trigger
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
    on: Trigger,
    at: tuple[ClaimStatus | None, ...],
    reason: str,
    source: Source,
    basis: Basis = _READING,
) -> _No:
    return _No(on, at, reason, source, basis)


_NO: Final[tuple[_No, ...]] = (
    *(
        _no(step, (None,), "there is no claim yet", cite("CC20", "T1"))
        for step in Trigger
        if step is not _STEP.CREATE
    ),
    *(
        _no(step, (_S.CANCELLED,), "the draft was cancelled, which is final", cite("READING", "T17"))
        for step in Trigger
    ),
    *(
        _no(step, (_S.EXPIRED,), "the draft expired, which is final", cite("READING", "T16"))
        for step in Trigger
    ),
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
    Refusal(source=at, trigger=no.on, reason=no.reason, citation=no.source, basis=no.basis)
    for no in _NO
    for at in no.at
)
"""Every pair of status and trigger that is not an edge, with the reason."""


# The whole table: rows and refusals by status and trigger.


def table_of(
    rows: Iterable[Row], refusals: Iterable[Refusal]
) -> Mapping[ClaimStatus | None, Mapping[Trigger, Row | Refusal]]:
    """Return rows and refusals by status and trigger.

    Every status appears, and every trigger in each of them, exactly once. Raises `ValueError` naming the
    pairs that are answered twice or not at all: a table with a hole must not be importable.
    """
    table: dict[ClaimStatus | None, dict[Trigger, Row | Refusal]] = {
        None: {},
        **{each: {} for each in ClaimStatus},
    }
    twice: list[str] = []
    answers: tuple[Row | Refusal, ...] = (*rows, *refusals)
    for answer in answers:
        if answer.trigger in table[answer.source]:
            twice.append(f"{answer.source or '-'} / {answer.trigger}")
        table[answer.source][answer.trigger] = answer
    missing = [f"{at or '-'} / {on}" for at, steps in table.items() for on in Trigger if on not in steps]
    if twice or missing:
        msg = f"lifecycle table: answered twice: {twice}; not answered: {missing}"
        raise ValueError(msg)
    return MappingProxyType({at: MappingProxyType(steps) for at, steps in table.items()})


TABLE: Final = table_of(ROWS, REFUSALS)
"""The answer to every pair of status and trigger. Read-only."""


def possible_triggers(status: ClaimStatus | None) -> tuple[Trigger, ...]:
    """Return the triggers for which the table has a row in this status, in the order of `Trigger`.

    `status` is where the claim stands, `None` where there is no claim yet.

    >>> [str(step) for step in possible_triggers(ClaimStatus.REJECTED)]
    ['comment', 'dispute']
    """
    return tuple(step for step in Trigger if isinstance(TABLE[status][step], Row))


# Pictures and pages drawn from the table, as text.


def mermaid() -> str:
    """Return the lifecycle as a Mermaid state diagram; triggers that change no status are left out.

    >>> mermaid().splitlines()[1]
    '    [*] --> Editing: create'
    """
    lines = ["stateDiagram-v2"]
    for row in ROWS:
        if row.source is row.target:
            continue
        start = "[*]" if row.source is None else _name(row.source)
        lines.append(f"    {start} --> {_name(row.target)}: {row.trigger.caption}")
        if row.target_by_policy is not None:
            lines.append(f"    {start} --> {_name(row.target_by_policy)}: {row.trigger.caption}, by policy")
    lines += [f"    {_name(status)} --> [*]" for status in ClaimStatus if _is_final(status)]
    return "\n".join(lines)


def markdown() -> str:
    """Return the whole table as Markdown: each status with what is possible and what is refused."""
    lines: list[str] = []
    for status, answers in TABLE.items():
        lines += [f"## {'No claim yet' if status is None else status.caption}", ""]
        lines += ["| step | outcome | needs | basis | source |", "|---|---|---|---|---|"]
        for step in Trigger:
            answer = answers[step]
            if isinstance(answer, Row):
                outcome = "stays" if answer.target is answer.source else f"**{answer.target.caption}**"
                if answer.target_by_policy is not None:
                    outcome += f", or by policy {answer.target_by_policy.caption}"
                needs = answer.requires.value.replace("_", " ")
            else:
                outcome, needs = f"refused: {answer.reason}", ""
            lines.append(
                f"| {step.caption} | {outcome} | {needs} | {answer.basis.kind.caption} | {answer.citation} |"
            )
        lines.append("")
    return "\n".join(lines)


def _name(status: ClaimStatus) -> str:
    return status.caption.replace(" ", "_")


def _is_final(status: ClaimStatus) -> bool:
    return all(row.target is status for row in ROWS if row.source is status)
