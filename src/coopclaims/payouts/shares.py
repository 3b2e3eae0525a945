"""Shares: what each paying entity pays, where it is to go, and what blocks it.

An amount is split over the entities by what each earned into the fund, in the claim's currency,
losing nothing. A share that cannot be paid yet says why and what fixes it, with the currency where
that much is known. Payouts and forecasts are both made from these shares.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast, final

import attrs

from coopclaims._values import Keyed, frozen, whole
from coopclaims.errors import ImplausibleRate, InvalidValue, NoRate, NoRuleInForce, WrongAnswer
from coopclaims.identifiers import EntityId, LocationId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency
from coopclaims.money.exchange import ExchangeRate
from coopclaims.payouts.payable import ended, far_rate, fixed, in_steps, other_than_fixed, payable
from coopclaims.payouts.profiles import BankProfiles, ProfileResolution, resolve_profile
from coopclaims.payouts.statuses import EnrollmentStatus, ProfileStatus
from coopclaims.provenance import (
    PUBLISHED,
    Basis,
    Explanation,
    Message,
    Source,
    cite,
    inferred,
    message,
    statement_of,
)
from coopclaims.rules.keys import PROFILE_VALIDATION_HOURS
from coopclaims.rules.readings import RateGuard, RateMonth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coopclaims.claims.claim import ClaimForm
    from coopclaims.payouts.profiles import PayingEntity
    from coopclaims.rules.book import Rules


@final
class UnresolvedReason(Keyed):
    """Why a share cannot be paid yet."""

    NO_SHARES = "no_shares", "no earnings to split by"
    UNKNOWN_ENTITY = "unknown_entity"
    NO_PROFILE = "no_profile", "no bank profile"
    PROFILE_NOT_APPROVED = "profile_not_approved", "bank profile not approved"
    NOT_ENROLLED = "not_enrolled"
    NO_RATE = "no_rate", "no exchange rate"
    CURRENCY_WITHDRAWN = "currency_withdrawn"
    RATE_IMPLAUSIBLE = "rate_implausible", "exchange rate far from the last one"
    ROUNDS_TO_NOTHING = "rounds_to_nothing", "less than the least amount that is paid"

    @property
    def remedy(self) -> Message:
        """What fixes it."""
        return _REMEDIES[self]


_REMEDIES = {
    reason: message(f"remedy.{reason}", english)
    for reason, english in {
        UnresolvedReason.NO_SHARES: "record what each entity earned into the fund",
        UnresolvedReason.UNKNOWN_ENTITY: "give the paying entity with its local currency",
        UnresolvedReason.NO_PROFILE: "set up bank and tax information, and assign a bank profile",
        UnresolvedReason.PROFILE_NOT_APPROVED: (
            "wait for the validation of the profile, or act where it asks to"
        ),
        UnresolvedReason.NOT_ENROLLED: "complete the enrollment of the location in the program",
        UnresolvedReason.NO_RATE: "give the exchange rate of that month",
        UnresolvedReason.CURRENCY_WITHDRAWN: "assign a bank profile in a currency that is in use",
        UnresolvedReason.RATE_IMPLAUSIBLE: (
            "check the exchange rate and give it again, or bind the rules with a wider guard on rates"
        ),
        UnresolvedReason.ROUNDS_TO_NOTHING: "none: nothing is left of it in the currency of payment",
    }.items()
}

# fmt: off
_LARGEST_REMAINDER = inferred(message("reading.largest_remainder",
    "largest remainder, ties to the larger share, then by entity"))
_ROUNDED_ONCE = message("reading.rounded_once", "rounded once, half up")
_ESTIMATE = message("reading.an_estimate", "an estimate by the month of the forecast")
_SHARE = message("share",
    "{share} of {whole} falls to {entity}, which earned {earned} of {total}{rounded_up:?, and is rounded up}",
    "entity: EntityId, share: Money, whole: Money, earned: Money, total: Money, rounded_up: bool")
_NOTHING_EARNED = message("nothing_earned", "no entity earned anything into the fund")
_UNKNOWN_ENTITY = message("unknown_entity", "nothing is known of {entity}", "entity: EntityId")
_ENROLLMENT = message("enrollment", "the enrollment of {location} in {program} stands at {status}",
    "location: LocationId, program: ProgramId, status: EnrollmentStatus")
_VALIDATION_TIME = message("validation_time", "bank and tax data are validated within {hours} hours",
    "hours: int")
_VALIDATION_TIME_UNKNOWN = message("validation_time_unknown",
    "no rule in force on {day} says within how long bank and tax data are validated", "day: date")
_CLAIM_CURRENCY = message("claim_currency",
    "the claim is in {claim_currency}, which decides nothing: it is paid in {currency}",
    "claim_currency: Currency, currency: Currency")
_SAME_CURRENCY = message("same_currency", "{currency} is paid in {currency}, unconverted",
    "currency: Currency")
_CONVERSION = message("conversion", "{source} at {rate} ({month:month}, {origin}) is {target}",
    "source: Money, target: Money, rate: Decimal, month: date, origin: str")
_AS_QUOTED = message("conversion_as_quoted", "{source} at {rate} is {target}",
    "source: Money, rate: ExchangeRate, target: Money")
_UNRESOLVED = message("unresolved_share", "{share} of {entity:or the claim} cannot be paid yet: {reasons}",
    "entity: EntityId | None, share: Money, reasons: tuple[UnresolvedReason, ...], currency: Currency | None")
_TO_FIX = message("to_fix", "to fix: {remedy}", "reason: UnresolvedReason, remedy: Message")
# fmt: on


@final
@frozen(kw_only=True)
class SplitAmount:
    """An amount that is split over the entities that earned it, and what holds for each of its shares.

    `whole` is the amount, and `total` what all entities earned together. `location` and `program` are those
    of the claim, and `enrollment` is the location's in the program. `rate_month` is the reading of which
    month's rate converts, and `rate_guard` that of how far a rate may be from the last known one.
    `is_forecast` says whether the amount is only claimed, and not approved.
    """

    whole: Money
    total: Money
    location: LocationId
    program: ProgramId
    enrollment: EnrollmentStatus
    rate_month: RateMonth
    rate_guard: RateGuard = RateGuard.OFF
    is_forecast: bool


@frozen(kw_only=True)
class EntityShare:
    """What falls to one entity of an amount that is split, and where it is to go.

    `entity` is `None` where nothing was earned that the amount could be split by. `share` is in the claim's
    currency, and `earned` what the entity earned into the fund, `None` where there is no entity. `found` is
    the bank profile found, `None` where nothing is known of the entity. `split` is the whole.
    """

    entity: EntityId | None
    share: Money
    earned: Money | None
    found: ProfileResolution | None
    split: SplitAmount


def grounds(share: EntityShare) -> tuple[Explanation, ...]:
    """Return why a share falls to its entity, and where it is to go."""
    split = share.split
    if share.entity is None or share.earned is None:
        return (_NOTHING_EARNED.say(),)
    least = split.whole.minor_units * share.earned.minor_units // split.total.minor_units
    portion = _SHARE.say(
        entity=share.entity,
        share=share.share,
        whole=split.whole,
        earned=share.earned,
        total=split.total,
        rounded_up=share.share.minor_units > least,
        source=cite("MG22", "P-02"),
        basis=_LARGEST_REMAINDER,
    )
    if share.found is None:
        return portion, _UNKNOWN_ENTITY.say(entity=share.entity)
    enrollment = _ENROLLMENT.say(
        location=split.location, program=split.program, status=split.enrollment, source=cite("UI22", "P-13")
    )
    return portion, share.found.explain(), enrollment


def prove_whole(what: str, whole: Money, shares: list[Money]) -> None:
    """Raise `InvalidValue` unless these shares add up to the whole."""
    if shares == [whole]:
        return
    total = Money.total(shares, whole.currency)
    if total != whole:
        raise InvalidValue(what, total, "shares_that_add_up", whole=whole)


def obstacles(share: EntityShare) -> tuple[UnresolvedReason, ...]:
    """Return what blocks the payment of a share, save what its conversion does."""
    if share.entity is None:
        return (UnresolvedReason.NO_SHARES,)
    found = share.found
    if found is None:
        return (UnresolvedReason.UNKNOWN_ENTITY,)
    reasons: tuple[UnresolvedReason, ...] = ()
    if found.profile is None:
        reasons = (UnresolvedReason.NO_PROFILE,)
    elif not found.is_approved:
        reasons = (UnresolvedReason.PROFILE_NOT_APPROVED,)
    if share.split.enrollment is not EnrollmentStatus.ENROLLED:
        reasons += (UnresolvedReason.NOT_ENROLLED,)
    return reasons


def conversion(share: EntityShare, money: Money, rate: ExchangeRate | None) -> Explanation:
    """Return how a share becomes this money, by the readings of which month and rounding."""
    if rate is None:
        return _SAME_CURRENCY.say(currency=money.currency)
    readings = (share.split.rate_month, _ROUNDED_ONCE)
    figures: tuple[tuple[str, object], ...] = (("source", share.share), ("target", money))
    if rate.is_plain:
        figures += (("rate", rate.rate), ("month", rate.month), ("origin", rate.origin))
    else:
        figures += (("rate", rate),)
    return Explanation(
        message=_CONVERSION if rate.is_plain else _AS_QUOTED,
        figures=figures,
        source=cite("PR22", "P-08"),
        basis=inferred(*((_ESTIMATE, *readings) if share.split.is_forecast else readings)),
        caveats=other_than_fixed(rate),
    )


def amount_paid(share: EntityShare, money: Money, rate: ExchangeRate | None) -> tuple[Explanation, ...]:
    """Return how a share becomes this money: what it is worth, and in which steps that is paid."""
    step = None if share.found is None else share.found.step
    if step is None:
        return (conversion(share, money, rate),)
    worth = payable(share.share, rate, None)
    return conversion(share, worth, rate), in_steps(worth, money, step)


def not_by_claim(share: EntityShare, currency: Currency) -> Explanation:
    """Return the statement that the claim's currency does not decide the currency of payment."""
    return _CLAIM_CURRENCY.say(
        claim_currency=share.share.currency, currency=currency, source=cite("MG22", "P-01", "P-09")
    )


