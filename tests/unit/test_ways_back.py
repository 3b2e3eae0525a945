"""Ways back from an approval: taking it back, disputing a cut, and what the fund holds after either."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.findings import ALICE, PIA, RITA, RULES, VERA, World, cc, codes, payment_command, sek
from tests.support.world import PACIFIC, REVIEWER, WEEKDAYS, desk_at, fund

from coopclaims import ClaimStatus, Policies, Refused, StaleClaim, partner_center
from coopclaims.auditing import audit
from coopclaims.claims import ApproveClaim, DisputeCut, Reason, RejectClaim, RetractApproval, SubmitClaim
from coopclaims.deadlines import Clock
from coopclaims.findings import ProblemCode as C
from coopclaims.funds import BrokenLedger, FundEntry, FundEntryKind as K
from coopclaims.identifiers import ClaimId
from coopclaims.money import ExchangeRate, Money, RateTable
from coopclaims.payouts import PaymentTrigger
from coopclaims.repositories import FundWrite, PaymentsGuard, check_together
from coopclaims.rules import CutDisputing, DisputeWindow, Retracting
from coopclaims.testing import World as Generated
from coopclaims.testing.spoiling import spoiling

if TYPE_CHECKING:
    from coopclaims import Rules

BACK = Policies(retracting=Retracting.WITHIN_WINDOW, cut_disputing=CutDisputing.AS_REJECTION)


def bound(policies: Policies = BACK) -> Rules:
    return partner_center.bind(calendar=WEEKDAYS, zone=PACIFIC, policies=policies)


def approved(amount: str = "30000.00", policies: Policies = BACK) -> World:
    """Return a claim of 30,000.00 that is approved for this much, in a fund of 120,000.00."""
    world = World(rules=bound(policies)).reviewed()
    reason = "" if amount == "30000.00" else "only a part is shown"
    world.do(ApproveClaim, RITA, "2022-09-16 09:00", amount=sek(amount), reason=reason)
    return world


def refused(world: World, kind: Any, by: Any, when: str, **content: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        world.do(kind, by, when, **content)
    return codes(caught.value)


def paid(world: World, step: PaymentTrigger, **rest: Any) -> Any:
    from tests.support.findings import circumstances  # noqa: PLC0415 - beside its use

    command = payment_command(world, step, **rest)
    return cc.perform(command, world.repo, rules=world.rules, context=circumstances(world))


class TestRetracting:
    def test_puts_the_claim_under_review_again_and_the_money_back(self) -> None:
        world = approved("20000.00")
        outcome = world.do(RetractApproval, VERA, "2022-09-20 09:00", reason=Reason(code="not_eligible"))
        assert [(each.kind, str(each.amount)) for each in outcome.ledger] == [
            (K.COMMITMENT_REVERSED, "20000.00 SEK"),
            (K.RESERVED, "30000.00 SEK"),
        ]
        claim, balance = world.claim(), world.pool.balance()
        assert (claim.status, claim.approved, claim.reasons) == (ClaimStatus.UNDER_REVIEW, None, ())
        assert (balance.approved, balance.reserved) == (sek("0.00"), sek("30000.00"))
        assert claim.rounds[-2].outcome is ClaimStatus.APPROVED
        assert (claim.rounds[-1].clock, claim.rounds[-1].outcome) == (Clock.REVIEW, None)

    @pytest.mark.parametrize("kind", [ApproveClaim, RejectClaim])
    def test_is_followed_by_another_decision_and_the_books_agree(self, kind: Any) -> None:
        world = approved("20000.00")
        world.do(RetractApproval, RITA, "2022-09-20 09:00", reason="Approved by mistake.")
        content = {"amount": sek("30000.00")} if kind is ApproveClaim else {"reasons": ("No brand.",)}
        world.do(kind, RITA, "2022-09-21 09:00", **content)
        stands = sek("30000.00" if kind is ApproveClaim else "0.00")
        assert world.pool.balance().approved == stands
        assert world.pool.balance().reserved == sek("0.00")
        assert audit(world.repo.history("C-1"), world.repo.ledger(world.key), ()) == ()

    def test_is_off_by_default(self) -> None:
        world = approved(policies=Policies())
        assert refused(world, RetractApproval, RITA, "2022-09-20 09:00", reason="x") == ["retracting_off"]

    def test_needs_a_reason_that_says_something(self) -> None:
        world = approved()
        assert refused(world, RetractApproval, RITA, "2022-09-20 09:00", reason=" ") == ["reason_missing"]
        wrong = Reason(code="no-code")
        assert refused(world, RetractApproval, RITA, "2022-09-20 09:00", reason=wrong) == [
            "reason_code_unknown"
        ]

    def test_has_the_window_of_a_dispute(self) -> None:
        """Thirty calendar days, an analogue (D-29)."""
        world = approved()
        assert refused(world, RetractApproval, RITA, "2022-10-17 00:00", reason="x") == [
            "retraction_too_late"
        ]
        world.do(RetractApproval, RITA, "2022-10-16 23:59", reason="x")

    def test_a_partner_takes_nothing_back(self) -> None:
        assert refused(approved(), RetractApproval, ALICE, "2022-09-20 09:00", reason="x") == ["wrong_side"]

    def test_a_payment_keeps_the_approval_and_is_named(self) -> None:
        world = approved()
        paid(world, PaymentTrigger.MAKE)
        with pytest.raises(Refused) as caught:
            world.do(RetractApproval, RITA, "2022-10-16 09:00", reason="x")
        (found,) = caught.value.problems
        assert (found.code, found.param("payment")) == (C.APPROVAL_HAS_PAYMENT, "PAY-1")
        assert "PAY-1 (Unprocessed)" in found.message

    def test_without_payments_the_fund_tells_what_was_paid(self) -> None:
        world = approved()
        entry = FundEntry(
            pool=world.key,
            kind=K.PAID,
            amount=sek("1.00"),
            at=world.claim().changed_at,
            on=world.claim().changed_at.date(),
            claim=ClaimId("C-1"),
        )
        pool = world.pool.record((entry,))
        command = world.ask(RetractApproval, RITA, "2022-09-20 09:00", reason="x")
        (found,) = cc.problems(command, world.claim(), rules=world.rules, funds=pool)
        assert (found.code, found.param("paid")) == (C.APPROVAL_HAS_PAYMENT, sek("1.00"))

    def test_holds_what_was_approved_where_others_drew_on_the_rest(self) -> None:
        world = World(rules=bound(), earned=(("ie", "40000.00"),)).reviewed()
        world.do(ApproveClaim, RITA, "2022-09-16 09:00", amount=sek("20000.00"), reason="a part")
        world.draft(claim="C-2", amount="20000.00")
        world.do(SubmitClaim, ALICE, "2022-09-17 09:00", claim="C-2")
        world.do(RetractApproval, RITA, "2022-09-20 09:00", reason="x")
        assert world.pool.reserved_for("C-1") == sek("20000.00")
        assert not world.pool.balance().available.is_negative

    def test_holds_what_was_approved_where_no_rate_is_known_any_more(self) -> None:
        rate = ExchangeRate(source="SEK", target="EUR", rate="0.1", month=date(2022, 9, 1), origin="treasury")
        desk = desk_at(
            ClaimStatus.UNDER_REVIEW, rules=bound(), funds=fund("12000.00", "EUR"), rates=RateTable([rate])
        )
        desk.do(ApproveClaim, REVIEWER, desk.later, amount=sek("80000.00"), reason="a part")
        desk.do(RetractApproval, REVIEWER, "2022-10-03 09:00", reason="x")
        assert desk.funds.reserved_for(desk.id) == Money("8000.00", "EUR")

    def test_restores_what_a_late_cut_let_expire(self) -> None:
        world = World(rules=bound()).reviewed()
        world.do(ApproveClaim, RITA, "2023-03-01 09:00", amount=sek("20000.00"), reason="a part")
        assert world.pool.balance().expired == sek("10000.00")
        outcome = world.do(RetractApproval, RITA, "2023-03-02 09:00", reason="x")
        assert [each.kind for each in outcome.ledger] == [K.COMMITMENT_REVERSED, K.RESTORED, K.RESERVED]
        assert world.pool.balance().expired == sek("0.00")
        assert world.pool.reserved_for("C-1") == sek("30000.00")

    def test_an_audit_finds_whatever_else_is_held_then(self) -> None:
        world = approved("20000.00")
        world.do(RetractApproval, RITA, "2022-09-20 09:00", reason="x")
        history, ledger = world.repo.history("C-1"), tuple(world.repo.ledger(world.key))
        for held in ("30000.00", "20000.00"):  # the whole, or what was approved
            again = attrs.evolve(ledger[-1], amount=sek(held))
            assert audit(history, (*ledger[:-1], again), ()) == ()
        for booked in ((), (attrs.evolve(ledger[-1], amount=sek("25000.00")),)):
            (found,) = audit(history, (*ledger[:-1], *booked), ())
            assert (found.code, found.number) == ("reserved_for_the_claim", 6)
            assert found.params == (("amount", sek("30000.00")),)

    def test_an_audit_finds_that_nothing_is_held_in_another_currency(self) -> None:
        rate = ExchangeRate(source="SEK", target="EUR", rate="0.1", month=date(2022, 9, 1), origin="treasury")
        desk = desk_at(
            ClaimStatus.UNDER_REVIEW, rules=bound(), funds=fund("12000.00", "EUR"), rates=RateTable([rate])
        )
        desk.do(ApproveClaim, REVIEWER, desk.later, amount=sek("80000.00"), reason="a part")
        desk.do(RetractApproval, REVIEWER, "2022-10-03 09:00", reason="x")
        history, begun = desk.history.entries, desk.history.entries[0].at
        earned = desk.funds.earned_entry("ireland", Money("12000.00", "EUR"), at=begun)
        assert audit(history, (earned, *desk.ledger), ()) == ()
        (found,) = audit(history, (earned, *desk.ledger[:-1]), ())
        assert (found.code, found.number) == ("something_reserved", len(history))


class TestDisputingACut:
    def test_is_a_dispute_that_holds_the_claimed_amount(self) -> None:
        world = approved("1.00")
        world.do(DisputeCut, ALICE, "2022-09-20 09:00", reason="All of it is shown.")
        claim = world.claim()
        assert (claim.status, claim.approved) == (ClaimStatus.DISPUTED, None)
        assert claim.milestones.disputed_at == claim.changed_at
        assert world.pool.balance().reserved == sek("30000.00")
        world.do(ApproveClaim, VERA, "2022-09-21 09:00", amount=sek("30000.00"))
        assert world.pool.balance().approved == sek("30000.00")
        assert audit(world.repo.history("C-1"), world.repo.ledger(world.key), ()) == ()

    @pytest.mark.parametrize(
        ("amount", "policies", "code"),
        [
            ("30000.00", BACK, "nothing_cut"),
            ("1.00", Policies(), "cut_disputing_off"),
        ],
    )
    def test_needs_a_cut_and_a_policy(self, amount: str, policies: Policies, code: str) -> None:
        world = approved(amount, policies)
        assert refused(world, DisputeCut, ALICE, "2022-09-20 09:00") == [code]

    def test_a_reason_can_be_seen_where_there_is_one(self) -> None:
        assert refused(approved("1.00"), DisputeCut, ALICE, "2022-09-20 09:00", reason=" ") == [
            "text_missing"
        ]

    def test_has_the_window_of_disputes(self) -> None:
        policies = attrs.evolve(BACK, dispute_window=DisputeWindow.STRICT)
        world = approved("1.00", policies)
        assert refused(world, DisputeCut, ALICE, "2022-10-17 00:00") == ["dispute_window_closed"]
        world.do(DisputeCut, ALICE, "2022-10-16 23:59")
        world.do(ApproveClaim, VERA, "2022-10-18 09:00", amount=sek("2.00"), reason="a part")
        assert refused(world, DisputeCut, ALICE, "2022-10-19 09:00") == ["disputed_before"]

    def test_only_who_disputes_disputes(self) -> None:
        assert refused(approved("1.00"), DisputeCut, RITA, "2022-09-20 09:00") == ["wrong_side"]

    def test_a_payment_keeps_the_cut(self) -> None:
        world = approved("1.00")
        paid(world, PaymentTrigger.MAKE, money="1.00")
        assert refused(world, DisputeCut, ALICE, "2022-11-12 09:00") == ["approval_has_payment"]


class TestAtOnce:
    """A payment and a retraction that know nothing of each other: one of them comes too late."""

    def test_a_retraction_comes_too_late_for_a_payment_made_meanwhile(self) -> None:
        world = approved()
        steps = cc.repositories.perform_steps(
            world.ask(RetractApproval, RITA, "2022-10-16 09:00", reason="x"), rules=world.rules
        )
        effect = next(steps)
        while not isinstance(effect, cc.repositories.Append):
            effect = steps.send(cc.repositories.run_effect(effect, world.repo))
        assert effect.guards == (PaymentsGuard(claim=ClaimId("C-1"), payments=frozenset()),)
        paid(world, PaymentTrigger.MAKE)
        with pytest.raises(StaleClaim):
            cc.repositories.run_effect(effect, world.repo)
        assert (world.claim().status, world.pool.balance().approved) == (
            ClaimStatus.APPROVED,
            sek("30000.00"),
        )

    def test_a_payment_comes_too_late_for_an_approval_taken_back_meanwhile(self) -> None:
        from tests.support.findings import circumstances  # noqa: PLC0415 - beside its use

        world = approved()
        command = payment_command(world, PaymentTrigger.MAKE)
        context = circumstances(world)
        steps = cc.repositories.perform_payment_steps(command, rules=world.rules, context=context)
        effect = next(steps)
        while not isinstance(effect, cc.repositories.Append):
            try:
                effect = steps.send(cc.repositories.run_effect(effect, world.repo))
            except cc.errors.UnknownPayment as error:
                effect = steps.throw(error)
        world.do(RetractApproval, RITA, "2022-10-16 09:00", reason="x")
        with pytest.raises(StaleClaim):
            cc.repositories.run_effect(effect, world.repo)
        assert world.repo.payments("C-1") == ()
        assert world.pool.balance().paid == sek("0.00")
        assert PIA.id == command.by.id


def _taken(steps: Any, answer: Any, store: Any, *, first: bool) -> tuple[Any, Any]:
    """Run one step of a writer; return its next effect, or `None` and how it ended."""
    try:
        if first:
            return next(steps), None
        try:
            found = cc.repositories.run_effect(answer, store)
        except (cc.errors.UnknownPayment, StaleClaim) as error:
            return steps.throw(error), None
        return steps.send(found), None
    except StopIteration as done:
        return None, done.value
    except (Refused, StaleClaim) as ended:
        return None, ended


@pytest.mark.parametrize("kind", [RetractApproval, DisputeCut])
def test_in_every_order_either_the_approval_goes_back_or_the_payment_is_made(kind: Any) -> None:
    """All orders in which the steps of both can meet: never both, and never neither."""
    from tests.support.findings import circumstances  # noqa: PLC0415 - beside its use

    ends = set()
    for places in combinations(range(9), 4):
        order = [0, 1, *(0 if place in places else 1 for place in range(9))]  # both begin without a store
        world = approved("20000.00")
        context = circumstances(world)
        content: dict[str, Any] = {"reason": "x"}
        by = RITA if kind is RetractApproval else ALICE
        writers = [
            cc.repositories.perform_steps(
                world.ask(kind, by, "2022-10-16 09:00", **content), rules=world.rules
            ),
            cc.repositories.perform_payment_steps(
                payment_command(world, PaymentTrigger.MAKE, money="20000.00"),
                rules=world.rules,
                context=context,
            ),
        ]
        effects: list[Any] = [None, None]
        done: list[Any] = [None, None]
        begun = [False, False]
        for writer in (*order, *(0,) * 6, *(1,) * 7):
            if done[writer] is None:
                effects[writer], done[writer] = _taken(
                    writers[writer], effects[writer], world.repo, first=not begun[writer]
                )
                begun[writer] = True
        went_back, made = (not isinstance(each, Exception) for each in done)
        assert went_back is not made
        assert (world.claim().approved is None) is went_back
        assert bool(world.repo.payments("C-1")) is made
        assert world.pool.balance().approved == sek("0.00" if went_back else "20000.00")
        ends.add(went_back)
    assert ends == {True, False}


class TestLedger:
    def test_never_reverses_more_than_is_unpaid(self) -> None:
        world = approved()
        made: dict[str, Any] = {
            "pool": world.key,
            "at": world.claim().changed_at,
            "on": world.claim().changed_at.date(),
            "claim": "C-1",
        }
        pool = world.pool.record((FundEntry(**made, kind=K.PAID, amount=sek("10000.00")),))
        made |= {"activity": "partner-network"}
        with pytest.raises(BrokenLedger, match="commitment reversed"):
            pool.record((FundEntry(**made, kind=K.COMMITMENT_REVERSED, amount=sek("20000.01")),))
        after = pool.record((FundEntry(**made, kind=K.COMMITMENT_REVERSED, amount=sek("20000.00")),))
        assert (after.approved_for("C-1"), after.paid_for("C-1")) == (sek("10000.00"), sek("10000.00"))

    def test_a_retraction_is_stored_with_its_reversal_or_not_at_all(self) -> None:
        world = approved()
        command = world.ask(RetractApproval, RITA, "2022-09-20 09:00", reason="x")
        decision = cc.decide(command, world.claim(), rules=world.rules, funds=world.pool)
        claim = cc.repositories.ClaimWrite(
            claim="C-1", expected=world.claim().version, entries=decision.entries
        )
        fund = FundWrite(pool=world.key, expected=world.pool.version, entries=decision.ledger)
        check_together((claim, fund))
        with pytest.raises(BrokenLedger, match="retraction"):
            check_together((claim, attrs.evolve(fund, entries=decision.ledger[1:])))

    def test_by_default_nothing_of_this_is_possible(self) -> None:
        options = cc.allowed(
            approved("1.00", Policies()).claim(), RITA, at=cc_at(), rules=RULES, funds=approved().pool
        )
        assert not options[RetractApproval].is_allowed


def cc_at() -> Any:
    from tests.support.findings import at  # noqa: PLC0415 - beside its use

    return at("2022-09-17 09:00")


def test_a_mistake_about_a_retraction_is_a_reason_that_says_nothing() -> None:
    desk = desk_at(ClaimStatus.APPROVED)
    command = desk.command(RetractApproval, REVIEWER, desk.later)
    (found,) = spoiling(command, desk.claim, Generated.typical(), " ")
    assert isinstance(found, RetractApproval)
    assert found.reason.says_nothing
