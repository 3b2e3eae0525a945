"""Dropping a draft, letting it lapse, reopening a claim: what is possible under some policies only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopclaims.claims.claim import Trigger
from coopclaims.decisions.context import JudgementContext, unless_missing
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, problem
from coopclaims.rules.readings import Cancelling, Reopening

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.claims.claim import Claim
    from coopclaims.rules.readings import Policies


def cancelling(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield why the draft cannot be dropped."""
    if context.rules.policies.cancelling is Cancelling.OFF:
        yield problem(ProblemCode.CANCELLING_OFF, claim=claim.id)
    yield from _submitted_before(Trigger.CANCEL, claim)


def never_cancels(claim: Claim, policies: Policies) -> bool:
    """Return whether the draft can never be dropped, whatever comes."""
    return claim.was_submitted or policies.cancelling is Cancelling.OFF


def expiry(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield why the draft does not lapse yet."""
    yield from _submitted_before(Trigger.EXPIRE, claim)
    yield from unless_missing("usage_period", _still_open(claim, context), context.rules)


def never_expires(claim: Claim, _policies: Policies) -> bool:
    """Return whether the draft can never lapse, whatever comes."""
    return claim.was_submitted


def reopening(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield that the policies know no reopening."""
    if never_reopens(claim, context.rules.policies):
        yield problem(ProblemCode.REOPENING_OFF, claim=claim.id, status=claim.status)


def never_reopens(_claim: Claim, policies: Policies) -> bool:
    """Return whether the claim can never be reopened, whatever comes."""
    return policies.reopening is not Reopening.EXPLICIT


def _submitted_before(step: Trigger, claim: Claim) -> Iterator[Problem]:
    if claim.was_submitted:
        yield problem(ProblemCode.SUBMITTED_BEFORE, claim=claim.id, step=step)


def _still_open(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    closes = context.rules.claiming_period(claim.form.usage_period).value.last
    if context.day <= closes:
        yield problem(ProblemCode.WINDOW_STILL_OPEN, closes=closes, day=context.day)
