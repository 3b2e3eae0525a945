"""What a store would hold if nobody ever met anybody: one command after the other, and no store."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast, final

import attrs

from coopclaims.claims.commands import Command, CorrectInstant, CreateClaim
from coopclaims.claims.events import History
from coopclaims.decisions.deciding import decide
from coopclaims.errors import InvalidValue, UnknownClaim, UnknownPayment
from coopclaims.findings.problem import Refused
from coopclaims.funds.commands import FundCommand, RollOverFunds
from coopclaims.funds.deciding import decide_fund
from coopclaims.funds.entries import PoolKey
from coopclaims.identifiers import ClaimId, CommandId, PaymentId
from coopclaims.payments.deciding import PaymentCommand, decide_payment
from coopclaims.payments.payment import PaymentHistory
from coopclaims.payments.recording import replay_payment
from coopclaims.repositories.stamping import SKEW, stamped
from coopclaims.testing.game import AnyCommand, stream_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from coopclaims.claims.claim import Claim
    from coopclaims.funds.pool import FundPool
    from coopclaims.identifiers import LocationId, ProgramId
    from coopclaims.money.exchange import ExchangeRates
    from coopclaims.payments.blockers import PaymentContext
    from coopclaims.payments.payment import Payment
    from coopclaims.periods import UsagePeriod
    from coopclaims.repositories.protocols import ClaimRepository
    from coopclaims.rules.book import Rules
    from coopclaims.testing.game import Subject


_Given = TypeVar("_Given", bound=AnyCommand)

CommandKey: TypeAlias = "tuple[Subject, CommandId]"
"""What a command is known by: its stream, and its identifier there."""


def named(command: AnyCommand) -> CommandKey:
    """Return what a command is known by."""
    return stream_of(command), command.id


@final
@attrs.frozen(kw_only=True)
class Concerned:
    """The claims and payments that commands are about, and what is decided with.

    `claims` and `payments` are identifiers, in order; the claim whose payments are commanded is among the
    claims. `context` is what the payment commands are judged in, `None` where there is none.
    """

    claims: tuple[ClaimId, ...]
    payments: tuple[PaymentId, ...]
    rules: Rules
    rates: ExchangeRates | None
    context: PaymentContext | None

    @classmethod
    def by(
        cls,
        commands: Sequence[AnyCommand],
        *,
        rules: Rules,
        rates: ExchangeRates | None,
        context: PaymentContext | None,
    ) -> Concerned:
        """Return what these commands are about. Raises `InvalidValue` for a payment without its context."""
        paying = {each.payment for each in commands if isinstance(each, PaymentCommand)}
        claims = {each.claim for each in commands if isinstance(each, Command)}
        if context is not None:
            claims.add(context.claim.id)
        elif paying:
            raise InvalidValue("context", None, "context_of_the_payment")
        return cls(
            claims=tuple(sorted(claims)),
            payments=tuple(sorted(paying)),
            rules=rules,
            rates=rates,
            context=context,
        )


@final
class Serial:
    """What a store holds of what is concerned, and what that leads to, one command after the other."""

    def __init__(self, store: ClaimRepository, of: Concerned) -> None:
        self._of = of
        self.entries: dict[ClaimId, History | None] = {}
        for claim in of.claims:
            try:
                self.entries[claim] = store.history(claim)
            except UnknownClaim:
                self.entries[claim] = None
        self.payments: dict[PaymentId, PaymentHistory | None] = {}
        for payment in of.payments:
            try:
                self.payments[payment] = store.payment_history(payment)
            except UnknownPayment:
                self.payments[payment] = None
        self.others: tuple[Payment, ...] = ()
        """The payments of the claim that no command is about."""
        if of.context is not None:
            found = store.payments(of.context.claim.id)
            self.others = tuple(each for each in found if each.id not in self.payments)
        self.claims = {claim.id: claim for claim in store.claims()}
        self.pools = {_place(pool.key): pool for pool in store.pools()}

    def perform(self, command: AnyCommand) -> None:
        """Decide and record; what is refused changes nothing, and that is an order as well."""
        try:
            if isinstance(command, PaymentCommand):
                self._pay(command)
            elif isinstance(command, FundCommand):
                self._book(command)
            else:
                self._decide(command)
        except Refused:
            return

    def picture(self) -> tuple[object, ...]:
        """Return all that can be seen of what is concerned, and of every fund."""
        listed = tuple(claim for _, claim in sorted(self.claims.items()))
        streams = (*self.entries.values(), *self.payments.values())
        return (*streams, self.others, listed, tuple(self.pools.values()))

    def _decide(self, command: Command) -> None:
        claim, of = self.claims.get(command.claim), self._of
        if claim is None and not isinstance(command, CreateClaim):
            return
        form = command.form if isinstance(command, CreateClaim) else cast("Claim", claim).form
        pool = self.pools[form.location, form.program, form.usage_period]
        before = self.entries[command.claim] or History(command.claim)
        history = before if isinstance(command, CorrectInstant) else None
        asked = self._stamped(command, None if claim is None or history else claim.changed_at)
        decision = decide(asked, claim, rules=of.rules, funds=pool, rates=of.rates, history=history)
        self.entries[command.claim] = before.extended(decision.entries)
        self.claims[command.claim] = decision.claim
        self._record(pool.record(decision.ledger))

    def _pay(self, command: PaymentCommand) -> None:
        of = self._of
        context = cast("PaymentContext", of.context)
        claim = self.claims.get(context.claim.id)
        if claim is None or claim.approved != context.claim.approved:
            return  # what the payouts were resolved of is no longer so, or not yet
        before = self.payments[command.payment] or PaymentHistory(command.payment)
        payment = replay_payment(before) if before.entries else None
        known = (replay_payment(each) for each in self.payments.values() if each is not None)
        context = attrs.evolve(context, claim=claim, payments=(*self.others, *known))
        pool = self.pools[claim.form.location, claim.form.program, claim.form.usage_period]
        corrects = command.corrects is not None
        asked = self._stamped(command, None if payment is None or corrects else payment.changed_at)
        decision = decide_payment(asked, payment, context=context, funds=pool, rules=of.rules, history=before)
        self.payments[command.payment] = before.extended(decision.entries)
        self._record(pool.record(decision.ledger))

    def _book(self, command: FundCommand) -> None:
        pool = self.pools[_place(command.fund)]
        other = self.pools[_place(command.into)] if isinstance(command, RollOverFunds) else None
        decision = decide_fund(self._stamped(command, None), pool, rules=self._of.rules, other=other)
        for each in decision.pools:
            self._record(each)

    def _stamped(self, command: _Given, last: datetime | None) -> _Given:
        stamp = stamped(command.at, last, now=None, skew=SKEW, policies=self._of.rules.policies)
        return stamp.on(command)

    def _record(self, pool: FundPool) -> None:
        self.pools[_place(pool.key)] = pool


def _place(key: PoolKey) -> tuple[LocationId, ProgramId, UsagePeriod]:
    return (key.location, key.program, key.usage_period)
