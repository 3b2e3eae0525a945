"""Tracing the money of a claim: its waterfall, built from what each part of the money is.

What the library decides (shares, conversions, what cannot be paid) comes from the resolution; what
others decide (what is eligible, what was withheld, taxed and paid) is given, and only set against it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, final

import attrs

from coopclaims._characters import is_blank
from coopclaims._checks import door
from coopclaims._values import frozen, identifier
from coopclaims.activities.caps import Reimbursable
from coopclaims.claims.claim import Claim
from coopclaims.claims.verdicts import Reason
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import EntityId
from coopclaims.money.amounts import Money
from coopclaims.payouts import waterfall as w
from coopclaims.payouts.payout import Payout, PayoutResolution
from coopclaims.payouts.shares import UnresolvedShare
from coopclaims.payouts.waterfall import Waterfall, WaterfallLevel, WaterfallReason, WaterfallStep


def _not_negative(_instance: object, attribute: attrs.Attribute[Money | None], value: object) -> None:
    if value is not None and (not isinstance(value, Money) or value.is_negative):
        raise InvalidValue(attribute.name, value, "money_or_none")


@final
@frozen(kw_only=True)
class PaymentFigures:
    """What is known of one entity's payment: tax withheld, sales tax added, and what was paid so far.

    `entity` identifies the vendor entity that pays. `withheld`, `sales_tax` and `paid` are zero or above.

    All in the currency of payment; `None` is nothing. Raises `InvalidValue` for an amount below zero.
    Source: PS21 P-31, P-32.

    >>> PaymentFigures(entity="vendor-ie", withheld=Money("10.00", "EUR")).paid is None
    True
    """

    entity: EntityId = attrs.field(validator=identifier)
    withheld: Money | None = attrs.field(default=None, validator=_not_negative)
    sales_tax: Money | None = attrs.field(default=None, validator=_not_negative)
    paid: Money | None = attrs.field(default=None, validator=_not_negative)


_NOTHING_KNOWN: Final = PaymentFigures(entity=EntityId("nobody"))
"""What is known of a payment that nobody names: nothing was withheld, taxed or paid."""


@door
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

    `claim` is the approved claim, and `resolution` its payouts (`resolve_payouts`). `eligible` is how much
    of the claim is eligible, in its currency, `None` for what `reimbursable` has of it, and all of it without
    that; less needs a reason in `ineligible_because`. `reimbursable` is what the caps leave of the claimed or
    the eligible amount, `None` where no cap is set against it.
    `figures` say what was withheld, taxed and paid, by entity. The total of a payment is the converted
    share, less what is withheld, plus sales tax (P-32); what is paid is set against that.
    Raises `InvalidValue` for a claim that is not approved, a resolution of another amount, more eligible
    than claimed, less without a reason, figures of an entity that pays nothing or twice for one, and
    more withheld than there is; and `CurrencyMismatch` for figures in another currency.
    Source: PS21 P-31, P-32; MG22 P-02; the order of the levels before the approval is inferred.
    """
    approved = claim.approved
    if approved is None:
        raise InvalidValue(f"claim {claim.id}", claim.status, "approved_claim")
    if resolution.approved != approved:
        raise InvalidValue("resolution", resolution.approved, "that_of_the_approved", approved=approved)
    trunk = _trunk(claim, approved, eligible, ineligible_because, reimbursable)
    known = _by_entity(figures, resolution)
    branches = (
        *(_paid(each, known.get(each.entity, _NOTHING_KNOWN)) for each in resolution.payouts),
        *(_held_back(each) for each in resolution.unresolved),
    )
    return Waterfall(claim=claim.id, trunk=trunk, branches=branches)


