"""Whole Histories into the store of `sql_repository.py`: an import of old claims, some statements a batch.

An append is made for one command: it locks, compares and writes stream by stream. Here all streams are new,
so each kind of row is written by one statement for all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sql_repository import ADVANCE, CREATE, keep_commands, refuse_repeats, row_of, stream_of
from sql_states import ENTRIES, NO_DUE, STREAMS, Due, keep

import coopclaims as cc
from coopclaims.errors import UnknownFund, Unsupported
from coopclaims.repositories import ClaimWrite, FundWrite, check_together
from coopclaims.wire import from_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sql_repository import Entry

    from coopclaims.repositories import Write


def import_streams(connection: sa.Connection, writes: Sequence[Write], *, due: Due = NO_DUE) -> None:
    """Write whole streams within the connection's transaction; whatever is raised undoes all of it.

    Each write is all of a claim, payment or fund, at version 0; funds were opened before. What belongs
    together, such as a claim and what its fund has recorded of it, comes in one batch. Raises what `append`
    raises, and `Unsupported` for two writes to one stream or a write to one that has entries already.
    """
    streams = {stream_of(write): write for write in writes}
    if len(streams) < len(writes) or any(write.expected for write in writes):
        raise Unsupported("an import to a stream that has entries")
    if not streams:
        return
    ordered = sorted(streams)  # as everybody locks them
    new = [{"id": each, "kind": each.partition(" ")[0]} for each in ordered if not each.startswith("fund ")]
    if new:
        connection.execute(CREATE, new)
    advances = [{"id": each, "expected": 0, "new": len(streams[each].entries)} for each in ordered]
    asked = sa.select(STREAMS.c.id, STREAMS.c.version, STREAMS.c.key).where(STREAMS.c.id.in_(ordered))
    found = {row.id: row for row in connection.execute(asked.order_by(STREAMS.c.id).with_for_update())}
    for stream, write in streams.items():
        if isinstance(write, FundWrite):
            key = found[stream].key if stream in found else None
            if key is None or from_text(key, cc.funds.PoolKey) != write.pool:
                raise UnknownFund(write.pool)
        if found[stream].version:
            raise cc.StaleClaim(stream, 0, found[stream].version)
    connection.execute(ADVANCE, advances)
    rows = [row for stream, write in streams.items() for row in rows_of(connection, stream, write)]
    if rows:
        connection.execute(sa.insert(ENTRIES), rows)
    keep(connection, [(stream, made_of(write)) for stream, write in streams.items()], due)
    check_together(writes)


def rows_of(connection: sa.Connection, stream: str, write: Write) -> list[dict[str, object]]:
    """Return the rows of all entries of a stream, and keep the commands of a fund."""
    entries: tuple[Entry, ...] = write.entries
    causes = write.causes() if isinstance(write, FundWrite) else (None,) * len(entries)
    rows = [
        row_of(stream, number, entry, cause)
        for number, (entry, cause) in enumerate(zip(entries, causes, strict=True), 1)
    ]
    refuse_repeats(connection, stream, [row["cause"] for row in rows])
    if isinstance(write, FundWrite):
        keep_commands(connection, write)
    return rows


def made_of(write: Write) -> cc.Claim | cc.FundPool | cc.payments.Payment:
    """Return what all entries of a stream make. Raises `BrokenHistory` where they are another one's."""
    if isinstance(write, FundWrite):
        return cc.FundPool.empty(write.pool).record(write.entries)
    if isinstance(write, ClaimWrite):
        return cc.replay(cc.History(write.claim, write.entries))
    return cc.payments.replay_payment(cc.payments.PaymentHistory(write.payment, write.entries))
