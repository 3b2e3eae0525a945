"""Whole portfolios: what comes in, what comes out, and what is refused by its position."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, assert_type, final
from zoneinfo import ZoneInfo

import pytest

from coopclaims import (
    BusinessCalendar,
    BusinessDays,
    CalendarDays,
    CoopClaimsError,
    InvalidValue,
    Rulebook,
    partner_center,
)
from coopclaims.deadlines import hold_due, review_due
from coopclaims.errors import CalendarOutOfRange, NoRuleInForce
from coopclaims.periods import MonthEnd, Months
from coopclaims.portfolio import (
    BatchDue,
    BatchRefusal,
    BatchRefused,
    DueTable,
    MixedDueTable,
    business_days_between,
    due_days,
    due_days_by_rule,
    mixed_due_days,
)
from coopclaims.provenance import cite, inferred
from coopclaims.rules import CATALOGUE, HOLD_SPAN, PAYMENT_SPAN, REVIEW_SPAN, Edition, Rule
from coopclaims.wire import from_data, to_data

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy import datetime64, int64
    from numpy.typing import NDArray

    from coopclaims.calendars import Span

PLAIN = BusinessCalendar.of_weekdays(years=range(2022, 2024))
LONG = BusinessCalendar.of_weekdays(years=range(1960, 2031))
PACIFIC = ZoneInfo("America/Los_Angeles")
RULES = partner_center.bind(
    calendar=BusinessCalendar.of_weekdays(years=range(2018, 2031)), zone=PACIFIC, strict=False
)
TWO = BusinessDays(2)

FRIDAY, SATURDAY, TUESDAY = date(2022, 9, 16), date(2022, 9, 17), date(2022, 9, 20)
BEFORE, LAST, AFTER = date(2021, 12, 31), date(2023, 12, 29), date(2024, 1, 1)
SPANS: tuple[Span, ...] = (TWO, BusinessDays(45), CalendarDays(30), Months(24), MonthEnd(1))


Column: TypeAlias = "Callable[[list[Any]], Any]"
"""How a test writes a column."""


@pytest.fixture(scope="module")
def np() -> Any:
    return pytest.importorskip("numpy", reason="NumPy is not installed (coopclaims[batch])")


@pytest.fixture(params=["sequences", "arrays"])
def column(request: pytest.FixtureRequest) -> Column:
    """Return how a test writes a column of days."""
    if request.param == "sequences":
        return list
    numpy: Any = request.getfixturevalue("np")
    return lambda days: numpy.array(days, "datetime64[D]")


@pytest.fixture
def choices(column: Column, request: pytest.FixtureRequest) -> Column:
    """Return how a test writes a column of choices beside its column of days."""
    if column is list:
        return list
    numpy: Any = request.getfixturevalue("np")
    return lambda places: numpy.array(places, int)


def dates(days: Any) -> list[Any]:
    """Return a column of days as a list."""
    listed: list[Any] = days if isinstance(days, list) else days.tolist()
    return listed


def errors(result: Any) -> list[tuple[int, type[CoopClaimsError], tuple[object, ...]]]:
    """Return the refusals by what they hold, for comparing."""
    return [(each.position, type(each.error), each.error.args) for each in result.refusals]


# What a result is.


def test_days_are_there_when_every_row_has_one(column: Column) -> None:
    due = due_days(column([FRIDAY, SATURDAY]), TWO, calendar=PLAIN)
    assert due.refusals == ()
    assert dates(due.days) == dates(due.gapped) == [TUESDAY, TUESDAY]


def test_days_are_not_to_be_had_while_rows_are_refused(column: Column) -> None:
    due = due_days(column([FRIDAY, BEFORE, LAST]), TWO, calendar=PLAIN)
    with pytest.raises(BatchRefused) as caught:
        _ = due.days
    assert caught.value.refusals == due.refusals
    assert [each.position for each in due.refusals] == [1, 2]
    assert dates(due.gapped) == [TUESDAY, None, None]
    bounds = (PLAIN.name, PLAIN.first, PLAIN.last)
    assert errors(due) == [
        (1, CalendarOutOfRange, (bounds[0], BEFORE, *bounds[1:])),
        (2, CalendarOutOfRange, (bounds[0], None, *bounds[1:])),
    ]


def test_a_refusal_says_which_rows() -> None:
    refusals = due_days([BEFORE, FRIDAY, AFTER], TWO, calendar=PLAIN).refusals
    assert str(BatchRefused(refusals[:1])).startswith("1 row was refused; row 0: calendar 'Monday-Friday")
    assert str(BatchRefused(refusals)).startswith("2 rows were refused; the first is row 0: calendar")


def test_refusals_compare_by_what_they_hold() -> None:
    one = BatchRefusal(3, InvalidValue("day", "NaT", "day"))
    same = BatchRefusal(3, InvalidValue("day", "NaT", "day"))
    assert one == same
    assert hash(one) == hash(same)
    assert one != BatchRefusal(4, one.error)
    assert one != BatchRefusal(3, InvalidValue("day", "NaT", "another"))
    assert one != BatchRefusal(3, CoopClaimsError("day", "NaT", "day"))
    assert pickle.loads(pickle.dumps(BatchRefused((one,)))).refusals == (one,)


def test_an_error_holds_nothing_but_its_fields() -> None:
    (refusal,) = due_days([BEFORE], TWO, calendar=PLAIN).refusals
    assert refusal.error.__traceback__ is None
    assert refusal.error.__context__ is None


def test_a_result_is_printed_in_a_line(column: Column) -> None:
    days = column([FRIDAY] * 1200 + [AFTER])
    assert repr(due_days(days, TWO, calendar=PLAIN)) == "BatchDue(1,201 rows, 1 refused)"
    counts = business_days_between(days, days, calendar=PLAIN)
    assert repr(counts) == "BatchCounts(1,201 rows, 1 refused)"


def test_a_result_survives_pickling() -> None:
    due = due_days([FRIDAY, AFTER], TWO, calendar=PLAIN)
    after: BatchDue[Any, Any] = pickle.loads(pickle.dumps(due))
    assert (after.gapped, after.refusals) == (due.gapped, due.refusals)


# Sequences.


@pytest.mark.parametrize("span", SPANS, ids=str)
@pytest.mark.parametrize("rows", [[FRIDAY, SATURDAY], (FRIDAY,), deque([FRIDAY]), []], ids=repr)
def test_any_sequence_gives_a_list(rows: Any, span: Span) -> None:
    scalar = DueTable(PLAIN, span).after
    assert due_days(rows, span, calendar=PLAIN).days == [scalar(day) for day in rows]


@final
class Stamp(date):
    """A date of somebody else's."""