def no_rate(share: EntityShare, currency: Currency, month: date) -> Explanation:
    """Return the statement that nobody gave the rate of this month into this currency."""
    absent = NoRate(share.share.currency.code, currency.code, month)
    return attrs.evolve(statement_of(absent), source=cite("PR22", "P-08"))


@final
@frozen(kw_only=True)
class UnresolvedShare(EntityShare):
    """A share of an amount, in the claim's currency, that cannot be paid yet, and why.

    `entity` is `None` where nothing was earned that the amount could be split by. `share` is above zero.
    `earned` is what the entity earned into the fund, `found` the bank profile found, each `None` where that
    is not known, and `split` the whole. `reason` is the first thing to fix and `also` what blocks it besides;
    empty where nothing does. `currency` is the currency of payment, `None` where that is not known. `month`
    is the month whose rate is missing or not believed, `rate` the one by which nothing is left, or the one
    that is not believed, and then `last` the last known one. `validation` is within how long what is
    validated has its answer. Each is `None` where it blocks nothing.
    """

    reason: UnresolvedReason
    also: tuple[UnresolvedReason, ...] = ()
    currency: Currency | None = None
    month: date | None = None
    rate: ExchangeRate | None = None
    last: ExchangeRate | None = None
    validation: ValidationTime | None = None

    def explain(self) -> Explanation:
        """Return why the share cannot be paid yet, and what fixes it."""
        reasons = (self.reason, *self.also)
        because = list(grounds(self))
        if self.validation is not None:
            because.append(self.validation.explain())
        if self.currency is not None:
            because += self._of_currency(self.currency)
        if self.reason is UnresolvedReason.ROUNDS_TO_NOTHING and self.found is not None:
            because += self._nothing_left(self.found)
        because += (_TO_FIX.say(reason=reason, remedy=reason.remedy) for reason in reasons)
        return _UNRESOLVED.say(
            entity=self.entity,
            share=self.share,
            reasons=reasons,
            currency=self.currency,
            source=cite("PR22", "P-03", "P-10"),
            basis=PUBLISHED,
            because=tuple(because),
        )

    def _of_currency(self, currency: Currency) -> Iterator[Explanation]:
        """Yield why nothing is paid in the currency of payment, or converted into it."""
        if UnresolvedReason.CURRENCY_WITHDRAWN in (self.reason, *self.also):
            yield from ended(currency)
        if self.month is None:
            return
        if self.rate is None or self.last is None:
            yield no_rate(self, currency, self.month)
            yield from fixed(self.share.currency, currency)
        else:
            yield far_rate(self.rate, self.last, self.month, self.split.rate_guard)

    def _nothing_left(self, found: ProfileResolution) -> Iterator[Explanation]:
        """Yield how the share comes to nothing."""
        if self.rate is not None:
            yield not_by_claim(self, self.rate.target)
        yield from amount_paid(self, payable(self.share, self.rate, found.step), self.rate)


