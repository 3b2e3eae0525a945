"""Payments of a claim in a world: what they depend on, and payment commands that fit or do not.

Nothing that is drawn is thrown away: what could be asked for is listed and judged first, and one of it is
chosen. Where a payment can go is found in the payment table, as the way of a claim is in its own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast, final

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from coopclaims._values import frozen
from coopclaims.claims.claim import Claim
from coopclaims.deadlines.holds import HeldMoney, HeldState
from coopclaims.deadlines.tax_invoices import TaxInvoice, TaxInvoiceState
from coopclaims.errors import NoRuleInForce
from coopclaims.identifiers import ClaimId, CommandId, EntityId, PaymentId, ProfileId
from coopclaims.money.amounts import Money
from coopclaims.money.exchange import ExchangeRate
from coopclaims.parties import Role
from coopclaims.payments.blockers import EnrollmentStanding, PaymentContext, ProfileStanding, TaxProfile
from coopclaims.payments.deciding import PaymentCommand, payment_problems
from coopclaims.payments.payment import Payment, PaymentTerms
from coopclaims.payments.table import PAYMENT_TABLE
from coopclaims.payouts.payout import resolve_payouts
from coopclaims.payouts.profiles import BankProfiles, ProfileAssignment
from coopclaims.payouts.statuses import EnrollmentStatus, PaymentStatus, PaymentTrigger, ProfileStatus
from coopclaims.testing.ingredients import actors
from coopclaims.testing.walking import GAPS
from coopclaims.testing.world import World

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from hypothesis.strategies import DrawFn

    from coopclaims.money.currencies import Currency
    from coopclaims.parties import Actor
    from coopclaims.payments.table import PaymentRow

_STEP = PaymentTrigger
_DOLLARS = {"SEK": "0.1", "EUR": "1.1", "USD": "1", "JPY": "0.007", "KWD": "3.25"}
"""What a unit of each currency of the worlds is worth, about; of any other, as much as a dollar."""


@final
class SteadyRates:
    """Rates for any two currencies, the same in every month: for payments in worlds that state none.

    >>> from coopclaims import Currency
    >>> SteadyRates().rate(Currency("EUR"), Currency("USD"), date(2022, 11, 1)).rate
    Decimal('1.1')
    """

    def rate(self, source: Currency, target: Currency, month: date) -> ExchangeRate:
        """Return the rate from `source` to `target` for the month that starts on `month`."""
        worth = [float(_DOLLARS.get(each.code, "1")) for each in (source, target)]
        return ExchangeRate(
            source=source,
            target=target,
            rate=str(round(worth[0] / worth[1], 6)),
            month=month,
            origin="the same every month",
        )


_RATES: Final = SteadyRates()


@final
@frozen(kw_only=True)
class PaymentFacts:
    """What the payments of a claim depend on, the claim and its fund aside.

    `enrollment` is that of the location, `bank` the status of every bank profile and `tax_profile` that of
    the tax profile, `None` where there is none. `invoice` is where the tax invoice is. `lapsed` says that the
    time of what could not be paid is over, `None` that it is not. By default nothing is in the way.

    >>> PaymentFacts(bank=ProfileStatus.ACTION_REQUIRED).enrollment.value
    'enrolled'
    """

    enrollment: EnrollmentStatus = EnrollmentStatus.ENROLLED
    bank: ProfileStatus = ProfileStatus.APPROVED
    tax_profile: ProfileStatus | None = ProfileStatus.APPROVED
    invoice: TaxInvoiceState = TaxInvoiceState.NOT_NEEDED
    lapsed: HeldState | None = None

    def context(
        self,
        claim: Claim,
        *,
        world: World,
        at: datetime,
        payments: Iterable[Payment] = (),
        shares: Iterable[tuple[EntityId, Money]] | None = None,
    ) -> PaymentContext:
        """Return the context of a payment command of `claim`, given at the aware instant `at`.

        `world` has the paying entities, the fund and the rules. `payments` are all payments of the claim.
        `shares` say what each entity had earned when the claim was approved, `None` for what it has earned
        by now.
        """
        approved_at = claim.milestones.approved_at or claim.changed_at
        profiles = tuple(
            ProfileAssignment(
                profile=_profile(each.id),
                currency=each.currency,
                location=claim.form.location,
                program=claim.form.program,
                entity=each.id,
                status=self.bank,
            )
            for each in world.entities
        )
        day = world.rules.day(claim.changed_at)
        return PaymentContext(
            claim=claim,
            resolution=None
            if claim.approved is None
            else resolve_payouts(
                claim,
                shares=world.funds.shares() if shares is None else shares,
                entities=world.entities,
                profiles=BankProfiles(profiles),
                rates=_RATES,
                ordered_at=at,
                rules=world.rules,
                enrollment=self.enrollment,
            ),
            enrollment=EnrollmentStanding(self.enrollment),
            profiles=tuple(ProfileStanding(each.profile, self.bank) for each in profiles),
            tax_profile=None if self.tax_profile is None else TaxProfile(self.tax_profile),
            tax_invoice=TaxInvoice(
                self.invoice, approved_at if self.invoice is TaxInvoiceState.APPROVED else None
            ),
            payments=tuple(payments),
            held=None if self.lapsed is None else HeldMoney(on=day, state=self.lapsed, until=None),
        )


def _profile(entity: EntityId) -> ProfileId:
    return ProfileId(f"bank of {entity}")


FACTS: Final = (
    PaymentFacts(),
    PaymentFacts(invoice=TaxInvoiceState.APPROVED),
    *(PaymentFacts(lapsed=state) for state in (HeldState.FORFEITED, HeldState.ESCHEATED)),
)
"""Facts under which what was approved is paid, or its time is over."""

_CLOSED: Final = (
    PaymentFacts(enrollment=EnrollmentStatus.VALIDATING),
    PaymentFacts(bank=ProfileStatus.PENDING_VALIDATION),
    PaymentFacts(tax_profile=None),
    PaymentFacts(invoice=TaxInvoiceState.AWAITED),
)
"""Facts under which nothing is paid."""


def draw_facts(draw: DrawFn, *, complete: bool) -> PaymentFacts:
    """Draw facts under which a payment may go on, or under which something is missing."""
    return draw(st.sampled_from(FACTS if complete else _CLOSED))


def payment_contexts(
    claim: Claim,
    *,
    world: World | None = None,
    payments: Sequence[Payment] = (),
    at: datetime | None = None,
    complete: bool | None = None,
) -> SearchStrategy[PaymentContext]:
    """Return a strategy for what the payments of a claim depend on.

    `claim` is any claim, and `payments` are all of its payments. The entities that pay, the fund and the
    rules are those of `world`, of the typical one where it is `None`. `at` is the aware instant of the
    payment command, `None` for that of the claim's last entry. With `complete` true nothing is missing; with
    `complete` false something always is; `None` gives both. They shrink towards contexts in which nothing is
    missing.

    >>> from coopclaims import ClaimStatus
    >>> from coopclaims.testing import claims, simplest
    >>> simplest(payment_contexts(simplest(claims(ClaimStatus.APPROVED)))).enrollment.status.value
    'enrolled'
    """
    around = world or World.typical()
    known = {None: (*FACTS, *_CLOSED), True: FACTS, False: _CLOSED}[complete]
    when = claim.changed_at if at is None else at
    return st.sampled_from(known).map(
        lambda facts: facts.context(claim, world=around, at=when, payments=payments)
    )


# The ways of a payment.


@cache
def ways_of(status: PaymentStatus | None) -> Mapping[PaymentRow, PaymentRow]:
    """Return every row that a payment in this status may take one day, with the next row on its way there."""
    first: dict[PaymentRow, PaymentRow] = {}
    waiting: deque[tuple[PaymentStatus | None, PaymentRow | None]] = deque([(status, None)])
    seen: set[PaymentStatus | None] = {status}
    while waiting:
        place, begun = waiting.popleft()
        for row in PAYMENT_TABLE.rows:
            if row.source is not place:
                continue
            first.setdefault(row, begun or row)
            if row.target not in seen:
                seen.add(row.target)
                waiting.append((row.target, begun or row))
    return MappingProxyType(first)


# What could be asked for.


def payment_commands(
    context: PaymentContext, *, world: World | None = None, legal: bool | None = None
) -> SearchStrategy[PaymentCommand]:
    """Return a strategy for commands about the payments of a claim: those that it has, and those it owes.

    `context` has the claim, its payments and all that they depend on (`payment_contexts`), and `world` the
    fund as it is now and the rules, those of the typical world where it is `None`. With `legal` true,
    `decide_payment` accepts every one of them, so a claim of which nothing can be paid generates nothing;
    with `legal` false, it refuses every one of them; `None` gives both. No command is earlier than the last
    entry of its payment, but for a mistake.

    >>> from hypothesis import given, strategies as st
    >>> from coopclaims import ClaimStatus
    >>> from coopclaims.testing import scenarios
    >>> @given(st.data())
    ... def check(data):
    ...     told = data.draw(scenarios(ClaimStatus.APPROVED, world=World.typical()))
    ...     context = data.draw(payment_contexts(told.claim, world=told.world, complete=True))
    ...     command = data.draw(payment_commands(context, world=told.world, legal=False))
    ...     assert payment_problems(
    ...         command, None, context=context, funds=told.world.funds, rules=told.world.rules)
    >>> check()
    """
    around = world or World.typical()
    if legal and not fitting(context, around):
        return st.nothing()
    return _payment_commands(context, around, legal)


@st.composite
def _payment_commands(
    draw: DrawFn,
    context: PaymentContext,
    world: World,
    legal: bool | None,  # noqa: FBT001 - inside only
) -> PaymentCommand:
    found = fitting(context, world)
    verdict = draw(st.sampled_from((True, False) if found else (False,))) if legal is None else legal
    if verdict:
        return draw_later(draw, draw(st.sampled_from(found)), context, world)
    return draw_wrong_payment(draw, context, world)


def draw_later(
    draw: DrawFn, command: PaymentCommand, context: PaymentContext, world: World
) -> PaymentCommand:
    """Draw the same command at an instant at which it is as right as it was."""
    later = attrs.evolve(command, at=command.at + draw(st.sampled_from(GAPS)))
    return later if not judged(later, context, world) else command


def judged(command: PaymentCommand, context: PaymentContext, world: World) -> tuple[Any, ...]:
    """Return what blocks a command in this context and world."""
    payment = _known(command.payment, context)
    return payment_problems(command, payment, context=context, funds=world.funds, rules=world.rules)


def _known(payment: PaymentId, context: PaymentContext) -> Payment | None:
    return next((each for each in context.payments if each.id == payment), None)


def fitting(context: PaymentContext, world: World) -> tuple[PaymentCommand, ...]:
    """Return a command for every step that some payment of the claim may take now."""
    return tuple(each for each in _possible(context, world) if not judged(each, context, world))


def _possible(context: PaymentContext, world: World) -> Iterator[PaymentCommand]:
    """Yield a command for each step that the table leaves open to a payment of the claim."""
    for payment in context.payments:
        for step in PAYMENT_TABLE.possible(payment.status):
            yield _asking(payment, step, context, world)
    owing = None if context.resolution is None else context.resolution.payouts
    for payout in owing or ():
        before = context.payment_of(payout.entity)
        if before is None or before.status is PaymentStatus.INCORRECT_PAYMENT:
            yield _making(payout.entity, context, world)


def _making(entity: EntityId, context: PaymentContext, world: World) -> PaymentCommand:
    """Return a command that makes the next payment of what this entity owes."""
    claim = context.claim
    owed = context.payout_of(entity)
    share = Money.of_minor_units(1, claim.currency)
    number = 1 + sum(each.entity == entity for each in context.payments)
    last = max((claim.changed_at, *(each.changed_at for each in context.payments if each.entity == entity)))
    terms = PaymentTerms(
        claim=claim.id,
        entity=entity,
        profile=_profile(entity) if owed is None else owed.profile,
        money=share if owed is None else owed.money,
        settles=share if owed is None else owed.share,
        fund=world.funds.key,
    )
    name = PaymentId(f"{claim.id}/{entity}/{number}")
    return _command(name, 0, _STEP.MAKE, last, world, terms=terms)


def _asking(payment: Payment, step: PaymentTrigger, context: PaymentContext, world: World) -> PaymentCommand:
    """Return a command for this step of a payment, by somebody who may take it."""
    at = max(payment.changed_at, context.claim.changed_at)
    terms = payment.terms if step is _STEP.MAKE else None
    owed = context.payout_of(payment.entity)
    if step is _STEP.ORDER and owed is not None:
        money = owed.money_for(payment.terms.settles)
        terms = attrs.evolve(payment.terms, money=money, profile=owed.profile)
    if step is not _STEP.CORRECT_INSTANT:
        return _command(payment.id, payment.version, step, at, world, terms=terms)
    return PaymentCommand(
        payment=payment.id,
        id=CommandId(f"{payment.id}/{payment.version + 1}"),
        by=_taker(step, at, world),
        at=at,
        trigger=step,
        note="a clock was wrong",
        corrects=1,
        instant=payment.milestones.made_at,
    )


def _command(
    payment: PaymentId,
    version: int,
    step: PaymentTrigger,
    at: datetime,
    world: World,
    *,
    terms: PaymentTerms | None,
) -> PaymentCommand:
    return PaymentCommand(
        payment=payment,
        id=CommandId(f"{payment}/{version + 1}"),
        by=_taker(step, at, world),
        at=at,
        trigger=step,
        terms=terms,
        note="as the bank said" if step in _SAID else "",
    )


_SAID = frozenset({_STEP.REJECT_TAX_INVOICE, _STEP.REJECT_IN_REVIEW, _STEP.REFUSE, _STEP.RECOUP})
"""The steps for which somebody has to say why."""


def _takers(step: PaymentTrigger, at: datetime, world: World) -> tuple[Role, ...]:
    """Return the roles that may take this step."""
    needs = next(row.requires for row in PAYMENT_TABLE.rows if row.trigger is step)
    try:
        granted = world.rules.permission(needs, world.rules.day(at)).value
    except NoRuleInForce:
        return ()
    return tuple(role for role in Role if role in granted)


def _taker(step: PaymentTrigger, at: datetime, world: World) -> Actor:
    return world.actor((*_takers(step, at, world), Role.SYSTEM)[0])


# What is wrong, each in one way.


def draw_wrong_payment(
    draw: DrawFn, context: PaymentContext, world: World, met: Container[object] = frozenset()
) -> PaymentCommand:
    """Draw a payment command that is refused; one whose problems were not `met` yet, where there is one."""
    found = [(each, judged(each, context, world)) for each in _refusable(draw, context, world)]
    refused = [(each, problems) for each, problems in found if problems]
    fresh = [each for each, problems in refused if any(one.code not in met for one in problems)]
    return draw(st.sampled_from(fresh or [each for each, _ in refused]))


def _refusable(draw: DrawFn, context: PaymentContext, world: World) -> Iterator[PaymentCommand]:
    """Yield commands most of which are refused, those of each way together."""
    possible = list(_possible(context, world))
    right = draw(st.sampled_from(possible)) if possible else _making(world.entities[0].id, context, world)
    yield from (each for each in possible if each.trigger in {_STEP.FORFEIT, _STEP.ESCHEAT, _STEP.ORDER})
    takers = _takers(right.trigger, right.at, world)
    others = [role for role in Role if role not in takers]
    yield attrs.evolve(right, by=draw(actors(*others, world=world)))
    yield attrs.evolve(right, by=draw(actors(*takers, world=world, in_scope=False)))
    yield attrs.evolve(right, note="")
    for payment in context.payments:
        yield from _wrong_steps(draw, payment, context, world)
    for entity in (each.id for each in world.entities):
        made = _making(entity, context, world)
        terms = cast("PaymentTerms", made.terms)
        yield made
        yield attrs.evolve(made, terms=attrs.evolve(terms, settles=2 * terms.settles))
        yield attrs.evolve(made, terms=attrs.evolve(terms, claim=ClaimId("C-0")))
        yield attrs.evolve(made, terms=attrs.evolve(terms, fund=world.fund_keys[1]))


def _wrong_steps(
    draw: DrawFn, payment: Payment, context: PaymentContext, world: World
) -> Iterator[PaymentCommand]:
    """Yield steps that a payment cannot take, or not as they are asked for."""
    possible = PAYMENT_TABLE.possible(payment.status)
    impossible = [step for step in PaymentTrigger if step not in possible]
    yield _asking(payment, draw(st.sampled_from(impossible)), context, world)
    for step in possible:
        asked = _asking(payment, step, context, world)
        yield attrs.evolve(asked, at=payment.changed_at - timedelta(minutes=1))
        if step in _SAID:
            yield attrs.evolve(asked, note=" ")
        if step is _STEP.RECOUP:
            settles = payment.terms.settles
            other = "EUR" if settles.currency.code != "EUR" else "USD"
            for amount in (2 * settles, 0 * settles, Money("1.00", other)):
                yield attrs.evolve(asked, amount=amount)
        if asked.terms is not None:
            yield attrs.evolve(asked, terms=attrs.evolve(asked.terms, money=2 * asked.terms.money))
