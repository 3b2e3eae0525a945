"""Stories in a store, and commands that follow them: some legal, some refused, some sent twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from coopclaims import InMemoryRepository
from coopclaims.repositories import ClaimWrite, FundWrite
from coopclaims.testing import Scenario, World, commands, scenarios

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from coopclaims.claims import Command


def stored(story: Scenario) -> InMemoryRepository:
    """Return a repository that holds the claim of a story and its fund, as they are."""
    repository, world = InMemoryRepository(), story.world
    pool = repository.open_pool(world.funds.key)
    earned = world.earnings()
    repository.append(FundWrite(pool=pool.key, expected=0, entries=earned))
    claim = ClaimWrite(claim=story.history.claim, expected=0, entries=story.history.entries)
    repository.append(claim, FundWrite(pool=pool.key, expected=len(earned), entries=story.ledger))
    return repository


def _after(story: Scenario, command: Command) -> Scenario:
    decision = story.world.decide(command, story.claim, story.history)
    return Scenario(
        story.world.after(decision),
        story.history.extended(decision.entries),
        (*story.ledger, *decision.ledger),
    )


@st.composite
def followed(draw: DrawFn, most: int = 4, least: int = 1) -> tuple[Scenario, tuple[Command, ...]]:
    """Return a story and commands after it, each drawn for what the legal ones before it lead to."""
    story = draw(scenarios(world=World.typical(), detours=1))
    now = story
    given: list[Command] = []
    for _ in range(draw(st.integers(least, most))):
        command = draw(commands(now.claim, world=now.world))
        given.append(command)
        if command.claim == now.claim.id and not now.world.problems(command, now.claim, now.history):
            now = _after(now, command)
        if draw(st.integers(0, 3)) == 0:
            given.append(command)
    return story, tuple(given)
