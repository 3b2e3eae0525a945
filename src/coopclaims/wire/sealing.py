"""Sealing: a History in which every alteration shows, and from which a payload can be erased.

Each entry is sealed against the one before, so that a change anywhere changes every later seal. The
chain covers the envelope and the salted digest of the payload: a payload that was erased leaves a
digest which nobody can guess it from, and the rest still verifies. Salts come from the caller.

The digests are SHA-256 over canonical text, in small hexadecimal digits, so that any language can
count them again:

    digest = SHA-256 of {"payload":PAYLOAD,"salt":"SALT","type":"seal.payload","v":1}
    seal   = SHA-256 of {"digest":"DIGEST","envelope":ENVELOPE,"previous":"SEAL","type":"seal","v":1}

The seal before the first entry is the empty text.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, cast, final, get_args

import attrs

from coopclaims._values import frozen
from coopclaims.claims.claim import ClaimForm, Trigger
from coopclaims.claims.events import ClaimCreated, Event, History, HistoryEntry
from coopclaims.claims.recording import applied, entry_faults, record
from coopclaims.errors import BrokenHistory, BrokenSeal, InvalidValue, WireMismatch
from coopclaims.histories import fault, refuse
from coopclaims.identifiers import CommandId, ItemId, LocationId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.periods import UsagePeriod
from coopclaims.wire.codecs import shown
from coopclaims.wire.doors import WIRE, from_data, to_data
from coopclaims.wire.plain import JSON_OBJECT, canonical
from coopclaims.wire.seals import LEAST_SALT, MOST_SALT, SealedEntry, SealedHistory, SealHead

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.claims.claim import Claim
    from coopclaims.wire.codecs import Found
    from coopclaims.wire.kinds import Kind


def seal(history: History, *, salts: Iterable[bytes]) -> SealedHistory:
    """Return a History sealed, entry by entry, with one salt for each.

    `history` is the whole History, and `salts` are in the order of its entries.

    A salt is 16 to 64 random bytes that nobody can guess, and no two are the same: take them from
    `secrets.token_bytes(32)`. Raises `InvalidValue` for other salts, too few or too many of them.
    """
    return seal_next(SealedHistory(history.claim), history.entries, salts=salts)


def seal_next(
    sealed: SealedHistory, entries: Iterable[HistoryEntry], *, salts: Iterable[bytes]
) -> SealedHistory:
    """Return the sealed History with these entries added at its end, each with its salt.

    `sealed` is the History so far. `entries` are the next ones and `salts` theirs, both in order.

    What is sealed already is not looked at again. Raises `BrokenHistory` for an entry that is not the
    next one of this claim, and `InvalidValue` for salts that `seal` would not take.
    """
    new = tuple(entries)
    taken = [each.salt for each in sealed if each.salt is not None]
    texts = _checked_salts(tuple(salts), len(new), taken)
    done = list(sealed.entries)
    previous = sealed.head.seal
    for entry, salt in zip(new, texts, strict=True):
        number = len(done) + 1
        if entry.claim != sealed.claim or entry.number != number:
            found = f"entry {entry.number} of claim {entry.claim}"
            raise BrokenHistory(_where(sealed, number), found, "next_entry")
        envelope, payload = _parts(to_data(entry))
        digest = _digest(payload, salt)
        previous = _seal(envelope, digest, previous)
        done.append(SealedEntry(envelope=envelope, payload=payload, salt=salt, digest=digest, seal=previous))
    return SealedHistory(sealed.claim, tuple(done))


def erase(sealed: SealedHistory, number: int) -> SealedHistory:
    """Return the sealed History without the payload of entry `number`, and without its salt.

    `sealed` is the sealed History, and `number` counts from 1.

    Who, when, which kind of event, and the status before and after stay; it still verifies. Every
    copy has to be erased too, the one in your backups included. Raises `InvalidValue` for a number
    that the History does not have.
    """
    if type(number) is not int or not 1 <= number <= len(sealed):
        raise InvalidValue("number", number, "entry_number", last=len(sealed))
    bare = attrs.evolve(sealed.entries[number - 1], payload=None, salt=None)
    return SealedHistory(sealed.claim, (*sealed.entries[: number - 1], bare, *sealed.entries[number:]))


def verify(sealed: SealedHistory, *, anchors: Iterable[SealHead] = ()) -> SealHead:
    """Return the head of a sealed History that is as it was sealed.

    `sealed` is the sealed History. `anchors` are heads of it that were kept elsewhere; empty where none
    was. Without one, somebody who can write the whole store can seal anew what they altered, or cut off
    the end.

    Raises `BrokenSeal`, which names the first entry that was altered, removed, inserted or put in
    another place, that the lifecycle table could not have produced, or that an anchor denies;
    `InvalidValue` for an anchor of another claim.
    """
    for _ in _opened(sealed, tuple(anchors)):
        pass
    return sealed.head


def unseal(sealed: SealedHistory, *, anchors: Iterable[SealHead] = ()) -> History:
    """Return the History of a sealed one, once it is verified.

    `sealed` is the sealed History, and `anchors` are heads of it that were kept elsewhere, as for `verify`.

    Raises `BrokenSeal` as `verify` does, and `InvalidValue` where a payload was erased: its event is
    no longer known.
    """
    entries = tuple(_opened(sealed, tuple(anchors)))
    if erased := [str(number) for number, each in enumerate(sealed, start=1) if each.is_erased]:
        raise InvalidValue(
            f"sealed History of claim {sealed.claim}",
            f"an erased payload in entry {', '.join(erased)}",
            "payload_in_every_entry",
        )
    return History(sealed.claim, entries)


def _where(sealed: SealedHistory, number: int) -> str:
    return f"sealed History of claim {sealed.claim}, entry {number}"


def _checked_salts(salts: tuple[bytes, ...], count: int, taken: list[str]) -> list[str]:
    if len(salts) != count:
        raise InvalidValue("salts", len(salts), "salt_for_each", count=count)
    for salt in salts:
        if not isinstance(salt, bytes):
            raise InvalidValue("salts", type(salt).__name__, "bytes")
        if not LEAST_SALT <= len(salt) <= MOST_SALT:
            raise InvalidValue(
                "salts", f"{len(salt)} bytes", "so_many_bytes", least=LEAST_SALT, most=MOST_SALT
            )
    texts = [salt.hex() for salt in salts]
    if len({*texts, *taken}) < len(texts) + len(taken):
        raise InvalidValue("salts", "one salt twice", "another_salt")
    return texts


def _parts(data: dict[str, Any]) -> tuple[str, str]:
    """Return the canonical texts of an entry's envelope and of its payload."""
    marks = {name: data["event"][name] for name in ("type", "v")}
    payload = {name: part for name, part in data["event"].items() if name not in marks}
    return canonical({**data, "event": marks}), canonical(payload)


