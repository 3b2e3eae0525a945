"""Which catalogue decides, the activities of a claim, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from coopclaims._characters import twins
from coopclaims._values import as_day
from coopclaims.activities.published import SURFACE, SURFACE_FAMILY
from coopclaims.claims.claim import Claim, ClaimForm
from coopclaims.errors import InvalidValue, NoRuleInForce
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, problem
from coopclaims.parties import Action
from coopclaims.provenance import carried_forward, inferred
from coopclaims.rules.authority import rule_missing
from coopclaims.rules.keys import CATALOGUE
from coopclaims.rules.readings import ActivitiesPerClaim, CatalogueBy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from coopclaims.activities.catalogue import Activity, Catalogue
    from coopclaims.parties import Role
    from coopclaims.provenance import Basis
    from coopclaims.rules.book import Rules
    from coopclaims.rules.rule import Rule


def catalogue_for(claim: Claim | ClaimForm, *, rules: Rules, on: date | None = None) -> Rule[Catalogue]:
    """Return the catalogue by which a claim, or a form for one, is judged.

    It is that of the day of execution; under `CatalogueBy.SUBMISSION` that of the day of the first
    submission, which is `on` for what was not submitted yet. Raises `NoRuleInForce`, and
    `InvalidValue` where that policy needs `on` and it is not given.
    Source: CO21 C-03.
    """
    return catalogue_on(rules, catalogue_day(claim, rules, on))


def catalogue_day(claim: Claim | ClaimForm, rules: Rules, on: date | None) -> date:
    """Return the day whose catalogue decides, as `catalogue_for` says."""
    if rules.policies.catalogue_by is CatalogueBy.EXECUTION:
        return (claim.form if isinstance(claim, Claim) else claim).executed_on
    submitted = claim.milestones.first_submitted_at if isinstance(claim, Claim) else None
    if submitted is not None:
        return rules.day(submitted)
    if on is None:
        raise InvalidValue("on", on, "day_of_submission")
    return as_day("on", on)


def catalogue_on(rules: Rules, day: date) -> Rule[Catalogue]:
    """Return the catalogue of a day, and how it is known that this day decides."""
    rule = rules.look_up(CATALOGUE, day)
    chosen_by = rules.policies.catalogue_by
    if chosen_by is CatalogueBy.EXECUTION:
        return rule
    return attrs.evolve(rule, basis=rule.basis.read_as(chosen_by))


def activity_in(rule: Rule[Catalogue], key: str, *, rules: Rules, day: date) -> Activity | None:
    """Return the activity with this `key` of the catalogue of `day`, or `None` where it has none.

    Raises `NoRuleInForce` where what it asks for is carried forward from an older page than the catalogue,
    while the rules are bound strictly.
    """
    activity = rule.value.get(key)
    if activity is not None and rules.strict and activity.basis is not None and activity.basis.since:
        raise NoRuleInForce(CATALOGUE, day, ((None, activity.basis.since),), activity.term)
    return activity


def known_by(activity: Activity, rule: Rule[Catalogue]) -> Basis:
    """Return how it is known what an activity of this catalogue asks for."""
    own, all_of_it = activity.basis, rule.basis
    if own is None:
        return all_of_it
    if own.since is None and all_of_it.since is not None:
        own = carried_forward(*own.readings, since=all_of_it.since)
    return own.read_as(*all_of_it.readings) if all_of_it.readings else own


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


def editors(rules: Rules, form: ClaimForm, on: date | None) -> tuple[Role, ...]:
    """Return who can change a form on this day; without one, on the day that the form is judged by."""
    return rules.roles(Action.EDIT, form.executed_on if on is None else on)


def _problems(form: ClaimForm, rules: Rules, on: date | None) -> Iterator[Problem]:
    if form.program.strip().casefold() == SURFACE_FAMILY.casefold():
        known = tuple(sorted(SURFACE))
        yield problem(ProblemCode.SURFACE_PROGRAM, field="program", program=form.program, known=known)
    others = form.activities[1:]
    per_claim = rules.policies.activities_per_claim
    if others and per_claim is ActivitiesPerClaim.ONE:
        yield problem(
            ProblemCode.SECOND_ACTIVITY,
            field="further_activities",
            who=editors(rules, form, on),
            basis=inferred(per_claim),
            activity=form.activity,
            found=others,
        )
    try:
        rule = catalogue_for(form, rules=rules, on=on)
    except NoRuleInForce as absent:
        yield rule_missing(absent, rules=rules, field="activity")
        return
    keys = named_activities(form, rules)
    activities: list[Activity] = []
    for key in keys:
        try:
            activity = activity_in(rule, key, rules=rules, day=catalogue_day(form, rules, on))
        except NoRuleInForce as absent:
            yield rule_missing(absent, rules=rules, field=_field_of(key, form))
            continue
        if activity is not None:
            activities.append(activity)
            continue
        terms = tuple(each.term for each in rule.value)
        yield problem(
            ProblemCode.ACTIVITY_UNKNOWN,
            field=_field_of(key, form),
            who=editors(rules, form, on),
            activity=key,
            executed=form.executed_on,
            known=terms,
            near=twins(key, terms),
        )
    for activity in activities:
        if not activity.is_for(form.program):
            yield problem(
                ProblemCode.NOT_ELIGIBLE,
                field=_field_of(activity.key, form),
                who=editors(rules, form, on),
                source=activity.source or rule.source,
                basis=known_by(activity, rule),
                activity=activity.term,
                program=form.program,
            )
    is_known = len(activities) == len(keys) and not any(each.listed_only for each in activities)
    if form.circumstances and is_known:
        yield from _circumstances(form, tuple(activities), rule, editors(rules, form, on))


def _field_of(activity: str, form: ClaimForm) -> str:
    return "activity" if activity == form.activity else "further_activities"


def _circumstances(
    form: ClaimForm, activities: tuple[Activity, ...], rule: Rule[Catalogue], who: tuple[Role, ...]
) -> Iterator[Problem]:
    """Yield what is stated and decides nothing: a slip of the pen would let something go unasked for."""
    known = tuple(dict.fromkeys(each.term for activity in activities for each in activity.circumstances))
    for stated in form.circumstances:
        if stated not in known:
            yield problem(
                ProblemCode.CIRCUMSTANCE_UNKNOWN,
                field="circumstances",
                who=who,
                source=rule.source,
                circumstance=stated,
                activity=tuple(activity.term for activity in activities),
                known=known,
                near=twins(stated, known),
            )
