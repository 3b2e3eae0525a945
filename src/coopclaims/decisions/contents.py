"""What is wrong with what somebody typed: the content of each command, judged field by field."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from coopclaims.claims.commands import (
    AddCertification,
    AddInformation,
    AddInvoice,
    AddProof,
    AmendClaim,
    ApproveClaim,
    Command,
    Comment,
    CreateClaim,
    GiveFeedback,
    RecordMetric,
    RejectClaim,
    RemoveItem,
    RequestAction,
    RequestUpload,
)
from coopclaims.claims.evidence import CertificationReport, Invoice
from coopclaims.completeness.catalogues import activity_problems
from coopclaims.decisions.preconditions import (
    PARTNER_EDITORS,
    JudgementContext,
    in_pool_currency,
    window_problems,
)
from coopclaims.errors import NoRate
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, problem
from coopclaims.plans import plan_path_problems
from coopclaims.rules.readings import ClaimOpening, PartialApproval

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from coopclaims.claims.claim import Claim, ClaimForm
    from coopclaims.identifiers import ItemId
    from coopclaims.money.amounts import Money
    from coopclaims.money.currencies import Currency


def content_problems(command: Command, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield what is wrong with the content of a command on an existing claim."""
    judge = _JUDGES.get(type(command))
    if judge is not None:
        yield from judge(command, claim, context)


def creation_problems(command: CreateClaim, context: JudgementContext) -> Iterator[Problem]:
    """Yield what is wrong with the initial form.

    A draft may be created once its usage period has begun and until its claiming period ends
    (inferred: the sources only say when a claim may be submitted).
    """
    form = command.form
    yield from _form(form, context, context.day)
    usage = form.usage_period
    if context.day < usage.first:
        yield problem(
            ProblemCode.USAGE_NOT_BEGUN,
            field="usage_period",
            period=usage,
            first=usage.first.isoformat(),
            day=context.day.isoformat(),
        )
    window_only = context.rules.policies.claim_opening is ClaimOpening.WINDOW_ONLY
    yield from window_problems(form, context, opens=window_only)


def _form(form: ClaimForm, context: JudgementContext, submitted: date) -> Iterator[Problem]:
    yield from _text("name", form.name)
    yield from activity_problems(form, rules=context.rules, on=submitted)
    yield from _positive("amount", form.amount)
    yield from plan_path_problems(form, rules=context.rules)


def _text(field: str, text: str, item: ItemId | None = None) -> Iterator[Problem]:
    if not text.strip():
        yield problem(ProblemCode.TEXT_MISSING, field=field, item=item)


def _positive(field: str, amount: Money, item: ItemId | None = None) -> Iterator[Problem]:
    if not amount.is_positive:
        yield problem(ProblemCode.AMOUNT_NOT_POSITIVE, field=field, item=item, amount=amount)


def _one_currency(
    what: str, amount: Money, currency: Currency, item: ItemId | None = None
) -> Iterator[Problem]:
    if amount.currency is not currency:
        yield problem(
            ProblemCode.SECOND_CURRENCY,
            field="amount",
            item=item,
            who=PARTNER_EDITORS,
            what=what,
            found=amount.currency,
            currency=currency,
        )


def _new_item(item: ItemId, claim: Claim) -> Iterator[Problem]:
    if any(each.id == item for each in claim.items):
        yield problem(ProblemCode.ITEM_EXISTS, field="id", item=item)


def _known_item(item: ItemId, claim: Claim) -> Iterator[Problem]:
    if all(each.id != item for each in claim.items):
        items = ", ".join(each.id for each in claim.items) or "none"
        yield problem(ProblemCode.ITEM_UNKNOWN, field="item", item=item, items=items)


