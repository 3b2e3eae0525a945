"""How quickly Histories are written and read, beside JSON alone and the peers, in one process.

    python tests/benchmarks/bench_wire.py

Everything is timed interleaved, one round of each contender after another, and given as the median
of the rounds with the spread between their quartiles. Read the ratios; the microseconds are those of
one machine. What each contender reads is compared before anything is timed. A peer that is not
installed is reported as missing.

The floor is `json.loads` and `json.dumps` on the same texts, which checks nothing and builds no value.
`eventsourcing` stores the same entries as events of its own: once with every field as plain text,
and once with the same types as ours, by transcodings as its manual has them; it checks neither.
"""

from __future__ import annotations

import argparse
import gc
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from statistics import quantiles
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from coopclaims import ClaimStatus, History, HistoryEntry, Role, Side, replay
from coopclaims.claims import Commented
from coopclaims.identifiers import CommandId
from coopclaims.testing import histories, simplest
from coopclaims.wire import from_data, from_text, to_data, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MIXED = "a claim of every kind of entry"
LONG = "a claim of remarks"


class Timing(NamedTuple):
    """The median of the rounds, and half the distance between their quartiles, in nanoseconds a step."""

    middle: float
    spread: float


def long_history(count: int) -> History:
    """Return a claim that was created and then talked about."""
    first = simplest(histories(ClaimStatus.EDITING)).entries[0]
    at = datetime(2022, 9, 1, 12, 0, 0, 250, tzinfo=UTC)
    remarks = (
        attrs.evolve(
            first,
            number=number,
            at=at + timedelta(minutes=number),
            command=CommandId(f"remark-{number}"),
            event=Commented("Is the logo on page two large enough?"),
            before=ClaimStatus.EDITING,
        )
        for number in range(2, count + 1)
    )
    return History(first.claim, (first, *remarks))


