"""Columns of other engines go in as they are, and due tables come out as data to be joined."""

from __future__ import annotations

import pickle
from datetime import date
from importlib import metadata
from typing import Any

import pytest
from tests.support.findings import CALENDAR, RULES, cc

STARTS = [date(2022, 9, 15), date(2022, 9, 16), date(2022, 9, 17)]
DUE = [date(2022, 9, 19), date(2022, 9, 20), date(2022, 9, 20)]


def due_days(starts: Any) -> list[Any]:
    """Return the days two business days after, as plain days."""
    found = cc.portfolio.due_days(starts, cc.BusinessDays(2), calendar=CALENDAR).days
    return [day if isinstance(day, date) else as_day(day) for day in found]


def as_day(value: Any) -> Any:
    """Return the plain day of a scalar of NumPy, pandas or Arrow."""
    for name in ("as_py", "item", "date"):
        if hasattr(value, name):
            plain = getattr(value, name)()
            return plain if type(plain) is date else as_day(plain)
    return value


def of_pandas() -> Any:
    pytest.importorskip("numpy", reason="arrays need NumPy")
    pandas = pytest.importorskip("pandas", reason="columns of pandas need pandas")
    return pandas.Series(pandas.to_datetime(STARTS))


def of_polars() -> Any:
    pytest.importorskip("numpy", reason="arrays need NumPy")
    return pytest.importorskip("polars", reason="columns of Polars need Polars").Series("starts", STARTS)


def of_arrow() -> Any:
    pyarrow = pytest.importorskip("pyarrow", reason="Arrow needs pyarrow")
    return pyarrow.array(STARTS, type=pyarrow.date32())


def of_arrow_in_chunks() -> Any:
    pyarrow = pytest.importorskip("pyarrow", reason="Arrow needs pyarrow")
    return pyarrow.chunked_array([STARTS[:1], STARTS[1:]], type=pyarrow.date32())


COLUMNS = [of_pandas, of_polars, of_arrow, of_arrow_in_chunks]


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_of_days_is_taken_as_it_is(column: Any) -> None:
    assert due_days(column()) == DUE


def test_a_list_of_days_gives_the_same() -> None:
    assert due_days(STARTS) == DUE


def test_an_aware_arrow_column_is_taken_in_the_zone_of_the_program() -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="Arrow needs pyarrow")
    evening = pyarrow.array([1663297200], type=pyarrow.timestamp("s", tz="UTC"))  # 2022-09-16T03:00Z
    days = cc.portfolio.due_days_by_rule(evening, cc.rules.REVIEW_SPAN, rules=RULES).days
    assert [as_day(day) for day in days] == [date(2022, 9, 19)]


def test_arrow_is_an_extra_of_its_own() -> None:
    assert "arrow" in (metadata.metadata("coopclaims").get_all("Provides-Extra") or [])


def test_a_due_table_is_data() -> None:
    table = cc.portfolio.due_table(RULES, cc.deadlines.Clock.REVIEW, STARTS)
    assert table


def test_a_kept_table_is_a_value_that_can_be_sent_to_workers() -> None:
    table = cc.portfolio.DueTable(CALENDAR, cc.BusinessDays(2))
    assert pickle.loads(pickle.dumps(table)).many(STARTS).days == DUE
