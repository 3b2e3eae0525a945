"""Submitting a claim, disputing a rejection: dates, evidence and money, and what the fund then holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopclaims.claims.claim import Claim, ClaimStatus
from coopclaims.completeness.missing import claim_advice, missing_evidence
from coopclaims.deadlines.after_events import dispute_window_due
from coopclaims.deadlines.counting import Deadline
from coopclaims.decisions.capping import above_cap
from coopclaims.decisions.context import (
    JudgementContext,
    blank,
    ended_currency,
    in_pool_currency,
    outside_usage,
    proof_limit,
    unfunded,
    unless_missing,
    window_problems,
)
from coopclaims.decisions.drawing import Change, drawn
from coopclaims.decisions.last_days import after_activity_limit, little_time, no_approval
from coopclaims.errors import NoRate
from coopclaims.findings.codes import ProblemCode, Severity
from coopclaims.findings.problem import Problem, problem
from coopclaims.funds.entries import FundEntryKind
from coopclaims.plans import plan_path_problems
from coopclaims.rules.readings import DisputeWindow, OverClaiming

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.claims.commands import DisputeRejection, SubmitClaim


def submission(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield why the claim cannot be submitted now, whatever is said with it."""
    form, day = claim.form, context.day
    if not claim.was_submitted:
        yield from window_problems(form, context, opens=True)
        limit = after_activity_limit(form, day, context)
        yield from unless_missing("executed_on", limit, context.rules)
        yield from proof_limit(form, context, Severity.BLOCKS)
    yield from no_approval(claim, context)
    yield from outside_usage(form, context, Severity.BLOCKS)
    if form.executed_on > day:
        yield problem(
            ProblemCode.NOT_YET_EXECUTED,
            field="executed_on",
            who=context.editors,
            executed=form.executed_on,
            day=day,
        )
    yield from plan_path_problems(form, rules=context.rules, on=day)
    yield from missing_evidence(claim, rules=context.rules, on=day)
    without_funds = tuple(unfunded(form.amount, form, context))
    yield from without_funds
    if not without_funds:
        yield from _over_claim(claim, context, Severity.BLOCKS)


def submission_advice(_command: SubmitClaim, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield what a reviewer is likely to ask, and what will not be paid."""
    yield from _unanswered(claim, context)
    yield from claim_advice(claim, rules=context.rules, on=context.day)
    yield from _over_claim(claim, context, Severity.ADVISES)
    yield from above_cap(claim, claim.form.amount, context)
    yield from little_time(claim, context)
    yield from ended_currency(claim.currency, context, Severity.ADVISES)


def dispute(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield why the rejection cannot be disputed now."""
    yield from unfunded(claim.form.amount, claim.form, context)
    yield from unless_missing("at", dispute_window(claim, context), context.rules)
    yield from no_approval(claim, context)


def dispute_advice(_command: DisputeRejection, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Return that it would be decided after the last day for an approval."""
    return little_time(claim, context)


def dispute_reason(command: DisputeRejection, _claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    """Yield that the reason cannot be seen, where one is given. No reason is published as needed."""
    if command.reason:
        yield from blank("reason", command.reason)


def reserved(
    _command: SubmitClaim | DisputeRejection, claim: Claim, context: JudgementContext
) -> Iterator[Change]:
    """Yield that the claim holds the amount claimed, in place of what it held before.

    A dispute reserves again only if as much is still available; otherwise it goes on unreserved, and the
    approval is checked (a reading: the sources say nothing of the funds of a rejected claim).
    """
    funds = context.funds
    wanted = in_pool_currency(claim.form.amount, context)
    disputed = claim.status in (ClaimStatus.REJECTED, ClaimStatus.PARTNER_ACTION_REQUIRED)
    if disputed and wanted > funds.available_to(claim.id):
        return
    if wanted != funds.reserved_for(claim.id) or funds.activity_of(claim.id) != claim.form.activity:
        yield from drawn(FundEntryKind.RESERVED, wanted, claim, context)


def dispute_window(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield that the last decision cannot be disputed any more, under a strict policy."""
    if context.rules.policies.dispute_window is not DisputeWindow.STRICT:
        return
    if claim.milestones.disputed_at is not None:
        yield problem(ProblemCode.DISPUTED_BEFORE, claim=claim.id)
        return
    rejected_at = claim.milestones.review_answered_at or claim.changed_at
    due = dispute_window_due(rejected=rejected_at, rules=context.rules)
    if isinstance(due, Deadline) and context.day > due.on:
        yield problem(ProblemCode.DISPUTE_WINDOW_CLOSED, rejected=due.started_on, due=due.on, day=context.day)


def _over_claim(claim: Claim, context: JudgementContext, severity: Severity) -> Iterator[Problem]:
    """Yield that the claim is above what is available to it, if that is as severe as this here.

    A dispute goes on unreserved where too little is left, so answering within one is never refused.
    """
    blocks = context.rules.policies.over_claiming is OverClaiming.BLOCKS
    disputed = claim.status is ClaimStatus.PARTNER_ACTION_REQUIRED
    if (severity is Severity.BLOCKS) is not (blocks and not disputed):
        return
    try:
        claimed = in_pool_currency(claim.form.amount, context)
    except NoRate:  # reported by itself
        return
    available = context.funds.available_to(claim.id)
    if claimed > available:
        yield problem(
            ProblemCode.ABOVE_AVAILABLE,
            field="amount",
            severity=severity,
            who=context.editors,
            claimed=claimed,
            available=available,
        )


def _unanswered(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield the requests for information that nothing on the claim has changed for since.

    A request for an item concerns that item as it stood; any other one concerns the whole claim.
    """
    milestones, now = claim.milestones, claim.details
    before = milestones.returned
    if before is None:
        return
    standing = {item.id: item for item in now.items}
    unchanged = {item.id for item in before.items if standing.get(item.id) == item}
    same = (now.form, now.items) == (before.form, before.items)
    for request in milestones.requests:
        if same if request.item is None else request.item in unchanged:
            yield problem(
                ProblemCode.REQUEST_UNANSWERED,
                item=request.item,
                severity=Severity.ADVISES,
                who=context.editors,
                what=request.what,
            )
