"""Caps: how much of a claimed amount is reimbursable, and why.

Caps are always on actual cost (C-05) and count together what was approved and what is pending for the
same activity in the usage period, program and location (inferred). The answer is never a bare number.
"""

from __future__ import annotations

from datetime import date
from itertools import starmap
from typing import TYPE_CHECKING, Any, TypeAlias, final

import attrs

from coopclaims._values import as_day, frozen
from coopclaims.errors import CurrencyMismatch, InvalidValue, NoRate, Unresolved
from coopclaims.identifiers import ProgramId
from coopclaims.money.amounts import Money
from coopclaims.money.exchange import ExchangeRates
from coopclaims.provenance import Basis, Explanation, Source, cite, explained

if TYPE_CHECKING:
    from collections.abc import Sequence


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

    percent: int
    at_least: Money | None = None
    at_most: Money | None = None
    exceptions: tuple[tuple[frozenset[ProgramId], int | None], ...] = ()
    source: Source
    basis: Basis

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
    a usage period. For the programs in `unknown` other figures may hold, which no page gives. `source` is
    the document that states it, and `basis` says how it is known.
    """

    per_person: Money
    persons: int
    per_period: Money
    unknown: frozenset[ProgramId] = frozenset()
    source: Source
    basis: Basis


Cap: TypeAlias = AmountCap | ShareCap | AttendeeCap
"""A limit on what is reimbursed for one activity."""


@final
@frozen(kw_only=True)
class Reimbursable:
    """How much of a claimed amount can be reimbursed, and why.

    `claimed` is what was claimed and `amount` what of it can be reimbursed, in the currency of `claimed`.
    `explanation` has each cap with its figures and source.
    """

    claimed: Money
    amount: Money
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return why this much."""
        return self.explanation


