"""The waterfall: where every minor unit of a claim went, from what was claimed to what was paid.

First the whole claim, in its currency: claimed, eligible, capped, approved. Then one branch for each paying
entity: its share, converted, cut to the steps in which it is paid where there are any, less the tax withheld,
plus sales tax, paid. Each level equals the one before it less a difference that has a code and a reason; that
is checked when the value is made. After the split nothing is summed over the branches, whose currencies
differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias, final

import attrs

from coopclaims._characters import escaped
from coopclaims._checks import door
from coopclaims._values import Keyed, frozen
from coopclaims.activities.caps import Reimbursable
from coopclaims.claims.verdicts import Reason
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import ClaimId, EntityId
from coopclaims.money.amounts import Money
from coopclaims.money.exchange import ExchangeRate
from coopclaims.payouts.payable import in_few_words
from coopclaims.payouts.payout import Payout
from coopclaims.payouts.shares import UnresolvedReason, UnresolvedShare, prove_whole
from coopclaims.provenance import Explanation, cite, inferred, message

if TYPE_CHECKING:
    from coopclaims.provenance import Source

# fmt: off
_ORDER = inferred(message("reading.order_of_the_waterfall",
    "eligible before capped before approved; no page gives an order"))
_WATERFALL = message("waterfall", "where the {claimed} of claim {claim} went",
    "claim: ClaimId, claimed: Money")
_STEP = message("waterfall_step", "{entity:?%, }{level}: {amount}",
    "entity: EntityId | None, level: WaterfallLevel, amount: Money")
_CHANGED = ("amount: Money, reason: WaterfallReason, note: str, reasons: tuple[UnresolvedReason, ...], "
    "verdict: tuple[Reason, ...]")
_LESS = message("waterfall_less", "{amount} less, {reason}{note:?: %}{reasons:?: %}{verdict:?: %}", _CHANGED)
_MORE = message("waterfall_more", "{amount} more, {reason}{note:?: %}{reasons:?: %}{verdict:?: %}", _CHANGED)
# fmt: on


# The waterfall: its levels, steps and branches.


@final
class WaterfallLevel(Keyed):
    """What an amount is at one level, from what was claimed down to what was paid."""

    CLAIMED = "claimed"
    ELIGIBLE = "eligible"
    CAPPED = "capped"
    APPROVED = "approved"
    SPLIT = "split", "split by entity"
    CONVERTED = "converted"
    PAYABLE = "payable", "in payable steps"
    WITHHELD = "withheld"
    TAXED = "taxed"
    PAID = "paid"


_TRUNK = (WaterfallLevel.CLAIMED, WaterfallLevel.ELIGIBLE, WaterfallLevel.CAPPED, WaterfallLevel.APPROVED)
_UNRESOLVED_BRANCH = (WaterfallLevel.SPLIT, WaterfallLevel.CONVERTED)
_LAST = (WaterfallLevel.WITHHELD, WaterfallLevel.TAXED, WaterfallLevel.PAID)
_PAYABLE_BRANCH = (*_UNRESOLVED_BRANCH, *_LAST)
_BRANCH_IN_STEPS = (*_UNRESOLVED_BRANCH, WaterfallLevel.PAYABLE, *_LAST)


@final
class WaterfallReason(Keyed):
    """Why a level differs from the one before it."""

    NOT_ELIGIBLE = "not_eligible"
    ABOVE_CAP = "above_cap", "above the cap"
    APPROVED_FOR_LESS = "approved_for_less"
    APPROVED_FOR_MORE = "approved_for_more", "approved for more than the caps leave"
    UNRESOLVED = "unresolved", "cannot be paid yet"
    BELOW_STEP = "below_step", "cut to the step of payment"
    ABOVE_STEP = "above_step", "raised to the step of payment"
    WITHHOLDING_TAX = "withholding_tax", "tax withheld"
    SALES_TAX = "sales_tax", "sales tax added"
    OUTSTANDING = "outstanding", "not paid yet"
    OVERPAID = "overpaid", "paid more than was due"

    @property
    def level(self) -> WaterfallLevel:
        """The level that it explains."""
        return _LEVELS[self]

    @property
    def adds(self) -> bool:
        """Whether the level is higher than the one before it, and not lower."""
        return self in _ADDING


_Cause: TypeAlias = Reimbursable | Payout | UnresolvedShare
_LEVELS = {
    WaterfallReason.NOT_ELIGIBLE: WaterfallLevel.ELIGIBLE,
    WaterfallReason.ABOVE_CAP: WaterfallLevel.CAPPED,
    WaterfallReason.APPROVED_FOR_LESS: WaterfallLevel.APPROVED,
    WaterfallReason.APPROVED_FOR_MORE: WaterfallLevel.APPROVED,
    WaterfallReason.UNRESOLVED: WaterfallLevel.CONVERTED,
    WaterfallReason.BELOW_STEP: WaterfallLevel.PAYABLE,
    WaterfallReason.ABOVE_STEP: WaterfallLevel.PAYABLE,
    WaterfallReason.WITHHOLDING_TAX: WaterfallLevel.WITHHELD,
    WaterfallReason.SALES_TAX: WaterfallLevel.TAXED,
    WaterfallReason.OUTSTANDING: WaterfallLevel.PAID,
    WaterfallReason.OVERPAID: WaterfallLevel.PAID,
}
_ADDING = {
    WaterfallReason.APPROVED_FOR_MORE,
    WaterfallReason.ABOVE_STEP,
    WaterfallReason.SALES_TAX,
    WaterfallReason.OVERPAID,
}


@final
@frozen(kw_only=True)
class WaterfallDifference:
    """What a level lacks of the one before it, or, as an amount below zero, what it has more.

    `reason` says why, and `amount` how much, in the currency of the level. `note` is text from the caller,
    empty where there is none, and `verdict` are the reasons of a reviewer, empty where none was given.
    `cause` is what it follows from: what the caps leave, or the share that cannot be paid yet; `None` where
    nothing of this library says so.

    Raises `InvalidValue` for nothing, and for a sign that the reason does not have.
    """

    reason: WaterfallReason
    amount: Money
    note: str = ""
    cause: _Cause | None = attrs.field(default=None, repr=False)
    verdict: tuple[Reason, ...] = ()

    def __attrs_post_init__(self) -> None:
        if not (self.amount.is_negative if self.reason.adds else self.amount.is_positive):
            raise InvalidValue(
                f"difference ({self.reason.caption})",
                self.amount,
                "amount_below_zero" if self.reason.adds else "amount_above_zero",
            )

    @property
    def reasons(self) -> tuple[UnresolvedReason, ...]:
        """Why a share cannot be paid yet, the first to fix first; empty for any other difference."""
        missing = self.cause
        return (missing.reason, *missing.also) if isinstance(missing, UnresolvedShare) else ()

    def explain(self) -> Explanation:
        """Return why the amounts differ."""
        return (_MORE if self.reason.adds else _LESS).say(
            amount=-self.amount if self.reason.adds else self.amount,
            reason=self.reason,
            note=self.note,
            reasons=self.reasons,
            verdict=self.verdict,
            because=() if self.cause is None else (self.cause.explain(),),
        )


@final
@frozen(kw_only=True)
class WaterfallStep:
    """One level of the waterfall: the amount there, and what it lacks of the level before.

    `level` says what `amount` is, and `entity` whose it is, `None` for the whole claim. `difference` is
    `None` where nothing is lacking. `rate` is the rate of a conversion, `None` elsewhere and where the
    currency stays the same. `cause` is what the amount follows from where nothing is lacking: what the
    caps leave, or the payout; else `None`.
    """

    level: WaterfallLevel
    entity: EntityId | None = None
    amount: Money
    difference: WaterfallDifference | None = None
    rate: ExchangeRate | None = None
    cause: _Cause | None = attrs.field(default=None, repr=False)

    def explain(self) -> Explanation:
        """Return how the amount came about."""
        return _STEP.say(
            level=self.level,
            entity=self.entity,
            amount=self.amount,
            source=_SOURCES.get(self.level),
            because=tuple(each.explain() for each in (self.difference, self.cause) if each is not None),
        )


@final
@frozen(kw_only=True)
class WaterfallBranch:
    """What became of the share of one entity, in its own currency from the conversion on.

    `steps` are from the split down. A share that cannot be paid yet ends at the conversion, at zero. `entity`
    is `None` where nothing was earned that the amount could be split by. Raises `InvalidValue` unless each
    level equals the one before it less its difference.
    """

    entity: EntityId | None
    steps: tuple[WaterfallStep, ...]

    def __attrs_post_init__(self) -> None:
        name = str(self.entity or "the claim")
        _prove(f"waterfall of {name}", self.steps, _UNRESOLVED_BRANCH, _PAYABLE_BRANCH, _BRANCH_IN_STEPS)
        _, converted, *rest = self.steps
        is_held_back = converted.difference is not None
        if is_held_back is bool(rest) or (is_held_back and not converted.amount.is_zero):
            raise InvalidValue(f"waterfall of {name}", converted.amount, "all_of_the_share")
        if rest and self.entity is None:
            raise InvalidValue("entity", None, "entity_that_pays")

    @property
    def share(self) -> Money:
        """The share of the approved amount, in the claim's currency."""
        return self.steps[0].amount


