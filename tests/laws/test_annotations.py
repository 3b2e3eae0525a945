"""Whatever is public can be read by who resolves annotations while a program runs."""

from __future__ import annotations

import importlib
import inspect
import typing
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis.stateful import RuleBasedStateMachine
from tests.support.public import HOMES, listed, public

import coopclaims as cc

if TYPE_CHECKING:
    from collections.abc import Iterator

KIT: Final = importlib.import_module("coopclaims.testing")
PUBLIC: Final[dict[str, Any]] = {name: public(name) for name in HOMES} | {
    f"testing.{name}": getattr(KIT, name) for name in listed(KIT)
}


def _methods() -> Iterator[tuple[str, Any]]:
    """Yield every method of a public class that is written here, those of its bases too, but private ones."""
    for name, each in PUBLIC.items():
        for base in each.__mro__ if inspect.isclass(each) else ():
            if not base.__module__.startswith("coopclaims."):
                continue
            for attribute, found in vars(base).items():
                if attribute.startswith("_") and not attribute.endswith("__"):
                    continue
                method = getattr(found, "__func__", getattr(found, "fget", getattr(found, "func", found)))
                if inspect.isfunction(method) and method.__code__.co_filename == inspect.getfile(base):
                    yield f"{name}.{attribute}", method


FUNCTIONS: Final = {name: each for name, each in PUBLIC.items() if inspect.isfunction(each)}
CLASSES: Final = {
    name: each
    for name, each in PUBLIC.items()
    if inspect.isclass(each) and not issubclass(each, RuleBasedStateMachine)  # whose own do not resolve
}
METHODS: Final = dict(_methods())


def unresolved(things: dict[str, Any]) -> list[str]:
    """Return what could not be resolved, each with the name that is missing."""
    failed: list[str] = []
    for name, thing in things.items():
        try:
            typing.get_type_hints(thing)
        except NameError as error:
            failed.append(f"{name}: {error}")
    return failed


@pytest.mark.parametrize(
    ("things", "least"),
    [(FUNCTIONS, 140), (CLASSES, 300), (METHODS, 500)],
    ids=["functions", "classes", "methods"],
)
def test_annotations_are_resolved(things: dict[str, Any], least: int) -> None:
    assert len(things) >= least
    assert not unresolved(things)


def _names_left(alias: Any) -> list[Any]:
    """Return the parts of an alias that are still names."""
    if isinstance(alias, str | typing.ForwardRef):
        return [alias]
    parts = alias if isinstance(alias, list | tuple) else typing.get_args(alias)
    literal = typing.get_origin(alias) is typing.Literal
    return [] if literal else [left for part in parts for left in _names_left(part)]


def test_an_alias_is_made_of_types() -> None:
    aliases = {name: each for name, each in PUBLIC.items() if typing.get_args(each)}
    assert "Command" in aliases
    assert not {name: left for name, each in aliases.items() if (left := _names_left(each))}


def test_the_reader_of_aliases_sees_a_name() -> None:
    assert _names_left(typing.Union["Nobody", int]) == [typing.ForwardRef("Nobody")]  # noqa: F821 # pyright: ignore[reportUndefinedVariable]


def test_a_reference_to_the_rules_is_resolved_to_their_class() -> None:
    assert typing.get_type_hints(cc.review_deadline)["rules"] is cc.Rules


def test_a_function_without_its_names_is_found() -> None:
    def lacking(_: Nobody) -> None: ...  # type: ignore[name-defined]  # noqa: F821 # pyright: ignore[reportUndefinedVariable]

    assert unresolved({"lacking": lacking}) == ["lacking: name 'Nobody' is not defined"]
