"""How growth is measured: lines that are run and bytes that are kept, for so much and for more of it."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Callable
from functools import cache
from typing import Any

import attrs
from tests.support.findings import ALICE, World, cc

Work = Callable[[], object]


def lines(work: Work) -> int:
    """Return how many lines are run, own errors included."""
    count = 0

    def trace(_frame: Any, event: str, _what: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def memory(work: Work) -> tuple[int, int]:
    """Return how many bytes are kept for the answer, and how many there were at most."""
    gc.collect()  # free lists would serve some of it uncounted
    tracemalloc.start()
    try:
        answer = work()
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    del answer
    return kept, peak


def kept(work: Work) -> int:
    return memory(work)[0]


def growth(measure: Callable[[Work], int], prepare: Callable[[int], Work], size: int) -> float:
    """Return how many times more four times as much costs."""
    prepare(size)()  # whatever is made once is made by now
    return measure(prepare(4 * size)) / measure(prepare(size))


@cache
def commented(count: int) -> tuple[Any, ...]:
    """Return the entries of a claim with so many comments."""
    world = World()
    world.do(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", form=world.form())
    world.do(cc.claims.Comment, ALICE, "2022-09-02 09:00", text="x")
    created, comment = world.repo.history("C-1")
    numbered = (attrs.evolve(comment, number=n, command=f"c{n}") for n in range(2, count + 2))
    return (created, *numbered)
