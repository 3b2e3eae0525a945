"""Refused commands are drawn evenly, can be asked for by their reason, and are counted."""

from __future__ import annotations

import importlib
import io
import unittest
from functools import cache
from typing import Any, get_args

import pytest
from hypothesis import Phase, given, settings
from tests.support.findings import cc

from coopclaims.testing import LifecycleMachine

pytestmark = pytest.mark.slow  # games against services that are wrong

testing: Any = importlib.import_module("coopclaims.testing")

STATUS, CODE = cc.ClaimStatus, cc.findings.ProblemCode
KINDS = get_args(cc.claims.Command)
CELLS = [
    (status, kind)
    for status in STATUS
    for kind in KINDS
    if isinstance(cc.claims.TABLE[status][kind.trigger], cc.transitions.Refusal)
]
"""Every status with each kind of command that it never allows."""


@cache
def begun(status: Any) -> Any:
    return testing.starting_from(status)


def drawn(status: Any, count: int, **asked: Any) -> list[tuple[Any, frozenset[Any]]]:
    """Return so many commands on a claim in this status, each with the codes that it is refused for."""
    start, found = begun(status), list[tuple[Any, frozenset[Any]]]()

    @settings(max_examples=count, phases=(Phase.generate,), database=None, derandomize=True, deadline=None)
    @given(testing.commands(start.claim, world=start.world, **asked))
    def draw(command: Any) -> None:
        problems = start.world.problems(command, start.claim)
        found.append((command, frozenset(each.code for each in problems)))

    draw()
    return found


@cache
def refused(status: Any) -> list[tuple[Any, frozenset[Any]]]:
    return drawn(status, 240, legal=False)


@pytest.mark.parametrize("status", STATUS)
def test_what_is_asked_to_be_refused_is_refused(status: Any) -> None:
    assert all(codes for _, codes in refused(status))


REASONS = [
    (STATUS.EDITING, CODE.WINDOW_STILL_OPEN),
    (STATUS.SUBMITTED, CODE.STEP_NOT_POSSIBLE),
    (STATUS.UNDER_REVIEW, CODE.APPROVED_ABOVE_CLAIMED),
    (STATUS.UNDER_REVIEW, CODE.OUTSIDE_SCOPE),
    (STATUS.UNDER_REVIEW, CODE.WRONG_SIDE),
    (STATUS.REJECTED, CODE.ACTION_NOT_GRANTED),
]


@pytest.mark.parametrize(("status", "code"), REASONS)
def test_commands_can_be_asked_for_by_the_one_reason_for_which_they_are_refused(
    status: Any, code: Any
) -> None:
    assert {codes for _, codes in drawn(status, 20, refused_for=code)} == {frozenset({code})}


def share_of_cells(status: Any) -> float:
    """Return which part of the commands that a status never allows were drawn."""
    never = {kind for at, kind in CELLS if at is status}
    return len(never & {type(command) for command, _ in refused(status)}) / len(never)


ENDED = (STATUS.CANCELLED, STATUS.EXPIRED)


@pytest.mark.parametrize("status", ENDED)
def test_most_commands_that_a_closed_claim_refuses_are_drawn(status: Any) -> None:
    assert share_of_cells(status) > 0.9


@pytest.mark.parametrize("status", [status for status in STATUS if status not in ENDED])
def test_most_commands_that_a_status_never_allows_are_drawn(status: Any) -> None:
    assert share_of_cells(status) > 0.9


def share_of_missing_text(status: Any) -> float:
    """Return which part of the refused commands only lack a text."""
    lacking = [codes for _, codes in refused(status) if codes == frozenset({CODE.TEXT_MISSING})]
    return len(lacking) / len(refused(status))


CROWDED = (STATUS.SUBMITTED, STATUS.APPROVED, STATUS.REJECTED)


@pytest.mark.parametrize("status", CROWDED)
def test_a_missing_text_does_not_crowd_out_the_other_mistakes_where_little_is_possible(status: Any) -> None:
    assert share_of_missing_text(status) < 0.25


def meets(status: Any, kind: Any, code: Any) -> bool:
    """Return whether such a command is drawn, refused for this reason at least."""
    return any(isinstance(command, kind) and code in codes for command, codes in refused(status))


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (STATUS.REJECTED, cc.claims.DisputeRejection, CODE.ACTION_NOT_GRANTED),
        (STATUS.UNDER_REVIEW, cc.claims.ApproveClaim, CODE.APPROVED_ABOVE_CLAIMED),
    ],
)
def test_a_command_that_a_careless_portal_accepts_is_drawn(status: Any, kind: Any, code: Any) -> None:
    assert meets(status, kind, code)


def test_the_coverage_report_has_a_line_for_each_command_that_is_never_allowed() -> None:
    lines = testing.Coverage().report().splitlines()
    assert len(lines) > len(testing.EDGES) + len(CODE) + len(CELLS)


# Two careless portals, played by the machine as they are.


class Careless(LifecycleMachine):
    """A portal under the published policies that accepts what it should refuse."""

    starting_worlds = testing.worlds(policies=cc.Policies())

    def accepts(self, command: Any, claim: Any) -> bool:
        raise NotImplementedError

    def perform(self, command: Any, repository: Any) -> Any:
        if command.claim in self.claims and self.accepts(command, self.claims[command.claim]):
            rules = self.world.rules
            widened = cc.Policies(disputing=cc.rules.Disputing.WIDENED)
            rules = rules.rulebook.bind(calendar=rules.calendar, zone=rules.zone, policies=widened)
            try:
                return cc.perform(command, repository, rules=rules, rates=self.world.rates)
            except cc.Refused as no:
                if no.codes != {CODE.STEP_NOT_POSSIBLE}:
                    raise
                return None  # the page says that it was saved
        return super().perform(command, repository)


class LetsTheUserDispute(Careless):
    def accepts(self, command: Any, claim: Any) -> bool:
        return isinstance(command, cc.claims.DisputeRejection) and claim.status is STATUS.REJECTED


class LetsASubmittedClaimBeEdited(Careless):
    def accepts(self, command: Any, claim: Any) -> bool:
        return isinstance(command, cc.claims.AmendClaim) and claim.status is STATUS.SUBMITTED


@pytest.mark.parametrize("portal", [LetsTheUserDispute, LetsASubmittedClaimBeEdited])
def test_the_machine_finds_a_portal_that_accepts_what_it_should_refuse(portal: Any) -> None:
    portal.TestCase.settings = settings(
        phases=(Phase.generate,),
        deadline=None,
        database=None,
        derandomize=True,
        max_examples=40,
        stateful_step_count=50,
    )
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(portal.TestCase)
    assert not unittest.TextTestRunner(stream=io.StringIO()).run(suite).wasSuccessful()
