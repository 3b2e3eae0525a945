"""How a field is checked by its annotation.

A check is source that is true of what need not be looked at, and a function that looks at everything else and
returns it without the methods of another's class.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from operator import is_
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Final, NewType, TypeAlias, TypeVar, Union, cast, final, get_args, get_origin

from coopclaims._characters import PLAIN_IDENTIFIER, PLAIN_TEXT
from coopclaims._checks import fitting, named
from coopclaims._scalars import (
    MOST_WHOLE,
    as_day,
    as_identifier,
    as_index,
    as_instant,
    as_text,
    day,
    identifier,
    keys,
    text,
)
from coopclaims.errors import InvalidValue

Say: TypeAlias = Callable[[object], str]
"""Returns the name by which source calls something."""


def names_for_source(**known: object) -> tuple[dict[str, Any], Say]:
    """Return the names of some source that is written, the known ones, and what names another thing in it."""
    names: dict[str, Any] = {**known}

    def say(thing: object) -> str:
        name = f"n{len(names)}"
        names[name] = thing
        return name

    return names, say


_OF_CONTAINERS: Final = ("collections", "collections.abc")

FOREIGN: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What Python raises where a converter is given what it was not made for."""


Lines: TypeAlias = Callable[[Say, str], str]
"""Returns source about a value that has a name."""

Fit: TypeAlias = Callable[[str, Any], Any]
"""Takes the name of a field and a value, and returns what is kept; raises `InvalidValue`."""


@final
class Check:
    """How a value is checked for one annotation.

    `is_plain` is source that is true of a value which need not be looked at, `fit` looks at it, and `kinds`
    are the classes of what it is about. `are_plain` is source that is true of a tuple in which no part need
    be looked at; `None` where there is none.
    """

    __slots__ = ("are_plain", "fit", "is_plain", "kinds")

    def __init__(
        self, is_plain: Lines, fit: Fit, kinds: tuple[type, ...], are_plain: Lines | None = None
    ) -> None:
        self.is_plain = is_plain
        self.fit = fit
        self.kinds = kinds
        self.are_plain = are_plain


# Checks of one value.


def _whole(what: str, value: object) -> int:
    found = as_index(value)
    if found is None:
        raise InvalidValue(what, value, "whole_number")
    if not -MOST_WHOLE <= found <= MOST_WHOLE:
        raise InvalidValue(what, value, "whole_between", least=-MOST_WHOLE, most=MOST_WHOLE)
    return found


def _aware(what: str, value: object) -> datetime:
    """Return an aware instant in the zone that it has."""
    instant = as_instant(what, value)
    return value if type(value) is datetime else instant


def _number(what: str, value: object) -> Decimal:
    if not isinstance(value, Decimal):
        raise InvalidValue(what, value, "kind", kind="Decimal")
    return Decimal(value)


def _reference(what: str, value: object) -> str:
    """Return the reference of a bank profile; one that is refused is not repeated."""
    try:
        return as_identifier(what, value)
    except InvalidValue as refused:
        hidden = f"a value of type {type(value).__name__} (not repeated here)"
        raise type(refused)(what, hidden, refused.expected, **dict(refused.figures)) from None


def _source(template: str) -> Lines:
    return lambda _say, name: template.format(name)


TEXT: Final = Check(_source(f"{{0}}.__class__ is str and {PLAIN_TEXT}"), as_text, (str,))
IDENTIFIER: Final = Check(_source(f"{{0}}.__class__ is str and {PLAIN_IDENTIFIER}"), as_identifier, (str,))
REFERENCE: Final = Check(IDENTIFIER.is_plain, _reference, (str,))
DAY: Final = Check(lambda say, name: f"{name}.__class__ is {say(date)}", as_day, (date,))
WHOLE: Final = Check(
    _source(f"{{0}}.__class__ is int and -{MOST_WHOLE} <= {{0}} <= {MOST_WHOLE}"), _whole, (int,)
)

_SCALARS: Final[Mapping[object, Check]] = MappingProxyType(
    {
        str: TEXT,
        int: WHOLE,
        date: DAY,
        datetime: Check(
            lambda say, name: (
                f"{name}.__class__ is {say(datetime)} and {name}.tzinfo is {say(UTC)}"
                f" and 1 < {name}.year < 9999"
            ),
            _aware,
            (datetime,),
        ),
        Decimal: Check(lambda say, name: f"{name}.__class__ is {say(Decimal)}", _number, (Decimal,)),
    }
)


