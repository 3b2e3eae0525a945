"""The benchmark of reconciliations runs, compares before it times, and sees what disagrees."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bench() -> Any:
    path = Path(__file__).with_name("bench_reconciling.py")
    spec = spec_from_file_location("bench_reconciling", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_runs_at_small_sizes(bench: Any) -> None:
    report = bench.main(("--lines", "2000", "--rounds", "1"))
    assert report.startswith("0 disagreements.")
    for part in ("by hand", "2,000", "twice as many lines"):
        assert part in report


def test_sees_an_answer_that_is_wrong(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    join = bench.by_hand
    monkeypatch.setattr(bench, "by_hand", lambda lines, expected: join(lines[1:], expected))
    found = bench.disagreements(*bench.portfolio(400))
    assert [each.partition(":")[0] for each in found] == ["partly"]
