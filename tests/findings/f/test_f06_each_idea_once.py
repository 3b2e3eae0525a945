"""Clocks, rules and commands are each one table: asked at once, by key, and back from the key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from tests.support.findings import RITA, RULES, World, cc

_DAY = date(2022, 9, 14)


def _clocks(claim: Any) -> dict[Any, Any]:
    """Return the answer of each clock of a claim."""
    found = cc.clocks(claim, rules=RULES)
    return {each.clock: each for each in (found.values() if isinstance(found, Mapping) else found)}


def test_every_clock_of_a_claim_is_answered_at_once() -> None:
    known = {
        cc.deadlines.Clock.REVIEW,
        cc.deadlines.Clock.ESCALATION,
        cc.deadlines.Clock.DISPUTE,
        cc.deadlines.Clock.PAYMENT,
    }
    assert known <= set(_clocks(World().submitted().claim()))


def test_a_clock_that_runs_is_the_same_deadline_as_by_its_name() -> None:
    claim = World().submitted().claim()
    assert _clocks(claim)[cc.deadlines.Clock.REVIEW] == cc.review_deadline(claim, rules=RULES)


def test_a_clock_that_does_not_run_is_there_and_says_why() -> None:
    claim = World().submitted().claim()
    assert isinstance(_clocks(claim)[cc.deadlines.Clock.DISPUTE], cc.NotRunning)


def test_a_due_day_is_asked_by_the_clock() -> None:
    by_clock = cc.deadlines.due(cc.deadlines.Clock.REVIEW, _DAY, rules=RULES)
    assert by_clock.on == cc.deadlines.review_due(start=_DAY, rules=RULES).on


def test_a_rule_is_looked_up_by_a_typed_key() -> None:
    assert RULES.on(_DAY)[cc.rules.REVIEW_SPAN] == RULES.look_up(cc.rules.REVIEW_SPAN, _DAY)


@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("approve_claim", cc.claims.ApproveClaim),
        ("submit_claim", cc.claims.SubmitClaim),
        ("add_proof", cc.claims.AddProof),
        ("request_upload", cc.claims.RequestUpload),
    ],
)
def test_a_command_has_a_key_and_a_way_back(key: str, command: Any) -> None:
    assert cc.command_of(key) is command


def test_what_happens_on_approval_is_one_entry_and_its_ledger() -> None:
    world = World().reviewed()
    approve = world.ask(cc.claims.ApproveClaim, RITA, "2022-09-15 10:00", amount=world.claim().form.amount)
    decision = cc.decide(approve, world.claim(), rules=RULES, funds=world.pool)
    assert [type(each.event) for each in decision.entries] == [cc.claims.ClaimApproved]
    assert [each.kind for each in decision.ledger] == [
        cc.funds.FundEntryKind.RELEASED,
        cc.funds.FundEntryKind.COMMITTED,
    ]


@pytest.mark.parametrize(
    ("clock", "named"),
    [
        ("review_due", cc.deadlines.review_due),
        ("escalation_due", cc.deadlines.escalation_due),
        ("dispute_due", cc.deadlines.dispute_due),
    ],
)
def test_the_named_functions_stay(clock: str, named: Any) -> None:
    assert named.__name__ == clock
    assert named(start=_DAY, rules=RULES).on > _DAY
