"""What is on the wire: the tag of each class, and what does not follow from the types of its fields.

A field that is added to a class is on the wire by that. A class that says its tag and version wherever it
stands is one that is stored for itself, or one of several that can stand there.

A command says who gives it and which roles they were granted, and the reader believes that: read commands
only from where this was checked.
"""

from __future__ import annotations

import re
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, get_args

import attrs

from coopclaims import periods
from coopclaims.activities.costs import CostPart
from coopclaims.calendars.conventions import BusinessDays, Roll
from coopclaims.calendars.spans import Intake, SpanSum
from coopclaims.claims import claim, commands, events, evidence, requests, verdicts
from coopclaims.claims.recording import replay
from coopclaims.deadlines.hindsight import Promise
from coopclaims.deadlines.tax_invoices import TaxInvoice
from coopclaims.errors import InvalidValue
from coopclaims.funds import commands as fund_commands
from coopclaims.funds.entries import FundEntry, PoolKey
from coopclaims.funds.ledger import FundLedger
from coopclaims.funds.pool import ActivityFunds, FundPool, FundsBalance, FundUsage
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency
from coopclaims.money.exchange import ExchangeRate, RateTable
from coopclaims.money.withdrawals import CurrencyWithdrawal
from coopclaims.parties import EVERYWHERE, Actor, Delegation, Grant
from coopclaims.payments.blockers import EnrollmentStanding, ProfileStanding, TaxProfile
from coopclaims.payments.deciding import PaymentCommand
from coopclaims.payments.payment import Payment, PaymentEntry, PaymentHistory, PaymentMilestones, PaymentTerms
from coopclaims.payments.recording import replay_payment
from coopclaims.payouts.minimum import Accrual, BalanceKey
from coopclaims.payouts.payout import Payout, PayoutResolution
from coopclaims.payouts.profiles import BankProfiles, PayingEntity, ProfileAssignment, ProfileResolution
from coopclaims.payouts.records import PaymentRecord, PaymentTotal
from coopclaims.payouts.setups import PayoutSetup, PayoutSetups
from coopclaims.payouts.shares import SplitAmount, UnresolvedReason, UnresolvedShare, ValidationTime
from coopclaims.payouts.statuses import ProfileStatus
from coopclaims.payouts.tracing import PaymentFigures
from coopclaims.plans import Plan
from coopclaims.portfolio.expectations import Expectation, PaymentLine
from coopclaims.portfolio.reconciliation import Reconciliation, ReconciliationAnswer, ReconciliationTotal
from coopclaims.provenance import Basis, Explanation, Message, Source
from coopclaims.wire import of_answers, of_rules, seals
from coopclaims.wire.codecs import (
    DAY,
    DIGEST,
    IDENTIFIER,
    INSTANT,
    TEXT,
    WALL_TIME,
    Codec,
    hexadecimal,
    whole_number,
)
from coopclaims.wire.figures import FIGURES
from coopclaims.wire.kinds import (
    IDENTIFIED,
    Compiler,
    each_once,
    figure,
    kind,
    leaf,
    many,
    maybe,
    of_type,
    pair,
    tagged,
)
from coopclaims.wire.plain import JSON_OBJECT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from coopclaims.wire.kinds import Compiler, Kind


# Money, which keeps a whole number of minor units, and fund pools, which keep running totals.

_AMOUNTS: Final = {
    digits: re.compile(r"(?!-0*\.?0*$)-?(?:0|[1-9][0-9]{0,17})" + (rf"\.[0-9]{{{digits}}}" if digits else ""))
    for digits in range(5)
}
"""How an amount is written, by the digits of its currency's minor unit; nothing is never negative."""


def _money(amount: str, currency: Currency) -> Money:
    if not _AMOUNTS[currency.digits].fullmatch(amount):
        if not currency.digits:
            raise InvalidValue("amount", amount, "whole_amount_as_text", currency=currency)
        raise InvalidValue("amount", amount, "amount_as_text", currency=currency, digits=currency.digits)
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


# The scope of a grant: an identifier, or the word for every one, which no identifier of a scope is.


def _read_scope(found: object) -> object:
    return EVERYWHERE if found == EVERYWHERE else IDENTIFIER.read(found)


def _quick_scope(say: Callable[[object], str], name: str, _depth: str) -> str:
    return f"{say(_read_scope)}({name})"


_FOR_ABSENT: Final = MappingProxyType({"on_behalf_of": IDENTIFIED})
_FOR_ABSENT_PERSON: Final = MappingProxyType({"on_behalf_of": IDENTIFIED, "absent_person": IDENTIFIED})
"""What is said of somebody absent, for whom few act."""
_LINES: Final = each_once(of_type(verdicts.LineVerdict), by=attrgetter("item"))


