"""Where the holidays of a calendar come from. The one place that imports `holidays`.

`holidays` is imported when a calendar is built from it, and never on import of this package.
Its objects grow when they are asked, answer *no holiday* outside their years and take their
language from the environment: none of that reaches a calendar.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, final

from coopclaims.calendars.contents import DEFAULT_LANGUAGE, CalendarProvenance, span_label
from coopclaims.errors import CalendarOutOfRange, InvalidValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from holidays import HolidayBase

    from coopclaims.calendars.contents import Contents, Weekends

_USUAL_YEARS = range(2018, 2026)
"""Years that every release knows well, and later ones are compared with."""

_HALF_DAY = "half_day"
_LABELS_OF_HALF_DAYS = ("begin_time_label", "half_day_label", "half_day_closing_label")
_HOUR = re.compile(r"\b\d{1,2}(?::\d\d)?\s?[ap]m\b")
"""How names say an hour where the source has no label for it: *from 6pm*, *markets close at 1:00pm*."""


@final
class EstimatedHolidays(UserWarning):
    """A calendar was built from days that are only expected, or from data that run out.

    Fields: `calendar` (its name), `days` (the estimated days), `years` (those with thin data: later
    ones that lack a holiday which every usual year has, or a quarter of the holidays).
    """

    def __init__(self, calendar: str, days: tuple[date, ...], years: tuple[int, ...]) -> None:
        super().__init__(calendar, days, years)
        self.calendar = calendar
        self.days = days
        self.years = years

    def __str__(self) -> str:
        parts: list[str] = []
        if self.days:
            parts.append(f"estimated days: {len(self.days)}, the first {self.days[0].isoformat()}")
        if self.years:
            parts.append(f"years of thin data: {len(self.years)}, the first {self.years[0]}")
        return f"calendar {self.calendar!r}: {'; '.join(parts)}"


@final
class HalfDays(UserWarning):
    """A calendar closes days of which its source says that they are closed in part.

    Fields: `calendar` (its name), `days` (those days). A deadline moves over each of them as over a whole
    day. `with_working_days` opens them.
    """

    def __init__(self, calendar: str, days: tuple[date, ...]) -> None:
        super().__init__(calendar, days)
        self.calendar = calendar
        self.days = days

    def __str__(self) -> str:
        said = f"half-days that close the whole day: {len(self.days)}, the first {self.days[0].isoformat()}"
        return f"calendar {self.calendar!r}: {said}"


def read_holidays(
    country: str,
    years: range,
    categories: tuple[str, ...],
    *,
    subdivision: str | None,
    language: str,
    name: str | None,
) -> Contents:
    """Return the closed days of a country or market as `holidays` knows them; warn of what is not sure.

    That is a day that it only expects, and one that it has as closed in part.
    """
    from holidays.version import __version__  # noqa: PLC0415 - the one edge, paid for by who crosses it

    entity = _entity(country)
    country = getattr(entity, "market", None) or entity.country
    if subdivision is not None and subdivision not in (*entity.subdivisions, *entity.subdivisions_aliases):
        known = entity.subdivisions
        raise InvalidValue("subdivision", subdivision, "one_of_the_country", known=known, country=country)
    if not categories or not set(categories) <= set(entity.supported_categories):
        known = entity.supported_categories
        raise InvalidValue("categories", categories, "one_of_the_country", known=known, country=country)
    categories = tuple(sorted(set(categories)))
    spoken = choose_language(language, entity)
    if name is None:
        place = country if subdivision is None else f"{country}-{subdivision}"
        name = f"{place} {span_label(years)}"
        if categories != ("public",):
            name += f" ({', '.join(categories)})"
    for year in (years[0], years[-1]):
        if not entity.start_year <= year <= entity.end_year:
            bounds = date(entity.start_year, 1, 1), date(entity.end_year, 12, 31)
            raise CalendarOutOfRange(name, date(year, 1, 1), *bounds)

    def ask(asked: range, language: str, closing: Iterable[str] = categories) -> HolidayBase:
        return type(entity)(
            subdiv=subdivision, years=asked, expand=False, language=language, categories=tuple(closing)
        )

    found = ask(years, spoken)
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    weekends = weekends_of(found, first, last)
    working_days = frozenset(
        day for day in found.weekend_workdays if first <= day <= last and found.is_weekend(day)
    )
    closed = {day: found[day] for day in sorted(found) if day not in working_days}
    estimated = frozenset(day for day in closed if _is_estimate(found, found.get_list(day)))
    thin = _thin_years(entity, years, ask)
    if estimated or thin:
        warning = EstimatedHolidays(name, tuple(sorted(estimated)), thin)
        warnings.warn(warning, stacklevel=4)
    others = set(categories) - {_HALF_DAY}
    whole = set[date](ask(years, spoken, others)) if others and _HALF_DAY in categories else set[date]()
    half = tuple(
        day
        for day in closed
        if (_HALF_DAY in categories and day not in whole) or _says_an_hour(found, found.get_list(day))
    )
    if half:
        warnings.warn(HalfDays(name, half), stacklevel=4)
    return {
        "name": name,
        "first": first,
        "last": last,
        "weekends": weekends,
        "holidays": tuple(closed.items()),
        "working_days": working_days,
        "estimated": estimated,
        "provenance": (
            CalendarProvenance(
                library="holidays",
                version=__version__,
                country=country,
                subdivision=subdivision,
                categories=categories,
                language=spoken,
                first_year=years[0],
                last_year=years[-1],
                thin_years=thin,
            ),
        ),
    }


def _entity(code: str) -> HolidayBase:
    """Return what `holidays` knows about a country or a financial market, without any year of it."""
    from holidays import country_holidays, financial_holidays  # noqa: PLC0415 - as above
    from holidays.registry import EntityLoader  # noqa: PLC0415

    countries, markets = tuple(EntityLoader.get_country_codes()), tuple(EntityLoader.get_financial_codes())
    if code in countries:
        return country_holidays(code, expand=False, language=DEFAULT_LANGUAGE)
    if code in markets:
        return financial_holidays(code, expand=False, language=DEFAULT_LANGUAGE)
    near = str(code).strip().upper()
    if near in (*countries, *markets):
        raise InvalidValue("country", code, "country_code_near", near=near)
    raise InvalidValue("country", code, "country_code")


def choose_language(wanted: str, entity: HolidayBase) -> str:
    """Return the language to ask for. Only the default gives way to what a country has."""
    if wanted in entity.supported_languages:
        return wanted
    if wanted != DEFAULT_LANGUAGE:
        offered = (*entity.supported_languages, DEFAULT_LANGUAGE)
        raise InvalidValue("language", wanted, "one_of", known=tuple(dict.fromkeys(offered)))
    return entity.default_language or ""


def weekends_of(entity: HolidayBase, first: date, last: date) -> Weekends:
    """Return the weekend days with the first day from which each set explains every day."""
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    is_weekend = [entity.is_weekend(day) for day in days]
    found: list[tuple[date, frozenset[int]]] = []
    weekend: frozenset[int] | None = None
    for index, day in enumerate(days):
        if weekend is not None and is_weekend[index] == (day.weekday() in weekend):
            continue
        ahead = range(index, min(index + 7, len(days)))
        weekend = frozenset(days[i].weekday() for i in ahead if is_weekend[i])
        start = index
        while start > 0 and is_weekend[start - 1] == (days[start - 1].weekday() in weekend):
            start -= 1
        found.append((days[start], weekend))
    return tuple(found)


def _is_estimate(entity: HolidayBase, names: list[str]) -> bool:
    return _is_labelled(entity, names, ("estimated_label", "observed_estimated_label"))


def _says_an_hour(entity: HolidayBase, names: list[str]) -> bool:
    """Return whether a day is closed from some hour on, by the source's own label or in so many words."""
    return _is_labelled(entity, names, _LABELS_OF_HALF_DAYS) or any(map(_HOUR.search, names))


