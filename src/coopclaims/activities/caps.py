"""Caps: how much of a claimed amount is reimbursable, and why.

Caps are always on actual cost (C-05) and count together what was approved and what is pending for the
same activity in the usage period, program and location (inferred). The answer is never a bare number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, TypeAlias, final

import attrs

from coopclaims._checks import door
from coopclaims._values import as_day, as_tuple, frozen, whole
from coopclaims.activities.costs import CostKind, CostPart
from coopclaims.errors import CurrencyMismatch, InvalidValue, Unresolved
from coopclaims.identifiers import ProgramId
from coopclaims.money.amounts import Money
from coopclaims.money.exchange import ExchangeRate, ExchangeRates, rate_from
from coopclaims.provenance import Basis, Explanation, Message, Source, cite, inferred, message


@final
@frozen(kw_only=True)
class AmountCap:
    """At most this amount in a usage period, for one activity.

    `limit` is the amount, in any currency. `source` is the document that states it, and `basis` says how it
    is known.
    """

    limit: Money
    source: Source
    basis: Basis


@final
@frozen(kw_only=True)
class ShareCap:
    """At most a percentage of the co-op earned for the usage period.

    `percent` is a whole number. The limit is `at_least` where that is more, or `at_most` where that is
    less; `None` means that there is no such bound. `exceptions` are programs with another percentage;
    `None` is no limit. `source` is the document that states it, and `basis` says how it is known.
    """

    percent: int = attrs.field(validator=whole(0))
    at_least: Money | None = None
    at_most: Money | None = None
    exceptions: tuple[tuple[frozenset[ProgramId], int | None], ...] = ()
    source: Source
    basis: Basis

    @door
    def percent_for(self, program: ProgramId) -> int | None:
        """Return the percentage for `program`, `None` where it has no limit."""
        for programs, percent in self.exceptions:
            if program in programs:
                return percent
        return self.percent


@final
@frozen(kw_only=True)
class AttendeeCap:
    """At most so much for each person and event, for so many persons, and so much in a period.

    `per_person` is the most for each person, `persons` how many count at most, and `per_period` the most in
    a usage period. Costs of the kinds in `beside` are outside both amounts, and count for so many persons at
    most. For the programs in `unknown` other figures may hold, which no page gives. `source` is the document
    that states it, and `basis` says how it is known.
    """

    per_person: Money
    persons: int = attrs.field(validator=whole(1))
    per_period: Money
    beside: frozenset[CostKind] = frozenset()
    unknown: frozenset[ProgramId] = frozenset()
    source: Source
    basis: Basis


Cap: TypeAlias = AmountCap | ShareCap | AttendeeCap
"""A limit on what is reimbursed for one activity."""


# fmt: off
_REIMBURSABLE: Final = message("reimbursable", "of {claimed} claimed {amount} is reimbursable",
    "claimed: Money, amount: Money")
_NO_CAP: Final = message("no_cap", "no cap is published for this activity")
_NO_LIMIT: Final = message("no_limit", "no limit for {program}", "program: ProgramId")
_USED: Final = "{used:?; % of it are approved or pending already}: {left} are left"
_CAP: Final = message("cap", f"at most {{stated}} in a usage period{_USED}",
    "stated: Money, limit: Money, used: Money | None, left: Money")
_SHARE: Final = message(
    "cap_by_share",
    "at most {percent} % of the {earned} earned, {share}{at_least:?, or % where that is more}"
    f"{{at_most:?, or % where that is less}}{_USED}",
    "percent: int, earned: Money, share: Money, at_least: Money | None, at_most: Money | None, "
    "limit: Money, used: Money | None, left: Money",
)
_BY_PERSON: Final = message("cap_by_person",
    "{counted} of {persons} persons, each at most {per_person}: {people}",
    "persons: int, most_persons: int, counted: int, per_person: Money, people: Money")
_PERSON: Final = message("cap_of_person", "{cost} for one person, of which {counted} count",
    "cost: Money, counted: Money")
_BESIDE: Final = message("cost_beside_cap",
    "beside it {kinds} for {counted} of {persons} persons, outside both amounts: {people}",
    "kinds: tuple[CostKind, ...], counted: int, persons: int, people: Money")
_UNNAMED: Final = message("cost_of_unnamed_kind",
    "{amount} is of no kind that is said and counts as fares and hotel; to say its kind may pay more",
    "amount: Money")
_UNNAMED_READING: Final = inferred(message("reading.unnamed_cost_is_travel",
    "a cost whose kind is not said counts against the cap"))
_PARTS: Final = message("cost_of_parts", "of {cost} shown {eligible} is eligible{left_out:?; left out: %}",
    "cost: Money, eligible: Money, left_out: tuple[CostKind, ...]")
_CONVERTED: Final = message("amount_converted", "{amount} at {rate} ({month:month}, {origin}) is {converted}",
    "amount: Money, rate: Decimal, month: date, origin: str, converted: Money")
_CONVERTED_AS_QUOTED: Final = message("amount_converted_as_quoted", "{amount} at {rate} is {converted}",
    "amount: Money, rate: ExchangeRate, converted: Money")
# fmt: on


def converted(amount: Money, rate: ExchangeRate) -> Explanation:
    """Return what an amount is in another currency, and at which rate."""
    if not rate.is_plain:
        return _CONVERTED_AS_QUOTED.say(
            amount=amount, rate=rate, converted=rate.convert(amount), source=cite("PR22", "P-08")
        )
    return _CONVERTED.say(
        amount=amount,
        rate=rate.rate,
        month=rate.month,
        origin=rate.origin,
        converted=rate.convert(amount),
        source=cite("PR22", "P-08"),
    )


@final
@frozen(kw_only=True)
class AppliedCap:
    """What one cap leaves of a claimed amount, and by which figures.

    `cap` is the cap, and `left` what it leaves. `limit` is the most for a usage period in the currency of
    the claim, `None` where `program` has no limit, and `used` what others have of it already. `earned` is
    the co-op earned. `persons` are the cost of each person and what of it counts, the dearest first, where
    the cap is by person; `beside` is the same of costs that are outside its amounts, and `unnamed` is how
    much counts against it for want of a kind. `rates` are those at which the cap's own amounts were
    converted.
    """

    cap: Cap
    left: Money
    limit: Money | None
    used: Money
    earned: Money
    program: ProgramId
    persons: tuple[tuple[Money, Money], ...] = ()
    beside: tuple[tuple[Money, Money], ...] = ()
    unnamed: Money | None = None
    rates: tuple[tuple[Money, ExchangeRate], ...] = ()

    def explain(self) -> Explanation:
        """Return how much this cap leaves, and why."""
        because = tuple(converted(amount, rate) for amount, rate in self.rates)
        cap, limit = self.cap, self.limit
        if limit is None:
            return self._says(_NO_LIMIT, program=self.program)
        if isinstance(cap, AmountCap):
            return self._says(_CAP, because, stated=cap.limit, **self._of(limit))
        if isinstance(cap, ShareCap):
            percent = cap.percent_for(self.program) or 0
            share = _share(self.earned, percent)
            at_least = cap.at_least if limit > share else None
            at_most = cap.at_most if limit < share else None
            bounds = {"share": share, "at_least": at_least, "at_most": at_most}
            return self._says(
                _SHARE, because, percent=percent, earned=self.earned, **bounds, **self._of(limit)
            )
        people = Money.total((counted for _, counted in self.persons), self.left.currency)
        each_person = tuple(_PERSON.say(cost=cost, counted=counted) for cost, counted in self.persons)
        period = self._says(_CAP, stated=cap.per_period, **self._of(limit))
        return self._says(
            _BY_PERSON,
            (*each_person, *because, period, *self._beside(cap)),
            persons=len(self.persons),
            most_persons=cap.persons,
            counted=min(cap.persons, len(self.persons)),
            per_person=cap.per_person,
            people=people,
        )

    def _beside(self, cap: AttendeeCap) -> tuple[Explanation, ...]:
        """Return what is outside the amounts of the cap, and what only seems to be within them."""
        found: tuple[Explanation, ...] = ()
        if self.beside:
            found += (
                self._says(
                    _BESIDE,
                    tuple(_PERSON.say(cost=cost, counted=counted) for cost, counted in self.beside),
                    kinds=tuple(kind for kind in CostKind if kind in cap.beside),
                    counted=min(cap.persons, len(self.beside)),
                    persons=len(self.beside),
                    people=Money.total((counted for _, counted in self.beside), self.left.currency),
                ),
            )
        if self.unnamed is not None:
            source = self.cap.source
            found += (_UNNAMED.say(amount=self.unnamed, source=source, basis=_UNNAMED_READING),)
        return found

    def _of(self, limit: Money) -> dict[str, Any]:
        used = None if self.used.is_zero else self.used
        return {"limit": limit, "used": used, "left": _after(limit, self.used)}

    def _says(
        self,
        said: Message,
        because: tuple[Explanation, ...] = (),
        **figures: Any,  # noqa: ANN401 - values of any kind
    ) -> Explanation:
        return said.say(source=self.cap.source, basis=self.cap.basis, because=because, **figures)


@final
@frozen(kw_only=True)
class Reimbursable:
    """How much of a claimed amount can be reimbursed, and why.

    `claimed` is what was claimed and `amount` what of it can be reimbursed, in the currency of `claimed`.
    `caps` are the caps with what each leaves; empty where the activity has none. `parts` are what the cost
    consists of, where that was given, and what is not eligible is left out. `notes` are statements of
    whoever asked, such as what was counted as used.
    """

    claimed: Money
    amount: Money
    caps: tuple[AppliedCap, ...] = attrs.field(default=(), repr=False)
    parts: tuple[CostPart, ...] = attrs.field(default=(), repr=False)
    notes: tuple[Explanation, ...] = attrs.field(default=(), repr=False)

    @property
    def eligible(self) -> Money:
        """What of the claimed amount is shown and can be reimbursed at all, before any cap."""
        return min(self.claimed, _eligible(self.parts, self.claimed)) if self.parts else self.claimed

    def explain(self) -> Explanation:
        """Return why this much."""
        because = tuple(cap.explain() for cap in self.caps) or (_NO_CAP.say(),)
        if self.parts:
            because = (self._of_parts(), *because)
        return _REIMBURSABLE.say(claimed=self.claimed, amount=self.amount, because=(*because, *self.notes))

    def _of_parts(self) -> Explanation:
        left_out = {part.kind for part in self.parts if not part.kind.is_eligible}
        return _PARTS.say(
            cost=Money.total((part.amount for part in self.parts), self.claimed.currency),
            eligible=_eligible(self.parts, self.claimed),
            left_out=tuple(kind for kind in CostKind if kind in left_out),
            source=cite("CO21", "C-04", "C-05"),
        )


def _eligible(parts: tuple[CostPart, ...], like: Money) -> Money:
    """Return what of these parts can be reimbursed at all, never below nothing."""
    found = Money.total((part.amount for part in parts if part.kind.is_eligible), like.currency)
    return max(found, 0 * like)


@door
def reimbursable(
    caps: Sequence[Cap],
    claimed: Money,
    *,
    program: ProgramId,
    earned: Money,
    used: Money,
    persons: Sequence[Money] = (),
    parts: Sequence[CostPart] = (),
    on: date,
    rates: ExchangeRates | None = None,
) -> Reimbursable:
    """Return how much of `claimed` these caps leave.

    `caps` are those of the activity, none where it has none; the tightest decides. `claimed` is the amount
    claimed and `program` the identifier of the claim's program. `earned` is the co-op earned for the usage
    period and `used` what other claims have approved or pending there for the same activity, both in the
    currency of `claimed`; a cap counts all of `used`, so leave out what is of a kind beside it. `persons` are
    the costs of each person where the cap is by person; they add up to `claimed`. `parts` are what the cost
    shown consists of, in the currency of `claimed`, empty where nothing is known of it. What is not eligible
    among them is left out, and no more is reimbursed than the rest; where no persons are given, their
    attendees are the persons. A part whose kind is not said counts against a cap. `on` is a day of the month
    whose rate counts; `rates` convert a cap that is stated in another currency, and may be `None` where none
    is.

    Raises `CurrencyMismatch`, `NoRate` for a cap in another currency without a rate, `InvalidValue` for an
    amount below zero (`earned` aside) and where persons are asked for and missing or do not add up, and
    `Unresolved` where no page gives the program's figures.

    >>> from coopclaims.provenance import PUBLISHED
    >>> cap = AmountCap(limit=Money("500.00", "EUR"), source=cite("CO20", "C-05"), basis=PUBLISHED)
    >>> nothing, august = Money("0.00", "EUR"), date(2022, 8, 25)
    >>> found = reimbursable(
    ...     [cap], Money("900.00", "EUR"), program="Hosting", earned=nothing, used=nothing, on=august
    ... )
    >>> found.amount
    Money('500.00', 'EUR')
    """
    month, known = as_day("on", on).replace(day=1), as_tuple("parts", parts, CostPart, "CostPart")
    case = _Case(claimed, program, earned, used, tuple(persons), known, month, rates)
    applied = tuple(case.applied(cap) for cap in caps)
    before = Reimbursable(claimed=claimed, amount=claimed, caps=applied, parts=known)
    left = min((before.eligible, *(each.left for each in applied)))
    return attrs.evolve(before, amount=left)


def _share(earned: Money, percent: int) -> Money:
    return Money.of_minor_units(earned.minor_units * percent // 100, earned.currency)


_UNNAMED_KINDS: Final = frozenset({CostKind.ELIGIBLE, CostKind.TAX})
"""What may be a part of any cost, so that a cap which counts some costs cannot pass it over."""


def _is_cost(part: CostPart) -> bool:
    return not part.amount.is_negative and not part.amount.is_zero


def _not_below(costs: dict[str, Money], nothing: Money) -> list[Money]:
    """Return the cost of each person: nothing where more was refunded than was spent."""
    return [max(each, nothing) for each in costs.values()]


def _counted(costs: list[Money], persons: int, most: Money | None) -> tuple[tuple[Money, Money], ...]:
    """Return each person's cost, the dearest first, and what counts of it: nothing after so many persons."""
    return tuple(
        (cost, 0 * cost if place >= persons else cost if most is None else min(cost, most))
        for place, cost in enumerate(sorted(costs, reverse=True))
    )


