"""Which blockers stand: those of the partner's set-up, of one payment, and all of a claim in order."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from coopclaims.claims.claim import ClaimStatus
from coopclaims.deadlines.deadline import Deadline, DeadlineState, NotRunning
from coopclaims.deadlines.each_clock import (
    TaxInvoiceState,
    dispute_deadline,
    payment_deadline,
    payment_run,
    review_deadline,
)
from coopclaims.deadlines.holds import hold_deadline
from coopclaims.errors import NoRuleInForce
from coopclaims.payments.blockers import GateCode, GateKeeper, make_gate
from coopclaims.payments.contacts import Contact, guidance
from coopclaims.payouts.shares import UnresolvedReason
from coopclaims.payouts.statuses import EnrollmentStatus, PaymentStatus, ProfileStatus
from coopclaims.provenance import Explanation, cite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coopclaims.claims.claim import Claim
    from coopclaims.identifiers import EntityId, ProfileId
    from coopclaims.payments.blockers import Gate, PaymentCircumstances
    from coopclaims.payments.payment import Payment
    from coopclaims.payouts.minimum import MonthlyBalance
    from coopclaims.payouts.shares import UnresolvedShare
    from coopclaims.rules.book import Rules


# The gates that concern the partner's set-up: enrollment, bank and tax profile, tax invoice.

_PARTNER, _VENDOR = (GateKeeper.PARTNER,), (GateKeeper.VENDOR,)
_OPERATOR = (GateKeeper.OPERATOR,)

_ENROLLING: Final[Mapping[EnrollmentStatus, tuple[str, tuple[GateKeeper, ...]]]] = MappingProxyType(
    {
        EnrollmentStatus.ACTION_REQUIRED: ("do what the enrollment asks for", _PARTNER),
        EnrollmentStatus.DISCONTINUED: ("ask the vendor: the enrollment ended", _VENDOR),
        EnrollmentStatus.ENROLLING: ("complete the enrollment", _PARTNER),
        EnrollmentStatus.INACTIVE: ("become eligible again", _PARTNER),
        EnrollmentStatus.INVITED: ("accept the invitation and enroll", _PARTNER),
        EnrollmentStatus.VALIDATING: ("the vendor's validation", _VENDOR),
    }
)
_INVOICES: Final[Mapping[TaxInvoiceState, tuple[GateCode, str, str, tuple[GateKeeper, ...]]]] = (
    MappingProxyType(
        {
            TaxInvoiceState.AWAITED: (
                GateCode.TAX_INVOICE_AWAITED,
                "the partner's tax invoice is awaited",
                "send the tax invoice",
                _PARTNER,
            ),
            TaxInvoiceState.UNDER_REVIEW: (
                GateCode.TAX_INVOICE_UNDER_REVIEW,
                "the partner's tax invoice is under review",
                "the vendor's approval of the tax invoice",
                _VENDOR,
            ),
            TaxInvoiceState.REJECTED: (
                GateCode.TAX_INVOICE_REJECTED,
                "the partner's tax invoice was rejected",
                "contact Support, and send a valid tax invoice",
                _PARTNER,
            ),
        }
    )
)
_UNRESOLVED: Final[Mapping[UnresolvedReason, tuple[GateCode, tuple[GateKeeper, ...]]]] = MappingProxyType(
    {
        UnresolvedReason.NO_SHARES: (GateCode.NO_SHARES, _OPERATOR),
        UnresolvedReason.UNKNOWN_ENTITY: (GateCode.UNKNOWN_ENTITY, _OPERATOR),
        UnresolvedReason.NO_PROFILE: (GateCode.BANK_PROFILE_MISSING, _PARTNER),
        UnresolvedReason.PROFILE_NOT_APPROVED: (GateCode.BANK_PROFILE_NOT_APPROVED, _PARTNER),
        UnresolvedReason.NOT_ENROLLED: (GateCode.ENROLLMENT, _PARTNER),
        UnresolvedReason.NO_RATE: (GateCode.EXCHANGE_RATE, _OPERATOR),
        UnresolvedReason.ROUNDS_TO_NOTHING: (GateCode.NOTHING_LEFT, ()),
    }
)


def setup_gates(circumstances: PaymentCircumstances, at: datetime, rules: Rules) -> Iterator[Gate]:
    """Yield the open gates that every share of the claim waits for."""
    enrollment = circumstances.enrollment
    if enrollment.status is not EnrollmentStatus.ENROLLED:
        closes, who = _ENROLLING[enrollment.status]
        is_pending = enrollment.status is EnrollmentStatus.VALIDATING
        by, why = _validated(enrollment.since, at, rules) if is_pending else (None, ())
        yield make_gate(
            GateCode.ENROLLMENT,
            f"the enrollment stands at {enrollment.status}",
            closes=closes,
            who=who,
            source=cite("UI22", "P-13"),
            since=enrollment.since,
            by=by,
            because=why,
        )
    yield from _tax_profile(circumstances, at, rules)
    yield from invoice_gates(circumstances.tax_invoice.state, circumstances.tax_invoice.since)


def _tax_profile(circumstances: PaymentCircumstances, at: datetime, rules: Rules) -> Iterator[Gate]:
    known = circumstances.tax_profile
    day = rules.day(at)
    if known is None:
        yield _tax_gate("the location has no tax profile", "complete the tax profile", _PARTNER)
    elif known.status is not ProfileStatus.APPROVED:
        text = f"the tax profile stands at {known.status}"
        if known.status is ProfileStatus.PENDING_VALIDATION:
            by, why = _validated(known.since, at, rules)
            yield _tax_gate(text, "the vendor's validation", _VENDOR, known.since, by, why)
        else:
            yield _tax_gate(text, "do what the tax profile asks for", _PARTNER, known.since)
    elif known.expires_on is not None and day > known.expires_on:
        yield _tax_gate(
            f"the tax profile expired after {known.expires_on.isoformat()}",
            "renew the tax profile",
            _PARTNER,
            rules.end_of(known.expires_on),
        )


def _tax_gate(
    text: str,
    closes: str,
    who: tuple[GateKeeper, ...],
    since: datetime | None = None,
    by: datetime | None = None,
    because: tuple[Explanation, ...] = (),
) -> Gate:
    return make_gate(
        GateCode.TAX_PROFILE,
        text,
        closes=closes,
        who=who,
        source=cite("TP23", "P-17", "P-22"),
        since=since,
        by=by,
        because=because,
    )


def invoice_gates(
    state: TaxInvoiceState, since: datetime | None, entity: EntityId | None = None
) -> Iterator[Gate]:
    """Yield the gate of a tax invoice in this state; none where it is approved or not needed."""
    if state.is_open:
        code, text, closes, who = _INVOICES[state]
        yield make_gate(
            code, text, closes=closes, who=who, source=cite("TP23", "P-23"), entity=entity, since=since
        )


def bank_gate(
    circumstances: PaymentCircumstances, profile: ProfileId, entity: EntityId, at: datetime, rules: Rules
) -> Gate | None:
    """Return the gate of a bank profile that is not approved, `None` where it is."""
    standing = circumstances.standing_of(profile)
    because: tuple[Explanation, ...] = ()
    since = by = None
    if standing is None:
        text = f"nobody said where bank profile {profile} stands"
        closes, who = "give the status of the bank profile", _OPERATOR
    elif standing.status is ProfileStatus.APPROVED:
        return None
    else:
        text, since = f"bank profile {profile} stands at {standing.status}", standing.since
        closes, who = "do what the bank profile asks for", _PARTNER
        if standing.status is ProfileStatus.PENDING_VALIDATION:
            closes, who = "the vendor's validation", _VENDOR
            by, because = _validated(since, at, rules)
    return make_gate(
        GateCode.BANK_PROFILE_NOT_APPROVED,
        text,
        closes=closes,
        who=who,
        source=cite("PR22", "P-12"),
        entity=entity,
        since=since,
        by=by,
        because=because,
    )


def unresolved_gates(share: UnresolvedShare, *, is_ordered: bool) -> Iterator[Gate]:
    """Yield the gates of a share that cannot be paid yet; a rate no longer matters once it is ordered."""
    for reason in (share.reason, *share.also):
        code, who = _UNRESOLVED[reason]
        if is_ordered and code in {GateCode.EXCHANGE_RATE, GateCode.NOTHING_LEFT}:
            continue
        yield make_gate(
            code,
            f"{share.share} cannot be paid: {reason}",
            closes=reason.remedy,
            who=who,
            source=cite("PR22", "P-03", "P-08", "P-10"),
            entity=None if code is GateCode.ENROLLMENT else share.entity,
            because=(share.explanation,),
        )


def _validated(
    since: datetime | None, at: datetime, rules: Rules
) -> tuple[datetime | None, tuple[Explanation, ...]]:
    """Return by when a validation that began at `since` ends, and the rule that says so."""
    begun = at if since is None else since
    try:
        rule = rules.profile_validation_hours(rules.day(begun))
    except NoRuleInForce as absent:
        return None, (Explanation(code="validation-time-unknown", text=str(absent)),)
    hours = Explanation(
        code="validation-time",
        text=f"bank and tax data are validated within {rule.value} hours",
        figures=(("hours", rule.value),),
        source=rule.source,
        basis=rule.basis,
    )
    return (None if since is None else since + timedelta(hours=rule.value)), (hours,)


# The gates that concern one payment: its status, its balance, the partner's hold, and its day.

_S = PaymentStatus

_INVOICE_STATES: Final[Mapping[PaymentStatus, TaxInvoiceState]] = MappingProxyType(
    {
        _S.PENDING_TAX_INVOICE: TaxInvoiceState.AWAITED,
        _S.TAX_INVOICE_UNDER_REVIEW: TaxInvoiceState.UNDER_REVIEW,
        _S.TAX_INVOICE_REJECTED: TaxInvoiceState.REJECTED,
    }
)
_STATUS_GATES: Final[Mapping[PaymentStatus, tuple[GateCode, str, tuple[GateKeeper, ...]]]] = MappingProxyType(
    {
        _S.REJECTED_DURING_REVIEW: (
            GateCode.REJECTED_DURING_REVIEW,
            "mend what the review found, and have it ordered again",
            (GateKeeper.PARTNER, GateKeeper.VENDOR),
        ),
        _S.REVERSED: (GateCode.REVERSED, "the order of the next cycle", _VENDOR),
        _S.REJECTED: (
            GateCode.REJECTED,
            "mend the bank data, and have it ordered again",
            (GateKeeper.PARTNER, GateKeeper.BANK),
        ),
        _S.FAILED: (GateCode.FAILED, "another attempt", _VENDOR),
        _S.INCORRECT_PAYMENT: (
            GateCode.INCORRECT_PAYMENT,
            "another payment of what is right, if anything is",
            _VENDOR,
        ),
        _S.FORFEITED: (GateCode.FORFEITED, "nothing: forfeiture is final", ()),
        _S.ESCHEATED: (GateCode.ESCHEATED, "nothing here: it is claimed from the state", ()),
    }
)
_REPAIRABLE: Final = frozenset({_S.REVERSED, _S.REJECTED, _S.FAILED})

_CLAIM_GATES: Final[Mapping[ClaimStatus, tuple[str, tuple[GateKeeper, ...]]]] = MappingProxyType(
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


def claim_gate(claim: Claim, rules: Rules) -> Gate | None:
    """Return the gate of a claim that is not approved, `None` where it is."""
    if claim.status is ClaimStatus.APPROVED:
        return None
    closes, who = _CLAIM_GATES[claim.status]
    known = claim.milestones
    since, by = claim.changed_at, None
    if claim.status in (ClaimStatus.SUBMITTED, ClaimStatus.UNDER_REVIEW):
        since, by = known.submitted_at or since, review_deadline(claim, rules=rules)
    elif claim.status is ClaimStatus.DISPUTED:
        since, by = known.disputed_at or since, dispute_deadline(claim, rules=rules)
    return make_gate(
        GateCode.CLAIM_NOT_APPROVED,
        f"the claim is {claim.status.caption}; only an Approved claim is paid",
        closes=closes,
        who=who,
        source=cite("MG22", "S-06", "D-10"),
        since=since,
        by=by,
    )


def minimum_gate(balance: MonthlyBalance | None) -> Gate | None:
    """Return the gate of a balance below the minimum, `None` where it is paid or not judged."""
    if balance is None or balance.paid.is_positive:
        return None
    return make_gate(
        GateCode.MINIMUM,
        f"the balance of {balance.balance} does not reach the minimum",
        closes="later earnings that lift the balance to the minimum",
        who=(),
        source=cite("TP23", "P-18", "P-20", "P-21"),
        because=(balance.explanation,),
    )


def hold_gate(payment: Payment) -> Gate | None:
    """Return the gate of a payment that the partner holds itself, `None` where it does not."""
    if not payment.is_held:
        return None
    return make_gate(
        GateCode.PARTNER_HOLD,
        f"the partner holds payment {payment.id}",
        closes="release the payment",
        who=_PARTNER,
        source=cite("PS21", "P-25"),
        entity=payment.entity,
        since=payment.milestones.held_at,
    )


def status_gates(payment: Payment, at: datetime, rules: Rules) -> Iterator[Gate]:
    """Yield the gate that the payment's own status is, where it is one."""
    since = payment.milestones.status_at
    state = _INVOICE_STATES.get(payment.status)
    if state is not None:
        yield from invoice_gates(state, since, payment.entity)
    if payment.status in _STATUS_GATES:
        code, closes, who = _STATUS_GATES[payment.status]
        said = _guided(payment.status, at, rules)
        yield make_gate(
            code,
            f"payment {payment.id} is {payment.status}",
            closes=closes,
            who=who,
            source=cite("PS21", "P-31"),
            entity=payment.entity,
            since=since,
            by=_repair(payment, rules) if payment.status in _REPAIRABLE else None,
            because=said,
        )