NO_DAYS = (
    datetime(2022, 9, 16, tzinfo=UTC),
    datetime(2022, 9, 16),  # noqa: DTZ001 - to be refused
    "2022-09-16",
    738_414,
    True,
    [FRIDAY],
)


@pytest.mark.parametrize("span", SPANS, ids=str)
@pytest.mark.parametrize("row", NO_DAYS, ids=repr)
def test_what_is_no_day_is_refused_as_the_scalar_refuses_it(row: Any, span: Span) -> None:
    table = DueTable(PLAIN, span)
    with pytest.raises(InvalidValue) as caught:
        table.after(row)
    due = table.many([FRIDAY, row, SATURDAY, row])
    expected = (InvalidValue, caught.value.args)
    assert errors(due) == [(1, *expected), (3, *expected)]
    assert due.gapped == [table.after(FRIDAY), None, table.after(SATURDAY), None]


@pytest.mark.parametrize("span", SPANS, ids=str)
def test_a_subclass_of_date_is_a_day(span: Span) -> None:
    due = due_days([Stamp(2022, 9, 16)], span, calendar=PLAIN).days
    assert due == due_days([FRIDAY], span, calendar=PLAIN).days


@final
class Series:
    """A column of some table, with its own idea of a day."""

    dtype = "datetime64[ns]"

    def __len__(self) -> int:
        return 1

    def __getitem__(self, place: int) -> object:
        raise NotImplementedError


@pytest.mark.parametrize(
    "rows",
    [{FRIDAY}, {FRIDAY: 1}, iter([FRIDAY]), FRIDAY, None, Series()],
    ids=lambda rows: type(rows).__name__,
)
def test_what_is_no_column_is_refused_at_once(rows: Any) -> None:
    for ask in (
        lambda: due_days(rows, TWO, calendar=PLAIN),
        lambda: mixed_due_days(rows, [0], tables=[DueTable(PLAIN, TWO)]),
        lambda: business_days_between(rows, [FRIDAY], calendar=PLAIN),
        lambda: due_days_by_rule(rows, REVIEW_SPAN, rules=RULES),
    ):
        with pytest.raises(InvalidValue, match=r"^starts: got <class .*; expected a sequence of dates"):
            ask()


@pytest.mark.parametrize("span", [CalendarDays(30), Months(1), MonthEnd(2)], ids=str)
def test_the_end_of_time_is_refused(column: Column, span: Span) -> None:
    due = due_days(column([FRIDAY, date.max]), span, calendar=PLAIN)
    assert [each.position for each in due.refusals] == [1]
    assert isinstance(due.refusals[0].error, InvalidValue)
    assert due.refusals[0].error.field == "day"


# Arrays.


def as_array(np: Any, *days: str) -> Any:
    return np.array(days, "datetime64[D]")


@pytest.mark.parametrize("span", SPANS, ids=str)
@pytest.mark.parametrize("shape", [(), (0,), (1,), (12,), (3, 4), (2, 3, 2), (0, 3)], ids=str)
def test_the_shape_is_kept(np: Any, shape: tuple[int, ...], span: Span) -> None:
    numbers = np.arange(int(np.prod(shape))) + 19_000
    days = numbers.astype("datetime64[D]").reshape(shape)
    due = due_days(days, span, calendar=PLAIN).days
    assert isinstance(due, np.ndarray)
    assert due.shape == shape
    assert due.dtype == np.dtype("datetime64[D]")
    scalar = DueTable(PLAIN, span).after
    assert due.ravel().tolist() == [scalar(day) for day in days.ravel().tolist()]


def test_positions_in_several_dimensions_count_by_rows(np: Any) -> None:
    days = as_array(np, "2022-09-16", "2022-09-16", "2021-01-01", "2022-09-16", "2021-01-01", "NaT")
    due = due_days(days.reshape(3, 2), TWO, calendar=PLAIN)
    assert [each.position for each in due.refusals] == [2, 4]
    assert np.isnat(due.gapped).tolist() == [[False, False], [True, False], [True, True]]
    upright = due_days(np.asfortranarray(days.reshape(3, 2)), TWO, calendar=PLAIN)
    assert upright.refusals == due.refusals


