"""A rejection, its dispute, and what comes of it. Source: X-01 to X-04, D-09, T12, T13."""

from __future__ import annotations

from datetime import date

import pytest
from tests.support.world import (
    ADMIN,
    REVIEWER,
    USER,
    VALIDATION_TEAM,
    Desk,
    bound,
    desk_at,
    instant,
    sek,
)

from coopclaims import (
    ClaimStatus,
    Deadline,
    NotRunning,
    Policies,
    Role,
    dispute_deadline,
    payment_deadline,
    replay,
    review_deadline,
)
from coopclaims.claims import (
    AddProof,
    ApproveClaim,
    Comment,
    DisputeRejection,
    GiveFeedback,
    Reason,
    RejectClaim,
)
from coopclaims.deadlines import DeadlineState, TaxInvoice
from coopclaims.findings import ProblemCode
from coopclaims.rules import DisputeWindow, Disputing


@pytest.fixture
def rejected() -> Desk:
    """Given a claim that was submitted on Wed 14 September 2022 and rejected on Fri 16."""
    desk = desk_at(ClaimStatus.REJECTED)
    assert desk.last.after is ClaimStatus.REJECTED
    return desk


@pytest.fixture
def disputed(rejected: Desk) -> Desk:
    """Given that the Incentives admin disputed the rejection on Wed 21 September."""
    rejected.do(DisputeRejection, ADMIN, "2022-09-21 10:00", reason="The brand is in the header.")
    return rejected


def dispute_due(desk: Desk) -> Deadline:
    due = dispute_deadline(desk.claim, rules=desk.rules)
    assert isinstance(due, Deadline)
    return due


def test_the_reasons_of_a_rejection_stand_in_the_history(rejected: Desk) -> None:
    assert rejected.claim.milestones.reasons == (Reason("The landing page does not show the brand."),)
    assert "The landing page does not show the brand." in rejected.last.summary
    assert "The landing page does not show the brand." in rejected.history.table()


def test_nobody_but_the_incentives_admin_disputes(rejected: Desk) -> None:
    # When the Incentives user asks for it, then he is told who can.
    refused = rejected.refused(DisputeRejection, USER, "2022-09-21 09:00")
    assert refused.codes == {ProblemCode.ACTION_NOT_GRANTED}
    assert refused.problems[0].who == (Role.INCENTIVES_ADMIN,)
    # And the reviewer stands on the other side.
    refused = rejected.refused(DisputeRejection, REVIEWER, "2022-09-21 09:00")
    assert refused.codes == {ProblemCode.WRONG_SIDE}


def test_the_wider_reading_lets_the_incentives_user_dispute() -> None:
    """Source: R-03, RJ21."""
    # Given the wider reading
    desk = desk_at(ClaimStatus.REJECTED, rules=bound(Policies(disputing=Disputing.WIDENED)))
    # When the Incentives user disputes, then the claim is Disputed.
    desk.do(DisputeRejection, USER, "2022-09-21 09:00")
    assert desk.status() is ClaimStatus.DISPUTED


def test_a_dispute_is_decided_within_five_business_days(disputed: Desk) -> None:
    assert disputed.status() is ClaimStatus.DISPUTED
    due = dispute_due(disputed)
    assert due.on == date(2022, 9, 28)
    assert due.state(instant("2022-09-28 23:59")) is DeadlineState.DUE_TODAY
    assert due.state(instant("2022-09-29 00:00")) is DeadlineState.OVERDUE
    # The advice to contact Support is about the review, not about the dispute.
    assert "Support" not in str(due.explain(instant("2022-09-29 00:00")))
    # And the review that it follows was answered in time.
    review = review_deadline(disputed.claim, rules=disputed.rules)
    assert isinstance(review, Deadline)
    assert review.state(instant("2022-09-29 00:00")) is DeadlineState.MET


def test_while_disputed_only_remarks_are_added(disputed: Desk) -> None:
    """Source: X-03: the team may ask meanwhile; the evidence stays as it is."""
    refused = disputed.refused(AddProof, USER, "2022-09-22 09:00")
    assert refused.codes == {ProblemCode.STEP_NOT_POSSIBLE}
    disputed.do(GiveFeedback, VALIDATION_TEAM, "2022-09-22 09:00")
    disputed.do(Comment, ADMIN, "2022-09-22 10:00")
    assert disputed.status() is ClaimStatus.DISPUTED
    # The clock goes on as it was.
    assert dispute_due(disputed).on == date(2022, 9, 28)


