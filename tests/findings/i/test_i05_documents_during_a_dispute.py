"""While a dispute runs, the validation team may ask for documents without deciding it."""

from __future__ import annotations

from typing import Any

from tests.support.findings import ALICE, RITA, RULES, VERA, World, cc, codes, sek

SCAN = (cc.claims.InformationRequest("scan"),)


def disputed() -> World:
    world = World().reviewed()
    world.do(cc.claims.RejectClaim, RITA, "2022-09-16 10:00", reasons=("not readable",))
    world.do(cc.claims.DisputeRejection, ALICE, "2022-09-21 10:00")
    return world


def asked() -> World:
    world = disputed()
    world.do(cc.claims.RequestDocuments, VERA, "2022-09-22 10:00", requests=SCAN)
    return world


def proof(item: str = "p9") -> Any:
    return cc.claims.Proof(id=item, document="d", note="the scan")


def problems(world: World, command: Any) -> list[str]:
    return codes(cc.problems(command, world.claim(), rules=RULES, funds=world.pool))


def test_asking_leaves_the_status_and_the_clock_of_the_dispute() -> None:
    before, after = disputed().claim(), asked().claim()
    assert after.status is cc.ClaimStatus.DISPUTED
    assert cc.dispute_deadline(after, rules=RULES).on == cc.dispute_deadline(before, rules=RULES).on


def test_what_was_asked_for_may_be_added() -> None:
    world = asked()
    outcome = world.do(cc.claims.AddProof, ALICE, "2022-09-22 11:00", proof=proof())
    assert outcome.claim.status is cc.ClaimStatus.DISPUTED


def test_form_and_amount_stay_closed() -> None:
    world = asked()
    form = world.form("29000.00")
    assert problems(world, world.ask(cc.claims.AmendClaim, ALICE, "2022-09-22 11:00", form=form)) != []
    assert world.claim().form.amount == sek("30000.00")


def test_a_reviewer_does_not_ask_so() -> None:
    world = disputed()
    command = world.ask(cc.claims.RequestDocuments, RITA, "2022-09-22 10:00", requests=SCAN)
    assert problems(world, command) != []


def test_in_a_review_documents_are_not_asked_for_so() -> None:
    world = World().reviewed()
    command = world.ask(cc.claims.RequestDocuments, VERA, "2022-09-16 10:00", requests=SCAN)
    assert problems(world, command) != []


def test_feedback_alone_unlocks_nothing() -> None:
    world = disputed()
    world.do(cc.claims.GiveFeedback, VERA, "2022-09-22 10:00", text="please send the page")
    assert problems(world, world.ask(cc.claims.AddProof, ALICE, "2022-09-22 11:00", proof=proof())) != []


def test_evidence_that_nobody_asked_for_is_refused() -> None:
    world = disputed()
    assert problems(world, world.ask(cc.claims.AddProof, ALICE, "2022-09-22 11:00", proof=proof())) != []


def test_a_request_for_action_decides_the_dispute() -> None:
    world = disputed()
    outcome = world.do(cc.claims.RequestAction, VERA, "2022-09-22 10:00", requests=SCAN)
    assert outcome.claim.status is cc.ClaimStatus.PARTNER_ACTION_REQUIRED


def test_the_dispute_is_due_after_five_business_days() -> None:
    assert cc.dispute_deadline(disputed().claim(), rules=RULES).on.isoformat() == "2022-09-28"
