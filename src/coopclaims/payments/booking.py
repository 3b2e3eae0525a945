"""What the fund records with a step of a payment: while it is sent, what it settles stands as paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def books(trigger: PaymentTrigger, before: PaymentStatus | None) -> FundEntryKind | None:
    """Return the kind of entry that the fund records with a step, if any."""
    if trigger is PaymentTrigger.SEND:
        return FundEntryKind.PAID
    if before is not PaymentStatus.SENT:
        return None
    return FundEntryKind.RECOUPED if trigger is PaymentTrigger.RECOUP else FundEntryKind.PAYMENT_RETURNED


def _in_fund(amount: Money, context: PaymentContext, funds: FundPool) -> Money:
    """Return how much of what the fund has approved for the claim this part of the claim's amount is.

    Where the fund has another currency, that is the same part of what was committed, rounded down: the parts
    are never more than the whole, and the same step back is the same sum.
    """
    currency, claim = funds.key.currency, context.claim
    if amount.currency is currency:
        return amount
    committed = funds.approved_for(claim.id).minor_units
    whole = 0 if claim.approved is None else claim.approved.minor_units
    return Money.of_minor_units(committed * amount.minor_units // whole if whole else 0, currency)


def booked(
    terms: PaymentTerms,
    entry: PaymentEntry,
    context: PaymentContext,
    funds: FundPool,
    rules: Rules,
) -> Iterator[FundEntry]:
    """Yield what the fund records with this entry of the payment."""
    kind = books(entry.trigger, entry.before)
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
    elif books(row.trigger, row.source) is not None:
        amount = terms.settles if recouped is None else recouped
        if amount.currency is not terms.settles.currency:
            found, currency = amount.currency, terms.settles.currency
            yield problem(ProblemCode.SECOND_CURRENCY, field="amount", found=found, currency=currency)
            return
        yield from not_positive("amount", amount)
        wanted, paid = _in_fund(amount, context, funds), min(settles, stands)
        if wanted > paid or amount > terms.settles:
            yield problem(ProblemCode.PAYMENT_ABOVE_PAID, payment=payment.id, amount=wanted, paid=paid)
