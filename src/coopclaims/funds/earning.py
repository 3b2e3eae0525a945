"""What is earned: split into rebate and co-op, and whether the co-op reaches its threshold.

Co-op below the threshold of its program in an earning period becomes a rebate; an amount equal to the
threshold qualifies. A program without a published threshold is unknown, which is not zero.
Source: OV20 to OV23 U-01 to U-04; TH21 U-05.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import frozen
from coopclaims.errors import CurrencyMismatch, InvalidValue, NoRuleInForce
from coopclaims.identifiers import ProgramId
from coopclaims.money.amounts import Money, decimal_places, finite_decimal
from coopclaims.periods import EarningPeriod
from coopclaims.provenance import Basis, Explanation, Source, cite, message
from coopclaims.rules.book import Rules
from coopclaims.rules.keys import THRESHOLDS
from coopclaims.rules.published import listed_as

# fmt: off
_SPLIT: Final = message("split",
    "{earned} earned: {rebate_percent} % rebate, {rebate}; {coop_percent} % co-op, {coop}",
    "earned: Money, rebate_percent: Decimal, rebate: Money, coop_percent: Decimal, coop: Money")
_FIGURES: Final = "coop: Money, threshold: Money, program: ProgramId"
_REACHED: Final = message("threshold_reached",
    "{coop} of co-op reaches the threshold of {threshold} for {program}: it stays co-op", _FIGURES)
_BELOW: Final = message("below_threshold",
    "{coop} of co-op is below the threshold of {threshold} for {program}: it becomes a rebate at the end of "
    "the half-year", _FIGURES)
# fmt: on


_WHOLE: Final = 100
_PLACES: Final = 100
"""More digits after the point has no percentage: an exact sum of two takes as long as they are."""


def _percentage(what: str, value: Decimal | int | str) -> Decimal:
    number = finite_decimal(what, value)
    if decimal_places(number) > _PLACES:
        raise InvalidValue(what, value, "places_at_most", places=_PLACES)
    whole, rest = divmod(Fraction(number), 1)
    return number if rest else Decimal(whole)


def _rebate(value: Decimal | int | str) -> Decimal:
    return _percentage("rebate", value)


def _coop(value: Decimal | int | str) -> Decimal:
    return _percentage("coop", value)


@final
@frozen(kw_only=True)
class Split:
    """How a program divides an earning into rebate and co-op, in percent.

    `rebate` and `coop` are percentages from 0 to 100, each a `Decimal`, an `int` or a plain decimal text.

    It is program data, so the caller gives it. Raises `InvalidValue` unless the two make exactly a hundred.

    >>> print(Split(rebate=60, coop="40.0").coop)
    40

    Source: OV20 U-01, U-02.
    """

    rebate: Decimal = attrs.field(converter=_rebate)
    coop: Decimal = attrs.field(converter=_coop)

    def __attrs_post_init__(self) -> None:
        parts = (self.rebate, self.coop)
        if min(parts) < 0 or sum(map(Fraction, parts)) != _WHOLE:
            raise InvalidValue("split", parts, "two_percentages")


@final
@frozen(kw_only=True)
class Earning:
    """An earning, divided: the two parts add up to it, to the minor unit.

    `earned` is the earning, and `rebate` and `coop` are its parts, all in one currency. `split` says how it
    was divided.
    """

    earned: Money
    rebate: Money
    coop: Money
    split: Split

    def explain(self) -> Explanation:
        """Return how the earning was divided."""
        return _SPLIT.say(
            earned=self.earned,
            rebate_percent=self.split.rebate,
            rebate=self.rebate,
            coop_percent=self.split.coop,
            coop=self.coop,
            source=cite("OV23", "U-01", "U-02"),
        )


@final
@frozen(kw_only=True)
class CoopOutcome:
    """Whether the co-op of an earning period stays co-op, or becomes a rebate, and why.

    `coop` is what was earned as co-op in the period for `program`, and `threshold` what it has to reach to
    stay co-op. `source` is the document that states the threshold, and `basis` says how it is known.
    """

    coop: Money
    program: ProgramId
    threshold: Money
    source: Source
    basis: Basis

    @property
    def qualifies(self) -> bool:
        """Whether it stays co-op."""
        return self.coop >= self.threshold

    def explain(self) -> Explanation:
        """Return why it stays co-op or becomes a rebate."""
        return (_REACHED if self.qualifies else _BELOW).say(
            coop=self.coop,
            threshold=self.threshold,
            program=self.program,
            source=self.source,
            basis=self.basis,
        )


@door
def split_earning(earned: Money, split: Split) -> Earning:
    """Return an earning divided into rebate and co-op, losing nothing.

    `earned` is in any currency, and `split` has the two percentages of the program.

    >>> parts = split_earning(Money("25000.00", "USD"), Split(rebate=60, coop=40))
    >>> str(parts.rebate), str(parts.coop)
    ('15000.00 USD', '10000.00 USD')

    Source: OV20 U-01.
    """
    shares = dict(earned.allocate({"rebate": split.rebate, "co-op": split.coop}))
    rebate, coop = shares["rebate"], shares["co-op"]
    return Earning(earned=earned, rebate=rebate, coop=coop, split=split)


@door
def coop_outcome(
    coop: Money, *, program: ProgramId, earning_period: EarningPeriod, rules: Rules
) -> CoopOutcome:
    """Return whether the co-op earned in a period stays co-op or becomes a rebate.

    `coop` is everything earned as co-op for `program` in `earning_period`, in the threshold's currency.
    `rules` are bound rules; the threshold is the one in force on the period's last day. Raises
    `NoRuleInForce` where the program has no published threshold then, and `CurrencyMismatch` where the amount
    is not in the threshold's currency: the caller converts. A program of CSP may have its long name.
    Source: OV20, TH21 U-04, U-05, N12.
    """
    rule = rules.look_up(THRESHOLDS, earning_period.last)
    by_program = dict(rule.value)
    threshold = by_program.get(listed_as(program, by_program))
    if threshold is None:
        known = tuple(each for each, _ in rule.value)
        raise NoRuleInForce(THRESHOLDS, earning_period.last, known, program)
    if coop.currency is not threshold.currency:
        raise CurrencyMismatch("co-op and its threshold", str(coop.currency), str(threshold.currency))
    return CoopOutcome(coop=coop, program=program, threshold=threshold, source=rule.source, basis=rule.basis)