def _digest(payload: str, salt: str) -> str:
    """Return the digest of a payload; composed as `canonical` would write it, for the text is."""
    return _sha256(f'{{"payload":{payload},"salt":"{salt}","type":"seal.payload","v":1}}')


def _seal(envelope: str, digest: str, previous: str) -> str:
    return _sha256(
        f'{{"digest":"{digest}","envelope":{envelope},"previous":"{previous}","type":"seal","v":1}}'
    )


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _opened(sealed: SealedHistory, anchors: tuple[SealHead, ...]) -> Iterator[HistoryEntry]:
    """Yield the entries one by one, each verified; what was erased is stood in for."""
    for anchor in anchors:
        if anchor.claim != sealed.claim:
            found = f"a head of claim {anchor.claim}"
            raise InvalidValue("anchors", found, "heads_of_claim", claim=sealed.claim)
    claim: Claim | None = None
    form: ClaimForm | None = None
    items, erased, commands = set[ItemId](), False, dict[CommandId, int]()
    previous, trusted = "", 0
    for number, each in enumerate(sealed, start=1):
        envelope = _intact(sealed, number, each, previous)
        previous = each.seal
        for anchor in anchors:
            if anchor.number == number and anchor.seal != previous:
                raise BrokenSeal(
                    f"{_where(sealed, trusted + 1)} to {number}",
                    "a History that was sealed anew",
                    "sealed_by",
                    trusted + 1,
                    entry=number,
                    seal=anchor.seal,
                )
            trusted = max(trusted, number if anchor.number == number else 0)
        try:
            entry = _entry(each, envelope)
            erased = erased or each.is_erased
            form = None if claim is None or erased else claim.form  # what was erased is held against nobody
            refuse(entry_faults(entry, claim, form, items))
            if (other := commands.setdefault(entry.command, number)) != number:
                raise fault(entry, "command", entry.command, "command_of_one_entry", other=other)
            claim = record(None, entry) if claim is None else applied(claim, entry)
        except (BrokenHistory, WireMismatch) as error:
            raise _broken(_where(sealed, number), error, number) from None
        yield entry
    if missing := [anchor.number for anchor in anchors if anchor.number > len(sealed)]:
        number = len(sealed) + 1
        raise BrokenSeal(_where(sealed, number), "the end", "so_many_entries", number, count=max(missing))


