"""The table of currencies against two independent libraries, where they are installed.

`pip install iso4217 babel` to run it; neither is needed for anything else.
"""

from __future__ import annotations

from typing import Any

import pytest

from coopclaims.money import Currency

CUSTOM_DIFFERS = {"AFN", "ALL", "IQD", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SOS", "SYP", "YER"}
"""Where CLDR says that prices are written without decimals, although the ISO minor unit has some."""


def library(name: str) -> Any:
    return pytest.importorskip(name, reason=f"the test-only oracle {name} is not installed")


def test_iso4217_lists_the_same_currencies_with_the_same_digits() -> None:
    """The library carries the XML of list one as the registration authority publishes it."""
    published = {
        entry.code: entry.exponent for entry in library("iso4217").Currency if entry.exponent is not None
    }
    assert {currency.code: currency.digits for currency in Currency.active()} == published


def test_babel_gives_the_same_digits_or_those_of_custom() -> None:
    """CLDR starts from ISO 4217 and overrides digits by custom, always to none."""
    babel = library("babel.numbers")
    known = [currency for currency in Currency.active() if currency.code in babel.list_currencies()]
    digits = {currency: babel.get_currency_precision(currency.code) for currency in known}
    differing = {currency.code: count for currency, count in digits.items() if count != currency.digits}
    assert differing == dict.fromkeys(CUSTOM_DIFFERS, 0)
    assert len(known) > len(Currency.active()) - 5
