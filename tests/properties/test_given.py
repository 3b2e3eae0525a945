"""Given, when, then: what passes, and what a failure shows."""

from __future__ import annotations

import unittest
from datetime import UTC, datetime

import attrs
import pytest
from hypothesis import given

from coopclaims import Actor, ClaimStatus, InvalidValue, Money, Role
from coopclaims.claims import (
    AddProof,
    ApproveClaim,
    ClaimApproved,
    ClaimRejected,
    Comment,
    CreateClaim,
    DisputeRejection,
    GiveFeedback,
    Reason,
    RejectClaim,
    SubmitClaim,
)
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import CommandId, LocationId
from coopclaims.testing import Scenario, World, claims, histories, scenarios, simplest, starting_from

REVIEWED = simplest(scenarios(ClaimStatus.UNDER_REVIEW, world=World.typical()))
SWEDISH = REVIEWED.claim.form.amount


class TestStart:
    """A test starts from a status, a claim, a History, a scenario, or from nothing."""

    @pytest.mark.parametrize("status", list(ClaimStatus))
    def test_a_status(self, status: ClaimStatus) -> None:
        claim = starting_from(status).claim
        assert claim is not None
        assert claim.status is status

    @pytest.mark.parametrize(
        "start", [REVIEWED, REVIEWED.history, REVIEWED.claim], ids=lambda each: type(each).__name__
    )
    def test_all_three_are_the_same_claim(self, start: Scenario) -> None:
        found = starting_from(start)
        assert found.claim == REVIEWED.claim
        rejected = found.when(RejectClaim, reasons=("Too blurred.",)).then(ClaimRejected(("Too blurred.",)))
        assert rejected.claim is not None
        assert rejected.claim.milestones.reasons == (Reason("Too blurred."),)

    def test_no_claim_yet(self) -> None:
        made = starting_from().when(CreateClaim).then(ClaimStatus.EDITING)
        assert made.claim is not None
        assert made.history is None

    def test_nothing_but_creation_is_given_on_nothing(self) -> None:
        with pytest.raises(InvalidValue, match="a claim to give it on"):
            starting_from().when(SubmitClaim)

    @given(histories())
    def test_any_history(self, history: object) -> None:
        assert isinstance(history, type(REVIEWED.history))
        claim = starting_from(history).claim
        assert claim is not None
        assert claim.version == history.version


class TestThen:
    """What is accepted leads on, command by command."""

    def test_a_whole_dispute(self) -> None:
        decided = (
            starting_from(ClaimStatus.REJECTED)
            .when(DisputeRejection)
            .then(ClaimStatus.DISPUTED)
            .when(ApproveClaim)
            .then(ClaimApproved, ClaimStatus.APPROVED)
        )
        assert decided.history is not None
        assert decided.history.version == decided.history.entries[-1].number
        assert decided.world.funds.balance().approved.is_positive

    def test_a_command_of_ones_own(self) -> None:
        kind = starting_from(REVIEWED).when(GiveFeedback, text="Thank you.").command
        starting_from(REVIEWED).when(kind).then()

    def test_another_status(self) -> None:
        with pytest.raises(
            AssertionError, match=r"expected then Approved\nbut Claim rejected: .*, Rejected\n"
        ):
            starting_from(REVIEWED).when(RejectClaim).then(ClaimStatus.APPROVED)

    def test_another_event(self) -> None:
        wrong = r"expected then Claim rejected: No\.\nbut Claim rejected"
        with pytest.raises(AssertionError, match=wrong):
            starting_from(REVIEWED).when(RejectClaim).then(ClaimRejected(("No.",)))

    def test_a_refusal_shows_everything(self) -> None:
        mistaken = starting_from(REVIEWED).when(
            ApproveClaim, by=Role.INCENTIVES_ADMIN, at=datetime(2022, 1, 1, tzinfo=UTC), amount=2 * SWEDISH
        )
        with pytest.raises(AssertionError) as caught:
            mistaken.then(ClaimApproved)
        assert str(caught.value).splitlines()[:5] == [
            "expected then ClaimApproved",
            "but it was refused",
            "given: claim C-1, Under review, 0.01 SEK; 4 entries, the last at 2022-08-16T09:00:00+00:00",
            "when: ApproveClaim by alice (Incentives admin) at 2022-01-01T00:00:00+00:00",
            "tried: Under review / approve > Approved, which needs review (MG22 T5 S-10, 2022-08-04)",
        ]
        told = str(caught.value)
        assert told.count("problem: ") == 3
        for problem in mistaken.given.world.problems(mistaken.command, REVIEWED.claim):
            assert problem.message in told


