"""For pytest, where a test suite asks for it: fixtures, and what was entered in the terminal summary.

Never loaded by itself. Say `pytest_plugins = ["coopclaims.testing.pytest_plugin"]` in the `conftest.py` at
the top, or `pytest -p coopclaims.testing.pytest_plugin`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coopclaims.repositories.memory import InMemoryRepository
from coopclaims.repositories.protocols import FundWrite
from coopclaims.testing.given import Given, starting_from
from coopclaims.testing.machine import LifecycleMachine
from coopclaims.testing.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coopclaims.testing.given import Start


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to print every edge and every problem code, and not their number alone."""
    parser.getgroup("coopclaims").addoption(
        "--claims-coverage",
        action="store_true",
        help="list every edge of the claim lifecycle and every problem code, with how often it was entered",
    )


@pytest.fixture
def world() -> World:
    """Return the world of the examples: the published rules, July to December 2022, a fund in SEK.

    Override it in your `conftest.py` to have your own rules in the other fixtures too.
    """
    return World.typical()


@pytest.fixture
def fund_repository(world: World) -> InMemoryRepository:
    """Return a repository in memory that has no claim yet, and the world's fund with its earnings."""
    repository = InMemoryRepository()
    repository.open_pool(world.funds.key)
    repository.append(FundWrite(pool=world.funds.key, expected=0, entries=world.earnings()))
    return repository


@pytest.fixture
def claim_starting_from(world: World) -> Callable[[Start], Given]:
    """Return `starting_from` for the world of the test."""
    return lambda start: starting_from(start, world=world)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what each lifecycle machine that was played has entered, and which edges it never took."""
    played = [machine for machine in _machines(LifecycleMachine) if machine.coverage.steps]
    if played:
        terminalreporter.section("claim lifecycle")
    for machine in played:
        coverage = machine.coverage
        if config.getoption("--claims-coverage"):
            terminalreporter.line(f"{machine.__qualname__}: {coverage.report()}")
            continue
        terminalreporter.line(f"{machine.__qualname__}: {coverage}")
        for row, to in coverage.missed():
            at = "no claim" if row.source is None else row.source.caption
            terminalreporter.line(f"  never taken: {at} / {row.trigger.caption} > {to.caption}")


def _machines(machine: type[LifecycleMachine]) -> Iterator[type[LifecycleMachine]]:
    yield machine
    for each in machine.__subclasses__():
        yield from _machines(each)