def mixed_entries(count: int) -> tuple[HistoryEntry, ...]:
    """Return entries of short claims, one claim after the other."""
    found: list[HistoryEntry] = []
    for ending in ClaimStatus:
        found += simplest(histories(ending)).entries
    return tuple((found * (count // len(found) + 1))[:count])


def interleaved(rounds: int, steps: int, deeds: dict[str, Callable[[], object]]) -> dict[str, Timing]:
    """Run each deed twice a round and time the second."""
    taken: dict[str, list[float]] = {name: [] for name in deeds}
    gc.collect()
    for _ in range(rounds):
        for name, deed in deeds.items():
            deed()
            start = perf_counter_ns()
            deed()
            taken[name].append((perf_counter_ns() - start) / steps)
    return {name: summary(times) for name, times in taken.items()}


def summary(times: list[float]) -> Timing:
    """Return median and spread."""
    if len(times) == 1:
        return Timing(times[0], 0)
    low, middle, high = quantiles(times, n=4, method="inclusive")
    return Timing(middle, (high - low) / 2)


# The peer.


@cache
def _aggregate(domain: Any) -> Any:
    """Return a claim as an aggregate; made once, for the peer knows it by its name."""

    class Filed(domain.Aggregate):  # type: ignore[misc]
        """A claim."""

        @domain.event("Created")  # type: ignore[untyped-decorator]
        def __init__(self, claim: str, by: str, side: Any, role: Any, command: str, after: Any) -> None:
            self.claim, self.status, self.remarks = claim, after, 0
            self.last: tuple[Any, ...] = (by, side, role, command)

        @domain.event("Commented")  # type: ignore[untyped-decorator]
        def comment(
            self, at: Any, by: str, side: Any, role: Any, command: str, text: str, before: Any, after: Any
        ) -> None:
            """Take note of a remark."""
            self.status, self.remarks = after, self.remarks + 1
            self.last = (at, by, side, role, command, text, before)

    return Filed


def eventsourcing_loads(
    history: History, *, typed: bool, package: Callable[[str], Any] = import_module
) -> Callable[[], int]:
    """Return what gives the number of remarks back from events that `eventsourcing` has stored."""
    domain, persistence = package("eventsourcing.domain"), package("eventsourcing.persistence")
    transcoder = persistence.JSONTranscoder()
    for each in (persistence.DatetimeAsISO, persistence.DecimalAsStr, persistence.UUIDAsHex):
        transcoder.register(each())
    for kind in (ClaimStatus, Role, Side) if typed else ():
        transcoder.register(_transcoding(persistence.Transcoding, kind))
    mapper = persistence.Mapper(transcoder)
    plain: Callable[[Any], Any] = (lambda part: part) if typed else str

    Filed = _aggregate(domain)  # noqa: N806 - a class
    first, *rest = history.entries
    filed = Filed(
        claim=first.claim,
        by=first.by,
        side=plain(first.side),
        role=plain(first.role),
        command=first.command,
        after=plain(first.after),
    )
    for entry in rest:
        said: Any = entry.event
        filed.comment(
            at=entry.at if typed else entry.at.isoformat(),
            by=entry.by,
            side=plain(entry.side),
            role=plain(entry.role),
            command=entry.command,
            text=said.text,
            before=plain(entry.before),
            after=plain(entry.after),
        )
    stored = [mapper.to_stored_event(event) for event in filed.collect_events()]

    def load() -> int:
        aggregate: Any = None
        for event in stored:
            aggregate = mapper.to_domain_event(event).mutate(aggregate)
        remarks: int = aggregate.remarks
        return remarks

    return load


def _transcoding(base: Any, kind: type[Any]) -> Any:
    """Return what stores a member of an enumeration by its value."""

    def encode(_self: object, member: Any) -> str:
        value: str = member.value
        return value

    def decode(_self: object, value: str) -> object:
        return kind(value)

    parts = {"type": kind, "name": kind.__name__, "encode": encode, "decode": decode}
    return type(f"{kind.__name__}AsStr", (base,), parts)()


# Reports.


class Report:
    """Lines of Markdown."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def table(self, title: str, timings: dict[str, Timing], floor: str) -> None:
        """Add a table of what an entry costs."""
        columns = ("", "µs an entry", "spread", "entries a second", "x floor")
        self.lines += ["", f"### {title}", "", f"| {' | '.join(columns)} |", "| --- " * len(columns) + "|"]
        for name, (middle, spread) in timings.items():
            cells = (
                name,
                f"{middle / 1e3:,.2f}",
                f"{spread / 1e3:,.2f}",
                f"{1e9 / middle:,.0f}",
                f"{middle / timings[floor].middle:,.2f}",
            )
            self.lines.append(f"| {' | '.join(cells)} |")

    def __str__(self) -> str:
        return "\n".join(self.lines)


def compare(entries: Sequence[HistoryEntry], texts: Sequence[str]) -> None:
    """Raise unless every door gives every entry back."""
    for entry, text in zip(entries, texts, strict=True):
        doors = (from_text(text), from_data(to_data(entry)), from_text(text, unknown="keep").value)
        if any(value != entry for value in doors) or json.loads(text) != to_data(entry):
            message = f"not the same when read again: {text}"
            raise RuntimeError(message)


def one_by_one(report: Report, title: str, entries: Sequence[HistoryEntry], rounds: int) -> None:
    """Time entries that are each a text of their own."""
    texts, data = [to_text(entry) for entry in entries], [to_data(entry) for entry in entries]
    compare(entries, texts)
    length = sum(map(len, texts)) // len(texts)
    dumps = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
    reading: dict[str, Callable[[], object]] = {
        "json.loads": lambda: [json.loads(text) for text in texts],
        "from_text": lambda: [from_text(text, HistoryEntry) for text in texts],
        "from_data": lambda: [from_data(each, HistoryEntry) for each in data],
        "from_text, unknown fields kept": lambda: [from_text(text, unknown="keep") for text in texts],
    }
    writing: dict[str, Callable[[], object]] = {
        "json.dumps": lambda: [dumps(each) for each in data],
        "to_text": lambda: [to_text(entry) for entry in entries],
        "to_data": lambda: [to_data(entry) for entry in entries],
    }
    size = f"{len(entries):,} entries of {length} characters"
    report.table(f"reading {title}, {size}", interleaved(rounds, len(entries), reading), floor="json.loads")
    report.table(f"writing {title}, {size}", interleaved(rounds, len(entries), writing), floor="json.dumps")


def as_a_whole(report: Report, count: int, rounds: int) -> None:
    """Time what it takes to have a claim again from what is stored."""
    history = long_history(count)
    texts, whole = [to_text(entry) for entry in history], to_text(history)
    compare(history.entries, texts)
    deeds: dict[str, Callable[[], object]] = {
        "json.loads, entry by entry": lambda: [json.loads(text) for text in texts],
        "from_text and replay": lambda: replay(from_text(text, HistoryEntry) for text in texts),
        "from_text of one History, and replay": lambda: replay(from_text(whole, History)),
    }
    for name, typed in (("eventsourcing, plain text", False), ("eventsourcing, typed", True)):
        try:
            load = eventsourcing_loads(history, typed=typed, package=import_module)
        except ImportError:
            report.lines.append(f"\n{name}: missing.")
            continue
        if load() != count - 1:
            message = f"{name} does not give the claim back"
            raise RuntimeError(message)
        deeds[name] = load
    timings = interleaved(rounds, count, deeds)
    report.table(f"stored entries to a claim, {count:,} of them", timings, "json.loads, entry by entry")
    ours = timings["from_text and replay"].middle
    for name, timing in timings.items():
        if name.startswith("eventsourcing"):
            report.lines.append(f"\n{name}: {timing.middle / ours:.2f} times as long as ours.")


def main(arguments: Sequence[str] | None = None) -> str:
    """Run everything and return the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--entries", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args(arguments)
    report = Report()
    one_by_one(report, MIXED, mixed_entries(asked.entries), asked.rounds)
    one_by_one(report, LONG, long_history(asked.entries).entries, asked.rounds)
    as_a_whole(report, asked.entries, asked.rounds)
    return str(report)


if __name__ == "__main__":
    import sys

    sys.stdout.write(main() + "\n")
