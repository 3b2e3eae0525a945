"""Commands that are refused, each for a reason that is made on purpose, and commands of any kind.

A mistake is a legal command spoiled in one way (who gives it, when, what it says), or a step that the
claim does not allow. Which mistakes a claim offers is found first and one of them is chosen, so that
nothing that is drawn has to be thrown away.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

import attrs
from hypothesis import strategies as st

from coopclaims.activities.published import SURFACE_FAMILY
from coopclaims.claims.claim import InformationRequest, PlanPath, Trigger
from coopclaims.claims.commands import (
    AddCertification,
    AddInformation,
    AddInvoice,
    AddProof,
    AmendClaim,
    ApproveClaim,
    CancelDraft,
    Comment,
    CreateClaim,
    DisputeRejection,
    ExpireDraft,
    GiveFeedback,
    RecordMetric,
    RejectClaim,
    RequestAction,
    RequestUpload,
    StartReview,
    SubmitClaim,
    WithdrawUploadRequest,
)
from coopclaims.claims.evidence import CertificationReport, Invoice
from coopclaims.claims.table import TABLE
from coopclaims.identifiers import ClaimId, CommandId, ItemId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.parties import Actor, Role
from coopclaims.rules.readings import CatalogueBy
from coopclaims.testing.evidencing import catalogue_of
from coopclaims.testing.ingredients import ELSEWHERE, actors
from coopclaims.testing.legal import KINDS, command_at, draw_taking, kinds_of
from coopclaims.testing.payloads import draw_payload
from coopclaims.testing.walking import GAPS, approvable, closed_rows, moments, needed, openings
from coopclaims.transitions import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence
    from datetime import datetime

    from hypothesis.strategies import DrawFn

    from coopclaims.claims.claim import Claim
    from coopclaims.claims.commands import Command
    from coopclaims.findings.codes import ProblemCode
    from coopclaims.testing.walking import ClosedRow, OpenEdge
    from coopclaims.testing.world import World


_BLANKS = ("", " ", "\t\n")
_NOWHERE = ItemId("invoice-0")
_NO_ENTRY = 10**6
_BEFORE_ANY_CATALOGUE = date(2001, 1, 1)
_BEYOND_ANY_FUND = 10**11
_STRANGER = Actor.partner("nora")
"""A colleague whom nobody asks for anything."""

_EVIDENCE: Final[dict[type[Command], tuple[str, tuple[str, ...]]]] = {
    AddInvoice: ("invoice", ("document",)),
    AddCertification: ("report", ("document",)),
    AddProof: ("proof", ("document", "note")),
    RecordMetric: ("metric", ("name", "value")),
    AddInformation: ("information", ("text",)),
}
"""Commands that add an item: the field that it stands in, and the texts that it needs."""

_SPOILABLE = (
    *_EVIDENCE,
    CreateClaim,
    AmendClaim,
    RequestUpload,
    Comment,
    GiveFeedback,
    RequestAction,
    ApproveClaim,
    RejectClaim,
)
"""Commands that say something which can be wrong, whatever the claim holds."""

_WRONG_IN_MANY_WAYS = (CreateClaim, AmendClaim, ApproveClaim)


def draw_anything(draw: DrawFn, claim: Claim | None, world: World, claim_id: str) -> Command:
    """Draw a command of any kind, by anyone, at any time from now on: legal or not."""
    kind = CreateClaim if claim is None else draw(st.sampled_from(KINDS))
    at = draw(st.sampled_from(moments(claim, world))) + draw(st.sampled_from(GAPS))
    by = draw(actors(world=world, in_scope=draw(st.booleans())))
    payload = draw_payload(draw, kind, claim, world, at)
    return command_at(kind, claim_id if claim is None else claim, by, at, payload)


def draw_mistake(
    draw: DrawFn,
    claim: Claim | None,
    world: World,
    claim_id: str,
    met: Container[ProblemCode] = frozenset(),
) -> Command:
    """Draw a command that is refused, each way of being wrong about as likely as another.

    Where there are problems that were not `met` yet, one of them is preferred.
    """
    found = openings(claim, world)
    sayings = [(each, kind) for each in found for kind in kinds_of(each.row.trigger) if kind in _SPOILABLE]
    sayings += 6 * [(each, kind) for each, kind in sayings if kind in _WRONG_IN_MANY_WAYS]
    ways: list[Callable[[], Command]] = []
    if claim is None:
        ways += 2 * [lambda: _on_nothing(draw, world, claim_id)]
    if sayings:
        ways += 6 * [lambda: _spoiled(draw, *draw(st.sampled_from(sayings)), claim, world, claim_id, met)]
    if found:
        ways.append(lambda: _by_another(draw, draw(st.sampled_from(found)), claim, world, claim_id))
    if claim is not None:
        if found:
            ways.append(lambda: _before_the_last(draw, draw(st.sampled_from(found)), claim, world))
        refused = [
            (step, claim.changed_at) for step in Trigger if isinstance(TABLE[claim.status][step], Refusal)
        ]
        ways.append(lambda: _asking(draw, *draw(st.sampled_from(refused)), claim, world))
        if closed := closed_rows(claim, world):
            ways += 4 * [lambda: _asking(draw, *_one_closed(draw, closed, met), claim, world)]
    return draw(st.sampled_from(ways))()


def _one_closed(
    draw: DrawFn, closed: Sequence[ClosedRow], met: Container[ProblemCode]
) -> tuple[Trigger, datetime]:
    """Draw a step that something blocks, and one of the instants at which it does."""
    closed = [each for each in closed if any(found.code not in met for found in each.problems)] or closed
    step = draw(st.sampled_from(list(dict.fromkeys(each.row.trigger for each in closed))))
    return step, draw(st.sampled_from([each.at for each in closed if each.row.trigger is step]))


def _asking(draw: DrawFn, step: Trigger, at: datetime, claim: Claim, world: World) -> Command:
    """Draw a command for a step that is not possible at this instant, by somebody who might take it."""
    kind = draw(st.sampled_from(kinds_of(step)))
    by = draw(actors(*_granted(step, claim, world, at), world=world))
    return command_at(kind, claim, by, at, draw_payload(draw, kind, claim, world, at))


def _on_nothing(draw: DrawFn, world: World, claim_id: str) -> Command:
    """Draw a command on a claim that does not exist."""
    kind = draw(st.sampled_from((SubmitClaim, StartReview, DisputeRejection, CancelDraft, ExpireDraft)))
    at = draw(st.sampled_from(moments(None, world)))
    return command_at(kind, claim_id, draw(actors(world=world)), at, {})


def draw_submission(draw: DrawFn, claim_id: ClaimId, version: int, world: World, at: datetime) -> Command:
    """Draw a submission of a claim that may lack something, by somebody who may submit it."""
    by = draw(actors(Role.INCENTIVES_ADMIN, world=world))
    ready = max(at, world.start_of(world.claiming_period.first))
    return SubmitClaim(claim=claim_id, id=CommandId(f"{claim_id}/{version}"), by=by, at=ready)


def draw_spoiled(draw: DrawFn, opening: OpenEdge, claim: Claim, world: World) -> Command:
    """Draw a legal amendment after which the claim cannot be submitted, or not before something else."""
    command = cast("AmendClaim", draw_taking(draw, opening, claim, world, kinds=(AmendClaim,)))
    form, usage = command.form, world.usage_period
    changes: list[dict[str, object]] = [
        {"executed_on": usage.first - timedelta(days=1)},
        {"executed_on": usage.last + timedelta(days=1)},
        {"circumstances": ()},
        {"attested": ()},
        {"pre_approval": ""},
        {"amount": Money.of_minor_units(_BEYOND_ANY_FUND, form.amount.currency)},
    ]
    forms = [attrs.evolve(form, **cast("Any", change)) for change in changes]
    forms += [
        attrs.evolve(form, activity=each.key, circumstances=(), attested=())
        for each in catalogue_of(form.executed_on, world)
        if each.one_of and each.is_for(form.program)
    ]
    spoiled = [_but(command, form=each) for each in dict.fromkeys(forms) if each != form]
    legal = [each for each in spoiled if not world.problems(each, claim)]
    return draw(st.sampled_from(legal or [command]))


def _granted(step: Trigger, claim: Claim, world: World, at: datetime) -> list[Role]:
    """Return the roles that may take the step from here, or every role where nobody may."""
    answer = TABLE[claim.status][step]
    if isinstance(answer, Refusal):
        return list(Role)
    granted = world.rules.permission(answer.requires, world.rules.day(at)).value
    return [role for role in Role if role in granted]


def _before_the_last(draw: DrawFn, opening: OpenEdge, claim: Claim, world: World) -> Command:
    """Draw a command given before the last entry of the History."""
    command = draw_taking(draw, opening, claim, world)
    gap = draw(st.sampled_from([gap for gap in GAPS if gap]))
    return attrs.evolve(command, at=claim.changed_at - gap)


def _by_another(draw: DrawFn, opening: OpenEdge, claim: Claim | None, world: World, claim_id: str) -> Command:
    """Draw a command given by somebody who may not give it: wrong role, wrong place, or not asked."""
    command = draw_taking(draw, opening, claim, world, claim_id=claim_id)
    granted = world.rules.permission(needed(opening.row, claim), world.rules.day(command.at)).value
    others = [role for role in Role if role not in granted and role is not Role.COLLABORATOR]
    holders = [role for role in Role if role in granted and role is not Role.COLLABORATOR]
    elsewhere = actors(*holders, world=world, in_scope=False)
    by = st.one_of(st.just(_STRANGER), elsewhere, *(actors(role, world=world) for role in others))
    return attrs.evolve(command, by=draw(by))


def _spoiled(
    draw: DrawFn,
    opening: OpenEdge,
    kind: type[Command],
    claim: Claim | None,
    world: World,
    claim_id: str,
    met: Container[ProblemCode],
) -> Command:
    """Draw a command of this kind that is legal but for one thing that it says."""
    command = draw_taking(draw, opening, claim, world, claim_id=claim_id, kinds=(kind,))
    blank = draw(st.sampled_from(_BLANKS))
    spoiled = list(_spoiling(command, claim, world, blank))
    fresh = [each for each in spoiled if any(found.code not in met for found in world.problems(each, claim))]
    return draw(st.sampled_from(fresh or spoiled))


def _spoiling(command: Command, claim: Claim | None, world: World, blank: str) -> Iterator[Command]:
    """Yield the command with one thing wrong in it, for every such thing."""
    if isinstance(command, CreateClaim | AmendClaim):
        yield from _wrong_forms(command, claim, world, blank)
    elif isinstance(command, ApproveClaim):
        yield from _wrong_approvals(command, claim, world)
    elif type(command) in _EVIDENCE:
        yield from _wrong_evidence(command, claim, blank)
    else:
        yield from _wrong_words(command, blank)


def _but(command: Command, **changes: object) -> Command:
    return cast("Command", attrs.evolve(cast("Any", command), **changes))


def _wrong_forms(
    command: CreateClaim | AmendClaim, claim: Claim | None, world: World, blank: str
) -> Iterator[Command]:
    form = command.form
    wrong = [
        attrs.evolve(form, name=blank),
        attrs.evolve(form, activity="lottery"),
        attrs.evolve(form, further_activities=("lottery",)),
        attrs.evolve(form, circumstances=("moonlight",)),
        attrs.evolve(form, amount=0 * form.amount),
        attrs.evolve(form, amount=-form.amount),
        attrs.evolve(form, plan=_path(form.executed_on + timedelta(days=1))),
        attrs.evolve(form, plan=_path(form.executed_on, impressions=None)),
    ]
    if world.rules.policies.catalogue_by is CatalogueBy.EXECUTION:
        wrong.append(attrs.evolve(form, executed_on=_BEFORE_ANY_CATALOGUE))
    if form.plan is not None:
        wrong.append(attrs.evolve(form, plan=None))
    others = (each for each in catalogue_of(form.executed_on, world) if not each.is_for(form.program))
    wrong += [attrs.evolve(form, activity=each.key) for each in others]
    if claim is not None:
        wrong += [attrs.evolve(form, location=ELSEWHERE[0], program=ELSEWHERE[1]), claim.form]
        wrong.append(attrs.evolve(form, program=ProgramId(SURFACE_FAMILY)))
    yield from (_but(command, form=each) for each in wrong)
    if claim is None:
        yield _but(command, at=world.start_of(world.usage_period.first) - timedelta(days=1))
        yield _but(command, at=world.start_of(world.claiming_period.last) + timedelta(days=2))


def _path(day: date, impressions: int | None = 1) -> PlanPath:
    return PlanPath(plan="P-9", campaign="Another campaign", first=day, last=day, impressions=impressions)


def _wrong_approvals(command: ApproveClaim, claim: Claim | None, world: World) -> Iterator[Command]:
    claimed = command.amount if claim is None else claim.form.amount
    if claim is not None and approvable(claim, world, command.at) < claimed.minor_units:
        yield _but(command, amount=claimed)
    one = Money.of_minor_units(1, claimed.currency)
    for amount in (0 * one, claimed + one, _in_another_currency(claimed)):
        yield _but(command, amount=amount)
    if claimed > one:
        yield _but(command, amount=one, reason="")


def _wrong_evidence(command: Command, claim: Claim | None, blank: str) -> Iterator[Command]:
    field, texts = _EVIDENCE[type(command)]
    item = getattr(command, field)
    wrong = [attrs.evolve(item, **{text: blank}) for text in texts]
    if isinstance(item, Invoice | CertificationReport):
        wrong += [
            attrs.evolve(item, amount=amount)
            for amount in (0 * item.amount, _in_another_currency(item.amount))
        ]
    wrong += [attrs.evolve(item, id=other.id) for other in (() if claim is None else claim.items[:1])]
    yield from (_but(command, **{field: each}) for each in wrong)


def _in_another_currency(amount: Money) -> Money:
    return Money(1, "NOK" if amount.currency.code != "NOK" else "DKK")


def _wrong_words(command: Command, blank: str) -> Iterator[Command]:
    if isinstance(command, RequestAction):
        for requests in ((), (InformationRequest(blank),), (InformationRequest("That one.", _NOWHERE),)):
            yield _but(command, requests=requests)
    elif isinstance(command, RejectClaim):
        yield from (_but(command, reasons=reasons) for reasons in ((), ("Too late.", blank)))
    elif isinstance(command, RequestUpload):
        yield _but(command, what=blank)
        yield _but(command, colleague=command.by.id)
        yield WithdrawUploadRequest(
            claim=command.claim, id=command.id, by=command.by, at=command.at, request=_NO_ENTRY
        )
    else:
        yield _but(command, text=blank)
        if isinstance(command, GiveFeedback):
            yield _but(command, item=_NOWHERE)
