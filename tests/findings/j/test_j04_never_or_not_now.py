"""What somebody may never do is told apart from what is not possible now."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.findings import BOB, CAROL, RITA, RULES, World, at, cc

_CODE = cc.findings.ProblemCode
_NEVER_THEIRS = frozenset({_CODE.WRONG_SIDE, _CODE.ACTION_NOT_GRANTED, _CODE.OUTSIDE_SCOPE, _CODE.NOT_ASKED})
_OF_THE_VENDOR = [
    cc.claims.ApproveClaim,
    cc.claims.RejectClaim,
    cc.claims.GiveFeedback,
    cc.claims.RequestAction,
    cc.claims.StartReview,
]


def _options(actor: Any) -> Any:
    """Return what this actor may do on a draft."""
    world = World().draft()
    return cc.allowed(world.claim(), actor, at=at("2022-09-03 09:00"), rules=RULES, funds=world.pool)


def _codes(actor: Any, command: Any) -> set[Any]:
    return {each.code for each in _options(actor)[command].problems}


@pytest.mark.parametrize("command", _OF_THE_VENDOR)
def test_what_is_the_vendors_is_said_so_on_a_draft_too(command: Any) -> None:
    assert {_CODE.WRONG_SIDE, _CODE.STEP_NOT_POSSIBLE} <= _codes(BOB, command)


def test_a_dispute_needs_another_role_and_a_rejection() -> None:
    assert {_CODE.ACTION_NOT_GRANTED, _CODE.STEP_NOT_POSSIBLE} <= _codes(BOB, cc.claims.DisputeRejection)


@pytest.mark.parametrize("command", [cc.claims.ApproveClaim, cc.claims.RejectClaim, cc.claims.GiveFeedback])
def test_who_names_those_who_may_do_this_step(command: Any) -> None:
    named = {role for each in _options(BOB)[command].problems for role in each.who}
    assert cc.Role.REVIEWER in named


def test_a_reviewer_is_only_told_that_an_approval_is_not_possible_yet() -> None:
    assert _codes(RITA, cc.claims.ApproveClaim) == {_CODE.STEP_NOT_POSSIBLE}


@pytest.mark.parametrize("command", [cc.claims.SubmitClaim, cc.claims.AmendClaim, cc.claims.CancelDraft])
def test_a_reviewer_is_told_that_the_draft_is_the_partners(command: Any) -> None:
    assert _CODE.WRONG_SIDE in _codes(RITA, command)


def test_who_was_not_asked_is_told_so_of_every_step() -> None:
    options = _options(CAROL)
    assert all(
        _NEVER_THEIRS & {each.code for each in option.problems}
        for command, option in options.items()
        if command != cc.claims.CreateClaim
    )


@pytest.mark.parametrize(
    ("actor", "command", "relevance"),
    [
        (BOB, cc.claims.AmendClaim, "now"),
        (BOB, cc.claims.ApproveClaim, "never"),
        (BOB, cc.claims.DisputeRejection, "never"),
        (BOB, cc.claims.GiveFeedback, "never"),
        (RITA, cc.claims.ApproveClaim, "not_now"),
        (RITA, cc.claims.SubmitClaim, "never"),
        (CAROL, cc.claims.AddProof, "never"),
        (CAROL, cc.claims.SubmitClaim, "never"),
        (CAROL, cc.claims.ApproveClaim, "never"),
    ],
    ids=lambda each: str(getattr(each, "__name__", getattr(each, "id", each))),
)
def test_an_option_says_never_not_now_or_now(actor: Any, command: Any, relevance: str) -> None:
    assert str(_options(actor)[command].relevance) == relevance
