"""Last days that a policy sets: what leads nowhere after them is refused, and what hardly leads on, advised.

The limit after an activity ends the first submission (SH-CS D-06). The last day for an approval is that of
third parties (T-365 D-15); what it means for the steps before an approval is inferred.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

import attrs

from coopclaims.claims.claim import Claim, ClaimForm, ClaimStatus, Clock
from coopclaims.deadlines.after_events import due, final_approval_due
from coopclaims.deadlines.counting import Deadline
from coopclaims.deadlines.windows import activity_claim_due
from coopclaims.decisions.context import JudgementContext, unless_missing
from coopclaims.errors import CalendarOutOfRange, NoRuleInForce
from coopclaims.findings.codes import ProblemCode, Severity
from coopclaims.findings.problem import Problem, problem
from coopclaims.provenance import Basis, inferred, message
from coopclaims.rules.readings import ActivityLimiting, AfterPartnerAction, FinalApproval

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from coopclaims.rules.book import Rules

# The limit after an activity.


def after_activity_limit(form: ClaimForm, day: date, context: JudgementContext) -> Iterator[Problem]:
    """Yield that `day` is too late for a first submission, by the activity's own limit."""
    due = activity_claim_due(form.executed_on, program=form.program, rules=context.rules)
    if isinstance(due, Deadline) and day > due.on:
        yield problem(
            ProblemCode.ACTIVITY_LIMIT_PASSED,
            field="executed_on",
            executed=form.executed_on,
            due=due.on,
            day=day,
        )


def never_in_limit(form: ClaimForm, context: JudgementContext) -> Iterator[Problem]:
    """Yield that the limit is over before the claim can first be submitted: a draft would be in vain."""
    if context.rules.policies.activity_limiting is ActivityLimiting.OFF:
        return
    with suppress(NoRuleInForce, CalendarOutOfRange):  # blocks the creation, or the submission, by itself
        opens = context.rules.claiming_period(form.usage_period).value.first
        for found in after_activity_limit(form, max(context.day, opens), context):
            yield attrs.evolve(found, severity=Severity.ADVISES)


# The last day for an approval.


ONLY_FOR_APPROVAL: Final = inferred(
    message(
        "reading.only_for_an_approval",
        "a step whose only use would be an approval is refused once none can follow",
    )
)
"""Why a step before an approval is refused after the last day for one."""


def no_approval(
    claim: Claim, context: JudgementContext, basis: Basis | None = ONLY_FOR_APPROVAL
) -> Iterator[Problem]:
    """Yield that the claim cannot be approved any more; `basis` says why that blocks this step."""
    yield from unless_missing("usage_period", _passed(claim, context, basis), context.rules)


def _passed(claim: Claim, context: JudgementContext, basis: Basis | None) -> Iterator[Problem]:
    last = _last_day(claim, context.rules)
    if last is not None and context.day > last:
        yield problem(ProblemCode.FINAL_APPROVAL_PASSED, basis=basis, due=last, day=context.day)


def _last_day(claim: Claim, rules: Rules) -> date | None:
    """Return the last day for an approval, `None` where there is none. Most rules have none: ask first."""
    if rules.policies.final_approval is FinalApproval.NONE:
        return None
    last = final_approval_due(claim.form.usage_period, program=claim.form.program, rules=rules)
    return last.on if isinstance(last, Deadline) else None


def little_time(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield that an answer which takes as long as it may comes after the last day for an approval.

    What is handed in now, or at once where the claim goes back to the partner, starts a review, or a dispute
    where the claim is in one. It fits where as many business days are left as that takes, the last one too.
    """
    for found in unless_missing("usage_period", _too_late_for(claim, context), context.rules):
        yield attrs.evolve(found, severity=Severity.ADVISES)


def _too_late_for(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    last = None
    with suppress(NoRuleInForce, CalendarOutOfRange):  # blocks the step by itself
        last = _last_day(claim, context.rules)
    if last is None or context.day > last:
        return
    answer = due(_answered_by(claim, context), context.at, rules=context.rules)
    if isinstance(answer, Deadline) and answer.on > last:
        yield problem(ProblemCode.FINAL_APPROVAL_NEAR, due=last, day=context.day, answered=answer.on)


def _answered_by(claim: Claim, context: JudgementContext) -> Clock:
    """Return the clock of the answer to what the partner hands in next: of a dispute, or of a review."""
    back_to_review = context.rules.policies.after_partner_action is AfterPartnerAction.SUBMITTED
    asked_in_dispute = claim.status in (ClaimStatus.DISPUTED, ClaimStatus.PARTNER_ACTION_REQUIRED)
    if claim.status is ClaimStatus.REJECTED or (asked_in_dispute and not back_to_review):
        return Clock.DISPUTE
    return Clock.REVIEW if claim.form.plan is None else Clock.PLAN_REVIEW
