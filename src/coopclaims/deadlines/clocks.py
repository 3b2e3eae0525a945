"""The three clocks of every claim: review, dispute review, payment.

Each is asked with the claim as it stands and the rules; each answers with a `Deadline`, or with a
`NotRunning` that says why there is no due date. Never with nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from coopclaims.claims import ClaimStatus
from coopclaims.deadlines.afterwards import plan_review_due
from coopclaims.deadlines.deadline import (
    Clock,
    Deadline,
    NotRunning,
    due_after,
    not_running,
    start_day,
    weekday,
)
from coopclaims.deadlines.tax_invoice import TaxInvoiceState
from coopclaims.provenance import Explanation, cite, inferred
from coopclaims.rulebook import ReviewClock, TaxInvoiceClock

if TYPE_CHECKING:
    from datetime import date, datetime

    from coopclaims.claims import Claim
    from coopclaims.deadlines.tax_invoice import TaxInvoice
    from coopclaims.provenance import Source
    from coopclaims.rulebook import Rules

__all__ = [
    "dispute_deadline",
    "dispute_due",
    "escalation_deadline",
    "escalation_due",
    "payment_deadline",
    "payment_due",
    "review_deadline",
    "review_due",
]


_SUPPORT = cite("MG22", "R-16")
_WAITING = {
    TaxInvoiceState.AWAITED: "the program needs the partner's tax invoice, and none is approved yet",
    TaxInvoiceState.UNDER_REVIEW: "the partner's tax invoice is under review, and not approved yet",
    TaxInvoiceState.REJECTED: "the partner's tax invoice was rejected, and no other is approved yet",
}


def review_due(*, start: datetime | date, rules: Rules, answered_at: datetime | None = None) -> Deadline:
    """Return by when a claim submitted at `start` has to be reviewed.

    Two business days by the published rule; the clock restarts at each submission (inferred).
    Raises `NoRuleInForce`, `CalendarOutOfRange`, `InvalidValue`. Source: MG20, MG22 D-07.
    """
    rule = rules.review_span(start_day(start, rules))
    return due_after(start, rule, clock=Clock.REVIEW, event="submitted", rules=rules, answered_at=answered_at)


def dispute_due(*, start: datetime | date, rules: Rules, answered_at: datetime | None = None) -> Deadline:
    """Return by when a dispute raised at `start` has to be decided.

    Five business days by the published rule. Source: MG20, RJ21 D-09.
    """
    rule = rules.dispute_span(start_day(start, rules))
    return due_after(start, rule, clock=Clock.DISPUTE, event="disputed", rules=rules, answered_at=answered_at)


def payment_due(
    *, approved: datetime | date, tax_invoice: TaxInvoice, rules: Rules, paid_at: datetime | None = None
) -> Deadline | NotRunning:
    """Return by when a claim approved at `approved` has to be paid.

    Forty-five business days after the approval. Where the program needs a tax invoice, thirty
    calendar days after *its* approval instead (inferred: instead of, not besides), never counted
    from before the claim's approval; with no due date while that invoice is missing.
    Source: MG20, MG22 D-10, D-11.
    """
    if tax_invoice.state.is_open:
        return not_running(Clock.PAYMENT, _WAITING[tax_invoice.state], cite("MG22", "D-11", "P-23"))
    invoiced_at = tax_invoice.approved_at
    if invoiced_at is None:
        return _after_approval(approved, rules, paid_at)
    invoiced = _after_invoice(approved, invoiced_at, rules, paid_at)
    policy, source = rules.policies.tax_invoice_clock, cite("READING", "D-11")
    if policy is not TaxInvoiceClock.LATER_OF_BOTH:
        return _saying(invoiced, "which-clock", policy, source)
    counted = _after_approval(approved, rules, paid_at)
    sooner, later = sorted((counted, invoiced), key=lambda due: due.on)
    return _saying(later, "which-clock", policy, source, _told_beside(sooner))


def _told_beside(other: Deadline) -> Explanation:
    """Return what the deadline that does not count would have been."""
    return Explanation(
        code="other-clock",
        text=f"by the other it would be due on {weekday(other.on)}",
        figures=(("due", other.on.isoformat()),),
        source=None if other.rule is None else other.rule.source,
        basis=None if other.rule is None else other.rule.basis,
    )


def _after_approval(approved: datetime | date, rules: Rules, paid_at: datetime | None) -> Deadline:
    rule = rules.payment_span(start_day(approved, rules))
    return due_after(approved, rule, clock=Clock.PAYMENT, event="approved", rules=rules, answered_at=paid_at)


def _after_invoice(
    approved: datetime | date, invoiced_at: datetime, rules: Rules, paid_at: datetime | None
) -> Deadline:
    start: datetime | date = invoiced_at
    event = "approved as to its tax invoice"
    if start_day(approved, rules) > start_day(invoiced_at, rules):
        start, event = approved, "approved (the tax invoice was before)"
    rule = rules.tax_invoice_span(start_day(start, rules))
    return due_after(start, rule, clock=Clock.PAYMENT, event=event, rules=rules, answered_at=paid_at)


def review_deadline(claim: Claim, *, rules: Rules) -> Deadline | NotRunning:
    """Return by when the claim has to be reviewed, or why that clock does not run.

    A claim on the plan path is reviewed by the end of a month instead (PO22 D-08, S-15).
    Once the reviewer has approved or rejected, the deadline is met or met late; while the claim waits
    for the partner the clock does not run. Source: MG20, MG22 D-07.
    """
    started = claim.milestones.submitted_at
    if rules.policies.review_clock is ReviewClock.FIRST_SUBMISSION:
        started = claim.milestones.first_submitted_at
    if started is None:
        return not_running(Clock.REVIEW, "the claim has not been submitted", cite("SD-EN", "S-04"))
    if claim.status in (ClaimStatus.ACTION_REQUIRED, ClaimStatus.EDITING):
        return not_running(
            Clock.REVIEW,
            "the claim waits for the partner; the clock starts anew at the next submission",
            cite("READING", "D-07", "T9"),
        )
    ask = review_due if claim.form.plan is None else plan_review_due
    due = ask(start=started, rules=rules, answered_at=claim.milestones.review_answered_at)
    if claim.milestones.submitted_at == claim.milestones.first_submitted_at:
        return due
    return _saying(due, "which-submission", rules.policies.review_clock, cite("READING", "D-07", "T9"))


def _saying(due: Deadline, code: str, reading: str, source: Source, *because: Explanation) -> Deadline:
    """Return a deadline whose explanation says by which reading it is this one."""
    told = Explanation(
        code=code, text=str(reading), source=source, basis=inferred(str(reading)), because=because
    )
    return attrs.evolve(due, because=(*due.because, told))


def escalation_deadline(claim: Claim, *, rules: Rules) -> Deadline | NotRunning:
    """Return until when a claim under review is waited for; after that the partner contacts Support.

    More than two days, in a unit that the page does not give (a reading: business days, as the
    review). A claim on the plan path, whose review may take weeks, is waited for until that review is
    due (inferred: the page speaks of the two-day review). Source: MG20, MG22 R-16; PO22 S-15.
    """
    review = review_deadline(claim, rules=rules)
    if isinstance(review, NotRunning):
        return not_running(
            Clock.ESCALATION, str(review.explanation.figure("why")), review.explanation.source or _SUPPORT
        )
    if claim.form.plan is not None:
        reading = "on the plan path Support is for a review that is overdue"
        return attrs.evolve(
            _saying(review, "plan-path", reading, cite("READING", "R-16", "S-15")), clock=Clock.ESCALATION
        )
    return escalation_due(start=review.started_on, rules=rules, answered_at=review.answered_at)


def escalation_due(*, start: datetime | date, rules: Rules, answered_at: datetime | None = None) -> Deadline:
    """Return until when a claim submitted at `start` is waited for. See `escalation_deadline`."""
    rule = rules.escalation_span(start_day(start, rules))
    return due_after(
        start, rule, clock=Clock.ESCALATION, event="submitted", rules=rules, answered_at=answered_at
    )


def dispute_deadline(claim: Claim, *, rules: Rules) -> Deadline | NotRunning:
    """Return by when the dispute has to be decided, or why that clock does not run.

    Source: MG20, RJ21 D-09.
    """
    started = claim.milestones.disputed_at
    if started is None:
        return not_running(Clock.DISPUTE, "no rejection of this claim was disputed", cite("MG22", "X-01"))
    if claim.status is ClaimStatus.PARTNER_ACTION_REQUIRED:
        return not_running(
            Clock.DISPUTE,
            "the dispute waits for the partner; the clock starts anew when the claim is submitted again",
            cite("READING", "T15"),
        )
    return dispute_due(start=started, rules=rules, answered_at=claim.milestones.dispute_answered_at)


def payment_deadline(
    claim: Claim, *, tax_invoice: TaxInvoice, rules: Rules, paid_at: datetime | None = None
) -> Deadline | NotRunning:
    """Return by when the approved claim has to be paid, or why that clock does not run.

    Where the approval followed a dispute, the clock starts from that approval. See `payment_due`.
    Source: MG20, MG22 D-10, D-11, T12.
    """
    approved_at = claim.milestones.approved_at
    if approved_at is None:
        return not_running(
            Clock.PAYMENT, f"the claim is {claim.status.caption}, not Approved", cite("MG22", "D-10")
        )
    return payment_due(approved=approved_at, tax_invoice=tax_invoice, rules=rules, paid_at=paid_at)
