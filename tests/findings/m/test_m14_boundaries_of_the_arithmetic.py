"""Comparisons and conditions of the arithmetic that go red when they are turned."""

from __future__ import annotations

import importlib
from datetime import date
from typing import Any

import attrs
import pytest
from tests.support.findings import RULES, at, cc

testing: Any = importlib.import_module("coopclaims.testing")

STATUS, KIND = cc.ClaimStatus, cc.funds.FundEntryKind
ADVERTISING = "digital-advertising"
ATTESTED = ("vendor-content", "brand", "company-brand", "vendor-invoice")


# An amended activity moves what is reserved from one sum to the other.


def returned(status: Any) -> Any:
    """Return a claim that waits for its partner, with its fund as its story left it."""
    return testing.starting_from(status)


def amended(given: Any, **form: Any) -> Any:
    return given.when(cc.claims.AmendClaim, form=attrs.evolve(given.claim.form, **form)).then(
        given.claim.status
    )


def with_evidence(given: Any) -> Any:
    """Return the claim with what digital advertising asks for."""
    status = given.claim.status
    shows = ("ad-screenshot", "landing-page")
    proof = cc.claims.Proof(id=cc.identifiers.ItemId("p9"), document="d9", note="n", shows=shows)
    given = given.when(cc.claims.AddProof, proof=proof).then(status)
    metric = cc.claims.Metric(id=cc.identifiers.ItemId("m9"), name="results", value="9")
    return given.when(cc.claims.RecordMetric, metric=metric).then(status)


def moved(given: Any) -> list[tuple[Any, str, Any]]:
    """Return what the next submission does to the fund."""
    ledger = given.world.decide(given.when(cc.claims.SubmitClaim).command, given.claim).ledger
    return [(entry.kind, entry.activity, entry.amount) for entry in ledger]


WAITING = pytest.mark.parametrize("status", [STATUS.ACTION_REQUIRED, STATUS.PARTNER_ACTION_REQUIRED])


@WAITING
def test_an_amended_activity_is_released_under_the_old_and_reserved_under_the_new(status: Any) -> None:
    given = returned(status)
    amount, before = given.claim.form.amount, given.claim.form.activity
    given = with_evidence(amended(given, activity=ADVERTISING, attested=ATTESTED))
    assert moved(given) == [(KIND.RELEASED, before, amount), (KIND.RESERVED, ADVERTISING, amount)]


@WAITING
def test_an_amended_activity_and_amount_releases_the_old_and_reserves_the_new(status: Any) -> None:
    given = returned(status)
    amount, before = given.claim.form.amount, given.claim.form.activity
    more = amount + amount
    given = with_evidence(amended(given, activity=ADVERTISING, attested=ATTESTED, amount=more))
    assert moved(given) == [(KIND.RELEASED, before, amount), (KIND.RESERVED, ADVERTISING, more)]


@WAITING
def test_an_activity_that_was_amended_and_amended_back_moves_nothing(status: Any) -> None:
    given = returned(status)
    form = given.claim.form
    given = amended(given, activity=ADVERTISING, attested=ATTESTED)
    given = amended(given, activity=form.activity, attested=form.attested)
    assert moved(given) == []


# A sum without a claim is a sum that the claim was part of.


def drawing() -> tuple[Any, Any, str]:
    """Return a fund from which one claim draws, that claim, and its activity."""
    given = testing.starting_from(STATUS.SUBMITTED)
    return given.world.funds, given.claim, given.claim.form.activity


def test_a_claim_is_left_out_of_the_sum_of_its_own_activity() -> None:
    funds, claim, own = drawing()
    assert funds.usage_by_activity(own).reserved == claim.form.amount
    assert funds.usage_by_activity(own, besides=claim.id).reserved.is_zero


def test_a_claim_is_not_taken_off_the_sum_of_another_activity() -> None:
    funds, claim, _ = drawing()
    assert funds.usage_by_activity("spiff", besides=claim.id).reserved.is_zero


@pytest.mark.parametrize("status", STATUS)
def test_no_sum_of_an_activity_is_below_nothing_and_together_they_are_what_the_fund_holds(
    status: Any,
) -> None:
    given = testing.starting_from(status)
    funds, own = given.world.funds, given.claim.form.activity
    zero = funds.balance().reserved - funds.balance().reserved
    activities = (own, "spiff", ADVERTISING)
    for besides in (None, given.claim.id):
        asked = {} if besides is None else {"besides": besides}
        sums = [funds.usage_by_activity(activity, **asked) for activity in dict.fromkeys(activities)]
        assert not any(each.reserved.is_negative or each.approved.is_negative for each in sums)
    whole = [funds.usage_by_activity(activity) for activity in dict.fromkeys(activities)]
    assert sum((each.reserved for each in whole), zero) == funds.balance().reserved
    assert sum((each.approved for each in whole), zero) == funds.balance().approved


# What is processed late is paid in the month after it was processed.


def accrued(**processed: Any) -> Any:
    earning = next(each for each in cc.payouts.EarningType if each is not cc.payouts.EarningType.COOP)
    program = cc.identifiers.ProgramId("CSP Direct Bill Partner")
    key = cc.payouts.BalanceKey(location=cc.identifiers.LocationId("se-1"), program=program, earning=earning)
    return cc.payouts.Accrual(key=key, month=date(2021, 1, 1), amount=cc.Money("5.00", "USD"), **processed)


@pytest.mark.parametrize(
    ("processed", "paid"),
    [
        ({}, date(2021, 2, 1)),
        ({"processed": date(2021, 1, 1)}, date(2021, 2, 1)),
        ({"processed": date(2021, 2, 1)}, date(2021, 3, 1)),
        ({"processed": date(2021, 4, 1)}, date(2021, 5, 1)),
        ({"processed": date(2021, 12, 1)}, date(2022, 1, 1)),
    ],
)
def test_what_was_earned_is_paid_in_the_month_after_it_was_processed(processed: Any, paid: date) -> None:
    assert accrued(**processed).estimated_payment().month == paid


# Where claim and tax invoice are approved on one day, the tax invoice is what the clock runs from.


def reason(tax_invoice: str) -> Any:
    """Return the code of what the payment clock of a claim approved on 26 September says first."""
    invoice = cc.deadlines.TaxInvoice.approved(at(tax_invoice))
    due = cc.deadlines.payment_due(approved=at("2022-09-26 09:00"), tax_invoice=invoice, rules=RULES)
    return due.on, due.explain()


def said(explanation: Any) -> str:
    return str(explanation).splitlines()[1]


def test_of_one_day_the_approval_of_the_tax_invoice_starts_the_clock() -> None:
    on, same = reason("2022-09-26 09:00")
    assert on == date(2022, 10, 26)
    assert said(same) == said(reason("2022-09-27 09:00")[1])
    assert said(same) != said(reason("2022-09-23 09:00")[1])


def test_a_tax_invoice_of_later_the_same_day_starts_the_clock_too() -> None:
    on, same = reason("2022-09-26 17:00")
    assert on == date(2022, 10, 26)
    assert said(same) == said(reason("2022-09-26 09:00")[1])


def test_the_later_of_the_two_approvals_starts_the_clock() -> None:
    assert [reason(day)[0] for day in ("2022-09-23 09:00", "2022-09-27 09:00")] == [
        date(2022, 10, 26),
        date(2022, 10, 27),
    ]
