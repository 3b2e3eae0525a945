"""Deciding says what happens; what is worth knowing besides is its own question."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

import attrs
from tests.support.findings import ALICE, RITA, RULES, World, cc


def _proof(world: World) -> Any:
    proof = cc.claims.Proof(id=cc.identifiers.ItemId("p"), document="d", note="n", shows=("ad-screenshot",))
    return world.ask(cc.claims.AddProof, ALICE, "2022-09-03 09:00", proof=proof)


def _calls(ask: Any) -> int:
    """Return how many functions of Python's are called to answer."""
    counted: Counter[str] = Counter()

    def count(_frame: Any, event: str, _what: Any) -> None:
        counted[event] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        ask()
    finally:
        sys.setprofile(before)
    return counted["call"]


def test_a_decision_holds_no_advice() -> None:
    assert [each.name for each in attrs.fields(cc.Decision)] == ["entries", "ledger", "claim"]


def test_a_decision_holds_the_next_claim() -> None:
    world = World().draft(activity="digital-advertising")
    command = _proof(world)
    decision = cc.decide(command, world.claim(), rules=RULES, funds=world.pool)
    cc.perform(command, world.repo, rules=RULES)
    assert decision.claim == world.claim()


def test_adding_a_proof_builds_no_checklist() -> None:
    world = World().draft(activity="digital-advertising")
    command, claim, pool = _proof(world), world.claim(), world.pool
    plain = World().submitted()
    start, started, funds = (
        plain.ask(cc.claims.StartReview, RITA, "2022-09-15 09:00"),
        plain.claim(),
        plain.pool,
    )

    def add() -> Any:
        return cc.decide(command, claim, rules=RULES, funds=pool)

    def review() -> Any:
        return cc.decide(start, started, rules=RULES, funds=funds)

    add()
    review()  # whatever is kept for later is kept by now
    assert _calls(add) <= 3 * _calls(review)


def test_advice_is_given_when_it_is_asked_for() -> None:
    world = World().draft(activity="digital-advertising")
    found = cc.advice(_proof(world), world.claim(), rules=RULES, funds=world.pool)
    assert all(each.severity is cc.findings.Severity.ADVISES for each in found)
