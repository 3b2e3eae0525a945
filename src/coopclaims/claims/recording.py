"""Applying facts: `record` one entry, `replay` a History.

What happened, happened, under whatever rules were then in force, so no rule is applied here. What is
checked is what no edition can change: the claim, the sequence, the status before and an edge of the table;
a role of the actor's side, and a side that could ever take the step; instants that do not go back, those that
an entry corrects among the ones that clocks run from; items that are there, and new ones that are not; in a
dispute, one that was asked for; an upload request that is in force; an approved amount above nothing, in the
claim's currency and at most what is claimed; a place that amendments keep; and in a run of entries, each
command once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias, get_args

from coopclaims._checks import door
from coopclaims._values import unchecked
from coopclaims.claims import answering, asking, events as e
from coopclaims.claims.answering import Parts, claimed_by, details_with, round_over
from coopclaims.claims.claim import Claim, ClaimStatus, Details, Milestones
from coopclaims.claims.correcting import corrected, known_around
from coopclaims.claims.events import Event, HistoryEntry
from coopclaims.claims.table import TABLE, ClaimRow
from coopclaims.histories import (
    broken,
    correction_faults,
    envelope_faults,
    fault,
    no_entry,
    refuse,
    repeated_commands,
)
from coopclaims.parties import Role, Side
from coopclaims.transitions import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from coopclaims.claims.contents import Addition
    from coopclaims.errors import BrokenHistory
    from coopclaims.histories import Standing
    from coopclaims.identifiers import ClaimId, ItemId

_CLAIM = unchecked(Claim)


@door
def record(claim: Claim | None, entry: HistoryEntry) -> Claim:
    """Return the claim after one more entry.

    `claim` is the claim before it, `None` for the first entry; `entry` is the next one of its History.
    Raises `BrokenHistory` for an entry that could not follow under any rules. That its command is new, the
    claim cannot tell: whoever has the entries before knows.
    """
    return replay((entry,), start=claim)


@door
def replay(entries: Iterable[HistoryEntry], *, start: Claim | None = None) -> Claim:
    """Return the claim that these entries lead to, from nothing or from `start`.

    `entries` are in the order of their numbers; a whole `History` is such a sequence. `start` is the claim
    before the first of them, `None` where they begin with the one that creates the claim. Raises
    `BrokenHistory` where one does not fit or repeats a command, and where there is neither an entry nor a
    claim to start from.

    >>> from datetime import UTC, date, datetime
    >>> from coopclaims import ClaimForm, Money, Role, Side, UsagePeriod
    >>> from coopclaims.claims import ClaimCreated
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
    recorded = tuple(entries)
    claim, remaining = (_created(recorded), recorded[1:]) if start is None else (start, recorded)
    identifier, version, status = claim.id, claim.version, claim.status
    changed_at, changed_in = claim.changed_at, claim.changed_in
    details, milestones = claim.details, claim.milestones
    ways, kind, role, side = _WAYS[status], None, None, None
    target, other, _, faults, effect = _UNSEEN
    items: set[ItemId] | None = None
    # Only the last claim is built: a History of thousands costs no claim for each of its entries. So here is
    # only seen what follows at first sight; `envelope_faults` judges the others.
    for number, entry in enumerate(remaining, version + 1):
        event, after, at = entry.event, entry.after, entry.at
        if type(event) is not kind or entry.role is not role:  # looked up once for several in a row
            kind, role = type(event), entry.role
            target, other, sides, faults, effect = ways.get(kind, _UNSEEN)
            side = sides.get(role)
        if (
            (after is not target and after is not other)
            or entry.side is not side
            or at < changed_at
            or entry.number != number
            or entry.before is not status
            or entry.claim != identifier
        ):
            known = _claim(identifier, status, number - 1, changed_at, changed_in, details, milestones)
            refuse(envelope_faults(entry, known, TABLE))
        if kind is e.InstantCorrected and (correction := entry.correction) is not None:
            between = known_around(correction.entry, milestones, changed_in, changed_at)
            refuse(correction_faults(entry, correction, between))
            milestones = corrected(milestones, correction)
            changed_at = correction.instant if correction.entry == changed_in else changed_at
            continue
        changed_at, changed_in = at, number
        if faults is not None:
            if items is None:
                items = {item.id for item in details.items}
            refuse(faults(entry, event, details, items))
        if effect is not None:
            details, milestones = effect(details, milestones, entry, event)
        if after is not status:
            status = after
            ways, kind = _WAYS[status], None
    if len(recorded) > 1 and len({entry.command for entry in recorded}) < len(recorded):
        refuse(repeated_commands(recorded))
    return _claim(identifier, status, version + len(remaining), changed_at, changed_in, details, milestones)


