"""Two payments of one claim, in two funds' currencies: what is sent and what stands as paid never differ.

Whatever is asked in whatever order, delivered twice or lost: the ledger pays exactly what the payments that
are sent settle, less what was recouped of them, never more than is approved, and conserves its money.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given, settings, strategies as st
from tests.support.payments import EARLIER, NOW, VENDOR, approved_claim, circumstances, resolution
from tests.support.world import ELSEWHERE, RULES, pool_key

from coopclaims import Currency, FundPool, InvalidValue, Money, Refused
from coopclaims.errors import CommandReused
from coopclaims.findings import ProblemCode
from coopclaims.funds import FundEntry, FundEntryKind, FundLedger, assert_conserved
from coopclaims.identifiers import CommandId, EntityId, PaymentId
from coopclaims.payments import (
    PaymentCommand,
    PaymentTerms,
    decide_payment,
    payment_problems,
    repeated_payment,
)
from coopclaims.payouts import PayingEntity, PaymentStatus, PaymentTrigger

if TYPE_CHECKING:
    from coopclaims.payments import Payment, PaymentEntry
    from coopclaims.payouts import Payout

STEP, K = PaymentTrigger, FundEntryKind
ENTITIES = (EntityId("ireland"), EntityId("sweden"))
PAYING = (STEP.MAKE, STEP.ORDER, STEP.START_PAYING, STEP.SEND)
CLAIM = approved_claim()
RESOLUTION = resolution(
    CLAIM,
    shares=((ENTITIES[0], Money("1.00", "SEK")), (ENTITIES[1], Money("2.00", "SEK"))),
    entities=[PayingEntity(each, "SEK") for each in ENTITIES],
)


class Books:
    """One claim whose two entities pay; the fund in the claim's currency, or in another."""

    def __init__(self, committed: Money) -> None:
        key = attrs.evolve(pool_key(), currency=committed.currency)
        made: dict[str, Any] = {"pool": key, "at": EARLIER, "on": date(2022, 7, 1)}
        earned = FundEntry(**made, kind=K.EARNED, amount=committed, entity=ENTITIES[0])
        approved = FundEntry(**made, kind=K.COMMITTED, amount=committed, claim=CLAIM.id)
        self.ledger = FundLedger(key, (earned, approved))
        self.payments: dict[PaymentId, Payment] = {}
        self.entries: dict[PaymentId, tuple[PaymentEntry, ...]] = {}
        self.recouped: dict[PaymentId, Money] = {}
        self.count = 0

    def command(self, payout: Payout, step: PaymentTrigger, name: str = "", **content: Any) -> PaymentCommand:
        self.count += 1
        terms = PaymentTerms(
            claim=CLAIM.id,
            entity=payout.entity,
            profile=payout.profile,
            money=payout.money,
            settles=payout.share,
            fund=self.ledger.key,
        )
        return PaymentCommand(
            payment=PaymentId(name or f"PAY-{payout.entity}"),
            id=CommandId(f"c-{self.count}"),
            by=VENDOR,
            at=NOW + timedelta(hours=self.count),
            trigger=step,
            terms=terms if step is STEP.MAKE else None,
            note="why",
            **content,
        )

    def give(self, command: PaymentCommand, *, lost: bool = False) -> bool:
        """Give a command, twice; return whether it was accepted. What is `lost` is decided and not stored."""
        payment = self.payments.get(command.payment)
        context = circumstances(resolution=RESOLUTION, payments=tuple(self.payments.values()))
        asked: dict[str, Any] = {"context": context, "funds": self.ledger.pool, "rules": RULES}
        if payment_problems(command, payment, **asked):
            with pytest.raises(Refused):
                decide_payment(command, payment, **asked)
            return False
        decision = decide_payment(command, payment, **asked)
        if lost:
            return True
        self.payments[command.payment] = decision.payment
        self.entries[command.payment] = (*self.entries.get(command.payment, ()), *decision.entries)
        self.ledger = self.ledger.extended(decision.ledger)
        for entry in decision.ledger:
            if entry.kind is K.RECOUPED:
                self.recouped[command.payment] = entry.amount
        self.check()
        # Delivered again it is known, and never decided a second time.
        assert repeated_payment(command, self.entries[command.payment]) == decision.entries
        with pytest.raises(CommandReused):
            repeated_payment(attrs.evolve(command, note="else"), self.entries[command.payment])
        return True

    def check(self) -> None:
        """Hold the ledger to what the payments say."""
        assert_conserved(self.ledger)
        fund, whole = self.ledger.pool, CLAIM.approved
        assert whole is not None
        committed = fund.approved_for(CLAIM.id)
        out = 0
        for payment in self.payments.values():
            part = payment.terms.settles.minor_units
            if committed.currency is not whole.currency:
                part = committed.minor_units * part // whole.minor_units
            if payment.status is PaymentStatus.SENT:
                out += part
            elif payment.status is PaymentStatus.INCORRECT_PAYMENT:
                out += part - self.recouped[payment.id].minor_units
        assert fund.paid_for(CLAIM.id).minor_units == out
        assert fund.paid_for(CLAIM.id) <= committed


