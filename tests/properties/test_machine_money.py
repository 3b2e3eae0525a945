"""The machine plays payments and two funds: what it reaches, and that it sees what is broken about money."""

from __future__ import annotations

import io
import subprocess
import sys
import unittest
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, seed, settings, strategies as st
from hypothesis.stateful import run_state_machine_as_test

from coopclaims import (
    BusinessCalendar,
    ClaimStatus,
    CoopClaimsError,
    Currency,
    FundPool,
    InMemoryRepository,
    Money,
    Refused,
    Rulebook,
    StaleClaim,
    UsagePeriod,
    partner_center,
)
from coopclaims.claims import (
    AddInvoice,
    ApproveClaim,
    ClaimApproved,
    ClaimCreated,
    ClaimSubmitted,
    Commented,
    CreateClaim,
    InvoiceAdded,
    ReviewStarted,
    StartReview,
    SubmitClaim,
)
from coopclaims.deadlines import TaxInvoiceState
from coopclaims.errors import CommandReused
from coopclaims.findings import ProblemCode
from coopclaims.funds import (
    AdjustEarnings,
    ConvertFunds,
    ExpireFunds,
    FundEntryKind,
    RecordEarnings,
    RollOverFunds,
    fund_problems,
)
from coopclaims.identifiers import ClaimId, CommandId
from coopclaims.payments import PAYMENT_TABLE, PaymentCommand, PaymentRow, payment_problems
from coopclaims.payouts import EnrollmentStatus, PaymentStatus, PaymentTrigger, ProfileStatus
from coopclaims.periods import FiscalHalf, Half
from coopclaims.repositories import FundOutcome, FundWrite, PaymentOutcome, PaymentWrite
from coopclaims.testing import (
    Coverage,
    LifecycleMachine,
    Move,
    PaymentFacts,
    World,
    claims,
    fund_commands,
    histories,
    payment_commands,
    payment_contexts,
    scenarios,
    simplest,
    worlds,
)
from coopclaims.testing.coverage import BOOKED
from coopclaims.testing.laws import check_payments
from coopclaims.testing.paying import _possible
from coopclaims.testing.programs import IMPORTS, as_code

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import DataObject

    from coopclaims import ClaimRepository
    from coopclaims.funds import FundCommand, FundEntry
    from coopclaims.payments import PaymentContext
    from coopclaims.repositories import Guard, Write
    from coopclaims.testing.game import Game

pytestmark = pytest.mark.slow  # whole games

HOME = World.typical()
ONE_ENTITY = World.of(
    HOME.rules,
    usage_period=UsagePeriod.of(FiscalHalf(2021, Half.H2)),
    earned=(Money("120000.00", "SEK"),),
)
"""A world of one paying entity, into whose fund what the half-year before left may be rolled over."""
TWO_CURRENCIES = World.of(HOME.rules, earned=(Money("120000.00", "SEK"),), currency="EUR", rate="10.9")
MANY_CURRENCIES = World.of(HOME.rules, earned=(Money("60000.00", "SEK"),) * 3, currency="NOK", rate="1.0425")
"""A world of claims in one currency, a fund in another, and three entities, each of which pays in its own."""
_STEP = PaymentTrigger
COMMANDS: dict[type, Any] = {
    ClaimCreated: CreateClaim,
    InvoiceAdded: AddInvoice,
    ClaimSubmitted: SubmitClaim,
    ReviewStarted: StartReview,
    ClaimApproved: ApproveClaim,
}
"""Which command leads to which event of the shortest way to an approval."""

EVERY_CHECK = (
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.filter_too_much,
    HealthCheck.large_base_example,
)
"""A game is long by intention."""


def play(machine: type[LifecycleMachine], *, runs: int = 60, steps: int = 50, number: int = 1) -> Coverage:
    """Play without the shrinking that a person would want, and return what was entered."""
    once = settings(
        max_examples=runs,
        stateful_step_count=steps,
        database=None,
        phases=(Phase.generate,),
        report_multiple_bugs=False,
        suppress_health_check=EVERY_CHECK,
        deadline=None,
    )
    run_state_machine_as_test(seed(number)(machine), settings=once)
    return machine.coverage


