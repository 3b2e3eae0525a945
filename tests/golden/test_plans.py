"""The plan path and the start of earnings, row by row of tests/cases/plans.csv."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs
import pytest
from tests.support.cases import case_name, rows_of
from tests.support.world import FORM, LOCATION, PROGRAM, RULES, USAGE

from coopclaims import Money
from coopclaims.claims import PlanPath
from coopclaims.deadlines import earnings_start
from coopclaims.plans import Plan, plan_path_problems, plan_payment, plan_problems

if TYPE_CHECKING:
    from collections.abc import Callable

PLANS = rows_of("plans")


def execution(row: dict[str, str]) -> str:
    path = PlanPath(
        plan="P-1",
        campaign="Autumn",
        first=date.fromisoformat(row["first"]),
        last=date.fromisoformat(row["last"]),
        impressions=5000,
    )
    form = attrs.evolve(FORM, plan=path, executed_on=date.fromisoformat(row["day"]))
    return " ".join(str(each.code) for each in plan_path_problems(form, rules=RULES)) or "accepted"


def payment(row: dict[str, str]) -> str:
    found = plan_payment(
        Money(row["earned"], "USD"),
        earned_in=date.fromisoformat(row["day"]),
        limit=Money(row["limit"], "USD"),
        paid_before=Money(0, "USD"),
        rules=RULES,
    )
    return f"{found.on} {found.paid}"


def second_plan(row: dict[str, str]) -> str:
    plan = Plan(
        id="P-1",
        location=LOCATION,
        fund="co-op",
        program=PROGRAM,
        period=USAGE,
        program_year_ends=date(2023, 6, 30),
    )
    on = date.fromisoformat(row["day"])
    found = plan_problems(attrs.evolve(plan, id="P-2"), [plan], on=on, rules=RULES)
    return " ".join(str(each.code) for each in found)


def start(row: dict[str, str]) -> str:
    return earnings_start(date.fromisoformat(row["day"]), rules=RULES).on.isoformat()


ANSWERS: dict[str, Callable[[dict[str, str]], str]] = {
    "execution": execution,
    "payment": payment,
    "second plan": second_plan,
    "earnings start": start,
}


@pytest.mark.parametrize("row", PLANS, ids=case_name)
def test_is_answered(row: dict[str, str]) -> None:
    assert ANSWERS[row["question"]](row) == row["answer"]


def test_each_question_is_asked() -> None:
    assert {row["question"] for row in PLANS} == set(ANSWERS)
