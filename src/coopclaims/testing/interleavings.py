"""Every order in which several writers can meet at one store, with retries, repeats and crashes.

Each writer performs a command, of a claim, of a payment or of a fund; between any two of its steps any
other may take one, and inside a call too where the store says so. All orders are tried, one after the other
and with no two at once, on stores that are made for it. Orders that lead to the same store and leave every
writer knowing the same are followed once, and counted as often as they occur.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from inspect import signature
from itertools import permutations
from typing import TYPE_CHECKING, Final, TypeAlias, cast, final

from coopclaims._values import frozen
from coopclaims.claims.commands import Command
from coopclaims.claims.recording import replay
from coopclaims.errors import CommandReused, CoopClaimsError, StaleClaim, Unresolved
from coopclaims.findings.problem import Refused
from coopclaims.funds.commands import FundCommand
from coopclaims.money.exchange import ExchangeRates
from coopclaims.payments.blockers import PaymentContext
from coopclaims.payments.deciding import PaymentCommand
from coopclaims.payments.recording import replay_payment
from coopclaims.repositories.effects import FundOutcome, Outcome, PaymentOutcome, run_effect
from coopclaims.repositories.money_steps import perform_fund_steps, perform_payment_steps
from coopclaims.repositories.protocols import ClaimRepository, FundWrite
from coopclaims.repositories.steps import perform_steps
from coopclaims.rules.book import Rules
from coopclaims.testing.game import AnyCommand
from coopclaims.testing.laws import broken, check_paid, law
from coopclaims.testing.pacing import Call, Turns
from coopclaims.testing.serial import CommandKey, Concerned, Serial, named

if TYPE_CHECKING:
    from collections.abc import Generator

    from coopclaims.repositories.effects import Answer, Effect


_CRASH: Final = "crash"

_ANSWERS: Final = (Refused, StaleClaim, CommandReused, Unresolved)
"""What a sound store and the rules may answer to a command that fits no more."""

_Done: TypeAlias = Outcome | PaymentOutcome | FundOutcome

_Pace: TypeAlias = "tuple[Turns, Callable[[], object] | None, Callable[[ClaimRepository], object]] | None"
"""What stops writers inside a call: whose turn it is, what ends a thread, and how a store looks."""

_Step: TypeAlias = tuple[int, str]
"""Which writer does what: takes its next step, or crashes."""


@final
@frozen(kw_only=True)
class Interleavings:
    """What was tried: how many orders there are, how many situations they pass, and how they can end.

    `interleavings` counts orders of steps from the first to the last; `situations` are the distinct
    states of store and writers between steps, and `endings` the distinct final states of the store.
    Of the last situations, `crashes`, `conflicts` and `repeats` count those in which some writer had
    crashed, had come too late at least once, or was told that its command had been performed before.
    `inside` counts the situations in which some writer stood inside a call of the store; where it is zero,
    each append was taken as one step.
    """

    writers: int
    interleavings: int
    situations: int
    endings: int
    crashes: int = 0
    conflicts: int = 0
    repeats: int = 0
    inside: int = 0

    def __str__(self) -> str:
        how = f"inside an append {self.inside} times" if self.inside else "each append taken as one step"
        return (
            f"{self.interleavings} interleavings of {self.writers} writers in {self.situations} situations; "
            f"{self.endings} endings, each that of some order one after the other; "
            f"reached with a crash {self.crashes}, a conflict {self.conflicts}, a repeat {self.repeats} times"
            f"; {how}"
        )


class _Writer:
    """One delivery of a command: its next effect, or how it ended."""

    def __init__(self, command: AnyCommand, core: Generator[Effect, Answer, _Done], pace: _Pace) -> None:
        self.command = command
        self.core = core
        self.pace = pace
        self.call: Call | None = None
        self.met: tuple[object, ...] = ()
        self.effect: Effect | None = next(core)
        self.seen: tuple[object, ...] = ()
        self.ended: _Done | CoopClaimsError | str | None = None

    def step(self, store: ClaimRepository) -> None:
        """Carry out the next effect, or as much of it as the store does in one step."""
        effect = cast("Effect", self.effect)
        if self.pace is None:
            self._go_on(partial(run_effect, effect, store))
            return
        turns, leaving, look = self.pace
        if self.call is None:
            self.call = Call(turns, partial(run_effect, effect, store), leaving)
        before = look(store)
        self.call.go_on()
        if not self.call.is_done:
            self.met = (*self.met, before)  # what it has read so far depends on this
            return
        call, self.call, self.met = self.call, None, ()
        self._go_on(call.result)

    @property
    def is_inside(self) -> bool:
        """Whether the writer stands inside a call of the store."""
        return self.call is not None

    def _go_on(self, ask: Callable[[], Answer]) -> None:
        """Take the answer of an effect, and go on to the one after it."""
        try:
            try:
                answer = ask()
            except CoopClaimsError as error:
                self.seen = (*self.seen, error)
                self.effect = self.core.throw(error)
            else:
                self.seen = (*self.seen, answer)
                self.effect = self.core.send(answer)
        except StopIteration as done:
            self._end(cast("_Done", done.value))
        except CoopClaimsError as error:
            self._end(error)

    def crash(self) -> None:
        """Stop for good, whatever was known."""
        self.leave()
        self.core.close()
        self._end(_CRASH)

    def leave(self) -> None:
        """End the call that the writer stands in."""
        if self.call is not None:
            self.call.abandon()
            self.call = None

    def _end(self, how: _Done | CoopClaimsError | str) -> None:
        self.effect, self.ended = None, how

    @property
    def knows(self) -> tuple[object, ...]:
        """What the writer does next depends on this, and on nothing else."""
        if self.ended is not None:
            return (named(self.command), type(self.ended))
        known = (repr(each) if isinstance(each, Exception) else each for each in self.seen)
        return (named(self.command), *known, self.met)


@final
class _Explorer:
    """Follows every order from the beginning, as often as it branches."""

    def __init__(
        self,
        make: Callable[..., ClaimRepository],
        commands: Sequence[AnyCommand],
        *,
        concerned: Concerned,
        attempts: int,
        crashes: int,
        leaving: Callable[[], object] | None,
    ) -> None:
        self.pace: _Pace = None
        self.make: Callable[[], ClaimRepository] = make
        if "step" in signature(make).parameters:
            turns = Turns()
            self.make = partial(make, step=turns.step)
            self.pace = (turns, leaving, self.picture)
        self.commands = tuple(commands)
        self.concerned = concerned
        self.attempts = attempts
        self.crashes = crashes
        self.orders: dict[object, int] = {}
        self.endings: set[object] = set()
        self.counted = Counter[str]()
        self.sequential = self._sequential()

    def picture(self, store: ClaimRepository) -> tuple[object, ...]:
        """Return all that can be seen of what is concerned, and of every fund."""
        return Serial(store, self.concerned).picture()

    def _sequential(self) -> frozenset[object]:
        """Return what there is after any of the commands, one after the other, in any order.

        It is decided without a store, from what a new one holds, so that no fault of it is taken for right.
        """
        found: set[object] = set()
        commands = {named(command): command for command in self.commands}
        for count in range(len(commands) + 1):
            for order in permutations(commands.values(), count):
                model = Serial(self.make(), self.concerned)
                for command in order:
                    model.perform(command)
                found.add(model.picture())
        return frozenset(found)

    def _core(self, command: AnyCommand) -> Generator[Effect, Answer, _Done]:
        """Return the steps of one delivery of a command."""
        rules, attempts, context = self.concerned.rules, self.attempts, self.concerned.context
        if isinstance(command, FundCommand):
            return perform_fund_steps(command, rules=rules, attempts=attempts)
        if isinstance(command, PaymentCommand):
            judged_in = cast("PaymentContext", context)
            return perform_payment_steps(command, rules=rules, attempts=attempts, context=judged_in)
        return perform_steps(command, rules=rules, rates=self.concerned.rates, attempts=attempts)

    def run(self, schedule: Sequence[_Step]) -> tuple[ClaimRepository, list[_Writer]]:
        """Return a store and its writers after these steps."""
        store = self.make()
        writers = [_Writer(each, self._core(each), self.pace) for each in self.commands]
        for number, what in schedule:
            if what == _CRASH:
                writers[number].crash()
            else:
                writers[number].step(store)
        return store, writers

    def follow(self, schedule: tuple[_Step, ...], crashes: int) -> int:
        """Follow every order that begins so, and return how many there are."""
        store, writers = self.run(schedule)
        try:
            return self._followed(schedule, crashes, store, writers)
        finally:
            for writer in writers:
                writer.leave()

    def _followed(
        self, schedule: tuple[_Step, ...], crashes: int, store: ClaimRepository, writers: list[_Writer]
    ) -> int:
        picture = self.picture(store)
        # Writers of one command are alike: which of them knows what does not matter.
        known = frozenset(Counter(writer.knows for writer in writers).items())
        situation = (picture, known, crashes)
        if situation in self.orders:
            return self.orders[situation]
        self._check(schedule, store, writers)
        self.counted["inside"] += any(writer.is_inside for writer in writers)
        running = [number for number, writer in enumerate(writers) if writer.effect is not None]
        if not running:
            self._check_ending(schedule, picture, writers)
            orders = 1
        else:
            steps = [(number, type(writers[number].effect).__name__) for number in running]
            orders = sum(self.follow((*schedule, step), crashes) for step in steps)
            if crashes:
                orders += sum(self.follow((*schedule, (number, _CRASH)), crashes - 1) for number in running)
        self.orders[situation] = orders
        return orders

    def _check(self, schedule: tuple[_Step, ...], store: ClaimRepository, writers: list[_Writer]) -> None:
        """Check what has to hold at any moment."""
        stored = self._effects(store)
        for writer in writers:
            count, done = stored[named(writer.command)], isinstance(writer.ended, _Done)
            law(count <= 1, "a command has one effect", stored=count, schedule=schedule)
            law(
                count or not done,
                "what was acknowledged is stored",
                command=writer.command.id,
                schedule=schedule,
            )
            late = not isinstance(writer.ended, CoopClaimsError) or isinstance(writer.ended, _ANSWERS)
            law(late, "who comes too late is told so", ended=writer.ended, schedule=schedule)
        for pool in store.pools():
            remaining = pool.balance().remaining
            law(not remaining.is_negative, "no fund is overdrawn", remaining=remaining, schedule=schedule)
        context = self.concerned.context
        if context is not None:
            form, claim = context.claim.form, context.claim.id
            pool = store.pool(form.location, form.program, form.usage_period)
            payments = [store.payment_history(each.id) for each in store.payments(claim)]
            check_paid(claim, context.claim.approved, payments, pool, schedule=schedule)

    def _effects(self, store: ClaimRepository) -> Counter[CommandKey]:
        """Return how often each command took effect; raise where what is stored cannot be replayed."""
        found, of = Counter[CommandKey](), Serial(store, self.concerned)
        for history in of.entries.values():
            if history is not None:
                replay(history)
                found.update((entry.claim, entry.command) for entry in history)
        for steps in of.payments.values():
            if steps is not None:
                replay_payment(steps)
                found.update((entry.payment, entry.command) for entry in steps)
        for command in self.commands:
            if isinstance(command, FundCommand):
                booked = store.booked(command.fund, command.id)
                causes = Counter(FundWrite(pool=command.fund, expected=0, entries=booked).causes())
                found[named(command)] = max(causes.values(), default=0)
        return found

    def _check_ending(
        self, schedule: tuple[_Step, ...], picture: tuple[object, ...], writers: list[_Writer]
    ) -> None:
        """Check that the end is that of some order one after the other, and count how it came about."""
        if picture not in self.sequential:
            broken("every end is that of some order one after the other", schedule=schedule, store=picture)
        self.endings.add(picture)
        self.counted["crashes"] += any(writer.ended == _CRASH for writer in writers)
        self.counted["conflicts"] += any(StaleClaim in map(type, writer.seen) for writer in writers)
        self.counted["repeats"] += any(
            isinstance(writer.ended, _Done) and writer.ended.is_repeat for writer in writers
        )


def explore_interleavings(
    make: Callable[..., ClaimRepository],
    commands: Sequence[Command | PaymentCommand | FundCommand],
    *,
    rules: Rules,
    context: PaymentContext | None = None,
    rates: ExchangeRates | None = None,
    attempts: int = 2,
    crashes: int = 1,
    leaving: Callable[[], object] | None = None,
) -> Interleavings:
    """Try every order in which these commands can meet, and return what was tried.

    `commands` are of claims, of payments and of funds, in any mixture; `rules` are bound rules, and `rates`
    those of a claim whose fund has another currency. `context` is what payment commands are judged in, as
    for `perform`; all of them are then of its claim.

    `make` returns a new store each time, always filled alike; the store has to answer in the thread
    that asks, and has to have open the funds that the commands draw on. Where `make` has a parameter `step`,
    it is given a function that the store calls wherever another writer may come inside one of its calls, such
    as between two statements; the writers are then stopped there too. A step stands outside of what keeps
    other writers waiting. Each call runs in a thread of its own then, with no two at once, and `leaving` is
    called in each as it ends. A command that stands in
    `commands` twice is delivered twice. Each writer decides at most `attempts` times; at most `crashes`
    writers stop for good, each before any of its steps. (A reply that is lost after the last write
    leaves the same store; the second delivery is who notices.)

    Raises `AssertionError`, with the order that led there, where a command has two effects or none
    although it was acknowledged, where who comes too late is not told so, where a fund is overdrawn, where
    what stands as paid of the claim in `context` is at any moment not what was sent less what came back, or
    more than was approved, and where the end is not that of the same commands, or some of them, one after
    the other. Raises `InvalidValue` for a payment command without a `context`.

    >>> from datetime import timedelta
    >>> from coopclaims import ClaimForm
    >>> from coopclaims.claims import CreateClaim
    >>> from coopclaims import Money
    >>> from coopclaims import Role
    >>> from coopclaims import InMemoryRepository
    >>> from coopclaims.testing import World
    >>> world = World.typical()
    >>> def make_filled():
    ...     repository = InMemoryRepository()
    ...     repository.open_pool(world.funds.key)
    ...     return repository
    >>> first = world.usage_period.first
    >>> form = ClaimForm(name="Ads", program=world.program, location=world.location, executed_on=first,
    ...                  usage_period=world.usage_period, activity="digital-advertising",
    ...                  amount=Money("90000.00", "SEK"))
    >>> create = CreateClaim(claim="C-1", id="form-1", by=world.actor(Role.INCENTIVES_USER),
    ...                      at=world.start_of(first) + timedelta(days=60), form=form)
    >>> tried = explore_interleavings(make_filled, [create, create, create], rules=world.rules)
    >>> tried.endings, tried.repeats > 0
    (1, True)
    """
    explorer = _Explorer(
        make,
        commands,
        concerned=Concerned.by(commands, rules=rules, rates=rates, context=context),
        attempts=attempts,
        crashes=crashes,
        leaving=leaving,
    )
    interleavings = explorer.follow((), crashes)
    return Interleavings(
        writers=len(explorer.commands),
        interleavings=interleavings,
        situations=len(explorer.orders),
        endings=len(explorer.endings),
        **explorer.counted,
    )
