"""Until when funds can be claimed, and what expires then.

Money that is neither approved nor held by a pending claim expires after the last day of the claiming
period, or of the usage period where that policy is chosen (U-06, U-08). The ledger does nothing by
itself: a portal asks for the entries and records them. Money that a claim lets go after that day
expires with the claim, and stays within the reach of a dispute of that claim alone.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, final

import attrs

from coopclaims.errors import NoRuleInForce
from coopclaims.funds.entries import FundEntry, FundEntryKind, PoolKey
from coopclaims.periods import as_day
from coopclaims.provenance import PUBLISHED, Explanation, cite, inferred
from coopclaims.rulebook import EligibilityLoss, FundsExpiry

if TYPE_CHECKING:
    from datetime import datetime

    from coopclaims.funds.pool import FundPool
    from coopclaims.money import Money
    from coopclaims.periods import UsagePeriod
    from coopclaims.provenance import Figure
    from coopclaims.rulebook import Rules

__all__ = ["FundMovement", "FundsEnd", "eligibility_loss_entries", "expiry_entries", "funds_end"]


@final
@attrs.frozen(kw_only=True)
class FundsEnd:
    """The last day on which funds can be claimed, and why that one."""

    last: date
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return why it is that day."""
        return self.explanation


@final
@attrs.frozen(kw_only=True)
class FundMovement:
    """What the ledger would record, and why; no entries where nothing moves. Nothing is recorded yet."""

    entries: tuple[FundEntry, ...]
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return why this moves, or why nothing does."""
        return self.explanation

    def of(self, pool: PoolKey) -> tuple[FundEntry, ...]:
        """Return the entries of one pool: a rollover concerns two."""
        return tuple(entry for entry in self.entries if entry.pool == pool)


def funds_end(usage: UsagePeriod, *, rules: Rules) -> FundsEnd:
    """Return the last day on which funds for this usage period can be claimed.

    The last day of its claiming period; before there were claiming periods, so many days after the
    usage period. Raises `NoRuleInForce` where neither is known for the usage period.
    Source: OV23 D-03, U-06; VF22 U-08; OV18 D-04.

    >>> from coopclaims.calendars import BusinessCalendar
    >>> from coopclaims.periods import FiscalHalf, UsagePeriod
    >>> from coopclaims.rulebook import partner_center
    >>> from datetime import UTC
    >>> plain = BusinessCalendar.of_weekdays(years=range(2022, 2024))
    >>> rules = partner_center.bind(calendar=plain, zone=UTC)
    >>> funds_end(UsagePeriod.of(FiscalHalf(2023, 1)), rules=rules).last
    datetime.date(2023, 2, 15)
    """
    policy = rules.policies.funds_expiry
    if policy is FundsExpiry.USAGE_END:
        last = usage.last
        because = Explanation(
            code="usage-period",
            text=f"the usage period is {usage}",
            figures=(("usage_first", usage.first.isoformat()), ("usage_last", last.isoformat())),
            source=cite("OV23", "U-06"),
            basis=PUBLISHED,
        )
    else:
        last, because = _claiming_end(usage, rules)
    return FundsEnd(
        last=last,
        explanation=Explanation(
            code="funds-end",
            text=f"funds for the usage period {usage} can be claimed until {last.isoformat()}",
            figures=(("last", last.isoformat()),),
            source=cite("VF22", "U-06", "U-08"),
            basis=inferred(str(policy)),
            because=(because,),
        ),
    )


def _claiming_end(usage: UsagePeriod, rules: Rules) -> tuple[date, Explanation]:
    try:
        window = rules.claiming_period(usage)
    except NoRuleInForce as absent:
        try:
            days = rules.claim_deadline_days(usage.first)
        except NoRuleInForce:
            raise absent from None
        last = days.value.after(usage.last)
        return last, Explanation(
            code="claim-deadline",
            text=f"claims are submitted within {days.value} of the usage period's end, {usage.last}",
            figures=(("usage_last", usage.last.isoformat()), ("n", days.value.n), ("day", last.isoformat())),
            source=days.source,
            basis=days.basis,
        )
    return window.value.last, Explanation(
        code="claiming-period",
        text=f"claims for it are open {window.value}",
        figures=(("opens", window.value.first.isoformat()), ("closes", window.value.last.isoformat())),
        source=window.source,
        basis=window.basis,
    )


def expiry_entries(pool: FundPool, *, on: date, at: datetime, rules: Rules) -> FundMovement:
    """Return the entry by which money that no claim holds expires, where its day has passed on `on`.

    Nothing expires up to the last day, and nothing that is approved or reserved. The entry counts on
    the day after the last one, whenever it is recorded; `at` is the instant of recording.
    Raises `NoRuleInForce` where the last day is not known. Source: OV23 U-06; VF22 U-08.
    """
    end = funds_end(pool.key.usage_period, rules=rules)
    free = pool.balance().available
    figures: tuple[tuple[str, Figure], ...] = (
        ("on", as_day("on", on).isoformat()),
        ("available", str(free.amount)),
        ("currency", free.currency.code),
    )
    if on <= end.last:
        return _nothing("not-expired", f"nothing expires up to {end.last.isoformat()}", figures, end)
    if not free.is_positive:
        text = "nothing expires: every amount is approved, held by a claim, or gone already"
        return _nothing("nothing-to-expire", text, figures, end)
    entry = _expired(pool.key, free, end.last + timedelta(days=1), at)
    text = f"{free} that no claim holds expired after {end.last.isoformat()}, and is not carried on"
    return FundMovement(
        entries=(entry,),
        explanation=Explanation(
            code="expired",
            text=text,
            figures=figures,
            source=cite("OV23", "U-06"),
            because=(end.explanation,),
        ),
    )


def _nothing(code: str, text: str, figures: tuple[tuple[str, Figure], ...], end: FundsEnd) -> FundMovement:
    explanation = Explanation(
        code=code, text=text, figures=figures, source=cite("OV23", "U-06"), because=(end.explanation,)
    )
    return FundMovement(entries=(), explanation=explanation)


def eligibility_loss_entries(pool: FundPool, *, lost_on: date, at: datetime, rules: Rules) -> FundMovement:
    """Return what becomes of the funds of a partner who lost eligibility on this day.

    No source says (U-17). By default nothing moves: what is there stays claimable until it expires.
    With `EligibilityLoss.FORFEITED` what no claim holds expires on that day; claims that were submitted
    keep what they hold. That no more is earned from then on is for whoever records earnings.
    """
    policy = rules.policies.eligibility_loss
    free = pool.balance().available
    figures: tuple[tuple[str, Figure], ...] = (
        ("lost_on", as_day("lost_on", lost_on).isoformat()),
        ("available", str(free.amount)),
        ("currency", free.currency.code),
    )
    forfeited = policy is EligibilityLoss.FORFEITED and free.is_positive
    lost = str(free) if forfeited else "nothing"
    explanation = Explanation(
        code="eligibility-lost",
        text=f"{lost} is forfeited with the eligibility lost on {lost_on.isoformat()}",
        figures=figures,
        source=cite("READING", "U-17"),
        basis=inferred(str(policy)),
    )
    if not forfeited:
        return FundMovement(entries=(), explanation=explanation)
    return FundMovement(entries=(_expired(pool.key, free, lost_on, at),), explanation=explanation)


def _expired(key: PoolKey, amount: Money, on: date, at: datetime) -> FundEntry:
    return FundEntry(pool=key, kind=FundEntryKind.EXPIRED, amount=amount, at=at, on=on)
