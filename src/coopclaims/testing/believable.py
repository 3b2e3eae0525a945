"""Believable values of every public type, built from fields, or worked out where fields depend on others.

A field is drawn by its annotation: an identifier is a short text, a day is of the years that the rules are
about, an instant is aware. What the class refuses together is drawn again, a few times.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, Final, NewType, TypeVar, cast

import attrs
from hypothesis import reject, strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from coopclaims.errors import CoopClaimsError
from coopclaims.money.currencies import Currency

_TRIES: Final = 30
_FIRST, _LAST = date(2021, 7, 1), date(2023, 12, 31)
_BEGIN: Final = datetime(2021, 7, 1, tzinfo=UTC).replace(tzinfo=None)
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"

TEXTS: Final = st.builds("{}-{}".format, st.text(_LETTERS, min_size=1, max_size=8), st.integers(1, 99))
"""Short texts that fit an identifier."""

_CODE: Final = typing.Literal["SEK", "EUR", "USD", "JPY"]
"""Codes of currencies."""

SIMPLE: Final[Mapping[Any, SearchStrategy[Any]]] = MappingProxyType(
    {
        str: TEXTS,
        int: st.integers(2, 12),
        float: st.floats(0, 100),
        bool: st.booleans(),
        bytes: st.binary(min_size=16, max_size=32),
        Decimal: st.decimals(1, 100, places=2),
        date: st.dates(_FIRST, _LAST),
        datetime: st.datetimes(_BEGIN, _BEGIN + timedelta(days=900), timezones=st.just(UTC)),
        timedelta: st.integers(1, 100).map(lambda hours: timedelta(hours=hours)),
        tzinfo: st.just(UTC),
        Currency: st.sampled_from(typing.get_args(_CODE)).map(Currency),
        Any: TEXTS,
        object: TEXTS,
    }
)


def of_annotation(kind: Any) -> SearchStrategy[Any]:  # noqa: ANN401 - an annotation
    """Return a strategy for believable values of a resolved annotation."""
    origin, within = typing.get_origin(kind), typing.get_args(kind)
    if kind in SIMPLE:
        found = SIMPLE[kind]
    elif origin in (UnionType, typing.Union):
        found = st.one_of([of_annotation(each) for each in within])
    elif isinstance(kind, NewType):
        found = of_annotation(kind.__supertype__)
    elif isinstance(kind, TypeVar):
        found = of_annotation(kind.__bound__ or str)
    elif origin is type:
        found = st.sampled_from(typing.get_args(within[0]) or within)
    elif origin is typing.Literal:
        found = st.sampled_from(within)
    elif isinstance(origin, type) and origin.__module__ in ("builtins", "collections.abc"):
        found = _container(origin, within)
    else:
        found = st.deferred(lambda: st.from_type(kind))
    return found


def _container(origin: Any, within: tuple[Any, ...]) -> SearchStrategy[Any]:  # noqa: ANN401 - a class
    if issubclass(origin, tuple) and within[-1] is not ...:
        return st.tuples(*map(of_annotation, within))
    if issubclass(origin, Mapping):
        return st.dictionaries(*map(of_annotation, within), min_size=1, max_size=2)
    several = st.lists(of_annotation(within[0]), min_size=1, max_size=2)
    is_set = issubclass(origin, Collection) and not issubclass(tuple, origin)
    return several.map(frozenset[Any]) if is_set else several.map(tuple[Any, ...])


def of_class(kind: type) -> SearchStrategy[Any]:
    """Return a strategy for values of a class that is built from fields: those that it takes."""

    @st.composite
    def built(draw: DrawFn) -> object:
        fields = fields_of(kind)
        for _ in range(_TRIES):
            given = {name: draw(field) for name, field in fields.items()}
            with suppress(CoopClaimsError):
                return kind(**given)
        return reject()

    return built()


@cache
def fields_of(kind: type) -> Mapping[str, SearchStrategy[Any]]:
    """Return a strategy for each field that a class takes, by its name there."""
    hints = typing.get_type_hints(kind)
    return {
        field.alias or field.name: of_annotation(hints[field.name])
        if field.default is attrs.NOTHING
        else st.just(field.default) | of_annotation(hints[field.name])
        for field in attrs.fields(cast("Any", kind))
        if field.init
    }


def tell_fields(kind: type, fitting: Mapping[str, SearchStrategy[Any]] = MappingProxyType({})) -> None:
    """Let `builds` draw each field of a class: it reads the types of attrs, whose annotations are texts.

    `fitting` are the strategies of fields that have to fit together.
    """
    hints = typing.get_type_hints(kind)
    for field in attrs.fields(cast("Any", kind)):
        told = NewType("told", object)  # a type of its own, since the plain one would draw anything
        of = _CODE if kind is Currency else hints[field.name]
        st.register_type_strategy(cast("Any", told), fitting.get(field.name, _drawing(of)))
        object.__setattr__(field, "type", told)


def _drawing(kind: Any) -> Callable[[Any], SearchStrategy[Any]]:  # noqa: ANN401 - an annotation
    return lambda _told: of_annotation(kind)


def some_of(strategy: SearchStrategy[Any], parts: Callable[[Any], Iterable[Any]]) -> SearchStrategy[Any]:
    """Return a strategy for parts of what another draws, of which there is one at least."""
    return strategy.map(lambda whole: tuple(parts(whole))).flatmap(st.sampled_from)
