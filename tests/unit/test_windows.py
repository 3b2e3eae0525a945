"""When claims open and close, the limits that a policy turns on, and that `decide` obeys them."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
from tests.support.world import (
    ADMIN,
    FORM,
    PROGRAM,
    REVIEWER,
    RULES,
    USAGE,
    USER,
    VALIDATION_TEAM,
    WEEKDAYS,
    Desk,
    bound,
    desk_at,
    instant,
)

from coopclaims import (
    BusinessCalendar,
    CalendarDays,
    ClaimStatus,
    Deadline,
    InvalidValue,
    NotRunning,
    Policies,
    Rulebook,
    Rules,
    UsagePeriod,
    allowed,
    partner_center,
)
from coopclaims.claims import (
    ApproveClaim,
    DisputeRejection,
    RejectClaim,
    RequestAction,
    StartReview,
    SubmitClaim,
)
from coopclaims.deadlines import (
    Clock,
    DeadlineState,
    activity_claim_due,
    claiming_deadline,
    claiming_due,
    claiming_opening,
    dispute_window_due,
    final_approval_due,
)
from coopclaims.errors import NoRuleInForce
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import ProgramId
from coopclaims.provenance import BasisKind, cite, inferred
from coopclaims.rules import ActivityLatest, ActivityLimiting, DisputeWindow, Edition, FinalApproval, Rule

LIMITED = bound(Policies(activity_limiting=ActivityLimiting.EARLIER_DATE))
FINAL = bound(Policies(final_approval=FinalApproval.MONTH_AFTER_WINDOW))
STRICT = bound(Policies(dispute_window=DisputeWindow.STRICT))
SPRING = UsagePeriod(date(2021, 1, 1), date(2021, 6, 30))


def running(due: Deadline | NotRunning) -> Deadline:
    assert isinstance(due, Deadline), due.explain()
    return due


def standing_still(due: Deadline | NotRunning) -> NotRunning:
    assert isinstance(due, NotRunning), due.explain()
    return due


class TestOpening:
    def test_is_the_first_instant_of_the_first_day_in_the_programs_zone(self) -> None:
        opening = claiming_opening(USAGE, rules=RULES)
        assert opening.on == date(2022, 8, 16)
        assert opening.first_instant == instant("2022-08-16 00:00")
        assert opening.first_instant.astimezone(UTC) == datetime(2022, 8, 16, 7, tzinfo=UTC)

    def test_is_asked_in_any_zone(self) -> None:
        opening = claiming_opening(USAGE, rules=RULES)
        assert not opening.is_open(datetime(2022, 8, 16, 6, 59, 59, 999999, tzinfo=UTC))
        assert opening.is_open(datetime(2022, 8, 16, 7, tzinfo=UTC))
        assert opening.is_open(datetime(2030, 1, 1, tzinfo=UTC))

    def test_does_not_take_a_naive_instant(self) -> None:
        opening = claiming_opening(USAGE, rules=RULES)
        with pytest.raises(InvalidValue, match="aware instant"):
            opening.is_open(datetime(2022, 8, 16, 7))  # noqa: DTZ001 - naive on purpose

    def test_says_which_rule_it_follows_from(self) -> None:
        told = claiming_opening(USAGE, rules=RULES).explain()
        assert told.text == "claims open on Tue 2022-08-16 (start of day, America/Los_Angeles)"
        assert dict(told.figures) == {"opens": date(2022, 8, 16), "zone": "America/Los_Angeles"}
        window = told.find("claiming_period")
        assert dict(window.figures) == {
            "usage_first": date(2022, 7, 1),
            "usage_last": date(2022, 12, 31),
            "opens": date(2022, 8, 16),
            "closes": date(2023, 2, 15),
        }
        assert window.source == cite("OV23", "D-03", "D-05")
        assert window.basis is not None
        assert window.basis.kind is BasisKind.PUBLISHED

    def test_is_a_value(self) -> None:
        opening = claiming_opening(USAGE, rules=RULES)
        assert opening == claiming_opening(USAGE, rules=RULES)
        assert pickle.loads(pickle.dumps(opening)) == opening
        assert opening != claiming_opening(SPRING, rules=RULES)


class TestClaiming:
    def test_names_the_day_and_counts_nothing(self) -> None:
        due = claiming_due(USAGE, rules=RULES)
        assert due.clock is Clock.CLAIMING
        assert (due.started_on, due.on) == (date(2022, 8, 16), date(2023, 2, 15))
        assert due.last_instant == instant("2023-02-15 23:59:59.999999")
        assert (due.span, due.rule, due.closed) == (None, None, ())
        assert (due.calendar, due.digest) == (WEEKDAYS.name, WEEKDAYS.digest)
        assert due.answered_at is None

    def test_says_so(self) -> None:
        assert str(claiming_due(USAGE, rules=RULES).explain()) == (
            "Submission is due on Wed 2023-02-15 (end of day, America/Los_Angeles)\n"
            "├─ claims for the usage period 2022-07-01 to 2022-12-31 are open 2022-08-16 to 2023-02-15"
            "  [OV23 D-03 D-05, 2023-04-19]\n"
            "└─ the last day counts: Wed 2023-02-15"
        )

    def test_is_met_by_a_submission_on_the_last_day_and_no_later(self) -> None:
        last = instant("2023-02-15 23:59:59.999999")
        at = instant("2023-03-01 00:00")
        met = claiming_due(USAGE, rules=RULES, submitted_at=last)
        late = claiming_due(USAGE, rules=RULES, submitted_at=last.astimezone(UTC) + timedelta.resolution)
        assert met.state(at) is DeadlineState.MET
        assert late.state(at) is DeadlineState.MET_LATE
        assert late.state(last) is DeadlineState.DUE_TODAY

    @pytest.mark.parametrize(
        ("at", "left"),
        [
            ("2022-07-01 00:00", 183),  # not before the window opens
            ("2022-08-16 00:00", 183),
            ("2022-08-17 00:00", 182),
            ("2023-02-14 23:59:59.999999", 1),
            ("2023-02-15 00:00", 0),
            ("2023-02-16 00:00", 0),
        ],
    )
    def test_remaining_days_are_calendar_days(self, at: str, left: int) -> None:
        assert claiming_due(USAGE, rules=RULES).remaining(instant(at)) == left

    @pytest.mark.parametrize("first", [date(2022, 6, 30), date(2022, 7, 2), date(2022, 8, 1)])
    def test_a_period_that_is_no_half_year_has_no_window(self, first: date) -> None:
        usage = UsagePeriod(first, date(2022, 12, 31))
        for ask in (claiming_due, claiming_opening):
            with pytest.raises(NoRuleInForce, match="known for: from 01-01 to 06-30; from 07-01 to 12-31"):
                ask(usage, rules=RULES)

    @pytest.mark.parametrize("last", [date(2022, 12, 30), date(2023, 12, 31)])
    def test_nor_has_one_that_ends_on_another_day(self, last: date) -> None:
        with pytest.raises(NoRuleInForce):
            claiming_due(UsagePeriod(date(2022, 7, 1), last), rules=RULES)

    def test_nor_has_one_that_began_before_the_page(self) -> None:
        with pytest.raises(NoRuleInForce, match="from 2020-09-22"):
            claiming_due(UsagePeriod(date(2018, 7, 1), date(2018, 12, 31)), rules=RULES)

    def test_one_that_began_before_the_windows_is_counted_by_days(self) -> None:
        """Source: N23, N4. Which of them answered, and that a policy has it of all, stands in the basis."""
        due = claiming_due(UsagePeriod(date(2020, 7, 1), date(2020, 12, 31)), rules=RULES)
        assert due.on == date(2021, 2, 15)
        window = due.explain().find("claiming_period")
        assert window.source == cite("OV18", "D-04")
        assert window.basis is not None
        assert [each.code for each in window.basis.readings] == ["reading.older_periods"]  # type: ignore[union-attr]

    def test_after_the_last_sighting_the_window_is_carried_forward(self) -> None:
        usage = UsagePeriod(date(2026, 1, 1), date(2026, 6, 30))
        due = claiming_due(usage, rules=RULES)
        assert due.on == date(2026, 8, 15)
        basis = due.explain().find("claiming_period").basis
        assert basis is not None
        assert (basis.kind, basis.since) == (BasisKind.CARRIED_FORWARD, date(2023, 10, 23))

    def test_or_refused_where_the_rules_are_bound_strictly(self) -> None:
        usage = UsagePeriod(date(2026, 1, 1), date(2026, 6, 30))
        with pytest.raises(NoRuleInForce, match="to 2023-10-23"):
            claiming_due(usage, rules=bound(strict=True))

    def test_there_is_none_that_would_close_after_the_year_9999(self) -> None:
        usage = UsagePeriod(date(9999, 7, 1), date(9999, 12, 31))
        for ask in (claiming_due, claiming_opening):
            with pytest.raises(InvalidValue, match="after it"):
                ask(usage, rules=RULES)

    def test_needs_no_calendar_that_knows_the_day(self) -> None:
        short = BusinessCalendar.of_weekdays(years=[2022])
        assert claiming_due(USAGE, rules=bound(calendar=short)).on == date(2023, 2, 15)

    def test_of_a_draft_is_open(self) -> None:
        due = claiming_deadline(desk_at(ClaimStatus.EDITING).claim, rules=RULES)
        assert due == claiming_due(USAGE, rules=RULES)
        assert due.state(instant("2022-09-12 10:00")) is DeadlineState.OPEN

    def test_of_a_claim_is_met_by_its_first_submission(self) -> None:
        """Source: T9. Back for more, it may be submitted again after the window."""
        desk = desk_at(ClaimStatus.ACTION_REQUIRED)
        desk.do(SubmitClaim, USER, "2023-02-20 10:00")
        due = claiming_deadline(desk.claim, rules=RULES)
        assert due.answered_at == instant("2022-09-14 10:00")
        assert due.state(instant("2023-02-21 10:00")) is DeadlineState.MET
        assert due.state(instant("2022-09-14 09:59")) is DeadlineState.OPEN


def with_limit(latest: date) -> Rules:
    limit = ActivityLatest(latest=latest, programs=frozenset({PROGRAM}))
    edition = Edition(
        name="this test's",
        activity_latest=Rule(
            value=limit, first=date(2022, 1, 1), source=cite("AN20", "D-06"), basis=inferred()
        ),
    )
    book = Rulebook("with a limit", (*partner_center.editions, edition))
    return bound(LIMITED.policies, rulebook=book)


class TestActivityLimit:
    def test_is_off_by_default(self) -> None:
        off = standing_still(activity_claim_due(date(2021, 6, 30), program=PROGRAM, rules=RULES))
        assert off.clock is Clock.ACTIVITY_CLAIM
        assert off.explain().text == (
            "no due date for the submission after the activity: only the claiming period limits the"
            " submission"
        )
        assert off.explain().source == cite("SH-CS", "D-06")

    def test_on_counts_calendar_days_after_the_activity(self) -> None:
        due = running(activity_claim_due(date(2021, 6, 30), program=PROGRAM, rules=LIMITED))
        assert due.clock is Clock.ACTIVITY_CLAIM
        assert (due.started_on, due.on) == (date(2021, 6, 30), date(2021, 8, 14))
        assert due.last_instant == instant("2021-08-14 23:59:59.999999")

    def test_on_says_both_days_that_it_chose_from(self) -> None:
        told = running(activity_claim_due(date(2021, 6, 30), program=PROGRAM, rules=LIMITED)).explain()
        assert str(told) == (
            "Submission after the activity is due on Sat 2021-08-14 (end of day, America/Los_Angeles)\n"
            "├─ carried out Wed 2021-06-30, day zero\n"
            "├─ 45 calendar days after the activity: Sat 2021-08-14  [SH-CS D-06 N3, 2020-07-24;"
            " carried forward since 2021-04-09]\n"
            "└─ no later than Sun 2021-08-15; the earlier date counts  [AN20 D-06 U-14, 2020-12-22;"
            " carried forward since 2020-12-22 (the activity's own limit applies too, and the earlier date"
            " wins)]"
        )
        assert dict(told.find("activity_span").figures) == {"n": 45, "day": date(2021, 8, 14)}
        assert dict(told.find("latest").figures) == {"latest": date(2021, 8, 15)}

    @pytest.mark.parametrize(
        ("executed_on", "due"),
        [
            (date(2022, 6, 30), date(2022, 8, 14)),
            (date(2022, 7, 1), date(2022, 8, 15)),  # the two agree
            (date(2022, 7, 2), date(2022, 8, 15)),
            (date(2022, 9, 30), date(2022, 8, 15)),
        ],
    )
    def test_the_earlier_date_wins(self, executed_on: date, due: date) -> None:
        found = activity_claim_due(executed_on, program=PROGRAM, rules=with_limit(date(2022, 8, 15)))
        assert running(found).on == due

    @pytest.mark.parametrize("program", ["Hosting", PROGRAM])
    def test_the_last_day_concerns_the_programs_of_the_notice(self, program: str) -> None:
        due = activity_claim_due(date(2021, 6, 30), program=ProgramId(program), rules=LIMITED)
        latest = [each for each in running(due).explain().walk() if each.message.code == "latest"]
        assert len(latest) == (program == PROGRAM)

    @pytest.mark.parametrize(
        ("executed_on", "due"),
        [(date(2021, 7, 2), date(2021, 8, 16)), (date(2022, 5, 31), date(2022, 7, 15))],
    )
    def test_after_its_half_year_the_span_alone_counts(self, executed_on: date, due: date) -> None:
        assert running(activity_claim_due(executed_on, program=PROGRAM, rules=LIMITED)).on == due

    @pytest.mark.parametrize("executed_on", [date(2020, 7, 23), date.min])
    def test_before_its_first_page_no_span_is_known(self, executed_on: date) -> None:
        due = standing_still(activity_claim_due(executed_on, program=PROGRAM, rules=LIMITED))
        assert "no rule activity_span is in force" in due.explain().text

    def test_a_span_that_may_not_be_carried_forward_is_no_silence(self) -> None:
        strict = bound(LIMITED.policies, strict=True)
        published = activity_claim_due(date(2020, 12, 22), program=PROGRAM, rules=strict)
        assert running(published).on == date(2021, 2, 5)
        with pytest.raises(NoRuleInForce, match="activity_span"):
            activity_claim_due(date(2021, 6, 30), program=PROGRAM, rules=strict)
        with pytest.raises(NoRuleInForce, match="activity_latest"):
            activity_claim_due(date(2021, 4, 9), program=PROGRAM, rules=strict)
        silent = activity_claim_due(date(2020, 7, 23), program=PROGRAM, rules=strict)
        assert "no rule activity_span is in force" in standing_still(silent).explain().text

    @pytest.mark.parametrize("day", [datetime(2021, 6, 30, tzinfo=UTC), "2021-06-30", None])
    def test_takes_a_day(self, day: Any) -> None:
        with pytest.raises(InvalidValue, match="a day"):
            activity_claim_due(day, program=PROGRAM, rules=LIMITED)


class TestDisputeWindow:
    def test_is_off_by_default(self) -> None:
        off = standing_still(dispute_window_due(rejected=date(2022, 9, 16), rules=RULES))
        assert off.clock is Clock.DISPUTING
        assert off.explain().text == (
            "no due date for the dispute: a rejection can be disputed at any time, and again"
        )

    def test_on_counts_thirty_days_after_the_rejection(self) -> None:
        due = running(dispute_window_due(rejected=instant("2022-09-16 15:00"), rules=STRICT))
        assert due.clock is Clock.DISPUTING
        assert (due.started_on, due.span, due.on) == (
            date(2022, 9, 16),
            CalendarDays(30),
            date(2022, 10, 16),
        )
        told = due.explain()
        assert told.find("start").figure("instant") == datetime(2022, 9, 16, 22, tzinfo=UTC)
        assert told.find("span").source == cite("MC23", "D-29", "X-07")
        basis = told.find("span").basis
        assert basis is not None
        assert basis.kind is BasisKind.INFERRED

    def test_is_met_by_the_dispute(self) -> None:
        rejected, at = instant("2022-09-16 15:00"), instant("2022-12-01 09:00")
        disputed = instant("2022-10-16 23:59:59.999999")
        due = running(dispute_window_due(rejected=rejected, rules=STRICT, disputed_at=disputed))
        assert due.state(at) is DeadlineState.MET
        disputed = instant("2022-10-17 00:00")
        due = running(dispute_window_due(rejected=rejected, rules=STRICT, disputed_at=disputed))
        assert due.state(at) is DeadlineState.MET_LATE

    def test_is_no_older_than_the_page_on_disputes(self) -> None:
        with pytest.raises(NoRuleInForce, match="dispute_window"):
            dispute_window_due(rejected=date(2020, 5, 25), rules=STRICT)

    @pytest.mark.parametrize("start", [datetime(2022, 9, 16, 15), "2022-09-16", None])  # noqa: DTZ001
    def test_takes_an_aware_instant_or_a_day(self, start: Any) -> None:
        with pytest.raises(InvalidValue, match="start"):
            dispute_window_due(rejected=start, rules=STRICT)


class TestFinalApproval:
    def test_is_off_by_default(self) -> None:
        off = standing_still(final_approval_due(USAGE, rules=RULES))
        assert off.clock is Clock.FINAL_APPROVAL
        assert off.explain().text == (
            "no due date for the final approval: no claim lapses while it waits for an answer"
        )

    def test_on_is_the_end_of_the_month_after_the_claiming_period(self) -> None:
        due = running(final_approval_due(USAGE, rules=FINAL))
        assert due.clock is Clock.FINAL_APPROVAL
        assert (due.started_on, due.on) == (date(2023, 2, 15), date(2023, 3, 31))
        assert str(due.explain()) == (
            "Final approval is due on Fri 2023-03-31 (end of day, America/Los_Angeles)\n"
            "├─ 1 full calendar month after it was closed for claims"
            "  [T-365 D-15, 2025-01-01; inferred (third parties only, read back to the days before its only"
            " source; used only by a policy)]\n"
            "├─ closed for claims Wed 2023-02-15, day zero\n"
            "└─ that is Fri 2023-03-31"
        )

    def test_is_met_by_the_approval(self) -> None:
        approved = instant("2023-03-31 23:59:59.999999")
        due = running(final_approval_due(USAGE, rules=FINAL, approved_at=approved))
        assert due.state(approved) is DeadlineState.MET
        assert due.remaining(instant("2023-03-01 00:00")) == 30


def drafted(usage: UsagePeriod, executed_on: date, rules: Rules) -> Desk:
    form = attrs.evolve(FORM, usage_period=usage, executed_on=executed_on)
    return Desk(rules=rules, form=form).draft(at=f"{usage.first} 09:00")


class TestDecisions:
    """What decides obeys a limit where its policy is on, and does not know it where it is off."""

    def test_a_submission_on_the_last_day_of_the_activity_limit_is_taken(self) -> None:
        desk = drafted(SPRING, date(2021, 6, 1), LIMITED)
        desk.do(SubmitClaim, USER, "2021-07-16 23:59:59.999999")
        assert desk.status() is ClaimStatus.SUBMITTED

    def test_a_submission_after_the_activity_limit_is_refused(self) -> None:
        desk = drafted(SPRING, date(2021, 6, 1), LIMITED)
        refused = desk.refused(SubmitClaim, USER, "2021-07-17 00:00")
        assert refused.codes == {ProblemCode.ACTIVITY_LIMIT_PASSED}
        (problem,) = refused.problems
        assert dict(problem.params) == {
            "executed": date(2021, 6, 1),
            "due": date(2021, 7, 16),
            "day": date(2021, 7, 17),
        }

    @pytest.mark.parametrize(
        ("usage", "executed_on", "at"),
        [
            (SPRING, date(2021, 6, 1), "2021-07-17 00:00"),
            (USAGE, date(2022, 8, 25), "2023-02-15 10:00"),
        ],
    )
    def test_without_the_policy_it_is_taken(self, usage: UsagePeriod, executed_on: date, at: str) -> None:
        desk = drafted(usage, executed_on, RULES)
        desk.do(SubmitClaim, USER, at)
        assert desk.status() is ClaimStatus.SUBMITTED

    def test_an_activity_after_the_notice_has_its_span_still(self) -> None:
        refused = drafted(USAGE, date(2022, 8, 25), LIMITED).refused(SubmitClaim, USER, "2022-10-10 10:00")
        assert ProblemCode.ACTIVITY_LIMIT_PASSED in refused.codes

    def test_the_activity_limit_does_not_concern_a_second_submission(self) -> None:
        """It is about being claimed, which the first submission did."""
        desk = drafted(SPRING, date(2021, 6, 1), LIMITED)
        desk.do(SubmitClaim, USER, "2021-07-16 10:00")
        desk.do(StartReview, REVIEWER, "2021-07-17 10:00")
        desk.do(RequestAction, REVIEWER, "2021-07-18 10:00")
        desk.do(SubmitClaim, USER, "2021-09-01 10:00")
        assert desk.status() is ClaimStatus.SUBMITTED

    def test_a_dispute_on_the_last_day_of_a_strict_window_is_taken(self) -> None:
        desk = desk_at(ClaimStatus.REJECTED, rules=STRICT)
        desk.do(DisputeRejection, ADMIN, "2022-10-16 23:59:59.999999")
        assert desk.status() is ClaimStatus.DISPUTED

    def test_a_dispute_after_a_strict_window_is_refused(self) -> None:
        desk = desk_at(ClaimStatus.REJECTED, rules=STRICT)
        refused = desk.refused(DisputeRejection, ADMIN, "2022-10-17 00:00")
        assert refused.codes == {ProblemCode.DISPUTE_WINDOW_CLOSED}
        (problem,) = refused.problems
        assert dict(problem.params) == {
            "rejected": date(2022, 9, 16),
            "due": date(2022, 10, 16),
            "day": date(2022, 10, 17),
        }

    @pytest.mark.parametrize("at", ["2022-10-17 00:00", "2029-10-17 00:00"])
    def test_without_the_policy_there_is_no_window(self, at: str) -> None:
        desk = desk_at(ClaimStatus.REJECTED)
        desk.do(DisputeRejection, ADMIN, at)
        assert desk.status() is ClaimStatus.DISPUTED

    @pytest.mark.parametrize("at", ["2022-09-29 10:00", "2022-12-01 10:00"])
    def test_a_second_dispute_is_refused_by_the_strict_policy(self, at: str) -> None:
        desk = desk_at(ClaimStatus.DISPUTED, rules=STRICT)
        desk.do(RejectClaim, VALIDATION_TEAM, "2022-09-28 10:00")
        refused = desk.refused(DisputeRejection, ADMIN, at)
        assert refused.codes == {ProblemCode.DISPUTED_BEFORE}

    def test_without_the_policy_a_rejection_is_disputed_again(self) -> None:
        desk = desk_at(ClaimStatus.DISPUTED)
        desk.do(RejectClaim, VALIDATION_TEAM, "2022-09-28 10:00")
        desk.do(DisputeRejection, ADMIN, "2022-12-01 10:00")
        assert desk.status() is ClaimStatus.DISPUTED

    @pytest.mark.parametrize(
        ("status", "actor"),
        [(ClaimStatus.UNDER_REVIEW, REVIEWER), (ClaimStatus.DISPUTED, VALIDATION_TEAM)],
    )
    def test_an_approval_after_the_final_day_is_refused(self, status: ClaimStatus, actor: Any) -> None:
        desk = desk_at(status, rules=FINAL)
        refused = desk.refused(ApproveClaim, actor, "2023-04-01 00:00")
        assert refused.codes == {ProblemCode.FINAL_APPROVAL_PASSED}
        (problem,) = refused.problems
        assert dict(problem.params) == {"due": date(2023, 3, 31), "day": date(2023, 4, 1)}
        desk.do(RejectClaim, actor, "2023-04-01 00:00")

    def test_an_approval_on_the_final_day_is_taken(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=FINAL)
        desk.do(ApproveClaim, REVIEWER, "2023-03-31 23:59:59.999999")
        assert desk.status() is ClaimStatus.APPROVED

    def test_without_the_policy_there_is_no_final_day(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        desk.do(ApproveClaim, REVIEWER, "2029-04-01 00:00")
        assert desk.status() is ClaimStatus.APPROVED

    @pytest.mark.parametrize(
        ("status", "rules", "kind", "actor", "last"),
        [
            (ClaimStatus.REJECTED, STRICT, DisputeRejection, ADMIN, "2022-10-16 23:59:59.999999"),
            (ClaimStatus.UNDER_REVIEW, FINAL, ApproveClaim, REVIEWER, "2023-03-31 23:59:59.999999"),
        ],
    )
    def test_what_is_allowed_ends_with_the_last_instant(
        self, status: ClaimStatus, rules: Rules, kind: Any, actor: Any, last: str
    ) -> None:
        desk = desk_at(status, rules=rules)
        until = instant(last).astimezone(UTC)
        answers = [
            allowed(desk.claim, actor, at=at, rules=rules, funds=desk.funds)[kind].is_allowed
            for at in (until, until + timedelta.resolution)
        ]
        assert answers == [True, False]
