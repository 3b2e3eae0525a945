"""Two people: who claimed or decided against who decides now, and what another person has to recommend.

Where persons are not known, two actors of one side are the same person if they have one identifier, and of
two sides nobody can tell: that is said and refuses nothing. Who acts for somebody absent is two, and one of
them is enough: nobody becomes two people by a delegation.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from coopclaims.claims.claim import ClaimStatus
from coopclaims.claims.verdicts import compared
from coopclaims.decisions.context import unless_missing
from coopclaims.errors import NoRuleInForce
from coopclaims.findings.codes import ProblemCode, Severity
from coopclaims.findings.problem import problem
from coopclaims.money.amounts import Money
from coopclaims.parties import Action
from coopclaims.payouts.statuses import PaymentTrigger
from coopclaims.rules.authority import may
from coopclaims.rules.keys import RECOMMENDATION_LIMITS
from coopclaims.rules.readings import OwnApprovals, OwnDisputes, Recommending, SelfApproval

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from coopclaims.claims.claim import Claim
    from coopclaims.claims.verdicts import Participant
    from coopclaims.decisions.context import JudgementContext
    from coopclaims.findings.problem import Problem
    from coopclaims.identifiers import ActorId
    from coopclaims.parties import Actor, Role
    from coopclaims.rules.book import Rules


def of_two_people(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield that a policy keeps this actor from approving, or from deciding the dispute."""
    policies = context.rules.policies
    if policies.self_approval is SelfApproval.REFUSED:
        yield from _self_approval(claim, context, Severity.BLOCKS)
    if policies.own_disputes is OwnDisputes.REFUSED:
        yield from _own_dispute(claim, context, Severity.BLOCKS)


