"""A claim within 45 days of the activity was asked for of every program, and is off by default."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.findings import CALENDAR, RULES, ZONE, cc

LIMITING = cc.partner_center.bind(
    calendar=CALENDAR,
    zone=ZONE,
    policies=cc.Policies(activity_limiting=cc.rules.ActivityLimiting.EARLIER_DATE),
)
ACTIVITIES = (
    ("Hosting", date(2021, 2, 8), date(2021, 3, 25)),
    ("Hosting", date(2022, 5, 31), date(2022, 7, 15)),
    ("CSP Direct Bill Partner", date(2020, 8, 10), date(2020, 9, 24)),
)


def answer(program: str, executed_on: date, rules: Any) -> Any:
    return cc.deadlines.activity_claim_due(
        executed_on, program=cc.identifiers.ProgramId(program), rules=rules
    )


@pytest.mark.parametrize(("program", "executed_on", "on"), ACTIVITIES)
def test_with_the_policy_every_program_has_the_limit(program: str, executed_on: date, on: date) -> None:
    due = answer(program, executed_on, LIMITING)
    assert isinstance(due, cc.Deadline)
    assert due.on == on


def test_after_its_last_sighting_the_limit_is_carried_forward() -> None:
    due = answer("Hosting", date(2022, 5, 31), LIMITING)
    assert isinstance(due, cc.Deadline)
    assert due.rule.basis.kind is cc.provenance.BasisKind.CARRIED_FORWARD
    assert due.rule.basis.since == date(2021, 4, 9)


@pytest.mark.parametrize(("program", "executed_on", "on"), ACTIVITIES)
def test_without_the_policy_nothing_is_limited(program: str, executed_on: date, on: date) -> None:
    assert isinstance(answer(program, executed_on, RULES), cc.NotRunning), on


def test_before_its_first_page_no_limit_is_known() -> None:
    assert isinstance(answer("Hosting", date(2020, 7, 23), LIMITING), cc.NotRunning)


def test_the_three_programs_of_the_notice_keep_theirs() -> None:
    assert answer("CSP Direct Bill Partner", date(2021, 2, 8), LIMITING).on == date(2021, 3, 25)


def test_claiming_during_the_usage_period_has_a_source_of_the_vendor() -> None:
    policies = cc.Policies(claim_opening=cc.rules.ClaimOpening.USAGE_PERIOD)
    rules = cc.partner_center.bind(calendar=CALENDAR, zone=ZONE, policies=policies)
    usage = cc.UsagePeriod(date(2021, 1, 1), date(2021, 6, 30))
    cited = [each.source for each in cc.deadlines.claiming_opening(usage, rules=rules).explain().walk()]
    assert "SH-CS" in [source.document for source in cited if source is not None]
