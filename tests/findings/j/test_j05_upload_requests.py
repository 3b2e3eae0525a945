"""Who was asked for a document may see that claim, as long as the request is open."""

from __future__ import annotations

from typing import Any

from tests.support.findings import ALICE, CAROL, LOCATION, PROGRAM, RITA, RULES, World, at, cc, codes

_NOT_ASKED = str(cc.findings.ProblemCode.NOT_ASKED.value)


def _proof(item: str = "p") -> Any:
    return cc.claims.Proof(id=cc.identifiers.ItemId(item), document="d", note="the photo")


def _asked() -> World:
    world = World().draft()
    world.do(cc.claims.RequestUpload, ALICE, "2022-09-03 09:00", colleague="carol", what="the photo")
    return world


def _answered() -> World:
    world = _asked()
    world.do(cc.claims.AddProof, CAROL, "2022-09-03 11:00", proof=_proof())
    return world


def _returned() -> World:
    """Return a world in which the claim came back to the partner after it was submitted."""
    world = _answered()
    world.do(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00")
    world.do(cc.claims.StartReview, RITA, "2022-09-15 09:00")
    world.do(
        cc.claims.RequestAction, RITA, "2022-09-15 10:00", requests=(cc.claims.InformationRequest("a photo"),)
    )
    return world


def test_a_colleague_who_was_asked_may_add_the_document() -> None:
    assert [item.id for item in _answered().claim().items] == ["i1", "p"]


def test_a_colleague_who_was_not_asked_may_not() -> None:
    world = World().draft()
    add = world.ask(cc.claims.AddProof, CAROL, "2022-09-03 11:00", proof=_proof())
    assert codes(cc.problems(add, world.claim(), rules=RULES, funds=world.pool)) == [_NOT_ASKED]


def test_without_a_claim_a_colleague_without_a_role_sees_nothing() -> None:
    found = cc.permission(
        CAROL,
        cc.Action.VIEW_CLAIM,
        location=LOCATION,
        program=PROGRAM,
        at=at("2022-09-03 10:00"),
        rules=RULES,
    )
    assert found


def _seen(claim: Any) -> list[Any]:
    return list(cc.decisions.visible([claim], CAROL, at=at("2022-09-20 09:00"), rules=RULES))


def test_the_claim_is_visible_to_the_colleague_who_was_asked() -> None:
    claim = _asked().claim()
    assert _seen(claim) == [claim]


def test_the_claim_is_not_visible_to_a_colleague_who_was_not_asked() -> None:
    assert _seen(World().draft().claim()) == []


def test_in_a_later_round_who_was_asked_before_is_asked_no_more() -> None:
    world = _returned()
    add = world.ask(cc.claims.AddProof, CAROL, "2022-09-16 09:00", proof=_proof("q"))
    assert codes(cc.problems(add, world.claim(), rules=RULES, funds=world.pool)) == [_NOT_ASKED]


def test_in_a_later_round_who_was_asked_before_is_offered_nothing() -> None:
    world = _returned()
    offered = cc.allowed(world.claim(), CAROL, at=at("2022-09-16 09:00"), rules=RULES, funds=world.pool)
    assert not [command for command, option in offered.items() if option.is_allowed]


def test_asked_again_in_a_later_round_a_colleague_may_add_again() -> None:
    world = _returned()
    world.do(cc.claims.RequestUpload, ALICE, "2022-09-16 08:00", colleague="carol", what="the photo")
    add = world.ask(cc.claims.AddProof, CAROL, "2022-09-16 09:00", proof=_proof("q"))
    assert not cc.problems(add, world.claim(), rules=RULES, funds=world.pool)
