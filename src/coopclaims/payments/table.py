"""The table of a payment's statuses: its edges, its refusals, and its pictures.

It answers every pair of status and step, with a row or with a refusal and its reason. What is sent is
never sent again: no step leads from Sent to a status that pays, except through the bank's return or
refusal, when the money is with the vendor again.

The pages list statuses with their meaning and no steps between them. So each row rests on the meaning of
the two statuses that it joins, and says so where more than that was read into it. The reason of a refusal
belongs to the status, the step or the pair; the closest one is given. Most refusals rest on no page: the
meanings of the published statuses leave nothing else.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, final

from coopclaims._values import frozen
from coopclaims.parties import Side
from coopclaims.payouts.statuses import PaymentStatus, PaymentTrigger
from coopclaims.provenance import PUBLISHED, Basis, Source, cite, inferred

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


# The edges: from which status which step leads where, and which side does it.


@final
@frozen(kw_only=True)
class PaymentRow:
    """From status `source`, the step `trigger` leads to status `target`, and one of `sides` does it.

    `source` is `None` where there is no payment yet. `judged` says that the step moves money, so that it
    is refused while something blocks it. `citation` and `basis` say what the row rests on.
    """

    source: PaymentStatus | None
    trigger: PaymentTrigger
    target: PaymentStatus
    sides: tuple[Side, ...]
    judged: bool
    citation: Source
    basis: Basis


_S = PaymentStatus
_STEP = PaymentTrigger
_VENDOR = (Side.VENDOR, Side.SYSTEM)
_JUDGED = frozenset({_STEP.ORDER, _STEP.START_PAYING, _STEP.SEND, _STEP.RETRY})
_LIST = cite("PS21", "P-31", "P-37")


def _row(
    at: PaymentStatus | None,
    on: PaymentTrigger,
    to: PaymentStatus,
    basis: Basis = PUBLISHED,
    source: Source = _LIST,
    sides: tuple[Side, ...] = _VENDOR,
) -> PaymentRow:
    return PaymentRow(
        source=at, trigger=on, target=to, sides=sides, judged=on in _JUDGED, citation=source, basis=basis
    )


_AGAIN = inferred("what kept it from being paid was fixed, and it is ordered again")
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
    # What nobody fixed in time.
    *(
        _row(at, _STEP.FORFEIT, _S.FORFEITED, _LAPSES, cite("EA23", "D-22", "D-24", "P-24"))
        for at in _LAPSING
    ),
    *(_row(at, _STEP.ESCHEAT, _S.ESCHEATED, _TURNED_OVER, cite("EA23", "D-23", "P-24")) for at in _LAPSING),
)
"""Every edge of a payment's lifecycle."""


# The refusals: every pair of status and step that is not an edge, with the reason.


@final
@frozen(kw_only=True)
class PaymentRefusal:
    """From status `source`, the step `trigger` is not possible, for `reason`.

    `source` is `None` where there is no payment yet. `reason` is English. `citation` and `basis` say what
    the refusal rests on.
    """

    source: PaymentStatus | None
    trigger: PaymentTrigger
    reason: str
    citation: Source
    basis: Basis


_READING = inferred("no source states it; it follows from the meaning of the published statuses")

