"""Evidence for one activity: complete, or lacking exactly what it says it lacks. A-15 to A-22, C-02."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import Phase, find, given, settings, strategies as st

from coopclaims import InvalidValue, Policies, Role
from coopclaims.claims import SubmitClaim
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import CommandId
from coopclaims.rules import CATALOGUE, PreApproval, ProofNeed
from coopclaims.testing import ActivityEvidence, World, evidence_for, lacking_one, simplest

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject

    from coopclaims import Problem

HOME = World.typical()
ACTIVITIES = [
    each.key
    for each in HOME.rules.look_up(CATALOGUE, HOME.usage_period.first).value
    if each.is_for(HOME.program)
]
VARIED = ("product-seeding", "tradeshow", "digital-advertising")
"""Activities that, together, ask for every kind of evidence."""

STRICT = World.typical(policies=Policies(pre_approval=PreApproval.ALWAYS))


def refused(shown: ActivityEvidence, world: World) -> tuple[Problem, ...]:
    """Return why a draft with this evidence cannot be submitted when its window is open."""
    draft = shown.claim(world=world)
    command = SubmitClaim(
        claim=draft.id,
        id=CommandId("submit"),
        by=world.actor(Role.INCENTIVES_ADMIN),
        at=world.start_of(max(world.claiming_period.first, shown.form.executed_on)),
    )
    return world.problems(command, draft)


@given(st.sampled_from(ACTIVITIES), st.data())
def test_complete_evidence_is_accepted(activity: str, data: DataObject) -> None:
    shown = data.draw(evidence_for(activity))
    assert shown.form.activity == activity
    assert shown.missing == refused(shown, HOME) == ()


@given(st.sampled_from(ACTIVITIES), st.data())
def test_just_one_thing_is_missing_and_it_is_told(activity: str, data: DataObject) -> None:
    shown = data.draw(lacking_one(activity, world=STRICT))
    assert refused(shown, STRICT) == (shown.expected,)


@given(st.sampled_from(ACTIVITIES), st.data())
def test_incomplete_evidence_is_refused_for_what_it_says(activity: str, data: DataObject) -> None:
    shown = data.draw(evidence_for(activity, complete=False))
    assert shown.missing
    assert refused(shown, HOME) == shown.missing


@pytest.mark.parametrize(
    "code",
    [
        ProblemCode.CIRCUMSTANCE_MISSING,
        ProblemCode.CORE_NOT_ATTESTED,
        ProblemCode.COST_EVIDENCE_MISSING,
        ProblemCode.METRIC_MISSING,
        ProblemCode.PRE_APPROVAL_MISSING,
        ProblemCode.PROOF_MISSING,
    ],
)
def test_each_kind_of_evidence_is_left_out(code: ProblemCode) -> None:
    lacking = st.sampled_from(VARIED).flatmap(lambda key: lacking_one(key, world=STRICT))
    looking = settings(max_examples=5_000, phases=(Phase.generate,), database=None)
    assert find(lacking, lambda shown: shown.expected.code is code, settings=looking).expected.code is code


def test_under_another_reading_proof_is_not_missed() -> None:
    world = World.typical(policies=Policies(proof_need=ProofNeed.OPTIONAL))
    shown = simplest(evidence_for("digital-advertising", world=world))
    without = attrs.evolve(
        shown, items=tuple(each for each in shown.items if not each.id.startswith("proof"))
    )
    assert refused(without, world) == ()


def test_what_is_complete_lacks_nothing_in_particular() -> None:
    with pytest.raises(InvalidValue, match="exactly one thing"):
        _ = simplest(evidence_for(ACTIVITIES[0])).expected


def test_an_activity_that_the_catalogue_does_not_have() -> None:
    with pytest.raises(InvalidValue, match="lottery"):
        simplest(evidence_for("lottery"))
