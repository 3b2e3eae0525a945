"""Batches, by property: every row is answered, or refused, as it is when asked alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from coopclaims import (
    BusinessCalendar,
    BusinessDays,
    CalendarDays,
    CoopClaimsError,
    Deadline,
    Policies,
    Rules,
    partner_center,
)
from coopclaims.deadlines import (
    TaxInvoice,
    dispute_due,
    dispute_window_due,
    hold_due,
    payment_due,
    plan_review_due,
    retention_due,
    review_due,
)
from coopclaims.periods import MonthEnd, Months
from coopclaims.portfolio import (
    DueTable,
    MixedDueTable,
    business_days_between,
    due_days,
    due_days_by_rule,
    mixed_due_days,
)
from coopclaims.rules import (
    DISPUTE_SPAN,
    DISPUTE_WINDOW,
    HOLD_SPAN,
    PAYMENT_SPAN,
    PLAN_REVIEW_SPAN,
    RETENTION_SPAN,
    REVIEW_SPAN,
    DisputeWindow,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coopclaims.calendars import Span
    from coopclaims.portfolio import BatchCounts, BatchDue
    from coopclaims.rules import RuleKey

    Outcome: TypeAlias = object
    """An answer, or the kind of an error with its fields."""

EPOCH = date(1970, 1, 1).toordinal()
NAT = -(2**63)

days = st.dates(date(1966, 1, 1), date(1975, 12, 31))
spans = st.one_of(
    st.builds(BusinessDays, st.integers(1, 300)),
    st.builds(CalendarDays, st.integers(1, 400)),
    st.builds(Months, st.integers(1, 40)),
    st.builds(MonthEnd, st.integers(1, 40)),
)
strangers = st.sampled_from(
    [
        None,
        datetime(1970, 1, 5, 12, tzinfo=UTC),
        datetime(1970, 1, 5),  # noqa: DTZ001 - to be refused
        "1970-01-05",
        719_168,
        [date(1970, 1, 5)],
    ]
)
numbers = st.one_of(
    days.map(lambda day: day.toordinal() - EPOCH),
    st.just(NAT),
    st.integers(-(10**7), 10**7).filter(lambda number: not -719_162 <= number <= 2_900_000),
    st.sampled_from([NAT + 1, 2**63 - 1, -719_163, 2_932_897]),
)


@st.composite
def calendars(draw: st.DrawFn) -> BusinessCalendar:
    """Draw a calendar of one to five years around 1970, from never closed to never open."""
    first = draw(st.integers(1967, 1971))
    years = range(first, first + draw(st.integers(1, 5)))
    inside = st.dates(date(years[0], 1, 1), date(years[-1], 12, 31))
    weekend = draw(st.frozensets(st.integers(0, 6), max_size=7) | st.just(frozenset({5, 6})))
    closed = draw(st.frozensets(inside, max_size=20))
    return BusinessCalendar.of_days(name=f"drawn {first}", closed=closed, years=years, weekend=weekend)


tables = st.builds(DueTable, calendars(), spans)


@pytest.fixture(scope="module")
def np() -> Any:
    return pytest.importorskip("numpy", reason="NumPy is not installed (coopclaims[batch])")


def alone(ask: Callable[..., Any], *row: Any, events: int = 1) -> Outcome:
    """Return what one row is answered, or its error; nothing where one of its first columns is null."""
    if any(each is None or each == "NaT" for each in row[:events]):
        return None
    try:
        return ask(*row)
    except CoopClaimsError as error:
        return type(error), error.args


def answered(result: BatchDue[Any, Any] | BatchCounts[Any, Any]) -> list[Outcome]:
    """Return what each row of a batch is answered, nothing for a gap, or its error."""
    gapped = result.gapped if isinstance(result.gapped, list) else result.gapped.ravel().tolist()
    refused = {each.position: (type(each.error), each.error.args) for each in result.refusals}
    assert list(refused) == sorted(refused)
    assert {place for place, each in enumerate(gapped) if each in (None, NAT)} >= set(refused)
    return [refused.get(place, None if each == NAT else each) for place, each in enumerate(gapped)]


def as_asked(np: Any, array: Any) -> list[Any]:
    """Return the rows of an array of days as they are asked alone: what is no date, as its text."""
    return [
        each.item() if isinstance(each.item(), date) else str(np.datetime64(each, "D"))
        for each in array.ravel()
    ]


def day_array(np: Any, rows: Sequence[int]) -> Any:
    return np.array(rows, "int64").view("datetime64[D]")


class TestDueDaysAreThoseOfTheScalar:
    """`calendar.after` or `span.after`, on any calendar, for any span, in any order."""

    @given(calendar=calendars(), span=spans, rows=st.lists(days | strangers, max_size=30))
    def test_in_sequences(self, calendar: BusinessCalendar, span: Span, rows: list[Any]) -> None:
        def scalar(day: date) -> date:
            return (
                calendar.after(day, span.n)
                if isinstance(span, BusinessDays)
                else cast("Any", span).after(day)
            )

        assert answered(due_days(rows, span, calendar=calendar)) == [alone(scalar, row) for row in rows]

    @given(calendar=calendars(), span=spans, rows=st.lists(numbers, max_size=30))
    def test_in_arrays(self, np: Any, calendar: BusinessCalendar, span: Span, rows: list[int]) -> None:
        starts = day_array(np, rows)
        due = due_days(starts, span, calendar=calendar)
        scalar = DueTable(calendar, span).after
        assert answered(due) == [alone(scalar, row) for row in as_asked(np, starts)]
        assert due.gapped.dtype == np.dtype("datetime64[D]")

    @given(table=tables, batches=st.lists(st.lists(days, max_size=8), max_size=4))
    def test_however_often_a_table_is_asked(self, table: DueTable, batches: list[list[date]]) -> None:
        for rows in batches:
            assert answered(table.many(rows)) == [alone(table.after, row) for row in rows]


class TestMixedDueDaysAreThoseOfEachTable:
    """Whatever tables stand beside one another, a row sees its own only."""

    rows = st.lists(
        st.tuples(days | strangers, st.integers(-7, 7) | st.sampled_from([None, "0"])), max_size=30
    )

    @given(tables=st.lists(tables, min_size=1, max_size=5), rows=rows)
    def test_in_sequences(self, tables: list[DueTable], rows: list[tuple[Any, Any]]) -> None:
        mixed = MixedDueTable(tables)
        due = mixed.many([start for start, _ in rows], [choice for _, choice in rows])
        assert answered(due) == [alone(mixed.after, *row) for row in rows]

    @given(
        tables=st.lists(tables, min_size=1, max_size=5),
        rows=st.lists(
            st.tuples(numbers, st.integers(-7, 7) | st.sampled_from([NAT, 2**63 - 1])), max_size=30
        ),
    )
    def test_in_arrays(self, np: Any, tables: list[DueTable], rows: list[tuple[int, int]]) -> None:
        starts = day_array(np, [start for start, _ in rows])
        choices = np.array([choice for _, choice in rows], "int64")
        due = mixed_due_days(starts, choices, tables=tables)
        asked = zip(as_asked(np, starts), choices.tolist(), strict=True)
        assert answered(due) == [alone(MixedDueTable(tables).after, *row) for row in asked]

    @given(tables=st.lists(tables, min_size=1, max_size=5), data=st.data())
    def test_a_choice_is_a_table(self, tables: list[DueTable], data: st.DataObject) -> None:
        rows = data.draw(st.lists(st.tuples(days, st.integers(0, len(tables) - 1)), max_size=30))
        due = mixed_due_days([start for start, _ in rows], [place for _, place in rows], tables=tables)
        assert answered(due) == [alone(tables[place].after, start) for start, place in rows]


class TestCountsAreThoseOfTheScalar:
    """`calendar.between`, for any two columns."""

    @given(calendar=calendars(), rows=st.lists(st.tuples(days | strangers, days | strangers), max_size=30))
    def test_in_sequences(self, calendar: BusinessCalendar, rows: list[tuple[Any, Any]]) -> None:
        starts, ends = [a for a, _ in rows], [b for _, b in rows]
        found = business_days_between(starts, ends, calendar=calendar)
        assert answered(found) == [alone(calendar.between, *row, events=2) for row in rows]

    @given(calendar=calendars(), rows=st.lists(st.tuples(numbers, numbers), max_size=30))
    def test_in_arrays(self, np: Any, calendar: BusinessCalendar, rows: list[tuple[int, int]]) -> None:
        starts, ends = day_array(np, [a for a, _ in rows]), day_array(np, [b for _, b in rows])
        found = business_days_between(starts, ends, calendar=calendar)
        asked = zip(as_asked(np, starts), as_asked(np, ends), strict=True)
        assert answered(found) == [alone(calendar.between, *row, events=2) for row in asked]

    @given(calendar=calendars(), n=st.integers(1, 60), rows=st.lists(days, max_size=30))
    def test_what_is_counted_on_is_counted_back(
        self, np: Any, calendar: BusinessCalendar, n: int, rows: list[date]
    ) -> None:
        starts = np.array(rows, "datetime64[D]")
        due = due_days(starts, BusinessDays(n), calendar=calendar)
        is_whole = ~np.isnat(due.gapped)
        counts = business_days_between(starts[is_whole], due.gapped[is_whole], calendar=calendar)
        assert set(counts.counts.tolist()) <= {n}


PACIFIC = ZoneInfo("America/Los_Angeles")
RULES = partner_center.bind(
    calendar=BusinessCalendar.of_weekdays(years=range(2017, 2024)),
    zone=PACIFIC,
    policies=Policies(dispute_window=DisputeWindow.STRICT),
)


def _paid(*, start: Any, rules: Rules) -> Deadline:
    due = payment_due(approved=start, tax_invoice=TaxInvoice.not_needed(), rules=rules)
    assert isinstance(due, Deadline)
    return due


def _disputed(*, start: Any, rules: Rules) -> Deadline:
    due = dispute_window_due(rejected=start, rules=rules)
    assert isinstance(due, Deadline)
    return due


def _held(*, start: Any, rules: Rules) -> Deadline:
    return hold_due(failed=start, rules=rules)


CLOCKS: dict[str, tuple[RuleKey[Span], Callable[..., Deadline]]] = {
    "review": (REVIEW_SPAN, review_due),
    "dispute": (DISPUTE_SPAN, dispute_due),
    "payment": (PAYMENT_SPAN, _paid),
    "plan path": (PLAN_REVIEW_SPAN, plan_review_due),
    "hold": (HOLD_SPAN, _held),
    "dispute window": (DISPUTE_WINDOW, _disputed),
}

ruled_days = st.dates(date(2016, 1, 1), date(2025, 12, 31))
instants = st.datetimes(
    datetime(2019, 1, 1), datetime(2024, 12, 31),  # noqa: DTZ001 - the zones are drawn too
    timezones=st.sampled_from([UTC, PACIFIC, ZoneInfo("Pacific/Auckland"), ZoneInfo("Asia/Kolkata")]),
)  # fmt: skip


@pytest.mark.parametrize("clock", CLOCKS)
class TestRulesAreThoseOfEachDay:
    """The due day by rule is that of the deadline, for days and for instants."""

    @given(rows=st.lists(ruled_days | instants | strangers, max_size=30))
    def test_in_sequences(self, clock: str, rows: list[Any]) -> None:
        rule, deadline = CLOCKS[clock]
        due = due_days_by_rule(rows, rule, rules=RULES)
        assert answered(due) == [alone(lambda row: deadline(start=row, rules=RULES).on, row) for row in rows]

    @given(rows=st.lists(ruled_days, max_size=30))
    def test_in_arrays(self, np: Any, clock: str, rows: list[date]) -> None:
        rule, deadline = CLOCKS[clock]
        due = due_days_by_rule(np.array(rows, "datetime64[D]"), rule, rules=RULES)
        assert answered(due) == [alone(lambda row: deadline(start=row, rules=RULES).on, row) for row in rows]


@given(rows=st.lists(ruled_days, max_size=30))
def test_retention_by_rule(rows: list[date]) -> None:
    due = due_days_by_rule(rows, RETENTION_SPAN, rules=RULES)
    assert answered(due) == [alone(lambda row: retention_due(row, rules=RULES).on, row) for row in rows]


@given(instant=instants)
def test_an_instant_is_due_as_its_day_is(instant: datetime) -> None:
    day = instant.astimezone(PACIFIC).date()
    late = instant + timedelta(microseconds=1)
    due = due_days_by_rule([instant, day, late], HOLD_SPAN, rules=RULES)
    assert due.gapped[0] == due.gapped[1]
