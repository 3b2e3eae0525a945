"""What commands are made of: people, money, forms and evidence, made to fit a world."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from coopclaims.activities.costs import CostKind, CostPart
from coopclaims.claims.claim import ClaimForm, PlanPath
from coopclaims.claims.evidence import (
    CertificationReport,
    Information,
    Invoice,
    Metric,
    OriginalAmount,
    Proof,
)
from coopclaims.deadlines.counting import Deadline
from coopclaims.deadlines.windows import activity_claim_due
from coopclaims.decisions.context import JudgementContext, in_pool_currency
from coopclaims.errors import NoRate, NoRuleInForce
from coopclaims.identifiers import ActorId, ItemId, LocationId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency
from coopclaims.money.exchange import ExchangeRate
from coopclaims.parties import EVERYWHERE, Actor, Everywhere, Grant, Role
from coopclaims.rules.keys import PLAN_NEEDED_FOR, PLAN_PROGRAMS
from coopclaims.rules.readings import (
    ActivitiesPerClaim,
    ActivityLimiting,
    CutDisputing,
    OverClaiming,
    PartialApproval,
    RepeatedEvidence,
)
from coopclaims.testing.evidencing import catalogue_of, draw_name, draw_shown, draw_stated
from coopclaims.testing.world import NAMES, World

if TYPE_CHECKING:
    from datetime import date, datetime

    from coopclaims.activities.catalogue import Activity
    from coopclaims.claims.claim import Claim
    from coopclaims.claims.evidence import Item
    from coopclaims.rules.rule import RuleKey


ELSEWHERE = (LocationId("no-oslo"), ProgramId("Surface ADR"))
"""A location and a program that no generated world is about."""

_MOST_UNITS = 10**12
PLAIN = st.characters(exclude_categories=("Cc", "Cs"), include_characters="\n\t")
"""The characters that a text may have."""

_TITLES = st.sampled_from(("Autumn campaign", "Höstmässa")) | st.text(PLAIN, max_size=12).map("No. {}".format)
_SUPPLIERS = st.sampled_from(("Annonsbolaget", ""))
_NOTES = st.sampled_from(("", "Paid in full."))
_SHAPES = ("plain", "parts", "receipt", "again", "credit", "dated")
"""What an invoice may be, besides plain."""


TEXTS = st.sampled_from(("As agreed.", "Zoë's note", "注記")) | st.text(PLAIN, max_size=12).map(
    "Re: {}".format
)
"""Texts that are not blank: a plain one first, then any."""


def money(
    currency: Currency | str | None = None,
    *,
    min_value: Money | None = None,
    max_value: Money | None = None,
) -> SearchStrategy[Money]:
    """Return a strategy for amounts, both bounds included, that shrink towards the lower one.

    In `currency`, that of the bounds, or any that ISO 4217 lists. Without bounds an amount is at least
    one minor unit and below a million million of them. Raises `CurrencyMismatch` where the bounds are
    in another currency, and `InvalidArgument` where nothing lies between them.

    >>> from hypothesis import given, settings
    >>> @given(money("JPY", max_value=Money(500, "JPY")))
    ... def check(amount):
    ...     assert amount.is_positive and amount <= Money(500, "JPY")
    >>> check()
    """
    bounds = [bound for bound in (min_value, max_value) if bound is not None]
    known = [bound.currency for bound in bounds] if currency is None else [Currency(str(currency))]
    lowest, highest = (
        None if bound is None else (bound + Money(0, known[0])).minor_units
        for bound in (min_value, max_value)
    )
    units = st.integers(1 if lowest is None else lowest, _MOST_UNITS if highest is None else highest)
    if known:
        return units.map(lambda n: Money.of_minor_units(n, known[0]))
    return st.builds(Money.of_minor_units, units, st.sampled_from(Currency.active()))


def actors(*roles: Role, world: World | None = None, in_scope: bool = True) -> SearchStrategy[Actor]:
    """Return a strategy for actors who hold one of these roles, or of any role where none is given.

    `in_scope` says whether the role covers the location and program of the world (exactly, or more
    widely), or is held for others only. A collaborator is a colleague without any role, whom an
    upload request may name. They shrink towards the first role, held for exactly that place.

    >>> from hypothesis import given
    >>> home = World.typical()
    >>> @given(actors(Role.REVIEWER, world=home, in_scope=False))
    ... def check(stranger):
    ...     assert stranger.roles == {Role.REVIEWER}
    ...     assert not stranger.roles_at(home.location, home.program)
    >>> check()
    """
    return _actors(roles or tuple(Role), world or World.typical(), in_scope)


_Scope: TypeAlias = "tuple[LocationId | Everywhere, ProgramId | Everywhere]"


@st.composite
def _actors(draw: st.DrawFn, roles: tuple[Role, ...], world: World, in_scope: bool) -> Actor:  # noqa: FBT001
    role = draw(st.sampled_from(roles))
    if role is Role.COLLABORATOR:
        return world.actor(role)
    place = (world.location, world.program)
    elsewhere: tuple[_Scope, ...] = (
        (ELSEWHERE[0], place[1]),
        (place[0], ELSEWHERE[1]),
        (ELSEWHERE[0], EVERYWHERE),
    )
    wide: tuple[_Scope, ...] = (
        place,
        (EVERYWHERE, EVERYWHERE),
        (place[0], EVERYWHERE),
        (EVERYWHERE, place[1]),
    )
    location, program = draw(st.sampled_from(wide if in_scope else elsewhere))
    return Actor(ActorId(NAMES[role]), role.side, (Grant(role, location, program),))


def forms(world: World | None = None) -> SearchStrategy[ClaimForm]:
    """Return a strategy for initial forms that fit the world, so that a claim can be made of them.

    Location, program and usage period are the fund's; the activity is one of the catalogue in force,
    carried out within the usage period, and not so early that a limit of its own ends before claims open;
    the amount is within what the fund has available, and above
    it at times where the policy only warns. The form states circumstances and attests what is asked
    for in them: see `evidence` for the rest. They shrink towards an activity that asks for no evidence
    but its costs.

    >>> from hypothesis import given
    >>> @given(forms())
    ... def check(form):
    ...     assert form.executed_on in form.usage_period
    >>> check()
    """
    return _forms(world or World.typical())


@st.composite
def _forms(draw: st.DrawFn, world: World) -> ClaimForm:
    return draw_form(draw, None, world)


def draw_form(
    draw: st.DrawFn, claim: Claim | None, world: World, *, activity: Activity | None = None
) -> ClaimForm:
    """Draw a form for a new claim, or one that an existing claim may be amended to.

    It is for this activity, or for one of the catalogue in force where none is given.
    """
    usage = world.usage_period
    days = (usage.last - usage.first).days
    executed_on = usage.first + timedelta(days=draw(st.integers(_days_too_early(world, days), days)))
    activities = [activity] if activity is not None else _activities(draw, executed_on, world)
    form = ClaimForm(
        name=draw(_TITLES),
        program=world.program,
        location=world.location,
        usage_period=usage,
        activity=activities[0].key,
        further_activities=[each.key for each in activities[1:]],
        executed_on=executed_on,
        amount=Money.of_minor_units(draw(_units(_claimable(claim, world), world)), world.currency),
        plan=_plan_path(executed_on, world),
    )
    return draw_stated(draw, form, activities, world)


def _days_too_early(world: World, days: int) -> int:
    """Return for how many days of a usage period the activity's own limit ends before claims open."""
    if world.rules.policies.activity_limiting is ActivityLimiting.OFF:
        return 0
    first, opens = world.usage_period.first, world.claiming_period.first
    due = (
        activity_claim_due(first + timedelta(days=early), program=world.program, rules=world.rules)
        for early in range(days)
    )
    in_time = (early for early, each in enumerate(due) if not isinstance(each, Deadline) or each.on >= opens)
    return next(in_time, 0)


