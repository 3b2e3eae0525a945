"""Many commands at once lead to what they lead to one after the other."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import attrs
from hypothesis import given, settings
from tests.support.stored import followed, stored

from coopclaims import CoopClaimsError, Outcome, perform
from coopclaims.errors import NotPerformed
from coopclaims.repositories import AsyncInMemoryRepository, perform_many, perform_many_async

if TYPE_CHECKING:
    from coopclaims import InMemoryRepository
    from coopclaims.claims import Command
    from coopclaims.testing import Scenario

FOLLOWED = followed()
fewer = settings(max_examples=settings().max_examples // 2)


def one_by_one(story: Scenario, commands: tuple[Command, ...], store: InMemoryRepository) -> list[Any]:
    answers: list[Any] = []
    for command in commands:
        try:
            answers.append(perform(command, store, rules=story.world.rules, rates=story.world.rates))
        except CoopClaimsError as error:
            answers.append(error)
    return answers


def comparable(answers: Any) -> list[Any]:
    return [each if isinstance(each, Outcome) else (type(each), each.args) for each in answers]


def books(story: Scenario, store: InMemoryRepository) -> tuple[Any, ...]:
    return store.history(story.history.claim), store.ledger(story.world.funds.key)


@fewer
@given(FOLLOWED)
def test_each_command_has_the_answer_that_it_has_alone(drawn: tuple[Scenario, tuple[Command, ...]]) -> None:
    story, commands = drawn
    alone, together, later = stored(story), stored(story), stored(story)
    expected = one_by_one(story, commands, alone)
    with_rules: dict[str, Any] = {"rules": story.world.rules, "rates": story.world.rates}
    assert comparable(perform_many(commands, together, **with_rules)) == comparable(expected)
    waiting = perform_many_async(commands, AsyncInMemoryRepository(later), **with_rules)
    assert comparable(asyncio.run(waiting)) == comparable(expected)
    assert books(story, alone) == books(story, together) == books(story, later)


@fewer
@given(FOLLOWED)
def test_together_is_all_of_it_or_nothing(drawn: tuple[Scenario, tuple[Command, ...]]) -> None:
    story, commands = drawn
    alone, together = stored(story), stored(story)
    before = books(story, together)
    expected = one_by_one(story, commands, alone)
    answers = perform_many(commands, together, rules=story.world.rules, rates=story.world.rates, atomic=True)
    failed = [command.id for command, each in zip(commands, expected, strict=True) if is_error(each)]
    if not failed:
        assert comparable(answers) == comparable(expected)
        assert books(story, together) == books(story, alone)
        return
    assert books(story, together) == before
    for command, answer, otherwise in zip(commands, answers, expected, strict=True):
        wanted = otherwise if is_error(otherwise) else NotPerformed(command.id, failed[0])
        assert comparable([answer]) == comparable([wanted])


@fewer
@given(FOLLOWED)
def test_what_was_done_is_a_repeat(drawn: tuple[Scenario, tuple[Command, ...]]) -> None:
    story, commands = drawn
    store = stored(story)
    rules, rates = story.world.rules, story.world.rates
    first = perform_many(commands, store, rules=rules, rates=rates)
    done = [
        (command, each) for command, each in zip(commands, first, strict=True) if isinstance(each, Outcome)
    ]
    after = books(story, store)
    again = perform_many([command for command, _ in done], store, rules=rules, rates=rates, atomic=True)
    claim = store.history(story.history.claim)
    assert books(story, store) == after
    for repeat, (_, before) in zip(again, done, strict=True):
        assert isinstance(repeat, Outcome)
        wanted = attrs.evolve(
            before, is_repeat=True, ledger=(), moved_from=None, claim=repeat.claim, advice=()
        )
        assert repeat == wanted
        assert repeat.claim.version == claim.version


def is_error(answer: object) -> bool:
    return isinstance(answer, CoopClaimsError)
