"""How much of a claim its caps let through, and the advice that it asks for more.

The catalogue, the claim, the fund and the chosen readings are used together here; the arithmetic of a
single cap is in `coopclaims.activities`. A cap never refuses anything: the sources say what is
reimbursable, and not that a claim for more is refused, so a submission or approval above it gets advice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

import attrs

from coopclaims._checks import door
from coopclaims._values import as_instant
from coopclaims.activities.caps import AttendeeCap, Cap, Reimbursable, ShareCap, converted, reimbursable
from coopclaims.claims.claim import Claim
from coopclaims.completeness.catalogues import activity_in, catalogue_day, catalogue_for
from coopclaims.decisions.context import JudgementContext, in_pool_currency, is_pool_of
from coopclaims.errors import InvalidValue, NoRuleInForce, Unresolved
from coopclaims.findings.codes import ProblemCode, Severity
from coopclaims.findings.problem import Problem, problem
from coopclaims.funds.pool import FundPool
from coopclaims.money.amounts import Money
from coopclaims.money.exchange import ExchangeRates, rate_from
from coopclaims.provenance import Explanation, cite, inferred, message
from coopclaims.rules.book import Rules
from coopclaims.rules.keys import CATALOGUE
from coopclaims.rules.readings import CapCounting, DemoUnitCap, OffersAndSpiffs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.activities.catalogue import Activity


# How much of a claim its activity's caps let through.

_OFFERS_AND_SPIFFS: Final = ("customer-offer", "spiff")
_DEMO_UNITS: Final = "product-seeding"

_COUNTED: Final = message(
    "counted_for_the_cap",
    "{used} counts as used: {approved} approved and {reserved} pending for {activities}",
    "used: Money, approved: Money, reserved: Money, activities: tuple[str, ...]",
)


@door
def reimbursable_claim(
    claim: Claim,
    *,
    at: datetime,
    rules: Rules,
    funds: FundPool,
    rates: ExchangeRates | None = None,
    persons: Sequence[Money] = (),
) -> Reimbursable:
    """Return how much of what the claim asks for its activity's caps let through at an instant, and why.

    The answer is in the fund's currency, in which a claim in another is set against it at the rate of
    the month of `at`. What other claims of the activity have approved and pending in the fund is
    counted, or what the chosen `CapCounting` says instead.

    `claim` is the claim as it is now, and `at` an aware instant. `rules` are bound rules, and `funds` is the
    pool of the claim as it is now. `rates` are needed only where its currency is not the claim's; `None`
    means that there are none. `persons` are the costs of each person, in the claim's currency and adding up
    to its amount, where a cap is by person; else empty.

    Raises `NoRuleInForce` without a catalogue for the claim, or where it has the name of the activity alone,
    `NoRate`, `Unresolved` where no page gives the program's figures, and `InvalidValue` for a naive `at`,
    for an activity that the catalogue does not have, for a fund of another place or usage period, and for
    persons that do not add up.
    Source: CO21 C-05; how claims count together is inferred.
    """
    context = JudgementContext(as_instant("at", at), rules, funds, rates)
    return _reimbursable(claim, claim.form.amount, context, tuple(persons))


def above_cap(claim: Claim, amount: Money, context: JudgementContext) -> Iterator[Problem]:
    """Yield advice that this amount of the claim is above what its caps let through.

    Nothing where that cannot be computed: for want of a rate, of a catalogue, or of the persons.
    """
    try:
        activity = _activity(claim, context)
        if any(isinstance(cap, AttendeeCap) for cap in activity.caps):
            return
        answer = _reimbursable(claim, amount, context, ())
    except (InvalidValue, Unresolved):  # reported by themselves where they block
        return
    if answer.amount < answer.claimed:
        why = next(cap for cap in answer.caps if cap.left == answer.amount).explain()
        yield problem(
            ProblemCode.ABOVE_CAP,
            field="amount",
            severity=Severity.ADVISES,
            who=context.editors,
            source=why.source,
            activity=activity.term,
            asked=answer.claimed,
            reimbursable=answer.amount,
            why=why,
        )


def _activity(claim: Claim, context: JudgementContext) -> Activity:
    rule = catalogue_for(claim, rules=context.rules, on=context.day)
    day = catalogue_day(claim, context.rules, context.day)
    activity = activity_in(rule, claim.form.activity, rules=context.rules, day=day)
    if activity is None:
        raise InvalidValue(
            "activity", claim.form.activity, "one_of", known=tuple(each.key for each in rule.value)
        )
    if activity.listed_only:
        raise NoRuleInForce(CATALOGUE, day, (), activity.term)
    return activity


def _reimbursable(
    claim: Claim, amount: Money, context: JudgementContext, persons: tuple[Money, ...]
) -> Reimbursable:
    form = claim.form
    if not is_pool_of(context.funds, form):
        raise InvalidValue(
            "funds",
            context.funds.key,
            "fund_of",
            program=form.program,
            location=form.location,
            usage_period=form.usage_period,
        )
    activity = _activity(claim, context)
    counted = _counted_activities(activity, context)
    drawn, statement = _drawn(claim, counted, context)
    claimed = in_pool_currency(amount, context)
    answer = reimbursable(
        tuple(_as_read(cap, activity, context) for cap in activity.caps),
        claimed,
        program=form.program,
        earned=context.funds.balance().earned,
        used=drawn,
        persons=_in_proportion(claimed, persons, amount),
        on=context.day,
        rates=context.rates,
    )
    if not activity.caps:
        return answer
    notes: tuple[Explanation, ...] = (statement,)
    if claimed.currency is not amount.currency:
        rate = rate_from(context.rates, amount.currency, claimed.currency, context.day.replace(day=1))
        notes = (converted(amount, rate), statement)
    return attrs.evolve(answer, notes=notes)


def _in_proportion(claimed: Money, persons: tuple[Money, ...], amount: Money) -> tuple[Money, ...]:
    """Return the costs of the persons in the fund's currency; they still add up."""
    if claimed.currency is amount.currency or not persons:
        return persons
    if any(cost.is_negative for cost in persons) or Money.total(persons, amount.currency) != amount:
        raise InvalidValue("persons", persons, "costs_together", amount=amount)
    numbered = {f"{number:09}": cost.minor_units for number, cost in enumerate(persons)}
    return tuple(share for _, share in claimed.allocate(numbered))


