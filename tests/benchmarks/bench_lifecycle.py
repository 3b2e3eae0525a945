"""How quick one step of a claim is, beside its peers and a floor, in one process.

    python -m tests.benchmarks.bench_lifecycle

Timed interleaved, one round of each after another, the collector on, and given as the median of the
rounds with half the distance between their quartiles. A peer that is not installed is reported as missing.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tracemalloc
from datetime import timedelta
from functools import cache, partial, reduce
from importlib import import_module
from time import thread_time_ns
from typing import TYPE_CHECKING, Any

from tests.benchmarks.bench_calendars import Report, interleaved, verdict
from tests.benchmarks.lifecycle_peers import FLOOR, Peer, peers
from tests.support.world import REVIEWER, USER, Desk, desk_at

from coopclaims import (
    Claim,
    ClaimStatus,
    History,
    HistoryEntry,
    Role,
    Side,
    advice,
    decide,
    record,
    replay,
)
from coopclaims.claims import (
    TABLE,
    AddProof,
    ApproveClaim,
    Comment,
    Commented,
    RejectClaim,
    ReviewStarted,
    StartReview,
    SubmitClaim,
    Trigger,
)
from coopclaims.identifiers import CommandId
from coopclaims.transitions import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coopclaims import Actor
    from coopclaims.claims import Command

OURS = "coopclaims, decided and recorded"
BARE = "coopclaims, table and record alone"
DECIDED: tuple[tuple[str, ClaimStatus, type[Command], Actor, str], ...] = (
    ("start review", ClaimStatus.SUBMITTED, StartReview, REVIEWER, "2022-09-15 09:00"),
    ("submit", ClaimStatus.EDITING, SubmitClaim, USER, "2022-09-14 10:00"),
    ("approve", ClaimStatus.UNDER_REVIEW, ApproveClaim, REVIEWER, "2022-09-16 15:00"),
    ("add proof", ClaimStatus.EDITING, AddProof, USER, "2022-09-14 10:00"),
    ("reject", ClaimStatus.UNDER_REVIEW, RejectClaim, REVIEWER, "2022-09-16 15:00"),
)
"""What is decided, in which status of a claim, by whom and when."""

UNITS = ("eventsourcing", "transitions")
"""The peers whose one step is the unit of a decision."""

IN_STEPS = {"submit": 13, "approve": 7, "reject": 2.2, "add proof": 1.6}
"""At most how many steps of eventsourcing a decision may take."""

AT_LEAST = {"eventsourcing": 1.1, "transitions": 1.2}
"""How many times faster than a peer a step is to be."""


def steps(report: Report, found: Sequence[Peer], asked: argparse.Namespace) -> None:
    """Time one step: a reviewer starts the review of a submitted claim."""
    desk = desk_at(ClaimStatus.SUBMITTED)
    claim, rules, funds = desk.claim, desk.rules, desk.funds
    command = desk.command(StartReview, REVIEWER, "2022-09-15 09:00")

    def decided() -> Claim:
        return decide(command, claim, rules=rules, funds=funds).claim

    def bare() -> Claim:
        row = TABLE[claim.status][Trigger.START_REVIEW]
        assert isinstance(row, Row)
        entry = HistoryEntry(
            claim=claim.id,
            number=claim.version + 1,
            at=command.at,
            by=command.by.id,
            side=Side.VENDOR,
            role=Role.REVIEWER,
            command=command.id,
            event=ReviewStarted(),
            before=claim.status,
            after=row.target,
        )
        return record(claim, entry)

    assert decided() == bare()
    loops = {OURS: _repeating(decided, asked.steps), BARE: _repeating(bare, asked.steps)}
    for peer in found:
        loops[peer.name] = _stepping(peer, max(2, asked.steps // peer.share))
    timings = interleaved(asked.rounds, loops)
    ours, floor = timings[OURS].middle, timings[FLOOR.name].middle
    report.head("one step", "", "µs", "spread", "x ours", "x the floor", "target")
    for name, (middle, spread) in timings.items():
        target = verdict(middle / ours, at_least=AT_LEAST.get(name))
        report.row(
            name,
            f"{middle / 1e3:,.2f}",
            f"{spread / 1e3:,.2f}",
            f"{middle / ours:,.2f}",
            f"{middle / floor:,.1f}",
            target,
        )


def decisions(report: Report, found: Sequence[Peer], asked: argparse.Namespace) -> None:
    """Time what is decided and recorded of each step, and the advice on it, in steps of the peers."""
    n = max(2, asked.steps // 50)
    loops: dict[str, Callable[[], tuple[int, int]]] = {}
    for name, status, kind, by, at in DECIDED:
        desk = desk_at(status)
        command, claim = desk.command(kind, by, at), desk.claim
        given: Any = {"rules": desk.rules, "funds": desk.funds}
        assert decide(command, claim, **given).entries
        loops[name] = _repeating(partial(decide, command, claim, **given), n)
        loops[f"{name}, its advice alone"] = _repeating(partial(advice, command, claim, **given), n)
    units = [peer for peer in found if peer.name in UNITS]
    for peer in units:
        loops[peer.name] = _stepping(peer, n)
    timings = interleaved(asked.rounds, loops)
    against = (DECIDED[0][0], *(peer.name for peer in units))
    report.head("decisions", "", "µs", "spread", *(f"x {unit}" for unit in against), "target")
    for name, (middle, spread) in timings.items():
        ratios = {unit: middle / timings[unit].middle for unit in against}
        steps_taken = ratios.get(UNITS[0])
        report.row(
            name,
            f"{middle / 1e3:,.1f}",
            f"{spread / 1e3:,.1f}",
            *(f"{ratio:,.2f}" for ratio in ratios.values()),
            "" if steps_taken is None else verdict(steps_taken, at_most=IN_STEPS.get(name)),
        )


def _repeating(step: Callable[[], object], n: int) -> Callable[[], tuple[int, int]]:
    """Return a loop of a step that leaves everything as it was."""

    def loop() -> tuple[int, int]:
        start = thread_time_ns()
        for _ in range(n):
            step()
        return thread_time_ns() - start, n

    return loop


def _stepping(peer: Peer, n: int) -> Callable[[], tuple[int, int]]:
    """Return a loop of one step for each of as many claims, made before it is timed."""

    def loop() -> tuple[int, int]:
        claims = [peer.make() for _ in range(n)]
        step = peer.start
        start = thread_time_ns()
        for claim in claims:
            step(claim)
        taken = thread_time_ns() - start
        if peer.status(claims[-1]) != "under_review":
            raise AssertionError(f"{peer.name}: the review was not started")
        return taken, n

    return loop


def commented(entries: int) -> tuple[Desk, History]:
    """Return a submitted claim with a History of so many entries, most of them comments."""
    desk = desk_at(ClaimStatus.SUBMITTED)
    last = desk.last
    more = [
        HistoryEntry(
            claim=desk.id,
            number=number,
            at=last.at + timedelta(seconds=number),
            by=USER.id,
            side=Side.PARTNER,
            role=Role.INCENTIVES_USER,
            command=CommandId(f"remark-{number}"),
            event=Commented("A remark."),
            before=ClaimStatus.SUBMITTED,
            after=ClaimStatus.SUBMITTED,
        )
        for number in range(last.number + 1, entries + 1)
    ]
    desk.history = desk.history.extended(more)
    desk.current = replay(more, start=desk.current)
    return desk, desk.history


def flatness(report: Report, asked: argparse.Namespace) -> None:
    """Time a step after ten entries and after many."""
    loops: dict[str, Callable[[], tuple[int, int]]] = {}
    sizes = (10, asked.entries)
    for size in sizes:
        desk, history = commented(size)
        assert len(history) == size
        command = desk.command(Comment, USER, "2022-12-15 09:00")

        def step(desk: Desk = desk, command: Any = command) -> Claim:
            return decide(command, desk.claim, rules=desk.rules, funds=desk.funds).claim

        loops[f"{size:,} entries"] = _repeating(step, asked.steps)
    timings = interleaved(asked.rounds, loops)
    few, many = (timings[f"{size:,} entries"].middle for size in sizes)
    report.head("one step after", "", "µs", "spread", "x after ten", "target")
    for name, (middle, spread) in timings.items():
        target = verdict(many / few, at_most=1.10) if name.startswith(f"{sizes[1]:,}") else ""
        report.row(name, f"{middle / 1e3:,.2f}", f"{spread / 1e3:,.2f}", f"{middle / few:,.2f}", target)


def replaying(report: Report, asked: argparse.Namespace) -> None:
    """Time a thousand entries in memory to a claim."""
    _, history = commented(1000)
    loops = {OURS: _repeating(lambda: replay(history), max(1, asked.steps // 1000))}
    try:
        domain = import_module("eventsourcing.domain")
    except ImportError:
        domain = None
    if domain is not None:
        events = _events(domain, 1000)
        fold = _repeating(
            lambda: reduce(lambda claim, each: each.mutate(claim), events, None), max(1, asked.steps // 1000)
        )
        loops["eventsourcing"] = fold
    timings = interleaved(asked.rounds, loops)
    report.head("1,000 entries in memory to a claim", "", "ms", "spread", "x ours")
    for name, (middle, spread) in timings.items():
        ratio = middle / timings[OURS].middle
        report.row(name, f"{middle / 1e6:,.3f}", f"{spread / 1e6:,.3f}", f"{ratio:,.1f}")


@cache  # the library knows a class by its name, and takes each once
def _events(domain: Any, n: int) -> list[Any]:
    class Talk(domain.Aggregate):  # type: ignore[misc]  # an untyped base
        def __init__(self) -> None:
            self.status = "submitted"

        @domain.event("Said")  # type: ignore[untyped-decorator]
        def say(self, by: str, text: str) -> None:  # noqa: ARG002 - the event has these fields
            self.status = "submitted"

    talk = Talk()
    for _ in range(n - 1):
        talk.say(by="alice", text="A remark.")
    return list(talk.collect_events())


def memory(report: Report, asked: argparse.Namespace) -> None:
    """Measure what a claim takes with its ten entries."""
    claims = max(10, asked.steps // 20)
    _, history = commented(10)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    kept = [_again(history) for _ in range(claims)]
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    each = (after - before) / len(kept)
    report.head("memory", "", "bytes a claim")
    report.row("a claim and its ten entries", f"{each:,.0f}")


def _again(history: History) -> tuple[Claim, tuple[HistoryEntry, ...]]:
    """Return the same claim once more, with entries and instants of its own."""
    entries = tuple(
        HistoryEntry(
            claim=entry.claim,
            number=entry.number,
            at=entry.at + timedelta(microseconds=1),
            by=entry.by,
            side=entry.side,
            role=entry.role,
            command=entry.command,
            event=entry.event,
            before=entry.before,
            after=entry.after,
        )
        for entry in history
    )
    return replay(entries), entries


def main(arguments: Sequence[str] | None = None, load: Callable[[str], Any] = import_module) -> str:
    """Compare, time and return the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--steps", type=int, default=10_000, help="steps a round")
    parser.add_argument("--entries", type=int, default=100_000, help="entries of a long History")
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args(arguments)
    found = list(peers(load))
    missing = [each for each in found if isinstance(each, str)]
    logging.disable(logging.CRITICAL)  # one of the peers logs each step once another one is loaded
    report = Report()
    steps(report, [each for each in found if isinstance(each, Peer)], asked)
    decisions(report, [each for each in found if isinstance(each, Peer)], asked)
    flatness(report, asked)
    replaying(report, asked)
    memory(report, asked)
    version = sys.version.split()[0]
    return f"Python {version}; missing: {', '.join(missing) or 'none'}.\n{report}"


if __name__ == "__main__":
    sys.stdout.write(main() + "\n")
