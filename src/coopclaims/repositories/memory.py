"""A repository in memory: the embedded default, safe under threads."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, final

from coopclaims.claims import Claim, History, HistoryEntry
from coopclaims.errors import BrokenHistory, InvalidValue, StaleClaim, UnknownClaim, UnknownFund
from coopclaims.funds import FundPool
from coopclaims.lifecycle import replay
from coopclaims.repositories.protocols import ClaimWrite

if TYPE_CHECKING:
    from coopclaims.funds import FundEntry, PoolKey
    from coopclaims.identifiers import ClaimId, LocationId, ProgramId
    from coopclaims.periods import UsagePeriod
    from coopclaims.repositories.protocols import Write

__all__ = ["InMemoryRepository"]


@final
class InMemoryRepository:
    """Claims and fund pools in memory. Every answer is a value that later writes do not change.

    A fund pool is opened before claims draw on it; a location, program and usage period have one,
    in one currency.

    >>> from coopclaims.identifiers import ClaimId
    >>> InMemoryRepository().history(ClaimId("C-1"))
    Traceback (most recent call last):
    coopclaims.errors.UnknownClaim: no claim 'C-1' is stored here
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._entries: dict[ClaimId, list[HistoryEntry]] = {}
        self._claims: dict[ClaimId, Claim] = {}
        self._pools: dict[PoolKey, FundPool] = {}
        self._ledgers: dict[PoolKey, list[FundEntry]] = {}

    def open_pool(self, key: PoolKey) -> FundPool:
        """Open an empty fund pool and return it.

        Raises `InvalidValue` where there is one already for the location, program and usage period.
        """
        with self._lock:
            for other in self._pools:
                if _place(other) == _place(key):
                    raise InvalidValue("fund pool", str(key), f"one that is not there yet: {other} is")
            self._ledgers[key] = []
            self._pools[key] = FundPool.empty(key)
            return self._pools[key]

    def history(self, claim: ClaimId) -> History:
        """Return the whole History of a claim. Raises `UnknownClaim`."""
        with self._lock:
            entries = tuple(self._entries.get(claim, ()))
        if not entries:
            raise UnknownClaim(claim)
        return History(claim, entries)

    def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> FundPool:
        """Return the fund pool that a claim draws on, as it stands. Raises `UnknownFund`."""
        with self._lock:
            for key, pool in self._pools.items():
                if _place(key) == (location, program, usage_period):
                    return pool
        raise UnknownFund(f"{program} at {location}, usage {usage_period}")

    def ledger(self, key: PoolKey) -> tuple[FundEntry, ...]:
        """Return every ledger entry of a pool, in order. Raises `UnknownFund`."""
        with self._lock:
            if key not in self._ledgers:
                raise UnknownFund(str(key))
            return tuple(self._ledgers[key])

    def append(self, *writes: Write) -> None:
        """Append to several streams at once: all or nothing. Raises `StaleClaim`, `UnknownFund`."""
        with self._lock:
            claims: dict[ClaimId, tuple[Claim, tuple[HistoryEntry, ...]]] = {}
            pools: dict[PoolKey, tuple[FundPool, tuple[FundEntry, ...]]] = {}
            for write in writes:
                # A stream may be written to twice: the second write follows the first.
                if isinstance(write, ClaimWrite):
                    stored, written = claims.get(write.claim, (self._claims.get(write.claim), ()))
                    _check(write.claim, write.expected, 0 if stored is None else stored.version)
                    claim = replay(write.entries, start=stored)
                    if claim.id != write.claim:
                        where = f"write to claim {write.claim}"
                        raise BrokenHistory(where, f"entries of claim {claim.id}", "its own entries")
                    claims[write.claim] = (claim, (*written, *write.entries))
                else:
                    pool, recorded = pools.get(write.pool, (self._pools.get(write.pool), ()))
                    if pool is None:
                        raise UnknownFund(str(write.pool))
                    _check(str(write.pool), write.expected, pool.version)
                    pools[write.pool] = (pool.record(write.entries), (*recorded, *write.entries))
            # From here on nothing can fail: everything was computed above.
            for claim_id, (claim, entries) in claims.items():
                self._claims[claim_id] = claim
                self._entries.setdefault(claim_id, []).extend(entries)
            for key, (pool, ledger) in pools.items():
                self._pools[key] = pool
                self._ledgers[key].extend(ledger)

    def claims(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[Claim, ...]:
        """Return the claims as they stand, of one location or program where asked, by identifier."""
        with self._lock:
            found = sorted(self._claims.items())
        return tuple(
            claim
            for _, claim in found
            if location in (None, claim.form.location) and program in (None, claim.form.program)
        )

    def pools(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[FundPool, ...]:
        """Return the fund pools as they stand, of one location or program where asked."""
        with self._lock:
            found = tuple(self._pools.values())
        return tuple(
            pool
            for pool in found
            if location in (None, pool.key.location) and program in (None, pool.key.program)
        )


def _place(key: PoolKey) -> tuple[LocationId, ProgramId, UsagePeriod]:
    return (key.location, key.program, key.usage_period)


def _check(stream: str, expected: int, found: int) -> None:
    if expected != found:
        raise StaleClaim(stream, expected, found)