def _counted_activities(activity: Activity, context: JudgementContext) -> tuple[str, ...]:
    """Return the keys of the activities that share the cap with this one, itself included."""
    together = context.rules.policies.offers_and_spiffs is OffersAndSpiffs.TOGETHER
    if together and activity.key in _OFFERS_AND_SPIFFS:
        return _OFFERS_AND_SPIFFS
    return (activity.key,)


def _drawn(claim: Claim, activities: tuple[str, ...], context: JudgementContext) -> tuple[Money, Explanation]:
    """Return what is used of the cap already, and how that was counted."""
    policy = context.rules.policies.cap_counting
    nothing = Money(0, context.funds.key.currency)
    by_activity = [context.funds.usage_by_activity(each, besides=claim.id) for each in activities]
    approved = sum((each.approved for each in by_activity), nothing)
    reserved = sum((each.reserved for each in by_activity), nothing)
    used = {
        CapCounting.APPROVED_AND_RESERVED: approved + reserved,
        CapCounting.APPROVED_ONLY: approved,
        CapCounting.EACH_CLAIM: nothing,
    }[policy]
    readings = (policy, context.rules.policies.offers_and_spiffs)[: 2 if len(activities) > 1 else 1]
    return used, _COUNTED.say(
        used=used,
        approved=approved,
        reserved=reserved,
        activities=activities,
        source=cite("CO21", "C-05"),
        basis=inferred(*readings),
    )


def _as_read(cap: Cap, activity: Activity, context: JudgementContext) -> Cap:
    """Return a cap as the chosen readings have it; its basis names those that are not the default."""
    policies = context.rules.policies
    if not isinstance(cap, ShareCap):
        return cap
    if activity.key == _DEMO_UNITS and policies.demo_unit_cap is DemoUnitCap.LESSER:
        return attrs.evolve(cap, at_least=None, at_most=cap.at_least, basis=inferred(policies.demo_unit_cap))
    if activity.key in _OFFERS_AND_SPIFFS and policies.offers_and_spiffs is OffersAndSpiffs.TOGETHER:
        return attrs.evolve(cap, basis=inferred(policies.offers_and_spiffs))
    return cap