LAYOUTS: dict[str, Callable[[Any, Any], Any]] = {
    "strided": lambda np, days: np.repeat(days, 3)[::3],
    "reversed": lambda _, days: days[::-1].copy()[::-1],
    "Fortran": lambda np, days: np.asfortranarray(np.stack([days, days])),
    "broadcast": lambda np, days: np.broadcast_to(days, (2, days.size)),
    "big-endian": lambda _, days: days.astype(">M8[D]"),
    "little-endian": lambda _, days: days.astype("<M8[D]"),
    "of a subclass": lambda np, days: days.view(type("Mine", (np.ndarray,), {})),
    "inside a record": lambda np, days: np.array(
        list(zip(days, days, strict=True)), [("a", "M8[D]"), ("b", "M8[D]")]
    )["b"],
}


@pytest.mark.parametrize("span", SPANS, ids=str)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_any_layout_will_do(np: Any, layout: str, span: Span) -> None:
    plain = np.arange(19_000, 19_050).astype("datetime64[D]")
    days = LAYOUTS[layout](np, plain)
    days.flags.writeable = False
    before = days.copy()
    due = due_days(days, span, calendar=PLAIN).days
    assert type(due) is np.ndarray
    assert due.shape == days.shape
    assert due.flags.writeable
    assert (days == before).all()
    expected = due_days(plain, span, calendar=PLAIN).days
    assert (due == expected).all()


def test_long_arrays_are_counted_through(np: Any) -> None:
    days = np.resize(np.arange(-3_000, 20_000), 70_001).astype("datetime64[D]")
    ends, places = np.roll(days, 7), np.resize(np.arange(3), 70_001)
    table, mixed = (
        DueTable(LONG, BusinessDays(45)),
        MixedDueTable([DueTable(LONG, span) for span in SPANS[:3]]),
    )
    listed, last_days, choices = days.tolist(), ends.tolist(), places.tolist()
    assert table.many(days).days.tolist() == table.many(listed).days
    assert mixed.many(days, places).days.tolist() == mixed.many(listed, choices).days
    counts = business_days_between(days, ends, calendar=LONG).counts
    assert counts.tolist() == business_days_between(listed, last_days, calendar=LONG).counts


@pytest.mark.parametrize("place", [0, 65_535, 65_536, 70_000])
def test_one_row_among_many_is_refused(np: Any, place: int) -> None:
    days = np.full(70_001, FRIDAY, "datetime64[D]")
    ends, places = days.copy(), np.zeros(70_001, int)
    days[place] = "0000-12-31"  # which no date can be
    for due in (
        due_days(days, TWO, calendar=PLAIN),
        due_days(days, Months(24), calendar=PLAIN),
        mixed_due_days(days, places, tables=[DueTable(PLAIN, TWO)]),
    ):
        assert [each.position for each in due.refusals] == [place]
        assert np.flatnonzero(np.isnat(due.gapped)).tolist() == [place]
    counted = business_days_between(ends, days, calendar=PLAIN)
    assert [each.position for each in counted.refusals] == [place]
    assert np.flatnonzero(counted.gapped).tolist() == [place]


FAR_AWAY = ("0000-12-31", "-5000-01-01", "10000-01-01", "250000-01-01")


@pytest.mark.parametrize("span", SPANS, ids=str)
@pytest.mark.parametrize("calendar", [PLAIN, LONG], ids=["after 1970", "before 1970 too"])
def test_what_no_date_can_be_is_refused_by_its_text(np: Any, span: Span, calendar: BusinessCalendar) -> None:
    edges = np.array([-(2**63) + 1, 2**63 - 1]).view("datetime64[D]")
    days = np.concatenate((as_array(np, *FAR_AWAY), as_array(np, "2022-09-16"), edges))
    due = due_days(days, span, calendar=calendar)
    table = DueTable(calendar, span)
    texts = [*FAR_AWAY, *map(str, edges)]
    for refusal, text, position in zip(due.refusals, texts, (0, 1, 2, 3, 5, 6), strict=True):
        with pytest.raises(InvalidValue) as caught:
            table.after(text)  # type: ignore[arg-type]
        assert refusal == BatchRefusal(position, caught.value)
    assert np.isnat(due.gapped).tolist() == [True] * 4 + [False, True, True]
    assert due.gapped[4].item() == table.after(FRIDAY)


def test_days_before_1970(np: Any) -> None:
    days = as_array(np, "1969-12-31", "1960-01-01", "1969-12-26", "1970-01-01")
    due = due_days(days, TWO, calendar=LONG).days
    assert due.tolist() == [LONG.after(day, 2) for day in days.tolist()]


@pytest.mark.parametrize(
    "kind",
    ["M8[ns]", "M8[us]", "M8[s]", "M8[h]", "M8[W]", "M8[M]", "M8[7D]", "M8", "m8[D]", "i8", "U10"],
)
def test_other_arrays_are_refused_at_once(np: Any, kind: str) -> None:
    days = np.zeros(2, kind)
    table = DueTable(PLAIN, TWO)
    for ask in (
        lambda: table.many(days),
        lambda: mixed_due_days(days, np.array([0, 0]), tables=[table]),
        lambda: business_days_between(days, days, calendar=PLAIN),
        lambda: due_days_by_rule(days, REVIEW_SPAN, rules=RULES),
    ):
        with pytest.raises(
            InvalidValue, match=r"starts: got 'an array of .*expected an array of datetime64\[D\]"
        ):
            ask()


