"""Judging: what carries each requirement, and whether it is met, missing, or not asked for."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims.activities import Activity, Bearer, Catalogue, asked, requirements_of, told, ways_to_meet
from coopclaims.claims import ClaimForm
from coopclaims.completeness.asking import known_activities
from coopclaims.completeness.lines import ChecklistLine, EvidenceKind, RequirementState
from coopclaims.evidence import CertificationReport, Invoice, Item, Metric, Proof
from coopclaims.provenance import PUBLISHED, cite, inferred
from coopclaims.rulebook import Policies, PreApproval, ProofNeed, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coopclaims.activities import Asked, Circumstance, Requirement
    from coopclaims.identifiers import ItemId
    from coopclaims.provenance import Basis
    from coopclaims.rulebook import Rules

__all__ = ["activity_lines", "cost_line"]

_K, _S = EvidenceKind, RequirementState

_BEARERS: Final[Mapping[EvidenceKind, tuple[Bearer, ...]]] = MappingProxyType(
    {
        _K.COST: (Bearer.INVOICE, Bearer.REPORT),
        _K.CIRCUMSTANCE: (Bearer.FORM,),
        _K.PRE_APPROVAL: (Bearer.FORM,),
        _K.CORE: (Bearer.FORM, Bearer.PROOF),
        _K.PROOF: (Bearer.PROOF,),
        _K.METRIC: (Bearer.METRIC,),
    }
)
"""What carries what is asked for. The evidence shows the core requirements too (C-02)."""


def cost_line(items: tuple[Item, ...]) -> ChecklistLine:
    """Return what every claim is asked for, whatever its activity. Source: OV18, PO22 A-15, A-16."""
    costs = tuple(item.id for item in items if isinstance(item, Invoice | CertificationReport))
    return ChecklistLine(
        kind=_K.COST,
        what="an invoice, or a certification report (CSR) for work done in-house",
        by=_BEARERS[_K.COST],
        state=_S.MET if costs else _S.MISSING,
        items=costs,
        source=cite("PO22", "A-16"),
        basis=PUBLISHED,
    )


def activity_lines(
    form: ClaimForm, items: tuple[Item, ...], rule: Rule[Catalogue], rules: Rules
) -> Iterator[ChecklistLine]:
    """Yield everything that a claim is asked for by its activities, as far as the catalogue has them."""
    for activity in known_activities(form, rule.value, rules):
        yield from _Asking(activity, form, items, rule, rules.policies).lines()


@final
@attrs.frozen
class _Asking:
    """An activity that asks, and the claim that it asks."""

    activity: Activity
    form: ClaimForm
    items: tuple[Item, ...]
    rule: Rule[Catalogue]
    policies: Policies

    def lines(self) -> Iterator[ChecklistLine]:
        activity = self.activity
        yield from map(self._choice, self._choices())
        if activity.pre_approval or self.policies.pre_approval is PreApproval.ALWAYS:
            yield self._pre_approval()
        for kind, need in (
            (_K.CORE, activity.core),
            (_K.PROOF, activity.communications),
            (_K.METRIC, activity.metrics),
        ):
            if need is not None:
                yield from (self._line(kind, each) for each in asked(need))

    @property
    def _stated(self) -> frozenset[str]:
        return frozenset(self.form.circumstances)

    def _choices(self) -> Iterator[tuple[Circumstance, ...]]:
        """Yield the circumstances of which one is to be stated: any at all, and what others go with."""
        if self.activity.one_of:
            yield self.activity.one_of
        needs = (self.activity.core, self.activity.communications, self.activity.metrics)
        everything = [each for need in needs if need is not None for each in asked(need)]
        for stated in self.form.circumstances:
            ways = [
                each.conditions[:place]
                for each in everything
                for place, condition in enumerate(each.conditions)
                if condition.circumstance.key == stated
            ]
            if not any(all(outer.is_met(self._stated) for outer in way) for way in ways):
                outer = dict.fromkeys(each.circumstance for way in ways for each in way if each.holds)
                if outer:
                    yield tuple(outer)

    def _choice(self, choice: tuple[Circumstance, ...]) -> ChecklistLine:
        keys = tuple(each.key for each in choice)
        return ChecklistLine(
            kind=_K.CIRCUMSTANCE,
            activity=self.activity.name,
            what=", or ".join(each.what for each in choice),
            ways=tuple((key,) for key in keys),
            by=_BEARERS[_K.CIRCUMSTANCE],
            state=_S.MET if self._stated.intersection(keys) else _S.MISSING,
            source=self.rule.source,
            basis=self.rule.basis,
        )

    def _pre_approval(self) -> ChecklistLine:
        by_policy = not self.activity.pre_approval
        return ChecklistLine(
            kind=_K.PRE_APPROVAL,
            activity=self.activity.name,
            what="identifier of the pre-approval",
            by=_BEARERS[_K.PRE_APPROVAL],
            state=_S.MET if self.form.pre_approval.strip() else _S.MISSING,
            source=cite("PO22", "A-12") if by_policy else self.rule.source,
            basis=inferred(self.policies.pre_approval) if by_policy else self.rule.basis,
        )

    def _line(self, kind: EvidenceKind, each: Asked) -> ChecklistLine:
        requirements = tuple(requirements_of(each.need))
        carried = {one.key: self._carrying(kind, one) for one in requirements}
        given = frozenset(one.key for one in requirements if carried[one.key] or self._is_attested(kind, one))
        sources = dict.fromkeys(one.source or self.rule.source for one in requirements)
        optional = kind is _K.PROOF and self.policies.proof_need is ProofNeed.OPTIONAL
        if not each.applies(self._stated):
            state = _S.NOT_ASKED
        elif each.is_met(given, self._stated):
            state = _S.MET
        else:
            state = _S.NOT_ASKED if optional else _S.MISSING
        return ChecklistLine(
            kind=kind,
            activity=self.activity.name,
            what=told(each.need),
            ways=ways_to_meet(each.need, self._stated),
            by=tuple(dict.fromkeys((*_BEARERS[kind], *(by for one in requirements for by in one.also_by)))),
            state=state,
            items=tuple(dict.fromkeys(item for one in requirements for item in carried[one.key])),
            conditions=tuple((condition, condition.is_met(self._stated)) for condition in each.conditions),
            source=next(iter(sources)),
            basis=self._basis(kind),
        )

    def _basis(self, kind: EvidenceKind) -> Basis:
        if kind is _K.PROOF:
            return self.rule.basis.read_as(self.policies.proof_need)
        return self.rule.basis

    def _is_attested(self, kind: EvidenceKind, requirement: Requirement) -> bool:
        return Bearer.FORM in (*_BEARERS[kind], *requirement.also_by) and (
            requirement.key in self.form.attested
        )

    def _carrying(self, kind: EvidenceKind, requirement: Requirement) -> tuple[ItemId, ...]:
        """Return the items that carry a requirement."""
        bearers = (*_BEARERS[kind], *requirement.also_by)
        return tuple(item.id for item in self.items if _carries(item, requirement.key, bearers))


def _carries(item: Item, key: str, bearers: tuple[Bearer, ...]) -> bool:
    if isinstance(item, Proof):
        return Bearer.PROOF in bearers and key in item.shows
    if isinstance(item, Metric):
        return Bearer.METRIC in bearers and key == item.name
    return Bearer.INVOICE in bearers and isinstance(item, Invoice)
