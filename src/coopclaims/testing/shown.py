"""Evidence for one activity of the catalogue: complete, or lacking exactly one thing that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from coopclaims._values import frozen
from coopclaims.claims.claim import Claim, ClaimForm, ClaimStatus, Details, Milestones
from coopclaims.claims.evidence import Item
from coopclaims.completeness.missing import missing_evidence
from coopclaims.errors import InvalidValue
from coopclaims.findings.problem import Problem
from coopclaims.identifiers import ClaimId
from coopclaims.testing.evidencing import catalogue_of, evidence, submission_day
from coopclaims.testing.ingredients import draw_form
from coopclaims.testing.world import World

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from coopclaims.activities.catalogue import Activity


@final
@frozen(kw_only=True)
class ActivityEvidence:
    """What a claim for one activity says and shows, and what a reviewer would miss in it.

    `form` states circumstances, attests, and names a pre-approval; `items` show costs, proof and metrics.
    `missing` are the problems that a submission is expected to be refused for; none where it is complete.
    """

    form: ClaimForm
    items: tuple[Item, ...]
    missing: tuple[Problem, ...]

    @property
    def expected(self) -> Problem:
        """The one thing that is missing. Raises `InvalidValue` where nothing is, or more than that."""
        if len(self.missing) != 1:
            raise InvalidValue("missing", len(self.missing), "one_thing_missing")
        return self.missing[0]

    def claim(self, claim_id: str = "C-1", *, world: World | None = None) -> Claim:
        """Return a draft that says and shows this, created on the first day of its usage period."""
        at = (world or World.typical()).start_of(self.form.usage_period.first)
        return Claim(
            id=ClaimId(claim_id),
            status=ClaimStatus.EDITING,
            version=1 + len(self.items),
            changed_at=at,
            changed_in=1 + len(self.items),
            details=Details(form=self.form, items=self.items),
            milestones=Milestones(created_at=at),
        )


def evidence_for(
    activity: str, *, complete: bool = True, world: World | None = None
) -> SearchStrategy[ActivityEvidence]:
    """Return a strategy for everything that a claim for this activity says and shows.

    `activity` is a key of the catalogue. Where it is not `complete`, anything from one thing to all that
    is asked for is not there. Raises `InvalidValue`, when drawn, for an activity that the catalogue of the
    world does not have or not for its program.

    >>> from hypothesis import given
    >>> @given(evidence_for("digital-advertising"))
    ... def check(shown):
    ...     assert not shown.missing
    >>> check()
    """
    around = world or World.typical()
    return _complete(activity, around) if complete else _incomplete(activity, around)


def lacking_one(activity: str, *, world: World | None = None) -> SearchStrategy[ActivityEvidence]:
    """Return a strategy for evidence that lacks exactly one thing; its `expected` tells which.

    Each thing that the activity asks for, of the form or of the items, is as likely as another. As for
    `evidence_for`, of which it leaves one thing out.

    >>> from coopclaims.testing import simplest
    >>> str(simplest(lacking_one("digital-advertising")).expected.code)
    'cost_evidence_missing'
    """
    return _lacking(activity, world or World.typical())


@st.composite
def _complete(draw: DrawFn, activity: str, world: World) -> ActivityEvidence:
    form = draw_form(draw, None, world, activity=_known(activity, world))
    return ActivityEvidence(form=form, items=draw(evidence(form, world=world)), missing=())


@st.composite
def _incomplete(draw: DrawFn, activity: str, world: World) -> ActivityEvidence:
    shown = draw(_lacking(activity, world))
    kept = draw(st.lists(st.sampled_from(shown.items), unique=True)) if shown.items else []
    return _judged(shown.form, tuple(kept), world)


@st.composite
def _lacking(draw: DrawFn, activity: str, world: World) -> ActivityEvidence:
    whole = draw(_complete(activity, world))
    return draw(st.sampled_from(list(_without_one(whole, world))))


def _without_one(whole: ActivityEvidence, world: World) -> list[ActivityEvidence]:
    """Return the evidence without one item, one key of one, or one thing that the form says."""
    form, items = whole.form, whole.items
    found = [(form, tuple(each for each in items if each is not item)) for item in items]
    found += [(attrs.evolve(form, attested=_without(form.attested, key)), items) for key in form.attested]
    stated = form.circumstances
    found += [(attrs.evolve(form, circumstances=_without(stated, key)), items) for key in stated]
    if form.pre_approval:
        found.append((attrs.evolve(form, pre_approval=""), items))
    judged = [_judged(each, shown, world) for each, shown in found]
    return [each for each in judged if len(each.missing) == 1]


def _without(keys: tuple[str, ...], left_out: str) -> tuple[str, ...]:
    return tuple(key for key in keys if key != left_out)


def _judged(form: ClaimForm, items: tuple[Item, ...], world: World) -> ActivityEvidence:
    shown = ActivityEvidence(form=form, items=items, missing=())
    draft = shown.claim(world=world)
    missing = missing_evidence(draft, rules=world.rules, on=submission_day(draft, world))
    return attrs.evolve(shown, missing=missing)


def _known(activity: str, world: World) -> Activity:
    catalogue = catalogue_of(world.usage_period.first, world)
    found = catalogue.get(activity)
    if found is None or not found.is_for(world.program):
        known = ", ".join(each.key for each in catalogue if each.is_for(world.program))
        raise InvalidValue("activity", activity, "one_of", known=tuple(known.split(", ")))
    return found
