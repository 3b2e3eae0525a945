"""Applying facts: `record` one entry, `replay` a History.

`record` checks the claim, the sequence, the status before and that the table has the edge. It judges
nothing else: what happened, happened, under whatever rules were then in force.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs

from coopclaims.claims import (
    ActionRequested,
    CertificationAdded,
    Claim,
    ClaimAmended,
    ClaimApproved,
    ClaimCreated,
    ClaimRejected,
    ClaimStatus,
    ClaimSubmitted,
    Details,
    InformationAdded,
    InvoiceAdded,
    ItemRemoved,
    MetricRecorded,
    Milestones,
    ProofAdded,
    RejectionDisputed,
    UploadRequest,
    UploadRequested,
)
from coopclaims.errors import BrokenHistory
from coopclaims.lifecycle.rows import Row
from coopclaims.lifecycle.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from coopclaims.claims import Event, HistoryEntry
    from coopclaims.evidence import Item

__all__ = ["record", "replay"]

_Parts: TypeAlias = tuple[Details, Milestones]
"""What an event may change, besides the status: the claim's content and its milestones."""


def record(claim: Claim | None, entry: HistoryEntry) -> Claim:
    """Return the claim after this entry; `claim` is `None` for the first one.

    Raises `BrokenHistory` where the entry is of another claim, out of sequence, does not start at the
    claim's status, or takes an edge that the table does not have. Nothing else is judged.
    """
    event = entry.event
    before = None if claim is None else claim.status
    version = 0 if claim is None else claim.version
    elsewhere = claim is not None and entry.claim != claim.id
    if elsewhere or entry.number != version + 1 or entry.before is not before:
        raise _broken(claim, entry)
    row = TABLE[before][event.step]
    if not isinstance(row, Row) or entry.after not in row.leads_to:
        raise _broken(claim, entry)
    if claim is None:
        if not isinstance(event, ClaimCreated):
            raise _broken(claim, entry)
        details, milestones = Details(form=event.form), Milestones(created_at=entry.at)
    else:
        details, milestones = claim.details, claim.milestones
        effect = _EFFECTS.get(type(event))
        if effect is not None:
            details, milestones = effect(claim, entry, event)
    return Claim(
        id=entry.claim,
        status=entry.after,
        version=entry.number,
        changed_at=entry.at,
        details=details,
        milestones=milestones,
    )


def replay(entries: Iterable[HistoryEntry], *, start: Claim | None = None) -> Claim:
    """Return the claim that these entries lead to, from nothing or from `start`.

    A whole `History` is such a sequence of entries. Raises `BrokenHistory` where one does not fit,
    and where there is neither an entry nor a claim to start from.
    """
    claim = start
    for entry in entries:
        claim = record(claim, entry)
    if claim is None:
        raise BrokenHistory("a History", "no entry at all", "at least the entry that creates the claim")
    return claim


def _broken(claim: Claim | None, entry: HistoryEntry) -> BrokenHistory:
    """Return the error that says in what an entry does not fit the claim."""
    where = f"History of claim {entry.claim if claim is None else claim.id}, entry {entry.number}"
    found = (
        "no claim" if claim is None else f"claim {claim.id}, {claim.status.caption}, version {claim.version}"
    )
    status = None if claim is None else claim.status
    edges = ", ".join(
        f"{on} > {' or '.join(answer.leads_to)}"
        for on, answer in TABLE[status].items()
        if isinstance(answer, Row)
    )
    before = "-" if entry.before is None else str(entry.before)
    got = f"entry {entry.number} of claim {entry.claim}: {before} / {entry.event.step} > {entry.after}"
    return BrokenHistory(where, got, f"an entry that follows {found}, by one of: {edges or 'nothing'}")


def _amended(claim: Claim, _entry: HistoryEntry, event: ClaimAmended) -> _Parts:
    return attrs.evolve(claim.details, form=event.form), claim.milestones


def _added(claim: Claim, _entry: HistoryEntry, event: _Addition) -> _Parts:
    items: tuple[Item, ...] = (*claim.details.items, event.item)
    return attrs.evolve(claim.details, items=items), claim.milestones


def _removed(claim: Claim, _entry: HistoryEntry, event: ItemRemoved) -> _Parts:
    items = tuple(item for item in claim.details.items if item.id != event.item)
    return attrs.evolve(claim.details, items=items), claim.milestones


def _upload_asked(claim: Claim, _entry: HistoryEntry, event: UploadRequested) -> _Parts:
    asked = (*claim.details.uploads_asked, UploadRequest(event.colleague, event.what))
    return attrs.evolve(claim.details, uploads_asked=asked), claim.milestones


def _submitted(claim: Claim, entry: HistoryEntry, _event: ClaimSubmitted) -> _Parts:
    if entry.after is ClaimStatus.DISPUTED:
        return claim.details, attrs.evolve(
            claim.milestones, disputed_at=entry.at, dispute_answered_at=None, requests=(), returned=None
        )
    return claim.details, attrs.evolve(
        claim.milestones,
        first_submitted_at=claim.milestones.first_submitted_at or entry.at,
        submitted_at=entry.at,
        review_answered_at=None,
        requests=(),
        returned=None,
    )


def _disputed(claim: Claim, entry: HistoryEntry, _event: RejectionDisputed) -> _Parts:
    return claim.details, attrs.evolve(claim.milestones, disputed_at=entry.at, dispute_answered_at=None)


def _answered(claim: Claim, entry: HistoryEntry) -> Milestones:
    """Return the milestones with the clock stopped that ran in the entry's status."""
    if entry.before is ClaimStatus.DISPUTED:
        return attrs.evolve(claim.milestones, dispute_answered_at=entry.at)
    return attrs.evolve(claim.milestones, review_answered_at=entry.at)


def _action_requested(claim: Claim, entry: HistoryEntry, event: ActionRequested) -> _Parts:
    asked = attrs.evolve(_answered(claim, entry), requests=event.requests, returned=claim.details)
    return claim.details, asked


def _approved(claim: Claim, entry: HistoryEntry, event: ClaimApproved) -> _Parts:
    milestones = _answered(claim, entry)
    return claim.details, attrs.evolve(milestones, approved_at=entry.at, approved=event.amount)


def _rejected(claim: Claim, entry: HistoryEntry, event: ClaimRejected) -> _Parts:
    return claim.details, attrs.evolve(_answered(claim, entry), reasons=event.reasons)


_Addition: TypeAlias = InvoiceAdded | CertificationAdded | ProofAdded | MetricRecorded | InformationAdded

_EFFECTS: Final[Mapping[type[Event], Callable[[Claim, HistoryEntry, Any], _Parts]]] = MappingProxyType(
    {
        ClaimAmended: _amended,
        InvoiceAdded: _added,
        CertificationAdded: _added,
        ProofAdded: _added,
        MetricRecorded: _added,
        InformationAdded: _added,
        ItemRemoved: _removed,
        UploadRequested: _upload_asked,
        ClaimSubmitted: _submitted,
        RejectionDisputed: _disputed,
        ActionRequested: _action_requested,
        ClaimApproved: _approved,
        ClaimRejected: _rejected,
    }
)
"""What an event changes besides the status. An event that is not here changes nothing else."""
