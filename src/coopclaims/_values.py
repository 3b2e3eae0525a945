"""What every value is made with: `frozen`, enumerations with stable keys, and the checks of their fields.

A key goes into data and never changes; the caption is the English for it and may. So `str(key)` is the
key, and whoever writes a sentence takes the caption. A check is written once, here, and says by the field's
name what was wrong: all raise `InvalidValue`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from enum import StrEnum
from functools import partial
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeGuard, TypeVar, cast, final

import attrs

from coopclaims._templates import WORDS_OF
from coopclaims.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    # To checkers it is the decorator of attrs, which they know: converters, `attrs.evolve`, signatures.
    from attrs import frozen as frozen  # noqa: PLC0414 - exported from here
else:

    def shared(cls: type) -> type:
        """Decorate a class whose fields are declared once for several `frozen` ones, which take them over.

        It has no room of its own for them: of several bases only one may have.
        """
        kept = {name: each for name, each in vars(cls).items() if name not in {"__dict__", "__weakref__"}}
        names = tuple(vars(cls).get("__annotations__", ()))
        return type(cls)(cls.__name__, cls.__bases__, kept | {"__slots__": (), "__shared__": names})

    def _take_shared(cls: type) -> tuple[str, ...]:
        """Declare in a class the fields that it has from a base that is `shared`, and return their names."""
        base = next((each for each in cls.__mro__[1:] if "__shared__" in vars(each)), None)
        if base is None:
            return ()
        for name in base.__shared__:
            cls.__annotations__[name] = base.__annotations__[name]
            setattr(cls, name, vars(base)[name])
        return base.__shared__

    def frozen(
        cls: type | None = None,
        *,
        eq: bool | None = None,
        repr: bool | None = None,  # noqa: A002 - as attrs calls it
        order: bool = False,
        **options: bool,
    ) -> Any:  # noqa: ANN401 - a class, or what decorates one
        """Decorate a class as `attrs.frozen` does, and take less time for it.

        attrs writes `__init__`, and all that is written for one class alone. Equality, hash and text are
        the same few lines for every class. Several fields are compared as tuples, as attrs did before
        24.1: one that holds the very same object is equal, whatever it says of itself.
        """
        if cls is None:
            return partial(frozen, eq=eq, repr=repr, order=order, **options)
        taken = _take_shared(cls)
        own = vars(cls).keys()
        if eq is None:
            eq = not own & {"__eq__", "__ne__"}
        if repr is None:
            repr = "__repr__" not in own  # noqa: A001 - as attrs calls it
        wanted = ["__eq__"] * eq + ["__hash__"] * (eq and "__hash__" not in own) + ["__repr__"] * repr
        made = attrs.frozen(cls, eq=False, repr=False, **options)
        for name in taken:
            del made.__annotations__[name]  # whoever resolves it does so in the module of the base
        fields = attrs.fields(made)
        if order or any(each.eq_key or each.hash not in (None, each.eq) for each in fields):
            wanted += ["__lt__", "__le__", "__gt__", "__ge__"] * order
            methods = _written_by_attrs(made, order=order)
        else:
            methods = _shared(made, fields)
        for name in wanted:
            setattr(made, name, methods[name])
        return made

    def _shared(made: type, fields: tuple[attrs.Attribute[Any], ...]) -> dict[str, Callable[..., object]]:
        """Return equality, hash and text of a class with these fields."""
        of = attrgetter(*([each.name for each in fields if each.eq] or ["__class__"]))
        salt = hash(made.__qualname__)

        def __eq__(self: object, other: object) -> object:  # noqa: N807 - the methods of a class
            if other.__class__ is not self.__class__:
                return NotImplemented
            return self is other or of(self) == of(other)

        def __hash__(self: object) -> int:  # noqa: N807
            return hash((salt, of(self)))

        @recursive_repr("...")
        def __repr__(self: object) -> str:  # noqa: N807
            shown = ", ".join(_shown(self, each) for each in fields if each.repr)
            return f"{self.__class__.__qualname__.rpartition('>.')[2]}({shown})"

        return {"__eq__": __eq__, "__hash__": __hash__, "__repr__": __repr__}

    def _shown(value: object, field: attrs.Attribute[Any]) -> str:
        given = getattr(value, field.name) if field.init else getattr(value, field.name, attrs.NOTHING)
        return f"{field.name}={repr(given) if field.repr is True else field.repr(given)}"

    def _written_by_attrs(made: type, *, order: bool) -> Mapping[str, Callable[..., object]]:
        """Return what attrs writes for a subclass without fields of its own: the same as for the class."""
        names = {"__module__": made.__module__, "__qualname__": made.__qualname__, "__slots__": ()}
        twin = type(made)(made.__name__, (made,), names)
        return vars(attrs.frozen(twin, slots=False, init=False, order=order))


# Pickles without the names of fields, for what is kept by the thousand.


def compact(self: Any) -> tuple[Callable[..., object], tuple[object, ...]]:  # noqa: ANN401 - any value
    """Return what pickle takes to restore a value from those of its fields: the `__reduce__` of its class."""
    fields = attrs.fields(self.__class__)
    return _restored, (self.__class__, *(getattr(self, each.name) for each in fields))


def _restored(kind: Any, *values: object) -> object:  # noqa: ANN401 - the class of any value
    return kind(**{each.name: value for each, value in zip(attrs.fields(kind), values, strict=True)})


# Enumerations.


class Keyed(StrEnum):
    """An enumeration of stable snake_case keys, each with an English caption.

    A member is written `KEY = "key", "caption"`; without a caption it is the key, with blanks.
    """

    _value_: str
    _caption: str

    def __new__(cls, key: str, caption: str = "") -> Self:
        member = str.__new__(cls, key)
        member._value_ = key
        member._caption = caption or key.replace("_", " ")
        return member

    @property
    def caption(self) -> str:
        """The English for it."""
        return self._caption


@final
class Term(str):
    """A key that somebody's catalogue gives to a thing, with the English for it.

    It is the key wherever text is, and equal to it; `caption` is for sentences.

    >>> from coopclaims.provenance import Term
    >>> Term("ad-screenshot", "screenshot of the ad") == "ad-screenshot"
    True
    """

    __slots__ = ("caption",)

    caption: str

    def __new__(cls, key: str, caption: str = "") -> Self:
        made = super().__new__(cls, key)
        made.caption = caption or key
        return made

    def __reduce__(self) -> tuple[type[Term], tuple[str, str]]:
        return Term, (str(self), self.caption)


WORDS_OF.update({Keyed: attrgetter("caption")})
WORDS_OF.update({Term: attrgetter("caption")})


# Days and instants: each as it is asked for by name, and as a field is made of it.


def as_day(what: str, value: object) -> date:
    """Return `value` if it is a day, a `date` that is not a `datetime`; raise `InvalidValue` if not."""
    if isinstance(value, datetime) or not isinstance(value, date):
        raise InvalidValue(what, value, "day")
    return value


def as_instant(what: str, value: object) -> datetime:
    """Return `value` in UTC if it is an aware instant; raise `InvalidValue` if not.

    Instants are compared in UTC, because two of one zone compare by the clock on the wall, which
    shows some hours twice. The years 1 and 9999 are refused: some zone cannot show their ends.
    """
    if not isinstance(value, datetime) or (value.tzinfo is not UTC and value.utcoffset() is None):
        raise InvalidValue(what, value, "aware_instant")
    if not MINYEAR < value.year < MAXYEAR:
        raise InvalidValue(what, value, "aware_instant_in_years", first=MINYEAR + 1, last=MAXYEAR - 1)
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def day_or_none(what: str, value: object) -> date | None:
    """Return a day as `as_day` does, and nothing where nothing is given."""
    return None if value is None else as_day(what, value)


def instant_or_none(what: str, value: object) -> datetime | None:
    """Return an instant as `as_instant` does, and nothing where nothing is given."""
    return None if value is None else as_instant(what, value)


def at_instant(value: object) -> datetime:
    """Convert the field `at`: the instant at which something happens or is asked for."""
    return as_instant("at", value)


def since_instant(value: object) -> datetime | None:
    """Convert the field `since`: the instant from which something holds, where it is known."""
    return instant_or_none("since", value)


def answered_instant(value: object) -> datetime | None:
    """Convert the field `answered_at`: the instant of an answer, where there was one."""
    return instant_or_none("answered_at", value)


def not_before(what: str, day: date, first: date) -> None:
    """Raise `InvalidValue` for a day before this first one."""
    if day < first:
        raise InvalidValue(what, day, "day_not_before", first=first)


# Fields: what attrs calls with the value, the field and what it was given.

_Field: TypeAlias = "attrs.Attribute[Any]"
_T = TypeVar("_T")


def day(_value: object, field: _Field, given: object) -> None:
    """Validate a field as a day."""
    as_day(field.name, given)


def text(_value: object, field: _Field, given: object) -> None:
    """Validate a field as text, which may be empty."""
    if not isinstance(given, str):
        raise InvalidValue(field.name, given, "text")


def identifier(_value: object, field: _Field, given: object) -> None:
    """Validate a field as an identifier: text that is not blank."""
    if not isinstance(given, str) or not given.strip():
        raise InvalidValue(field.name, given, "identifier")


def kind_of(kind: type, expected: str = "") -> Callable[[object, _Field, object], None]:
    """Return what validates a field as a value of this kind."""

    def check(_value: object, field: _Field, given: object) -> None:
        if not isinstance(given, kind):
            raise InvalidValue(field.name, given, expected or "kind", kind=kind.__name__)

    return check


def whole(least: int, expected: str = "") -> Callable[[object, _Field, object], None]:
    """Return what validates a field as a whole number that is not below the least."""

    def check(_value: object, field: _Field, given: object) -> None:
        if isinstance(given, bool) or not isinstance(given, int) or given < least:
            raise InvalidValue(field.name, given, expected or "whole_at_least", least=least)

    return check


# Several of one kind.


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Return whether a value is a list or a tuple."""
    return isinstance(value, (list, tuple))


