"""What every value is made with: `frozen`, enumerations with stable keys, and the checks of their fields.

A key goes into data and never changes; the caption is the English for it and may. So `str(key)` is the
key, and whoever writes a sentence takes the caption. A check is written once, here, and says by the field's
name what was wrong: all raise `InvalidValue`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Self, final

import attrs

from coopclaims._building import checked, unchecked as unchecked

# fmt: off
# isort: off
from coopclaims._scalars import (  # exported from here, where values are made
    answered_instant as answered_instant, as_day as as_day, as_identifier as as_identifier,
    as_index as as_index, as_instant as as_instant, as_text as as_text, as_tuple as as_tuple,
    as_zone as as_zone, at_instant as at_instant, day as day, day_or_none as day_or_none,
    identifier as identifier, instant_or_none as instant_or_none, is_list as is_list, keys as keys,
    kind_of as kind_of, not_before as not_before, since_instant as since_instant,
    sorted_keys as sorted_keys, text as text, whole as whole,
)
# isort: on
# fmt: on
from coopclaims._templates import WORDS_OF
from coopclaims.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Mapping

    # To checkers it is the decorator of attrs, which they know: converters, `attrs.evolve`, signatures.
    from attrs import frozen as frozen
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
        if options.get("init", True) and "__init__" not in own and not made.__name__.startswith("_"):
            checked(made)
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

    @classmethod
    def _missing_(cls, value: object) -> Self:
        members = ", ".join(cls)
        raise InvalidValue(cls.__name__, value, "member_of", kind=cls.__name__, members=members)

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