class InManyCurrencies(LifecycleMachine):
    """Played where the claim, the fund and each payment have another currency, and messages come twice."""

    starting_worlds = st.just(MANY_CURRENCIES)


TestInManyCurrencies = InManyCurrencies.TestCase
TestInManyCurrencies.settings = settings(
    max_examples=3, stateful_step_count=50, suppress_health_check=EVERY_CHECK, deadline=None
)


class Wrapped:
    """A repository that does as the one inside does."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        self.inner.append(*writes, guards=guards)


def pays(writes: Sequence[Write]) -> bool:
    return any(isinstance(each, PaymentWrite) for each in writes)


class ForgetsTheFundOfAPayment(Wrapped):
    """Stores a step of a payment and not what the fund records of it."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        kept = [each for each in writes if not (pays(writes) and isinstance(each, FundWrite))]
        super().append(*kept, guards=guards)


class ForgetsTheStepOfAPayment(Wrapped):
    """Books in the fund what a step of a payment means, and does not store the step."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        super().append(*(each for each in writes if not isinstance(each, PaymentWrite)), guards=guards)


class LooksAtNoGuard(Wrapped):
    """Compares what is written, and nothing that was read."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        del guards
        super().append(*writes)


class ListsNoPayments(Wrapped):
    """Says that no claim has a payment."""

    def payments(self, _claim: object) -> tuple[()]:
        return ()


class ListsOnePayment(Wrapped):
    """Lists of each claim the first payment only."""

    def payments(self, claim: Any) -> Any:
        return self.inner.payments(claim)[:1]


class ForgetsTheLastStep(Wrapped):
    """Gives the History of a payment back without its last step, once there are four."""

    def payment_history(self, payment: Any) -> Any:
        found = self.inner.payment_history(payment)
        return found if len(found) < 4 else attrs.evolve(found, entries=found.entries[:-1])


class KnowsNoBooking(Wrapped):
    """Never knows what a command to a fund has booked."""

    def booked(self, _fund: object, _command: object) -> tuple[()]:
        return ()


class WritesOneFundOnly(Wrapped):
    """Stores what one of two funds records of a rollover."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        funds = [each for each in writes if isinstance(each, FundWrite)]
        super().append(*(each for each in writes if each not in funds[1:]), guards=guards)


class MixesTheFundsUp(Wrapped):
    """Looks a fund up by its location and program, and not by its usage period."""

    def pool(self, location: Any, program: Any, _usage: object) -> Any:
        return self.inner.pools(location=location, program=program)[0]


class SwallowsWhatComesTooLate(Wrapped):
    """Says that it has stored a payment or a booking that came too late."""

    def append(self, *writes: Write, guards: Sequence[Guard] = ()) -> None:
        try:
            super().append(*writes, guards=guards)
        except StaleClaim:
            if not (pays(writes) or all(isinstance(each, FundWrite) for each in writes)):
                raise


def over(fault: Callable[[Any], Any], world: World = HOME) -> type[LifecycleMachine]:
    class Faulty(LifecycleMachine):
        starting_worlds = st.just(world)

        def open_repository(self, world: World) -> ClaimRepository:
            repository: ClaimRepository = fault(super().open_repository(world))
            return repository

    return Faulty


STORES = [
    (
        ForgetsTheFundOfAPayment,
        HOME,
        "the fund is what the decisions made of it|told so|written with the step",
    ),
    (ForgetsTheStepOfAPayment, HOME, "told so|holds every step"),
    (LooksAtNoGuard, HOME, "what was decided too late is not recorded|leads to the decision"),
    (ListsNoPayments, HOME, "the payments of a claim are listed as they stand"),
    (ListsOnePayment, HOME, "the payments of a claim are listed as they stand"),
    (ForgetsTheLastStep, HOME, "a payment holds every step"),
    (KnowsNoBooking, HOME, None),
    (WritesOneFundOnly, ONE_ENTITY, None),
    (MixesTheFundsUp, HOME, None),
    (SwallowsWhatComesTooLate, HOME, "who comes too late is told so|leads to the decision|is recorded"),
]


class PaysAndBooks(LifecycleMachine):
    """A service that is about to be broken in what it pays or books."""

    starting_worlds = st.just(HOME)


class PaysTwiceWhenAskedAgain(PaysAndBooks):
    """Takes a second delivery of a payment's step for another step."""

    def perform_payment(self, command: PaymentCommand, repository: Any, context: Any) -> PaymentOutcome:
        return attrs.evolve(super().perform_payment(command, repository, context), is_repeat=False)


