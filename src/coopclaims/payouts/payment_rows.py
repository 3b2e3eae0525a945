"""The edges of a payment's lifecycle: from which status which step leads where, and by whose doing.

The pages list statuses with their meaning and no steps between them. Each row therefore rests on the
meaning of the two statuses that it joins, and says so where more than that was read into it.
"""

from __future__ import annotations

from typing import Final, final

import attrs

from coopclaims.parties import Side
from coopclaims.payouts.statuses import PaymentStatus, PaymentStep
from coopclaims.provenance import PUBLISHED, Basis, Source, cite, inferred

__all__ = ["PAYMENT_ROWS", "PaymentRow"]


@final
@attrs.frozen(kw_only=True)
class PaymentRow:
    """From status `at`, step `on` leads to status `to`, and belongs to one of these sides.

    `at` is `None` where there is no payment yet. `judged` says that the step moves money, so that it
    is refused while a gate is open.
    """

    at: PaymentStatus | None
    on: PaymentStep
    to: PaymentStatus
    sides: tuple[Side, ...]
    judged: bool
    source: Source
    basis: Basis


_S = PaymentStatus
_STEP = PaymentStep
_VENDOR = (Side.VENDOR, Side.SYSTEM)
_JUDGED = frozenset({_STEP.ORDER, _STEP.START_PAYING, _STEP.SEND, _STEP.RETRY})
_LIST = cite("PS21", "P-31", "P-37")


def _row(
    at: PaymentStatus | None,
    on: PaymentStep,
    to: PaymentStatus,
    basis: Basis = PUBLISHED,
    source: Source = _LIST,
    sides: tuple[Side, ...] = _VENDOR,
) -> PaymentRow:
    return PaymentRow(at=at, on=on, to=to, sides=sides, judged=on in _JUDGED, source=source, basis=basis)


_AGAIN = inferred("what kept it from being paid was mended, and it is ordered again")
_INVOICE_ORDER = inferred("the invoice may be found missing before the order and during its review")
_NEW_INVOICE = inferred("an incomplete or invalid invoice is asked for again")
_FOLLOWS = inferred("payment follows the approval of the invoice, so its order stands")
_LAPSES = inferred("the page says when money is forfeited, and no status before it")
_TURNED_OVER = inferred("the page says when money is turned over, and no status before it")
_OWN_HOLD = inferred("a hold is no status: the payment stays where it is and is not ordered or sent")

_WAITS: Final = (
    _S.UNPROCESSED,
    _S.UPCOMING,
    _S.PENDING_TAX_INVOICE,
    _S.TAX_INVOICE_UNDER_REVIEW,
    _S.TAX_INVOICE_REJECTED,
    _S.REJECTED_DURING_REVIEW,
    _S.REVERSED,
    _S.REJECTED,
    _S.FAILED,
)
_LAPSING: Final = (
    _S.UNPROCESSED,
    _S.PENDING_TAX_INVOICE,
    _S.TAX_INVOICE_REJECTED,
    _S.REVERSED,
    _S.REJECTED,
    _S.FAILED,
)

PAYMENT_ROWS: Final[tuple[PaymentRow, ...]] = (
    _row(None, _STEP.MAKE, _S.UNPROCESSED, inferred("an approval makes what it pays eligible")),
    _row(_S.UNPROCESSED, _STEP.ORDER, _S.UPCOMING),
    # Where the partner owes a tax invoice.
    *(
        _row(at, _STEP.REQUEST_TAX_INVOICE, _S.PENDING_TAX_INVOICE, basis, cite("TP23", "P-23", "P-31"))
        for at, basis in (
            (_S.UNPROCESSED, _INVOICE_ORDER),
            (_S.UPCOMING, _INVOICE_ORDER),
            (_S.TAX_INVOICE_UNDER_REVIEW, _NEW_INVOICE),
            (_S.TAX_INVOICE_REJECTED, _NEW_INVOICE),
        )
    ),
    *(
        _row(
            at,
            _STEP.RECEIVE_TAX_INVOICE,
            _S.TAX_INVOICE_UNDER_REVIEW,
            source=cite("TP23", "P-23", "P-31"),
            sides=(Side.PARTNER, *_VENDOR),
        )
        for at in (_S.PENDING_TAX_INVOICE, _S.TAX_INVOICE_REJECTED)
    ),
    _row(_S.TAX_INVOICE_UNDER_REVIEW, _STEP.APPROVE_TAX_INVOICE, _S.UPCOMING, _FOLLOWS),
    _row(_S.TAX_INVOICE_UNDER_REVIEW, _STEP.REJECT_TAX_INVOICE, _S.TAX_INVOICE_REJECTED),
    # The order is reviewed, and paid.
    _row(_S.UPCOMING, _STEP.REJECT_IN_REVIEW, _S.REJECTED_DURING_REVIEW),
    _row(_S.REJECTED_DURING_REVIEW, _STEP.ORDER, _S.UPCOMING, _AGAIN),
    _row(_S.UPCOMING, _STEP.START_PAYING, _S.IN_PROGRESS),
    _row(_S.IN_PROGRESS, _STEP.SEND, _S.SENT),
    # What comes back.
    _row(_S.SENT, _STEP.RETURN, _S.REVERSED),
    _row(_S.REVERSED, _STEP.ORDER, _S.UPCOMING),
    _row(_S.IN_PROGRESS, _STEP.REFUSE, _S.REJECTED, inferred("the bank may refuse while it is being paid")),
    _row(_S.SENT, _STEP.REFUSE, _S.REJECTED),
    _row(_S.REJECTED, _STEP.ORDER, _S.UPCOMING, _AGAIN),
    _row(_S.IN_PROGRESS, _STEP.FAIL, _S.FAILED),
    _row(_S.REPROCESSING, _STEP.FAIL, _S.FAILED, inferred("a retry may fail as the first attempt did")),
    _row(_S.FAILED, _STEP.RETRY, _S.REPROCESSING),
    _row(
        _S.REPROCESSING,
        _STEP.START_PAYING,
        _S.IN_PROGRESS,
        inferred("a retry that gets through is being paid again"),
    ),
    _row(_S.SENT, _STEP.RECOUP, _S.INCORRECT_PAYMENT, source=cite("PS21", "P-31", "Q-05")),
    # The partner's own hold.
    *(
        _row(at, on, at, _OWN_HOLD, cite("PS21", "P-25"), (Side.PARTNER,))
        for on in (_STEP.HOLD, _STEP.RELEASE)
        for at in _WAITS
    ),
    # What nobody mended in time.
    *(
        _row(at, _STEP.FORFEIT, _S.FORFEITED, _LAPSES, cite("EA23", "D-22", "D-24", "P-24"))
        for at in _LAPSING
    ),
    *(_row(at, _STEP.ESCHEAT, _S.ESCHEATED, _TURNED_OVER, cite("EA23", "D-23", "P-24")) for at in _LAPSING),
)
"""Every edge of a payment's lifecycle."""
