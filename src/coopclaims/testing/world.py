"""Worlds: rules, fund, people, calendar and zone that fit together, so that a claim can be judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Protocol, final
from zoneinfo import ZoneInfo

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from coopclaims._values import frozen
from coopclaims.calendars.calendar import BusinessCalendar
from coopclaims.claims.claim import Claim
from coopclaims.claims.commands import Command
from coopclaims.claims.events import History
from coopclaims.decisions.deciding import Decision, Option, allowed, decide, problems
from coopclaims.errors import InvalidValue
from coopclaims.findings.problem import Problem
from coopclaims.funds.entries import FundEntry, PoolKey
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import EntityId, LocationId, PaymentId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency
from coopclaims.money.exchange import ExchangeRate, RateTable
from coopclaims.parties import Actor, Role, Side
from coopclaims.payments.payment import Payment
from coopclaims.payouts.profiles import PayingEntity
from coopclaims.payouts.statuses import PaymentStatus
from coopclaims.periods import ClaimingPeriod, FiscalHalf, Half, UsagePeriod
from coopclaims.rules.book import Rulebook, Rules
from coopclaims.rules.policies import Policies
from coopclaims.rules.published.every_era import partner_center
from coopclaims.testing.programs import as_code
from coopclaims.testing.rulebooks import PROGRAM, YEARS, bound_rules

NAMES: Mapping[Role, str] = MappingProxyType(
    {
        Role.GLOBAL_ADMIN: "gail",
        Role.ACCOUNT_ADMIN: "abel",
        Role.BILLING_ADMIN: "bill",
        Role.INCENTIVES_ADMIN: "alice",
        Role.INCENTIVES_USER: "bob",
        Role.COLLABORATOR: "carol",
        Role.REVIEWER: "rita",
        Role.VALIDATION_TEAM: "vera",
        Role.PAYMENT_TEAM: "paul",
        Role.SYSTEM: "system",
    }
)
"""Who plays which role in every story, so that a story can be read."""

_LOCATION = LocationId("se-stockholm")
_ENTITIES = (
    PayingEntity(EntityId("vendor-ireland"), "EUR"),
    PayingEntity(EntityId("vendor-sweden"), "SEK"),
    PayingEntity(EntityId("vendor-us"), "USD"),
)


@final
@frozen(kw_only=True, repr=False)
class World:
    """Everything that a claim is judged with, at one moment, made to fit together.

    `rules` are bound to a calendar and a zone. `funds` is the pool of one location, program and
    usage period as it stands, earned from `entities`. Claims are made in `currency`; where that is
    not the pool's, `rates` has the rate of every month of the story. `payments` are those of its claims as
    they are now.

    >>> from coopclaims import Role
    >>> World.typical().actor(Role.REVIEWER).id
    'rita'
    """

    rules: Rules
    funds: FundPool
    currency: Currency
    entities: tuple[PayingEntity, ...]
    rates: RateTable | None = None
    payments: tuple[Payment, ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.currency is not self.funds.key.currency and self.rates is None:
            raise InvalidValue(
                "rates", None, "rates_between", source=self.currency, target=self.funds.key.currency
            )

    @classmethod
    def typical(
        cls,
        *,
        calendar: BusinessCalendar | None = None,
        zone: str | None = None,
        policies: Policies | None = None,
    ) -> World:
        """Return the world of the examples: Partner Center, July to December 2022, a fund in SEK.

        Business days are Monday to Friday unless a calendar is given; `zone` is the key of a zone.
        """
        return cls.of(
            partner_center.bind(
                calendar=calendar or BusinessCalendar.of_weekdays(years=YEARS),
                zone=ZoneInfo(zone or partner_center.zone_key),
                policies=policies,
            )
        )

    @classmethod
    def of(
        cls,
        rules: Rules,
        *,
        usage_period: UsagePeriod | None = None,
        earned: Sequence[Money] | None = None,
        currency: str | Currency | None = None,
        rate: str | Decimal | None = None,
        per: int = 1,
        step: int | None = None,
    ) -> World:
        """Return the typical world under rules of your own.

        `usage_period` is July to December 2022 where it is `None`. `earned` are amounts in the fund's
        currency, of one entity each, three at most; 72,000 and 48,000 SEK where it is `None`. `currency` is
        that of the claims, `None` for the fund's, and `rate` what one unit of it is in the fund's, the same
        in every month; it is needed where the two currencies differ. `per` is for how many units the rate is
        quoted. `step` is the least that each entity pays, in minor units of its currency, `None` for one.

        >>> from coopclaims import BusinessCalendar, partner_center
        >>> rules = World.typical().rules
        >>> World.of(rules, currency="EUR", rate="10.9").rates.rates[0].rate
        Decimal('10.9')
        """
        usage = usage_period or UsagePeriod.of(FiscalHalf(2023, Half.H1))
        amounts = _EARNED if earned is None else tuple(earned)
        fund = amounts[0].currency
        claimed = fund if currency is None else Currency(str(currency))
        rates = None
        if rate is not None:
            rates = _same_every_month(claimed.code, fund.code, str(rate), since=usage.first, per=per)
        return _world(rules, usage, amounts, currency=claimed, rates=rates, step=step)

    @property
    def fund_keys(self) -> tuple[PoolKey, PoolKey]:
        """The funds of a game: that of the claims, and that of the six months before its usage period.

        What is unused of the earlier one may be rolled over into the other, where that was announced.
        """
        first = self.usage_period.first
        half_a_year = date(first.year - (first.month <= 6), (first.month + 5) % 12 + 1, 1)  # noqa: PLR2004 - months
        earlier = UsagePeriod(half_a_year, first - timedelta(days=1))
        return (self.funds.key, attrs.evolve(self.funds.key, usage_period=earlier))

    @property
    def location(self) -> LocationId:
        """The location whose claims these are."""
        return self.funds.key.location

    @property
    def program(self) -> ProgramId:
        """The program that the claims are made in."""
        return self.funds.key.program

    @property
    def usage_period(self) -> UsagePeriod:
        """The usage period of the fund."""
        return self.funds.key.usage_period

    @property
    def claiming_period(self) -> ClaimingPeriod:
        """The days on which a claim on the fund may be submitted."""
        return self.rules.claiming_period(self.usage_period, self.program).value

    @property
    def actors(self) -> tuple[Actor, ...]:
        """One actor for every role, who holds it for exactly this location and program."""
        return tuple(self.actor(role) for role in Role)

    def actor(self, role: Role) -> Actor:
        """Return who plays this role here. The collaborator holds none, until somebody asks her."""
        if role is Role.COLLABORATOR:
            return Actor.partner(NAMES[role])
        if role.side is Side.PARTNER:
            return Actor.partner(NAMES[role], role, location=self.location, program=self.program)
        if role.side is Side.VENDOR:
            return Actor.vendor(NAMES[role], role, location=self.location, program=self.program)
        return Actor.system()

    def start_of(self, day: date) -> datetime:
        """Return the first instant of a day in the program's zone, in UTC."""
        return datetime.combine(day, time.min, tzinfo=self.rules.zone).astimezone(UTC)

    def earnings(self) -> tuple[FundEntry, ...]:
        """Return the ledger entries that put what was earned into the empty pool."""
        at = self.start_of(self.usage_period.first)
        return tuple(self.funds.earned_entry(entity, amount, at=at) for entity, amount in self.funds.earned)

    def decide(self, command: Command, claim: Claim | None, history: History | None = None) -> Decision:
        """Return what happens when this command is given in this world. Raises `Refused`.

        `history` is that of the claim, by which the correction of an instant is judged, or `None`.
        """
        return decide(
            command,
            claim,
            rules=self.rules,
            funds=self.funds,
            rates=self.rates,
            history=history,
            payments=self.payments_of(claim),
        )

    def problems(
        self, command: Command, claim: Claim | None, history: History | None = None
    ) -> tuple[Problem, ...]:
        """Return everything that blocks this command in this world; `history` is as for `decide`."""
        return problems(
            command,
            claim,
            rules=self.rules,
            funds=self.funds,
            rates=self.rates,
            history=history,
            payments=self.payments_of(claim),
        )

    def allowed(self, claim: Claim, actor: Actor, *, at: datetime) -> Mapping[type[Command], Option]:
        """Return which kinds of command this actor may give in this world, and why not the others."""
        return allowed(
            claim,
            actor,
            at=at,
            rules=self.rules,
            funds=self.funds,
            rates=self.rates,
            payments=self.payments_of(claim),
        )

    def payments_of(self, claim: Claim | None) -> dict[PaymentId, PaymentStatus]:
        """Return the payments of a claim by identifier, with their statuses; none where there is no claim."""
        return {
            each.id: each.status for each in self.payments if claim is not None and each.claim == claim.id
        }

    def after(self, decision: Decision) -> World:
        """Return the world after a decision: its fund has recorded what the decision causes."""
        return attrs.evolve(self, funds=self.funds.record(decision.ledger))

    def __repr__(self) -> str:
        balance = self.funds.balance()
        told = f"World({self.funds.key}; earned {balance.earned}, available {balance.available}"
        return f"{told}; claims in {self.currency}; {self.rules.calendar.name}, {self.rules.zone})"

    def as_code(self) -> str:
        """Return an expression that makes this world again; one with a fund of its own is only described."""
        earned = tuple(amount for _, amount in self.funds.earned)
        if not 0 < len(earned) <= len(_ENTITIES):
            return f"... # {self!r}"
        rate, per, step = None, 1, None
        if self.rates is not None and self.rates.rates:
            quoted = self.rates.rates[0]
            rate, per = quoted.rate / quoted.per, int(quoted.per)
        if self.entities and self.entities[0].step is not None:
            step = self.entities[0].step.minor_units
        given: dict[str, object] = {"usage_period": self.usage_period, "earned": earned}
        if rate is not None:
            given |= {"currency": self.currency.code, "rate": str(rate)}
        given |= {} if per == 1 else {"per": per}
        given |= {} if step is None else {"step": step}
        again = World.of(
            self.rules,
            usage_period=self.usage_period,
            earned=earned,
            currency=self.currency,
            rate=rate,
            per=per,
            step=step,
        )
        if World.of(self.rules) == self:
            given = {}
        elif again != self:
            return f"... # {self!r}"
        home = "coopclaims.testing.World"
        if World.typical() == self:
            return f"{home}.typical()"
        stated = "".join(f", {name}={as_code(value)}" for name, value in given.items())
        return f"{home}.of({as_code(self.rules)}{stated})"

    def _repr_pretty_(self, printer: Printer, _cycle: object) -> None:  # pyright: ignore[reportUnusedFunction] - a protocol
        printer.text(self.as_code())


