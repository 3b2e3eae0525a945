"""Applying what happened to a payment: `record_payment` one entry, `replay_payment` a History.

An entry says what has happened. That it is of this payment, the next in sequence, from its status and by
an edge of the table is checked; no rule is applied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coopclaims.histories import broken, check_next, no_entry
from coopclaims.payments.payment import Payment, PaymentMilestones, PaymentTerms
from coopclaims.payments.table import PAYMENT_TABLE
from coopclaims.payouts.statuses import PaymentTrigger

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coopclaims.payments.payment import PaymentEntry

_FAILURES: Final = frozenset({PaymentTrigger.FAIL, PaymentTrigger.REFUSE, PaymentTrigger.RETURN})
_INVOICE_STEPS: Final = frozenset(
    {
        PaymentTrigger.REQUEST_TAX_INVOICE,
        PaymentTrigger.RECEIVE_TAX_INVOICE,
        PaymentTrigger.APPROVE_TAX_INVOICE,
        PaymentTrigger.REJECT_TAX_INVOICE,
    }
)


def record_payment(payment: Payment | None, entry: PaymentEntry) -> Payment:
    """Return the payment after `entry`; `payment` is the one before it, `None` for the first entry.

    Raises `BrokenHistory` where the entry is of another payment, out of sequence, does not start at
    the payment's status, takes an edge that the table does not have, or has terms where none belong.
    """
    check_next(entry, payment, PAYMENT_TABLE)
    terms = _terms(payment, entry)
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
        terms=terms,
        milestones=milestones,
    )


def replay_payment(entries: Iterable[PaymentEntry], *, start: Payment | None = None) -> Payment:
    """Return the payment that `entries` lead to, in order, after `start`; `None` begins from nothing.

    A whole `PaymentHistory` is such a sequence. Raises `BrokenHistory` where one does not fit, and
    where there is neither an entry nor a payment to start from.
    """
    payment = start
    for entry in entries:
        payment = record_payment(payment, entry)
    if payment is None:
        raise no_entry("payment")
    return payment


def _terms(payment: Payment | None, entry: PaymentEntry) -> PaymentTerms:
    """Return what is paid from now on: an order may restate it, and settles the same."""
    if payment is None:
        if entry.terms is None:
            raise broken(entry, payment, PAYMENT_TABLE)
        return entry.terms
    if entry.terms is None:
        return payment.terms
    if entry.trigger is not PaymentTrigger.ORDER or not entry.terms.is_of(payment.terms):
        raise broken(entry, payment, PAYMENT_TABLE)
    return entry.terms


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
    held = known.held_at
    if step in {PaymentTrigger.HOLD, PaymentTrigger.RELEASE}:
        held = at if step is PaymentTrigger.HOLD else None
    return PaymentMilestones(
        made_at=known.made_at,
        status_at=known.status_at if entry.after is entry.before else at,
        ordered_at=ordered,
        sent_at=sent,
        first_failed_at=failed,
        held_at=held,
        invoice_at=at if step in _INVOICE_STEPS else known.invoice_at,
    )
