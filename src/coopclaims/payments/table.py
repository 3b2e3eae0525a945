"""The table of a payment's statuses: its rows and its refusals.

What is sent is never sent again: no step leads from Sent to a status that pays, except through the bank's
return or refusal, when the money is with the vendor again.

The pages list statuses with their meaning and no steps between them. So each row rests on the meaning of
the two statuses that it joins, and says so where more than that was read into it. The reason of a refusal
belongs to the status, the step or the pair; the closest one is given. Most refusals rest on no page: the
meanings of the published statuses leave nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from coopclaims.parties import Action
from coopclaims.payouts.statuses import PaymentStatus, PaymentTrigger
from coopclaims.provenance import PUBLISHED, cite, inferred, message
from coopclaims.transitions import Refusal, Row, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coopclaims.provenance import Basis, Message, Source


# The edges: from which status which step leads where, and which action it needs.


PaymentRow: TypeAlias = Row[PaymentStatus, PaymentTrigger, Action]
"""An edge of a payment's lifecycle; it needs somebody who may do this action."""

PaymentRefusal: TypeAlias = Refusal[PaymentStatus, PaymentTrigger]
"""No edge of a payment's lifecycle, with the reason."""

_S = PaymentStatus
_STEP = PaymentTrigger
_NEEDS: Final[Mapping[PaymentTrigger, Action]] = {
    _STEP.MAKE: Action.MAKE_PAYMENT,
    _STEP.ORDER: Action.ORDER_PAYMENT,
    _STEP.REQUEST_TAX_INVOICE: Action.REQUEST_TAX_INVOICE,
    _STEP.RECEIVE_TAX_INVOICE: Action.RECEIVE_TAX_INVOICE,
    _STEP.APPROVE_TAX_INVOICE: Action.APPROVE_TAX_INVOICE,
    _STEP.REJECT_TAX_INVOICE: Action.REJECT_TAX_INVOICE,
    _STEP.REJECT_IN_REVIEW: Action.REJECT_PAYMENT_IN_REVIEW,
    _STEP.START_PAYING: Action.START_PAYING,
    _STEP.SEND: Action.SEND_PAYMENT,
    _STEP.RETURN: Action.RETURN_PAYMENT,
    _STEP.REFUSE: Action.REFUSE_PAYMENT,
    _STEP.FAIL: Action.FAIL_PAYMENT,
    _STEP.RETRY: Action.RETRY_PAYMENT,
    _STEP.RECOUP: Action.RECOUP_PAYMENT,
    _STEP.HOLD: Action.HOLD_PAYMENT,
    _STEP.RELEASE: Action.RELEASE_PAYMENT,
    _STEP.FORFEIT: Action.FORFEIT_PAYMENT,
    _STEP.ESCHEAT: Action.ESCHEAT_PAYMENT,
    _STEP.CORRECT_INSTANT: Action.CORRECT_INSTANT,
}
_LIST = cite("PS21", "P-31", "P-37")
_INVOICING = cite("TP23", "P-23", "P-31")


def _row(
    at: PaymentStatus | None,
    on: PaymentTrigger,
    to: PaymentStatus,
    basis: Basis = PUBLISHED,
    source: Source = _LIST,
) -> PaymentRow:
    return Row(source=at, trigger=on, target=to, requires=_NEEDS[on], citation=source, basis=basis)


# fmt: off
_AGAIN = inferred(message("reading.ordered_again",
    "what kept it from being paid was fixed, and it is ordered again"))
_INVOICE_ORDER = inferred(message("reading.invoice_found_missing",
    "the invoice may be found missing before the order and during its review"))
_NEW_INVOICE = inferred(message("reading.invoice_asked_again",
    "an incomplete or invalid invoice is asked for again"))
_FOLLOWS = inferred(message("reading.order_stands",
    "payment follows the approval of the invoice, so its order stands"))
_LAPSES = inferred(message("reading.forfeited_from_waiting",
    "the page says when money is forfeited, and no status before it"))
_TURNED_OVER = inferred(message("reading.turned_over_from_waiting",
    "the page says when money is turned over, and no status before it"))
_BY_A_CLOCK = inferred(message("reading.instants_of_payments_corrected",
    "no page knows wrong clocks; the portal puts right what they stamped, whatever the status"))
_OWN_HOLD = inferred(message("reading.hold_is_no_status",
    "a hold is no status: the payment stays where it is and is not ordered or sent"))

_WAITS: Final = (_S.UNPROCESSED, _S.UPCOMING, _S.PENDING_TAX_INVOICE, _S.TAX_INVOICE_UNDER_REVIEW,
    _S.TAX_INVOICE_REJECTED, _S.REJECTED_DURING_REVIEW, _S.REVERSED, _S.REJECTED, _S.FAILED)
_LAPSING: Final = (_S.UNPROCESSED, _S.PENDING_TAX_INVOICE, _S.TAX_INVOICE_REJECTED, _S.REVERSED, _S.REJECTED,
    _S.FAILED)