class Printer(Protocol):
    """What a pretty-printer offers: IPython's way of asking, in which Hypothesis follows it."""

    def text(self, text: str) -> None:
        """Print this text."""
        ...


def _world(
    rules: Rules,
    usage: UsagePeriod,
    earned: tuple[Money, ...],
    *,
    currency: Currency,
    rates: RateTable | None = None,
    step: int | None = None,
) -> World:
    """Return the world in which the first entities have earned these amounts, in their one currency.

    `step` is how many minor units are the least that each of them pays, `None` for one.
    """
    entities = _ENTITIES[: len(earned)]
    if step is not None:
        least = (Money.of_minor_units(step, each.currency) for each in entities)
        entities = tuple(attrs.evolve(each, step=money) for each, money in zip(entities, least, strict=True))
    key = PoolKey(location=_LOCATION, program=PROGRAM, usage_period=usage, currency=earned[0].currency)
    pool = FundPool.empty(key)
    at = datetime.combine(usage.first, time.min, tzinfo=rules.zone)
    for entity, amount in zip(entities, earned, strict=True):
        pool = pool.earning(entity.id, amount, at=at.astimezone(UTC))
    return World(rules=rules, funds=pool, currency=currency, entities=entities, rates=rates)


_EARNED = (Money("72000.00", "SEK"), Money("48000.00", "SEK"))
_HALVES = (
    FiscalHalf(2023, Half.H1),
    FiscalHalf(2021, Half.H2),
    FiscalHalf(2023, Half.H2),
    FiscalHalf(2022, Half.H2),
    FiscalHalf(2025, Half.H1),
)
_CURRENCIES = ("SEK", "EUR", "USD", "JPY", "KWD")
_RATES = ("0.0917", "1", "10.9", "152.305")


