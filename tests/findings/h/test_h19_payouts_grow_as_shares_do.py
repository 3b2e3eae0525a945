"""Resolving payouts costs as much again for twice the entities, in calls, in memory and on the wire."""

from __future__ import annotations

import sys
import tracemalloc
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tests.support.findings import RULES, World, at, cc, circumstances, payouts, sek

if TYPE_CHECKING:
    from collections.abc import Callable

ENTITIES = (15, 30, 60)
AT_MOST = 2.2
"""How much more twice as many may cost."""


def _resolve(world: World, entities: int) -> Any:
    return payouts(world, shares=[(f"e{number}", sek("1.00")) for number in range(entities)])


def _growth(sizes: list[int]) -> list[float]:
    return [later / earlier for earlier, later in pairwise(sizes)]


def _called(work: Callable[[], object], only: str | None = None) -> int:
    """Return how many calls this makes, or calls of one function only."""
    calls, before = 0, sys.getprofile()

    def count(frame: Any, event: str, _argument: object) -> None:
        nonlocal calls
        if event == "call":
            calls += only is None or frame.f_code.co_name == only

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


def _peak(work: Callable[[], object]) -> int:
    """Return the most bytes that this holds at once beyond what was held before."""
    tracemalloc.start()
    try:
        kept = work()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert kept is not None
    return peak


def test_twice_the_entities_make_about_twice_the_calls() -> None:
    world = World().approved()
    _resolve(world, 1)
    calls = [_called(partial(_resolve, world, entities)) for entities in ENTITIES]
    assert max(_growth(calls)) <= AT_MOST


def test_twice_the_entities_hold_about_twice_the_memory() -> None:
    world = World().approved()
    _resolve(world, 1)
    peaks = [_peak(partial(_resolve, world, entities)) for entities in ENTITIES]
    assert max(_growth(peaks)) <= AT_MOST


def test_twice_the_entities_are_about_twice_as_long_on_the_wire() -> None:
    world = World().approved()
    lengths = [len(cc.wire.to_text(_resolve(world, entities))) for entities in ENTITIES]
    assert max(_growth(lengths)) <= AT_MOST


def test_the_payment_deadline_is_counted_once_a_claim() -> None:
    earned = (("a", "40000.00"), ("b", "40000.00"), ("c", "40000.00"))
    context = circumstances(World(earned=earned).approved())
    asked = _called(
        lambda: cc.payments.why_not_paid(context, at=at("2022-11-10 09:00"), rules=RULES),
        only="payment_deadline",
    )
    assert asked <= 1
