"""Calendars read from the `holidays` library: what is kept of it, and what is refused."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import warnings
from datetime import date, timedelta
from importlib.metadata import version
from types import SimpleNamespace
from typing import Any, cast

import holidays
import pytest

from coopclaims import BusinessCalendar, InvalidValue
from coopclaims.calendars import CalendarProvenance, EstimatedHolidays, HalfDays
from coopclaims.calendars.sources import choose_language, weekends_of
from coopclaims.errors import CalendarOutOfRange
from coopclaims.wire import from_data, to_data

VERSION = version("holidays")


class TestFromHolidays:
    def test_has_the_federal_holidays_of_a_year(self) -> None:
        calendar = BusinessCalendar.from_holidays("US", years=(2022,))
        assert calendar.holidays == (
            (date(2022, 1, 1), "New Year's Day"),
            (date(2022, 1, 17), "Martin Luther King Jr. Day"),
            (date(2022, 2, 21), "Washington's Birthday"),
            (date(2022, 5, 30), "Memorial Day"),
            (date(2022, 6, 19), "Juneteenth National Independence Day"),
            (date(2022, 6, 20), "Juneteenth National Independence Day (observed)"),
            (date(2022, 7, 4), "Independence Day"),
            (date(2022, 9, 5), "Labor Day"),
            (date(2022, 10, 10), "Columbus Day"),
            (date(2022, 11, 11), "Veterans Day"),
            (date(2022, 11, 24), "Thanksgiving Day"),
            (date(2022, 12, 25), "Christmas Day"),
            (date(2022, 12, 26), "Christmas Day (observed)"),
        )

    def test_says_where_it_comes_from(self) -> None:
        calendar = BusinessCalendar.from_holidays("DE", subdivision="BY", years=range(2020, 2031))
        assert calendar.name == "DE-BY 2020-2030"
        assert calendar.provenance == (
            CalendarProvenance(
                library="holidays",
                version=VERSION,
                country="DE",
                subdivision="BY",
                categories=("public",),
                language="en_US",
                first_year=2020,
                last_year=2030,
            ),
        )
        assert str(calendar.provenance[0]) == f"holidays {VERSION}, DE-BY, 2020-2030"

    def test_a_subdivision_has_its_own_days(self) -> None:
        nationwide = BusinessCalendar.from_holidays("DE", years=(2022,))
        bavaria = BusinessCalendar.from_holidays("DE", subdivision="BY", years=(2022,))
        assert bavaria.why_closed(date(2022, 1, 6)) == "Epiphany"
        assert nationwide.is_business_day(date(2022, 1, 6))

    def test_other_categories_close_days_on_request(self) -> None:
        day, both = date(2022, 8, 15), ["public", "catholic"]
        public = BusinessCalendar.from_holidays("DE", subdivision="BY", years=(2022,))
        wider = BusinessCalendar.from_holidays("DE", subdivision="BY", years=(2022,), categories=both)
        assert public.is_business_day(day)
        assert wider.why_closed(day) == "Assumption Day"
        assert wider.name == "DE-BY 2022 (catholic, public)"
        assert wider.provenance[0].categories == ("catholic", "public")

    def test_a_name_of_ones_own(self) -> None:
        assert BusinessCalendar.from_holidays("US", years=(2024,), name="Federal").name == "Federal"

    def test_an_alias_of_a_country_is_that_country(self) -> None:
        long, short = (BusinessCalendar.from_holidays(code, years=(2022,)) for code in ("USA", "US"))
        assert (long, long.name, long.provenance) == (short, short.name, short.provenance)

    @pytest.mark.parametrize("variable", ["LANGUAGE", "LC_ALL", "LANG"])
    def test_names_do_not_follow_the_environment(
        self, variable: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plain = BusinessCalendar.from_holidays("DE", years=(2022,))
        monkeypatch.setenv(variable, "th")
        assert BusinessCalendar.from_holidays("DE", years=(2022,)) == plain
        assert plain.why_closed(date(2022, 10, 3)) == "German Unity Day"

    def test_names_come_in_the_language_asked_for(self) -> None:
        german = BusinessCalendar.from_holidays("DE", years=(2022,), language="de")
        english = BusinessCalendar.from_holidays("DE", years=(2022,))
        assert german.why_closed(date(2022, 10, 3)) == "Tag der Deutschen Einheit"
        assert german != english
        assert german.without_names() == english.without_names()

    def test_a_country_without_a_choice_of_languages_has_its_own(self) -> None:
        calendar = BusinessCalendar.from_holidays("NZ", years=(2022,))
        assert calendar.why_closed(date(2022, 4, 25)) == "Anzac Day"
        assert calendar.provenance[0].language == ""

    def test_only_the_default_language_gives_way(self) -> None:
        entity: Any = SimpleNamespace(supported_languages=("de", "fr"), default_language="de")
        assert choose_language("fr", entity) == "fr"
        assert choose_language("en_US", entity) == "de"
        with pytest.raises(InvalidValue, match="language"):
            choose_language("es", entity)

    @pytest.mark.parametrize(
        ("field", "arguments"),
        [
            ("country", {"country": "XX"}),
            ("country", {"country": "us"}),
            ("country", {"country": "MON"}),
            ("country", {"country": "HolidayBase"}),
            ("country", {"country": ""}),
            ("country", {"country": None}),
            ("country", {"country": ["US"]}),
            ("subdivision", {"country": "US", "subdivision": "BY"}),
            ("subdivision", {"country": "NZ", "subdivision": ["US"]}),
            ("subdivision", {"country": "SG", "subdivision": "X"}),
            ("categories", {"country": "US", "categories": ("school",)}),
            ("categories", {"country": "US", "categories": ()}),
            ("categories", {"country": "US", "categories": "public"}),
            ("language", {"country": "US", "language": "de"}),
            ("language", {"country": "NZ", "language": "de"}),
            ("language", {"country": "US", "language": None}),
            ("years", {"country": "US", "years": ()}),
        ],
        ids=str,
    )
    def test_refuses_what_the_library_does_not_know(self, field: str, arguments: Any) -> None:
        with pytest.raises(InvalidValue) as refused:
            BusinessCalendar.from_holidays(**{"years": (2022,)} | arguments)
        assert refused.value.field == field

    @pytest.mark.parametrize("years", [range(2020, 2028), (2027,), (1900,), range(2002, 2020)], ids=str)
    def test_refuses_years_without_data(self, years: Any) -> None:
        """Sri Lanka: 2003 to 2026. The library itself says of 4 February 2027 that it is no holiday."""
        known = holidays.country_holidays("LK")
        with pytest.raises(CalendarOutOfRange) as refused:
            BusinessCalendar.from_holidays("LK", years=years)
        assert refused.value.first == date(known.start_year, 1, 1)
        assert refused.value.last == date(known.end_year, 12, 31)

    def test_a_subdivision_may_be_given_by_an_alias(self) -> None:
        assert BusinessCalendar.from_holidays("DE", subdivision="Bayern", years=(2022,)) == (
            BusinessCalendar.from_holidays("DE", subdivision="BY", years=(2022,))
        )


class TestWeekends:
    def test_the_emirates_changed_theirs_in_2022(self) -> None:
        calendar = quiet("AE", range(2021, 2023))
        assert calendar.weekends == (
            (date(2021, 1, 1), frozenset({4, 5})),
            (date(2022, 1, 1), frozenset({5, 6})),
        )
        assert calendar.why_closed(date(2021, 12, 31)) == "weekend"
        assert calendar.is_business_day(date(2021, 12, 26))
        assert calendar.is_business_day(date(2022, 1, 7))

    def test_saudi_arabia_changed_its_own_in_2013(self) -> None:
        calendar = quiet("SA", range(2013, 2014))
        assert calendar.why_closed(date(2013, 6, 27)) == "weekend"
        assert calendar.why_closed(date(2013, 6, 29)) == "weekend"
        assert calendar.is_business_day(date(2013, 6, 22))
        assert calendar.is_business_day(date(2013, 7, 4))
        assert [weekend for _, weekend in calendar.weekends] == [{3, 4}, {4, 5}]

    def test_weekend_days_are_worked_in_china(self) -> None:
        calendar = quiet("CN", range(2023, 2024))
        assert date(2023, 10, 7) in calendar.working_days
        assert calendar.is_business_day(date(2023, 10, 7))

    def test_a_weekend_that_explains_what_went_before_replaces_it(self) -> None:
        """Whatever pattern the days have, the weekends found explain every one of them."""
        first, last = date(2022, 1, 1), date(2022, 2, 28)
        for pattern in ("0000011" * 8, "1" + "0000110" * 8, "10" * 28, "0000011" + "0" * 7 + "0000011" * 6):
            is_weekend = [digit == "1" for digit in (pattern * 2)[:59]]
            entity = SimpleNamespace(is_weekend=lambda day, marks=is_weekend: marks[(day - first).days])
            weekends = weekends_of(cast("Any", entity), first, last)
            starts = [start for start, _ in weekends]
            assert starts == sorted(set(starts))
            assert starts[0] == first
            calendar = BusinessCalendar.of_weekdays(years=(2022,), weekend=dict(weekends))
            found = [not calendar.is_business_day(first + timedelta(days=i)) for i in range(59)]
            assert found == is_weekend


class TestEstimates:
    def test_warns_of_days_that_are_only_expected(self) -> None:
        with pytest.warns(EstimatedHolidays) as caught:
            calendar = BusinessCalendar.from_holidays("AE", years=(2040,))
        (warning,) = caught
        said = warning.message
        assert isinstance(said, EstimatedHolidays)
        assert (said.calendar, said.years) == ("AE 2040", ())
        assert set(said.days) == calendar.estimated
        assert warning.filename == __file__
        assert f"estimated days: {len(said.days)}, the first 2040-" in str(said)

    def test_keeps_which_days_they_are(self) -> None:
        calendar = quiet("AE", (2040,))
        expected, certain = min(calendar.estimated), date(2040, 12, 2)
        assert calendar.is_estimated(expected)
        assert not calendar.is_estimated(certain)
        assert "(estimated)" in str(calendar.why_closed(expected))
        (seen,) = calendar.days(expected - timedelta(days=1), expected)
        assert seen.estimated
        assert calendar.with_closures({expected: "announced"}).is_estimated(expected) is False
        assert calendar.with_working_days([expected]).is_estimated(expected) is False
        assert from_data(to_data(calendar), BusinessCalendar).estimated == calendar.estimated

    def test_knows_an_estimate_in_any_language(self) -> None:
        english, arabic = quiet("AE", (2040,)), quiet("AE", (2040,), language="ar")
        assert english.estimated == arabic.estimated
        assert english.estimated

    @pytest.mark.parametrize(
        ("country", "years"),
        [("IN", range(2034, 2038)), ("SR", range(2034, 2038))],
    )
    def test_warns_where_the_data_run_thin(self, country: str, years: range) -> None:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            calendar = BusinessCalendar.from_holidays(country, years=years)
        said = [each.message for each in caught if isinstance(each.message, EstimatedHolidays)]
        assert len(said) == 1
        assert said[0].years == calendar.provenance[0].thin_years
        assert said[0].years[-1] == years[-1]
        assert f"years of thin data: {len(said[0].years)}, the first {said[0].years[0]}" in str(said[0])

    @pytest.mark.parametrize("country", ["US", "DE", "GB", "JP"])
    def test_does_not_warn_where_the_days_are_known(self, country: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            calendar = BusinessCalendar.from_holidays(country, years=range(2015, 2036))
        assert calendar.estimated == frozenset()
        assert calendar.provenance[0].thin_years == ()

    def test_a_year_is_thin_when_a_holiday_of_every_year_is_missing(self) -> None:
        """The library knows Holi, a holiday in Suriname, up to 2035: one day of ten."""
        calendar = quiet("SR", range(2030, 2040), language="nl")
        assert calendar.provenance[0].thin_years == (2036, 2037, 2038, 2039)

    def test_a_year_is_thin_when_many_days_are_missing(self) -> None:
        """Ukraine suspended its holidays in 2022; those of a usual year were eleven."""
        assert 2026 in quiet("UA", range(2020, 2027)).provenance[0].thin_years

    def test_the_warning_survives_pickling(self) -> None:
        warning = EstimatedHolidays("AE", (date(2024, 4, 9),), (2080,))
        again = pickle.loads(pickle.dumps(warning))
        assert (again.calendar, again.days, again.years) == (warning.calendar, warning.days, warning.years)
        assert str(again) == (
            "calendar 'AE': estimated days: 1, the first 2024-04-09; years of thin data: 1, the first 2080"
        )


class TestTheOneEdge:
    def test_import_does_not_load_holidays(self) -> None:
        code = (
            "import sys; from coopclaims.calendars import BusinessCalendar as C;"
            "C.of_weekdays(years=(2022,));"
            "print('holidays' in sys.modules); C.from_holidays('US', years=(2022,));"
            "print('holidays' in sys.modules)"
        )
        said = subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert said.stdout.split() == ["False", "True"]

    def test_the_library_cannot_change_a_calendar_afterwards(self) -> None:
        calendar = BusinessCalendar.from_holidays("US", years=(2022,))
        before = calendar.digest
        grown = holidays.country_holidays("US")
        grown.update({date(2022, 9, 16): "surprise"})
        assert date(2022, 9, 16) in grown
        assert calendar.is_business_day(date(2022, 9, 16))
        assert calendar.digest == before == BusinessCalendar.from_holidays("US", years=(2022,)).digest

    @pytest.mark.parametrize("country", ["US", "GB", "CN", "IN", "AE", "IR", "KZ", "TW"])
    def test_agrees_with_the_library_on_every_day(self, country: str) -> None:
        calendar = quiet(country, range(2014, 2026))
        naive = holidays.country_holidays(country, years=range(2014, 2026), expand=False)
        day = calendar.first
        while day <= calendar.last:
            assert calendar.is_business_day(day) is naive.is_working_day(day), day
            day += timedelta(days=1)


def quiet(country: str, years: Any, **others: Any) -> BusinessCalendar:
    """Return a calendar without its warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return BusinessCalendar.from_holidays(country, years=years, **others)


