"""What is written together or not at all: what a claim or payment does, and what its fund records of it.

A History that says *Approved* beside a ledger that committed nothing can no longer be told from a write that
was cut in two. So every store asks here, in the transaction of an append, before it ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from coopclaims._checks import door
from coopclaims.claims import events as e
from coopclaims.funds.entries import BrokenLedger, FundEntry, FundEntryKind
from coopclaims.payments.booking import kind_booked
from coopclaims.repositories.protocols import ClaimWrite, FundWrite, Write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coopclaims.claims.events import HistoryEntry
    from coopclaims.identifiers import ClaimId, CommandId, PaymentId
    from coopclaims.money.amounts import Money
    from coopclaims.payments.payment import PaymentEntry

_GOES_BACK: Final = (e.ApprovalRetracted, e.CutDisputed)
_LETS_GO: Final = (e.ClaimSubmitted, e.RejectionDisputed, e.ClaimApproved, e.ClaimRejected)

BOOKED_BY: Final[Mapping[FundEntryKind, tuple[type, ...]]] = MappingProxyType(
    {
        FundEntryKind.RESERVED: (e.ClaimSubmitted, e.RejectionDisputed, *_GOES_BACK),
        FundEntryKind.RELEASED: _LETS_GO,
        FundEntryKind.COMMITTED: (e.ClaimApproved,),
        FundEntryKind.COMMITMENT_REVERSED: _GOES_BACK,
        FundEntryKind.RESTORED: (e.ClaimSubmitted, e.RejectionDisputed, e.ClaimApproved, *_GOES_BACK),
        FundEntryKind.EXPIRED: _LETS_GO,
    }
)
"""Which events of a claim book a ledger entry of a kind that names the claim."""


@door
def check_together(writes: Iterable[Write]) -> None:
    """Raise `BrokenLedger` where these writes say one thing of a claim or payment, and another of its fund.

    `writes` are all writes of one append. An approval comes with what the fund commits for it, the approved
    amount where both have one currency; what takes one back comes with the reversal. What the fund reserves,
    releases, commits, restores or lets expire for a claim names the entry of the claim that books it, which
    comes with it and has its instant. *Sent* comes with `PAID`, and what comes back after it, or is recouped,
    with its own entry; and the other way round, where the ledger entry names a payment.

    A repository calls it in each append, after the versions were compared, and before anything is kept. What
    only a look at what is stored before can tell, `coopclaims.auditing.audit` finds.

    >>> check_together(())
    """
    entries: dict[tuple[ClaimId, int], HistoryEntry] = {}
    steps: dict[tuple[PaymentId, CommandId], PaymentEntry] = {}
    booked: list[FundEntry] = []
    for write in writes:
        if isinstance(write, ClaimWrite):
            entries.update(((entry.claim, entry.number), entry) for entry in write.entries)
        elif isinstance(write, FundWrite):
            booked += write.entries
        else:
            steps.update(((entry.payment, entry.command), entry) for entry in write.entries)
    for entry in entries.values():
        _check_approval(entry, booked)
    for booking in booked:
        if booking.payment is not None:
            _check_step(booking, booking.payment, steps)
        elif booking.claim is not None and booking.kind in BOOKED_BY:
            _check_cause(booking, booking.claim, entries)
    for step in steps.values():
        _check_booked(step, booked)


def _check_approval(entry: HistoryEntry, booked: Iterable[FundEntry]) -> None:
    """Raise `BrokenLedger` unless what is approved is committed with it, and reversed where it goes back."""
    if isinstance(entry.event, e.ClaimApproved):
        _committed(entry, entry.event.amount, booked)
    elif isinstance(entry.event, _GOES_BACK):
        _reversed(entry, booked)


def _committed(entry: HistoryEntry, approved: Money, booked: Iterable[FundEntry]) -> None:
    """Raise `BrokenLedger` unless what is approved is committed with it."""
    found = [
        each.amount
        for each in booked
        if (each.claim, each.number, each.kind) == (entry.claim, entry.number, FundEntryKind.COMMITTED)
    ]
    where = f"approval of claim {entry.claim}, entry {entry.number}"
    if not found:
        raise BrokenLedger(where, None, "something_committed")
    if found[0].currency is approved.currency and found[0] != approved:
        raise BrokenLedger(where, found[0], "committed_as_approved", amount=approved)


def _reversed(entry: HistoryEntry, booked: Iterable[FundEntry]) -> None:
    """Raise `BrokenLedger` unless what was committed is reversed with it."""
    wanted = (entry.claim, entry.number, FundEntryKind.COMMITMENT_REVERSED)
    if all((each.claim, each.number, each.kind) != wanted for each in booked):
        where = f"retraction of claim {entry.claim}, entry {entry.number}"
        raise BrokenLedger(where, None, "something_reversed")


def _check_cause(
    booking: FundEntry, claim: ClaimId, entries: Mapping[tuple[ClaimId, int], HistoryEntry]
) -> None:
    """Raise `BrokenLedger` unless the entry of the claim that books this comes with it."""
    entry = None if booking.number is None else entries.get((claim, booking.number))
    where = f"{booking.kind.caption} entry of claim {claim}"
    if entry is None or not isinstance(entry.event, BOOKED_BY[booking.kind]):
        raise BrokenLedger(where, booking.number, "entry_written_with_it", claim=claim)
    if entry.at != booking.at:
        raise BrokenLedger(where, booking.at, "instant_of_the_entry", at=entry.at)


def _check_step(
    booking: FundEntry, payment: PaymentId, steps: Mapping[tuple[PaymentId, CommandId], PaymentEntry]
) -> None:
    """Raise `BrokenLedger` unless the step of the payment that books this comes with it."""
    step = None if booking.command is None else steps.get((payment, booking.command))
    if step is None or kind_booked(step.trigger, step.before) is not booking.kind:
        where = f"{booking.kind.caption} entry of payment {payment}"
        raise BrokenLedger(where, booking.command, "step_written_with_it", payment=payment)


def _check_booked(step: PaymentEntry, booked: Iterable[FundEntry]) -> None:
    """Raise `BrokenLedger` unless what a step books comes with it."""
    kind = kind_booked(step.trigger, step.before)
    wanted = (step.payment, step.command, kind)
    if kind is not None and all((each.payment, each.command, each.kind) != wanted for each in booked):
        where = f"payment {step.payment}, entry {step.number}"
        raise BrokenLedger(where, None, "booked_with_the_step", kind=kind)
