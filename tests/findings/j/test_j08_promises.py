"""What was promised in each round is remembered, kept or not."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.support.findings import ALICE, RITA, RULES, VERA, World, at, cc, sek

_REVIEW = cc.deadlines.Clock.REVIEW


def _late_at_first() -> World:
    """Return a claim that was returned three business days late and approved in time after that."""
    world = World().submitted()
    world.do(cc.claims.StartReview, RITA, "2022-09-20 09:00")
    world.do(cc.claims.RequestAction, RITA, "2022-09-21 10:00", requests=(cc.claims.InformationRequest("x"),))
    world.do(cc.claims.SubmitClaim, ALICE, "2022-09-22 10:00")
    world.do(cc.claims.StartReview, RITA, "2022-09-22 11:00")
    world.do(cc.claims.ApproveClaim, RITA, "2022-09-22 12:00", amount=sek("30000.00"))
    return world


def _promised(world: World, clock: Any) -> list[Any]:
    found = cc.portal.promises(world.claim(), rules=RULES)
    return [each for each in found if each.clock is clock]


def test_the_last_round_alone_was_in_time() -> None:
    due = cc.review_deadline(_late_at_first().claim(), rules=RULES)
    assert due.state(at("2022-09-23 09:00")) is cc.deadlines.DeadlineState.MET


def test_each_round_of_a_clock_is_kept_with_who_answered_when() -> None:
    rounds = [each for each in _late_at_first().claim().rounds if each.clock is _REVIEW]
    assert [(each.started_at, each.answered_at, each.answered_by) for each in rounds] == [
        (at("2022-09-14 10:00"), at("2022-09-21 10:00"), RITA.id),
        (at("2022-09-22 10:00"), at("2022-09-22 12:00"), RITA.id),
    ]


def test_each_round_was_promised_by_a_day_of_its_own() -> None:
    assert [each.due for each in _promised(_late_at_first(), _REVIEW)] == [
        date(2022, 9, 16),
        date(2022, 9, 26),
    ]


def test_a_promise_that_was_broken_is_late_by_business_and_by_calendar_days() -> None:
    first, _second = _promised(_late_at_first(), _REVIEW)
    assert {3, 5} <= set(cc.wire.to_data(first).values())


def test_a_dispute_decided_on_its_last_day_was_kept() -> None:
    world = World().reviewed()
    world.do(cc.claims.RejectClaim, RITA, "2022-09-15 10:00", reasons=("no photo",))
    world.do(cc.claims.DisputeRejection, ALICE, "2022-09-16 09:00", reason="here it is")
    world.do(cc.claims.ApproveClaim, VERA, "2022-09-23 23:00", amount=sek("30000.00"))
    (only,) = _promised(world, cc.deadlines.Clock.DISPUTE)
    assert (only.due, only.answered_at) == (date(2022, 9, 23), at("2022-09-23 23:00"))


def test_the_escalation_that_was_reached_in_the_first_round_is_named() -> None:
    assert len(_promised(_late_at_first(), cc.deadlines.Clock.ESCALATION)) == 2


def test_what_is_still_open_has_no_answer() -> None:
    (only,) = _promised(World().submitted(), _REVIEW)
    assert (only.due, only.answered_at) == (date(2022, 9, 16), None)