class TestHalfDays:
    """A day that is closed in part closes whole, and is named in a warning of its own."""

    @staticmethod
    def half_days(code: str, *categories: str, **more: Any) -> tuple[date, ...]:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            BusinessCalendar.from_holidays(code, years=[2024], categories=categories, **more)
        found = [each.message for each in said if isinstance(each.message, HalfDays)]
        assert len(found) <= 1
        return found[0].days if found else ()

    @pytest.mark.parametrize(
        ("code", "categories", "some"),
        [
            ("SE", ("public", "bank"), date(2024, 1, 5)),
            ("AU", ("public", "half_day"), date(2024, 12, 24)),
            ("IS", ("half_day",), date(2024, 12, 24)),
            ("TR", ("public", "half_day"), date(2024, 10, 28)),
            ("AD", ("public", "government"), date(2024, 12, 24)),
            ("NYSE", ("public", "half_day"), date(2024, 7, 3)),
            ("XLON", ("half_day",), date(2024, 12, 24)),
        ],
    )
    def test_named(self, code: str, categories: tuple[str, ...], some: date) -> None:
        more = {"subdivision": "QLD"} if code == "AU" else {}
        found = self.half_days(code, *categories, **more)
        assert some in found
        assert list(found) == sorted(found)

    @pytest.mark.parametrize("code", ["SE", "US", "ECB", "CN", "RU", "DE"])
    def test_whole_days_are_not(self, code: str) -> None:
        """A day off in the place of another names that other day, and no hour."""
        assert self.half_days(code, "public") == ()

    def test_a_day_that_another_category_closes_is_whole(self) -> None:
        assert date(2024, 12, 25) not in self.half_days("NYSE", "public", "half_day")

    def test_says_how_many(self) -> None:
        warning = HalfDays("SE 2024", (date(2024, 1, 5), date(2024, 3, 28)))
        assert str(warning) == (
            "calendar 'SE 2024': half-days that close the whole day: 2, the first 2024-01-05"
        )
        assert pickle.loads(pickle.dumps(warning)).days == warning.days


