"""Sealed entries and Histories.

They keep the wire form itself, as canonical text, and not the values: an entry that was sealed in an early
version keeps the seal that it had.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, final

import attrs

from coopclaims._values import frozen, identifier
from coopclaims.identifiers import ClaimId

# Sealed entries and Histories, and the head that an adopter keeps elsewhere.


@final
@frozen(kw_only=True)
class SealedEntry:
    """One entry of a sealed History.

    `envelope` says who, when, which kind of event, and the status before and after; `payload` is what
    the event says. `salt` and `payload` are `None` together, once the payload was erased. `digest` is
    that of the payload with its salt, and `seal` covers envelope, digest and the seal before. Both and
    the salt are small hexadecimal digits; envelope and payload are canonical text.
    """

    envelope: str
    payload: str | None = attrs.field(repr=False)
    salt: str | None = attrs.field(repr=False)
    digest: str
    seal: str

    @property
    def is_erased(self) -> bool:
        """Whether the payload was erased."""
        return self.payload is None


@final
@frozen(kw_only=True)
class SealHead:
    """The last seal of a History of `number` entries: keep it where nobody can alter it.

    With it one can check later whether these entries are still those that were sealed. `claim` names the
    claim. `seal` is 64 small hexadecimal digits, empty where `number` is zero.
    """

    claim: ClaimId = attrs.field(validator=identifier)
    number: int
    seal: str


@final
@frozen
class SealedHistory:
    """The sealed entries of one claim. `coopclaims.wire.verify` says whether they are intact.

    `claim` names the claim, and `entries` are in the order of the History; empty before the first one.
    """

    claim: ClaimId = attrs.field(validator=identifier)
    entries: tuple[SealedEntry, ...] = attrs.field(default=(), converter=tuple[SealedEntry, ...])

    @property
    def head(self) -> SealHead:
        """The head as it is now. Of a History without entries its seal is empty."""
        seal = self.entries[-1].seal if self.entries else ""
        return SealHead(claim=self.claim, number=len(self.entries), seal=seal)

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[SealedEntry]:
        return iter(self.entries)


LEAST_SALT: Final = 16
"""Bytes. Fewer could be tried out."""

MOST_SALT: Final = 64
"""Bytes. More would hide nothing more."""
