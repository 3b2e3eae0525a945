"""An upload request has a life: open, answered, withdrawn, ended with its round. Source: R-14, W61."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.findings import at, codes
from tests.support.world import (
    ADMIN,
    CAROL,
    ELSEWHERE,
    PROOF,
    REVIEWER,
    USER,
    Desk,
    desk_at,
    instant,
    stored,
)

from coopclaims import (
    Action,
    Actor,
    ClaimStatus,
    InvalidValue,
    Role,
    Side,
    advice,
    allowed,
    perform,
    permission,
    problems,
)
from coopclaims.claims import (
    AddInformation,
    AddInvoice,
    AddProof,
    AmendClaim,
    CancelDraft,
    Comment,
    ExpireDraft,
    ProofAdded,
    RemoveItem,
    RequestAction,
    RequestUpload,
    StartReview,
    SubmitClaim,
    UploadRequest,
    UploadRequested,
    UploadRequestWithdrawn,
    UploadState,
    WithdrawUploadRequest,
    record,
    replay,
)
from coopclaims.decisions import visible
from coopclaims.errors import BrokenHistory
from coopclaims.findings import ProblemCode, Severity
from coopclaims.identifiers import ActorId, CommandId, ItemId
from coopclaims.parties import EVERYWHERE

if TYPE_CHECKING:
    from coopclaims.claims import Command

SYSTEM = Actor.system()


@pytest.fixture
def draft() -> Desk:
    """Given a draft of which Carol was asked for the report, by entry 6."""
    return desk_at(ClaimStatus.EDITING)


def states(desk: Desk) -> list[UploadState]:
    return [each.state for each in desk.claim.details.uploads_asked]


def may(desk: Desk, actor: Actor = CAROL) -> set[str]:
    options = allowed(desk.claim, actor, at=instant(desk.later), rules=desk.rules, funds=desk.funds)
    return {kind.__name__ for kind, option in options.items() if option.is_allowed}


def sees(desk: Desk, actor: Actor = CAROL) -> bool:
    """Whether the actor may view the claim now, by either question."""
    when = instant(desk.later)
    found = permission(actor, Action.VIEW_CLAIM, claim=desk.claim, at=when, rules=desk.rules)
    assert list(visible([desk.claim], actor, at=when, rules=desk.rules)) == ([] if found else [desk.claim])
    return not found


class TestLife:
    def test_it_begins_open(self, draft: Desk) -> None:
        assert draft.claim.details.uploads_asked == (UploadRequest(CAROL.id, "the report", 6),)
        assert states(draft) == [UploadState.OPEN]

    def test_a_document_of_the_colleague_answers_it(self, draft: Desk) -> None:
        draft.do(AddProof, CAROL, draft.later)
        (request,) = draft.claim.details.uploads_asked
        assert (request.state, request.answered_by) == (UploadState.ANSWERED, "new")

    def test_a_document_of_somebody_else_does_not(self, draft: Desk) -> None:
        draft.do(AddProof, USER, draft.later)
        assert states(draft) == [UploadState.OPEN]

    def test_a_namesake_on_the_other_side_answers_nothing(self, draft: Desk) -> None:
        """No rules let the vendor add a document; an edition could let the portal."""
        added = attrs.evolve(
            draft.last,
            number=7,
            by=CAROL.id,
            side=Side.SYSTEM,
            role=Role.SYSTEM,
            event=ProofAdded(attrs.evolve(PROOF, id=ItemId("new"))),
        )
        after = record(draft.claim, attrs.evolve(added, command=CommandId("another")))
        assert after.details.uploads_asked[0].state is UploadState.OPEN

    def test_information_is_no_document(self, draft: Desk) -> None:
        both = Actor.partner(CAROL.id, Role.INCENTIVES_USER, location=EVERYWHERE, program=EVERYWHERE)
        draft.do(AddInformation, both, draft.later)
        assert states(draft) == [UploadState.OPEN]

    def test_each_document_answers_the_first_that_is_open(self, draft: Desk) -> None:
        draft.do(RequestUpload, ADMIN, draft.later, colleague=CAROL.id, what="the invoice")
        draft.do(AddProof, CAROL, draft.later)
        assert states(draft) == [UploadState.ANSWERED, UploadState.OPEN]
        draft.do(
            AddInvoice, CAROL, draft.later, invoice=attrs.evolve(draft.claim.items[0], id=ItemId("second"))
        )
        assert [each.answered_by for each in draft.claim.details.uploads_asked] == ["new", "second"]
        draft.do(AddProof, CAROL, draft.later, proof=attrs.evolve(PROOF, id=ItemId("third")))
        assert [each.answered_by for each in draft.claim.details.uploads_asked] == ["new", "second"]

    def test_it_is_open_again_where_the_item_is_removed(self, draft: Desk) -> None:
        draft.do(AddProof, CAROL, draft.later)
        draft.do(RemoveItem, USER, draft.later, item=ItemId("metric-1"))
        assert states(draft) == [UploadState.ANSWERED]
        draft.do(RemoveItem, USER, draft.later, item=ItemId("new"))
        assert states(draft) == [UploadState.OPEN]

    def test_after_the_answer_the_colleague_may_explain_it(self, draft: Desk) -> None:
        """Source: W61."""
        draft.do(AddProof, CAROL, draft.later)
        draft.do(Comment, CAROL, draft.later)
        assert sees(draft)

    def test_it_is_withdrawn_by_the_number_of_its_entry(self, draft: Desk) -> None:
        draft.do(WithdrawUploadRequest, ADMIN, draft.later, request=6, reason="She is away.")
        assert draft.last.event == UploadRequestWithdrawn(6, "She is away.")
        assert "She is away." in draft.last.summary
        assert states(draft) == [UploadState.WITHDRAWN]
        assert (may(draft), sees(draft)) == (set(), False)

    def test_what_was_answered_can_be_withdrawn(self, draft: Desk) -> None:
        draft.do(AddProof, CAROL, draft.later)
        draft.do(WithdrawUploadRequest, USER, draft.later)
        assert states(draft) == [UploadState.WITHDRAWN]
        assert not sees(draft)

    def test_asked_twice_and_withdrawn_once_one_is_in_force(self, draft: Desk) -> None:
        draft.do(RequestUpload, USER, draft.later, colleague=CAROL.id, what="the report")
        draft.do(WithdrawUploadRequest, USER, draft.later, request=6)
        assert states(draft) == [UploadState.WITHDRAWN, UploadState.OPEN]
        assert sees(draft)
        assert "AddProof" in may(draft)

    def test_replaying_gives_the_same(self, draft: Desk) -> None:
        draft.do(AddProof, CAROL, draft.later)
        draft.do(RequestUpload, USER, draft.later, colleague=ActorId("dave"), what="the invitation")
        draft.do(WithdrawUploadRequest, USER, draft.later, request=8)
        assert replay(draft.history) == draft.claim


class TestRound:
    """A request ends with its round: when the claim comes back, or the draft is dropped."""

    @pytest.mark.parametrize(
        "status",
        [
            ClaimStatus.EDITING,
            ClaimStatus.SUBMITTED,
            ClaimStatus.UNDER_REVIEW,
            ClaimStatus.APPROVED,
            ClaimStatus.REJECTED,
            ClaimStatus.DISPUTED,
        ],
    )
    def test_it_lasts_while_nobody_returns_the_claim(self, status: ClaimStatus) -> None:
        """Source: the golden rows, by which a colleague comments in each of these."""
        desk = desk_at(status)
        assert states(desk) == [UploadState.OPEN]
        assert sees(desk)
        assert "Comment" in may(desk)

    @pytest.mark.parametrize(
        "status",
        [
            ClaimStatus.ACTION_REQUIRED,
            ClaimStatus.PARTNER_ACTION_REQUIRED,
            ClaimStatus.CANCELLED,
            ClaimStatus.EXPIRED,
        ],
    )
    def test_it_is_over_afterwards(self, status: ClaimStatus) -> None:
        desk = desk_at(status)
        assert states(desk) == [UploadState.ENDED]
        assert (may(desk), sees(desk)) == (set(), False)

    def test_what_was_answered_stays_answered_and_lets_nobody(self, draft: Desk) -> None:
        draft.do(AddProof, CAROL, draft.later)
        draft.do(SubmitClaim, USER, "2022-09-14 10:00")
        draft.do(StartReview, REVIEWER, draft.later)
        draft.do(RequestAction, REVIEWER, draft.later)
        assert states(draft) == [UploadState.ANSWERED]
        assert not sees(draft)
        # When the item is removed in the new round, the old request stays what it was.
        draft.do(RemoveItem, USER, draft.later, item=ItemId("new"))
        assert states(draft) == [UploadState.ANSWERED]

    def test_ending_is_no_answer_to_the_reviewer(self) -> None:
        """What the reviewer asked for is still unanswered when nothing but requests has changed."""
        desk = desk_at(ClaimStatus.ACTION_REQUIRED)
        assert desk.claim.milestones.returned == desk.claim.details
        desk.do(RequestUpload, USER, desk.later, colleague=CAROL.id, what="the scan")
        found = {each.code for each in desk.advised(SubmitClaim, USER, desk.later)}
        assert ProblemCode.REQUEST_UNANSWERED in found

    def test_in_the_next_round_a_colleague_is_asked_anew(self) -> None:
        desk = desk_at(ClaimStatus.ACTION_REQUIRED)
        desk.do(RequestUpload, USER, desk.later, colleague=CAROL.id, what="the scan")
        assert states(desk) == [UploadState.ENDED, UploadState.OPEN]
        assert sees(desk)


class TestWithdrawing:
    @pytest.mark.parametrize("request_", [1, 5, 7, 10**6])
    def test_another_entry_asked_for_nothing(self, draft: Desk, request_: int) -> None:
        refused = draft.refused(WithdrawUploadRequest, USER, draft.later, request=request_)
        (found,) = refused.problems
        assert (found.code, found.field) == (ProblemCode.UPLOAD_NOT_ASKED, "request")
        assert found.param("known") == (6,)
        assert "6" in found.remedy

    def test_once_is_enough(self, draft: Desk) -> None:
        draft.do(WithdrawUploadRequest, USER, draft.later, request=6)
        refused = draft.refused(WithdrawUploadRequest, USER, draft.later, request=6)
        assert codes(refused) == ["upload_not_asked"]
        assert "there is none" in refused.problems[0].remedy

    @pytest.mark.parametrize("number", [0, -1, True, 6.0, "6"])
    def test_an_entry_has_a_number(self, draft: Desk, number: object) -> None:
        with pytest.raises(InvalidValue, match="request"):
            draft.command(WithdrawUploadRequest, USER, draft.later, request=number)

    def test_the_colleague_withdraws_nothing(self, draft: Desk) -> None:
        assert draft.refused(WithdrawUploadRequest, CAROL, draft.later).codes == {
            ProblemCode.ACTION_NOT_GRANTED
        }

    @pytest.mark.parametrize("status", ClaimStatus)
    def test_it_is_possible_where_asking_is(self, status: ClaimStatus) -> None:
        desk = desk_at(status)
        options = allowed(desk.claim, USER, at=instant(desk.later), rules=desk.rules, funds=desk.funds)
        assert options[WithdrawUploadRequest].problems == options[RequestUpload].problems

    @pytest.mark.parametrize("number", [1, 5, 8])
    def test_no_history_withdraws_what_is_not_in_force(self, draft: Desk, number: int) -> None:
        withdrawn = attrs.evolve(
            draft.last, number=7, event=UploadRequestWithdrawn(number), command=CommandId("x")
        )
        with pytest.raises(BrokenHistory) as caught:
            record(draft.claim, withdrawn)
        assert caught.value.part == "event.request"

    def test_what_was_withdrawn_is_not_again(self, draft: Desk) -> None:
        withdrawn = attrs.evolve(
            draft.last, number=7, event=UploadRequestWithdrawn(6), command=CommandId("x")
        )
        after = record(draft.claim, withdrawn)
        with pytest.raises(BrokenHistory):
            record(after, attrs.evolve(withdrawn, number=8, command=CommandId("y")))

    def test_it_is_performed_and_repeated_once(self, draft: Desk) -> None:
        repository = stored(draft)
        command = draft.command(WithdrawUploadRequest, USER, draft.later, request=6)
        first = perform(command, repository, rules=draft.rules)
        again = perform(command, repository, rules=draft.rules)
        assert (first.is_repeat, again.is_repeat) == (False, True)
        assert again.entries == first.entries


ELSEWHERE_ONLY = Actor.partner("dave", Role.INCENTIVES_USER, location=ELSEWHERE, program=EVERYWHERE)
OF_OUR_COMPANY = Actor.partner(
    USER.id, Role.INCENTIVES_USER, location=EVERYWHERE, program=EVERYWHERE, person="p-1", company="acme"
)


def asking(by: Actor, colleague: str, known: Actor | None = None) -> tuple[list[str], list[str]]:
    """Return the codes of problems and advice where `by` asks this colleague, as far as they are known."""
    desk = desk_at(ClaimStatus.ACTION_REQUIRED)
    command: Command = desk.command(
        RequestUpload, by, desk.later, colleague=ActorId(colleague), what="the photo", known=known
    )
    found, advised = (
        ask(command, desk.claim, rules=desk.rules, funds=desk.funds) for ask in (problems, advice)
    )
    return codes(found), codes(advised)


class TestAskedInVain:
    @pytest.mark.parametrize(
        ("colleague", "known"),
        [
            (USER.id, None),
            (USER.id, USER),
            ("other-login", Actor.partner("other-login", person="p-1")),
            ("vendor-login", Actor.vendor("vendor-login", person="p-1")),
            (REVIEWER.id, None),  # who answered the review
            (REVIEWER.id, REVIEWER),
            ("somebody", Actor.vendor("somebody")),
            ("system", SYSTEM),
            ("erin", Actor.partner("erin", company="another")),
        ],
    )
    def test_nobody_is_asked_who_can_never_answer(self, colleague: str, known: Actor | None) -> None:
        assert asking(OF_OUR_COMPANY, colleague, known) == (["asked_in_vain"], [])

    @pytest.mark.parametrize(
        ("colleague", "known"),
        [
            ("carol", None),
            ("carol", Actor.partner("carol")),
            ("carol", Actor.partner("carol", company="acme")),
            ("carol", Actor.partner("carol", person="p-2")),
            (REVIEWER.id, Actor.partner(REVIEWER.id)),  # a colleague of the same name
            (ADMIN.id, ADMIN),
        ],
    )
    def test_a_colleague_is(self, colleague: str, known: Actor | None) -> None:
        assert asking(OF_OUR_COMPANY, colleague, known) == ([], [])
        assert asking(USER, colleague, known) == ([], [])

    def test_a_colleague_of_another_location_is_advised_of(self) -> None:
        assert asking(USER, "dave", ELSEWHERE_ONLY) == ([], ["asked_elsewhere"])
        desk = desk_at(ClaimStatus.EDITING)
        (found,) = desk.advised(
            RequestUpload, USER, desk.later, colleague=ActorId("dave"), what="it", known=ELSEWHERE_ONLY
        )
        assert (found.severity, found.field) == (Severity.ADVISES, "colleague")
        # When they are asked, the event names them, and nothing else of what is known.
        assert desk.last.event == UploadRequested(ActorId("dave"), "it")

    def test_why_is_said(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        (found,) = desk.refused(RequestUpload, USER, desk.later, colleague=USER.id).problems
        assert found.param("reason").code == "asks_themselves"
        assert found.field == "colleague"

    def test_who_is_known_is_who_is_asked(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        with pytest.raises(InvalidValue, match="known"):
            desk.command(RequestUpload, USER, desk.later, colleague=ActorId("dave"), known=CAROL)


class TestPermission:
    def test_a_claim_or_a_place_is_asked_about(self) -> None:
        ask: Any = permission
        with pytest.raises(InvalidValue, match="claim"):
            ask(USER, Action.VIEW_CLAIM, at=at("2022-09-14 10:00"), rules=desk_at(None).rules)

    def test_on_a_claim_the_rest_is_as_at_its_place(self, draft: Desk) -> None:
        when = instant(draft.later)
        for actor in (USER, ADMIN, REVIEWER, CAROL, ELSEWHERE_ONLY):
            for action in (Action.VIEW_FUNDS, Action.SUBMIT, Action.REVIEW):
                on_claim = permission(actor, action, claim=draft.claim, at=when, rules=draft.rules)
                at_place = permission(
                    actor,
                    action,
                    location=draft.form.location,
                    program=draft.form.program,
                    at=when,
                    rules=draft.rules,
                )
                assert [each.code for each in on_claim] == [each.code for each in at_place]

    def test_being_asked_gives_no_sight_of_the_fund(self, draft: Desk) -> None:
        when = instant(draft.later)
        assert permission(CAROL, Action.VIEW_FUNDS, claim=draft.claim, at=when, rules=draft.rules)
        assert "AmendClaim" not in may(draft)
        assert draft.refused(AmendClaim, CAROL, draft.later).codes == {ProblemCode.ACTION_NOT_GRANTED}


def test_dropping_a_draft_ends_what_was_asked() -> None:
    for kind, by, when in (
        (CancelDraft, USER, "2022-09-12 10:00"),
        (ExpireDraft, SYSTEM, "2023-02-16 00:00"),
    ):
        desk = desk_at(ClaimStatus.EDITING)
        desk.do(WithdrawUploadRequest, USER, desk.later)
        desk.do(kind, by, when)
        assert states(desk) == [UploadState.WITHDRAWN]


class TestPerson:
    """What a log-in knows of who acts: never printed, and no part of who the History says it was."""

    def test_is_never_printed(self) -> None:
        who = Actor.partner(
            USER.id,
            Role.INCENTIVES_USER,
            location=EVERYWHERE,
            program=EVERYWHERE,
            person="secret-person",
            company="secret-company",
        )
        assert "secret" not in f"{who} {who!r}"
        desk = desk_at(ClaimStatus.EDITING)
        desk.do(Comment, who, desk.later)
        assert "secret" not in f"{desk.last!r} {desk.history.table()}"

    @pytest.mark.parametrize("given", ["", " ", 7])
    @pytest.mark.parametrize("field", ["person", "company"])
    def test_is_an_identifier_or_nothing(self, field: str, given: object) -> None:
        make: Any = Actor.partner
        with pytest.raises(InvalidValue, match=field):
            make("erin", **{field: given})
