"""A receipt in another currency keeps its original amount beside the one in the claim's currency."""

from __future__ import annotations

import inspect
from datetime import date

from tests.support.findings import ALICE, RULES, World, cc, codes, sek


def test_an_invoice_has_room_for_the_original_amount() -> None:
    assert any("original" in name for name in inspect.signature(cc.claims.Invoice).parameters)


def test_an_invoice_that_is_only_in_another_currency_is_refused() -> None:
    world = World().draft()
    invoice = cc.claims.Invoice(id=cc.identifiers.ItemId("i2"), document="d", amount=sek("1000.00", "USD"))
    add = world.ask(cc.claims.AddInvoice, ALICE, "2022-09-03 09:00", invoice=invoice)
    refused = codes(cc.problems(add, world.claim(), rules=RULES, funds=world.pool))
    assert refused == [cc.findings.ProblemCode.SECOND_CURRENCY.value]


def test_a_thousand_dollars_agree_with_their_crowns_to_the_cent() -> None:
    bank = cc.money.ExchangeRate(
        source="USD", target="SEK", rate="10.5231", month=date(2022, 8, 1), origin="bank"
    )
    assert bank.convert(sek("1000.00", "USD")) == sek("10523.10")
