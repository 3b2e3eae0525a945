"""Shares: what each paying entity pays, where it is to go, and what blocks it.

An amount is split over the entities by what each earned into the fund, in the claim's currency,
losing nothing. A share that cannot be paid yet says why and what fixes it, with the currency where
that much is known. Payouts and forecasts are both made from these shares.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, final

import attrs

from coopclaims._values import Keyed, frozen
from coopclaims.errors import NoRuleInForce
from coopclaims.identifiers import EntityId, LocationId, ProfileId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency
from coopclaims.payouts.profiles import BankProfiles, ProfileResolution, resolve_profile
from coopclaims.payouts.statuses import EnrollmentStatus, ProfileStatus
from coopclaims.provenance import PUBLISHED, Explanation, cite, explained, inferred, message
from coopclaims.rules.keys import PROFILE_VALIDATION_HOURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coopclaims.payouts.profiles import PayingEntity
    from coopclaims.rules.book import Rules  # noqa: TC004 - no value of the public face has it

_LARGEST_REMAINDER = inferred(
    message("reading.largest_remainder", "largest remainder, ties to the larger share, then by entity")
)


@final
class UnresolvedReason(Keyed):
    """Why a share cannot be paid yet."""

    NO_SHARES = "no_shares", "no earnings to split by"
    UNKNOWN_ENTITY = "unknown_entity"
    NO_PROFILE = "no_profile", "no bank profile"
    PROFILE_NOT_APPROVED = "profile_not_approved", "bank profile not approved"
    NOT_ENROLLED = "not_enrolled"
    NO_RATE = "no_rate", "no exchange rate"
    ROUNDS_TO_NOTHING = "rounds_to_nothing", "less than one minor unit"

    @property
    def remedy(self) -> str:
        """What fixes it, in English."""
        return _REMEDIES[self]


_REMEDIES = {
    UnresolvedReason.NO_SHARES: "record what each entity earned into the fund",
    UnresolvedReason.UNKNOWN_ENTITY: "give the paying entity with its local currency",
    UnresolvedReason.NO_PROFILE: "set up bank and tax information, and assign a bank profile",
    UnresolvedReason.PROFILE_NOT_APPROVED: "wait for the validation of the profile, or act where it asks to",
    UnresolvedReason.NOT_ENROLLED: "complete the enrollment of the location in the program",
    UnresolvedReason.NO_RATE: "give the exchange rate of that month",
    UnresolvedReason.ROUNDS_TO_NOTHING: "none: nothing is left of it in the currency of payment",
}


@final
@frozen(kw_only=True)
class UnresolvedShare:
    """A share of an amount, in the claim's currency, that cannot be paid yet, and why.

    `entity` is `None` where nothing was earned that the amount could be split by. `share` is above zero.
    `reason` is the first thing to fix and `also` what blocks it besides; empty where nothing does.
    `currency` is the currency of payment, `None` where that is not known. `explanation` says why.
    """

    entity: EntityId | None
    share: Money
    reason: UnresolvedReason
    also: tuple[UnresolvedReason, ...] = ()
    currency: Currency | None = None
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return why the share cannot be paid yet, and what fixes it."""
        return self.explanation


@final
@frozen(kw_only=True)
class EntityShare:
    """What one entity pays, where it is to go, and the reasons why it cannot go there yet."""

    entity: EntityId | None
    share: Money
    profile: ProfileId | None = None
    currency: Currency | None = None
    reasons: tuple[UnresolvedReason, ...] = ()
    because: tuple[Explanation, ...] = ()

    def unresolved(self, reasons: tuple[UnresolvedReason, ...], *because: Explanation) -> UnresolvedShare:
        """Return this share as one that cannot be paid yet, for these reasons, the first to fix first."""
        first, *also = reasons
        remedies = (
            explained(code="remedy", text=f"to fix: {reason.remedy}", figures=(("reason", str(reason)),))
            for reason in reasons
        )
        explanation = explained(
            code="unresolved",
            text=f"{self.share} of {self.entity or 'the claim'} cannot be paid yet: "
            f"{', '.join(reason.caption for reason in reasons)}",
            figures=(
                ("entity", self.entity or ""),
                ("reason", str(first)),
                *money_figures("share", self.share),
                ("payment_currency", "" if self.currency is None else self.currency.code),
            ),
            source=cite("PR22", "P-03", "P-10"),
            basis=PUBLISHED,
            because=(*self.because, *because, *remedies),
        )
        return UnresolvedShare(
            entity=self.entity,
            share=self.share,
            reason=first,
            also=tuple(also),
            currency=self.currency,
            explanation=explanation,
        )


