"""What a thread of the kit opens in a repository can be closed in that thread, as it ends."""

from __future__ import annotations

import importlib
import threading
from pathlib import Path
from typing import Any

import pytest
from tests.support.findings import cc

testing: Any = importlib.import_module("coopclaims.testing")

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "prove_your_repository.md"


class PerThread:
    """Has a connection for each thread, which whoever ends the thread has to close."""

    def __init__(self, connections: Any) -> None:
        self.store, self.connections = cc.InMemoryRepository(), connections

    def __getattr__(self, name: str) -> Any:
        if name == "load":
            raise AttributeError(name)
        return getattr(self.store, name)

    def append(self, *writes: Any, **guards: Any) -> None:
        self.connections.open()
        self.store.append(*writes, **guards)


class LastWins(PerThread):
    """The same with a fault: who comes too late is not told."""

    def append(self, *writes: Any, **guards: Any) -> None:
        try:
            super().append(*writes, **guards)
        except cc.StaleClaim:
            return


class Connections:
    """The connections of all threads."""

    def __init__(self) -> None:
        self.of_thread, self.all = threading.local(), list[threading.Thread]()

    def open(self) -> None:
        if not getattr(self.of_thread, "is_open", False):
            self.of_thread.is_open = True
            self.all.append(threading.current_thread())

    def close(self) -> None:
        if getattr(self.of_thread, "is_open", False):
            self.of_thread.is_open = False
            self.all.remove(threading.current_thread())

    @property
    def left(self) -> int:
        """How many connections belong to threads that have ended."""
        return sum(not thread.is_alive() for thread in self.all)


def proven(kind: Any, connections: Connections, **more: Any) -> Any:
    def make(*keys: Any) -> Any:
        store = kind(connections)
        for key in keys:
            store.open_pool(key)
        return store

    return testing.contract_report(make, testing.Capabilities(long_history=20, threads=2, **more))


def test_without_being_told_a_sound_store_keeps_every_promise() -> None:
    assert proven(PerThread, Connections()).broken == ()


def test_each_thread_says_that_it_ends() -> None:
    connections = Connections()
    report = proven(PerThread, connections, leaving=connections.close)
    assert (report.broken, connections.left) == ((), 0)


def test_a_check_that_fails_leaves_no_connection_either() -> None:
    connections = Connections()
    report = proven(LastWins, connections, leaving=connections.close)
    assert report.broken
    assert connections.left == 0


def test_each_event_loop_of_the_kit_says_that_its_thread_ends() -> None:
    connections = Connections()

    class Store:
        def __init__(self) -> None:
            self.store = cc.repositories.AsyncInMemoryRepository()

        def __getattr__(self, name: str) -> Any:
            if name == "load":
                raise AttributeError(name)
            return getattr(self.store, name)

        async def append(self, *writes: Any, **guards: Any) -> None:
            connections.open()
            await self.store.append(*writes, **guards)

    async def make(*keys: Any) -> Any:
        store = Store()
        for key in keys:
            await store.open_pool(key)
        return store

    can = testing.Capabilities(long_history=20, threads=2, leaving=connections.close)
    assert (testing.async_contract_report(make, can).broken, connections.left) == ((), 0)


@pytest.mark.parametrize("word", ["leaving=", "TransactionTestCase", "close_all"])
def test_the_how_to_says_what_a_store_with_connections_of_threads_needs(word: str) -> None:
    assert word in HOW_TO.read_text(encoding="utf-8")
