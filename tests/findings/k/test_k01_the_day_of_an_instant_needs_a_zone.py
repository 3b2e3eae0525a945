"""No door of a batch, and no hint of an error, turns an evening in the program's zone into the next day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.support.findings import RULES, cc

EVENINGS = [datetime(2022, 9, 16, 3, tzinfo=UTC), datetime(2022, 9, 19, 2, tzinfo=UTC)]
"""Thursday and Sunday evening in the program's zone; Friday and Monday in UTC."""

DUE = [date(2022, 9, 19), date(2022, 9, 20)]
DAY_LATE = [date(2022, 9, 20), date(2022, 9, 21)]


def due_days(starts: Any) -> list[Any]:
    """Return the due days of reviews, as plain days."""
    return [day if isinstance(day, date) else day.item() for day in due(starts).days]


def due(starts: Any) -> Any:
    return cc.portfolio.due_days_by_rule(starts, cc.rules.REVIEW_SPAN, rules=RULES)


def hint(starts: Any) -> str:
    """Return what the error says that refuses these starts."""
    try:
        due(starts)
    except cc.InvalidValue as error:
        return str(error)
    return ""


def numpy() -> Any:
    return pytest.importorskip("numpy", reason="arrays need NumPy")


def test_a_list_of_aware_instants_is_taken_in_the_zone_of_the_program() -> None:
    assert due_days(EVENINGS) == DUE


def test_an_array_of_aware_objects_is_taken_in_the_zone_of_the_program() -> None:
    np = numpy()
    assert due_days(np.array(EVENINGS, dtype=object)) == DUE


def test_no_hint_about_an_array_of_aware_objects_loses_the_zone() -> None:
    np = numpy()
    assert "astype" not in hint(np.array(EVENINGS, dtype=object))


def test_an_array_of_days_is_one_of_civil_days() -> None:
    np = numpy()
    assert due_days(np.array(["2022-09-15", "2022-09-18"], dtype="datetime64[D]")) == DUE


UNITS = pytest.mark.parametrize("unit", ["h", "s", "us", "ns"])


@UNITS
def test_no_hint_about_naive_instants_takes_them_for_civil_days(unit: str) -> None:
    np = numpy()
    assert "astype" not in hint(np.array(["2022-09-16T03:00"], dtype=f"datetime64[{unit}]"))


@UNITS
def test_an_array_of_naive_instants_is_refused(unit: str) -> None:
    np = numpy()
    with pytest.raises(cc.InvalidValue):
        due(np.array(["2022-09-16T03:00"], dtype=f"datetime64[{unit}]"))


def test_a_naive_instant_in_a_list_is_refused_by_its_position() -> None:
    naive = datetime(2022, 9, 16, 3)  # noqa: DTZ001 - what is to be refused
    (refusal,) = due([EVENINGS[0], naive]).refusals
    assert (refusal.position, type(refusal.error)) == (1, cc.InvalidValue)


def pandas_column() -> Any:
    numpy()
    pandas = pytest.importorskip("pandas", reason="columns of pandas need pandas")
    return pandas.Series(pandas.to_datetime(["2022-09-16T03:00Z", "2022-09-19T02:00Z"]))


def polars_column() -> Any:
    numpy()
    polars = pytest.importorskip("polars", reason="columns of Polars need Polars")
    return polars.Series("starts", EVENINGS)


COLUMNS = pytest.mark.parametrize("column", [pandas_column, polars_column], ids=("pandas", "polars"))


@COLUMNS
def test_an_aware_column_is_taken_in_the_zone_of_the_program(column: Any) -> None:
    assert due_days(column()) == DUE


@COLUMNS
def test_no_hint_about_an_aware_column_loses_the_zone(column: Any) -> None:
    assert "to_numpy" not in hint(column())


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Los_Angeles"])
def test_a_column_gives_the_same_days_whatever_zone_it_is_shown_in(zone: str) -> None:
    assert due_days(pandas_column().dt.tz_convert(zone)) == DUE


def test_the_days_of_utc_would_be_a_day_late() -> None:
    assert due_days([moment.date() for moment in EVENINGS]) == DAY_LATE
