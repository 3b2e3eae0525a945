"""Judging which blockers there are: those of the partner's set-up, and those of one payment."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from coopclaims.claims.claim import ClaimStatus
from coopclaims.deadlines.counting import Clock, Deadline, DeadlineState, NotRunning
from coopclaims.deadlines.each_clock import deadline, dispute_deadline, payment_deadline, review_deadline
from coopclaims.deadlines.holds import hold_deadline
from coopclaims.deadlines.runs import payment_run
from coopclaims.deadlines.tax_invoices import TaxInvoiceState
from coopclaims.errors import NoRuleInForce
from coopclaims.money.withdrawals import withdrawal_of
from coopclaims.payments.blockers import Blocker, BlockerCode, Responsible
from coopclaims.payments.contacts import StatusGuidance, guidance
from coopclaims.payouts.shares import UnresolvedReason, ValidationTime, validation_time
from coopclaims.payouts.statuses import EnrollmentStatus, PaymentStatus, ProfileStatus
from coopclaims.provenance import Message, Source, cite, message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from coopclaims.claims.claim import Claim
    from coopclaims.deadlines.runs import PaymentRun
    from coopclaims.identifiers import EntityId, ProfileId
    from coopclaims.money.amounts import Money
    from coopclaims.payments.blockers import Cause, PaymentContext
    from coopclaims.payments.payment import Payment
    from coopclaims.payouts.minimum import MonthlyBalance
    from coopclaims.payouts.shares import UnresolvedShare
    from coopclaims.rules.book import Rules


# What each blocker waits for, what closes it, and who can.

_PARTNER, _VENDOR, _OPERATOR = Responsible.PARTNER, Responsible.VENDOR, Responsible.OPERATOR


_ALWAYS: Final = "blocker: BlockerCode, entity: EntityId | None, since: datetime | None, by: datetime | None"


def _waits(code: str, english: str, parameters: str = "") -> Message:
    """Declare what a blocker waits for: of one entity, or of all."""
    return message(
        f"waits.{code}", f"{{entity:?%: }}{english}", ", ".join(filter(None, (_ALWAYS, parameters)))
    )


# fmt: off
_ENROLLMENT = _waits("enrollment", "the enrollment stands at {status}", "status: EnrollmentStatus")
_NO_TAX_PROFILE = _waits("no_tax_profile", "the location has no tax profile")
_TAX_PROFILE = _waits("tax_profile", "the tax profile stands at {status}", "status: ProfileStatus")
_TAX_EXPIRED = _waits("tax_profile_expired", "the tax profile expired after {expires_on}", "expires_on: date")
_BANK_UNKNOWN = _waits("bank_profile_unknown", "nobody said where bank profile {profile} stands",
    "profile: ProfileId")
_BANK = _waits("bank_profile", "bank profile {profile} stands at {status}",
    "profile: ProfileId, status: ProfileStatus")
_UNRESOLVED = _waits("share", "{share} cannot be paid: {reason}", "share: Money, reason: UnresolvedReason")
_CLAIM = _waits("claim", "the claim is {status}{reasons:? (%)}; only an Approved claim is paid",
    "status: ClaimStatus, reasons: tuple[Reason, ...]")
_MINIMUM = _waits("minimum", "the balance of {balance} does not reach the minimum", "balance: Money")
_HELD = _waits("hold", "the partner holds payment {payment}", "payment: PaymentId")
_STATUS = _waits("payment_status", "payment {payment} is {status}",
    "payment: PaymentId, status: PaymentStatus")
_CURRENCY = _waits("currency",
    "{money} is in a currency that was withdrawn after {last_day}{successor:?; % took its place}",
    "money: Money, last_day: date, successor: Currency | None")
_NO_DAY = _waits("no_day", "nothing is missing: the payment waits for its day")
_NO_RULE = _waits("no_rule_for_day",
    "nothing is missing: the payment waits for its day, and no rule in force on {day} says which",
    "day: date")
_EXPECTED = _waits("due_day", "nothing is missing: the payment is expected by {due}", "due: date")
_OVERDUE = _waits("overdue", "nothing is missing, and the payment was expected by {due}", "due: date")
# fmt: on


class _Closing(NamedTuple):
    """What closes a blocker, and who can do that."""

    closes: Message
    who: tuple[Responsible, ...]


def _closes(code: str, english: str, *who: Responsible) -> _Closing:
    return _Closing(message(f"closes.{code}", english), who)


# fmt: off
_VALIDATION = _closes("validation", "the vendor's validation", _VENDOR)
_APPROVAL = _closes("approval", "the reviewer's approval", _VENDOR)
_TAX_COMPLETED = _closes("tax_profile", "complete the tax profile", _PARTNER)
_TAX_CORRECTED = _closes("tax_profile_corrected", "do what the tax profile asks for", _PARTNER)
_TAX_RENEWED = _closes("tax_profile_renewed", "renew the tax profile", _PARTNER)
_BANK_GIVEN = _closes("bank_profile_given", "give the status of the bank profile", _OPERATOR)
_BANK_CORRECTED = _closes("bank_profile_corrected", "do what the bank profile asks for", _PARTNER)
_EARNINGS = _closes("later_earnings", "later earnings that lift the balance to the minimum")
_RELEASE = _closes("release", "release the payment", _PARTNER)
_ORDER = _closes("payment_order", "the vendor's payment order", _VENDOR)
_ORDER_BY_SUPPORT = _closes("payment_order_by_support",
    "the vendor's payment order; contact Support", _VENDOR)
_ENROLLING: Final[Mapping[EnrollmentStatus, _Closing]] = MappingProxyType(
    {
        EnrollmentStatus.ACTION_REQUIRED: _closes("enrollment_corrected",
            "do what the enrollment asks for", _PARTNER),
        EnrollmentStatus.DISCONTINUED: _closes("enrollment_ended",
            "ask the vendor: the enrollment ended", _VENDOR),
        EnrollmentStatus.ENROLLING: _closes("enrollment_completed", "complete the enrollment", _PARTNER),
        EnrollmentStatus.INACTIVE: _closes("eligibility", "become eligible again", _PARTNER),
        EnrollmentStatus.INVITED: _closes("invitation", "accept the invitation and enroll", _PARTNER),
        EnrollmentStatus.VALIDATING: _VALIDATION,
    }
)
_INVOICES: Final[Mapping[TaxInvoiceState, tuple[BlockerCode, Message, _Closing]]] = MappingProxyType(
    {
        TaxInvoiceState.AWAITED: (BlockerCode.TAX_INVOICE_AWAITED,
            _waits("tax_invoice_awaited", "the partner's tax invoice is awaited"),
            _closes("tax_invoice_sent", "send the tax invoice", _PARTNER)),
        TaxInvoiceState.UNDER_REVIEW: (BlockerCode.TAX_INVOICE_UNDER_REVIEW,
            _waits("tax_invoice_under_review", "the partner's tax invoice is under review"),
            _closes("tax_invoice_approved", "the vendor's approval of the tax invoice", _VENDOR)),
        TaxInvoiceState.REJECTED: (BlockerCode.TAX_INVOICE_REJECTED,
            _waits("tax_invoice_rejected", "the partner's tax invoice was rejected"),
            _closes("tax_invoice_corrected", "contact Support, and send a valid tax invoice", _PARTNER)),
    }
)
# fmt: on
_OF_SHARES: Final[Mapping[UnresolvedReason, tuple[BlockerCode, tuple[Responsible, ...]]]] = MappingProxyType(
    {
        UnresolvedReason.NO_SHARES: (BlockerCode.NO_SHARES, (_OPERATOR,)),
        UnresolvedReason.UNKNOWN_ENTITY: (BlockerCode.UNKNOWN_ENTITY, (_OPERATOR,)),
        UnresolvedReason.NO_PROFILE: (BlockerCode.BANK_PROFILE_MISSING, (_PARTNER,)),
        UnresolvedReason.PROFILE_NOT_APPROVED: (BlockerCode.BANK_PROFILE_NOT_APPROVED, (_PARTNER,)),
        UnresolvedReason.NOT_ENROLLED: (BlockerCode.ENROLLMENT, (_PARTNER,)),
        UnresolvedReason.NO_RATE: (BlockerCode.EXCHANGE_RATE, (_OPERATOR,)),
        UnresolvedReason.CURRENCY_WITHDRAWN: (BlockerCode.CURRENCY_WITHDRAWN, (_PARTNER,)),
        UnresolvedReason.RATE_IMPLAUSIBLE: (BlockerCode.EXCHANGE_RATE_FAR, (_OPERATOR,)),
        UnresolvedReason.ROUNDS_TO_NOTHING: (BlockerCode.NOTHING_LEFT, ()),
    }
)


_SETTLED_BY_ORDER: Final = frozenset(
    {BlockerCode.EXCHANGE_RATE, BlockerCode.EXCHANGE_RATE_FAR, BlockerCode.NOTHING_LEFT}
)
"""What an order settled, since it says the money to be paid."""


def _blocker(
    code: BlockerCode,
    said: Message,
    closing: _Closing,
    source: Source,
    since: datetime | None = None,
    *,
    entity: EntityId | None = None,
    by: datetime | None = None,
    causes: tuple[Cause, ...] = (),
    **params: object,
) -> Blocker:
    """Return the blocker that says this, with the values of the message's parameters."""
    closes, who = closing
    return Blocker(
        code=code,
        message=said,
        params=tuple(params.items()),
        closes=closes,
        who=who,
        source=source,
        since=since,
        entity=entity,
        by=by,
        causes=causes,
    )


