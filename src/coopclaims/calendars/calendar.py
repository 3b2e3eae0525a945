"""The business calendar: frozen, bounded, and as quick for 250 days as for two."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import final

import attrs

from coopclaims._checks import door
from coopclaims._values import frozen
from coopclaims.calendars.closures import CalendarDay, CalendarDiff, difference, seen_between
from coopclaims.calendars.contents import (
    WEEKEND,
    CalendarProvenance,
    Weekend,
    Weekends,
    checked_contents,
    dated_weekends,
    plain_days,
    reasons_of,
    refused_count,
    refused_days,
    span_label,
    year_range,
)
from coopclaims.calendars.conventions import BusinessDays, Roll, StartConvention
from coopclaims.calendars.derived import closed_too, narrowed_to, open_too, united, unnamed
from coopclaims.calendars.sources import read_holidays
from coopclaims.calendars.tables import SeenDays, content_digest, day_pattern, positions_of
from coopclaims.errors import InvalidValue

_SATURDAY_SUNDAY = frozenset({5, 6})
_LAST_OF_ALL = "\U0010ffff"
"""What no reason comes after."""


@final
@frozen(kw_only=True, eq=False, repr=False)
class BusinessCalendar:
    """Which days are business days, from `first` to `last`; nothing is known outside.

    Build one with `from_holidays`, `of_weekdays` or `of_days`, and change it with `union`, `with_closures`,
    `with_working_days` and `narrowed`, which return new calendars. `coopclaims.wire.to_data` writes it whole.

    Two calendars are equal when they have the same bounds and say the same of every day: open,
    weekend, or closed for the same reason, surely or by estimate. That is what `digest` covers.
    The name and the provenance are labels and stay out of it.

    Days are `date`, never `datetime`: which day an instant is depends on a zone, and zones are no
    business of a calendar. Outside the bounds every method raises `CalendarOutOfRange`.

    >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2024))
    >>> plain.after(date(2022, 9, 17), 2)  # a Saturday
    datetime.date(2022, 9, 20)
    >>> plain  # doctest: +ELLIPSIS
    BusinessCalendar('Monday-Friday 2022-2023', 2022-01-01..2023-12-31, ...)
    """

    name: str
    """What the calendar is called, for people; not blank."""
    first: date
    last: date
    weekends: Weekends
    """Weekend days (Monday is 0), each set with the day from which it holds."""
    holidays: tuple[tuple[date, str], ...] = ()
    """Days closed for a reason of their own, in order; those on weekend days included."""
    working_days: frozenset[date] = frozenset()
    """Weekend days on which business is done."""
    estimated: frozenset[date] = frozenset()
    """Holidays that the source only expects."""
    provenance: tuple[CalendarProvenance, ...] = ()
    """What it was built from, one for each source; empty for a calendar made by hand."""
    digest: str = attrs.field(init=False)
    """SHA-256 of what the calendar says of its days, in hexadecimal; the same on every machine."""

    business_days: tuple[date, ...] = attrs.field(init=False)
    """All business days, in order."""

    _reasons: dict[date, str] = attrs.field(init=False)
    _positions: dict[date, int] = attrs.field(init=False)
    _pattern: bytes = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        contents = checked_contents(self)
        pattern = day_pattern(contents)
        positions, business_days = positions_of(contents.first, contents.last, pattern)
        tables = {
            "digest": content_digest(contents, pattern),
            "business_days": business_days,
            "_reasons": dict(contents.holidays),
            "_positions": positions,
            "_pattern": pattern,
        }
        for field, value in (contents._asdict() | tables).items():
            object.__setattr__(self, field, value)

    # Building one.

    @classmethod
    @door
    def from_holidays(
        cls,
        country: str,
        *,
        years: Iterable[int],
        subdivision: str | None = None,
        categories: Iterable[str] = ("public",),
        language: str = "en_US",
        name: str | None = None,
    ) -> BusinessCalendar:
        """Return the calendar of a country or a financial market as the `holidays` library knows it.

        The one call that imports `holidays` and reads files; weekends are included. `country` is a code that
        it knows, such as `"US"`, or that of a market: `"ECB"` for the days of euro payments, `"XNYS"` for a
        stock exchange. `years` follow one another, such as `range(2020, 2031)`. `subdivision` names a part
        of the country (`"CA"`, `"BY"`), without which only nationwide days are closed; a day of any of the
        `categories` is. Names are in `language`; where a country does not offer the default they are in its
        own, and any other language that it does not offer is refused. `name` is what the calendar is
        called, `None` for a name made of place and years.

        Warns with `EstimatedHolidays` where days are only expected or the data run thin, and with
        `HalfDays` where a category closes days in part, which close whole here. Raises
        `CalendarOutOfRange` for years that `holidays` does not know of this country, and `InvalidValue` for
        a country, subdivision, category or language that it does not know.
        """
        span, closing = year_range(years), tuple(categories)
        try:
            found = read_holidays(
                country, span, closing, subdivision=subdivision, language=language, name=name
            )
        except OSError:  # of its translations: a zip or a frozen program may be without the files
            raise InvalidValue("language", language, "translations_of_holidays", language=language) from None
        return cls(**found)

    @classmethod
    @door
    def of_weekdays(
        cls, *, years: Iterable[int], weekend: Weekend = _SATURDAY_SUNDAY, name: str | None = None
    ) -> BusinessCalendar:
        """Return a calendar that is closed at weekends only.

        `years` follow one another, such as `range(2020, 2031)`. `weekend` holds weekdays, Monday being 0.
        Where it changed, it is a mapping from the day of each change: `{date(2006, 9, 1): {4, 5},
        date(2022, 1, 1): {5, 6}}`. `name` is what the calendar is called, `None` for a name made of
        weekdays and years. Raises `InvalidValue`.
        """
        span = year_range(years)
        kind = "Monday-Friday" if weekend == _SATURDAY_SUNDAY else "Weekdays"
        name = f"{kind} {span_label(span)}" if name is None else name
        return cls.of_days(name=name, closed=(), years=span, weekend=weekend)

    @classmethod
    @door
    def of_days(
        cls,
        *,
        name: str,
        closed: Mapping[date, str] | Iterable[date],
        years: Iterable[int],
        weekend: Weekend = _SATURDAY_SUNDAY,
        working_days: Iterable[date] = (),
    ) -> BusinessCalendar:
        """Return a calendar closed at weekends and on the given days, for the reasons given.

        `name` is what the calendar is called. `closed` are the days, or a mapping from day to reason; days
        on weekends may be among them. `working_days` are weekend days on which business is done; `years`
        and `weekend` are as in `of_weekdays`. Raises `CalendarOutOfRange` for a day outside the years, and
        `InvalidValue`.
        """
        span = year_range(years)
        first = date(span[0], 1, 1)
        return cls(
            name=name,
            first=first,
            last=date(span[-1], 12, 31),
            weekends=dated_weekends(weekend, first),
            holidays=tuple(reasons_of("closed", closed).items()),
            working_days=plain_days("working_days", working_days),
        )

    # Changing one.

    @door
    def union(self, other: BusinessCalendar, *, name: str | None = None) -> BusinessCalendar:
        """Return the calendar that is closed when either is, over the days both answer for.

        `other` is any calendar whose bounds overlap with those of this one; `name` is what the result is
        called, `None` for both names with a plus. A day that both close for different reasons has both. A
        closure is an estimate when neither is sure of it. Raises `InvalidValue` where the bounds do not
        overlap.
        """
        return BusinessCalendar(**united(self, other, name))

    @door
    def with_closures(
        self, closed: Mapping[date, str] | Iterable[date], *, name: str | None = None
    ) -> BusinessCalendar:
        """Return this calendar closed on these days too; a reason given replaces the one known.

        `closed` are the days, or a mapping from day to reason. `name` is what the result is called; with
        `None` the name gains `(changed)`. Raises `CalendarOutOfRange` for a day outside the bounds.
        """
        return attrs.evolve(self, **closed_too(self, closed, name))

    @door
    def with_working_days(self, days: Iterable[date], *, name: str | None = None) -> BusinessCalendar:
        """Return this calendar open on `days`, whatever closed them.

        `name` and what is raised are as for `with_closures`.
        """
        return attrs.evolve(self, **open_too(self, days, name))

    def without_names(self) -> BusinessCalendar:
        """Return this calendar with every reason but the weekend forgotten.

        It is small, and the same in all languages: calendars with the same weekends that agree on
        which days are open are equal without their names, however sure they are of each.
        """
        return attrs.evolve(self, **unnamed(self))

    @door
    def narrowed(self, *, years: Iterable[int], name: str | None = None) -> BusinessCalendar:
        """Return this calendar for `years` only, which follow one another.

        `name` is what the result is called, `None` for the name with the years put right. Raises
        `CalendarOutOfRange` for a year that the calendar does not cover as a whole.
        """
        return attrs.evolve(self, **narrowed_to(self, year_range(years), name))

    # Counting.

    def after(self, day: date, n: int) -> date:
        """Return the n-th business day strictly after `day`, wherever `day` fell. `n` is 1 or more.

        `day` is day zero, open or closed, so two business days after a Saturday is Tuesday. For the other
        convention count from `day_zero(day, StartConvention.NEXT_BUSINESS_DAY)`.
        """
        try:
            if n > 1 or (n is not True and n == 1):
                return self.business_days[self._positions[day] + n]
        except (ArithmeticError, LookupError, TypeError, ValueError):
            raise refused_count(self, n, day) from None
        raise refused_count(self, n, day)

    def before(self, day: date, n: int) -> date:
        """Return the n-th business day strictly before `day`, wherever `day` fell. `n` is 1 or more."""
        try:
            if n > 1 or (n is not True and n == 1):
                position = self._positions[day]
                position -= n if self.business_days[position] == day else n - 1
                if position >= 0:
                    return self.business_days[position]
        except (ArithmeticError, LookupError, TypeError, ValueError):
            raise refused_count(self, n, day) from None
        raise refused_count(self, n, day)

    def between(self, a: date, b: date) -> int:
        """Return how many business days lie after `a` and up to `b`; negative where `b` is earlier.

        So `between(day, after(day, n))` is `n` for every day, and adjoining spans add up.
        """
        try:
            return self._positions[b] - self._positions[a]
        except (KeyError, TypeError):
            raise refused_days(self, a, b) from None

    def following(self, day: date) -> date:
        """Return `day` if it is a business day, else the next one."""
        try:
            position = self._positions[day]
            found = self.business_days[position]
            return found if found == day else self.business_days[position + 1]
        except (LookupError, TypeError):
            raise refused_days(self, day) from None

    def preceding(self, day: date) -> date:
        """Return `day` if it is a business day, else the one before."""
        position = self._position(day)
        if position < 0:
            raise refused_days(self, day)
        return self.business_days[position]

    def roll(self, day: date, convention: Roll) -> date:
        """Return the day that stands for `day` by this `convention`: see `Roll`."""
        self._position(day)
        if convention is Roll.FOLLOWING:
            return self.following(day)
        if convention is Roll.PRECEDING:
            return self.preceding(day)
        if convention is Roll.MODIFIED_FOLLOWING:
            found = self.following(day)
            return found if found.month == day.month else self.preceding(day)
        if convention is Roll.UNADJUSTED:
            return day
        raise InvalidValue("convention", convention, "kind", kind="Roll")

    def day_zero(self, day: date, convention: StartConvention) -> date:
        """Return the day to count from for an event on `day`, by this `convention`.

        >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2024))
        >>> plain.after(plain.day_zero(date(2022, 9, 17), StartConvention.NEXT_BUSINESS_DAY), 2)
        datetime.date(2022, 9, 21)
        """
        if convention is StartConvention.AS_IT_FELL:
            return self.roll(day, Roll.UNADJUSTED)
        if convention is StartConvention.NEXT_BUSINESS_DAY:
            return self.following(day)
        raise InvalidValue("convention", convention, "kind", kind="StartConvention")

    @door
    def table(self, n: int) -> dict[date, date]:
        """Return the n-th business day after each day, as a dict of your own; `n` is 1 or more.

        The quickest way to count one span from many days. Days whose answer lies past `last` are missing.
        """
        if n == 0:
            raise InvalidValue("n", n, "business_days", least=1)
        due = self.business_days[BusinessDays(n).n - 1 :]
        count = len(due) - 1
        return {day: due[position + 1] for day, position in self._positions.items() if position < count}

    # Looking at days.

    def is_business_day(self, day: date) -> bool:
        """Return whether business is done on `day`."""
        position = self._position(day)
        return position >= 0 and self.business_days[position] == day

    def why_closed(self, day: date) -> str | None:
        """Return why `day` is closed, `'weekend'` or the holiday's name; `None` for a business day."""
        return None if self.is_business_day(day) else self._reasons.get(day, WEEKEND)

    def is_estimated(self, day: date) -> bool:
        """Return whether `day` is a holiday that the source of this calendar only expects."""
        self._position(day)
        return day in self.estimated

    @door
    def days(self, a: date, b: date) -> tuple[CalendarDay, ...]:
        """Return the days after `a` and up to `b`, in order, each open or with the reason why not.

        Where `b` is earlier, the days before `a` and down to `b`: those that `before` walks over.
        """
        self._position(a)
        self._position(b)
        return seen_between(self, a, b)

    def seen(self, a: date, b: date) -> SeenDays:
        """Return the days after `a` and up to `b`, which is not earlier, as a small value to keep.

        `a` may be the day before the first that the calendar knows.
        """
        base = self.first.toordinal() - 1
        self._position(b)
        try:
            start = a.toordinal() - base
        except AttributeError:
            raise refused_days(self, a) from None
        if start:
            self._position(a)
        pattern = self._pattern[start : b.toordinal() - base]
        if not self.holidays:
            return SeenDays(a, pattern)
        first, last = (bisect_right(self.holidays, (day, _LAST_OF_ALL)) for day in (a, b))
        return SeenDays(a, pattern, self.holidays[first:last])

    @door
    def diff(self, newer: BusinessCalendar) -> CalendarDiff:
        """Return what `newer` says differently, over the days that both answer for.

        Raises `InvalidValue` where there are none.
        """
        return difference(self, newer)

    def _position(self, day: date) -> int:
        """Return the index of the last business day up to `day`, -1 where there is none."""
        try:
            return self._positions[day]
        except (KeyError, TypeError):
            raise refused_days(self, day) from None

    # Comparing, printing, pickling.

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BusinessCalendar):
            return NotImplemented
        return self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        bounds = f"{self.first.isoformat()}..{self.last.isoformat()}"
        return f"BusinessCalendar({self.name!r}, {bounds}, {self.digest[:8]}…)"

    def __reduce__(self) -> tuple[partial[BusinessCalendar], tuple[()]]:
        given = {each.name: getattr(self, each.name) for each in attrs.fields(BusinessCalendar) if each.init}
        return partial(BusinessCalendar, **given), ()  # the tables are built again instead of being stored
