"""The conformance suite: what the library answers, as JSON for those who build the same in another language.

`python -m tests.support.conformance` draws the files of `docs/conformance` from the coopclaims that this
Python imports; a test holds that they are as it draws them.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from tests.support import (
    vectors_of_claims,
    vectors_of_days,
    vectors_of_money,
    vectors_of_the_wire,
    vectors_pinned,
)
from tests.support.vectors import FORMAT, NOTHING, VERSION
from tests.support.vectors_pinned import FOLDER

from coopclaims.provenance import BasisKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.vectors import Vectors

LEVELS: Final = {
    "wire": "canonical texts, digests of calendars, and what is refused",
    "deadlines": "by when each clock is due, on every calendar",
    "claims": "who may do what with a claim, a payment or a fund where, and what evidence is missing",
    "money": "who pays how much, what is left of a fund, what becomes a rebate, and what is carried",
    "histories": "what follows from the entries of a History, and how it is sealed",
}
"""What can be claimed one by one; the first is what all others are written in."""

SAMPLES: Final = FOLDER.parents[1] / "tests" / "cases" / "wire"


def _text() -> dict[str, Any]:
    return {"type": "string", "minLength": 1}


def _object(required: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": required,
        "required": [*required],
        "additionalProperties": False,
    }


def _map(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": of}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the suite's files; values in their wire form are as `wire.md` has them."""
    version = {"const": VERSION}
    level = {"enum": [*LEVELS]}
    digest = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    texts = {"type": "array", "items": _text(), "uniqueItems": True}
    case = _object(
        {
            "id": _text(),
            "given": texts,
            "question": {"type": "object"},
            "answer": {"type": "object"},
            "rests_on": texts,
            "basis": {"enum": [*(kind.value for kind in BasisKind), FORMAT, NOTHING]},
            "reading": texts,
        }
    )
    file = {"path": _text(), "level": level, "optional": {"type": "boolean"}}
    counted = {**file, "cases": {"type": "integer", "minimum": 1}, "digest": digest}
    suite = _object(
        {
            "version": version,
            "levels": _map(_text()),
            "pinned": {"type": "array", "items": _object({"path": _text(), "digest": digest})},
            "files": {"type": "array", "items": _object(counted)},
        }
    )
    cases = _object(
        {
            "version": version,
            "level": level,
            "about": _text(),
            "given": _map({"type": "object"}),
            "cases": {"type": "array", "items": case, "minItems": 1},
        }
    )
    calendar = {"type": "object", "required": ["type", "v", "digest"]}
    calendars = _object({"version": version, "names": _map(digest), "calendars": _map(calendar)})
    stated = {"rulebook": _text(), "digest": digest, "zone": _text(), "policies": _map(_text())}
    rules = _object({"version": version, "rules": _map(_object({**stated, "clocks": {"type": "object"}}))})
    rulebook = {"type": "object", "required": ["type", "v", "digest", "editions"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The conformance suite of coopclaims",
        "anyOf": [suite, cases, calendars, rules, rulebook],
    }


def all_vectors() -> Iterator[Vectors]:
    """Yield every file of cases, level by level."""
    yield from vectors_of_the_wire.files(SAMPLES)
    yield from (vectors_of_days.deadlines(), vectors_of_days.optional())
    yield from vectors_of_claims.files()
    yield from (vectors_of_money.money(), vectors_of_money.optional())


def files() -> Iterator[tuple[str, str]]:
    """Yield every file of the suite: its name, and its text."""
    pinned: list[dict[str, str]] = []
    for name, text in vectors_pinned.files():
        pinned.append({"path": name, "digest": _digest(text)})
        yield name, text
    listed: list[dict[str, Any]] = []
    for each in sorted(all_vectors(), key=lambda found: [*LEVELS].index(found.level)):
        text = "\n".join(each.lines()) + "\n"
        is_optional = each.path.startswith("optional/")
        counted = {"path": each.path, "level": each.level, "optional": is_optional, "cases": len(each.cases)}
        listed.append({**counted, "digest": _digest(text)})
        yield each.path, text
    suite = {"version": VERSION, "levels": LEVELS, "pinned": pinned, "files": listed}
    yield "suite.json", json.dumps(suite, indent=1) + "\n"
    yield "suite.schema.json", json.dumps(schema(), indent=1) + "\n"


@cache
def drawn() -> dict[str, str]:
    """Return every file of the suite as it is drawn now, by its name."""
    return dict(files())


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def main() -> None:
    """Draw the files again; those that the others are asked with come first."""
    for name, text in files():
        path = FOLDER / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
        sys.stdout.write(f"written: {name}\n")


if __name__ == "__main__":
    main()
