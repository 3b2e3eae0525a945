"""Closed days, one by one, and what differs between two calendars."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, final

from coopclaims._characters import escaped
from coopclaims._templates import weekday
from coopclaims._values import frozen
from coopclaims.errors import InvalidValue

if TYPE_CHECKING:
    from coopclaims.calendars.contents import AnyCalendar


@final
@frozen(kw_only=True)
class CalendarDay:
    """One day as a calendar sees it.

    `day` is the day and `closed` the reason why no business is done, `None` for a business day. `estimated`
    says that the source of the calendar only expects this closure.

    >>> from datetime import date
    >>> str(CalendarDay(day=date(2022, 9, 17), closed="weekend"))
    'Sat 2022-09-17 weekend'
    """

    day: date
    closed: str | None = None
    estimated: bool = False

    def __str__(self) -> str:
        return f"{weekday(self.day)} {escaped(self.closed or 'business day')}"


@final
@frozen(kw_only=True)
class CalendarDiff:
    """What a newer calendar says differently, over the days that both answer for.

    Those days are from `first` to `last`, both included. `added` are the days newly closed, with the new
    reason; `removed` those no longer closed, with the old reason; `renamed` those closed in both for
    another reason, or no longer (or newly) an estimate, as (old, new) pairs. A difference is true when
    there is any.
    """

    first: date
    last: date
    added: tuple[CalendarDay, ...] = ()
    removed: tuple[CalendarDay, ...] = ()
    renamed: tuple[tuple[CalendarDay, CalendarDay], ...] = ()

    @property
    def moved(self) -> tuple[date, ...]:
        """The days newly closed or newly open, in order: only these can move a due date."""
        return tuple(sorted(entry.day for entry in (*self.added, *self.removed)))

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.renamed)

    def __str__(self) -> str:
        lines = [(entry.day, f"+ {entry}") for entry in self.added]
        lines += [(entry.day, f"- {entry}") for entry in self.removed]
        lines += [(old.day, f"~ {old} -> {escaped(str(new.closed))}") for old, new in self.renamed]
        return "\n".join(line for _, line in sorted(lines)) or "no difference"


def difference(old: AnyCalendar, new: AnyCalendar) -> CalendarDiff:
    """Return what `new` says differently from `old`, over the days that both answer for."""
    first, last = max(old.first, new.first), min(old.last, new.last)
    if last < first:
        raise InvalidValue("newer", new, "overlapping_calendar", other=old)
    added: list[CalendarDay] = []
    removed: list[CalendarDay] = []
    renamed: list[tuple[CalendarDay, CalendarDay]] = []
    for day in map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)):
        before, after = _seen(old, day), _seen(new, day)
        if before == after:
            continue
        if before.closed is None:
            added.append(after)
        elif after.closed is None:
            removed.append(before)
        else:
            renamed.append((before, after))
    return CalendarDiff(
        first=first, last=last, added=tuple(added), removed=tuple(removed), renamed=tuple(renamed)
    )


def seen_between(calendar: AnyCalendar, a: date, b: date) -> tuple[CalendarDay, ...]:
    """Return the days after `a` and up to `b`, or before `a` and down to `b`, as a calendar sees them."""
    step = 1 if a <= b else -1
    ordinals = range(a.toordinal() + step, b.toordinal() + step, step)
    return tuple(_seen(calendar, date.fromordinal(ordinal)) for ordinal in ordinals)


def _seen(calendar: AnyCalendar, day: date) -> CalendarDay:
    return CalendarDay(day=day, closed=calendar.why_closed(day), estimated=day in calendar.estimated)
