"""A machine that plays claims on the model and on a repository side by side, and checks the laws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from coopclaims.claims import History
from coopclaims.errors import StaleClaim
from coopclaims.lifecycle import replay
from coopclaims.problems import Refused
from coopclaims.repositories import ClaimWrite, FundWrite, InMemoryRepository, perform
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
from coopclaims.testing.world import worlds

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from coopclaims.claims import Claim, Command
    from coopclaims.decisions import Decision
    from coopclaims.funds import FundEntry
    from coopclaims.identifiers import ClaimId
    from coopclaims.lifecycle import Row
    from coopclaims.repositories import ClaimRepository
    from coopclaims.testing.world import World

__all__ = ["LifecycleMachine"]


class LifecycleMachine(RuleBasedStateMachine):
    """Plays several claims against one fund, mostly legally and at times not, and checks the laws.

    Every command is judged by the model and performed on a repository. After each of them:

    - the stored History has only grown, and replaying it gives the claim;
    - a command that was refused, came again or came too late has changed nothing;
    - a claim that is read-only has kept its content;
    - `problems` is empty exactly when `decide` accepts; `allowed` says no to nothing that it accepts,
      and where it says yes, a refusal concerns only what the command says;
    - the ledger gives the balances of the fund, and no more is approved than was earned.

    Subclass it and give it your repository; its `TestCase` is what a test runner runs:

        class MyStore(LifecycleMachine):
            def new_repository(self, world):
                return MyRepository.with_pool(world.funds.key)

        TestMyStore = MyStore.TestCase

    Each claim is played towards one edge of the table after the other, so that the deep ones are
    reached. `coverage` counts, for each subclass by itself, what its runs have entered;
    `starting_worlds` is the strategy for the worlds that they are played in.
    """

    starting_worlds: ClassVar[SearchStrategy[World]] = worlds()
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
        self.claims: dict[ClaimId, Claim] = {}
        self.histories: dict[ClaimId, History] = {}
        self.ledger: tuple[FundEntry, ...] = ()
        self.goals: dict[ClaimId, Row] = {}
        self.entered: set[Row] = set()
        self.latest: Command | None = None

    def new_repository(self, world: World) -> ClaimRepository:
        """Return a repository without a claim, in which the world's fund pool is open and empty.

        Override this to have your own played.
        """
        repository = InMemoryRepository()
        repository.open_pool(world.funds.key)
        return repository

    def next_moves(self) -> SearchStrategy[Move]:
        """Return a strategy for what somebody does next."""
        return moves(self.world, self.claims, goals=self.goals, entered=self.entered, latest=self.latest)

    @initialize(world=st.runner().flatmap(lambda machine: machine.starting_worlds))
    def begin(self, world: World) -> None:
        """Open the fund of a world, and record in it what was earned."""
        self.world, self.ledger = world, world.earnings()
        self.repository = self.new_repository(world)
        self.repository.append(FundWrite(pool=world.funds.key, expected=0, entries=self.ledger))
        self._check_repository()

    @rule(move=st.runner().flatmap(lambda machine: machine.next_moves()))
    def somebody_acts(self, move: Move) -> None:
        """Give one command to the model and to the repository, and hold the outcome against the laws."""
        self.coverage.steps += 1
        if move.goal is not None:
            self.goals[move.command.claim] = move.goal
        claim = self.claims.get(move.command.claim)
        if move.kind is MoveKind.AGAIN and claim is not None:
            self._performed_again(move.command, claim)
        elif (decision := self._judged(move, claim)) is None:
            self._refused(move.command)
        else:
            self._accepted(move.command, decision, claim)
            self._came_too_late(decision, claim)
        self._check_repository()

    def _judged(self, move: Move, claim: Claim | None) -> Decision | None:
        """Judge the command by the model, each way of asking against the others."""
        command, world = move.command, self.world
        found = world.problems(command, claim)
        try:
            decision = world.decide(command, claim)
        except Refused as refused:
            law(
                refused.problems == found, "`decide` refuses for all `problems`", refused=refused, found=found
            )
            self.coverage.meet(found)
            decision = None
        check_judgement(command, found, decision, verdict=move.kind.verdict)
        if claim is not None:
            check_allowed(command, world.allowed(claim, command.by, at=command.at), found)
        return decision

    def _refused(self, command: Command) -> None:
        try:
            outcome = perform(command, self.repository, rules=self.world.rules, rates=self.world.rates)
        except Refused:
            return
        broken("what the model refuses, no repository makes possible", command=command, outcome=outcome)

    def _accepted(self, command: Command, decision: Decision, before: Claim | None) -> None:
        outcome = perform(command, self.repository, rules=self.world.rules, rates=self.world.rates)
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
        self.latest = command

    def _came_too_late(self, decision: Decision, before: Claim | None) -> None:
        """Append what was decided once more, as somebody would who had not seen it yet."""
        expected = 0 if before is None else before.version
        claim = decision.entries[0].claim
        try:
            self.repository.append(ClaimWrite(claim=claim, expected=expected, entries=decision.entries))
        except StaleClaim:
            return
        broken("who comes too late is told so", entries=decision.entries)

    def _performed_again(self, command: Command, claim: Claim) -> None:
        outcome = perform(command, self.repository, rules=self.world.rules, rates=self.world.rates)
        law(
            outcome.is_repeat and outcome.claim == claim,
            "a command that comes again has been performed before",
            command=command,
            outcome=outcome,
        )

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
