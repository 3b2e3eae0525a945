"""Sealed Histories on the wire."""

from __future__ import annotations

from typing import Final

from coopclaims.wire.codecs import DIGEST, IDENTIFIER, hexadecimal, whole_number
from coopclaims.wire.kinds import Kind, kind, leaf, tagged
from coopclaims.wire.plain import JSON_OBJECT
from coopclaims.wire.seals import SealedEntry, SealedHistory, SealHead
from coopclaims.wire.shapes import many, maybe

__all__ = ["LEAST_SALT", "MOST_SALT", "SEALS"]

LEAST_SALT: Final = 16
"""Bytes. Fewer could be tried out."""

MOST_SALT: Final = 64
"""Bytes. More would hide nothing more."""

_DIGEST: Final = leaf(DIGEST)
_OBJECT: Final = leaf(JSON_OBJECT)

SEALS: Final[tuple[Kind, ...]] = (
    kind(
        "seal.entry",
        SealedEntry,
        envelope=_OBJECT,
        payload=maybe(_OBJECT),
        salt=maybe(leaf(hexadecimal(LEAST_SALT, MOST_SALT))),
        digest=_DIGEST,
        seal=_DIGEST,
    ),
    kind("seal.head", SealHead, claim=leaf(IDENTIFIER), number=leaf(whole_number(1)), seal=_DIGEST),
    kind("seal.history", SealedHistory, claim=leaf(IDENTIFIER), entries=many(tagged("seal.entry"))),
)
"""Sealed entries and Histories, and heads."""
