"""Readings that put one rule in the place of another.

The rules themselves stand in the editions; here a chosen reading decides which of two published rules
answers, or in which unit a figure is counted. Every rule that was put in another's place says so.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import attrs

from coopclaims.calendars.conventions import BusinessDays
from coopclaims.parties import Action, Role
from coopclaims.periods import CalendarDays, MonthEnd
from coopclaims.provenance import inferred
from coopclaims.rules.editions import permission_key
from coopclaims.rules.policies import Policies
from coopclaims.rules.readings import (
    ClaimDeadline,
    ClaimSums,
    Disputing,
    EscalationUnit,
    PaymentCounting,
    PlanReview,
    Submitting,
)
from coopclaims.rules.rule import Rule, Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from coopclaims._values import Keyed

WIDENED_DISPUTING = "widened_disputing"
"""The name of the rule that the wider reading of disputing takes; it never answers by itself."""


def switched(timelines: Mapping[str, Timeline[Any]], policies: Policies) -> dict[str, Timeline[Any]]:
    """Return the timelines that answer under these policies, by name."""
    answering = dict(timelines)
    widened = answering.pop(WIDENED_DISPUTING)
    if policies.disputing is Disputing.WIDENED:
        name = permission_key(Action.DISPUTE)
        first = min((rule.first for rule in widened.rules), default=date.max)
        before = (rule for rule in answering[name].rules if rule.first < first)
        wider = (attrs.evolve(rule, basis=inferred(policies.disputing)) for rule in widened.rules)
        answering[name] = Timeline(name, (*before, *wider))
    if policies.submitting is Submitting.ADMIN_ONLY:
        _put(
            answering,
            permission_key(Action.SUBMIT),
            answering[permission_key(Action.SUBMIT_PLAN_PATH)].rules,
            policies.submitting,
        )
    if policies.claim_sums is ClaimSums.FUND_PAGE:
        name = permission_key(Action.VIEW_CLAIM_SUMS)
        fewer = (attrs.evolve(rule, value=rule.value - {Role.GLOBAL_ADMIN}) for rule in answering[name].rules)
        _put(answering, name, fewer, policies.claim_sums)
    if policies.payment_counting is PaymentCounting.CALENDAR_DAYS:
        in_days = (rule for rule in answering["payment_span"].rules if isinstance(rule.value, CalendarDays))
        _put(answering, "payment_span", _going_on(in_days), policies.payment_counting)
    if policies.claim_deadline is ClaimDeadline.DAY_COUNT:
        spans = answering["claim_deadline_days"].rules
        _put(answering, "claim_deadline_days", _going_on(spans), policies.claim_deadline)
    if policies.escalation_unit is EscalationUnit.CALENDAR_DAYS:
        spans = answering["escalation_span"].rules
        answering["escalation_span"] = Timeline(
            "escalation_span", tuple(_in_calendar_days(rule, policies.escalation_unit) for rule in spans)
        )
    if policies.plan_review is PlanReview.SAME_MONTH:
        spans = answering["plan_review_span"].rules
        answering["plan_review_span"] = Timeline(
            "plan_review_span", tuple(_in_the_same_month(rule, policies.plan_review) for rule in spans)
        )
    return answering


def _going_on(rules: Iterable[Rule[Any]]) -> Iterator[Rule[Any]]:
    """Yield older rules as if nothing had taken their place."""
    return (attrs.evolve(rule, withdrawn=None) for rule in rules)


def _in_calendar_days(rule: Rule[Any], policy: Keyed) -> Rule[Any]:
    """Return a span in business days as one in days; another unit is no question."""
    if not isinstance(rule.value, BusinessDays):
        return rule
    return attrs.evolve(rule, value=CalendarDays(rule.value.n), basis=inferred(policy))


def _in_the_same_month(rule: Rule[Any], policy: Keyed) -> Rule[Any]:
    """Return an end of the next month as that of the same one; any other span has one reading only."""
    if rule.value != MonthEnd(1):
        return rule
    return attrs.evolve(rule, value=MonthEnd(0), basis=inferred(policy))


def _put(timelines: dict[str, Timeline[Any]], name: str, rules: Iterable[Rule[Any]], policy: Keyed) -> None:
    """Let these rules answer under `name`, each saying that the policy chose it."""
    timelines[name] = Timeline(name, tuple(attrs.evolve(rule, basis=inferred(policy)) for rule in rules))
