"""A form is judged while it is filled in: all problems at once, by field, and nothing raised."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from tests.support.findings import RULES, World, cc, sek

_TYPED = {
    "name": "Autumn",
    "program": "CSP Direct Bill Partner",
    "location": "se-1",
    "activity": "tradeshow",
    "executed_on": "2022-08-25",
    "amount": "1 234,50",
    "currency": "SEK",
}


def _fields(data: Any) -> list[str]:
    """Return the fields that a form filled in so far has problems with."""
    return [each.field for each in cc.portal.form_problems(data, rules=RULES, locale="sv")]


@pytest.mark.parametrize("field", ["amount", "usage_period"])
def test_a_finished_form_without_a_part_is_an_error_of_ours(field: str) -> None:
    with pytest.raises(cc.InvalidValue):
        attrs.evolve(World().form(), **{field: None})


def test_all_fields_that_are_missing_are_named_at_once() -> None:
    assert {"name", "program", "location", "usage_period", "activity", "executed_on", "amount"} <= set(
        _fields({})
    )


def test_an_amount_of_another_country_is_a_problem_of_the_amount() -> None:
    assert _fields({**_TYPED, "amount": "1.234,50"}).count("amount") == 1


def test_what_is_right_already_is_no_problem() -> None:
    assert not {"name", "program", "location", "activity", "executed_on", "amount"}.intersection(
        _fields(_TYPED)
    )


@pytest.mark.parametrize("activity", ["digital-adv", "", None])
def test_an_activity_that_is_still_typed_is_a_problem_and_no_exception(activity: Any) -> None:
    assert "activity" in _fields({**_TYPED, "activity": activity})


def test_a_day_that_no_rule_knows_is_a_problem_and_no_exception() -> None:
    assert "executed_on" in _fields({**_TYPED, "executed_on": "2017-08-25"})


@pytest.mark.parametrize(
    ("activity", "day"), [("digital-adv", date(2022, 8, 25)), ("digital-advertising", date(2017, 8, 25))]
)
def test_the_checklist_of_a_finished_form_raises_errors_of_ours(activity: str, day: date) -> None:
    form = World().form(activity=activity, executed_on=day)
    with pytest.raises(cc.CoopClaimsError):
        cc.completeness.evidence_checklist(form, rules=RULES)


def test_activity_and_day_are_enough_for_the_checklist() -> None:
    world = World()
    small, large = world.form(activity="tradeshow"), world.form("99.00", activity="tradeshow", name="x")
    listed = cc.completeness.evidence_checklist(small, rules=RULES)
    assert listed == cc.completeness.evidence_checklist(large, rules=RULES)
    assert sek("99.00") != sek("30000.00")
