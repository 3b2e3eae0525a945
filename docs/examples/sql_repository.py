"""A repository over SQL, to be copied: SQLite and PostgreSQL, sync and async, with SQLAlchemy Core.

What is stored is in `sql_states.py`, and the lists that are read from it in `sql_lists.py`; both are copied
with it. Here is what `coopclaims.perform` needs, above all the atomic append. Everything that speaks SQL is a
function of a connection. The classes at the end open one, or are given yours: then a command is performed
within your transaction.
"""

# ruff: noqa: D102 - what each verb does, the Protocol says

from __future__ import annotations

import asyncio
import json
from contextlib import contextmanager
from random import uniform
from time import sleep
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeAlias, TypeVar, cast

import sqlalchemy as sa
from sql_lists import Listing, Overview, Page, Sum, claims, overview, page, pools, sums
from sql_states import (
    COMMANDS,
    ENTRIES,
    METADATA,
    NO_DUE,
    STREAMS,
    Due,
    Rebuilt,
    Transaction,
    all_entries,
    entries_of,
    keep,
    rebuild,
    state_at,
    states,
    whole,
)
from sqlalchemy.exc import DBAPIError

import coopclaims as cc
from coopclaims.errors import AlreadyRecorded
from coopclaims.repositories import Loaded, check_together
from coopclaims.wire import from_text, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

Entry: TypeAlias = cc.HistoryEntry | cc.funds.FundEntry | cc.payments.PaymentEntry
T = TypeVar("T")
P = ParamSpec("P")

__all__ = [
    "METADATA",
    "AsyncSqlRepository",
    "AsyncSqlRepositoryWithin",
    "SqlRepository",
    "SqlRepositoryWithin",
]

GIVEN = sa.text("INSERT INTO commands (id, fund) VALUES (:id, :fund) ON CONFLICT (id) DO NOTHING")
CREATE = sa.text("INSERT INTO streams (id, kind, version) VALUES (:id, :kind, 0) ON CONFLICT (id) DO NOTHING")
LOCK = sa.text("UPDATE streams SET version = version WHERE id = :id")
"""The statement that keeps others from a row until the transaction ends, whatever is read of it."""
ADVANCE = sa.text("UPDATE streams SET version = :new WHERE id = :id AND version = :expected")
"""The statement that makes an append atomic: check and write are one step of the database."""


def append(
    connection: sa.Connection,
    *writes: cc.repositories.Write,
    guards: Sequence[cc.repositories.Guard] = (),
    due: Due = NO_DUE,
) -> None:
    """Write everything within the connection's transaction; whatever is raised undoes all of it."""
    lock(connection, writes, guards)
    for guard in guards:
        compare(connection, guard)
    for write in writes:
        stream = stream_of(write)
        advance = {"id": stream, "expected": write.expected, "new": write.expected + len(write.entries)}
        if connection.execute(ADVANCE, advance).rowcount != 1:
            raise stale(connection, write)
        entries: tuple[Entry, ...] = write.entries
        causes = write.causes() if isinstance(write, cc.repositories.FundWrite) else (None,) * len(entries)
        rows = [
            row_of(stream, number, entry, cause)
            for number, (entry, cause) in enumerate(zip(entries, causes, strict=True), write.expected + 1)
        ]
        refuse_repeats(connection, stream, [row["cause"] for row in rows])
        if rows:
            wrote = {"wrote": written_in(connection, stream)}
            connection.execute(sa.insert(ENTRIES), [row | wrote for row in rows])
        if isinstance(write, cc.repositories.FundWrite):
            keep_commands(connection, write)
        row = connection.execute(sa.select(STREAMS).where(STREAMS.c.id == stream)).one()
        if isinstance(write, cc.repositories.FundWrite):
            keep_pool(connection, write, row)
        elif rows and isinstance(write, cc.repositories.ClaimWrite):
            keep_claim(connection, write, row, due)
        elif rows and isinstance(write, cc.repositories.PaymentWrite):
            keep_payment(connection, write, row)
    check_together(writes)


