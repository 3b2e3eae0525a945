"""Payouts: what each entity pays of an approved amount, in which currency, and why.

The approved amount is split over the entities by what each earned into the fund, in the claim's
currency, losing nothing; each share is then converted once, at the rate of the month in which the
payment order is made. A share that cannot be paid is reported as unresolved with its reason, so that
payouts and unresolved shares always add up to the approved amount.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, final

import attrs

from coopclaims._checks import door
from coopclaims._values import as_instant, frozen
from coopclaims.claims.claim import Claim
from coopclaims.errors import ImplausibleRate, InvalidValue, NoRate
from coopclaims.identifiers import EntityId, ProfileId
from coopclaims.money.amounts import Money
from coopclaims.money.exchange import ExchangeRate, ExchangeRates, guarded, rate_from
from coopclaims.money.withdrawals import withdrawal_of
from coopclaims.payouts.payable import payable
from coopclaims.payouts.profiles import BankProfiles, PayingEntity, profile_reference
from coopclaims.payouts.shares import (
    EntityShare,
    UnresolvedReason,
    UnresolvedShare,
    amount_paid,
    grounds,
    not_by_claim,
    obstacles,
    prove_whole,
    split_by_entity,
    unresolved,
)
from coopclaims.payouts.statuses import EnrollmentStatus, ProfileStatus
from coopclaims.provenance import Explanation, cite, message
from coopclaims.rules.by_name import Rules
from coopclaims.rules.readings import RateMonth

if TYPE_CHECKING:
    from datetime import date


# fmt: off
_PAYOUT = message("payout", "{entity} pays {money} to bank profile {profile}",
    "entity: EntityId, money: Money, profile: ProfileId")
_RESOLUTION = message("payout_resolution",
    "of {approved} approved, {payouts} shares can be paid, and {unresolved} cannot be paid yet",
    "approved: Money, payouts: int, unresolved: int")
_EARNED = message("weight", "{entity} earned {earned}", "entity: EntityId, earned: Money")
# fmt: on


@final
@frozen(kw_only=True)
class Payout(EntityShare):
    """What one entity pays: `share` of the approved amount, as `money` in the disbursement currency.

    `entity` pays, and `profile` is the reference of the bank profile. `rate` is the exchange rate used,
    `None` where the currencies are the same. `earned` is what the entity earned into the fund, `found` how
    the profile was found, and `split` the whole. An amount has no truth value: ask `payout.money.is_zero`.
    Where the profile or the entity is paid in steps, `money` is a multiple of the step.
    """

    entity: EntityId
    money: Money
    profile: ProfileId = attrs.field(validator=profile_reference)
    rate: ExchangeRate | None

    @property
    def worth(self) -> Money:
        """What the share is worth in the currency of payment, to the minor unit, whatever the step."""
        return payable(self.share, self.rate, None)

    @property
    def cut(self) -> Money:
        """What is not paid, since payments are made in steps; below zero where more is paid."""
        return self.worth - self.money

    @door
    def money_for(self, share: Money) -> Money:
        """Return what a share comes to in this payment: converted at its rate, and paid in its steps.

        `share` is an amount in the claim's currency. Raises `CurrencyMismatch` for another currency.
        """
        step = None if self.found is None else self.found.step
        return payable(share, self.rate, step)

    def explain(self) -> Explanation:
        """Return why this amount, this currency and this bank profile."""
        return _PAYOUT.say(
            entity=self.entity,
            profile=self.profile,
            money=self.money,
            because=(
                *grounds(self),
                not_by_claim(self, self.money.currency),
                *amount_paid(self, self.money, self.rate),
            ),
        )


@final
@frozen(kw_only=True)
class PayoutResolution:
    """The payouts of an approved amount, and the shares that cannot be paid yet.

    `approved` is the amount approved, in the claim's currency. `payouts` and `unresolved` are one for each
    entity, and either may be empty. `earned` is what each entity earned into the fund, by which the amount
    was split, and `assigned` are the bank profiles that were assigned to anything, each with the status that
    it was resolved with. The shares of both add up to `approved`, to the minor unit, and no entity or profile
    comes twice; anything else is refused with `InvalidValue`. Nothing is ever summed across currencies.
    """

    approved: Money
    payouts: tuple[Payout, ...]
    unresolved: tuple[UnresolvedShare, ...]
    earned: tuple[tuple[EntityId, Money], ...] = ()
    assigned: tuple[tuple[ProfileId, ProfileStatus], ...] = ()

    def __attrs_post_init__(self) -> None:
        shares = (*self.payouts, *self.unresolved)
        prove_whole("shares", self.approved, [each.share for each in shares])
        for what, keys in (
            ("shares", [each.entity for each in shares]),
            ("earned", [entity for entity, _ in self.earned]),
            ("assigned", [profile for profile, _ in self.assigned]),
        ):
            if len(set(keys)) < len(keys):
                raise InvalidValue(what, keys, "each_once")

    def explain(self) -> Explanation:
        """Return what each entity earned, and what follows from it for each share."""
        earned = (_EARNED.say(entity=entity, earned=money) for entity, money in self.earned)
        return _RESOLUTION.say(
            approved=self.approved,
            payouts=len(self.payouts),
            unresolved=len(self.unresolved),
            source=cite("MG22", "P-02"),
            because=(
                *earned,
                *(each.explain() for each in self.payouts),
                *(each.explain() for each in self.unresolved),
            ),
        )


@door
def resolve_payouts(
    claim: Claim,
    *,
    shares: Iterable[tuple[EntityId, Money]],
    entities: Iterable[PayingEntity],
    profiles: BankProfiles,
    rates: ExchangeRates,
    ordered_at: datetime,
    rules: Rules,
    enrollment: EnrollmentStatus,
) -> PayoutResolution:
    """Return what each entity pays of an approved claim, and what cannot be paid yet, each with its reason.

    `claim` is the approved claim. `entities` are the paying entities with their local currencies, in any
    order, and `profiles` the bank profiles assigned. `rates` are the exchange rates; none is needed for a
    share that is paid in the claim's currency. `rules` are bound rules.

    `shares` say what each entity earned into the fund (`FundPool.shares`); `ordered_at` is the aware
    instant at which the payment order is made, whose month in the program's zone decides the rate,
    unless the policy `RateMonth` says otherwise. `enrollment` is that of the location in the program:
    any other status than Enrolled holds every share back.
    Raises `InvalidValue` for a claim that is not approved and for a naive `ordered_at`, and `WrongAnswer` for
    a rate that was not asked for.
    Source: MG20, MG22 P-01, P-02; PR22 P-03, P-08, P-12; UI22 P-13; splitting and rounding are inferred.
    """
    approved = claim.approved
    if approved is None:
        raise InvalidValue(f"claim {claim.id}", claim.status, "approved_claim")
    ordered_on = rules.day(as_instant("ordered_at", ordered_at))
    month = _rate_month(claim, ordered_on, rules)
    earned = tuple(shares)
    split = split_by_entity(
        approved,
        claim.form,
        earned=earned,
        entities=entities,
        profiles=profiles,
        enrollment=enrollment,
        rules=rules,
        is_forecast=False,
    )
    believed = guarded(rates, rules.policies.rate_guard.percent)
    outcomes = [_pay(each, believed, month, ordered_on, rules) for each in split]
    return PayoutResolution(
        approved=approved,
        payouts=tuple(each for each in outcomes if isinstance(each, Payout)),
        unresolved=tuple(each for each in outcomes if isinstance(each, UnresolvedShare)),
        earned=earned,
        assigned=tuple(sorted({each.profile: each.status for each in profiles.assignments}.items())),
    )


def _rate_month(claim: Claim, ordered_on: date, rules: Rules) -> date:
    if rules.policies.rate_month is RateMonth.PAYMENT_ORDER:
        return ordered_on.replace(day=1)
    approved_at = claim.milestones.approved_at
    if approved_at is None:
        raise InvalidValue(f"claim {claim.id}", None, "instant_of_approval")
    return rules.day(approved_at).replace(day=1)


def _pay(
    each: EntityShare, rates: ExchangeRates | None, month: date, on: date, rules: Rules
) -> Payout | UnresolvedShare:
    """Return the payout of one entity's share, or why it cannot be paid yet."""
    found, share, reasons = each.found, each.share, obstacles(each)
    currency = None if found is None else found.currency
    rate: ExchangeRate | None = None
    wrong: NoRate | None = None
    if currency is not None and withdrawal_of(currency, on) is not None:
        reasons += (UnresolvedReason.CURRENCY_WITHDRAWN,)
    elif currency is not None and currency is not share.currency:
        try:
            rate = rate_from(rates, share.currency, currency, month)
        except ImplausibleRate as far:
            reasons, wrong = (*reasons, UnresolvedReason.RATE_IMPLAUSIBLE), far
        except NoRate as absent:
            reasons, wrong = (*reasons, UnresolvedReason.NO_RATE), absent
    if reasons or each.entity is None or found is None or found.profile is None:
        return unresolved(each, reasons, on, rules, wrong=wrong)
    money = payable(share, rate, found.step)
    if money.is_zero:
        return unresolved(each, (UnresolvedReason.ROUNDS_TO_NOTHING,), on, rules, rate=rate)
    return Payout(
        entity=each.entity,
        share=share,
        earned=each.earned,
        found=found,
        split=each.split,
        money=money,
        profile=found.profile,
        rate=rate,
    )
