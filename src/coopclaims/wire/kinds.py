"""Declaring what is on the wire: tags, versions, classes, and shapes made of other shapes.

A field follows from its type; only tags, exceptions and earlier versions are declared. Which codec stands
behind a class is decided where all kinds are put together (`coopclaims.wire.compiling`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from itertools import pairwise
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    NewType,
    Protocol,
    TypeAlias,
    final,
    get_args,
    get_origin,
    get_type_hints,
)

import attrs

from coopclaims._values import frozen, identifier, keys
from coopclaims.errors import InvalidValue, WireMismatch
from coopclaims.money.currencies import Currency
from coopclaims.wire.codecs import (
    CURRENCY,
    DAY,
    IDENTIFIER,
    INSTANT,
    RATE,
    TEXT,
    TRUTH,
    Codec,
    inside,
    listed,
    mismatch,
    whole_number,
)
from coopclaims.wire.objects import fields_reader, fields_splitter, fields_writer, object_schema

if TYPE_CHECKING:
    from coopclaims._fields import Say
    from coopclaims.wire.codecs import At, Extras, Found


# Declaring what is on the wire: a tag, a version, a class, and a codec for each of its fields.


class Compiler(Protocol):
    """What knows the codec behind every tag."""

    @property
    def figure(self) -> Codec:
        """The codec of what may be anything that a message has as a parameter."""
        ...

    def alone(self, cls: type) -> Codec:
        """Return the codec of a class where no other can stand: its tag and version may be left out."""
        ...

    def tagged(self, classes: tuple[type, ...]) -> Codec:
        """Return the codec of any of these classes, each with the tag and version of its kind."""
        ...

    def choice(self, kind: type[Enum]) -> Codec:
        """Return the codec of an enumeration, whose keys the schema lists once, by its name."""
        ...

    def defined(self, name: str, codec: Codec) -> Codec:
        """Return a codec whose schema is a definition of this name. Raises `InvalidValue` for another one."""
        ...


Shape: TypeAlias = Callable[[Compiler], Codec]
"""What a field looks like: its codec, once all kinds are known."""

Fields: TypeAlias = Mapping[str, Shape]
"""The fields of a kind by name; a field is called on the wire what it is called in Python."""

Upgrade: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Makes the fields of one version from those of the version before: data from data, nothing else."""


@final
@frozen(kw_only=True, eq=False)
class Earlier:
    """A version that is no longer written: its fields as they were, and the step to the next version.

    Data of that version are checked against its fields before `upgrade` sees them.
    """

    fields: Fields
    upgrade: Upgrade


@final
@frozen(kw_only=True, eq=False)
class Kind:
    """One type on the wire. Its version is one more than there are earlier ones.

    `make` builds the value from its fields by keyword, and `take` gives them back: the class and its
    attributes, unless another is given. With `says` it says its tag and version wherever it stands, also
    where nothing else could. A kind that is `lenient` may have fields left out, which then have the default
    of its class: it is written by hand, or gains fields with every release. `None` is left out of it.
    Of any other kind the fields in `seldom` may be left out, and are, where there is nothing: few values have
    them, and the form of all others stays what it was.
    """

    tag: str
    cls: type
    fields: Fields
    make: Callable[..., Any]
    take: Callable[[Any], Mapping[str, Any]] | None
    earlier: tuple[Earlier, ...] = ()
    says: bool = False
    lenient: bool = False
    seldom: frozenset[str] = frozenset()

    @property
    def optional(self) -> frozenset[str]:
        """The fields that may be left out."""
        if not self.lenient:
            return self.seldom
        return frozenset(each.name for each in attrs.fields(self.cls) if each.default is not attrs.NOTHING)

    @property
    def version(self) -> int:
        """The version that is written."""
        return len(self.earlier) + 1

    def __attrs_post_init__(self) -> None:
        for fields in (self.fields, *(version.fields for version in self.earlier)):
            if taken := fields.keys() & {"type", "v"}:
                raise InvalidValue(f"fields of {self.tag}", sorted(taken), "unmarked_fields")


