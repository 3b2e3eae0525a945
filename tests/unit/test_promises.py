"""Promises: each clock in each round of a claim, kept or not, against a walk over the bare History."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given
from tests.support.world import (
    ADMIN,
    FORM,
    PACIFIC,
    REVIEWER,
    RULES,
    USER,
    VALIDATION_TEAM,
    Desk,
    bound,
    desk_at,
    instant,
)

from coopclaims import (
    BusinessCalendar,
    ClaimStatus,
    InvalidValue,
    Policies,
    clocks,
    partner_center,
    review_deadline,
)
from coopclaims.claims import (
    ActionRequested,
    ApprovalRetracted,
    ApproveClaim,
    ClaimApproved,
    ClaimRejected,
    ClaimSubmitted,
    CutDisputed,
    DisputeRejection,
    PlanPath,
    RejectClaim,
    RejectionDisputed,
    RequestAction,
    RetractApproval,
    StartReview,
    SubmitClaim,
)
from coopclaims.deadlines import Clock, Deadline, DeadlineState, Promise, TaxInvoice
from coopclaims.identifiers import ActorId
from coopclaims.portal import promises
from coopclaims.rules import DisputeWindow, EscalationUnit, PaymentHold, Retracting, ReviewClock
from coopclaims.testing import Scenario, World, scenarios

if TYPE_CHECKING:
    from coopclaims import History, Rules

S = ClaimStatus
PAULA = ActorId("paula")


# The same once more, from the History alone: by events, and days counted one by one.

_REVIEWS = (ClaimSubmitted, ApprovalRetracted)
_DISPUTES = (RejectionDisputed, CutDisputed)
_ANSWERS = (ActionRequested, ClaimApproved, ClaimRejected)
_SPANS = {Clock.REVIEW: 2, Clock.ESCALATION: 2, Clock.DISPUTE: 5, Clock.PAYMENT: 45}
"""Business days: MG22 D-07, R-16, D-09 and D-10."""


def later(day: date, count: int) -> date:
    """Return the day that is so many days from Monday to Friday later."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def days_between(due: date, answered: date) -> tuple[int, int]:
    """Return how many days from Monday to Friday, and how many at all, lie after the one, up to the other."""
    after = [due + timedelta(days=n + 1) for n in range(max((answered - due).days, 0))]
    return sum(day.weekday() < 5 for day in after), len(after)


def walked(history: History, zone: Any) -> list[tuple[Any, ...]]:
    """Return what was promised by each event of a History, and what came of it."""
    when = history.instants()
    rounds: list[tuple[Clock, int, list[Any]]] = []
    approved: Any = None
    for entry in history:
        is_dispute = isinstance(entry.event, _DISPUTES) or entry.after is S.DISPUTED
        if isinstance(entry.event, (*_REVIEWS, *_DISPUTES)):
            rounds.append((Clock.DISPUTE if is_dispute else Clock.REVIEW, entry.number, []))
            approved = None
        elif isinstance(entry.event, _ANSWERS):
            rounds[-1][2].append(entry)
            approved = entry if isinstance(entry.event, ClaimApproved) else None
    found = []
    for clock, number, answers in rounds:
        clocks = [Clock.DISPUTE] if clock is Clock.DISPUTE else [Clock.REVIEW, Clock.ESCALATION]
        for each in clocks:
            due = later(when[number].astimezone(zone).date(), _SPANS[each])
            came: tuple[Any, ...] = (None, None, None, None)
            if answers:
                at = when[answers[-1].number]
                came = (at, answers[-1].by, *days_between(due, at.astimezone(zone).date()))
            found.append((each, number, due, *came))
    if approved is not None:
        due = later(when[approved.number].astimezone(zone).date(), _SPANS[Clock.PAYMENT])
        found.append((Clock.PAYMENT, approved.number, due, None, None, None, None))
    return found


def said(each: Promise) -> tuple[Any, ...]:
    late = (each.business_days_late, each.calendar_days_late)
    return (each.clock, each.started_in, each.due, each.answered_at, each.answered_by, *late)


