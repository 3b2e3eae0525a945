"""The rounds of a claim: each review and dispute once, with who started it, who answered, and how."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from tests.support.world import ADMIN, REVIEWER, RULES, USER, VALIDATION_TEAM, Desk, bound, desk_at, instant

from coopclaims import ClaimStatus, InvalidValue, Policies, record, replay
from coopclaims.claims import (
    ApproveClaim,
    DisputeRejection,
    RejectClaim,
    RequestAction,
    Round,
    StartReview,
    SubmitClaim,
)
from coopclaims.deadlines import Clock
from coopclaims.rules import AfterPartnerAction

S = ClaimStatus


def a_long_life(policies: Policies | None = None) -> Desk:
    """Return a claim asked for more, submitted again, rejected, disputed, asked for more and back."""
    desk = desk_at(S.SUBMITTED, rules=RULES if policies is None else bound(policies=policies))
    desk.do(StartReview, REVIEWER, "2022-09-15 09:00")
    desk.do(RequestAction, REVIEWER, "2022-09-15 10:00")
    desk.do(SubmitClaim, ADMIN, "2022-09-16 10:00")
    desk.do(StartReview, REVIEWER, "2022-09-19 09:00")
    desk.do(RejectClaim, REVIEWER, "2022-09-19 10:00")
    desk.do(DisputeRejection, ADMIN, "2022-09-21 10:00")
    desk.do(RequestAction, VALIDATION_TEAM, "2022-09-22 10:00")
    desk.do(SubmitClaim, USER, "2022-09-23 10:00")
    return desk


def rounds(desk: Desk) -> list[tuple[Any, ...]]:
    return [
        (each.clock, each.started_at, each.started_by, each.answered_at, each.answered_by, each.outcome)
        for each in desk.claim.rounds
    ]


REVIEWED = [
    (
        Clock.REVIEW,
        instant("2022-09-14 10:00"),
        USER.id,
        instant("2022-09-15 10:00"),
        REVIEWER.id,
        S.ACTION_REQUIRED,
    ),
    (
        Clock.REVIEW,
        instant("2022-09-16 10:00"),
        ADMIN.id,
        instant("2022-09-19 10:00"),
        REVIEWER.id,
        S.REJECTED,
    ),
    (
        Clock.DISPUTE,
        instant("2022-09-21 10:00"),
        ADMIN.id,
        instant("2022-09-22 10:00"),
        VALIDATION_TEAM.id,
        S.PARTNER_ACTION_REQUIRED,
    ),
]


class TestWorkedLives:
    def test_each_round_stands_once_and_the_last_is_open(self) -> None:
        desk = a_long_life()
        back = (Clock.DISPUTE, instant("2022-09-23 10:00"), USER.id, None, None, None)
        assert rounds(desk) == [*REVIEWED, back]

    def test_the_answer_closes_the_last_one(self) -> None:
        desk = a_long_life()
        desk.do(ApproveClaim, VALIDATION_TEAM, "2022-09-26 10:00")
        last = (
            Clock.DISPUTE,
            instant("2022-09-23 10:00"),
            USER.id,
            instant("2022-09-26 10:00"),
            VALIDATION_TEAM.id,
            S.APPROVED,
        )
        assert rounds(desk) == [*REVIEWED, last]

    def test_by_policy_the_claim_goes_to_another_review(self) -> None:
        desk = a_long_life(Policies(after_partner_action=AfterPartnerAction.SUBMITTED))
        assert rounds(desk) == [
            *REVIEWED,
            (Clock.REVIEW, instant("2022-09-23 10:00"), USER.id, None, None, None),
        ]

    def test_the_milestones_are_read_from_them(self) -> None:
        desk = a_long_life()
        known = desk.claim.milestones
        assert known.first_submitted_at == instant("2022-09-14 10:00")
        assert known.submitted_at == instant("2022-09-16 10:00")
        assert known.review_answered_at == instant("2022-09-19 10:00")
        assert known.disputed_at == instant("2022-09-23 10:00")
        assert known.dispute_answered_at is None
        assert known.rounds is desk.claim.rounds

    @pytest.mark.parametrize("status", [S.EDITING, S.CANCELLED, S.EXPIRED])
    def test_what_was_never_submitted_has_none(self, status: ClaimStatus) -> None:
        known = desk_at(status).claim.milestones
        assert known.rounds == ()
        assert not desk_at(status).claim.was_submitted
        assert {known.first_submitted_at, known.submitted_at, known.review_answered_at} == {None}
        assert {known.disputed_at, known.dispute_answered_at} == {None}
        assert known.last(Clock.REVIEW) is None

    def test_each_of_them_is_as_recorded_one_by_one(self) -> None:
        desk = a_long_life()
        claim = None
        for entry in desk.history:
            claim = record(claim, entry)
        assert claim == desk.claim == replay(desk.history)

    def test_what_was_answered_does_not_change_any_more(self) -> None:
        desk = a_long_life()
        before = desk.claim.rounds
        desk.do(ApproveClaim, VALIDATION_TEAM, "2022-09-26 10:00")
        assert all(now is then for now, then in zip(desk.claim.rounds, before[:-1], strict=False))


def test_an_answer_without_a_round_is_believed_all_the_same() -> None:
    """Whoever kept a claim without its rounds, or no longer knows how it was submitted."""
    desk = a_long_life()
    kept = attrs.evolve(desk.claim, milestones=attrs.evolve(desk.claim.milestones, rounds=()))
    desk.do(ApproveClaim, VALIDATION_TEAM, "2022-09-26 10:00")
    claim = record(kept, desk.last)
    assert (claim.status, claim.rounds) == (S.APPROVED, ())


class TestRound:
    def test_an_answer_is_whole_or_not_there(self) -> None:
        started: dict[str, Any] = {
            "clock": Clock.REVIEW,
            "started_at": instant("2022-09-14 10:00"),
            "started_by": USER.id,
            "started_in": 3,
        }
        answer: dict[str, Any] = {
            "answered_at": instant("2022-09-15 10:00"),
            "answered_by": REVIEWER.id,
            "answered_in": 5,
            "outcome": S.APPROVED,
        }
        assert Round(**started, **answer).outcome is S.APPROVED
        for name, given in answer.items():
            for part in ({name: given}, {key: other for key, other in answer.items() if key != name}):
                with pytest.raises(InvalidValue):
                    Round(**started, **part)

    @pytest.mark.parametrize("name", ["started_at", "answered_at"])
    def test_its_instants_are_aware(self, name: str) -> None:
        first = a_long_life().claim.rounds[0]
        changes: dict[str, Any] = {name: getattr(first, name).replace(tzinfo=None)}
        with pytest.raises(InvalidValue, match=name):
            attrs.evolve(first, **changes)
