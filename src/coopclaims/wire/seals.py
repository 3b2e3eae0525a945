"""Sealed entries and Histories, and the head that an adopter keeps elsewhere.

They hold the wire form itself, as canonical text, and not what it means: an entry that was sealed
in an early version keeps the seal that it had.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import attrs

from coopclaims.identifiers import ClaimId, identifier

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SealHead", "SealedEntry", "SealedHistory"]


@final
@attrs.frozen(kw_only=True)
class SealedEntry:
    """One entry of a sealed History.

    `envelope` says who, when, which kind of event, and the status before and after; `payload` is what
    the event says. `salt` and `payload` are `None` together, once the payload was erased. `digest` is
    that of the payload with its salt, and `seal` covers envelope, digest and the seal before.
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
@attrs.frozen(kw_only=True)
class SealHead:
    """The last seal of a History of `number` entries: keep it where nobody can alter it.

    Whoever holds it can tell later whether these entries are still those that were sealed.
    """

    claim: ClaimId = attrs.field(validator=identifier)
    number: int
    seal: str


@final
@attrs.frozen
class SealedHistory:
    """The sealed entries of one claim, in order. `coopclaims.wire.verify` says whether they are intact."""

    claim: ClaimId = attrs.field(validator=identifier)
    entries: tuple[SealedEntry, ...] = attrs.field(default=(), converter=tuple[SealedEntry, ...])

    @property
    def head(self) -> SealHead:
        """The head as it stands. Of a History without entries its seal is empty."""
        seal = self.entries[-1].seal if self.entries else ""
        return SealHead(claim=self.claim, number=len(self.entries), seal=seal)

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[SealedEntry]:
        return iter(self.entries)
