"""A machine that plays claims, payments and funds on the model and on a repository, and checks the laws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from hypothesis.strategies import SearchStrategy

from coopclaims.claims.claim import Claim
from coopclaims.claims.commands import Command, CreateClaim
from coopclaims.claims.events import History
from coopclaims.decisions.deciding import Decision
from coopclaims.errors import (
    AlreadyRecorded,
    CommandReused,
    CoopClaimsError,
    StaleClaim,
    UnknownClaim,
    UnknownFund,
)
from coopclaims.findings.problem import Refused
from coopclaims.funds.commands import FundCommand
from coopclaims.funds.deciding import FundDecision
from coopclaims.funds.entries import FundEntry
from coopclaims.funds.pool import FundPool
from coopclaims.identifiers import ClaimId
from coopclaims.payments.blockers import PaymentContext
from coopclaims.payments.deciding import PaymentCommand, PaymentDecision
from coopclaims.repositories.effects import FundOutcome, Outcome, PaymentOutcome
from coopclaims.repositories.memory import InMemoryRepository
from coopclaims.repositories.protocols import ClaimRepository, FundWrite
from coopclaims.repositories.steps import perform
from coopclaims.rules.policies import Policies
from coopclaims.testing.conflicts import AsItStood
from coopclaims.testing.coverage import Coverage
from coopclaims.testing.game import Game, of_a_claim, stream_of
from coopclaims.testing.laws import (
    broken,
    check_allowed,
    check_claim,
    check_entry,
    check_funds,
    check_judgement,
    check_payments,
    law,
)
from coopclaims.testing.moves import Move, MoveKind, moves
from coopclaims.testing.shortening import CaseOfMachine
from coopclaims.testing.world import World, worlds

if TYPE_CHECKING:
    from coopclaims.claims.table import ClaimRow
    from coopclaims.findings.problem import Problem
    from coopclaims.funds.entries import PoolKey
    from coopclaims.identifiers import PaymentId
    from coopclaims.payments.table import PaymentRow
    from coopclaims.repositories.protocols import Write
    from coopclaims.testing.game import AnyCommand, AnyDecision


class LifecycleMachine(RuleBasedStateMachine):
    """Plays claims, their payments and two funds, mostly legally and at times not, and checks the laws.

    Every command is judged by the model and performed on a repository. Commands come a second time,
    or under an identifier that was used; two of them are decided on the same version; the repository is
    opened a second time, and the two objects take turns. After each of them:

    - the stored Histories have only grown, and replaying them gives the claims and the payments;
    - a command that was refused, came again or came too late has changed nothing;
    - a claim that is read-only has kept its content;
    - `problems` is empty exactly when `decide` accepts; `allowed` says no to nothing that it accepts,
      and where it says yes, a refusal concerns only what the command says;
    - the ledgers give the balances of the funds, and no more is approved than was earned;
    - a payment is sent exactly where its fund has it as paid, in every currency, and no more stands as paid
      of a claim than was approved.

    Subclass it and give it your repository; its `TestCase` is what a test runner runs:

        class MyStore(LifecycleMachine):
            def open_repository(self, world):
                return MyRepository.with_pools(*world.fund_keys)

        TestMyStore = MyStore.TestCase

    Where the second fund is not open, the game has only one. Override `perform` as well to have a service of
    yours played, `perform_payment` and `perform_fund` where it pays and books too, and `reopen_repository` to
    have what was stored read by a fresh object; `plays_money = False` plays claims alone. Each claim and
    payment is played towards one edge of its table after the other, so that the deep ones are reached.
    `coverage` counts, for each subclass by itself, what its runs have entered; `starting_worlds` is the
    strategy for the worlds that they are played in: those of the published default readings, unless you say
    otherwise. A service of other readings says `starting_worlds = worlds(policies=...)`, and one that follows
    them all `starting_worlds = worlds()`.
    """

    starting_worlds: ClassVar[SearchStrategy[World]] = worlds(policies=Policies())
    plays_money: ClassVar[bool] = True
    """Whether payments and funds are played beside the claims."""
    shortening: ClassVar[int] = 10
    """How many times as many commands as finding a failure took are given to make it short."""
    coverage: Coverage = Coverage()
    last: ClassVar[LifecycleMachine | None] = None
    """The game that was played last."""
    TestCase: Any = CaseOfMachine()

    game: Game
    """What there ought to be: the claims, payments and funds of the model."""
    repository: ClaimRepository
    """What is tested against the model."""

    def __init_subclass__(cls, **kwargs: Any) -> None:  # noqa: ANN401 - as given to the class statement
        super().__init_subclass__(**kwargs)
        cls.coverage = Coverage()

    def __init__(self) -> None:
        super().__init__()
        self.resting: ClaimRepository | None = None
        self.log: list[Move] = []
        self.checked = -1

    @property
    def world(self) -> World:
        """The world as it stands, with the model's fund."""
        return self.game.world

    @property
    def claims(self) -> dict[ClaimId, Claim]:
        """The claims of the model as they stand."""
        return self.game.claims

    @property
    def histories(self) -> dict[ClaimId, History]:
        """The Histories of the model's claims."""
        return self.game.histories

    @property
    def ledger(self) -> tuple[FundEntry, ...]:
        """All entries of the fund that the claims draw on."""
        return self.game.ledgers[self.world.funds.key]

    # What is yours.

    def open_repository(self, world: World) -> ClaimRepository:
        """Return a repository without a claim, in which the world's funds are open and empty.

        `world` has the key of the fund that the claims draw on, and of another one (`fund_keys`). Override
        this to have your own played.
        """
        repository = InMemoryRepository()
        for key in world.fund_keys:
            repository.open_pool(key)
        return repository

    def reopen_repository(self, repository: ClaimRepository) -> ClaimRepository:
        """Return a fresh object that reads what this one has stored.

        This one stays in use: the two take turns, as two workers do. Override this where yours can be opened
        a second time; a repository in memory cannot.
        """
        return repository

    def perform(self, command: Command, repository: ClaimRepository) -> Outcome:
        """Perform one command on the repository and return what came of it.

        Override this to have a service of yours do it. It raises what `coopclaims.perform` raises:
        `Refused`, `StaleClaim`, `UnknownClaim`, `CommandReused`. It uses the repository that it is given,
        which may answer with what was there before somebody else recorded, or decides on what is there.
        """
        return perform(command, repository, rules=self.world.rules, rates=self.world.rates)

    def perform_payment(
        self, command: PaymentCommand, repository: ClaimRepository, context: PaymentContext
    ) -> PaymentOutcome:
        """Perform one payment command on the repository and return what came of it.

        `context` is what the payment depends on. Override this as you override `perform`.
        """
        return perform(command, repository, rules=self.world.rules, context=context)

    def perform_fund(self, command: FundCommand, repository: ClaimRepository) -> FundOutcome:
        """Perform one command to a fund on the repository and return what came of it.

        Override this as you override `perform`.
        """
        return perform(command, repository, rules=self.world.rules)

    def next_moves(self) -> SearchStrategy[Move]:
        """Return a strategy for what somebody does next."""
        return moves(self.game, money=self.plays_money)

    # What is played.

    @initialize(world=st.runner().flatmap(lambda machine: machine.starting_worlds))
    def begin(self, world: World) -> None:
        """Open the funds of a world, and record what was earned."""
        type(self).last, self.started_in = self, world
        self.repository = self.open_repository(world)
        self.game = Game(world, self._earlier_fund(world))
        self.repository.append(FundWrite(pool=world.funds.key, expected=0, entries=self.ledger))
        self._check_repository()

    def _earlier_fund(self, world: World) -> FundPool | None:
        """Return the second fund, empty; nothing where the repository has not opened it."""
        key = world.fund_keys[1]
        if not self.plays_money:
            return None
        try:
            return self.repository.pool(key.location, key.program, key.usage_period)
        except UnknownFund:
            return None

    @rule(move=st.runner().flatmap(lambda machine: machine.next_moves()))
    def somebody_acts(self, move: Move) -> None:
        """Give one command to the model and to the repository, and hold the outcome against the laws."""
        self.log.append(move)
        if move.reopens:
            self.resting, self.repository = self.repository, self.reopen_repository(self.repository)
        elif self.resting is not None:
            self.resting, self.repository = self.repository, self.resting
        if move.goal is not None and not isinstance(move.command, FundCommand):
            self.game.goals[stream_of(move.command)] = move.goal
        late = None if move.rival is None else self._as_it_stands(move.rival, move.of)
        self._given(move, move.command, move.kind)
        if move.then is not None:
            self._given(move, move.then, MoveKind.ANYTHING)
        for each in move.tries:
            self._given(move, each, MoveKind.ROUND)
            self.game.rounds.add(self.claims[each.claim].status)
        if move.rival is not None and late is not None:
            self.coverage.steps += 1
            self._conflicted(move, move.rival, late)
        self._check_repository()

    def _given(self, move: Move, command: AnyCommand, kind: MoveKind) -> None:
        self.coverage.steps += 1
        context = self._context(move, command)
        earlier = self.game.done.get((stream_of(command), command.id))
        if earlier is not None:
            if earlier == command:
                self._performed_again(command, context)
            else:
                self._reused(command, context)
        elif isinstance(command, PaymentCommand) and context is None:
            return  # of a claim that this game does not have
        elif (decision := self._judged(kind, command, context)) is None:
            self._refused(command, context)
        else:
            before = self.game.writes(decision)
            self._take(command, decision, self._perform(command, self.repository, context))
            self._came_too_late(before)

    def _context(self, move: Move, command: AnyCommand) -> PaymentContext | None:
        """Return what a payment command depends on; nothing for others, and where its claim is not there."""
        if not isinstance(command, PaymentCommand) or move.of is None or move.of not in self.claims:
            return None
        return self.game.context(command, move.of, move.facts)

    def _perform(
        self, command: AnyCommand, repository: ClaimRepository, context: PaymentContext | None
    ) -> Outcome | PaymentOutcome | FundOutcome:
        if isinstance(command, PaymentCommand):
            return self.perform_payment(command, repository, cast("PaymentContext", context))
        if isinstance(command, FundCommand):
            return self.perform_fund(command, repository)
        return self.perform(command, repository)

    def _judged(
        self, kind: MoveKind, command: AnyCommand, context: PaymentContext | None
    ) -> AnyDecision | None:
        """Judge the command by the model, each way of asking against the others."""
        game = self.game
        found = game.problems(command, context)
        try:
            decision = game.decide(command, context)
        except Refused as refused:
            law(
                refused.problems == found, "`decide` refuses for all `problems`", refused=refused, found=found
            )
            game.met |= refused.codes
            self._count(command, found)
            decision = None
        check_judgement(command, found, decision, verdict=kind.verdict)
        asked = of_a_claim(command)
        claim = None if asked is None else self.claims.get(asked.claim)
        # That an identifier is taken is all that an outsider may learn: no part of why they are refused.
        if asked is not None and claim is not None and not isinstance(asked, CreateClaim):
            check_allowed(asked, self.world.allowed(claim, asked.by, at=asked.at), found)
        return decision

    def _count(self, command: AnyCommand, found: tuple[Problem, ...]) -> None:
        asked = of_a_claim(command)
        if asked is None:
            self.coverage.meet(found)
        else:
            self.coverage.refuse(asked, self.claims.get(asked.claim), found)

    def _refused(self, command: AnyCommand, context: PaymentContext | None) -> None:
        try:
            outcome = self._perform(command, self.repository, context)
        except Refused:
            return
        except UnknownClaim:
            law(stream_of(command) not in self.claims, "a claim that was created is known", command=command)
            return
        broken("what the model refuses, no repository makes possible", command=command, outcome=outcome)

    def _take(
        self, command: AnyCommand, decision: AnyDecision, outcome: Outcome | PaymentOutcome | FundOutcome
    ) -> None:
        """Hold an outcome against what the model has decided, and record the decision."""
        law(
            _told(outcome) == _told(decision),
            "the repository leads to the decision of the model",
            decision=decision,
            outcome=outcome,
        )
        game = self.game
        if isinstance(decision, FundDecision):
            self.coverage.book(decision.entries)
        else:
            row = self._checked(command, decision)
            game.entered.add(row)
            if game.goals.get(stream_of(command)) is row:
                del game.goals[stream_of(command)]
        game.record(command, decision)

    def _checked(self, command: AnyCommand, decision: Decision | PaymentDecision) -> ClaimRow | PaymentRow:
        """Check what was decided about a claim or a payment, and return the row that it has taken."""
        if isinstance(decision, PaymentDecision):
            (step,) = decision.entries
            return self.coverage.pay(step)
        (entry,) = decision.entries
        claim = decision.claim
        before = self.claims.get(claim.id)
        check_entry(entry, cast("Command", command), before)
        history = self.histories.get(claim.id, History(claim.id))
        check_claim(claim, before, history.extended(decision.entries))
        return self.coverage.take(entry)

    def _as_it_stands(self, command: AnyCommand, of: ClaimId | None) -> AsItStood:
        game = self.game
        asked = of_a_claim(command)
        claim = of if asked is None else asked.claim
        known = game.payments_of(claim) if claim is not None and of is not None else ()
        payments = None if of is None else tuple(game.payment_histories[each.id] for each in known)
        history = None if claim is None else self.histories.get(claim)
        return AsItStood(self.repository, claim, history, *game.pools, payments=payments)

    def _conflicted(self, move: Move, rival: AnyCommand, late: AsItStood) -> None:
        """Perform what was decided on what was there before: told so, or judged on what is there now."""
        context = self._context(move, rival)
        if isinstance(rival, PaymentCommand) and context is None:
            return
        try:
            outcome = self._perform(rival, late, context)
        except StaleClaim:
            return
        except Refused as refused:
            found = self.game.problems(rival, context)
            law(refused.problems == found, "who comes too late is judged anew", refused=refused, found=found)
            return
        found = self.game.problems(rival, context)
        law(not found, "what was decided too late is not recorded", rival=rival, problems=found)
        self._take(rival, self.game.decide(rival, context), outcome)

    def _came_too_late(self, writes: tuple[Write, ...]) -> None:
        """Append what was decided once more, as somebody would who had not seen it yet."""
        for write in writes:
            try:
                self.repository.append(write)
            except (StaleClaim, AlreadyRecorded):
                continue
            except CoopClaimsError as error:
                broken("who comes too late is told so", raised=error)
            broken("who comes too late is told so", write=write)

    def _performed_again(self, command: AnyCommand, context: PaymentContext | None) -> None:
        outcome, stream = self._perform(command, self.repository, context), stream_of(command)
        found: object
        stands: object
        if isinstance(outcome, PaymentOutcome):
            found, stands = outcome.payment, self.game.payments[cast("PaymentId", stream)]
        elif isinstance(outcome, FundOutcome):
            found, stands = outcome.pools[0], self.game.pool(cast("PoolKey", stream))
        else:
            found, stands = outcome.claim, self.claims[cast("ClaimId", stream)]
        law(
            outcome.is_repeat and found == stands,
            "a command that comes again has been performed before",
            command=command,
            outcome=outcome,
        )

    def _reused(self, command: AnyCommand, context: PaymentContext | None) -> None:
        try:
            outcome = self._perform(command, self.repository, context)
        except CommandReused:
            return
        broken("an identifier that was used is refused", command=command, outcome=outcome)

    def _check_repository(self) -> None:
        """Check that the repository holds what happened, all of it and nothing else."""
        game, store = self.game, self.repository
        for claim, history in self.histories.items():
            stored = store.history(claim)
            law(stored == history, "the History holds every entry, and none is changed", stored=stored)
        claims = tuple(self.claims[each] for each in sorted(self.claims))
        listed = store.claims()
        law(listed == claims, "every claim is listed as it stands", listed=listed, claims=claims)
        for pool in game.pools:
            key, ledger = pool.key, game.ledgers[pool.key]
            found = store.pool(key.location, key.program, key.usage_period)
            law(found == pool, "the fund is what the decisions made of it", pool=found)
            if key == self.world.funds.key:
                check_funds(found, ledger, claims)
            elif self.checked != found.version:
                check_funds(found, ledger, ())
                self.checked = found.version
        if self.plays_money:
            self._check_payments()

    def _check_payments(self) -> None:
        game, store = self.game, self.repository
        for payment, history in game.payment_histories.items():
            stored = store.payment_history(payment)
            law(stored == history, "a payment holds every step, and none is changed", stored=stored)
        for claim in self.claims:
            paid, listed = game.payments_of(claim), store.payments(claim)
            law(listed == paid, "the payments of a claim are listed as they stand", listed=listed, paid=paid)
        check_payments(game.payment_histories.values(), self.ledger)


def _told(said: AnyDecision | Outcome | PaymentOutcome | FundOutcome) -> tuple[object, ...]:
    """Return what a decision and the outcome of performing it have to agree in."""
    if isinstance(said, (FundDecision, FundOutcome)):
        return (said.pools, said.entries)
    if isinstance(said, (PaymentDecision, PaymentOutcome)):
        return (said.payment, said.entries, said.ledger)
    return (said.claim, said.entries, said.ledger)