def setup_blockers(context: PaymentContext, at: datetime, rules: Rules) -> Iterator[Blocker]:
    """Yield the blockers that every share of the claim waits for."""
    enrollment = context.enrollment
    if enrollment.status is not EnrollmentStatus.ENROLLED:
        closing, source = _ENROLLING[enrollment.status], cite("UI22", "P-13")
        is_pending = enrollment.status is EnrollmentStatus.VALIDATING
        by, causes = _validated(enrollment.since, at, rules) if is_pending else (None, ())
        code, status, since = BlockerCode.ENROLLMENT, enrollment.status, enrollment.since
        yield _blocker(code, _ENROLLMENT, closing, source, since, by=by, causes=causes, status=status)
    yield from _tax_profile(context, at, rules)
    invoice, clock = context.tax_invoice, _handing_in(context, rules)
    yield from invoice_blockers(invoice.state, invoice.since, clock=clock)


def _tax_profile(context: PaymentContext, at: datetime, rules: Rules) -> Iterator[Blocker]:
    known = context.tax_profile
    since = None if known is None else known.since
    code, source = BlockerCode.TAX_PROFILE, cite("TP23", "P-17", "P-22")
    if known is None:
        yield _blocker(code, _NO_TAX_PROFILE, _TAX_COMPLETED, source)
    elif known.status is ProfileStatus.PENDING_VALIDATION:
        by, causes = _validated(since, at, rules)
        status = known.status
        yield _blocker(code, _TAX_PROFILE, _VALIDATION, source, since, by=by, causes=causes, status=status)
    elif known.status is not ProfileStatus.APPROVED:
        yield _blocker(code, _TAX_PROFILE, _TAX_CORRECTED, source, since, status=known.status)
    elif known.expires_on is not None and rules.day(at) > known.expires_on:
        since = rules.end_of(known.expires_on)
        yield _blocker(code, _TAX_EXPIRED, _TAX_RENEWED, source, since, expires_on=known.expires_on)


