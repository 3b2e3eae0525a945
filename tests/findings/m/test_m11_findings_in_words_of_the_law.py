"""A broken promise is told in figures that say what was lost, and not by a printed value."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

import pytest
from tests.support.findings import cc

testing: Any = importlib.import_module("coopclaims.testing")

CHECKS = ["loses_no_update", "performs_a_command_once_when_sent_at_once"]
CHECK = {check.__name__: check for check in testing.repository_contract}
THREADS = 4


class LastWins:
    """Does not tell who comes too late."""

    def __init__(self) -> None:
        self.store = cc.InMemoryRepository()

    def __getattr__(self, name: str) -> Any:
        # `load` stays unknown: a repository has it or has it not.
        if name == "load":
            raise AttributeError(name)
        return getattr(self.store, name)

    def append(self, *writes: Any, **guards: Any) -> None:
        try:
            self.store.append(*writes, **guards)
        except cc.StaleClaim:
            return


def make(*keys: Any) -> Any:
    store = LastWins()
    for key in keys:
        store.open_pool(key)
    return store


@cache
def told(check: str) -> str:
    """Return what the contract says of this promise."""
    try:
        CHECK[check](make, testing.Capabilities(long_history=20, threads=THREADS))
    except AssertionError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("check", CHECKS)
def test_a_lost_update_is_found(check: str) -> None:
    assert told(check)


@pytest.mark.parametrize("check", CHECKS)
def test_the_message_prints_no_value_in_full(check: str) -> None:
    said = told(check)
    assert not [word for word in ("Outcome(", "HistoryEntry(", "datetime.datetime(") if word in said]


@pytest.mark.parametrize("check", CHECKS)
def test_no_line_of_the_message_is_so_long_that_it_is_cut(check: str) -> None:
    assert max(map(len, told(check).splitlines())) < 400
