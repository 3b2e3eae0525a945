"""How much is read at most: what keeps hostile input from costing more than it is worth."""

from __future__ import annotations

from typing import final

import attrs

from coopclaims.errors import InvalidValue

__all__ = ["WireLimits"]

_DEEPEST = 200
"""What nests deeper would have Python run out of its own depth."""


def _count(_instance: object, attribute: attrs.Attribute[int], value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InvalidValue(attribute.name, value, "a whole number of at least 1")


def _depth(_instance: object, attribute: attrs.Attribute[int], value: int) -> None:
    if value > _DEEPEST:
        raise InvalidValue(attribute.name, value, f"at most {_DEEPEST}")


@final
@attrs.frozen(kw_only=True)
class WireLimits:
    """How much a reader takes, checked before or while the data are looked at.

    `length` is the number of characters (or bytes) of a text, `depth` how deeply objects and lists may
    nest (at most 200), and `values` how many values there may be, commas in longer texts included.
    The defaults hold a History of some ten thousand entries. Raises `InvalidValue`.

    >>> WireLimits(length=10_000).depth
    64
    """

    length: int = attrs.field(default=16 * 2**20, validator=_count)
    depth: int = attrs.field(default=64, validator=[_count, _depth])
    values: int = attrs.field(default=1_000_000, validator=_count)
