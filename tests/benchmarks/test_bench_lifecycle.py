"""The benchmark of the lifecycle runs, checks what its peers did, and says which of them are missing."""

from __future__ import annotations

from typing import Any

import pytest
from tests.benchmarks import bench_lifecycle
from tests.benchmarks.lifecycle_peers import FLOOR

pytestmark = pytest.mark.slow

SMALL = ("--steps", "20", "--entries", "30", "--rounds", "1")


def missing(name: str) -> Any:
    raise ImportError(name)


@pytest.mark.filterwarnings("ignore")  # of the peers, where they are installed
def test_runs_at_small_sizes() -> None:
    report = bench_lifecycle.main(SMALL)
    for title in ("one step", "decisions", "one step after", "1,000 entries in memory to a claim", "memory"):
        assert f"### {title}" in report
    for name, *_ in bench_lifecycle.DECIDED:
        assert f"| {name} |" in report
        assert f"| {name}, its advice alone |" in report


def test_names_the_peers_that_are_missing() -> None:
    report = bench_lifecycle.main(SMALL, load=missing)
    assert "missing: eventsourcing, transitions, xstate_statemachine, statemachine, protean." in report
    assert FLOOR.name in report


def test_a_peer_that_does_nothing_is_not_timed() -> None:
    idle = FLOOR._replace(start=lambda _claim: None)
    with pytest.raises(AssertionError, match="was not started"):
        bench_lifecycle._stepping(idle, 2)()
