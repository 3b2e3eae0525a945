"""Who may do what: roles, sides and scope against the rulebook's permissions, for every stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coopclaims.errors import NoRuleInForce
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, problem
from coopclaims.parties import Action, Actor, Role, Side
from coopclaims.provenance import statement_of

if TYPE_CHECKING:
    from datetime import date

    from coopclaims.identifiers import ClaimId, LocationId, ProgramId
    from coopclaims.rules.book import Rules
    from coopclaims.rules.rule import Rule

_RANK = {role: rank for rank, role in enumerate(Role)}


def acting_role(
    held: frozenset[Role],
    actor: Actor,
    action: Action,
    *,
    day: date,
    rules: Rules,
    location: LocationId,
    program: ProgramId,
    claim: ClaimId | None,
) -> Role | Problem:
    """Return the role in which the actor does this, or the problem that they may not.

    Of several roles that would do, the first in the order of `Role` is named.
    """
    try:
        rule = rules.once(_granting, (action, day))
    except NoRuleInForce as absent:
        return problem(ProblemCode.RULE_MISSING, field="by", why=statement_of(absent))
    acting = held & rule.value
    if acting:
        return min(acting, key=_RANK.__getitem__) if len(acting) > 1 else next(iter(acting))
    able = rules.roles(action, day)
    who = tuple(role for role in able if role is not Role.COLLABORATOR)
    names = tuple(role for role in Role if role in actor.roles)
    said: dict[str, Any]
    if actor.side not in {role.side for role in able}:
        code, said = ProblemCode.WRONG_SIDE, {"side": actor.side, "step": action, "roles": able}
    elif actor.roles & rule.value:
        code, said = ProblemCode.OUTSIDE_SCOPE, {"held": names, "location": location, "program": program}
    elif not held and actor.side is Side.PARTNER and Role.COLLABORATOR in able:
        code, said = ProblemCode.NOT_ASKED, {"claim": claim, "step": action, "roles": able}
    else:
        code, said = ProblemCode.ACTION_NOT_GRANTED, {"held": names, "step": action, "roles": able}
    return problem(
        code,
        field="by",
        who=who,
        source=rule.source if code is ProblemCode.ACTION_NOT_GRANTED else None,
        actor=actor.id,
        **said,
    )


def _granting(rules: Rules, of: tuple[Action, date]) -> Rule[frozenset[Role]]:
    return rules.permission(*of)
