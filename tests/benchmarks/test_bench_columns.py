"""The benchmark of Histories in columns runs, compares before it times, and says what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.benchmarks import bench_columns

from coopclaims.portfolio import claim_columns

if TYPE_CHECKING:
    from coopclaims.portfolio import EntryColumns

pytestmark = pytest.mark.slow


def test_runs_at_small_sizes() -> None:
    report = bench_columns.main(("--entries", "100"))
    assert report.startswith("0 disagreements; 5.0 entries a claim.")
    for part in ("every payload read", "envelopes alone", "texts of the wire", "written again", "4 times"):
        assert part in report


def test_the_envelopes_alone() -> None:
    report = bench_columns.main(("--entries", "100", "--envelopes"))
    assert "envelopes alone" in report
    assert "payload" not in report


def test_sees_columns_that_say_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    columns, texts = bench_columns.group()

    def wrong(entries: EntryColumns) -> Any:
        found = claim_columns(entries)
        return attrs.evolve(found, version=(0, *found.version[1:]))

    monkeypatch.setattr(bench_columns, "claim_columns", wrong)
    assert bench_columns.disagreements(columns, texts) == 1


@pytest.mark.wide
def test_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_columns, "find_spec", lambda _: None)
    assert bench_columns.main(("--spark", "10")) == "Missing: pyspark."
    assert "Arrow" not in bench_columns.main(("--entries", "100"))
