"""Portfolios: many claims at once: due days, the overview, what needs attention, figures, payment files."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.portfolio.at_risk import (
        Attention as Attention, AttentionReason as AttentionReason, attention as attention,
    )
    from coopclaims.portfolio.counted import (
        DayStatistics as DayStatistics, LeftOut as LeftOut, LeftOutReason as LeftOutReason,
    )
    from coopclaims.portfolio.due_columns import DueColumns as DueColumns, due_table as due_table
    from coopclaims.portfolio.durations import (
        AgeBucket as AgeBucket, Ageing as Ageing, ClockLateness as ClockLateness, CycleStage as CycleStage,
        CycleTime as CycleTime, CycleTimes as CycleTimes, Lateness as Lateness, ageing as ageing,
        cycle_times as cycle_times, lateness as lateness,
    )
    from coopclaims.portfolio.claims_in_columns import (
        ClaimColumns as ClaimColumns, claim_columns as claim_columns,
    )
    from coopclaims.portfolio.clocks_in_columns import (
        ClockColumns as ClockColumns, clock_columns as clock_columns,
    )
    from coopclaims.portfolio.entry_columns import EntryColumns as EntryColumns
    from coopclaims.portfolio.answers import CodedColumn as CodedColumn, DueAnswers as DueAnswers
    from coopclaims.portfolio.engine import DueEngine as DueEngine
    from coopclaims.portfolio.expectations import (
        Expectation as Expectation, ExpectationState as ExpectationState, PaymentLine as PaymentLine,
    )
    from coopclaims.portfolio.matching import reconcile as reconcile
    from coopclaims.portfolio.moved import (
        ChangeCause as ChangeCause, ClaimChange as ClaimChange, PortfolioChange as PortfolioChange,
        UnansweredClock as UnansweredClock, recompute_claims as recompute_claims,
    )
    from coopclaims.portfolio.overview import (
        ClaimsOverview as ClaimsOverview, FundsRow as FundsRow, claims_overview as claims_overview,
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
    from coopclaims.portfolio.tallies import (
        Forfeiture as Forfeiture, ForfeitureRow as ForfeitureRow, FundFigures as FundFigures,
        FundRow as FundRow, FundUse as FundUse, ProgramRow as ProgramRow, ReasonCount as ReasonCount,
        ReasonCounts as ReasonCounts, forfeiture as forfeiture, fund_use as fund_use,
        reason_counts as reason_counts,
    )
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "at_risk": "Attention AttentionReason attention",
        "counted": "DayStatistics LeftOut LeftOutReason",
        "due_columns": "DueColumns due_table",
        "durations": """
            AgeBucket Ageing ClockLateness CycleStage CycleTime CycleTimes Lateness ageing cycle_times
            lateness
        """,
        "claims_in_columns": "ClaimColumns claim_columns",
        "clocks_in_columns": "ClockColumns clock_columns",
        "entry_columns": "EntryColumns",
        "answers": "CodedColumn DueAnswers",
        "engine": "DueEngine",
        "expectations": "Expectation ExpectationState PaymentLine",
        "matching": "reconcile",
        "moved": "ChangeCause ClaimChange PortfolioChange UnansweredClock recompute_claims",
        "overview": "ClaimsOverview FundsRow claims_overview",
        "questions": "business_days_between due_days due_days_by_rule mixed_due_days",
        "reconciliation": """
            MatchedBy Reconciliation ReconciliationAnswer ReconciliationOutcome ReconciliationTotal
        """,
        "results": "BatchCounts BatchDue BatchRefusal BatchRefused",
        "tables": "DueTable MixedDueTable",
        "tallies": """
            Forfeiture ForfeitureRow FundFigures FundRow FundUse ProgramRow ReasonCount ReasonCounts
            forfeiture fund_use reason_counts
        """,
    })
# fmt: on