class TakesAnyStepForTheSame(PaysAndBooks):
    """Takes another step under a known identifier for the one that was taken."""

    def perform_payment(self, command: PaymentCommand, repository: Any, context: Any) -> PaymentOutcome:
        try:
            return super().perform_payment(command, repository, context)
        except CommandReused:
            payment = self.game.payments[command.payment]
            return PaymentOutcome(payment=payment, entries=(), is_repeat=True)


class PaysWithoutLooking(PaysAndBooks):
    """Pays whatever is missing, as if nothing were."""

    def perform_payment(
        self, command: PaymentCommand, repository: Any, context: PaymentContext
    ) -> PaymentOutcome:
        facts = PaymentFacts().context(
            context.claim,
            world=self.world,
            at=command.at,
            payments=context.payments,
            shares=self.game.splits[context.claim.id],
        )
        return super().perform_payment(command, repository, facts)


class SendsAsTheVendorWhoeverAsks(PaysAndBooks):
    """Takes every step of a payment in the name of who may take it."""

    def perform_payment(self, command: PaymentCommand, repository: Any, context: Any) -> PaymentOutcome:
        everybody = self.world.actors
        for actor in everybody:
            asked = attrs.evolve(command, by=actor)
            if not self.game.problems(asked, context):
                command = asked
        return super().perform_payment(command, repository, context)


class BooksTwice(PaysAndBooks):
    """Books what was earned a second time under an identifier of its own."""

    def perform_fund(self, command: FundCommand, repository: Any) -> FundOutcome:
        outcome = super().perform_fund(command, repository)
        if isinstance(command, RecordEarnings) and not outcome.is_repeat:
            super().perform_fund(attrs.evolve(command, id=CommandId(f"{command.id} again")), repository)
        return outcome


class BooksAgain(PaysAndBooks):
    """A nightly job whose reply was lost books again."""

    def perform_fund(self, command: FundCommand, repository: Any) -> FundOutcome:
        known = repository.booked(command.fund, command.id)
        command = attrs.evolve(command, id=CommandId(f"{command.id} again")) if known else command
        return super().perform_fund(command, repository)


class ExpiresTooEarly(PaysAndBooks):
    """Books an expiry that nothing moves, as if it had."""

    def perform_fund(self, command: FundCommand, repository: Any) -> FundOutcome:
        try:
            return super().perform_fund(command, repository)
        except Refused:
            pool = self.game.pool(command.fund)
            return FundOutcome(pools=(pool,), entries=())


SERVICES = [
    (PaysTwiceWhenAskedAgain, "a command that comes again has been performed before"),
    (TakesAnyStepForTheSame, "an identifier that was used is refused"),
    (PaysWithoutLooking, "no repository makes possible|nothing says that its time is over"),
    (
        SendsAsTheVendorWhoeverAsks,
        "what the model refuses, no repository makes possible|leads to the decision",
    ),
    (BooksTwice, "told so|the fund is what the decisions made of it"),
    (BooksAgain, None),
    (ExpiresTooEarly, "what the model refuses, no repository makes possible"),
]