def _claim(
    identifier: ClaimId,
    status: ClaimStatus,
    version: int,
    changed_at: datetime,
    changed_in: int,
    details: Details,
    milestones: Milestones,
) -> Claim:
    return _CLAIM(
        id=identifier,
        status=status,
        version=version,
        changed_at=changed_at,
        changed_in=changed_in,
        details=details,
        milestones=milestones,
    )


def _created(entries: tuple[HistoryEntry, ...]) -> Claim:
    """Return the claim that the first entry of a History creates."""
    if not entries:
        raise no_entry("claim")
    entry = entries[0]
    refuse(envelope_faults(entry, None, TABLE))
    if not isinstance(entry.event, e.ClaimCreated):
        raise broken(entry, None, TABLE)
    return begun(entry, entry.event)


def begun(entry: HistoryEntry, event: e.ClaimCreated) -> Claim:
    """Return the claim that an entry creates, whether or not it could begin one."""
    details, milestones = Details(form=event.form), claimed_by(Milestones(created_at=entry.at), entry)
    return _claim(entry.claim, entry.after, entry.number, entry.at, entry.number, details, milestones)


def entry_faults(
    entry: HistoryEntry, known: Standing | None, details: Details | None, items: set[ItemId]
) -> Iterator[BrokenHistory]:
    """Yield everything because of which an entry could not follow under any rules, and take in its items.

    `known` is the claim before the entry, `None` where it is not there yet. `details` is the claim's content
    and `items` are the identifiers of its items, which an addition joins and a removal leaves; without a
    content what the entry says of it is not judged.
    """
    yield from envelope_faults(entry, known, TABLE)
    faults = _FAULTS.get(type(entry.event))
    if faults is not None and details is not None:
        yield from faults(entry, entry.event, details, items)


def applied(claim: Claim, entry: HistoryEntry) -> Claim:
    """Return a claim after an entry, whether or not it could follow."""
    effect = _EFFECTS.get(type(entry.event))
    details, milestones = claim.details, claim.milestones
    if effect is not None:
        details, milestones = effect(details, milestones, entry, entry.event)
    if entry.correction is not None:
        number, instant = entry.correction
        changed_at = instant if number == claim.changed_in else claim.changed_at
        milestones = corrected(milestones, entry.correction)
        return _claim(claim.id, entry.after, entry.number, changed_at, claim.changed_in, details, milestones)
    return _claim(claim.id, entry.after, entry.number, entry.at, entry.number, details, milestones)


# What an event cannot say of a claim, under any rules.


def _amended_faults(
    entry: HistoryEntry, event: e.ClaimAmended, details: Details, _items: set[ItemId]
) -> Iterator[BrokenHistory]:
    for name in ("program", "location", "usage_period"):
        kept, found = getattr(details.form, name), getattr(event.form, name)
        if found != kept:
            yield fault(entry, f"event.form.{name}", found, "kept_by_amendments", kept=kept)


def _added_faults(
    entry: HistoryEntry, event: Addition, details: Details, items: set[ItemId]
) -> Iterator[BrokenHistory]:
    if event.item.id in items:
        yield fault(entry, "event.item.id", event.item.id, "new_item")
    if entry.before is ClaimStatus.DISPUTED and not any(each.is_open for each in details.documents_asked):
        yield fault(entry, "event.item.id", event.item.id, "item_asked_for")
    items.add(event.item.id)


def _removed_faults(
    entry: HistoryEntry, event: e.ItemRemoved, _details: Details, items: set[ItemId]
) -> Iterator[BrokenHistory]:
    if event.item not in items:
        yield fault(entry, "event.item", event.item, "item_of_the_claim")
    items.discard(event.item)


