"""Looking back from a date: the latest safe day to submit, or why there is none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.world import RULES, USAGE, WEEKDAYS, bound, instant

from coopclaims import (
    BusinessCalendar,
    BusinessDays,
    CalendarDays,
    Deadline,
    InvalidValue,
    NotRunning,
    UsagePeriod,
)
from coopclaims.deadlines import (
    Clock,
    DeadlineState,
    ResponseTime,
    TaxInvoice,
    latest_submission,
    payment_due,
    review_due,
)
from coopclaims.errors import NoRuleInForce
from coopclaims.periods import Months

if TYPE_CHECKING:
    from coopclaims import Explanation, Rules

YEARS = range(2022, 2024)
NEVER_OPEN = BusinessCalendar.of_weekdays(years=YEARS, weekend=set(range(7)), name="never")


def asked(options: dict[str, Any]) -> Deadline | NotRunning:
    rules: Rules = options.pop("rules", RULES)
    usage: UsagePeriod = options.pop("usage", USAGE)
    return latest_submission(usage, rules=rules, **options)


def planned(**options: Any) -> Deadline:
    due = asked(options)
    assert isinstance(due, Deadline), due.explain()
    return due


def unplanned(**options: Any) -> str:
    """Return why there is no day."""
    due = asked(options)
    assert isinstance(due, NotRunning), due.on
    assert due.clock is Clock.CLAIMING
    return due.explain().text.removeprefix("no due date for the submission: ")


def steps(due: Deadline) -> list[tuple[str, str]]:
    return [(step.code, str(step.figure("day"))) for step in due.explain().because]


class TestDecided:
    def test_before_the_funds_expire_where_nothing_else_is_asked(self) -> None:
        due = planned()
        assert due.on == date(2023, 2, 13)
        assert steps(due) == [("goal", "2023-02-15"), ("submit", "2023-02-13")]

    @pytest.mark.parametrize(
        ("decided_by", "on"),
        [
            (date(2022, 9, 30), date(2022, 9, 28)),  # Friday: Wednesday
            (date(2022, 10, 1), date(2022, 9, 28)),  # nobody decides on a Saturday
            (date(2022, 10, 2), date(2022, 9, 28)),
            (date(2022, 10, 3), date(2022, 9, 29)),
            (date(2022, 10, 4), date(2022, 10, 2)),  # Tuesday: the Sunday before will do
        ],
    )
    def test_by_a_day(self, decided_by: date, on: date) -> None:
        assert planned(decided_by=decided_by).on == on

    def test_holidays_take_their_time(self) -> None:
        closed = {date(2023, 2, 13): "inventory", date(2023, 2, 14): "inventory"}
        rules = bound(calendar=BusinessCalendar.of_days(name="ours", closed=closed, years=YEARS))
        assert planned(rules=rules).on == date(2023, 2, 9)

    def test_is_a_deadline_of_the_submission(self) -> None:
        due = planned(decided_by=date(2022, 9, 30))
        assert due.clock is Clock.CLAIMING
        assert due.started_on == date(2022, 8, 16)
        assert due.last_instant == instant("2022-09-28 23:59:59.999999")
        assert due.state(instant("2022-09-29 00:00")) is DeadlineState.OVERDUE
        assert due.remaining(instant("2022-09-01 12:00")) == 27
        assert (due.calendar, due.digest) == (WEEKDAYS.name, WEEKDAYS.digest)

    def test_the_plan_agrees_with_the_deadline_that_follows_from_it(self) -> None:
        due = planned(decided_by=date(2022, 9, 30))
        assert review_due(start=due.last_instant, rules=RULES).on <= date(2022, 9, 30)
        next_day = due.last_instant.astimezone(UTC) + timedelta.resolution
        assert review_due(start=next_day, rules=RULES).on > date(2022, 9, 30)


class TestPaid:
    def test_by_a_day(self) -> None:
        due = planned(paid_by=date(2022, 12, 30))
        assert due.on == date(2022, 10, 26)
        assert steps(due) == [
            ("goal", "2022-12-30"),
            ("approve", "2022-10-30"),
            ("submit", "2022-10-26"),
        ]

    def test_the_approval_that_it_assumes_is_the_latest(self) -> None:
        approve = date(2022, 10, 30)
        none = TaxInvoice.not_needed()
        for approved, paid in ((approve, date(2022, 12, 30)), (date(2022, 10, 31), date(2023, 1, 2))):
            due = payment_due(approved=approved, tax_invoice=none, rules=RULES)
            assert isinstance(due, Deadline)
            assert due.on == paid

    def test_and_decided_by_another(self) -> None:
        """The earlier of the two binds."""
        by_pay = planned(paid_by=date(2022, 12, 30), decided_by=date(2022, 12, 1))
        assert steps(by_pay) == [("goal", "2022-12-01"), ("approve", "2022-10-30"), ("submit", "2022-10-26")]
        by_decision = planned(paid_by=date(2023, 12, 29), decided_by=date(2022, 9, 30))
        assert steps(by_decision) == [
            ("goal", "2022-09-30"),
            ("approve", "2022-09-30"),
            ("submit", "2022-09-28"),
        ]

    def test_says_so(self) -> None:
        told = str(planned(paid_by=date(2022, 12, 30)).explain()).splitlines()
        assert told[0] == "Submission is due on Wed 2022-10-26 (end of day, America/Los_Angeles)"
        assert told[1] == "├─ goal Fri 2022-12-30: the day by which it is to be decided, or paid"
        assert told[2] == "├─ approve Sun 2022-10-30: paid by Fri 2022-12-30"
        assert told[3] == "│  └─ Payment is due on Fri 2022-12-30 (end of day, America/Los_Angeles)"
        submit = told.index("└─ submit Wed 2022-10-26: reviewed by Fri 2022-10-28")
        assert told[submit + 1] == "   └─ Review is due on Fri 2022-10-28 (end of day, America/Los_Angeles)"


class TestRounds:
    @pytest.mark.parametrize(
        ("rounds", "expected"),
        [
            (
                [BusinessDays(3)],
                [("resubmit", "2022-10-26"), ("asked", "2022-10-23"), ("submit", "2022-10-19")],
            ),
            (
                [CalendarDays(5)],
                [("resubmit", "2022-10-26"), ("asked", "2022-10-21"), ("submit", "2022-10-19")],
            ),
            (
                [CalendarDays(1), BusinessDays(3)],
                [
                    ("resubmit", "2022-10-26"),
                    ("asked", "2022-10-23"),
                    ("resubmit", "2022-10-19"),
                    ("asked", "2022-10-18"),
                    ("submit", "2022-10-16"),
                ],
            ),
            (
                [BusinessDays(3), CalendarDays(1)],
                [
                    ("resubmit", "2022-10-26"),
                    ("asked", "2022-10-25"),
                    ("resubmit", "2022-10-23"),
                    ("asked", "2022-10-18"),
                    ("submit", "2022-10-16"),
                ],
            ),
        ],
    )
    def test_take_their_days_from_the_last_to_the_first(
        self, rounds: list[ResponseTime], expected: list[tuple[str, str]]
    ) -> None:
        goal, approve, *rest = steps(planned(paid_by=date(2022, 12, 30), rounds=rounds))
        assert (goal, approve) == (("goal", "2022-12-30"), ("approve", "2022-10-30"))
        assert rest == expected

    def test_say_how_long_each_answer_takes(self) -> None:
        due = planned(paid_by=date(2022, 12, 30), rounds=[BusinessDays(3)])
        assert due.explain().find("asked").text == (
            "asked Sun 2022-10-23: 3 business days to answer, until Wed 2022-10-26"
        )
        due = planned(paid_by=date(2022, 12, 30), rounds=[CalendarDays(1)])
        assert due.explain().find("asked").text == (
            "asked Tue 2022-10-25: 1 calendar day to answer, until Wed 2022-10-26"
        )

    def test_are_taken_from_any_iterable(self) -> None:
        assert planned(rounds=iter((BusinessDays(1),))) == planned(rounds=[BusinessDays(1)])

    def test_may_be_answered_after_the_claiming_period(self) -> None:
        """Source: T9. The window is about the first submission."""
        due = planned(decided_by=date(2023, 3, 3), rounds=[CalendarDays(3)])
        assert steps(due) == [
            ("goal", "2023-03-03"),
            ("resubmit", "2023-03-01"),
            ("asked", "2023-02-26"),
            ("submit", "2023-02-22"),
            ("last_claiming_day", "2023-02-15"),
        ]


class TestTheClaimingPeriod:
    @pytest.mark.parametrize("bounds", [{"decided_by": date(2023, 6, 30)}, {"paid_by": date(2023, 12, 29)}])
    def test_ends_every_plan(self, bounds: dict[str, date]) -> None:
        due = planned(**bounds)
        assert due.on == date(2023, 2, 15)
        assert steps(due)[-1] == ("last_claiming_day", "2023-02-15")
        assert due.explain().find("last_claiming_day").text == (
            "closes Wed 2023-02-15: the last day of the claiming period"
        )

    def test_is_no_step_where_the_plan_ends_with_it(self) -> None:
        due = planned(decided_by=date(2023, 2, 17))
        assert steps(due) == [("goal", "2023-02-17"), ("submit", "2023-02-15")]

    def test_has_begun_on_its_first_day(self) -> None:
        assert planned(decided_by=date(2022, 8, 18)).on == date(2022, 8, 16)

    def test_has_not_begun_the_day_before(self) -> None:
        assert unplanned(decided_by=date(2022, 8, 17)) == (
            "it would have to be submitted by 2022-08-15; claims open on 2022-08-16"
        )

    @pytest.mark.parametrize("paid_by", [date(2021, 1, 4), date(2022, 8, 16), date(2022, 10, 19)])
    def test_is_later_than_a_payment_in_the_past_would_need(self, paid_by: date) -> None:
        assert "claims open on 2022-08-16" in unplanned(paid_by=paid_by)

    def test_of_other_usage_is_not_known(self) -> None:
        with pytest.raises(NoRuleInForce, match="claiming_windows"):
            latest_submission(UsagePeriod(date(2022, 7, 1), date(2022, 9, 30)), rules=RULES)


class TestNoDay:
    def test_where_the_calendar_is_too_short(self) -> None:
        this_year = bound(calendar=BusinessCalendar.of_weekdays(years=[2022]))
        why = unplanned(rules=this_year)
        assert why.startswith("calendar Monday-Friday 2022 answers from 2022-01-01 to 2022-12-31")
        assert "2023-02-15 lies outside" in why

    def test_where_it_begins_too_late(self) -> None:
        next_year = bound(calendar=BusinessCalendar.of_weekdays(years=[2023]))
        assert planned(rules=next_year).on == date(2023, 2, 13)
        assert "2022-12-31 lies outside" in unplanned(rules=next_year, rounds=[BusinessDays(60)])
        assert "2022-09-30 lies outside" in unplanned(rules=next_year, decided_by=date(2022, 9, 30))

    def test_up_to_its_last_day_it_plans(self) -> None:
        this_year = bound(calendar=BusinessCalendar.of_weekdays(years=[2022]))
        due = planned(rules=this_year, decided_by=date(2022, 12, 31))
        assert due.on == date(2022, 12, 28)
        due = planned(rules=this_year, decided_by=date(2022, 9, 1), paid_by=date(2022, 12, 31))
        assert due.on == date(2022, 8, 30)

    @pytest.mark.parametrize("rounds", [(), (BusinessDays(1),), (CalendarDays(1),)])
    @pytest.mark.parametrize("paid_by", [None, date(2022, 12, 30)])
    def test_where_no_business_is_ever_done(
        self, rounds: tuple[ResponseTime, ...], paid_by: date | None
    ) -> None:
        why = unplanned(rules=bound(calendar=NEVER_OPEN), rounds=rounds, paid_by=paid_by)
        assert why.startswith("calendar never answers from 2022-01-01 to 2023-12-31")

    def test_where_the_answer_takes_longer_than_the_calendar(self) -> None:
        years = bound(calendar=BusinessCalendar.of_weekdays(years=YEARS))
        why = unplanned(rules=years, rounds=[BusinessDays(10**6)])
        assert why.startswith("calendar Monday-Friday 2022-2023 answers from 2022-01-01 to 2023-12-31")
        assert "no rule review_span is in force on 17" in unplanned(rules=years, rounds=[CalendarDays(10**5)])

    def test_where_no_answer_could_be_that_long(self) -> None:
        for n in (10**7, 10**12):
            with pytest.raises(InvalidValue, match="before the year 10000"):
                planned(rounds=[CalendarDays(n)])

    def test_where_strict_rules_were_last_seen_before(self) -> None:
        """The window of autumn 2023 ends on 2024-02-15, after the last copy of 2023-10-23."""
        autumn = UsagePeriod(date(2023, 7, 1), date(2023, 12, 31))
        why = unplanned(usage=autumn, rules=bound(strict=True))
        assert "no rule review_span is in force on 2024-02-15" in why

    def test_where_no_rule_was_known_yet(self) -> None:
        """Both are known from 2020-05-26 on."""
        assert "no rule payment_span is in force" in unplanned(paid_by=date(2020, 5, 27))
        assert "no rule review_span is in force" in unplanned(decided_by=date(2020, 5, 27))

    @pytest.mark.parametrize("bound_by", ["paid_by", "decided_by"])
    def test_at_the_ends_of_time(self, bound_by: str) -> None:
        assert "is in force on 0001-01-01" in unplanned(**{bound_by: date.min})
        assert "9999-12-31 lies outside" in unplanned(**{bound_by: date.max})


class TestHostile:
    @pytest.mark.parametrize("bound_by", ["paid_by", "decided_by"])
    @pytest.mark.parametrize(
        "day",
        [
            datetime(2022, 12, 30, tzinfo=UTC),
            datetime(2022, 12, 30),  # noqa: DTZ001 - naive on purpose
            "2022-12-30",
            20221230,
            0,
            "",
        ],
        ids=repr,
    )
    def test_a_bound_is_a_day(self, bound_by: str, day: Any) -> None:
        with pytest.raises(InvalidValue, match=f"{bound_by}: .* a day"):
            planned(**{bound_by: day})

    @pytest.mark.parametrize(
        "rounds", [3, None, BusinessDays(3), [3], ["3 days"], [None], [True], [Months(1)]]
    )
    def test_a_round_is_a_span_of_days(self, rounds: Any) -> None:
        with pytest.raises(InvalidValue, match=r"rounds: .* BusinessDays or CalendarDays"):
            planned(rounds=rounds)

    @pytest.mark.parametrize("n", [-1, True, 1.0, "1", None])
    @pytest.mark.parametrize("unit", [BusinessDays, CalendarDays])
    def test_of_no_day_at_least(self, unit: Any, n: Any) -> None:
        with pytest.raises(InvalidValue):
            unit(n)

    def test_what_is_given_is_looked_at_before_anything_is_counted(self) -> None:
        with pytest.raises(InvalidValue, match="rounds"):
            planned(rules=bound(calendar=NEVER_OPEN), rounds=[3])


def test_every_step_says_on_which_rule_it_rests() -> None:
    due = planned(paid_by=date(2022, 12, 30), rounds=[BusinessDays(3)])
    spans: dict[str, Explanation] = {
        step.code: step.find("span") for step in due.explain().because if step.because
    }
    assert {code: str(span.source) for code, span in spans.items()} == {
        "approve": "MG22 D-10, 2022-08-04",
        "resubmit": "MG22 D-07, 2022-08-04",
        "submit": "MG22 D-07, 2022-08-04",
    }
