"""Whatever is in the file and was expected: nothing is lost, counted twice, or changed by its order."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
from hypothesis import given, strategies as st

from coopclaims import Money
from coopclaims.identifiers import EntityId
from coopclaims.portfolio import (
    Expectation,
    ExpectationState,
    MatchedBy,
    PaymentLine,
    ReconciliationOutcome,
    reconcile,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coopclaims.portfolio import Reconciliation, ReconciliationAnswer

# Few of everything, so that amounts and references meet.
ENTITIES = st.sampled_from([EntityId("ie"), EntityId("se")])
CURRENCIES = st.sampled_from(["EUR", "SEK", "JPY"])
REFERENCES = st.sampled_from(["", "", "P-1", "P-2", "P-3"])
UNITS = st.integers(1, 6).map(lambda n: 5000 * n)


@st.composite
def expectations(draw: Any) -> Expectation:
    currency, units = draw(CURRENCIES), draw(UNITS)
    part = st.none() | st.sampled_from([0, 100, units]).map(lambda n: Money.of_minor_units(n, currency))
    return Expectation(
        entity=draw(ENTITIES),
        money=Money.of_minor_units(units, currency),
        reference=draw(REFERENCES),
        share=draw(st.none() | st.just(Money(50, "NOK"))),
        withheld=draw(st.none() | part),
        sales_tax=draw(st.none() | part),
        state=draw(st.sampled_from([ExpectationState.DUE, *ExpectationState])),
    )


@st.composite
def lines(draw: Any) -> PaymentLine:
    units = draw(UNITS | st.sampled_from([0, 1, 2500, 4999, 4900, 5100, 15000, -2500]))
    return PaymentLine(
        entity=draw(ENTITIES),
        money=Money.of_minor_units(units, draw(CURRENCIES)),
        on=date(2022, 11, draw(st.integers(1, 2))),
        reference=draw(REFERENCES | st.just("BANK-9")),
    )


FILES = st.lists(lines(), max_size=10)
EXPECTED = st.lists(expectations(), max_size=8)


def sums(amounts: Iterable[Money]) -> dict[str, int]:
    found = Counter[str]()
    for money in amounts:
        found[money.currency.code] += money.minor_units
    return {code: units for code, units in found.items() if units}


def content(answer: ReconciliationAnswer) -> Any:
    """Return what an answer says of which values, whatever their places are."""
    owed = sorted(map(repr, answer.expected))
    return (answer.outcome, answer.matched_by, tuple(sorted(map(repr, answer.lines))), tuple(owed))


def contents(result: Reconciliation) -> Counter[Any]:
    return Counter(map(content, result.answers))


@given(FILES, EXPECTED)
def test_every_line_and_expectation_stands_in_one_answer(file: Any, expected: Any) -> None:
    answers = reconcile(iter(file), iter(expected)).answers
    places = sorted(place for each in answers for place in each.line_positions)
    assert places == list(range(len(file)))
    owed = sorted(place for each in answers for place in each.expected_positions)
    assert owed == list(range(len(expected)))
    for each in answers:
        assert each.lines == tuple(file[place] for place in each.line_positions)
        assert each.expected == tuple(expected[place] for place in each.expected_positions)
        assert all(0 <= place < len(expected) for place in each.concerns)


@given(FILES, EXPECTED)
def test_money_is_conserved_in_each_currency(file: Any, expected: Any) -> None:
    result = reconcile(file, expected)
    arrived, owed = sums(each.money for each in file), sums(each.payable for each in expected)
    assert sums(each.arrived for each in result.totals) == arrived
    assert sums(each.expected for each in result.totals) == owed
    assert sums(line.money for each in result.answers for line in each.lines) == arrived
    apart = sums(each.difference for each in result.answers if each.difference is not None)
    crossed = [each for each in result.answers if each.difference is None]
    for each in crossed:
        assert each.outcome is ReconciliationOutcome.OTHER_CURRENCY
        assert each.arrived is not None
        assert each.due is not None
        apart = sums([*(Money.of_minor_units(n, c) for c, n in apart.items()), each.arrived, -each.due])
    assert apart == sums(each.difference for each in result.totals)


@given(FILES, EXPECTED, st.randoms(use_true_random=False))
def test_the_order_of_lines_and_expectations_changes_no_answer(file: Any, expected: Any, random: Any) -> None:
    """Of lines that are equal in all but their place another one may be the duplicate: they say the same."""
    before = contents(reconcile(file, expected))
    random.shuffle(file)
    assert contents(reconcile(file, expected)) == before
    random.shuffle(expected)
    assert contents(reconcile(file, expected)) == before


@given(FILES, EXPECTED)
def test_an_answer_is_what_its_class_would_take(file: Any, expected: Any) -> None:
    """Answers are built without being checked; they pass the check all the same."""
    for each in reconcile(file, expected).answers:
        assert attrs.evolve(each) == each
        assert str(each.explain())


@given(FILES, EXPECTED)
def test_nothing_is_guessed(file: Any, expected: Any) -> None:
    for each in reconcile(file, expected).answers:
        if each.matched_by is MatchedBy.REFERENCE:
            assert len({*(e.reference for e in each.lines), *(e.reference for e in each.expected)}) == 1
        elif each.outcome is not ReconciliationOutcome.AMBIGUOUS:
            assert len({*(e.entity for e in each.lines), *(e.entity for e in each.expected)}) == 1
            said = {every.reference for every in each.lines}
            wanted = {every.reference for every in each.expected}
            if "" not in said | wanted:
                assert not (said and wanted)
        if each.outcome is ReconciliationOutcome.PAID:
            assert each.arrived == each.due


@given(EXPECTED)
def test_a_file_that_pays_what_is_expected_leaves_nothing_open(expected: Any) -> None:
    owed = [each for each in expected if each.payable.is_positive]
    file = [
        PaymentLine(entity=each.entity, money=each.payable, on=date(2022, 11, 1), reference=each.reference)
        for each in owed
    ]
    result = reconcile(file, owed)
    assert not result.open_items
    assert all(each.difference.is_zero for each in result.totals)


@given(EXPECTED)
def test_an_empty_file_leaves_what_waits_and_what_is_missing(expected: Any) -> None:
    waiting = {
        ReconciliationOutcome.MISSING,
        ReconciliationOutcome.HELD,
        ReconciliationOutcome.CARRIED,
        ReconciliationOutcome.WITHHELD,
    }
    answers = reconcile([], expected).answers
    assert len(answers) == len(expected)
    assert {each.outcome for each in answers} <= waiting
