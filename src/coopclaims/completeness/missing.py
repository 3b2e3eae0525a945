"""What is missing from a claim's evidence, as problems: one for every line of the checklist."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from coopclaims.activities import Bearer
from coopclaims.completeness.asking import EDITORS, activity_problems, catalogue_for
from coopclaims.completeness.judging import activity_lines, cost_line
from coopclaims.completeness.lines import ChecklistLine, EvidenceKind, RequirementState
from coopclaims.errors import NoRuleInForce
from coopclaims.findings import Problem, ProblemCode, problem
from coopclaims.parties import Role
from coopclaims.provenance import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from coopclaims.claims import Claim
    from coopclaims.rulebook import Rules

__all__ = ["missing_evidence"]

_UPLOADED: Final = frozenset({Bearer.PROOF, Bearer.INVOICE, Bearer.REPORT})
"""What a colleague who was asked may add too. Source: SD-EN R-14."""

_REPORTED: Final[Mapping[EvidenceKind, tuple[ProblemCode, str]]] = MappingProxyType(
    {
        EvidenceKind.COST: (ProblemCode.COST_EVIDENCE_MISSING, "invoices"),
        EvidenceKind.CIRCUMSTANCE: (ProblemCode.CIRCUMSTANCE_MISSING, "circumstances"),
        EvidenceKind.PRE_APPROVAL: (ProblemCode.PRE_APPROVAL_MISSING, "pre_approval"),
        EvidenceKind.CORE: (ProblemCode.CORE_NOT_ATTESTED, "attested"),
        EvidenceKind.PROOF: (ProblemCode.PROOF_MISSING, "proofs"),
        EvidenceKind.METRIC: (ProblemCode.METRIC_MISSING, "metrics"),
    }
)
"""As which problem each kind of evidence is missed, and of which field."""


def missing_evidence(claim: Claim, *, rules: Rules, on: date | None = None) -> tuple[Problem, ...]:
    """Return everything that stands in the way of the claim's evidence, each with its remedy.

    What is wrong with the activity that its form states, and one problem for every line of
    `evidence_checklist` that is missing, with the keys that would meet it. Empty where nothing is.
    A catalogue that no rule gives is a problem too. `on` is the day of the first submission for a claim
    that was not submitted yet, needed only under `CatalogueBy.SUBMISSION`.
    """
    submitted = claim.milestones.first_submitted_at
    day = on if submitted is None else rules.day(submitted)
    lines: tuple[ChecklistLine, ...] = (cost_line(claim.items),)
    found = activity_problems(claim.form, rules=rules, on=day)
    try:
        rule = catalogue_for(claim, rules=rules, on=on)
    except NoRuleInForce:  # found already
        pass
    else:
        lines += tuple(activity_lines(claim.form, claim.items, rule, rules))
    return (*found, *_missing(lines))


def _missing(lines: tuple[ChecklistLine, ...]) -> Iterator[Problem]:
    for line in lines:
        if line.state is RequirementState.MISSING:
            code, field = _REPORTED[line.kind]
            yield problem(
                code,
                field=field,
                who=(*EDITORS, Role.COLLABORATOR) if _UPLOADED.intersection(line.by) else EDITORS,
                source=line.source,
                basis=None if line.basis == PUBLISHED else line.basis,
                activity=line.activity,
                requirement=line.what,
                keys=", ".join(line.keys),
            )
