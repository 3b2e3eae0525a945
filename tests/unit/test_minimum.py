"""The minimum, the record, the methods, and money on hold."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from tests.support.world import ELSEWHERE, LOCATION, OTHER_PROGRAM, PROGRAM, RULES, bound, instant

from coopclaims import Deadline, InvalidValue, Money, NotRunning, Policies
from coopclaims.deadlines import (
    HeldState,
    TaxInvoice,
    TaxInvoiceState,
    escheat_status,
    hold_deadline,
    hold_due,
    hold_status,
    payment_due,
    review_due,
)
from coopclaims.errors import CurrencyMismatch, NoRuleInForce
from coopclaims.identifiers import PaymentId
from coopclaims.payouts import (
    Accrual,
    BalanceKey,
    CreditNoteStatus,
    EarningType,
    MonthlyBalance,
    PaymentMethod,
    PaymentRecord,
    PaymentStatus,
    carry_balances,
    method_usable,
    payment_total,
    totals_by_currency,
)
from coopclaims.periods import EarningPeriod, MonthDay
from coopclaims.rules import SMALL_BALANCE_LIMIT, HoldAnchor, MinimumReached, SmallBalances

KEY = BalanceKey(location=LOCATION, program=PROGRAM)


def usd(amount: str) -> Money:
    return Money(amount, "USD")


def accrual(month: str, amount: str, key: BalanceKey = KEY, currency: str = "USD") -> Accrual:
    return Accrual(key=key, month=date.fromisoformat(f"{month}-01"), amount=Money(amount, currency))


def paid(months: tuple[MonthlyBalance, ...]) -> list[str]:
    return [str(each.paid.amount) for each in months]


class TestMinimum:
    def test_an_equal_balance_is_paid_and_says_that_it_is_a_reading(self) -> None:
        (row,) = carry_balances([accrual("2024-01", "200.00")], rules=RULES)
        assert row.paid == usd("200.00")
        basis = row.explain().find("minimum").basis
        assert basis is not None
        assert basis.readings == (MinimumReached.MEETS,)

    def test_an_equal_balance_waits_where_only_more_is_paid(self) -> None:
        rules = bound(Policies(minimum_reached=MinimumReached.EXCEEDS))
        months = carry_balances([accrual("2024-01", "200.00"), accrual("2024-02", "0.01")], rules=rules)
        assert paid(months) == ["0.00", "200.01"]

    def test_each_enrollment_program_and_type_has_a_balance_of_its_own(self) -> None:
        """Source: P-20."""
        others = (
            attrs.evolve(KEY, earning=EarningType.REBATE),
            attrs.evolve(KEY, program=OTHER_PROGRAM),
            attrs.evolve(KEY, location=ELSEWHERE),
        )
        months = carry_balances([accrual("2024-01", "150.00", key) for key in (KEY, *others)], rules=RULES)
        assert len(months) == 4
        assert {each.key for each in months} == {KEY, *others}
        assert all(each.carried == usd("150.00") for each in months)

    def test_a_published_minimum_is_said_to_be_carried_forward(self) -> None:
        """The balance is that of the last day of October; TP-en was last seen on 2023-10-23."""
        (row,) = carry_balances([accrual("2023-10", "10.00")], rules=RULES)
        statement = row.explain().find("minimum")
        assert statement.basis is not None
        assert statement.basis.since == date(2023, 10, 23)
        assert statement.figure("minimum") == usd("200.00")

    def test_before_the_page_there_is_no_minimum(self) -> None:
        with pytest.raises(NoRuleInForce):
            carry_balances([accrual("2023-09", "10.00")], rules=RULES)

    def test_another_currency_is_converted_by_the_caller(self) -> None:
        with pytest.raises(CurrencyMismatch):
            carry_balances([accrual("2024-01", "10.00", currency="EUR")], rules=RULES)

    def test_the_months_go_on_as_far_as_is_asked(self) -> None:
        months = carry_balances([accrual("2024-01", "10.00")], rules=RULES, until=date(2024, 3, 15))
        assert [each.month.month for each in months] == [1, 2, 3]

    def test_a_small_balance_waits_beyond_the_year(self) -> None:
        months = carry_balances([accrual("2024-05", "10.00"), accrual("2024-08", "190.00")], rules=RULES)
        assert paid(months) == ["0.00", "0.00", "0.00", "200.00"]

    def test_a_small_balance_lapses_where_that_is_chosen(self) -> None:
        """Source: D-24."""
        rules = bound(Policies(small_balances=SmallBalances.FORFEIT))
        accruals = [accrual("2024-05", "10.00"), accrual("2024-08", "190.00")]
        months = carry_balances(accruals, rules=rules, program_year=MonthDay(7, 1))
        assert [str(each.forfeited.amount) for each in months] == ["0.00", "10.00", "0.00", "0.00"]
        assert paid(months) == ["0.00"] * 4
        assert "forfeits 10.00 USD" in months[1].explain().text
        basis = months[1].explain().find("small_balance").basis
        assert basis is not None
        assert basis.readings == (SmallBalances.FORFEIT,)

    def test_a_balance_above_the_limit_does_not_lapse(self) -> None:
        """Only an edition whose minimum lies above the limit has such balances."""
        low = attrs.evolve(
            RULES.look_up(SMALL_BALANCE_LIMIT, date(2024, 6, 30)), value=usd("50.00"), last=None
        )
        editions = (
            *RULES.rulebook.editions[:-1],
            attrs.evolve(
                RULES.rulebook.editions[-1], small_balance_limit=attrs.evolve(low, first=date(2024, 1, 1))
            ),
        )
        rules = bound(
            Policies(small_balances=SmallBalances.FORFEIT),
            rulebook=attrs.evolve(RULES.rulebook, editions=editions),
        )
        months = carry_balances(
            [accrual("2024-06", "50.00")], rules=rules, program_year=MonthDay(7, 1)
        ) + carry_balances([accrual("2024-06", "50.01")], rules=rules, program_year=MonthDay(7, 1))
        assert [str(each.forfeited.amount) for each in months] == ["50.00", "0.00"]

    def test_lapsing_needs_to_know_the_year(self) -> None:
        with pytest.raises(InvalidValue):
            carry_balances([], rules=bound(Policies(small_balances=SmallBalances.FORFEIT)))

    def test_nothing_is_processed_before_it_is_earned(self) -> None:
        with pytest.raises(InvalidValue):
            Accrual(key=KEY, month=date(2024, 2, 1), processed=date(2024, 1, 31), amount=usd("1"))

    def test_a_month_adds_up(self) -> None:
        (row,) = carry_balances([accrual("2024-01", "10.00")], rules=RULES)
        assert row.balance == usd("10.00")
        with pytest.raises(InvalidValue):
            attrs.evolve(row, carried=usd("9.99"))


class TestTotal:
    """Source: P-32."""

    def test_earned_less_withheld_plus_sales_tax(self) -> None:
        total = payment_total(usd("100.00"), withheld=usd("15.00"), sales_tax=usd("8.25"))
        assert total.total == usd("93.25")
        figures = dict(total.explain().figures)
        assert figures["earned"] == usd("100.00")
        assert (figures["withheld"], figures["sales_tax"]) == (usd("15.00"), usd("8.25"))

    def test_without_taxes_it_is_what_was_earned(self) -> None:
        assert payment_total(usd("100.00")).total == usd("100.00")

    @pytest.mark.parametrize(
        "taxes",
        [{"withheld": usd("-1")}, {"sales_tax": usd("-1")}, {"withheld": usd("100.01")}],
    )
    def test_impossible_taxes_are_refused(self, taxes: dict[str, Money]) -> None:
        with pytest.raises(InvalidValue):
            payment_total(usd("100.00"), **taxes)

    def test_currencies_are_never_mixed(self) -> None:
        with pytest.raises(CurrencyMismatch):
            payment_total(usd("100.00"), withheld=Money("1.00", "EUR"))

    def test_totals_stay_apart_by_currency(self) -> None:
        records = [
            PaymentRecord(
                payment=PaymentId(f"p{number}"),
                location=LOCATION,
                program=PROGRAM,
                total=payment_total(money),
                method=PaymentMethod.BANK_TRANSFER,
                status=PaymentStatus.SENT,
                paid_on=day,
            )
            for number, (money, day) in enumerate(
                [(usd("1.00"), None), (Money("2.00", "EUR"), date(2022, 9, 1)), (usd("3.00"), None)]
            )
        ]
        assert totals_by_currency(records) == (Money("2.00", "EUR"), usd("4.00"))


class TestMethod:
    def test_a_bank_transfer_needs_no_list(self) -> None:
        answer = method_usable(PaymentMethod.BANK_TRANSFER, country="SE", on=date(2000, 1, 1))
        assert answer.is_usable
        assert answer.explain().source is not None

    def test_a_credit_note_needs_a_confirmed_account(self) -> None:
        answer = method_usable(PaymentMethod.CREDIT_NOTE, country="AU", on=date(2022, 1, 1))
        assert not answer.is_usable
        assert (
            CreditNoteStatus.VERIFICATION_NEEDED.caption in answer.explain().find("credit_note_account").text
        )
        assert answer.explain().caveats

    def test_before_the_first_list_nothing_is_known(self) -> None:
        with pytest.raises(NoRuleInForce):
            method_usable(PaymentMethod.CREDIT_NOTE, country="AU", on=date(2021, 4, 14))


class TestHold:
    FAILED, CHANGED = date(2023, 1, 10), date(2023, 2, 1)

    def hold(self, anchor: HoldAnchor) -> Deadline | NotRunning:
        rules = bound(Policies(hold_anchor=anchor))
        return hold_deadline(first_failed=self.FAILED, status_changed=self.CHANGED, rules=rules)

    def test_counts_from_the_first_failed_payment(self) -> None:
        hold = self.hold(HoldAnchor.FIRST_FAILED_PAYMENT)
        assert isinstance(hold, Deadline)
        assert hold.on == date(2023, 7, 9)

    def test_counts_from_the_change_of_status_where_that_is_chosen(self) -> None:
        hold = self.hold(HoldAnchor.STATUS_CHANGE)
        assert isinstance(hold, Deadline)
        assert hold.on == date(2023, 7, 31)

    def test_nothing_failed_and_nothing_is_counted(self) -> None:
        hold = hold_deadline(first_failed=None, status_changed=self.CHANGED, rules=RULES)
        assert isinstance(hold, NotRunning)

    def test_mended_in_time_it_is_not_forfeited(self) -> None:
        hold = hold_due(failed=self.FAILED, rules=RULES, repaired_at=instant("2023-07-09 23:59"))
        held = hold_status(hold, on=date(2023, 8, 1), rules=RULES)
        assert (held.state, held.until, held.changes_on) == (HeldState.REPAIRED, None, None)
        before = hold_status(hold, on=date(2023, 7, 8), rules=RULES)
        assert (before.state, before.changes_on) == (HeldState.HELD, date(2023, 7, 10))

    def test_mended_a_day_late_it_is_forfeited(self) -> None:
        hold = hold_due(failed=self.FAILED, rules=RULES, repaired_at=instant("2023-07-10 00:00"))
        assert hold_status(hold, on=date(2023, 8, 1), rules=RULES).state is HeldState.FORFEITED

    def test_another_deadline_is_no_hold(self) -> None:
        review = review_due(start=date(2022, 9, 14), rules=RULES)
        with pytest.raises(InvalidValue):
            hold_status(review, on=date(2023, 8, 1), rules=RULES)


class TestHeldInUs:
    """Source: D-23. Earned until 2023-06-30: 225 days later is 2024-02-10."""

    EARNED = EarningPeriod(date(2023, 1, 1), date(2023, 6, 30))

    @pytest.mark.parametrize(
        ("idle_since", "until"),
        [
            (date(2023, 1, 31), date(2024, 7, 31)),
            (date(2022, 1, 1), date(2024, 2, 10)),
            (instant("2023-01-31 23:59"), date(2024, 7, 31)),
        ],
    )
    def test_both_spans_have_to_be_past(self, idle_since: date, until: date) -> None:
        last = escheat_status(self.EARNED, idle_since=idle_since, on=until, rules=RULES)
        assert (last.state, last.until) == (HeldState.HELD, until)
        after = escheat_status(self.EARNED, idle_since=idle_since, on=date(2024, 8, 1), rules=RULES)
        assert after.state is HeldState.ESCHEATED
        assert after.explain().find("escheat_unprocessed").figure("n") == 225
        assert after.explain().find("escheat_idle").figure("n") == 18

    def test_before_the_page_nothing_is_known(self) -> None:
        with pytest.raises(NoRuleInForce):
            escheat_status(self.EARNED, idle_since=date(2022, 1, 1), on=date(2023, 10, 3), rules=RULES)


class TestTaxInvoice:
    AT = instant("2022-10-01 09:00")

    @pytest.mark.parametrize(
        ("invoice", "said"),
        [
            (TaxInvoice.awaited(AT), "needs"),
            (TaxInvoice.under_review(AT), "under review"),
            (TaxInvoice.rejected(AT), "rejected"),
        ],
    )
    def test_no_payment_is_due_before_its_approval(self, invoice: TaxInvoice, said: str) -> None:
        due = payment_due(approved=date(2022, 9, 19), tax_invoice=invoice, rules=RULES)
        assert isinstance(due, NotRunning)
        assert said in due.explain().text
        assert invoice.state.is_open
        assert invoice.since == self.AT

    def test_payment_waits_neither_for_an_approved_one_nor_for_none(self) -> None:
        assert not TaxInvoiceState.APPROVED.is_open
        assert not TaxInvoiceState.NOT_NEEDED.is_open