def lock(
    connection: sa.Connection,
    writes: Iterable[cc.repositories.Write],
    guards: Iterable[cc.repositories.Guard],
) -> None:
    """Keep others from all that is written or compared, in one order for everybody: nobody deadlocks.

    The payments of a claim are locked with the claim's row, so that a new one is noticed as well.
    """
    streams = {*map(stream_of, writes), *map(stream_of, guards)}
    for write in writes:
        if isinstance(write, cc.repositories.PaymentWrite):
            streams |= {f"claim {claim}" for claim in claims_of(connection, write)}
    for stream in sorted(streams):
        kind, _ = stream.split(" ", 1)
        if kind != "fund":  # which is opened first
            connection.execute(CREATE, {"id": stream, "kind": kind})
        connection.execute(LOCK, {"id": stream})


def claims_of(connection: sa.Connection, write: cc.repositories.PaymentWrite) -> set[str]:
    """Return the claim of a payment: as it is stored, or as its first entry says."""
    asked = sa.select(STREAMS.c.claim).where(STREAMS.c.id == stream_of(write))
    stored = connection.execute(asked).scalar()
    return {each for each in (stored, *(entry.terms.claim for entry in write.entries if entry.terms)) if each}


def compare(connection: sa.Connection, guard: cc.repositories.Guard) -> None:
    """Raise `StaleClaim` where what was read is not as it was read."""
    if isinstance(guard, cc.repositories.PaymentsGuard):
        guard.check(payments(connection, guard.claim))
        return
    found = connection.execute(sa.select(STREAMS.c.version).where(STREAMS.c.id == stream_of(guard))).scalar()
    if found is None and isinstance(guard, cc.repositories.FundGuard):
        raise cc.errors.UnknownFund(guard.pool)
    if (found or 0) != guard.expected:
        raise cc.StaleClaim(stream_of(guard), guard.expected, found or 0)


def stream_of(of: cc.repositories.Write | cc.repositories.Guard) -> str:
    """Return the row that a write or guard concerns."""
    if isinstance(of, cc.repositories.PaymentWrite):
        return f"payment {of.payment}"
    if isinstance(of, cc.repositories.FundWrite | cc.repositories.FundGuard):
        return fund_at(of.pool.location, of.pool.program, of.pool.usage_period)
    return f"claim {of.claim}"


def fund_at(location: str, program: str, usage: cc.UsagePeriod) -> str:
    """Return the row of a fund: a location, program and usage period have one, in one currency."""
    return f"fund {json.dumps([location, program, usage.first.isoformat(), usage.last.isoformat()])}"


def row_of(
    stream: str, number: int, entry: Entry, cause: tuple[str | int | None, ...] | None
) -> dict[str, object]:
    """Return the row of an entry; `cause` is what a second delivery of a ledger entry would repeat."""
    return {
        "stream": stream,
        "number": number,
        "body": to_text(entry),
        "command": entry.command,
        "cause": None if cause is None else json.dumps(cause),
    }


def written_in(connection: sa.Connection, stream: str) -> int:
    """Return the transaction that the next entries of a stream are given out with: never before the last."""
    if connection.dialect.name != "postgresql":
        return 0
    last = sa.select(sa.func.max(ENTRIES.c.wrote)).where(ENTRIES.c.stream == stream).scalar_subquery()
    return int(connection.execute(sa.select(sa.func.greatest(Transaction(), last))).scalar_one())


def refuse_repeats(connection: sa.Connection, stream: str, causes: Sequence[object]) -> None:
    """Raise `AlreadyRecorded` where the ledger holds an entry of one of these causes, or two are the same.

    The ledger's row is locked. To wait for the database's refusal would be wrong twice: it may have refused
    for another reason, and a transaction of PostgreSQL in which a statement has failed is lost.
    """
    new = [cause for cause in causes if cause is not None]
    known = sa.select(ENTRIES.c.cause).where(ENTRIES.c.stream == stream, ENTRIES.c.cause.in_(new))
    if new and (len(set(new)) < len(new) or connection.execute(known).first() is not None):
        raise AlreadyRecorded(stream, "an entry that is there", "new_entry")


