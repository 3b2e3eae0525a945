"""Portfolios: many claims at once: due days, the overview, what needs attention, payment files reconciled."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.portfolio.answers import CodedColumn as CodedColumn, DueAnswers as DueAnswers
    from coopclaims.portfolio.due_columns import DueColumns as DueColumns, due_table as due_table
    from coopclaims.portfolio.engine import DueEngine as DueEngine
    from coopclaims.portfolio.expectations import (
        Expectation as Expectation, ExpectationState as ExpectationState, PaymentLine as PaymentLine,
    )
    from coopclaims.portfolio.matching import reconcile as reconcile
    from coopclaims.portfolio.overview import (
        Attention as Attention, AttentionReason as AttentionReason, ClaimsOverview as ClaimsOverview,
        FundsRow as FundsRow, attention as attention, claims_overview as claims_overview,
    )
    from coopclaims.portfolio.questions import (
        business_days_between as business_days_between, due_days as due_days,
        due_days_by_rule as due_days_by_rule, mixed_due_days as mixed_due_days,
    )
    from coopclaims.portfolio.reconciliation import (
        MatchedBy as MatchedBy, Reconciliation as Reconciliation,
        ReconciliationAnswer as ReconciliationAnswer, ReconciliationOutcome as ReconciliationOutcome,
        ReconciliationTotal as ReconciliationTotal,
    )
    from coopclaims.portfolio.results import (
        BatchCounts as BatchCounts, BatchDue as BatchDue, BatchRefusal as BatchRefusal,
        BatchRefused as BatchRefused,
    )
    from coopclaims.portfolio.tables import DueTable as DueTable, MixedDueTable as MixedDueTable
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "answers": "CodedColumn DueAnswers",
        "due_columns": "DueColumns due_table",
        "engine": "DueEngine",
        "expectations": "Expectation ExpectationState PaymentLine",
        "matching": "reconcile",
        "overview": "Attention AttentionReason ClaimsOverview FundsRow attention claims_overview",
        "questions": "business_days_between due_days due_days_by_rule mixed_due_days",
        "reconciliation": """
            MatchedBy Reconciliation ReconciliationAnswer ReconciliationOutcome ReconciliationTotal
        """,
        "results": "BatchCounts BatchDue BatchRefusal BatchRefused",
        "tables": "DueTable MixedDueTable",
    })
# fmt: on
