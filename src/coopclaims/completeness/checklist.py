"""The checklist: everything that a claim is asked for, which evidence can show it, and how it stands.

It can be shown before anything is uploaded, and what is missing from a claim is read off it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, final

from coopclaims._values import Keyed, frozen
from coopclaims.activities.catalogue import Activity, Catalogue
from coopclaims.activities.requirements import (
    Condition,
    EvidenceKind,
    describe,
    iter_requirements,
    requirements_of,
    ways_to_satisfy,
)
from coopclaims.claims.claim import Claim, ClaimForm
from coopclaims.claims.evidence import CertificationReport, Invoice, Item, Metric, Proof
from coopclaims.completeness.catalogues import catalogue_for, known_activities, named_activities
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import ItemId
from coopclaims.provenance import PUBLISHED, Basis, Explanation, Source, cite, explained, inferred
from coopclaims.rules.readings import Policies, PreApproval, ProofNeed
from coopclaims.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from coopclaims.activities.requirements import Circumstance, ConditionalRequirement, Requirement
    from coopclaims.rules.book import Rules


# One line of a checklist: what is asked for, which evidence can show it, and how it stands.


@final
class RequirementKind(Keyed):
    """What kind of thing is asked for. Source: OV18 A-15; CO20 C-02."""

    COST = "cost"
    CIRCUMSTANCE = "circumstance"
    PRE_APPROVAL = "pre_approval", "pre-approval"
    CORE = "core", "core requirement"
    PROOF = "proof"
    METRIC = "metric"


@final
class RequirementState(Keyed):
    """How something that an activity may ask for stands with a claim."""

    MET = "met"
    MISSING = "missing"
    NOT_ASKED = "not_asked", "not asked for"


@final
@frozen(kw_only=True)
class ChecklistLine:
    """One thing that is asked for, or would be in other circumstances, and how it stands.

    `kind` is what kind of thing it is, `what` says it in words, and `state` is how it stands. `ways` are
    the sets of keys of which each would meet it: one set, or several where there is a choice, and none for
    the cost and a pre-approval. `by` are the kinds of evidence that can show it; `items` are the items that
    meet it, empty where the form does. `conditions` decide whether it is asked for, the outermost first,
    each with whether it is met. `activity` is the name of the activity that asks, empty for the cost, which
    every claim shows. `source` is the document that asks, and `basis` says how the rule is known.
    """

    kind: RequirementKind
    activity: str = ""
    what: str
    ways: tuple[tuple[str, ...], ...] = ()
    by: tuple[EvidenceKind, ...]
    state: RequirementState
    items: tuple[ItemId, ...] = ()
    conditions: tuple[tuple[Condition, bool], ...] = ()
    source: Source
    basis: Basis

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that can help to meet it, each once."""
        return tuple(dict.fromkeys(key for way in self.ways for key in way))

    def explain(self) -> Explanation:
        """Return what is asked for, how it stands, and the circumstances that decide it."""
        figures: dict[str, str] = {
            "kind": self.kind,
            "activity": self.activity,
            "requirement": self.what,
            "keys": ", ".join(self.keys),
            "state": self.state,
            "items": ", ".join(self.items),
        }
        met_by = f" by {figures['items']}" if self.items else ""
        return explained(
            code="requirement",
            text=f"{self.kind.caption}: {self.what}: {self.state.caption}{met_by}",
            figures=tuple((name, value) for name, value in figures.items() if value),
            source=self.source,
            basis=self.basis,
            because=tuple(_condition(condition, is_met=is_met) for condition, is_met in self.conditions),
        )


def _condition(condition: Condition, *, is_met: bool) -> Explanation:
    key = condition.circumstance.key
    stated = "stated" if is_met is condition.holds else "not stated"
    return explained(
        code="condition",
        text=f"{condition}, and that is {stated}",
        figures=(("circumstance", key), ("asked_if_stated", condition.holds), ("stated", stated)),
    )


# Judging: which evidence shows each requirement, and whether it is met, missing, or not asked for.

_K, _S = RequirementKind, RequirementState

_CARRIED_BY: Final[Mapping[RequirementKind, tuple[EvidenceKind, ...]]] = MappingProxyType(
    {
        _K.COST: (EvidenceKind.INVOICE, EvidenceKind.REPORT),
        _K.CIRCUMSTANCE: (EvidenceKind.FORM,),
        _K.PRE_APPROVAL: (EvidenceKind.FORM,),
        _K.CORE: (EvidenceKind.FORM, EvidenceKind.PROOF),
        _K.PROOF: (EvidenceKind.PROOF,),
        _K.METRIC: (EvidenceKind.METRIC,),
    }
)
"""The kinds of evidence for what is asked for. A proof shows the core requirements too (C-02)."""


