"""Settlement: what an approved claim will be paid, by whom, by when, and where each payment stands.

Payouts and deadlines meet here and nowhere below, so that each can be read alone.
"""

from __future__ import annotations

from coopclaims.settlement.expected import ExpectedPayment, expected_payments
from coopclaims.settlement.forecast import ForecastPayment, PayoutForecast, forecast_payouts
from coopclaims.settlement.reconciling import PaymentFigures, payment_waterfall
from coopclaims.settlement.waterfall import (
    Waterfall,
    WaterfallBranch,
    WaterfallDifference,
    WaterfallLevel,
    WaterfallReason,
    WaterfallStep,
)

__all__ = [
    "ExpectedPayment",
    "ForecastPayment",
    "PaymentFigures",
    "PayoutForecast",
    "Waterfall",
    "WaterfallBranch",
    "WaterfallDifference",
    "WaterfallLevel",
    "WaterfallReason",
    "WaterfallStep",
    "expected_payments",
    "forecast_payouts",
    "payment_waterfall",
]
