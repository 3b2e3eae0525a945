"""Money and what it is part of, on the wire: funds, bank assignments, payouts, payments, and why.

A field that is added to a class is added here, as one line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import attrs

from coopclaims.deadlines.tax_invoices import TaxInvoice, TaxInvoiceState
from coopclaims.errors import InvalidValue
from coopclaims.funds.entries import FundEntry, FundEntryKind, PoolKey
from coopclaims.funds.ledger import FundLedger
from coopclaims.funds.pool import ActivityFunds, FundPool, FundsBalance, FundUsage
from coopclaims.money.amounts import Money
from coopclaims.money.exchange import ExchangeRate, RateTable
from coopclaims.parties import Role, Side
from coopclaims.payments.blockers import EnrollmentStanding, ProfileStanding, TaxProfile
from coopclaims.payments.payment import Payment, PaymentEntry, PaymentHistory, PaymentMilestones, PaymentTerms
from coopclaims.payouts.minimum import Accrual, BalanceKey, EarningType
from coopclaims.payouts.payout import Payout, PayoutResolution
from coopclaims.payouts.profiles import (
    BankProfiles,
    PayingEntity,
    ProfileAssignment,
    ProfileResolution,
    ProfileScope,
)
from coopclaims.payouts.records import PaymentMethod, PaymentRecord, PaymentTotal
from coopclaims.payouts.shares import SplitAmount, UnresolvedReason, UnresolvedShare, ValidationTime
from coopclaims.payouts.statuses import EnrollmentStatus, PaymentStatus, PaymentTrigger, ProfileStatus
from coopclaims.payouts.waterfall import PaymentFigures
from coopclaims.provenance import Basis, BasisKind, Explanation, Message, Source
from coopclaims.rules.readings import EntityCurrency, RateMonth
from coopclaims.wire.codecs import (
    CURRENCY,
    DAY,
    IDENTIFIER,
    INSTANT,
    RATE,
    TEXT,
    TRUTH,
    choice,
    whole_number,
)
from coopclaims.wire.figures import figure
from coopclaims.wire.kinds import Kind, bare, kind, leaf, many, maybe, pair, tagged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coopclaims.money.currencies import Currency


# Money, funds, bank assignments, payouts, and why.

_ID: Final = leaf(IDENTIFIER)
_TEXT: Final = leaf(TEXT)
_DAY: Final = leaf(DAY)
_MONEY: Final = bare("money")
_CURRENCY: Final = leaf(CURRENCY)
_WHY: Final = bare("explanation")
_SHARES: Final = many(pair(_ID, _MONEY))

_AMOUNTS: Final = {
    digits: re.compile(r"(?!-0*\.?0*$)-?(?:0|[1-9][0-9]{0,17})" + (rf"\.[0-9]{{{digits}}}" if digits else ""))
    for digits in range(5)
}
"""How an amount is written, by the digits of its currency's minor unit; nothing is never negative."""


def _money(amount: str, currency: Currency) -> Money:
    if not _AMOUNTS[currency.digits].fullmatch(amount):
        after = f"{currency.digits} digits after the point" if currency.digits else "no point"
        raise InvalidValue("amount", amount, f"an amount as decimal text, in {currency} with {after}")
    return Money.of_minor_units(int(amount.replace(".", "")), currency)


def _money_parts(money: Money) -> Mapping[str, object]:
    return {"amount": str(money.amount), "currency": money.currency}


def _pool_parts(pool: FundPool) -> Mapping[str, object]:
    return {
        "key": pool.key,
        "version": pool.version,
        "balance": pool.balance(),
        "shares": pool.shares(),
        "activities": pool.activities(),
        "drawings": pool.drawings(),
    }


MONEY: Final[tuple[Kind, ...]] = (
    Kind(
        tag="money",
        cls=Money,
        fields={
            "amount": leaf(
                attrs.evolve(
                    TEXT, schema={"type": "string", "pattern": r"^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,4})?$"}
                )
            ),
            "currency": _CURRENCY,
        },
        make=_money,
        take=_money_parts,
    ),
    kind(
        "exchange-rate",
        ExchangeRate,
        source=_CURRENCY,
        target=_CURRENCY,
        rate=leaf(RATE),
        month=_DAY,
        origin=_TEXT,
    ),
    kind("exchange-rate.table", RateTable, rates=many(bare("exchange-rate"))),
)
"""Amounts, and the rates by which they meet."""

