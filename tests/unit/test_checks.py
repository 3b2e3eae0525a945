"""What fits an annotation, and what a door makes of an argument that does not."""

from __future__ import annotations

import asyncio
import inspect
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, Literal, NewType, Protocol, TypeVar, runtime_checkable

import pytest

import coopclaims as cc
from coopclaims._checks import door, fitting, named

Name = NewType("Name", str)
Bound = TypeVar("Bound", bound=str)
Chosen = TypeVar("Chosen", int, str)
Free = TypeVar("Free")
DAY, NOON = date(2022, 9, 1), datetime(2022, 9, 1, 12, tzinfo=UTC)


class Asked(Protocol):
    """A port for checkers alone."""

    def ask(self) -> int: ...


@runtime_checkable
class Held(Protocol):
    """A port that can be asked about."""

    def ask(self) -> int: ...


class Port:
    """What has the port's method."""

    def ask(self) -> int:
        return 1


ANY_KIND: Any = Free
FITTING: list[tuple[Any, list[object], list[object]]] = [
    (Any, [1, None], []),
    (object, [1, None], []),
    (int, [1, -(2**70)], [True, 1.0, "1", None]),
    (float, [1.0, 1], [True, "1"]),
    (bool, [True], [1]),
    (str, ["", Name("x")], [b"", 1]),
    (type(None), [None], [0, ""]),
    (date, [DAY], [NOON, "2022-09-01"]),
    (datetime, [NOON], [DAY]),
    (datetime | date, [NOON, DAY], ["2022-09-01"]),
    (int | None, [1, None], [True, "1"]),
    (str | bytes, ["", b""], [1]),
    (str | tuple[int, ...], ["", (1,)], [("",), 1]),
    (Name, ["x"], [1]),
    (Bound, ["x"], [1]),
    (Chosen, [1, "x"], [1.5]),
    (ANY_KIND, [1, None], []),
    (ClassVar[int], [1], ["1"]),
    (Annotated[int, "minutes"], [1], ["1"]),
    (Literal["keep"], ["drop", "keep"], []),  # values of one kind are for who reads them
    (tuple[int, ...], [(), (1, 2)], [(1, "2"), [1], None]),
    (tuple[int, str], [(1, "x")], [(1,), (1, 2), ("x", 1), (1, "x", 2)]),
    (Sequence[int], [[1], (1,), ()], [["x"], "x", 1, {1}]),
    (AbstractSet[int], [{1}, frozenset()], [[1], {"x"}]),
    (frozenset[str], [frozenset({"x"})], [{"x"}, frozenset({1})]),
    (Mapping[str, int], [{"x": 1}, {}], [{1: 1}, {"x": "y"}, [("x", 1)]]),
    (Iterable[int], [[1], iter([1]), iter("x")], [1, None, ["x"], "x"]),
    (Callable[[], int], [int], [1]),
    (type[int], [int, bool], [str, 1]),
    (type[int | str], [int, str], [bytes]),
    (type[ANY_KIND], [int], [1]),
    (Asked, [Port(), 1], []),
    (Held, [Port()], [1]),
    (cc.rules.RuleKey[int], [cc.rules.REVIEW_SPAN], ["x"]),
]


@pytest.mark.parametrize(("kind", "good", "bad"), FITTING, ids=[str(each[0]) for each in FITTING])
def test_a_value_fits_an_annotation_or_not(kind: Any, good: list[object], bad: list[object]) -> None:
    assert [each for each in good if not fitting(kind)(each)] == []
    assert [each for each in bad if fitting(kind)(each)] == []


def test_an_iterator_is_not_used_up() -> None:
    given = iter([1, 2])
    assert fitting(Iterable[int])(given)
    assert list(given) == [1, 2]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (int, "int"),
        (int | None, "int or None"),
        (Name, "Name"),
        (tuple[int, ...], "tuple of int"),
        (Mapping[str, tuple[int, str]], "Mapping of str and tuple of int and str"),
        (cc.rules.RuleKey[int], "RuleKey"),
        (type[int], "type"),
    ],
)
def test_a_message_names_what_an_annotation_asks_for(kind: Any, said: str) -> None:
    assert named(kind) == said


