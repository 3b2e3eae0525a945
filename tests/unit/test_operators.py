"""What turns the arithmetic, one thing at a time, so that the suite can be tried."""

from __future__ import annotations

import ast
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from tests.support import operators
from tests.support.operators import AREAS, REPOSITORY, REST, Turned, accepted, every, turned

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = '''
LEAST = 5

def least(a, b):
    """Return 7."""
    if a < b and not a:
        return a + 1
    return b if is_open(a) else [n for n in b if n is not a]
'''


def test_each_operator_figure_and_condition_is_turned_once() -> None:
    names = [each.name for each in turned("m.py", SOURCE)]
    assert names == [
        "least: a < b and (not a) > a < b or not a",
        "least: a < b > a <= b",
        "least: a + 1 > a - 1",
        "least: 1 > 2",
        "least: is_open(a) > not is_open(a)",
        "least: n is not a > n is a",
    ]


def test_one_thing_is_turned_at_a_time_and_everything_is_turned_back() -> None:
    before = ast.unparse(ast.parse(SOURCE)).splitlines()
    for each in turned("m.py", SOURCE):
        lines = each.source.splitlines()
        assert sum(one != two for one, two in zip(before, lines, strict=True)) == 1, each.name


def test_what_is_twice_in_a_function_has_two_names() -> None:
    names = [each.name for each in turned("m.py", "def f(a):\n    return g(a > 1, a > 1)\n")]
    assert names == ["f: a > 1 > a >= 1", "f: a > 1 > a >= 1 (2)", "f: 1 > 2", "f: 1 > 2 (2)"]


def test_every_one_has_a_name_of_its_own_and_the_same_place_each_time() -> None:
    found = every()
    assert len(found) > 800
    assert len({(each.module, each.name) for each in found}) == len(found)
    assert [each.name for each in every()] == [each.name for each in found]
    assert {each.module.partition("/")[0] for each in found[:100]} == set(AREAS)


def test_one_module_can_be_asked_for() -> None:
    assert {each.module for each in every("funds/pool.py")} == {"funds/pool.py"}


def test_the_tests_that_are_asked_are_there() -> None:
    for name in (each for area in AREAS.values() for each in area):
        assert (REPOSITORY / "tests" / "unit" / f"{name}.py").is_file(), name
    for path in REST:
        assert (REPOSITORY / path).exists(), path


def test_what_may_live_is_still_there_and_says_why() -> None:
    names = {(each.module, each.name) for each in every()}
    assert set(accepted()) <= names
    assert all(accepted().values())


def test_a_turned_module_is_imported_in_place_of_the_module(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Turned("payouts/minimum.py", "all of it", "TURNED = True\n")
    monkeypatch.delitem(sys.modules, "coopclaims.payouts.minimum", raising=False)
    monkeypatch.setattr(sys, "meta_path", [operators.Finder(one), *sys.meta_path])
    found = import_module("coopclaims.payouts.minimum")
    assert vars(found)["TURNED"] is True
    assert not hasattr(found, "Accrual")
    sys.modules.pop("coopclaims.payouts.minimum")


class TestTrying:
    ONE = Turned("funds/pool.py", "f: a > b > a >= b", "")
    OTHER = Turned("funds/pool.py", "g: a > b > a >= b", "")

    @pytest.fixture
    def rows(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        path = tmp_path / "survivors.csv"
        path.write_text("module,turned,reason\n", encoding="utf-8")
        monkeypatch.setattr(operators, "ACCEPTED", path)
        return path

    def test_one_that_lives_is_told(
        self, rows: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        del rows
        monkeypatch.setattr(operators, "lives", lambda one, _longest: one is self.ONE)
        assert operators.attempt([self.ONE, self.OTHER], float("inf")) == 1
        told = capsys.readouterr().out.splitlines()
        assert told == ["lives: funds/pool.py, f: a > b > a >= b", "2 of 2 tried, 1 live that may not"]

    def test_one_that_may_live_is_none(self, rows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(operators, "lives", lambda _one, _longest: True)
        rows.write_text("module,turned,reason\nfunds/pool.py,f: a > b > a >= b,equal\n", encoding="utf-8")
        assert operators.attempt([self.ONE], float("inf")) == 0
        assert operators.attempt([self.ONE, self.OTHER], float("inf")) == 1

    def test_it_ends_when_the_time_is_up(
        self, rows: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        del rows
        monkeypatch.setattr(operators, "lives", lambda _one, _longest: True)
        assert operators.attempt([self.ONE], 0) == 0
        assert capsys.readouterr().out == "0 of 1 tried, 0 live that may not\n"