@given(scenarios(world=World.typical(), detours=6))
def test_every_round_is_as_a_walk_over_the_history_finds_it(story: Scenario) -> None:
    zone = story.world.rules.zone
    found = promises(story.claim, rules=story.world.rules)
    assert [said(each) for each in found] == walked(story.history, zone)
    for each in found:
        days = [at.astimezone(zone) for at in (each.first_instant, each.last_instant)]
        assert [at.date() for at in days] == [each.due, each.due]
        assert (each.first_instant - timedelta(microseconds=1)).astimezone(zone).date() < each.due
        assert (each.last_instant + timedelta(microseconds=1)).astimezone(zone).date() > each.due


@given(scenarios(detours=4))
def test_the_last_round_of_each_clock_is_what_runs(story: Scenario) -> None:
    """In any world, under any policies: what is owed now is what was promised last."""
    last = {each.clock: each for each in promises(story.claim, rules=story.world.rules)}
    running = clocks(story.claim, rules=story.world.rules)
    for clock in (Clock.REVIEW, Clock.PLAN_REVIEW, Clock.ESCALATION, Clock.DISPUTE, Clock.PAYMENT):
        found = running[clock]
        if isinstance(found, Deadline):
            owed = last[clock]
            assert (owed.due, owed.answered_at) == (found.on, found.answered_at)
            assert owed.last_instant == found.last_instant
            for at in (owed.started_at, owed.first_instant, owed.last_instant, story.claim.changed_at):
                assert owed.state(at) is found.state(at)


# Worked lives.


def rules_with(**policies: Any) -> Rules:
    return bound(Policies(**policies))


def of(desk: Desk, clock: Clock, **given: Any) -> list[Promise]:
    found = promises(desk.claim, **(dict[str, Any](rules=desk.rules) | given))
    return [each for each in found if each.clock is clock]


def reviewed_late(rules: Rules = RULES) -> Desk:
    """Return a claim due on Friday 16 September, asked for more on the 21st, back on the 22nd and open."""
    desk = desk_at(S.SUBMITTED, rules=rules)
    desk.do(StartReview, REVIEWER, "2022-09-20 09:00")
    desk.do(RequestAction, REVIEWER, "2022-09-21 10:00")
    desk.do(SubmitClaim, ADMIN, "2022-09-22 10:00")
    return desk


def answered_on(when: str) -> Promise:
    """Return the review of a claim that was due on Friday 16 September, answered at an instant."""
    desk = desk_at(S.SUBMITTED)
    desk.do(StartReview, REVIEWER, "2022-09-15 09:00")
    desk.do(ApproveClaim, REVIEWER, when)
    (found,) = of(desk, Clock.REVIEW)
    return found


@pytest.mark.parametrize(
    ("when", "outcome", "business", "calendar"),
    [
        ("2022-09-15 10:00", DeadlineState.MET, 0, 0),
        ("2022-09-16 23:59", DeadlineState.MET, 0, 0),
        ("2022-09-17 00:00", DeadlineState.MET_LATE, 0, 1),
        ("2022-09-18 12:00", DeadlineState.MET_LATE, 0, 2),
        ("2022-09-19 08:00", DeadlineState.MET_LATE, 1, 3),
        ("2022-09-21 10:00", DeadlineState.MET_LATE, 3, 5),
    ],
)
def test_late_by_business_and_by_calendar_days(
    when: str, outcome: DeadlineState, business: int, calendar: int
) -> None:
    found = answered_on(when)
    assert (found.outcome, found.business_days_late, found.calendar_days_late) == (
        outcome,
        business,
        calendar,
    )


def test_a_holiday_counts_as_no_business_day() -> None:
    monday = {date(2022, 9, 19): "a holiday"}
    calendar = BusinessCalendar.of_days(name="ours", closed=monday, years=range(2022, 2024))
    desk = desk_at(S.SUBMITTED)
    desk.do(StartReview, REVIEWER, "2022-09-15 09:00")
    desk.do(RejectClaim, REVIEWER, "2022-09-20 09:00")
    (found,) = of(desk, Clock.REVIEW, rules=bound(calendar=calendar))
    assert (found.due, found.business_days_late, found.calendar_days_late) == (date(2022, 9, 16), 1, 4)


