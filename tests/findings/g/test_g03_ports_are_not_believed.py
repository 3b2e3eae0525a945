"""What a rates service or a store answers is checked against what was asked before it is used."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.findings import ALICE, USAGE, World, cc, payouts

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = {"source": "SEK", "target": "EUR", "rate": "0.1", "month": date(2022, 11, 1), "origin": "service"}


class Answers:
    """A rates service that gives this answer to every question."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def rate(self, _source: object, _target: object, _month: date) -> Any:
        return self._answer


class Store:
    """A store that answers some questions by itself and hands on the others."""

    def __init__(self, inner: Any, **answers: Any) -> None:
        self._inner = inner
        self._answers = answers

    def history(self, claim: str) -> Any:
        return self._answers["history"] if "history" in self._answers else self._inner.history(claim)

    def pool(self, *place: object) -> Any:
        return self._answers["pool"] if "pool" in self._answers else self._inner.pool(*place)

    def append(self, *writes: object) -> None:
        self._inner.append(*writes)


def _wrong_rate(**wrong: Any) -> Answers:
    return Answers(cc.money.ExchangeRate(**GOOD | wrong))


def _answer(ask: Callable[[], Any]) -> tuple[Any, str]:
    """Return what comes of asking for payouts, an own error included, and everything that it says."""
    try:
        found = ask()
    except cc.CoopClaimsError as error:
        return (), str(error)
    return found.payouts, " ".join(str(each.explain()) for each in found.unresolved)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"month": date(2019, 1, 1), "rate": "1000"}, ("SEK", "EUR", "2022-11", "2019-01")),
        ({"target": "USD"}, ("SEK", "EUR", "USD")),
        ({"source": "USD"}, ("SEK", "EUR", "USD")),
    ],
)
def test_a_rate_that_was_not_asked_for_pays_nothing_and_is_named(
    wrong: dict[str, Any], told: tuple[str, ...]
) -> None:
    paid, said = _answer(lambda: payouts(World().approved(), "EUR", rates=_wrong_rate(**wrong)))
    assert (paid, [each for each in told if each not in said]) == ((), [])


def test_the_rate_that_was_asked_for_pays() -> None:
    paid, _ = _answer(lambda: payouts(World().approved(), "EUR", rates=_wrong_rate()))
    assert [str(each.money) for each in paid] == ["3000.00 EUR"]


@pytest.mark.parametrize("answer", [0.1, "0.1"])
def test_what_is_no_rate_at_all_pays_nothing(answer: Any) -> None:
    paid, _ = _answer(lambda: payouts(World().approved(), "EUR", rates=Answers(answer)))
    assert paid == ()


def test_no_answer_to_the_question_for_a_rate_pays_nothing() -> None:
    paid, _ = _answer(lambda: payouts(World().approved(), "EUR", rates=Answers(None)))
    assert paid == ()


def _submission() -> tuple[Any, dict[str, Any]]:
    """Return a submission in crowns that draws on a fund in dollars, and what it is judged with."""
    world = World().draft()
    command = world.ask(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00")
    return command, {"claim": world.claim(), "rules": world.rules, "funds": World(currency="USD").pool}


def _ways_to_judge(rates: Any) -> list[str]:
    """Return what `problems` and `decide` come to: accepted, refused, or the name of an own error."""
    command, given = _submission()
    found: list[str] = []
    for judge in (cc.problems, cc.decide):
        try:
            answer = judge(command, **given, rates=rates)
        except cc.CoopClaimsError as error:
            found.append(type(error).__name__)
        else:
            found.append("Refused" if answer and judge is cc.problems else "accepted")
    return found


SEPTEMBER = {"target": "USD", "month": date(2022, 9, 1)}


def test_problems_and_decide_agree_where_the_rate_is_right() -> None:
    assert _ways_to_judge(_wrong_rate(**SEPTEMBER)) == ["accepted", "accepted"]


@pytest.mark.parametrize("wrong", [{"target": "NOK"}, {"month": date(2019, 1, 1)}])
def test_problems_and_decide_agree_where_the_rate_was_not_asked_for(wrong: dict[str, Any]) -> None:
    first, second = _ways_to_judge(_wrong_rate(**SEPTEMBER | wrong))
    assert first == second != "accepted"


def test_problems_and_decide_agree_where_the_rate_is_from_another_currency() -> None:
    first, second = _ways_to_judge(_wrong_rate(**SEPTEMBER | {"source": "NOK"}))
    assert first == second != "accepted"


@pytest.mark.parametrize("answer", [None, 0.1])
def test_problems_and_decide_agree_where_the_answer_is_no_rate(answer: Any) -> None:
    first, second = _ways_to_judge(Answers(answer))
    assert first == second != "accepted"


def _performed(world: World, **answers: Any) -> Any:
    command = world.ask(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00")
    return cc.perform(command, Store(world.repo, **answers), rules=world.rules)


@pytest.mark.parametrize(
    "changes",
    [
        {"location": cc.identifiers.LocationId("no-9")},
        {"program": cc.identifiers.ProgramId("another")},
        {"usage_period": cc.UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))},
    ],
)
def test_a_fund_of_another_place_changes_nothing(changes: dict[str, Any]) -> None:
    world = World().draft()
    other = cc.FundPool.empty(attrs.evolve(world.key, **changes))
    assert other.key.usage_period == changes.get("usage_period", USAGE)
    with pytest.raises(cc.CoopClaimsError):
        _performed(world, pool=other)
    assert world.claim().version == 2


def test_the_history_of_another_claim_changes_nothing() -> None:
    world = World().draft()
    other = World().draft(claim="C-9").repo.history("C-9")
    with pytest.raises(cc.CoopClaimsError):
        _performed(world, history=other)
    assert world.claim().version == 2


@pytest.mark.parametrize("port", ["history", "pool"])
def test_a_store_that_answers_nothing_is_an_error_of_ours(port: str) -> None:
    world = World().draft()
    with pytest.raises(cc.CoopClaimsError):
        _performed(world, **{port: None})
