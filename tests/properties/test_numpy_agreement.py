"""The same counting as NumPy's, with the conventions aligned: roll backward, and (a, b] for [a, b)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from coopclaims import BusinessCalendar
from coopclaims.errors import CalendarOutOfRange

np = pytest.importorskip("numpy", reason="numpy is not installed")

FIRST, LAST = date(2019, 1, 1), date(2024, 12, 31)
days = st.dates(date(2020, 1, 1), date(2023, 12, 31))
closures = st.frozensets(st.dates(FIRST, LAST), max_size=60)
weekends = st.sampled_from([frozenset({5, 6}), frozenset({4, 5}), frozenset({6}), frozenset[int]()])


def both(closed: frozenset[date], weekend: frozenset[int]) -> tuple[BusinessCalendar, Any]:
    """Return the same calendar in our terms and in NumPy's."""
    ours = BusinessCalendar.of_days(name="drawn", closed=closed, years=range(2019, 2025), weekend=weekend)
    mask = [weekday not in weekend for weekday in range(7)]
    return ours, np.busdaycalendar(weekmask=mask, holidays=sorted(closed))


@given(closures, weekends, days, st.integers(1, 250))
def test_n_business_days_after(closed: frozenset[date], weekend: frozenset[int], day: date, n: int) -> None:
    ours, theirs = both(closed, weekend)
    expected = np.busday_offset(day, n, roll="backward", busdaycal=theirs).astype(object)
    try:
        found = ours.after(day, n)
    except CalendarOutOfRange:
        assert expected > LAST
    else:
        assert found == expected


@given(closures, weekends, days, st.integers(1, 200))
def test_n_business_days_before(closed: frozenset[date], weekend: frozenset[int], day: date, n: int) -> None:
    ours, theirs = both(closed, weekend)
    expected = np.busday_offset(day, -n, roll="forward", busdaycal=theirs).astype(object)

    assert ours.before(day, n) == expected


@given(closures, weekends, days, days)
def test_business_days_between(closed: frozenset[date], weekend: frozenset[int], a: date, b: date) -> None:
    ours, theirs = both(closed, weekend)
    next_day = timedelta(days=1)
    first, last = sorted((a, b))
    expected = int(np.busday_count(first + next_day, last + next_day, busdaycal=theirs))

    assert ours.between(first, last) == expected
    assert ours.between(last, first) == -expected
