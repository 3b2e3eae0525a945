"""What an edition states: the rules of one publication, as typed fields."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import final

from coopclaims._values import frozen
from coopclaims.activities.catalogue import Catalogue
from coopclaims.identifiers import ProgramId
from coopclaims.money.amounts import Money
from coopclaims.parties import Action, Role
from coopclaims.periods import (
    CalendarDays,
    ClaimingPeriod,
    EarningPeriod,
    MonthDay,
    Months,
    UsagePeriod,
)
from coopclaims.rules.rule import Rule, Span


@final
@frozen(kw_only=True)
class ClaimingWindow:
    """The fixed days between which claims for one half-year of use are lodged. Source: OV20 D-03."""

    usage_first: MonthDay
    usage_last: MonthDay
    opens: MonthDay
    closes: MonthDay

    def claiming_period(self, usage: UsagePeriod) -> ClaimingPeriod | None:
        """Return the claiming period of `usage`, or `None` where this window is not about it."""
        starts_here = self.usage_first.on_or_after(usage.first) == usage.first
        if not starts_here or self.usage_last.on_or_after(usage.first) != usage.last:
            return None
        opens = self.opens.on_or_after(usage.first)
        return ClaimingPeriod(opens, self.closes.on_or_after(opens))

    def __str__(self) -> str:
        return f"usage {self.usage_first} to {self.usage_last}, claims {self.opens} to {self.closes}"


@final
@frozen(kw_only=True)
class ActivityLimit:
    """A limit that starts from the activity: a span after it, and a last day whatever the span.

    It concerns `programs` only. Source: AN20 D-06.
    """

    span: CalendarDays
    latest: date
    programs: frozenset[ProgramId]

    def __str__(self) -> str:
        return f"{self.span} after the activity, and by {self.latest.isoformat()}, {_for(self.programs)}"


@final
class PlanDeadline(StrEnum):
    """By when a plan is made and first submitted. Source: KB-DL, PL20, PL22 D-18."""

    FISCAL_HALF = "before the end of the fiscal half"
    PROGRAM_YEAR = "by the last day of the program year"


@final
@frozen(kw_only=True)
class ProgramCalendar:
    """Periods of a program's own: an activity of these days is claimed by that day. Source: KB-EXEC D-14.

    From when on it is claimed is `None` where the document gives no day.
    """

    programs: frozenset[ProgramId]
    executed: UsagePeriod
    claims_from: date | None
    claims_until: date

    def __str__(self) -> str:
        opens = "" if self.claims_from is None else f"from {self.claims_from.isoformat()} "
        claimed = f"claimed {opens}until {self.claims_until.isoformat()}"
        return f"carried out {self.executed}, {claimed}, {_for(self.programs)}"


@final
@frozen(kw_only=True)
class Rollover:
    """What `programs` had left of one usage period may be used in another. Source: AN20 U-14."""

    programs: frozenset[ProgramId]
    from_usage: UsagePeriod
    to_usage: UsagePeriod

    def __str__(self) -> str:
        return f"{self.from_usage} into {self.to_usage}, {_for(self.programs)}"


@final
@frozen(kw_only=True)
class ProgramEnd:
    """The end of `programs`: the co-op of their last earning period became a rebate.

    It was paid between the two days of `paid_between`, both included. Source: BL23 U-16.
    """

    programs: frozenset[ProgramId]
    earned: EarningPeriod
    paid_between: tuple[date, date]

    def __str__(self) -> str:
        first, last = self.paid_between
        return f"earned {self.earned}, paid {first.isoformat()} to {last.isoformat()}, {_for(self.programs)}"


@final
@frozen(kw_only=True)
class Edition:
    """The rules that one publication (or an adopter's own program) states.

    A field that is `None` or empty says nothing; what an earlier edition said goes on.
    """

    name: str
    zone: str = "America/Los_Angeles"
    review_span: Rule[Span] | None = None
    dispute_span: Rule[Span] | None = None
    payment_span: Rule[Span] | None = None
    tax_invoice_span: Rule[Span] | None = None
    plan_review_span: Rule[Span] | None = None
    retention_span: Rule[Span] | None = None
    hold_span: Rule[Span] | None = None
    escheat_idle_span: Rule[Months] | None = None
    escheat_unprocessed_span: Rule[CalendarDays] | None = None
    escalation_span: Rule[Span] | None = None
    plan_resubmission_span: Rule[Span] | None = None
    final_approval_span: Rule[Span] | None = None
    dispute_window: Rule[Span] | None = None
    activity_limit: Rule[ActivityLimit] | None = None
    claim_deadline_days: Rule[CalendarDays] | None = None
    program_calendars: Rule[tuple[ProgramCalendar, ...]] | None = None
    payment_run_day: Rule[int] | None = None
    rebate_days: Rule[tuple[MonthDay, ...]] | None = None
    plan_needed_for: Rule[frozenset[ProgramId]] | None = None
    plan_submission_deadline: Rule[PlanDeadline] | None = None
    plan_payment_day: Rule[int] | None = None
    profile_validation_hours: Rule[int] | None = None
    minimum_payment: Rule[Money] | None = None
    small_balance_limit: Rule[Money] | None = None
    plan_programs: Rule[frozenset[ProgramId]] | None = None
    rollovers: Rule[tuple[Rollover, ...]] | None = None
    conversions: Rule[tuple[ProgramEnd, ...]] | None = None
    thresholds: Rule[tuple[tuple[ProgramId, Money], ...]] | None = None
    claiming_windows: Rule[tuple[ClaimingWindow, ...]] | None = None
    catalogue: Rule[Catalogue] | None = None
    setup_at_creation: Rule[bool] | None = None
    permissions: tuple[tuple[Action, Rule[frozenset[Role]]], ...] = ()
    widened_disputing: Rule[frozenset[Role]] | None = None


def _for(programs: frozenset[ProgramId]) -> str:
    return f"for {', '.join(sorted(programs))}"
