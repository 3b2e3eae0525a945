"""Roles, sides and scope. Source: R-01 to R-16. The matrix itself is judged in tests/golden."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.support.world import (
    ACTORS,
    ADMIN,
    CAROL,
    ELSEWHERE,
    LOCATION,
    OTHER_PROGRAM,
    PROGRAM,
    REVIEWER,
    RULES,
    USER,
    Desk,
    bound,
    desk_at,
    instant,
)

from coopclaims import (
    Action,
    Actor,
    ClaimStatus,
    Grant,
    InvalidValue,
    Policies,
    Problem,
    Role,
    Side,
    permission,
)
from coopclaims.claims import (
    AddProof,
    AmendClaim,
    ApproveClaim,
    Comment,
    CreateClaim,
    DisputeRejection,
    RejectClaim,
    RequestUpload,
    StartReview,
)
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import ActorId
from coopclaims.parties import EVERYWHERE, Everywhere
from coopclaims.rules import Disputing


def asked(actor: Actor, action: Action, at: str = "2022-09-14 10:00") -> tuple[Problem, ...]:
    return permission(actor, action, location=LOCATION, program=PROGRAM, at=instant(at), rules=RULES)


class TestScope:
    """Source: R-11, R-12."""

    @pytest.mark.parametrize(
        ("location", "program", "let"),
        [
            (LOCATION, PROGRAM, True),
            (LOCATION, EVERYWHERE, True),
            (EVERYWHERE, PROGRAM, True),
            (EVERYWHERE, EVERYWHERE, True),
            (ELSEWHERE, PROGRAM, False),
            (ELSEWHERE, EVERYWHERE, False),
            (LOCATION, OTHER_PROGRAM, False),
            (EVERYWHERE, OTHER_PROGRAM, False),
            (ELSEWHERE, OTHER_PROGRAM, False),
        ],
    )
    def test_a_role_holds_where_it_was_given(
        self, location: str | Everywhere, program: str | Everywhere, let: bool
    ) -> None:
        actor = Actor.partner("dana", Role.INCENTIVES_ADMIN, location=location, program=program)
        desk = Desk()
        if let:
            desk.do(CreateClaim, actor, "2022-09-01 09:00")
            desk.do(Comment, actor, desk.later)
            return
        assert desk.refused(CreateClaim, actor, "2022-09-01 09:00").codes == {ProblemCode.OUTSIDE_SCOPE}
        refused = desk_at(ClaimStatus.EDITING).refused(Comment, actor, "2022-09-14 09:00")
        assert refused.codes == {ProblemCode.OUTSIDE_SCOPE}
        assert "dana" in str(refused)
        # When the claim is not theirs to see, the place of it is not said; that of their own form is.
        assert LOCATION not in str(refused)
        assert PROGRAM not in str(refused)
        assert LOCATION in str(desk.refused(CreateClaim, actor, "2022-09-01 09:00"))

    def test_a_role_here_and_another_elsewhere(self) -> None:
        """An Incentives user of this location who is admin of another does not dispute here."""
        both = Actor(
            ActorId("dana"),
            Side.PARTNER,
            (
                Grant(Role.INCENTIVES_USER, LOCATION, program=EVERYWHERE),
                Grant(Role.INCENTIVES_ADMIN, ELSEWHERE, program=EVERYWHERE),
            ),
        )
        desk = desk_at(ClaimStatus.REJECTED)
        assert desk.refused(DisputeRejection, both, desk.later).codes == {ProblemCode.OUTSIDE_SCOPE}
        desk.do(Comment, both, desk.later)
        assert desk.last.role is Role.INCENTIVES_USER

    def test_a_reviewer_has_a_scope_too(self) -> None:
        other = Actor.vendor("rolf", Role.REVIEWER, location=ELSEWHERE, program=EVERYWHERE)
        desk = desk_at(ClaimStatus.SUBMITTED)
        assert desk.refused(StartReview, other, desk.later).codes == {ProblemCode.OUTSIDE_SCOPE}


class TestSides:
    """Source: R-01, R-15: neither side does the other's work."""

    def test_the_vendor_does_not_edit(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        refused = desk.refused(AddProof, REVIEWER, desk.later)
        assert refused.codes == {ProblemCode.WRONG_SIDE}
        assert "vendor" in str(refused)

    @pytest.mark.parametrize("kind", [ApproveClaim, RejectClaim])
    def test_the_partner_does_not_review(self, kind: type[ApproveClaim | RejectClaim]) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        assert desk.refused(kind, ADMIN, desk.later).codes == {ProblemCode.WRONG_SIDE}

    def test_a_vendor_without_any_role_is_no_colleague(self) -> None:
        """Nobody on the partner's side could ask him for a document."""
        stranger = Actor.vendor("vic")
        desk = desk_at(ClaimStatus.SUBMITTED)
        refused = desk.refused(Comment, stranger, desk.later)
        assert refused.codes == {ProblemCode.ACTION_NOT_GRANTED}
        assert "upload request" not in str(refused)

    def test_the_system_neither_edits_nor_decides(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        system = ACTORS[Role.SYSTEM]
        for kind in (ApproveClaim, RejectClaim, Comment):
            assert desk.refused(kind, system, desk.later).codes == {ProblemCode.WRONG_SIDE}


class TestColleague:
    """Source: R-14."""

    def test_who_holds_a_role_here_that_sees_no_claims_was_not_asked(self) -> None:
        """That the claim is at the very place of their role is not said either."""
        desk = desk_at(ClaimStatus.EDITING)
        here = ACTORS[Role.BILLING_ADMIN]
        elsewhere = Actor.partner(here.id, Role.BILLING_ADMIN, location=ELSEWHERE, program=EVERYWHERE)
        refused = desk.refused(Comment, here, desk.later)
        assert refused.codes == {ProblemCode.NOT_ASKED}
        assert refused.problems == desk.refused(Comment, elsewhere, desk.later).problems

    def test_what_no_colleague_may_do_is_not_to_be_asked_for(self) -> None:
        """An upload request would not help: amending takes a role."""
        desk = desk_at(ClaimStatus.EDITING)
        refused = desk.refused(AmendClaim, Actor.partner("erin"), desk.later)
        assert refused.codes == {ProblemCode.ACTION_NOT_GRANTED}

    def test_who_holds_a_role_elsewhere_and_was_not_asked(self) -> None:
        billing = Actor.partner("bill", Role.BILLING_ADMIN, location=ELSEWHERE, program=EVERYWHERE)
        desk = desk_at(ClaimStatus.EDITING)
        assert desk.refused(Comment, billing, desk.later).codes == {ProblemCode.NOT_ASKED}

    def test_who_holds_a_role_elsewhere_and_was_asked_is_let(self) -> None:
        billing = Actor.partner("bill", Role.BILLING_ADMIN, location=ELSEWHERE, program=EVERYWHERE)
        desk = desk_at(ClaimStatus.EDITING)
        desk.do(RequestUpload, USER, desk.later, colleague=billing.id, what="the order")
        desk.do(AddProof, billing, desk.later)
        assert desk.last.role is Role.COLLABORATOR

    def test_only_the_partner_side_is_asked(self) -> None:
        """An actor of another side with the same identifier is another actor."""
        desk = desk_at(ClaimStatus.EDITING)
        namesake = Actor.vendor(CAROL.id)
        assert desk.refused(AddProof, namesake, desk.later).codes == {ProblemCode.WRONG_SIDE}


class TestPermission:
    def test_is_empty_where_it_is_given(self) -> None:
        assert asked(ADMIN, Action.EDIT_BANK_PROFILE) == ()

    def test_says_why_not_and_who(self) -> None:
        """Source: R-08, R-09."""
        (problem,) = asked(USER, Action.EDIT_BANK_PROFILE)
        assert problem.code is ProblemCode.ACTION_NOT_GRANTED
        assert problem.who == (Role.INCENTIVES_ADMIN,)
        assert "R-08" in problem.source.facts
        assert "Incentives user" in problem.message

    def test_where_no_rule_is_known_nothing_is_granted(self) -> None:
        (problem,) = asked(ADMIN, Action.EDIT_BANK_PROFILE, at="2019-01-01 10:00")
        assert problem.code is ProblemCode.RULE_MISSING
        assert "2020-10-30" in problem.message

    def test_a_naive_instant_is_refused(self) -> None:
        naive = datetime(2022, 9, 14, 10)  # noqa: DTZ001 - the point
        with pytest.raises(InvalidValue, match="at: got"):
            permission(ADMIN, Action.VIEW_FUNDS, location=LOCATION, program=PROGRAM, at=naive, rules=RULES)

    def test_of_several_roles_the_first_is_acted_in(self) -> None:
        both = Actor.partner(
            "dana", Role.INCENTIVES_USER, Role.GLOBAL_ADMIN, location=EVERYWHERE, program=EVERYWHERE
        )
        desk = Desk()
        desk.do(CreateClaim, both, "2022-09-01 09:00")
        assert desk.last.role is Role.GLOBAL_ADMIN

    def test_of_several_roles_one_that_may_is_acted_in(self) -> None:
        both = Actor.partner(
            "dana", Role.INCENTIVES_ADMIN, Role.BILLING_ADMIN, location=EVERYWHERE, program=EVERYWHERE
        )
        desk = Desk()
        desk.do(CreateClaim, both, "2022-09-01 09:00")
        assert desk.last.role is Role.INCENTIVES_ADMIN


class TestWiderDisputing:
    """Source: R-02, R-03, R-10: the wider reading was published on 2021-09-23 (N18)."""

    WIDER = bound(Policies(disputing=Disputing.WIDENED))

    @pytest.mark.parametrize(
        ("at", "roles"),
        [
            ("2020-06-12 10:00", {Role.INCENTIVES_ADMIN}),
            ("2021-09-22 10:00", {Role.INCENTIVES_ADMIN}),
            ("2021-09-23 10:00", {Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER}),
            ("2022-09-21 10:00", {Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER}),
        ],
    )
    def test_holds_from_its_first_day(self, at: str, roles: set[Role]) -> None:
        assert self.WIDER.permission(Action.DISPUTE, instant(at).date()).value == roles

    def test_changes_nothing_else(self) -> None:
        for action in set(Action) - {Action.DISPUTE}:
            wider = self.WIDER.permission(action, instant("2022-09-21 10:00").date())
            assert wider == RULES.permission(action, instant("2022-09-21 10:00").date())
