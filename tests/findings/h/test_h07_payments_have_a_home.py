"""A payment is performed and stored as a claim is: what is sent and what the fund has paid never differ."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.findings import RULES, World, at, cc, circumstances, payment_command, sek

STEP = cc.payouts.PaymentTrigger


class _Counting:
    """A repository that keeps count of how many writes each append had."""

    def __init__(self, store: Any) -> None:
        self.store = store
        self.appended: list[int] = []

    def append(self, *writes: Any, **guards: Any) -> None:
        self.store.append(*writes, **guards)
        self.appended.append(len(writes))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


def _walk(world: World, *steps: Any, repository: Any = None, **rest: Any) -> list[Any]:
    """Perform these steps on one payment, and return the commands."""
    commands = [payment_command(world, step, **rest) for step in steps]
    for command in commands:
        cc.perform(command, repository or world.repo, rules=RULES, context=circumstances(world))
    return commands


def test_a_payment_that_is_sent_is_paid_in_the_fund() -> None:
    world = World().approved()
    _walk(world, STEP.MAKE, STEP.ORDER, STEP.START_PAYING)
    assert world.pool.balance().paid == sek("0.00")
    cc.perform(payment_command(world, STEP.SEND), world.repo, rules=RULES, context=circumstances(world))
    assert world.pool.balance().paid == sek("30000.00")


def test_sending_and_paying_are_one_append() -> None:
    world = World().approved()
    counting = _Counting(world.repo)
    _walk(world, STEP.MAKE, STEP.ORDER, STEP.START_PAYING, STEP.SEND, repository=counting)
    assert counting.appended == [1, 1, 1, 2]


def test_sending_twice_pays_once() -> None:
    world = World().approved()
    *_, send = _walk(world, STEP.MAKE, STEP.ORDER, STEP.START_PAYING, STEP.SEND)
    again = cc.perform(send, world.repo, rules=RULES, context=circumstances(world))
    assert again.is_repeat
    assert world.pool.balance().paid == sek("30000.00")


def test_what_comes_back_is_not_paid_any_more() -> None:
    world = World().approved()
    _walk(world, STEP.MAKE, STEP.ORDER, STEP.START_PAYING, STEP.SEND, STEP.RETURN)
    assert world.pool.balance().paid == sek("0.00")


def test_one_share_is_not_paid_twice() -> None:
    world = World().approved()
    _walk(world, STEP.MAKE, STEP.ORDER, STEP.START_PAYING, STEP.SEND)
    with pytest.raises(cc.CoopClaimsError):
        _walk(world, STEP.MAKE, STEP.ORDER, STEP.START_PAYING, STEP.SEND, payment="PAY-2")
    assert world.pool.balance().paid == sek("30000.00")


def test_the_ledger_has_a_kind_for_what_was_returned() -> None:
    world = World().approved()
    returned = cc.funds.FundEntry(
        pool=world.key,
        kind=cc.funds.FundEntryKind.PAYMENT_RETURNED,
        amount=sek("30000.00"),
        at=at("2022-11-10 09:00"),
        on=date(2022, 11, 10),
        claim=cc.identifiers.ClaimId("C-1"),
        payment=cc.identifiers.PaymentId("PAY-1"),
    )
    assert returned.amount == sek("30000.00")


def test_the_terms_say_which_sum_of_the_claim_they_settle() -> None:
    terms = cc.payments.PaymentTerms(
        claim=cc.identifiers.ClaimId("C-1"),
        entity=cc.identifiers.EntityId("ie"),
        profile=cc.identifiers.ProfileId("P-1"),
        money=sek("2751.00", "EUR"),
        settles=sek("30000.00"),
        fund=World().key,
    )
    assert terms.settles == sek("30000.00")