def test_what_is_open_is_due_and_then_overdue() -> None:
    _, found = of(reviewed_late(), Clock.REVIEW)
    assert (found.due, found.outcome) == (date(2022, 9, 26), DeadlineState.OPEN)
    states = [found.state(instant(f"2022-09-{day} 00:00")) for day in ("25", "26", "27")]
    assert states == [DeadlineState.OPEN, DeadlineState.DUE_TODAY, DeadlineState.OVERDUE]


def test_asked_about_an_earlier_instant_there_was_no_answer_yet() -> None:
    found, _ = of(reviewed_late(), Clock.REVIEW)
    assert found.state(instant("2022-09-16 12:00")) is DeadlineState.DUE_TODAY
    assert found.state(instant("2022-09-20 12:00")) is DeadlineState.OVERDUE
    assert found.state(instant("2022-09-21 10:00")) is DeadlineState.MET_LATE


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(InvalidValue, match="at"):
        answered_on("2022-09-16 12:00").state(datetime(2022, 9, 16))  # noqa: DTZ001 - the point


def test_it_explains_by_when_and_by_how_much() -> None:
    found = answered_on("2022-09-21 10:00")
    assert str(found.explain()) == (
        "Review from 2022-09-14T17:00:00+00:00 on was due on Fri 2022-09-16: met late, "
        "at 2022-09-21T17:00:00+00:00 by rita  [MG22 D-07, 2022-08-04]\n"
        "└─ that is 3 business days and 5 calendar days after the due day"
    )
    told = found.explain(instant("2022-09-19 10:00"))
    assert (told.figure("state"), told.figure("answered_at"), told.figure("answered_by"), told.because) == (
        DeadlineState.OVERDUE,
        None,
        None,
        (),
    )


def test_one_in_time_says_who_answered_and_nothing_of_days() -> None:
    told = answered_on("2022-09-15 10:00").explain()
    assert (told.figure("answered_by"), told.because) == (REVIEWER.id, ())


# Disputes, and the window to raise one.


def disputed(rules: Rules = RULES) -> Desk:
    desk = desk_at(S.REJECTED, rules=rules)  # on Friday 16 September 2022
    desk.do(DisputeRejection, ADMIN, "2022-09-21 10:00")
    return desk


def test_a_dispute_that_came_back_has_two_rounds() -> None:
    desk = disputed()
    desk.do(RequestAction, VALIDATION_TEAM, "2022-09-30 10:00")
    desk.do(SubmitClaim, USER, "2022-10-03 10:00")
    first, second = of(desk, Clock.DISPUTE)
    assert (first.due, first.answered_by, first.business_days_late) == (
        date(2022, 9, 28),
        VALIDATION_TEAM.id,
        2,
    )
    assert (second.due, second.answered_at) == (date(2022, 10, 10), None)


def test_no_window_is_promised_where_no_policy_sets_one() -> None:
    assert of(disputed(), Clock.DISPUTING) == []


def test_a_window_runs_from_the_rejection_to_the_dispute() -> None:
    rules = rules_with(dispute_window=DisputeWindow.STRICT)
    (found,) = of(disputed(rules), Clock.DISPUTING)
    assert (found.due, found.answered_at, found.answered_by, found.outcome) == (
        date(2022, 10, 16),
        instant("2022-09-21 10:00"),
        ADMIN.id,
        DeadlineState.MET,
    )
    (owed,) = of(desk_at(S.REJECTED, rules=rules), Clock.DISPUTING)
    assert (owed.started_at, owed.answered_at) == (instant("2022-09-16 15:00"), None)


def test_a_rejection_that_another_review_followed_leaves_no_window() -> None:
    """As in the History of a portal that lets a rejected claim be reviewed again."""
    rules = rules_with(dispute_window=DisputeWindow.STRICT)
    desk = disputed(rules)
    known = desk.claim.milestones
    again = attrs.evolve(known.rounds[1], clock=Clock.REVIEW)
    desk.current = attrs.evolve(desk.claim, milestones=attrs.evolve(known, rounds=(known.rounds[0], again)))
    assert of(desk, Clock.DISPUTING) == []


# Readings of the review clock.


