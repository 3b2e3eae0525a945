"""On the plan path the proof is first submitted within 180 days of the campaign's start."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.findings import ALICE, RITA, RULES, World, cc

BEGAN, LAST = date(2022, 1, 3), date(2022, 7, 2)
LEAP_YEAR_BEGAN, LEAP_YEAR_LAST = date(2024, 1, 1), date(2024, 6, 29)


def draft(began: date = BEGAN, *, on_a_plan: bool = True) -> World:
    """Return a complete draft for an activity of the March after the campaign's start."""
    usage = cc.UsagePeriod(date(began.year, 1, 1), date(began.year, 6, 30))
    world = World(usage=usage)
    plan = cc.claims.PlanPath(
        plan="P", campaign="c", first=began, last=date(began.year, 3, 31), impressions=5
    )
    form = world.form(
        activity="proof-of-concept",
        executed_on=date(began.year, 3, 1),
        plan=plan if on_a_plan else None,
    )
    when = f"{began.year}-06-01 10:00"
    proof = cc.claims.Proof(id="p", document="d", note="n", shows=("concept", "vendor-content"))
    world.do(cc.claims.CreateClaim, ALICE, when, form=form)
    world.do(cc.claims.AddInvoice, ALICE, when, invoice=world.invoice())
    world.do(cc.claims.AddProof, ALICE, when, proof=proof)
    return world


def problems(world: World, when: str) -> Any:
    command = world.ask(cc.claims.SubmitClaim, ALICE, when)
    return cc.problems(command, world.claim(), rules=RULES, funds=world.pool)


def names(day: date, found: Any) -> bool:
    return any(day.isoformat() in map(str, dict(each.params).values()) for each in found)


def test_the_span_is_a_rule() -> None:
    rule = RULES.look_up(cc.rules.POE_SUBMISSION_SPAN, BEGAN)
    assert rule.value == cc.CalendarDays(180)
    assert (rule.first, rule.last) == (date(2020, 5, 26), date(2021, 4, 9))
    assert rule.basis.kind is cc.provenance.BasisKind.CARRIED_FORWARD


def test_no_span_is_known_before_the_first_page() -> None:
    with pytest.raises(cc.errors.NoRuleInForce):
        RULES.look_up(cc.rules.POE_SUBMISSION_SPAN, date(2020, 5, 25))


@pytest.mark.parametrize("when", ["2022-07-03 00:00", "2022-08-10 10:00"])
def test_after_the_last_day_the_proof_is_refused(when: str) -> None:
    assert names(LAST, problems(draft(), when))


def test_a_leap_day_counts() -> None:
    assert names(LEAP_YEAR_LAST, problems(draft(LEAP_YEAR_BEGAN), "2024-06-30 00:00"))


def test_until_the_end_of_the_last_day_it_is_in_time() -> None:
    assert problems(draft(), "2022-07-02 23:59") == ()
    assert problems(draft(LEAP_YEAR_BEGAN), "2024-06-29 23:59") == ()


def test_only_the_first_submission_is_bound() -> None:
    world = draft()
    world.do(cc.claims.SubmitClaim, ALICE, "2022-06-30 10:00")
    world.do(cc.claims.StartReview, RITA, "2022-07-01 10:00")
    world.do(
        cc.claims.RequestAction, RITA, "2022-07-01 11:00", requests=(cc.claims.InformationRequest("scan"),)
    )
    proof = cc.claims.Proof(id="p2", document="d2", note="the scan")
    world.do(cc.claims.AddProof, ALICE, "2022-07-19 10:00", proof=proof)
    assert problems(world, "2022-07-20 10:00") == ()


def test_a_claim_without_a_plan_is_not_bound() -> None:
    assert problems(draft(on_a_plan=False), "2022-07-03 00:00") == ()
