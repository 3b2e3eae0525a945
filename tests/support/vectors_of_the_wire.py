"""Vectors of the wire: canonical texts, digests, hostile texts, Histories and their seals."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from tests.support.sealing import paid_world, salts, streams
from tests.support.vectors import WIRE_PAGE, Case, Vectors
from tests.support.vectors_of_days import NO_INVOICE, digest
from tests.support.vectors_pinned import calendars
from tests.support.world import SYSTEM, USER, desk_at, instant

from coopclaims import ClaimStatus
from coopclaims.claims import AddProof, CorrectInstant, Proof, SubmitClaim
from coopclaims.identifiers import ItemId
from coopclaims.wire import SealAnchor, seal, to_data

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE: Final = (WIRE_PAGE,)
LONGEST: Final = 700
"""How long a sample may be to be a vector; those that are left out are made of others."""


def _ugly(data: object) -> str:
    """Return a JSON text of these data that is not canonical: keys reversed, spaces, and escapes."""
    return json.dumps(_reversed(data), ensure_ascii=True, separators=(", ", ": "))


def _reversed(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _reversed(data[key]) for key in sorted(data, reverse=True)}
    return [_reversed(each) for each in data] if isinstance(data, list) else data


MONEY: Final = '{"type":"money","v":1,"amount":"99.50","currency":"SEK"}'
REMARK: Final = '{"type":"claim.commented","v":1,"text":"A remark."}'


def wire(samples: Path) -> Vectors:
    """Return the canonical text of a value of each type, and the digests of calendars."""
    cases: list[Case] = []
    for path in sorted(samples.glob("*.json")):
        text = path.read_text("utf-8").strip()
        if len(text) <= LONGEST:
            question = {"ask": "canonical", "text": _ugly(json.loads(text))}
            cases.append(Case(f"canonical / {path.stem}", question, expected={"text": text}, rests_on=PAGE))
    told = {"a key by an escape": MONEY.replace('"v"', '"\\u0076"'), "space around it": f" \n{MONEY}\t "}
    told |= {"escapes that are not needed": REMARK.replace("A remark.", "\\u00e4\\/\\u2028\\ud83d\\ude00\\t")}
    told |= {"nothing normalized": REMARK.replace("A remark.", "a\u0308 \u00e4")}
    cases += [
        Case(f"canonical / {name}", {"ask": "canonical", "text": text}, rests_on=PAGE)
        for name, text in told.items()
    ]
    for name in ("weekdays", "DE", "HU", "AE", "special"):
        calendar = calendars()[name]
        data = {key: part for key, part in calendar.items() if key not in ("digest", "provenance")}
        asked = {"ask": "calendar_digest", "data": data}
        cases.append(Case(f"digest / {name}", asked, expected={"digest": digest(name)}, rests_on=PAGE))
    return Vectors("wire.json", "wire", "canonical texts, and the digests of calendars", {}, tuple(cases))


_HOSTILE: Final[dict[str, dict[str, str]]] = {
    "not_json": {
        "nothing": "",
        "an object that does not end": "{",
        "a comma too many": MONEY.replace("}", ",}"),
        "something after it": f"{MONEY} x",
        "a byte order mark": f"\ufeff{MONEY}",
        "single quotes": "{'type':'money'}",
        "a comment": f"// money\n{MONEY}",
        "a control character before it": f"\x00{MONEY}",
    },
    "missing_field": {
        "no type": "{}",
        "no version": '{"type":"money"}',
        "no currency": MONEY.replace(',"currency":"SEK"', ""),
        "a key with a space": MONEY.replace('"amount"', '"amount "'),
    },
    "unknown_field": {"a field of others": MONEY.replace('"v":1', '"v":1,"colour":"red"')},
    "unknown_type": {
        "a type of nobody": MONEY.replace("money", "mony"),
        "the name of a class": MONEY.replace("money", "Money"),
        "a type that is a list": MONEY.replace('"money"', '["money"]'),
    },
    "unknown_version": {
        "a later version": MONEY.replace('"v":1', '"v":2'),
        "version zero": MONEY.replace('"v":1', '"v":0'),
        "true for one": MONEY.replace('"v":1', '"v":true'),
        "a float for one": MONEY.replace('"v":1', '"v":1.0'),
        "one as text": MONEY.replace('"v":1', '"v":"1"'),
        "a huge number": MONEY.replace('"v":1', f'"v":{"9" * 5_000}'),
        "beyond every float": MONEY.replace('"v":1', '"v":1e400'),
    },
    "too_large": {
        "lists that nest": f'{{"type":"money","v":1,"amount":{"[" * 70}{"]" * 70},"currency":"SEK"}}',
        "objects that nest": '{"a":' * 70 + "1" + "}" * 70,
    },
    "wrong_value": {
        "null": "null",
        "a text": '"money"',
        "a key twice": MONEY.replace('"v":1', '"v":1,"v":1'),
        "a key twice, once escaped": MONEY.replace('"v":1', '"v":1,"\\u0076":1'),
        "too few digits": MONEY.replace("99.50", "99.5"),
        "an amount as a number": MONEY.replace('"99.50"', "99.50"),
        "a zero before it": MONEY.replace("99.50", "099.50"),
        "less than nothing": MONEY.replace("99.50", "-0.00"),
        "an exponent": MONEY.replace("99.50", "1e3"),
        "digits of another script": MONEY.replace("99.50", "\uff19\uff19.50"),
        "a small currency": MONEY.replace("SEK", "sek"),
        "no currency": MONEY.replace("SEK", "XXX"),
        "half a surrogate pair": REMARK.replace("A remark.", "\\ud800"),
        "a surrogate pair the wrong way round": REMARK.replace("A remark.", "\\ude00\\ud83d"),
        "a null character": REMARK.replace("A remark.", "a\\u0000"),
        "a text that is too long": REMARK.replace("A remark.", "a" * 10_001),
        "null for a text": REMARK.replace('"A remark."', "null"),
        "30 February": '{"type":"day","v":1,"value":"2022-02-30"}',
        "a day without its zeros": '{"type":"day","v":1,"value":"2022-9-1"}',
        "a day of a week": '{"type":"day","v":1,"value":"2022-W37-3"}',
        "an offset": '{"type":"instant","v":1,"value":"2022-09-14T17:00:00+00:00"}',
        "no offset": '{"type":"instant","v":1,"value":"2022-09-14T17:00:00"}',
        "three digits of a second": '{"type":"instant","v":1,"value":"2022-09-14T17:00:00.250Z"}',
        "six zeros": '{"type":"instant","v":1,"value":"2022-09-14T17:00:00.000000Z"}',
        "hour 24": '{"type":"instant","v":1,"value":"2022-09-14T24:00:00Z"}',
        "a leap second": '{"type":"instant","v":1,"value":"2016-12-31T23:59:60Z"}',
        "a period that ends first": '{"type":"period.usage","v":1,"first":"2022-12-31","last":"2022-07-01"}',
        "a set out of order": '{"type":"set","v":1,"of":[6,5]}',
    },
}
_BYTES: Final = {
    "not UTF-8": b"\xff\xfe",
    "UTF-16": MONEY.encode("utf-16"),
    "half a surrogate pair in bytes": REMARK.encode().replace(b"A remark.", b"\xed\xa0\x80"),
    "a letter in too many bytes": REMARK.encode().replace(b"A remark.", b"\xc1\x81"),
}


def hostile() -> Vectors:
    """Return texts that no reader takes, each with the class of the error."""
    cases = [
        Case(f"{kind} / {name}", {"ask": "canonical", "text": text}, (), {"error": kind}, PAGE)
        for kind, texts in _HOSTILE.items()
        for name, text in texts.items()
    ]
    for name, found in _BYTES.items():
        question = {"ask": "canonical", "bytes": b64encode(found).decode("ascii")}
        cases.append(Case(f"not_json / {name}", question, (), {"error": "not_json"}, PAGE))
    about = "texts that are refused, and the class of the error"
    return Vectors("invalid/wire.json", "wire", about, {}, tuple(cases))


# Histories: what follows from entries.


def _stories() -> dict[str, dict[str, Any]]:
    """Return Histories by name: one for each status, a second round, and a corrected instant."""
    told = {status.value: {"history": to_data(desk_at(status).history)} for status in ClaimStatus}
    again = desk_at(ClaimStatus.ACTION_REQUIRED)
    again.do(AddProof, USER, again.later, proof=Proof(id=ItemId("again"), document="scan", note="A scan"))
    again.do(SubmitClaim, USER, "2022-09-20 16:00")
    told["submitted again"] = {"history": to_data(again.history)}
    fixed = desk_at(ClaimStatus.SUBMITTED)
    at = instant("2022-09-13 23:30")
    fixed.do(CorrectInstant, SYSTEM, "2022-09-14 12:00", entry=7, instant=at, reason="A clock was fast.")
    told["corrected"] = {"history": to_data(fixed.history)}
    return told


def histories() -> Vectors:
    """Return what follows from Histories of claims and payments: status, milestones, clocks."""
    told = _stories()
    _, payment, _ = streams(paid_world())
    world = {"rules": "published", "calendar": digest("US"), "tax_invoice": NO_INVOICE}
    given = {"world": world, **told, "a payment": {"history": to_data(payment)}}
    cases = [Case(f"replayed / {name}", {"ask": "replayed"}, (name,), _status(name), PAGE) for name in told]
    cases.append(Case("replayed / a payment", {"ask": "replayed"}, ("a payment",), rests_on=("P-31",)))
    cases += [Case(f"clocks / {name}", {"ask": "clocks"}, ("world", name)) for name in told]
    about = "what follows from the entries of a History: status, milestones, and every clock"
    return Vectors("histories.json", "histories", about, given, tuple(cases))


def _status(name: str) -> dict[str, Any] | None:
    return {"status": name} if name in {each.value for each in ClaimStatus} else None


def broken() -> Vectors:
    """Return Histories that nobody could have produced, with the first entry that is wrong."""
    told = _stories()["approved"]["history"]
    entries: list[dict[str, Any]] = told["entries"]
    last = len(entries)
    cut = {
        "an entry left out": [*entries[:3], *entries[4:]],
        "an entry twice": [*entries[:3], entries[2], *entries[3:]],
        "two entries exchanged": [*entries[:2], entries[3], entries[2], *entries[4:]],
        "begun in the middle": entries[1:],
        "approved without a review": [*entries[:6], entries[-1] | {"number": 7, "before": "editing"}],
        "another status before": [*entries[:-1], entries[-1] | {"before": "disputed"}],
        "another status after": [*entries[:-1], entries[-1] | {"after": "rejected"}],
        "an entry of another claim": [*entries[:-1], entries[-1] | {"claim": "C-2"}],
        "an entry before the one before": [*entries[:-1], entries[-1] | {"at": "2022-09-01T00:00:00Z"}],
    }
    cases = [
        Case(f"{name}", {"ask": "replayed", "history": told | {"entries": found}}, rests_on=PAGE, unlike={})
        for name, found in cut.items()
    ]
    if last != len({each["number"] for each in entries}):
        raise AssertionError(entries)
    about = "Histories that nobody could have produced, and which entry shows it"
    return Vectors("invalid/histories.json", "histories", about, {}, tuple(cases))


# Seals.


def seals() -> Vectors:
    """Return the seals of a claim's, a payment's and a fund's entries, and the digest of an anchor."""
    claim, payment, ledger = streams(paid_world())
    sealed = [
        seal(each, salts=salts(len(each), number * 40))
        for number, each in enumerate((claim, payment, ledger))
    ]
    cases: list[Case] = []
    for number, (name, each) in enumerate(
        zip(("a claim", "a payment", "a fund"), (claim, payment, ledger), strict=True)
    ):
        hexadecimal = [salt.hex() for salt in salts(len(each), number * 40)]
        question = {"ask": "sealed", "history": to_data(each), "salts": hexadecimal}
        cases.append(Case(f"sealed / {name}", question, rests_on=PAGE))
        cases.append(
            Case(f"verified / {name}", {"ask": "verified", "sealed": to_data(sealed[number])}, rests_on=PAGE)
        )
    anchor = SealAnchor([each.head for each in sealed])
    question = {"ask": "anchor_digest", "anchor": to_data(anchor)}
    cases.append(Case("anchor", question, expected={"digest": anchor.digest}, rests_on=PAGE))
    return Vectors(
        "seals.json", "histories", "seals, their heads, and the digest of an anchor", {}, tuple(cases)
    )


def broken_seals() -> Vectors:
    """Return sealed Histories of which something was altered, with the first entry that shows it."""
    claim, _, _ = streams(paid_world())
    sealed = to_data(seal(claim, salts=salts(len(claim))))
    entries: list[dict[str, Any]] = sealed["entries"]
    second = entries[1]
    altered = {
        "another actor": [entries[0], second | {"envelope": second["envelope"] | {"by": "somebody"}}],
        "another salt": [entries[0], second | {"salt": sha256(b"another").hexdigest()}],
        "another seal": [entries[0], second | {"seal": "0" * 64}],
        "begun in the middle": entries[1:2],
    }
    cases = [
        Case(name, {"ask": "verified", "sealed": sealed | {"entries": found}}, rests_on=PAGE)
        for name, found in altered.items()
    ]
    about = "sealed Histories of which something was altered, and which entry shows it"
    return Vectors("invalid/seals.json", "histories", about, {}, tuple(cases))


def files(samples: Path) -> Iterator[Vectors]:
    """Yield the vectors of the wire and of Histories; `samples` is the folder of the stored samples."""
    yield wire(samples)
    yield hostile()
    yield histories()
    yield broken()
    yield seals()
    yield broken_seals()
