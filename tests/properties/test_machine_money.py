"""The machine plays payments and two funds: what it reaches, and that it sees what is broken about money."""

from __future__ import annotations

import io
import unittest
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies as st
from hypothesis.stateful import run_state_machine_as_test

import coopclaims
from coopclaims import (
    ClaimStatus,
    FundPool,
    InMemoryRepository,
    Money,
    Refused,
    StaleClaim,
    UsagePeriod,
    perform,
)
from coopclaims.claims import Comment
from coopclaims.deadlines import TaxInvoiceState
from coopclaims.errors import AlreadyRecorded, CommandReused, CoopClaimsError
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
from coopclaims.payments import PAYMENT_TABLE, PaymentCommand, decide_payment, payment_problems
from coopclaims.payouts import EnrollmentStatus, PaymentStatus, PaymentTrigger, ProfileStatus
from coopclaims.periods import FiscalHalf, Half
from coopclaims.repositories import FundOutcome, FundWrite, PaymentOutcome, PaymentWrite
from coopclaims.testing import (
    Coverage,
    LifecycleMachine,
    Move,
    PaymentFacts,
    World,
    fund_commands,
    payment_commands,
    payment_contexts,
    scenarios,
    simplest,
    worlds,
)
from coopclaims.testing.coverage import BOOKED
from coopclaims.testing.laws import check_payments

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import DataObject

    from coopclaims import ClaimRepository
    from coopclaims.funds import FundCommand
    from coopclaims.payments import PaymentContext
    from coopclaims.repositories import Guard, Write

HOME = World.typical()
ONE_ENTITY = World.of(
    HOME.rules,
    usage_period=UsagePeriod.of(FiscalHalf(2021, Half.H2)),
    earned=(Money("120000.00", "SEK"),),
)
"""A world of one paying entity, into whose fund what the half-year before left may be rolled over."""
TWO_CURRENCIES = World.of(HOME.rules, earned=(Money("120000.00", "SEK"),), currency="EUR", rate="10.9")
_STEP = PaymentTrigger


def play(machine: type[LifecycleMachine], *, runs: int = 60, steps: int = 50, number: int = 1) -> Coverage:
    """Play without the shrinking that a person would want, and return what was entered."""
    once = settings(
        max_examples=runs,
        stateful_step_count=steps,
        database=None,
        phases=(Phase.generate,),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    run_state_machine_as_test(seed(number)(machine), settings=once)
    return machine.coverage


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
    (ForgetsTheFundOfAPayment, HOME, "the fund is what the decisions made of it|told so"),
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
            super().perform_fund(attrs.evolve(command, id=f"{command.id} again"), repository)
        return outcome


class BooksAgain(PaysAndBooks):
    """A nightly job whose reply was lost books again."""

    def perform_fund(self, command: FundCommand, repository: Any) -> FundOutcome:
        known = repository.booked(command.fund, command.id)
        command = attrs.evolve(command, id=f"{command.id} again") if known else command
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
    (SendsAsTheVendorWhoeverAsks, "what the model refuses, no repository makes possible|leads to the decision"),
    (BooksTwice, "told so|the fund is what the decisions made of it"),
    (BooksAgain, None),
    (ExpiresTooEarly, "what the model refuses, no repository makes possible"),
]


@pytest.mark.slow
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
