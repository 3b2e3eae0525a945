"""The one table that owns the status of a payment, and its pictures.

It answers every pair of status and step, with a row or with a refusal and its reason. What is sent is
never sent again: no step leads from Sent to a status that pays, except through the bank's return or
refusal, when the money is with the vendor again.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from coopclaims.payouts.payment_refusals import PAYMENT_REFUSALS, PaymentRefusal
from coopclaims.payouts.payment_rows import PAYMENT_ROWS, PaymentRow
from coopclaims.payouts.statuses import PaymentStatus, PaymentStep

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "PAYMENT_TABLE",
    "payment_markdown",
    "payment_mermaid",
    "payment_table_of",
    "possible_payment_steps",
]


def payment_table_of(
    rows: Iterable[PaymentRow], refusals: Iterable[PaymentRefusal]
) -> Mapping[PaymentStatus | None, Mapping[PaymentStep, PaymentRow | PaymentRefusal]]:
    """Return rows and refusals by status and step, each pair exactly once.

    Raises `ValueError` naming the pairs that are answered twice or not at all.
    """
    table: dict[PaymentStatus | None, dict[PaymentStep, PaymentRow | PaymentRefusal]] = {
        None: {},
        **{each: {} for each in PaymentStatus},
    }
    twice: list[str] = []
    answers: tuple[PaymentRow | PaymentRefusal, ...] = (*rows, *refusals)
    for answer in answers:
        if answer.on in table[answer.at]:
            twice.append(f"{answer.at or '-'} / {answer.on}")
        table[answer.at][answer.on] = answer
    missing = [f"{at or '-'} / {on}" for at, steps in table.items() for on in PaymentStep if on not in steps]
    if twice or missing:
        msg = f"payment table: answered twice: {twice}; not answered: {missing}"
        raise ValueError(msg)
    return MappingProxyType({at: MappingProxyType(steps) for at, steps in table.items()})


PAYMENT_TABLE: Final = payment_table_of(PAYMENT_ROWS, PAYMENT_REFUSALS)
"""The answer to every pair of payment status and step. Read-only."""


def possible_payment_steps(status: PaymentStatus | None) -> tuple[PaymentStep, ...]:
    """Return the steps for which the table has a row in this status, in the order of `PaymentStep`.

    >>> [str(step) for step in possible_payment_steps(PaymentStatus.SENT)]
    ['return', 'refuse', 'recoup']
    """
    return tuple(step for step in PaymentStep if isinstance(PAYMENT_TABLE[status][step], PaymentRow))


def payment_mermaid() -> str:
    """Return the payment's lifecycle as a Mermaid state diagram, without steps that change no status.

    >>> payment_mermaid().splitlines()[1]
    '    [*] --> Unprocessed: make'
    """
    lines = ["stateDiagram-v2"]
    for row in PAYMENT_ROWS:
        if row.at is not row.to:
            start = "[*]" if row.at is None else _name(row.at)
            lines.append(f"    {start} --> {_name(row.to)}: {row.on.caption}")
    lines += [
        f"    {_name(status)} --> [*]" for status in PaymentStatus if not possible_payment_steps(status)
    ]
    return "\n".join(lines)


def payment_markdown() -> str:
    """Return the whole table as Markdown: each status with what is possible and what is refused."""
    lines: list[str] = []
    for status, answers in PAYMENT_TABLE.items():
        lines += [f"## {'No payment yet' if status is None else status}", ""]
        lines += ["| step | outcome | by | basis | source |", "|---|---|---|---|---|"]
        for step in PaymentStep:
            answer = answers[step]
            if isinstance(answer, PaymentRow):
                outcome = "stays" if answer.to is answer.at else f"**{answer.to}**"
                sides = ", ".join(answer.sides)
            else:
                outcome, sides = f"refused: {answer.reason}", ""
            lines.append(f"| {step.caption} | {outcome} | {sides} | {answer.basis.kind} | {answer.source} |")
        lines.append("")
    return "\n".join(lines)


def _name(status: PaymentStatus) -> str:
    return status.replace(" ", "_")
