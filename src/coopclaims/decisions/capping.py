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
from coopclaims.activities.caps import Cap, Reimbursable, ShareCap, converted, reimbursable
from coopclaims.activities.costs import CostKind, CostPart
from coopclaims.claims.claim import Claim
from coopclaims.completeness.catalogues import activity_in, catalogue_day, catalogue_for
from coopclaims.completeness.supporting import supported_cost
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
    from coopclaims.completeness.supporting import SupportedCost


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
    beside_cap: Money | None = None,
) -> Reimbursable:
    """Return how much of what the claim asks for its activity's caps let through at an instant, and why.

    The answer is in the fund's currency, in which a claim in another is set against it at the rate of
    the month of `at`. What other claims of the activity have approved and pending in the fund is
    counted, or what the chosen `CapCounting` says instead. Where invoices or certification reports are on the
    claim, no more is reimbursed than `coopclaims.completeness.supported_cost` has of them.

    `claim` is the claim as it is now, and `at` an aware instant. `rules` are bound rules, and `funds` is the
    pool of the claim as it is now. `rates` are needed only where its currency is not the claim's; `None`
    means that there are none. `persons` are the costs of each person, in the claim's currency and adding up
    to its amount, where a cap is by person and the parts of the invoices do not say whose they are; else
    empty. `beside_cap` is how much of what other claims have approved and pending is of kinds that the cap
    does not count, such as registration, in the fund's currency; with `None` all of it counts, since a fund
    does not know what its claims are for.

    Raises `NoRuleInForce` without a catalogue for the claim, or where it has the name of the activity alone,
    `NoRate`, `Unresolved` where no page gives the program's figures, and `InvalidValue` for a naive `at`,
    for an activity that the catalogue does not have, for a fund of another place or usage period, for
    persons that do not add up, and for more beside the cap than is used.
    Source: CO21 C-05, N25; how claims count together is inferred.
    """
    context = JudgementContext(as_instant("at", at), rules, funds, rates)
    return _reimbursable(claim, claim.form.amount, context, tuple(persons), beside_cap)


def above_cap(claim: Claim, amount: Money, context: JudgementContext) -> Iterator[Problem]:
    """Yield advice that this amount of the claim is above what its caps let through.

    Nothing where that cannot be computed: for want of a rate, of a catalogue, or of the persons.
    """
    try:
        activity = _activity(claim, context)
        answer = _reimbursable(claim, amount, context)
    except (InvalidValue, Unresolved):  # reported by themselves where they block
        return
    tightest = min(answer.caps, key=lambda cap: cap.left, default=None)
    if tightest is not None and tightest.left < answer.claimed:
        why = tightest.explain()
        yield problem(
            ProblemCode.ABOVE_CAP,
            field="amount",
            severity=Severity.ADVISES,
            who=context.editors,
            source=why.source,
            activity=activity.term,
            asked=answer.claimed,
            reimbursable=tightest.left,
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
    claim: Claim,
    amount: Money,
    context: JudgementContext,
    persons: tuple[Money, ...] = (),
    beside_cap: Money | None = None,
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
    shown = supported_cost(claim, rules=context.rules)
    answer = reimbursable(
        tuple(_as_read(cap, activity, context) for cap in activity.caps),
        claimed,
        program=form.program,
        earned=context.funds.balance().earned,
        used=_within_cap(drawn, beside_cap),
        persons=_in_proportion(claimed, persons, amount),
        parts=_parts(shown, context),
        on=context.day,
        rates=context.rates,
    )
    notes: tuple[Explanation, ...] = (shown.explain(),) if shown.lines else ()
    if activity.caps:
        if claimed.currency is not amount.currency:
            rate = rate_from(context.rates, amount.currency, claimed.currency, context.day.replace(day=1))
            notes += (converted(amount, rate),)
        notes += (statement,)
    return attrs.evolve(answer, notes=notes)


def _within_cap(used: Money, beside: Money | None) -> Money:
    """Return what is used without what the cap does not count."""
    if beside is None:
        return used
    if beside.is_negative:
        raise InvalidValue("beside_cap", beside, "not_below_zero")
    if beside > used:
        raise InvalidValue("beside_cap", beside, "used_at_most", used=used)
    return used - beside


def _parts(shown: SupportedCost, context: JudgementContext) -> tuple[CostPart, ...]:
    """Return what the cost evidence consists of, in the fund's currency; together it is what it was."""
    out = [part for line in shown.lines for part in line.left_out]
    parts = (*shown.parts, *(attrs.evolve(part, kind=_as_left_out(part.kind)) for part in out))
    own, currency = shown.amount.currency, context.funds.key.currency
    if own is currency:
        return parts
    shares: dict[str, Money] = {}
    for sign in (1, -1):
        sizes = {f"{place:09}": sign * part.amount.minor_units for place, part in enumerate(parts)}
        sizes = {place: size for place, size in sizes.items() if size > 0}
        if sizes:
            together = Money.of_minor_units(sign * sum(sizes.values()), own)
            shares |= in_pool_currency(together, context).allocate(sizes)
    nothing = Money(0, currency)
    return tuple(
        attrs.evolve(part, amount=shares.get(f"{place:09}", nothing)) for place, part in enumerate(parts)
    )


def _as_left_out(kind: CostKind) -> CostKind:
    """Return the kind of what is left out: a kind that is not eligible, also where a policy leaves it out."""
    return CostKind.INELIGIBLE if kind.is_eligible else kind


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
