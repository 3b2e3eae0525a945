"""The table of currencies against two independent libraries, where they are installed.

`pip install iso4217 babel` to run it; neither is needed for anything else.
"""

from __future__ import annotations

from datetime import date, timedelta
from importlib.metadata import version
from typing import Any

import pytest

from coopclaims import Currency
from coopclaims.money import currency_withdrawals, withdrawal_of

BY_CUSTOM = {"AFN", "ALL", "IQD", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "SOS", "SYP", "YER"}
"""Where CLDR says that prices are written without decimals, although the ISO minor unit has some."""

UNTIL_2_18 = BY_CUSTOM | {"RSD"}
"""As the data of Babel 2.14 to 2.18 have it."""

SINCE_2_19 = BY_CUSTOM | {"COP", "HUF", "IDR"}
"""As the data of Babel 2.19 have it: the dinar has its paras again, and three others lose theirs."""

NEWEST_SEEN = (2, 19)


SINCE = (2013, 12, 31)
"""CLDR has the last day of what ISO 4217 withdrew from January 2014 on."""

DAYS_APART = {
    "BYR": 1,  # the first day without it
    "VEF": 1,
    "HRK": 14,  # two weeks in which cash of both was taken
    "BGN": 31,  # a month in which cash of both was taken
    "CUC": 152,  # taken out of circulation by June; accounts and the code ended with 2020
    "STD": -181,  # the new one began; ISO 4217 withdrew the old one half a year later
}
"""How many days after the last day here CLDR has its own, where it is another."""


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


def test_iso4217_lists_no_withdrawn_currency_and_every_successor() -> None:
    listed = {entry.code for entry in library("iso4217").Currency}
    for ended in currency_withdrawals():
        assert ended.currency.code not in listed
        assert ended.successor is None or ended.successor.code in listed


def test_babel_knows_no_currency_that_ended_since_2014_and_is_not_known_here() -> None:
    """CLDR says of each territory from when until when a currency was tender; of some only for cash."""
    library("babel")
    from babel.core import get_global  # noqa: PLC0415 - only where it is installed

    last: dict[str, tuple[int, int, int]] = {}
    in_use: set[str] = set()
    for uses in get_global("territory_currencies").values():
        for code, _, until, _ in uses:
            in_use |= {code} if until is None else set()
            last[code] = max(last.get(code, (0, 0, 0)), until or (0, 0, 0))
    ended = {code: date(*day) for code, day in last.items() if code not in in_use and day >= SINCE}
    for code, day in ended.items():
        found = withdrawal_of(code)
        assert found is not None, code
        assert day == found.last_day + timedelta(DAYS_APART.get(code, 0)), code
    assert len(ended) > 8
    if tuple(map(int, version("babel").split(".")[:2])) >= NEWEST_SEEN:
        assert ended.keys() == {each.currency.code for each in currency_withdrawals()}


def test_babel_gives_a_withdrawn_currency_its_digits_or_those_of_custom() -> None:
    babel = library("babel.numbers")
    digits = {
        each.currency: babel.get_currency_precision(each.currency.code) for each in currency_withdrawals()
    }
    differing = {currency.code for currency, count in digits.items() if count != currency.digits}
    assert differing <= {"MRO", "SLL", "STD", "ZWL"}
    assert {digits[Currency(code)] for code in differing} <= {0}
