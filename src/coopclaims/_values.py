"""What every value is made with: `frozen`, enumerations with stable keys, and the checks of their fields.

A key goes into data and never changes; the caption is the English for it and may. So `str(key)` is the
key, and whoever writes a sentence takes the caption. A check is written once, here, and says by the field's
name what was wrong: all raise `InvalidValue`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial, update_wrapper
from itertools import count
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias, TypeVar, cast, final, get_type_hints

import attrs

from coopclaims._checks import named
from coopclaims._fields import FOREIGN, WHOLE, Say, besides, names_for_source

# fmt: off
# isort: off
from coopclaims._scalars import (  # exported from here, where values are made
    answered_instant as answered_instant, as_day as as_day, as_identifier as as_identifier,
    as_index as as_index, as_instant as as_instant, as_seen as as_seen, as_text as as_text,
    as_tuple as as_tuple,
    as_zone as as_zone, at_instant as at_instant, day as day, day_or_none as day_or_none,
    happened_instant as happened_instant, happened_instant_or_none as happened_instant_or_none,
    identifier as identifier, instant_or_none as instant_or_none, is_list as is_list, keys as keys,
    kind_of as kind_of, not_before as not_before, reference as reference, since_instant as since_instant,
    sorted_keys as sorted_keys, text as text, whole as whole, wholes as wholes,
)
# isort: on
# fmt: on
from coopclaims._templates import WORDS_OF
from coopclaims.errors import CoopClaimsError, InvalidValue

_T = TypeVar("_T")

WIRE_HOOKS: Final[dict[str, Callable[[], Any]]] = {}
"""What `coopclaims.wire` puts here when it is imported: how values are read and written by others."""
_Field: TypeAlias = "attrs.Attribute[Any]"

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import MemberDescriptorType

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
        made.__get_pydantic_core_schema__ = _asked_by_pydantic
        if options.get("init", True) and "__init__" not in own and not made.__name__.startswith("_"):
            checked(made)
        return made

    @classmethod
    def _asked_by_pydantic(cls: type, _source: object, _handler: object) -> dict[str, Any]:
        """Return how pydantic reads and writes a value: through the wire, which has to be imported."""
        if "neighbours" not in WIRE_HOOKS:
            raise InvalidValue(cls.__name__, "no wire", "wire_imported")
        schema: dict[str, Any] = WIRE_HOOKS["neighbours"]().core_schema(cls)
        return schema

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


# How a value is built: the first time that a class is built its annotations are resolved, and `__init__` is
# written again. Converters are called as attrs calls them, each field is checked, and what a validator says
# besides is asked.


def checked(cls: Any) -> None:  # noqa: ANN401 - a class
    """Let a class that attrs made check its fields, from the first time on that it is built.

    As long as an annotation names what is not there yet, while modules are loaded, values are built as attrs
    builds them; what is never there is not looked for any more.
    """
    plain, tried = cls.__init__, count(1)

    def first(self: object, *args: object, **kwargs: object) -> None:
        try:
            cls.__init__ = _written(cls, plain)
        except NameError:
            if next(tried) > _PATIENCE:
                cls.__init__ = plain
            plain(self, *args, **kwargs)
        else:
            cls.__init__(self, *args, **kwargs)

    cls.__init__ = update_wrapper(first, plain)


_PATIENCE: Final = 100


def _written(cls: Any, plain: Any) -> Any:  # noqa: ANN401 - a class and a function
    """Return the `__init__` of a class that checks its fields."""
    hints = get_type_hints(cls)
    names, say = names_for_source(NOTHING=attrs.NOTHING)
    fields: tuple[_Field, ...] = attrs.fields(cls)
    lines = [f"def made({', '.join(('self', *_parameters(fields, say)))}):", "pass"]
    for field in fields:
        lines += _default(field, say)
        if field.init:
            lines += _looked_at(field, hints[field.name], say)
        lines += _kept(cls, field, say)
    if hasattr(cls, "__attrs_post_init__"):
        lines.append("self.__attrs_post_init__()")
    exec("\n    ".join(lines), names)  # noqa: S102 - of names that are declared in this package
    return update_wrapper(names["made"], plain)


def unchecked(cls: type[_T]) -> type[_T]:
    """Return what builds values of a class as they are: for parts that were checked before.

    To checkers it is the class itself.
    """
    names, say = names_for_source(NOTHING=attrs.NOTHING)
    fields: tuple[_Field, ...] = attrs.fields(cast("Any", cls))
    lines = [f"def made({', '.join(_parameters(fields, say))}):"]
    lines.append(f"self = {say(object.__new__)}({say(cls)})")
    for field in fields:
        lines += (*_default(field, say), *_kept(cls, field, say))
    lines.append("return self")
    exec("\n    ".join(lines), names)  # noqa: S102 - as above
    return cast("type[_T]", names["made"])


def _parameters(fields: tuple[_Field, ...], say: Say) -> Iterator[str]:
    given = [each for each in fields if each.init]
    for field in (each for each in given if not each.kw_only):
        yield _parameter(field, say)
    if any(each.kw_only for each in given):
        yield "*"
    for field in (each for each in given if each.kw_only):
        yield _parameter(field, say)


def _parameter(field: _Field, say: Say) -> str:
    if field.default is attrs.NOTHING:
        return f"{field.alias}"
    return f"{field.alias}={'NOTHING' if _is_made(field) else say(field.default)}"


def _is_made(field: _Field) -> bool:
    """Return whether the default of a field is made anew for each value."""
    return hasattr(field.default, "factory")


def _local(field: _Field) -> str:
    return f"{field.alias}" if field.init else "x"


def _default(field: _Field, say: Say) -> Iterator[str]:
    """Yield the source of what a field is where nothing is given."""
    default: Any = field.default
    if _is_made(field):
        is_given = f"if {_local(field)} is NOTHING: " if field.init else ""
        yield f"{is_given}{_local(field)} = {say(default.factory)}()"
    elif not field.init and default is not attrs.NOTHING:
        yield f"x = {say(default)}"


def _kept(cls: type, field: _Field, say: Say) -> Iterator[str]:
    """Yield the source that keeps one field; one that is not given and has no default is made later."""
    if field.init or field.default is not attrs.NOTHING:
        slot: MemberDescriptorType = getattr(cls, field.name)
        yield f"{say(slot.__set__)}(self, {_local(field)})"


def _looked_at(field: _Field, hint: Any, say: Say) -> Iterator[str]:  # noqa: ANN401 - an annotation
    """Yield the source that converts and checks what was given for a field."""
    name = _local(field)
    if cast("Any", field).converter is not None:
        yield f"{name} = {say(_converting(field, hint))}({name})"
    validate, check = besides(field.validator, hint)
    if validate is not None and check is WHOLE:
        yield f"if {name}.__class__ is not int: {name} = {say(_index_or_as_it_is)}({name})"
        check = None
    if validate is not None:
        yield f"{say(validate)}(self, {say(field)}, {name})"
    if check is not None:
        yield f"if not ({check.is_plain(say, name)}): {name} = {say(check.fit)}({field.name!r}, {name})"


def _index_or_as_it_is(value: object) -> object:
    found = as_index(value)
    return value if found is None else found


def _converting(field: _Field, hint: Any) -> Callable[[Any], Any]:  # noqa: ANN401
    """Return the converter of a field; where it breaks off, what was given is of no kind that it knows."""
    convert = cast("Any", field).converter

    def converted(given: object) -> object:
        try:
            return convert(given)
        except CoopClaimsError:
            raise
        except FOREIGN:
            raise InvalidValue(field.name, given, "kind", kind=named(hint)) from None

    return converted


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


WORDS_OF.update(dict.fromkeys((Keyed, Term), lambda named, tongue: tongue.caption(named)))
