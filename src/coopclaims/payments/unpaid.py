"""Why is this claim not paid? Every open gate, in the order in which it is to be mended.

The answer is empty exactly when there is nothing left to wait for: each share of the approved amount
has a payment that was ordered (Upcoming) with no gate open, or that is In progress, Reprocessing or
Sent. A payment that is under way is not judged any more. An approved claim with nothing in its way
and no order yet has one gate, which is no fault: it waits for its day.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final, final

import attrs

from coopclaims.payments.blockers import Gate, GateCode
from coopclaims.payments.judging import (
    bank_gate,
    claim_gate,
    hold_gate,
    minimum_gate,
    setup_gates,
    status_gates,
    unresolved_gates,
    waiting_gate,
)
from coopclaims.payouts.shares import UnresolvedShare
from coopclaims.payouts.statuses import PaymentStatus
from coopclaims.periods import as_instant
from coopclaims.provenance import Explanation, cite

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coopclaims.payments.blockers import PaymentCircumstances
    from coopclaims.payments.payment import Payment, PaymentTerms
    from coopclaims.payouts.payout import Payout
    from coopclaims.rules.book import Rules


@final
@attrs.frozen(kw_only=True)
class WhyNotPaid:
    """What a claim's payment waits for at an instant; empty where it is on its way or done."""

    at: datetime
    gates: tuple[Gate, ...]
    explanation: Explanation = attrs.field(repr=False)

    @property
    def faults(self) -> tuple[Gate, ...]:
        """The gates that somebody has to mend; a clock that runs is none."""
        return tuple(gate for gate in self.gates if gate.code.is_fault)

    def explain(self) -> Explanation:
        """Return the open gates, each with its why."""
        return self.explanation


def why_not_paid(circumstances: PaymentCircumstances, *, at: datetime, rules: Rules) -> WhyNotPaid:
    """Return what stands between this claim and its money at the instant `at`, each gate with its why.

    Raises `InvalidValue` for a naive `at`, and `CalendarOutOfRange`.
    Source: MG22 D-10, D-11; PI22 P-29; EA23 P-38; TP23 P-18, P-20 to P-24; UI22 P-13; PR22 P-12.
    """
    now = as_instant("at", at)
    gates = _in_order(_open(circumstances, now, rules))
    notes = () if circumstances.balance is not None else (_MINIMUM_UNJUDGED,)
    waits_for = f"{len(gates)} thing{'s' if len(gates) > 1 else ''}"
    if not gates:
        waits_for = "nothing: its payment is on its way"
    explanation = Explanation(
        code="why-not-paid",
        text=f"claim {circumstances.claim.id} waits for {waits_for}",
        figures=(("at", now.isoformat()), ("gates", ", ".join(gate.code for gate in gates))),
        source=cite("PI22", "P-29"),
        because=(*(gate.explanation for gate in gates), *notes),
    )
    return WhyNotPaid(at=now, gates=gates, explanation=explanation)


_MINIMUM_UNJUDGED: Final = Explanation(
    code="minimum-not-judged",
    text="no balance was given, and the minimum is not judged",
    source=cite("TP23", "P-18"),
)


def faults_of(
    circumstances: PaymentCircumstances, payment: Payment, at: datetime, rules: Rules
) -> tuple[Gate, ...]:
    """Return the faults that keep this payment from being ordered, made or sent.

    Its own status is not among them: the payment table judges that.
    """
    not_approved = claim_gate(circumstances.claim, rules)
    if not_approved is not None:
        return (not_approved,)
    # A payment whose entity has no share any more is held to its own terms; without any share, to that.
    shares: list[Payout | UnresolvedShare | PaymentTerms]
    own = [each for each in circumstances.shares if each.entity == payment.entity]
    shares = [*own] or [each for each in circumstances.shares if each.entity is None] or [payment.terms]
    gates = _in_order(
        gate
        for source in (
            setup_gates(circumstances, at, rules),
            *(_share_gates(circumstances, share, payment, at, rules) for share in shares),
        )
        for gate in source
    )
    return tuple(gate for gate in gates if not gate.code.is_payment_status)


def _open(circumstances: PaymentCircumstances, at: datetime, rules: Rules) -> Iterator[Gate]:
    not_approved = claim_gate(circumstances.claim, rules)
    if not_approved is not None:
        yield not_approved
        return
    judged = [
        (share, payment)
        for share in circumstances.shares
        if (payment := circumstances.payment_of(share.entity)) is None or not payment.status.is_under_way
    ]
    common: list[Gate] = []
    if any(payment is None or payment.status not in _CLOSED for _, payment in judged):
        common = list(setup_gates(circumstances, at, rules))
    yield from common
    for share, payment in judged:
        own = list(_share_gates(circumstances, share, payment, at, rules))
        if payment is not None:
            own += status_gates(payment, at, rules)
        yield from own
        is_ordered = payment is not None and payment.status is PaymentStatus.UPCOMING
        if not common and not own and not is_ordered:
            yield waiting_gate(circumstances, share.entity, at, rules)


_CLOSED: Final = frozenset(
    {PaymentStatus.INCORRECT_PAYMENT, PaymentStatus.FORFEITED, PaymentStatus.ESCHEATED}
)
"""Where set-up no longer matters."""

_ORDER_STANDS: Final = frozenset(
    {
        PaymentStatus.UPCOMING,
        PaymentStatus.IN_PROGRESS,
        PaymentStatus.FAILED,
        PaymentStatus.REPROCESSING,
    }
)
"""Where terms are fixed by an order that was made."""


def _share_gates(
    circumstances: PaymentCircumstances,
    share: Payout | UnresolvedShare | PaymentTerms,
    payment: Payment | None,
    at: datetime,
    rules: Rules,
) -> Iterator[Gate]:
    """Yield the faults of one entity's share, or of a payment without one, its status aside."""
    if payment is not None and payment.status in _CLOSED:
        return
    ordered = payment if payment is not None and payment.status in _ORDER_STANDS else None
    if isinstance(share, UnresolvedShare):
        yield from unresolved_gates(share, is_ordered=ordered is not None)
    else:
        profile = share.profile if ordered is None else ordered.terms.profile
        bank = bank_gate(circumstances, profile, share.entity, at, rules)
        if bank is not None:
            yield bank
    minimum = minimum_gate(circumstances.balance)
    if minimum is not None and (payment is None or payment.milestones.ordered_at is None):
        yield minimum
    held = None if payment is None else hold_gate(payment)
    if held is not None:
        yield held


_ORDER: Final = {code: number for number, code in enumerate(GateCode)}


def _in_order(gates: Iterable[Gate]) -> tuple[Gate, ...]:
    """Return each gate once, in the order in which they are to be mended.

    A gate of one entity is left out where the same is open for all.
    """
    by_key: dict[tuple[GateCode, str], Gate] = {}
    for gate in gates:
        by_key.setdefault((gate.code, gate.entity or ""), gate)
    kept = [gate for (code, entity), gate in by_key.items() if not entity or (code, "") not in by_key]
    return tuple(sorted(kept, key=lambda gate: (_ORDER[gate.code], gate.entity or "")))
