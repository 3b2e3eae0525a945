"""Payouts: what each entity pays of an approved amount, in which currency, and why.

The approved amount is split over the entities by what each earned into the fund, in the claim's
currency, losing nothing; each share is then converted once, at the rate of the month in which the
payment order is made. A share that cannot be paid is reported as unresolved with its reason, so that
payouts and unresolved shares always add up to the approved amount.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import attrs

from coopclaims._values import as_instant, frozen
from coopclaims.errors import InvalidValue, NoRate
from coopclaims.identifiers import EntityId, ProfileId
from coopclaims.money.amounts import Money
from coopclaims.money.exchange import ExchangeRate, ExchangeRates
from coopclaims.payouts.shares import (
    EntityShare,
    Payee,
    UnresolvedReason,
    UnresolvedShare,
    money_figures,
    split_by_entity,
)
from coopclaims.provenance import Explanation, Reading, cite, explained, inferred, message
from coopclaims.rules.readings import RateMonth

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from coopclaims.claims.claim import Claim
    from coopclaims.money.currencies import Currency
    from coopclaims.payouts.profiles import BankProfiles, PayingEntity
    from coopclaims.payouts.statuses import EnrollmentStatus
    from coopclaims.rules.book import Rules

ROUNDED_ONCE = message("reading.rounded_once", "rounded once, half up")
"""How an amount is converted."""


@final
@frozen(kw_only=True)
class Payout:
    """What one entity pays: `share` of the approved amount, as `money` in the disbursement currency.

    `entity` pays, and `profile` is the reference of the bank profile. `explanation` says why this amount,
    this currency and this profile. An amount has no truth value: ask `payout.money.is_zero`.

    `rate` is the exchange rate used, `None` where the currencies are the same.
    """

    entity: EntityId
    share: Money
    money: Money
    profile: ProfileId
    rate: ExchangeRate | None
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return why this amount, this currency and this bank profile."""
        return self.explanation


@final
@frozen(kw_only=True)
class PayoutResolution:
    """The payouts of an approved amount, and the shares that cannot be paid yet.

    `approved` is the amount approved, in the claim's currency. `payouts` and `unresolved` are one for each
    entity, and either may be empty. The shares of both add up to `approved`, to the minor unit; anything else
    is refused with `InvalidValue`. Nothing is ever summed across currencies.
    """

    approved: Money
    payouts: tuple[Payout, ...]
    unresolved: tuple[UnresolvedShare, ...]

    def __attrs_post_init__(self) -> None:
        shares = [each.share for each in self.payouts] + [each.share for each in self.unresolved]
        whole = Money.total(shares, self.approved.currency)
        if whole != self.approved:
            raise InvalidValue("shares", f"{whole} together", f"shares that add up to {self.approved}")


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
    Raises `InvalidValue` for a claim that is not approved and for a naive `ordered_at`.
    Source: MG20, MG22 P-01, P-02; PR22 P-03, P-08, P-12; UI22 P-13; splitting and rounding are inferred.
    """
    approved = claim.approved
    if approved is None:
        raise InvalidValue(f"claim {claim.id}", claim.status.caption, "an Approved claim: only that is paid")
    ordered_on = rules.day(as_instant("ordered_at", ordered_at))
    payee = Payee(
        location=claim.form.location,
        program=claim.form.program,
        profiles=profiles,
        enrollment=enrollment,
        rules=rules,
        on=ordered_on,
    )
    month = _rate_month(claim, ordered_on, rules)
    split = split_by_entity(approved, "approved", earned=shares, entities=entities, payee=payee)
    outcomes = [_pay(each, rates, month, rules) for each in split]
    return PayoutResolution(
        approved=approved,
        payouts=tuple(each for each in outcomes if isinstance(each, Payout)),
        unresolved=tuple(each for each in outcomes if isinstance(each, UnresolvedShare)),
    )


def _rate_month(claim: Claim, ordered_on: date, rules: Rules) -> date:
    if rules.policies.rate_month is RateMonth.PAYMENT_ORDER:
        return ordered_on.replace(day=1)
    approved_at = claim.milestones.approved_at
    if approved_at is None:
        raise InvalidValue(f"claim {claim.id}", None, "the instant of its approval, whose month has the rate")
    return rules.day(approved_at).replace(day=1)


def _pay(each: EntityShare, rates: ExchangeRates, month: date, rules: Rules) -> Payout | UnresolvedShare:
    """Return the payout of one entity's share, or why it cannot be paid yet."""
    rate, share, currency = None, each.share, each.currency
    reasons, absent = each.reasons, tuple[Explanation, ...]()
    if currency is not None and currency is not share.currency:
        try:
            rate = rates.rate(share.currency, currency, month)
        except NoRate as error:
            reasons = (*reasons, UnresolvedReason.NO_RATE)
            absent = (explained(code="no-rate", text=str(error), source=cite("PR22", "P-08")),)
    if reasons or each.entity is None or each.profile is None or currency is None:
        return each.unresolved(reasons, *absent)
    money = share if rate is None else rate.convert(share)
    why = (
        not_by_claim(share, currency),
        conversion(share, money, rate, rules.policies.rate_month, ROUNDED_ONCE),
    )
    if money.is_zero:
        return each.unresolved((UnresolvedReason.ROUNDS_TO_NOTHING,), *why)
    explanation = explained(
        code="payout",
        text=f"{each.entity} pays {money} to bank profile {each.profile}",
        figures=(("entity", each.entity), ("profile", each.profile), *money_figures("money", money)),
        because=(*each.because, *why),
    )
    return Payout(
        entity=each.entity,
        share=share,
        money=money,
        profile=each.profile,
        rate=rate,
        explanation=explanation,
    )


def not_by_claim(share: Money, currency: Currency) -> Explanation:
    """Return the statement that the claim's currency does not decide the currency of payment."""
    return explained(
        code="claim-currency",
        text=f"the claim is in {share.currency}, which decides nothing: it is paid in {currency}",
        figures=(("claim_currency", share.currency.code), ("currency", currency.code)),
        source=cite("MG22", "P-01", "P-09"),
    )


def conversion(share: Money, money: Money, rate: ExchangeRate | None, *readings: Reading) -> Explanation:
    """Return how a share became the money paid, with the readings of which month and rounding."""
    if rate is None:
        return explained(
            code="same-currency", text=f"{share.currency} is paid in {share.currency}, unconverted"
        )
    return explained(
        code="conversion",
        text=f"{share} at {rate.rate:f} ({rate.month:%Y-%m}, {rate.origin}) is {money}",
        figures=(
            *money_figures("source", share),
            *money_figures("target", money),
            ("rate", f"{rate.rate:f}"),
            ("month", rate.month.isoformat()),
            ("origin", rate.origin),
        ),
        source=cite("PR22", "P-08"),
        basis=inferred(*readings),
    )