@door
def _half(amount: int, *rest: int, of: str = "", **more: object) -> int:
    """Return half of it."""
    return getattr(amount, of, amount) // 2 + sum(rest) + len(more)


@door
async def _half_later(amount: int) -> int:
    return amount // 2


@door
def _half_in_steps(amount: int) -> Iterator[int]:
    yield amount // 2


@door
def _ask(port: Callable[[], int]) -> int:
    return port()


def test_a_door_lets_a_good_call_through() -> None:
    assert (_half(4), _half(amount=4, more=1), asyncio.run(_half_later(4))) == (2, 3, 2)
    assert list(_half_in_steps(4)) == [2]


@pytest.mark.parametrize(
    "call",
    [
        _half,
        lambda wrong: _half(amount=wrong),
        lambda wrong: asyncio.run(_half_later(wrong)),
        lambda wrong: list(_half_in_steps(wrong)),
    ],
)
def test_a_door_names_the_argument_of_a_wrong_type(call: Callable[[Any], object]) -> None:
    with pytest.raises(cc.InvalidValue, match=r"amount: got .*; expected int") as caught:
        call("4")
    assert (caught.value.field, caught.value.expected) == ("amount", "kind")
    assert isinstance(caught.value.__cause__, TypeError)


def test_the_outer_door_names_the_argument() -> None:
    @door
    def third(whole: int) -> int:
        return _half(whole) // 3

    wrong: Any = "4"
    with pytest.raises(cc.InvalidValue) as caught:
        third(wrong)
    assert caught.value.field == "whole"


@pytest.mark.parametrize("error", [cc.InvalidValue("day", 1, "day"), ValueError("theirs")])
def test_a_door_lets_errors_out_that_no_argument_explains(error: Exception) -> None:
    def fail() -> int:
        raise error

    async def fail_later(_: object) -> int:
        return fail()

    def fail_in_steps(_: object) -> Iterator[int]:
        yield fail()

    calls: list[Callable[[], object]] = [
        lambda: _ask(fail),
        lambda: asyncio.run(door(fail_later)(1)),
        lambda: list(door(fail_in_steps)(1)),
    ]
    for call in calls:
        with pytest.raises(type(error)) as caught:
            call()
        assert caught.value is error


def test_a_door_leaves_a_call_without_an_argument_to_python() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'amount'"):
        _half()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_a_door_looks_like_the_function_behind_it() -> None:
    assert _half.__doc__ == "Return half of it."
    assert list(inspect.signature(_half).parameters) == ["amount", "rest", "of", "more"]
    assert inspect.iscoroutinefunction(_half_later)
    assert not inspect.iscoroutinefunction(_half)
    assert inspect.isgeneratorfunction(_half_in_steps)
    assert pickle.loads(pickle.dumps(cc.decide)) is cc.decide


class Proxy:
    """What finds the members of what it stands in front of when it is asked for them."""

    def __init__(self, inner: object) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@runtime_checkable
class Called(Protocol):
    """A port without a name of its own."""

    def __call__(self) -> int: ...


def test_what_stands_in_front_of_a_port_fits_it_on_every_python() -> None:
    for kind in (Held, Held | None, Held | int):
        assert fitting(kind)(Proxy(Port()))
        assert fitting(kind)(Port())
        assert not fitting(kind)(Proxy(object()))
    assert fitting(cc.ClaimRepository)(Proxy(cc.InMemoryRepository()))
    assert not fitting(Called)(Proxy(Port()))
    assert fitting(Called)(lambda: 1)


def test_an_error_of_a_store_passes_whatever_stands_in_front_of_it() -> None:
    class Lost:
        def ask(self) -> int:
            raise ConnectionError

    @door
    def asking(port: Held) -> int:
        return port.ask()

    proxy: Any = Proxy(Lost())
    with pytest.raises(ConnectionError):
        asking(proxy)
