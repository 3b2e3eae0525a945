"""Money: currencies, amounts, and exchange by explicit rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.money.amounts import Money as Money
    from coopclaims.money.currencies import Currency as Currency
    from coopclaims.money.exchange import (
        ExchangeRate as ExchangeRate, ExchangeRates as ExchangeRates, RateTable as RateTable,
    )
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "amounts": "Money",
        "currencies": "Currency",
        "exchange": "ExchangeRate ExchangeRates RateTable",
    })
# fmt: on
