"""Clocks over columns: what is refused, tax invoices, and the join with a table of due days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from tests.support.columns import CLOCKS, clocks_of, clocks_told
from tests.support.findings import CALENDAR, RULES, ZONE

from coopclaims import (
    BusinessCalendar,
    Claim,
    ClaimStatus,
    History,
    Policies,
    Rules,
    partner_center,
    replay,
)
from coopclaims.deadlines import Clock, TaxInvoice
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import ClaimId
from coopclaims.portfolio import (
    ClaimColumns,
    ClockColumns,
    DueColumns,
    claim_columns,
    clock_columns,
    due_table,
)
from coopclaims.rules import ReviewClock, TaxInvoiceClock
from coopclaims.testing import histories, simplest
from coopclaims.wire import entry_columns

SHORT = partner_center.bind(calendar=BusinessCalendar.of_weekdays(years=range(2022, 2023)), zone=ZONE)
"""Rules whose calendar ends with the year, before a claim that is approved in November is paid."""


def of(status: ClaimStatus) -> tuple[ClaimColumns, Claim]:
    """Return the simplest claim of a status, as columns and as it is: reviewed in late November."""
    told = simplest(histories(status))
    later = timedelta(days=100)
    history = History(told.claim, (attrs.evolve(entry, at=entry.at + later) for entry in told))
    return claim_columns(entry_columns([history])), replay(history)


@pytest.mark.parametrize("status", ClaimStatus)
@pytest.mark.parametrize("rules", [RULES, SHORT], ids=("all days", "this year alone"))
def test_each_status_has_the_clocks_of_its_claim(status: ClaimStatus, rules: Rules) -> None:
    claims, claim = of(status)
    found = clock_columns(claims, rules=rules)
    assert clocks_told(found.columns).get(claim.id, set()) == {*clocks_of(claim, rules, None)}


@pytest.mark.parametrize("rules", [RULES, SHORT], ids=("all days", "this year alone"))
@pytest.mark.parametrize("reading", TaxInvoiceClock)
@pytest.mark.parametrize("days", [None, -3, 0, 120])
def test_a_tax_invoice_is_counted_too(rules: Any, reading: TaxInvoiceClock, days: int | None) -> None:
    rules = partner_center.bind(
        calendar=rules.calendar, zone=ZONE, policies=Policies(tax_invoice_clock=reading)
    )
    claims, claim = of(ClaimStatus.APPROVED)
    approved = claim.milestones.approved_at
    assert approved is not None
    invoice = TaxInvoice.awaited() if days is None else TaxInvoice.approved(approved + timedelta(days=days))
    found = clock_columns(claims, rules=rules, tax_invoices={claim.id: invoice})
    assert clocks_told(found.columns)[claim.id] == {*clocks_of(claim, rules, invoice)}
    row = dict(zip(found.clock, found.day, strict=True))
    assert row.get("payment") is None
    assert ("payment" in row) is (days is not None)


def test_a_refused_clock_has_its_code_and_is_not_overdue() -> None:
    claims, _ = of(ClaimStatus.APPROVED)
    found = clock_columns(claims, rules=SHORT)
    refused = {"review": None, "escalation": None, "payment": "calendar_out_of_range"}
    assert dict(zip(found.clock, found.refusal, strict=True)) == refused
    assert found.overdue(datetime(2030, 1, 1, tzinfo=UTC)).clock == ()
    assert "payment" in clock_columns(claims, rules=RULES).overdue(datetime(2030, 1, 1, tzinfo=UTC)).clock


def test_the_later_of_both_clocks_is_refused_where_the_other_is() -> None:
    claims, claim = of(ClaimStatus.APPROVED)
    policies = Policies(tax_invoice_clock=TaxInvoiceClock.LATER_OF_BOTH)
    rules = partner_center.bind(calendar=SHORT.calendar, zone=ZONE, policies=policies)
    approved = claim.milestones.approved_at
    assert approved is not None
    invoice = TaxInvoice.approved(approved)
    found = clock_columns(claims, rules=rules, tax_invoices={claim.id: invoice})
    (refused,) = (row for row in zip(*found.columns.values(), strict=True) if row[-1] is not None)
    row = dict(zip(found.columns, refused, strict=True))
    assert (row["clock"], row["refusal"]) == ("payment", "calendar_out_of_range")
    assert (row["started_at"], row["due"], row["last_instant"]) == (approved, None, None)


def test_an_answer_is_overdue_until_it_is_given() -> None:
    claims, claim = of(ClaimStatus.APPROVED)
    answered = claim.milestones.review_answered_at
    assert answered is not None
    found = clock_columns(claims, rules=RULES)
    late = attrs.evolve(found, answered_at=(answered + timedelta(days=90),) * len(found))
    assert "review" in late.overdue(answered + timedelta(days=80)).clock
    assert "review" not in late.overdue(answered + timedelta(days=90)).clock
    assert "review" not in found.overdue(answered + timedelta(days=80)).clock
    with pytest.raises(InvalidValue, match="at"):
        found.overdue(datetime(2022, 9, 1))  # noqa: DTZ001 - naive on purpose


def test_a_claim_whose_entries_are_no_history_has_no_clock() -> None:
    claims, _ = of(ClaimStatus.DISPUTED)
    broken = ClaimColumns.joined([claims, _broken()])
    assert broken.refusal == (None, "broken_history")
    assert clock_columns(broken, rules=RULES) == clock_columns(claims, rules=RULES)


def _broken() -> ClaimColumns:
    entries = entry_columns([simplest(histories(ClaimStatus.DISPUTED))])
    return claim_columns(attrs.evolve(entries, status_after=("paid",) * len(entries)))


def test_clocks_that_pause_are_refused() -> None:
    claims, _ = of(ClaimStatus.DISPUTED)
    policies = Policies(review_clock=ReviewClock.PAUSES)
    pausing = partner_center.bind(calendar=CALENDAR, zone=ZONE, policies=policies)
    with pytest.raises(InvalidValue, match="clocks of later rounds"):
        clock_columns(claims, rules=pausing)


def test_the_key_of_a_row_finds_its_due_day_in_a_table() -> None:
    found = ClockColumns.joined(clock_columns(of(status)[0], rules=RULES) for status in ClaimStatus)
    days = [day for day in found.day if day is not None]
    tables = DueColumns.joined(
        due_table(RULES, clock, days) for clock in CLOCKS if clock is not Clock.PLAN_REVIEW
    )
    rows = zip(tables.clock, tables.day, tables.due, tables.last_instant, strict=True)
    known: dict[Any, Any] = {(clock, day): (due, last) for clock, day, due, last in rows}
    keys = zip(found.counts_as, found.day, strict=True)
    assert [known[key] for key in keys] == list(zip(found.due, found.last_instant, strict=True))
    assert len(found) > len(ClaimStatus)
    assert {*found.claim} == {ClaimId("C-1")}
