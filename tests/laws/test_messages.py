"""Whatever the library says is a registered message with values of the types that it declares, and no prose.

A part of the corpus is played, and every problem and explanation that its answers come with is held against
the register. What is wrong is reported for the room that declares the message.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

import pytest
from tests.support import corpus_answers as told
from tests.support.corpus import lines_of, played

import coopclaims as cc
from coopclaims.provenance import Message, declared_messages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Figures = tuple[tuple[str, Any], ...]

CORPUS: Final = Path(__file__).parents[1] / "cases" / "corpus"
PACKAGE: Final = Path(str(cc.__file__)).parent
ROOMS: Final = sorted(each.name for each in PACKAGE.iterdir() if each.is_dir() and each.name != "__pycache__")
ELSEWHERE: Final = "elsewhere"
PARTS: Final = ("part-02", "part-07", "part-13", "part-18")
LINES: Final = 700
"""How many lines of each part are played."""

WRITTEN_BY_PEOPLE: Final = frozenset({"what", "wanted", "origin", "note"})
"""Parameters that say what somebody wrote, as it was written."""
PROSE: Final = re.compile(r"\b[a-z]+,? [a-z]+\b")
"""Two words in small letters side by side."""


# Whether a value is of a declared type.


def is_of(value: object, kind: str) -> bool:
    """Return whether a value is of the type with this name, as a signature writes it.

    >>> is_of((cc.Role.REVIEWER,), "tuple[Role, ...] | None"), is_of("reviewer", "date | Role")
    (True, False)
    """
    return any(_is_one(value, each) for each in _split(kind, " | "))


def _is_one(value: object, kind: str) -> bool:
    if kind.startswith("tuple["):
        return isinstance(value, tuple) and _are(value, kind.removeprefix("tuple[").removesuffix("]"))
    if kind in _ids():
        return isinstance(value, str)
    if kind in {"None", "date", "int", "str"}:  # neither an instant, nor true or false, nor a key
        return type(value).__name__.removesuffix("Type") == kind
    named = any(each.__name__ == kind for each in type(value).__mro__)
    return named or isinstance(value, _unions().get(kind, ()))


def _are(values: tuple[object, ...], kinds: str) -> bool:
    """Return whether several values are of the types that stand in the brackets of a tuple."""
    if kinds.endswith(", ..."):
        return all(is_of(each, kinds.removesuffix(", ...")) for each in values)
    each = _split(kinds, ", ")
    return len(each) == len(values) and all(map(is_of, values, each))


def _split(text: str, between: str) -> list[str]:
    """Return the parts of a type's name, but not of what stands in brackets."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter == "[") - (letter == "]")
        if depth == 0 and text.startswith(between, place):
            parts.append(text[start:place])
            start = place + len(between)
    return [*parts, text[start:]]


@cache
def _ids() -> frozenset[str]:
    return frozenset(each for each in dir(cc.identifiers) if each.endswith("Id"))


@cache
def _unions() -> Mapping[str, tuple[type, ...]]:
    """Return the types that a name stands for where it stands for several."""
    rooms = [getattr(cc, room) for room in ROOMS if hasattr(cc, room)]
    named = {name: getattr(room, name) for room in rooms for name in getattr(room, "__all__", ())}
    found = {
        name: tuple(each for each in get_args(value) if isinstance(each, type))
        for name, value in named.items()
    }
    return {name: kinds for name, kinds in found.items() if kinds}


# What is said, in everything that a part of the corpus answers.


def statements(said: cc.Explanation) -> Iterator[tuple[Message, Figures]]:
    """Yield each statement of an explanation, those in its figures and its caveats included."""
    for each in (*said.walk(), *said.caveats):
        yield each.message, each.figures
        for _, value in each.figures:
            if isinstance(value, cc.Explanation):
                yield from statements(value)


def of_problem(found: cc.Problem) -> Iterator[tuple[Message, Figures]]:
    """Yield what a problem says: its message, without the field and the item, and whatever it rests on."""
    said = found.explain()
    yield said.message, found.params
    for each in said.because:
        nested = [value for _, value in each.figures if isinstance(value, cc.Explanation)]
        yield from ((value.message, found.params) for value in nested)
        if not nested:
            yield from statements(each)
    for _, value in found.params:
        if isinstance(value, cc.Explanation):
            yield from statements(value)


@pytest.fixture(scope="module")
def all_said() -> set[tuple[Message, Figures]]:
    """Return whatever is said in a part of the corpus."""
    return _all_said()


