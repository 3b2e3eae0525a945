"""Entries as columns: what stands in them, what is damaged and named, and Arrow there and back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from tests.support.columns import replayed
from tests.support.wire import VALUES

from coopclaims import ClaimStatus, History, Money, Role, Side
from coopclaims.claims import InstantCorrected
from coopclaims.errors import InvalidValue, WireMismatch
from coopclaims.funds import FundEntry, FundEntryKind, FundLedger
from coopclaims.identifiers import ActorId, ClaimId, CommandId
from coopclaims.payments import PaymentHistory
from coopclaims.portfolio import ClaimColumns, DueColumns, EntryColumns, claim_columns
from coopclaims.portfolio.columns import of_rows
from coopclaims.testing import histories, simplest
from coopclaims.wire import DamagedStream, entry_columns, read_columns, to_data

HISTORY = simplest(histories(ClaimStatus.APPROVED))
STREAMS = [
    each for each in VALUES.values() if isinstance(each, History | PaymentHistory | FundLedger) and len(each)
]
NAMES = (
    *("v", "thing", "stream", "number", "kind", "happened_at", "actor", "side", "role", "command"),
    *("status_before", "status_after", "corrects", "corrected_to", "program", "location"),
    *(
        "usage_first",
        "usage_last",
        "executed_on",
        "on_plan",
        "campaign_first",
        "amount",
        "currency",
        "payload",
    ),
)
"""The published columns of version 1, in order."""

NAMES_OF_CLAIMS = tuple(of_rows(ClaimColumns, []).columns)


def changed(columns: EntryColumns, row: int, **values: Any) -> EntryColumns:
    """Return the columns with other values in one row."""
    now = {
        name: (*getattr(columns, name)[:row], value, *getattr(columns, name)[row + 1 :])
        for name, value in values.items()
    }
    return attrs.evolve(columns, **now)


def payload(columns: EntryColumns, row: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(columns.payload[row] or "")
    return found


# What stands in the columns.


def test_the_published_columns_are_these() -> None:
    columns = entry_columns([HISTORY])
    assert tuple(columns.columns) == NAMES
    assert set(columns.v) == {1}
    assert repr(columns) == f"EntryColumns({len(HISTORY)} rows)"


def test_an_envelope_is_read_without_its_payload() -> None:
    columns, entries = entry_columns([HISTORY]), HISTORY.entries
    assert set(columns.thing) == {"claim"}
    assert set(columns.stream) == {HISTORY.claim}
    assert columns.number == tuple(each.number for each in entries)
    assert columns.kind == tuple(to_data(each)["event"]["type"] for each in entries)
    assert columns.happened_at == tuple(each.at for each in entries)
    assert columns.actor == tuple(each.by for each in entries)
    assert columns.side == tuple(each.side.value for each in entries)
    assert columns.role == tuple(each.role.value for each in entries)
    assert columns.command == tuple(each.command for each in entries)
    assert columns.status_before == tuple(each.before and each.before.value for each in entries)
    assert columns.status_after == tuple(each.after.value for each in entries)
    assert {type(each) for each in (*columns.kind, *columns.status_after, *columns.side)} == {str}


def test_what_an_entry_says_of_the_form_stands_beside_it() -> None:
    columns = entry_columns([HISTORY])
    assert columns.program[0] == "CSP Direct Bill Partner"
    assert columns.location[0] == "se-stockholm"
    assert (columns.usage_first[0], columns.usage_last[0]) == (date(2022, 7, 1), date(2022, 12, 31))
    assert columns.on_plan == (False, *(None,) * (len(HISTORY) - 1))
    assert columns.amount == (Decimal("0.01"), *(None,) * (len(HISTORY) - 2), Decimal("0.01"))
    assert columns.currency[-1] == "SEK"
    assert set(columns.campaign_first) == {None}


def test_a_payload_is_all_that_no_column_has() -> None:
    columns = entry_columns([HISTORY])
    for row, entry in enumerate(HISTORY):
        whole = to_data(entry)
        rest = payload(columns, row)
        assert rest == {name: whole[name] for name in ("type", "v", "event", "person")}


@pytest.mark.parametrize("stream", STREAMS, ids=lambda each: type(each).__name__)
def test_streams_of_every_kind_come_back_equal(stream: Any) -> None:
    columns = entry_columns([stream])
    found = read_columns(columns)
    assert found.damaged == ()
    assert (*found.histories, *found.payments, *found.ledgers) == (stream,)
    assert str(columns.kind[0]).partition(".")[0] == columns.thing[0]


def test_columns_are_there_for_all_three_kinds_of_stream() -> None:
    assert {type(each) for each in STREAMS} == {History, PaymentHistory, FundLedger}


def test_payments_and_funds_say_where_they_belong() -> None:
    columns = entry_columns(STREAMS)
    rows = list(
        zip(columns.thing, columns.number, columns.program, columns.amount, columns.side, strict=True)
    )
    for thing, number, program, amount, side in rows:
        if thing == "fund" or (thing == "payment" and number == 1):
            assert program is not None
            assert amount is not None
        assert (side is None) is (thing == "fund")


def test_nothing_makes_no_rows() -> None:
    empty = entry_columns([History(ClaimId("C-1"))])
    assert len(empty) == 0
    assert read_columns(empty).histories == ()
    assert len(claim_columns(empty)) == 0
    assert len(EntryColumns.joined([])) == 0


def test_tables_are_joined() -> None:
    columns = entry_columns([HISTORY])
    assert EntryColumns.joined([columns, entry_columns([])]) == columns


def put_right(number: int, to: datetime) -> History:
    """Return the History with an entry at its end that corrects the instant of another."""
    *_, last = HISTORY
    fixed = attrs.evolve(
        last, number=len(HISTORY) + 1, event=InstantCorrected(number, to, "the clock was wrong"),
        before=last.after, command=CommandId("fix"), by=ActorId("system"), side=Side.SYSTEM, role=Role.SYSTEM,
    )  # fmt: skip
    return HISTORY.extended([fixed])


def test_a_corrected_instant_is_the_one_of_the_milestones() -> None:
    earlier = HISTORY.entries[2].at + timedelta(minutes=1)
    history = put_right(3, earlier)
    columns = entry_columns([history])
    assert (columns.corrects[-1], columns.corrected_to[-1]) == (3, earlier)
    assert read_columns(columns).histories == (history,)
    (row,) = claim_columns(columns).rows()
    assert dict(zip(NAMES_OF_CLAIMS, row, strict=True)) == replayed(history)
    assert earlier in row


def test_a_correction_of_no_entry_that_happened_moves_no_instant() -> None:
    """Columns of claims go by the moves; that such a History is damaged, says who reads it whole."""
    history = put_right(3, HISTORY.entries[2].at - timedelta(minutes=1))
    columns = entry_columns([history])
    of_itself = changed(columns, len(columns) - 1, corrects=len(history))
    (row,) = claim_columns(of_itself).rows()
    told = dict(zip(NAMES_OF_CLAIMS, row, strict=True))
    assert told == {**replayed(HISTORY), "version": len(history)}


def test_a_corrected_entry_of_a_fund_comes_back_equal() -> None:
    (ledger,) = (each for each in STREAMS if isinstance(each, FundLedger))
    last = ledger.entries[-1]
    correction = FundEntry(
        pool=ledger.key, kind=FundEntryKind.INSTANT_CORRECTED, amount=Money(0, ledger.key.currency),
        at=last.at + timedelta(days=1), on=last.on, corrects=1, instant=ledger.entries[0].at,
    )  # fmt: skip
    longer = ledger.extended([correction])
    columns = entry_columns([longer])
    assert (columns.kind[-1], columns.corrects[-1]) == ("fund.instant_corrected", 1)
    assert read_columns(columns).ledgers == (longer,)


# What is damaged.

SECOND = ClaimId("C-2")
COLUMNS = entry_columns([HISTORY])
OTHER = entry_columns([History(SECOND, [attrs.evolve(each, claim=SECOND) for each in HISTORY])])


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"v": 2}, "$.entries[1].v"),
        ({"v": None}, "$.entries[1].v"),
        ({"number": 3}, "$.entries[1].number"),
        ({"number": None}, "$.entries[0].number"),
        ({"payload": "{"}, "$.entries[1].payload"),
        ({"payload": "[]"}, "$.entries[1].payload"),
        ({"payload": None}, "$.entries[1].payload"),
        ({"payload": '{"a":1,"a":2}'}, "$.entries[1].payload"),
        ({"payload": '{"by":"mallory"}'}, "$.entries[1].payload"),
        ({"payload": "{}"}, "$.entries[1].type"),
        ({"happened_at": None}, "$.entries[1].happened_at"),
        ({"actor": ""}, "$.entries[1].by"),
        ({"role": "king"}, "$.entries[1].role"),
        ({"status_after": "approved"}, "$.entries[1]"),
        ({"status_after": "paid"}, "$.entries[1].after"),
        ({"kind": "claim.approved"}, "$.entries[1].kind"),
        ({"corrects": 1}, "$.entries[1].corrects"),
        ({"program": "Another"}, "$.entries[1].program"),
        ({"amount": Decimal(1)}, "$.entries[1].amount"),
        ({"on_plan": True}, "$.entries[1].on_plan"),
    ],
    ids=str,
)
def test_a_damaged_row_names_its_claim_and_its_place(values: dict[str, Any], path: str) -> None:
    found = read_columns(EntryColumns.joined([changed(COLUMNS, 1, **values), OTHER]))
    (damaged,) = found.damaged
    assert (damaged.thing, damaged.stream) == ("claim", HISTORY.claim)
    assert isinstance(damaged.error, WireMismatch)
    assert damaged.error.field == path
    assert [each.claim for each in found.histories] == ["C-2"]


def test_an_instant_without_a_zone_makes_no_columns() -> None:
    naive = datetime(2022, 9, 1)  # noqa: DTZ001 - on purpose
    with pytest.raises(InvalidValue, match=r"happened_at\[1\]"):
        changed(COLUMNS, 1, happened_at=naive)


def test_a_row_that_is_missing_or_there_twice_is_damage() -> None:
    rows = list(COLUMNS.rows())
    for wrong in ([*rows, rows[-1]], rows[1:], [*rows[:1], *rows[2:]]):
        columns = of_rows(EntryColumns, wrong)
        (damaged,) = read_columns(columns).damaged
        assert isinstance(damaged.error, WireMismatch)
        assert damaged.error.field.endswith(".number")
        assert claim_columns(columns).refusal == ("broken_history",)


def test_a_thing_of_no_kind_is_damage() -> None:
    columns = attrs.evolve(COLUMNS, thing=("order",) * len(COLUMNS))
    assert [str(each.error) for each in read_columns(columns).damaged] == [
        "$.thing: found 'order'; expected one of claim, payment, fund"
    ]


def test_a_fund_under_another_name_is_damage() -> None:
    (ledger,) = (each for each in STREAMS if isinstance(each, FundLedger))
    columns = entry_columns([ledger])
    (damaged,) = read_columns(attrs.evolve(columns, stream=("another",) * len(columns))).damaged
    assert isinstance(damaged.error, WireMismatch)
    assert damaged.error.field == "$.stream"


def test_damage_is_equal_by_what_it_says() -> None:
    columns = changed(COLUMNS, 1, payload="{")
    one, other = (read_columns(columns).damaged for _ in range(2))
    assert one == other
    assert one != (DamagedStream("claim", "C-1", InvalidValue("v", 1, "object")),)


# Claims of columns that are no Histories.


@pytest.mark.parametrize(
    "values", [{"status_before": "editing"}, {"status_after": "approved"}, {"status_after": "paid"}], ids=str
)
def test_a_claim_whose_entries_do_not_follow_is_refused(values: dict[str, Any]) -> None:
    row = next(place for place, each in enumerate(COLUMNS.status_before) if each == "submitted")
    claims = claim_columns(EntryColumns.joined([changed(COLUMNS, row, **values), OTHER]))
    assert claims.refusal == ("broken_history", None)
    (refused, whole) = claims.rows()
    assert refused == (HISTORY.claim, *(None,) * (len(claims.columns) - 2), "broken_history")
    assert dict(zip(claims.columns, whole, strict=True)) == {**replayed(HISTORY), "claim": "C-2"}


def test_payments_and_funds_are_no_claims() -> None:
    others = [each for each in STREAMS if not isinstance(each, History)]
    assert claim_columns(entry_columns(others)) == of_rows(ClaimColumns, [])


# Arrow.


def test_arrow_there_and_back() -> None:
    pytest.importorskip("pyarrow", reason="Arrow needs pyarrow")
    columns = entry_columns(STREAMS)
    table: Any = columns.to_arrow()
    assert [str(each) for each in table.schema.types] == [
        *("int32", "string", "string", "int32", "string", "timestamp[us, tz=UTC]", *("string",) * 6),
        *("int32", "timestamp[us, tz=UTC]", "string", "string", "date32[day]", "date32[day]", "date32[day]"),
        *("bool", "date32[day]", "decimal128(22, 4)", "string", "string"),
    ]
    back = EntryColumns.from_arrow(table)
    assert back == columns
    assert {each and each.tzinfo for each in back.happened_at} == {UTC}
    assert EntryColumns.from_arrow(of_rows(EntryColumns, []).to_arrow()) == of_rows(EntryColumns, [])


def test_arrow_of_others_is_taken_as_it_is_meant() -> None:
    arrow: Any = pytest.importorskip("pyarrow", reason="Arrow needs pyarrow")
    columns = entry_columns([HISTORY])
    table: Any = columns.to_arrow()
    kinds = {"thing": arrow.dictionary(arrow.int8(), arrow.string()), "payload": arrow.large_string()}
    kinds |= {"number": arrow.int64(), "happened_at": arrow.timestamp("ns", tz="Asia/Tokyo")}
    fields = [(each.name, kinds.get(each.name, each.type)) for each in reversed(table.schema)]
    reshaped = table.select([name for name, _ in fields]).cast(arrow.schema(fields))
    assert EntryColumns.from_arrow(reshaped.append_column("bucket", table["number"])) == columns


def test_parquet_keeps_it(tmp_path: Any) -> None:
    parquet: Any = pytest.importorskip("pyarrow.parquet", reason="Arrow needs pyarrow")
    columns = entry_columns(STREAMS)
    parquet.write_table(columns.to_arrow(), tmp_path / "entries.parquet")
    assert EntryColumns.from_arrow(parquet.read_table(tmp_path / "entries.parquet")) == columns


def test_arrow_without_a_column_or_a_zone_is_refused() -> None:
    arrow: Any = pytest.importorskip("pyarrow", reason="Arrow needs pyarrow")
    table: Any = entry_columns([HISTORY]).to_arrow()
    with pytest.raises(InvalidValue, match="payload: got 'nothing'"):
        EntryColumns.from_arrow(table.drop_columns(["payload"]))
    place = table.column_names.index("happened_at")
    naive = table.set_column(place, "happened_at", table["happened_at"].cast(arrow.timestamp("us")))
    with pytest.raises(InvalidValue, match="happened_at: got 'no zone'"):
        EntryColumns.from_arrow(naive)
    place = table.column_names.index("number")
    texts = table.set_column(place, "number", arrow.array(["x"] * len(HISTORY)))
    with pytest.raises(InvalidValue, match="columns"):
        EntryColumns.from_arrow(texts)


def test_due_tables_come_back_from_arrow() -> None:
    pytest.importorskip("pyarrow", reason="Arrow needs pyarrow")
    empty = of_rows(DueColumns, [])
    assert DueColumns.from_arrow(empty.to_arrow()) == empty


def test_numpy_has_instants_and_days() -> None:
    pytest.importorskip("numpy", reason="arrays need NumPy")
    arrays = entry_columns([HISTORY]).to_numpy()
    assert {name: str(array.dtype) for name, array in arrays.items() if array.dtype != object} == {
        "happened_at": "datetime64[us]",
        "corrected_to": "datetime64[us]",
        **dict.fromkeys(("usage_first", "usage_last", "executed_on", "campaign_first"), "datetime64[D]"),
    }
