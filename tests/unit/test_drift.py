"""Drift: what a new calendar moves, why, and what is no question for it."""

from __future__ import annotations

import json
import pickle
from datetime import date
from typing import TYPE_CHECKING

import attrs
import pytest
from tests.support.told import told_of
from tests.support.world import USAGE, bound

from coopclaims import BusinessCalendar, Deadline, InvalidValue, Policies
from coopclaims.deadlines import (
    Clock,
    DeadlineChange,
    TaxInvoice,
    claiming_due,
    dispute_due,
    dispute_window_due,
    final_approval_due,
    hold_due,
    payment_due,
    plan_review_due,
    recompute,
    retention_due,
    review_due,
)
from coopclaims.errors import CalendarOutOfRange
from coopclaims.rules import DisputeWindow, FinalApproval

if TYPE_CHECKING:
    from coopclaims import Rules

YEARS = range(2022, 2024)
OLD = BusinessCalendar.of_days(name="old", closed={date(2022, 10, 10): "Columbus Day"}, years=YEARS)
RULES = bound(calendar=OLD)


def review(start: date, rules: Rules = RULES) -> Deadline:
    return review_due(start=start, rules=rules)


def payment(approved: date, rules: Rules = RULES) -> Deadline:
    due = payment_due(approved=approved, tax_invoice=TaxInvoice.not_needed(), rules=rules)
    assert isinstance(due, Deadline)
    return due


def figures(moved: DeadlineChange) -> tuple[date, tuple[date, ...], tuple[date, ...]]:
    return moved.on, moved.closed, moved.opened


class TestMoved:
    def test_later_where_a_day_is_closed(self) -> None:
        due = review(date(2022, 9, 14))
        new = OLD.with_closures({date(2022, 9, 15): "storm"})
        (moved,) = recompute(OLD, new, [due])
        assert moved.deadline is due
        assert figures(moved) == (date(2022, 9, 19), (date(2022, 9, 15),), ())

    def test_earlier_where_a_day_is_opened(self) -> None:
        due = review(date(2022, 10, 7))
        assert due.on == date(2022, 10, 12)
        (moved,) = recompute(OLD, OLD.with_working_days([date(2022, 10, 10)]), [due])
        assert figures(moved) == (date(2022, 10, 11), (), (date(2022, 10, 10),))

    def test_says_why(self) -> None:
        new = OLD.with_closures({date(2022, 9, 19): "funeral", date(2022, 9, 20): "funeral"})
        new = new.with_working_days([date(2022, 9, 18)])
        (moved,) = recompute(OLD, new, [review(date(2022, 9, 16))])
        assert figures(moved) == (
            date(2022, 9, 21),
            (date(2022, 9, 19), date(2022, 9, 20)),
            (date(2022, 9, 18),),
        )
        assert str(moved.explain()) == (
            "review moves from Tue 2022-09-20 to Wed 2022-09-21\n"
            "├─ Mon 2022-09-19 is closed now\n"
            "├─ Tue 2022-09-20 is closed now\n"
            "└─ Sun 2022-09-18 is opened now"
        )
        assert dict(moved.explain().figures) == {
            "clock": Clock.REVIEW,
            "was": date(2022, 9, 20),
            "now": date(2022, 9, 21),
        }
        assert [each.code for each in moved.explain().because] == ["now_closed", "now_closed", "now_opened"]
        json.dumps(told_of(moved.explain()))

    def test_names_days_between_the_two_due_days_too(self) -> None:
        new = OLD.with_closures({date(2022, 9, 15): "storm", date(2022, 9, 19): "storm"})
        (moved,) = recompute(OLD, new, [review(date(2022, 9, 14))])
        assert moved.deadline.on == date(2022, 9, 16)
        assert figures(moved) == (date(2022, 9, 20), (date(2022, 9, 15), date(2022, 9, 19)), ())

    def test_whichever_of_them_is_the_later(self) -> None:
        due = review(date(2022, 10, 7))
        new = OLD.with_working_days([date(2022, 10, 8), date(2022, 10, 10)])
        (moved,) = recompute(OLD, new.with_closures({date(2022, 10, 12): "storm"}), [due])
        assert due.on == date(2022, 10, 12)
        assert figures(moved) == (
            date(2022, 10, 10),
            (date(2022, 10, 12),),
            (date(2022, 10, 8), date(2022, 10, 10)),
        )

    def test_is_a_value(self) -> None:
        new = OLD.with_closures({date(2022, 9, 15): "storm"})
        found = recompute(OLD, new, [review(date(2022, 9, 14))])
        assert pickle.loads(pickle.dumps(found)) == found
        assert found == recompute(OLD, new, [review(date(2022, 9, 14))])

    def test_stay_in_the_order_given(self) -> None:
        new = OLD.with_closures({date(2022, 9, 15): "storm"})
        dues = [payment(date(2022, 9, 1)), review(date(2022, 9, 14)), review(date(2022, 9, 13))]
        assert [moved.deadline for moved in recompute(OLD, new, dues)] == dues
        assert [moved.deadline for moved in recompute(OLD, new, reversed(dues))] == dues[::-1]

    def test_may_be_the_same_one_twice(self) -> None:
        new = OLD.with_closures({date(2022, 9, 15): "storm"})
        due = review(date(2022, 9, 14))
        assert [moved.deadline for moved in recompute(OLD, new, (due, due))] == [due, due]


