"""One engine for a whole portfolio: each row is what the scalar says, from columns of every kind."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from tests.support.portfolio_rows import (
    BERLIN,
    COLUMNS,
    DE,
    KEYS,
    PACIFIC,
    PROGRAMS,
    US,
    as_row,
    asked,
    paid,
    standing,
)

from coopclaims import BusinessCalendar, Policies, Rulebook, Rules, partner_center
from coopclaims.calendars import Intake
from coopclaims.deadlines import Clock, Deadline, NotRunning, activity_claim_due, claiming_due
from coopclaims.deadlines.after_events import COUNTED
from coopclaims.errors import CoopClaimsError, InvalidValue, NoRuleInForce
from coopclaims.identifiers import ProgramId
from coopclaims.periods import UsagePeriod
from coopclaims.portfolio import CodedColumn, DueAnswers, DueEngine
from coopclaims.provenance import PUBLISHED, cite
from coopclaims.rules import ActivityLimiting, Rule

np: Any = pytest.importorskip("numpy", reason="the engine needs NumPy")

ENGINE = DueEngine(PROGRAMS)
AT = datetime(2022, 9, 19, 21, 30, tzinfo=UTC)
DAYS = [date(2019, 12, 25) + timedelta(days=41 * number) for number in range(68)]
"""From before the calendars to behind them."""


def instants(days: list[date], zone: Any) -> list[datetime]:
    """Return instants around midnight and at closing time of these days in a zone."""
    walls = (time(0, 0), time(16, 59, 59, 999999), time(17), time(17, 0, 0, 1), time(23, 59, 59, 999999))
    return [datetime.combine(day, walls[n % len(walls)], tzinfo=zone) for n, day in enumerate(days)]


MISTAKES: list[Any] = [
    None,
    "2022-09-16",
    5,
    [],
    datetime(2022, 9, 16, 3),  # noqa: DTZ001 - to be refused
    date(1990, 1, 1),
    date(9999, 12, 31),
    date(1, 1, 1),
    datetime(1990, 1, 1, tzinfo=UTC),
    datetime(9998, 12, 31, 12, tzinfo=UTC),
]


def rows_of(answers: DueAnswers) -> list[tuple[Any, ...]]:
    """Return the rows of the columns that are compared."""
    columns = answers.to_lists()
    return list(zip(*(columns[name] for name in COLUMNS), strict=True))


# Each row is what the scalar says.


@pytest.mark.parametrize("clock", COUNTED)
def test_each_day_is_answered_as_it_is_alone(clock: Clock) -> None:
    pairs = list(product(KEYS, [*DAYS, *MISTAKES]))
    found = ENGINE.due(clock, [start for _, start in pairs], [key for key, _ in pairs])
    alone = [None if start is None else asked(clock, start, PROGRAMS[key]) for key, start in pairs]
    expected = [as_row(each, PROGRAMS[key]) for each, (key, _) in zip(alone, pairs, strict=True)]
    assert rows_of(found) == expected
    states = found.states(AT).to_list(), found.remaining(AT).tolist()
    assert list(zip(*states, strict=True)) == [standing(each, AT, None) for each in alone]
    assert set(filter(None, found.rule.to_list())) <= {str(COUNTED[clock].key)}


@pytest.mark.parametrize("clock", [Clock.REVIEW, Clock.DISPUTE, Clock.PAYMENT])
def test_each_instant_is_answered_as_it_is_alone(clock: Clock) -> None:
    pairs = [
        (key, at)
        for key, rules in PROGRAMS.items()
        for at in (*instants(DAYS, rules.zone), *instants(DAYS[:20], UTC))
    ]
    starts, keys = [start for _, start in pairs], [key for key, _ in pairs]
    alone = [asked(clock, start, PROGRAMS[key]) for key, start in pairs]
    answers = [None if n % 3 else start + timedelta(days=n % 7) for n, start in enumerate(starts)]
    found = ENGINE.due(clock, starts, keys)
    assert rows_of(found) == [as_row(each, PROGRAMS[key]) for each, key in zip(alone, keys, strict=True)]
    for at in (AT, datetime(2023, 7, 1, tzinfo=PACIFIC)):
        expected = [standing(each, at, met) for each, met in zip(alone, answers, strict=True)]
        assert found.states(at, answered=answers).to_list() == [state for state, _ in expected]
        assert found.remaining(at).tolist() == [left for _, left in expected]


def test_an_instant_has_its_day_in_the_zone_of_its_key() -> None:
    evening = datetime(2022, 9, 16, 3, tzinfo=UTC)
    found = ENGINE.due(Clock.REVIEW, [evening, evening], ["us", "de"])
    assert found.started_on.tolist() == [date(2022, 9, 15), date(2022, 9, 16)]
    assert found.due.tolist() == [date(2022, 9, 19), date(2022, 9, 20)]


@pytest.mark.parametrize("key", ["us", "de", "gb", "strict", "kolkata"])
def test_the_hours_at_which_clocks_are_set(key: str) -> None:
    zone = PROGRAMS[key].zone
    starts = [datetime(2023, 1, 1, tzinfo=UTC) + timedelta(minutes=30 * n) for n in range(365 * 48)]
    found = ENGINE.due(Clock.PAYMENT, np.array(starts, object), np.full(len(starts), KEYS.index(key)))
    assert found.started_on.tolist() == [
        None if refused else each.astimezone(zone).date()
        for each, refused in zip(starts, found.refusal.to_list(), strict=True)
    ]


def test_a_minute_after_midnight_clocks_may_be_set_back() -> None:
    zone = ZoneInfo("America/St_Johns")  # until 2011, at 00:01
    calendar = BusinessCalendar.of_weekdays(years=range(2010, 2012))
    rules = partner_center.bind(calendar=calendar, zone=zone)
    first = datetime(2010, 11, 7, 2, tzinfo=UTC)
    starts = [first + timedelta(seconds=15 * n) for n in range(480)]
    found = (
        DueEngine({"here": rules})
        ._zones()
        .days(np.array([int(each.timestamp() * 10**6) for each in starts]), None)
    )
    assert found.view("datetime64[D]").tolist() == [each.astimezone(zone).date() for each in starts]


# States.


def test_on_the_evening_of_the_due_day_it_is_due_and_not_met() -> None:
    start = [datetime(2022, 9, 15, 16, tzinfo=UTC)]
    later = [datetime(2022, 9, 19, 23, tzinfo=PACIFIC)]
    found = ENGINE.due(Clock.REVIEW, start, ["us"])
    noon, midnight = (datetime(2022, 9, 19, hour, tzinfo=PACIFIC) for hour in (12, 0))
    assert found.states(noon, answered=later).to_list() == ["due_today"]
    assert found.states(midnight - timedelta(microseconds=1), answered=later).to_list() == ["open"]
    assert found.states(later[0], answered=later).to_list() == ["met"]
    end = found.last_instant.tolist()[0].replace(tzinfo=UTC)
    after = end + timedelta(microseconds=1)
    assert found.states(end).to_list() == ["due_today"]
    assert found.states(after).to_list() == ["overdue"]
    assert found.states(after, answered=[end]).to_list() == ["met"]
    assert found.states(after, answered=[after]).to_list() == ["met_late"]


def test_each_row_may_have_an_instant_of_its_own() -> None:
    found = ENGINE.due(Clock.REVIEW, [date(2022, 9, 15)] * 3, ["us"] * 3)
    at = [datetime(2022, 9, day, 12, tzinfo=UTC) for day in (16, 19, 21)]
    assert found.states(at).to_list() == ["open", "due_today", "overdue"]
    assert found.remaining(at).tolist() == [1, 0, 0]


@pytest.mark.parametrize(
    "wrong",
    [[date(2022, 9, 16)], ["soon"], [datetime(2022, 9, 16)], [AT, AT], "now", None],  # noqa: DTZ001
)
def test_an_instant_is_aware_and_there_is_one_for_each_row(wrong: Any) -> None:
    found = ENGINE.due(Clock.REVIEW, [date(2022, 9, 15)], ["us"])
    with pytest.raises(InvalidValue):
        found.states(wrong)
    if wrong is not None:
        with pytest.raises(InvalidValue):
            found.states(AT, answered=wrong)


# Payments.


def test_a_payment_is_counted_from_the_later_approval() -> None:
    approvals = [date(2022, 9, 16), date(2022, 12, 27), date(2019, 1, 1), date(2025, 12, 1), None, "soon"]
    invoices: list[Any] = [
        None,
        datetime(2022, 9, 16, 12, tzinfo=UTC),
        datetime(2022, 12, 1, 3, tzinfo=UTC),
        datetime(2030, 1, 1, tzinfo=UTC),
        datetime(2019, 1, 1, tzinfo=UTC),
    ]
    triples: list[Any] = list(product(KEYS, [*approvals, *instants(DAYS[:12], BERLIN)], invoices))
    keys, approved, invoiced = ([each[n] for each in triples] for n in range(3))
    found = ENGINE.payments(approved, keys, invoiced=invoiced)
    alone = [None if each[1] is None else paid(each[1], each[2], PROGRAMS[each[0]]) for each in triples]
    assert rows_of(found) == [as_row(each, PROGRAMS[key]) for each, key in zip(alone, keys, strict=True)]
    assert found.states(AT).to_list() == [standing(each, AT, None)[0] for each in alone]
    assert found.remaining(AT).tolist() == [standing(each, AT, None)[1] for each in alone]
    assert set(found.rule.to_list()) == {None, "payment_span", "tax_invoice_span"}
    for row in range(0, len(triples), 7):
        if isinstance(alone[row], Deadline):
            assert found.deadline(row) == alone[row]


def test_an_invoice_may_have_a_day_and_what_is_none_is_refused() -> None:
    approved, invoiced = [date(2022, 9, 16)] * 3, [date(2022, 9, 20), "x", None]
    found = ENGINE.payments(approved, ["us"] * 3, invoiced=invoiced)
    assert found.due.tolist() == [date(2022, 10, 20), None, date(2022, 11, 18)]
    assert found.refusal.to_list() == [None, "invalid_value", None]
    one = found.deadline(0)
    assert isinstance(one, Deadline)
    assert one.on == date(2022, 10, 20)


def test_a_column_of_invoices_has_a_row_for_each_approval() -> None:
    with pytest.raises(InvalidValue, match="invoiced"):
        ENGINE.payments([date(2022, 9, 16)], ["us"], invoiced=[])


# The claiming period, and the limit after an activity.

PROGRAM = ProgramId("CSP Direct Bill Partner")
LIMITED = attrs.evolve(PROGRAMS["us"], policies=Policies(activity_limiting=ActivityLimiting.EARLIER_DATE))
CLAIMED = DueEngine({"us": PROGRAMS["us"], "limited": LIMITED}, {"us": PROGRAM, "limited": PROGRAM})


def test_the_claiming_period_is_that_of_the_usage_period() -> None:
    starts = [date(2022, 7, 1), date(2022, 12, 31), datetime(2023, 1, 1, 3, tzinfo=UTC), date(2024, 1, 1)]
    found = CLAIMED.due(Clock.CLAIMING, starts, ["us"] * 4)
    first, second = (
        claiming_due(usage, program=PROGRAM, rules=PROGRAMS["us"])
        for usage in (
            UsagePeriod(date(2022, 7, 1), date(2022, 12, 31)),
            UsagePeriod(date(2024, 1, 1), date(2024, 6, 30)),
        )
    )
    assert found.due.tolist() == [first.on] * 3 + [second.on]
    assert found.started_on.tolist()[0] == first.started_on
    assert [found.deadline(row) for row in range(4)] == [first] * 3 + [second]
    assert found.refusal.to_list() == [None] * 4


def test_the_limit_after_an_activity() -> None:
    days = [date(2022, 8, 25), date(2020, 12, 24), date(1990, 1, 1)]
    keys = ["limited"] * 3 + ["us"]
    found = CLAIMED.due(Clock.ACTIVITY_CLAIM, [*days, days[0]], keys)
    alone = [
        activity_claim_due(day, program=PROGRAM, rules=rules)
        for day, rules in zip([*days, days[0]], [LIMITED] * 3 + [PROGRAMS["us"]], strict=True)
    ]
    assert found.due.tolist() == [each.on if isinstance(each, Deadline) else None for each in alone]
    assert found.refusal.to_list() == [
        each.reason.code if isinstance(each, NotRunning) else None for each in alone
    ]
    assert [found.deadline(row) for row in range(4)] == alone


def test_a_day_of_no_usage_period_is_refused() -> None:
    found = CLAIMED.due(Clock.CLAIMING, [date(1990, 1, 1)], ["us"])
    assert found.refusal.to_list() == ["no_rule_in_force"]
    with pytest.raises(NoRuleInForce):
        found.deadline(0)


def test_these_clocks_ask_for_a_program() -> None:
    with pytest.raises(InvalidValue, match="programs"):
        ENGINE.due(Clock.CLAIMING, [date(2022, 9, 16)], ["us"])


# Columns in.

STARTS = [date(2022, 9, 15), None, date(2022, 9, 17), date(1990, 1, 1)]
AWARE = [datetime(2022, 9, 16, 3, tzinfo=UTC), None, datetime(2022, 9, 18, 4, tzinfo=UTC)]
NAMES = ["us", "de", "de", "gb"]


def pandas() -> Any:
    return pytest.importorskip("pandas", reason="columns of pandas need pandas")


def polars() -> Any:
    return pytest.importorskip("polars", reason="columns of Polars need Polars")


def arrow() -> Any:
    return pytest.importorskip("pyarrow", reason="Arrow needs pyarrow")


def as_pandas_datetimes(rows: list[Any]) -> Any:
    return pandas().Series(rows).astype("datetime64[s]")


DAY_COLUMNS: dict[str, Any] = {
    "tuple": tuple,
    "days": lambda rows: np.array(rows, "datetime64[D]"),
    "every second": lambda rows: np.repeat(np.array(rows, "datetime64[D]"), 2)[::2],
    "swapped": lambda rows: np.array(rows, "datetime64[D]").astype(">M8[D]"),
    "objects": lambda rows: np.array(rows, object),
    "pandas": as_pandas_datetimes,
    "pandas index": lambda rows: pandas().DatetimeIndex(as_pandas_datetimes(rows)),
    "pandas objects": lambda rows: pandas().Series(rows, dtype=object),
    "pandas dates of Arrow": lambda rows: pandas().Series(rows, dtype=pandas().ArrowDtype(arrow().date32())),
    "polars": lambda rows: polars().Series(rows),
    "arrow": lambda rows: arrow().array(rows, arrow().date32()),
    "arrow chunks": lambda rows: arrow().chunked_array([rows[:1], rows[1:]], arrow().date32()),
}


@pytest.mark.parametrize("name", DAY_COLUMNS)
def test_a_column_of_days_is_taken_as_it_is(name: str) -> None:
    found = ENGINE.due(Clock.REVIEW, DAY_COLUMNS[name](STARTS), NAMES)
    assert found.due.tolist() == [date(2022, 9, 19), None, date(2022, 9, 20), None]
    assert found.refusal.to_list() == [None, None, None, "no_rule_in_force"]


INSTANT_COLUMNS: dict[str, Any] = {
    "list": list,
    "objects": lambda rows: np.array(rows, object),
    "pandas": lambda rows: pandas().Series(pandas().to_datetime(rows)),
    "pandas in Tokyo": lambda rows: pandas().Series(pandas().to_datetime(rows)).dt.tz_convert("Asia/Tokyo"),
    "pandas stamps": lambda rows: pandas().Series(pandas().to_datetime(rows)).tolist(),
    "pandas of Arrow": lambda rows: pandas().Series(
        rows, dtype=pandas().ArrowDtype(arrow().timestamp("us", tz="UTC"))
    ),
    "polars": lambda rows: polars().Series(rows),
    "polars in Tokyo": lambda rows: polars().Series(rows).dt.convert_time_zone("Asia/Tokyo"),
    "arrow": lambda rows: arrow().array(rows, arrow().timestamp("us", tz="UTC")),
    "arrow in Tokyo": lambda rows: arrow().array(rows, arrow().timestamp("ns", tz="Asia/Tokyo")),
    "arrow chunks": lambda rows: arrow().chunked_array(
        [rows[:1], rows[1:]], arrow().timestamp("ms", tz="UTC")
    ),
}


@pytest.mark.parametrize("name", INSTANT_COLUMNS)
def test_a_column_of_instants_is_taken_in_the_zone_of_each_key(name: str) -> None:
    column = INSTANT_COLUMNS[name](AWARE)
    found = ENGINE.due(Clock.REVIEW, column, ["us", "us", "de"])
    assert found.started_on.tolist() == [date(2022, 9, 15), None, date(2022, 9, 18)]
    assert found.due.tolist() == [date(2022, 9, 19), None, date(2022, 9, 20)]
    answered = found.states(AT, answered=column)
    assert answered.to_list() == ["met", None, "met"]


NAIVE_COLUMNS: dict[str, Any] = {
    "pandas": lambda: pandas().Series(pandas().to_datetime(["2022-09-16T03:00", "2022-09-16T00:00"])),
    "polars": lambda: polars().Series([datetime(2022, 9, 16, 3), datetime(2022, 9, 16)]),  # noqa: DTZ001
    "arrow": lambda: arrow().array([datetime(2022, 9, 16, 3)] * 2, arrow().timestamp("us")),  # noqa: DTZ001
}


@pytest.mark.parametrize("name", NAIVE_COLUMNS)
def test_naive_instants_have_no_day(name: str) -> None:
    found = ENGINE.due(Clock.REVIEW, NAIVE_COLUMNS[name](), ["us", "us"])
    assert found.refusal.to_list() == ["invalid_value"] * 2


@pytest.mark.parametrize("unit", ["h", "s", "us", "ns"])
def test_an_array_of_naive_instants_is_refused(unit: str) -> None:
    with pytest.raises(InvalidValue):
        ENGINE.due(Clock.REVIEW, np.array(["2022-09-16T03"], f"datetime64[{unit}]"), ["us"])


NULLS: list[Any] = [None, np.datetime64("NaT"), float("nan")]


def test_nulls_are_no_events() -> None:
    rows = [*NULLS, pandas().NaT, pandas().NA, date(2022, 9, 15)]
    for starts in (rows, [*rows, AWARE[0]]):
        found = ENGINE.due(Clock.REVIEW, starts, ["us"] * len(starts))
        assert found.due.tolist()[5] == date(2022, 9, 19)
        assert found.refusal.to_list() == [None] * len(starts)
        assert found.deadline(0) is None
        assert repr(found) == f"DueAnswers({len(starts)} rows, 0 refused)"


KEY_COLUMNS: dict[str, Any] = {
    "tuple": tuple,
    "places": lambda names: [KEYS.index(name) for name in names],
    "array of places": lambda names: np.array([KEYS.index(name) for name in names], "uint8"),
    "array of texts": np.array,
    "objects": lambda names: np.array(names, object),
    "pandas": lambda names: pandas().Series(names),
    "pandas objects": lambda names: pandas().Series(names, dtype=object),
    "pandas categories": lambda names: pandas().Series(names, dtype="category"),
    "categorical": lambda names: pandas().Categorical(names),
    "polars": lambda names: polars().Series(names),
    "polars categories": lambda names: polars().Series(names, dtype=polars().Categorical),
    "polars enum": lambda names: polars().Series(names, dtype=polars().Enum(list(KEYS))),
    "arrow": lambda names: arrow().array(names),
    "arrow dictionary": lambda names: arrow().array(names).dictionary_encode(),
    "arrow chunks": lambda names: arrow().chunked_array([names[:1], names[1:]]),
    "arrow dictionary in chunks": lambda names: arrow().chunked_array(
        [arrow().array(part).dictionary_encode() for part in (names[:1], names[1:])]
    ),
}


@pytest.mark.parametrize("name", KEY_COLUMNS)
def test_a_column_of_keys_is_taken_as_it_is(name: str) -> None:
    names = ["de", "us", "de", "gb"]
    found = ENGINE.due(Clock.REVIEW, [date(2022, 10, 3)] * 4, KEY_COLUMNS[name](names))
    assert found.key.to_list() == names
    assert found.due.tolist() == [
        ENGINE.due(Clock.REVIEW, [date(2022, 10, 3)], [key]).due.tolist()[0] for key in names
    ]


@pytest.mark.parametrize(
    "name", ["pandas categories", "polars categories", "arrow dictionary", "tuple", "polars"]
)
def test_a_row_without_a_key_is_refused_and_one_without_an_event_is_not(name: str) -> None:
    column = KEY_COLUMNS[name](["us", None, None, "elsewhere"])
    found = ENGINE.due(Clock.REVIEW, [date(2022, 9, 15), None, date(2022, 9, 15), AWARE[0]], column)
    assert found.refusal.to_list() == [None, None, "invalid_value", "invalid_value"]
    assert found.key.to_list() == ["us", None, None, None]
    with pytest.raises(InvalidValue, match="elsewhere"):
        found.deadline(3)
    with pytest.raises(InvalidValue, match="None"):
        found.deadline(2)


@pytest.mark.parametrize("keys", [[8], [-1], np.array([8]), np.array([-1]), [[]], [None], np.array([2**62])])
def test_what_is_no_key_is_refused(keys: Any) -> None:
    found = ENGINE.due(Clock.REVIEW, [date(2022, 9, 15)], keys)
    assert found.refusal.to_list() == ["invalid_value"]
    assert ENGINE.payments([date(2022, 9, 15)], keys, invoiced=[None]).refusal.to_list() == ["invalid_value"]
    with pytest.raises(InvalidValue):
        found.deadline(0)


class WithoutArrow(list[Any]):
    """A column of Polars where Arrow is not installed."""

    def to_arrow(self) -> Any:
        raise ImportError

    to_list = list.copy


def test_a_column_is_read_row_by_row_where_arrow_is_not_installed() -> None:
    found = ENGINE.due(Clock.REVIEW, [date(2022, 10, 3)] * 2, WithoutArrow(["de", "us"]))
    assert found.key.to_list() == ["de", "us"]


def test_a_calendar_may_begin_with_the_first_year() -> None:
    rules = partner_center.bind(calendar=BusinessCalendar.of_weekdays(years=range(1, 2)), zone=PACIFIC)
    found = DueEngine({"old": rules}).due(Clock.REVIEW, [date(1, 1, 1), datetime(2022, 9, 15, 3, tzinfo=UTC)])
    assert found.refusal.to_list() == ["no_rule_in_force", "calendar_out_of_range"]


def test_one_key_need_not_be_named() -> None:
    alone = DueEngine({"us": PROGRAMS["us"]})
    found = alone.due(Clock.REVIEW, STARTS)
    assert rows_of(found) == rows_of(alone.due(Clock.REVIEW, STARTS, ["us"] * 4))
    assert found.key.to_list() == ["us"] * 4
    assert found.remaining(AT).tolist() == [0, -1, 1, -1]
    with pytest.raises(NoRuleInForce):
        found.deadline(3)
    paid_rows = alone.payments(STARTS, invoiced=[None] * 4)
    assert paid_rows.due.tolist() == alone.due(Clock.PAYMENT, STARTS).due.tolist()
    with pytest.raises(InvalidValue, match="keys"):
        ENGINE.due(Clock.REVIEW, STARTS)


def test_a_column_of_keys_has_a_row_for_each_start() -> None:
    with pytest.raises(InvalidValue, match="keys"):
        ENGINE.due(Clock.REVIEW, STARTS, ["us"])


@pytest.mark.parametrize("wrong", [5, {"us"}, np.ma.array(["2022-09-15"], "M8[D]", mask=[1]), "soon"])
def test_what_is_no_column_of_starts_is_refused(wrong: Any) -> None:
    engine = DueEngine({"us": PROGRAMS["us"]})
    if isinstance(wrong, str):
        assert engine.due(Clock.REVIEW, wrong).refusal.to_list() == ["invalid_value"] * len(wrong)
    else:
        with pytest.raises(InvalidValue, match="starts"):
            engine.due(Clock.REVIEW, wrong)


def test_no_rows_make_no_answers() -> None:
    found = ENGINE.due(Clock.REVIEW, [], [])
    assert (len(found), found.to_lists()["due"], found.states(AT).to_list()) == (0, [], [])
    assert found.remaining(AT).tolist() == []


@pytest.mark.parametrize("clock", [Clock.PAYMENT_RUN, Clock.DRAFT, Clock.REBATE, "review it"])
def test_a_clock_that_counts_nothing_is_refused(clock: Any) -> None:
    with pytest.raises(InvalidValue, match="clock"):
        ENGINE.due(clock, STARTS, NAMES)


# Columns out.


def test_texts_are_coded() -> None:
    found = ENGINE.due(Clock.REVIEW, STARTS, NAMES).refusal
    assert isinstance(found, CodedColumn)
    assert found.texts[found.codes[3]] == "no_rule_in_force"
    assert found.to_numpy().tolist() == found.to_list() == [None, None, None, "no_rule_in_force"]
    assert (len(found), repr(found)) == (4, f"CodedColumn(4 rows, {len(found.texts)} texts)")


def test_columns_go_to_pandas_and_polars() -> None:
    found = ENGINE.due(Clock.REVIEW, STARTS, NAMES)
    category = pandas().Categorical.from_codes(found.refusal.codes, found.refusal.texts)
    assert category.tolist()[3] == "no_rule_in_force"
    assert polars().Series(found.due).to_list() == found.due.tolist()


def test_a_table_of_arrow_has_all_columns() -> None:
    arrow()
    found = ENGINE.due(Clock.REVIEW, STARTS, NAMES)
    table: Any = found.to_arrow()
    assert table.to_pydict() == found.to_lists()
    assert {name: str(table.schema.field(name).type) for name in ("due", "last_instant", "refusal")} == {
        "due": "date32[day]",
        "last_instant": "timestamp[us, tz=UTC]",
        "refusal": "dictionary<values=string, indices=int32, ordered=0>",
    }


def test_the_error_of_one_row_can_be_asked_for() -> None:
    found = ENGINE.due(Clock.REVIEW, MISTAKES, ["us"] * len(MISTAKES))
    for row, start in enumerate(MISTAKES):
        code = found.refusal.to_list()[row]
        if start is None:
            assert code is None
            continue
        with pytest.raises(CoopClaimsError) as caught:
            found.deadline(row)
        assert caught.value.code == code


@pytest.mark.parametrize("row", [-1, 4, None, "0"])
def test_a_row_that_is_not_there(row: Any) -> None:
    with pytest.raises(InvalidValue, match="row"):
        ENGINE.due(Clock.REVIEW, STARTS, NAMES).deadline(row)


def test_an_array_far_outside_is_refused_as_it_is_alone() -> None:
    days = np.array(["-292277022-01-01", "31000-01-01", "2022-09-15"], "datetime64[D]")
    found = ENGINE.due(Clock.REVIEW, days, ["us"] * 3)
    assert found.refusal.to_list() == ["invalid_value", "invalid_value", None]
    with pytest.raises(InvalidValue, match="31000-01-01"):
        found.deadline(1)


def test_an_answer_survives_pickling() -> None:
    found = ENGINE.due(Clock.REVIEW, [*STARTS, "soon"], [*NAMES, "us"])
    again: DueAnswers = pickle.loads(pickle.dumps(found))
    assert again.to_lists() == found.to_lists()
    with pytest.raises(InvalidValue):
        again.deadline(4)


# The engine as a value.


def test_engines_are_equal_by_what_they_say_and_small_when_pickled() -> None:
    ENGINE.due(Clock.REVIEW, STARTS, NAMES)
    again: DueEngine = pickle.loads(pickle.dumps(ENGINE))
    assert again == ENGINE == copy.deepcopy(ENGINE) == attrs.evolve(ENGINE)
    assert hash(again) == hash(ENGINE)
    assert again != DueEngine({"us": PROGRAMS["us"]})
    assert rows_of(again.due(Clock.REVIEW, STARTS, NAMES)) == rows_of(ENGINE.due(Clock.REVIEW, STARTS, NAMES))
    assert len(pickle.dumps(ENGINE)) == len(pickle.dumps(DueEngine(PROGRAMS)))


@pytest.mark.parametrize("wrong", [{}, {"us": 5}, {5: PROGRAMS["us"]}, {"": PROGRAMS["us"]}, None, 5])
def test_an_engine_takes_bound_rules_by_key(wrong: Any) -> None:
    with pytest.raises(InvalidValue, match="rules"):
        DueEngine(wrong)


def test_a_program_is_given_by_key() -> None:
    with pytest.raises(InvalidValue, match="programs"):
        DueEngine(PROGRAMS, {5: PROGRAM})


def test_what_is_asked_outside_is_not_kept() -> None:
    engine = DueEngine({"us": PROGRAMS["us"]})
    kept = {name for name in engine._kept if name != "known"}
    assert kept == set()
    engine.due(Clock.REVIEW, DAYS)
    size = len(engine._kept["review, None"].due)
    engine.due(Clock.REVIEW, [date(1990, 1, 1) + timedelta(days=n) for n in range(500)])
    assert len(engine._kept["review, None"].due) == size == 2 * ((US.last - US.first).days + 2)


# Closing times.


def closing(cutoff: time | None, zone: Any, *, strict: bool = False, last: date | None = None) -> Rules:
    """Return rules with a closing time."""
    rule = Rule(
        value=Intake(cutoff=cutoff), first=date(2022, 9, 1), last=last, source=cite("MG22"), basis=PUBLISHED
    )
    edition = attrs.evolve(partner_center.editions[-1], name="closing", intake=rule)
    book = Rulebook(name="closing", editions=(*partner_center.editions, edition))
    return book.bind(calendar=DE, zone=zone, strict=strict)


@pytest.mark.parametrize(
    "rules",
    [
        closing(time(17), BERLIN),
        closing(time(2, 30), BERLIN),
        closing(None, BERLIN),
        closing(time(17), BERLIN, strict=True, last=date(2023, 1, 15)),
    ],
    ids=("five", "at night", "none", "strict"),
)
def test_what_comes_after_the_closing_time_counts_from_the_next_business_day(rules: Rules) -> None:
    engine = DueEngine({"here": rules})
    nights = [datetime(2022, 10, 29, 22, tzinfo=UTC) + timedelta(minutes=15 * n) for n in range(30)]
    ends = [datetime(2025, 12, 31, hour, tzinfo=BERLIN) for hour in (12, 18)]
    starts = [*nights, *instants(DAYS, BERLIN), *ends, None, date(2022, 9, 17)]
    found = engine.due(Clock.REVIEW, starts)
    expected = [None if start is None else asked(Clock.REVIEW, start, rules) for start in starts]
    assert rows_of(found) == [as_row(each, rules) for each in expected]
    assert found.due.tolist()[-1] == date(2022, 9, 21)  # a Saturday counts as of Monday