def test_a_mask_is_not_dropped(np: Any) -> None:
    days = np.ma.masked_array(as_array(np, "2022-09-16", "2022-09-17"), mask=[False, True])
    with pytest.raises(InvalidValue, match="masked"):
        due_days(days, TWO, calendar=PLAIN)
    filled = days.filled(np.datetime64("NaT", "D"))
    assert due_days(filled, TWO, calendar=PLAIN).days.tolist() == [TUESDAY, None]


def test_a_single_datetime64_is_no_array(np: Any) -> None:
    with pytest.raises(InvalidValue, match="a sequence of dates, a NumPy array"):
        due_days(np.datetime64("2022-09-16"), TWO, calendar=PLAIN)


class AColumn:
    """A column of a table, as much of it as is needed."""

    def __init__(self, *rows: object) -> None:
        self._rows = rows

    def to_list(self) -> list[Any]:
        return [*self._rows]


def test_a_column_is_as_good_as_a_list() -> None:
    days, places = (date(2022, 9, 16), date(2022, 9, 17)), (0, 0)
    assert due_days(AColumn(*days), TWO, calendar=PLAIN).days == [TUESDAY, TUESDAY]
    mixed = mixed_due_days(AColumn(*days), AColumn(*places), tables=[DueTable(PLAIN, TWO)])
    assert mixed.days == [TUESDAY, TUESDAY]
    assert business_days_between(AColumn(*days), AColumn(*days), calendar=PLAIN).counts == [0, 0]
    instant = datetime(2022, 9, 16, 12, tzinfo=UTC)
    due = due_days(AColumn(days[0], instant, None), TWO, calendar=PLAIN)
    assert [each.position for each in due.refusals] == [1]
    assert due.gapped == [TUESDAY, None, None]


def test_an_array_of_objects_is_one_of_days_where_all_are_days(np: Any) -> None:
    days = np.array([[date(2022, 9, 16), None], [date(2022, 9, 17), date(2022, 9, 17)]], dtype=object)
    due = due_days(days, TWO, calendar=PLAIN)
    assert due.days.tolist() == [[TUESDAY, None], [TUESDAY, TUESDAY]]
    for other in (datetime(2022, 9, 16, 12, tzinfo=UTC), "2022-09-16", 5):
        with pytest.raises(InvalidValue, match="in a zone only"):
            due_days(np.array([other], dtype=object), TWO, calendar=PLAIN)
    masked = np.ma.array(days, mask=False)
    with pytest.raises(InvalidValue, match="mask"):
        due_days(masked, TWO, calendar=PLAIN)


def test_an_array_of_aware_objects_keeps_its_shape(np: Any) -> None:
    rules = partner_center.bind(calendar=PLAIN, zone=timezone(timedelta(hours=-8)))
    evening, naive = datetime(2022, 9, 16, 3, tzinfo=UTC), datetime(2022, 9, 16, 3)  # noqa: DTZ001
    rows = np.array([[evening, naive], [date(2022, 9, 15), None]], dtype=object)
    due = due_days_by_rule(rows, REVIEW_SPAN, rules=rules)
    assert due.gapped.tolist() == [[date(2022, 9, 19), None], [date(2022, 9, 19), None]]
    assert [each.position for each in due.refusals] == [1]
    with pytest.raises(InvalidValue, match="mask"):
        due_days_by_rule(np.ma.array(rows, mask=False), REVIEW_SPAN, rules=rules)


def test_an_array_of_pandas() -> None:
    pandas: Any = pytest.importorskip("pandas", reason="pandas is not installed")
    column = pandas.Series(pandas.to_datetime(["2022-09-16", None, "2022-09-17"]))
    assert due_days(column, TWO, calendar=PLAIN).days == [TUESDAY, None, TUESDAY]
    column_of_instants = column + pandas.to_timedelta([0, 0, 1], unit="ns")
    refused = due_days(column_of_instants, TWO, calendar=PLAIN).refusals
    assert [each.position for each in refused] == [0, 2]  # naive instants are no days, not even at midnight
    with pytest.raises(InvalidValue, match="in a zone only"):
        due_days(column.to_numpy(), TWO, calendar=PLAIN)
    assert due_days(column.dt.date.tolist()[::2], TWO, calendar=PLAIN).days == [TUESDAY, TUESDAY]
    due = due_days(column.to_numpy().astype("datetime64[D]"), TWO, calendar=PLAIN)
    assert pandas.Series(due.gapped).isna().tolist() == [False, True, False]
    assert due.gapped.tolist() == [TUESDAY, None, TUESDAY]


class AnArrowColumn(AColumn):
    """A column of Arrow, as much of it as is needed."""

    def to_pylist(self) -> list[Any]:
        return self.to_list()


@final
class Timestamp(datetime):
    """What pandas has for days as well as for instants."""


def test_a_column_of_arrow_is_as_good_as_a_list() -> None:
    rows = AnArrowColumn(date(2022, 9, 16), None)
    assert due_days(rows, TWO, calendar=PLAIN).days == [TUESDAY, None]


