"""The waterfall: where every minor unit of a claim went, from what was claimed to what was paid.

In the claim's currency: claimed, eligible, capped, approved. Then one branch for each paying entity:
its share, converted, less the tax withheld, plus sales tax, paid. Each level equals the one before it
less a difference that has a code and a why; that is proven when the value is made. After the split
nothing is summed over the branches, whose currencies differ.
"""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, final

import attrs

from coopclaims.errors import InvalidValue
from coopclaims.identifiers import ClaimId, EntityId
from coopclaims.money import ExchangeRate, Money
from coopclaims.provenance import Explanation

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "Waterfall",
    "WaterfallBranch",
    "WaterfallDifference",
    "WaterfallLevel",
    "WaterfallReason",
    "WaterfallStep",
]


@final
class WaterfallLevel(StrEnum):
    """What an amount is at one level, from what was claimed down to what was paid."""

    CLAIMED = "claimed"
    ELIGIBLE = "eligible"
    CAPPED = "capped"
    APPROVED = "approved"
    SPLIT = "split by entity"
    CONVERTED = "converted"
    WITHHELD = "withheld"
    TAXED = "taxed"
    PAID = "paid"


_TRUNK = (WaterfallLevel.CLAIMED, WaterfallLevel.ELIGIBLE, WaterfallLevel.CAPPED, WaterfallLevel.APPROVED)
_UNRESOLVED_BRANCH = (WaterfallLevel.SPLIT, WaterfallLevel.CONVERTED)
_PAYABLE_BRANCH = (
    *_UNRESOLVED_BRANCH,
    WaterfallLevel.WITHHELD,
    WaterfallLevel.TAXED,
    WaterfallLevel.PAID,
)


@final
class WaterfallReason(StrEnum):
    """Why a level differs from the one before it."""

    NOT_ELIGIBLE = "not eligible"
    ABOVE_CAP = "above the cap"
    APPROVED_FOR_LESS = "approved for less"
    APPROVED_FOR_MORE = "approved for more than the caps leave"
    UNRESOLVED = "cannot be paid yet"
    WITHHOLDING_TAX = "tax withheld"
    SALES_TAX = "sales tax added"
    OUTSTANDING = "not paid yet"
    OVERPAID = "paid more than was due"

    @property
    def level(self) -> WaterfallLevel:
        """The level that it explains."""
        return _LEVELS[self]

    @property
    def adds(self) -> bool:
        """Whether the level is higher than the one before it, and not lower."""
        return self in _ADDING


_LEVELS = {
    WaterfallReason.NOT_ELIGIBLE: WaterfallLevel.ELIGIBLE,
    WaterfallReason.ABOVE_CAP: WaterfallLevel.CAPPED,
    WaterfallReason.APPROVED_FOR_LESS: WaterfallLevel.APPROVED,
    WaterfallReason.APPROVED_FOR_MORE: WaterfallLevel.APPROVED,
    WaterfallReason.UNRESOLVED: WaterfallLevel.CONVERTED,
    WaterfallReason.WITHHOLDING_TAX: WaterfallLevel.WITHHELD,
    WaterfallReason.SALES_TAX: WaterfallLevel.TAXED,
    WaterfallReason.OUTSTANDING: WaterfallLevel.PAID,
    WaterfallReason.OVERPAID: WaterfallLevel.PAID,
}
_ADDING = {WaterfallReason.APPROVED_FOR_MORE, WaterfallReason.SALES_TAX, WaterfallReason.OVERPAID}


@final
@attrs.frozen(kw_only=True)
class WaterfallDifference:
    """What a level lacks of the one before it, or, as an amount below zero, what it has more.

    Raises `InvalidValue` for nothing, and for a sign that the reason does not have.
    """

    reason: WaterfallReason
    amount: Money
    note: str = ""
    explanation: Explanation = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        if not (self.amount.is_negative if self.reason.adds else self.amount.is_positive):
            side = "below" if self.reason.adds else "above"
            raise InvalidValue(f"difference ({self.reason})", str(self.amount), f"an amount {side} zero")

    def explain(self) -> Explanation:
        """Return why the amounts differ."""
        return self.explanation


