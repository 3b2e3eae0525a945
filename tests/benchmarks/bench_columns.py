"""What Histories in columns cost, at three sizes, and due days in Spark beside the same shape with NumPy.

    python -m tests.benchmarks.bench_columns
    python -m tests.benchmarks.bench_columns --entries 40000
    python -m tests.benchmarks.bench_columns --envelopes
    python -m tests.benchmarks.bench_columns --spark 200000

Claims come in groups of some thousand entries, as an engine hands them over, so that memory stays flat. It is
processor time, the collector of cycles off, and what columns answer is compared with `replay` before that.
With `--spark` it is the time on the clock, of two cores, after one round that nobody counts.
"""

from __future__ import annotations

import argparse
import gc
import sys
from datetime import date, datetime, timedelta
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import attrs
from tests.support.columns import clocks_of, replayed

from coopclaims import BusinessCalendar, ClaimStatus, History, partner_center, replay
from coopclaims.deadlines import Clock, DeadlineState, deadline
from coopclaims.deadlines.counting import Deadline
from coopclaims.identifiers import ClaimId
from coopclaims.portfolio import EntryColumns, claim_columns, clock_columns
from coopclaims.testing import histories, simplest
from coopclaims.wire import entry_columns, from_text, read_columns, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

RULES: Final = partner_center.bind(
    calendar=BusinessCalendar.from_holidays("US", years=range(2020, 2027)),
    zone=ZoneInfo("America/Los_Angeles"),
)
AT: Final = datetime(2022, 12, 1, 9, tzinfo=RULES.zone)
CLOCKS: Final = (Clock.REVIEW, Clock.PLAN_REVIEW, Clock.ESCALATION, Clock.DISPUTE, Clock.PAYMENT)
GROUP: Final = 500
"""How many claims are answered at a time."""
BESIDE: Final = 20
"""How many groups are enough for what is measured at one size."""

SHAPES: Final = (
    ClaimStatus.APPROVED,
    ClaimStatus.UNDER_REVIEW,
    ClaimStatus.DISPUTED,
    ClaimStatus.ACTION_REQUIRED,
)
EXAMPLES: Final = Path(__file__).parents[2] / "docs" / "examples" / "portfolio"


def group() -> tuple[EntryColumns, list[str]]:
    """Return the entries of a group of claims, and the same Histories as texts."""
    shapes = [simplest(histories(status)) for status in SHAPES]
    stories: list[History] = []
    for number in range(GROUP):
        claim, shape = ClaimId(f"C-{number}"), shapes[number % len(shapes)]
        late = timedelta(hours=number % 700)
        stories.append(History(claim, [attrs.evolve(each, claim=claim, at=each.at + late) for each in shape]))
    return entry_columns(stories), [to_text(story) for story in stories]


def by_replay(stories: Sequence[History]) -> int:
    """Return how many clocks are overdue, asked of each claim."""
    return sum(
        isinstance(found := deadline(claim, clock, rules=RULES), Deadline)
        and found.state(AT) is DeadlineState.OVERDUE
        for claim in map(replay, stories)
        for clock in CLOCKS
    )


def from_texts(texts: Sequence[str]) -> int:
    """Return the same from texts of the wire."""
    return by_replay([from_text(text, History) for text in texts])


def from_payloads(entries: EntryColumns) -> int:
    """Return the same from columns, every payload read."""
    return by_replay(read_columns(entries).histories)


def from_envelopes(entries: EntryColumns) -> int:
    """Return the same from the envelopes alone."""
    return len(clock_columns(claim_columns(entries), rules=RULES).overdue(AT))


def written(entries: EntryColumns) -> int:
    """Return how many entries were read and written again."""
    return len(entry_columns(read_columns(entries).histories))


def disagreements(entries: EntryColumns, texts: Sequence[str]) -> int:
    """Return how many claims and clocks columns say otherwise than `replay` and `deadline`."""
    claims, stories = claim_columns(entries), read_columns(entries).histories
    wrong = sum(
        dict(zip(claims.columns, row, strict=True)) != replayed(story)
        for row, story in zip(claims.rows(), stories, strict=True)
    )
    running = sum(len([*clocks_of(replay(story), RULES, None)]) for story in stories)
    wrong += len(clock_columns(claims, rules=RULES)) != running
    return wrong + len({from_texts(texts), from_payloads(entries), from_envelopes(entries)}) - 1


def seconds(work: Callable[[], object], times: int) -> float:
    """Return the processor time of a work that is done so many times."""
    gc.collect()
    gc.disable()
    start = process_time()
    for _ in range(times):
        work()
    taken = process_time() - start
    gc.enable()
    return taken


