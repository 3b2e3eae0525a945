"""What submissions, disputes and answers change of a claim's milestones, and what none of them can say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from coopclaims._values import unchecked
from coopclaims.claims.claim import ClaimStatus, Clock, Details, Milestones, Round
from coopclaims.claims.evidence import CertificationReport, Invoice
from coopclaims.claims.verdicts import Participant, Recommendation, joined
from coopclaims.histories import fault
from coopclaims.money.amounts import Money
from coopclaims.parties import Side

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.claims import events as e
    from coopclaims.claims.claim import ClaimForm
    from coopclaims.claims.events import HistoryEntry
    from coopclaims.claims.evidence import Item
    from coopclaims.claims.requests import DocumentRequest, UploadRequest
    from coopclaims.errors import BrokenHistory
    from coopclaims.identifiers import ItemId

Parts: TypeAlias = tuple[Details, Milestones]
"""What an event may change, besides the status: the claim's content and its milestones."""

_MILESTONES, _PARTICIPANT = unchecked(Milestones), unchecked(Participant)


# What an answer cannot say of a claim, under any rules.


def requested_faults(
    entry: HistoryEntry,
    event: e.ActionRequested | e.DocumentsRequested,
    _details: Details,
    items: set[ItemId],
) -> Iterator[BrokenHistory]:
    """Yield that something is asked for of an item that is not there."""
    for place, request in enumerate(event.requests):
        if request.item is not None and request.item not in items:
            yield fault(entry, f"event.requests[{place}].item", request.item, "item_of_the_claim")


def recommended_faults(
    entry: HistoryEntry, event: e.ApprovalRecommended, details: Details, _items: set[ItemId]
) -> Iterator[BrokenHistory]:
    """Yield that an amount could not be approved, whoever recommends it."""
    yield from _amount_faults(entry, event.amount, details)


def approved_faults(
    entry: HistoryEntry, event: e.ClaimApproved, details: Details, items: set[ItemId]
) -> Iterator[BrokenHistory]:
    """Yield that an amount could not be approved, or that the verdicts on items do not make it."""
    yield from _amount_faults(entry, event.amount, details)
    if event.reason is not None and event.reason.item is not None and event.reason.item not in items:
        yield fault(entry, "event.reason.item", event.reason.item, "item_of_the_claim")
    if event.lines:
        yield from _line_faults(entry, event, details)


def rejected_faults(
    entry: HistoryEntry, event: e.ClaimRejected, _details: Details, items: set[ItemId]
) -> Iterator[BrokenHistory]:
    """Yield that a reason is about an item that is not there."""
    for place, reason in enumerate(event.reasons):
        if reason.item is not None and reason.item not in items:
            yield fault(entry, f"event.reasons[{place}].item", reason.item, "item_of_the_claim")


def _amount_faults(entry: HistoryEntry, amount: Money, details: Details) -> Iterator[BrokenHistory]:
    claimed = details.form.amount
    if not amount.is_positive:
        yield fault(entry, "event.amount", amount, "amount_above_zero")
    if amount.currency is not claimed.currency:
        yield fault(entry, "event.amount", amount, "currency_of_the_claim", currency=claimed.currency)
    elif amount > claimed:
        yield fault(entry, "event.amount", amount, "at_most_claimed", claimed=claimed)


def _line_faults(entry: HistoryEntry, event: e.ClaimApproved, details: Details) -> Iterator[BrokenHistory]:
    costs = {each.id for each in details.items if isinstance(each, Invoice | CertificationReport)}
    currency = event.amount.currency
    for place, line in enumerate(event.lines):
        if line.item not in costs:
            yield fault(entry, f"event.lines[{place}].item", line.item, "cost_of_the_claim_once")
        costs.discard(line.item)
        if line.approved.currency is not currency:
            what = f"event.lines[{place}].approved"
            yield fault(entry, what, line.approved, "currency_of_the_claim", currency=currency)
    amounts = [line.approved for line in event.lines if line.approved.currency is currency]
    total = Money.total(amounts, currency)
    if len(amounts) == len(event.lines) and total != event.amount:
        yield fault(entry, "event.lines", total, "sum_of_the_amount", amount=event.amount)


# What they change.


def with_changes(before: Milestones, **changed: Any) -> Milestones:  # noqa: ANN401
    """Return the milestones with these changes: `attrs.evolve` looks for the fields anew each time."""
    now = changed.get
    return _MILESTONES(
        created_at=before.created_at,
        rounds=now("rounds", before.rounds),
        approved_at=now("approved_at", before.approved_at),
        approved=now("approved", before.approved),
        requests=now("requests", before.requests),
        returned=now("returned", before.returned),
        reasons=now("reasons", before.reasons),
        claimants=now("claimants", before.claimants),
        decided_by=now("decided_by", before.decided_by),
        recommended=now("recommended", before.recommended),
        cut=now("cut", before.cut),
        lines=now("lines", before.lines),
    )


def claimed_by(milestones: Milestones, entry: HistoryEntry) -> Milestones:
    """Return the milestones with who made this entry among the claimants, where they are on that side."""
    if entry.side is not Side.PARTNER:
        return milestones
    known = milestones.claimants
    if known and _is_by(known[0], entry):  # most claims have one
        return milestones
    claimants = joined(known, _participant(entry))
    if claimants is known:
        return milestones
    return with_changes(milestones, claimants=claimants)


