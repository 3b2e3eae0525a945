"""A deadline: a day by which somebody has to answer, with everything it rests on.

Counting: the day of the event is day zero; *n* business days later is the n-th business day strictly
after it, wherever the event fell; the deadline is met until the end of that day in the program's
zone. So a claim submitted on a Friday, Saturday or Sunday has to be reviewed by Tuesday.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, cast, final

import attrs

from coopclaims._checks import door
from coopclaims._values import Keyed, answered_instant, as_day, as_instant, compact, frozen
from coopclaims.calendars.closures import CalendarDay
from coopclaims.calendars.contents import WEEKEND
from coopclaims.calendars.conventions import BusinessDays, Roll
from coopclaims.calendars.spans import Span, SpanSum, days_seen, span_after, span_steps
from coopclaims.calendars.tables import SeenDays
from coopclaims.claims.claim import Clock as Clock  # noqa: PLC0414 - exported from here
from coopclaims.errors import NoRuleInForce
from coopclaims.periods import CalendarDays, DayOfMonth, MonthEnd, Months
from coopclaims.provenance import Explanation, Message, Source, cite, message
from coopclaims.rules.keys import INTAKE
from coopclaims.rules.rule import Rule

if TYPE_CHECKING:
    from coopclaims.errors import CalendarOutOfRange
    from coopclaims.rules.book import Rules
    from coopclaims.rules.rule import RuleKey


@final
class ClockEvent(Keyed):
    """What happened on the day that a deadline is counted from."""

    SUBMITTED = "submitted"
    DISPUTED = "disputed"
    APPROVED = "approved"
    INVOICE_APPROVED = "invoice_approved", "approved as to its tax invoice"
    APPROVED_AFTER_INVOICE = "approved_after_invoice", "approved (the tax invoice was before)"
    REJECTED = "rejected"
    CLOSED = "closed", "closed for claims"
    CARRIED_OUT = "carried_out"
    CAMPAIGN_BEGUN = "campaign_begun", "begun as a campaign"
    REFUSED_PAYMENT = "refused_payment"


@final
class Closure(Keyed):
    """Why a day is closed that no holiday closes."""

    WEEKEND = "weekend"


@final
class SpanUnit(Keyed):
    """In what a deadline counts its span."""

    BUSINESS_DAYS = "business_days", "business day"
    CALENDAR_DAYS = "calendar_days", "calendar day"
    MONTHS = "months", "month"
    MONTH_ENDS = "month_ends", "full calendar month"


@final
class DeadlineState(Keyed):
    """The state of a deadline at an instant."""

    OPEN = "open"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"


SPAN_UNITS: Final[dict[type, SpanUnit]] = {
    BusinessDays: SpanUnit.BUSINESS_DAYS,
    CalendarDays: SpanUnit.CALENDAR_DAYS,
    Months: SpanUnit.MONTHS,
    MonthEnd: SpanUnit.MONTH_ENDS,
}
# fmt: off
_ANSWER: Final = "clock: Clock, due: date, last_instant: datetime, zone: str"
_DUE: Final = message("deadline", "{clock:capital} is due on {due:weekday} (end of day, {zone})", _ANSWER)
_LASTING: Final = {
    Clock.HOLD: message("hold_deadline",
        "{clock:capital} is possible until {due:weekday} (end of day, {zone})", _ANSWER),
    Clock.RETENTION: message("retention_deadline",
        "{clock:capital} lasts until {due:weekday} (end of day, {zone})", _ANSWER),
}
_SPAN: Final = message("span", "{n} {unit}{n:s} after it was {event}",
    "n: int, unit: SpanUnit, event: ClockEvent, digest: str")
_REST: Final = message("span_rest", "{n} of {of} {unit}{of:s} left after it was {event}",
    "n: int, of: int, unit: SpanUnit, event: ClockEvent, digest: str")
_USED: Final = message("span_used", "{n} {unit}{n:s} used: it ran {first:weekday} to {last:weekday}",
    "n: int, unit: SpanUnit, first: date, last: date")
_SUM: Final = message("span_sum", "{n} step{n:s} one after another, once it was {event}",
    "n: int, event: ClockEvent, digest: str")
_OWN: Final = message("span_own", "{span}, a span of the rule's own, after it was {event}",
    "span: str, event: ClockEvent, digest: str")
_STEP: Final = message("span_step", "{n} {unit}{n:s}: {day:weekday}", "n: int, unit: SpanUnit, day: date")
_TO_MONTH_END: Final = message("span_step_month_end",
    "the end of the month{n:unless 0?, % further on}: {day:weekday}", "n: int, day: date")
_TO_DAY: Final = message("span_step_day_of_month", "day {n} of the month: {day:weekday}", "n: int, day: date")
_ROLLED: Final = message("span_rolled", "{day:weekday} is closed ({why}), so {to:weekday} ({roll})",
    "day: date, why: Closure | str, roll: Roll, to: date")
_STAYS: Final = message("span_not_rolled", "{day:weekday} stays ({roll})", "day: date, roll: Roll")
_AFTER_CUTOFF: Final = message("intake_after_cutoff",
    "handed in {handed:weekday} after {cutoff}: it counts as of {day:weekday}",
    "handed: date, cutoff: str, day: date")
_ON_CLOSED_DAY: Final = message("intake_on_closed_day",
    "handed in {handed:weekday}, a closed day: it counts as of {day:weekday}", "handed: date, day: date")
_START: Final = message("start", "{event} {day:weekday}, day zero",
    "event: ClockEvent, day: date, instant: datetime | None")
_RUN: Final = "{first:weekday}{last:weekday unless {first}? to %}"
_COUNTED: Final = message("counted",
    f"{_RUN}: day{{to:unless {{from}}?s}} {{from}}{{to:unless {{from}}? to %}}",
    "first: date, last: date, from: int, to: int")
_CLOSED: Final = message("closed", f"{_RUN}: {{why}}", "first: date, last: date, why: Closure | str")
_REACHED: Final = message("reached", "that is {day:weekday}{clamped:?, the last day that its month has}",
    "day: date, clamped: bool")
_CALENDAR: Final = message("calendar", "calendar {name}, {digest:short}", "name: str, digest: str")
_STATE: Final = message("state", "on {day:weekday} it is {state}{support:?; contact Support}",
    "day: date, state: DeadlineState, at: datetime, support: bool")
# fmt: on


@final
@frozen(kw_only=True)
class NotRunning:
    """A clock that does not run: there is no due date, and it says why.

    `clock` is the one that does not run. `reason` is the message that says why, `figures` are its values
    beside the clock, and `source` is what it rests on.
    """

    clock: Clock
    reason: Message
    figures: tuple[tuple[str, object], ...] = ()
    source: Source

    @door
    def explain(self, at: datetime | None = None) -> Explanation:  # noqa: ARG002 - asked as a Deadline is
        """Return why the clock does not run, which is the same at every instant `at`, and for `None`."""
        figures = (("clock", self.clock), *self.figures)
        return Explanation(message=self.reason, figures=figures, source=self.source)


@final
@frozen(kw_only=True)
class Deadline:
    """By when something is due, from when on it was counted, in what unit, and by which rule.

    `clock` says what is waited for. `on` is the due day and `last_instant` its last microsecond in the
    program's zone. `started_on` is day zero, `started_at` the instant of the event in UTC, `None` where
    only its day was given, and `event` what happened. `span` is what was counted, in its own unit, and
    `rule` the rule that gives it; these are `None` where a rule names the day itself. A clock that ran on
    with the rest has that rest as its span.
    `seen` are the days of the business calendar that were counted, passed over or rolled off, none where the
    span asks for none. `calendar` and `digest` identify that calendar by name and by checksum.
    `answered_at` is the aware instant at which it was met, `None` while it is not. `notes` are what its
    explanation says besides.
    """

    clock: Clock
    started_on: date
    started_at: datetime | None = attrs.field(default=None, repr=False)
    event: ClockEvent | None = None
    span: Span | None = None
    on: date
    last_instant: datetime
    calendar: str
    digest: str
    rule: Rule[Span] | None = None
    seen: SeenDays | None = attrs.field(default=None, repr=False)
    answered_at: datetime | None = attrs.field(default=None, converter=answered_instant)
    notes: tuple[Explanation, ...] = attrs.field(default=(), repr=False)

    __reduce__ = compact

    @property
    def closed(self) -> tuple[CalendarDay, ...]:
        """The days after day zero and up to the due day that were not counted, each with its reason."""
        days = () if self.seen is None else self.seen.days
        counted = (each for each in days if self.started_on < each.day <= self.on)
        return tuple(each for each in counted if each.closed is not None)

    @door
    def state(self, at: datetime) -> DeadlineState:
        """Return the state of the deadline at the aware instant `at`.

        An answer counts from its own instant on: what was met in time is met for good, and asked
        about an earlier instant the deadline was still open. Raises `InvalidValue` for a naive
        `datetime`.
        """
        return state_at(at, first_instant_of(self), self.last_instant, self.answered_at)

    @door
    def remaining(self, at: datetime) -> int:
        """Return how many days are left after the day of `at`, up to and with the due day.

        `at` is an aware instant, whose day is taken in the program's zone.
        In business days where the span is in business days, else in calendar days; zero on the due
        day and after it. Days before day zero do not count.
        """
        today = max(as_instant("at", at).astimezone(self.last_instant.tzinfo).date(), self.started_on)
        if today >= self.on:
            return 0
        if isinstance(self.span, BusinessDays) and self.seen is not None:
            return self.seen.open_after(today)
        return (self.on - today).days

    @door
    def explain(self, at: datetime | None = None) -> Explanation:
        """Return why this is the due day; given an instant, also its state then.

        `at` is an aware instant; `None` leaves out its state.
        """
        standing = () if at is None else (self._standing(at),)
        return _LASTING.get(self.clock, _DUE).say(
            because=(*self._counting(), *self.notes, *standing),
            clock=self.clock,
            due=self.on,
            last_instant=self.last_instant,
            zone=str(self.last_instant.tzinfo),
        )

    def _counting(self) -> Iterator[Explanation]:
        """Yield what was counted, from when on, and every day that was met."""
        if self.span is None or self.rule is None:
            return
        yield self._stated(self.span, self.rule)
        yield started(self.event, self.started_on, self.started_at)
        if isinstance(self.span, BusinessDays) and self.seen is not None:
            yield from _runs(self.seen.between(self.started_on, self.on))
        elif isinstance(self.span, CalendarDays) and self.span.n:
            yield _counted(self.started_on + timedelta(days=1), self.on, 1)
        elif isinstance(self.span, (SpanSum, DayOfMonth)):
            yield from _steps(self.started_on, self.span, self.seen)
        else:
            is_clamped = isinstance(self.span, Months) and self.on.day != self.started_on.day
            yield _REACHED.say(day=self.on, clamped=is_clamped)
        if self.seen is not None:
            yield _CALENDAR.say(name=self.calendar, digest=self.digest, source=cite("READING", "D-07"))

    def _stated(self, span: Span, rule: Rule[Span]) -> Explanation:
        """Return what the rule says, and how much of it is left where some was used before."""
        said: dict[str, Any] = {"event": self.event, "digest": rule.digest}
        if isinstance(span, (SpanSum, DayOfMonth)):
            return rule.says(_SUM, n=len(span.parts) if isinstance(span, SpanSum) else 1, **said)
        unit = SPAN_UNITS.get(type(span))
        if unit is None:
            return rule.says(_OWN, span=type(span).__name__, **said)
        n, of = (cast("BusinessDays", each).n for each in (span, rule.value))
        return (
            rule.says(_SPAN, n=n, unit=unit, **said)
            if n == of
            else rule.says(_REST, n=n, of=of, unit=unit, **said)
        )

    def _standing(self, at: datetime) -> Explanation:
        state = self.state(at)
        is_late = state is DeadlineState.OVERDUE and self.clock is Clock.REVIEW
        return _STATE.say(
            day=at.astimezone(self.last_instant.tzinfo).date(),
            state=state,
            at=at.astimezone(UTC),
            support=is_late,
            source=cite("MG22", "R-16") if is_late else None,
        )


def first_instant_of(deadline: Deadline) -> datetime:
    """Return the instant at which the due day of a deadline begins, in UTC."""
    return datetime.combine(deadline.on, time.min, tzinfo=deadline.last_instant.tzinfo).astimezone(UTC)


def state_at(
    at: datetime, first_instant: datetime, last_instant: datetime, answered_at: datetime | None
) -> DeadlineState:
    """Return the state at an instant of what is due on the day between two, and was answered or not."""
    now, end = as_instant("at", at), last_instant.astimezone(UTC)
    if answered_at is not None and answered_at <= now:
        return DeadlineState.MET if answered_at <= end else DeadlineState.MET_LATE
    if now > end:
        return DeadlineState.OVERDUE
    return DeadlineState.DUE_TODAY if now >= first_instant else DeadlineState.OPEN


def why_not(code: str, why: str, parameters: str = "") -> Message:
    """Return the message of this code that says why a clock does not run; the clock is a parameter of it."""
    return message(
        code, f"no due date for the {{clock}}: {why}", ", ".join(filter(None, ("clock: Clock", parameters)))
    )


def not_running(clock: Clock, why: Message, source: Source, **figures: object) -> NotRunning:
    """Return that this clock does not run, and why, with the figures that the message takes besides."""
    return NotRunning(clock=clock, reason=why, figures=tuple(figures.items()), source=source)


def due_after(
    start: datetime | date,
    key: RuleKey[Span],
    *,
    clock: Clock,
    event: ClockEvent,
    rules: Rules,
    answered_at: datetime | None = None,
    notes: tuple[Explanation, ...] = (),
    earlier: tuple[tuple[datetime | date, datetime | date], ...] = (),
) -> Deadline:
    """Return the deadline that the rule of this key sets for an event at `start`.

    `start` is an aware instant, whose day is taken in the program's zone, or that day itself; `event` says
    what happened then. `earlier` are the stretches in which the clock ran before, each from and to an
    instant or a day: what they used up is taken off a span in business or calendar days, and any other span
    starts anew. Raises `InvalidValue` for a naive `datetime`, `NoRuleInForce`, and
    `CalendarOutOfRange` where counting leaves the calendar.
    """
    zero, deemed = day_zero(start, rules) if event in HANDED_IN_EVENTS else (start_day(start, rules), ())
    ran = tuple((_first_day(first, event, rules), start_day(last, rules)) for first, last in earlier)
    rule, calendar = rules.look_up(key, ran[0][0] if ran else zero), rules.calendar
    span, used = _rest(rule.value, ran, rules)
    if ran and not used:
        rule = rules.look_up(key, zero)
        span = rule.value
    on = span_after(zero, span, calendar)
    seen = days_seen(zero, span, on, calendar)
    notes = (*deemed, *used, *notes)
    return Deadline(
        clock=clock,
        started_on=zero,
        started_at=as_instant("start", start) if isinstance(start, datetime) else None,
        event=event,
        span=span,
        on=on,
        last_instant=rules.end_of(on),
        calendar=calendar.name,
        digest=calendar.digest,
        rule=rule,
        seen=seen,
        answered_at=answered_at,
        notes=notes,
    )


def due_on(
    day: date,
    *,
    clock: Clock,
    started_on: date,
    notes: tuple[Explanation, ...],
    rules: Rules,
    answered_at: datetime | None = None,
    rule: Rule[Span] | None = None,
) -> Deadline:
    """Return the deadline on the civil day `day`, which is not counted in business days.

    `rule` gives the span that leads to it, `None` where a rule names the day itself.
    """
    return Deadline(
        clock=clock,
        started_on=started_on,
        on=day,
        last_instant=rules.end_of(day),
        calendar=rules.calendar.name,
        digest=rules.calendar.digest,
        rule=rule,
        answered_at=answered_at,
        notes=notes,
    )


def start_day(start: datetime | date, rules: Rules) -> date:
    """Return day zero: the civil day of an aware instant in the program's zone, or the day given."""
    if isinstance(start, datetime):
        return as_instant("start", start).astimezone(rules.zone).date()
    return as_day("start", start)


