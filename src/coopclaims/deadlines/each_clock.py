"""The clocks of a claim: one, each by its name, and all at once, running or not.

`deadline` takes a claim and a clock, and `clocks` a claim. Each answer is a `Deadline`, or a `NotRunning`
that says why there is no due date; never `None`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import attrs

from coopclaims._checks import door
from coopclaims.claims.claim import Claim, ClaimStatus
from coopclaims.deadlines.after_events import (
    COUNTED,
    PAUSES,
    counted,
    dispute_window_due,
    final_approval_due,
    off_by_policy,
    payment_due,
    read_as_policy,
    retention_due,
)
from coopclaims.deadlines.counting import Clock, Deadline, NotRunning, not_running, unanswered, why_not
from coopclaims.deadlines.runs import payment_run
from coopclaims.deadlines.tax_invoices import TaxInvoice, tax_invoice_submission
from coopclaims.deadlines.windows import activity_claim_due, claiming_deadline, draft_expiry, poe_submission
from coopclaims.errors import CalendarOutOfRange, InvalidValue, NoRuleInForce
from coopclaims.provenance import Explanation, Message, Source, cite, inferred, message
from coopclaims.rules.by_name import Rules
from coopclaims.rules.readings import ReviewClock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


_CLAIM: Final = "status: ClaimStatus"
_NOT_APPROVED: Final = why_not("claim_not_approved", "the claim is {status}, not Approved", _CLAIM)
_NOT_REJECTED: Final = why_not("claim_not_rejected", "the claim is {status}, not Rejected", _CLAIM)
_ON_PLAN: Final = why_not("claim_on_plan_path", "the claim is reviewed on the plan path", _CLAIM)
_NOT_ON_PLAN: Final = why_not("claim_not_on_plan_path", "the claim is not on the plan path", _CLAIM)
_WHICH_SUBMISSION: Final = message("which_submission", "{reading}", "reading: ReviewClock")
_LATE_ON_PLAN: Final = "on the plan path Support is for a review that is overdue"
_SUPPORT_ON_PLAN: Final = message("plan_path", _LATE_ON_PLAN).say(
    source=cite("READING", "R-16", "S-15"),
    basis=inferred(message("reading.support_on_the_plan_path", _LATE_ON_PLAN)),
)


def _running(claim: Claim, clock: Clock, rules: Rules) -> Deadline | NotRunning:
    """Return the deadline of a clock in its last round, unless the claim's status stops it."""
    last = _last_round(claim, COUNTED[clock].waits_on)
    stop = stop_of(clock, claim.status, was_waited_for=last > 0, rules=rules)
    return in_round(claim, clock, last, rules) if stop is None else _stopped(claim, clock, *stop)


def stop_of(
    clock: Clock, status: ClaimStatus, *, was_waited_for: bool, rules: Rules
) -> tuple[Message, Source] | None:
    """Return why a clock that runs in rounds does not run on a claim of this status, if it does not.

    `was_waited_for` says whether there ever was a round of that clock.
    """
    stops = COUNTED[clock].stops
    if not was_waited_for:
        return stops[None]
    if status not in stops:
        return None
    reason, source = stops[status]
    return PAUSES if _pauses(rules) else reason, source


def round_start(clock: Clock, first: datetime, last: datetime, rules: Rules) -> datetime:
    """Return from when the clock of a round counts that began at `last`, on a claim submitted at `first`.

    `clock` is that of the round: of a review or of a dispute.
    """
    reading = rules.policies.review_clock
    return first if clock is Clock.REVIEW and reading is ReviewClock.FIRST_SUBMISSION else last


def _last_round(claim: Claim, clock: Clock) -> int:
    """Return which round was the last one of a review, or of a dispute; 0 where there was none."""
    numbered = reversed([*enumerate(claim.rounds, start=1)])
    return next((number for number, each in numbered if each.clock is clock), 0)


def in_round(claim: Claim, clock: Clock, number: int, rules: Rules) -> Deadline:
    """Return by when a round of the claim has to be answered, whatever came after it.

    `clock` is one that runs in such a round, and `number` says which round it is, counted from 1.
    """
    if clock is Clock.ESCALATION and claim.form.plan is not None:
        review = in_round(claim, Clock.PLAN_REVIEW, number, rules)
        return attrs.evolve(review, clock=clock, notes=(*review.notes, _SUPPORT_ON_PLAN))
    first, last, reading = claim.rounds[0], claim.rounds[number - 1], rules.policies.review_clock
    is_review = last.clock is Clock.REVIEW
    start = round_start(last.clock, first.started_at, last.started_at, rules)
    notes: tuple[Explanation, ...] = ()
    if is_review and clock is not Clock.ESCALATION and last.started_at != first.started_at:
        notes = (read_as_policy(_WHICH_SUBMISSION, reading, cite("READING", "D-07", "T9")),)
    return counted(clock, start, rules, last.answered_at, notes, _ran_before(claim, number, rules))


