"""The validation team asks for documents while a claim is Disputed, without deciding. Source: X-03, Z4."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs
import pytest
from tests.support.world import (
    ADMIN,
    CAROL,
    INFORMATION,
    INVOICE,
    METRIC,
    PROOF,
    REVIEWER,
    USER,
    VALIDATION_TEAM,
    Desk,
    bound,
    desk_at,
    instant,
)

from coopclaims import (
    CalendarDays,
    ClaimStatus,
    Deadline,
    Policies,
    Role,
    advice,
    allowed,
    dispute_deadline,
    record,
    replay,
)
from coopclaims.claims import (
    AddCertification,
    AddInformation,
    AddInvoice,
    AddProof,
    AmendClaim,
    ApproveClaim,
    Comment,
    DisputeRejection,
    DocumentRequest,
    DocumentsRequested,
    GiveFeedback,
    InformationRequest,
    ProofAdded,
    RecordMetric,
    RejectClaim,
    RemoveItem,
    RequestAction,
    RequestDocuments,
    RequestUpload,
    SubmitClaim,
    Trigger,
    since_request,
)
from coopclaims.errors import BrokenHistory
from coopclaims.findings import ProblemCode, Severity
from coopclaims.identifiers import ItemId
from coopclaims.portfolio import AttentionReason, attention
from coopclaims.rules import AfterPartnerAction, DisputeRequests

if TYPE_CHECKING:
    from coopclaims.claims import Command

PHOTO, REACH = InformationRequest("the photo"), InformationRequest("the reach", item=INVOICE.id)
DECIDES = Policies(dispute_requests=DisputeRequests.BY_DECISION)
ADDING: tuple[type[Command], ...] = (
    AddInvoice,
    AddCertification,
    AddProof,
    RecordMetric,
    AddInformation,
)


@pytest.fixture
def disputed() -> Desk:
    """Return a desk whose claim was disputed on Wed 21 September, to be decided by Wed 28 September."""
    return desk_at(ClaimStatus.DISPUTED)


@pytest.fixture
def asked(disputed: Desk) -> Desk:
    """Return the desk on which two things are asked for on Thu 22 September."""
    disputed.do(RequestDocuments, VALIDATION_TEAM, "2022-09-22 10:00", requests=(PHOTO, REACH))
    return disputed


def due_on(desk: Desk) -> date:
    due = dispute_deadline(desk.claim, rules=desk.rules)
    assert isinstance(due, Deadline)
    return due.on


def requests(desk: Desk) -> list[tuple[str, str | None]]:
    return [(each.request.what, each.answered_by) for each in desk.claim.details.documents_asked]


class TestAsking:
    def test_leaves_the_status_the_clock_and_the_round(self, disputed: Desk) -> None:
        before, rounds = due_on(disputed), disputed.claim.rounds
        disputed.do(RequestDocuments, VALIDATION_TEAM, "2022-09-22 10:00", requests=(PHOTO,))
        assert disputed.status() is ClaimStatus.DISPUTED
        assert disputed.claim.rounds == rounds
        assert due_on(disputed) == before == date(2022, 9, 28)

    def test_is_an_entry_that_says_what_for(self, asked: Desk) -> None:
        assert asked.last.event == DocumentsRequested((PHOTO, REACH))
        assert asked.last.trigger is Trigger.REQUEST_DOCUMENTS
        assert "the photo" in asked.last.summary
        number = asked.last.number
        wanted = (DocumentRequest(PHOTO, number), DocumentRequest(REACH, number))
        assert asked.claim.details.documents_asked == asked.claim.open_requests == wanted

    def test_is_for_the_validation_team(self, disputed: Desk) -> None:
        refused = disputed.refused(RequestDocuments, REVIEWER, "2022-09-22 10:00")
        assert refused.problems[0].who == (Role.VALIDATION_TEAM,)

    @pytest.mark.parametrize(
        ("wanted", "code"),
        [
            ((), ProblemCode.TEXT_MISSING),
            ((InformationRequest(" "),), ProblemCode.TEXT_MISSING),
            ((InformationRequest("a scan", item=ItemId("nowhere")),), ProblemCode.ITEM_UNKNOWN),
        ],
    )
    def test_says_what_for(
        self, disputed: Desk, wanted: tuple[InformationRequest, ...], code: ProblemCode
    ) -> None:
        refused = disputed.refused(RequestDocuments, VALIDATION_TEAM, disputed.later, requests=wanted)
        assert refused.codes == {code}

    def test_may_be_done_again_and_adds_up(self, asked: Desk) -> None:
        asked.do(RequestDocuments, VALIDATION_TEAM, asked.later, requests=(PHOTO,))
        assert requests(asked) == [("the photo", None), ("the reach", None), ("the photo", None)]

    def test_is_offered_where_it_is_possible(self, disputed: Desk) -> None:
        at, rules, funds = instant(disputed.later), disputed.rules, disputed.funds
        offered = allowed(disputed.claim, VALIDATION_TEAM, at=at, rules=rules, funds=funds)
        assert offered[RequestDocuments].is_allowed
        review = desk_at(ClaimStatus.UNDER_REVIEW)
        found = allowed(review.claim, VALIDATION_TEAM, at=instant(review.later), rules=rules, funds=funds)
        assert "requesting action" in found[RequestDocuments].problems[0].message


class TestAnswering:
    @pytest.mark.parametrize("kind", ADDING)
    @pytest.mark.parametrize("by", [USER, ADMIN, CAROL], ids=lambda actor: actor.id)
    def test_whoever_may_add_documents_adds_what_was_asked_for(
        self, asked: Desk, kind: type[Command], by: object
    ) -> None:
        asked.do(kind, by, "2022-09-22 11:00")  # type: ignore[arg-type]
        assert asked.status() is ClaimStatus.DISPUTED
        assert requests(asked) == [("the photo", "new"), ("the reach", None)]
        assert due_on(asked) == date(2022, 9, 28)

    def test_each_addition_answers_one_request_and_then_nothing_more_is_taken(self, asked: Desk) -> None:
        asked.do(AddProof, CAROL, asked.later, proof=attrs.evolve(PROOF, id=ItemId("p2")))
        asked.do(RecordMetric, USER, asked.later, metric=attrs.evolve(METRIC, id=ItemId("m2")))
        assert requests(asked) == [("the photo", "p2"), ("the reach", "m2")]
        assert asked.claim.open_requests == ()
        for kind in ADDING:
            refused = asked.refused(kind, USER, asked.later)
            assert refused.codes == {ProblemCode.STEP_NOT_POSSIBLE}
            assert "until the validation team asks for more" in refused.problems[0].message
            assert Trigger.REQUEST_DOCUMENTS in refused.problems[0].param("possible")
            assert Trigger.ADD_DOCUMENT not in refused.problems[0].param("possible")

    def test_a_document_of_a_colleague_answers_both_who_asked_for_it(self, asked: Desk) -> None:
        asked.do(AddProof, CAROL, asked.later, proof=attrs.evolve(PROOF, id=ItemId("p2")))
        (upload,) = asked.claim.details.uploads_asked
        assert upload.answered_by == "p2"
        assert requests(asked)[0] == ("the photo", "p2")

    @pytest.mark.parametrize("kind", [AmendClaim, RemoveItem, SubmitClaim, RequestUpload])
    def test_form_amounts_and_items_stay_closed(self, asked: Desk, kind: type[Command]) -> None:
        before = asked.claim
        assert asked.refused(kind, ADMIN, asked.later).codes == {ProblemCode.STEP_NOT_POSSIBLE}
        assert asked.claim == before

    def test_nothing_is_taken_under_a_name_that_is_there(self, asked: Desk) -> None:
        refused = asked.refused(AddProof, USER, asked.later, proof=PROOF)
        assert refused.codes == {ProblemCode.ITEM_EXISTS}

    def test_feedback_and_remarks_unlock_nothing(self, disputed: Desk) -> None:
        disputed.do(GiveFeedback, VALIDATION_TEAM, disputed.later)
        disputed.do(Comment, VALIDATION_TEAM, disputed.later, text="Please send the photo.")
        assert disputed.refused(AddProof, USER, disputed.later).codes == {ProblemCode.STEP_NOT_POSSIBLE}

    def test_whoever_may_not_add_documents_hears_so(self, asked: Desk) -> None:
        assert asked.refused(AddProof, REVIEWER, asked.later).codes == {ProblemCode.WRONG_SIDE}


class TestDeciding:
    def test_what_has_not_come_is_advised_of_and_blocks_nothing(self, asked: Desk) -> None:
        asked.do(AddProof, USER, asked.later)
        for kind in (ApproveClaim, RejectClaim):
            command = asked.command(kind, VALIDATION_TEAM, asked.later)
            found = advice(command, asked.claim, rules=asked.rules, funds=asked.funds)
            (awaited,) = (each for each in found if each.code is ProblemCode.DOCUMENTS_AWAITED)
            assert (awaited.item, awaited.severity) == (INVOICE.id, Severity.ADVISES)
            assert awaited.param("what") == "the reach"
        asked.do(RejectClaim, VALIDATION_TEAM, asked.later)
        assert asked.status() is ClaimStatus.REJECTED

    def test_requests_end_with_the_dispute(self, asked: Desk) -> None:
        asked.do(RejectClaim, VALIDATION_TEAM, asked.later)
        assert asked.claim.open_requests == ()
        assert requests(asked) == [("the photo", None), ("the reach", None)]
        asked.do(DisputeRejection, ADMIN, asked.later)
        assert requests(asked) == []
        assert asked.refused(AddProof, USER, asked.later).codes == {ProblemCode.STEP_NOT_POSSIBLE}

    @pytest.mark.parametrize(
        ("after", "status"),
        [
            (AfterPartnerAction.DISPUTED, ClaimStatus.DISPUTED),
            (AfterPartnerAction.SUBMITTED, ClaimStatus.SUBMITTED),
        ],
    )
    def test_partner_action_opens_the_whole_claim(
        self, after: AfterPartnerAction, status: ClaimStatus
    ) -> None:
        desk = desk_at(ClaimStatus.DISPUTED, rules=bound(Policies(after_partner_action=after)))
        desk.do(RequestDocuments, VALIDATION_TEAM, desk.later, requests=(PHOTO,))
        desk.do(RequestAction, VALIDATION_TEAM, desk.later)
        assert desk.status() is ClaimStatus.PARTNER_ACTION_REQUIRED
        assert desk.claim.open_requests == ()
        desk.do(AmendClaim, USER, desk.later)
        desk.do(AddProof, USER, desk.later)
        assert requests(desk) == [("the photo", None)]
        desk.do(SubmitClaim, USER, desk.later)
        assert (desk.status(), requests(desk)) == (status, [])


class TestFollowing:
    def test_attention_says_what_the_team_waits_for(self, asked: Desk) -> None:
        asked.do(AddProof, USER, asked.later)
        week = CalendarDays(7)
        (found,) = attention([asked.claim], at=instant(asked.later), rules=asked.rules, within=week)
        assert (found.reason, found.requests) == (AttentionReason.DOCUMENTS_REQUESTED, (REACH,))
        assert "the reach" in str(found.explain())
        assert "X-03" in str(found.explain())
        asked.do(AddProof, USER, asked.later, proof=attrs.evolve(PROOF, id=ItemId("p3")))
        assert attention([asked.claim], at=instant(asked.later), rules=asked.rules, within=week) == ()

    def test_since_request_names_the_entry_that_answers_each(self, asked: Desk) -> None:
        first = since_request(asked.history)
        assert first.since == asked.last.number
        assert first.unchanged == (PHOTO, REACH)
        asked.do(AddProof, USER, asked.later)
        photo = asked.last.number
        asked.do(Comment, USER, asked.later)
        found = since_request(asked.history)
        assert [(each.request, each.entries) for each in found.answers] == [(PHOTO, (photo,)), (REACH, ())]
        assert (found.added, found.remarks) == (("new",), (asked.last.number,))
        # What is asked for later is answered once the earlier requests are.
        asked.do(RequestDocuments, VALIDATION_TEAM, asked.later, requests=(PHOTO,))
        for name in ("i2", "i3"):
            extra = attrs.evolve(INFORMATION, id=ItemId(name))
            asked.do(AddInformation, USER, asked.later, information=extra)
        assert [each.entries for each in since_request(asked.history).answers] == [(asked.last.number,)]

    def test_since_request_goes_by_the_dispute_that_was_asked_in(self, asked: Desk) -> None:
        asked.do(AddProof, USER, asked.later)
        asked.do(RejectClaim, VALIDATION_TEAM, asked.later)
        assert [each.entries for each in since_request(asked.history).answers] == [
            (asked.last.number - 1,),
            (),
        ]
        asked.do(DisputeRejection, ADMIN, asked.later)
        asked.do(RequestDocuments, VALIDATION_TEAM, asked.later, requests=(REACH,))
        asked.do(AddProof, USER, asked.later, proof=attrs.evolve(PROOF, id=ItemId("p4")))
        (answer,) = since_request(asked.history).answers
        assert answer.entries == (asked.last.number,)

    def test_the_history_gives_the_claim_back(self, asked: Desk) -> None:
        asked.do(AddProof, CAROL, asked.later)
        assert replay(asked.history) == asked.claim

    def test_no_history_has_what_nobody_asked_for(self, disputed: Desk) -> None:
        before = disputed.claim
        disputed.do(RequestDocuments, VALIDATION_TEAM, disputed.later, requests=(PHOTO,))
        disputed.do(AddProof, USER, disputed.later)
        unasked = attrs.evolve(disputed.last, number=before.version + 1)
        assert isinstance(unasked.event, ProofAdded)
        with pytest.raises(BrokenHistory, match="an item that the validation team asked for"):
            record(before, unasked)


class TestDecidingByAsking:
    """The earlier default: asking moves the claim to Partner Action Required."""

    def test_documents_are_not_asked_for_without_a_decision(self) -> None:
        desk = desk_at(ClaimStatus.DISPUTED, rules=bound(DECIDES))
        refused = desk.refused(RequestDocuments, VALIDATION_TEAM, desk.later)
        assert refused.codes == {ProblemCode.DOCUMENT_REQUESTS_OFF}
        desk.do(RequestAction, VALIDATION_TEAM, desk.later)
        assert desk.status() is ClaimStatus.PARTNER_ACTION_REQUIRED

    def test_a_refusal_offers_no_such_step(self) -> None:
        desk = desk_at(ClaimStatus.DISPUTED, rules=bound(DECIDES))
        possible = desk.refused(AmendClaim, USER, desk.later).problems[0].param("possible")
        assert {Trigger.REQUEST_DOCUMENTS, Trigger.ADD_DOCUMENT}.isdisjoint(possible)

    def test_what_was_asked_for_before_may_still_be_added(self, asked: Desk) -> None:
        asked.rules = bound(DECIDES)
        asked.do(AddProof, USER, asked.later)
        assert requests(asked)[0] == ("the photo", "new")