def reimbursable(
    caps: Sequence[Cap],
    claimed: Money,
    *,
    program: ProgramId,
    earned: Money,
    used: Money,
    persons: Sequence[Money] = (),
    on: date,
    rates: ExchangeRates | None = None,
) -> Reimbursable:
    """Return how much of `claimed` these caps leave.

    `caps` are those of the activity, none where it has none; the tightest decides. `claimed` is the amount
    claimed and `program` the identifier of the claim's program. `earned` is the co-op earned for the usage
    period and `used` what other claims have approved or pending there for the same activity, both in the
    currency of `claimed`. `persons` are the costs of each person where the cap is by person; they add up to
    `claimed`. `on` is a day of the month whose rate counts; `rates` convert a cap that is stated in another
    currency, and may be `None` where none is.

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
    month = as_day("on", on).replace(day=1)
    case = _Case(claimed, program, earned, used, tuple(persons), month, rates)
    left = claimed
    steps: list[Explanation] = []
    for cap in caps:
        allowed, why = case.allowed(cap)
        steps.append(why)
        left = min(left, allowed)
    text = (
        f"of {claimed} claimed {left} is reimbursable"
        if left != claimed
        else f"all of the {claimed} claimed is reimbursable"
    )
    figures = (
        ("claimed", str(claimed.amount)),
        ("reimbursable", str(left.amount)),
        ("currency", claimed.currency.code),
    )
    if not caps:
        steps.append(explained(code="no-cap", text="no cap is published for this activity"))
    explanation = explained(code="reimbursable", text=text, figures=figures, because=tuple(steps))
    return Reimbursable(claimed=claimed, amount=left, explanation=explanation)


@final
@frozen
class _Case:
    """What a cap is applied to."""

    claimed: Money
    program: ProgramId
    earned: Money
    used: Money
    persons: tuple[Money, ...]
    month: date
    rates: ExchangeRates | None

    def __attrs_post_init__(self) -> None:
        for what, amount in (("earned", self.earned), ("used", self.used)):
            if amount.currency is not self.claimed.currency:
                raise CurrencyMismatch(what, str(amount.currency), str(self.claimed.currency))
        for what, amount in (("claimed", self.claimed), ("used", self.used)):
            if amount.is_negative:
                raise InvalidValue(what, str(amount), "an amount that is not below zero")

    def allowed(self, cap: Cap) -> tuple[Money, Explanation]:
        """Return how much this cap leaves, and why."""
        if isinstance(cap, AmountCap):
            limit, converted = self._converted(cap.limit)
            return self._after_use(limit, f"at most {cap.limit} in a usage period", cap, because=converted)
        if isinstance(cap, ShareCap):
            return self._share(cap)
        return self._by_person(cap)

    def _share(self, cap: ShareCap) -> tuple[Money, Explanation]:
        percent = cap.percent_for(self.program)
        if percent is None:
            return self.claimed, explained(
                code="no-limit",
                text=f"no limit for {self.program}",
                figures=(("program", self.program),),
                source=cap.source,
                basis=cap.basis,
            )
        share = Money.of_minor_units(self.earned.minor_units * percent // 100, self.earned.currency)
        text = f"at most {percent} % of the {self.earned} earned, {share}"
        figures: tuple[tuple[str, Any], ...] = (
            ("percent", percent),
            ("earned", str(self.earned.amount)),
            ("share", str(share.amount)),
        )
        limit = share
        because: tuple[Explanation, ...] = ()
        for name, bound, better, word in (
            ("at_least", cap.at_least, max, "more"),
            ("at_most", cap.at_most, min, "less"),
        ):
            if bound is not None:
                amount, because = self._converted(bound)
                if better(amount, share) != share:
                    text = f"{text}, or {bound} where that is {word}"
                figures = (*figures, (name, str(amount.amount)))
                limit = better(limit, amount)
        return self._after_use(limit, text, cap, figures, because)

    def _by_person(self, cap: AttendeeCap) -> tuple[Money, Explanation]:
        if self.program in cap.unknown:
            msg = f"for {self.program} other figures may hold ({cap.source}), and no page gives them"
            raise Unresolved(msg)
        currency = self.claimed.currency
        unfit = not self.persons or any(cost.is_negative for cost in self.persons)
        if unfit or Money.total(self.persons, currency) != self.claimed:
            given = ", ".join(map(str, self.persons)) or "none"
            raise InvalidValue("persons", given, f"the cost of each person, {self.claimed} together")
        each, converted = self._converted(cap.per_person)
        dearest = sorted(self.persons, reverse=True)
        counted = [min(cost, each) for cost in dearest[: cap.persons]]
        people = Money.total(counted, currency)
        limit, period_converted = self._converted(cap.per_period)
        left, period = self._after_use(
            limit, f"at most {cap.per_period} in a period", cap, because=period_converted
        )
        uncounted = [Money(0, currency)] * (len(dearest) - len(counted))
        each_person = starmap(_person, zip(dearest, (*counted, *uncounted), strict=True))
        text = f"{len(counted)} of {len(dearest)} persons, each at most {cap.per_person}: {people}"
        figures = (
            ("persons", len(dearest)),
            ("most_persons", cap.persons),
            ("per_person", str(each.amount)),
            ("people", str(people.amount)),
        )
        explanation = explained(
            code="cap-by-person",
            text=text,
            figures=figures,
            source=cap.source,
            basis=cap.basis,
            because=(*each_person, *converted, period),
        )
        return min(people, left), explanation

    def _after_use(
        self,
        limit: Money,
        text: str,
        cap: Cap,
        figures: tuple[tuple[str, Any], ...] = (),
        because: tuple[Explanation, ...] = (),
    ) -> tuple[Money, Explanation]:
        """Return what a limit leaves after what is used of it already."""
        left = max(limit - self.used, Money(0, limit.currency))
        if not self.used.is_zero:
            text += f"; {self.used} of it are approved or pending already, so {left} are left"
        given = (("limit", str(limit.amount)), ("used", str(self.used.amount)), ("left", str(left.amount)))
        explanation = explained(
            code="cap",
            text=text,
            figures=(*figures, *given),
            source=cap.source,
            basis=cap.basis,
            because=because,
        )
        return left, explanation

    def _converted(self, limit: Money) -> tuple[Money, tuple[Explanation, ...]]:
        """Return a cap's amount in the currency of the claim, and how it was converted if it was."""
        currency = self.claimed.currency
        if limit.currency is currency:
            return limit, ()
        if self.rates is None:
            raise NoRate(limit.currency.code, currency.code, self.month)
        rate = self.rates.rate(limit.currency, currency, self.month)
        money = rate.convert(limit)
        figures = (
            ("source", str(limit.amount)),
            ("source_currency", limit.currency.code),
            ("target", str(money.amount)),
            ("target_currency", currency.code),
            ("rate", f"{rate.rate:f}"),
            ("month", rate.month.isoformat()),
            ("origin", rate.origin),
        )
        text = f"{limit} at {rate.rate:f} ({rate.month:%Y-%m}, {rate.origin}) is {money}"
        return money, (explained(code="conversion", text=text, figures=figures, source=cite("PR22", "P-08")),)


def _person(cost: Money, counted: Money) -> Explanation:
    return explained(
        code="person",
        text=f"{cost} for one person, of which {counted} count",
        figures=(("cost", str(cost.amount)), ("counted", str(counted.amount))),
    )
