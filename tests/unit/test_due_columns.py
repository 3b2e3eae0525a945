"""Due tables as data: each row is what the scalar says; joined in SQL, as arrays and as tables of Arrow."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import attrs
import pytest
from tests.support.findings import CALENDAR, RULES, ZONE

from coopclaims import Rulebook, Rules, partner_center
from coopclaims.calendars import Intake
from coopclaims.deadlines import Clock, Deadline, NotRunning, due
from coopclaims.deadlines.after_events import COUNTED
from coopclaims.errors import CoopClaimsError, InvalidValue
from coopclaims.identifiers import ProgramId
from coopclaims.portfolio import DueColumns, due_table
from coopclaims.provenance import PUBLISHED, cite
from coopclaims.rules import Rule

DAYS = [date(2013, 12, 20) + timedelta(days=37 * n) for n in range(190)]  # beyond both ends of the calendar


@pytest.fixture(scope="module")
def table() -> DueColumns:
    return due_table(RULES, Clock.REVIEW, DAYS)


def alone(clock: Clock, day: date, rules: Rules) -> tuple[Any, ...]:
    """Return what the scalar says of a day: its due day, last instant, span, rule's digest, and refusal."""
    try:
        found = due(clock, day, rules=rules)
    except CoopClaimsError as error:
        return (None, None, None, None, error.code)
    if isinstance(found, NotRunning):
        return (None, None, None, None, found.reason.code)
    assert isinstance(found, Deadline)
    assert found.rule is not None
    return (found.on, found.last_instant, str(found.span), found.rule.digest, None)


@pytest.mark.parametrize("clock", COUNTED)
def test_each_row_is_what_the_scalar_says(clock: Clock) -> None:
    found = due_table(RULES, clock, DAYS)
    rows = zip(found.due, found.last_instant, found.span, found.rule_digest, found.refusal, strict=True)
    assert list(rows) == [alone(clock, day, RULES) for day in DAYS]
    assert found.day == tuple(DAYS)
    assert set(found.clock) == {clock.value}
    assert set(found.calendar) == {CALENDAR.digest}
    assert {type(each) for each in (*found.clock, *filter(None, found.rule))} <= {str}


def test_a_day_has_one_row_in_the_order_of_the_calendar() -> None:
    found = due_table(RULES, Clock.REVIEW, [date(2022, 9, 17), date(2022, 9, 15), date(2022, 9, 17)])
    assert found.day == (date(2022, 9, 15), date(2022, 9, 17))
    assert found.due == (date(2022, 9, 19), date(2022, 9, 20))
    assert len(found) == 2
    assert repr(found) == "DueColumns(2 rows, 0 refused)"


def test_a_row_says_what_it_rests_on() -> None:
    (row,) = due_table(RULES, Clock.REVIEW, [date(2022, 9, 15)]).rows()
    assert row == (
        partner_center.name,
        "review",
        CALENDAR.digest,
        date(2022, 9, 15),
        date(2022, 9, 19),
        datetime(2022, 9, 20, 6, 59, 59, 999999, tzinfo=UTC),
        None,
        "2 business days",
        "review_span",
        row[9],
        str(cite("MG22", "D-07")),
        "published",
        None,
    )


def test_the_reason_of_a_day_without_a_due_day_is_a_code(table: DueColumns) -> None:
    codes = dict(zip(table.day, table.refusal, strict=True))
    assert codes[DAYS[0]] == "no_rule_in_force"
    assert codes[DAYS[-1]] == "calendar_out_of_range"
    assert all(each is None for day, each in codes.items() if date(2021, 1, 1) <= day <= date(2031, 12, 1))


def test_a_clock_that_a_policy_leaves_out_has_no_due_day() -> None:
    found = due_table(RULES, Clock.DISPUTING, DAYS[100:102])
    assert found.refusal == ("no_dispute_window",) * 2
    assert found.due == (None, None)


