"""Drift: which due dates move when a calendar's data change, and why.

A deadline names the calendar that it was counted with by name and digest. When the holiday data are
brought up to date, this says what would move; whether to move it is the adopter's decision.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, final

import attrs

from coopclaims.calendars import BusinessCalendar, BusinessDays
from coopclaims.deadlines.deadline import Deadline, weekday
from coopclaims.errors import InvalidValue
from coopclaims.provenance import Explanation

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Moved", "drift"]


@final
@attrs.frozen(kw_only=True)
class Moved:
    """A deadline that falls on another day under the new calendar.

    `closed` are the days between start and due day that the new calendar closes and the old did not;
    `opened` those that it opens.
    """

    deadline: Deadline
    on: date
    closed: tuple[date, ...]
    opened: tuple[date, ...]

    def explain(self) -> Explanation:
        """Return why the deadline moves."""
        days = [("closed", day) for day in self.closed] + [("opened", day) for day in self.opened]
        return Explanation(
            code="moved",
            text=f"{self.deadline.clock} moves from {weekday(self.deadline.on)} to {weekday(self.on)}",
            figures=(("was", self.deadline.on.isoformat()), ("now", self.on.isoformat())),
            because=tuple(
                Explanation(
                    code=f"now-{change}",
                    text=f"{weekday(day)} is {change} now",
                    figures=(("day", day.isoformat()),),
                )
                for change, day in days
            ),
        )


def drift(old: BusinessCalendar, new: BusinessCalendar, deadlines: Iterable[Deadline]) -> tuple[Moved, ...]:
    """Return the deadlines that move when `new` takes the place of `old`, in the order given.

    Deadlines that count no business days never move. Raises `InvalidValue` for one that was not
    counted with `old`, and `CalendarOutOfRange` where `new` does not answer.
    """
    moved: list[Moved] = []
    for deadline in deadlines:
        if not isinstance(deadline.span, BusinessDays):
            continue
        if deadline.digest != old.digest:
            raise InvalidValue(
                "deadline",
                f"calendar {deadline.calendar}, {deadline.digest[:8]}",
                f"one counted with {old.name}, {old.digest[:8]}",
            )
        on = new.after(deadline.started_on, deadline.span.n)
        if on == deadline.on:
            continue
        last = min(max(on, deadline.on), old.last, new.last)
        seen = old.days(deadline.started_on, last)
        after = {each.day for each in new.days(deadline.started_on, last) if each.closed is not None}
        before = {each.day for each in seen if each.closed is not None}
        moved.append(
            Moved(
                deadline=deadline,
                on=on,
                closed=tuple(sorted(after - before)),
                opened=tuple(sorted(before - after)),
            )
        )
    return tuple(moved)
