"""What fits where a value does not is a code of `EXPECTED`, given with the figures of its sentence."""

from __future__ import annotations

import ast
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

from coopclaims._expected import EXPECTED
from coopclaims.provenance import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.architecture.conftest import Room

ERRORS = frozenset(
    {"AlreadyRecorded", "BrokenHistory", "BrokenLedger", "CommandReused", "InvalidMoney", "InvalidValue"}
)
"""The errors whose third argument is a code. `CurrencyMismatch` has a currency there."""

PASSING_ON = {
    "_at_most": (3, {"most"}),
    "_last": (2, set[str]()),
    "_unread": (3, {"locale", "example"}),
    "_whole": (2, set[str]()),
    "_wrong": (2, set[str]()),
    "as_identifier": (2, set[str]()),
    "fault": (3, set[str]()),
    "kind_of": (1, {"kind"}),
    "whole": (1, {"least"}),
}
"""Functions that make such an error of a code that they are given: which argument it is, and what figures
they add."""


PLACES = frozenset({"stream", "number", "part"})
"""What `BrokenHistory` says of the place itself, besides the figures."""


class Site(NamedTuple):
    """A place at which a code is given."""

    place: str
    code: str
    figures: set[str]


def codes(node: ast.expr) -> Iterator[str]:
    """Yield every code that an argument may be; what is passed on is looked at where it comes from."""
    match node:
        case ast.Constant(value=str(code)):
            yield code
        case ast.IfExp(body=one, orelse=other):
            yield from codes(one)
            yield from codes(other)
        case ast.BoolOp(values=values):
            for each in values:
                yield from codes(each)
        case ast.Name(id="expected"):
            pass
        case _:
            yield ast.unparse(node)


def sites(room: Room) -> Iterator[Site]:
    """Yield every place of a room at which a code is given."""
    for node in ast.walk(room.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        argument, added = PASSING_ON.get(node.func.id, (2, set[str]()))
        if node.func.id not in ERRORS | PASSING_ON.keys() or len(node.args) <= argument:
            continue
        figures = {each.arg for each in node.keywords if each.arg is not None} | added
        figures -= PLACES if node.func.id == "BrokenHistory" else set()
        for code in codes(node.args[argument]):
            yield Site(f"{room.name}:{node.lineno}", code, figures)


def given(rooms: list[Room]) -> list[Site]:
    """Return every place at which a code is given, where values are made; data have codes of their own."""
    return [site for room in rooms if not room.name.startswith("coopclaims.wire") for site in sites(room)]


def test_what_is_expected_is_a_code_with_its_figures(rooms: list[Room]) -> None:
    found = given(rooms)
    assert len(found) > 150
    unknown = [f"{site.place}: {site.code}" for site in found if site.code not in EXPECTED]
    assert not unknown, "\n".join(unknown)
    wrong = [
        f"{site.place}: {site.code} with {sorted(site.figures)}"
        for site in found
        if site.figures != set(Message(site.code, *EXPECTED[site.code]).types)
    ]
    assert not wrong, "\n".join(wrong)


def test_what_is_passed_on_is_looked_at_where_it_comes_from(rooms: list[Room]) -> None:
    for room in rooms:
        nodes = list(ast.walk(room.tree))
        passing = [each for each in nodes if isinstance(each, ast.FunctionDef) and each.name in PASSING_ON]
        inside = {node for each in passing for node in ast.walk(each)}
        for node in nodes:
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in ERRORS and [ast.unparse(each) for each in node.args[2:3]] == ["expected"]:
                assert node in inside, f"{room.name}:{node.lineno}"


def test_every_code_is_given_somewhere(rooms: list[Room]) -> None:
    texts = {
        node.value
        for room in rooms
        if room.name not in {"coopclaims._expected", "coopclaims._expected_wire"}
        for node in ast.walk(room.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    unused = sorted(EXPECTED.keys() - texts)
    assert not unused, ", ".join(unused)


def test_every_sentence_has_places_for_just_its_parameters() -> None:
    for code, (english, parameters) in EXPECTED.items():
        places = {name for _, name, _, _ in Formatter().parse(english) if name is not None}
        message = Message(code, english, parameters)
        assert places == message.types.keys(), code
        assert message.text([(name, "x") for name in message.types]), code