def kind(
    tag: str,
    cls: type,
    /,
    *,
    make: Callable[..., Any] | None = None,
    take: Callable[[Any], Mapping[str, Any]] | None = None,
    earlier: tuple[Earlier, ...] = (),
    says: bool = False,
    lenient: bool = False,
    seldom: Fields | None = None,
    **exceptions: Shape,
) -> Kind:
    """Return the kind whose fields are those that its class is built from, each as its type says.

    `exceptions` are the shapes of fields for which that is not so; they are all fields there are where
    `take` is given. Fields that are left out of comparison are left out here too. `seldom` are the shapes of
    fields that are left out where they are `None`.
    """
    rare = {} if seldom is None else dict(seldom)
    hints = get_type_hints(cls) if take is None else {}
    named = [each for each in attrs.fields(cls) if each.init and each.eq] if take is None else ()
    fields = {
        each.name: _by_check(each.validator) or of_type(hints[each.name])
        for each in named
        if each.name not in exceptions and each.name not in rare
    }
    order = [each.name for each in named if each.name not in rare] or [*exceptions]
    fields = {name: {**fields, **exceptions}[name] for name in dict.fromkeys((*order, *exceptions))} | rare
    return Kind(
        tag=tag,
        cls=cls,
        fields=fields,
        make=make or cls,
        take=take,
        earlier=earlier,
        says=says,
        lenient=lenient,
        seldom=frozenset(rare),
    )


def leaf(codec: Codec) -> Shape:
    """Return the shape of a field that has this codec, whatever the kinds."""
    return lambda _compiler: codec


def figure(compiler: Compiler) -> Codec:
    """Return the shape of what may be anything that a message has as a parameter."""
    return compiler.figure


def tagged(*classes: type) -> Shape:
    """Return the shape of a field that says which of these kinds it has, and in which version."""
    return lambda compiler: compiler.tagged(classes)


# What a field looks like by its type.

IDENTIFIED: Final = leaf(IDENTIFIER)
"""What is named by an identifier, though its type is text."""

_LEAVES: Final[Mapping[object, Codec]] = {
    str: TEXT,
    bool: TRUTH,
    int: whole_number(1),
    date: DAY,
    datetime: INSTANT,
    Decimal: RATE,
    Currency: CURRENCY,
}


def of_type(hint: Any) -> Shape:  # noqa: ANN401 - whatever an annotation is
    """Return the shape of a field with this type: a whole number counts something, so it is at least 1.

    Raises `InvalidValue` for a tuple of different parts: the type does not say what each of them is called.
    """
    parts = get_args(hint)
    given = [each for each in parts if each is not type(None)]
    if len(given) < len(parts):
        return maybe(tagged(*given) if given[1:] else of_type(given[0]))
    if get_origin(hint) is frozenset:
        return sorted_set(of_type(parts[0]))
    if get_origin(hint) is tuple:
        if parts[1] is not Ellipsis:
            raise InvalidValue("hint", hint, "parts_with_names")
        return many(of_type(parts[0]))
    return tagged(*parts) if parts else _of_one(hint)


def _of_one(kind: Any) -> Shape:  # noqa: ANN401 - a class, or what stands for one
    if kind in _LEAVES or isinstance(kind, NewType):
        return leaf(_LEAVES.get(kind, IDENTIFIER))
    if issubclass(kind, Enum):
        return lambda compiler: compiler.choice(kind)
    return lambda compiler: compiler.alone(kind)


def _by_check(validator: object) -> Shape | None:
    """Return the shape of a field whose validator says more than its type does."""
    if validator is identifier:
        return IDENTIFIED
    return many(IDENTIFIED) if validator is keys else None


# Shapes that are made of others: what may be absent, lists, pairs and sets.


def maybe(shape: Shape) -> Shape:
    """Return the shape of a field that may be absent: `null` then, and never left out."""

    def compiled(compiler: Compiler) -> Codec:
        inner = shape(compiler)
        read, write, split = inner.read, inner.write, inner.split

        def quick(say: Say, name: str, depth: str) -> str:
            return f"(None if {name} is None else {inner.quickly(say, name, depth)})"

        return Codec(
            read=lambda found: None if found is None else read(found),
            write=lambda value: None if value is None else write(value),
            schema={"anyOf": [inner.schema, {"type": "null"}]},
            split=lambda found, at, extras: None if found is None else split(found, at, extras),
            quick=quick,
            proves=(*inner.proves, *map(attrs.validators.optional, inner.proves)),
        )

    return compiled


