"""After an append that broke off or was refused, every verb that reads tells what it told before."""

from __future__ import annotations

import importlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.findings import BOB, World, cc

if TYPE_CHECKING:
    from collections.abc import Generator

testing: Any = importlib.import_module("coopclaims.testing")

CHECK = {check.__name__: check for check in testing.repository_contract}["breaks_off_without_a_trace"]


class Sound:
    """A store that can break off, with a load that reads everything."""

    def __init__(self, store: Any) -> None:
        self.store, self.is_broken = store, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def load(self, claim: Any, command: Any) -> Any:
        entries = self.store.history(claim).entries
        performed = tuple(entry for entry in entries if entry.command == command)
        return cc.repositories.Loaded(snapshot=cc.replay(entries), since=(), performed=performed)

    def append(self, *writes: Any, **guards: Any) -> None:
        if self.is_broken:
            self.too_soon(writes)
            message = "the disk is gone"
            raise OSError(message)
        self.store.append(*writes, **guards)

    def too_soon(self, writes: Any) -> None:
        """Do what a faulty store does before its transaction ends."""


def read_before(store: Any, claim: Any) -> Any:
    """Return the entries of a claim, none where it is unknown."""
    try:
        return store.history(claim).entries
    except cc.errors.UnknownClaim:
        return ()


class KeepsSnapshotsTooSoon(Sound):
    """Puts the state of every fifth version aside before the transaction ends, and leaves it there."""

    def __init__(self, store: Any) -> None:
        super().__init__(store)
        self.kept: dict[Any, Any] = {}

    def load(self, claim: Any, command: Any) -> Any:
        entries, kept = self.store.history(claim).entries, self.kept.get(claim)
        performed = tuple(entry for entry in entries if entry.command == command)
        since = entries[kept.version if kept else 0 :]
        return cc.repositories.Loaded(snapshot=kept, since=since, performed=performed)

    def append(self, *writes: Any, **guards: Any) -> None:
        self.keep(writes)
        super().append(*writes, **guards)

    def keep(self, writes: Any) -> None:
        for write in writes:
            if not isinstance(write, cc.repositories.ClaimWrite) or not write.entries:
                continue
            old = read_before(self.store, write.claim)
            new = (*old, *write.entries)
            if len(old) == write.expected and len(old) // 5 < len(new) // 5:
                self.kept[write.claim] = cc.replay(new)


class ListsTooSoon(Sound):
    """Lists a claim as an append that broke off would have left it."""

    def __init__(self, store: Any) -> None:
        super().__init__(store)
        self.ahead: dict[Any, Any] = {}

    def too_soon(self, writes: Any) -> None:
        for write in writes:
            if isinstance(write, cc.repositories.ClaimWrite) and write.entries:
                self.ahead[write.claim] = cc.replay((*read_before(self.store, write.claim), *write.entries))

    def claims(self, **asked: Any) -> Any:
        return tuple(self.ahead.get(claim.id, claim) for claim in self.store.claims(**asked))


class BooksTooSoon(Sound):
    """Gives the fund as an append that broke off would have left it."""

    def __init__(self, store: Any) -> None:
        super().__init__(store)
        self.ahead: dict[Any, Any] = {}

    def too_soon(self, writes: Any) -> None:
        for write in writes:
            if isinstance(write, cc.repositories.FundWrite):
                key = write.pool
                pool = self.store.pool(key.location, key.program, key.usage_period)
                self.ahead[key] = pool.record(write.entries)

    def pool(self, *asked: Any) -> Any:
        pool = self.store.pool(*asked)
        return self.ahead.get(pool.key, pool)


class RemembersTooSoon(Sound):
    """Takes a command for performed although the append that did it broke off."""

    def __init__(self, store: Any) -> None:
        super().__init__(store)
        self.ahead: dict[Any, Any] = {}

    def too_soon(self, writes: Any) -> None:
        for write in writes:
            if isinstance(write, cc.repositories.ClaimWrite):
                self.ahead |= {entry.command: entry for entry in write.entries}

    def load(self, claim: Any, command: Any) -> Any:
        loaded = super().load(claim, command)
        performed = loaded.performed or tuple(
            entry for key, entry in self.ahead.items() if key == command and entry.claim == claim
        )
        return cc.repositories.Loaded(snapshot=loaded.snapshot, since=loaded.since, performed=performed)


@contextmanager
def breaking(repository: Any, _after: int) -> Generator[None]:
    repository.is_broken = True
    try:
        yield
    finally:
        repository.is_broken = False


def holds(kind: Any, hook: Any = breaking) -> bool:
    """Return whether a store of this kind leaves no trace, as far as the contract finds.

    Without the hook appends break off by a write that is refused.
    """

    def make(*keys: Any) -> Any:
        store = cc.InMemoryRepository()
        for key in keys:
            store.open_pool(key)
        return kind(store)

    can = testing.Capabilities(snapshots=5, breaking=hook, long_history=20)
    try:
        CHECK(make, can)
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize("hook", [breaking, None])
def test_a_store_that_leaves_no_trace_passes(hook: Any) -> None:
    assert holds(Sound, hook)


@pytest.mark.parametrize("hook", [breaking, None])
def test_a_state_that_is_put_aside_before_the_transaction_ends_is_found(hook: Any) -> None:
    assert not holds(KeepsSnapshotsTooSoon, hook)


@pytest.mark.parametrize("kind", [ListsTooSoon, BooksTooSoon])
def test_a_list_or_fund_that_is_ahead_of_what_is_stored_is_found(kind: Any) -> None:
    assert not holds(kind)


def test_a_command_that_is_taken_for_performed_although_it_broke_off_is_found() -> None:
    assert not holds(RemembersTooSoon)


def test_the_state_that_was_put_aside_is_ahead_of_the_history() -> None:
    world = World().draft()
    world.repo = KeepsSnapshotsTooSoon(world.repo)
    for hour in range(2):
        world.do(cc.claims.Comment, BOB, f"2022-09-03 0{hour}:00", text="A remark.")
    with breaking(world.repo, 0), pytest.raises(OSError, match="the disk is gone"):
        world.do(cc.claims.Comment, BOB, "2022-09-03 09:00", text="Lost.")
    loaded = world.repo.load(cc.identifiers.ClaimId("C-1"), cc.identifiers.CommandId("none"))
    assert (len(world.repo.history(cc.identifiers.ClaimId("C-1")).entries), loaded.claim().version) == (4, 5)