@final
@frozen(kw_only=True)
class ValidationTime:
    """Within how long bank and tax data are validated that were given on a day.

    `on` is that day. `hours` is how many, and `source` and `basis` are those of the rule; each is `None`
    where no rule was in force.
    """

    on: date
    hours: int | None = attrs.field(default=None, validator=attrs.validators.optional(whole(1)))
    source: Source | None = None
    basis: Basis | None = None

    def explain(self) -> Explanation:
        """Return the rule, or that there is none."""
        if self.hours is None:
            return _VALIDATION_TIME_UNKNOWN.say(day=self.on)
        return _VALIDATION_TIME.say(hours=self.hours, source=self.source, basis=self.basis)


def validation_time(on: date, rules: Rules) -> ValidationTime:
    """Return within how long bank and tax data of a day are validated."""
    try:
        rule = rules.look_up(PROFILE_VALIDATION_HOURS, on)
    except NoRuleInForce:
        return ValidationTime(on=on)
    return ValidationTime(on=on, hours=rule.value, source=rule.source, basis=rule.basis)


def unresolved(
    share: EntityShare,
    reasons: tuple[UnresolvedReason, ...],
    on: date,
    rules: Rules,
    *,
    wrong: NoRate | None = None,
    rate: ExchangeRate | None = None,
) -> UnresolvedShare:
    """Return this share as one that cannot be paid yet, for these reasons, the first to fix first.

    `wrong` is the rate that is missing or not believed, and `rate` the one by which nothing is left.
    """
    far = wrong if isinstance(wrong, ImplausibleRate) else None
    found, enrollment = share.found, share.split.enrollment
    is_pending = found is not None and (
        found.status is ProfileStatus.PENDING_VALIDATION or enrollment is EnrollmentStatus.VALIDATING
    )
    return UnresolvedShare(
        entity=share.entity,
        share=share.share,
        earned=share.earned,
        found=found,
        split=share.split,
        reason=reasons[0],
        also=reasons[1:],
        currency=None if found is None else found.currency,
        month=None if wrong is None else wrong.month,
        rate=rate if far is None else cast("ExchangeRate", far.rate),
        last=None if far is None else cast("ExchangeRate", far.last),
        validation=validation_time(on, rules) if is_pending else None,
    )


