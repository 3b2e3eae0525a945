"""The benchmark of funds runs, compares before it times, and sees what disagrees."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import attrs
import pytest

from coopclaims import Money
from coopclaims.funds import FundLedger

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bench() -> Any:
    path = Path(__file__).with_name("bench_funds.py")
    spec = spec_from_file_location("bench_funds", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_runs_at_small_sizes(bench: Any) -> None:
    report = bench.main(("--entries", "600", "--singly", "40", "--rounds", "1"))
    assert report.startswith("0 disagreements.")
    for part in ("floor", "all at once", "one by one, after 100", "balance after 5"):
        assert part in report


def test_its_ledger_is_one(bench: Any) -> None:
    ledger = FundLedger(bench.KEY, bench.ledger(900))
    balance = ledger.balance()
    assert balance.approved == balance.paid == 224 * Money(100, "SEK")
    assert balance.reserved.is_zero


def test_sees_a_balance_that_is_wrong(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    entries, record = bench.ledger(900), bench.at_once

    def wrong(given: Any) -> Any:
        return record([attrs.evolve(given[0], amount=Money(100_000, "SEK")), *given[1:]])

    monkeypatch.setattr(bench, "at_once", wrong)
    found = bench.disagreements(entries)
    assert [each.partition(":")[0] for each in found] == ["earned", "parts"]