def invoice_blockers(
    state: TaxInvoiceState,
    since: datetime | None,
    entity: EntityId | None = None,
    *,
    clock: Deadline | None = None,
) -> Iterator[Blocker]:
    """Yield the blocker of a tax invoice in this state; none where it is approved or not needed.

    `clock` is that of handing it in, `None` where nothing says by when.
    """
    if state.is_open:
        causes = () if clock is None else (clock,)
        source = cite("TP23", "P-23")
        yield _blocker(*_INVOICES[state], source, since, entity=entity, by=_last(clock), causes=causes)


def _handing_in(context: PaymentContext, rules: Rules) -> Deadline | None:
    """Return by when the partner has to hand in the tax invoice that is waited for, where a rule says so."""
    try:
        clock = deadline(context.claim, Clock.TAX_INVOICE, rules=rules, tax_invoice=context.tax_invoice)
    except NoRuleInForce:
        return None
    return clock if isinstance(clock, Deadline) and clock.answered_at is None else None


def bank_blockers(
    context: PaymentContext, profile: ProfileId, entity: EntityId, at: datetime, rules: Rules
) -> Iterator[Blocker]:
    """Yield the blocker of a bank profile that is not approved."""
    standing = context.standing_of(profile)
    code, source = BlockerCode.BANK_PROFILE_NOT_APPROVED, cite("PR22", "P-12")
    if standing is None:
        yield _blocker(code, _BANK_UNKNOWN, _BANK_GIVEN, source, entity=entity, profile=profile)
    elif standing.status is not ProfileStatus.APPROVED:
        closing, by, causes = _BANK_CORRECTED, None, tuple[ValidationTime, ...]()
        if standing.status is ProfileStatus.PENDING_VALIDATION:
            closing = _VALIDATION
            by, causes = _validated(standing.since, at, rules)
        yield _blocker(
            code,
            _BANK,
            closing,
            source,
            standing.since,
            entity=entity,
            by=by,
            causes=causes,
            profile=profile,
            status=standing.status,
        )