def _amended(command: AmendClaim, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    form, now = command.form, claim.form
    if form == now:
        yield problem(ProblemCode.NOTHING_CHANGES, field="form")
        return
    first = claim.milestones.first_submitted_at
    yield from _form(form, context, context.day if first is None else context.rules.day(first))
    for field in ("program", "location", "usage_period"):
        found, wanted = getattr(now, field), getattr(form, field)
        if found != wanted:
            yield problem(ProblemCode.SCOPE_CHANGES, field=field, found=found, wanted=wanted)
    for item in claim.items:
        if isinstance(item, Invoice | CertificationReport):
            yield from _one_currency(item.id, item.amount, form.amount.currency, item.id)


def _cost(item: Invoice | CertificationReport, claim: Claim) -> Iterator[Problem]:
    yield from _new_item(item.id, claim)
    yield from _text("document", item.document, item.id)
    yield from _positive("amount", item.amount, item.id)
    yield from _one_currency(item.id, item.amount, claim.currency, item.id)


def _invoice(command: AddInvoice, claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    yield from _cost(command.invoice, claim)


def _certification(command: AddCertification, claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    yield from _cost(command.report, claim)


def _proof(command: AddProof, claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    proof = command.proof
    yield from _new_item(proof.id, claim)
    yield from _text("document", proof.document, proof.id)
    if not proof.note.strip():
        yield problem(ProblemCode.NOTE_MISSING, field="note", item=proof.id)


def _metric(command: RecordMetric, claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    metric = command.metric
    yield from _new_item(metric.id, claim)
    yield from _text("name", metric.name, metric.id)
    yield from _text("value", metric.value, metric.id)


def _information(command: AddInformation, claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    yield from _new_item(command.information.id, claim)
    yield from _text("text", command.information.text, command.information.id)


def _removal(command: RemoveItem, claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    yield from _known_item(command.item, claim)


def _upload(command: RequestUpload, _claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    yield from _text("what", command.what)


def _comment(command: Comment, _claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    yield from _text("text", command.text)


def _feedback(command: GiveFeedback, claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    yield from _text("text", command.text)
    if command.item is not None:
        yield from _known_item(command.item, claim)


def _requests(command: RequestAction, claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    if not command.requests:
        yield problem(ProblemCode.TEXT_MISSING, field="requests")
    for request in command.requests:
        yield from _text("requests", request.what, request.item)
        if request.item is not None:
            yield from _known_item(request.item, claim)


def _approval(command: ApproveClaim, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    amount, claimed = command.amount, claim.form.amount
    yield from _positive("amount", amount)
    if amount.currency is not claimed.currency:
        yield from _one_currency("the approved amount", amount, claimed.currency)
        return
    if amount > claimed:
        yield problem(ProblemCode.APPROVED_ABOVE_CLAIMED, field="amount", approved=amount, claimed=claimed)
    elif amount < claimed and context.rules.policies.partial_approval is PartialApproval.WHOLE_ONLY:
        yield problem(ProblemCode.APPROVED_IN_PART, field="amount", approved=amount, claimed=claimed)
    elif amount < claimed and not command.reason.strip():
        yield problem(ProblemCode.REASON_MISSING, field="reason", what=f"approving less than {claimed}")
    remaining = context.funds.approvable_for(claim.id)
    try:
        drawn = in_pool_currency(amount, context)
    except NoRate:  # reported as a precondition of every approval
        return
    if remaining.is_positive and drawn > remaining:
        yield problem(ProblemCode.APPROVED_ABOVE_EARNED, field="amount", approved=drawn, remaining=remaining)


def _rejection(command: RejectClaim, _claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    if not command.reasons or not all(reason.strip() for reason in command.reasons):
        yield problem(ProblemCode.REASON_MISSING, field="reasons", what="a rejection")


_JUDGES: Final[Mapping[type[Command], Callable[[Any, Claim, JudgementContext], Iterator[Problem]]]] = (
    MappingProxyType(
        {
            AmendClaim: _amended,
            AddInvoice: _invoice,
            AddCertification: _certification,
            AddProof: _proof,
            RecordMetric: _metric,
            AddInformation: _information,
            RemoveItem: _removal,
            RequestUpload: _upload,
            Comment: _comment,
            GiveFeedback: _feedback,
            RequestAction: _requests,
            ApproveClaim: _approval,
            RejectClaim: _rejection,
        }
    )
)
"""Who judges the content of which command; a command that is not here has none that can be wrong."""
