"""What a machine finds shrinks to the commands that are needed, within a budget, and is printed as code."""

from __future__ import annotations

import ast
import importlib
import io
import re
import unittest
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import Phase, settings
from tests.support.findings import cc

from coopclaims.testing import LifecycleMachine

testing: Any = importlib.import_module("coopclaims.testing")

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "test_your_portal.md"
KINDS = [kind.__name__ for kind in get_args(cc.claims.Command)]
BUDGET = 10
"""How many times the commands of finding a failure may be performed to make it short."""


class TooLong(BaseException):
    """Ends a run that would shrink for minutes."""


class Portal(LifecycleMachine):
    """A service that breaks down whenever a claim is submitted."""

    starting_worlds = testing.worlds(policies=cc.Policies())
    performed, limit = 0, 10**6

    def perform(self, command: Any, repository: Any) -> Any:
        Portal.performed += 1
        if Portal.performed > Portal.limit:
            raise TooLong
        outcome = cc.perform(command, repository, rules=self.world.rules, rates=self.world.rates)
        assert not any(isinstance(entry.event, cc.claims.ClaimSubmitted) for entry in outcome.entries)
        return outcome


def run(*phases: Phase, limit: int) -> tuple[int, list[str]]:
    """Return how many commands were performed, and the steps that are printed in the end."""
    Portal.performed, Portal.limit = 0, limit
    Portal.TestCase.settings = settings(phases=phases, deadline=None, database=None, derandomize=True)
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Portal.TestCase)
    result = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    ((_, told),) = (*result.failures, *result.errors)
    steps = [line for line in told.splitlines() if line.startswith("state.")]
    return Portal.performed, steps


@cache
def found() -> tuple[int, list[str]]:
    return run(Phase.generate, limit=10**6)


@cache
def shrunk() -> tuple[int, list[str]]:
    return run(Phase.generate, Phase.shrink, limit=2 * BUDGET * found()[0])


def kinds(steps: list[str]) -> list[str]:
    """Return the commands of the printed steps, in order."""
    return re.findall(rf"\b({'|'.join(KINDS)})\b", "\n".join(steps))


def is_code(steps: list[str]) -> bool:
    try:
        ast.parse("\n".join(steps))
    except SyntaxError:
        return False
    return True


def test_a_service_that_breaks_down_is_found_in_its_first_claim() -> None:
    assert kinds(found()[1])[-1] == "SubmitClaim"


def test_the_steps_are_printed_as_code() -> None:
    assert is_code(found()[1])


def test_shrinking_stays_within_its_budget() -> None:
    assert shrunk()[0] <= (1 + BUDGET) * found()[0]


def test_what_remains_are_the_commands_that_are_needed() -> None:
    assert kinds(shrunk()[1]) == ["CreateClaim", "AddInvoice", "SubmitClaim"]


@pytest.mark.parametrize("word", ["max_examples", "stateful_step_count", "phases", "synchronous=OFF"])
def test_the_how_to_says_how_a_run_is_made_cheaper(word: str) -> None:
    assert word in HOW_TO.read_text(encoding="utf-8")
