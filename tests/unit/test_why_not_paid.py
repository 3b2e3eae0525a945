"""Why is it not paid: every gate by itself, several at once, and none."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.payments import (
    EARLIER,
    IRELAND,
    NOW,
    PROFILE,
    approved_claim,
    assigned,
    circumstances,
    payment_at,
    resolution,
    taken,
)
from tests.support.world import LOCATION, OTHER_PROGRAM, PROGRAM, RULES, bound, desk_at, instant

from coopclaims import ClaimStatus, InvalidValue, Money, Policies
from coopclaims.deadlines import TaxInvoice
from coopclaims.identifiers import ClaimId, EntityId, PaymentId, ProfileId, ProgramId
from coopclaims.payments import (
    Blocker,
    BlockerCode,
    EnrollmentStanding,
    PaymentContext,
    ProfileStanding,
    Responsible,
    TaxProfile,
    why_not_paid,
)
from coopclaims.payouts import (
    Accrual,
    BalanceKey,
    BankProfiles,
    EnrollmentStatus,
    PayingEntity,
    PaymentStatus,
    PaymentTrigger,
    ProfileAssignment,
    ProfileStatus,
    carry_balances,
)
from coopclaims.provenance import BasisKind
from coopclaims.rules import HoldAnchor

if TYPE_CHECKING:
    from datetime import datetime

    from coopclaims.payouts import MonthlyBalance

S = PaymentStatus
PARTNER, VENDOR = (Responsible.PARTNER,), (Responsible.VENDOR,)
SINCE = instant("2022-10-07 09:00")
ORDERED = ProfileId("P-ordered")
IN_48_HOURS = instant("2022-10-09 09:00")


def gates(at: datetime = NOW, **changes: Any) -> tuple[Blocker, ...]:
    return why_not_paid(circumstances(**changes), at=at, rules=RULES).blockers


def only(**changes: Any) -> Blocker:
    (gate,) = gates(**changes)
    return gate


def balance(amount: str, program: ProgramId = PROGRAM) -> MonthlyBalance:
    key = BalanceKey(location=LOCATION, program=program)
    accrual = Accrual(key=key, month=date(2024, 1, 1), amount=Money(amount, "USD"))
    (row,) = carry_balances([accrual], rules=RULES)
    return row


class TestNothingInTheWay:
    def test_before_the_order_it_waits_for_its_day(self) -> None:
        """Source: D-10. Approved on Friday 2022-09-16; 45 business days later is 2022-11-18."""
        gate = only()
        assert (gate.code, gate.who) == (BlockerCode.WAITING, VENDOR)
        assert gate.by == instant("2022-11-18 23:59:59.999999")
        assert gate.since == approved_claim().milestones.approved_at
        answer = why_not_paid(circumstances(), at=NOW, rules=RULES)
        assert answer.faults == ()
        assert "2022-11-18" in str(gate)

    def test_after_that_day_support_is_asked(self) -> None:
        gate = only(at=instant("2022-11-19 00:00"))
        assert gate.code is BlockerCode.WAITING
        assert "Support" in gate.closes.english

    @pytest.mark.parametrize("status", [S.UPCOMING, S.IN_PROGRESS, S.REPROCESSING, S.SENT])
    def test_a_payment_on_its_way_waits_for_nothing(self, status: PaymentStatus) -> None:
        around = circumstances(payments=(payment_at(status),))
        answer = why_not_paid(around, at=NOW, rules=RULES)
        assert answer.blockers == ()
        assert "on its way" in str(answer.explain())

    @pytest.mark.parametrize("status", [S.IN_PROGRESS, S.REPROCESSING, S.SENT])
    def test_a_payment_under_way_is_judged_no_more(self, status: PaymentStatus) -> None:
        pending = (ProfileStanding(PROFILE, ProfileStatus.ACTION_REQUIRED),)
        assert gates(payments=(payment_at(status),), profiles=pending, tax_profile=None) == ()

    def test_an_order_waits_where_a_gate_opens_again(self) -> None:
        gate = only(payments=(payment_at(S.UPCOMING),), tax_profile=None)
        assert gate.code is BlockerCode.TAX_PROFILE

    def test_the_answer_says_that_no_minimum_was_judged(self) -> None:
        answer = why_not_paid(circumstances(), at=NOW, rules=RULES)
        assert answer.explain().find("minimum_not_judged").text
        judged = why_not_paid(circumstances(balance=balance("200.00")), at=NOW, rules=RULES)
        with pytest.raises(InvalidValue):
            judged.explain().find("minimum_not_judged")


class TestClaim:
    @pytest.mark.parametrize(
        ("status", "who"),
        [
            (ClaimStatus.EDITING, PARTNER),
            (ClaimStatus.SUBMITTED, VENDOR),
            (ClaimStatus.UNDER_REVIEW, VENDOR),
            (ClaimStatus.ACTION_REQUIRED, PARTNER),
            (ClaimStatus.REJECTED, PARTNER),
            (ClaimStatus.DISPUTED, VENDOR),
            (ClaimStatus.PARTNER_ACTION_REQUIRED, PARTNER),
            (ClaimStatus.CANCELLED, ()),
            (ClaimStatus.EXPIRED, ()),
        ],
    )
    def test_what_is_not_approved_waits_for_nothing_else(
        self, status: ClaimStatus, who: tuple[Responsible, ...]
    ) -> None:
        gate = only(claim=desk_at(status).claim, tax_profile=None)
        assert (gate.code, gate.who) == (BlockerCode.CLAIM_NOT_APPROVED, who)
        assert status.caption in str(gate)

    def test_a_review_has_its_day(self) -> None:
        gate = only(claim=desk_at(ClaimStatus.SUBMITTED).claim)
        assert gate.by == instant("2022-09-16 23:59:59.999999")
        assert gate.since == instant("2022-09-14 10:00")

    def test_a_dispute_has_its_day(self) -> None:
        gate = only(claim=desk_at(ClaimStatus.DISPUTED).claim)
        assert gate.by == instant("2022-09-28 23:59:59.999999")


class TestSetUp:
    @pytest.mark.parametrize(
        "status", [each for each in EnrollmentStatus if each is not EnrollmentStatus.ENROLLED]
    )
    def test_an_enrollment_that_is_not_complete(self, status: EnrollmentStatus) -> None:
        gate = only(enrollment=EnrollmentStanding(status, SINCE))
        assert (gate.code, gate.since) == (BlockerCode.ENROLLMENT, SINCE)
        assert gate.by == (IN_48_HOURS if status is EnrollmentStatus.VALIDATING else None)
        assert status.caption in str(gate)

    def test_a_validation_without_a_start_has_no_end(self) -> None:
        gate = only(enrollment=EnrollmentStanding(EnrollmentStatus.VALIDATING))
        assert (gate.since, gate.by) == (None, None)
        assert gate.explain().find("validation_time").figure("hours") == 48

    def test_a_validation_before_the_first_page_has_no_end(self) -> None:
        long_ago = instant("2019-01-01 09:00")
        gate = only(enrollment=EnrollmentStanding(EnrollmentStatus.VALIDATING, long_ago))
        assert gate.by is None
        assert gate.explain().find("validation_time_unknown").text

    @pytest.mark.parametrize(
        ("standings", "who", "by"),
        [
            ((ProfileStanding(ORDERED, ProfileStatus.PENDING_VALIDATION, SINCE),), VENDOR, IN_48_HOURS),
            ((ProfileStanding(ORDERED, ProfileStatus.ACTION_REQUIRED, SINCE),), PARTNER, None),
            ((), (Responsible.OPERATOR,), None),
        ],
    )
    def test_the_bank_profile_of_the_order_is_judged(
        self, standings: tuple[ProfileStanding, ...], who: tuple[Responsible, ...], by: datetime | None
    ) -> None:
        payment = payment_at(S.UPCOMING)
        ordered = attrs.evolve(payment, terms=attrs.evolve(payment.terms, profile=ORDERED))
        now = ProfileStanding(PROFILE, ProfileStatus.APPROVED)
        gate = only(payments=(ordered,), profiles=(now, *standings))
        assert (gate.code, gate.entity) == (BlockerCode.BANK_PROFILE_NOT_APPROVED, IRELAND)
        assert (gate.who, gate.by) == (who, by)

    def test_nobody_said_where_the_bank_profile_stands(self) -> None:
        gate = only(profiles=())
        assert (gate.code, gate.who) == (BlockerCode.BANK_PROFILE_NOT_APPROVED, (Responsible.OPERATOR,))

    @pytest.mark.parametrize(
        ("status", "who", "by"),
        [
            (ProfileStatus.PENDING_VALIDATION, VENDOR, IN_48_HOURS),
            (ProfileStatus.ACTION_REQUIRED, PARTNER, None),
        ],
    )
    def test_a_bank_profile_that_is_not_approved(
        self, status: ProfileStatus, who: tuple[Responsible, ...], by: datetime | None
    ) -> None:
        gate = only(profiles=(ProfileStanding(PROFILE, status, SINCE),))
        assert (gate.code, gate.entity, gate.since) == (
            BlockerCode.BANK_PROFILE_NOT_APPROVED,
            IRELAND,
            SINCE,
        )
        assert (gate.who, gate.by) == (who, by)

    def test_of_a_profile_that_waits_nobody_has_to_say_since_when(self) -> None:
        waiting = resolution(approved_claim(), profiles=assigned(ProfileStatus.PENDING_VALIDATION))
        gate = only(resolution=waiting, profiles=())
        assert (gate.code, gate.since, gate.by) == (BlockerCode.BANK_PROFILE_NOT_APPROVED, None, None)

    @pytest.mark.parametrize(
        ("profile", "who", "by"),
        [
            (None, PARTNER, None),
            (TaxProfile(ProfileStatus.PENDING_VALIDATION, SINCE), VENDOR, IN_48_HOURS),
            (TaxProfile(ProfileStatus.ACTION_REQUIRED, SINCE), PARTNER, None),
            (TaxProfile(ProfileStatus.APPROVED, EARLIER, date(2022, 10, 9)), PARTNER, None),
        ],
    )
    def test_a_tax_profile_that_is_not_complete(
        self, profile: TaxProfile | None, who: tuple[Responsible, ...], by: datetime | None
    ) -> None:
        gate = only(tax_profile=profile)
        assert (gate.code, gate.who, gate.by) == (BlockerCode.TAX_PROFILE, who, by)

    def test_a_tax_profile_holds_to_the_end_of_its_last_day(self) -> None:
        profile = TaxProfile(ProfileStatus.APPROVED, EARLIER, date(2022, 10, 10))
        assert only(tax_profile=profile).code is BlockerCode.WAITING

    @pytest.mark.parametrize(
        ("invoice", "code", "who"),
        [
            (TaxInvoice.awaited(SINCE), BlockerCode.TAX_INVOICE_AWAITED, PARTNER),
            (TaxInvoice.under_review(SINCE), BlockerCode.TAX_INVOICE_UNDER_REVIEW, VENDOR),
            (TaxInvoice.rejected(SINCE), BlockerCode.TAX_INVOICE_REJECTED, PARTNER),
        ],
    )
    def test_a_tax_invoice_that_is_not_approved(
        self, invoice: TaxInvoice, code: BlockerCode, who: tuple[Responsible, ...]
    ) -> None:
        gate = only(tax_invoice=invoice)
        assert (gate.code, gate.who, gate.since) == (code, who, SINCE)

    def test_an_approved_tax_invoice_has_its_own_clock(self) -> None:
        gate = only(tax_invoice=TaxInvoice.approved(instant("2022-10-03 12:00")))
        assert gate.by == instant("2022-11-02 23:59:59.999999")

    def test_several_gates_come_in_order(self) -> None:
        found = gates(
            enrollment=EnrollmentStanding(EnrollmentStatus.INVITED),
            profiles=(ProfileStanding(PROFILE, ProfileStatus.ACTION_REQUIRED),),
            tax_profile=None,
            tax_invoice=TaxInvoice.awaited(),
            balance=balance("1.00"),
        )
        assert [gate.code for gate in found] == [
            BlockerCode.ENROLLMENT,
            BlockerCode.BANK_PROFILE_NOT_APPROVED,
            BlockerCode.TAX_PROFILE,
            BlockerCode.TAX_INVOICE_AWAITED,
            BlockerCode.MINIMUM,
        ]
        assert all(gate.explain().source for gate in found)


class TestUnresolved:
    def unresolved(self, **options: Any) -> list[BlockerCode]:
        found = gates(resolution=resolution(approved_claim(), **options), profiles=())
        return [gate.code for gate in found]

    def test_each_reason_is_a_gate(self) -> None:
        assert self.unresolved(shares=()) == [BlockerCode.NO_SHARES]
        assert self.unresolved(entities=()) == [BlockerCode.UNKNOWN_ENTITY]
        assert self.unresolved(profiles=BankProfiles(())) == [BlockerCode.BANK_PROFILE_MISSING]
        in_euro = BankProfiles(
            (
                ProfileAssignment(
                    profile=PROFILE, currency="EUR", location=LOCATION, status=ProfileStatus.APPROVED
                ),
            )
        )
        assert self.unresolved(profiles=in_euro) == [BlockerCode.EXCHANGE_RATE]

    def test_a_reason_that_all_shares_have_is_said_once(self) -> None:
        two = ((IRELAND, Money(60, "SEK")), (EntityId("sweden"), Money(40, "SEK")))
        entities = (PayingEntity(IRELAND, "SEK"), PayingEntity(EntityId("sweden"), "SEK"))
        found = gates(
            enrollment=EnrollmentStanding(EnrollmentStatus.ENROLLING),
            resolution=resolution(
                approved_claim(), shares=two, entities=entities, enrollment=EnrollmentStatus.ENROLLING
            ),
        )
        assert [(gate.code, gate.entity) for gate in found] == [(BlockerCode.ENROLLMENT, None)]

    def test_an_order_needs_no_rate_any_more(self) -> None:
        in_euro = BankProfiles(
            (
                ProfileAssignment(
                    profile=PROFILE, currency="EUR", location=LOCATION, status=ProfileStatus.APPROVED
                ),
            )
        )
        unresolved = resolution(approved_claim(), profiles=in_euro)
        assert gates(resolution=unresolved, payments=(payment_at(S.UPCOMING),)) == ()


class TestMinimum:
    def test_a_balance_below_it_waits(self) -> None:
        gate = only(balance=balance("199.99"))
        assert (gate.code, gate.who) == (BlockerCode.MINIMUM, ())
        assert gate.explain().find("minimum").figure("balance") == Money("199.99", "USD")

    def test_what_was_ordered_is_not_tested_again(self) -> None:
        assert gates(balance=balance("1.00"), payments=(payment_at(S.UPCOMING),)) == ()


class TestPayment:
    @pytest.mark.parametrize(
        ("status", "code"),
        [
            (S.PENDING_TAX_INVOICE, BlockerCode.TAX_INVOICE_AWAITED),
            (S.TAX_INVOICE_UNDER_REVIEW, BlockerCode.TAX_INVOICE_UNDER_REVIEW),
            (S.TAX_INVOICE_REJECTED, BlockerCode.TAX_INVOICE_REJECTED),
            (S.REJECTED_DURING_REVIEW, BlockerCode.REJECTED_DURING_REVIEW),
            (S.REVERSED, BlockerCode.REVERSED),
            (S.REJECTED, BlockerCode.REJECTED),
            (S.FAILED, BlockerCode.FAILED),
            (S.INCORRECT_PAYMENT, BlockerCode.INCORRECT_PAYMENT),
            (S.FORFEITED, BlockerCode.FORFEITED),
            (S.ESCHEATED, BlockerCode.ESCHEATED),
        ],
    )
    def test_its_status_is_a_gate(self, status: PaymentStatus, code: BlockerCode) -> None:
        gate = only(payments=(payment_at(status),))
        assert (gate.code, gate.entity) == (code, IRELAND)
        assert gate.since == payment_at(status).milestones.status_at

    @pytest.mark.parametrize("status", [S.REVERSED, S.REJECTED, S.FAILED])
    def test_what_can_be_mended_has_a_last_day(self, status: PaymentStatus) -> None:
        """Source: D-22. 180 days after 2022-10-10."""
        assert only(payments=(payment_at(status),)).by == instant("2023-04-08 23:59:59.999999")

    def test_the_last_day_follows_the_policy(self) -> None:
        payment = payment_at(S.FAILED)
        again = taken(taken(payment, PaymentTrigger.RETRY), PaymentTrigger.FAIL, at=NOW + timedelta(days=10))
        around = circumstances(payments=(again,))
        later = bound(Policies(hold_anchor=HoldAnchor.STATUS_CHANGE))
        (first,) = why_not_paid(around, at=NOW, rules=RULES).blockers
        (second,) = why_not_paid(around, at=NOW, rules=later).blockers
        assert (first.by, second.by) == (
            instant("2023-04-08 23:59:59.999999"),
            instant("2023-04-18 23:59:59.999999"),
        )

    def test_what_failed_before_the_first_page_has_no_last_day(self) -> None:
        payment = payment_at(S.FAILED)
        early = attrs.evolve(
            payment,
            milestones=attrs.evolve(payment.milestones, first_failed_at=instant("2020-01-01 09:00")),
        )
        assert only(payments=(early,)).by is None

    def test_the_advice_is_that_of_the_day(self) -> None:
        around = circumstances(payments=(payment_at(S.FAILED),))
        said = {
            day: why_not_paid(around, at=instant(f"{day} 09:00"), rules=RULES).explain()
            for day in ("2022-10-10", "2023-10-04")
        }
        assert "contact Support" in said["2022-10-10"].find("guidance").text
        assert "reaches out" in said["2023-10-04"].find("guidance").text

    def test_without_a_page_there_is_no_advice(self) -> None:
        gate = only(payments=(payment_at(S.FORFEITED),))
        assert gate.explain().find("no_guidance").text

    def test_money_that_is_forfeited_asks_nothing_and_leaves_a_duty(self) -> None:
        around = circumstances(payments=(payment_at(S.FORFEITED),))
        (gate,) = why_not_paid(around, at=instant("2023-11-20 09:00"), rules=RULES).blockers
        assert (gate.code, gate.who) == (BlockerCode.FORFEITED, ())
        said = gate.explain().find("guidance")
        assert said.text.endswith("nothing to do: it is final")
        duty = said.find("standing_duty")
        assert duty.text == (
            "for later payments: keep bank, tax and tax invoice data current (Incentives admin)"
        )
        assert duty.basis is not None
        assert duty.basis.kind is BasisKind.INFERRED

    def test_the_partner_s_own_hold_is_a_gate(self) -> None:
        held = taken(payment_at(S.UPCOMING), PaymentTrigger.HOLD)
        gate = only(payments=(held,))
        assert (gate.code, gate.who, gate.since) == (BlockerCode.PARTNER_HOLD, PARTNER, held.changed_at)

    def test_set_up_matters_no_more_once_it_is_closed(self) -> None:
        found = gates(payments=(payment_at(S.FORFEITED),), tax_profile=None, balance=balance("1.00"))
        assert [gate.code for gate in found] == [BlockerCode.FORFEITED]

    def test_a_payment_beside_one_being_recouped_counts(self) -> None:
        wrong = payment_at(S.INCORRECT_PAYMENT)
        right = attrs.evolve(payment_at(S.SENT), id=PaymentId("PAY-2"))
        assert gates(payments=(right, wrong)) == ()


class TestWaiting:
    def test_the_run_of_2016_is_named(self) -> None:
        claim = approved_claim()
        old = attrs.evolve(
            claim,
            milestones=attrs.evolve(claim.milestones, approved_at=instant("2016-09-14 12:00")),
        )
        gate = only(claim=old, at=instant("2016-10-10 09:00"), resolution=resolution(old))
        assert gate.explain().find("payment_run").figure("month") == date(2016, 9, 1)

    def test_without_a_rule_there_is_no_day(self) -> None:
        claim = approved_claim()
        old = attrs.evolve(
            claim, milestones=attrs.evolve(claim.milestones, approved_at=instant("2010-01-04 12:00"))
        )
        gate = only(claim=old, resolution=resolution(old))
        assert gate.by is None
        assert gate.explain().figure("day") == date(2010, 1, 4)


class TestCircumstances:
    @pytest.mark.parametrize(
        "changes",
        [
            {"resolution": None},
            {"claim": desk_at(ClaimStatus.REJECTED).claim, "resolution": resolution(approved_claim())},
            {
                "payments": (
                    attrs.evolve(
                        payment_at(S.SENT), terms=attrs.evolve(payment_at(S.SENT).terms, claim=ClaimId("C-2"))
                    ),
                )
            },
            {"profiles": (ProfileStanding(PROFILE, ProfileStatus.APPROVED),) * 2},
            {"balance": balance("1.00", OTHER_PROGRAM)},
        ],
    )
    def test_its_parts_are_about_one_claim(self, changes: dict[str, Any]) -> None:
        with pytest.raises(InvalidValue):
            circumstances(**changes)

    def test_a_naive_instant_is_refused(self) -> None:
        around: PaymentContext = circumstances()
        with pytest.raises(InvalidValue):
            why_not_paid(around, at=NOW.replace(tzinfo=None), rules=RULES)