class TestReach:
    """Everything happens to payments and funds, and everything is wrong with them, that can."""

    PROBLEMS = frozenset(
        {
            ProblemCode.PAYMENT_ABOVE_PAID,
            ProblemCode.PAYMENT_BLOCKED,
            ProblemCode.PAYMENT_EXISTS,
            ProblemCode.PAYMENT_HOLD_UNCHANGED,
            ProblemCode.PAYMENT_MISMATCH,
            ProblemCode.PAYMENT_NOT_LAPSED,
            ProblemCode.PAYMENT_STEP_NOT_POSSIBLE,
            ProblemCode.PAYMENT_TERMS_DIFFER,
            ProblemCode.FUNDS_MISMATCH,
            ProblemCode.DAY_AHEAD,
            ProblemCode.NOTHING_MOVES,
            ProblemCode.SECOND_FUND_CURRENCY,
        }
    )

    @pytest.mark.wide
    def test_every_row_every_booking_and_every_problem(self) -> None:
        """The worlds differ: the one has a rollover, and only the other has a threshold."""
        coverage, paid, booked = Coverage(), set[PaymentRow](), set[FundEntryKind]()
        for number in range(1, 7):
            for world in (HOME, ONE_ENTITY, TWO_CURRENCIES):

                class Played(LifecycleMachine):
                    starting_worlds = st.just(world)

                coverage.add(play(Played, runs=10, steps=100, number=number))
            paid, booked = set(coverage.payments), set(coverage.bookings)
            if (
                paid == set(PAYMENT_TABLE.rows)
                and booked == set(BOOKED)
                and set(coverage.codes) >= self.PROBLEMS
            ):
                break
        assert paid == set(PAYMENT_TABLE.rows)
        assert booked == set(BOOKED)
        assert set(coverage.codes) >= self.PROBLEMS
        report = coverage.report().splitlines()
        assert not [line for line in report if "never" in line and "recoup" in line]

    def test_it_is_told_what_was_never_paid_or_booked(self) -> None:
        report = Coverage().report().splitlines()
        assert "    never  Sent / recoup > Incorrect payment" in report
        assert "    never  rolled_out" in report

    def test_a_repository_with_one_fund_is_played_with_one(self) -> None:
        class OneFund(LifecycleMachine):
            starting_worlds = st.just(HOME)

            def open_repository(self, world: World) -> ClaimRepository:
                repository = InMemoryRepository()
                repository.open_pool(world.funds.key)
                return repository

        assert play(OneFund, runs=2, steps=30).steps > 20
        assert OneFund.last is not None
        assert OneFund.last.game.earlier is None

    def test_claims_alone(self) -> None:
        class ClaimsOnly(LifecycleMachine):
            plays_money = False

        coverage = play(ClaimsOnly, runs=2, steps=30)
        assert not coverage.payments
        assert not coverage.bookings


def moved(state: LifecycleMachine, step: PaymentTrigger, *, entity: int = 0, **said: Any) -> None:
    """Have one step taken of the payment of an entity, the latest one."""
    told = state.game.claims[CLAIM]
    facts = PaymentFacts(**said.pop("facts", {}))
    context = facts.context(
        told,
        world=state.world,
        at=told.changed_at,
        payments=state.game.payments_of(CLAIM),
        shares=state.game.splits[CLAIM],
    )
    name = state.world.entities[entity].id
    asked = [
        each for each in _possible(context, state.world) if each.trigger is step and name in each.payment
    ]
    state.somebody_acts(Move(attrs.evolve(asked[-1], **said), of=CLAIM, facts=facts))


CLAIM = ClaimId("C-1")
SENT = (_STEP.MAKE, _STEP.ORDER, _STEP.START_PAYING, _STEP.SEND)


def approved(world: World, machine: type[LifecycleMachine] = LifecycleMachine) -> LifecycleMachine:
    """Return a game in which one claim is approved, for 100.00."""
    state = machine()
    state.begin(world)
    amount = Money("100.00", world.currency)
    told = simplest(scenarios(ClaimStatus.APPROVED, world=world, detours=0))
    for entry in told.history:
        by = next(each for each in world.actors if each.id == entry.by)
        made = {**attrs.asdict(entry.event, recurse=False)}
        if "form" in made:
            made["form"] = attrs.evolve(made["form"], amount=amount)
        if isinstance(entry.event, ClaimApproved):
            made["amount"] = amount
        kind: Any = COMMANDS[type(entry.event)]
        state.somebody_acts(Move(kind(claim=CLAIM, id=entry.command, by=by, at=entry.at, **made)))
    assert state.game.claims[CLAIM].approved == amount
    return state


