"""Faults that an audit finds: what is wrong, where, and what is done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coopclaims.findings.fault import Fault

if TYPE_CHECKING:
    from coopclaims.funds.entries import FundEntry
    from coopclaims.histories import Entry


def at_entry(
    entry: Entry,
    field: str,
    got: object,
    code: str,
    **params: Any,  # noqa: ANN401 - values of any kind
) -> Fault:
    """Return a fault in a part of an entry of a claim or a payment; `code` is that of what fits there."""
    return Fault(
        code=code,
        thing=entry.thing,
        stream=entry.stream,
        number=entry.number,
        field=field,
        got=got,
        params=tuple(params.items()),
    )


def in_ledger(
    entry: FundEntry,
    place: int,
    field: str,
    got: object,
    code: str,
    **params: Any,  # noqa: ANN401 - values of any kind
) -> Fault:
    """Return a fault in a part of an entry of a ledger, which is counted by its place."""
    return Fault(
        code=code,
        thing="fund",
        stream=str(entry.pool),
        number=place,
        field=field,
        got=got,
        params=tuple(params.items()),
    )