_BY_VALIDATOR: Final[Mapping[object, Check]] = MappingProxyType(
    {text: TEXT, identifier: IDENTIFIER, day: DAY}
)
"""What validators of ours say, which then need not be called."""


def _of_class(kind: Any, expected: str = "") -> Check:  # noqa: ANN401 - a class
    def fit(what: str, value: object) -> object:
        if isinstance(value, kind):
            return value
        if expected == "member_of":
            members = ", ".join(kind.__members__)
            raise InvalidValue(what, value, "member_of", kind=kind.__name__, members=members)
        raise InvalidValue(what, value, expected or "kind", kind=kind.__name__)

    return Check(lambda say, name: f"isinstance({name}, {say(kind)})", fit, (kind,), _all_of((kind,)))


def _all_of(kinds: tuple[type, ...]) -> Lines:
    """Return the source that is true where each part of a tuple is of one of these classes."""
    return lambda say, name: f"{say(frozenset(kinds).issuperset)}(map({say(type)}, {name}))"


def _optional(check: Check) -> Check:
    fit = check.fit
    return Check(
        lambda say, name: f"{name} is None or {check.is_plain(say, name)}",
        lambda what, value: None if value is None else fit(what, value),
        (NoneType, *check.kinds),
    )


def _any_of(hint: object, checks: list[Check]) -> Check:
    def fit(what: str, value: object) -> object:
        for check in checks:
            if isinstance(value, check.kinds):
                return check.fit(what, value)
        raise InvalidValue(what, value, "kind", kind=named(hint))

    kinds = tuple(kind for each in checks for kind in each.kinds)
    if all(each.are_plain is not None for each in checks):
        return Check(
            lambda say, name: f"{name}.__class__ in {say(frozenset(kinds))}", fit, kinds, _all_of(kinds)
        )
    return Check(
        lambda say, name: " or ".join(f"({each.is_plain(say, name)})" for each in checks), fit, kinds
    )


def _shared(given: object, made: tuple[object, ...]) -> tuple[object, ...]:
    """Return the tuple that was given where it is the one made of it, so that versions share their parts."""
    if type(given) is not tuple:
        return made
    parts = cast("tuple[object, ...]", given)
    return parts if all(map(is_, parts, made)) else made


def _several(hint: object, element: Check | None) -> Check:
    """Return the check of a tuple of any length; a list is taken for one."""

    def fit(what: str, value: object) -> tuple[object, ...]:
        if not isinstance(value, (tuple, list)):
            raise InvalidValue(what, value, "kind", kind=named(hint))
        parts = cast("tuple[object, ...]", value)
        if element is None:
            return tuple(parts)
        return _shared(
            parts, tuple([element.fit(f"{what}[{place}]", each) for place, each in enumerate(parts)])
        )

    def is_plain(say: Say, name: str) -> str:
        whole = f"{name}.__class__ is tuple"
        if element is None:
            return whole
        some = "False" if element.are_plain is None else element.are_plain(say, name)
        return f"{whole} and (not {name} or {some})"

    return Check(is_plain, fit, (tuple, list))


def _of_parts(hint: object, elements: list[Check | None]) -> Check:
    """Return the check of a tuple with a part for each of these."""

    def fit(what: str, value: Any) -> tuple[object, ...]:  # noqa: ANN401 - whatever was given
        if not isinstance(value, (tuple, list)) or len(cast("tuple[object, ...]", value)) != len(elements):
            raise InvalidValue(what, cast("object", value), "kind", kind=named(hint))
        pairs = enumerate(zip(elements, cast("tuple[object, ...]", value), strict=True))
        made = [
            each if check is None else check.fit(f"{what}[{place}]", each) for place, (check, each) in pairs
        ]
        return _shared(cast("object", value), tuple(made))

    are_figures = elements == [TEXT, None]
    return Check(lambda _say, _name: "False", fit, (tuple, list), _are_figures if are_figures else None)


_NAMES: Final = frozenset({str})
_TUPLES: Final = frozenset({tuple})
_PAIRS: Final = frozenset({2})


