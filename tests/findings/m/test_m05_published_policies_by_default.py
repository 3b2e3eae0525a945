"""A machine whose service follows the published policies passes without being told which worlds to play."""

from __future__ import annotations

import importlib
import io
import unittest
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from tests.support.findings import cc

from coopclaims.testing import LifecycleMachine

pytestmark = pytest.mark.slow  # whole games

testing: Any = importlib.import_module("coopclaims.testing")

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "test_your_portal.md"


class Published(LifecycleMachine):
    """A service that knows the published policies, and no others."""

    def perform(self, command: Any, repository: Any) -> Any:
        rules = self.world.rules
        bound = rules.rulebook.bind(calendar=rules.calendar, zone=rules.zone)
        return cc.perform(command, repository, rules=bound, rates=self.world.rates)


class PublishedInWorldsOfItsOwn(Published):
    starting_worlds = testing.worlds(policies=cc.Policies())


class PublishedWhereDisputingIsWidened(Published):
    starting_worlds = testing.worlds(policies=cc.Policies(disputing=cc.rules.Disputing.WIDENED))


class Widened(LifecycleMachine):
    """A service that lets more people dispute, in worlds that do so too."""

    starting_worlds = testing.worlds(policies=cc.Policies(disputing=cc.rules.Disputing.WIDENED))

    def perform(self, command: Any, repository: Any) -> Any:
        rules = self.world.rules
        policies = cc.Policies(disputing=cc.rules.Disputing.WIDENED)
        bound = rules.rulebook.bind(calendar=rules.calendar, zone=rules.zone, policies=policies)
        return cc.perform(command, repository, rules=bound, rates=self.world.rates)


class OfItsOwnRulebook(LifecycleMachine):
    """A service that is bound to a rulebook of its own, and played in worlds that have it."""

    starting_worlds = testing.worlds(rulebook=cc.partner_center, policies=cc.Policies())

    def perform(self, command: Any, repository: Any) -> Any:
        rules = cc.partner_center.bind(calendar=self.world.rules.calendar, zone=self.world.rules.zone)
        return cc.perform(command, repository, rules=rules, rates=self.world.rates)


def passes(machine: Any) -> bool:
    machine.TestCase.settings = settings(
        phases=(Phase.generate,),
        deadline=None,
        database=None,
        derandomize=True,
        max_examples=6,
        stateful_step_count=20,
    )
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(machine.TestCase)
    return unittest.TextTestRunner(stream=io.StringIO()).run(suite).wasSuccessful()


@pytest.mark.parametrize("machine", [PublishedInWorldsOfItsOwn, Widened, OfItsOwnRulebook])
def test_a_service_passes_in_worlds_that_have_its_policies(machine: Any) -> None:
    assert passes(machine)


def test_a_service_of_the_published_policies_passes_by_default() -> None:
    assert passes(Published)


def test_the_how_to_says_in_which_worlds_a_service_is_played() -> None:
    assert "starting_worlds" in HOW_TO.read_text(encoding="utf-8")
