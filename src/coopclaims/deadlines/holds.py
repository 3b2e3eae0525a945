"""Money that cannot be paid: until when it can be mended, and what becomes of it afterwards.

For a partner outside the US it is held for a span and forfeited after; for a partner in the US it
waits, and is in the end turned over as unclaimed property. Only the status of that is known here.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, final

import attrs

from coopclaims.deadlines.deadline import Clock, Deadline, NotRunning, not_running
from coopclaims.deadlines.each_clock import hold_due
from coopclaims.errors import InvalidValue
from coopclaims.periods import as_day, weekday
from coopclaims.provenance import Explanation, cite, inferred
from coopclaims.rules.readings import HoldAnchor

if TYPE_CHECKING:
    from coopclaims.periods import EarningPeriod
    from coopclaims.rules.book import Rules


@final
class HeldState(StrEnum):
    """Where money stands that could not be paid."""

    REPAIRED = "repaired"
    HELD = "held"
    FORFEITED = "forfeited"
    ESCHEATED = "escheated"


@final
@attrs.frozen(kw_only=True)
class HeldMoney:
    """Where held money stands on a day.

    `until` is the last day on which it can still be mended and `changes_on` the day after, from which
    it is forfeited or turned over; both are `None` once it is repaired.
    """

    on: date
    state: HeldState
    until: date | None
    explanation: Explanation = attrs.field(repr=False)

    @property
    def changes_on(self) -> date | None:
        """The first day on which the money is forfeited or turned over."""
        return None if self.until is None else self.until + timedelta(days=1)

    def explain(self) -> Explanation:
        """Return why it stands so, and until when it can be mended."""
        return self.explanation


def hold_deadline(
    *,
    first_failed: datetime | date | None,
    status_changed: datetime | date | None,
    rules: Rules,
    repaired_at: datetime | None = None,
) -> Deadline | NotRunning:
    """Return the last day to mend a payment, counted from where the policy `HoldAnchor` says.

    The one page counts from the first payment that failed, the other from the change of status.
    Source: EA23, TP23 D-22, P-24.
    """
    anchor = rules.policies.hold_anchor
    start = first_failed if anchor is HoldAnchor.FIRST_FAILED_PAYMENT else status_changed
    if start is None:
        return not_running(Clock.HOLD, f"nothing to count from: {anchor}", cite("EA23", "D-22"))
    return hold_due(failed=start, rules=rules, repaired_at=repaired_at)


def hold_status(hold: Deadline, *, on: date, rules: Rules) -> HeldMoney:
    """Return where the money of a partner outside the US stands on a day.

    Held to the end of the hold's last day, and forfeited from the day after, unless it was mended in
    time. Raises `InvalidValue` for another deadline than a hold. Source: TP23, EA23 D-22, P-24.
    """
    if hold.clock is not Clock.HOLD:
        raise InvalidValue("hold", str(hold.clock), "the deadline of a hold")
    day = as_day("on", on)
    mended = None if hold.answered_at is None else rules.day(hold.answered_at)
    repaired = mended is not None and mended <= min(day, hold.on)
    state = HeldState.REPAIRED if repaired else HeldState.FORFEITED if day > hold.on else HeldState.HELD
    until = None if repaired else hold.on
    anchor = Explanation(
        code="anchor",
        text=str(rules.policies.hold_anchor),
        source=cite("EA23", "D-22"),
        basis=inferred(str(rules.policies.hold_anchor)),
    )
    return HeldMoney(
        on=day, state=state, until=until, explanation=_standing(day, state, until, hold.explain(), anchor)
    )


def escheat_status(
    earned: EarningPeriod, *, idle_since: datetime | date, on: date, rules: Rules
) -> HeldMoney:
    """Return where the money of a partner in the US stands on a day, that could not be processed.

    It is turned over once two things are past: eighteen months in a row without activity of the
    partner, and forty-five and one hundred and eighty days after its earning period (a reading: both
    have to be past, and they may run at the same time). `idle_since` is the partner's last activity.
    The rules are those in force on `on`. Raises `NoRuleInForce`. Source: EA23 D-23.
    """
    day = as_day("on", on)
    idle_day = rules.day(idle_since) if isinstance(idle_since, datetime) else as_day("idle_since", idle_since)
    idle, unprocessed = rules.escheat_idle_span(day), rules.escheat_unprocessed_span(day)
    idle_until, waits_until = idle.value.after(idle_day), unprocessed.value.after(earned.last)
    until = max(idle_until, waits_until)
    state = HeldState.ESCHEATED if day > until else HeldState.HELD
    because = (
        Explanation(
            code="idle",
            text=f"{idle.value} idle since {weekday(idle_day)}: until {weekday(idle_until)}",
            figures=(
                ("months", idle.value.n),
                ("since", idle_day.isoformat()),
                ("until", idle_until.isoformat()),
            ),
            source=idle.source,
            basis=idle.basis,
        ),
        Explanation(
            code="unprocessed",
            text=f"{unprocessed.value} after its earning period, {weekday(earned.last)}: "
            f"until {weekday(waits_until)}",
            figures=(
                ("days", unprocessed.value.n),
                ("earned_until", earned.last.isoformat()),
                ("until", waits_until.isoformat()),
            ),
            source=unprocessed.source,
            basis=unprocessed.basis,
        ),
        Explanation(
            code="both",
            text="the later of the two counts",
            source=cite("EA23", "D-23"),
            basis=inferred("both have to be past, and they may run at the same time"),
        ),
    )
    return HeldMoney(on=day, state=state, until=until, explanation=_standing(day, state, until, *because))


def _standing(day: date, state: HeldState, until: date | None, *because: Explanation) -> Explanation:
    text = f"on {weekday(day)} the money is {state}"
    if until is not None:
        text += f"; it could be mended until {weekday(until)}"
    return Explanation(
        code="held-money",
        text=text,
        figures=(
            ("day", day.isoformat()),
            ("state", str(state)),
            ("until", "" if until is None else until.isoformat()),
        ),
        because=because,
    )
