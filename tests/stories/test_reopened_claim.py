"""A claim that waits for the partner goes back to Editing, by policy. Source: T8, T16, T17."""

from __future__ import annotations

import pytest
from tests.support.world import ADMIN, REVIEWER, SYSTEM, USER, Desk, bound, desk_at, sek

from coopclaims import ClaimStatus, NotRunning, Policies, replay, review_deadline
from coopclaims.claims import ApproveClaim, CancelDraft, ExpireDraft, ReopenClaim, SubmitClaim
from coopclaims.findings import ProblemCode
from coopclaims.rules import Reopening


@pytest.fixture
def reopened() -> Desk:
    """Given a claim in Action required that the partner has reopened."""
    desk = desk_at(ClaimStatus.ACTION_REQUIRED, rules=bound(Policies(reopening=Reopening.EXPLICIT)))
    desk.do(ReopenClaim, USER, desk.later)
    return desk


def test_it_is_edited_like_a_draft(reopened: Desk) -> None:
    assert reopened.status() is ClaimStatus.EDITING
    assert reopened.claim.was_submitted
    assert isinstance(review_deadline(reopened.claim, rules=reopened.rules), NotRunning)


def test_it_is_neither_cancelled_nor_expired(reopened: Desk) -> None:
    assert reopened.refused(CancelDraft, ADMIN, reopened.later).codes == {ProblemCode.SUBMITTED_BEFORE}
    refused = reopened.refused(ExpireDraft, SYSTEM, "2023-02-16 00:00")
    assert refused.codes == {ProblemCode.SUBMITTED_BEFORE}


def test_a_refusal_does_not_offer_what_is_closed_to_it(reopened: Desk) -> None:
    (problem,) = reopened.refused(ApproveClaim, REVIEWER, reopened.later).problems
    possible = problem.param("possible")
    assert "submit" in possible
    assert "cancel" not in possible
    assert "expire" not in possible


def test_its_funds_stay_reserved(reopened: Desk) -> None:
    assert reopened.funds.balance().reserved == sek("90000.00")


def test_it_may_be_submitted_after_the_claiming_period(reopened: Desk) -> None:
    """The period limits the first submission."""
    reopened.do(SubmitClaim, USER, "2023-03-01 09:00")
    assert reopened.status() is ClaimStatus.SUBMITTED


def test_its_history_replays_without_the_policy(reopened: Desk) -> None:
    """No row ever leaves the table, whatever policy is in force today."""
    assert replay(reopened.history) == reopened.claim
