"""Every pair of payment status and step that is not an edge, with the reason.

A reason belongs to the status, the step or the pair; the closest one is given. Most pairs rest on no
page: the meanings of the published statuses leave nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims.payouts.payment_rows import PAYMENT_ROWS
from coopclaims.payouts.statuses import PaymentStatus, PaymentStep
from coopclaims.provenance import Basis, Source, cite, inferred

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PAYMENT_REFUSALS", "PaymentRefusal"]


@final
@attrs.frozen(kw_only=True)
class PaymentRefusal:
    """From status `at`, step `on` is not possible, for `reason`."""

    at: PaymentStatus | None
    on: PaymentStep
    reason: str
    source: Source
    basis: Basis


_S = PaymentStatus
_STEP = PaymentStep
_READING = inferred("no source states it; it follows from the meaning of the published statuses")

_UNMENDED = "what was rejected has to be mended, and the payment ordered again"
_ALREADY_SENT = "the payment was sent; it is never sent twice"
_BEING_PAID = "the payment is being made and cannot be stopped here"
_OVER_BY_STATUS: Final[Mapping[PaymentStatus, str]] = {
    _S.INCORRECT_PAYMENT: "the payment is being recouped, and what is right is paid by another",
    _S.FORFEITED: "the money is forfeited, which is final",
    _S.ESCHEATED: "the money was turned over as unclaimed property, which is final",
}
_BY_STEP: Final[Mapping[PaymentStep, str]] = {
    _STEP.MAKE: "the payment exists already",
    _STEP.ORDER: "the payment is ordered already, or an order is not what it waits for",
    _STEP.REQUEST_TAX_INVOICE: "a tax invoice is asked for before the payment is made, and once",
    _STEP.RECEIVE_TAX_INVOICE: "no tax invoice is awaited",
    _STEP.APPROVE_TAX_INVOICE: "no tax invoice is under review",
    _STEP.REJECT_TAX_INVOICE: "no tax invoice is under review",
    _STEP.REJECT_IN_REVIEW: "only a payment order under review can be rejected there",
    _STEP.START_PAYING: "only a payment order that was reviewed is paid",
    _STEP.SEND: "the payment is not being made, so there is nothing to send",
    _STEP.RETURN: "only what was sent can come back",
    _STEP.REFUSE: "only what a bank was given can be refused by it",
    _STEP.FAIL: "only a payment that is being made can fail",
    _STEP.RETRY: "only a payment that failed is retried",
    _STEP.RECOUP: "only what was sent can be recouped",
    _STEP.HOLD: _BEING_PAID,
    _STEP.RELEASE: "the payment is past holding, so there is no hold to release",
    _STEP.FORFEIT: "only money that waits for the partner is forfeited",
    _STEP.ESCHEAT: "only money that waits for the partner is turned over",
}
_BY_PAIR: Final[Mapping[tuple[PaymentStatus, PaymentStep], str]] = {
    **{(_S.SENT, on): _ALREADY_SENT for on in (_STEP.ORDER, _STEP.START_PAYING, _STEP.SEND, _STEP.RETRY)},
    **{
        (at, on): _UNMENDED
        for at in (_S.REJECTED, _S.REJECTED_DURING_REVIEW)
        for on in (_STEP.START_PAYING, _STEP.SEND, _STEP.RETRY)
    },
    **{
        (at, on): "the payment waits for the partner's tax invoice"
        for at in (_S.PENDING_TAX_INVOICE, _S.TAX_INVOICE_UNDER_REVIEW, _S.TAX_INVOICE_REJECTED)
        for on in (_STEP.ORDER, _STEP.START_PAYING, _STEP.SEND)
    },
    (_S.PENDING_TAX_INVOICE, _STEP.REQUEST_TAX_INVOICE): "the tax invoice was asked for already",
    (_S.TAX_INVOICE_UNDER_REVIEW, _STEP.RECEIVE_TAX_INVOICE): "a tax invoice is under review already",
    (_S.UPCOMING, _STEP.SEND): "the payment order is still under review",
    (_S.FAILED, _STEP.ORDER): "the order stands; a payment that failed is retried",
    (_S.REVERSED, _STEP.SEND): "the payment came back, and goes again with an order of the next cycle",
    (_S.TAX_INVOICE_UNDER_REVIEW, _STEP.FORFEIT): "the partner's part is done while the invoice is checked",
    (_S.TAX_INVOICE_UNDER_REVIEW, _STEP.ESCHEAT): "the partner's part is done while the invoice is checked",
}
_SOURCES: Final[Mapping[PaymentStep, Source]] = {
    _STEP.HOLD: cite("READING", "P-25"),
    _STEP.RELEASE: cite("READING", "P-25"),
    _STEP.FORFEIT: cite("READING", "D-22", "D-24"),
    _STEP.ESCHEAT: cite("READING", "D-23"),
    _STEP.RECOUP: cite("READING", "Q-05"),
}


def _reason(at: PaymentStatus | None, on: PaymentStep) -> str:
    if at is None:
        return "there is no payment yet"
    return _OVER_BY_STATUS.get(at) or _BY_PAIR.get((at, on)) or _BY_STEP[on]


_EDGES: Final = frozenset((row.at, row.on) for row in PAYMENT_ROWS)

PAYMENT_REFUSALS: Final[tuple[PaymentRefusal, ...]] = tuple(
    PaymentRefusal(
        at=at,
        on=on,
        reason=_reason(at, on),
        source=_SOURCES.get(on, cite("READING", "P-31")),
        basis=_READING,
    )
    for at in (None, *PaymentStatus)
    for on in PaymentStep
    if (at, on) not in _EDGES
)
"""Every pair of payment status and step that is not an edge, with the reason."""
