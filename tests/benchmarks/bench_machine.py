"""What a lifecycle machine costs: examples over a repository in memory, and shrinking against finding.

    python -m tests.benchmarks.bench_machine

Processor time of one thread. The examples are the same every time, so what was played is told with it, and
what shrinking takes is told in commands too: these are no measure of time. Shrinking is stopped after so
many times the commands of finding.
"""

from __future__ import annotations

import argparse
import io
import sys
import unittest
from time import thread_time_ns
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import HealthCheck, Phase, settings
from tests.benchmarks.bench_calendars import Report, interleaved, verdict

from coopclaims import Policies, perform
from coopclaims.claims import ClaimSubmitted
from coopclaims.testing import LifecycleMachine, worlds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coopclaims import ClaimRepository, Outcome
    from coopclaims.claims import Command


class TooLong(BaseException):
    """Ends a run that would shrink for minutes."""


class Sound(LifecycleMachine):
    """The machine as it is, which counts its commands."""

    starting_worlds = worlds(policies=Policies())
    performed, limit = 0, 10**9

    def perform(self, command: Command, repository: ClaimRepository) -> Outcome:
        kind = type(self)
        kind.performed += 1
        if kind.performed > kind.limit:
            raise TooLong
        return perform(command, repository, rules=self.world.rules, rates=self.world.rates)


class Faulty(Sound):
    """The same with a service that breaks down where a claim is submitted for the second time."""

    def perform(self, command: Command, repository: ClaimRepository) -> Outcome:
        outcome = super().perform(command, repository)
        entries = repository.history(command.claim).entries
        assert sum(isinstance(entry.event, ClaimSubmitted) for entry in entries) < 2, "submitted twice"
        return outcome


class Run(NamedTuple):
    """What a run took: nanoseconds, commands, and whether it failed."""

    taken: int
    performed: int
    has_failed: bool


def played(machine: type[Sound], *phases: Phase, examples: int, limit: int = 10**9) -> Run:
    """Play a machine, the same examples every time."""
    machine.performed, machine.limit = 0, limit
    case: Any = machine.TestCase
    case.settings = settings(
        phases=phases,
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
    )
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(case)
    start = thread_time_ns()
    result = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    return Run(thread_time_ns() - start, machine.performed, not result.wasSuccessful())


def examples(report: Report, asked: argparse.Namespace) -> None:
    """Time so many examples, and a tenth as many."""
    runs: dict[int, Run] = {}

    def loop(n: int) -> Callable[[], tuple[int, int]]:
        def one() -> tuple[int, int]:
            runs[n] = played(Sound, Phase.generate, examples=n)
            assert not runs[n].has_failed, "the library breaks a law"
            return runs[n].taken, 1

        return one

    sizes = (max(1, asked.examples // 10), asked.examples)
    timings = interleaved(asked.rounds, {f"{n:,} examples": loop(n) for n in sizes})
    report.head("a machine over memory", "", "s", "ms an example", "commands", "ms a command")
    for n in sizes:
        middle, commands = timings[f"{n:,} examples"].middle, runs[n].performed
        each = f"{middle / commands / 1e6:,.2f}" if commands else ""
        report.row(
            f"{n:,} examples", f"{middle / 1e9:,.1f}", f"{middle / n / 1e6:,.0f}", f"{commands:,}", each
        )


def shrinking(report: Report, asked: argparse.Namespace) -> None:
    """Find a fault, and find it and make it short, with a limit."""
    found = played(Faulty, Phase.generate, examples=1_000)
    assert found.has_failed, "the fault was not found"
    limit = (1 + asked.most) * found.performed
    shrunk = played(Faulty, Phase.generate, Phase.shrink, examples=1_000, limit=limit)
    was_stopped = shrunk.performed > limit
    report.head("a fault", "", "s", "commands", "x finding, in time", "x finding, in commands", "target")
    for name, run in (("found", found), ("found and made short", shrunk)):
        ratio = run.performed / found.performed
        target = verdict(ratio, at_most=11) if run is shrunk else ""
        report.row(
            f"{name}, stopped there" if was_stopped and run is shrunk else name,
            f"{run.taken / 1e9:,.1f}",
            f"{run.performed:,}",
            f"{run.taken / found.taken:,.1f}",
            f"{ratio:,.1f}",
            target,
        )


def main(arguments: Sequence[str] | None = None) -> str:
    """Play, time and return the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--examples", type=int, default=100)
    parser.add_argument("--most", type=int, default=150, help="times finding before shrinking is stopped")
    parser.add_argument("--rounds", type=int, default=1)
    asked = parser.parse_args(arguments)
    report = Report()
    examples(report, asked)
    shrinking(report, asked)
    return f"Python {sys.version.split()[0]}.\n{report}"


if __name__ == "__main__":
    sys.stdout.write(main() + "\n")
