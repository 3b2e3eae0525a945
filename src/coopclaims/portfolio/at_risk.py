"""What needs attention: claims, payments and funds for which time runs out, with the money that is at risk.

What is at risk is what somebody would lose or wait for longer: what is claimed of a claim that is not
decided, what is unpaid of an approved one, and what nobody has claimed of a fund. The most comes first,
currency by currency: amounts in two currencies are compared only by rates that the caller gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import partial
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import Keyed, as_instant, frozen
from coopclaims.claims.claim import Claim, ClaimStatus
from coopclaims.claims.requests import InformationRequest
from coopclaims.deadlines.counting import Clock, Deadline, DeadlineState, NotRunning, due_on
from coopclaims.deadlines.each_clock import (
    deadline,
    dispute_deadline,
    escalation_deadline,
    payment_deadline,
)
from coopclaims.deadlines.tax_invoices import TaxInvoice
from coopclaims.deadlines.windows import draft_expiry
from coopclaims.errors import CalendarOutOfRange, InvalidValue, NoRate, NoRuleInForce
from coopclaims.funds.entries import PoolKey
from coopclaims.funds.expiry import funds_end
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import ClaimId, PaymentId
from coopclaims.money.amounts import Money
from coopclaims.money.currencies import Currency
from coopclaims.money.exchange import RateTable
from coopclaims.payments.payment import Payment
from coopclaims.payouts.statuses import PaymentStatus
from coopclaims.periods import CalendarDays
from coopclaims.provenance import Explanation, cite, message, statement_of
from coopclaims.rules.book import Rules

if TYPE_CHECKING:
    from collections.abc import Iterator

# fmt: off
_ATTENTION: Final = message("attention", "claim {claim}: {reason}", "claim: ClaimId, reason: AttentionReason")
_OF_FUND: Final = message("attention_fund", "fund {fund}: {reason}", "fund: PoolKey, reason: AttentionReason")
_AT_RISK: Final = message("money_at_risk", "{money} is at risk{payment:? with payment %}",
    "money: Money, payment: PaymentId | None")
_WAITS: Final = message("waits_for_partner", "{status}: {wanted}",
    "status: ClaimStatus, wanted: tuple[str, ...]")
_REQUEST: Final = message("request_made", "{what}{item:? (%)}", "what: str, item: ItemId | None")
# fmt: on
_DECIDED: Final = (ClaimStatus.APPROVED, ClaimStatus.REJECTED)
_AWAITING_REVIEW: Final = (ClaimStatus.SUBMITTED, ClaimStatus.UNDER_REVIEW)
_NOTHING_OWED: Final = (
    PaymentStatus.SENT,
    PaymentStatus.INCORRECT_PAYMENT,
    PaymentStatus.FORFEITED,
    PaymentStatus.ESCHEATED,
)
"""The statuses of a payment for which nobody waits any more."""


@final
class AttentionReason(Keyed):
    """Why a claim or fund needs attention. Source: KB-STAT S-12; MG22 R-16, X-03; T-365 D-15; OV23 U-06."""

    DRAFT_ENDS = "draft_ends", "the draft is about to expire"
    DRAFT_ENDED = "draft_ended", "the draft can no longer be submitted"
    PROOF_ENDS = "proof_ends", "the proof of the draft's plan is about to be too late"
    PROOF_ENDED = "proof_ended", "the proof of the draft's plan can no longer be submitted"
    ACTION_REQUIRED = "action_required", "the claim waits for the partner"
    DOCUMENTS_REQUESTED = "documents_requested", "documents were asked for in the dispute"
    CONTACT_SUPPORT = "contact_support", "the review is overdue"
    DISPUTE_OVERDUE = "dispute_overdue", "the answer to the dispute is overdue"
    PAYMENT_OVERDUE = "payment_overdue", "the payment is overdue"
    APPROVAL_ENDS = "approval_ends", "the last day for its approval is near"
    APPROVAL_ENDED = "approval_ended", "it can no longer be approved"
    FUNDS_END = "funds_end", "what is left is about to expire"
    FUNDS_ENDED = "funds_ended", "what is left can no longer be claimed"
    NOTHING_ANSWERS = "nothing_answers", "no rule or calendar says until when"


_ORDER: Final = {reason: place for place, reason in enumerate(AttentionReason)}


@final
@frozen(kw_only=True)
class Attention:
    """A claim or fund that needs attention, why, the money that is at risk, and the deadline it concerns.

    `claim` names the claim and `fund` the fund: one of them is `None`. `reason` says why. `at_risk` is the
    money that is at risk: what is claimed, what of an approval is not paid, or what nobody claimed of a fund;
    `converted` is the same in the currency that the caller ranks by, `None` where there is none or no rate.
    `due` is the deadline, `None` where there is none, and `at` the instant asked about. `status` is that of
    the claim, `None` for a fund. `payment` names the payment that is overdue, `None` where none was made.
    `requests` are what the partner is asked for, and `absent` says which rule or calendar does not answer,
    `None` where all do. Raises `InvalidValue` unless it is about a claim or about a fund.
    """

    claim: ClaimId | None = None
    fund: PoolKey | None = None
    reason: AttentionReason
    at_risk: Money
    converted: Money | None = None
    due: Deadline | None = None
    at: datetime
    status: ClaimStatus | None = None
    payment: PaymentId | None = None
    requests: tuple[InformationRequest, ...] = ()
    absent: Explanation | None = attrs.field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        if (self.claim is None) is (self.fund is None) or (self.claim is None) is not (self.status is None):
            raise InvalidValue("claim", self.claim, "parts_that_fit")

    @property
    def days_left(self) -> int | None:
        """The calendar days from the day of `at` to the due day, below zero where it is late.

        `None` where there is no due day.
        """
        if self.due is None:
            return None
        return (self.due.on - self.at.astimezone(self.due.last_instant.tzinfo).date()).days

    def explain(self) -> Explanation:
        """Return why the claim or fund needs attention, and what is at risk."""
        why = self.absent or (self._asked() if self.due is None else self.due.explain(self.at))
        because = (why, _AT_RISK.say(money=self.at_risk, payment=self.payment))
        if self.fund is None:
            return _ATTENTION.say(claim=self.claim, reason=self.reason, because=because)
        return _OF_FUND.say(fund=self.fund, reason=self.reason, because=because)

    def _asked(self) -> Explanation:
        """Return what the claim waits for the partner with."""
        in_dispute = self.reason is AttentionReason.DOCUMENTS_REQUESTED
        return _WAITS.say(
            status=self.status,
            wanted=tuple(each.what for each in self.requests),
            source=cite("MG22", "X-03") if in_dispute else cite("KB-STAT", "S-12", "S-13"),
            because=tuple(_REQUEST.say(what=each.what, item=each.item) for each in self.requests),
        )


@final
@frozen
class _Question:
    """What is asked: when, by which rules, how many days ahead, and where the tax invoices are."""

    at: datetime
    rules: Rules
    within: CalendarDays
    invoices: Mapping[ClaimId, TaxInvoice]

    def is_near(self, due: Deadline) -> bool:
        """Return whether a due day is over, or lies within the days that the caller named."""
        return due.on <= self.within.after(self.rules.day(self.at))


@door
def attention(
    claims: Iterable[Claim],
    *,
    at: datetime,
    rules: Rules,
    within: CalendarDays,
    pools: Iterable[FundPool] = (),
    payments: Iterable[Payment] | None = None,
    tax_invoices: Mapping[ClaimId, TaxInvoice] | None = None,
    rates: RateTable | None = None,
    currency: Currency | None = None,
) -> tuple[Attention, ...]:
    """Return what needs attention at an instant, each with its reason and the money that is at risk.

    `claims` and `pools` are as they are now. `at` is an aware instant, whose day is taken in the program's
    zone. `rules` are bound rules. `within` is in calendar days. `payments` are those of these claims as they
    are now, in any order; `None` says that they are not known, so that no payment is looked at.
    `tax_invoices` says by claim where the partner's tax invoice is; a claim that is not in it needs none.
    `rates` and `currency` rank amounts of other currencies in this one, by the rate of the month of `at`.

    A draft whose last day for submission lies `within` so many calendar days, or is over, or that of the
    proof of its plan; a claim that waits for the partner, reopened or not; a dispute in which documents were
    asked for and are not there yet, or whose answer is overdue; a review that is overdue, for which the
    partner contacts Support; a claim that was submitted and not decided, whose last day for an approval lies
    `within` so many calendar days, or is over, where a policy sets one; an approved claim with a payment that
    is overdue; a fund of which something is left whose last day lies `within` so many calendar days, or is
    over. How long before its end a claim is marked is not published, so the caller says it. A claim or fund
    for which no rule answers needs attention too.

    The order is by the code of the currency, then the most money first, then the earlier due day, then the
    claim or fund and the reason; with `rates`, what they convert comes first, whatever its currency. Raises
    `InvalidValue` for a naive `at`, where `within` is no `CalendarDays`, and where only one of `rates` and
    `currency` is given. Source: KB-STAT S-05, S-12; MG22 R-16, X-03, D-09 to D-11; T-365 D-15; OV23 U-06.
    """
    now = as_instant("at", at)
    if not isinstance(within, CalendarDays):
        raise InvalidValue("within", within, "calendar_days")
    if (rates is None) is not (currency is None):
        raise InvalidValue("currency", currency, "parts_that_fit")
    asked = _Question(now, rules, within, tax_invoices or {})
    paid: dict[ClaimId, list[Payment]] | None = None
    if payments is not None:
        paid = {}
        for payment in payments:
            paid.setdefault(payment.claim, []).append(payment)
    found = chain(
        chain.from_iterable(_of_claim(claim, asked, paid) for claim in claims),
        chain.from_iterable(_of_fund(pool, asked) for pool in pools),
    )
    if rates is None or currency is None:
        return tuple(sorted(found, key=_rank))
    month = rules.day(now).replace(day=1)
    return tuple(sorted((_converted(each, rates, currency, month) for each in found), key=_rank))


def _converted(found: Attention, rates: RateTable, currency: Currency, month: date) -> Attention:
    """Return the same with its money in another currency too, where there is a rate."""
    money = found.at_risk
    if money.currency is not currency:
        try:
            money = rates.rate(money.currency, currency, month).convert(money)
        except NoRate:
            return found
    return attrs.evolve(found, converted=money)


def _rank(found: Attention) -> tuple[object, ...]:
    """Return what is compared: the currency, the most money, the earliest day, the identifiers."""
    money = found.at_risk if found.converted is None else found.converted
    due = "9999-12-31" if found.due is None else found.due.on.isoformat()
    fund = () if found.fund is None else attrs.astuple(found.fund, recurse=False)
    subject = (found.claim or "", *map(str, fund), found.payment or "")
    return (
        found.converted is None,
        money.currency.code,
        -money.minor_units,
        due,
        subject,
        _ORDER[found.reason],
    )


def _of_claim(
    claim: Claim, asked: _Question, paid: Mapping[ClaimId, list[Payment]] | None
) -> Iterator[Attention]:
    claimed = claim.form.amount if claim.approved is None else claim.approved
    needs = partial(Attention, claim=claim.id, at=asked.at, status=claim.status, at_risk=claimed)
    try:
        for reason, requests in _waiting(claim):
            yield needs(reason=reason, requests=requests)
        for reason, due in _overdue(claim, asked):
            yield needs(reason=reason, due=due)
        for near, due in _last_days(claim, asked.rules):
            if due.state(asked.at) is DeadlineState.OVERDUE:
                yield needs(reason=_OVER[near], due=due)
            elif asked.is_near(due):
                yield needs(reason=near, due=due)
        if paid is not None and claim.approved is not None:
            for payment, unpaid, clock in _unpaid(claim, claim.approved, paid.get(claim.id, ()), asked):
                if isinstance(clock, Deadline) and clock.state(asked.at) is DeadlineState.OVERDUE:
                    overdue = AttentionReason.PAYMENT_OVERDUE
                    yield needs(reason=overdue, due=clock, at_risk=unpaid, payment=payment)
    except (NoRuleInForce, CalendarOutOfRange) as absent:
        yield needs(reason=AttentionReason.NOTHING_ANSWERS, absent=statement_of(absent))


def _waiting(claim: Claim) -> Iterator[tuple[AttentionReason, tuple[InformationRequest, ...]]]:
    """Yield why the claim waits for the partner, and what for."""
    is_reopened = claim.status is ClaimStatus.EDITING and claim.was_submitted
    if is_reopened or claim.status.overview_group is ClaimStatus.ACTION_REQUIRED:
        yield AttentionReason.ACTION_REQUIRED, claim.milestones.requests
    if claim.open_requests:
        yield AttentionReason.DOCUMENTS_REQUESTED, tuple(each.request for each in claim.open_requests)


def _overdue(claim: Claim, asked: _Question) -> Iterator[tuple[AttentionReason, Deadline]]:
    """Yield the answer to a submission or dispute that is overdue."""
    due: Deadline | NotRunning
    if claim.status in _AWAITING_REVIEW:
        reason, due = AttentionReason.CONTACT_SUPPORT, escalation_deadline(claim, rules=asked.rules)
    elif claim.status is ClaimStatus.DISPUTED:
        reason, due = AttentionReason.DISPUTE_OVERDUE, dispute_deadline(claim, rules=asked.rules)
    else:
        return
    if isinstance(due, Deadline) and due.state(asked.at) is DeadlineState.OVERDUE:
        yield reason, due


def _unpaid(
    claim: Claim, approved: Money, payments: Iterable[Payment], asked: _Question
) -> Iterator[tuple[PaymentId | None, Money, Deadline | NotRunning]]:
    """Yield what of an approval is not paid, payment by payment, each with its clock.

    What no payment was made for comes first, without one. A payment that was taken back is no payment.
    """
    invoice = asked.invoices.get(claim.id, TaxInvoice.not_needed())
    clock = partial(payment_deadline, claim, tax_invoice=invoice, rules=asked.rules)
    made = sorted(payments, key=lambda each: each.id)
    counted = [each for each in made if each.status is not PaymentStatus.INCORRECT_PAYMENT]
    rest = approved - Money.total((each.terms.settles for each in counted), approved.currency)
    if rest.is_positive:
        yield None, rest, clock()
    for each in made:
        if each.status not in _NOTHING_OWED:
            yield each.id, each.terms.settles, clock(holds=each.milestones.holds)


def _of_fund(pool: FundPool, asked: _Question) -> Iterator[Attention]:
    left = pool.balance().available
    if not left.is_positive:
        return
    needs = partial(Attention, fund=pool.key, at=asked.at, at_risk=left)
    usage = pool.key.usage_period
    try:
        end = funds_end(usage, program=pool.key.program, rules=asked.rules)
    except NoRuleInForce as absent:
        yield needs(reason=AttentionReason.NOTHING_ANSWERS, absent=statement_of(absent))
        return
    due = due_on(
        end.last, clock=Clock.CLAIMING, started_on=usage.first, notes=(end.explain(),), rules=asked.rules
    )
    if due.state(asked.at) is DeadlineState.OVERDUE:
        yield needs(reason=AttentionReason.FUNDS_ENDED, due=due)
    elif asked.is_near(due):
        yield needs(reason=AttentionReason.FUNDS_END, due=due)


def _last_days(claim: Claim, rules: Rules) -> Iterator[tuple[AttentionReason, Deadline]]:
    """Yield the last days of this claim, each with what is said while it is near."""
    draft = draft_expiry(claim, rules=rules)
    if isinstance(draft, Deadline):
        yield AttentionReason.DRAFT_ENDS, draft
        proof = deadline(claim, Clock.POE_SUBMISSION, rules=rules)
        if isinstance(proof, Deadline):
            yield AttentionReason.PROOF_ENDS, proof
    if claim.was_submitted and claim.status not in _DECIDED:
        approval = deadline(claim, Clock.FINAL_APPROVAL, rules=rules)
        if isinstance(approval, Deadline):
            yield AttentionReason.APPROVAL_ENDS, approval


_OVER: Final = MappingProxyType(
    {
        AttentionReason.DRAFT_ENDS: AttentionReason.DRAFT_ENDED,
        AttentionReason.PROOF_ENDS: AttentionReason.PROOF_ENDED,
        AttentionReason.APPROVAL_ENDS: AttentionReason.APPROVAL_ENDED,
    }
)
"""What is said of a last day that is over, in place of one that is near."""
