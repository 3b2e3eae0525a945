"""Rules begin and were last seen on the days on which the pages show them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.findings import BOB, CALENDAR, LOCATION, PROGRAM, RULES, ZONE, at, cc

if TYPE_CHECKING:
    from collections.abc import Callable

STRICT = cc.partner_center.bind(calendar=CALENDAR, zone=ZONE, strict=True)
SPANS = ("review_span", "escalation_span", "dispute_span", "payment_span", "tax_invoice_span")
SPANS_SEEN = (date(2020, 5, 26), date(2023, 10, 23))


def days(rule: Any) -> tuple[date, date | None]:
    return rule.first, rule.last


def paid_after_a_tax_invoice(day: date, rules: Any) -> Any:
    invoice = cc.deadlines.TaxInvoice.approved(at(f"{day} 12:00"))
    return cc.deadlines.payment_due(approved=day, tax_invoice=invoice, rules=rules)


def paid(day: date, rules: Any) -> Any:
    return cc.deadlines.payment_due(
        approved=day, tax_invoice=cc.deadlines.TaxInvoice.not_needed(), rules=rules
    )


def reviewed(day: date, rules: Any) -> Any:
    return cc.deadlines.review_due(start=day, rules=rules)


def escalated(day: date, rules: Any) -> Any:
    return cc.deadlines.escalation_due(start=day, rules=rules)


def disputed(day: date, rules: Any) -> Any:
    return cc.deadlines.dispute_due(start=day, rules=rules)


@pytest.mark.parametrize(
    ("due", "day", "on"),
    [
        (reviewed, date(2021, 3, 15), date(2021, 3, 17)),
        (reviewed, date(2021, 5, 19), date(2021, 5, 21)),
        (reviewed, date(2023, 6, 30), date(2023, 7, 4)),
        (reviewed, date(2020, 5, 26), date(2020, 5, 28)),
        (reviewed, date(2023, 10, 23), date(2023, 10, 25)),
        (escalated, date(2021, 3, 15), date(2021, 3, 17)),
        (disputed, date(2021, 5, 19), date(2021, 5, 26)),
        (paid, date(2023, 10, 2), date(2023, 12, 4)),
        (paid_after_a_tax_invoice, date(2021, 3, 15), date(2021, 4, 14)),
    ],
)
def test_a_strict_rulebook_answers_where_a_page_stood_unchanged(
    due: Callable[[date, Any], Any], day: date, on: date
) -> None:
    assert due(day, STRICT).on == on


def test_a_strict_rulebook_answers_between_its_sightings_of_2022() -> None:
    assert reviewed(date(2022, 3, 1), STRICT).on == date(2022, 3, 3)


@pytest.mark.parametrize("due", [reviewed, escalated, disputed, paid, paid_after_a_tax_invoice])
def test_a_strict_rulebook_does_not_carry_forward(due: Callable[[date, Any], Any]) -> None:
    with pytest.raises(cc.errors.NoRuleInForce):
        due(date(2023, 10, 24), STRICT)


@pytest.mark.parametrize("name", SPANS)
def test_the_spans_stand_on_every_version_of_their_pages(name: str) -> None:
    rule = RULES.look_up(name, date(2022, 9, 1))
    assert days(rule) == SPANS_SEEN
    if name != "escalation_span":  # the page gives it no unit
        assert rule.basis.kind is cc.provenance.BasisKind.PUBLISHED


@pytest.mark.parametrize(
    ("name", "day", "seen"),
    [
        ("claiming_windows", date(2021, 1, 1), (date(2020, 9, 22), date(2023, 10, 23))),
        ("thresholds", date(2022, 1, 1), (date(2021, 9, 29), date(2023, 10, 23))),
        ("retention_span", date(2022, 1, 1), (date(2018, 9, 4), date(2023, 10, 23))),
        ("plan_submission_deadline", date(2021, 1, 31), (date(2020, 5, 26), date(2023, 10, 23))),
        ("plan_resubmission_span", date(2021, 1, 31), (date(2020, 5, 26), date(2023, 10, 23))),
        ("plan_payment_day", date(2021, 1, 31), (date(2020, 5, 26), date(2023, 10, 23))),
        ("hold_span", date(2023, 10, 10), (date(2023, 10, 3), date(2023, 10, 23))),
    ],
)
def test_a_rule_begins_and_was_last_seen_as_the_pages_say(
    name: str, day: date, seen: tuple[date, date]
) -> None:
    assert days(RULES.look_up(name, day)) == seen


@pytest.mark.parametrize(
    ("name", "day", "first"),
    [
        ("claim_deadline_days", date(2019, 1, 1), date(2018, 9, 4)),
        ("retention_span", date(2020, 1, 1), date(2018, 9, 4)),
        ("plan_review_span", date(2021, 1, 31), date(2020, 5, 26)),
    ],
)
def test_a_rule_begins_with_its_first_page(name: str, day: date, first: date) -> None:
    assert RULES.look_up(name, day).first == first


@pytest.mark.parametrize(
    ("name", "day", "first"),
    [
        ("final_approval_span", date(2025, 6, 1), date(2025, 1, 1)),
        ("dispute_window", date(2023, 12, 1), date(2023, 10, 1)),
    ],
)
def test_a_rule_does_not_begin_before_its_only_source(name: str, day: date, first: date) -> None:
    assert RULES.look_up(name, day).first == first


@pytest.mark.parametrize(
    ("action", "seen"),
    [
        (cc.Action.CREATE_CLAIM, (date(2019, 11, 27), date(2023, 10, 23))),
        (cc.Action.DISPUTE, (date(2020, 6, 12), date(2023, 10, 23))),
        (cc.Action.CREATE_PLAN, (date(2020, 6, 12), date(2023, 10, 23))),
        (cc.Action.SUBMIT_PLAN_PATH, (date(2020, 6, 29), date(2023, 10, 23))),
    ],
)
def test_a_right_begins_and_was_last_seen_as_the_pages_say(action: Any, seen: tuple[date, date]) -> None:
    assert days(RULES.permission(action, date(2022, 9, 14))) == seen


def problems(action: Any, day: str) -> list[Any]:
    found = cc.permission(BOB, action, location=LOCATION, program=PROGRAM, at=at(f"{day} 10:00"), rules=RULES)
    return [problem.code for problem in found]


@pytest.mark.parametrize(
    ("action", "day"),
    [
        (cc.Action.CREATE_CLAIM, "2019-11-27"),
        (cc.Action.CREATE_CLAIM, "2019-12-04"),
        (cc.Action.CREATE_CLAIM, "2020-10-28"),
        (cc.Action.VIEW_FUNDS, "2019-11-25"),
    ],
)
def test_a_right_is_known_from_its_first_page_on(action: Any, day: str) -> None:
    assert problems(action, day) == []


@pytest.mark.parametrize(
    ("action", "day"), [(cc.Action.CREATE_CLAIM, "2019-11-26"), (cc.Action.VIEW_FUNDS, "2019-11-24")]
)
def test_before_its_first_page_no_rule_answers(action: Any, day: str) -> None:
    assert problems(action, day) == [cc.findings.ProblemCode.RULE_MISSING]


def test_the_windows_of_the_day_before_are_no_rule() -> None:
    with pytest.raises(cc.errors.NoRuleInForce):
        RULES.look_up("claiming_windows", date(2020, 9, 21))


def test_the_review_of_a_plan_is_known_from_2020_05_on() -> None:
    due = cc.deadlines.plan_review_due(start=date(2020, 5, 29), rules=RULES)
    assert due.on == date(2020, 6, 30)
    assert due.rule.basis.kind is cc.provenance.BasisKind.PUBLISHED


def test_the_plain_reading_of_the_review_of_a_plan_is_published() -> None:
    due = cc.deadlines.plan_review_due(start=date(2021, 1, 31), rules=RULES)
    assert due.on == date(2021, 2, 28)
    assert due.rule.basis.kind is cc.provenance.BasisKind.PUBLISHED


def test_who_disputes_in_the_wider_reading() -> None:
    policies = cc.Policies(disputing=cc.rules.Disputing.WIDENED)
    wider = cc.partner_center.bind(calendar=CALENDAR, zone=ZONE, policies=policies)
    user = cc.Role.INCENTIVES_USER
    assert user not in wider.permission(cc.Action.DISPUTE, date(2021, 9, 22)).value
    assert user in wider.permission(cc.Action.DISPUTE, date(2021, 9, 24)).value
    assert user not in RULES.permission(cc.Action.DISPUTE, date(2021, 9, 24)).value


def test_the_wider_reading_begins_with_its_first_page() -> None:
    policies = cc.Policies(disputing=cc.rules.Disputing.WIDENED)
    wider = cc.partner_center.bind(calendar=CALENDAR, zone=ZONE, policies=policies)
    assert cc.Role.INCENTIVES_USER in wider.permission(cc.Action.DISPUTE, date(2021, 9, 23)).value
