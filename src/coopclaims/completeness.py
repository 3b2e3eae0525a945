"""Completeness: what a reviewer would miss in a claim's evidence.

At least one invoice or certification report (CSR); proof of execution where the catalogue lists a
communications requirement for the activity; a metric where it lists one. The catalogue is the one in
force on the day of execution. Source: OV18, PO20, CO20 A-15, A-16, A-20, A-22, C-03.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopclaims.errors import NoRuleInForce
from coopclaims.evidence import CertificationReport, Invoice, Metric, Proof
from coopclaims.parties import Role
from coopclaims.problems import Problem, ProblemCode, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.activities import Activity
    from coopclaims.claims import Claim, ClaimForm
    from coopclaims.rulebook import Rules

__all__ = ["activity_problems", "missing_evidence"]

_WHO = (Role.GLOBAL_ADMIN, Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER, Role.COLLABORATOR)
_EDITORS = _WHO[:-1]


def missing_evidence(claim: Claim, *, rules: Rules) -> tuple[Problem, ...]:
    """Return everything that is missing from the claim's evidence, each with its remedy.

    Empty where nothing is. A catalogue that no rule gives is a problem too.
    """
    return tuple(_missing(claim, rules))


def _missing(claim: Claim, rules: Rules) -> Iterator[Problem]:
    items = claim.items
    if not any(isinstance(item, Invoice | CertificationReport) for item in items):
        yield problem(ProblemCode.COST_EVIDENCE_MISSING, field="invoices", who=_WHO)
    yield from activity_problems(claim.form, rules=rules)
    activity = _activity(claim.form, rules)
    if activity is None:
        return
    if activity.proof and not any(isinstance(item, Proof) for item in items):
        yield problem(
            ProblemCode.PROOF_MISSING,
            field="proofs",
            who=_WHO,
            activity=activity.name,
            requirement=activity.proof,
        )
    if activity.metric and not any(isinstance(item, Metric) for item in items):
        yield problem(
            ProblemCode.METRIC_MISSING,
            field="metrics",
            who=_EDITORS,
            activity=activity.name,
            requirement=activity.metric,
        )


def activity_problems(form: ClaimForm, *, rules: Rules) -> tuple[Problem, ...]:
    """Return why the form's activity is none of the catalogue in force on the day of execution."""
    try:
        catalogue = rules.catalogue(form.executed_on).value
    except NoRuleInForce as absent:
        return (problem(ProblemCode.RULE_MISSING, field="activity", why=absent),)
    if catalogue.get(form.activity) is not None:
        return ()
    return (
        problem(
            ProblemCode.ACTIVITY_UNKNOWN,
            field="activity",
            who=_EDITORS,
            activity=form.activity or "(none)",
            executed=form.executed_on.isoformat(),
            known=", ".join(each.key for each in catalogue),
        ),
    )


def _activity(form: ClaimForm, rules: Rules) -> Activity | None:
    try:
        return rules.catalogue(form.executed_on).value.get(form.activity)
    except NoRuleInForce:
        return None
