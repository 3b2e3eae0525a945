"""Money for people: amounts written and read as a locale has them. The one place that imports `babel`.

`babel` is an extra (`coopclaims[people]`). It reads files of its own for each locale, so it is imported
when an amount is written or read, and never on import of this package, whose front door does not lead
here. Its data give the signs, the groups and the places; the digits come from the amount alone, so
that nothing is rounded: some locales write a currency with fewer digits than it has.
"""

from __future__ import annotations

from coopclaims.errors import InvalidValue
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency, currency_of
from coopclaims.money.notations import Notation


def format_money(money: Money, locale: str) -> str:
    """Return `money` as this locale writes it, with every digit that its currency has.

    `locale` is an identifier such as "sv_SE" or "en-US"; it is never taken from the environment.
    Raises `InvalidValue` for a locale that is not known, and `ImportError` without `babel`.

    >>> format_money(Money("-1234567.50", "INR"), "en_IN")
    '-₹12,34,567.50'
    """
    return _notation(locale, money.currency).written(money)


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
    return _notation(locale, known).read(text, known)


def _notation(locale: str, currency: Currency) -> Notation:
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
    return Notation(
        locale=locale,
        positive=signs[0],
        negative=signs[1],
        symbol=get_currency_symbol(currency.code, known),
        decimal=get_decimal_symbol(known),
        group=get_group_symbol(known),
        sizes=pattern.grouping,
    )
