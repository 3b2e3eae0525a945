"""How quick a calendar is, beside its peers and a floor, in one process.

    python tests/benchmarks/bench_calendars.py
    python tests/benchmarks/bench_calendars.py --all-countries     # agreement only; takes minutes

Everything is timed interleaved, one round of each contender after another, and given as the median
of the rounds with the spread between their quartiles. Read the ratios; the nanoseconds are those of
one machine. All peers get the same closed days, and what they answer is compared before anything is
timed. A peer that is not installed is reported as missing.

The comparison with NumPy is with `busday_offset`: an expert can build such a table by hand there too.
"""

from __future__ import annotations

import argparse
import bisect
import gc
import json
import random
import subprocess
import sys
import tracemalloc
import warnings
from datetime import date, timedelta
from functools import partial
from importlib import import_module
from itertools import pairwise
from statistics import quantiles
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any, NamedTuple

import holidays

from coopclaims import BusinessCalendar
from coopclaims.errors import CalendarOutOfRange
from coopclaims.wire import from_data, to_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeAlias

    Loop: TypeAlias = Callable[[], tuple[int, int]]
    """Runs once and returns its nanoseconds and the number of its steps."""

FIRST, LAST = 2010, 2030
COUNTS = (2, 5, 45, 250)
SLOW_SHARE = 20
"""A slow peer answers this many times fewer questions a round."""

ONE = timedelta(days=1)
FLOOR = "an empty method call"
TUPLE = "one that returns a date from a tuple"
TABLE = "table(n)[day]"
OURS = "coopclaims"


class Contender(NamedTuple):
    """One way to answer. Where `owner` is given its methods are called, else the two functions."""

    name: str
    after: Callable[[Any, int], Any]
    between: Callable[[Any, Any], Any] | None = None
    owner: object = None
    is_slow: bool = False

    def call(self, name: str) -> str:
        """Return the text that calls it."""
        return name if self.owner is None else f"owner.{name}"


class Timing(NamedTuple):
    """The median of the rounds, and half the distance between their quartiles, in nanoseconds."""

    middle: float
    spread: float


class Floor:
    """What any method costs that takes a day and a number."""

    answers = (date(2022, 9, 20),)

    def empty(self, _day: object, _n: object) -> None:
        """Do nothing."""

    def answer(self, _day: object, _n: object) -> date:
        """Return a date from a tuple."""
        return self.answers[0]


# The peers, all with the same closed days.


def contenders(calendar: BusinessCalendar) -> Iterator[Contender | str]:
    """Yield each way to count, or the name of a peer that is missing."""
    yield Contender(OURS, calendar.after, calendar.between, owner=calendar)
    library = holidays.country_holidays("US", years=range(FIRST, LAST + 1), expand=False, language="en_US")
    yield Contender(
        "holidays",
        library.get_nth_working_day,
        lambda a, b: library.get_working_days_count(a + ONE, b),
        is_slow=True,
    )
    for name, build in PEERS.items():
        try:
            yield build(import_module(name), calendar)
        except ImportError:
            yield name


def _numpy(numpy: Any, calendar: BusinessCalendar) -> Contender:
    busdays = numpy.busdaycalendar(holidays=[day for day, _ in calendar.holidays])
    return Contender(
        "numpy",
        lambda day, n: numpy.busday_offset(day, n, roll="backward", busdaycal=busdays).item(),
        lambda a, b: numpy.busday_count(a + ONE, b + ONE, busdaycal=busdays).item(),
    )


def _quantlib(ql: Any, calendar: BusinessCalendar) -> Contender:
    bespoke = ql.BespokeCalendar("US")
    bespoke.addWeekend(ql.Saturday)
    bespoke.addWeekend(ql.Sunday)
    for day, _ in calendar.holidays:
        bespoke.addHoliday(ql.Date(day.day, day.month, day.year))
    unit, date_of = ql.Days, ql.Date
    return Contender(
        "QuantLib",
        lambda day, n: bespoke.advance(date_of(day.day, day.month, day.year), n, unit).to_date(),
        lambda a, b: bespoke.businessDaysBetween(
            date_of(a.day, a.month, a.year), date_of(b.day, b.month, b.year), False, True
        ),
        is_slow=True,
    )


