"""A whole portfolio in Spark: what is overdue, what needs attention, which payments are expected.

    python docs/examples/portfolio/in_spark.py entries.parquet 2022-12-01T09:00:00Z

The Parquet files hold entries as `coopclaims.wire.entry_columns` writes them, in any order and in any
number of files. It needs the extra `arrow`, pyspark 4, and a Java that it runs on. Whatever cannot be read
becomes a row with its claim and its error, and stops nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import pyarrow as pa
from pyspark.sql import SparkSession, functions as f
from pyspark.sql.pandas.types import from_arrow_schema

import coopclaims as cc
from coopclaims.deadlines import Clock, Deadline, DeadlineState, deadline
from coopclaims.errors import CoopClaimsError
from coopclaims.portfolio import ClockColumns, EntryColumns, claim_columns, clock_columns
from coopclaims.wire import read_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyspark.sql import DataFrame

    Row = dict[str, Any]

CLOCKS: Final = (Clock.REVIEW, Clock.PLAN_REVIEW, Clock.DISPUTE, Clock.PAYMENT)
SOON: Final = cc.CalendarDays(14)
BUCKETS: Final = 64
"""Into how many groups of whole claims the entries go: a group fits into the memory of a worker."""
TEXTS: Final = ("claim", "question", "answer", "error")
ANSWERS: Final = pa.schema([*((name, pa.string()) for name in TEXTS), ("due", pa.date32())])


def session(cores: str = "local[*]") -> SparkSession:
    """Return a session on this machine, whose workers run this Python and whose instants are UTC."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    made: SparkSession = (
        SparkSession.builder.master(cores)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", BUCKETS)
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    for each in Path(__file__).parent.glob("*in_spark.py"):
        made.sparkContext.addPyFile(str(each))  # what they define is known to the workers by its name
    return made


def by_claim(entries: DataFrame, answer: Any, schema: Any) -> DataFrame:
    """Return what a function answers to groups of whole claims, payments and funds."""
    bucketed = entries.withColumn("bucket", f.pmod(f.hash("thing", "stream"), f.lit(BUCKETS)))
    return bucketed.groupBy("bucket").applyInArrow(answer, from_arrow_schema(schema))


def answers(entries: DataFrame, rules: cc.Rules, at: datetime) -> DataFrame:
    """Return a row for each clock that is overdue, each claim that needs attention, each expected payment."""

    def replayed(table: pa.Table) -> pa.Table:
        rows = found_in(EntryColumns.from_arrow(table), rules, at)
        return pa.Table.from_pylist(list(rows), schema=ANSWERS)

    return by_claim(entries, replayed, ANSWERS)


def found_in(entries: EntryColumns, rules: cc.Rules, at: datetime) -> Iterator[Row]:
    """Yield the answers about whole Histories, and those that are damaged."""
    read = read_columns(entries)
    for each in read.damaged:
        yield {"claim": each.stream, "question": "damaged", "answer": each.thing, "error": str(each.error)}
    claims = [cc.replay(history) for history in read.histories]
    for claim in claims:
        yield from overdue(claim, rules, at)
    for found in cc.portfolio.attention(claims, at=at, rules=rules, within=SOON):
        due = None if found.due is None else found.due.on
        yield {"claim": found.claim, "question": "attention", "answer": found.reason.value, "due": due}
    for payment in map(cc.payments.replay_payment, read.payments):
        try:
            expected = cc.portfolio.Expectation.of(payment)
        except CoopClaimsError:  # nothing arrives for it any more
            continue
        if payment.milestones.sent_at is None:
            answer = f"{expected.state}: {expected.payable} by {expected.entity}"
            yield {"claim": payment.claim, "question": "expected", "answer": answer}


def overdue(claim: cc.Claim, rules: cc.Rules, at: datetime) -> Iterator[Row]:
    """Yield the clocks of a claim that are overdue, and those that no rule or calendar answers."""
    for clock in CLOCKS:
        row = {"claim": claim.id, "question": "overdue", "answer": clock.value}
        try:
            found = deadline(claim, clock, rules=rules)
        except CoopClaimsError as error:
            yield {**row, "error": str(error)}
            continue
        if isinstance(found, Deadline) and found.state(at) is DeadlineState.OVERDUE:
            yield {**row, "due": found.on}


def overdue_by_join(entries: DataFrame, rules: cc.Rules, at: datetime, days: Iterable[date]) -> DataFrame:
    """Return the clocks that are overdue, from the envelopes alone and the due days of these days."""

    def clocks(table: pa.Table) -> pa.Table:
        return clock_columns(claim_columns(EntryColumns.from_arrow(table)), rules=rules).to_arrow()

    on = [*days]
    due = cc.portfolio.DueColumns.joined(cc.portfolio.due_table(rules, clock, on) for clock in CLOCKS)
    empty: Any = ClockColumns.joined([]).to_arrow()
    running = by_claim(entries, clocks, empty.schema)
    asked = running.where(f.col("clock").isin([each.value for each in CLOCKS]))
    known = entries.sparkSession.createDataFrame(due.to_arrow()).select(
        f.col("clock").alias("counts_as"), "day", "due", "last_instant", "refusal"
    )
    clocks_asked = asked.select("claim", "clock", "counts_as", "day", "answered_at")
    joined = clocks_asked.join(f.broadcast(known), ["counts_as", "day"], "left")
    is_late = f.col("answered_at").isNull() & (f.col("last_instant") < f.lit(at))
    return joined.where(f.col("refusal").isNotNull() | is_late)


def main() -> None:
    """Print what the entries of a Parquet file say at an instant."""
    parser = argparse.ArgumentParser()
    parser.add_argument("entries", help="Parquet of entries: a file or a folder")
    parser.add_argument("at", type=datetime.fromisoformat, help="an instant with its offset")
    asked = parser.parse_args()
    calendar = cc.BusinessCalendar.from_holidays("US", years=range(asked.at.year - 4, asked.at.year + 3))
    rules = cc.partner_center.bind(calendar=calendar, zone=ZoneInfo("America/Los_Angeles"))
    entries = session().read.parquet(asked.entries)
    answers(entries, rules, asked.at).orderBy("question", "claim", "answer").show(100, truncate=False)
    last = asked.at.date()
    days = (last - timedelta(days=n) for n in range(1000))
    overdue_by_join(entries, rules, asked.at, days).orderBy("claim").show(100, truncate=False)


if __name__ == "__main__":
    main()
