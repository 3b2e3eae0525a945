"""What a command leads to once it is accepted: the event, and what the fund ledger records."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from coopclaims.claims import (
    ActionRequested,
    AddCertification,
    AddInformation,
    AddInvoice,
    AddProof,
    AmendClaim,
    ApproveClaim,
    CancelDraft,
    CertificationAdded,
    Claim,
    ClaimAmended,
    ClaimApproved,
    ClaimCreated,
    ClaimRejected,
    ClaimReopened,
    ClaimStatus,
    ClaimSubmitted,
    Command,
    Comment,
    Commented,
    CreateClaim,
    DisputeRejection,
    DraftCancelled,
    DraftExpired,
    Event,
    ExpireDraft,
    FeedbackGiven,
    GiveFeedback,
    HistoryEntry,
    InformationAdded,
    InvoiceAdded,
    ItemRemoved,
    MetricRecorded,
    ProofAdded,
    RecordMetric,
    RejectClaim,
    RejectionDisputed,
    RemoveItem,
    ReopenClaim,
    RequestAction,
    RequestUpload,
    ReviewStarted,
    StartReview,
    SubmitClaim,
    UploadRequested,
)
from coopclaims.decisions.standing import Surroundings, in_pool_currency
from coopclaims.funds import FundEntry, FundEntryKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from coopclaims.money import Money

__all__ = ["event_of", "ledger_entries"]

_EVENTS: Final[Mapping[type[Command], Callable[[Any], Event]]] = MappingProxyType(
    {
        CreateClaim: lambda command: ClaimCreated(command.form),
        AmendClaim: lambda command: ClaimAmended(command.form),
        AddInvoice: lambda command: InvoiceAdded(command.invoice),
        AddCertification: lambda command: CertificationAdded(command.report),
        AddProof: lambda command: ProofAdded(command.proof),
        RecordMetric: lambda command: MetricRecorded(command.metric),
        AddInformation: lambda command: InformationAdded(command.information),
        RemoveItem: lambda command: ItemRemoved(command.item, command.reason),
        RequestUpload: lambda command: UploadRequested(command.colleague, command.what),
        Comment: lambda command: Commented(command.text),
        SubmitClaim: lambda command: ClaimSubmitted(command.comment),
        StartReview: lambda _: ReviewStarted(),
        GiveFeedback: lambda command: FeedbackGiven(command.text, command.item),
        RequestAction: lambda command: ActionRequested(command.requests),
        ApproveClaim: lambda command: ClaimApproved(command.amount, command.reason),
        RejectClaim: lambda command: ClaimRejected(command.reasons),
        DisputeRejection: lambda command: RejectionDisputed(command.reason),
        CancelDraft: lambda command: DraftCancelled(command.reason),
        ExpireDraft: lambda _: DraftExpired(),
        ReopenClaim: lambda _: ClaimReopened(),
    }
)


def event_of(command: Command) -> Event:
    """Return the event that happens when the command is accepted."""
    return _EVENTS[type(command)](command)


def ledger_entries(entry: HistoryEntry, claim: Claim | None, around: Surroundings) -> tuple[FundEntry, ...]:
    """Return what the fund ledger records with this entry, in the order in which it happens.

    A submission reserves the amount claimed; a submission again replaces what was reserved. An
    approval releases the reservation and commits the amount approved; a rejection releases it. A
    dispute reserves again only if as much is still available; otherwise it goes on unreserved, and
    the approval is checked (a reading: the sources are silent on the funds of a rejected claim).
    """
    if claim is None:
        return ()
    funds = around.funds
    changes = _changes(entry.event, claim, around)
    return tuple(
        FundEntry(
            pool=funds.key, kind=kind, amount=amount, at=entry.at, claim=entry.claim, number=entry.number
        )
        for kind, amount in changes
        if amount.is_positive
    )


def _changes(event: Event, claim: Claim, around: Surroundings) -> Iterator[tuple[FundEntryKind, Money]]:
    held = around.funds.reserved_for(claim.id)
    if isinstance(event, ClaimSubmitted | RejectionDisputed):
        wanted = in_pool_currency(claim.form.amount, around)
        disputed = claim.status in (ClaimStatus.REJECTED, ClaimStatus.PARTNER_ACTION_REQUIRED)
        if disputed and wanted > around.funds.balance().available + held:
            return
        if wanted != held:
            yield FundEntryKind.RELEASED, held
            yield FundEntryKind.RESERVED, wanted
    elif isinstance(event, ClaimApproved):
        yield FundEntryKind.RELEASED, held
        yield FundEntryKind.COMMITTED, in_pool_currency(event.amount, around)
    elif isinstance(event, ClaimRejected):
        yield FundEntryKind.RELEASED, held
