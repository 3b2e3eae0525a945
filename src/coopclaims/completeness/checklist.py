"""The checklist: everything that a claim is asked for, which evidence can show it, and how it stands.

It can be shown before anything is uploaded, and what is missing from a claim is read off it.
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, final

import attrs

from coopclaims._characters import is_blank
from coopclaims._checks import door
from coopclaims._templates import shown
from coopclaims._values import Keyed, Term, frozen
from coopclaims.activities.catalogue import Activity, Catalogue
from coopclaims.activities.costs import CostKind
from coopclaims.activities.requirements import (
    Condition,
    EvidenceKind,
    iter_requirements,
    requirements_of,
    ways_to_satisfy,
)
from coopclaims.claims.claim import Claim, ClaimForm
from coopclaims.claims.evidence import CertificationReport, Invoice, Item, Metric, Proof
from coopclaims.completeness.catalogues import (
    activity_in,
    catalogue_day,
    catalogue_on,
    known_by,
    named_activities,
)
from coopclaims.errors import InvalidValue, NoRuleInForce
from coopclaims.identifiers import ItemId
from coopclaims.provenance import PUBLISHED, Basis, Explanation, Source, cite, inferred, message
from coopclaims.rules.book import Rules
from coopclaims.rules.readings import PreApproval, ProofNeed
from coopclaims.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coopclaims.activities.requirements import Circumstance, ConditionalRequirement


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
    NOT_PUBLISHED = "not_published"


_K, _S = RequirementKind, RequirementState

# fmt: off
_REQUIREMENT: Final = message("requirement", "{kind}: {what}: {state}{items:? by %}",
    "kind: RequirementKind, activity: Term | None, what: Message | tuple[tuple[Term, ...], ...], "
    "state: RequirementState, items: tuple[ItemId, ...]")
_ASKED_IF: Final = message("asked_if", "if {circumstance} (stated: {stated})",
    "circumstance: Term, stated: bool")
_ASKED_UNLESS: Final = message("asked_unless", "unless {circumstance} (stated: {stated})",
    "circumstance: Term, stated: bool")
_WITHOUT_KEYS: Final = MappingProxyType(
    {
        _K.COST: message("cost_evidence",
            "an invoice, or a certification report (CSR) for work done in-house"),
        _K.PRE_APPROVAL: message("pre_approval_identifier", "identifier of the pre-approval"),
    }
)
_UNPUBLISHED: Final = message("unpublished_requirement", "whatever the activity asks for")
# fmt: on
"""What is asked for where no key names it."""


@final
@frozen(kw_only=True)
class ChecklistLine:
    """One thing that is asked for, or would be in other circumstances, and how it stands.

    `kind` is what kind of thing it is, and `state` is how it stands. `ways` are the sets of keys of which
    each would meet it: one set, or several where there is a choice, and none for the cost and a
    pre-approval. `by` are the kinds of evidence that can show it; `items` are the items that meet it, empty
    where the form does. `conditions` decide whether it is asked for, the outermost first, each with whether
    it is met. `activity` is the activity that asks, its key with its name, `None` for the cost, which every
    claim shows. `source` is the document that asks, and `basis` says how the rule is known.
    """

    kind: RequirementKind
    activity: Term | None = None
    ways: tuple[tuple[Term, ...], ...] = ()
    by: tuple[EvidenceKind, ...]
    state: RequirementState
    items: tuple[ItemId, ...] = ()
    conditions: tuple[tuple[Condition, bool], ...] = ()
    source: Source
    basis: Basis

    @property
    def keys(self) -> tuple[Term, ...]:
        """Every key that can help to meet it, each once."""
        return tuple(dict.fromkeys(key for way in self.ways for key in way))

    @property
    def what(self) -> str:
        """What is asked for, in English."""
        return shown(self._what)

    @property
    def _what(self) -> Any:  # noqa: ANN401 - a figure
        if self.state is _S.NOT_PUBLISHED:
            return _UNPUBLISHED
        return self.ways or _WITHOUT_KEYS[self.kind]

    def explain(self) -> Explanation:
        """Return what is asked for, how it stands, and the circumstances that decide it."""
        return _REQUIREMENT.say(
            kind=self.kind,
            activity=self.activity,
            what=self._what,
            state=self.state,
            items=self.items,
            source=self.source,
            basis=self.basis,
            because=tuple(
                (_ASKED_IF if condition.holds else _ASKED_UNLESS).say(
                    circumstance=condition.circumstance.term, stated=is_met is condition.holds
                )
                for condition, is_met in self.conditions
            ),
        )


# What is asked for, whatever evidence there is: worked out once for an activity and the circumstances.

_SHOWN_BY: Final[Mapping[RequirementKind, tuple[EvidenceKind, ...]]] = MappingProxyType(
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


@final
@frozen
class ChecklistRule:
    """Something that is asked for: `line` as it is where nothing shows it, and what can show it.

    `shown_by` has each key with the kinds of evidence that can show it, and `also_by` those of them for
    which there are more kinds than for others of the line's kind. `applies` says whether it is asked for in
    the circumstances stated.
    """

    line: ChecklistLine
    shown_by: tuple[tuple[str, tuple[EvidenceKind, ...]], ...] = ()
    also_by: tuple[tuple[str, tuple[EvidenceKind, ...]], ...] = ()
    applies: bool = True


# fmt: off
_COST: Final = ChecklistRule(ChecklistLine(kind=_K.COST, by=_SHOWN_BY[_K.COST], state=_S.MISSING,
    source=cite("PO22", "A-16"), basis=PUBLISHED))
# fmt: on
"""What every claim is asked for, whatever its activity. Source: OV18, PO22 A-15, A-16."""


def asked_for(form: ClaimForm, rules: Rules, day: date) -> tuple[ChecklistRule, ...]:
    """Return everything that a claim is asked for: its cost, and by each activity that the catalogue has.

    `day` is the day whose catalogue decides; where there is none, no activity asks for anything.
    """
    asked: tuple[ChecklistRule, ...] = (_COST,)
    for key in named_activities(form, rules):
        try:
            asked += rules.once(_asked_by, (day, key, form.circumstances))
        except NoRuleInForce:  # reported by itself
            return asked
    return asked


def _asked_by(rules: Rules, of: tuple[date, str, tuple[str, ...]]) -> tuple[ChecklistRule, ...]:
    day, key, circumstances = of
    rule = catalogue_on(rules, day)
    activity = activity_in(rule, key, rules=rules, day=day)
    return () if activity is None else tuple(_Asking(activity, circumstances, rule, rules).all())


@final
@frozen
class _Asking:
    """An activity that asks, in the circumstances that a form states."""

    activity: Activity
    circumstances: tuple[str, ...]
    rule: Rule[Catalogue]
    rules: Rules

    def all(self) -> Iterator[ChecklistRule]:
        activity, policies = self.activity, self.rules.policies
        yield from map(self._choice, self._choices())
        if activity.pre_approval or policies.pre_approval is PreApproval.ALWAYS:
            yield self._pre_approval()
        elif activity.listed_only:
            yield self._unpublished(_K.PRE_APPROVAL)
        if activity.listed_only:
            yield from map(self._unpublished, (_K.CORE, _K.PROOF, _K.METRIC))
        for kind, each in self._everything():
            yield self._requirement(kind, each)

    def _unpublished(self, kind: RequirementKind) -> ChecklistRule:
        return ChecklistRule(self._line(kind, _S.NOT_PUBLISHED))

    @property
    def _source(self) -> Source:
        return self.activity.source or self.rule.source

    @property
    def _basis(self) -> Basis:
        return known_by(self.activity, self.rule)

    @property
    def _stated(self) -> frozenset[str]:
        return frozenset(self.circumstances)

    def _everything(self) -> Iterator[tuple[RequirementKind, ConditionalRequirement]]:
        activity = self.activity
        for kind, need in (
            (_K.CORE, activity.core),
            (_K.PROOF, activity.communications),
            (_K.METRIC, activity.metrics),
        ):
            if need is not None:
                for each in iter_requirements(need):
                    yield kind, each

    def _choices(self) -> Iterator[tuple[Circumstance, ...]]:
        """Yield the circumstances of which one is to be stated: any at all, and what others go with."""
        if self.activity.one_of:
            yield self.activity.one_of
        for stated in self.circumstances:
            ways = [
                each.conditions[:place]
                for _, each in self._everything()
                for place, condition in enumerate(each.conditions)
                if condition.circumstance.key == stated
            ]
            if not any(all(outer.is_met(self._stated) for outer in way) for way in ways):
                outer = dict.fromkeys(each.circumstance for way in ways for each in way if each.holds)
                if outer:
                    yield tuple(outer)

    def _line(self, kind: RequirementKind, state: RequirementState, **more: Any) -> ChecklistLine:  # noqa: ANN401
        given: dict[str, Any] = {"by": _SHOWN_BY[kind], "source": self._source, "basis": self._basis}
        return ChecklistLine(kind=kind, activity=self.activity.term, state=state, **given | more)

    def _choice(self, choice: tuple[Circumstance, ...]) -> ChecklistRule:
        is_stated = any(each.key in self._stated for each in choice)
        ways = tuple((each.term,) for each in choice)
        return ChecklistRule(self._line(_K.CIRCUMSTANCE, _S.MET if is_stated else _S.MISSING, ways=ways))

    def _pre_approval(self) -> ChecklistRule:
        if self.activity.pre_approval:
            return ChecklistRule(self._line(_K.PRE_APPROVAL, _S.MISSING))
        basis = inferred(self.rules.policies.pre_approval)
        return ChecklistRule(
            self._line(_K.PRE_APPROVAL, _S.MISSING, source=cite("PO22", "A-12"), basis=basis)
        )

    def _requirement(self, kind: RequirementKind, each: ConditionalRequirement) -> ChecklistRule:
        requirements, policies = tuple(requirements_of(each.need)), self.rules.policies
        usual, applies = _SHOWN_BY[kind], each.applies(self._stated)
        is_proof = kind is _K.PROOF
        optional = is_proof and policies.proof_need is ProofNeed.OPTIONAL
        line = self._line(
            kind,
            _S.MISSING if applies and not optional else _S.NOT_ASKED,
            ways=ways_to_satisfy(each.need, self._stated),
            by=tuple(dict.fromkeys((*usual, *(by for one in requirements for by in one.also_by)))),
            conditions=tuple((condition, condition.is_met(self._stated)) for condition in each.conditions),
            source=requirements[0].source or self._source,
            basis=self._basis.read_as(policies.proof_need) if is_proof else self._basis,
        )
        return ChecklistRule(
            line,
            shown_by=tuple((one.key, (*usual, *one.also_by)) for one in requirements),
            also_by=tuple((one.key, one.also_by) for one in requirements if one.also_by),
            applies=applies,
        )


# Which of it the evidence shows.


@final
class Given:
    """The evidence of a claim, by what it can show. `form` is its form, `items` are its items."""

    __slots__ = ("_by", "_form", "_items", "_kinds")

    def __init__(self, form: ClaimForm, items: tuple[Item, ...]) -> None:
        self._form, self._items = form, items
        attested = set(form.attested)
        proven = {key for item in items if isinstance(item, Proof) for key in item.shows}
        reported = {item.name for item in items if isinstance(item, Metric)}
        apart = {key for item in items if isinstance(item, Invoice) for key in _set_apart(item)}
        self._by = {
            EvidenceKind.FORM: attested,
            EvidenceKind.PROOF: proven,
            EvidenceKind.METRIC: reported,
            EvidenceKind.PART: apart,
        }
        self._kinds = {_K.CORE: attested | proven, _K.PROOF: proven, _K.METRIC: reported}

    def state(self, asked: ChecklistRule) -> RequirementState:
        """Return how what is asked for stands."""
        line = asked.line
        if line.state is _S.NOT_PUBLISHED:
            is_met = False
        elif line.kind is _K.COST:
            is_met = any(_is_cost(item) for item in self._items)
        elif line.kind is _K.PRE_APPROVAL:
            is_met = not is_blank(self._form.pre_approval)
        else:
            is_met = asked.applies and bool(asked.shown_by) and self._is_shown(asked)
        return _S.MET if is_met else line.state

    def _is_shown(self, asked: ChecklistRule) -> bool:
        keys = self._kinds[asked.line.kind]
        if asked.also_by:
            keys = keys | {key for key, kinds in asked.also_by if self._has(key, kinds)}
        return any(keys.issuperset(way) for way in asked.line.ways)

    def _has(self, key: str, kinds: tuple[EvidenceKind, ...]) -> bool:
        if EvidenceKind.INVOICE in kinds and any(_is_bill(item) for item in self._items):
            return True
        return any(key in self._by.get(kind, ()) for kind in kinds)

    def line(self, asked: ChecklistRule) -> ChecklistLine:
        """Return the line of what is asked for: how it stands, and by which items."""
        if asked is _COST:
            found = [item.id for item in self._items if _is_cost(item)]
        else:
            found = [
                item.id for key, kinds in asked.shown_by for item in self._items if _shows(item, key, kinds)
            ]
        return attrs.evolve(asked.line, state=self.state(asked), items=tuple(dict.fromkeys(found)))


def _shows(item: Item, key: str, kinds: tuple[EvidenceKind, ...]) -> bool:
    if isinstance(item, Proof):
        return EvidenceKind.PROOF in kinds and key in item.shows
    if isinstance(item, Metric):
        return EvidenceKind.METRIC in kinds and key == item.name
    if not isinstance(item, Invoice):
        return False
    return (EvidenceKind.PART in kinds and key in _set_apart(item)) or (
        EvidenceKind.INVOICE in kinds and _is_bill(item)
    )


def _is_bill(item: Item) -> bool:
    """Return whether an item is an invoice that shows a cost; a credit note takes one back."""
    return isinstance(item, Invoice) and not item.is_credit


def _is_cost(item: Item) -> bool:
    return isinstance(item, CertificationReport) or _is_bill(item)


_APART: Final = MappingProxyType({CostKind.ALCOHOL: "no-alcohol"})
"""What is shown by an invoice that sets this kind of cost apart: it is left out of what is claimed. C-04."""


def _set_apart(invoice: Invoice) -> Iterator[str]:
    return (_APART[part.kind] for part in invoice.parts if part.kind in _APART)


# The checklist: everything that a claim is asked for, and how each of it stands.

_CHECKLIST: Final = message(
    "checklist",
    "{met} met, {missing} missing, {not_asked} not asked for{not_published:unless 0?, % not published}",
    "met: int, missing: int, not_asked: int, not_published: int",
)


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
        """Whether nothing is missing; what is not published counts neither way."""
        return not self.missing

    def explain(self) -> Explanation:
        """Return how many requirements stand how, and each of them."""
        return Explanation(
            message=_CHECKLIST,
            figures=tuple(
                (str(state), sum(line.state is state for line in self.lines)) for state in RequirementState
            ),
            source=self.source,
            basis=self.basis,
            because=tuple(line.explain() for line in self.lines),
        )


@door
def evidence_checklist(
    claim: Claim | ClaimForm, *, rules: Rules, on: date | None = None
) -> EvidenceChecklist:
    """Return everything that a claim is asked for and how it stands, or for a form what it would be.

    A line for the cost, then for each activity the circumstances of which one is stated, a
    pre-approval where one is needed, the core requirements, the proof and the metrics; also what is
    not asked for in the circumstances stated, with the reason. Of an activity that is known by name alone
    each of these is not published: neither met nor missing.

    `claim` is a claim, or the form of one that does not exist yet. `rules` are bound: their catalogue and
    policies decide. `on` is the day of the first submission, in the program's zone, for a claim that was
    not submitted yet; it is needed only under `CatalogueBy.SUBMISSION` and `None` otherwise.
    Raises `NoRuleInForce` where no catalogue is in force, and `InvalidValue` for an activity that it
    does not have.
    Source: OV18, PO22, CO21, BL25 A-15, A-16, A-20, A-22, C-02, C-03, N9.

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
    form, items = (claim.form, claim.items) if isinstance(claim, Claim) else (claim, ())
    day = catalogue_day(claim, rules, on)
    rule = catalogue_on(rules, day)
    for key in named_activities(form, rules):
        if activity_in(rule, key, rules=rules, day=day) is None:
            raise InvalidValue("activity", key, "one_of", known=tuple(each.key for each in rule.value))
    given = Given(form, items)
    lines = tuple(given.line(asked) for asked in asked_for(form, rules, day))
    return EvidenceChecklist(lines=lines, source=rule.source, basis=rule.basis)
