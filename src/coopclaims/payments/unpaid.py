"""Why is this claim not paid? Every blocker, in the order in which it is to be removed.

The answer is empty exactly when there is nothing left to wait for: each share of the approved amount
has a payment that was ordered (Upcoming) with nothing that blocks it, or that is In progress, Reprocessing or
Sent. A payment that is under way is not judged any more. An approved claim that nothing blocks and that has
no order yet has one blocker, which is no fault: it waits for its day.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims._checks import door
from coopclaims._values import as_instant, frozen
from coopclaims.identifiers import ClaimId
from coopclaims.payments.blockers import Blocker, BlockerCode, PaymentContext
from coopclaims.payments.judging import (
    bank_blockers,
    claim_blocker,
    currency_blocker,
    hold_blocker,
    minimum_blocker,
    setup_blockers,
    status_blockers,
    unresolved_blockers,
    waiting_blocker,
)
from coopclaims.payouts.shares import UnresolvedShare
from coopclaims.payouts.statuses import PaymentStatus
from coopclaims.provenance import Explanation, cite, message
from coopclaims.rules.book import Rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coopclaims.payments.payment import Payment, PaymentTerms
    from coopclaims.payouts.payout import Payout


@final
@frozen(kw_only=True)
class WhyNotPaid:
    """What a claim's payment waits for at an instant; empty where it is on its way or done.

    `at` is the instant in UTC, and `claim` the claim. `blockers` are in the order in which they are to be
    removed. `is_minimum_judged` says whether a balance was given, by which the minimum is judged.
    """

    at: datetime
    claim: ClaimId
    blockers: tuple[Blocker, ...]
    is_minimum_judged: bool

    @property
    def faults(self) -> tuple[Blocker, ...]:
        """The blockers that somebody has to fix; a clock that runs is none."""
        return tuple(blocker for blocker in self.blockers if blocker.code.is_fault)

    def explain(self) -> Explanation:
        """Return the blockers, each with its reason."""
        notes = () if self.is_minimum_judged else (_MINIMUM_UNJUDGED,)
        return (_WAITS if self.blockers else _WAITS_FOR_NOTHING).say(
            claim=self.claim,
            at=self.at,
            blockers=tuple(dict.fromkeys(blocker.code for blocker in self.blockers)),
            source=cite("PI22", "P-29"),
            because=(*(blocker.explain() for blocker in self.blockers), *notes),
        )


_WHAT: Final = "claim: ClaimId, at: datetime, blockers: tuple[BlockerCode, ...]"
_WAITS: Final = message("why_not_paid", "what claim {claim} waits for: {blockers}", _WHAT)
_WAITS_FOR_NOTHING: Final = message(
    "nothing_to_wait_for", "claim {claim} waits for nothing: its payment is on its way", _WHAT
)
_MINIMUM_UNJUDGED: Final = message(
    "minimum_not_judged", "no balance was given, and the minimum is not judged"
).say(source=cite("TP23", "P-18"))


@door
def why_not_paid(context: PaymentContext, *, at: datetime, rules: Rules) -> WhyNotPaid:
    """Return what keeps this claim from being paid at the aware instant `at`, each blocker with its reason.

    `context` has the facts about the claim and its payments, and `rules` are bound rules.

    Raises `InvalidValue` for a naive `at`, and `CalendarOutOfRange`.
    Source: MG22 D-10, D-11; PI22 P-29; EA23 P-38; TP23 P-18, P-20 to P-24; UI22 P-13; PR22 P-12.
    """
    now = as_instant("at", at)
    return WhyNotPaid(
        at=now,
        claim=context.claim.id,
        blockers=_in_order(_open(context, now, rules)),
        is_minimum_judged=context.balance is not None,
    )


def blockers(context: PaymentContext, payment: Payment, at: datetime, rules: Rules) -> tuple[Blocker, ...]:
    """Return the faults that keep this payment from being ordered, made or sent.

    Its own status is not among them: the payment table judges that.
    """
    not_approved = claim_blocker(context.claim, rules)
    if not_approved is not None:
        return (not_approved,)
    # A payment whose entity has no share any more is held to its own terms; without any share, to that.
    shares: list[Payout | UnresolvedShare | PaymentTerms]
    own = [each for each in context.shares if each.entity == payment.entity]
    shares = [*own] or [each for each in context.shares if each.entity is None] or [payment.terms]
    found = _in_order(
        blocker
        for source in (
            setup_blockers(context, at, rules),
            *(_share_blockers(context, share, payment, at, rules) for share in shares),
        )
        for blocker in source
    )
    return tuple(blocker for blocker in found if not blocker.code.is_payment_status)


def _open(context: PaymentContext, at: datetime, rules: Rules) -> Iterator[Blocker]:
    not_approved = claim_blocker(context.claim, rules)
    if not_approved is not None:
        yield not_approved
        return
    judged = [
        (share, payment)
        for share in context.shares
        if (payment := context.payment_of(share.entity)) is None or not payment.status.is_under_way
    ]
    common: list[Blocker] = []
    if any(payment is None or payment.status not in _CLOSED for _, payment in judged):
        common = list(setup_blockers(context, at, rules))
    yield from common
    waiting: Blocker | None = None
    for share, payment in judged:
        own = list(_share_blockers(context, share, payment, at, rules))
        if payment is not None:
            own += status_blockers(payment, at, rules)
        yield from own
        is_ordered = payment is not None and payment.status is PaymentStatus.UPCOMING
        if not common and not own and not is_ordered:
            holds = () if payment is None else payment.milestones.holds
            if holds:
                yield attrs.evolve(waiting_blocker(context, at, rules, holds), entity=share.entity)
            else:
                waiting = waiting or waiting_blocker(context, at, rules)
                yield attrs.evolve(waiting, entity=share.entity)


_CLOSED: Final = frozenset(
    {PaymentStatus.INCORRECT_PAYMENT, PaymentStatus.FORFEITED, PaymentStatus.ESCHEATED}
)
"""The statuses in which set-up no longer matters."""

_ORDER_STANDS: Final = frozenset(
    {PaymentStatus.UPCOMING, PaymentStatus.IN_PROGRESS, PaymentStatus.FAILED, PaymentStatus.REPROCESSING}
)
"""The statuses in which an order has fixed the terms."""


def _share_blockers(
    context: PaymentContext,
    share: Payout | UnresolvedShare | PaymentTerms,
    payment: Payment | None,
    at: datetime,
    rules: Rules,
) -> Iterator[Blocker]:
    """Yield the faults of one entity's share, or of a payment without one, its status aside."""
    if payment is not None and payment.status in _CLOSED:
        return
    ordered = payment if payment is not None and payment.status in _ORDER_STANDS else None
    if isinstance(share, UnresolvedShare):
        found = None if share.found is None else share.found.profile
        # Since when and by when a reason for it holds, only the standing of the profile says.
        if share.entity is not None and found is not None and context.standing_of(found) is not None:
            yield from bank_blockers(context, found, share.entity, at, rules)
        yield from unresolved_blockers(share, is_ordered=ordered is not None)
    else:
        paid = share if ordered is None else ordered.terms
        yield from bank_blockers(context, paid.profile, share.entity, at, rules)
        ended = currency_blocker(paid.money, share.entity, rules.day(at))
        if ended is not None:
            yield ended
    minimum = minimum_blocker(context.balance)
    if minimum is not None and (payment is None or payment.milestones.ordered_at is None):
        yield minimum
    held = None if payment is None else hold_blocker(payment)
    if held is not None:
        yield held


_ORDER: Final = {code: number for number, code in enumerate(BlockerCode)}


def _in_order(found: Iterable[Blocker]) -> tuple[Blocker, ...]:
    """Return each blocker once, in the order in which they are to be fixed.

    A blocker of one entity is left out where the same is open for all.
    """
    by_key: dict[tuple[BlockerCode, str], Blocker] = {}
    for blocker in found:
        by_key.setdefault((blocker.code, blocker.entity or ""), blocker)
    kept = [blocker for (code, entity), blocker in by_key.items() if not entity or (code, "") not in by_key]
    return tuple(sorted(kept, key=lambda blocker: (_ORDER[blocker.code], blocker.entity or "")))