def test_midnights_of_a_column_are_days_where_it_has_nothing_else() -> None:
    midnight, noon = Timestamp(2022, 9, 16), Timestamp(2022, 9, 16, 12)
    aware = Timestamp(2022, 9, 16, tzinfo=UTC)
    assert due_days(AColumn(midnight, None), TWO, calendar=PLAIN).days == [TUESDAY, None]
    for other in (noon, aware):
        due = due_days(AColumn(midnight, other, None), TWO, calendar=PLAIN)
        assert [each.position for each in due.refusals] == [0, 1]


# Rows that are null had no such event.


def test_a_null_has_no_answer_and_is_not_refused(np: Any) -> None:
    rows: list[Any] = [FRIDAY, None, np.datetime64("NaT"), float("nan"), [FRIDAY]]
    due = due_days(rows, TWO, calendar=PLAIN)
    assert due.gapped == [TUESDAY, None, None, None, None]
    assert [each.position for each in due.refusals] == [4]
    others: list[Any] = [1.5, np.datetime64("2022-09-16")]
    for no_null in others:
        assert len(due_days([no_null], TWO, calendar=PLAIN).refusals) == 1


def test_a_null_in_a_mixed_portfolio_needs_no_table() -> None:
    table, rows = MixedDueTable([DueTable(PLAIN, TWO)]), [FRIDAY, None]
    assert table.many(rows, [0, 0]).days == [TUESDAY, None]
    assert table.many(rows, [0, 7]).days == [TUESDAY, None]
    assert [each.position for each in table.many([None, FRIDAY], [0, 7]).refusals] == [1]


def test_a_null_beside_a_day_that_a_table_lacks_is_no_refusal() -> None:
    rows = [FRIDAY, None, BEFORE]
    for due in (due_days(rows, TWO, calendar=PLAIN), mixed_due_days(rows, [0] * 3, tables=TABLES[:1])):
        assert [each.position for each in due.refusals] == [2]


def test_a_null_on_either_side_has_no_count(np: Any) -> None:
    found = business_days_between([FRIDAY, None, FRIDAY], [TUESDAY, TUESDAY, None], calendar=PLAIN)
    assert found.counts == [2, None, None]
    starts, ends = (
        as_array(np, "2022-09-16", "NaT", "2022-09-16"),
        as_array(np, "2022-09-20", "2022-09-20", "NaT"),
    )
    counts = business_days_between(starts, ends, calendar=PLAIN).counts
    assert counts.tolist() == [2, -(2**63), -(2**63)]


def test_a_null_beside_instants_has_no_rule() -> None:
    rows = [datetime(2022, 9, 16, 12, tzinfo=PACIFIC), None]
    assert due_days_by_rule(rows, REVIEW_SPAN, rules=RULES).days == [TUESDAY, None]


# Tables that are kept.


def test_a_table_is_its_calendar_and_span() -> None:
    one, same = DueTable(PLAIN, TWO), DueTable(from_data(to_data(PLAIN), BusinessCalendar), BusinessDays(2))
    one.many([FRIDAY])
    assert one == same
    assert hash(one) == hash(same)
    assert one != DueTable(PLAIN, BusinessDays(3))
    assert repr(one) == f"DueTable(calendar={PLAIN!r}, span=BusinessDays(2))"
    for again in (pickle.loads(pickle.dumps(one)), copy.deepcopy(one)):
        assert again == one
        assert again.many([FRIDAY]).days == [TUESDAY]
    mixed = MixedDueTable([one])
    mixed.many([FRIDAY], [0])
    assert mixed == MixedDueTable((same,))
    assert hash(mixed) == hash(MixedDueTable((same,)))
    assert pickle.loads(pickle.dumps(mixed)) == mixed


def test_a_table_is_small_when_pickled() -> None:
    table = DueTable(PLAIN, TWO)
    before = len(pickle.dumps(table))
    table.many([FRIDAY])
    assert len(pickle.dumps(table)) == before


@pytest.mark.parametrize("calendar", [None, "US", PLAIN.business_days])
def test_a_table_wants_a_calendar(calendar: Any) -> None:
    with pytest.raises(InvalidValue, match="BusinessCalendar"):
        DueTable(calendar, TWO)


@pytest.mark.parametrize("span", [2, None, "2 business days", timedelta(days=2), PLAIN])
def test_a_table_wants_a_span(span: Any) -> None:
    with pytest.raises(
        InvalidValue,
        match=r"BusinessDays(,| or) CalendarDays(,| or) Months(,| or) MonthEnd(,| or) DayOfMonth",
    ):
        due_days([FRIDAY], span, calendar=PLAIN)


def test_a_calendar_without_business_days(column: Column) -> None:
    never = BusinessCalendar.of_weekdays(years=[2022], weekend=frozenset(range(7)))
    days = column([FRIDAY, SATURDAY])
    assert len(due_days(days, TWO, calendar=never).refusals) == 2
    assert dates(business_days_between(days, days, calendar=never).counts) == [0, 0]


def test_threads_may_share_a_table(column: Column, choices: Column) -> None:
    rows = [date(2022, 1, 1) + timedelta(days=i) for i in range(600)]
    days, places, expected = column(rows), choices([0] * 600), [PLAIN.after(day, 2) for day in rows]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            table = DueTable(PLAIN, TWO)
            mixed = MixedDueTable([table])
            found = list(pool.map(lambda _, table=table: dates(table.many(days).days), range(8)))
            found += pool.map(lambda _, mixed=mixed: dates(mixed.many(days, places).days), range(8))
            assert all(each == expected for each in found)


