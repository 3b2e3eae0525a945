"""Money: currencies, amounts, and exchange by explicit rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.money.amounts import Money as Money
    from coopclaims.money.currencies import Currency as Currency
    from coopclaims.money.exchange import (
        ExchangeRate as ExchangeRate, ExchangeRates as ExchangeRates, Quotation as Quotation,
        RateTable as RateTable,
    )
    from coopclaims.money.withdrawals import (
        CurrencyWithdrawal as CurrencyWithdrawal, currency_withdrawals as currency_withdrawals,
        fixed_rate as fixed_rate, fixed_rates as fixed_rates, withdrawal_of as withdrawal_of,
    )
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "amounts": "Money",
        "currencies": "Currency",
        "exchange": "ExchangeRate ExchangeRates Quotation RateTable",
        "withdrawals": "CurrencyWithdrawal currency_withdrawals fixed_rate fixed_rates withdrawal_of",
    })
# fmt: on