def of_one_decision(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield that a policy keeps this actor from deciding the dispute of their own decision."""
    if context.rules.policies.own_disputes is OwnDisputes.REFUSED:
        yield from _own_dispute(claim, context, Severity.BLOCKS)


def of_claiming(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield that a policy keeps this actor from recommending what they claimed."""
    if context.rules.policies.self_approval is SelfApproval.REFUSED:
        yield from _self_approval(claim, context, Severity.BLOCKS)


def claiming_advice(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield that somebody else should approve, or that nobody can tell whether somebody else does."""
    is_refused = context.rules.policies.self_approval is SelfApproval.REFUSED
    if not is_refused:
        yield from _self_approval(claim, context, Severity.ADVISES)
    yield from _unknown(claim.milestones.claimants, claim, context, always=is_refused)


def dispute_advice(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield that somebody else should decide the dispute, or that nobody can tell whether that is so."""
    decided = claim.milestones.decided_by
    if claim.status is not ClaimStatus.DISPUTED or decided is None:
        return
    is_refused = context.rules.policies.own_disputes is OwnDisputes.REFUSED
    if not is_refused:
        yield from _own_dispute(claim, context, Severity.ADVISES)
    yield from _unknown((decided,), claim, context, always=is_refused)


def of_sending(
    step: PaymentTrigger, claim: Claim, actor: Actor, day: date, rules: Rules
) -> Iterator[Problem]:
    """Yield that a policy keeps this actor from sending the payment of what they approved."""
    decided, is_refused = claim.milestones.decided_by, rules.policies.own_approvals is OwnApprovals.REFUSED
    if step is not PaymentTrigger.SEND or not is_refused or decided is None:
        return
    if own := _as_one(decided, actor):
        yield problem(
            ProblemCode.OWN_APPROVAL,
            field="by",
            who=rules.roles(Action.SEND_PAYMENT, day),
            actor=own[1],
            claim=claim.id,
            entry=decided.number,
        )


def _self_approval(claim: Claim, context: JudgementContext, severity: Severity) -> Iterator[Problem]:
    actor = context.actor
    if actor is None:
        return
    for each in claim.milestones.claimants:
        if own := _as_one(each, actor):
            yield problem(
                ProblemCode.SELF_APPROVAL,
                field="by",
                severity=severity,
                who=_deciders(claim, context),
                actor=own[1],
                claimant=own[0],
                entry=each.number,
            )
            return


def _own_dispute(claim: Claim, context: JudgementContext, severity: Severity) -> Iterator[Problem]:
    decided, actor = claim.milestones.decided_by, context.actor
    if claim.status is not ClaimStatus.DISPUTED or decided is None or actor is None:
        return
    if own := _as_one(decided, actor):
        yield problem(
            ProblemCode.OWN_DISPUTE,
            field="by",
            severity=severity,
            who=_deciders(claim, context),
            actor=own[1],
            entry=decided.number,
        )


def _unknown(
    earlier: Iterable[Participant], claim: Claim, context: JudgementContext, *, always: bool
) -> Iterator[Problem]:
    """Yield that nobody can tell whether the actor is one of these; without a policy, of one name only."""
    actor = context.actor
    if actor is None:
        return
    for each in earlier:
        if each.is_person(actor) is not None:
            continue
        for theirs, own, verdict in compared(each, actor):
            if verdict is None and (always or theirs == own):
                yield problem(
                    ProblemCode.PERSON_UNKNOWN,
                    field="by",
                    severity=Severity.ADVISES,
                    who=_deciders(claim, context),
                    actor=own,
                    other=theirs,
                    entry=each.number,
                )
                return


def _as_one(earlier: Participant, actor: Actor) -> tuple[ActorId, ActorId] | None:
    """Return under which identifiers a human being took part and acts now, `None` where none did both."""
    pairs = compared(earlier, actor)
    return next(((theirs, own) for theirs, own, verdict in pairs if verdict), None)


def _deciding(claim: Claim) -> Action:
    return Action.DECIDE_DISPUTE if claim.status is ClaimStatus.DISPUTED else Action.REVIEW


def _deciders(claim: Claim, context: JudgementContext) -> tuple[Role, ...]:
    return context.rules.roles(_deciding(claim), context.day)


# What another person recommends.


def recommendation_needed(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield what every approval lacks: what another person recommends, and the substitute's own right."""
    if context.rules.policies.recommending is not Recommending.NOT_NEEDED:
        found = chain(_for_any(claim, context), _own_right_for_any(claim, context))
        yield from unless_missing("amount", found, context.rules)


def not_recommended(amount: Money, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield that nobody else has recommended this amount since the last submission."""
    if context.rules.policies.recommending is Recommending.NOT_NEEDED:
        return
    recommended = _by_others(claim, context)
    try:
        is_said = not recommended and _needs(_least(claim), context)
        if is_said or not _needs(amount, context):
            return
    except NoRuleInForce:  # reported as a precondition of every approval
        return
    if amount not in recommended:
        yield _missing(claim, context, amount, recommended)


def _for_any(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    if _needs(_least(claim), context) and not _by_others(claim, context):
        yield _missing(claim, context, None, ())


def _missing(
    claim: Claim, context: JudgementContext, amount: Money | None, recommended: tuple[Money, ...]
) -> Problem:
    return problem(
        ProblemCode.RECOMMENDATION_MISSING,
        field="amount",
        who=_deciders(claim, context),
        amount=amount,
        recommended=recommended,
    )


def _least(claim: Claim) -> Money:
    return Money.of_minor_units(1, claim.currency)


def _needs(amount: Money, context: JudgementContext) -> bool:
    """Return whether this amount needs a recommendation; in a currency without a limit every amount does."""
    if context.rules.policies.recommending is Recommending.ALWAYS:
        return True
    limits = context.rules.look_up(RECOMMENDATION_LIMITS, context.day).value
    return all(amount > each for each in limits if each.currency is amount.currency)


def _by_others(claim: Claim, context: JudgementContext) -> tuple[Money, ...]:
    """Return what other persons recommend, each the amount that they named last."""
    actor = context.actor
    last = {
        (each.by.side, *_as_whom(each.by)): each.amount
        for each in claim.milestones.recommended
        if actor is None or each.by.is_person(actor) is False
    }
    return tuple(last.values())


def _as_whom(by: Participant) -> tuple[str, str | None]:
    """Return the human being who recommends, with the absent one for whom they do."""
    return by.person or by.actor, by.absent_person or by.on_behalf_of


# What is done for somebody absent where an amount takes two people: by a right of the substitute too.


def own_right_needed(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield that every amount takes two people, and that the substitute has no right themselves."""
    yield from unless_missing("amount", _own_right_for_any(claim, context), context.rules)


def no_own_right(amount: Money, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield that this amount takes two people, and that the substitute has no right themselves."""
    if amount.currency is not claim.currency or not _lacks_own_right(claim, context):
        return
    try:
        if not _needs(_least(claim), context) and _needs(amount, context):
            yield _beyond_own(amount, claim, context)
    except NoRuleInForce:  # reported as a precondition
        return


def _own_right_for_any(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    if _lacks_own_right(claim, context) and _needs(_least(claim), context):
        yield _beyond_own(None, claim, context)


def _lacks_own_right(claim: Claim, context: JudgementContext) -> bool:
    actor, form = context.actor, claim.form
    if actor is None or actor.on_behalf_of is None:
        return False
    if context.rules.policies.recommending is Recommending.NOT_NEEDED:
        return False
    own = actor.roles_at(form.location, form.program)
    return not may(own, _deciding(claim), day=context.day, rules=context.rules)


def _beyond_own(amount: Money | None, claim: Claim, context: JudgementContext) -> Problem:
    actor, able = context.actor, _deciders(claim, context)
    return problem(
        ProblemCode.DELEGATION_BEYOND_OWN,
        field="by",
        who=able,
        actor=None if actor is None else actor.id,
        absent=None if actor is None else actor.absent_id,
        amount=amount,
        roles=able,
    )
