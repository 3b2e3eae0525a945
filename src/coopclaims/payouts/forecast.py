"""A forecast at creation: how a claim would be paid if it were approved as it is filed.

It needs no approval and no rates. It says how many payments to expect, from which entities, in which
currencies and to which bank profiles, and what has to be set up before they can be made.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import cast, final

import attrs

from coopclaims._checks import door
from coopclaims._values import as_instant, frozen
from coopclaims.claims.claim import ClaimForm
from coopclaims.claims.verdicts import Reason
from coopclaims.errors import ImplausibleRate, InvalidValue, NoRate, NoRuleInForce
from coopclaims.identifiers import EntityId, ProfileId
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency
from coopclaims.money.exchange import ExchangeRate, ExchangeRates, guarded, rate_from
from coopclaims.money.withdrawals import withdrawal_of
from coopclaims.payouts.payable import ended, far_rate, payable
from coopclaims.payouts.profiles import BankProfiles, PayingEntity, profile_reference
from coopclaims.payouts.shares import (
    EntityShare,
    UnresolvedReason,
    UnresolvedShare,
    amount_paid,
    grounds,
    no_rate,
    obstacles,
    prove_whole,
    split_by_entity,
    unresolved,
)
from coopclaims.payouts.statuses import EnrollmentStatus
from coopclaims.provenance import Explanation, cite, inferred, message
from coopclaims.rules.by_name import Rules
from coopclaims.rules.keys import SETUP_AT_CREATION
from coopclaims.rules.rule import Rule

# fmt: off
_ALL_APPROVED = inferred(message("reading.as_if_all_were_approved",
    "as if all of it were approved, on what was earned so far"))
_PAYMENT = message("expected_payment",
    "{entity} would pay {share} in {currency} to bank profile {profile}{estimate:?, about %}",
    "entity: EntityId, share: Money, currency: Currency, profile: ProfileId, estimate: Money | None")
_NO_ESTIMATE = message("no_rates_given",
    "no rates were given: what {share} is worth in {currency} is left open",
    "share: Money, currency: Currency")
_ANOTHER_CURRENCY = message("another_currency",
    "the claim is in {claim_currency}; {entity} pays in {currency}, at a rate set later",
    "claim_currency: Currency, entity: EntityId, currency: Currency")
_SET_UP_FIRST = message("set_up_first", "before {share} of {entity:or the claim} can be paid: {remedies}",
    "entity: EntityId | None, share: Money, reasons: tuple[UnresolvedReason, ...], "
    "remedies: tuple[Message, ...]")
_BEFORE_A_CLAIM = message("setup_before_a_claim", "bank and tax data are set up before a claim is created")
_ANSWERED = message("answered_before", "the vendor has answered this claim before: {reasons}",
    "reasons: tuple[Reason, ...]")
_FORECAST = message("payout_forecast",
    "of {claimed} claimed, payments would be made in {currencies:or no currency}: {payments}; shares that "
    "could not be paid yet: {unresolved}",
    "claimed: Money, currencies: tuple[Currency, ...], payments: int, unresolved: int")
# fmt: on


@final
@frozen(kw_only=True)
class ForecastPayment(EntityShare):
    """A payment to expect: `share` of the claimed amount, to be paid in `currency` to `profile`.

    `entity` pays. `estimate` is the share in that currency at the rate of the month of the forecast, `None`
    where no rate was given: the rate that counts is not known yet. `rate` is the rate of the estimate, and
    `month` the month whose rate is missing, each `None` where there is none. Where the rate of that month is
    not believed, it stands in `rate`, and in `last` the last known one. `earned` is what the entity
    earned into the fund, `found` how the profile was found, and `split` the whole.
    """

    entity: EntityId
    currency: Currency
    profile: ProfileId = attrs.field(validator=profile_reference)
    estimate: Money | None
    rate: ExchangeRate | None = None
    month: date | None = None
    last: ExchangeRate | None = None

    @property
    def is_converted(self) -> bool:
        """Whether it is paid in another currency than the claim's."""
        return self.currency is not self.share.currency

    def explain(self) -> Explanation:
        """Return why this entity pays this share, in this currency, to this profile."""
        if self.estimate is not None:
            why = amount_paid(self, self.estimate, self.rate)
        elif self.month is None:
            why = (_NO_ESTIMATE.say(share=self.share, currency=self.currency, source=cite("PR22", "P-08")),)
        elif self.rate is not None and self.last is not None:
            why = (far_rate(self.rate, self.last, self.month, self.split.rate_guard),)
        else:
            why = (no_rate(self, self.currency, self.month),)
        return _PAYMENT.say(
            entity=self.entity,
            share=self.share,
            profile=self.profile,
            currency=self.currency,
            estimate=self.estimate if self.is_converted else None,
            source=cite("MG22", "P-01", "P-02"),
            because=(*grounds(self), *why),
        )


