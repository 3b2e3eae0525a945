"""Hypothesis draws believable values of every public type."""

from __future__ import annotations

import importlib
import warnings
from typing import Any

import pytest
from hypothesis import Phase, given, settings, strategies as st
from tests.support.findings import cc
from tests.support.public import public

testing: Any = importlib.import_module("coopclaims.testing")


def drawn(strategy: Any, count: int = 5) -> list[Any]:
    """Return some values; what cannot be drawn is an `AssertionError` that says why."""
    found: list[Any] = []

    @settings(
        max_examples=count,
        phases=(Phase.generate,),
        database=None,
        derandomize=True,
        deadline=None,
        report_multiple_bugs=False,
    )
    @given(strategy)
    def draw(value: Any) -> None:
        found.append(value)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            draw()
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing was drawn
            message = f"{type(error).__name__}: {str(error)[:200]}"
            raise AssertionError(message) from None
    return found


KNOWN = [
    "Actor",
    "BusinessCalendar",
    "Claim",
    "ClaimForm",
    "FundPool",
    "History",
    "Money",
    "Policies",
    "Problem",
    "Rules",
]
UNKNOWN = [
    "Accrual",
    "BusinessDays",
    "Command",
    "Comment",
    "Currency",
    "Deadline",
    "FundEntry",
    "HistoryEntry",
    "Invoice",
    "Payment",
    "PaymentTerms",
    "Payout",
    "PayoutForecast",
    "Plan",
    "PoolKey",
    "ProfileAssignment",
    "Proof",
    "SealedHistory",
    "SubmitClaim",
    "Waterfall",
]


@pytest.mark.parametrize("name", KNOWN)
def test_a_type_that_is_registered_is_drawn(name: str) -> None:
    assert drawn(st.from_type(public(name)))


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_type_is_drawn_without_being_told_how(name: str) -> None:
    assert drawn(st.from_type(public(name)))


@pytest.mark.parametrize(
    "name",
    [
        "Comment",
        "ClaimForm",
        "Money",
    ],
)
def test_a_value_is_built_from_its_fields(name: str) -> None:
    assert drawn(st.builds(public(name)))


def test_an_entry_that_is_drawn_is_one_of_a_believable_history() -> None:
    for entry in drawn(st.from_type(cc.HistoryEntry)):
        row = cc.claims.TABLE[entry.before][entry.event.trigger]
        assert isinstance(row, cc.transitions.Row)
        assert entry.after in row.leads_to
