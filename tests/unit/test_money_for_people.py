"""Amounts as people of many places write and read them; nothing is rounded, and nothing is guessed."""

from __future__ import annotations

import re
import subprocess
import sys
from decimal import Context, localcontext
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, strategies as st

from coopclaims import Currency, InvalidValue, Money
from coopclaims.errors import InvalidMoney
from coopclaims.money.people import format_money, parse_money

if TYPE_CHECKING:
    from collections.abc import Callable

babel_numbers: Any = pytest.importorskip("babel.numbers", reason="the extra people is not installed")
babel_localedata: Any = pytest.importorskip("babel.localedata", reason="the extra people is not installed")
locale_identifiers: Callable[[], list[str]] = babel_localedata.locale_identifiers

UNSEEN = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
APOSTROPHES = ("'", "’")  # noqa: RUF001 - the plain one and the typographic one
LOCALES = st.sampled_from(sorted(locale_identifiers()))
CURRENCIES = st.sampled_from(Currency.active())


@st.composite
def monies(draw: st.DrawFn) -> Money:
    currency = draw(CURRENCIES)
    most = 10 ** (18 + currency.digits) - 1
    units = draw(st.integers(-most, most) | st.integers(-(10**7), 10**7))
    return Money.of_minor_units(units, currency)


def shown(text: str) -> str:
    """Return a text with plain spaces, and without the marks that order it."""
    return UNSEEN.sub("", re.sub(r"\s", " ", text))


class TestWriting:
    @pytest.mark.parametrize(
        ("money", "locale", "text"),
        [
            (Money("1234.50", "SEK"), "sv_SE", "1 234,50 kr"),
            (Money("-1234.50", "SEK"), "sv_SE", "−1 234,50 kr"),  # noqa: RUF001 - the minus of the locale
            (Money("1234.50", "EUR"), "de_DE", "1.234,50 €"),
            (Money("1234.50", "EUR"), "nl_NL", "€ 1.234,50"),
            (Money("-1234.50", "EUR"), "nl_NL", "€ -1.234,50"),
            (Money("1234.50", "EUR"), "fr_FR", "1 234,50 €"),
            (Money("1234.50", "USD"), "en_US", "$1,234.50"),
            (Money("1234.50", "USD"), "en-CA", "US$1,234.50"),
            (Money("1234.50", "CAD"), "en_US", "CA$1,234.50"),
            (Money("1234567.50", "INR"), "hi_IN", "₹12,34,567.50"),
            (Money("1234567", "JPY"), "ja_JP", "￥1,234,567"),
            (Money("1234.567", "KWD"), "en_US", "KWD 1,234.567"),  # letters are kept apart from digits
            (Money("-1234.567", "KWD"), "en_US", "-KWD 1,234.567"),
            (Money("1234.567", "KWD"), "lg_UG", "1,234.567 KWD"),
            (Money("0.5000", "UYW"), "sv_SE", "0,5000 UYW"),
            (Money("0.00", "SEK"), "sv_SE", "0,00 kr"),
        ],
    )
    def test_as_the_locale_does(self, money: Money, locale: str, text: str) -> None:
        assert shown(format_money(money, locale)) == text

    @pytest.mark.parametrize("code", ["IQD", "ALL", "MMK"])
    def test_every_digit_is_written_though_custom_leaves_some_out(self, code: str) -> None:
        """CLDR writes these currencies without decimals, which would round somebody's money."""
        money = Money.of_minor_units(1, code)
        assert str(money.amount) in format_money(money, "en_US")
        assert babel_numbers.get_currency_precision(code) == 0

    @given(monies(), LOCALES)
    def test_the_data_are_those_of_babel(self, money: Money, locale: str) -> None:
        """Against `babel` itself, where custom writes all digits; it keeps letters and digits together.

        Where groups are parted by the plain apostrophe, it takes each two of them for marks of quotation and
        leaves them out: a million has no groups in `de_LI`.
        """
        assume(babel_numbers.get_currency_precision(money.currency.code) == money.currency.digits)
        with localcontext(Context(prec=60)):
            expected = babel_numbers.format_currency(money.amount, money.currency.code, locale=locale)
        minus = shown(babel_numbers.get_minus_sign_symbol(locale))
        own = shown(format_money(money, locale)).replace(" ", "")
        if babel_numbers.get_group_symbol(locale) == "'":
            assert own.count("'") == (len(str(abs(money.amount)).partition(".")[0]) - 1) // 3
            own = re.sub("'([^']*)'", r"\1", own)
        assert own == shown(expected).replace("-", minus).replace(" ", "")

    @pytest.mark.parametrize("locale", ["", "xx", "klingon", "sv_XX_", None, 7])
    def test_an_unknown_locale_is_refused(self, locale: Any) -> None:
        for deed in (
            lambda: format_money(Money(1, "SEK"), locale),
            lambda: parse_money("1", "SEK", locale),
        ):
            with pytest.raises(InvalidValue, match="a locale that `babel` knows") as caught:
                deed()
            assert caught.value.got == locale


