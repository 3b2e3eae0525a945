"""The plan path of some programs: a plan, its campaigns, and what a plan pays.

A plan has campaigns, a campaign has activities, and the proof of execution of an activity is a claim.
Which programs have plans is not published, so an edition of your own says it (`plan_programs`); the rules
of 2014 name one whose claims need a reviewed plan (`plan_needed_for`). A claim that names its plan is judged
by these rules whatever the program.
Source: PL20, PL22, PO20, PO22, KB-DIST A-13, A-32 to A-37.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import as_day, day, frozen, identifier, kind_of
from coopclaims.claims.claim import ClaimForm, ClaimStatus
from coopclaims.errors import CurrencyMismatch, InvalidValue, NoRuleInForce
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, problem, said_besides
from coopclaims.identifiers import LocationId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.parties import Action
from coopclaims.periods import Months, UsagePeriod
from coopclaims.provenance import Basis, Explanation, Source, cite, inferred, message
from coopclaims.rules.authority import rule_missing
from coopclaims.rules.book import Rules
from coopclaims.rules.editions import PlanDeadline
from coopclaims.rules.keys import (
    PLAN_NEEDED_FOR,
    PLAN_PAYMENT_DAY,
    PLAN_PROGRAMS,
    PLAN_RESUBMISSION_SPAN,
    PLAN_SUBMISSION_DEADLINE,
)
from coopclaims.rules.published import listed_as
from coopclaims.rules.readings import PlanUniqueness

if TYPE_CHECKING:
    from collections.abc import Iterator


__all__ = [
    "Plan",
    "PlanPayment",
    "plan_edit_problems",
    "plan_path_problems",
    "plan_payment",
    "plan_problems",
    "plan_resubmission_last",
]

# fmt: off
_ITS_OWN_HALF: Final = message("reading.half_year_of_the_plan",
    "the half-year is the plan's own, to its last day")
_ONE_LIMIT: Final = inferred(message("reading.one_limit_for_all_months", "one limit for all months together"))
_PLAN_PAYMENT: Final = message("plan_payment",
    "{paid} of the {earned} earned in {month:month} are paid on {on}: the plan's limit is {limit}, and "
    "{paid_before} were paid before{waiting:?; % wait until the limit is raised}",
    "paid: Money, earned: Money, month: date, on: date, limit: Money, paid_before: Money, "
    "waiting: Money | None")
_PAYMENT_DAY: Final = message("plan_payment_day",
    "earned in {month:month}: a plan pays on day {day_of_month} of the month after",
    "month: date, day_of_month: int")
# fmt: on


@final
@frozen(kw_only=True)
class Plan:
    """A plan: what there is one of for a location, fund, program and period.

    `id` identifies the plan. `location`, `fund`, `program` and `period`, a usage period, say what it is for.

    `program_year_ends` is the last civil day of the program year, by which a plan is made and first
    submitted. `status` has the names that claims have. Source: PL22 A-33, A-34, A-37, D-18.
    """

    id: str = attrs.field(validator=identifier)
    location: LocationId = attrs.field(validator=identifier)
    fund: str = attrs.field(validator=identifier)
    program: ProgramId = attrs.field(validator=identifier)
    period: UsagePeriod = attrs.field(validator=kind_of(UsagePeriod))
    program_year_ends: date = attrs.field(validator=day)
    status: ClaimStatus = attrs.field(default=ClaimStatus.EDITING, validator=kind_of(ClaimStatus))


@door
def plan_problems(plan: Plan, existing: Iterable[Plan], *, on: date, rules: Rules) -> tuple[Problem, ...]:
    """Return why this plan cannot be made or first submitted on a day; empty where it can.

    `plan` is the plan to be made, and `existing` are all plans that there are, in any order; those with its
    own identifier do not count. `on` is a civil day in the program's zone, and `rules` are bound rules.

    There is one plan for a location, fund, program and period (by policy, for a fund and program
    year), and it is made and first submitted by the last day of its program year; by the rule of 2014,
    of its half-year. A deadline that no rule gives is a problem too.
    Source: PL22, KB-DL A-33, A-34, D-18.
    """
    return tuple(_plan_problems(plan, existing, as_day("on", on), rules))


def _plan_problems(plan: Plan, existing: Iterable[Plan], on: date, rules: Rules) -> Iterator[Problem]:
    key = _key(plan, rules)
    for other in existing:
        if other.id != plan.id and _key(other, rules) == key:
            yield problem(
                ProblemCode.PLAN_EXISTS,
                field="plan",
                who=rules.roles(Action.CREATE_PLAN, on),
                plan=other.id,
                basis=inferred(rules.policies.plan_uniqueness),
                one=rules.policies.plan_uniqueness,
            )
    try:
        rule = rules.look_up(PLAN_SUBMISSION_DEADLINE, on)
    except NoRuleInForce as absent:
        yield rule_missing(absent, rules=rules, field="plan")
        return
    is_half = rule.value is PlanDeadline.FISCAL_HALF
    last = plan.period.last if is_half else plan.program_year_ends
    if on > last:
        yield problem(
            ProblemCode.PLAN_TOO_LATE,
            field="plan",
            source=rule.source,
            basis=rule.basis.read_as(_ITS_OWN_HALF) if is_half else rule.basis,
            plan=plan.id,
            due=last,
            day=on,
        )


def _key(plan: Plan, rules: Rules) -> tuple[object, ...]:
    if rules.policies.plan_uniqueness is PlanUniqueness.PROGRAM_YEAR:
        return (plan.fund, plan.program_year_ends)
    return (plan.location, plan.fund, plan.program, plan.period)


@door
def plan_resubmission_last(plan: Plan, *, rules: Rules) -> date:
    """Return the last day on which a plan that was returned can be submitted again.

    `plan` is the plan that was returned, and `rules` are bound rules.

    Ninety calendar days after its program year. Raises `NoRuleInForce`. Source: PL22 D-20.
    """
    ends = plan.program_year_ends
    return rules.after(ends, rules.look_up(PLAN_RESUBMISSION_SPAN, ends).value)


@door
def plan_edit_problems(plan: Plan, *, on: date, rules: Rules) -> tuple[Problem, ...]:
    """Return why the plan cannot be edited on a day; empty where it can.

    `plan` is the plan as it is now, `on` a civil day in the program's zone, and `rules` are bound rules.

    A plan is read-only once submitted, unless a reviewer returned it, and then until ninety days after
    the program year (a reading of two sentences that contradict each other). Source: PL22 A-36, D-20.
    """
    day = as_day("on", on)
    if plan.status is ClaimStatus.EDITING:
        return ()
    if plan.status is not ClaimStatus.ACTION_REQUIRED:
        return (problem(ProblemCode.PLAN_READ_ONLY, field="plan", plan=plan.id, status=plan.status),)
    try:
        last = plan_resubmission_last(plan, rules=rules)
    except NoRuleInForce as absent:
        return (rule_missing(absent, rules=rules, field="plan"),)
    if day <= last:
        return ()
    return (problem(ProblemCode.PLAN_TOO_LATE, field="plan", plan=plan.id, due=last, day=day),)


@door
def plan_path_problems(form: ClaimForm, *, rules: Rules, on: date | None = None) -> tuple[Problem, ...]:
    """Return what is wrong with the plan-path part of a claim's form; empty where nothing is.

    `form` is the claim's form, and of the bound `rules` those in force on its execution date are used. `on`
    is the civil day of the judgement, on which the problems say who can fix them; `None` is the execution
    date.

    The execution date lies between the campaign's first and last day, the expected reach is stated,
    and a program that has plans, or whose claims need one, gets no claim without one. Whether the plan was
    reviewed, a claim does not say. Source: PO20, PO22, KB-DIST A-08, A-11, A-13.
    """
    return tuple(_path_problems(form, rules, form.executed_on if on is None else as_day("on", on)))


def _path_problems(form: ClaimForm, rules: Rules, on: date) -> Iterator[Problem]:
    path = form.plan
    if path is None:
        yield from islice(_without_plan(form, rules, on), 1)
        return
    if not path.first <= form.executed_on <= path.last:
        yield problem(
            ProblemCode.OUTSIDE_CAMPAIGN,
            field="executed_on",
            who=rules.roles(Action.EDIT, on),
            executed=form.executed_on,
            campaign=path.campaign,
            first=path.first,
            last=path.last,
        )
    if path.impressions is None:
        yield problem(
            ProblemCode.IMPRESSIONS_MISSING,
            field="plan",
            who=rules.roles(Action.EDIT, on),
            campaign=path.campaign,
        )


def _without_plan(form: ClaimForm, rules: Rules, on: date) -> Iterator[Problem]:
    """Yield that a claim of this program needs a plan, by each rule that says so, or may say so."""
    day = form.executed_on
    for key in (PLAN_PROGRAMS, PLAN_NEEDED_FOR):
        # Bound strictly, that some programs need one may not be carried forward, and does not concern others.
        if key is PLAN_NEEDED_FOR and not _was_needed(form.program, day, rules):
            continue
        try:
            planned = rules.look_up(key, day)
        except NoRuleInForce as absent:
            if not rules.has_no_rule(key, day):
                yield rule_missing(absent, rules=rules, field="plan")
            continue  # no edition says that any program has plans then
        if listed_as(form.program, planned.value) in planned.value:
            yield problem(
                ProblemCode.PLAN_MISSING,
                field="plan",
                who=rules.roles(Action.EDIT, on),
                source=planned.source,
                basis=said_besides(planned.basis),
                program=form.program,
            )


def _was_needed(program: ProgramId, day: date, rules: Rules) -> bool:
    """Return whether the rule that was known last names this program, however long ago it was seen."""
    if rules.has_no_rule(PLAN_NEEDED_FOR, day):
        return False
    known = rules.rulebook.timelines[PLAN_NEEDED_FOR].on(day).value
    return listed_as(program, known) in known


@final
@frozen(kw_only=True)
class PlanPayment:
    """What a plan pays for a month's earnings: on which day, how much, and what waits.

    `on` is the civil day of payment. `paid` is the amount paid then and `waiting` what waits for a higher
    limit, zero where nothing does. `earned` is what was earned in the month that begins on `month`, `limit`
    the plan's limit, `paid_before` what it paid for earlier months. `source` and `basis` are those of the
    day.
    """

    on: date
    paid: Money
    waiting: Money
    earned: Money = attrs.field(repr=False)
    month: date = attrs.field(repr=False)
    limit: Money = attrs.field(repr=False)
    paid_before: Money = attrs.field(repr=False)
    source: Source = attrs.field(repr=False)
    basis: Basis = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return why this much, and why on this day."""
        return _PLAN_PAYMENT.say(
            paid=self.paid,
            earned=self.earned,
            month=self.month,
            on=self.on,
            limit=self.limit,
            paid_before=self.paid_before,
            waiting=self.waiting if self.waiting.is_positive else None,
            source=cite("PL22", "P-30"),
            basis=_ONE_LIMIT,
            because=(
                _PAYMENT_DAY.say(
                    month=self.month, day_of_month=self.on.day, source=self.source, basis=self.basis
                ),
            ),
        )


