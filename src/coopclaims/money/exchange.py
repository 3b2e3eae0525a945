"""Exchange: amounts meet across currencies only by a rate that says where it comes from.

Rates are set by the vendor each month (P-08), and the month that counts is the one in which the
payment order is created. The library never looks a rate up: the caller passes what answers.

A rate is kept as it was quoted, whichever currency stands first and for how many units it is. So what is
divided is divided once, by the number of the quotation, and rounded once: an inverse rate, which would
be rounded before, is never made (Regulation (EC) No 1103/97, article 4).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, Protocol, TypeAlias, final, runtime_checkable

import attrs

from coopclaims._characters import is_blank
from coopclaims._checks import door
from coopclaims._values import Keyed, as_text, frozen
from coopclaims.errors import CurrencyMismatch, ImplausibleRate, InvalidMoney, NoRate, WrongAnswer
from coopclaims.money.amounts import Money, decimal_places, finite_decimal, nearest, units_of_step
from coopclaims.money.currencies import Currency, currency_of
from coopclaims.provenance import Explanation, message, said_in_english, worded

_SMALLEST = -12
_PLACES = 30
_ONE = Decimal(1)


def as_rate(what: str, value: Decimal | int | str) -> Decimal:
    """Return `value` as a rate between two currencies; raise `InvalidMoney` if it is none."""
    number = finite_decimal(what, value)
    if number <= 0 or number.adjusted() < _SMALLEST or decimal_places(number) > _PLACES:
        raise InvalidMoney(what, str(value), "rate", least=_SMALLEST, places=_PLACES)
    return number


def _rate(value: Decimal | int | str) -> Decimal:
    return as_rate("rate", value)


def _per(value: Decimal | int | str) -> Decimal:
    number = finite_decimal("per", value)
    if number <= 0 or number.adjusted() < _SMALLEST or decimal_places(number) > _PLACES:
        raise InvalidMoney("per", str(value), "units_of_a_quotation")
    return number


def _month(_instance: object, attribute: attrs.Attribute[date | None], value: object) -> None:
    if value is not None:
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
class Quotation(Keyed):
    """Which of the two currencies a rate gives a number of: for so many units of the other."""

    TARGET_PER_SOURCE = "target_per_source", "so much of the target for units of the source"
    SOURCE_PER_TARGET = "source_per_target", "so much of the source for units of the target"


@final
@frozen(kw_only=True)
class ExchangeRate:
    """How two currencies meet, as it was quoted, for one month or from a day on, and who says so.

    `source` and `target` are two currencies or their codes: amounts are converted from the first into the
    second. `rate` is a `Decimal`, an `int` or a plain decimal text above zero. `quotation` says whether it is
    so much of the target for `per` units of the source, or so much of the source for `per` units of the
    target; `per` is above zero: 1, 100, or what else the list has. `month` is the first day of the month for
    which the rate holds, `None` for one that holds from the civil day `since` on; one of the two is given.
    `origin` names where the rate comes from. Raises `InvalidMoney`. Source: PR22 P-08.

    >>> november = date(2022, 11, 1)
    >>> rate = ExchangeRate(source="SEK", target="EUR", rate="0.0912", month=november, origin="treasury")
    >>> print(rate)
    1 SEK = 0.0912 EUR in 2022-11 (treasury)
    >>> rate.convert(Money("100.00", "SEK"))
    Money('9.12', 'EUR')
    >>> law = ExchangeRate(source="BGN", target="EUR", rate="1.95583", quotation=Quotation.SOURCE_PER_TARGET,
    ...                    since=date(2026, 1, 1), origin="Regulation (EC) No 2866/98")
    >>> print(law)
    1 EUR = 1.95583 BGN from 2026-01-01 on (Regulation (EC) No 2866/98)
    >>> law.convert(Money("12345.67", "BGN"))
    Money('6312.24', 'EUR')
    """

    source: Currency = attrs.field(converter=currency_of)
    target: Currency = attrs.field(converter=currency_of)
    rate: Decimal = attrs.field(converter=_rate)
    month: date | None = attrs.field(default=None, validator=_month)
    origin: str = attrs.field(validator=_origin)
    since: date | None = None
    per: Decimal = attrs.field(default=_ONE, converter=_per)
    quotation: Quotation = Quotation.TARGET_PER_SOURCE

    def __attrs_post_init__(self) -> None:
        if self.source is self.target:
            raise InvalidMoney("target", self.target.code, "another_currency")
        if (self.month is None) is (self.since is None):
            raise InvalidMoney("month", self.month, "month_or_first_day")

    @property
    def is_plain(self) -> bool:
        """Whether it is so much of the target for one unit of the source, in one month."""
        is_by_source = self.quotation is Quotation.TARGET_PER_SOURCE
        return is_by_source and self.month is not None and self.per == 1

    @door
    def holds_in(self, month: date) -> bool:
        """Return whether the rate holds in the whole of a month.

        `month` is the first day of the month. Raises `InvalidMoney` for another day. A rate that holds from a
        day on holds in the months that begin on that day or later.
        """
        as_month("month", month)
        return self.month == month if self.since is None else self.since <= month

    @door
    def convert(self, money: Money, *, step: Money | None = None) -> Money:
        """Return the amount in `target`, rounded once, a half away from zero.

        `money` is an amount in `source`. `step` is the least amount of the target that is paid, and what
        comes back a multiple of it; `None` is the minor unit. So it is off by half a step at most. Converted
        back by the inverse rate, it is off by what that half is worth, and by half a minor unit of the
        source. Raises `CurrencyMismatch` unless the amount is in `source`, and for a step in another currency
        than the target; and `InvalidMoney` for a step that is not above zero.
        """
        if money.currency is not self.source:
            raise CurrencyMismatch("conversion", money.currency.code, self.source.code)
        numerator, denominator = exact_ratio(self)
        numerator *= money.minor_units * 10**self.target.digits
        denominator *= 10**self.source.digits
        units = nearest(numerator, denominator, units_of_step(step, self.target))
        return Money.of_minor_units(units, self.target)

    def __str__(self) -> str:
        return said_in_english(self)


# fmt: off
_RATE_PLACES: Final = "per: Decimal, base: Currency, rate: Decimal, counter: Currency, origin: str"
_IN_A_MONTH = message("rate_in_a_month", "{per} {base} = {rate} {counter} in {month:month} ({origin})",
    f"{_RATE_PLACES}, month: date")
_SINCE_A_DAY = message("rate_since_a_day", "{per} {base} = {rate} {counter} from {since} on ({origin})",
    f"{_RATE_PLACES}, since: date")
# fmt: on


def _quoted(rate: ExchangeRate) -> Explanation:
    is_by_source = rate.quotation is Quotation.TARGET_PER_SOURCE
    base, counter = (rate.source, rate.target) if is_by_source else (rate.target, rate.source)
    places = {"per": rate.per, "base": base, "rate": rate.rate, "counter": counter, "origin": rate.origin}
    figures = {**places, **({"month": rate.month} if rate.since is None else {"since": rate.since})}
    said = _IN_A_MONTH if rate.since is None else _SINCE_A_DAY
    return Explanation(message=said, figures=tuple(figures.items()))


worded(ExchangeRate, _quoted)


def exact_ratio(rate: ExchangeRate) -> tuple[int, int]:
    """Return how many units of the target one unit of the source is worth, as numerator and denominator."""
    numerator, denominator = rate.rate.as_integer_ratio()
    per, parts = rate.per.as_integer_ratio()
    if rate.quotation is Quotation.SOURCE_PER_TARGET:
        return per * denominator, parts * numerator
    return numerator * parts, denominator * per


@runtime_checkable
class ExchangeRates(Protocol):
    """What answers for exchange rates: the caller's own table or service."""

    def rate(self, source: Currency, target: Currency, month: date) -> ExchangeRate:
        """Return the rate from `source` to `target` that holds in the month that starts on `month`.

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
    got = (answer.source, answer.target, answer.month or answer.since)
    is_asked = got[:2] == (source, target) and answer.holds_in(month)
    if not is_asked or not _is_rate(answer):
        raise WrongAnswer("ExchangeRates", asked, (*got, answer.rate))
    return answer


def _is_rate(answer: ExchangeRate) -> bool:
    try:
        return _rate(answer.rate) == answer.rate and _per(answer.per) == answer.per
    except InvalidMoney:
        return False


def _in_order(rates: Iterable[ExchangeRate]) -> tuple[ExchangeRate, ...]:
    return tuple(sorted(rates, key=lambda rate: tuple(map(str, _key(rate)))))


_Key: TypeAlias = tuple[Currency, Currency, date | None, date | None]


def _key(rate: ExchangeRate) -> _Key:
    return (rate.source, rate.target, rate.month, rate.since)


@final
@frozen
class RateTable:
    """Exchange rates from a list.

    `rates` are in any order. Two for one pair and month, or for one pair and first day, raise `InvalidMoney`,
    even equal ones. The rate of a month goes before one that holds from a day on, and of those the one that
    began last goes before the others.

    >>> november = date(2022, 11, 1)
    >>> rate = ExchangeRate(source="SEK", target="EUR", rate="0.0912", month=november, origin="treasury")
    >>> RateTable([rate]).rate(Currency("SEK"), Currency("EUR"), november) == rate
    True
    """

    rates: tuple[ExchangeRate, ...] = attrs.field(converter=_in_order)
    _by_month: dict[_Key, ExchangeRate] = attrs.field(init=False, repr=False, eq=False)
    _since: dict[tuple[Currency, Currency], list[ExchangeRate]] = attrs.field(
        init=False, repr=False, eq=False
    )

    def __attrs_post_init__(self) -> None:
        by_key = {_key(rate): rate for rate in self.rates}
        if len(by_key) < len(self.rates):
            twice = next(rate for rate in self.rates if by_key[_key(rate)] is not rate)
            when = f"from {twice.since}" if twice.month is None else _year_month(twice.month)
            raise InvalidMoney(
                "rates", f"{twice.source} to {twice.target}, {when}, twice", "one_rate_a_pair_and_month"
            )
        since: dict[tuple[Currency, Currency], list[ExchangeRate]] = {}
        for rate in self.rates:
            if rate.month is None:
                since.setdefault((rate.source, rate.target), []).append(rate)
        object.__setattr__(self, "_by_month", by_key)
        object.__setattr__(self, "_since", since)

    @door
    def rate(self, source: Currency, target: Currency, month: date) -> ExchangeRate:
        """Return the rate from `source` to `target` that holds in the month that starts on `month`.

        Raises `NoRate` where the list has none, and `InvalidMoney` where `month` is not the first day of
        one.
        """
        pair, asked = (currency_of(source), currency_of(target)), as_month("month", month)
        found = self._by_month.get((*pair, asked, None))
        if found is not None:
            return found
        for rate in reversed(self._since.get(pair, ())):
            if rate.holds_in(asked):
                return rate
        raise NoRate(pair[0].code, pair[1].code, asked)


# A guard on exchange rates: one that is far from the last known one of its pair converts nothing. A feed that
# loses a decimal point is off by ten or by a hundred. How far a rate may move is the caller's to say.

_MONTHS_BACK: Final = 12
"""So many months are looked through for the last known rate: in older ones rates have moved."""


def guarded(rates: ExchangeRates | None, percent: int | None) -> ExchangeRates | None:
    """Return these rates, with a guard in front where `percent` says how far one may be from the last."""
    return rates if rates is None or percent is None else _GuardedRates(rates, percent)


@final
class _GuardedRates:
    """Rates that are compared with the last known one of their pair before they are given away.

    `rate` raises `ImplausibleRate` for one that is more than `percent` of the last one away from it. Where
    no rate of the pair is known for any of the twelve months before there is nothing to compare with. What
    was found to be near is kept, so that each pair and month is asked for once.
    """

    __slots__ = ("_near", "_percent", "_rates")

    def __init__(self, rates: ExchangeRates, percent: int) -> None:
        self._rates, self._percent = rates, percent
        self._near: dict[tuple[Currency, Currency, date], ExchangeRate] = {}

    def rate(self, source: Currency, target: Currency, month: date) -> ExchangeRate:
        """Return the rate from `source` to `target` that holds in the month that starts on `month`."""
        known = self._near.get((source, target, month))
        if known is not None:
            return known
        rate = rate_from(self._rates, source, target, month)
        last = self._last(source, target, month)
        if last is not None and _is_far(rate, last, self._percent):
            raise ImplausibleRate(source.code, target.code, month, rate, last, self._percent)
        return self._near.setdefault((source, target, month), rate)

    def _last(self, source: Currency, target: Currency, month: date) -> ExchangeRate | None:
        """Return the last known rate of the pair before this month."""
        for _ in range(_MONTHS_BACK):
            if month == date.min:
                break
            month = (month - timedelta(days=1)).replace(day=1)
            try:
                return rate_from(self._rates, source, target, month)
            except NoRate:
                continue
        return None


def _is_far(rate: ExchangeRate, last: ExchangeRate, percent: int) -> bool:
    """Say whether a rate is more than so much of the last one away from it; computed without rounding."""
    (a, b), (c, d) = exact_ratio(rate), exact_ratio(last)
    return 100 * abs(a * d - c * b) > percent * c * b
