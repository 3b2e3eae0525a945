"""Writers are interleaved inside an append too, where a store says where its steps are."""

from __future__ import annotations

import importlib
from datetime import timedelta
from typing import Any

from tests.support.findings import cc, sek

testing: Any = importlib.import_module("coopclaims.testing")

KIT = testing.World.typical()
FORM = cc.ClaimForm(
    name="Ads",
    program=KIT.program,
    location=KIT.location,
    usage_period=KIT.usage_period,
    activity="digital-advertising",
    executed_on=KIT.usage_period.first,
    amount=sek("90000.00"),
)


def ask(kind: Any, number: int, **content: Any) -> Any:
    return kind(
        claim=cc.identifiers.ClaimId("C-1"),
        id=cc.identifiers.CommandId(f"k{number}"),
        by=KIT.actor(cc.Role.INCENTIVES_USER),
        at=KIT.start_of(FORM.executed_on) + timedelta(days=60),
        **content,
    )


REMARKS = [ask(cc.claims.Comment, 2, text="One."), ask(cc.claims.Comment, 3, text="Two.")]


def nothing() -> None:
    """Stand for a step where nobody steps."""


class ReadThenWrite:
    """Compares the version in one transaction, and writes in the next over what is there."""

    def __init__(self, step: Any = nothing) -> None:
        self.rows: dict[Any, Any] = {}
        self.funds, self.step = cc.InMemoryRepository(), step

    def __getattr__(self, name: str) -> Any:
        if name == "load":  # which the store in memory has; it would answer for its own claims
            raise AttributeError(name)
        return getattr(self.funds, name)

    def history(self, claim: Any) -> Any:
        if claim not in self.rows:
            raise cc.errors.UnknownClaim(claim)
        return cc.History(claim, self.rows[claim])

    def claims(self, **_asked: Any) -> Any:
        return tuple(cc.replay(entries) for _, entries in sorted(self.rows.items()))

    def append(self, *writes: Any) -> None:
        mine = [write for write in writes if isinstance(write, cc.repositories.ClaimWrite)]
        for write in mine:
            found = len(self.rows.get(write.claim, ()))
            if found != write.expected:
                raise cc.StaleClaim(write.claim, write.expected, found)
        self.step()  # another writer may come here
        for write in mine:
            kept = self.rows.get(write.claim, ())[: write.expected]
            self.rows[write.claim] = (*kept, *write.entries)
        for write in writes:
            if write not in mine:
                self.funds.append(write)


class Immediate(ReadThenWrite):
    """Does both in one transaction that nobody else is in: the step comes before it."""

    def append(self, *writes: Any) -> None:
        step, self.step = self.step, nothing
        step()
        super().append(*writes)
        self.step = step


def explored(kind: Any) -> Any:
    """Return what comes of two remarks that meet at one version."""

    def make(step: Any = nothing) -> Any:
        store = kind(step)
        store.open_pool(KIT.funds.key)
        cc.perform(ask(cc.claims.CreateClaim, 1, form=FORM), store, rules=KIT.rules)
        return store

    return testing.explore_interleavings(make, REMARKS, rules=KIT.rules, attempts=1, crashes=0)


def is_sound(kind: Any) -> bool:
    try:
        explored(kind)
    except AssertionError:
        return False
    return True


def test_an_update_that_is_lost_inside_an_append_is_named() -> None:
    assert not is_sound(ReadThenWrite)


def test_a_store_that_compares_and_writes_in_one_step_is_sound() -> None:
    assert is_sound(Immediate)


def test_two_remarks_at_one_version_end_as_one_after_the_other() -> None:
    tried = explored(Immediate)
    assert (tried.writers, tried.conflicts > 0) == (2, True)