def keep_commands(connection: sa.Connection, write: cc.repositories.FundWrite) -> None:
    """Keep which fund each command was given to. Raises `CommandReused` for one that another fund has."""
    for command, fund in write.commands():
        connection.execute(GIVEN, {"id": command, "fund": to_text(fund)})
        known = connection.execute(sa.select(COMMANDS.c.fund).where(COMMANDS.c.id == command)).scalar_one()
        other = from_text(known, cc.funds.PoolKey)
        if other != fund:
            raise cc.errors.CommandReused(f"command {command}", fund, "booking_of_one_fund", fund=other)


def stale(connection: sa.Connection, write: cc.repositories.Write) -> cc.CoopClaimsError:
    """Return the error that says why a write does not fit the version of its stream."""
    found = connection.execute(sa.select(STREAMS.c.version).where(STREAMS.c.id == stream_of(write))).scalar()
    if found is None and isinstance(write, cc.repositories.FundWrite):
        return cc.errors.UnknownFund(write.pool)
    return cc.StaleClaim(stream_of(write), write.expected, found or 0)


def keep_claim(
    connection: sa.Connection, write: cc.repositories.ClaimWrite, row: sa.Row[Any], due: Due
) -> None:
    """Keep the claim as it stands after its new entries. Raises `BrokenHistory` where they do not fit."""
    before = cast("cc.Claim | None", state_at(connection, row, write.expected))
    claim = cc.replay(write.entries, start=before)
    if claim.id != write.claim:
        raise cc.errors.BrokenHistory(
            row.id, claim.id, "entry_of", stream=write.claim, thing="claim", of=write.claim
        )
    keep(connection, [(row.id, claim)], due)


def keep_payment(connection: sa.Connection, write: cc.repositories.PaymentWrite, row: sa.Row[Any]) -> None:
    """Keep the payment as it stands after its new entries. Raises `BrokenHistory` where they do not fit."""
    before = cast("cc.payments.Payment | None", state_at(connection, row, write.expected))
    payment = cc.payments.replay_payment(write.entries, start=before)
    if payment.id != write.payment:
        raise cc.errors.BrokenHistory(
            row.id, payment.id, "entry_of", stream=write.payment, thing="payment", of=write.payment
        )
    keep(connection, [(row.id, payment)])


def keep_pool(connection: sa.Connection, write: cc.repositories.FundWrite, row: sa.Row[Any]) -> None:
    """Keep the fund as it stands after its new entries. Raises `InvalidValue` where they do not fit."""
    before = cast("cc.FundPool", state_at(connection, row, write.expected))
    if write.pool != before.key:  # the same place and period, in another currency
        raise cc.errors.UnknownFund(write.pool)
    keep(connection, [(row.id, before.record(write.entries))])


def open_pool(connection: sa.Connection, key: cc.funds.PoolKey) -> cc.FundPool:
    """Open an empty fund pool."""
    stream, pool = fund_at(key.location, key.program, key.usage_period), cc.FundPool.empty(key)
    connection.execute(sa.insert(STREAMS), {"id": stream, "kind": "fund", "version": 0, "key": to_text(key)})
    keep(connection, [(stream, pool)])
    return pool


def history(connection: sa.Connection, claim: cc.identifiers.ClaimId) -> cc.History:
    """Return the whole History of a claim."""
    entries = all_entries(connection, f"claim {claim}", cc.HistoryEntry)
    if not entries:
        raise cc.errors.UnknownClaim(claim)
    return cc.History(claim, entries)


def booked(
    connection: sa.Connection, fund: cc.funds.PoolKey, command: cc.identifiers.CommandId
) -> tuple[cc.funds.FundEntry, ...]:
    """Return what a command to a fund has led to."""
    stream = fund_at(fund.location, fund.program, fund.usage_period)
    row = connection.execute(sa.select(STREAMS).where(STREAMS.c.id == stream)).one_or_none()
    if row is None or from_text(row.key, cc.funds.PoolKey) != fund:
        raise cc.errors.UnknownFund(fund)
    found = entries_of(connection, stream, cc.funds.FundEntry, ENTRIES.c.command == command)
    return tuple(entry for entry in found if entry.payment is None)


