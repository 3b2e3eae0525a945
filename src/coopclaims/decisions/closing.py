"""Dropping a draft, letting it lapse, reopening a claim; and correcting the instant of an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coopclaims.claims.claim import Trigger
from coopclaims.claims.correcting import known_around
from coopclaims.decisions.context import JudgementContext, blank, unless_missing
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, problem
from coopclaims.histories import Instants
from coopclaims.provenance import message
from coopclaims.rules.readings import Cancelling, Reopening

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.claims.claim import Claim
    from coopclaims.claims.commands import CorrectInstant
    from coopclaims.rules.readings import Policies


_NO_SUCH_ENTRY: Final = message("no_such_entry", "the History has no entry of this number")
_CORRECTS_ITSELF: Final = message(
    "entry_is_a_correction", "it corrects an instant itself; correct the entry that it corrects once more"
)


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


def correction(command: CorrectInstant, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield why the instant of this entry cannot be corrected, or not to this one.

    With the History it has to be in between those of the entries around it. Without, what the claim knows
    itself is all that is judged: the instants that clocks run from.
    """
    number, instant, history = command.entry, command.instant, context.history
    yield from blank("reason", command.reason)
    if history is not None and (history.claim, history.version) != (claim.id, claim.version):
        yield problem(
            ProblemCode.HISTORY_MISMATCH,
            found=history.claim,
            version=history.version,
            wanted=claim.id,
            due=claim.version,
        )
        return
    reason = None
    if number > claim.version:
        reason = _NO_SUCH_ENTRY
    elif history is not None and history.entries[number - 1].correction is not None:
        reason = _CORRECTS_ITSELF
    if reason is not None:
        yield problem(ProblemCode.ENTRY_NOT_CORRECTABLE, field="entry", entry=number, reason=reason)
        return
    if history is None:
        first, last = known_around(number, claim.milestones, claim.changed_in, claim.changed_at)
    else:
        first, last = Instants(history.entries).around(number)
    latest = context.at if last is None else min(last, context.at)
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
    closes = context.rules.claiming_period(claim.form.usage_period).value.last
    if context.day <= closes:
        yield problem(ProblemCode.WINDOW_STILL_OPEN, closes=closes, day=context.day)
