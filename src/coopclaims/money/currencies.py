"""Currencies: the ISO 4217 codes and the digits of their minor units, vendored as a table."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, final

import attrs

from coopclaims._values import frozen
from coopclaims.errors import InvalidMoney

if TYPE_CHECKING:
    from collections.abc import Mapping

_ACTIVE: Mapping[int, str] = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
        CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
        GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK
        LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO
        NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS
        SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST
        XAD XCD XCG YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
"""Every code of ISO 4217 list one (published 2026-01-01) that has a minor unit, by its digits.

Funds codes are in it. Left out is what the list gives no minor unit, for no amount can be exact in
it: precious metals, bond market units, XDR, XSU, XUA, the test code XTS and XXX, no currency.
"""

_WITHDRAWN: Mapping[int, str] = {0: "BYR", 2: "ANG BGN CUC HRK LTL LVL MRO SLL STD USS VEF ZWL"}
"""Codes withdrawn from list one since 2014, the year of our oldest source on claims.

They stay valid, so that a History written in one of them replays; `coopclaims.money.withdrawals` says
until when they were in use.
"""


@final
@frozen(init=False, order=True)
class Currency:
    """A currency by its ISO 4217 code. There is one object per code, so comparing is cheap.

    `code` is three capital letters. Raises `InvalidMoney` for a code that is unknown, not in capitals, or
    has no minor unit.

    >>> Currency("SEK").digits
    2
    >>> Currency("JPY").unit
    Decimal('1')
    >>> print(max(Currency("SEK"), Currency("EUR")))
    SEK
    """

    code: str
    digits: int = attrs.field(init=False, repr=False, eq=False)
    """How many digits its minor unit has: 2 for cents, 0 where there is none smaller than one."""

    def __new__(cls, code: str) -> Currency:
        """Return the one currency of this `code`."""
        return _known(code)

    @classmethod
    def active(cls) -> tuple[Currency, ...]:
        """Return every currency that ISO 4217 lists today, by code; withdrawn ones are left out."""
        return _ALL_ACTIVE

    @property
    def unit(self) -> Decimal:
        """The smallest amount of this currency."""
        return _UNITS[self.digits]

    def __str__(self) -> str:
        return self.code

    def __repr__(self) -> str:
        return f"Currency({self.code!r})"

    def __reduce__(self) -> tuple[type[Currency], tuple[str]]:
        return (Currency, (self.code,))


def currency_of(value: Currency | str) -> Currency:
    """Return the currency itself, or the one with this code. Raises `InvalidMoney`."""
    return value if isinstance(value, Currency) else _known(value)


def _known(code: object) -> Currency:
    if isinstance(code, str):
        try:
            return _BY_CODE[code]
        except KeyError:
            pass
    raise InvalidMoney("currency", code, "currency", near=_near(code))


_LONGEST_TYPED = 20


def _near(code: object) -> tuple[str, ...]:
    """Return the codes that may have been meant; of codes that are near, those in use."""
    if not isinstance(code, str) or len(code) > _LONGEST_TYPED:
        return ()
    from difflib import get_close_matches  # noqa: PLC0415 - only what is refused needs it

    wanted = code.strip().upper()
    if wanted in _BY_CODE:
        return (wanted,)
    return tuple(get_close_matches(wanted, map(str, _ALL_ACTIVE), cutoff=0.6))


def _made(code: str, digits: int) -> Currency:
    currency = object.__new__(Currency)
    object.__setattr__(currency, "code", code)
    object.__setattr__(currency, "digits", digits)
    return currency


_UNITS: Mapping[int, Decimal] = {digits: Decimal((0, (1,), -digits)) for digits in _ACTIVE}
_BY_CODE: Mapping[str, Currency] = {
    code: _made(code, digits)
    for table in (_ACTIVE, _WITHDRAWN)
    for digits, codes in table.items()
    for code in codes.split()
}
_ALL_ACTIVE: tuple[Currency, ...] = tuple(
    _BY_CODE[code] for code in sorted(code for codes in _ACTIVE.values() for code in codes.split())
)