def _broken(where: str, error: InvalidValue, number: int) -> BrokenSeal:
    """Return the error of an entry, for what reads or records it says."""
    return BrokenSeal(where, error.got, error.expected, number, **dict(error.figures))


def _intact(sealed: SealedHistory, number: int, each: SealedEntry, previous: str) -> dict[str, Any]:
    """Return the envelope of an entry that is in its place and has the right digests."""
    where = _where(sealed, number)
    try:
        envelope = cast("dict[str, Any]", JSON_OBJECT.write(each.envelope))
        if each.payload is not None:
            JSON_OBJECT.write(each.payload)
    except WireMismatch as error:
        raise _broken(where, error, number) from None
    found = (envelope.get("claim"), envelope.get("number"))
    if found != (sealed.claim, number):
        got = f"entry {found[1]} of claim {found[0]}"
        raise BrokenSeal(where, got, "entry_of_claim", number, entry=number, claim=sealed.claim)
    if (each.payload is None) is not (each.salt is None):
        raise BrokenSeal(where, "a payload or a salt alone", "payload_with_salt", number)
    if each.payload is not None and each.digest != _digest(each.payload, each.salt or ""):
        raise BrokenSeal(where, "a payload of another digest", "sealed_payload", number)
    if each.seal != _seal(each.envelope, each.digest, previous):
        raise BrokenSeal(where, "another seal than its own", "seal_of_the_entry", number)
    return envelope


@final
@frozen
class _Erased:
    """Stands in for an event whose payload was erased: its trigger is known, and nothing else."""

    trigger: Trigger


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

_KINDS: Final = {kind.tag: kind for kind in WIRE.kinds if kind.cls in get_args(Event)}
_WITHOUT_PAYLOAD: Final = {"type": "claim.draft-expired", "v": 1}
"""An event that says nothing: with it an envelope can be read without its payload."""


def _entry(each: SealedEntry, envelope: dict[str, Any]) -> HistoryEntry:
    """Return the entry that was sealed, as far as it is still there."""
    kind, marks = _marked(envelope.get("event"))
    if each.payload is not None:
        payload = cast("dict[str, Any]", JSON_OBJECT.write(each.payload))
        if payload.keys() & marks:
            raise WireMismatch("$.event", "a payload that says what it is", "envelope_that_says")
        return from_data({**envelope, "event": marks | payload}, HistoryEntry)
    entry = from_data({**envelope, "event": _WITHOUT_PAYLOAD}, HistoryEntry)
    cls = cast("type[Event]", kind.cls)
    event: object = ClaimCreated(_UNKNOWN_FORM) if cls is ClaimCreated else _Erased(cls.trigger)
    return attrs.evolve(entry, event=cast("Event", event))


def _marked(found: Found) -> tuple[Kind, dict[str, Any]]:
    """Return the kind of event that an envelope names, and the type and version by which it does."""
    if found.__class__ is dict and found.keys() == {"type", "v"}:
        tag, version = found["type"], found["v"]
        kind = _KINDS.get(tag) if isinstance(tag, str) else None
        if kind is not None and type(version) is int and 1 <= version <= kind.version:
            return kind, found
    raise WireMismatch("$.event", shown(found), "marks_of_an_event")
