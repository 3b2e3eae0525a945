"""Currencies in time: last days, successors and factors, as the laws have them, and what asks for the day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from tests.support.payments import circumstances, command, paying_fund, payment_at
from tests.support.world import FORM, REVIEWER, RULES, USER, Desk, desk_at, fund

from coopclaims import ClaimStatus, Currency, InvalidValue, Money, UsagePeriod, replay
from coopclaims.claims import AmendClaim, ApproveClaim, CreateClaim, RemoveItem, SubmitClaim
from coopclaims.errors import InvalidMoney
from coopclaims.findings import ProblemCode, Severity
from coopclaims.money import (
    CurrencyWithdrawal,
    Quotation,
    RateTable,
    currency_withdrawals,
    fixed_rate,
    fixed_rates,
    withdrawal_of,
)
from coopclaims.payments import BlockerCode, Payment, payment_problems, why_not_paid
from coopclaims.payouts import PaymentStatus, PaymentTrigger

LAWS = [
    ("ANG", "2025-06-30", "XCG", "1", "2025-03-31"),
    ("BGN", "2025-12-31", "EUR", "1.95583", "2026-01-01"),
    ("BYR", "2016-12-31", "BYN", "10000", "2016-07-01"),
    ("CUC", "2020-12-31", "CUP", "24", "2021-01-01"),
    ("HRK", "2022-12-31", "EUR", "7.53450", "2023-01-01"),
    ("LTL", "2014-12-31", "EUR", "3.45280", "2015-01-01"),
    ("LVL", "2013-12-31", "EUR", "0.702804", "2014-01-01"),
    ("MRO", "2018-06-30", "MRU", "10", "2018-01-01"),
    ("SLL", "2023-12-31", "SLE", "1000", "2022-07-01"),
    ("STD", "2018-06-30", "STN", "1000", "2018-01-01"),
    ("USS", "2014-03-01", None, None, None),
    ("VEF", "2018-08-19", "VES", "100000", "2018-08-20"),
    ("ZWL", "2024-08-31", "ZWG", "2498.7242", "2024-04-05"),
]
"""Copied from the laws by themselves: Regulation (EC) No 2866/98 has the four of the euro."""

EURO = ("BGN", "HRK", "LTL", "LVL")


def text(value: object) -> str | None:
    return None if value is None else str(value)


class TestLaws:
    def test_every_withdrawal_is_as_its_law_has_it(self) -> None:
        assert [
            (
                str(each.currency),
                str(each.last_day),
                text(each.successor),
                text(each.factor),
                text(each.since),
            )
            for each in currency_withdrawals()
        ] == LAWS

    @pytest.mark.parametrize("ended", currency_withdrawals(), ids=lambda each: each.currency.code)
    def test_each_is_withdrawn_names_its_law_and_its_successor_is_in_use(
        self, ended: CurrencyWithdrawal
    ) -> None:
        assert ended.currency not in Currency.active()
        assert ended.law
        assert ended.successor is None or ended.successor in Currency.active()

    def test_no_withdrawn_currency_is_without_a_last_day(self) -> None:
        ended = {each.currency for each in currency_withdrawals()}
        codes = "ANG BGN BYR CUC HRK LTL LVL MRO SLL STD USS VEF ZWL"
        assert ended == {Currency(code) for code in codes.split()}

    @pytest.mark.parametrize("code", EURO)
    def test_conversion_rates_of_the_euro_have_six_significant_figures(self, code: str) -> None:
        """Regulation (EC) No 1103/97, article 4(1)."""
        factor = next(each.factor for each in currency_withdrawals() if each.currency.code == code)
        assert factor is not None
        assert len(factor.as_tuple().digits) == 6

    @pytest.mark.parametrize(("code", "last_day"), [(code, day) for code, day, *_ in LAWS])
    def test_it_ends_after_its_last_day(self, code: str, last_day: str) -> None:
        day = date.fromisoformat(last_day)
        assert withdrawal_of(code, day) is None
        assert withdrawal_of(code, date.fromordinal(day.toordinal() + 1)) is withdrawal_of(code)
        assert withdrawal_of(code) is not None

    def test_a_currency_in_use_has_no_withdrawal(self) -> None:
        assert withdrawal_of("SEK") is None
        assert withdrawal_of(Currency("SEK"), date(2026, 1, 1)) is None

    @pytest.mark.parametrize("wrong", ["2026-01-01", datetime(2026, 1, 1)])  # noqa: DTZ001 - it is refused
    def test_a_day_is_a_day(self, wrong: Any) -> None:
        with pytest.raises(InvalidValue):
            withdrawal_of("BGN", wrong)

    def test_a_successor_comes_with_factor_and_day(self) -> None:
        for left_out in ("successor", "factor", "since"):
            whole = next(iter(currency_withdrawals()))
            with pytest.raises(InvalidMoney, match="a successor with its factor"):
                attrs.evolve(whole, **dict[str, Any]({left_out: None}))


class TestFixedRates:
    @pytest.mark.parametrize(
        ("source", "target", "amount", "converted"),
        [
            ("BGN", "EUR", "12345.67", "6312.24"),
            ("BGN", "EUR", "1.96", "1.00"),
            ("EUR", "BGN", "1.00", "1.96"),
            ("LTL", "EUR", "1000.00", "289.62"),
            ("HRK", "EUR", "7.53", "1.00"),
            ("LVL", "EUR", "0.70", "1.00"),
            ("EUR", "LVL", "1.00", "0.70"),
            ("LTL", "HRK", "1000.00", "2182.14"),
            ("HRK", "LTL", "2182.14", "1000.00"),
            ("SLL", "SLE", "12345.67", "12.35"),
            ("BYR", "BYN", "10050", "1.01"),
            ("BYN", "BYR", "1.01", "10100"),
            ("ZWL", "ZWG", "2498.72", "1.00"),
            ("ANG", "XCG", "17.90", "17.90"),
        ],
    )
    def test_golden_rows(self, source: str, target: str, amount: str, converted: str) -> None:
        rate = fixed_rate(source, target)
        assert rate is not None
        assert rate.convert(Money(amount, source)) == Money(converted, target)

    @pytest.mark.parametrize(
        ("source", "target"), [("EUR", "SEK"), ("BGN", "SEK"), ("BGN", "BGN"), ("SLL", "BGN"), ("USS", "BGN")]
    )
    def test_what_no_law_fixes_is_not_there(self, source: str, target: str) -> None:
        assert fixed_rate(source, target) is None

    def test_it_is_quoted_as_the_law_quotes_it(self) -> None:
        """No inverse rate is made: article 4(3)."""
        law = fixed_rate("BGN", "EUR")
        assert law is not None
        assert str(law).startswith("1 EUR = 1.95583 BGN from 2026-01-01 on (Regulation (EC) No 2866/98")
        back = fixed_rate("EUR", "BGN")
        assert back is not None
        assert str(back).startswith("1 EUR = 1.95583 BGN from 2026-01-01 on")
        assert {law.quotation, back.quotation} == set(Quotation)

    @pytest.mark.parametrize("source", EURO)
    @pytest.mark.parametrize("target", EURO)
    def test_between_two_currencies_of_the_euro_an_amount_goes_through_it(
        self, source: str, target: str
    ) -> None:
        """Article 4(4): both rates whole, and no less than three decimals of the euro between them."""
        if source == target:
            return
        rate, first, second = fixed_rate(source, target), fixed_rate(source, "EUR"), fixed_rate("EUR", target)
        assert rate is not None
        assert first is not None
        assert second is not None
        assert rate.since == max(first.since or date.min, second.since or date.min)
        for units in range(1, 100_000, 997):
            money = Money.of_minor_units(units, source)
            euros = Fraction(money.amount) / Fraction(first.rate)
            exact = euros * Fraction(second.rate)
            assert abs(Fraction(rate.convert(money).amount) - exact) <= Fraction(1, 200)
            kept = Decimal(int(euros * 10**9)) / 10**9  # the more decimals are kept the nearer it comes
            assert abs(Fraction(kept) * Fraction(second.rate) - exact) < Fraction(1, 10**7)

    def test_all_of_them_fit_into_one_table(self) -> None:
        rates = fixed_rates()
        table = RateTable(rates)
        assert len(rates) == 2 * 12 + 4 * 3
        for rate in rates:
            assert table.rate(rate.source, rate.target, date(2026, 3, 1)) == rate


KUNA = attrs.evolve(FORM, amount=Money("100.00", "HRK"))
ENDED = ProblemCode.CURRENCY_WITHDRAWN


def kuna(status: ClaimStatus) -> Desk:
    """Return a desk with a claim in kuna, whose last day is that of the usage period."""
    return desk_at(status, form=KUNA, funds=fund("12000.00", "HRK"))


class TestDoors:
    """New money in a currency that ended is a problem where it is made, and advice on what is pending."""

    def test_a_claim_is_created_in_it_until_its_last_day(self) -> None:
        desk = Desk(form=KUNA, funds=fund("12000.00", "HRK"))
        assert desk.do(CreateClaim, USER, "2022-12-31 23:59").claim.currency == Currency("HRK")

    def test_and_not_after(self) -> None:
        desk = Desk(form=KUNA, funds=fund("12000.00", "HRK"))
        refused = desk.refused(CreateClaim, USER, "2023-01-01 00:00")
        (found,) = refused.problems
        assert (found.code, found.field, found.severity) == (ENDED, "amount", Severity.BLOCKS)
        assert found.message.startswith(
            "amount is in HRK, which was in use until 2022-12-31 (Regulation (EC)"
        )
        assert found.message.endswith("; its successor is EUR")
        assert found.remedy.startswith("state the amount in EUR, at 1 EUR = 7.53450 HRK from 2023-01-01 on")

    def test_a_currency_without_a_successor_is_refused_in_other_words(self) -> None:
        usage = UsagePeriod(date(2022, 7, 1), date(2022, 12, 31))
        form = attrs.evolve(KUNA, amount=Money("100.00", "USS"), usage_period=usage)
        desk = Desk(form=form, funds=fund("12000.00", "USS"))
        (found,) = desk.refused(CreateClaim, USER, "2022-09-01 09:00").problems
        assert found.code is ENDED
        assert found.remedy == "state the amount in a currency in use"

    def test_no_claim_is_amended_into_it(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        for item in desk.claim.items:
            desk.do(RemoveItem, USER, desk.later, item=item.id)
        refused = desk.refused(AmendClaim, USER, "2023-01-02 09:00", form=KUNA)
        assert refused.codes == {ENDED}

    def test_a_claim_that_is_in_it_is_amended_all_the_same(self) -> None:
        desk = kuna(ClaimStatus.EDITING)
        desk.do(AmendClaim, USER, "2023-01-02 09:00", form=attrs.evolve(KUNA, name="Spring"))

    def test_a_submission_is_advised_after_its_last_day(self) -> None:
        assert ENDED not in {
            each.code for each in kuna(ClaimStatus.EDITING).advised(SubmitClaim, USER, "2022-12-31 09:00")
        }
        advised = kuna(ClaimStatus.EDITING).advised(SubmitClaim, USER, "2023-01-01 09:00")
        (found,) = [each for each in advised if each.code is ENDED]
        assert found.severity is Severity.ADVISES

    def test_an_approval_is_advised_after_its_last_day(self) -> None:
        before = kuna(ClaimStatus.UNDER_REVIEW).advised(ApproveClaim, REVIEWER, "2022-12-31 09:00")
        after = kuna(ClaimStatus.UNDER_REVIEW).advised(ApproveClaim, REVIEWER, "2023-01-01 09:00")
        assert {each.code for each in after} - {each.code for each in before} == {ENDED}

    def test_what_was_recorded_replays(self) -> None:
        desk = kuna(ClaimStatus.APPROVED)
        assert replay(desk.history) == desk.claim


class TestPaymentsUnderWay:
    """A payment that was made in time is not ordered, started or sent in a currency that has ended since."""

    LAST = datetime(2022, 12, 31, 20, tzinfo=UTC)
    AFTER = datetime(2023, 1, 2, 20, tzinfo=UTC)

    @staticmethod
    def in_kuna(status: PaymentStatus) -> Payment:
        payment = payment_at(status)
        return attrs.evolve(payment, terms=attrs.evolve(payment.terms, money=Money("1200.00", "HRK")))

    def blocked(self, status: PaymentStatus, step: PaymentTrigger, at: datetime) -> list[str]:
        payment = self.in_kuna(status)
        found = payment_problems(
            command(step, at=at),
            payment,
            funds=paying_fund(payment),
            context=circumstances(payments=(payment,)),
            rules=RULES,
        )
        return [
            str(each) for each in found if dict(each.params).get("kind") is BlockerCode.CURRENCY_WITHDRAWN
        ]

    @pytest.mark.parametrize(
        ("status", "step"),
        [
            (PaymentStatus.UPCOMING, PaymentTrigger.START_PAYING),
            (PaymentStatus.IN_PROGRESS, PaymentTrigger.SEND),
            (PaymentStatus.FAILED, PaymentTrigger.RETRY),
        ],
    )
    def test_a_step_that_pays(self, status: PaymentStatus, step: PaymentTrigger) -> None:
        assert self.blocked(status, step, self.LAST) == []
        (said,) = self.blocked(status, step, self.AFTER)
        assert "2022-12-31" in said
        assert "EUR took its place" in said
        assert "assign a bank profile in a currency that is in use" in said

    def test_what_is_only_made_pays_the_share_as_it_is_now(self) -> None:
        assert self.blocked(PaymentStatus.UNPROCESSED, PaymentTrigger.ORDER, self.AFTER) == []

    def test_it_is_why_the_claim_is_not_paid(self) -> None:
        payment = self.in_kuna(PaymentStatus.UPCOMING)
        found = why_not_paid(circumstances(payments=(payment,)), at=self.AFTER, rules=RULES)
        assert [each.code for each in found.faults] == [BlockerCode.CURRENCY_WITHDRAWN]
