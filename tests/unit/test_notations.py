"""Amounts of the five languages that come with the library: read without locale data, as those have it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from coopclaims import Currency, InvalidValue, Money
from coopclaims.errors import InvalidMoney
from coopclaims.money.notations import LOCALES, shipped_notation

SEK, JPY, KWD = Currency("SEK"), Currency("JPY"), Currency("KWD")


@pytest.mark.parametrize(
    ("locale", "number", "whole"),
    [
        ("en", "-1,234,567.50", "-SEK\u00a01,234,567.50"),
        ("sv", "-1\u00a0234\u00a0567,50", "\u22121\u00a0234\u00a0567,50\u00a0kr"),
        ("nl", "-1.234.567,50", "SEK\u00a0-1.234.567,50"),
        ("fr", "-1\u202f234\u202f567,50", "-1\u202f234\u202f567,50\u00a0SEK"),
        ("de-DE", "-1.234.567,50", "-1.234.567,50\u00a0SEK"),
    ],
)
def test_an_amount_is_written_and_read_again(locale: str, number: str, whole: str) -> None:
    notation, money = shipped_notation(locale, SEK), Money("-1234567.50", SEK)
    assert notation.number(money) == number
    assert notation.written(money) == whole
    assert notation.read(number, SEK) == notation.read(whole, SEK) == money


@pytest.mark.parametrize(
    ("locale", "text", "amount"),
    [
        ("sv", "1 234,50", "1234.50"),
        ("sv", "1\u202f234,5", "1234.50"),
        ("sv", "1\u2009234 kr", "1234.00"),
        ("sv", "\u22121234", "-1234.00"),
        ("sv", "\u20131 234 SEK", "-1234.00"),
        ("fr", "1 234,50", "1234.50"),
        ("en", "1,234", "1234.00"),
        ("en_GB", " 1234.5 ", "1234.50"),
        ("de", "1.234", "1234.00"),
        ("nl_BE", "SEK 1.234,50", "1234.50"),
    ],
)
def test_what_looks_alike_is_read_alike(locale: str, text: str, amount: str) -> None:
    assert shipped_notation(locale, SEK).read(text, SEK) == Money(amount, SEK)


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("sv", "1.234,50", "amount_in_groups"),
        ("sv", "1,234", "amount_of_places"),
        ("en", "1.234,50", "amount_in_groups"),
        ("en", "12,34", "amount_in_groups"),
        ("de", "1 234,50", "amount_in_groups"),
        ("de", "01", "amount_in_groups"),
        ("de", "1,5x5", "amount_in_groups"),
        ("fr", "twelve", "amount_in_digits"),
        ("fr", "12 €", "amount_with_a_symbol"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(locale: str, text: str, expected: str) -> None:
    with pytest.raises(InvalidMoney) as refused:
        shipped_notation(locale, SEK).read(text, SEK)
    figures = dict(refused.value.figures)
    assert (refused.value.expected, figures["locale"]) == (expected, locale)
    assert figures["example"] == shipped_notation(locale, SEK).written(Money("-123456.00", SEK))


def test_the_digits_are_those_of_the_currency() -> None:
    assert shipped_notation("en", KWD).read("1.234", KWD) == Money("1.234", KWD)
    assert shipped_notation("en", JPY).number(Money("1234", JPY)) == "1,234"
    with pytest.raises(InvalidMoney):
        shipped_notation("en", JPY).read("1.5", JPY)


@pytest.mark.parametrize("locale", ["ja", "de_CH", "", None, 5])
def test_a_locale_of_which_nothing_is_known_is_refused(locale: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        shipped_notation(locale, SEK)
    assert dict(refused.value.figures)["known"] == LOCALES


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", ["EUR", "GBP", "JPY", "NOK", "SEK", "USD"])
def test_the_marks_are_those_of_the_locale_data(locale: str, code: str) -> None:
    """Symbols are shipped where the language has one of its own; for others there is the code."""
    pytest.importorskip("babel", reason="the extra people is not installed")
    from coopclaims.money.people import format_money, parse_money  # noqa: PLC0415 - needs the extra

    for amount in ("1234567", "-1234567"):
        money, notation = Money(amount, code), shipped_notation(locale, Currency(code))
        shown = format_money(money, locale)
        assert notation.number(Money("1234567", code)) in shown
        assert parse_money(notation.number(money), code, locale) == money
        if notation.symbol != code and "_" not in locale:
            assert notation.written(money) == shown


def test_no_locale_data_are_loaded() -> None:
    code = (
        "import sys; from coopclaims.money.notations import shipped_notation; "
        "from coopclaims.money.currencies import Currency; "
        "shipped_notation('sv', Currency('SEK')); print('babel' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
