"""Every clock beside the claiming windows: review, dispute review, payment, and what follows them.

Each function takes an event or a claim, and the rules. It returns a `Deadline`, or a `NotRunning` that
says why there is no due date; it never returns `None`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, final

import attrs

from coopclaims._templates import shown, weekday
from coopclaims._values import Keyed, as_day, as_instant, frozen, since_instant
from coopclaims.claims.claim import ClaimStatus
from coopclaims.deadlines.deadline import (
    Clock,
    Deadline,
    NotRunning,
    due_after,
    due_on,
    not_running,
    start_day,
)
from coopclaims.errors import InvalidValue
from coopclaims.periods import Months
from coopclaims.provenance import Explanation, cite, explained, inferred, message
from coopclaims.rules.keys import (
    DISPUTE_SPAN,
    ESCALATION_SPAN,
    HOLD_SPAN,
    PAYMENT_RUN_DAY,
    PAYMENT_SPAN,
    PLAN_REVIEW_SPAN,
    RETENTION_SPAN,
    REVIEW_SPAN,
    TAX_INVOICE_SPAN,
)
from coopclaims.rules.readings import RetentionFrom, ReviewClock, TaxInvoiceClock

if TYPE_CHECKING:
    from coopclaims.claims.claim import Claim
    from coopclaims.provenance import Reading, Source
    from coopclaims.rules.book import Rules

_PLAN_PATH = message(
    "reading.support_on_the_plan_path", "on the plan path Support is for a review that is overdue"
)


# The partner's tax invoice, as far as a claim's payment waits for it.


@final
class TaxInvoiceState(Keyed):
    """Whether the program needs a tax invoice from the partner, and where it is.

    Source: PS21, TP23 P-23.
    """

    NOT_NEEDED = "not_needed"
    AWAITED = "awaited"
    UNDER_REVIEW = "under_review"
    REJECTED = "rejected"
    APPROVED = "approved"

    @property
    def is_open(self) -> bool:
        """Whether payment waits: an invoice is needed, and none is approved."""
        return self not in (TaxInvoiceState.NOT_NEEDED, TaxInvoiceState.APPROVED)


@final
@frozen
class TaxInvoice:
    """Whether money waits for the partner's tax invoice.

    `state` says where the invoice is. `approved_at` is the aware instant of its approval, `None` in
    every other state. `since` is the aware instant at which it was requested, received or rejected,
    `None` where that is not known. Raises `InvalidValue` for a naive instant, and where `approved_at`
    does not fit the state. Source: MG20, TP23 D-11, P-23.

    >>> TaxInvoice.awaited().state
    <TaxInvoiceState.AWAITED: 'awaited'>
    """

    state: TaxInvoiceState
    approved_at: datetime | None = None
    since: datetime | None = attrs.field(default=None, converter=since_instant)

    def __attrs_post_init__(self) -> None:
        if (self.state is TaxInvoiceState.APPROVED) is not (self.approved_at is not None):
            raise InvalidValue(
                "approved_at", self.approved_at, "an instant where the tax invoice is approved, else none"
            )
        if self.approved_at is not None:
            as_instant("approved_at", self.approved_at)

    @classmethod
    def not_needed(cls) -> TaxInvoice:
        """Return that the program needs no tax invoice."""
        return cls(TaxInvoiceState.NOT_NEEDED)

    @classmethod
    def awaited(cls, since: datetime | None = None) -> TaxInvoice:
        """Return that the program needs a tax invoice, requested at this instant, and none has come.

        `since` is the aware instant at which it was requested, `None` where that is not known.
        """
        return cls(TaxInvoiceState.AWAITED, since=since)

    @classmethod
    def under_review(cls, since: datetime | None = None) -> TaxInvoice:
        """Return that the tax invoice was received at this instant and is being checked.

        `since` is the aware instant at which it was received, `None` where that is not known.
        """
        return cls(TaxInvoiceState.UNDER_REVIEW, since=since)

    @classmethod
    def rejected(cls, since: datetime | None = None) -> TaxInvoice:
        """Return that the tax invoice was rejected at this instant.

        `since` is the aware instant of the rejection, `None` where that is not known.
        """
        return cls(TaxInvoiceState.REJECTED, since=since)

    @classmethod
    def approved(cls, at: datetime) -> TaxInvoice:
        """Return that the tax invoice was approved at the aware instant `at`."""
        return cls(TaxInvoiceState.APPROVED, at)


# Deadlines beside the claim's own clocks: the plan path, payment runs, holds and retention.


def plan_review_due(*, start: datetime | date, rules: Rules, answered_at: datetime | None = None) -> Deadline:
    """Return by when evidence submitted on the plan path is reviewed.

    `start` is an aware instant, whose day is taken in the program's zone, or that civil day itself. It is the
    submission. `answered_at` is the aware instant of the review, `None` while it has not happened. `rules`
    are bound rules, with their calendar, zone and policies.

    The last day of the month after the month of submission (one reading of a sentence that has two).
    Source: PO22 D-08.
    """
    rule = rules.look_up(PLAN_REVIEW_SPAN, start_day(start, rules))
    return due_after(
        start, rule, clock=Clock.PLAN_REVIEW, event="submitted", rules=rules, answered_at=answered_at
    )


def hold_due(*, failed: datetime | date, rules: Rules, repaired_at: datetime | None = None) -> Deadline:
    """Return the last day to fix what keeps a payment from being made; the money is forfeited after it.

    `failed` is an aware instant, whose day is taken in the program's zone, or that civil day itself. It is
    when payment was first not possible. `repaired_at` is the aware instant at which the cause was fixed,
    `None` while it has not happened. `rules` are bound rules, with their calendar, zone and policies.

    One hundred and eighty calendar days. Source: TP23, EA23 D-22, P-24.
    """
    rule = rules.look_up(HOLD_SPAN, start_day(failed, rules))
    return due_after(
        failed, rule, clock=Clock.HOLD, event="refused payment", rules=rules, answered_at=repaired_at
    )


def retention_due(executed_on: date, *, began_on: date | None = None, rules: Rules) -> Deadline:
    """Return until when the originals of an activity are kept, that day included.

    `executed_on` is the last day of the activity and `began_on` its first, both civil days; `None` where
    only the last is known. `rules` are bound rules.

    Twenty-four months after `executed_on`, clamped to the end of a shorter month; after `began_on` by
    policy. Raises `InvalidValue` where it began after it ended. Source: OV18 to
    OV23 D-25, Q-02, Q-03; which day is inferred.
    """
    if began_on is not None and as_day("began_on", began_on) > as_day("executed_on", executed_on):
        raise InvalidValue("began_on", began_on.isoformat(), f"a day not after {executed_on.isoformat()}")
    policy = rules.policies.retention_from
    day = began_on if began_on is not None and policy is RetentionFrom.FIRST_DAY else executed_on
    due = due_after(
        day, rules.look_up(RETENTION_SPAN, day), clock=Clock.RETENTION, event="carried out", rules=rules
    )
    if began_on is None or began_on == executed_on:
        return due
    reading = explained(
        code="which-day",
        text=f"carried out from {weekday(began_on)} to {weekday(executed_on)}, kept {policy.caption}",
        figures=(("began", began_on.isoformat()), ("ended", executed_on.isoformat())),
        source=cite("READING", "Q-04"),
        basis=inferred(policy),
    )
    return attrs.evolve(due, because=(*due.because, reading))


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
        return explained(
            code="payment-run",
            text=f"paid with the run of {self.month:%Y-%m}",
            figures=(("month", self.month.isoformat()),),
            because=(self.cutoff.explain(),),
        )


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
    cutoff = month.replace(day=rule.value)
    because = (
        explained(
            code="run-day",
            text=f"approvals up to day {rule.value} of a month join its run",
            figures=(("run_day", rule.value),),
            source=rule.source,
            basis=rule.basis,
        ),
        explained(code="start", text=f"approved {weekday(day)}", figures=(("day", day.isoformat()),)),
    )
    return PaymentRun(
        month=month,
        cutoff=due_on(cutoff, clock=Clock.PAYMENT_RUN, started_on=day, because=because, rules=rules),
    )


# The three clocks of every claim: review, dispute review, payment.

_SUPPORT = cite("MG22", "R-16")
_WAITING = {
    TaxInvoiceState.AWAITED: "the program needs the partner's tax invoice, and none is approved yet",
    TaxInvoiceState.UNDER_REVIEW: "the partner's tax invoice is under review, and not approved yet",
    TaxInvoiceState.REJECTED: "the partner's tax invoice was rejected, and no other is approved yet",
}


def review_due(*, start: datetime | date, rules: Rules, answered_at: datetime | None = None) -> Deadline:
    """Return by when a claim submitted at `start` has to be reviewed.

    `start` is an aware instant, whose day is taken in the program's zone, or that civil day itself.
    `answered_at` is the aware instant of the reviewer's answer, `None` while it has not happened. `rules` are
    bound rules, with their calendar, zone and policies.

    Two business days by the published rule; the clock restarts at each submission (inferred).
    Raises `NoRuleInForce`, `CalendarOutOfRange`, `InvalidValue`. Source: MG20, MG22 D-07.
    """
    rule = rules.look_up(REVIEW_SPAN, start_day(start, rules))
    return due_after(start, rule, clock=Clock.REVIEW, event="submitted", rules=rules, answered_at=answered_at)


def dispute_due(*, start: datetime | date, rules: Rules, answered_at: datetime | None = None) -> Deadline:
    """Return by when a dispute raised at `start` has to be decided.

    `start` is an aware instant, whose day is taken in the program's zone, or that civil day itself.
    `answered_at` is the aware instant of the decision, `None` while it has not happened. `rules` are bound
    rules, with their calendar, zone and policies.

    Five business days by the published rule. Source: MG20, RJ21 D-09.
    """
    rule = rules.look_up(DISPUTE_SPAN, start_day(start, rules))
    return due_after(start, rule, clock=Clock.DISPUTE, event="disputed", rules=rules, answered_at=answered_at)


def payment_due(
    *, approved: datetime | date, tax_invoice: TaxInvoice, rules: Rules, paid_at: datetime | None = None
) -> Deadline | NotRunning:
    """Return by when a claim approved at `approved` has to be paid.

    `approved` is an aware instant, whose day is taken in the program's zone, or that civil day itself.
    `tax_invoice` says whether the program needs one, and where it is. `paid_at` is the aware instant of the
    payment, `None` while it has not happened. `rules` are bound rules, with their calendar, zone and
    policies.

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
    return _saying(later, "which-clock", policy, source, _beside(sooner))


