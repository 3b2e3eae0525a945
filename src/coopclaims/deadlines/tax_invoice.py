"""The partner's tax invoice, as far as a claim's payment waits for it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import final

import attrs

from coopclaims.errors import InvalidValue
from coopclaims.periods import as_instant

__all__ = ["TaxInvoice", "TaxInvoiceState"]


@final
class TaxInvoiceState(StrEnum):
    """Whether the program needs a tax invoice from the partner, and whether it is approved."""

    NOT_NEEDED = "not needed"
    AWAITED = "awaited"
    APPROVED = "approved"


@final
@attrs.frozen
class TaxInvoice:
    """Whether money waits for the partner's tax invoice. Source: MG20, TP23 D-11, P-23.

    >>> TaxInvoice.awaited().state
    <TaxInvoiceState.AWAITED: 'awaited'>
    """

    state: TaxInvoiceState
    approved_at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        if (self.state is TaxInvoiceState.APPROVED) is not (self.approved_at is not None):
            raise InvalidValue(
                "approved_at", self.approved_at, "an instant where the tax invoice is approved, else none"
            )
        if self.approved_at is not None:
            as_instant("approved_at", self.approved_at)

    @classmethod
    def not_needed(cls) -> TaxInvoice:
        """Return that the program needs no tax invoice."""
        return cls(TaxInvoiceState.NOT_NEEDED)

    @classmethod
    def awaited(cls) -> TaxInvoice:
        """Return that the program needs a tax invoice and none is approved yet."""
        return cls(TaxInvoiceState.AWAITED)

    @classmethod
    def approved(cls, at: datetime) -> TaxInvoice:
        """Return that the tax invoice was approved at this aware instant."""
        return cls(TaxInvoiceState.APPROVED, at)
