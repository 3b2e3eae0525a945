"""The pytest plugin: loaded where it is asked for, and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import coopclaims
from coopclaims.testing import LifecycleMachine, pytest_plugin

pytest_plugins = ["pytester"]

SUITE = """
from coopclaims import ClaimStatus, Role
from coopclaims.claims import DisputeRejection
from coopclaims.findings import ProblemCode
from coopclaims.testing import LifecycleMachine
from hypothesis import settings

class Played(LifecycleMachine):
    pass

TestPlayed = Played.TestCase
TestPlayed.settings = settings(max_examples=2, stateful_step_count=9, derandomize=True, deadline=None)

def test_the_world(world, fund_repository):
    (pool,) = fund_repository.pools()
    assert pool == world.funds

def test_a_story(claim_starting_from):
    rejected = claim_starting_from(ClaimStatus.REJECTED)
    rejected.when(DisputeRejection, by=Role.INCENTIVES_USER).refused(ProblemCode.ACTION_NOT_GRANTED)
    rejected.when(DisputeRejection).then(ClaimStatus.DISPUTED)
"""


PLUGIN = "coopclaims.testing.pytest_plugin"


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    """A suite of an adopter's, far from these tests and their settings."""
    pytester.makepyfile(test_portal=SUITE)
    return pytester


def test_it_is_loaded_by_name(suite: pytest.Pytester) -> None:
    done = suite.runpytest_inprocess("-p", PLUGIN)
    done.assert_outcomes(passed=3)
    done.stdout.fnmatch_lines(
        ["*= claim lifecycle =*", "Played: *", "  never taken: Disputed / approve > Approved"]
    )


def test_it_is_loaded_by_a_conftest(suite: pytest.Pytester) -> None:
    suite.makeconftest(f"pytest_plugins = [{PLUGIN!r}]")
    done = suite.runpytest_inprocess("--claims-coverage")
    done.assert_outcomes(passed=3)
    done.stdout.fnmatch_lines(["*= claim lifecycle =*", "problem codes"])
    done.stdout.fnmatch_lines(["    never  Disputed / approve > Approved"])


def test_it_is_not_loaded_by_itself(suite: pytest.Pytester) -> None:
    done = suite.runpytest_inprocess()
    done.assert_outcomes(passed=1, errors=2)
    done.stdout.no_fnmatch_line("*claim lifecycle*")


@pytest.mark.slow
def test_nothing_is_said_where_nothing_was_played(suite: pytest.Pytester) -> None:
    where = str(Path(str(coopclaims.__file__)).parents[1])
    done = subprocess.run(
        (sys.executable, "-m", "pytest", "-p", PLUGIN, "-p", "no:cacheprovider", "-k", "test_a_story"),
        cwd=suite.path,
        env={**os.environ, "PYTHONPATH": where},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "claim lifecycle" not in done.stdout


def test_who_has_not_played_is_not_in_the_summary(
    monkeypatch: pytest.MonkeyPatch, suite: pytest.Pytester
) -> None:
    monkeypatch.setattr(pytest_plugin, "LifecycleMachine", type("Unplayed", (LifecycleMachine,), {}))
    done = suite.runpytest_inprocess("-p", PLUGIN, "-k", "test_a_story")
    done.assert_outcomes(passed=1, deselected=2)
    done.stdout.no_fnmatch_line("*claim lifecycle*")


def test_the_kit_itself_does_not_need_pytest() -> None:
    program = "import sys, coopclaims.testing; print('pytest' in sys.modules)"
    done = subprocess.run((sys.executable, "-c", program), check=True, capture_output=True, encoding="utf-8")
    assert done.stdout.strip() == "False"