def _beside(other: Deadline) -> Explanation:
    """Return what the due day would have been by the clock that does not count."""
    return explained(
        code="other-clock",
        text=f"by the other it would be due on {weekday(other.on)}",
        figures=(("due", other.on.isoformat()),),
        source=None if other.rule is None else other.rule.source,
        basis=None if other.rule is None else other.rule.basis,
    )


def _after_approval(approved: datetime | date, rules: Rules, paid_at: datetime | None) -> Deadline:
    rule = rules.look_up(PAYMENT_SPAN, start_day(approved, rules))
    return due_after(approved, rule, clock=Clock.PAYMENT, event="approved", rules=rules, answered_at=paid_at)


def _after_invoice(
    approved: datetime | date, invoiced_at: datetime, rules: Rules, paid_at: datetime | None
) -> Deadline:
    start: datetime | date = invoiced_at
    event = "approved as to its tax invoice"
    if start_day(approved, rules) > start_day(invoiced_at, rules):
        start, event = approved, "approved (the tax invoice was before)"
    rule = rules.look_up(TAX_INVOICE_SPAN, start_day(start, rules))
    return due_after(start, rule, clock=Clock.PAYMENT, event=event, rules=rules, answered_at=paid_at)


def review_deadline(claim: Claim, *, rules: Rules) -> Deadline | NotRunning:
    """Return by when the claim has to be reviewed, or why that clock does not run.

    `claim` is the claim as it is now; `rules` are bound rules, with their calendar, zone and policies.

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


def _saying(due: Deadline, code: str, reading: Reading, source: Source, *because: Explanation) -> Deadline:
    """Return a deadline whose explanation says by which reading it is this one."""
    reason = explained(
        code=code, text=shown(reading), source=source, basis=inferred(reading), because=because
    )
    return attrs.evolve(due, because=(*due.because, reason))


def escalation_deadline(claim: Claim, *, rules: Rules) -> Deadline | NotRunning:
    """Return until when a claim under review is waited for; after that the partner contacts Support.

    `claim` is the claim as it is now; `rules` are bound rules, with their calendar, zone and policies.

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
        return attrs.evolve(
            _saying(review, "plan-path", _PLAN_PATH, cite("READING", "R-16", "S-15")), clock=Clock.ESCALATION
        )
    return escalation_due(start=review.started_on, rules=rules, answered_at=review.answered_at)


