"""What the portal shows of a fund, and when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, final

from coopclaims._checks import door
from coopclaims._values import as_day, frozen
from coopclaims.errors import InvalidValue
from coopclaims.funds.entries import FundEntry, FundEntryKind, PoolKey
from coopclaims.funds.expiry import FundsEnd, claims_open, funds_end
from coopclaims.funds.ledger import FundLedger
from coopclaims.funds.pool import FundPool, FundsBalance
from coopclaims.money.amounts import Money
from coopclaims.periods import ClaimingPeriod
from coopclaims.provenance import PUBLISHED, Explanation, cite, inferred, message
from coopclaims.rules.book import Rules
from coopclaims.rules.rule import Rule

# fmt: off
_PENDING_COUNTS = inferred(message("reading.pending_counts_as_claimed",
    "claims that are pending count as claimed"))


_NOT_SHOWN: Final = message("not_shown",
    "co-op management shows these earnings from {shown_from} on; until then look in the transaction history",
    "shown_from: date")
_EARNINGS_PAGE: Final = message("caveat.earnings_page",
    "a later capture of the page names the Earnings page instead")
_VIEW: Final = message("coop_view",
    "earned {earned}, claimed {claimed}, remaining {remaining}, to be claimed until {expires}",
    "earned: Money, claimed: Money, approved: Money, reserved: Money, expired: Money, remaining: Money, "
    "expires: date")
_ADJUSTMENT: Final = message("adjustment",
    "an adjustment for {report:month} appears in that month's report and is paid with {paid_with:month}, in "
    "which it was processed", "report: date, paid_with: date, processed: date")
# fmt: on


@final
@frozen(kw_only=True)
class CoopView:
    """What co-op management shows for a usage period: three amounts and a date.

    `pool` says which fund, `balance` is how it stands, and `end` is until when it can be claimed. `window`
    is the claiming period, from whose first day on the fund is shown.

    Source: VF22 U-07.
    """

    pool: PoolKey
    balance: FundsBalance
    end: FundsEnd
    window: Rule[ClaimingPeriod]

    @property
    def earned(self) -> Money:
        """What the fund was given."""
        return self.balance.earned

    @property
    def claimed(self) -> Money:
        """What is approved and reserved together; which claims count is inferred (U-21)."""
        return self.balance.approved + self.balance.reserved

    @property
    def remaining(self) -> Money:
        """What is available to new claims."""
        return self.balance.available

    @property
    def expires(self) -> date:
        """The last civil day on which it can be claimed."""
        return self.end.last

    def explain(self) -> Explanation:
        """Return what is shown, and why from that day on."""
        balance = self.balance
        return _VIEW.say(
            earned=balance.earned,
            claimed=self.claimed,
            approved=balance.approved,
            reserved=balance.reserved,
            expired=balance.expired,
            remaining=balance.available,
            expires=self.expires,
            source=cite("VF22", "U-07", "U-21"),
            basis=_PENDING_COUNTS,
            because=(claims_open(self.pool.usage_period, self.window), self.end.explain()),
        )


@final
@frozen(kw_only=True)
class NotShown:
    """That co-op management does not show a fund yet, why, and where to look instead.

    `pool` says which fund, and `window` is its claiming period, from whose first day on it is shown.
    """

    pool: PoolKey
    window: Rule[ClaimingPeriod]

    @property
    def shown_from(self) -> date:
        """The first civil day on which it is shown."""
        return self.window.value.first

    def explain(self) -> Explanation:
        """Return since when it will be shown, and where to look until then."""
        return _NOT_SHOWN.say(
            shown_from=self.shown_from,
            source=cite("VF22", "D-16"),
            basis=PUBLISHED,
            because=(claims_open(self.pool.usage_period, self.window),),
            caveats=(_EARNINGS_PAGE.say(),),
        )


@door
def coop_view(pool: FundPool, *, on: date, rules: Rules) -> CoopView | NotShown:
    """Return what co-op management shows of a fund on a day.

    `pool` is the pool as it is now, `on` a civil day in the program's zone, and `rules` are bound rules.

    Nothing before the claiming period of its usage period starts. Raises `NoRuleInForce` where that
    period is not known. Source: VF22 D-16, U-07, U-08.
    """
    day, usage = as_day("on", on), pool.key.usage_period
    window = rules.claiming_period(usage, pool.key.program)
    if day < window.value.first:
        return NotShown(pool=pool.key, window=window)
    end = funds_end(usage, program=pool.key.program, rules=rules)
    return CoopView(pool=pool.key, balance=pool.balance(), end=end, window=window)


@final
@frozen(kw_only=True)
class AdjustmentMonths:
    """In which month's report an adjustment appears, and with which month it is paid.

    `report` and `paid_with` are each the first day of the month. `processed` is the civil day on which it
    was processed.
    """

    report: date
    paid_with: date
    processed: date

    def explain(self) -> Explanation:
        """Return why these months."""
        return _ADJUSTMENT.say(
            report=self.report,
            paid_with=self.paid_with,
            processed=self.processed,
            source=cite("PI22", "P-28"),
            basis=PUBLISHED,
        )


@door
def adjustment_months(
    entry: FundEntry, *, rules: Rules, ledger: FundLedger | None = None
) -> AdjustmentMonths:
    """Return in which months an adjustment is reported and paid.

    `entry` is the ledger entry of the adjustment, and `rules` are bound rules, for the zone. `ledger` is the
    ledger that holds it, where an instant may have been corrected that a wrong clock had stamped; with `None`
    it was processed at the instant that the entry has.

    It is reported in the month that it concerns and paid with the month in which it was processed, as
    that was in the program's zone. Raises `InvalidValue` for another kind of entry, and for one that the
    ledger does not hold. Source: PI22 P-28.
    """
    if entry.kind is not FundEntryKind.ADJUSTED:
        raise InvalidValue("entry", entry.kind, "an_adjustment")
    processed = rules.day(entry.at if ledger is None else _really_at(entry, ledger))
    return AdjustmentMonths(
        report=entry.on.replace(day=1), paid_with=processed.replace(day=1), processed=processed
    )


def _really_at(entry: FundEntry, ledger: FundLedger) -> datetime:
    """Return when an entry of a ledger was really recorded. Raises `InvalidValue` where it is none of it."""
    for each, at in zip(ledger.entries, ledger.instants(), strict=True):
        if each == entry:
            return at
    raise InvalidValue("entry", entry, "entry_of_the_fund", fund=ledger.key)