class TestByHand:
    """A game can be played by hand, move by move, as a failure is printed."""

    @pytest.mark.parametrize("world", [HOME, ONE_ENTITY, TWO_CURRENCIES, MANY_CURRENCIES])
    def test_what_comes_back_is_what_was_sent(self, world: World) -> None:
        state = approved(world)
        for step in (*SENT, _STEP.RETURN, *SENT[1:], _STEP.REFUSE):
            moved(state, step)
        kinds = [entry.kind for entry in state.ledger if entry.payment is not None]
        paid, back = FundEntryKind.PAID, FundEntryKind.PAYMENT_RETURNED
        assert kinds == [paid, back, paid, back]
        assert state.world.funds.balance().paid.is_zero

    def test_each_entity_pays_its_share_in_a_currency_of_its_own(self) -> None:
        state = approved(MANY_CURRENCIES)
        for entity in range(3):
            for step in SENT:
                moved(state, step, entity=entity)
        sent = [each.terms for each in state.game.payments_of(CLAIM)]
        assert {each.money.currency.code for each in sent} == {"EUR", "SEK", "USD"}
        assert sum(each.settles.minor_units for each in sent) == 10000
        # Of the 104.25 SEK committed the fund records 34.75, 34.74 and 34.74: each part is rounded down.
        assert state.world.funds.balance().paid == Money("104.23", "SEK")

    def test_no_more_is_paid_than_is_approved_after_a_part_was_recouped(self) -> None:
        state = approved(ONE_ENTITY)
        for step in SENT:
            moved(state, step)
        moved(state, _STEP.RECOUP, amount=Money("40.00", "SEK"))
        moved(state, _STEP.MAKE)
        moved(state, _STEP.ORDER)
        assert ProblemCode.PAYMENT_ABOVE_APPROVED in state.game.met
        assert state.world.funds.paid_for(CLAIM) == Money("60.00", "SEK")

    def test_a_fault_that_only_a_closed_gate_shows(self) -> None:
        state = approved(HOME, PaysWithoutLooking)
        moved(state, _STEP.MAKE)
        with pytest.raises(AssertionError, match="what the model refuses"):
            moved(state, _STEP.ORDER, facts={"bank": ProfileStatus.ACTION_REQUIRED})

    def test_a_step_of_a_claim_that_is_not_there_is_left_out(self) -> None:
        state = approved(HOME)
        moved(state, _STEP.MAKE)
        fresh = LifecycleMachine()
        fresh.begin(HOME)
        for move in state.log:
            if isinstance(move.command, PaymentCommand):
                fresh.somebody_acts(attrs.evolve(move, rival=move.command))
        assert not fresh.game.payments


@pytest.fixture(scope="module")
def game() -> Game:
    """Return a game in which a payment came back, went again, and was recouped in part."""
    state = approved(HOME)
    for step in (*SENT, _STEP.RETURN, *SENT[1:]):
        moved(state, step)
    moved(state, _STEP.RECOUP, amount=Money("1.00", "SEK"))
    return state.game


