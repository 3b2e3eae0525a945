"""The lines of a payment file are held against the payments that were expected, each with its answer."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import attrs
import pytest
from tests.support.findings import RULES, World, cc, payouts, sek


def _differences(world: World, *figures: Any) -> list[tuple[Any, Any]]:
    waterfall = cc.payouts.payment_waterfall(world.claim(), payouts(world), figures=figures)
    return [(difference.reason, difference.amount) for _, difference in waterfall.differences]


def _figures(amount: str) -> Any:
    return cc.payouts.PaymentFigures(entity=cc.identifiers.EntityId("ie"), paid=sek(amount))


def test_one_cent_less_is_outstanding() -> None:
    found = _differences(World().approved(), _figures("29999.99"))
    assert found == [(cc.payouts.WaterfallReason.OUTSTANDING, sek("0.01"))]


def test_what_was_expected_and_paid_has_no_difference() -> None:
    assert not _differences(World().approved(), _figures("30000.00"))


def test_a_payment_that_no_line_shows_is_missing() -> None:
    world = World().approved()
    expected = cc.payments.expected_payments(
        world.claim(), payouts(world), tax_invoice=cc.deadlines.TaxInvoice.not_needed(), rules=RULES
    )
    assert '"missing"' in json.dumps(cc.wire.to_data(cc.portfolio.reconcile((), expected)))


def test_nothing_against_nothing_has_no_answer_of_its_own() -> None:
    assert '"missing"' not in json.dumps(cc.wire.to_data(cc.portfolio.reconcile((), ())))


def _line(amount: str, currency: str = "SEK", who: str = "ie", reference: str = "PAY-1") -> Any:
    return cc.portfolio.PaymentLine(
        entity=cc.identifiers.EntityId(who),
        money=sek(amount, currency),
        on=date(2022, 11, 15),
        reference=reference,
    )


def _outcomes(*lines: Any, reference: str = "PAY-1") -> list[str]:
    expected = cc.portfolio.Expectation(
        entity=cc.identifiers.EntityId("ie"), money=sek("30000.00"), reference=reference
    )
    return [str(answer.outcome) for answer in cc.portfolio.reconcile(lines, [expected]).answers]


@pytest.mark.parametrize(
    ("lines", "outcomes"),
    [
        ([_line("29999.99")], ["rounding"]),
        ([_line("1.00"), _line("29999.00")], ["paid"]),
        ([_line("30000.00"), _line("-50.00")], ["paid", "clawback"]),
        ([_line("100.00", "USD")], ["other_currency"]),
        ([_line("1.00", who="uk", reference="")], ["missing", "unknown"]),
        ([_line("15000.00")], ["partly"]),
        ([_line("30000.00"), _line("30000.00")], ["paid", "duplicate"]),
    ],
)
def test_every_line_of_a_payment_file_has_an_answer(lines: list[Any], outcomes: list[str]) -> None:
    assert _outcomes(*lines) == outcomes


def test_half_a_per_cent_less_at_another_rate_is_an_exchange_difference() -> None:
    rate = cc.money.ExchangeRate(
        source="SEK", target="EUR", rate="0.0917", month=date(2022, 11, 1), origin="bank"
    )
    world = World().approved()
    expected = cc.payments.expected_payments(
        world.claim(),
        payouts(world, "EUR", rates=[rate]),
        tax_invoice=cc.deadlines.TaxInvoice.not_needed(),
        rules=RULES,
    )
    due = attrs.evolve(cc.portfolio.Expectation.of(expected[0]), reference="PAY-1")
    (answer,) = cc.portfolio.reconcile([_line("2737.25", "EUR")], [due]).answers
    assert str(answer.outcome) == "other_rate"
    assert str(answer.rate) == "0.0912417"
