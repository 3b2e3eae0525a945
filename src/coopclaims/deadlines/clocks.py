"""The clocks of a claim: review, dispute review, payment, and the end of the claiming period.

Each is asked with the claim as it stands and the rules; each answers with a `Deadline`, or with a
`NotRunning` that says why there is no due date. Never with nothing.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, final

import attrs

from coopclaims.claims import ClaimStatus
from coopclaims.deadlines.deadline import Clock, Deadline, NotRunning, due_after, start_day, weekday
from coopclaims.errors import InvalidValue
from coopclaims.periods import as_instant
from coopclaims.provenance import Explanation, Source, cite

if TYPE_CHECKING:
    from datetime import date

    from coopclaims.claims import Claim
    from coopclaims.rulebook import Rules

__all__ = [
    "TaxInvoice",
    "TaxInvoiceState",
    "claiming_deadline",
    "dispute_deadline",
    "dispute_due",
    "payment_deadline",
    "payment_due",
    "review_deadline",
    "review_due",
]


@final
class TaxInvoiceState(StrEnum):
    """Whether the program needs a tax invoice from the partner, and whether it is approved."""

    NOT_NEEDED = "not needed"
    AWAITED = "awaited"
    APPROVED = "approved"


@final
@attrs.frozen
class TaxInvoice:
    """Whether money waits for the partner's tax invoice. Source: MG20, TP23 D-11, P-23.

    >>> TaxInvoice.awaited().state
    <TaxInvoiceState.AWAITED: 'awaited'>
    """

    state: TaxInvoiceState
    approved_at: datetime | None = None

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
    def awaited(cls) -> TaxInvoice:
        """Return that the program needs a tax invoice and none is approved yet."""
        return cls(TaxInvoiceState.AWAITED)

    @classmethod
    def approved(cls, at: datetime) -> TaxInvoice:
        """Return that the tax invoice was approved at this aware instant."""
        return cls(TaxInvoiceState.APPROVED, at)


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
    if tax_invoice.state is TaxInvoiceState.AWAITED:
        return _not_running(
            Clock.PAYMENT,
            "the program needs the partner's tax invoice, and none is approved yet",
            cite("MG22", "D-11", "P-23"),
        )
    invoiced_at = tax_invoice.approved_at
    if invoiced_at is None:
        rule = rules.payment_span(start_day(approved, rules))
        return due_after(
            approved, rule, clock=Clock.PAYMENT, event="approved", rules=rules, answered_at=paid_at
        )
    start: datetime | date = invoiced_at
    event = "approved as to its tax invoice"
    if start_day(approved, rules) > start_day(invoiced_at, rules):
        start, event = approved, "approved (the tax invoice was before)"
    rule = rules.tax_invoice_span(start_day(start, rules))
    return due_after(start, rule, clock=Clock.PAYMENT, event=event, rules=rules, answered_at=paid_at)


def review_deadline(claim: Claim, *, rules: Rules) -> Deadline | NotRunning:
    """Return by when the claim has to be reviewed, or why that clock does not run.

    Once the reviewer has approved, rejected or asked for more, the deadline is met or met late.
    Source: MG20, MG22 D-07.
    """
    started = claim.milestones.submitted_at
    if started is None:
        return _not_running(Clock.REVIEW, "the claim has not been submitted", cite("SD-EN", "S-04"))
    if claim.status in (ClaimStatus.ACTION_REQUIRED, ClaimStatus.EDITING):
        return _not_running(
            Clock.REVIEW,
            "the claim waits for the partner; the clock starts anew at the next submission",
            cite("READING", "D-07", "T9"),
        )
    return review_due(start=started, rules=rules, answered_at=claim.milestones.review_answered_at)


def dispute_deadline(claim: Claim, *, rules: Rules) -> Deadline | NotRunning:
    """Return by when the dispute has to be decided, or why that clock does not run.

    Source: MG20, RJ21 D-09.
    """
    started = claim.milestones.disputed_at
    if started is None:
        return _not_running(Clock.DISPUTE, "no rejection of this claim was disputed", cite("MG22", "X-01"))
    if claim.status is ClaimStatus.PARTNER_ACTION_REQUIRED:
        return _not_running(
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
        return _not_running(
            Clock.PAYMENT, f"the claim is {claim.status.caption}, not Approved", cite("MG22", "D-10")
        )
    return payment_due(approved=approved_at, tax_invoice=tax_invoice, rules=rules, paid_at=paid_at)


def claiming_deadline(claim: Claim, *, rules: Rules) -> Deadline:
    """Return by when the claim has to be submitted: the last day of its claiming period.

    Met by the first submission. Source: OV20 to OV23 D-03.
    """
    rule = rules.claiming_period(claim.form.usage_period)
    period = rule.value
    because = (
        Explanation(
            code="claiming-period",
            text=f"claims for the usage period {claim.form.usage_period} are open {period}",
            figures=(
                ("usage_first", claim.form.usage_period.first.isoformat()),
                ("usage_last", claim.form.usage_period.last.isoformat()),
                ("opens", period.first.isoformat()),
                ("closes", period.last.isoformat()),
            ),
            source=rule.source,
            basis=rule.basis,
        ),
        Explanation(code="closes", text=f"the last day counts: {weekday(period.last)}"),
    )
    return Deadline(
        clock=Clock.CLAIMING,
        started_on=period.first,
        span=None,
        on=period.last,
        last_instant=rules.end_of(period.last),
        calendar=rules.calendar.name,
        digest=rules.calendar.digest,
        rule=None,
        answered_at=claim.milestones.first_submitted_at,
        because=because,
    )


def _not_running(clock: Clock, why: str, source: Source) -> NotRunning:
    return NotRunning(
        clock=clock,
        explanation=Explanation(
            code="not-running",
            text=f"no due date for the {clock}: {why}",
            figures=(("clock", str(clock)), ("why", why)),
            source=source,
        ),
    )
