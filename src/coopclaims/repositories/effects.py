"""`perform` and `perform_async`: load, decide, append, and return the outcome.

What is done and in which order is written once, without I/O, in `perform_steps`: a generator that yields
effects and is sent their answers. The two functions only run the effects.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias, final

from coopclaims._values import frozen
from coopclaims.claims.claim import Claim, ClaimForm
from coopclaims.claims.commands import CreateClaim
from coopclaims.claims.events import History, HistoryEntry
from coopclaims.decisions.deciding import advice as advice_on, decide
from coopclaims.decisions.rows import event_of
from coopclaims.errors import (
    CommandReused,
    CoopClaimsError,
    InvalidValue,
    StaleClaim,
    UnknownClaim,
    WrongAnswer,
)
from coopclaims.findings.problem import Problem
from coopclaims.funds.entries import FundEntry
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import ClaimId, CommandId, LocationId, ProgramId
from coopclaims.periods import UsagePeriod
from coopclaims.repositories.protocols import (
    AsyncSnapshotRepository,
    ClaimWrite,
    FundWrite,
    Loaded,
    SnapshotRepository,
    Write,
)

if TYPE_CHECKING:
    from collections.abc import Generator

    from coopclaims.claims.commands import Command
    from coopclaims.money.exchange import ExchangeRates
    from coopclaims.repositories.protocols import AsyncClaimRepository, ClaimRepository
    from coopclaims.rules.book import Rules


@final
@frozen(kw_only=True)
class Outcome:
    """What a performed command led to: the claim after it, and the entries that were stored.

    `claim` is the claim after the command. `entries` are those of its History and `ledger` those of the
    fund, in order; `ledger` is empty where no money moved. `advice` is what did not block, where it
    was asked for; empty where it was not. `is_repeat` says that this command had been performed before:
    nothing was stored again, `claim` is as it is now, and `entries` are those of the first time.
    """

    claim: Claim
    entries: tuple[HistoryEntry, ...]
    ledger: tuple[FundEntry, ...] = ()
    advice: tuple[Problem, ...] = ()
    is_repeat: bool = False


@final
@frozen
class LoadClaim:
    """Load a claim, and what a command has led to. Answered with `Loaded` or a `History`.

    `claim` and `command` are the identifiers of the claim and of the command.
    """

    claim: ClaimId
    command: CommandId


@final
@frozen
class LoadPool:
    """Load a fund pool as it is now. Answered with a `FundPool`.

    `location`, `program` and `usage_period` say which.
    """

    location: LocationId
    program: ProgramId
    usage_period: UsagePeriod


@final
@frozen
class Append:
    """Append all of this in one step, or nothing. Answered with nothing, or an exception thrown in.

    `writes` are for the claim and, where money moves, for its fund pool.
    """

    writes: tuple[Write, ...]


Effect: TypeAlias = LoadClaim | LoadPool | Append
"""What `perform_steps` asks of whoever drives it: one verb of a repository each."""

Answer: TypeAlias = Loaded | History | FundPool | None
"""What a repository answered to an effect."""


def perform(
    command: Command,
    repository: ClaimRepository,
    *,
    rules: Rules,
    rates: ExchangeRates | None = None,
    attempts: int = 1,
    advise: bool = False,
) -> Outcome:
    """Load the claim and its fund, decide, append the entries of both in one step, and return the outcome.

    `command` is what the actor asks for, and `repository` where claims and funds are stored. `rules` are
    bound rules. `rates` are needed only where the fund's currency is not the claim's; `None` means that
    there are none.

    With `advise` the outcome has the advice on the command too, as `coopclaims.advice` gives it.

    The same command id twice has one effect, also where two arrive at once and where the first reply
    was lost. Raises `Refused` with every problem, `StaleClaim` where somebody recorded first (nothing
    is stored; look at the claim again before deciding again), `UnknownClaim`, `UnknownFund`,
    `CommandReused` where the id was given to another command, and `WrongAnswer` where the repository or
    the rates answered something else than was asked.

    With `attempts` above one, a decision that came too late is taken again on what is there then, so
    many times in all. Use it only where no person decided: what somebody approved may no longer be what
    they saw.
    """
    core = perform_steps(command, rules=rules, rates=rates, attempts=attempts, advise=advise)
    try:
        effect = next(core)
        while True:
            try:
                answer = run_effect(effect, repository)
            except CoopClaimsError as error:
                effect = core.throw(error)
            else:
                effect = core.send(answer)
    except StopIteration as done:
        outcome: Outcome = done.value
        return outcome


async def perform_async(
    command: Command,
    repository: AsyncClaimRepository,
    *,
    rules: Rules,
    rates: ExchangeRates | None = None,
    attempts: int = 1,
    advise: bool = False,
) -> Outcome:
    """Do what `perform` does, with an async repository. The same promises, and the same exceptions.

    The parameters are those of `perform`: `command`, an async `repository`, `rules`, `rates`, `attempts`, how
    often to decide at most, and `advise`.
    """
    core = perform_steps(command, rules=rules, rates=rates, attempts=attempts, advise=advise)
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
        outcome: Outcome = done.value
        return outcome


def run_effect(effect: Effect, repository: ClaimRepository) -> Answer:
    """Do what `effect` asks with `repository`, and return the answer; `None` after an append."""
    if isinstance(effect, Append):
        repository.append(*effect.writes)
        return None
    if isinstance(effect, LoadPool):
        return repository.pool(effect.location, effect.program, effect.usage_period)
    if isinstance(repository, SnapshotRepository):
        return repository.load(effect.claim, effect.command)
    return repository.history(effect.claim)


async def run_effect_async(effect: Effect, repository: AsyncClaimRepository) -> Answer:
    """Do what `effect` asks with an async `repository`, and return the answer; `None` after an append."""
    if isinstance(effect, Append):
        await repository.append(*effect.writes)
        return None
    if isinstance(effect, LoadPool):
        return await repository.pool(effect.location, effect.program, effect.usage_period)
    if isinstance(repository, AsyncSnapshotRepository):
        return await repository.load(effect.claim, effect.command)
    return await repository.history(effect.claim)


def perform_steps(
    command: Command,
    *,
    rules: Rules,
    rates: ExchangeRates | None = None,
    attempts: int = 1,
    advise: bool = False,
) -> Generator[Effect, Answer, Outcome]:
    """Yield what has to be asked of a repository to perform a command; the outcome is what is returned.

    The parameters are those of `perform`: `command`, `rules`, `rates`, `attempts`, how often to decide at
    most, and `advise`.

    Send the answer to each effect, or throw in what the repository raised. Raises as `perform` does.
    """
    if attempts < 1:
        raise InvalidValue("attempts", attempts, "one_or_more")
    stale: StaleClaim | None = None
    version = 0
    while True:
        claim, form, performed = yield from _loading(command, version)
        # Looked at after a conflict too: what came first may be this very command, its reply lost.
        if claim is not None and performed:
            return _repeated(command, claim, performed)
        if stale is not None and not attempts:
            raise stale
        attempts -= 1
        wanted = LoadPool(form.location, form.program, form.usage_period)
        pool = _pool_of(wanted, (yield wanted))
        decision = decide(command, claim, rules=rules, funds=pool, rates=rates)
        version = 0 if claim is None else claim.version
        writes: list[Write] = [ClaimWrite(claim=command.claim, expected=version, entries=decision.entries)]
        if decision.ledger:
            writes.append(FundWrite(pool=pool.key, expected=pool.version, entries=decision.ledger))
        try:
            yield Append(tuple(writes))
        except StaleClaim as error:
            stale = error
        else:
            asked = advice_on(command, claim, rules=rules, funds=pool, rates=rates) if advise else ()
            return Outcome(
                claim=decision.claim, entries=decision.entries, ledger=decision.ledger, advice=asked
            )


def _loading(
    command: Command, seen: int
) -> Generator[Effect, Answer, tuple[Claim | None, ClaimForm, tuple[HistoryEntry, ...]]]:
    """Ask for the claim as it is now, and return it, its form, and what the command has led to.

    `seen` is the version at which the claim was loaded before: none that comes later is older.
    """
    try:
        answer = yield LoadClaim(command.claim, command.id)
    except UnknownClaim:
        if not isinstance(command, CreateClaim):
            raise
        return None, command.form, ()
    loaded = _loaded_of(command, answer)
    claim = loaded.claim()
    if claim.id != command.claim or claim.version < seen:
        raise WrongAnswer(_REPOSITORY, (command.claim, seen), (claim.id, claim.version))
    return claim, claim.form, loaded.performed


# What a repository answered is looked at before it is used.

_REPOSITORY: Final = "ClaimRepository"


def _loaded_of(command: Command, answer: Answer) -> Loaded:
    """Return what was loaded for a command, if that is what this is. Raises `WrongAnswer`."""
    asked = (command.claim, command.id)
    if isinstance(answer, History):
        if answer.claim != command.claim or not answer.entries:
            raise WrongAnswer(_REPOSITORY, asked[:1], (answer.claim, answer.version))
        return Loaded.of(answer, command.id)
    if not isinstance(answer, Loaded):
        raise WrongAnswer.of_type(_REPOSITORY, asked, answer)
    snapshot = answer.snapshot
    if snapshot is not None and not isinstance(snapshot, Claim):
        raise WrongAnswer.of_type(_REPOSITORY, asked, snapshot)
    for entry in (*answer.since, *answer.performed):
        if not isinstance(entry, HistoryEntry):
            raise WrongAnswer.of_type(_REPOSITORY, asked, entry)
    since = 0 if snapshot is None else snapshot.version
    late = tuple(entry for entry in answer.since if entry.command == command.id)
    numbers = [entry.number for entry in answer.performed]
    if (
        any(entry.claim != command.claim or entry.command != command.id for entry in answer.performed)
        or any(later <= earlier for earlier, later in pairwise(numbers))
        or tuple(entry for entry in answer.performed if entry.number > since) != late
    ):
        got = ((entry.claim, entry.command, entry.number) for entry in answer.performed)
        raise WrongAnswer(_REPOSITORY, asked, tuple(part for each in got for part in each))
    return answer


def _pool_of(wanted: LoadPool, answer: Answer) -> FundPool:
    """Return the pool that was asked for, if that is what this is. Raises `WrongAnswer`."""
    asked = (wanted.location, wanted.program, wanted.usage_period)
    if not isinstance(answer, FundPool):
        raise WrongAnswer.of_type(_REPOSITORY, asked, answer)
    got = (answer.key.location, answer.key.program, answer.key.usage_period)
    if got != asked:
        raise WrongAnswer(_REPOSITORY, asked, got)
    return answer


def _repeated(command: Command, claim: Claim, performed: tuple[HistoryEntry, ...]) -> Outcome:
    """Return the outcome of a command that was performed before, if it is the same command."""
    first, event = performed[0], event_of(command)
    if first.event != event or first.by != command.by.id:
        raise CommandReused(
            f"claim {claim.id}, command {command.id}",
            (type(event).__name__, command.by.id),
            "event_recorded",
            event=type(first.event).__name__,
            by=first.by,
            number=first.number,
        )
    return Outcome(claim=claim, entries=performed, is_repeat=True)
