"""Hindsight: an answer that was owed in one round of a claim, by when, and when it came.

A deadline says what runs now, and forgets a round when the next one begins; a promise stays.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import answered_instant, as_instant, day, frozen, whole
from coopclaims.deadlines.counting import Clock, DeadlineState, state_at
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import ActorId
from coopclaims.provenance import Explanation, cite, message

# fmt: off
_PROMISE: Final = message("promise",
    "{clock:capital} from {started_at} on was due on {due:weekday}: {state}{answered_at:?, at %}"
    "{answered_by:? by %}",
    "clock: Clock, started_at: datetime, due: date, state: DeadlineState, answered_at: datetime | None, "
    "answered_by: ActorId | None")
_LATE: Final = message("promise_late",
    "that is {business} business day{business:s} and {calendar} calendar day{calendar:s} after the due day",
    "business: int, calendar: int")
# fmt: on
_SOURCES: Final = {
    Clock.REVIEW: cite("MG22", "D-07"),
    Clock.PLAN_REVIEW: cite("PO22", "D-08"),
    Clock.ESCALATION: cite("MG22", "R-16"),
    Clock.DISPUTE: cite("MG22", "D-09"),
    Clock.DISPUTING: cite("READING", "X-07"),
    Clock.PAYMENT: cite("MG22", "D-10", "D-11"),
}
"""The clocks that run in rounds, in the order in which they are listed, each with what says how it counts."""

_days_late = attrs.validators.optional(whole(0))


def _started(value: object) -> datetime:
    return as_instant("started_at", value)


def _first(value: object) -> datetime:
    return as_instant("first_instant", value)


def _last(value: object) -> datetime:
    return as_instant("last_instant", value)


@final
@frozen(kw_only=True)
class Promise:
    """An answer that somebody owed in one round of a claim: by when, and when it came.

    `clock` says what was waited for. `started_at` is the instant from which the round ran, and `started_in`
    the number of the History's entry that it began with. `due` is the civil day in the program's zone until
    whose end the answer was in time, and `first_instant` and `last_instant` are where that day begins and
    ends. `answered_at` is the instant of the answer and `answered_by` its actor; both are `None` while it is
    awaited, and the actor also where nobody says. `business_days_late` and `calendar_days_late` count the
    days after the due day up to that of the answer, 0 for one in time, `None` while there is none: an answer
    on Saturday after a Friday is late by no business day and by one calendar day. All instants are in UTC.

    Raises `InvalidValue` where the parts do not fit together. Source: ours; the days are those of the clocks.

    >>> from datetime import UTC
    >>> monday = date(2022, 9, 19)
    >>> owed = Promise(clock=Clock.REVIEW, started_at=datetime(2022, 9, 15, 17, tzinfo=UTC), started_in=3,
    ...                due=monday, first_instant=datetime(2022, 9, 19, 7, tzinfo=UTC),
    ...                last_instant=datetime(2022, 9, 20, 6, 59, 59, 999999, tzinfo=UTC))
    >>> owed.outcome, owed.state(datetime(2022, 9, 20, 7, tzinfo=UTC))
    (<DeadlineState.OPEN: 'open'>, <DeadlineState.OVERDUE: 'overdue'>)
    """

    clock: Clock
    started_at: datetime = attrs.field(converter=_started)
    started_in: int = attrs.field(validator=whole(1))
    due: date = attrs.field(validator=day)
    first_instant: datetime = attrs.field(converter=_first)
    last_instant: datetime = attrs.field(converter=_last)
    answered_at: datetime | None = attrs.field(default=None, converter=answered_instant)
    answered_by: ActorId | None = None
    business_days_late: int | None = attrs.field(default=None, validator=_days_late)
    calendar_days_late: int | None = attrs.field(default=None, validator=_days_late)

    def __attrs_post_init__(self) -> None:
        if self.clock not in _SOURCES:
            raise InvalidValue("clock", self.clock, "one_of", known=tuple(_SOURCES))
        if self.first_instant > self.last_instant:
            raise InvalidValue("last_instant", self.last_instant, "parts_that_fit")
        late = (self.business_days_late, self.calendar_days_late)
        is_open = self.answered_at is None
        if (None in late) is not is_open or (is_open and (*late, self.answered_by) != (None, None, None)):
            raise InvalidValue("answered_at", self.answered_at, "parts_that_fit")

    @property
    def outcome(self) -> DeadlineState:
        """Whether it was kept (`MET`) or late (`MET_LATE`), or is `OPEN`, due or not."""
        if self.answered_at is None:
            return DeadlineState.OPEN
        return DeadlineState.MET if self.answered_at <= self.last_instant else DeadlineState.MET_LATE

    @door
    def state(self, at: datetime) -> DeadlineState:
        """Return how the promise stands at the aware instant `at`, as `Deadline.state` says it.

        An answer counts from its own instant on. Raises `InvalidValue` for a naive `datetime`.
        """
        return state_at(at, self.first_instant, self.last_instant, self.answered_at)

    @door
    def explain(self, at: datetime | None = None) -> Explanation:
        """Return by when it was due, what became of it, and by how much it was late.

        `at` is the aware instant at which it is looked at; `None` says what became of it in the end.
        """
        state = self.outcome if at is None else self.state(at)
        is_answered = state in (DeadlineState.MET, DeadlineState.MET_LATE)
        because: tuple[Explanation, ...] = ()
        if state is DeadlineState.MET_LATE:
            because = (_LATE.say(business=self.business_days_late, calendar=self.calendar_days_late),)
        return _PROMISE.say(
            clock=self.clock,
            started_at=self.started_at,
            due=self.due,
            state=state,
            answered_at=self.answered_at if is_answered else None,
            answered_by=self.answered_by if is_answered else None,
            source=_SOURCES[self.clock],
            because=because,
        )
