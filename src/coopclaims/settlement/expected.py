"""What an approved claim will be paid, by whom, by when, and where each payment stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import attrs

from coopclaims.deadlines import Deadline, NotRunning, TaxInvoiceState, payment_deadline
from coopclaims.payouts import PaymentStatus, Payout

if TYPE_CHECKING:
    from coopclaims.claims import Claim
    from coopclaims.deadlines import TaxInvoice
    from coopclaims.payouts import PayoutResolution
    from coopclaims.rulebook import Rules

__all__ = ["ExpectedPayment", "expected_payments"]


_STANDS_AT = {
    TaxInvoiceState.AWAITED: PaymentStatus.PENDING_TAX_INVOICE,
    TaxInvoiceState.UNDER_REVIEW: PaymentStatus.TAX_INVOICE_UNDER_REVIEW,
    TaxInvoiceState.REJECTED: PaymentStatus.TAX_INVOICE_REJECTED,
}


@final
@attrs.frozen(kw_only=True)
class ExpectedPayment:
    """A payout with its due date, or the reason why it has none, and where it stands."""

    payout: Payout
    due: Deadline | NotRunning
    status: PaymentStatus


def expected_payments(
    claim: Claim, resolution: PayoutResolution, *, tax_invoice: TaxInvoice, rules: Rules
) -> tuple[ExpectedPayment, ...]:
    """Return the payments that an approved claim leads to, one for each paying entity.

    A payment that waits for the partner's tax invoice has no due date and stands at Pending tax
    invoice, at Tax invoice under review or at Tax invoice rejected; every other starts as Unprocessed.
    Source: MG20, MG22 D-10, D-11; PS21.
    """
    due = payment_deadline(claim, tax_invoice=tax_invoice, rules=rules)
    status = _STANDS_AT.get(tax_invoice.state, PaymentStatus.UNPROCESSED)
    return tuple(ExpectedPayment(payout=payout, due=due, status=status) for payout in resolution.payouts)