@st.composite
def _worlds(draw: st.DrawFn, around: SearchStrategy[Rules]) -> World:
    usage = UsagePeriod.of(draw(st.sampled_from(_HALVES)))
    rules = draw(around)
    code = draw(st.sampled_from(_CURRENCIES))
    earned = draw(st.lists(st.integers(1_000_000, 20_000_000), min_size=1, max_size=len(_ENTITIES)))
    currency = draw(st.sampled_from((code, code, *_CURRENCIES)))
    rates = None
    if currency != code:
        rate, per = draw(st.sampled_from(_RATES)), draw(st.sampled_from((1, 100)))
        rates = _same_every_month(currency, code, rate, since=usage.first, per=per)
    return _world(
        rules,
        usage,
        tuple(Money.of_minor_units(units, code) for units in earned),
        currency=Currency(currency),
        rates=rates,
        step=draw(st.sampled_from((None, None, 5, 100))),
    )


def _same_every_month(source: str, target: str, rate: str, *, since: date, per: int = 1) -> RateTable:
    """Return a table with one rate for many months: what one unit is worth, as a list quotes so many."""
    months = (date(since.year + n // 12, n % 12 + 1, 1) for n in range(since.month - 1, 72))
    origin = "the same every month"
    return RateTable(
        ExchangeRate(
            source=source, target=target, rate=Decimal(rate) * per, per=per, month=month, origin=origin
        )
        for month in months
    )


def worlds(
    *,
    policies: Policies | SearchStrategy[Policies] | None = None,
    rulebook: Rulebook | SearchStrategy[Rulebook] | None = None,
) -> SearchStrategy[World]:
    """Return a strategy for worlds: usage periods, rules, zones, calendars, funds, currencies, policies.

    A rate may be quoted for a hundred units, and entities may pay in steps.

    Every status can be reached in each of them, unless you give policies or a rulebook of your own that
    keep claims from it. The rules are the published ones, and the policies those of what a claim can do:
    see `bound_rules`. They shrink towards July to December 2022, Pacific time, Monday to Friday, a fund
    in SEK and the default policies.

    >>> from coopclaims import Policies
    >>> from hypothesis import given
    >>> @given(worlds(policies=Policies()))
    ... def check(world):
    ...     assert world.funds.balance().available.is_positive
    >>> check()
    """
    return _worlds(bound_rules(rulebook=rulebook, policies=policies))
