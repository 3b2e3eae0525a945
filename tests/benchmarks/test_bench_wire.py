"""The benchmark of the wire runs, compares before it times, and says which peer is missing."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

SMALL = ("--entries", "30", "--rounds", "1")


@pytest.fixture(scope="module")
def bench() -> Any:
    path = Path(__file__).with_name("bench_wire.py")
    spec = spec_from_file_location("bench_wire", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.filterwarnings("ignore")  # of the peer, where it is installed
def test_runs_at_small_sizes(bench: Any) -> None:
    report = bench.main(SMALL)
    for title in ("reading a claim of every kind", "writing a claim of remarks", "stored entries to a claim"):
        assert f"### {title}" in report


def test_names_the_peer_that_is_missing(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(bench, "import_module", missing)
    report = bench.main(SMALL)
    assert "eventsourcing, typed: missing." in report


def test_sees_an_entry_that_is_read_wrongly(bench: Any) -> None:
    first, second = bench.long_history(2)
    with pytest.raises(RuntimeError, match="not the same"):
        bench.compare((first,), (bench.to_text(second),))


def test_gives_the_median_and_the_spread(bench: Any) -> None:
    assert bench.summary([7]) == (7, 0)
    assert bench.summary([1, 2, 3, 4, 5]) == (3, 1)