def payment_history(
    connection: sa.Connection, payment: cc.identifiers.PaymentId
) -> cc.payments.PaymentHistory:
    """Return the whole History of a payment."""
    entries = all_entries(connection, f"payment {payment}", cc.payments.PaymentEntry)
    if not entries:
        raise cc.errors.UnknownPayment(payment)
    return cc.payments.PaymentHistory(payment, entries)


def payments(connection: sa.Connection, claim: cc.identifiers.ClaimId) -> tuple[cc.payments.Payment, ...]:
    """Return the payments of a claim as they stand."""
    column = STREAMS.c
    asked = sa.select(STREAMS).where(column.kind == "payment", column.claim == claim, column.version > 0)
    rows = connection.execute(asked.order_by(column.id)).all()
    return whole(states(connection, rows, NO_DUE), cc.payments.Payment)


def load(
    connection: sa.Connection, claim: cc.identifiers.ClaimId, command: cc.identifiers.CommandId
) -> Loaded:
    """Return the claim as it stands, without its History, and what a command has led to."""
    row = connection.execute(sa.select(STREAMS).where(STREAMS.c.id == f"claim {claim}")).one_or_none()
    snapshot = None if row is None else cast("cc.Claim | None", state_at(connection, row, row.version))
    if row is None or snapshot is None:
        raise cc.errors.UnknownClaim(claim)
    # Read second: what somebody writes in between is seen here, and makes this append too late.
    performed = entries_of(connection, row.id, cc.HistoryEntry, ENTRIES.c.command == command)
    return Loaded(snapshot=snapshot, since=(), performed=performed)


def pool(connection: sa.Connection, location: str, program: str, usage: cc.UsagePeriod) -> cc.FundPool:
    """Return the fund of a place and period as it stands."""
    asked = sa.select(STREAMS).where(STREAMS.c.id == fund_at(location, program, usage))
    row = connection.execute(asked).one_or_none()
    if row is None:
        raise cc.errors.UnknownFund((location, program, usage))
    return cast("cc.FundPool", state_at(connection, row, row.version))


CONFLICTS = {"40001", "40P01", "55P03"}
"""Not serializable, a deadlock, a lock that was not to be had: what PostgreSQL says to the second one."""

ATTEMPTS = 8
"""How often a transaction is begun that the database breaks off because of another one."""


def pause(attempt: int) -> float:
    """Return for how many seconds to wait after an attempt: longer each time, and never as others do."""
    return uniform(0, 0.002 * 2**attempt)  # noqa: S311 - nothing secret


def is_conflict(error: DBAPIError) -> bool:
    """Return whether the database has refused because somebody else was first, in whichever words."""
    code = getattr(error.orig, "sqlstate", None)
    return code in CONFLICTS or (code is None and "locked" in str(error.orig))  # which is what SQLite says


@contextmanager
def conflicts_as_stale(
    writes: Sequence[cc.repositories.Write], guards: Sequence[cc.repositories.Guard]
) -> Generator[None]:
    """Raise `StaleClaim` where the database itself notices the conflict; the version is not known then."""
    try:
        yield
    except DBAPIError as error:
        if not is_conflict(error):
            raise
        first = (*writes, *guards)[0]
        raise cc.StaleClaim(stream_of(first), getattr(first, "expected", 0), None) from error


def append_within(
    connection: sa.Connection,
    *writes: cc.repositories.Write,
    guards: Sequence[cc.repositories.Guard] = (),
    due: Due = NO_DUE,
) -> None:
    """Append within a transaction that goes on: what is refused leaves nothing in it, and ends it not."""
    with conflicts_as_stale(writes, guards), connection.begin_nested():
        append(connection, *writes, guards=guards, due=due)


def act_within(
    connection: sa.Connection,
    act: Callable[Concatenate[sa.Connection, P], T],
    /,
    *given: P.args,
    **named: P.kwargs,
) -> T:
    """Act within the transaction of a connection, which on SQLite is begun as one that writes.

    One that reads first and writes later is refused as soon as somebody else has written in between.
    """
    driver = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" and not getattr(driver, "in_transaction", True):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    return act(connection, *given, **named)


