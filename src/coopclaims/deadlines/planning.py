"""Planning back from a date, and recomputing deadlines with a new calendar.

`latest_submission` finds the latest safe day to submit. It counts every step forward, by the rules in
force on the day it tries, so a plan and the deadlines that follow from it cannot disagree.

`recompute` compares calendars. A deadline names the calendar that it was counted with, by name and digest.
When the holiday data are updated, `recompute` says which deadlines would move; whether to move them is
the adopter's decision.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias, final

from coopclaims._checks import door
from coopclaims._values import as_day, frozen
from coopclaims.calendars.calendar import BusinessCalendar
from coopclaims.calendars.conventions import BusinessDays
from coopclaims.calendars.spans import has_business_days, span_after
from coopclaims.deadlines.after_events import payment_due, review_due
from coopclaims.deadlines.counting import (
    SPAN_UNITS,
    Clock,
    Deadline,
    NotRunning,
    due_on,
    not_running,
    unanswered,
    why_not,
)
from coopclaims.deadlines.tax_invoices import TaxInvoice
from coopclaims.errors import CalendarOutOfRange, InvalidValue, NoRuleInForce
from coopclaims.identifiers import ProgramId
from coopclaims.periods import CalendarDays, UsagePeriod
from coopclaims.provenance import Explanation, Message, cite, message
from coopclaims.rules.by_name import Rules

if TYPE_CHECKING:
    from collections.abc import Callable


# Planning back from a date: the latest safe day to submit.

# fmt: off
_GOAL: Final = message("goal", "goal {day:weekday}: the day by which it is to be decided, or paid",
    "day: date")
_APPROVE: Final = message("approve", "approve {day:weekday}: paid by {until:weekday}",
    "day: date, until: date")
_RESUBMIT: Final = message("resubmit", "resubmit {day:weekday}: reviewed by {until:weekday}",
    "day: date, until: date")
_ASKED: Final = message("asked", "asked {day:weekday}: {n} {unit}{n:s} to answer, until {until:weekday}",
    "day: date, n: int, unit: SpanUnit, until: date")
_SUBMIT: Final = message("submit", "submit {day:weekday}: reviewed by {until:weekday}",
    "day: date, until: date")
_LAST_DAY: Final = message("last_claiming_day", "closes {day:weekday}: the last day of the claiming period",
    "day: date")
_TOO_LATE: Final = why_not("submission_before_opening",
    "it would have to be submitted by {day}; claims open on {opens}", "day: date, opens: date")
# fmt: on

ResponseTime: TypeAlias = BusinessDays | CalendarDays
"""How long the partner is assumed to take to answer one request for information."""


@door
def latest_submission(
    usage: UsagePeriod,
    *,
    program: ProgramId | None = None,
    rules: Rules,
    paid_by: date | None = None,
    decided_by: date | None = None,
    rounds: Iterable[ResponseTime] = (),
) -> Deadline | NotRunning:
    """Return the latest safe day to submit a claim, or why there is none.

    `usage` is the usage period of the claim, and `program` its program, which may have had a calendar of its
    own; `None` is one that has none. `rules` are bound rules. `paid_by` and `decided_by` are
    civil days in the program's zone, `None` for no such bound. `rounds` has one span for each request for
    information, in business or calendar days, in order; empty means that nothing is asked.

    Safe means: even if every reviewer and payer takes the whole span that the rules give, and the
    partner is asked for more once for each of `rounds` and takes that long to answer, the claim is
    decided by `decided_by` and paid by `paid_by`, both included. Without either, it has to be decided
    before the funds expire, by the last day of the claiming period. Payment counts from the approval,
    no tax invoice being needed. The day also lies inside the claiming period.

    Raises `NoRuleInForce` where no claiming period of `usage` is known, and `InvalidValue` for a bound
    that is not a day and a round that is not a span.
    """
    period = rules.claiming_period(usage, program).value
    answers = _checked(rounds, paid_by=paid_by, decided_by=decided_by)
    steps: list[Explanation] = []

    def review(day: date) -> date:
        return review_due(start=day, rules=rules).on

    def reviewed(said: Message, day: date) -> Explanation:
        due = review_due(start=day, rules=rules)
        return said.say(day=day, until=due.on, because=(due.explain(),))

    try:
        day = decided_by or (period.last if paid_by is None else paid_by)
        goal = _GOAL.say(day=day)
        if paid_by is not None:
            day = min(day, _latest(paid_by, lambda approved: _paid(approved, rules), rules))
            due = payment_due(approved=day, tax_invoice=TaxInvoice.not_needed(), rules=rules)
            steps.append(_APPROVE.say(day=day, until=paid_by, because=(due.explain(),)))
        for answering in reversed(answers):
            day = _latest(day, review, rules)
            steps.append(reviewed(_RESUBMIT, day))
            answer = partial(_answered, span=answering, rules=rules)
            day = _latest(day, answer, rules)
            unit = SPAN_UNITS[type(answering)]
            steps.append(_ASKED.say(day=day, n=answering.n, unit=unit, until=answer(day)))
        day = _latest(day, review, rules)
        steps.append(reviewed(_SUBMIT, day))
    except (CalendarOutOfRange, NoRuleInForce) as absent:
        return unanswered(Clock.CLAIMING, absent)
    if day < period.first:
        return not_running(
            Clock.CLAIMING, _TOO_LATE, cite("OV23", "D-03", "D-05"), day=day, opens=period.first
        )
    if day > period.last:
        day = period.last
        steps.append(_LAST_DAY.say(day=day))
    return due_on(day, clock=Clock.CLAIMING, started_on=period.first, notes=(goal, *steps), rules=rules)


def _checked(rounds: Iterable[ResponseTime], **bounds: date | None) -> tuple[ResponseTime, ...]:
    """Return the rounds, once they are spans and the bounds are days."""
    for name, bound in bounds.items():
        if bound is not None:
            as_day(name, bound)
    if not isinstance(rounds, Iterable):
        raise InvalidValue("rounds", rounds, "span_a_round")
    spans = tuple(rounds)
    for span in spans:
        if not isinstance(span, (BusinessDays, CalendarDays)):
            raise InvalidValue("rounds", span, "span_a_round")
    return spans


def _latest(bound: date, forward: Callable[[date], date], rules: Rules) -> date:
    """Return the latest day from which counting forward leads to `bound` or before it."""
    calendar = rules.calendar
    if bound > calendar.last:
        raise CalendarOutOfRange(calendar.name, bound, calendar.first, calendar.last)
    day = bound
    while True:
        try:
            if forward(day) <= bound:
                return day
        except CalendarOutOfRange:  # counting ran past the last day: too late, unless it is too early
            if day <= calendar.first:
                raise
        day -= timedelta(days=1)


def _paid(approved: date, rules: Rules) -> date:
    due = payment_due(approved=approved, tax_invoice=TaxInvoice.not_needed(), rules=rules)
    return due.on if isinstance(due, Deadline) else date.max


def _answered(asked: date, *, span: ResponseTime, rules: Rules) -> date:
    return rules.after(asked, span)


# Recomputing: which due days move when a calendar's data change, and why.

_MOVED: Final = message(
    "moved", "{clock} moves from {was:weekday} to {now:weekday}", "clock: Clock, was: date, now: date"
)
_NOW_CLOSED: Final = message("now_closed", "{day:weekday} is closed now", "day: date")
_NOW_OPENED: Final = message("now_opened", "{day:weekday} is opened now", "day: date")


@final
@frozen(kw_only=True)
class DeadlineChange:
    """A deadline that falls on another day under the new calendar.

    `deadline` is the one counted with the old calendar, and `on` the due day by the new one. `closed` are
    the days between start and due day that the new calendar closes and the old did not; `opened` those
    that it opens. Both are in order, and may be empty.
    """

    deadline: Deadline
    on: date
    closed: tuple[date, ...]
    opened: tuple[date, ...]

    def explain(self) -> Explanation:
        """Return why the deadline moves."""
        days = [(_NOW_CLOSED, day) for day in self.closed] + [(_NOW_OPENED, day) for day in self.opened]
        return _MOVED.say(
            because=tuple(said.say(day=day) for said, day in days),
            clock=self.deadline.clock,
            was=self.deadline.on,
            now=self.on,
        )


@door
def recompute(
    old: BusinessCalendar, new: BusinessCalendar, deadlines: Iterable[Deadline]
) -> tuple[DeadlineChange, ...]:
    """Return the deadlines that move when `new` takes the place of `old`, in the order given.

    `old` and `new` are business calendars. `deadlines` are those to look at, each counted with `old`.

    Each is counted again from the day zero that it has; a part of its span that was used up before stays so.
    Deadlines that count no business days and roll nowhere never move. Raises `InvalidValue` for one that was
    not counted with `old`, and `CalendarOutOfRange` where `new` does not answer.
    """
    moved: list[DeadlineChange] = []
    for deadline in deadlines:
        if deadline.span is None or not has_business_days(deadline.span):
            continue
        if deadline.digest != old.digest:
            raise InvalidValue(
                "deadline",
                (deadline.calendar, deadline.digest),
                "counted_with",
                calendar=old.name,
                digest=old.digest,
            )
        on = span_after(deadline.started_on, deadline.span, new)
        if on == deadline.on:
            continue
        moved.append(change_of(deadline, on, old, new))
    return tuple(moved)


def change_of(deadline: Deadline, on: date, old: BusinessCalendar, new: BusinessCalendar) -> DeadlineChange:
    """Return that a deadline falls on another day, with the days that two calendars see differently."""
    first, last = max(old.first, new.first, deadline.started_on), max(on, deadline.on)
    last = max(min(last, old.last, new.last), first)
    before, after = (
        {each.day for each in calendar.days(first, last) if each.closed is not None}
        for calendar in (old, new)
    )
    return DeadlineChange(
        deadline=deadline, on=on, closed=tuple(sorted(after - before)), opened=tuple(sorted(before - after))
    )
