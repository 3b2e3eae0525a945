"""Applying facts: `record` one entry, `replay` a History.

`record` checks the claim, the sequence, the status before and that the table has the edge. It judges
nothing else: what happened, happened, under whatever rules were then in force.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias, get_args

from coopclaims.claims.claim import Claim, ClaimStatus, Clock, Details, Milestones, Round, UploadRequest
from coopclaims.claims.events import (
    ActionRequested,
    CertificationAdded,
    ClaimAmended,
    ClaimApproved,
    ClaimCreated,
    ClaimRejected,
    ClaimSubmitted,
    Event,
    HistoryEntry,
    InformationAdded,
    InvoiceAdded,
    ItemRemoved,
    MetricRecorded,
    ProofAdded,
    RejectionDisputed,
    UploadRequested,
)
from coopclaims.claims.table import TABLE
from coopclaims.histories import broken, check_next, no_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from coopclaims.claims.claim import ClaimForm
    from coopclaims.claims.contents import Addition
    from coopclaims.claims.evidence import Item
    from coopclaims.identifiers import ClaimId

_Parts: TypeAlias = tuple[Details, Milestones]
"""What an event may change, besides the status: the claim's content and its milestones."""


def record(claim: Claim | None, entry: HistoryEntry) -> Claim:
    """Return the claim after one more entry.

    `claim` is the claim before it, `None` for the first entry; `entry` is the next one of its History.
    Raises `BrokenHistory` where the entry is of another claim, out of sequence, does not start at the
    claim's status, or takes an edge that the table does not have. Nothing else is judged.
    """
    return replay((entry,), start=claim)


def replay(entries: Iterable[HistoryEntry], *, start: Claim | None = None) -> Claim:
    """Return the claim that these entries lead to, from nothing or from `start`.

    `entries` are in the order of their numbers; a whole `History` is such a sequence. `start` is the claim
    before the first of them, `None` where they begin with the one that creates the claim. Raises
    `BrokenHistory` where one does not fit, and where there is neither an entry nor a claim to start from.

    >>> from datetime import UTC, date, datetime
    >>> from coopclaims import ClaimForm, Money, Role, Side, UsagePeriod
    >>> from coopclaims.identifiers import ActorId, ClaimId, CommandId
    >>> form = ClaimForm(
    ...     name="Autumn ads", program="Hosting", location="se-1",
    ...     usage_period=UsagePeriod(date(2022, 7, 1), date(2022, 12, 31)),
    ...     activity="digital-advertising", executed_on=date(2022, 8, 25), amount=Money("900.00", "SEK"),
    ... )
    >>> created = HistoryEntry(
    ...     claim=ClaimId("c-1"), number=1, at=datetime(2022, 9, 14, 8, tzinfo=UTC), by=ActorId("alice"),
    ...     side=Side.PARTNER, role=Role.INCENTIVES_ADMIN, command=CommandId("cmd-1"),
    ...     event=ClaimCreated(form), before=None, after=ClaimStatus.EDITING,
    ... )
    >>> replay([created]).status
    <ClaimStatus.EDITING: 'editing'>
    """
    remaining = iter(entries)
    claim = _created(next(remaining, None)) if start is None else start
    identifier, version, status, changed_at = claim.id, claim.version, claim.status, claim.changed_at
    details, milestones = claim.details, claim.milestones
    ways = _WAYS[status]
    # Only the last claim is built: a History of thousands costs no claim for each of its entries. So here is
    # only seen what follows at first sight; `check_next` judges the others.
    for entry in remaining:
        event, after = entry.event, entry.after
        leads_to, effect = ways.get(type(event), _UNSEEN)
        if (
            after not in leads_to
            or entry.number != version + 1
            or entry.before is not status
            or entry.claim != identifier
        ):
            check_next(entry, _claim(identifier, status, version, changed_at, details, milestones), TABLE)
        version += 1
        changed_at = entry.at
        if effect is not None:
            details, milestones = effect(details, milestones, entry, event)
        if after is not status:
            status = after
            ways = _WAYS[status]
    return _claim(identifier, status, version, changed_at, details, milestones)


def _claim(
    identifier: ClaimId,
    status: ClaimStatus,
    version: int,
    changed_at: datetime,
    details: Details,
    milestones: Milestones,
) -> Claim:
    return Claim(
        id=identifier,
        status=status,
        version=version,
        changed_at=changed_at,
        details=details,
        milestones=milestones,
    )


def _created(entry: HistoryEntry | None) -> Claim:
    """Return the claim that the first entry of a History creates."""
    if entry is None:
        raise no_entry("claim")
    check_next(entry, None, TABLE)
    if not isinstance(entry.event, ClaimCreated):
        raise broken(entry, None, TABLE)
    details, milestones = Details(form=entry.event.form), Milestones(created_at=entry.at)
    return _claim(entry.claim, entry.after, 1, entry.at, details, milestones)


