"""What the partner changed between two rounds is read from the History. Source: T7 to T9, S-11, H-03."""

from __future__ import annotations

import attrs
import pytest
from tests.support.world import ADMIN, INVOICE, REVIEWER, USER, VALIDATION_TEAM, Desk, desk_at

from coopclaims import ClaimStatus, InvalidValue, advice
from coopclaims.claims import (
    AddInvoice,
    AmendClaim,
    Comment,
    DisputeRejection,
    GiveFeedback,
    InformationRequest,
    RejectClaim,
    RemoveItem,
    RequestAction,
    RequestState,
    StartReview,
    SubmitClaim,
    since_rejection,
    since_request,
)
from coopclaims.findings import ProblemCode, Severity
from coopclaims.identifiers import ItemId

SCAN = InformationRequest("a readable scan of the invoice", item=INVOICE.id)
CONTEXT = InformationRequest("what the campaign was for")


@pytest.fixture
def returned() -> Desk:
    """Given a claim that was returned with a request for an item and one for the whole."""
    desk = desk_at(ClaimStatus.UNDER_REVIEW)
    desk.do(RequestAction, REVIEWER, "2022-09-15 10:00", requests=(SCAN, CONTEXT))
    return desk


def states(desk: Desk) -> list[RequestState]:
    return [each.state for each in since_request(desk.history).answers]


def advised(desk: Desk) -> list[tuple[ProblemCode, ItemId | None]]:
    command = desk.command(SubmitClaim, USER, "2022-09-16 12:00")
    found = advice(command, desk.claim, rules=desk.rules, funds=desk.funds)
    assert all(each.severity is Severity.ADVISES for each in found)
    return [(each.code, each.item) for each in found if each.code is ProblemCode.REQUEST_UNANSWERED]


def test_before_anything_is_done_every_request_is_unchanged(returned: Desk) -> None:
    changes = since_request(returned.history)
    assert [each.state for each in changes.answers] == [RequestState.UNCHANGED, RequestState.UNCHANGED]
    assert changes.unchanged == (SCAN, CONTEXT)
    assert changes.is_empty
    assert "nothing is new" in str(changes.explain())
    code = ProblemCode.REQUEST_UNANSWERED
    assert advised(returned) == [(code, INVOICE.id), (code, None)]


def test_an_item_replaced_under_its_own_identifier_is_answered(returned: Desk) -> None:
    returned.do(RemoveItem, USER, "2022-09-15 11:00", item=INVOICE.id)
    returned.do(AddInvoice, USER, "2022-09-15 11:01", invoice=attrs.evolve(INVOICE, document="scan-2"))
    changes = since_request(returned.history)
    assert states(returned) == [RequestState.ANSWERED, RequestState.ANSWERED]
    assert changes.added == changes.removed == (INVOICE.id,)
    assert [len(each.entries) for each in changes.answers] == [2, 2]
    assert advised(returned) == []


def test_of_two_requests_the_last_one_counts(returned: Desk) -> None:
    returned.do(RemoveItem, USER, "2022-09-15 11:00", item=INVOICE.id)
    returned.do(AddInvoice, USER, "2022-09-15 11:01", invoice=attrs.evolve(INVOICE, document="scan-2"))
    returned.do(SubmitClaim, USER, "2022-09-15 12:00")
    returned.do(StartReview, REVIEWER, "2022-09-16 09:00")
    returned.do(RequestAction, REVIEWER, "2022-09-16 10:00", requests=(CONTEXT,))
    changes = since_request(returned.history)
    assert changes.since == returned.history.version
    assert changes.is_empty
    assert changes.unchanged == (CONTEXT,)


