"""What a sequence of commands would lead to, step by step, and nothing touched."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, final

import attrs

from coopclaims._checks import door
from coopclaims._pages import ForeseenStep
from coopclaims.claims.claim import Claim
from coopclaims.claims.commands import Command, CreateClaim
from coopclaims.claims.events import History
from coopclaims.deadlines.counting import Deadline
from coopclaims.deadlines.each_clock import clocks
from coopclaims.decisions.deciding import problems
from coopclaims.errors import InvalidValue, UnknownClaim, UnknownFund, UnknownPayment
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Problem, Refused, problem
from coopclaims.funds.commands import FundCommand
from coopclaims.funds.pool import FundPool
from coopclaims.money.exchange import ExchangeRates
from coopclaims.parties import Action
from coopclaims.payments.blockers import PaymentContext
from coopclaims.payments.deciding import PaymentCommand
from coopclaims.payments.payment import Payment, PaymentHistory
from coopclaims.payments.recording import replay_payment
from coopclaims.payouts.setups import PayoutSetups
from coopclaims.repositories.effects import (
    LoadClaim,
    LoadPayment,
    LoadPayments,
    LoadPool,
    Outcome,
    PaymentOutcome,
)
from coopclaims.repositories.protocols import Loaded
from coopclaims.repositories.staging import Staging
from coopclaims.repositories.stamping import SKEW
from coopclaims.repositories.steps import any_steps, drive
from coopclaims.rules.book import Rules

if TYPE_CHECKING:
    from coopclaims.claims.events import HistoryEntry
    from coopclaims.repositories.effects import Answer, Effect, FundOutcome


@door
def scenario(
    claim: Claim | None,
    commands: Iterable[Command | PaymentCommand | FundCommand],
    *,
    rules: Rules,
    funds: FundPool,
    context: PaymentContext | None = None,
    rates: ExchangeRates | None = None,
    setups: PayoutSetups | None = None,
    others: Iterable[Claim] = (),
    history: History | None = None,
    payments: Iterable[PaymentHistory] = (),
    skew: timedelta = SKEW,
) -> tuple[ForeseenStep, ...]:
    """Return what each of these commands would lead to, performed one after the other; nothing is touched.

    `claim` is the claim as it is now, `None` where the first command is to create it. `commands` are those of
    the claim, of its payments and of its fund, in order. `rules` are bound rules. `funds` is the pool that
    the claim draws on, as it is now. `context` is what payment commands are judged in, as `perform` takes it:
    its claim and payments are those of the sequence, and all else in it counts; `None` where there is no
    payment command. `rates`, `setups`, `others` and `skew` are those of `perform`. `history` is the whole
    History of the claim, by which a command that was performed before is known, and `CorrectInstant` is
    judged; with `None` neither. `payments` are the Histories of all payments of the claim.

    A refused command stops nothing: it leaves the claim as it was, and the next one is judged on that. The
    steps are those to which `perform` would lead with a store that holds just this. They are for whoever may
    see the claim and its fund: what they say of both is not shortened for the actor of a command.

    Raises `InvalidValue` where the History, the payments or the context are not those of the claim, and for a
    payment command without a context; `StaleClaim` where the context is of another approved amount than the
    sequence leads to; `UnknownFund` for a command to another fund than `funds`; and `CommandReused` where one
    identifier is given to two commands.

    >>> from coopclaims import ClaimStatus, Role
    >>> from coopclaims.claims import CancelDraft, StartReview
    >>> from coopclaims.testing import scenarios, simplest
    >>> story = simplest(scenarios(ClaimStatus.EDITING))
    >>> world, claim = story.world, story.claim
    >>> given = {"claim": claim.id, "at": claim.changed_at}
    >>> review = StartReview(id="k-1", by=world.actor(Role.REVIEWER), **given)
    >>> cancel = CancelDraft(id="k-2", by=world.actor(Role.INCENTIVES_ADMIN), **given)
    >>> for step in scenario(claim, [review, cancel], rules=world.rules, funds=world.funds):
    ...     print(step.command.key, step.is_accepted, step.claim.status)
    start_review False editing
    cancel_draft True cancelled
    """
    known = _Known(claim, funds, tuple(payments), history)
    if context is not None and claim is not None and context.claim.id != claim.id:
        raise InvalidValue("context", context.claim.id, "what_is_of_the_claim")
    staging, now, paid = Staging(), claim, known.payments()
    running, beside = _running(claim, rules, context), tuple(others)
    steps: list[ForeseenStep] = []
    for command in commands:
        found: tuple[Problem, ...] = ()
        outcome: Outcome | PaymentOutcome | FundOutcome | None = None
        try:
            core = any_steps(
                command,
                rules=rules,
                context=_as_it_is(context, now, paid),
                rates=rates,
                setups=setups,
                others=beside,
                attempts=1,
                advise=False,
                seen=None,
                now=None,
                skew=skew,
            )
            _refuse_elsewhere(command, now, rules, staging.fund(funds), context)
            outcome = drive(staging.run(core), known.answer)
        except Refused as refused:
            found = refused.problems
        if isinstance(outcome, Outcome):
            now = outcome.claim
            running = _running(now, rules, context)
        elif isinstance(outcome, PaymentOutcome):
            unchanged = (each for each in paid if each.id != outcome.payment.id)
            paid = tuple(sorted((*unchanged, outcome.payment), key=lambda each: each.id))
        steps.append(
            ForeseenStep(
                command=command,
                problems=found,
                claim=now,
                payments=paid,
                deadlines=running,
                available=staging.fund(funds).balance().available,
                is_repeat=outcome is not None and outcome.is_repeat,
            )
        )
    return tuple(steps)


def _running(claim: Claim | None, rules: Rules, context: PaymentContext | None) -> tuple[Deadline, ...]:
    """Return the deadlines of a claim that nothing has answered yet."""
    if claim is None:
        return ()
    invoice = None if context is None else context.tax_invoice
    found = clocks(claim, rules=rules, tax_invoice=invoice).values()
    return tuple(each for each in found if isinstance(each, Deadline) and each.answered_at is None)


def _as_it_is(
    context: PaymentContext | None, claim: Claim | None, payments: tuple[Payment, ...]
) -> PaymentContext | None:
    """Return the context of a claim as it is now: one that is not approved is paid by nobody."""
    if context is None or claim is None or claim.approved is not None:
        return context
    paid = {each.terms.profile for each in payments}
    profiles = tuple(each for each in context.profiles if each.profile in paid)
    return attrs.evolve(context, claim=claim, resolution=None, payments=payments, profiles=profiles)


def _refuse_elsewhere(
    command: Command | PaymentCommand | FundCommand,
    claim: Claim | None,
    rules: Rules,
    funds: FundPool,
    context: PaymentContext | None,
) -> None:
    """Raise `Refused` for a command to another claim than that of the sequence, or before it is made."""
    if isinstance(command, PaymentCommand):
        if claim is None and context is not None:
            who = rules.roles(Action.CREATE_CLAIM, rules.day(command.at))
            of = context.claim.id
            raise Refused((problem(ProblemCode.CLAIM_MISSING, field="claim", who=who, claim=of),))
    elif not isinstance(command, FundCommand):
        is_first = claim is None and isinstance(command, CreateClaim)
        if not is_first and (claim is None or command.claim != claim.id):
            raise Refused(problems(command, claim, rules=rules, funds=funds))


@final
class _Known:
    """What is known of a claim, its fund and its payments before the first command, as a store answers."""

    def __init__(
        self,
        claim: Claim | None,
        funds: FundPool,
        payments: tuple[PaymentHistory, ...],
        history: History | None,
    ) -> None:
        self._claim, self._funds, self._history = claim, funds, history
        self._payments = {each.payment: (each, replay_payment(each)) for each in payments}
        entries: tuple[HistoryEntry, ...] = () if history is None else history.entries
        self._performed = {each.command: each for each in entries}
        of = None if claim is None else claim.id
        if history is not None and (claim is None or (history.claim, history.version) != (of, claim.version)):
            raise InvalidValue("history", (history.claim, history.version), "what_is_of_the_claim")
        for _, payment in self._payments.values():
            if payment.claim != of:
                raise InvalidValue("payments", payment.claim, "what_is_of_the_claim")

    def payments(self) -> tuple[Payment, ...]:
        """Return the payments of the claim, by identifier."""
        return tuple(self._payments[each][1] for each in sorted(self._payments))

    def answer(self, effect: Effect) -> Answer:
        """Return what a store that holds just this would answer, or raise as it would."""
        if isinstance(effect, LoadClaim):
            return self._loaded(effect)
        if isinstance(effect, LoadPool):
            key, asked = self._funds.key, (effect.location, effect.program, effect.usage_period)
            if (key.location, key.program, key.usage_period) != asked:
                raise UnknownFund(asked)
            return self._funds
        if isinstance(effect, LoadPayment):
            if effect.payment not in self._payments:
                raise UnknownPayment(effect.payment)
            return self._payments[effect.payment][0]
        return self.payments() if isinstance(effect, LoadPayments) else ()  # nothing was booked by a command

    def _loaded(self, effect: LoadClaim) -> History | Loaded:
        if self._claim is None or effect.claim != self._claim.id:
            raise UnknownClaim(effect.claim)
        if effect.whole and self._history is not None:
            return self._history
        performed = self._performed.get(effect.command)
        return Loaded(snapshot=self._claim, since=(), performed=() if performed is None else (performed,))
