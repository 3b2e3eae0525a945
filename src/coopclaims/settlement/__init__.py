"""Settlement: what an approved claim will be paid, by whom, by when, and where each payment stands.

Payouts and deadlines meet here and nowhere below, so that each can be read alone.
"""

from __future__ import annotations

from coopclaims.settlement.circumstances import (
    EnrollmentStanding,
    PaymentCircumstances,
    ProfileStanding,
    TaxProfile,
)
from coopclaims.settlement.expected import ExpectedPayment, expected_payments
from coopclaims.settlement.forecast import ForecastPayment, PayoutForecast, forecast_payouts
from coopclaims.settlement.gates import Gate, GateCode, GateKeeper
from coopclaims.settlement.paying import PaymentCommand, decide_payment, payment_problems
from coopclaims.settlement.reconciling import PaymentFigures, payment_waterfall
from coopclaims.settlement.waterfall import (
    Waterfall,
    WaterfallBranch,
    WaterfallDifference,
    WaterfallLevel,
    WaterfallReason,
    WaterfallStep,
)
from coopclaims.settlement.why_not_paid import WhyNotPaid, why_not_paid

__all__ = [
    "EnrollmentStanding",
    "ExpectedPayment",
    "ForecastPayment",
    "Gate",
    "GateCode",
    "GateKeeper",
    "PaymentCircumstances",
    "PaymentCommand",
    "PaymentFigures",
    "PayoutForecast",
    "ProfileStanding",
    "TaxProfile",
    "Waterfall",
    "WaterfallBranch",
    "WaterfallDifference",
    "WaterfallLevel",
    "WaterfallReason",
    "WaterfallStep",
    "WhyNotPaid",
    "decide_payment",
    "expected_payments",
    "forecast_payouts",
    "payment_problems",
    "payment_waterfall",
    "why_not_paid",
]
