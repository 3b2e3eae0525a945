"""The benchmark of importing runs, has a row for each name, and counts what is loaded."""

from __future__ import annotations

import pytest
from tests.benchmarks import bench_importing

pytestmark = pytest.mark.slow


def test_runs_once() -> None:
    report = bench_importing.main(("--rounds", "1"))
    for statement in (bench_importing.ATTRS, *bench_importing.AT_MOST):
        assert f"| `{statement}` |" in report


def test_counts_the_modules_that_are_loaded() -> None:
    assert bench_importing.modules("import coopclaims.errors") == 8
    assert bench_importing.modules("import json") == 0
