"""Two readings of the checklist: what is missing, as problems, and what a reviewer may ask, as advice."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from coopclaims._checks import door
from coopclaims.activities.caps import converted
from coopclaims.activities.requirements import EvidenceKind
from coopclaims.claims.claim import Claim
from coopclaims.claims.evidence import CertificationReport, Invoice, Item, Metric, Proof
from coopclaims.completeness.catalogues import activity_problems, catalogue_day, editors
from coopclaims.completeness.checklist import (
    ChecklistLine,
    Given,
    RequirementKind,
    RequirementState,
    asked_for,
)
from coopclaims.completeness.likeness import UNFORBIDDEN, Twins, stand_twice
from coopclaims.completeness.supporting import is_cost_shown, supported_cost
from coopclaims.findings.codes import ProblemCode, Severity
from coopclaims.findings.messages import WORDINGS
from coopclaims.findings.problem import Problem, problem, said_besides
from coopclaims.parties import Action
from coopclaims.provenance import inferred, message
from coopclaims.rules.book import Rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coopclaims.claims.claim import ClaimForm
    from coopclaims.completeness.likeness import LikenessKind
    from coopclaims.identifiers import ItemId
    from coopclaims.money.amounts import Money
    from coopclaims.parties import Role

# fmt: off
_ACTUAL_COST = inferred(message("reading.caps_on_actual_cost",
    "caps are on actual cost, so more than the cost shown will not be approved"))
_ANY_INVOICE = inferred(message("reading.details_of_any_invoice",
    "which details are needed is not published; these are on any invoice"))
_DAYS_OF_EVIDENCE = inferred(message("reading.days_of_evidence",
    "which days an invoice may have is not published; this one is unusual"))
_OWN_CURRENCY = inferred(message("reading.receipt_in_another_currency",
    "how a receipt in another currency is stated is not published; it agrees with its rate to the cent"))
# fmt: on


# What is missing from a claim's evidence, as problems: one for every line of the checklist.

_UPLOADED: Final = frozenset({EvidenceKind.PROOF, EvidenceKind.INVOICE, EvidenceKind.REPORT})
"""What a colleague who was asked may add too. Source: SD-EN R-14."""

_REPORTED: Final[Mapping[RequirementKind, tuple[ProblemCode, str]]] = MappingProxyType(
    {
        RequirementKind.COST: (ProblemCode.COST_EVIDENCE_MISSING, "invoices"),
        RequirementKind.CIRCUMSTANCE: (ProblemCode.CIRCUMSTANCE_MISSING, "circumstances"),
        RequirementKind.PRE_APPROVAL: (ProblemCode.PRE_APPROVAL_MISSING, "pre_approval"),
        RequirementKind.CORE: (ProblemCode.CORE_NOT_ATTESTED, "attested"),
        RequirementKind.PROOF: (ProblemCode.PROOF_MISSING, "proofs"),
        RequirementKind.METRIC: (ProblemCode.METRIC_MISSING, "metrics"),
    }
)
"""As which problem each kind of evidence is missed, and of which field."""


@door
def missing_evidence(claim: Claim, *, rules: Rules, on: date | None = None) -> tuple[Problem, ...]:
    """Return everything that is missing from the claim's evidence, each with what fixes it.

    What is wrong with the activity that its form states, and one problem for every line of
    `evidence_checklist` that is missing, with the keys that would meet it. Empty where nothing is. A
    catalogue that no rule gives is a problem too.

    `claim` is the claim as it stands. `rules` are bound: their catalogue and policies decide. `on` is the
    day of the first submission, in the program's zone, for a claim that was not submitted yet; it is needed
    only under `CatalogueBy.SUBMISSION` and `None` otherwise.
    """
    form, submitted = claim.form, claim.milestones.first_submitted_at
    day = on if submitted is None else rules.day(submitted)
    found = activity_problems(form, rules=rules, on=day)
    asked = asked_for(form, rules, catalogue_day(claim, rules, on))
    given = Given(form, claim.items)
    missing = [each.line for each in asked if given.state(each) is RequirementState.MISSING]
    judged = on or day or form.executed_on
    return (*found, *(_missing(line, rules, judged) for line in missing))


def _missing(line: ChecklistLine, rules: Rules, on: date) -> Problem:
    code, field = _REPORTED[line.kind]
    params = {name: getattr(line, name) for name in WORDINGS[code].message.types}
    return problem(
        code,
        field=field,
        who=rules.roles(Action.ADD_DOCUMENT if _UPLOADED.intersection(line.by) else Action.EDIT, on),
        source=line.source,
        basis=said_besides(line.basis),
        **params,
    )


# Advice on the evidence: what does not block, and what a reviewer is likely to ask.


def claim_advice(claim: Claim, *, rules: Rules, on: date | None = None) -> tuple[Problem, ...]:
    """Return what does not block the claim and is worth fixing before it is submitted.

    Requirements that are not published, costs supported that are below the amount claimed, evidence that
    stands twice, invoices without their details or of an unlikely day, receipts that do not agree with their
    rate, and keys that the activity does not ask for. `on` is as for `missing_evidence`.
    Source: CO21, PO22, BL25 A-17, C-02, C-05, N9.
    """
    known = _known(claim, rules, on)
    found = [*unpublished(claim, rules, on), *_below_the_claim(claim, rules, editors(rules, claim.form, on))]
    for item in claim.items:
        found += _of_item(item, known)
        if isinstance(item, Invoice):
            found += _of_receipt(item, claim.form, on)
    found += repetitions(claim, Severity.ADVISES)
    found += _unused(EvidenceKind.FORM, claim.form.attested, known, "attested", None)
    return tuple(found)


def item_advice(item: Item, claim: Claim, *, rules: Rules, on: date | None = None) -> tuple[Problem, ...]:
    """Return what is worth knowing of one item that is about to be added to the claim."""
    found = [*_of_item(item, _known(claim, rules, on))]
    if isinstance(item, Invoice):
        found += _of_receipt(item, claim.form, on)
    twin = Twins(claim.items).of(item)
    if twin is not None:
        found.append(_repetition(item.id, *twin, Severity.ADVISES))
    return tuple(found)


def repetitions(claim: Claim, severity: Severity) -> Iterator[Problem]:
    """Yield the evidence that stands twice on a claim; as what blocks, the costs that count once."""
    if severity is Severity.ADVISES:
        for item, kind, twin in stand_twice(claim.items):
            yield _repetition(item, kind, twin, severity)
        return
    costs = [item for item in claim.items if isinstance(item, Invoice | CertificationReport)]
    for credits_ in (False, True):
        alike = [item for item in costs if item.amount.is_negative is credits_]
        for item, kind, twin in stand_twice(alike):
            yield _repetition(item, kind, twin, severity)


def _repetition(item: ItemId, kind: LikenessKind, twin: ItemId, severity: Severity) -> Problem:
    return problem(
        ProblemCode.EVIDENCE_REPEATED,
        field="document",
        item=item,
        severity=severity,
        basis=UNFORBIDDEN,
        kind=kind,
        twin=twin,
    )


def _known(claim: Claim, rules: Rules, on: date | None) -> tuple[ChecklistLine, ...] | None:
    """Return the lines of what the activities ask for here; `None` where not all of it is known."""
    _, *asked = asked_for(claim.form, rules, catalogue_day(claim, rules, on))
    if not asked or any(each.line.state is RequirementState.NOT_PUBLISHED for each in asked):
        return None
    given = Given(claim.form, claim.items)
    return tuple(each.line for each in asked if given.state(each) is not RequirementState.NOT_ASKED)


def unpublished(claim: Claim | ClaimForm, rules: Rules, on: date | None) -> Iterator[Problem]:
    """Yield the activities of a claim, or of a form for one, of which the names alone are published."""
    form = claim.form if isinstance(claim, Claim) else claim
    asked = asked_for(form, rules, catalogue_day(claim, rules, on))
    lines = {
        each.line.activity: each.line for each in asked if each.line.state is RequirementState.NOT_PUBLISHED
    }
    for activity, line in lines.items():
        yield problem(
            ProblemCode.REQUIREMENTS_UNPUBLISHED,
            field="activity",
            severity=Severity.ADVISES,
            source=line.source,
            basis=said_besides(line.basis),
            activity=activity,
        )


def _cost_below(amount: Money, claim: Claim, rules: Rules) -> Money | None:
    """Return the cost that the evidence supports where it is below the amount; `None` without evidence."""
    if not is_cost_shown(claim):
        return None
    shown = supported_cost(claim, rules=rules).amount
    return shown if shown < amount else None


def _below_the_claim(claim: Claim, rules: Rules, who: tuple[Role, ...]) -> Iterator[Problem]:
    claimed = claim.form.amount
    shown = _cost_below(claimed, claim, rules)
    if shown is not None:
        yield problem(
            ProblemCode.COST_BELOW_CLAIM,
            field="amount",
            severity=Severity.ADVISES,
            who=who,
            basis=_ACTUAL_COST,
            claimed=claimed,
            shown=shown,
        )


def above_cost(claim: Claim, amount: Money, rules: Rules) -> Iterator[Problem]:
    """Yield that more is approved than the cost evidence supports; nothing where none is on the claim."""
    shown = _cost_below(amount, claim, rules) if amount.currency is claim.currency else None
    if shown is not None:
        yield problem(
            ProblemCode.APPROVED_ABOVE_COST,
            field="amount",
            severity=Severity.ADVISES,
            basis=_ACTUAL_COST,
            approved=amount,
            shown=shown,
        )


_GRACE: Final = timedelta(days=1)
"""By so much a supplier's day may differ from the program's: it begins earlier, or ends later."""


def _of_receipt(invoice: Invoice, form: ClaimForm, on: date | None) -> Iterator[Problem]:
    """Yield that the day of an invoice is unlikely, and that its receipt does not agree with its rate."""
    original = invoice.original
    if original is not None and original.converted != invoice.amount:
        yield problem(
            ProblemCode.ORIGINAL_DIFFERS,
            field="original",
            item=invoice.id,
            severity=Severity.ADVISES,
            basis=_OWN_CURRENCY,
            amount=invoice.amount,
            original=original.amount,
            converted=original.converted,
        )
    if original is not None and not original.is_of_its_day:
        yield problem(
            ProblemCode.ORIGINAL_RATE_DAY,
            field="original",
            item=invoice.id,
            severity=Severity.ADVISES,
            basis=_OWN_CURRENCY,
            on=original.on,
            rate=converted(original.amount, original.rate),
        )
    yield from _of_day(invoice, form, on)


def _of_day(invoice: Invoice, form: ClaimForm, on: date | None) -> Iterator[Problem]:
    issued, usage, executed = invoice.issued_on, form.usage_period, form.executed_on
    if issued is None:
        return
    unlikely = partial(
        problem, field="issued_on", item=invoice.id, severity=Severity.ADVISES, basis=_DAYS_OF_EVIDENCE
    )
    if on is not None and issued - on > _GRACE:
        yield unlikely(ProblemCode.INVOICE_DAY_AHEAD, issued=issued, day=on)
    if usage.first - issued > _GRACE:
        yield unlikely(ProblemCode.INVOICE_BEFORE_USAGE, issued=issued, period=usage)
    elif executed - issued > _GRACE:
        yield unlikely(ProblemCode.INVOICE_BEFORE_ACTIVITY, issued=issued, executed=executed)


def _of_item(item: Item, known: tuple[ChecklistLine, ...] | None) -> Iterator[Problem]:
    if isinstance(item, Proof):
        yield from _unused(EvidenceKind.PROOF, item.shows, known, "shows", item.id)
    elif isinstance(item, Metric):
        yield from _unused(EvidenceKind.METRIC, (item.name,), known, "name", item.id)
    elif isinstance(item, Invoice):
        details = {"number": item.number, "supplier": item.supplier, "issued_on": item.issued_on}
        absent = [name for name, value in details.items() if not value]
        if absent:
            yield problem(
                ProblemCode.INVOICE_DETAILS_MISSING,
                field=absent[0],
                item=item.id,
                severity=Severity.ADVISES,
                basis=_ANY_INVOICE,
                missing=tuple(absent),
            )


def _unused(
    kind: EvidenceKind,
    given: tuple[str, ...],
    known: tuple[ChecklistLine, ...] | None,
    field: str,
    item: ItemId | None,
) -> Iterator[Problem]:
    """Yield the keys given that nothing which is asked for has; none where nothing is known to be."""
    if known is None:
        return
    keys = tuple(dict.fromkeys(key for line in known if kind in line.by for key in line.keys))
    for key in given:
        if key not in keys:
            yield problem(
                ProblemCode.EVIDENCE_UNUSED,
                field=field,
                item=item,
                severity=Severity.ADVISES,
                found=key,
                known=keys,
            )
