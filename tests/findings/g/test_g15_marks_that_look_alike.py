"""Marks between thousands that look alike are read alike, whichever one the locale data prefer."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from tests.support.findings import cc

LOOK_ALIKE = ("\u02bc", "\u2032", "\u2018")
LOCALES = ("it_CH", "de_CH", "de_LI")
AMOUNT = cc.Money("1234.50", "CHF")


def _parsed(text: str, locale: str) -> Any:
    pytest.importorskip("babel", reason="amounts are read as a locale writes them")
    return importlib.import_module("coopclaims.money.people").parse_money(text, "CHF", locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_mark_of_a_typewriter_is_read(locale: str) -> None:
    assert _parsed("1'234.50", locale) == AMOUNT


@pytest.mark.parametrize("locale", LOCALES)
def test_the_curly_mark_is_read_where_the_locale_data_prefer_the_other(locale: str) -> None:
    numbers = pytest.importorskip("babel.numbers", reason="amounts are read as a locale writes them")
    if numbers.get_group_symbol(locale) == "\u2019":
        pytest.skip("this release writes the curly mark itself")
    assert _parsed("1\u2019234.50", locale) == AMOUNT


@pytest.mark.parametrize("mark", LOOK_ALIKE, ids=ascii)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_mark_that_looks_like_it_is_read_alike(locale: str, mark: str) -> None:
    assert _parsed(f"1{mark}234.50", locale) == AMOUNT


@pytest.mark.parametrize("mark", ["'", "\u2019", *LOOK_ALIKE], ids=ascii)
def test_a_mark_in_the_wrong_place_is_refused(mark: str) -> None:
    with pytest.raises(cc.errors.InvalidMoney):
        _parsed(f"12{mark}34.50", "de_LI")