def _pandas(pandas: Any, calendar: BusinessCalendar) -> Contender:
    closed = [day for day, _ in calendar.holidays]
    offsets = {n: pandas.offsets.CustomBusinessDay(n, holidays=closed) for n in (1, *COUNTS)}
    stamp = pandas.Timestamp
    return Contender("pandas", lambda day, n: (stamp(day) + offsets[n]).date(), is_slow=True)


def _workalendar(_package: Any, calendar: BusinessCalendar) -> Contender:
    closed: dict[int, list[tuple[date, str]]] = {}
    for day, name in calendar.holidays:
        closed.setdefault(day.year, []).append((day, name))
    western = import_module("workalendar.core").WesternCalendar
    same = type("Same", (western,), {"get_calendar_holidays": lambda _self, year: closed.get(year, [])})()
    return Contender(
        "workalendar",
        same.add_working_days,
        same.get_working_days_delta,
        is_slow=True,
    )


def _bizdays(bizdays: Any, calendar: BusinessCalendar) -> Contender:
    same = bizdays.Calendar(
        [day for day, _ in calendar.holidays],
        ["Saturday", "Sunday"],
        startdate=calendar.first.isoformat(),
        enddate=calendar.last.isoformat(),
    )
    return Contender("bizdays", same.offset)


PEERS: dict[str, Callable[[Any, BusinessCalendar], Contender]] = {
    "numpy": _numpy,
    "QuantLib": _quantlib,
    "pandas": _pandas,
    "workalendar": _workalendar,
    "bizdays": _bizdays,
}


# Agreement first.


def naive_after(calendar: BusinessCalendar, day: date, n: int) -> date:
    """Walk day by day."""
    while n:
        day += ONE
        n -= calendar.is_business_day(day)
    return day


def disagreements(found: Sequence[Contender], calendar: BusinessCalendar, days: Sequence[date]) -> list[str]:
    """Return every answer that differs from walking, in words."""
    wrong: list[str] = []
    for one in found:
        for n in COUNTS:
            for day in days:
                expected = naive_after(calendar, day, n)
                answer = one.after(day, n)
                if answer != expected:
                    wrong.append(f"{one.name}: {day} + {n} is {answer}, by walking {expected}")
        if one.between is not None:
            for a, b in pairwise(days):
                low, high = sorted((a, b))
                walked = sum(seen.closed is None for seen in calendar.days(low, high))
                if one.between(low, high) != walked:
                    wrong.append(f"{one.name}: between {low} and {high}, by walking {walked}")
    return wrong


