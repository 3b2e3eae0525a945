"""Deciding about a payment: every problem at once, and nothing paid twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.payments import (
    NOW,
    PARTNER,
    PROFILE,
    VENDOR,
    approved_claim,
    circumstances,
    command,
    paying_fund,
    payment_at,
    resolution,
    taken,
    terms,
)
from tests.support.world import ACTORS, LOCATION, PROGRAM, RULES, bound, desk_at, instant, sek

from coopclaims import Actor, ClaimStatus, InvalidValue, Money, Policies, Problem, Refused, Role
from coopclaims.deadlines import HeldState, escheat_status, hold_due, hold_status
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import ClaimId, EntityId, PaymentId, ProfileId
from coopclaims.parties import EVERYWHERE
from coopclaims.payments import (
    PAYMENT_TABLE,
    Payment,
    PaymentRefusal,
    ProfileStanding,
    decide_payment,
    payment_problems,
)
from coopclaims.payouts import (
    Accrual,
    BalanceKey,
    BankProfiles,
    PaymentStatus,
    PaymentTrigger,
    ProfileAssignment,
    ProfileStatus,
    carry_balances,
)
from coopclaims.periods import EarningPeriod, MonthDay
from coopclaims.rules import SmallBalances

if TYPE_CHECKING:
    from coopclaims import Rules
    from coopclaims.payments import PaymentCommand, PaymentContext

S, STEP, CODE = PaymentStatus, PaymentTrigger, ProblemCode
LATER = NOW + timedelta(days=1)


def refused(
    asked: PaymentCommand,
    payment: Payment | None,
    around: PaymentContext | None = None,
    rules: Rules = RULES,
) -> tuple[Problem, ...]:
    """Give a command that has to be refused, and return every problem."""
    if around is None:
        around = circumstances(payments=() if payment is None else (payment,))
    found = payment_problems(asked, payment, funds=paying_fund(payment), context=around, rules=rules)
    with pytest.raises(Refused) as caught:
        decide_payment(asked, payment, funds=paying_fund(payment), context=around, rules=rules)
    assert caught.value.problems == found
    assert all(each.message and each.remedy for each in found)
    return found


def codes(*args: Any, **options: Any) -> list[ProblemCode]:
    return [each.code for each in refused(*args, **options)]


class TestTable:
    @pytest.mark.parametrize(
        "refusal", [each for each in PAYMENT_TABLE.refusals if each.trigger is not STEP.MAKE], ids=str
    )
    def test_what_the_table_refuses_is_refused_with_its_reason(self, refusal: PaymentRefusal) -> None:
        payment = None if refusal.source is None else payment_at(refusal.source)
        (problem,) = refused(command(refusal.trigger, at=LATER), payment)
        assert problem.code is CODE.PAYMENT_STEP_NOT_POSSIBLE
        assert refusal.reason.english in problem.message
        assert problem.source == refusal.citation

    def test_a_payment_is_made_once(self) -> None:
        assert codes(command(STEP.MAKE), payment_at(S.UPCOMING)) == [CODE.PAYMENT_STEP_NOT_POSSIBLE]


class TestWhoAndWhen:
    def test_an_entry_says_who_when_and_what(self) -> None:
        around = circumstances()
        (entry,) = decide_payment(
            command(STEP.MAKE), None, funds=paying_fund(), context=around, rules=RULES
        ).entries
        assert (entry.number, entry.by, entry.side) == (1, VENDOR.id, VENDOR.side)
        assert (entry.before, entry.after, entry.terms) == (None, S.UNPROCESSED, terms())

    def test_the_other_side_is_refused(self) -> None:
        assert codes(command(STEP.ORDER, PARTNER), payment_at(S.UNPROCESSED)) == [CODE.WRONG_SIDE]
        assert codes(command(STEP.HOLD, VENDOR), payment_at(S.UPCOMING)) == [CODE.WRONG_SIDE]

    def test_the_system_acts_for_the_vendor(self) -> None:
        system = ACTORS[Role.SYSTEM]
        assert taken(payment_at(S.UNPROCESSED), STEP.ORDER, system).status is S.UPCOMING

    @pytest.mark.parametrize(
        "actor",
        [
            ACTORS[Role.INCENTIVES_USER],
            ACTORS[Role.COLLABORATOR],
        ],
    )
    def test_whoever_may_not_edit_bank_profiles_does_not_hold(self, actor: Actor) -> None:
        (problem,) = refused(command(STEP.HOLD, actor), payment_at(S.UPCOMING))
        assert problem.code is CODE.ACTION_NOT_GRANTED
        assert Role.INCENTIVES_ADMIN in problem.who

    def test_whoever_holds_the_role_elsewhere_does_not_hold(self) -> None:
        far = Actor.partner("far", Role.INCENTIVES_ADMIN, location="elsewhere", program=EVERYWHERE)
        (problem,) = refused(command(STEP.HOLD, far), payment_at(S.UPCOMING))
        assert problem.code is CODE.OUTSIDE_SCOPE
        assert Role.INCENTIVES_ADMIN in problem.who

    def test_the_partner_sends_its_tax_invoice(self) -> None:
        payment = taken(payment_at(S.PENDING_TAX_INVOICE), STEP.RECEIVE_TAX_INVOICE, PARTNER)
        assert payment.status is S.TAX_INVOICE_UNDER_REVIEW

    def test_before_the_first_permission_nobody_on_the_partner_s_side_may(self) -> None:
        long_ago = instant("2010-01-01 09:00")
        found = codes(command(STEP.HOLD, PARTNER, long_ago), payment_at(S.UPCOMING))
        assert found == [CODE.RULE_MISSING]

    def test_nothing_happens_before_what_happened(self) -> None:
        early = command(STEP.START_PAYING, at=NOW - timedelta(seconds=1))
        assert codes(early, payment_at(S.UPCOMING)) == [CODE.EARLIER_THAN_LAST_ENTRY]


class TestContent:
    @pytest.mark.parametrize(
        ("status", "step"),
        [
            (S.TAX_INVOICE_UNDER_REVIEW, STEP.REJECT_TAX_INVOICE),
            (S.UPCOMING, STEP.REJECT_IN_REVIEW),
            (S.SENT, STEP.REFUSE),
            (S.SENT, STEP.RECOUP),
        ],
    )
    def test_a_rejection_has_a_reason(self, status: PaymentStatus, step: PaymentTrigger) -> None:
        assert codes(command(step, note=" "), payment_at(status)) == [CODE.REASON_MISSING]

    def test_a_hold_is_not_doubled_nor_released_twice(self) -> None:
        upcoming = payment_at(S.UPCOMING)
        assert codes(command(STEP.RELEASE, PARTNER), upcoming) == [CODE.PAYMENT_HOLD_UNCHANGED]
        held = taken(upcoming, STEP.HOLD)
        assert codes(command(STEP.HOLD, PARTNER), held) == [CODE.PAYMENT_HOLD_UNCHANGED]

    def test_the_payment_and_the_claim_are_those_that_are_named(self) -> None:
        payment = payment_at(S.UPCOMING)
        other = command(STEP.START_PAYING, payment=PaymentId("PAY-2"))
        assert codes(other, payment) == [CODE.PAYMENT_MISMATCH]
        elsewhere = command(STEP.MAKE, terms=attrs.evolve(terms(), claim=ClaimId("C-2")))
        assert codes(elsewhere, None) == [CODE.PAYMENT_MISMATCH]
        wrong = command(STEP.ORDER, terms=attrs.evolve(terms(), entity=EntityId("sweden")))
        assert CODE.PAYMENT_MISMATCH in codes(wrong, payment_at(S.UNPROCESSED))

    @pytest.mark.parametrize(
        ("step", "content"), [(STEP.MAKE, {"terms": None}), (STEP.SEND, {"terms": terms()})]
    )
    def test_terms_stand_where_they_belong(self, step: PaymentTrigger, content: dict[str, Any]) -> None:
        with pytest.raises(InvalidValue):
            command(step, **content)


class TestOnce:
    @pytest.mark.parametrize(
        "wrong",
        [
            terms(sek("90000.01")),
            attrs.evolve(terms(), profile=ProfileId("P2")),
            attrs.evolve(terms(), entity=EntityId("sweden")),
        ],
    )
    def test_a_payment_pays_what_its_entity_owes(self, wrong: Any) -> None:
        assert codes(command(STEP.MAKE, terms=wrong), None) == [CODE.PAYMENT_TERMS_DIFFER]

    def test_an_order_takes_the_terms_of_its_day(self) -> None:
        """A profile that the partner changed after a refusal is the one that is paid to."""
        rejected = payment_at(S.REJECTED)
        other = BankProfiles(
            (
                ProfileAssignment(
                    profile=ProfileId("P2"), currency="SEK", location=LOCATION, status=ProfileStatus.APPROVED
                ),
            )
        )
        around = circumstances(
            payments=(rejected,),
            resolution=resolution(approved_claim(), profiles=other),
            profiles=(ProfileStanding(ProfileId("P2"), ProfileStatus.APPROVED),),
        )
        assert codes(command(STEP.ORDER), rejected, around) == [CODE.PAYMENT_TERMS_DIFFER]
        restated = attrs.evolve(terms(), profile=ProfileId("P2"))
        again = taken(rejected, STEP.ORDER, around=around, terms=restated)
        assert again.terms.profile == "P2"
        assert taken(again, STEP.START_PAYING, around=around).status is S.IN_PROGRESS

    @pytest.mark.parametrize("status", [S.UNPROCESSED, S.SENT, S.FORFEITED])
    def test_what_one_entity_owes_is_paid_by_one_payment(self, status: PaymentStatus) -> None:
        around = circumstances(payments=(payment_at(status),))
        second = command(STEP.MAKE, payment=PaymentId("PAY-2"))
        assert codes(second, None, around) == [CODE.PAYMENT_EXISTS]
        again = command(STEP.MAKE)
        assert codes(again, None, around) == [CODE.PAYMENT_EXISTS]

    def test_what_is_recouped_may_be_paid_right(self) -> None:
        around = circumstances(payments=(payment_at(S.INCORRECT_PAYMENT),))
        right = command(STEP.MAKE, payment=PaymentId("PAY-2"))
        (entry,) = decide_payment(right, None, funds=paying_fund(), context=around, rules=RULES).entries
        assert (entry.payment, entry.after) == ("PAY-2", S.UNPROCESSED)

    def test_a_second_payment_found_later_is_not_ordered(self) -> None:
        first, second = payment_at(S.SENT), attrs.evolve(payment_at(S.UNPROCESSED), id=PaymentId("PAY-2"))
        around = circumstances(payments=(first, second))
        asked = command(STEP.ORDER, payment=second.id)
        assert codes(asked, second, around) == [CODE.PAYMENT_EXISTS]

    @pytest.mark.parametrize(
        ("status", "step"),
        [(S.UPCOMING, STEP.START_PAYING), (S.IN_PROGRESS, STEP.SEND), (S.FAILED, STEP.RETRY)],
    )
    def test_a_second_payment_found_later_is_not_paid(
        self, status: PaymentStatus, step: PaymentTrigger
    ) -> None:
        """It may have come to its order through the tax invoice, which asks for no other payment."""
        other = attrs.evolve(payment_at(S.SENT), id=PaymentId("PAY-2"))
        asked, around = command(step), circumstances(payments=(payment_at(status), other))
        assert codes(asked, payment_at(status), around) == [CODE.PAYMENT_EXISTS]
        waiting = attrs.evolve(other, status=S.UPCOMING)
        around = circumstances(payments=(payment_at(status), waiting))
        assert (
            payment_problems(
                asked, payment_at(status), funds=paying_fund(payment_at(status)), context=around, rules=RULES
            )
            == ()
        )


class TestGates:
    def test_only_an_approved_claim_is_paid(self) -> None:
        around = circumstances(claim=desk_at(ClaimStatus.REJECTED).claim)
        assert codes(command(STEP.MAKE), None, around) == [CODE.PAYMENT_BLOCKED]
        assert codes(command(STEP.ORDER), payment_at(S.UNPROCESSED), around) == [CODE.PAYMENT_BLOCKED]

    @pytest.mark.parametrize(
        ("status", "step"),
        [
            (S.UNPROCESSED, STEP.ORDER),
            (S.UPCOMING, STEP.START_PAYING),
            (S.IN_PROGRESS, STEP.SEND),
            (S.FAILED, STEP.RETRY),
        ],
    )
    def test_nothing_moves_while_a_gate_is_open(self, status: PaymentStatus, step: PaymentTrigger) -> None:
        payment = payment_at(status)
        around = circumstances(
            payments=(payment,),
            tax_profile=None,
            profiles=(ProfileStanding(PROFILE, ProfileStatus.ACTION_REQUIRED),),
        )
        found = refused(command(step), payment, around)
        assert [dict(each.params)["kind"] for each in found] == ["bank_profile_not_approved", "tax_profile"]
        assert {each.code for each in found} == {CODE.PAYMENT_BLOCKED}

    def test_a_held_payment_is_not_ordered(self) -> None:
        held = taken(payment_at(S.UNPROCESSED), STEP.HOLD)
        assert codes(command(STEP.ORDER), held) == [CODE.PAYMENT_BLOCKED]
        released = taken(held, STEP.RELEASE)
        assert taken(released, STEP.ORDER).status is S.UPCOMING

    def test_a_tax_invoice_orders_nothing_so_the_minimum_is_asked_for(self) -> None:
        """Below the minimum, a payment that became Upcoming by its tax invoice is not paid."""
        invoiced = payment_at(S.TAX_INVOICE_UNDER_REVIEW)
        upcoming = taken(invoiced, STEP.APPROVE_TAX_INVOICE)
        key = BalanceKey(location=LOCATION, program=PROGRAM)
        for earned, gates in (("199.99", ["minimum"]), ("200.00", [])):
            accrual = Accrual(key=key, month=date(2023, 10, 1), amount=Money(earned, "USD"))
            balance = carry_balances([accrual], rules=RULES)[0]
            around = circumstances(balance=balance, payments=(upcoming,))
            found = payment_problems(
                command(STEP.START_PAYING), upcoming, funds=paying_fund(upcoming), context=around, rules=RULES
            )
            assert [dict(each.params)["kind"] for each in found] == gates
        paying = taken(upcoming, STEP.START_PAYING, at=LATER)
        assert (upcoming.milestones.ordered_at, paying.milestones.ordered_at) == (None, LATER)

    def test_an_order_stands_through_the_tax_invoice(self) -> None:
        ordered = payment_at(S.UPCOMING)
        asked = taken(ordered, STEP.REQUEST_TAX_INVOICE, at=LATER)
        received = taken(asked, STEP.RECEIVE_TAX_INVOICE, at=LATER)
        assert taken(received, STEP.APPROVE_TAX_INVOICE, at=LATER).milestones.ordered_at == NOW

    @pytest.mark.parametrize(
        ("status", "step"),
        [(S.UNPROCESSED, STEP.ORDER), (S.UPCOMING, STEP.START_PAYING), (S.IN_PROGRESS, STEP.SEND)],
    )
    def test_a_payment_without_a_share_is_still_held_to_its_gates(
        self, status: PaymentStatus, step: PaymentTrigger
    ) -> None:
        """An adjustment may have taken from its entity all that it earned since the payment was made."""
        elsewhere = resolution(approved_claim(), shares=((EntityId("sweden"), sek("1.00")),))
        payment = payment_at(status)
        in_order = circumstances(resolution=elsewhere, payments=(payment,))
        asked = command(step)
        found = payment_problems(asked, payment, funds=paying_fund(payment), context=in_order, rules=RULES)
        ordering = [CODE.PAYMENT_TERMS_DIFFER] if step is STEP.ORDER else []
        assert [each.code for each in found] == ordering
        around = attrs.evolve(in_order, profiles=())
        assert codes(asked, payment, around) == [*ordering, CODE.PAYMENT_BLOCKED]
        nobody = attrs.evolve(in_order, resolution=resolution(approved_claim(), shares=()))
        assert codes(asked, payment, nobody) == [CODE.PAYMENT_BLOCKED]

    def test_a_held_payment_without_a_share_is_not_paid(self) -> None:
        held = taken(payment_at(S.UPCOMING), STEP.HOLD, at=NOW)
        elsewhere = resolution(approved_claim(), shares=((EntityId("sweden"), sek("1.00")),))
        around = circumstances(resolution=elsewhere, payments=(held,))
        assert codes(command(STEP.START_PAYING), held, around) == [CODE.PAYMENT_BLOCKED]


class TestLapse:
    """Source: D-22, D-23, D-24. Failed on 2022-10-10: mended until 2023-04-08."""

    def test_money_is_forfeited_after_its_hold_and_not_before(self) -> None:
        failed = payment_at(S.FAILED)
        hold = hold_due(failed=NOW, rules=RULES)
        for day, state in (("2023-04-08", None), ("2023-04-09", S.FORFEITED)):
            held = hold_status(hold, on=date.fromisoformat(day), rules=RULES)
            around = circumstances(payments=(failed,), held=held)
            asked = command(STEP.FORFEIT, at=instant(f"{day} 12:00"))
            if state is None:
                assert codes(asked, failed, around) == [CODE.PAYMENT_NOT_LAPSED]
            else:
                (entry,) = decide_payment(
                    asked, failed, funds=paying_fund(failed), context=around, rules=RULES
                ).entries
                assert entry.after is state

    def test_what_will_lapse_has_not_lapsed(self) -> None:
        failed = payment_at(S.FAILED)
        held = hold_status(hold_due(failed=NOW, rules=RULES), on=date(2023, 4, 9), rules=RULES)
        around = circumstances(payments=(failed,), held=held)
        asked = command(STEP.FORFEIT, at=instant("2023-04-08 12:00"))
        assert codes(asked, failed, around) == [CODE.PAYMENT_NOT_LAPSED]

    def test_nothing_lapses_unasked(self) -> None:
        (problem,) = refused(command(STEP.ESCHEAT), payment_at(S.FAILED))
        assert "nothing says" in problem.message

    def test_money_in_the_us_is_turned_over_and_not_forfeited(self) -> None:
        failed = payment_at(S.FAILED)
        earned = EarningPeriod(date(2022, 1, 1), date(2022, 6, 30))
        held = escheat_status(earned, idle_since=date(2022, 6, 30), on=date(2024, 1, 1), rules=RULES)
        around = circumstances(payments=(failed,), held=held)
        at = instant("2024-01-01 12:00")
        assert codes(command(STEP.FORFEIT, at=at), failed, around) == [CODE.PAYMENT_NOT_LAPSED]
        assert taken(failed, STEP.ESCHEAT, at=at, around=around).status is S.ESCHEATED

    def test_on_the_last_day_it_is_held_and_on_the_next_it_is_turned_over(self) -> None:
        """18 months idle since Wed 15 June 2022; the 45 and 180 days are over long before. D-23."""
        earned = EarningPeriod(date(2022, 1, 1), date(2022, 6, 30))
        idle = date(2022, 6, 15)
        states = [
            escheat_status(earned, idle_since=idle, on=day, rules=RULES).state
            for day in (date(2023, 12, 15), date(2023, 12, 16))
        ]
        assert states == [HeldState.HELD, HeldState.ESCHEATED]

    def test_a_small_balance_lapses_by_policy(self) -> None:
        rules = bound(Policies(small_balances=SmallBalances.FORFEIT))
        key = BalanceKey(location=LOCATION, program=PROGRAM)
        accrual = Accrual(key=key, month=date(2024, 6, 1), amount=Money("10.00", "USD"))
        (row,) = carry_balances([accrual], rules=rules, program_year=MonthDay(7, 1))
        around = circumstances(payments=(payment_at(S.UNPROCESSED),), balance=row)
        at = instant("2024-07-01 09:00")
        payment = taken(payment_at(S.UNPROCESSED), STEP.FORFEIT, at=at, around=around, rules=rules)
        assert payment.status is S.FORFEITED
