"""All orders in which writers can meet: the store in memory survives each, and faulty stores do not."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.world import REVIEWER, RULES, USER, desk_at, fund, instant

from coopclaims import (
    Claim,
    ClaimStatus,
    FundPool,
    History,
    HistoryEntry,
    InMemoryRepository,
    StaleClaim,
    replay,
)
from coopclaims.claims import ApproveClaim, Comment, CreateClaim
from coopclaims.errors import UnknownClaim
from coopclaims.identifiers import ClaimId, CommandId
from coopclaims.repositories import ClaimWrite, FundWrite
from coopclaims.testing.faults import SoundStore
from coopclaims.testing.faults.writing import (
    DoublesOnRetry,
    DropsTheFund,
    ForgetsTheExpectedVersion,
    IgnoresTheFundWhereAClaimIsWritten,
    IgnoresTheVersionOfTheFund,
    SwallowsStaleClaims,
    WritesOneStreamAfterTheOther,
)
from coopclaims.testing.interleavings import Interleavings, explore_interleavings
from coopclaims.wire import from_text, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from coopclaims import ClaimRepository
    from coopclaims.claims import Command

DESKS = [desk_at(ClaimStatus.UNDER_REVIEW, claim=ClaimId(name)) for name in ("C-1", "C-2")]
APPROVALS = [desk.command(ApproveClaim, REVIEWER, desk.later) for desk in DESKS]
"""Two approvals of 90000.00 each, of a fund of 120000.00."""
REMARKS = [
    attrs.evolve(
        DESKS[0].command(Comment, USER, DESKS[0].later, text=f"Remark {n}"), id=CommandId(f"remark-{n}")
    )
    for n in range(3)
]


def filled(store: ClaimRepository) -> ClaimRepository:
    """Return the store with the fund and both claims under review."""
    earned = fund()
    entries = tuple(
        earned.earned_entry(entity, amount, at=instant("2022-07-01 00:00"))
        for entity, amount in earned.earned
    )
    caused = tuple(entry for desk in DESKS for entry in desk.ledger)
    store.append(FundWrite(pool=earned.key, expected=0, entries=entries))
    store.append(
        *(ClaimWrite(claim=desk.id, expected=0, entries=desk.history.entries) for desk in DESKS),
        FundWrite(pool=earned.key, expected=1, entries=caused),
    )
    return store


def in_memory() -> ClaimRepository:
    store = InMemoryRepository()
    store.open_pool(fund().key)
    return filled(store)


def tried(commands: list[Command], *, attempts: int = 2, crashes: int = 1) -> Interleavings:
    return explore_interleavings(in_memory, commands, rules=RULES, attempts=attempts, crashes=crashes)


@pytest.mark.slow
class TestASoundStore:
    @pytest.mark.wide
    def test_three_writers_with_retries_a_repeat_and_a_crash(self) -> None:
        """Two approvals that one fund cannot both pay, a remark, and the first approval once more."""
        found = tried([*APPROVALS, REMARKS[0], APPROVALS[0]])
        assert found.interleavings > 100_000_000
        assert found.situations < 5_000
        assert found.crashes > 0
        assert found.conflicts > 0
        assert found.repeats > 0

    def test_three_remarks_on_one_claim(self) -> None:
        """Each subset of them in each order can be what is left, since any of them may crash or give up."""
        found = tried([*REMARKS], attempts=3)
        assert found.endings == 3 * 2 * 1 + 3 * 2  # all three in six orders; two of them where one crashed
        assert found.conflicts > 0

    def test_who_may_try_often_enough_is_never_left_out(self) -> None:
        assert tried([*REMARKS], attempts=3, crashes=0).endings == 6

    def test_who_tries_once_may_be_left_out(self) -> None:
        assert tried([*REMARKS], attempts=1, crashes=0).endings == 6 + 6 + 3

    def test_two_writers_of_three_steps_meet_in_twenty_orders(self) -> None:
        """Six steps, of which three are the first writer's: twenty ways to choose them."""
        found = tried([*REMARKS[:2]], attempts=1, crashes=0)
        assert found.interleavings == 20
        assert found.endings == 4  # both, in two orders, or one of them, which came first

    def test_a_claim_that_is_created_and_remarked_upon_at_once(self) -> None:
        """The claim alone, or the claim with the remark: never two claims, nor a remark on none."""
        desk = desk_at(None, claim=ClaimId("C-3"))
        create = desk.command(CreateClaim, USER, "2022-09-01 09:00")
        desk.do(CreateClaim, USER, "2022-09-01 09:00")
        remark = desk.command(Comment, USER, desk.later)
        found = tried([create, remark, create])
        assert found.endings == 2
        assert found.repeats > 0

    def test_one_writer_has_one_order(self) -> None:
        found = tried([REMARKS[0]], crashes=0)
        assert (found.interleavings, found.endings, found.situations) == (1, 1, 4)

    def test_what_was_tried_is_told(self) -> None:
        told = str(tried([REMARKS[0]], crashes=0))
        assert told.startswith("1 interleavings of 1 writers in 4 situations; 1 endings")


