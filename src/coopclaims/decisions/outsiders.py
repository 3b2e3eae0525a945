"""Who may see a claim or its fund, and what is said to whoever may not: who they are, and nothing else.

An answer to an outsider follows from what they asked, who they are and the rulebook, never from the claim:
two claims that they may not see give the same answer. One bit is left: that an identifier is taken.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import attrs

from coopclaims.claims.claim import Trigger
from coopclaims.claims.commands import CreateClaim
from coopclaims.claims.table import TABLE
from coopclaims.decisions.authority import roles_on, sees_claim
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import problem
from coopclaims.parties import Action, Role
from coopclaims.rules.authority import acting_role, held_anywhere, held_at, may, outsider_problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from coopclaims.claims.claim import Claim
    from coopclaims.claims.commands import Command
    from coopclaims.findings.problem import Problem
    from coopclaims.identifiers import ClaimId
    from coopclaims.parties import Actor
    from coopclaims.rules.book import Rules


def _actions() -> dict[Trigger, tuple[Action, ...]]:
    found: dict[Trigger, tuple[Action, ...]] = {}
    for row in TABLE.rows:
        known = found.get(row.trigger, ())
        found[row.trigger] = known if row.requires in known else (*known, row.requires)
    return found


ACTIONS: Final[Mapping[Trigger, tuple[Action, ...]]] = MappingProxyType(_actions())
"""The actions that a step needs in one status or another, in the order of the table."""


def widest(actions: tuple[Action, ...], *, day: date, rules: Rules) -> Action:
    """Return the one of these actions that most roles hold on a day."""
    return max(actions, key=lambda action: len(rules.roles(action, day)))


def outside(
    step: Trigger, claim: Claim, actor: Actor, *, day: date, rules: Rules, named: ClaimId
) -> Problem | None:
    """Return what is said to somebody who neither sees the claim nor ever takes the step there.

    `None` where they see it. `named` is the identifier of the claim by which they asked.
    """
    if sees_claim(claim, actor, day=day, rules=rules):
        return None
    roles, actions = roles_on(claim, actor, day), ACTIONS[step]
    if step is Trigger.CREATE:
        if may(held_anywhere(actor, day=day), Action.CREATE_CLAIM, day=day, rules=rules):
            return problem(ProblemCode.IDENTIFIER_TAKEN, field="claim", identifier=named)
    elif any(may(roles, action, day=day, rules=rules) for action in actions):
        return None
    return outsider_problem(actor, widest(actions, day=day, rules=rules), day=day, rules=rules, claim=named)


def outside_of(command: Command, claim: Claim, *, rules: Rules) -> Problem | None:
    """Return what is said to whoever may not see the claim that is there, `None` where they may.

    Who creates a claim under an identifier that is taken is first asked for the right to create theirs.
    """
    actor, day = command.by, rules.day(command.at)
    found = outside(command.trigger, claim, actor, day=day, rules=rules, named=command.claim)
    if found is None or not isinstance(command, CreateClaim):
        return found
    role = creating_role(command, rules)
    if isinstance(role, Role):
        return problem(ProblemCode.IDENTIFIER_TAKEN, field="claim", identifier=command.claim)
    return role


def creating_role(command: CreateClaim, rules: Rules) -> Role | Problem:
    """Return the role in which the actor creates this claim, or the problem that they may not."""
    actor, place, day = command.by, command.form, rules.day(command.at)
    return acting_role(
        held_at(actor, place.location, place.program, day=day),
        actor,
        Action.CREATE_CLAIM,
        day=day,
        rules=rules,
        location=place.location,
        program=place.program,
        claim=command.claim,
    )


# What a judgement says of the fund.

_OF_FUNDS: Final = frozenset(
    {
        ProblemCode.ABOVE_AVAILABLE,
        ProblemCode.APPROVED_ABOVE_EARNED,
        ProblemCode.ABOVE_CAP,
        ProblemCode.FUNDS_MISMATCH,
        ProblemCode.RATE_MISSING,
        ProblemCode.RATE_IMPLAUSIBLE,
    }
)
_FIGURES: Final = MappingProxyType({"available": None, "remaining": None})
"""What is in a fund, where a problem says it."""


def shown_of_funds(
    found: Iterable[Problem],
    claim: Claim,
    actor: Actor,
    *,
    day: date,
    rules: Rules,
    acts: bool,
) -> list[Problem]:
    """Return the problems found without what they say of a fund that the actor may not see.

    Who may take the step (`acts`) has to hear that the fund is in the way, and not how much is in it; anybody
    else hears nothing of it.
    """
    problems = list(found)
    if not any(each.code in _OF_FUNDS for each in problems):
        return problems
    if may(roles_on(claim, actor, day), Action.VIEW_FUNDS, day=day, rules=rules):
        return problems
    if not acts:
        return [each for each in problems if each.code not in _OF_FUNDS]
    if not rules.roles(
        Action.VIEW_FUNDS, day
    ):  # where no rule says who sees funds, whoever acts on them does
        return problems
    return [
        attrs.evolve(each, params=tuple((name, _FIGURES.get(name, value)) for name, value in each.params))
        for each in problems
        if each.code is not ProblemCode.ABOVE_CAP
    ]
