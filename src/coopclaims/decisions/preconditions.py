"""Preconditions: what blocks a step whatever the command says: dates, evidence, money, policies.

They depend on the claim, the day, the rules and the fund, and not on what somebody typed.
`coopclaims.allowed` uses them to say which buttons are enabled.
"""

from __future__ import annotations

from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._values import at_instant, frozen
from coopclaims.claims.claim import Claim, ClaimForm, ClaimStatus, Trigger
from coopclaims.completeness.missing import missing_evidence
from coopclaims.deadlines.after_events import dispute_window_due, final_approval_due
from coopclaims.deadlines.counting import Deadline
from coopclaims.deadlines.windows import activity_claim_due
from coopclaims.errors import CalendarOutOfRange, NoRate, NoRuleInForce
from coopclaims.findings.codes import ProblemCode, Severity
from coopclaims.findings.problem import Problem, problem
from coopclaims.funds.pool import FundPool
from coopclaims.money.exchange import ExchangeRates
from coopclaims.parties import Role
from coopclaims.plans import plan_path_problems
from coopclaims.rules.book import Rules
from coopclaims.rules.readings import Cancelling, DisputeWindow, OverClaiming, PartialApproval, Reopening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from coopclaims.money.amounts import Money

PARTNER_EDITORS = (Role.GLOBAL_ADMIN, Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER)


@final
@frozen
class JudgementContext:
    """What a judgement is made with, besides the command and the claim; `at` is an instant in UTC.

    `day` is the civil day of the judgement, in the program's zone. A naive `at` raises `InvalidValue`.
    """

    at: datetime = attrs.field(converter=at_instant)
    rules: Rules
    funds: FundPool
    rates: ExchangeRates | None
    day: date = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "day", self.at.astimezone(self.rules.zone).date())


def precondition_problems(step: Trigger, claim: Claim, context: JudgementContext) -> Iterable[Problem]:
    """Return what blocks every command of this step now, apart from table and actor."""
    judge = _JUDGES.get(step)
    return () if judge is None else judge(claim, context)


