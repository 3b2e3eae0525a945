"""A draft that is not submitted before its claiming period ends. Source: S-05, S-12, T16, D-03."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from tests.support.world import ADMIN, FORM, SYSTEM, USER, Desk, instant

from coopclaims import ClaimStatus, UsagePeriod
from coopclaims.claims import Comment, CreateClaim, ExpireDraft, SubmitClaim
from coopclaims.deadlines import DeadlineState, claiming_deadline
from coopclaims.findings import ProblemCode


@pytest.fixture
def draft() -> Desk:
    """Given a draft for January to June 2022, complete and never submitted."""
    usage = UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))
    desk = Desk(form=attrs.evolve(FORM, usage_period=usage, executed_on=date(2022, 5, 10)))
    return desk.draft(at="2022-06-01 09:00")


def test_the_claiming_deadline_is_its_warning(draft: Desk) -> None:
    due = claiming_deadline(draft.claim, rules=draft.rules)
    assert due.on == date(2022, 8, 15)
    assert due.state(instant("2022-08-14 23:59")) is DeadlineState.OPEN
    assert due.state(instant("2022-08-15 00:00")) is DeadlineState.DUE_TODAY
    assert due.state(instant("2022-08-16 00:00")) is DeadlineState.OVERDUE


def test_it_does_not_expire_on_the_last_day(draft: Desk) -> None:
    refused = draft.refused(ExpireDraft, SYSTEM, "2022-08-15 23:59:59.999999")
    assert refused.codes == {ProblemCode.WINDOW_STILL_OPEN}
    assert "2022-08-15" in str(refused)


def test_it_is_still_submitted_on_the_last_day(draft: Desk) -> None:
    draft.do(SubmitClaim, USER, "2022-08-15 23:59:59.999999")
    assert draft.status() is ClaimStatus.SUBMITTED


def test_it_expires_from_the_day_after(draft: Desk) -> None:
    draft.do(ExpireDraft, SYSTEM, "2022-08-16 00:00")
    assert draft.status() is ClaimStatus.EXPIRED
    assert draft.ledger == ()
    # And that is final.
    for kind in (SubmitClaim, Comment, ExpireDraft):
        refused = draft.refused(kind, ADMIN, "2022-08-16 09:00")
        assert refused.codes - {ProblemCode.WRONG_SIDE} == {ProblemCode.STEP_NOT_POSSIBLE}
        assert "nothing, the claim is closed" in str(refused)


def test_nobody_submits_it_late_even_before_it_is_marked(draft: Desk) -> None:
    refused = draft.refused(SubmitClaim, USER, "2022-08-16 00:00")
    assert refused.codes == {ProblemCode.WINDOW_CLOSED}


def test_nobody_but_the_portal_lets_it_expire(draft: Desk) -> None:
    refused = draft.refused(ExpireDraft, ADMIN, "2022-08-16 00:00")
    assert refused.codes == {ProblemCode.WRONG_SIDE}


def test_none_is_created_after_the_period() -> None:
    usage = UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))
    desk = Desk(form=attrs.evolve(FORM, usage_period=usage, executed_on=date(2022, 5, 10)))
    refused = desk.refused(CreateClaim, USER, "2022-08-16 00:00")
    assert refused.codes == {ProblemCode.WINDOW_CLOSED}
