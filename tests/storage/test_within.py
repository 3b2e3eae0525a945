"""A command that is performed within a transaction of the caller ends with it, either way."""

from __future__ import annotations

import asyncio
import importlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import attrs
import pytest
from tests.support.databases import engine as engine_of, example, postgres_url, remark
from tests.support.world import RULES, desk_at, instant, pool_key, sek

from coopclaims import ClaimStatus, StaleClaim, perform, perform_async
from coopclaims.errors import AlreadyRecorded
from coopclaims.identifiers import ClaimId, LocationId
from coopclaims.repositories import ClaimWrite, FundWrite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SQL = example()
sa: Any = importlib.import_module("sqlalchemy")
aio: Any = importlib.import_module("sqlalchemy.ext.asyncio")

OUTBOX = sa.Table("outbox", sa.MetaData(), sa.Column("mail", sa.Text, nullable=False))


class Office:
    """A database with an outbox, a fund and a draft that no other test has."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = engine_of(url)
        SQL.METADATA.create_all(self.engine)
        OUTBOX.metadata.create_all(self.engine)
        self.store = SQL.SqlRepository(self.engine)
        self.key = attrs.evolve(pool_key(), location=LocationId(f"place-{uuid4().hex[:8]}"))
        self.store.open_pool(self.key)
        with suppress(sa.exc.IntegrityError):  # the fund of the draft, which other tests have opened as well
            self.store.open_pool(pool_key())
        self.desk = desk_at(ClaimStatus.EDITING, claim=ClaimId(f"claim-{uuid4().hex[:8]}"))
        self.version = len(self.desk.history)
        self.store.append(self.begin())

    def begin(self) -> ClaimWrite:
        return ClaimWrite(claim=self.desk.id, expected=0, entries=self.desk.history.entries)

    def remark(self, name: str) -> Any:
        return remark(self.desk.id, name)

    def perform(self, connection: Any, name: str, **more: Any) -> Any:
        """Perform a command on a connection, and queue a mail about it."""
        done = perform(self.remark(name), SQL.SqlRepositoryWithin(connection), rules=RULES, **more)
        connection.execute(sa.insert(OUTBOX), {"mail": f"{self.desk.id} {name}"})
        return done

    def stored(self) -> tuple[int, int]:
        """Return how many remarks the claim has, and how many mails about it are queued."""
        with self.engine.begin() as connection:
            mails = connection.execute(sa.select(OUTBOX)).scalars()
            mine = sum(mail.startswith(f"{self.desk.id} ") for mail in mails)
        return len(self.store.history(self.desk.id)) - self.version, mine

    def earned(self, amount: str) -> FundWrite:
        pool = self.store.pool(self.key.location, self.key.program, self.key.usage_period)
        entry = pool.earned_entry("ireland", sek(amount), at=instant("2022-07-01 00:00"))
        return FundWrite(pool=self.key, expected=pool.version, entries=(entry,))


@pytest.fixture(params=["sqlite-file", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    made = Office(postgres_url() if request.param == "postgresql" else f"sqlite:///{tmp_path / 'claims.db'}")
    yield made
    made.engine.dispose()


def test_both_are_written(office: Office) -> None:
    with office.engine.begin() as connection:
        assert not office.perform(connection, "first").is_repeat
        assert office.perform(connection, "second").claim.version == office.version + 2
    assert office.stored() == (2, 2)


def test_both_go_back_and_the_command_is_new_again(office: Office) -> None:
    with office.engine.connect() as connection:
        office.perform(connection, "first")
        connection.rollback()
    assert office.stored() == (0, 0)
    with office.engine.begin() as connection:
        assert not office.perform(connection, "first").is_repeat
    with office.engine.begin() as connection:
        assert office.perform(connection, "first").is_repeat
    assert office.stored() == (1, 2)


def test_a_row_that_was_written_before_goes_on_as_well(office: Office) -> None:
    """What is refused leaves nothing of itself, and takes nothing else with it."""
    with office.engine.begin() as connection:
        office.perform(connection, "first")
        within = SQL.SqlRepositoryWithin(connection)
        good = office.earned("7.50")
        with pytest.raises(StaleClaim):
            within.append(good, office.begin())
        assert within.pool(office.key.location, office.key.program, office.key.usage_period).version == 0
        within.append(good)
        with pytest.raises(AlreadyRecorded):
            within.append(attrs.evolve(good, expected=1))
        office.perform(connection, "second")
    assert office.stored() == (2, 2)
    assert office.store.pool(office.key.location, office.key.program, office.key.usage_period).version == 1


def test_every_verb_sees_what_the_transaction_has_written(office: Office) -> None:
    with office.engine.connect() as connection:
        within = SQL.SqlRepositoryWithin(connection)
        office.perform(connection, "first")
        assert len(within.history(office.desk.id)) == office.version + 1
        assert within.payments(office.desk.id) == ()
        assert office.desk.id in {claim.id for claim in within.claims()}
        assert office.key in {pool.key for pool in within.pools()}
        connection.rollback()


def test_the_first_reading_on_sqlite_keeps_other_writers_out(tmp_path: Path) -> None:
    """Or else the append that follows it would be refused once somebody else has written."""
    office = Office(f"sqlite:///{tmp_path / 'claims.db'}")
    other = sa.create_engine(office.url, connect_args={"timeout": 0})
    with office.engine.begin() as connection:
        SQL.SqlRepositoryWithin(connection).history(office.desk.id)
        with other.connect() as late, pytest.raises(sa.exc.OperationalError, match="locked"):
            late.exec_driver_sql("BEGIN IMMEDIATE")
        office.perform(connection, "first")
    assert office.stored() == (1, 1)
    office.engine.dispose()
    other.dispose()


def test_a_transaction_on_sqlite_that_has_only_read_is_told_of_a_conflict(tmp_path: Path) -> None:
    """The caller has begun it as one that reads, and somebody else has written since."""
    office = Office(f"sqlite:///{tmp_path / 'claims.db'}")
    with office.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")  # readers and a writer side by side
        connection.exec_driver_sql("BEGIN")
        within = SQL.SqlRepositoryWithin(connection)
        assert len(within.history(office.desk.id)) == office.version
        perform(office.remark("theirs"), office.store, rules=RULES)
        with pytest.raises(StaleClaim) as raised:
            office.perform(connection, "mine")
        assert raised.value.found is None
        connection.rollback()
    assert office.stored() == (1, 0)
    office.engine.dispose()


@pytest.mark.parametrize(
    ("level", "is_done"), [("READ COMMITTED", True), ("REPEATABLE READ", False), ("SERIALIZABLE", False)]
)
def test_a_second_attempt_sees_more_at_read_committed_alone(level: str, is_done: bool) -> None:
    office = Office(postgres_url())
    strict = sa.create_engine(office.url, isolation_level=level)

    def between(within: Any) -> Any:
        """Let somebody else record between the first loading and the first append."""
        append = within.append

        def late(*writes: Any, guards: Any = ()) -> None:
            within.append = append
            perform(office.remark("theirs"), office.store, rules=RULES)
            append(*writes, guards=guards)

        within.append = late
        return within

    def attempt() -> bool:
        with strict.connect() as connection:
            within = between(SQL.SqlRepositoryWithin(connection))
            try:
                perform(office.remark("mine"), within, rules=RULES, attempts=3)
            except StaleClaim:
                connection.rollback()
                return False
            connection.commit()
            return True

    assert attempt() is is_done
    assert office.stored()[0] == 1 + is_done
    office.engine.dispose()
    strict.dispose()


def test_awaited_it_is_the_same(office: Office) -> None:
    url = office.url.replace("sqlite:", "sqlite+aiosqlite:")

    async def act() -> tuple[bool, bool]:
        engine = aio.create_async_engine(url)

        async def do(connection: Any) -> bool:
            within = SQL.AsyncSqlRepositoryWithin(connection)
            done = await perform_async(office.remark("first"), within, rules=RULES)
            with pytest.raises(StaleClaim):
                await within.append(office.begin())
            await connection.execute(sa.insert(OUTBOX), {"mail": f"{office.desk.id} first"})
            return bool(done.is_repeat)

        async with engine.connect() as connection:
            gone = await do(connection)
            await connection.rollback()
        async with engine.begin() as connection:
            kept = await do(connection)
        await engine.dispose()
        return gone, kept

    assert asyncio.run(act()) == (False, False)
    assert office.stored() == (1, 1)
