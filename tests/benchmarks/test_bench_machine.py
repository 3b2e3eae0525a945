"""The benchmark of the machine runs, and stops a run that shrinks for too long."""

from __future__ import annotations

import pytest
from hypothesis import Phase
from tests.benchmarks import bench_machine

pytestmark = pytest.mark.slow


def test_runs_at_small_sizes() -> None:
    report = bench_machine.main(("--examples", "2", "--most", "1"))
    for title in ("a machine over memory", "a fault"):
        assert f"### {title}" in report
    assert "| found and made short" in report


def test_a_run_without_a_fault_does_not_fail() -> None:
    run = bench_machine.played(bench_machine.Sound, Phase.generate, examples=1)
    assert not run.has_failed


def test_a_run_is_stopped_at_its_limit() -> None:
    run = bench_machine.played(bench_machine.Sound, Phase.generate, examples=50, limit=3)
    assert run.has_failed
    assert run.performed >= 4