class TestLawsOfPayments:
    """Each law of payments names itself where it is broken."""

    def check(self, game: Game, change: Callable[[tuple[FundEntry, ...]], Sequence[FundEntry]]) -> None:
        check_payments(game.payment_histories.values(), change(game.ledgers[HOME.funds.key]))

    def test_what_happened_is_right(self, game: Game) -> None:
        self.check(game, lambda ledger: ledger)

    APART = "a payment is sent exactly where its fund has it as paid"

    @pytest.mark.parametrize(
        ("change", "law"),
        [
            (lambda ledger: ledger[:-1], APART),
            (
                lambda ledger: [each for each in ledger if each.kind is not FundEntryKind.PAYMENT_RETURNED],
                "no more stands as paid",
            ),
            (lambda ledger: (*ledger, ledger[-1]), APART),
            (
                lambda ledger: _spoiled(ledger, FundEntryKind.PAID, units=-1),
                "what is paid is what the payment",
            ),
            (lambda ledger: _spoiled(ledger, FundEntryKind.PAID, units=10_000), "no more stands as paid"),
            (
                lambda ledger: _spoiled(ledger, FundEntryKind.PAYMENT_RETURNED, units=-1),
                "what comes back is what",
            ),
            (lambda ledger: _spoiled(ledger, FundEntryKind.RECOUPED, units=10**6), "no more is recouped"),
            (lambda ledger: [attrs.evolve(each, payment=each.payment and "P-0") for each in ledger], APART),
        ],
    )
    def test_what_is_changed_is_named(self, game: Game, change: Any, law: str) -> None:
        with pytest.raises(AssertionError, match=law):
            self.check(game, change)

    def test_an_entry_of_no_payment(self, game: Game) -> None:
        with pytest.raises(AssertionError, match="is of some payment"):
            check_payments((), game.ledgers[HOME.funds.key])


def _spoiled(ledger: Sequence[FundEntry], kind: FundEntryKind, *, units: int) -> list[FundEntry]:
    """Return the ledger with the first entry of a kind made this much larger."""
    first = next(each for each in ledger if each.kind is kind)
    larger = attrs.evolve(first, amount=first.amount + Money.of_minor_units(units, first.amount.currency))
    return [larger if each is first else each for each in ledger]


class TestStrategies:
    """What is drawn for payments and funds is judged as it was asked for."""

    @given(st.data())
    def test_contexts(self, data: DataObject) -> None:
        told = data.draw(scenarios(world=HOME, detours=0))
        complete = data.draw(st.sampled_from((True, False, None)))
        context = data.draw(payment_contexts(told.claim, world=told.world, complete=complete))
        assert context.claim == told.claim
        ready = (
            context.enrollment.status is EnrollmentStatus.ENROLLED
            and context.tax_profile is not None
            and context.tax_invoice.state in {TaxInvoiceState.NOT_NEEDED, TaxInvoiceState.APPROVED}
            and all(each.status is ProfileStatus.APPROVED for each in context.profiles)
        )
        assert complete in {ready, None}

    @given(st.sampled_from((True, False, None)), st.data())
    def test_payment_commands(self, legal: bool | None, data: DataObject) -> None:
        told = data.draw(st.sampled_from(PAYABLE))
        context = data.draw(payment_contexts(told.claim, world=told.world, complete=True))
        command = data.draw(payment_commands(context, world=told.world, legal=legal))
        found = payment_problems(
            command, None, context=context, funds=told.world.funds, rules=told.world.rules
        )
        assert legal in {not found, None}

    def test_a_claim_of_which_nothing_can_be_paid_has_no_legal_payment_command(self) -> None:
        claim = simplest(claims(ClaimStatus.EDITING))
        context = simplest(payment_contexts(claim))
        assert payment_commands(context, legal=True).is_empty
        wrong = simplest(payment_commands(context))
        assert payment_problems(wrong, None, context=context, funds=HOME.funds, rules=HOME.rules)

    @given(st.sampled_from((True, False, None)), worlds(), st.booleans(), st.data())
    def test_fund_commands(self, legal: bool | None, world: World, first: bool, data: DataObject) -> None:
        pool = world.funds if first else FundPool.empty(world.fund_keys[1])
        other = None if first else world.funds
        command = data.draw(fund_commands(pool, world=world, other=other, legal=legal))
        into = other if isinstance(command, RollOverFunds) else None
        found = fund_problems(command, pool, rules=world.rules, other=into)
        assert legal in {not found, None}

    @pytest.mark.parametrize(
        "kind", [RecordEarnings, AdjustEarnings, RollOverFunds, ConvertFunds, ExpireFunds]
    )
    def test_every_kind_of_booking_is_drawn(self, kind: type[FundCommand]) -> None:
        world = HOME if kind is ConvertFunds else ONE_ENTITY
        key = world.fund_keys[1]
        pool = FundPool.empty(key).earning(
            "vendor-us", Money("5.00", "SEK"), at=world.start_of(key.usage_period.first)
        )
        drawn = find(
            fund_commands(pool, world=world, other=world.funds, legal=True),
            lambda each: isinstance(each, kind),
        )
        assert not fund_problems(
            drawn, pool, rules=world.rules, other=world.funds if kind is RollOverFunds else None
        )

    def test_where_no_rule_answers_everything_is_refused(self) -> None:
        """Before the first rule nobody may book or pay, and the commands still are commands."""
        usage = UsagePeriod(date(2010, 1, 1), date(2010, 6, 30))
        old = World.of(attrs.evolve(HOME.rules, strict=True), usage_period=usage)
        command = simplest(fund_commands(old.funds, world=old, legal=False))
        assert fund_problems(command, old.funds, rules=old.rules)


