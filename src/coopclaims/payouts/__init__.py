"""Payouts: who pays how much to which account: profiles, shares, forecast, waterfall."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.payouts.forecast import (
        ForecastPayment as ForecastPayment, PayoutForecast as PayoutForecast,
        forecast_payouts as forecast_payouts,
    )
    from coopclaims.payouts.minimum import (
        Accrual as Accrual, BalanceKey as BalanceKey, MonthlyBalance as MonthlyBalance,
        PaymentMonth as PaymentMonth, StatedAmount as StatedAmount, carry_balances as carry_balances,
    )
    from coopclaims.payouts.payout import (
        Payout as Payout, PayoutResolution as PayoutResolution, resolve_payouts as resolve_payouts,
    )
    from coopclaims.payouts.profiles import (
        BankProfiles as BankProfiles, PayingEntity as PayingEntity, ProfileAssignment as ProfileAssignment,
        ProfileResolution as ProfileResolution, ProfileScope as ProfileScope,
        resolve_profile as resolve_profile,
    )
    from coopclaims.payouts.records import (
        CREDIT_NOTES as CREDIT_NOTES, CreditNoteStatus as CreditNoteStatus, MethodAnswer as MethodAnswer,
        PaymentMethod as PaymentMethod, PaymentRecord as PaymentRecord, PaymentTotal as PaymentTotal,
        method_usable as method_usable, payment_total as payment_total,
        totals_by_currency as totals_by_currency,
    )
    from coopclaims.payouts.setups import (
        PayoutSetup as PayoutSetup, PayoutSetups as PayoutSetups, SetupPart as SetupPart,
        SetupState as SetupState,
    )
    from coopclaims.payouts.shares import (
        SplitAmount as SplitAmount, UnresolvedReason as UnresolvedReason, UnresolvedShare as UnresolvedShare,
        ValidationTime as ValidationTime,
    )
    from coopclaims.payouts.statuses import (
        EarningType as EarningType, EnrollmentStatus as EnrollmentStatus,
        PaymentStatus as PaymentStatus, PaymentTrigger as PaymentTrigger, ProfileStatus as ProfileStatus,
    )
    from coopclaims.payouts.tracing import (
        PaymentFigures as PaymentFigures, payment_waterfall as payment_waterfall,
    )
    from coopclaims.payouts.waterfall import (
        Waterfall as Waterfall, WaterfallBranch as WaterfallBranch,
        WaterfallDifference as WaterfallDifference, WaterfallLevel as WaterfallLevel,
        WaterfallReason as WaterfallReason, WaterfallStep as WaterfallStep,
    )
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "forecast": "ForecastPayment PayoutForecast forecast_payouts",
        "minimum": "Accrual BalanceKey MonthlyBalance PaymentMonth StatedAmount carry_balances",
        "payout": "Payout PayoutResolution resolve_payouts",
        "profiles": """
            BankProfiles PayingEntity ProfileAssignment ProfileResolution ProfileScope resolve_profile
        """,
        "records": """
            CREDIT_NOTES CreditNoteStatus MethodAnswer PaymentMethod PaymentRecord PaymentTotal
            method_usable payment_total totals_by_currency
        """,
        "setups": "PayoutSetup PayoutSetups SetupPart SetupState",
        "shares": "SplitAmount UnresolvedReason UnresolvedShare ValidationTime",
        "statuses": "EarningType EnrollmentStatus PaymentStatus PaymentTrigger ProfileStatus",
        "tracing": "PaymentFigures payment_waterfall",
        "waterfall": """
            Waterfall WaterfallBranch WaterfallDifference WaterfallLevel WaterfallReason WaterfallStep
        """,
    })
# fmt: on
