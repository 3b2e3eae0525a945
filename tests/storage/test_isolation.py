"""The example over SQL keeps the contract at every isolation level, and says so in our own words."""

from __future__ import annotations

import asyncio
import importlib
import threading
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import attrs
import pytest
from tests.support.databases import example, postgres_url
from tests.support.world import desk_at, pool_key

from coopclaims import ClaimStatus, StaleClaim
from coopclaims.identifiers import ClaimId, LocationId
from coopclaims.repositories import ClaimGuard, ClaimWrite, PaymentsGuard
from coopclaims.testing.contract import Capabilities, async_repository_contract, repository_contract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from coopclaims.funds import PoolKey
    from coopclaims.testing.contract.terms import AsyncCheck, Check

SQL = example()
sa: Any = importlib.import_module("sqlalchemy")
aio: Any = importlib.import_module("sqlalchemy.ext.asyncio")
LEVELS = ["REPEATABLE READ", "SERIALIZABLE"]
"""All but *read committed*, at which the whole suite runs."""

CAPABILITIES = Capabilities(snapshots=0, long_history=300, threads=4)


def named(check: Callable[..., None]) -> str:
    return check.__name__


@pytest.fixture(params=LEVELS)
def level(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.slow
@pytest.mark.parametrize("check", repository_contract, ids=named)
def test_every_promise_is_kept(check: Check, level: str) -> None:
    engine = sa.create_engine(postgres_url(), isolation_level=level, pool_size=10)
    SQL.METADATA.create_all(engine)

    def make(*pools: PoolKey) -> Any:
        store = SQL.SqlRepository(engine)
        for key in pools:
            store.open_pool(key)
        return store

    check(make, CAPABILITIES)
    engine.dispose()


@pytest.mark.wide  # the functions are the same
@pytest.mark.parametrize("check", async_repository_contract, ids=named)
def test_every_promise_is_kept_when_awaited(check: AsyncCheck) -> None:
    async def make(*pools: PoolKey) -> Any:
        store = SQL.AsyncSqlRepository(
            aio.create_async_engine(postgres_url(), isolation_level="SERIALIZABLE")
        )
        async with store.engine.begin() as connection:
            await connection.run_sync(SQL.METADATA.create_all)
        for key in pools:
            await store.open_pool(key)
        return store

    async def close(store: Any) -> None:
        await store.engine.dispose()

    check(make, attrs.evolve(CAPABILITIES, closing=close))


class Refused(Exception):
    """What a driver raises, with the code of the server."""

    def __init__(self, sqlstate: str | None, text: str = "") -> None:
        super().__init__(text)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("error", "is_conflict"),
    [
        (Refused("40001"), True),
        (Refused("40P01"), True),
        (Refused("55P03"), True),
        (Refused("53100", "the disk is locked"), False),
        (Refused(None, "database is locked"), True),
        (Refused(None, "database table is locked: streams"), True),
        (Refused(None, "disk I/O error"), False),
    ],
)
def test_a_conflict_is_known_by_what_the_database_says(error: Refused, is_conflict: bool) -> None:
    assert SQL.is_conflict(sa.exc.OperationalError("UPDATE", {}, error)) is is_conflict


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A repository on a file with a fund and a draft `C-1`, that waits for nobody."""
    monkeypatch.setattr(SQL, "pause", lambda _attempt: 0)
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'claims.db'}", connect_args={"timeout": 0})
    SQL.METADATA.create_all(engine)
    made = SQL.SqlRepository(engine)
    made.open_pool(pool_key())
    made.append(begin("C-1"))
    yield made
    engine.dispose()


def begin(claim: str) -> ClaimWrite:
    desk = desk_at(ClaimStatus.EDITING, claim=ClaimId(claim))
    return ClaimWrite(claim=desk.id, expected=0, entries=desk.history.entries)


def refusing(engine: Any, times: int) -> list[int]:
    """Let the database break off so many transactions at their first statement that writes."""
    left = [times]

    def refuse(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "streams SET version = version" in statement and left[0]:
            left[0] -= 1
            raise sa.exc.OperationalError(statement, {}, Refused("40001"))

    sa.event.listen(engine, "before_cursor_execute", refuse)
    return left


def test_a_transaction_that_is_broken_off_is_begun_again(store: Any) -> None:
    left = refusing(store.engine, SQL.ATTEMPTS - 1)
    store.append(begin("C-2"))
    assert left == [0]
    assert [claim.id for claim in store.claims()] == ["C-1", "C-2"]


def test_the_pause_grows_and_differs() -> None:
    for attempt in range(1, SQL.ATTEMPTS):
        found = {SQL.pause(attempt) for _ in range(20)}
        assert len(found) > 1
        assert 0 <= min(found) < max(found) <= 0.002 * 2**attempt


def test_it_is_not_begun_again_for_ever(store: Any) -> None:
    left = refusing(store.engine, SQL.ATTEMPTS)
    with pytest.raises(StaleClaim) as raised:
        store.append(begin("C-2"))
    assert (raised.value.stream, raised.value.expected, raised.value.found) == ("claim C-2", 0, None)
    assert left == [0]
    assert [claim.id for claim in store.claims()] == ["C-1"]


def test_begun_again_it_says_which_version_is_stored(store: Any) -> None:
    refusing(store.engine, 1)
    with pytest.raises(StaleClaim) as raised:
        store.append(begin("C-1"))
    assert (raised.value.expected, raised.value.found) == (0, len(begin("C-1").entries))


def test_a_guard_that_cannot_be_compared_is_named(store: Any) -> None:
    """Where nothing is written, what was read is named; payments have no one version."""
    for guard, expected in (
        (ClaimGuard(claim=ClaimId("C-1"), expected=2), 2),
        (PaymentsGuard(claim=ClaimId("C-1"), payments=frozenset()), 0),
    ):
        refusing(store.engine, SQL.ATTEMPTS)
        with pytest.raises(StaleClaim) as raised:
            store.append(guards=(guard,))
        assert (raised.value.stream, raised.value.expected) == ("claim C-1", expected)


def test_awaited_it_is_begun_again_as_well(store: Any) -> None:
    async def append(refused: int) -> list[int]:
        engine = aio.create_async_engine(str(store.engine.url).replace("sqlite:", "sqlite+aiosqlite:"))
        left = refusing(engine.sync_engine, refused)
        try:
            await SQL.AsyncSqlRepository(engine).append(begin("C-2"))
        finally:
            await engine.dispose()
        return left

    with pytest.raises(StaleClaim):
        asyncio.run(append(SQL.ATTEMPTS))
    assert asyncio.run(append(SQL.ATTEMPTS - 1)) == [0]
    assert [claim.id for claim in store.claims()] == ["C-1", "C-2"]


def test_what_is_no_conflict_is_not_tried_again(store: Any) -> None:
    sent: list[str] = []

    def fail(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)
        raise sa.exc.OperationalError(statement, {}, Refused("57P01"))

    sa.event.listen(store.engine, "before_cursor_execute", fail)
    with pytest.raises(sa.exc.OperationalError):
        store.append(begin("C-2"))
    assert len(sent) == 1


def test_on_sqlite_a_store_that_another_one_has_locked_is_stale(store: Any) -> None:
    """Nobody is waited for here, so each attempt is refused at once."""
    with store.engine.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(StaleClaim):
            store.append(begin("C-2"))
        other.rollback()
    store.append(begin("C-2"))


@pytest.mark.parametrize("level", ["READ COMMITTED", *LEVELS])
def test_appends_in_opposite_orders_of_a_caller_end(level: str) -> None:
    """Two transactions that lock two claims crosswise: the database breaks one off, and it is a conflict."""
    engine = sa.create_engine(postgres_url(), isolation_level=level)
    SQL.METADATA.create_all(engine)
    key = attrs.evolve(pool_key(), location=LocationId(f"place-{uuid4().hex[:8]}"))
    SQL.SqlRepository(engine).open_pool(key)
    names = [f"claim-{uuid4().hex[:8]}" for _ in range(2)]
    barrier, met = threading.Barrier(2, timeout=30), []

    def write(first: str, second: str) -> None:
        with engine.connect() as connection:
            within = SQL.SqlRepositoryWithin(connection)
            within.append(begin(first))
            barrier.wait()
            try:
                within.append(begin(second))
            except StaleClaim as stale:
                met.append(stale.found)
                connection.rollback()
            else:
                connection.commit()

    threads = [threading.Thread(target=partial(write, *order)) for order in (names, names[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert met == [None]
    stored = {claim.id for claim in SQL.SqlRepository(engine).claims()}
    assert {*names} <= stored
    engine.dispose()
