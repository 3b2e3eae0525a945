"""The machine that plays claims: what it reaches, and that it sees what is broken."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, seed, settings, strategies as st
from hypothesis.stateful import run_state_machine_as_test

from coopclaims import (
    CalendarDays,
    ClaimStatus,
    CoopClaimsError,
    Currency,
    FundPool,
    History,
    InMemoryRepository,
    Money,
    Outcome,
    Policies,
    Refused,
    Rulebook,
    Rules,
    Source,
    StaleClaim,
    UsagePeriod,
    allowed,
    partner_center,
    perform,
    replay,
)
from coopclaims.claims import Comment, Commented, Trigger
from coopclaims.decisions import Option, Relevance
from coopclaims.errors import CommandReused, UnknownClaim, UnknownPayment
from coopclaims.findings import ProblemCode
from coopclaims.findings.problem import problem
from coopclaims.funds import FundEntry, FundEntryKind, FundsBalance, PoolKey
from coopclaims.identifiers import ClaimId, CommandId, PaymentId, ProgramId
from coopclaims.money import ExchangeRate, RateTable
from coopclaims.periods import FiscalHalf, Half
from coopclaims.provenance import PUBLISHED
from coopclaims.repositories import ClaimWrite, FundWrite
from coopclaims.rules import (
    ActivitiesPerClaim,
    Cancelling,
    CatalogueBy,
    ClaimOpening,
    Edition,
    OverClaiming,
    PartialApproval,
    Rule,
)
from coopclaims.testing import (
    EDGES,
    Coverage,
    LifecycleMachine,
    World,
    claims,
    commands,
    scenarios,
    simplest,
    world as world_module,
    worlds,
)
from coopclaims.testing.conflicts import AsItStood
from coopclaims.testing.laws import check_allowed, check_claim, check_entry, check_funds, check_judgement

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from enum import StrEnum

    from coopclaims import Claim, ClaimRepository, Problem
    from coopclaims.claims import Command
    from coopclaims.identifiers import LocationId
    from coopclaims.payments import Payment, PaymentHistory
    from coopclaims.repositories import Guard, Write

pytestmark = pytest.mark.slow  # whole games

HOME = World.typical()
APPROVED = simplest(scenarios(ClaimStatus.APPROVED, world=HOME))


class InEveryWorld(LifecycleMachine):
    """Played under every reading of what a claim can do, and not under the default ones alone."""

    starting_worlds = worlds()


TestInMemory = InEveryWorld.TestCase
TestInMemory.settings = settings(max_examples=10, stateful_step_count=50)


EVERY_CHECK = (
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.filter_too_much,
    HealthCheck.large_base_example,
)
"""A game is long by intention."""


def play(machine: type[LifecycleMachine], *, runs: int, steps: int) -> Coverage:
    """Play without the shrinking that a person would want, and return what was entered."""
    once = settings(
        max_examples=runs,
        stateful_step_count=steps,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        report_multiple_bugs=False,
        suppress_health_check=EVERY_CHECK,
    )
    run_state_machine_as_test(machine, settings=once)
    return machine.coverage


DEFAULTS: dict[str, StrEnum] = attrs.asdict(Policies())
ALTERNATIVES = attrs.evolve(
    Policies(**{name: list(type(default))[-1] for name, default in DEFAULTS.items()}),  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - each of its own kind
    cancelling=Cancelling.BEFORE_SUBMISSION,
    catalogue_by=CatalogueBy.EXECUTION,
    claim_opening=ClaimOpening.WINDOW,
)
"""Every other reading, but for those that keep claims from being drafted at all."""

OTHERS = attrs.evolve(
    ALTERNATIVES,
    activities_per_claim=ActivitiesPerClaim.ONE,
    cancelling=Cancelling.OFF,
    claim_opening=ClaimOpening.WINDOW_ONLY,
    over_claiming=OverClaiming.WARNS,
    partial_approval=PartialApproval.ALLOWED,
)
OWN = Source(document="own")
LIMITED = Rulebook(
    "own",
    (
        *partner_center.editions,
        Edition(
            name="own",
            activity_span=Rule(value=CalendarDays(100), first=date(2020, 1, 1), source=OWN, basis=PUBLISHED),
            plan_programs=Rule(
                value=frozenset({HOME.program}), first=date(2020, 1, 1), source=OWN, basis=PUBLISHED
            ),
        ),
    ),
)
"""The published rules with a limit that starts from the activity, and with plans for the program."""


def bound(rulebook: Rulebook, policies: Policies) -> Rules:
    return rulebook.bind(calendar=HOME.rules.calendar, zone=HOME.rules.zone, policies=policies)


ROLLING = World.of(
    bound(partner_center, Policies()),
    usage_period=UsagePeriod.of(FiscalHalf(2021, Half.H2)),
    earned=(Money("120000.00", "SEK"),),
)
"""A world of one paying entity, into whose fund what the half-year before left may be rolled over."""

SETTINGS = (
    ROLLING,
    World.of(bound(partner_center, Policies()), usage_period=UsagePeriod.of(FiscalHalf(2025, Half.H1))),
    World.of(bound(partner_center, ALTERNATIVES)),
    attrs.evolve(
        World.of(bound(LIMITED, OTHERS)),
        currency=Currency("EUR"),
        rates=RateTable(
            ExchangeRate(
                source="EUR", target="SEK", rate="10.9", month=date(year, month, 1), origin="a table"
            )
            for year in range(2022, 2028)
            for month in range(1, 13)
        ),
    ),
)
"""Worlds in which, together, every edge is open and everything can go wrong."""

OUT_OF_REACH = {
    ProblemCode.CLAIM_MISMATCH: "a repository finds the claim by the command",
    ProblemCode.LATER_THAN_PRESENT: "the server's present is given by nobody here",
    ProblemCode.BACKDATED: "the server's present is given by nobody here",
    ProblemCode.FUND_MISMATCH: "a repository finds the fund by the command",
    ProblemCode.HISTORY_MISMATCH: "a repository gives the History of the claim",
    ProblemCode.ENTRY_NOT_CORRECTABLE: "a repair, of which only what is right is played",
    ProblemCode.FUND_MISSING: "the fund is open",
    ProblemCode.ASKED_ELSEWHERE: "advice, which refuses nothing",
    ProblemCode.IDENTIFIER_TAKEN: "all claims of a game are at one place",
    ProblemCode.PLAN_EXISTS: "of plans, not of claims",
    ProblemCode.PLAN_TOO_LATE: "of plans, not of claims",
    ProblemCode.PLAN_READ_ONLY: "of plans, not of claims",
    ProblemCode.FINAL_APPROVAL_NEAR: "advice, which refuses nothing",
    ProblemCode.REQUEST_UNANSWERED: "advice, which refuses nothing",
    ProblemCode.EVIDENCE_UNUSED: "advice, which refuses nothing",
    ProblemCode.COST_BELOW_CLAIM: "advice, which refuses nothing",
    ProblemCode.INVOICE_DETAILS_MISSING: "advice, which refuses nothing",
    ProblemCode.ABOVE_CAP: "advice, which refuses nothing",
    ProblemCode.REQUIREMENTS_UNPUBLISHED: "advice, which refuses nothing",
    ProblemCode.APPROVED_ABOVE_COST: "advice, which refuses nothing",
    ProblemCode.DOCUMENTS_AWAITED: "advice, which refuses nothing",
    ProblemCode.INVOICE_BEFORE_ACTIVITY: "advice, which refuses nothing",
    ProblemCode.INVOICE_BEFORE_USAGE: "advice, which refuses nothing",
    ProblemCode.INVOICE_DAY_AHEAD: "advice, which refuses nothing",
    ProblemCode.ORIGINAL_DIFFERS: "advice, which refuses nothing",
    ProblemCode.ORIGINAL_RATE_DAY: "advice, which refuses nothing",
    ProblemCode.PERSON_UNKNOWN: "advice, which refuses nothing",
    ProblemCode.SETUP_UNKNOWN: "advice, which refuses nothing",
    ProblemCode.SETUP_MISSING: "nobody says here what is set up",
    ProblemCode.CURRENCY_WITHDRAWN: "all currencies of these worlds are in use",
    ProblemCode.RATE_IMPLAUSIBLE: "the rates of these worlds do not move",
    ProblemCode.TAX_INVOICE_LATE: "of tax invoices, not of claims",
    ProblemCode.TAX_INVOICE_NUMBER_TOO_LONG: "of tax invoices, not of claims",
}
"""Problems that no command refused by a repository can have, each with the reason."""


def played_in_every_world(number: int) -> Coverage:
    """Play for 15,000 steps at most, each number another game, payments and funds among them."""
    coverage = Coverage()
    for world in SETTINGS:

        class Played(LifecycleMachine):
            starting_worlds = st.just(world)

        coverage.add(play(seed(number)(Played), runs=11, steps=110))
    assert coverage.steps <= 15_000
    return coverage


class TestReach:
    """Within twelve times 15,000 steps every edge is taken and every problem met, mostly in a few.

    Those that a command on a claim can have. Which ones 15,000 steps leave out, if any, depends on more
    than the seed: Hypothesis also draws from the constants of whatever modules are loaded by then.
    """

    @pytest.mark.wide
    def test_everything_is_entered(self) -> None:
        coverage = played_in_every_world(1)
        for number in range(2, 13):
            if coverage.missed() or not set(coverage.unmet()) <= set(OUT_OF_REACH):
                coverage.add(played_in_every_world(number))
        assert coverage.missed() == ()
        assert coverage.statuses == set(ClaimStatus)
        assert set(coverage.unmet()) <= set(OUT_OF_REACH)
        assert not set(OUT_OF_REACH) & set(coverage.codes)
        deepest = (ClaimStatus.PARTNER_ACTION_REQUIRED, Trigger.SUBMIT)
        assert {
            (row.source, row.trigger, to)
            for row, to in coverage.edges
            if (row.source, row.trigger) == deepest
        } == {
            (*deepest, ClaimStatus.DISPUTED),
            (*deepest, ClaimStatus.SUBMITTED),
        }
        taken = (coverage.edges, coverage.payments, coverage.bookings)
        assert sum(each.total() for each in taken) > coverage.steps // 5

    def test_each_machine_counts_for_itself(self) -> None:
        class One(LifecycleMachine):
            pass

        class Two(LifecycleMachine):
            pass

        coverage = play(One, runs=1, steps=6)
        assert 5 <= coverage.steps <= 10
        assert Two.coverage.steps == 0
        assert set(coverage.missed()) == set(EDGES) - set(coverage.edges)
        assert set(coverage.unmet()) == set(ProblemCode) - set(coverage.codes)
        assert str(coverage).startswith(f"{coverage.steps} steps; ")
        assert (
            str(Coverage()) == "0 steps; 0 of 10 statuses; 0 of 55 edges; 0 problem codes; 0 of 2600 refusals"
        )

    def test_what_two_have_entered_together(self) -> None:
        class One(LifecycleMachine):
            pass

        both = Coverage()
        both.add(play(One, runs=1, steps=20))
        both.add(One.coverage)
        assert both.steps == 2 * One.coverage.steps
        assert both.rows == One.coverage.rows
        report = both.report().splitlines()
        assert report[0] == str(both)
        assert any(line.endswith("  - / create > Editing") and "never" not in line for line in report)
        assert "    never  funds_mismatch" in report


class Wrapped:
    """A repository that does as the one inside does."""

    def __init__(self, inner: InMemoryRepository) -> None:
        self.inner = inner

    def history(self, claim: ClaimId) -> History:
        return self.inner.history(claim)

    def pool(self, location: LocationId, program: ProgramId, usage_period: UsagePeriod) -> FundPool:
        return self.inner.pool(location, program, usage_period)

    def booked(self, fund: PoolKey, command: CommandId) -> tuple[FundEntry, ...]:
        return self.inner.booked(fund, command)

    def payment_history(self, payment: PaymentId) -> PaymentHistory:
        return self.inner.payment_history(payment)

    def payments(self, claim: ClaimId) -> tuple[Payment, ...]:
        return self.inner.payments(claim)

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        self.inner.append(*writes, guards=guards)

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

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        first, *others = writes
        super().append(first, *(write for write in others if not isinstance(write, FundWrite)), guards=guards)


class LosesRemarks(Wrapped):
    """Says that it has stored a remark, and has not."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        for write in writes:
            if isinstance(write, ClaimWrite) and isinstance(write.entries[0].event, Commented):
                return
        super().append(*writes, guards=guards)


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

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        try:
            super().append(*writes, guards=guards)
        except StaleClaim:
            return


