"""Single answers about money that contradict themselves."""

from __future__ import annotations

from datetime import date

import pytest
from tests.support.findings import RITA, RULES, World, cc, payouts, sek

SEEN = date(2023, 10, 4)


def test_who_must_act_on_a_forfeited_payment_is_not_told_to_wait() -> None:
    """Nobody has to act for the money that is gone; whoever edits the data keeps them current."""
    guidance = cc.payments.guidance(cc.payouts.PaymentStatus.FORFEITED, SEEN).value
    assert (guidance.must_act, guidance.contact) == (False, cc.payments.Contact.NOBODY)
    assert guidance.duty is cc.payments.StandingDuty.KEEP_INSTRUMENTS_CURRENT
    assert RULES.roles(guidance.duty.action, SEEN) == (cc.Role.INCENTIVES_ADMIN,)


def test_nobody_has_to_act_and_to_wait() -> None:
    said = [rule.value for timeline in cc.payments.GUIDANCE.values() for rule in timeline.rules]
    assert not [each for each in said if each.must_act and each.contact is cc.payments.Contact.NOBODY]
    with pytest.raises(cc.InvalidValue, match="does not wait"):
        cc.payments.Guidance(meaning=said[0].meaning, action=said[0].meaning)


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
