"""Calendar spans, fiscal halves, and the three periods of co-op money. Source: D-01 to D-03, Q-02."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from coopclaims import CalendarDays, InvalidValue, UsagePeriod
from coopclaims._values import as_day, as_instant
from coopclaims.periods import ClaimingPeriod, EarningPeriod, FiscalHalf, Half, MonthDay, MonthEnd, Months

NAIVE = datetime(2022, 9, 14, 10)  # noqa: DTZ001 - the point
NO_DAYS: list[Any] = [NAIVE, datetime(2022, 9, 14, tzinfo=UTC), "2022-09-14", 20220914, None]
PERIODS: list[type[EarningPeriod | UsagePeriod | ClaimingPeriod]] = [
    EarningPeriod,
    UsagePeriod,
    ClaimingPeriod,
]


class TestDay:
    @pytest.mark.parametrize("given_", NO_DAYS)
    def test_an_instant_is_no_day(self, given_: object) -> None:
        with pytest.raises(InvalidValue) as caught:
            as_day("executed_on", given_)
        assert (caught.value.field, caught.value.got) == ("executed_on", given_)

    def test_a_day_is_one(self) -> None:
        assert as_day("day", date(2022, 9, 14)) == date(2022, 9, 14)


class TestInstant:
    @pytest.mark.parametrize("given_", [NAIVE, date(2022, 9, 14), "2022-09-14T10:00Z", 0, None])
    def test_without_a_zone_it_is_none(self, given_: object) -> None:
        with pytest.raises(InvalidValue) as caught:
            as_instant("at", given_)
        assert (caught.value.field, caught.value.got) == ("at", given_)
        assert "time zone" in caught.value.fits

    def test_it_is_kept_in_utc(self) -> None:
        at = as_instant("at", datetime(2022, 9, 14, 10, tzinfo=timezone(timedelta(hours=-7))))
        assert at.isoformat() == "2022-09-14T17:00:00+00:00"

    def test_of_an_hour_that_comes_twice_the_second_is_later(self) -> None:
        pacific = ZoneInfo("America/Los_Angeles")
        first = datetime(2022, 11, 6, 1, 30, tzinfo=pacific)
        assert as_instant("at", first.replace(fold=1)) - as_instant("at", first) == timedelta(hours=1)


SPANS: list[type[CalendarDays | Months | MonthEnd]] = [CalendarDays, Months, MonthEnd]


class TestSpan:
    @pytest.mark.parametrize(("kind", "least"), [(CalendarDays, 0), (Months, 1)])
    @pytest.mark.parametrize("given_", [-1, 1.0, "2", None, True])
    def test_it_is_a_whole_number_of_at_least_so_much(
        self, kind: type[CalendarDays | Months], least: int, given_: Any
    ) -> None:
        with pytest.raises(InvalidValue) as caught:
            kind(given_)
        assert (caught.value.field, caught.value.got) == ("n", given_)
        assert f"at least {least}" in caught.value.fits

    def test_no_months_are_no_span(self) -> None:
        with pytest.raises(InvalidValue, match="at least 1"):
            Months(0)

    @pytest.mark.parametrize("given_", [-1, 1.0, "2", None, True])
    def test_the_end_of_a_month_may_be_that_of_the_same_month(self, given_: Any) -> None:
        assert MonthEnd(0).after(date(2024, 2, 1)) == date(2024, 2, 29)
        with pytest.raises(InvalidValue) as caught:
            MonthEnd(given_)
        assert "at least 0" in caught.value.fits

    @pytest.mark.parametrize("kind", SPANS)
    @pytest.mark.parametrize("given_", NO_DAYS)
    def test_it_starts_on_a_day(self, kind: type[CalendarDays | Months | MonthEnd], given_: Any) -> None:
        with pytest.raises(InvalidValue):
            kind(1).after(given_)

    def test_calendar_days_count_every_day(self) -> None:
        """The day of the event is day zero (D-11)."""
        assert CalendarDays(30).after(date(2022, 10, 3)) == date(2022, 11, 2)
        assert CalendarDays(45).after(date(2021, 6, 30)) == date(2021, 8, 14)
        assert CalendarDays(1).after(date(2022, 12, 31)) == date(2023, 1, 1)

    @pytest.mark.parametrize(
        ("start", "n", "end"),
        [
            ("2022-08-25", 24, "2024-08-25"),
            ("2024-02-29", 24, "2026-02-28"),
            ("2022-02-28", 24, "2024-02-28"),
            ("2022-01-31", 1, "2022-02-28"),
            ("2022-12-31", 2, "2023-02-28"),
        ],
    )
    def test_months_are_clamped_to_the_end_of_a_shorter_one(self, start: str, n: int, end: str) -> None:
        """Source: Q-02."""
        assert Months(n).after(date.fromisoformat(start)).isoformat() == end

    @pytest.mark.parametrize(
        ("start", "n", "end"),
        [
            ("2022-01-31", 1, "2022-02-28"),
            ("2022-02-01", 1, "2022-03-31"),
            ("2022-02-28", 1, "2022-03-31"),
            ("2023-12-15", 2, "2024-02-29"),
        ],
    )
    def test_month_ends(self, start: str, n: int, end: str) -> None:
        """Source: D-08."""
        assert MonthEnd(n).after(date.fromisoformat(start)).isoformat() == end

    @pytest.mark.parametrize(
        ("span", "text"),
        [
            (CalendarDays(1), "1 calendar day"),
            (CalendarDays(30), "30 calendar days"),
            (Months(1), "1 month"),
            (Months(24), "24 months"),
        ],
    )
    def test_reads_as_what_it_is(self, span: object, text: str) -> None:
        assert str(span) == text

    def test_a_month_end_does_too(self) -> None:
        assert str(MonthEnd(0)) == "the end of the same month"
        assert str(MonthEnd(1)) == "the end of the next month"
        assert "month" in str(MonthEnd(1))
        assert "2" in str(MonthEnd(2))

    def test_units_are_not_mixed_up(self) -> None:
        values: list[object] = [CalendarDays(2), Months(2), MonthEnd(2)]
        assert len(set(values)) == 3


class TestMonthDay:
    @pytest.mark.parametrize(("month", "day"), [(2, 29), (2, 30), (4, 31), (13, 1), (0, 1), (1, 0)])
    def test_every_year_has_it(self, month: int, day: int) -> None:
        with pytest.raises(InvalidValue) as caught:
            MonthDay(month, day)
        assert caught.value.got == (month, day)

    def test_it_is_made_of_numbers(self) -> None:
        wrong: Any = "2"
        with pytest.raises(InvalidValue):
            MonthDay(wrong, 16)

    @pytest.mark.parametrize(
        ("start", "found"),
        [("2022-01-01", "2022-02-16"), ("2022-02-16", "2022-02-16"), ("2022-02-17", "2023-02-16")],
    )
    def test_the_next_one_may_be_today(self, start: str, found: str) -> None:
        assert MonthDay(2, 16).on_or_after(date.fromisoformat(start)).isoformat() == found

    def test_reads_as_a_day_of_the_year(self) -> None:
        assert str(MonthDay(2, 5)) == "02-05"


class TestFiscalHalf:
    """Source: D-01, OV21: the fiscal year runs from 1 July and is named by the year in which it ends."""

    @pytest.mark.parametrize(
        ("day", "year", "half", "first", "last"),
        [
            ("2020-07-01", 2021, 1, "2020-07-01", "2020-12-31"),
            ("2020-12-31", 2021, 1, "2020-07-01", "2020-12-31"),
            ("2021-01-01", 2021, 2, "2021-01-01", "2021-06-30"),
            ("2021-06-30", 2021, 2, "2021-01-01", "2021-06-30"),
            ("2021-07-01", 2022, 1, "2021-07-01", "2021-12-31"),
        ],
    )
    def test_of_a_day(self, day: str, year: int, half: int, first: str, last: str) -> None:
        found = FiscalHalf.of(date.fromisoformat(day))
        assert found == FiscalHalf(year, Half(half))
        assert (found.first.isoformat(), found.last.isoformat()) == (first, last)

    def test_the_next_one(self) -> None:
        assert FiscalHalf(2021, Half.H1).next() == FiscalHalf(2021, Half.H2)
        assert FiscalHalf(2021, Half.H2).next() == FiscalHalf(2022, Half.H1)

    def test_a_half_may_be_written_as_a_number(self) -> None:
        number: Any = 2
        assert FiscalHalf(2021, number) == FiscalHalf(2021, Half.H2)

    @pytest.mark.parametrize("given_", NO_DAYS)
    def test_an_instant_falls_in_none(self, given_: Any) -> None:
        with pytest.raises(InvalidValue):
            FiscalHalf.of(given_)

    @given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
    def test_every_day_falls_in_the_half_that_it_lies_in(self, day: date) -> None:
        half = FiscalHalf.of(day)
        assert half.first <= day <= half.last
        assert half.next().first == half.last + timedelta(days=1)


class TestPeriod:
    @pytest.mark.parametrize("kind", PERIODS)
    def test_both_ends_are_inside(self, kind: type[EarningPeriod | UsagePeriod | ClaimingPeriod]) -> None:
        period = kind(date(2022, 7, 1), date(2022, 12, 31))
        assert date(2022, 7, 1) in period
        assert date(2022, 12, 31) in period
        assert date(2022, 6, 30) not in period
        assert date(2023, 1, 1) not in period
        assert str(period) == "2022-07-01 to 2022-12-31"

    @pytest.mark.parametrize("kind", PERIODS)
    def test_it_does_not_end_before_it_begins(
        self, kind: type[EarningPeriod | UsagePeriod | ClaimingPeriod]
    ) -> None:
        with pytest.raises(InvalidValue) as caught:
            kind(date(2022, 7, 2), date(2022, 7, 1))
        assert (caught.value.field, caught.value.got) == ("last", date(2022, 7, 1))
        assert "2022-07-02" in caught.value.fits
        assert kind(date(2022, 7, 1), date(2022, 7, 1)).first == date(2022, 7, 1)

    @pytest.mark.parametrize("kind", PERIODS)
    @pytest.mark.parametrize("given_", NO_DAYS)
    def test_it_is_made_of_days(
        self, kind: type[EarningPeriod | UsagePeriod | ClaimingPeriod], given_: Any
    ) -> None:
        with pytest.raises(InvalidValue, match="first: got"):
            kind(given_, date(2022, 12, 31))
        with pytest.raises(InvalidValue, match="last: got"):
            kind(date(2022, 7, 1), given_)
        with pytest.raises(InvalidValue, match="day: got"):
            _ = given_ in kind(date(2022, 7, 1), date(2022, 12, 31))

    def test_the_three_are_not_mixed_up(self) -> None:
        periods: list[object] = [kind(date(2022, 7, 1), date(2022, 12, 31)) for kind in PERIODS]
        assert len(set(periods)) == 3

    def test_what_is_earned_in_one_half_is_used_in_the_next(self) -> None:
        """Source: D-02."""
        earning = EarningPeriod.of(FiscalHalf(2022, Half.H2))
        assert earning == EarningPeriod(date(2022, 1, 1), date(2022, 6, 30))
        assert earning.usage_period() == UsagePeriod(date(2022, 7, 1), date(2022, 12, 31))
        assert UsagePeriod.of(FiscalHalf(2023, Half.H1)) == earning.usage_period()