class TestMarkets:
    @pytest.mark.parametrize("code", ["ECB", "XECB"])
    def test_the_days_of_euro_payments(self, code: str) -> None:
        """TARGET: New Year, Good Friday, Easter Monday, 1 May, 25 and 26 December."""
        calendar = BusinessCalendar.from_holidays(code, years=[2024])
        assert [day for day, _ in calendar.holidays] == [
            date(2024, 1, 1),
            date(2024, 3, 29),
            date(2024, 4, 1),
            date(2024, 5, 1),
            date(2024, 12, 25),
            date(2024, 12, 26),
        ]
        assert calendar.name == "XECB 2024"
        assert calendar.provenance[0].country == "XECB"
        assert from_data(to_data(calendar)) == calendar

    @pytest.mark.parametrize(
        ("code", "near"), [("gb", "GB"), (" SE", "SE"), ("ecb", "ECB"), ("Xnys", "XNYS")]
    )
    def test_a_near_miss_is_told_of_the_code(self, code: str, near: str) -> None:
        with pytest.raises(InvalidValue, match=f"as `holidays` writes it: '{near}'"):
            BusinessCalendar.from_holidays(code, years=[2024])

    def test_a_market_has_no_parts(self) -> None:
        with pytest.raises(InvalidValue, match="nothing else than the default"):
            BusinessCalendar.from_holidays("ECB", years=[2024], subdivision="DE")
