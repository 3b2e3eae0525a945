"""The laws that every step of a claim's life keeps, as checks that name the law they find broken."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NoReturn

import attrs

from coopclaims.claims.claim import ClaimStatus
from coopclaims.claims.recording import replay
from coopclaims.claims.table import TABLE
from coopclaims.findings.codes import ProblemCode
from coopclaims.funds.entries import BrokenLedger, FundEntryKind
from coopclaims.funds.ledger import assert_conserved
from coopclaims.funds.pool import FundPool
from coopclaims.money.amounts import Money
from coopclaims.payments.booking import part_of_fund
from coopclaims.payments.recording import replay_payment
from coopclaims.payouts.statuses import PaymentStatus, PaymentTrigger
from coopclaims.testing.telling import BrokenLaw

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coopclaims.claims.claim import Claim
    from coopclaims.claims.commands import Command
    from coopclaims.claims.events import History, HistoryEntry
    from coopclaims.decisions.deciding import Option
    from coopclaims.findings.problem import Problem
    from coopclaims.funds.entries import FundEntry
    from coopclaims.identifiers import ClaimId
    from coopclaims.payments.payment import PaymentHistory
    from coopclaims.testing.game import AnyCommand, AnyDecision


READ_ONLY: Final = frozenset(
    {
        ClaimStatus.SUBMITTED,
        ClaimStatus.UNDER_REVIEW,
        ClaimStatus.APPROVED,
        ClaimStatus.REJECTED,
        ClaimStatus.CANCELLED,
        ClaimStatus.EXPIRED,
    }
)
"""Where nobody edits: the claim waits for the vendor's side, or is closed."""

PAYLOAD_CODES: Final = frozenset(
    {
        ProblemCode.ACTIVITY_UNKNOWN,
        ProblemCode.AMOUNT_NOT_POSITIVE,
        ProblemCode.APPROVED_ABOVE_CLAIMED,
        ProblemCode.APPROVED_ABOVE_EARNED,
        ProblemCode.APPROVED_IN_PART,
        ProblemCode.ASKED_IN_VAIN,
        ProblemCode.CIRCUMSTANCE_UNKNOWN,
        ProblemCode.DELEGATION_BEYOND_OWN,
        ProblemCode.ENTRY_NOT_CORRECTABLE,
        ProblemCode.INSTANT_OUT_OF_ORDER,
        ProblemCode.IMPRESSIONS_MISSING,
        ProblemCode.ITEM_EXISTS,
        ProblemCode.ITEM_UNKNOWN,
        ProblemCode.LINES_DIFFER,
        ProblemCode.LINE_ABOVE_COST,
        ProblemCode.LINE_MISSING,
        ProblemCode.LINE_NOT_OPEN,
        ProblemCode.NOTE_MISSING,
        ProblemCode.PARTS_DIFFER,
        ProblemCode.NOT_ELIGIBLE,
        ProblemCode.NOTHING_CHANGES,
        ProblemCode.OUTSIDE_CAMPAIGN,
        ProblemCode.PLAN_MISSING,
        ProblemCode.REASON_CODE_UNKNOWN,
        ProblemCode.REASON_MISSING,
        ProblemCode.RECOMMENDATION_MISSING,
        ProblemCode.REQUIREMENT_UNKNOWN,
        ProblemCode.RULE_MISSING,
        ProblemCode.RULE_UNKNOWN,
        ProblemCode.SCOPE_CHANGES,
        ProblemCode.SECOND_ACTIVITY,
        ProblemCode.SECOND_CURRENCY,
        ProblemCode.SURFACE_PROGRAM,
        ProblemCode.TEXT_MISSING,
        ProblemCode.UPLOAD_NOT_ASKED,
    }
)
"""Problems that what a command says can have, and so those that a lit button may still meet."""

HOLDING: Final = (
    frozenset({ClaimStatus.EDITING, ClaimStatus.ACTION_REQUIRED, ClaimStatus.PARTNER_ACTION_REQUIRED})
    | {ClaimStatus.DISPUTED}
    | READ_ONLY - {ClaimStatus.APPROVED, ClaimStatus.REJECTED, ClaimStatus.CANCELLED, ClaimStatus.EXPIRED}
)
"""Where a claim may hold a reservation; a draft only once it was submitted and reopened."""


def broken(what: str, **shown: object) -> NoReturn:
    """Raise `AssertionError` with the law that was broken and what was found."""
    raise BrokenLaw(what, shown)


def law(holds: object, what: str, **shown: object) -> None:
    """Raise `AssertionError` with the law and what was found, unless it holds."""
    if not holds:
        broken(what, **shown)


