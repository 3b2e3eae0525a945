"""Reconciling a claim with its payments: the waterfall, built from what each part of the money is.

What the library decides (shares, conversions, what cannot be paid) comes from the resolution; what
others decide (what is eligible, what was withheld, taxed and paid) is given, and only set against it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import attrs

from coopclaims.errors import InvalidValue
from coopclaims.identifiers import EntityId, identifier
from coopclaims.money import ExchangeRate, Money
from coopclaims.payouts.shares import money_figures
from coopclaims.provenance import Explanation, cite, inferred
from coopclaims.settlement.waterfall import (
    Waterfall,
    WaterfallBranch,
    WaterfallDifference,
    WaterfallLevel,
    WaterfallReason,
    WaterfallStep,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coopclaims.activities import Reimbursable
    from coopclaims.claims import Claim
    from coopclaims.payouts import Payout, PayoutResolution, UnresolvedShare
    from coopclaims.provenance import Source

__all__ = ["PaymentFigures", "payment_waterfall"]

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


def _not_negative(_instance: object, attribute: attrs.Attribute[Money | None], value: object) -> None:
    if value is not None and (not isinstance(value, Money) or value.is_negative):
        raise InvalidValue(attribute.name, value, "a Money that is not below zero, or None for nothing")


@final
@attrs.frozen(kw_only=True)
class PaymentFigures:
    """What is known of one entity's payment: tax withheld, sales tax added, and what was paid so far.

    All in the currency of payment; `None` is nothing. Raises `InvalidValue` for an amount below zero.
    Source: PS21 P-31, P-32.

    >>> PaymentFigures(entity="vendor-ie", withheld=Money("10.00", "EUR")).paid is None
    True
    """

    entity: EntityId = attrs.field(validator=identifier)
    withheld: Money | None = attrs.field(default=None, validator=_not_negative)
    sales_tax: Money | None = attrs.field(default=None, validator=_not_negative)
    paid: Money | None = attrs.field(default=None, validator=_not_negative)


def payment_waterfall(
    claim: Claim,
    resolution: PayoutResolution,
    *,
    eligible: Money | None = None,
    ineligible_because: str = "",
    reimbursable: Reimbursable | None = None,
    figures: Iterable[PaymentFigures] = (),
) -> Waterfall:
    """Return where the money of an approved claim went, from what was claimed to what was paid.

    `eligible` is how much of the claim is eligible, all of it by default; less needs a reason in
    `ineligible_because`. `reimbursable` is what the caps leave of the claimed or the eligible amount.
    `figures` say what was withheld, taxed and paid, by entity. The total of a payment is the converted
    share, less what is withheld, plus sales tax (P-32); what is paid is set against that.
    Raises `InvalidValue` for a claim that is not approved, a resolution of another amount, more eligible
    than claimed, less without a reason, figures of an entity that pays nothing or twice for one, and
    more withheld than there is; and `CurrencyMismatch` for figures in another currency.
    Source: PS21 P-31, P-32; MG22 P-02; the order of the levels before the approval is inferred.
    """
    approved = claim.approved
    if approved is None:
        raise InvalidValue(f"claim {claim.id}", claim.status.caption, "an Approved claim: only that is paid")
    if resolution.approved != approved:
        raise InvalidValue("resolution", f"of {resolution.approved}", f"that of the {approved} approved")
    trunk = _trunk(claim, approved, eligible, ineligible_because, reimbursable)
    known = _by_entity(figures, resolution)
    branches = (
        *(_paid(each, known[each.entity]) for each in resolution.payouts),
        *(_held_back(each) for each in resolution.unresolved),
    )
    steps = [*trunk, *(step for branch in branches for step in branch.steps)]
    explanation = Explanation(
        code="waterfall",
        text=f"where the {trunk[0].amount} of claim {claim.id} went",
        figures=(("claim", claim.id), ("payouts", len(resolution.payouts))),
        source=cite("READING", "P-32", "C-05"),
        basis=inferred("eligible before capped before approved; no page gives an order"),
        because=tuple(step.explanation for step in steps),
    )
    return Waterfall(claim=claim.id, trunk=trunk, branches=branches, explanation=explanation)


def _trunk(
    claim: Claim, approved: Money, eligible: Money | None, because: str, reimbursable: Reimbursable | None
) -> tuple[WaterfallStep, ...]:
    """Return the levels of the whole claim, in its currency."""
    claimed = claim.form.amount
    eligible = claimed if eligible is None else eligible
    if eligible > claimed or eligible.is_negative:
        raise InvalidValue("eligible", str(eligible), f"an amount between nothing and the {claimed} claimed")
    if eligible != claimed and not because.strip():
        raise InvalidValue("ineligible_because", because, "a reason, since less is eligible than claimed")
    capped, why = eligible, tuple[Explanation, ...]()
    if reimbursable is not None:
        if reimbursable.claimed not in {claimed, eligible}:
            given = f"what is left of {reimbursable.claimed}"
            raise InvalidValue("reimbursable", given, f"what is left of {claimed} or of {eligible}")
        capped, why = min(eligible, reimbursable.amount), (reimbursable.explanation,)
    verdict = WaterfallReason.APPROVED_FOR_MORE if approved > capped else WaterfallReason.APPROVED_FOR_LESS
    return (
        _step(WaterfallLevel.CLAIMED, None, claimed),
        _changed(WaterfallReason.NOT_ELIGIBLE, None, claimed, eligible, note=because.strip()),
        _changed(WaterfallReason.ABOVE_CAP, None, eligible, capped, because=why),
        _changed(verdict, None, capped, approved),
    )


def _by_entity(
    figures: Iterable[PaymentFigures], resolution: PayoutResolution
) -> dict[EntityId, PaymentFigures]:
    """Return what is known of each payment; of those not named, nothing was withheld, taxed or paid."""
    known = {each.entity: PaymentFigures(entity=each.entity) for each in resolution.payouts}
    named: set[EntityId] = set()
    for each in figures:
        if each.entity not in known or each.entity in named:
            raise InvalidValue("figures", each.entity, "an entity that pays, and each one once")
        named.add(each.entity)
        known[each.entity] = each
    return known


def _paid(payout: Payout, figures: PaymentFigures) -> WaterfallBranch:
    """Return the levels of one payout, in the currency of payment from the conversion on."""
    entity, money, nothing = payout.entity, payout.money, Money(0, payout.money.currency)
    withheld, sales_tax, paid = (
        nothing if given is None else given for given in (figures.withheld, figures.sales_tax, figures.paid)
    )
    left = money - withheld
    if left.is_negative:
        raise InvalidValue("withheld", str(withheld), f"no more than the {money} that {entity} pays")
    due = left + sales_tax
    balance = WaterfallReason.OVERPAID if paid > due else WaterfallReason.OUTSTANDING
    steps = (
        _step(WaterfallLevel.SPLIT, entity, payout.share),
        _step(WaterfallLevel.CONVERTED, entity, money, rate=payout.rate, because=(payout.explanation,)),
        _changed(WaterfallReason.WITHHOLDING_TAX, entity, money, left),
        _changed(WaterfallReason.SALES_TAX, entity, left, due),
        _changed(balance, entity, due, paid),
    )
    return WaterfallBranch(entity=entity, steps=steps)


def _held_back(missing: UnresolvedShare) -> WaterfallBranch:
    """Return the levels of a share that cannot be paid yet."""
    entity, share = missing.entity, missing.share
    nothing = Money(0, share.currency)
    note = ", ".join((missing.reason, *missing.also))
    steps = (
        _step(WaterfallLevel.SPLIT, entity, share),
        _changed(
            WaterfallReason.UNRESOLVED, entity, share, nothing, note=note, because=(missing.explanation,)
        ),
    )
    return WaterfallBranch(entity=entity, steps=steps)


def _changed(
    reason: WaterfallReason,
    entity: EntityId | None,
    before: Money,
    after: Money,
    *,
    note: str = "",
    because: tuple[Explanation, ...] = (),
) -> WaterfallStep:
    """Return the level that this reason explains; without a difference where the amount stays."""
    lacking = before - after
    if lacking.is_zero:
        return _step(reason.level, entity, after, because=because)
    less = f"{-lacking} more" if reason.adds else f"{lacking} less"
    difference = WaterfallDifference(
        reason=reason,
        amount=lacking,
        note=note,
        explanation=Explanation(
            code="difference",
            text=": ".join(filter(None, (f"{less}, {reason}", note))),
            figures=(("reason", str(reason)), *money_figures("difference", lacking), ("note", note)),
            because=because,
        ),
    )
    return _step(reason.level, entity, after, difference=difference, because=(difference.explanation,))


def _step(
    level: WaterfallLevel,
    entity: EntityId | None,
    amount: Money,
    *,
    difference: WaterfallDifference | None = None,
    rate: ExchangeRate | None = None,
    because: tuple[Explanation, ...] = (),
) -> WaterfallStep:
    where = f"{entity}, {level}" if entity else str(level)
    explanation = Explanation(
        code="step",
        text=f"{where}: {amount}",
        figures=(("level", str(level)), ("entity", entity or ""), *money_figures("amount", amount)),
        source=_SOURCES.get(level),
        because=because,
    )
    return WaterfallStep(
        level=level, amount=amount, difference=difference, rate=rate, explanation=explanation
    )
