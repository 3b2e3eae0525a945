"""Money for people: amounts written and read as a locale has them. The one place that imports `babel`.

`babel` is an extra (`coopclaims[people]`). It reads files of its own for each locale, so it is imported
when an amount is written or read, and never on import of this package, whose front door does not lead
here. Its data give the signs, the groups and the places; the digits come from the amount alone, so
that nothing is rounded: some locales write a currency with fewer digits than it has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, final

import attrs

from coopclaims._values import frozen
from coopclaims.errors import InvalidMoney, InvalidValue
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency, currency_of

if TYPE_CHECKING:
    from collections.abc import Iterator

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
@frozen
class _Notation:
    """How a locale writes amounts of one currency: the signs around the number, and those within."""

    positive: tuple[str, str]
    negative: tuple[str, str]
    symbol: str
    decimal: str
    group: str
    sizes: tuple[int, int]

    def grouped(self, digits: str) -> str:
        """Return a whole number in groups, the last of which may have another size than the others."""
        size, further = self.sizes
        groups: list[str] = []
        while len(digits) > size:
            groups.insert(0, digits[-size:])
            digits, size = digits[:-size], further
        return self.group.join((digits, *groups))

    def around(self, *, is_negative: bool) -> tuple[str, str]:
        """Return what stands before and after a number, a letter being kept apart from its digits."""
        before, after = self.negative if is_negative else self.positive
        before, after = (part.replace("¤", self.symbol) for part in (before, after))
        return before + "\u00a0" * before[-1:].isalpha(), "\u00a0" * after[:1].isalpha() + after


def format_money(money: Money, locale: str) -> str:
    """Return `money` as this locale writes it, with every digit that its currency has.

    `locale` is an identifier such as "sv_SE" or "en-US"; it is never taken from the environment.
    Raises `InvalidValue` for a locale that is not known, and `ImportError` without `babel`.

    >>> format_money(Money("-1234567.50", "INR"), "en_IN")
    '-₹12,34,567.50'
    """
    notation = _notation(locale, money.currency)
    whole, _, fraction = str(money.amount).removeprefix("-").partition(".")
    number = notation.grouped(whole) + (notation.decimal + fraction if fraction else "")
    before, after = notation.around(is_negative=money.is_negative)
    return before + number + after


def parse_money(text: str, currency: Currency | str, locale: str) -> Money:
    """Return the amount that somebody wrote as this locale writes it.

    `text` is what was written, `currency` a `Currency` or its code, and `locale` an identifier such as
    "sv_SE" or "en-US". The currency is given and never guessed: around the number may stand its symbol in
    this locale, its code, or nothing, and a minus sign. Groups may be left out or are complete, with any
    space where the locale groups by spaces, and any mark that looks like an apostrophe where it groups by
    one. Refused with `InvalidMoney` are more digits than the currency
    has, another symbol, the signs of another locale, and whatever could be read in two ways. Raises
    `InvalidValue` for a locale that is not known, and `ImportError` without `babel`.

    >>> parse_money("1 234,5 kr", "SEK", "sv_SE")
    Money('1234.50', 'SEK')
    """
    known = currency_of(currency)
    notation = _notation(locale, known)
    if not isinstance(text, str):
        raise InvalidMoney("amount", text, "text")
    plain = _UNSEEN.sub("", text).strip()
    number = _NUMBER.search(plain)
    if number is None:
        raise _unread(text, known, locale, "amount_in_digits")
    around = (_tight(plain[: number.start()]), _tight(plain[number.end() :]))
    is_negative = dict(_signs(notation, known)).get(around)
    if is_negative is None:
        symbols = tuple(dict.fromkeys((notation.symbol, known.code)))
        raise _unread(text, known, locale, "amount_with_a_symbol", symbols=symbols)
    digits = _digits(number.group(), notation)
    if digits is None:
        raise _unread(text, known, locale, "amount_in_groups", group=notation.group, decimal=notation.decimal)
    if len(digits.partition(".")[2]) > known.digits:
        raise _unread(text, known, locale, "amount_of_places", places=known.digits)
    money = Money(digits, known)
    return -money if is_negative else money


def _notation(locale: str, currency: Currency) -> _Notation:
    """Return how a locale writes this currency, from the data of `babel`."""
    from babel.core import Locale, UnknownLocaleError  # noqa: PLC0415 - the one edge, paid for by who crosses it
    from babel.numbers import (  # noqa: PLC0415
        get_currency_symbol,
        get_decimal_symbol,
        get_group_symbol,
        get_minus_sign_symbol,
    )

    try:
        known = Locale.parse(locale.replace("-", "_"))
    except (AttributeError, TypeError, ValueError, UnknownLocaleError):
        raise InvalidValue("locale", locale, "locale") from None
    pattern = known.currency_formats["standard"]
    minus = get_minus_sign_symbol(known)
    signs = [
        (before.replace("-", minus), after.replace("-", minus))
        for before, after in zip(pattern.prefix, pattern.suffix, strict=True)
    ]
    return _Notation(
        positive=signs[0],
        negative=signs[1],
        symbol=get_currency_symbol(currency.code, known),
        decimal=get_decimal_symbol(known),
        group=get_group_symbol(known),
        sizes=pattern.grouping,
    )


def _tight(text: str) -> str:
    """Return a text without what is not seen, and with one kind of minus."""
    return _MINUS.sub("-", "".join(_UNSEEN.sub("", text).split()))


def _signs(notation: _Notation, currency: Currency) -> Iterator[tuple[tuple[str, str], bool]]:
    """Yield what may stand before and after a number, and whether it makes it negative."""
    for is_negative in (False, True):
        before, after = notation.around(is_negative=is_negative)
        yield (_tight(before), _tight(after)), is_negative
    for each in ("", notation.symbol, currency.code):
        symbol = _tight(each)
        for around in ((symbol, ""), ("", symbol)):
            yield around, False
        for around in ((f"-{symbol}", ""), (f"{symbol}-", ""), ("-", symbol)):
            yield around, True


def _digits(text: str, notation: _Notation) -> str | None:
    """Return a number as plain decimal text, `None` where the locale does not write it so."""
    group = notation.group
    if group.isspace():
        text, group = re.sub(r"\s", " ", text), " "
    elif group in _APOSTROPHES:
        text = _ANY_APOSTROPHE.sub(group, text)
    whole, point, fraction = text.partition(notation.decimal)
    bare = whole.replace(group, "")
    if not _is_plain(bare) or (len(bare) > 1 and bare.startswith("0")):
        return None
    if whole not in {bare, attrs.evolve(notation, group=group).grouped(bare)}:
        return None
    if point and not _is_plain(fraction):
        return None
    return f"{bare}.{fraction}" if point else bare


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _unread(text: str, currency: Currency, locale: str, expected: str, **figures: object) -> InvalidMoney:
    """Return the refusal of a text, with an amount as the locale would write it."""
    shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
    example = format_money(Money.of_minor_units(-123456 * 10**currency.digits, currency), locale)
    return InvalidMoney("amount", shown, expected, locale=locale, example=example, **figures)
