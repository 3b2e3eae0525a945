"""The validation team asks the partner for more, and the dispute goes on. Source: S-03, S-14, T14, T15."""

from __future__ import annotations

from datetime import date

import pytest
from tests.support.world import (
    ACTORS,
    ADMIN,
    PROOF,
    REVIEWER,
    USER,
    VALIDATION_TEAM,
    WANTED,
    Desk,
    desk_at,
    instant,
)

from coopclaims import ClaimStatus, Deadline, NotRunning, Role, dispute_deadline, review_deadline
from coopclaims.claims import (
    AddProof,
    AmendClaim,
    ApproveClaim,
    GiveFeedback,
    RemoveItem,
    RequestAction,
    RequestUpload,
    StartReview,
    SubmitClaim,
)
from coopclaims.deadlines import DeadlineState
from coopclaims.findings import ProblemCode


@pytest.fixture
def asked() -> Desk:
    """Given a dispute of Wed 21 September 2022, in which the team asked for more on Fri 23."""
    return desk_at(ClaimStatus.PARTNER_ACTION_REQUIRED)


def test_it_is_a_status_of_its_own(asked: Desk) -> None:
    assert asked.last.before is ClaimStatus.DISPUTED
    assert asked.last.after is ClaimStatus.PARTNER_ACTION_REQUIRED
    assert asked.claim.milestones.requests == (WANTED,)
    assert asked.status().caption == "Partner Action Required"


def test_the_dispute_clock_does_not_run_while_the_partner_has_the_claim(asked: Desk) -> None:
    clock = dispute_deadline(asked.claim, rules=asked.rules)
    assert isinstance(clock, NotRunning)
    assert "partner" in clock.explain().text


def test_the_partner_edits_and_the_vendor_waits(asked: Desk) -> None:
    asked.do(AddProof, USER, "2022-09-26 09:00")
    asked.do(AmendClaim, ADMIN, "2022-09-26 09:10")
    asked.do(RemoveItem, USER, "2022-09-26 09:20", item=PROOF.id)
    asked.do(RequestUpload, USER, "2022-09-26 09:30")
    assert asked.status() is ClaimStatus.PARTNER_ACTION_REQUIRED
    for kind in (ApproveClaim, GiveFeedback, RequestAction, StartReview):
        for vendor in (REVIEWER, VALIDATION_TEAM):
            refused = asked.refused(kind, vendor, "2022-09-26 10:00")
            assert refused.codes == {ProblemCode.STEP_NOT_POSSIBLE}


def test_answering_leads_back_to_the_dispute_with_a_fresh_clock(asked: Desk) -> None:
    # When the partner answers on Fri 30 September, after the first five days
    asked.do(AddProof, USER, "2022-09-30 09:00")
    asked.do(SubmitClaim, USER, "2022-09-30 10:00")
    # Then the claim is Disputed again, not Submitted, and five business days start anew.
    assert asked.status() is ClaimStatus.DISPUTED
    due = dispute_deadline(asked.claim, rules=asked.rules)
    assert isinstance(due, Deadline)
    assert (due.started_on, due.on) == (date(2022, 9, 30), date(2022, 10, 7))
    assert due.state(instant("2022-10-07 12:00")) is DeadlineState.DUE_TODAY
    # And nothing is asked for any more.
    assert asked.claim.milestones.requests == ()
    # And the review, answered on 16 September by the rejection, stays answered.
    review = review_deadline(asked.claim, rules=asked.rules)
    assert isinstance(review, Deadline)
    assert review.on == date(2022, 9, 16)
    assert review.state(instant("2022-10-07 12:00")) is DeadlineState.MET
    # And the validation team decides.
    asked.do(ApproveClaim, VALIDATION_TEAM, "2022-10-10 10:00")
    due = dispute_deadline(asked.claim, rules=asked.rules)
    assert isinstance(due, Deadline)
    assert due.state(instant("2022-10-10 10:00")) is DeadlineState.MET_LATE


def test_it_is_answered_by_whoever_may_submit(asked: Desk) -> None:
    for role in (Role.REVIEWER, Role.VALIDATION_TEAM, Role.COLLABORATOR, Role.BILLING_ADMIN):
        refused = asked.refused(SubmitClaim, ACTORS[role], "2022-09-30 10:00")
        assert set(refused.problems[0].who) == {
            Role.GLOBAL_ADMIN,
            Role.INCENTIVES_ADMIN,
            Role.INCENTIVES_USER,
        }


def test_the_claiming_period_may_have_ended_by_then(asked: Desk) -> None:
    """No source gives a day by which the partner has to answer: only the first submission has one."""
    asked.do(SubmitClaim, USER, "2023-02-16 00:00")
    assert asked.status() is ClaimStatus.DISPUTED
