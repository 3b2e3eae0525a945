"""`perform` and `perform_async`: load, decide, append, and return the outcome.

What is done and in which order is written once, without I/O, in `perform_steps`: a generator that yields
effects and is sent their answers. The two functions only run the effects.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias, TypeVar, overload

from coopclaims._checks import door
from coopclaims.claims.claim import Claim
from coopclaims.claims.commands import Command, CorrectInstant, CreateClaim, DisputeCut, RetractApproval
from coopclaims.claims.events import History
from coopclaims.decisions.deciding import advice as advice_on, decide, problems
from coopclaims.decisions.outsiders import outside_of
from coopclaims.decisions.rows import event_of
from coopclaims.errors import CommandReused, CoopClaimsError, InvalidValue, StaleClaim, UnknownClaim
from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.problem import Refused, problem
from coopclaims.funds.commands import FundCommand
from coopclaims.funds.entries import PoolKey
from coopclaims.funds.pool import FundPool
from coopclaims.money.exchange import ExchangeRates
from coopclaims.payments.blockers import PaymentContext
from coopclaims.payments.deciding import PaymentCommand
from coopclaims.payouts.setups import PayoutSetups
from coopclaims.repositories.answers import claim_of, loaded_of, payments_of, pool_if_any, pool_of
from coopclaims.repositories.attempts import Attempts
from coopclaims.repositories.effects import (
    Answer,
    Append,
    Effect,
    FundOutcome,
    LoadClaim,
    LoadPayments,
    Outcome,
    PaymentOutcome,
    run_effect,
    run_effect_async,
)
from coopclaims.repositories.money_steps import perform_fund_steps, perform_payment_steps
from coopclaims.repositories.protocols import (
    AsyncClaimRepository,
    ClaimRepository,
    ClaimWrite,
    FundWrite,
    PaymentsGuard,
)
from coopclaims.repositories.stamping import SKEW, Present
from coopclaims.rules.book import Rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coopclaims.claims.claim import ClaimForm
    from coopclaims.claims.events import HistoryEntry
    from coopclaims.findings.problem import Problem
    from coopclaims.payments.payment import Payment
    from coopclaims.repositories.protocols import Guard, Write

_Done = TypeVar("_Done")


@overload
def perform(
    command: Command,
    repository: ClaimRepository,
    *,
    rules: Rules,
    rates: ExchangeRates | None = None,
    setups: PayoutSetups | None = None,
    others: Iterable[Claim] = (),
    attempts: int = 1,
    advise: bool = False,
    seen: int | None = None,
    now: Present | None = None,
    skew: timedelta = SKEW,
) -> Outcome: ...


@overload
def perform(
    command: PaymentCommand,
    repository: ClaimRepository,
    *,
    rules: Rules,
    context: PaymentContext,
    attempts: int = 1,
    seen: int | None = None,
    now: Present | None = None,
    skew: timedelta = SKEW,
) -> PaymentOutcome: ...


@overload
def perform(
    command: FundCommand,
    repository: ClaimRepository,
    *,
    rules: Rules,
    attempts: int = 1,
    seen: int | None = None,
    now: Present | None = None,
    skew: timedelta = SKEW,
) -> FundOutcome: ...


@door
def perform(
    command: Command | PaymentCommand | FundCommand,
    repository: ClaimRepository,
    *,
    rules: Rules,
    context: PaymentContext | None = None,
    rates: ExchangeRates | None = None,
    setups: PayoutSetups | None = None,
    others: Iterable[Claim] = (),
    attempts: int = 1,
    advise: bool = False,
    seen: int | None = None,
    now: Present | None = None,
    skew: timedelta = SKEW,
) -> Outcome | PaymentOutcome | FundOutcome:
    """Load what a command needs, decide, append all that happens in one step, and return the outcome.

    `command` is what the actor asks for: of a claim, of a payment (`coopclaims.payments.PaymentCommand`), or
    of a fund (`coopclaims.funds.FundCommand`). `repository` is where all of them are stored. `rules` are
    bound rules. `rates` are needed only by a claim whose fund has another currency; `None` means that there
    are none. `setups` say which bank and tax data are set up, for a claim that is created; `None` that
    nobody knows. `others` are claims that a claim may share evidence with, for its approval: those that the
    caller found by `coopclaims.completeness.evidence_keys`. `context` is needed by a payment command:
    its claim and payments are loaded, and all else in it counts; `None` for every other command. A step of a
    payment and what its fund records of it are one append.

    With `advise` the outcome has the advice on the command of a claim too, as `coopclaims.advice` gives it.

    `seen` is the version of the claim, payment or fund that the person who decided was looking at: where it
    is at another one, that is `StaleClaim`. `None` decides on what is there. It is no part of the command:
    the same command sent again is a repeat, whatever was seen.

    `now` is the server's present, an aware instant; or a clock, a function of no arguments, which then stamps
    each attempt itself. A command that is stamped later than `now` and the tolerance is refused; one that is
    stamped earlier is `backdated`: the outcome says so, or it is refused, as the policies have it. `None`,
    as for an import of old claims, asks neither. `skew` is the tolerance: a command that is stamped at most
    so long before the last entry is judged and recorded at the instant of that entry.

    The same command id twice has one effect, also where two arrive at once and where the first reply
    was lost. Raises `Refused` with every problem, also that there is no fund for a new claim;
    `StaleClaim` where somebody recorded first (nothing is stored; look at the claim again before deciding
    again), `UnknownClaim`, `UnknownFund` where what is there has lost its fund, `CommandReused` where the id
    was given to another command, and `WrongAnswer` where the repository or the rates answered something else
    than was asked.

    With `attempts` above one, a decision that came too late is taken again on what is there then, so
    many times in all. Use it only where no person decided: what somebody approved may no longer be what
    they saw.
    """
    core = any_steps(
        command,
        rules=rules,
        context=context,
        rates=rates,
        setups=setups,
        others=others,
        attempts=attempts,
        advise=advise,
        seen=seen,
        now=now,
        skew=skew,
    )
    return drive(core, lambda effect: run_effect(effect, repository))


@overload
async def perform_async(
    command: Command,
    repository: AsyncClaimRepository,
    *,
    rules: Rules,
    rates: ExchangeRates | None = None,
    setups: PayoutSetups | None = None,
    others: Iterable[Claim] = (),
    attempts: int = 1,
    advise: bool = False,
    seen: int | None = None,
    now: Present | None = None,
    skew: timedelta = SKEW,
) -> Outcome: ...


@overload
async def perform_async(
    command: PaymentCommand,
    repository: AsyncClaimRepository,
    *,
    rules: Rules,
    context: PaymentContext,
    attempts: int = 1,
    seen: int | None = None,
    now: Present | None = None,
    skew: timedelta = SKEW,
) -> PaymentOutcome: ...


@overload
async def perform_async(
    command: FundCommand,
    repository: AsyncClaimRepository,
    *,
    rules: Rules,
    attempts: int = 1,
    seen: int | None = None,
    now: Present | None = None,
    skew: timedelta = SKEW,
) -> FundOutcome: ...


@door
async def perform_async(
    command: Command | PaymentCommand | FundCommand,
    repository: AsyncClaimRepository,
    *,
    rules: Rules,
    context: PaymentContext | None = None,
    rates: ExchangeRates | None = None,
    setups: PayoutSetups | None = None,
    others: Iterable[Claim] = (),
    attempts: int = 1,
    advise: bool = False,
    seen: int | None = None,
    now: Present | None = None,
    skew: timedelta = SKEW,
) -> Outcome | PaymentOutcome | FundOutcome:
    """Do what `perform` does, with an async repository. The same promises, and the same exceptions.

    The parameters are those of `perform`: `command`, an async `repository`, `rules`, `context`, `rates`,
    `setups`, the `others`, `attempts`, how often to decide at most, `advise`, the version `seen`, the
    present `now`, and the tolerance `skew`.
    """
    core = any_steps(
        command,
        rules=rules,
        context=context,
        rates=rates,
        setups=setups,
        others=others,
        attempts=attempts,
        advise=advise,
        seen=seen,
        now=now,
        skew=skew,
    )
    return await drive_async(core, repository)


def drive(core: Generator[Effect, Answer, _Done], ask: Callable[[Effect], Answer]) -> _Done:
    """Have every effect of `core` answered by `ask`, throw in what it raises, and return the outcome."""
    try:
        effect = next(core)
        while True:
            try:
                answer = ask(effect)
            except CoopClaimsError as error:
                effect = core.throw(error)
            else:
                effect = core.send(answer)
    except StopIteration as done:
        outcome: _Done = done.value
        return outcome


async def drive_async(core: Generator[Effect, Answer, _Done], repository: AsyncClaimRepository) -> _Done:
    """Do what `drive` does, each effect run with an async repository."""
    try:
        effect = next(core)
        while True:
            try:
                answer = await run_effect_async(effect, repository)
            except CoopClaimsError as error:
                effect = core.throw(error)
            else:
                effect = core.send(answer)
    except StopIteration as done:
        outcome: _Done = done.value
        return outcome


def any_steps(
    command: Command | PaymentCommand | FundCommand,
    *,
    rules: Rules,
    context: PaymentContext | None,
    rates: ExchangeRates | None,
    setups: PayoutSetups | None,
    others: Iterable[Claim],
    attempts: int,
    advise: bool,
    seen: int | None,
    now: Present | None,
    skew: timedelta,
) -> Generator[Effect, Answer, Outcome | PaymentOutcome | FundOutcome]:
    """Return the steps of a command, by the stream that it is for."""
    if isinstance(command, PaymentCommand):
        if context is None:
            raise InvalidValue("context", None, "context_of_the_payment")
        return perform_payment_steps(
            command, rules=rules, context=context, attempts=attempts, seen=seen, now=now, skew=skew
        )
    if isinstance(command, FundCommand):
        return perform_fund_steps(command, rules=rules, attempts=attempts, seen=seen, now=now, skew=skew)
    return perform_steps(
        command,
        rules=rules,
        rates=rates,
        setups=setups,
        others=others,
        attempts=attempts,
        advise=advise,
        seen=seen,
        now=now,
        skew=skew,
    )


@door
def perform_steps(
    command: Command,
    *,
    rules: Rules,
    rates: ExchangeRates | None = None,
    setups: PayoutSetups | None = None,
    others: Iterable[Claim] = (),
    attempts: int = 1,
    advise: bool = False,
    seen: int | None = None,
    now: Present | None = None,
    skew: timedelta = SKEW,
) -> Generator[Effect, Answer, Outcome]:
    """Yield what has to be asked of a repository to perform a command; the outcome is what is returned.

    The parameters are those of `perform`: `command`, `rules`, `rates`, `setups`, the `others`, `attempts`,
    how often to decide at most, `advise`, the version `seen`, the server's present `now`, and the tolerance
    `skew`.

    Send the answer to each effect, or throw in what the repository raised. Raises as `perform` does.
    """
    others = tuple(others)
    tries = Attempts(attempts, seen=seen, now=now, skew=skew, policies=rules.policies)
    version = funded = 0
    while True:
        claim, form, performed, history = yield from _loading(command, version)
        outsider = None if claim is None else outside_of(command, claim, rules=rules)
        if outsider is not None:
            raise Refused((outsider,))
        # Looked at after a conflict too: what came first may be this very command, its reply lost.
        if claim is not None and performed:
            return _repeated(command, claim, performed)
        version, last = (0, None) if claim is None else (claim.version, claim.changed_at)
        last = None if history is not None else last  # a correction may be earlier
        stamp = tries.begin(command.claim, version, command.at, last)
        asked = stamp.on(command)
        found = yield from (pool_of(form, funded) if claim is not None else pool_if_any(form))
        pool = _stored(found, asked, form, rules, setups, stamp.refused)
        funded = pool.version
        payments = None if claim is None else (yield from _payments(command))
        decision = stamp.decided(
            decide,
            asked,
            claim,
            rules=rules,
            funds=pool,
            rates=rates,
            history=history,
            setups=setups,
            payments=None if payments is None else {each.id: each.status for each in payments},
            others=others,
        )
        writes: list[Write] = [ClaimWrite(claim=command.claim, expected=version, entries=decision.entries)]
        if decision.ledger:
            writes.append(FundWrite(pool=pool.key, expected=pool.version, entries=decision.ledger))
        try:
            yield Append(tuple(writes), _read(command, payments))
        except StaleClaim as conflict:
            tries.came_late(conflict)
            continue
        further = (
            advice_on(asked, claim, rules=rules, funds=pool, rates=rates, setups=setups, others=others)
            if advise
            else ()
        )
        return Outcome(
            claim=decision.claim,
            entries=decision.entries,
            ledger=decision.ledger,
            advice=(*stamp.advice, *further),
            moved_from=stamp.moved_from,
        )


_Found: TypeAlias = "tuple[Claim | None, ClaimForm, tuple[HistoryEntry, ...], History | None]"
"""A claim as it is now, its form, what a command has led to, and its whole History, where that is needed."""


def _loading(command: Command, least: int) -> Generator[Effect, Answer, _Found]:
    """Ask for the claim as it is now, and return it, its form, and what the command has led to.

    Where the command corrects an instant, its whole History is asked for and returned too, else `None`.

    `least` is the version at which the claim was loaded before: none that comes later is older.
    """
    wanted = LoadClaim(command.claim, command.id, whole=isinstance(command, CorrectInstant))
    try:
        answer = yield wanted
    except UnknownClaim:
        if not isinstance(command, CreateClaim):
            raise
        return None, command.form, (), None
    loaded = loaded_of(wanted, answer)
    claim = claim_of(wanted, loaded, least)
    history = answer if wanted.whole and isinstance(answer, History) else None
    return claim, claim.form, loaded.performed, history


def _payments(command: Command) -> Generator[Effect, Answer, tuple[Payment, ...] | None]:
    """Ask for the payments of a claim whose approval goes back, and return them; `None` for others."""
    if not isinstance(command, (RetractApproval, DisputeCut)):
        return None
    wanted = LoadPayments(command.claim)
    return payments_of(wanted, (yield wanted), None)


def _read(command: Command, payments: tuple[Payment, ...] | None) -> tuple[Guard, ...]:
    """Return what was read and is not written: no payment may be made of an approval that goes back."""
    return () if payments is None else (PaymentsGuard.of(command.claim, payments),)


def _stored(
    pool: FundPool | None,
    command: Command,
    form: ClaimForm,
    rules: Rules,
    setups: PayoutSetups | None,
    besides: tuple[Problem, ...],
) -> FundPool:
    """Return the fund that was found. Raises `Refused` where none is stored, with what else blocks."""
    if pool is None:
        raise Refused((*_unfunded(command, form, rules, setups), *besides))
    return pool


def _unfunded(
    command: Command, form: ClaimForm, rules: Rules, setups: PayoutSetups | None
) -> Iterator[Problem]:
    """Yield everything that blocks a claim for which there is no fund; who may not ask learns no more."""
    key = PoolKey(
        location=form.location,
        program=form.program,
        usage_period=form.usage_period,
        currency=form.amount.currency,
    )
    found = problems(command, None, rules=rules, funds=FundPool.empty(key), setups=setups)
    yield from found
    if all(each.field != "by" for each in found):
        for field in ("program", "usage_period"):
            yield problem(
                ProblemCode.FUND_MISSING,
                field=field,
                location=form.location,
                program=form.program,
                usage_period=form.usage_period,
            )


def _repeated(command: Command, claim: Claim, performed: tuple[HistoryEntry, ...]) -> Outcome:
    """Return the outcome of a command that was performed before, if it is the same command."""
    first, event = performed[0], event_of(command)
    asking = command.by
    if (first.event, first.by, first.on_behalf_of, first.side) != (
        event,
        asking.id,
        asking.absent_id,
        asking.side,
    ):
        where, asked = f"claim {claim.id}, command {command.id}", (type(event).__name__, command.by.id)
        if (type(first.event).__name__, first.by) == asked:
            raise CommandReused(where, asked, "twin_recorded", what=asked[0], by=first.by)
        raise CommandReused(
            where,
            asked,
            "event_recorded",
            event=type(first.event).__name__,
            by=first.by,
            number=first.number,
        )
    return Outcome(claim=claim, entries=performed, is_repeat=True)