_ROWS: Final[tuple[PaymentRow, ...]] = (
    _row(None, _STEP.MAKE, _S.UNPROCESSED,
        inferred(message("reading.approval_makes_payments", "an approval makes what it pays eligible"))),
    _row(_S.UNPROCESSED, _STEP.ORDER, _S.UPCOMING),
    # Where the partner owes a tax invoice.
    _row(_S.UNPROCESSED, _STEP.REQUEST_TAX_INVOICE, _S.PENDING_TAX_INVOICE, _INVOICE_ORDER, _INVOICING),
    _row(_S.UPCOMING, _STEP.REQUEST_TAX_INVOICE, _S.PENDING_TAX_INVOICE, _INVOICE_ORDER, _INVOICING),
    *(_row(at, _STEP.REQUEST_TAX_INVOICE, _S.PENDING_TAX_INVOICE, _NEW_INVOICE, _INVOICING)
        for at in (_S.TAX_INVOICE_UNDER_REVIEW, _S.TAX_INVOICE_REJECTED)),
    *(_row(at, _STEP.RECEIVE_TAX_INVOICE, _S.TAX_INVOICE_UNDER_REVIEW, PUBLISHED, _INVOICING)
        for at in (_S.PENDING_TAX_INVOICE, _S.TAX_INVOICE_REJECTED)),
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
    _row(_S.IN_PROGRESS, _STEP.REFUSE, _S.REJECTED,
        inferred(message("reading.refused_while_paying", "the bank may refuse while it is being paid"))),
    _row(_S.SENT, _STEP.REFUSE, _S.REJECTED),
    _row(_S.REJECTED, _STEP.ORDER, _S.UPCOMING, _AGAIN),
    _row(_S.IN_PROGRESS, _STEP.FAIL, _S.FAILED),
    _row(_S.REPROCESSING, _STEP.FAIL, _S.FAILED,
        inferred(message("reading.retry_may_fail", "a retry may fail as the first attempt did"))),
    _row(_S.FAILED, _STEP.RETRY, _S.REPROCESSING),
    _row(_S.REPROCESSING, _STEP.START_PAYING, _S.IN_PROGRESS,
        inferred(message("reading.retry_is_paid", "a retry that gets through is being paid again"))),
    _row(_S.SENT, _STEP.RECOUP, _S.INCORRECT_PAYMENT, source=cite("PS21", "P-31", "Q-05")),
    # The partner's own hold.
    *(_row(at, on, at, _OWN_HOLD, cite("PS21", "P-25"))
        for on in (_STEP.HOLD, _STEP.RELEASE) for at in _WAITS),
    # What nobody fixed in time.
    *(_row(at, _STEP.FORFEIT, _S.FORFEITED, _LAPSES, cite("EA23", "D-22", "D-24", "P-24"))
        for at in _LAPSING),
    *(_row(at, _STEP.ESCHEAT, _S.ESCHEATED, _TURNED_OVER, cite("EA23", "D-23", "P-24")) for at in _LAPSING),
    # When something really happened can be put right in every status.
    *(_row(at, _STEP.CORRECT_INSTANT, at, _BY_A_CLOCK, cite("READING", "H-01")) for at in _S),
)

JUDGED: Final = frozenset({_STEP.ORDER, _STEP.START_PAYING, _STEP.SEND, _STEP.RETRY})
"""The steps that move money, and are refused while something blocks it."""


# The refusals: every pair of status and step that is not an edge, with the reason.


_READING = inferred(message("reading.follows_from_the_meaning",
    "no source states it; it follows from the meaning of the published statuses"))

_NO_TAX_INVOICE_UNDER_REVIEW = message("no_tax_invoice_under_review", "no tax invoice is under review")
_TAX_INVOICE_ASKED_FOR = message("tax_invoice_asked_for", "the tax invoice was asked for already")
_INVOICE_BEING_CHECKED = message("invoice_being_checked",
    "the partner's part is done while the invoice is checked")
_SENT_ALREADY = message("payment_sent_already", "the payment was sent; it is never sent twice")
_NOT_FIXED = message("payment_not_fixed",
    "what was rejected has to be fixed, and the payment ordered again")