class TestReading:
    @pytest.mark.parametrize(
        ("text", "code", "locale", "amount"),
        [
            ("1 234,50 kr", "SEK", "sv_SE", "1234.50"),
            ("1\u00a0234,50\u00a0kr", "SEK", "sv_SE", "1234.50"),
            ("1\u202f234,50", "SEK", "sv_SE", "1234.50"),
            ("1234,5", "SEK", "sv_SE", "1234.50"),
            ("1234,5 SEK", "SEK", "sv_SE", "1234.50"),
            ("kr 1234", "SEK", "sv_SE", "1234.00"),
            ("-1 234,50 kr", "SEK", "sv_SE", "-1234.50"),
            ("−1 234,50 kr", "SEK", "sv_SE", "-1234.50"),  # noqa: RUF001 - both are read
            ("kr -1", "SEK", "sv_SE", "-1.00"),
            ("  12 kr  ", "SEK", "sv_SE", "12.00"),
            ("0", "SEK", "sv_SE", "0.00"),
            ("-0,00", "SEK", "sv_SE", "0.00"),
            ("0,05", "SEK", "sv_SE", "0.05"),
            ("1.234", "EUR", "de_DE", "1234.00"),
            ("1,234", "KWD", "en_US", "1234.000"),
            ("1.234", "KWD", "en_US", "1.234"),
            ("$1,234.50", "USD", "en_US", "1234.50"),
            ("-$1,234.50", "USD", "en_US", "-1234.50"),
            ("$-1,234.50", "USD", "en_US", "-1234.50"),
            ("12,34,567", "INR", "en_IN", "1234567.00"),
            ("1'234.50", "CHF", "de_CH", "1234.50"),
            ("€ 12,50-", "EUR", "fy_NL", "-12.50"),  # the one language whose minus stands behind
        ],
    )
    def test_as_the_locale_does(self, text: str, code: str, locale: str, amount: str) -> None:
        assert parse_money(text, code, locale) == Money(amount, code)

    @pytest.mark.parametrize(
        ("text", "code", "locale", "expected"),
        [
            # more digits than the currency has
            ("1,234", "SEK", "sv_SE", "at most 2 digits after the point"),
            ("1,234", "EUR", "de_DE", "at most 2 digits"),
            ("1,000", "EUR", "de_DE", "at most 2 digits"),
            ("1,0", "JPY", "sv_SE", "at most 0 digits"),
            ("1.500", "EUR", "en_US", "at most 2 digits"),  # fifteen hundred in Germany
            # another symbol, or none of a currency
            ("12 €", "SEK", "sv_SE", "one of kr, SEK, or no symbol"),
            ("12 NOK", "SEK", "sv_SE", "one of kr, SEK"),
            ("$12", "CAD", "en_US", re.escape("one of CA$, CAD")),
            ("12 Kr", "SEK", "sv_SE", "one of kr, SEK"),
            ("12 krkr", "SEK", "sv_SE", "one of kr, SEK"),
            ("kr 12 kr", "SEK", "sv_SE", "one of kr, SEK"),
            ("SEK 12 kr", "SEK", "sv_SE", "one of kr, SEK"),
            ("about 12", "SEK", "sv_SE", "one of kr, SEK"),
            ("12%", "SEK", "sv_SE", "one of kr, SEK"),
            ("+12", "SEK", "sv_SE", "a minus sign at most"),
            ("--12", "SEK", "sv_SE", "a minus sign at most"),
            ("12 kr-", "SEK", "sv_SE", "a minus sign at most"),
            ("-kr-12", "SEK", "sv_SE", "a minus sign at most"),
            ("12-", "SEK", "sv_SE", "a minus sign at most"),
            ("(12)", "USD", "en_US", "a minus sign at most"),
            # the signs of another locale, and groups that are none
            ("1,234.50", "SEK", "sv_SE", "decimals after ','"),
            ("1.234,50", "USD", "en_US", "decimals after '.'"),
            ("1,50", "USD", "en_US", "groups by ','"),
            ("12,34", "USD", "en_US", "groups by ','"),
            ("1,2345", "USD", "en_US", "groups by ','"),
            ("1234,567", "USD", "en_US", "groups by ','"),
            ("1,,234", "USD", "en_US", "groups by ','"),
            ("1  234", "SEK", "sv_SE", "groups by"),
            ("1 23 4", "SEK", "sv_SE", "groups by"),
            ("0,123", "USD", "en_US", "groups by ','"),
            ("012", "USD", "en_US", "groups by ','"),
            ("1.2.3", "USD", "en_US", "groups by ','"),
            ("1,5 0", "SEK", "sv_SE", "groups by"),
            ("1e5", "USD", "en_US", "groups by"),
            ("1_000", "USD", "en_US", "groups by"),
            ("12 34 SEK 56", "SEK", "sv_SE", "groups by"),
            # no number at all
            ("", "SEK", "sv_SE", "digits 0 to 9"),
            ("kr", "SEK", "sv_SE", "digits 0 to 9"),
            ("٣", "SEK", "sv_SE", "digits 0 to 9"),
            (",5", "SEK", "sv_SE", "or no symbol"),
            ("5,", "SEK", "sv_SE", "or no symbol"),
            ("٣5", "SEK", "sv_SE", "or no symbol"),
        ],
    )
    def test_what_is_not_written_so_is_refused(
        self, text: str, code: str, locale: str, expected: str
    ) -> None:
        with pytest.raises(InvalidMoney, match=expected) as caught:
            parse_money(text, code, locale)
        assert caught.value.got == text
        example = format_money(Money.of_minor_units(-123456 * 10 ** Currency(code).digits, code), locale)
        assert caught.value.fits.endswith(f"in {locale} an amount is written like {example!r}")

    @pytest.mark.parametrize("text", [12, 1.5, None, b"12"])
    def test_only_text_is_read(self, text: Any) -> None:
        with pytest.raises(InvalidMoney, match="expected text"):
            parse_money(text, "SEK", "sv_SE")

    def test_only_a_known_currency_is_read(self) -> None:
        with pytest.raises(InvalidMoney, match="ISO 4217"):
            parse_money("12", "kr", "sv_SE")

    def test_an_absurd_text_is_cut_in_the_error(self) -> None:
        with pytest.raises(InvalidMoney) as caught:
            parse_money("x" * 10_000 + "1", "SEK", "sv_SE")
        assert len(str(caught.value)) < 300
        with pytest.raises(InvalidMoney, match="18 digits"):
            parse_money("9" * 10_000, "SEK", "sv_SE")


