"""The pytest plugin: loaded where it is asked for, and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import coopclaims

if TYPE_CHECKING:
    from collections.abc import Callable

SUITE = """
from coopclaims import ClaimStatus, DisputeRejection, Role, ProblemCode
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


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs pytest on the suite, far from these tests and their settings."""
    (tmp_path / "test_portal.py").write_text(SUITE, "utf-8")
    where = str(Path(str(coopclaims.__file__)).parents[1])

    def pytest_run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments),
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": where},
            check=False,
            capture_output=True,
            encoding="utf-8",
        )

    return pytest_run


def test_it_is_loaded_by_name(run: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = run("-p", "coopclaims.testing.pytest_plugin")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "= claim lifecycle =" in done.stdout
    assert "Played: " in done.stdout
    assert "  never taken: Disputed / approve > Approved" in done.stdout
    assert "3 passed" in done.stdout


def test_it_is_loaded_by_a_conftest(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["coopclaims.testing.pytest_plugin"]\n', "utf-8")
    done = run("--claims-coverage")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "problem codes" in done.stdout
    assert "    never  Disputed / approve > Approved" in done.stdout


def test_it_is_not_loaded_by_itself(run: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = run()
    assert done.returncode == 1
    assert "1 passed, 2 errors" in done.stdout
    assert "claim lifecycle" not in done.stdout


def test_nothing_is_said_where_nothing_was_played(
    run: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    done = run("-p", "coopclaims.testing.pytest_plugin", "-k", "test_a_story")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "claim lifecycle" not in done.stdout


def test_the_kit_itself_does_not_need_pytest() -> None:
    program = "import sys, coopclaims.testing; print('pytest' in sys.modules)"
    done = subprocess.run((sys.executable, "-c", program), check=True, capture_output=True, encoding="utf-8")
    assert done.stdout.strip() == "False"