@pytest.fixture(scope="module")
def faults(all_said: set[tuple[Message, Figures]]) -> Mapping[str, tuple[str, ...]]:
    """Return what is wrong with what is said, by the room that says it."""
    found: dict[str, dict[str, None]] = {}
    texts = _texts_of_rooms()
    for message, figures in all_said:
        for fault in _faults(message, figures):
            found.setdefault(_room_of(message.code, texts), {})[f"{message.code}: {fault}"] = None
    return {room: tuple(each) for room, each in found.items()}


def _all_said() -> set[tuple[Message, Figures]]:
    said: set[tuple[Message, Figures]] = set()

    def also(name: str, tell: Callable[[Any], Iterable[tuple[Message, Figures]]]) -> None:
        answered: Callable[..., Any] = getattr(told, name)

        def hearing(value: Any, *more: Any) -> Any:
            said.update(tell(value))
            return answered(value, *more)

        patch.setattr(told, name, hearing)

    with pytest.MonkeyPatch.context() as patch:
        also("problem", of_problem)
        also("sources", statements)
        also("checklist", lambda listed: statements(listed.explain()))
        for part in PARTS:
            lines = lines_of(CORPUS / f"{part}.jsonl.xz")
            for _ in played(each for _, each in zip(range(LINES), lines, strict=False)):
                pass
    return said


def _faults(message: Message, figures: Figures) -> Iterator[str]:
    registered, types, given = declared_messages().get(message.code), message.types, dict(figures)
    if registered is None:
        yield "is not registered"
        return
    if (registered.english, registered.parameters) != (message.english, message.parameters):
        yield "is registered otherwise"
    if given.keys() != types.keys():
        yield f"has {sorted(given)} and declares {sorted(types)}"
    for name in given.keys() & types.keys():
        if not is_of(given[name], types[name]):
            yield f"{name} is {given[name]!r} and declared as {types[name]}"
        if name not in WRITTEN_BY_PEOPLE and (prose := [*_prose(given[name])]):
            yield f"{name} is prose: {prose}"
    try:
        message.text((("field", "field"), ("item", "item"), *figures))
    except (KeyError, AttributeError, TypeError, ValueError) as wrong:
        yield f"cannot be said: {wrong!r}"


def _prose(value: object) -> Iterator[str]:
    if isinstance(value, tuple):
        for each in value:
            yield from _prose(each)
    elif not isinstance(value, cc.Explanation) and PROSE.search(str(value)):
        yield str(value)


def _texts_of_rooms() -> Mapping[str, str]:
    return {
        room: "\n".join(each.read_text("utf-8") for each in (PACKAGE / room).rglob("*.py")) for room in ROOMS
    }


def _room_of(code: str, texts: Mapping[str, str]) -> str:
    """Return the room that declares a message with this code; those of problems stand in findings."""
    if code.removesuffix(".remedy") in {str(each) for each in cc.findings.ProblemCode}:
        return "findings"
    declared = re.compile(rf'(?:message\(|code=|_says\()\s*"{re.escape(code)}"')
    return next((room for room, text in texts.items() if declared.search(text)), ELSEWHERE)


@pytest.mark.parametrize("room", [*ROOMS, ELSEWHERE])
def test_what_is_said_is_declared_and_no_prose(room: str, faults: Mapping[str, tuple[str, ...]]) -> None:
    assert not faults.get(room, ())


def test_what_is_said_comes_back_from_the_wire(all_said: set[tuple[Message, Figures]]) -> None:
    said = [cc.Explanation(message=message, figures=figures) for message, figures in all_said]
    wrong = {str(back): each for each in said if (back := _there_and_back(each)) != each}
    assert not wrong


def _there_and_back(said: cc.Explanation) -> object:
    try:
        return cc.wire.from_text(cc.wire.to_text(said))
    except cc.errors.WireMismatch as error:
        return error


def test_every_code_is_snake_case() -> None:
    assert not [code for code in declared_messages() if not re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)*", code)]


def test_every_parameter_that_a_template_names_is_declared() -> None:
    named = {
        code: set(re.findall(r"\{(\w+)[:}]", each.english)) - each.types.keys() - {"field", "item"}
        for code, each in declared_messages().items()
    }
    assert not {code: names for code, names in named.items() if names}


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (None, "date | None", True),
        (date(2022, 9, 14), "date", True),
        (datetime(2022, 9, 14, 9, tzinfo=UTC), "date", False),
        ((("a",), ()), "tuple[tuple[str, ...], ...]", True),
        ((date(2022, 9, 14), None), "tuple[date, date | None]", True),
        (True, "int", False),
        ("c-1", "ClaimId", True),
        (cc.Role.REVIEWER, "Role", True),
        ("reviewer", "Role", False),
        (cc.BusinessDays(2), "Span", True),
    ],
)
def test_a_value_is_of_its_type_or_not(value: object, kind: str, expected: bool) -> None:
    assert is_of(value, kind) is expected
