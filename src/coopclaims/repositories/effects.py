"""What performing a command asks of a repository, one verb each, and what it leads to.

`perform_steps` yields these effects and is sent their answers; it does no I/O itself. Whoever drives it
runs each effect with `run_effect` or `run_effect_async`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, final

from coopclaims._values import frozen
from coopclaims.claims.claim import Claim
from coopclaims.claims.events import History, HistoryEntry
from coopclaims.findings.problem import Problem
from coopclaims.funds.entries import FundEntry
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import ClaimId, CommandId, LocationId, ProgramId
from coopclaims.periods import UsagePeriod
from coopclaims.repositories.protocols import (
    AsyncSnapshotRepository,
    Guard,
    Loaded,
    SnapshotRepository,
    Write,
)

if TYPE_CHECKING:
    from coopclaims.repositories.protocols import AsyncClaimRepository, ClaimRepository


@final
@frozen(kw_only=True)
class Outcome:
    """What a performed command led to: the claim after it, and the entries that were stored.

    `claim` is the claim after the command. `entries` are those of its History and `ledger` those of the
    fund, in order; `ledger` is empty where no money moved. `advice` is what did not block, where it
    was asked for; empty where it was not. `is_repeat` says that this command had been performed before:
    nothing was stored again, `claim` is as it is now, and `entries` are those of the first time.

    `moved_from` is the instant that the command was stamped with, where it was judged and recorded at
    another: that of the entry before it, which a clock a little ahead had stamped. `None` where it was not.
    """

    claim: Claim
    entries: tuple[HistoryEntry, ...]
    ledger: tuple[FundEntry, ...] = ()
    advice: tuple[Problem, ...] = ()
    is_repeat: bool = False
    moved_from: datetime | None = None


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

    `writes` are for the claim and, where money moves, for its fund pool. `guards` say what was read and is
    not written.
    """

    writes: tuple[Write, ...]
    guards: tuple[Guard, ...] = ()


Effect: TypeAlias = LoadClaim | LoadPool | Append
"""What `perform_steps` asks of whoever drives it: one verb of a repository each."""

Answer: TypeAlias = Loaded | History | FundPool | None
"""What a repository answered to an effect."""


def run_effect(effect: Effect, repository: ClaimRepository) -> Answer:
    """Do what `effect` asks with `repository`, and return the answer; `None` after an append."""
    if isinstance(effect, Append):
        # A store that is asked for no guard needs none.
        if effect.guards:
            repository.append(*effect.writes, guards=effect.guards)
        else:
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
        if effect.guards:
            await repository.append(*effect.writes, guards=effect.guards)
        else:
            await repository.append(*effect.writes)
        return None
    if isinstance(effect, LoadPool):
        return await repository.pool(effect.location, effect.program, effect.usage_period)
    if isinstance(repository, AsyncSnapshotRepository):
        return await repository.load(effect.claim, effect.command)
    return await repository.history(effect.claim)
