"""Payouts, by property: one class per clause."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any

import attrs
from hypothesis import given, strategies as st

from coopclaims import Claim, ClaimStatus, Currency, Money, Policies
from coopclaims.identifiers import EntityId, ProfileId
from coopclaims.money import ExchangeRate, Quotation, RateTable, withdrawal_of
from coopclaims.payouts import (
    BankProfiles,
    EnrollmentStatus,
    PayingEntity,
    Payout,
    PayoutResolution,
    ProfileAssignment,
    ProfileScope,
    ProfileStatus,
    UnresolvedReason,
    UnresolvedShare,
    WaterfallLevel,
    payment_waterfall,
    resolve_payouts,
)
from coopclaims.rules import EntityCurrency, RateMonth
from coopclaims.testing import World, claims, simplest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import DataObject


HOME = World.typical()
APPROVED = simplest(claims(ClaimStatus.APPROVED))
ORDERED = datetime(2022, 11, 10, 9, tzinfo=UTC)
NOVEMBER = date(2022, 11, 1)
CODES = ("SEK", "EUR", "JPY", "KWD", "CLF")
PAID_IN = (*CODES, "LTL")
"""Currencies of payment; one of them ended before any payment here."""
NAMES = tuple(EntityId(f"vendor-{name}") for name in ("ie", "se", "us", "jp"))

PLACES = {
    ProfileScope.PROGRAM: (HOME.location, HOME.program),
    ProfileScope.LOCATION: (HOME.location, None),
    ProfileScope.COMPANY: (None, None),
}


@attrs.frozen(kw_only=True)
class Order:
    """An approved claim, and everything that its payment depends on."""

    claim: Claim
    shares: tuple[tuple[EntityId, Money], ...]
    entities: tuple[PayingEntity, ...]
    profiles: BankProfiles
    rates: RateTable
    enrollment: EnrollmentStatus = EnrollmentStatus.ENROLLED
    reading: EntityCurrency = EntityCurrency.ASSIGNED_ELSE_LOCAL

    @property
    def approved(self) -> Money:
        assert self.claim.approved is not None
        return self.claim.approved

    def resolve(self) -> PayoutResolution:
        return resolve_payouts(
            self.claim,
            shares=self.shares,
            entities=self.entities,
            profiles=self.profiles,
            rates=self.rates,
            ordered_at=ORDERED,
            rules=attrs.evolve(HOME.rules, policies=Policies(entity_currency=self.reading)),
            enrollment=self.enrollment,
        )


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Draw an order in which anything may be missing: earnings, entities, profiles, rates.

    Rates are quoted either way, for one unit or more, for the month or from a day on; a currency may be paid
    in steps, or have ended.
    """
    codes, paid_in = st.sampled_from(CODES), st.sampled_from(PAID_IN)
    currency = draw(codes)
    approved = Money.of_minor_units(draw(st.integers(1, 10**7)), currency)
    earned = draw(st.dictionaries(st.sampled_from(NAMES), st.integers(0, 10**6), max_size=len(NAMES)))
    known = draw(st.dictionaries(st.sampled_from(NAMES), paid_in, max_size=len(NAMES)))
    keys = st.sampled_from(NAMES) | st.sampled_from(list(PLACES))
    assigned = draw(st.dictionaries(keys, paid_in, max_size=4))
    statuses = draw(
        st.fixed_dictionaries(
            {code: st.just(ProfileStatus.APPROVED) | st.sampled_from(ProfileStatus) for code in PAID_IN}
        )
    )
    steps = draw(st.dictionaries(paid_in, st.integers(1, 700), max_size=3))
    by_entity = draw(st.dictionaries(paid_in, st.integers(1, 700), max_size=3))
    values = draw(st.dictionaries(codes, st.decimals("0.0001", "9999", places=6), max_size=4))
    milestones = attrs.evolve(APPROVED.milestones, approved=approved)
    return Order(
        claim=attrs.evolve(
            APPROVED,
            details=attrs.evolve(APPROVED.details, form=attrs.evolve(APPROVED.form, amount=approved)),
            milestones=milestones,
        ),
        shares=tuple((name, Money.of_minor_units(units, currency)) for name, units in earned.items()),
        entities=tuple(PayingEntity(name, code, step(code, by_entity)) for name, code in known.items()),
        profiles=BankProfiles(
            assignment(key, code, statuses[code], step(code, steps)) for key, code in assigned.items()
        ),
        rates=RateTable(
            ExchangeRate(source=currency, target=code, rate=value, origin="drawn", **draw(quoted()))
            for code, value in values.items()
            if code != currency
        ),
        enrollment=draw(st.just(EnrollmentStatus.ENROLLED) | st.sampled_from(EnrollmentStatus)),
        reading=draw(st.sampled_from(EntityCurrency)),
    )


