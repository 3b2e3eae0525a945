"""A command is performed within the caller's own transaction, and goes back with it."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.databases import example
from tests.support.findings import BOB, RULES, World, cc

if TYPE_CHECKING:
    from collections.abc import Generator

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "store_claims.md"


class OnConnection:
    """A repository over a connection that somebody else has opened, by the functions of the example."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def append(self, *writes: Any) -> None:
        example().append(self.connection, *writes)

    def history(self, claim: Any) -> Any:
        return example().history(self.connection, claim)

    def load(self, claim: Any, command: Any) -> Any:
        return example().load(self.connection, claim, command)

    def pool(self, location: Any, program: Any, usage_period: Any) -> Any:
        return example().pool(self.connection, location, program, usage_period)

    def claims(self, *, location: Any = None, program: Any = None) -> Any:
        return example().claims(self.connection, location, program)

    def pools(self, *, location: Any = None, program: Any = None) -> Any:
        return example().pools(self.connection, location, program)


@pytest.fixture
def sql() -> Any:
    example()
    return pytest.importorskip("sqlalchemy", reason="the example needs SQLAlchemy")


@pytest.fixture
def engine(sql: Any) -> Generator[Any]:
    """Return a database in memory with a draft and an empty outbox."""
    database = sql.create_engine("sqlite://", poolclass=sql.pool.StaticPool)
    example().METADATA.create_all(database)
    with database.begin() as connection:
        connection.execute(sql.text("CREATE TABLE outbox (mail TEXT)"))
    world = World()
    world.repo = example().SqlRepository(database)
    world.repo.open_pool(world.key)
    world.draft()
    yield database
    database.dispose()


def remark() -> Any:
    return World().ask(cc.claims.Comment, BOB, "2022-09-03 09:00", key="remark", text="A remark.")


def perform(sql: Any, connection: Any) -> Any:
    """Perform a command and queue a mail about it."""
    outcome = cc.perform(remark(), OnConnection(connection), rules=RULES)
    connection.execute(sql.text("INSERT INTO outbox VALUES ('A remark was made.')"))
    return outcome


def stands(sql: Any, engine: Any) -> tuple[int, int]:
    """Return how many entries the claim has, and how many mails are queued."""
    with engine.begin() as connection:
        mails = connection.execute(sql.text("SELECT count(*) FROM outbox")).scalar()
        return len(example().history(connection, cc.identifiers.ClaimId("C-1"))), mails


def test_claim_and_outbox_are_written_together(sql: Any, engine: Any) -> None:
    with engine.begin() as connection:
        perform(sql, connection)
    assert stands(sql, engine) == (3, 1)


def test_claim_and_outbox_go_back_together(sql: Any, engine: Any) -> None:
    with engine.connect() as connection:
        perform(sql, connection)
        connection.rollback()
    assert stands(sql, engine) == (2, 0)


def test_a_command_that_went_back_with_its_transaction_is_no_repeat(sql: Any, engine: Any) -> None:
    with engine.connect() as connection:
        perform(sql, connection)
        connection.rollback()
    with engine.begin() as connection:
        assert not perform(sql, connection).is_repeat
    with engine.begin() as connection:
        assert perform(sql, connection).is_repeat


@pytest.mark.parametrize("word", ["transaction of yours", "IMMEDIATE", "outbox"])
def test_the_how_to_says_how_a_command_is_performed_in_a_transaction_of_the_caller(word: str) -> None:
    assert word in HOW_TO.read_text(encoding="utf-8")


def test_the_example_has_a_repository_over_a_given_connection(sql: Any, engine: Any) -> None:
    def is_sync(kind: Any) -> bool:
        return hasattr(kind, "append") and not inspect.iscoroutinefunction(kind.append)

    def holds(kind: Any, connection: Any) -> bool:
        try:
            return len(kind(connection).history(cc.identifiers.ClaimId("C-1"))) == 2
        except (AttributeError, TypeError, sql.exc.InvalidRequestError):
            return False

    kinds = [kind for kind in vars(example()).values() if isinstance(kind, type) and is_sync(kind)]
    with engine.begin() as connection:
        assert any(holds(kind, connection) for kind in kinds)
