"""Exchange: amounts meet across currencies only by a rate that says where it comes from.

Rates are set by the vendor each month (P-08), and the month that counts is the one in which the
payment order is created. The library never looks a rate up: the caller passes what answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol, final, runtime_checkable

import attrs

from coopclaims._characters import escaped, is_blank
from coopclaims._checks import door
from coopclaims._values import as_text, frozen
from coopclaims.errors import CurrencyMismatch, InvalidMoney, NoRate, WrongAnswer
from coopclaims.money.amounts import Money, decimal_places, finite_decimal
from coopclaims.money.currencies import Currency, currency_of

_SMALLEST = -12
_PLACES = 30


def _rate(value: Decimal | int | str) -> Decimal:
    number = finite_decimal("rate", value)
    if number <= 0 or number.adjusted() < _SMALLEST or decimal_places(number) > _PLACES:
        raise InvalidMoney("rate", str(value), "rate", least=_SMALLEST, places=_PLACES)
    return number


def _month(_instance: object, attribute: attrs.Attribute[date], value: object) -> None:
    as_month(attribute.name, value)


def _origin(_instance: object, attribute: attrs.Attribute[str], value: object) -> None:
    if not isinstance(value, str) or is_blank(value):
        raise InvalidMoney(attribute.name, value, "origin_of_the_rate")
    as_text(attribute.name, value)


def as_month(what: str, value: object) -> date:
    """Return `value` if it is the first day of a month; raise `InvalidMoney` if not."""
    if isinstance(value, datetime) or not isinstance(value, date) or value.day != 1:
        raise InvalidMoney(what, value, "first_of_a_month")
    return value


def _year_month(month: date) -> str:
    return month.isoformat()[:7]


@final
@frozen(kw_only=True)
class ExchangeRate:
    """What one unit of `source` is worth in `target` in one month, and who says so.

    `source` and `target` are two currencies or their codes. `rate` is a `Decimal`, an `int` or a plain
    decimal text above zero. `month` is the first day of the month; `origin` names where the rate comes
    from. Raises `InvalidMoney`. Source: PR22 P-08.

    >>> november = date(2022, 11, 1)
    >>> rate = ExchangeRate(source="SEK", target="EUR", rate="0.0912", month=november, origin="treasury")
    >>> print(rate)
    1 SEK = 0.0912 EUR in 2022-11 (treasury)
    >>> rate.convert(Money("100.00", "SEK"))
    Money('9.12', 'EUR')
    """

    source: Currency = attrs.field(converter=currency_of)
    target: Currency = attrs.field(converter=currency_of)
    rate: Decimal = attrs.field(converter=_rate)
    month: date = attrs.field(validator=_month)
    origin: str = attrs.field(validator=_origin)

    def __attrs_post_init__(self) -> None:
        if self.source is self.target:
            raise InvalidMoney("target", self.target.code, "another_currency")

    @door
    def convert(self, money: Money) -> Money:
        """Return the amount in `target`, rounded once to its minor unit, a half away from zero.

        `money` is an amount in `source`. So it is off by half a minor unit of the target at most. Converted
        back by the inverse rate, it is off by what that half is worth, and by half a minor unit of the
        source. Raises `CurrencyMismatch` unless the amount is in `source`.
        """
        if money.currency is not self.source:
            raise CurrencyMismatch("conversion", money.currency.code, self.source.code)
        numerator, denominator = self.rate.as_integer_ratio()
        numerator *= abs(money.minor_units) * 10**self.target.digits
        denominator *= 10**self.source.digits
        units = (2 * numerator + denominator) // (2 * denominator)
        return Money.of_minor_units(-units if money.is_negative else units, self.target)

    def __str__(self) -> str:
        quoted = f"{self.rate:f} {self.target} in {_year_month(self.month)}"
        return f"1 {self.source} = {quoted} ({escaped(self.origin)})"


@runtime_checkable
class ExchangeRates(Protocol):
    """What answers for exchange rates: the caller's own table or service."""

    def rate(self, source: Currency, target: Currency, month: date) -> ExchangeRate:
        """Return the rate from `source` to `target` for the month that starts on `month`.

        Raises `coopclaims.errors.NoRate` where there is none; it never falls back on another month.
        """
        ...


def rate_from(rates: ExchangeRates | None, source: Currency, target: Currency, month: date) -> ExchangeRate:
    """Return the rate that `rates` answer, once it has turned out to be the one that was asked for.

    The pair is `source` and `target`, and `month` the first day of the month; `None` for `rates` means that
    there are none. Every rate is asked for here, since no answer is believed. Raises `NoRate`, and
    `WrongAnswer` for what is no rate, is of another pair or month, or is not above zero.
    """
    if rates is None:
        raise NoRate(source.code, target.code, month)
    asked = (source, target, month)
    answer: object = rates.rate(source, target, month)
    if type(answer) is not ExchangeRate:
        raise WrongAnswer.of_type("ExchangeRates", asked, answer)
    got = (answer.source, answer.target, answer.month)
    if got != asked or not _is_rate(answer.rate):
        raise WrongAnswer("ExchangeRates", asked, (*got, answer.rate))
    return answer


def _is_rate(value: Decimal) -> bool:
    try:
        return _rate(value) == value
    except InvalidMoney:
        return False


def _in_order(rates: Iterable[ExchangeRate]) -> tuple[ExchangeRate, ...]:
    return tuple(sorted(rates, key=_key))


def _key(rate: ExchangeRate) -> tuple[str, str, date]:
    return (rate.source.code, rate.target.code, rate.month)


@final
@frozen
class RateTable:
    """Exchange rates from a list.

    `rates` are in any order. Two for one pair and month raise `InvalidMoney`, even equal ones.

    >>> november = date(2022, 11, 1)
    >>> rate = ExchangeRate(source="SEK", target="EUR", rate="0.0912", month=november, origin="treasury")
    >>> RateTable([rate]).rate(Currency("SEK"), Currency("EUR"), november) == rate
    True
    """

    rates: tuple[ExchangeRate, ...] = attrs.field(converter=_in_order)
    _by_key: dict[tuple[str, str, date], ExchangeRate] = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        by_key = {_key(rate): rate for rate in self.rates}
        object.__setattr__(self, "_by_key", by_key)
        if len(by_key) < len(self.rates):
            twice = next(rate for rate in self.rates if by_key[_key(rate)] is not rate)
            raise InvalidMoney(
                "rates",
                f"{twice.source} to {twice.target}, {_year_month(twice.month)}, twice",
                "one_rate_a_pair_and_month",
            )

    @door
    def rate(self, source: Currency, target: Currency, month: date) -> ExchangeRate:
        """Return the rate from `source` to `target` for the month that starts on `month`.

        Raises `NoRate` where the list has none, and `InvalidMoney` where `month` is not the first day of
        one.
        """
        key = (currency_of(source).code, currency_of(target).code, as_month("month", month))
        try:
            return self._by_key[key]
        except KeyError:
            raise NoRate(*key) from None
