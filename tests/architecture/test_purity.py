"""No clock, no I/O, no environment, no binary fractions: what no line of the package may say.

The import contracts keep whole modules out. This looks at calls and names, which they cannot see.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.architecture.conftest import Room

CLOCKS = frozenset({"now", "today", "utcnow", "utcfromtimestamp", "time_ns", "monotonic", "perf_counter"})
NAMES = {
    "float": "binary fraction",
    "print": "output",
    "open": "file",
    "input": "input",
    "breakpoint": "debugger",
    "eval": "code from text",
    "exec": "code from text",
    "__import__": "import by name",
}
MODULES = {"os": "environment", "time": "clock", "random": "randomness", "secrets": "randomness"}
ENVIRONMENT = frozenset({"environ", "environb", "getenv"})

ALLOWED: dict[tuple[str, str], str] = {
    ("coopclaims._faces", "import by name"): "a face loads a room when the first of its names is asked for",
    ("coopclaims._values", "code from text"): (
        "how a value is built is written out for the fields that its class declares, as attrs does; "
        "no text from outside goes into it"
    ),
    ("coopclaims.wire.quick", "code from text"): (
        "a reader is written out for the fields that a class declares, as attrs writes `__init__`; "
        "no text from outside goes into it"
    ),
}

ALLOWED_IN_TESTING = frozenset({"assertion", "randomness", "binary fraction"})
"""What checks and samples may do: assert, draw, and offer a float to see it refused."""


def offences(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and kind of everything that the package may not say."""
    for node in ast.walk(tree):
        match node:
            case ast.Assert():
                yield node.lineno, "assertion"
            case ast.Import() | ast.ImportFrom():
                yield from ((node.lineno, kind) for kind in _imports(node))
            case ast.Attribute(attr=name) if name in CLOCKS:
                yield node.lineno, "clock"  # called or not: `factory=date.today` calls it later
            case ast.Attribute(attr=name) if name in ENVIRONMENT:
                yield node.lineno, "environment"
            case ast.Call():
                yield from ((node.lineno, kind) for kind in _calls(node))
            case _:
                pass


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    names = [each.name for each in node.names]
    if "*" in names:
        yield "star import"
    for module in [node.module or ""] if isinstance(node, ast.ImportFrom) else names:
        root = module.partition(".")[0]
        if root in MODULES:
            yield MODULES[root]


def _calls(node: ast.Call) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in NAMES:
            yield NAMES[name]
        case ast.Call(func=ast.Attribute(attr="fromtimestamp"), args=[_], keywords=[]):
            yield "local zone"
        case ast.Call(func=ast.Attribute(attr="astimezone"), args=[], keywords=[]):
            yield "local zone"
        case ast.Call(func=ast.Attribute(attr="open" | "read_text" | "read_bytes")):
            yield "file"
        case _:
            pass


def test_the_module_is_pure(room: Room) -> None:
    found = [
        f"{room.path.name}:{line}: {kind}"
        for line, kind in offences(room.tree)
        if (room.name, kind) not in ALLOWED and not (room.is_testing and kind in ALLOWED_IN_TESTING)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("datetime.now()", "clock"),
        ("datetime.now(UTC)", "clock"),
        ("datetime.datetime.utcnow()", "clock"),
        ("date.today()", "clock"),
        ("cls.today()", "clock"),
        ("attrs.field(factory=date.today)", "clock"),
        ("import time", "clock"),
        ("from time import monotonic", "clock"),
        ("datetime.fromtimestamp(0)", "local zone"),
        ("date.fromtimestamp(0)", "local zone"),
        ("at.astimezone()", "local zone"),
        ("float('0.1')", "binary fraction"),
        ("print(claim)", "output"),
        ("open('claims.csv')", "file"),
        ("path.read_text('utf-8')", "file"),
        ("assert claim", "assertion"),
        ("from coopclaims.money import *", "star import"),
        ("import os.path", "environment"),
        ("os.environ['TZ']", "environment"),
        ("from os import environ", "environment"),
        ("from random import choice", "randomness"),
        ("eval('1')", "code from text"),
    ],
)
def test_the_check_sees(text: str, kind: str) -> None:
    assert kind in {found for _, found in offences(ast.parse(text))}


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import time",
        "datetime.combine(day, time.max, tzinfo=zone)",
        "datetime.fromtimestamp(0, UTC)",
        "datetime.fromtimestamp(0, tz=UTC)",
        "at.astimezone(zone)",
        "isinstance(value, float)",
        "deadline.opens_on",
    ],
)
def test_the_check_passes(text: str) -> None:
    assert not list(offences(ast.parse(text)))
