"""How quick a batch is, beside NumPy, pandas and the floors, in one process.

    python -m tests.benchmarks.bench_batch
    python -m tests.benchmarks.bench_batch --rows 10000000

Timed interleaved, one round of each after another, and given as the median of the rounds with half the
distance between their quartiles. It is the processor time of the thread that is timed, so that other work
on the machine counts for little; all that is compared here runs on one thread. All peers get the same
closed days, and what they answer is compared before anything is timed. A peer that is not installed is
reported as missing.

The comparison with NumPy is with `busday_offset` and `busday_count`: an expert can build tables like ours
by hand there too, and look them up with `take`.
"""

from __future__ import annotations

import argparse
import random
import sys
import warnings
from datetime import UTC, date
from functools import partial
from importlib import import_module
from time import thread_time_ns
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.benchmarks.bench_calendars import FIRST, LAST, Report, drawn, interleaved, verdict
from tests.benchmarks.bench_importing import importing as fresh

from coopclaims import BusinessCalendar, BusinessDays, CalendarDays, partner_center
from coopclaims.portfolio import DueTable, MixedDueTable, business_days_between, due_days, due_days_by_rule
from coopclaims.rules import PAYMENT_SPAN, REVIEW_SPAN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COUNTRIES = ("US", "GB", "DE", "FR", "IE", "NL", "SE", "NO", "DK", "FI")
SPANS = (2, 5, 45)
RULED_FROM = 2021
"""A year from which on there is a published rule for each span."""

BATCH = 2048
"""How many rows an engine hands over at a time."""

SAMPLE = 20
"""Of so many batches the answers are compared."""

SLOW_SHARE = 100
"""A slow peer answers this many times fewer rows a round."""

COPY = "floor: copying the array"
TAKE = "floor: numpy.take, unchecked"
KEPT = "coopclaims, a table that is kept"
ANEW = "coopclaims, the table built anew"
RULED = "coopclaims, by the rule in force"
OURS = "coopclaims"
OFFSET = "numpy.busday_offset"


class Row(NamedTuple):
    """What is timed, for how many rows of data, and what its ratio to another has to be."""

    name: str
    deed: Callable[[], object]
    size: int
    to: str = ""
    at_most: float | None = None
    at_least: float | None = None


class Floor:
    """What any method costs that takes a day and a number."""

    def empty(self, _day: object, _n: object) -> None:
        """Do nothing."""


def spending(deed: Callable[[], object], size: int) -> Callable[[], tuple[int, int]]:
    """Return a loop of a single step, for `interleaved`."""

    def loop() -> tuple[int, int]:
        start = thread_time_ns()
        deed()
        return thread_time_ns() - start, size

    return loop