_NOT_FIXED = "what was rejected has to be fixed, and the payment ordered again"
_ALREADY_SENT = "the payment was sent; it is never sent twice"
_BEING_PAID = "the payment is being made and cannot be stopped here"
_OVER_BY_STATUS: Final[Mapping[PaymentStatus, str]] = {
    _S.INCORRECT_PAYMENT: "the payment is being recouped, and what is right is paid by another",
    _S.FORFEITED: "the money is forfeited, which is final",
    _S.ESCHEATED: "the money was turned over as unclaimed property, which is final",
}
_BY_STEP: Final[Mapping[PaymentTrigger, str]] = {
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
_BY_PAIR: Final[Mapping[tuple[PaymentStatus, PaymentTrigger], str]] = {
    **{(_S.SENT, on): _ALREADY_SENT for on in (_STEP.ORDER, _STEP.START_PAYING, _STEP.SEND, _STEP.RETRY)},
    **{
        (at, on): _NOT_FIXED
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
_SOURCES: Final[Mapping[PaymentTrigger, Source]] = {
    _STEP.HOLD: cite("READING", "P-25"),
    _STEP.RELEASE: cite("READING", "P-25"),
    _STEP.FORFEIT: cite("READING", "D-22", "D-24"),
    _STEP.ESCHEAT: cite("READING", "D-23"),
    _STEP.RECOUP: cite("READING", "Q-05"),
}


def _reason(at: PaymentStatus | None, on: PaymentTrigger) -> str:
    if at is None:
        return "there is no payment yet"
    return _OVER_BY_STATUS.get(at) or _BY_PAIR.get((at, on)) or _BY_STEP[on]


_EDGES: Final = frozenset((row.source, row.trigger) for row in PAYMENT_ROWS)

PAYMENT_REFUSALS: Final[tuple[PaymentRefusal, ...]] = tuple(
    PaymentRefusal(
        source=at,
        trigger=on,
        reason=_reason(at, on),
        citation=_SOURCES.get(on, cite("READING", "P-31")),
        basis=_READING,
    )
    for at in (None, *PaymentStatus)
    for on in PaymentTrigger
    if (at, on) not in _EDGES
)
"""Every pair of payment status and step that is not an edge, with the reason."""


# The whole table, and its pictures.


def _at(status: PaymentStatus | None) -> str:
    return "-" if status is None else status.caption


def payment_table_of(
    rows: Iterable[PaymentRow], refusals: Iterable[PaymentRefusal]
) -> Mapping[PaymentStatus | None, Mapping[PaymentTrigger, PaymentRow | PaymentRefusal]]:
    """Return rows and refusals by status and step, each pair exactly once.

    Raises `ValueError` naming the pairs that are answered twice or not at all.
    """
    table: dict[PaymentStatus | None, dict[PaymentTrigger, PaymentRow | PaymentRefusal]] = {
        None: {},
        **{each: {} for each in PaymentStatus},
    }
    twice: list[str] = []
    answers: tuple[PaymentRow | PaymentRefusal, ...] = (*rows, *refusals)
    for answer in answers:
        if answer.trigger in table[answer.source]:
            twice.append(f"{_at(answer.source)} / {answer.trigger}")
        table[answer.source][answer.trigger] = answer
    missing = [f"{_at(at)} / {on}" for at, steps in table.items() for on in PaymentTrigger if on not in steps]
    if twice or missing:
        msg = f"payment table: answered twice: {twice}; not answered: {missing}"
        raise ValueError(msg)
    return MappingProxyType({at: MappingProxyType(steps) for at, steps in table.items()})


PAYMENT_TABLE: Final = payment_table_of(PAYMENT_ROWS, PAYMENT_REFUSALS)
"""The answer to every pair of payment status and step. Read-only."""


def possible_payment_triggers(status: PaymentStatus | None) -> tuple[PaymentTrigger, ...]:
    """Return the steps for which the table has a row in this status, in the order of `PaymentTrigger`.

    `status` is `None` where there is no payment yet.

    >>> [str(step) for step in possible_payment_triggers(PaymentStatus.SENT)]
    ['return', 'refuse', 'recoup']
    """
    return tuple(step for step in PaymentTrigger if isinstance(PAYMENT_TABLE[status][step], PaymentRow))


def payment_mermaid() -> str:
    """Return the payment's lifecycle as a Mermaid state diagram, without steps that change no status.

    >>> payment_mermaid().splitlines()[1]
    '    [*] --> Unprocessed: make'
    """
    lines = ["stateDiagram-v2"]
    for row in PAYMENT_ROWS:
        if row.source is not row.target:
            start = "[*]" if row.source is None else _name(row.source)
            lines.append(f"    {start} --> {_name(row.target)}: {row.trigger.caption}")
    lines += [
        f"    {_name(status)} --> [*]" for status in PaymentStatus if not possible_payment_triggers(status)
    ]
    return "\n".join(lines)


def payment_markdown() -> str:
    """Return the whole table as Markdown: each status with what is possible and what is refused."""
    lines: list[str] = []
    for status, answers in PAYMENT_TABLE.items():
        lines += [f"## {'No payment yet' if status is None else status.caption}", ""]
        lines += ["| step | outcome | by | basis | source |", "|---|---|---|---|---|"]
        for step in PaymentTrigger:
            answer = answers[step]
            if isinstance(answer, PaymentRow):
                outcome = "stays" if answer.target is answer.source else f"**{answer.target.caption}**"
                sides = ", ".join(answer.sides)
            else:
                outcome, sides = f"refused: {answer.reason}", ""
            lines.append(
                f"| {step.caption} | {outcome} | {sides} | {answer.basis.kind.caption} | {answer.citation} |"
            )
        lines.append("")
    return "\n".join(lines)


def _name(status: PaymentStatus) -> str:
    return status.caption.replace(" ", "_")