class TestUnmoved:
    def test_by_the_same_calendar(self) -> None:
        dues = [review(date(2022, 9, 14)), payment(date(2022, 9, 14))]
        assert recompute(OLD, OLD, dues) == ()
        assert recompute(OLD, OLD, ()) == ()

    @pytest.mark.parametrize("closed", [date(2022, 9, 14), date(2022, 9, 17), date(2022, 9, 20)])
    def test_by_a_day_that_is_not_counted(self, closed: date) -> None:
        """Day zero, a weekend day, and a day after the due day."""
        new = OLD.with_closures({closed: "storm"})
        assert recompute(OLD, new, [review(date(2022, 9, 14)), review(date(2022, 9, 15))]) == ()

    def test_where_one_day_is_closed_and_another_opened_instead(self) -> None:
        new = OLD.with_closures({date(2022, 9, 15): "moved"}).with_working_days([date(2022, 9, 17)])
        assert recompute(OLD, new, [dispute_due(start=date(2022, 9, 14), rules=RULES)]) == ()

    def test_where_only_names_have_changed(self) -> None:
        new = OLD.with_closures({date(2022, 10, 10): "Indigenous Peoples' Day"})
        assert new.digest != OLD.digest
        assert recompute(OLD, new, [review(date(2022, 10, 7))]) == ()

    def test_where_no_business_days_are_counted(self) -> None:
        """Whatever calendar they were asked with: these are not about its days."""
        never = BusinessCalendar.of_weekdays(years=YEARS, weekend=set(range(7)), name="never")
        policies = Policies(
            final_approval=FinalApproval.MONTH_AFTER_WINDOW, dispute_window=DisputeWindow.STRICT
        )
        for calendar in (OLD, never):
            rules = bound(policies, calendar=calendar)
            start = date(2022, 9, 14)
            dues = [
                claiming_due(USAGE, rules=rules),
                final_approval_due(USAGE, rules=rules),
                dispute_window_due(rejected=start, rules=rules),
                hold_due(failed=start, rules=rules),
                plan_review_due(start=start, rules=rules),
                retention_due(start, rules=rules),
            ]
            counted = [due for due in dues if isinstance(due, Deadline)]
            assert len(counted) == len(dues)
            assert recompute(OLD, never, counted) == ()


class TestRefused:
    def test_where_the_deadline_was_counted_with_another_calendar(self) -> None:
        other = BusinessCalendar.of_weekdays(years=YEARS, name="other")
        due = review(date(2022, 9, 14), bound(calendar=other))
        with pytest.raises(InvalidValue) as caught:
            recompute(OLD, OLD, [review(date(2022, 9, 14)), due])
        assert caught.value.got == ("other", other.digest)
        assert caught.value.fits == f"one counted with old, {OLD.digest[:8]}"

    def test_where_old_and_new_are_exchanged(self) -> None:
        new = OLD.with_closures({date(2022, 9, 15): "storm"})
        with pytest.raises(InvalidValue, match="one counted with"):
            recompute(new, OLD, [review(date(2022, 9, 14))])

    @pytest.mark.parametrize("digest", ["", "0" * 64, OLD.digest[:-1], OLD.digest.upper()])
    def test_where_the_digest_was_altered(self, digest: str) -> None:
        due = attrs.evolve(review(date(2022, 9, 14)), digest=digest)
        with pytest.raises(InvalidValue):
            recompute(OLD, OLD, [due])

    def test_but_not_for_its_name(self) -> None:
        renamed = attrs.evolve(OLD, name="renamed")
        assert recompute(renamed, OLD, [review(date(2022, 9, 14))]) == ()

    def test_where_the_new_calendar_does_not_answer(self) -> None:
        due = review(date(2022, 9, 14))
        for years in ([2023], [2021]):
            with pytest.raises(CalendarOutOfRange, match="2022-09-14 lies outside"):
                recompute(OLD, BusinessCalendar.of_weekdays(years=years), [due])

    def test_where_the_new_calendar_ends_too_early(self) -> None:
        due = payment(date(2022, 12, 1))
        with pytest.raises(CalendarOutOfRange, match="past its bounds"):
            recompute(OLD, OLD.narrowed(years=[2022]), [due])

    def test_where_no_business_is_done_any_more(self) -> None:
        never = BusinessCalendar.of_weekdays(years=YEARS, weekend=set(range(7)), name="never")
        with pytest.raises(CalendarOutOfRange, match="calendar 'never'"):
            recompute(OLD, never, [review(date(2022, 9, 14))])


class TestBounds:
    def test_a_longer_calendar_moves_past_the_end_of_the_old(self) -> None:
        """What the old calendar did not know is no change of it."""
        old = OLD.narrowed(years=[2022])
        due = review(date(2022, 12, 28), bound(calendar=old))
        assert due.on == date(2022, 12, 30)
        closed = {date(2022, 12, 30): "year end", date(2023, 1, 2): "New Year"}
        (moved,) = recompute(old, OLD.with_closures(closed), [due])
        assert figures(moved) == (date(2023, 1, 3), (date(2022, 12, 30),), ())

    def test_a_shorter_calendar_may_still_answer(self) -> None:
        """Open all week, it reaches the 45th day before it ends; the old due day lies beyond."""
        due = payment(date(2022, 11, 1))
        assert due.on == date(2023, 1, 3)
        busy = BusinessCalendar.of_weekdays(years=[2022], weekend=frozenset(), name="busy")
        (moved,) = recompute(OLD, busy, [due])
        assert moved.on == date(2022, 12, 16)
        assert moved.closed == ()
        assert all(day.weekday() >= 5 for day in moved.opened)
        assert moved.opened[0] == date(2022, 11, 5)
        assert moved.opened[-1] <= busy.last