def split_by_entity(
    amount: Money,
    form: ClaimForm,
    *,
    earned: tuple[tuple[EntityId, Money], ...],
    entities: Iterable[PayingEntity],
    profiles: BankProfiles,
    enrollment: EnrollmentStatus,
    rules: Rules,
    is_forecast: bool,
) -> tuple[EntityShare, ...]:
    """Return the shares of an amount that are not nothing; they add up to it, to the minor unit.

    `form` is that of the claim.

    Where nothing was earned the amount stays whole, as the share of no entity. Raises `InvalidMoney` for an
    entity that earned twice and for a negative amount, `InvalidValue` for one that is named with two
    currencies, and `WrongAnswer` for profiles that are none.
    Source: MG22 P-02; largest remainder is inferred.
    """
    given: object = profiles
    if not isinstance(given, BankProfiles):
        raise WrongAnswer.of_type("BankProfileRepository", (form.location, form.program), given)
    known: dict[EntityId, PayingEntity] = {}
    for each in entities:
        if (first := known.setdefault(each.id, each)) != each:
            raise InvalidValue(
                "entities", each.currency, "same_currency", entity=each.id, currency=first.currency
            )
    paying = sum(weight.is_positive for _, weight in earned)
    allocated = amount.allocate(earned) if paying else ()
    split = SplitAmount(
        whole=amount,
        total=sum((weight for _, weight in earned[1:]), earned[0][1]) if paying else amount - amount,
        location=form.location,
        program=form.program,
        enrollment=enrollment,
        rate_month=rules.policies.rate_month,
        rate_guard=rules.policies.rate_guard,
        is_forecast=is_forecast,
    )
    if not paying:
        return (EntityShare(entity=None, share=amount, earned=None, found=None, split=split),)
    policy = rules.policies.entity_currency
    return tuple(
        EntityShare(
            entity=entity,
            share=share,
            earned=weight,
            found=resolve_profile(
                known[entity],
                location=form.location,
                program=form.program,
                profiles=profiles,
                several_entities=paying > 1,
                policy=policy,
            )
            if entity in known
            else None,
            split=split,
        )
        for (entity, share), (_, weight) in zip(allocated, earned, strict=True)
        if not share.is_zero
    )
