"""How quick a reconciliation is, beside a dict join written by hand, in one process.

    python tests/benchmarks/bench_reconciling.py
    python tests/benchmarks/bench_reconciling.py --lines 1000000 --rounds 3

The floor is what a script does: it keeps the expected amounts by reference in a dict and compares. It sees
no duplicate, no part, no tax, no rate and no total; a line without a reference is lost to it. One line in a
hundred is such a case here, and one in a hundred has no reference. Both are timed interleaved, in processor
time, the collector of cycles off, and given as the median of the rounds; read the ratios. What both say
alike is compared before anything is timed.
"""

from __future__ import annotations

import argparse
import gc
from datetime import date
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, NamedTuple

from coopclaims import Money
from coopclaims.identifiers import EntityId
from coopclaims.portfolio import Expectation, PaymentLine, ReconciliationOutcome, reconcile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coopclaims.portfolio import Reconciliation

ENTITIES = tuple(EntityId(f"entity-{n}") for n in range(20))
DAY = date(2022, 11, 15)
ODD = 100
"""One in so many lines is a case of its own."""


class Sizes(NamedTuple):
    """What one side and the other took, in seconds, and how many lines there were."""

    lines: int
    floor: float
    ours: float


def portfolio(count: int) -> tuple[list[PaymentLine], list[Expectation]]:
    """Return so many lines, and what was expected of them."""
    lines, expected = list[PaymentLine](), list[Expectation]()
    for n in range(count):
        entity, money = ENTITIES[n % len(ENTITIES)], Money.of_minor_units(10_000 + n, "EUR")
        reference = "" if n % ODD == 1 else f"PAY-{n}"
        expected.append(Expectation(entity=entity, money=money, reference=reference))
        paid = money - Money("0.50", "EUR") if n % ODD == 0 else money
        lines.append(PaymentLine(entity=entity, money=paid, on=DAY, reference=reference))
    return lines, expected


def by_hand(lines: Sequence[PaymentLine], expected: Sequence[Expectation]) -> tuple[int, int, int]:
    """Return how many lines pay what their reference says, how many another amount, and how many are left."""
    wanted = {each.reference: (each.money.minor_units, each.money.currency) for each in expected}
    paid = other = left = 0
    for line in lines:
        reference = line.reference
        if not reference or reference not in wanted:
            left += 1
        elif wanted[reference] == (line.money.minor_units, line.money.currency):
            paid += 1
        else:
            other += 1
    return paid, other, left


def by_outcome(result: Reconciliation) -> dict[ReconciliationOutcome, int]:
    """Return how many answers each outcome has."""
    return {outcome: len(answers) for outcome, answers in result.by_outcome.items()}


def disagreements(lines: Sequence[PaymentLine], expected: Sequence[Expectation]) -> list[str]:
    """Return what the two say differently of the lines that both know."""
    paid, other, left = by_hand(lines, expected)
    found = by_outcome(reconcile(lines, expected))
    wanted = {ReconciliationOutcome.PAID: paid + left, ReconciliationOutcome.PARTLY: other}
    return [f"{each}: {found.get(each, 0)}, not {n}" for each, n in wanted.items() if found.get(each, 0) != n]


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of some work."""
    gc.collect()
    gc.disable()
    start = process_time()
    work()
    taken = process_time() - start
    gc.enable()
    return taken


def measured(count: int, rounds: int) -> Sizes:
    """Return what so many lines cost, both taking turns."""
    lines, expected = portfolio(count)
    floor, ours = list[float](), list[float]()
    for _ in range(rounds):
        floor.append(seconds(lambda: by_hand(lines, expected)))
        ours.append(seconds(lambda: reconcile(iter(lines), expected)))
    return Sizes(count, median(floor), median(ours))


def main(arguments: Sequence[str] | None = None) -> str:
    """Measure, and return the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    wrong = disagreements(*portfolio(min(options.lines, 20_000)))
    half, whole = measured(options.lines // 2, options.rounds), measured(options.lines, options.rounds)
    rows = [f"{len(wrong)} disagreements. {' '.join(wrong)}".strip(), ""]
    rows += ["| lines | a line, by hand | a line, ours | to by hand |", "| --- | ---: | ---: | ---: |"]
    rows += [
        f"| {each.lines:,} | {each.floor / each.lines * 1e9:.0f} ns | {each.ours / each.lines * 1e9:.0f} ns "
        f"| {each.ours / each.floor:.1f} |"
        for each in (half, whole)
    ]
    rows += ["", f"twice as many lines cost {whole.ours / half.ours:.2f} times"]
    return "\n".join(rows)


if __name__ == "__main__":
    print(main())  # noqa: T201 - a report
