"""A published rule changes a verdict, an amount or a date; none is read by its own look-up only."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.findings import ALICE, CALENDAR, PROGRAM, RULES, ZONE, World, at, cc, sek

RESELLER, DISTRIBUTOR = (
    cc.identifiers.ProgramId("Managed Reseller"),
    cc.identifiers.ProgramId("Commercial Distributor"),
)


def ours(value: Any, first: date) -> Any:
    return cc.rules.Rule(
        value=value,
        first=first,
        source=cc.provenance.cite("KB-EXEC", "D-14"),
        basis=cc.provenance.inferred(),
    )


def bound(*editions: Any) -> Any:
    return cc.Rulebook("with an edition of a test", editions).bind(calendar=CALENDAR, zone=ZONE)


def of_the_older_platforms() -> Any:
    """Return the published rules, with a permission and a catalogue for the years that have none."""
    first = date(2014, 10, 17)
    added = cc.rules.Edition(
        name="who creates, and what for",
        permissions=((cc.Action.CREATE_CLAIM, ours(frozenset({cc.Role.INCENTIVES_ADMIN}), first)),),
        catalogue=ours(cc.activities.ACTIVITIES_2018, first),
    )
    return bound(added, *cc.partner_center.editions)


def problems_of_creating(world: World, when: str, executed_on: date, judge: Any = cc.problems) -> list[Any]:
    command = world.ask(cc.claims.CreateClaim, ALICE, when, form=world.form(executed_on=executed_on))
    return [problem.code for problem in judge(command, None, rules=world.rules, funds=world.pool)]


def of_a_reseller() -> World:
    usage = cc.UsagePeriod(date(2016, 1, 1), date(2016, 9, 30))
    return World(usage=usage, program=RESELLER, rules=of_the_older_platforms())


def test_a_program_calendar_lets_its_programs_claim_until_its_last_day() -> None:
    assert problems_of_creating(of_a_reseller(), "2016-10-14 10:00", date(2016, 6, 10)) == []


def test_a_program_calendar_closes_after_its_last_day() -> None:
    found = problems_of_creating(of_a_reseller(), "2016-10-17 10:00", date(2016, 6, 10))
    assert found == [cc.findings.ProblemCode.WINDOW_CLOSED]


def test_a_distributor_of_2014_hears_that_a_plan_is_missing() -> None:
    usage = cc.UsagePeriod(date(2014, 7, 1), date(2014, 12, 31))
    world = World(usage=usage, program=DISTRIBUTOR, rules=of_the_older_platforms())
    found = problems_of_creating(world, "2014-12-01 10:00", date(2014, 11, 10))
    found += problems_of_creating(world, "2014-12-01 10:00", date(2014, 11, 10), cc.advice)
    assert cc.findings.ProblemCode.PLAN_MISSING in found


def test_an_edition_of_ones_own_may_ask_for_a_plan() -> None:
    asking = cc.rules.Edition(name="with plans", plan_needed_for=ours(frozenset({PROGRAM}), date(2022, 1, 1)))
    world = World(rules=bound(*cc.partner_center.editions, asking))
    found = problems_of_creating(world, "2022-09-01 09:00", date(2022, 8, 25))
    found += problems_of_creating(world, "2022-09-01 09:00", date(2022, 8, 25), cc.advice)
    assert cc.findings.ProblemCode.PLAN_MISSING in found


def test_without_such_an_edition_no_plan_is_asked_for() -> None:
    assert problems_of_creating(World(), "2022-09-01 09:00", date(2022, 8, 25)) == []


def test_set_up_before_a_claim_is_a_rule_from_2024_on() -> None:
    assert RULES.look_up(cc.rules.SETUP_AT_CREATION, date(2025, 5, 6)).value is True
    with pytest.raises(cc.errors.NoRuleInForce):
        RULES.look_up(cc.rules.SETUP_AT_CREATION, date(2021, 9, 1))


def documents_of_the_forecast(usage: Any, when: str) -> set[str]:
    """Return what a forecast cites for a claim of whose payee no bank profile is known."""
    world = World(usage=usage)
    forecast = cc.payouts.forecast_payouts(
        world.form(executed_on=usage.first),
        shares=(("ie", sek("30000.00")),),
        entities=(cc.payouts.PayingEntity("ie", "SEK"),),
        profiles=cc.payouts.BankProfiles(()),
        at=at(when),
        rules=RULES,
        enrollment=cc.payouts.EnrollmentStatus.ENROLLED,
    )
    return {each.source.document for each in forecast.explain().walk() if each.source is not None}


def test_a_forecast_of_2025_cites_the_page_that_asks_for_set_up() -> None:
    usage = cc.UsagePeriod(date(2025, 1, 1), date(2025, 6, 30))
    assert "CC24" in documents_of_the_forecast(usage, "2025-05-06 10:00")


@pytest.mark.parametrize(
    ("usage", "when"),
    [
        (cc.UsagePeriod(date(2021, 7, 1), date(2021, 12, 31)), "2021-09-01 10:00"),
        (cc.UsagePeriod(date(2023, 7, 1), date(2023, 12, 31)), "2023-10-23 10:00"),
    ],
)
def test_a_forecast_before_that_rule_does_not_cite_it(usage: Any, when: str) -> None:
    assert "CC24" not in documents_of_the_forecast(usage, when)
