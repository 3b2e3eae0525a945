"""Filling in a claim: its form, its items, and what is said beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coopclaims._characters import is_blank, twins
from coopclaims.claims.evidence import CertificationReport, Invoice
from coopclaims.completeness.catalogues import activity_problems
from coopclaims.completeness.missing import item_advice, unpublished
from coopclaims.decisions.context import (
    JudgementContext,
    blank,
    ended_currency,
    other_pool,
    outside_usage,
    proof_limit,
    second_currency,
    unknown_items,
    unless_missing,
    window_problems,
)
from coopclaims.decisions.last_days import never_in_limit
from coopclaims.errors import NoRuleInForce
from coopclaims.findings.codes import ProblemCode, Severity
from coopclaims.findings.problem import Problem, not_positive, problem, said_besides
from coopclaims.money.amounts import Money
from coopclaims.parties import Action, Side, people_of
from coopclaims.payouts.setups import PayoutSetups, SetupState
from coopclaims.plans import plan_path_problems
from coopclaims.provenance import message
from coopclaims.rules.keys import SETUP_AT_CREATION
from coopclaims.rules.readings import ClaimOpening

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from coopclaims.claims.claim import Claim, ClaimForm
    from coopclaims.claims.commands import (
        AddCertification,
        AddInformation,
        AddInvoice,
        AddProof,
        AmendClaim,
        Comment,
        CreateClaim,
        RecordMetric,
        RemoveItem,
        RequestUpload,
        WithdrawUploadRequest,
    )
    from coopclaims.parties import Actor
    from coopclaims.provenance import Message

_ASKS_THEMSELVES: Final = message("asks_themselves", "whoever asks can add it without being asked")
_ANSWERED_FOR_VENDOR: Final = message(
    "answered_for_vendor", "they answered this claim for the vendor, whose side adds nothing to it"
)
_OTHER_SIDE: Final = message(
    "asked_other_side", "they are none of the partner's side, which alone adds anything"
)
_OTHER_COMPANY: Final = message("asked_other_company", "another company has no part in the claim")


# The form.


def creation(command: CreateClaim, _claim: Claim | None, context: JudgementContext) -> Iterator[Problem]:
    """Return what is wrong with the initial form."""
    return creation_of(command.form, context)


def creation_of(form: ClaimForm, context: JudgementContext) -> Iterator[Problem]:
    """Yield what is wrong with a form that a claim is to be created with.

    A draft may be created once its usage period has begun and until its claiming period ends
    (inferred: the sources only say when a claim may be submitted).
    """
    yield from other_pool(form, context.funds)
    yield from _form(form, context, context.day)
    yield from ended_currency(form.amount.currency, context)
    usage = form.usage_period
    if context.day < usage.first:
        yield problem(
            ProblemCode.USAGE_NOT_BEGUN,
            field="usage_period",
            period=usage,
            first=usage.first,
            day=context.day,
        )
    window_only = context.rules.policies.claim_opening is ClaimOpening.WINDOW_ONLY
    yield from window_problems(form, context, opens=window_only)
    yield from _missing_setup(form, context)


def creation_advice(
    command: CreateClaim, _claim: Claim | None, context: JudgementContext
) -> Iterator[Problem]:
    """Return what will block the submission, and what nobody knows: requirements, bank and tax data."""
    return creation_advice_of(command.form, context)


def creation_advice_of(form: ClaimForm, context: JudgementContext) -> Iterator[Problem]:
    """Yield what is worth knowing of a form that a claim is to be created with."""
    yield from outside_usage(form, context, Severity.ADVISES)
    yield from never_in_limit(form, context)
    yield from unpublished(form, context.rules, context.day)
    yield from _unknown_setup(form, context)
    yield from proof_limit(form, context, Severity.ADVISES)


def _missing_setup(form: ClaimForm, context: JudgementContext) -> Iterator[Problem]:
    """Yield that bank or tax data of the claim's location are missing for its program, where a rule asks.

    Only what was said to be missing is: what nobody said is no reason to refuse. Source: CC24 A-06, N21.
    """
    yield from unless_missing("program", _setup(form, context, SetupState.MISSING), context.rules)


def _unknown_setup(form: ClaimForm, context: JudgementContext) -> Iterator[Problem]:
    """Yield that nobody said whether bank and tax data are there, where a rule asks for them."""
    try:
        yield from _setup(form, context, SetupState.UNKNOWN)
    except NoRuleInForce:  # bound strictly; what is missing is judged without this advice
        return


def _setup(form: ClaimForm, context: JudgementContext, state: SetupState) -> Iterator[Problem]:
    rules, day = context.rules, context.day
    found = (context.setups or PayoutSetups()).of(form.location, form.program).in_state(state)
    if not found or rules.has_no_rule(SETUP_AT_CREATION, day):
        return
    rule = rules.look_up(SETUP_AT_CREATION, day)
    if not rule.value:
        return
    is_missing = state is SetupState.MISSING
    yield problem(
        ProblemCode.SETUP_MISSING if is_missing else ProblemCode.SETUP_UNKNOWN,
        field="program",
        severity=Severity.BLOCKS if is_missing else Severity.ADVISES,
        who=rules.roles(Action.EDIT_BANK_PROFILE, day),
        source=rule.source,
        basis=said_besides(rule.basis),
        location=form.location,
        program=form.program,
        parts=found,
    )


def amendment_advice(command: AmendClaim, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield that the proof of the form's campaign can no longer be submitted first."""
    if not claim.was_submitted:
        yield from proof_limit(command.form, context, Severity.ADVISES)


