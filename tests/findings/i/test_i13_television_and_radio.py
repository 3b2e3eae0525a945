"""Television and radio ask for vendor content too, and are known from the fiscal year 2024 on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.findings import ALICE, RULES, World, cc

DISTRIBUTOR = cc.identifiers.ProgramId("ADD-PC")
EXECUTED = date(2024, 2, 20)


def draft(*shown: str, attested: tuple[str, ...] = ("final-approval",)) -> World:
    """Return a draft of spring 2024 that shows everything else."""
    usage = cc.UsagePeriod(date(2024, 1, 1), date(2024, 6, 30))
    world = World(usage=usage, program=DISTRIBUTOR)
    form = world.form(activity="tv-radio", executed_on=EXECUTED, attested=attested, pre_approval="PA")
    proof = cc.claims.Proof(id="p", document="d", note="n", shows=("piece-link", *shown))
    world.do(cc.claims.CreateClaim, ALICE, "2024-03-01 09:00", form=form)
    world.do(cc.claims.AddInvoice, ALICE, "2024-03-01 09:01", invoice=world.invoice(issued_on=EXECUTED))
    world.do(cc.claims.AddProof, ALICE, "2024-03-01 09:02", proof=proof)
    world.do(
        cc.claims.RecordMetric,
        ALICE,
        "2024-03-01 09:03",
        metric=cc.claims.Metric(id="m", name="reach", value="1"),
    )
    return world


def problems(world: World, judge: Any = cc.problems) -> list[Any]:
    command = world.ask(cc.claims.SubmitClaim, ALICE, "2024-03-04 10:00")
    return [each.code for each in judge(command, world.claim(), rules=RULES, funds=world.pool)]


def problems_of_creating(usage: Any, executed_on: date, when: str) -> list[Any]:
    world = World(usage=usage, program=DISTRIBUTOR)
    form = world.form(activity="tv-radio", executed_on=executed_on)
    command = world.ask(cc.claims.CreateClaim, ALICE, when, form=form)
    return [each.code for each in cc.problems(command, None, rules=RULES, funds=world.pool)]


def vendor_content(world: World) -> list[Any]:
    """Return the states of the lines of the checklist that ask for vendor content."""
    lines = cc.completeness.evidence_checklist(world.claim(), rules=RULES).lines
    return [line.state for line in lines if "vendor-content" in line.keys]


def test_without_vendor_content_it_is_not_submitted() -> None:
    assert problems(draft()) != []


def test_the_checklist_names_vendor_content_as_missing() -> None:
    assert vendor_content(draft()) == [cc.completeness.RequirementState.MISSING]


def test_the_checklist_names_vendor_content_as_met() -> None:
    assert vendor_content(draft("vendor-content")) == [cc.completeness.RequirementState.MET]


def test_a_proof_that_shows_vendor_content_is_no_idle_one() -> None:
    assert problems(draft("vendor-content"), cc.advice) == []


def test_with_vendor_content_and_the_final_approval_it_is_accepted() -> None:
    assert problems(draft("vendor-content")) == []


def test_without_the_final_approval_it_is_not() -> None:
    found = problems(draft("vendor-content", attested=()))
    assert found == [cc.findings.ProblemCode.CORE_NOT_ATTESTED]


@pytest.mark.parametrize("executed_on", [date(2023, 7, 1), date(2023, 11, 1)])
def test_it_is_known_from_the_first_day_of_the_fiscal_year_2024_on(executed_on: date) -> None:
    usage = cc.UsagePeriod(date(2023, 7, 1), date(2023, 12, 31))
    found = problems_of_creating(usage, executed_on, "2023-11-15 10:00")
    assert cc.findings.ProblemCode.ACTIVITY_UNKNOWN not in found


def test_it_is_not_known_before() -> None:
    usage = cc.UsagePeriod(date(2023, 1, 1), date(2023, 6, 30))
    found = problems_of_creating(usage, date(2023, 6, 30), "2023-07-15 10:00")
    assert found == [cc.findings.ProblemCode.ACTIVITY_UNKNOWN]


def test_it_stands_under_demand_generation() -> None:
    assert (
        RULES.look_up(cc.rules.CATALOGUE, EXECUTED).value.get("tv-radio").category
        is cc.activities.Category.DEMAND_GENERATION
    )
