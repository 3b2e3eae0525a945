"""What a repository has to do: few verbs, and one atomic append.

The library does no I/O. Whoever stores claims implements `ClaimRepository`, or its async twin; the
in-memory ones are there for tests, examples and small programs. `coopclaims.testing.check_repository`
puts any of them through the contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeAlias, final, runtime_checkable

import attrs

from coopclaims._checks import door
from coopclaims._values import frozen
from coopclaims.claims.claim import Claim
from coopclaims.claims.events import History, HistoryEntry
from coopclaims.claims.recording import replay
from coopclaims.errors import StaleClaim
from coopclaims.funds.entries import FundEntry, FundEntryKind, PoolKey
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import ClaimId, CommandId, LocationId, PaymentId, ProgramId
from coopclaims.payments.payment import Payment, PaymentEntry, PaymentHistory
from coopclaims.payouts.profiles import BankProfiles
from coopclaims.periods import UsagePeriod


@final
@frozen(kw_only=True)
class ClaimWrite:
    """Entries to be appended to a claim's History, which must hold exactly `expected` entries.

    `claim` names the claim. `expected` is its version, zero for a claim that is not stored yet. `entries` are
    in the order of the History.
    """

    claim: ClaimId
    expected: int
    entries: tuple[HistoryEntry, ...]


@final
@frozen(kw_only=True)
class FundWrite:
    """Entries to be appended to a fund's ledger, which must hold exactly `expected` entries.

    `pool` is the key of the fund pool. `expected` is its version, zero after it was opened. `entries` are in
    the order of recording.
    """

    pool: PoolKey
    expected: int
    entries: tuple[FundEntry, ...]

    def causes(self) -> tuple[tuple[str | int | None, ...], ...]:
        """Return what caused each entry, in order: a ledger holds one entry of a cause.

        An entry that a claim caused has the claim, the number of its entry, and the kind of ledger entry. One
        that a command of a payment or to the fund caused has the payment, the command, the kind of entry and
        the entity: a command books one of each. An entry that nothing identifies is known by all that it
        says: the same entry again is the same one, delivered again.
        """
        found: list[tuple[str | int | None, ...]] = []
        for entry in self.entries:
            if entry.number is not None:
                found.append((entry.claim, entry.number, entry.kind))
            elif entry.command is not None:
                found.append((entry.payment, entry.command, entry.kind, entry.entity))
            else:
                found.append(_said(entry))
        return tuple(found)

    def commands(self) -> tuple[tuple[CommandId, PoolKey], ...]:
        """Return the commands to funds that booked these entries, each with the fund that it was given to.

        They come in the order of their identifiers. What was rolled into the fund was booked by a command to
        the fund at the other end. A command is given to one fund, so a store keeps the fund of each, and
        raises `CommandReused` where it is another.
        """
        found: dict[CommandId, PoolKey] = {}
        for entry in self.entries:
            if entry.command is not None and entry.payment is None:
                other = entry.other_usage if entry.kind is FundEntryKind.ROLLED_IN else None
                found[entry.command] = (
                    self.pool if other is None else attrs.evolve(self.pool, usage_period=other)
                )
        return tuple(sorted(found.items(), key=lambda each: each[0]))


def _said(entry: FundEntry) -> tuple[str | int | None, ...]:
    """Return all that an entry says, as values that any store can keep."""
    said = (getattr(entry, field.name) for field in attrs.fields(FundEntry) if field.name != "pool")
    return tuple(None if each is None else str(each) for each in said)


@final
@frozen(kw_only=True)
class PaymentWrite:
    """Entries to be appended to a payment's History, which must hold exactly `expected` entries.

    `payment` names the payment. `expected` is its version, zero for a payment that is not stored yet.
    `entries` are in the order of the History.
    """

    payment: PaymentId
    expected: int
    entries: tuple[PaymentEntry, ...]


Write: TypeAlias = ClaimWrite | FundWrite | PaymentWrite
"""What one append may contain: entries of claims, of fund pools and of payments, together."""


@final
@frozen(kw_only=True)
class ClaimGuard:
    """A claim that was read and is not written: it must hold exactly `expected` entries.

    `claim` names the claim. `expected` is its version, zero for a claim that is not stored.
    """

    claim: ClaimId
    expected: int


@final
@frozen(kw_only=True)
class FundGuard:
    """A fund that was read and is not written: its ledger must hold exactly `expected` entries.

    `pool` is the key of the fund pool, and `expected` its version.
    """

    pool: PoolKey
    expected: int


@final
@frozen(kw_only=True)
class PaymentsGuard:
    """The payments of a claim that were read: there must be these, at these versions, and no other.

    `claim` names the claim. `payments` are pairs of a payment's identifier and its version; empty where the
    claim has no payment.
    """

    claim: ClaimId
    payments: frozenset[tuple[PaymentId, int]]

    @classmethod
    @door
    def of(cls, claim: ClaimId, payments: Iterable[Payment]) -> PaymentsGuard:
        """Return the guard for a claim whose payments are these, as they were read.

        `claim` names the claim, and `payments` are all payments of it.
        """
        return cls(claim=claim, payments=frozenset((each.id, each.version) for each in payments))

    @door
    def check(self, found: Iterable[Payment]) -> None:
        """Raise `StaleClaim` for the first payment, by identifier, that is at another version.

        `found` are all payments of the claim as they are now. A payment that is not there has the version 0.
        """
        wanted, stored = dict(self.payments), {each.id: each.version for each in found}
        for payment in sorted({*wanted, *stored}):
            expected, version = wanted.get(payment, 0), stored.get(payment, 0)
            if expected != version:
                raise StaleClaim(payment, expected, version)


Guard: TypeAlias = ClaimGuard | FundGuard | PaymentsGuard
"""What was read for a decision and is not written: compared in the same step as the writes."""


@final
@frozen(kw_only=True)
class Loaded:
    """What a command needs to know of its claim: a snapshot, what came since, and what it has done.

    `snapshot` is the claim at some version, or `None`; `since` are all entries after it, in order.
    `performed` are the entries that the command asked about led to, wherever they are in the
    History: none unless the command was performed before.
    """

    snapshot: Claim | None
    since: tuple[HistoryEntry, ...]
    performed: tuple[HistoryEntry, ...]

    @classmethod
    @door
    def of(cls, history: History, command: CommandId) -> Loaded:
        """Return what a whole History says: no snapshot, and every entry.

        `history` is the whole History of the claim, and `command` the identifier of the command asked about.
        """
        performed = tuple(entry for entry in history if entry.command == command)
        return cls(snapshot=None, since=history.entries, performed=performed)

    def claim(self) -> Claim:
        """Return the claim as it is now. Raises `BrokenHistory` where the entries do not fit."""
        return replay(self.since, start=self.snapshot)


@runtime_checkable
class ClaimRepository(Protocol):
    """Where claims, fund pools and payments are kept."""

    def history(self, claim: ClaimId) -> History:
        """Return the whole History of a claim.

        `claim` is the claim's identifier.

        Raises `UnknownClaim`.
        """
        ...

    def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> FundPool:
        """Return the fund pool that a claim draws on, as it is now.

        The three parameters are those of the claim's form: `location`, `program` and `usage_period`.

        Raises `UnknownFund`.
        """
        ...

    def booked(self, fund: PoolKey, command: CommandId) -> tuple[FundEntry, ...]:
        """Return the entries of a fund that a command to it has led to, in order; none where it is new.

        `fund` is the key of the fund pool, and `command` the identifier of the command asked about.

        Raises `UnknownFund`.
        """
        ...

    def payment_history(self, payment: PaymentId) -> PaymentHistory:
        """Return the whole History of a payment.

        `payment` is the payment's identifier.

        Raises `UnknownPayment`.
        """
        ...

    def payments(self, claim: ClaimId) -> tuple[Payment, ...]:
        """Return the payments of a claim as they are now, by identifier; none where none was made.

        `claim` is the claim's identifier.
        """
        ...

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Append to several streams in one atomic step: all of it or nothing.

        `writes` are for claims, fund pools and payments, in any order, several for one stream too; none at
        all changes nothing. `guards` say what was read and is not written: they are compared with what is
        stored before the writes, in the same step.

        Raises `StaleClaim` where a stream, written or guarded, does not hold exactly the expected number of
        entries; nothing is written then. Checking and writing have to be one step: a check before a write
        loses updates. Raises `UnknownFund` for a pool that was never opened; `BrokenHistory` for
        entries that do not follow what the claim or the payment holds; `InvalidValue` for entries that are
        not the pool's or break it, and where a claim or payment and its fund would say different things
        (`check_together`); `AlreadyRecorded` for a ledger entry whose cause the ledger holds already
        (`FundWrite.causes`), so that an entry that is delivered again does no harm; and `CommandReused` for
        one whose command was given to another fund (`FundWrite.commands`).
        """
        ...

    def claims(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[Claim, ...]:
        """Return the claims as they are now, of one location or program where asked, by identifier.

        `location` and `program` are identifiers; `None` leaves out that condition.
        """
        ...

    def pools(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[FundPool, ...]:
        """Return the fund pools as they are now, of one location or program where asked.

        `location` and `program` are identifiers; `None` leaves out that condition.
        """
        ...


@runtime_checkable
class SnapshotRepository(Protocol):
    """What a repository may do besides: load a claim without its whole History.

    `perform` uses the verb where it is there. How and when snapshots are made is the store's affair;
    a snapshot is a cache, to be thrown away when the library is upgraded.
    """

    def load(self, claim: ClaimId, command: CommandId) -> Loaded:
        """Return the claim's last snapshot, every entry since, and what this command has led to.

        `claim` and `command` are the identifiers of the claim and of the command asked about.

        Raises `UnknownClaim`.
        """
        ...


@runtime_checkable
class AsyncClaimRepository(Protocol):
    """The async twin of `ClaimRepository`: the same verbs with the same promises, awaited."""

    async def history(self, claim: ClaimId) -> History:
        """Return the whole History of a claim.

        `claim` is the claim's identifier.

        Raises `UnknownClaim`.
        """
        ...

    async def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> FundPool:
        """Return the fund pool that a claim draws on, as it is now.

        The three parameters are those of the claim's form: `location`, `program` and `usage_period`.

        Raises `UnknownFund`.
        """
        ...

    async def booked(self, fund: PoolKey, command: CommandId) -> tuple[FundEntry, ...]:
        """Return the entries of a fund that a command to it has led to, in order; none where it is new.

        `fund` is the key of the fund pool, and `command` the identifier of the command asked about.

        Raises `UnknownFund`.
        """
        ...

    async def payment_history(self, payment: PaymentId) -> PaymentHistory:
        """Return the whole History of a payment.

        `payment` is the payment's identifier.

        Raises `UnknownPayment`.
        """
        ...

    async def payments(self, claim: ClaimId) -> tuple[Payment, ...]:
        """Return the payments of a claim as they are now, by identifier; none where none was made.

        `claim` is the claim's identifier.
        """
        ...

    async def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Append to several streams in one atomic step: all of it or nothing.

        `writes` are for claims, fund pools and payments, in any order, several for one stream too; none at
        all changes nothing. `guards` say what was read and is not written: they are compared with what is
        stored before the writes, in the same step.

        Raises as `ClaimRepository.append` does. A caller that is cancelled while it waits does not know
        whether the append was done: it is there as a whole or not at all, and the same command sent again
        finds out.
        """
        ...

    async def claims(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[Claim, ...]:
        """Return the claims as they are now, of one location or program where asked, by identifier.

        `location` and `program` are identifiers; `None` leaves out that condition.
        """
        ...

    async def pools(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[FundPool, ...]:
        """Return the fund pools as they are now, of one location or program where asked.

        `location` and `program` are identifiers; `None` leaves out that condition.
        """
        ...


@runtime_checkable
class AsyncSnapshotRepository(Protocol):
    """The async twin of `SnapshotRepository`."""

    async def load(self, claim: ClaimId, command: CommandId) -> Loaded:
        """Return the claim's last snapshot, every entry since, and what this command has led to.

        `claim` and `command` are the identifiers of the claim and of the command asked about.

        Raises `UnknownClaim`.
        """
        ...


@runtime_checkable
class BankProfileRepository(Protocol):
    """Where the assignments of bank profiles are kept."""

    def profiles(self, location: LocationId, program: ProgramId) -> BankProfiles:
        """Return every assignment that may concern this location and program, defaults included.

        `location` and `program` are identifiers.
        """
        ...