def _pauses(rules: Rules) -> bool:
    return rules.policies.review_clock is ReviewClock.PAUSES


def _ran_before(claim: Claim, number: int, rules: Rules) -> tuple[tuple[datetime, datetime], ...]:
    """Return from and to when a clock that pauses ran before a round, in the rounds of this one answer."""
    ran: list[tuple[datetime, datetime]] = []
    if not _pauses(rules):
        return ()
    clock = claim.rounds[number - 1].clock
    for each in reversed(claim.rounds[: number - 1]):
        if each.clock is not clock or each.answered_at is None or each.outcome not in _BACK:
            break
        ran.append((each.started_at, each.answered_at))
    return tuple(reversed(ran))


_BACK: Final = frozenset({ClaimStatus.ACTION_REQUIRED, ClaimStatus.PARTNER_ACTION_REQUIRED})
"""What a round leads to when the partner is asked for more."""


def _stopped(claim: Claim, clock: Clock, reason: Message, source: Source) -> NotRunning:
    return not_running(clock, reason, source, status=claim.status)


def _reviewed_here(claim: Claim, clock: Clock, rules: Rules) -> Deadline | NotRunning:
    """Return the clock of a review, which runs for claims on the plan path or for all others."""
    if (claim.form.plan is not None) is not (clock is Clock.PLAN_REVIEW):
        reason = _NOT_ON_PLAN if clock is Clock.PLAN_REVIEW else _ON_PLAN
        return _stopped(claim, clock, reason, cite("PO22", "D-08", "S-15"))
    return _running(claim, clock, rules)


@door
def review_deadline(claim: Claim, *, rules: Rules) -> Deadline | NotRunning:
    """Return by when the claim has to be reviewed, or why that clock does not run.

    `claim` is the claim as it is now; `rules` are bound rules, with their calendar, zone and policies.

    A claim on the plan path is reviewed by the end of a month instead (PO22 D-08, S-15).
    Once the reviewer has approved or rejected, the deadline is met or met late; while the claim waits
    for the partner the clock does not run. Source: MG20, MG22 D-07.
    """
    if claim.form.plan is None:
        return _running(claim, Clock.REVIEW, rules)
    found = _running(claim, Clock.PLAN_REVIEW, rules)
    return attrs.evolve(found, clock=Clock.REVIEW) if isinstance(found, NotRunning) else found


@door
def escalation_deadline(claim: Claim, *, rules: Rules) -> Deadline | NotRunning:
    """Return until when a claim under review is waited for; after that the partner contacts Support.

    `claim` is the claim as it is now; `rules` are bound rules, with their calendar, zone and policies.

    More than two days, in a unit that the page does not give (a reading: business days, as the
    review). A claim on the plan path, whose review may take weeks, is waited for until that review is
    due (inferred: the page speaks of the two-day review). Source: MG20, MG22 R-16; PO22 S-15.
    """
    review = review_deadline(claim, rules=rules)
    if isinstance(review, NotRunning):
        return attrs.evolve(review, clock=Clock.ESCALATION)
    return in_round(claim, Clock.ESCALATION, _last_round(claim, Clock.REVIEW), rules)


@door
def dispute_deadline(claim: Claim, *, rules: Rules) -> Deadline | NotRunning:
    """Return by when the dispute has to be decided, or why that clock does not run.

    `claim` is the claim as it is now; `rules` are bound rules, with their calendar, zone and policies.

    Source: MG20, RJ21 D-09.
    """
    return _running(claim, Clock.DISPUTE, rules)


@door
def payment_deadline(
    claim: Claim,
    *,
    tax_invoice: TaxInvoice,
    rules: Rules,
    paid_at: datetime | None = None,
    holds: tuple[tuple[datetime, datetime | None], ...] = (),
) -> Deadline | NotRunning:
    """Return by when the approved claim has to be paid, or why that clock does not run.

    `claim` is the claim as it is now. `tax_invoice` says whether the program needs one, and where it is.
    `paid_at` is the aware instant of the payment, `None` while it has not happened. `rules` are bound rules,
    with their calendar, zone and policies. `holds` are from and to when the payment was on hold, as
    `PaymentMilestones.holds` has them: see `payment_due`.

    Where the approval followed a dispute, the clock starts from that approval. See `payment_due`.
    Source: MG20, MG22 D-10, D-11, T12.
    """
    approved_at = claim.milestones.approved_at
    if approved_at is None:
        return _stopped(claim, Clock.PAYMENT, _NOT_APPROVED, cite("MG22", "D-10"))
    return payment_due(
        approved=approved_at, tax_invoice=tax_invoice, rules=rules, paid_at=paid_at, holds=holds
    )


