"""A forecast at creation: how a claim would be paid if it were approved as it is filed.

It needs no approval and no rates. It says how many payments to expect, from which entities, in which
currencies and to which bank profiles, and what has to be set up before they can be made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import attrs

from coopclaims._values import as_instant, frozen
from coopclaims.errors import InvalidValue, NoRate
from coopclaims.identifiers import EntityId, ProfileId
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency
from coopclaims.payouts.payout import ROUNDED_ONCE, conversion
from coopclaims.payouts.shares import (
    EntityShare,
    Payee,
    UnresolvedReason,
    UnresolvedShare,
    money_figures,
    split_by_entity,
)
from coopclaims.provenance import Explanation, cite, explained, inferred, message

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from coopclaims.claims.claim import ClaimForm
    from coopclaims.money.exchange import ExchangeRates
    from coopclaims.payouts.profiles import BankProfiles, PayingEntity
    from coopclaims.payouts.statuses import EnrollmentStatus
    from coopclaims.rules.book import Rules

_ESTIMATE = message("reading.an_estimate", "an estimate by the month of the forecast")
_ALL_APPROVED = inferred(
    message("reading.as_if_all_were_approved", "as if all of it were approved, on what was earned so far")
)


@final
@frozen(kw_only=True)
class ForecastPayment:
    """A payment to expect: `share` of the claimed amount, to be paid in `currency` to `profile`.

    `entity` pays, and `explanation` says why.

    `estimate` is the share in that currency at the rate of the month of the forecast, `None` where no
    rate was given: the rate that counts is not known yet.
    """

    entity: EntityId
    share: Money
    currency: Currency
    profile: ProfileId
    estimate: Money | None
    explanation: Explanation = attrs.field(repr=False)

    @property
    def is_converted(self) -> bool:
        """Whether it is paid in another currency than the claim's."""
        return self.currency is not self.share.currency

    def explain(self) -> Explanation:
        """Return why this entity pays this share, in this currency, to this profile."""
        return self.explanation


@final
@frozen(kw_only=True)
class PayoutForecast:
    """The payments to expect of a claim, and the shares for which something has to be set up first.

    `payments` and `unresolved` are one for each entity, and either may be empty. `explanation` says what to
    expect, and why.

    The shares of both add up to `claimed`, to the minor unit; anything else is refused with
    `InvalidValue`. `notices` say what somebody who files the claim may not expect: payment in another
    currency than the claim's, and what is missing.
    """

    claimed: Money
    payments: tuple[ForecastPayment, ...]
    unresolved: tuple[UnresolvedShare, ...]
    notices: tuple[Explanation, ...] = attrs.field(repr=False)
    explanation: Explanation = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        shares = [each.share for each in self.payments] + [each.share for each in self.unresolved]
        whole = Money.total(shares, self.claimed.currency)
        if whole != self.claimed:
            raise InvalidValue("shares", f"{whole} together", f"shares that add up to {self.claimed}")

    @property
    def currencies(self) -> tuple[Currency, ...]:
        """The currencies in which payments are to be expected, by code."""
        return tuple(sorted({each.currency for each in self.payments}))

    def explain(self) -> Explanation:
        """Return what is to be expected, and why."""
        return self.explanation


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
) -> PayoutForecast:
    """Return how a claim filed with this form would be paid, if all of it were approved.

    `form` is the claim's form. `entities` are the paying entities with their local currencies, in any order,
    and `profiles` the bank profiles assigned. `rules` are bound rules. `enrollment` is that of the location
    in the program. `rates` are needed for estimates only; `None` gives none.

    `shares` say what each entity earned into the fund so far; `at` is the aware instant of the
    forecast, whose month in the program's zone gives the rate of an estimate where `rates` are passed.
    Raises `InvalidValue` for a naive `at` and for an amount that is not above zero.
    Source: MG22 P-01, P-02; PIE P-09, A-10; CC24 A-06; that all would be approved is assumed.
    """
    if not form.amount.is_positive:
        raise InvalidValue("amount", str(form.amount), "an amount above zero")
    on = rules.day(as_instant("at", at))
    payee = Payee(
        location=form.location,
        program=form.program,
        profiles=profiles,
        enrollment=enrollment,
        rules=rules,
        on=on,
    )
    split = split_by_entity(form.amount, "claimed", earned=shares, entities=entities, payee=payee)
    expected = [_expected(each, rates, on.replace(day=1), rules) for each in split]
    payments = tuple(each for each in expected if isinstance(each, ForecastPayment))
    unresolved = tuple(each for each in expected if isinstance(each, UnresolvedShare))
    notices = (
        *(_other_currency(each) for each in payments if each.is_converted),
        *(_to_set_up(each) for each in unresolved if each.reason is not UnresolvedReason.ROUNDS_TO_NOTHING),
    )
    return PayoutForecast(
        claimed=form.amount,
        payments=payments,
        unresolved=unresolved,
        notices=notices,
        explanation=_explained(form.amount, payments, unresolved, notices),
    )


