"""Applying what happened to a payment: `record_payment` one entry, `replay_payment` a History.

An entry says what has happened, and no rule is applied to it. What is checked is what no edition can change:
that it is of this payment, the next in sequence, from its status and by an edge of the table; that its actor
has a role of their side, and the side could ever take the step; that instants do not go back, and that claim,
entity, fund and what is settled stay; that no more is recouped than was settled; and in a run of entries,
that each command is there once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, cast

import attrs

from coopclaims._checks import door
from coopclaims.histories import (
    Around,
    Correction,
    correction_faults,
    envelope_faults,
    fault,
    no_entry,
    refuse,
    repeated_commands,
)
from coopclaims.payments.payment import Payment, PaymentEntry, PaymentMilestones, PaymentTerms
from coopclaims.payments.table import PAYMENT_TABLE
from coopclaims.payouts.statuses import PaymentTrigger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

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
    if payment is not None and entry.correction is not None:
        refuse(correction_faults(entry, entry.correction, known_around(entry.correction.entry, payment)))
    return applied(payment, entry)


def applied(payment: Payment | None, entry: PaymentEntry) -> Payment:
    """Return the payment after an entry, whether or not it could follow; the first one has terms."""
    if payment is not None and entry.correction is not None:
        return _corrected(payment, entry.correction)
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
        changed_in=entry.number,
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
    corrects = entry.trigger is PaymentTrigger.CORRECT_INSTANT
    if (entry.corrects is not None, entry.instant is not None) != (corrects, corrects):
        yield fault(entry, "corrects", entry.corrects, "whole_correction", step=entry.trigger)
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


# What follows of a payment, by the instants of its entries, and by those that are corrected.

_INSTANTS: Final = ("status", "ordered", "sent", "first_failed", "held", "invoice")
"""What of the milestones is an instant, with the number of its entry."""


def known_around(number: int, payment: Payment) -> Around:
    """Return the instants closest before and after an entry that the payment knows; `None` where none is."""
    known = _known(payment)
    before = max((each for each in known if each < number), default=None)
    after = min((each for each in known if each > number), default=None)
    return None if before is None else known[before], None if after is None else known[after]


def _known(payment: Payment) -> dict[int, datetime]:
    milestones = payment.milestones
    known = {1: milestones.made_at, payment.changed_in: payment.changed_at}
    for name in _INSTANTS:
        number, at = getattr(milestones, f"{name}_in"), getattr(milestones, f"{name}_at")
        if number is not None and at is not None:
            known[number] = at
    return known


def _corrected(payment: Payment, correction: Correction) -> Payment:
    """Return the payment after an entry that says when another really happened."""
    (number, instant), known = correction, payment.milestones
    changes: dict[str, Any] = {
        f"{name}_at": instant for name in _INSTANTS if getattr(known, f"{name}_in") == number
    }
    if number == 1:
        changes["made_at"] = instant
    changes["holds"] = tuple(
        (instant if first == number else since, instant if last == number else until)
        for (since, until), (first, last) in zip(known.holds, known.holds_in, strict=True)
    )
    return attrs.evolve(
        payment,
        version=payment.version + 1,
        changed_at=instant if number == payment.changed_in else payment.changed_at,
        milestones=attrs.evolve(known, **changes),
    )


def _milestones(known: PaymentMilestones, entry: PaymentEntry) -> PaymentMilestones:
    at, step, number = entry.at, entry.trigger, entry.number
    ordered, sent, failed = known.ordered_at, known.sent_at, known.first_failed_at
    ordered_in, sent_in, failed_in = known.ordered_in, known.sent_in, known.first_failed_in
    # An approved tax invoice lets an order stand and makes none: the minimum is still asked for without one.
    if step is PaymentTrigger.ORDER or (step is PaymentTrigger.START_PAYING and ordered is None):
        ordered, ordered_in = at, number
    if step is PaymentTrigger.SEND:
        sent, failed, sent_in, failed_in = at, None, number, None
    elif step in _FAILURES:
        sent, sent_in = None, None
        failed, failed_in = (at, number) if failed is None else (failed, failed_in)
    held, holds, held_in, holds_in = known.held_at, known.holds, known.held_in, known.holds_in
    if step is PaymentTrigger.HOLD:
        if held is None:
            holds, holds_in = (*holds, (at, None)), (*holds_in, (number, None))
        held, held_in = at, number
    elif step is PaymentTrigger.RELEASE:
        if held is not None:
            holds = (*holds[:-1], (holds[-1][0], at))
            holds_in = (*holds_in[:-1], (holds_in[-1][0], number))
        held, held_in = None, None
    stays, is_invoice = entry.after is entry.before, step in _INVOICE_STEPS
    return PaymentMilestones(
        made_at=known.made_at,
        status_at=known.status_at if stays else at,
        status_in=known.status_in if stays else number,
        ordered_at=ordered,
        sent_at=sent,
        first_failed_at=failed,
        held_at=held,
        holds=holds,
        ordered_in=ordered_in,
        sent_in=sent_in,
        first_failed_in=failed_in,
        held_in=held_in,
        holds_in=holds_in,
        invoice_at=at if is_invoice else known.invoice_at,
        invoice_in=number if is_invoice else known.invoice_in,
    )