# Mixed portfolios.

NARROW = BusinessCalendar.of_weekdays(years=[2022], weekend=frozenset({4, 5}), name="Sunday-Thursday 2022")
TABLES = (
    DueTable(PLAIN, TWO),
    DueTable(NARROW, TWO),
    DueTable(PLAIN, CalendarDays(30)),
    DueTable(PLAIN, Months(24)),
)


def test_each_row_is_counted_by_its_table(column: Column, choices: Column) -> None:
    rows = [FRIDAY, FRIDAY, FRIDAY, FRIDAY, SATURDAY]
    due = mixed_due_days(column(rows), choices([0, 1, 2, 3, 1]), tables=TABLES)
    assert dates(due.days) == [
        TUESDAY,
        date(2022, 9, 19),
        date(2022, 10, 16),
        date(2024, 9, 16),
        date(2022, 9, 19),
    ]


def test_a_day_is_refused_by_its_table(column: Column, choices: Column) -> None:
    rows = [date(2023, 6, 1), date(2023, 6, 1), BEFORE, BEFORE, FRIDAY]
    due = mixed_due_days(column(rows), choices([0, 1, 1, 2, 0]), tables=iter(TABLES))
    assert dates(due.gapped) == [date(2023, 6, 5), None, None, date(2022, 1, 30), TUESDAY]
    narrow = (NARROW.name, NARROW.first, NARROW.last)
    assert errors(due) == [
        (1, CalendarOutOfRange, (narrow[0], date(2023, 6, 1), *narrow[1:])),
        (2, CalendarOutOfRange, (narrow[0], BEFORE, *narrow[1:])),
    ]


def test_a_due_day_outside_all_calendars(column: Column, choices: Column) -> None:
    due = mixed_due_days(column([LAST, LAST]), choices([2, 0]), tables=TABLES)
    assert dates(due.gapped) == [date(2024, 1, 28), None]


@pytest.mark.parametrize("choice", [-1, -4, -5, 4, 100])
def test_a_choice_without_a_table_is_refused(column: Column, choices: Column, choice: int) -> None:
    due = mixed_due_days(column([FRIDAY, FRIDAY]), choices([0, choice]), tables=TABLES)
    assert errors(due) == [(1, InvalidValue, ("choice", choice, "place_of_a_table"))]
    assert dates(due.gapped) == [TUESDAY, None]


@pytest.mark.parametrize("choice", [None, 1.0, "1", [1]], ids=repr)
def test_a_choice_that_is_no_whole_number_is_refused(choice: Any) -> None:
    due = mixed_due_days([FRIDAY, FRIDAY], [0, choice], tables=TABLES)
    assert errors(due) == [(1, InvalidValue, ("choice", choice, "place_of_a_table"))]


@pytest.mark.parametrize("kind", [tuple, deque, bytes], ids=lambda kind: kind.__name__)
def test_any_sequence_of_choices_will_do(kind: Any) -> None:
    assert mixed_due_days((FRIDAY, FRIDAY), kind([0, 1]), tables=TABLES).days == [TUESDAY, date(2022, 9, 19)]


def test_no_rows_at_all(column: Column, choices: Column) -> None:
    assert dates(mixed_due_days(column([]), choices([]), tables=TABLES).days) == []


def test_the_shape_of_a_mixed_portfolio_is_kept(np: Any) -> None:
    days = np.full((2, 2), FRIDAY, "datetime64[D]")
    places = np.array([[0, 1], [1, 0]], "uint8")
    due = mixed_due_days(days, places, tables=TABLES)
    assert due.days.tolist() == [[TUESDAY, date(2022, 9, 19)], [date(2022, 9, 19), TUESDAY]]


@pytest.mark.parametrize("kind", ["i1", "u1", "i4", "u8", ">i8"])
def test_whole_numbers_of_any_width(np: Any, kind: str) -> None:
    due = mixed_due_days(np.full(3, FRIDAY, "datetime64[D]"), np.array([0, 1, 9], kind), tables=TABLES)
    assert dates(due.gapped) == [TUESDAY, date(2022, 9, 19), None]


@pytest.mark.parametrize("kind", ["f8", "?", "O", "M8[D]"])
def test_arrays_of_no_whole_numbers_are_refused_at_once(np: Any, kind: str) -> None:
    with pytest.raises(InvalidValue, match=r"choices: got 'an array of .*whole numbers"):
        mixed_due_days(np.full(1, FRIDAY, "datetime64[D]"), np.zeros(1, kind), tables=TABLES)
    masked = np.ma.masked_array([0], mask=[True])
    with pytest.raises(InvalidValue, match="unmasked"):
        mixed_due_days(np.full(1, FRIDAY, "datetime64[D]"), masked, tables=TABLES)