def sizes(entries: int, *, envelopes: bool) -> Iterator[str]:
    """Yield the lines of two tables: a quarter, a half and all of so many entries, and other ways beside."""
    columns, texts = group()
    ways: dict[str, Callable[[], object]] = {
        "overdue from the envelopes alone": partial(from_envelopes, columns)
    }
    if not envelopes:
        ways["overdue from columns, every payload read and replayed"] = partial(from_payloads, columns)
    if find_spec("pyarrow") is not None and not envelopes:
        ways["Arrow there and back"] = lambda: EntryColumns.from_arrow(columns.to_arrow())
    yield f"{disagreements(columns, texts)} disagreements; {len(columns) / GROUP:.1f} entries a claim."
    counts = [max(1, round(entries * part / len(columns))) for part in (0.25, 0.5, 1)]
    heads = " | ".join(f"{count * len(columns):,} entries" for count in counts)
    yield from ("", f"| | {heads} | a claim | 4 times as many |", "| --- |" + " ---: |" * (len(counts) + 2))
    for name, work in ways.items():
        taken = [seconds(work, count) for count in counts]
        cells = " | ".join(f"{each:.2f} s" for each in taken)
        growth = taken[-1] / taken[0] / (counts[-1] / counts[0]) * 4
        yield f"| {name} | {cells} | {taken[-1] / counts[-1] / GROUP * 1e6:.1f} µs | {growth:.2f} times |"
    if envelopes:
        return
    few = min(counts[-1], BESIDE)
    beside = {
        "overdue from texts of the wire, replayed": partial(from_texts, texts),
        "overdue from columns, every payload read and replayed": partial(from_payloads, columns),
        "overdue from the envelopes alone": partial(from_envelopes, columns),
        "columns read and written again": partial(written, columns),
    }
    yield from ("", f"| {few * GROUP:,} claims | a claim |", "| --- | ---: |")
    for name, work in beside.items():
        yield f"| {name} | {seconds(work, few) / few / GROUP * 1e6:.1f} µs |"


def _of_ids(found: Any) -> tuple[tuple[int, date], ...]:
    """Return the due days of a table by row, in the order of their identifiers."""
    return tuple(sorted(zip(found["id"].to_pylist(), found["due"].to_pylist(), strict=True)))


def in_spark(rows: int, rounds: int) -> Iterator[str]:
    """Yield the lines of a table: due days of so many rows in Spark, and NumPy in the same shape."""
    if find_spec("pyspark") is None:
        yield "Missing: pyspark."
        return
    sys.path.insert(0, str(EXAMPLES))
    numpy, arrow, due_days = map(import_module, ("numpy", "pyarrow", "due_days_in_spark"))
    spark: Any = import_module("in_spark").session("local[2]")
    days = [date(2020, 9, 1) + timedelta(days=n * 7919 % 2000) for n in range(rows)]
    table = arrow.table(
        {"id": arrow.array(range(rows), arrow.int64()), "day": arrow.array(days, arrow.date32())}
    )
    claims = spark.createDataFrame(table).cache()
    every = sorted(set(days))
    closed = [day for day, _ in RULES.calendar.holidays]

    def offset(batches: Any) -> Any:
        for batch in batches:
            starts = batch.column("day").to_numpy(zero_copy_only=False).astype("datetime64[D]")
            first = numpy.busday_offset(starts, 0, roll="backward", holidays=closed)
            found = arrow.array(numpy.busday_offset(first, 2, holidays=closed))
            yield arrow.RecordBatch.from_arrays([*batch.columns, found], names=["id", "day", "due"])

    ways = {
        "collecting alone": claims.toArrow,
        "a broadcast join with a due table": lambda: due_days.due_by_join(claims, RULES, every).toArrow(),
        "`mapInArrow`, by the rule in force": lambda: due_days.due_by_batch(claims, RULES).toArrow(),
        "`mapInArrow`, `busday_offset` inside": lambda: claims.mapInArrow(
            offset, "id long, day date, due date"
        ).toArrow(),
    }
    _, *answering = ways.values()
    dues = {_of_ids(work()) for work in answering}
    yield f"{len(dues) - 1} disagreements on {rows:,} rows."
    yield ""
    yield "| | s | x NumPy |"
    yield "| --- | ---: | ---: |"
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, work in ways.items():
            start = perf_counter()
            work()
            taken[name].append(perf_counter() - start)
    middle = {name: median(times) for name, times in taken.items()}
    *_, beside = middle.values()
    for name, each in middle.items():
        yield f"| {name} | {each:.2f} | {each / beside:.2f} |"
    spark.stop()
    sys.path.remove(str(EXAMPLES))


def main(arguments: Sequence[str] | None = None) -> str:
    """Measure, and return the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--envelopes", action="store_true", help="the envelopes alone, which is quick")
    parser.add_argument("--spark", type=int, default=0, help="so many rows in Spark, and nothing else")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args(arguments)
    if asked.spark:
        return "\n".join(in_spark(asked.spark, asked.rounds))
    return "\n".join(sizes(asked.entries, envelopes=asked.envelopes))


if __name__ == "__main__":
    print(main())  # noqa: T201 - a report