def _guided(status: PaymentStatus, at: datetime, rules: Rules) -> tuple[Explanation, ...]:
    """Return what the pages in force on the day tell the partner to do."""
    try:
        rule = guidance(status, rules.day(at))
    except NoRuleInForce as absent:
        return (Explanation(code="no-guidance", text=str(absent)),)
    said = rule.value
    wait = "the vendor reaches out" if said.contact is Contact.VENDOR_CALLS else "wait"
    advice = said.action or f"nothing to do: {wait}"
    return (
        Explanation(
            code="guidance",
            text=f"{said.meaning}; {advice}",
            figures=(("must_act", said.must_act), ("contact", str(said.contact))),
            source=rule.source,
            basis=rule.basis,
        ),
    )


def _repair(payment: Payment, rules: Rules) -> Deadline | NotRunning | None:
    """Return by when it has to be mended, `None` where no hold was published for the day."""
    known = payment.milestones
    try:
        return hold_deadline(first_failed=known.first_failed_at, status_changed=known.status_at, rules=rules)
    except NoRuleInForce:
        return None


def waiting_gate(
    circumstances: PaymentCircumstances, entity: EntityId | None, at: datetime, rules: Rules
) -> Gate:
    """Return the clock of a payment that nothing stands in the way of: it waits for its day."""
    claim = circumstances.claim
    approved_at = claim.milestones.approved_at
    because: tuple[Explanation, ...] = ()
    due: Deadline | NotRunning | None = None
    try:
        due = payment_deadline(claim, tax_invoice=circumstances.tax_invoice, rules=rules)
    except NoRuleInForce as absent:
        because = (Explanation(code="no-due-date", text=str(absent)),)
    text, closes = "nothing is missing: the payment waits for its day", "the vendor's payment order"
    if isinstance(due, Deadline):
        text = f"nothing is missing: the payment is expected by {due.on.isoformat()}"
        if due.state(at) is DeadlineState.OVERDUE:
            text = f"nothing is missing, and the payment was expected by {due.on.isoformat()}"
            closes = "the vendor's payment order; contact Support"
    because += () if approved_at is None else _run(approved_at, rules)
    return make_gate(
        GateCode.WAITING,
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
