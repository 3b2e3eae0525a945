"""No error of Python's own comes out of a public function, whatever it is given."""

from __future__ import annotations

import asyncio
import inspect
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import attrs
import pytest
from hypothesis import Phase, given, settings, strategies as st
from tests.support.findings import ALICE, CALENDAR, RULES, World, cc
from tests.support.public import HOMES, public

from coopclaims import provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WRONG: Final[tuple[Any, ...]] = (
    None,
    0,
    -1,
    True,
    1.5,
    float("nan"),
    10**30,
    Decimal("NaN"),
    "",
    "x",
    b"x",
    [],
    [None],
    {},
    {"a": 1},
    (),
    ("x",),
    set[object](),
    object(),
    int,
    date(2022, 1, 1),
    datetime(2022, 1, 1),  # noqa: DTZ001 - naive, which is wrong
)
"""What no function asks for, or only some of them."""

FUNCTIONS: Final = {name: each for name in HOMES if inspect.isroutine(each := public(name))}
CLASSES: Final = {name: each for name in HOMES if inspect.isclass(each := public(name))}


def _makers() -> Iterator[tuple[str, Any]]:
    """Yield every way besides its constructor to make a value of a public class."""
    for name, each in CLASSES.items():
        for attribute, found in vars(each).items():
            if isinstance(found, classmethod | staticmethod) and not attribute.startswith("_"):
                yield f"{name}.{attribute}", getattr(each, attribute)


def _given(function: Callable[..., Any], wrong: Any) -> None:
    """Call a function with one value for every argument, and take the first steps of what it returns."""
    by_place: list[Any] = []
    by_name: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        match parameter.kind:
            case parameter.POSITIONAL_ONLY | parameter.POSITIONAL_OR_KEYWORD | parameter.VAR_POSITIONAL:
                by_place.append(wrong)
            case parameter.KEYWORD_ONLY:
                by_name[name] = wrong
            case _:
                pass
    answer = function(*by_place, **by_name)
    if inspect.iscoroutine(answer):
        asyncio.run(answer)
    elif inspect.isgenerator(answer):
        for _, _ in zip(range(3), answer, strict=False):
            pass


def foreign(call: Callable[[], Any]) -> str:
    """Return which error of another kind than ours comes out; nothing where none does."""
    try:
        with suppress(cc.CoopClaimsError):
            call()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is named
        return f"{type(error).__name__}: {error}"
    return ""


def test_every_public_function_is_a_door() -> None:
    """Write `@door` from `coopclaims._checks` above a public function that is named here."""
    without = [name for name, each in FUNCTIONS.items() if not hasattr(each, "__wrapped__")]
    assert sorted(without) == []
    assert len(FUNCTIONS) > 100