def _details(before: Details, form: ClaimForm, items: tuple[Item, ...]) -> Details:
    return Details(form=form, items=items, uploads_asked=before.uploads_asked)


def _milestones(before: Milestones, rounds: tuple[Round, ...], **changed: Any) -> Milestones:  # noqa: ANN401
    """Return the milestones with these changes: `attrs.evolve` looks for the fields anew each time."""
    now = changed.get
    return Milestones(
        created_at=before.created_at,
        rounds=rounds,
        approved_at=now("approved_at", before.approved_at),
        approved=now("approved", before.approved),
        requests=now("requests", before.requests),
        returned=now("returned", before.returned),
        reasons=now("reasons", before.reasons),
    )


def _amended(details: Details, milestones: Milestones, _entry: HistoryEntry, event: ClaimAmended) -> _Parts:
    return _details(details, event.form, details.items), milestones


def _added(details: Details, milestones: Milestones, _entry: HistoryEntry, event: Addition) -> _Parts:
    return _details(details, details.form, (*details.items, event.item)), milestones


def _removed(details: Details, milestones: Milestones, _entry: HistoryEntry, event: ItemRemoved) -> _Parts:
    items = tuple(item for item in details.items if item.id != event.item)
    return _details(details, details.form, items), milestones


def _upload_asked(
    details: Details, milestones: Milestones, _entry: HistoryEntry, event: UploadRequested
) -> _Parts:
    asked = (*details.uploads_asked, UploadRequest(event.colleague, event.what))
    return Details(form=details.form, items=details.items, uploads_asked=asked), milestones


def _submitted(
    details: Details, milestones: Milestones, entry: HistoryEntry, _event: ClaimSubmitted
) -> _Parts:
    clock = Clock.DISPUTE if entry.after is ClaimStatus.DISPUTED else Clock.REVIEW
    rounds = _started(milestones, entry, clock)
    return details, _milestones(milestones, rounds, requests=(), returned=None)


def _disputed(
    details: Details, milestones: Milestones, entry: HistoryEntry, _event: RejectionDisputed
) -> _Parts:
    return details, _milestones(milestones, _started(milestones, entry, Clock.DISPUTE))


def _started(milestones: Milestones, entry: HistoryEntry, clock: Clock) -> tuple[Round, ...]:
    return (*milestones.rounds, Round(clock=clock, started_at=entry.at, started_by=entry.by))


def _answered(milestones: Milestones, entry: HistoryEntry) -> tuple[Round, ...]:
    """Return the rounds with the last one answered, which is the one that is open."""
    if not milestones.rounds:
        return ()
    *before, last = milestones.rounds
    answered = Round(
        clock=last.clock,
        started_at=last.started_at,
        started_by=last.started_by,
        answered_at=entry.at,
        answered_by=entry.by,
        outcome=entry.after,
    )
    return (*before, answered)


def _action_requested(
    details: Details, milestones: Milestones, entry: HistoryEntry, event: ActionRequested
) -> _Parts:
    rounds = _answered(milestones, entry)
    return details, _milestones(milestones, rounds, requests=event.requests, returned=details)


def _approved(details: Details, milestones: Milestones, entry: HistoryEntry, event: ClaimApproved) -> _Parts:
    rounds = _answered(milestones, entry)
    return details, _milestones(milestones, rounds, approved_at=entry.at, approved=event.amount)


def _rejected(details: Details, milestones: Milestones, entry: HistoryEntry, event: ClaimRejected) -> _Parts:
    return details, _milestones(milestones, _answered(milestones, entry), reasons=event.reasons)


_Effect: TypeAlias = Callable[[Details, Milestones, HistoryEntry, Any], _Parts]

_EFFECTS: Final[Mapping[type[Event], _Effect]] = MappingProxyType(
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


_Way: TypeAlias = tuple[tuple[ClaimStatus, ...], _Effect | None]
"""Where an event may lead from one status, and what it changes besides."""

_UNSEEN: Final[_Way] = ((), None)
"""The way of an event of another kind: one whose payload is not known any more."""

_WAYS: Final[Mapping[ClaimStatus, dict[type[Event], _Way]]] = MappingProxyType(
    {
        status: {
            kind: (TABLE.targets[status][kind.trigger], _EFFECTS.get(kind))
            for kind in get_args(Event)
            if kind.trigger in TABLE.targets[status]
        }
        for status in ClaimStatus
    }
)
"""The table once more, by status and kind of event, for the one loop that is run by the million."""
