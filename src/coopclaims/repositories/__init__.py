"""Repositories: what a store has to do, some in memory, and `perform` around a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.repositories.effects import (
        Append as Append, Effect as Effect, FundOutcome as FundOutcome, LoadBooked as LoadBooked,
        LoadClaim as LoadClaim, LoadPayment as LoadPayment, LoadPayments as LoadPayments,
        LoadPool as LoadPool, Outcome as Outcome, PaymentOutcome as PaymentOutcome,
        run_effect as run_effect, run_effect_async as run_effect_async,
    )
    from coopclaims.repositories.many import (
        perform_many as perform_many, perform_many_async as perform_many_async,
    )
    from coopclaims.repositories.memory import (
        AsyncInMemoryRepository as AsyncInMemoryRepository, InMemoryRepository as InMemoryRepository,
    )
    from coopclaims.repositories.money_steps import (
        perform_fund_steps as perform_fund_steps, perform_payment_steps as perform_payment_steps,
    )
    from coopclaims.repositories.protocols import (
        AsyncClaimRepository as AsyncClaimRepository, AsyncSnapshotRepository as AsyncSnapshotRepository,
        BankProfileRepository as BankProfileRepository, ClaimGuard as ClaimGuard,
        ClaimRepository as ClaimRepository, ClaimWrite as ClaimWrite, FundGuard as FundGuard,
        FundWrite as FundWrite, Guard as Guard, Loaded as Loaded, PaymentsGuard as PaymentsGuard,
        PaymentWrite as PaymentWrite, SnapshotRepository as SnapshotRepository, Write as Write,
    )
    from coopclaims.repositories.stamping import Present as Present, SKEW as SKEW
    from coopclaims.repositories.steps import (
        perform as perform, perform_async as perform_async, perform_steps as perform_steps,
    )
    from coopclaims.repositories.together import check_together as check_together
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "effects": """
            Append Effect FundOutcome LoadBooked LoadClaim LoadPayment LoadPayments LoadPool Outcome
            PaymentOutcome run_effect run_effect_async
        """,
        "many": "perform_many perform_many_async",
        "memory": "AsyncInMemoryRepository InMemoryRepository",
        "money_steps": "perform_fund_steps perform_payment_steps",
        "protocols": """
            AsyncClaimRepository AsyncSnapshotRepository BankProfileRepository ClaimGuard ClaimRepository
            ClaimWrite FundGuard FundWrite Guard Loaded PaymentsGuard PaymentWrite SnapshotRepository Write
        """,
        "stamping": "Present SKEW",
        "steps": "perform perform_async perform_steps",
        "together": "check_together",
    })
# fmt: on