@pytest.fixture(autouse=True)
def _register(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what is declared here out of the register of messages."""
    monkeypatch.setattr(provenance, "_MESSAGES", dict(provenance.declared_messages()))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_has_its_own_error_for_every_wrong_argument(name: str) -> None:
    function = FUNCTIONS[name]
    found = {repr(wrong): foreign(partial(_given, function, wrong)) for wrong in WRONG}
    assert {wrong: error for wrong, error in found.items() if error} == {}


def test_whatever_else_makes_a_value_has_its_own_error_for_every_wrong_argument() -> None:
    found = {
        (name, repr(wrong)): foreign(partial(_given, make, wrong))
        for name, make in _makers()
        for wrong in WRONG
    }
    assert {call: error for call, error in found.items() if error} == {}


CALLS_WHAT_IT_IS_GIVEN: Final = "once"


def _methods(each: type) -> list[str]:
    """Return the names of the public methods of a class, written here, that take an argument."""
    return [
        name
        for base in each.__mro__
        if base.__module__.startswith("coopclaims.")
        for name, found in vars(base).items()
        if inspect.isfunction(found)
        and not name.startswith("_")
        and name != CALLS_WHAT_IT_IS_GIVEN
        and len(inspect.signature(found).parameters) > 1
    ]


WITH_METHODS: Final = {name: each for name, each in CLASSES.items() if attrs.has(each) and _methods(each)}


@pytest.mark.parametrize("name", WITH_METHODS)
def test_a_method_has_its_own_error_for_every_wrong_argument(name: str) -> None:
    if name == "DueEngine":
        pytest.importorskip("numpy", reason="the engine needs NumPy")
    drawn: list[Any] = []

    @settings(max_examples=1, phases=(Phase.generate,), database=None, derandomize=True, deadline=None)
    @given(st.from_type(WITH_METHODS[name]))
    def draw(value: Any) -> None:
        drawn.append(value)

    draw()
    found = {
        (method, repr(wrong)): foreign(partial(_given, getattr(drawn[0], method), wrong))
        for method in _methods(WITH_METHODS[name])
        for wrong in WRONG
    }
    assert {call: error for call, error in found.items() if error} == {}


@pytest.mark.parametrize("kind", [cc.Role, cc.claims.ClaimStatus, cc.rules.ClaimDeadline])
def test_a_key_that_no_member_has_is_an_invalid_value(kind: Any) -> None:
    for wrong in (None, "nothing", 1):
        with pytest.raises(cc.InvalidValue) as caught:
            kind(wrong)
        assert caught.value.expected == "member_of"


DRAFT: Final = World().draft()
CLAIM, FUNDS = DRAFT.claim(), DRAFT.pool
COMMENT: Final = DRAFT.ask(cc.claims.Comment, ALICE, "2022-09-03 09:00", text="x")
SUBMISSION: Final = DRAFT.ask(cc.claims.SubmitClaim, ALICE, "2022-09-03 09:00")
JUDGED: Final[dict[str, Callable[[Any], Any]]] = {
    "the command": lambda wrong: cc.decide(wrong, None, rules=RULES, funds=FUNDS),
    "the claim": lambda wrong: cc.decide(COMMENT, wrong, rules=RULES, funds=FUNDS),
    "the rules": lambda wrong: cc.problems(COMMENT, CLAIM, rules=wrong, funds=FUNDS),
    "the fund": lambda wrong: cc.problems(SUBMISSION, CLAIM, rules=RULES, funds=wrong),
    "the actor": lambda wrong: cc.allowed(CLAIM, wrong, at=COMMENT.at, rules=RULES, funds=FUNDS),
    "the instant": lambda wrong: cc.allowed(CLAIM, ALICE, at=wrong, rules=RULES, funds=FUNDS),
    "the entry": lambda wrong: cc.record(CLAIM, wrong),
    "the entries": cc.replay,
    "the start": lambda wrong: cc.deadlines.review_due(start=wrong, rules=RULES),
    "the day": RULES.on,
    "the key": lambda wrong: RULES.look_up(wrong, date(2022, 9, 1)),
    "the rule's name": lambda wrong: RULES.has_no_rule(wrong, date(2022, 9, 1)),
    "the name of what is stated": RULES.states,
    "the first day seen": lambda wrong: CALENDAR.seen(wrong, wrong),
    "the key in force": lambda wrong: RULES.on(date(2022, 9, 1))[wrong],
    "the action": lambda wrong: RULES.permission(wrong, date(2022, 9, 1)),
    "the last day": RULES.end_of,
    "the span": lambda wrong: RULES.after(date(2022, 9, 1), wrong),
    "the question": lambda wrong: RULES.once(None if callable(wrong) else wrong, "of"),
    "what is asked of": lambda wrong: RULES.once(lambda _rules, of: of, wrong),
    "the count": lambda wrong: CALENDAR.after(date(2022, 9, 1), wrong),
    "the claim of a fund": FUNDS.reserved_for,
    "the month": lambda wrong: cc.periods.MonthDay(wrong, wrong),
    "the fiscal year": lambda wrong: cc.periods.FiscalHalf(wrong, cc.periods.Half.H1),
    "the half": lambda wrong: cc.periods.FiscalHalf(2021, wrong),
    "the figure": lambda wrong: cc.review_deadline(CLAIM, rules=RULES).explain().figure(wrong),
    "the statement": lambda wrong: cc.review_deadline(CLAIM, rules=RULES).explain().find(wrong),
}


@pytest.mark.parametrize("judge", JUDGED.values(), ids=JUDGED)
def test_one_wrong_argument_among_right_ones_is_an_own_error(judge: Callable[[Any], Any]) -> None:
    found = {repr(wrong): foreign(partial(judge, wrong)) for wrong in WRONG}
    assert {wrong: error for wrong, error in found.items() if error} == {}


def test_the_ends_of_all_days_are_own_errors() -> None:
    halves = cc.periods.FiscalHalf
    last, first = halves.of(date.max), halves.of(date.min)
    assert (last.previous(), first.next()) == (halves(9999, 2), halves(2, 1))
    for past in (last.next, first.previous):
        with pytest.raises(cc.InvalidValue):
            past()


def test_a_foreign_error_would_be_seen() -> None:
    def fail(wrong: object) -> None:
        raise KeyError(wrong)

    assert foreign(partial(fail, 1)) == "KeyError: 1"
