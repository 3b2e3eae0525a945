"""A machine that plays claims on the model and on a repository side by side, and checks the laws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from hypothesis.strategies import SearchStrategy

from coopclaims.claims.claim import Claim
from coopclaims.claims.commands import Command
from coopclaims.claims.events import History
from coopclaims.claims.recording import replay
from coopclaims.decisions.deciding import Decision
from coopclaims.errors import CommandReused, CoopClaimsError, StaleClaim, UnknownClaim
from coopclaims.findings.problem import Refused
from coopclaims.identifiers import ClaimId
from coopclaims.repositories.effects import Outcome
from coopclaims.repositories.memory import InMemoryRepository
from coopclaims.repositories.protocols import ClaimRepository, ClaimWrite, FundWrite
from coopclaims.repositories.steps import perform
from coopclaims.rules.readings import Policies
from coopclaims.testing.conflicts import AsItStood
from coopclaims.testing.coverage import Coverage
from coopclaims.testing.laws import (
    broken,
    check_allowed,
    check_claim,
    check_entry,
    check_funds,
    check_judgement,
    law,
)
from coopclaims.testing.moves import Move, MoveKind, moves
from coopclaims.testing.world import World, worlds

if TYPE_CHECKING:
    from coopclaims.claims.table import ClaimRow
    from coopclaims.findings.codes import ProblemCode
    from coopclaims.funds.entries import FundEntry
    from coopclaims.repositories.protocols import Write


class LifecycleMachine(RuleBasedStateMachine):
    """Plays several claims against one fund, mostly legally and at times not, and checks the laws.

    Every command is judged by the model and performed on a repository. Commands come a second time,
    or under an identifier that was used; two of them are decided on the same version; the repository is
    opened a second time, and the two objects take turns. After each of them:

    - the stored History has only grown, and replaying it gives the claim;
    - a command that was refused, came again or came too late has changed nothing;
    - a claim that is read-only has kept its content;
    - `problems` is empty exactly when `decide` accepts; `allowed` says no to nothing that it accepts,
      and where it says yes, a refusal concerns only what the command says;
    - the ledger gives the balances of the fund, and no more is approved than was earned.

    Subclass it and give it your repository; its `TestCase` is what a test runner runs:

        class MyStore(LifecycleMachine):
            def open_repository(self, world):
                return MyRepository.with_pool(world.funds.key)

        TestMyStore = MyStore.TestCase

    Override `perform` as well to have a service of yours played, and `reopen_repository` to have what was
    stored read by a fresh object. Each claim is played towards one edge of the table after the other, so
    that the deep ones are reached. `coverage` counts, for each subclass by itself, what its runs have
    entered; `starting_worlds` is the strategy for the worlds that they are played in: those of the published
    default readings, unless you say otherwise. A service of other readings says
    `starting_worlds = worlds(policies=...)`, and one that follows them all `starting_worlds = worlds()`.
    """

    starting_worlds: ClassVar[SearchStrategy[World]] = worlds(policies=Policies())
    coverage: ClassVar[Coverage] = Coverage()

    world: World
    """The world as it stands, with the model's fund."""
    repository: ClaimRepository
    """What is tested against the model."""

    def __init_subclass__(cls, **kwargs: Any) -> None:  # noqa: ANN401 - as given to the class statement
        super().__init_subclass__(**kwargs)
        cls.coverage = Coverage()

    def __init__(self) -> None:
        super().__init__()
        self.resting: ClaimRepository | None = None
        self.claims: dict[ClaimId, Claim] = {}
        self.histories: dict[ClaimId, History] = {}
        self.ledger: tuple[FundEntry, ...] = ()
        self.goals: dict[ClaimId, ClaimRow] = {}
        self.entered: set[ClaimRow] = set()
        self.met: set[ProblemCode] = set()
        self.done: list[Command] = []

    def open_repository(self, world: World) -> ClaimRepository:
        """Return a repository without a claim, in which the world's fund pool is open and empty.

        Override this to have your own played.
        """
        repository = InMemoryRepository()
        repository.open_pool(world.funds.key)
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

    def next_moves(self) -> SearchStrategy[Move]:
        """Return a strategy for what somebody does next."""
        return moves(
            self.world, self.claims, goals=self.goals, entered=self.entered, met=self.met, done=self.done
        )

    @initialize(world=st.runner().flatmap(lambda machine: machine.starting_worlds))
    def begin(self, world: World) -> None:
        """Open the fund of a world, and record in it what was earned."""
        self.world, self.ledger = world, world.earnings()
        self.repository = self.open_repository(world)
        self.repository.append(FundWrite(pool=world.funds.key, expected=0, entries=self.ledger))
        self._check_repository()

    @rule(move=st.runner().flatmap(lambda machine: machine.next_moves()))
    def somebody_acts(self, move: Move) -> None:
        """Give one command to the model and to the repository, and hold the outcome against the laws."""
        if move.reopens:
            self.resting, self.repository = self.repository, self.reopen_repository(self.repository)
        elif self.resting is not None:
            self.resting, self.repository = self.repository, self.resting
        if move.goal is not None:
            self.goals[move.command.claim] = move.goal
        late = None if move.rival is None else self._as_it_stands(move.rival.claim)
        self._given(move.kind, move.command)
        if move.then is not None:
            self._given(MoveKind.ANYTHING, move.then)
        if move.rival is not None and late is not None:
            self.coverage.steps += 1
            self._conflicted(move.rival, late)
        self._check_repository()

    def _given(self, kind: MoveKind, command: Command) -> None:
        self.coverage.steps += 1
        claim = self.claims.get(command.claim)
        if kind is MoveKind.AGAIN and claim is not None:
            self._performed_again(command, claim)
        elif kind is MoveKind.REUSED and claim is not None:
            self._reused(command)
        elif (decision := self._judged(kind, command, claim)) is None:
            self._refused(command)
        else:
            before = self.world
            self._accepted(command, decision, claim)
            self._came_too_late(decision, claim, before)

    def _judged(self, kind: MoveKind, command: Command, claim: Claim | None) -> Decision | None:
        """Judge the command by the model, each way of asking against the others."""
        world = self.world
        history = self.histories.get(command.claim)
        found = world.problems(command, claim, history)
        try:
            decision = world.decide(command, claim, history)
        except Refused as refused:
            law(
                refused.problems == found, "`decide` refuses for all `problems`", refused=refused, found=found
            )
            self.coverage.refuse(command, claim, found)
            self.met |= refused.codes
            decision = None
        check_judgement(command, found, decision, verdict=kind.verdict)
        if claim is not None:
            check_allowed(command, world.allowed(claim, command.by, at=command.at), found)
        return decision

    def _refused(self, command: Command) -> None:
        try:
            outcome = self.perform(command, self.repository)
        except Refused:
            return
        except UnknownClaim:
            law(command.claim not in self.claims, "a claim that was created is known", command=command)
            return
        broken("what the model refuses, no repository makes possible", command=command, outcome=outcome)

    def _accepted(self, command: Command, decision: Decision, before: Claim | None) -> None:
        self._take(command, decision, before, self.perform(command, self.repository))

    def _take(self, command: Command, decision: Decision, before: Claim | None, outcome: Outcome) -> None:
        """Hold an outcome against what the model has decided, and record the decision."""
        claim = replay(decision.entries, start=before)
        law(
            (outcome.claim, outcome.entries, outcome.ledger) == (claim, decision.entries, decision.ledger),
            "the repository leads to the decision of the model",
            decision=decision,
            outcome=outcome,
        )
        for entry in decision.entries:
            check_entry(entry, command, before)
            row = self.coverage.take(entry)
            self.entered.add(row)
            if self.goals.get(claim.id) is row:
                del self.goals[claim.id]
        history = self.histories.get(claim.id, History(claim.id)).extended(decision.entries)
        check_claim(claim, before, history)
        self.claims[claim.id], self.histories[claim.id] = claim, history
        self.world, self.ledger = self.world.after(decision), (*self.ledger, *decision.ledger)
        self.done.append(command)

    def _as_it_stands(self, claim: ClaimId) -> AsItStood:
        return AsItStood(self.repository, claim, self.histories.get(claim), self.world.funds)

    def _conflicted(self, rival: Command, late: AsItStood) -> None:
        """Perform what was decided on what was there before: told so, or judged on what is there now."""
        claim, history = self.claims.get(rival.claim), self.histories.get(rival.claim)
        try:
            outcome = self.perform(rival, late)
        except StaleClaim:
            return
        except Refused as refused:
            found = self.world.problems(rival, claim, history)
            law(refused.problems == found, "who comes too late is judged anew", refused=refused, found=found)
            return
        found = self.world.problems(rival, claim, history)
        law(not found, "what was decided too late is not recorded", rival=rival, problems=found)
        self._take(rival, self.world.decide(rival, claim, history), claim, outcome)

    def _came_too_late(self, decision: Decision, before: Claim | None, world: World) -> None:
        """Append what was decided once more, as somebody would who had not seen it yet."""
        expected = 0 if before is None else before.version
        claim, pool = decision.entries[0].claim, world.funds
        writes: list[Write] = [ClaimWrite(claim=claim, expected=expected, entries=decision.entries)]
        if decision.ledger:
            writes.append(FundWrite(pool=pool.key, expected=pool.version, entries=decision.ledger))
        for write in writes:
            try:
                self.repository.append(write)
            except StaleClaim:
                continue
            except CoopClaimsError as error:
                broken("who comes too late is told so", raised=error)
            broken("who comes too late is told so", write=write)

    def _performed_again(self, command: Command, claim: Claim) -> None:
        outcome = self.perform(command, self.repository)
        law(
            outcome.is_repeat and outcome.claim == claim,
            "a command that comes again has been performed before",
            command=command,
            outcome=outcome,
        )

    def _reused(self, command: Command) -> None:
        try:
            outcome = self.perform(command, self.repository)
        except CommandReused:
            return
        broken("an identifier that was used is refused", command=command, outcome=outcome)

    def _check_repository(self) -> None:
        """Check that the repository holds what happened, all of it and nothing else."""
        for claim, history in self.histories.items():
            stored = self.repository.history(claim)
            law(stored == history, "the History holds every entry, and none is changed", stored=stored)
        listed, claims = self.repository.claims(), tuple(self.claims[each] for each in sorted(self.claims))
        law(listed == claims, "every claim is listed as it stands", listed=listed, claims=claims)
        key = self.world.funds.key
        pool = self.repository.pool(key.location, key.program, key.usage_period)
        law(pool == self.world.funds, "the fund is what the decisions made of it", pool=pool)
        check_funds(pool, self.ledger, claims)
