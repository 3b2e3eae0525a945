"""What a repository has to do: few verbs, and one atomic append.

The library does no I/O. Whoever stores claims implements `ClaimRepository`; the in-memory one is
there for tests, examples and small programs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias, final

import attrs

from coopclaims.claims import HistoryEntry
from coopclaims.funds import FundEntry, PoolKey
from coopclaims.identifiers import ClaimId

if TYPE_CHECKING:
    from coopclaims.claims import Claim, History
    from coopclaims.funds import FundPool
    from coopclaims.identifiers import LocationId, ProgramId
    from coopclaims.payouts import BankProfiles
    from coopclaims.periods import UsagePeriod

__all__ = ["BankProfileRepository", "ClaimRepository", "ClaimWrite", "FundWrite", "Write"]


@final
@attrs.frozen(kw_only=True)
class ClaimWrite:
    """Entries to be appended to a claim's History, which must hold exactly `expected` entries."""

    claim: ClaimId
    expected: int
    entries: tuple[HistoryEntry, ...]


@final
@attrs.frozen(kw_only=True)
class FundWrite:
    """Entries to be appended to a fund's ledger, which must hold exactly `expected` entries."""

    pool: PoolKey
    expected: int
    entries: tuple[FundEntry, ...]


Write: TypeAlias = ClaimWrite | FundWrite
"""What one append may contain: entries of claims and of fund pools, together."""


class ClaimRepository(Protocol):
    """Where claims and fund pools are kept."""

    def history(self, claim: ClaimId) -> History:
        """Return the whole History of a claim. Raises `UnknownClaim`."""
        ...

    def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> FundPool:
        """Return the fund pool that a claim draws on, as it stands. Raises `UnknownFund`."""
        ...

    def append(self, *writes: Write) -> None:
        """Append to several streams in one atomic step: all of it or nothing.

        Raises `StaleClaim` where a stream does not hold exactly the expected number of entries;
        nothing is written then. Checking and writing have to be one step: a check before a write
        loses updates.
        """
        ...

    def claims(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[Claim, ...]:
        """Return the claims as they stand, of one location or program where asked, by identifier."""
        ...

    def pools(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[FundPool, ...]:
        """Return the fund pools as they stand, of one location or program where asked."""
        ...


class BankProfileRepository(Protocol):
    """Where the assignments of bank profiles are kept."""

    def profiles(self, location: LocationId, program: ProgramId) -> BankProfiles:
        """Return every assignment that may concern this location and program, defaults included."""
        ...