@final
@frozen(kw_only=True)
class Payee:
    """Who is paid and by what: location and program, what is assigned to them, and their status."""

    location: LocationId
    program: ProgramId
    profiles: BankProfiles
    enrollment: EnrollmentStatus
    rules: Rules
    on: date

    def find(self, entity: PayingEntity, *, several: bool) -> ProfileResolution:
        """Return the bank profile of what this entity pays."""
        return resolve_profile(
            entity,
            location=self.location,
            program=self.program,
            profiles=self.profiles,
            several_entities=several,
            policy=self.rules.policies.entity_currency,
        )

    def obstacles(self, found: ProfileResolution) -> Iterator[tuple[UnresolvedReason, Explanation | None]]:
        """Yield what blocks a payment to this profile, with what is to be said about it."""
        if found.profile is None:
            yield UnresolvedReason.NO_PROFILE, None
        elif not found.is_approved:
            is_pending = found.status is ProfileStatus.PENDING_VALIDATION
            why = validation_time(self.on, self.rules)[1] if is_pending else None
            yield UnresolvedReason.PROFILE_NOT_APPROVED, why
        if self.enrollment is not EnrollmentStatus.ENROLLED:
            is_pending = self.enrollment is EnrollmentStatus.VALIDATING
            why = validation_time(self.on, self.rules)[1] if is_pending else None
            yield UnresolvedReason.NOT_ENROLLED, why

    def standing(self) -> Explanation:
        """Return the location's enrollment in the program."""
        return explained(
            code="enrollment",
            text=f"the enrollment of {self.location} in {self.program} stands at {self.enrollment.caption}",
            figures=(("status", str(self.enrollment)),),
            source=cite("UI22", "P-13"),
        )


def validation_time(on: date, rules: Rules) -> tuple[timedelta | None, Explanation]:
    """Return within how long bank and tax data are validated, and the rule; `None` where no rule says."""
    try:
        rule = rules.look_up(PROFILE_VALIDATION_HOURS, on)
    except NoRuleInForce as absent:
        return None, explained(code="validation-time-unknown", text=str(absent))
    return timedelta(hours=rule.value), explained(
        code="validation-time",
        text=f"bank and tax data are validated within {rule.value} hours",
        figures=(("hours", rule.value),),
        source=rule.source,
        basis=rule.basis,
    )


def split_by_entity(
    amount: Money,
    what: str,
    *,
    earned: Iterable[tuple[EntityId, Money]],
    entities: Iterable[PayingEntity],
    payee: Payee,
) -> tuple[EntityShare, ...]:
    """Return the shares of an amount that are not nothing; they add up to it, to the minor unit.

    `what` names the amount in the explanation: approved, claimed. Where nothing was earned the amount
    stays whole, as the share of no entity. Raises `InvalidMoney` for an entity that is named twice and
    for a negative amount. Source: MG22 P-02; largest remainder is inferred.
    """
    weights = tuple(earned)
    paying = sum(weight.is_positive for _, weight in weights)
    if not paying:
        why = explained(code="no-shares", text="no entity earned anything into the fund")
        return (
            EntityShare(entity=None, share=amount, reasons=(UnresolvedReason.NO_SHARES,), because=(why,)),
        )
    known = {entity.id: entity for entity in entities}
    return tuple(
        _share(_split(amount, what, weights, entity, share), entity, share, known.get(entity), payee, paying)
        for entity, share in amount.allocate(weights)
        if not share.is_zero
    )


def _share(
    split: Explanation,
    entity_id: EntityId,
    share: Money,
    entity: PayingEntity | None,
    payee: Payee,
    paying: int,
) -> EntityShare:
    if entity is None:
        why = explained(code="unknown-entity", text=f"nothing is known of {entity_id}")
        reasons = (UnresolvedReason.UNKNOWN_ENTITY,)
        return EntityShare(entity=entity_id, share=share, reasons=reasons, because=(split, why))
    found = payee.find(entity, several=paying > 1)
    obstacles = tuple(payee.obstacles(found))
    notes = dict.fromkeys(note for _, note in obstacles if note is not None)
    return EntityShare(
        entity=entity_id,
        share=share,
        profile=found.profile,
        currency=found.currency,
        reasons=tuple(reason for reason, _ in obstacles),
        because=(split, found.explanation, payee.standing(), *notes),
    )


def money_figures(name: str, money: Money) -> tuple[tuple[str, str | int], ...]:
    """Return an amount as figures of an explanation: amount, currency, and the currency's digits."""
    currency = money.currency
    return (
        (name, str(money.amount)),
        (f"{name}_currency", currency.code),
        (f"{name}_digits", currency.digits),
    )


def _split(
    whole: Money, what: str, earned: tuple[tuple[EntityId, Money], ...], entity: EntityId, share: Money
) -> Explanation:
    weights = tuple(
        explained(
            code="weight",
            text=f"{each} earned {amount}",
            figures=(("entity", each), *money_figures("earned", amount)),
        )
        for each, amount in earned
    )
    return explained(
        code="share",
        text=f"{share} of {whole} {what} falls to {entity}, by what each entity earned",
        figures=(("entity", entity), *money_figures("share", share), *money_figures(what, whole)),
        source=cite("MG22", "P-02"),
        basis=_LARGEST_REMAINDER,
        because=weights,
    )
