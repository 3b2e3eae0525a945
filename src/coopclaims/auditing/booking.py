"""Auditing what a claim's History says of money against what the ledger of its fund says."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from coopclaims.auditing.faults import at_entry, in_ledger
from coopclaims.claims import events as e
from coopclaims.claims.claim import ClaimStatus
from coopclaims.funds.entries import FundEntryKind
from coopclaims.money.amounts import Money
from coopclaims.repositories.together import BOOKED_BY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.claims.claim import ClaimForm
    from coopclaims.claims.events import HistoryEntry
    from coopclaims.findings.fault import Fault
    from coopclaims.funds.entries import FundEntry, PoolKey

_APPROVED: Final = MappingProxyType({FundEntryKind.COMMITTED: 1, FundEntryKind.COMMITMENT_REVERSED: -1})
_HELD: Final = MappingProxyType({FundEntryKind.RESERVED: 1, FundEntryKind.RELEASED: -1})


def booking_faults(entries: tuple[HistoryEntry, ...], ledger: tuple[FundEntry, ...]) -> Iterator[Fault]:
    """Yield where the entries of a claim, of which there is one, and those of its fund do not agree."""
    claim = entries[0].claim
    own = [(place, entry) for place, entry in enumerate(ledger, start=1) if entry.claim == claim]
    causes = {entry.number: entry for entry in entries}
    form = first_form(entries)
    last = 0
    for place, entry in own:
        key = entry.pool
        if form is not None and not draws_on(form, key):
            yield in_ledger(entry, place, "pool", key, "entry_of_the_claims_fund")
        if entry.kind not in BOOKED_BY:
            continue
        cause = None if entry.number is None else causes.get(entry.number)
        if cause is None or not isinstance(cause.event, BOOKED_BY[entry.kind]):
            yield in_ledger(entry, place, "number", entry.number, "entry_of_the_history")
            continue
        if cause.at != entry.at:
            yield in_ledger(entry, place, "at", entry.at, "instant_of_the_entry", at=cause.at)
        if abs((entry.on - cause.at.date()).days) > 1:  # as far apart as any two zones are
            yield in_ledger(entry, place, "on", entry.on, "day_of_the_entry", at=cause.at)
        if entry.command is not None:
            yield in_ledger(entry, place, "command", entry.command, "booked_by_its_claim")
        if cause.number < last:
            yield in_ledger(entry, place, "number", entry.number, "after_the_entry_before", last=last)
        last = max(last, cause.number)
    if form is not None:
        yield from _sums(entries, own, form)


def first_form(entries: tuple[HistoryEntry, ...]) -> ClaimForm | None:
    """Return the form by which the claim was created, `None` where that is not there."""
    return next((each.event.form for each in entries if isinstance(each.event, e.ClaimCreated)), None)


def draws_on(form: ClaimForm, key: PoolKey) -> bool:
    """Whether a claim with this form draws on this fund, whatever the fund's currency."""
    return (key.location, key.program, key.usage_period) == (form.location, form.program, form.usage_period)


def _sums(
    entries: tuple[HistoryEntry, ...], own: list[tuple[int, FundEntry]], form: ClaimForm
) -> Iterator[Fault]:
    """Yield where what the ledger holds for the claim is not what its History says."""
    booked: dict[int | None, list[tuple[int, FundEntry]]] = {}
    for place, each in own:
        if each.kind in BOOKED_BY:
            booked.setdefault(each.number, []).append((place, each))
    currency = own[0][1].pool.currency if own else form.amount.currency
    held = committed = 0
    so_far: list[FundEntryKind] = []
    activity: str | None = None
    approved = form.amount
    for entry in entries:
        event = entry.event
        if isinstance(event, e.ClaimCreated | e.ClaimAmended):
            form = event.form
        moved = booked.pop(entry.number, [])
        so_far += (each.kind for _, each in moved)
        for place, each in moved:
            if each.activity != form.activity and (each.activity != activity or each.kind not in _LETS_GO):
                what = {"activity": form.activity}
                yield in_ledger(each, place, "activity", each.activity, "activity_of_the_claim", **what)
            units = each.amount.minor_units
            held += _HELD.get(each.kind, 0) * units
            committed += _APPROVED.get(each.kind, 0) * units
            activity = each.activity if each.kind is FundEntryKind.RESERVED else activity
        sums = Money.of_minor_units(held, currency), Money.of_minor_units(committed, currency)
        yield from _stands(entry, form.amount, approved, sums, so_far, [each.kind for _, each in moved])
        approved = event.amount if isinstance(event, e.ClaimApproved) else approved


def _stands(
    entry: HistoryEntry,
    claimed: Money,
    approved: Money,
    sums: tuple[Money, Money],
    so_far: list[FundEntryKind],
    moved: list[FundEntryKind],
) -> Iterator[Fault]:
    """Yield where what is reserved and committed after an entry of the claim is not what the entry says."""
    event = entry.event
    held, committed = sums
    zero = 0 * held
    reserves = isinstance(event, e.ClaimSubmitted | e.RejectionDisputed)
    # A dispute may go on as it is, where too little is left; but what it reserves is the whole.
    must = isinstance(event, e.ClaimSubmitted) and entry.before is not ClaimStatus.PARTNER_ACTION_REQUIRED
    if must or (reserves and moved):
        yield from _held(entry, "reserved", held, claimed, so_far)
    elif isinstance(event, e.ClaimApproved):
        yield from _held(entry, "committed", committed, event.amount, so_far)
    elif isinstance(event, e.ApprovalRetracted | e.CutDisputed):
        yield from _held(entry, "committed", committed, zero, so_far)
        # The whole, or what was approved where others have drawn on what a cut left.
        yield from _held(entry, "reserved", held, approved if held == approved else claimed, moved)
    if isinstance(event, e.ClaimApproved | e.ClaimRejected) and not held.is_zero:
        yield from _held(entry, "reserved", held, zero, so_far)


_LETS_GO: Final = frozenset({FundEntryKind.RELEASED, FundEntryKind.EXPIRED})
"""What is let go may have been held for the activity that the claim had before."""


def _held(
    entry: HistoryEntry, what: str, found: Money, wanted: Money, booked: list[FundEntryKind]
) -> Iterator[Fault]:
    code, some, kind = _SUMS[what]
    if found.currency is wanted.currency or wanted.is_zero:
        if found != wanted:
            yield at_entry(entry, what, found, code, amount=wanted)
    elif not found.is_positive and kind not in booked:
        # At a rate of the day, which nobody gave, it may be less than the smallest unit: booked as nothing.
        yield at_entry(entry, what, found, some)


_SUMS: Final = MappingProxyType(
    {
        "reserved": ("reserved_for_the_claim", "something_reserved", FundEntryKind.RESERVED),
        "committed": ("committed_as_approved", "something_committed", FundEntryKind.COMMITTED),
    }
)
