"""The lines of a payment file are held against the payments that were expected, each with its answer."""

from __future__ import annotations

import json
from typing import Any

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


@pytest.mark.xfail(strict=True, reason="H18", raises=AttributeError)
def test_a_payment_that_no_line_shows_is_missing() -> None:
    world = World().approved()
    expected = cc.payments.expected_payments(
        world.claim(), payouts(world), tax_invoice=cc.deadlines.TaxInvoice.not_needed(), rules=RULES
    )
    assert '"missing"' in json.dumps(cc.wire.to_data(cc.reconcile((), expected)))


@pytest.mark.xfail(strict=True, reason="H18", raises=AttributeError)
def test_nothing_against_nothing_has_no_answer_of_its_own() -> None:
    assert '"missing"' not in json.dumps(cc.wire.to_data(cc.reconcile((), ())))
