"""Reviewing a claim: remarks, requests, approval and rejection, and what the fund then holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from coopclaims.claims.claim import Trigger
from coopclaims.claims.evidence import CertificationReport, Invoice
from coopclaims.completeness.likeness import UNFORBIDDEN, LikenessStrength, likenesses, rank_of
from coopclaims.completeness.missing import above_cost, repetitions
from coopclaims.decisions import people
from coopclaims.decisions.authority import visible
from coopclaims.decisions.capping import above_cap
from coopclaims.decisions.context import (
    JudgementContext,
    blank,
    ended_currency,
    in_pool_currency,
    other_pool,
    second_currency,
    unfunded,
    unknown_items,
)
from coopclaims.decisions.drawing import Change, drawn, let_go
from coopclaims.decisions.last_days import little_time, no_approval
from coopclaims.decisions.reasoning import line_problems, reason_problems
from coopclaims.errors import NoRate
from coopclaims.findings.codes import ProblemCode, Severity
from coopclaims.findings.problem import Problem, not_positive, problem
from coopclaims.funds.entries import FundEntryKind
from coopclaims.rules.readings import DisputeRequests, PartialApproval, RepeatedEvidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from coopclaims.claims.claim import Claim
    from coopclaims.claims.commands import (
        ApproveClaim,
        GiveFeedback,
        RecommendApproval,
        RejectClaim,
        RequestAction,
        RequestDocuments,
    )
    from coopclaims.completeness.likeness import Likeness
    from coopclaims.identifiers import ItemId
    from coopclaims.money.amounts import Money
    from coopclaims.rules.policies import Policies


# Remarks and requests.


def feedback(command: GiveFeedback, claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    """Yield that the remark says nothing, or is about an item that is not there."""
    yield from blank("text", command.text)
    yield from unknown_items((command.item,), claim)


def returnable(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Return why the claim cannot go back to the partner, who could only bring it back for an approval."""
    return no_approval(claim, context)


