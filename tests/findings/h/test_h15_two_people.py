"""Who claimed, uploaded or rejected is held against who decides: advice, and refusal by a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.findings import (
    ALICE,
    BOB,
    RITA,
    RULES,
    VERA,
    World,
    alternatives,
    cc,
    codes,
    sek,
)

if TYPE_CHECKING:
    from collections.abc import Callable

NAMESAKE = cc.Actor.vendor(
    "alice", cc.Role.REVIEWER, location=cc.parties.EVERYWHERE, program=cc.parties.EVERYWHERE
)
WALT = cc.Actor.vendor(
    "walt", cc.Role.VALIDATION_TEAM, location=cc.parties.EVERYWHERE, program=cc.parties.EVERYWHERE
)
FULL = sek("30000.00")


def _advice(world: World, kind: Any, by: Any, when: str, **content: Any) -> set[str]:
    command = world.ask(kind, by, when, **content)
    return set(codes(cc.advice(command, world.claim(), rules=world.rules, funds=world.pool)))


def _refused(world: World, kind: Any, by: Any, when: str, **content: Any) -> list[str]:
    command = world.ask(kind, by, when, **content)
    return codes(cc.problems(command, world.claim(), rules=world.rules, funds=world.pool))


def _disputed(rules: Any = RULES) -> World:
    """Return a claim that VERA has rejected and Alice disputes."""
    world = World(rules=rules).reviewed()
    world.do(cc.claims.RejectClaim, VERA, "2022-09-16 09:00", reasons=("no proof",))
    world.do(cc.claims.DisputeRejection, ALICE, "2022-09-17 09:00")
    return world


def _some_policy(judge: Callable[[Any], bool]) -> bool:
    """Say whether a policy does what is asked; one under which the story does not get so far does not."""
    for rules in alternatives():
        try:
            if judge(rules):
                return True
        except cc.Refused:
            continue
    return False


def test_who_approves_under_the_name_of_who_claimed_is_advised() -> None:
    world = World().reviewed()
    assert _advice(world, cc.claims.ApproveClaim, NAMESAKE, "2022-09-16 09:00", amount=FULL)


def test_the_person_who_claimed_is_advised_and_a_stranger_is_not() -> None:
    person, stranger = (attrs.evolve(RITA, person=name) for name in ("person-7", "person-8"))
    world = World()
    creator = attrs.evolve(ALICE, person="person-7")
    world.do(cc.claims.CreateClaim, creator, "2022-09-01 09:00", form=world.form())
    world.do(cc.claims.AddInvoice, creator, "2022-09-02 09:00", invoice=world.invoice())
    world.do(cc.claims.SubmitClaim, creator, "2022-09-14 10:00")
    world.do(cc.claims.StartReview, stranger, "2022-09-15 09:00")
    assert _advice(world, cc.claims.ApproveClaim, person, "2022-09-16 09:00", amount=FULL)
    assert not _advice(world, cc.claims.ApproveClaim, stranger, "2022-09-16 09:00", amount=FULL)


def test_another_reviewer_approves() -> None:
    world = World().reviewed()
    assert not _refused(world, cc.claims.ApproveClaim, RITA, "2022-09-16 09:00", amount=FULL)


@pytest.mark.parametrize("kind", [cc.claims.RejectClaim, cc.claims.ApproveClaim])
def test_who_decides_the_dispute_of_their_own_rejection_is_advised(kind: Any) -> None:
    content = {"reasons": ("still no",)} if kind is cc.claims.RejectClaim else {"amount": FULL}
    world = _disputed()
    same, other = (_advice(world, kind, by, "2022-09-19 09:00", **content) for by in (VERA, WALT))
    assert same - other


def test_somebody_else_decides_the_dispute() -> None:
    assert not _refused(_disputed(), cc.claims.ApproveClaim, WALT, "2022-09-19 09:00", amount=FULL)


def test_some_policy_refuses_the_dispute_to_who_rejected_and_to_nobody_else() -> None:
    def refuses(rules: Any) -> bool:
        world = _disputed(rules)
        same, other = (
            _refused(world, cc.claims.ApproveClaim, by, "2022-09-19 09:00", amount=FULL)
            for by in (VERA, WALT)
        )
        return bool(same) and not other

    assert _some_policy(refuses)


@pytest.mark.parametrize("uploader", [ALICE, BOB], ids=["who created", "who uploaded"])
def test_some_policy_refuses_the_approval_to_the_person_who_claimed_or_uploaded(uploader: Any) -> None:
    person = attrs.evolve(uploader, person="person-7")
    reviewer = attrs.evolve(RITA, person="person-7")
    stranger = attrs.evolve(RITA, person="person-8")
    creator = person if uploader is ALICE else attrs.evolve(ALICE, person="person-1")

    def refuses(rules: Any) -> bool:
        world = World(rules=rules)
        world.do(cc.claims.CreateClaim, creator, "2022-09-01 09:00", form=world.form())
        world.do(cc.claims.AddInvoice, person, "2022-09-02 09:00", invoice=world.invoice())
        world.do(cc.claims.SubmitClaim, creator, "2022-09-14 10:00")
        world.do(cc.claims.StartReview, stranger, "2022-09-15 09:00")
        same, other = (
            _refused(world, cc.claims.ApproveClaim, by, "2022-09-19 09:00", amount=FULL)
            for by in (reviewer, stranger)
        )
        return bool(same) and not other

    assert _some_policy(refuses)


def test_a_recommendation_leaves_the_claim_under_review() -> None:
    world = World().reviewed()
    world.do(cc.claims.RecommendApproval, RITA, "2022-09-16 09:00", amount=FULL)
    assert world.claim().status is cc.ClaimStatus.UNDER_REVIEW
    assert world.pool.balance().approved == sek("0.00")
