"""Money that cannot be paid: until when the cause can be fixed, and what becomes of it afterwards.

For a partner outside the US it is held for a span and forfeited after that. For a partner in the US it
waits, and is in the end turned over as unclaimed property. This module gives the status; it moves no money.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import Keyed, as_day, frozen
from coopclaims.deadlines.after_events import hold_due
from coopclaims.deadlines.counting import Clock, Deadline, NotRunning, not_running, why_not
from coopclaims.errors import InvalidValue
from coopclaims.periods import CalendarDays, EarningPeriod
from coopclaims.provenance import Explanation, cite, inferred, message
from coopclaims.rules.by_name import Rules
from coopclaims.rules.keys import ESCHEAT_IDLE_SPAN, ESCHEAT_UNPROCESSED_SPAN
from coopclaims.rules.readings import HoldAnchor

# fmt: off
_NO_ANCHOR: Final = why_not("hold_without_anchor", "nothing to count from: {reading}", "reading: HoldAnchor")
_ANCHOR: Final = message("hold_anchor", "{reading}", "reading: HoldAnchor")
_IDLE: Final = message("escheat_idle", "{n} month{n:s} idle since {since:weekday}: until {until:weekday}",
    "n: int, since: date, until: date")
_UNPROCESSED: Final = message("escheat_unprocessed",
    "{n} calendar day{n:s} after its earning period, {earned_until:weekday}: until {until:weekday}",
    "n: int, earned_until: date, until: date")
_BOTH_PAST: Final = message("reading.both_spans_past",
    "both have to be past, and they may run at the same time")
_BOTH: Final = message("escheat_both", "the later of the two counts")
_STANDING: Final = message("held_money",
    "on {day:weekday} the money is {state}{until:weekday?; it could be fixed until %}",
    "day: date, state: HeldState, until: date | None")
# fmt: on


@final
class HeldState(Keyed):
    """The state of money that could not be paid."""

    REPAIRED = "repaired"
    HELD = "held"
    FORFEITED = "forfeited"
    ESCHEATED = "escheated"


@final
@frozen(kw_only=True)
class HeldMoney:
    """The state of held money on a day.

    `on` is the civil day in the program's zone, `state` the state on it. `until` is the last day on which the
    cause can still be fixed and `changes_on` the day after, from which the money is forfeited or turned over;
    both are `None` once it is repaired. `hold` is the deadline that it follows from, `None` where it follows
    from none, and `notes` are what its explanation says besides.
    """

    on: date
    state: HeldState
    until: date | None
    hold: Deadline | None = attrs.field(default=None, repr=False)
    notes: tuple[Explanation, ...] = attrs.field(default=(), repr=False)

    @property
    def changes_on(self) -> date | None:
        """The first day on which the money is forfeited or turned over."""
        return None if self.until is None else CalendarDays(1).after(self.until)

    def explain(self) -> Explanation:
        """Return why it is in this state, and until when the cause can be fixed."""
        counted = () if self.hold is None else (self.hold.explain(),)
        return _STANDING.say(because=(*counted, *self.notes), day=self.on, state=self.state, until=self.until)


@door
def hold_deadline(
    *,
    first_failed: datetime | date | None,
    status_changed: datetime | date | None,
    rules: Rules,
    repaired_at: datetime | None = None,
) -> Deadline | NotRunning:
    """Return the last day to fix what blocks a payment, counted from where the policy `HoldAnchor` says.

    `first_failed` is when a payment first failed, and `status_changed` when the status changed: each an aware
    instant, whose day is taken in the program's zone, or a civil day; `None` where it did not happen.
    `repaired_at` is the aware instant at which the cause was fixed, `None` while it has not happened. `rules`
    are bound rules, with their calendar, zone and policies.

    The one page counts from the first payment that failed, the other from the change of status.
    Source: EA23, TP23 D-22, P-24.
    """
    anchor = rules.policies.hold_anchor
    start = first_failed if anchor is HoldAnchor.FIRST_FAILED_PAYMENT else status_changed
    if start is None:
        return not_running(Clock.HOLD, _NO_ANCHOR, cite("EA23", "D-22"), reading=anchor)
    return hold_due(failed=start, rules=rules, repaired_at=repaired_at)


@door
def hold_status(hold: Deadline, *, on: date, rules: Rules) -> HeldMoney:
    """Return the state of the money of a partner outside the US on a day.

    `hold` is the deadline of `hold_deadline` or `hold_due`. `on` is a civil day in the program's zone.
    `rules` are the bound rules that the hold was counted with.

    Held to the end of the hold's last day, and forfeited from the day after, unless the cause was fixed
    in time. Raises `InvalidValue` for another deadline than a hold. Source: TP23, EA23 D-22, P-24.
    """
    if hold.clock is not Clock.HOLD:
        raise InvalidValue("hold", hold.clock.caption, "deadline_of_a_hold")
    day = as_day("on", on)
    fixed = None if hold.answered_at is None else rules.day(hold.answered_at)
    repaired = fixed is not None and fixed <= min(day, hold.on)
    state = HeldState.REPAIRED if repaired else HeldState.FORFEITED if day > hold.on else HeldState.HELD
    anchor = rules.policies.hold_anchor
    note = _ANCHOR.say(reading=anchor, source=cite("EA23", "D-22"), basis=inferred(anchor))
    return HeldMoney(on=day, state=state, until=None if repaired else hold.on, hold=hold, notes=(note,))


@door
def escheat_status(
    earned: EarningPeriod, *, idle_since: datetime | date, on: date, rules: Rules
) -> HeldMoney:
    """Return the state of unprocessed money of a partner in the US on a day.

    It is turned over once two things are past: eighteen months in a row without activity of the
    partner, and forty-five and one hundred and eighty days after its earning period (a reading: both
    have to be past, and they may run at the same time).

    `earned` is the period in which the money was earned. `idle_since` is the partner's last activity: an
    aware instant, whose day is taken in the program's zone, or a civil day. `on` is a civil day in that
    zone; of the bound `rules`, those in force on it are used. Raises `NoRuleInForce`. Source: EA23 D-23.
    """
    day = as_day("on", on)
    idle_day = rules.day(idle_since) if isinstance(idle_since, datetime) else as_day("idle_since", idle_since)
    idle, unprocessed = rules.look_up(ESCHEAT_IDLE_SPAN, day), rules.look_up(ESCHEAT_UNPROCESSED_SPAN, day)
    idle_until, waits_until = idle.value.after(idle_day), unprocessed.value.after(earned.last)
    until = max(idle_until, waits_until)
    state = HeldState.ESCHEATED if day > until else HeldState.HELD
    notes = (
        idle.says(_IDLE, n=idle.value.n, since=idle_day, until=idle_until),
        unprocessed.says(_UNPROCESSED, n=unprocessed.value.n, earned_until=earned.last, until=waits_until),
        _BOTH.say(source=cite("EA23", "D-23"), basis=inferred(_BOTH_PAST)),
    )
    return HeldMoney(on=day, state=state, until=until, notes=notes)
