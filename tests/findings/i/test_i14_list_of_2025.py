"""The activities of 2025 are known by name, and what they ask for is not published."""

from __future__ import annotations

import pathlib
from datetime import date
from typing import Any

import pytest
from tests.support.findings import ALICE, RULES, World, cc

USAGE = cc.UsagePeriod(date(2025, 7, 1), date(2025, 12, 31))
EXECUTED = date(2025, 8, 1)
KNOWN_LIMITS = pathlib.Path(__file__).parents[3] / "docs" / "explanation" / "known-limits.md"
MARKET, DEMAND = cc.activities.Category.MARKET_DEVELOPMENT, cc.activities.Category.DEMAND_GENERATION
NEW = (("social-media", DEMAND), ("migration-services", MARKET))
keys = pytest.mark.parametrize("key", [key for key, _ in NEW])


def problems_of_creating(key: str) -> list[Any]:
    world = World(usage=USAGE)
    form = world.form(activity=key, executed_on=EXECUTED)
    command = world.ask(cc.claims.CreateClaim, ALICE, "2025-09-01 10:00", form=form)
    return [each.code for each in cc.problems(command, None, rules=RULES, funds=world.pool)]


def activity(key: str, day: date = EXECUTED) -> Any:
    return RULES.look_up(cc.rules.CATALOGUE, day).value.get(key)


@keys
def test_an_activity_of_the_list_is_known(key: str) -> None:
    assert cc.findings.ProblemCode.ACTIVITY_UNKNOWN not in problems_of_creating(key)


@pytest.mark.parametrize(("key", "category"), NEW)
def test_it_stands_in_its_category(key: str, category: Any) -> None:
    found = activity(key)
    assert found is not None
    assert found.category is category


@keys
def test_what_it_asks_for_is_neither_met_nor_missing(key: str) -> None:
    form = World(usage=USAGE).form(activity=key, executed_on=EXECUTED)
    lines = cc.completeness.evidence_checklist(form, rules=RULES).lines
    states = {line.state for line in lines if line.kind is not cc.completeness.RequirementKind.COST}
    assert not states & {cc.completeness.RequirementState.MET, cc.completeness.RequirementState.MISSING}


@pytest.mark.parametrize(
    "name", ["best-practice development", "migration services", "social media", "solution building"]
)
def test_the_list_is_known_by_its_names(name: str) -> None:
    known = [
        each.name.casefold().replace(" ", "-")
        for each in RULES.look_up(cc.rules.CATALOGUE, EXECUTED).value.activities
    ]
    assert any(name.replace(" ", "-") in each for each in known)


def test_trade_shows_moved_to_demand_generation() -> None:
    assert activity("tradeshow").category is DEMAND


def test_trade_shows_were_market_development() -> None:
    assert activity("tradeshow", date(2023, 9, 1)).category is MARKET
    assert problems_of_creating("tradeshow") == []


@pytest.mark.parametrize("key", ["social-medium", ""])
def test_what_stands_on_no_list_is_unknown(key: str) -> None:
    assert activity(key) is None


def test_the_known_limits_say_where_the_vendors_figures_end() -> None:
    assert "2025-05-07" in KNOWN_LIMITS.read_text(encoding="utf-8")
