"""What a calendar may be made of: days, years, weekends and reasons, checked and in normal form."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Set as AbstractSet
from datetime import MAXYEAR, MINYEAR, date, datetime
from itertools import islice
from typing import NamedTuple, Protocol, TypeAlias, TypedDict, TypeGuard, final

from coopclaims._characters import escaped, is_blank
from coopclaims._values import as_identifier, as_index, as_text, frozen
from coopclaims.errors import CalendarOutOfRange, InvalidValue

Weekends: TypeAlias = tuple[tuple[date, frozenset[int]], ...]
"""Weekend days (Monday is 0), each set with the day from which it holds."""

WEEKEND = "weekend"
"""Why a weekend day is closed."""

NO_REASON = "closed"
"""Why a day is closed that was given without a reason."""

DEFAULT_LANGUAGE = "en_US"
"""The language of names where a country offers it."""

Weekend: TypeAlias = AbstractSet[int] | Mapping[date, AbstractSet[int]]
"""Weekend days (Monday is 0), or several such sets, each under the day from which it holds."""


@final
@frozen(kw_only=True)
class CalendarProvenance:
    """One source of a calendar: a library and what was asked of it.

    `library` and `version` name the library. `country` (of a market its code), `subdivision` and
    `categories` are what was asked: `subdivision` is `None` for the country as a whole. `language` is that
    of the names, empty where the library offers a country no choice. `first_year` and `last_year` are the
    years asked for, both included; `thin_years` are later years for which the library lacks holidays that
    it has for usual years. Raises `InvalidValue` for a category or a year that comes twice.

    >>> str(CalendarProvenance(library="holidays", version="0.108", country="US", first_year=2020,
    ...                        last_year=2030))
    'holidays 0.108, US, 2020-2030'
    """

    library: str
    version: str
    country: str
    subdivision: str | None = None
    categories: tuple[str, ...] = ("public",)
    language: str = DEFAULT_LANGUAGE
    first_year: int
    last_year: int
    thin_years: tuple[int, ...] = ()

    def __attrs_post_init__(self) -> None:
        for what, keys in (("categories", self.categories), ("thin_years", self.thin_years)):
            if len(set(keys)) < len(keys):
                raise InvalidValue(what, keys, "each_once")
        for name in ("first_year", "last_year"):
            year = getattr(self, name)
            if not MINYEAR <= year <= MAXYEAR:
                raise InvalidValue(name, year, "whole_between", least=MINYEAR, most=MAXYEAR)
        if self.last_year < self.first_year:
            raise InvalidValue("last_year", self.last_year, "whole_at_least", least=self.first_year)
        for place, year in enumerate(self.thin_years):
            if not MINYEAR <= year <= MAXYEAR:
                raise InvalidValue(f"thin_years[{place}]", year, "whole_between", least=MINYEAR, most=MAXYEAR)

    def __str__(self) -> str:
        place = self.country if self.subdivision is None else f"{self.country}-{self.subdivision}"
        years = span_label(range(self.first_year, self.last_year + 1))
        return escaped(f"{self.library} {self.version}, {place}, {years}")


def span_label(years: range) -> str:
    """Return `2020-2030`, or `2024` for a single year."""
    return f"{years[0]}-{years[-1]}" if len(years) > 1 else str(years[0])


class Contents(TypedDict, total=False):
    """What a calendar is built from, or what changes in it."""

    name: str
    first: date
    last: date
    weekends: Weekends
    holidays: tuple[tuple[date, str], ...]
    working_days: frozenset[date]
    estimated: frozenset[date]
    provenance: tuple[CalendarProvenance, ...]


class CheckedContents(NamedTuple):
    """What a calendar says of its days, in normal form."""

    first: date
    last: date
    weekends: Weekends
    holidays: tuple[tuple[date, str], ...]
    working_days: frozenset[date]
    estimated: frozenset[date]


class AnyCalendar(Protocol):
    """What the functions of this room ask of a calendar: what it says, and of which days."""

    @property
    def name(self) -> str: ...
    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...
    @property
    def weekends(self) -> Weekends: ...
    @property
    def holidays(self) -> tuple[tuple[date, str], ...]: ...
    @property
    def working_days(self) -> frozenset[date]: ...
    @property
    def estimated(self) -> frozenset[date]: ...
    @property
    def provenance(self) -> tuple[CalendarProvenance, ...]: ...
    @property
    def digest(self) -> str: ...
    def is_business_day(self, day: date, /) -> bool: ...
    def why_closed(self, day: date, /) -> str | None: ...


def checked_contents(calendar: AnyCalendar) -> CheckedContents:
    """Return what was given to build a calendar, in normal form.

    Weekends that change nothing and working days that are no weekend days are left out. Raises
    `InvalidValue`, or `CalendarOutOfRange` for a day outside the bounds.
    """
    first, last = plain_day("first", calendar.first), plain_day("last", calendar.last)
    as_identifier("name", calendar.name)
    if last < first:
        raise InvalidValue("last", last, "day_not_before", first=first)
    weekends = _checked_weekends(calendar.weekends, first, last)
    holidays = reasons_of("holidays", dict(calendar.holidays))
    working_days = plain_days("working_days", calendar.working_days)
    estimated = plain_days("estimated", calendar.estimated)
    if strangers := [day for day in (*holidays, *working_days) if not first <= day <= last]:
        raise CalendarOutOfRange(calendar.name, strangers[0], first, last)
    if contradictions := working_days & holidays.keys():
        raise InvalidValue("working_days", min(contradictions), "open_day")
    if strays := estimated - holidays.keys():
        raise InvalidValue("estimated", min(strays), "one_of_the_holidays")
    return CheckedContents(
        first=first,
        last=last,
        weekends=weekends,
        holidays=tuple(holidays.items()),
        working_days=frozenset(day for day in working_days if day.weekday() in weekend_on(weekends, day)),
        estimated=estimated,
    )


def weekend_on(weekends: Weekends, day: date) -> frozenset[int]:
    """Return the weekend days in force on a day that the first entry covers."""
    return next(weekdays for start, weekdays in reversed(weekends) if start <= day)


def is_text(value: object) -> TypeGuard[str]:
    """Return whether a value is text that is not blank."""
    return isinstance(value, str) and not is_blank(value)


def is_mapping(value: object) -> TypeGuard[Mapping[object, object]]:
    """Return whether a value is a mapping."""
    return isinstance(value, Mapping)


def plain_day(what: str, value: object) -> date:
    """Return a day as a plain `date`. Raises `InvalidValue` for a `datetime` or anything else."""
    if type(value) is date:
        return value
    if isinstance(value, datetime):
        raise InvalidValue(what, value, "day_in_zone")
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    raise InvalidValue(what, value, "day")


def plain_days(what: str, values: Iterable[object]) -> frozenset[date]:
    """Return days as plain dates."""
    return frozenset(plain_day(what, value) for value in values)


def year_range(years: Iterable[int]) -> range:
    """Return the years as a range. Raises `InvalidValue` unless they follow one another.

    >>> year_range((2020, 2021))
    range(2020, 2022)
    """
    try:
        given = [*map(as_index, islice(years, MAXYEAR + 1))]
    except TypeError:
        given = []
    span = [year for year in given if year is not None]
    if not span or given != list(range(span[0], span[0] + len(span))):
        raise InvalidValue("years", years, "consecutive_years")
    if not MINYEAR <= span[0] <= span[-1] <= MAXYEAR:
        raise InvalidValue("years", years, "years_between", first=MINYEAR, last=MAXYEAR)
    return range(span[0], span[-1] + 1)


def dated_weekends(weekend: Weekend, first: date) -> Weekends:
    """Return weekend days as dated sets in order; a bare set holds from the first day."""
    if isinstance(weekend, Mapping):
        return tuple((start, _weekdays(weekdays)) for start, weekdays in weekend.items())
    return ((first, _weekdays(weekend)),)


def _checked_weekends(weekends: Weekends, first: date, last: date) -> Weekends:
    """Return what holds between two days, in order, without entries that change nothing."""
    dated = {plain_day("weekends", start): _weekdays(weekdays) for start, weekdays in weekends}
    normal: list[tuple[date, frozenset[int]]] = []
    for start in sorted(dated):
        if start <= first:
            normal = [(first, dated[start])]
        elif not normal:
            break
        elif start <= last and dated[start] != normal[-1][1]:
            normal.append((start, dated[start]))
    if not normal or len(dated) != len(weekends):
        raise InvalidValue("weekends", weekends, "weekends_from", first=first)
    return tuple(normal)


def reasons_of(what: str, closed: Mapping[date, str] | Iterable[date]) -> dict[date, str]:
    """Return the closed days with their reasons, in order, `"closed"` where none is given."""
    pairs: Iterable[tuple[object, object]]
    pairs = closed.items() if is_mapping(closed) else ((day, NO_REASON) for day in closed)
    reasons: dict[date, str] = {}
    for day, reason in pairs:
        if not is_text(reason):
            raise InvalidValue(what, reason, "reason_of_closure")
        as_text(what, reason)
        reasons[day if type(day) is date else plain_day(what, day)] = reason
    return dict(sorted(reasons.items()))


def _weekdays(value: object) -> frozenset[int]:
    given = value if _is_collection(value) else (None,)
    weekdays = [each for each in given if isinstance(each, int) and not isinstance(each, bool)]
    if len(weekdays) < len(given) or not set(weekdays) <= set(range(7)):
        raise InvalidValue("weekend", value, "weekdays")
    return frozenset(weekdays)


def _is_collection(value: object) -> TypeGuard[Collection[object]]:
    return isinstance(value, (AbstractSet, list, tuple))


def refused_count(calendar: AnyCalendar, n: object, *days: object) -> InvalidValue | CalendarOutOfRange:
    """Return why there is no n-th business day: a wrong `n`, else a wrong day, else the bounds."""
    if not isinstance(n, int) or isinstance(n, bool):
        return InvalidValue("n", n, "business_days", least=1)
    if n < 1:
        return InvalidValue("n", n, "business_days_from_one")
    return refused_days(calendar, *days)


def refused_days(calendar: AnyCalendar, *days: object) -> InvalidValue | CalendarOutOfRange:
    """Return what is wrong with these days: no date, outside the bounds, or too near to a bound."""
    for given in days:
        try:
            day = plain_day("day", given)
        except InvalidValue as reason:
            return reason
        if not calendar.first <= day <= calendar.last:
            return CalendarOutOfRange(calendar.name, day, calendar.first, calendar.last)
    return CalendarOutOfRange(calendar.name, None, calendar.first, calendar.last)
