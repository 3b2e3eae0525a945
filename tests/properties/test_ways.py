"""What is said to permit a submission does, and no part of it would."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import attrs
from hypothesis import given, settings, strategies as st

from coopclaims import ClaimStatus, Money, Role
from coopclaims.activities import CostKind, CostPart
from coopclaims.claims import (
    AddCertification,
    AddProof,
    AmendClaim,
    CertificationReport,
    Invoice,
    Metric,
    Proof,
    RecordMetric,
    SubmitClaim,
)
from coopclaims.completeness import RequirementKind, missing_evidence
from coopclaims.identifiers import CommandId
from coopclaims.portal import way_to
from coopclaims.testing import Scenario, World, forms, scenarios

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hypothesis.strategies import DrawFn

    from coopclaims import Claim
    from coopclaims.portal import NeededCommand

fewer = settings(max_examples=settings().max_examples // 2)


@st.composite
def unfinished(draw: DrawFn) -> tuple[Scenario, Claim]:
    """Return a story that ends with a draft, and the draft with another form and few of its items."""
    story = draw(scenarios(ClaimStatus.EDITING, world=World.typical(), detours=1))
    claim, other = story.claim, draw(forms(world=story.world))
    form = attrs.evolve(
        claim.form,
        activity=other.activity,
        executed_on=other.executed_on,
        circumstances=draw(st.sampled_from([(), other.circumstances])),
        attested=draw(st.sampled_from([(), other.attested])),
        pre_approval="",
    )
    items = tuple(each for each in claim.items if draw(st.booleans()))
    return story, attrs.evolve(claim, details=attrs.evolve(claim.details, form=form, items=items))


def given_by(claim: Claim, commands: Iterable[NeededCommand], world: World) -> Claim:
    """Return the claim after these commands, each with evidence that is made up for it and decided upon."""
    for number, each in enumerate(commands):
        keys, content = tuple(map(str, each.keys)), dict[str, Any]()
        names: dict[str, Any] = {"id": f"new-{number}"}
        if each.command is AmendClaim:
            content["form"] = _amended(claim, each)
        elif each.command is AddProof:
            content["proof"] = Proof(document=f"d-{number}", note="x", shows=keys, **names)
        elif each.command is RecordMetric:
            content["metric"] = Metric(name=keys[0], value="7", **names)
        elif each.command is AddCertification:
            content["report"] = CertificationReport(document=f"d-{number}", amount=claim.form.amount, **names)
        else:
            content["invoice"] = Invoice(
                document=f"d-{number}", amount=claim.form.amount, parts=_parts(claim.form.amount), **names
            )
        kind: Any = each.command
        actor = world.actor(next(role for role in each.who if role is Role.INCENTIVES_ADMIN))
        command = kind(claim=claim.id, id=f"k-{number}", by=actor, at=claim.changed_at, **content)
        claim = world.decide(command, claim).claim
    return claim


def _parts(amount: Money) -> tuple[CostPart, ...]:
    """Return an amount in two parts, one of which is set apart."""
    apart = Money.of_minor_units(1, amount.currency)
    return (
        CostPart(kind=CostKind.ELIGIBLE, amount=amount - apart),
        CostPart(kind=CostKind.ALCOHOL, amount=apart),
    )


def _amended(claim: Claim, amend: NeededCommand) -> Any:
    form, keys = claim.form, set(map(str, amend.keys))
    for line in amend.lines:
        own = tuple(str(key) for key in line.keys if key in keys)
        if line.kind is RequirementKind.CIRCUMSTANCE:
            form = attrs.evolve(form, circumstances=(*form.circumstances, *own))
        elif line.kind is RequirementKind.PRE_APPROVAL:
            form = attrs.evolve(form, pre_approval="approval-1")
        else:
            form = attrs.evolve(form, attested=(*form.attested, *own))
    return form


@fewer
@given(unfinished())
def test_what_is_needed_permits_a_submission_and_no_part_of_it_does(drawn: tuple[Scenario, Claim]) -> None:
    story, claim = drawn
    world = story.world
    submit = SubmitClaim(
        claim=claim.id, id=CommandId("submit"), by=world.actor(Role.INCENTIVES_ADMIN), at=claim.changed_at
    )
    way = way_to(submit, claim, rules=world.rules, funds=world.funds, rates=world.rates)
    assert way.is_minimal
    on = world.rules.day(submit.at) if way.opens_on is None else way.opens_on
    after = given_by(claim, way.needed, world)
    at = submit.at if way.opens_on is None else max(submit.at, world.start_of(way.opens_on), claim.changed_at)
    later = attrs.evolve(submit, at=at)
    assert world.problems(later, after) == way.remaining
    assert not missing_evidence(after, rules=world.rules, on=on)
    for count in range(len(way.needed)):
        for part in combinations(way.needed, count):
            assert missing_evidence(given_by(claim, part, world), rules=world.rules, on=on)
