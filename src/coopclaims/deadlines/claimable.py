"""Which usage period can be claimed for on a day, and when a draft for it runs out."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, final

import attrs

from coopclaims.claims import ClaimStatus
from coopclaims.deadlines.deadline import Clock, Deadline, NotRunning, not_running, start_day, weekday
from coopclaims.deadlines.windows import claiming_due
from coopclaims.errors import NoRuleInForce
from coopclaims.periods import ClaimingPeriod, UsagePeriod
from coopclaims.provenance import Explanation, cite, inferred

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.claims import Claim
    from coopclaims.rulebook import ClaimingWindow, Rule, Rules, Timeline

__all__ = ["Claimable", "claimable_usage", "draft_expiry"]


@final
@attrs.frozen(kw_only=True)
class Claimable:
    """A usage period for which claims may be submitted on a day, with its claiming period and why."""

    on: date
    usage_period: UsagePeriod
    claiming_period: ClaimingPeriod
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return why this period is claimable on the day."""
        return self.explanation


def claimable_usage(on: datetime | date, *, rules: Rules) -> tuple[Claimable, ...]:
    """Return the usage periods for which claims may be submitted on a day, the earlier first.

    They are those for which a submission is inside its window. By the published windows it is exactly one on
    every day, since they never overlap; an adopter's windows may overlap. `on` is a day, or an aware
    instant whose day is taken in the program's zone. Raises `NoRuleInForce` where no window is open.
    Source: OV20 to OV23 D-03, D-36.

    >>> from zoneinfo import ZoneInfo
    >>> from coopclaims.calendars import BusinessCalendar
    >>> from coopclaims.rulebook import partner_center
    >>> rules = partner_center.bind(calendar=BusinessCalendar.of_weekdays(years=range(2022, 2024)),
    ...                             zone=ZoneInfo("America/Los_Angeles"))
    >>> [each.usage_period.label for each in claimable_usage(date(2022, 2, 10), rules=rules)]
    ['FY22 H1 (usage half)']
    """
    day = start_day(on, rules)
    known = tuple(_known_by(day, rules))
    found = tuple(_open(usage, rule, day) for usage, rule in known if day in rule.value)
    if not found:
        if not known:  # the rule itself is missing, and says for when it is known
            rules.look_up("claiming_windows", day)
        windows = tuple(f"{rule.value} for the usage period {usage}" for usage, rule in known)
        raise NoRuleInForce("a claiming period that is open", day, windows)
    return found


def _known_by(day: date, rules: Rules) -> Iterator[tuple[UsagePeriod, Rule[ClaimingPeriod]]]:
    """Yield the usage periods begun by a day of which claims may still be taken then, the earlier first.

    A claiming period belongs to the first day of its usage period, so the windows of every edition are
    tried: those that held then may be others than those of the day.
    """
    stated: Timeline[tuple[ClaimingWindow, ...]] = rules.rulebook.timelines["claiming_windows"]
    windows = dict.fromkeys(window for rule in stated.rules for window in rule.value)
    # A window closes within two years of the day on which its usage period begins.
    years = range(max(day.year - 2, date.min.year), day.year + 1)
    begun = (
        (window.usage_first.on_or_after(date(year, 1, 1)), window) for year in years for window in windows
    )
    usages = {
        UsagePeriod(first, window.usage_last.on_or_after(first)) for first, window in begun if first <= day
    }
    for usage in sorted(usages, key=lambda each: (each.first, each.last)):
        try:
            yield usage, rules.claiming_period(usage)
        except NoRuleInForce:  # a period that the windows then in force do not have
            continue


def _open(usage: UsagePeriod, rule: Rule[ClaimingPeriod], day: date) -> Claimable:
    return Claimable(
        on=day,
        usage_period=usage,
        claiming_period=rule.value,
        explanation=Explanation(
            code="claimable",
            text=f"on {weekday(day)} claims are open for the usage period {usage}",
            figures=(
                ("day", day.isoformat()),
                ("usage_first", usage.first.isoformat()),
                ("usage_last", usage.last.isoformat()),
                ("opens", rule.value.first.isoformat()),
                ("closes", rule.value.last.isoformat()),
            ),
            source=rule.source,
            basis=rule.basis,
        ),
    )


def draft_expiry(claim: Claim, *, rules: Rules) -> Deadline | NotRunning:
    """Return the last day on which a draft can be submitted before it expires.

    The clock of the portal's warning: open, due today, and overdue once the draft may be expired
    (`ExpireDraft`). It does not run for a claim that was submitted before, or that is closed.
    Source: KB-STAT S-05, S-12; the day is inferred.
    """
    if claim.was_submitted:
        return not_running(Clock.DRAFT, "the claim was submitted before", cite("KB-STAT", "S-05"))
    if claim.status is not ClaimStatus.EDITING:
        return not_running(Clock.DRAFT, f"the claim is {claim.status.caption}", cite("READING", "T16", "T17"))
    due = claiming_due(claim.form.usage_period, rules=rules)
    reading = Explanation(
        code="draft-expires",
        text="a draft that was not submitted by then may be expired",
        source=cite("KB-STAT", "S-05", "T16"),
        basis=inferred("a draft lapses when its claiming period has ended"),
    )
    return attrs.evolve(due, clock=Clock.DRAFT, because=(*due.because, reading))