def test_columns_of_unequal_length_are_refused_at_once(np: Any) -> None:
    days = np.full(2, FRIDAY, "datetime64[D]")
    with pytest.raises(InvalidValue, match=r"choices: got 1; expected 2, one for each start"):
        mixed_due_days([FRIDAY, FRIDAY], [0], tables=TABLES)
    with pytest.raises(InvalidValue, match=r"choices: got \(1,\); expected \(2,\), the shape of the starts"):
        mixed_due_days(days, np.array([0]), tables=TABLES)
    with pytest.raises(InvalidValue, match=r"ends: got 1; expected 2, one for each start"):
        business_days_between([FRIDAY, FRIDAY], [FRIDAY], calendar=PLAIN)
    with pytest.raises(InvalidValue, match=r"ends: got \(2, 1\); expected \(2,\), the shape of the starts"):
        business_days_between(days, days.reshape(2, 1), calendar=PLAIN)


def test_an_array_beside_a_sequence_is_refused_at_once(np: Any) -> None:
    days: Any = np.full(1, FRIDAY, "datetime64[D]")
    dated: Any = [FRIDAY]
    for starts, other, expected in ((days, dated, "an array"), (dated, days, "a sequence")):
        with pytest.raises(InvalidValue, match=f"^ends: got .*expected {expected}, as the starts are"):
            business_days_between(starts, other, calendar=PLAIN)
        with pytest.raises(InvalidValue, match=f"^choices: got .*expected {expected}, as the starts are"):
            mixed_due_days(starts, other, tables=TABLES)


@pytest.mark.parametrize(
    "tables", [(), (PLAIN,), (TABLES[0], None)], ids=["none", "a calendar", "one and None"]
)
def test_a_mixed_table_wants_tables(tables: Any) -> None:
    with pytest.raises(InvalidValue, match="one DueTable or more"):
        MixedDueTable(tables)


# Counts.


def test_counts_in_either_direction(column: Column) -> None:
    found = business_days_between(
        column([FRIDAY, TUESDAY, SATURDAY]), column([TUESDAY, FRIDAY, SATURDAY]), calendar=PLAIN
    )
    assert dates(found.counts) == [2, -2, 0]


def test_counts_of_nothing(column: Column) -> None:
    assert dates(business_days_between(column([]), column([]), calendar=PLAIN).counts) == []


def test_counts_are_refused_by_their_position(column: Column) -> None:
    starts, ends = [FRIDAY, BEFORE, FRIDAY, BEFORE], [TUESDAY, FRIDAY, AFTER, AFTER]
    found: Any = business_days_between(column(starts), column(ends), calendar=PLAIN)
    with pytest.raises(BatchRefused):
        _ = found.counts
    bounds = (PLAIN.first, PLAIN.last)
    assert errors(found) == [
        (1, CalendarOutOfRange, (PLAIN.name, BEFORE, *bounds)),
        (2, CalendarOutOfRange, (PLAIN.name, AFTER, *bounds)),
        (3, CalendarOutOfRange, (PLAIN.name, BEFORE, *bounds)),
    ]
    gap = None if isinstance(found.gapped, list) else -(2**63)
    assert dates(found.gapped) == [2, gap, gap, gap]


def test_counts_keep_the_shape(np: Any) -> None:
    starts = as_array(np, "2022-09-16", "NaT", "2022-09-16", "2022-09-16").reshape(2, 2)
    ends = np.broadcast_to(np.datetime64("2022-09-20"), (2, 2))
    found = business_days_between(starts, ends, calendar=PLAIN)
    assert found.gapped.dtype == np.int64
    assert found.gapped.tolist() == [[2, -(2**63)], [2, 2]]
    assert not found.refusals
    assert business_days_between(starts[1], ends[1], calendar=PLAIN).counts.tolist() == [2, 2]


# By the rule in force.


def test_the_rule_is_that_of_each_day(column: Column) -> None:
    due = due_days_by_rule(column([FRIDAY, SATURDAY]), REVIEW_SPAN, rules=RULES)
    assert dates(due.days) == [review_due(start=day, rules=RULES).on for day in (FRIDAY, SATURDAY)]


def test_rules_may_change_in_time(column: Column) -> None:
    slower = Rule(value=CalendarDays(180), first=SATURDAY, source=cite("READING"), basis=inferred())
    editions = (*partner_center.editions, Edition(name="slower", review_span=slower))
    rules = Rulebook("own", editions).bind(calendar=LONG, zone=PACIFIC)
    due = due_days_by_rule(column([FRIDAY, SATURDAY]), REVIEW_SPAN, rules=rules)
    assert dates(due.days) == [TUESDAY, SATURDAY + timedelta(days=180)]


def test_a_day_without_a_rule_is_refused(column: Column) -> None:
    early = date(2019, 1, 7)
    with pytest.raises(NoRuleInForce) as caught:
        review_due(start=early, rules=RULES)
    due = due_days_by_rule(column([early, FRIDAY]), REVIEW_SPAN, rules=RULES)
    assert due.refusals == (BatchRefusal(0, caught.value),)


def test_instants_are_days_in_the_zone_of_the_program() -> None:
    thursday_evening = datetime(2022, 9, 16, 3, tzinfo=UTC)
    rows = [thursday_evening, datetime(2022, 9, 16, 12, tzinfo=PACIFIC), FRIDAY]
    due = due_days_by_rule(rows, REVIEW_SPAN, rules=RULES)
    assert due.days == [date(2022, 9, 19), TUESDAY, TUESDAY]
    assert due.days == [review_due(start=row, rules=RULES).on for row in rows]


