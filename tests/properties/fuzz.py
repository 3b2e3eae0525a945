"""A coverage-guided search for what escapes: from the wire, from `decide`, from `perform` and from `audit`.

    python tests/properties/fuzz.py wire tests/cases/wire/corpus tests/cases/wire -max_total_time=600
    python tests/properties/fuzz.py decide tests/cases/fuzz -max_total_time=600

Needs atheris, which is nobody's dependency; what follows the target are arguments of libFuzzer. What it
found worth keeping lies in `tests/cases/wire/corpus` and `tests/cases/fuzz`, and the tests of
`tests/unit/test_wire_corpus.py` and `tests/unit/test_fuzz_corpus.py` replay it everywhere. To keep only what
adds something, give `-merge=1`, a new folder, and the old ones. The shortest stories, as the wire writes them
today, are put into the first folder beforehand, but for the wire and a merge.

The texts of `decide`, `perform` and `audit` are arrays of plain data of the wire, in any order: entries of a
claim, of a fund and of payments are the past, commands are given one after the other.
"""

from __future__ import annotations

import json
import operator
import os
import pkgutil
import sys
from functools import cache, partial
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

SCALARS = (None, True, False, 0, 1, 2, -1, 2**53, 10**30, 1.5, "", "SEK", "2022-02-30", "-0.00", "\ud800")
MOST_VALUES = 60
CHOSEN = "COOPCLAIMS_FUZZ_TARGET"
EXTRAS = ("coopclaims.money.people", "coopclaims.portfolio.batch")
"""What needs more than the library itself."""


def wire(data: bytes) -> None:
    """Read a text. Raises whatever is no refusal of ours, or does not come back the same."""
    room, errors = import_module("coopclaims.wire"), import_module("coopclaims.errors")
    for read in (room.from_text, partial(room.from_text, unknown="keep")):
        try:
            value = read(data)
        except errors.WireMismatch:
            continue
        text = room.to_text(value)
        if read(text) != value or room.to_text(read(text)) != text:
            message = f"not the same when read again: {text}"
            raise RuntimeError(message)


def read(data: bytes) -> list[Any]:
    """Return the values of an array of plain data; what is none of ours is left out."""
    room, errors = import_module("coopclaims.wire"), import_module("coopclaims.errors")
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        return []
    values = []
    for each in whole[:MOST_VALUES] if isinstance(whole, list) else ():
        try:
            values.append(room.from_data(each))
        except errors.WireMismatch:
            continue
    return values


@cache
def world() -> Any:
    """Return the world of the examples."""
    return import_module("coopclaims.testing").World.typical()


def told(values: list[Any], *kinds: str) -> list[Any]:
    """Return the values of some kinds, in their order: `claims.HistoryEntry`, say."""
    wanted = tuple(operator.attrgetter(kind)(import_module("coopclaims")) for kind in kinds)
    return [each for each in values if any(isinstance(each, kind) for kind in wanted)]


def decide(data: bytes) -> None:
    """Give commands to a claim. Raises what is no error of ours, or where two answers differ."""
    cc, errors = import_module("coopclaims"), import_module("coopclaims.errors")
    values, here = read(data), world()
    claim, funds = None, here.funds
    try:
        entries = told(values, "claims.HistoryEntry")
        claim = cc.replay(entries) if entries else None
        funds = funds.record(told(values, "funds.FundEntry"))
    except errors.CoopClaimsError:
        pass
    for command in told(values, "claims.Command"):
        try:
            problems = cc.problems(command, claim, rules=here.rules, funds=funds)
        except errors.CoopClaimsError:
            continue
        try:
            decision = cc.decide(command, claim, rules=here.rules, funds=funds)
        except cc.Refused as refused:
            agreed = refused.problems == problems
            str(refused)
        else:
            agreed = not problems and cc.replay(decision.entries, start=claim) == decision.claim
            claim, funds = decision.claim, funds.record(decision.ledger)
        if not agreed:
            message = f"`problems`, `decide` and `record` do not agree on {command}"
            raise RuntimeError(message)


