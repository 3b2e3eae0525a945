"""What the portal shows of a fund, and when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, final

import attrs

from coopclaims._values import as_day, frozen
from coopclaims.errors import InvalidValue
from coopclaims.funds.entries import FundEntry, FundEntryKind, PoolKey
from coopclaims.funds.expiry import funds_end
from coopclaims.money.amounts import Money
from coopclaims.provenance import PUBLISHED, Explanation, cite, explained, inferred, message

if TYPE_CHECKING:
    from coopclaims.funds.pool import FundPool
    from coopclaims.rules.book import Rules

_PENDING_COUNTS = inferred(
    message("reading.pending_counts_as_claimed", "claims that are pending count as claimed")
)


@final
@frozen(kw_only=True)
class CoopView:
    """What co-op management shows for a usage period: three amounts and a date.

    `pool` says which fund, and `earned` is what it was given. All amounts are in its currency. `explanation`
    says what is shown, and why.

    `claimed` is approved and reserved together, `remaining` what is available to new claims, and
    `expires` the last civil day on which it can be claimed; which claims count is inferred (U-21).

    Source: VF22 U-07.
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
    """That co-op management does not show a fund yet, why, and where to look instead.

    `pool` says which fund. `shown_from` is the first civil day on which it is shown, and `explanation` says
    why.
    """

    pool: PoolKey
    shown_from: date
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return since when it will be shown, and where to look until then."""
        return self.explanation


def coop_view(pool: FundPool, *, on: date, rules: Rules) -> CoopView | NotShown:
    """Return what co-op management shows of a fund on a day.

    `pool` is the pool as it is now, `on` a civil day in the program's zone, and `rules` are bound rules.

    Nothing before the claiming period of its usage period starts. Raises `NoRuleInForce` where that
    period is not known. Source: VF22 D-16, U-07, U-08.
    """
    day, usage = as_day("on", on), pool.key.usage_period
    window = rules.claiming_period(usage)
    opens = window.value.first
    starts = explained(
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
            explanation=explained(
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
        explanation=explained(
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
            basis=_PENDING_COUNTS,
            because=(starts, end.explanation),
        ),
    )


@final
@frozen(kw_only=True)
class AdjustmentMonths:
    """In which month's report an adjustment appears, and with which month it is paid.

    `report` and `paid_with` are each the first day of the month. `explanation` says why.
    """

    report: date
    paid_with: date
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return why these months."""
        return self.explanation


def adjustment_months(entry: FundEntry, *, rules: Rules) -> AdjustmentMonths:
    """Return in which months an adjustment is reported and paid.

    `entry` is the ledger entry of the adjustment, and `rules` are bound rules, for the zone.

    It is reported in the month that it concerns and paid with the month in which it was processed, as
    that was in the program's zone. Raises `InvalidValue` for another kind of entry. Source: PI22 P-28.
    """
    if entry.kind is not FundEntryKind.ADJUSTED:
        raise InvalidValue("entry", entry.kind.caption, "an adjustment")
    processed = rules.day(entry.at)
    report, paid_with = entry.on.replace(day=1), processed.replace(day=1)
    return AdjustmentMonths(
        report=report,
        paid_with=paid_with,
        explanation=explained(
            code="adjustment",
            text=f"an adjustment for {report:%Y-%m} appears in that month's report "
            f"and is paid with {paid_with:%Y-%m}, in which it was processed",
            figures=(("on", entry.on.isoformat()), ("processed", processed.isoformat())),
            source=cite("PI22", "P-28"),
            basis=PUBLISHED,
        ),
    )
