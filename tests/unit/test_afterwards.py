"""The plan path, holds, retention and payment runs; and what no date takes."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.world import RULES, WEEKDAYS, bound, instant

from coopclaims import BusinessCalendar, BusinessDays, CalendarDays, Deadline, InvalidValue, Policies
from coopclaims.deadlines import (
    Clock,
    DeadlineState,
    TaxInvoice,
    TaxInvoiceState,
    dispute_due,
    hold_due,
    payment_due,
    payment_run,
    plan_review_due,
    retention_due,
    review_due,
)
from coopclaims.errors import CalendarOutOfRange, NoRuleInForce
from coopclaims.periods import MonthEnd, Months
from coopclaims.provenance import BasisKind, cite, inferred
from coopclaims.rules import RetentionFrom

if TYPE_CHECKING:
    from collections.abc import Callable

    from coopclaims import NotRunning, Rules
    from coopclaims.deadlines import PaymentRun

NEVER_OPEN = BusinessCalendar.of_weekdays(years=range(2020, 2025), weekend=set(range(7)), name="never")
NO_INVOICE = TaxInvoice.not_needed()


class TestPlanReview:
    def test_is_due_on_the_last_day_of_the_next_month(self) -> None:
        due = plan_review_due(start=instant("2022-01-31 10:00"), rules=RULES)
        assert due.clock is Clock.PLAN_REVIEW
        assert (due.started_on, due.span, due.on) == (date(2022, 1, 31), MonthEnd(1), date(2022, 2, 28))
        assert due.last_instant == instant("2022-02-28 23:59:59.999999")

    def test_says_so(self) -> None:
        """Source: N5, the support text of 2020-05-26 has the plain wording, so nothing is inferred."""
        assert str(plan_review_due(start=instant("2022-01-31 10:00"), rules=RULES).explain()) == (
            "Plan-path review is due on Mon 2022-02-28 (end of day, America/Los_Angeles)\n"
            "├─ 1 full calendar month after it was submitted  [PO22 D-08 N5, 2022-08-16]\n"
            "├─ submitted Mon 2022-01-31, day zero\n"
            "└─ that is Mon 2022-02-28"
        )

    def test_is_due_whether_that_day_is_a_business_day_or_not(self) -> None:
        assert plan_review_due(start=date(2022, 3, 10), rules=RULES).on == date(2022, 4, 30)  # a Saturday

    def test_starts_from_the_day_in_the_programs_zone(self) -> None:
        at = datetime(2022, 2, 1, 7, 59, tzinfo=UTC)  # in January still
        due = plan_review_due(start=at, rules=RULES)
        assert due.on == date(2022, 2, 28)
        assert due.explain().find("start").figure("instant") == at

    def test_is_answered(self) -> None:
        due = plan_review_due(
            start=date(2022, 1, 31), rules=RULES, answered_at=instant("2022-02-28 23:59:59.999999")
        )
        assert due.state(instant("2022-03-10 10:00")) is DeadlineState.MET


class TestHold:
    def test_lasts_180_calendar_days(self) -> None:
        due = hold_due(failed=instant("2023-01-10 10:00"), rules=RULES)
        assert due.clock is Clock.HOLD
        assert (due.started_on, due.span, due.on) == (
            date(2023, 1, 10),
            CalendarDays(180),
            date(2023, 7, 9),
        )
        assert due.remaining(instant("2023-01-10 10:00")) == 180
        assert due.remaining(instant("2023-07-08 23:59")) == 1

    def test_says_so(self) -> None:
        assert str(hold_due(failed=date(2023, 1, 10), rules=RULES).explain()) == (
            "Repair of a payment on hold is possible until Sun 2023-07-09 (end of day, America/Los_Angeles)\n"
            "├─ 180 calendar days after it was refused payment  [TP23 D-22 P-24, 2023-10-03;"
            " inferred (published on 2023-10-03 of holds that ran already; read back to its era's start)]\n"
            "├─ refused payment Tue 2023-01-10, day zero\n"
            "└─ Wed 2023-01-11 to Sun 2023-07-09: days 1 to 180"
        )

    def test_is_repaired(self) -> None:
        at = instant("2023-07-20 10:00")
        in_time = hold_due(failed=date(2023, 1, 10), rules=RULES, repaired_at=instant("2023-07-09 23:00"))
        too_late = hold_due(failed=date(2023, 1, 10), rules=RULES, repaired_at=instant("2023-07-10 00:00"))
        assert in_time.state(at) is DeadlineState.MET
        assert too_late.state(at) is DeadlineState.MET_LATE

    def test_counts_days_that_no_business_is_done_on(self) -> None:
        rules = bound(calendar=NEVER_OPEN)
        assert hold_due(failed=date(2023, 1, 10), rules=rules).on == date(2023, 7, 9)

    @pytest.mark.parametrize(
        ("failed", "kind", "since"),
        [
            (date(2023, 10, 2), BasisKind.INFERRED, None),
            (date(2023, 10, 3), BasisKind.PUBLISHED, None),
            (date(2025, 1, 10), BasisKind.CARRIED_FORWARD, date(2023, 10, 23)),
        ],
    )
    def test_is_read_back_then_published_then_carried_forward(
        self, failed: date, kind: BasisKind, since: date | None
    ) -> None:
        due = hold_due(failed=failed, rules=RULES)
        basis = due.explain().find("span").basis
        assert basis is not None
        assert (due.span, basis.kind, basis.since) == (CalendarDays(180), kind, since)
        assert bool(basis.readings) is (kind is BasisKind.INFERRED)


class TestRetention:
    def test_lasts_24_months(self) -> None:
        due = retention_due(date(2022, 8, 25), rules=RULES)
        assert due.clock is Clock.RETENTION
        assert (due.started_on, due.span, due.on) == (date(2022, 8, 25), Months(24), date(2024, 8, 25))
        assert str(due.explain()) == (
            "Keeping of the originals lasts until Sun 2024-08-25 (end of day, America/Los_Angeles)\n"
            "├─ 24 months after it was carried out  [OV23 D-25 Q-02, 2023-04-19]\n"
            "├─ carried out Thu 2022-08-25, day zero\n"
            "└─ that is Sun 2024-08-25"
        )

    def test_says_where_the_month_is_shorter(self) -> None:
        due = retention_due(date(2024, 2, 29), rules=RULES)
        assert due.on == date(2026, 2, 28)
        reached = due.explain().find("reached")
        assert reached.text == "that is Sat 2026-02-28, the last day that its month has"
        assert reached.figure("day") == date(2026, 2, 28)

    @pytest.mark.parametrize("reading", RetentionFrom)
    def test_of_several_days_it_says_which_one_counts(self, reading: RetentionFrom) -> None:
        """Source: Q-04."""
        rules = bound(Policies(retention_from=reading))
        told = retention_due(date(2022, 8, 25), began_on=date(2022, 8, 23), rules=rules).explain()
        which = told.find("which_day")
        assert which.basis == inferred(reading)
        assert dict(which.figures) == {
            "began": date(2022, 8, 23),
            "ended": date(2022, 8, 25),
            "reading": reading,
        }
        one_day = retention_due(date(2022, 8, 25), began_on=date(2022, 8, 25), rules=rules)
        assert one_day == retention_due(date(2022, 8, 25), rules=rules)

    @pytest.mark.parametrize("began_on", [date(2022, 8, 26), datetime(2022, 8, 23, tzinfo=UTC), "2022-08-23"])
    def test_it_began_on_a_day_and_not_after_its_end(self, began_on: Any) -> None:
        with pytest.raises(InvalidValue, match="began_on"):
            retention_due(date(2022, 8, 25), began_on=began_on, rules=RULES)

    def test_remaining_days_are_calendar_days(self) -> None:
        due = retention_due(date(2024, 2, 29), rules=RULES)
        assert due.remaining(instant("2026-02-01 10:00")) == 27


class TestPaymentRun:
    @pytest.mark.parametrize(
        ("approved", "month", "cutoff"),
        [
            (date(2016, 9, 1), date(2016, 9, 1), date(2016, 9, 14)),
            (date(2016, 9, 14), date(2016, 9, 1), date(2016, 9, 14)),
            (date(2016, 9, 15), date(2016, 10, 1), date(2016, 10, 14)),
            (date(2016, 9, 30), date(2016, 10, 1), date(2016, 10, 14)),
            (date(2017, 12, 31), date(2018, 1, 1), date(2018, 1, 14)),
        ],
    )
    def test_is_this_months_up_to_the_14th(self, approved: date, month: date, cutoff: date) -> None:
        found = payment_run(approved=approved, rules=RULES)
        assert (found.month, found.cutoff.on) == (month, cutoff)
        assert found.cutoff.clock is Clock.PAYMENT_RUN
        assert found.cutoff.started_on == approved

    def test_says_so(self) -> None:
        found = payment_run(approved=instant("2016-09-15 00:00"), rules=RULES)
        assert str(found.explain()) == (
            "paid with the run of 2016-10\n"
            "└─ Approval for the month's payment run is due on Fri 2016-10-14"
            " (end of day, America/Los_Angeles)\n"
            "   ├─ approvals up to day 14 of a month join its run  [KB-CYC D-12, 2016-08-09; carried forward"
            " since 2016-08-09 (on or before the 14th, 23:59:59 in the program's zone)]\n"
            "   └─ approved Thu 2016-09-15, day zero"
        )
        assert found.explain().find("run_day").figure("run_day") == 14
        assert found.explain().figure("month") == date(2016, 10, 1)

    def test_is_a_value(self) -> None:
        found = payment_run(approved=date(2016, 9, 15), rules=RULES)
        assert pickle.loads(pickle.dumps(found)) == found
        assert found != payment_run(approved=date(2016, 9, 14), rules=RULES)

    @pytest.mark.parametrize("approved", [date(2016, 8, 8), date(2018, 9, 1), date(2022, 9, 14)])
    def test_is_a_rule_of_2016(self, approved: date) -> None:
        with pytest.raises(NoRuleInForce, match="withdrawn on 2018-09-01"):
            payment_run(approved=approved, rules=RULES)

    def test_was_seen_on_one_day_only(self) -> None:
        strict = bound(strict=True)
        assert payment_run(approved=date(2016, 8, 9), rules=strict).month == date(2016, 8, 1)
        with pytest.raises(NoRuleInForce, match="to 2016-08-09"):
            payment_run(approved=date(2016, 8, 10), rules=strict)


def review(start: Any, rules: Rules = RULES) -> Deadline:
    return review_due(start=start, rules=rules)


def dispute(start: Any, rules: Rules = RULES) -> Deadline:
    return dispute_due(start=start, rules=rules)


def payment(start: Any, rules: Rules = RULES) -> Deadline | NotRunning:
    return payment_due(approved=start, tax_invoice=NO_INVOICE, rules=rules)


def plan_review(start: Any, rules: Rules = RULES) -> Deadline:
    return plan_review_due(start=start, rules=rules)


def hold(start: Any, rules: Rules = RULES) -> Deadline:
    return hold_due(failed=start, rules=rules)


def retention(start: Any, rules: Rules = RULES) -> Deadline:
    return retention_due(start, rules=rules)


def run(start: Any, rules: Rules = RULES) -> PaymentRun:
    return payment_run(approved=start, rules=rules)


BY_BUSINESS_DAYS = (review, dispute, payment)
BY_INSTANT = (*BY_BUSINESS_DAYS, plan_review, hold, run)


class TestWhatNoDateTakes:
    @pytest.mark.parametrize("ask", BY_INSTANT)
    @pytest.mark.parametrize(
        "start",
        [
            datetime(2022, 9, 14, 10),  # noqa: DTZ001 - naive on purpose
            datetime.min,  # noqa: DTZ901 - naive on purpose
            datetime.max,  # noqa: DTZ901 - naive on purpose
            "2022-09-14",
            20220914,
            None,
        ],
        ids=repr,
    )
    def test_a_naive_instant_or_none(self, ask: Callable[[Any], object], start: Any) -> None:
        with pytest.raises(InvalidValue, match="start"):
            ask(start)

    @pytest.mark.parametrize(
        "day",
        [datetime(2022, 9, 14, tzinfo=UTC), datetime(2022, 9, 14), "2022-09-14", None],  # noqa: DTZ001
        ids=repr,
    )
    def test_an_instant_where_a_day_is_meant(self, day: Any) -> None:
        with pytest.raises(InvalidValue, match="a day"):
            retention(day)

    @pytest.mark.parametrize("ask", [*BY_INSTANT, retention])
    def test_year_one(self, ask: Callable[[Any], object]) -> None:
        with pytest.raises(NoRuleInForce):
            ask(date.min)

    @pytest.mark.parametrize("ask", BY_BUSINESS_DAYS)
    @pytest.mark.parametrize("start", [date(2030, 12, 31), date(2031, 1, 1), date.max])
    def test_a_day_from_which_counting_leaves_the_calendar(
        self, ask: Callable[[Any], object], start: date
    ) -> None:
        with pytest.raises(CalendarOutOfRange) as caught:
            ask(start)
        assert (caught.value.first, caught.value.last) == (date(2018, 1, 1), date(2030, 12, 31))

    def test_the_last_day_from_which_it_does_not(self) -> None:
        assert review(date(2030, 12, 27)).on == date(2030, 12, 31)
        assert dispute(date(2030, 12, 24)).on == date(2030, 12, 31)

    @pytest.mark.parametrize("ask", BY_BUSINESS_DAYS)
    def test_a_day_before_the_calendar(self, ask: Callable[[Any, Rules], object]) -> None:
        late = bound(calendar=BusinessCalendar.of_weekdays(years=[2024]))
        with pytest.raises(CalendarOutOfRange, match="2023-12-31 lies outside"):
            ask(date(2023, 12, 31), late)

    @pytest.mark.parametrize("ask", BY_BUSINESS_DAYS)
    def test_a_calendar_without_a_business_day(self, ask: Callable[[Any, Rules], object]) -> None:
        with pytest.raises(CalendarOutOfRange, match="counting runs past its bounds"):
            ask(date(2022, 9, 14), bound(calendar=NEVER_OPEN))

    @pytest.mark.parametrize("ask", [*BY_INSTANT[:-1], retention])
    @pytest.mark.parametrize("start", [date(9998, 12, 31), date(9999, 6, 1), date.max])
    def test_a_day_that_ends_after_the_last_year_that_every_zone_shows(
        self, ask: Callable[[Any, Rules], object], start: date
    ) -> None:
        rules = bound(calendar=BusinessCalendar.of_weekdays(years=range(9998, 10000)))
        with pytest.raises((InvalidValue, CalendarOutOfRange)):
            ask(start, rules)

    def test_the_year_before_is_a_year_like_any_other(self) -> None:
        rules = bound(calendar=BusinessCalendar.of_weekdays(years=range(9998, 10000)))
        due = review(date(9998, 12, 28), rules)
        assert due.on == date(9998, 12, 30)
        assert due.state(due.last_instant) is DeadlineState.DUE_TODAY

    @pytest.mark.parametrize(
        "zone", [UTC, timezone(timedelta(hours=-23)), timezone(timedelta(hours=23))], ids=str
    )
    @pytest.mark.parametrize("naive", [datetime.min, datetime.max])  # noqa: DTZ901 - made aware below
    def test_an_instant_at_the_ends_of_time(self, naive: datetime, zone: timezone) -> None:
        at = naive.replace(tzinfo=zone)
        for ask in BY_INSTANT:
            with pytest.raises(InvalidValue):
                ask(at)
        due = review(date(2022, 9, 14))
        for question in (due.state, due.remaining, due.explain):
            with pytest.raises(InvalidValue):
                question(at)
        with pytest.raises(InvalidValue):
            review_due(start=date(2022, 9, 14), rules=RULES, answered_at=at)

    @pytest.mark.parametrize("at", [datetime(2022, 9, 16, 10), date(2022, 9, 16), "now", None])  # noqa: DTZ001
    def test_a_deadline_is_asked_at_an_aware_instant(self, at: Any) -> None:
        due = review(date(2022, 9, 14))
        for ask in (due.state, due.remaining):
            with pytest.raises(InvalidValue, match="at: "):
                ask(at)

    @pytest.mark.parametrize("at", [datetime(2022, 9, 16, 10), date(2022, 9, 16), "now"])  # noqa: DTZ001
    def test_and_answered_at_one(self, at: Any) -> None:
        with pytest.raises(InvalidValue, match="answered_at"):
            review_due(start=date(2022, 9, 14), rules=RULES, answered_at=at)
        with pytest.raises(InvalidValue, match="answered_at"):
            hold_due(failed=date(2022, 9, 14), rules=RULES, repaired_at=at)

    def test_a_tax_invoice_is_approved_at_an_aware_instant_or_not_at_all(self) -> None:
        at = datetime(2022, 10, 3, 12, tzinfo=UTC)
        assert TaxInvoice.approved(at).approved_at == at
        with pytest.raises(InvalidValue, match="approved_at"):
            TaxInvoice.approved(at.replace(tzinfo=None))
        with pytest.raises(InvalidValue, match="approved_at"):
            TaxInvoice(TaxInvoiceState.AWAITED, at)
        with pytest.raises(InvalidValue, match="approved_at"):
            TaxInvoice(TaxInvoiceState.APPROVED)


class TestFields:
    """Every counted deadline names its start, span, rule and calendar."""

    @pytest.mark.parametrize(
        ("ask", "clock", "span", "source"),
        [
            (review, Clock.REVIEW, BusinessDays(2), cite("MG22", "D-07")),
            (dispute, Clock.DISPUTE, BusinessDays(5), cite("MG22", "D-09", "X-02")),
            (payment, Clock.PAYMENT, BusinessDays(45), cite("MG22", "D-10")),
            (plan_review, Clock.PLAN_REVIEW, MonthEnd(1), cite("PO22", "D-08", "N5")),
            (hold, Clock.HOLD, CalendarDays(180), cite("TP23", "D-22", "P-24")),
            (retention, Clock.RETENTION, Months(24), cite("OV23", "D-25", "Q-02")),
        ],
    )
    def test_are_those_of_the_rule(
        self, ask: Callable[[Any], Deadline], clock: Clock, span: object, source: object
    ) -> None:
        due = ask(date(2022, 7, 14))
        assert (due.clock, due.span, due.started_on) == (clock, span, date(2022, 7, 14))
        assert due.rule is not None
        assert (due.rule.value, due.rule.source) == (span, source)
        assert (due.calendar, due.digest) == (WEEKDAYS.name, WEEKDAYS.digest)
        assert due.explain().find("span").source == source
        assert pickle.loads(pickle.dumps(due)) == due
