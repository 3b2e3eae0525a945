"""Closed claims out of the store of `sql_repository.py`: sealed, and what people wrote in them erased.

A History that is still worked on has to be readable. One that is closed is sealed and moved to a table of its
own, in a form from which the words of an entry can be taken without breaking the chain: who did what, and
when, stays provable. Which claims are old enough is yours to say; the clock `RETENTION` says how long the
papers of a claim are kept. The reasons of ledger entries stay with their fund: write nothing about
people there.
"""

from __future__ import annotations

from secrets import token_bytes
from typing import TYPE_CHECKING, Final, TypeAlias

import sqlalchemy as sa
from sql_repository import LOCK, history, payment_history
from sql_states import ENTRIES, METADATA, SEALED_AWAY, STREAMS, TEXT

import coopclaims as cc
from coopclaims.wire import (
    SealedEntry,
    SealedHistory,
    SealedPayment,
    SealHead,
    erase,
    from_text,
    seal,
    to_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable

Sealed: TypeAlias = SealedHistory | SealedPayment

SEALED: Final = sa.Table(
    "sealed_entries",
    METADATA,
    sa.Column("stream", TEXT, sa.ForeignKey("streams.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
)
IN_LISTS: Final = (
    "location",
    "program",
    "currency",
    "status",
    "amount",
    "submitted",
    "submitted_by",
    "changed",
)


def seal_away(
    connection: sa.Connection, stream: str, *, salt: Callable[[], bytes] = lambda: token_bytes(32)
) -> SealHead:
    """Move a claim (`claim C-1`) or a payment (`payment P-1`) to the sealed ones, and return its head.

    Keep the head, or an anchor over many, where nobody who writes here can alter it. The row of the stream
    stays, with its version, so that its identifier is not given to another one; lists and `payments` leave it
    out.
    Raises `UnknownClaim` or `UnknownPayment` where there is nothing, and `DamagedRow` for one that was moved.
    """
    connection.execute(LOCK, {"id": stream})
    kind, identifier = stream.split(" ", 1)
    if kind == "claim":
        claim = history(connection, cc.identifiers.ClaimId(identifier))
        sealed: Sealed = seal(claim, salts=[salt() for _ in claim])
    else:
        payment = payment_history(connection, cc.identifiers.PaymentId(identifier))
        sealed = seal(payment, salts=[salt() for _ in payment])
    rows = [
        {"stream": stream, "number": number, "body": to_text(entry)} for number, entry in enumerate(sealed, 1)
    ]
    connection.execute(sa.insert(SEALED), rows)
    connection.execute(sa.delete(ENTRIES).where(ENTRIES.c.stream == stream))
    nothing = {"state": None, "made_by": "", **dict.fromkeys(IN_LISTS)}
    connection.execute(sa.update(STREAMS).where(STREAMS.c.id == stream).values(kind=SEALED_AWAY, **nothing))
    return sealed.head


def sealed_away(connection: sa.Connection, stream: str) -> Sealed:
    """Return what was moved, for `wire.verify` or an auditor. Raises `UnknownClaim` or `UnknownPayment`."""
    asked = sa.select(SEALED.c.body).where(SEALED.c.stream == stream).order_by(SEALED.c.number)
    entries = tuple(from_text(body, SealedEntry) for body in connection.execute(asked).scalars())
    kind, identifier = stream.split(" ", 1)
    if kind == "claim":
        claim = cc.identifiers.ClaimId(identifier)
        if not entries:
            raise cc.errors.UnknownClaim(claim)
        return SealedHistory(claim, entries)
    payment = cc.identifiers.PaymentId(identifier)
    if not entries:
        raise cc.errors.UnknownPayment(payment)
    return SealedPayment(payment, entries)


def erase_words(connection: sa.Connection, stream: str, number: int) -> None:
    """Erase what was written in an entry of a sealed claim or payment, counted from 1; the chain holds."""
    erased = erase(sealed_away(connection, stream), number)
    entry = [*erased][number - 1]
    same = (SEALED.c.stream == stream, SEALED.c.number == number)
    connection.execute(sa.update(SEALED).where(*same).values(body=to_text(entry)))
