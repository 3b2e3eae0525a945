"""What the fund records with a step of a payment: while it is sent, what it settles stands as paid."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, not_positive, problem
from coopclaims.funds.entries import FundEntry, FundEntryKind
from coopclaims.money.amounts import Money
from coopclaims.payments.table import JUDGED
from coopclaims.payouts.statuses import PaymentStatus, PaymentTrigger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.funds.pool import FundPool
    from coopclaims.payments.blockers import PaymentContext
    from coopclaims.payments.payment import Payment, PaymentEntry, PaymentTerms
    from coopclaims.payments.table import PaymentRow
    from coopclaims.rules.book import Rules


_TAKES_BACK: Final = MappingProxyType(
    {
        PaymentTrigger.RETURN: FundEntryKind.PAYMENT_RETURNED,
        PaymentTrigger.REFUSE: FundEntryKind.PAYMENT_RETURNED,
        PaymentTrigger.RECOUP: FundEntryKind.RECOUPED,
    }
)
"""What the fund records where money that was sent comes back."""


def kind_booked(trigger: PaymentTrigger, before: PaymentStatus | None) -> FundEntryKind | None:
    """Return the kind of entry that the fund records with a step from a status, if any."""
    if trigger is PaymentTrigger.SEND:
        return FundEntryKind.PAID
    return _TAKES_BACK.get(trigger) if before is PaymentStatus.SENT else None


def part_of_fund(amount: Money, committed: Money, approved: Money | None) -> Money:
    """Return how much of what a fund has committed for a claim this part of its amount approved is.

    Where the fund has another currency, that is the same part of what was committed, rounded down: the parts
    are never more than the whole, and the same step back is the same sum.
    """
    if amount.currency is committed.currency:
        return amount
    whole = 0 if approved is None else approved.minor_units
    units = committed.minor_units * amount.minor_units // whole if whole else 0
    return Money.of_minor_units(units, committed.currency)


def _in_fund(amount: Money, context: PaymentContext, funds: FundPool) -> Money:
    return part_of_fund(amount, funds.approved_for(context.claim.id), context.claim.approved)


def booked(
    terms: PaymentTerms,
    entry: PaymentEntry,
    context: PaymentContext,
    funds: FundPool,
    rules: Rules,
) -> Iterator[FundEntry]:
    """Yield what the fund records with this entry of the payment."""
    kind = kind_booked(entry.trigger, entry.before)
    if kind is not None:
        yield FundEntry(
            pool=funds.key,
            kind=kind,
            amount=_in_fund(terms.settles if entry.amount is None else entry.amount, context, funds),
            at=entry.at,
            on=rules.day(entry.at),
            claim=terms.claim,
            entity=terms.entity,
            payment=entry.payment,
            by=entry.by,
            on_behalf_of=entry.on_behalf_of,
            role=entry.role,
            command=entry.command,
            reason=entry.note,
        )


def beyond(
    row: PaymentRow,
    recouped: Money | None,
    payment: Payment | None,
    context: PaymentContext,
    funds: FundPool,
) -> Iterator[Problem]:
    """Yield that more would be paid than is approved, or taken back than stands as paid."""
    if payment is None:
        return
    terms, claim = payment.terms, context.claim.id
    settles, stands = _in_fund(terms.settles, context, funds), funds.paid_for(claim)
    if row.trigger in JUDGED:
        due = funds.approved_for(claim) - stands
        if settles > due:
            yield problem(
                ProblemCode.PAYMENT_ABOVE_APPROVED,
                payment=payment.id,
                claim=claim,
                settles=settles,
                due=due,
            )
    elif kind_booked(row.trigger, row.source) is not None:
        amount = terms.settles if recouped is None else recouped
        if amount.currency is not terms.settles.currency:
            found, currency = amount.currency, terms.settles.currency
            yield problem(ProblemCode.SECOND_CURRENCY, field="amount", found=found, currency=currency)
            return
        yield from not_positive("amount", amount)
        wanted, paid = _in_fund(amount, context, funds), min(settles, stands)
        if wanted > paid or amount > terms.settles:
            yield problem(ProblemCode.PAYMENT_ABOVE_PAID, payment=payment.id, amount=wanted, paid=paid)
