"""A supplier's credit note lowers the sum of the evidence, or is refused with a remedy that fits."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.findings import ALICE, RULES, World, cc


def _problems(world: World, amount: str) -> Any:
    add = world.ask(cc.claims.AddInvoice, ALICE, "2022-09-03 09:00", invoice=world.invoice("i2", amount))
    return cc.problems(add, world.claim(), rules=RULES, funds=world.pool)


def _remedies(problems: Any) -> set[str]:
    return {problem.remedy for problem in problems}


@pytest.mark.parametrize("amount", ["-500.00", "-30000.00", "-0.01"])
def test_an_amount_below_zero_is_not_cured_as_a_missing_amount_is(amount: str) -> None:
    world = World().draft()
    missing, credit = _remedies(_problems(world, "0.00")), _remedies(_problems(world, amount))
    assert missing
    assert missing.isdisjoint(credit)


def test_a_credit_note_that_is_taken_lowers_the_sum_and_else_the_remedy_names_another_item() -> None:
    world = World().draft()
    refused = _problems(world, "-500.00")
    if not refused:
        world.do(cc.claims.AddInvoice, ALICE, "2022-09-03 09:00", invoice=world.invoice("i2", "-500.00"))
    submit = world.ask(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00")
    advice = cc.advice(submit, world.claim(), rules=RULES, funds=world.pool)
    figures = {str(value) for remark in advice for _, value in remark.params}
    assert "29500.00 SEK" in figures or _remedies(refused).isdisjoint(_remedies(_problems(world, "0.00")))


@pytest.mark.parametrize("amount", ["0.00"])
def test_an_invoice_of_nothing_is_refused(amount: str) -> None:
    problems = _problems(World().draft(), amount)
    assert [problem.code for problem in problems] == [cc.findings.ProblemCode.AMOUNT_NOT_POSITIVE]
