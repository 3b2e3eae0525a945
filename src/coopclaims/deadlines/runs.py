"""On which days money was paid out by the rules of 2016: the monthly run of an approval, and rebates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, final

from coopclaims._checks import door
from coopclaims._values import frozen
from coopclaims.calendars.conventions import Roll
from coopclaims.deadlines.counting import Clock, ClockEvent, Deadline, due_on, rolled, start_day, started
from coopclaims.errors import NoRuleInForce
from coopclaims.periods import CalendarDays, EarningPeriod, Months
from coopclaims.provenance import Explanation, message
from coopclaims.rules.by_name import Rules
from coopclaims.rules.keys import PAYMENT_RUN_DAY, REBATE_DAYS

# fmt: off
_FIRST_AFTER: Final = message("reading.rebate_day_after_the_period",
    "the rebate of an earning period is paid with the first of these days after it")
_REBATE_DAY: Final = message("rebate_day",
    "rebates are paid on the next business day after {days}: the first of these days after the earning "
    "period {earned} is {day:weekday}",
    "days: tuple[MonthDay, ...], earned: EarningPeriod, day: date")
# fmt: on


@final
@frozen(kw_only=True)
class PaymentRun:
    """The monthly run that pays an approval: its month and its cut-off.

    `month` is the first day of the month; `cutoff` is the deadline for an approval to join the run.
    """

    month: date
    cutoff: Deadline

    def explain(self) -> Explanation:
        """Return why it is this month's run."""
        return _RUN.say(because=(self.cutoff.explain(),), month=self.month)


_RUN: Final = message("payment_run", "paid with the run of {month:month}", "month: date")
_RUN_DAY: Final = message("run_day", "approvals up to day {run_day} of a month join its run", "run_day: int")


@door
def payment_run(*, approved: datetime | date, rules: Rules) -> PaymentRun:
    """Return the monthly payment run that an approval joins, by the rules of 2016.

    `approved` is an aware instant, whose day is taken in the program's zone, or that civil day itself. It is
    the approval. `rules` are bound rules.

    Approved on or before the 14th, to the end of that day in the program's zone: this month's run,
    else the next. Raises `NoRuleInForce` outside those years. Source: KB-CYC D-12.
    """
    day = start_day(approved, rules)
    rule = rules.look_up(PAYMENT_RUN_DAY, day)
    month = day.replace(day=1)
    if day.day > rule.value:
        month = Months(1).after(month)
    notes = (rule.says(_RUN_DAY, run_day=rule.value), started(ClockEvent.APPROVED, day))
    cutoff = due_on(
        month.replace(day=rule.value), clock=Clock.PAYMENT_RUN, started_on=day, notes=notes, rules=rules
    )
    return PaymentRun(month=month, cutoff=cutoff)


@door
def rebate_due(earned: EarningPeriod, *, rules: Rules, paid_at: datetime | None = None) -> Deadline:
    """Return the day on which the rebate of an earning period is paid: the next business day after its day.

    `earned` is the earning period; the rule is looked up for its last day. `paid_at` is the aware instant of
    the payment, `None` while it has not happened. `rules` are bound rules, with their calendar and zone.

    The rule names days of every year, 15 February and 15 August in 2016, and is about the next business day
    *after* them: where the day itself is a Sunday, or a business day, the payment comes after it all the
    same. That the first such day after the period is meant, is inferred. Raises `NoRuleInForce`,
    also where the rule names no day, and `CalendarOutOfRange`. Source: KB-TL D-32.

    >>> from datetime import UTC
    >>> from coopclaims import BusinessCalendar, partner_center
    >>> plain = BusinessCalendar.of_weekdays(years=range(2016, 2019))
    >>> rules = partner_center.bind(calendar=plain, zone=UTC)
    >>> rebate_due(EarningPeriod(date(2016, 7, 1), date(2016, 12, 31)), rules=rules).on
    datetime.date(2017, 2, 16)
    """
    rule = rules.look_up(REBATE_DAYS, earned.last)
    after = CalendarDays(1).after(earned.last)
    if not rule.value:
        raise NoRuleInForce(REBATE_DAYS, earned.last, (), earned)
    day = min(each.on_or_after(after) for each in rule.value)
    first = CalendarDays(1).after(day)
    on = rules.calendar.roll(first, Roll.FOLLOWING)
    basis = rule.basis.read_as(_FIRST_AFTER)
    notes = (
        _REBATE_DAY.say(days=rule.value, earned=earned, day=day, source=rule.source, basis=basis),
        rolled(first, rules.calendar.why_closed(first), Roll.FOLLOWING, on),
    )
    return due_on(on, clock=Clock.REBATE, started_on=day, notes=notes, rules=rules, answered_at=paid_at)
