"""The checklist: what is asked for and how it stands, before anything is uploaded and afterwards."""

from __future__ import annotations

import pickle
from datetime import date
from typing import TYPE_CHECKING

import attrs
import pytest
from tests.support.world import (
    CATALOGUE,
    FORM,
    INVOICE,
    METRIC,
    PROOF,
    REPORT,
    RULES,
    desk_at,
    with_catalogues,
)

from coopclaims import Claim, ClaimForm, ClaimStatus, InvalidValue
from coopclaims.activities import EvidenceKind
from coopclaims.completeness import RequirementKind, RequirementState, evidence_checklist, missing_evidence
from coopclaims.errors import NoRuleInForce
from coopclaims.provenance import BasisKind, cite

if TYPE_CHECKING:
    from coopclaims.claims import Item

MET, MISSING, NOT_ASKED = RequirementState.MET, RequirementState.MISSING, RequirementState.NOT_ASKED
CONFERENCE = attrs.evolve(FORM, activity="vendor-conference", attested=("vendor-hosted",))


def claim(*items: Item, of: ClaimForm = FORM) -> Claim:
    draft = desk_at(ClaimStatus.EDITING).claim
    return attrs.evolve(draft, details=attrs.evolve(draft.details, form=of, items=items))


def standing(claim: Claim | ClaimForm) -> list[tuple[str, tuple[str, ...], RequirementState]]:
    lines = evidence_checklist(claim, rules=RULES).lines
    return [(line.kind, line.keys, line.state) for line in lines]


def test_before_anything_is_uploaded() -> None:
    assert standing(CONFERENCE) == [
        ("cost", (), MISSING),
        ("core", ("vendor-hosted",), MET),
        ("proof", ("invitation", "registration"), MISSING),
        ("proof", ("itinerary",), NOT_ASKED),
    ]


def test_in_other_circumstances_something_else_is_asked_for() -> None:
    flown = attrs.evolve(CONFERENCE, circumstances=("airfare",))
    assert standing(flown)[-1] == ("proof", ("itinerary",), MISSING)


def test_a_circumstance_that_is_stated_may_ask_for_less() -> None:
    renewed = attrs.evolve(FORM, activity="exams-and-tuition", circumstances=("trainer-renewal",))
    assert [state for kind, _, state in standing(renewed) if kind == "metric"] == [NOT_ASKED, NOT_ASKED]


def test_a_choice_of_circumstances_is_a_line() -> None:
    unit = attrs.evolve(FORM, activity="product-seeding")
    assert standing(unit)[1] == ("circumstance", ("in-house-build", "third-party-unit"), MISSING)
    built = attrs.evolve(unit, circumstances=("in-house-build",))
    assert standing(built)[1:] == [
        ("circumstance", ("in-house-build", "third-party-unit"), MET),
        ("proof", ("system-specification",), MISSING),
        ("proof", ("proof-of-delivery",), NOT_ASKED),
        ("proof", ("proof-of-unit",), NOT_ASKED),
    ]


def test_it_says_which_items_meet_what() -> None:
    lines = evidence_checklist(claim(REPORT, INVOICE, PROOF, METRIC), rules=RULES).lines
    assert [(line.keys, line.items) for line in lines] == [
        ((), (REPORT.id, INVOICE.id)),
        (("ad-screenshot",), (PROOF.id,)),
        (("landing-page",), (PROOF.id,)),
        (("results",), (METRIC.id,)),
    ]


def test_it_says_what_could_carry_it() -> None:
    exam = attrs.evolve(FORM, activity="exams-and-tuition")
    lines = evidence_checklist(exam, rules=RULES).lines
    carried: dict[tuple[str, ...], tuple[EvidenceKind, ...]] = {line.keys: line.by for line in lines}
    assert carried[()] == (EvidenceKind.INVOICE, EvidenceKind.REPORT)
    assert carried["course-listed", "exam-listed"] == (EvidenceKind.FORM, EvidenceKind.PROOF)
    assert carried["third-party-invoice",] == (EvidenceKind.PROOF, EvidenceKind.INVOICE)
    assert carried["completion-date",] == (EvidenceKind.PROOF,)
    assert carried["attendee-list",] == (EvidenceKind.METRIC, EvidenceKind.PROOF)
    assert carried["cost-per-person",] == (EvidenceKind.METRIC,)


