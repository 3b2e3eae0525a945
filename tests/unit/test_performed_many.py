"""Many commands performed at once: an answer to each, all of it together, and what goes wrong."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from tests.support.findings import (
    ALICE,
    RITA,
    RULES,
    World,
    at,
    cc,
    circumstances,
    codes,
    earnings,
    payment_command,
    sek,
)

STEP = cc.payouts.PaymentTrigger
CLAIM = cc.identifiers.ClaimId("C-1")
PAYMENT = cc.identifiers.PaymentId("PAY-1")


class Watched:
    """A repository that keeps what was appended, and lets something happen before a verb."""

    def __init__(self, store: Any) -> None:
        self.store = store
        self.appended: list[Any] = []
        self.before_append: list[Any] = []
        self.before_load: list[Any] = []
        self.before_payment: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def load(self, claim: Any, command: Any) -> Any:
        if self.before_load:
            self.before_load.pop(0)()
        return self.store.load(claim, command)

    def payment_history(self, payment: Any) -> Any:
        if self.before_payment:
            self.before_payment.pop(0)()
        return self.store.payment_history(payment)

    def append(self, *writes: Any, guards: Any = ()) -> None:
        if self.before_append:
            self.before_append.pop(0)()
        self.store.append(*writes, guards=guards)
        self.appended.append((writes, guards))


@pytest.fixture
def world() -> World:
    made = World().draft()
    made.repo = Watched(made.repo)
    return made


def many(world: World, *commands: Any, **rest: Any) -> Any:
    return cc.repositories.perform_many(commands, world.repo, rules=RULES, **rest)


def together(world: World, *commands: Any, **rest: Any) -> Any:
    return many(world, *commands, atomic=True, **rest)


def remark(world: World, text: str = "x", **rest: Any) -> Any:
    return world.ask(cc.claims.Comment, ALICE, "2022-09-03 09:00", text=text, **rest)


def kinds(answers: Any) -> list[str]:
    return [type(each).__name__ for each in answers]


def approval(world: World, amount: str = "30000.00") -> tuple[Any, ...]:
    """Return what leads from a draft to an approved claim."""
    return (
        world.ask(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00"),
        world.ask(cc.claims.StartReview, RITA, "2022-09-15 09:00"),
        world.ask(cc.claims.ApproveClaim, RITA, "2022-09-15 10:00", amount=sek(amount)),
    )


def contexts() -> dict[Any, Any]:
    """Return what payments of the claim are judged in once it is approved, as it will be."""
    return {cc.identifiers.PaymentId(f"PAY-{n}"): circumstances(World().approved()) for n in (1, 2)}


def walk(world: World, *steps: Any, payment: str = "PAY-1") -> tuple[Any, ...]:
    return tuple(payment_command(world, step, payment) for step in steps)


WALK = (STEP.MAKE, STEP.ORDER, STEP.START_PAYING, STEP.SEND)


class TestOneAfterTheOther:
    def test_a_failure_leaves_the_rest_going(self, world: World) -> None:
        elsewhere = remark(world, claim="C-2")
        early = world.ask(cc.claims.ApproveClaim, RITA, "2022-09-03 09:01", amount=sek("1.00"))
        first, second = remark(world), remark(world)
        answers = many(world, first, elsewhere, early, first, second)
        assert kinds(answers) == ["Outcome", "UnknownClaim", "Refused", "Outcome", "Outcome"]
        assert [each.is_repeat for each in answers if isinstance(each, cc.Outcome)] == [False, True, False]
        assert answers[4].claim == world.claim()
        assert world.claim().version == 4

    def test_an_error_keeps_nothing_alive(self, world: World) -> None:
        (answer,) = many(world, remark(world, claim="C-2"))
        assert answer.__traceback__ is None

    def test_an_identifier_of_another_command_is_an_answer(self, world: World) -> None:
        answers = many(world, remark(world, key="k"), remark(world, "y", key="k"))
        assert kinds(answers) == ["Outcome", "CommandReused"]

    def test_each_command_may_say_what_was_seen(self, world: World) -> None:
        first, second, third = (remark(world) for _ in range(3))
        answers = many(world, first, second, third, seen={first.id: 2, second.id: 2})
        assert kinds(answers) == ["Outcome", "StaleClaim", "Outcome"]
        assert (answers[1].expected, answers[1].found) == (2, 3)

    def test_a_payment_without_a_context_is_its_own_error(self, world: World) -> None:
        answers = many(world, *walk(world, STEP.MAKE), remark(world))
        assert kinds(answers) == ["InvalidValue", "Outcome"]
        assert answers[0].field == "context"

    def test_claims_payments_and_funds_come_in_any_mixture(self, world: World) -> None:
        commands = (earnings(world), *approval(world), *walk(world, *WALK))
        answers = many(world, *commands, contexts=contexts())
        assert kinds(answers) == ["FundOutcome", *["Outcome"] * 3, *["PaymentOutcome"] * 4]
        assert world.pool.balance().paid == sek("30000.00")

    def test_advice_and_time_are_those_of_perform(self, world: World) -> None:
        command = remark(world)
        (answer,) = many(world, command, now=command.at + timedelta(days=1), advise=True)
        assert codes(answer.advice)[0] == "backdated"

    def test_a_conflict_is_tried_again(self, world: World) -> None:
        theirs, mine = remark(world), remark(world)
        world.repo.before_append.append(lambda: cc.perform(theirs, world.repo.store, rules=RULES))
        assert kinds(many(world, mine, attempts=2)) == ["Outcome"]
        assert world.claim().version == 4

    @pytest.mark.parametrize("atomic", [False, True])
    def test_nothing_asked_is_nothing_done(self, world: World, *, atomic: bool) -> None:
        assert many(world, atomic=atomic) == ()

    @pytest.mark.parametrize(
        ("field", "wrong"),
        [("attempts", {"attempts": 0}), ("skew", {"skew": timedelta(-1)}), ("rules", {"rules": 1})],
    )
    def test_what_is_wrong_with_all_of_them_is_raised(self, world: World, field: str, wrong: Any) -> None:
        with pytest.raises(cc.InvalidValue) as caught:
            cc.repositories.perform_many([remark(world)], world.repo, **{"rules": RULES, **wrong})
        assert caught.value.field == field

    def test_an_error_of_the_store_itself_is_raised(self, world: World) -> None:
        def lose() -> None:
            raise ConnectionError

        world.repo.before_append += [lambda: None, lose]
        commands = remark(world), remark(world)
        with pytest.raises(ConnectionError):
            many(world, *commands)
        assert [each.is_repeat for each in many(world, *commands)] == [True, False]


class TestTogether:
    def test_it_is_one_append_with_one_write_a_stream(self, world: World) -> None:
        answers = together(world, *approval(world))
        ((writes, guards),) = world.repo.appended
        assert [(type(each).__name__, len(each.entries)) for each in writes] == [
            ("ClaimWrite", 3),
            ("FundWrite", 3),
        ]
        assert guards == ()
        assert answers[-1].claim == world.claim()

    def test_all_that_would_have_been_done_says_what_failed(self, world: World) -> None:
        before = world.repo.history(CLAIM)
        fine, early = remark(world), world.ask(cc.claims.StartReview, RITA, "2022-09-03 09:01")
        answers = together(world, fine, early, remark(world, claim="C-2"))
        assert kinds(answers) == ["NotPerformed", "Refused", "UnknownClaim"]
        assert (answers[0].command, answers[0].failed) == (fine.id, early.id)
        assert str(answers[0]) == (
            f"command {fine.id} was not performed, because command {early.id} of the same batch "
            "could not be; nothing of the batch was written"
        )
        assert world.repo.history(CLAIM) == before

    def test_a_claim_is_created_and_approved_and_paid_in_one_step(self) -> None:
        world, other = World(), World()
        world.repo = Watched(world.repo)
        create = world.ask(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", form=world.form())
        invoice = world.ask(cc.claims.AddInvoice, ALICE, "2022-09-02 09:00", invoice=world.invoice())
        commands = (create, invoice, *approval(world), *walk(world, *WALK), earnings(world))
        answers = together(world, *commands, contexts=contexts())
        alone = cc.repositories.perform_many(commands, other.repo, rules=RULES, contexts=contexts())
        assert answers == alone
        ((writes, guards),) = world.repo.appended
        assert kinds(writes) == ["ClaimWrite", "PaymentWrite", "FundWrite"]
        assert [each.payments for each in guards] == [frozenset()]
        assert world.repo.payments(CLAIM) == other.repo.payments(CLAIM) == (answers[8].payment,)
        assert world.repo.ledger(world.key) == other.repo.ledger(world.key)
        repeats = together(world, *commands, contexts=contexts())
        assert all(each.is_repeat for each in repeats)
        assert len(world.repo.appended) == 1

    def test_what_is_there_already_is_guarded_as_it_was(self) -> None:
        world = World().approved()
        world.repo = Watched(world.repo)
        many(world, *walk(world, *WALK[:2]), contexts=contexts())
        answers = together(world, *walk(world, *WALK[2:]), contexts=contexts())
        assert kinds(answers) == ["PaymentOutcome"] * 2
        writes, guards = world.repo.appended[-1]
        assert [each.expected for each in writes] == [2, 4]
        found = {type(each).__name__: each for each in guards}
        assert found["PaymentsGuard"].payments == frozenset({(PAYMENT, 2)})
        assert found["ClaimGuard"].expected == world.claim().version
        assert found["FundGuard"].expected == 4

    def test_a_booking_is_known_to_those_after_it(self, world: World) -> None:
        given = earnings(world)
        answers = together(world, given, given, earnings(world, "earn-2"))
        assert [each.is_repeat for each in answers] == [False, True, False]
        assert world.pool.balance().earned == sek("122000.00")
        other = earnings(world, "earn-2", "5.00")
        assert kinds(together(world, other)) == ["CommandReused"]

    def test_a_correction_sees_the_entries_before_it(self, world: World) -> None:
        late = world.ask(cc.claims.Comment, ALICE, "2022-09-09 09:00", text="x")
        right = world.ask(
            cc.claims.CorrectInstant,
            cc.Actor.system(),
            "2022-09-03 09:00",
            entry=3,
            instant=at("2022-09-02 10:00"),
            reason="A clock was wrong.",
        )
        answers = together(world, late, right)
        assert kinds(answers) == ["Outcome"] * 2
        assert world.claim().changed_at == at("2022-09-02 10:00")

    def test_a_new_claim_is_corrected_too(self) -> None:
        world = World()
        create = world.ask(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", form=world.form())
        right = world.ask(
            cc.claims.CorrectInstant,
            cc.Actor.system(),
            "2022-09-03 09:00",
            entry=1,
            instant=at("2022-08-31 10:00"),
            reason="A clock was wrong.",
        )
        answers = together(world, create, right)
        assert kinds(answers) == ["Outcome"] * 2
        assert world.claim().changed_at == at("2022-08-31 10:00")


class TestConflicts:
    def test_who_comes_too_late_with_the_append_writes_nothing(self, world: World) -> None:
        theirs = remark(world, key="theirs")
        mine = remark(world), remark(world)
        world.repo.before_append.append(lambda: cc.perform(theirs, world.repo.store, rules=RULES))
        answers = together(world, *mine)
        assert kinds(answers) == ["StaleClaim"] * 2
        assert answers[0].__traceback__ is None
        assert world.claim().version == 3
        world.repo.before_append.append(lambda: cc.perform(remark(world), world.repo.store, rules=RULES))
        answers = together(world, *mine, attempts=2)
        assert kinds(answers) == ["Outcome"] * 2
        assert world.claim().version == 6

    def test_who_writes_between_two_commands_is_seen_at_once(self, world: World) -> None:
        mine = remark(world), remark(world)

        def meet() -> None:
            cc.perform(remark(world), world.repo.store, rules=RULES)

        world.repo.before_load += [lambda: None, meet]
        answers = together(world, *mine)
        assert kinds(answers) == ["StaleClaim"] * 2
        assert (answers[0].stream, answers[0].expected, answers[0].found) == (CLAIM, 2, 3)
        world.repo.before_load += [lambda: None, meet]
        assert kinds(together(world, *mine, attempts=2)) == ["Outcome"] * 2

    def test_a_payment_that_somebody_else_takes_on_is_seen_too(self) -> None:
        world = World().approved()
        world.repo = Watched(world.repo)
        make, order, start, send = walk(world, *WALK)
        many(world, make, contexts=contexts())
        other = payment_command(world, STEP.ORDER, id=cc.identifiers.CommandId("theirs"))

        def meet() -> None:
            cc.perform(other, world.repo.store, rules=RULES, context=contexts()[PAYMENT])

        world.repo.before_payment += [lambda: None, meet]
        answers = together(world, order, start, send, contexts=contexts())
        assert kinds(answers) == ["StaleClaim"] * 3
        assert answers[0].stream == PAYMENT
        answers = together(world, start, send, contexts=contexts())
        assert kinds(answers) == ["PaymentOutcome"] * 2

    def test_a_store_that_answers_something_else_is_not_believed(self, world: World) -> None:
        world.repo.pool = lambda *_place: None
        answers = together(world, remark(world))
        assert kinds(answers) == ["WrongAnswer"]

    def test_what_the_store_refuses_is_the_answer_to_all(self, world: World) -> None:
        def refuse() -> None:
            raise cc.errors.Unsupported("many writes at once")

        world.repo.before_append.append(refuse)
        answers = together(world, remark(world), earnings(world))
        assert kinds(answers) == ["Unsupported"] * 2
        assert answers[0].__traceback__ is None


def test_an_async_store_answers_alike(world: World) -> None:
    other = World().draft()
    commands = (*approval(world), remark(world, claim="C-9"))
    awaited = cc.repositories.perform_many_async(
        commands, cc.repositories.AsyncInMemoryRepository(other.repo), rules=RULES
    )
    assert kinds(asyncio.run(awaited)) == kinds(many(world, *commands))
    assert other.repo.history(CLAIM) == world.repo.history(CLAIM)


def test_two_payments_at_once_see_each_other(world: World) -> None:
    made = (*approval(world), *walk(world, STEP.MAKE), *walk(world, STEP.MAKE, payment="PAY-2"))
    answers = many(world, *made, contexts=contexts())
    assert kinds(answers)[-2:] == ["PaymentOutcome", "Refused"]
