"""How amounts are written: the signs around a number and those within, and reading what people typed.

The notations of the five languages that this library ships are data here; those of every other locale come
from `coopclaims.money.people`, with `babel`. Both are read in one way: signs that look alike are one sign,
and whatever could be read in two ways is refused.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._values import frozen
from coopclaims.errors import InvalidMoney, InvalidValue
from coopclaims.money.amounts import Money

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coopclaims.money.currencies import Currency

_LONGEST_SHOWN = 60
_UNSEEN = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that order text from right to left, and are not seen."""
_MINUS = re.compile("[\u2010-\u2013\u2212\ufe58\ufe63\uff0d]")
"""Signs that look like a minus."""
_APOSTROPHES = "'\u2019\u2018\u201b\u02bb\u02bc\u02b9\u2032\u00b4`\uff07"
"""Marks that look like an apostrophe, of which releases of the locale data prefer one or another."""
_ANY_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_NUMBER = re.compile("[0-9](?:.*[0-9])?", re.DOTALL)


@final
@frozen(kw_only=True)
class Notation:
    """How a locale writes amounts of one currency: the signs around the number, and those within.

    `locale` names it. `positive` and `negative` are what stands before and after a number, with ¤ for the
    symbol. `symbol` is that of the currency, `decimal` and `group` are the marks within, and `sizes` are
    those of the last group and of the others, in digits.
    """

    locale: str
    positive: tuple[str, str]
    negative: tuple[str, str]
    symbol: str
    decimal: str
    group: str
    sizes: tuple[int, int] = (3, 3)

    def written(self, money: Money) -> str:
        """Return an amount with every digit that its currency has."""
        return self._numbered(money, *self._beside(is_negative=money.is_negative))

    def number(self, money: Money) -> str:
        """Return an amount as a number alone, for a field beside which the currency stands."""
        return self._numbered(money, "-" * money.is_negative, "")

    def _numbered(self, money: Money, before: str, after: str) -> str:
        whole, _, fraction = str(money.amount).removeprefix("-").partition(".")
        return before + self._grouped(whole) + (self.decimal + fraction if fraction else "") + after

    def read(self, text: str, currency: Currency) -> Money:
        """Return the amount of this currency that somebody wrote. Raises `InvalidMoney`."""
        if not isinstance(text, str):
            raise InvalidMoney("amount", text, "text")
        plain = _UNSEEN.sub("", text).strip()
        number = _NUMBER.search(plain)
        if number is None:
            raise _unread(self, text, currency, "amount_in_digits")
        beside = (_tight(plain[: number.start()]), _tight(plain[number.end() :]))
        is_negative = dict(self._signs(currency)).get(beside)
        if is_negative is None:
            symbols = tuple(dict.fromkeys((self.symbol, currency.code)))
            raise _unread(self, text, currency, "amount_with_a_symbol", symbols=symbols)
        digits = self._digits(number.group())
        if digits is None:
            raise _unread(self, text, currency, "amount_in_groups", group=self.group, decimal=self.decimal)
        if len(digits.partition(".")[2]) > currency.digits:
            raise _unread(self, text, currency, "amount_of_places", places=currency.digits)
        money = Money(digits, currency)
        return -money if is_negative else money

    def _grouped(self, digits: str) -> str:
        """Return a whole number in groups, the last of which may have another size than the others."""
        size, further = self.sizes
        groups: list[str] = []
        while len(digits) > size:
            groups.insert(0, digits[-size:])
            digits, size = digits[:-size], further
        return self.group.join((digits, *groups))

    def _beside(self, *, is_negative: bool) -> tuple[str, str]:
        """Return what stands before and after a number, a letter being kept apart from its digits."""
        before, after = self.negative if is_negative else self.positive
        before, after = (part.replace("¤", self.symbol) for part in (before, after))
        return before + "\u00a0" * before[-1:].isalpha(), "\u00a0" * after[:1].isalpha() + after

    def _signs(self, currency: Currency) -> Iterator[tuple[tuple[str, str], bool]]:
        """Yield what may stand before and after a number, and whether it makes it negative."""
        for is_negative in (False, True):
            before, after = self._beside(is_negative=is_negative)
            yield (_tight(before), _tight(after)), is_negative
        for each in ("", self.symbol, currency.code):
            symbol = _tight(each)
            for beside in ((symbol, ""), ("", symbol)):
                yield beside, False
            for beside in ((f"-{symbol}", ""), (f"{symbol}-", ""), ("-", symbol)):
                yield beside, True

    def _digits(self, text: str) -> str | None:
        """Return a number as plain decimal text, `None` where the locale does not write it so."""
        group = self.group
        if group.isspace():
            text, group = re.sub(r"\s", " ", text), " "
        elif group in _APOSTROPHES:
            text = _ANY_APOSTROPHE.sub(group, text)
        whole, point, fraction = text.partition(self.decimal)
        bare = whole.replace(group, "")
        if not _is_plain(bare) or (len(bare) > 1 and bare.startswith("0")):
            return None
        if whole not in {bare, attrs.evolve(self, group=group)._grouped(bare)}:
            return None
        if point and not _is_plain(fraction):
            return None
        return f"{bare}.{fraction}" if point else bare