@final
@frozen(kw_only=True)
class Waterfall:
    """Every level of one claim's money, with the difference between each two of them.

    `claim` names the claim. `trunk` has the levels of the whole claim, from what was claimed to what was
    approved, and `branches` one branch for each share.

    Raises `InvalidValue` unless every level equals the one before it less its difference, and the
    shares of the branches add up to what was approved. `str()` draws a table.
    """

    claim: ClaimId
    trunk: tuple[WaterfallStep, ...]
    branches: tuple[WaterfallBranch, ...]

    def __attrs_post_init__(self) -> None:
        _prove("waterfall", self.trunk, _TRUNK)
        prove_whole("waterfall", self.trunk[-1].amount, [branch.share for branch in self.branches])
        entities = [branch.entity for branch in self.branches]
        if len(set(entities)) < len(entities):
            raise InvalidValue("waterfall", entities, "one_branch_an_entity")

    @property
    def steps(self) -> tuple[tuple[EntityId | None, WaterfallStep], ...]:
        """Every step with the entity that it concerns, those of the whole claim first."""
        common: list[tuple[EntityId | None, WaterfallStep]] = [(None, step) for step in self.trunk]
        return (*common, *((branch.entity, step) for branch in self.branches for step in branch.steps))

    @property
    def differences(self) -> tuple[tuple[EntityId | None, WaterfallDifference], ...]:
        """Every difference with the entity that it concerns, in the order of the steps."""
        return tuple((entity, step.difference) for entity, step in self.steps if step.difference)

    @door
    def at(self, level: WaterfallLevel) -> tuple[Money, ...]:
        """Return the amounts of `level`: one of the whole claim, or one for each branch that has it."""
        return tuple(step.amount for _, step in self.steps if step.level is level)

    def explain(self) -> Explanation:
        """Return where the money went, step by step."""
        return _WATERFALL.say(
            claim=self.claim,
            claimed=self.trunk[0].amount,
            source=cite("READING", "P-32", "C-05"),
            basis=_ORDER,
            because=tuple(step.explain() for _, step in self.steps),
        )

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
                found = step.difference
                reasons = ", ".join(each.caption for each in found.reasons)
                verdict = ", ".join(map(str, found.verdict))
                why = ": ".join(filter(None, (found.reason.caption, found.note, reasons, verdict)))
            elif step.rate is not None:
                why = f"at {in_few_words(step.rate)}"
            yield step.level.caption, escaped(entity or ""), str(step.amount), change, escaped(why)