def _trunk(
    claim: Claim, approved: Money, eligible: Money | None, because: str, reimbursable: Reimbursable | None
) -> tuple[WaterfallStep, ...]:
    """Return the levels of the whole claim, in its currency."""
    claimed, cause = claim.form.amount, None
    if eligible is None:
        eligible = claimed
        if reimbursable is not None and reimbursable.claimed == claimed:
            eligible, cause = reimbursable.eligible, reimbursable
    elif eligible > claimed or eligible.is_negative:
        raise InvalidValue("eligible", eligible, "between_nothing_and", claimed=claimed)
    elif eligible != claimed and is_blank(because):
        raise InvalidValue("ineligible_because", because, "reason_of_less")
    capped = eligible
    if reimbursable is not None:
        if reimbursable.claimed not in {claimed, eligible}:
            given = reimbursable.claimed
            raise InvalidValue("reimbursable", given, "what_is_left", claimed=claimed, eligible=eligible)
        capped = min(eligible, reimbursable.amount)
    verdict = WaterfallReason.APPROVED_FOR_MORE if approved > capped else WaterfallReason.APPROVED_FOR_LESS
    return (
        WaterfallStep(level=WaterfallLevel.CLAIMED, amount=claimed),
        _changed(WaterfallReason.NOT_ELIGIBLE, None, claimed, eligible, note=because.strip(), cause=cause),
        _changed(WaterfallReason.ABOVE_CAP, None, eligible, capped, cause=reimbursable),
        _changed(verdict, None, capped, approved, verdict=claim.reasons),
    )


def _by_entity(
    figures: Iterable[PaymentFigures], resolution: PayoutResolution
) -> dict[EntityId, PaymentFigures]:
    """Return what is known of each payment that is named."""
    paying, known = {each.entity for each in resolution.payouts}, dict[EntityId, PaymentFigures]()
    for each in figures:
        if each.entity not in paying or each.entity in known:
            raise InvalidValue("figures", each.entity, "each_entity_once")
        known[each.entity] = each
    return known


def _paid(payout: Payout, figures: PaymentFigures) -> w.WaterfallBranch:
    """Return the levels of one payout, in the currency of payment from the conversion on."""
    entity, money, worth = payout.entity, payout.money, payout.worth
    left = money if figures.withheld is None else money - figures.withheld
    if left.is_negative:
        raise InvalidValue("withheld", figures.withheld, "at_most_of_the_payment", most=money, entity=entity)
    due = left if figures.sales_tax is None else left + figures.sales_tax
    paid = Money.of_minor_units(0, money.currency) if figures.paid is None else figures.paid
    balance = WaterfallReason.OVERPAID if paid > due else WaterfallReason.OUTSTANDING
    steps = (
        WaterfallStep(level=WaterfallLevel.SPLIT, entity=entity, amount=payout.share),
        WaterfallStep(
            level=WaterfallLevel.CONVERTED, entity=entity, amount=worth, rate=payout.rate, cause=payout
        ),
        *_stepped(payout, worth),
        _changed(WaterfallReason.WITHHOLDING_TAX, entity, money, left),
        _changed(WaterfallReason.SALES_TAX, entity, left, due),
        _changed(balance, entity, due, paid),
    )
    return w.WaterfallBranch(entity=entity, steps=steps)


def _stepped(payout: Payout, worth: Money) -> tuple[WaterfallStep, ...]:
    """Return the level of what is paid in steps, where they are coarser than the minor unit."""
    if payout.found is None or payout.found.step is None:
        return ()
    reason = WaterfallReason.ABOVE_STEP if payout.cut.is_negative else WaterfallReason.BELOW_STEP
    return (_changed(reason, payout.entity, worth, payout.money),)


def _held_back(missing: UnresolvedShare) -> w.WaterfallBranch:
    """Return the levels of a share that cannot be paid yet."""
    entity, share = missing.entity, missing.share
    nothing = Money(0, share.currency)
    steps = (
        WaterfallStep(level=WaterfallLevel.SPLIT, entity=entity, amount=share),
        _changed(WaterfallReason.UNRESOLVED, entity, share, nothing, cause=missing),
    )
    return w.WaterfallBranch(entity=entity, steps=steps)


def _changed(
    reason: WaterfallReason,
    entity: EntityId | None,
    before: Money,
    after: Money,
    *,
    note: str = "",
    cause: Reimbursable | Payout | UnresolvedShare | None = None,
    verdict: tuple[Reason, ...] = (),
) -> WaterfallStep:
    """Return the level that this reason explains; without a difference where the amount stays."""
    if before is after or before == after:
        return WaterfallStep(level=reason.level, entity=entity, amount=after, cause=cause)
    difference = w.WaterfallDifference(
        reason=reason, amount=before - after, note=note, cause=cause, verdict=verdict
    )
    return WaterfallStep(level=reason.level, entity=entity, amount=after, difference=difference)
