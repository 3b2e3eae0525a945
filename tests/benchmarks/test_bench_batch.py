"""The benchmark of batches runs, compares before it times, and says which peers are missing."""

from __future__ import annotations

from argparse import Namespace
from importlib.util import find_spec
from typing import Any

import pytest
from tests.benchmarks import bench_batch

pytestmark = pytest.mark.slow

SMALL = ("--rows", "300", "--dates", "300", "--rounds", "1")
PURE = (
    "300 dates, list to list, n = 45",
    "300 dates, 10 calendars by 3 spans",
    "building tables",
    "importing",
)
BESIDE_NUMPY = (
    "300 rows, arrays in and out, n = 45",
    "300 counts, arrays in and out",
    "60 rows, nine in ten of them empty",
)
BATCHES = "rows in batches of 2,048, n = 2"


@pytest.mark.filterwarnings("ignore")  # of the peers, where they are installed
def test_runs_at_small_sizes() -> None:
    report = bench_batch.main(SMALL)
    titles = PURE if find_spec("numpy") is None else (*PURE, *BESIDE_NUMPY)
    for title in titles:
        assert f"### {title}" in report
    assert (BATCHES in report) is (titles is not PURE)


def test_names_the_peers_that_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(bench_batch, "import_module", missing)
    report = bench_batch.main(SMALL)
    assert "no disagreement: nothing. Missing: numpy, pandas." in report
    for title in PURE:
        assert f"### {title}" in report


def test_stops_where_answers_differ() -> None:
    bench = bench_batch.Bench(Namespace())
    bench.agree("the same", is_same=True)
    with pytest.raises(AssertionError, match="another: the answers differ"):
        bench.agree("another", is_same=False)
    assert bench.compared == ["the same"]
