"""Sealing: a History in which every alteration shows, and from which a payload can be erased.

Claims, payments and funds are sealed alike. Each entry is sealed against the one before, so that a change
anywhere changes every later seal. The chain covers the envelope and the salted digest of the payload: a
payload that was erased leaves a digest which nobody can guess it from, and the rest still verifies. Salts
come from the caller.

The payload is what somebody said: what the event of a claim says, the note of a payment, the reason of a
ledger entry. The sums of payments and funds stand in the envelope, so that nothing that is erased hides
money.

The digests are SHA-256 over canonical text, in small hexadecimal digits, so that any language can
count them again:

    mark   = SHA-256 of the bytes of the salt
    digest = SHA-256 of {"payload":PAYLOAD,"salt":"SALT","type":"seal.payload","v":1}
    seal   = SHA-256 of {"digest":"DIGEST","envelope":ENVELOPE,"mark":"MARK","previous":"SEAL",
                         "type":"seal","v":1}, in one line

The seal before the first entry is the empty text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast, final, get_args, overload

import attrs

from coopclaims._checks import door
from coopclaims._values import frozen, unchecked
from coopclaims.claims.claim import ClaimForm, Trigger
from coopclaims.claims.events import ClaimCreated, Event, History, HistoryEntry
from coopclaims.claims.recording import applied, entry_faults, record
from coopclaims.errors import BrokenHistory, BrokenSeal, InvalidValue, WireMismatch
from coopclaims.funds.entries import BrokenLedger, FundEntry
from coopclaims.funds.ledger import FundLedger, entry_by_entry
from coopclaims.histories import Entry, Instants, correction_faults, fault, lengthened, refuse
from coopclaims.identifiers import CommandId, ItemId, LocationId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.payments.payment import PaymentEntry, PaymentHistory
from coopclaims.payments.recording import record_payment
from coopclaims.periods import UsagePeriod
from coopclaims.wire.codecs import shown
from coopclaims.wire.doors import WIRE, from_data, to_data
from coopclaims.wire.plain import JSON_OBJECT, canonical
from coopclaims.wire.seals import (
    LEAST_SALT,
    MOST_SALT,
    SealAnchor,
    SealedEntry,
    SealedHistory,
    SealedLedger,
    SealedPayment,
    SealedStream,
    SealHead,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import TypeAlias

    from coopclaims.claims.claim import Claim
    from coopclaims.payments.payment import Payment
    from coopclaims.wire.codecs import Found
    from coopclaims.wire.kinds import Kind

    _Data: TypeAlias = dict[str, Any]
    _Follow: TypeAlias = Callable[[Any, bool], None]
    """Takes one entry after the other, with whether it was erased, and raises where one cannot follow."""

SealedT = TypeVar("SealedT", bound=SealedHistory | SealedPayment | SealedLedger)


@overload
def seal(history: History, *, salts: Iterable[bytes]) -> SealedHistory: ...
@overload
def seal(history: PaymentHistory, *, salts: Iterable[bytes]) -> SealedPayment: ...
@overload
def seal(history: FundLedger, *, salts: Iterable[bytes]) -> SealedLedger: ...


@door
def seal(history: History | PaymentHistory | FundLedger, *, salts: Iterable[bytes]) -> SealedStream:
    """Return a History sealed, entry by entry, with one salt for each.

    `history` is the whole History of a claim or of a payment, or the ledger of a fund, and `salts` are in
    the order of its entries.

    A salt is 16 to 64 random bytes that nobody can guess, and no two are the same: take them from
    `secrets.token_bytes(32)`. Raises `InvalidValue` for other salts, too few or too many of them.
    """
    if isinstance(history, History):
        return seal_next(SealedHistory(history.claim), history.entries, salts=salts)
    if isinstance(history, PaymentHistory):
        return seal_next(SealedPayment(history.payment), history.entries, salts=salts)
    return seal_next(SealedLedger(history.key), history.entries, salts=salts)


@door
def seal_next(
    sealed: SealedT, entries: Iterable[HistoryEntry | PaymentEntry | FundEntry], *, salts: Iterable[bytes]
) -> SealedT:
    """Return the sealed History with these entries added at its end, each with its salt.

    `sealed` is the History so far. `entries` are the next ones and `salts` theirs, both in order.

    What is sealed already is not looked at again. Raises `BrokenHistory` for an entry that is not the
    next one of this claim or payment, or none of this fund, and `InvalidValue` for salts that `seal` would
    not take. The salt of an entry that was erased is known again too.
    """
    sealing, new = _SEALINGS[sealed.thing], tuple(entries)
    salted = _checked_salts(tuple(salts), len(new), sealed)
    done: list[SealedEntry] = []
    previous, version = sealed.head.seal, len(sealed)
    for entry, (salt, mark) in zip(new, salted, strict=True):
        number, data = version + len(done) + 1, to_data(entry)
        if found := _misplaced(sealed, data, number):
            raise BrokenHistory(_where(sealed, number), found, "next_entry")
        envelope, payload = map(canonical, sealing.parted(data))
        digest = _digest(payload, salt)
        previous = _seal(envelope, mark, digest, previous)
        done.append(
            SealedEntry(
                envelope=envelope, payload=payload, salt=salt, mark=mark, digest=digest, seal=previous
            )
        )
    return lengthened(sealed, tuple(done))


@door
def erase(sealed: SealedT, number: int) -> SealedT:
    """Return the sealed History without the payload of entry `number`, and without its salt.

    `sealed` is the sealed History of a claim, a payment or a fund, and `number` counts its entries from 1.

    Who, when, what was done, and the statuses or sums stay; it still verifies. Every copy has to be erased
    too, the one in your backups included. Raises `InvalidValue` for a number that the History does not have.
    """
    if type(number) is not int or not 1 <= number <= len(sealed):
        raise InvalidValue("number", number, "entry_number", last=len(sealed))
    bare = attrs.evolve(sealed.entries[number - 1], payload=None, salt=None)
    entries = (*sealed.entries[: number - 1], bare, *sealed.entries[number:])
    return attrs.evolve(sealed, entries=entries)


@door
def verify(sealed: SealedStream, *, anchors: Iterable[SealHead] = ()) -> SealHead:
    """Return the head of a sealed History that is as it was sealed.

    `sealed` is the sealed History of a claim, a payment or a fund. `anchors` are heads of it that were kept
    elsewhere; empty where none was. Without one, somebody who can write the whole store can seal anew what
    they altered, or cut off the end.

    Raises `BrokenSeal`, which names the first entry that was altered, removed, inserted or put in
    another place, that nobody could have recorded there under any rules, or that an anchor denies;
    `InvalidValue` for an anchor of another History.
    """
    for _ in _opened(sealed, tuple(anchors)):
        pass
    return sealed.head


@door
def verify_all(
    sealed: Iterable[SealedStream], *, anchor: SealAnchor, digest: str | None = None
) -> tuple[SealHead, ...]:
    """Return the heads of sealed Histories of which none was altered, cut off, replaced or left out.

    `sealed` are the Histories, in any order; those that `anchor` does not name yet are verified by
    themselves. `digest` is that of the anchor as it was kept elsewhere, `None` where the anchor itself was.
    The heads are in the order given.

    Raises `BrokenSeal` as `verify` does, which names the first History that differs from its head; where
    several are `sealed` of one claim, payment or fund; where one that the anchor names is not there; and
    where the anchor has another digest.
    """
    if digest is not None and anchor.digest != digest:
        raise BrokenSeal("anchor", anchor.digest, "digest_of_the_anchor", 0, digest=digest)
    heads = {(each.thing, each.of): each for each in anchor.heads}
    verified: dict[tuple[str, object], SealHead] = {}
    for each in sealed:
        named = each.thing, each.of
        if named in verified:
            raise BrokenSeal(_where(each, 1), "another of the same", "one_history_a_stream", 1)
        kept = heads.pop(named, None)
        verified[named] = verify(each, anchors=() if kept is None else (kept,))
    for thing, of in heads:
        raise BrokenSeal(f"sealed History of {thing} {of}", "nothing", "history_of_the_head", 1)
    return tuple(verified.values())


@overload
def unseal(sealed: SealedHistory, *, anchors: Iterable[SealHead] = ()) -> History: ...
@overload
def unseal(sealed: SealedPayment, *, anchors: Iterable[SealHead] = ()) -> PaymentHistory: ...
@overload
def unseal(sealed: SealedLedger, *, anchors: Iterable[SealHead] = ()) -> FundLedger: ...


@door
def unseal(
    sealed: SealedStream, *, anchors: Iterable[SealHead] = ()
) -> History | PaymentHistory | FundLedger:
    """Return the History of a sealed one, once it is verified.

    `sealed` is the sealed History of a claim, a payment or a fund, and `anchors` are heads of it that were
    kept elsewhere, as for `verify`.

    Raises `BrokenSeal` as `verify` does, and `InvalidValue` where a payload was erased: what it said is no
    longer known.
    """
    entries = tuple(_opened(sealed, tuple(anchors)))
    if erased := [str(number) for number, each in enumerate(sealed, start=1) if each.is_erased]:
        raise InvalidValue(
            f"sealed History of {sealed.thing} {sealed.of}",
            f"an erased payload in entry {', '.join(erased)}",
            "payload_in_every_entry",
        )
    opened: History | PaymentHistory | FundLedger = _SEALINGS[sealed.thing].stream(sealed.of, entries)
    return opened


def _where(sealed: SealedStream, number: int) -> str:
    return f"sealed History of {sealed.thing} {sealed.of}, entry {number}"


def _misplaced(sealed: SealedStream, data: _Data, number: int) -> str:
    """Return what an entry is, where it is not this one of its stream; empty where it is."""
    if isinstance(sealed, SealedLedger):  # whose entries have no number of their own: the chain counts them
        of = data.get("pool")
        return "" if of == _bare(to_data(sealed.fund)) else f"an entry of the fund {shown(of)}"
    thing, found = sealed.thing, data.get("number")
    is_this = data.get(thing) == sealed.of and found == number
    return "" if is_this else f"entry {found} of {thing} {data.get(thing)}"


def _bare(data: _Data) -> _Data:
    return {name: part for name, part in data.items() if name not in _MARKS}


_MARKS: Final = frozenset({"type", "v"})


def _checked_salts(salts: tuple[bytes, ...], count: int, sealed: SealedStream) -> list[tuple[str, str]]:
    """Return each salt as text, with its mark."""
    if len(salts) != count:
        raise InvalidValue("salts", len(salts), "salt_for_each", count=count)
    for salt in salts:
        if not isinstance(salt, bytes):
            raise InvalidValue("salts", type(salt).__name__, "bytes")
        if not LEAST_SALT <= len(salt) <= MOST_SALT:
            raise InvalidValue(
                "salts", f"{len(salt)} bytes", "so_many_bytes", least=LEAST_SALT, most=MOST_SALT
            )
    marks = [sha256(salt).hexdigest() for salt in salts]
    if len({*marks, *sealed.marks()}) < len(marks) + len(sealed):
        raise InvalidValue("salts", "one salt twice", "another_salt")
    return [(salt.hex(), mark) for salt, mark in zip(salts, marks, strict=True)]


def _digest(payload: str, salt: str) -> str:
    """Return the digest of a payload; composed as `canonical` would write it, for the text is."""
    return _sha256(f'{{"payload":{payload},"salt":"{salt}","type":"seal.payload","v":1}}')


def _seal(envelope: str, mark: str, digest: str, previous: str) -> str:
    return _sha256(
        f'{{"digest":"{digest}","envelope":{envelope},"mark":"{mark}","previous":"{previous}",'
        '"type":"seal","v":1}'
    )


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _opened(sealed: SealedStream, anchors: tuple[SealHead, ...]) -> Iterator[Any]:
    """Yield the entries one by one, each verified; what was erased is stood in for."""
    for anchor in anchors:
        if (anchor.thing, anchor.of) != (sealed.thing, sealed.of):
            found = f"a head of {anchor.thing} {anchor.of}"
            raise InvalidValue("anchors", found, "heads_of", thing=sealed.thing, of=str(sealed.of))
    sealing = _SEALINGS[sealed.thing]
    follow, commands = sealing.follower(), dict[CommandId, int]()
    kept: dict[int, list[SealHead]] = {}
    for anchor in anchors:
        kept.setdefault(anchor.number, []).append(anchor)
    previous, trusted = "", 0
    for number, each in enumerate(sealed, start=1):
        envelope, payload = _intact(sealed, number, each, previous)
        previous = each.seal
        for anchor in kept.get(number, ()):
            if anchor.seal != previous:
                raise BrokenSeal(
                    f"{_where(sealed, trusted + 1)} to {number}",
                    "a History that was sealed anew",
                    "sealed_by",
                    trusted + 1,
                    entry=number,
                    seal=anchor.seal,
                )
            trusted = number
        try:
            entry = sealing.whole(envelope, payload)
            follow(entry, each.is_erased)
            if isinstance(entry, Entry) and (other := commands.setdefault(entry.command, number)) != number:
                raise fault(entry, "command", entry.command, "command_of_one_entry", other=other)
        except (BrokenHistory, BrokenLedger, WireMismatch) as error:
            raise _broken(_where(sealed, number), error, number) from None
        yield entry
    if (most := max(kept, default=0)) > len(sealed):
        number = len(sealed) + 1
        raise BrokenSeal(_where(sealed, number), "the end", "so_many_entries", number, count=most)


def _broken(where: str, error: InvalidValue, number: int) -> BrokenSeal:
    """Return the error of an entry, for what reads or records it says."""
    return BrokenSeal(where, error.got, error.expected, number, **dict(error.figures))


def _intact(
    sealed: SealedStream, number: int, each: SealedEntry, previous: str
) -> tuple[_Data, _Data | None]:
    """Return envelope and payload of an entry that is in its place and has the right digests."""
    where = _where(sealed, number)
    try:
        envelope: _Data = JSON_OBJECT.write(each.envelope)
        payload: _Data | None = None if each.payload is None else JSON_OBJECT.write(each.payload)
    except WireMismatch as error:
        raise _broken(where, error, number) from None
    if got := _misplaced(sealed, envelope, number):
        figures = {"entry": number, "thing": sealed.thing, "of": str(sealed.of)}
        raise BrokenSeal(where, got, "entry_of_the_stream", number, **figures)
    if (each.payload is None) is not (each.salt is None):
        raise BrokenSeal(where, "a payload or a salt alone", "payload_with_salt", number)
    if each.payload is not None and (
        each.digest != _digest(each.payload, each.salt or "") or each.mark != _mark(each.salt or "")
    ):
        raise BrokenSeal(where, "a payload of another digest", "sealed_payload", number)
    if each.seal != _seal(each.envelope, each.mark, each.digest, previous):
        raise BrokenSeal(where, "another seal than its own", "seal_of_the_entry", number)
    return envelope, payload


def _mark(salt: str) -> str:
    try:
        return sha256(bytes.fromhex(salt)).hexdigest()
    except ValueError:
        return ""


# Claims: the payload is what the event says.


@final
@frozen
class _Erased:
    """Stands in for an event whose payload was erased: its trigger is known, and nothing else."""

    trigger: Trigger


_EVER: Final = datetime(2, 1, 1, tzinfo=UTC)
_UNKNOWN_FORM: Final = ClaimForm(
    name="",
    program=ProgramId("erased"),
    location=LocationId("erased"),
    usage_period=UsagePeriod(date(2000, 1, 1), date(2000, 1, 1)),
    activity="",
    executed_on=date(2000, 1, 1),
    amount=Money(0, "USD"),
)
"""Stands in for an erased form, so that the status can still be followed."""

_EVENTS: Final = {kind.tag: kind for kind in WIRE.kinds if kind.cls in get_args(Event)}
_WITHOUT_PAYLOAD: Final = {"type": "claim.draft-expired", "v": 1}
"""An event that says nothing: with it an envelope can be read without its payload."""


def _event_parted(data: _Data) -> tuple[_Data, _Data]:
    """Return an entry with no more of its event than its marks, and the rest of the event."""
    event = data["event"]
    return {**data, "event": {name: event[name] for name in _MARKS}}, _bare(event)


def _with_event(envelope: _Data, payload: _Data | None) -> HistoryEntry:
    """Return the entry that was sealed, as far as it is still there."""
    kind, marks = _marked(envelope.get("event"))
    if payload is not None:
        if payload.keys() & marks:
            raise WireMismatch("$.event", "a payload that says what it is", "envelope_that_says")
        return from_data({**envelope, "event": marks | payload}, HistoryEntry)
    entry = from_data({**envelope, "event": _WITHOUT_PAYLOAD}, HistoryEntry)
    cls = cast("type[Event]", kind.cls)
    event: object = ClaimCreated(_UNKNOWN_FORM) if cls is ClaimCreated else _Erased(cls.trigger)
    values: dict[str, Any] = {each.name: getattr(entry, each.name) for each in attrs.fields(HistoryEntry)}
    values["event"] = event
    return unchecked(HistoryEntry)(**values)


def _marked(found: Found) -> tuple[Kind, _Data]:
    """Return the kind of event that an envelope names, and the type and version by which it does."""
    if found.__class__ is dict and found.keys() == _MARKS:
        tag, version = found["type"], found["v"]
        kind = _EVENTS.get(tag) if isinstance(tag, str) else None
        if kind is not None and type(version) is int and 1 <= version <= kind.version:
            return kind, found
    raise WireMismatch("$.event", shown(found), "marks_of_an_event")


def _following_claim() -> _Follow:
    claim: Claim | None = None
    items, erased, instants = set[ItemId](), False, Instants()

    def follow(entry: HistoryEntry, is_erased: bool) -> None:  # noqa: FBT001 - one of two that are zipped
        nonlocal claim, erased
        erased = erased or is_erased
        # what was erased is held against nobody
        content = None if claim is None or erased else claim.details
        refuse(entry_faults(entry, claim, content, items))
        correction = entry.correction
        if correction is not None and not erased:
            refuse(correction_faults(entry, correction, instants.around(correction.entry)))
        instants.take(entry)
        claim = record(None, entry) if claim is None else applied(claim, entry)
        if is_erased and entry.trigger is Trigger.CORRECT_INSTANT:
            claim = attrs.evolve(claim, changed_at=_EVER)  # nobody knows to when, so what follows is believed

    return follow


# Payments and funds: the payload is what somebody wrote beside them.


def _words_parted(name: str, data: _Data) -> tuple[_Data, _Data]:
    """Return an entry without the field that has this name, and that field alone."""
    return {each: part for each, part in data.items() if each != name}, {name: data[name]}


def _with_words(name: str, cls: type[Any], envelope: _Data, payload: _Data | None) -> Any:  # noqa: ANN401
    """Return the entry that was sealed; words that were erased are empty."""
    if name in envelope or (payload is not None and payload.keys() != {name}):
        raise WireMismatch("$", shown(payload), "envelope_and_words", name=name)
    return from_data({**envelope, **(payload or {name: ""})}, cls)


def _following_payment() -> _Follow:
    payment: Payment | None = None

    def follow(entry: PaymentEntry, _is_erased: bool) -> None:  # noqa: FBT001
        nonlocal payment
        payment = record_payment(payment, entry)

    return follow


def _following_ledger() -> _Follow:
    faults = entry_by_entry()

    def follow(entry: FundEntry, _is_erased: bool) -> None:  # noqa: FBT001
        for error in faults(entry):
            raise error

    return follow


@final
@frozen(kw_only=True, eq=False)
class _Sealing:
    """How the entries of one kind of stream are parted and put together, and what follows what."""

    stream: Callable[..., Any]
    parted: Callable[[_Data], tuple[_Data, _Data]]
    whole: Callable[[_Data, _Data | None], Any]
    follower: Callable[[], _Follow]


_SEALINGS: Final[Mapping[str, _Sealing]] = {
    SealedHistory.thing: _Sealing(
        stream=History, parted=_event_parted, whole=_with_event, follower=_following_claim
    ),
    SealedPayment.thing: _Sealing(
        stream=PaymentHistory,
        parted=partial(_words_parted, "note"),
        whole=partial(_with_words, "note", PaymentEntry),
        follower=_following_payment,
    ),
    SealedLedger.thing: _Sealing(
        stream=FundLedger,
        parted=partial(_words_parted, "reason"),
        whole=partial(_with_words, "reason", FundEntry),
        follower=_following_ledger,
    ),
}
