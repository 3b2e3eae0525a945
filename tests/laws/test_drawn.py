"""Hypothesis draws every public value, and builds most of them from their fields."""

from __future__ import annotations

import inspect
import warnings
from typing import Any, Final, is_typeddict

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from tests.support.public import HOMES, public

CLASSES: Final = {
    name: each
    for name in HOMES
    if inspect.isclass(each := public(name))
    and not is_typeddict(each)  # which are plain dicts, and anything draws them
    and not issubclass(each, BaseException)
}
VALUES: Final = {name: each for name, each in CLASSES.items() if attrs.has(each)}

DEPEND: Final = "its fields depend on each other"
NOT_BUILT: Final[dict[str, str]] = {
    "Attention": "it is about a claim or about a fund",
    "BankProfiles": "each scope has one profile",
    "BusinessCalendar": DEPEND,
    "CalendarProvenance": DEPEND,
    "ClaimChange": "before or after it the clock runs",
    "ClaimingPeriod": DEPEND,
    "CodedColumn": "its codes are an array",
    "EarningPeriod": DEPEND,
    "ExchangeRate": DEPEND,
    "FundEntry": "each kind of entry has fields of its own",
    "FundPool": "it is what a ledger leads to",
    "Money": "it is made of other arguments than its fields",
    "MonthlyBalance": DEPEND,
    "OriginalAmount": DEPEND,
    "PaymentCommand": "each step has fields of its own",
    "PaymentContext": DEPEND,
    "PayoutForecast": DEPEND,
    "PayoutResolution": DEPEND,
    "PlanPath": DEPEND,
    "ReconciliationAnswer": DEPEND,
    "RollOverFunds": DEPEND,
    "SealHead": "it names one of three things",
    "Split": DEPEND,
    "Table": "it answers for every pair of two enumerations",
    "TaxInvoice": DEPEND,
    "UsagePeriod": DEPEND,
    "Waterfall": DEPEND,
    "WaterfallBranch": DEPEND,
}
"""What `from_type` draws, and `builds` does not: at most one in ten."""


def drawn(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    found: list[Any] = []

    @settings(
        max_examples=count,
        phases=(Phase.generate,),
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much),
    )
    @given(strategy)
    def draw(value: Any) -> None:
        found.append(value)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        draw()
    return found


@pytest.mark.parametrize("name", CLASSES)
def test_every_public_class_is_drawn_by_its_type(name: str) -> None:
    if name == "CodedColumn":
        pytest.importorskip("numpy", reason="its codes are an array")
    assert all(isinstance(each, CLASSES[name]) for each in drawn(st.from_type(CLASSES[name]), 1))


@pytest.mark.parametrize("name", [name for name in VALUES if name not in NOT_BUILT])
def test_a_public_value_is_built_from_its_fields(name: str) -> None:
    assert all(type(each) is VALUES[name] for each in drawn(st.builds(VALUES[name]), 2))


def test_nine_of_ten_are_built() -> None:
    assert len(NOT_BUILT) * 10 <= len(VALUES)
    assert not NOT_BUILT.keys() - VALUES.keys()