def quoted() -> st.SearchStrategy[dict[str, Any]]:
    """Draw how a rate is quoted, and when it holds: always in November 2022, and in September if in both."""
    return st.fixed_dictionaries(
        {
            "quotation": st.sampled_from(Quotation),
            "per": st.sampled_from((1, 100, Decimal("3.45280"))),
        }
    ).flatmap(lambda how: st.sampled_from(({**how, "month": NOVEMBER}, {**how, "since": date(2022, 1, 5)})))


def step(code: str, steps: Mapping[Any, int]) -> Money | None:
    return Money.of_minor_units(steps[code], code) if code in steps else None


def assignment(
    key: EntityId | ProfileScope,
    code: str,
    status: ProfileStatus = ProfileStatus.APPROVED,
    least: Money | None = None,
) -> ProfileAssignment:
    """Return a profile for an entity within the program, or for one of the wider scopes."""
    entity, scope = (None, key) if isinstance(key, ProfileScope) else (key, ProfileScope.PROGRAM)
    location, program = PLACES[scope]
    return ProfileAssignment(
        profile=ProfileId(f"bank-{code}"),
        currency=code,
        location=location,
        program=program,
        entity=entity,
        status=status,
        step=least,
    )


def value_of(payout: Payout) -> Fraction:
    """Return what the share is worth in minor units of the currency of payment, exactly."""
    share, rate = Fraction(payout.share.amount), payout.rate
    if rate is not None:
        number, per = Fraction(rate.rate), Fraction(rate.per)
        is_by_target = rate.quotation is Quotation.SOURCE_PER_TARGET
        share = share * per / number if is_by_target else share * number / per
    return share * Fraction(10**payout.money.currency.digits)


def every_share(resolution: PayoutResolution) -> list[Payout | UnresolvedShare]:
    return [*resolution.payouts, *resolution.unresolved]


class TestWhole:
    """Payouts and unresolved shares always add up to the approved amount, to the minor unit. P-02, P-03."""

    @given(orders())
    def test_nothing_is_lost(self, order: Order) -> None:
        resolution = order.resolve()
        shares = [each.share for each in every_share(resolution)]
        assert Money.total(shares, order.approved.currency) == order.approved == resolution.approved
        assert all(share.is_positive for share in shares)

    @given(orders())
    def test_every_entity_that_earned_is_heard_of_once(self, order: Order) -> None:
        resolution = order.resolve()
        told = [each.entity for each in every_share(resolution)]
        assert len(told) == len(set(told))
        assert {name for name in told if name} <= {
            name for name, earned in order.shares if earned.is_positive
        }

    @given(orders(), st.data())
    def test_the_order_of_the_shares_decides_nothing(self, order: Order, data: DataObject) -> None:
        shuffled = attrs.evolve(order, shares=tuple(data.draw(st.permutations(order.shares))))
        assert {each.entity: each.share for each in shuffled.resolve().payouts} == {
            each.entity: each.share for each in order.resolve().payouts
        }

    @given(orders())
    def test_a_share_is_in_proportion_to_what_was_earned(self, order: Order) -> None:
        resolution = order.resolve()
        earned = {name: amount.minor_units for name, amount in order.shares}
        for each in every_share(resolution):
            if each.entity is not None:
                whole = order.approved.minor_units
                exact = Fraction(whole * earned[each.entity], sum(earned.values()))
                assert abs(each.share.minor_units - exact) < 1