# Exceptions: what a field is besides what its type says.

_AMOUNT: Final = leaf(
    attrs.evolve(TEXT, schema={"type": "string", "pattern": r"^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,4})?$"})
)
_COUNT: Final = leaf(whole_number(1))
_FROM_ZERO: Final = leaf(whole_number(0))
_PLACES: Final = each_once(_FROM_ZERO)
_DAY: Final = leaf(DAY)
_SCOPE: Final = leaf(
    attrs.evolve(
        IDENTIFIER,
        read=_read_scope,
        schema={"anyOf": [{"const": EVERYWHERE.value}, IDENTIFIER.schema]},
        quick=_quick_scope,
        proves=(),
    )
)
_YEAR: Final = leaf(whole_number(1, 9999))
_DIGEST: Final = leaf(DIGEST)
_SEAL: Final = leaf(attrs.evolve(TEXT, schema={"type": "string", "pattern": "^([0-9a-f]{64})?$"}))
_OBJECT: Final = leaf(JSON_OBJECT)


def _span_part(compiler: Compiler) -> Codec:
    """Return the shape of a part of a sum: a span that says its type, or the key of a roll."""
    span = compiler.tagged(
        (BusinessDays, periods.CalendarDays, periods.Months, periods.MonthEnd, periods.DayOfMonth)
    )
    roll = compiler.choice(Roll)
    return Codec(
        read=lambda found: roll.read(found) if found.__class__ is str else span.read(found),
        write=lambda part: roll.write(part) if isinstance(part, Roll) else span.write(part),
        schema={"anyOf": [roll.schema, span.schema]},
        split=lambda found, at, extras: found if found.__class__ is str else span.split(found, at, extras),
    )


def _history(**parts: Any) -> events.History:  # noqa: ANN401 - the fields of a History
    """Return a History that is read, where its entries could have followed one another."""
    history = events.History(**parts)
    if history.entries:
        replay(history)
    return history


def _payment_history(**parts: Any) -> PaymentHistory:  # noqa: ANN401 - likewise
    history = PaymentHistory(**parts)
    if history.entries:
        replay_payment(history)
    return history


