"""Histories to columns and back: the envelope of each entry in columns, and the rest of it as text.

The reader takes nothing on trust: a row has to be what its payload says, and the entries of a thing have to
follow one another. What cannot be read is named, and does not stop the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, TypeAlias, final

import attrs

from coopclaims._checks import door
from coopclaims._values import frozen
from coopclaims.claims.events import History, HistoryEntry
from coopclaims.errors import CoopClaimsError, WireMismatch
from coopclaims.funds.entries import FundEntry
from coopclaims.funds.ledger import FundLedger
from coopclaims.histories import Correction
from coopclaims.payments.payment import PaymentEntry, PaymentHistory
from coopclaims.portfolio.columns import column_kinds, of_rows
from coopclaims.portfolio.entry_columns import ENTRY_COLUMNS_VERSION, EntryColumns
from coopclaims.portfolio.results import content_of
from coopclaims.wire.cloud_events import happened
from coopclaims.wire.codecs import INSTANT, inside, mismatch
from coopclaims.wire.doors import WIRE
from coopclaims.wire.plain import WireLimits, canonical, parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

_Recorded: TypeAlias = History | PaymentHistory | FundLedger
_Entry: TypeAlias = HistoryEntry | PaymentEntry | FundEntry
_Row: TypeAlias = dict[str, Any]


@final
@frozen
class DamagedStream:
    """What could not be read from columns: which thing, and why.

    `thing` is "claim", "payment" or "fund" and `stream` its identifier, as they stand in the columns. `error`
    says what was wrong and at which of its rows, counted from 0 in the order of their numbers.
    """

    thing: str
    stream: str
    error: CoopClaimsError = attrs.field(eq=content_of)


@final
@frozen(kw_only=True)
class StreamsRead:
    """What was read from columns, in the order in which each thing comes first.

    `histories` are those of claims, `payments` those of payments and `ledgers` those of funds. `damaged` is
    what could not be read, none of it in part.
    """

    histories: tuple[History, ...] = ()
    payments: tuple[PaymentHistory, ...] = ()
    ledgers: tuple[FundLedger, ...] = ()
    damaged: tuple[DamagedStream, ...] = ()


# Which field of an entry on the wire stands in which column; all others are its payload.

_ENTRY: Final = {
    "stream": "",
    "number": "number",
    "happened_at": "at",
    "actor": "by",
    "side": "side",
    "role": "role",
    "command": "command",
    "status_before": "before",
    "status_after": "after",
}


@final
@frozen(kw_only=True, eq=False)
class _Thing:
    """One kind of stream: its class and tag, the field of its key, and the fields that are columns."""

    cls: type[_Recorded]
    tag: str
    key: str
    envelope: Mapping[str, str]


_THINGS: Final[Mapping[str, _Thing]] = {
    History.thing: _Thing(
        cls=History, tag="claim.history", key="claim", envelope={**_ENTRY, "stream": "claim"}
    ),
    PaymentHistory.thing: _Thing(
        cls=PaymentHistory, tag="payment.history", key="payment", envelope={**_ENTRY, "stream": "payment"}
    ),
    "fund": _Thing(
        cls=FundLedger,
        tag="fund.ledger",
        key="key",
        envelope={each: _ENTRY[each] for each in ("happened_at", "actor", "role", "command")},
    ),
}
_VERSIONS: Final = {kind.tag: kind.version for kind in WIRE.kinds}
_NAMES: Final = tuple(column_kinds(EntryColumns))


# Writing.


@door
def entry_columns(streams: Iterable[History | PaymentHistory | FundLedger]) -> EntryColumns:
    """Return the entries of these Histories as columns, stream by stream, each in its order.

    `streams` are Histories of claims and of payments and ledgers of funds, in any order. One without an entry
    has no row. What the columns hold is said by `EntryColumns`; `read_columns` gives the Histories back.

    >>> from coopclaims.testing import histories, simplest
    >>> columns = entry_columns([simplest(histories())])
    >>> columns.kind, columns.number, columns.status_after
    (('claim.created',), (1,), ('editing',))
    """
    return of_rows(EntryColumns, (row for stream in streams for row in _rows(stream)))


def _rows(stream: _Recorded) -> Iterator[tuple[Any, ...]]:
    name = "fund" if isinstance(stream, FundLedger) else stream.thing
    thing = _THINGS[name]
    entries: Iterable[_Entry] = stream.entries
    for number, entry in enumerate(entries, start=1):
        data = WIRE.to_data(entry)
        row = {column: data.pop(field) for column, field in thing.envelope.items()}
        row |= {"v": ENTRY_COLUMNS_VERSION, "thing": name, "number": number, "happened_at": entry.at}
        row |= _facts(entry)
        row.setdefault("stream", str(stream.key) if isinstance(stream, FundLedger) else "")
        row["payload"] = canonical(data)
        yield tuple(map(row.get, _NAMES))


def _facts(entry: _Entry) -> _Row:
    """Return what an entry says that stands beside its payload, to be asked for without it."""
    if isinstance(entry, HistoryEntry):
        form = getattr(entry.event, "form", None)
        place, plan = form, None if form is None else form.plan
        correction, amount = entry.correction, getattr(form or entry.event, "amount", None)
    elif isinstance(entry, PaymentEntry):
        form = plan = None
        place = None if entry.terms is None else entry.terms.fund
        correction, amount = entry.correction, entry.amount if entry.terms is None else entry.terms.money
    else:
        form = plan = None
        place, amount = entry.pool, entry.amount
        correction = None
        if entry.corrects is not None and entry.instant is not None:
            correction = Correction(entry.corrects, entry.instant)
    corrects, corrected_to = correction or (None, None)
    return {
        "kind": happened(entry),
        "corrects": corrects,
        "corrected_to": corrected_to,
        "program": None if place is None else place.program,
        "location": None if place is None else place.location,
        "usage_first": None if place is None else place.usage_period.first,
        "usage_last": None if place is None else place.usage_period.last,
        "executed_on": None if form is None else form.executed_on,
        "on_plan": None if form is None else plan is not None,
        "campaign_first": None if plan is None else plan.first,
        "amount": None if amount is None else amount.amount,
        "currency": None if amount is None else amount.currency.code,
    }


# Reading.


@door
def read_columns(columns: EntryColumns, *, limits: WireLimits = WireLimits()) -> StreamsRead:  # noqa: B008
    """Return the Histories that these columns hold, equal to those that they were written from.

    `columns` are whole Histories, their rows in any order. `limits` bound how much one of them may be.

    Nothing is taken on trust: rows have to be numbered from 1 without a gap, each has to say what its
    payload says, and the entries have to be such as could have followed one another. A thing of which a row
    is damaged is among the `damaged`, with the error and its path, and does not stop the others.

    >>> from coopclaims.testing import histories, simplest
    >>> history = simplest(histories())
    >>> read_columns(entry_columns([history])).histories == (history,)
    True
    """
    things: dict[tuple[str, str], list[_Row]] = {}
    for row in columns.rows():
        each = dict(zip(_NAMES, row, strict=True))
        things.setdefault((each["thing"], each["stream"]), []).append(each)
    found: dict[type, list[Any]] = {each.cls: [] for each in _THINGS.values()}
    damaged: list[DamagedStream] = []
    for (name, stream), rows in things.items():
        try:
            value = _read(name, stream, rows, limits)
        except CoopClaimsError as error:
            damaged.append(DamagedStream(name, stream, error.with_traceback(None)))
        else:
            found[type(value)].append(value)
    return StreamsRead(
        histories=tuple(found[History]),
        payments=tuple(found[PaymentHistory]),
        ledgers=tuple(found[FundLedger]),
        damaged=tuple(damaged),
    )


def _read(name: str, stream: str, rows: list[_Row], limits: WireLimits) -> _Recorded:
    thing = _THINGS.get(name)
    if thing is None:
        raise inside(".thing", mismatch(name, "among", known=tuple(_THINGS)))
    rows.sort(key=_number)
    entries: list[Any] = []
    try:
        for due, row in enumerate(rows, start=1):
            entries.append(_data(thing, row, due, limits))
    except WireMismatch as error:
        raise inside(f".entries[{len(entries)}]", error) from None
    key = entries[0].get("pool") if thing.cls is FundLedger else stream
    marks = {"type": thing.tag, "v": _VERSIONS[thing.tag]}
    value: _Recorded = WIRE.from_data({**marks, thing.key: key, "entries": entries}, thing.cls, limits=limits)
    if isinstance(value, FundLedger) and str(value.key) != stream:
        raise inside(".stream", mismatch(stream, "what_the_payload_says", says=str(value.key)))
    read: Iterable[_Entry] = value.entries
    for place, (entry, row) in enumerate(zip(read, rows, strict=True)):
        for column, says in _facts(entry).items():
            if row[column] != says:
                wrong = mismatch(str(row[column]), "what_the_payload_says", says=str(says))
                raise inside(f".entries[{place}].{column}", wrong)
    return value


def _number(row: _Row) -> int:
    number = row["number"]
    return number if isinstance(number, int) else 0


def _data(thing: _Thing, row: _Row, due: int, limits: WireLimits) -> _Row:
    """Return an entry as it is on the wire, of a row that has to be the one of this number."""
    wanted_of = (("v", ENTRY_COLUMNS_VERSION, "columns_of_version"), ("number", due, "number"))
    for column, wanted, expected in wanted_of:
        if row[column] != wanted:
            raise inside(f".{column}", mismatch(row[column], expected, due=wanted))
    try:
        data = _payload(row["payload"], thing, limits)
    except WireMismatch as error:
        raise inside(".payload", error) from None
    for column, field in thing.envelope.items():
        data[field] = row[column]
    try:
        data["at"] = INSTANT.write(row["happened_at"])
    except WireMismatch as error:
        raise inside(".happened_at", error) from None
    return data


def _payload(text: str, thing: _Thing, limits: WireLimits) -> _Row:
    """Return what a payload holds, which says nothing that stands in a column."""
    data: _Row = parsed(text, limits)
    if data.__class__ is not dict:
        raise mismatch(data, "object")
    if twice := sorted(data.keys() & set(thing.envelope.values())):
        raise WireMismatch("$", f"a payload that says {twice[0]}", "envelope_that_says")
    return data