def _after(limit: Money, used: Money) -> Money:
    return max(limit - used, Money(0, limit.currency))


@final
@frozen
class _Case:
    """What a cap is applied to."""

    claimed: Money
    program: ProgramId
    earned: Money
    used: Money
    persons: tuple[Money, ...]
    parts: tuple[CostPart, ...]
    month: date
    rates: ExchangeRates | None

    def __attrs_post_init__(self) -> None:
        for what, amount in (("earned", self.earned), ("used", self.used)):
            if amount.currency is not self.claimed.currency:
                raise CurrencyMismatch(what, str(amount.currency), str(self.claimed.currency))
        for part in self.parts:
            if part.amount.currency is not self.claimed.currency:
                raise CurrencyMismatch("parts", str(part.amount.currency), str(self.claimed.currency))
        for what, amount in (("claimed", self.claimed), ("used", self.used)):
            if amount.is_negative:
                raise InvalidValue(what, amount, "not_below_zero")

    def applied(self, cap: Cap) -> AppliedCap:
        """Return how much this cap leaves, by which figures."""
        rates: list[tuple[Money, ExchangeRate]] = []
        persons: tuple[tuple[Money, Money], ...] = ()
        beside: tuple[tuple[Money, Money], ...] = ()
        unnamed: Money | None = None
        limit: Money | None
        if isinstance(cap, AmountCap):
            limit = self._converted(cap.limit, rates)
        elif isinstance(cap, ShareCap):
            limit = self._share(cap, rates)
        else:
            within, outside, unnamed = self._people(cap)
            most = self._converted(cap.per_person, rates)
            persons, beside = _counted(within, cap.persons, most), _counted(outside, cap.persons, None)
            limit = self._converted(cap.per_period, rates)
        left = self.claimed if limit is None else _after(limit, self.used)
        if persons or beside:
            left = min(left, Money.total((counted for _, counted in persons), left.currency))
            left += Money.total((counted for _, counted in beside), left.currency)
        return AppliedCap(
            cap=cap,
            left=left,
            limit=limit,
            used=self.used,
            earned=self.earned,
            program=self.program,
            persons=persons,
            beside=beside,
            unnamed=unnamed,
            rates=tuple(rates),
        )

    def _share(self, cap: ShareCap, rates: list[tuple[Money, ExchangeRate]]) -> Money | None:
        percent = cap.percent_for(self.program)
        if percent is None:
            return None
        limit = _share(self.earned, percent)
        if cap.at_least is not None:
            limit = max(limit, self._converted(cap.at_least, rates))
        if cap.at_most is not None:
            limit = min(limit, self._converted(cap.at_most, rates))
        return limit

    def _people(self, cap: AttendeeCap) -> tuple[list[Money], list[Money], Money | None]:
        """Return the cost of each person that the cap counts, that beside it, and what is of no kind.

        Where persons are given and parts do not say whose they are, all counts, unless all is beside it.
        """
        if self.program in cap.unknown:
            msg = f"for {self.program} other figures may hold ({cap.source}), and no page gives them"
            raise Unresolved(msg)
        currency, nothing = self.claimed.currency, 0 * self.claimed
        eligible = [part for part in self.parts if part.kind.is_eligible]
        if self.persons or not eligible or any(not part.attendee for part in eligible if _is_cost(part)):
            unfit = not self.persons or any(cost.is_negative for cost in self.persons)
            if unfit or Money.total(self.persons, currency) != self.claimed:
                raise InvalidValue("persons", self.persons, "costs_together", amount=self.claimed)
            costs = list(self.persons)
            if eligible and all(part.kind in cap.beside for part in eligible):
                return [], costs, None
            return costs, [], self.claimed if cap.beside else None
        within, outside = dict[str, Money](), dict[str, Money]()
        for part in eligible:
            of_each = outside if part.kind in cap.beside else within
            if part.attendee:
                of_each[part.attendee] = of_each.get(part.attendee, nothing) + part.amount
        unnamed = Money.total((part.amount for part in eligible if part.kind in _UNNAMED_KINDS), currency)
        known = unnamed if cap.beside and unnamed.is_positive else None
        return _not_below(within, nothing), _not_below(outside, nothing), known

    def _converted(self, limit: Money, rates: list[tuple[Money, ExchangeRate]]) -> Money:
        """Return a cap's amount in the currency of the claim, and list the rate if it is converted."""
        currency = self.claimed.currency
        if limit.currency is currency:
            return limit
        rate = rate_from(self.rates, limit.currency, currency, self.month)
        rates.append((limit, rate))
        return rate.convert(limit)