FUNDS: Final[tuple[Kind, ...]] = (
    kind(
        "fund.pool-key",
        PoolKey,
        location=_ID,
        program=_ID,
        usage_period=bare("period.usage"),
        currency=_CURRENCY,
    ),
    kind(
        "fund.entry",
        FundEntry,
        pool=bare("fund.pool-key"),
        kind=leaf(choice(FundEntryKind)),
        amount=_MONEY,
        at=leaf(INSTANT),
        on=_DAY,
        claim=maybe(_ID),
        number=maybe(leaf(whole_number(1))),
        activity=maybe(_TEXT),
        entity=maybe(_ID),
        other_usage=maybe(bare("period.usage")),
    ),
    kind("fund.ledger", FundLedger, key=bare("fund.pool-key"), entries=many(tagged("fund.entry"))),
    kind("fund.activity", ActivityFunds, approved=_MONEY, reserved=_MONEY),
    kind(
        "fund.balance",
        FundsBalance,
        accrued=_MONEY,
        adjusted=_MONEY,
        converted=_MONEY,
        rolled_out=_MONEY,
        rolled_in=_MONEY,
        reserved=_MONEY,
        approved=_MONEY,
        paid=_MONEY,
        expired=_MONEY,
    ),
    kind(
        "fund.drawing",
        FundUsage,
        claim=_ID,
        activity=maybe(_TEXT),
        reserved=_MONEY,
        approved=_MONEY,
        paid=_MONEY,
        lapsed=_MONEY,
    ),
    Kind(
        tag="fund.pool",
        cls=FundPool,
        fields={
            "key": bare("fund.pool-key"),
            "version": leaf(whole_number(0)),
            "balance": bare("fund.balance"),
            "shares": _SHARES,
            "activities": many(pair(_TEXT, bare("fund.activity"))),
            "drawings": many(bare("fund.drawing")),
        },
        make=FundPool.restored,
        take=_pool_parts,
    ),
)
"""The fund ledger with its entries, and the pool as it is now."""

_FIGURE: Final = figure(
    "money",
    "exchange-rate",
    "period.earning",
    "period.usage",
    "period.claiming",
    "span.business-days",
    "span.calendar-days",
    "span.months",
    "span.month-end",
    "month-day",
    "fund.pool-key",
    "payment.terms",
    "balance.key",
    "explanation",
    "explanation.source",
    "message",
)

PROVENANCE: Final[tuple[Kind, ...]] = (
    kind("explanation.source", Source, document=_TEXT, facts=many(_TEXT), dated=maybe(_DAY)),
    kind("explanation.basis", Basis, kind=leaf(choice(BasisKind)), readings=many(_FIGURE), since=maybe(_DAY)),
    kind(
        "explanation",
        Explanation,
        message=bare("message"),
        figures=many(pair(_TEXT, _FIGURE)),
        source=maybe(bare("explanation.source")),
        basis=maybe(bare("explanation.basis")),
        because=many(_WHY),
        caveats=many(_WHY),
    ),
    kind("message", Message, code=_TEXT, english=_TEXT),
)
"""Why an answer is what it is."""

_OF_SHARES: Final = {
    "share": _MONEY,
    "earned": maybe(_MONEY),
    "found": maybe(bare("bank.profile-resolution")),
    "split": bare("payout.split"),
}
PAYOUTS: Final[tuple[Kind, ...]] = (
    kind("bank.paying-entity", PayingEntity, id=_ID, currency=_CURRENCY),
    kind(
        "bank.profile-assignment",
        ProfileAssignment,
        profile=_ID,
        currency=_CURRENCY,
        location=maybe(_ID),
        program=maybe(_ID),
        entity=maybe(_ID),
        status=leaf(choice(ProfileStatus)),
    ),
    kind("bank.profiles", BankProfiles, assignments=many(tagged("bank.profile-assignment"))),
    kind(
        "bank.profile-resolution",
        ProfileResolution,
        entity=bare("bank.paying-entity"),
        profile=maybe(_ID),
        currency=maybe(_CURRENCY),
        status=maybe(leaf(choice(ProfileStatus))),
        assigned=many(bare("bank.profile-assignment")),
        scope=maybe(leaf(choice(ProfileScope))),
        several_entities=leaf(TRUTH),
        policy=leaf(choice(EntityCurrency)),
    ),
    kind(
        "bank.validation-time",
        ValidationTime,
        on=_DAY,
        hours=maybe(leaf(whole_number(1))),
        source=maybe(bare("explanation.source")),
        basis=maybe(bare("explanation.basis")),
    ),
    kind(
        "payout.split",
        SplitAmount,
        whole=_MONEY,
        total=_MONEY,
        location=_ID,
        program=_ID,
        enrollment=leaf(choice(EnrollmentStatus)),
        rate_month=leaf(choice(RateMonth)),
        is_forecast=leaf(TRUTH),
    ),
    kind(
        "payout",
        Payout,
        **_OF_SHARES,
        entity=_ID,
        money=_MONEY,
        profile=_ID,
        rate=maybe(bare("exchange-rate")),
    ),
    kind(
        "payout.unresolved",
        UnresolvedShare,
        **_OF_SHARES,
        entity=maybe(_ID),
        reason=leaf(choice(UnresolvedReason)),
        also=many(leaf(choice(UnresolvedReason))),
        currency=maybe(_CURRENCY),
        month=maybe(_DAY),
        rate=maybe(bare("exchange-rate")),
        validation=maybe(bare("bank.validation-time")),
    ),
    kind(
        "payout.resolution",
        PayoutResolution,
        approved=_MONEY,
        payouts=many(tagged("payout")),
        unresolved=many(tagged("payout.unresolved")),
        earned=_SHARES,
    ),
)
"""Bank assignments by reference, and what each entity pays."""


