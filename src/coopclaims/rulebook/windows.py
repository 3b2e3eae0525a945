"""The claiming period of a usage period, under the reading that was chosen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from coopclaims.errors import NoRuleInForce
from coopclaims.periods import ClaimingPeriod
from coopclaims.rulebook.policies import ClaimDeadline, ClaimOpening
from coopclaims.rulebook.rules import Rule

if TYPE_CHECKING:
    from coopclaims.periods import UsagePeriod
    from coopclaims.rulebook.book import Rules
    from coopclaims.rulebook.editions import ClaimingWindow

__all__ = ["claiming_period"]


def claiming_period(usage: UsagePeriod, rules: Rules) -> Rule[ClaimingPeriod]:
    """Return the days between which claims for `usage` may be submitted."""
    by_days = rules.policies.claim_deadline is ClaimDeadline.DAY_COUNT
    rule = _counted(usage, rules) if by_days else _published(usage, rules)
    if rules.policies.claim_opening is ClaimOpening.USAGE_PERIOD and rule.value.first > usage.first:
        return attrs.evolve(
            rule,
            value=ClaimingPeriod(usage.first, rule.value.last),
            basis=rule.basis.read_as(f"chosen by policy: {rules.policies.claim_opening}"),
        )
    return rule


def _published(usage: UsagePeriod, rules: Rules) -> Rule[ClaimingPeriod]:
    """Return the window with fixed days, looked up for the first day of the usage period."""
    rule: Rule[tuple[ClaimingWindow, ...]] = rules.look_up("claiming_windows", usage.first)
    for window in rule.value:
        period = window.claiming_period(usage)
        if period is not None:
            return _with(rule, period)
    raise NoRuleInForce(
        "claiming_windows",
        usage.first,
        tuple(f"usage from {window.usage_first} to {window.usage_last}" for window in rule.value),
    )


def _counted(usage: UsagePeriod, rules: Rules) -> Rule[ClaimingPeriod]:
    """Return the window that ends a span after the usage period, counted from the day after it.

    Counted from the period's own last day, 45 days would end a day before the days that were published
    for the half-years (D-04); counted from the first day after it, they agree. No page says when such
    a window opens, so claims are taken from the first day of the usage period, as one reseller has it.
    """
    rule = rules.claim_deadline_days(usage.first)
    closes = rule.value.after(usage.last + timedelta(days=1))
    return _with(rule, ClaimingPeriod(usage.first, closes))


def _with(rule: Rule[object], period: ClaimingPeriod) -> Rule[ClaimingPeriod]:
    return Rule(
        value=period,
        first=rule.first,
        last=rule.last,
        withdrawn=rule.withdrawn,
        source=rule.source,
        basis=rule.basis,
        first_known_to=rule.first_known_to,
        last_known_to=rule.last_known_to,
    )