def unresolved_blockers(share: UnresolvedShare, *, is_ordered: bool) -> Iterator[Blocker]:
    """Yield the blockers of a share that cannot be paid yet; a rate no longer matters once it is ordered."""
    for reason in (share.reason, *share.also):
        code, who = _OF_SHARES[reason]
        if is_ordered and code in _SETTLED_BY_ORDER:
            continue
        closing, source = _Closing(reason.remedy, who), cite("PR22", "P-03", "P-08", "P-10")
        entity = None if code is BlockerCode.ENROLLMENT else share.entity
        yield _blocker(
            code,
            _UNRESOLVED,
            closing,
            source,
            entity=entity,
            causes=(share,),
            share=share.share,
            reason=reason,
        )


def _validated(
    since: datetime | None, at: datetime, rules: Rules
) -> tuple[datetime | None, tuple[ValidationTime, ...]]:
    """Return by when a validation that began at `since` ends, and the rule that says so."""
    found = validation_time(rules.day(at if since is None else since), rules)
    return (None if since is None or found.hours is None else since + timedelta(hours=found.hours)), (found,)


# The blockers that concern one payment: its status, its balance, the partner's hold, and its day.

_S = PaymentStatus

INVOICE_STATES: Final[Mapping[PaymentStatus, TaxInvoiceState]] = MappingProxyType(
    {
        _S.PENDING_TAX_INVOICE: TaxInvoiceState.AWAITED,
        _S.TAX_INVOICE_UNDER_REVIEW: TaxInvoiceState.UNDER_REVIEW,
        _S.TAX_INVOICE_REJECTED: TaxInvoiceState.REJECTED,
    }
)
# fmt: off
_STATUS_BLOCKERS: Final[Mapping[PaymentStatus, tuple[BlockerCode, _Closing]]] = MappingProxyType(
    {
        _S.REJECTED_DURING_REVIEW: (BlockerCode.REJECTED_DURING_REVIEW, _closes("review_findings",
            "fix what the review found, and have it ordered again", _PARTNER, _VENDOR)),
        _S.REVERSED: (BlockerCode.REVERSED, _closes("next_cycle", "the order of the next cycle", _VENDOR)),
        _S.REJECTED: (BlockerCode.REJECTED,
            _closes("bank_data", "fix the bank data, and have it ordered again", _PARTNER, Responsible.BANK)),
        _S.FAILED: (BlockerCode.FAILED, _closes("another_attempt", "another attempt", _VENDOR)),
        _S.INCORRECT_PAYMENT: (BlockerCode.INCORRECT_PAYMENT,
            _closes("another_payment", "another payment of what is right, if anything is", _VENDOR)),
        _S.FORFEITED: (BlockerCode.FORFEITED, _closes("nothing_forfeited", "nothing: forfeiture is final")),
        _S.ESCHEATED: (BlockerCode.ESCHEATED,
            _closes("nothing_escheated", "nothing here: it is claimed from the state")),
    }
)
_REPAIRABLE: Final = frozenset({_S.REVERSED, _S.REJECTED, _S.FAILED})