COMMITTED = (Money("90000.00", "SEK"), Money("8765.43", "EUR"), Money(1234567, "JPY"))


@pytest.mark.slow  # all orders of ten steps
@pytest.mark.parametrize("committed", COMMITTED, ids=lambda money: str(money.currency))
def test_the_steps_of_two_payments_in_every_order(committed: Money) -> None:
    """Each payment is begun; then it is sent, returned and recouped, in every interleaving of the two."""
    tails = (STEP.SEND, STEP.RETURN, STEP.RECOUP)
    for order in permutations([(entity, step) for entity in (0, 1) for step in tails]):
        books = Books(committed)
        for payout in RESOLUTION.payouts:
            for step in PAYING[:3]:
                assert books.give(books.command(payout, step))
        for entity, step in order:
            books.give(books.command(RESOLUTION.payouts[entity], step))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(COMMITTED),
    st.lists(
        st.tuples(
            st.sampled_from((0, 1)),
            st.sampled_from((*PAYING, STEP.RETURN, STEP.REFUSE, STEP.RECOUP, STEP.FAIL, STEP.RETRY)),
            st.sampled_from(("", "", "again")),
            st.booleans(),
        ),
        max_size=40,
    ),
)
def test_whatever_is_asked_the_ledger_pays_what_is_sent(
    committed: Money, asked: list[tuple[int, PaymentTrigger, str, bool]]
) -> None:
    books = Books(committed)
    for entity, step, second, lost in asked:
        payout = RESOLUTION.payouts[entity]
        name = f"PAY-{payout.entity}-{second}" if second else ""
        books.give(books.command(payout, step, name), lost=lost)


def _sent(committed: Money = COMMITTED[0]) -> tuple[Books, Payout]:
    books, payout = Books(committed), RESOLUTION.payouts[0]
    for step in PAYING:
        assert books.give(books.command(payout, step))
    return books, payout


def _codes(books: Books, command: PaymentCommand) -> list[ProblemCode]:
    context = circumstances(resolution=RESOLUTION, payments=tuple(books.payments.values()))
    payment = books.payments.get(command.payment)
    found = payment_problems(command, payment, context=context, funds=books.ledger.pool, rules=RULES)
    return [each.code for each in found]


def test_what_the_fund_records_names_the_payment_and_says_who_and_why() -> None:
    books, payout = _sent()
    (paid,) = (each for each in books.ledger.entries if each.kind is K.PAID)
    assert (paid.amount, paid.payment, paid.entity) == (payout.share, "PAY-ireland", "ireland")
    assert (paid.by, paid.command, paid.reason) == (VENDOR.id, "c-4", "why")


def test_a_part_is_recouped_and_no_more_than_was_paid() -> None:
    books, payout = _sent()
    over = payout.share + Money("0.01", "SEK")
    assert _codes(books, books.command(payout, STEP.RECOUP, amount=over)) == [ProblemCode.PAYMENT_ABOVE_PAID]
    for wrong, code in (
        (Money("1.00", "EUR"), ProblemCode.SECOND_CURRENCY),
        (Money("0.00", "SEK"), ProblemCode.AMOUNT_NOT_POSITIVE),
        (Money("-1.00", "SEK"), ProblemCode.AMOUNT_NOT_POSITIVE),
    ):
        assert _codes(books, books.command(payout, STEP.RECOUP, amount=wrong)) == [code]
    assert books.give(books.command(payout, STEP.RECOUP, amount=Money("10000.00", "SEK")))
    assert books.ledger.pool.paid_for(CLAIM.id) == payout.share - Money("10000.00", "SEK")


