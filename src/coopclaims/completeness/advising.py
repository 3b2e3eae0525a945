"""Advice on the evidence: what does not block, and what a reviewer is likely to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopclaims.activities import Bearer
from coopclaims.completeness.asking import EDITORS, catalogue_for
from coopclaims.completeness.judging import activity_lines
from coopclaims.completeness.lines import RequirementState
from coopclaims.errors import NoRuleInForce
from coopclaims.evidence import CertificationReport, Invoice, Item, Metric, Proof
from coopclaims.findings import Problem, ProblemCode, Severity, problem
from coopclaims.money import Money
from coopclaims.provenance import inferred

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from coopclaims.claims import Claim
    from coopclaims.completeness.lines import ChecklistLine
    from coopclaims.identifiers import ItemId
    from coopclaims.rulebook import Rules

__all__ = ["claim_advice", "item_advice"]


def claim_advice(claim: Claim, *, rules: Rules, on: date | None = None) -> tuple[Problem, ...]:
    """Return what does not block the claim and is worth mending before it is submitted.

    Costs shown that are below the amount claimed, invoices without their details, and keys that the
    activity does not ask for. `on` is as for `missing_evidence`.
    Source: CO21, PO22 A-17, C-02, C-05.
    """
    lines = _lines(claim, rules, on)
    found = [*_below_the_claim(claim)]
    for item in claim.items:
        found += _of_item(item, lines)
    found += _unused(Bearer.FORM, claim.form.attested, lines, "attested", None)
    return tuple(found)


def item_advice(item: Item, claim: Claim, *, rules: Rules, on: date | None = None) -> tuple[Problem, ...]:
    """Return what is worth knowing of one item, on the claim or about to be added to it."""
    return tuple(_of_item(item, _lines(claim, rules, on)))


def _lines(claim: Claim, rules: Rules, on: date | None) -> tuple[ChecklistLine, ...]:
    try:
        rule = catalogue_for(claim, rules=rules, on=on)
    except NoRuleInForce:  # reported by itself
        return ()
    return tuple(activity_lines(claim.form, claim.items, rule, rules))


def _below_the_claim(claim: Claim) -> Iterator[Problem]:
    costs = [item.amount for item in claim.items if isinstance(item, Invoice | CertificationReport)]
    claimed = claim.form.amount
    shown = Money.total((cost for cost in costs if cost.currency is claimed.currency), claimed.currency)
    if costs and shown < claimed:
        yield problem(
            ProblemCode.COST_BELOW_CLAIM,
            field="amount",
            severity=Severity.ADVISES,
            who=EDITORS,
            basis=inferred("caps are on actual cost, so more than the cost shown will not be approved"),
            claimed=claimed,
            shown=shown,
        )


def _of_item(item: Item, lines: tuple[ChecklistLine, ...]) -> Iterator[Problem]:
    if isinstance(item, Proof):
        yield from _unused(Bearer.PROOF, item.shows, lines, "shows", item.id)
    elif isinstance(item, Metric):
        yield from _unused(Bearer.METRIC, (item.name,), lines, "name", item.id)
    elif isinstance(item, Invoice):
        details = {"number": item.number, "supplier": item.supplier, "issued_on": item.issued_on}
        absent = [name for name, value in details.items() if not value]
        if absent:
            yield problem(
                ProblemCode.INVOICE_DETAILS_MISSING,
                field=absent[0],
                item=item.id,
                severity=Severity.ADVISES,
                basis=inferred("which details are needed is not published; these are on any invoice"),
                missing=", ".join(absent),
            )


def _unused(
    bearer: Bearer, given: tuple[str, ...], lines: tuple[ChecklistLine, ...], field: str, item: ItemId | None
) -> Iterator[Problem]:
    """Yield the keys given that nothing which is asked for has; none where nothing is known to be."""
    if not lines:
        return
    asked = [line for line in lines if bearer in line.by and line.state is not RequirementState.NOT_ASKED]
    known = dict.fromkeys(key for line in asked for key in line.keys)
    for key in given:
        if key not in known:
            yield problem(
                ProblemCode.EVIDENCE_UNUSED,
                field=field,
                item=item,
                severity=Severity.ADVISES,
                found=key,
                known=", ".join(known) or "nothing of this kind",
            )
