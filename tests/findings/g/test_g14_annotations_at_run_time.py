"""The annotations of everything public can be resolved while a program runs."""

from __future__ import annotations

import inspect
import typing
import warnings
from contextlib import suppress
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import Phase, given, settings, strategies as st
from hypothesis.errors import HypothesisWarning
from tests.support.findings import RULES, World, cc
from tests.support.public import HOMES, public

if typing.TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ONE = settings(max_examples=1, phases=[Phase.generate], database=None, deadline=None)
DAYS = st.dates(date(2021, 1, 1), date(2023, 12, 31))
"""Days on which the rules say something, whatever they are."""
PUBLIC = {name: public(name) for name in HOMES}


def _unresolved(things: dict[str, Any]) -> list[str]:
    """Return the names of those whose annotations name something that is not there."""
    failed: list[str] = []
    for name, thing in things.items():
        try:
            typing.get_type_hints(thing)
        except NameError:
            failed.append(name)
    return failed


def test_the_annotations_of_every_public_function_can_be_resolved() -> None:
    assert _unresolved({name: each for name, each in PUBLIC.items() if inspect.isfunction(each)}) == []


def _methods() -> Iterator[tuple[str, Any]]:
    for name, each in PUBLIC.items():
        if not inspect.isclass(each):
            continue
        for attribute, found in vars(each).items():
            method = getattr(found, "__func__", getattr(found, "fget", found))
            if inspect.isfunction(method) and not attribute.startswith("_"):
                yield f"{name}.{attribute}", method


def test_the_annotations_of_every_public_method_can_be_resolved() -> None:
    assert _unresolved(dict(_methods())) == []


def test_the_annotations_of_the_fields_of_every_public_class_can_be_resolved() -> None:
    assert _unresolved({name: each for name, each in PUBLIC.items() if inspect.isclass(each)}) == []


def _example(strategy: Any) -> Any:
    """Return one example."""
    found: list[Any] = []

    @ONE
    @given(strategy)
    def draw(value: Any) -> None:
        found.append(value)

    draw()
    return found[0]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("review_due", {"start": DAYS}),
        ("payment_due", {"approved": DAYS, "tax_invoice": st.just(cc.deadlines.TaxInvoice.not_needed())}),
    ],
    ids=["review", "payment"],
)
def test_a_function_can_be_called_with_what_its_annotations_say(name: str, known: dict[str, Any]) -> None:
    assert isinstance(_example(st.builds(public(name), **known)), cc.Deadline)


def _resolves(kind: Any) -> bool:
    """Say whether there is a strategy for this type."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HypothesisWarning)
        with suppress(Exception):  # whatever a strategy fails with
            st.from_type(kind).validate()
            return True
    return False


@pytest.mark.parametrize(
    "name",
    [
        "Deadline",
        "ExpectedPayment",
        "RulesInForce",
        "RuleDifference",
        "Attention",
        "PaymentRun",
        "DeadlineChange",
    ],
)
def test_an_answer_can_be_drawn_by_its_type(name: str) -> None:
    assert _resolves(public(name))


def test_nine_of_ten_public_values_can_be_drawn_by_their_type() -> None:
    values = {name: each for name, each in PUBLIC.items() if inspect.isclass(each) and attrs.has(each)}
    failed = [name for name, each in values.items() if not _resolves(each)]
    assert len(failed) * 10 <= len(values)


def test_a_checker_of_calls_reads_the_annotations() -> None:
    beartype = pytest.importorskip("beartype", reason="a checker of calls is put around a function")
    checked: Callable[..., Any] = beartype.beartype(cc.completeness.evidence_checklist)
    claim, answer = World().reviewed().claim(), None
    with suppress(Exception):  # whatever the checker fails with
        answer = checked(claim, rules=RULES)
    assert answer == cc.completeness.evidence_checklist(claim, rules=RULES)
