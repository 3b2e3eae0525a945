"""Amounts of money: exact to the minor unit, one currency each.

An amount is kept as a whole number of minor units. So no operation depends on the caller's decimal context,
nothing is rounded unasked, and equal amounts are one value that prints one way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from math import lcm
from typing import NoReturn, TypeAlias, TypeVar, cast, final

import attrs

from coopclaims._checks import door
from coopclaims._templates import WORDS_OF
from coopclaims._values import as_index, frozen
from coopclaims.errors import CurrencyMismatch, InvalidMoney
from coopclaims.money.currencies import Currency, currency_of

_Key = TypeVar("_Key", bound=str)


@final
@frozen(init=False, repr=False, match_args=False)
class Money:
    """An amount in one currency, exact to its minor unit.

    `amount` is a `Decimal`, an `int` or a plain decimal text; `currency` is a `Currency` or its code.
    Refused with `InvalidMoney` are a `float`, NaN, infinity, more than 18 digits before the point, and more
    digits after it than the currency has, zeros too ("1.500" may have meant fifteen hundred).
    `Money.rounded` rounds.

    Amounts in different currencies are never equal; adding or ordering them raises `CurrencyMismatch`. An
    amount has no truth value: ask `is_zero`, `is_positive`, `is_negative`, and `is not None` where there
    may be no amount.

    >>> Money("99.5", "SEK") + Money(1, "SEK")
    Money('100.50', 'SEK')
    >>> print(-3 * Money("0.10", "EUR"))
    -0.30 EUR
    """

    __match_args__ = ("amount", "currency")

    # The constructor takes an `amount` for it, and so do those who ask attrs what to build it from.
    minor_units: int = attrs.field(init=False, alias="amount")
    """The amount as a whole number of the currency's smallest unit."""
    currency: Currency

    def __init__(self, amount: Decimal | int | str, currency: Currency | str) -> None:
        known = currency_of(currency)
        value = finite_decimal("amount", amount)
        if decimal_places(value) > known.digits:
            raise InvalidMoney(
                "amount", _shown(amount), "places_of_the_currency", digits=known.digits, currency=known
            )
        object.__setattr__(self, "minor_units", int(value.scaleb(known.digits, _EXACT)))
        object.__setattr__(self, "currency", known)

    @classmethod
    def rounded(cls, amount: Decimal | int | str, currency: Currency | str) -> Money:
        """Return the amount rounded to the currency's minor unit, a half away from zero.

        `amount` is a `Decimal`, an `int` or a plain decimal text with any number of digits after the point;
        `currency` is a `Currency` or its code. Raises `InvalidMoney`.

        >>> Money.rounded("0.125", "USD"), Money.rounded("-0.5", "JPY")
        (Money('0.13', 'USD'), Money('-1', 'JPY'))
        """
        known = currency_of(currency)
        return cls(finite_decimal("amount", amount).quantize(known.unit, context=_EXACT), known)

    @classmethod
    @door
    def exact(cls, amount: Decimal | int | str, currency: Currency | str) -> Money:
        """Return the amount of a database column that has more digits than the currency, or refuse it.

        `amount` is what `Money` takes; of a `Decimal`, zeros beyond the digits of the currency are dropped.
        Anything else beyond them is refused, as is text with such zeros: "1.500" may have meant fifteen
        hundred, and `Decimal("1.500")` has not. `currency` is a `Currency` or its code. Raises
        `InvalidMoney`.

        >>> Money.exact(Decimal("30000.0000"), "SEK")
        Money('30000.00', 'SEK')
        """
        known = currency_of(currency)
        if isinstance(amount, Decimal):
            value = finite_decimal("amount", amount)
            if decimal_places(value) > known.digits:
                kept = value.quantize(known.unit, context=_EXACT)
                return cls(kept if kept == value else value, known)
        return cls(amount, known)

    @classmethod
    def of_minor_units(cls, minor_units: int, currency: Currency | str) -> Money:
        """Return the amount of so many smallest units of the currency.

        `minor_units` is a whole number, negative too; `currency` is a `Currency` or its code. Raises
        `InvalidMoney`.

        >>> Money.of_minor_units(9950, "SEK")
        Money('99.50', 'SEK')
        """
        return _money(_whole("minor units", minor_units, "whole_number"), currency_of(currency))

    @classmethod
    @door
    def total(cls, monies: Iterable[Money], currency: Currency | str) -> Money:
        """Return the sum of `monies`, which are all in `currency`; of none it is zero.

        `currency` is a `Currency` or its code. Raises `InvalidMoney`, and `CurrencyMismatch` for an amount
        in another currency.

        >>> Money.total([Money(1, "EUR"), Money("0.50", "EUR")], "EUR")
        Money('1.50', 'EUR')
        """
        zero = _money(0, currency_of(currency))
        return _money(sum(_units(money, zero, "a total") for money in monies), zero.currency)

    @door
    def to_step(self, step: Money) -> Money:
        """Return the multiple of `step` that is nearest to the amount, a half away from zero.

        `step` is the least amount that is paid, above zero and in the same currency. Raises `InvalidMoney`,
        and `CurrencyMismatch` for a step in another currency.

        >>> Money("100.02", "CHF").to_step(Money("0.05", "CHF"))
        Money('100.00', 'CHF')
        """
        units = nearest(self.minor_units, 1, units_of_step(step, self.currency))
        return _money(units, self.currency)

    @property
    def amount(self) -> Decimal:
        """The amount, with exactly as many digits after the point as the currency has."""
        return Decimal(self.minor_units).scaleb(-self.currency.digits, _EXACT)

    @property
    def is_zero(self) -> bool:
        """Whether it is nothing."""
        return self.minor_units == 0

    @property
    def is_positive(self) -> bool:
        """Whether it is above zero."""
        return self.minor_units > 0

    @property
    def is_negative(self) -> bool:
        """Whether it is below zero."""
        return self.minor_units < 0

    @door
    def allocate(
        self, weights: Mapping[_Key, Weight] | Iterable[tuple[_Key, Weight]]
    ) -> tuple[tuple[_Key, Money], ...]:
        """Split the amount in proportion to `weights`, losing nothing.

        `weights` are a mapping from key to weight, or pairs of the two. A weight is a number, or an amount;
        all amounts are in one currency (any). None is negative, not all are zero, and no key comes twice.

        The shares come in the order of the weights and add up to the amount exactly. Minor units left over
        go to the largest remainders; of equal remainders to the larger share, then to the lower key. So no
        share is a whole minor unit away from its exact proportion, and the order of the weights decides
        nothing. A negative amount is split as its opposite would be. The sources split funds (P-02) and
        name no rule for it: this one is our reading. Raises `InvalidMoney`, `CurrencyMismatch`.

        >>> Money("100.00", "EUR").allocate({"b": 1, "a": 1, "c": 1})
        (('b', Money('33.33', 'EUR')), ('a', Money('33.34', 'EUR')), ('c', Money('33.33', 'EUR')))
        """
        listed = cast("Mapping[_Key, Weight]", weights).items() if isinstance(weights, Mapping) else weights
        pairs = tuple(listed)
        sizes = _sizes(pairs)
        if len(sizes) == 1:
            return ((next(iter(sizes)), self),)
        whole, all_sizes = abs(self.minor_units), sum(sizes.values())
        exact = {key: divmod(whole * size, all_sizes) for key, size in sizes.items()}
        spare = whole - sum(share for share, _ in exact.values())
        in_line = sorted(sizes, key=lambda key: (-exact[key][1], -sizes[key], key))
        topped_up = set(in_line[:spare])
        sign = -1 if self.is_negative else 1
        return tuple(
            (key, _money(sign * (share + (key in topped_up)), self.currency))
            for key, (share, _) in exact.items()
        )

    def __add__(self, other: Money) -> Money:
        return _money(self.minor_units + _units(other, self, "addition"), self.currency)

    def __radd__(self, other: object) -> NoReturn:
        raise InvalidMoney("addition", _shown(other), "another_money")

    def __sub__(self, other: Money) -> Money:
        return _money(self.minor_units - _units(other, self, "subtraction"), self.currency)

    def __neg__(self) -> Money:
        return _money(-self.minor_units, self.currency)

    def __mul__(self, factor: int) -> Money:
        return _money(self.minor_units * _whole("factor", factor, "factor"), self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.minor_units < _units(other, self, "comparison")

    def __le__(self, other: Money) -> bool:
        return self.minor_units <= _units(other, self, "comparison")

    def __gt__(self, other: Money) -> bool:
        return self.minor_units > _units(other, self, "comparison")

    def __ge__(self, other: Money) -> bool:
        return self.minor_units >= _units(other, self, "comparison")

    def __bool__(self) -> NoReturn:
        message = (
            "an amount of money has no truth value; ask is_zero, is_positive or is_negative, "
            "and `is not None` where there may be no amount"
        )
        raise TypeError(message)

    def __str__(self) -> str:
        return f"{_text(self)} {self.currency.code}"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __repr__(self) -> str:
        return f"Money({_text(self)!r}, {self.currency.code!r})"


Weight: TypeAlias = Decimal | int | str | Money
"""What a share is in proportion to: a number, given as an amount is, or an amount."""

_INTEGER_DIGITS = 18
_INTEGER_BITS = 64
_MOST_BITS = 128
_ENDLESS = Decimal("Infinity")
_LONGEST_NUMBER = 200
_TOO_MUCH = tuple(10 ** (_INTEGER_DIGITS + digits) for digits in range(5))
_WEIGHT_PLACES = 100
_LONGEST_SHOWN = 60
_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP, traps=[InvalidOperation])


