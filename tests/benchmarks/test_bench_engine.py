"""The benchmark of the engine runs, compares before it times, and says which peers are missing."""

from __future__ import annotations

from typing import Any

import pytest
from tests.benchmarks import bench_batch, bench_engine

pytestmark = pytest.mark.slow

SMALL = ("--rows", "3000", "--rounds", "1")
TITLES = (
    "3,000 rows, the engine",
    "rows in batches of 2,048, the engine",
    "3,000 rows, nine in ten of them empty, the engine",
    "memory kept, the engine",
)


@pytest.mark.filterwarnings("ignore")  # of the peers, where they are installed
def test_runs_at_small_sizes() -> None:
    pytest.importorskip("numpy", reason="the engine needs NumPy")
    report = bench_engine.main(SMALL)
    for title in TITLES:
        assert f"{title}\n" in report
    assert "one calendar" in report


def test_names_the_peers_that_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(bench_batch, "import_module", missing)
    assert "no disagreement: nothing. Missing: numpy, pandas." in bench_engine.main(SMALL)
