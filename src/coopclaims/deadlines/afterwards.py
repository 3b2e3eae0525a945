"""Deadlines beside the claim's own clocks: the plan path, payment runs, holds and retention."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, final

import attrs

from coopclaims.deadlines.deadline import Clock, Deadline, due_after, due_on, start_day, weekday
from coopclaims.errors import InvalidValue
from coopclaims.periods import Months, as_day
from coopclaims.provenance import Explanation, cite, inferred
from coopclaims.rulebook import RetentionFrom

if TYPE_CHECKING:
    from coopclaims.rulebook import Rules

__all__ = ["PaymentRun", "hold_due", "payment_run", "plan_review_due", "retention_due"]


def plan_review_due(*, start: datetime | date, rules: Rules, answered_at: datetime | None = None) -> Deadline:
    """Return by when evidence submitted on the plan path is reviewed.

    The last day of the month after the month of submission (one reading of a sentence that has two).
    Source: PO22 D-08.
    """
    rule = rules.plan_review_span(start_day(start, rules))
    return due_after(
        start, rule, clock=Clock.PLAN_REVIEW, event="submitted", rules=rules, answered_at=answered_at
    )


def hold_due(*, failed: datetime | date, rules: Rules, repaired_at: datetime | None = None) -> Deadline:
    """Return the last day to repair what keeps a payment from being made; it is forfeited after.

    One hundred and eighty calendar days. Source: TP23, EA23 D-22, P-24.
    """
    rule = rules.hold_span(start_day(failed, rules))
    return due_after(
        failed, rule, clock=Clock.HOLD, event="refused payment", rules=rules, answered_at=repaired_at
    )


def retention_due(executed_on: date, *, began_on: date | None = None, rules: Rules) -> Deadline:
    """Return until when the originals of an activity are kept, that day included.

    Twenty-four months after its last day `executed_on`, clamped to the end of a shorter month; after its
    first day `began_on` by policy. Raises `InvalidValue` where it began after it ended. Source: OV18 to
    OV23 D-25, Q-02, Q-03; which day is inferred.
    """
    if began_on is not None and as_day("began_on", began_on) > as_day("executed_on", executed_on):
        raise InvalidValue("began_on", began_on.isoformat(), f"a day not after {executed_on.isoformat()}")
    policy = rules.policies.retention_from
    day = began_on if began_on is not None and policy is RetentionFrom.FIRST_DAY else executed_on
    due = due_after(day, rules.retention_span(day), clock=Clock.RETENTION, event="carried out", rules=rules)
    if began_on is None or began_on == executed_on:
        return due
    reading = Explanation(
        code="which-day",
        text=f"carried out from {weekday(began_on)} to {weekday(executed_on)}, kept {policy}",
        figures=(("began", began_on.isoformat()), ("ended", executed_on.isoformat())),
        source=cite("READING", "Q-04"),
        basis=inferred(str(policy)),
    )
    return attrs.evolve(due, because=(*due.because, reading))


@final
@attrs.frozen(kw_only=True)
class PaymentRun:
    """The monthly run that pays an approval: its month (the first day of it) and its cut-off."""

    month: date
    cutoff: Deadline

    def explain(self) -> Explanation:
        """Return why it is this month's run."""
        return Explanation(
            code="payment-run",
            text=f"paid with the run of {self.month:%Y-%m}",
            figures=(("month", self.month.isoformat()),),
            because=(self.cutoff.explain(),),
        )


def payment_run(*, approved: datetime | date, rules: Rules) -> PaymentRun:
    """Return the monthly payment run that an approval joins, by the rules of 2016.

    Approved on or before the 14th, to the end of that day in the program's zone: this month's run,
    else the next. Raises `NoRuleInForce` outside those years. Source: KB-CYC D-12.
    """
    day = start_day(approved, rules)
    rule = rules.payment_run_day(day)
    month = day.replace(day=1)
    if day.day > rule.value:
        month = Months(1).after(month)
    cutoff = month.replace(day=rule.value)
    because = (
        Explanation(
            code="run-day",
            text=f"approvals up to day {rule.value} of a month join its run",
            figures=(("run_day", rule.value),),
            source=rule.source,
            basis=rule.basis,
        ),
        Explanation(code="start", text=f"approved {weekday(day)}", figures=(("day", day.isoformat()),)),
    )
    return PaymentRun(
        month=month,
        cutoff=due_on(cutoff, clock=Clock.PAYMENT_RUN, started_on=day, because=because, rules=rules),
    )
