"""A game as it ought to stand: claims, their payments and two funds, by what was decided and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast, final

import attrs

from coopclaims.claims.events import History
from coopclaims.claims.table import ClaimRow
from coopclaims.decisions.deciding import Decision
from coopclaims.findings.codes import ProblemCode
from coopclaims.funds.commands import FundCommand, RollOverFunds
from coopclaims.funds.deciding import FundDecision, decide_fund, fund_problems
from coopclaims.funds.entries import FundEntry, PoolKey
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import ClaimId, CommandId, EntityId, PaymentId
from coopclaims.money.amounts import Money
from coopclaims.payments.deciding import PaymentCommand, PaymentDecision, decide_payment, payment_problems
from coopclaims.payments.payment import Payment, PaymentHistory
from coopclaims.payments.table import PaymentRow
from coopclaims.repositories.protocols import ClaimWrite, FundWrite, PaymentWrite
from coopclaims.testing.paying import PaymentFacts

if TYPE_CHECKING:
    from coopclaims.claims.claim import Claim, ClaimStatus
    from coopclaims.claims.commands import Command
    from coopclaims.findings.problem import Problem
    from coopclaims.payments.blockers import PaymentContext
    from coopclaims.repositories.protocols import Write
    from coopclaims.testing.world import World

AnyCommand: TypeAlias = "Command | PaymentCommand | FundCommand"
"""A command of a claim, of a payment, or to a fund."""

AnyDecision: TypeAlias = Decision | PaymentDecision | FundDecision
"""What is decided about any of them."""

Subject: TypeAlias = ClaimId | PaymentId | PoolKey
"""Which claim, payment or fund a command is about."""


def stream_of(command: AnyCommand) -> Subject:
    """Return which stream a command is about."""
    if isinstance(command, PaymentCommand):
        return command.payment
    return command.fund if isinstance(command, FundCommand) else command.claim


def of_a_claim(command: AnyCommand) -> Command | None:
    """Return the command if it is one of a claim."""
    if isinstance(command, PaymentCommand):
        return None
    return None if isinstance(command, FundCommand) else command


@final
class Game:
    """What has happened so far in one game, and what every stream ought to hold.

    `world` has the fund of the claims as it is now, and `earlier` is the fund of the six months before;
    `None` where only one is played. `goals` are the edges that claims and payments are on their way to,
    `entered` those that were taken, and `met` the kinds of problem that were met. `done` has every command
    that was accepted, by its stream and identifier.
    """

    def __init__(self, world: World, earlier: FundPool | None) -> None:
        self.world = world
        self.earlier = earlier
        self.claims: dict[ClaimId, Claim] = {}
        self.histories: dict[ClaimId, History] = {}
        self.payments: dict[PaymentId, Payment] = {}
        self.payment_histories: dict[PaymentId, PaymentHistory] = {}
        self.ledgers: dict[PoolKey, tuple[FundEntry, ...]] = {each.key: () for each in self.pools}
        self.ledgers[world.funds.key] = world.earnings()
        self.splits: dict[ClaimId, tuple[tuple[EntityId, Money], ...]] = {}
        self.goals: dict[Subject, ClaimRow | PaymentRow] = {}
        self.entered: set[ClaimRow | PaymentRow] = set()
        self.met: set[ProblemCode] = set()
        self.rounds: set[ClaimStatus] = set()
        self.done: dict[tuple[Subject, CommandId], AnyCommand] = {}

    @property
    def pools(self) -> tuple[FundPool, ...]:
        """The funds as they ought to be, that of the claims first."""
        return (self.world.funds,) if self.earlier is None else (self.world.funds, self.earlier)

    def pool(self, key: PoolKey) -> FundPool:
        """Return the fund with this key."""
        return next(each for each in self.pools if each.key == key)

    def payments_of(self, claim: ClaimId) -> tuple[Payment, ...]:
        """Return the payments of a claim, by identifier."""
        return tuple(
            self.payments[each] for each in sorted(self.payments) if self.payments[each].claim == claim
        )

    def context(self, command: PaymentCommand, claim: ClaimId, facts: PaymentFacts) -> PaymentContext:
        """Return what a payment command of this claim depends on."""
        return facts.context(
            self.claims[claim],
            world=self.world,
            at=command.at,
            payments=self.payments_of(claim),
            shares=self.splits.get(claim),
        )

    def _other(self, command: FundCommand) -> FundPool | None:
        return self.pool(command.into) if isinstance(command, RollOverFunds) else None

    def problems(self, command: AnyCommand, context: PaymentContext | None) -> tuple[Problem, ...]:
        """Return everything that blocks this command; `context` is that of a payment command."""
        rules = self.world.rules
        if isinstance(command, PaymentCommand):
            known = self.payments.get(command.payment)
            facts = cast("PaymentContext", context)
            history = self.payment_histories.get(command.payment)
            return payment_problems(
                command, known, context=facts, funds=self.world.funds, rules=rules, history=history
            )
        if isinstance(command, FundCommand):
            return fund_problems(command, self.pool(command.fund), rules=rules, other=self._other(command))
        return self.world.problems(command, self.claims.get(command.claim), self.histories.get(command.claim))

    def decide(self, command: AnyCommand, context: PaymentContext | None) -> AnyDecision:
        """Return what happens when this command is given. Raises `Refused`."""
        rules = self.world.rules
        if isinstance(command, PaymentCommand):
            known = self.payments.get(command.payment)
            facts = cast("PaymentContext", context)
            history = self.payment_histories.get(command.payment)
            return decide_payment(
                command, known, context=facts, funds=self.world.funds, rules=rules, history=history
            )
        if isinstance(command, FundCommand):
            return decide_fund(command, self.pool(command.fund), rules=rules, other=self._other(command))
        return self.world.decide(command, self.claims.get(command.claim), self.histories.get(command.claim))

    def writes(self, decision: AnyDecision) -> tuple[Write, ...]:
        """Return what has to be appended for a decision, on what there is now."""
        found: list[Write] = []
        if isinstance(decision, PaymentDecision):
            payment = decision.payment.id
            expected = self.payments[payment].version if payment in self.payments else 0
            found.append(PaymentWrite(payment=payment, expected=expected, entries=decision.entries))
        elif isinstance(decision, Decision):
            claim = decision.claim.id
            expected = self.claims[claim].version if claim in self.claims else 0
            found.append(ClaimWrite(claim=claim, expected=expected, entries=decision.entries))
        found += (
            FundWrite(pool=pool.key, expected=pool.version, entries=entries)
            for pool, entries in self._booked(decision)
        )
        return tuple(found)

    def record(self, command: AnyCommand, decision: AnyDecision) -> None:
        """Take a decision for what has happened."""
        if isinstance(decision, Decision):
            claim = decision.claim
            before = self.histories.get(claim.id, History(claim.id))
            if claim.approved is not None:
                self.splits.setdefault(claim.id, self.world.funds.shares())
            else:  # never so, or taken back
                self.splits.pop(claim.id, None)
            self.claims[claim.id], self.histories[claim.id] = claim, before.extended(decision.entries)
        elif isinstance(decision, PaymentDecision):
            payment = decision.payment
            known = self.payment_histories.get(payment.id, PaymentHistory(payment.id))
            self.payments[payment.id] = payment
            self.payment_histories[payment.id] = known.extended(decision.entries)
            self.world = attrs.evolve(self.world, payments=tuple(self.payments.values()))
        for pool, entries in self._booked(decision):
            after = pool.record(entries)
            self.ledgers[pool.key] = (*self.ledgers[pool.key], *entries)
            if pool.key == self.world.funds.key:
                self.world = attrs.evolve(self.world, funds=after)
            else:
                self.earlier = after
        self.done[stream_of(command), command.id] = command

    def _booked(self, decision: AnyDecision) -> tuple[tuple[FundPool, tuple[FundEntry, ...]], ...]:
        """Return each fund in which a decision books, as it is before, with the entries of that fund."""
        booked = decision.entries if isinstance(decision, FundDecision) else decision.ledger
        sorted_out = [(pool, tuple(each for each in booked if each.pool == pool.key)) for pool in self.pools]
        return tuple((pool, entries) for pool, entries in sorted_out if entries)