def _are_figures(say: Say, name: str) -> str:
    """Return the source that is true of pairs of a name and any value, which are built by the thousand."""
    tuples, pairs, names = say(_TUPLES.issuperset), say(_PAIRS.issuperset), say(_NAMES.issuperset)
    return (
        f"{tuples}(map({say(type)}, {name})) and {pairs}(map({say(len)}, {name}))"
        f" and {names}([each.__class__ for each, _ in {name}])"
    )


def _of_set(hint: Any) -> Check:  # noqa: ANN401 - an annotation
    """Return the check of a set, which is kept as one that does not change."""
    fits = fitting(hint)

    def fit(what: str, value: Any) -> object:  # noqa: ANN401 - whatever was given
        found: object = frozenset(cast("set[object]", value)) if isinstance(value, set) else value
        if not fits(found):
            raise InvalidValue(what, found, "kind", kind=named(hint))
        return found

    return Check(lambda say, name: f"{say(fits)}({name})", fit, (frozenset, set))


def _as_it_fits(hint: Any) -> Check | None:  # noqa: ANN401 - an annotation
    """Return the check of what is only looked at as a whole, such as a mapping or a function."""
    fits, kind = fitting(hint), get_origin(hint) or hint

    def fit(what: str, value: object) -> object:
        if not fits(value):
            raise InvalidValue(what, value, "kind", kind=named(hint))
        return value

    if not isinstance(kind, type) or kind in (object, Any):
        return None
    return Check(lambda say, name: f"{say(fits)}({name})", fit, (kind,))


def check_of(hint: Any) -> Check | None:  # noqa: ANN401 - an annotation
    """Return how a value is checked for this annotation; nothing where anything fits."""
    origin, within = get_origin(hint), get_args(hint)
    found: Check | None
    if hint in _SCALARS:
        found = _SCALARS[hint]
    elif isinstance(hint, NewType):
        found = REFERENCE if hint.__name__ == "ProfileId" else IDENTIFIER
    elif isinstance(hint, TypeVar):
        found = check_of(hint.__bound__)
    elif origin in (Union, UnionType):
        found = _of_union(hint, within)
    elif origin is tuple and within[1:] == (...,):
        found = _several(hint, check_of(within[0]))
    elif origin is tuple:
        found = _of_parts(hint, [*map(check_of, within)])
    elif origin is frozenset:
        found = _of_set(hint)
    elif _is_ours(origin or hint):
        kind = origin or hint
        found = _of_class(kind, "member_of" if issubclass(kind, Enum) and kind.__members__ else "")
    else:
        found = _as_it_fits(hint)
    return found


def _is_ours(kind: Any) -> bool:  # noqa: ANN401 - an annotation
    """Return whether this is a class of which `isinstance` says all that is to be known."""
    is_class = isinstance(kind, type) and kind not in (object, Any)
    return is_class and not getattr(kind, "_is_protocol", False) and kind.__module__ not in _OF_CONTAINERS


def _of_union(hint: object, within: tuple[Any, ...]) -> Check | None:
    checks = [check_of(each) for each in within if each is not NoneType]
    known = [each for each in checks if each is not None]
    if len(known) < len(checks):
        return None
    known.sort(key=lambda each: datetime not in each.kinds and bool not in each.kinds)  # the narrower first
    check = known[0] if len(known) == 1 else _any_of(hint, known)
    return check if len(checks) == len(within) else _optional(check)


def besides(validator: Any, hint: Any) -> tuple[Any, Check | None]:  # noqa: ANN401
    """Return what is asked besides the annotation, and the check that goes with it."""
    if validator is None:
        return None, check_of(hint)
    is_optional = type(validator).__name__ == "_OptionalValidator"
    inner = validator.validator if is_optional else validator
    said: Mapping[str, Any] = getattr(inner, "__dict__", {})  # what `kind_of` and `whole` leave
    if "least" in said:
        return validator, WHOLE
    if inner is keys:
        return validator, None
    if "kind" in said:
        check = _of_class(said["kind"], said["expected"])
    elif inner in _BY_VALIDATOR:
        check = _BY_VALIDATOR[inner]
    else:
        return validator, check_of(hint)
    return None, _optional(check) if is_optional else check
