"""Which catalogue decides, the activities of a claim, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from coopclaims._values import as_day
from coopclaims.activities.published import SURFACE, SURFACE_FAMILY
from coopclaims.claims.claim import Claim, ClaimForm
from coopclaims.errors import InvalidValue, NoRuleInForce
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, problem
from coopclaims.parties import Role
from coopclaims.provenance import inferred
from coopclaims.rules.keys import CATALOGUE
from coopclaims.rules.readings import ActivitiesPerClaim, CatalogueBy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from coopclaims.activities.catalogue import Activity, Catalogue
    from coopclaims.rules.book import Rules
    from coopclaims.rules.rule import Rule

EDITORS = (Role.GLOBAL_ADMIN, Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER)
"""Who can change the form and record metrics."""


def catalogue_for(claim: Claim | ClaimForm, *, rules: Rules, on: date | None = None) -> Rule[Catalogue]:
    """Return the catalogue by which a claim, or a form for one, is judged.

    It is that of the day of execution; under `CatalogueBy.SUBMISSION` that of the day of the first
    submission, which is `on` for what was not submitted yet. Raises `NoRuleInForce`, and
    `InvalidValue` where that policy needs `on` and it is not given.
    Source: CO21 C-03.
    """
    if rules.policies.catalogue_by is CatalogueBy.EXECUTION:
        form = claim.form if isinstance(claim, Claim) else claim
        return rules.look_up(CATALOGUE, form.executed_on)
    submitted = claim.milestones.first_submitted_at if isinstance(claim, Claim) else None
    if submitted is not None:
        on = rules.day(submitted)
    elif on is None:
        raise InvalidValue("on", on, "the day of submission, by which the catalogue is chosen")
    rule = rules.look_up(CATALOGUE, as_day("on", on))
    return attrs.evolve(rule, basis=rule.basis.read_as(rules.policies.catalogue_by))


def known_activities(form: ClaimForm, catalogue: Catalogue, rules: Rules) -> tuple[Activity, ...]:
    """Return those of the named activities that the catalogue has."""
    found = (catalogue.get(key) for key in named_activities(form, rules))
    return tuple(activity for activity in found if activity is not None)


def named_activities(form: ClaimForm, rules: Rules) -> tuple[str, ...]:
    """Return the keys of the activities by which a claim is judged."""
    if rules.policies.activities_per_claim is ActivitiesPerClaim.SEVERAL:
        return form.activities
    return (form.activity,)


def activity_problems(form: ClaimForm, *, rules: Rules, on: date | None = None) -> tuple[Problem, ...]:
    """Return what is wrong with the activity that a form states, whatever evidence comes with it.

    Not of the catalogue that decides, not for the program, a second one, or a circumstance that it does
    not know. `on` is the day of the first submission, needed only under `CatalogueBy.SUBMISSION`.
    Source: CC24, CO21, PIE A-03, A-25, C-02, C-03.
    """
    return tuple(_problems(form, rules, on))


def _problems(form: ClaimForm, rules: Rules, on: date | None) -> Iterator[Problem]:
    if form.program.strip().casefold() == SURFACE_FAMILY.casefold():
        known = ", ".join(sorted(SURFACE))
        yield problem(ProblemCode.SURFACE_PROGRAM, field="program", program=form.program, known=known)
    others = form.activities[1:]
    per_claim = rules.policies.activities_per_claim
    if others and per_claim is ActivitiesPerClaim.ONE:
        yield problem(
            ProblemCode.SECOND_ACTIVITY,
            field="further_activities",
            who=EDITORS,
            basis=inferred(per_claim),
            activity=form.activity,
            found=", ".join(others),
        )
    try:
        rule = catalogue_for(form, rules=rules, on=on)
    except NoRuleInForce as absent:
        yield problem(ProblemCode.RULE_MISSING, field="activity", why=absent)
        return
    yield from _unknown(form, rule, rules)
    activities = known_activities(form, rule.value, rules)
    for activity in activities:
        if not activity.is_for(form.program):
            yield problem(
                ProblemCode.NOT_ELIGIBLE,
                field="activity" if activity.key == form.activity else "further_activities",
                who=EDITORS,
                source=rule.source,
                basis=rule.basis,
                activity=activity.name,
                program=form.program,
            )
    if len(activities) == len(named_activities(form, rules)):
        yield from _circumstances(form, activities, rule)


def _unknown(form: ClaimForm, rule: Rule[Catalogue], rules: Rules) -> Iterator[Problem]:
    for key in named_activities(form, rules):
        if rule.value.get(key) is None:
            yield problem(
                ProblemCode.ACTIVITY_UNKNOWN,
                field="activity" if key == form.activity else "further_activities",
                who=EDITORS,
                activity=key or "(none)",
                executed=form.executed_on.isoformat(),
                known=", ".join(each.key for each in rule.value),
            )


def _circumstances(
    form: ClaimForm, activities: tuple[Activity, ...], rule: Rule[Catalogue]
) -> Iterator[Problem]:
    """Yield what is stated and decides nothing: a slip of the pen would let something go unasked for."""
    known = dict.fromkeys(each.key for activity in activities for each in activity.circumstances)
    for stated in form.circumstances:
        if stated not in known:
            yield problem(
                ProblemCode.CIRCUMSTANCE_UNKNOWN,
                field="circumstances",
                who=EDITORS,
                source=rule.source,
                circumstance=stated,
                activity=", ".join(activity.name for activity in activities),
                known=", ".join(known) or "none",
            )