class ListsNothing(Wrapped):
    """Forgets to list what it holds."""

    def claims(self, **_kwargs: Any) -> tuple[Claim, ...]:
        return ()


class DropsAnEntry(Wrapped):
    """Gives a History back without its last entry, once there are three."""

    def history(self, claim: ClaimId) -> History:
        history = super().history(claim)
        return history if len(history) < 3 else History(claim, history.entries[:-1])


class Unchecked(Wrapped):
    """Writes what it is given, whatever is there: whoever comes second has the claim to himself."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        try:
            super().append(*writes, guards=guards)
        except StaleClaim:
            self.inner._entries.update(
                {
                    write.claim: [*self.inner._entries[write.claim][: write.expected], *write.entries]
                    for write in writes
                    if isinstance(write, ClaimWrite)
                }
            )


class ForgetsWhenOpenedAnew(Wrapped):
    """Keeps the last entry of each claim in the object, and not in the store."""

    def __init__(self, inner: InMemoryRepository) -> None:
        super().__init__(inner)
        self.fresh = False

    def history(self, claim: ClaimId) -> History:
        history = super().history(claim)
        return history if not self.fresh else History(claim, history.entries[:-1])


class TestAsItStood:
    """What is decided too late is decided on one claim and one fund as they stood; the rest is as it is."""

    def test_it_answers(self) -> None:
        repository = InMemoryRepository()
        repository.open_pool(HOME.funds.key)
        other = attrs.evolve(HOME.funds.key, program=ProgramId("Hosting"))
        repository.open_pool(other)
        funded = FundWrite(pool=HOME.funds.key, expected=0, entries=(*HOME.earnings(), *APPROVED.ledger))
        repository.append(
            ClaimWrite(claim=APPROVED.claim.id, expected=0, entries=APPROVED.history.entries), funded
        )
        late = AsItStood(repository, ClaimId("C-9"), None, HOME.funds)
        with pytest.raises(UnknownClaim):
            late.history(ClaimId("C-9"))
        assert late.history(APPROVED.claim.id) == APPROVED.history
        assert late.claims() == repository.claims() == (APPROVED.claim,)
        assert late.pools() == repository.pools()
        assert late.booked(other, CommandId("nobody's")) == ()
        assert late.payments(APPROVED.claim.id) == ()
        with pytest.raises(UnknownPayment):
            late.payment_history(PaymentId("PAY-9"))
        assert late.pool(HOME.location, HOME.program, HOME.usage_period) == HOME.funds
        assert late.pool(HOME.location, other.program, HOME.usage_period) == FundPool.empty(other)
        with pytest.raises(StaleClaim):
            late.append(ClaimWrite(claim=APPROVED.claim.id, expected=0, entries=APPROVED.history.entries))


class TestFaultyRepositories:
    """A repository that loses, changes or hides something is found out."""

    @pytest.mark.parametrize(
        ("fault", "law"),
        [
            (ForgetsTheFund, "who comes too late is told so|the fund is what the decisions made of it"),
            (LosesRemarks, "who comes too late is told so"),
            (RewritesThePast, "the History holds every entry"),
            (LastWriteWins, "who comes too late is told so"),
            (ListsNothing, "every claim is listed as it stands"),
            (DropsAnEntry, "the History holds every entry"),
            (Unchecked, "who comes too late is told so"),
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

    def test_one_that_loses_what_it_was_not_closed_with(self) -> None:
        class Faulty(LifecycleMachine):
            def open_repository(self, world: World) -> ClaimRepository:
                inner = InMemoryRepository()
                inner.open_pool(world.funds.key)
                return ForgetsWhenOpenedAnew(inner)

            def reopen_repository(self, repository: ClaimRepository) -> ClaimRepository:
                assert isinstance(repository, ForgetsWhenOpenedAnew)
                again = ForgetsWhenOpenedAnew(repository.inner)
                again.fresh = bool(self.claims)
                return again

        with pytest.raises((AssertionError, CoopClaimsError)):
            play(Faulty, runs=30, steps=40)

    def test_one_that_only_passes_on_is_not(self) -> None:
        class Honest(LifecycleMachine):
            def open_repository(self, world: World) -> ClaimRepository:
                inner = InMemoryRepository()
                inner.open_pool(world.funds.key)
                return Wrapped(inner)

        play(Honest, runs=5, steps=20)


class TestFaultyServices:
    """A service that performs commands otherwise than it should is found out."""

    def test_it_applies_a_command_twice(self) -> None:
        class Twice(LifecycleMachine):
            def perform(self, command: Command, repository: ClaimRepository) -> Outcome:
                outcome = super().perform(command, repository)
                if isinstance(command, Comment) and not outcome.is_repeat:
                    super().perform(attrs.evolve(command, id=CommandId(f"{command.id} again")), repository)
                return outcome

        self.assert_found_out(Twice)

    def test_it_decides_anew_without_looking(self) -> None:
        class Retries(LifecycleMachine):
            def perform(self, command: Command, repository: ClaimRepository) -> Outcome:
                try:
                    return super().perform(command, repository)
                except StaleClaim:
                    history = self.repository.history(command.claim)
                    return Outcome(claim=replay(history), entries=history.entries[-1:])

        self.assert_found_out(Retries)

    def test_it_does_not_know_what_it_has_done(self) -> None:
        class Forgetful(LifecycleMachine):
            def perform(self, command: Command, repository: ClaimRepository) -> Outcome:
                return attrs.evolve(super().perform(command, repository), is_repeat=False)

        self.assert_found_out(Forgetful, "a command that comes again has been performed before")

    def test_it_takes_any_command_under_a_known_identifier_for_the_same(self) -> None:
        class Trusting(LifecycleMachine):
            def perform(self, command: Command, repository: ClaimRepository) -> Outcome:
                try:
                    return super().perform(command, repository)
                except CommandReused:
                    history = repository.history(command.claim)
                    return Outcome(claim=replay(history), entries=history.entries[-1:], is_repeat=True)

        self.assert_found_out(Trusting, "an identifier that was used is refused")

    def test_it_records_what_was_refused(self) -> None:
        class Obliging(LifecycleMachine):
            def perform(self, command: Command, repository: ClaimRepository) -> Outcome:
                try:
                    return super().perform(command, repository)
                except Refused:
                    claim = simplest(claims(ClaimStatus.EDITING))
                    return Outcome(claim=claim, entries=())

        self.assert_found_out(Obliging, "what the model refuses, no repository makes possible")

    def test_it_does_not_know_a_claim(self) -> None:
        class Unknowing(LifecycleMachine):
            def perform(self, command: Command, repository: ClaimRepository) -> Outcome:
                try:
                    return super().perform(command, repository)
                except Refused:
                    raise UnknownClaim(command.claim) from None

        self.assert_found_out(Unknowing, "a claim that was created is known")

    def test_one_that_decides_on_what_is_there_is_not(self) -> None:
        """A service of one's own need not use the repository that it is given."""

        class Service(LifecycleMachine):
            def perform(self, command: Command, repository: ClaimRepository) -> Outcome:
                del repository
                return perform(command, self.repository, rules=self.world.rules, rates=self.world.rates)

        play(Service, runs=8, steps=40)

    def test_one_that_refuses_for_another_reason_what_came_too_late(self) -> None:
        class Surprising(LifecycleMachine):
            def perform(self, command: Command, repository: ClaimRepository) -> Outcome:
                if isinstance(repository, AsItStood):
                    raise Refused((problem(ProblemCode.REOPENING_OFF, claim="C-1", status="lost"),))
                return super().perform(command, repository)

        self.assert_found_out(Surprising, "who comes too late is judged anew")

    def assert_found_out(self, machine: type[LifecycleMachine], law: str = "") -> None:
        with pytest.raises(AssertionError, match=f"broken law: .*{law}"):
            play(machine, runs=30, steps=40)


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
            return {
                kind: Option(command=kind, problems=(), relevance=Relevance.NOW)
                for kind in allowed(*args, **kwargs)
            }

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
        options = {
            type(self.COMMAND): Option(
                command=type(self.COMMAND), problems=other, relevance=Relevance.NOT_NOW
            )
        }
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
            machine._refused(made, None)
