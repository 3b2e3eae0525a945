"""Correcting the instant of an entry, which a wrong clock stamped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coopclaims.claims.correcting import known_around
from coopclaims.decisions.context import JudgementContext, blank
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, problem
from coopclaims.histories import Instants
from coopclaims.provenance import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.claims.claim import Claim
    from coopclaims.claims.commands import CorrectInstant

_NO_SUCH_ENTRY: Final = message("no_such_entry", "the History has no entry of this number")
_CORRECTS_ITSELF: Final = message(
    "entry_is_a_correction", "it corrects an instant itself; correct the entry that it corrects once more"
)


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
