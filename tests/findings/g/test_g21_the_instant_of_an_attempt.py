"""An instant is taken when it is used: each attempt of a command is stamped anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.support.findings import ALICE, BOB, World, at, cc

BEGINS = at("2022-09-20 09:00")


class Clock:
    """A clock on which a minute passes each time that it is looked at."""

    def __init__(self) -> None:
        self.shown: list[datetime] = []

    def __call__(self) -> datetime:
        self.shown.append(BEGINS + timedelta(minutes=len(self.shown) + 1))
        return self.shown[-1]


class Contended:
    """A store in which somebody else comments just before so many of the appends."""

    def __init__(self, world: World, rivals: int, clock: Clock) -> None:
        self._world, self._rivals, self._clock = world, rivals, clock

    def history(self, claim: str) -> Any:
        return self._world.repo.history(claim)

    def pool(self, *place: object) -> Any:
        return self._world.repo.pool(*place)

    def append(self, *writes: object) -> None:
        if self._rivals:
            self._rivals -= 1
            self._world.do(cc.claims.Comment, BOB, self._clock(), text="in between")
        self._world.repo.append(*writes)


def _commented(world: World, clock: Clock, rivals: int, attempts: int) -> Any:
    command = world.ask(cc.claims.Comment, ALICE, BEGINS, text="from the nightly job")
    store = Contended(world, rivals, clock)
    return cc.perform(command, store, rules=world.rules, attempts=attempts, now=clock)


def test_a_second_attempt_has_an_instant_of_its_own() -> None:
    world, clock = World().draft(), Clock()
    (entry,) = _commented(world, clock, rivals=1, attempts=2).entries
    assert entry.at == clock.shown[-1]


def test_a_command_of_one_attempt_is_stamped_by_the_clock() -> None:
    world, clock = World().draft(), Clock()
    (entry,) = _commented(world, clock, rivals=0, attempts=1).entries
    assert entry.at == clock.shown[-1]


def test_of_fifty_contended_comments_none_is_refused_for_its_stamp() -> None:
    world, clock = World().draft(), Clock()
    for _ in range(50):
        _commented(world, clock, rivals=2, attempts=20)
    assert world.claim().version == 2 + 50 * 3


def test_attempts_that_run_out_are_stale_and_not_refused() -> None:
    world, clock = World().draft(), Clock()
    with pytest.raises(cc.StaleClaim):
        _commented(world, clock, rivals=5, attempts=3)