def perform(data: bytes) -> None:
    """Perform commands on a store. Raises what is no error of ours, or where what is stored has a fault."""
    cc, errors = import_module("coopclaims"), import_module("coopclaims.errors")
    values, here = read(data), world()
    store = cc.InMemoryRepository()
    store.open_pool(here.funds.key)
    earned = here.earnings()
    store.append(cc.repositories.FundWrite(pool=here.funds.key, expected=0, entries=earned))
    ledger = [*earned]
    for command in told(values, "claims.Command", "payments.PaymentCommand", "funds.FundCommand"):
        try:
            outcome = cc.perform(command, store, rules=here.rules)
        except errors.CoopClaimsError as refused:
            str(refused)
        else:
            ledger += () if outcome.is_repeat else outcome.ledger
    audit_of = import_module("coopclaims.auditing").audit
    for claim in store.claims():
        payments = [store.payment_history(each.id) for each in store.payments(claim.id)]
        faults = audit_of(store.history(claim.id), ledger, payments)
        if faults:
            message = f"what was performed has faults: {faults}"
            raise RuntimeError(message)


def audit(data: bytes) -> None:
    """Audit whatever is stored. Raises what escapes; the audit itself raises nothing."""
    values = read(data)
    payments: dict[Any, list[Any]] = {}
    for entry in told(values, "payments.PaymentEntry"):
        payments.setdefault(entry.payment, []).append(entry)
    streams = (told(values, "claims.HistoryEntry"), told(values, "funds.FundEntry"), list(payments.values()))
    audit_of = import_module("coopclaims.auditing").audit
    faults = audit_of(*streams)
    if faults != audit_of(*streams):
        message = "an audit says something else when it is made again"
        raise RuntimeError(message)
    for fault in faults:
        str(fault)


TARGETS = {"wire": wire, "decide": decide, "perform": perform, "audit": audit}


def parts(data: Any) -> list[tuple[Any, Any]]:
    """Return every part of plain data, each as what holds it and where."""
    keys = list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    return [found for key in keys for found in ((data, key), *parts(data[key]))]


def changed(data: bytes, most: int, seed: int) -> bytes:
    """Return the data of one value with a part replaced, removed, or put elsewhere; else other bytes."""
    random = Random(seed)  # noqa: S311 - nothing is secret here
    whole: list[Any] = []
    try:
        whole.append(json.loads(data))
        found = parts(whole)
    except (ValueError, RecursionError):
        found = []
    if not found or random.random() < 1 / 3:
        mutate: Any = import_module("atheris").Mutate
        other: bytes = mutate(data, most)
        return other
    holder, key = random.choice(found)
    deed = random.randrange(4)
    if deed == 0:
        holder[key] = random.choice(SCALARS)
    elif deed == 1:
        there, at = random.choice(found)
        holder[key] = json.loads(json.dumps(there[at]))
    elif deed == 2 and holder is not whole:
        del holder[key]
    elif isinstance(holder, dict):
        holder[random.choice(("ours", "v", "type", "amount"))] = random.choice(SCALARS)
    else:
        holder.insert(key, holder[key])
    return json.dumps(whole[0]).encode("utf-8", "surrogatepass")[:most]


def seeds() -> list[bytes]:
    """Return what a search starts from: of each status the shortest story as commands, and as what is stored.

    To what is stored some commands are added that are refused.
    """
    testing, room = import_module("coopclaims.testing"), import_module("coopclaims.wire")
    told_by = import_module("coopclaims.testing.legal").command_told_by
    wrong = import_module("coopclaims.testing.mistakes").mistakes
    found: list[list[Any]] = []
    for status in import_module("coopclaims").ClaimStatus:
        story = testing.simplest(testing.scenarios(status, world=world()))
        refused = testing.simplest(wrong(story.claim, story.world, story.claim.id))
        found.append([told_by(entry, story.world) for entry in story.history])
        found.append([*story.history, *story.ledger, *refused[::40]])
        found.append([*story.history, *world().earnings(), *story.ledger])
    return [json.dumps([room.to_data(value) for value in each]).encode() for each in found]


def main() -> None:
    """Search until libFuzzer is told to stop, or something escapes."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["coopclaims", "json"]):
        for module in pkgutil.walk_packages(import_module("coopclaims").__path__, "coopclaims."):
            if not module.name.startswith("coopclaims.testing") and module.name not in EXTRAS:
                import_module(module.name)
    if sys.argv[1] in TARGETS:
        os.environ[CHOSEN] = sys.argv.pop(1)
        if os.environ[CHOSEN] != "wire" and "-merge=1" not in sys.argv:
            for text in seeds():
                (Path(sys.argv[1]) / sha256(text).hexdigest()[:16]).write_bytes(text)
    sys.argv[0] = f"{sys.executable} {sys.argv[0]}"  # a merge starts this again, without the target
    target = TARGETS[os.environ[CHOSEN]]
    target(b"[]")
    atheris.Setup(sys.argv, target, custom_mutator=changed)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
