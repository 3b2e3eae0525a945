"""Deadlines: every date by which somebody has to answer, each explained; planning back; recomputing."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.deadlines.deadline import (
        Clock as Clock, Deadline as Deadline, DeadlineState as DeadlineState, NotRunning as NotRunning,
    )
    from coopclaims.deadlines.each_clock import (
        PaymentRun as PaymentRun, TaxInvoice as TaxInvoice, TaxInvoiceState as TaxInvoiceState,
        dispute_deadline as dispute_deadline, dispute_due as dispute_due,
        escalation_deadline as escalation_deadline, escalation_due as escalation_due, hold_due as hold_due,
        payment_deadline as payment_deadline, payment_due as payment_due, payment_run as payment_run,
        plan_review_due as plan_review_due, retention_due as retention_due,
        review_deadline as review_deadline, review_due as review_due,
    )
    from coopclaims.deadlines.holds import (
        HeldMoney as HeldMoney, HeldState as HeldState, held_abroad as held_abroad, held_in_us as held_in_us,
        hold_deadline as hold_deadline,
    )
    from coopclaims.deadlines.planning import (
        Moved as Moved, Round as Round, drift as drift, latest_submission as latest_submission,
    )
    from coopclaims.deadlines.windows import (
        Claimable as Claimable, Opening as Opening, activity_claim_due as activity_claim_due,
        claimable_usage as claimable_usage, claiming_deadline as claiming_deadline,
        claiming_due as claiming_due, claiming_opening as claiming_opening,
        dispute_window_due as dispute_window_due, draft_expiry as draft_expiry,
        earnings_start as earnings_start, final_approval_due as final_approval_due,
    )
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "deadline": "Clock Deadline DeadlineState NotRunning",
        "each_clock": """
            PaymentRun TaxInvoice TaxInvoiceState dispute_deadline dispute_due escalation_deadline
            escalation_due hold_due payment_deadline payment_due payment_run plan_review_due retention_due
            review_deadline review_due
        """,
        "holds": "HeldMoney HeldState held_abroad held_in_us hold_deadline",
        "planning": "Moved Round drift latest_submission",
        "windows": """
            Claimable Opening activity_claim_due claimable_usage claiming_deadline claiming_due
            claiming_opening dispute_window_due draft_expiry earnings_start final_approval_due
        """,
    })
# fmt: on
