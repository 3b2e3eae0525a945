"""On which day a rebate was paid, where an edition names days of every year for that."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from coopclaims._checks import door
from coopclaims.calendars.conventions import Roll
from coopclaims.deadlines.counting import Clock, Deadline, due_on, rolled
from coopclaims.errors import NoRuleInForce
from coopclaims.periods import CalendarDays, EarningPeriod
from coopclaims.provenance import message
from coopclaims.rules.by_name import Rules
from coopclaims.rules.keys import REBATE_DAYS

# fmt: off
_FIRST_AFTER: Final = message("reading.rebate_day_after_the_period",
    "the rebate of an earning period is paid with the first of these days after it")
_REBATE_DAY: Final = message("rebate_day",
    "rebates are paid on the next business day after {days}: the first of these days after the earning "
    "period {earned} is {day:weekday}",
    "days: tuple[MonthDay, ...], earned: EarningPeriod, day: date")
# fmt: on


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