def _is_by(each: Participant, entry: HistoryEntry) -> bool:
    return (
        each.actor == entry.by
        and each.person == entry.person
        and each.on_behalf_of == entry.on_behalf_of
        and each.absent_person == entry.absent_person
    )


def details_with(
    before: Details,
    *,
    form: ClaimForm | None = None,
    items: tuple[Item, ...] | None = None,
    uploads: tuple[UploadRequest, ...] | None = None,
    documents: tuple[DocumentRequest, ...] | None = None,
) -> Details:
    """Return the content with these parts in place of its own: `attrs.evolve` looks for the fields anew."""
    return Details(
        form=before.form if form is None else form,
        items=before.items if items is None else items,
        uploads_asked=before.uploads_asked if uploads is None else uploads,
        documents_asked=before.documents_asked if documents is None else documents,
    )


def round_over(details: Details) -> Details:
    """Return the content with every upload request ended: what was asked for has had its time."""
    if not any(each.is_in_force for each in details.uploads_asked):
        return details
    uploads = tuple(
        attrs.evolve(each, has_ended=True) if each.is_in_force else each for each in details.uploads_asked
    )
    return details_with(details, uploads=uploads)


def _round_begun(details: Details) -> Details:
    """Return the content without what was asked for in an earlier dispute."""
    return details_with(details, documents=()) if details.documents_asked else details


def submitted(
    details: Details, milestones: Milestones, entry: HistoryEntry, _event: e.ClaimSubmitted
) -> Parts:
    """Start a round, of a review or of a dispute that goes on."""
    clock = Clock.DISPUTE if entry.after is ClaimStatus.DISPUTED else Clock.REVIEW
    rounds = _started(milestones, entry, clock)
    now = with_changes(milestones, rounds=rounds, requests=(), returned=None, recommended=())
    return _round_begun(details), claimed_by(now, entry)


def disputed(
    details: Details, milestones: Milestones, entry: HistoryEntry, _event: e.RejectionDisputed
) -> Parts:
    """Start a round of a dispute."""
    rounds = _started(milestones, entry, Clock.DISPUTE)
    return _round_begun(details), claimed_by(with_changes(milestones, rounds=rounds, recommended=()), entry)


def cut_disputed(
    details: Details, milestones: Milestones, entry: HistoryEntry, _event: e.CutDisputed
) -> Parts:
    """Start a round of a dispute, in which nothing is approved."""
    return _round_begun(details), claimed_by(_reopened(milestones, entry, Clock.DISPUTE), entry)


def retracted(
    details: Details, milestones: Milestones, entry: HistoryEntry, _event: e.ApprovalRetracted
) -> Parts:
    """Start a round of a review, in which nothing is approved."""
    return details, _reopened(milestones, entry, Clock.REVIEW)


def _reopened(milestones: Milestones, entry: HistoryEntry, clock: Clock) -> Milestones:
    rounds = _started(milestones, entry, clock)
    return with_changes(
        milestones, rounds=rounds, approved_at=None, approved=None, recommended=(), cut=None, lines=()
    )


def _started(milestones: Milestones, entry: HistoryEntry, clock: Clock) -> tuple[Round, ...]:
    at, by, number = entry.at, entry.by, entry.number
    return (*milestones.rounds, Round(clock=clock, started_at=at, started_by=by, started_in=number))


def _answered(milestones: Milestones, entry: HistoryEntry) -> tuple[Round, ...]:
    """Return the rounds with the last one answered, which is the one that is open."""
    if not milestones.rounds:
        return ()
    *before, last = milestones.rounds
    answered = Round(
        clock=last.clock,
        started_at=last.started_at,
        started_by=last.started_by,
        started_in=last.started_in,
        answered_at=entry.at,
        answered_by=entry.by,
        answered_in=entry.number,
        outcome=entry.after,
    )
    return (*before, answered)


def action_requested(
    details: Details, milestones: Milestones, entry: HistoryEntry, event: e.ActionRequested
) -> Parts:
    """Answer the round by a request, and keep the content as it is now."""
    rounds, now = _answered(milestones, entry), round_over(details)
    return now, with_changes(milestones, rounds=rounds, requests=event.requests, returned=now)


def recommended(
    details: Details, milestones: Milestones, entry: HistoryEntry, event: e.ApprovalRecommended
) -> Parts:
    """Keep the recommendation beside those since the last submission."""
    new = Recommendation(amount=event.amount, by=_participant(entry))
    return details, with_changes(milestones, recommended=(*milestones.recommended, new))


def approved(details: Details, milestones: Milestones, entry: HistoryEntry, event: e.ClaimApproved) -> Parts:
    """Answer the round by an approval."""
    return details, with_changes(
        milestones,
        rounds=_answered(milestones, entry),
        approved_at=entry.at,
        approved=event.amount,
        decided_by=_participant(entry),
        recommended=(),
        cut=event.reason,
        lines=event.lines,
    )


def rejected(details: Details, milestones: Milestones, entry: HistoryEntry, event: e.ClaimRejected) -> Parts:
    """Answer the round by a rejection."""
    return details, with_changes(
        milestones,
        rounds=_answered(milestones, entry),
        reasons=event.reasons,
        decided_by=_participant(entry),
        recommended=(),
    )


def _participant(entry: HistoryEntry) -> Participant:
    return _PARTICIPANT(
        actor=entry.by,
        side=entry.side,
        person=entry.person,
        number=entry.number,
        on_behalf_of=entry.on_behalf_of,
        absent_person=entry.absent_person,
    )