class SqlRepository:
    """Claims, funds and payments in a database, for `coopclaims.perform`.

    A transaction that the database breaks off because of another one is begun again: it then sees what the
    other one wrote, and most often says which version is stored. `due` says how due days are found.
    """

    def __init__(self, engine: sa.Engine, due: Due = NO_DUE) -> None:
        self.engine = engine
        self.due = due

    def _do(self, act: Callable[Concatenate[sa.Connection, P], T], *given: P.args, **named: P.kwargs) -> T:
        attempt = 1
        while True:
            try:
                with self.engine.begin() as connection:
                    return act(connection, *given, **named)
            except DBAPIError as error:
                if attempt == ATTEMPTS or not is_conflict(error):
                    raise
            sleep(pause(attempt))
            attempt += 1

    def open_pool(self, key: cc.funds.PoolKey) -> cc.FundPool:
        return self._do(open_pool, key)

    def append(self, *writes: cc.repositories.Write, guards: Sequence[cc.repositories.Guard] = ()) -> None:
        with conflicts_as_stale(writes, guards):
            self._do(append, *writes, guards=guards, due=self.due)

    def booked(
        self, fund: cc.funds.PoolKey, command: cc.identifiers.CommandId
    ) -> tuple[cc.funds.FundEntry, ...]:
        return self._do(booked, fund, command)

    def payment_history(self, payment: cc.identifiers.PaymentId) -> cc.payments.PaymentHistory:
        return self._do(payment_history, payment)

    def payments(self, claim: cc.identifiers.ClaimId) -> tuple[cc.payments.Payment, ...]:
        return self._do(payments, claim)

    def history(self, claim: cc.identifiers.ClaimId) -> cc.History:
        return self._do(history, claim)

    def load(self, claim: cc.identifiers.ClaimId, command: cc.identifiers.CommandId) -> Loaded:
        return self._do(load, claim, command)

    def pool(
        self,
        location: cc.identifiers.LocationId,
        program: cc.identifiers.ProgramId,
        usage_period: cc.UsagePeriod,
    ) -> cc.FundPool:
        return self._do(pool, location, program, usage_period)

    def claims(
        self,
        *,
        location: cc.identifiers.LocationId | None = None,
        program: cc.identifiers.ProgramId | None = None,
        after: cc.identifiers.ClaimId | None = None,
        limit: int | None = None,
    ) -> tuple[cc.Claim, ...]:
        return self._do(claims, location, program, after, limit, self.due)

    def page(self, listing: Listing, *, after: str | None = None, limit: int = 50) -> Page:
        return self._do(page, listing, after=after, limit=limit, due=self.due)

    def sums(self, listing: Listing) -> tuple[Sum, ...]:
        return self._do(sums, listing, due=self.due)

    def overview(self, listing: Listing) -> Overview:
        return self._do(overview, listing, due=self.due)

    def rebuild(self, *, after: str = "") -> Rebuilt:
        return self._do(rebuild, after=after, due=self.due)

    def pools(
        self,
        *,
        location: cc.identifiers.LocationId | None = None,
        program: cc.identifiers.ProgramId | None = None,
    ) -> tuple[cc.FundPool, ...]:
        return self._do(pools, location, program)


class SqlRepositoryWithin(SqlRepository):
    """The same over a connection of yours: all that is done ends with your transaction, either way.

    Nothing is begun again here, since a part of a transaction cannot be.
    """

    def __init__(self, connection: sa.Connection, due: Due = NO_DUE) -> None:
        self.connection = connection
        self.due = due

    def _do(self, act: Callable[Concatenate[sa.Connection, P], T], *given: P.args, **named: P.kwargs) -> T:
        return act_within(self.connection, act, *given, **named)

    def append(self, *writes: cc.repositories.Write, guards: Sequence[cc.repositories.Guard] = ()) -> None:
        self._do(append_within, *writes, guards=guards, due=self.due)