def test_what_came_and_went_again_is_neither_added_nor_removed(returned: Desk) -> None:
    """Whoever reads "added" finds the item on the claim, and what was removed stood on it before."""
    extra = attrs.evolve(INVOICE, id=ItemId("invoice-2"), document="scan-2")
    returned.do(AddInvoice, USER, "2022-09-15 11:00", invoice=extra)
    returned.do(RemoveItem, USER, "2022-09-15 11:01", item=extra.id)
    returned.do(RemoveItem, USER, "2022-09-15 11:02", item=INVOICE.id)
    returned.do(AddInvoice, USER, "2022-09-15 11:03", invoice=INVOICE)
    returned.do(RemoveItem, USER, "2022-09-15 11:04", item=INVOICE.id)
    changes = since_request(returned.history)
    assert (changes.added, changes.removed) == ((), (INVOICE.id,))
    assert all(item not in {each.id for each in returned.claim.items} for item in changes.removed)
    assert len(changes.changes) == 5
    assert changes.explain().figure("changes") == changes.changes


def test_another_change_answers_the_whole_and_leaves_the_item_unchanged(returned: Desk) -> None:
    form = attrs.evolve(returned.claim.form, name="Autumn campaign, second wave")
    returned.do(AmendClaim, USER, "2022-09-15 11:00", form=form)
    changes = since_request(returned.history)
    assert states(returned) == [RequestState.UNCHANGED, RequestState.ANSWERED]
    assert changes.form_amended
    assert changes.unchanged == (SCAN,)
    assert "the form was amended" in str(changes.explain())
    assert advised(returned) == [(ProblemCode.REQUEST_UNANSWERED, INVOICE.id)]


def test_a_comment_is_a_remark_and_answers_no_request(returned: Desk) -> None:
    returned.do(Comment, USER, "2022-09-15 11:00", text="The scan is the best there is.")
    changes = since_request(returned.history)
    assert states(returned) == [RequestState.UNCHANGED, RequestState.UNCHANGED]
    assert changes.remarks == (returned.history.version,)
    assert not changes.is_empty
    assert f"remarks in entries {returned.history.version}" in str(changes.explain())


def test_what_the_vendor_says_is_not_the_partner_s_answer(returned: Desk) -> None:
    returned.do(Comment, REVIEWER, "2022-09-15 11:00", text="Take your time.")
    assert since_request(returned.history).is_empty


def test_after_the_resubmission_the_summary_is_still_there(returned: Desk) -> None:
    extra = attrs.evolve(INVOICE, id=ItemId("invoice-2"), document="scan-2")
    returned.do(AddInvoice, USER, "2022-09-15 11:00", invoice=extra)
    returned.do(SubmitClaim, USER, "2022-09-15 12:00")
    changes = since_request(returned.history)
    assert changes.added == (ItemId("invoice-2"),)
    assert changes.unchanged == (SCAN,)
    assert "added: invoice-2" in str(changes.explain())
    assert returned.claim.milestones.returned is None


def test_a_dispute_says_what_is_new_since_the_rejection() -> None:
    desk = desk_at(ClaimStatus.UNDER_REVIEW)
    desk.do(RejectClaim, REVIEWER, "2022-09-15 10:00", reasons=("The scan is unreadable.",))
    assert since_rejection(desk.history).is_empty
    desk.do(DisputeRejection, ADMIN, "2022-09-16 10:00", reason="It is readable at 200 percent.")
    disputed = since_rejection(desk.history)
    assert disputed.remarks == (desk.history.version,)
    assert disputed.answers == ()
    desk.do(RequestAction, VALIDATION_TEAM, "2022-09-19 10:00", requests=(SCAN,))
    desk.do(RemoveItem, USER, "2022-09-19 11:00", item=INVOICE.id)
    assert since_rejection(desk.history).removed == (INVOICE.id,)
    assert "removed: invoice-1" in str(since_rejection(desk.history).explain())
    assert since_request(desk.history).unchanged == ()


def test_a_history_without_such_an_entry_says_so() -> None:
    desk = desk_at(ClaimStatus.UNDER_REVIEW)
    desk.do(GiveFeedback, REVIEWER, "2022-09-15 09:30", text="Looks good.")
    with pytest.raises(InvalidValue, match="request for information"):
        since_request(desk.history)
    with pytest.raises(InvalidValue, match="rejection"):
        since_rejection(desk.history)
