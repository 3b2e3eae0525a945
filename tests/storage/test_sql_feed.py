"""All entries in one order: nobody who follows it misses one, whoever commits first."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from tests.support.databases import engine as engine_of, example, postgres_url, remark
from tests.support.world import RULES, desk_at, instant, pool_key, sek

from coopclaims import ClaimStatus, HistoryEntry, perform
from coopclaims.funds import FundEntry
from coopclaims.identifiers import ClaimId
from coopclaims.repositories import ClaimWrite, FundWrite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SQL = example()
FEED: Any = importlib.import_module("sql_feed")
STATES: Any = importlib.import_module("sql_states")
sa: Any = importlib.import_module("sqlalchemy")


@pytest.fixture(params=["sqlite-file", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """An empty store that nobody else uses, with a fund."""
    server, schema = None, sa.schema.CreateSchema(f"feed_{uuid4().hex}")
    if request.param == "sqlite-file":
        engine = engine_of(f"sqlite:///{tmp_path / 'claims.db'}")
    else:
        server = sa.create_engine(postgres_url(), poolclass=sa.NullPool)
        with server.begin() as connection:
            connection.execute(schema)
        options = {"options": f"-c search_path={schema.element}"}
        engine = sa.create_engine(postgres_url(), connect_args=options)
    SQL.METADATA.create_all(engine)
    made = SQL.SqlRepository(engine)
    made.open_pool(pool_key())
    yield made
    engine.dispose()
    if server is not None:
        with server.begin() as connection:
            connection.execute(sa.schema.DropSchema(schema.element, cascade=True))


SEVERAL_WRITERS = pytest.mark.parametrize("store", ["postgresql"], indirect=True)
"""On SQLite one transaction writes at a time."""


def draft(claim: str) -> ClaimWrite:
    desk = desk_at(ClaimStatus.EDITING, claim=ClaimId(claim))
    return ClaimWrite(claim=desk.id, expected=0, entries=desk.history.entries[:2])


def follow(store: Any, after: tuple[int, int] = (0, 0), limit: int = 1_000) -> list[Any]:
    with store.engine.begin() as connection:
        found: list[Any] = FEED.feed(connection, after=after, limit=limit)
    return found


def named(found: list[Any]) -> list[tuple[str, int]]:
    return [(each.stream, each.number) for each in found]


def test_entries_come_in_the_order_in_which_they_were_written(store: Any) -> None:
    entry = store.pools()[0].earned_entry("ireland", sek("7.50"), at=instant("2022-07-01 00:00"))
    store.append(draft("C-2"))
    store.append(draft("C-1"), FundWrite(pool=pool_key(), expected=0, entries=(entry,)))
    perform(remark("C-2", "one"), store, rules=RULES)
    fund = SQL.stream_of(FundWrite(pool=pool_key(), expected=0, entries=()))
    order = [
        ("claim C-2", 1),
        ("claim C-2", 2),
        ("claim C-1", 1),
        ("claim C-1", 2),
        (fund, 1),
        ("claim C-2", 3),
    ]
    found = follow(store)
    assert named(found) == order
    assert [type(each.entry) for each in found] == [*[HistoryEntry] * 4, FundEntry, HistoryEntry]
    assert found[-1].entry == store.history(ClaimId("C-2")).entries[-1]
    step: list[Any] = []
    while part := follow(store, step[-1].mark if step else (0, 0), 2):
        assert len(part) <= 2
        step += part
    assert step == found


@SEVERAL_WRITERS
def test_who_commits_late_is_not_passed(store: Any) -> None:
    store.append(draft("C-0"))
    seen = follow(store)
    with store.engine.connect() as late:
        SQL.SqlRepositoryWithin(late).append(draft("C-1"))
        store.append(draft("C-2"))  # which got its place later, and is committed
        assert follow(store, seen[-1].mark) == []
        late.commit()
    assert named(follow(store, seen[-1].mark)) == [
        ("claim C-1", 1),
        ("claim C-1", 2),
        ("claim C-2", 1),
        ("claim C-2", 2),
    ]


@SEVERAL_WRITERS
def test_a_stream_is_in_its_own_order_whichever_transaction_is_older(store: Any) -> None:
    store.append(draft("C-1"))
    with store.engine.connect() as older:
        SQL.SqlRepositoryWithin(older).append(draft("C-2"))  # from now on it has a number
        perform(remark("C-1", "by the younger one"), store, rules=RULES)
        perform(remark("C-1", "by the older one"), SQL.SqlRepositoryWithin(older), rules=RULES)
        older.commit()
    found = follow(store)
    assert [each.number for each in found if each.stream == "claim C-1"] == [1, 2, 3, 4]
    assert len(found) == 6


def test_an_entry_that_cannot_be_read_stops_nobody(store: Any) -> None:
    store.append(draft("C-1"))
    store.append(draft("C-2"))
    with store.engine.begin() as connection:
        first = STATES.ENTRIES.c.stream == "claim C-1"
        connection.execute(sa.update(STATES.ENTRIES).where(first).values(body="x"))
    found = follow(store)
    assert [isinstance(each.entry, STATES.DamagedRow) for each in found] == [True, True, False, False]
    assert "claim C-1" in str(found[0].entry)