def many(shape: Shape) -> Shape:
    """Return the shape of a tuple of any length: a list."""

    def compiled(compiler: Compiler) -> Codec:
        inner = shape(compiler)
        read, write = each_of(inner.read, list, "list"), each_of(inner.write, tuple, "tuple")

        def split(found: Found, at: At, extras: Extras) -> Found:
            if found.__class__ is not list:
                return found
            return [inner.split(part, (*at, index), extras) for index, part in enumerate(found)]

        def quick(say: Say, name: str, depth: str) -> str:
            each = f"{name}_"
            part = inner.quickly(say, each, f"{depth} + 1")
            some = f"{say(listed)}({name}, seen, {depth})"
            return f"(tuple([{part} for {each} in {name}]) if {some} else ())"

        return Codec(
            read=lambda found: tuple(read(found)),
            write=write,
            schema={"type": "array", "items": inner.schema},
            split=split,
            quick=quick,
            proves=(tuple, *((keys,) if identifier in inner.proves else ())),
        )

    return compiled


def each_once(shape: Shape, by: Callable[[Any], object] = lambda part: part) -> Shape:
    """Return the shape of a tuple in which no two parts have the same key, which `by` returns."""

    def unique(parts: tuple[Any, ...]) -> tuple[Any, ...]:
        seen: set[object] = set()
        for place, part in enumerate(parts):
            if (key := by(part)) in seen:
                raise inside(f"[{place}]", WireMismatch("$", "one that is there already", "each_once"))
            seen.add(key)
        return parts

    def compiled(compiler: Compiler) -> Codec:
        inner = many(shape)(compiler)
        return Codec(
            read=lambda found: unique(inner.read(found)),
            write=lambda value: inner.write(unique(value) if value.__class__ is tuple else value),
            schema=inner.schema,
            split=inner.split,
            quick=lambda say, name, depth: f"{say(unique)}({inner.quickly(say, name, depth)})",
            proves=inner.proves,
        )

    return compiled


def each_of(convert: Callable[[Any], Any], kind: type[Any], expected: str) -> Callable[[Any], list[Any]]:
    """Return what converts one part after the other, and says which one it could not."""

    def converted(found: Found) -> list[Any]:
        if found.__class__ is not kind:
            raise mismatch(found, expected)
        values: list[Any] = []
        try:
            for part in found:
                values.append(convert(part))  # noqa: PERF401 - how many there are says which one was wrong
        except WireMismatch as error:
            raise inside(f"[{len(values)}]", error) from None
        return values

    return converted


def pair(**parts: Shape) -> Shape:
    """Return the shape of a pair: an object with a field for each of the two, in their order."""

    def make(**values: object) -> tuple[object, ...]:
        return (*values.values(),)

    def take(value: tuple[object, ...]) -> Mapping[str, object]:
        if len(value) != len(parts):
            raise mismatch(value, "pair")
        return dict(zip(parts, value, strict=True))

    def compiled(compiler: Compiler) -> Codec:
        fields = {name: shape(compiler) for name, shape in parts.items()}
        return Codec(
            read=fields_reader(fields, make, {}),
            write=fields_writer(tuple, fields, take),
            schema=object_schema(fields, {}, marked=False),
            split=fields_splitter(fields, {}),
        )

    return compiled


def sorted_set(shape: Shape) -> Shape:
    """Return the shape of a set: a list in ascending order, each value once."""

    def compiled(compiler: Compiler) -> Codec:
        inner = shape(compiler)
        read_each = each_of(inner.read, list, "list")

        def read(found: Found) -> frozenset[Any]:
            values = read_each(found)
            if any(later <= earlier for earlier, later in pairwise(values)):
                raise mismatch(found, "ascending_list")
            return frozenset(values)

        def write(value: Found) -> list[Any]:
            if value.__class__ is not frozenset:
                raise mismatch(value, "a_value_of", kind="frozenset")
            return [inner.write(each) for each in sorted(value)]

        return Codec(
            read=read, write=write, schema={"type": "array", "items": inner.schema, "uniqueItems": True}
        )

    return compiled
