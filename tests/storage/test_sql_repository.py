"""The example over SQL keeps the whole contract: SQLite and PostgreSQL, sync and async."""

from __future__ import annotations

import importlib
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import attrs
import pytest
from tests.support.databases import example, postgres_url
from tests.support.world import USER, desk_at, instant, pool_key, sek

from coopclaims import ClaimStatus, FundPool
from coopclaims.claims import Comment
from coopclaims.errors import UnknownFund
from coopclaims.identifiers import ClaimId, LocationId
from coopclaims.repositories import ClaimWrite, FundWrite
from coopclaims.testing.contract import Capabilities, async_repository_contract, repository_contract

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from coopclaims.funds import PoolKey
    from coopclaims.testing.contract import AsyncCheck, Check, MakeAsyncRepository, MakeRepository

SQL = example()
sa: Any = importlib.import_module("sqlalchemy")
QUEUE: Any = importlib.import_module("sqlalchemy.pool").AsyncAdaptedQueuePool
aio: Any = importlib.import_module("sqlalchemy.ext.asyncio")


class Broken(Exception):
    """The connection is gone."""


@contextmanager
def breaking(engine: Any, after: int) -> Generator[None]:
    """Break off what the engine does as soon as so many streams were written to."""
    advanced = 0

    def count(*given: Any) -> None:
        nonlocal advanced
        advanced += "UPDATE streams SET version" in given[2]
        if advanced > after:
            raise Broken

    sa.event.listen(engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        sa.event.remove(engine, "before_cursor_execute", count)


@attrs.frozen
class Database:
    """A database to connect to: its URLs, how an engine is made on it, and what it keeps."""

    url: str
    awaited: str
    options: dict[str, Any]
    is_durable: bool = True
    long_history: int = 20_000


@pytest.fixture(params=["sqlite-file", "sqlite-memory", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "postgresql":
        url = postgres_url()
        yield Database(url, url, {"pool_size": 10}, long_history=100_000)
    elif request.param == "sqlite-file":
        path = f"/{tmp_path}/claims.db"
        yield Database(f"sqlite://{path}", f"sqlite+aiosqlite://{path}", {"connect_args": {"timeout": 60}})
    else:
        # One connection, used by one at a time; another keeps the memory where that one is cancelled.
        name = f"file:{uuid4().hex}?mode=memory&cache=shared"
        with closing(sqlite3.connect(name, uri=True)):
            path = f"/{name}&uri=true"
            one = {"pool_size": 1, "max_overflow": 0, "connect_args": {"check_same_thread": False}}
            yield Database(f"sqlite://{path}", f"sqlite+aiosqlite://{path}", one, is_durable=False)


@pytest.fixture
def sync(database: Database) -> Iterator[tuple[MakeRepository, Capabilities]]:
    """How to make a repository on the database, and what it can do."""
    engines: list[Any] = []

    def connect() -> Any:
        engines.append(sa.create_engine(database.url, poolclass=sa.QueuePool, **database.options))
        return SQL.SqlRepository(engines[-1])

    def reopen(store: Any) -> Any:
        store.engine.dispose()
        return connect()

    def another(store: Any) -> Any:
        return connect() if database.is_durable else SQL.SqlRepository(store.engine)

    SQL.METADATA.create_all(connect().engine)

    def make(*pools: PoolKey) -> Any:
        store = SQL.SqlRepository(engines[-1])
        for key in pools:
            store.open_pool(key)
        return store

    yield (
        make,
        Capabilities(
            snapshots=0,
            breaking=lambda store, after: breaking(store.engine, after),
            reopening=reopen if database.is_durable else None,
            another=another,
            long_history=database.long_history,
        ),
    )
    for engine in engines:
        engine.dispose()


@pytest.fixture
def awaited(database: Database) -> tuple[MakeAsyncRepository, Capabilities]:
    """How to make an async repository on the database, and what it can do."""

    def connect() -> Any:
        return SQL.AsyncSqlRepository(
            aio.create_async_engine(database.awaited, poolclass=QUEUE, **database.options)
        )

    async def make(*pools: PoolKey) -> Any:
        store = connect()
        async with store.engine.begin() as connection:
            await connection.run_sync(SQL.METADATA.create_all)
        for key in pools:
            await store.open_pool(key)
        return store

    async def close(store: Any) -> None:
        await store.engine.dispose()

    async def reopen(store: Any) -> Any:
        await close(store)
        return connect()

    async def another(store: Any) -> Any:
        return connect() if database.is_durable else SQL.AsyncSqlRepository(store.engine)

    return make, Capabilities(
        snapshots=0,
        breaking=lambda store, after: breaking(store.engine.sync_engine, after),
        reopening=reopen if database.is_durable else None,
        another=another,
        closing=close,
        long_history=2_000,  # the functions are the same, and the long one was done without a bridge
    )


def named(check: Callable[..., None]) -> str:
    return check.__name__


@pytest.mark.parametrize("check", repository_contract, ids=named)
def test_every_promise_is_kept(check: Check, sync: tuple[MakeRepository, Capabilities]) -> None:
    check(*sync)


@pytest.mark.parametrize("check", async_repository_contract, ids=named)
def test_every_promise_is_kept_when_awaited(
    check: AsyncCheck, awaited: tuple[MakeAsyncRepository, Capabilities]
) -> None:
    check(*awaited)


class Place:
    """A fund and a draft that no other test has, in a repository on the database."""

    def __init__(self, make: MakeRepository) -> None:
        self.key = attrs.evolve(pool_key(), location=LocationId(f"place-{uuid4().hex[:8]}"))
        self.store: Any = make(self.key)
        self.desk = desk_at(ClaimStatus.EDITING, claim=ClaimId(f"claim-{uuid4().hex[:8]}"))
        self.write = ClaimWrite(claim=self.desk.id, expected=0, entries=self.desk.history.entries)

    def pool(self) -> FundPool:
        found: FundPool = self.store.pool(self.key.location, self.key.program, self.key.usage_period)
        return found


@pytest.fixture
def place(sync: tuple[MakeRepository, Capabilities]) -> Place:
    return Place(sync[0])


def test_a_fund_is_opened_once(place: Place) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        place.store.open_pool(place.key)
    with pytest.raises(sa.exc.IntegrityError):
        place.store.open_pool(attrs.evolve(place.key, currency=pool_key("EUR").currency))


def test_a_fund_has_one_currency(place: Place) -> None:
    key = attrs.evolve(place.key, currency=pool_key("EUR").currency)
    with pytest.raises(UnknownFund):
        place.store.append(FundWrite(pool=key, expected=0, entries=()))
    assert place.pool() == FundPool.empty(place.key)


def test_a_transaction_that_is_rolled_back_leaves_nothing(place: Place) -> None:
    """Whatever ends it, after everything was written and could be seen from inside."""

    def write_and_fail() -> None:
        with place.store.engine.begin() as connection:
            SQL.append(connection, place.write)
            assert SQL.history(connection, place.desk.id) == place.desk.history
            raise Broken

    with pytest.raises(Broken):
        write_and_fail()
    assert place.desk.id not in {claim.id for claim in place.store.claims()}
    place.store.append(place.write)
    assert place.store.history(place.desk.id) == place.desk.history


def test_a_state_that_another_version_of_the_library_made_is_not_used(place: Place) -> None:
    """The entries are the truth; the next append makes the state anew."""
    store, desk = place.store, place.desk
    store.append(place.write)
    entry = place.pool().earned_entry("ireland", sek("7.50"), at=instant("2022-07-01 00:00"))
    store.append(FundWrite(pool=place.key, expected=0, entries=(entry,)))
    pool = place.pool()
    with store.engine.begin() as connection:
        names = (f"claim {desk.id}", SQL.stream_of(FundWrite(pool=place.key, expected=0, entries=())))
        ours = SQL.STREAMS.c.id.in_(names)
        connection.execute(sa.update(SQL.STREAMS).where(ours).values(state="nonsense", made_by="0.0.1"))
    assert place.pool() == pool
    assert desk.claim in store.claims(location=desk.claim.form.location)
    comment = desk.do(Comment, USER, desk.later)
    expected = len(desk.history) - 1
    store.append(ClaimWrite(claim=desk.id, expected=expected, entries=comment.entries))
    assert store.load(desk.id, comment.entries[0].command).claim() == desk.claim