_CLAIM_BLOCKERS: Final[Mapping[ClaimStatus, _Closing]] = MappingProxyType(
    {
        ClaimStatus.EDITING: _closes("submission", "submit the claim", _PARTNER),
        ClaimStatus.SUBMITTED: _APPROVAL,
        ClaimStatus.UNDER_REVIEW: _APPROVAL,
        ClaimStatus.ACTION_REQUIRED: _closes("answers_for_reviewer",
            "do what the reviewer asked for, and submit again", _PARTNER),
        ClaimStatus.REJECTED: _closes("dispute", "dispute the rejection", _PARTNER),
        ClaimStatus.DISPUTED: _closes("approval_by_team", "the validation team's approval", _VENDOR),
        ClaimStatus.PARTNER_ACTION_REQUIRED: _closes("answers_for_team",
            "do what the team asked for, and submit again", _PARTNER),
        ClaimStatus.CANCELLED: _closes("nothing_cancelled", "nothing: the draft was cancelled"),
        ClaimStatus.EXPIRED: _closes("nothing_expired", "nothing: the draft expired"),
    }
)
# fmt: on


def claim_blocker(claim: Claim, rules: Rules) -> Blocker | None:
    """Return the blocker of a claim that is not approved, `None` where it is."""
    if claim.status is ClaimStatus.APPROVED:
        return None
    known = claim.milestones
    since, clock = claim.changed_at, None
    if claim.status in (ClaimStatus.SUBMITTED, ClaimStatus.UNDER_REVIEW):
        since, clock = known.submitted_at or since, review_deadline(claim, rules=rules)
    elif claim.status is ClaimStatus.DISPUTED:
        since, clock = known.disputed_at or since, dispute_deadline(claim, rules=rules)
    code, source = BlockerCode.CLAIM_NOT_APPROVED, cite("MG22", "S-06", "D-10")
    causes = () if clock is None else (clock,)
    status, by = claim.status, _last(clock)
    return _blocker(
        code,
        _CLAIM,
        _CLAIM_BLOCKERS[status],
        source,
        since,
        by=by,
        causes=causes,
        status=status,
        reasons=claim.reasons,
    )


def _last(clock: Deadline | NotRunning | None) -> datetime | None:
    return clock.last_instant if isinstance(clock, Deadline) else None


def minimum_blocker(balance: MonthlyBalance | None) -> Blocker | None:
    """Return the blocker of a balance below the minimum, `None` where it is paid or not judged."""
    if balance is None or balance.paid.is_positive:
        return None
    source = cite("TP23", "P-18", "P-20", "P-21")
    return _blocker(
        BlockerCode.MINIMUM, _MINIMUM, _EARNINGS, source, causes=(balance,), balance=balance.balance
    )


