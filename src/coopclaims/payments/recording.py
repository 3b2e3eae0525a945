"""Applying what happened to a payment: `record_payment` one entry, `replay_payment` a History.

An entry says what has happened, and no rule is applied to it. What is checked is what no edition can change:
that it is of this payment, the next in sequence, from its status and by an edge of the table; that its actor
has a role of their side, and the side could ever take the step; that instants do not go back, and that claim,
entity, fund and what is settled stay; that no more is recouped than was settled; and in a run of entries,
that each command is there once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, cast

from coopclaims._checks import door
from coopclaims.histories import envelope_faults, fault, no_entry, refuse, repeated_commands
from coopclaims.payments.payment import Payment, PaymentEntry, PaymentMilestones, PaymentTerms
from coopclaims.payments.table import PAYMENT_TABLE
from coopclaims.payouts.statuses import PaymentTrigger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.errors import BrokenHistory
    from coopclaims.histories import Standing
    from coopclaims.money.amounts import Money

# fmt: off
_FAILURES: Final = frozenset({PaymentTrigger.FAIL, PaymentTrigger.REFUSE, PaymentTrigger.RETURN})
_INVOICE_STEPS: Final = frozenset({PaymentTrigger.REQUEST_TAX_INVOICE, PaymentTrigger.RECEIVE_TAX_INVOICE,
    PaymentTrigger.APPROVE_TAX_INVOICE, PaymentTrigger.REJECT_TAX_INVOICE})
# fmt: on
_KEPT: Final = ("claim", "entity", "settles", "fund")
"""What of the terms no order changes: only money and profile may differ."""


@door
def record_payment(payment: Payment | None, entry: PaymentEntry) -> Payment:
    """Return the payment after `entry`; `payment` is the one before it, `None` for the first entry.

    Raises `BrokenHistory` for an entry that could not follow under any rules.
    """
    refuse(payment_faults(entry, payment, None if payment is None else payment.terms))
    return applied(payment, entry)


def applied(payment: Payment | None, entry: PaymentEntry) -> Payment:
    """Return the payment after an entry, whether or not it could follow; the first one has terms."""
    milestones = (
        PaymentMilestones(made_at=entry.at, status_at=entry.at)
        if payment is None
        else _milestones(payment.milestones, entry)
    )
    return Payment(
        id=entry.payment,
        status=entry.after,
        version=entry.number,
        changed_at=entry.at,
        terms=entry.terms or cast("Payment", payment).terms,
        milestones=milestones,
    )


@door
def replay_payment(entries: Iterable[PaymentEntry], *, start: Payment | None = None) -> Payment:
    """Return the payment that `entries` lead to, in order, after `start`; `None` begins from nothing.

    A whole `PaymentHistory` is such a sequence. Raises `BrokenHistory` where one does not fit or repeats a
    command, and where there is neither an entry nor a payment to start from.
    """
    recorded, payment = tuple(entries), start
    for entry in recorded:
        payment = record_payment(payment, entry)
    refuse(repeated_commands(recorded))
    if payment is None:
        raise no_entry("payment")
    return payment


def payment_faults(
    entry: PaymentEntry, known: Standing | None, terms: PaymentTerms | None
) -> Iterator[BrokenHistory]:
    """Yield everything because of which an entry could not follow under any rules.

    `known` is the payment before the entry, `None` where it is not there yet, and `terms` are its terms, as
    far as they are known. The first entry has terms; an order may restate them, and then only money and
    profile may differ.
    """
    yield from envelope_faults(entry, known, PAYMENT_TABLE)
    if entry.amount is not None:
        yield from _amount_faults(entry, entry.amount, terms)
    if entry.terms is None:
        if known is None:
            yield fault(entry, "terms", None, "terms_when_made")
        return
    if known is not None and entry.trigger is not PaymentTrigger.ORDER:
        yield fault(entry, "terms", entry.terms, "terms_when_ordered")
    for name in _KEPT if terms is not None else ():
        kept, found = getattr(terms, name), getattr(entry.terms, name)
        if found != kept:
            yield fault(entry, f"terms.{name}", found, "terms_of_the_payment", kept=kept)


def _amount_faults(entry: PaymentEntry, amount: Money, terms: PaymentTerms | None) -> Iterator[BrokenHistory]:
    if entry.trigger is not PaymentTrigger.RECOUP:
        yield fault(entry, "amount", amount, "no_amount")
    elif terms is not None and not (
        amount.currency is terms.settles.currency and amount.is_positive and amount <= terms.settles
    ):
        yield fault(entry, "amount", amount, "recouped_at_most", settles=terms.settles)


def _milestones(known: PaymentMilestones, entry: PaymentEntry) -> PaymentMilestones:
    at, step = entry.at, entry.trigger
    ordered, sent, failed = known.ordered_at, known.sent_at, known.first_failed_at
    # An approved tax invoice lets an order stand and makes none: the minimum is still asked for without one.
    if step is PaymentTrigger.ORDER or (step is PaymentTrigger.START_PAYING and ordered is None):
        ordered = at
    if step is PaymentTrigger.SEND:
        sent, failed = at, None
    elif step in _FAILURES:
        sent, failed = None, failed or at
    held, holds = known.held_at, known.holds
    if step is PaymentTrigger.HOLD:
        holds = holds if held else (*holds, (at, None))
        held = at
    elif step is PaymentTrigger.RELEASE:
        holds = (*holds[:-1], (holds[-1][0], at)) if held else holds
        held = None
    return PaymentMilestones(
        made_at=known.made_at,
        status_at=known.status_at if entry.after is entry.before else at,
        ordered_at=ordered,
        sent_at=sent,
        first_failed_at=failed,
        held_at=held,
        holds=holds,
        invoice_at=at if step in _INVOICE_STEPS else known.invoice_at,
    )
