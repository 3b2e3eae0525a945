"""A payment file held against what was expected: every outcome, how it is found, and what a value refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from tests.support.findings import RULES, World, circumstances, payment_command, payouts

from coopclaims import InvalidValue, Money
from coopclaims.deadlines import TaxInvoice
from coopclaims.errors import CurrencyMismatch, InvalidMoney
from coopclaims.identifiers import ClaimId, EntityId
from coopclaims.payments import decide_payment, expected_payments, record_payment
from coopclaims.payouts import PaymentStatus, PaymentTrigger
from coopclaims.portfolio import (
    Expectation,
    ExpectationState,
    MatchedBy,
    PaymentLine,
    Reconciliation,
    ReconciliationAnswer,
    ReconciliationOutcome,
    ReconciliationTotal,
    reconcile,
)

DAY = date(2022, 11, 15)
Found = list[tuple[str, str | None, list[int], list[int]]]


def eur(amount: str) -> Money:
    return Money(amount, "EUR")


def line(amount: str, reference: str = "", *, currency: str = "EUR", who: str = "ie", day: int = 15) -> Any:
    money = Money(amount, currency)
    return PaymentLine(entity=EntityId(who), money=money, on=date(2022, 11, day), reference=reference)


def due(amount: str, reference: str = "", *, currency: str = "EUR", who: str = "ie", **rest: Any) -> Any:
    return Expectation(entity=EntityId(who), money=Money(amount, currency), reference=reference, **rest)


def converted(amount: str, share: str, reference: str = "P-1", **rest: Any) -> Any:
    return due(amount, reference, share=Money(share, "SEK"), **rest)


def found(lines: Any, expected: Any, **options: Any) -> Found:
    """Return each answer: its outcome, how it was matched, and the positions of lines and expectations."""
    return [
        (
            each.outcome.value,
            None if each.matched_by is None else each.matched_by.value,
            list(each.line_positions),
            list(each.expected_positions),
        )
        for each in reconcile(lines, expected, **options).answers
    ]


# By reference.


def test_what_was_expected_is_paid() -> None:
    assert found([line("100.00", "P-1")], [due("100.00", "P-1")]) == [("paid", "reference", [0], [0])]


def test_two_lines_of_one_reference_pay_together() -> None:
    lines = [line("1.00", "P-1"), line("29999.00", "P-1")]
    assert found(lines, [due("30000.00", "P-1")]) == [("paid", "reference", [0, 1], [0])]


def test_half_of_it_is_a_part() -> None:
    assert found([line("50.00", "P-1")], [due("100.00", "P-1")]) == [("partly", "reference", [0], [0])]


def test_half_now_and_half_later_is_paid_once_both_are_there() -> None:
    lines = [line("50.00", "P-1", day=15), line("50.00", "P-1", day=30)]
    assert found(lines, [due("100.00", "P-1")]) == [("paid", "reference", [0, 1], [0])]


def test_more_than_expected_is_overpaid() -> None:
    (answer,) = reconcile([line("103.00", "P-1")], [due("100.00", "P-1")]).answers
    assert answer.outcome is ReconciliationOutcome.OVERPAID
    assert answer.difference == eur("3.00")


@pytest.mark.parametrize("amount", ["99.99", "100.01"])
def test_a_minor_unit_apart_is_rounding(amount: str) -> None:
    assert found([line(amount, "P-1")], [due("100.00", "P-1")]) == [("rounding", "reference", [0], [0])]


def test_how_much_is_rounding_is_said_by_the_caller() -> None:
    lines, expected = [line("99.50", "P-1")], [due("100.00", "P-1")]
    assert found(lines, expected)[0][0] == "partly"
    assert found(lines, expected, rounding=50)[0][0] == "rounding"
    assert found([line("99.99", "P-1")], expected, rounding=0)[0][0] == "partly"


def test_a_little_less_of_a_converted_payment_is_another_rate() -> None:
    # 5400.00 SEK at 0.0917 are 495.18 EUR; at 0.0912 they are 492.48.
    (answer,) = reconcile([line("492.48", "P-1")], [converted("495.18", "5400.00")]).answers
    assert answer.outcome is ReconciliationOutcome.OTHER_RATE
    assert answer.rate == Decimal("0.0912")
    assert answer.difference == eur("-2.70")


@pytest.mark.parametrize(
    ("amount", "outcome"),
    [("470.43", "other_rate"), ("470.42", "partly"), ("519.93", "other_rate"), ("519.94", "overpaid")],
)
def test_another_rate_is_five_per_cent_away_at_most(amount: str, outcome: str) -> None:
    assert found([line(amount, "P-1")], [converted("495.18", "5400.00")])[0][0] == outcome


def test_how_far_a_rate_may_be_away_is_said_by_the_caller() -> None:
    lines, expected = [line("492.48", "P-1")], [converted("495.18", "5400.00")]
    assert found(lines, expected, rate_band=0)[0][0] == "partly"
    assert found(lines, expected, rate_band="0.001")[0][0] == "partly"
    assert str(reconcile(lines, expected, rate_band=Decimal("-0")).rate_band) == "0"


def test_a_payment_without_conversion_has_no_other_rate() -> None:
    assert found([line("99.00", "P-1")], [due("100.00", "P-1")])[0][0] == "partly"


def test_a_taxed_payment_has_no_other_rate() -> None:
    expected = converted("495.18", "5400.00", withheld=eur("49.52"))
    assert found([line("444.00", "P-1")], [expected])[0][0] == "partly"
    expected = converted("495.18", "5400.00", sales_tax=eur("20.00"))
    assert found([line("514.00", "P-1")], [expected])[0][0] == "partly"


def test_a_line_in_another_currency_says_so() -> None:
    (answer,) = reconcile([line("100.00", "P-1", currency="USD")], [due("100.00", "P-1")]).answers
    assert answer.outcome is ReconciliationOutcome.OTHER_CURRENCY
    assert (answer.arrived, answer.due, answer.difference) == (Money(100, "USD"), eur("100.00"), None)


def test_a_line_in_another_currency_beside_the_payment_has_an_answer_of_its_own() -> None:
    result = reconcile([line("7.00", "P-1", currency="USD"), line("100.00", "P-1")], [due("100.00", "P-1")])
    paid, other = result.answers
    assert (paid.outcome, other.outcome) == (
        ReconciliationOutcome.PAID,
        ReconciliationOutcome.OTHER_CURRENCY,
    )
    assert (other.line_positions, other.expected, other.concerns) == ((0,), (), (0,))


def test_lines_in_two_other_currencies_are_not_shared_out() -> None:
    lines = [line("7.00", "P-1", currency="USD"), line("9.00", "P-1", currency="SEK")]
    assert found(lines, [due("100.00", "P-1")]) == [
        ("other_currency", "reference", [], [0]),
        ("other_currency", "reference", [0], []),
        ("other_currency", "reference", [1], []),
    ]


def test_what_is_withheld_is_not_missing() -> None:
    expected = [due("495.18", "P-1", withheld=eur("49.52"))]
    assert found([line("445.66", "P-1")], expected) == [("withheld", "reference", [0], [0])]


def test_paid_without_the_tax_that_was_to_be_withheld_is_overpaid() -> None:
    expected = [due("495.18", "P-1", withheld=eur("49.52"))]
    assert found([line("495.18", "P-1")], expected)[0][0] == "overpaid"


def test_all_of_it_withheld_needs_no_line() -> None:
    assert found([], [due("5.00", "P-1", withheld=eur("5.00"))]) == [("withheld", None, [], [0])]


def test_sales_tax_arrives_too() -> None:
    assert found([line("120.00", "P-1")], [due("100.00", "P-1", sales_tax=eur("20.00"))])[0][0] == "paid"


def test_a_second_line_with_the_same_reference_is_a_duplicate() -> None:
    later, earlier = line("100.00", "P-1", day=20), line("100.00", "P-1", day=15)
    result = reconcile([later, earlier], [due("100.00", "P-1")])
    assert [(each.outcome.value, each.line_positions) for each in result.answers] == [
        ("paid", (1,)),
        ("duplicate", (0,)),
    ]
    assert result.answers[1].concerns == (0,)


def test_of_equal_lines_the_first_in_the_file_is_the_payment() -> None:
    assert found([line("100.00", "P-1")] * 3, [due("100.00", "P-1")]) == [
        ("paid", "reference", [0], [0]),
        ("duplicate", "reference", [1], []),
        ("duplicate", "reference", [2], []),
    ]


def test_three_halves_are_a_payment_and_a_duplicate() -> None:
    assert found([line("50.00", "P-1")] * 3, [due("100.00", "P-1")]) == [
        ("paid", "reference", [0, 1], [0]),
        ("duplicate", "reference", [2], []),
    ]


def test_a_payment_at_another_rate_may_come_twice_too() -> None:
    lines = [line("492.48", "P-1"), line("492.48", "P-1")]
    outcomes = [each[0] for each in found(lines, [converted("495.18", "5400.00")])]
    assert outcomes == ["other_rate", "duplicate"]


def test_a_line_on_top_that_repeats_nothing_is_no_duplicate() -> None:
    lines = [line("100.00", "P-1"), line("5.00", "P-1")]
    assert found(lines, [due("100.00", "P-1")]) == [("overpaid", "reference", [0, 1], [0])]


def test_what_is_taken_back_is_a_clawback() -> None:
    lines = [line("100.00", "P-1"), line("-30.00", "P-1", day=28)]
    result = reconcile(lines, [due("100.00", "P-1")])
    assert [each.outcome.value for each in result.answers] == ["paid", "clawback"]
    assert result.answers[1].concerns == (0,)


def test_a_clawback_without_its_payment_leaves_that_missing() -> None:
    assert found([line("-30.00", "P-1")], [due("100.00", "P-1")]) == [
        ("missing", None, [], [0]),
        ("clawback", "reference", [0], []),
    ]


def test_a_clawback_without_a_reference_belongs_to_nothing() -> None:
    assert found([line("-30.00")], []) == [("clawback", None, [0], [])]


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (ExpectationState.DUE, "missing"),
        (ExpectationState.HELD, "held"),
        (ExpectationState.CARRIED, "carried"),
    ],
)
def test_nothing_came(state: ExpectationState, outcome: str) -> None:
    assert found([], [due("100.00", "P-1", state=state)]) == [(outcome, None, [], [0])]
    assert found([line("0.00", "P-1")], [due("100.00", "P-1", state=state)]) == [
        (outcome, "reference", [0], [0])
    ]


def test_nothing_came_for_two_that_wait_for_different_reasons() -> None:
    expected = [due("100.00", "P-1", state=ExpectationState.HELD), due("50.00", "P-1")]
    assert found([line("0.00", "P-1")], expected) == [("missing", "reference", [0], [0, 1])]


def test_what_was_held_may_be_paid_all_the_same() -> None:
    expected = [due("100.00", "P-1", state=ExpectationState.HELD)]
    assert found([line("100.00", "P-1")], expected)[0][0] == "paid"


def test_the_reference_decides_and_another_entity_is_said() -> None:
    (answer,) = reconcile([line("100.00", "P-1", who="uk")], [due("100.00", "P-1")]).answers
    assert answer.outcome is ReconciliationOutcome.PAID
    assert [str(each) for each in answer.explain().caveats] == ["the line names uk, and ie was to pay"]


# Several expectations of one reference: a payment for several claims.


def test_one_line_pays_several_claims() -> None:
    expected = [due("60.00", "P-1"), due("40.00", "P-1")]
    assert found([line("100.00", "P-1")], expected) == [("paid", "reference", [0], [0, 1])]


def test_each_claim_of_a_payment_has_its_line() -> None:
    expected = [due("60.00", "P-1"), due("40.00", "P-1")]
    assert found([line("40.00", "P-1"), line("60.00", "P-1")], expected) == [
        ("paid", "reference", [1], [0]),
        ("paid", "reference", [0], [1]),
    ]


def test_one_claim_of_a_payment_is_missing() -> None:
    expected = [due("60.00", "P-1"), due("40.00", "P-1")]
    assert found([line("60.00", "P-1")], expected) == [
        ("paid", "reference", [0], [0]),
        ("missing", None, [], [1]),
    ]


def test_a_part_of_several_claims_is_a_part_of_all() -> None:
    expected = [due("60.00", "P-1"), due("40.00", "P-1")]
    assert found([line("70.00", "P-1")], expected) == [("partly", "reference", [0], [0, 1])]


def test_more_than_all_claims_of_a_payment() -> None:
    expected = [due("60.00", "P-1"), due("40.00", "P-1")]
    lines = [line("60.00", "P-1"), line("40.00", "P-1"), line("7.00", "P-1")]
    assert found(lines, expected) == [("overpaid", "reference", [0, 1, 2], [0, 1])]


def test_the_line_of_one_claim_comes_twice() -> None:
    expected = [due("60.00", "P-1"), due("40.00", "P-1")]
    assert found([line("60.00", "P-1"), line("60.00", "P-1")], expected) == [
        ("paid", "reference", [0], [0]),
        ("missing", None, [], [1]),
        ("duplicate", "reference", [1], []),
    ]


def test_claims_of_one_payment_in_two_currencies() -> None:
    expected = [due("60.00", "P-1"), due("400.00", "P-1", currency="SEK")]
    assert found([line("60.00", "P-1")], expected) == [
        ("paid", "reference", [0], [0]),
        ("missing", None, [], [1]),
    ]


# Without a reference that both know: by amounts, then by totals.


def test_an_amount_that_is_expected_once_is_found() -> None:
    expected = [due("100.00"), due("70.00"), due("100.00", who="se")]
    assert found([line("70.00", "BANK-9")], expected) == [
        ("missing", None, [], [0]),
        ("paid", "amount", [0], [1]),
        ("missing", None, [], [2]),
    ]


def test_a_line_without_a_reference_may_be_that_of_a_payment_with_one() -> None:
    assert found([line("100.00")], [due("100.00", "P-1")]) == [("paid", "amount", [0], [0])]


def test_two_references_that_differ_never_meet() -> None:
    assert found([line("100.00", "P-2")], [due("100.00", "P-1")]) == [
        ("missing", None, [], [0]),
        ("unknown", None, [0], []),
    ]


def test_equal_amounts_are_paid_where_they_came_as_often() -> None:
    assert found([line("100.00")] * 2, [due("100.00")] * 2) == [("paid", "amount", [0, 1], [0, 1])]


def test_equal_amounts_that_came_less_often_are_ambiguous() -> None:
    assert found([line("100.00")], [due("100.00")] * 2) == [("ambiguous", None, [0], [0, 1])]


def test_equal_amounts_that_came_more_often_are_ambiguous() -> None:
    assert found([line("100.00")] * 2, [due("100.00")]) == [("ambiguous", None, [0, 1], [0])]


def test_equal_amounts_of_one_unknown_reference_are_a_payment_and_a_duplicate() -> None:
    lines = [line("100.00", "BANK-9", day=16), line("100.00", "BANK-9", day=15)]
    assert found(lines, [due("100.00")]) == [
        ("paid", "amount", [1], [0]),
        ("duplicate", "amount", [0], []),
    ]


def test_a_line_with_a_reference_goes_to_the_expectation_without_one() -> None:
    expected = [due("100.00", "P-1"), due("100.00")]
    assert found([line("100.00", "BANK-9")], expected) == [
        ("missing", None, [], [0]),
        ("paid", "amount", [0], [1]),
    ]


def test_a_line_without_a_reference_goes_to_the_expectation_that_has_one() -> None:
    lines = [line("100.00", "BANK-9"), line("100.00")]
    assert found(lines, [due("100.00", "P-1")]) == [
        ("paid", "amount", [1], [0]),
        ("unknown", None, [0], []),
    ]


def test_a_line_with_and_one_without_a_reference_meet_an_expectation_with_and_one_without() -> None:
    lines, expected = [line("100.00", "BANK-9"), line("100.00")], [due("100.00", "P-1"), due("100.00")]
    assert found(lines, expected) == [("paid", "amount", [0, 1], [0, 1])]


def test_more_lines_with_references_than_expectations_without_are_ambiguous() -> None:
    lines = [line("100.00", "BANK-8"), line("100.00", "BANK-9"), line("100.00")]
    expected = [due("100.00", "P-1"), due("100.00", "P-2"), due("100.00")]
    assert found(lines, expected) == [("ambiguous", None, [0, 1, 2], [0, 1, 2])]


def test_one_transfer_for_all_of_an_entity_is_found_by_its_total() -> None:
    assert found([line("170.00")], [due("100.00"), due("70.00")]) == [("paid", "total", [0], [0, 1])]


def test_a_total_but_for_a_cent_is_rounding() -> None:
    assert found([line("29999.99")], [due("30000.00")]) == [("rounding", "total", [0], [0])]


def test_what_waits_is_left_out_of_the_total() -> None:
    expected = [due("100.00"), due("70.00"), due("30.00", state=ExpectationState.HELD)]
    assert found([line("170.00")], expected) == [
        ("paid", "total", [0], [0, 1]),
        ("held", None, [], [2]),
    ]


def test_what_waits_is_in_the_total_where_that_agrees() -> None:
    expected = [due("100.00"), due("70.00"), due("30.00", state=ExpectationState.HELD)]
    assert found([line("200.00")], expected) == [("paid", "total", [0], [0, 1, 2])]


def test_another_total_is_ambiguous_and_what_waits_waits() -> None:
    expected = [due("100.00"), due("70.00"), due("30.00", state=ExpectationState.CARRIED)]
    assert found([line("90.00")], expected) == [
        ("ambiguous", None, [0], [0, 1]),
        ("carried", None, [], [2]),
    ]


def test_what_waits_is_no_candidate_for_another_amount() -> None:
    expected = [due("30.00", state=ExpectationState.CARRIED)]
    assert found([line("90.00")], expected) == [("carried", None, [], [0]), ("unknown", None, [0], [])]


def test_amounts_are_taken_out_before_totals() -> None:
    expected = [due("100.00"), due("70.00"), due("55.00")]
    assert found([line("125.00"), line("100.00")], expected) == [
        ("paid", "amount", [1], [0]),
        ("paid", "total", [0], [1, 2]),
    ]


def test_nothing_is_unknown_only_where_nothing_of_the_entity_was_expected() -> None:
    assert found([line("1.00", who="uk"), line("0.00")], [due("0.50", who="ie")]) == [
        ("missing", None, [], [0]),
        ("unknown", None, [0], []),
        ("unknown", None, [1], []),
    ]


# What is expected may be given as the library has it.


def test_a_payout_without_a_payment_is_expected() -> None:
    world = World().approved()
    invoice = TaxInvoice.not_needed()
    (expected,) = expected_payments(world.claim(), payouts(world), tax_invoice=invoice, rules=RULES)
    assert found([line("30000.00", "BANK-9", currency="SEK")], [expected]) == [("paid", "amount", [0], [0])]
    assert Expectation.of(expected) == due("30000.00", currency="SEK")


def test_a_payout_that_waits_for_a_tax_invoice_is_held() -> None:
    world = World().approved()
    expected = expected_payments(world.claim(), payouts(world), tax_invoice=TaxInvoice.awaited(), rules=RULES)
    assert found([], expected) == [("held", None, [], [0])]


def _payment() -> Any:
    world = World().approved()
    command = payment_command(world, PaymentTrigger.MAKE)
    decision: Any = decide_payment(command, None, context=circumstances(world), funds=world.pool, rules=RULES)
    return record_payment(None, decision.entries[0])


def test_a_payment_is_known_by_its_identifier() -> None:
    expected = Expectation.of(_payment())
    assert expected == due("30000.00", "PAY-1", currency="SEK", claim=ClaimId("C-1"))
    lines = [line("29999.00", "PAY-1", currency="SEK")]
    assert found(lines, [_payment()]) == [("partly", "reference", [0], [0])]


def test_a_converted_payment_has_its_share() -> None:
    payment = _payment()
    terms = attrs.evolve(payment.terms, money=eur("2751.00"))
    assert Expectation.of(attrs.evolve(payment, terms=terms)).share == Money("30000.00", "SEK")


def test_a_payment_that_is_held_by_the_partner_or_for_an_invoice_is_held() -> None:
    payment = _payment()
    milestones = attrs.evolve(payment.milestones, held_at=payment.changed_at)
    waiting = PaymentStatus.PENDING_TAX_INVOICE
    for held in (attrs.evolve(payment, milestones=milestones), attrs.evolve(payment, status=waiting)):
        assert found([], [held]) == [("held", None, [], [0])]


@pytest.mark.parametrize("status", [PaymentStatus.FORFEITED, PaymentStatus.ESCHEATED])
def test_nothing_is_expected_of_a_payment_that_is_closed(status: PaymentStatus) -> None:
    closed = attrs.evolve(_payment(), status=status)
    with pytest.raises(InvalidValue, match="expected one of: unprocessed"):
        reconcile([], [closed])


# Sums and explanations.


def test_sums_are_those_of_the_file_and_of_the_portfolio() -> None:
    lines = [line("60.00", "P-1"), line("-5.00"), line("7.00", currency="USD")]
    expected = [due("60.00", "P-1"), due("40.00", withheld=eur("4.00")), due("1000.00", currency="SEK")]
    result = reconcile(lines, expected)
    assert [(each.currency.code, str(each.arrived), str(each.expected)) for each in result.totals] == [
        ("EUR", "55.00 EUR", "96.00 EUR"),
        ("SEK", "0.00 SEK", "1000.00 SEK"),
        ("USD", "7.00 USD", "0.00 USD"),
    ]
    assert result.totals[0].difference == eur("-41.00")


def test_open_items_are_what_somebody_has_to_look_at() -> None:
    lines = [line("60.00", "P-1"), line("7.00", who="uk")]
    result = reconcile(
        iter(lines), iter([due("60.00", "P-1"), due("40.00"), due("5.00", withheld=eur("5.00"))])
    )
    assert [each.outcome.value for each in result.open_items] == ["missing", "unknown"]
    assert {key.value: len(each) for key, each in result.by_outcome.items()} == {
        "paid": 1,
        "withheld": 1,
        "unknown": 1,
        "missing": 1,
    }


def test_an_answer_explains_itself() -> None:
    expected = converted("495.18", "5400.00", claim=ClaimId("C-1"))
    (answer,) = reconcile([line("492.48", "P-1")], [expected]).answers
    reading = "a small difference of a converted payment comes from another rate"
    assert str(answer.explain()).splitlines() == [
        (
            "paid at another rate: 492.48 EUR arrived, 495.18 EUR was expected; the difference is -2.70 EUR; "
            f"that is a rate of about 0.0912  [READING P-08; inferred ({reading})]"
        ),
        "├─ matched by the reference  [PS21 P-33, 2021-03-22]",
        "├─ on 2022-11-15 ie paid 492.48 EUR, reference P-1  [PS21 P-31 P-33, 2021-03-22]",
        "└─ ie was to pay 495.18 EUR for claim C-1, reference P-1  [PS21 P-31 P-32, 2021-03-22]",
    ]


def test_what_waits_says_so() -> None:
    (answer,) = reconcile([], [due("9.00", state=ExpectationState.CARRIED, withheld=eur("1.00"))]).answers
    text = str(answer.explain())
    assert text.startswith("carried to a later month: nothing arrived, 8.00 EUR was expected; ")
    assert "1.00 EUR tax withheld; carried to a later month" in text


def test_how_it_was_found_is_a_reading_where_no_reference_says_it() -> None:
    (answer,) = reconcile([line("100.00")], [due("100.00")]).answers
    matched = answer.explain().find("reconciled_by")
    assert matched.figure("matched_by") is MatchedBy.AMOUNT
    assert str(matched.source) == "READING P-33"
    (alone,) = reconcile([line("100.00")], []).answers
    assert alone.explain().find("reconciled_alone").basis is not None


def test_an_answer_about_another_says_which() -> None:
    result = reconcile([line("100.00", "P-1")] * 2, [due("100.00", "P-1")])
    assert "at position 0, which has an answer of its own" in str(result.answers[1].explain())


@pytest.mark.parametrize("outcome", ReconciliationOutcome)
def test_every_outcome_has_a_source(outcome: ReconciliationOutcome) -> None:
    every = reconcile(
        [
            line("60.00", "P-1"), line("60.00", "P-1"), line("70.00", "P-2"), line("50.00", "P-3"),
            line("99.99", "P-4"), line("492.48", "P-5"), line("9.00", "P-6", currency="USD"),
            line("45.00", "P-9"), line("-1.00"), line("8.00", who="uk"), line("5.00", who="se"),
        ],
        [
            due("60.00", "P-1"), due("60.00", "P-2"), due("60.00", "P-3"), due("100.00", "P-4"),
            converted("495.18", "5400.00", "P-5"), due("9.00", "P-6"),
            due("1.00", "P-7", state=ExpectationState.CARRIED),
            due("1.00", "P-8", state=ExpectationState.HELD), due("50.00", "P-9", withheld=eur("5.00")),
            due("3.00", "P-10"), due("6.00", who="se"),
        ],
    )  # fmt: skip
    assert outcome in every.by_outcome
    for answer in every.by_outcome[outcome]:
        assert answer.explain().source is not None


def test_the_whole_explains_its_sums() -> None:
    result = reconcile([line("60.00", "P-1")], [due("60.00", "P-1"), due("5.00", "P-2")])
    assert str(result.explain()).splitlines()[1:] == [
        "├─ in EUR 60.00 EUR arrived and 65.00 EUR was expected: -5.00 EUR",
        "├─ paid: 1",
        "└─ nothing arrived: 1",
    ]


# What is refused.


def test_a_line_of_another_kind_is_named_by_its_position() -> None:
    wrong: Any = "1.00"
    with pytest.raises(InvalidValue, match=r"lines\[1\]"):
        reconcile(iter([line("1.00"), wrong]), [])
    with pytest.raises(InvalidValue, match=r"expected\[0\]"):
        reconcile([], iter([line("1.00")]))


@pytest.mark.parametrize("rounding", [-1, 0.5, None, "1"])
def test_rounding_is_a_whole_number(rounding: Any) -> None:
    with pytest.raises(InvalidValue, match="rounding"):
        reconcile([], [], rounding=rounding)


@pytest.mark.parametrize("band", ["-0.01", 1, "5", "0." + "0" * 30 + "1"])
def test_a_rate_band_is_a_share(band: Any) -> None:
    with pytest.raises(InvalidValue, match="rate_band"):
        reconcile([], [], rate_band=band)


def test_a_rate_band_is_exact() -> None:
    with pytest.raises(InvalidMoney, match="rate_band"):
        reconcile([], [], rate_band=0.05)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [
        {"money": eur("0.00")},
        {"money": eur("-1.00")},
        {"share": Money(0, "SEK")},
        {"withheld": eur("-1.00")},
        {"withheld": eur("100.01")},
        {"sales_tax": eur("-1.00")},
    ],
)
def test_an_expectation_is_payable(wrong: Any) -> None:
    given: dict[str, Any] = {"entity": EntityId("ie"), "money": eur("100.00"), **wrong}
    with pytest.raises(InvalidValue):
        Expectation(**given)


def test_tax_is_in_the_currency_of_payment() -> None:
    with pytest.raises(CurrencyMismatch):
        due("100.00", withheld=Money(1, "SEK"))


def _answer(outcome: str, lines: Any = (), expected: Any = (), **rest: Any) -> ReconciliationAnswer:
    given: dict[str, Any] = {
        "lines": tuple(lines),
        "line_positions": tuple(range(len(lines))),
        "expected": tuple(expected),
        "expected_positions": tuple(range(len(expected))),
    }
    return ReconciliationAnswer(outcome=ReconciliationOutcome(outcome), **given | rest)


@pytest.mark.parametrize(
    ("outcome", "lines", "expected"),
    [
        ("paid", [], []),
        ("paid", ["1.00"], []),
        ("paid", ["1.00"], ["2.00"]),
        ("withheld", ["1.00"], ["2.00"]),
        ("overpaid", ["1.00"], ["2.00"]),
        ("partly", ["2.00"], ["1.00"]),
        ("rounding", ["1.00"], ["1.00"]),
        ("other_rate", ["1.00"], ["1.00"]),
        ("other_currency", ["1.00"], ["1.00"]),
        ("missing", ["1.00"], ["2.00"]),
        ("held", ["1.00"], ["2.00"]),
        ("carried", ["1.00"], ["2.00"]),
        ("duplicate", ["1.00"], ["1.00"]),
        ("clawback", [], ["1.00"]),
        ("unknown", [], ["1.00"]),
        ("ambiguous", [], ["1.00"]),
        ("ambiguous", ["1.00"], []),
    ],
)
def test_an_answer_whose_amounts_say_otherwise_is_refused(outcome: str, lines: Any, expected: Any) -> None:
    with pytest.raises(InvalidValue, match="parts that fit together"):
        _answer(outcome, [line(each) for each in lines], [due(each) for each in expected])


def test_an_answer_has_a_position_for_each_and_one_currency_a_side() -> None:
    both = [line("1.00")], [due("1.00")]
    assert _answer("paid", *both).difference == eur("0.00")
    for wrong in ({"line_positions": ()}, {"expected_positions": (0, 1)}):
        with pytest.raises(InvalidValue, match="parts that fit together"):
            _answer("paid", *both, **wrong)
    for mixed in (
        ("other_currency", [line("1.00"), line("1.00", currency="USD")], [due("1.00", currency="SEK")]),
        ("ambiguous", [line("1.00")], [due("1.00"), due("1.00", currency="SEK")]),
        ("ambiguous", [line("1.00")], [due("1.00", currency="SEK")]),
    ):
        with pytest.raises(InvalidValue, match="parts that fit together"):
            _answer(*mixed)


@pytest.mark.parametrize("name", ["line_positions", "expected_positions", "concerns"])
def test_a_position_is_counted_from_nothing(name: str) -> None:
    for wrong in ((-1,), (2**53,)):
        with pytest.raises(InvalidValue, match=name):
            _answer("paid", [line("1.00")], [due("1.00")], **{name: wrong})


def test_a_reconciliation_counts_everything_once() -> None:
    result = reconcile([line("1.00")], [due("1.00")])
    with pytest.raises(InvalidValue, match="line_positions"):
        attrs.evolve(result, answers=result.answers * 2)
    with pytest.raises(InvalidValue, match="parts that fit"):
        _answer("duplicate", [], [])
    with pytest.raises(InvalidValue, match="expected_positions"):
        attrs.evolve(result, answers=(_answer("missing", [], [due("1.00")], expected_positions=(1,)),))


def test_a_reconciliation_whose_sums_are_not_its_totals_is_refused() -> None:
    result = reconcile([line("1.00")], [due("1.00")])
    (total,) = result.totals
    for wrong in (
        (),
        (attrs.evolve(total, arrived=eur("2.00")),),
        (attrs.evolve(total, expected=eur("2.00")),),
    ):
        with pytest.raises(InvalidValue, match="totals"):
            attrs.evolve(result, totals=wrong)


def test_nothing_against_nothing() -> None:
    empty = reconcile([], [])
    assert empty == Reconciliation(answers=(), totals=())
    assert isinstance(empty.totals, tuple)
    assert not empty.open_items
    total = ReconciliationTotal(currency=eur("1.00").currency, arrived=eur("1.00"), expected=eur("1.00"))
    assert total.difference.is_zero
    assert MatchedBy.TOTAL.caption
