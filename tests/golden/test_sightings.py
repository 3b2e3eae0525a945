"""The sightings of the pages: each rule says, on every day on which a page was seen, what the page says.

The table has what was seen and when; the rules begin and were last seen as section 3 of the newer facts
says, of which `DAYS` is the transcription. Where a row is about something that no rule of an edition says,
`ELSEWHERE` names the reason; where pages of the same days say different things, `CONFLICTS` names the rule
that holds by default, and which other pages say what.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.cases import rows_of
from tests.support.world import RULES

from coopclaims import Action, Role, UsagePeriod, partner_center
from coopclaims.calendars import BusinessDays
from coopclaims.periods import CalendarDays, MonthEnd, Months
from coopclaims.rules import SIGHTINGS, Sighting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.rules import Rule

ROWS = rows_of("sightings")
WRONG = [row for row in ROWS if row["note"].startswith("WRONG")]
DATED = [row for row in ROWS if row["first_seen"] and row not in WRONG]

LAST = "2023-10-23"
DAYS: dict[str, tuple[str, str]] = {
    "review_span": ("2020-05-26", LAST),
    "escalation_span": ("2020-05-26", LAST),
    "dispute_span": ("2020-05-26", LAST),
    "payment_span": ("2020-05-26", LAST),
    "tax_invoice_span": ("2020-05-26", LAST),
    "may_create_claim": ("2019-11-27", LAST),
    "may_dispute": ("2020-06-12", LAST),
    "widened_disputing": ("2021-09-23", LAST),
    "may_create_plan": ("2020-06-12", LAST),
    "may_submit_plan_path": ("2020-06-29", LAST),
    "claiming_windows": ("2020-09-22", LAST),
    "activity_span": ("2020-07-24", "2021-04-09"),
    "poe_submission_span": ("2020-05-26", "2021-04-09"),
    "plan_review_span": ("2020-05-26", LAST),
    "plan_resubmission_span": ("2020-05-26", LAST),
    "plan_payment_day": ("2020-05-26", LAST),
    "retention_span": ("2018-09-04", LAST),
    "tax_invoice_submission_span": ("2020-10-16", "2020-10-20"),
    "tax_invoice_countries": ("2020-10-16", "2020-10-20"),
    "tax_invoice_number_length": ("2020-10-16", "2020-10-20"),
}
"""The days of section 3: the rule that begins on the first of them was last seen on the other."""

_THREE = frozenset({Role.GLOBAL_ADMIN, Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER})
_ADMIN = frozenset({Role.INCENTIVES_ADMIN})
_PLANNERS = frozenset({Role.GLOBAL_ADMIN, Role.BILLING_ADMIN, Role.INCENTIVES_ADMIN})

RULE_OF: dict[tuple[str, str], tuple[str, Any]] = {
    ("review_span", "2"): ("review_span", BusinessDays(2)),
    ("support_escalation_span", "2"): ("escalation_span", BusinessDays(2)),
    ("dispute_span", "5"): ("dispute_span", BusinessDays(5)),
    ("payment_span", "45"): ("payment_span", BusinessDays(45)),
    ("tax_invoice_span", "30"): ("tax_invoice_span", CalendarDays(30)),
    ("tax_invoice_submission_span", "180"): ("tax_invoice_submission_span", CalendarDays(180)),
    ("tax_invoice_number_max_length", "16"): ("tax_invoice_number_length", 16),
    ("create_roles", "global_admin|incentives_admin|incentives_user"): ("may_create_claim", _THREE),
    ("dispute_role", "incentives_admin"): ("may_dispute", _ADMIN),
    ("submit_roles", "incentives_admin"): ("may_submit_plan_path", _ADMIN),
    ("plan_create_roles", "incentives_admin|billing_admin|global_admin"): ("may_create_plan", _PLANNERS),
    ("enroll_roles", "incentives_admin"): ("may_enroll", _ADMIN),
    ("claim_deadline_day_count", "45"): ("claim_deadline_days", CalendarDays(45)),
    ("activity_claim_span", "45"): ("activity_span", CalendarDays(45)),
    ("poe_submission_span", "180"): ("poe_submission_span", CalendarDays(180)),
    ("plan_review", "last day of the month following the submission month"): (
        "plan_review_span",
        MonthEnd(1),
    ),
    ("plan_review", "before last day of the month after PoE submission"): ("plan_review_span", MonthEnd(1)),
    ("plan_resubmission_span", "90"): ("plan_resubmission_span", CalendarDays(90)),
    ("plan_payment_day", "15"): ("plan_payment_day", 15),
    ("retention_span", "24"): ("retention_span", Months(24)),
    ("hold_span", "180"): ("hold_span", CalendarDays(180)),
    ("plan_review_needed_before_claim", "no"): ("plan_needed_for", frozenset()),
    ("tax_invoice_countries", "CN|IN|IT|KR|MX|TW"): (
        "tax_invoice_countries",
        frozenset({"CN", "IN", "IT", "KR", "MX", "TW"}),
    ),
}
"""The rule that answers each row, and its value as this library has it."""

CONFLICTS: dict[tuple[str, str], str] = {
    ("dispute_role", "global_admin|billing_admin|incentives_admin"): "may_dispute",
    ("dispute_role", "incentives_admin|incentives_user"): "widened_disputing",
    ("view_funds_roles", "incentives_admin|incentives_user"): "may_view_funds",
    ("view_funds_roles", "global_admin|incentives_admin|incentives_user"): "may_view_claim_sums",
    ("claim_submission_opens", "usage period start"): "claiming_windows",
}
"""Rows that other pages of their days contradict, and the rule that has the default or the other reading."""

ELSEWHERE: dict[str, str] = {
    "initiate_claim_roles": "names two of the three roles and excludes none",
    "payment_dispute_role": "disputes of payments are no disputes of claims",
    "earning_period_h1": "how periods run: tests/golden/test_rules.py",
    "earning_period_h2": "how periods run: tests/golden/test_rules.py",
    "earning_period_length": "how periods run: tests/golden/test_rules.py",
    "usage_period_length": "how periods run: tests/golden/test_rules.py",
    "period_row": "the periods that the windows give: below",
    "claiming_window_first_half_usage": "below",
    "claiming_window_second_half_usage": "below",
    "threshold": "below",
    "minimum_payment": "below",
    "plan_submission_deadline": "below",
    "unused_funds_fate": "how funds run: tests/cases/funds.csv",
    "plan_payment_cap": "how a plan pays: tests/golden/test_plans.py",
    "plan_key": "what a judgement asks for: tests/golden/test_plans.py",
    "split_example": "an example; the share is the caller's",
    "coop_part_start": "data of the program, which the caller gives",
    "bank_profile_scope": "the scope of an assignment: tests/golden/test_profiles.py",
    "below_threshold_conversion": "how funds run: tests/golden/test_rules.py",
    "retention_anchor": "how originals are kept: tests/golden/test_rules.py",
    "originals_on_request": "what a judgement asks for",
    "fund_view_amounts": "what the portal shows",
    "funds_visible_from_first_half_usage": "what the portal shows: tests/golden/test_rules.py",
    "funds_visible_from_second_half_usage": "what the portal shows: tests/golden/test_rules.py",
    "status_list": "the statuses: tests/golden/test_labels.py",
    "dispute_outcomes": "the lifecycle: tests/golden/test_lifecycle.py",
    "status_before_submission": "the lifecycle: tests/golden/test_lifecycle.py",
    "bank_tax_setup_at_creation": "seen on no day; what is not mentioned is no rule",
    "alcohol_in_catering": "the words of the catalogue: tests/golden/test_catalogue.py",
    "activity_known": "the words of the catalogue: tests/golden/test_catalogue.py",
    "category_third_name": "the words of the catalogue: tests/golden/test_catalogue.py",
    "payment_status_forfeited_action": "guidance on payments: tests/golden/test_payments.py",
}
"""Rows that no rule of an edition answers, by the table's name of the rule, and where they are held."""