def test_rows_of_several_programs_are_joined() -> None:
    days = [date(2022, 9, 15)]
    mine, theirs = ProgramId("CSP"), ProgramId("OEM")
    found = DueColumns.joined(
        due_table(RULES, clock, days, program=program)
        for program in (mine, theirs)
        for clock in (Clock.REVIEW, Clock.PAYMENT)
    )
    assert found.program == (mine, mine, theirs, theirs)
    assert found.clock == ("review", "payment") * 2
    assert len(DueColumns.joined([])) == 0


def test_no_days_make_no_rows() -> None:
    empty = due_table(RULES, Clock.REVIEW, [])
    assert (len(empty), list(empty.rows())) == (0, [])


def _with_cutoff(cutoff: time | None) -> Rules:
    intake = Rule(value=Intake(cutoff=cutoff), first=date(2022, 9, 1), source=cite("MG22"), basis=PUBLISHED)
    (edition, *_) = partner_center.editions
    editions = (attrs.evolve(edition, name="closing time", intake=intake), *partner_center.editions[1:])
    return Rulebook(name="with a closing time", editions=editions).bind(calendar=CALENDAR, zone=ZONE)


def test_the_closing_time_of_a_day_is_said() -> None:
    days = [date(2022, 8, 31), date(2022, 9, 15)]
    rules = _with_cutoff(time(17))
    found = due_table(rules, Clock.REVIEW, days)
    assert found.cutoff == (None, datetime(2022, 9, 16, tzinfo=UTC))
    late = found.cutoff[1]
    assert late is not None
    for instant, on in ((late, found.due[1]), (late + timedelta(microseconds=1), date(2022, 9, 20))):
        answer = due(Clock.REVIEW, instant, rules=rules)
        assert isinstance(answer, Deadline)
        assert answer.on == on
    assert due_table(rules, Clock.PAYMENT, days).cutoff == (None, None)
    assert due_table(_with_cutoff(None), Clock.REVIEW, days).cutoff == (None, None)


# What is refused.


def test_a_clock_that_counts_nothing_has_no_table() -> None:
    with pytest.raises(InvalidValue, match="clock"):
        due_table(RULES, Clock.PAYMENT_RUN, DAYS)


@pytest.mark.parametrize("wrong", [None, "2022-09-15", datetime(2022, 9, 15, tzinfo=UTC), 5])
def test_what_is_no_day_is_named_by_its_place(wrong: Any) -> None:
    with pytest.raises(InvalidValue, match=r"days\[1\]"):
        due_table(RULES, Clock.REVIEW, [DAYS[0], wrong])


def test_columns_are_of_one_length(table: DueColumns) -> None:
    with pytest.raises(InvalidValue, match="parts that fit together"):
        attrs.evolve(table, due=table.due[1:])


# Joined in engines.

CLAIMS = [
    ("C-1", date(2022, 9, 15)),
    ("C-2", date(2022, 9, 17)),
    ("C-3", date(2022, 9, 15)),
    ("C-4", None),
    ("C-5", date(2013, 9, 1)),
]
WANTED = [
    ("C-1", "2022-09-19", None),
    ("C-2", "2022-09-20", None),
    ("C-3", "2022-09-19", None),
    ("C-4", None, None),
    ("C-5", None, "no_rule_in_force"),
]
JOIN = """
SELECT claims.id, CAST(due.due AS VARCHAR), due.refusal
FROM claims LEFT JOIN due ON due.day = claims.submitted
ORDER BY claims.id
"""


def small() -> DueColumns:
    return due_table(RULES, Clock.REVIEW, [day for _, day in CLAIMS if day is not None])


def test_a_table_is_joined_in_sqlite() -> None:
    found = small()
    with closing(sqlite3.connect(":memory:")) as store:
        store.execute("CREATE TABLE claims (id, submitted)")
        store.executemany(
            "INSERT INTO claims VALUES (?, ?)", [(id_, day and str(day)) for id_, day in CLAIMS]
        )
        store.execute(f"CREATE TABLE due ({', '.join(found.columns)})")
        places = ", ".join("?" * len(found.columns))
        rows = [[each if each is None else str(each) for each in row] for row in found.rows()]
        store.executemany(f"INSERT INTO due VALUES ({places})", rows)  # noqa: S608 - of places alone
        assert store.execute(JOIN).fetchall() == WANTED