def _is_labelled(entity: HolidayBase, names: list[str], labels: tuple[str, ...]) -> bool:
    """Return whether a day's name has the shape of one of these labels, in the language of the names."""
    known = (getattr(entity, label, None) for label in labels)
    shapes = [entity.tr(label).split("%s") for label in known if label]
    return any(name.startswith(shape[0]) and name.endswith(shape[-1]) for name in names for shape in shapes)


def _thin_years(
    entity: HolidayBase, years: range, ask: Callable[[range, str], HolidayBase]
) -> tuple[int, ...]:
    """Return the years after the usual ones that lack a holiday which each of those has, or many."""
    usual = range(max(_USUAL_YEARS[0], entity.start_year), min(_USUAL_YEARS[-1], entity.end_year) + 1)
    later = range(max(years[0], _USUAL_YEARS[-1] + 1), years[-1] + 1)
    if not usual or not later:
        return ()
    number: Counter[int] = Counter()
    names: defaultdict[int, set[str]] = defaultdict(set)
    known = ask(range(usual[0], later[-1] + 1), choose_language(DEFAULT_LANGUAGE, entity))
    for day in known:
        number[day.year] += 1
        names[day.year].update(name.partition(" (")[0] for name in known.get_list(day))  # (observed) ...
    lasting = names[usual[0]].intersection(*(names[year] for year in usual))
    median = sorted(number[year] for year in usual)[len(usual) // 2]
    return tuple(year for year in later if 4 * number[year] < 3 * median or not lasting <= names[year])
