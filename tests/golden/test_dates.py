"""Every other date of the rules: the published windows to the day, and tests/cases/dates.csv."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias

import attrs
import pytest
from tests.support.cases import case_name, rows_of
from tests.support.world import FORM, PACIFIC, PROGRAM, SYSTEM, USER, WEEKDAYS, Desk, bound, instant

from coopclaims import (
    BusinessCalendar,
    CalendarDays,
    Deadline,
    NotRunning,
    Policies,
    Refused,
    Rulebook,
    UsagePeriod,
    partner_center,
)
from coopclaims.claims import ExpireDraft, SubmitClaim
from coopclaims.deadlines import (
    DeadlineState,
    TaxInvoice,
    activity_claim_due,
    claiming_due,
    claiming_opening,
    dispute_window_due,
    final_approval_due,
    hold_due,
    open_usage_periods,
    payment_due,
    payment_run,
    plan_review_due,
    retention_due,
)
from coopclaims.errors import NoRuleInForce
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import ProgramId
from coopclaims.periods import EarningPeriod, FiscalHalf
from coopclaims.provenance import cite, inferred
from coopclaims.rules import ACTIVITY_LATEST, ActivityLimiting, DisputeWindow, Edition, FinalApproval, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coopclaims import Rules

RowT: TypeAlias = "dict[str, str]"
Start: TypeAlias = date | datetime

WINDOWS = rows_of("windows")
DATES = rows_of("dates")
POLICIES = {
    "": Policies(),
    "activity limit": Policies(activity_limiting=ActivityLimiting.EARLIER_DATE),
    "final approval": Policies(final_approval=FinalApproval.MONTH_AFTER_WINDOW),
    "strict dispute": Policies(dispute_window=DisputeWindow.STRICT),
}


def asking(*questions: str) -> list[RowT]:
    """Return the rows of dates.csv that ask one of these questions."""
    return [row for row in DATES if row["question"] in questions]


def usage_of(row: Mapping[str, str]) -> UsagePeriod:
    return UsagePeriod.of(FiscalHalf.of(date.fromisoformat(row["usage"])))


def rules_of(row: Mapping[str, str]) -> Rules:
    """Return the published rules with the policy, the closed days or the span that the row names."""
    book, calendar = partner_center, WEEKDAYS
    if row["given"].startswith("closed "):
        closed = [date.fromisoformat(each) for each in row["given"].split()[1:]]
        calendar = BusinessCalendar.of_days(name="this case's", closed=closed, years=range(2022, 2024))
    elif row["given"] == "45 calendar days":
        days = Edition(
            name="legacy",
            payment_span=Rule(
                value=CalendarDays(45),
                first=date(2022, 1, 1),
                source=cite("KB-TL", "D-10"),
                basis=inferred(),
            ),
        )
        book = Rulebook("legacy", (*partner_center.editions, days))
    return bound(POLICIES[row["policy"]], rulebook=book, calendar=calendar)


def told(due: Deadline | NotRunning) -> str:
    return due.on.isoformat() if isinstance(due, Deadline) else "none"


def activity_limit(row: RowT, start: Start) -> str:
    assert not isinstance(start, datetime)
    return told(activity_claim_due(start, program=ProgramId(row["given"]), rules=rules_of(row)))


def hold(row: RowT, start: Start) -> str:
    return told(hold_due(failed=start, rules=rules_of(row)))


def plan_review(row: RowT, start: Start) -> str:
    return told(plan_review_due(start=start, rules=rules_of(row)))


def retention(row: RowT, start: Start) -> str:
    assert not isinstance(start, datetime)
    return told(retention_due(start, rules=rules_of(row)))


def run(row: RowT, start: Start) -> str:
    found = payment_run(approved=start, rules=rules_of(row))
    return f"{found.month:%Y-%m} until {found.cutoff.on}"


def dispute_window(row: RowT, start: Start) -> str:
    return told(dispute_window_due(rejected=start, rules=rules_of(row)))


def payment(row: RowT, start: Start) -> str:
    match row["given"].split():
        case ["tax", "invoice", "awaited"]:
            tax_invoice = TaxInvoice.awaited()
        case ["tax", "invoice", day]:
            tax_invoice = TaxInvoice.approved(instant(f"{day} 12:00"))
        case _:
            tax_invoice = TaxInvoice.not_needed()
    return told(payment_due(approved=start, tax_invoice=tax_invoice, rules=rules_of(row)))


ANSWERS: dict[str, Callable[[RowT, Start], str]] = {
    "activity limit": activity_limit,
    "dispute window": dispute_window,
    "hold": hold,
    "payment": payment,
    "payment run": run,
    "plan review": plan_review,
    "retention": retention,
}
OF_DAYS = ("activity limit", "retention")
"""Questions about a day of execution, which has no time."""


def answer(row: RowT, start: Start) -> str:
    try:
        return ANSWERS[row["question"]](row, start)
    except NoRuleInForce:
        return "no rule"


class TestDates:
    @pytest.mark.parametrize("row", asking(*ANSWERS), ids=case_name)
    def test_from_a_bare_day(self, row: RowT) -> None:
        assert answer(row, date.fromisoformat(row["day"])) == row["answer"]

    @pytest.mark.parametrize("row", asking(*(ANSWERS.keys() - OF_DAYS)), ids=case_name)
    @pytest.mark.parametrize("clock", [time.min, time(14, 59, 59), time(17), time.max], ids=str)
    def test_from_any_time_of_that_day_in_the_programs_zone(self, row: RowT, clock: time) -> None:
        at = datetime.combine(date.fromisoformat(row["day"]), clock, PACIFIC)
        assert answer(row, at) == row["answer"]
        assert answer(row, at.astimezone(UTC)) == row["answer"]

    @pytest.mark.parametrize("row", asking("final approval"), ids=case_name)
    def test_of_final_approval(self, row: RowT) -> None:
        assert told(final_approval_due(usage_of(row), rules=rules_of(row))) == row["answer"]

    def test_each_question_is_asked_here(self) -> None:
        assert {row["question"] for row in DATES} == {*ANSWERS, "claimable", "final approval", "submission"}


class TestWindows:
    """Source: D-01 to D-03, D-05, the table of OV21 and OV23."""

    @pytest.mark.parametrize("row", WINDOWS, ids=case_name)
    def test_follow_from_the_earning_period(self, row: RowT) -> None:
        earning = EarningPeriod.of(FiscalHalf.of(date.fromisoformat(row["earning_first"])))
        assert str(earning) == f"{row['earning_first']} to {row['earning_last']}"
        assert str(earning.usage_period()) == f"{row['usage_first']} to {row['usage_last']}"

    @pytest.mark.parametrize("row", WINDOWS, ids=case_name)
    def test_open_and_close_on_the_published_days(self, row: RowT) -> None:
        usage = UsagePeriod(date.fromisoformat(row["usage_first"]), date.fromisoformat(row["usage_last"]))
        opening = claiming_opening(usage, rules=bound())
        closing = claiming_due(usage, rules=bound())
        assert opening.on == closing.started_on == date.fromisoformat(row["opens"])
        assert closing.on == date.fromisoformat(row["closes"])

    @pytest.mark.parametrize("row", WINDOWS, ids=case_name)
    def test_open_with_the_first_instant_and_close_with_the_last(self, row: RowT) -> None:
        usage = UsagePeriod(date.fromisoformat(row["usage_first"]), date.fromisoformat(row["usage_last"]))
        opening = claiming_opening(usage, rules=bound())
        closing = claiming_due(usage, rules=bound())
        before = instant(f"{row['day_before']} 23:59:59.999999")
        opens, closes = instant(f"{row['opens']} 00:00"), instant(f"{row['closes']} 23:59:59.999999")
        after = instant(f"{row['day_after']} 00:00")
        assert [opening.is_open(at) for at in (before, opens, closes)] == [False, True, True]
        assert opening.first_instant == opens
        assert closing.last_instant == closes
        assert [closing.state(at) for at in (before, opens, closes, after)] == [
            DeadlineState.OPEN,
            DeadlineState.OPEN,
            DeadlineState.DUE_TODAY,
            DeadlineState.OVERDUE,
        ]

    @pytest.mark.parametrize("row", WINDOWS, ids=case_name)
    @pytest.mark.parametrize(
        ("column", "clock", "code"),
        [
            ("day_before", "23:59:59.999999", ProblemCode.WINDOW_NOT_OPEN),
            ("opens", "00:00", None),
            ("closes", "23:59:59.999999", None),
            ("day_after", "00:00", ProblemCode.WINDOW_CLOSED),
        ],
        ids=["before", "first", "last", "after"],
    )
    def test_are_kept_by_every_submission(
        self, row: RowT, column: str, clock: str, code: ProblemCode | None
    ) -> None:
        usage = UsagePeriod(date.fromisoformat(row["usage_first"]), date.fromisoformat(row["usage_last"]))
        assert submitting(usage, usage.first, f"{row[column]} {clock}") == ({code} if code else set())

    @pytest.mark.parametrize("row", asking("claimable"), ids=case_name)
    def test_at_any_time_one_usage_period_is_claimable(self, row: RowT) -> None:
        """Source: D-36."""
        found = open_usage_periods(date.fromisoformat(row["day"]), rules=bound())
        assert [str(each.usage_period) for each in found] == [row["answer"]]
        assert row["answer"] in found[0].explain().text

    def test_follow_one_another_without_a_gap(self) -> None:
        """Source: D-36."""
        assert [row["day_before"] for row in WINDOWS[1:]] == [row["closes"] for row in WINDOWS[:-1]]
        assert [row["day_after"] for row in WINDOWS[:-1]] == [row["opens"] for row in WINDOWS[1:]]


def submitting(
    usage: UsagePeriod, executed_on: date, at: str, rules: Rules | None = None
) -> frozenset[ProblemCode]:
    """Return what stands in the way of submitting a finished draft at this instant."""
    return handing(drafted(usage, executed_on, rules), SubmitClaim, at)


def drafted(usage: UsagePeriod, executed_on: date, rules: Rules | None = None) -> Desk:
    form = attrs.evolve(FORM, usage_period=usage, executed_on=executed_on)
    desk = Desk(rules=bound() if rules is None else rules, form=form)
    return desk.draft(at=f"{usage.first} 09:00")


def handing(desk: Desk, kind: type[SubmitClaim | ExpireDraft], at: str) -> frozenset[ProblemCode]:
    try:
        desk.do(kind, USER if kind is SubmitClaim else SYSTEM, at)
    except Refused as refused:
        return refused.codes
    return frozenset()


class TestSubmissions:
    @pytest.mark.parametrize("row", asking("submission"), ids=case_name)
    @pytest.mark.parametrize("clock", ["00:00", "23:59:59.999999"])
    def test_are_judged_as_the_case_says(self, row: RowT, clock: str) -> None:
        executed_on = date.fromisoformat(row["given"].removeprefix("activity "))
        found = submitting(usage_of(row), executed_on, f"{row['day']} {clock}", rules_of(row))
        assert found == (set() if row["answer"] == "accepted" else {ProblemCode(row["answer"])})

    def test_w62_a_draft_expires_with_the_window(self) -> None:
        """Source: S-05, S-12."""
        usage = UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))
        desk = drafted(usage, date(2022, 5, 10))
        early = handing(desk, ExpireDraft, "2022-08-15 23:59:59.999999")
        assert early == {ProblemCode.WINDOW_STILL_OPEN}
        assert not handing(desk, ExpireDraft, "2022-08-16 00:00")


class TestStates:
    def test_w36_what_is_not_repaired_on_day_180_is_forfeited_from_the_next(self) -> None:
        """Source: D-22."""
        due = hold_due(failed=date(2023, 1, 10), rules=bound())
        assert (due.on - date(2023, 1, 10)).days == 180
        assert due.state(instant("2023-07-09 23:59:59.999999")) is DeadlineState.DUE_TODAY
        assert due.state(instant("2023-07-10 00:00")) is DeadlineState.OVERDUE

    @pytest.mark.parametrize(
        ("stamp", "month"),
        [
            ("2016-09-15T06:59:59+00:00", date(2016, 9, 1)),  # the 14th, 23:59:59 in summer
            ("2016-09-15T06:59:59.999999+00:00", date(2016, 9, 1)),
            ("2016-09-15T07:00:00+00:00", date(2016, 10, 1)),
            ("2016-12-15T07:59:59.999999+00:00", date(2016, 12, 1)),  # and in winter
            ("2016-12-15T08:00:00+00:00", date(2017, 1, 1)),
        ],
    )
    def test_the_run_closes_with_the_14th_in_the_programs_zone(self, stamp: str, month: date) -> None:
        """Source: D-12."""
        found = payment_run(approved=datetime.fromisoformat(stamp), rules=bound())
        assert found.month == month

    def test_originals_are_kept_to_the_end_of_the_last_day(self) -> None:
        """Source: D-25."""
        due = retention_due(date(2024, 2, 29), rules=bound())
        assert due.last_instant == instant("2026-02-28 23:59:59.999999")
        assert due.state(due.last_instant.astimezone(UTC) + timedelta.resolution) is DeadlineState.OVERDUE

    def test_the_last_day_of_that_is_about_the_named_programs_only(self) -> None:
        """Source: U-14."""
        rules = bound(POLICIES["activity limit"])
        limit = rules.look_up(ACTIVITY_LATEST, date(2021, 6, 30)).value
        assert limit.latest == date(2021, 8, 15)
        assert limit.programs == {
            "CSP Direct Bill Partner",
            "CSP Indirect Provider",
            "CSP Indirect Reseller",
        }
        assert PROGRAM in limit.programs
