"""A claim is not measured against a fund that holds it, and impossible steps get no advice."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.findings import ALICE, RULES, World, cc


def _advice(world: World, command: Any) -> list[Any]:
    return [each.code for each in cc.advice(command, world.claim(), rules=RULES, funds=world.pool)]


def test_the_approval_of_a_claim_does_not_count_against_it() -> None:
    world = World().approved(amount="90000.00")
    assert _advice(world, world.ask(cc.claims.SubmitClaim, ALICE, "2022-09-20 09:00")) == []


@pytest.mark.parametrize("stage", ["submitted", "reviewed"])
def test_the_reservation_of_a_claim_does_not_count_against_it(stage: str) -> None:
    world = getattr(World(), stage)(amount="90000.00")
    found = _advice(world, world.ask(cc.claims.SubmitClaim, ALICE, "2022-09-20 09:00"))
    assert cc.findings.ProblemCode.ABOVE_AVAILABLE not in found


@pytest.mark.parametrize("stage", ["submitted", "reviewed", "approved"])
def test_a_step_that_is_not_possible_gets_no_advice(stage: str) -> None:
    world = getattr(World(), stage)()
    unused = cc.claims.Proof(id=cc.identifiers.ItemId("p"), document="d", note="n", shows=("skywriting",))
    assert _advice(world, world.ask(cc.claims.AddProof, ALICE, "2022-09-20 09:00", proof=unused)) == []


def test_a_draft_above_what_the_fund_has_left_is_advised_about() -> None:
    world = World().draft(amount="130000.00")
    found = _advice(world, world.ask(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00"))
    assert cc.findings.ProblemCode.ABOVE_AVAILABLE in found
