"""What commands lead to before any of it is stored: a store is asked, and answered as if it were.

Several commands are decided one after the other, each on what those before it led to, and what they write
becomes one append: one write a stream, and guards that say what was stored when the first was decided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast, final

import attrs

from coopclaims.claims.events import History
from coopclaims.errors import CoopClaimsError, StaleClaim, UnknownClaim, UnknownPayment
from coopclaims.funds.pool import FundPool
from coopclaims.payments.payment import PaymentHistory
from coopclaims.repositories.answers import booked_of, loaded_of, payments_of, steps_of
from coopclaims.repositories.effects import (
    Append,
    LoadBooked,
    LoadClaim,
    LoadPayment,
    LoadPayments,
    LoadPool,
)
from coopclaims.repositories.protocols import (
    ClaimGuard,
    ClaimWrite,
    FundGuard,
    FundWrite,
    Guard,
    Loaded,
    PaymentWrite,
    Write,
)

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import TypeAlias

    from coopclaims.funds.entries import FundEntry, PoolKey
    from coopclaims.identifiers import ClaimId, CommandId, LocationId, PaymentId, ProgramId
    from coopclaims.payments.payment import Payment
    from coopclaims.periods import UsagePeriod
    from coopclaims.repositories.effects import Answer, Effect, FundOutcome, Outcome, PaymentOutcome

    Done: TypeAlias = Outcome | PaymentOutcome | FundOutcome

_NEW: Final = Loaded(snapshot=None, since=(), performed=())
"""What a store holds of a claim that is not there."""


@final
class _Stream:
    """A stream that is written to: how many entries are stored, what follows them, and what it is after them.

    `by_command` are the entries that follow, by the command that led to them.
    """

    def __init__(self, base: int) -> None:
        self.base = base
        self.after: Any = None
        self.entries: list[Any] = []
        self.by_command: dict[CommandId, list[Any]] = {}

    def add(self, entries: tuple[Any, ...], after: object) -> None:
        self.entries += entries
        self.after = after
        for entry in entries:
            if entry.command is not None:
                self.by_command.setdefault(entry.command, []).append(entry)

    def of(self, command: CommandId) -> tuple[Any, ...]:
        return tuple(self.by_command.get(command, ()))


@final
class Staging:
    """What commands have led to, and is not stored yet.

    `conflict` is that a stream which is written to was found at another version when it was looked at again,
    `None` where none was: what was staged cannot be appended any more.
    """

    def __init__(self) -> None:
        self.conflict: StaleClaim | None = None
        self._claims: dict[ClaimId, _Stream] = {}
        self._payments: dict[PaymentId, _Stream] = {}
        self._of_claim: dict[ClaimId, set[PaymentId]] = {}
        self._funds: dict[PoolKey, _Stream] = {}
        self._pools: dict[PoolKey, FundPool] = {}
        self._places: dict[tuple[LocationId, ProgramId, UsagePeriod], PoolKey] = {}
        self._guards: dict[Guard, None] = {}

    def run(self, core: Generator[Effect, Answer, Done]) -> Generator[Effect, Answer, Done]:
        """Yield what a command needs to know, keep what it appends, and return its outcome.

        `core` are the steps of the command. An error leaves what was staged as it was.
        """
        outcome, appended = yield from self._through(core)
        if appended is not None:
            self._keep(appended, outcome)
        return outcome

    def _through(
        self, core: Generator[Effect, Answer, Done]
    ) -> Generator[Effect, Answer, tuple[Done, Append | None]]:
        """Yield what a command needs to know, and return its outcome and what it would append."""
        appended: Append | None = None
        try:
            effect = next(core)
            while True:
                answer: Answer = None
                try:
                    if isinstance(effect, Append):
                        appended = effect
                    else:
                        answer = yield from self._ask(effect)
                except CoopClaimsError as error:
                    effect = core.throw(error)
                else:
                    effect = core.send(answer)
        except StopIteration as done:
            return done.value, appended

    def fund(self, read: FundPool) -> FundPool:
        """Return the fund that was read, as it is after what was staged."""
        return self._pools.get(read.key, read)

    def append(self) -> Append | None:
        """Return all that was staged as one append; `None` where nothing is to be written."""
        writes: tuple[Write, ...] = (
            *(
                ClaimWrite(claim=claim, expected=each.base, entries=tuple(each.entries))
                for claim, each in self._claims.items()
            ),
            *(
                PaymentWrite(payment=payment, expected=each.base, entries=tuple(each.entries))
                for payment, each in self._payments.items()
            ),
            *(
                FundWrite(pool=key, expected=each.base, entries=tuple(each.entries))
                for key, each in self._funds.items()
            ),
        )
        return Append(writes, tuple(self._guards)) if writes else None

    # What a store is asked, and answered as if all that was staged were stored.

    def _ask(self, effect: Effect) -> Generator[Effect, Answer, Answer]:
        if isinstance(effect, LoadPool):
            return (yield from self._pool(effect))
        if isinstance(effect, LoadClaim) and effect.claim in self._claims:
            return (yield from self._claim(effect, self._claims[effect.claim]))
        if isinstance(effect, LoadPayment) and effect.payment in self._payments:
            return (yield from self._payment(effect, self._payments[effect.payment]))
        answer = yield effect
        if isinstance(effect, LoadPayments):
            return self._with_staged(effect, answer)
        if isinstance(effect, LoadBooked) and effect.fund in self._funds:
            booked = booked_of(effect, answer)
            staged = self._funds[effect.fund].of(effect.command)
            return (*booked, *(entry for entry in staged if entry.payment is None))
        return answer

    def _pool(self, effect: LoadPool) -> Generator[Effect, Answer, Answer]:
        key = self._places.get((effect.location, effect.program, effect.usage_period))
        if key is not None:
            return self._pools[key]
        answer = yield effect
        if isinstance(answer, FundPool):
            self._pools[answer.key] = answer
        return answer

    def _claim(self, effect: LoadClaim, staged: _Stream) -> Generator[Effect, Answer, Answer]:
        try:
            loaded = loaded_of(effect, (yield effect))
            found = loaded.claim().version
        except UnknownClaim:
            loaded, found = _NEW, 0
        self._unmoved(effect.claim, staged, found)
        if effect.whole and loaded.snapshot is None:
            return History(effect.claim, (*loaded.since, *staged.entries))
        performed = (*loaded.performed, *staged.of(effect.command))
        return Loaded(snapshot=staged.after, since=(), performed=performed)

    def _payment(self, effect: LoadPayment, staged: _Stream) -> Generator[Effect, Answer, Answer]:
        try:
            history = steps_of(effect, (yield effect), 0)
        except UnknownPayment:
            history = PaymentHistory(effect.payment)
        self._unmoved(effect.payment, staged, history.version)
        return PaymentHistory(effect.payment, (*history.entries, *staged.entries))

    def _unmoved(self, stream: str, staged: _Stream, found: int) -> None:
        """Raise `StaleClaim`, and keep it, where somebody else has written to a stream since."""
        if found != staged.base:
            self.conflict = StaleClaim(stream, staged.base, found)
            raise self.conflict

    def _with_staged(self, effect: LoadPayments, answer: Answer) -> tuple[Payment, ...]:
        payments = {each.id: each for each in payments_of(effect, answer, None)}
        payments |= {each: self._payments[each].after for each in self._of_claim.get(effect.claim, ())}
        return tuple(payments[each] for each in sorted(payments))

    # What a command has led to.

    def _keep(self, appended: Append, outcome: Done) -> None:
        self._guards |= dict.fromkeys(filter(None, map(self._before, appended.guards)))
        for write in appended.writes:
            if isinstance(write, FundWrite):
                self._book(write.pool, write.expected, write.entries)
            elif isinstance(write, ClaimWrite):
                claim = cast("Outcome", outcome).claim
                self._claims.setdefault(write.claim, _Stream(write.expected)).add(write.entries, claim)
            else:
                payment = cast("PaymentOutcome", outcome).payment
                self._payments.setdefault(write.payment, _Stream(write.expected)).add(write.entries, payment)
                self._of_claim.setdefault(payment.claim, set()).add(payment.id)

    def _book(self, key: PoolKey, expected: int, entries: tuple[FundEntry, ...]) -> None:
        pool = self._pools[key].record(entries)
        self._pools[key] = pool
        self._places[key.location, key.program, key.usage_period] = key
        self._funds.setdefault(key, _Stream(expected)).add(entries, pool)

    def _before(self, guard: Guard) -> Guard | None:
        """Return what was stored where this was read; `None` where a write expects that already."""
        if isinstance(guard, ClaimGuard):
            return None if guard.claim in self._claims else guard
        if isinstance(guard, FundGuard):
            return None if guard.pool in self._funds else guard
        stored = (
            (payment, self._payments[payment].base if payment in self._payments else version)
            for payment, version in guard.payments
        )
        return attrs.evolve(guard, payments=frozenset(each for each in stored if each[1]))
