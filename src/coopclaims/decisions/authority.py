"""Who may do what: whether an actor may, and the roles in which they meet a claim."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from coopclaims._values import as_instant
from coopclaims.findings.problem import Problem
from coopclaims.identifiers import LocationId, ProgramId
from coopclaims.parties import Action, Actor, Role, Side
from coopclaims.rules.authority import acting_role
from coopclaims.rules.book import Rules

if TYPE_CHECKING:
    from coopclaims.claims.claim import Claim


def permission(
    actor: Actor, action: Action, *, location: LocationId, program: ProgramId, at: datetime, rules: Rules
) -> tuple[Problem, ...]:
    """Return why this actor may not do this here; empty where they may.

    `actor` has the roles and their scope, and `action` is what they want to do, at `location` and for
    `program`. `at` is an aware instant, and of the bound `rules` those in force on its day are used.

    For what has no claim yet, or none at all: creating one, viewing funds, editing a bank profile.
    On a claim, ask `coopclaims.allowed`. Source: PE23, R-01 to R-12.
    """
    found = acting_role(
        actor.roles_at(location, program),
        actor,
        action,
        day=rules.day(as_instant("at", at)),
        rules=rules,
        location=location,
        program=program,
        claim=None,
    )
    return () if isinstance(found, Role) else (found,)


def roles_on(claim: Claim, actor: Actor) -> frozenset[Role]:
    """Return the roles in which this actor meets this claim.

    Those granted for its location and program; and collaborator, where an upload request of this
    claim names the actor. Source: R-11, R-14.
    """
    roles = actor.roles_at(claim.form.location, claim.form.program)
    asked = claim.details.uploads_asked
    if asked and actor.side is Side.PARTNER and any(each.colleague == actor.id for each in asked):
        return roles | {Role.COLLABORATOR}
    return roles
