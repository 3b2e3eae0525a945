"""The balances of a fund: what came in, what became of it, and what is left to claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import attrs

from coopclaims.identifiers import ClaimId
from coopclaims.money import Money

if TYPE_CHECKING:
    from coopclaims.funds.entries import PoolKey
    from coopclaims.funds.postings import Totals

__all__ = ["ActivityFunds", "ClaimDrawing", "FundsBalance", "balance_of"]


@final
@attrs.frozen(kw_only=True)
class ActivityFunds:
    """What the claims of one activity have approved and reserved in a pool: what caps count."""

    approved: Money
    reserved: Money


@final
@attrs.frozen(kw_only=True)
class ClaimDrawing:
    """What one claim draws on a pool: reserved for an activity, approved, paid, and lapsed with it."""

    claim: ClaimId
    activity: str | None
    reserved: Money
    approved: Money
    paid: Money
    lapsed: Money


@final
@attrs.frozen(kw_only=True)
class FundsBalance:
    """The balances of a pool, all in its currency.

    Every amount that came in is in exactly one place, so after every entry

        accrued + adjusted + rolled_in
            = converted + rolled_out + expired + approved + reserved + available

    and `paid` is a part of `approved`. Below zero may be `adjusted`; `available`, where claims of more
    than there is were let through; and `remaining`, where an adjustment took back what was approved.

    The pages name earned, claimed and remaining without defining them (VF22 U-07, U-21), so every
    figure is given; which of them counts pending claims is inferred. Source: VF22 U-07.
    """

    accrued: Money
    adjusted: Money
    converted: Money
    rolled_out: Money
    rolled_in: Money
    reserved: Money
    approved: Money
    paid: Money
    expired: Money

    @property
    def earned(self) -> Money:
        """The co-op that this pool is given: accrued, adjusted and rolled in, less what left it as such.

        What was converted is a rebate, and what was rolled out is earned in another pool.
        """
        return self.accrued + self.adjusted + self.rolled_in - self.rolled_out - self.converted

    @property
    def remaining(self) -> Money:
        """Earned less approved, and less what expired: what can still be approved."""
        return self.earned - self.approved - self.expired

    @property
    def available(self) -> Money:
        """Remaining less reserved: what a new claim can draw on; below zero where claims overdraw it."""
        return self.remaining - self.reserved

    @property
    def due(self) -> Money:
        """Approved and not paid: what the next payments owe."""
        return self.approved - self.paid


def balance_of(key: PoolKey, totals: Totals) -> FundsBalance:
    """Return the balances of a pool with these totals, in minor units."""
    currency = key.currency
    accrued, adjusted, converted, rolled_out, rolled_in, reserved, approved, paid, expired = (
        Money.of_minor_units(units, currency) for units in totals
    )
    return FundsBalance(
        accrued=accrued,
        adjusted=adjusted,
        converted=converted,
        rolled_out=rolled_out,
        rolled_in=rolled_in,
        reserved=reserved,
        approved=approved,
        paid=paid,
        expired=expired,
    )
