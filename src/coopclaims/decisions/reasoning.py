"""What answers rest on: whether reasons have codes of the rulebook, and verdicts on items make the amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopclaims._characters import twins
from coopclaims._values import Term
from coopclaims.activities.requirements import requirements_of
from coopclaims.claims.claim import Trigger
from coopclaims.claims.evidence import CertificationReport, Invoice
from coopclaims.claims.verdicts import OTHER
from coopclaims.completeness.catalogues import catalogue_for, named_activities
from coopclaims.decisions.context import second_currency, unknown_items, unless_missing
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import problem
from coopclaims.rules.keys import REASON_CODES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.claims.claim import Claim
    from coopclaims.claims.commands import ApproveClaim
    from coopclaims.claims.verdicts import LineVerdict, Reason
    from coopclaims.decisions.context import JudgementContext
    from coopclaims.findings.problem import Problem
    from coopclaims.money.amounts import Money


def reason_problems(
    reason: Reason, claim: Claim, context: JudgementContext, *, field: str
) -> Iterator[Problem]:
    """Yield what a reason names that is not there: its code, item, requirement or rule.

    That it says nothing at all is for whoever asks for one to say.
    """
    if reason.code != OTHER:
        yield from unless_missing(field, _unknown_code(reason, context, field), context.rules)
    yield from unknown_items((reason.item,), claim)
    if reason.requirement:
        yield from unless_missing(field, _unknown_requirement(reason, claim, context, field), context.rules)
    if reason.rule:
        yield from _unknown(ProblemCode.RULE_UNKNOWN, reason.rule, _rules(context), field)


def _unknown_code(reason: Reason, context: JudgementContext, field: str) -> Iterator[Problem]:
    rule = context.rules.look_up(REASON_CODES, context.day)
    yield from _unknown(
        ProblemCode.REASON_CODE_UNKNOWN, reason.code, tuple(e.term for e in rule.value), field
    )


def _unknown_requirement(
    reason: Reason, claim: Claim, context: JudgementContext, field: str
) -> Iterator[Problem]:
    rules = context.rules
    catalogue = catalogue_for(claim, rules=rules, on=context.day).value
    known: dict[Term, None] = {}
    for key in named_activities(claim.form, rules):
        activity = catalogue.get(key)
        needs = () if activity is None else (activity.core, activity.communications, activity.metrics)
        for need in needs:
            known.update((each.term, None) for each in (() if need is None else requirements_of(need)))
    yield from _unknown(ProblemCode.REQUIREMENT_UNKNOWN, reason.requirement, tuple(known), field)


def _rules(context: JudgementContext) -> tuple[Term, ...]:
    return tuple(Term(name) for name, timeline in context.rules.rulebook.timelines.items() if timeline.rules)


def _unknown(code: ProblemCode, name: str, known: tuple[Term, ...], field: str) -> Iterator[Problem]:
    if name not in known:
        yield problem(code, field=field, name=name, known=known, near=twins(name, known))


# Verdicts on single items.


def line_problems(command: ApproveClaim, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield where the verdicts on items are not one for each cost, or do not make the amount.

    A credit note has none of its own: the verdicts on what it lowers say by how much.
    """
    if not command.lines:
        return
    bills = (each for each in claim.items if isinstance(each, Invoice | CertificationReport))
    costs = {each.id: each for each in bills if not each.amount.is_negative}
    left, total, one_currency = dict(costs), 0 * command.amount, True
    yield from unknown_items((line.item for line in command.lines), claim)
    items = {each.id for each in claim.items}
    for line in command.lines:
        if line.item in items and left.pop(line.item, None) is None:
            yield problem(ProblemCode.LINE_NOT_OPEN, field="lines", item=line.item)
        if line.approved.currency is not command.amount.currency:
            yield from second_currency(line.approved, command.amount.currency, context, line.item)
            one_currency = False
            continue
        total += line.approved
        cost = costs.get(line.item)
        if cost is not None and cost.amount.currency is line.approved.currency:
            yield from _against_cost(line, cost.amount)
        if line.reason is not None:
            yield from reason_problems(line.reason, claim, context, field="lines")
    for item in left:
        yield problem(ProblemCode.LINE_MISSING, field="lines", item=item)
    if one_currency and total != command.amount:
        yield problem(ProblemCode.LINES_DIFFER, field="lines", total=total, amount=command.amount)


def _against_cost(line: LineVerdict, cost: Money) -> Iterator[Problem]:
    """Yield that more of an item is approved than it comes to, or less, and nobody says why."""
    if line.approved > cost:
        approved = line.approved
        yield problem(
            ProblemCode.LINE_ABOVE_COST, field="lines", item=line.item, approved=approved, cost=cost
        )
    elif line.approved < cost and (line.reason is None or line.reason.says_nothing):
        yield problem(
            ProblemCode.REASON_MISSING, field="lines", item=line.item, step=Trigger.APPROVE, claimed=cost
        )