HANDED_IN_EVENTS: Final = frozenset({ClockEvent.SUBMITTED, ClockEvent.DISPUTED})
"""What the partner hands in; everything else is the vendor's answer, or a day of the activity."""


def day_zero(start: datetime | date, rules: Rules) -> tuple[date, tuple[Explanation, ...]]:
    """Return the day from which something handed in at `start` counts, and why where that is another day."""
    day = start_day(start, rules)
    if not rules.states(INTAKE) or rules.has_no_rule(INTAKE, day):
        return day, ()
    rule = rules.look_up(INTAKE, day)
    local = start.astimezone(rules.zone) if isinstance(start, datetime) else start
    counts = rule.value.day_zero(local, rules.calendar)
    if counts == day:
        return day, ()
    if rule.value.is_after_cutoff(local):
        cutoff = cast("time", rule.value.cutoff).isoformat("minutes")
        return counts, (rule.says(_AFTER_CUTOFF, handed=day, cutoff=cutoff, day=counts),)
    return counts, (rule.says(_ON_CLOSED_DAY, handed=day, day=counts),)


def _first_day(start: datetime | date, event: ClockEvent, rules: Rules) -> date:
    return day_zero(start, rules)[0] if event in HANDED_IN_EVENTS else start_day(start, rules)


def _rest(
    span: Span, ran: tuple[tuple[date, date], ...], rules: Rules
) -> tuple[Span, tuple[Explanation, ...]]:
    """Return what is left of a span after these stretches, and how much each of them used up."""
    if not isinstance(span, (BusinessDays, CalendarDays)):
        return span, ()
    left, notes = span.n, list[Explanation]()
    for first, last in ran:
        days = rules.calendar.between(first, last) if isinstance(span, BusinessDays) else (last - first).days
        n = max(days, 0)
        left -= n
        notes.append(_USED.say(n=n, unit=SPAN_UNITS[type(span)], first=first, last=last))
    return (type(span)(max(left, 0)) if ran else span), tuple(notes)