@final
@attrs.frozen(kw_only=True)
class WaterfallStep:
    """One level of the waterfall: the amount there, and what it lacks of the level before.

    `rate` is the rate of a conversion, `None` elsewhere and where the currency stays the same.
    """

    level: WaterfallLevel
    amount: Money
    difference: WaterfallDifference | None = None
    rate: ExchangeRate | None = None
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return how the amount came about."""
        return self.explanation


@final
@attrs.frozen(kw_only=True)
class WaterfallBranch:
    """What became of the share of one entity, in its own currency from the conversion on.

    A share that cannot be paid yet ends at the conversion, at nothing. `entity` is `None` where
    nothing was earned that the amount could be split by. Raises `InvalidValue` unless each level
    equals the one before it less its difference.
    """

    entity: EntityId | None
    steps: tuple[WaterfallStep, ...]

    def __attrs_post_init__(self) -> None:
        name = str(self.entity or "the claim")
        _prove(f"waterfall of {name}", self.steps, _UNRESOLVED_BRANCH, _PAYABLE_BRANCH)
        _, converted, *rest = self.steps
        is_held_back = converted.difference is not None
        if is_held_back is bool(rest) or (is_held_back and not converted.amount.is_zero):
            raise InvalidValue(
                f"waterfall of {name}", str(converted.amount), "all of the share, or none of it"
            )
        if rest and self.entity is None:
            raise InvalidValue("entity", None, "an entity, since somebody pays")

    @property
    def share(self) -> Money:
        """The share of the approved amount, in the claim's currency."""
        return self.steps[0].amount


@final
@attrs.frozen(kw_only=True)
class Waterfall:
    """Every level of one claim's money, with the difference between each two of them.

    Raises `InvalidValue` unless every level equals the one before it less its difference, and the
    shares of the branches add up to what was approved. `str()` draws a table.
    """

    claim: ClaimId
    trunk: tuple[WaterfallStep, ...]
    branches: tuple[WaterfallBranch, ...]
    explanation: Explanation = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        _prove("waterfall", self.trunk, _TRUNK)
        approved = self.trunk[-1].amount
        split = Money.total((branch.share for branch in self.branches), approved.currency)
        if split != approved:
            raise InvalidValue("waterfall", f"shares of {split}", f"shares that add up to {approved}")
        entities = [branch.entity for branch in self.branches]
        if len(set(entities)) < len(entities):
            raise InvalidValue("waterfall", entities, "one branch for each entity")

    @property
    def steps(self) -> tuple[tuple[EntityId | None, WaterfallStep], ...]:
        """Every step with the entity that it concerns, those of the whole claim first."""
        common: list[tuple[EntityId | None, WaterfallStep]] = [(None, step) for step in self.trunk]
        return (*common, *((branch.entity, step) for branch in self.branches for step in branch.steps))

    @property
    def differences(self) -> tuple[tuple[EntityId | None, WaterfallDifference], ...]:
        """Every difference with the entity that it concerns, in the order of the steps."""
        return tuple((entity, step.difference) for entity, step in self.steps if step.difference)

    def at(self, level: WaterfallLevel) -> tuple[Money, ...]:
        """Return the amounts of one level: one of the whole claim, or one for each branch that has it."""
        return tuple(step.amount for _, step in self.steps if step.level is level)

    def explain(self) -> Explanation:
        """Return where the money went, step by step."""
        return self.explanation

    def __str__(self) -> str:
        """Return the steps as a table of aligned text."""
        rows = [("step", "entity", "amount", "change", "why"), *self._cells()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = (
            f"{step:<{widths[0]}}  {entity:<{widths[1]}}  {amount:>{widths[2]}}  {change:>{widths[3]}}  {why}"
            for step, entity, amount, change, why in rows
        )
        return "\n".join(line.rstrip() for line in lines)

    def _cells(self) -> Iterator[tuple[str, str, str, str, str]]:
        for entity, step in self.steps:
            change, why = "", ""
            if step.difference is not None:
                change = f"{'+' if step.difference.reason.adds else ''}{-step.difference.amount}"
                why = ": ".join(filter(None, (str(step.difference.reason), step.difference.note)))
            elif step.rate is not None:
                why = f"at {step.rate.rate:f} ({step.rate.month:%Y-%m}, {step.rate.origin})"
            yield str(step.level), entity or "", str(step.amount), change, why


def _prove(what: str, steps: tuple[WaterfallStep, ...], *shapes: tuple[WaterfallLevel, ...]) -> None:
    """Raise `InvalidValue` unless the steps have one of these shapes and each follows from the last."""
    if tuple(step.level for step in steps) not in shapes:
        expected = " or ".join(", ".join(shape) for shape in shapes)
        raise InvalidValue(what, ", ".join(step.level for step in steps), expected)
    first = steps[0]
    if first.difference is not None or first.rate is not None:
        raise InvalidValue(f"{what}, {first.level}", str(first.amount), "an amount that nothing precedes")
    for before, step in pairwise(steps):
        where = f"{what}, {step.level}"
        if step.amount.is_negative:
            raise InvalidValue(where, str(step.amount), "an amount that is not below zero")
        if step.difference is not None and step.difference.reason.level is not step.level:
            raise InvalidValue(where, str(step.difference.reason), "a reason of this level")
        if step.rate is not None and step.level is not WaterfallLevel.CONVERTED:
            raise InvalidValue(where, str(step.rate), "no rate but at the conversion")
        due = before.amount if step.rate is None else step.rate.convert(before.amount)
        if step.difference is not None:
            due -= step.difference.amount
        if step.amount != due:
            raise InvalidValue(where, str(step.amount), f"{due}, which follows from {before.amount}")