def test_a_clock_that_pauses_has_the_rest_in_the_second_round() -> None:
    """Of two business days all are used up by the 21st: nothing is left on the 22nd."""
    rules = rules_with(review_clock=ReviewClock.PAUSES)
    assert [each.due for each in of(reviewed_late(rules), Clock.REVIEW)] == [
        date(2022, 9, 16),
        date(2022, 9, 22),
    ]


def test_a_clock_of_the_first_submission_has_one_day_for_all_rounds() -> None:
    rules = rules_with(review_clock=ReviewClock.FIRST_SUBMISSION)
    found = of(reviewed_late(rules), Clock.REVIEW)
    assert [each.due for each in found] == [date(2022, 9, 16)] * 2
    assert [each.started_at for each in found] == [instant("2022-09-14 10:00"), instant("2022-09-22 10:00")]


def test_a_dispute_changes_nothing_about_the_review_before_it() -> None:
    """The rest that a clock had in its last round stays the rest once that round was answered."""
    rules = rules_with(review_clock=ReviewClock.PAUSES)
    desk = desk_at(S.SUBMITTED, rules=rules)
    desk.do(StartReview, REVIEWER, "2022-09-14 11:00")
    desk.do(RequestAction, REVIEWER, "2022-09-15 10:00")
    desk.do(SubmitClaim, ADMIN, "2022-09-19 10:00")
    desk.do(StartReview, REVIEWER, "2022-09-19 11:00")
    desk.do(RejectClaim, REVIEWER, "2022-09-20 10:00")
    before = review_deadline(desk.claim, rules=rules)
    desk.do(DisputeRejection, ADMIN, "2022-09-21 10:00")
    assert review_deadline(desk.claim, rules=rules) == before
    assert [each.due for each in of(desk, Clock.REVIEW)] == [date(2022, 9, 16), date(2022, 9, 20)]


def test_support_is_waited_for_by_its_own_unit() -> None:
    rules = rules_with(escalation_unit=EscalationUnit.CALENDAR_DAYS)
    desk = desk_at(S.UNDER_REVIEW, rules=rules)
    (found,) = of(desk, Clock.ESCALATION)
    assert found.due == date(2022, 9, 16)
    (review,) = of(desk, Clock.REVIEW)
    assert review.due == date(2022, 9, 16)


def test_on_the_plan_path_a_review_has_until_the_end_of_the_next_month() -> None:
    plan = PlanPath(plan="P-7", campaign="Autumn", first=date(2022, 8, 1), last=date(2022, 10, 31))
    desk = desk_at(S.SUBMITTED)
    details = attrs.evolve(desk.claim.details, form=attrs.evolve(FORM, plan=plan))
    desk.current = attrs.evolve(desk.claim, details=details)
    found = [(each.clock, each.due) for each in promises(desk.claim, rules=RULES)]
    assert found == [(Clock.PLAN_REVIEW, date(2022, 10, 31)), (Clock.ESCALATION, date(2022, 10, 31))]


# Payments.


def test_the_payment_is_owed_until_somebody_says_that_it_was_made() -> None:
    desk = desk_at(S.APPROVED)  # on Friday 16 September: 45 business days lead to 18 November
    (owed,) = of(desk, Clock.PAYMENT)
    assert (owed.due, owed.started_at, owed.started_in, owed.outcome) == (
        date(2022, 11, 18),
        instant("2022-09-16 15:00"),
        desk.last.number,
        DeadlineState.OPEN,
    )
    (paid,) = of(desk, Clock.PAYMENT, paid_at=instant("2022-11-21 09:00"), paid_by=PAULA)
    assert (paid.answered_by, paid.business_days_late, paid.calendar_days_late) == (PAULA, 1, 3)


def test_without_the_tax_invoice_there_is_no_day_to_promise() -> None:
    desk = desk_at(S.APPROVED)
    assert of(desk, Clock.PAYMENT, tax_invoice=TaxInvoice.awaited()) == []
    approved = TaxInvoice.approved(instant("2022-10-03 10:00"))
    assert [each.due for each in of(desk, Clock.PAYMENT, tax_invoice=approved)] == [date(2022, 11, 2)]


