"""The engine, by property: whatever stands beside it, a row is answered as it is when asked alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, strategies as st
from tests.support.portfolio_rows import (
    COLUMNS,
    DE,
    KEYS,
    PROGRAMS,
    YEARS,
    as_row,
    asked,
    paid,
    standing,
)

from coopclaims.deadlines import Clock
from coopclaims.deadlines.after_events import COUNTED
from coopclaims.portfolio import DueEngine, due_days_by_rule
from coopclaims.rules import RuleKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coopclaims.portfolio import DueAnswers

np: Any = pytest.importorskip("numpy", reason="the engine needs NumPy")

ENGINE = DueEngine(PROGRAMS)
FIRST, LAST = date(YEARS[0] - 1, 12, 1), date(YEARS[-1] + 1, 1, 31)

days = st.dates(FIRST, LAST)
instants = st.datetimes(
    datetime(FIRST.year, 12, 1),  # noqa: DTZ001 - it gets its zone
    datetime(LAST.year, 1, 31),  # noqa: DTZ001
    timezones=st.sampled_from([rules.zone for rules in PROGRAMS.values()]),
)
strangers = st.sampled_from([None, "2022-09-16", 5, datetime(2022, 9, 16), date(9999, 12, 31), ()])  # noqa: DTZ001
keys = st.sampled_from(KEYS)
clocks = st.sampled_from(sorted(COUNTED))
events = st.one_of(days, instants, strangers)


def rows_of(answers: DueAnswers) -> list[tuple[Any, ...]]:
    columns = answers.to_lists()
    return list(zip(*(columns[name] for name in COLUMNS), strict=True))


def transposed(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [[row[place] for row in rows] for place in range(width)]


@given(
    clock=clocks,
    rows=st.lists(st.tuples(keys, events, st.none() | instants), max_size=30),
    at=instants,
)
def test_each_row_is_what_the_scalar_says(clock: Clock, rows: list[tuple[Any, ...]], at: datetime) -> None:
    names, starts, met = transposed(rows, 3)
    found = ENGINE.due(clock, starts, names)
    alone = [None if start is None else asked(clock, start, PROGRAMS[key]) for key, start, _ in rows]
    assert rows_of(found) == [as_row(each, PROGRAMS[key]) for each, key in zip(alone, names, strict=True)]
    expected = [standing(each, at, when) for each, when in zip(alone, met, strict=True)]
    assert found.states(at, answered=met).to_list() == [state for state, _ in expected]
    assert found.remaining(at).tolist() == [left for _, left in expected]


@given(rows=st.lists(st.tuples(keys, events, st.none() | instants), max_size=30))
def test_each_payment_is_what_the_scalar_says(rows: list[tuple[Any, ...]]) -> None:
    names, approved, invoiced = transposed(rows, 3)
    found = ENGINE.payments(approved, names, invoiced=invoiced)
    alone = [None if start is None else paid(start, invoice, PROGRAMS[key]) for key, start, invoice in rows]
    assert rows_of(found) == [as_row(each, PROGRAMS[key]) for each, key in zip(alone, names, strict=True)]


@given(clock=clocks, rows=st.lists(st.tuples(keys, instants), min_size=1, max_size=30))
def test_an_array_answers_as_a_list_does(clock: Clock, rows: list[tuple[str, datetime]]) -> None:
    names, starts = transposed(rows, 2)
    local = [start.astimezone(PROGRAMS[key].zone).date() for key, start in rows]
    places = np.array([KEYS.index(key) for key in names])
    by_array = ENGINE.due(clock, np.array(local, "datetime64[D]"), places)
    assert rows_of(by_array) == rows_of(ENGINE.due(clock, local, names))
    by_instant = ENGINE.due(clock, np.array(starts, object), places)
    assert rows_of(by_instant) == rows_of(ENGINE.due(clock, starts, names))


@given(key=keys, clock=clocks, starts=st.lists(st.one_of(days, instants), max_size=30))
def test_one_rule_by_its_key_gives_the_same_days(key: str, clock: Clock, starts: list[date]) -> None:
    rules, span = PROGRAMS[key], COUNTED[clock].key
    assert isinstance(span, RuleKey)
    found = ENGINE.due(clock, starts, [key] * len(starts))
    by_rule = due_days_by_rule(starts, span, rules=rules)
    if not any(
        code and code.startswith("no_") and code != "no_rule_in_force" for code in found.refusal.texts
    ):
        assert found.due.tolist() == by_rule.gapped


@pytest.mark.slow
def test_sixty_thousand_rows_of_eight_programs() -> None:
    chance = np.random.default_rng(2022)
    size, first = 60_000, datetime(2019, 12, 1, tzinfo=UTC)
    minutes = chance.integers(0, 7 * 366 * 24 * 60, size).tolist()
    names = [KEYS[place] for place in chance.integers(0, len(KEYS), size).tolist()]
    kinds, gaps = chance.integers(0, 10, size).tolist(), chance.integers(-48, 2000, size).tolist()

    def start(kind: int, minute: int) -> Any:
        at = first + timedelta(minutes=minute)
        return (None if minute % 3 else "soon") if kind == 0 else at.date() if kind < 4 else at

    starts = [start(*each) for each in zip(kinds, minutes, strict=True)]
    at = datetime(2022, 9, 19, 21, 30, tzinfo=UTC)
    for clock, is_instant in ((Clock.REVIEW, True), (Clock.PAYMENT, False)):
        rows = [
            (name, each)
            for name, each in zip(names, starts, strict=True)
            if not isinstance(each, date) or isinstance(each, datetime) is is_instant
        ]
        met = [at + timedelta(hours=hours) if hours % 2 else None for hours in gaps[: len(rows)]]
        found = ENGINE.due(clock, [each for _, each in rows], [name for name, _ in rows])
        alone = [None if each is None else asked(clock, each, PROGRAMS[name]) for name, each in rows]
        assert rows_of(found) == [
            as_row(each, PROGRAMS[name]) for each, (name, _) in zip(alone, rows, strict=True)
        ]
        expected = [standing(each, at, when) for each, when in zip(alone, met, strict=True)]
        assert found.states(at, answered=met).to_list() == [state for state, _ in expected]
        assert found.remaining(at).tolist() == [left for _, left in expected]
        assert {DE.digest, PROGRAMS["us"].calendar.digest} <= set(found.calendar.texts)