KINDS: Final[tuple[Kind, ...]] = (
    # What happened to a claim.
    kind("claim.created", events.ClaimCreated),
    kind("claim.amended", events.ClaimAmended),
    kind("claim.invoice-added", events.InvoiceAdded),
    kind("claim.certification-added", events.CertificationAdded),
    kind("claim.proof-added", events.ProofAdded),
    kind("claim.metric-recorded", events.MetricRecorded),
    kind("claim.information-added", events.InformationAdded),
    kind("claim.item-removed", events.ItemRemoved),
    kind("claim.upload-requested", events.UploadRequested),
    kind("claim.upload-request-withdrawn", events.UploadRequestWithdrawn),
    kind("claim.commented", events.Commented),
    kind("claim.submitted", events.ClaimSubmitted),
    kind("claim.review-started", events.ReviewStarted),
    kind("claim.feedback-given", events.FeedbackGiven),
    kind("claim.action-requested", events.ActionRequested),
    kind("claim.approval-recommended", events.ApprovalRecommended),
    kind("claim.approved", events.ClaimApproved, lines=_LINES),
    kind("claim.rejected", events.ClaimRejected),
    kind("claim.rejection-disputed", events.RejectionDisputed),
    kind("claim.approval-retracted", events.ApprovalRetracted),
    kind("claim.cut-disputed", events.CutDisputed),
    kind("claim.draft-cancelled", events.DraftCancelled),
    kind("claim.draft-expired", events.DraftExpired),
    kind("claim.reopened", events.ClaimReopened),
    kind("claim.instant-corrected", events.InstantCorrected),
    kind("claim.documents-requested", events.DocumentsRequested),
    # Entries and Histories, the claim as it is now, and the plan it may belong to.
    kind("claim.entry", events.HistoryEntry, says=True, seldom=_FOR_ABSENT_PERSON),
    kind("claim.history", events.History, make=_history),
    kind("claim.form", claim.ClaimForm, says=True),
    kind("claim.plan-path", claim.PlanPath, impressions=maybe(_FROM_ZERO)),
    kind("plan", Plan),
    kind("claim.upload-request", requests.UploadRequest),
    kind("claim.information-request", requests.InformationRequest),
    kind("claim.document-request", requests.DocumentRequest),
    kind("claim.reason", verdicts.Reason),
    kind("claim.line-verdict", verdicts.LineVerdict),
    kind("claim.participant", verdicts.Participant, seldom=_FOR_ABSENT_PERSON),
    kind("claim.recommendation", verdicts.Recommendation),
    kind(
        "claim.details", claim.Details,
        items=each_once(tagged(*get_args(evidence.Item)), by=attrgetter("id")),
    ),
    kind("claim.round", claim.Round),
    kind(
        "claim.milestones", claim.Milestones, returned=maybe(tagged(claim.Details)), lines=_LINES,
        claimants=each_once(of_type(verdicts.Participant), by=verdicts.key_of),
        recommended=each_once(of_type(verdicts.Recommendation), by=attrgetter("by.number")),
    ),
    kind("claim.snapshot", claim.Claim),
    # Commands, so that a queue can carry them.
    kind("command.create-claim", commands.CreateClaim),
    kind("command.amend-claim", commands.AmendClaim),
    kind("command.add-invoice", commands.AddInvoice),
    kind("command.add-certification", commands.AddCertification),
    kind("command.add-proof", commands.AddProof),
    kind("command.record-metric", commands.RecordMetric),
    kind("command.add-information", commands.AddInformation),
    kind("command.remove-item", commands.RemoveItem),
    kind("command.request-upload", commands.RequestUpload),
    kind("command.withdraw-upload-request", commands.WithdrawUploadRequest),
    kind("command.comment", commands.Comment),
    kind("command.submit-claim", commands.SubmitClaim),
    kind("command.start-review", commands.StartReview),
    kind("command.give-feedback", commands.GiveFeedback),
    kind("command.request-action", commands.RequestAction),
    kind("command.recommend-approval", commands.RecommendApproval),
    kind("command.approve-claim", commands.ApproveClaim),
    kind("command.reject-claim", commands.RejectClaim),
    kind("command.dispute-rejection", commands.DisputeRejection),
    kind("command.retract-approval", commands.RetractApproval),
    kind("command.dispute-cut", commands.DisputeCut),
    kind("command.cancel-draft", commands.CancelDraft),
    kind("command.expire-draft", commands.ExpireDraft),
    kind("command.reopen-claim", commands.ReopenClaim),
    kind("command.correct-instant", commands.CorrectInstant),
    kind("command.request-documents", commands.RequestDocuments),
    kind("command.record-earnings", fund_commands.RecordEarnings),
    kind("command.adjust-earnings", fund_commands.AdjustEarnings),
    kind("command.convert-funds", fund_commands.ConvertFunds),
    kind("command.roll-over-funds", fund_commands.RollOverFunds),
    kind("command.expire-funds", fund_commands.ExpireFunds),
    kind("command.correct-fund-instant", fund_commands.CorrectFundInstant),
    kind("payment.command", PaymentCommand),
    # What stands on a claim's detail page.
    kind("evidence.invoice", evidence.Invoice, says=True),
    kind("evidence.certification-report", evidence.CertificationReport, says=True),
    kind("evidence.proof", evidence.Proof, says=True),
    kind("evidence.metric", evidence.Metric, says=True),
    kind("evidence.information", evidence.Information, says=True),
    kind("evidence.cost-part", CostPart),
    kind("evidence.original-amount", evidence.OriginalAmount),
    # Who acts, with what they were granted.
    kind("actor", Actor, grants=each_once(of_type(Grant)), seldom={"on_behalf_of": of_type(Delegation)}),
    kind("actor.delegation", Delegation),
    kind("actor.grant", Grant, location=_SCOPE, program=_SCOPE),
    # Amounts, and the rates by which they meet.
    kind("money", Money, make=_money, take=_money_parts, amount=_AMOUNT, currency=of_type(Currency)),
    kind("exchange-rate", ExchangeRate),
    kind("exchange-rate.table", RateTable),
    kind("currency-withdrawal", CurrencyWithdrawal),
    # Periods and spans.
    kind("period.earning", periods.EarningPeriod),
    kind("period.usage", periods.UsagePeriod),
    kind("period.claiming", periods.ClaimingPeriod),
    kind("period.fiscal-half", periods.FiscalHalf, year=_YEAR),
    kind("span.business-days", BusinessDays, n=_FROM_ZERO),
    kind("span.calendar-days", periods.CalendarDays, n=_FROM_ZERO),
    kind("span.months", periods.Months),
    kind("span.month-end", periods.MonthEnd, n=_FROM_ZERO),
    kind("span.day-of-month", periods.DayOfMonth, n=leaf(whole_number(1, 31))),
    kind("span.sum", SpanSum, parts=many(_span_part)),
    kind("rules.intake", Intake, cutoff=maybe(leaf(WALL_TIME))),
    kind("month-day", periods.MonthDay, month=leaf(whole_number(1, 12)), day=leaf(whole_number(1, 31))),
    # The fund ledger with its entries, and the pool as it is now.
    kind("fund.pool-key", PoolKey),
    kind("fund.entry", FundEntry, says=True, seldom=_FOR_ABSENT),
    kind("fund.ledger", FundLedger),
    kind("fund.activity", ActivityFunds),
    kind("fund.balance", FundsBalance),
    kind("fund.drawing", FundUsage),
    kind(
        "fund.pool", FundPool, make=FundPool.restored, take=_pool_parts,
        key=of_type(PoolKey), version=_FROM_ZERO, balance=of_type(FundsBalance),
        shares=many(pair(entity=IDENTIFIED, share=of_type(Money))),
        activities=many(pair(activity=leaf(TEXT), funds=of_type(ActivityFunds))),
        drawings=many(of_type(FundUsage)),
    ),
    # Bank assignments by reference, and what each entity pays.
    kind("bank.paying-entity", PayingEntity),
    kind("bank.profile-assignment", ProfileAssignment, says=True),
    kind("bank.profiles", BankProfiles),
    kind(
        "bank.profile-resolution", ProfileResolution,
        assigned=each_once(of_type(ProfileAssignment), by=attrgetter("scope")),
    ),
    kind("bank.validation-time", ValidationTime),
    kind("payout.split", SplitAmount),
    kind("payout", Payout, says=True),
    kind("payout.unresolved", UnresolvedShare, says=True, also=each_once(of_type(UnresolvedReason))),
    kind(
        "payout.resolution", PayoutResolution,
        earned=many(pair(entity=IDENTIFIED, earned=of_type(Money))),
        assigned=many(pair(profile=IDENTIFIED, status=of_type(ProfileStatus))),
    ),
    # The entries of payments, payments as they are now, and the lines of a payment report.
    kind("payment.terms", PaymentTerms),
    kind("payment.entry", PaymentEntry, says=True, seldom=_FOR_ABSENT),
    kind("payment.history", PaymentHistory, make=_payment_history),
    kind(
        "payment.milestones", PaymentMilestones,
        holds=many(pair(since=leaf(INSTANT), until=maybe(leaf(INSTANT)))),
        holds_in=many(pair(since=_COUNT, until=maybe(_COUNT))),
    ),
    kind("payment.snapshot", Payment),
    kind("payment.total", PaymentTotal),
    kind("payment.record", PaymentRecord),
    # What the caller knows, and answers are computed from.
    kind("balance.key", BalanceKey),
    kind("balance.accrual", Accrual),
    kind("bank.profile-standing", ProfileStanding),
    kind("enrollment.standing", EnrollmentStanding),
    kind("tax.profile", TaxProfile),
    kind("tax.invoice", TaxInvoice),
    kind("payout.setup", PayoutSetup),
    kind("payout.setups", PayoutSetups),
    kind("payment.figures", PaymentFigures),
    # A payment file held against what was expected.
    kind("reconciliation.line", PaymentLine),
    kind("reconciliation.expectation", Expectation),
    kind(
        "reconciliation.answer", ReconciliationAnswer,
        line_positions=_PLACES, expected_positions=_PLACES, concerns=_PLACES,
    ),
    kind("reconciliation.total", ReconciliationTotal),
    kind("reconciliation", Reconciliation, rounding=_FROM_ZERO),
    kind("promise", Promise, business_days_late=maybe(_FROM_ZERO), calendar_days_late=maybe(_FROM_ZERO)),
    # Why an answer is what it is.
    kind("explanation.source", Source),
    kind("explanation.basis", Basis),
    kind("explanation", Explanation, figures=many(pair(name=leaf(TEXT), value=figure))),
    kind("message", Message),
    *FIGURES,
    *of_rules.KINDS,
    *of_answers.KINDS,
    # Sealed entries and Histories, and heads.
    kind(
        "seal.entry", seals.SealedEntry, says=True,
        envelope=_OBJECT, payload=maybe(_OBJECT),
        salt=maybe(leaf(hexadecimal(seals.LEAST_SALT, seals.MOST_SALT))),
        mark=_DIGEST, digest=_DIGEST, seal=_DIGEST,
    ),
    kind("seal.head", seals.SealHead, number=_FROM_ZERO, seal=_SEAL),
    kind("seal.history", seals.SealedHistory),
    kind("seal.payment", seals.SealedPayment),
    kind("seal.ledger", seals.SealedLedger),
    kind("seal.anchor", seals.SealAnchor),
)  # fmt: skip
"""Every kind of value that this release reads and writes."""