def agree_everywhere(countries: Sequence[str], *, first: int, last: int, highest: int) -> tuple[int, int]:
    """Return how many answers for all days of these years were compared, and how many were wrong."""
    compared = wrong = 0
    for country in countries:
        theirs = holidays.country_holidays(country, language="en_US")
        years = range(max(first, theirs.start_year), min(last + 1, theirs.end_year) + 1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            calendar = BusinessCalendar.from_holidays(country, years=years)
        every = [calendar.first + i * ONE for i in range((calendar.last - calendar.first).days + 1)]
        working = [day for day in every if theirs.is_working_day(day)]
        for day in every:
            if day.year > last:
                break
            start = bisect.bisect_right(working, day)
            walked = working[start : start + highest]
            wrong += sum(calendar.after(day, n) != due for n, due in enumerate(walked, start=1))
            compared += len(walked)
            if len(walked) < highest:
                try:
                    calendar.after(day, len(walked) + 1)
                except CalendarOutOfRange:
                    continue
                wrong += 1
    return compared, wrong


# Timing.


def interleaved(rounds: int, loops: dict[str, Loop]) -> dict[str, Timing]:
    """Run each loop twice a round and time the second, so that each finds its own data in the cache."""
    taken: dict[str, list[float]] = {name: [] for name in loops}
    gc.collect()
    for _ in range(rounds):
        for name, loop in loops.items():
            loop()
            nanoseconds, steps = loop()
            taken[name].append(nanoseconds / steps)
    return {name: summary(times) for name, times in taken.items()}


def summary(times: list[float]) -> Timing:
    """Return median and spread."""
    if len(times) == 1:
        return Timing(times[0], 0)
    low, middle, high = quantiles(times, n=4, method="inclusive")
    return Timing(middle, (high - low) / 2)


def loop_of(statement: str, variables: str, questions: Sequence[object], **names: object) -> Loop:
    """Return a loop that runs a statement for each question.

    It is compiled anew: an interpreter that specializes a call for what it met there before would
    be slower in a loop that all contenders share.
    """
    scope: dict[str, Any] = {"clock": perf_counter_ns, "questions": questions, **names}
    source = (
        f"def loop({', '.join(f'{name}={name}' for name in scope)}):\n"
        "    start = clock()\n"
        f"    for {variables} in questions:\n"
        f"        {statement}\n"
        "    return clock() - start, len(questions)\n"
    )
    exec(source, scope)  # noqa: S102 - a text of our own
    loop: Loop = scope["loop"]
    return loop


def once(deed: Callable[[], object], steps: int = 1) -> Loop:
    """Return a loop of a single step."""

    def loop() -> tuple[int, int]:
        start = perf_counter_ns()
        deed()
        return perf_counter_ns() - start, steps

    return loop


# Reports.


class Report:
    """Lines of Markdown, and the targets that were met or missed."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def head(self, title: str, *columns: str) -> None:
        """Begin a table."""
        self.lines += ["", f"### {title}", "", f"| {' | '.join(columns)} |", "| --- " * len(columns) + "|"]

    def row(self, *cells: object) -> None:
        """Add a row."""
        self.lines.append(f"| {' | '.join(map(str, cells))} |")

    def __str__(self) -> str:
        return "\n".join(self.lines)


def verdict(ratio: float, *, at_most: float | None = None, at_least: float | None = None) -> str:
    """Say whether a target is met."""
    if at_most is not None:
        return f"at most {at_most:g}: {'met' if ratio <= at_most else 'MISSED'}"
    if at_least is not None:
        return f"at least {at_least:g}: {'met' if ratio >= at_least else 'MISSED'}"
    return ""


def scalar(
    report: Report, found: Sequence[Contender], calendar: BusinessCalendar, asked: argparse.Namespace
) -> None:
    """Time the n-th business day after a day."""
    floor, days = Floor(), drawn(asked.calls, LAST - 3)
    targets = {"numpy": 35, "QuantLib": 65, "pandas": 120, "holidays": 750, "workalendar": 900}
    for n in COUNTS:
        loops = {
            FLOOR: loop_of(f"floor.empty(day, {n})", "day", days, floor=floor),
            TUPLE: loop_of(f"floor.answer(day, {n})", "day", days, floor=floor),
            TABLE: loop_of("table[day]", "day", days, table=calendar.table(n)),
        }
        for one in found:
            share = days[: max(2, len(days) // SLOW_SHARE)] if one.is_slow else days
            loops[one.name] = loop_of(
                f"{one.call('after')}(day, {n})", "day", share, owner=one.owner, after=one.after
            )
        timings = interleaved(asked.rounds, loops)
        ours, empty = timings[OURS].middle, timings[FLOOR].middle
        report.head(f"after(day, {n})", "", "ns", "spread", "x floor", "x ours", "target")
        for name, (middle, spread) in timings.items():
            target = ""
            if name == OURS:
                target = verdict(ours / empty, at_most=3.6)
            elif name == TABLE:
                target = verdict(middle / empty, at_most=1.6)
            elif n == 45 and name in targets:
                target = verdict(middle / ours, at_least=targets[name])
            report.row(
                name,
                f"{middle:,.0f}",
                f"{spread:,.0f}",
                f"{middle / empty:,.2f}",
                f"{middle / ours:,.1f}",
                target,
            )


def spans(report: Report, found: Sequence[Contender], asked: argparse.Namespace) -> None:
    """Time the business days between two days."""
    days = drawn(asked.calls + 1, LAST)
    pairs = [(min(pair), max(pair)) for pair in pairwise(days)]
    pairs = [(a, min(b, a + 90 * ONE)) for a, b in pairs]
    loops = {FLOOR: loop_of("floor.empty(a, b)", "a, b", pairs, floor=Floor())}
    for one in found:
        if one.between is not None:
            share = pairs[: max(2, len(pairs) // SLOW_SHARE)] if one.is_slow else pairs
            loops[one.name] = loop_of(
                f"{one.call('between')}(a, b)", "a, b", share, owner=one.owner, between=one.between
            )
    timings = interleaved(asked.rounds, loops)
    ours = timings[OURS].middle
    report.head("between(a, b), up to 90 days apart", "", "ns", "spread", "x ours", "target")
    for name, (middle, spread) in timings.items():
        target = {"numpy": 30, "holidays": 450}.get(name)
        report.row(
            name,
            f"{middle:,.0f}",
            f"{spread:,.0f}",
            f"{middle / ours:,.1f}",
            verdict(middle / ours, at_least=target),
        )


def lists(report: Report, calendar: BusinessCalendar, asked: argparse.Namespace) -> None:
    """Time many days at once, list to list, without NumPy; beside NumPy on its own ready arrays."""
    days, table, floor = drawn(asked.rows, LAST - 1), calendar.table(45), Floor()
    loops: dict[str, Loop] = {
        "[answer(day, 45) for day in days]": once(lambda: [floor.answer(day, 45) for day in days], len(days)),
        "list(map(table.__getitem__, days))": once(lambda: list(map(table.__getitem__, days)), len(days)),
        "[after(day, 45) for day in days]": once(
            lambda: [calendar.after(day, 45) for day in days], len(days)
        ),
    }
    try:
        numpy: Any = import_module("numpy")
    except ImportError:
        report.lines.append("\nnumpy is missing.")
    else:
        array = numpy.array(days, "datetime64[D]")
        busdays = numpy.busdaycalendar(holidays=[day for day, _ in calendar.holidays])
        loops["busday_offset, arrays in and out"] = once(
            lambda: numpy.busday_offset(array, 45, roll="backward", busdaycal=busdays), len(days)
        )
    timings = interleaved(min(asked.rounds, 9), loops)
    ours = timings["list(map(table.__getitem__, days))"].middle
    report.head(f"{asked.rows:,} days, n = 45", "", "ms", "spread", "x ours", "target")
    for name, (middle, spread) in timings.items():
        target = verdict(middle / ours, at_least=1.8) if name.startswith("busday") else ""
        scale = len(days) / 1e6
        report.row(name, f"{middle * scale:,.1f}", f"{spread * scale:,.1f}", f"{middle / ours:,.2f}", target)


def building(report: Report, asked: argparse.Namespace) -> None:
    """Time how long a calendar takes to build."""
    for years in (range(2010, 2030), range(1901, 2101)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            calendar = BusinessCalendar.from_holidays("US", years=years)
        data = to_data(calendar)
        loops = {
            "from_data": once(partial(from_data, data)),
            "from_holidays": once(partial(BusinessCalendar.from_holidays, "US", years=years)),
            "holidays, and one pass over the days": once(partial(one_pass, years)),
        }
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            timings = interleaved(asked.rounds, loops)
        report.head(f"building {len(years)} years", "", "ms", "spread", "x from_data", "target")
        ours = timings["from_data"].middle
        for name, (middle, spread) in timings.items():
            is_peer = name.startswith("holidays") and len(years) == 20
            target = verdict(middle / ours, at_least=9) if is_peer else ""
            report.row(name, f"{middle / 1e6:,.2f}", f"{spread / 1e6:,.2f}", f"{middle / ours:,.1f}", target)


def one_pass(years: range) -> list[date]:
    """Return the working days of these years, as anyone would with `holidays` alone."""
    library = holidays.country_holidays("US", years=years, expand=False, language="en_US")
    day, found = date(years[0], 1, 1), list[date]()
    while day.year <= years[-1]:
        if library.is_working_day(day):
            found.append(day)
        day += ONE
    return found


def sizes(report: Report) -> None:
    """Measure what a calendar of 20 years weighs."""
    calendar = BusinessCalendar.from_holidays("US", years=range(2010, 2030))
    data = to_data(calendar)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    further = from_data(data, BusinessCalendar)
    weight = (tracemalloc.get_traced_memory()[0] - before) / 1e6
    tracemalloc.stop()
    pinned = len(json.dumps(to_data(further), separators=(",", ":")))
    nameless = len(json.dumps(to_data(further.without_names()), separators=(",", ":")))
    report.head("20 years, US", "", "size", "target")
    report.row("a further calendar in memory", f"{weight:.2f} MB", verdict(weight, at_most=0.55))
    report.row("pinned, with names", f"{pinned:,} bytes", verdict(pinned, at_most=12_000))
    report.row("pinned, without names", f"{nameless:,} bytes", verdict(nameless, at_most=6_000))


def importing(report: Report, asked: argparse.Namespace) -> None:
    """Time a fresh interpreter that imports something."""

    def start(module: str) -> Loop:
        return once(lambda: subprocess.run([sys.executable, "-c", f"import {module}"], check=True))

    loops = {name: start(name) for name in ("sys", "attrs", "holidays", "coopclaims.calendars", "coopclaims")}
    timings = interleaved(min(asked.rounds, 9), loops)
    report.head("importing, in a fresh interpreter", "", "ms more than an empty one", "spread")
    for name, (middle, spread) in timings.items():
        report.row(name, f"{(middle - timings['sys'].middle) / 1e6:,.1f}", f"{spread / 1e6:,.1f}")


def drawn(size: int, last_year: int) -> list[date]:
    """Return days at random, each a date object of its own."""
    chance = random.Random(2022)  # noqa: S311 - a benchmark, not a secret
    low, high = date(FIRST, 6, 1).toordinal(), date(last_year, 6, 30).toordinal()
    return [date.fromordinal(chance.randint(low, high)) for _ in range(size)]


def main(arguments: Sequence[str] | None = None) -> str:
    """Compare, time and return the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--calls", type=int, default=20_000, help="questions a round")
    parser.add_argument("--rows", type=int, default=1_000_000, help="days of the list to list rows")
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--agreement", type=int, default=400, help="days on which answers are compared")
    parser.add_argument(
        "--all-countries", action="store_true", help="compare all that `holidays` has, and stop"
    )
    asked = parser.parse_args(arguments)

    if asked.all_countries:
        countries = sorted(holidays.list_supported_countries(include_aliases=False))
        compared, failed = agree_everywhere(countries, first=2016, last=2025, highest=250)
        return f"{len(countries)} countries: {compared:,} answers compared, {failed:,} wrong"

    report = Report()
    calendar = BusinessCalendar.from_holidays("US", years=range(FIRST, LAST + 1))
    both = list(contenders(calendar))
    found = [one for one in both if isinstance(one, Contender)]
    missing = [one for one in both if isinstance(one, str)]
    days = drawn(asked.agreement, LAST - 3)
    wrong = disagreements(found, calendar, days)
    report.lines.append(
        f"Python {sys.version.split()[0]}; compared with walking on {len(days)} days, n in {COUNTS}: "
        f"{len(wrong)} disagreements. Missing: {', '.join(missing) or 'none'}."
    )
    report.lines += wrong[:20]
    scalar(report, found, calendar, asked)
    spans(report, found, asked)
    lists(report, calendar, asked)
    building(report, asked)
    sizes(report)
    importing(report, asked)
    return str(report)


if __name__ == "__main__":
    sys.stdout.write(main() + "\n")
