"""Deadlines, by property: one class per clause, each against a count in plain loops.

The days of a drawn calendar are kept beside it, so that the loops never ask the calendar.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import pytest
from hypothesis import assume, example, given, strategies as st
from tests.support.told import told_of
from tests.support.world import PACIFIC, PROGRAM

from coopclaims import (
    BusinessCalendar,
    BusinessDays,
    CalendarDays,
    Deadline,
    NotRunning,
    Policies,
    Rulebook,
    Rules,
    UsagePeriod,
    partner_center,
)
from coopclaims.deadlines import (
    DeadlineState,
    TaxInvoice,
    activity_claim_due,
    claiming_due,
    claiming_opening,
    dispute_due,
    final_approval_due,
    hold_due,
    latest_submission,
    payment_due,
    payment_run,
    plan_review_due,
    recompute,
    retention_due,
    review_due,
)
from coopclaims.errors import CalendarOutOfRange
from coopclaims.periods import FiscalHalf, MonthEnd, Months
from coopclaims.provenance import cite, inferred
from coopclaims.rules import ActivityLimiting, Edition, FinalApproval, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coopclaims.calendars import Span
    from coopclaims.deadlines import DeadlineChange, ResponseTime

ONE = timedelta(days=1)
TICK = timedelta.resolution
FIRST, LAST = date(2022, 1, 1), date(2023, 12, 31)
YEARS = range(2022, 2024)
USAGE = UsagePeriod(date(2022, 7, 1), date(2022, 12, 31))
OPENS, CLOSES = date(2022, 8, 16), date(2023, 2, 15)
WEEKENDS = ({5, 6}, {5, 6}, {5, 6}, {4, 5}, {6}, set[int](), {0, 1, 2, 3, 4, 5})

days = st.dates(FIRST, LAST)


class Drawn(NamedTuple):
    """A calendar, and beside it what it was made of."""

    weekend: frozenset[int]
    closed: dict[date, str]
    worked: frozenset[date]

    @property
    def calendar(self) -> BusinessCalendar:
        return BusinessCalendar.of_days(
            name="drawn", closed=self.closed, years=YEARS, weekend=self.weekend, working_days=self.worked
        )

    @property
    def rules(self) -> Rules:
        return partner_center.bind(calendar=self.calendar, zone=PACIFIC)

    def why_closed(self, day: date) -> str | None:
        if day in self.worked:
            return None
        return self.closed.get(day, "weekend" if day.weekday() in self.weekend else None)

    def after(self, day: date, n: int) -> date | None:
        """Walk day by day; `None` where the walk leaves the calendar."""
        if not FIRST <= day <= LAST:
            return None
        while n:
            day += ONE
            if day > LAST:
                return None
            n -= self.why_closed(day) is None
        return day


@st.composite
def calendars(draw: st.DrawFn) -> Drawn:
    """Draw two years: ordinary ones, some with a long closure, some with worked weekends."""
    closed = draw(st.dictionaries(days, st.sampled_from(["Founders' Day", "inventory"]), max_size=40))
    start = draw(days)
    run = [start + i * ONE for i in range(draw(st.sampled_from([0, 0, 3, 12])))]
    closed |= dict.fromkeys((day for day in run if day <= LAST), "a long run")
    worked = draw(st.frozensets(days, max_size=10)) - closed.keys()
    return Drawn(frozenset(draw(st.sampled_from(WEEKENDS))), closed, worked)


Asking: TypeAlias = "Callable[[date, Rules], Deadline]"


def review(start: date, rules: Rules) -> Deadline:
    return review_due(start=start, rules=rules)


def dispute(start: date, rules: Rules) -> Deadline:
    return dispute_due(start=start, rules=rules)


def payment(start: date, rules: Rules) -> Deadline:
    due = payment_due(approved=start, tax_invoice=TaxInvoice.not_needed(), rules=rules)
    assert isinstance(due, Deadline)
    return due


CLOCKS: tuple[tuple[Asking, int], ...] = ((review, 2), (dispute, 5), (payment, 45))
clocks = st.sampled_from(CLOCKS)


def counting(span: Span, calendar: BusinessCalendar) -> Rules:
    """Return rules by which a review takes this span."""
    edition = Edition(
        name="drawn",
        review_span=Rule(value=span, first=date.min, source=cite("READING"), basis=inferred()),
    )
    return Rulebook("drawn", (edition,)).bind(calendar=calendar, zone=PACIFIC)


def answer(ask: Callable[[], Deadline]) -> Deadline | None:
    try:
        return ask()
    except CalendarOutOfRange:
        return None


class TestDueDay:
    """It is the n-th business day strictly after the day of the event (D-07, D-09, D-10)."""

    @given(drawn=calendars(), start=days, clock=clocks)
    def test_as_counted_day_by_day(self, drawn: Drawn, start: date, clock: tuple[Asking, int]) -> None:
        ask, n = clock
        due = answer(lambda: ask(start, drawn.rules))
        assert (due.on if due else None) == drawn.after(start, n)

    @given(drawn=calendars(), start=days, n=st.integers(1, 300))
    def test_whatever_the_span(self, drawn: Drawn, start: date, n: int) -> None:
        due = answer(lambda: review(start, counting(BusinessDays(n), drawn.calendar)))
        assert (due.on if due else None) == drawn.after(start, n)

    @given(start=st.dates(date(2021, 9, 27), date(2090, 1, 1)))
    def test_in_calendar_days_every_day_counts(self, start: date) -> None:
        """Source: D-11, D-22."""
        rules = Drawn(frozenset(range(7)), {}, frozenset()).rules
        assert (hold_due(failed=start, rules=rules).on - start).days == 180
        at = datetime(start.year, start.month, start.day, 20, tzinfo=UTC)
        due = payment_due(approved=start, tax_invoice=TaxInvoice.approved(at), rules=rules)
        assert isinstance(due, Deadline)
        assert (due.on - start).days == 30

    @given(start=st.dates(date(2020, 9, 11), date(2090, 1, 1)))
    def test_by_month_end_it_is_the_last_day_of_the_next_month(self, start: date) -> None:
        """Source: D-08."""
        on = plan_review_due(start=start, rules=PLAIN).on
        assert (on + ONE).day == 1
        assert (on.year * 12 + on.month) - (start.year * 12 + start.month) == 1

    @given(executed_on=st.dates(date(2018, 9, 4), date(2090, 1, 1)))
    @example(date(2018, 9, 4))
    @example(date(2024, 2, 29))
    def test_in_months_it_is_the_same_day_or_the_last_that_there_is(self, executed_on: date) -> None:
        """Source: D-25, Q-02, Q-04."""
        on = retention_due(executed_on, rules=PLAIN).on
        assert (on.year, on.month) == (executed_on.year + 2, executed_on.month)
        assert on.day == executed_on.day or (on.day < executed_on.day and (on + ONE).day == 1)

    @given(approved=st.dates(date(2016, 8, 9), date(2018, 8, 31)))
    def test_each_approval_joins_the_first_run_that_is_still_open(self, approved: date) -> None:
        """Source: D-12."""
        run = payment_run(approved=approved, rules=PLAIN)
        assert run.cutoff.on.day == 14
        assert run.month == run.cutoff.on.replace(day=1)
        between = (run.cutoff.on - approved).days
        assert 0 <= between <= 30
        assert not any((approved + i * ONE).day == 14 for i in range(between))


PLAIN = Drawn(frozenset({5, 6}), {}, frozenset()).rules


class TestWindows:
    """At any time one usage period is claimable, from 46 days after its beginning on (D-03, D-05, D-36)."""

    @given(day=st.dates(date(2021, 8, 16), date(2090, 1, 1)))
    def test_exactly_one(self, day: date) -> None:
        half = FiscalHalf.of(day)
        halves = [FiscalHalf.of(half.first - ONE), half, half.next()]
        claimable = [
            each
            for each in map(UsagePeriod.of, halves)
            if claiming_opening(each, rules=PLAIN).on <= day <= claiming_due(each, rules=PLAIN).on
        ]
        assert len(claimable) == 1

    @given(half=st.dates(date(2021, 1, 1), date(2090, 1, 1)).map(FiscalHalf.of))
    def test_each_begins_within_its_usage_period_and_ends_after_it(self, half: FiscalHalf) -> None:
        usage = UsagePeriod.of(half)
        opens, closes = claiming_opening(usage, rules=PLAIN).on, claiming_due(usage, rules=PLAIN).on
        assert (opens - usage.first).days == 46
        assert (closes - usage.last).days == 46
        assert claiming_opening(UsagePeriod.of(half.next()), rules=PLAIN).on == closes + ONE

    @given(half=st.dates(date(2021, 1, 1), date(2090, 1, 1)).map(FiscalHalf.of))
    def test_the_final_approval_is_a_month_end_later(self, half: FiscalHalf) -> None:
        """Source: D-15: 31 March or 30 September."""
        policies = Policies(final_approval=FinalApproval.MONTH_AFTER_WINDOW)
        rules = partner_center.bind(calendar=PLAIN.calendar, zone=PACIFIC, policies=policies)
        due = final_approval_due(UsagePeriod.of(half), rules=rules)
        assert isinstance(due, Deadline)
        assert (due.on.month, due.on.day) in {(3, 31), (9, 30)}
        assert 44 <= (due.on - due.started_on).days <= 46

    @given(executed_on=st.dates(date(2020, 12, 22), date(2021, 6, 30)))
    def test_the_activity_limit_is_45_days_and_never_after_its_last_day(self, executed_on: date) -> None:
        """Source: D-06."""
        policies = Policies(activity_limiting=ActivityLimiting.EARLIER_DATE)
        rules = partner_center.bind(calendar=PLAIN.calendar, zone=PACIFIC, policies=policies)
        due = activity_claim_due(executed_on, program=PROGRAM, rules=rules)
        assert isinstance(due, Deadline)
        assert due.on == min(executed_on + 45 * ONE, date(2021, 8, 15))


class TestTwoParts:
    """Counting in two parts equals counting at once (D-07)."""

    @given(drawn=calendars(), start=days, a=st.integers(1, 60), b=st.integers(1, 60))
    def test_in_business_days(self, drawn: Drawn, start: date, a: int, b: int) -> None:
        calendar = drawn.calendar
        whole = answer(lambda: review(start, counting(BusinessDays(a + b), calendar)))
        part = answer(lambda: review(start, counting(BusinessDays(a), calendar)))
        assume(part is not None)
        assert part is not None
        rest = answer(lambda: review(part.on, counting(BusinessDays(b), calendar)))
        assert (rest.on if rest else None) == (whole.on if whole else None)
        if whole is not None and rest is not None:
            assert part.closed + rest.closed == whole.closed
            assert rest.remaining(part.last_instant) == whole.remaining(part.last_instant) == b

    @given(start=days, a=st.integers(1, 400), b=st.integers(1, 400))
    def test_in_calendar_days(self, start: date, a: int, b: int) -> None:
        part = review(start, counting(CalendarDays(a), PLAIN.calendar))
        rest = review(part.on, counting(CalendarDays(b), PLAIN.calendar))
        assert rest.on == review(start, counting(CalendarDays(a + b), PLAIN.calendar)).on

    @given(start=days, a=st.integers(1, 40), b=st.integers(1, 40))
    def test_in_month_ends(self, start: date, a: int, b: int) -> None:
        part = review(start, counting(MonthEnd(a), PLAIN.calendar))
        rest = review(part.on, counting(MonthEnd(b), PLAIN.calendar))
        assert rest.on == review(start, counting(MonthEnd(a + b), PLAIN.calendar)).on

    def test_but_not_in_months(self) -> None:
        """A month that is clamped has lost its day, which is why a rule is counted at once."""
        part = review(date(2022, 1, 31), counting(Months(1), PLAIN.calendar))
        rest = review(part.on, counting(Months(1), PLAIN.calendar))
        assert rest.on == date(2022, 3, 28)
        assert review(date(2022, 1, 31), counting(Months(2), PLAIN.calendar)).on == date(2022, 3, 31)


class TestOneDayMoreClosed:
    """Adding a holiday never makes a due date earlier, nor the latest day to submit later (D-07)."""

    @given(drawn=calendars(), start=days, clock=clocks, holiday=days)
    def test_no_due_date_is_earlier(
        self, drawn: Drawn, start: date, clock: tuple[Asking, int], holiday: date
    ) -> None:
        ask, _ = clock
        before = answer(lambda: ask(start, drawn.rules))
        closed = drawn._replace(closed={**drawn.closed, holiday: "new"}, worked=drawn.worked - {holiday})
        after = answer(lambda: ask(start, closed.rules))
        if before is None:
            assert after is None
        elif after is not None:
            assert after.on >= before.on
            assert (after.on == before.on) is not (
                start < holiday <= before.on and drawn.why_closed(holiday) is None
            )

    @given(drawn=calendars(), paid_by=days, holiday=days)
    def test_no_plan_is_later(self, drawn: Drawn, paid_by: date, holiday: date) -> None:
        closed = drawn._replace(closed={**drawn.closed, holiday: "new"}, worked=drawn.worked - {holiday})
        before = latest_submission(USAGE, rules=drawn.rules, paid_by=paid_by)
        after = latest_submission(USAGE, rules=closed.rules, paid_by=paid_by)
        if isinstance(after, Deadline):
            assert isinstance(before, Deadline)
            assert after.on <= before.on


class TestExplanation:
    """It lists exactly the days skipped and counted, and the day follows from it alone (D-07)."""

    @given(drawn=calendars(), start=days, clock=clocks)
    def test_lists_each_day_once_as_it_was(
        self, drawn: Drawn, start: date, clock: tuple[Asking, int]
    ) -> None:
        ask, n = clock
        due = answer(lambda: ask(start, drawn.rules))
        assume(due is not None)
        assert due is not None
        told: list[tuple[date, str | None]] = []
        numbers: list[int] = []
        for step in due.explain().because:
            if step.code in {"counted", "closed"}:
                first, last = (step.figure(name) for name in ("first", "last"))
                why = str(step.figure("why")) if step.code == "closed" else None
                told += [(first + i * ONE, why) for i in range((last - first).days + 1)]
            if step.code == "counted":
                numbers += range(int(step.figure("from")), int(step.figure("to")) + 1)
        passed = [start + i * ONE for i in range(1, (due.on - start).days + 1)]
        assert told == [(day, drawn.why_closed(day)) for day in passed]
        assert numbers == list(range(1, n + 1))
        assert [(each.day, each.closed) for each in due.closed] == [
            (day, drawn.why_closed(day)) for day in passed if drawn.why_closed(day)
        ]

    @given(drawn=calendars(), start=days, clock=clocks)
    def test_whoever_has_only_its_data_can_count_again(
        self, drawn: Drawn, start: date, clock: tuple[Asking, int]
    ) -> None:
        ask, _ = clock
        due = answer(lambda: ask(start, drawn.rules))
        assume(due is not None)
        assert due is not None
        data = told_of(due.explain())
        steps = data["because"]
        (span,) = (step["figures"] for step in steps if step["code"] == "span")
        (zero,) = (step["figures"] for step in steps if step["code"] == "start")
        skipped: set[date] = set()
        for step in steps:
            if step["code"] == "closed":
                day = date.fromisoformat(step["figures"]["first"])
                while day <= date.fromisoformat(step["figures"]["last"]):
                    skipped.add(day)
                    day += ONE
        day, left = date.fromisoformat(zero["day"]), span["n"]
        while left:
            day += ONE
            left -= day not in skipped
        assert day.isoformat() == data["figures"]["due"]
        (named,) = (step["figures"] for step in steps if step["code"] == "calendar")
        assert named["digest"] == drawn.calendar.digest

    @given(start=days, n=st.integers(1, 400))
    def test_in_calendar_days_it_is_one_run(self, start: date, n: int) -> None:
        due = review(start, counting(CalendarDays(n), PLAIN.calendar))
        (run,) = (step for step in due.explain().because if step.code == "counted")
        assert dict(run.figures) == {
            "first": start + ONE,
            "last": start + n * ONE,
            "from": 1,
            "to": n,
        }
        assert due.closed == ()


class TestRemaining:
    """It is what is left to count up to the due day, and zero from that day on (D-07, D-22)."""

    @given(drawn=calendars(), start=days, clock=clocks, data=st.data())
    def test_in_business_days(
        self, drawn: Drawn, start: date, clock: tuple[Asking, int], data: st.DataObject
    ) -> None:
        ask, n = clock
        due = answer(lambda: ask(start, drawn.rules))
        assume(due is not None)
        assert due is not None
        today = data.draw(st.dates(start - 5 * ONE, due.on + 5 * ONE))
        left = sum(
            drawn.why_closed(day) is None
            for day in (max(today, start) + i * ONE for i in range(1, 800))
            if day <= due.on
        )
        at = datetime(today.year, today.month, today.day, 12, tzinfo=PACIFIC)
        assert due.remaining(at) == left
        assert (left == 0) is (today >= due.on)
        assert due.remaining(datetime(start.year, start.month, start.day, tzinfo=PACIFIC)) == n

    @given(start=days, n=st.integers(1, 400), ago=st.integers(-10, 500))
    def test_in_calendar_days(self, start: date, n: int, ago: int) -> None:
        due = review(start, counting(CalendarDays(n), PLAIN.calendar))
        today = start + ago * ONE
        at = datetime(today.year, today.month, today.day, 23, 59, 59, 999999, tzinfo=PACIFIC)
        assert due.remaining(at) == min(n, max(0, n - ago))

    @given(drawn=calendars(), start=days, clock=clocks, hours=st.integers(0, 24 * 90))
    def test_never_grows(self, drawn: Drawn, start: date, clock: tuple[Asking, int], hours: int) -> None:
        ask, _ = clock
        due = answer(lambda: ask(start, drawn.rules))
        assume(due is not None)
        assert due is not None
        at = datetime(start.year, start.month, start.day, tzinfo=UTC) + timedelta(hours=hours)
        assert 0 <= due.remaining(at) - due.remaining(at + timedelta(hours=24)) <= 2


class TestState:
    """It is met until the last microsecond of the due day and overdue from the next on (D-07, R-16)."""

    @given(drawn=calendars(), start=days, clock=clocks, away=st.timedeltas(-100 * ONE, 100 * ONE))
    def test_turns_at_the_ends_of_the_due_day(
        self, drawn: Drawn, start: date, clock: tuple[Asking, int], away: timedelta
    ) -> None:
        ask, _ = clock
        due = answer(lambda: ask(start, drawn.rules))
        assume(due is not None)
        assert due is not None
        end = due.last_instant.astimezone(UTC)
        begin = datetime(due.on.year, due.on.month, due.on.day, tzinfo=PACIFIC).astimezone(UTC)
        assert due.state(begin - TICK) is DeadlineState.OPEN
        assert due.state(begin) is due.state(end) is DeadlineState.DUE_TODAY
        assert due.state(end + TICK) is DeadlineState.OVERDUE
        at = end + away
        assert due.state(at) is (
            DeadlineState.OPEN
            if at < begin
            else DeadlineState.DUE_TODAY
            if at <= end
            else DeadlineState.OVERDUE
        )
        told = due.explain(at).find("state")
        assert told.figure("state") == due.state(at).value
        is_late_review = ask is review and due.state(at) is DeadlineState.OVERDUE
        assert ("Support" in told.text) is is_late_review
        assert told.source == (cite("MG22", "R-16") if is_late_review else None)

    @given(
        start=days,
        answered=st.timedeltas(-5 * ONE, 5 * ONE),
        asked=st.timedeltas(-10 * ONE, 10 * ONE),
    )
    @example(start=date(2022, 9, 14), answered=timedelta(), asked=ONE)
    @example(start=date(2022, 9, 14), answered=TICK, asked=ONE)
    def test_an_answer_counts_from_its_own_instant(
        self, start: date, answered: timedelta, asked: timedelta
    ) -> None:
        waiting = answer(lambda: review(start, PLAIN))
        assume(waiting is not None)
        assert waiting is not None
        end = waiting.last_instant.astimezone(UTC)
        due = review_due(start=start, rules=PLAIN, answered_at=(end + answered).astimezone(PACIFIC))
        if asked < answered:
            assert due.state(end + asked) is waiting.state(end + asked)
        else:
            met = DeadlineState.MET if answered <= timedelta() else DeadlineState.MET_LATE
            assert due.state(end + asked) is met


rounds_of_one_request = st.one_of(st.integers(1, 8).map(BusinessDays), st.integers(1, 12).map(CalendarDays))
rounds = st.lists(rounds_of_one_request, max_size=3)


def forward(drawn: Drawn, submitted: date, answers: Sequence[ResponseTime]) -> date | None:
    """Return when a claim submitted on this day is decided, everybody taking all the time there is."""
    decided = drawn.after(submitted, 2)
    for span in answers:
        if decided is None:
            return None
        by_business = isinstance(span, BusinessDays)
        again = drawn.after(decided, span.n) if by_business else decided + span.n * ONE
        decided = None if again is None else drawn.after(again, 2)
    return decided


def in_time(
    drawn: Drawn,
    submitted: date,
    answers: Sequence[ResponseTime],
    *,
    decided_by: date | None,
    paid_by: date | None,
) -> bool:
    decided = forward(drawn, submitted, answers)
    if decided is None:
        return False
    if decided_by is None and paid_by is None:
        return decided <= CLOSES
    if decided_by is not None and decided > decided_by:
        return False
    paid = drawn.after(decided, 45)
    return paid_by is None or (paid is not None and paid <= paid_by)


bounds = st.none() | st.dates(date(2022, 8, 1), date(2023, 7, 31))


class TestLatestSubmission:
    """Submitted on that day it is in time, and on no later day that is open for claims (D-03, D-07, D-10)."""

    @given(drawn=calendars(), answers=rounds, decided_by=bounds, paid_by=bounds)
    def test_is_the_latest(
        self, drawn: Drawn, answers: list[ResponseTime], decided_by: date | None, paid_by: date | None
    ) -> None:
        plan = latest_submission(
            USAGE, rules=drawn.rules, decided_by=decided_by, paid_by=paid_by, rounds=answers
        )
        on = plan.on if isinstance(plan, Deadline) else OPENS - ONE
        assert OPENS - ONE <= on <= CLOSES
        open_days = [OPENS + i * ONE for i in range((CLOSES - OPENS).days + 1)]
        found = {
            day: in_time(drawn, day, answers, decided_by=decided_by, paid_by=paid_by) for day in open_days
        }
        assert found == {day: day <= on for day in open_days}

    @given(drawn=calendars(), answers=rounds, paid_by=bounds)
    def test_its_steps_follow_one_another(
        self, drawn: Drawn, answers: list[ResponseTime], paid_by: date | None
    ) -> None:
        plan = latest_submission(USAGE, rules=drawn.rules, paid_by=paid_by, rounds=answers)
        assume(isinstance(plan, Deadline))
        steps = [step for step in plan.explain().because if step.code != "last_claiming_day"]
        told = [date.fromisoformat(str(step.figure("day"))) for step in steps]
        assert told == sorted(told, reverse=True)
        codes = ["goal", *(["approve"] if paid_by else []), *["resubmit", "asked"] * len(answers), "submit"]
        assert [step.code for step in steps] == codes

    @given(drawn=calendars(), answers=rounds, one_more=rounds_of_one_request, paid_by=bounds, data=st.data())
    def test_one_round_more_never_leaves_more_time(
        self,
        drawn: Drawn,
        answers: list[ResponseTime],
        one_more: ResponseTime,
        paid_by: date | None,
        data: st.DataObject,
    ) -> None:
        at = data.draw(st.integers(0, len(answers)))
        more = [*answers[:at], one_more, *answers[at:]]
        assert planned(drawn, more, paid_by) <= planned(drawn, answers, paid_by)

    @given(drawn=calendars(), answers=rounds, longer=rounds, paid_by=bounds)
    def test_nor_does_a_longer_one(
        self, drawn: Drawn, answers: list[ResponseTime], longer: list[ResponseTime], paid_by: date | None
    ) -> None:
        stretched = [
            type(span)(span.n + more.n) for span, more in zip(answers, longer, strict=False)
        ] + answers[len(longer) :]
        assert planned(drawn, stretched, paid_by) <= planned(drawn, answers, paid_by)

    @given(drawn=calendars(), answers=rounds, paid_by=st.dates(date(2022, 8, 1), date(2023, 7, 30)))
    def test_a_later_bound_never_leaves_less_time(
        self, drawn: Drawn, answers: list[ResponseTime], paid_by: date
    ) -> None:
        assert planned(drawn, answers, paid_by) <= planned(drawn, answers, paid_by + ONE)


def planned(drawn: Drawn, answers: Sequence[ResponseTime], paid_by: date | None) -> date:
    """Return the latest day to submit, the day before the window where there is none."""
    plan = latest_submission(USAGE, rules=drawn.rules, paid_by=paid_by, rounds=answers)
    return OPENS - ONE if isinstance(plan, NotRunning) else plan.on


@st.composite
def amended(draw: st.DrawFn) -> tuple[Drawn, Drawn]:
    """Draw a calendar and what becomes of it: a few days closed, a few opened."""
    old = draw(calendars())
    closing = draw(st.frozensets(days, max_size=8))
    opening = draw(st.frozensets(days | st.sampled_from(sorted(old.closed) or [FIRST]), max_size=8)) - closing
    closed = {day: why for day, why in old.closed.items() if day not in opening}
    return old, old._replace(
        closed={**closed, **dict.fromkeys(closing, "new")}, worked=(old.worked - closing) | opening
    )


class TestDrift:
    """It names exactly the deadlines that another calendar counts to another day, and why (D-07)."""

    @staticmethod
    def drifted(
        both: tuple[Drawn, Drawn], starts: list[tuple[date, tuple[Asking, int]]]
    ) -> tuple[list[Deadline], list[tuple[date, date]], tuple[DeadlineChange, ...]]:
        """Return the deadlines, the days as both count them, and what drift reports."""
        old, new = both
        kept: list[Deadline] = []
        counts: list[tuple[date, date]] = []
        for start, (ask, n) in starts:
            before, after = old.after(start, n), new.after(start, n)
            if before is not None and after is not None:
                kept.append(ask(start, old.rules))
                counts.append((before, after))
        return kept, counts, recompute(old.calendar, new.calendar, kept)

    @given(both=amended(), starts=st.lists(st.tuples(days, clocks), max_size=12))
    def test_names_exactly_those_that_move(
        self, both: tuple[Drawn, Drawn], starts: list[tuple[date, tuple[Asking, int]]]
    ) -> None:
        kept, counts, found = self.drifted(both, starts)
        expected = [
            (due, after) for due, (before, after) in zip(kept, counts, strict=True) if before != after
        ]
        assert [(moved.deadline, moved.on) for moved in found] == expected

    @given(both=amended(), starts=st.lists(st.tuples(days, clocks), max_size=12))
    def test_the_days_named_are_those_that_changed_and_explain_it(
        self, both: tuple[Drawn, Drawn], starts: list[tuple[date, tuple[Asking, int]]]
    ) -> None:
        old, new = both
        for moved in self.drifted(both, starts)[2]:
            due = moved.deadline
            last = max(moved.on, due.on)
            passed = [due.started_on + i * ONE for i in range(1, (last - due.started_on).days + 1)]
            changes = [(day, old.why_closed(day) is None, new.why_closed(day) is None) for day in passed]
            assert moved.closed == tuple(day for day, was, now in changes if was and not now)
            assert moved.opened == tuple(day for day, was, now in changes if now and not was)
            day, left = due.started_on, due.span.n if isinstance(due.span, BusinessDays) else 0
            while left:
                day += ONE
                left -= day in moved.opened or (old.why_closed(day) is None and day not in moved.closed)
            assert day == moved.on

    @given(both=amended(), starts=st.lists(st.tuples(days, clocks), max_size=12))
    def test_what_a_calendar_moves_its_reverse_moves_back(
        self, both: tuple[Drawn, Drawn], starts: list[tuple[date, tuple[Asking, int]]]
    ) -> None:
        old, new = both
        for moved in self.drifted(both, starts)[2]:
            start = moved.deadline.started_on
            ask = next(ask for ask, n in CLOCKS if moved.deadline.span == BusinessDays(n))
            (back,) = recompute(new.calendar, old.calendar, [ask(start, new.rules)])
            assert back.on == moved.deadline.on
            assert (back.closed, back.opened) == (moved.opened, moved.closed)


@pytest.mark.parametrize("weekend", WEEKENDS, ids=str)
def test_the_loops_agree_with_a_calendar_on_the_wall(weekend: set[int]) -> None:
    """The reference itself is looked at: a week from Wednesday, 2022-09-14."""
    drawn = Drawn(frozenset(weekend), {date(2022, 9, 15): "storm"}, frozenset())
    week = [date(2022, 9, 15) + i * ONE for i in range(7)]
    open_days = [day for day in week if day.isoweekday() - 1 not in weekend and day != date(2022, 9, 15)]
    assert [drawn.after(date(2022, 9, 14), n) for n in range(1, len(open_days) + 1)] == open_days
