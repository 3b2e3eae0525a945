"""What a pool knows of each claim, in a table that is never changed and cheap to replace.

A pool is a value, and may have seen hundreds of thousands of claims. A dict would be copied at every
entry; this is a trie: a new table shares all but one path with the old one. A claim's place follows
from a checksum of its identifier, the same in every process, and claims are never taken out, so equal
contents have one shape, however they came to be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, final
from zlib import crc32

import attrs

from coopclaims.identifiers import ClaimId

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["UNTOUCHED", "ClaimFunds", "ClaimTable"]

_LEAF: Final = 8
"""So many claims lie in one leaf before it is parted."""
_BITS: Final = 5
_WAYS: Final = 1 << _BITS
_LAST: Final = 30
"""The shift that uses a checksum's last bits; claims that agree in all of them share a leaf."""


class ClaimFunds(NamedTuple):
    """What a pool knows of one claim, in minor units: `lapsed` is what expired with the claim.

    `activity` is the one that its reservation counts for.
    """

    reserved: int = 0
    activity: str | None = None
    approved: int = 0
    paid: int = 0
    lapsed: int = 0


UNTOUCHED: Final = ClaimFunds()
"""What is known of a claim that drew on nothing."""


@final
@attrs.frozen
class _Leaf:
    """A few claims, in the order of their identifiers."""

    claims: tuple[tuple[ClaimId, ClaimFunds], ...] = ()


@final
@attrs.frozen
class _Branch:
    """Claims parted by the next bits of their checksums."""

    ways: tuple[_Node, ...]


_Node: TypeAlias = _Leaf | _Branch
_EMPTY: Final = _Leaf()


@final
@attrs.frozen
class ClaimTable:
    """What a pool knows of each claim that drew on it.

    >>> table = ClaimTable().updated({ClaimId("C-1"): ClaimFunds(reserved=500)})
    >>> table.get(ClaimId("C-1")).reserved, table.get(ClaimId("C-2")).reserved
    (500, 0)
    """

    _root: _Node = _EMPTY

    def get(self, claim: ClaimId) -> ClaimFunds:
        """Return what is known of this claim; nothing but zeros where it is not known."""
        node, place = self._root, _place(claim)
        while isinstance(node, _Branch):
            node, place = node.ways[place % _WAYS], place >> _BITS
        for each, known in node.claims:
            if each == claim:
                return known
        return UNTOUCHED

    def updated(self, changes: Mapping[ClaimId, ClaimFunds]) -> ClaimTable:
        """Return the table with these claims as they are now."""
        if not changes:
            return self
        return ClaimTable(_updated(self._root, dict(changes), 0))

    def items(self) -> tuple[tuple[ClaimId, ClaimFunds], ...]:
        """Return every claim that is known, in the order of their identifiers."""
        return tuple(sorted(_walk(self._root)))


def _place(claim: ClaimId) -> int:
    return crc32(claim.encode("utf-8", "surrogatepass"))


def _updated(node: _Node, changes: dict[ClaimId, ClaimFunds], shift: int) -> _Node:
    if isinstance(node, _Branch):
        ways = list(node.ways)
        for way, parted in _parted(changes, shift).items():
            ways[way] = _updated(ways[way], parted, shift + _BITS)
        return _Branch(tuple(ways))
    claims = dict(node.claims) | changes
    if len(claims) <= _LEAF or shift > _LAST:
        return _Leaf(tuple(sorted(claims.items())))
    return _updated(_Branch((_EMPTY,) * _WAYS), claims, shift)


def _parted(claims: dict[ClaimId, ClaimFunds], shift: int) -> dict[int, dict[ClaimId, ClaimFunds]]:
    """Return the claims by the bits of their checksums from `shift` on."""
    parted: dict[int, dict[ClaimId, ClaimFunds]] = {}
    for claim, known in claims.items():
        parted.setdefault((_place(claim) >> shift) % _WAYS, {})[claim] = known
    return parted


def _walk(node: _Node) -> Iterator[tuple[ClaimId, ClaimFunds]]:
    if isinstance(node, _Branch):
        for way in node.ways:
            yield from _walk(way)
    else:
        yield from node.claims