_WAITS_FOR_INVOICE = message("waits_for_tax_invoice", "the payment waits for the partner's tax invoice")
_OVER_BY_STATUS: Final[Mapping[PaymentStatus, Message]] = {
    _S.INCORRECT_PAYMENT: message("payment_being_recouped",
        "the payment is being recouped, and what is right is paid by another"),
    _S.FORFEITED: message("money_forfeited", "the money is forfeited, which is final"),
    _S.ESCHEATED: message("money_turned_over",
        "the money was turned over as unclaimed property, which is final"),
}
_BY_STEP: Final[Mapping[PaymentTrigger, Message]] = {
    _STEP.MAKE: message("payment_exists_already", "the payment exists already"),
    _STEP.ORDER: message("no_order_awaited",
        "the payment is ordered already, or an order is not what it waits for"),
    _STEP.REQUEST_TAX_INVOICE: message("tax_invoice_asked_for_once",
        "a tax invoice is asked for before the payment is made, and once"),
    _STEP.RECEIVE_TAX_INVOICE: message("no_tax_invoice_awaited", "no tax invoice is awaited"),
    _STEP.APPROVE_TAX_INVOICE: _NO_TAX_INVOICE_UNDER_REVIEW,
    _STEP.REJECT_TAX_INVOICE: _NO_TAX_INVOICE_UNDER_REVIEW,
    _STEP.REJECT_IN_REVIEW: message("no_order_under_review",
        "only a payment order under review can be rejected there"),
    _STEP.START_PAYING: message("no_reviewed_order", "only a payment order that was reviewed is paid"),
    _STEP.SEND: message("nothing_to_send", "the payment is not being made, so there is nothing to send"),
    _STEP.RETURN: message("only_sent_comes_back", "only what was sent can come back"),
    _STEP.REFUSE: message("only_given_is_refused", "only what a bank was given can be refused by it"),
    _STEP.FAIL: message("only_being_made_fails", "only a payment that is being made can fail"),
    _STEP.RETRY: message("only_failed_is_retried", "only a payment that failed is retried"),
    _STEP.RECOUP: message("only_sent_is_recouped", "only what was sent can be recouped"),
    _STEP.HOLD: message("payment_being_made", "the payment is being made and cannot be stopped here"),
    _STEP.RELEASE: message("no_hold_to_release",
        "the payment is past holding, so there is no hold to release"),
    _STEP.FORFEIT: message("only_waiting_is_forfeited", "only money that waits for the partner is forfeited"),
    _STEP.ESCHEAT: message("only_waiting_is_turned_over",
        "only money that waits for the partner is turned over"),
}
_BY_PAIR: Final[Mapping[tuple[PaymentStatus, PaymentTrigger], Message]] = {
    **{(_S.SENT, on): _SENT_ALREADY for on in (_STEP.ORDER, _STEP.START_PAYING, _STEP.SEND, _STEP.RETRY)},
    **{(at, on): _NOT_FIXED for at in (_S.REJECTED, _S.REJECTED_DURING_REVIEW)
        for on in (_STEP.START_PAYING, _STEP.SEND, _STEP.RETRY)},
    **{(at, on): _WAITS_FOR_INVOICE for on in (_STEP.ORDER, _STEP.START_PAYING, _STEP.SEND)
        for at in (_S.PENDING_TAX_INVOICE, _S.TAX_INVOICE_UNDER_REVIEW, _S.TAX_INVOICE_REJECTED)},
    (_S.PENDING_TAX_INVOICE, _STEP.REQUEST_TAX_INVOICE): _TAX_INVOICE_ASKED_FOR,
    (_S.TAX_INVOICE_UNDER_REVIEW, _STEP.RECEIVE_TAX_INVOICE): message("tax_invoice_under_review_already",
        "a tax invoice is under review already"),
    (_S.UPCOMING, _STEP.SEND): message("order_under_review", "the payment order is still under review"),
    (_S.FAILED, _STEP.ORDER): message("order_stands", "the order stands; a payment that failed is retried"),
    (_S.REVERSED, _STEP.SEND): message("payment_came_back",
        "the payment came back, and goes again with an order of the next cycle"),
    (_S.TAX_INVOICE_UNDER_REVIEW, _STEP.FORFEIT): _INVOICE_BEING_CHECKED,
    (_S.TAX_INVOICE_UNDER_REVIEW, _STEP.ESCHEAT): _INVOICE_BEING_CHECKED,
}
_SOURCES: Final[Mapping[PaymentTrigger, Source]] = {
    _STEP.HOLD: cite("READING", "P-25"),
    _STEP.RELEASE: cite("READING", "P-25"),
    _STEP.FORFEIT: cite("READING", "D-22", "D-24"),
    _STEP.ESCHEAT: cite("READING", "D-23"),
    _STEP.RECOUP: cite("READING", "Q-05"),
}
# fmt: on


def _reason(at: PaymentStatus | None, on: PaymentTrigger) -> Message:
    if at is None:
        return message("no_payment_yet", "there is no payment yet")
    return _OVER_BY_STATUS.get(at) or _BY_PAIR.get((at, on)) or _BY_STEP[on]


_EDGES: Final = frozenset((row.source, row.trigger) for row in _ROWS)

PAYMENT_TABLE: Final[Table[PaymentStatus, PaymentTrigger, Action]] = Table(
    name="payment",
    statuses=PaymentStatus,
    triggers=PaymentTrigger,
    rows=_ROWS,
    refusals=tuple(
        Refusal(
            source=at,
            trigger=on,
            reason=_reason(at, on),
            citation=_SOURCES.get(on, cite("READING", "P-31")),
            basis=_READING,
        )
        for at in (None, *PaymentStatus)
        for on in PaymentTrigger
        if (at, on) not in _EDGES
    ),
)
"""The answer to every pair of payment status and step: a row requires its action. Read-only."""
