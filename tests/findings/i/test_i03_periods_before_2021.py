"""Claims for usage periods before 2021 are possible by the rule that held for them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.findings import ALICE, CALENDAR, RULES, ZONE, World, cc

AUTUMN_2020 = cc.UsagePeriod(date(2020, 7, 1), date(2020, 12, 31))
SPRING_2020 = cc.UsagePeriod(date(2020, 1, 1), date(2020, 6, 30))
AUTUMN_2019 = cc.UsagePeriod(date(2019, 7, 1), date(2019, 12, 31))
BY_DAY_COUNT = cc.partner_center.bind(
    calendar=CALENDAR, zone=ZONE, policies=cc.Policies(claim_deadline=cc.rules.ClaimDeadline.DAY_COUNT)
)


def problems_of_creating(usage: Any, executed_on: date, when: str) -> list[Any]:
    world = World(usage=usage)
    command = world.ask(cc.claims.CreateClaim, ALICE, when, form=world.form(executed_on=executed_on))
    return [problem.code for problem in cc.problems(command, None, rules=RULES, funds=world.pool)]


def problems_of_submitting(when: str) -> list[Any]:
    """Judge the submission of a draft that an earlier choice of policy made possible."""
    world = World(usage=AUTUMN_2020, rules=BY_DAY_COUNT)
    world.do(cc.claims.CreateClaim, ALICE, "2021-01-15 10:00", form=world.form(executed_on=date(2020, 8, 3)))
    invoice = world.invoice(issued_on=date(2020, 8, 4))
    world.do(cc.claims.AddInvoice, ALICE, "2021-01-15 10:01", invoice=invoice)
    command = world.ask(cc.claims.SubmitClaim, ALICE, when)
    return [problem.code for problem in cc.problems(command, world.claim(), rules=RULES, funds=world.pool)]


@pytest.mark.parametrize("day", ["2020-10-02", "2020-11-15", "2020-12-14", "2021-01-15"])
def test_a_claim_for_the_autumn_of_2020_is_created_without_any_policy(day: str) -> None:
    assert problems_of_creating(AUTUMN_2020, date(2020, 8, 3), f"{day} 10:00") == []


def test_a_claim_for_the_autumn_of_2019_is_created_without_any_policy() -> None:
    assert problems_of_creating(AUTUMN_2019, date(2019, 8, 3), "2020-02-10 10:00") == []


def test_it_is_submitted_until_the_end_of_the_last_day() -> None:
    assert problems_of_submitting("2021-02-15 23:59") == []


def test_after_the_last_day_its_window_is_closed() -> None:
    assert problems_of_submitting("2021-02-16 00:00") == [cc.findings.ProblemCode.WINDOW_CLOSED]


@pytest.mark.parametrize(
    ("usage", "opens", "closes"),
    [
        (AUTUMN_2020, date(2020, 7, 1), date(2021, 2, 15)),
        (SPRING_2020, date(2020, 1, 1), date(2020, 8, 15)),
        (AUTUMN_2019, date(2019, 7, 1), date(2020, 2, 15)),
    ],
)
def test_the_window_goes_from_the_first_day_of_use_to_45_days_after_the_last(
    usage: Any, opens: date, closes: date
) -> None:
    assert cc.deadlines.claiming_opening(usage, rules=RULES).on == opens
    assert cc.deadlines.claiming_due(usage, rules=RULES).on == closes


def test_the_policy_gives_the_same_days() -> None:
    assert cc.deadlines.claiming_opening(AUTUMN_2020, rules=BY_DAY_COUNT).on == date(2020, 7, 1)
    assert cc.deadlines.claiming_due(AUTUMN_2020, rules=BY_DAY_COUNT).on == date(2021, 2, 15)


def test_a_period_that_began_before_the_first_page_has_no_rule() -> None:
    with pytest.raises(cc.errors.NoRuleInForce):
        cc.deadlines.claiming_due(cc.UsagePeriod(date(2018, 1, 1), date(2018, 6, 30)), rules=RULES)


def test_from_2021_on_the_fixed_windows_answer() -> None:
    usage = cc.UsagePeriod(date(2021, 1, 1), date(2021, 6, 30))
    assert cc.deadlines.claiming_opening(usage, rules=RULES).on == date(2021, 2, 16)
    assert cc.deadlines.claiming_due(usage, rules=RULES).on == date(2021, 8, 15)
