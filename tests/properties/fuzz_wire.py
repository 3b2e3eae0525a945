"""A coverage-guided search for texts that the wire does not refuse in its own words.

    python tests/properties/fuzz_wire.py tests/cases/wire/corpus tests/cases/wire -max_total_time=600

Needs atheris, which is nobody's dependency; the arguments are those of libFuzzer. What it found
worth keeping lies in `tests/cases/wire/corpus`, and `tests/unit/test_wire_corpus.py` replays it
everywhere. To keep only what adds something, give `-merge=1`, a new folder, and the old ones.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from importlib import import_module
from random import Random
from typing import Any

SCALARS = (None, True, False, 0, 1, 2, -1, 2**53, 10**30, 1.5, "", "SEK", "2022-02-30", "-0.00", "\ud800")


def once(data: bytes) -> None:
    """Read a text. Raises whatever is no refusal of ours, or does not come back the same."""
    wire: Any = import_module("coopclaims.wire")
    errors: Any = import_module("coopclaims.errors")
    for read in (wire.from_text, partial(wire.from_text, unknown="keep")):
        try:
            value = read(data)
        except errors.WireMismatch:
            continue
        text = wire.to_text(value)
        if read(text) != value or wire.to_text(read(text)) != text:
            message = f"not the same when read again: {text}"
            raise RuntimeError(message)


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


def main() -> None:
    """Search until libFuzzer is told to stop, or something escapes."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["coopclaims", "json"]):
        import_module("coopclaims.wire")
    atheris.Setup(sys.argv, once, custom_mutator=changed)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
