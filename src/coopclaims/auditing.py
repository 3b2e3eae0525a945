"""Auditing: every fault of a claim's three streams, its History, the fund's ledger and its payments.

`replay` stops at the first entry that could not follow. An audit goes on, and holds the streams against one
another too: an approval without its entry in the ledger, a payment of more than was approved. It applies no
rule of an edition, so what it finds is wrong under every one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, final

from coopclaims._values import frozen
from coopclaims.claims.claim import ClaimStatus
from coopclaims.claims.events import (
    ClaimAmended,
    ClaimApproved,
    ClaimCreated,
    ClaimRejected,
    ClaimSubmitted,
    HistoryEntry,
    RejectionDisputed,
)
from coopclaims.claims.recording import applied, begun, entry_faults
from coopclaims.funds.entries import BrokenLedger, FundEntry, FundEntryKind
from coopclaims.funds.postings import ClaimTable, Postings, Totals
from coopclaims.histories import Entry, repeated_commands
from coopclaims.money.amounts import Money
from coopclaims.payments.payment import PaymentEntry
from coopclaims.payments.recording import payment_faults
from coopclaims.payouts.statuses import PaymentStatus, PaymentTrigger
from coopclaims.provenance import Explanation, message, messages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from coopclaims._values import Keyed
    from coopclaims.claims.claim import Claim, ClaimForm
    from coopclaims.errors import BrokenHistory
    from coopclaims.funds.entries import PoolKey
    from coopclaims.identifiers import ClaimId, EntityId, ItemId, PaymentId
    from coopclaims.payments.payment import PaymentTerms

__all__ = ["Fault", "audit"]

# What an audit says: what is expected where a fault is, and what is done about it.

_FAULT = message(
    "fault",
    "{thing} {stream}{number:?, entry %}{field:?, %}: got {got:or nothing}; expected {fits}",
    "thing: str, stream: str, number: int | None, field: str, got: object, fits: Explanation",
)
_RESTORE = message("remedy.restore", "restore the entry from a copy of the store that is sound")
_BOOK = message("remedy.book", "book what is missing, and find out which write was cut in two")
_REVERSE = message("remedy.reverse", "book the reverse of it, and find out who wrote it")
_STOP = message("remedy.stop", "stop the payment, or recoup what was sent of it")

_REMEDIES: Final = MappingProxyType(
    {
        "entry_of_the_history": _REVERSE,
        "entry_of_the_claims_fund": _REVERSE,
        "instant_of_the_entry": _RESTORE,
        "booked_once": _REVERSE,
        "booked_once_by_command": _REVERSE,
        "entry_that_the_fund_can_take": _RESTORE,
        "reserved_for_the_claim": _BOOK,
        "committed_as_approved": _BOOK,
        "something_reserved": _BOOK,
        "something_committed": _BOOK,
        "payment_of_the_claim": _STOP,
        "payment_of_an_approved_claim": _STOP,
        "entity_of_the_fund": _STOP,
        "payments_within_the_approval": _STOP,
        "one_payment_an_entity": _STOP,
        "sent_before_paid": _REVERSE,
    }
)
"""What is done about a fault between streams, by its code; within a stream the entry itself is wrong."""


@final
@frozen(kw_only=True)
class Fault:
    """One thing that is wrong, where, and what would fix it.

    `code` says what fits there and is stable. `thing` is the kind of stream, "claim", "fund" or "payment",
    and `stream` identifies it. `number` is that of the entry, counted from 1, `None` where the stream as a
    whole is concerned, and `field` the part of it, empty for all of it. `got` is what was found, `None` for
    nothing, and `params` are the parameters of what fits, pairs of a name and a value.
    """

    code: str
    thing: str
    stream: str
    number: int | None = None
    field: str = ""
    got: object = None
    params: tuple[tuple[str, Any], ...] = ()

    @property
    def remedy(self) -> str:
        """What is done about it, in English."""
        return self._remedy.text

    @property
    def _remedy(self) -> Explanation:
        return _REMEDIES.get(self.code, _RESTORE).say()

    def explain(self) -> Explanation:
        """Return the fault as an explanation: where it is, what was found and what fits, and the remedy."""
        fits = Explanation(message=messages()[f"expected.{self.code}"], figures=self.params)
        return _FAULT.say(
            thing=self.thing,
            stream=self.stream,
            number=self.number,
            field=self.field,
            got=self.got,
            fits=fits,
            because=(self._remedy,),
        )

    def __str__(self) -> str:
        return str(self.explain())


def audit(
    history: Iterable[HistoryEntry],
    ledger: Iterable[FundEntry],
    payments: Iterable[Iterable[PaymentEntry]],
) -> tuple[Fault, ...]:
    """Return every fault of a claim, of the fund that it draws on, and of its payments; empty where none is.

    `history` has the entries of the claim, a `History` or whatever is stored of one, in their order. `ledger`
    has all entries of its fund, those of other claims too, of which only the sums are looked at. `payments`
    are the Histories of all payments of the claim. Nothing is raised for what is wrong. Amounts in another
    currency than the fund's or the payment's are not compared: that takes the rates of the day.

    >>> audit((), (), ())
    ()
    """
    entries, booked = tuple(history), tuple(ledger)
    paid = [tuple(each) for each in payments]
    found = [*_history_faults(entries), *_ledger_faults(booked)]
    if entries:
        found += _between(entries, booked)
    for each in paid:
        found += _payment_faults(each)
    if entries:
        found += _paying_faults(entries, booked, paid)
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


@final
@frozen
class _Last:
    """Where a stream stands after an entry, whether or not it could follow."""

    entry: Entry

    @property
    def id(self) -> str:
        return self.entry.stream

    @property
    def status(self) -> Keyed:
        return self.entry.after

    @property
    def version(self) -> int:
        return self.entry.number

    @property
    def changed_at(self) -> datetime:
        return self.entry.at


# One stream by itself.


def _history_faults(entries: tuple[HistoryEntry, ...]) -> Iterator[Fault]:
    known: _Last | None = None
    claim: Claim | None = None
    items: set[ItemId] = set()
    for entry in entries:
        for error in entry_faults(entry, known, None if claim is None else claim.form, items):
            yield _of(error, entry)
        known = _Last(entry)
        if claim is not None:
            claim = applied(claim, entry)
        elif isinstance(entry.event, ClaimCreated):
            claim = begun(entry, entry.event)
    for error in repeated_commands(entries):
        yield _of(error, entries[0])


def _payment_faults(entries: tuple[PaymentEntry, ...]) -> Iterator[Fault]:
    known: _Last | None = None
    terms: PaymentTerms | None = None
    for entry in entries:
        for error in payment_faults(entry, known, terms):
            yield _of(error, entry)
        known, terms = _Last(entry), terms or entry.terms
    for error in repeated_commands(entries):
        yield _of(error, entries[0])


def _ledger_faults(ledger: tuple[FundEntry, ...]) -> Iterator[Fault]:
    """Yield each entry that its fund could not take, and each that is there twice."""
    books: dict[PoolKey, Postings] = {}
    seen: set[tuple[object, ...]] = set()
    for place, entry in enumerate(ledger, start=1):
        posted = books.setdefault(entry.pool, Postings(Totals(), (), (), ClaimTable()))
        try:
            posted.post(entry)
        except BrokenLedger:
            yield _booked(entry, place, "amount", entry.amount, "entry_that_the_fund_can_take")
        if entry.number is not None:
            cause = (entry.pool, entry.kind, entry.claim, entry.number)
            if cause in seen:
                what = {"kind": entry.kind, "number": entry.number}
                yield _booked(entry, place, "number", entry.number, "booked_once", **what)
            seen.add(cause)
        if entry.command is not None:
            of = (entry.pool, entry.kind, entry.claim, entry.entity, entry.payment, entry.command)
            if of in seen:
                asked = {"kind": entry.kind, "command": entry.command}
                yield _booked(entry, place, "command", entry.command, "booked_once_by_command", **asked)
            seen.add(of)


def _booked(
    entry: FundEntry,
    place: int,
    field: str,
    got: object,
    code: str,
    **params: Any,  # noqa: ANN401 - values of any kind
) -> Fault:
    return Fault(
        code=code,
        thing="fund",
        stream=str(entry.pool),
        number=place,
        field=field,
        got=got,
        params=tuple(params.items()),
    )


# The History and the ledger.

_BOOKS: Final[Mapping[FundEntryKind, tuple[type, ...]]] = MappingProxyType(
    {
        FundEntryKind.RESERVED: (ClaimSubmitted, RejectionDisputed),
        FundEntryKind.RELEASED: (ClaimSubmitted, RejectionDisputed, ClaimApproved, ClaimRejected),
        FundEntryKind.COMMITTED: (ClaimApproved,),
        FundEntryKind.RESTORED: (ClaimSubmitted, RejectionDisputed, ClaimApproved),
    }
)
"""Which events book an entry of a kind, of those that only a claim books."""

_HELD: Final = MappingProxyType({FundEntryKind.RESERVED: 1, FundEntryKind.RELEASED: -1})


def _between(entries: tuple[HistoryEntry, ...], ledger: tuple[FundEntry, ...]) -> Iterator[Fault]:
    claim = entries[0].claim
    own = [(place, entry) for place, entry in enumerate(ledger, start=1) if entry.claim == claim]
    causes = {entry.number: entry for entry in entries}
    fund = next((e.event.form for e in entries if isinstance(e.event, ClaimCreated)), None)
    for place, entry in own:
        key = entry.pool
        if fund is not None and (
            (key.location, key.program, key.usage_period) != (fund.location, fund.program, fund.usage_period)
        ):
            yield _booked(entry, place, "pool", key, "entry_of_the_claims_fund")
        if entry.kind in _BOOKS:
            cause = None if entry.number is None else causes.get(entry.number)
            if cause is None or not isinstance(cause.event, _BOOKS[entry.kind]):
                yield _booked(entry, place, "number", entry.number, "entry_of_the_history")
            elif cause.at != entry.at:
                yield _booked(entry, place, "at", entry.at, "instant_of_the_entry", at=cause.at)
    if fund is not None:
        yield from _sums(entries, [entry for _, entry in own], fund)


def _sums(entries: tuple[HistoryEntry, ...], own: list[FundEntry], form: ClaimForm) -> Iterator[Fault]:
    """Yield where what the ledger holds for the claim is not what its History says."""
    booked: dict[int | None, list[FundEntry]] = {}
    for each in own:
        booked.setdefault(each.number, []).append(each)
    currency = own[0].pool.currency if own else form.amount.currency
    held = committed = 0
    for entry in entries:
        for each in booked.pop(entry.number, ()):
            units = each.amount.minor_units
            held += _HELD.get(each.kind, 0) * units
            committed += units if each.kind is FundEntryKind.COMMITTED else 0
        event = entry.event
        if isinstance(event, ClaimCreated | ClaimAmended):
            form = event.form
        elif isinstance(event, ClaimSubmitted):
            if entry.before is not ClaimStatus.PARTNER_ACTION_REQUIRED:  # a dispute may go on unreserved
                yield from _held(entry, "reserved", Money.of_minor_units(held, currency), form.amount)
        elif isinstance(event, ClaimApproved):
            yield from _held(entry, "committed", Money.of_minor_units(committed, currency), event.amount)
        if isinstance(event, ClaimApproved | ClaimRejected) and held:
            zero = Money.of_minor_units(0, currency)
            yield from _held(entry, "reserved", Money.of_minor_units(held, currency), zero)


def _held(entry: HistoryEntry, what: str, found: Money, wanted: Money) -> Iterator[Fault]:
    code, some = _SUMS[what]
    if found.currency is wanted.currency or wanted.is_zero:
        if found != wanted:
            yield _claimed(entry, what, found, code, amount=wanted)
    elif not found.is_positive:  # at a rate of the day, which nobody gave
        yield _claimed(entry, what, found, some)


_SUMS: Final = MappingProxyType(
    {
        "reserved": ("reserved_for_the_claim", "something_reserved"),
        "committed": ("committed_as_approved", "something_committed"),
    }
)


def _claimed(
    entry: Entry,
    field: str,
    got: object,
    code: str,
    **params: Any,  # noqa: ANN401 - values of any kind
) -> Fault:
    return Fault(
        code=code,
        thing=entry.thing,
        stream=entry.stream,
        number=entry.number,
        field=field,
        got=got,
        params=tuple(params.items()),
    )


# The payments, with the History and the ledger.


def _paying_faults(
    entries: tuple[HistoryEntry, ...],
    ledger: tuple[FundEntry, ...],
    payments: list[tuple[PaymentEntry, ...]],
) -> Iterator[Fault]:
    claim = entries[0].claim
    approval = next((entry for entry in reversed(entries) if isinstance(entry.event, ClaimApproved)), None)
    entities = tuple(sorted({entry.entity for entry in ledger if entry.entity is not None}))
    for payment in payments:
        for entry in payment:
            terms = entry.terms
            if terms is not None and terms.claim != claim:
                yield _claimed(entry, "terms.claim", terms.claim, "payment_of_the_claim", claim=claim)
            if terms is not None and entities and terms.entity not in entities:
                yield _claimed(entry, "terms.entity", terms.entity, "entity_of_the_fund", entities=entities)
        if payment and (approval is None or payment[0].at < approval.at):
            yield _claimed(payment[0], "at", payment[0].at, "payment_of_an_approved_claim")
    if approval is not None and isinstance(approval.event, ClaimApproved):
        yield from _together(payments, approval.event.amount)
    yield from _sent(claim, ledger, payments)


def _together(payments: list[tuple[PaymentEntry, ...]], approved: Money) -> Iterator[Fault]:
    """Yield each payment beside another of its entity, and each that goes beyond what was approved."""
    of_entity: dict[EntityId, PaymentId] = {}
    paid = 0 * approved
    for payment in payments:
        terms = next((entry.terms for entry in reversed(payment) if entry.terms is not None), None)
        if terms is None or payment[-1].after is PaymentStatus.INCORRECT_PAYMENT:
            continue
        last = payment[-1]
        other = of_entity.setdefault(terms.entity, last.payment)
        if other != last.payment:
            yield _claimed(last, "terms.entity", terms.entity, "one_payment_an_entity", other=other)
        if terms.settles.currency is approved.currency:
            paid += terms.settles
            if paid > approved:
                yield _claimed(last, "terms.settles", paid, "payments_within_the_approval", approved=approved)


def _sent(
    claim: ClaimId, ledger: tuple[FundEntry, ...], payments: list[tuple[PaymentEntry, ...]]
) -> Iterator[Fault]:
    """Yield what the ledger says is paid, as far as no payment was sent for it until then."""
    sent = sorted(
        entry.at for payment in payments for entry in payment if entry.trigger is PaymentTrigger.SEND
    )
    paid = 0
    for place, entry in enumerate(ledger, start=1):
        if entry.kind is FundEntryKind.PAID and entry.claim == claim:
            paid += 1
            if paid > len(sent) or entry.at < sent[paid - 1]:
                yield _booked(entry, place, "amount", entry.amount, "sent_before_paid")
