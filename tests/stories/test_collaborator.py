"""A colleague without any role is asked for a document. Source: R-14, H-02."""

from __future__ import annotations

import pytest
from tests.support.world import ADMIN, CAROL, KINDS, REVIEWER, USER, Desk, desk_at, instant

from coopclaims import Actor, ClaimStatus, Role, allowed
from coopclaims.claims import (
    AddCertification,
    AddInvoice,
    AddProof,
    Comment,
    CreateClaim,
    RequestUpload,
    SubmitClaim,
)
from coopclaims.findings import ProblemCode

ERIN = Actor.partner("erin")
UPLOADS = {AddInvoice, AddCertification, AddProof}


def lit(desk: Desk, actor: Actor) -> set[str]:
    """The kinds of command that this actor may give now."""
    options = allowed(
        desk.claim, actor, at=instant(desk.later), rules=desk.rules, funds=desk.funds, rates=desk.rates
    )
    return {kind.__name__ for kind, option in options.items() if option.is_allowed}


@pytest.fixture
def draft() -> Desk:
    """Given a draft of which Carol was asked for the report, and Erin for nothing."""
    return desk_at(ClaimStatus.EDITING)


def test_before_she_is_asked_she_may_do_nothing() -> None:
    desk = Desk()
    desk.do(CreateClaim, USER, "2022-09-01 09:00")
    assert lit(desk, CAROL) == set()
    refused = desk.refused(AddProof, CAROL, desk.later)
    assert refused.codes == {ProblemCode.NOT_ASKED}
    assert set(refused.problems[0].who) == {Role.GLOBAL_ADMIN, Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER}
    # When she is asked, then she may.
    desk.do(RequestUpload, USER, desk.later, colleague=CAROL.id, what="the script")
    assert "the script" in desk.last.summary
    desk.do(AddProof, CAROL, desk.later)
    assert desk.last.role is Role.COLLABORATOR


def test_she_uploads_and_comments_and_nothing_else(draft: Desk) -> None:
    assert lit(draft, CAROL) == {"AddInvoice", "AddCertification", "AddProof", "Comment"}
    for kind in KINDS:
        if kind in UPLOADS or kind is Comment or kind is CreateClaim:
            continue
        codes = draft.refused(kind, CAROL, draft.later).codes
        assert codes & {
            ProblemCode.ACTION_NOT_GRANTED,
            ProblemCode.WRONG_SIDE,
            ProblemCode.STEP_NOT_POSSIBLE,
        }, kind


def test_only_who_was_asked_is_let(draft: Desk) -> None:
    assert lit(draft, ERIN) == set()
    assert draft.refused(Comment, ERIN, draft.later).codes == {ProblemCode.NOT_ASKED}


def test_being_asked_on_one_claim_says_nothing_about_another(draft: Desk) -> None:
    other = Desk()
    other.do(CreateClaim, USER, "2022-09-01 09:00")
    assert other.refused(AddProof, CAROL, other.later).codes == {ProblemCode.NOT_ASKED}
    assert lit(draft, CAROL)


def test_after_submission_she_comments_and_uploads_no_more(draft: Desk) -> None:
    draft.do(SubmitClaim, USER, "2022-09-14 10:00")
    assert lit(draft, CAROL) == {"Comment"}


def test_when_the_reviewer_asks_for_more_she_uploads_again_if_she_is_asked_again() -> None:
    desk = desk_at(ClaimStatus.ACTION_REQUIRED)
    assert lit(desk, CAROL) == set()
    desk.do(RequestUpload, USER, desk.later, colleague=CAROL.id, what="a better report")
    assert lit(desk, CAROL) == {"AddInvoice", "AddCertification", "AddProof", "Comment"}


def test_the_namesake_of_a_vendor_side_actor_makes_them_no_collaborator(draft: Desk) -> None:
    draft.do(RequestUpload, USER, draft.later, colleague=REVIEWER.id, what="an opinion")
    assert lit(draft, REVIEWER) == set()
    assert draft.refused(AddProof, REVIEWER, draft.later).codes == {ProblemCode.WRONG_SIDE}


def test_a_colleague_with_a_role_acts_in_his_role(draft: Desk) -> None:
    draft.do(RequestUpload, ADMIN, draft.later, colleague=USER.id, what="the script")
    draft.do(AddProof, USER, draft.later)
    assert draft.last.role is Role.INCENTIVES_USER
