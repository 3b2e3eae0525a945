"""The machine that plays claims: what it reaches, and that it sees what is broken."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from coopclaims.claims import ClaimStatus, Comment, Commented, History, Step
from coopclaims.decisions import Option, allowed
from coopclaims.errors import StaleClaim
from coopclaims.funds import FundEntry, FundEntryKind, FundPool, FundsBalance
from coopclaims.lifecycle import ROWS
from coopclaims.money import Money
from coopclaims.problems import ProblemCode, problem
from coopclaims.repositories import ClaimWrite, FundWrite, InMemoryRepository
from coopclaims.rulebook import Policies, Reopening
from coopclaims.testing import (
    Coverage,
    LifecycleMachine,
    World,
    claims,
    commands,
    open_rows,
    scenarios,
    simplest,
    worlds,
)
from coopclaims.testing import world as world_module
from coopclaims.testing.laws import check_allowed, check_claim, check_entry, check_funds, check_judgement

if TYPE_CHECKING:
    from collections.abc import Callable

    from coopclaims.claims import Claim, Command
    from coopclaims.identifiers import ClaimId, LocationId, ProgramId
    from coopclaims.periods import UsagePeriod
    from coopclaims.problems import Problem
    from coopclaims.repositories import ClaimRepository, Write

HOME = World.typical()
APPROVED = simplest(scenarios(ClaimStatus.APPROVED, world=HOME))

TestInMemory = LifecycleMachine.TestCase
TestInMemory.settings = settings(max_examples=10, stateful_step_count=50)


def play(machine: type[LifecycleMachine], *, runs: int, steps: int) -> Coverage:
    """Play without the shrinking that a person would want, and return what was entered."""
    once = settings(
        max_examples=runs,
        stateful_step_count=steps,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        report_multiple_bugs=False,
    )
    run_state_machine_as_test(machine, settings=once)
    return machine.coverage


class TestReach:
    """Within 5,000 steps every status and every edge that the policies leave open is entered."""

    @pytest.mark.parametrize("reopening", list(Reopening))
    def test_every_open_row_is_entered(self, reopening: Reopening) -> None:
        class Played(LifecycleMachine):
            starting_worlds = worlds(policies=Policies(reopening=reopening))

        coverage = play(Played, runs=12, steps=99)
        rules = World.typical(policies=Policies(reopening=reopening)).rules
        assert coverage.steps <= 5_000
        assert coverage.statuses == set(ClaimStatus)
        assert set(coverage.rows) == set(open_rows(rules))
        deepest = (ClaimStatus.PARTNER_ACTION_REQUIRED, Step.SUBMIT, ClaimStatus.DISPUTED)
        assert deepest in {(row.at, row.on, row.to) for row in coverage.rows}
        assert sum(coverage.rows.values()) > coverage.steps // 2

    def test_each_machine_counts_for_itself(self) -> None:
        class One(LifecycleMachine):
            pass

        class Two(LifecycleMachine):
            pass

        coverage = play(One, runs=1, steps=6)
        assert coverage.steps == 5
        assert Two.coverage.steps == 0
        assert set(coverage.missed()) == set(ROWS) - set(coverage.rows)
        assert str(coverage).startswith("5 steps; ")
        assert str(Coverage()) == "0 steps; 0 of 10 statuses; 0 of 34 rows; 0 problem codes"


class Wrapped:
    """A repository that does as the one inside does."""

    def __init__(self, inner: InMemoryRepository) -> None:
        self.inner = inner

    def history(self, claim: ClaimId) -> History:
        return self.inner.history(claim)

    def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> FundPool:
        return self.inner.pool(location, program, usage_period)

    def append(self, *writes: Write) -> None:
        self.inner.append(*writes)

    def claims(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[Claim, ...]:
        return self.inner.claims(location=location, program=program)

    def pools(
        self, *, location: LocationId | None = None, program: ProgramId | None = None
    ) -> tuple[FundPool, ...]:
        return self.inner.pools(location=location, program=program)


class ForgetsTheFund(Wrapped):
    """Stores the History of a claim and not what it does to the fund."""

    def append(self, *writes: Write) -> None:
        first, *others = writes
        super().append(first, *(write for write in others if not isinstance(write, FundWrite)))


class LosesRemarks(Wrapped):
    """Says that it has stored a remark, and has not."""

    def append(self, *writes: Write) -> None:
        for write in writes:
            if isinstance(write, ClaimWrite) and isinstance(write.entries[0].event, Commented):
                return
        super().append(*writes)


class RewritesThePast(Wrapped):
    """Gives a long History back with its first entries moved a year forward."""

    def history(self, claim: ClaimId) -> History:
        history = super().history(claim)
        if len(history) < 3:
            return history
        first, *others = history.entries
        return History(claim, (attrs.evolve(first, at=first.at.replace(year=2000)), *others))


class LastWriteWins(Wrapped):
    """Swallows what comes too late."""

    def append(self, *writes: Write) -> None:
        try:
            super().append(*writes)
        except StaleClaim:
            return


class ListsNothing(Wrapped):
    """Forgets to list what it holds."""

    def claims(self, **_kwargs: Any) -> tuple[Claim, ...]:
        return ()


class TestFaultyRepositories:
    """A repository that loses, changes or hides something is found out."""

    @pytest.mark.parametrize(
        ("fault", "law"),
        [
            (ForgetsTheFund, "the fund is what the decisions made of it"),
            (LosesRemarks, "who comes too late is told so"),
            (RewritesThePast, "the History holds every entry"),
            (LastWriteWins, "who comes too late is told so"),
            (ListsNothing, "every claim is listed as it stands"),
        ],
    )
    def test_it_is_found_out(self, fault: Callable[[InMemoryRepository], Wrapped], law: str) -> None:
        class Faulty(LifecycleMachine):
            def open_repository(self, world: World) -> ClaimRepository:
                inner = InMemoryRepository()
                inner.open_pool(world.funds.key)
                return fault(inner)

        with pytest.raises(AssertionError, match=law):
            play(Faulty, runs=30, steps=40)

    def test_one_that_only_passes_on_is_not(self) -> None:
        class Honest(LifecycleMachine):
            def open_repository(self, world: World) -> ClaimRepository:
                inner = InMemoryRepository()
                inner.open_pool(world.funds.key)
                return Wrapped(inner)

        play(Honest, runs=5, steps=20)


class TestFaultyJudgements:
    """A judgement that contradicts another is found out."""

    def test_a_button_that_is_dark_for_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def dark(*args: Any, **kwargs: Any) -> dict[type[Command], Option]:
            options = dict(allowed(*args, **kwargs))
            why = (problem(ProblemCode.REOPENING_OFF, claim="C-1", status="dark"),)
            return options | {Comment: attrs.evolve(options[Comment], problems=why)}

        monkeypatch.setattr(world_module, "allowed", dark)
        self.assert_found_out("`allowed` says no to no command that `decide` accepts")

    def test_a_button_that_is_lit_for_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def lit(*args: Any, **kwargs: Any) -> dict[type[Command], Option]:
            return {kind: Option(command=kind, problems=()) for kind in allowed(*args, **kwargs)}

        monkeypatch.setattr(world_module, "allowed", lit)
        self.assert_found_out("where `allowed` says yes, only what is said is refused")

    def test_a_refusal_that_nobody_foresaw(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(world_module, "problems", lambda *_args, **_kwargs: ())
        self.assert_found_out("`decide` refuses for all `problems`")

    def test_a_problem_that_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = (problem(ProblemCode.REOPENING_OFF, claim="C-1", status="lost"),)
        monkeypatch.setattr(world_module, "problems", lambda *_args, **_kwargs: found)
        self.assert_found_out("`problems` is empty exactly when `decide` accepts")

    def assert_found_out(self, law: str) -> None:
        class Played(LifecycleMachine):
            pass

        with pytest.raises(AssertionError, match=law):
            play(Played, runs=30, steps=40)


class TestLaws:
    """Each law names itself where it is broken."""

    COMMAND = simplest(commands(APPROVED.claim, world=APPROVED.world, legal=True))
    BEFORE = APPROVED.claim
    ENTRY = APPROVED.world.decide(COMMAND, BEFORE).entries[0]

    @pytest.mark.parametrize(
        ("change", "law"),
        [
            ({"number": 1}, "entries are numbered"),
            ({"at": datetime(2000, 1, 1, tzinfo=UTC)}, "no entry is before the last one"),
            ({"by": "mallory"}, "an entry says whose command it was"),
            ({"after": ClaimStatus.EDITING}, "an entry takes a row of the table"),
        ],
    )
    def test_of_entries(self, change: dict[str, Any], law: str) -> None:
        check_entry(self.ENTRY, self.COMMAND, self.BEFORE)
        with pytest.raises(AssertionError, match=law):
            check_entry(attrs.evolve(self.ENTRY, **change), self.COMMAND, self.BEFORE)

    def test_of_replaying(self) -> None:
        check_claim(self.BEFORE, None, APPROVED.history)
        with pytest.raises(AssertionError, match="replaying the History gives the claim"):
            check_claim(attrs.evolve(self.BEFORE, version=9), None, APPROVED.history)

    def test_of_what_is_read_only(self) -> None:
        emptied = attrs.evolve(self.BEFORE, details=attrs.evolve(self.BEFORE.details, items=()))
        with pytest.raises(AssertionError, match="a read-only claim keeps its content"):
            check_claim(self.BEFORE, emptied, APPROVED.history)

    @pytest.mark.parametrize(
        ("verdict", "problems", "law"),
        [
            (True, (problem(ProblemCode.TEXT_MISSING, field="text"),), "made to be legal is accepted"),
            (False, (), "made to be refused is refused"),
        ],
    )
    def test_of_verdicts(self, *, verdict: bool, problems: tuple[Problem, ...], law: str) -> None:
        decision = None if problems else APPROVED.world.decide(self.COMMAND, self.BEFORE)
        with pytest.raises(AssertionError, match=law):
            check_judgement(self.COMMAND, problems, decision, verdict=verdict)

    def test_of_what_a_dark_button_says(self) -> None:
        other = (problem(ProblemCode.REOPENING_OFF, claim="C-1", status="dark"),)
        options = {type(self.COMMAND): Option(command=type(self.COMMAND), problems=other)}
        with pytest.raises(AssertionError, match="what `allowed` sees in the way is in the way"):
            check_allowed(self.COMMAND, options, (problem(ProblemCode.TEXT_MISSING, field="text"),))

    @pytest.mark.parametrize(
        ("kind", "amount", "law"),
        [
            (FundEntryKind.RESERVED, "1.00", "only a claim that waits for an answer reserves"),
            (FundEntryKind.COMMITTED, "1.00", "only an approval commits"),
        ],
    )
    def test_of_funds(self, kind: FundEntryKind, amount: str, law: str) -> None:
        draft, ledger = simplest(claims(ClaimStatus.EDITING)), HOME.earnings()
        check_funds(HOME.funds, ledger, (draft,))
        entry = FundEntry(
            pool=HOME.funds.key,
            kind=kind,
            amount=Money(amount, "SEK"),
            at=draft.changed_at,
            on=draft.changed_at.date(),
            claim=draft.id,
            number=1,
        )
        with pytest.raises(AssertionError, match=law):
            check_funds(HOME.funds.record((entry,)), (*ledger, entry), (draft,))
        with pytest.raises(AssertionError, match="recording the ledger gives the pool"):
            check_funds(HOME.funds, (*ledger, entry), (draft,))
        above = attrs.evolve(entry, kind=FundEntryKind.COMMITTED, amount=Money("120000.01", "SEK"))
        with pytest.raises(AssertionError, match="every entry is one that a pool can take"):
            check_funds(HOME.funds, (*ledger, above), (draft,))

    def test_of_balances(self, monkeypatch: pytest.MonkeyPatch) -> None:
        nothing = Money(0, "SEK")
        empty = FundsBalance(**dict.fromkeys(attrs.fields_dict(FundsBalance), nothing))
        monkeypatch.setattr(FundPool, "balance", lambda _pool: empty)
        with pytest.raises(AssertionError, match="the balances are the sums of the ledger"):
            check_funds(HOME.funds, HOME.earnings(), ())

    def test_no_repository_makes_possible_what_is_refused(self) -> None:
        machine = LifecycleMachine()
        machine.begin(HOME)
        made = simplest(commands(None, world=HOME, legal=True))
        with pytest.raises(AssertionError, match="what the model refuses, no repository makes possible"):
            machine._refused(made)