FAULTY: list[tuple[type[SoundStore], list[Command], str]] = [
    (ForgetsTheExpectedVersion, [*REMARKS[:2]], "what was acknowledged is stored"),
    (SwallowsStaleClaims, [*REMARKS[:2]], "what was acknowledged is stored"),
    (DoublesOnRetry, [REMARKS[0], REMARKS[0]], "expected a command that no other entry has"),
    (IgnoresTheVersionOfTheFund, [*APPROVALS], "who comes too late is told so"),
    (IgnoresTheFundWhereAClaimIsWritten, [*APPROVALS], "who comes too late is told so"),
    (DropsTheFund, [APPROVALS[0]], "every end is that of some order one after the other"),
    (WritesOneStreamAfterTheOther, [*APPROVALS], "every end is that of some order one after the other"),
]


class TestAFaultyStore:
    @pytest.mark.parametrize(("fault", "commands", "law"), FAULTY, ids=[each[0].__name__ for each in FAULTY])
    def test_is_found_out(self, fault: type[SoundStore], commands: list[Command], law: str) -> None:
        def make() -> ClaimRepository:
            return filled(fault(fund().key))

        with pytest.raises(AssertionError, match=law):
            explore_interleavings(make, commands, rules=RULES)

    def test_that_is_sound_otherwise_passes(self) -> None:
        """The scaffolding of the faults is not what is found out."""
        found = explore_interleavings(lambda: filled(SoundStore(fund().key)), [*APPROVALS], rules=RULES)
        assert found.endings == 2


class Rows:
    """Remarks in SQLite, a connection for each transaction; `step` is called between two of them."""

    transaction = "BEGIN IMMEDIATE"

    def __init__(self, path: str, step: Callable[[], object]) -> None:
        self.path, self.step = path, step
        self.funds = InMemoryRepository()
        with self.begun() as rows:
            rows.execute("CREATE TABLE IF NOT EXISTS entries (claim TEXT, number INTEGER, body TEXT)")
            rows.execute("DELETE FROM entries")

    @contextmanager
    def begun(self) -> Generator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=0, isolation_level=None)) as rows:
            rows.execute("PRAGMA synchronous = OFF")
            rows.execute("PRAGMA journal_mode = MEMORY")
            rows.execute(self.transaction)
            yield rows
            rows.execute("COMMIT")

    def history(self, claim: ClaimId) -> History:
        with self.begun() as rows:
            found = rows.execute(
                "SELECT body FROM entries WHERE claim = ? ORDER BY number", (claim,)
            ).fetchall()
        if not found:
            raise UnknownClaim(claim)
        return History(claim, [from_text(body, HistoryEntry) for (body,) in found])

    def pool(self, *place: Any) -> FundPool:
        return self.funds.pool(*place)

    def pools(self) -> tuple[FundPool, ...]:
        return self.funds.pools()

    def claims(self) -> tuple[Claim, ...]:
        return (replay(self.history(DESKS[0].id)),)

    def check(self, rows: sqlite3.Connection, write: ClaimWrite) -> None:
        asked = "SELECT count(*) FROM entries WHERE claim = ?"
        (found,) = rows.execute(asked, (write.claim,)).fetchone()
        if found != write.expected:
            raise StaleClaim(write.claim, write.expected, found)

    def insert(self, rows: sqlite3.Connection, write: ClaimWrite) -> None:
        for number, entry in enumerate(write.entries, write.expected + 1):
            rows.execute("INSERT INTO entries VALUES (?, ?, ?)", (write.claim, number, to_text(entry)))

    def append(self, *writes: Any) -> None:
        """Check and write in one transaction, which others stay out of."""
        self.step()
        with self.begun() as rows:
            for write in writes:
                self.check(rows, write)
                self.insert(rows, write)