def test_the_reviewer_who_rejected_does_not_decide_the_dispute(disputed: Desk) -> None:
    for kind in (ApproveClaim, RejectClaim, GiveFeedback):
        refused = disputed.refused(kind, REVIEWER, "2022-09-22 09:00")
        assert refused.problems[0].who == (Role.VALIDATION_TEAM,)


def test_approved_after_a_dispute_the_payment_clock_starts_then(disputed: Desk) -> None:
    # When the validation team approves on Mon 26 September
    disputed.do(ApproveClaim, VALIDATION_TEAM, "2022-09-26 11:00")
    # Then the claim is Approved, and is to be paid within 45 business days of that day.
    assert disputed.status() is ClaimStatus.APPROVED
    assert disputed.claim.approved == sek("90000.00")
    due = payment_deadline(disputed.claim, tax_invoice=TaxInvoice.not_needed(), rules=disputed.rules)
    assert isinstance(due, Deadline)
    assert (due.started_on, due.on) == (date(2022, 9, 26), date(2022, 11, 28))
    # And the dispute was answered in time.
    assert dispute_due(disputed).state(instant("2023-09-26 11:00")) is DeadlineState.MET


def test_rejected_again_it_can_be_disputed_again(disputed: Desk) -> None:
    """Source: X-07: no window and no limit is published."""
    disputed.do(RejectClaim, VALIDATION_TEAM, "2022-09-27 09:00", reasons=("Still no brand.",))
    assert disputed.status() is ClaimStatus.REJECTED
    assert disputed.claim.milestones.reasons == (Reason("Still no brand."),)
    disputed.do(DisputeRejection, ADMIN, "2023-09-27 09:00")  # a year later
    assert disputed.status() is ClaimStatus.DISPUTED
    assert dispute_due(disputed).on == date(2023, 10, 4)


class TestStrictReading:
    """Source: X-07, X-08, MC23: thirty days, once, and the second rejection is final."""

    @pytest.fixture
    def strict(self) -> Desk:
        return desk_at(ClaimStatus.REJECTED, rules=bound(Policies(dispute_window=DisputeWindow.STRICT)))

    def test_thirty_days_after_the_rejection_is_not_too_late(self, strict: Desk) -> None:
        strict.do(DisputeRejection, ADMIN, "2022-10-16 23:59")
        assert strict.status() is ClaimStatus.DISPUTED

    def test_a_remark_in_between_does_not_lengthen_it(self, strict: Desk) -> None:
        strict.do(Comment, USER, "2022-10-10 09:00")
        refused = strict.refused(DisputeRejection, ADMIN, "2022-10-17 00:00")
        assert refused.codes == {ProblemCode.DISPUTE_WINDOW_CLOSED}

    def test_the_day_after_is(self, strict: Desk) -> None:
        refused = strict.refused(DisputeRejection, ADMIN, "2022-10-17 00:00")
        assert refused.codes == {ProblemCode.DISPUTE_WINDOW_CLOSED}
        assert "2022-10-16" in str(refused)

    def test_once_is_all(self, strict: Desk) -> None:
        strict.do(DisputeRejection, ADMIN, "2022-09-21 10:00")
        strict.do(RejectClaim, VALIDATION_TEAM, "2022-09-22 10:00")
        refused = strict.refused(DisputeRejection, ADMIN, "2022-09-23 10:00")
        assert refused.codes == {ProblemCode.DISPUTED_BEFORE}


def test_no_dispute_no_clock(rejected: Desk) -> None:
    clock = dispute_deadline(rejected.claim, rules=rejected.rules)
    assert isinstance(clock, NotRunning)
    assert clock.explain().source is not None


def test_the_history_gives_the_claim_back(disputed: Desk) -> None:
    disputed.do(ApproveClaim, VALIDATION_TEAM, "2022-09-26 11:00")
    assert replay(disputed.history) == disputed.claim
