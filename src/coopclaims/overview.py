"""The claims overview: claims by status, and the funds approved, claimed and total.

Both kinds of action required are listed together. *Claimed* counts what is approved and what is
pending, *total* is what was earned (both inferred: the sources name three figures and define none).
Nothing is summed across currencies. Source: SD-EN, CC20 A-31; S-03.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, final

import attrs

from coopclaims.claims import ClaimStatus
from coopclaims.identifiers import ClaimId
from coopclaims.money import Currency, Money
from coopclaims.periods import UsagePeriod

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coopclaims.claims import Claim
    from coopclaims.funds import FundPool

__all__ = ["ClaimsOverview", "FundsRow", "claims_overview"]


@final
@attrs.frozen(kw_only=True)
class FundsRow:
    """The three figures for one usage period in one currency."""

    usage_period: UsagePeriod
    currency: Currency
    approved: Money
    claimed: Money
    total: Money


@final
@attrs.frozen(kw_only=True)
class ClaimsOverview:
    """Claims by the status that they are listed under, and the funds by usage period and currency."""

    claims: tuple[tuple[ClaimStatus, tuple[ClaimId, ...]], ...]
    funds: tuple[FundsRow, ...]

    @property
    def by_status(self) -> Mapping[ClaimStatus, tuple[ClaimId, ...]]:
        """The claims under each status, in the order given; statuses without a claim are left out."""
        return MappingProxyType(dict(self.claims))


def claims_overview(claims: Iterable[Claim], pools: Iterable[FundPool]) -> ClaimsOverview:
    """Return the overview of these claims and fund pools, statuses and funds in a fixed order."""
    listed: dict[ClaimStatus, list[ClaimId]] = {status: [] for status in ClaimStatus}
    for claim in claims:
        listed[claim.status.overview_group].append(claim.id)
    rows: dict[tuple[str, str, str], FundsRow] = {}
    for pool in pools:
        balance, key = pool.balance(), pool.key
        usage, currency = key.usage_period, key.currency
        place = (usage.first.isoformat(), usage.last.isoformat(), currency.code)
        zero = Money(0, currency)
        so_far = rows.get(place) or FundsRow(
            usage_period=usage, currency=currency, approved=zero, claimed=zero, total=zero
        )
        rows[place] = FundsRow(
            usage_period=usage,
            currency=currency,
            approved=so_far.approved + balance.approved,
            claimed=so_far.claimed + balance.approved + balance.reserved,
            total=so_far.total + balance.earned,
        )
    return ClaimsOverview(
        claims=tuple((status, tuple(ids)) for status, ids in listed.items() if ids),
        funds=tuple(rows[place] for place in sorted(rows)),
    )
