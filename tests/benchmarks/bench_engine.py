"""How quick the engine is that counts a whole portfolio, beside NumPy on one calendar, in one process.

    python -m tests.benchmarks.bench_engine
    python -m tests.benchmarks.bench_engine --rows 200000 --rounds 5

Timed and reported as in `bench_batch`. NumPy counts one span on one calendar, and says nothing of keys,
refusals and editions; the engine has eight programs on eight calendars in three zones. Engines such as DuckDB
hand over 2,048 rows at a time.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tracemalloc
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from tests.benchmarks.bench_batch import BATCH, OFFSET, Bench, Row
from tests.benchmarks.bench_calendars import FIRST, LAST, drawn

from coopclaims import BusinessCalendar, BusinessDays, partner_center
from coopclaims.deadlines import Clock
from coopclaims.portfolio import DueEngine
from coopclaims.rules import REVIEW_SPAN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coopclaims.portfolio import DueAnswers

ZONES: Final = {
    "US": "America/Los_Angeles",
    "GB": "Europe/London",
    "IE": "Europe/London",
    "DE": "Europe/Berlin",
    "FR": "Europe/Berlin",
    "NL": "Europe/Berlin",
    "SE": "Europe/Berlin",
    "NO": "Europe/Berlin",
}
KEYS: Final = tuple(ZONES)
AT: Final = datetime(2026, 3, 2, 20, tzinfo=UTC)
ROUNDS_OF_MEMORY: Final = 20


class Portfolio:
    """Days from which there is one rule in force, with a key for each, and the engines that count them."""

    def __init__(self, bench: Bench) -> None:
        numpy, years = bench.numpy, range(FIRST, LAST + 1)
        self.numpy = numpy
        rules = {
            key: partner_center.bind(
                calendar=BusinessCalendar.from_holidays(key, years=years), zone=ZoneInfo(zone)
            )
            for key, zone in ZONES.items()
        }
        self.one, self.mixed = DueEngine({"US": rules["US"]}), DueEngine(rules)
        span = rules["US"].look_up(REVIEW_SPAN, date(LAST, 1, 4)).value
        assert isinstance(span, BusinessDays)
        self.span = span.n
        days = numpy.array(drawn(3 * bench.asked.rows, LAST - 2), "datetime64[D]")
        self.days = days[days >= numpy.datetime64("2021-01-01")][: bench.asked.rows]
        chance = numpy.random.default_rng(2022)
        self.places = chance.integers(0, len(KEYS), self.days.size)
        self.texts = numpy.array(KEYS, object)[self.places]
        micros = chance.integers(6, 16, self.days.size) * 3_600_000_000  # the same day in UTC and there
        self.instants = self.days.astype("M8[us]") + micros.astype("m8[us]") + numpy.timedelta64(8, "h")

    def reviews(self, days: Any, keys: Any) -> DueAnswers:
        """Return by when these are reviewed."""
        return self.mixed.due(Clock.REVIEW, days, keys)


def with_provenance(answers: DueAnswers) -> Any:
    """Return the due day, the refusal and the edition of each row."""
    return answers.due, answers.refusal.codes, answers.edition.codes


def with_states(answers: DueAnswers) -> Any:
    """Return the last instant and the state of each row."""
    return answers.due, answers.last_instant, answers.states(AT).codes


def agree(bench: Bench, portfolio: Portfolio) -> None:
    """Compare with NumPy, calendar by calendar."""
    found = portfolio.reviews(portfolio.days, portfolio.places)
    for place, (key, rules) in enumerate(portfolio.mixed.rules):
        mask = portfolio.places == place
        due = bench.offset(portfolio.days[mask], portfolio.span, bench.as_numpy(rules.calendar))
        bench.agree(f"{mask.sum():,} rows of {key}", (found.due[mask] == due).all())
    bench.agree("nothing refused", (found.refusal.codes < 0).all())
    alone = portfolio.one.due(Clock.REVIEW, portfolio.days)
    bench.agree("one calendar", (alone.due == bench.offset(portfolio.days, portfolio.span)).all())


def whole(bench: Bench, portfolio: Portfolio) -> None:
    """Time all rows at once."""
    days, places, size = portfolio.days, portfolio.places, portfolio.days.size
    one, mixed = "coopclaims, one key", "coopclaims, eight keys"
    reviews = partial(portfolio.reviews, days, places)
    rows = [
        Row(one, lambda: portfolio.one.due(Clock.REVIEW, days).due, size),
        Row(mixed, lambda: reviews().due, size),
        Row(f"{mixed}, refusal and edition", lambda: with_provenance(reviews()), size),
        Row(f"{mixed}, last instants and states", lambda: with_states(reviews()), size, mixed, at_most=3),
        Row(OFFSET, partial(bench.offset, days, portfolio.span), size, one, at_least=15),
        Row(
            f"{OFFSET} ",
            partial(bench.offset, days, portfolio.span),
            size,
            f"{mixed}, refusal and edition",
            at_least=5,
        ),
    ]
    bench.table(f"{size:,} rows, the engine", one, rows)


def chunks(bench: Bench, portfolio: Portfolio) -> None:
    """Time rows as engines hand them over."""
    pandas, arrow = bench.pandas, bench.peer("pyarrow")
    size = max(BATCH, portfolio.days.size // 5)
    parts = [slice(first, first + BATCH) for first in range(0, min(size, portfolio.days.size), BATCH)]
    days, texts = portfolio.days, portfolio.texts
    columns: dict[str, tuple[list[tuple[Any, Any]], float]] = {
        "keys as numbers": ([(days[part], portfolio.places[part]) for part in parts], 3),
        "keys as texts": ([(days[part], texts[part]) for part in parts], 1),
    }
    if pandas is not None:
        whole = pandas.Series(pandas.Categorical.from_codes(portfolio.places, KEYS))
        columns["keys of pandas, coded"] = [(days[part], whole.iloc[part]) for part in parts], 3
    if arrow is not None:
        coded = arrow.DictionaryArray.from_arrays(portfolio.places, list(KEYS))
        instants = arrow.array(portfolio.instants, arrow.timestamp("us", tz="UTC"))
        columns["keys of Arrow, coded"] = [(days[part], coded[part]) for part in parts], 3
        columns["aware instants of Arrow"] = (
            [(instants[part], portfolio.places[part]) for part in parts],
            1,
        )
    peer = partial(_each, lambda given, _: bench.offset(given, portfolio.span), columns["keys as numbers"][0])
    rows = [Row(OFFSET, peer, size)]
    for name, (given, at_least) in columns.items():
        row = f"coopclaims, {name}"
        rows.append(Row(row, partial(_each, lambda *each: portfolio.reviews(*each).due, given), size))
        rows.append(Row(f"{OFFSET}, beside {name}", peer, size, row, at_least=at_least))
    bench.table(f"{size:,} rows in batches of {BATCH:,}, the engine", OFFSET, rows)


def _each(deed: Callable[[Any, Any], object], parts: Sequence[tuple[Any, Any]]) -> None:
    for part in parts:
        deed(*part)


def nulls(bench: Bench, portfolio: Portfolio) -> None:
    """Time a column of which nine in ten rows are empty, as it is and with the empty rows masked by hand."""
    numpy, size = bench.numpy, portfolio.days.size
    days = portfolio.days.copy()
    days[numpy.arange(size) % 10 > 0] = numpy.datetime64("NaT")

    def by_hand() -> Any:
        due, known = numpy.full_like(days, numpy.datetime64("NaT")), ~numpy.isnat(days)
        due[known] = portfolio.reviews(days[known], portfolio.places[known]).due
        return due

    def as_it_is() -> Any:
        return portfolio.reviews(days, portfolio.places).due

    bench.agree("a column of nulls, the engine", numpy.array_equal(by_hand(), as_it_is(), equal_nan=True))
    name = "coopclaims, the empty rows masked by hand"
    rows = [
        Row(name, by_hand, size),
        Row("coopclaims, the column as it is", as_it_is, size, name, at_most=1.3),
    ]
    bench.table(f"{size:,} rows, nine in ten of them empty, the engine", name, rows)


def memory(bench: Bench, portfolio: Portfolio) -> None:
    """Report what is kept after two rounds, and after twenty."""
    kept: dict[int, int] = {}
    tracemalloc.start()
    for number in range(1, ROUNDS_OF_MEMORY + 1):
        with_states(portfolio.reviews(portfolio.days, portfolio.places))
        if number in (2, ROUNDS_OF_MEMORY):
            gc.collect()
            kept[number] = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    bench.report.head("memory kept, the engine", "", "KB")
    for number, size in kept.items():
        bench.report.row(f"after {number} rounds", f"{size / 1024:,.0f}")


def main(arguments: Sequence[str] | None = None) -> str:
    """Compare, time and return the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=15)
    bench = Bench(parser.parse_args(arguments))
    if bench.numpy is not None:
        portfolio = Portfolio(bench)
        for part in (agree, whole, chunks, nulls, memory):
            part(bench, portfolio)
    missing, version = ", ".join(bench.missing) or "none", sys.version.split()[0]
    compared = "; ".join(bench.compared) or "nothing"
    return f"Python {version}; compared, no disagreement: {compared}. Missing: {missing}.\n{bench.report}"


if __name__ == "__main__":
    sys.stdout.write(main() + "\n")
