"""The buttons of a page of payments: the steps of the payment of each share, and why one is not possible."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs
import pytest
from tests.support.findings import ALICE, PIA, World, at, cc, circumstances

from coopclaims.payouts import PaymentTrigger as Step
from coopclaims.portal import payment_options

NOW = at("2022-11-10 09:00")


def shares(world: World, actor: Any = PIA) -> Any:
    payments = world.repo.payments(cc.identifiers.ClaimId("C-1"))
    context = circumstances(world, payments)
    return payment_options(context, actor, at=NOW, rules=world.rules, funds=world.pool)


def take(world: World, step: Step, payment: str = "PAY-1") -> None:
    """Take a step with what its option says."""
    (share,) = shares(world)
    (option,) = [each for each in share.options if each.trigger is step]
    assert option.is_allowed, option.problems
    command = cc.payments.PaymentCommand(
        payment=cc.identifiers.PaymentId(payment),
        id=cc.identifiers.CommandId(f"{payment}-{step}"),
        by=PIA,
        at=NOW,
        trigger=step,
        terms=option.terms,
        note="the wrong account" if option.needs_note else "",
    )
    context = circumstances(world, world.repo.payments(cc.identifiers.ClaimId("C-1")))
    cc.perform(command, world.repo, rules=world.rules, context=context)


def offered(world: World) -> list[Step]:
    (share,) = shares(world)
    return [each.trigger for each in share.options]


def test_a_payment_goes_its_way_by_what_is_offered() -> None:
    world = World().approved()
    assert offered(world) == [Step.MAKE]
    for step in (Step.MAKE, Step.ORDER, Step.START_PAYING, Step.SEND):
        take(world, step)
    (share,) = shares(world)
    assert share.payment.status is cc.payouts.PaymentStatus.SENT
    assert share.payment.terms.settles == share.payout.share
    assert [each.trigger for each in share.options] == [Step.RETURN, Step.REFUSE, Step.RECOUP]
    assert [each.trigger for each in share.options if each.needs_note] == [Step.REFUSE, Step.RECOUP]


def test_another_payment_may_be_made_of_what_is_recouped() -> None:
    world = World().approved()
    for step in (Step.MAKE, Step.ORDER, Step.START_PAYING, Step.SEND, Step.RECOUP):
        take(world, step)
    assert offered(world) == [Step.MAKE]
    take(world, Step.MAKE, payment="PAY-2")
    (share,) = shares(world)
    assert share.payment.id == "PAY-2"


def test_a_step_that_is_not_possible_says_why() -> None:
    world = World().approved()
    take(world, Step.MAKE)
    (share,) = shares(world, ALICE)
    told = {each.trigger: {one.code.value for one in each.problems} for each in share.options}
    assert told[Step.HOLD] == set()
    assert told[Step.ORDER] == {"wrong_side"}
    assert [each.trigger for each in share.options if each.is_allowed] == [Step.HOLD]


def test_no_step_corrects_what_was_recorded() -> None:
    world = World().approved()
    take(world, Step.MAKE)
    assert Step.CORRECT_INSTANT not in offered(world)


def test_what_is_not_approved_has_no_shares() -> None:
    approved, reviewed = World().approved(), World().reviewed()
    context = attrs.evolve(circumstances(approved), claim=reviewed.claim(), resolution=None, profiles=())
    assert payment_options(context, PIA, at=NOW, rules=reviewed.rules, funds=reviewed.pool) == ()


def test_a_naive_instant_is_refused() -> None:
    world = World().approved()
    naive = datetime(2022, 11, 10, 9)  # noqa: DTZ001 - what is refused
    with pytest.raises(cc.InvalidValue):
        payment_options(circumstances(world), PIA, at=naive, rules=world.rules, funds=world.pool)
