"""What columns have to say of claims, asked of `replay` and of `deadline`, claim by claim."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from coopclaims import History, replay
from coopclaims.deadlines import Clock, Deadline, TaxInvoice, deadline
from coopclaims.errors import CoopClaimsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coopclaims import Claim, Rules

CLOCKS: Final = (Clock.REVIEW, Clock.PLAN_REVIEW, Clock.ESCALATION, Clock.DISPUTE, Clock.PAYMENT)
"""Those that wait for the vendor."""

INSTANTS: Final = (
    *("created_at", "first_submitted_at", "submitted_at", "review_answered_at"),
    *("disputed_at", "dispute_answered_at", "approved_at"),
)


def told_of(claim: Claim) -> dict[str, Any]:
    """Return what a row of claims has to say of this one."""
    form, plan = claim.form, claim.form.plan
    return {
        "claim": claim.id,
        "program": form.program,
        "location": form.location,
        "usage_first": form.usage_period.first,
        "usage_last": form.usage_period.last,
        "executed_on": form.executed_on,
        "on_plan": plan is not None,
        "campaign_first": plan and plan.first,
        "amount": form.amount.amount,
        "currency": form.amount.currency.code,
        "status": claim.status.value,
        "version": claim.version,
        "changed_at": claim.changed_at,
        "changed_in": claim.changed_in,
        "rounds": len(claim.rounds),
        **{name: getattr(claim.milestones, name) for name in INSTANTS},
        "approved": None if claim.approved is None else claim.approved.amount,
        "refusal": None,
    }


def replayed(history: History) -> dict[str, Any]:
    """Return what a row of claims has to say of the claim of this History."""
    return told_of(replay(history))


def clocks_of(claim: Claim, rules: Rules, invoice: TaxInvoice | None) -> Iterator[tuple[Any, ...]]:
    """Yield what the clocks of a claim say one by one: which, from when, by when, and the refusal."""
    for clock in CLOCKS:
        try:
            found = deadline(claim, clock, rules=rules, tax_invoice=invoice)
        except CoopClaimsError as error:
            yield clock.value, None, None, None, error.code
            continue
        if isinstance(found, Deadline):
            last = found.last_instant.astimezone(UTC)
            yield clock.value, found.started_at, found.answered_at, (found.on, last), None


def clocks_told(columns: Mapping[str, tuple[Any, ...]]) -> dict[str, set[tuple[Any, ...]]]:
    """Return the same by claim, of the rows of clocks."""
    told: dict[str, set[tuple[Any, ...]]] = {}
    names = ("claim", "clock", "started_at", "answered_at", "due", "last_instant", "refusal")
    for claim, clock, started, answered, due, last, refusal in zip(
        *map(columns.__getitem__, names), strict=True
    ):
        known = (None, None, None) if refusal else (started, answered, (due, last))
        told.setdefault(claim, set()).add((clock, *known, refusal))
    return told
