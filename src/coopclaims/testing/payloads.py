"""What commands say: for every kind, a payload that is legal wherever the step is."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs
from hypothesis import strategies as st

from coopclaims.claims.commands import (
    AddCertification,
    AddInformation,
    AddInvoice,
    AddProof,
    AmendClaim,
    ApproveClaim,
    CancelDraft,
    Comment,
    CorrectInstant,
    CreateClaim,
    DisputeCut,
    DisputeRejection,
    ExpireDraft,
    GiveFeedback,
    RecommendApproval,
    RecordMetric,
    RejectClaim,
    RemoveItem,
    ReopenClaim,
    RequestAction,
    RequestDocuments,
    RequestUpload,
    RetractApproval,
    StartReview,
    SubmitClaim,
    WithdrawUploadRequest,
)
from coopclaims.claims.evidence import CertificationReport, Information, Invoice, Metric, Proof
from coopclaims.claims.requests import InformationRequest
from coopclaims.claims.verdicts import OTHER, Reason
from coopclaims.errors import NoRuleInForce
from coopclaims.identifiers import ActorId, ItemId
from coopclaims.money.amounts import Money
from coopclaims.parties import Role
from coopclaims.rules.keys import REASON_CODES
from coopclaims.rules.readings import CutDisputing, PartialApproval, Recommending
from coopclaims.testing.ingredients import TEXTS, draw_form, draw_item
from coopclaims.testing.walking import approvable, approvals
from coopclaims.testing.world import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from hypothesis.strategies import DrawFn

    from coopclaims.claims.claim import Claim
    from coopclaims.claims.commands import Command
    from coopclaims.claims.evidence import Item
    from coopclaims.testing.world import World


Payload: TypeAlias = dict[str, Any]
"""What a command says besides who, when, and on which claim: its fields by name."""

COLLEAGUES = (NAMES[Role.COLLABORATOR], "cem", "chloé")
"""Colleagues without any role, who may be asked for a document."""

_Drawer: TypeAlias = "Callable[[DrawFn, Claim, World, datetime], Payload]"

_COLLEAGUES = st.sampled_from(COLLEAGUES)
_MAYBE = st.just("") | TEXTS


def draw_payload(
    draw: DrawFn, kind: type[Command], claim: Claim | None, world: World, at: datetime
) -> Payload:
    """Draw what such a command says, legal wherever the step is."""
    if claim is None or kind is CreateClaim:
        return {"form": draw_form(draw, claim, world)}
    return _PAYLOADS[kind](draw, claim, world, at)


def _amended(draw: DrawFn, claim: Claim, world: World, _at: datetime) -> Payload:
    form = draw_form(draw, claim, world)
    return {"form": form if form != claim.form else attrs.evolve(form, name=f"{form.name}, amended")}


def _item(field: str, kind: type[Item]) -> _Drawer:
    return lambda draw, claim, world, _at: {field: draw_item(draw, kind, claim, world)}


def _removed(draw: DrawFn, claim: Claim, _world: World, _at: datetime) -> Payload:
    ids = [item.id for item in claim.items] or [ItemId("invoice-0")]
    return {"item": draw(st.sampled_from(ids)), "reason": draw(_MAYBE)}


def _upload(draw: DrawFn, _claim: Claim, _world: World, _at: datetime) -> Payload:
    return {"colleague": ActorId(draw(_COLLEAGUES)), "what": draw(TEXTS)}


def _withdrawn(draw: DrawFn, claim: Claim, _world: World, _at: datetime) -> Payload:
    asked = [each.number for each in claim.details.uploads_asked if each.is_in_force] or [1]
    return {"request": draw(st.sampled_from(asked)), "reason": draw(_MAYBE)}


def _text(draw: DrawFn, _claim: Claim, _world: World, _at: datetime) -> Payload:
    return {"text": draw(TEXTS)}


def _feedback(draw: DrawFn, claim: Claim, _world: World, _at: datetime) -> Payload:
    return {"text": draw(TEXTS), "item": _one_of_its_items(draw, claim)}


def _requests(draw: DrawFn, claim: Claim, world: World, at: datetime) -> Payload:
    how_many = draw(st.integers(1, 3))
    reasons = (_one_reason(draw, claim, world, at) for _ in range(how_many))
    asked = (InformationRequest(each.text, each.item, code=each.code) for each in reasons)
    return {"requests": tuple(asked)}


def _one_reason(draw: DrawFn, claim: Claim, world: World, at: datetime) -> Reason:
    """Draw a reason: some words, or a code of the rulebook with or without them."""
    item = _one_of_its_items(draw, claim)
    try:
        codes = world.rules.look_up(REASON_CODES, world.rules.day(at)).value
    except NoRuleInForce:
        codes = ()
    code = draw(st.sampled_from((OTHER, *(each.key for each in codes))))
    return Reason(draw(TEXTS if code == OTHER else _MAYBE), code=code, item=item)


def _one_of_its_items(draw: DrawFn, claim: Claim) -> ItemId | None:
    return draw(st.sampled_from((None, *(item.id for item in claim.items))))


def _approval(draw: DrawFn, claim: Claim, world: World, at: datetime) -> Payload:
    """Approve what is recommended, or where that is not needed any amount, and say why where it is less."""
    if world.rules.policies.recommending is Recommending.NOT_NEEDED:
        amount = _amount(draw, claim, world, at)
    else:
        units = approvals(claim, world, at) or [claim.form.amount.minor_units]
        amount = Money.of_minor_units(draw(st.sampled_from(units)), claim.currency)
    return {"amount": amount, "reason": "" if amount == claim.form.amount else "Part of it is not covered."}


def _amount(draw: DrawFn, claim: Claim, world: World, at: datetime) -> Money:
    """Draw what is claimed as far as the fund can bear it, or less."""
    most = max(1, approvable(claim, world, at))
    policies = world.rules.policies
    # Where a cut can be disputed, most approvals are one.
    likely = most if policies.cut_disputing is CutDisputing.OFF else max(1, most - 1)
    whole = policies.partial_approval is PartialApproval.WHOLE_ONLY
    units = claim.form.amount.minor_units if whole else draw(st.just(likely) | st.integers(1, most))
    return Money.of_minor_units(units, claim.currency)


def _recommendation(draw: DrawFn, claim: Claim, world: World, at: datetime) -> Payload:
    return {"amount": _amount(draw, claim, world, at)}


def _reasons(draw: DrawFn, claim: Claim, world: World, at: datetime) -> Payload:
    return {"reasons": tuple(_one_reason(draw, claim, world, at) for _ in range(draw(st.integers(1, 2))))}


def _why(draw: DrawFn, claim: Claim, world: World, at: datetime) -> Payload:
    return {"reason": _one_reason(draw, claim, world, at)}


def _reason(draw: DrawFn, _claim: Claim, _world: World, _at: datetime) -> Payload:
    return {"reason": draw(_MAYBE)}


def _comment(draw: DrawFn, _claim: Claim, _world: World, _at: datetime) -> Payload:
    return {"comment": draw(_MAYBE)}


def _instant(draw: DrawFn, claim: Claim, _world: World, at: datetime) -> Payload:
    """Correct the first instant to itself or an earlier one, or the last to itself or a later one."""
    created, changed = claim.milestones.created_at, claim.changed_at
    ways = ((1, created), (1, created - timedelta(hours=1)), (claim.changed_in, max(changed, at)))
    number, instant = draw(st.sampled_from(ways[: 2 if claim.changed_in == 1 else 3]))
    return {"entry": number, "instant": instant, "reason": draw(TEXTS)}


def _nothing(_draw: DrawFn, _claim: Claim, _world: World, _at: datetime) -> Payload:
    return {}


_PAYLOADS: Final[Mapping[type[Command], _Drawer]] = MappingProxyType(
    {
        AmendClaim: _amended,
        AddInvoice: _item("invoice", Invoice),
        AddCertification: _item("report", CertificationReport),
        AddProof: _item("proof", Proof),
        RecordMetric: _item("metric", Metric),
        AddInformation: _item("information", Information),
        RemoveItem: _removed,
        RequestUpload: _upload,
        WithdrawUploadRequest: _withdrawn,
        Comment: _text,
        SubmitClaim: _comment,
        StartReview: _nothing,
        GiveFeedback: _feedback,
        RequestAction: _requests,
        RequestDocuments: _requests,
        RecommendApproval: _recommendation,
        ApproveClaim: _approval,
        RejectClaim: _reasons,
        DisputeRejection: _reason,
        RetractApproval: _why,
        DisputeCut: _reason,
        CancelDraft: _reason,
        ExpireDraft: _nothing,
        ReopenClaim: _nothing,
        CorrectInstant: _instant,
    }
)
"""Who writes the payload of which command; what is not here is filed with the initial form."""