def _activities(draw: st.DrawFn, executed_on: date, world: World) -> list[Activity]:
    eligible = [each for each in catalogue_of(executed_on, world) if each.is_for(world.program)]
    eligible.sort(key=lambda each: bool(each.proof) + bool(each.metric))
    activities = [draw(st.sampled_from(eligible))]
    if world.rules.policies.activities_per_claim is ActivitiesPerClaim.SEVERAL:
        others = [each for each in eligible if each not in activities]
        activities += draw(st.lists(st.sampled_from(others), unique=True, max_size=1))
    return activities


def _plan_path(executed_on: date, world: World) -> PlanPath | None:
    """Return where in a plan the claim belongs, where the program has plans or its claims need one.

    Its campaign begins with the activity, so that its proof is in time as long as can be.
    """
    if not any(_names(key, executed_on, world) for key in (PLAN_PROGRAMS, PLAN_NEEDED_FOR)):
        return None
    last = world.usage_period.last
    return PlanPath(plan="P-1", campaign="Campaign", first=executed_on, last=last, impressions=5_000)


def _names(key: RuleKey[frozenset[ProgramId]], day: date, world: World) -> bool:
    try:
        return world.program in world.rules.look_up(key, day).value
    except NoRuleInForce:  # no edition says that any program has plans
        return False