@final
@frozen(kw_only=True)
class PayoutForecast:
    """The payments to expect of a claim, and the shares for which something has to be set up first.

    `payments` and `unresolved` are one for each entity, and either may be empty. The shares of both add up
    to `claimed`, to the minor unit; anything else is refused with `InvalidValue`. `setup` is the rule by
    which bank and tax data come before a claim, `None` where none was in force on the day of the forecast.
    `answered` are the reasons that the vendor gave before, empty where there are none.
    """

    claimed: Money
    payments: tuple[ForecastPayment, ...]
    unresolved: tuple[UnresolvedShare, ...]
    setup: Rule[bool] | None = attrs.field(default=None, repr=False)
    answered: tuple[Reason, ...] = ()

    def __attrs_post_init__(self) -> None:
        prove_whole("shares", self.claimed, [each.share for each in (*self.payments, *self.unresolved)])

    @property
    def currencies(self) -> tuple[Currency, ...]:
        """The currencies in which payments are to be expected, by code."""
        return tuple(sorted({each.currency for each in self.payments}))

    @property
    def notices(self) -> tuple[Explanation, ...]:
        """What somebody who files the claim may not expect: an answer, another currency, a rate, a lack."""
        source = cite("MG22", "H-04", "S-11")
        return (
            *((_ANSWERED.say(reasons=self.answered, source=source),) if self.answered else ()),
            *(_other_currency(each) for each in self.payments if each.is_converted),
            *(
                far_rate(each.rate, each.last, each.month, each.split.rate_guard)
                for each in self.payments
                if each.rate is not None and each.last is not None and each.month is not None
            ),
            *(
                _to_set_up(each, self.setup)
                for each in self.unresolved
                if each.reason is not UnresolvedReason.ROUNDS_TO_NOTHING
            ),
        )

    def explain(self) -> Explanation:
        """Return what is to be expected, and why."""
        return _FORECAST.say(
            claimed=self.claimed,
            currencies=self.currencies,
            payments=len(self.payments),
            unresolved=len(self.unresolved),
            source=cite("MG22", "P-01", "P-02"),
            basis=_ALL_APPROVED,
            because=(
                *(() if self.setup is None else (self.setup.says(_BEFORE_A_CLAIM),)),
                *(each.explain() for each in self.payments),
                *(each.explain() for each in self.unresolved),
                *self.notices,
            ),
        )