def _expected(
    each: EntityShare, rates: ExchangeRates | None, month: date, rules: Rules
) -> ForecastPayment | UnresolvedShare:
    """Return the payment to expect of one share, or what has to be set up before there is one."""
    share, currency = each.share, each.currency
    if each.reasons or each.entity is None or each.profile is None or currency is None:
        return each.unresolved(each.reasons)
    estimate, why = _estimate(share, currency, rates, month, rules)
    if estimate is not None and estimate.is_zero:
        return each.unresolved((UnresolvedReason.ROUNDS_TO_NOTHING,), why)
    about = "" if estimate is None or estimate is share else f", about {estimate}"
    explanation = explained(
        code="expected-payment",
        text=f"{each.entity} would pay {share} in {currency} to bank profile {each.profile}{about}",
        figures=(
            ("entity", each.entity),
            ("profile", each.profile),
            ("currency", currency.code),
            *(() if estimate is None else money_figures("estimate", estimate)),
        ),
        source=cite("MG22", "P-01", "P-02"),
        because=(*each.because, why),
    )
    return ForecastPayment(
        entity=each.entity,
        share=share,
        currency=currency,
        profile=each.profile,
        estimate=estimate,
        explanation=explanation,
    )


def _estimate(
    share: Money, currency: Currency, rates: ExchangeRates | None, month: date, rules: Rules
) -> tuple[Money | None, Explanation]:
    """Return what the share is worth in the currency of payment by the rates given, and how that is known."""
    readings = (_ESTIMATE, rules.policies.rate_month, ROUNDED_ONCE)
    if currency is share.currency:
        return share, conversion(share, share, None, *readings)
    if rates is None:
        text = f"no rates were given: what {share} is worth in {currency} is left open"
        return None, explained(code="no-estimate", text=text, source=cite("PR22", "P-08"))
    try:
        rate = rates.rate(share.currency, currency, month)
    except NoRate as absent:
        return None, explained(code="no-estimate", text=str(absent), source=cite("PR22", "P-08"))
    money = rate.convert(share)
    return money, conversion(share, money, rate, *readings)


def _other_currency(payment: ForecastPayment) -> Explanation:
    claimed = payment.share.currency
    return explained(
        code="another-currency",
        text=f"the claim is in {claimed}; {payment.entity} pays in {payment.currency}, at a rate set later",
        figures=(
            ("entity", payment.entity),
            ("claim_currency", claimed.code),
            ("currency", payment.currency.code),
        ),
        source=cite("MG22", "P-01", "P-08", "P-09"),
    )


def _to_set_up(missing: UnresolvedShare) -> Explanation:
    reasons = (missing.reason, *missing.also)
    return explained(
        code="set-up-first",
        text=f"before {missing.share} of {missing.entity or 'the claim'} can be paid: "
        f"{'; '.join(reason.remedy for reason in reasons)}",
        figures=(("entity", missing.entity or ""), ("reasons", ", ".join(reasons))),
        source=cite("CC24", "A-06"),
    )


def _explained(
    claimed: Money,
    payments: tuple[ForecastPayment, ...],
    unresolved: tuple[UnresolvedShare, ...],
    notices: tuple[Explanation, ...],
) -> Explanation:
    codes = " and ".join(sorted({each.currency.code for each in payments})) or "no currency"
    plural = "" if len(payments) == 1 else "s"
    text = f"of {claimed} claimed, {len(payments)} payment{plural} in {codes} would be made"
    if unresolved:
        text += f", and {len(unresolved)} could not be made yet"
    return explained(
        code="payout-forecast",
        text=text,
        figures=(
            *money_figures("claimed", claimed),
            ("payments", len(payments)),
            ("unresolved", len(unresolved)),
        ),
        source=cite("CC24", "A-06"),
        basis=_ALL_APPROVED,
        because=(
            *(each.explanation for each in payments),
            *(each.explanation for each in unresolved),
            *notices,
        ),
    )
