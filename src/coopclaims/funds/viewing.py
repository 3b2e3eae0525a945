"""What the portal shows of a fund, when, and which questions about it have no answer."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._values import as_day, frozen
from coopclaims.errors import InvalidValue
from coopclaims.funds.entries import FundEntry, FundEntryKind, PoolKey
from coopclaims.funds.expiry import funds_end
from coopclaims.identifiers import ClaimId
from coopclaims.money.amounts import Money
from coopclaims.provenance import PUBLISHED, Explanation, cite, inferred

if TYPE_CHECKING:
    from coopclaims.funds.pool import FundPool
    from coopclaims.rules.book import Rules

_MONTHS_SINCE: Final = date(2020, 7, 1)
"""The first day for which the statement estimates a payment month at all. Source: PS21 U-13."""


@final
@frozen(kw_only=True)
class CoopView:
    """What co-op management shows for a usage period: three amounts and a date. Source: VF22 U-07.

    `claimed` is approved and reserved together, `remaining` what is available to new claims, and
    `expires` the last day on which it can be claimed; which claims count is inferred (U-21).
    """

    pool: PoolKey
    earned: Money
    claimed: Money
    remaining: Money
    expires: date
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return what is shown, and why from that day on."""
        return self.explanation


@final
@frozen(kw_only=True)
class NotShown:
    """That co-op management does not show a fund yet, why, and where to look instead."""

    pool: PoolKey
    shown_from: date
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return since when it will be shown, and where to look until then."""
        return self.explanation


def coop_view(pool: FundPool, *, on: date, rules: Rules) -> CoopView | NotShown:
    """Return what co-op management shows of a fund on a day.

    Nothing before the claiming period of its usage period starts. Raises `NoRuleInForce` where that
    period is not known. Source: VF22 D-16, U-07, U-08.
    """
    day, usage = as_day("on", on), pool.key.usage_period
    window = rules.claiming_period(usage)
    opens = window.value.first
    starts = Explanation(
        code="claiming-period",
        text=f"claims for the usage period {usage} are open {window.value}",
        figures=(("opens", opens.isoformat()), ("closes", window.value.last.isoformat())),
        source=window.source,
        basis=window.basis,
    )
    if day < opens:
        return NotShown(
            pool=pool.key,
            shown_from=opens,
            explanation=Explanation(
                code="not-shown",
                text=f"co-op management shows these earnings from {opens.isoformat()} on; "
                "until then look in the transaction history",
                figures=(("on", day.isoformat()), ("shown_from", opens.isoformat())),
                source=cite("VF22", "D-16"),
                basis=PUBLISHED,
                because=(starts,),
                caveats=("a later capture of the page names the Earnings page instead",),
            ),
        )
    balance = pool.balance()
    claimed = balance.approved + balance.reserved
    end = funds_end(usage, rules=rules)
    return CoopView(
        pool=pool.key,
        earned=balance.earned,
        claimed=claimed,
        remaining=balance.available,
        expires=end.last,
        explanation=Explanation(
            code="coop-view",
            text=f"earned {balance.earned}, claimed {claimed}, remaining {balance.available}, "
            f"to be claimed until {end.last.isoformat()}",
            figures=(
                ("on", day.isoformat()),
                ("earned", str(balance.earned.amount)),
                ("approved", str(balance.approved.amount)),
                ("reserved", str(balance.reserved.amount)),
                ("expired", str(balance.expired.amount)),
                ("remaining", str(balance.available.amount)),
                ("currency", pool.key.currency.code),
            ),
            source=cite("VF22", "U-07", "U-21"),
            basis=inferred("claims that are pending count as claimed"),
            because=(starts, end.explanation),
        ),
    )


@final
@frozen(kw_only=True)
class NotTraceable:
    """That a claim cannot be traced to single earnings, and what is known instead."""

    claim: ClaimId
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return why not, and the shares of the paying entities, which are known."""
        return self.explanation


