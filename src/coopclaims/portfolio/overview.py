"""The claims overview: claims by status, and the funds approved, claimed and total.

Both kinds of action required are listed together. *Claimed* counts what is approved and what is
pending, *total* is what was earned (both inferred: the sources name three figures and define none).
Nothing is summed across currencies. Source: SD-EN, CC20 A-31; S-03.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import final

from coopclaims._checks import door
from coopclaims._values import frozen
from coopclaims.claims.claim import Claim, ClaimStatus
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import ClaimId
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency
from coopclaims.periods import UsagePeriod


@final
@frozen(kw_only=True)
class FundsRow:
    """The three figures for one usage period in one currency.

    `usage_period` and `currency` say what it is for. `approved`, `claimed` and `total` are sums over its fund
    pools, in that currency.
    """

    usage_period: UsagePeriod
    currency: Currency
    approved: Money
    claimed: Money
    total: Money


@final
@frozen(kw_only=True)
class ClaimsOverview:
    """Claims by the status that they are listed under, and the funds by usage period and currency.

    `claims` has each status with the identifiers of its claims, in the order given; a status without a claim
    is left out. `funds` has one row for each usage period and currency, in this order.
    """

    claims: tuple[tuple[ClaimStatus, tuple[ClaimId, ...]], ...]
    funds: tuple[FundsRow, ...]

    @property
    def by_status(self) -> Mapping[ClaimStatus, tuple[ClaimId, ...]]:
        """The claims under each status, in the order given; statuses without a claim are left out."""
        return MappingProxyType(dict(self.claims))


@door
def claims_overview(claims: Iterable[Claim], pools: Iterable[FundPool]) -> ClaimsOverview:
    """Return the overview of these claims and fund pools, statuses and funds in a fixed order.

    `claims` and `pools` are as they are now, in any order; either may be empty.
    """
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
