"""Commands with one thing wrong in what they say, for every such thing.

Nothing is drawn here: `coopclaims.testing.mistakes` chooses among them.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

import attrs

from coopclaims.activities.costs import CostKind, CostPart
from coopclaims.activities.published import SURFACE_FAMILY
from coopclaims.claims.claim import PlanPath
from coopclaims.claims.commands import (
    AddCertification,
    AddInformation,
    AddInvoice,
    AddProof,
    AmendClaim,
    ApproveClaim,
    Comment,
    CreateClaim,
    GiveFeedback,
    RecommendApproval,
    RecordMetric,
    RejectClaim,
    RequestAction,
    RequestDocuments,
    RequestUpload,
    RetractApproval,
    WithdrawUploadRequest,
)
from coopclaims.claims.evidence import CertificationReport, Invoice
from coopclaims.claims.requests import InformationRequest
from coopclaims.claims.verdicts import LineVerdict, Reason
from coopclaims.identifiers import ItemId, ProgramId
from coopclaims.money.amounts import Money
from coopclaims.rules.readings import CatalogueBy
from coopclaims.testing.evidencing import catalogue_of
from coopclaims.testing.ingredients import ELSEWHERE
from coopclaims.testing.walking import approvable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.claims.claim import Claim
    from coopclaims.claims.commands import Command
    from coopclaims.testing.world import World

_NOWHERE = ItemId("invoice-0")
_NO_ENTRY = 10**6
_NO_CODE = "no-such-code"
_BEFORE_ANY_CATALOGUE = date(2001, 1, 1)

_EVIDENCE: Final[dict[type[Command], tuple[str, tuple[str, ...]]]] = {
    AddInvoice: ("invoice", ("document",)),
    AddCertification: ("report", ("document",)),
    AddProof: ("proof", ("document", "note")),
    RecordMetric: ("metric", ("name", "value")),
    AddInformation: ("information", ("text",)),
}
"""Commands that add an item: the field that it stands in, and the texts that it needs."""

SPOILABLE = (
    *_EVIDENCE,
    CreateClaim,
    AmendClaim,
    RequestUpload,
    Comment,
    GiveFeedback,
    RequestAction,
    RequestDocuments,
    RecommendApproval,
    ApproveClaim,
    RejectClaim,
    RetractApproval,
)
"""Commands that say something which can be wrong, whatever the claim holds."""


def but(command: Command, **changes: object) -> Command:
    """Return the command with these of its fields changed."""
    return cast("Command", attrs.evolve(cast("Any", command), **changes))


def spoiling(command: Command, claim: Claim | None, world: World, blank: str) -> Iterator[Command]:
    """Yield the command with one thing wrong in it, for every such thing."""
    if isinstance(command, CreateClaim | AmendClaim):
        yield from _wrong_forms(command, claim, world, blank)
    elif isinstance(command, ApproveClaim | RecommendApproval):
        yield from _wrong_approvals(command, claim, world)
    elif type(command) in _EVIDENCE:
        yield from _wrong_evidence(command, claim, blank)
    elif type(command) in SPOILABLE:
        yield from _wrong_words(command, blank)


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
    yield from (but(command, form=each) for each in wrong)
    if claim is None:
        yield but(command, at=world.start_of(world.usage_period.first) - timedelta(days=1))
        yield but(command, at=world.start_of(world.claiming_period.last) + timedelta(days=2))


def _path(day: date, impressions: int | None = 1) -> PlanPath:
    return PlanPath(plan="P-9", campaign="Another campaign", first=day, last=day, impressions=impressions)


def _wrong_approvals(
    command: ApproveClaim | RecommendApproval, claim: Claim | None, world: World
) -> Iterator[Command]:
    claimed = command.amount if claim is None else claim.form.amount
    is_approval = isinstance(command, ApproveClaim)
    if is_approval and claim is not None and approvable(claim, world, command.at) < claimed.minor_units:
        yield but(command, amount=claimed)
    one = Money.of_minor_units(1, claimed.currency)
    for amount in (0 * one, claimed + one, _in_another_currency(claimed)):
        yield but(command, amount=amount)
    if is_approval and claimed > one:
        yield but(command, amount=one, reason="")
    if is_approval:
        yield but(command, reason=Reason(code=_NO_CODE, requirement=_NO_CODE, rule=_NO_CODE))
        yield but(command, lines=(LineVerdict(item=_NOWHERE, approved=one),))


def _wrong_evidence(command: Command, claim: Claim | None, blank: str) -> Iterator[Command]:
    field, texts = _EVIDENCE[type(command)]
    item = getattr(command, field)
    wrong = [attrs.evolve(item, **{text: blank}) for text in texts]
    if isinstance(item, Invoice | CertificationReport):
        plain = attrs.evolve(item, parts=(), original=None) if isinstance(item, Invoice) else item
        wrong += [
            attrs.evolve(plain, amount=amount)
            for amount in (0 * item.amount, _in_another_currency(item.amount))
        ]
    if isinstance(item, Invoice):
        twice = CostPart(kind=CostKind.TRAVEL, amount=2 * item.amount)
        wrong.append(attrs.evolve(item, parts=(twice,)))
    wrong += [attrs.evolve(item, id=other.id) for other in (() if claim is None else claim.items[:1])]
    yield from (but(command, **{field: each}) for each in wrong)


def _in_another_currency(amount: Money) -> Money:
    return Money(1, "NOK" if amount.currency.code != "NOK" else "DKK")


def _wrong_words(command: Command, blank: str) -> Iterator[Command]:
    if isinstance(command, RequestAction | RequestDocuments):
        for requests in ((), (InformationRequest(blank),), (InformationRequest("That one.", _NOWHERE),)):
            yield but(command, requests=requests)
    elif isinstance(command, RejectClaim):
        yield from (but(command, reasons=reasons) for reasons in ((), ("Too late.", blank)))
        yield but(command, reasons=(Reason("That one.", item=_NOWHERE),))
    elif isinstance(command, RetractApproval):
        yield but(command, reason=Reason(blank))
    elif isinstance(command, RequestUpload):
        yield but(command, what=blank)
        yield but(command, colleague=command.by.id)
        yield WithdrawUploadRequest(
            claim=command.claim, id=command.id, by=command.by, at=command.at, request=_NO_ENTRY
        )
    else:
        yield but(command, text=blank)
        if isinstance(command, GiveFeedback):
            yield but(command, item=_NOWHERE)
