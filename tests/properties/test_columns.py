"""Columns say what Histories say: they give them back, and a claim and its clocks follow from them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import given, settings, strategies as st
from tests.support.back_office import BackOffice
from tests.support.columns import CLOCKS, clocks_of, clocks_told, replayed

from coopclaims import History, Rules
from coopclaims.deadlines import DeadlineState, TaxInvoice, deadline
from coopclaims.deadlines.counting import Deadline
from coopclaims.funds import FundLedger
from coopclaims.identifiers import ClaimId
from coopclaims.payments import PaymentHistory
from coopclaims.portfolio import ClaimColumns, EntryColumns, claim_columns, clock_columns
from coopclaims.portfolio.columns import of_rows
from coopclaims.rules import ReviewClock
from coopclaims.testing import Scenario, histories, ledgers, scenarios
from coopclaims.wire import entry_columns, read_columns

if TYPE_CHECKING:
    from random import Random

    from coopclaims.funds import FundEntry

several = st.lists(histories(), min_size=1, max_size=2).map(
    lambda each: [renamed(history, f"C-{number}") for number, history in enumerate(each)]
)
half = settings(max_examples=settings().max_examples // 2)


def renamed(history: History, name: str) -> History:
    claim = ClaimId(name)
    entries = (attrs.evolve(entry, claim=claim) for entry in history)
    return History(claim, entries)


def of_row(claims: ClaimColumns, place: int) -> dict[str, object]:
    return {name: column[place] for name, column in claims.columns.items()}


@given(several, st.randoms())
def test_histories_come_back_equal_whatever_the_order_of_rows(stories: list[History], dice: Random) -> None:
    columns = entry_columns(stories)
    rows = list(columns.rows())
    dice.shuffle(rows)
    found = read_columns(of_rows(EntryColumns, rows))
    assert not found.damaged
    assert sorted(found.histories, key=lambda each: each.claim) == stories
    assert read_columns(columns).histories == tuple(stories)


@half
@given(ledgers())
def test_ledgers_come_back_equal(entries: tuple[FundEntry, ...]) -> None:
    ledger = FundLedger(entries[0].pool, entries)
    found = read_columns(entry_columns([ledger]))
    assert found.ledgers == (ledger,)
    assert not found.damaged


@pytest.mark.parametrize("seed", range(4))
def test_a_whole_back_office_comes_back_equal(seed: int) -> None:
    office = BackOffice.played(seed, steps=20)
    payments = [PaymentHistory(name, entries) for name, entries in office.payment_entries.items()]
    stories = [office.repository.history(claim) for claim in office.claims]
    found = read_columns(entry_columns([*payments, *stories]))
    assert not found.damaged
    assert found.payments == tuple(payments)
    assert found.histories == tuple(each for each in stories if each.entries)
    claims = claim_columns(entry_columns([*payments, *stories]))
    assert [of_row(claims, place) for place in range(len(claims))] == [
        replayed(each) for each in found.histories
    ]


@given(several)
def test_a_claim_is_the_one_that_replay_gives(stories: list[History]) -> None:
    claims = claim_columns(entry_columns(stories))
    assert [of_row(claims, place) for place in range(len(claims))] == [replayed(each) for each in stories]


def _invoice(offset: int, approved: datetime | None) -> TaxInvoice | None:
    match offset % 4:
        case 0:
            return None
        case 1:
            return TaxInvoice.awaited()
        case 2:
            return TaxInvoice.rejected()
        case _:
            at = approved or datetime(2022, 12, 1, tzinfo=UTC)
            return TaxInvoice.approved(at + timedelta(days=offset - 20))


@given(scenarios(), st.integers(0, 47))
def test_each_clock_is_what_the_claim_says(scenario: Scenario, offset: int) -> None:
    rules, claim = starting_anew(scenario.world.rules), scenario.claim
    invoice = _invoice(offset, claim.milestones.approved_at)
    claims = claim_columns(entry_columns([scenario.history]))
    invoices = {} if invoice is None else {claim.id: invoice}
    found = clock_columns(claims, rules=rules, tax_invoices=invoices)
    wanted = set(clocks_of(claim, rules, invoice))
    assert clocks_told(found.columns).get(claim.id, set()) == wanted
    assert len(found) == len(wanted)


@given(scenarios(), st.integers(0, 200))
def test_overdue_is_what_the_deadlines_say(scenario: Scenario, days: int) -> None:
    rules, claim = starting_anew(scenario.world.rules), scenario.claim
    at = claim.changed_at + timedelta(days=days)
    claims = claim_columns(entry_columns([scenario.history]))
    late = clock_columns(claims, rules=rules).overdue(at)
    each = (deadline(claim, clock, rules=rules) for clock in CLOCKS)
    wanted = {
        found.clock.value
        for found in each
        if isinstance(found, Deadline) and found.state(at) is DeadlineState.OVERDUE
    }
    assert {*late.clock} == wanted


def starting_anew(rules: Rules) -> Rules:
    """Return these rules, by a reading whose clocks follow from a day where theirs do not."""
    if rules.policies.review_clock is not ReviewClock.PAUSES:
        return rules
    policies = attrs.evolve(rules.policies, review_clock=ReviewClock.RESTARTS)
    return rules.rulebook.bind(
        calendar=rules.calendar, zone=rules.zone, policies=policies, strict=rules.strict
    )
