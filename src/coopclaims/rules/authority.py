"""Who may do what by the rulebook's permissions, for every stream; and what is said where no rule answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from coopclaims._characters import twins
from coopclaims.errors import NoRuleInForce
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, problem
from coopclaims.parties import Action, Actor, Role, Side
from coopclaims.provenance import message, statement_of
from coopclaims.rules.keys import CLAIM_DEADLINE_DAYS, CLAIMING_WINDOWS
from coopclaims.rules.policies import Policies
from coopclaims.rules.readings import ClaimDeadline
from coopclaims.rules.switching import switched

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from coopclaims._values import Keyed
    from coopclaims.errors import CalendarOutOfRange
    from coopclaims.identifiers import ClaimId, LocationId, ProgramId
    from coopclaims.parties import Delegation
    from coopclaims.provenance import Message
    from coopclaims.rules.book import Rules
    from coopclaims.rules.rule import Rule, Timeline

_RANK = {role: rank for rank, role in enumerate(Role)}


# By whose rights somebody acts: their own, or those of the absent one for whom they do.

_ANOTHER: Final = message("names_another_substitute", "the delegation names another actor")
_THEMSELVES: Final = message("is_the_absent_one", "nobody acts for themselves")
_OTHER_SIDE: Final = message("absent_on_other_side", "the two stand on two sides")
_OTHER_COMPANY: Final = message("absent_in_other_company", "the two are of two companies")


def entitled(actor: Actor, day: date) -> Actor | Problem:
    """Return the actor by whose rights this one acts on a day, or the problem that their delegation fails."""
    delegation = actor.on_behalf_of
    if delegation is None:
        return actor
    absent, reason = delegation.absent, _unfit(actor, delegation)
    if reason is not None:
        return problem(
            ProblemCode.DELEGATION_UNFIT, field="by", actor=actor.id, absent=absent.id, reason=reason
        )
    if not delegation.is_in_force(day):
        return problem(
            ProblemCode.DELEGATION_NOT_IN_FORCE,
            field="by",
            actor=actor.id,
            absent=absent.id,
            first=delegation.first,
            last=delegation.last,
            day=day,
        )
    return absent


def _unfit(actor: Actor, delegation: Delegation) -> Message | None:
    """Return why this actor can never act by this delegation."""
    absent = delegation.absent
    if delegation.substitute != actor.id:
        return _ANOTHER
    if actor.side is not absent.side:
        return _OTHER_SIDE
    if actor.id == absent.id or (actor.person is not None and actor.person == absent.person):
        return _THEMSELVES
    is_elsewhere = None not in {actor.company, absent.company} and actor.company != absent.company
    return _OTHER_COMPANY if is_elsewhere else None


def held_at(actor: Actor, location: LocationId, program: ProgramId, *, day: date) -> frozenset[Role]:
    """Return the roles in which an actor acts at a place on a day; none by a delegation that fails."""
    if actor.on_behalf_of is None:
        return actor.roles_at(location, program)
    found = entitled(actor, day)
    return found.roles_at(location, program) if isinstance(found, Actor) else frozenset()


def held_anywhere(actor: Actor, *, day: date) -> frozenset[Role]:
    """Return every role in which an actor acts somewhere on a day; none by a delegation that fails."""
    found = entitled(actor, day)
    return found.roles if isinstance(found, Actor) else frozenset()


# Whether a rule permits it.


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

    `held` are the roles in which they act there. Of several roles that would do, the first in the order of
    `Role` is named. Of two who act as one the problem names whose rights are missing.
    """
    able = actor if actor.on_behalf_of is None else entitled(actor, day)
    if isinstance(able, Problem):
        return able
    try:
        rule = rules.once(_granting, (action, day))
    except NoRuleInForce as absent:
        return rule_missing(absent, rules=rules, field="by")
    acting = held & rule.value
    if acting:
        return min(acting, key=_RANK.__getitem__) if len(acting) > 1 else next(iter(acting))
    return _may_not(held, able, action, rule, rules.roles(action, day), (location, program), claim)


