"""The benchmark of calendars runs, compares before it times, and says which peers are missing."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from coopclaims import BusinessCalendar

pytestmark = pytest.mark.slow

SMALL = ("--calls", "40", "--rows", "100", "--rounds", "1", "--agreement", "10")


@pytest.fixture(scope="module")
def bench() -> Any:
    path = Path(__file__).with_name("bench_calendars.py")
    spec = spec_from_file_location("bench_calendars", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def calendar(bench: Any) -> BusinessCalendar:
    return BusinessCalendar.from_holidays("US", years=range(bench.FIRST, bench.LAST + 1))


@pytest.mark.filterwarnings("ignore")  # of the peers, where they are installed
def test_runs_at_small_sizes(bench: Any) -> None:
    report = bench.main(SMALL)
    assert "n in (2, 5, 45, 250): 0 disagreements." in report
    for title in (
        "after(day, 45)",
        "between(a, b)",
        "100 days",
        "building 200 years",
        "20 years, US",
        "importing",
    ):
        assert f"### {title}" in report


def test_names_the_peers_that_are_missing(
    bench: Any, calendar: BusinessCalendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(bench, "import_module", missing)
    found = list(bench.contenders(calendar))
    assert [one.name for one in found[:2]] == ["coopclaims", "holidays"]
    assert found[2:] == ["numpy", "QuantLib", "pandas", "workalendar", "bizdays"]


def test_sees_an_answer_that_is_wrong(bench: Any, calendar: BusinessCalendar) -> None:
    wrong = bench.Contender("wrong", lambda day, n: calendar.after(day, n + 1), lambda _a, _b: -1)
    days = bench.drawn(3, bench.LAST - 3)
    assert len(bench.disagreements([wrong], calendar, days)) == 3 * len(bench.COUNTS) + 2


@pytest.mark.parametrize("country", ["US", "LK", "AE", "CN"])
def test_agrees_with_a_naive_loop_over_a_country(bench: Any, country: str) -> None:
    """All countries, all days of ten years, n up to 250: `bench_calendars.py --all-countries`."""
    compared, wrong = bench.agree_everywhere([country], first=2025, last=2026, highest=40)
    assert compared > 20_000
    assert wrong == 0


def test_says_whether_a_target_is_met(bench: Any) -> None:
    assert bench.verdict(3.5, at_most=3.6) == "at most 3.6: met"
    assert bench.verdict(3.7, at_most=3.6) == "at most 3.6: MISSED"
    assert bench.verdict(800, at_least=750) == "at least 750: met"
    assert bench.verdict(700, at_least=750) == "at least 750: MISSED"
    assert bench.verdict(1) == ""
