"""What was promised: each clock in each round of a claim, by when, answered when and by whom, and how late.

`clocks` says what runs now, and forgets a round when the next one begins; a promise stays. The due day is
that of the clock, counted from the round's own start, under the rules that were in force then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import TypeAlias

from coopclaims._checks import door
from coopclaims.claims.claim import Claim, ClaimStatus, Round
from coopclaims.deadlines.after_events import dispute_window_due
from coopclaims.deadlines.counting import Clock, Deadline, NotRunning, first_instant_of
from coopclaims.deadlines.each_clock import in_round, payment_deadline
from coopclaims.deadlines.hindsight import Promise
from coopclaims.deadlines.tax_invoices import TaxInvoice
from coopclaims.errors import CalendarOutOfRange, NoRuleInForce
from coopclaims.identifiers import ActorId
from coopclaims.rules.book import Rules

_Answer: TypeAlias = tuple[datetime | None, ActorId | None]
"""When something was answered, and by whom."""

_Holds: TypeAlias = tuple[tuple[datetime, datetime | None], ...]


@door
def promises(
    claim: Claim,
    *,
    rules: Rules,
    tax_invoice: TaxInvoice | None = None,
    paid_at: datetime | None = None,
    paid_by: ActorId | None = None,
    holds: tuple[tuple[datetime, datetime | None], ...] = (),
) -> tuple[Promise, ...]:
    """Return what was promised in each round of the claim, round by round, kept or not.

    `claim` is the claim as it is now, and `rules` are bound rules, with their calendar, zone and policies.
    `tax_invoice` says where the partner's tax invoice is, `None` where the program needs none. `paid_at` is
    the aware instant of the payment and `paid_by` the actor who sent it, each `None` where it has not
    happened or nobody says; `holds` are from and to when the payment was on hold, as `payment_deadline`
    takes them.

    A review promises an answer, and a last day before the partner contacts Support; on the plan path that is
    the review of that path. A dispute promises a decision. A rejection leaves the partner a window to dispute
    it, where a policy sets one, unless the claim came back some other way. The approval that stands promises
    the payment; one that was taken back promises nothing any more. A round that no rule, or not the
    calendar, has a day for is left out: `clocks` says why. Raises `InvalidValue`.
    Source: each clock's own function; T9, T12.

    >>> from datetime import UTC
    >>> import attrs
    >>> from coopclaims import (BusinessCalendar, ClaimForm, HistoryEntry, Money, Role, Side, UsagePeriod,
    ...                         partner_center, replay)
    >>> from coopclaims.claims import ClaimCreated, ClaimSubmitted
    >>> form = ClaimForm(
    ...     name="Autumn ads", program="Hosting", location="se-1",
    ...     usage_period=UsagePeriod(date(2022, 7, 1), date(2022, 12, 31)),
    ...     activity="digital-advertising", executed_on=date(2022, 8, 25), amount=Money("900.00", "SEK"),
    ... )
    >>> created = HistoryEntry(
    ...     claim="c-1", number=1, at=datetime(2022, 9, 14, 8, tzinfo=UTC), by=ActorId("alice"),
    ...     side=Side.PARTNER, role=Role.INCENTIVES_ADMIN, command="cmd-1",
    ...     event=ClaimCreated(form), before=None, after=ClaimStatus.EDITING,
    ... )
    >>> submitted = attrs.evolve(created, number=2, command="cmd-2", event=ClaimSubmitted(),
    ...                          before=ClaimStatus.EDITING, after=ClaimStatus.SUBMITTED)
    >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2024))
    >>> rules = partner_center.bind(calendar=plain, zone=UTC)
    >>> for each in promises(replay([created, submitted]), rules=rules):
    ...     print(each.clock.value, each.due, each.outcome.value)
    review 2022-09-16 open
    escalation 2022-09-16 open
    """
    return tuple(_promised(claim, rules, tax_invoice, (paid_at, paid_by), holds))


def _promised(
    claim: Claim, rules: Rules, tax_invoice: TaxInvoice | None, paid: _Answer, holds: _Holds
) -> Iterator[Promise]:
    for number, each in enumerate(claim.rounds, start=1):
        answer = (each.answered_at, each.answered_by)
        for clock in _clocks_of(claim, each):
            due = partial(in_round, claim, clock, number, rules)
            yield from _promise(due, each.started_at, each.started_in, answer, rules)
        if each.clock is Clock.REVIEW and each.outcome is ClaimStatus.REJECTED:
            yield from _disputing(each, claim.rounds[number : number + 1], rules)
    approvals = [each.answered_in for each in claim.rounds if each.outcome is ClaimStatus.APPROVED]
    approved_at = claim.milestones.approved_at
    if approved_at is None or not approvals:
        return
    invoice = tax_invoice or TaxInvoice.not_needed()
    owed = partial(payment_deadline, claim, tax_invoice=invoice, rules=rules, paid_at=paid[0], holds=holds)
    yield from _promise(owed, approved_at, approvals[-1], paid, rules)


def _clocks_of(claim: Claim, each: Round) -> tuple[Clock, ...]:
    """Return the clocks that run in a round, by its kind and by the path that the claim is on."""
    if each.clock is Clock.DISPUTE:
        return (Clock.DISPUTE,)
    return (Clock.REVIEW if claim.form.plan is None else Clock.PLAN_REVIEW, Clock.ESCALATION)


def _disputing(rejected: Round, following: tuple[Round, ...], rules: Rules) -> Iterator[Promise]:
    """Yield the window to dispute a rejection, unless another review followed it."""
    if rejected.answered_at is None or any(each.clock is Clock.REVIEW for each in following):
        return
    answer: _Answer = (None, None)
    for each in following:
        answer = (each.started_at, each.started_by)
    due = partial(dispute_window_due, rejected=rejected.answered_at, rules=rules, disputed_at=answer[0])
    yield from _promise(due, rejected.answered_at, rejected.answered_in, answer, rules)


def _promise(
    due: Callable[[], Deadline | NotRunning],
    started_at: datetime,
    started_in: int | None,
    answer: _Answer,
    rules: Rules,
) -> Iterator[Promise]:
    """Yield what a clock promised in a round, where rules and calendar have a day for it."""
    try:
        found = due()
        if isinstance(found, NotRunning) or started_in is None:
            return
        at, by = answer
        late = (None, None) if at is None else _days_after(found.on, max(found.on, rules.day(at)), rules)
    except (NoRuleInForce, CalendarOutOfRange):
        return
    yield Promise(
        clock=found.clock,
        started_at=started_at,
        started_in=started_in,
        due=found.on,
        first_instant=first_instant_of(found),
        last_instant=found.last_instant,
        answered_at=at,
        answered_by=by,
        business_days_late=late[0],
        calendar_days_late=late[1],
    )


def _days_after(due: date, answered: date, rules: Rules) -> tuple[int, int]:
    """Return how many business days, and how many calendar days, an answer came after its due day."""
    days = (answered - due).days
    return (rules.calendar.between(due, answered) if days else 0), days
