"""What a command leads to once it is accepted: the event, and what the fund ledger records."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from coopclaims.claims.claim import Claim, ClaimStatus
from coopclaims.claims.commands import (
    AddCertification,
    AddInformation,
    AddInvoice,
    AddProof,
    AmendClaim,
    ApproveClaim,
    CancelDraft,
    Command,
    Comment,
    CreateClaim,
    DisputeRejection,
    ExpireDraft,
    GiveFeedback,
    RecordMetric,
    RejectClaim,
    RemoveItem,
    ReopenClaim,
    RequestAction,
    RequestUpload,
    StartReview,
    SubmitClaim,
)
from coopclaims.claims.events import (
    ActionRequested,
    CertificationAdded,
    ClaimAmended,
    ClaimApproved,
    ClaimCreated,
    ClaimRejected,
    ClaimReopened,
    ClaimSubmitted,
    Commented,
    DraftCancelled,
    DraftExpired,
    Event,
    FeedbackGiven,
    HistoryEntry,
    InformationAdded,
    InvoiceAdded,
    ItemRemoved,
    MetricRecorded,
    ProofAdded,
    RejectionDisputed,
    ReviewStarted,
    UploadRequested,
)
from coopclaims.decisions.preconditions import JudgementContext, in_pool_currency
from coopclaims.errors import NoRuleInForce
from coopclaims.funds.entries import FundEntry, FundEntryKind
from coopclaims.funds.expiry import funds_end

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from coopclaims.money.amounts import Money

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


def ledger_entries(
    entry: HistoryEntry, claim: Claim | None, context: JudgementContext
) -> tuple[FundEntry, ...]:
    """Return what the fund ledger records with this entry, in the order in which it happens.

    A submission reserves the amount claimed; a submission again replaces what was reserved. An
    approval releases the reservation and commits the amount approved; a rejection releases it. A
    dispute reserves again only if as much is still available; otherwise it goes on unreserved, and
    the approval is checked (a reading: the sources say nothing of the funds of a rejected claim).

    What is released after the last day on which the funds can be claimed expires with the claim, and
    is restored when the claim needs it: no other claim reaches it.
    """
    changes = None if claim is None else _CHANGES.get(type(entry.event))
    if claim is None or changes is None:
        return ()
    funds = context.funds
    return tuple(
        FundEntry(
            pool=funds.key,
            kind=kind,
            amount=amount,
            at=entry.at,
            on=context.day,
            claim=entry.claim,
            number=entry.number,
            activity=activity,
        )
        for kind, amount, activity in changes(entry.event, claim, context)
        if amount.is_positive
    )


_Change: TypeAlias = tuple[FundEntryKind, "Money", str | None]


def _submitted(_event: Event, claim: Claim, context: JudgementContext) -> Iterator[_Change]:
    funds, activity = context.funds, claim.form.activity
    wanted = in_pool_currency(claim.form.amount, context)
    disputed = claim.status in (ClaimStatus.REJECTED, ClaimStatus.PARTNER_ACTION_REQUIRED)
    if disputed and wanted > funds.available_to(claim.id):
        return
    if wanted != funds.reserved_for(claim.id) or funds.activity_of(claim.id) != activity:
        yield from _drawn(FundEntryKind.RESERVED, wanted, claim, context)


def _approved(event: ClaimApproved, claim: Claim, context: JudgementContext) -> Iterator[_Change]:
    yield from _drawn(FundEntryKind.COMMITTED, in_pool_currency(event.amount, context), claim, context)


def _rejected(_event: Event, claim: Claim, context: JudgementContext) -> Iterator[_Change]:
    held, holding_for = context.funds.reserved_for(claim.id), context.funds.activity_of(claim.id)
    yield FundEntryKind.RELEASED, held, holding_for
    yield FundEntryKind.EXPIRED, _let_go(held, claim, context), holding_for


def _drawn(kind: FundEntryKind, amount: Money, claim: Claim, context: JudgementContext) -> Iterator[_Change]:
    """Yield that what the claim holds is replaced by this amount, reserved or committed."""
    funds, activity = context.funds, claim.form.activity
    held, holding_for = funds.reserved_for(claim.id), funds.activity_of(claim.id)
    more = max(amount - held, 0 * amount)
    if kind is FundEntryKind.COMMITTED:  # others' approvals may have left less than the claim holds
        more = max(more, amount - funds.balance().remaining)
    yield FundEntryKind.RELEASED, held, holding_for
    yield FundEntryKind.RESTORED, min(more, funds.expired_for(claim.id)), activity
    yield kind, amount, activity
    yield FundEntryKind.EXPIRED, _let_go(max(held - amount, 0 * amount), claim, context), activity


def _let_go(released: Money, claim: Claim, context: JudgementContext) -> Money:
    """Return how much of what a claim lets go expires with it: nothing up to the funds' last day.

    Where claims had overdrawn the fund, what is let go first covers what the others hold.
    """
    nothing = 0 * released
    try:
        last = funds_end(claim.form.usage_period, rules=context.rules).last
    except NoRuleInForce:
        return nothing
    if context.day <= last:
        return nothing
    return max(min(released, context.funds.balance().available + released), nothing)


_CHANGES: Final[Mapping[type[Event], Callable[[Any, Claim, JudgementContext], Iterator[_Change]]]] = (
    MappingProxyType(
        {
            ClaimSubmitted: _submitted,
            RejectionDisputed: _submitted,
            ClaimApproved: _approved,
            ClaimRejected: _rejected,
        }
    )
)
"""Which events the ledger records something of."""
