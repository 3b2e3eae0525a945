"""An amount out of a database column with more digits comes in exactly, or not at all."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.support.findings import cc, sek

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "store_claims.md"


@pytest.mark.parametrize(
    ("column", "currency", "amount"),
    [
        ("30000.0000", "SEK", "30000.00"),
        ("30000.1200", "SEK", "30000.12"),
        ("1E+3", "JPY", "1000"),
        ("1000.0000", "JPY", "1000"),
        ("1.2340", "KWD", "1.234"),
        ("-0.0000", "SEK", "0.00"),
        ("-12.5000", "SEK", "-12.50"),
    ],
)
def test_zeros_beyond_the_digits_of_a_currency_are_dropped(column: str, currency: str, amount: str) -> None:
    assert str(cc.Money.exact(Decimal(column), currency)) == f"{amount} {currency}"


@pytest.mark.parametrize(
    ("column", "currency"),
    [("30000.0050", "SEK"), ("0.0001", "SEK"), ("1000.5000", "JPY"), ("1.2345", "KWD"), ("NaN", "SEK")],
)
def test_an_amount_with_more_digits_than_its_currency_is_refused(column: str, currency: str) -> None:
    exact = cc.Money.exact
    with pytest.raises(cc.errors.InvalidMoney):
        exact(Decimal(column), currency)


def test_text_stays_strict() -> None:
    exact = cc.Money.exact
    with pytest.raises(cc.errors.InvalidMoney):
        exact("1.500", "SEK")


def test_the_message_names_the_exact_way_in() -> None:
    with pytest.raises(cc.errors.InvalidMoney) as refused:
        cc.Money(Decimal("30000.0000"), "SEK")
    assert "Money.exact" in str(refused.value)


def test_the_page_on_storing_claims_names_the_exact_way_in() -> None:
    assert "Money.exact" in HOW_TO.read_text(encoding="utf-8")


@pytest.mark.parametrize("amount", ["1.500", "30000.0000", "1E+3"])
def test_a_text_with_other_digits_than_its_currency_is_refused(amount: str) -> None:
    with pytest.raises(cc.errors.InvalidMoney):
        cc.Money(amount, "SEK")


def test_what_is_rounded_is_rounded_half_up() -> None:
    assert cc.Money.rounded(Decimal("30000.0050"), "SEK") == sek("30000.01")
