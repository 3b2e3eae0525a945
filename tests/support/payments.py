"""A payment to work on: an approved claim, one entity that pays it, and everything in order."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs
from tests.support.world import ACTORS, LOCATION, PROGRAM, RULES, desk_at, instant

from coopclaims import Actor, ClaimStatus, Role
from coopclaims.deadlines import TaxInvoice
from coopclaims.funds import FundEntry, FundEntryKind
from coopclaims.identifiers import CommandId, EntityId, PaymentId, ProfileId
from coopclaims.money import RateTable
from coopclaims.payments import (
    EnrollmentStanding,
    Payment,
    PaymentCommand,
    PaymentContext,
    PaymentTerms,
    ProfileStanding,
    TaxProfile,
    decide_payment,
)
from coopclaims.payouts import (
    BankProfiles,
    EnrollmentStatus,
    PayingEntity,
    PaymentStatus,
    PaymentTrigger,
    PayoutResolution,
    ProfileAssignment,
    ProfileStatus,
    resolve_payouts,
)

if TYPE_CHECKING:
    from coopclaims import Claim, FundPool, Money, Rules

IRELAND = EntityId("ireland")
PROFILE = ProfileId("P1")
PAYMENT = PaymentId("PAY-1")
VENDOR = ACTORS[Role.PAYMENT_TEAM]
SYSTEM = ACTORS[Role.SYSTEM]
PARTNER = ACTORS[Role.INCENTIVES_ADMIN]
NOW = instant("2022-10-10 09:00")
EARLIER = instant("2022-01-03 09:00")


@cache
def approved_claim() -> Claim:
    """The claim of the small world, approved on 2022-09-16 for 90,000 SEK."""
    return desk_at(ClaimStatus.APPROVED).claim


def assigned(status: ProfileStatus) -> BankProfiles:
    """Return the program's one bank profile, at this status."""
    profile = ProfileAssignment(
        profile=PROFILE, currency="SEK", location=LOCATION, program=PROGRAM, status=status
    )
    return BankProfiles((profile,))


def resolution(claim: Claim, **options: Any) -> PayoutResolution:
    """Return what Ireland pays of the claim: all of it, in SEK to the program's profile."""
    given: dict[str, Any] = {
        "shares": ((IRELAND, claim.form.amount),),
        "entities": (PayingEntity(IRELAND, "SEK"),),
        "profiles": assigned(ProfileStatus.APPROVED),
        "rates": RateTable(()),
        "ordered_at": NOW,
        "rules": RULES,
        "enrollment": EnrollmentStatus.ENROLLED,
    }
    return resolve_payouts(claim, **(given | options))


def circumstances(**changes: Any) -> PaymentContext:
    """Return circumstances in which nothing is missing, with these changes.

    The payouts are resolved with the enrollment and the status of the profile that stand there.
    """
    claim = changes.get("claim", approved_claim())
    enrollment = changes.get("enrollment", EnrollmentStanding(EnrollmentStatus.ENROLLED, EARLIER))
    profiles = changes.get("profiles", (ProfileStanding(PROFILE, ProfileStatus.APPROVED, EARLIER),))
    status = next((each.status for each in profiles if each.profile == PROFILE), ProfileStatus.APPROVED)
    given: dict[str, Any] = {
        "claim": claim,
        "resolution": None
        if claim.approved is None
        else resolution(claim, profiles=assigned(status), enrollment=enrollment.status),
        "enrollment": enrollment,
        "profiles": profiles,
        "tax_profile": TaxProfile(ProfileStatus.APPROVED, EARLIER),
        "tax_invoice": TaxInvoice.not_needed(),
    }
    return PaymentContext(**(given | changes))


def terms(money: Money | None = None) -> PaymentTerms:
    claim = approved_claim()
    return PaymentTerms(
        claim=claim.id,
        entity=IRELAND,
        profile=PROFILE,
        money=claim.form.amount if money is None else money,
        settles=claim.form.amount,
        fund=desk_at(ClaimStatus.APPROVED).funds.key,
    )


