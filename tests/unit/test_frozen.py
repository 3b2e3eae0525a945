"""`frozen` makes of a class what `attrs.frozen` makes of it."""

from __future__ import annotations

import copy
import inspect
import pickle
from typing import Any, ClassVar, Generic, TypeVar

import attrs
import pytest
from hypothesis import given, strategies as st

from coopclaims import _values

T = TypeVar("T")
ORDERS = ("__lt__", "__le__", "__gt__", "__ge__")


def shown(value: object) -> str:
    """Return a value as one class shows it."""
    return f"<{value}>"


def classes(frozen: Any) -> dict[str, Any]:
    """Return classes of many shapes, all made by one decorator."""

    @frozen
    class Nothing:
        pass

    @frozen
    class One:
        n: Any

    @frozen
    class Several:
        a: Any
        b: Any = 2
        kind: ClassVar[str] = "several"

    @frozen(kw_only=True)
    class ByName:
        a: Any
        b: Any = attrs.field(default=(), converter=tuple)

    @frozen
    class Silent:
        a: Any
        b: Any = attrs.field(default=0, repr=False)
        c: Any = attrs.field(default=0, eq=False)
        d: Any = attrs.field(default=0, hash=False)

    @frozen
    class Derived:
        a: Any
        b: Any = attrs.field(init=False, repr=False, eq=False)
        c: Any = attrs.field(init=False)

        def __attrs_post_init__(self) -> None:
            object.__setattr__(self, "b", [self.a])
            object.__setattr__(self, "c", (self.a, self.a))

    @frozen
    class Keyed:
        a: Any = attrs.field(eq=str)
        b: Any = attrs.field(default=0, repr=shown)

    @frozen
    class Base:
        a: Any

    @frozen(kw_only=True)
    class Child(Base):
        b: Any = 1

    class Undecorated(Base):
        pass

    @frozen
    class Overriding(Base):
        def __eq__(self, other: object) -> bool:
            return super().__eq__(other) is True

        def __hash__(self) -> int:
            return super().__hash__()

        def __repr__(self) -> str:
            return f"<{super().__repr__()}>"

    @frozen
    class OnlyEqual:
        a: Any

        def __eq__(self, other: object) -> bool:
            return isinstance(other, OnlyEqual)

        __hash__ = None  # type: ignore[assignment]  # what Python sets by itself

    @frozen
    class OnlyHash:
        a: Any

        def __hash__(self) -> int:
            return 7

    @frozen(kw_only=True, eq=False)
    class ByIdentity:
        a: Any

    @frozen(eq=False, repr=False)
    class Bare:
        a: Any

    @frozen(order=True)
    class Ordered:
        a: Any
        b: Any = 0

    @frozen(init=False, order=True)
    class Own:
        a: Any
        b: Any = attrs.field(init=False, repr=False, eq=False)

        def __init__(self, a: Any) -> None:
            object.__setattr__(self, "a", a)

    @frozen(init=False, repr=False, match_args=False)
    class Matched:
        __match_args__ = ("b",)
        a: Any
        b: Any

        def __init__(self, a: Any) -> None:
            object.__setattr__(self, "a", a)
            object.__setattr__(self, "b", -a)

    @frozen
    class Of(Generic[T]):
        a: T

    found = {**locals(), "Undecorated": Undecorated}
    del found["frozen"]
    return found


OURS, THEIRS = classes(_values.frozen), classes(attrs.frozen)
PAIRS = [pytest.param(ours, THEIRS[name], id=name) for name, ours in OURS.items()]
SAMPLES: list[Any] = [1, 2, "1", "2", (1,), None, 1.5, [1]]


def made(kind: Any) -> list[Any]:
    """Return values of a class, equal ones and unequal ones, two of each."""
    if not attrs.fields(kind):
        return [kind(), kind()]
    given_ = [each for each in SAMPLES if isinstance(each, int) or "Matched" not in kind.__name__]
    return [kind(**{"a" if hasattr(kind, "a") else "n": each}) for each in (*given_, *given_)]


def outcome(call: Any, *of: Any) -> Any:
    """Return what a call returns, or the kind of its exception with its text."""
    try:
        return call(*of)
    except Exception as error:  # noqa: BLE001 - compared
        return type(error), str(error).partition(" at 0x")[0]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
