"""Currencies in time: until when one that ISO 4217 has withdrawn was in use, and what came after it.

A withdrawn currency stays a currency, since what was recorded in it replays as it was. New money is another
matter: nobody can pay it. So every place that makes some asks here, with the day.

The last day is the one before the currency ceased to be legal tender, or, where the code went first or no
law that we saw gives a day, the one before ISO 4217 withdrew the code. The successor and the factor are
given where a law fixed them. Sources: the laws named beside each; the amendments to ISO 4217 as the
Interinstitutional Style Guide of the European Union lists them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import as_day, frozen
from coopclaims.errors import InvalidMoney
from coopclaims.money.currencies import Currency, currency_of
from coopclaims.money.exchange import ExchangeRate, Quotation, as_rate

_EURO: Final = Currency("EUR")


def _factor(value: Decimal | int | str | None) -> Decimal | None:
    return None if value is None else as_rate("factor", value)


@final
@frozen(kw_only=True)
class CurrencyWithdrawal:
    """The end of a currency: its last day, and what the law made of the amounts in it.

    `currency` was in use up to and including the civil day `last_day`. `successor` is the currency that a law
    put in its place, one unit of which is `factor` units of the old one from the civil day `since` on; each
    is `None` where no law did. `law` names what says so. Raises `InvalidMoney`.

    >>> print(withdrawal_of("HRK").successor, withdrawal_of("HRK").factor)
    EUR 7.53450
    """

    currency: Currency
    last_day: date
    successor: Currency | None = None
    factor: Decimal | None = attrs.field(default=None, converter=_factor)
    since: date | None = None
    law: str

    def __attrs_post_init__(self) -> None:
        if len({each is None for each in (self.successor, self.factor, self.since)}) > 1:
            raise InvalidMoney("factor", self.factor, "successor_as_a_whole")

    @property
    def rate(self) -> ExchangeRate | None:
        """The rate by which the law turns the currency into its successor, `None` where no law does."""
        if self.successor is None or self.factor is None:
            return None
        return ExchangeRate(
            source=self.currency,
            target=self.successor,
            rate=self.factor,
            quotation=Quotation.SOURCE_PER_TARGET,
            since=self.since,
            origin=self.law,
        )


def _ended(
    code: str, last_day: date, law: str, successor: str = "", factor: str = "", since: date | None = None
) -> CurrencyWithdrawal:
    return CurrencyWithdrawal(
        currency=Currency(code),
        last_day=last_day,
        successor=Currency(successor) if successor else None,
        factor=Decimal(factor) if factor else None,
        since=since,
        law=law,
    )


@cache
def _by_currency() -> Mapping[Currency, CurrencyWithdrawal]:
    """Return every withdrawal by its currency, made when somebody asks for the first one."""
    # fmt: off
    found = (
        _ended("ANG", date(2025, 6, 30), "ISO 4217 amendment 176; Central Bank of Curacao and Sint Maarten: "
            "both guilders until 2025-06-30", "XCG", "1", date(2025, 3, 31)),
        _ended("BGN", date(2025, 12, 31), "Regulation (EC) No 2866/98 as amended on 2025-07-08 for Bulgaria",
            "EUR", "1.95583", date(2026, 1, 1)),
        _ended("BYR", date(2016, 12, 31), "Decree No 450 of the President of Belarus of 2015-11-04; "
            "ISO 4217 amendment 161", "BYN", "10000", date(2016, 7, 1)),
        _ended("CUC", date(2020, 12, 31), "Decree-Law 17/2020 of Cuba; ISO 4217 amendment 178",
            "CUP", "24", date(2021, 1, 1)),
        _ended("HRK", date(2022, 12, 31), "Regulation (EC) No 2866/98 as amended by (EU) 2022/1208",
            "EUR", "7.53450", date(2023, 1, 1)),
        _ended("LTL", date(2014, 12, 31), "Regulation (EC) No 2866/98 as amended by (EU) No 851/2014",
            "EUR", "3.45280", date(2015, 1, 1)),
        _ended("LVL", date(2013, 12, 31), "Regulation (EC) No 2866/98 as amended by (EU) No 870/2013",
            "EUR", "0.702804", date(2014, 1, 1)),
        _ended("MRO", date(2018, 6, 30), "Ordinance 2017-001 of Mauritania of 2017-12-27; "
            "ISO 4217 amendment 165", "MRU", "10", date(2018, 1, 1)),
        _ended("SLL", date(2023, 12, 31), "Redenomination of the Leone (Consequential Provisions) "
            "Regulations 2022, section 18(1), with the notice of 2023-11-24; ISO 4217 amendments 171 to 175",
            "SLE", "1000", date(2022, 7, 1)),
        _ended("STD", date(2018, 6, 30), "ISO 4217 amendment 164", "STN", "1000", date(2018, 1, 1)),
        _ended("USS", date(2014, 3, 1), "ISO 4217, list three: withdrawn in March 2014"),
        _ended("VEF", date(2018, 8, 19), "Decree 3.548 of Venezuela, Gaceta Oficial 41.446 of 2018-07-25; "
            "ISO 4217 amendment 168", "VES", "100000", date(2018, 8, 20)),
        _ended("ZWL", date(2024, 8, 31), "Statutory Instrument 60 of 2024 of Zimbabwe, at the factor of the "
            "Reserve Bank; ISO 4217 amendment 177", "ZWG", "2498.7242", date(2024, 4, 5)),
    )
    # fmt: on
    return MappingProxyType({each.currency: each for each in found})


@door
def currency_withdrawals() -> tuple[CurrencyWithdrawal, ...]:
    """Return every withdrawal from ISO 4217 since 2014, by the code of the currency.

    >>> [str(each.currency) for each in currency_withdrawals() if str(each.successor) == "EUR"]
    ['BGN', 'HRK', 'LTL', 'LVL']
    """
    return tuple(_by_currency().values())


@door
def withdrawal_of(currency: Currency | str, on: date | None = None) -> CurrencyWithdrawal | None:
    """Return the withdrawal of a currency, `None` where there is none.

    `currency` is a `Currency` or its code. With `on`, a civil day, it is the withdrawal before that day, and
    `None` while the currency was in use. Raises `InvalidMoney`, and `InvalidValue` for what is no day.

    >>> withdrawal_of("BGN", date(2025, 12, 31)) is None
    True
    >>> withdrawal_of("BGN", date(2026, 1, 1)).last_day.isoformat()
    '2025-12-31'
    """
    found = _by_currency().get(currency_of(currency))
    if found is None or on is None or as_day("on", on) > found.last_day:
        return found
    return None


# What the laws fix: Regulation (EC) No 1103/97 for the euro, and the decrees of other changeovers.


@door
def fixed_rate(source: Currency | str, target: Currency | str) -> ExchangeRate | None:
    """Return the rate that a law has fixed between two currencies, as it is quoted there.

    `source` and `target` are two currencies or their codes, and `None` comes back where no law fixes a rate.
    Between a currency and its successor the law's factor is used both ways. Between two currencies that the
    euro replaced it is the two conversion rates at once, each whole: an amount is divided by the first and
    multiplied by the second, and rounded once. Raises `InvalidMoney`.
    Source: Regulation (EC) No 1103/97, articles 4 and 5: conversion rates have six significant figures, are
    neither rounded nor inverted, and hold both ways; from one national currency to another an amount goes
    through the euro, of which no less than three decimals are kept (all of them are).

    >>> law = fixed_rate("BGN", "EUR")
    >>> print(law.quotation.value, law.rate)
    source_per_target 1.95583
    >>> fixed_rate("EUR", "SEK") is None
    True
    """
    old, new = currency_of(source), currency_of(target)
    there, back = _by_currency().get(old), _by_currency().get(new)
    if there is not None and there.successor is new:
        return there.rate
    if back is not None and back.successor is old and back.factor is not None:
        return ExchangeRate(source=old, target=new, rate=back.factor, since=back.since, origin=back.law)
    return None if there is None or back is None else _through_euro(there, back)


def _through_euro(first: CurrencyWithdrawal, second: CurrencyWithdrawal) -> ExchangeRate | None:
    """Return the rate between two currencies that the euro replaced, `None` for any others."""
    one, two = first.rate, second.rate
    if one is None or two is None or one.since is None or two.since is None or one == two:
        return None
    if not one.target is two.target is _EURO:
        return None
    return ExchangeRate(
        source=first.currency,
        target=second.currency,
        rate=two.rate,
        per=one.rate,
        since=max(one.since, two.since),
        origin=f"{first.law}; {second.law}",
    )


@door
def fixed_rates() -> tuple[ExchangeRate, ...]:
    """Return every rate that a law has fixed, for a `RateTable` beside the rates of each month.

    >>> from coopclaims.money import Money, RateTable
    >>> table = RateTable(fixed_rates())
    >>> table.rate(Currency("HRK"), Currency("EUR"), date(2026, 2, 1)).convert(Money("1000.00", "HRK"))
    Money('132.72', 'EUR')
    """
    ended = _by_currency()
    successors = {each.successor for each in ended.values() if each.successor is not None}
    known = sorted(successors.union(ended))
    found = (fixed_rate(source, target) for source in known for target in known)
    return tuple(rate for rate in found if rate is not None)
