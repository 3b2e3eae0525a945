"""A repository is tried with two objects on one store that are alive at the same time."""

from __future__ import annotations

import importlib
import io
import threading
import unittest
from typing import Any

import pytest
from hypothesis import Phase, settings
from tests.support.findings import BOB, RULES, World, cc

from coopclaims.testing import LifecycleMachine

testing: Any = importlib.import_module("coopclaims.testing")

VERBS = ("load", "history", "pool", "claims", "pools")


class Shared:
    """A store with its load, for as many objects as there are."""

    def __init__(self, store: Any) -> None:
        self.store, self.lock = store, threading.RLock()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def load(self, claim: Any, command: Any) -> Any:
        with self.lock:
            entries = self.store.history(claim).entries
            performed = tuple(entry for entry in entries if entry.command == command)
            return cc.repositories.Loaded(snapshot=cc.replay(entries), since=(), performed=performed)


class Cached(Shared):
    """Keeps what one verb has answered until it writes itself; what another object writes is not noticed."""

    verb: str

    def __init__(self, store: Any) -> None:
        super().__init__(store)
        self.kept: dict[Any, Any] = {}

    def _once(self, verb: str, ask: Any, *asked: Any, **named: Any) -> Any:
        with self.lock:
            if verb != self.verb:
                return ask(*asked, **named)
            key = (asked, tuple(named.items()))
            if key not in self.kept:
                self.kept[key] = ask(*asked, **named)
            return self.kept[key]

    def load(self, claim: Any, command: Any) -> Any:
        with self.lock:  # else what another thread made old would be kept after it was thrown away
            loaded = super().load(claim, command)
            snapshot = self._once("load", lambda _: loaded.snapshot, claim)
            return cc.repositories.Loaded(snapshot=snapshot, since=(), performed=loaded.performed)

    def history(self, claim: Any) -> Any:
        return self._once("history", self.store.history, claim)

    def pool(self, *asked: Any) -> Any:
        return self._once("pool", self.store.pool, *asked)

    def claims(self, **asked: Any) -> Any:
        return self._once("claims", self.store.claims, **asked)

    def pools(self, **asked: Any) -> Any:
        return self._once("pools", self.store.pools, **asked)

    def open_pool(self, key: Any) -> Any:
        with self.lock:
            self.kept.clear()
            return self.store.open_pool(key)

    def append(self, *writes: Any, **guards: Any) -> None:
        with self.lock:
            self.store.append(*writes, **guards)
            self.kept.clear()


class Remembers(Shared):
    """Knows of the commands that were performed through it, and of no others."""

    def __init__(self, store: Any) -> None:
        super().__init__(store)
        self.done: set[Any] = set()

    def load(self, claim: Any, command: Any) -> Any:
        loaded = super().load(claim, command)
        return (
            loaded
            if command in self.done
            else cc.repositories.Loaded(snapshot=loaded.snapshot, since=(), performed=())
        )

    def append(self, *writes: Any, **guards: Any) -> None:
        self.store.append(*writes, **guards)
        self.done |= {
            entry.command for write in writes for entry in write.entries if hasattr(entry, "command")
        }


def caching(name: str) -> Any:
    """Return the class of objects that keep the answers of one verb."""
    return type(f"Caches{name.title()}", (Cached,), {"verb": name})


def make_with(kind: Any) -> Any:
    """Return how to make a repository of this kind on a store of its own."""

    def make(*keys: Any) -> Any:
        store = cc.InMemoryRepository()
        for key in keys:
            store.open_pool(key)
        return kind(store)

    return make


def broken(kind: Any, **more: Any) -> list[str]:
    """Return the checks that find a promise broken by objects of this kind."""
    can = testing.Capabilities(snapshots=0, long_history=20, threads=2, **more)
    return [finding.check for finding in testing.contract_report(make_with(kind), can).broken]


def second(repository: Any) -> Any:
    """Return a second object on the store of one that stays alive."""
    return type(repository)(repository.store)


@pytest.mark.parametrize("verb", VERBS)
def test_alone_an_object_that_keeps_its_answers_breaks_no_promise(verb: str) -> None:
    assert broken(caching(verb)) == []


@pytest.mark.parametrize("verb", VERBS)
def test_an_object_that_does_not_hear_of_what_another_writes_is_found(verb: str) -> None:
    assert broken(caching(verb), another=second) != []


def test_an_object_that_looks_for_a_command_in_its_own_memory_only_is_found() -> None:
    assert broken(Remembers, another=second) != []


def test_a_sound_store_passes_with_two_objects() -> None:
    assert broken(Shared, another=second) == []


def test_a_sound_store_whose_objects_share_a_cache_passes() -> None:
    def another(repository: Any) -> Any:
        shared = second(repository)
        shared.kept, shared.lock = repository.kept, repository.lock
        return shared

    assert broken(caching("load"), another=another) == []


def test_who_never_hears_of_the_others_writes_is_refused_for_ever() -> None:
    world = World().draft()
    one, two = caching("load")(world.repo), caching("load")(world.repo)
    one.load(cc.identifiers.ClaimId("C-1"), cc.identifiers.CommandId("none"))
    cc.perform(world.ask(cc.claims.Comment, BOB, "2022-09-03 09:00", text="By two."), two, rules=RULES)
    with pytest.raises(cc.StaleClaim):
        cc.perform(
            world.ask(cc.claims.Comment, BOB, "2022-09-03 10:00", text="By one."),
            one,
            rules=RULES,
            attempts=9,
        )


class AsyncCached:
    """The same for a repository whose methods are awaited: keeps the newest state of each claim."""

    def __init__(self, store: Any) -> None:
        self.store, self.kept = store, dict[Any, Any]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    async def load(self, claim: Any, command: Any) -> Any:
        entries = (await self.store.history(claim)).entries
        self.kept.setdefault(claim, cc.replay(entries))
        performed = tuple(entry for entry in entries if entry.command == command)
        return cc.repositories.Loaded(snapshot=self.kept[claim], since=(), performed=performed)

    async def append(self, *writes: Any, **guards: Any) -> None:
        await self.store.append(*writes, **guards)
        self.kept.clear()


async def make_async(*keys: Any) -> Any:
    store = cc.repositories.AsyncInMemoryRepository()
    for key in keys:
        await store.open_pool(key)
    return AsyncCached(store)


def test_an_async_object_that_does_not_hear_of_what_another_writes_is_found() -> None:
    async def another(repository: Any) -> Any:
        return AsyncCached(repository.store)

    can = testing.Capabilities(snapshots=0, long_history=20, threads=2, another=another)
    assert testing.async_contract_report(make_async, can).broken


class TwoObjects(LifecycleMachine):
    """Plays on a store whose objects keep the newest state of a claim, and may be opened a second time."""

    starting_worlds = testing.worlds(policies=cc.Policies())

    def open_repository(self, world: Any) -> Any:
        return make_with(caching("load"))(world.funds.key)

    def reopen_repository(self, repository: Any) -> Any:
        return second(repository)


TwoObjects.TestCase.settings = settings(
    phases=(Phase.generate,), deadline=None, database=None, derandomize=True, max_examples=15
)


@pytest.mark.slow
def test_the_machine_lets_two_objects_take_turns() -> None:
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(TwoObjects.TestCase)
    assert not unittest.TextTestRunner(stream=io.StringIO()).run(suite).wasSuccessful()