def return_advice(_command: RequestAction, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Return that it would come back too late for an answer before the last day for an approval."""
    return little_time(claim, context)


def requests(
    command: RequestAction | RequestDocuments, claim: Claim, context: JudgementContext
) -> Iterator[Problem]:
    """Yield that nothing is asked for, or something of what is not there."""
    if not command.requests:
        yield problem(ProblemCode.TEXT_MISSING, field="requests")
    for request in command.requests:
        if request.reason.says_nothing:
            yield problem(ProblemCode.TEXT_MISSING, field="requests", item=request.item)
    for request in command.requests:
        yield from reason_problems(request.reason, claim, context, field="requests")


def asking(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield that under these policies nothing is asked for without a decision."""
    if never_asks(claim, context.rules.policies):
        yield problem(ProblemCode.DOCUMENT_REQUESTS_OFF, claim=claim.id)


def never_asks(_claim: Claim, policies: Policies) -> bool:
    """Return whether documents can never be asked for without a decision, whatever comes."""
    return policies.dispute_requests is DisputeRequests.BY_DECISION


def _still_asked(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield what the validation team asked for in the dispute that is about to end, and nothing came for."""
    for each in claim.open_requests:
        yield problem(
            ProblemCode.DOCUMENTS_AWAITED,
            item=each.request.item,
            severity=Severity.ADVISES,
            who=context.editors,
            what=each.request.what,
        )


# Approval, and its recommendation.


def recommendable(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield why this actor cannot recommend any amount of the claim."""
    yield from people.of_claiming(claim, context)
    yield from people.own_right_needed(claim, context)


def recommendation(command: RecommendApproval, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield why this amount could not be approved by anybody, or not be recommended by this actor."""
    yield from _amount_problems(command.amount, claim, context)
    yield from people.no_own_right(command.amount, claim, context)


def recommendation_advice(
    command: RecommendApproval, claim: Claim, context: JudgementContext
) -> Iterator[Problem]:
    """Yield that the amount is above its caps, and who should recommend it."""
    yield from above_cap(claim, command.amount, context)
    yield from people.claiming_advice(claim, context)


def approvable(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield why no amount of the claim can be approved now, or not by this actor."""
    yield from people.of_two_people(claim, context)
    yield from people.recommendation_needed(claim, context)
    yield from no_approval(claim, context, None)
    if context.rules.policies.repeated_evidence is RepeatedEvidence.BLOCKS:
        yield from repetitions(claim, Severity.BLOCKS)
        yield from _shared(claim, context, Severity.BLOCKS)
    without_funds = tuple(unfunded(claim.form.amount, claim.form, context))
    yield from without_funds
    if without_funds:
        return
    remaining = context.funds.approvable_for(claim.id)
    whole = context.rules.policies.partial_approval is PartialApproval.WHOLE_ONLY
    claimed = in_pool_currency(claim.form.amount, context)
    if not remaining.is_positive or (whole and claimed > remaining):
        yield problem(
            ProblemCode.APPROVED_ABOVE_EARNED,
            field="amount",
            approved=claimed if whole else None,
            remaining=remaining,
        )


def approval(command: ApproveClaim, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield why this amount cannot be approved."""
    amount, claimed = command.amount, claim.form.amount
    yield from _amount_problems(amount, claim, context)
    if command.reason is not None:
        yield from reason_problems(command.reason, claim, context, field="reason")
    yield from line_problems(command, claim, context)
    if amount.currency is not claimed.currency:
        return
    whole_only = context.rules.policies.partial_approval is PartialApproval.WHOLE_ONLY
    if amount < claimed and not whole_only and not _says_why(command):
        yield problem(ProblemCode.REASON_MISSING, field="reason", step=Trigger.APPROVE, claimed=claimed)
    yield from people.not_recommended(amount, claim, context)
    yield from people.no_own_right(amount, claim, context)
    remaining = context.funds.approvable_for(claim.id)
    try:
        drawing = in_pool_currency(amount, context)
    except NoRate:  # reported as a precondition of every approval
        return
    if remaining.is_positive and drawing > remaining:
        yield problem(
            ProblemCode.APPROVED_ABOVE_EARNED, field="amount", approved=drawing, remaining=remaining
        )


def _amount_problems(amount: Money, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield why this amount of the claim could not be approved, whatever is in its fund."""
    claimed = claim.form.amount
    yield from not_positive("amount", amount)
    if amount.currency is not claimed.currency:
        yield from second_currency(amount, claimed.currency, context)
    elif amount > claimed:
        yield problem(ProblemCode.APPROVED_ABOVE_CLAIMED, field="amount", approved=amount, claimed=claimed)
    elif amount < claimed and context.rules.policies.partial_approval is PartialApproval.WHOLE_ONLY:
        yield problem(ProblemCode.APPROVED_IN_PART, field="amount", approved=amount, claimed=claimed)


def _says_why(command: ApproveClaim) -> bool:
    """Return whether there is a reason that says something, of the claim or of one of its items."""
    reasons = (command.reason, *(line.reason for line in command.lines))
    return any(each is not None and not each.says_nothing for each in reasons)


def approval_advice(command: ApproveClaim, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield what did not come, amounts above caps or cost, what stands twice, and who should decide."""
    yield from _still_asked(claim, context)
    yield from above_cap(claim, command.amount, context)
    yield from above_cost(claim, command.amount, context.rules)
    if context.rules.policies.repeated_evidence is RepeatedEvidence.ADVISED:
        yield from repetitions(claim, Severity.ADVISES)
    yield from _shared(claim, context, Severity.ADVISES)
    yield from ended_currency(claim.currency, context, Severity.ADVISES)
    yield from people.claiming_advice(claim, context)
    yield from people.dispute_advice(claim, context)


def _shared(claim: Claim, context: JudgementContext, severity: Severity) -> Iterator[Problem]:
    """Yield the items that are like one of another claim that the actor may see, each in what it is most.

    What blocks under the policy are costs that are like costs elsewhere, by more than activity, day and sum.
    """
    if not context.others or context.actor is None:
        return
    others = tuple(visible(context.others, context.actor, at=context.at, rules=context.rules))
    found: Mapping[ItemId, Likeness] = {}
    if context.rules.policies.repeated_evidence is RepeatedEvidence.BLOCKS:
        of_costs = _surest(_costs(claim), map(_costs, others))
        found = {item: each for item, each in of_costs.items() if each.strength is not _WEAKEST}
    if severity is Severity.ADVISES:
        found = {item: each for item, each in _surest(claim, others).items() if item not in found}
    for item, likeness in found.items():
        twin = next(each for each in likeness.items if each.claim != claim.id)
        yield problem(
            ProblemCode.EVIDENCE_SHARED,
            field="document",
            item=item,
            severity=severity,
            basis=UNFORBIDDEN,
            kind=likeness.kind,
            other=twin.claim,
            twin=twin.item,
        )


_WEAKEST: Final = LikenessStrength.POSSIBLE


def _surest(claim: Claim, others: Iterable[Claim]) -> dict[ItemId, Likeness]:
    """Return the surest likeness of each item of the claim that is like one of the others."""
    found: dict[ItemId, Likeness] = {}
    for each in sorted(likenesses(claim, others), key=lambda each: rank_of(each.kind)):
        for own in each.items:
            if own.claim == claim.id:
                found.setdefault(own.item, each)
    return found


def _costs(claim: Claim) -> Claim:
    """Return the claim with the items alone that raise the sum of its cost."""
    costs = tuple(
        each
        for each in claim.items
        if isinstance(each, Invoice | CertificationReport) and not each.amount.is_negative
    )
    return attrs.evolve(claim, details=attrs.evolve(claim.details, items=costs))


def committed(command: ApproveClaim, claim: Claim, context: JudgementContext) -> Iterator[Change]:
    """Yield that what the claim holds is released, and the amount approved committed."""
    amount = in_pool_currency(command.amount, context)
    yield from drawn(FundEntryKind.COMMITTED, amount, claim, context)


# Rejection.


def rejectable(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield why the claim cannot be rejected whatever the reasons, or not by this actor."""
    yield from people.of_one_decision(claim, context)
    yield from other_pool(claim.form, context.funds)


def rejection(command: RejectClaim, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield that no reason is given, or one that names what is not there."""
    if not command.reasons or any(each.says_nothing for each in command.reasons):
        yield problem(ProblemCode.REASON_MISSING, field="reasons", step=Trigger.REJECT, claimed=None)
    for reason in command.reasons:
        yield from reason_problems(reason, claim, context, field="reasons")


def rejection_advice(_command: RejectClaim, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield what did not come, and that somebody else should decide the dispute of a decision."""
    yield from _still_asked(claim, context)
    yield from people.dispute_advice(claim, context)


def released(_command: RejectClaim, claim: Claim, context: JudgementContext) -> Iterator[Change]:
    """Yield that what the claim holds is released."""
    held, holding_for = context.funds.reserved_for(claim.id), context.funds.activity_of(claim.id)
    yield FundEntryKind.RELEASED, held, holding_for
    yield from let_go(held, holding_for, claim, context)