def test_arrays_of_numpy() -> None:
    numpy = pytest.importorskip("numpy", reason="arrays need NumPy")
    arrays = due_table(RULES, Clock.REVIEW, [date(2013, 9, 1), date(2022, 9, 15)]).to_numpy()
    assert {name: str(array.dtype) for name, array in arrays.items() if array.dtype != object} == {
        "day": "datetime64[D]",
        "due": "datetime64[D]",
        "last_instant": "datetime64[us]",
        "cutoff": "datetime64[us]",
    }
    assert numpy.isnat(arrays["due"]).tolist() == [True, False]
    assert arrays["due"].tolist() == [None, date(2022, 9, 19)]
    assert arrays["last_instant"].tolist() == [None, datetime(2022, 9, 20, 6, 59, 59, 999999)]  # noqa: DTZ001
    assert arrays["refusal"].tolist() == ["no_rule_in_force", None]


def test_a_table_of_arrow() -> None:
    pytest.importorskip("pyarrow", reason="Arrow needs pyarrow")
    found = small()
    arrow: Any = found.to_arrow()
    assert {each.name: str(each.type) for each in arrow.schema if str(each.type) != "string"} == {
        "day": "date32[day]",
        "due": "date32[day]",
        "last_instant": "timestamp[us, tz=UTC]",
        "cutoff": "timestamp[us, tz=UTC]",
    }
    assert {name: tuple(column) for name, column in arrow.to_pydict().items()} == found.columns
    assert due_table(RULES, Clock.REVIEW, []).to_arrow().num_rows == 0


def test_a_table_of_arrow_is_kept_as_parquet(tmp_path: Any) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="Arrow needs pyarrow")
    table = small().to_arrow()
    parquet.write_table(table, tmp_path / "due.parquet")
    assert parquet.read_table(tmp_path / "due.parquet").equals(table)


def test_a_table_of_arrow_is_joined_in_duckdb() -> None:
    arrow = pytest.importorskip("pyarrow", reason="Arrow needs pyarrow")
    duckdb = pytest.importorskip("duckdb", reason="this engine is not installed")
    ids, days = zip(*CLAIMS, strict=True)
    with closing(duckdb.connect()) as engine:
        engine.register("due", small().to_arrow())
        engine.register("claims", arrow.table({"id": ids, "submitted": arrow.array(days, arrow.date32())}))
        assert engine.execute(JOIN).fetchall() == WANTED


def test_a_table_of_arrow_is_joined_in_polars() -> None:
    pytest.importorskip("pyarrow", reason="Arrow needs pyarrow")
    polars = pytest.importorskip("polars", reason="this engine is not installed")
    ids, days = zip(*CLAIMS, strict=True)
    claims = polars.DataFrame({"id": ids, "submitted": polars.Series(days, dtype=polars.Date)})
    joined = claims.join(
        polars.from_arrow(small().to_arrow()), left_on="submitted", right_on="day", how="left"
    ).sort("id")
    rows = joined.select(
        polars.col("id"), polars.col("due").cast(polars.String), polars.col("refusal")
    ).rows()
    assert rows == WANTED


def test_a_table_of_arrow_is_merged_in_pandas() -> None:
    pytest.importorskip("pyarrow", reason="Arrow needs pyarrow")
    pandas = pytest.importorskip("pandas", reason="this engine is not installed")
    claims = pandas.DataFrame(CLAIMS, columns=["id", "submitted"])
    table: Any = small().to_arrow()
    joined = claims.merge(table.to_pandas(), left_on="submitted", right_on="day", how="left")
    assert [
        (id_, None if pandas.isna(day) else str(day), None if pandas.isna(code) else code)
        for id_, day, code in zip(joined["id"], joined["due"], joined["refusal"], strict=True)
    ] == WANTED