def escalation_due(*, start: datetime | date, rules: Rules, answered_at: datetime | None = None) -> Deadline:
    """Return until when a claim submitted at `start` is waited for. See `escalation_deadline`.

    `start` is an aware instant, whose day is taken in the program's zone, or that civil day itself.
    `answered_at` is the aware instant of the reviewer's answer, `None` while it has not happened. `rules` are
    bound rules, with their calendar, zone and policies.
    """
    rule = rules.look_up(ESCALATION_SPAN, start_day(start, rules))
    return due_after(
        start, rule, clock=Clock.ESCALATION, event="submitted", rules=rules, answered_at=answered_at
    )


def dispute_deadline(claim: Claim, *, rules: Rules) -> Deadline | NotRunning:
    """Return by when the dispute has to be decided, or why that clock does not run.

    `claim` is the claim as it is now; `rules` are bound rules, with their calendar, zone and policies.

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

    `claim` is the claim as it is now. `tax_invoice` says whether the program needs one, and where it is.
    `paid_at` is the aware instant of the payment, `None` while it has not happened. `rules` are bound rules,
    with their calendar, zone and policies.

    Where the approval followed a dispute, the clock starts from that approval. See `payment_due`.
    Source: MG20, MG22 D-10, D-11, T12.
    """
    approved_at = claim.milestones.approved_at
    if approved_at is None:
        return not_running(
            Clock.PAYMENT, f"the claim is {claim.status.caption}, not Approved", cite("MG22", "D-10")
        )
    return payment_due(approved=approved_at, tax_invoice=tax_invoice, rules=rules, paid_at=paid_at)
