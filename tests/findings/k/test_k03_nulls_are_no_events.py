"""An empty row means that there was no such event; it is no mistake, and costs no refusal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.findings import CALENDAR, RULES, cc

START, DUE = date(2022, 9, 15), date(2022, 9, 19)


def after_two_days(starts: Any) -> Any:
    return cc.portfolio.due_days(starts, cc.BusinessDays(2), calendar=CALENDAR)


def by_rule(starts: Any) -> Any:
    return cc.portfolio.due_days_by_rule(starts, cc.rules.REVIEW_SPAN, rules=RULES)


def by_table(starts: Any) -> Any:
    return cc.portfolio.DueTable(CALENDAR, cc.BusinessDays(2)).many(starts)


def by_several_tables(starts: Any) -> Any:
    tables = [cc.portfolio.DueTable(CALENDAR, cc.BusinessDays(2))]
    return cc.portfolio.mixed_due_days(starts, [0] * len(starts), tables=tables)


ASKING = pytest.mark.parametrize("ask", [after_two_days, by_rule, by_table, by_several_tables])
BY_ARRAY = pytest.mark.parametrize("ask", [after_two_days, by_rule, by_table])


def array(*days: str) -> Any:
    numpy = pytest.importorskip("numpy", reason="arrays need NumPy")
    return numpy.array(days, dtype="datetime64[D]")


def refused(answer: Any) -> list[int]:
    return [refusal.position for refusal in answer.refusals]


@ASKING
def test_an_empty_row_has_no_due_day(ask: Any) -> None:
    assert list(ask([START, None]).gapped) == [DUE, None]


@ASKING
def test_an_empty_row_of_a_list_is_not_refused(ask: Any) -> None:
    assert refused(ask([START, None])) == []


@ASKING
def test_the_days_of_a_list_with_an_empty_row_can_be_read(ask: Any) -> None:
    assert list(ask([START, None]).days) == [DUE, None]


@BY_ARRAY
def test_an_empty_row_of_an_array_is_not_refused(ask: Any) -> None:
    assert refused(ask(array("2022-09-15", "NaT", "NaT"))) == []


@BY_ARRAY
def test_a_column_of_empty_rows_makes_no_refusals(ask: Any) -> None:
    assert refused(ask(array(*["NaT"] * 50))) == []


def test_the_kinds_of_null_are_alike() -> None:
    numpy = pytest.importorskip("numpy", reason="arrays need NumPy")
    assert refused(after_two_days([None, numpy.datetime64("NaT"), START])) == []


def test_the_null_of_pandas_is_a_null() -> None:
    pandas = pytest.importorskip("pandas", reason="its null needs pandas")
    assert refused(after_two_days([pandas.NaT, START])) == []


@pytest.mark.parametrize("mistake", ["2022-01-01", "", 0, date(2033, 1, 1)])
def test_a_mistake_keeps_its_refusal(mistake: Any) -> None:
    assert refused(after_two_days([START, mistake, START])) == [1]