def _prove(what: str, steps: tuple[WaterfallStep, ...], *shapes: tuple[WaterfallLevel, ...]) -> None:
    """Raise `InvalidValue` unless the steps have one of these shapes and each follows from the last."""
    levels = tuple([step.level for step in steps])
    if levels not in shapes:
        raise InvalidValue(what, levels, "these_levels", shapes=shapes)
    first = steps[0]
    if first.difference is not None or first.rate is not None:
        raise InvalidValue(f"{what}, {first.level.caption}", first.amount, "first_amount")
    for before, step in pairwise(steps):
        _follow(f"{what}, {step.level.caption}", before, step)


def _follow(what: str, before: WaterfallStep, step: WaterfallStep) -> None:
    """Raise `InvalidValue` unless a step follows from the one before."""
    due, difference = before.amount, step.difference
    if step.amount.is_negative:
        raise InvalidValue(what, step.amount, "not_below_zero")
    if step.rate is not None:
        if step.level is not WaterfallLevel.CONVERTED:
            raise InvalidValue(what, step.rate, "no_rate_here")
        due = step.rate.convert(due)
    if difference is not None:
        if difference.reason.level is not step.level:
            raise InvalidValue(what, difference.reason, "reason_of_the_level")
        due -= difference.amount
    if step.amount is not due and step.amount != due:
        raise InvalidValue(what, step.amount, "amount_that_follows", due=due, before=before.amount)


_SOURCES: dict[WaterfallLevel, Source] = {
    WaterfallLevel.CLAIMED: cite("PIE", "A-10"),
    WaterfallLevel.CAPPED: cite("CO21", "C-05"),
    WaterfallLevel.SPLIT: cite("MG22", "P-02"),
    WaterfallLevel.CONVERTED: cite("PR22", "P-08"),
    WaterfallLevel.WITHHELD: cite("PS21", "P-32"),
    WaterfallLevel.TAXED: cite("PS21", "P-32"),
    WaterfallLevel.PAID: cite("PS21", "P-31"),
}
"""What each level rests on, where a page says that there is one."""
