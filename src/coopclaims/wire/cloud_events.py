"""Entries as CloudEvents: the envelope in which queues and buses of events carry what happened."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from coopclaims._checks import door
from coopclaims._scalars import as_seen
from coopclaims.claims.events import HistoryEntry, without_persons
from coopclaims.errors import InvalidValue
from coopclaims.funds.entries import FundEntry
from coopclaims.payments.payment import PaymentEntry
from coopclaims.wire.doors import WIRE

_SCHEMA: Final = "urn:coopclaims:wire#/$defs/"
_Entry: TypeAlias = HistoryEntry | PaymentEntry | FundEntry
_TAGS: Final = {kind.cls: kind.tag for kind in WIRE.kinds}


def happened(entry: _Entry) -> str:
    """Return the name of what happened: "claim.created", "payment.order", "fund.earned"."""
    if isinstance(entry, HistoryEntry):
        return _TAGS[type(entry.event)]
    if isinstance(entry, PaymentEntry):
        return f"payment.{entry.trigger.value}"
    return f"fund.{entry.kind.value}"


@door
def cloud_event(entry: _Entry, *, source: str, number: int | None = None) -> dict[str, Any]:
    """Return an entry as a CloudEvent of version 1.0: plain data in its JSON format.

    `entry` is one of a claim's History, of a payment's, or of a fund's ledger. `source` is a URI that says
    where it happened, such as "https://portal.example/claims". `number` is the place of a ledger entry in
    its ledger, counted from 1; `None` for the others, which know theirs.

    The `id` is that of the stream with the number of the entry, so that a second delivery is known by
    `source` and `id`. `type` is "coopclaims." and what happened, `subject` the stream, `time` the instant of
    the entry and `data` its form on the wire, without the persons behind the actors. Raises `InvalidValue`
    for a source that says nothing, a ledger entry without its number, and a number of any other.
    Source: CloudEvents 1.0.2 for the names of the attributes; their values are ours.

    >>> from coopclaims.testing import histories, simplest
    >>> created = simplest(histories()).entries[0]
    >>> event = cloud_event(created, source="https://portal.example/claims")
    >>> event["id"], event["type"], event["subject"], event["time"]
    ('claim/C-1/1', 'coopclaims.claim.created', 'C-1', '2022-07-01T08:00:00Z')
    """
    as_seen("source", source)
    shown = without_persons(entry) if isinstance(entry, HistoryEntry) else entry
    data = WIRE.to_data(shown)
    if isinstance(entry, FundEntry):
        if number is None or number < 1:
            raise InvalidValue("number", number, "whole_at_least", least=1)
        kind, stream = "fund", str(entry.pool)
    else:
        if number is not None:
            raise InvalidValue("number", number, "kind", kind="None")
        kind, number, stream = entry.thing, entry.number, entry.stream
    return {
        "specversion": "1.0",
        "id": f"{kind}/{stream}/{number}",
        "source": source,
        "type": f"coopclaims.{happened(entry)}",
        "subject": stream,
        "time": data["at"],
        "datacontenttype": "application/json",
        "dataschema": f"{_SCHEMA}{data['type']}",
        "data": data,
    }
