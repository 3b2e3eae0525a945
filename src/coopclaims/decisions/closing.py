"""Dropping a draft, letting it lapse, reopening a claim; and correcting the instant of an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopclaims.claims.claim import Trigger
from coopclaims.claims.correcting import known_around
from coopclaims.decisions.context import JudgementContext, blank, unless_missing
from coopclaims.decisions.last_days import little_time, no_approval
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, problem
from coopclaims.histories import CORRECTS_ITSELF, NO_SUCH_ENTRY, Correction, Instants
from coopclaims.rules.readings import Cancelling, Reopening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from typing import Any

    from coopclaims.claims.claim import Claim
    from coopclaims.claims.commands import CorrectInstant, ReopenClaim
    from coopclaims.histories import Around, NumberedStream, Standing
    from coopclaims.rules.policies import Policies


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
    """Yield that the policies know no reopening, or that nothing could be approved after it."""
    if never_reopens(claim, context.rules.policies):
        yield problem(ProblemCode.REOPENING_OFF, claim=claim.id, status=claim.status)
    yield from no_approval(claim, context)


def reopening_advice(_command: ReopenClaim, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Return that it would come back too late for an answer before the last day for an approval."""
    return little_time(claim, context)


def never_reopens(_claim: Claim, policies: Policies) -> bool:
    """Return whether the claim can never be reopened, whatever comes."""
    return policies.reopening is not Reopening.EXPLICIT


def correction(command: CorrectInstant, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield why the instant of this entry cannot be corrected, or not to this one."""
    yield from blank("reason", command.reason)
    number = command.entry
    yield from correction_problems(
        Correction(number, command.instant),
        claim,
        at=context.at,
        known=known_around(number, claim.milestones, claim.changed_in, claim.changed_at),
        history=context.history,
        field="entry",
    )


def correction_problems(
    correction: Correction,
    thing: Standing,
    *,
    at: datetime,
    known: Around,
    history: NumberedStream[Any] | None,
    field: str,
) -> Iterator[Problem]:
    """Yield why an instant of a claim or a payment cannot be corrected at `at`, or not to this one.

    With the History it has to be in between those of the entries around it. Without, what the thing knows
    itself is all that is judged, `known`: the instants that clocks run from. `field` has the number.
    """
    number, instant = correction
    if history is not None and (history.stream, history.version) != (thing.id, thing.version):
        yield problem(
            ProblemCode.HISTORY_MISMATCH,
            found=history.stream,
            version=history.version,
            wanted=thing.id,
            due=thing.version,
        )
        return
    reason = None
    if number > thing.version:
        reason = NO_SUCH_ENTRY
    elif history is not None and history.entries[number - 1].correction is not None:
        reason = CORRECTS_ITSELF
    if reason is not None:
        yield problem(ProblemCode.ENTRY_NOT_CORRECTABLE, field=field, entry=number, reason=reason)
        return
    first, last = known if history is None else Instants(history.entries).around(number)
    latest = at if last is None else min(last, at)
    if instant > latest or (first is not None and instant < first):
        yield problem(
            ProblemCode.INSTANT_OUT_OF_ORDER,
            field="instant",
            instant=instant,
            entry=number,
            first=first,
            last=latest,
        )


def _submitted_before(step: Trigger, claim: Claim) -> Iterator[Problem]:
    if claim.was_submitted:
        yield problem(ProblemCode.SUBMITTED_BEFORE, claim=claim.id, step=step)


def _still_open(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    closes = context.rules.claiming_period(claim.form.usage_period, claim.form.program).value.last
    if context.day <= closes:
        yield problem(ProblemCode.WINDOW_STILL_OPEN, closes=closes, day=context.day)