PAYABLE = [
    simplest(scenarios(ClaimStatus.APPROVED, world=world, detours=0))
    for world in (ONE_ENTITY, TWO_CURRENCIES, MANY_CURRENCIES)
]


class TestPrograms:
    """A value as it is printed makes the value again, and a failure as it is printed fails again."""

    @given(worlds())
    def test_worlds(self, world: World) -> None:
        assert run(world.as_code()) == world

    @pytest.mark.parametrize("status", ClaimStatus)
    def test_histories(self, status: ClaimStatus) -> None:
        history = simplest(histories(status))
        assert run(as_code(history.entries)) == history.entries

    def test_a_calendar_with_holidays(self) -> None:
        calendar = BusinessCalendar.of_days(
            name="own",
            closed={date(2022, 7, 4): "a holiday"},
            working_days=[date(2022, 7, 9)],
            years=range(2022, 2024),
            weekend={date(2022, 1, 1): {5, 6}, date(2023, 1, 1): {4, 5}},
        )
        assert run(as_code(calendar)) == calendar

    def test_what_has_no_program_is_described(self) -> None:
        own = attrs.evolve(HOME, entities=HOME.entities[:1])
        assert own.as_code().startswith("... # World(")
        other = attrs.evolve(HOME.rules, rulebook=Rulebook("own", partner_center.editions), strict=True)
        assert as_code(other).startswith("my_rulebook.bind(calendar=")
        assert as_code(other).endswith(", strict=True)")

    def test_plain_values(self) -> None:
        values = (1, "a", None, ["b"], frozenset({"c"}), {"d": ()}, Decimal("1.5"), Currency("SEK"))
        assert run(as_code(values)) == values
        assert as_code(ZoneInfo("UTC")) == "zoneinfo.ZoneInfo('UTC')"
        assert as_code(_STEP) == repr(_STEP)


def run(code: str) -> Any:
    names: dict[str, Any] = {}
    exec(f"{IMPORTS}\nfound = {code}", names)  # noqa: S102 - it is what this is about
    return names["found"]


class FailsAtTheFirstSending(LifecycleMachine):
    """A service that breaks down when it has sent a payment."""

    starting_worlds = st.just(HOME)

    def perform_payment(self, command: PaymentCommand, repository: Any, context: Any) -> PaymentOutcome:
        outcome = super().perform_payment(command, repository, context)
        sent = [each for each in repository.payments(context.claim.id) if each.status is PaymentStatus.SENT]
        if sent:
            msg = "out of paper"
            raise RuntimeError(msg)
        return outcome


def told(machine: type[LifecycleMachine], *phases: Phase, **said: Any) -> str:
    """Return what is printed when a machine is run as a test case; nothing where it passes."""
    machine.TestCase.settings = settings(
        phases=phases, deadline=None, database=None, suppress_health_check=EVERY_CHECK, **said
    )
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(machine.TestCase)
    result = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    return "".join(each for _, each in (*result.failures, *result.errors))


