"""How a value is built: each field is checked by its annotation, in one function written out for its class.

The first time that a class is built its annotations are resolved, and `__init__` is written again: converters
are called as attrs calls them, each field is checked, and what a validator says besides is asked.
"""

from __future__ import annotations

from functools import update_wrapper
from itertools import count
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar, cast, get_type_hints

import attrs

from coopclaims._checks import named
from coopclaims._fields import FOREIGN, WHOLE, Say, besides
from coopclaims._scalars import as_index
from coopclaims.errors import CoopClaimsError, InvalidValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import MemberDescriptorType

_T = TypeVar("_T")
_Field: TypeAlias = "attrs.Attribute[Any]"


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
    names, say = _names()
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
    names, say = _names()
    fields: tuple[_Field, ...] = attrs.fields(cast("Any", cls))
    lines = [f"def made({', '.join(_parameters(fields, say))}):"]
    lines.append(f"self = {say(object.__new__)}({say(cls)})")
    for field in fields:
        lines += (*_default(field, say), *_kept(cls, field, say))
    lines.append("return self")
    exec("\n    ".join(lines), names)  # noqa: S102 - as above
    return cast("type[_T]", names["made"])


def _names() -> tuple[dict[str, Any], Say]:
    """Return the names of some source, and what gives a name to a thing."""
    names: dict[str, Any] = {"NOTHING": attrs.NOTHING}

    def say(thing: object) -> str:
        name = f"n{len(names)}"
        names[name] = thing
        return name

    return names, say


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
