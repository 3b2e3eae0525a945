"""A claim is returned, the partner answers, the clock starts anew. Source: T7 to T9, S-09, D-07."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from tests.support.world import INVOICE, REVIEWER, USER, Desk, desk_at, instant, sek

from coopclaims import ClaimStatus, Deadline, NotRunning, review_deadline
from coopclaims.claims import (
    AddInvoice,
    AmendClaim,
    ApproveClaim,
    FeedbackGiven,
    GiveFeedback,
    InformationRequest,
    RemoveItem,
    RequestAction,
    StartReview,
    SubmitClaim,
)
from coopclaims.deadlines import DeadlineState
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import ItemId


@pytest.fixture
def returned() -> Desk:
    """Given a claim submitted on Wed 14 September 2022 and returned on Thu 15."""
    desk = desk_at(ClaimStatus.UNDER_REVIEW)
    desk.do(GiveFeedback, REVIEWER, "2022-09-15 09:30", text="The scan is unreadable.", item=INVOICE.id)
    wanted = InformationRequest("a readable scan of the invoice", item=INVOICE.id)
    desk.do(RequestAction, REVIEWER, "2022-09-15 10:00", requests=(wanted,))
    return desk


def test_feedback_names_the_one_item_that_it_concerns(returned: Desk) -> None:
    """Source: S-11."""
    feedback = returned.history.entries[-2]
    assert feedback.event == FeedbackGiven("The scan is unreadable.", INVOICE.id)
    assert "The scan is unreadable." in feedback.summary
    assert "invoice-1" in feedback.summary


def test_feedback_about_an_item_that_is_not_there_is_refused() -> None:
    desk = desk_at(ClaimStatus.UNDER_REVIEW)
    refused = desk.refused(GiveFeedback, REVIEWER, desk.later, item=ItemId("invoice-9"))
    assert refused.codes == {ProblemCode.ITEM_UNKNOWN}
    assert "invoice-9" in str(refused)
    assert "invoice-1" in str(refused)  # what it has


def test_the_review_clock_stands_still(returned: Desk) -> None:
    assert isinstance(review_deadline(returned.claim, rules=returned.rules), NotRunning)


def test_the_answer_starts_a_fresh_clock(returned: Desk) -> None:
    # When the invoice is replaced and the claim submitted again on Fri 16 September
    returned.do(RemoveItem, USER, "2022-09-16 08:00", item=INVOICE.id, reason="unreadable")
    returned.do(AddInvoice, USER, "2022-09-16 08:05")
    returned.do(SubmitClaim, USER, "2022-09-16 08:10", comment="A new scan.")
    # Then the two business days are counted from there: over the weekend to Tue 20.
    assert returned.status() is ClaimStatus.SUBMITTED
    due = review_deadline(returned.claim, rules=returned.rules)
    assert isinstance(due, Deadline)
    assert (due.started_on, due.on) == (date(2022, 9, 16), date(2022, 9, 20))
    assert due.state(instant("2022-09-16 09:00")) is DeadlineState.OPEN
    # And the History keeps what was removed.
    assert "invoice-1" in returned.history.table()
    assert [item.id for item in returned.claim.items if isinstance(item, type(INVOICE))] == ["new"]


def test_the_first_submission_is_remembered(returned: Desk) -> None:
    returned.do(SubmitClaim, USER, "2022-09-16 08:10")
    milestones = returned.claim.milestones
    assert milestones.first_submitted_at == instant("2022-09-14 10:00")
    assert milestones.submitted_at == instant("2022-09-16 08:10")
    assert milestones.review_answered_at is None


def test_another_round_is_possible(returned: Desk) -> None:
    """No source limits how often a reviewer asks."""
    returned.do(SubmitClaim, USER, "2022-09-16 08:10")
    returned.do(StartReview, REVIEWER, "2022-09-16 09:00")
    returned.do(RequestAction, REVIEWER, "2022-09-16 09:10")
    assert returned.status() is ClaimStatus.ACTION_REQUIRED


def test_an_amended_amount_replaces_the_reservation_at_the_next_submission(returned: Desk) -> None:
    form = attrs.evolve(returned.claim.form, amount=sek("80000.00"))
    returned.do(AmendClaim, USER, "2022-09-16 08:00", form=form)
    assert returned.funds.balance().reserved == sek("90000.00")
    returned.do(SubmitClaim, USER, "2022-09-16 08:10")
    assert returned.funds.balance().reserved == sek("80000.00")
    returned.do(StartReview, REVIEWER, "2022-09-16 09:00")
    returned.do(ApproveClaim, REVIEWER, "2022-09-16 09:10", amount=sek("80000.00"))
    assert returned.funds.balance().reserved == sek("0.00")
    assert returned.funds.balance().approved == sek("80000.00")
