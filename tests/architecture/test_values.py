"""Values are final, frozen, slotted and hashable; names are documented and have one home."""

from __future__ import annotations

import ast
import enum
import inspect
from collections import defaultdict
from collections.abc import Hashable
from typing import TYPE_CHECKING

import attrs
import pytest
from tests.support.public import DOOR, HOMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.architecture.conftest import Room

NOT_A_VALUE: dict[str, str] = {
    # "coopclaims.room.Name": "why this attrs class changes or may be subclassed"
}

LIKENESSES = {"coopclaims.calendars.contents.AnyCalendar"}
"""Protocols that only say which members of a documented class are used."""

NOT_FINAL = (BaseException,)
"""Kinds of class that adopters may subclass."""

BASES = (
    "coopclaims._values.Keyed",
    "coopclaims.claims.contents.",
    "coopclaims.histories.Entry",
    "coopclaims.payouts.shares.EntityShare",
)
"""Bases that others are made with: without a member or a value, and not for adopters."""


def public_classes(rooms: list[Room]) -> Iterator[tuple[str, type]]:
    """Yield every class without an underscore that a module outside `coopclaims.testing` defines."""
    for room in rooms:
        for name, value in () if room.is_testing else vars(room.load()).items():
            if isinstance(value, type) and value.__module__ == room.name and not name.startswith("_"):
                yield f"{value.__module__}.{value.__qualname__}", value


def test_attrs_classes_are_frozen_slotted_and_hashable(rooms: list[Room]) -> None:
    values = [
        (name, cls) for name, cls in public_classes(rooms) if attrs.has(cls) and name not in NOT_A_VALUE
    ]
    assert values
    wrong: list[str] = []
    for name, cls in values:
        empty = object.__new__(cls)
        try:
            setattr(empty, next(iter(attrs.fields_dict(cls)), "anything"), None)
        except attrs.exceptions.FrozenInstanceError:
            pass
        else:
            wrong.append(f"{name} is not frozen")
        if hasattr(empty, "__dict__"):
            wrong.append(f"{name} is not slotted")
        if not isinstance(empty, Hashable):
            wrong.append(f"{name} is not hashable")
    assert not wrong, "\n".join(wrong)


def test_values_and_enumerations_are_final(rooms: list[Room]) -> None:
    wrong = [
        f"{name} is not @final"
        for name, cls in public_classes(rooms)
        if (attrs.has(cls) or issubclass(cls, enum.Enum))
        and not issubclass(cls, NOT_FINAL)
        and not getattr(cls, "__final__", False)
        and not name.startswith((*NOT_A_VALUE, *BASES))
    ]
    assert not wrong, "\n".join(wrong)


def test_exceptions_to_the_rule_exist(rooms: list[Room]) -> None:
    assert set(NOT_A_VALUE) <= {name for name, _ in public_classes(rooms)}


def definitions(tree: ast.Module) -> Iterator[tuple[str, str | None]]:
    """Yield every name that a module defines at its top level, with its docstring."""
    for node, after in zip(tree.body, [*tree.body[1:], None], strict=True):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.name, ast.get_docstring(node)
            case ast.Assign(targets=targets):
                for target in targets:
                    yield from ((name, _attribute_docstring(after)) for name in _names(target))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name, _attribute_docstring(after)
            case _:
                pass


def _names(target: ast.expr) -> Iterator[str]:
    if not isinstance(target, ast.Subscript):  # an entry of a table is no name
        yield from (node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def _attribute_docstring(after: ast.stmt | None) -> str | None:
    match after:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return text
        case _:
            return None


def test_a_module_behind_a_face_lists_nothing_itself(room: Room) -> None:
    """The public names of a room stand once: in its face, or in the one module that is the room."""
    if room.path.name == "__init__.py" or room.name.count(".") == 1:
        return
    assert "__all__" not in vars(room.load())


def test_every_name_has_one_home(rooms: list[Room]) -> None:
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for room in rooms:
        for name in dict(definitions(room.tree)):
            homes[name].append(room.name)
    wrong = [f"{name}: {homes[name] or 'nowhere'}" for name in sorted(HOMES) if len(homes[name]) != 1]
    assert not wrong, "\n".join(wrong)


def test_every_public_name_has_a_docstring(rooms: list[Room]) -> None:
    texts = {name: text for room in rooms for name, text in definitions(room.tree)}
    missing = [name for name in HOMES if not texts.get(name)]
    assert not missing, f"without a docstring: {', '.join(missing)}"


def test_every_module_has_a_docstring(room: Room) -> None:
    assert ast.get_docstring(room.tree)


def test_public_methods_are_documented(rooms: list[Room]) -> None:
    wrong = [
        f"{name}.{attribute}"
        for name, cls in public_classes(rooms)
        if name not in LIKENESSES
        for attribute, value in vars(cls).items()
        if not attribute.startswith("_")
        and (inspect.isroutine(value) or isinstance(value, property | classmethod | staticmethod))
        and not value.__doc__
    ]
    assert not wrong, "\n".join(wrong)


def test_the_reader_of_definitions_sees() -> None:
    tree = ast.parse('A = 1\n"""One."""\nB: int = 2\nC, D = 3, 4\nclass E:\n    """Five."""\ndef f(): ...')
    assert dict(definitions(tree)) == {"A": "One.", "B": None, "C": None, "D": None, "E": "Five.", "f": None}


@pytest.mark.parametrize("name", ["Refused", "CoopClaimsError"])
def test_what_adopters_catch_is_at_the_front_door(name: str) -> None:
    assert name in DOOR
