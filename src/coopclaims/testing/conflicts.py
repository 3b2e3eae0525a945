"""A repository as somebody has seen it who decides while others record."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from coopclaims.errors import UnknownClaim, UnknownPayment
from coopclaims.payments.recording import replay_payment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coopclaims.claims.claim import Claim
    from coopclaims.claims.events import History
    from coopclaims.funds.entries import FundEntry, PoolKey
    from coopclaims.funds.pool import FundPool
    from coopclaims.identifiers import ClaimId, CommandId, LocationId, PaymentId, ProgramId
    from coopclaims.payments.payment import Payment, PaymentHistory
    from coopclaims.periods import UsagePeriod
    from coopclaims.repositories.protocols import ClaimRepository, Guard, Write


@final
class AsItStood:
    """Answers with one claim, its payments and funds as they stood, and passes everything else on.

    What is decided on it is decided too late, once others have recorded. `history` is `None` for a claim
    that did not exist, and `payments` are `None` where those of the claim are passed on too.

    >>> from coopclaims import InMemoryRepository
    >>> from coopclaims.testing import World
    >>> AsItStood(InMemoryRepository(), "C-1", None, World.typical().funds).history("C-1")
    Traceback (most recent call last):
    coopclaims.errors.UnknownClaim: no claim 'C-1' is stored here
    """

    def __init__(
        self,
        repository: ClaimRepository,
        claim: ClaimId | None,
        history: History | None,
        *pools: FundPool,
        payments: Sequence[PaymentHistory] | None = None,
    ) -> None:
        self._repository = repository
        self._claim = claim
        self._history = history
        self._pools = pools
        self._payments = payments

    def history(self, claim: ClaimId) -> History:
        """Return the History as it stood. Raises `UnknownClaim`."""
        if claim != self._claim:
            return self._repository.history(claim)
        if self._history is None:
            raise UnknownClaim(claim)
        return self._history

    def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> FundPool:
        """Return the fund as it stood; every claim of a machine draws on the first one."""
        place = (location, program, usage_period)
        for pool in self._pools:
            if place == (pool.key.location, pool.key.program, pool.key.usage_period):
                return pool
        return self._repository.pool(location, program, usage_period)

    def booked(self, fund: PoolKey, command: CommandId) -> tuple[FundEntry, ...]:
        """Return what a command to a fund has led to."""
        return self._repository.booked(fund, command)

    def payment_history(self, payment: PaymentId) -> PaymentHistory:
        """Return the History of a payment as it stood. Raises `UnknownPayment`."""
        for known in self._payments or ():
            if known.payment == payment:
                return known
        found = self._repository.payment_history(payment)
        if self._payments is not None and replay_payment(found).claim == self._claim:
            raise UnknownPayment(payment)
        return found

    def payments(self, claim: ClaimId) -> tuple[Payment, ...]:
        """Return the payments of a claim as they stood."""
        if self._payments is None or claim != self._claim:
            return self._repository.payments(claim)
        return tuple(map(replay_payment, self._payments))

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Append to what is there now. Raises `StaleClaim` where others have recorded."""
        self._repository.append(*writes, guards=guards)

    def claims(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[Claim, ...]:
        """Return the claims as they stand now."""
        return self._repository.claims(location=location, program=program)

    def pools(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[FundPool, ...]:
        """Return the fund pools as they stand now."""
        return self._repository.pools(location=location, program=program)
