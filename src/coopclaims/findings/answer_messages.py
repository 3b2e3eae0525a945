"""What problems of an answer say: who may not give it, what it needs and rests on, and the way back."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from coopclaims.findings.codes import ProblemCode, Wording
from coopclaims.provenance import cite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coopclaims.provenance import Source

_C: Final = ProblemCode
_WORDINGS: Final[dict[ProblemCode, Wording]] = {}


def _says(code: ProblemCode, source: Source, parameters: str, wrong: str, remedy: str) -> None:
    _WORDINGS[code] = Wording.of(code, source, parameters, wrong, remedy)


# fmt: off
# Acting for somebody absent.
_says(_C.DELEGATION_UNFIT, cite("READING", "R-15"), "actor: ActorId, absent: ActorId, reason: Message",
    "{actor} cannot act for {absent}: {reason}",
    "let {absent} hand over to a colleague of theirs, who acts under their own name")
_says(_C.DELEGATION_NOT_IN_FORCE, cite("READING", "R-15"),
    "actor: ActorId, absent: ActorId, first: date, last: date, day: date",
    "{actor} acts for {absent} from {first} to {last}; {day} is none of these days",
    "act under your own name, or have {absent} hand over for {day} too")
_says(_C.DELEGATION_BEYOND_OWN, cite("READING", "R-15"),
    "actor: ActorId, absent: ActorId, amount: Money | None, roles: tuple[Role, ...]",
    "{amount:or any amount} takes two people, and {actor}, who acts for {absent}, may not decide themselves",
    "let somebody act who holds one of these roles here themselves: {roles:or nobody does}")
# Two people.
_says(_C.SELF_APPROVAL, cite("READING", "R-15", "H-03"), "actor: ActorId, claimant: ActorId, entry: int",
    "{actor} is the person who took part in this claim as {claimant}, in entry {entry} of its History",
    "let another person decide")
_says(_C.OWN_DISPUTE, cite("READING", "R-15", "X-03"), "actor: ActorId, entry: int",
    "{actor} gave the decision that is disputed, in entry {entry} of the History",
    "let another person decide the dispute")
_says(_C.OWN_APPROVAL, cite("READING", "R-15"), "actor: ActorId, claim: ClaimId, entry: int",
    "{actor} approved claim {claim}, in entry {entry} of its History",
    "let another person send the payment")
_says(_C.PERSON_UNKNOWN, cite("READING", "R-15"), "actor: ActorId, other: ActorId, entry: int",
    "nobody can tell whether {actor} is the person who acted as {other} in entry {entry} of the History",
    "give the person of every actor, as the log-in knows them")
_says(_C.RECOMMENDATION_MISSING, cite("READING", "R-15", "H-03"),
    "amount: Money | None, recommended: tuple[Money, ...]",
    "nobody else has recommended to approve {amount:or any amount} since the last submission"
    "{recommended:?; % is recommended}",
    "have another person recommend the amount, or approve one that is recommended")
# Reasons, and verdicts on single items.
_NAMED: Final = "name: str, known: tuple[Term, ...], near: tuple[Term, ...]"
_says(_C.REASON_CODE_UNKNOWN, cite("READING", "H-04"), _NAMED,
    "{name} is no code of a reason{near:spelled?; % is another spelling of the code}",
    "name one of: {known:key or none}; or say it in words")
_says(_C.REQUIREMENT_UNKNOWN, cite("READING", "C-02", "H-04"), _NAMED,
    "the reason names the requirement {name}, for which the activity does not ask"
    "{near:spelled?; % is another spelling of the key}",
    "name one of: {known:key or none}; or leave it out")
_says(_C.RULE_UNKNOWN, cite("READING", "H-04"), _NAMED,
    "the reason names the rule {name}, which the rulebook does not have"
    "{near:spelled?; % is another spelling of the key}",
    "name one of: {known:key or none}; or leave it out")
_says(_C.LINE_MISSING, cite("READING", "A-31"), "",
    "there are verdicts on single items, and none on {item}",
    "say how much of {item} is approved, which may be nothing")
_says(_C.LINE_NOT_OPEN, cite("READING", "A-31"), "",
    "{item} is no invoice and no certification report, is a credit note, or has a verdict already",
    "give one verdict for each invoice and certification report, and none for a credit note")
_says(_C.LINE_ABOVE_COST, cite("READING", "A-31"), "approved: Money, cost: Money",
    "{approved} of {item} is approved, which comes to {cost}",
    "approve {cost} of it or less")
_says(_C.LINES_DIFFER, cite("READING", "A-31"), "total: Money, amount: Money",
    "the verdicts on single items add up to {total}, and {amount} is approved",
    "approve what they add up to, or correct them")
# The way back from an approval.
_says(_C.RETRACTING_OFF, cite("READING", "T18"), "claim: ClaimId",
    "the approval of claim {claim} is final under these rules",
    "leave it, or bind the rules with retracting on")
_says(_C.RETRACTION_TOO_LATE, cite("READING", "T18", "D-29"), "approved: date, due: date, day: date",
    "the approval of {approved} could be taken back until {due}; {day} is too late",
    "the approval is final under this policy")
_says(_C.CUT_DISPUTING_OFF, cite("READING", "X-01", "A-31"), "claim: ClaimId",
    "the approved amount of claim {claim} cannot be disputed under these rules",
    "leave it, or bind the rules with disputes of cuts on")
_says(_C.NOTHING_CUT, cite("READING", "X-01", "A-31"), "claim: ClaimId, claimed: Money",
    "claim {claim} is approved with all of the {claimed} claimed; there is nothing to dispute",
    "leave it as it is")
_says(_C.APPROVAL_HAS_PAYMENT, cite("READING", "T18", "P-31"),
    "claim: ClaimId, payment: PaymentId | None, status: PaymentStatus | None, paid: Money | None",
    "the approval of claim {claim} is settled by {payment:?payment %}{status:? (%)}{paid:?% that are paid}",
    "nothing takes this approval back; what was paid is recouped by the payment")
# fmt: on

OF_ANSWERS: Final[Mapping[ProblemCode, Wording]] = MappingProxyType(_WORDINGS)
"""What each problem of an answer says."""