def _units(most: int, world: World) -> SearchStrategy[int]:
    """Return a strategy for amounts up to the most: where a cut can be disputed, there is one to be made."""
    least = 1 if world.rules.policies.cut_disputing is CutDisputing.OFF else 2
    return st.integers(min(least, most), most)


def _claimable(claim: Claim | None, world: World) -> int:
    """Return how many minor units may be claimed without the submission being refused for it."""
    balance = world.funds.balance()
    held = 0 * balance.earned if claim is None else world.funds.reserved_for(claim.id)
    at = world.start_of(world.usage_period.first) if claim is None else claim.changed_at
    try:
        within = max(1, most_within(balance.available + held, world, at=at))
    except NoRate:  # an instant was put right to before the first rate
        within = 1
    policies = world.rules.policies
    warns = policies.over_claiming is OverClaiming.WARNS
    above = within // 4 if warns and policies.partial_approval is PartialApproval.ALLOWED else 0
    return within + above


def most_within(limit: Money, world: World, *, at: datetime) -> int:
    """Return how many minor units of the claims' currency are at most `limit` of the fund's."""
    if world.currency is limit.currency:
        return max(0, limit.minor_units)
    around = JudgementContext(at, world.rules, world.funds, world.rates)
    least, most = 0, _MOST_UNITS  # halved here, because sizes of 32 bits have no range that is so long
    while least < most - 1:
        middle = (least + most) // 2
        if in_pool_currency(Money.of_minor_units(middle, world.currency), around) > limit:
            most = middle
        else:
            least = middle
    return least


def draw_item(draw: st.DrawFn, kind: type[Item], claim: Claim, world: World) -> Item:
    """Draw evidence of this kind that may be added to the claim, with an identifier of its own.

    A proof or a metric is of something that is still missing, where anything is.
    """
    number = claim.version + 1
    name = ItemId(f"{kind.__name__.lower()}-{number}")
    document = f"document-{number}"
    if kind is Information:
        return Information(id=name, text=draw(TEXTS))
    if kind is Metric:
        reports = draw_name(draw, claim, world)
        return Metric(id=name, name=reports, value=str(draw(st.integers(1, 10_000))))
    if kind is Proof:
        shows = draw_shown(draw, claim, world)
        return Proof(id=name, document=document, note=draw(TEXTS), shows=shows)
    cost = draw(money(max_value=claim.form.amount))
    if kind is CertificationReport:
        return CertificationReport(id=name, document=document, amount=cost, work=draw(TEXTS))
    return _invoice(draw, Invoice(id=name, document=document, amount=cost), claim, world)


def _invoice(draw: st.DrawFn, plain: Invoice, claim: Claim, world: World) -> Invoice:
    """Draw what an invoice says besides: plain at first, or in parts, of a receipt, again, or a credit."""
    cost, number, policies = plain.amount, claim.version + 1, world.rules.policies
    said: dict[str, Any] = {"supplier": draw(_SUPPLIERS), "note": draw(_NOTES)}
    bills = [item for item in claim.items if isinstance(item, Invoice) and not item.is_credit]
    shape = draw(st.sampled_from(_SHAPES))
    if shape == "parts":
        one = Money.of_minor_units(draw(st.integers(0, cost.minor_units)), cost.currency)
        kinds = draw(st.tuples(*[st.sampled_from(CostKind)] * 2))
        said["parts"] = tuple(
            CostPart(kind=kind, amount=amount, attendee=f"person-{number}")
            for kind, amount in zip(kinds, (one, cost - one), strict=True)
        )
    elif shape == "receipt":
        currency = Currency("USD" if cost.currency.code != "USD" else "EUR")
        day = claim.form.executed_on
        rate = ExchangeRate(
            source=currency, target=cost.currency, rate="1.25", month=day.replace(day=1), origin="bank"
        )
        said["original"] = OriginalAmount(amount=draw(money(currency)), rate=rate, on=day)
    elif shape == "again" and bills and policies.repeated_evidence is RepeatedEvidence.ADVISED:
        said |= {"document": bills[0].document, "digest": f"digest-{number}"}
    elif shape == "credit" and bills:
        said["amount"] = -cost
    elif shape == "dated":
        said["issued_on"] = claim.form.executed_on + timedelta(days=draw(st.integers(-400, 400)))
    return attrs.evolve(plain, **said)
