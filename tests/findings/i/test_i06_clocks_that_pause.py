"""A clock may stop while the other side has the claim, and run on with what is left."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

import attrs
import pytest
from tests.support.findings import ALICE, CALENDAR, RITA, VERA, ZONE, World, cc

SCAN = (cc.claims.InformationRequest("scan"),)
EXPECTED = date(2022, 10, 18)  # one of two days was used, and the day of return is day zero


def readings() -> list[Any]:
    """Return the published rules under each member of each policy, the others at their defaults."""
    chosen = [
        cc.Policies(**{field.name: member})
        for field in attrs.fields(cc.Policies)
        if isinstance(field.default, Enum)
        for member in type(field.default)
    ]
    return [cc.partner_center.bind(calendar=CALENDAR, zone=ZONE, policies=each) for each in chosen]


def in_rounds(*rounds: tuple[str, str]) -> Any:
    """Return a claim submitted on Monday 2022-10-03, asked about and returned at each pair of instants."""
    world = World().draft()
    world.do(cc.claims.SubmitClaim, ALICE, "2022-10-03 10:00")
    for number, (asked, returned) in enumerate(rounds):
        world.do(cc.claims.StartReview, RITA, asked)
        world.do(cc.claims.RequestAction, RITA, asked, requests=SCAN)
        proof = cc.claims.Proof(id=f"p{number}", document=f"d{number}", note="the scan")
        world.do(cc.claims.AddProof, ALICE, returned, proof=proof)
        world.do(cc.claims.SubmitClaim, ALICE, returned)
    return world.claim()


def pausing() -> list[Any]:
    """Return the readings under which the review's clock pauses, found by what they answer."""
    claim = in_rounds(("2022-10-04 16:00", "2022-10-17 08:00"))
    return [rules for rules in readings() if cc.review_deadline(claim, rules=rules).on == EXPECTED]


def in_dispute() -> Any:
    """Return a claim disputed on a Monday, asked about on Wednesday, and returned on a Monday."""
    world = World().reviewed()
    world.do(cc.claims.RejectClaim, RITA, "2022-09-16 10:00", reasons=("not readable",))
    world.do(cc.claims.DisputeRejection, ALICE, "2022-10-03 10:00")
    world.do(cc.claims.RequestAction, VERA, "2022-10-05 11:00", requests=SCAN)
    world.do(
        cc.claims.AddProof,
        ALICE,
        "2022-10-17 08:00",
        proof=cc.claims.Proof(id="p", document="d", note="the scan"),
    )
    world.do(cc.claims.SubmitClaim, ALICE, "2022-10-17 08:00")
    return world.claim()


def test_a_review_runs_on_with_the_day_that_is_left() -> None:
    assert pausing() != []


@pytest.mark.parametrize(
    ("rounds", "due"),
    [
        ([("2022-10-03 16:00", "2022-10-17 08:00")], date(2022, 10, 19)),  # no day was used
        (
            [
                ("2022-10-04 16:00", "2022-10-17 08:00"),
                ("2022-10-17 16:00", "2022-10-24 08:00"),
            ],
            date(2022, 10, 25),
        ),
    ],
)
def test_each_round_uses_the_days_between_start_and_question(
    rounds: list[tuple[str, str]], due: date
) -> None:
    claim = in_rounds(*rounds)
    assert [cc.review_deadline(claim, rules=rules).on for rules in pausing()[:1]] == [due]


def test_a_paused_review_is_never_overdue_on_arrival() -> None:
    claim = in_rounds(("2022-10-05 16:00", "2022-10-17 08:00"))  # both days were used
    states = [cc.review_deadline(claim, rules=rules).state(claim.changed_at) for rules in pausing()[:1]]
    assert states == [cc.deadlines.DeadlineState.DUE_TODAY]


def test_a_dispute_runs_on_with_the_three_days_that_are_left() -> None:
    claim = in_dispute()
    found = [cc.dispute_deadline(claim, rules=rules) for rules in readings()]
    assert date(2022, 10, 20) in [due.on for due in found if isinstance(due, cc.Deadline)]


def test_by_default_each_submission_starts_a_review_of_its_own() -> None:
    claim = in_rounds(("2022-10-04 16:00", "2022-10-17 08:00"))
    rules = cc.partner_center.bind(calendar=CALENDAR, zone=ZONE)
    assert cc.review_deadline(claim, rules=rules).on == date(2022, 10, 19)


def test_by_default_a_dispute_starts_anew_after_partner_action() -> None:
    rules = cc.partner_center.bind(calendar=CALENDAR, zone=ZONE)
    assert cc.dispute_deadline(in_dispute(), rules=rules).on == date(2022, 10, 24)
