"""A conflict is a conflict, in whichever words the database says it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.databases import example, postgres_url
from tests.support.findings import BOB, World, cc

if TYPE_CHECKING:
    from collections.abc import Generator

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "store_claims.md"


class DatabaseError(Exception):
    """What a driver raises, with the code of the server."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


CONFLICTS = {
    "serialization failure": DatabaseError("40001"),
    "deadlock": DatabaseError("40P01"),
    "locked": sqlite3.OperationalError("database is locked"),
}
OTHERS = {"disk full": DatabaseError("53100"), "gone": DatabaseError("57P01")}


@pytest.fixture
def sql() -> Any:
    example()
    return pytest.importorskip("sqlalchemy", reason="the example needs SQLAlchemy")


@pytest.fixture
def world(sql: Any) -> Generator[Any]:
    """Return a world whose claim stands in a database in memory."""
    database = sql.create_engine("sqlite://", poolclass=sql.pool.StaticPool)
    example().METADATA.create_all(database)
    made = World()
    made.repo = example().SqlRepository(database)
    made.repo.open_pool(made.key)
    made.draft()
    yield made
    database.dispose()


def answered(sql: Any, world: Any, error: Exception) -> str:
    """Return what comes of a command where the database refuses the update of the stream once."""

    def refuse(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("UPDATE streams SET version"):
            raise sql.exc.OperationalError(statement, {}, error)

    sql.event.listen(world.repo.engine, "before_cursor_execute", refuse)
    try:
        world.do(cc.claims.Comment, BOB, "2022-09-03 09:00", text="A remark.")
    except (cc.CoopClaimsError, sql.exc.OperationalError) as raised:
        return type(raised).__name__
    finally:
        sql.event.remove(world.repo.engine, "before_cursor_execute", refuse)
    return "recorded"


@pytest.mark.parametrize("conflict", CONFLICTS)
def test_a_conflict_that_the_database_finds_is_stale(sql: Any, world: Any, conflict: str) -> None:
    assert answered(sql, world, CONFLICTS[conflict]) == "StaleClaim"


@pytest.mark.parametrize("other", OTHERS)
def test_what_is_no_conflict_stays_the_error_of_the_database(sql: Any, world: Any, other: str) -> None:
    assert answered(sql, world, OTHERS[other]) == "OperationalError"


def test_a_version_that_was_not_found_is_not_told_as_one() -> None:
    error = cc.StaleClaim("C-1", 2, None)
    assert "None" not in str(error)


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_the_how_to_has_a_row_for_each_isolation_level(level: str) -> None:
    assert level in HOW_TO.read_text(encoding="utf-8").upper()


CHECKS = [
    "loses_no_update",
    "performs_a_command_once_when_sent_at_once",
    "never_overdraws_a_fund",
]


def keeps(sql: Any, level: str, name: str) -> bool:
    """Return whether the example keeps a promise on PostgreSQL at an isolation level."""
    testing = pytest.importorskip("coopclaims.testing", reason="the contract needs the extra testing")
    database = sql.create_engine(postgres_url(), isolation_level=level)
    example().METADATA.create_all(database)

    def make(*keys: Any) -> Any:
        store = example().SqlRepository(database)
        for key in keys:
            store.open_pool(key)
        return store

    check = {each.__name__: each for each in testing.repository_contract}[name]
    try:
        check(make, testing.Capabilities(snapshots=0, long_history=50, threads=4))
    except (AssertionError, sql.exc.OperationalError):
        return False
    finally:
        database.dispose()
    return True


@pytest.mark.parametrize("check", CHECKS)
def test_the_promise_is_kept_at_read_committed(sql: Any, check: str) -> None:
    assert keeps(sql, "READ COMMITTED", check)


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.parametrize("check", CHECKS)
def test_the_promise_is_kept_at_a_stricter_level(sql: Any, level: str, check: str) -> None:
    assert keeps(sql, level, check)
