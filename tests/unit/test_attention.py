"""What needs attention, ranked by the money that is at risk. Source: S-05, S-12, R-16, D-09 to D-11, U-06."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations
from typing import Any

import attrs
import pytest
from tests.support.payments import PAYMENT, payment_at
from tests.support.world import (
    ADMIN,
    CLAIM,
    ELSEWHERE,
    FORM,
    RULES,
    USER,
    WANTED,
    Desk,
    bound,
    desk_at,
    fund,
    instant,
    pool_key,
    sek,
)

from coopclaims import (
    BusinessCalendar,
    BusinessDays,
    CalendarDays,
    ClaimStatus,
    Currency,
    FundPool,
    InvalidValue,
    Money,
    Policies,
    UsagePeriod,
)
from coopclaims.claims import PlanPath, ReopenClaim, SubmitClaim
from coopclaims.deadlines import Clock, TaxInvoice, TaxInvoiceState
from coopclaims.identifiers import ClaimId, PaymentId
from coopclaims.money import ExchangeRate, RateTable
from coopclaims.payouts import PaymentStatus
from coopclaims.portfolio import Attention, AttentionReason, attention
from coopclaims.provenance import BasisKind
from coopclaims.rules import FundsExpiry, Reopening

R = AttentionReason
S = ClaimStatus
WEEK = CalendarDays(7)
LATE = "2022-11-19 00:00"
"""The first instant after the 45 business days for the payment of what was approved on Fri 16 September."""


class TestAttention:
    """What the portal marks: drafts that run out, claims that wait, reviews that are late. S-12, R-16."""

    WEEK = CalendarDays(7)

    def reasons(self, status: ClaimStatus, at: str) -> list[AttentionReason]:
        found = attention([desk_at(status).claim], at=instant(at), rules=RULES, within=self.WEEK)
        return [each.reason for each in found]

    @pytest.mark.parametrize(
        ("at", "reasons"),
        [
            ("2023-02-07 23:59", []),
            ("2023-02-08 00:00", [AttentionReason.DRAFT_ENDS]),
            ("2023-02-15 23:59", [AttentionReason.DRAFT_ENDS]),
            ("2023-02-16 00:00", [AttentionReason.DRAFT_ENDED]),
        ],
    )
    def test_w62_a_draft_is_marked_before_and_after_its_last_day(
        self, at: str, reasons: list[AttentionReason]
    ) -> None:
        assert self.reasons(ClaimStatus.EDITING, at) == reasons

    def test_a_draft_names_its_last_day(self) -> None:
        draft = desk_at(ClaimStatus.EDITING).claim
        (found,) = attention([draft], at=instant("2023-02-10 09:00"), rules=RULES, within=self.WEEK)
        assert found.due is not None
        assert found.due.on == date(2023, 2, 15)
        assert draft.id in found.explain().text
        assert found.days_left == 5

    @pytest.mark.parametrize("status", [ClaimStatus.ACTION_REQUIRED, ClaimStatus.PARTNER_ACTION_REQUIRED])
    def test_a_claim_that_waits_for_the_partner_says_for_what(self, status: ClaimStatus) -> None:
        claim = desk_at(status).claim
        (found,) = attention([claim], at=instant("2022-09-26 09:00"), rules=RULES, within=self.WEEK)
        assert found.reason is AttentionReason.ACTION_REQUIRED
        assert found.due is None
        assert WANTED.what in str(found.explain())

    def test_a_late_review_is_for_support(self) -> None:
        """W79, for a claim submitted on Wed 14 September 2022."""
        assert self.reasons(ClaimStatus.SUBMITTED, "2022-09-16 23:59") == []
        assert self.reasons(ClaimStatus.SUBMITTED, "2022-09-17 00:00") == [AttentionReason.CONTACT_SUPPORT]
        assert self.reasons(ClaimStatus.APPROVED, "2022-09-30 00:00") == []

    @pytest.mark.parametrize("status", [ClaimStatus.REJECTED, ClaimStatus.CANCELLED, ClaimStatus.EXPIRED])
    def test_what_waits_for_nobody_is_not_marked(self, status: ClaimStatus) -> None:
        assert self.reasons(status, "2023-03-01 00:00") == []

    def test_where_nothing_answers_it_says_so(self) -> None:
        """Nothing says how long a review takes of what is submitted after the last copy, of 2023-10-23."""
        usage = UsagePeriod(date(2023, 7, 1), date(2023, 12, 31))
        form = attrs.evolve(FORM, usage_period=usage, executed_on=date(2023, 8, 25))
        desk = Desk(form=form).draft("2023-11-01 09:00")
        desk.do(SubmitClaim, USER, "2023-11-02 09:00")
        at, strict = instant("2023-11-07 09:00"), bound(strict=True)
        found = attention([desk.claim], at=at, rules=strict, within=self.WEEK)
        assert [each.reason for each in found] == [AttentionReason.NOTHING_ANSWERS]

    def test_a_claim_that_was_reopened_still_waits_for_the_partner(self) -> None:
        desk = desk_at(ClaimStatus.ACTION_REQUIRED, rules=bound(Policies(reopening=Reopening.EXPLICIT)))
        desk.do(ReopenClaim, USER, "2022-09-26 09:00")
        assert desk.status() is ClaimStatus.EDITING
        at = instant("2022-09-27 09:00")
        (found,) = attention([desk.claim], at=at, rules=desk.rules, within=self.WEEK)
        assert found.reason is AttentionReason.ACTION_REQUIRED
        assert dict(found.explain().find("request_made").figures) == {
            "what": WANTED.what,
            "item": WANTED.item,
        }
        desk.do(SubmitClaim, USER, "2022-09-27 10:00")
        assert attention([desk.claim], at=at, rules=desk.rules, within=self.WEEK) == ()

    def test_a_review_on_the_plan_path_is_late_after_the_next_month(self) -> None:
        """Source: D-08, S-15: submitted on 14 September, it has until the end of October."""
        path = PlanPath(
            plan="P-1", campaign="Autumn", first=date(2022, 8, 1), last=date(2022, 8, 31), impressions=1
        )
        desk = Desk(form=attrs.evolve(FORM, plan=path)).draft("2022-09-02 09:00")
        desk.do(SubmitClaim, ADMIN, "2022-09-14 10:00")
        within = attention([desk.claim], at=instant("2022-10-31 23:59"), rules=RULES, within=self.WEEK)
        assert within == ()
        (late,) = attention([desk.claim], at=instant("2022-11-01 00:00"), rules=RULES, within=self.WEEK)
        assert late.reason is AttentionReason.CONTACT_SUPPORT
        assert late.due is not None
        assert (late.due.clock, late.due.on) == (Clock.ESCALATION, date(2022, 10, 31))
        reading = late.explain().find("plan_path").basis
        assert reading is not None
        assert reading.kind is BasisKind.INFERRED

    def test_what_is_over_needs_no_rule(self) -> None:
        """Approved in 2022 and asked strictly: the review is answered, whatever the rule was."""
        claim = desk_at(ClaimStatus.APPROVED).claim
        at = instant("2022-09-20 09:00")
        assert attention([claim], at=at, rules=bound(strict=True), within=self.WEEK) == ()

    @pytest.mark.parametrize("within", [7, BusinessDays(7), None, timedelta(days=7)])
    def test_how_long_before_is_in_calendar_days(self, within: Any) -> None:
        with pytest.raises(InvalidValue, match=r"CalendarDays\(7\)"):
            attention([], at=instant("2022-09-20 09:00"), rules=RULES, within=within)

    def test_a_naive_instant_is_refused(self) -> None:
        with pytest.raises(InvalidValue):
            attention([], at=instant("2022-09-20 09:00").replace(tzinfo=None), rules=RULES, within=self.WEEK)


def listed(at: str, claims: Any = (), **given: Any) -> list[tuple[AttentionReason, Money]]:
    found = attention(claims, at=instant(at), rules=RULES, within=WEEK, **given)
    return [(each.reason, each.at_risk) for each in found]


class TestDisputes:
    def test_an_answer_that_is_overdue_is_named_with_what_is_claimed(self) -> None:
        """Disputed on Wed 21 September: five business days end on Wed the 28th."""
        claim = desk_at(S.DISPUTED).claim
        assert listed("2022-09-28 23:59", [claim]) == []
        assert listed("2022-09-29 00:00", [claim]) == [(R.DISPUTE_OVERDUE, sek("90000.00"))]
        (found,) = attention([claim], at=instant("2022-09-30 08:00"), rules=RULES, within=WEEK)
        assert (found.due.on if found.due else None, found.days_left) == (date(2022, 9, 28), -2)

    def test_without_a_rule_it_says_so(self) -> None:
        claim = desk_at(S.DISPUTED).claim
        (found,) = attention([claim], at=instant("2022-09-29 09:00"), rules=short_calendar(), within=WEEK)
        assert (found.reason, found.due, found.days_left) == (R.NOTHING_ANSWERS, None, None)
        assert found.at_risk == sek("90000.00")


def short_calendar() -> Any:
    """Return rules with a calendar that ends before the answer to the dispute is due."""
    return bound(calendar=BusinessCalendar.of_days(name="short", closed={}, years=range(2018, 2019)))


class TestPayments:
    """Source: MG22 D-10, D-11."""

    APPROVED = desk_at(S.APPROVED).claim

    def test_unknown_payments_are_not_looked_at(self) -> None:
        assert listed(LATE, [self.APPROVED]) == []

    def test_an_approval_without_a_payment_is_overdue_after_its_last_day(self) -> None:
        assert listed("2022-11-18 23:59", [self.APPROVED], payments=()) == []
        assert listed(LATE, [self.APPROVED], payments=()) == [(R.PAYMENT_OVERDUE, sek("90000.00"))]

    @pytest.mark.parametrize("status", PaymentStatus)
    def test_what_was_not_sent_is_overdue(self, status: PaymentStatus) -> None:
        """What was taken back is owed again; nobody waits for what is sent, forfeited or escheated."""
        paid = payment_at(status)
        at = instant(LATE)
        found = attention([self.APPROVED], at=at, rules=RULES, within=WEEK, payments=[paid])
        over = {PaymentStatus.SENT, PaymentStatus.FORFEITED, PaymentStatus.ESCHEATED}
        expected = [] if status in over else [(R.PAYMENT_OVERDUE, sek("90000.00"))]
        assert [(each.reason, each.at_risk) for each in found] == expected
        taken_back = status is PaymentStatus.INCORRECT_PAYMENT
        assert [each.payment for each in found] == [None if taken_back else PAYMENT] * len(expected)

    def test_each_payment_and_what_has_none_are_named_with_their_parts(self) -> None:
        """60,000 of 90,000 are in two payments, of which one is sent."""
        of = payment_at(PaymentStatus.UPCOMING), payment_at(PaymentStatus.SENT)
        amounts = sek("50000.00"), sek("10000.00")
        payments = [
            attrs.evolve(
                each,
                id=PaymentId(f"PAY-{amount.amount}"),
                terms=attrs.evolve(each.terms, settles=amount, money=amount),
            )
            for each, amount in zip(of, amounts, strict=True)
        ]
        found = attention([self.APPROVED], at=instant(LATE), rules=RULES, within=WEEK, payments=payments)
        assert [(each.payment, each.at_risk) for each in found] == [
            ("PAY-50000.00", sek("50000.00")),
            (None, sek("30000.00")),
        ]
        said = found[0].explain().find("money_at_risk")
        assert said.text == "50000.00 SEK is at risk with payment PAY-50000.00"

    def test_a_payment_that_waits_for_a_tax_invoice_is_not_overdue(self) -> None:
        waits = TaxInvoice(TaxInvoiceState.AWAITED)
        invoices = {self.APPROVED.id: waits}
        assert listed(LATE, [self.APPROVED], payments=(), tax_invoices=invoices) == []


class TestFunds:
    """Source: OV23 U-06: what is not claimed by the last day of the claiming period is lost."""

    @pytest.mark.parametrize(
        ("at", "reasons"),
        [
            ("2023-02-07 23:59", []),
            ("2023-02-08 00:00", [R.FUNDS_END]),
            ("2023-02-15 23:59", [R.FUNDS_END]),
            ("2023-02-16 00:00", [R.FUNDS_ENDED]),
        ],
    )
    def test_what_is_left_is_marked_before_and_after_its_last_day(self, at: str, reasons: list[Any]) -> None:
        assert listed(at, pools=[fund("700.00")]) == [(each, sek("700.00")) for each in reasons]

    def test_what_a_claim_holds_is_not_left(self) -> None:
        pool = desk_at(S.SUBMITTED, funds=fund("90000.00")).funds
        assert listed("2023-02-16 00:00", pools=[pool, fund("0.01", "EUR")]) == [
            (R.FUNDS_ENDED, Money("0.01", "EUR"))
        ]

    def test_it_follows_the_policy_and_says_which_fund(self) -> None:
        rules = bound(Policies(funds_expiry=FundsExpiry.USAGE_END))
        (found,) = attention(
            [], at=instant("2022-12-30 09:00"), rules=rules, within=WEEK, pools=[fund("7.00")]
        )
        assert (found.claim, found.fund, found.status) == (None, pool_key(), None)
        assert (found.due.on if found.due else None, found.days_left) == (date(2022, 12, 31), 1)
        assert found.explain().code == "attention_fund"
        assert found.explain().find("funds_end").figure("last") == date(2022, 12, 31)

    def test_without_a_rule_it_says_so(self) -> None:
        pool = fund("7.00", usage=UsagePeriod(date(1990, 1, 1), date(1990, 6, 30)))
        assert listed("2022-12-30 09:00", pools=[pool]) == [(R.NOTHING_ANSWERS, sek("7.00"))]


class TestRanking:
    AT = "2023-02-20 09:00"

    def pools(self) -> list[FundPool]:
        key = attrs.evolve(pool_key(), location=ELSEWHERE)
        start = instant("2022-07-01 00:00")
        other = FundPool.empty(key).earning("sweden", sek("900.00"), at=start)
        return [fund("100.00", "EUR"), fund("900.00"), other, fund("3.00", "EUR", usage=SPRING)]

    def test_the_most_money_comes_first_currency_by_currency_in_any_order_given(self) -> None:
        expected = [("EUR", "100.00"), ("EUR", "3.00"), ("SEK", "900.00"), ("SEK", "900.00")]
        orders = set()
        for pools in permutations(self.pools()):
            found = attention([], at=instant(self.AT), rules=RULES, within=WEEK, pools=pools)
            assert [(each.at_risk.currency.code, str(each.at_risk.amount)) for each in found] == expected
            orders.add(tuple(each.fund for each in found))
        assert [each.location if each else None for each in next(iter(orders))][2:] == sorted(
            [ELSEWHERE, pool_key().location]
        )
        assert len(orders) == 1

    def test_an_earlier_due_day_comes_first_among_equal_amounts(self) -> None:
        draft = desk_at(S.EDITING, claim=ClaimId("A")).claim
        disputed = desk_at(S.DISPUTED, claim=ClaimId("B")).claim
        waiting = desk_at(S.ACTION_REQUIRED, claim=ClaimId("C")).claim
        found = attention([waiting, draft, disputed], at=instant(self.AT), rules=RULES, within=WEEK)
        assert [each.claim for each in found] == ["B", "A", "C"]

    def test_given_rates_rank_in_one_currency_and_nothing_is_left_out(self) -> None:
        rate = ExchangeRate(source="EUR", target="SEK", rate="11", month=date(2023, 2, 1), origin="treasury")
        pools = [*self.pools(), fund("5000.00", "NOK")]
        given: Any = {"rules": RULES, "within": WEEK, "pools": pools}
        found = attention([], at=instant(self.AT), rates=RateTable([rate]), currency=Currency("SEK"), **given)
        assert [each.converted for each in found] == [
            sek("1100.00"), sek("900.00"), sek("900.00"), sek("33.00"), None,
        ]  # fmt: skip
        assert found[-1].at_risk == Money("5000.00", "NOK")

    @pytest.mark.parametrize("given", [{"rates": RateTable([])}, {"currency": Currency("SEK")}])
    def test_rates_and_a_currency_come_together(self, given: Any) -> None:
        with pytest.raises(InvalidValue, match="currency"):
            attention([], at=instant(self.AT), rules=RULES, within=WEEK, **given)


SPRING = UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))


@pytest.mark.parametrize(
    "parts",
    [
        {"claim": CLAIM, "fund": pool_key(), "status": S.EDITING},
        {},
        {"claim": CLAIM},
        {"fund": pool_key(), "status": S.EDITING},
    ],
)
def test_it_is_about_a_claim_or_about_a_fund(parts: Any) -> None:
    with pytest.raises(InvalidValue, match="fit"):
        Attention(reason=R.FUNDS_END, at_risk=sek("1.00"), at=instant("2022-12-30 09:00"), **parts)


def test_nothing_gives_nothing() -> None:
    assert listed("2022-12-30 09:00", payments=()) == []