class TestCurrency:
    """The profile decides it, whatever the claim's is; no currency appears that nobody gave. P-01, P-02."""

    @given(orders())
    def test_none_that_nobody_gave(self, order: Order) -> None:
        given_ones = {each.currency for each in order.profiles.assignments}
        assert {each.money.currency for each in order.resolve().payouts} <= given_ones

    @given(orders())
    def test_shares_are_in_the_currency_of_the_claim(self, order: Order) -> None:
        resolution = order.resolve()
        for each in every_share(resolution):
            assert each.share.currency is order.approved.currency

    @given(orders())
    def test_a_profile_of_the_entitys_own_is_the_one(self, order: Order) -> None:
        own = {each.entity: each for each in order.profiles.assignments if each.entity is not None}
        for payout in attrs.evolve(order, reading=EntityCurrency.ASSIGNED_ELSE_LOCAL).resolve().payouts:
            if payout.entity in own:
                closest = own[payout.entity]
                assert (payout.profile, payout.money.currency) == (closest.profile, closest.currency)

    @given(orders())
    def test_one_of_several_pays_in_its_own_currency_unless_a_profile_is_its_own(self, order: Order) -> None:
        local = {entity.id: entity.currency for entity in order.entities}
        own = {each.entity for each in order.profiles.assignments}
        several = sum(amount.is_positive for _, amount in order.shares) > 1
        for payout in attrs.evolve(order, reading=EntityCurrency.ASSIGNED_ELSE_LOCAL).resolve().payouts:
            if several and payout.entity not in own:
                assert payout.money.currency is local[payout.entity]

    @given(orders())
    def test_by_the_first_statement_alone_all_are_paid_in_one_currency(self, order: Order) -> None:
        resolution = attrs.evolve(order, reading=EntityCurrency.PROGRAM_PROFILE).resolve()
        wider = {scope: each for each in order.profiles.assignments if (scope := each.scope) in PLACES}
        closest = next((wider[scope] for scope in PLACES if scope in wider), None)
        for payout in resolution.payouts:
            assert closest is not None
            assert (payout.profile, payout.money.currency) == (closest.profile, closest.currency)

    @given(orders())
    def test_by_the_second_statement_alone_each_of_several_is_paid_in_its_own(self, order: Order) -> None:
        local = {entity.id: entity.currency for entity in order.entities}
        if sum(amount.is_positive for _, amount in order.shares) > 1:
            resolution = attrs.evolve(order, reading=EntityCurrency.LOCAL).resolve()
            for payout in resolution.payouts:
                assert payout.money.currency is local[payout.entity]
            for each in resolution.unresolved:
                assert each.entity is None or each.currency is local.get(each.entity)


class TestGates:
    """Nothing goes to a profile that is not approved, or to a location that is not enrolled. P-12, P-13."""

    @given(orders())
    def test_only_to_what_is_approved(self, order: Order) -> None:
        statuses = {each.profile: each.status for each in order.profiles.assignments}
        for payout in order.resolve().payouts:
            assert statuses[payout.profile] is ProfileStatus.APPROVED

    @given(orders(), st.sampled_from(sorted(set(EnrollmentStatus) - {EnrollmentStatus.ENROLLED})))
    def test_nothing_before_the_enrollment_is_complete(self, order: Order, status: EnrollmentStatus) -> None:
        resolution = attrs.evolve(order, enrollment=status).resolve()
        assert resolution.payouts == ()
        for each in resolution.unresolved:
            unknown = {UnresolvedReason.NO_SHARES, UnresolvedReason.UNKNOWN_ENTITY}
            assert each.reason in unknown or UnresolvedReason.NOT_ENROLLED in {each.reason, *each.also}

    @given(orders())
    def test_once_everything_is_validated_no_gate_is_left(self, order: Order) -> None:
        validated = attrs.evolve(
            order,
            profiles=BankProfiles(
                attrs.evolve(each, status=ProfileStatus.APPROVED) for each in order.profiles.assignments
            ),
            enrollment=EnrollmentStatus.ENROLLED,
        ).resolve()
        gates = {UnresolvedReason.PROFILE_NOT_APPROVED, UnresolvedReason.NOT_ENROLLED}
        assert not gates.intersection(
            reason for each in validated.unresolved for reason in (each.reason, *each.also)
        )
        paid = {each.entity for each in validated.payouts}
        assert {each.entity for each in order.resolve().payouts} <= paid


