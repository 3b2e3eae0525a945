"""The buttons of a page of payments: the steps of the payment of each share, and why one is not possible."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from coopclaims._checks import door
from coopclaims._pages import PaymentOption, ShareOptions
from coopclaims._values import as_instant
from coopclaims.findings.codes import ProblemCode
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import CommandId, PaymentId
from coopclaims.parties import Actor
from coopclaims.payments.blockers import PaymentContext
from coopclaims.payments.deciding import PaymentCommand, payment_problems
from coopclaims.payments.payment import Payment, PaymentTerms
from coopclaims.payments.table import PAYMENT_TABLE
from coopclaims.payouts.payout import Payout
from coopclaims.payouts.statuses import PaymentStatus, PaymentTrigger
from coopclaims.rules.book import Rules

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASIDE: Final = frozenset({PaymentTrigger.CORRECT_INSTANT})
"""The steps that put right what was recorded, and are no part of a payment's way."""


@door
def payment_options(
    context: PaymentContext, actor: Actor, *, at: datetime, rules: Rules, funds: FundPool
) -> tuple[ShareOptions, ...]:
    """Return, for each share of a claim that can be paid, which steps of its payment this actor may take.

    `context` is what the payments of the claim depend on, `actor` who looks, at the aware instant `at`,
    `rules` are bound rules and `funds` is the claim's fund as it is now. Each step is judged as
    `payments.payment_problems` judges it. Another payment may be made where the last one is being recouped.
    Shares that cannot be paid yet are left out: `payments.why_not_paid` says what they wait for. Raises
    `InvalidValue` for a naive instant. Source: PS21 P-31; the table cites each row.

    >>> from coopclaims import ClaimStatus, Role
    >>> from coopclaims.deadlines import TaxInvoice
    >>> from coopclaims.money import RateTable
    >>> from coopclaims.payments import EnrollmentStanding, ProfileStanding, TaxProfile
    >>> from coopclaims.payouts import (BankProfiles, EnrollmentStatus, PayingEntity, ProfileAssignment,
    ...                                 ProfileStatus, resolve_payouts)
    >>> from coopclaims.testing import scenarios, simplest
    >>> story = simplest(scenarios(ClaimStatus.APPROVED))
    >>> claim, world = story.claim, story.world
    >>> approved, enrolled, at = ProfileStatus.APPROVED, EnrollmentStatus.ENROLLED, claim.changed_at
    >>> bank = ProfileAssignment(profile="bank-1", currency="SEK", location=claim.form.location,
    ...                          program=claim.form.program, status=approved)
    >>> context = PaymentContext(
    ...     claim=claim,
    ...     resolution=resolve_payouts(
    ...         claim, shares=[("vendor-se", claim.approved)], entities=[PayingEntity("vendor-se", "SEK")],
    ...         profiles=BankProfiles([bank]), rates=RateTable([]), ordered_at=at, rules=world.rules,
    ...         enrollment=enrolled,
    ...     ),
    ...     enrollment=EnrollmentStanding(enrolled), profiles=[ProfileStanding("bank-1", approved)],
    ...     tax_profile=TaxProfile(approved), tax_invoice=TaxInvoice.not_needed(),
    ... )
    >>> paul = world.actor(Role.PAYMENT_TEAM)
    >>> (share,) = payment_options(context, paul, at=at, rules=world.rules, funds=world.funds)
    >>> [(each.trigger.value, each.is_allowed) for each in share.options]
    [('make', True)]
    """
    now = as_instant("at", at)

    def option(payout: Payout, payment: Payment | None, trigger: PaymentTrigger) -> PaymentOption:
        of = None if trigger is PaymentTrigger.MAKE else payment
        terms = _terms(payout, context, funds) if of is None else None
        command = PaymentCommand(
            payment=PaymentId("page") if of is None else of.id,
            id=CommandId("page"),
            by=actor,
            at=now,
            trigger=trigger,
            terms=terms,
        )
        found = payment_problems(command, of, context=context, funds=funds, rules=rules)
        reasons = tuple(each for each in found if each.code is not ProblemCode.REASON_MISSING)
        return PaymentOption(
            trigger=trigger, terms=terms, needs_note=len(reasons) < len(found), problems=reasons
        )

    payouts = () if context.resolution is None else context.resolution.payouts
    shares = ((payout, context.payment_of(payout.entity)) for payout in payouts)
    return tuple(
        ShareOptions(
            payout=payout,
            payment=payment,
            options=tuple(option(payout, payment, trigger) for trigger in _steps(payment)),
        )
        for payout, payment in shares
    )


def _steps(payment: Payment | None) -> Iterator[PaymentTrigger]:
    """Yield the steps that the table knows from where a payment stands."""
    stands = None if payment is None else payment.status
    for row in PAYMENT_TABLE.rows:
        is_another = row.source is None and stands is PaymentStatus.INCORRECT_PAYMENT
        if (row.source is stands or is_another) and row.trigger not in _ASIDE:
            yield row.trigger


def _terms(payout: Payout, context: PaymentContext, funds: FundPool) -> PaymentTerms:
    return PaymentTerms(
        claim=context.claim.id,
        entity=payout.entity,
        profile=payout.profile,
        money=payout.money,
        settles=payout.share,
        fund=funds.key,
    )
