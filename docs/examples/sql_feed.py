"""All entries of the store of `sql_repository.py` in one order, for projections that follow it.

Numbers that a database gives when a row is inserted are no order to follow: who has the lower one may commit
later, and a reader that has passed it never sees it. On PostgreSQL an entry is therefore given out once every
transaction is over that began before its own; on SQLite one transaction writes at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import sqlalchemy as sa
from sql_states import ENTRIES, DamagedRow

import coopclaims as cc
from coopclaims.wire import from_text

Entry: TypeAlias = cc.HistoryEntry | cc.funds.FundEntry | cc.payments.PaymentEntry
KINDS: Final[dict[str, type[Entry]]] = {
    "claim": cc.HistoryEntry,
    "fund": cc.funds.FundEntry,
    "payment": cc.payments.PaymentEntry,
}


@dataclass(frozen=True)
class Fed:
    """An entry as it is given out: after which mark the next one comes, of which stream, and what it says.

    `entry` is the error where it cannot be read, so that it stops nobody and is not passed over unseen.
    """

    mark: tuple[int, int]
    stream: str
    number: int
    entry: Entry | DamagedRow


def feed(connection: sa.Connection, *, after: tuple[int, int] = (0, 0), limit: int = 1_000) -> list[Fed]:
    """Return so many entries of all streams `after` a mark, in the order in which they were written.

    Whoever keeps the mark of the last entry in the transaction that uses it has each entry exactly once. A
    stream is in its own order. While a transaction of the database stays open, nothing after it is given out.
    """
    is_postgresql = connection.dialect.name == "postgresql"
    place: sa.ColumnElement[int] = ENTRIES.c.place if is_postgresql else sa.literal_column("entries.rowid")
    wrote = ENTRIES.c.wrote
    asked = sa.select(wrote, place, ENTRIES.c.stream, ENTRIES.c.number, ENTRIES.c.body)
    asked = asked.where(sa.tuple_(wrote, place) > sa.tuple_(*map(sa.literal, after)))
    if is_postgresql:
        asked = asked.where(wrote < sa.text("pg_snapshot_xmin(pg_current_snapshot())::text::bigint"))
    rows = connection.execute(asked.order_by(wrote, place).limit(limit))
    return [
        Fed((wrote, place), stream, number, read(stream, body)) for wrote, place, stream, number, body in rows
    ]


def read(stream: str, body: str) -> Entry | DamagedRow:
    """Return the entry that a text is, or the error where it is none."""
    try:
        entry: Entry = from_text(body, KINDS[stream.partition(" ")[0]])
    except cc.CoopClaimsError as error:
        return DamagedRow(stream, error)
    return entry
