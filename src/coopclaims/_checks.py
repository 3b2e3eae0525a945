"""Annotations as checks: what a value has to be, and the door of every public function.

`fitting` compiles an annotation, once, into a function that says whether a value fits. `door` calls a
function through, and costs next to nothing as long as all goes well; only where something breaks off in an
error of Python's own are the arguments held against their annotations, to name the one that does not fit.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Collection, Generator, Iterable, Mapping
from datetime import date, datetime
from functools import cache, update_wrapper
from inspect import CO_COROUTINE, CO_GENERATOR, signature
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Final, ParamSpec, TypeAlias, TypeVar, cast

from coopclaims.errors import CoopClaimsError, InvalidValue

Check: TypeAlias = Callable[[Any], bool]
"""What says whether a value fits."""

P = ParamSpec("P")
T = TypeVar("T")

_UNIONS: Final = (UnionType, typing.Union)
_OF_CONTAINERS: Final = ("builtins", "collections", "collections.abc")
"""The modules of the classes whose arguments are the types of elements."""


def _anything(_value: object) -> bool:
    return True


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


_MORE_THAN_A_CLASS: Final[Mapping[object, Check]] = MappingProxyType(
    {Any: _anything, object: _anything, int: _whole, float: _number, date: _day}
)
"""A day is no instant, and `True` is no number."""


@cache
def fitting(kind: Any) -> Check:  # noqa: ANN401 - an annotation is of any type
    """Return what says whether a value fits this annotation, which is resolved already.

    The elements of a tuple, a set, a sequence and a mapping are looked at, and those of an iterable that
    is not used up by it; an iterator is left as it is. A type variable is anything within its bound.

    >>> fitting(tuple[int, ...])((1, 2)), fitting(tuple[int, ...])((1, "2"))
    (True, False)
    """
    origin, within = typing.get_origin(kind), typing.get_args(kind)
    if kind in _MORE_THAN_A_CLASS:
        found = _MORE_THAN_A_CLASS[kind]
    elif origin in _UNIONS:
        found = _any_of(within)
    elif isinstance(kind, typing.NewType):
        found = fitting(kind.__supertype__)
    elif isinstance(kind, TypeVar):
        found = _any_of(kind.__constraints__ or (kind.__bound__ or object,))
    elif origin in (typing.ClassVar, typing.Annotated):
        found = fitting(within[0])
    elif _is_class(kind):
        found = _speaking(kind) if _is_protocol(kind) else _instances_of(kind)
    else:
        found = _within(origin, within) if _is_class(origin) else _anything
    return found


def _is_class(kind: object) -> bool:
    """Return whether `isinstance` can ask about it: a class that is no Protocol for checkers alone."""
    return isinstance(kind, type) and not (
        _is_protocol(kind) and not getattr(kind, "_is_runtime_protocol", False)
    )


def _is_protocol(kind: object) -> bool:
    return bool(getattr(kind, "_is_protocol", False))


def _speaking(protocol: type) -> Check:
    """Return what fits a Protocol: what has its members, those of what it stands in front of included.

    From Python 3.12 on, `isinstance` sees no member that an object finds only when it is asked for it.
    """
    known = (name for each in protocol.__mro__ if _is_protocol(each) for name in vars(each))
    members = tuple(dict.fromkeys(name for name in known if not name.startswith("_")))
    return lambda value: (
        isinstance(value, protocol) or (bool(members) and all(hasattr(value, name) for name in members))
    )


def _instances_of(*kinds: type) -> Check:
    return lambda value: isinstance(value, kinds)


def _any_of(kinds: tuple[Any, ...]) -> Check:
    """Return what fits one of several: those that are a matter of class are asked about at once."""
    plain = (each for each in kinds if _is_class(each) and not _is_protocol(each))
    classes = tuple(each for each in plain if each not in _MORE_THAN_A_CLASS)
    others = tuple(fitting(each) for each in kinds if each not in classes)
    if not others:
        return _instances_of(*classes)
    return lambda value: isinstance(value, classes) or any(check(value) for check in others)


def _within(origin: Any, within: tuple[Any, ...]) -> Check:  # noqa: ANN401 - a class
    """Return what fits a class with arguments: a container of elements, or a generic value of ours."""
    if origin is type:
        (kind,) = within
        classes = tuple(filter(_is_class, typing.get_args(kind) or within))
        return lambda value: isinstance(value, type) and issubclass(value, classes or object)
    if origin.__module__ not in _OF_CONTAINERS:
        return _instances_of(origin)
    if issubclass(origin, tuple) and within[-1] is not ...:
        checks = tuple(map(fitting, within))
        return lambda value: isinstance(value, origin) and _each_fits(checks, value)
    if issubclass(origin, Mapping):
        key, item = map(fitting, within)
        return lambda value: (
            isinstance(value, origin) and _all_fit(key, value) and _all_fit(item, cast("Any", value).values())
        )
    if issubclass(origin, Iterable):
        element = fitting(within[0])
        return lambda value: (
            isinstance(value, origin) and (not isinstance(value, Collection) or _all_fit(element, value))
        )
    return _instances_of(origin)


def _each_fits(checks: tuple[Check, ...], values: Any) -> bool:  # noqa: ANN401 - a tuple of anything
    return len(values) == len(checks) and all(check(each) for check, each in zip(checks, values, strict=True))


def _all_fit(check: Check, values: Any) -> bool:  # noqa: ANN401 - a collection of anything
    return all(map(check, values))


def named(kind: Any) -> str:  # noqa: ANN401 - an annotation
    """Return how a message names what an annotation asks for.

    >>> named(tuple[int, ...] | None)
    'tuple of int or None'
    """
    origin, within = typing.get_origin(kind), typing.get_args(kind)
    if origin in _UNIONS:
        return " or ".join(map(named, within))
    if within and getattr(origin, "__module__", "") in _OF_CONTAINERS and origin is not type:
        parts = dict.fromkeys(named(each) for each in within if each is not ...)
        return f"{named(origin)} of {' and '.join(parts)}"
    return "None" if kind is NoneType else str(getattr(origin or kind, "__name__", kind))


# The door.


def door(function: Callable[P, T]) -> Callable[P, T]:
    """Decorate a public function: an argument of a wrong type is an `InvalidValue` that names it.

    Errors of ours pass, and so does any other where every argument fits: that is a fault in here, or in
    what the function was handed to call.
    """
    flags = cast("Any", function).__code__.co_flags
    opened: Any = _in_steps if flags & CO_GENERATOR else _later if flags & CO_COROUTINE else _at_once
    return cast("Callable[P, T]", update_wrapper(opened(function), function))


def _at_once(function: Any) -> Callable[..., object]:  # noqa: ANN401 - a function of any kind
    def opened(*args: object, **kwargs: object) -> object:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            _name_the_wrong_one(function, args, kwargs, error)
            raise

    return opened


def _later(function: Any) -> Callable[..., object]:  # noqa: ANN401
    async def opened(*args: object, **kwargs: object) -> object:
        try:
            return await function(*args, **kwargs)
        except Exception as error:
            _name_the_wrong_one(function, args, kwargs, error)
            raise

    return opened


def _in_steps(function: Any) -> Callable[..., object]:  # noqa: ANN401
    def opened(*args: object, **kwargs: object) -> Generator[object, object, object]:
        try:
            answer = cast("object", (yield from function(*args, **kwargs)))
        except Exception as error:
            _name_the_wrong_one(function, args, kwargs, error)
            raise
        return answer

    return opened


def _name_the_wrong_one(
    function: Callable[..., object], args: tuple[object, ...], kwargs: Mapping[str, object], error: Exception
) -> None:
    """Raise `InvalidValue` for the first argument that does not fit its annotation, where one does not.

    An error of ours says already what was wrong, unless a door further in has named its own argument.
    """
    cause = error if not isinstance(error, CoopClaimsError) else error.__cause__
    if cause is None or isinstance(cause, CoopClaimsError):
        return
    try:
        bound = signature(function).bind(*args, **kwargs)
    except TypeError:
        return  # the call itself was wrong, which Python says best
    hints = typing.get_type_hints(function)
    for name, value in bound.arguments.items():
        kind = hints.get(name, object)
        if not fitting(kind)(value):
            raise InvalidValue(name, value, "kind", kind=named(kind)) from cause
