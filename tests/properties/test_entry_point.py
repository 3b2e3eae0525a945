"""Hypothesis knows our types once coopclaims is installed, and costs nobody who does not use them."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, find, given, settings, strategies as st
from tests.support.public import HOMES, public

import coopclaims
import coopclaims.testing
from coopclaims import (
    Claim,
    ClaimStatus,
    FundPool,
    History,
    Money,
    partner_center,
    replay,
)
from coopclaims.provenance import Basis
from coopclaims.rules import PaymentCounting, Rule
from coopclaims.testing import simplest
from coopclaims.testing.registering import STRATEGIES, register

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DataObject

pytestmark = pytest.mark.slow  # each type is drawn in every order

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
        assert NAMED.get("coopclaims") == "coopclaims.testing.registering:register", "install it again"

    def test_pytest_loads_nothing_by_itself(self) -> None:
        assert not [each.value for each in entry_points(group="pytest11") if "coopclaims" in each.value]

    @pytest.mark.parametrize("name", sorted(kind.__name__ for kind in STRATEGIES))
    def test_from_type(self, name: str) -> None:
        kind = public(name)
        assert isinstance(simplest(st.from_type(kind)), kind)

    def test_a_rule_is_one_that_was_published_or_has_a_value_of_the_type(self) -> None:
        published = simplest(st.from_type(Rule))
        assert published in [rule for edition in partner_center.editions for _, rule in edition.rules]
        numbered = simplest(st.from_type(Rule[int]))
        assert (numbered.source, numbered.value) == (published.source, 0)

    def test_a_basis_rests_on_readings_of_the_policies_and_on_messages(self) -> None:
        readings = st.from_type(Basis).flatmap(lambda basis: st.just(basis.readings))
        found = find(readings, lambda each: any(isinstance(one, PaymentCounting) for one in each))
        assert found

    def test_registering_again_changes_nothing(self) -> None:
        register()
        assert isinstance(simplest(st.from_type(Money)), Money)

    @given(st.data())
    def test_what_they_make_is_legal(self, data: DataObject) -> None:
        history = data.draw(st.from_type(History))
        assert replay(history).version == history.version
        assert data.draw(st.from_type(Claim)).form.amount.is_positive
        pool = data.draw(st.from_type(FundPool))
        assert pool.balance().approved <= pool.balance().earned
        assert data.draw(st.from_type(Money)).is_positive

    def test_every_status_comes_by_type(self) -> None:
        looking = settings(max_examples=500, phases=(Phase.generate,), database=None)
        for status in (ClaimStatus.EDITING, ClaimStatus.PARTNER_ACTION_REQUIRED):
            found = find(st.from_type(Claim), _is_at(status), settings=looking)
            assert found.status is status


def _is_at(status: ClaimStatus) -> Callable[[Claim], bool]:
    return lambda claim: claim.status is status


class TestCost:
    """Whoever imports coopclaims does not pay for Hypothesis."""

    def test_we_do_not_import_hypothesis(self) -> None:
        program = "import sys, coopclaims; print('hypothesis' in sys.modules)"
        assert run(program) == "False"

    def test_the_kit_may_be_loaded_in_parts(self) -> None:
        """Whichever part is first loads Hypothesis, which registers the types meanwhile."""
        for part in ("contract", "rulebooks", "stories", "world"):
            assert run(f"import coopclaims.testing.{part}\nprint('loaded')") == "loaded"

    @pytest.mark.parametrize(
        "order", ["hypothesis, coopclaims", "coopclaims, hypothesis", "coopclaims.testing"]
    )
    def test_in_any_order_the_types_are_known(self, order: str) -> None:
        program = (
            f"import {order}\nfrom hypothesis import strategies as st\nfrom coopclaims import Claim\n"
            "print(type(st.from_type(Claim).wrapped_strategy).__name__ != 'BuildsStrategy')"
        )
        assert run(program) == "True"


def test_every_strategy_that_is_named_exists() -> None:
    for kind, strategy in STRATEGIES.items():
        assert kind.__name__ in HOMES
        assert strategy in coopclaims.testing.__all__