def _feedback_faults(
    entry: HistoryEntry, event: e.FeedbackGiven, _details: Details, items: set[ItemId]
) -> Iterator[BrokenHistory]:
    if event.item is not None and event.item not in items:
        yield fault(entry, "event.item", event.item, "item_of_the_claim")


def _withdrawn_faults(
    entry: HistoryEntry, event: e.UploadRequestWithdrawn, details: Details, _items: set[ItemId]
) -> Iterator[BrokenHistory]:
    if not any(each.number == event.request and each.is_in_force for each in details.uploads_asked):
        yield fault(entry, "event.request", event.request, "upload_request_in_force")


# What an event changes.


def _amended(details: Details, milestones: Milestones, entry: HistoryEntry, event: e.ClaimAmended) -> Parts:
    return details_with(details, form=event.form), claimed_by(milestones, entry)


def _dropped(
    details: Details, milestones: Milestones, _entry: HistoryEntry, _event: e.DraftCancelled | e.DraftExpired
) -> Parts:
    return round_over(details), milestones


_Effect: TypeAlias = Callable[[Details, Milestones, HistoryEntry, Any], Parts]

_EFFECTS: Final[Mapping[type[Event], _Effect]] = MappingProxyType(
    {
        e.ClaimAmended: _amended,
        e.InvoiceAdded: asking.uploaded,
        e.CertificationAdded: asking.uploaded,
        e.ProofAdded: asking.uploaded,
        e.MetricRecorded: asking.added,
        e.InformationAdded: asking.added,
        e.ItemRemoved: asking.removed,
        e.UploadRequested: asking.upload_asked,
        e.UploadRequestWithdrawn: asking.upload_withdrawn,
        e.DraftCancelled: _dropped,
        e.DraftExpired: _dropped,
        e.ClaimSubmitted: answering.submitted,
        e.RejectionDisputed: answering.disputed,
        e.ActionRequested: answering.action_requested,
        e.DocumentsRequested: asking.documents_asked,
        e.ApprovalRecommended: answering.recommended,
        e.ClaimApproved: answering.approved,
        e.ClaimRejected: answering.rejected,
        e.ApprovalRetracted: answering.retracted,
        e.CutDisputed: answering.cut_disputed,
    }
)
"""What an event changes besides the status. An event that is not here changes nothing else."""


_Faults: TypeAlias = "Callable[[HistoryEntry, Any, Details, set[ItemId]], Iterable[BrokenHistory]]"

_FAULTS: Final[Mapping[type[Event], _Faults]] = MappingProxyType(
    {
        e.ClaimAmended: _amended_faults,
        e.InvoiceAdded: _added_faults,
        e.CertificationAdded: _added_faults,
        e.ProofAdded: _added_faults,
        e.MetricRecorded: _added_faults,
        e.InformationAdded: _added_faults,
        e.ItemRemoved: _removed_faults,
        e.FeedbackGiven: _feedback_faults,
        e.ActionRequested: answering.requested_faults,
        e.DocumentsRequested: answering.requested_faults,
        e.ApprovalRecommended: answering.recommended_faults,
        e.ClaimApproved: answering.approved_faults,
        e.ClaimRejected: answering.rejected_faults,
        e.UploadRequestWithdrawn: _withdrawn_faults,
    }
)
"""What yields where an event contradicts the claim. An event that is not here cannot."""


_Way: TypeAlias = (
    "tuple[ClaimStatus | None, ClaimStatus | None, Mapping[Role, Side], _Faults | None, _Effect | None]"
)
"""Where an event may lead from a status, there or elsewhere; by whom; what it cannot say; its effect."""

_UNSEEN: Final[_Way] = (None, None, {}, None, None)
"""The way of an event of another kind: one whose payload is not known any more."""


def _way(row: ClaimRow, kind: type[Event]) -> _Way:
    able = {role: role.side for role in Role if role.side in row.requires.sides}
    return row.leads_to[0], row.leads_to[-1], able, _FAULTS.get(kind), _EFFECTS.get(kind)


_WAYS: Final[Mapping[ClaimStatus, dict[type[Event], _Way]]] = MappingProxyType(
    {
        status: {
            kind: _way(row, kind)
            for kind in get_args(Event)
            if isinstance(row := TABLE[status][kind.trigger], Row)
        }
        for status in ClaimStatus
    }
)
"""The table once more, by status and kind of event, for the one loop that is run by the million."""
