"""Hypothesis knows our types once coopclaims is installed, and costs nobody who does not use them."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

import _coopclaims_hypothesis as entry
import coopclaims
import coopclaims.testing
from coopclaims.claims import Claim, ClaimStatus, History
from coopclaims.funds import FundPool
from coopclaims.lifecycle import replay
from coopclaims.money import Money
from coopclaims.testing import simplest

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject

NAMED = {each.name: each.value for each in entry_points(group="hypothesis")}


def run(program: str) -> str:
    """Return what a fresh interpreter prints that has the installed distribution, and nothing else."""
    done = subprocess.run(
        (sys.executable, "-I", "-W", "error", "-c", program),
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


class TestInstalled:
    """The distribution that these tests run against announces itself to Hypothesis, and not to pytest."""

    def test_the_entry_point_is_there(self) -> None:
        assert NAMED.get("coopclaims") == "_coopclaims_hypothesis:setup", "install the distribution again"

    def test_pytest_loads_nothing_by_itself(self) -> None:
        assert not [each.value for each in entry_points(group="pytest11") if "coopclaims" in each.value]

    @pytest.mark.parametrize("name", sorted(entry.STRATEGIES))
    def test_from_type(self, name: str) -> None:
        kind = getattr(coopclaims, name)
        assert isinstance(simplest(st.from_type(kind)), kind)

    @given(st.data())
    def test_what_they_make_is_legal(self, data: DataObject) -> None:
        history = data.draw(st.from_type(History))
        assert replay(history).version == history.version
        assert data.draw(st.from_type(Claim)).form.amount.is_positive
        pool = data.draw(st.from_type(FundPool))
        assert pool.balance().approved <= pool.balance().earned
        assert data.draw(st.from_type(Money)).is_positive

    def test_every_status_comes_by_type(self) -> None:
        for status in (ClaimStatus.EDITING, ClaimStatus.PARTNER_ACTION_REQUIRED):
            assert find(st.from_type(Claim), lambda claim: claim.status is status).status is status  # noqa: B023 - run here


class TestCost:
    """Whoever imports one of the two does not pay for the other."""

    def test_hypothesis_does_not_import_us(self) -> None:
        program = "import sys, hypothesis; print('coopclaims' in sys.modules)"
        assert run(program) == "False"

    def test_we_do_not_import_hypothesis(self) -> None:
        program = "import sys, coopclaims; print('hypothesis' in sys.modules)"
        assert run(program) == "False"

    @pytest.mark.parametrize("order", ["hypothesis, coopclaims", "coopclaims, hypothesis"])
    def test_the_strategies_are_loaded_when_they_are_asked_for(self, order: str) -> None:
        program = (
            f"import sys, {order}; from hypothesis import strategies as st\n"
            "print('coopclaims.testing' in sys.modules)\n"
            "print(type(st.from_type(coopclaims.Claim).wrapped_strategy).__name__ != 'BuildsStrategy')\n"
            "print('coopclaims.testing' in sys.modules)"
        )
        assert run(program).split() == ["False", "True", "True"]

    def test_nothing_is_left_behind(self) -> None:
        program = (
            "import sys, hypothesis; waits = lambda: [type(each).__name__ for each in sys.meta_path]\n"
            "print('_OnceImported' in waits()); import coopclaims; print('_OnceImported' in waits())\n"
            "print('exec_module' in vars(coopclaims.__loader__))"
        )
        assert run(program).split() == ["True", "False", "False"]


class TestWaiting:
    """Until coopclaims is imported a finder waits, which finds nothing else."""

    @pytest.fixture(autouse=True)
    def _as_if_not_imported(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
        monkeypatch.delitem(sys.modules, "coopclaims")

    def test_another_package_is_left_to_others(self) -> None:
        entry.setup()
        waiting = sys.meta_path[0]
        assert waiting.find_spec("json", None) is None
        assert sys.meta_path[0] is waiting

    def test_it_is_gone_once_it_was_asked(self) -> None:
        entry.setup()
        waiting = sys.meta_path[0]
        spec = waiting.find_spec("coopclaims", None)
        assert waiting not in sys.meta_path
        assert spec is not None
        assert spec.loader is not None
        assert "exec_module" in vars(spec.loader)
        assert waiting.find_spec("coopclaims", None) is None

    def test_where_coopclaims_is_gone_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        entry.setup()
        waiting = sys.meta_path[0]
        monkeypatch.setattr(entry, "find_spec", lambda _name: None)
        assert waiting.find_spec("coopclaims", None) is None

    def test_the_loader_is_as_it_was_when_it_loads(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[str] = []
        monkeypatch.setattr(entry, "_register", lambda module: seen.append(f"registered {module.__name__}"))

        class Loading:
            def exec_module(self, module: ModuleType) -> None:
                assert "exec_module" not in vars(self)
                seen.append(f"loaded {module.__name__}")

        loader = Loading()
        entry._registering_after(loader)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - of its one method
        loader.exec_module(ModuleType("coopclaims"))
        assert seen == ["loaded coopclaims", "registered coopclaims"]


def test_every_strategy_that_is_named_exists() -> None:
    for name, strategy in entry.STRATEGIES.items():
        assert name in coopclaims.__all__
        assert strategy in coopclaims.testing.__all__
