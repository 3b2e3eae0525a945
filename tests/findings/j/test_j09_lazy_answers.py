"""An answer holds what it needs to explain itself, and makes its text when it is asked for."""

from __future__ import annotations

import pickle
import subprocess
import sys
import tracemalloc
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.findings import RULES, World, at, cc, circumstances

if TYPE_CHECKING:
    from collections.abc import Callable

_NOT_NEEDED = cc.deadlines.TaxInvoice.not_needed()


def _payment(world: World) -> Any:
    return cc.payment_deadline(world.claim(), tax_invoice=_NOT_NEEDED, rules=RULES)


def _answers() -> dict[str, Any]:
    submitted, approved = World().submitted(), World().approved()
    return {
        "review": cc.review_deadline(submitted.claim(), rules=RULES),
        "payment": _payment(approved),
        "not running": cc.dispute_deadline(submitted.claim(), rules=RULES),
        "why not paid": cc.payments.why_not_paid(
            circumstances(approved), at=at("2022-10-01 09:00"), rules=RULES
        ),
    }


def _kept(build: Callable[[], Any]) -> float:
    """Return how many bytes each of fifty answers keeps."""
    build()  # whatever is kept for all of them is kept by now
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        answers = [build() for _ in range(50)]
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return (after - before) / len(answers)


def _countings(ask: Callable[[], Any]) -> int:
    """Return how often business days are counted to answer."""
    counted: Counter[str] = Counter()
    counting = cc.BusinessCalendar.after.__code__

    def count(frame: Any, event: str, _what: Any) -> None:
        if event == "call" and frame.f_code is counting:
            counted["after"] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        ask()
    finally:
        sys.setprofile(before)
    return counted["after"]


@pytest.mark.parametrize("which", ["review", "payment"])
def test_a_pickled_deadline_is_under_a_kilobyte(which: str) -> None:
    assert len(pickle.dumps(_answers()[which])) < 1024


def test_a_kept_deadline_takes_no_more_than_three_claims() -> None:
    world = World().approved()
    claim, history = world.claim(), world.repo.history(cc.identifiers.ClaimId("C-1"))
    deadline = _kept(lambda: cc.payment_deadline(claim, tax_invoice=_NOT_NEEDED, rules=RULES))
    assert deadline <= 3 * _kept(lambda: cc.replay(history))


@pytest.mark.parametrize("entities", [2, 4])
def test_the_payment_deadline_is_counted_once_whoever_pays(entities: int) -> None:
    world = World(earned=tuple((f"e{n}", "30000.00") for n in range(entities))).approved()
    given = circumstances(world)
    assert _countings(lambda: cc.payments.why_not_paid(given, at=at("2022-10-01 09:00"), rules=RULES)) <= 1


def test_for_one_entity_the_payment_deadline_is_counted_once() -> None:
    given = circumstances(World().approved())
    assert _countings(lambda: cc.payments.why_not_paid(given, at=at("2022-10-01 09:00"), rules=RULES)) <= 1


def test_the_figures_and_the_source_of_a_payment_deadline_stay() -> None:
    explained = _payment(World().approved()).explain()
    steps = {step.code: step for step in explained.walk()}
    assert str(explained.figure("due")) == "2022-11-17"
    assert (str(steps["start"].figure("day")), steps["span"].figure("n")) == ("2022-09-15", 45)
    assert steps["span"].source is not None
    assert steps["calendar"].figure("digest") == RULES.calendar.digest


@pytest.mark.parametrize("which", ["review", "payment", "not running", "why not paid"])
def test_explaining_changes_no_answer(which: str) -> None:
    plain, told = _answers()[which], _answers()[which]
    before = (hash(told), pickle.dumps(told))
    assert str(told.explain()) == str(told.explain())
    assert plain == told
    assert (hash(told), pickle.dumps(told)) == before


@pytest.mark.parametrize("which", ["review", "payment", "not running", "why not paid"])
def test_a_pickled_answer_gives_the_same_text_elsewhere(which: str) -> None:
    answer = _answers()[which]
    program = "import pickle, sys; print(ascii(str(pickle.load(sys.stdin.buffer).explain())))"
    done = subprocess.run(
        (sys.executable, "-c", program), input=pickle.dumps(answer), check=True, capture_output=True
    )
    assert done.stdout.decode("ascii").strip() == ascii(str(answer.explain()))