class AsyncSqlRepository:
    """The same for `coopclaims.perform_async`: the same functions, on an async connection."""

    def __init__(self, engine: AsyncEngine, due: Due = NO_DUE) -> None:
        self.engine = engine
        self.due = due

    async def _do(
        self, act: Callable[Concatenate[sa.Connection, P], T], *given: P.args, **named: P.kwargs
    ) -> T:
        async def transact() -> T:
            attempt = 1
            while True:
                try:
                    async with self.engine.begin() as connection:
                        return await connection.run_sync(act, *given, **named)
                except DBAPIError as error:
                    if attempt == ATTEMPTS or not is_conflict(error):
                        raise
                await asyncio.sleep(pause(attempt))
                attempt += 1

        # Whoever is cancelled leaves; the transaction ends, and gives its connection and locks back.
        return await asyncio.shield(transact())

    async def open_pool(self, key: cc.funds.PoolKey) -> cc.FundPool:
        return await self._do(open_pool, key)

    async def append(
        self, *writes: cc.repositories.Write, guards: Sequence[cc.repositories.Guard] = ()
    ) -> None:
        with conflicts_as_stale(writes, guards):
            await self._do(append, *writes, guards=guards, due=self.due)

    async def booked(
        self, fund: cc.funds.PoolKey, command: cc.identifiers.CommandId
    ) -> tuple[cc.funds.FundEntry, ...]:
        return await self._do(booked, fund, command)

    async def payment_history(self, payment: cc.identifiers.PaymentId) -> cc.payments.PaymentHistory:
        return await self._do(payment_history, payment)

    async def payments(self, claim: cc.identifiers.ClaimId) -> tuple[cc.payments.Payment, ...]:
        return await self._do(payments, claim)

    async def history(self, claim: cc.identifiers.ClaimId) -> cc.History:
        return await self._do(history, claim)

    async def load(self, claim: cc.identifiers.ClaimId, command: cc.identifiers.CommandId) -> Loaded:
        return await self._do(load, claim, command)

    async def pool(
        self,
        location: cc.identifiers.LocationId,
        program: cc.identifiers.ProgramId,
        usage_period: cc.UsagePeriod,
    ) -> cc.FundPool:
        return await self._do(pool, location, program, usage_period)

    async def claims(
        self,
        *,
        location: cc.identifiers.LocationId | None = None,
        program: cc.identifiers.ProgramId | None = None,
        after: cc.identifiers.ClaimId | None = None,
        limit: int | None = None,
    ) -> tuple[cc.Claim, ...]:
        return await self._do(claims, location, program, after, limit, self.due)

    async def page(self, listing: Listing, *, after: str | None = None, limit: int = 50) -> Page:
        return await self._do(page, listing, after=after, limit=limit, due=self.due)

    async def sums(self, listing: Listing) -> tuple[Sum, ...]:
        return await self._do(sums, listing, due=self.due)

    async def overview(self, listing: Listing) -> Overview:
        return await self._do(overview, listing, due=self.due)

    async def rebuild(self, *, after: str = "") -> Rebuilt:
        return await self._do(rebuild, after=after, due=self.due)

    async def pools(
        self,
        *,
        location: cc.identifiers.LocationId | None = None,
        program: cc.identifiers.ProgramId | None = None,
    ) -> tuple[cc.FundPool, ...]:
        return await self._do(pools, location, program)


class AsyncSqlRepositoryWithin(AsyncSqlRepository):
    """The same over an async connection of yours: all that is done ends with your transaction, either way."""

    def __init__(self, connection: AsyncConnection, due: Due = NO_DUE) -> None:
        self.connection = connection
        self.due = due

    async def _do(
        self, act: Callable[Concatenate[sa.Connection, P], T], *given: P.args, **named: P.kwargs
    ) -> T:
        return await self.connection.run_sync(act_within, act, *given, **named)

    async def append(
        self, *writes: cc.repositories.Write, guards: Sequence[cc.repositories.Guard] = ()
    ) -> None:
        await self._do(append_within, *writes, guards=guards, due=self.due)