class TestShortening:
    """A failure is made short, and printed as a program that fails in the same way."""

    def test_a_payment_is_sent(self) -> None:
        """An approval of seven commands at most, and four steps of a payment."""
        printed = told(FailsAtTheFirstSending, Phase.generate, Phase.shrink)
        lines = printed.splitlines()
        begun = next(number for number, line in enumerate(lines) if line.endswith("To play them again:"))
        program = lines[begun + 1 :]
        moves = [line for line in program if line.startswith("state.somebody_acts(")]
        assert lines[begun] == f"{len(moves)} moves are enough. To play them again:"
        assert len(moves) <= 7 + 4
        assert sum("PaymentTrigger.SEND)" in line or "PaymentTrigger.SEND," in line for line in moves) == 1
        with pytest.raises(RuntimeError, match="out of paper"):
            exec("\n".join(program), {"FailsAtTheFirstSending": FailsAtTheFirstSending})  # noqa: S102

    def test_what_passes_says_nothing(self) -> None:
        class Sound(LifecycleMachine):
            starting_worlds = st.just(HOME)

        assert told(Sound, Phase.generate, Phase.shrink, max_examples=2, stateful_step_count=5) == ""

    def test_what_fails_before_the_first_move_is_told_as_it_is(self) -> None:
        class Closed(LifecycleMachine):
            def open_repository(self, world: World) -> ClaimRepository:
                raise OSError(str(world.location))

        assert "OSError: se-stockholm" in told(Closed, Phase.generate, Phase.shrink, max_examples=2)

    def test_what_fails_only_once_is_told_as_it_is(self) -> None:
        class Moody(LifecycleMachine):
            performed = 0

            def perform(self, command: Any, repository: Any) -> Any:
                Moody.performed += 1
                if 5 < Moody.performed < 8:
                    raise RuntimeError(str(Moody.performed))
                return super().perform(command, repository)

        printed = told(Moody, Phase.generate, Phase.shrink, derandomize=True, max_examples=3)
        assert printed
        assert "moves are enough" not in printed

    def test_nothing_is_shortened_where_nobody_wants_it(self) -> None:
        class Patient(FailsAtTheFirstComment):
            shortening = 0

        printed = told(Patient, Phase.generate, derandomize=True)
        assert "moves are enough" not in printed
        assert "Commented" in printed

    def test_no_more_commands_are_given_than_the_budget_allows(self) -> None:
        class Counted(FailsAtTheFirstComment):
            shortening = 1

        assert "moves are enough" in told(Counted, Phase.generate, Phase.shrink, derandomize=True)
        found = Counted.performed
        assert told(Counted, Phase.generate, derandomize=True)
        assert found <= 2 * (Counted.performed - found) + 50


class FailsAtTheFirstComment(LifecycleMachine):
    """A service that cannot store a comment."""

    performed = 0

    def perform(self, command: Any, repository: Any) -> Any:
        type(self).performed += 1
        outcome = super().perform(command, repository)
        assert not isinstance(outcome.entries[0].event, Commented), "Commented"
        return outcome


@pytest.mark.parametrize("first", ["coopclaims.testing", "coopclaims.testing.world", "hypothesis"])
def test_the_kit_can_be_imported_before_anything_else(first: str) -> None:
    """Hypothesis loads strategies of the kit when it is imported, so each may come first."""
    subprocess.run([sys.executable, "-c", f"import {first}; import coopclaims.testing"], check=True)


@pytest.mark.parametrize("number", [1, 2, 3])
class TestFaultsAreFound:
    """Each fault in what is paid or booked is found in each of three games, whatever their seeds."""

    @pytest.mark.parametrize(("fault", "world", "law"), STORES, ids=[each[0].__name__ for each in STORES])
    def test_of_stores(self, fault: type[Wrapped], world: World, law: str | None, number: int) -> None:
        with pytest.raises((AssertionError, CoopClaimsError, Refused), match=law):
            play(over(fault, world), number=number)

    @pytest.mark.parametrize(("machine", "law"), SERVICES, ids=[each[0].__name__ for each in SERVICES])
    def test_of_services(self, machine: type[LifecycleMachine], law: str | None, number: int) -> None:
        class Played(machine):  # type: ignore[misc,valid-type]
            pass

        with pytest.raises((AssertionError, Refused), match=law):
            play(Played, number=number)
