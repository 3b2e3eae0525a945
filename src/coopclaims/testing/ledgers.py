"""Fund ledgers: what was earned, and what claims on the fund have made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from coopclaims.funds.entries import FundEntry
from coopclaims.funds.pool import FundPool
from coopclaims.testing.ingredients import most_within
from coopclaims.testing.stories import scenarios
from coopclaims.testing.world import World, worlds

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn


def ledgers(
    *, world: World | SearchStrategy[World] | None = None, max_claims: int = 2
) -> SearchStrategy[tuple[FundEntry, ...]]:
    """Return a strategy for whole ledgers of a fund: earnings, and up to `max_claims` claims that drew on it.

    Every entry is one that a decision caused, so an empty pool can record them in their order. They shrink
    towards the earnings alone.

    >>> from hypothesis import given
    >>> @given(ledgers())
    ... def check(ledger):
    ...     pool = FundPool.empty(ledger[0].pool).record(ledger)
    ...     assert not pool.balance().approved > pool.balance().earned
    >>> check()
    """
    around = worlds() if world is None else st.just(world) if isinstance(world, World) else world
    return _ledgers(around, max_claims)


def pools(
    *, world: World | SearchStrategy[World] | None = None, max_claims: int = 2
) -> SearchStrategy[FundPool]:
    """Return a strategy for fund pools as they stand after a ledger: see `ledgers`.

    >>> from hypothesis import given
    >>> @given(pools(max_claims=0))
    ... def check(pool):
    ...     assert pool.balance().available == pool.balance().earned
    >>> check()
    """
    return ledgers(world=world, max_claims=max_claims).map(_recorded)


def _recorded(ledger: tuple[FundEntry, ...]) -> FundPool:
    return FundPool.empty(ledger[0].pool).record(ledger)


@st.composite
def _ledgers(draw: DrawFn, around: SearchStrategy[World], max_claims: int) -> tuple[FundEntry, ...]:
    world = draw(around)
    ledger = world.earnings()
    for number in range(draw(st.integers(0, max_claims))):
        begun = world.start_of(world.usage_period.first)
        if not most_within(world.funds.balance().available, world, at=begun):
            break  # nothing is left to claim
        story = draw(scenarios(world=world, detours=1, claim_id=f"C-{number + 1}"))
        world, ledger = story.world, (*ledger, *story.ledger)
    return ledger
