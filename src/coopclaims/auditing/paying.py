"""Auditing the payments of a claim against its History and the ledger of its fund."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING, Final, NamedTuple

from coopclaims.auditing.booking import draws_on, first_form
from coopclaims.auditing.faults import at_entry, in_ledger
from coopclaims.claims.events import ClaimApproved
from coopclaims.funds.entries import FundEntryKind
from coopclaims.histories import Instants
from coopclaims.money.amounts import Money
from coopclaims.payments.booking import kind_booked, part_of_fund
from coopclaims.payouts.statuses import PaymentStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from typing import TypeAlias

    from coopclaims.claims.events import HistoryEntry
    from coopclaims.findings.fault import Fault
    from coopclaims.funds.entries import FundEntry, PoolKey
    from coopclaims.identifiers import ClaimId, CommandId, EntityId, PaymentId
    from coopclaims.payments.payment import PaymentEntry, PaymentTerms

    _Cause: TypeAlias = tuple[FundEntryKind, PaymentId | None, CommandId | None]


def paying_faults(
    entries: tuple[HistoryEntry, ...],
    ledger: tuple[FundEntry, ...],
    payments: list[tuple[PaymentEntry, ...]],
) -> Iterator[Fault]:
    """Yield where the payments, none of them empty, are not of what was approved, or not as the ledger says.

    `entries` are the claim's, in their order, and `ledger` has all entries of its fund.
    """
    approval = next((entry for entry in reversed(entries) if isinstance(entry.event, ClaimApproved)), None)
    approved = approval.event.amount if approval and isinstance(approval.event, ClaimApproved) else None
    approved_at = None if approval is None else Instants(entries).when(approval)
    form, key = first_form(entries), fund_of(ledger)
    entities = tuple(sorted({each.entity for each in ledger if each.entity and each.claim is None}))
    for payment in payments:
        for entry in payment:
            terms = entry.terms
            if terms is None:
                continue
            if entries and terms.claim != entries[0].claim:
                what = {"claim": entries[0].claim}
                yield at_entry(entry, "terms.claim", terms.claim, "payment_of_the_claim", **what)
            if entities and terms.entity not in entities:
                yield at_entry(entry, "terms.entity", terms.entity, "entity_of_the_fund", entities=entities)
            if terms.fund != (key or terms.fund) or (form is not None and not draws_on(form, terms.fund)):
                yield at_entry(entry, "terms.fund", terms.fund, "fund_of_the_claim")
            if form is not None and terms.settles.currency is not form.amount.currency:
                currency = form.amount.currency
                yield at_entry(
                    entry, "terms.settles", terms.settles, "currency_of_the_claim", currency=currency
                )
        made = Instants(payment).when(payment[0])
        if entries and (approved_at is None or made < approved_at):
            yield at_entry(payment[0], "at", payment[0].at, "payment_of_an_approved_claim")
    yield from _together(payments, approved)
    if entries or ledger:
        yield from _sent(entries, ledger, payments, approved)


def fund_of(ledger: tuple[FundEntry, ...]) -> PoolKey | None:
    """Return the fund of most entries: where one of them was moved, the others tell."""
    return next((key for key, _ in Counter(entry.pool for entry in ledger).most_common(1)), None)


def _together(payments: list[tuple[PaymentEntry, ...]], approved: Money | None) -> Iterator[Fault]:
    """Yield each payment beside another of its entity, and each that goes beyond what was approved."""
    of_entity: dict[EntityId, PaymentId] = {}
    seen: set[PaymentId] = set()
    paid = None if approved is None else 0 * approved
    for payment in payments:
        last = payment[-1]
        if last.payment in seen:
            yield at_entry(last, "payment", last.payment, "each_payment_once")
        seen.add(last.payment)
        terms = _terms(payment)
        if terms is None or last.after is PaymentStatus.INCORRECT_PAYMENT:
            continue
        other = of_entity.setdefault(terms.entity, last.payment)
        if other != last.payment:
            yield at_entry(last, "terms.entity", terms.entity, "one_payment_an_entity", other=other)
        if paid is not None and terms.settles.currency is paid.currency:
            paid += terms.settles
            if approved is not None and paid > approved:
                yield at_entry(last, "terms.settles", paid, "payments_within_the_approval", approved=approved)


def _terms(payment: tuple[PaymentEntry, ...]) -> PaymentTerms | None:
    return next((entry.terms for entry in reversed(payment) if entry.terms is not None), None)


class _Step(NamedTuple):
    """A step of a payment that the fund records, with the kind of ledger entry and the terms."""

    kind: FundEntryKind
    entry: PaymentEntry
    terms: PaymentTerms

    @property
    def amount(self) -> Money:
        """What is paid, comes back or is recouped, in the currency of the terms."""
        return self.terms.settles if self.entry.amount is None else self.entry.amount

    @property
    def cause(self) -> _Cause:
        """What a ledger entry names of it."""
        return self.kind, self.entry.payment, self.entry.command


def _when(step: _Step) -> datetime:
    return step.entry.at


_OF_PAYMENTS: Final = frozenset({FundEntryKind.PAID, FundEntryKind.PAYMENT_RETURNED, FundEntryKind.RECOUPED})


def _sent(
    entries: tuple[HistoryEntry, ...],
    ledger: tuple[FundEntry, ...],
    payments: list[tuple[PaymentEntry, ...]],
    approved: Money | None,
) -> Iterator[Fault]:
    """Yield what the ledger says is paid or came back without a step of a payment, and the reverse.

    An entry that does not say which step booked it, or not even of which payment, may be of any one before.
    """
    steps = (
        _Step(kind, entry, terms)
        for payment in payments
        if (terms := _terms(payment)) is not None
        for entry in payment
        if (kind := kind_booked(entry.trigger, entry.before)) is not None
    )
    left = sorted({step.cause: step for step in steps}.values(), key=_when)
    claims = {entry.claim for entry in entries[:1]} | {step.terms.claim for step in left}
    committed = _committed(ledger, claims)
    by_length: dict[int, list[tuple[int, FundEntry, _Cause]]] = {3: [], 2: [], 1: []}
    for place, entry in enumerate(ledger, start=1):
        if entry.kind in _OF_PAYMENTS and entry.claim in claims:
            cause = (entry.kind, entry.payment, entry.command)
            length = 1 if entry.payment is None else 2 if entry.command is None else 3
            by_length[length].append((place, entry, cause))
    for length, booked in by_length.items():
        waiting: dict[tuple[str | None, ...], deque[_Step]] = {}
        for step in left:
            waiting.setdefault(step.cause[:length], deque()).append(step)
        for place, entry, cause in booked:
            fitting = waiting.get(cause[:length])
            is_named = length == len(cause)
            if not fitting or not (is_named or fitting[0].entry.at <= entry.at):
                yield in_ledger(entry, place, "payment", entry.payment, "step_of_a_payment", kind=entry.kind)
            elif is_named:
                yield from _unlike(place, entry, fitting.popleft(), committed, approved)
            else:
                fitting.popleft()
        left = sorted((step for each in waiting.values() for step in each), key=_when)
    for step in left:
        yield at_entry(step.entry, "", None, "booked_in_the_fund", kind=step.kind)


_COMMITS: Final = frozenset({FundEntryKind.COMMITTED, FundEntryKind.COMMITMENT_REVERSED})


def _committed(ledger: tuple[FundEntry, ...], claims: set[ClaimId]) -> Money | None:
    """Return what is committed for the claim, in the fund's currency; `None` where nothing is."""
    amounts = [
        each.amount if each.kind is FundEntryKind.COMMITTED else -each.amount
        for each in ledger
        if each.kind in _COMMITS and each.claim in claims
    ]
    same = [each for each in amounts if each.currency is amounts[0].currency]
    return Money.total(same, same[0].currency) if same else None


