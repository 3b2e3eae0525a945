"""A write of no entries to a claim that is not there changes nothing, and the contract tries it."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from tests.support.findings import World, cc

testing: Any = importlib.import_module("coopclaims.testing")

NEW = cc.identifiers.ClaimId("new")


def nothing(expected: int = 0) -> Any:
    return cc.repositories.ClaimWrite(claim=NEW, expected=expected, entries=())


def is_known(store: Any) -> bool:
    try:
        store.history(NEW)
    except cc.errors.UnknownClaim:
        return any(claim.id == NEW for claim in store.claims())
    return True


def test_nothing_at_the_version_of_an_unknown_claim_leaves_it_unknown() -> None:
    store = cc.InMemoryRepository()
    store.append(nothing())
    assert not is_known(store)


def test_nothing_at_a_version_that_is_not_there_is_too_late() -> None:
    store = cc.InMemoryRepository()
    with pytest.raises(cc.StaleClaim):
        store.append(nothing(expected=3))
    assert not is_known(store)


def test_nothing_beside_a_write_that_is_refused_leaves_the_claim_unknown() -> None:
    world = World().draft()
    late = cc.repositories.ClaimWrite(claim=cc.identifiers.ClaimId("C-1"), expected=0, entries=())
    with pytest.raises(cc.StaleClaim):
        world.repo.append(nothing(), late)
    assert not is_known(world.repo)


class RefusesNothing:
    """Takes a write of no entries to an unknown claim for a broken one."""

    def __init__(self) -> None:
        self.store = cc.InMemoryRepository()

    def __getattr__(self, name: str) -> Any:
        if name == "load":
            raise AttributeError(name)
        return getattr(self.store, name)

    def append(self, *writes: Any, **guards: Any) -> None:
        known = {claim.id for claim in self.store.claims()}
        for write in writes:
            if (
                isinstance(write, cc.repositories.ClaimWrite)
                and not write.entries
                and write.claim not in known
            ):
                self.refuse(write)
        self.store.append(*writes, **guards)

    def refuse(self, write: Any) -> None:
        raise cc.errors.BrokenHistory(write.claim, (), "some_entry")


class RefusesNothingThatIsNotTooLate(RefusesNothing):
    """The same at version 0 only."""

    def refuse(self, write: Any) -> None:
        if write.expected == 0:
            super().refuse(write)


class BeginsWithNothing(RefusesNothing):
    """Knows a claim from then on."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: set[Any] = set()

    def refuse(self, write: Any) -> None:
        if write.expected == 0:
            self.begun.add(write.claim)

    def history(self, claim: Any) -> Any:
        try:
            return self.store.history(claim)
        except cc.errors.UnknownClaim:
            if claim in self.begun:
                return cc.History(claim, ())
            raise


class TakesNothingThatIsTooLate(RefusesNothing):
    """Lets a write of no entries pass, whatever version it expects."""

    def append(self, *writes: Any, **guards: Any) -> None:
        self.store.append(
            *(
                write
                for write in writes
                if write.entries or not isinstance(write, cc.repositories.ClaimWrite)
            ),
            **guards,
        )


def broken(kind: Any) -> list[str]:
    def make(*keys: Any) -> Any:
        store = kind()
        for key in keys:
            store.open_pool(key)
        return store

    report = testing.contract_report(make, testing.Capabilities(long_history=20, threads=2))
    return [finding.check for finding in report.broken]


FAULTY = [RefusesNothing, RefusesNothingThatIsNotTooLate, BeginsWithNothing, TakesNothingThatIsTooLate]


@pytest.mark.parametrize("kind", FAULTY)
def test_a_store_that_takes_a_write_of_nothing_for_something_else_is_found(kind: Any) -> None:
    assert broken(kind)