def paying_fund(*payments: Payment | None) -> FundPool:
    """Return the claim's fund, in which its amount is approved, and paid by those of the payments sent."""
    fund = desk_at(ClaimStatus.APPROVED).funds
    return fund.record(
        FundEntry(
            pool=fund.key,
            kind=FundEntryKind.PAID,
            amount=payment.terms.settles,
            at=NOW,
            on=NOW.date(),
            claim=payment.claim,
            payment=payment.id,
        )
        for payment in payments
        if payment is not None and payment.status is PaymentStatus.SENT
    )


_TAKEN_BY = {
    PaymentTrigger.HOLD: PARTNER,
    PaymentTrigger.RELEASE: PARTNER,
    PaymentTrigger.FORFEIT: SYSTEM,
    PaymentTrigger.ESCHEAT: SYSTEM,
    PaymentTrigger.CORRECT_INSTANT: SYSTEM,
}
"""Who takes a step that the payment team does not."""


def command(
    step: PaymentTrigger, by: Actor | None = None, at: datetime = NOW, **content: Any
) -> PaymentCommand:
    """Return the command for this step, with a note, and with terms where it makes the payment.

    It is of somebody who may take the step, unless another is given.
    """
    made: dict[str, Any] = {"terms": terms()} if step is PaymentTrigger.MAKE else {}
    if step is PaymentTrigger.CORRECT_INSTANT:
        made = {"corrects": 1, "instant": instant("2022-10-01 09:00")}
    given: dict[str, Any] = {"payment": PAYMENT, "note": "why", **made}
    return PaymentCommand(
        **(given | content),
        id=CommandId(f"{step}/{at.astimezone(UTC).isoformat()}"),
        by=by or _TAKEN_BY.get(step, VENDOR),
        at=at,
        trigger=step,
    )


def taken(
    payment: Payment | None,
    step: PaymentTrigger,
    by: Actor | None = None,
    *,
    at: datetime = NOW,
    around: PaymentContext | None = None,
    rules: Rules = RULES,
    **content: Any,
) -> Payment:
    """Decide about a step that has to be accepted, record it, and return the payment."""
    if around is None:
        around = circumstances(payments=() if payment is None else (payment,))
    decision = decide_payment(
        command(step, by, at, **content), payment, funds=paying_fund(payment), context=around, rules=rules
    )
    return decision.payment


_STEP = PaymentTrigger
_INVOICE = (_STEP.MAKE, _STEP.REQUEST_TAX_INVOICE)
_PAYING = (_STEP.MAKE, _STEP.ORDER, _STEP.START_PAYING)
_SENT = (*_PAYING, _STEP.SEND)
PATHS = {
    PaymentStatus.UNPROCESSED: (_STEP.MAKE,),
    PaymentStatus.UPCOMING: (_STEP.MAKE, _STEP.ORDER),
    PaymentStatus.PENDING_TAX_INVOICE: _INVOICE,
    PaymentStatus.TAX_INVOICE_UNDER_REVIEW: (*_INVOICE, _STEP.RECEIVE_TAX_INVOICE),
    PaymentStatus.TAX_INVOICE_REJECTED: (*_INVOICE, _STEP.RECEIVE_TAX_INVOICE, _STEP.REJECT_TAX_INVOICE),
    PaymentStatus.REJECTED_DURING_REVIEW: (_STEP.MAKE, _STEP.ORDER, _STEP.REJECT_IN_REVIEW),
    PaymentStatus.IN_PROGRESS: _PAYING,
    PaymentStatus.SENT: _SENT,
    PaymentStatus.REVERSED: (*_SENT, _STEP.RETURN),
    PaymentStatus.REJECTED: (*_SENT, _STEP.REFUSE),
    PaymentStatus.FAILED: (*_PAYING, _STEP.FAIL),
    PaymentStatus.REPROCESSING: (*_PAYING, _STEP.FAIL, _STEP.RETRY),
    PaymentStatus.INCORRECT_PAYMENT: (*_SENT, _STEP.RECOUP),
}
"""How a payment comes to each status that needs no lapse of time."""


@cache
def payment_at(status: PaymentStatus) -> Payment:
    """Return a payment in this status, everything done at one instant."""
    payment: Payment | None = None
    for step in PATHS.get(status, (_STEP.MAKE,)):
        payment = taken(payment, step)
    assert payment is not None
    if status in {PaymentStatus.FORFEITED, PaymentStatus.ESCHEATED}:
        return attrs.evolve(payment, status=status)
    assert payment.status is status
    return payment
