"""Repositories in memory: the embedded default, safe under threads, and its async twin."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias, final

from coopclaims._checks import door
from coopclaims.claims.claim import Claim
from coopclaims.claims.events import History, HistoryEntry
from coopclaims.claims.recording import replay
from coopclaims.errors import (
    AlreadyRecorded,
    BrokenHistory,
    CommandReused,
    InvalidValue,
    StaleClaim,
    UnknownClaim,
    UnknownFund,
    UnknownPayment,
)
from coopclaims.funds.entries import FundEntry, PoolKey
from coopclaims.funds.pool import FundPool
from coopclaims.histories import fault, refuse, repeated_commands
from coopclaims.identifiers import ClaimId, CommandId, LocationId, PaymentId, ProgramId
from coopclaims.payments.payment import Payment, PaymentHistory
from coopclaims.payments.recording import replay_payment
from coopclaims.periods import UsagePeriod
from coopclaims.repositories.protocols import (
    ClaimGuard,
    ClaimWrite,
    FundGuard,
    FundWrite,
    Guard,
    Loaded,
    PaymentWrite,
    Write,
)
from coopclaims.repositories.together import check_together

if TYPE_CHECKING:
    from coopclaims.payments.payment import PaymentEntry

_Place: TypeAlias = "tuple[LocationId, ProgramId, UsagePeriod]"
"""What has one pool."""

_Cause: TypeAlias = "tuple[str | int | None, ...]"
"""What says that a ledger entry is there already."""


@final
class _Staged:
    """What an append would lead to: each stream after it, and what is added to it."""

    def __init__(self) -> None:
        self.claims: dict[ClaimId, tuple[Claim, tuple[HistoryEntry, ...]]] = {}
        self.pools: dict[PoolKey, tuple[FundPool, tuple[FundEntry, ...]]] = {}
        self.causes: dict[PoolKey, set[_Cause]] = {}
        self.given: dict[CommandId, PoolKey] = {}
        self.payments: dict[PaymentId, tuple[Payment, tuple[PaymentEntry, ...]]] = {}


@final
class InMemoryRepository:
    """Claims, fund pools and payments in memory. Every answer is a value that later writes do not change.

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
        self._keys: dict[_Place, PoolKey] = {}
        self._pools: dict[PoolKey, FundPool] = {}
        self._ledgers: dict[PoolKey, list[FundEntry]] = {}
        self._performed: dict[tuple[ClaimId, CommandId], list[HistoryEntry]] = {}
        self._causes: dict[PoolKey, set[_Cause]] = {}
        self._given: dict[CommandId, PoolKey] = {}
        self._booked: dict[tuple[PoolKey, CommandId], list[FundEntry]] = {}
        self._payments: dict[PaymentId, Payment] = {}
        self._payment_entries: dict[PaymentId, list[PaymentEntry]] = {}
        self._by_claim: dict[ClaimId, set[PaymentId]] = {}

    @door
    def open_pool(self, key: PoolKey) -> FundPool:
        """Open an empty fund pool and return it.

        `key` says which pool: location, program, usage period and currency.

        Raises `InvalidValue` where there is one already for the location, program and usage period.
        """
        with self._lock:
            other = self._keys.get(_place(key))
            if other is not None:
                raise InvalidValue("fund pool", str(key), "new_fund", other=other)
            self._keys[_place(key)] = key
            self._ledgers[key] = []
            self._causes[key] = set()
            self._pools[key] = FundPool.empty(key)
            return self._pools[key]

    @door
    def history(self, claim: ClaimId) -> History:
        """Return the whole History of a claim.

        `claim` is the claim's identifier.

        Raises `UnknownClaim`.
        """
        with self._lock:
            entries = tuple(self._entries.get(claim, ()))
        if not entries:
            raise UnknownClaim(claim)
        return History(claim, entries)

    @door
    def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> FundPool:
        """Return the fund pool that a claim draws on, as it is now.

        The three parameters are those of the claim's form: `location`, `program` and `usage_period`.

        Raises `UnknownFund`.
        """
        with self._lock:
            key = self._keys.get((location, program, usage_period))
            if key is not None:
                return self._pools[key]
        raise UnknownFund((location, program, usage_period))

    @door
    def ledger(self, key: PoolKey) -> tuple[FundEntry, ...]:
        """Return every ledger entry of a pool, in order.

        `key` says which pool.

        Raises `UnknownFund`.
        """
        with self._lock:
            if key not in self._ledgers:
                raise UnknownFund(key)
            return tuple(self._ledgers[key])

    @door
    def load(self, claim: ClaimId, command: CommandId) -> Loaded:
        """Return the claim as it is now, and what this command has led to.

        `claim` and `command` are the identifiers of the claim and of the command asked about.

        Every append keeps the claim as it is now, so that no entry is ever left since the snapshot.

        Raises `UnknownClaim`.
        """
        with self._lock:
            if claim not in self._claims:
                raise UnknownClaim(claim)
            performed = tuple(self._performed.get((claim, command), ()))
            return Loaded(snapshot=self._claims[claim], since=(), performed=performed)

    @door
    def booked(self, fund: PoolKey, command: CommandId) -> tuple[FundEntry, ...]:
        """Return the entries of a fund that a command to it has led to, in order; none where it is new.

        `fund` is the key of the fund pool, and `command` the identifier of the command asked about.

        Raises `UnknownFund`.
        """
        with self._lock:
            if fund not in self._ledgers:
                raise UnknownFund(fund)
            return tuple(self._booked.get((fund, command), ()))

    @door
    def payment_history(self, payment: PaymentId) -> PaymentHistory:
        """Return the whole History of a payment.

        `payment` is the payment's identifier.

        Raises `UnknownPayment`.
        """
        with self._lock:
            entries = tuple(self._payment_entries.get(payment, ()))
        if not entries:
            raise UnknownPayment(payment)
        return PaymentHistory(payment, entries)

    @door
    def payments(self, claim: ClaimId) -> tuple[Payment, ...]:
        """Return the payments of a claim as they are now, by identifier; none where none was made.

        `claim` is the claim's identifier.
        """
        with self._lock:
            return self._payments_of(claim)

    def _payments_of(self, claim: ClaimId) -> tuple[Payment, ...]:
        return tuple(self._payments[each] for each in sorted(self._by_claim.get(claim, ())))

    @door
    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Append to several streams at once: all or nothing.

        `writes` are for claims, fund pools and payments, several for one stream too; a later one follows an
        earlier one. `guards` say what was read and is not written; they are compared first.

        Raises `StaleClaim`, `UnknownFund`, `BrokenHistory`, `InvalidValue`, `AlreadyRecorded` and
        `CommandReused`.
        """
        with self._lock:
            for guard in guards:
                self._check_guard(guard)
            staged = _Staged()
            for write in writes:
                # A stream may be written to twice: the second write follows the first.
                if isinstance(write, ClaimWrite):
                    self._stage_claim(staged, write)
                elif isinstance(write, FundWrite):
                    self._stage_fund(staged, write)
                else:
                    self._stage_payment(staged, write)
            check_together(writes)
            self._commit(staged)

    def _commit(self, staged: _Staged) -> None:
        """Keep what was staged. Nothing can fail here: everything was computed before."""
        for claim_id, (claim, entries) in staged.claims.items():
            self._claims[claim_id] = claim
            self._entries.setdefault(claim_id, []).extend(entries)
            for entry in entries:
                self._performed.setdefault((claim_id, entry.command), []).append(entry)
        for key, (pool, ledger) in staged.pools.items():
            self._pools[key] = pool
            self._ledgers[key].extend(ledger)
            self._causes[key] |= staged.causes.get(key, set())
            for booking in ledger:
                if booking.command is not None and booking.payment is None:
                    self._booked.setdefault((key, booking.command), []).append(booking)
        self._given |= staged.given
        for payment_id, (payment, steps) in staged.payments.items():
            self._payments[payment_id] = payment
            self._payment_entries.setdefault(payment_id, []).extend(steps)
            self._by_claim.setdefault(payment.claim, set()).add(payment_id)

    def _check_guard(self, guard: Guard) -> None:
        """Raise `StaleClaim` where what was read is not what is stored."""
        if isinstance(guard, ClaimGuard):
            claim = self._claims.get(guard.claim)
            _check(guard.claim, guard.expected, 0 if claim is None else claim.version)
        elif isinstance(guard, FundGuard):
            pool = self._pools.get(guard.pool)
            if pool is None:
                raise UnknownFund(guard.pool)
            _check(guard.pool, guard.expected, pool.version)
        else:
            guard.check(self._payments_of(guard.claim))

    def _stage_claim(self, staged: _Staged, write: ClaimWrite) -> None:
        stored, written = staged.claims.get(write.claim, (self._claims.get(write.claim), ()))
        _check(write.claim, write.expected, 0 if stored is None else stored.version)
        if not write.entries:
            return
        claim = replay(write.entries, start=stored)
        self._check_commands(write, written)
        if claim.id != write.claim:
            where = f"write to claim {write.claim}"
            raise BrokenHistory(
                where, claim.id, "entry_of", stream=write.claim, thing="claim", of=write.claim
            )
        staged.claims[write.claim] = (claim, (*written, *write.entries))

    def _check_commands(self, write: ClaimWrite, written: tuple[HistoryEntry, ...]) -> None:
        """Raise `BrokenHistory` for an entry whose command led to an earlier one."""
        first = {entry.command: entry.number for entry in written}
        for entry in write.entries:
            performed = self._performed.get((write.claim, entry.command))
            other = performed[0].number if performed else first.get(entry.command)
            if other is not None:
                raise fault(entry, "command", entry.command, "command_of_one_entry", other=other)

    def _stage_fund(self, staged: _Staged, write: FundWrite) -> None:
        pool, recorded = staged.pools.get(write.pool, (self._pools.get(write.pool), ()))
        if pool is None:
            raise UnknownFund(write.pool)
        _check(write.pool, write.expected, pool.version)
        staged.causes[write.pool] = self._check_causes(write, staged.causes.get(write.pool, set()))
        for command, fund in write.commands():
            other = staged.given.setdefault(command, self._given.get(command, fund))
            if other != fund:
                raise CommandReused(f"command {command}", fund, "booking_of_one_fund", fund=other)
        staged.pools[write.pool] = (pool.record(write.entries), (*recorded, *write.entries))

    def _stage_payment(self, staged: _Staged, write: PaymentWrite) -> None:
        stored, written = staged.payments.get(write.payment, (self._payments.get(write.payment), ()))
        _check(write.payment, write.expected, 0 if stored is None else stored.version)
        if not write.entries:
            return
        payment = replay_payment(write.entries, start=stored)
        # A payment has few entries: all of its commands are looked at.
        refuse(repeated_commands((*self._payment_entries.get(write.payment, ()), *written, *write.entries)))
        if payment.id != write.payment:
            where = f"write to payment {write.payment}"
            raise BrokenHistory(
                where, payment.id, "entry_of", stream=write.payment, thing="payment", of=write.payment
            )
        staged.payments[write.payment] = (payment, (*written, *write.entries))

    def _check_causes(self, write: FundWrite, staged: set[_Cause]) -> set[_Cause]:
        """Return the causes of the entries; raise `AlreadyRecorded` for one that the ledger holds already."""
        seen = set(staged)
        for entry, cause in zip(write.entries, write.causes(), strict=True):
            if cause in seen or cause in self._causes[write.pool]:
                raise AlreadyRecorded(f"ledger of {write.pool}", entry, "new_entry")
            seen.add(cause)
        return seen

    @door
    def claims(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[Claim, ...]:
        """Return the claims as they are now, of one location or program where asked, by identifier.

        `location` and `program` are identifiers; `None` leaves out that condition.
        """
        with self._lock:
            found = sorted(self._claims.items())
        return tuple(
            claim
            for _, claim in found
            if location in (None, claim.form.location) and program in (None, claim.form.program)
        )

    @door
    def pools(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[FundPool, ...]:
        """Return the fund pools as they are now, of one location or program where asked.

        `location` and `program` are identifiers; `None` leaves out that condition.
        """
        with self._lock:
            found = tuple(self._pools.values())
        return tuple(
            pool
            for pool in found
            if location in (None, pool.key.location) and program in (None, pool.key.program)
        )


@final
class AsyncInMemoryRepository:
    """The async twin of `InMemoryRepository`: the same store behind awaited verbs.

    Nothing in it waits, so each verb is one step of the event loop; it is safe under threads, too, each
    with a loop of its own. `store` is the repository that has everything; `None` makes an empty one.
    """

    def __init__(self, store: InMemoryRepository | None = None) -> None:
        self.store = InMemoryRepository() if store is None else store

    @door
    async def open_pool(self, key: PoolKey) -> FundPool:
        """Open an empty fund pool and return it.

        `key` says which pool: location, program, usage period and currency.

        Raises as `InMemoryRepository.open_pool` does.
        """
        return self.store.open_pool(key)

    @door
    async def history(self, claim: ClaimId) -> History:
        """Return the whole History of a claim.

        `claim` is the claim's identifier.

        Raises `UnknownClaim`.
        """
        return self.store.history(claim)

    @door
    async def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> FundPool:
        """Return the fund pool that a claim draws on, as it is now.

        The three parameters are those of the claim's form: `location`, `program` and `usage_period`.

        Raises `UnknownFund`.
        """
        return self.store.pool(location, program, usage_period)

    @door
    async def load(self, claim: ClaimId, command: CommandId) -> Loaded:
        """Return the claim as it is now, and what this command has led to.

        `claim` and `command` are the identifiers of the claim and of the command asked about.

        Raises `UnknownClaim`.
        """
        return self.store.load(claim, command)

    @door
    async def booked(self, fund: PoolKey, command: CommandId) -> tuple[FundEntry, ...]:
        """Return the entries of a fund that a command to it has led to, in order; none where it is new.

        `fund` is the key of the fund pool, and `command` the identifier of the command asked about.

        Raises `UnknownFund`.
        """
        return self.store.booked(fund, command)

    @door
    async def payment_history(self, payment: PaymentId) -> PaymentHistory:
        """Return the whole History of a payment.

        `payment` is the payment's identifier.

        Raises `UnknownPayment`.
        """
        return self.store.payment_history(payment)

    @door
    async def payments(self, claim: ClaimId) -> tuple[Payment, ...]:
        """Return the payments of a claim as they are now, by identifier; none where none was made.

        `claim` is the claim's identifier.
        """
        return self.store.payments(claim)

    @door
    async def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Append to several streams at once: all or nothing.

        `writes` are for claims, fund pools and payments, several for one stream too; a later one follows an
        earlier one. `guards` say what was read and is not written; they are compared first.

        Raises as `InMemoryRepository.append` does.
        """
        self.store.append(*writes, guards=guards)

    @door
    async def claims(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[Claim, ...]:
        """Return the claims as they are now, of one location or program where asked, by identifier.

        `location` and `program` are identifiers; `None` leaves out that condition.
        """
        return self.store.claims(location=location, program=program)

    @door
    async def pools(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[FundPool, ...]:
        """Return the fund pools as they are now, of one location or program where asked.

        `location` and `program` are identifiers; `None` leaves out that condition.
        """
        return self.store.pools(location=location, program=program)


def _place(key: PoolKey) -> _Place:
    return (key.location, key.program, key.usage_period)


def _check(stream: object, expected: int, found: int) -> None:
    if expected != found:
        raise StaleClaim(stream, expected, found)
