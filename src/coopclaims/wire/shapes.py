"""Shapes that are made of others: what may be absent, lists, pairs and sets."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from coopclaims.errors import WireMismatch
from coopclaims.wire.codecs import Codec
from coopclaims.wire.mismatches import inside, mismatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from coopclaims.wire.codecs import At, Extras
    from coopclaims.wire.kinds import Compiler, Shape
    from coopclaims.wire.mismatches import Found

__all__ = ["many", "maybe", "pair", "sorted_set"]


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