class ReadsThenWrites(Rows):
    """Compares in one transaction, and writes in the next one."""

    def append(self, *writes: Any) -> None:
        for write in writes:
            with self.begun() as rows:
                self.check(rows, write)
            self.step()
            with self.begun() as rows:
                rows.execute(
                    "DELETE FROM entries WHERE claim = ? AND number > ?", (write.claim, write.expected)
                )
                self.insert(rows, write)


class HasAUniqueKey(ReadsThenWrites):
    """The same, with a key on claim and number that the second writer runs into."""

    def append(self, *writes: Any) -> None:
        with self.begun() as rows:
            rows.execute("CREATE UNIQUE INDEX IF NOT EXISTS once ON entries (claim, number)")
        for write in writes:
            with self.begun() as rows:
                self.check(rows, write)
            self.step()
            try:
                with self.begun() as rows:
                    self.insert(rows, write)
            except sqlite3.IntegrityError:
                raise StaleClaim(write.claim, write.expected, write.expected + 1) from None


class Deferred(Rows):
    """Reads and writes in one transaction, which takes its lock with the first write."""

    transaction = "BEGIN"

    def append(self, *writes: Any) -> None:
        with self.begun() as rows:
            for write in writes:
                self.check(rows, write)
                self.step()
                self.insert(rows, write)


def stepped(kind: type[Rows], path: Path, **more: Any) -> Interleavings:
    """Return what comes of two remarks at one version in such a store, stepped inside its calls."""

    def make(step: Callable[[], object]) -> Any:
        store = kind(str(path / "rows.db"), step)
        store.funds.open_pool(fund().key)
        with store.begun() as rows:
            store.insert(rows, ClaimWrite(claim=DESKS[0].id, expected=0, entries=DESKS[0].history.entries))
        return store

    more = {"attempts": 1, "crashes": 0} | more
    return explore_interleavings(make, REMARKS[:2], rules=RULES, **more)


class TestInsideACall:
    """A store says where another writer may come, and writers are stopped there too."""

    @pytest.mark.parametrize("kind", [Rows, HasAUniqueKey])
    def test_what_is_checked_where_it_is_written_is_sound(self, kind: type[Rows], tmp_path: Path) -> None:
        left: set[int] = set()
        found = stepped(kind, tmp_path, leaving=lambda: left.add(threading.get_ident()))
        assert left  # each thread says that it ends
        assert threading.get_ident() not in left
        assert found.endings == 4
        assert found.inside > 0
        assert f"inside an append {found.inside} times" in str(found)

    def test_a_read_before_the_write_loses_an_update(self, tmp_path: Path) -> None:
        with pytest.raises(AssertionError, match=r"what was acknowledged is stored|that of some order"):
            stepped(ReadsThenWrites, tmp_path)

    def test_a_deferred_transaction_cannot_go_on(self, tmp_path: Path) -> None:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            stepped(Deferred, tmp_path)

    def test_a_writer_may_crash_inside_a_call(self, tmp_path: Path) -> None:
        found = stepped(Rows, tmp_path, crashes=1)
        assert found.crashes > 0
        assert found.endings == 4  # the other one is still recorded

    def test_where_nothing_is_marked_each_append_is_one_step(self) -> None:
        found = tried([*REMARKS[:2]], attempts=1, crashes=0)
        assert found.inside == 0
        assert "each append taken as one step" in str(found)

    def test_who_waits_for_another_inside_a_step_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Locks(Rows):
            lock = threading.Lock()

            def append(self, *writes: Any) -> None:
                with self.lock:
                    super().append(*writes)

        monkeypatch.setattr("coopclaims.testing.pacing._PATIENCE", 0.05)
        with pytest.raises(AssertionError, match="outside of locks and transactions"):
            stepped(Locks, tmp_path)
