"""A store without a fault, made to be spoiled: each of its steps is a method that a fault replaces."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from threading import Barrier, BrokenBarrierError, Lock, active_count
from typing import Final, NamedTuple, TypeAlias

import attrs

from coopclaims.claims.claim import Claim
from coopclaims.claims.events import History, HistoryEntry
from coopclaims.claims.recording import replay
from coopclaims.errors import (
    AlreadyRecorded,
    BrokenHistory,
    CommandReused,
    StaleClaim,
    UnknownClaim,
    UnknownFund,
    UnknownPayment,
)
from coopclaims.funds.entries import FundEntry, PoolKey
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import ClaimId, CommandId, LocationId, PaymentId, ProgramId
from coopclaims.payments.payment import Payment, PaymentEntry, PaymentHistory
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
from coopclaims.testing.contract import Capabilities


class PaymentKey(NamedTuple):
    """Under what a payment is stored."""

    payment: PaymentId


_Entries: TypeAlias = "tuple[HistoryEntry, ...] | tuple[FundEntry, ...] | tuple[PaymentEntry, ...]"

Disk: TypeAlias = "dict[ClaimId | PoolKey | PaymentKey, _Entries]"
"""What is stored: the entries of each stream."""

_SNAPSHOT_EVERY = 5
_GAP = 0.02
"""Seconds for which a step that is open to a race waits for the other one to come."""


class Shelf:
    """What all objects on one store share: what is stored, the snapshots of it, and who may write."""

    def __init__(self, stored: Disk) -> None:
        self.stored = stored
        self.snapshots: dict[ClaimId, Claim] = {}
        self.lock = Lock()
        self.race = Barrier(2, timeout=_GAP)


class SoundStore:
    """A store in memory that keeps every promise; every fifth entry it makes a snapshot."""

    def __init__(self, *pools: PoolKey) -> None:
        self.shelf = Shelf(dict.fromkeys(pools, ()))
        self.breaks_after: int | None = None

    @property
    def stored(self) -> Disk:
        """What is stored."""
        return self.shelf.stored

    @stored.setter
    def stored(self, stored: Disk) -> None:
        self.shelf.stored = stored

    @property
    def snapshots(self) -> dict[ClaimId, Claim]:
        """The last snapshot of each claim that has one."""
        return self.shelf.snapshots

    @property
    def lock(self) -> Lock:
        """What keeps other writers out, whatever object they write through."""
        return self.shelf.lock

    # Reading.

    def entries(self, claim: ClaimId) -> tuple[HistoryEntry, ...]:
        """Return the entries of a claim, none where it is unknown."""
        return tuple(each for each in self.stored.get(claim, ()) if isinstance(each, HistoryEntry))

    def ledger(self, key: PoolKey) -> tuple[FundEntry, ...]:
        """Return the entries of a fund's ledger."""
        return tuple(each for each in self.stored[key] if isinstance(each, FundEntry))

    def history(self, claim: ClaimId) -> History:
        """Return the whole History of a claim."""
        entries = self.entries(claim)
        if not entries:
            raise UnknownClaim(claim)
        return History(claim, entries)

    def load(self, claim: ClaimId, command: CommandId) -> Loaded:
        """Return the last snapshot and what came since."""
        snapshot, history = self.snapshots.get(claim), self.history(claim)
        version = 0 if snapshot is None else snapshot.version
        performed = tuple(entry for entry in history if entry.command == command)
        return Loaded(snapshot=snapshot, since=history.entries[version:], performed=performed)

    def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> FundPool:
        """Return the fund pool of this place and period."""
        for key in self.keys():
            if (key.location, key.program, key.usage_period) == (location, program, usage_period):
                return FundPool.empty(key).record(self.ledger(key))
        raise UnknownFund((location, program, usage_period))

    def keys(self) -> tuple[PoolKey, ...]:
        """Return the funds that are open."""
        return tuple(key for key in self.stored if isinstance(key, PoolKey))

    def ids(self) -> tuple[ClaimId, ...]:
        """Return the claims that are there, in order."""
        return tuple(sorted(ClaimId(key) for key in self.stored if isinstance(key, str)))

    def standing(self, claim: ClaimId) -> Claim:
        """Return a claim as it is listed."""
        return replay(self.entries(claim))

    def claims(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[Claim, ...]:
        """Return the claims of one location or program."""
        found = (self.standing(claim) for claim in self.ids())
        return tuple(
            claim
            for claim in found
            if location in (None, claim.form.location) and program in (None, claim.form.program)
        )

    def pools(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[FundPool, ...]:
        """Return the fund pools of one location or program."""
        found = (self.pool(key.location, key.program, key.usage_period) for key in self.keys())
        return tuple(
            pool
            for pool in found
            if location in (None, pool.key.location) and program in (None, pool.key.program)
        )

    def steps(self, stored: Disk, payment: PaymentId) -> tuple[PaymentEntry, ...]:
        """Return the entries of a payment, none where it is unknown."""
        found = stored.get(PaymentKey(payment), ())
        return tuple(each for each in found if isinstance(each, PaymentEntry))

    def booked(self, fund: PoolKey, command: CommandId) -> tuple[FundEntry, ...]:
        """Return what a command to a fund has led to."""
        if fund not in self.stored:
            raise UnknownFund(fund)
        return tuple(each for each in self.ledger(fund) if each.command == command and each.payment is None)

    def payment_history(self, payment: PaymentId) -> PaymentHistory:
        """Return the whole History of a payment."""
        entries = self.steps(self.stored, payment)
        if not entries:
            raise UnknownPayment(payment)
        return PaymentHistory(payment, entries)

    def payments(self, claim: ClaimId) -> tuple[Payment, ...]:
        """Return the payments of a claim."""
        stored = self.stored
        keys = sorted(key.payment for key, kept in stored.items() if isinstance(key, PaymentKey) and kept)
        found = (replay_payment(self.steps(stored, key)) for key in keys)
        return tuple(payment for payment in found if payment.claim == claim)

    # Writing.

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Append everything or nothing."""
        with self.guard():
            self.check_guards(guards)
            staged = dict(self.stored)
            for number, write in enumerate(writes):
                if number == self.breaks_after:
                    raise ConnectionError
                self.stage(staged, write)
            self.check_together(writes)
            self.commit(staged)

    def check_together(self, writes: Sequence[Write]) -> None:
        """Raise `BrokenLedger` where a claim or payment and its fund would say different things."""
        check_together(writes)

    def guard(self) -> AbstractContextManager[object]:
        """Return what keeps other writers out."""
        return self.lock

    def stage(self, staged: Disk, write: Write) -> None:
        """Check one write against what is staged, and add it."""
        if isinstance(write, ClaimWrite):
            self.stage_claim(staged, write)
        elif isinstance(write, FundWrite):
            self.stage_fund(staged, write)
        else:
            self.stage_payment(staged, write)

    def check_guards(self, guards: Sequence[Guard]) -> None:
        """Compare what was read with what is stored."""
        for guard in guards:
            self.check_guard(guard)

    def check_guard(self, guard: Guard) -> None:
        """Raise `StaleClaim` where what was read has changed."""
        if isinstance(guard, ClaimGuard):
            self.check_version(guard.claim, guard.expected, len(self.entries(guard.claim)))
        elif isinstance(guard, FundGuard):
            if guard.pool not in self.stored:
                raise UnknownFund(guard.pool)
            self.check_version(str(guard.pool), guard.expected, len(self.stored[guard.pool]))
        else:
            guard.check(self.payments(guard.claim))

    def stage_claim(self, staged: Disk, write: ClaimWrite) -> None:
        """Check and stage a write to a claim."""
        before = tuple(each for each in staged.get(write.claim, ()) if isinstance(each, HistoryEntry))
        self.check_version(write.claim, write.expected, len(before))
        entries = tuple(self.kept(entry) for entry in write.entries)
        self.check_entries(write, before)
        if entries:
            staged[write.claim] = (*before, *entries)

    def stage_fund(self, staged: Disk, write: FundWrite) -> None:
        """Check and stage a write to a fund."""
        if write.pool not in staged:
            raise UnknownFund(write.pool)
        before = self.kept_of(staged, write.pool)
        self.check_fund_version(write, len(before))
        self.check_causes(write, before)
        self.check_ledger(write, before)
        self.check_commands(staged, write)
        staged[write.pool] = (*before, *write.entries)

    def stage_payment(self, staged: Disk, write: PaymentWrite) -> None:
        """Check and stage a write to a payment."""
        before = self.steps(staged, write.payment)
        self.check_version(write.payment, write.expected, len(before))
        self.check_steps(write, before)
        if write.entries:
            staged[PaymentKey(write.payment)] = (*before, *write.entries)

    def check_steps(self, write: PaymentWrite, before: tuple[PaymentEntry, ...]) -> None:
        """Raise `BrokenHistory` where the entries do not follow."""
        if write.entries and replay_payment((*before, *write.entries)).id != write.payment:
            where, given = f"write to payment {write.payment}", write.entries[0].payment
            raise BrokenHistory(
                where, given, "entry_of", stream=write.payment, thing="payment", of=write.payment
            )

    def check_version(self, stream: str, expected: int, found: int) -> None:
        """Raise `StaleClaim` where the versions differ."""
        if expected != found:
            raise StaleClaim(stream, expected, found)

    def check_fund_version(self, write: FundWrite, found: int) -> None:
        """Raise `StaleClaim` where the versions of a fund differ."""
        self.check_version(str(write.pool), write.expected, found)

    def check_entries(self, write: ClaimWrite, before: tuple[HistoryEntry, ...]) -> None:
        """Raise `BrokenHistory` where the entries do not follow."""
        for entry in write.entries:
            if entry.claim != write.claim:
                where = f"write to claim {write.claim}"
                raise BrokenHistory(
                    where, entry.claim, "entry_of", stream=write.claim, thing="claim", of=write.claim
                )
        if write.entries:
            start = self.snapshots.get(write.claim)
            since = before[start.version :] if start is not None and start.version <= len(before) else before
            start = start if start is not None and start.version <= len(before) else None
            replay((*since, *write.entries), start=start)

    def check_causes(self, write: FundWrite, before: tuple[FundEntry, ...]) -> None:
        """Raise `AlreadyRecorded` where an entry is delivered again."""
        seen = set(attrs.evolve(write, entries=before).causes())
        for entry, cause in zip(write.entries, write.causes(), strict=True):
            if cause in seen:
                raise AlreadyRecorded(f"ledger of {write.pool}", entry, "new_entry")
            seen.add(cause)

    def check_commands(self, staged: Disk, write: FundWrite) -> None:
        """Raise `CommandReused` where a command was given to another fund."""
        funds = [key for key in staged if isinstance(key, PoolKey)]
        kept = (FundWrite(pool=key, expected=0, entries=self.kept_of(staged, key)) for key in funds)
        given = dict(pair for each in kept for pair in each.commands())
        for command, fund in write.commands():
            other = given.get(command, fund)
            if other != fund:
                raise CommandReused(f"command {command}", fund, "booking_of_one_fund", fund=other)

    def kept_of(self, staged: Disk, key: PoolKey) -> tuple[FundEntry, ...]:
        """Return the entries of a fund that are staged."""
        return tuple(each for each in staged[key] if isinstance(each, FundEntry))

    def check_ledger(self, write: FundWrite, before: tuple[FundEntry, ...]) -> None:
        """Raise `InvalidValue` where the entries do not fit the fund."""
        FundPool.empty(write.pool).record((*before, *write.entries))

    def kept(self, entry: HistoryEntry) -> HistoryEntry:
        """Return the entry as it is stored."""
        return entry

    def commit(self, staged: Disk) -> None:
        """Make what is staged what is stored, in one step."""
        self.stored = staged
        self.make_snapshots()

    def make_snapshots(self) -> None:
        """Make a snapshot of each claim whose last one is old."""
        for claim in self.ids():
            entries, old = self.stored[claim], self.snapshots.get(claim)
            version = 0 if old is None else old.version
            if len(entries) - version >= _SNAPSHOT_EVERY:
                since = (each for each in entries[version:] if isinstance(each, HistoryEntry))
                self.snapshots[claim] = replay(since, start=old)

    # What the contract does with it.

    @contextmanager
    def breaking(self, after: int) -> Generator[None]:
        """Break the next append off after so many of its writes."""
        self.breaks_after = after
        try:
            yield
        finally:
            self.breaks_after = None

    def reopened(self) -> SoundStore:
        """Return a store of the same kind on what is stored."""
        opened = type(self)()
        opened.stored = dict(self.stored)
        return opened

    def another(self) -> SoundStore:
        """Return a second store of the same kind on what is stored, while this one stays in use."""
        opened = type(self)()
        opened.shelf = self.shelf
        return opened

    def wait_for_a_race(self) -> None:
        """Wait until another writer is here too, or for a moment; not where nobody else is running."""
        if active_count() == 1:
            return
        try:
            self.shelf.race.wait()
        except BrokenBarrierError:
            self.shelf.race.reset()


def stream_of(write: Write) -> ClaimId | PoolKey | PaymentKey:
    """Return the key of the stream that is written to."""
    if isinstance(write, ClaimWrite):
        return write.claim
    return write.pool if isinstance(write, FundWrite) else PaymentKey(write.payment)


def length(stored: Disk, write: Write) -> int:
    """Return how many entries the stream holds that is written to."""
    return len(stored[stream_of(write)])


FAULT_CAPABILITIES: Final = Capabilities(
    snapshots=_SNAPSHOT_EVERY - 1,
    breaking=lambda store, after: store.breaking(after),
    reopening=lambda store: store.reopened(),
    another=lambda store: store.another(),
    long_history=400,
)
"""What the sound store can do, and each faulty one claims to."""