def check_judgement(
    command: AnyCommand, found: tuple[Problem, ...], decision: AnyDecision | None, *, verdict: bool | None
) -> None:
    """Check that `problems` is empty exactly when `decide` accepts, and that both agree with `verdict`.

    `verdict` is what the command was made for: to be accepted, to be refused, or neither.
    """
    shown: dict[str, object] = {"command": command, "problems": found}
    law(bool(found) is (decision is None), "`problems` is empty exactly when `decide` accepts", **shown)
    law(verdict is not True or not found, "a command made to be legal is accepted", **shown)
    law(verdict is not False or found, "a command made to be refused is refused", **shown)


def check_allowed(
    command: Command, options: Mapping[type[Command], Option], found: tuple[Problem, ...]
) -> None:
    """Check that `allowed` judged this kind of command as the command itself was judged."""
    option = options[type(command)]
    shown: dict[str, object] = {"command": command, "problems": found, "allowed": option.problems}
    law(found or option.is_allowed, "`allowed` says no to no command that `decide` accepts", **shown)
    if option.is_allowed:
        codes = {each.code for each in found}
        law(codes <= PAYLOAD_CODES, "where `allowed` says yes, only what is said is refused", **shown)
    law(set(option.problems) <= set(found), "what `allowed` sees in the way is in the way", **shown)


def check_entry(entry: HistoryEntry, command: Command, claim: Claim | None) -> None:
    """Check that an entry says who did what when, follows the last one, and takes a row of the table."""
    shown: dict[str, object] = {"entry": entry, "command": command, "claim": claim}
    law(entry.number == (0 if claim is None else claim.version) + 1, "entries are numbered", **shown)
    in_order = claim is None or claim.changed_at <= entry.at or entry.correction is not None
    law(in_order, "no entry is before the last one", **shown)
    law(
        (entry.claim, entry.command, entry.by, entry.side, entry.at)
        == (command.claim, command.id, command.by.id, command.by.side, command.at),
        "an entry says whose command it was, and when",
        **shown,
    )
    edge = (entry.before, entry.event.trigger, entry.after)
    law(
        any(edge in {(row.source, row.trigger, to) for to in row.leads_to} for row in TABLE.rows),
        "an entry takes a row of the table",
        **shown,
    )


def check_claim(after: Claim, before: Claim | None, history: History) -> None:
    """Check that the History gives the claim, and that one that is read-only has kept its content."""
    law(replay(history) == after, "replaying the History gives the claim", claim=after, replayed=history)
    if before is not None and before.status in READ_ONLY:
        law(
            _content(after) == _content(before),
            "a read-only claim keeps its content",
            before=before,
            after=after,
        )
    if before is not None and before.status is ClaimStatus.DISPUTED:
        _check_dispute(after, before)


def _check_dispute(after: Claim, before: Claim) -> None:
    """Check that a disputed claim keeps its form, and gains an item only for what was asked for."""
    shown: dict[str, object] = {"before": before, "after": after}
    law(after.form == before.form, "a disputed claim keeps its form", **shown)
    kept = after.items[: len(before.items)] == before.items
    law(kept, "nothing is removed from a disputed claim", **shown)
    gained = len(after.items) - len(before.items)
    law(gained <= len(before.open_requests), "a disputed claim gains only what was asked for", **shown)


def _content(claim: Claim) -> tuple[object, ...]:
    """Return the content of a claim, but for whether what was asked for has had its time."""
    asked = tuple(attrs.evolve(each, has_ended=False) for each in claim.details.uploads_asked)
    return claim.form, claim.items, asked


def check_funds(pool: FundPool, ledger: Iterable[FundEntry], claims: Iterable[Claim]) -> None:
    """Check that the ledger gives the pool, that its balances add up, and that the claims fit them."""
    entries = tuple(ledger)
    shown: dict[str, object] = {"pool": pool, "ledger": entries}
    try:
        recorded = FundPool.empty(pool.key).record(entries)
    except BrokenLedger as refused:
        broken("every entry is one that a pool can take", refused=refused, **shown)
    law(recorded == pool, "recording the ledger gives the pool", **shown)
    try:
        assert_conserved(pool, entries)
    except BrokenLedger as lost:
        broken("the balances are the sums of the ledger", lost=lost, **shown)
    balance = pool.balance()
    corrected = [
        -each.amount for each in entries if each.kind is FundEntryKind.ADJUSTED and each.amount.is_negative
    ]
    earned = balance.earned + Money.total(corrected, pool.key.currency)
    law(balance.approved <= earned, "no more is approved than was earned, corrections aside", **shown)
    committed = dict(pool.approved)
    for claim in claims:
        held = pool.reserved_for(claim.id)
        may_hold = claim.was_submitted and claim.status in HOLDING
        law(held.is_zero or may_hold, "only a claim that waits for an answer reserves", claim=claim, **shown)
        was_approved = claim.status is ClaimStatus.APPROVED
        law(was_approved or claim.id not in committed, "only an approval commits", claim=claim, **shown)


