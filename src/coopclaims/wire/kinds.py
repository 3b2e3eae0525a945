"""Declaring what is on the wire: a tag, a version, a class, and a codec for each of its fields.

A field is one line of a family's table. Which codec stands behind a tag is decided where all kinds
are put together (`coopclaims.wire.formats`), so a kind can name one that is declared elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeAlias, final

import attrs

from coopclaims.errors import InvalidValue
from coopclaims.wire.codecs import Codec

__all__ = ["Compiler", "Earlier", "Fields", "Kind", "Shape", "Upgrade", "bare", "kind", "leaf", "tagged"]


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
@attrs.frozen(kw_only=True, eq=False)
class Earlier:
    """A version that is no longer written: its fields as they were, and the step to the next version.

    Data of that version are checked against its fields before `upgrade` sees them.
    """

    fields: Fields
    upgrade: Upgrade


def _attributes(names: tuple[str, ...]) -> Callable[[Any], Mapping[str, Any]]:
    return lambda value: {name: getattr(value, name) for name in names}


@final
@attrs.frozen(kw_only=True, eq=False)
class Kind:
    """One type on the wire. Its version is one more than there are earlier ones.

    `make` builds the value from its fields by keyword, and `take` gives them back; the class and its
    attributes unless told otherwise.
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
