"""Payments and funds performed: one effect, one append, guarded, at the server's time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from tests.support.findings import PIA, RULES, World, at, cc, circumstances, earnings, payment_command, sek

from coopclaims.testing.faults import SoundStore

STEP = cc.payouts.PaymentTrigger
WALK = (STEP.MAKE, STEP.ORDER, STEP.START_PAYING, STEP.SEND)
NOON = at("2022-11-10 09:00")


class Watched:
    """A repository that keeps what was appended, and lets something happen before an append."""

    def __init__(self, store: Any) -> None:
        self.store = store
        self.appended: list[tuple[Any, Any]] = []
        self.before: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def append(self, *writes: Any, guards: Any = ()) -> None:
        if self.before:
            self.before.pop(0)()
        self.store.append(*writes, guards=guards)
        self.appended.append((writes, guards))


@pytest.fixture
def world() -> World:
    made = World().approved()
    made.repo = Watched(made.repo)
    return made


def do(world: World, command: Any, **rest: Any) -> Any:
    return cc.perform(command, world.repo, rules=RULES, context=circumstances(world), **rest)


def walk(world: World, *steps: Any, payment: str = "PAY-1") -> Any:
    return [do(world, payment_command(world, step, payment)) for step in steps][-1]


class TestPayments:
    def test_a_step_leads_to_the_payment_that_is_stored(self, world: World) -> None:
        outcome = walk(world, *WALK)
        assert outcome.payment == cc.payments.replay_payment(world.repo.payment_history(outcome.payment.id))
        assert world.repo.payments(cc.identifiers.ClaimId("C-1")) == (outcome.payment,)
        assert [entry.kind for entry in outcome.ledger] == [cc.funds.FundEntryKind.PAID]

    def test_the_claim_and_its_payments_are_guarded_where_money_moves_on(self, world: World) -> None:
        walk(world, *WALK)
        kinds = [{type(each).__name__ for each in guards} for _, guards in world.repo.appended]
        assert kinds[-4:-1] == [{"ClaimGuard", "PaymentsGuard", "FundGuard"}] * 3
        assert kinds[-1] == {"ClaimGuard", "PaymentsGuard"}

    def test_who_sends_while_the_claim_changes_is_too_late(self, world: World) -> None:
        walk(world, *WALK[:-1])
        claim = world.claim()
        note = world.ask(cc.claims.Comment, PIA, "2022-11-10 08:00", text="wait")
        entry = attrs.evolve(
            world.repo.history(claim.id).entries[-1],
            number=claim.version + 1,
            event=cc.claims.Commented("wait"),
            before=claim.status,
            after=claim.status,
            command=note.id,
        )
        write = cc.repositories.ClaimWrite(claim=claim.id, expected=claim.version, entries=(entry,))
        send = payment_command(world, STEP.SEND)
        world.repo.before.append(lambda: world.repo.store.append(write))
        with pytest.raises(cc.StaleClaim):
            do(world, send)
        assert world.pool.balance().paid == sek("0.00")
        assert do(world, send).payment.status is cc.payouts.PaymentStatus.SENT

    def test_of_two_payments_of_one_share_at_once_one_is_made(self, world: World) -> None:
        world.repo.before.append(lambda: walk(world, STEP.MAKE, payment="PAY-2"))
        with pytest.raises(cc.Refused):
            do(world, payment_command(world, STEP.MAKE), attempts=2)
        assert [each.id for each in world.repo.payments(cc.identifiers.ClaimId("C-1"))] == ["PAY-2"]

    def test_a_lost_reply_is_a_repeat(self, world: World) -> None:
        walk(world, *WALK[:-1])
        send = payment_command(world, STEP.SEND)
        world.repo.before.append(lambda: do(world, send))
        outcome = do(world, send)
        assert outcome.is_repeat
        assert world.pool.balance().paid == sek("30000.00")

    def test_another_command_under_the_id_is_found_out(self, world: World) -> None:
        walk(world, STEP.MAKE)
        with pytest.raises(cc.errors.CommandReused):
            do(world, payment_command(world, STEP.ORDER, id=cc.identifiers.CommandId(f"PAY-1-{STEP.MAKE}")))

    def test_another_note_under_the_id_is_said_to_be_other_content(self, world: World) -> None:
        walk(world, STEP.MAKE, STEP.ORDER)
        with pytest.raises(cc.errors.CommandReused, match=r"an earlier order by .* with other content"):
            do(world, payment_command(world, STEP.ORDER, note="something else"))

    def test_what_was_seen_has_to_be_what_is_there(self, world: World) -> None:
        walk(world, STEP.MAKE)
        with pytest.raises(cc.StaleClaim) as caught:
            do(world, payment_command(world, STEP.ORDER), seen=0)
        assert (caught.value.expected, caught.value.found) == (0, 1)
        assert do(world, payment_command(world, STEP.ORDER), seen=1).payment.version == 2

    def test_a_moment_behind_is_recorded_at_the_last_instant(self, world: World) -> None:
        walk(world, STEP.MAKE)
        stamped = NOON - timedelta(milliseconds=1)
        outcome = do(world, payment_command(world, STEP.ORDER, at=stamped))
        assert (outcome.entries[0].at, outcome.moved_from) == (NOON, stamped)

    def test_the_future_is_refused_and_the_past_is_said(self, world: World) -> None:
        with pytest.raises(cc.Refused) as caught:
            do(world, payment_command(world, STEP.MAKE), now=NOON - timedelta(days=1))
        assert caught.value.codes == {cc.findings.ProblemCode.LATER_THAN_PRESENT}
        outcome = do(world, payment_command(world, STEP.MAKE), now=NOON + timedelta(days=1))
        assert [each.code for each in outcome.advice] == [cc.findings.ProblemCode.BACKDATED]

    def test_the_past_is_refused_where_the_policies_say_so(self, world: World) -> None:
        policies = cc.Policies(backdating=cc.rules.Backdating.REFUSED)
        rules = cc.partner_center.bind(calendar=RULES.calendar, zone=RULES.zone, policies=policies)
        command, context = payment_command(world, STEP.MAKE), circumstances(world)
        with pytest.raises(cc.Refused) as caught:
            cc.perform(command, world.repo, rules=rules, context=context, now=NOON + timedelta(days=1))
        assert caught.value.codes == {cc.findings.ProblemCode.BACKDATED}
        outcome = cc.perform(command, world.repo, rules=rules, context=context, now=lambda: NOON)
        assert outcome.advice == ()

    def test_a_tolerance_is_no_less_than_nothing(self, world: World) -> None:
        with pytest.raises(cc.InvalidValue, match="skew"):
            do(world, payment_command(world, STEP.MAKE), skew=timedelta(microseconds=-1))

    def test_it_is_tried_at_least_once(self, world: World) -> None:
        with pytest.raises(cc.InvalidValue, match="attempts"):
            do(world, payment_command(world, STEP.MAKE), attempts=0)

    def test_a_write_of_nothing_leaves_no_payment(self, world: World) -> None:
        payment, claim = cc.identifiers.PaymentId("PAY-1"), cc.identifiers.ClaimId("C-1")
        nothing = cc.repositories.PaymentWrite(payment=payment, expected=0, entries=())
        for store in (world.repo.store, SoundStore()):
            store.append(nothing)
            assert store.payments(claim) == ()
            with pytest.raises(cc.errors.UnknownPayment):
                store.payment_history(payment)

    def test_a_payment_command_needs_its_context(self, world: World) -> None:
        with pytest.raises(cc.InvalidValue, match="context"):
            cc.perform(payment_command(world, STEP.MAKE), world.repo, rules=RULES)

    def test_a_store_takes_a_command_of_a_payment_once(self, world: World) -> None:
        (made,) = walk(world, STEP.MAKE).entries
        (ordered,) = walk(world, STEP.ORDER).entries
        again = attrs.evolve(ordered, number=3, before=ordered.after, trigger=STEP.HOLD, command=made.command)
        held = attrs.evolve(again, side=cc.Side.PARTNER, role=cc.Role.INCENTIVES_ADMIN)
        write = cc.repositories.PaymentWrite(payment=made.payment, expected=2, entries=(held,))
        with pytest.raises(cc.errors.BrokenHistory, match=r"entry 3, command: .* entry 1 has it"):
            world.repo.append(write)

    def test_an_async_store_does_the_same(self, world: World) -> None:
        twin = cc.repositories.AsyncInMemoryRepository(world.repo.store)
        outcomes = [
            asyncio.run(
                cc.perform_async(
                    payment_command(world, step), twin, rules=RULES, context=circumstances(world)
                )
            )
            for step in WALK
        ]
        assert outcomes[-1].payment.status is cc.payouts.PaymentStatus.SENT
        assert world.pool.balance().paid == sek("30000.00")


class TestFunds:
    def test_earnings_are_booked_once_however_often_they_are_delivered(self, world: World) -> None:
        before = world.pool.balance().earned
        first = cc.perform(earnings(world), world.repo, rules=RULES)
        again = cc.perform(earnings(world), world.repo, rules=RULES)
        assert (first.is_repeat, again.is_repeat) == (False, True)
        assert first.entries == again.entries
        assert world.pool.balance().earned == before + sek("1000.00")
        assert first.pools == (world.pool,)

    def test_a_job_that_lost_its_reply_and_its_race_books_once(self, world: World) -> None:
        before = world.pool.balance().earned
        world.repo.before.append(lambda: cc.perform(earnings(world), world.repo, rules=RULES))
        assert cc.perform(earnings(world), world.repo, rules=RULES).is_repeat
        assert world.pool.balance().earned == before + sek("1000.00")

    def test_other_content_under_the_id_is_found_out(self, world: World) -> None:
        cc.perform(earnings(world), world.repo, rules=RULES)
        with pytest.raises(cc.errors.CommandReused, match=r"an earlier \w+ by .* with other content"):
            cc.perform(earnings(world, amount="2000.00"), world.repo, rules=RULES)

    def test_a_second_delivery_to_the_store_itself_is_refused(self, world: World) -> None:
        outcome = cc.perform(earnings(world), world.repo, rules=RULES)
        write = cc.repositories.FundWrite(
            pool=world.key, expected=world.pool.version, entries=outcome.entries
        )
        with pytest.raises(cc.errors.AlreadyRecorded):
            world.repo.append(write)

    def test_what_was_seen_has_to_be_what_is_there(self, world: World) -> None:
        seen = world.pool.version
        with pytest.raises(cc.StaleClaim):
            cc.perform(earnings(world), world.repo, rules=RULES, seen=seen + 1)
        assert cc.perform(earnings(world), world.repo, rules=RULES, seen=seen).entries

    def test_who_comes_too_late_tries_again(self, world: World) -> None:
        world.repo.before.append(lambda: cc.perform(earnings(world, "other"), world.repo, rules=RULES))
        assert not cc.perform(earnings(world), world.repo, rules=RULES, attempts=2).is_repeat

    def test_who_comes_too_late_and_may_not_try_again_is_told(self, world: World) -> None:
        world.repo.before.append(lambda: cc.perform(earnings(world, "other"), world.repo, rules=RULES))
        with pytest.raises(cc.StaleClaim):
            cc.perform(earnings(world), world.repo, rules=RULES)
        with pytest.raises(cc.InvalidValue, match="attempts"):
            cc.perform(earnings(world), world.repo, rules=RULES, attempts=0)

    def test_what_is_refused_books_nothing_and_says_all(self, world: World) -> None:
        before, codes = world.pool, cc.findings.ProblemCode
        wrong, early = earnings(world, amount="0.00"), datetime(2022, 10, 1, tzinfo=UTC)
        for command, now, expected in (
            (wrong, None, {codes.AMOUNT_NOT_POSITIVE}),
            (wrong, early, {codes.AMOUNT_NOT_POSITIVE, codes.LATER_THAN_PRESENT}),
            (earnings(world), early, {codes.LATER_THAN_PRESENT}),
        ):
            with pytest.raises(cc.Refused) as caught:
                cc.perform(command, world.repo, rules=RULES, now=now)
            assert caught.value.codes == expected
        assert world.pool == before

    def test_an_async_store_does_the_same(self, world: World) -> None:
        twin = cc.repositories.AsyncInMemoryRepository(world.repo.store)
        outcome = asyncio.run(cc.perform_async(earnings(world), twin, rules=RULES))
        assert outcome.pools == (world.pool,)