_BOOKED: Final = {
    PaymentTrigger.SEND: FundEntryKind.PAID,
    PaymentTrigger.RECOUP: FundEntryKind.RECOUPED,
    PaymentTrigger.RETURN: FundEntryKind.PAYMENT_RETURNED,
    PaymentTrigger.REFUSE: FundEntryKind.PAYMENT_RETURNED,
}
"""What the fund records with a step that sends money, or takes back what was sent."""

_OWED: Final = {
    FundEntryKind.PAID: -1,
    FundEntryKind.PAYMENT_RETURNED: 1,
    FundEntryKind.RECOUPED: 1,
}
"""How each of them changes what is owed of an approval."""

_COMMITS: Final = {FundEntryKind.COMMITTED: 1, FundEntryKind.COMMITMENT_REVERSED: -1}
"""How an approval changes it, and one that goes back."""


def check_payments(histories: Iterable[PaymentHistory], ledger: Iterable[FundEntry]) -> None:
    """Check that what is sent stands as paid in the fund, nothing else does, and never more than is approved.

    `histories` are all payments, and `ledger` the entries of their fund.
    """
    booked: dict[str | None, list[FundEntry]] = {}
    due: Counter[str | None] = Counter()
    for entry in ledger:
        if entry.kind in _OWED:
            booked.setdefault(entry.payment, []).append(entry)
            due[entry.claim] += _OWED[entry.kind] * entry.amount.minor_units
            law(due[entry.claim] >= 0, "no more stands as paid than was approved", entry=entry)
        elif entry.kind in _COMMITS:
            due[entry.claim] += _COMMITS[entry.kind] * entry.amount.minor_units
            law(due[entry.claim] >= 0, "no more stands as paid than is committed", entry=entry)
    for history in histories:
        _check_payment(history, booked.pop(history.payment, []))
    law(not booked, "what is paid, comes back or is recouped is of some payment", entries=booked)


def check_paid(
    claim: ClaimId,
    approved: Money | None,
    histories: Iterable[PaymentHistory],
    pool: FundPool,
    **shown: object,
) -> None:
    """Check that a fund has as paid of a claim what is sent less what came back, and no more than committed.

    `histories` are all payments of the claim, and `approved` is what is approved of it.
    """
    committed, stands = pool.approved_for(claim), 0
    for history in histories:
        is_sent, settles = False, replay_payment(history).terms.settles
        for step in history:
            kind = _BOOKED.get(step.trigger)
            if kind is not None and (kind is FundEntryKind.PAID or is_sent):
                part = part_of_fund(settles if step.amount is None else step.amount, committed, approved)
                stands -= _OWED[kind] * part.minor_units
            is_sent = step.after is PaymentStatus.SENT
    paid = pool.paid_for(claim)
    law(paid.minor_units == stands, "what is sent is what stands as paid", paid=paid, sent=stands, **shown)
    law(paid <= committed, "no more stands as paid than was committed", paid=paid, of=committed, **shown)


def _check_payment(history: PaymentHistory, booked: list[FundEntry]) -> None:
    """Check the entries of one payment against its steps: each in its step, by its command, of its sum."""
    shown: dict[str, object] = {"payment": history, "ledger": booked}
    wanted, is_sent = list[tuple[FundEntryKind, str | None]](), False
    for step in history:
        if step.trigger is PaymentTrigger.SEND or (is_sent and step.trigger in _BOOKED):
            wanted.append((_BOOKED[step.trigger], step.command))
        is_sent = step.after is PaymentStatus.SENT
    found = [(entry.kind, entry.command) for entry in booked]
    law(found == wanted, "a payment is sent exactly where its fund has it as paid", **shown)
    terms = replay_payment(history).terms
    stands = None
    for entry in booked:
        if entry.kind is FundEntryKind.PAID:
            stands = entry.amount
            settled = terms.settles.currency is not stands.currency or stands == terms.settles
            law(settled, "what is paid is what the payment settles", **shown)
        elif entry.kind is FundEntryKind.PAYMENT_RETURNED:
            law(entry.amount == stands, "what comes back is what was paid", **shown)
        else:
            law(stands is not None and entry.amount <= stands, "no more is recouped than was paid", **shown)
