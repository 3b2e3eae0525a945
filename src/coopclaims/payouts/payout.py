"""Payouts: what each entity pays of an approved amount, in which currency, and why.

The approved amount is split over the entities by what each earned into the fund, in the claim's
currency, losing nothing; each share is then converted once, at the rate of the month in which the
payment order is made. A share that cannot be paid is reported as unresolved with its reason, so that
payouts and unresolved shares always add up to the approved amount.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, final

import attrs

from coopclaims.errors import InvalidValue, NoRate
from coopclaims.identifiers import EntityId, LocationId, ProfileId, ProgramId
from coopclaims.money import ExchangeRate, ExchangeRates, Money
from coopclaims.payouts.profiles import BankProfiles, PayingEntity, resolve_profile
from coopclaims.periods import as_instant
from coopclaims.provenance import PUBLISHED, Explanation, cite, inferred

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from coopclaims.claims import Claim
    from coopclaims.money import Currency
    from coopclaims.rulebook import Rules

__all__ = [
    "Payout",
    "PayoutResolution",
    "UnresolvedReason",
    "UnresolvedShare",
    "resolve_payouts",
]


@final
@attrs.frozen(kw_only=True)
class Payout:
    """What one entity pays: `share` of the approved amount, as `money` in the disbursement currency.

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
class UnresolvedReason(StrEnum):
    """Why a share cannot be paid yet."""

    NO_PROFILE = "no bank profile"
    NO_RATE = "no exchange rate"
    UNKNOWN_ENTITY = "unknown entity"
    NO_SHARES = "no earnings to split by"
    ROUNDS_TO_NOTHING = "less than one minor unit"


@final
@attrs.frozen(kw_only=True)
class UnresolvedShare:
    """A share of the approved amount, in the claim's currency, that cannot be paid yet, and why."""

    entity: EntityId | None
    share: Money
    reason: UnresolvedReason
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return why the share cannot be paid yet."""
        return self.explanation


@final
@attrs.frozen(kw_only=True)
class PayoutResolution:
    """The payouts of an approved amount, and the shares that cannot be paid yet.

    The shares of both add up to `approved`, to the minor unit. Nothing is ever summed across
    currencies.
    """

    approved: Money
    payouts: tuple[Payout, ...]
    unresolved: tuple[UnresolvedShare, ...]


def resolve_payouts(
    claim: Claim,
    *,
    shares: Iterable[tuple[EntityId, Money]],
    entities: Iterable[PayingEntity],
    profiles: BankProfiles,
    rates: ExchangeRates,
    ordered_at: datetime,
    rules: Rules,
) -> PayoutResolution:
    """Return what each entity pays of an approved claim, and what cannot be paid yet, each with its why.

    `shares` say what each entity earned into the fund (`FundPool.shares`); `ordered_at` is the aware
    instant at which the payment order is made, whose month in the program's zone decides the rate.
    Raises `InvalidValue` for a claim that is not approved and for a naive `ordered_at`.
    Source: MG20, MG22 P-01, P-02; PR22 P-03, P-08; splitting and rounding are inferred.
    """
    approved = claim.approved
    if approved is None:
        raise InvalidValue(f"claim {claim.id}", claim.status.caption, "an Approved claim: only that is paid")
    earned = tuple(shares)
    if not any(amount.is_positive for _, amount in earned):
        why = Explanation(code="no-shares", text="no entity earned anything into the fund")
        unsplit = _unresolved(None, approved, UnresolvedReason.NO_SHARES, why)
        return PayoutResolution(approved=approved, payouts=(), unresolved=(unsplit,))
    order = _Order(
        location=claim.form.location,
        program=claim.form.program,
        approved=approved,
        earned=earned,
        entities={entity.id: entity for entity in entities},
        profiles=profiles,
        rates=rates,
        month=rules.day(as_instant("ordered_at", ordered_at)).replace(day=1),
    )
    outcomes = [
        _pay(entity, share, order) for entity, share in approved.allocate(earned) if not share.is_zero
    ]
    return PayoutResolution(
        approved=approved,
        payouts=tuple(each for each in outcomes if isinstance(each, Payout)),
        unresolved=tuple(each for each in outcomes if isinstance(each, UnresolvedShare)),
    )


@attrs.frozen(kw_only=True)
class _Order:
    """What every share of one approved amount is paid by."""

    location: LocationId
    program: ProgramId
    approved: Money
    earned: tuple[tuple[EntityId, Money], ...]
    entities: dict[EntityId, PayingEntity]
    profiles: BankProfiles
    rates: ExchangeRates
    month: date

    @property
    def several(self) -> bool:
        """Whether more than one entity earned the partner something."""
        return sum(amount.is_positive for _, amount in self.earned) > 1


def _pay(entity_id: EntityId, share: Money, order: _Order) -> Payout | UnresolvedShare:
    """Return the payout of one entity's share, or why it cannot be paid yet."""
    split = _split(order.approved, order.earned, entity_id, share)
    entity = order.entities.get(entity_id)
    if entity is None:
        why = Explanation(code="unknown-entity", text=f"nothing is known of {entity_id}")
        return _unresolved(entity_id, share, UnresolvedReason.UNKNOWN_ENTITY, split, why)
    found = resolve_profile(
        entity,
        location=order.location,
        program=order.program,
        profiles=order.profiles,
        several_entities=order.several,
    )
    currency = found.currency
    if found.profile is None or currency is None:
        return _unresolved(entity_id, share, UnresolvedReason.NO_PROFILE, split, found.explanation)
    rate = None
    if currency is not share.currency:
        try:
            rate = order.rates.rate(share.currency, currency, order.month)
        except NoRate as absent:
            why = Explanation(code="no-rate", text=str(absent), source=cite("PR22", "P-08"))
            return _unresolved(entity_id, share, UnresolvedReason.NO_RATE, split, found.explanation, why)
    money = share if rate is None else rate.convert(share)
    because = (split, found.explanation, _not_by_claim(share, currency), _conversion(share, money, rate))
    if money.is_zero:
        return _unresolved(entity_id, share, UnresolvedReason.ROUNDS_TO_NOTHING, *because)
    explanation = Explanation(
        code="payout",
        text=f"{entity_id} pays {money} to bank profile {found.profile}",
        figures=(("entity", entity_id), ("profile", found.profile), *_figures("money", money)),
        because=because,
    )
    return Payout(
        entity=entity_id, share=share, money=money, profile=found.profile, rate=rate, explanation=explanation
    )