def _disputing(claim: Claim, rules: Rules) -> Deadline | NotRunning:
    known = claim.milestones
    if claim.status is not ClaimStatus.REJECTED and known.disputed_at is None:
        off = off_by_policy(Clock.DISPUTING, rules)
        return off or _stopped(claim, Clock.DISPUTING, _NOT_REJECTED, cite("MG22", "X-01"))
    rejected = known.review_answered_at or claim.changed_at
    return dispute_window_due(rejected=rejected, rules=rules, disputed_at=known.disputed_at)


def _run_cutoff(claim: Claim, rules: Rules) -> Deadline | NotRunning:
    approved_at = claim.milestones.approved_at
    if approved_at is None:
        return _stopped(claim, Clock.PAYMENT_RUN, _NOT_APPROVED, cite("KB-CYC", "D-12"))
    cutoff = payment_run(approved=approved_at, rules=rules).cutoff
    return attrs.evolve(cutoff, answered_at=approved_at)


_OF_CLAIM: Final[Mapping[Clock, Callable[[Claim, Rules, TaxInvoice], Deadline | NotRunning]]] = {
    Clock.REVIEW: lambda claim, rules, _: _reviewed_here(claim, Clock.REVIEW, rules),
    Clock.ESCALATION: lambda claim, rules, _: escalation_deadline(claim, rules=rules),
    Clock.DISPUTE: lambda claim, rules, _: dispute_deadline(claim, rules=rules),
    Clock.PAYMENT: lambda claim, rules, invoice: payment_deadline(claim, tax_invoice=invoice, rules=rules),
    Clock.CLAIMING: lambda claim, rules, _: claiming_deadline(claim, rules=rules),
    Clock.DRAFT: lambda claim, rules, _: draft_expiry(claim, rules=rules),
    Clock.ACTIVITY_CLAIM: lambda claim, rules, _: activity_claim_due(
        claim.form.executed_on,
        program=claim.form.program,
        rules=rules,
        submitted_at=claim.milestones.first_submitted_at,
    ),
    Clock.POE_SUBMISSION: lambda claim, rules, _: poe_submission(claim, rules),
    Clock.FINAL_APPROVAL: lambda claim, rules, _: final_approval_due(
        claim.form.usage_period,
        program=claim.form.program,
        rules=rules,
        approved_at=claim.milestones.approved_at,
    ),
    Clock.DISPUTING: lambda claim, rules, _: _disputing(claim, rules),
    Clock.PLAN_REVIEW: lambda claim, rules, _: _reviewed_here(claim, Clock.PLAN_REVIEW, rules),
    Clock.PAYMENT_RUN: lambda claim, rules, _: _run_cutoff(claim, rules),
    Clock.RETENTION: lambda claim, rules, _: retention_due(claim.form.executed_on, rules=rules),
    Clock.TAX_INVOICE: lambda claim, rules, invoice: tax_invoice_submission(claim, invoice, rules),
}


@door
def deadline(
    claim: Claim, clock: Clock, *, rules: Rules, tax_invoice: TaxInvoice | None = None
) -> Deadline | NotRunning:
    """Return by when this clock of the claim is due, or why it does not run.

    `claim` is the claim as it is now, and `clock` any but that of a hold, which is a payment's, and that of a
    rebate, which is an earning period's. `tax_invoice` says where the partner's tax invoice is, `None` where
    the program needs none. `rules` are bound rules, with their calendar, zone and policies.

    A claim on the plan path has the clock of that review and not the usual one. Raises `InvalidValue` for
    another clock, and `NoRuleInForce` and `CalendarOutOfRange`.
    """
    if clock not in _OF_CLAIM:
        raise InvalidValue("clock", clock, "clock_of_a_claim")
    return _OF_CLAIM[clock](claim, rules, tax_invoice or TaxInvoice.not_needed())


@door
def clocks(
    claim: Claim, *, rules: Rules, tax_invoice: TaxInvoice | None = None
) -> dict[Clock, Deadline | NotRunning]:
    """Return every clock of the claim, each with its due day or why it does not run, in the order of `Clock`.

    `claim` is the claim as it is now. `tax_invoice` says where the partner's tax invoice is, `None` where
    the program needs none. `rules` are bound rules, with their calendar, zone and policies.

    A clock for which no rule is in force, or the calendar does not reach, does not run either. The clock of a
    hold is a payment's, see `hold_deadline`, and that of a rebate an earning period's, see `rebate_due`.
    Source: each clock's own function.
    """
    found: dict[Clock, Deadline | NotRunning] = {}
    for clock in _OF_CLAIM:
        try:
            found[clock] = deadline(claim, clock, rules=rules, tax_invoice=tax_invoice)
        except (NoRuleInForce, CalendarOutOfRange) as absent:
            found[clock] = unanswered(clock, absent)
    return found
