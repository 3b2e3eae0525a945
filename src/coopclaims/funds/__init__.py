"""Funds: what is earned, the ledger of what becomes of it, and what is left to claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.funds.commands import (
        AdjustEarnings as AdjustEarnings, ConvertFunds as ConvertFunds,
        CorrectFundInstant as CorrectFundInstant, ExpireFunds as ExpireFunds,
        FundCommand as FundCommand, RecordEarnings as RecordEarnings, RollOverFunds as RollOverFunds,
        fund_command_of as fund_command_of, repeated as repeated,
    )
    from coopclaims.funds.deciding import (
        FundDecision as FundDecision, decide_fund as decide_fund, fund_problems as fund_problems,
    )
    from coopclaims.funds.earning import (
        CoopOutcome as CoopOutcome, Earning as Earning, Split as Split, coop_outcome as coop_outcome,
        split_earning as split_earning,
    )
    from coopclaims.funds.entries import (
        BrokenLedger as BrokenLedger, FundEntry as FundEntry, FundEntryKind as FundEntryKind,
        LEDGER_ACTIONS as LEDGER_ACTIONS, PoolKey as PoolKey,
    )
    from coopclaims.funds.expiry import (
        FundsEnd as FundsEnd, LedgerProposal as LedgerProposal, conversion_entries as conversion_entries,
        eligibility_loss_entries as eligibility_loss_entries, expiry_entries as expiry_entries,
        funds_end as funds_end, rollover_entries as rollover_entries,
    )
    from coopclaims.funds.ledger import FundLedger as FundLedger, assert_conserved as assert_conserved
    from coopclaims.funds.pool import (
        ActivityFunds as ActivityFunds, FundPool as FundPool, FundUsage as FundUsage,
        FundsBalance as FundsBalance,
    )
    from coopclaims.funds.viewing import (
        AdjustmentMonths as AdjustmentMonths, CoopView as CoopView, NotShown as NotShown,
        adjustment_months as adjustment_months, coop_view as coop_view,
    )
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "commands": """
            AdjustEarnings ConvertFunds CorrectFundInstant ExpireFunds FundCommand RecordEarnings
            RollOverFunds fund_command_of repeated
        """,
        "deciding": "FundDecision decide_fund fund_problems",
        "earning": "CoopOutcome Earning Split coop_outcome split_earning",
        "entries": "BrokenLedger FundEntry FundEntryKind LEDGER_ACTIONS PoolKey",
        "expiry": """
            FundsEnd LedgerProposal conversion_entries eligibility_loss_entries expiry_entries funds_end
            rollover_entries
        """,
        "ledger": "FundLedger assert_conserved",
        "pool": "ActivityFunds FundPool FundUsage FundsBalance",
        "viewing": "AdjustmentMonths CoopView NotShown adjustment_months coop_view",
    })
# fmt: on
