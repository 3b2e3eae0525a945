"""Spans put together, closing times, and clocks that pause: each day worked by hand or by a naive loop."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given, strategies as st

from coopclaims import (
    BusinessCalendar,
    BusinessDays,
    CalendarDays,
    Deadline,
    NotRunning,
    Policies,
    Rulebook,
    UsagePeriod,
    partner_center,
)
from coopclaims.calendars import Intake, Roll, SpanSum, StartConvention, span_after
from coopclaims.deadlines import (
    DeadlineState,
    TaxInvoice,
    claiming_due,
    dispute_due,
    payment_due,
    recompute,
    review_due,
)
from coopclaims.errors import CalendarOutOfRange, InvalidValue, WireMismatch
from coopclaims.periods import DayOfMonth, MonthDay, MonthEnd, Months
from coopclaims.portfolio import due_days, due_days_by_rule
from coopclaims.provenance import cite, inferred
from coopclaims.rules import (
    DISPUTE_SPAN,
    PAYMENT_SPAN,
    REVIEW_SPAN,
    ClaimDeadline,
    ClaimingWindow,
    Edition,
    PaymentHold,
    Rule,
)
from coopclaims.wire import from_data, to_data

if TYPE_CHECKING:
    from coopclaims import Rules
    from coopclaims.calendars import Span
    from coopclaims.provenance import Explanation

PLAIN = BusinessCalendar.of_weekdays(years=range(2020, 2027))
PACIFIC = ZoneInfo("America/Los_Angeles")
NOT_NEEDED = TaxInvoice.not_needed()
ONE = timedelta(days=1)


def ours(value: Any, first: date = date(2020, 1, 1)) -> Rule[Any]:
    return Rule(value=value, first=first, source=cite("READING", "D-10"), basis=inferred())


def stating(calendar: BusinessCalendar = PLAIN, policies: Policies | None = None, **rules: Any) -> Rules:
    stated: dict[str, Any] = {name: ours(value) for name, value in rules.items()}
    edition = Edition(name="ours", **stated)
    book = Rulebook("ours", (*partner_center.editions, edition))
    return book.bind(calendar=calendar, zone=PACIFIC, policies=policies)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PACIFIC)


def said(answer: Deadline, *codes: str) -> list[Explanation]:
    return [each for each in answer.explain().walk() if each.code in codes]


class TestSums:
    @pytest.mark.parametrize(
        ("start", "parts", "due"),
        [
            # 45 days after the end of the month, as a page of the vendor has it.
            ("2022-09-13", (MonthEnd(0), CalendarDays(45)), "2022-11-14"),
            ("2022-03-02", (CalendarDays(30), MonthEnd(0), DayOfMonth(15)), "2022-05-15"),
            # The order is stated: the same parts the other way round.
            ("2022-03-02", (MonthEnd(0), CalendarDays(30)), "2022-04-30"),
            ("2022-03-02", (CalendarDays(30), MonthEnd(0)), "2022-04-30"),
            ("2022-03-20", (MonthEnd(0), CalendarDays(30)), "2022-04-30"),
            ("2022-03-20", (CalendarDays(30), MonthEnd(1)), "2022-05-31"),
            # What is the n-th already stays; a month without one ends on its last day.
            ("2022-04-15", (DayOfMonth(15),), "2022-04-15"),
            ("2022-04-16", (DayOfMonth(15),), "2022-05-15"),
            ("2023-02-10", (DayOfMonth(31),), "2023-02-28"),
            ("2023-02-28", (DayOfMonth(31),), "2023-02-28"),
            ("2023-01-30", (DayOfMonth(29), CalendarDays(0)), "2023-02-28"),
            # A roll inside a sum moves the day from which the next part counts.
            ("2022-10-30", (Roll.FOLLOWING, CalendarDays(1)), "2022-11-01"),
            ("2022-10-30", (CalendarDays(1), Roll.FOLLOWING), "2022-10-31"),
            ("2022-09-30", (CalendarDays(30), Roll.FOLLOWING), "2022-10-31"),
            ("2022-09-30", (CalendarDays(30), Roll.PRECEDING), "2022-10-28"),
            ("2023-08-31", (MonthEnd(1), Roll.MODIFIED_FOLLOWING), "2023-09-29"),
            ("2023-08-23", (Months(1), Roll.MODIFIED_FOLLOWING), "2023-09-25"),
            ("2023-08-31", (MonthEnd(1), Roll.UNADJUSTED), "2023-09-30"),
            ("2022-09-16", (BusinessDays(2), CalendarDays(4), Roll.FOLLOWING, BusinessDays(1)), "2022-09-27"),
        ],
    )
    def test_each_part_counts_from_where_the_one_before_led(
        self, start: str, parts: tuple[Any, ...], due: str
    ) -> None:
        span, day = SpanSum(parts), date.fromisoformat(start)
        assert span_after(day, span, PLAIN) == date.fromisoformat(due)
        found = payment_due(approved=day, tax_invoice=NOT_NEEDED, rules=stating(payment_span=span))
        assert found.explain().figure("due") == date.fromisoformat(due)
        assert due_days([day], span, calendar=PLAIN).days == [date.fromisoformat(due)]

    def test_no_business_day_is_the_day_itself_or_the_next_that_is_open(self) -> None:
        none = BusinessDays(0)
        assert span_after(date(2022, 9, 13), none, PLAIN) == date(2022, 9, 13)
        assert span_after(date(2022, 9, 17), none, PLAIN) == date(2022, 9, 19)
        assert due_days([date(2022, 9, 17)], none, calendar=PLAIN).days == [date(2022, 9, 19)]
        with pytest.raises(InvalidValue, match="1 or more"):
            PLAIN.table(0)

    @pytest.mark.parametrize(
        "parts", [(), [], "two days", (CalendarDays(1), 2), (SpanSum((Months(1),)),), None]
    )
    def test_what_is_no_sum_is_refused(self, parts: Any) -> None:
        with pytest.raises(InvalidValue, match="parts"):
            SpanSum(parts)

    @pytest.mark.parametrize("n", [0, 32, -1, True, 1.5, "1"])
    def test_a_day_of_the_month_is_one_of_thirty_one(self, n: Any) -> None:
        with pytest.raises(InvalidValue, match="n"):
            DayOfMonth(n)

    def test_it_reads_well(self) -> None:
        span = SpanSum((CalendarDays(1), MonthEnd(0), DayOfMonth(10), Roll.FOLLOWING))
        assert str(span) == (
            "1 calendar day, then the end of the same month, then day 10 of the month, "
            "then the next business day if closed"
        )

    def test_a_roll_past_the_calendar_is_an_error(self) -> None:
        with pytest.raises(CalendarOutOfRange):
            span_after(date(2026, 12, 1), SpanSum((MonthEnd(1), Roll.FOLLOWING)), PLAIN)

    def test_a_sum_is_explained_step_by_step(self) -> None:
        calendar = PLAIN.with_closures({date(2022, 10, 31): "moving in"})
        span = SpanSum((CalendarDays(28), BusinessDays(2), MonthEnd(0), DayOfMonth(30), Roll.FOLLOWING))
        due = payment_due(
            approved=date(2022, 9, 1), tax_invoice=NOT_NEEDED, rules=stating(calendar, payment_span=span)
        )
        text = str(due.explain())
        for line in (
            "5 steps one after another, once it was approved",
            "28 calendar days: Thu 2022-09-29",
            "2 business days: Mon 2022-10-03",
            "Sat 2022-10-01 to Sun 2022-10-02: weekend",
            "the end of the month: Mon 2022-10-31",
            "day 30 of the month: Wed 2022-11-30",
            "Wed 2022-11-30 stays (following)",
        ):
            assert line in text
        assert "further on" not in text

    def test_the_day_that_moved_the_last_one_is_named(self) -> None:
        calendar = PLAIN.with_closures({date(2022, 10, 31): "moving in"})
        rules = stating(calendar, payment_span=SpanSum((CalendarDays(30), Roll.FOLLOWING)))
        due = payment_due(approved=date(2022, 10, 1), tax_invoice=NOT_NEEDED, rules=rules)
        assert isinstance(due, Deadline)
        assert due.on == date(2022, 11, 1)
        (rolled,) = said(due, "span_rolled")
        assert (rolled.figure("day"), rolled.figure("why")) == (date(2022, 10, 31), "moving in")
        assert date(2022, 10, 31) in [each.day for each in due.closed]
        assert due.remaining(at("2022-10-25 09:00")) == 7  # in calendar days
        assert from_data(to_data(due.explain())) == due.explain()

    @pytest.mark.parametrize("span", [BusinessDays(0), CalendarDays(0), DayOfMonth(15), MonthEnd(0)])
    def test_every_span_explains_itself(self, span: Span) -> None:
        due = payment_due(
            approved=date(2022, 9, 13), tax_invoice=NOT_NEEDED, rules=stating(payment_span=span)
        )
        assert isinstance(due, Deadline)
        assert f"{due.on:%a %F}" in str(due.explain())

    def test_a_span_of_ones_own_is_named_by_its_class(self) -> None:
        due = payment_due(
            approved=date(2022, 9, 13), tax_invoice=NOT_NEEDED, rules=stating(payment_span=Late())
        )
        assert "Late, a span of the rule's own, after it was approved" in str(due.explain())
        assert due_days([date(2022, 9, 13)], Late(), calendar=PLAIN).days == [date(2022, 9, 14)]

    def test_a_span_of_ones_own_leads_to_a_day(self) -> None:
        with pytest.raises(InvalidValue, match="Never"):
            span_after(date(2022, 9, 13), Never(), PLAIN)


@attrs.frozen
class Late:
    """A day later."""

    def after(self, day: date) -> date:
        return day + ONE


@attrs.frozen
class Never:
    """Something that is no day."""

    def after(self, day: date) -> Any:
        return f"after {day}"


# A naive loop over single days, from the words alone.


def naive(day: date, span: Span, calendar: BusinessCalendar) -> date:
    for part in span.parts if isinstance(span, SpanSum) else (span,):
        if isinstance(part, BusinessDays):
            left = part.n
            while left or not (part.n or calendar.is_business_day(day)):
                day += ONE
                left -= left > 0 and calendar.is_business_day(day)
        elif isinstance(part, CalendarDays):
            day = date.fromordinal(day.toordinal() + part.n)
        elif isinstance(part, MonthEnd):
            month = day.month - 1 + part.n + 1
            day = date(day.year + month // 12, month % 12 + 1, 1) - ONE
        elif isinstance(part, Roll):
            day = _naively_rolled(day, part, calendar)
    return day


def _naively_rolled(day: date, roll: Roll, calendar: BusinessCalendar) -> date:
    steps = {
        Roll.FOLLOWING: [ONE],
        Roll.PRECEDING: [-ONE],
        Roll.UNADJUSTED: [],
        Roll.MODIFIED_FOLLOWING: [ONE, -ONE],
    }
    found = day
    for step in steps[roll]:
        found = day
        while not calendar.is_business_day(found):
            found += step
        if roll is not Roll.MODIFIED_FOLLOWING or found.month == day.month:
            break
    return found


PARTS = st.one_of(
    st.builds(BusinessDays, st.integers(0, 60)),
    st.builds(CalendarDays, st.integers(0, 60)),
    st.builds(MonthEnd, st.integers(0, 3)),
    st.sampled_from(Roll),
)
SUMS = st.builds(SpanSum, st.lists(PARTS, min_size=1, max_size=5))
DAYS = st.dates(date(2021, 1, 1), date(2023, 12, 31))
CALENDARS = st.builds(PLAIN.with_closures, st.dictionaries(DAYS, st.just("closed"), max_size=40))


@given(span=SUMS, day=DAYS, calendar=CALENDARS)
def test_a_sum_counts_as_a_naive_loop_does(span: SpanSum, day: date, calendar: BusinessCalendar) -> None:
    assert span_after(day, span, calendar) == naive(day, span, calendar)


@given(span=SUMS, day=DAYS, calendar=CALENDARS)
def test_every_step_that_is_told_is_recomputed_from_what_the_answer_holds(
    span: SpanSum, day: date, calendar: BusinessCalendar
) -> None:
    due = payment_due(approved=day, tax_invoice=NOT_NEEDED, rules=stating(calendar, payment_span=span))
    assert isinstance(due, Deadline)
    steps = said(due, "span_step", "span_step_month_end", "span_rolled", "span_not_rolled")
    reached = day
    for part, step in zip(span.parts, steps, strict=True):
        to: Any = dict(step.figures).get("to", step.figure("day"))
        assert to == naive(reached, SpanSum((part,)), calendar)
        reached = to
    assert reached == due.on


@given(span=SUMS, days=st.lists(DAYS, max_size=8))
def test_a_batch_counts_as_each_row_does(span: SpanSum, days: list[date]) -> None:
    assert due_days(days, span, calendar=PLAIN).days == [naive(day, span, PLAIN) for day in days]


@given(days=st.lists(DAYS, min_size=1, max_size=8), n=st.integers(1, 30), roll=st.sampled_from(Roll))
def test_numpy_agrees(days: list[date], n: int, roll: Roll) -> None:
    np = pytest.importorskip("numpy")
    kinds = {
        Roll.FOLLOWING: "following",
        Roll.PRECEDING: "preceding",
        Roll.MODIFIED_FOLLOWING: "modifiedfollowing",
    }
    starts = np.array(days, "datetime64[D]")
    later = starts + n
    expected = later if roll is Roll.UNADJUSTED else np.busday_offset(later, 0, roll=kinds[roll])
    found = due_days(starts, SpanSum((CalendarDays(n), roll)), calendar=PLAIN).days
    assert found.tolist() == expected.tolist()


# When what is handed in begins to count.


def test_the_first_day_of_a_calendar_may_be_rolled() -> None:
    rules = stating(payment_span=SpanSum((Roll.FOLLOWING, CalendarDays(1))))
    due = payment_due(approved=PLAIN.first, tax_invoice=NOT_NEEDED, rules=rules)
    assert isinstance(due, Deadline)
    (stays,) = said(due, "span_not_rolled")
    assert (stays.figure("day"), due.on) == (PLAIN.first, PLAIN.first + ONE)


@pytest.mark.parametrize("day", ["2022-09-14", None, 7])
def test_the_days_seen_begin_with_a_day(day: Any) -> None:
    with pytest.raises(InvalidValue):
        PLAIN.seen(day, PLAIN.last)


class TestIntake:
    @pytest.mark.parametrize(
        ("cutoff", "handed", "due"),
        [
            (time(17), "2022-09-15 17:01", "2022-09-20"),
            (time(17), "2022-09-15 17:00", "2022-09-19"),
            (time(17), "2022-09-16 17:01", "2022-09-21"),
            (time(17), "2022-09-17 00:00", "2022-09-21"),
            (time(17), "2022-09-17 18:00", "2022-09-21"),
            (time(12), "2022-09-16 12:30", "2022-09-21"),
            (time(12), "2022-09-16 11:59", "2022-09-20"),
            (None, "2022-09-16 23:59", "2022-09-20"),
            (None, "2022-09-18 23:59", "2022-09-21"),
        ],
    )
    def test_what_comes_late_counts_as_of_the_next_business_day(
        self, cutoff: time | None, handed: str, due: str
    ) -> None:
        rules = stating(intake=Intake(cutoff=cutoff))
        found = review_due(start=at(handed), rules=rules)
        assert found.on == date.fromisoformat(due)
        assert due_days_by_rule([at(handed)], REVIEW_SPAN, rules=rules).days == [found.on]

    def test_a_cut_off_alone_leaves_a_closed_day_day_zero(self) -> None:
        rules = stating(intake=Intake(cutoff=time(17), convention=StartConvention.AS_IT_FELL))
        assert review_due(start=at("2022-09-17 09:00"), rules=rules).on == date(2022, 9, 20)
        assert review_due(start=at("2022-09-17 17:01"), rules=rules).on == date(2022, 9, 21)

    def test_a_day_has_no_hour(self) -> None:
        rules = stating(intake=Intake(cutoff=time(17)))
        assert review_due(start=date(2022, 9, 16), rules=rules).on == date(2022, 9, 20)
        assert review_due(start=date(2022, 9, 17), rules=rules).on == date(2022, 9, 21)
        assert due_days_by_rule([date(2022, 9, 17)], REVIEW_SPAN, rules=rules).days == [date(2022, 9, 21)]

    def test_the_zone_is_the_programs(self) -> None:
        rules = stating(intake=Intake(cutoff=time(17)))
        assert review_due(start=datetime(2022, 9, 16, 0, 1, tzinfo=UTC), rules=rules).on == date(2022, 9, 20)

    def test_an_answer_of_the_vendor_has_none(self) -> None:
        rules, late = stating(intake=Intake(cutoff=time(9))), at("2022-09-16 20:00")
        paid = payment_due(approved=late, tax_invoice=NOT_NEEDED, rules=rules)
        assert paid == payment_due(approved=late, tax_invoice=NOT_NEEDED, rules=stating())
        assert due_days_by_rule([late], PAYMENT_SPAN, rules=rules).days == [paid.explain().figure("due")]
        usage = UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))
        assert claiming_due(usage, rules=rules) == claiming_due(usage, rules=stating())

    def test_a_dispute_is_handed_in_too(self) -> None:
        rules = stating(intake=Intake(cutoff=time(17)))
        assert dispute_due(start=at("2022-09-16 18:00"), rules=rules).on == date(2022, 9, 26)
        assert due_days_by_rule([at("2022-09-16 18:00")], DISPUTE_SPAN, rules=rules).days == [
            date(2022, 9, 26)
        ]

    def test_it_says_why(self) -> None:
        rules = stating(intake=Intake(cutoff=time(17)))
        late = str(review_due(start=at("2022-09-15 17:01"), rules=rules).explain())
        assert "handed in Thu 2022-09-15 after 17:00: it counts as of Fri 2022-09-16" in late
        closed = str(review_due(start=at("2022-09-17 09:00"), rules=rules).explain())
        assert "handed in Sat 2022-09-17, a closed day: it counts as of Mon 2022-09-19" in closed

    def test_before_its_first_day_there_is_none(self) -> None:
        edition = Edition(name="ours", intake=ours(Intake(cutoff=time(17)), date(2022, 9, 16)))
        rules = Rulebook("ours", (*partner_center.editions, edition)).bind(calendar=PLAIN, zone=PACIFIC)
        assert review_due(start=at("2022-09-15 17:01"), rules=rules).on == date(2022, 9, 19)

    @pytest.mark.parametrize("cutoff", ["17:00", 17, time(17, tzinfo=UTC)])
    def test_a_cut_off_is_a_wall_time(self, cutoff: Any) -> None:
        with pytest.raises(InvalidValue, match="cutoff"):
            Intake(cutoff=cutoff)

    def test_a_convention_is_one(self) -> None:
        wrong: Any = "as it fell"
        with pytest.raises(InvalidValue, match="convention"):
            Intake(convention=wrong)

    def test_it_reads_well(self) -> None:
        assert str(Intake(cutoff=time(17))) == "until 17:00, next business day"
        assert str(Intake(convention=StartConvention.AS_IT_FELL)) == "at any time, as it fell"


# Last days of windows that roll.

SPRING = UsagePeriod(date(2021, 1, 1), date(2021, 6, 30))


def window(roll: Roll) -> ClaimingWindow:
    return ClaimingWindow(
        usage_first=MonthDay(1, 1),
        usage_last=MonthDay(6, 30),
        opens=MonthDay(2, 16),
        closes=MonthDay(8, 15),
        roll=roll,
    )


@pytest.mark.parametrize(
    ("roll", "last"),
    [
        (Roll.FOLLOWING, date(2021, 8, 16)),
        (Roll.PRECEDING, date(2021, 8, 13)),
        (Roll.UNADJUSTED, date(2021, 8, 15)),
    ],
)
def test_a_window_rolls_its_last_day(roll: Roll, last: date) -> None:
    due = claiming_due(SPRING, rules=stating(claiming_windows=(window(roll),)))
    assert due.on == last
    moved = [each.figure("day") for each in said(due, "span_rolled")]
    assert moved == ([] if roll is Roll.UNADJUSTED else [date(2021, 8, 15)])


def test_a_window_that_rolls_says_so() -> None:
    assert str(window(Roll.FOLLOWING)).endswith(", following")
    other = UsagePeriod(date(2021, 7, 1), date(2021, 12, 31))
    rules = stating(claiming_windows=(window(Roll.FOLLOWING),))
    assert rules.rolled_window(other) is None
    assert rules.rolled_window(UsagePeriod(date(2019, 1, 1), date(2019, 6, 30))) is None


def test_where_days_are_counted_no_window_rolls() -> None:
    counting = Policies(claim_deadline=ClaimDeadline.DAY_COUNT)
    rules = stating(policies=counting, claiming_windows=(window(Roll.FOLLOWING),))
    due = claiming_due(SPRING, rules=rules)
    assert (due.on, rules.rolled_window(SPRING)) == (date(2021, 8, 15), None)
    assert not said(due, "span_rolled", "span_not_rolled")


def test_of_two_windows_about_one_usage_the_first_answers() -> None:
    rules = stating(claiming_windows=(window(Roll.UNADJUSTED), window(Roll.FOLLOWING)))
    assert (claiming_due(SPRING, rules=rules).on, rules.rolled_window(SPRING)) == (date(2021, 8, 15), None)


# Payments on hold.

HOLDS = ((at("2022-09-15 09:00"), at("2022-10-03 09:00")),)
PAUSING = Policies(payment_hold=PaymentHold.PAUSES)


def paid(holds: tuple[Any, ...], policies: Policies = PAUSING, **rules: Any) -> Any:
    return payment_due(
        approved=at("2022-09-01 09:00"),
        tax_invoice=NOT_NEEDED,
        rules=stating(policies=policies, **rules),
        holds=holds,
    )


def test_a_payment_on_hold_runs_on_with_the_rest() -> None:
    due = paid(HOLDS)  # ten of forty-five business days were used
    assert due.span == BusinessDays(35)
    assert due.on == span_after(date(2022, 10, 3), BusinessDays(35), PLAIN)
    assert due.on == date(2022, 11, 21)
    assert "35 of 45 business days left" in str(due.explain())
    assert [each.figure("n") for each in said(due, "span_used")] == [10]


def test_by_default_a_hold_stops_nothing() -> None:
    assert paid(HOLDS, Policies()).on == paid(()).on == date(2022, 11, 3)


def test_while_it_is_on_hold_the_clock_does_not_run() -> None:
    answer = paid(((at("2022-09-15 09:00"), None),))
    assert isinstance(answer, NotRunning)
    assert answer.reason.code == "payment_on_hold"


def test_a_hold_that_ended_before_counts_for_nothing() -> None:
    assert paid(((at("2022-08-15 09:00"), at("2022-08-20 09:00")),)).on == date(2022, 11, 3)


@pytest.mark.parametrize("policies", [PAUSING, Policies()])
@pytest.mark.parametrize("holds", [[1], ((date(2022, 9, 15), None),), ((at("2022-09-15 09:00"),),)])
def test_what_is_no_hold_is_refused_by_its_name(holds: Any, policies: Policies) -> None:
    with pytest.raises(InvalidValue) as refused:
        paid(holds, policies)
    assert refused.value.field == "holds"


def test_calendar_days_pause_too_and_other_spans_start_anew() -> None:
    assert paid(HOLDS, payment_span=CalendarDays(45)).on == date(2022, 11, 3)  # 14 used, 31 left
    anew = paid(HOLDS, payment_span=MonthEnd(0))
    assert (anew.on, said(anew, "span_used")) == (date(2022, 10, 31), [])


def test_with_nothing_left_it_is_due_on_the_next_open_day() -> None:
    late = ((at("2022-12-15 09:00"), at("2022-12-17 09:00")),)  # a Saturday
    due = paid(late)
    assert (due.span, due.on) == (BusinessDays(0), date(2022, 12, 19))
    assert due.state(at("2022-12-17 09:00")) is DeadlineState.OPEN


def test_after_a_tax_invoice_it_pauses_likewise() -> None:
    rules = stating(policies=PAUSING)
    due = payment_due(
        approved=at("2022-09-01 09:00"),
        tax_invoice=TaxInvoice.approved(at("2022-09-10 12:00")),
        rules=rules,
        holds=HOLDS,
    )
    assert isinstance(due, Deadline)
    assert due.on == date(2022, 10, 28)  # five of thirty days used


# A calendar that changes, and the wire.


def test_a_sum_moves_with_the_calendar() -> None:
    rules = stating(payment_span=SpanSum((CalendarDays(30), Roll.FOLLOWING)))
    due = payment_due(approved=date(2022, 9, 30), tax_invoice=NOT_NEEDED, rules=rules)
    assert isinstance(due, Deadline)
    (moved,) = recompute(PLAIN, PLAIN.with_closures({date(2022, 10, 31): "moving in"}), [due])
    assert (moved.on, moved.closed) == (date(2022, 11, 1), (date(2022, 10, 31),))


@given(span=SUMS)
def test_a_sum_is_written_and_read(span: SpanSum) -> None:
    assert from_data(to_data(span)) == span


@pytest.mark.parametrize("part", ["sideways", 3, {"type": "money", "v": 1}])
def test_another_part_is_not_read(part: Any) -> None:
    data = dict(to_data(SpanSum((Roll.FOLLOWING,)))) | {"parts": [part]}
    with pytest.raises(WireMismatch):
        from_data(data)


@pytest.mark.parametrize("cutoff", ["17", "17:00", "25:00:00", 17, "17:00:00+02:00"])
def test_another_cut_off_is_not_read(cutoff: Any) -> None:
    data = dict(to_data(Intake(cutoff=time(17)))) | {"cutoff": cutoff}
    with pytest.raises(WireMismatch, match="cutoff"):
        from_data(data)
