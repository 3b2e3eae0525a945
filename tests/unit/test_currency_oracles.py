"""The table of currencies against two independent libraries, where they are installed.

`pip install iso4217 babel` to run it; neither is needed for anything else.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import pytest

from coopclaims import Currency

BY_CUSTOM = {"AFN", "ALL", "IQD", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "SOS", "SYP", "YER"}
"""Where CLDR says that prices are written without decimals, although the ISO minor unit has some."""

UNTIL_2_18 = BY_CUSTOM | {"RSD"}
"""As the data of Babel 2.14 to 2.18 have it."""

SINCE_2_19 = BY_CUSTOM | {"COP", "HUF", "IDR"}
"""As the data of Babel 2.19 have it: the dinar has its paras again, and three others lose theirs."""

NEWEST_SEEN = (2, 19)


def library(name: str) -> Any:
    return pytest.importorskip(name, reason=f"the test-only oracle {name} is not installed")


def test_iso4217_lists_the_same_currencies_with_the_same_digits() -> None:
    """The library carries the XML of list one as the registration authority publishes it."""
    published = {
        entry.code: entry.exponent for entry in library("iso4217").Currency if entry.exponent is not None
    }
    assert {currency.code: currency.digits for currency in Currency.active()} == published


def test_babel_gives_the_same_digits_or_those_of_custom() -> None:
    """CLDR starts from ISO 4217 and overrides digits by custom, always to none.

    Custom changes, and with it what Babel answers; the minor unit of ISO 4217 does not. Which currencies
    differ is held for every Babel that was seen; of a newer one, that it too only leaves decimals out.
    """
    babel = library("babel.numbers")
    known = [currency for currency in Currency.active() if currency.code in babel.list_currencies()]
    digits = {currency: babel.get_currency_precision(currency.code) for currency in known}
    differing = {currency.code: count for currency, count in digits.items() if count != currency.digits}
    major, minor, *_ = version("babel").split(".")
    release = (int(major), int(minor))
    if release <= NEWEST_SEEN:
        assert differing == dict.fromkeys(UNTIL_2_18 if release < (2, 19) else SINCE_2_19, 0)
    else:
        assert set(differing.values()) == {0}
        assert len(differing) < len(known) / 5
    assert len(known) > len(Currency.active()) - 5