def test_only_a_recovery_names_its_amount() -> None:
    books, payout = _sent()
    with pytest.raises(InvalidValue, match="amount"):
        books.command(payout, STEP.RETURN, amount=Money("1.00", "SEK"))


def test_what_is_not_paid_in_the_fund_is_not_taken_back() -> None:
    books, payout = _sent()
    books.ledger = FundLedger(books.ledger.key, books.ledger.entries[:2])
    for step in (STEP.RETURN, STEP.RECOUP):
        assert _codes(books, books.command(payout, step)) == [ProblemCode.PAYMENT_ABOVE_PAID]


def test_no_more_is_ordered_than_is_approved_and_not_paid() -> None:
    """Somebody booked a part of it by hand."""
    books, payout = Books(COMMITTED[0]), RESOLUTION.payouts[0]
    assert books.give(books.command(payout, STEP.MAKE))
    by_hand = FundEntry(
        pool=books.ledger.key,
        kind=K.PAID,
        amount=Money("60000.01", "SEK"),
        at=NOW,
        on=NOW.date(),
        claim=CLAIM.id,
    )
    books.ledger = books.ledger.extended((by_hand,))
    assert _codes(books, books.command(payout, STEP.ORDER)) == [ProblemCode.PAYMENT_ABOVE_APPROVED]


def test_what_a_payment_settles_is_fixed_when_it_is_made() -> None:
    books, payout = Books(COMMITTED[0]), RESOLUTION.payouts[0]
    assert books.give(books.command(payout, STEP.MAKE))
    terms = books.payments[PaymentId("PAY-ireland")].terms
    for wrong in (
        attrs.evolve(terms, settles=Money("1.00", "SEK")),
        attrs.evolve(terms, money=Money("1.00", "SEK")),
    ):
        order = attrs.evolve(books.command(payout, STEP.ORDER), terms=wrong)
        assert _codes(books, order) == [ProblemCode.PAYMENT_TERMS_DIFFER]
    assert books.give(attrs.evolve(books.command(payout, STEP.ORDER), terms=terms))


@pytest.mark.parametrize("step", [STEP.MAKE, STEP.ORDER])
def test_a_payment_is_of_the_fund_that_its_claim_draws_on(step: PaymentTrigger) -> None:
    books, payout = Books(COMMITTED[0]), RESOLUTION.payouts[0]
    if step is STEP.ORDER:
        assert books.give(books.command(payout, STEP.MAKE))
    command = books.command(payout, step)
    books.ledger = FundLedger(attrs.evolve(books.ledger.key, currency=Currency("NOK")))
    assert _codes(books, command) == [ProblemCode.FUNDS_MISMATCH]
    elsewhere = attrs.evolve(books.ledger.key, location=ELSEWHERE)
    books.ledger = FundLedger(elsewhere)
    if step is STEP.MAKE:
        assert command.terms is not None
        command = attrs.evolve(command, terms=attrs.evolve(command.terms, fund=elsewhere))
    assert _codes(books, command) == [ProblemCode.FUNDS_MISMATCH]


def test_no_more_comes_back_of_a_payment_than_was_paid_with_it() -> None:
    """A pool knows its claims; only the ledger tells payments apart."""
    books, _ = _sent()
    (paid,) = (each for each in books.ledger.entries if each.kind is K.PAID)
    wrong = attrs.evolve(paid, kind=K.PAYMENT_RETURNED, payment=PaymentId("PAY-9"), command=CommandId("c-9"))
    entries = (*books.ledger.entries, wrong)
    with pytest.raises(InvalidValue, match="paid with PAY-9 after entry 4"):
        assert_conserved(FundPool.empty(books.ledger.key).record(entries), entries)
