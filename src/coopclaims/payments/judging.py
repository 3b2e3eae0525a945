"""Judging which blockers there are: those of the partner's set-up, and those of one payment."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from coopclaims.claims.claim import ClaimStatus
from coopclaims.deadlines.after_events import payment_run
from coopclaims.deadlines.counting import Deadline, DeadlineState, NotRunning
from coopclaims.deadlines.each_clock import dispute_deadline, payment_deadline, review_deadline
from coopclaims.deadlines.holds import hold_deadline
from coopclaims.deadlines.tax_invoices import TaxInvoiceState
from coopclaims.errors import NoRuleInForce
from coopclaims.payments.blockers import BlockerCode, Responsible, make_blocker
from coopclaims.payments.contacts import Contact, guidance
from coopclaims.payouts.shares import UnresolvedReason, validation_time
from coopclaims.payouts.statuses import EnrollmentStatus, PaymentStatus, ProfileStatus
from coopclaims.provenance import Explanation, cite, explained

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from coopclaims.claims.claim import Claim
    from coopclaims.identifiers import EntityId, ProfileId
    from coopclaims.payments.blockers import Blocker, PaymentContext
    from coopclaims.payments.payment import Payment
    from coopclaims.payouts.minimum import MonthlyBalance
    from coopclaims.payouts.shares import UnresolvedShare
    from coopclaims.rules.book import Rules


# The blockers that concern the partner's set-up: enrollment, bank and tax profile, tax invoice.

_PARTNER, _VENDOR = (Responsible.PARTNER,), (Responsible.VENDOR,)
_OPERATOR = (Responsible.OPERATOR,)

_ENROLLING: Final[Mapping[EnrollmentStatus, tuple[str, tuple[Responsible, ...]]]] = MappingProxyType(
    {
        EnrollmentStatus.ACTION_REQUIRED: ("do what the enrollment asks for", _PARTNER),
        EnrollmentStatus.DISCONTINUED: ("ask the vendor: the enrollment ended", _VENDOR),
        EnrollmentStatus.ENROLLING: ("complete the enrollment", _PARTNER),
        EnrollmentStatus.INACTIVE: ("become eligible again", _PARTNER),
        EnrollmentStatus.INVITED: ("accept the invitation and enroll", _PARTNER),
        EnrollmentStatus.VALIDATING: ("the vendor's validation", _VENDOR),
    }
)
_INVOICES: Final[Mapping[TaxInvoiceState, tuple[BlockerCode, str, str, tuple[Responsible, ...]]]] = (
    MappingProxyType(
        {
            TaxInvoiceState.AWAITED: (
                BlockerCode.TAX_INVOICE_AWAITED,
                "the partner's tax invoice is awaited",
                "send the tax invoice",
                _PARTNER,
            ),
            TaxInvoiceState.UNDER_REVIEW: (
                BlockerCode.TAX_INVOICE_UNDER_REVIEW,
                "the partner's tax invoice is under review",
                "the vendor's approval of the tax invoice",
                _VENDOR,
            ),
            TaxInvoiceState.REJECTED: (
                BlockerCode.TAX_INVOICE_REJECTED,
                "the partner's tax invoice was rejected",
                "contact Support, and send a valid tax invoice",
                _PARTNER,
            ),
        }
    )
)
_UNRESOLVED: Final[Mapping[UnresolvedReason, tuple[BlockerCode, tuple[Responsible, ...]]]] = MappingProxyType(
    {
        UnresolvedReason.NO_SHARES: (BlockerCode.NO_SHARES, _OPERATOR),
        UnresolvedReason.UNKNOWN_ENTITY: (BlockerCode.UNKNOWN_ENTITY, _OPERATOR),
        UnresolvedReason.NO_PROFILE: (BlockerCode.BANK_PROFILE_MISSING, _PARTNER),
        UnresolvedReason.PROFILE_NOT_APPROVED: (BlockerCode.BANK_PROFILE_NOT_APPROVED, _PARTNER),
        UnresolvedReason.NOT_ENROLLED: (BlockerCode.ENROLLMENT, _PARTNER),
        UnresolvedReason.NO_RATE: (BlockerCode.EXCHANGE_RATE, _OPERATOR),
        UnresolvedReason.ROUNDS_TO_NOTHING: (BlockerCode.NOTHING_LEFT, ()),
    }
)


def setup_blockers(context: PaymentContext, at: datetime, rules: Rules) -> Iterator[Blocker]:
    """Yield the blockers that every share of the claim waits for."""
    enrollment = context.enrollment
    if enrollment.status is not EnrollmentStatus.ENROLLED:
        closes, who = _ENROLLING[enrollment.status]
        is_pending = enrollment.status is EnrollmentStatus.VALIDATING
        by, why = _validated(enrollment.since, at, rules) if is_pending else (None, ())
        yield make_blocker(
            BlockerCode.ENROLLMENT,
            f"the enrollment stands at {enrollment.status.caption}",
            closes=closes,
            who=who,
            source=cite("UI22", "P-13"),
            since=enrollment.since,
            by=by,
            because=why,
        )
    yield from _tax_profile(context, at, rules)
    yield from invoice_blockers(context.tax_invoice.state, context.tax_invoice.since)


def _tax_profile(context: PaymentContext, at: datetime, rules: Rules) -> Iterator[Blocker]:
    known = context.tax_profile
    day = rules.day(at)
    if known is None:
        yield _tax_blocker("the location has no tax profile", "complete the tax profile", _PARTNER)
    elif known.status is not ProfileStatus.APPROVED:
        text = f"the tax profile stands at {known.status.caption}"
        if known.status is ProfileStatus.PENDING_VALIDATION:
            by, why = _validated(known.since, at, rules)
            yield _tax_blocker(text, "the vendor's validation", _VENDOR, known.since, by, why)
        else:
            yield _tax_blocker(text, "do what the tax profile asks for", _PARTNER, known.since)
    elif known.expires_on is not None and day > known.expires_on:
        yield _tax_blocker(
            f"the tax profile expired after {known.expires_on.isoformat()}",
            "renew the tax profile",
            _PARTNER,
            rules.end_of(known.expires_on),
        )


def _tax_blocker(
    text: str,
    closes: str,
    who: tuple[Responsible, ...],
    since: datetime | None = None,
    by: datetime | None = None,
    because: tuple[Explanation, ...] = (),
) -> Blocker:
    return make_blocker(
        BlockerCode.TAX_PROFILE,
        text,
        closes=closes,
        who=who,
        source=cite("TP23", "P-17", "P-22"),
        since=since,
        by=by,
        because=because,
    )


def invoice_blockers(
    state: TaxInvoiceState, since: datetime | None, entity: EntityId | None = None
) -> Iterator[Blocker]:
    """Yield the blocker of a tax invoice in this state; none where it is approved or not needed."""
    if state.is_open:
        code, text, closes, who = _INVOICES[state]
        yield make_blocker(
            code, text, closes=closes, who=who, source=cite("TP23", "P-23"), entity=entity, since=since
        )


def bank_blocker(
    context: PaymentContext, profile: ProfileId, entity: EntityId, at: datetime, rules: Rules
) -> Blocker | None:
    """Return the blocker of a bank profile that is not approved, `None` where it is."""
    standing = context.standing_of(profile)
    because: tuple[Explanation, ...] = ()
    since = by = None
    if standing is None:
        text = f"nobody said where bank profile {profile} stands"
        closes, who = "give the status of the bank profile", _OPERATOR
    elif standing.status is ProfileStatus.APPROVED:
        return None
    else:
        text, since = f"bank profile {profile} stands at {standing.status.caption}", standing.since
        closes, who = "do what the bank profile asks for", _PARTNER
        if standing.status is ProfileStatus.PENDING_VALIDATION:
            closes, who = "the vendor's validation", _VENDOR
            by, because = _validated(since, at, rules)
    return make_blocker(
        BlockerCode.BANK_PROFILE_NOT_APPROVED,
        text,
        closes=closes,
        who=who,
        source=cite("PR22", "P-12"),
        entity=entity,
        since=since,
        by=by,
        because=because,
    )


def unresolved_blockers(share: UnresolvedShare, *, is_ordered: bool) -> Iterator[Blocker]:
    """Yield the blockers of a share that cannot be paid yet; a rate no longer matters once it is ordered."""
    for reason in (share.reason, *share.also):
        code, who = _UNRESOLVED[reason]
        if is_ordered and code in {BlockerCode.EXCHANGE_RATE, BlockerCode.NOTHING_LEFT}:
            continue
        yield make_blocker(
            code,
            f"{share.share} cannot be paid: {reason.caption}",
            closes=reason.remedy,
            who=who,
            source=cite("PR22", "P-03", "P-08", "P-10"),
            entity=None if code is BlockerCode.ENROLLMENT else share.entity,
            because=(share.explanation,),
        )


def _validated(
    since: datetime | None, at: datetime, rules: Rules
) -> tuple[datetime | None, tuple[Explanation, ...]]:
    """Return by when a validation that began at `since` ends, and the rule that says so."""
    begun = at if since is None else since
    within, why = validation_time(rules.day(begun), rules)
    return (None if since is None or within is None else since + within), (why,)


# The blockers that concern one payment: its status, its balance, the partner's hold, and its day.

_S = PaymentStatus

_INVOICE_STATES: Final[Mapping[PaymentStatus, TaxInvoiceState]] = MappingProxyType(
    {
        _S.PENDING_TAX_INVOICE: TaxInvoiceState.AWAITED,
        _S.TAX_INVOICE_UNDER_REVIEW: TaxInvoiceState.UNDER_REVIEW,
        _S.TAX_INVOICE_REJECTED: TaxInvoiceState.REJECTED,
    }
)
_STATUS_BLOCKERS: Final[Mapping[PaymentStatus, tuple[BlockerCode, str, tuple[Responsible, ...]]]] = (
    MappingProxyType(
        {
            _S.REJECTED_DURING_REVIEW: (
                BlockerCode.REJECTED_DURING_REVIEW,
                "fix what the review found, and have it ordered again",
                (Responsible.PARTNER, Responsible.VENDOR),
            ),
            _S.REVERSED: (BlockerCode.REVERSED, "the order of the next cycle", _VENDOR),
            _S.REJECTED: (
                BlockerCode.REJECTED,
                "fix the bank data, and have it ordered again",
                (Responsible.PARTNER, Responsible.BANK),
            ),
            _S.FAILED: (BlockerCode.FAILED, "another attempt", _VENDOR),
            _S.INCORRECT_PAYMENT: (
                BlockerCode.INCORRECT_PAYMENT,
                "another payment of what is right, if anything is",
                _VENDOR,
            ),
            _S.FORFEITED: (BlockerCode.FORFEITED, "nothing: forfeiture is final", ()),
            _S.ESCHEATED: (BlockerCode.ESCHEATED, "nothing here: it is claimed from the state", ()),
        }
    )
)
_REPAIRABLE: Final = frozenset({_S.REVERSED, _S.REJECTED, _S.FAILED})

_CLAIM_BLOCKERS: Final[Mapping[ClaimStatus, tuple[str, tuple[Responsible, ...]]]] = MappingProxyType(
    {
        ClaimStatus.EDITING: ("submit the claim", _PARTNER),
        ClaimStatus.SUBMITTED: ("the reviewer's approval", _VENDOR),
        ClaimStatus.UNDER_REVIEW: ("the reviewer's approval", _VENDOR),
        ClaimStatus.ACTION_REQUIRED: ("do what the reviewer asked for, and submit again", _PARTNER),
        ClaimStatus.REJECTED: ("dispute the rejection", _PARTNER),
        ClaimStatus.DISPUTED: ("the validation team's approval", _VENDOR),
        ClaimStatus.PARTNER_ACTION_REQUIRED: ("do what the team asked for, and submit again", _PARTNER),
        ClaimStatus.CANCELLED: ("nothing: the draft was cancelled", ()),
        ClaimStatus.EXPIRED: ("nothing: the draft expired", ()),
    }
)


def claim_blocker(claim: Claim, rules: Rules) -> Blocker | None:
    """Return the blocker of a claim that is not approved, `None` where it is."""
    if claim.status is ClaimStatus.APPROVED:
        return None
    closes, who = _CLAIM_BLOCKERS[claim.status]
    known = claim.milestones
    since, by = claim.changed_at, None
    if claim.status in (ClaimStatus.SUBMITTED, ClaimStatus.UNDER_REVIEW):
        since, by = known.submitted_at or since, review_deadline(claim, rules=rules)
    elif claim.status is ClaimStatus.DISPUTED:
        since, by = known.disputed_at or since, dispute_deadline(claim, rules=rules)
    return make_blocker(
        BlockerCode.CLAIM_NOT_APPROVED,
        f"the claim is {claim.status.caption}; only an Approved claim is paid",
        closes=closes,
        who=who,
        source=cite("MG22", "S-06", "D-10"),
        since=since,
        by=by,
    )


def minimum_blocker(balance: MonthlyBalance | None) -> Blocker | None:
    """Return the blocker of a balance below the minimum, `None` where it is paid or not judged."""
    if balance is None or balance.paid.is_positive:
        return None
    return make_blocker(
        BlockerCode.MINIMUM,
        f"the balance of {balance.balance} does not reach the minimum",
        closes="later earnings that lift the balance to the minimum",
        who=(),
        source=cite("TP23", "P-18", "P-20", "P-21"),
        because=(balance.explanation,),
    )


def hold_blocker(payment: Payment) -> Blocker | None:
    """Return the blocker of a payment that the partner holds itself, `None` where it does not."""
    if not payment.is_held:
        return None
    return make_blocker(
        BlockerCode.PARTNER_HOLD,
        f"the partner holds payment {payment.id}",
        closes="release the payment",
        who=_PARTNER,
        source=cite("PS21", "P-25"),
        entity=payment.entity,
        since=payment.milestones.held_at,
    )


def status_blockers(payment: Payment, at: datetime, rules: Rules) -> Iterator[Blocker]:
    """Yield the blocker that the payment's own status is, where it is one."""
    since = payment.milestones.status_at
    state = _INVOICE_STATES.get(payment.status)
    if state is not None:
        yield from invoice_blockers(state, since, payment.entity)
    if payment.status in _STATUS_BLOCKERS:
        code, closes, who = _STATUS_BLOCKERS[payment.status]
        said = _guided(payment.status, at, rules)
        yield make_blocker(
            code,
            f"payment {payment.id} is {payment.status.caption}",
            closes=closes,
            who=who,
            source=cite("PS21", "P-31"),
            entity=payment.entity,
            since=since,
            by=_repair(payment, rules) if payment.status in _REPAIRABLE else None,
            because=said,
        )


