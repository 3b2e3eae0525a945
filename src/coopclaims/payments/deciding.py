"""Deciding about a payment: what happens next, or every reason why not; and which payments to expect.

A step that moves money (ordering, making, sending, trying again) is refused while something blocks it, and
what one entity owes for one claim is paid once. What is sent, comes back or is recouped stands in the ledger
of the claim's fund by the same decision. `expected_payments` says what an approved claim leads to.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeAlias, final

import attrs

from coopclaims._characters import is_blank
from coopclaims._checks import door
from coopclaims._values import at_instant, frozen, happened_instant_or_none, identifier, kind_of, whole
from coopclaims.claims.claim import Claim, ClaimForm
from coopclaims.deadlines.counting import Deadline, NotRunning
from coopclaims.deadlines.each_clock import payment_deadline
from coopclaims.deadlines.holds import HeldState
from coopclaims.deadlines.tax_invoices import TaxInvoice
from coopclaims.decisions.closing import correction_problems
from coopclaims.decisions.people import of_sending
from coopclaims.errors import CommandReused, InvalidValue
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, Refused, problem
from coopclaims.funds.entries import FundEntry, PoolKey, near_names
from coopclaims.funds.pool import FundPool
from coopclaims.histories import Correction
from coopclaims.identifiers import CommandId, PaymentId
from coopclaims.money.amounts import Money
from coopclaims.parties import Action, Actor, Role
from coopclaims.payments.blockers import PaymentContext
from coopclaims.payments.booking import beyond, booked
from coopclaims.payments.judging import INVOICE_STATES, claim_blocker
from coopclaims.payments.payment import Payment, PaymentEntry, PaymentHistory, PaymentTerms
from coopclaims.payments.recording import known_around, record_payment
from coopclaims.payments.table import JUDGED, PAYMENT_TABLE, PaymentRefusal, PaymentRow
from coopclaims.payments.unpaid import blockers
from coopclaims.payouts.payout import Payout, PayoutResolution
from coopclaims.payouts.statuses import PaymentStatus, PaymentTrigger
from coopclaims.provenance import message
from coopclaims.rules.authority import acting_role, held_anywhere, held_at, may, outsider_problem
from coopclaims.rules.book import Rules
from coopclaims.transitions import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.payments.blockers import Blocker


# Deciding about one payment.

# fmt: off
_SAID: Final = frozenset({PaymentTrigger.REJECT_TAX_INVOICE, PaymentTrigger.REJECT_IN_REVIEW,
    PaymentTrigger.REFUSE, PaymentTrigger.RECOUP, PaymentTrigger.CORRECT_INSTANT})
# fmt: on
"""The steps that need a reason (inferred: the record has a status text)."""
_UNDER_WAY: Final = frozenset({PaymentTrigger.START_PAYING, PaymentTrigger.SEND, PaymentTrigger.RETRY})
"""The steps of an ordered payment that pay it."""
_NOTHING_LAPSED: Final = message("nothing_lapsed", "nothing says that its time is over")
_LAPSED: Final = {PaymentTrigger.FORFEIT: HeldState.FORFEITED, PaymentTrigger.ESCHEAT: HeldState.ESCHEATED}


@final
@frozen(kw_only=True)
class PaymentCommand:
    """What somebody asks to be done to a payment.

    `payment` identifies the payment. `id` is the caller's idempotency key. `by` is the actor, and `at` the
    aware instant of the command. `trigger` is what is to be done. `terms` are given when a payment is made,
    and where an order restates them, else `None`. `note` is the status text; empty where there is none.
    `amount` is what is recouped of the payment, in the claim's currency; `None` for all that it settles.
    `corrects` is the number of an entry that a wrong clock stamped, and `instant` when that really happened;
    both `None` on every other step. Raises `InvalidValue` for terms, an amount or a correction where none
    belongs, and for an actor that is none.
    """

    payment: PaymentId = attrs.field(validator=identifier)
    id: CommandId = attrs.field(validator=identifier)
    by: Actor = attrs.field(validator=kind_of(Actor))
    at: datetime = attrs.field(converter=at_instant)
    trigger: PaymentTrigger
    terms: PaymentTerms | None = None
    note: str = attrs.field(default="", repr=False)
    amount: Money | None = None
    corrects: int | None = attrs.field(default=None, validator=attrs.validators.optional(whole(1)))
    instant: datetime | None = attrs.field(default=None, converter=happened_instant_or_none)

    def __attrs_post_init__(self) -> None:
        if self.terms is None and self.trigger is PaymentTrigger.MAKE:
            raise InvalidValue("terms", None, "terms_to_make")
        if self.terms is not None and self.trigger not in {PaymentTrigger.MAKE, PaymentTrigger.ORDER}:
            raise InvalidValue("terms", self.terms, "no_terms", step=self.trigger)
        if self.amount is not None and self.trigger is not PaymentTrigger.RECOUP:
            raise InvalidValue("amount", self.amount, "no_amount")
        corrects = self.trigger is PaymentTrigger.CORRECT_INSTANT
        if (self.corrects is not None, self.instant is not None) != (corrects, corrects):
            raise InvalidValue("corrects", self.corrects, "whole_correction", step=self.trigger)


@final
@frozen(kw_only=True)
class PaymentDecision:
    """What happens when a payment command is accepted: its entry, what the fund records, the payment after.

    `entries` are for the payment's History and `ledger` for that of its fund, empty where nothing is sent,
    comes back or is recouped. `payment` is the payment once they are recorded. Nothing has happened yet:
    store entries and ledger, together.
    """

    entries: tuple[PaymentEntry, ...]
    ledger: tuple[FundEntry, ...]
    payment: Payment


@door
def decide_payment(
    command: PaymentCommand,
    payment: Payment | None,
    *,
    context: PaymentContext,
    funds: FundPool,
    rules: Rules,
    history: PaymentHistory | None = None,
) -> PaymentDecision:
    """Return what happens when this command is given.

    `command` is what the actor asks for, and `payment` the payment as it is now, `None` to make one.
    `context` has the facts about the claim and its payments. `funds` is the claim's fund as it is now, and
    `rules` are bound rules. `history` is the payment's, by which the correction of an instant is judged; with
    `None` by those that the payment knows itself.

    What is sent stands as paid in the fund, by exactly the sum that the terms settle; what comes back after
    that is returned by exactly that sum; what is recouped is at most what stands as paid. A command that was
    performed before is not looked for: ask `repeated_payment` first. Nothing has happened yet. Raises
    `Refused` with every problem. Source: PS21 P-31; PI22 P-29; P-25; Q-05.
    """
    found, row, role = _judge(command, payment, context, funds, rules, history)
    if found or row is None or role is None:
        raise Refused(found)
    entry = PaymentEntry(
        payment=command.payment,
        number=1 if payment is None else payment.version + 1,
        at=command.at,
        by=command.by.id,
        on_behalf_of=command.by.absent_id,
        side=command.by.side,
        role=role,
        command=command.id,
        trigger=command.trigger,
        before=row.source,
        after=row.target,
        terms=command.terms,
        note=command.note,
        amount=command.amount,
        corrects=command.corrects,
        instant=command.instant,
    )
    after = record_payment(payment, entry)
    return PaymentDecision(
        entries=(entry,),
        ledger=tuple(booked(after.terms, entry, context, funds, rules)),
        payment=after,
    )


@door
def payment_problems(
    command: PaymentCommand,
    payment: Payment | None,
    *,
    context: PaymentContext,
    funds: FundPool,
    rules: Rules,
    history: PaymentHistory | None = None,
) -> tuple[Problem, ...]:
    """Return everything that blocks this command now; empty exactly when `decide_payment` accepts.

    The parameters are those of `decide_payment`. `command` is what the actor asks for, and `payment` the
    payment as it is now, `None` to make one. `context` has the facts about the claim and its payments.
    `funds` is the claim's fund as it is now, `rules` are bound rules, and `history` the payment's, or `None`.
    """
    found, _, _ = _judge(command, payment, context, funds, rules, history)
    return found


@door
def repeated_payment(command: PaymentCommand, entries: Iterable[PaymentEntry]) -> tuple[PaymentEntry, ...]:
    """Return the entries that this command has led to already; empty where it is new.

    `command` is what was delivered, and `entries` are those of its payment, or only those with its id. The
    instant `at` takes no part. Raises `CommandReused` where the id was given to another command.
    """
    known = tuple(each for each in entries if each.command == command.id)
    for first in known[:1]:
        by, before = command.by, (first.by, first.side, first.on_behalf_of)
        if _said_in(command, by.id, by.side, by.absent_id) != _said_in(first, *before):
            where, asked = f"payment {command.payment}, command {command.id}", (command.trigger, by.id)
            if (first.trigger, first.by) == asked:
                raise CommandReused(where, asked, "twin_recorded", what=first.trigger, by=first.by)
            step, number = first.trigger, first.number
            raise CommandReused(
                where, asked, "step_recorded", step=step, by=first.by, number=number, payment=first.payment
            )
    return known


def _said_in(what: PaymentCommand | PaymentEntry, *by: str | None) -> tuple[object, ...]:
    """Return all that a command and its entry have in common, but the instant of asking."""
    what_of = (what.payment, what.trigger, *by)
    return (*what_of, what.terms, what.note, what.amount, what.corrects, what.instant)


def outsider_of_payment(
    command: PaymentCommand, payment: Payment | None, claim: Claim | None, *, rules: Rules
) -> Problem | None:
    """Return what is said to whoever has no part in a payment or its claim, `None` where they have one.

    A part has who may take the step there, and who sees the claims or the funds of the place: that of the
    fund of the `payment` that is there, and that of the `claim`; `None` where either is not known yet.
    """
    actor, action, day = command.by, _NEEDED[command.trigger], rules.day(command.at)

    def has_part(place: PoolKey | ClaimForm) -> bool:
        roles = held_at(actor, place.location, place.program, day=day)
        parts = (action, Action.VIEW_CLAIM, Action.VIEW_FUNDS)
        return any(may(roles, part, day=day, rules=rules) for part in parts)

    if claim is not None and not has_part(claim.form):
        return outsider_problem(actor, action, day=day, rules=rules)
    if payment is not None and not has_part(payment.terms.fund):
        held = held_anywhere(actor, day=day)
        if command.trigger is PaymentTrigger.MAKE and may(held, action, day=day, rules=rules):
            return problem(ProblemCode.IDENTIFIER_TAKEN, field="payment", identifier=command.payment)
        return outsider_problem(actor, action, day=day, rules=rules)
    return None


_NEEDED: Final = {row.trigger: row.requires for row in PAYMENT_TABLE.rows}
"""What each step of a payment needs: one action, whatever the status."""

_Judged: TypeAlias = tuple[tuple[Problem, ...], PaymentRow | None, Role | None]
"""Every problem found, the row that is taken, and the role in which; if any."""


def _judge(
    command: PaymentCommand,
    payment: Payment | None,
    context: PaymentContext,
    funds: FundPool,
    rules: Rules,
    history: PaymentHistory | None,
) -> _Judged:
    outsider = outsider_of_payment(command, payment, context.claim, rules=rules)
    if outsider is not None:
        return (outsider,), None, None
    wrong = tuple(_mismatches(command, payment, context, funds))
    if wrong:
        return wrong, None, None
    row = PAYMENT_TABLE[None if payment is None else payment.status][command.trigger]
    if isinstance(row, Refusal):
        return (_not_possible(command, payment, row),), None, None
    role = _acting_role(command, row, context, rules)
    found = (
        *_earlier(command, payment),
        *(() if isinstance(role, Role) else (role,)),
        *_content(command, payment, context),
        *_correction(command, payment, history),
        *_blockers(command, payment, context, rules),
        *_lapse(command, context, rules),
        *of_sending(command.trigger, context.claim, command.by, rules.day(command.at), rules),
        *beyond(row, command.amount, payment, context, funds),
    )
    return found, row, role if isinstance(role, Role) else None


def _acting_role(
    command: PaymentCommand, row: PaymentRow, context: PaymentContext, rules: Rules
) -> Role | Problem:
    """Return the role in which the actor takes the step, held where the claim is; or that they may not."""
    form, actor, day = context.claim.form, command.by, rules.day(command.at)
    return acting_role(
        held_at(actor, form.location, form.program, day=day),
        actor,
        row.requires,
        day=day,
        rules=rules,
        location=form.location,
        program=form.program,
        claim=context.claim.id,
    )


def _mismatches(
    command: PaymentCommand, payment: Payment | None, context: PaymentContext, funds: FundPool
) -> Iterator[Problem]:
    if payment is not None and payment.id != command.payment:
        yield _mismatch(command.payment, payment.id)
    claims = {each.claim for each in (payment, command.terms) if each is not None}
    for claim in sorted(claims - {context.claim.id}):
        yield _mismatch(claim, context.claim.id)
    terms = (command.terms, None if payment is None else payment.terms)
    form = context.claim.form
    place = (form.location, form.program, form.usage_period)
    for key in dict.fromkeys(each.fund for each in terms if each is not None):
        if key != funds.key or (key.location, key.program, key.usage_period) != place:
            found = funds.key if key != funds.key else key
            yield problem(
                ProblemCode.FUNDS_MISMATCH,
                found=found,
                location=form.location,
                program=form.program,
                usage_period=form.usage_period,
                near=near_names(found, form.location, form.program),
            )


def _mismatch(wanted: str, found: str) -> Problem:
    return problem(ProblemCode.PAYMENT_MISMATCH, wanted=wanted, found=found)


def _not_possible(command: PaymentCommand, payment: Payment | None, refusal: PaymentRefusal) -> Problem:
    status = None if payment is None else payment.status
    return problem(
        ProblemCode.PAYMENT_STEP_NOT_POSSIBLE,
        source=refusal.citation,
        payment=command.payment,
        status=status,
        step=command.trigger,
        reason=refusal.reason,
        possible=tuple(
            each for each in PAYMENT_TABLE.possible(status) if each is not PaymentTrigger.CORRECT_INSTANT
        ),
    )


def _earlier(command: PaymentCommand, payment: Payment | None) -> Iterator[Problem]:
    if payment is not None and command.at < payment.changed_at and command.corrects is None:
        yield problem(ProblemCode.EARLIER_THAN_LAST_ENTRY, field="at", at=command.at, last=payment.changed_at)


def _correction(
    command: PaymentCommand, payment: Payment | None, history: PaymentHistory | None
) -> Iterator[Problem]:
    if payment is not None and command.corrects is not None and command.instant is not None:
        correction = Correction(command.corrects, command.instant)
        known, at = known_around(command.corrects, payment), command.at
        yield from correction_problems(
            correction, payment, at=at, known=known, history=history, field="corrects"
        )


def _content(command: PaymentCommand, payment: Payment | None, context: PaymentContext) -> Iterator[Problem]:
    if command.trigger in _SAID and is_blank(command.note):
        yield problem(ProblemCode.REASON_MISSING, field="note", step=command.trigger, claimed=None)
    holds = {PaymentTrigger.HOLD: True, PaymentTrigger.RELEASE: False}.get(command.trigger)
    if payment is not None and payment.is_held is holds:
        yield problem(ProblemCode.PAYMENT_HOLD_UNCHANGED, payment=payment.id, held=payment.is_held)
    terms = command.terms if payment is None else command.terms or payment.terms
    if terms is not None and command.trigger in {PaymentTrigger.MAKE, PaymentTrigger.ORDER}:
        if payment is not None and terms.entity != payment.entity:
            yield _mismatch(payment.entity, terms.entity)
        elif payment is not None and not terms.is_of(payment.terms):
            yield _differ(terms, attrs.evolve(payment.terms, money=terms.money, profile=terms.profile))
            return
        yield from _once(command, terms, payment, context)
    elif payment is not None and command.trigger in _UNDER_WAY:
        for other in context.payments:
            if other.entity == payment.entity and other.id != payment.id and other.status.is_under_way:
                yield _exists(payment.terms, other)


def _once(
    command: PaymentCommand, terms: PaymentTerms, payment: Payment | None, context: PaymentContext
) -> Iterator[Problem]:
    """Yield where the terms are not what this entity owes, or another payment pays it already."""
    owed = context.payout_of(terms.entity)
    wanted = None if owed is None else _owed(owed, terms, payment)
    waits = owed is None and (context.resolution is None or _waits(command, context, terms))
    if not waits and wanted != terms:
        yield _differ(terms, wanted)
    for other in context.payments:
        if (
            other.entity == terms.entity
            and (other.id != command.payment or command.trigger is PaymentTrigger.MAKE)
            and other.status is not PaymentStatus.INCORRECT_PAYMENT
        ):
            yield _exists(terms, other)


def _owed(owed: Payout, terms: PaymentTerms, payment: Payment | None) -> PaymentTerms:
    """Return the terms by which an entity pays: the share as of its making, at the rate now."""
    settles = owed.share
    if payment is not None and payment.entity == owed.entity:
        settles = payment.terms.settles
    return attrs.evolve(terms, money=owed.money_for(settles), profile=owed.profile, settles=settles)


def _waits(command: PaymentCommand, context: PaymentContext, terms: PaymentTerms) -> bool:
    """Whether a payment that was made waits for its share to be resolved, which the blockers judge."""
    waiting = any(each.entity in {None, terms.entity} for each in context.shares)
    return waiting and command.trigger is not PaymentTrigger.MAKE


def _differ(terms: PaymentTerms, wanted: PaymentTerms | None) -> Problem:
    return problem(
        ProblemCode.PAYMENT_TERMS_DIFFER,
        field="terms",
        entity=terms.entity,
        claim=terms.claim,
        wanted=wanted,
        found=terms,
    )


def _exists(terms: PaymentTerms, other: Payment) -> Problem:
    return problem(
        ProblemCode.PAYMENT_EXISTS,
        field="terms",
        entity=terms.entity,
        claim=terms.claim,
        found=other.id,
        status=other.status,
    )


def _blockers(
    command: PaymentCommand, payment: Payment | None, context: PaymentContext, rules: Rules
) -> Iterator[Problem]:
    not_approved = claim_blocker(context.claim, rules)
    found: tuple[Blocker, ...] = ()
    if payment is None and not_approved is not None:
        found = (not_approved,)
    elif payment is not None and command.trigger in JUDGED:
        found = blockers(context, payment, command.at, rules)
    for blocker in found:
        yield problem(
            ProblemCode.PAYMENT_BLOCKED,
            source=blocker.source,
            blocker=blocker.explain(),
            closes=blocker.closes,
            kind=blocker.code,
        )


def _lapse(command: PaymentCommand, context: PaymentContext, rules: Rules) -> Iterator[Problem]:
    """Yield why the money is not forfeited or turned over yet."""
    wanted = _LAPSED.get(command.trigger)
    if wanted is None:
        return
    day, held, balance = rules.day(command.at), context.held, context.balance
    if wanted is HeldState.FORFEITED and balance is not None and balance.forfeited.is_positive:
        return
    if held is not None and held.state is wanted and held.on <= day:
        return
    why = _NOTHING_LAPSED.say() if held is None else held.explain()
    yield problem(
        ProblemCode.PAYMENT_NOT_LAPSED, payment=command.payment, step=command.trigger, day=day, why=why
    )


# The payments to expect of an approved claim.

_STANDS_AT = {state: status for status, state in INVOICE_STATES.items()}


@final
@frozen(kw_only=True)
class ExpectedPayment:
    """A payout with its due date, or the reason why it has none, and its status.

    `payout` is what one entity pays, `due` is by when, and `status` is that of its payment at the beginning.
    """

    payout: Payout
    due: Deadline | NotRunning
    status: PaymentStatus


@door
def expected_payments(
    claim: Claim, resolution: PayoutResolution, *, tax_invoice: TaxInvoice, rules: Rules
) -> tuple[ExpectedPayment, ...]:
    """Return the payments that an approved claim leads to, one for each paying entity.

    `claim` is the approved claim, and `resolution` its payouts (`resolve_payouts`). `tax_invoice` says
    whether the program needs one, and where it is. `rules` are bound rules.

    A payment that waits for the partner's tax invoice has no due date and has the status Pending tax
    invoice, at Tax invoice under review or at Tax invoice rejected; every other starts as Unprocessed.
    Source: MG20, MG22 D-10, D-11; PS21.
    """
    due = payment_deadline(claim, tax_invoice=tax_invoice, rules=rules)
    status = _STANDS_AT.get(tax_invoice.state, PaymentStatus.UNPROCESSED)
    return tuple(ExpectedPayment(payout=payout, due=due, status=status) for payout in resolution.payouts)
