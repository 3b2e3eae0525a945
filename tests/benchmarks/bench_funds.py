"""How quick a fund pool is, beside a plain dict of totals, in one process.

    python tests/benchmarks/bench_funds.py
    python tests/benchmarks/bench_funds.py --entries 1000000

The floor keeps five sums in a dict and guards nothing: no claim is known apart, and a mistake is not
seen. Ours is measured in one call for all entries, as a store loads a pool, and entry by entry, as
decisions are recorded. Everything is timed interleaved, and given as the median of the rounds; read
the ratios. The totals of both are compared before anything is timed.
"""

from __future__ import annotations

import argparse
import gc
from datetime import UTC, date, datetime
from statistics import median
from time import perf_counter_ns
from typing import TYPE_CHECKING, NamedTuple

from coopclaims import Currency, FundPool, Money, UsagePeriod
from coopclaims.funds import FundEntry, FundEntryKind, PoolKey
from coopclaims.identifiers import ClaimId, LocationId, ProgramId
from coopclaims.periods import FiscalHalf, Half

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

KEY = PoolKey(
    location=LocationId("se-1"),
    program=ProgramId("CSP Direct Bill Partner"),
    usage_period=UsagePeriod.of(FiscalHalf(2023, Half.H1)),
    currency=Currency("SEK"),
)
AT, ON = datetime(2022, 9, 14, 10, tzinfo=UTC), date(2022, 9, 14)
AMOUNT = Money(100, "SEK")
PENDING = 50
"""So many claims wait for a decision at any time."""
LIFE = (FundEntryKind.RESERVED, FundEntryKind.RELEASED, FundEntryKind.COMMITTED, FundEntryKind.PAID)


class Row(NamedTuple):
    """What was measured: nanoseconds an entry or a question, and the ratio to the floor."""

    name: str
    nanoseconds: float
    ratio: float | None


def ledger(count: int) -> list[FundEntry]:
    """Return a ledger in which claims are submitted, decided and paid, one after the other."""
    earned = FundPool.empty(KEY).earned_entry("ireland", count * AMOUNT, at=AT)
    claims = (count - 1) // len(LIFE)
    submitted = [_entry(LIFE[0], number) for number in range(min(PENDING, claims))]
    entries = [earned, *submitted]
    for number in range(claims):
        entries += [_entry(kind, number) for kind in LIFE[1:]]
        if number + PENDING < claims:
            entries.append(_entry(LIFE[0], number + PENDING))
    return entries


def _entry(kind: FundEntryKind, number: int) -> FundEntry:
    claim = ClaimId(f"claim-{number:08}")
    return FundEntry(
        pool=KEY, kind=kind, amount=AMOUNT, at=AT, on=ON, claim=claim, number=2, activity="spiff"
    )


def floor(entries: Sequence[FundEntry]) -> dict[FundEntryKind, int]:
    """Return the sum of each kind: what a loop over the entries costs at least."""
    totals = dict.fromkeys(FundEntryKind, 0)
    for entry in entries:
        totals[entry.kind] += entry.amount.minor_units
    return totals


def at_once(entries: Sequence[FundEntry]) -> FundPool:
    """Record everything in one call."""
    return FundPool.empty(KEY).record(entries)


def one_by_one(pool: FundPool, entries: Sequence[FundEntry]) -> FundPool:
    """Record entry by entry, a new pool each."""
    for entry in entries:
        pool = pool.record((entry,))
    return pool


def disagreements(entries: Sequence[FundEntry]) -> list[str]:
    """Return every balance that is not what the plain sums make it."""
    sums, pool = floor(entries), at_once(entries)
    balance, kind = pool.balance(), FundEntryKind
    wanted = {
        "earned": sums[kind.EARNED],
        "reserved": sums[kind.RESERVED] - sums[kind.RELEASED],
        "approved": sums[kind.COMMITTED],
        "paid": sums[kind.PAID],
    }
    found = {name: getattr(balance, name).minor_units for name in wanted}
    wrong = [f"{name}: {found[name]}, not {wanted[name]}" for name in wanted if found[name] != wanted[name]]
    return (
        wrong
        if one_by_one(FundPool.empty(KEY), entries[:500]) == at_once(entries[:500])
        else [*wrong, "parts"]
    )


def measured(rounds: int, work: dict[str, tuple[Callable[[], object], int]]) -> dict[str, float]:
    """Return the nanoseconds of one step of each kind of work: the median of interleaved rounds."""
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, (run, steps) in work.items():
            gc.collect()
            start = perf_counter_ns()
            run()
            times[name].append((perf_counter_ns() - start) / steps)
    return {name: median(each) for name, each in times.items()}


def questions(pool: FundPool, count: int) -> None:
    """Ask for the balance this often."""
    for _ in range(count):
        pool.balance()


def main(arguments: Sequence[str] | None = None) -> str:
    """Measure, and return the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=200_000)
    parser.add_argument("--singly", type=int, default=20_000, help="entries recorded one by one")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    entries = ledger(options.entries)
    wrong = disagreements(entries)
    small, big = at_once(entries[:100]), at_once(entries)
    # After the last entry of a claim the next ones go on: the big pool is continued, not begun anew.
    singly = [_entry(LIFE[0], options.entries + number) for number in range(options.singly)]
    asked = 1000
    found = measured(
        options.rounds,
        {
            "floor": (lambda: floor(entries), len(entries)),
            "at once": (lambda: at_once(entries), len(entries)),
            "singly, on a small pool": (lambda: one_by_one(small, singly), len(singly)),
            "singly, on a big pool": (lambda: one_by_one(big, singly), len(singly)),
            "balance, small": (lambda: questions(small, asked), asked),
            "balance, big": (lambda: questions(big, asked), asked),
        },
    )
    rows = [
        Row("a dict of totals (floor)", found["floor"], 1.0),
        Row("record, all at once", found["at once"], found["at once"] / found["floor"]),
        Row("record, one by one, after 100", found["singly, on a small pool"], None),
        Row(f"record, one by one, after {len(entries)}", found["singly, on a big pool"], None),
        Row("balance after 100", found["balance, small"], None),
        Row(f"balance after {len(entries)}", found["balance, big"], None),
    ]
    return "\n".join(_report(rows, wrong, found))


def _report(rows: Sequence[Row], wrong: Sequence[str], found: dict[str, float]) -> list[str]:
    lines = [f"{len(wrong)} disagreements. {' '.join(wrong)}".strip(), ""]
    lines += ["| what | ns | a second | to the floor |", "| --- | ---: | ---: | ---: |"]
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.1f}"
        lines.append(f"| {row.name} | {row.nanoseconds:.0f} | {1e9 / row.nanoseconds:,.0f} | {ratio} |")
    for name, small, big in (
        ("recording", "singly, on a small pool", "singly, on a big pool"),
        ("asking", "balance, small", "balance, big"),
    ):
        lines.append("")
        lines.append(
            f"{name} after all entries costs {found[big] / found[small]:.2f} of what it costs after 100"
        )
    return lines


if __name__ == "__main__":
    print(main())  # noqa: T201 - a report
