"""Declaring what is on the wire: tags, versions, classes, and shapes made of other shapes.

A field is one line of a family's table. Which codec stands behind a tag is decided where all kinds
are put together (`coopclaims.wire.formats`), so a kind can name one that is declared elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, final

from coopclaims._values import frozen
from coopclaims.errors import InvalidValue, WireMismatch
from coopclaims.wire.codecs import Codec, inside, mismatch

if TYPE_CHECKING:
    from coopclaims.wire.codecs import At, Extras, Found


# Declaring what is on the wire: a tag, a version, a class, and a codec for each of its fields.


class Compiler(Protocol):
    """What knows the codec behind every tag."""

    def bare(self, tag: str) -> Codec:
        """Return the codec of a kind without its tag and version."""
        ...

    def tagged(self, tags: tuple[str, ...]) -> Codec:
        """Return the codec of any of these kinds, each with its tag and version."""
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


def _attributes(names: tuple[str, ...]) -> Callable[[Any], Mapping[str, Any]]:
    return lambda value: {name: getattr(value, name) for name in names}


@final
@frozen(kw_only=True, eq=False)
class Kind:
    """One type on the wire. Its version is one more than there are earlier ones.

    `make` builds the value from its fields by keyword, and `take` gives them back; the class and its
    attributes unless another is given.
    """

    tag: str
    cls: type
    fields: Fields
    make: Callable[..., Any]
    take: Callable[[Any], Mapping[str, Any]]
    earlier: tuple[Earlier, ...] = ()

    @property
    def version(self) -> int:
        """The version that is written."""
        return len(self.earlier) + 1

    def __attrs_post_init__(self) -> None:
        for fields in (self.fields, *(version.fields for version in self.earlier)):
            if taken := fields.keys() & {"type", "v"}:
                raise InvalidValue(f"fields of {self.tag}", sorted(taken), "no field called type or v")


def kind(
    tag: str,
    cls: type,
    /,
    *,
    earlier: tuple[Earlier, ...] = (),
    **fields: Shape,
) -> Kind:
    """Return the kind that has the fields of its class, one by one."""
    return Kind(tag=tag, cls=cls, fields=fields, make=cls, take=_attributes(tuple(fields)), earlier=earlier)


def leaf(codec: Codec) -> Shape:
    """Return the shape of a field that has this codec, whatever the kinds."""
    return lambda _compiler: codec


def bare(tag: str) -> Shape:
    """Return the shape of a field that always has one kind: its tag is left out."""
    return lambda compiler: compiler.bare(tag)


def tagged(*tags: str) -> Shape:
    """Return the shape of a field that says which of these kinds it has, and in which version."""
    return lambda compiler: compiler.tagged(tags)


# Shapes that are made of others: what may be absent, lists, pairs and sets.


def maybe(shape: Shape) -> Shape:
    """Return the shape of a field that may be absent: `null` then, and never left out."""

    def compiled(compiler: Compiler) -> Codec:
        inner = shape(compiler)
        read, write, split = inner.read, inner.write, inner.split
        return Codec(
            read=lambda found: None if found is None else read(found),
            write=lambda value: None if value is None else write(value),
            schema={"anyOf": [inner.schema, {"type": "null"}]},
            split=lambda found, at, extras: None if found is None else split(found, at, extras),
        )

    return compiled


def many(shape: Shape) -> Shape:
    """Return the shape of a tuple of any length: a list."""

    def compiled(compiler: Compiler) -> Codec:
        inner = shape(compiler)
        read, write = _each(inner.read, list, "a list"), _each(inner.write, tuple, "a tuple")

        def split(found: Found, at: At, extras: Extras) -> Found:
            if found.__class__ is not list:
                return found
            return [inner.split(part, (*at, index), extras) for index, part in enumerate(found)]

        return Codec(
            read=lambda found: tuple(read(found)),
            write=write,
            schema={"type": "array", "items": inner.schema},
            split=split,
        )

    return compiled


def _each(convert: Callable[[Any], Any], kind: type[Any], expected: str) -> Callable[[Any], list[Any]]:
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


def pair(first: Shape, second: Shape) -> Shape:
    """Return the shape of a pair: a list of exactly two."""

    def compiled(compiler: Compiler) -> Codec:
        parts = (first(compiler), second(compiler))
        read = _both(parts[0].read, parts[1].read, list)
        return Codec(
            read=lambda found: tuple(read(found)),
            write=_both(parts[0].write, parts[1].write, tuple),
            schema={
                "type": "array",
                "prefixItems": [codec.schema for codec in parts],
                "minItems": len(parts),
                "maxItems": len(parts),
            },
        )

    return compiled


def _both(
    first: Callable[[Any], Any], second: Callable[[Any], Any], kind: type[Any]
) -> Callable[[Any], list[Any]]:
    def converted(found: Found) -> list[Any]:
        if found.__class__ is not kind or len(found) != len(("first", "second")):
            raise mismatch(found, "a pair")
        values: list[Any] = []
        try:
            values.append(first(found[0]))
            values.append(second(found[1]))
        except WireMismatch as error:
            raise inside(f"[{len(values)}]", error) from None
        return values

    return converted


def sorted_set(shape: Shape) -> Shape:
    """Return the shape of a set: a list in ascending order, each value once."""

    def compiled(compiler: Compiler) -> Codec:
        inner = shape(compiler)
        read_each = _each(inner.read, list, "a list")

        def read(found: Found) -> frozenset[Any]:
            values = read_each(found)
            if any(later <= earlier for earlier, later in pairwise(values)):
                raise mismatch(found, "a list in ascending order, each value once")
            return frozenset(values)

        def write(value: Found) -> list[Any]:
            if value.__class__ is not frozenset:
                raise mismatch(value, "a frozenset")
            return [inner.write(each) for each in sorted(value)]

        return Codec(
            read=read, write=write, schema={"type": "array", "items": inner.schema, "uniqueItems": True}
        )

    return compiled