@pytest.mark.parametrize("row", [datetime(2022, 9, 16), "2022-09-16", [FRIDAY]], ids=repr)  # noqa: DTZ001
@pytest.mark.parametrize("beside", [FRIDAY, datetime(2022, 9, 16, 12, tzinfo=UTC)], ids=["days", "instants"])
def test_what_is_no_start_is_refused(row: Any, beside: date) -> None:
    with pytest.raises(InvalidValue) as caught:
        review_due(start=row, rules=RULES)
    due = due_days_by_rule([beside, row], REVIEW_SPAN, rules=RULES)
    assert due.refusals == (BatchRefusal(1, caught.value),)
    assert due.gapped == [TUESDAY, None]


@final
class NotATime(datetime):
    """What pandas has where a time is missing: a `datetime` by name, that no zone turns into a day."""

    def utcoffset(self) -> timedelta:
        return timedelta(0)

    def astimezone(self, tz: object = None) -> NoReturn:
        raise ValueError(tz)


@pytest.mark.parametrize(
    "row", [NotATime(2022, 9, 16), datetime.max.replace(tzinfo=PACIFIC)], ids=["no time", "the end of time"]
)
def test_an_instant_without_a_day_is_refused(row: datetime) -> None:
    due = due_days_by_rule([FRIDAY, row], REVIEW_SPAN, rules=RULES)
    assert [(each.position, type(each.error), each.error.args[0]) for each in due.refusals] == [
        (1, InvalidValue, "start")
    ]
    assert due.gapped == [TUESDAY, None]


def test_nothing_that_is_no_day_finds_a_rule(np: Any) -> None:
    due = due_days_by_rule(as_array(np, "NaT", "2022-09-16", "10000-01-01"), REVIEW_SPAN, rules=RULES)
    assert [(each.position, each.error.args[:2]) for each in due.refusals] == [
        (2, ("start", "10000-01-01")),
    ]
    empty = due_days_by_rule(as_array(np), REVIEW_SPAN, rules=RULES)
    assert empty.days.tolist() == []


def test_a_rule_that_is_no_span_is_refused() -> None:
    rule: Any = CATALOGUE
    due = due_days_by_rule([FRIDAY], rule, rules=RULES)
    assert [(type(each.error), each.error.args[0]) for each in due.refusals] == [(InvalidValue, "span")]


def test_a_calendar_that_ends_too_soon(column: Column) -> None:
    rules = partner_center.bind(calendar=PLAIN, zone=PACIFIC)
    rows = [FRIDAY, LAST, date(2026, 5, 1)]
    assert len(due_days_by_rule(column(rows), PAYMENT_SPAN, rules=rules).refusals) == 2
    held = due_days_by_rule(column(rows), HOLD_SPAN, rules=rules)
    assert dates(held.days) == [hold_due(failed=row, rules=rules).on for row in rows]


# What type checkers see.


def test_lists_have_the_type_of_lists() -> None:
    due = due_days([FRIDAY], TWO, calendar=PLAIN)
    assert_type(due.days, "list[date]")
    assert_type(due.gapped, "list[date | None]")
    mixed = mixed_due_days([FRIDAY], [0], tables=TABLES)
    assert_type(mixed.days, "list[date]")
    counts = business_days_between([FRIDAY], (TUESDAY,), calendar=PLAIN)
    assert_type(counts.counts, "list[int]")
    assert_type(due_days_by_rule([FRIDAY], REVIEW_SPAN, rules=RULES).gapped, "list[date | None]")


def test_arrays_have_the_type_of_arrays(np: Any) -> None:
    days: NDArray[datetime64] = np.array([FRIDAY], "datetime64[D]")
    places: NDArray[int64] = np.array([0])
    assert_type(due_days(days, TWO, calendar=PLAIN).days, "NDArray[datetime64]")
    assert_type(DueTable(PLAIN, TWO).many(days).gapped, "NDArray[datetime64]")
    assert_type(mixed_due_days(days, places, tables=TABLES).days, "NDArray[datetime64]")
    assert_type(business_days_between(days, days, calendar=PLAIN).counts, "NDArray[int64]")
    assert_type(due_days_by_rule(days, REVIEW_SPAN, rules=RULES).days, "NDArray[datetime64]")


# NumPy is not needed.


def test_nothing_imports_numpy_before_an_array_comes() -> None:
    program = (
        "import sys, coopclaims, coopclaims.portfolio as batch\n"
        "from datetime import date\n"
        "calendar = coopclaims.BusinessCalendar.of_weekdays(years=[2022])\n"
        "table = batch.DueTable(calendar, coopclaims.BusinessDays(2))\n"
        "days = [date(2022, 9, 16)]\n"
        "table.many(days), batch.mixed_due_days(days, [0], tables=[table])\n"
        "batch.business_days_between(days, days, calendar=calendar)\n"
        "print('numpy' in sys.modules)"
    )
    done = subprocess.run(
        (sys.executable, "-I", "-W", "error", "-c", program),
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "False", "")


def test_sequences_need_no_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    rows = [FRIDAY, BEFORE, None]
    for span in SPANS:
        table = DueTable(PLAIN, span)
        assert table.many(rows).gapped[0] == table.after(FRIDAY)
    assert len(mixed_due_days(rows, [0, 1, 2], tables=TABLES).refusals) == 1
    assert len(business_days_between(rows, rows, calendar=PLAIN).refusals) == 1
    assert due_days_by_rule([FRIDAY], REVIEW_SPAN, rules=RULES).days == [TUESDAY]
