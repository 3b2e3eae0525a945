"""A deadline: a day by which somebody has to answer, with everything it rests on.

Counting: the day of the event is day zero; *n* business days later is the n-th business day strictly
after it, wherever the event fell; the deadline is met until the end of that day in the program's
zone. So a claim submitted on a Friday, Saturday or Sunday has to be reviewed by Tuesday.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._templates import weekday
from coopclaims._values import Keyed, as_day, as_instant, frozen, instant_or_none
from coopclaims.calendars.closures import CalendarDay
from coopclaims.calendars.conventions import BusinessDays
from coopclaims.periods import CalendarDays, MonthEnd, Months
from coopclaims.provenance import Explanation, Source, cite, explained
from coopclaims.rules.rule import Rule, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coopclaims.calendars.calendar import BusinessCalendar
    from coopclaims.rules.book import Rules


@final
class Clock(Keyed):
    """Which clock a deadline belongs to, with what it waits for."""

    REVIEW = "review"
    ESCALATION = "escalation", "escalation to Support"
    DISPUTE = "dispute", "dispute review"
    PAYMENT = "payment"
    CLAIMING = "claiming", "submission"
    DRAFT = "draft", "submission before the draft expires"
    ACTIVITY_CLAIM = "activity_claim", "submission after the activity"
    FINAL_APPROVAL = "final_approval"
    DISPUTING = "disputing", "dispute"
    PLAN_REVIEW = "plan_review", "plan-path review"
    PAYMENT_RUN = "payment_run", "approval for the month's payment run"
    HOLD = "hold", "repair of a payment on hold"
    RETENTION = "retention", "keeping of the originals"


@final
class DeadlineState(Keyed):
    """The state of a deadline at an instant."""

    OPEN = "open"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"


_UNITS: Final[dict[type[Span], str]] = {
    BusinessDays: "business days",
    CalendarDays: "calendar days",
    Months: "months",
    MonthEnd: "month ends",
}
_VERBS: Final = {Clock.HOLD: "is possible until", Clock.RETENTION: "lasts until"}


def _answer(value: object) -> datetime | None:
    return instant_or_none("answered_at", value)


@final
@frozen(kw_only=True)
class NotRunning:
    """A clock that does not run: there is no due date, and the explanation says why.

    `clock` is the one that does not run, and `explanation` says why.
    """

    clock: Clock
    explanation: Explanation

    def explain(self, at: datetime | None = None) -> Explanation:  # noqa: ARG002 - asked as a Deadline is
        """Return why the clock does not run, which is the same at every instant `at`, and for `None`."""
        return self.explanation


@final
@frozen(kw_only=True)
class Deadline:
    """By when something is due, from when on it was counted, in what unit, and by which rule.

    `clock` says what is waited for. `on` is the due day and `last_instant` its last microsecond in the
    program's zone. `started_on` is day zero and `span` what was counted, in its own unit (`None` where
    a rule names the day itself); `rule` is the rule that gives the span, `None` likewise. `closed` are
    the days after day zero and up to the due day that were not counted, in order, each with its reason;
    empty where the span is not in business days. `calendar` and `digest` identify the business calendar
    by name and by checksum. `answered_at` is the aware instant at which it was met, `None` while it is
    not. `because` holds the statements of the explanation, in order.
    """

    clock: Clock
    started_on: date
    span: Span | None
    on: date
    last_instant: datetime
    calendar: str
    digest: str
    rule: Rule[Span] | None
    closed: tuple[CalendarDay, ...] = attrs.field(default=(), repr=False)
    answered_at: datetime | None = attrs.field(default=None, converter=_answer)
    because: tuple[Explanation, ...] = attrs.field(repr=False)

    def state(self, at: datetime) -> DeadlineState:
        """Return the state of the deadline at the aware instant `at`.

        An answer counts from its own instant on: what was met in time is met for good, and asked
        about an earlier instant the deadline was still open. Raises `InvalidValue` for a naive
        `datetime`.
        """
        now = as_instant("at", at)
        end = self.last_instant.astimezone(UTC)
        if self.answered_at is not None and self.answered_at <= now:
            return DeadlineState.MET if self.answered_at <= end else DeadlineState.MET_LATE
        if now > end:
            return DeadlineState.OVERDUE
        begin = datetime.combine(self.on, time.min, tzinfo=self.last_instant.tzinfo)
        return DeadlineState.DUE_TODAY if now >= begin.astimezone(UTC) else DeadlineState.OPEN

    def remaining(self, at: datetime) -> int:
        """Return how many days are left after the day of `at`, up to and with the due day.

        `at` is an aware instant, whose day is taken in the program's zone.
        In business days where the span is in business days, else in calendar days; zero on the due
        day and after it. Days before day zero do not count.
        """
        today = max(as_instant("at", at).astimezone(self.last_instant.tzinfo).date(), self.started_on)
        if today >= self.on:
            return 0
        return (self.on - today).days - sum(each.day > today for each in self.closed)

    def explain(self, at: datetime | None = None) -> Explanation:
        """Return why this is the due day; given an instant, also its state then.

        `at` is an aware instant; `None` leaves out its state.
        """
        figures = (
            ("clock", str(self.clock)),
            ("due", self.on.isoformat()),
            ("last_instant", self.last_instant.isoformat()),
            ("zone", str(self.last_instant.tzinfo)),
        )
        because = self.because if at is None else (*self.because, self._standing(at))
        verb = _VERBS.get(self.clock, "is due on")
        return explained(
            code="deadline",
            text=f"{self.clock.caption.capitalize()} {verb} {weekday(self.on)} "
            f"(end of day, {self.last_instant.tzinfo})",
            figures=figures,
            because=because,
        )

    def _standing(self, at: datetime) -> Explanation:
        state = self.state(at)
        source = None
        text = f"on {weekday(at.astimezone(self.last_instant.tzinfo).date())} it is {state.caption}"
        if state is DeadlineState.OVERDUE and self.clock is Clock.REVIEW:
            text += "; contact Support"
            source = cite("MG22", "R-16")
        figures = (("at", at.astimezone(UTC).isoformat()), ("state", str(state)))
        return explained(code="state", text=text, figures=figures, source=source)


def due_after(
    start: datetime | date,
    rule: Rule[Span],
    *,
    clock: Clock,
    event: str,
    rules: Rules,
    answered_at: datetime | None = None,
) -> Deadline:
    """Return the deadline that this rule sets for an event at `start`.

    `start` is an aware instant, whose day is taken in the program's zone, or that day itself;
    `event` says what happened then ("submitted"). Raises `InvalidValue` for a naive `datetime` and
    `CalendarOutOfRange` where counting leaves the calendar.
    """
    day_zero = start_day(start, rules)
    span, calendar = rule.value, rules.calendar
    closed: tuple[CalendarDay, ...] = ()
    if isinstance(span, BusinessDays):
        on = calendar.after(day_zero, span.n)
        days = calendar.days(day_zero, on)
        closed = tuple(each for each in days if each.closed is not None)
        counted = (*_runs(days), _calendar(calendar))
    else:
        on = span.after(day_zero)
        counted = _passed(span, day_zero, on)
    because = (
        explained(
            code="span",
            text=f"{span}, counted from when it was {event}"
            if isinstance(span, MonthEnd)
            else f"{span} after it was {event}",
            figures=(("n", span.n), ("unit", _UNITS[type(span)])),
            source=rule.source,
            basis=rule.basis,
        ),
        _start(start, day_zero, event),
        *counted,
    )
    return Deadline(
        clock=clock,
        started_on=day_zero,
        span=span,
        on=on,
        last_instant=rules.end_of(on),
        calendar=calendar.name,
        digest=calendar.digest,
        rule=rule,
        closed=closed,
        answered_at=answered_at,
        because=because,
    )


def due_on(
    day: date,
    *,
    clock: Clock,
    started_on: date,
    because: tuple[Explanation, ...],
    rules: Rules,
    answered_at: datetime | None = None,
) -> Deadline:
    """Return the deadline on the civil day `day`, which a rule names itself, without counting."""
    return Deadline(
        clock=clock,
        started_on=started_on,
        span=None,
        on=day,
        last_instant=rules.end_of(day),
        calendar=rules.calendar.name,
        digest=rules.calendar.digest,
        rule=None,
        answered_at=answered_at,
        because=because,
    )


def not_running(clock: Clock, why: str, source: Source) -> NotRunning:
    """Return that this clock does not run, and why."""
    return NotRunning(
        clock=clock,
        explanation=explained(
            code="not-running",
            text=f"no due date for the {clock.caption}: {why}",
            figures=(("clock", str(clock)), ("why", why)),
            source=source,
        ),
    )


def start_day(start: datetime | date, rules: Rules) -> date:
    """Return day zero: the civil day of an aware instant in the program's zone, or the day given."""
    if isinstance(start, datetime):
        return rules.day(as_instant("start", start))
    return as_day("start", start)