class TestLikeAttrs:
    def test_equality(self, ours: Any, theirs: Any) -> None:
        one, other = made(ours), made(theirs)
        assert [[a == b for b in one] for a in one] == [[a == b for b in other] for a in other]
        assert [[a != b for b in one] for a in one] == [[a != b for b in other] for a in other]

    def test_another_class_is_never_equal(self, ours: Any, theirs: Any) -> None:
        one, other = made(ours)[0], made(theirs)[0]
        again = made(classes(_values.frozen)[ours.__name__])[0]
        assert (one == again) is (other == made(classes(attrs.frozen)[ours.__name__])[0])
        assert (one == 1) is (other == 1)
        for name in ("__eq__", "__ne__", *ORDERS):
            assert getattr(one, name)(1) == getattr(other, name)(1)

    def test_hashes(self, ours: Any, theirs: Any) -> None:
        one, other = made(ours), made(theirs)
        assert [outcome(hash, each).__class__ for each in one] == [
            outcome(hash, each).__class__ for each in other
        ]
        assert [outcome(hash, each) for each in one if not isinstance(outcome(hash, each), int)] == [
            outcome(hash, each) for each in other if not isinstance(outcome(hash, each), int)
        ]
        assert [[outcome(hash, a) == outcome(hash, b) for b in one] for a in one] == [
            [outcome(hash, a) == outcome(hash, b) for b in other] for a in other
        ]

    def test_texts(self, ours: Any, theirs: Any) -> None:
        told, wanted = ([repr(each).partition(" at 0x")[0] for each in made(kind)] for kind in (ours, theirs))
        assert told == wanted

    def test_order(self, ours: Any, theirs: Any) -> None:
        one, other = made(ours)[:2], made(theirs)[:2]
        for name in ORDERS:
            assert [[getattr(a, name)(b) for b in one] for a in one] == [
                [getattr(a, name)(b) for b in other] for a in other
            ]

    def test_fields_slots_and_signatures(self, ours: Any, theirs: Any) -> None:
        assert attrs.has(ours)
        assert [
            (each.name, each.default, each.repr, each.eq, each.hash, each.order, each.init, each.kw_only)
            for each in attrs.fields(ours)
        ] == [
            (each.name, each.default, each.repr, each.eq, each.hash, each.order, each.init, each.kw_only)
            for each in attrs.fields(theirs)
        ]
        assert vars(ours).get("__slots__") == vars(theirs).get("__slots__")
        assert inspect.signature(ours) == inspect.signature(theirs)
        for name in ("__match_args__", "__qualname__", "__module__", "__doc__"):
            assert getattr(ours, name) == getattr(theirs, name)

    def test_frozen_copied_and_evolved(self, ours: Any, theirs: Any) -> None:
        for one, other in zip(made(ours), made(theirs), strict=True):
            for name in [each.name for each in attrs.fields(ours)] or ["any"]:
                assert outcome(setattr, one, name, 1) == outcome(setattr, other, name, 1)
                assert outcome(delattr, one, name) == outcome(delattr, other, name)
            assert outcome(attrs.asdict, one) == outcome(attrs.asdict, other)
            for function in (copy.copy, copy.deepcopy, attrs.evolve):
                new, wanted = outcome(function, one), outcome(function, other)
                assert (type(new) is ours) is (type(wanted) is theirs)
                assert (new == one) is (wanted == other)


@given(st.lists(st.integers(0, 2) | st.text("ab", max_size=1), min_size=2, max_size=2), st.integers(0, 2))
def test_values_of_any_fields_agree_with_attrs(ab: list[Any], c: int) -> None:
    for name in ("Several", "ByName", "Silent"):
        ours, theirs = OURS[name], THEIRS[name]
        fields = {"a": ab[0], "b": (ab[1],)}
        one, other = ours(**fields), theirs(**fields)
        again, again_theirs = ours(a=ab[1], b=(c,)), theirs(a=ab[1], b=(c,))
        assert (one == again) is (other == again_theirs)
        assert repr(one) == repr(other)
        assert one == ours(**fields)
        assert hash(one) == hash(ours(**fields))
        assert len({one, again}) == len({other, again_theirs})


def test_a_value_that_holds_itself_is_shown() -> None:
    for each in (OURS, THEIRS):
        parts: list[Any] = []
        one = each["One"](parts)
        parts.append(one)
        assert repr(one).endswith("One(n=[...])")


@_values.frozen(kw_only=True)
class Pickled:
    """At the top of a module, where pickle finds it."""

    a: Any
    b: Any = attrs.field(default=0, eq=False)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_values_are_pickled(protocol: int) -> None:
    again = pickle.loads(pickle.dumps(Pickled(a=[1], b=2), protocol))
    assert again == Pickled(a=[1])
    assert again.b == 2


def test_of_several_fields_one_that_holds_the_same_object_is_equal() -> None:
    nothing, several = float("nan"), OURS["Several"]
    assert several(nothing) == several(nothing)
    assert several(nothing) != several(float("nan"))
