"""What is not eligible is left out of an invoice and does not void it; a cap counts the cost it names."""

from __future__ import annotations

import inspect

import pytest
from tests.support.findings import World, cc, payouts, sek


def test_an_invoice_has_parts() -> None:
    assert "parts" in inspect.signature(cc.claims.Invoice).parameters


@pytest.mark.parametrize(
    ("eligible", "left_out"), [("1025.00", ["215.00 SEK"]), ("1240.00", [])], ids=["wine", "no wine"]
)
def test_a_figure_of_what_is_eligible_is_explained_in_the_waterfall(
    eligible: str, left_out: list[str]
) -> None:
    world = World().approved(amount="1240.00")
    waterfall = cc.payouts.payment_waterfall(
        world.claim(), payouts(world), eligible=sek(eligible), ineligible_because="alcohol"
    )
    differences = [step.difference for _, step in waterfall.steps if step.difference is not None]
    not_eligible = [d for d in differences if d.reason is cc.payouts.WaterfallReason.NOT_ELIGIBLE]
    assert [str(difference.amount) for difference in not_eligible] == left_out