def _start(start: datetime | date, day_zero: date, event: str) -> Explanation:
    figures: tuple[tuple[str, str], ...] = (("day", day_zero.isoformat()),)
    if isinstance(start, datetime):
        figures += (("instant", start.astimezone(UTC).isoformat()),)
    return explained(code="start", text=f"{event} {weekday(day_zero)}, day zero", figures=figures)


def _calendar(calendar: BusinessCalendar) -> Explanation:
    return explained(
        code="calendar",
        text=f"calendar {calendar.name}, {calendar.digest[:8]}",
        figures=(
            ("name", calendar.name),
            ("digest", calendar.digest),
            ("provenance", "; ".join(str(each) for each in calendar.provenance)),
        ),
        source=cite("READING", "D-07"),
    )


def _runs(days: Iterable[CalendarDay]) -> Iterator[Explanation]:
    """Yield the days in runs: counted, or closed for one reason."""
    count = 0
    for closed, same in groupby(days, key=lambda each: each.closed):
        run = [each.day for each in same]
        if closed is None:
            yield _counted(run[0], run[-1], count + 1)
            count += len(run)
        else:
            yield explained(
                code="closed",
                text=f"{_from_to(run[0], run[-1])}: {closed}",
                figures=(("first", run[0].isoformat()), ("last", run[-1].isoformat()), ("why", closed)),
            )


def _passed(span: CalendarDays | Months | MonthEnd, start: date, end: date) -> tuple[Explanation, ...]:
    """Return the days after `start` up to `end` as one run, or, in months, where they lead."""
    if isinstance(span, CalendarDays):
        return (_counted(start + timedelta(days=1), end, 1),)
    clamped = isinstance(span, Months) and end.day != start.day
    text = f"that is {weekday(end)}" + (", the last day that its month has" if clamped else "")
    return (explained(code="reached", text=text, figures=(("day", end.isoformat()),)),)


def _counted(first: date, last: date, number: int) -> Explanation:
    end = number + (last - first).days
    numbers = f"day {number}" if first == last else f"days {number} to {end}"
    return explained(
        code="counted",
        text=f"{_from_to(first, last)}: {numbers}",
        figures=(("first", first.isoformat()), ("last", last.isoformat()), ("from", number), ("to", end)),
    )


def _from_to(first: date, last: date) -> str:
    return weekday(first) if first == last else f"{weekday(first)} to {weekday(last)}"