def _reopening(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    if context.rules.policies.reopening is not Reopening.EXPLICIT:
        yield problem(ProblemCode.REOPENING_OFF, claim=claim.id, status=claim.status.caption)


def _dispute(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    yield from _funding(claim.form.amount, claim.form, context)
    yield from _unless_missing("at", _dispute_window(claim, context))


def _rejection(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    yield from _other_pool(claim.form, context.funds)


def _unless_missing(field: str, found: Iterator[Problem]) -> Iterator[Problem]:
    """Yield the problems found; a rule or calendar that does not answer is one of them."""
    try:
        yield from found
    except (NoRuleInForce, CalendarOutOfRange) as absent:
        yield problem(ProblemCode.RULE_MISSING, field=field, why=absent)


def _submission(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    if not claim.was_submitted:
        yield from window_problems(claim.form, context, opens=True)
        yield from _unless_missing("executed_on", _activity_limit(claim, context))
    form, day = claim.form, context.day
    if form.executed_on not in form.usage_period:
        yield outside_usage(form)
    if form.executed_on > day:
        yield problem(
            ProblemCode.NOT_YET_EXECUTED,
            field="executed_on",
            who=PARTNER_EDITORS,
            executed=form.executed_on.isoformat(),
            day=day.isoformat(),
        )
    yield from plan_path_problems(form, rules=context.rules)
    yield from missing_evidence(claim, rules=context.rules, on=day)
    unfunded = tuple(_funding(form.amount, form, context))
    yield from unfunded
    if not unfunded and over_claim_severity(claim, context) is Severity.BLOCKS:
        yield from over_claim(claim, context, Severity.BLOCKS)


def _activity_limit(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    form = claim.form
    due = activity_claim_due(form.executed_on, program=form.program, rules=context.rules)
    if isinstance(due, Deadline) and context.day > due.on:
        yield problem(
            ProblemCode.ACTIVITY_LIMIT_PASSED,
            field="executed_on",
            executed=form.executed_on.isoformat(),
            due=due.on.isoformat(),
            day=context.day.isoformat(),
        )


def _dispute_window(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    if context.rules.policies.dispute_window is not DisputeWindow.STRICT:
        return
    if claim.milestones.disputed_at is not None:
        yield problem(ProblemCode.DISPUTED_BEFORE, claim=claim.id)
        return
    rejected_at = claim.milestones.review_answered_at or claim.changed_at
    due = dispute_window_due(rejected=rejected_at, rules=context.rules)
    if isinstance(due, Deadline) and context.day > due.on:
        yield problem(
            ProblemCode.DISPUTE_WINDOW_CLOSED,
            rejected=due.started_on.isoformat(),
            due=due.on.isoformat(),
            day=context.day.isoformat(),
        )


def outside_usage(form: ClaimForm, severity: Severity = Severity.BLOCKS) -> Problem:
    """Return the problem that the activity was carried out outside the usage period."""
    return problem(
        ProblemCode.EXECUTED_OUTSIDE_USAGE,
        field="executed_on",
        severity=severity,
        who=PARTNER_EDITORS,
        executed=form.executed_on.isoformat(),
        period=form.usage_period,
    )


def window_problems(form: ClaimForm, context: JudgementContext, *, opens: bool) -> Iterator[Problem]:
    """Yield why the claiming window is closed; with `opens`, also that it is not open yet."""
    yield from _unless_missing("usage_period", _outside_window(form, context, opens=opens))


def _outside_window(form: ClaimForm, context: JudgementContext, *, opens: bool) -> Iterator[Problem]:
    day = context.day
    rule = context.rules.claiming_period(form.usage_period)
    window = rule.value
    if day in window or (day < window.first and not opens):
        return
    yield problem(
        ProblemCode.WINDOW_NOT_OPEN if day < window.first else ProblemCode.WINDOW_CLOSED,
        field="usage_period",
        source=rule.source,
        period=form.usage_period,
        opens=window.first.isoformat(),
        closes=window.last.isoformat(),
        day=day.isoformat(),
    )


def _cancelling(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    if context.rules.policies.cancelling is Cancelling.OFF:
        yield problem(ProblemCode.CANCELLING_OFF, claim=claim.id)
    yield from _never_submitted(Trigger.CANCEL, claim)


def _expiry(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    yield from _never_submitted(Trigger.EXPIRE, claim)
    yield from _unless_missing("usage_period", _still_open(claim, context))


def _never_submitted(step: Trigger, claim: Claim) -> Iterator[Problem]:
    if claim.was_submitted:
        yield problem(ProblemCode.SUBMITTED_BEFORE, claim=claim.id, step=step.caption)


def _still_open(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    closes = context.rules.claiming_period(claim.form.usage_period).value.last
    if context.day <= closes:
        yield problem(ProblemCode.WINDOW_STILL_OPEN, closes=closes.isoformat(), day=context.day.isoformat())


def _approval(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    yield from _unless_missing("usage_period", _final_approval(claim, context))
    unfunded = tuple(_funding(claim.form.amount, claim.form, context))
    yield from unfunded
    if unfunded:
        return
    remaining = context.funds.approvable_for(claim.id)
    whole = context.rules.policies.partial_approval is PartialApproval.WHOLE_ONLY
    claimed = in_pool_currency(claim.form.amount, context)
    if not remaining.is_positive or (whole and claimed > remaining):
        yield problem(
            ProblemCode.APPROVED_ABOVE_EARNED,
            field="amount",
            approved=claimed if whole else "any amount",
            remaining=remaining,
        )


def _final_approval(claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    due = final_approval_due(claim.form.usage_period, rules=context.rules)
    if isinstance(due, Deadline) and context.day > due.on:
        yield problem(ProblemCode.FINAL_APPROVAL_PASSED, due=due.on.isoformat(), day=context.day.isoformat())


def _funding(amount: Money, form: ClaimForm, context: JudgementContext) -> Iterator[Problem]:
    """Yield why this amount cannot be set against the fund at all."""
    yield from _other_pool(form, context.funds)
    try:
        in_pool_currency(amount, context)
    except NoRate as absent:
        yield problem(ProblemCode.RATE_MISSING, field="amount", why=absent)


def _other_pool(form: ClaimForm, funds: FundPool) -> Iterator[Problem]:
    key = funds.key
    if (key.location, key.program, key.usage_period) != (form.location, form.program, form.usage_period):
        yield problem(
            ProblemCode.FUNDS_MISMATCH,
            found=key,
            wanted=f"{form.program} at {form.location}, usage {form.usage_period}",
        )


def in_pool_currency(amount: Money, context: JudgementContext) -> Money:
    """Return the amount in the fund's currency, at the rate of this month. Raises `NoRate`."""
    currency = context.funds.key.currency
    if amount.currency is currency:
        return amount
    month = context.day.replace(day=1)
    if context.rates is None:
        raise NoRate(amount.currency.code, currency.code, month)
    return context.rates.rate(amount.currency, currency, month).convert(amount)


def over_claim_severity(claim: Claim, context: JudgementContext) -> Severity:
    """Return whether a claim above what is available is refused here, or warned about.

    A dispute goes on unreserved where too little is left, so answering within one is never refused.
    """
    blocks = context.rules.policies.over_claiming is OverClaiming.BLOCKS
    disputed = claim.status is ClaimStatus.PARTNER_ACTION_REQUIRED
    return Severity.BLOCKS if blocks and not disputed else Severity.ADVISES


def over_claim(claim: Claim, context: JudgementContext, severity: Severity) -> Iterator[Problem]:
    """Yield that the claim is above what is available to it, what it holds itself not counted."""
    try:
        claimed = in_pool_currency(claim.form.amount, context)
    except NoRate:  # reported by itself
        return
    available = context.funds.available_to(claim.id)
    if claimed > available:
        yield problem(
            ProblemCode.ABOVE_AVAILABLE,
            field="amount",
            severity=severity,
            who=PARTNER_EDITORS,
            claimed=claimed,
            available=available,
        )


def unanswered(claim: Claim) -> Iterator[Problem]:
    """Yield the requests for information that nothing on the claim has changed for since.

    A request for an item concerns that item as it stood; any other one concerns the whole claim.
    """
    milestones, now = claim.milestones, claim.details
    before = milestones.returned
    if before is None:
        return
    unchanged = {item.id for item in before.items if item in now.items}
    same = (now.form, now.items) == (before.form, before.items)
    for request in milestones.requests:
        if same if request.item is None else request.item in unchanged:
            yield problem(
                ProblemCode.REQUEST_UNANSWERED,
                item=request.item,
                severity=Severity.ADVISES,
                who=PARTNER_EDITORS,
                what=request.what,
            )


_JUDGES: Final[Mapping[Trigger, Callable[[Claim, JudgementContext], Iterator[Problem]]]] = MappingProxyType(
    {
        Trigger.SUBMIT: _submission,
        Trigger.APPROVE: _approval,
        Trigger.REJECT: _rejection,
        Trigger.DISPUTE: _dispute,
        Trigger.CANCEL: _cancelling,
        Trigger.EXPIRE: _expiry,
        Trigger.REOPEN: _reopening,
    }
)
"""The preconditions of each step; a step that is not here depends on table and actor alone."""