def test_holds_move_the_payment_where_they_pause_it() -> None:
    desk = desk_at(S.APPROVED, rules=rules_with(payment_hold=PaymentHold.PAUSES))
    held = ((instant("2022-09-20 10:00"), instant("2022-09-27 10:00")),)
    assert [each.due for each in of(desk, Clock.PAYMENT, holds=held)] == [date(2022, 11, 25)]


def test_an_approval_that_was_taken_back_promises_nothing() -> None:
    desk = desk_at(S.APPROVED, rules=rules_with(retracting=Retracting.WITHIN_WINDOW))
    desk.do(RetractApproval, VALIDATION_TEAM, "2022-09-19 10:00", reason="A mistake.")
    assert of(desk, Clock.PAYMENT) == []
    assert [each.due for each in of(desk, Clock.REVIEW)] == [date(2022, 9, 16), date(2022, 9, 21)]


def test_a_claim_whose_rounds_say_nothing_of_its_approval_has_no_payment_promised() -> None:
    desk = desk_at(S.APPROVED)
    milestones = attrs.evolve(desk.claim.milestones, rounds=())
    desk.current = attrs.evolve(desk.claim, milestones=milestones)
    assert promises(desk.claim, rules=RULES) == ()


def test_a_payer_without_a_payment_is_refused() -> None:
    with pytest.raises(InvalidValue, match="answered_at"):
        promises(desk_at(S.APPROVED).claim, rules=RULES, paid_by=PAULA)


# Where no day can be named.


def test_a_draft_was_promised_nothing() -> None:
    assert promises(desk_at(S.EDITING).claim, rules=RULES) == ()


def test_a_round_past_the_calendar_is_left_out() -> None:
    short = BusinessCalendar.of_weekdays(years=range(2022, 2023))
    desk = desk_at(S.APPROVED)
    assert len(promises(desk.claim, rules=bound(calendar=short))) == 3
    old = BusinessCalendar.of_weekdays(years=range(2021, 2022))
    assert promises(desk.claim, rules=bound(calendar=old)) == ()


def test_a_round_without_a_rule_is_left_out() -> None:
    rules = partner_center.bind(calendar=RULES.calendar, zone=PACIFIC, strict=True)
    desk = desk_at(S.SUBMITTED)
    moved = desk.claim.rounds[0].started_at.replace(year=2030)
    rounds = (attrs.evolve(desk.claim.rounds[0], started_at=moved),)
    desk.current = attrs.evolve(desk.claim, milestones=attrs.evolve(desk.claim.milestones, rounds=rounds))
    assert promises(desk.claim, rules=rules) == ()


# What a promise cannot be.

OWED = Promise(
    clock=Clock.REVIEW,
    started_at=datetime(2022, 9, 14, 17, tzinfo=UTC),
    started_in=7,
    due=date(2022, 9, 16),
    first_instant=datetime(2022, 9, 16, 7, tzinfo=UTC),
    last_instant=datetime(2022, 9, 17, 6, 59, 59, 999999, tzinfo=UTC),
)
ANSWER: dict[str, Any] = {
    "answered_at": datetime(2022, 9, 16, 12, tzinfo=UTC),
    "business_days_late": 0,
    "calendar_days_late": 0,
}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"clock": Clock.RETENTION}, "clock"),
        ({"started_in": 0}, "started_in"),
        ({"last_instant": datetime(2022, 9, 16, 6, tzinfo=UTC)}, "last_instant"),
        ({"answered_at": ANSWER["answered_at"]}, "answered_at"),
        ({**ANSWER, "business_days_late": None}, "answered_at"),
        ({**ANSWER, "calendar_days_late": -1}, "calendar_days_late"),
        ({"answered_by": PAULA}, "answered_at"),
        ({"business_days_late": 0, "calendar_days_late": 0}, "answered_at"),
        ({"started_at": datetime(2022, 9, 14)}, "started_at"),  # noqa: DTZ001 - the point
        ({"first_instant": datetime(2022, 9, 14)}, "first_instant"),  # noqa: DTZ001
    ],
)
def test_parts_that_do_not_fit_are_refused(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        attrs.evolve(OWED, **change)
    assert caught.value.field == field


def test_an_answer_need_not_say_whose_it_was() -> None:
    assert attrs.evolve(OWED, **ANSWER).outcome is DeadlineState.MET