def _may_not(
    held: frozenset[Role],
    actor: Actor,
    action: Action,
    rule: Rule[frozenset[Role]],
    able: tuple[Role, ...],
    place: tuple[LocationId, ProgramId] | None,
    claim: ClaimId | None,
) -> Problem:
    """Return that an actor may not do this, at a place where there is one to be named."""
    who = tuple(role for role in able if role is not Role.COLLABORATOR)
    names = tuple(role for role in Role if role in actor.roles)
    said: dict[str, Any]
    if actor.side not in {role.side for role in able}:
        code, said = ProblemCode.WRONG_SIDE, {"side": actor.side, "step": action, "roles": able}
    elif actor.roles & rule.value:
        location, program = (None, None) if place is None else place
        near = () if place is None else _near(actor, *place)
        code = ProblemCode.OUTSIDE_SCOPE
        said = {"held": names, "location": location, "program": program, "near": near}
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


def may(roles: frozenset[Role], action: Action, *, day: date, rules: Rules) -> bool:
    """Return whether one of these roles is granted the action on a day; none is where no rule says so."""
    try:
        rule = rules.once(_granting, (action, day))
    except NoRuleInForce:
        return False
    return not roles.isdisjoint(rule.value)


def outsider_problem(
    actor: Actor, action: Action, *, day: date, rules: Rules, claim: ClaimId | None = None
) -> Problem:
    """Return that the actor may not do this where they have no part, without a word on where that is.

    What is said follows from who they are and the rulebook alone. `claim` is one that they named themselves.
    """
    able = entitled(actor, day)
    if isinstance(able, Problem):
        return able
    try:
        rule = rules.once(_granting, (action, day))
    except NoRuleInForce as absent:
        return rule_missing(absent, rules=rules, field="by")
    return _may_not(frozenset(), able, action, rule, rules.roles(action, day), None, claim)


def _near(actor: Actor, location: LocationId, program: ProgramId) -> tuple[str, ...]:
    """Return the scopes of an actor's grants that are these names in another spelling."""
    places = (grant.location for grant in actor.grants)
    programs = (grant.program for grant in actor.grants)
    return tuple(dict.fromkeys((*twins(location, places), *twins(program, programs))))


def _granting(rules: Rules, of: tuple[Action, date]) -> Rule[frozenset[Role]]:
    return rules.permission(*of)


# What is said where no rule answers.


def rule_missing(absent: NoRuleInForce | CalendarOutOfRange, *, rules: Rules, field: str = "") -> Problem:
    """Return that no rule answers, or no calendar, as a problem that names what would answer instead.

    `absent` is what was raised, `rules` are the bound rules that were asked, and `field` is the field
    concerned. Source: Z1.
    """
    policies: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    if isinstance(absent, NoRuleInForce):
        policies, editions = rules.once(_answering, (absent.rule, absent.day))
    return problem(
        ProblemCode.RULE_MISSING,
        field=field,
        why=statement_of(absent),
        policies=policies,
        editions=editions,
    )


def _answering(rules: Rules, of: tuple[str, date]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the policies under which the rule `of` a name has an answer on a day, and the editions."""
    return tuple(_policies(rules, *of)), tuple(_editions(rules, *of))


def _policies(rules: Rules, name: str, day: date) -> Iterator[str]:
    if rules.strict and not rules.has_no_rule(name, day):
        yield "strict=False"
    for question in attrs.fields(Policies):
        chosen: Keyed = getattr(rules.policies, question.name)
        for member in type(chosen):
            # days are counted by another rule than the windows
            counts = name == CLAIMING_WINDOWS and member is ClaimDeadline.DAY_COUNT
            if member is not chosen and (counts or rules.has_no_rule(name, day)):
                other: dict[str, Any] = {question.name: member}
                timelines = switched(rules.rulebook.timelines, attrs.evolve(rules.policies, **other))
                if _answers(timelines, CLAIM_DEADLINE_DAYS if counts else name, day, strict=rules.strict):
                    yield f"{type(member).__name__}.{member.name}"


def _editions(rules: Rules, name: str, day: date) -> Iterator[str]:
    """Yield the published edition that states the rule, where the rulebook is another and has none."""
    from coopclaims.rules.published.every_era import partner_center  # noqa: PLC0415 - seldom needed

    if rules.rulebook != partner_center and rules.has_no_rule(name, day):
        published = partner_center.timelines
        if _answers(published, name, day, strict=rules.strict):
            first = published[name].on(day).first
            yield from (
                edition.name
                for edition in partner_center.editions
                if any(stated == name and rule.first == first for stated, rule in edition.rules)
            )


def _answers(timelines: Mapping[str, Timeline[Any]], name: str, day: date, *, strict: bool) -> bool:
    try:
        timelines[name].on(day, strict=strict)
    except NoRuleInForce:
        return False
    return True