class TestApostrophes:
    """Swiss groups: Babel has the typographic apostrophe up to 2.18, and the plain one from 2.19 on."""

    def test_the_data_have_one_of_them(self) -> None:
        group = babel_numbers.get_group_symbol("de_CH")
        assert group in APOSTROPHES
        assert shown(format_money(Money("1234567.50", "CHF"), "de_CH")) == f"CHF 1{group}234{group}567.50"

    @pytest.mark.parametrize("group", APOSTROPHES)
    def test_whichever_they_have_is_written_and_read_and_the_plain_one_too(
        self, group: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(babel_numbers, "get_group_symbol", lambda _: group)
        money = Money("1234567.50", "CHF")
        text = format_money(money, "de_CH")
        assert shown(text) == f"CHF 1{group}234{group}567.50"
        for written in (text, f"1{group}234{group}567.50 CHF", "1'234'567.50", "1234567.50"):
            assert parse_money(written, "CHF", "de_CH") == money
        with pytest.raises(InvalidMoney, match="groups by"):
            parse_money("12'34.50", "CHF", "de_CH")


class TestRoundTrip:
    """What is written is read back as the same amount, in every locale and currency that is known."""

    @given(monies(), LOCALES)
    def test_written_and_read(self, money: Money, locale: str) -> None:
        text = format_money(money, locale)
        assert parse_money(text, money.currency, locale) == money
        assert parse_money(shown(text), money.currency, locale) == money

    @given(monies(), LOCALES)
    def test_without_groups_and_with_the_code(self, money: Money, locale: str) -> None:
        point = babel_numbers.get_decimal_symbol(locale)
        plain = str(money.amount).replace(".", point)
        for text in (plain, f"{plain} {money.currency}"):
            assert parse_money(text, money.currency, locale) == money

    @given(monies(), LOCALES, CURRENCIES)
    def test_no_amount_is_read_in_a_currency_that_another_sign_stands_for(
        self, money: Money, locale: str, other: Currency
    ) -> None:
        symbols = {babel_numbers.get_currency_symbol(each.code, locale) for each in (money.currency, other)}
        assume(other is not money.currency and len(symbols) == 2)
        with pytest.raises(InvalidMoney):
            parse_money(f"{money.amount} {money.currency}", other, locale)

    @given(st.text("0123456789.,' -−kr€SEK\u00a0", max_size=12))  # noqa: RUF001 - both kinds of minus
    def test_whatever_is_read_reads_the_same_once_written(self, text: str) -> None:
        try:
            money = parse_money(text, "SEK", "sv_SE")
        except InvalidMoney:
            return
        assert parse_money(format_money(money, "sv_SE"), "SEK", "sv_SE") == money
        digits = "".join(filter(str.isdecimal, text))
        assert str(abs(money.minor_units)).rstrip("0") == digits.lstrip("0").rstrip("0")

    @given(monies(), st.sampled_from(["sv_SE", "en_US", "hi_IN"]), st.integers(1, 5))
    def test_no_decimal_context_changes_it(self, money: Money, locale: str, precision: int) -> None:
        text = format_money(money, locale)
        with localcontext(Context(prec=precision, Emin=-1, Emax=1)):
            assert format_money(money, locale) == text
            assert parse_money(text, money.currency, locale) == money


def test_it_is_an_edge_that_reads_files() -> None:
    """Nothing else in the package leads to it, and it does so only when it is called."""
    program = (
        "import sys\n"
        "import coopclaims.money.people as people\n"
        "from coopclaims.money import Money\n"
        "print('babel' in sys.modules)\n"
        "people.format_money(Money(1, 'SEK'), 'sv_SE')\n"
        "print('babel' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, encoding="utf-8", timeout=60
    )
    assert (done.returncode, done.stdout.split()) == (0, ["False", "True"])