def cost_line(items: tuple[Item, ...]) -> ChecklistLine:
    """Return what every claim is asked for, whatever its activity. Source: OV18, PO22 A-15, A-16."""
    costs = tuple(item.id for item in items if isinstance(item, Invoice | CertificationReport))
    return ChecklistLine(
        kind=_K.COST,
        what="an invoice, or a certification report (CSR) for work done in-house",
        by=_CARRIED_BY[_K.COST],
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
@frozen
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
                yield from (self._line(kind, each) for each in iter_requirements(need))

    @property
    def _stated(self) -> frozenset[str]:
        return frozenset(self.form.circumstances)

    def _choices(self) -> Iterator[tuple[Circumstance, ...]]:
        """Yield the circumstances of which one is to be stated: any at all, and what others go with."""
        if self.activity.one_of:
            yield self.activity.one_of
        needs = (self.activity.core, self.activity.communications, self.activity.metrics)
        everything = [each for need in needs if need is not None for each in iter_requirements(need)]
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
            by=_CARRIED_BY[_K.CIRCUMSTANCE],
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
            by=_CARRIED_BY[_K.PRE_APPROVAL],
            state=_S.MET if self.form.pre_approval.strip() else _S.MISSING,
            source=cite("PO22", "A-12") if by_policy else self.rule.source,
            basis=inferred(self.policies.pre_approval) if by_policy else self.rule.basis,
        )

    def _line(self, kind: RequirementKind, each: ConditionalRequirement) -> ChecklistLine:
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
            what=describe(each.need),
            ways=ways_to_satisfy(each.need, self._stated),
            by=tuple(
                dict.fromkeys((*_CARRIED_BY[kind], *(by for one in requirements for by in one.also_by)))
            ),
            state=state,
            items=tuple(dict.fromkeys(item for one in requirements for item in carried[one.key])),
            conditions=tuple((condition, condition.is_met(self._stated)) for condition in each.conditions),
            source=next(iter(sources)),
            basis=self._basis(kind),
        )

    def _basis(self, kind: RequirementKind) -> Basis:
        if kind is _K.PROOF:
            return self.rule.basis.read_as(self.policies.proof_need)
        return self.rule.basis

    def _is_attested(self, kind: RequirementKind, requirement: Requirement) -> bool:
        return EvidenceKind.FORM in (*_CARRIED_BY[kind], *requirement.also_by) and (
            requirement.key in self.form.attested
        )

    def _carrying(self, kind: RequirementKind, requirement: Requirement) -> tuple[ItemId, ...]:
        """Return the items that show a requirement."""
        kinds = (*_CARRIED_BY[kind], *requirement.also_by)
        return tuple(item.id for item in self.items if _carries(item, requirement.key, kinds))


def _carries(item: Item, key: str, kinds: tuple[EvidenceKind, ...]) -> bool:
    if isinstance(item, Proof):
        return EvidenceKind.PROOF in kinds and key in item.shows
    if isinstance(item, Metric):
        return EvidenceKind.METRIC in kinds and key == item.name
    return EvidenceKind.INVOICE in kinds and isinstance(item, Invoice)


# The checklist: everything that a claim is asked for, and how each of it stands.


@final
@frozen(kw_only=True)
class EvidenceChecklist:
    """Everything that a claim is asked for, line by line, with how each of it stands.

    `lines` begin with the cost, then follow the activities in the order in which the form names them.
    `source` and `basis` are those of the catalogue that decides.
    """

    lines: tuple[ChecklistLine, ...]
    source: Source
    basis: Basis

    @property
    def missing(self) -> tuple[ChecklistLine, ...]:
        """The lines that are asked for and not met."""
        return tuple(line for line in self.lines if line.state is RequirementState.MISSING)

    @property
    def is_complete(self) -> bool:
        """Whether everything that is asked for is met."""
        return not self.missing

    def explain(self) -> Explanation:
        """Return how many requirements are met, missing and not asked for, and each of them."""
        counted = tuple(
            (state, sum(line.state is state for line in self.lines)) for state in RequirementState
        )
        return explained(
            code="checklist",
            text=", ".join(f"{count} {state.caption}" for state, count in counted),
            figures=tuple((str(state), count) for state, count in counted),
            source=self.source,
            basis=self.basis,
            because=tuple(line.explain() for line in self.lines),
        )


def evidence_checklist(
    claim: Claim | ClaimForm, *, rules: Rules, on: date | None = None
) -> EvidenceChecklist:
    """Return everything that a claim is asked for and how it stands, or for a form what it would be.

    A line for the cost, then for each activity the circumstances of which one is stated, a
    pre-approval where one is needed, the core requirements, the proof and the metrics; also what is
    not asked for in the circumstances stated, with the reason.

    `claim` is a claim, or the form of one that does not exist yet. `rules` are bound: their catalogue and
    policies decide. `on` is the day of the first submission, in the program's zone, for a claim that was
    not submitted yet; it is needed only under `CatalogueBy.SUBMISSION` and `None` otherwise.
    Raises `NoRuleInForce` where no catalogue is in force, and `InvalidValue` for an activity that it
    does not have.
    Source: OV18, PO22, CO21 A-15, A-16, A-20, A-22, C-02, C-03.

    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> from coopclaims import BusinessCalendar
    >>> from coopclaims import Money
    >>> from coopclaims import UsagePeriod
    >>> from coopclaims import partner_center
    >>> weekdays = BusinessCalendar.of_weekdays(years=range(2022, 2023))
    >>> rules = partner_center.bind(calendar=weekdays, zone=ZoneInfo("America/Los_Angeles"))
    >>> form = ClaimForm(
    ...     name="Autumn ads", program="Hosting", location="se-1",
    ...     usage_period=UsagePeriod(date(2022, 7, 1), date(2022, 12, 31)),
    ...     activity="digital-advertising", executed_on=date(2022, 8, 25), amount=Money("900.00", "SEK"),
    ... )
    >>> for line in evidence_checklist(form, rules=rules).missing:
    ...     print(f"{line.kind.caption}: {line.what} ({', '.join(line.keys)})")
    cost: an invoice, or a certification report (CSR) for work done in-house ()
    proof: screenshot of the ad (ad-screenshot)
    proof: landing-page URL (landing-page)
    metric: result summary, such as click-through (results)
    """
    rule = catalogue_for(claim, rules=rules, on=on)
    form, items = (claim.form, claim.items) if isinstance(claim, Claim) else (claim, ())
    for key in named_activities(form, rules):
        if rule.value.get(key) is None:
            raise InvalidValue("activity", key, f"one of: {', '.join(each.key for each in rule.value)}")
    lines = (cost_line(items), *activity_lines(form, items, rule, rules))
    return EvidenceChecklist(lines=lines, source=rule.source, basis=rule.basis)