def _unread(
    notation: Notation, text: str, currency: Currency, expected: str, **figures: object
) -> InvalidMoney:
    """Return the refusal of a text, with an amount as the locale would write it."""
    shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
    example = notation.written(Money.of_minor_units(-123456 * 10**currency.digits, currency))
    return InvalidMoney("amount", shown, expected, locale=notation.locale, example=example, **figures)


def _tight(text: str) -> str:
    """Return a text without what is not seen, and with one kind of minus."""
    return _MINUS.sub("-", "".join(_UNSEEN.sub("", text).split()))


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isdecimal()


# The languages that come with this library.

_AFTER: Final = (("", "\u00a0¤"), ("-", "\u00a0¤"))
_SHIPPED: Final[Mapping[str, tuple[tuple[tuple[str, str], tuple[str, str]], str, str]]] = MappingProxyType(
    {
        "en": ((("¤", ""), ("-¤", "")), ".", ","),
        "sv": ((("", "\u00a0¤"), ("\u2212", "\u00a0¤")), ",", "\u00a0"),
        "nl": ((("¤\u00a0", ""), ("¤\u00a0-", "")), ",", "."),
        "fr": (_AFTER, ",", "\u202f"),
        "de": (_AFTER, ",", "."),
    }
)
"""What stands around a positive and a negative number, the decimal mark and that of groups, by language."""

_SYMBOLS: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        **{(language, "EUR"): "€" for language in _SHIPPED},
        ("en", "USD"): "$",
        ("en", "GBP"): "£",
        ("sv", "SEK"): "kr",
    }
)
"""The symbols by language and currency; every other currency is written with its code."""

_REGIONS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"en": ("US", "GB", "IE"), "sv": ("SE",), "nl": ("NL", "BE"), "fr": ("FR", "BE"), "de": ("DE",)}
)
"""The countries in which these languages have the marks that they have by themselves."""

LOCALES: Final = tuple(
    locale
    for language, regions in _REGIONS.items()
    for locale in (language, *(f"{language}_{region}" for region in regions))
)
"""The locales of which the notation comes with this library."""


def shipped_notation(locale: str, currency: Currency) -> Notation:
    """Return how one of `LOCALES` writes amounts of a currency, without `babel`. Raises `InvalidValue`."""
    named = str(locale).replace("-", "_")
    if named not in LOCALES:
        raise InvalidValue("locale", locale, "one_of", known=LOCALES)
    language = named.partition("_")[0]
    (positive, negative), decimal, group = _SHIPPED[language]
    return Notation(
        locale=locale,
        positive=positive,
        negative=negative,
        symbol=_SYMBOLS.get((language, currency.code), currency.code),
        decimal=decimal,
        group=group,
    )