@door
def plan_payment(
    earned: Money, *, earned_in: date, limit: Money, paid_before: Money, rules: Rules
) -> PlanPayment:
    """Return what a plan pays for the earnings of the month of `earned_in`.

    `earned` is what was earned in that month, and `earned_in` any day of it. `limit` is the plan's approved
    limit, and `paid_before` what it has paid for earlier months. `rules` are bound rules.

    On the 15th of the following month, up to the plan's approved limit less what it paid before (that the
    limit is one for all months is inferred); the rest waits until the limit is raised. All amounts are in
    one currency. Raises `CurrencyMismatch`, `InvalidValue` for an amount below zero, and `NoRuleInForce`.
    Source: PL22 D-19, P-30.
    """
    for what, amount in (("earned", earned), ("limit", limit), ("paid_before", paid_before)):
        if amount.currency is not earned.currency:
            raise CurrencyMismatch(what, str(amount.currency), str(earned.currency))
        if amount.is_negative:
            raise InvalidValue(what, amount, "not_below_zero")
    month = as_day("earned_in", earned_in).replace(day=1)
    rule = rules.look_up(PLAN_PAYMENT_DAY, month)
    on = Months(1).after(month).replace(day=rule.value)
    left = max(limit - paid_before, Money(0, limit.currency))
    paid = min(earned, left)
    return PlanPayment(
        on=on,
        paid=paid,
        waiting=earned - paid,
        earned=earned,
        month=month,
        limit=limit,
        paid_before=paid_before,
        source=rule.source,
        basis=rule.basis,
    )