class Bench:
    """What was asked for, what is there to compare with, and the report."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.asked = asked
        self.report = Report()
        self.missing: list[str] = []
        self.compared: list[str] = []
        self.numpy, self.pandas = self.peer("numpy"), self.peer("pandas")
        self.calendar = BusinessCalendar.from_holidays("US", years=range(FIRST, LAST + 1))
        self.busdays = self.as_numpy(self.calendar)

    def peer(self, name: str) -> Any:
        """Return a peer, or `None` where it is missing."""
        try:
            return import_module(name)
        except ImportError:
            self.missing.append(name)
            return None

    def as_numpy(self, calendar: BusinessCalendar) -> Any:
        """Return a calendar as NumPy has it."""
        if self.numpy is None:
            return None
        return self.numpy.busdaycalendar(holidays=[day for day, _ in calendar.holidays])

    def offset(self, starts: Any, n: int, calendar: Any = None) -> Any:
        """Return the n-th business day strictly after each start, as NumPy counts it."""
        busdays = self.busdays if calendar is None else calendar
        return self.numpy.busday_offset(starts, n, roll="backward", busdaycal=busdays)

    def agree(self, what: str, is_same: object) -> None:
        """Note that the answers were compared; stop where they differ."""
        if not is_same:
            raise AssertionError(f"{what}: the answers differ")
        self.compared.append(what)

    def table(self, title: str, ours: str, rows: Sequence[Row]) -> None:
        """Time these rows, and add them with their ratios to our own."""
        timings = interleaved(self.asked.rounds, {row.name: spending(row.deed, row.size) for row in rows})
        self.report.head(title, "", "ms per million", "spread", "x ours", "target")
        for row in rows:
            middle, spread = timings[row.name]
            target = ""
            if row.to:
                ratio = middle / timings[row.to].middle
                target = f"{ratio:,.2f} x {row.to.removeprefix('floor: ')}; "
                target += verdict(ratio, at_most=row.at_most, at_least=row.at_least)
            own = f"{middle / timings[ours].middle:,.2f}"
            self.report.row(row.name, f"{middle:,.2f}", f"{spread:,.2f}", own, target)


def arrays(bench: Bench, n: int) -> None:
    """Time due days from an array to an array."""
    numpy, size = bench.numpy, bench.asked.rows
    starts = numpy.array(drawn(size, LAST - 2), "datetime64[D]")
    kept, due = DueTable(bench.calendar, BusinessDays(n)), bench.offset(starts, n)
    bench.agree(f"{size:,} rows, n = {n}", (kept.many(starts).days == due).all())
    every = numpy.arange(starts.min(), starts.max() + 1)
    by_hand, places = bench.offset(every, n), (starts - every[0]).astype(numpy.intp)
    rows = [
        Row(COPY, starts.copy, size),
        Row(TAKE, partial(numpy.take, by_hand, places), size),
        Row(KEPT, partial(kept.many, starts), size, COPY, at_most=3.3),
        Row(ANEW, partial(due_days, starts, kept.span, calendar=bench.calendar), size),
        Row(OFFSET, partial(bench.offset, starts, n), size, KEPT, at_least=45),
    ]
    if bench.pandas is not None:
        part = max(1, size // SLOW_SHARE)
        index = bench.pandas.DatetimeIndex(starts[:part])
        offset = bench.pandas.offsets.CustomBusinessDay(
            n, holidays=[day for day, _ in bench.calendar.holidays]
        )
        bench.agree(f"pandas, {part:,} rows, n = {n}", (_added(index, offset).to_numpy() == due[:part]).all())
        rows.append(Row("pandas CustomBusinessDay", partial(_added, index, offset), part))
    bench.table(f"{size:,} rows, arrays in and out, n = {n}", KEPT, rows)


def _added(index: Any, offset: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandas warns that it is slow at this
        return index + offset


def counts(bench: Bench) -> None:
    """Time how many business days lie between the days of two arrays."""
    numpy, size = bench.numpy, bench.asked.rows
    days = numpy.array(drawn(2 * size, LAST), "datetime64[D]").reshape(2, -1)
    starts, ends = days.min(axis=0), days.max(axis=0)
    ours = partial(business_days_between, starts, ends, calendar=bench.calendar)
    after, up_to = starts + 1, ends + 1  # ours count the end and not the start
    theirs = partial(numpy.busday_count, after, up_to, busdaycal=bench.busdays)
    bench.agree(f"{size:,} counts", (ours().counts == theirs()).all())
    peer = "numpy.busday_count"
    rows = [Row(COPY, starts.copy, size), Row(OURS, ours, size), Row(peer, theirs, size, OURS, at_least=35)]
    bench.table(f"{size:,} counts, arrays in and out", OURS, rows)


def sequences(bench: Bench) -> None:
    """Time due days from a list to a list, in pure Python, beside NumPy on arrays of its own."""
    size, floor, n = bench.asked.dates, Floor().empty, 45
    starts = drawn(size, LAST - 2)
    kept, rules = (
        DueTable(bench.calendar, BusinessDays(n)),
        partner_center.bind(calendar=bench.calendar, zone=UTC),
    )
    ruled = [day for day in starts if day.year >= RULED_FROM]
    rows = [
        Row("floor: [empty(day, n) for day in days]", lambda: [floor(day, n) for day in starts], size),
        Row(KEPT, partial(kept.many, starts), size),
        Row(ANEW, partial(due_days, starts, kept.span, calendar=bench.calendar), size),
        Row(
            "coopclaims, 30 calendar days",
            partial(due_days, starts, CalendarDays(30), calendar=bench.calendar),
            size,
        ),
        Row(
            RULED,
            partial(due_days_by_rule, ruled, PAYMENT_SPAN, rules=rules),
            len(ruled),
        ),
    ]
    if bench.numpy is not None:
        array = bench.numpy.array(starts, "datetime64[D]")
        bench.agree(f"{size:,} dates", kept.many(starts).days == bench.offset(array, n).tolist())
        rows += [
            Row(f"{OFFSET}, on arrays", partial(bench.offset, array, n), size, KEPT, at_least=1.8),
            Row(
                f"{OFFSET}, from and to lists",
                lambda: bench.offset(bench.numpy.array(starts, "datetime64[D]"), n).tolist(),
                size,
            ),
        ]
    bench.table(f"{size:,} dates, list to list, n = {n}", KEPT, rows)


def mixed(bench: Bench) -> None:
    """Time a portfolio of ten calendars by three spans."""
    size, years = bench.asked.dates, range(FIRST, LAST + 1)
    calendars = [BusinessCalendar.from_holidays(country, years=years) for country in COUNTRIES]
    tables = MixedDueTable(DueTable(calendar, BusinessDays(n)) for calendar in calendars for n in SPANS)
    starts = drawn(size, LAST - 2)
    chance = random.Random(2022)  # noqa: S311 - a benchmark, not a secret
    choices = [chance.randrange(len(tables.tables)) for _ in starts]
    lists = "coopclaims, lists"
    rows = [Row(lists, partial(tables.many, starts, choices), size)]
    if bench.numpy is not None:
        array, places = bench.numpy.array(starts, "datetime64[D]"), bench.numpy.array(choices)
        pairs = [(busdays, n) for busdays in map(bench.as_numpy, calendars) for n in SPANS]
        masks = partial(_with_masks, bench, array, places, pairs)
        due = masks()
        bench.agree("a mixed portfolio in arrays", (tables.many(array, places).days == due).all())
        bench.agree("a mixed portfolio in lists", tables.many(starts, choices).days == due.tolist())
        rows += [
            Row("coopclaims, arrays", partial(tables.many, array, places), size),
            Row("numpy, a mask and a call for each", masks, size, lists, at_least=1.5),
        ]
    bench.table(f"{size:,} dates, {len(calendars)} calendars by {len(SPANS)} spans", lists, rows)


def _with_masks(bench: Bench, starts: Any, choices: Any, pairs: Sequence[tuple[Any, int]]) -> Any:
    due = bench.numpy.empty_like(starts)
    for place, (busdays, n) in enumerate(pairs):
        mask = choices == place
        due[mask] = bench.offset(starts[mask], n, busdays)
    return due


def batches(bench: Bench) -> None:
    """Time rows as an engine hands them over, so many at a time; the table kept, or the rule asked."""
    numpy, size, n = bench.numpy, bench.asked.rows // 5, 2
    starts = numpy.array(drawn(size, LAST - 2), "datetime64[D]")
    starts = starts[starts >= numpy.datetime64(f"{RULED_FROM}-01-01")]
    parts = [starts[first : first + BATCH] for first in range(0, len(starts), BATCH)]
    kept = DueTable(bench.calendar, BusinessDays(n))
    rules = partner_center.bind(calendar=bench.calendar, zone=UTC)
    ours: dict[str, Callable[[Any], Any]] = {
        KEPT: lambda part: kept.many(part).days,
        ANEW: lambda part: due_days(part, kept.span, calendar=bench.calendar).days,
        RULED: lambda part: due_days_by_rule(part, REVIEW_SPAN, rules=rules).days,
    }
    theirs = partial(bench.offset, n=n)
    for name, deed in ours.items():
        same = all((deed(part) == theirs(part)).all() for part in parts[:SAMPLE])
        bench.agree(f"batches, {name}", same)
    size = len(starts)
    rows = [Row(name, partial(_each, deed, parts), size) for name, deed in ours.items()]
    rows.append(Row(OFFSET, partial(_each, theirs, parts), size, KEPT, at_least=3))
    bench.table(f"{size:,} rows in batches of {BATCH:,}, n = {n}", KEPT, rows)


def _each(deed: Callable[[Any], object], parts: Sequence[Any]) -> None:
    for part in parts:
        deed(part)


def nulls(bench: Bench) -> None:
    """Time a column of which nine in ten rows are empty, as it is and with the empty rows masked by hand."""
    numpy, size, n = bench.numpy, max(10, bench.asked.rows // 5), 2
    starts = numpy.array(drawn(size, LAST - 2), "datetime64[D]")
    starts[numpy.arange(size) % 10 > 0] = numpy.datetime64("NaT")
    kept = DueTable(bench.calendar, BusinessDays(n))

    def masked(count: Callable[[Any], Any]) -> Any:
        due = numpy.full_like(starts, numpy.datetime64("NaT"))
        known = ~numpy.isnat(starts)
        due[known] = count(starts[known])
        return due

    by_hand = partial(masked, lambda part: kept.many(part).days)
    theirs = partial(masked, partial(bench.offset, n=n))
    whole, expected = partial(kept.many, starts), theirs()
    known = ~numpy.isnat(starts)
    bench.agree("a column of nulls, masked", (by_hand()[known] == expected[known]).all())
    bench.agree("a column of nulls", (whole().gapped[known] == expected[known]).all())
    name = "coopclaims, the empty rows masked by hand"
    rows = [
        Row(name, by_hand, size),
        Row("coopclaims, the column as it is", whole, size, name, at_most=1.3),
        Row(f"{OFFSET}, the empty rows masked by hand", theirs, size),
    ]
    bench.table(f"{size:,} rows, nine in ten of them empty", name, rows)


def building(bench: Bench) -> None:
    """Time what the first use of a table costs besides."""
    day, calendar = [date(FIRST, 6, 1)], bench.calendar

    def several() -> MixedDueTable:
        return MixedDueTable(DueTable(calendar, BusinessDays(n)) for n in range(1, 31))

    deeds: dict[str, Callable[[], object]] = {
        "one table, for lists": lambda: DueTable(calendar, BusinessDays(45)).many(day),
        "thirty tables as one, for lists": lambda: several().many(day, [0]),
    }
    if bench.numpy is not None:
        array, places = bench.numpy.array(day, "datetime64[D]"), bench.numpy.array([0])
        deeds["one table, for arrays"] = lambda: DueTable(calendar, BusinessDays(45)).many(array)
        deeds["thirty tables as one, for arrays"] = lambda: several().many(array, places)
        deeds["numpy.busdaycalendar"] = partial(bench.as_numpy, calendar)
    timings = interleaved(bench.asked.rounds, {name: spending(deed, 1) for name, deed in deeds.items()})
    bench.report.head(f"building tables, {LAST - FIRST + 1} years", "", "ms", "spread")
    for name, (middle, spread) in timings.items():
        bench.report.row(name, f"{middle / 1e6:,.2f}", f"{spread / 1e6:,.2f}")


def importing(bench: Bench) -> None:
    """Time a fresh interpreter that imports something."""

    peers = [name for name in ("holidays", "numpy", "pandas") if name not in bench.missing]
    names = ("sys", "attrs", "coopclaims", "coopclaims.portfolio", *peers)
    timings = interleaved(bench.asked.rounds, {name: fresh(f"import {name}") for name in names})
    empty = timings["sys"].middle
    attrs = timings["attrs"].middle - empty
    bench.report.head(
        "importing, in a fresh interpreter", "", "ms more than an empty one", "spread", "x attrs"
    )
    for name, (middle, spread) in timings.items():
        more = middle - empty
        bench.report.row(name, f"{more / 1e6:,.1f}", f"{spread / 1e6:,.1f}", f"{more / attrs:,.1f}")


def main(arguments: Sequence[str] | None = None) -> str:
    """Compare, time and return the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the arrays")
    parser.add_argument("--dates", type=int, default=1_000_000, help="dates of the lists")
    parser.add_argument("--rounds", type=int, default=15)
    bench = Bench(parser.parse_args(arguments))
    if bench.numpy is not None:
        for n in (45, 2, 250):
            arrays(bench, n)
        counts(bench)
        batches(bench)
        nulls(bench)
    sequences(bench)
    mixed(bench)
    building(bench)
    importing(bench)
    compared, missing = "; ".join(bench.compared) or "nothing", ", ".join(bench.missing) or "none"
    version = sys.version.split()[0]
    return f"Python {version}; compared, no disagreement: {compared}. Missing: {missing}.\n{bench.report}"


if __name__ == "__main__":
    sys.stdout.write(main() + "\n")
