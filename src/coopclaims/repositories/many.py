"""`perform_many` and `perform_many_async`: many commands in one call, each with its own answer.

As `perform`, what is done and in which order is written once, without I/O, and the two functions run it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias, overload

from coopclaims._checks import door
from coopclaims.claims.claim import Claim
from coopclaims.claims.commands import Command
from coopclaims.errors import CoopClaimsError, NotPerformed, StaleClaim
from coopclaims.funds.commands import FundCommand
from coopclaims.identifiers import CommandId, PaymentId
from coopclaims.money.exchange import ExchangeRates
from coopclaims.payments.blockers import PaymentContext
from coopclaims.payments.deciding import PaymentCommand
from coopclaims.payouts.setups import PayoutSetups
from coopclaims.repositories.attempts import Attempts
from coopclaims.repositories.effects import (
    Answer,
    Effect,
    FundOutcome,
    Outcome,
    PaymentOutcome,
    run_effect,
)
from coopclaims.repositories.protocols import AsyncClaimRepository, ClaimRepository
from coopclaims.repositories.staging import Staging
from coopclaims.repositories.stamping import SKEW, Present
from coopclaims.repositories.steps import any_steps, drive, drive_async
from coopclaims.rules.book import Rules

if TYPE_CHECKING:
    from collections.abc import Callable

_Done: TypeAlias = "Outcome | PaymentOutcome | FundOutcome"
_Answers: TypeAlias = "tuple[_Done | CoopClaimsError, ...]"
_Core: TypeAlias = "Callable[[Command | PaymentCommand | FundCommand, int], Generator[Effect, Answer, _Done]]"
"""What makes the steps of a command that is tried so many times at most."""


@overload
def perform_many(
    commands: Iterable[Command],
    repository: ClaimRepository,
    *,
    rules: Rules,
    atomic: bool = False,
    rates: ExchangeRates | None = None,
    setups: PayoutSetups | None = None,
    others: Iterable[Claim] = (),
    attempts: int = 1,
    advise: bool = False,
    seen: Mapping[CommandId, int] | None = None,
    now: Present | None = None,
    skew: timedelta = SKEW,
) -> tuple[Outcome | CoopClaimsError, ...]: ...


@overload
def perform_many(
    commands: Iterable[Command | PaymentCommand | FundCommand],
    repository: ClaimRepository,
    *,
    rules: Rules,
    atomic: bool = False,
    contexts: Mapping[PaymentId, PaymentContext] | None = None,
    rates: ExchangeRates | None = None,
    setups: PayoutSetups | None = None,
    others: Iterable[Claim] = (),
    attempts: int = 1,
    advise: bool = False,
    seen: Mapping[CommandId, int] | None = None,
    now: Present | None = None,
    skew: timedelta = SKEW,
) -> tuple[Outcome | PaymentOutcome | FundOutcome | CoopClaimsError, ...]: ...


@door
def perform_many(
    commands: Iterable[Command | PaymentCommand | FundCommand],
    repository: ClaimRepository,
    *,
    rules: Rules,
    atomic: bool = False,
    contexts: Mapping[PaymentId, PaymentContext] | None = None,
    rates: ExchangeRates | None = None,
    setups: PayoutSetups | None = None,
    others: Iterable[Claim] = (),
    attempts: int = 1,
    advise: bool = False,
    seen: Mapping[CommandId, int] | None = None,
    now: Present | None = None,
    skew: timedelta = SKEW,
) -> tuple[Outcome | PaymentOutcome | FundOutcome | CoopClaimsError, ...]:
    """Perform commands one after the other, and return the answer to each, in order: an outcome, or an error.

    `commands` are those of claims, payments and funds, in any mixture; each is judged on what those before
    it led to. `repository` and `rules`, `rates`, `setups`, `others`, `attempts`, `advise`, `now` and `skew`
    are those of `perform`. `contexts` are the contexts of payment commands, by the identifier of the payment;
    `None` for none. `seen` are versions that the people who decided were looking at, by the id of the
    command; a command that is not in it is decided on what is there, as are all with `None`.

    Each command is performed as `perform` does it, and what that would raise is its answer: `Refused` with
    every problem, `StaleClaim`, `UnknownClaim`, `CommandReused` and the others; the rest goes on. An error
    that is none of the library's, such as a connection that was lost, is raised; the same commands can be
    sent again, and what was done before is a repeat.

    With `atomic` all of it is written in one append, or nothing: every stream that is written is at the
    version that was decided upon, and what was only read is guarded, as `perform` guards it. Where a command
    cannot be performed, its answer is its error, and that of every other command which could have been is
    `NotPerformed`. Where the append itself fails, that error is the answer to every command; after
    `StaleClaim` all are decided again, `attempts` times in all.

    Raises `InvalidValue` for less than one attempt and for a skew below zero.

    >>> from datetime import UTC, datetime
    >>> from zoneinfo import ZoneInfo
    >>> from coopclaims import Actor, BusinessCalendar, InMemoryRepository, partner_center
    >>> from coopclaims.claims import Comment
    >>> weekdays = BusinessCalendar.of_weekdays(years=range(2022, 2024))
    >>> rules = partner_center.bind(calendar=weekdays, zone=ZoneInfo("America/Los_Angeles"))
    >>> noon = datetime(2022, 9, 1, 12, tzinfo=UTC)
    >>> remark = Comment(claim="C-1", id="remark-1", by=Actor.partner("alice"), at=noon, text="Done?")
    >>> [answer.code for answer in perform_many([remark], InMemoryRepository(), rules=rules)]
    ['unknown_claim']
    """
    return drive(
        _many(
            commands,
            rules=rules,
            atomic=atomic,
            contexts=contexts,
            rates=rates,
            setups=setups,
            others=others,
            attempts=attempts,
            advise=advise,
            seen=seen,
            now=now,
            skew=skew,
        ),
        lambda effect: run_effect(effect, repository),
    )


@overload
async def perform_many_async(
    commands: Iterable[Command],
    repository: AsyncClaimRepository,
    *,
    rules: Rules,
    atomic: bool = False,
    rates: ExchangeRates | None = None,
    setups: PayoutSetups | None = None,
    others: Iterable[Claim] = (),
    attempts: int = 1,
    advise: bool = False,
    seen: Mapping[CommandId, int] | None = None,
    now: Present | None = None,
    skew: timedelta = SKEW,
) -> tuple[Outcome | CoopClaimsError, ...]: ...


@overload
async def perform_many_async(
    commands: Iterable[Command | PaymentCommand | FundCommand],
    repository: AsyncClaimRepository,
    *,
    rules: Rules,
    atomic: bool = False,
    contexts: Mapping[PaymentId, PaymentContext] | None = None,
    rates: ExchangeRates | None = None,
    setups: PayoutSetups | None = None,
    others: Iterable[Claim] = (),
    attempts: int = 1,
    advise: bool = False,
    seen: Mapping[CommandId, int] | None = None,
    now: Present | None = None,
    skew: timedelta = SKEW,
) -> tuple[Outcome | PaymentOutcome | FundOutcome | CoopClaimsError, ...]: ...


@door
async def perform_many_async(
    commands: Iterable[Command | PaymentCommand | FundCommand],
    repository: AsyncClaimRepository,
    *,
    rules: Rules,
    atomic: bool = False,
    contexts: Mapping[PaymentId, PaymentContext] | None = None,
    rates: ExchangeRates | None = None,
    setups: PayoutSetups | None = None,
    others: Iterable[Claim] = (),
    attempts: int = 1,
    advise: bool = False,
    seen: Mapping[CommandId, int] | None = None,
    now: Present | None = None,
    skew: timedelta = SKEW,
) -> tuple[Outcome | PaymentOutcome | FundOutcome | CoopClaimsError, ...]:
    """Do what `perform_many` does, with an async repository. The same answers, one after the other.

    The parameters are those of `perform_many`: `commands`, an async `repository`, `rules`, `atomic`,
    `contexts`, `rates`, `setups`, the `others`, `attempts`, `advise`, the versions `seen`, the present
    `now`, and the tolerance `skew`.
    """
    return await drive_async(
        _many(
            commands,
            rules=rules,
            atomic=atomic,
            contexts=contexts,
            rates=rates,
            setups=setups,
            others=others,
            attempts=attempts,
            advise=advise,
            seen=seen,
            now=now,
            skew=skew,
        ),
        repository,
    )


def _many(
    commands: Iterable[Command | PaymentCommand | FundCommand],
    *,
    rules: Rules,
    atomic: bool,
    contexts: Mapping[PaymentId, PaymentContext] | None,
    rates: ExchangeRates | None,
    setups: PayoutSetups | None,
    others: Iterable[Claim],
    attempts: int,
    advise: bool,
    seen: Mapping[CommandId, int] | None,
    now: Present | None,
    skew: timedelta,
) -> Generator[Effect, Answer, _Answers]:
    """Return the steps of many commands; what is wrong with all of them is raised before the first."""
    given, known, looked_at = tuple(commands), dict(contexts or {}), dict(seen or {})
    beside = tuple(others)
    Attempts(attempts, seen=None, now=now, skew=skew, policies=rules.policies)

    def core(command: Command | PaymentCommand | FundCommand, tries: int) -> Generator[Effect, Answer, _Done]:
        return any_steps(
            command,
            rules=rules,
            context=known.get(command.payment) if isinstance(command, PaymentCommand) else None,
            rates=rates,
            setups=setups,
            others=beside,
            attempts=tries,
            advise=advise,
            seen=looked_at.get(command.id),
            now=now,
            skew=skew,
        )

    return _together(given, core, attempts) if atomic else _each(given, core, attempts, None)


def _each(
    commands: tuple[Command | PaymentCommand | FundCommand, ...],
    core: _Core,
    attempts: int,
    staging: Staging | None,
) -> Generator[Effect, Answer, _Answers]:
    """Yield the steps of each command in turn, and return the answers; with `staging` nothing is stored."""
    answers: list[_Done | CoopClaimsError] = []
    for command in commands:
        try:
            steps = core(command, attempts)
            answers.append((yield from (steps if staging is None else staging.run(steps))))
        except CoopClaimsError as error:
            answers.append(error.with_traceback(None))  # an answer keeps nothing alive
    return tuple(answers)


def _together(
    commands: tuple[Command | PaymentCommand | FundCommand, ...], core: _Core, attempts: int
) -> Generator[Effect, Answer, _Answers]:
    """Yield the steps of all commands and one append, and return the answers."""
    while True:
        attempts -= 1
        staging = Staging()
        answers = yield from _each(commands, core, 1, staging)
        conflict = staging.conflict
        if conflict is None:
            failed = [command.id for command, each in zip(commands, answers, strict=True) if _is_error(each)]
            if failed:
                return tuple(
                    each if _is_error(each) else NotPerformed(command.id, failed[0])
                    for command, each in zip(commands, answers, strict=True)
                )
            whole = staging.append()
            if whole is None:  # nothing but repeats
                return answers
            try:
                yield whole
            except StaleClaim as late:
                conflict = late
            except CoopClaimsError as error:
                return (error.with_traceback(None),) * len(commands)
            else:
                return answers
        if not attempts:
            return (conflict.with_traceback(None),) * len(commands)


def _is_error(answer: _Done | CoopClaimsError) -> bool:
    return isinstance(answer, CoopClaimsError)
