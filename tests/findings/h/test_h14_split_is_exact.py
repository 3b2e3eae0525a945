"""A split is two exact percentages that make a hundred, in any decimal context."""

from __future__ import annotations

import decimal
from decimal import Decimal
from typing import Any

import pytest
from tests.support.findings import cc


def _split(rebate: Any, coop: Any, precision: int = 28, *, strict: bool = False) -> Any:
    """Return the split, or the library's error, made under this precision."""
    with decimal.localcontext() as context:
        context.prec = precision
        if strict:
            for signal in context.traps:
                context.traps[signal] = True
        try:
            return cc.funds.Split(rebate=rebate, coop=coop)
        except cc.InvalidValue as refused:
            return refused


@pytest.mark.parametrize("precision", [1, 2, 3])
def test_two_percentages_that_make_more_are_refused_at_a_low_precision(precision: int) -> None:
    assert isinstance(_split(Decimal("60.4"), Decimal("40.04"), precision), cc.InvalidValue)


@pytest.mark.parametrize("precision", [4, 28])
def test_two_percentages_that_make_more_are_refused_at_a_usual_precision(precision: int) -> None:
    assert isinstance(_split(Decimal("60.4"), Decimal("40.04"), precision), cc.InvalidValue)


@pytest.mark.parametrize(("rebate", "coop"), [(True, 99), (99, True), (60.0, 40.0), (60, 40.0)])
def test_truth_values_and_floats_are_refused(rebate: object, coop: object) -> None:
    assert isinstance(_split(rebate, coop), cc.InvalidValue)


@pytest.mark.parametrize(("rebate", "coop"), [("60", "40"), (None, 100), (60, "40")])
def test_what_is_no_number_ends_in_an_error_of_the_library_or_is_read(rebate: object, coop: object) -> None:
    assert isinstance(_split(rebate, coop), (cc.InvalidValue, cc.funds.Split))


@pytest.mark.parametrize(("rebate", "coop"), [("NaN", "40"), ("60", "sNaN")])
def test_a_number_that_is_none_is_refused(rebate: str, coop: str) -> None:
    assert isinstance(_split(Decimal(rebate), Decimal(coop)), cc.InvalidValue)


@pytest.mark.parametrize("precision", [1, 2, 28])
def test_a_split_is_accepted_at_every_precision(precision: int) -> None:
    assert _split(Decimal(60), Decimal(40), precision).coop == 40


@pytest.mark.parametrize("precision", [3, 28])
def test_a_split_is_accepted_with_every_trap_on(precision: int) -> None:
    assert _split(Decimal(60), Decimal(40), precision, strict=True).coop == 40


@pytest.mark.parametrize("rebate", ["60", "60.5"])
def test_a_split_is_accepted_with_every_trap_on_at_the_lowest_precision(rebate: str) -> None:
    coop = decimal.Context(prec=28).subtract(Decimal(100), Decimal(rebate))
    assert _split(Decimal(rebate), coop, 1, strict=True).coop == coop
