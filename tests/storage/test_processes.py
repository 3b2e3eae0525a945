"""Two processes at one claim, a writer that is killed, a server that is killed: nothing lost or doubled."""

from __future__ import annotations

import importlib
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from tests.support import remarks as writer, sendings
from tests.support.databases import Server, engine, example, postgres_url, remark
from tests.support.world import RULES, desk_at, instant, pool_key, sek

from coopclaims import ClaimStatus, StaleClaim, perform, replay
from coopclaims.funds import FundEntry, FundEntryKind
from coopclaims.identifiers import ClaimId
from coopclaims.repositories import ClaimWrite, FundWrite

if TYPE_CHECKING:
    from collections.abc import Iterator

SQL = example()
errors: Any = importlib.import_module("sqlalchemy.exc")
EARNED_AT = instant("2022-07-01 00:00")


@pytest.fixture(params=["sqlite-file", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return postgres_url() if request.param == "postgresql" else f"sqlite:///{tmp_path / 'claims.db'}"


class Office:
    """A repository on a database, with the fund open, and a draft of its own."""

    site: Any
    """A place with a claim that is paid, where there is one."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.store = SQL.SqlRepository(engine(url))
        SQL.METADATA.create_all(self.store.engine)
        self.key = pool_key()
        with suppress(errors.IntegrityError):  # a server that other tests use has the fund already
            earned = self.store.open_pool(self.key).earned_entry("ireland", sek("120000.00"), at=EARNED_AT)
            self.store.append(FundWrite(pool=self.key, expected=0, entries=(earned,)))
        self.draft = desk_at(ClaimStatus.EDITING, claim=ClaimId(f"claim-{uuid4().hex[:8]}"))
        self.store.append(ClaimWrite(claim=self.draft.id, expected=0, entries=self.draft.history.entries))

    def remarks(self) -> list[str]:
        """Return the commands of the remarks that are stored, in order."""
        history = self.store.history(self.draft.id)
        return [entry.command for entry in history.entries[len(self.draft.history) :]]

    def listed(self) -> set[str]:
        """Return the claims that are listed, each as its History has it; nobody may be writing."""
        claims = self.store.claims()
        for claim in claims:
            assert claim == replay(self.store.history(claim.id))
        return {claim.id for claim in claims}

    def pool(self) -> Any:
        return self.store.pool(self.key.location, self.key.program, self.key.usage_period)

    def begin(self, name: str, count: int) -> subprocess.Popen[str]:
        """Start a process that leaves so many remarks."""
        command = (sys.executable, str(writer.__file__), self.url, self.draft.id, name, str(count))
        return subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")

    def named(self, name: str, count: int) -> list[str]:
        return [remark(self.draft.id, f"{name}/{number}").id for number in range(count)]


@pytest.fixture
def office(url: str) -> Iterator[Office]:
    opened = Office(url)
    yield opened
    opened.store.engine.dispose()


def test_two_processes_lose_nothing(office: Office) -> None:
    processes = [office.begin(name, 40) for name in ("first", "second")]
    acknowledged = [process.communicate()[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert acknowledged == [office.named("first", 40), office.named("second", 40)]
    stored = office.remarks()
    assert Counter(stored) == Counter(acknowledged[0] + acknowledged[1])
    assert office.draft.id in office.listed()
    for mine in acknowledged:
        assert [command for command in stored if command in mine] == mine


def test_a_writer_that_is_killed_leaves_what_was_acknowledged_once(office: Office) -> None:
    """Whatever it was about to do is done by sending everything again."""
    acknowledged: list[str] = []
    for patience in (5, 15, 25):
        process = office.begin("killed", 40)
        assert process.stdout is not None
        with process.stdout as told:
            for line in told:
                acknowledged.append(line.strip())
                if len(set(acknowledged)) >= patience:
                    process.kill()
                    break
        process.wait(timeout=60)
        stored = office.remarks()
        assert set(acknowledged) <= set(stored)
        assert max(Counter(stored).values()) == 1
        assert stored == office.named("killed", len(stored))
    process = office.begin("killed", 40)
    assert process.communicate()[0].split() == office.named("killed", 40)
    assert office.remarks() == office.named("killed", 40)


def ledger(office: Office, site: Any) -> tuple[FundEntry, ...]:
    """Return what the fund of a place has recorded."""
    stream = SQL.fund_at(site.key.location, site.key.program, site.key.usage_period)
    with office.store.engine.begin() as connection:
        return tuple(SQL.entries_of(connection, stream, FundEntry))


@pytest.mark.slow
def test_sent_and_paid_are_never_apart_whoever_is_killed(office: Office) -> None:
    """Two processes send payments of one claim; one is killed again and again, and goes on."""
    site = sendings.place(office.store)

    def begin(name: str) -> subprocess.Popen[str]:
        command = (sys.executable, str(sendings.__file__), office.url, site.label, name, "8")
        return subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")

    other = begin("other")
    acknowledged: set[str] = set()
    for patience in (2, 5):
        process = begin("killed")
        assert process.stdout is not None
        with process.stdout as told:
            for line in told:
                acknowledged.add(line.strip())
                if len(acknowledged) >= patience:
                    process.kill()
                    break
        process.wait(timeout=60)
        assert acknowledged <= {each.id for each in office.store.payments(site.id("approved"))}
    wanted = {*begin("killed").communicate()[0].split(), *other.communicate()[0].split()}
    assert sendings.check_sent(site, ledger(office, site)) == wanted
    assert len(wanted) == 16
    assert site.pool().paid_for(site.id("approved")) == 16 * sek("60.25")


@pytest.fixture
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="coopclaims-killed-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o700)
        started = Server(Path(folder))
        started.start()
        yield started
        started.stop()


_EACH = 40
"""How many remarks and claims each clerk has to bring in: more than he can before the first kill."""


class Clerk:
    """Leaves remarks, files claims and sends payments, again and again until each is acknowledged."""

    def __init__(self, office: Office, name: str, count: int) -> None:
        self.office = office
        self.name = name
        self.count = count
        self.acknowledged: list[str] = []
        self.repeats = 0
        self.interrupted = 0
        self.progress = threading.Semaphore(0)

    def work(self) -> None:
        for number in range(self.count):
            self.insist(lambda number=number: self.leave_remark(number))
            self.insist(lambda number=number: self.file_claim(number))
            self.insist(lambda number=number: sendings.send(self.office.site, f"{self.name}-{number}"))
            self.progress.release()

    def insist(self, act: Any) -> None:
        """Act until the database answers."""
        while True:
            try:
                act()
            except errors.DBAPIError:
                self.interrupted += 1
                threading.Event().wait(0.05)  # the server is down: no use in asking faster
            else:
                return

    def leave_remark(self, number: int) -> None:
        command = remark(self.office.draft.id, f"{self.name}/{number}")
        outcome = perform(command, self.office.store, rules=RULES, attempts=1_000)
        self.repeats += outcome.is_repeat
        self.acknowledged.append(command.id)

    def file_claim(self, number: int) -> None:
        """Store a submitted claim and its reservation in one append."""
        store, key = self.office.store, self.office.key
        desk = desk_at(ClaimStatus.SUBMITTED, claim=ClaimId(f"{self.office.draft.id}-{self.name}-{number}"))
        if any(claim.id == desk.id for claim in store.claims()):
            return  # it was stored, and only the reply was lost
        entry = FundEntry(
            pool=key,
            kind=FundEntryKind.RESERVED,
            amount=sek("1.00"),
            at=desk.last.at,
            on=desk.last.at.date(),
            claim=desk.id,
            number=desk.last.number,
        )
        while True:
            version = self.office.pool().version
            try:
                store.append(
                    ClaimWrite(claim=desk.id, expected=0, entries=desk.history.entries),
                    FundWrite(pool=key, expected=version, entries=(entry,)),
                )
            except StaleClaim as stale:
                if stale.expected == 0:
                    raise  # the claim itself: nobody else files it
            else:
                return


def test_a_server_that_is_killed_loses_and_doubles_nothing(server: Server) -> None:
    """Killed three times in the middle of appends by three clerks, who send again what was not answered."""
    office = Office(server.url)
    office.site = sendings.place(office.store)
    clerks = [Clerk(office, name, _EACH) for name in ("ann", "ben", "cai")]
    threads = [threading.Thread(target=clerk.work) for clerk in clerks]
    for thread in threads:
        thread.start()
    for _ in range(3):
        for clerk in clerks:
            for _ in range(4):
                assert clerk.progress.acquire(timeout=120)
        server.kill()
        server.start()
        acknowledged = [command for clerk in clerks for command in list(clerk.acknowledged)]
        stored = Counter(office.remarks())  # read after it: the clerks go on
        assert all(stored[command] == 1 for command in acknowledged)
    for thread in threads:
        thread.join(timeout=240)
        assert not thread.is_alive()
    assert any(clerk.interrupted for clerk in clerks)
    wanted = [command for clerk in clerks for command in clerk.acknowledged]
    assert Counter(office.remarks()) == Counter(wanted)
    assert len(wanted) == 3 * _EACH
    filed = office.listed() - {office.draft.id, office.site.id("approved")}
    assert filed == {claim for claim, _ in office.pool().reserved}
    assert len(filed) == 3 * _EACH
    assert office.pool().version == 1 + 3 * _EACH
    assert len(sendings.check_sent(office.site, ledger(office, office.site))) == 3 * _EACH
    office.store.engine.dispose()
