"""What the cost evidence of a claim adds up to: what counts, what is left out, and what stands twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import frozen
from coopclaims.activities.caps import converted
from coopclaims.activities.costs import CostKind, CostPart
from coopclaims.claims.claim import Claim
from coopclaims.claims.evidence import CertificationReport, Invoice, OriginalAmount
from coopclaims.completeness.likeness import Twins
from coopclaims.identifiers import ItemId
from coopclaims.money.amounts import Money
from coopclaims.provenance import Explanation, cite, message
from coopclaims.rules.book import Rules
from coopclaims.rules.readings import InvoiceTax

if TYPE_CHECKING:
    from collections.abc import Iterator

# fmt: off
_SUPPORTED: Final = message("supported_cost", "invoices and certification reports support {amount}",
    "amount: Money")
_ITEM: Final = message("cost_of_item", "of {amount} by {item} {counts} count",
    "item: ItemId, amount: Money, counts: Money")
_CREDIT: Final = message("credit_of_item", "{item} is a credit note of {amount}, which lowers the cost",
    "item: ItemId, amount: Money")
_TWICE: Final = message("cost_stands_twice", "{item} shows what {twin} shows, which counts once",
    "item: ItemId, twin: ItemId")
_LEFT_OUT: Final = message("cost_left_out", "{amount} is {kind} and is left out{note:?: %}",
    "amount: Money, kind: CostKind, note: str")
_ORIGINAL: Final = message("original_amount", "the receipt comes to {amount}, stated at the rate of {on}",
    "amount: Money, on: date")
# fmt: on


@final
@frozen(kw_only=True)
class CostLine:
    """What one invoice or certification report adds to the cost that is shown.

    `item` is its identifier and `amount` what it comes to. `counts` is what counts of it: nothing where
    `twin`, an item before it, shows the same, and less than the amount by the parts that are `left_out`.
    `original` is what a receipt says in another currency, `None` where it is in the claim's.
    """

    item: ItemId
    amount: Money
    counts: Money
    left_out: tuple[CostPart, ...] = ()
    twin: ItemId | None = None
    original: OriginalAmount | None = None

    def explain(self) -> Explanation:
        """Return what counts of the item, and why not all of it."""
        if self.twin is not None:
            return _TWICE.say(item=self.item, twin=self.twin, source=cite("READING", "C-05"))
        because = tuple(
            _LEFT_OUT.say(amount=part.amount, kind=part.kind, note=part.reason, source=cite("CO21", "C-04"))
            for part in self.left_out
        )
        if self.original is not None:
            original = self.original
            because += (
                _ORIGINAL.say(
                    amount=original.amount,
                    on=original.on,
                    source=cite("READING", "A-27"),
                    because=(converted(original.amount, original.rate),),
                ),
            )
        if self.amount.is_negative and not because:
            return _CREDIT.say(item=self.item, amount=self.amount)
        return _ITEM.say(item=self.item, amount=self.amount, counts=self.counts, because=because)


@final
@frozen(kw_only=True)
class SupportedCost:
    """The cost that the evidence of a claim supports, in the claim's currency, item by item.

    `amount` is what can be reimbursed by it, never below nothing, before any cap. `lines` are the invoices
    and certification reports with what counts of each, in the order in which they were added. `parts` are
    what counts, by what it is for.
    """

    amount: Money
    lines: tuple[CostLine, ...]
    parts: tuple[CostPart, ...] = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return what the evidence adds up to, with what each item adds."""
        because = tuple(line.explain() for line in self.lines)
        return _SUPPORTED.say(amount=self.amount, source=cite("CO21", "C-05"), because=because)


@door
def supported_cost(claim: Claim, *, rules: Rules) -> SupportedCost:
    """Return what the invoices and certification reports of a claim add up to, and why.

    Of an invoice with parts those count that can be reimbursed: alcohol is left out, and the rest of the
    bill counts. A credit note lowers the sum. What stands twice, by its content, its document or its number,
    counts once, with the amount of the first. Only costs in the claim's currency are added.

    `claim` is the claim as it is now, and `rules` are bound: by `Policies.invoice_tax` tax counts or not.
    Source: CO21 C-04, C-05; how items count together is inferred.

    >>> from zoneinfo import ZoneInfo
    >>> from coopclaims import BusinessCalendar, partner_center
    >>> from coopclaims.testing import claims, simplest
    >>> weekdays = BusinessCalendar.of_weekdays(years=range(2022, 2024))
    >>> rules = partner_center.bind(calendar=weekdays, zone=ZoneInfo("America/Los_Angeles"))
    >>> supported_cost(simplest(claims()), rules=rules).amount.is_zero
    True
    """
    lines, parts = list[CostLine](), list[CostPart]()
    for line, counted in _lines(claim, rules):
        lines.append(line)
        parts += counted
    total = Money.total((part.amount for part in parts), claim.currency)
    amount = max(total, Money(0, claim.currency))
    return SupportedCost(amount=amount, lines=tuple(lines), parts=tuple(parts))


def _lines(claim: Claim, rules: Rules) -> Iterator[tuple[CostLine, tuple[CostPart, ...]]]:
    """Yield each cost of the claim, with those of its parts that count."""
    left_out = () if rules.policies.invoice_tax is InvoiceTax.COUNTS else (CostKind.TAX,)
    bills, credits_, nothing = Twins(), Twins(), Money(0, claim.currency)
    for item in claim.items:
        if not isinstance(item, Invoice | CertificationReport) or item.amount.currency is not claim.currency:
            continue
        seen = credits_ if item.amount.is_negative else bills
        twin = seen.of(item)
        seen.add(item)
        original = item.original if isinstance(item, Invoice) else None
        if twin is not None:
            yield CostLine(item=item.id, amount=item.amount, counts=nothing, twin=twin[1]), ()
            continue
        whole = (CostPart(kind=CostKind.ELIGIBLE, amount=item.amount),)
        parts = (item.parts or whole) if isinstance(item, Invoice) else whole
        counted = tuple(each for each in parts if each.kind.is_eligible and each.kind not in left_out)
        line = CostLine(
            item=item.id,
            amount=item.amount,
            counts=Money.total((part.amount for part in counted), claim.currency),
            left_out=tuple(each for each in parts if not each.kind.is_eligible or each.kind in left_out),
            original=original,
        )
        yield line, counted


def is_cost_shown(claim: Claim) -> bool:
    """Return whether any invoice or certification report is on the claim."""
    return any(isinstance(item, Invoice | CertificationReport) for item in claim.items)
