"""Money: currencies, amounts, and exchange by explicit rates.

Amounts are exact to the minor unit of their currency, in every operation; a share is never lost.
Amounts in different currencies never meet without an `ExchangeRate`.
"""

from __future__ import annotations

from coopclaims.money.amounts import Money, Weight
from coopclaims.money.currencies import Currency
from coopclaims.money.exchange import ExchangeRate, ExchangeRates, RateTable

__all__ = ["Currency", "ExchangeRate", "ExchangeRates", "Money", "RateTable", "Weight"]
