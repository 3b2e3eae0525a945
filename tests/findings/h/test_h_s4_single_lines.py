"""Single answers about money that contradict themselves."""

from __future__ import annotations

from datetime import date

from tests.support.findings import RITA, World, cc, payouts, sek

SEEN = date(2023, 10, 4)


def test_who_must_act_on_a_forfeited_payment_is_not_told_to_wait() -> None:
    guidance = cc.payments.guidance(cc.payouts.PaymentStatus.FORFEITED, SEEN).value
    assert not guidance.must_act or guidance.contact is not cc.payments.Contact.NOBODY


def test_the_waterfall_of_a_claim_that_was_cut_keeps_what_was_claimed() -> None:
    world = World().reviewed()
    world.do(
        cc.claims.ApproveClaim,
        RITA,
        "2022-09-16 09:00",
        amount=sek("20000.00"),
        reason="only a part is shown",
    )
    (_, claimed), *_ = cc.payouts.payment_waterfall(world.claim(), payouts(world)).steps
    assert (claimed.level, claimed.amount) == (cc.payouts.WaterfallLevel.CLAIMED, sek("30000.00"))
