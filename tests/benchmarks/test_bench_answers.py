"""The benchmark of answers runs, checks the arithmetic before it times, and measures what is kept."""

from __future__ import annotations

import pytest
from tests.benchmarks import bench_answers

pytestmark = pytest.mark.slow


def test_runs_at_small_sizes() -> None:
    report = bench_answers.main(("--times", "3", "--rounds", "1", "--entities", "20"))
    for each in bench_answers.questions():
        assert f"| {each.name} |" in report
        assert f"| {each.name}, with its text |" in report
    for title in ("answers", "memory", "pickled", "for one of so many entities"):
        assert f"### {title}" in report


def test_what_is_kept_is_measured() -> None:
    assert bench_answers.kept(lambda: bytes(10_000), 5) == pytest.approx(10_000, rel=0.1)
