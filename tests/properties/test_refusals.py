"""Refusals are drawn for one reason, spread over statuses, kinds and roles, and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given, settings, strategies as st

from coopclaims import Actor, ClaimStatus, InvalidValue, Policies, Role
from coopclaims.claims import (
    TABLE,
    AmendClaim,
    Command,
    Comment,
    CreateClaim,
    DisputeRejection,
    RemoveItem,
    RequestUpload,
)
from coopclaims.findings import ProblemCode
from coopclaims.rules import Cancelling, Reopening
from coopclaims.testing import Coverage, World, commands, simplest, starting_from
from coopclaims.testing.mistakes import draw_round
from coopclaims.transitions import Refusal

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject, DrawFn

HOME = World.typical()
OTHERWISE = World.typical(policies=Policies(cancelling=Cancelling.OFF, reopening=Reopening.EXPLICIT))
FEW = settings(max_examples=40)
AT = {status: starting_from(status) for status in ClaimStatus}
ASKED = AT[ClaimStatus.ACTION_REQUIRED].when(RequestUpload).then(ClaimStatus.ACTION_REQUIRED)


class TestOneReason:
    @pytest.mark.parametrize(
        "code",
        [ProblemCode.WRONG_SIDE, ProblemCode.TEXT_MISSING, ProblemCode.ACTION_NOT_GRANTED],
    )
    @settings(max_examples=8)
    @given(st.data())
    def test_of_a_claim_that_is_to_be_created(self, code: ProblemCode, data: DataObject) -> None:
        command = data.draw(commands(None, world=HOME, refused_for=code))
        assert {each.code for each in HOME.problems(command, None)} == {code}

    @settings(max_examples=8)
    @given(st.data())
    def test_before_the_last_entry(self, data: DataObject) -> None:
        given_ = AT[ClaimStatus.UNDER_REVIEW]
        code = ProblemCode.EARLIER_THAN_LAST_ENTRY
        command = data.draw(commands(given_.claim, world=given_.world, refused_for=code))
        assert given_.claim is not None
        assert command.at < given_.claim.changed_at

    @pytest.mark.parametrize(
        ("status", "code"),
        [
            (ClaimStatus.SUBMITTED, ProblemCode.COST_EVIDENCE_MISSING),
            (ClaimStatus.EXPIRED, ProblemCode.TEXT_MISSING),
        ],
    )
    def test_that_refuses_nothing_there(self, status: ClaimStatus, code: ProblemCode) -> None:
        given_ = AT[status]
        with pytest.raises(InvalidValue, match=f"on a claim that is {status.caption} is refused"):
            simplest(commands(given_.claim, world=given_.world, refused_for=code))

    def test_that_refuses_nothing_where_there_is_no_claim(self) -> None:
        with pytest.raises(InvalidValue, match="for which some command is refused"):
            simplest(commands(None, world=HOME, refused_for=ProblemCode.APPROVED_ABOVE_CLAIMED))


class TestSpread:
    @FEW
    @given(st.sampled_from(ClaimStatus), st.data())
    def test_in_other_worlds_too(self, status: ClaimStatus, data: DataObject) -> None:
        given_ = AT[status]
        command = data.draw(commands(given_.claim, world=OTHERWISE, legal=False))
        assert OTHERWISE.problems(command, given_.claim)

    @FEW
    @given(st.data())
    def test_an_asked_colleague_may_and_another_may_not(self, data: DataObject) -> None:
        command = data.draw(commands(ASKED.claim, world=ASKED.world, legal=False))
        assert ASKED.world.problems(command, ASKED.claim)

    @FEW
    @given(commands(None, world=HOME, legal=False))
    def test_where_there_is_no_claim(self, command: Command) -> None:
        assert HOME.problems(command, None)


@st.composite
def rounds(draw: DrawFn, status: ClaimStatus) -> tuple[Command, ...]:
    claim = AT[status].claim
    assert claim is not None
    return draw_round(draw, claim, AT[status].world)


class TestRound:
    @pytest.mark.parametrize("status", ClaimStatus)
    def test_all_of_it_is_refused(self, status: ClaimStatus) -> None:
        never = {kind for kind in get_args(Command) if isinstance(TABLE[status][kind.trigger], Refusal)}

        @settings(max_examples=12, database=None)
        @given(rounds(status))
        def draw(commands: tuple[Command, ...]) -> None:
            assert {type(each) for each in commands} >= never
            assert all(AT[status].world.problems(each, AT[status].claim) for each in commands)

        draw()

    def test_who_may_not_dispute_tries_to(self) -> None:
        tried = [
            each for each in simplest(rounds(ClaimStatus.REJECTED)) if isinstance(each, DisputeRejection)
        ]
        assert {next(iter(each.by.roles), Role.COLLABORATOR) for each in tried} == set(Role) - {
            Role.INCENTIVES_ADMIN
        }


class TestCounted:
    @staticmethod
    def refused(kind: type[Command], role: Role, status: ClaimStatus = ClaimStatus.REJECTED) -> Coverage:
        coverage, start = Coverage(), AT[status]
        when = start.when(kind, by=role)
        coverage.refuse(when.command, start.claim, start.world.problems(when.command, start.claim))
        return coverage

    def test_by_status_kind_and_role(self) -> None:
        coverage = self.refused(DisputeRejection, Role.INCENTIVES_USER)
        cell = (ClaimStatus.REJECTED, DisputeRejection, Role.INCENTIVES_USER)
        assert dict(coverage.refused) == {cell: 1}
        assert dict(coverage.codes) == {ProblemCode.ACTION_NOT_GRANTED: 1}
        untried = coverage.untried(ClaimStatus.REJECTED, DisputeRejection)
        assert set(untried) == set(Role) - {Role.INCENTIVES_USER}

    def test_who_holds_no_role_is_a_collaborator(self) -> None:
        coverage = self.refused(Comment, Role.COLLABORATOR)
        assert set(coverage.refused) == {(ClaimStatus.REJECTED, Comment, Role.COLLABORATOR)}

    def test_one_of_several_roles_counts_for_each(self) -> None:
        coverage, start = Coverage(), AT[ClaimStatus.SUBMITTED]
        both = Actor.partner(
            "bea",
            Role.INCENTIVES_ADMIN,
            Role.BILLING_ADMIN,
            location=HOME.location,
            program=HOME.program,
        )
        command = start.when(AmendClaim, by=both).command
        coverage.refuse(command, start.claim, start.world.problems(command, start.claim))
        assert {role for _, _, role in coverage.refused} == {Role.INCENTIVES_ADMIN, Role.BILLING_ADMIN}

    def test_where_there_is_no_claim_its_reasons_count_alone(self) -> None:
        coverage, start = Coverage(), starting_from(None)
        command = start.when(CreateClaim, by=Role.REVIEWER).command
        coverage.refuse(command, None, start.world.problems(command, None))
        assert not coverage.refused
        assert set(coverage.codes) == {ProblemCode.WRONG_SIDE}

    def test_the_report_names_what_was_never_tried(self) -> None:
        coverage = self.refused(DisputeRejection, Role.INCENTIVES_USER)
        coverage.add(self.refused(AmendClaim, Role.INCENTIVES_ADMIN))
        lines = coverage.report().splitlines()
        assert "; 2 of " in lines[0]
        assert "    never  Submitted / AmendClaim (never allowed)" in lines
        assert "    never  Under review / ApproveClaim" in lines
        (dispute,) = (line for line in lines if "Rejected / DisputeRejection" in line)
        assert dispute.startswith("        1  Rejected / DisputeRejection; never by Global admin, ")
        (amend,) = (line for line in lines if "Rejected / AmendClaim" in line)
        assert "(never allowed); never by " in amend
        assert "Incentives admin" not in amend

    def test_where_every_role_was_refused_none_is_missing(self) -> None:
        coverage = Coverage()
        for role in Role:
            coverage.add(self.refused(RemoveItem, role))
        assert coverage.untried(ClaimStatus.REJECTED, RemoveItem) == ()
        assert "       10  Rejected / RemoveItem (never allowed)" in coverage.report().splitlines()
