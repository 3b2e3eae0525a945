"""Recording facts, replaying them, and drawing the table. The table itself is judged in tests/golden."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.world import (
    ADMIN,
    CLAIM,
    INFORMATION,
    INVOICE,
    METRIC,
    PROOF,
    REPORT,
    REVIEWER,
    USER,
    VALIDATION_TEAM,
    WANTED,
    Desk,
    desk_at,
    instant,
    sek,
)

from coopclaims import ClaimStatus, History, record, replay
from coopclaims.claims import (
    TABLE,
    AddCertification,
    AddInformation,
    AmendClaim,
    ApproveClaim,
    CertificationAdded,
    ClaimApproved,
    ClaimSubmitted,
    Comment,
    DisputeRejection,
    ItemRemoved,
    Reason,
    RejectClaim,
    RemoveItem,
    RequestAction,
    RequestUpload,
    SubmitClaim,
    Trigger,
    UploadRequest,
)
from coopclaims.errors import BrokenHistory, InvalidValue
from coopclaims.identifiers import ActorId, ClaimId, ItemId
from coopclaims.transitions import Row

if TYPE_CHECKING:
    from coopclaims import Claim


REPAIR = (Trigger.CORRECT_INSTANT,)
"""What can be done in every status: it changes no status, and nothing that anybody said."""


class TestTable:
    def test_answers_every_status_and_step(self) -> None:
        assert set(TABLE) == {None, *ClaimStatus}
        assert all(set(answers) == set(Trigger) for answers in TABLE.values())

    def test_is_read_only(self) -> None:
        anything: Any = TABLE
        with pytest.raises(TypeError):
            anything[None] = {}
        with pytest.raises(TypeError):
            anything[None][Trigger.CREATE] = None

    def test_cancelled_and_expired_are_final(self) -> None:
        """Source: T16, T17."""
        final = {status for status in ClaimStatus if TABLE.possible(status) == REPAIR}
        assert final == {ClaimStatus.CANCELLED, ClaimStatus.EXPIRED}

    def test_approved_takes_nothing_but_remarks(self) -> None:
        """Source: T18. What leads back from there is open by policies only."""
        back = (Trigger.RETRACT, Trigger.DISPUTE_CUT)
        assert TABLE.possible(ClaimStatus.APPROVED) == (Trigger.COMMENT, *back, *REPAIR)

    def test_without_a_claim_one_can_only_be_created(self) -> None:
        assert TABLE.possible(None) == (Trigger.CREATE,)

    def test_a_dispute_ends_in_exactly_three_ways(self) -> None:
        """Source: S-14, X-04."""
        rows = [row for row in TABLE[ClaimStatus.DISPUTED].values() if isinstance(row, Row)]
        assert {row.target for row in rows} - {ClaimStatus.DISPUTED} == {
            ClaimStatus.APPROVED,
            ClaimStatus.REJECTED,
            ClaimStatus.PARTNER_ACTION_REQUIRED,
        }

    def test_every_answer_is_cited(self) -> None:
        for answers in TABLE.values():
            for answer in answers.values():
                assert answer.citation.facts


class TestRecord:
    @pytest.fixture
    def desk(self) -> Desk:
        return desk_at(ClaimStatus.UNDER_REVIEW)

    @pytest.mark.parametrize(
        ("told", "changes"),
        [
            ("C-2002", {"claim": ClaimId("C-2002")}),
            (", 7, ", {"number": 7}),
            (", 9, ", {"number": 9}),
            ("rejected", {"before": ClaimStatus.REJECTED}),
            ("-", {"before": None}),
            ("approved", {"after": ClaimStatus.APPROVED}),
        ],
    )
    def test_what_does_not_fit_is_refused(self, desk: Desk, told: str, changes: dict[str, Any]) -> None:
        before = replay(desk.history.entries[:-1])
        altered = attrs.evolve(desk.last, **({"number": 8} | changes))
        with pytest.raises(BrokenHistory) as caught:
            record(before, altered)
        assert told in str(caught.value.got)
        assert "C-1001" in caught.value.fits
        assert "version 7" in caught.value.fits

    def test_what_fits_is_recorded(self, desk: Desk) -> None:
        before = replay(desk.history.entries[:-1])
        assert record(before, desk.last) == desk.claim

    def test_an_edge_that_the_table_does_not_have_is_refused(self, desk: Desk) -> None:
        """A claim under review cannot be submitted, whatever an entry says."""
        wrong = attrs.evolve(
            desk.last,
            number=9,
            event=ClaimSubmitted(),
            before=ClaimStatus.UNDER_REVIEW,
            after=ClaimStatus.SUBMITTED,
        )
        with pytest.raises(BrokenHistory, match="C-1001, entry 9"):
            record(desk.claim, wrong)

    def test_after_the_end_nothing_follows(self) -> None:
        desk = desk_at(ClaimStatus.CANCELLED)
        more = attrs.evolve(
            desk.last, number=desk.last.number + 1, before=ClaimStatus.CANCELLED, after=ClaimStatus.CANCELLED
        )
        with pytest.raises(BrokenHistory, match="by one of: correct_instant"):
            record(desk.claim, more)

    def test_the_first_entry_creates_the_claim(self, desk: Desk) -> None:
        first, second, *_ = desk.history
        claim = record(None, first)
        assert (claim.version, claim.status) == (1, ClaimStatus.EDITING)
        assert claim.milestones.created_at == first.at
        for wrong in (second, attrs.evolve(second, number=1, before=None)):
            with pytest.raises(BrokenHistory, match="no claim"):
                record(None, wrong)

    def test_a_claim_is_created_once(self, desk: Desk) -> None:
        again = attrs.evolve(desk.history.entries[0], number=9, before=ClaimStatus.UNDER_REVIEW)
        with pytest.raises(BrokenHistory):
            record(desk.claim, again)

    def test_an_event_that_is_none_of_ours_creates_nothing(self, desk: Desk) -> None:
        class Forged:
            trigger = Trigger.CREATE

        forged: Any = Forged()
        entry = copy.copy(desk.history.entries[0])
        object.__setattr__(entry, "event", forged)
        with pytest.raises(BrokenHistory):
            record(None, entry)
        with pytest.raises(InvalidValue, match="event"):
            attrs.evolve(entry, event=forged)

    def test_it_applies_no_rule(self) -> None:
        """What happened, happened: a part of the claim approved for no reason, by nobody, years later."""
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        desk.do(ApproveClaim, REVIEWER, desk.later)
        approval = desk.last
        event = ClaimApproved(sek("1.00"))
        odd = attrs.evolve(approval, at=instant("2031-01-01 00:00"), by=ActorId("nobody"), event=event)
        claim = record(replay(desk.history.entries[:-1]), odd)
        assert claim.approved == sek("1.00")

    def test_nothing_is_changed_in_place(self, desk: Desk) -> None:
        claim, history = desk.claim, desk.history
        desk.do(ApproveClaim, REVIEWER, desk.later)
        assert claim.status is ClaimStatus.UNDER_REVIEW
        assert replay(history) == claim


class TestReplay:
    @pytest.mark.parametrize("status", ClaimStatus)
    def test_gives_the_claim_back(self, status: ClaimStatus) -> None:
        desk = desk_at(status)
        assert replay(desk.history) == desk.claim

    @pytest.mark.parametrize("status", ClaimStatus)
    def test_goes_on_from_anywhere(self, status: ClaimStatus) -> None:
        desk = desk_at(status)
        for place in range(1, len(desk.history) + 1):
            start = replay(desk.history.entries[:place])
            assert replay(desk.history.entries[place:], start=start) == desk.claim

    def test_of_nothing_is_refused(self) -> None:
        with pytest.raises(BrokenHistory, match="at least the entry that it begins with"):
            replay(History(CLAIM))


def content(claim: Claim) -> list[str]:
    return [item.id for item in claim.items]


class TestEffects:
    """What each event changes besides the status, and that it changes nothing else."""

    def test_items_come_in_the_order_in_which_they_were_added(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        desk.do(AddCertification, USER, desk.later, report=REPORT)
        assert desk.claim.items == (INVOICE, PROOF, METRIC, INFORMATION, REPORT)
        assert desk.last.event == CertificationAdded(REPORT)

    def test_an_item_is_removed_and_may_come_again(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        desk.do(RemoveItem, USER, desk.later, item=METRIC.id)
        assert content(desk.claim) == ["invoice-1", "proof-1", "information-1"]
        again = attrs.evolve(INFORMATION, id=METRIC.id)
        desk.do(AddInformation, USER, desk.later, information=again)
        assert content(desk.claim) == ["invoice-1", "proof-1", "information-1", "metric-1"]

    def test_upload_requests_add_up(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        desk.do(RequestUpload, USER, desk.later, colleague=ActorId("dave"), what="the invitation")
        assert desk.claim.details.uploads_asked == (
            UploadRequest(ActorId("carol"), "the report", 6),
            UploadRequest(ActorId("dave"), "the invitation", 7),
        )

    def test_a_remark_changes_nothing_but_version_and_instant(self) -> None:
        desk = desk_at(ClaimStatus.REJECTED)
        before = desk.claim
        desk.do(Comment, USER, desk.later)
        last = {name: getattr(before, name) for name in ("version", "changed_at", "changed_in")}
        assert attrs.evolve(desk.claim, **last) == before

    def test_an_amendment_leaves_the_milestones_alone(self) -> None:
        desk = desk_at(ClaimStatus.ACTION_REQUIRED)
        before = desk.claim.milestones
        desk.do(AmendClaim, USER, desk.later)
        assert desk.claim.milestones == before
        assert desk.claim.form.name == "Autumn campaign, second flight"

    def test_milestones_of_a_life(self) -> None:
        desk = desk_at(ClaimStatus.SUBMITTED)
        milestones = desk.claim.milestones
        assert milestones.created_at == instant("2022-09-01 09:00")
        assert milestones.first_submitted_at == milestones.submitted_at == instant("2022-09-14 10:00")
        assert milestones.review_answered_at is None
        desk = desk_at(ClaimStatus.ACTION_REQUIRED)
        milestones = desk.claim.milestones
        assert milestones.review_answered_at == instant("2022-09-15 10:00")
        assert milestones.requests == (WANTED,)
        desk.do(SubmitClaim, USER, "2022-09-16 10:00")
        milestones = desk.claim.milestones
        assert milestones.first_submitted_at == instant("2022-09-14 10:00")
        assert milestones.submitted_at == instant("2022-09-16 10:00")
        assert (milestones.review_answered_at, milestones.requests) == (None, ())

    def test_milestones_of_a_dispute(self) -> None:
        desk = desk_at(ClaimStatus.REJECTED)
        assert desk.claim.milestones.review_answered_at == instant("2022-09-16 15:00")
        desk.do(DisputeRejection, ADMIN, "2022-09-21 10:00")
        assert desk.claim.milestones.disputed_at == instant("2022-09-21 10:00")
        desk.do(RequestAction, VALIDATION_TEAM, "2022-09-23 10:00")
        assert desk.claim.milestones.dispute_answered_at == instant("2022-09-23 10:00")
        desk.do(SubmitClaim, USER, "2022-09-26 10:00")
        milestones = desk.claim.milestones
        assert milestones.disputed_at == instant("2022-09-26 10:00")
        assert (milestones.dispute_answered_at, milestones.requests) == (None, ())
        assert milestones.submitted_at == instant("2022-09-14 10:00")  # the one for review
        desk.do(RejectClaim, VALIDATION_TEAM, "2022-09-27 10:00", reasons=("No.",))
        milestones = desk.claim.milestones
        assert milestones.dispute_answered_at == instant("2022-09-27 10:00")
        assert milestones.review_answered_at == instant("2022-09-16 15:00")
        assert milestones.reasons == (Reason("No."),)
        desk.do(DisputeRejection, ADMIN, "2022-09-28 10:00")
        desk.do(ApproveClaim, VALIDATION_TEAM, "2022-09-29 10:00")
        milestones = desk.claim.milestones
        assert milestones.approved_at == milestones.dispute_answered_at == instant("2022-09-29 10:00")
        assert milestones.approved == sek("90000.00")

    def test_what_is_not_there_cannot_be_removed(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        desk.do(RemoveItem, USER, desk.later, item=METRIC.id)
        other = attrs.evolve(desk.last, event=ItemRemoved(ItemId("never-there")))
        with pytest.raises(BrokenHistory, match="an item of the claim"):
            record(replay(desk.history.entries[:-1]), other)


class TestPictures:
    def test_the_diagram_has_an_arrow_for_every_change_of_status(self) -> None:
        arrows = {line.strip() for line in TABLE.mermaid().splitlines() if "-->" in line}
        assert "[*] --> Editing: create" in arrows
        assert "Under_review --> Action_required: request action" in arrows
        assert "Partner_Action_Required --> Disputed: submit" in arrows
        assert not any("comment" in arrow for arrow in arrows)

    def test_the_diagram_ends_where_a_claim_ends(self) -> None:
        ends = {line.split()[0] for line in TABLE.mermaid().splitlines() if line.endswith("--> [*]")}
        assert ends == {"Cancelled", "Expired"}  # policies lead back from Approved

    def test_the_page_has_every_status_and_every_step(self) -> None:
        page = TABLE.markdown()
        assert page.count("\n| ") == 11 * (len(Trigger) + 1)  # a head and a line for every step
        for status in ClaimStatus:
            assert f"## {status.caption}" in page
        assert "## No claim yet" in page
        assert "refused: only a rejected claim can be disputed" in page
