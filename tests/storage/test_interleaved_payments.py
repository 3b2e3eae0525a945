"""All orders in which people can meet over the payments of a claim and over its fund.

*Sent* and what the fund has as paid are never apart, also where somebody crashes or a command comes twice.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.payments import IRELAND, NOW, PAYMENT, VENDOR, circumstances, command
from tests.support.world import REVIEWER, RULES, USAGE, desk_at, sek, stored

from coopclaims import ClaimStatus, InMemoryRepository, InvalidValue, perform
from coopclaims.claims import ApproveClaim, RejectClaim
from coopclaims.funds import AdjustEarnings, RecordEarnings
from coopclaims.identifiers import CommandId, PaymentId
from coopclaims.payouts import PaymentTrigger
from coopclaims.repositories import ClaimWrite, FundWrite, PaymentWrite, Write
from coopclaims.testing import SoundStore
from coopclaims.testing.faults.writing import (
    ForgetsPayments,
    ForgetsWhatWasBooked,
    IgnoresGuards,
    IgnoresTheVersionOfPayments,
    WritesOneStreamAfterTheOther,
)
from coopclaims.testing.interleavings import Interleavings, explore_interleavings

if TYPE_CHECKING:
    from collections.abc import Callable

    from coopclaims import ClaimRepository
    from coopclaims.payments import PaymentCommand

STEP = PaymentTrigger
PAYING = (STEP.MAKE, STEP.ORDER, STEP.START_PAYING)
SENT = (*PAYING, STEP.SEND)
APPROVED = desk_at(ClaimStatus.APPROVED)
CONTEXT = circumstances()
SECOND = PaymentId("PAY-2")


def asked(step: PaymentTrigger, name: str = "", **content: Any) -> PaymentCommand:
    """Return the command for a step, of this name where several ask for it."""
    given = command(step, **content)
    return attrs.evolve(given, id=CommandId(f"{given.id} {name}")) if name else given


def booking(kind: type[Any], name: str = "", **content: Any) -> Any:
    """Return a command to the fund, of this name where several ask for it."""
    asked_for = CommandId(f"{kind.key} {name}")
    return kind(fund=APPROVED.funds.key, id=asked_for, by=VENDOR, at=NOW, reason="why", **content)


@cache
def begun(*steps: PaymentTrigger) -> tuple[Any, ...]:
    """Return what is written where a payment of the approved claim has taken these steps, and all before."""
    reference = stored(APPROVED)
    for each in steps:
        perform(command(each), reference, rules=RULES, context=CONTEXT)
    ledger = reference.ledger(APPROVED.funds.key)
    writes: list[Write] = [
        ClaimWrite(claim=APPROVED.id, expected=0, entries=APPROVED.history.entries),
        FundWrite(pool=APPROVED.funds.key, expected=0, entries=ledger),
    ]
    if steps:
        paid = reference.payment_history(PAYMENT)
        writes.append(PaymentWrite(payment=PAYMENT, expected=0, entries=paid.entries))
    return tuple(writes)


def made(*steps: PaymentTrigger, fault: type[SoundStore] | None = None) -> Callable[[], ClaimRepository]:
    """Return what makes a store in which a payment of the approved claim has taken these steps."""

    def make() -> ClaimRepository:
        if fault is not None:
            faulty = fault(APPROVED.funds.key)
            SoundStore.append(faulty, *begun(*steps))
            return faulty
        return in_memory(*begun(*steps))

    return make


def in_memory(*writes: Any) -> ClaimRepository:
    store = InMemoryRepository()
    store.open_pool(APPROVED.funds.key)
    store.append(*writes)
    return store


def tried(make: Callable[..., ClaimRepository], *commands: Any, **options: Any) -> Interleavings:
    return explore_interleavings(make, commands, rules=RULES, context=CONTEXT, **options)


@pytest.mark.slow
class TestASoundStore:
    def test_one_of_two_who_make_the_payment_makes_it(self) -> None:
        """The share of an entity is paid once, whoever comes first, and whoever crashes."""
        found = tried(made(), asked(STEP.MAKE), asked(STEP.MAKE, payment=SECOND), asked(STEP.MAKE))
        assert found.endings == 2
        assert found.conflicts > 0
        assert found.repeats > 0
        assert found.crashes > 0

    def test_who_sends_twice_pays_once(self) -> None:
        found = tried(
            made(*PAYING), asked(STEP.SEND), asked(STEP.SEND), asked(STEP.SEND, "again"), attempts=1
        )
        assert found.endings == 2  # by the first of them or by the other; both at most one of them
        assert found.repeats > 0

    def test_returned_and_recouped_at_once(self) -> None:
        """Both want the money back that was sent, and another order is sent after one of them."""
        found = tried(
            made(*SENT),
            asked(STEP.RETURN),
            asked(STEP.RECOUP, amount=sek("60000.00")),
            asked(STEP.RECOUP, "rest"),
            attempts=1,
        )
        assert found.endings == 3  # one of the three
        assert found.conflicts > 0

    def test_ordered_sent_and_failed_at_once(self) -> None:
        found = tried(made(*PAYING), asked(STEP.SEND), asked(STEP.FAIL), asked(STEP.RETURN), attempts=1)
        assert found.endings == 3  # it has failed, or was sent, or came back after that
        assert found.conflicts > 0

    def test_approved_and_rejected_while_it_is_to_be_paid(self) -> None:
        """The payment is made after the approval, or its maker is told that they looked too early."""
        review = desk_at(ClaimStatus.UNDER_REVIEW)
        approve, reject = (
            review.command(kind, REVIEWER, review.later) for kind in (ApproveClaim, RejectClaim)
        )

        reviewed = (
            ClaimWrite(claim=review.id, expected=0, entries=review.history.entries),
            FundWrite(pool=review.funds.key, expected=0, entries=stored(review).ledger(review.funds.key)),
        )
        found = tried(lambda: in_memory(*reviewed), approve, reject, asked(STEP.MAKE))
        assert found.endings == 3  # rejected, approved, or paid after that
        assert found.conflicts > 0

    def test_the_fund_is_booked_while_the_payment_is_sent(self) -> None:
        """What is earned less, and what expires, leaves what is committed to the claim where it is."""
        found = tried(
            made(*PAYING),
            asked(STEP.SEND),
            booking(RecordEarnings, entity=IRELAND, amount=sek("5.00")),
            booking(AdjustEarnings, entity=IRELAND, amount=sek("-5.00"), on=USAGE.first),
            crashes=0,
        )
        assert found.endings == 4  # all three, or but for one of them, who came too late twice
        assert found.conflicts > 0

    def test_what_is_booked_twice_is_booked_once(self) -> None:
        earned = booking(RecordEarnings, entity=IRELAND, amount=sek("5.00"))
        found = explore_interleavings(made(), [earned, earned, earned], rules=RULES)
        assert found.endings == 1
        assert found.repeats > 0

    def test_the_instant_of_a_sending_is_corrected_while_it_comes_back(self) -> None:
        found = tried(made(*SENT), asked(STEP.RETURN), asked(STEP.CORRECT_INSTANT), crashes=0)
        assert found.endings == 2  # in two orders, with nobody left out

    @pytest.mark.wide
    def test_four_writers_over_the_whole_way(self) -> None:
        """It is sent, delivered twice, and comes back or is recouped."""
        found = tried(
            made(*PAYING),
            asked(STEP.SEND),
            asked(STEP.SEND),
            asked(STEP.RETURN),
            asked(STEP.RECOUP),
            attempts=1,
        )
        assert found.interleavings > 1_000_000
        assert found.endings == 3  # it is sent and left, or has come back, or is recouped
        assert min(found.crashes, found.conflicts, found.repeats) > 0

    def test_a_payment_needs_its_context(self) -> None:
        with pytest.raises(InvalidValue, match="context"):
            explore_interleavings(made(), [asked(STEP.MAKE)], rules=RULES)


class PaysInTwoSteps(SoundStore):
    """Writes the payment in one transaction, and what its fund records of it in the next one."""

    step: Any = None

    def append(self, *writes: Any, guards: Any = ()) -> None:
        for number, write in enumerate(writes):
            super().append(write, guards=() if number else guards)
            self.step()

    def check_together(self, writes: Any) -> None:
        """Check nothing: each write comes alone."""


FAULTY: list[tuple[type[SoundStore], tuple[PaymentTrigger, ...], list[Any], str]] = [
    (IgnoresGuards, (), [asked(STEP.MAKE), asked(STEP.MAKE, payment=SECOND)], "that of some order"),
    (WritesOneStreamAfterTheOther, PAYING, [asked(STEP.SEND)], "what is sent is what stands as paid"),
    (ForgetsPayments, PAYING, [asked(STEP.SEND)], "acknowledged is stored"),
    (IgnoresTheVersionOfPayments, PAYING, [asked(STEP.SEND), asked(STEP.FAIL)], "acknowledged is stored"),
    (
        ForgetsWhatWasBooked,
        (),
        [booking(RecordEarnings, entity=IRELAND, amount=sek("5.00"))] * 2,
        "is told so|has one effect|acknowledged is stored",
    ),
]


class TestAFaultyStore:
    @pytest.mark.parametrize(
        ("fault", "steps", "commands", "law"), FAULTY, ids=[each[0].__name__ for each in FAULTY]
    )
    def test_is_found_out(
        self, fault: type[SoundStore], steps: tuple[PaymentTrigger, ...], commands: list[Any], law: str
    ) -> None:
        with pytest.raises(AssertionError, match=law):
            tried(made(*steps, fault=fault), *commands)

    def test_that_pays_in_two_steps_is_found_between_them(self) -> None:
        def make(step: Callable[[], object]) -> Any:
            new = PaysInTwoSteps(APPROVED.funds.key)
            SoundStore.append(new, *begun(*PAYING))
            new.step = step
            return new

        with pytest.raises(AssertionError, match="what is sent is what stands as paid"):
            tried(make, asked(STEP.SEND), crashes=0)