def days_between(first: str, last: str) -> Iterator[date]:
    """Yield the first and the last day, and days between them, a month or less apart."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    while day < end:
        yield day
        day += timedelta(days=29)
    yield end


def sighted(row: dict[str, str]) -> set[Sighting]:
    """Return the sightings of a row: pages, and the days on which each was seen."""
    text = re.sub(r"\.\.[-\d]+, in the tree to ", "..", row["source"])
    found: set[Sighting] = set()
    for part in text.split(";"):
        pages, _, days = part.strip().rpartition(" ")
        first, _, last = days.partition("..")
        for page in re.split(r", | and ", pages):
            found.add(Sighting(page, date.fromisoformat(first), date.fromisoformat(last or first)))
    return found


def the_rule(name: str, first: str) -> Rule[Any]:
    (found,) = (
        rule for rule in partner_center.timelines[name].rules if rule.first == date.fromisoformat(first)
    )
    return found


@pytest.mark.parametrize("name", DAYS)
def test_a_rule_begins_and_was_last_seen_as_the_facts_say(name: str) -> None:
    first, last = DAYS[name]
    assert the_rule(name, first).last == date.fromisoformat(last)


def test_two_texts_count_days_after_the_usage_period() -> None:
    """OV to 2020-09-17, SH-CS from 2020-07-24 on. Source: N23, N4."""
    assert the_rule("claim_deadline_days", "2018-09-04").last == date(2020, 9, 17)
    assert the_rule("claim_deadline_days", "2020-07-24").last == date(2021, 4, 9)


@pytest.mark.parametrize("row", DATED, ids=lambda row: f"{row['rule']}-{row['value']}-{row['first_seen']}")
def test_on_every_day_on_which_it_was_seen_the_rule_says_it(row: dict[str, str]) -> None:
    key = row["rule"], row["value"]
    if row["rule"].startswith("cap_"):
        return  # held by tests/golden/test_catalogue.py, cap by cap
    if key not in RULE_OF:
        assert (key in CONFLICTS) ^ (row["rule"] in ELSEWHERE)
        return
    name, value = RULE_OF[key]
    for day in days_between(row["first_seen"], row["last_seen"]):
        assert partner_center.timelines[name].on(day).value == value


@pytest.mark.parametrize("row", DATED, ids=lambda row: f"{row['rule']}-{row['value']}-{row['first_seen']}")
def test_the_rule_keeps_the_sightings_of_its_row(row: dict[str, str]) -> None:
    if (row["rule"], row["value"]) in RULE_OF:
        name, _ = RULE_OF[row["rule"], row["value"]]
        kept = [each for (of, _), seen in SIGHTINGS.items() if of == name for each in seen]
        for seen in sighted(row):
            assert any(k.page == seen.page and k.first <= seen.first and seen.last <= k.last for k in kept)


def test_no_rule_keeps_a_sighting_that_no_row_has() -> None:
    known = {each for row in DATED for each in sighted(row)}
    kept = {each for seen in SIGHTINGS.values() for each in seen}
    assert kept - known == set()


def test_what_was_sighted_lies_within_the_days_of_its_rule() -> None:
    """A page may date itself some days before it was first seen, never after."""
    for (name, first), seen in SIGHTINGS.items():
        rule = the_rule(name, first.isoformat())
        for each in seen:
            assert rule.first <= each.first <= each.last
            assert rule.last is not None
            assert each.last <= rule.last


def test_a_wrong_version_is_never_a_rule() -> None:
    assert {row["rule"] for row in WRONG} == {
        "claiming_window_first_half_usage",
        "claiming_window_second_half_usage",
    }
    for window in (
        window for rule in partner_center.timelines["claiming_windows"].rules for window in rule.value
    ):
        assert f"{window.opens}..{window.closes}" not in {row["value"] for row in WRONG}


@pytest.mark.parametrize("row", [row for row in DATED if row["rule"].startswith("claiming_window")])
def test_the_windows_are_those_of_the_table(row: dict[str, str]) -> None:
    first_half, second_half = RULES.look_up("claiming_windows", date(2021, 6, 1)).value
    window = first_half if "first" in row["rule"] else second_half
    assert f"{window.opens}..{window.closes}" == row["value"]
    assert sighted(row) == set(SIGHTINGS["claiming_windows", date(2020, 9, 22)])


@pytest.mark.parametrize("row", [row for row in DATED if row["rule"] == "period_row"])
def test_each_row_of_the_period_table_is_what_the_windows_give(row: dict[str, str]) -> None:
    parts = dict(part.split("=") for part in row["value"].split(";"))
    first, last = map(date.fromisoformat, parts["usage"].split(".."))
    period = RULES.claiming_period(UsagePeriod(first, last)).value
    assert f"{period.first}..{period.last}" == parts["claiming"]


@pytest.mark.parametrize("row", [row for row in DATED if row["rule"] == "threshold"])
def test_each_threshold_is_that_of_the_table(row: dict[str, str]) -> None:
    rule = the_rule("thresholds", "2021-09-29")
    amounts = {str(program): str(amount.amount) for program, amount in rule.value}
    assert amounts[row["program"]] == f"{row['value']}.00"
    assert sighted(row) == set(SIGHTINGS["thresholds", rule.first])
    assert rule.last == date(2023, 10, 23)


def test_the_least_payment_and_the_day_of_plans() -> None:
    assert str(RULES.look_up("minimum_payment", date(2023, 10, 23)).value) == "200.00 USD"
    plans = the_rule("plan_submission_deadline", "2020-05-26")
    assert (plans.value.caption, plans.last) == ("by the last day of the program year", date(2023, 10, 23))


@pytest.mark.parametrize("key", CONFLICTS, ids=" ".join)
def test_where_pages_disagree_there_is_a_default(key: tuple[str, str]) -> None:
    """Section 0 of the facts: who disputes by N14 and N17, who sees funds by Z2, when claims open by N16."""
    assert [row for row in DATED if (row["rule"], row["value"]) == key]
    assert partner_center.timelines[CONFLICTS[key]].rules


def test_nothing_is_listed_that_the_table_does_not_have() -> None:
    keys = {(row["rule"], row["value"]) for row in ROWS}
    assert RULE_OF.keys() | CONFLICTS.keys() <= keys
    assert ELSEWHERE.keys() <= {row["rule"] for row in ROWS}


def test_the_neighboring_rules_of_the_thresholds_leave_no_day_between_them() -> None:
    """The vendor's table begins on its page's date; a third party's figure answers to the day before."""
    for day in (date(2021, 9, 1), date(2021, 9, 28)):
        assert dict(RULES.look_up("thresholds", day).value)
    assert RULES.permission(Action.DISPUTE, date(2021, 9, 1)).value == _ADMIN