@door
def forecast_payouts(
    form: ClaimForm,
    *,
    shares: Iterable[tuple[EntityId, Money]],
    entities: Iterable[PayingEntity],
    profiles: BankProfiles,
    at: datetime,
    rules: Rules,
    rates: ExchangeRates | None = None,
    enrollment: EnrollmentStatus,
    answered: Iterable[Reason] = (),
) -> PayoutForecast:
    """Return how a claim filed with this form would be paid, if all of it were approved.

    `form` is the claim's form. `entities` are the paying entities with their local currencies, in any order,
    and `profiles` the bank profiles assigned. `rules` are bound rules. `enrollment` is that of the location
    in the program. `rates` are needed for estimates only; `None` gives none. `answered` are the reasons that
    the vendor gave before, such as `Claim.reasons`, which a notice repeats.

    `shares` say what each entity earned into the fund so far; `at` is the aware instant of the
    forecast, whose month in the program's zone gives the rate of an estimate where `rates` are passed.
    Raises `InvalidValue` for a naive `at` and for an amount that is not above zero, and `WrongAnswer` for a
    rate that was not asked for.
    Source: MG22 P-01, P-02; PIE P-09, A-10; CC24 A-06; that all would be approved is assumed.
    """
    if not form.amount.is_positive:
        raise InvalidValue("amount", form.amount, "amount_above_zero")
    on = rules.day(as_instant("at", at))
    believed = guarded(rates, rules.policies.rate_guard.percent)
    split = split_by_entity(
        form.amount,
        form,
        earned=tuple(shares),
        entities=entities,
        profiles=profiles,
        enrollment=enrollment,
        rules=rules,
        is_forecast=True,
    )
    expected = [_expected(each, believed, on, rules) for each in split]
    return PayoutForecast(
        claimed=form.amount,
        payments=tuple(each for each in expected if isinstance(each, ForecastPayment)),
        unresolved=tuple(each for each in expected if isinstance(each, UnresolvedShare)),
        setup=_asked_at_creation(on, rules),
        answered=tuple(answered),
    )


def _asked_at_creation(on: date, rules: Rules) -> Rule[bool] | None:
    """Return the rule by which bank and tax data come before a claim, where one is in force that asks."""
    try:
        rule = rules.look_up(SETUP_AT_CREATION, on)
    except NoRuleInForce:
        return None
    return rule if rule.value else None


def _expected(
    each: EntityShare, rates: ExchangeRates | None, on: date, rules: Rules
) -> ForecastPayment | UnresolvedShare:
    """Return the payment to expect of one share, or what has to be set up before there is one."""
    found, share, reasons = each.found, each.share, obstacles(each)
    profile, currency = (None, None) if found is None else (found.profile, found.currency)
    if currency is not None and withdrawal_of(currency, on) is not None:
        reasons += (UnresolvedReason.CURRENCY_WITHDRAWN,)
    if reasons or each.entity is None or profile is None or currency is None:
        return unresolved(each, reasons, on, rules)
    rate, last, missing, is_known = None, None, None, currency is share.currency
    if not is_known and rates is not None:
        month = on.replace(day=1)
        try:
            rate, is_known = rate_from(rates, share.currency, currency, month), True
        except ImplausibleRate as far:
            missing, rate, last = month, cast("ExchangeRate", far.rate), cast("ExchangeRate", far.last)
        except NoRate:
            missing = month
    estimate = payable(share, rate, None if found is None else found.step) if is_known else None
    if estimate is not None and estimate.is_zero:
        return unresolved(each, (UnresolvedReason.ROUNDS_TO_NOTHING,), on, rules, rate=rate)
    return ForecastPayment(
        entity=each.entity,
        share=share,
        earned=each.earned,
        found=found,
        split=each.split,
        currency=currency,
        profile=profile,
        estimate=estimate,
        rate=rate,
        month=missing,
        last=last,
    )


def _other_currency(payment: ForecastPayment) -> Explanation:
    return _ANOTHER_CURRENCY.say(
        entity=payment.entity,
        claim_currency=payment.share.currency,
        currency=payment.currency,
        source=cite("MG22", "P-01", "P-08", "P-09"),
    )


def _to_set_up(missing: UnresolvedShare, setup: Rule[bool] | None) -> Explanation:
    reasons = (missing.reason, *missing.also)
    because: tuple[Explanation, ...] = ()
    if UnresolvedReason.CURRENCY_WITHDRAWN in reasons and missing.currency is not None:
        because = ended(missing.currency)
    return _SET_UP_FIRST.say(
        entity=missing.entity,
        share=missing.share,
        reasons=reasons,
        remedies=tuple(reason.remedy for reason in reasons),
        source=cite("PR22", "P-03") if setup is None else setup.source,
        basis=None if setup is None else setup.basis,
        because=because,
    )