WORDS_OF.update({Money: lambda money, tongue: tongue.amount(money)})


def finite_decimal(what: str, value: object) -> Decimal:
    """Return a `Decimal`, an `int` or a plain decimal text as a finite `Decimal` below 10^18.

    Raises `InvalidMoney` for anything else; `what` names the value in the error.
    """
    if isinstance(value, Decimal):
        number = value if value.__class__ is Decimal else Decimal(value)  # as it is, whatever it says
    elif isinstance(value, str) and _PLAIN.fullmatch(value):
        number = Decimal(value) if len(value) <= _LONGEST_NUMBER else _ENDLESS
    else:
        whole = None if isinstance(value, (str, bool)) else as_index(value)
        if whole is None:
            raise InvalidMoney(what, _shown(value), "exact_number")
        number = Decimal(whole) if whole.bit_length() <= _INTEGER_BITS else _ENDLESS
    if not number.is_finite() or number.adjusted() >= _INTEGER_DIGITS:
        raise InvalidMoney(what, _shown(value), "finite_number", digits=_INTEGER_DIGITS)
    return number


def units_of_step(step: Money | None, currency: Currency) -> int:
    """Return how many minor units of `currency` a step has: one, where there is no step.

    Raises `CurrencyMismatch` for a step in another currency, and `InvalidMoney` for one not above zero.
    """
    if step is None:
        return 1
    if step.currency is not currency:
        raise CurrencyMismatch("a step", step.currency.code, currency.code)
    if not step.is_positive:
        raise InvalidMoney("step", step, "amount_above_zero")
    return step.minor_units


