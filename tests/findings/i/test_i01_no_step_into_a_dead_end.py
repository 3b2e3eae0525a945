"""After the last day for an approval, no step is accepted whose only use would be an approval."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.findings import ALICE, CALENDAR, RITA, ZONE, World, at, cc

USAGE = cc.UsagePeriod(date(2024, 1, 1), date(2024, 6, 30))
LAST_DAY = date(2024, 9, 30)  # a Monday
SCAN = (cc.claims.InformationRequest("scan"),)
PASSED = cc.findings.ProblemCode.FINAL_APPROVAL_PASSED


def under_review(**policies: Any) -> World:
    """Return a claim under review whose approval is due by the last day."""
    chosen = cc.Policies(final_approval=cc.rules.FinalApproval.MONTH_AFTER_WINDOW, **policies)
    world = World(usage=USAGE, rules=cc.partner_center.bind(calendar=CALENDAR, zone=ZONE, policies=chosen))
    bill = world.invoice(issued_on=date(2024, 5, 2))  # a day that nobody is advised of
    world.do(cc.claims.CreateClaim, ALICE, "2024-07-01 09:00", form=world.form(executed_on=date(2024, 5, 2)))
    world.do(cc.claims.AddInvoice, ALICE, "2024-07-02 09:00", invoice=bill)
    world.do(cc.claims.SubmitClaim, ALICE, "2024-08-12 10:00")
    world.do(cc.claims.StartReview, RITA, "2024-08-13 09:00")
    return world


def returned(**policies: Any) -> World:
    """Return a claim in Action required, with what was asked for added."""
    world = under_review(**policies)
    world.do(cc.claims.RequestAction, RITA, "2024-08-20 09:00", requests=SCAN)
    proof = cc.claims.Proof(id="p", document="d", note="the scan")
    world.do(cc.claims.AddProof, ALICE, "2024-08-21 09:00", proof=proof)
    return world


def rejected() -> World:
    world = under_review()
    world.do(cc.claims.RejectClaim, RITA, "2024-08-20 09:00", reasons=("not readable",))
    return world


def judged(world: World, command: Any, judge: Any = cc.problems) -> Any:
    return judge(command, world.claim(), rules=world.rules, funds=world.pool)


def names_the_last_day(problems: Any) -> bool:
    return any(LAST_DAY.isoformat() in map(str, dict(problem.params).values()) for problem in problems)


def test_the_last_day_is_the_end_of_the_month_after_the_claiming_period() -> None:
    assert cc.deadlines.final_approval_due(USAGE, rules=under_review().rules).on == LAST_DAY


def test_on_the_last_day_a_claim_may_come_back_and_a_rejection_may_be_disputed() -> None:
    back, reopening, dispute = returned(), returned(reopening=cc.rules.Reopening.EXPLICIT), rejected()
    assert judged(back, back.ask(cc.claims.SubmitClaim, ALICE, "2024-09-30 23:59")) == ()
    assert judged(reopening, reopening.ask(cc.claims.ReopenClaim, ALICE, "2024-09-30 23:59")) == ()
    assert judged(dispute, dispute.ask(cc.claims.DisputeRejection, ALICE, "2024-09-30 23:59")) == ()


def test_an_approval_after_the_last_day_is_refused() -> None:
    world = under_review()
    command = world.ask(cc.claims.ApproveClaim, RITA, "2024-10-01 00:00", amount=world.claim().form.amount)
    assert [problem.code for problem in judged(world, command)] == [PASSED]


@pytest.mark.parametrize("when", ["2024-10-01 00:00", "2024-10-02 09:00"])
def test_a_claim_does_not_come_back_after_the_last_day(when: str) -> None:
    world = returned()
    problems = judged(world, world.ask(cc.claims.SubmitClaim, ALICE, when))
    assert [problem.code for problem in problems] == [PASSED]
    assert names_the_last_day(problems)


def test_a_rejection_is_not_disputed_after_the_last_day() -> None:
    world = rejected()
    problems = judged(world, world.ask(cc.claims.DisputeRejection, ALICE, "2024-10-01 00:00"))
    assert [problem.code for problem in problems] == [PASSED]


def test_a_claim_is_not_reopened_after_the_last_day() -> None:
    world = returned(reopening=cc.rules.Reopening.EXPLICIT)
    problems = judged(world, world.ask(cc.claims.ReopenClaim, ALICE, "2024-10-01 00:00"))
    assert [problem.code for problem in problems] == [PASSED]


def test_whoever_brings_it_back_too_late_for_a_review_is_advised() -> None:
    world = returned()
    command = world.ask(cc.claims.SubmitClaim, ALICE, "2024-09-30 09:00")
    assert names_the_last_day(judged(world, command, cc.advice))


def test_whoever_disputes_too_late_for_a_decision_is_advised() -> None:
    world = rejected()
    command = world.ask(cc.claims.DisputeRejection, ALICE, "2024-09-30 09:00")
    assert names_the_last_day(judged(world, command, cc.advice))


def test_a_reviewer_who_returns_it_two_days_before_the_last_day_is_advised() -> None:
    world = under_review()
    command = world.ask(cc.claims.RequestAction, RITA, "2024-09-28 09:00", requests=SCAN)
    assert names_the_last_day(judged(world, command, cc.advice))


def test_nobody_is_advised_while_a_review_still_fits() -> None:
    back, review = returned(), under_review()
    soon = back.ask(cc.claims.SubmitClaim, ALICE, "2024-08-22 09:00")
    early = review.ask(cc.claims.RequestAction, RITA, "2024-08-20 09:00", requests=SCAN)
    assert judged(back, soon, cc.advice) == ()
    assert judged(review, early, cc.advice) == ()


def test_attention_names_the_last_day_before_it_passes() -> None:
    world = returned()
    listed = cc.portfolio.attention(
        [world.claim()], at=at("2024-09-29 12:00"), rules=world.rules, within=cc.CalendarDays(30)
    )
    assert LAST_DAY in [each.due.on for each in listed if each.due is not None]
