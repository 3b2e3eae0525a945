"""What a sequence of commands would lead to is what performing it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from tests.support.stored import followed, stored

from coopclaims import CoopClaimsError, Deadline, Refused, clocks, perform, replay
from coopclaims.errors import CommandReused, UnknownClaim
from coopclaims.portal import scenario

if TYPE_CHECKING:
    from coopclaims import Claim, Money
    from coopclaims.claims import Command
    from coopclaims.testing import Scenario

fewer = settings(max_examples=settings().max_examples // 2)


@fewer
@given(followed())
def test_a_scenario_is_what_performing_leads_to(drawn: tuple[Scenario, tuple[Command, ...]]) -> None:
    story, commands = drawn
    world, store, of = story.world, stored(story), story.history.claim
    key = world.funds.key
    performed: list[object] = []
    after: list[tuple[Command, Claim, Money]] = []
    for command in commands:
        try:
            performed.append(perform(command, store, rules=world.rules, rates=world.rates))
        except CommandReused:
            continue
        except CoopClaimsError as error:
            performed.append(error)
        available = store.pool(key.location, key.program, key.usage_period).balance().available
        after.append((command, replay(store.history(of)), available))
    foreseen = scenario(
        story.claim,
        [command for command, _, _ in after],
        funds=world.funds,
        history=story.history,
        rules=world.rules,
        rates=world.rates,
    )
    for step, done, (command, claim, available) in zip(foreseen, performed, after, strict=True):
        assert step.command == command
        assert (step.claim, step.available, step.payments) == (claim, available, ())
        running = [each for each in clocks(claim, rules=world.rules).values() if isinstance(each, Deadline)]
        assert step.deadlines == tuple(each for each in running if each.answered_at is None)
        if isinstance(done, Refused):
            assert step.problems == done.problems
        else:
            assert step.is_accepted is not isinstance(done, UnknownClaim)
        assert step.is_repeat is getattr(done, "is_repeat", False)
