"""Last days that a policy sets: what leads nowhere after them is refused, and advised before. D-06, D-15."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.world import (
    ADMIN,
    FORM,
    REVIEWER,
    USER,
    VALIDATION_TEAM,
    WANTED,
    Desk,
    bound,
    desk_at,
    instant,
)

from coopclaims import (
    CalendarDays,
    ClaimStatus,
    Policies,
    Rulebook,
    advice,
    partner_center,
    problems,
)
from coopclaims.claims import (
    Comment,
    CreateClaim,
    DisputeRejection,
    PlanPath,
    RejectClaim,
    ReopenClaim,
    RequestAction,
    StartReview,
    SubmitClaim,
)
from coopclaims.deadlines import Clock
from coopclaims.findings import ProblemCode, Severity
from coopclaims.portfolio import AttentionReason, attention
from coopclaims.rules import ActivityLimiting, AfterPartnerAction, FinalApproval, Reopening

if TYPE_CHECKING:
    from coopclaims import Problem, Rules
    from coopclaims.claims import Command

FINAL = Policies(final_approval=FinalApproval.MONTH_AFTER_WINDOW)
LAST = date(2023, 3, 31)
"""A Friday: the usage period ends in December 2022, its claims on 15 February."""
REOPENED = attrs.evolve(FINAL, reopening=Reopening.EXPLICIT)
BACK_TO_REVIEW = attrs.evolve(FINAL, after_partner_action=AfterPartnerAction.SUBMITTED)

S = ClaimStatus
STEPS = [
    pytest.param(S.ACTION_REQUIRED, SubmitClaim, USER, {}, FINAL, id="submit again"),
    pytest.param(S.PARTNER_ACTION_REQUIRED, SubmitClaim, USER, {}, FINAL, id="answer a dispute"),
    pytest.param(S.REJECTED, DisputeRejection, ADMIN, {}, FINAL, id="dispute"),
    pytest.param(S.ACTION_REQUIRED, ReopenClaim, USER, {}, REOPENED, id="reopen"),
    pytest.param(S.UNDER_REVIEW, RequestAction, REVIEWER, {"requests": (WANTED,)}, FINAL, id="return"),
    pytest.param(
        S.DISPUTED, RequestAction, VALIDATION_TEAM, {"requests": (WANTED,)}, FINAL, id="return a dispute"
    ),
]


def desk_of(status: ClaimStatus, policies: Policies) -> Desk:
    return desk_at(status, rules=bound(policies))


def _values(step: Any) -> tuple[Any, ...]:
    return tuple(step.values)


def near(advice: tuple[Problem, ...]) -> list[Problem]:
    return [each for each in advice if each.code is ProblemCode.FINAL_APPROVAL_NEAR]


class TestApprovals:
    """From the day after the last day, no step is possible whose only use would be an approval."""

    @pytest.mark.parametrize(("status", "kind", "actor", "content", "policies"), STEPS)
    def test_a_step_is_possible_on_the_last_day_and_not_after_it(
        self, status: ClaimStatus, kind: type[Command], actor: Any, content: Any, policies: Policies
    ) -> None:
        refused = desk_of(status, policies).refused(kind, actor, "2023-04-01 00:00", **content)
        (problem,) = refused.problems
        assert problem.code is ProblemCode.FINAL_APPROVAL_PASSED
        assert dict(problem.params) == {"due": LAST, "day": date(2023, 4, 1)}
        assert "whose only use would be an approval" in str(problem.explain().basis)
        desk_of(status, policies).do(kind, actor, "2023-03-31 23:59", **content)

    @pytest.mark.parametrize(("status", "kind", "actor", "content", "policies"), STEPS)
    def test_without_the_policy_it_is_possible_and_nothing_is_advised(
        self, status: ClaimStatus, kind: type[Command], actor: Any, content: Any, policies: Policies
    ) -> None:
        endless = attrs.evolve(policies, final_approval=FinalApproval.NONE)
        for day in ("2023-03-31 23:59", "2023-04-01 00:00"):
            assert not near(desk_of(status, endless).advised(kind, actor, day, **content))
            desk_of(status, endless).do(kind, actor, day, **content)

    def test_what_leads_to_a_rejection_is_possible_after_it(self) -> None:
        desk = desk_of(S.SUBMITTED, FINAL)
        desk.do(Comment, USER, "2023-04-03 09:00")
        desk.do(StartReview, REVIEWER, "2023-04-03 10:00")
        desk.do(RejectClaim, REVIEWER, "2023-04-03 11:00")
        disputed = desk_of(S.DISPUTED, FINAL)
        disputed.do(RejectClaim, VALIDATION_TEAM, "2023-04-03 10:00")

    @pytest.mark.parametrize(
        ("number", "fits", "late"),
        [
            *((number, "2023-03-29", "2023-03-30") for number in (0, 3, 4)),
            *((number, "2023-03-26", "2023-03-27") for number in (1, 2, 5)),
        ],
    )
    def test_it_is_advised_where_the_answer_may_come_too_late(
        self, number: int, fits: str, late: str
    ) -> None:
        """Two business days for a review, five for a dispute; the last day counts."""
        status, kind, actor, content, policies = _values(STEPS[number])
        assert not near(desk_of(status, policies).advised(kind, actor, f"{fits} 23:59", **content))
        for when in (f"{late} 00:00", "2023-03-31 23:59"):
            (problem,) = near(desk_of(status, policies).advised(kind, actor, when, **content))
            assert problem.severity is Severity.ADVISES
            assert problem.param("due") == LAST
            assert problem.param("answered") > LAST
        (problem,) = near(desk_of(status, policies).advised(kind, actor, f"{late} 00:00", **content))
        assert problem.param("answered") == date(2023, 4, 3)

    @pytest.mark.parametrize("number", [1, 5])
    def test_a_dispute_that_goes_on_as_a_review_takes_as_long_as_one(self, number: int) -> None:
        status, kind, actor, content, _ = _values(STEPS[number])
        back = BACK_TO_REVIEW
        assert not near(desk_of(status, back).advised(kind, actor, "2023-03-29 09:00", **content))
        assert near(desk_of(status, back).advised(kind, actor, "2023-03-30 09:00", **content))

    def test_a_review_on_the_plan_path_takes_until_a_month_ends(self) -> None:
        form = attrs.evolve(
            FORM,
            plan=PlanPath(
                plan="P", campaign="C", first=date(2022, 7, 1), last=date(2022, 12, 31), impressions=5
            ),
        )
        for when, advised in (("2023-02-28 09:00", False), ("2023-03-01 09:00", True)):
            desk = Desk(form=form, rules=bound(FINAL)).draft("2022-09-02 09:00")
            desk.do(SubmitClaim, ADMIN, "2022-09-14 10:00")
            desk.do(StartReview, REVIEWER, "2022-09-15 10:00")
            desk.do(RequestAction, REVIEWER, "2022-09-16 10:00", requests=(WANTED,))
            assert bool(near(desk.advised(SubmitClaim, ADMIN, when))) is advised

    def test_where_no_rule_says_how_long_an_answer_takes_that_is_advised(self) -> None:
        """An edition may leave reviews out."""
        editions = tuple(attrs.evolve(each, review_span=None) for each in partner_center.editions)
        desk = desk_of(S.ACTION_REQUIRED, FINAL)
        command = desk.command(SubmitClaim, USER, "2022-09-20 09:00")
        rules = bound(FINAL, rulebook=Rulebook("without reviews", editions))
        found = advice(command, desk.claim, rules=rules, funds=desk.funds)
        assert [each.code for each in found] == [ProblemCode.REQUEST_UNANSWERED, ProblemCode.RULE_MISSING]
        assert {each.severity for each in found} == {Severity.ADVISES}

    def test_where_no_rule_says_the_last_day_the_step_is_refused_and_nothing_advised(self) -> None:
        editions = tuple(attrs.evolve(each, final_approval_span=None) for each in partner_center.editions)
        desk = desk_of(S.ACTION_REQUIRED, FINAL)
        command = desk.command(SubmitClaim, USER, "2022-09-20 09:00")
        rules = bound(FINAL, rulebook=Rulebook("without a last day", editions))
        (refusal,) = problems(command, desk.claim, rules=rules, funds=desk.funds)
        assert refusal.code is ProblemCode.RULE_MISSING
        (advised,) = advice(command, desk.claim, rules=rules, funds=desk.funds)
        assert advised.code is ProblemCode.REQUEST_UNANSWERED

    def test_attention_names_the_last_day_before_and_after_it(self) -> None:
        rules = bound(FINAL)

        def reasons(status: ClaimStatus, at: str) -> list[tuple[AttentionReason, date]]:
            claims = [desk_at(status, rules=rules).claim]
            found = attention(claims, at=instant(at), rules=rules, within=CalendarDays(7))
            return [
                (each.reason, each.due.on)
                for each in found
                if each.due is not None and each.due.clock is Clock.FINAL_APPROVAL
            ]

        ends, ended = AttentionReason.APPROVAL_ENDS, AttentionReason.APPROVAL_ENDED
        for status in ClaimStatus:
            is_open = status in {
                S.SUBMITTED, S.UNDER_REVIEW, S.ACTION_REQUIRED, S.DISPUTED, S.PARTNER_ACTION_REQUIRED,
            }  # fmt: skip
            assert reasons(status, "2023-03-23 23:59") == []
            assert reasons(status, "2023-03-24 00:00") == ([(ends, LAST)] if is_open else [])
            assert reasons(status, "2023-03-31 23:59") == ([(ends, LAST)] if is_open else [])
            assert reasons(status, "2023-04-01 00:00") == ([(ended, LAST)] if is_open else [])


class TestActivities:
    """Whoever creates a draft that can never be submitted in time is advised. D-06, N3."""

    LIMITED = bound(Policies(activity_limiting=ActivityLimiting.EARLIER_DATE))

    def advised(self, executed: date, at: str, rules: Rules = LIMITED) -> list[Problem]:
        form = attrs.evolve(FORM, executed_on=executed)
        found = Desk(form=form, rules=rules).advised(CreateClaim, USER, at, form=form)
        return [each for each in found if each.code is ProblemCode.ACTIVITY_LIMIT_PASSED]

    def test_the_limit_may_end_before_claims_open(self) -> None:
        """Claims of July to December 2022 open on 16 August, day 45 after 2 July."""
        assert self.advised(date(2022, 7, 2), "2022-07-10 09:00") == []
        (problem,) = self.advised(date(2022, 7, 1), "2022-07-10 09:00")
        assert problem.severity is Severity.ADVISES
        assert (problem.param("due"), problem.param("day")) == (date(2022, 8, 15), date(2022, 8, 16))

    def test_or_be_over_when_the_draft_is_created(self) -> None:
        assert self.advised(date(2022, 8, 25), "2022-10-09 23:59") == []
        (problem,) = self.advised(date(2022, 8, 25), "2022-10-10 00:00")
        assert (problem.param("due"), problem.param("day")) == (date(2022, 10, 9), date(2022, 10, 10))

    def test_without_the_policy_there_is_no_limit(self) -> None:
        assert self.advised(date(2022, 7, 1), "2022-10-10 00:00", rules=bound()) == []
