"""Every activity in every legal choice of circumstances: complete evidence passes, less by one does not.

What is asked for is read from the golden table, and not from the catalogue of the code.
"""

from __future__ import annotations

from itertools import chain, combinations
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import attrs
import pytest
from hypothesis import given, strategies as st
from tests.golden.test_catalogue import NEEDS, golden_clauses, golden_one_of
from tests.support.world import FORM, METRIC, PROOF, REPORT, RULES, desk_at

from coopclaims import ClaimStatus
from coopclaims.activities import ACTIVITIES_2019
from coopclaims.completeness import missing_evidence
from coopclaims.completeness.catalogues import activity_problems
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import ItemId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hypothesis.strategies import DataObject
    from tests.golden.test_catalogue import Clause

    from coopclaims import Claim
    from coopclaims.activities import Activity
    from coopclaims.claims import Item

Pick: TypeAlias = "Callable[[frozenset[str]], str]"

DRAFT = desk_at(ClaimStatus.EDITING).claim
CODES = {
    "core": ProblemCode.CORE_NOT_ATTESTED,
    "communications": ProblemCode.PROOF_MISSING,
    "metric": ProblemCode.METRIC_MISSING,
}


class Situation(NamedTuple):
    """An activity, and the circumstances that a form states for it."""

    activity: Activity
    stated: frozenset[str]

    def __str__(self) -> str:
        return " ".join((self.activity.key, *sorted(self.stated)))

    def asked(self) -> list[tuple[str, Clause]]:
        """Return each thing that the table asks for here, with its column."""
        return [
            (column, clause)
            for column in NEEDS
            for clause in sorted(
                golden_clauses(self.activity.name, column), key=lambda each: sorted(each.keys)
            )
            if clause.applies(self.stated)
        ]


def situations() -> Iterator[Situation]:
    """Yield every activity with every choice of circumstances that says something."""
    for activity in ACTIVITIES_2019:
        name = activity.name
        clauses = [clause for column in NEEDS for clause in golden_clauses(name, column)]
        known = sorted({key for clause in clauses for key, _ in clause.conditions})
        for stated in chain.from_iterable(combinations(known, n) for n in range(len(known) + 1)):
            chosen = golden_one_of(name)
            if chosen and not chosen.intersection(stated):
                continue
            if all(any(_decides(key, clause, stated) for clause in clauses) for key in stated):
                yield Situation(activity, frozenset(stated))


def _decides(key: str, clause: Clause, stated: tuple[str, ...]) -> bool:
    """Return whether a circumstance decides whether this is asked for, the others being as they are."""
    others = clause.conditions - {(key, True), (key, False)}
    return others != clause.conditions and all((other in stated) is holds for other, holds in others)


SITUATIONS = list(situations())


def claim_with(situation: Situation, given: list[tuple[str, str]], *, cost: bool = True) -> Claim:
    """Return a claim for which these keys are given, each in its column and by an item of its own."""
    items: list[Item] = [REPORT] if cost else []
    for column, key in given:
        if column == "communications":
            items.append(attrs.evolve(PROOF, id=ItemId(f"proof-{key}"), shows=(key,)))
        elif column == "metric":
            items.append(attrs.evolve(METRIC, id=ItemId(f"metric-{key}"), name=key))
    form = attrs.evolve(
        FORM,
        activity=situation.activity.key,
        circumstances=situation.stated,
        attested=[key for column, key in given if column == "core"],
    )
    return attrs.evolve(DRAFT, details=attrs.evolve(DRAFT.details, form=form, items=tuple(items)))


def missing(claim: Claim) -> list[tuple[ProblemCode, frozenset[str]]]:
    found = missing_evidence(claim, rules=RULES)
    params: list[dict[str, Any]] = [dict(each.params) for each in found]
    return [(each.code, frozenset(of.get("keys", ()))) for each, of in zip(found, params, strict=True)]


def test_the_situations_are_all_there() -> None:
    """One for each activity, and one more for each other choice of circumstances."""
    count = {each.activity.key: 0 for each in SITUATIONS}
    for each in SITUATIONS:
        count[each.activity.key] += 1
    assert {key: number for key, number in count.items() if number > 1} == {
        "partner-website": 2,
        "multi-touch": 15 + 8,  # with a website, search engine optimization or not
        "customer-seminar": 4,
        "tradeshow": 2,
        "exams-and-tuition": 2,
        "internal-training": 2,
        "vendor-conference": 2,
        "product-seeding": 3,
    }
    assert len(count) == 19


@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
@pytest.mark.parametrize("pick", [min, max])
class TestEverySituation:
    def test_complete_evidence_passes(self, situation: Situation, pick: Pick) -> None:
        given = [(column, pick(clause.keys)) for column, clause in situation.asked()]
        claim = claim_with(situation, given)
        assert activity_problems(claim.form, rules=RULES) == ()
        assert missing(claim) == []

    def test_without_the_cost(self, situation: Situation, pick: Pick) -> None:
        given = [(column, pick(clause.keys)) for column, clause in situation.asked()]
        (found,) = missing(claim_with(situation, given, cost=False))
        assert found[0] is ProblemCode.COST_EVIDENCE_MISSING

    def test_without_any_one_thing_just_that_is_missed(self, situation: Situation, pick: Pick) -> None:
        asked = situation.asked()
        for column, clause in asked:
            given = [(other, pick(each.keys)) for other, each in asked if each is not clause]
            assert missing(claim_with(situation, given)) == [(CODES[column], clause.keys)]

    def test_one_key_of_another_column_is_not_it(self, situation: Situation, pick: Pick) -> None:
        """What a metric reports is no document, and what the form attests no proof."""
        asked = situation.asked()
        for column, clause in asked:
            if column != "communications":
                continue
            given = [(other, pick(each.keys)) for other, each in asked if each is not clause]
            for other in ("core", "metric"):
                claim = claim_with(situation, [*given, (other, pick(clause.keys))])
                assert missing(claim) == [(CODES[column], clause.keys)]


@given(st.sampled_from(SITUATIONS), st.data())
def test_more_evidence_never_misses_more(situation: Situation, data: DataObject) -> None:
    known = [(column, key) for column, clause in situation.asked() for key in sorted(clause.keys)]
    known += [("communications", "anything"), ("metric", "anything"), ("core", "anything")]
    given_keys = data.draw(st.lists(st.sampled_from(known), unique=True))
    more = data.draw(st.lists(st.sampled_from(known), unique=True))
    less = claim_with(situation, given_keys, cost=data.draw(st.booleans()))
    together = claim_with(situation, list(dict.fromkeys([*given_keys, *more])))
    assert set(missing(together)) <= set(missing(less))
    assert len(missing(together)) <= len(missing(less))
