"""Auditing each stream by itself, and all of them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, final

from coopclaims._checks import door
from coopclaims._values import frozen
from coopclaims.auditing.booking import booking_faults
from coopclaims.auditing.faults import at_entry, in_ledger
from coopclaims.auditing.paying import fund_of, paying_faults
from coopclaims.claims.events import ClaimCreated, HistoryEntry
from coopclaims.claims.recording import applied, begun, entry_faults
from coopclaims.findings.fault import Fault
from coopclaims.funds.entries import FundEntry, FundEntryKind
from coopclaims.funds.ledger import entry_by_entry
from coopclaims.histories import Instants, correction_faults, repeated_commands
from coopclaims.identifiers import ClaimId
from coopclaims.money.amounts import Money
from coopclaims.payments.payment import PaymentEntry
from coopclaims.payments.recording import payment_faults

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from datetime import datetime

    from coopclaims._values import Keyed
    from coopclaims.claims.claim import Claim
    from coopclaims.errors import BrokenHistory
    from coopclaims.histories import Entry
    from coopclaims.identifiers import CommandId, ItemId, PaymentId
    from coopclaims.payments.payment import PaymentTerms


@door
def audit(
    history: Iterable[HistoryEntry],
    ledger: Iterable[FundEntry],
    payments: Iterable[Iterable[PaymentEntry]],
    *,
    claims: Iterable[ClaimId] | None = None,
) -> tuple[Fault, ...]:
    """Return every fault of a claim, of the fund that it draws on, and of its payments; empty where none is.

    `history` has the entries of the claim, a `History` or whatever is stored of one, in their order. `ledger`
    has all entries of its fund, those of other claims too, of which only the sums are looked at. `payments`
    are the Histories of all payments of the claim. `claims` are the identifiers of all claims that there are,
    `None` where they are not at hand. Nothing is raised for what is wrong.

    Where no entry of the claim is given, nothing is missing in the ledger. An empty ledger is that of a fund
    in which nothing was booked, and what a claim should have booked there is a fault. What was reserved in
    another currency than the claim's is not compared: that takes the rates of the day.

    >>> audit((), (), ())
    ()
    """
    entries, booked = tuple(history), tuple(ledger)
    paid = [tuple(each) for each in payments]
    known = None if claims is None else frozenset(claims)
    found = [*_history_faults(entries), *_ledger_faults(booked, known)]
    if entries:
        found += booking_faults(entries, booked)
    for each in paid:
        found += _payment_faults(each)
    found += paying_faults(entries, booked, [each for each in paid if each])
    found += _shared_commands(entries, booked, paid)
    return tuple(found)


def _of(error: BrokenHistory, entry: Entry) -> Fault:
    return Fault(
        code=error.expected,
        thing=entry.thing,
        stream=error.stream or entry.stream,
        number=error.number,
        field=error.part,
        got=error.got,
        params=error.figures,
    )


# One stream by itself.


@final
@frozen
class _Last:
    """Where a stream stands after an entry, whether or not it could follow."""

    entry: Entry
    changed_at: datetime

    @property
    def id(self) -> str:
        return self.entry.stream

    @property
    def status(self) -> Keyed:
        return self.entry.after

    @property
    def version(self) -> int:
        return self.entry.number


def _history_faults(entries: tuple[HistoryEntry, ...]) -> Iterator[Fault]:
    known: _Last | None = None
    claim: Claim | None = None
    items: set[ItemId] = set()
    instants = Instants()
    for entry in entries:
        for error in entry_faults(entry, known, None if claim is None else claim.details, items):
            yield _of(error, entry)
        known = yield from _taken(entry, instants)
        if claim is not None:
            claim = applied(claim, entry)
        elif isinstance(entry.event, ClaimCreated):
            claim = begun(entry, entry.event)
    for error in repeated_commands(entries):
        yield _of(error, entries[0])


def _taken(entry: Entry, instants: Instants) -> Generator[Fault, None, _Last]:
    """Yield why an entry cannot correct an instant, where it does, and return where its stream stands."""
    if entry.correction is not None:
        for error in correction_faults(entry, entry.correction, instants.around(entry.correction.entry)):
            yield _of(error, entry)
    instants.take(entry)
    return _Last(entry, instants.last or entry.at)


def _payment_faults(entries: tuple[PaymentEntry, ...]) -> Iterator[Fault]:
    known: _Last | None = None
    terms: PaymentTerms | None = None
    instants = Instants()
    for entry in entries:
        for error in payment_faults(entry, known, terms):
            yield _of(error, entry)
        known, terms = (yield from _taken(entry, instants)), terms or entry.terms
    for error in repeated_commands(entries):
        yield _of(error, entries[0])


def _ledger_faults(ledger: tuple[FundEntry, ...], claims: frozenset[ClaimId] | None) -> Iterator[Fault]:
    """Yield each entry that its fund could not take, that is there twice, or of another fund or no claim."""
    faults, key = entry_by_entry(), fund_of(ledger)
    paid: Counter[PaymentId] = Counter()
    for place, entry in enumerate(ledger, start=1):
        for error in faults(entry):
            yield in_ledger(entry, place, "", error.got, error.expected, **dict(error.figures))
        if entry.pool != key:
            yield in_ledger(entry, place, "pool", entry.pool, "entry_of_the_fund", fund=key)
        if entry.claim is not None and claims is not None and entry.claim not in claims:
            yield in_ledger(entry, place, "claim", entry.claim, "entry_of_a_known_claim")
        if entry.payment is not None:
            units = entry.amount.minor_units
            stood = paid[entry.payment]
            paid[entry.payment] += units if entry.kind is FundEntryKind.PAID else -units
            if paid[entry.payment] < 0:
                most = Money.of_minor_units(max(0, stood), entry.pool.currency)
                what = {"most": most, "payment": entry.payment}
                yield in_ledger(entry, place, "amount", entry.amount, "at_most_paid_with", **what)


def _shared_commands(
    entries: tuple[HistoryEntry, ...],
    ledger: tuple[FundEntry, ...],
    payments: list[tuple[PaymentEntry, ...]],
) -> Iterator[Fault]:
    """Yield each entry whose command led to something in another stream too, besides what it books there."""
    first: dict[CommandId, tuple[str, str]] = {}
    for entry in (*entries, *(each for payment in payments for each in payment)):
        other = first.setdefault(entry.command, (entry.thing, entry.stream))
        if other != (entry.thing, entry.stream):
            yield at_entry(entry, "command", entry.command, "command_of_one_stream", other=" ".join(other))
    for place, booked in enumerate(ledger, start=1):
        known = None if booked.command is None else first.get(booked.command)
        if known is not None and known != (PaymentEntry.thing, booked.payment):
            what = {"other": " ".join(known)}
            yield in_ledger(booked, place, "command", booked.command, "command_of_one_stream", **what)
