"""Ways back from an approval: taking it back, disputing a cut; and what the fund then holds again.

Both need a policy, and an approval of which there is no payment: one that was made settles its share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopclaims.claims.claim import Clock, Trigger
from coopclaims.deadlines.after_events import counted
from coopclaims.decisions.context import blank, in_pool_currency, other_pool, unless_missing
from coopclaims.decisions.last_days import no_approval
from coopclaims.decisions.reasoning import reason_problems
from coopclaims.decisions.submitting import dispute_window
from coopclaims.errors import NoRate
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import problem
from coopclaims.funds.entries import FundEntryKind
from coopclaims.rules.readings import CutDisputing, Retracting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.claims.claim import Claim
    from coopclaims.claims.commands import DisputeCut, RetractApproval
    from coopclaims.decisions.context import JudgementContext
    from coopclaims.decisions.drawing import Change
    from coopclaims.findings.problem import Problem
    from coopclaims.rules.policies import Policies


def retractable(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield why the approval cannot be taken back now."""
    if never_retracts(claim, context.rules.policies):
        yield problem(ProblemCode.RETRACTING_OFF, claim=claim.id)
    yield from other_pool(claim.form, context.funds)
    yield from unless_missing("at", _window(claim, context), context.rules)
    yield from _paid(claim, context)


def never_retracts(_claim: Claim, policies: Policies) -> bool:
    """Return whether the approval can never be taken back, whatever comes."""
    return policies.retracting is Retracting.OFF


def _window(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    approved_at = claim.milestones.approved_at or claim.changed_at
    due = counted(Clock.DISPUTING, approved_at, context.rules, None)
    if context.day > due.on:
        yield problem(ProblemCode.RETRACTION_TOO_LATE, approved=due.started_on, due=due.on, day=context.day)


def retraction(command: RetractApproval, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield that no reason is given, or one that names what is not there."""
    if command.reason.says_nothing:
        yield problem(ProblemCode.REASON_MISSING, field="reason", step=Trigger.RETRACT, claimed=None)
    yield from reason_problems(command.reason, claim, context, field="reason")


def disputable_cut(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield why there is no cut that can be disputed now."""
    approved, claimed = claim.approved, claim.form.amount
    if context.rules.policies.cut_disputing is CutDisputing.OFF:
        yield problem(ProblemCode.CUT_DISPUTING_OFF, claim=claim.id)
    if approved is None or approved >= claimed:
        yield problem(ProblemCode.NOTHING_CUT, claim=claim.id, claimed=claimed)
    yield from other_pool(claim.form, context.funds)
    yield from unless_missing("at", dispute_window(claim, context), context.rules)
    yield from no_approval(claim, context)
    yield from _paid(claim, context)


def never_cut(claim: Claim, policies: Policies) -> bool:
    """Return whether there can never be a cut to dispute, whatever comes."""
    approved = claim.approved
    return policies.cut_disputing is CutDisputing.OFF or (
        approved is not None and approved >= claim.form.amount
    )


def cut_dispute_reason(command: DisputeCut, _claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    """Yield that the reason cannot be seen, where one is given."""
    if command.reason:
        yield from blank("reason", command.reason)


def _paid(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield each payment that settles a part of the approval, or that the fund knows of one."""
    known = sorted(context.payments.items())
    for payment, status in known:
        yield problem(
            ProblemCode.APPROVAL_HAS_PAYMENT, claim=claim.id, payment=payment, status=status, paid=None
        )
    paid = context.funds.paid_for(claim.id)
    if not known and paid.is_positive:
        yield problem(ProblemCode.APPROVAL_HAS_PAYMENT, claim=claim.id, payment=None, status=None, paid=paid)


def restored(
    _command: RetractApproval | DisputeCut, claim: Claim, context: JudgementContext
) -> Iterator[Change]:
    """Yield that what is committed is so no more, and that the claim holds what it claims again.

    Where others have drawn on what a cut left, or no rate is known, the claim holds what was approved: that
    much is there.
    """
    funds, activity = context.funds, claim.form.activity
    approved, expired = funds.approved_for(claim.id), funds.expired_for(claim.id)
    yield FundEntryKind.COMMITMENT_REVERSED, approved, activity
    wanted = approved
    try:
        claimed = in_pool_currency(claim.form.amount, context)
    except NoRate:
        claimed = approved
    if claimed <= funds.available_to(claim.id) + approved:
        wanted = claimed
    if wanted > approved:
        yield FundEntryKind.RESTORED, min(wanted - approved, expired), activity
    yield FundEntryKind.RESERVED, wanted, activity
