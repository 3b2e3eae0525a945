"""The examples for Spark answer as the library does, claim by claim. They need pyspark and Java."""

from __future__ import annotations

import shutil
import sys
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs
import pytest
from tests.support.back_office import RULES, BackOffice

from coopclaims import CalendarDays, ClaimStatus, History, replay
from coopclaims.deadlines import Clock, Deadline, DeadlineState, deadline, due
from coopclaims.errors import CoopClaimsError
from coopclaims.identifiers import ClaimId
from coopclaims.payments import PaymentHistory, replay_payment
from coopclaims.payouts import PaymentStatus
from coopclaims.portfolio import EntryColumns, attention
from coopclaims.testing import histories, simplest
from coopclaims.wire import entry_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.wide, pytest.mark.filterwarnings("ignore")]

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "portfolio"
ROWS = 200_000
DAMAGED = ClaimId("C-damaged")
CLOCKS = (Clock.REVIEW, Clock.PLAN_REVIEW, Clock.DISPUTE, Clock.PAYMENT)
NEVER = {PaymentStatus.FORFEITED, PaymentStatus.ESCHEATED}


@pytest.fixture(scope="module")
def example() -> Iterator[Any]:
    pytest.importorskip("pyspark", reason="the example needs pyspark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    sys.path.insert(0, str(EXAMPLES))
    yield import_module("in_spark")
    sys.path.remove(str(EXAMPLES))


@pytest.fixture(scope="module")
def spark(example: Any) -> Iterator[Any]:
    session = example.session("local[2]")
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def renamed(history: History, name: str) -> History:
    claim = ClaimId(name)
    return History(claim, [attrs.evolve(each, claim=claim) for each in history])


class Stored(NamedTuple):
    """What the entries tell: of a back office, and of claims of days that its calendar does not have."""

    stories: list[History]
    payments: list[PaymentHistory]
    now: datetime

    def overdue(self) -> set[tuple[str, str, date | None]]:
        """Return the clocks that are overdue, and without a day those that nothing answers."""
        found: set[tuple[str, str, date | None]] = set()
        for claim in map(replay, self.stories):
            for clock in CLOCKS:
                try:
                    each = deadline(claim, clock, rules=RULES)
                except CoopClaimsError:
                    found.add((claim.id, clock.value, None))
                    continue
                if isinstance(each, Deadline) and each.state(self.now) is DeadlineState.OVERDUE:
                    found.add((claim.id, clock.value, each.on))
        return found


@pytest.fixture(scope="module")
def stored() -> Stored:
    office = BackOffice.played(8, steps=40)
    recent = [office.repository.history(claim) for claim in office.claims]
    old = [renamed(simplest(histories(status)), f"old-{status.value}") for status in ClaimStatus]
    payments = [PaymentHistory(name, entries) for name, entries in office.payment_entries.items()]
    return Stored([*recent, *old], payments, office.now + timedelta(days=30))


@pytest.fixture(scope="module")
def entries(spark: Any, stored: Stored, tmp_path_factory: pytest.TempPathFactory) -> Any:
    parquet: Any = pytest.importorskip("pyarrow.parquet")
    folder = tmp_path_factory.mktemp("entries")
    broken = entry_columns([renamed(stored.stories[0], DAMAGED)])
    broken = attrs.evolve(broken, payload=("{", *broken.payload[1:]))
    columns = EntryColumns.joined([entry_columns([*stored.stories, *stored.payments]), broken])
    whole: Any = columns.to_arrow()
    half = len(columns) // 2
    parquet.write_table(whole.slice(half), folder / "a.parquet")  # the later rows first
    parquet.write_table(whole.slice(0, half), folder / "b.parquet")
    return spark.read.parquet(str(folder))


def test_every_claim_is_answered_as_if_it_were_alone(example: Any, entries: Any, stored: Stored) -> None:
    rows = example.answers(entries, RULES, stored.now).collect()
    found = {(row.claim, row.answer, row.due) for row in rows if row.question == "overdue"}
    assert found == stored.overdue()
    assert any(due is None for _, _, due in found)
    assert any(due is not None for _, _, due in found)
    needing = {(row.claim, row.answer) for row in rows if row.question == "attention"}
    claims = [replay(history) for history in stored.stories]
    assert needing == {
        (each.claim, each.reason.value)
        for each in attention(claims, at=stored.now, rules=RULES, within=CalendarDays(14))
    }
    payments = map(replay_payment, stored.payments)
    expected = [row.claim for row in rows if row.question == "expected"]
    assert sorted(expected) == sorted(
        each.claim for each in payments if each.milestones.sent_at is None and each.status not in NEVER
    )
    assert expected
    (damaged,) = (row for row in rows if row.question == "damaged")
    assert damaged.claim == DAMAGED
    assert damaged.error.startswith("$.entries[0].payload: ")


def test_the_join_finds_the_same_without_a_payload(example: Any, entries: Any, stored: Stored) -> None:
    days = [date(2022, 1, 1) + timedelta(days=n) for n in range(1400)]
    found = example.overdue_by_join(entries, RULES, stored.now, days).collect()
    whole = {(row.claim, row.clock, row.due) for row in found if row.claim != DAMAGED}
    assert whole == stored.overdue()


@pytest.mark.usefixtures("example")
def test_due_days_are_equal_on_many_rows(spark: Any) -> None:
    arrow: Any = pytest.importorskip("pyarrow")
    due_days: Any = import_module("due_days_in_spark")
    days = [None if n % 10 == 0 else date(2020, 6, 1) + timedelta(days=n * 7919 % 6000) for n in range(ROWS)]
    table = arrow.table(
        {"id": arrow.array(range(ROWS), arrow.int64()), "day": arrow.array(days, arrow.date32())}
    )
    claims = spark.createDataFrame(table)
    every = sorted({day for day in days if day is not None})
    joined = {row.id: (row.due, row.refusal) for row in due_days.due_by_join(claims, RULES, every).collect()}
    counted = {row.id: (row.due, row.refusal) for row in due_days.due_by_batch(claims, RULES).collect()}
    assert joined == counted
    assert len(joined) == ROWS
    assert {refusal for _, refusal in joined.values()} >= {None, "calendar_out_of_range"}
    for number in range(0, ROWS, 997):
        day = days[number]
        wanted: tuple[date | None, str | None] = (None, None)
        if day is not None:
            try:
                answer = due(Clock.REVIEW, day, rules=RULES)
            except CoopClaimsError as error:
                wanted = (None, error.code)
            else:
                assert isinstance(answer, Deadline)
                wanted = (answer.on, None)
        assert joined[number] == wanted