def nearest(numerator: int, denominator: int, step: int) -> int:
    """Return the multiple of `step` that is nearest to a fraction, a half away from zero.

    `denominator` and `step` are above zero.
    """
    denominator *= step
    times = (2 * abs(numerator) + denominator) // (2 * denominator)
    return step * (-times if numerator < 0 else times)


def decimal_places(number: Decimal) -> int:
    """Return how many digits a finite number has after the point, zeros at its end too."""
    return max(0, -cast("int", number.as_tuple().exponent))


def _money(minor_units: int, currency: Currency) -> Money:
    if abs(minor_units) >= _TOO_MUCH[currency.digits]:
        raise InvalidMoney(
            "amount",
            _shown(minor_units),
            "digits_before_the_point",
            digits=_INTEGER_DIGITS,
            currency=currency,
        )
    money = object.__new__(Money)
    object.__setattr__(money, "minor_units", minor_units)
    object.__setattr__(money, "currency", currency)
    return money


def _units(other: object, like: Money, what: str) -> int:
    """Return the minor units of an amount that must be in the currency of `like`."""
    if not isinstance(other, Money):
        raise InvalidMoney(what, _shown(other), "another_money")
    if other.currency is not like.currency:
        raise CurrencyMismatch(what, other.currency.code, like.currency.code)
    return other.minor_units


def _sizes(pairs: tuple[tuple[_Key, Weight], ...]) -> dict[_Key, int]:
    """Return the weights as whole numbers in the same proportion."""
    keys = [key for key, _ in pairs]
    amount = next((weight for _, weight in pairs if isinstance(weight, Money)), None)
    if amount is not None:
        sizes = [_units(weight, amount, "weight") for _, weight in pairs]
    else:
        ratios = [_weight(weight).as_integer_ratio() for _, weight in pairs]
        common = lcm(*(denominator for _, denominator in ratios))
        sizes = [numerator * (common // denominator) for numerator, denominator in ratios]
    if len(set(keys)) < len(keys):
        raise InvalidMoney("weights", keys, "each_key_once")
    if any(size < 0 for size in sizes) or not any(sizes):
        raise InvalidMoney("weights", pairs, "some_above_zero")
    return dict(zip(keys, sizes, strict=True))


def _weight(weight: object) -> Decimal:
    number = finite_decimal("weight", weight)
    if decimal_places(number) > _WEIGHT_PLACES:
        raise InvalidMoney("weight", _shown(weight), "places_at_most", places=_WEIGHT_PLACES)
    return number


def _whole(what: str, value: object, expected: str) -> int:
    whole = as_index(value)
    if whole is None or whole.bit_length() > _MOST_BITS:
        raise InvalidMoney(what, _shown(value), expected)
    return whole


def _text(money: Money) -> str:
    digits = money.currency.digits
    sign = "-" if money.is_negative else ""
    plain = f"{abs(money.minor_units):0{digits + 1}d}"
    return f"{sign}{plain[:-digits]}.{plain[-digits:]}" if digits else sign + plain


def _shown(value: object) -> object:
    """Return the value as an error shows it: one of absurd length is cut."""
    if isinstance(value, int) and value.bit_length() > _LONGEST_SHOWN * 4:
        return f"an integer of {value.bit_length()} bits"
    text = repr(value)  # of no number that would take long
    return value if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