def _guided(status: PaymentStatus, at: datetime, rules: Rules) -> tuple[Explanation, ...]:
    """Return what the pages in force on the day ask the partner to do."""
    try:
        rule = guidance(status, rules.day(at))
    except NoRuleInForce as absent:
        return (explained(code="no-guidance", text=str(absent)),)
    said = rule.value
    wait = "the vendor reaches out" if said.contact is Contact.VENDOR_CALLS else "wait"
    advice = said.action or f"nothing to do: {wait}"
    return (
        explained(
            code="guidance",
            text=f"{said.meaning}; {advice}",
            figures=(("must_act", said.must_act), ("contact", str(said.contact))),
            source=rule.source,
            basis=rule.basis,
        ),
    )


def _repair(payment: Payment, rules: Rules) -> Deadline | NotRunning | None:
    """Return by when it has to be fixed, `None` where no hold was published for the day."""
    known = payment.milestones
    try:
        return hold_deadline(first_failed=known.first_failed_at, status_changed=known.status_at, rules=rules)
    except NoRuleInForce:
        return None


def waiting_blocker(context: PaymentContext, entity: EntityId | None, at: datetime, rules: Rules) -> Blocker:
    """Return the clock of a payment that nothing blocks: it waits for its day."""
    claim = context.claim
    approved_at = claim.milestones.approved_at
    because: tuple[Explanation, ...] = ()
    due: Deadline | NotRunning | None = None
    try:
        due = payment_deadline(claim, tax_invoice=context.tax_invoice, rules=rules)
    except NoRuleInForce as absent:
        because = (explained(code="no-due-date", text=str(absent)),)
    text, closes = "nothing is missing: the payment waits for its day", "the vendor's payment order"
    if isinstance(due, Deadline):
        text = f"nothing is missing: the payment is expected by {due.on.isoformat()}"
        if due.state(at) is DeadlineState.OVERDUE:
            text = f"nothing is missing, and the payment was expected by {due.on.isoformat()}"
            closes = "the vendor's payment order; contact Support"
    because += () if approved_at is None else _run(approved_at, rules)
    return make_blocker(
        BlockerCode.WAITING,
        text,
        closes=closes,
        who=_VENDOR,
        source=cite("MG22", "D-10", "D-11"),
        entity=entity,
        since=approved_at,
        by=due,
        because=because,
    )


def _run(approved_at: datetime, rules: Rules) -> tuple[Explanation, ...]:
    """Return the monthly run that the approval joins, where such runs were in force."""
    try:
        return (payment_run(approved=approved_at, rules=rules).explain(),)
    except NoRuleInForce:
        return ()