# Payments, and the facts that they wait for.

_AT: Final = leaf(INSTANT)
_NUMBER: Final = leaf(whole_number(1))
_TERMS: Final = bare("payment.terms")
_STATUS: Final = leaf(choice(PaymentStatus))
_VALIDATED: Final = leaf(choice(ProfileStatus))

PAYMENTS: Final[tuple[Kind, ...]] = (
    kind("payment.terms", PaymentTerms, claim=_ID, entity=_ID, profile=_ID, money=_MONEY),
    kind(
        "payment.entry",
        PaymentEntry,
        payment=_ID,
        number=_NUMBER,
        at=_AT,
        by=_ID,
        side=leaf(choice(Side)),
        role=leaf(choice(Role)),
        command=_ID,
        trigger=leaf(choice(PaymentTrigger)),
        before=maybe(_STATUS),
        after=_STATUS,
        terms=maybe(_TERMS),
        note=_TEXT,
    ),
    kind("payment.history", PaymentHistory, payment=_ID, entries=many(tagged("payment.entry"))),
    kind(
        "payment.milestones",
        PaymentMilestones,
        made_at=_AT,
        status_at=_AT,
        ordered_at=maybe(_AT),
        sent_at=maybe(_AT),
        first_failed_at=maybe(_AT),
        held_at=maybe(_AT),
        invoice_at=maybe(_AT),
    ),
    kind(
        "payment.snapshot",
        Payment,
        id=_ID,
        status=_STATUS,
        version=_NUMBER,
        changed_at=_AT,
        terms=_TERMS,
        milestones=bare("payment.milestones"),
    ),
    kind(
        "payment.total",
        PaymentTotal,
        earned=_MONEY,
        withheld=_MONEY,
        sales_tax=_MONEY,
        total=_MONEY,
    ),
    kind(
        "payment.record",
        PaymentRecord,
        payment=_ID,
        location=_ID,
        program=_ID,
        total=bare("payment.total"),
        method=leaf(choice(PaymentMethod)),
        status=_STATUS,
        status_text=_TEXT,
        paid_on=maybe(_DAY),
    ),
)
"""The entries of payments, payments as they are now, and the lines of a payment report."""

STANDINGS: Final[tuple[Kind, ...]] = (
    kind("balance.key", BalanceKey, location=_ID, program=_ID, earning=leaf(choice(EarningType))),
    kind(
        "balance.accrual",
        Accrual,
        key=bare("balance.key"),
        month=_DAY,
        processed=maybe(_DAY),
        amount=_MONEY,
    ),
    kind("bank.profile-standing", ProfileStanding, profile=_ID, status=_VALIDATED, since=maybe(_AT)),
    kind(
        "enrollment.standing",
        EnrollmentStanding,
        status=leaf(choice(EnrollmentStatus)),
        since=maybe(_AT),
    ),
    kind("tax.profile", TaxProfile, status=_VALIDATED, since=maybe(_AT), expires_on=maybe(_DAY)),
    kind(
        "tax.invoice",
        TaxInvoice,
        state=leaf(choice(TaxInvoiceState)),
        approved_at=maybe(_AT),
        since=maybe(_AT),
    ),
    kind(
        "payment.figures",
        PaymentFigures,
        entity=_ID,
        withheld=maybe(_MONEY),
        sales_tax=maybe(_MONEY),
        paid=maybe(_MONEY),
    ),
)
"""What the caller knows of a location, a bank profile or a payment, and answers are computed from."""
