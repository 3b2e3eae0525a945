"""One judgement asked four ways, under every reading of every policy that can be chosen.

Each member of each policy is bound by itself, the others standing as the story was told with. Stories
are told under any policies and judged under these rules: what happened was decided by last year's.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from coopclaims import Policies, Refused, replay
from coopclaims.claims import AmendClaim, CorrectInstant, CreateClaim, PlanPath
from coopclaims.findings import Severity
from coopclaims.testing import Scenario, World, commands, scenarios

if TYPE_CHECKING:
    from datetime import datetime
    from enum import StrEnum

    from hypothesis.strategies import DataObject, SearchStrategy

    from coopclaims import Claim, Decision, Problem
    from coopclaims.claims import Command

POLICIES: dict[str, type[StrEnum]] = {
    name: type(reading) for name, reading in attrs.asdict(Policies(), recurse=False).items()
}
READINGS = [
    pytest.param({name: member}, id=f"{name}={member.name}")
    for name, readings in POLICIES.items()
    for member in readings
]
few = settings(max_examples=max(settings().max_examples // 8, 4))
"""There are many readings, and a few stories for each of them."""


def under(world: World, policies: Policies) -> World:
    """Return the same world, judged by the same rules under these policies."""
    bound = world.rules
    rules = bound.rulebook.bind(calendar=bound.calendar, zone=bound.zone, policies=policies)
    return attrs.evolve(world, rules=rules)


def on_a_plan(claim: Claim) -> Claim:
    """Return the claim as one of the plan path, whose campaign has the day of the activity."""
    day = claim.form.executed_on
    plan = PlanPath(plan="P-7", campaign="Spring", first=day, last=day, impressions=5000)
    form = attrs.evolve(claim.form, plan=plan)
    return attrs.evolve(claim, details=attrs.evolve(claim.details, form=form))


def plans(claim: Claim) -> SearchStrategy[PlanPath | None]:
    day, one = claim.form.executed_on, timedelta(days=1)
    return st.builds(
        PlanPath,
        plan=st.just("P-7"),
        campaign=st.just("Spring"),
        first=st.sampled_from((day - one, day)),
        last=st.sampled_from((day, day + one)),
        impressions=st.sampled_from((None, 0, 5000)),
    )


def any_command(data: DataObject, claim: Claim, world: World) -> Command:
    """Return a command of any kind, later by some days, and an amended form with or without a plan."""
    command = data.draw(commands(claim, world=world))
    later = timedelta(days=data.draw(st.sampled_from((0, 0, 1, 40, 400))))
    command = attrs.evolve(command, at=command.at + later)
    if isinstance(command, AmendClaim):
        plan = data.draw(st.none() | plans(claim))
        return attrs.evolve(command, form=attrs.evolve(command.form, plan=plan))
    return command


def judged(command: Command, claim: Claim, world: World) -> Decision | None:
    """Return what `decide` says, once `problems` and `allowed` are seen to say the same."""
    found = world.problems(command, claim)
    option = world.allowed(claim, command.by, at=command.at)[type(command)]
    assert all(each.severity is Severity.BLOCKS and str(each) for each in found)
    if isinstance(command, CreateClaim):  # which names a place: whoever may not there hears only that
        assert found or not option.problems
    else:
        assert set(option.problems) <= set(found)  # what keeps a button dark is told to whoever presses it
    decision: Decision | None = None
    refused: tuple[Problem, ...] = ()
    try:
        decision = world.decide(command, claim)
    except Refused as error:
        refused = error.problems
    assert found == refused
    assert bool(found) is (decision is None)
    if decision is None:
        return None
    assert option.is_allowed
    return decision


def changed_at(command: Command, claim: Claim) -> datetime:
    """Return when the claim has last changed once the command was given: a correction is no change of it."""
    if not isinstance(command, CorrectInstant):
        return command.at
    return command.instant if command.entry == claim.changed_in else claim.changed_at


def assert_one_judgement(scenario: Scenario, world: World, data: DataObject) -> None:
    """Give some commands one after the other, and see that the four questions have one answer."""
    claim = on_a_plan(scenario.claim) if data.draw(st.booleans()) else scenario.claim
    for _ in range(5):
        command = any_command(data, claim, world)
        decision = judged(command, claim, world)
        if decision is not None:
            (entry,) = decision.entries
            after = replay(decision.entries, start=claim)
            at = changed_at(command, claim)
            assert (after.version, after.status, after.changed_at) == (entry.number, entry.after, at)
            claim, world = after, world.after(decision)


class TestEveryReading:
    """The four questions agree whatever reading was chosen, of one policy or of all of them."""

    @pytest.mark.slow  # with others is the quick one
    @pytest.mark.parametrize("reading", READINGS)
    @few
    @given(scenario=scenarios(detours=2), data=st.data())
    def test_by_itself(self, reading: dict[str, Any], scenario: Scenario, data: DataObject) -> None:
        chosen = attrs.evolve(scenario.world.rules.policies, **reading)
        assert_one_judgement(scenario, under(scenario.world, chosen), data)

    @given(
        scenario=scenarios(detours=2),
        chosen=st.fixed_dictionaries({name: st.sampled_from(each) for name, each in POLICIES.items()}),
        data=st.data(),
    )
    def test_with_others(self, scenario: Scenario, chosen: dict[str, Any], data: DataObject) -> None:
        assert_one_judgement(scenario, under(scenario.world, Policies(**chosen)), data)