def amendment(command: AmendClaim, claim: Claim, context: JudgementContext) -> Iterator[Problem]:
    """Yield what is wrong with the new form, and what of the old one may not change."""
    form, now = command.form, claim.form
    if form == now:
        yield problem(ProblemCode.NOTHING_CHANGES, field="form")
        return
    first = claim.milestones.first_submitted_at
    yield from _form(form, context, context.day if first is None else context.rules.day(first))
    if form.amount.currency is not now.amount.currency:
        yield from ended_currency(form.amount.currency, context)
    for field in ("program", "location", "usage_period"):
        found, wanted = getattr(now, field), getattr(form, field)
        if found != wanted:
            near = twins(wanted, (found,)) if isinstance(wanted, str) else ()
            yield problem(ProblemCode.SCOPE_CHANGES, field=field, found=found, wanted=wanted, near=near)
    for item in claim.items:
        if isinstance(item, Invoice | CertificationReport):
            yield from second_currency(item.amount, form.amount.currency, context, item.id)


def _form(form: ClaimForm, context: JudgementContext, submitted: date) -> Iterator[Problem]:
    yield from blank("name", form.name)
    yield from activity_problems(form, rules=context.rules, on=submitted)
    yield from not_positive("amount", form.amount)
    yield from plan_path_problems(form, rules=context.rules, on=context.day)


# The items.


def cost(
    command: AddInvoice | AddCertification, claim: Claim, context: JudgementContext
) -> Iterator[Problem]:
    """Yield what is wrong with an invoice or a certification report."""
    item = command.item
    yield from _taken(command, claim)
    yield from blank("document", item.document, item.id)
    if not isinstance(item, Invoice) or not item.is_credit:
        yield from not_positive("amount", item.amount, item.id)
    yield from second_currency(item.amount, claim.currency, context, item.id)
    if isinstance(item, Invoice) and item.parts:
        parts = Money.total((part.amount for part in item.parts), item.amount.currency)
        if parts != item.amount:
            yield problem(
                ProblemCode.PARTS_DIFFER, field="parts", item=item.id, amount=item.amount, parts=parts
            )


def proof(command: AddProof, claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    """Yield what is wrong with a proof."""
    yield from _taken(command, claim)
    yield from blank("document", command.proof.document, command.proof.id)
    if is_blank(command.proof.note):
        yield problem(ProblemCode.NOTE_MISSING, field="note", item=command.proof.id)


def metric(command: RecordMetric, claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    """Yield what is wrong with a metric."""
    yield from _taken(command, claim)
    yield from blank("name", command.metric.name, command.metric.id)
    yield from blank("value", command.metric.value, command.metric.id)


def information(command: AddInformation, claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    """Yield what is wrong with information."""
    yield from _taken(command, claim)
    yield from blank("text", command.information.text, command.information.id)


def _taken(
    command: AddInvoice | AddCertification | AddProof | RecordMetric | AddInformation, claim: Claim
) -> Iterator[Problem]:
    item = command.item.id
    if any(each.id == item for each in claim.items):
        yield problem(ProblemCode.ITEM_EXISTS, field="id", item=item)


def addition_advice(
    command: AddInvoice | AddCertification | AddProof | RecordMetric, claim: Claim, context: JudgementContext
) -> Iterable[Problem]:
    """Return what is worth knowing of an item that is about to be added."""
    return item_advice(command.item, claim, rules=context.rules, on=context.day)


def removal(command: RemoveItem, claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    """Return that there is nothing to remove."""
    return unknown_items((command.item,), claim)


# What is said beside it.


def upload(command: RequestUpload, claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    """Yield that the request does not say what to upload, or asks somebody who can never answer it."""
    yield from blank("what", command.what)
    reason = _in_vain(command, claim)
    if reason is not None:
        asked = command.colleague
        yield problem(ProblemCode.ASKED_IN_VAIN, field="colleague", colleague=asked, reason=reason)


def _in_vain(command: RequestUpload, claim: Claim) -> Message | None:
    """Return why whoever is asked can never answer: they ask themselves, or are no colleague."""
    asking, asked = command.by, command.known
    if asked is None:
        if command.colleague in {asking.id, asking.absent_id}:
            return _ASKS_THEMSELVES
        answered = any(each.answered_by == command.colleague for each in claim.rounds)
        return _ANSWERED_FOR_VENDOR if answered else None
    if any(_is_same(asked, each) for each in people_of(asking)):
        return _ASKS_THEMSELVES
    if asked.side is not Side.PARTNER:
        return _OTHER_SIDE
    is_elsewhere = None not in {asked.company, asking.company} and asked.company != asking.company
    return _OTHER_COMPANY if is_elsewhere else None


def _is_same(asked: Actor, asking: Actor) -> bool:
    is_same_person = asked.person is not None and asked.person == asking.person
    return is_same_person or (asked.id, asked.side) == (asking.id, asking.side)


def upload_advice(command: RequestUpload, claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    """Yield that whoever is asked holds roles, and none of them where the claim is."""
    asked, form = command.known, claim.form
    if asked is not None and asked.grants and not asked.roles_at(form.location, form.program):
        yield problem(
            ProblemCode.ASKED_ELSEWHERE,
            field="colleague",
            severity=Severity.ADVISES,
            colleague=asked.id,
            location=form.location,
            program=form.program,
        )


def withdrawal(command: WithdrawUploadRequest, claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    """Yield that the entry named asked for no upload, or that its request is not in force any more."""
    known = tuple(each.number for each in claim.details.uploads_asked if each.is_in_force)
    if command.request not in known:
        yield problem(ProblemCode.UPLOAD_NOT_ASKED, field="request", request=command.request, known=known)


def remark(command: Comment, _claim: Claim, _context: JudgementContext) -> Iterator[Problem]:
    """Return that the remark says nothing."""
    return blank("text", command.text)
