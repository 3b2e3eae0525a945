"""The day of an invoice is held against the day on which it comes, and against the usage period."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.findings import ALICE, RULES, World, cc


def _advice(issued_on: Any) -> Any:
    world = World().draft()
    invoice = world.invoice("i2", "10.00", number="A-2", issued_on=issued_on)
    add = world.ask(cc.claims.AddInvoice, ALICE, "2022-09-03 09:00", invoice=invoice)
    return cc.advice(add, world.claim(), rules=RULES, funds=world.pool)


@pytest.mark.parametrize("issued_on", [date(2023, 8, 26), date(2199, 8, 26), date(2022, 9, 6)])
def test_an_invoice_of_a_later_day_is_advised_with_both_days(issued_on: date) -> None:
    given = [{str(value) for _, value in remark.params} for remark in _advice(issued_on)]
    assert any({"2022-09-03", issued_on.isoformat()} <= values for values in given)


@pytest.mark.parametrize("issued_on", [date(1922, 8, 26), date(1, 1, 1)])
def test_an_invoice_of_a_far_day_before_the_usage_period_is_advised(issued_on: date) -> None:
    assert _advice(issued_on)


@pytest.mark.parametrize(
    "issued_on",
    [date(2022, 8, 26), date(2022, 9, 3), date(2022, 9, 4)],
    ids=["before", "the day of the command", "a supplier whose day has begun already"],
)
def test_an_invoice_of_a_likely_day_is_not_advised(issued_on: date) -> None:
    assert not _advice(issued_on)


def test_an_invoice_without_a_day_is_advised() -> None:
    assert [remark.field for remark in _advice(None)] == ["issued_on"]
