"""Who may do what: whether an actor may, and the roles in which they meet a claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import overload

from coopclaims._checks import door
from coopclaims._values import as_instant
from coopclaims.claims.claim import Claim
from coopclaims.errors import InvalidValue
from coopclaims.findings.problem import Problem
from coopclaims.identifiers import LocationId, ProgramId
from coopclaims.parties import Action, Actor, Role, Side
from coopclaims.rules.authority import acting_role, entitled, held_at, may, outsider_problem
from coopclaims.rules.book import Rules


@overload
def permission(
    actor: Actor, action: Action, *, location: LocationId, program: ProgramId, at: datetime, rules: Rules
) -> tuple[Problem, ...]: ...
@overload
def permission(
    actor: Actor, action: Action, *, claim: Claim, at: datetime, rules: Rules
) -> tuple[Problem, ...]: ...


@door
def permission(
    actor: Actor,
    action: Action,
    *,
    location: LocationId | None = None,
    program: ProgramId | None = None,
    claim: Claim | None = None,
    at: datetime,
    rules: Rules,
) -> tuple[Problem, ...]:
    """Return why this actor may not do this here; empty where they may.

    `actor` has the roles and their scope, and `action` is what they want to do, at `location` and for
    `program`; or on `claim`, which has both. `at` is an aware instant, and of the bound `rules` those in
    force on its day are used.

    Without a claim, for what has none yet, or none at all: creating one, viewing funds, editing a bank
    profile. With a claim, for seeing it: whoever is asked to upload something may see the claim as long as
    the request is in force, whatever they are granted; whoever may not see it hears who they are, and nothing
    of the claim, its place neither. For what can be done on a claim, ask `coopclaims.allowed`. Raises
    `InvalidValue` without a claim and a place. Source: PE23, R-01 to R-14.
    """
    day = rules.day(as_instant("at", at))
    if claim is not None:
        return _on_claim(claim, actor, action, day, rules)
    if location is None or program is None:
        raise InvalidValue("claim", None, "claim_or_place")
    found = acting_role(
        held_at(actor, location, program, day=day),
        actor,
        action,
        day=day,
        rules=rules,
        location=location,
        program=program,
        claim=None,
    )
    return () if isinstance(found, Role) else (found,)


def _on_claim(claim: Claim, actor: Actor, action: Action, day: date, rules: Rules) -> tuple[Problem, ...]:
    roles = roles_on(claim, actor, day)
    if action is Action.VIEW_CLAIM and Role.COLLABORATOR in roles:
        return ()
    found = acting_role(
        roles,
        actor,
        action,
        day=day,
        rules=rules,
        location=claim.form.location,
        program=claim.form.program,
        claim=claim.id,
    )
    if isinstance(found, Role):
        return ()
    if sees_claim(claim, actor, day=day, rules=rules):
        return (found,)
    return (outsider_problem(actor, action, day=day, rules=rules, claim=claim.id),)


@door
def visible(claims: Iterable[Claim], actor: Actor, *, at: datetime, rules: Rules) -> Iterator[Claim]:
    """Yield the claims that this actor may see, in the order given.

    `claims` are as they are now, `actor` is who looks, at the aware instant `at`, and `rules` are bound.
    A claim is seen by whoever may view claims at its location and for its program, and by a colleague whom
    an upload request of it names, as long as the request is in force. Raises `InvalidValue` for a naive
    instant. Source: H-01, R-11, R-12, R-14.
    """
    day = rules.day(as_instant("at", at))
    return (each for each in claims if not _on_claim(each, actor, Action.VIEW_CLAIM, day, rules))


def roles_on(claim: Claim, actor: Actor, day: date) -> frozenset[Role]:
    """Return the roles in which this actor meets this claim on a day.

    Those granted for its location and program; and collaborator, where an upload request of this
    claim that is in force names the actor. Who acts for somebody absent has the roles of that one, and none
    where they may not. Source: R-11, R-14.
    """
    if actor.on_behalf_of is not None:
        able = entitled(actor, day)
        if isinstance(able, Problem):
            return frozenset()
        actor = able
    roles = actor.roles_at(claim.form.location, claim.form.program)
    asked = claim.details.uploads_asked
    if (
        asked
        and actor.side is Side.PARTNER
        and any(each.colleague == actor.id and each.is_in_force for each in asked)
    ):
        return roles | {Role.COLLABORATOR}
    return roles


def sees_claim(claim: Claim, actor: Actor, *, day: date, rules: Rules) -> bool:
    """Return whether the actor may see this claim: by a role at its place, or as they are asked there."""
    roles = roles_on(claim, actor, day)
    return Role.COLLABORATOR in roles or may(roles, Action.VIEW_CLAIM, day=day, rules=rules)