class TestConversion:
    """A share is converted once, by the rate of the month of the order, and rounded half up. P-08."""

    @given(orders())
    def test_once_and_half_up(self, order: Order) -> None:
        for payout in order.resolve().payouts:
            assert payout.found is not None
            least = 1 if payout.found.step is None else payout.found.step.minor_units
            assert payout.money.minor_units == least * floor(value_of(payout) / least + Fraction(1, 2))
            if payout.rate is None and least == 1:
                assert payout.money == payout.share

    @given(orders())
    def test_what_a_step_cuts_is_named_and_adds_up(self, order: Order) -> None:
        resolution = order.resolve()
        fall = payment_waterfall(order.claim, resolution)
        for payout, branch in zip(resolution.payouts, fall.branches, strict=False):
            assert payout.found is not None
            assert payout.worth == payout.money + payout.cut
            assert payout.worth.minor_units == floor(value_of(payout) + Fraction(1, 2))
            named = [each.difference for each in branch.steps if each.level is WaterfallLevel.PAYABLE]
            assert len(named) == (payout.found.step is not None)
            cut = [each.amount for each in named if each is not None]
            assert cut == ([] if payout.cut.is_zero else [payout.cut])
            if payout.found.step is not None:
                assert 2 * abs(payout.cut.minor_units) <= payout.found.step.minor_units + 1

    @given(orders())
    def test_by_the_month_of_the_approval_where_that_reading_is_taken(self, order: Order) -> None:
        """The order is made in November, and only the rates of the month of the approval are given."""
        approved_at = order.claim.milestones.approved_at
        assert approved_at is not None
        month = HOME.rules.day(approved_at).replace(day=1)
        assert month != NOVEMBER
        then = attrs.evolve(
            order,
            rates=RateTable(
                rate if rate.month is None else attrs.evolve(rate, month=month) for rate in order.rates.rates
            ),
        )
        rules = attrs.evolve(
            HOME.rules, policies=Policies(entity_currency=order.reading, rate_month=RateMonth.APPROVAL)
        )
        read_so = resolve_payouts(
            then.claim,
            shares=then.shares,
            entities=then.entities,
            profiles=then.profiles,
            rates=then.rates,
            ordered_at=ORDERED,
            rules=rules,
            enrollment=then.enrollment,
        )
        expected = [(each.entity, each.money) for each in order.resolve().payouts]
        assert [(each.entity, each.money) for each in read_so.payouts] == expected

    @given(orders())
    def test_only_by_a_rate_that_was_given(self, order: Order) -> None:
        for payout in order.resolve().payouts:
            assert (payout.rate is None) is (payout.money.currency is order.approved.currency)
            assert payout.rate is None or payout.rate in order.rates.rates


class TestUnresolved:
    """What cannot be paid yet says why, and the reason is true. P-03, P-10."""

    @given(orders())
    def test_the_reason_is_true(self, order: Order) -> None:
        known = {entity.id for entity in order.entities}
        for each in order.resolve().unresolved:
            facts = {
                UnresolvedReason.NO_SHARES: not any(amount.is_positive for _, amount in order.shares),
                UnresolvedReason.UNKNOWN_ENTITY: each.entity not in known,
                UnresolvedReason.NO_PROFILE: each.entity in known,
                UnresolvedReason.PROFILE_NOT_APPROVED: any(
                    profile.status is not ProfileStatus.APPROVED and profile.currency is each.currency
                    for profile in order.profiles.assignments
                ),
                UnresolvedReason.NOT_ENROLLED: order.enrollment is not EnrollmentStatus.ENROLLED,
                UnresolvedReason.NO_RATE: each.currency is not None
                and each.currency not in {rate.target for rate in order.rates.rates},
                UnresolvedReason.CURRENCY_WITHDRAWN: each.currency is not None
                and withdrawal_of(each.currency, ORDERED.date()) is not None,
                UnresolvedReason.RATE_IMPLAUSIBLE: False,
                UnresolvedReason.ROUNDS_TO_NOTHING: bool(order.rates.rates)
                or (each.found is not None and each.found.step is not None),
            }
            for reason in (each.reason, *each.also):
                assert facts[reason]
                assert reason.caption in str(each.explain())
                assert reason.remedy.english in str(each.explain())
            assert each.reason not in each.also

    @given(orders())
    def test_a_share_is_paid_where_nothing_is_missing(self, order: Order) -> None:
        local = {name: Currency("SEK") for name, _ in order.shares}
        complete = attrs.evolve(
            order,
            entities=tuple(PayingEntity(name, currency) for name, currency in local.items()),
            profiles=BankProfiles(assignment(name, order.approved.currency.code) for name in local),
            enrollment=EnrollmentStatus.ENROLLED,
            reading=EntityCurrency.ASSIGNED_ELSE_LOCAL,
        )
        resolution = complete.resolve()
        no_earnings = not any(amount.is_positive for _, amount in order.shares)
        assert bool(resolution.unresolved) is no_earnings
