"""How long things take: cycle times, the age of what is open, and which promises were kept.

Days are civil days in the program's zone, counted as deadlines count them: the day of the event is day zero.
Nobody publishes how such figures are taken, so how each is counted is a reading of ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import Keyed, as_instant, frozen, whole
from coopclaims.claims.claim import Claim, ClaimStatus
from coopclaims.deadlines.counting import Clock, DeadlineState
from coopclaims.deadlines.hindsight import Promise
from coopclaims.errors import CalendarOutOfRange, InvalidValue
from coopclaims.identifiers import ClaimId
from coopclaims.money.amounts import Money
from coopclaims.parties import Side
from coopclaims.payments.payment import Payment
from coopclaims.payouts.statuses import PaymentStatus
from coopclaims.portfolio.counted import (
    DayStatistics,
    LeftOut,
    LeftOutReason,
    latest,
    left_out,
    statistics_of,
)
from coopclaims.rules.book import Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_DECIDED: Final = frozenset({ClaimStatus.APPROVED, ClaimStatus.REJECTED})
_CLOSED: Final = _DECIDED | {ClaimStatus.CANCELLED, ClaimStatus.EXPIRED}
_count = whole(0)


# Cycle times: from the first submission to the decision that stands, and to the last payment.


@final
class CycleStage(Keyed):
    """Until when a cycle time runs, from the first submission on."""

    DECIDED = "decided", "submitted to decided"
    PAID = "paid", "submitted to paid"


@final
@frozen(kw_only=True)
class CycleTime:
    """How long claims took to one stage, in business days and in calendar days.

    `stage` says until when. `business` and `calendar` are over the same claims, `None` where there are none.
    `left_out` counts the claims that have not come to this stage, by their reason.
    """

    stage: CycleStage
    business: DayStatistics | None
    calendar: DayStatistics | None
    left_out: tuple[LeftOut, ...]


@final
@frozen(kw_only=True)
class CycleTimes:
    """The cycle times of a portfolio: `stages` in their order, and what is left out of all, `left_out`.

    Each claim stands once in each stage: in its statistics, or in what it leaves out.
    """

    stages: tuple[CycleTime, ...]
    left_out: tuple[LeftOut, ...]


@door
def cycle_times(claims: Iterable[Claim], *, payments: Iterable[Payment] = (), rules: Rules) -> CycleTimes:
    """Return how long claims took from their first submission to the decision, and to the payment.

    `claims` are as they are now, and `payments` are theirs as they are now, both in any order. `rules` are
    bound rules, whose calendar counts the business days and whose zone the civil ones.

    The decision is the approval or rejection that stands now; one that was disputed or retracted since is no
    decision any more. A claim is paid on the day on which the last part of what is approved was sent. Of a
    claim or payment that is given more than once the latest version counts. Source: ours.

    >>> from datetime import UTC
    >>> from coopclaims import BusinessCalendar, partner_center
    >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2024))
    >>> found = cycle_times([], rules=partner_center.bind(calendar=plain, zone=UTC))
    >>> [(each.stage.caption, each.business) for each in found.stages]
    [('submitted to decided', None), ('submitted to paid', None)]
    """
    once, twice = latest(claims, lambda each: each.id, lambda each: each.version)
    made, _ = latest(payments, lambda each: each.id, lambda each: each.version)
    paid: dict[ClaimId, list[Payment]] = {}
    for payment in made:
        paid.setdefault(payment.claim, []).append(payment)
    stages = (
        _cycle(CycleStage.DECIDED, once, _decided, rules),
        _cycle(CycleStage.PAID, once, lambda claim: _paid(claim, paid.get(claim.id, ())), rules),
    )
    return CycleTimes(stages=stages, left_out=twice)


def _cycle(
    stage: CycleStage,
    claims: Sequence[Claim],
    end_of: Callable[[Claim], datetime | LeftOutReason],
    rules: Rules,
) -> CycleTime:
    business, calendar, without = list[int](), list[int](), Counter[LeftOutReason]()
    for claim in claims:
        start, end = claim.milestones.first_submitted_at, end_of(claim)
        if start is None:
            without[LeftOutReason.NEVER_SUBMITTED] += 1
        elif isinstance(end, LeftOutReason):
            without[end] += 1
        else:
            first, last = rules.day(start), rules.day(end)
            try:
                business.append(rules.calendar.between(first, last))
            except CalendarOutOfRange:
                without[LeftOutReason.OUTSIDE_CALENDAR] += 1
            else:
                calendar.append((last - first).days)
    return CycleTime(
        stage=stage,
        business=statistics_of(business),
        calendar=statistics_of(calendar),
        left_out=left_out(without),
    )


def _decided(claim: Claim) -> datetime | LeftOutReason:
    """Return when the claim was decided as it is now."""
    if claim.status not in _DECIDED:
        return LeftOutReason.NOT_DECIDED
    answers = (each.answered_at for each in claim.rounds if each.outcome is claim.status)
    return max(each for each in answers if each is not None)


def _paid(claim: Claim, payments: Sequence[Payment]) -> datetime | LeftOutReason:
    """Return when the last part of what is approved was sent."""
    if claim.approved is None:
        rejected = claim.status is ClaimStatus.REJECTED
        return LeftOutReason.NOT_APPROVED if rejected else LeftOutReason.NOT_DECIDED
    sent = [each for each in payments if each.status is PaymentStatus.SENT]
    settled = Money.total((each.terms.settles for each in sent), claim.approved.currency)
    instants = [each.milestones.sent_at for each in sent]
    last = max((each for each in instants if each is not None), default=None)
    return LeftOutReason.NOT_PAID if last is None or settled < claim.approved else last


# The age of what is open, by status.


@final
@frozen(kw_only=True)
class AgeBucket:
    """The open claims of one status whose age lies between two bounds.

    `status` is theirs. They have waited `least` to `most` business days, both included; `most` is `None` for
    the oldest. `claims` is how many there are, and `claimed` what is claimed with them, an amount for each
    currency, in the order of its code.
    """

    status: ClaimStatus
    least: int = attrs.field(validator=_count)
    most: int | None = attrs.field(validator=attrs.validators.optional(_count))
    claims: int = attrs.field(validator=_count)
    claimed: tuple[Money, ...] = ()


@final
@frozen(kw_only=True)
class Ageing:
    """How long what is open has waited at an instant.

    `at` is the instant in UTC. `buckets` are by status, then by age, the youngest first; a status without an
    open claim is not there. `left_out` counts the claims that are in no bucket, by their reason.
    """

    at: datetime
    buckets: tuple[AgeBucket, ...]
    left_out: tuple[LeftOut, ...]


@door
def ageing(
    claims: Iterable[Claim], *, at: datetime, rules: Rules, bounds: Iterable[int] = (2, 5, 10, 30)
) -> Ageing:
    """Return how long the open claims have waited for whoever has them now, by status, in business days.

    `claims` are as they are now, in any order. `at` is an aware instant, whose day is taken in the program's
    zone. `rules` are bound rules, whose calendar counts the days. `bounds` are the greatest ages of all
    buckets but the last, in business days, ascending.

    A claim waits since its last round began or was answered, and a draft since it was created: what was added
    since then makes it no younger. Approved, rejected, cancelled and expired claims are not open. Of a claim
    that is given more than once the latest version counts. Raises `InvalidValue` for a naive `at`, and for
    bounds that are no whole numbers or do not ascend. Source: ours.

    >>> from datetime import UTC
    >>> from coopclaims import BusinessCalendar, partner_center
    >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2024))
    >>> rules = partner_center.bind(calendar=plain, zone=UTC)
    >>> ageing([], at=datetime(2022, 9, 14, tzinfo=UTC), rules=rules).buckets
    ()
    """
    now, limits = as_instant("at", at), _bounds(bounds)
    once, twice = latest(claims, lambda each: each.id, lambda each: each.version)
    found: dict[ClaimStatus, list[list[Claim]]] = {}
    without = Counter({each.reason: each.count for each in twice})
    today = rules.day(now)
    for claim in once:
        since = _waits_since(claim)
        if claim.status in _CLOSED:
            without[LeftOutReason.NOT_OPEN] += 1
        elif since > now:
            without[LeftOutReason.LATER] += 1
        else:
            try:
                age = rules.calendar.between(rules.day(since), today)
            except CalendarOutOfRange:
                without[LeftOutReason.OUTSIDE_CALENDAR] += 1
                continue
            place = sum(age > each for each in limits)
            found.setdefault(claim.status, [[] for _ in range(len(limits) + 1)])[place].append(claim)
    spans = [*pairwise((-1, *limits)), (limits[-1] if limits else -1, None)]
    buckets = (
        AgeBucket(status=status, least=before + 1, most=most, claims=len(each), claimed=_claimed(each))
        for status in ClaimStatus
        if status in found
        for (before, most), each in zip(spans, found[status], strict=True)
    )
    return Ageing(at=now, buckets=tuple(buckets), left_out=left_out(without))


def _bounds(bounds: Iterable[int]) -> tuple[int, ...]:
    found = tuple(bounds)
    if not all(type(each) is int for each in found) or any(a >= b for a, b in pairwise((-1, *found))):
        raise InvalidValue("bounds", found, "whole_numbers_ascending")
    return found


def _waits_since(claim: Claim) -> datetime:
    if not claim.rounds:
        return claim.milestones.created_at
    last = claim.rounds[-1]
    return last.answered_at or last.started_at


def _claimed(claims: Iterable[Claim]) -> tuple[Money, ...]:
    """Return what is claimed with these claims, currency by currency."""
    by_currency: dict[str, Money] = {}
    for claim in claims:
        amount = claim.form.amount
        code = amount.currency.code
        by_currency[code] = by_currency[code] + amount if code in by_currency else amount
    return tuple(by_currency[code] for code in sorted(by_currency))


# Lateness: which promises were kept, and by how much the others were late.


@final
@frozen(kw_only=True)
class ClockLateness:
    """How the promises of one clock stand at an instant.

    `clock` says what was promised, and `side` who owed it. `claims` is how many claims it is about. Of their
    promises `kept` were answered in time and `late` after their due day, `awaited` are open and not due yet,
    and `overdue` are open past their due day. `business_days` and `calendar_days` say by how much the late
    ones were late, `None` where none was.
    """

    clock: Clock
    side: Side
    claims: int = attrs.field(validator=_count)
    kept: int = attrs.field(validator=_count)
    late: int = attrs.field(validator=_count)
    awaited: int = attrs.field(validator=_count)
    overdue: int = attrs.field(validator=_count)
    business_days: DayStatistics | None
    calendar_days: DayStatistics | None


@final
@frozen(kw_only=True)
class Lateness:
    """Which promises of a portfolio were kept at an instant: `at` in UTC, and `clocks` in their order."""

    at: datetime
    clocks: tuple[ClockLateness, ...]


@door
def lateness(promised: Mapping[ClaimId, Iterable[Promise]], *, at: datetime) -> Lateness:
    """Return how many promises were kept and how many were late, clock by clock, and by how much.

    `promised` has for each claim what `coopclaims.portal.promises` returned for it. `at` is an aware instant:
    an answer that came after it counts as awaited or overdue. The partner owes a dispute, where a policy sets
    a window for one, and the vendor everything else. Raises `InvalidValue` for a naive `at`. Source: ours;
    the due days are those of the clocks.

    >>> from datetime import UTC
    >>> lateness({}, at=datetime(2022, 9, 14, tzinfo=UTC)).clocks
    ()
    """
    now = as_instant("at", at)
    found: dict[Clock, list[tuple[ClaimId, DeadlineState, Promise]]] = {}
    for claim, promises in promised.items():
        for each in promises:
            found.setdefault(each.clock, []).append((claim, each.state(now), each))
    return Lateness(at=now, clocks=tuple(_of_clock(clock, found[clock]) for clock in Clock if clock in found))


def _of_clock(clock: Clock, promises: Sequence[tuple[ClaimId, DeadlineState, Promise]]) -> ClockLateness:
    states = Counter(state for _, state, _ in promises)
    late = [each for _, state, each in promises if state is DeadlineState.MET_LATE]
    return ClockLateness(
        clock=clock,
        side=Side.PARTNER if clock is Clock.DISPUTING else Side.VENDOR,
        claims=len({claim for claim, _, _ in promises}),
        kept=states[DeadlineState.MET],
        late=len(late),
        awaited=states[DeadlineState.OPEN] + states[DeadlineState.DUE_TODAY],
        overdue=states[DeadlineState.OVERDUE],
        business_days=statistics_of([each.business_days_late or 0 for each in late]),
        calendar_days=statistics_of([each.calendar_days_late or 0 for each in late]),
    )
