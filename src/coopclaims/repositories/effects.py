"""What performing a command asks of a repository, one verb each, and what it leads to.

`perform_steps` yields these effects and is sent their answers; it does no I/O itself. Whoever drives it
runs each effect with `run_effect` or `run_effect_async`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeAlias, final

from coopclaims._checks import door
from coopclaims._values import frozen
from coopclaims.claims.claim import Claim
from coopclaims.claims.events import History, HistoryEntry
from coopclaims.findings.problem import Problem
from coopclaims.funds.entries import FundEntry, PoolKey
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import ClaimId, CommandId, LocationId, PaymentId, ProgramId
from coopclaims.payments.payment import Payment, PaymentEntry, PaymentHistory
from coopclaims.periods import UsagePeriod
from coopclaims.repositories.protocols import (
    AsyncClaimRepository,
    ClaimRepository,
    Guard,
    Loaded,
    SnapshotRepository,
    Write,
)


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
@frozen(kw_only=True)
class PaymentOutcome:
    """What a performed payment command led to: the payment after it, and the entries that were stored.

    `payment` is the payment after the command. `entries` are those of its History, and `ledger` those of its
    fund, empty where nothing was sent, came back or was recouped. `advice`, `is_repeat` and `moved_from` are
    as those of an `Outcome`.
    """

    payment: Payment
    entries: tuple[PaymentEntry, ...]
    ledger: tuple[FundEntry, ...] = ()
    advice: tuple[Problem, ...] = ()
    is_repeat: bool = False
    moved_from: datetime | None = None


@final
@frozen(kw_only=True)
class FundOutcome:
    """What a performed command to a fund led to: the funds after it, and the entries that were stored.

    `pools` are the funds after the command: that of the command first, and for a rollover the one at the
    other end; for a repeat, that of the command only. `entries` are those of all of them, in order; for a
    repeat those that the command had booked in its own fund. `advice`, `is_repeat` and `moved_from` are as
    those of an `Outcome`.
    """

    pools: tuple[FundPool, ...]
    entries: tuple[FundEntry, ...]
    advice: tuple[Problem, ...] = ()
    is_repeat: bool = False
    moved_from: datetime | None = None


@final
@frozen
class LoadClaim:
    """Load a claim, and what a command has led to. Answered with `Loaded` or a `History`.

    `claim` and `command` are the identifiers of the claim and of the command. `whole` says that the History
    is needed, and no snapshot will do.
    """

    claim: ClaimId
    command: CommandId
    whole: bool = False

    @door
    def ask(self, repository: ClaimRepository | AsyncClaimRepository) -> Any:  # noqa: ANN401 - or awaitable
        """Ask `repository`, and return its answer; that of an async one has to be awaited."""
        if isinstance(repository, SnapshotRepository) and not self.whole:
            return repository.load(self.claim, self.command)
        return repository.history(self.claim)


@final
@frozen
class LoadPool:
    """Load a fund pool as it is now. Answered with a `FundPool`.

    `location`, `program` and `usage_period` say which.
    """

    location: LocationId
    program: ProgramId
    usage_period: UsagePeriod

    @door
    def ask(self, repository: ClaimRepository | AsyncClaimRepository) -> Any:  # noqa: ANN401 - or awaitable
        """Ask `repository`, and return its answer; that of an async one has to be awaited."""
        return repository.pool(self.location, self.program, self.usage_period)


@final
@frozen
class Append:
    """Append all of this in one step, or nothing. Answered with nothing, or an exception thrown in.

    `writes` are for the claim and, where money moves, for its fund pool. `guards` say what was read and is
    not written.
    """

    writes: tuple[Write, ...]
    guards: tuple[Guard, ...] = ()

    @door
    def ask(self, repository: ClaimRepository | AsyncClaimRepository) -> Any:  # noqa: ANN401 - or awaitable
        """Ask `repository`, and return its answer; that of an async one has to be awaited."""
        # A store that is asked for no guard needs none.
        return repository.append(*self.writes, **({"guards": self.guards} if self.guards else {}))


@final
@frozen
class LoadPayment:
    """Load a payment. Answered with its `PaymentHistory`.

    `payment` is the identifier of the payment.
    """

    payment: PaymentId

    @door
    def ask(self, repository: ClaimRepository | AsyncClaimRepository) -> Any:  # noqa: ANN401 - or awaitable
        """Ask `repository`, and return its answer; that of an async one has to be awaited."""
        return repository.payment_history(self.payment)


@final
@frozen
class LoadPayments:
    """Load the payments of a claim as they are now. Answered with a tuple of them.

    `claim` is the identifier of the claim.
    """

    claim: ClaimId

    @door
    def ask(self, repository: ClaimRepository | AsyncClaimRepository) -> Any:  # noqa: ANN401 - or awaitable
        """Ask `repository`, and return its answer; that of an async one has to be awaited."""
        return repository.payments(self.claim)


@final
@frozen
class LoadBooked:
    """Load what a command to a fund has led to. Answered with a tuple of ledger entries.

    `fund` is the key of the fund pool, and `command` the identifier of the command.
    """

    fund: PoolKey
    command: CommandId

    @door
    def ask(self, repository: ClaimRepository | AsyncClaimRepository) -> Any:  # noqa: ANN401 - or awaitable
        """Ask `repository`, and return its answer; that of an async one has to be awaited."""
        return repository.booked(self.fund, self.command)


Effect: TypeAlias = LoadClaim | LoadPool | LoadPayment | LoadPayments | LoadBooked | Append
"""What `perform_steps` asks of whoever drives it: one verb of a repository each."""

Answer: TypeAlias = (
    Loaded | History | FundPool | PaymentHistory | tuple[Payment, ...] | tuple[FundEntry, ...] | None
)
"""What a repository answered to an effect."""


@door
def run_effect(effect: Effect, repository: ClaimRepository) -> Answer:
    """Do what `effect` asks with `repository`, and return the answer; `None` after an append."""
    answer: Answer = effect.ask(repository)
    return answer


@door
async def run_effect_async(effect: Effect, repository: AsyncClaimRepository) -> Answer:
    """Do what `effect` asks with an async `repository`, and return the answer; `None` after an append."""
    answer: Answer = await effect.ask(repository)
    return answer
