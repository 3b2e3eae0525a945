"""The example store reads no more than a list shows, and leaves nothing out in silence."""

from __future__ import annotations

import inspect
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.databases import example
from tests.support.findings import ALICE, BOB, World, cc

if TYPE_CHECKING:
    from collections.abc import Generator

CLAIMS = [f"C-{number}" for number in range(1, 6)]


@pytest.fixture
def sql() -> Any:
    """Return the example, with SQLAlchemy beside it."""
    example()
    return pytest.importorskip("sqlalchemy", reason="the example needs SQLAlchemy")


@pytest.fixture
def engine(sql: Any) -> Generator[Any]:
    """Return a database in memory with five drafts on one fund."""
    database = sql.create_engine("sqlite://", poolclass=sql.pool.StaticPool)
    example().METADATA.create_all(database)
    world = World()
    world.repo = example().SqlRepository(database)
    world.repo.open_pool(world.key)
    for claim in CLAIMS:
        world.do(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", claim=claim, form=world.form())
    yield database
    database.dispose()


@contextmanager
def statements(sql: Any, engine: Any) -> Generator[list[str]]:
    """Collect the statements that are sent meanwhile."""
    sent: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    sql.event.listen(engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        sql.event.remove(engine, "before_cursor_execute", listen)


def upgraded(sql: Any, engine: Any) -> None:
    """Leave the states as another version of the library has made them."""
    with engine.begin() as connection:
        connection.execute(sql.text("UPDATE streams SET made_by = 'another'"))


def without_entries(sql: Any, engine: Any, claim: str) -> None:
    with engine.begin() as connection:
        connection.execute(sql.text("DELETE FROM entries WHERE stream = :id"), {"id": f"claim {claim}"})


def listed(engine: Any) -> list[str]:
    return [claim.id for claim in example().SqlRepository(engine).claims()]


def outcome(engine: Any) -> str:
    """Return the list, or what the error says that is raised instead."""
    try:
        return str(listed(engine))
    except cc.CoopClaimsError as error:
        return str(error)


def test_a_list_of_claims_is_one_statement(sql: Any, engine: Any) -> None:
    with statements(sql, engine) as sent:
        assert listed(engine) == CLAIMS
    assert len(sent) == 1


def test_after_an_upgrade_the_list_is_the_same(sql: Any, engine: Any) -> None:
    upgraded(sql, engine)
    assert listed(engine) == CLAIMS


def test_the_second_list_after_an_upgrade_costs_no_more_than_before_it(sql: Any, engine: Any) -> None:
    upgraded(sql, engine)
    listed(engine)
    with statements(sql, engine) as sent:
        listed(engine)
    assert len(sent) == 1


def test_a_claim_whose_entries_are_gone_is_named(sql: Any, engine: Any) -> None:
    upgraded(sql, engine)
    without_entries(sql, engine, "C-3")
    assert "C-3" in outcome(engine)


def test_a_state_that_cannot_be_read_names_its_claim(sql: Any, engine: Any) -> None:
    with engine.begin() as connection:
        connection.execute(sql.text("UPDATE streams SET state = '{}' WHERE id = 'claim C-3'"))
    assert "C-3" in outcome(engine)


def test_a_constraint_that_is_no_double_entry_is_not_told_as_one(sql: Any, engine: Any) -> None:
    refuse = "CREATE TRIGGER closed BEFORE INSERT ON entries BEGIN SELECT RAISE(ABORT, 'closed'); END"
    with engine.begin() as connection:
        connection.execute(sql.text(refuse))
    world = World()
    world.repo = example().SqlRepository(engine)
    raised = ""
    try:
        world.do(cc.claims.Comment, BOB, "2022-09-03 09:00", key="remark", text="A remark.")
    except (cc.CoopClaimsError, sql.exc.IntegrityError) as error:
        raised = type(error).__name__
    assert raised
    assert raised != "AlreadyRecorded"


def test_a_list_can_be_asked_for_a_page() -> None:
    asked = set(inspect.signature(example().SqlRepository.claims).parameters)
    assert asked - {"self", "location", "program"}
