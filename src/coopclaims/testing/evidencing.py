"""Evidence that fits: forms that state what they have to, and items that show what is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from coopclaims.claims.claim import Claim, ClaimForm
from coopclaims.claims.evidence import CertificationReport, Invoice, Item, Metric, Proof
from coopclaims.completeness.catalogues import activity_problems
from coopclaims.completeness.checklist import RequirementKind, RequirementState, evidence_checklist
from coopclaims.identifiers import ItemId
from coopclaims.rules.keys import CATALOGUE
from coopclaims.rules.readings import CatalogueBy
from coopclaims.testing.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from hypothesis.strategies import DrawFn

    from coopclaims.activities.catalogue import Activity, Catalogue
    from coopclaims.completeness.checklist import ChecklistLine


_FIGURES = st.integers(1, 10_000).map(str)
_FORM_ONLY = (RequirementKind.CIRCUMSTANCE, RequirementKind.PRE_APPROVAL, RequirementKind.CORE)
_SHOWN = (RequirementKind.PROOF, RequirementKind.CORE)


def submission_day(claim: Claim | ClaimForm, world: World) -> date:
    """Return the first day on which a claim that was not submitted yet may be."""
    if isinstance(claim, Claim):
        return max(submission_day(claim.form, world), world.rules.day(claim.changed_at))
    return max(world.claiming_period.first, claim.executed_on)


def catalogue_of(executed_on: date, world: World) -> Catalogue:
    """Return the catalogue that decides for an activity of this day, submitted as soon as it may be."""
    if world.rules.policies.catalogue_by is CatalogueBy.SUBMISSION:
        executed_on = max(world.claiming_period.first, executed_on)
    return world.rules.look_up(CATALOGUE, executed_on).value


def asked_of(claim: Claim | ClaimForm, world: World) -> tuple[ChecklistLine, ...]:
    """Return the lines of the claim's checklist; none where its form is wrong."""
    form, on = claim.form if isinstance(claim, Claim) else claim, submission_day(claim, world)
    if activity_problems(form, rules=world.rules, on=on):
        return ()
    return evidence_checklist(claim, rules=world.rules, on=on).lines


def _missing(lines: Iterable[ChecklistLine], *kinds: RequirementKind) -> list[ChecklistLine]:
    return [line for line in lines if line.kind in kinds and line.state is RequirementState.MISSING]


def draw_stated(draw: DrawFn, form: ClaimForm, activities: Iterable[Activity], world: World) -> ClaimForm:
    """Draw the circumstances of a form, with everything else that the form has to say then."""
    known = [each.key for activity in activities for each in activity.circumstances]
    stated = draw(st.lists(st.sampled_from(known), unique=True)) if known else []
    form = attrs.evolve(form, circumstances=stated)
    while missing := _missing(asked_of(form, world), *_FORM_ONLY):
        line = missing[0]
        if line.kind is RequirementKind.PRE_APPROVAL:
            form = attrs.evolve(form, pre_approval="approval-1")
            continue
        way = draw(st.sampled_from(line.ways))
        if line.kind is RequirementKind.CIRCUMSTANCE:
            form = attrs.evolve(form, circumstances=(*form.circumstances, *way))
        else:
            form = attrs.evolve(form, attested=(*form.attested, *way))
    return form


def draw_shown(draw: DrawFn, claim: Claim, world: World) -> tuple[str, ...]:
    """Draw what a new proof shows: all that is missing, or a part of it; or what is asked for anyway."""
    lines = asked_of(claim, world)
    if missing := _missing(lines, *_SHOWN):
        together = missing[:1] if draw(st.booleans()) else missing
        return tuple(key for line in together for key in draw(st.sampled_from(line.ways)))
    asked = [way for line in lines if line.kind is RequirementKind.PROOF for way in line.ways]
    return draw(st.sampled_from([(), *asked]))


def draw_name(draw: DrawFn, claim: Claim, world: World) -> str:
    """Draw what a new metric reports: what is missing, or else any figure."""
    lines = asked_of(claim, world)
    reported = {item.name for item in claim.items if isinstance(item, Metric)}
    for line in _missing(lines, RequirementKind.METRIC):
        way = draw(st.sampled_from(line.ways))
        return next(key for key in way if key not in reported)
    asked = [key for line in lines if line.kind is RequirementKind.METRIC for key in line.keys]
    return draw(st.sampled_from([*asked, "reach"]))


def evidence(form: ClaimForm, *, world: World | None = None) -> SearchStrategy[tuple[Item, ...]]:
    """Return a strategy for items that show everything a claim with this form is asked for.

    What the form itself has to say is not made up for: see `forms`. For an activity by its key, and for
    evidence that lacks one thing, see `evidence_for` and `lacking_one`. The lines of the checklist are
    shown by items of their own.

    >>> from hypothesis import given
    >>> from coopclaims.testing import forms, simplest
    >>> form = simplest(forms())
    >>> @given(evidence(form))
    ... def check(items):
    ...     assert items
    >>> check()
    """
    return _evidence(form, world or World.typical())


@st.composite
def _evidence(draw: DrawFn, form: ClaimForm, world: World) -> tuple[Item, ...]:
    kinds = (RequirementKind.COST, RequirementKind.PROOF, RequirementKind.METRIC)
    lines = _missing(asked_of(form, world), *kinds)
    found: list[Item] = []
    for line in lines:
        if line.kind is RequirementKind.COST:
            found.append(_cost(draw, form))
            continue
        way = draw(st.sampled_from(line.ways))
        if line.kind is RequirementKind.PROOF:
            number = len(found) + 1
            found.append(
                Proof(id=ItemId(f"proof-{number}"), document=f"document-{number}", note=line.what, shows=way)
            )
        else:
            found += [
                Metric(id=ItemId(f"metric-{len(found)}-{key}"), name=key, value=draw(_FIGURES)) for key in way
            ]
    return tuple(found)


def _cost(draw: DrawFn, form: ClaimForm) -> Item:
    if draw(st.booleans()):
        return CertificationReport(
            id=ItemId("report-1"), document="report", amount=form.amount, work="Design"
        )
    return Invoice(id=ItemId("invoice-1"), document="invoice", amount=form.amount)