def as_tuple(what: str, value: object, kind: type[_T], named: str) -> tuple[_T, ...]:
    """Return a tuple or list of this kind, named in the plural, as a tuple; raise `InvalidValue` if not."""
    if is_list(value) and not [each for each in value if not isinstance(each, kind)]:
        return tuple(cast("Sequence[_T]", value))
    raise InvalidValue(what, value, "tuple_or_list", kind=named)


def sorted_keys(given: Iterable[str]) -> tuple[str, ...]:
    """Convert a field to keys: each once, in the order of their letters.

    What are no keys is left as it is, for `keys` to refuse.

    >>> sorted_keys(["script", "agenda", "script"])
    ('agenda', 'script')
    """
    found: object = given
    if not isinstance(found, (tuple, list, set, frozenset)):
        return cast("tuple[str, ...]", given)
    if not found:
        return ()
    listed = cast("Iterable[object]", found)
    texts = [str(each) for each in listed if isinstance(each, str) and each.strip()]
    return tuple(sorted(set(texts))) if len(texts) == len(found) else cast("tuple[str, ...]", [*found])


def keys(_value: object, field: _Field, given: object) -> None:
    """Validate a field as keys: a tuple, as `sorted_keys` makes it."""
    if not isinstance(given, tuple):
        raise InvalidValue(field.name, given, "keys")
