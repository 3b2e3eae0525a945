"""The clocks of a claim: when they run, to which instant, and what their explanation is worth."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given, strategies as st
from tests.support.told import told_of
from tests.support.world import (
    PACIFIC,
    REVIEWER,
    RULES,
    USER,
    WEEKDAYS,
    bound,
    desk_at,
    instant,
)

from coopclaims import (
    BusinessCalendar,
    BusinessDays,
    CalendarDays,
    ClaimStatus,
    Deadline,
    InvalidValue,
    NotRunning,
    Rulebook,
    dispute_deadline,
    partner_center,
    payment_deadline,
    review_deadline,
)
from coopclaims.claims import ExpireDraft, RejectClaim, StartReview, SubmitClaim
from coopclaims.deadlines import (
    Clock,
    DeadlineState,
    TaxInvoice,
    TaxInvoiceState,
    claiming_deadline,
    dispute_due,
    payment_due,
    review_due,
)
from coopclaims.errors import CalendarOutOfRange, NoRuleInForce
from coopclaims.provenance import BasisKind

if TYPE_CHECKING:
    from collections.abc import Callable

NAIVE = datetime(2022, 9, 14, 10)  # noqa: DTZ001 - the point
US = BusinessCalendar.of_days(
    name="with two holidays",
    closed={date(2022, 10, 10): "Columbus Day", date(2022, 11, 11): "Veterans Day"},
    years=range(2020, 2027),
)


def due(answer: Deadline | NotRunning) -> Deadline:
    assert isinstance(answer, Deadline)
    return answer


class TestInstantsAndDays:
    def test_the_day_is_that_of_the_programs_zone(self) -> None:
        """Thursday evening in California is Friday already in UTC."""
        thursday = datetime(2022, 9, 16, 5, tzinfo=UTC)
        assert review_due(start=thursday, rules=RULES).started_on == date(2022, 9, 15)
        assert review_due(start=thursday, rules=RULES).on == date(2022, 9, 19)

    def test_the_same_instant_is_another_day_in_another_zone(self) -> None:
        rules = partner_center.bind(calendar=WEEKDAYS, zone=ZoneInfo("Europe/Stockholm"))
        friday = datetime(2022, 9, 16, 5, tzinfo=UTC)
        assert review_due(start=friday, rules=rules).on == date(2022, 9, 20)

    @pytest.mark.parametrize(
        ("day", "at"),
        [
            ("2022-09-14", datetime(2022, 9, 14, 7, tzinfo=UTC)),
            ("2022-09-14", datetime(2022, 9, 15, 6, 59, 59, 999999, tzinfo=UTC)),
            ("2022-09-15", datetime(2022, 9, 15, 7, tzinfo=UTC)),
            ("2022-12-14", datetime(2022, 12, 14, 8, tzinfo=UTC)),
        ],
    )
    def test_days_begin_and_end_at_midnight_there(self, day: str, at: datetime) -> None:
        """Seven hours behind UTC in summer, eight in winter: civil time, and not a fixed offset."""
        assert review_due(start=at, rules=RULES).started_on.isoformat() == day

    def test_an_instant_and_its_day_give_the_same(self) -> None:
        by_day = review_due(start=date(2022, 9, 14), rules=RULES)
        by_instant = review_due(start=instant("2022-09-14 17:30"), rules=RULES)
        assert (by_day.on, by_day.last_instant) == (by_instant.on, by_instant.last_instant)

    @pytest.mark.parametrize(
        ("approved", "last_instant"),
        [
            # 30 days after these, the clocks are set; the day has 25, or 23 hours
            ("2022-10-07", datetime(2022, 11, 7, 7, 59, 59, 999999, tzinfo=UTC)),
            ("2022-02-11", datetime(2022, 3, 14, 6, 59, 59, 999999, tzinfo=UTC)),
        ],
    )
    def test_the_last_instant_is_that_of_a_day_with_a_clock_change(
        self, approved: str, last_instant: datetime
    ) -> None:
        deadline = due(
            payment_due(
                approved=date(2022, 1, 3),
                tax_invoice=TaxInvoice.approved(instant(f"{approved} 12:00")),
                rules=RULES,
            )
        )
        assert deadline.last_instant.astimezone(UTC) == last_instant
        assert deadline.state(last_instant) is DeadlineState.DUE_TODAY
        assert deadline.state(last_instant + timedelta(microseconds=1)) is DeadlineState.OVERDUE

    @pytest.mark.parametrize("ask", [review_due, dispute_due])
    @pytest.mark.parametrize("start", [NAIVE, "2022-09-14", None, 7])
    def test_what_is_neither_day_nor_instant_is_refused(
        self, ask: Callable[..., Deadline], start: object
    ) -> None:
        with pytest.raises(InvalidValue) as caught:
            ask(start=start, rules=RULES)
        assert caught.value.got == start
        assert "start" in caught.value.field

    def test_nor_is_a_naive_answer_taken(self) -> None:
        with pytest.raises(InvalidValue) as caught:
            review_due(start=date(2022, 9, 14), rules=RULES, answered_at=NAIVE)
        assert (caught.value.field, caught.value.got) == ("answered_at", NAIVE)

    def test_nor_is_it_asked_about_a_naive_instant(self) -> None:
        deadline = review_due(start=date(2022, 9, 14), rules=RULES)
        for ask in (deadline.state, deadline.explain, deadline.remaining):
            with pytest.raises(InvalidValue, match="at: got"):
                ask(NAIVE)

    def test_counting_out_of_the_calendar_is_refused(self) -> None:
        with pytest.raises(CalendarOutOfRange) as caught:
            review_due(start=date(2030, 12, 30), rules=RULES)
        assert caught.value.last == date(2030, 12, 31)
        assert "2030-12-31" in str(caught.value)

    def test_so_is_starting_outside_of_it(self) -> None:
        with pytest.raises(CalendarOutOfRange) as caught:
            review_due(start=date(2031, 1, 1), rules=RULES)
        assert caught.value.day == date(2031, 1, 1)
        assert "2031-01-01" in str(caught.value)

    @pytest.mark.parametrize("ask", [review_due, dispute_due])
    def test_before_the_first_publication_there_is_no_rule(self, ask: Callable[..., Deadline]) -> None:
        """Source: N8, the support texts, first seen on 2020-05-26."""
        with pytest.raises(NoRuleInForce) as caught:
            ask(start=date(2020, 5, 25), rules=RULES)
        assert caught.value.day == date(2020, 5, 25)
        assert "from 2020-05-26" in str(caught.value)
        assert ask(start=date(2020, 5, 26), rules=RULES).started_on == date(2020, 5, 26)


class TestState:
    """Due to the end of the day: open, due today, overdue."""

    DEADLINE = review_due(start=date(2022, 9, 14), rules=RULES)

    @pytest.mark.parametrize(
        ("at", "state", "days_left"),
        [
            ("2022-09-01 00:00", DeadlineState.OPEN, 2),
            ("2022-09-14 10:00", DeadlineState.OPEN, 2),
            ("2022-09-15 23:59:59.999999", DeadlineState.OPEN, 1),
            ("2022-09-16 00:00", DeadlineState.DUE_TODAY, 0),
            ("2022-09-16 23:59:59.999999", DeadlineState.DUE_TODAY, 0),
            ("2022-09-17 00:00", DeadlineState.OVERDUE, 0),
            ("2032-09-17 00:00", DeadlineState.OVERDUE, 0),
        ],
    )
    def test_by_the_microsecond(self, at: str, state: DeadlineState, days_left: int) -> None:
        assert self.DEADLINE.state(instant(at)) is state
        assert self.DEADLINE.remaining(instant(at)) == days_left

    def test_remaining_counts_in_the_unit_of_the_span(self) -> None:
        """From Thursday to Tuesday over a weekend: three business days."""
        business = review_due(start=date(2022, 9, 16), rules=RULES)
        assert business.remaining(instant("2022-09-16 12:00")) == 2
        assert business.remaining(instant("2022-09-17 12:00")) == 2
        assert business.remaining(instant("2022-09-19 12:00")) == 1
        calendar = due(
            payment_due(
                approved=date(2022, 9, 19),
                tax_invoice=TaxInvoice.approved(instant("2022-10-03 12:00")),
                rules=RULES,
            )
        )
        assert calendar.remaining(instant("2022-10-03 12:00")) == 30
        assert calendar.remaining(instant("2022-10-30 12:00")) == 3

    def test_the_state_is_that_of_the_programs_day(self) -> None:
        assert self.DEADLINE.state(datetime(2022, 9, 16, 6, 59, tzinfo=UTC)) is DeadlineState.OPEN
        assert self.DEADLINE.state(datetime(2022, 9, 16, 7, tzinfo=UTC)) is DeadlineState.DUE_TODAY
        assert self.DEADLINE.state(datetime(2022, 9, 17, 7, tzinfo=UTC)) is DeadlineState.OVERDUE

    def test_support_is_advised_for_an_overdue_review_only(self) -> None:
        """Source: R-16."""
        late = instant("2022-12-24 00:00")
        assert "Support" in str(self.DEADLINE.explain(late))
        assert "Support" not in str(self.DEADLINE.explain(instant("2022-09-16 12:00")))
        assert "Support" not in str(dispute_due(start=date(2022, 9, 14), rules=RULES).explain(late))


class TestReview:
    """Source: D-07, and S-04: a draft is not under review."""

    @pytest.mark.parametrize("status", [ClaimStatus.EDITING, ClaimStatus.CANCELLED, ClaimStatus.EXPIRED])
    def test_no_submission_no_clock(self, status: ClaimStatus) -> None:
        clock = review_deadline(desk_at(status).claim, rules=RULES)
        assert isinstance(clock, NotRunning)
        assert clock.clock is Clock.REVIEW
        assert "not been submitted" in clock.explain().text
        assert clock.explain(instant("2022-09-14 10:00")) == clock.explain()

    def test_it_waits_while_the_partner_has_the_claim(self) -> None:
        clock = review_deadline(desk_at(ClaimStatus.ACTION_REQUIRED).claim, rules=RULES)
        assert isinstance(clock, NotRunning)
        assert "waits for the partner" in clock.explain().text

    @pytest.mark.parametrize(
        ("status", "answered"),
        [
            (ClaimStatus.SUBMITTED, None),
            (ClaimStatus.UNDER_REVIEW, None),
            (ClaimStatus.APPROVED, "2022-09-16 15:00"),
            (ClaimStatus.REJECTED, "2022-09-16 15:00"),
            (ClaimStatus.DISPUTED, "2022-09-16 15:00"),
            (ClaimStatus.PARTNER_ACTION_REQUIRED, "2022-09-16 15:00"),
        ],
    )
    def test_it_runs_from_the_submission_to_the_decision(
        self, status: ClaimStatus, answered: str | None
    ) -> None:
        deadline = due(review_deadline(desk_at(status).claim, rules=RULES))
        assert (deadline.started_on, deadline.on) == (date(2022, 9, 14), date(2022, 9, 16))
        assert deadline.answered_at == (None if answered is None else instant(answered))


class TestDispute:
    """Source: D-09, X-02."""

    @pytest.mark.parametrize(
        "status", sorted(set(ClaimStatus) - {ClaimStatus.DISPUTED, ClaimStatus.PARTNER_ACTION_REQUIRED})
    )
    def test_no_dispute_no_clock(self, status: ClaimStatus) -> None:
        clock = dispute_deadline(desk_at(status).claim, rules=RULES)
        assert isinstance(clock, NotRunning)
        assert clock.clock is Clock.DISPUTE

    def test_it_waits_while_the_partner_has_the_claim(self) -> None:
        clock = dispute_deadline(desk_at(ClaimStatus.PARTNER_ACTION_REQUIRED).claim, rules=RULES)
        assert isinstance(clock, NotRunning)
        assert "waits for the partner" in clock.explain().text


class TestPayment:
    """Source: D-10, D-11, P-23."""

    @pytest.mark.parametrize("status", sorted(set(ClaimStatus) - {ClaimStatus.APPROVED}))
    def test_no_approval_no_clock(self, status: ClaimStatus) -> None:
        clock = payment_deadline(desk_at(status).claim, tax_invoice=TaxInvoice.not_needed(), rules=RULES)
        assert isinstance(clock, NotRunning)
        assert status.caption in clock.explain().text

    def test_a_missing_tax_invoice_stops_it(self) -> None:
        claim = desk_at(ClaimStatus.APPROVED).claim
        clock = payment_deadline(claim, tax_invoice=TaxInvoice.awaited(), rules=RULES)
        assert isinstance(clock, NotRunning)
        assert "tax invoice" in clock.explain().text
        assert clock.explain().source is not None

    def test_an_approved_tax_invoice_counts_instead_of_the_approval(self) -> None:
        """Thirty calendar days, not besides the forty-five business days, and never both."""
        deadline = due(
            payment_due(
                approved=date(2022, 9, 19),
                tax_invoice=TaxInvoice.approved(instant("2022-12-01 12:00")),
                rules=RULES,
            )
        )
        assert (deadline.started_on, deadline.on) == (date(2022, 12, 1), date(2022, 12, 31))
        assert deadline.span == CalendarDays(30)

    @pytest.mark.parametrize("invoiced", ["2022-09-01 12:00", "2022-09-18 23:59"])
    def test_it_never_counts_from_before_the_approval_of_the_claim(self, invoiced: str) -> None:
        deadline = due(
            payment_due(
                approved=date(2022, 9, 19),
                tax_invoice=TaxInvoice.approved(instant(invoiced)),
                rules=RULES,
            )
        )
        assert (deadline.started_on, deadline.on) == (date(2022, 9, 19), date(2022, 10, 19))

    def test_on_the_same_day_it_counts_from_that_day(self) -> None:
        deadline = due(
            payment_due(
                approved=instant("2022-09-19 18:00"),
                tax_invoice=TaxInvoice.approved(instant("2022-09-19 09:00")),
                rules=RULES,
            )
        )
        assert deadline.on == date(2022, 10, 19)

    @pytest.mark.parametrize(
        ("state", "approved_at"),
        [
            (TaxInvoiceState.APPROVED, None),
            (TaxInvoiceState.AWAITED, instant("2022-10-03 12:00")),
            (TaxInvoiceState.NOT_NEEDED, instant("2022-10-03 12:00")),
        ],
    )
    def test_a_tax_invoice_is_approved_at_an_instant_or_not_at_all(
        self, state: TaxInvoiceState, approved_at: datetime | None
    ) -> None:
        with pytest.raises(InvalidValue, match="approved_at"):
            TaxInvoice(state, approved_at)

    def test_and_never_at_a_naive_one(self) -> None:
        with pytest.raises(InvalidValue, match="approved_at: got"):
            TaxInvoice.approved(NAIVE)


class TestClaiming:
    """Source: D-03."""

    def test_it_starts_where_the_window_opens(self) -> None:
        deadline = claiming_deadline(desk_at(ClaimStatus.EDITING).claim, rules=RULES)
        assert (deadline.started_on, deadline.on) == (date(2022, 8, 16), date(2023, 2, 15))
        assert deadline.span is None
        assert deadline.answered_at is None

    def test_it_is_answered_by_the_first_submission(self) -> None:
        desk = desk_at(ClaimStatus.ACTION_REQUIRED)
        desk.do(SubmitClaim, USER, desk.later)
        deadline = claiming_deadline(desk.claim, rules=RULES)
        assert deadline.answered_at == instant("2022-09-14 10:00")

    def test_an_expired_draft_never_met_it(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        desk.do(ExpireDraft, desk_at(ClaimStatus.EXPIRED).commands[-1].by, "2023-02-16 00:00")
        deadline = claiming_deadline(desk.claim, rules=RULES)
        assert deadline.state(instant("2024-02-16 00:00")) is DeadlineState.OVERDUE


class TestSource:
    def test_rule_and_calendar_are_named(self) -> None:
        deadline = dispute_due(start=date(2022, 3, 1), rules=bound(calendar=US))
        assert (deadline.calendar, deadline.digest) == (US.name, US.digest)
        assert deadline.rule is not None
        assert "D-09" in deadline.rule.source.facts
        assert deadline.rule.basis.kind is BasisKind.PUBLISHED
        assert deadline.clock is Clock.DISPUTE

    def test_carried_forward_is_said_so(self) -> None:
        """Source: N8, MG-en was last seen on 2023-10-23."""
        assert "carried forward" not in str(review_due(start=date(2023, 10, 23), rules=RULES).explain())
        later = review_due(start=date(2023, 10, 24), rules=RULES).explain()
        assert "carried forward since 2023-10-23" in str(later)

    def test_strictly_bound_it_is_an_error(self) -> None:
        strict = bound(strict=True)
        assert review_due(start=date(2023, 10, 23), rules=strict).on == date(2023, 10, 25)
        with pytest.raises(NoRuleInForce, match="to 2023-10-23"):
            review_due(start=date(2023, 10, 24), rules=strict)

    def test_the_closed_days_are_listed_with_their_reasons(self) -> None:
        deadline = dispute_due(start=date(2022, 10, 6), rules=bound(calendar=US))
        assert [(each.day, each.closed) for each in deadline.closed] == [
            (date(2022, 10, 8), "weekend"),
            (date(2022, 10, 9), "weekend"),
            (date(2022, 10, 10), "Columbus Day"),
        ]
        assert deadline.on == date(2022, 10, 14)


def recomputed(data: Any) -> date:
    """Return the due day from the plain data of an explanation, and from nothing else.

    From the start as many days are taken as the span says; closed days are passed over where its
    unit is business days.
    """
    below = {each["code"]: each.get("figures", {}) for each in data["because"]}
    span, day = below["span"], date.fromisoformat(below["start"]["day"])
    closed = {
        date.fromisoformat(each["figures"]["first"]) + timedelta(days=n)
        for each in data["because"]
        if each["code"] == "closed"
        for n in range(
            (date.fromisoformat(each["figures"]["last"]) - date.fromisoformat(each["figures"]["first"])).days
            + 1
        )
    }
    assert span["unit"] in {"business_days", "calendar_days"}
    assert span["unit"] == "business_days" or not closed
    left = span["n"]
    while left:
        day += timedelta(days=1)
        left -= day not in closed
    return day


class TestExplanation:
    @given(
        start=st.dates(date(2020, 7, 1), date(2025, 12, 31)),
        calendar=st.sampled_from([WEEKDAYS, US]),
        ask=st.sampled_from(["review", "dispute", "payment", "tax invoice"]),
    )
    def test_who_has_only_its_data_can_recompute_the_day(
        self, start: date, calendar: BusinessCalendar, ask: str
    ) -> None:
        rules = bound(calendar=calendar)
        tax_invoice = TaxInvoice.not_needed()
        if ask == "tax invoice":
            tax_invoice = TaxInvoice.approved(
                datetime(start.year, start.month, start.day, 12, tzinfo=PACIFIC)
            )
        deadline = {
            "review": lambda: review_due(start=start, rules=rules),
            "dispute": lambda: dispute_due(start=start, rules=rules),
        }.get(ask, lambda: due(payment_due(approved=start, tax_invoice=tax_invoice, rules=rules)))()
        data = told_of(deadline.explain())
        assert recomputed(data) == deadline.on
        assert data["figures"]["due"] == deadline.on.isoformat()
        assert data["figures"]["zone"] == "America/Los_Angeles"

    def test_it_says_how_it_stands_where_it_is_asked(self) -> None:
        deadline = review_due(start=date(2022, 9, 14), rules=RULES)
        standing = deadline.explain(instant("2022-09-16 12:00")).find("state")
        assert standing.figure("state") == "due_today"
        assert standing.figure("at") == datetime(2022, 9, 16, 19, tzinfo=UTC)
        assert all(each.code != "state" for each in deadline.explain().walk())

    def test_it_counts_every_day_once(self) -> None:
        """From Friday over a weekend and a holiday: the runs are days 1 to 5."""
        deadline = dispute_due(start=date(2022, 10, 7), rules=bound(calendar=US))
        runs = [each for each in deadline.explain().walk() if each.code == "counted"]
        assert [(run.figure("from"), run.figure("to")) for run in runs] == [(1, 4), (5, 5)]
        assert [run.figure("last") for run in runs] == [date(2022, 10, 14), date(2022, 10, 17)]

    def test_the_figures_of_a_program_are_where_the_rules_put_them(self) -> None:
        """Another span in an edition of one's own is another due day, and its own citation."""
        *earlier, last = partner_center.editions
        stated = next(each.review_span for each in reversed(earlier) if each.review_span)
        slower = attrs.evolve(
            last, review_span=attrs.evolve(stated, value=BusinessDays(3), first=date(2022, 1, 1))
        )
        rules = bound(rulebook=Rulebook("own", (*earlier, slower)))
        assert review_due(start=date(2022, 9, 14), rules=rules).on == date(2022, 9, 19)
        assert review_due(start=date(2021, 9, 15), rules=rules).on == date(2021, 9, 17)


def test_deciding_again_does_not_answer_an_earlier_clock() -> None:
    """A rejection after a dispute answers the dispute, and leaves the review as it was answered."""
    desk = desk_at(ClaimStatus.SUBMITTED)
    desk.do(StartReview, REVIEWER, "2022-09-15 09:00")
    desk.do(RejectClaim, REVIEWER, "2022-09-20 09:00")
    deadline = due(review_deadline(desk.claim, rules=RULES))
    assert deadline.state(instant("2022-09-21 09:00")) is DeadlineState.MET_LATE