def earnings_behind(claim: ClaimId, pool: FundPool) -> NotTraceable:
    """Return that nobody can say which earnings a claim draws on: a fund is one pool. Source: TP23 U-10.

    What is known is how much of the whole fund each paying entity earned the partner.
    """
    shares = tuple(
        Explanation(
            code="entity-share",
            text=f"{amount} of the fund was earned from {entity}",
            figures=(("entity", entity), ("amount", str(amount.amount))),
        )
        for entity, amount in pool.shares()
    )
    return NotTraceable(
        claim=claim,
        explanation=Explanation(
            code="pooled",
            text=f"which earnings claim {claim} draws on cannot be answered: the fund is one pool",
            figures=(
                ("claim", claim),
                ("approved", str(pool.approved_for(claim).amount)),
                ("reserved", str(pool.reserved_for(claim).amount)),
                ("currency", pool.key.currency.code),
            ),
            source=cite("TP23", "U-10"),
            basis=PUBLISHED,
            because=shares,
        ),
    )


@final
class EstimatedMonth(StrEnum):
    """What the payout statement shows where it estimates no payment month. Source: PS21 U-13."""

    NOT_APPLICABLE = "Not applicable"
    NOT_AVAILABLE = "Not available"


@final
@frozen(kw_only=True)
class PaymentMonthMissing:
    """What stands in place of the estimated payment month of a co-op earning, and why."""

    label: EstimatedMonth
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return why there is no month."""
        return self.explanation


def estimated_payment_month(earned_on: date) -> PaymentMonthMissing:
    """Return what the statement shows as the payment month of co-op earned on a day: never a month.

    Co-op is not paid as such; it leaves through claims (U-11). Source: PS21 U-13.

    >>> estimated_payment_month(date(2022, 9, 1)).label
    <EstimatedMonth.NOT_APPLICABLE: 'Not applicable'>
    """
    day = as_day("earned_on", earned_on)
    if day < _MONTHS_SINCE:
        label, why = EstimatedMonth.NOT_AVAILABLE, f"no month is estimated before {_MONTHS_SINCE.isoformat()}"
    else:
        label, why = EstimatedMonth.NOT_APPLICABLE, "co-op is not paid by itself; it is drawn by claims"
    return PaymentMonthMissing(
        label=label,
        explanation=Explanation(
            code="no-payment-month",
            text=f"{label}: {why}",
            figures=(("earned_on", day.isoformat()), ("since", _MONTHS_SINCE.isoformat())),
            source=cite("PS21", "U-13"),
            basis=PUBLISHED,
        ),
    )


@final
@frozen(kw_only=True)
class AdjustmentMonths:
    """In which month's report an adjustment appears, and with which month it is paid.

    Both are the first day of the month.
    """

    report: date
    paid_with: date
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return why these months."""
        return self.explanation


def adjustment_months(entry: FundEntry, *, rules: Rules) -> AdjustmentMonths:
    """Return in which months an adjustment is reported and paid.

    It is reported in the month that it concerns and paid with the month in which it was processed, as
    that was in the program's zone. Raises `InvalidValue` for another kind of entry. Source: PI22 P-28.
    """
    if entry.kind is not FundEntryKind.ADJUSTED:
        raise InvalidValue("entry", str(entry.kind), "an adjustment")
    processed = rules.day(entry.at)
    report, paid_with = entry.on.replace(day=1), processed.replace(day=1)
    return AdjustmentMonths(
        report=report,
        paid_with=paid_with,
        explanation=Explanation(
            code="adjustment",
            text=f"an adjustment for {report:%Y-%m} appears in that month's report "
            f"and is paid with {paid_with:%Y-%m}, in which it was processed",
            figures=(("on", entry.on.isoformat()), ("processed", processed.isoformat())),
            source=cite("PI22", "P-28"),
            basis=PUBLISHED,
        ),
    )
