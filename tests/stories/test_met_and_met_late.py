"""A deadline that was met stays met; one that was met late stays late. Source: D-07, D-09, D-10, R-16."""

from __future__ import annotations

import pytest
from tests.support.world import REVIEWER, USER, Desk, desk_at, instant

from coopclaims import ClaimStatus, Deadline, payment_deadline, review_deadline
from coopclaims.claims import ApproveClaim, RejectClaim, StartReview, SubmitClaim
from coopclaims.deadlines import DeadlineState, TaxInvoice, claiming_deadline

MET, LATE = DeadlineState.MET, DeadlineState.MET_LATE


@pytest.fixture
def submitted() -> Desk:
    """Given a claim submitted on Wed 14 September 2022 at 10:00, due for review on Fri 16."""
    return desk_at(ClaimStatus.SUBMITTED)


def review(desk: Desk) -> Deadline:
    due = review_deadline(desk.claim, rules=desk.rules)
    assert isinstance(due, Deadline)
    return due


def decided(desk: Desk, kind: type[ApproveClaim | RejectClaim], at: str) -> Deadline:
    desk.do(StartReview, REVIEWER, "2022-09-15 09:00")
    desk.do(kind, REVIEWER, at)
    return review(desk)


@pytest.mark.parametrize("kind", [ApproveClaim, RejectClaim])
def test_decided_in_time_it_is_met_a_year_later(
    submitted: Desk, kind: type[ApproveClaim | RejectClaim]
) -> None:
    due = decided(submitted, kind, "2022-09-16 23:59:59.999999")
    assert due.state(instant("2023-09-16 12:00")) is MET


@pytest.mark.parametrize("kind", [ApproveClaim, RejectClaim])
def test_decided_late_it_is_met_late_for_good(
    submitted: Desk, kind: type[ApproveClaim | RejectClaim]
) -> None:
    due = decided(submitted, kind, "2022-09-17 00:00")
    assert due.state(instant("2022-09-17 00:00")) is LATE
    assert due.state(instant("2023-09-16 12:00")) is LATE
    assert "Support" not in str(due.explain(instant("2023-09-16 12:00")))


def test_asked_about_an_instant_before_the_answer_it_stood_as_it_stood_then(submitted: Desk) -> None:
    due = decided(submitted, ApproveClaim, "2022-09-17 08:00")
    assert due.state(instant("2022-09-15 12:00")) is DeadlineState.OPEN
    assert due.state(instant("2022-09-16 12:00")) is DeadlineState.DUE_TODAY
    assert due.state(instant("2022-09-17 07:59")) is DeadlineState.OVERDUE
    assert "Support" in str(due.explain(instant("2022-09-17 07:59")))
    assert due.state(instant("2022-09-17 08:00")) is LATE


def test_starting_the_review_is_no_answer(submitted: Desk) -> None:
    submitted.do(StartReview, REVIEWER, "2022-09-15 09:00")
    assert review(submitted).state(instant("2022-09-17 00:00")) is DeadlineState.OVERDUE


def test_a_payment_is_met_when_it_was_paid(submitted: Desk) -> None:
    """Approved on Fri 16 September 2022, 45 business days end on Fri 18 November."""
    decided(submitted, ApproveClaim, "2022-09-16 12:00")
    for paid_at, state in (("2022-11-18 23:59", MET), ("2022-11-19 00:00", LATE)):
        due = payment_deadline(
            submitted.claim,
            tax_invoice=TaxInvoice.not_needed(),
            rules=submitted.rules,
            paid_at=instant(paid_at),
        )
        assert isinstance(due, Deadline)
        assert due.state(instant("2022-12-24 12:00")) is state
        assert due.state(instant("2022-11-18 12:00")) is DeadlineState.DUE_TODAY


def test_the_claiming_deadline_is_met_by_the_first_submission(submitted: Desk) -> None:
    due = claiming_deadline(submitted.claim, rules=submitted.rules)
    assert due.state(instant("2022-09-14 09:59")) is DeadlineState.OPEN
    assert due.state(instant("2024-01-01 12:00")) is MET


def test_it_is_met_by_the_first_submission_and_no_later_one() -> None:
    desk = desk_at(ClaimStatus.ACTION_REQUIRED)
    desk.do(SubmitClaim, USER, "2023-03-01 09:00")  # after the claiming period
    due = claiming_deadline(desk.claim, rules=desk.rules)
    assert due.state(instant("2023-03-01 09:00")) is MET
