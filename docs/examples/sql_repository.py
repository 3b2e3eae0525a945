"""A repository over SQL, to be copied: SQLite and PostgreSQL, sync and async, with SQLAlchemy Core.

Two tables. `streams` has a row for each claim and each fund: its version, and the claim or fund as it
stands, which is a cache. `entries` has what happened, which is the truth: rows are only ever inserted.
Everything that speaks SQL is a function of a connection; the two classes at the end only open one.
"""

from __future__ import annotations

import base64
import json
import pickle
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa

import coopclaims as cc
from coopclaims.errors import AlreadyRecorded
from coopclaims.repositories import Loaded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.ext.asyncio import AsyncEngine

MADE_BY = version("coopclaims")
"""What the library makes of entries may change with it: a state made by another version is made again."""

METADATA = sa.MetaData()
STREAMS = sa.Table(
    "streams",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("location", sa.Text, index=True),
    sa.Column("program", sa.Text, index=True),
    sa.Column("key", sa.Text),
    sa.Column("state", sa.Text),
    sa.Column("made_by", sa.Text),
)
ENTRIES = sa.Table(
    "entries",
    METADATA,
    sa.Column("stream", sa.ForeignKey("streams.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("command", sa.Text),
    sa.Column("cause", sa.Text),
    sa.Column("body", sa.Text, nullable=False),
    sa.Index("by_command", "stream", "command"),
    sa.UniqueConstraint("stream", "cause"),
)
CREATE = sa.text(
    "INSERT INTO streams (id, kind, version) VALUES (:id, 'claim', 0) ON CONFLICT (id) DO NOTHING"
)
ADVANCE = sa.text("UPDATE streams SET version = :new WHERE id = :id AND version = :expected")
"""The statement that makes an append atomic: the check and the write are one step of the database."""


def dump(value: object) -> str:
    return base64.b64encode(pickle.dumps(value)).decode()


def load(text: str) -> Any:
    return pickle.loads(base64.b64decode(text))


def stream_of(write: cc.Write) -> str:
    """Return the row that a write concerns."""
    return f"claim {write.claim}" if isinstance(write, cc.ClaimWrite) else fund_stream(write.pool)


def fund_stream(key: cc.PoolKey) -> str:
    """Return the row of a fund: a location, program and usage period have one, in one currency."""
    return fund_at(key.location, key.program, key.usage_period)


def fund_at(location: cc.LocationId, program: cc.ProgramId, usage: cc.UsagePeriod) -> str:
    """Return the row of the fund of a place and period."""
    return f"fund {json.dumps([location, program, usage.first.isoformat(), usage.last.isoformat()])}"


def append(connection: sa.Connection, writes: Sequence[cc.Write]) -> None:
    """Write everything within the connection's transaction; whatever is raised undoes all of it."""
    for write in sorted(writes, key=stream_of):  # one order for everybody, so that nobody deadlocks
        stream = stream_of(write)
        if isinstance(write, cc.ClaimWrite) and not write.expected:
            connection.execute(CREATE, {"id": stream})
        advance = {"id": stream, "expected": write.expected, "new": write.expected + len(write.entries)}
        if connection.execute(ADVANCE, advance).rowcount != 1:
            raise stale(connection, write)
        if write.entries:
            rows = [row_of(stream, number, entry) for number, entry in enumerate(write.entries, write.expected + 1)]
            try:
                connection.execute(sa.insert(ENTRIES), rows)
            except sa.exc.IntegrityError:
                raise AlreadyRecorded(stream, "an entry that it holds", "an entry that it does not hold yet") from None
            keep_state(connection, write)


def row_of(stream: str, number: int, entry: cc.HistoryEntry | cc.FundEntry) -> dict[str, object]:
    """Return the row of an entry; its cause is what a second delivery would repeat."""
    command = entry.command if isinstance(entry, cc.HistoryEntry) else None
    caused = isinstance(entry, cc.FundEntry) and entry.number is not None
    cause = json.dumps([entry.claim, entry.number, entry.kind]) if caused else None
    return {"stream": stream, "number": number, "command": command, "cause": cause, "body": dump(entry)}


def stale(connection: sa.Connection, write: cc.Write) -> cc.CoopClaimsError:
    """Return the error that says why a write does not fit the version of its stream."""
    asked = sa.select(STREAMS.c.version).where(STREAMS.c.id == stream_of(write))
    found = connection.execute(asked).scalar()
    if found is None and isinstance(write, cc.FundWrite):
        return cc.UnknownFund(str(write.pool))
    return cc.StaleClaim(stream_of(write), write.expected, found or 0)


def keep_state(connection: sa.Connection, write: cc.Write) -> None:
    """Record the new entries, which have to fit, and keep the claim or fund as it stands then."""
    stream = stream_of(write)
    row = connection.execute(sa.select(STREAMS).where(STREAMS.c.id == stream)).one()
    before = standing(connection, row, write.expected)
    if isinstance(write, cc.ClaimWrite):
        state = cc.replay(write.entries, start=before)
        if state.id != write.claim:
            raise cc.BrokenHistory(stream, f"entries of claim {state.id}", "its own entries")
        place = {"location": state.form.location, "program": state.form.program}
    else:
        if write.pool != load(row.key):
            raise cc.UnknownFund(str(write.pool))
        state, place = before.record(write.entries), {}
    kept = {**place, "state": dump(state), "made_by": MADE_BY}
    connection.execute(sa.update(STREAMS).where(STREAMS.c.id == stream).values(**kept))


def standing(connection: sa.Connection, row: sa.Row[Any], version: int) -> Any:
    """Return the claim or fund of a row as it stood at a version: from its state, or from its entries."""
    if row.made_by == MADE_BY:
        return load(row.state)
    entries = entries_of(connection, row.id, ENTRIES.c.number <= version)
    if row.kind == "fund":
        return cc.FundPool.empty(load(row.key)).record(entries)
    return cc.replay(entries) if entries else None


def entries_of(connection: sa.Connection, stream: str, *conditions: sa.ColumnElement[bool]) -> tuple[Any, ...]:
    """Return the entries of a stream, in order."""
    asked = sa.select(ENTRIES.c.body).where(ENTRIES.c.stream == stream, *conditions)
    return tuple(load(body) for body in connection.execute(asked.order_by(ENTRIES.c.number)).scalars())


def open_pool(connection: sa.Connection, key: cc.PoolKey) -> cc.FundPool:
    """Open an empty fund pool."""
    pool = cc.FundPool.empty(key)
    row = {"id": fund_stream(key), "kind": "fund", "version": 0, "location": key.location}
    row |= {"program": key.program, "key": dump(key), "state": dump(pool), "made_by": MADE_BY}
    connection.execute(sa.insert(STREAMS), row)
    return pool


def history(connection: sa.Connection, claim: cc.ClaimId) -> cc.History:
    """Return the whole History of a claim."""
    entries = entries_of(connection, f"claim {claim}")
    if not entries:
        raise cc.UnknownClaim(claim)
    return cc.History(claim, entries)


def load_claim(connection: sa.Connection, claim: cc.ClaimId, command: cc.CommandId) -> Loaded:
    """Return the claim as it stands, without its History, and what a command has led to."""
    asked = sa.select(STREAMS).where(STREAMS.c.id == f"claim {claim}", STREAMS.c.version > 0)
    row = connection.execute(asked).one_or_none()
    if row is None:
        raise cc.UnknownClaim(claim)
    # Read second: what is written in between is found here, and the append is too late for it.
    performed = entries_of(connection, row.id, ENTRIES.c.command == command)
    return Loaded(snapshot=standing(connection, row, row.version), since=(), performed=performed)


def pool(
    connection: sa.Connection, location: cc.LocationId, program: cc.ProgramId, usage: cc.UsagePeriod
) -> cc.FundPool:
    """Return the fund of a place and period as it stands."""
    asked = sa.select(STREAMS).where(STREAMS.c.id == fund_at(location, program, usage))
    row = connection.execute(asked).one_or_none()
    if row is None:
        raise cc.UnknownFund(f"{program} at {location}, usage {usage}")
    return cast("cc.FundPool", standing(connection, row, row.version))


def listed(
    connection: sa.Connection, kind: str, location: cc.LocationId | None, program: cc.ProgramId | None
) -> Iterable[Any]:
    """Return the claims or funds as they stand, of one location or program where asked."""
    asked = sa.select(STREAMS).where(STREAMS.c.kind == kind, STREAMS.c.state.is_not(None))
    if location is not None:
        asked = asked.where(STREAMS.c.location == location)
    if program is not None:
        asked = asked.where(STREAMS.c.program == program)
    # Sorted here: a database sorts text by its own collation.
    rows = sorted(connection.execute(asked).all(), key=lambda row: str(row.id))
    return tuple(standing(connection, row, row.version) for row in rows)


class SqlRepository:
    """Claims and funds in a database, for `coopclaims.perform`."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    def create_tables(self) -> None:
        """Create the tables that are not there yet."""
        METADATA.create_all(self.engine)

    def open_pool(self, key: cc.PoolKey) -> cc.FundPool:
        """Open an empty fund pool."""
        with self.engine.begin() as connection:
            return open_pool(connection, key)

    def append(self, *writes: cc.Write) -> None:
        """Append to several streams in one transaction."""
        with self.engine.begin() as connection:
            append(connection, writes)

    def history(self, claim: cc.ClaimId) -> cc.History:
        """Return the whole History of a claim."""
        with self.engine.connect() as connection:
            return history(connection, claim)

    def load(self, claim: cc.ClaimId, command: cc.CommandId) -> Loaded:
        """Return the claim as it stands, and what a command has led to."""
        with self.engine.connect() as connection:
            return load_claim(connection, claim, command)

    def pool(
        self, location: cc.LocationId, program: cc.ProgramId, usage_period: cc.UsagePeriod
    ) -> cc.FundPool:
        """Return the fund pool that a claim draws on."""
        with self.engine.connect() as connection:
            return pool(connection, location, program, usage_period)

    def claims(
        self, *, location: cc.LocationId | None = None, program: cc.ProgramId | None = None
    ) -> tuple[cc.Claim, ...]:
        """Return the claims of one location or program, by identifier."""
        with self.engine.connect() as connection:
            return tuple(listed(connection, "claim", location, program))

    def pools(
        self, *, location: cc.LocationId | None = None, program: cc.ProgramId | None = None
    ) -> tuple[cc.FundPool, ...]:
        """Return the fund pools of one location or program."""
        with self.engine.connect() as connection:
            return tuple(listed(connection, "fund", location, program))


class AsyncSqlRepository:
    """The same for `coopclaims.perform_async`: the same functions, run on an async connection."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    async def create_tables(self) -> None:
        """Create the tables that are not there yet."""
        async with self.engine.begin() as connection:
            await connection.run_sync(METADATA.create_all)

    async def open_pool(self, key: cc.PoolKey) -> cc.FundPool:
        """Open an empty fund pool."""
        async with self.engine.begin() as connection:
            return await connection.run_sync(open_pool, key)

    async def append(self, *writes: cc.Write) -> None:
        """Append to several streams in one transaction."""
        async with self.engine.begin() as connection:
            await connection.run_sync(append, writes)

    async def history(self, claim: cc.ClaimId) -> cc.History:
        """Return the whole History of a claim."""
        async with self.engine.connect() as connection:
            return await connection.run_sync(history, claim)

    async def load(self, claim: cc.ClaimId, command: cc.CommandId) -> Loaded:
        """Return the claim as it stands, and what a command has led to."""
        async with self.engine.connect() as connection:
            return await connection.run_sync(load_claim, claim, command)

    async def pool(
        self, location: cc.LocationId, program: cc.ProgramId, usage_period: cc.UsagePeriod
    ) -> cc.FundPool:
        """Return the fund pool that a claim draws on."""
        async with self.engine.connect() as connection:
            return await connection.run_sync(pool, location, program, usage_period)

    async def claims(
        self, *, location: cc.LocationId | None = None, program: cc.ProgramId | None = None
    ) -> tuple[cc.Claim, ...]:
        """Return the claims of one location or program, by identifier."""
        async with self.engine.connect() as connection:
            return tuple(await connection.run_sync(listed, "claim", location, program))

    async def pools(
        self, *, location: cc.LocationId | None = None, program: cc.ProgramId | None = None
    ) -> tuple[cc.FundPool, ...]:
        """Return the fund pools of one location or program."""
        async with self.engine.connect() as connection:
            return tuple(await connection.run_sync(listed, "fund", location, program))