def test_each_way_of_a_choice_is_told_apart() -> None:
    (_, shown, *_) = evidence_checklist(
        attrs.evolve(FORM, activity="employee-purchase-web"), rules=RULES
    ).lines
    assert shown.ways == (("landing-page",), ("page-screenshots",))
    assert shown.keys == ("landing-page", "page-screenshots")


def test_nothing_is_missing_when_it_is_complete() -> None:
    complete = evidence_checklist(claim(INVOICE, PROOF, METRIC), rules=RULES)
    assert complete.is_complete
    assert complete.missing == ()
    lacking = evidence_checklist(claim(INVOICE, METRIC), rules=RULES)
    assert not lacking.is_complete
    assert [line.keys for line in lacking.missing] == [("ad-screenshot",), ("landing-page",)]


@pytest.mark.parametrize(
    "activity", [each.key for each in RULES.look_up("catalogue", FORM.executed_on).value]
)
@pytest.mark.parametrize("items", [(), (INVOICE,), (PROOF, METRIC)])
def test_it_agrees_with_what_is_missing(activity: str, items: tuple[Item, ...]) -> None:
    given = claim(*items, of=attrs.evolve(FORM, activity=activity))
    lines = evidence_checklist(given, rules=RULES).missing
    problems = missing_evidence(given, rules=RULES)
    assert [dict(each.params).get("keys", ()) for each in problems] == [line.keys for line in lines]
    assert [each.source for each in problems] == [line.source for line in lines]


def test_it_explains_itself() -> None:
    flown = attrs.evolve(CONFERENCE, circumstances=("airfare",))
    told = evidence_checklist(claim(INVOICE, of=flown), rules=RULES).explain()
    assert told.text == "2 met, 2 missing, 0 not asked for"
    assert dict(told.figures) == {"met": 2, "missing": 2, "not_asked": 0, "not_published": 0}
    assert told.source == RULES.look_up("catalogue", FORM.executed_on).source
    cost, _, _, itinerary = told.because
    assert cost.figure("items") == ("invoice-1",)
    assert "met by invoice-1" in cost.text
    assert cost.source == cite("PO22", "A-16")
    (condition,) = itinerary.because
    assert condition.text == "if airfare is claimed (stated: yes)"
    assert dict(condition.figures) == {"circumstance": "airfare", "stated": True}
    assert itinerary.figure("state") is RequirementState.MISSING


def test_what_is_not_asked_for_says_why() -> None:
    (*_, itinerary) = evidence_checklist(CONFERENCE, rules=RULES).lines
    (condition,) = itinerary.explain().because
    assert condition.text == "if airfare is claimed (stated: no)"
    renewed = attrs.evolve(FORM, activity="exams-and-tuition", circumstances=("trainer-renewal",))
    (*_, cost_per_person) = evidence_checklist(renewed, rules=RULES).lines
    (condition,) = cost_per_person.explain().because
    assert condition.text == "unless the expense is the trainer-renewal fee (stated: yes)"
    assert condition.code == "asked_unless"


def test_no_document_is_told_of() -> None:
    secret = attrs.evolve(PROOF, document="secret", note="secret")
    assert "secret" not in repr(evidence_checklist(claim(secret), rules=RULES).explain())


def test_a_catalogue_that_is_carried_forward_says_so_in_every_line() -> None:
    form = attrs.evolve(CONFERENCE, executed_on=date(2026, 3, 1))
    late = evidence_checklist(form, rules=with_catalogues(CATALOGUE))
    kinds = [line.basis.kind for line in late.lines if line.kind is not RequirementKind.COST]
    assert set(kinds) == {BasisKind.CARRIED_FORWARD}


def test_where_no_catalogue_is_in_force_that_is_an_error() -> None:
    with pytest.raises(NoRuleInForce):
        evidence_checklist(attrs.evolve(FORM, executed_on=date(2016, 1, 1)), rules=RULES)


@pytest.mark.parametrize("activity", ["skywriting", ""])
def test_an_activity_that_it_does_not_have_is_an_error(activity: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        evidence_checklist(attrs.evolve(FORM, activity=activity), rules=RULES)
    assert (caught.value.field, caught.value.got) == ("activity", activity)
    assert "digital-advertising" in caught.value.fits


def test_it_is_a_value() -> None:
    checklist = evidence_checklist(CONFERENCE, rules=RULES)
    again = pickle.loads(pickle.dumps(checklist))
    assert again == checklist
    assert hash(again) == hash(checklist)
    assert repr(again) == repr(checklist)
