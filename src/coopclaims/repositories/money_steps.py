"""How a payment command and a command to a fund are performed, without I/O: like those of a claim.

A step of a payment and what its fund records of it are one append. What was read and is not written, the
claim and its payments, is guarded wherever money moves on.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import attrs

from coopclaims._checks import door
from coopclaims.errors import StaleClaim, UnknownPayment
from coopclaims.findings.problem import Refused
from coopclaims.funds.commands import FundCommand, RollOverFunds, repeated
from coopclaims.funds.deciding import decide_fund, outsider_of_fund
from coopclaims.payments.blockers import PaymentContext
from coopclaims.payments.deciding import PaymentCommand, decide_payment, outsider_of_payment, repeated_payment
from coopclaims.payments.payment import PaymentHistory
from coopclaims.payments.recording import replay_payment
from coopclaims.payments.table import JUDGED
from coopclaims.payouts.statuses import PaymentTrigger
from coopclaims.repositories.answers import (
    booked_of,
    claim_of,
    loaded_of,
    payments_of,
    pool_of,
    steps_of,
)
from coopclaims.repositories.attempts import Attempts
from coopclaims.repositories.effects import (
    Answer,
    Append,
    Effect,
    FundOutcome,
    LoadBooked,
    LoadClaim,
    LoadPayment,
    LoadPayments,
    PaymentOutcome,
)
from coopclaims.repositories.protocols import (
    ClaimGuard,
    FundGuard,
    FundWrite,
    PaymentsGuard,
    PaymentWrite,
)
from coopclaims.repositories.stamping import SKEW, Present
from coopclaims.rules.book import Rules

if TYPE_CHECKING:
    from coopclaims.claims.claim import Claim
    from coopclaims.funds.pool import FundPool
    from coopclaims.payments.deciding import PaymentDecision
    from coopclaims.payments.payment import Payment
    from coopclaims.repositories.protocols import Guard, Write


_MOVING: Final = JUDGED | {PaymentTrigger.MAKE}
"""The steps that rest on the claim, its payments and its fund as they were read."""


@door
def perform_payment_steps(
    command: PaymentCommand,
    *,
    rules: Rules,
    context: PaymentContext,
    attempts: int = 1,
    seen: int | None = None,
    now: Present | None = None,
    skew: timedelta = SKEW,
) -> Generator[Effect, Answer, PaymentOutcome]:
    """Yield what has to be asked of a repository to perform a payment command; the outcome is returned.

    The parameters are those of `perform`: `command`, `rules`, the `context` of the payment, `attempts`, how
    often to decide at most, the version `seen`, the present `now`, and the tolerance `skew`.

    Send the answer to each effect, or throw in what the repository raised. Raises as `perform` does.
    """
    tries = Attempts(attempts, seen=seen, now=now, skew=skew, policies=rules.policies)
    version = funded = 0
    while True:
        payment, history = yield from _payment(command, version)
        _refuse_outsider(command, payment, None if payment is not None else context.claim, rules)
        performed = repeated_payment(command, history.entries)
        if payment is not None and performed:
            return PaymentOutcome(payment=payment, entries=performed, is_repeat=True)
        version, last = (0, None) if payment is None else (payment.version, payment.changed_at)
        last = None if command.corrects is not None else last  # a correction may be earlier
        stamp = tries.begin(command.payment, version, command.at, last)
        asked = stamp.on(command)
        claim, payments = yield from _facts(context, command, payment)
        _refuse_outsider(command, payment, claim, rules)
        if claim.approved != context.claim.approved:  # the payouts were resolved of another claim than this
            raise StaleClaim(claim.id, context.claim.version, claim.version)
        pool = yield from pool_of(claim.form, funded)
        funded = pool.version
        known = attrs.evolve(context, claim=claim, payments=payments)
        decision = stamp.decided(
            decide_payment, asked, payment, context=known, funds=pool, rules=rules, history=history
        )
        try:
            yield Append(*_written(command, version, decision, known, pool))
        except StaleClaim as conflict:
            tries.came_late(conflict)
            continue
        return PaymentOutcome(
            payment=decision.payment,
            entries=decision.entries,
            ledger=decision.ledger,
            advice=stamp.advice,
            moved_from=stamp.moved_from,
        )


def _refuse_outsider(
    command: PaymentCommand, payment: Payment | None, claim: Claim | None, rules: Rules
) -> None:
    """Raise `Refused` for whoever has no part in the payment that is there, or in its claim."""
    outsider = outsider_of_payment(command, payment, claim, rules=rules)
    if outsider is not None:
        raise Refused((outsider,))


def _written(
    command: PaymentCommand, version: int, decision: PaymentDecision, context: PaymentContext, pool: FundPool
) -> tuple[tuple[Write, ...], tuple[Guard, ...]]:
    """Return what is appended, and what has to be as it was read."""
    claim, is_moving = context.claim, command.trigger in _MOVING
    step = PaymentWrite(payment=command.payment, expected=version, entries=decision.entries)
    read: tuple[Guard, ...] = (
        ClaimGuard(claim=claim.id, expected=claim.version),
        PaymentsGuard.of(claim.id, context.payments),
    )
    if decision.ledger:
        booking = FundWrite(pool=pool.key, expected=pool.version, entries=decision.ledger)
        return (step, booking), read if is_moving else ()
    return (step,), (*read, FundGuard(pool=pool.key, expected=pool.version)) if is_moving else ()


def _payment(
    command: PaymentCommand, least: int
) -> Generator[Effect, Answer, tuple[Payment | None, PaymentHistory]]:
    """Ask for the payment, and return it as it is now with its History; `None` where it is not there.

    `least` is the version at which it was loaded before: none that comes later is older.
    """
    wanted = LoadPayment(command.payment)
    try:
        answer = yield wanted
    except UnknownPayment:
        return None, PaymentHistory(command.payment)
    history = steps_of(wanted, answer, least)
    return replay_payment(history), history


def _facts(
    context: PaymentContext, command: PaymentCommand, payment: Payment | None
) -> Generator[Effect, Answer, tuple[Claim, tuple[Payment, ...]]]:
    """Ask for the claim of the context and its payments, and return both as they are now.

    `payment` is the one of the command as it was loaded, `None` where it is not there.
    """
    wanted = LoadClaim(context.claim.id, command.id)
    claim = claim_of(wanted, loaded_of(wanted, (yield wanted)), 0)
    others = LoadPayments(context.claim.id)
    return claim, payments_of(others, (yield others), payment)


@door
def perform_fund_steps(
    command: FundCommand,
    *,
    rules: Rules,
    attempts: int = 1,
    seen: int | None = None,
    now: Present | None = None,
    skew: timedelta = SKEW,
) -> Generator[Effect, Answer, FundOutcome]:
    """Yield what has to be asked of a repository to perform a command to a fund; the outcome is returned.

    The parameters are those of `perform`: `command`, `rules`, `attempts`, how often to decide at most, the
    version `seen`, the present `now`, and the tolerance `skew`.

    Send the answer to each effect, or throw in what the repository raised. Raises as `perform` does.
    """
    tries = Attempts(attempts, seen=seen, now=now, skew=skew, policies=rules.policies)
    outsider = outsider_of_fund(command, rules=rules)
    if outsider is not None:
        raise Refused((outsider,))
    versions = (0, 0)
    while True:
        pool = yield from pool_of(command.fund, versions[0])
        # Read second: what somebody books in between is seen here, and makes this append too late.
        wanted = LoadBooked(command.fund, command.id)
        performed = repeated(command, booked_of(wanted, (yield wanted)))
        if performed:
            return FundOutcome(pools=(pool,), entries=performed, is_repeat=True)
        stamp = tries.begin(command.fund, pool.version, command.at, None)
        other = (
            (yield from pool_of(command.into, versions[1])) if isinstance(command, RollOverFunds) else None
        )
        versions = (pool.version, 0 if other is None else other.version)
        decision = stamp.decided(decide_fund, stamp.on(command), pool, rules=rules, other=other)
        read = (pool,) if other is None else (pool, other)
        writes = (
            FundWrite(pool=each.key, expected=each.version, entries=decision.of(each.key)) for each in read
        )
        try:
            yield Append(tuple(writes))
        except StaleClaim as conflict:
            tries.came_late(conflict)
            continue
        return FundOutcome(
            pools=decision.pools,
            entries=decision.entries,
            advice=stamp.advice,
            moved_from=stamp.moved_from,
        )