def _unlike(
    place: int, entry: FundEntry, step: _Step, committed: Money | None, approved: Money | None
) -> Iterator[Fault]:
    """Yield what a ledger entry says otherwise than the step that booked it."""
    of, terms = step.entry, step.terms
    for field, got, wanted in (
        ("at", entry.at, of.at),
        ("by", entry.by, of.by),
        ("on_behalf_of", entry.on_behalf_of, of.on_behalf_of),
        ("role", entry.role, of.role),
        ("claim", entry.claim, terms.claim),
        ("entity", entry.entity, terms.entity),
        ("pool", entry.pool, terms.fund),
        ("number", entry.number, None),
        ("activity", entry.activity, None),
    ):
        if got != wanted:
            yield in_ledger(entry, place, field, got, "as_the_step", wanted=wanted)
    if abs((entry.on - of.at.date()).days) > 1:
        yield in_ledger(entry, place, "on", entry.on, "day_of_the_entry", at=of.at)
    if committed is None and entry.amount.currency is not step.amount.currency:
        return  # nothing is committed, which is a fault by itself
    share = part_of_fund(step.amount, entry.amount if committed is None else committed, approved)
    if entry.amount != share:
        yield in_ledger(entry, place, "amount", entry.amount, "as_the_step", wanted=share)
