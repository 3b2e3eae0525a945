"""The gates that concern one payment: its status, its balance, the partner's hold, and its day."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from coopclaims.claims import ClaimStatus
from coopclaims.deadlines import (
    Deadline,
    DeadlineState,
    NotRunning,
    TaxInvoiceState,
    dispute_deadline,
    hold_deadline,
    payment_deadline,
    payment_run,
    review_deadline,
)
from coopclaims.errors import NoRuleInForce
from coopclaims.payouts import Contact, PaymentStatus, guidance
from coopclaims.provenance import Explanation, cite
from coopclaims.settlement.gates import GateCode, GateKeeper, make_gate
from coopclaims.settlement.setup_gates import invoice_gates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from coopclaims.claims import Claim
    from coopclaims.identifiers import EntityId
    from coopclaims.payouts import MonthlyBalance, Payment
    from coopclaims.rulebook import Rules
    from coopclaims.settlement.circumstances import PaymentCircumstances
    from coopclaims.settlement.gates import Gate

__all__ = ["claim_gate", "hold_gate", "minimum_gate", "status_gates", "waiting_gate"]

_S = PaymentStatus
_PARTNER, _VENDOR = (GateKeeper.PARTNER,), (GateKeeper.VENDOR,)

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
