"""Payments on the wire, and the facts that they wait for.

A field that is added to a class is added here, as one line.
"""

from __future__ import annotations

from typing import Final

from coopclaims.deadlines import TaxInvoice, TaxInvoiceState
from coopclaims.parties import Side
from coopclaims.payouts import (
    Accrual,
    BalanceKey,
    EarningType,
    EnrollmentStatus,
    Payment,
    PaymentEntry,
    PaymentHistory,
    PaymentMethod,
    PaymentMilestones,
    PaymentRecord,
    PaymentStatus,
    PaymentStep,
    PaymentTerms,
    PaymentTotal,
    ProfileStatus,
)
from coopclaims.settlement import EnrollmentStanding, PaymentFigures, ProfileStanding, TaxProfile
from coopclaims.wire.codecs import DAY, IDENTIFIER, INSTANT, TEXT, choice, whole_number
from coopclaims.wire.kinds import Kind, bare, kind, leaf, tagged
from coopclaims.wire.shapes import many, maybe

__all__ = ["PAYMENTS", "STANDINGS"]

_ID: Final = leaf(IDENTIFIER)
_TEXT: Final = leaf(TEXT)
_DAY: Final = leaf(DAY)
_AT: Final = leaf(INSTANT)
_NUMBER: Final = leaf(whole_number(1))
_MONEY: Final = bare("money")
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
        command=_ID,
        step=leaf(choice(PaymentStep)),
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
        explanation=bare("explanation"),
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
"""The entries of payments, payments as they stand, and the lines of a payment report."""

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