def started(event: ClockEvent | None, day: date, at: datetime | None = None) -> Explanation:
    """Return what happened on day zero, and at which instant where that is known."""
    return _START.say(event=event, day=day, instant=None if at is None else at.astimezone(UTC))


# fmt: off
NO_RULE: Final = why_not("clock_without_rule",
    "no rule {rule} is in force on {day}; it is known for: {known:spans or none at all}",
    "rule: str, day: date, known: tuple[object, ...]")
CALENDAR_ENDS: Final = why_not("clock_past_calendar",
    "calendar {calendar} answers from {first} to {last}{day:?; % lies outside}",
    "calendar: str, first: date, last: date, day: date | None")
# fmt: on


def unanswered(
    clock: Clock, absent: NoRuleInForce | CalendarOutOfRange, source: Source | None = None
) -> NotRunning:
    """Return that a clock does not run, since no rule says anything or the calendar ends too early.

    The source is that of the arithmetic unless another is given.
    """
    reason = NO_RULE if isinstance(absent, NoRuleInForce) else CALENDAR_ENDS
    figures = {name: getattr(absent, name) for name in reason.types if name != "clock"}
    return not_running(clock, reason, source or cite("READING", "D-07"), **figures)


def _runs(seen: SeenDays) -> Iterator[Explanation]:
    """Yield the days in runs: counted, or closed for one reason."""
    count = 0
    for why, same in groupby(seen.days, key=lambda each: each.closed):
        run = [each.day for each in same]
        if why is None:
            yield _counted(run[0], run[-1], count + 1)
            count += len(run)
        else:
            reason = Closure.WEEKEND if why == WEEKEND else why
            yield _CLOSED.say(first=run[0], last=run[-1], why=reason)


