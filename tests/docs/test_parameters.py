"""Every public parameter is described: by its name in backticks, or by a text below its field."""

from __future__ import annotations

import re
import sys
from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest
from tests.support.public import NAMESPACES
from tests.support.surface import public_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.support.surface import Public, Signature

EXEMPT: Final[Mapping[str, str]] = {}
"""Parameters that nothing describes, as `room.Name.parameter` or `room.Name.method.parameter`, and why."""


def _names(signature: Signature) -> Iterator[str]:
    """Yield the names of the parameters, without stars, types and defaults."""
    for parameter in signature.parameters:
        name = re.split(r"[:=\s]", parameter.lstrip("*"), maxsplit=1)[0]
        if name:
            yield name


def _undescribed(signatures: tuple[Signature, ...], doc: str) -> set[str]:
    return {
        name for made in signatures for name in _names(made) if not re.search(rf"`{re.escape(name)}\b", doc)
    }


def _missing_of(each: Public) -> Iterator[str]:
    """Yield the parameters of a function, or of a constructor and the methods, that nothing describes."""
    below = {member.name for member in each.members if member.kind == "field" and member.doc}
    yield from (f"{each.name}.{name}" for name in _undescribed(each.signatures, each.doc) - below)
    for member in each.members:
        if member.kind == "method" and not member.name.startswith("__"):
            for name in _undescribed(member.signatures, member.doc):
                yield f"{each.name}.{member.name}.{name}"


def missing(room: str) -> list[str]:
    """Return the parameters of a room that nothing describes."""
    return sorted(f"{room}.{name}" for each in public_names(room) for name in _missing_of(each))


@pytest.mark.parametrize("room", NAMESPACES)
def test_every_parameter_is_described(room: str) -> None:
    assert not [name for name in missing(room) if name not in EXEMPT]


def test_no_exemption_is_left_over() -> None:
    assert not EXEMPT.keys() - {name for room in NAMESPACES for name in missing(room)}


def main() -> None:
    """Print every parameter that nothing describes, and how many there are in each room."""
    counts: Counter[str] = Counter()
    for room in NAMESPACES:
        for name in missing(room):
            counts[room] += 1
            sys.stdout.write(f"{name}\n")
    sys.stdout.write("".join(f"{room}: {count}\n" for room, count in counts.most_common()))


if __name__ == "__main__":
    main()
