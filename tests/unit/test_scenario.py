"""What commands would lead to: refused steps, payments and funds, and what is wrong with the question."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from tests.support.findings import (
    ALICE,
    CAROL,
    RITA,
    RULES,
    USAGE,
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
RETRACTING = cc.partner_center.bind(
    calendar=RULES.calendar,
    zone=RULES.zone,
    policies=cc.Policies(retracting=cc.rules.Retracting.WITHIN_WINDOW),
)
WALK = (STEP.MAKE, STEP.ORDER, STEP.START_PAYING, STEP.SEND)


def foresee(world: World, claim: Any, *commands: Any, **rest: Any) -> Any:
    return cc.portal.scenario(claim, commands, **{"rules": RULES, "funds": world.pool, **rest})


def remark(world: World, by: Any = ALICE, **rest: Any) -> Any:
    return world.ask(cc.claims.Comment, by, "2022-09-03 09:00", text="x", **rest)


def life(world: World) -> tuple[Any, ...]:
    return (
        world.ask(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", form=world.form()),
        world.ask(cc.claims.AddInvoice, ALICE, "2022-09-02 09:00", invoice=world.invoice()),
        world.ask(cc.claims.SubmitClaim, ALICE, "2022-09-14 10:00"),
        world.ask(cc.claims.StartReview, RITA, "2022-09-15 09:00"),
        world.ask(cc.claims.ApproveClaim, RITA, "2022-09-15 10:00", amount=sek("30000.00")),
    )


def walk(world: World, *steps: Any) -> tuple[Any, ...]:
    return tuple(payment_command(world, step) for step in steps)


def clocks_of(step: Any) -> set[str]:
    return {each.clock.value for each in step.deadlines}


class TestSteps:
    def test_a_whole_life_from_nothing(self) -> None:
        world, other = World(), World()
        commands = (*life(world), *walk(world, *WALK), earnings(world))
        context = circumstances(World().approved())
        steps = foresee(world, None, *commands, context=context)
        assert all(each.is_accepted for each in steps)
        assert world.repo.claims() == ()
        for step, command in zip(steps, commands, strict=True):
            cc.perform(command, other.repo, rules=RULES, context=context)
            assert step.claim == other.claim()
            assert step.payments == other.repo.payments(other.claim().id)
            assert step.available == other.pool.balance().available
        assert [each.available for each in steps[1:3]] == [sek("120000.00"), sek("90000.00")]
        assert steps[-1].available == sek("91000.00")

    def test_the_clocks_that_run_follow_the_claim(self) -> None:
        world = World()
        steps = foresee(world, None, *life(world))
        assert "review" not in clocks_of(steps[1])
        assert "review" in clocks_of(steps[2])
        assert "review" not in clocks_of(steps[4])
        assert "payment" in clocks_of(steps[4])

    def test_a_tax_invoice_counts_where_it_is_needed(self) -> None:
        world = World().approved()
        context = circumstances(
            world, tax_invoice=cc.deadlines.TaxInvoice(cc.deadlines.TaxInvoiceState.AWAITED)
        )
        remarked = world.ask(cc.claims.Comment, RITA, "2022-09-16 09:00", text="x")
        with_it, without = (
            foresee(world, world.claim(), remarked, context=each)[0] for each in (context, None)
        )
        assert clocks_of(with_it) != clocks_of(without)

    def test_a_refused_step_stops_nothing(self) -> None:
        world = World().draft()
        early = world.ask(cc.claims.StartReview, RITA, "2022-09-03 09:00")
        refused, accepted = foresee(world, world.claim(), early, remark(world))
        assert (refused.claim, refused.is_accepted) == (world.claim(), False)
        assert refused.problems == cc.problems(early, world.claim(), rules=RULES, funds=world.pool)
        assert accepted.is_accepted
        assert accepted.claim.version == world.claim().version + 1

    def test_before_a_claim_is_there_nothing_else_is_possible(self) -> None:
        world = World()
        create, *_ = life(world)
        make = payment_command(world, STEP.MAKE)
        context = circumstances(World().approved())
        first, second, third = foresee(world, None, remark(world), make, create, context=context)
        assert codes(first.problems) == codes(second.problems) == ["claim_missing"]
        assert "C-1" in str(second.problems[0])
        assert (first.claim, first.deadlines) == (None, ())
        assert third.claim.version == 1

    def test_a_command_for_another_claim_is_refused(self) -> None:
        world = World().draft()
        (step,) = foresee(world, world.claim(), remark(world, claim="C-2"))
        assert codes(step.problems) == ["claim_mismatch"]

    def test_an_outsider_is_refused_as_ever(self) -> None:
        world = World().draft()
        (step,) = foresee(world, world.claim(), remark(world, CAROL))
        assert step.problems == cc.problems(
            remark(world, CAROL), world.claim(), rules=RULES, funds=world.pool
        )

    def test_a_payment_of_a_claim_that_is_not_approved_is_refused(self) -> None:
        world = World().reviewed()
        (step,) = foresee(
            world, world.claim(), *walk(world, STEP.MAKE), context=circumstances(World().approved())
        )
        assert codes(step.problems) == ["payment_blocked"]

    def test_payments_that_are_there_go_on(self) -> None:
        world = World().approved()
        context = circumstances(world)
        for command in walk(world, *WALK[:3]):
            cc.perform(command, world.repo, rules=RULES, context=context)
        history = world.repo.payment_history("PAY-1")
        send, again = walk(world, STEP.SEND)[0], walk(world, STEP.MAKE)[0]
        repeat, sent = foresee(world, world.claim(), again, send, context=context, payments=[history])
        assert repeat.is_repeat
        assert repeat.payments == world.repo.payments("C-1")
        assert sent.payments[0].status is cc.payouts.PaymentStatus.SENT

    def test_an_approval_goes_back_only_while_nothing_is_paid(self) -> None:
        world = World().approved()
        context = circumstances(world)
        for command in walk(world, *WALK[:3]):
            cc.perform(command, world.repo, rules=RULES, context=context)
        retract = world.ask(cc.claims.RetractApproval, RITA, "2022-09-20 09:00", reason="By mistake.")
        histories = [world.repo.payment_history("PAY-1")]
        (known,) = foresee(world, world.claim(), retract, payments=histories, rules=RETRACTING)
        (unknown,) = foresee(world, world.claim(), retract, rules=RETRACTING)
        with pytest.raises(cc.Refused) as caught:
            cc.perform(retract, world.repo, rules=RETRACTING)
        assert known.problems == caught.value.problems
        assert unknown.is_accepted

    def test_of_a_claim_that_is_not_approved_any_more_nothing_is_made(self) -> None:
        world = World().approved()
        context = circumstances(world)
        retract = world.ask(cc.claims.RetractApproval, RITA, "2022-09-20 09:00", reason="By mistake.")
        make = walk(world, STEP.MAKE)
        steps = foresee(world, world.claim(), retract, *make, context=context, rules=RETRACTING)
        assert [each.is_accepted for each in steps] == [True, False]
        assert "payment_blocked" in codes(steps[1].problems)

    def test_a_moment_behind_is_judged_at_the_last_instant(self) -> None:
        world = World().draft()
        late = attrs.evolve(remark(world), at=at("2022-09-02 08:59:59.500"))
        (step,) = foresee(world, world.claim(), late)
        assert step.claim.changed_at == at("2022-09-02 09:00")


class TestRepeats:
    def test_a_command_of_the_history_is_a_repeat(self) -> None:
        world = World().draft()
        done = remark(world)
        cc.perform(done, world.repo, rules=RULES)
        history = world.repo.history("C-1")
        (step,) = foresee(world, world.claim(), done, history=history)
        assert (step.is_repeat, step.is_accepted, step.claim) == (True, True, world.claim())
        (step,) = foresee(world, world.claim(), done)
        assert not step.is_repeat

    def test_a_command_of_the_sequence_is_a_repeat_and_another_under_its_id_an_error(self) -> None:
        world = World().draft()
        twice = remark(world)
        assert [each.is_repeat for each in foresee(world, world.claim(), twice, twice)] == [False, True]
        with pytest.raises(cc.errors.CommandReused):
            foresee(world, world.claim(), twice, attrs.evolve(twice, text="y"))

    @pytest.mark.parametrize("is_known", [True, False])
    @pytest.mark.parametrize("is_later", [True, False])
    def test_a_correction_is_judged_by_the_history(self, *, is_known: bool, is_later: bool) -> None:
        world = World().draft()
        right = world.ask(
            cc.claims.CorrectInstant,
            cc.Actor.system(),
            "2022-09-04 09:00",
            entry=2,
            instant=at("2022-09-02 08:00"),
            reason="A clock was wrong.",
        )
        before = (remark(world),) if is_later else ()
        history = world.repo.history("C-1") if is_known else None
        *_, step = foresee(world, world.claim(), *before, right, history=history)
        for command in before:
            cc.perform(command, world.repo, rules=RULES)
        judged = world.repo.history("C-1") if is_known else None
        found = cc.problems(right, world.claim(), rules=RULES, funds=world.pool, history=judged)
        assert step.problems == found


class TestWrongQuestions:
    def test_what_is_of_another_claim_is_an_error(self) -> None:
        world, other = World().approved(), World().draft(claim="C-2")
        claim = other.claim("C-2")
        cc.perform(payment_command(world, STEP.MAKE), world.repo, rules=RULES, context=circumstances(world))
        for field, wrong in {
            "context": circumstances(world),
            "history": world.repo.history("C-1"),
            "payments": [world.repo.payment_history("PAY-1")],
        }.items():
            for given in (claim, None) if field != "context" else (claim,):
                with pytest.raises(cc.InvalidValue, match="what belongs to the claim") as caught:
                    foresee(world, given, **{field: wrong})
                assert caught.value.field == field

    def test_a_history_of_another_moment_is_an_error(self) -> None:
        world = World().draft()
        before = world.claim()
        cc.perform(remark(world), world.repo, rules=RULES)
        with pytest.raises(cc.InvalidValue, match="history"):
            foresee(world, before, history=world.repo.history("C-1"))

    def test_a_payment_needs_a_context_and_a_fund_is_that_of_the_claim(self) -> None:
        world = World().approved()
        with pytest.raises(cc.InvalidValue, match="context"):
            foresee(world, world.claim(), payment_command(world, STEP.MAKE))
        elsewhere = World(usage=cc.UsagePeriod(USAGE.last.replace(month=1, day=1), USAGE.first))
        with pytest.raises(cc.errors.UnknownFund):
            foresee(elsewhere, world.claim(), remark(world))

    def test_payouts_of_another_amount_are_an_error(self) -> None:
        world = World().reviewed()
        less = world.ask(
            cc.claims.ApproveClaim,
            RITA,
            "2022-09-15 10:00",
            amount=sek("20000.00"),
            reason="Less.",
        )
        with pytest.raises(cc.StaleClaim):
            foresee(
                world,
                world.claim(),
                less,
                payment_command(world, STEP.MAKE),
                context=circumstances(World().approved()),
            )