def currency_blocker(money: Money, entity: EntityId, day: date) -> Blocker | None:
    """Return the blocker of money in a currency that had been withdrawn by the day, `None` in any other."""
    ended = withdrawal_of(money.currency, day)
    if ended is None:
        return None
    return _blocker(
        BlockerCode.CURRENCY_WITHDRAWN,
        _CURRENCY,
        _Closing(UnresolvedReason.CURRENCY_WITHDRAWN.remedy, (_PARTNER,)),
        cite("IS26"),
        entity=entity,
        money=money,
        last_day=ended.last_day,
        successor=ended.successor,
    )


def hold_blocker(payment: Payment) -> Blocker | None:
    """Return the blocker of a payment that the partner holds itself, `None` where it does not."""
    if not payment.is_held:
        return None
    code, source, since = BlockerCode.PARTNER_HOLD, cite("PS21", "P-25"), payment.milestones.held_at
    return _blocker(code, _HELD, _RELEASE, source, since, entity=payment.entity, payment=payment.id)


def status_blockers(payment: Payment, at: datetime, rules: Rules) -> Iterator[Blocker]:
    """Yield the blocker that the payment's own status is, where it is one."""
    status, since = payment.status, payment.milestones.status_at
    state = INVOICE_STATES.get(status)
    if state is not None:
        yield from invoice_blockers(state, since, payment.entity)
    if status in _STATUS_BLOCKERS:
        code, closing = _STATUS_BLOCKERS[status]
        clock = _repair(payment, rules) if status in _REPAIRABLE else None
        said = _guided(status, rules.day(at), rules)
        yield _blocker(
            code,
            _STATUS,
            closing,
            cite("PS21", "P-31"),
            since,
            entity=payment.entity,
            by=_last(clock),
            causes=(said,) if clock is None else (said, clock),
            payment=payment.id,
            status=status,
        )


def _guided(status: PaymentStatus, day: date, rules: Rules) -> StatusGuidance:
    """Return what the pages in force on the day ask the partner to do."""
    try:
        rule = guidance(status, day)
    except NoRuleInForce:
        return StatusGuidance(status=status, day=day)
    duty = rule.value.duty
    return StatusGuidance(
        status=status,
        day=day,
        said=rule.value,
        source=rule.source,
        basis=rule.basis,
        who=() if duty is None else rules.roles(duty.action, day),
    )


def _repair(payment: Payment, rules: Rules) -> Deadline | NotRunning | None:
    """Return by when it has to be fixed, `None` where no hold was published for the day."""
    known = payment.milestones
    try:
        return hold_deadline(first_failed=known.first_failed_at, status_changed=known.status_at, rules=rules)
    except NoRuleInForce:
        return None


def waiting_blocker(
    context: PaymentContext,
    at: datetime,
    rules: Rules,
    holds: tuple[tuple[datetime, datetime | None], ...] = (),
) -> Blocker:
    """Return the clock of a payment that nothing blocks, which is that of the claim: it waits for its day.

    `holds` are from and to when it was on hold.
    """
    approved_at = context.claim.milestones.approved_at
    said, closing = _NO_DAY, _ORDER
    day: dict[str, Any] = {}
    due: Deadline | NotRunning | None = None
    try:
        due = payment_deadline(context.claim, tax_invoice=context.tax_invoice, rules=rules, holds=holds)
    except NoRuleInForce as absent:
        said, day = _NO_RULE, {"day": absent.day}
    if isinstance(due, Deadline):
        said, day = _EXPECTED, {"due": due.on}
        if due.state(at) is DeadlineState.OVERDUE:
            said, closing = _OVERDUE, _ORDER_BY_SUPPORT
    run = None if approved_at is None else _run(approved_at, rules)
    causes, source = tuple(each for each in (run, due) if each is not None), cite("MG22", "D-10", "D-11")
    return _blocker(
        BlockerCode.WAITING, said, closing, source, approved_at, by=_last(due), causes=causes, **day
    )


def _run(approved_at: datetime, rules: Rules) -> PaymentRun | None:
    """Return the monthly run that the approval joins, where such runs were in force."""
    try:
        return payment_run(approved=approved_at, rules=rules)
    except NoRuleInForce:
        return None