class TestRefused:
    """A refusal is for exactly these kinds of problem, or for whatever."""

    def test_for_a_reason(self) -> None:
        same = starting_from(REVIEWED).when(RejectClaim, reasons=()).refused(ProblemCode.REASON_MISSING)
        assert same == starting_from(REVIEWED)

    def test_for_whatever(self) -> None:
        starting_from(ClaimStatus.APPROVED).when(DisputeRejection).refused()

    def test_by_somebody_else(self) -> None:
        stranger = Actor.partner("nora")
        starting_from(ClaimStatus.EDITING).when(AddProof, by=stranger).refused(ProblemCode.NOT_ASKED)

    def test_for_another_reason(self) -> None:
        with pytest.raises(
            AssertionError, match=r"expected refused: not_asked\nbut refused: reason_missing\n"
        ):
            starting_from(REVIEWED).when(RejectClaim, reasons=()).refused(ProblemCode.NOT_ASKED)

    def test_not_at_all(self) -> None:
        with pytest.raises(AssertionError, match=r"expected refused\nbut it was accepted: Claim rejected"):
            starting_from(REVIEWED).when(RejectClaim).refused()

    def test_what_has_no_row_says_why(self) -> None:
        with pytest.raises(AssertionError, match=r"tried: Approved / reject: not possible, taking back"):
            starting_from(ClaimStatus.APPROVED).when(RejectClaim).then()

    def test_where_there_is_no_claim(self) -> None:
        with pytest.raises(AssertionError, match=r"given: no claim\nwhen: CreateClaim by nora \(no role\)"):
            starting_from().when(CreateClaim, by=Actor.partner("nora")).then()


class TestNothing:
    """A command that the History has already changes nothing."""

    COMMAND = starting_from(REVIEWED).when(GiveFeedback, text="Thank you.")
    AFTER = COMMAND.then(ClaimStatus.UNDER_REVIEW)

    def test_delivered_again(self) -> None:
        assert self.AFTER.when(self.COMMAND.command).nothing() == self.AFTER

    def test_another_one(self) -> None:
        with pytest.raises(AssertionError, match="the History has no command of this identifier"):
            self.AFTER.when(GiveFeedback).nothing()

    def test_another_one_under_its_identifier(self) -> None:
        other = self.AFTER.when(self.COMMAND.command, text="Thanks.").command
        with pytest.raises(AssertionError, match="the identifier was given to Feedback given: Thank you"):
            self.AFTER.when(other).nothing()

    def test_a_claim_alone_has_no_history(self) -> None:
        with pytest.raises(AssertionError, match="the History has no command"):
            starting_from(REVIEWED.claim).when(Comment, id=CommandId("C-1/1")).nothing()


class TestPlace:
    """A claim of another place and currency is judged with a fund of that place."""

    def test_a_claim_in_another_currency(self) -> None:
        form = attrs.evolve(REVIEWED.claim.form, location=LocationId("dk-1"), amount=Money("90.00", "DKK"))
        claim = attrs.evolve(REVIEWED.claim, details=attrs.evolve(REVIEWED.claim.details, form=form))
        approved = starting_from(claim).when(ApproveClaim).then(ClaimApproved(Money("90.00", "DKK"), ""))
        assert approved.world.funds.balance().remaining == Money("270.00", "DKK")


class TestUnderUnittest(unittest.TestCase):
    """The same works without pytest."""

    def test_it_passes(self) -> None:
        starting_from(ClaimStatus.EDITING).when(SubmitClaim).refused(ProblemCode.COST_EVIDENCE_MISSING)

    def test_it_fails(self) -> None:
        with self.assertRaises(self.failureException):  # noqa: PT027 - as a suite without pytest does
            starting_from(simplest(claims(ClaimStatus.EDITING))).when(SubmitClaim).then()