def _figures(name: str, money: Money) -> tuple[tuple[str, str | int], ...]:
    currency: Currency = money.currency
    return (
        (name, str(money.amount)),
        (f"{name}_currency", currency.code),
        (f"{name}_digits", currency.digits),
    )


def _split(
    approved: Money, earned: tuple[tuple[EntityId, Money], ...], entity: EntityId, share: Money
) -> Explanation:
    weights = tuple(
        Explanation(
            code="weight",
            text=f"{each} earned {amount}",
            figures=(("entity", each), *_figures("earned", amount)),
        )
        for each, amount in earned
    )
    return Explanation(
        code="share",
        text=f"{share} of {approved} approved falls to {entity}, by what each entity earned",
        figures=(("entity", entity), *_figures("share", share), *_figures("approved", approved)),
        source=cite("MG22", "P-02"),
        basis=inferred("largest remainder, ties to the larger share, then by entity"),
        because=weights,
    )


def _not_by_claim(share: Money, currency: Currency) -> Explanation:
    return Explanation(
        code="claim-currency",
        text=f"the claim is in {share.currency}, which decides nothing: it is paid in {currency}",
        figures=(("claim_currency", share.currency.code), ("currency", currency.code)),
        source=cite("MG22", "P-01", "P-09"),
    )


def _conversion(share: Money, money: Money, rate: ExchangeRate | None) -> Explanation:
    if rate is None:
        return Explanation(
            code="same-currency", text=f"{share.currency} is paid in {share.currency}, unconverted"
        )
    return Explanation(
        code="conversion",
        text=f"{share} at {rate.rate:f} ({rate.month:%Y-%m}, {rate.origin}) is {money}",
        figures=(
            *_figures("source", share),
            *_figures("target", money),
            ("rate", f"{rate.rate:f}"),
            ("month", rate.month.isoformat()),
            ("origin", rate.origin),
        ),
        source=cite("PR22", "P-08"),
        basis=inferred("the month of the payment order; rounded once, half up"),
    )


def _unresolved(
    entity: EntityId | None, share: Money, reason: UnresolvedReason, *because: Explanation
) -> UnresolvedShare:
    explanation = Explanation(
        code="unresolved",
        text=f"{share} of {entity or 'the claim'} cannot be paid yet: {reason}",
        figures=(("entity", entity or ""), ("reason", str(reason)), *_figures("share", share)),
        source=cite("PR22", "P-03", "P-10"),
        basis=PUBLISHED,
        because=because,
    )
    return UnresolvedShare(entity=entity, share=share, reason=reason, explanation=explanation)