def rolled(day: date, why: str | None, roll: Roll, to: date) -> Explanation:
    """Return that a day which is closed for this reason, or open, was rolled to another or stays."""
    if why is None or to == day:
        return _STAYS.say(day=day, roll=roll)
    return _ROLLED.say(day=day, why=Closure.WEEKEND if why == WEEKEND else why, roll=roll, to=to)


def _steps(day: date, span: Span, seen: SeenDays | None) -> Iterator[Explanation]:
    """Yield each part of a span with the day to which it led, counted again over the days that were met."""
    met = cast("SeenDays", seen)  # where it is none, no part asks for it
    for part, to in span_steps(day, span, met):
        if isinstance(part, Roll):
            yield rolled(day, met.between(day - timedelta(days=1), day).days[0].closed, part, to)
        elif isinstance(part, MonthEnd):
            yield _TO_MONTH_END.say(n=part.n, day=to)
        elif isinstance(part, DayOfMonth):
            yield _TO_DAY.say(n=part.n, day=to)
        else:
            runs = tuple(_runs(met.between(day, to))) if isinstance(part, BusinessDays) else ()
            n = cast("BusinessDays | CalendarDays | Months", part).n
            yield _STEP.say(because=runs, n=n, unit=SPAN_UNITS[type(part)], day=to)
        day = to


def _counted(first: date, last: date, number: int) -> Explanation:
    days: dict[str, Any] = {"from": number, "to": number + (last - first).days}
    return _COUNTED.say(first=first, last=last, **days)
