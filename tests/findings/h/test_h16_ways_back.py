"""Each decision has a way back where a policy gives one: an approval is retracted, a cut is disputed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.support.findings import ALICE, RITA, RULES, VERA, World, alternatives, at, cc, sek

if TYPE_CHECKING:
    from collections.abc import Iterator


def _approved(amount: str, rules: Any = RULES) -> World:
    world = World(rules=rules).reviewed()
    reason = "" if amount == "30000.00" else "only a part is shown"
    world.do(cc.claims.ApproveClaim, RITA, "2022-09-16 09:00", amount=sek(amount), reason=reason)
    return world


def _worlds(amount: str) -> Iterator[World]:
    """Yield an approved claim under each policy that lets it get so far."""
    for rules in alternatives():
        try:
            yield _approved(amount, rules)
        except cc.Refused:
            continue


def _possible(world: World, actor: Any) -> set[Any]:
    """Return what the actor may do to the claim a day later, save to comment."""
    options = cc.allowed(world.claim(), actor, at=at("2022-09-17 09:00"), rules=world.rules, funds=world.pool)
    return {kind for kind, option in options.items() if option.is_allowed} - {cc.claims.Comment}


@pytest.mark.parametrize("amount", ["30000.00", "1.00"])
@pytest.mark.parametrize("actor", [ALICE, RITA, VERA], ids=["partner", "reviewer", "validation team"])
def test_by_default_an_approval_is_final(actor: Any, amount: str) -> None:
    assert not _possible(_approved(amount), actor)


def test_some_policy_lets_the_vendor_retract_an_approval() -> None:
    assert any(_possible(world, actor) for world in _worlds("30000.00") for actor in (RITA, VERA))


def test_some_policy_lets_the_partner_dispute_a_cut_and_nothing_where_nothing_was_cut() -> None:
    cut, whole = (
        {world.rules.policies: _possible(world, ALICE) for world in _worlds(amount)}
        for amount in ("1.00", "30000.00")
    )
    assert any(disputable and not whole[policies] for policies, disputable in cut.items())
