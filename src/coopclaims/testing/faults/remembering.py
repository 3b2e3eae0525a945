"""Stores that answer from a memory of their own: alone they are sound, beside another object they are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

import attrs

from coopclaims.testing.faults.sound import SoundStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coopclaims.claims.claim import Claim
    from coopclaims.claims.events import History
    from coopclaims.funds.entries import FundEntry, PoolKey
    from coopclaims.funds.pool import FundPool
    from coopclaims.identifiers import ClaimId, CommandId, LocationId, PaymentId, ProgramId
    from coopclaims.payments.payment import Payment, PaymentHistory
    from coopclaims.periods import UsagePeriod
    from coopclaims.repositories.protocols import Guard, Loaded, Write

_T = TypeVar("_T")


class _Remembers(SoundStore):
    """Keeps what one verb has answered until it writes itself."""

    verb: ClassVar[str]

    def __init__(self, *pools: PoolKey) -> None:
        super().__init__(*pools)
        self.memory: dict[object, Any] = {}

    def once(self, verb: str, asked: object, ask: Callable[[], _T]) -> _T:
        """Return the answer from memory, for the verb whose answers are kept."""
        if verb != self.verb:
            return ask()
        if asked not in self.memory:
            self.memory[asked] = ask()
        return cast("_T", self.memory[asked])

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Append, and forget."""
        try:
            super().append(*writes, guards=guards)
        finally:
            self.memory = {}

    def history(self, claim: ClaimId) -> History:
        """Return the History that is remembered."""
        return self.once("history", claim, lambda: super(_Remembers, self).history(claim))

    def load(self, claim: ClaimId, command: CommandId) -> Loaded:
        """Return the state that is remembered, and what the command has led to."""
        loaded = super().load(claim, command)
        state = self.once("load", claim, lambda: (loaded.snapshot, loaded.since))
        return attrs.evolve(loaded, snapshot=state[0], since=state[1])

    def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> FundPool:
        """Return the fund that is remembered."""
        asked = (location, program, usage_period)
        return self.once("pool", asked, lambda: super(_Remembers, self).pool(*asked))

    def booked(self, fund: PoolKey, command: CommandId) -> tuple[FundEntry, ...]:
        """Return what is remembered that a command has led to."""
        return self.once("booked", (fund, command), lambda: super(_Remembers, self).booked(fund, command))

    def payment_history(self, payment: PaymentId) -> PaymentHistory:
        """Return the History that is remembered."""
        return self.once("payment", payment, lambda: super(_Remembers, self).payment_history(payment))

    def payments(self, claim: ClaimId) -> tuple[Payment, ...]:
        """Return the payments that are remembered."""
        return self.once("payments", claim, lambda: super(_Remembers, self).payments(claim))

    def claims(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[Claim, ...]:
        """Return the list that is remembered."""
        asked = (location, program)
        return self.once(
            "claims", asked, lambda: super(_Remembers, self).claims(location=location, program=program)
        )

    def pools(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[FundPool, ...]:
        """Return the list that is remembered."""
        asked = (location, program)
        return self.once(
            "pools", asked, lambda: super(_Remembers, self).pools(location=location, program=program)
        )


class RemembersStates(_Remembers):
    """Keeps the newest state of each claim in the object, and does not hear of what another one writes."""

    verb = "load"


class RemembersHistories(_Remembers):
    """Keeps the Histories that it has read in the object, and does not hear of what another one writes."""

    verb = "history"


class RemembersFunds(_Remembers):
    """Keeps the funds that it has read in the object, and does not hear of what another one books."""

    verb = "pool"


class RemembersBookings(_Remembers):
    """Keeps in the object which commands have booked nothing yet, although another one may book them."""

    verb = "booked"


class RemembersPaymentHistories(_Remembers):
    """Keeps the Histories of payments in the object, and does not hear of what another one writes."""

    verb = "payment"


class RemembersPayments(_Remembers):
    """Keeps the payments of a claim in the object, and does not hear of what another one writes."""

    verb = "payments"


class RemembersLists(_Remembers):
    """Keeps the lists of claims in the object, and does not hear of what another one writes."""

    verb = "claims"


class RemembersListsOfFunds(_Remembers):
    """Keeps the lists of funds in the object, and does not hear of what another one books."""

    verb = "pools"


class KnowsItsOwnCommands(SoundStore):
    """Looks for what a command has led to in the memory of the object, and knows of no other's."""

    def __init__(self, *pools: PoolKey) -> None:
        super().__init__(*pools)
        self.performed: set[CommandId | None] = set()

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        """Append, and remember the commands."""
        super().append(*writes, guards=guards)
        self.performed |= {entry.command for write in writes for entry in write.entries}

    def load(self, claim: ClaimId, command: CommandId) -> Loaded:
        """Find what was written here."""
        loaded = super().load(claim, command)
        return loaded if command in self.performed else attrs.evolve(loaded, performed=())

    def reopened(self) -> SoundStore:
        """Read all commands as it opens."""
        opened = super().reopened()
        cast("KnowsItsOwnCommands", opened).performed = {
            entry.command for kept in self.stored.values() for entry in kept
        }
        return opened


REMEMBERING_FAULTS: tuple[type[SoundStore], ...] = (
    RemembersStates,
    RemembersHistories,
    RemembersFunds,
    RemembersBookings,
    RemembersPaymentHistories,
    RemembersPayments,
    RemembersLists,
    RemembersListsOfFunds,
    KnowsItsOwnCommands,
)
"""Stores of which one object does not hear of what another has written."""
