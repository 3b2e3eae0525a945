"""Payments against the golden rows: the table, the guidance of the pages, and the worked cases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from tests.support.cases import captioned, case_name, rows_of
from tests.support.payments import NOW, circumstances
from tests.support.world import LOCATION, PROGRAM, RULES, instant

from coopclaims import Money
from coopclaims.deadlines import hold_due, hold_status
from coopclaims.errors import NoRuleInForce
from coopclaims.payments import PAYMENT_TABLE, EnrollmentStanding, guidance, why_not_paid
from coopclaims.payouts import (
    Accrual,
    BalanceKey,
    CreditNoteStatus,
    EarningType,
    EnrollmentStatus,
    PaymentMethod,
    PaymentStatus,
    PaymentTrigger,
    carry_balances,
    method_usable,
)
from coopclaims.transitions import Row

if TYPE_CHECKING:
    from collections.abc import Iterable

RowT = dict[str, str]


def rows(subject: str) -> Iterable[RowT]:
    found = [row for row in rows_of("payments") if row["subject"] == subject]
    assert found
    return found


def month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def test_the_table_has_the_golden_edges_and_no_others() -> None:
    golden: dict[tuple[PaymentStatus | None, str], PaymentStatus] = {}
    for row in rows("step"):
        before, _, step = row["given"].partition(" > ")
        at = None if before == "-" else captioned(PaymentStatus, before)
        assert (at, step) not in golden
        golden[at, step] = captioned(PaymentStatus, row["expected"])
    edges = {
        (at, step.caption): answer.target
        for at, answers in PAYMENT_TABLE.items()
        for step, answer in answers.items()
        if isinstance(answer, Row)
    }
    repairs = {(at, PaymentTrigger.CORRECT_INSTANT.caption): at for at in PaymentStatus}
    assert edges == golden | repairs


@pytest.mark.parametrize("row", rows("step"), ids=case_name)
def test_an_edge_names_the_fact_of_its_golden_row(row: RowT) -> None:
    before, _, step = row["given"].partition(" > ")
    at = None if before == "-" else captioned(PaymentStatus, before)
    answer = PAYMENT_TABLE[at][PaymentTrigger(step.replace(" ", "_"))]
    assert row["rests_on"] in answer.citation.facts


@pytest.mark.parametrize("row", rows("guidance"), ids=case_name)
def test_the_pages_tell_the_partner_what_to_do(row: RowT) -> None:
    day, _, status = row["given"].partition(" ")
    if row["expected"] == "unknown":
        with pytest.raises(NoRuleInForce):
            guidance(captioned(PaymentStatus, status), date.fromisoformat(day))
        return
    said = guidance(captioned(PaymentStatus, status), date.fromisoformat(day)).value
    told = [said.contact.caption]
    if said.duty is not None:
        who = ", ".join(role.caption for role in RULES.roles(said.duty.action, date.fromisoformat(day)))
        told.append(f"{who}: {said.duty}")
    assert "; ".join(("yes" if said.must_act else "no", *told)) == row["expected"]
    assert bool(said.action) is said.must_act


@pytest.mark.parametrize("row", rows("carry"), ids=case_name)
def test_what_is_below_the_minimum_is_carried(row: RowT) -> None:
    key = BalanceKey(location=LOCATION, program=PROGRAM)
    accruals = [
        Accrual(key=key, month=month(when), amount=Money(amount, "USD"))
        for when, amount in (part.split() for part in row["given"].split(" | "))
    ]
    months = carry_balances(accruals, rules=RULES)
    shown = [f"{each.month:%Y-%m} pays {each.paid.amount} carries {each.carried.amount}" for each in months]
    assert " | ".join(shown) == row["expected"]


@pytest.mark.parametrize("row", rows("hold"), ids=case_name)
def test_a_payment_is_held_for_180_days(row: RowT) -> None:
    failed, _, day = row["given"].partition(" on ")
    hold = hold_due(failed=date.fromisoformat(failed), rules=RULES)
    held = hold_status(hold, on=date.fromisoformat(day), rules=RULES)
    assert f"{held.state} until {held.until}" == row["expected"]


@pytest.mark.parametrize("row", rows("adjustment"), ids=case_name)
def test_an_adjustment_is_paid_with_the_month_that_processed_it(row: RowT) -> None:
    earned, _, processed = row["given"].partition(" processed ")
    key = BalanceKey(location=LOCATION, program=PROGRAM)
    accrual = Accrual(key=key, month=month(earned), processed=month(processed), amount=Money(5, "USD"))
    assert f"report {accrual.month:%Y-%m} paid with {accrual.paid_with:%Y-%m}" == row["expected"]


@pytest.mark.parametrize("row", rows("enrollment"), ids=case_name)
def test_an_enrollment_is_validated_within_its_hours(row: RowT) -> None:
    status, _, since = row["given"].partition(" since ")
    around = circumstances(enrollment=EnrollmentStanding(captioned(EnrollmentStatus, status), instant(since)))
    (gate,) = why_not_paid(around, at=NOW, rules=RULES).blockers
    code, _, by = row["expected"].partition(" by ")
    assert (gate.code, gate.by) == (code, instant(by))


@pytest.mark.parametrize("row", rows("estimate"), ids=case_name)
def test_a_payment_month_is_estimated_for_rebates_only(row: RowT) -> None:
    earning, _, when = row["given"].partition(" ")
    key = BalanceKey(location=LOCATION, program=PROGRAM, earning=captioned(EarningType, earning))
    found = Accrual(key=key, month=month(when), amount=Money(5, "USD")).estimated_payment()
    assert ("none" if found.month is None else f"{found.month:%Y-%m}") == row["expected"]
    assert found.explain().source is not None


@pytest.mark.parametrize("row", rows("credit note"), ids=case_name)
def test_credit_notes_are_offered_by_country_and_day(row: RowT) -> None:
    country, _, day = row["given"].partition(" ")
    answer = method_usable(
        PaymentMethod.CREDIT_NOTE,
        country=country,
        on=date.fromisoformat(day),
        credit_note=CreditNoteStatus.CONFIRMED,
    )
    assert ("yes" if answer.is_usable else "no") == row["expected"]
