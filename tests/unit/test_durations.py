"""How long things take: cycle times, the age of what is open, and promises kept or late."""

from __future__ import annotations

import statistics
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from tests.support.payments import approved_claim, payment_at
from tests.support.world import (
    ADMIN,
    FORM,
    REVIEWER,
    RULES,
    USER,
    VALIDATION_TEAM,
    Desk,
    bound,
    desk_at,
    instant,
    sek,
)

from coopclaims import BusinessCalendar, Claim, ClaimStatus, InvalidValue, Money, Policies, Side
from coopclaims.claims import (
    ApproveClaim,
    DisputeRejection,
    ReopenClaim,
    RetractApproval,
    SubmitClaim,
)
from coopclaims.deadlines import Clock
from coopclaims.identifiers import ClaimId, PaymentId
from coopclaims.payouts import PaymentStatus
from coopclaims.portal import promises
from coopclaims.portfolio import (
    CycleStage,
    CycleTime,
    DayStatistics,
    LeftOut,
    LeftOutReason,
    ageing,
    cycle_times,
    lateness,
)
from coopclaims.portfolio.counted import statistics_of
from coopclaims.rules import DisputeWindow, Reopening, Retracting
from coopclaims.testing import World, claims

S = ClaimStatus
W = LeftOutReason
SHORT = bound(
    calendar=BusinessCalendar.of_days(name="short", closed={}, years=range(2018, 2019)),
)


def of(count: int, total: int) -> tuple[int, int]:
    return count, total


def counted(stage: CycleTime) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Return count and total of a stage, in business and in calendar days."""
    business, calendar = stage.business, stage.calendar
    if business is None or calendar is None:
        assert business is calendar
        return None, None
    return (business.count, business.total), (calendar.count, calendar.total)


def reasons(found: tuple[LeftOut, ...]) -> dict[LeftOutReason, int]:
    return {each.reason: each.count for each in found}


class TestStatistics:
    @given(st.lists(st.integers(0, 400), min_size=1, max_size=60))
    def test_they_are_what_the_textbook_says(self, days: list[int]) -> None:
        found = statistics_of(days)
        assert found is not None
        assert found.mean == Fraction(sum(days), len(days))
        assert found.median == Decimal(str(statistics.median(days)))
        within = [n for n in sorted(days) if 10 * sum(each <= n for each in days) >= 9 * len(days)]
        assert found.ninetieth == within[0]
        assert (found.count, found.least, found.most) == (len(days), min(days), max(days))

    def test_of_nothing_there_are_none(self) -> None:
        assert statistics_of([]) is None

    @pytest.mark.parametrize(
        "change",
        [
            {"least": 5},
            {"median": Decimal(9)},
            {"ninetieth": 3},
            {"total": 5},
            {"total": 9},
            {"count": 0},
            {"most": -1},
        ],
    )
    def test_what_does_not_fit_together_is_refused(self, change: Any) -> None:
        fits = DayStatistics(count=2, total=7, least=3, median=Decimal("3.5"), ninetieth=4, most=4)
        with pytest.raises(InvalidValue):
            attrs.evolve(fits, **change)


class TestCycleTimes:
    def test_from_the_first_submission_to_the_decision_that_stands(self) -> None:
        """Submitted on Wed 14 September, approved on Fri the 16th: two days of either kind."""
        decided, paid = cycle_times([desk_at(S.APPROVED).claim], rules=RULES).stages
        assert (decided.stage, counted(decided)) == (CycleStage.DECIDED, ((1, 2), (1, 2)))
        assert (paid.stage, counted(paid)) == (CycleStage.PAID, (None, None))
        assert (reasons(decided.left_out), reasons(paid.left_out)) == ({}, {W.NOT_PAID: 1})

    def test_a_decision_that_was_disputed_counts_no_more(self) -> None:
        """Rejected on the 16th, disputed on Wed the 21st, approved on Mon the 26th: 8 and 12 days."""
        desk = desk_at(S.DISPUTED)
        decided, _ = cycle_times([desk.claim], rules=RULES).stages
        assert (counted(decided), reasons(decided.left_out)) == ((None, None), {W.NOT_DECIDED: 1})
        desk.do(ApproveClaim, VALIDATION_TEAM, "2022-09-26 09:00")
        decided, _ = cycle_times([desk.claim], rules=RULES).stages
        assert counted(decided) == ((1, 8), (1, 12))

    def test_an_approval_that_was_taken_back_is_no_decision(self) -> None:
        desk = desk_at(S.APPROVED, rules=bound(Policies(retracting=Retracting.WITHIN_WINDOW)))
        desk.do(RetractApproval, REVIEWER, "2022-09-19 09:00", reason="It was a mistake.")
        decided, _ = cycle_times([desk.claim], rules=desk.rules).stages
        assert reasons(decided.left_out) == {W.NOT_DECIDED: 1}

    def test_days_are_those_of_the_zone(self) -> None:
        """Submitted at 23:30 in Los Angeles, the next day in UTC."""
        claim = Desk().draft("2022-09-02 09:00")
        claim.do(SubmitClaim, USER, "2022-09-14 23:30")
        assert claim.claim.milestones.rounds[0].started_at.astimezone(UTC).date() == date(2022, 9, 15)
        found = ageing([claim.claim], at=instant("2022-09-15 00:30"), rules=RULES)
        assert [each.claims for each in found.buckets] == [1, 0, 0, 0, 0]
        found = ageing([claim.claim], at=instant("2022-09-19 00:30"), rules=RULES)
        assert [each.claims for each in found.buckets] == [0, 1, 0, 0, 0]

    def test_it_is_paid_once_the_last_part_is_sent(self) -> None:
        """60,000 sent on Mon 10 October; 30,000 on the Wednesday after: 20 and 28 days."""
        whole, rest = payment_at(PaymentStatus.SENT), sek("30000.00")
        first = attrs.evolve(whole, terms=attrs.evolve(whole.terms, settles=sek("60000.00")))
        sent = instant("2022-10-12 09:00").astimezone(UTC)
        second = attrs.evolve(
            whole,
            id=PaymentId("PAY-2"),
            terms=attrs.evolve(whole.terms, settles=rest),
            milestones=attrs.evolve(whole.milestones, sent_at=sent),
        )
        for payments, expected in (
            ([first], (None, None)),
            ([first, first], (None, None)),
            ([second, first], ((1, 20), (1, 28))),
            ([whole], ((1, 18), (1, 26))),
            ([payment_at(PaymentStatus.IN_PROGRESS)], (None, None)),
            ([attrs.evolve(whole, terms=attrs.evolve(whole.terms, claim=ClaimId("C-9")))], (None, None)),
        ):
            _, paid = cycle_times([approved_claim()], payments=payments, rules=RULES).stages
            assert counted(paid) == expected

    def test_each_claim_stands_once_in_each_stage_in_its_latest_version(self) -> None:
        desk = desk_at(S.SUBMITTED)
        earlier, later = desk.claim, desk_at(S.REJECTED).claim
        drafts = [desk_at(S.EDITING, claim=ClaimId("D")).claim] * 3
        for given_twice in ([earlier, later], [later, earlier]):
            found = cycle_times([*given_twice, *drafts], rules=RULES)
            assert reasons(found.left_out) == {W.GIVEN_TWICE: 3}
            decided, paid = found.stages
            assert (counted(decided)[0], reasons(decided.left_out)) == ((1, 2), {W.NEVER_SUBMITTED: 1})
            assert reasons(paid.left_out) == {W.NEVER_SUBMITTED: 1, W.NOT_APPROVED: 1}

    @given(st.lists(claims(world=World.typical()), max_size=6))
    def test_nothing_is_lost(self, given_claims: list[Claim]) -> None:
        found = cycle_times(
            [attrs.evolve(each, id=ClaimId(f"C-{n}")) for n, each in enumerate(given_claims)],
            rules=World.typical().rules,
        )
        for stage in found.stages:
            within = 0 if stage.business is None else stage.business.count
            assert within + sum(each.count for each in stage.left_out) == len(given_claims)
            assert found.left_out == ()

    def test_days_beyond_the_calendar_are_counted_as_left_out(self) -> None:
        decided, _ = cycle_times([desk_at(S.REJECTED).claim], rules=SHORT).stages
        assert reasons(decided.left_out) == {W.OUTSIDE_CALENDAR: 1}


class TestAgeing:
    AT = instant("2022-09-30 09:00")

    @pytest.mark.parametrize(
        ("status", "since"),
        [
            (S.EDITING, "2022-09-01"),
            (S.SUBMITTED, "2022-09-14"),
            (S.UNDER_REVIEW, "2022-09-14"),
            (S.ACTION_REQUIRED, "2022-09-15"),
            (S.DISPUTED, "2022-09-21"),
            (S.PARTNER_ACTION_REQUIRED, "2022-09-23"),
        ],
    )
    def test_a_claim_waits_since_it_came_to_whoever_has_it(self, status: ClaimStatus, since: str) -> None:
        """The days from Monday to Friday after that day, up to Fri 30 September."""
        day, age = date.fromisoformat(since), 0
        while day < date(2022, 9, 30):
            day += timedelta(days=1)
            age += day.weekday() < 5
        found = ageing([desk_at(status).claim], at=self.AT, rules=RULES, bounds=(age - 1, age))
        assert [(each.status, each.claims) for each in found.buckets] == [
            (status, 0),
            (status, 1),
            (status, 0),
        ]

    def test_buckets_are_by_status_and_age_with_what_is_claimed(self) -> None:
        foreign = attrs.evolve(FORM, amount=Money("5.00", "EUR"))
        first, second = (desk_at(S.DISPUTED, claim=ClaimId(each)).claim for each in ("A", "B"))
        third = attrs.evolve(first, id=ClaimId("C"), details=attrs.evolve(first.details, form=foreign))
        draft = desk_at(S.EDITING, claim=ClaimId("D")).claim
        found = ageing([third, draft, second, first], at=self.AT, rules=RULES, bounds=[5, 10])
        assert [
            (each.status, each.least, each.most, each.claims, each.claimed) for each in found.buckets
        ] == [
            (S.EDITING, 0, 5, 0, ()),
            (S.EDITING, 6, 10, 0, ()),
            (S.EDITING, 11, None, 1, (sek("90000.00"),)),
            (S.DISPUTED, 0, 5, 0, ()),
            (S.DISPUTED, 6, 10, 3, (Money("5.00", "EUR"), sek("180000.00"))),
            (S.DISPUTED, 11, None, 0, ()),
        ]

    def test_without_bounds_there_is_one_bucket(self) -> None:
        (found,) = ageing([desk_at(S.EDITING).claim], at=self.AT, rules=RULES, bounds=()).buckets
        assert (found.least, found.most, found.claims) == (0, None, 1)

    def test_a_reopened_claim_waits_since_it_was_returned(self) -> None:
        desk = desk_at(S.ACTION_REQUIRED, rules=bound(Policies(reopening=Reopening.EXPLICIT)))
        desk.do(ReopenClaim, USER, "2022-09-26 09:00")
        found = ageing([desk.claim], at=self.AT, rules=RULES, bounds=(10, 11))
        assert [each.claims for each in found.buckets] == [0, 1, 0]

    def test_what_is_in_no_bucket_is_counted(self) -> None:
        closed = [desk_at(each, claim=ClaimId(each)).claim for each in (S.APPROVED, S.REJECTED, S.CANCELLED)]
        closed.append(desk_at(S.EXPIRED, claim=ClaimId("late")).claim)
        later, draft = desk_at(S.DISPUTED).claim, desk_at(S.EDITING, claim=ClaimId("D")).claim
        at = instant("2022-09-20 09:00")
        found = ageing([*closed, later, draft, draft], at=at, rules=RULES)
        assert reasons(found.left_out) == {W.GIVEN_TWICE: 1, W.NOT_OPEN: 4, W.LATER: 1}
        assert sum(each.claims for each in found.buckets) == 1
        assert reasons(ageing([later], at=self.AT, rules=SHORT).left_out) == {W.OUTSIDE_CALENDAR: 1}

    @pytest.mark.parametrize("bounds", [(5, 2), (2, 2), (-1,), (2.5,), (True,), ("2",)])
    def test_bounds_ascend(self, bounds: Any) -> None:
        with pytest.raises(InvalidValue, match="above the one before"):
            ageing([], at=self.AT, rules=RULES, bounds=bounds)

    def test_a_naive_instant_is_refused(self) -> None:
        with pytest.raises(InvalidValue):
            ageing([], at=datetime(2022, 9, 30), rules=RULES)  # noqa: DTZ001
        with pytest.raises(InvalidValue):
            lateness({}, at=datetime(2022, 9, 30))  # noqa: DTZ001


class TestLateness:
    def story(self, claim: str, decided: str | None) -> tuple[ClaimId, Any]:
        """Disputed on Wed 21 September, so that it is due on Wed the 28th, and decided on a day, or not."""
        desk = desk_at(S.DISPUTED, claim=ClaimId(claim))
        if decided is not None:
            desk.do(ApproveClaim, VALIDATION_TEAM, decided)
        return desk.id, promises(desk.claim, rules=RULES)

    def test_kept_late_awaited_and_overdue_by_clock(self) -> None:
        """A was late by one day, C by three business days and five in all; D is open."""
        promised = dict(
            [
                self.story("A", "2022-09-29 09:00"),
                self.story("B", "2022-09-28 23:59"),
                self.story("C", "2022-10-03 09:00"),
                self.story("D", None),
            ]
        )
        before, after = (
            {each.clock: each for each in lateness(promised, at=instant(at)).clocks}
            for at in ("2022-09-28 23:59:59", "2022-10-04 00:00")
        )
        first, row = before[Clock.DISPUTE], after[Clock.DISPUTE]
        assert (first.kept, first.late, first.awaited, first.overdue) == (1, 0, 3, 0)
        assert (row.side, row.claims, row.kept) == (Side.VENDOR, 4, 1)
        assert (row.late, row.awaited, row.overdue) == (2, 0, 1)
        assert row.business_days is not None
        assert row.calendar_days is not None
        assert of(row.business_days.count, row.business_days.total) == (2, 1 + 3)
        assert of(row.calendar_days.count, row.calendar_days.total) == (2, 1 + 5)
        assert (after[Clock.REVIEW].kept, after[Clock.REVIEW].business_days) == (4, None)
        assert [*after] == [each for each in Clock if each in after]

    def test_the_partner_owes_a_dispute(self) -> None:
        rules = bound(Policies(dispute_window=DisputeWindow.STRICT))
        desk = desk_at(S.REJECTED, rules=rules)
        desk.do(DisputeRejection, ADMIN, "2022-10-10 10:00")
        found = lateness({desk.id: promises(desk.claim, rules=rules)}, at=instant("2022-10-11 09:00"))
        sides = {each.clock: each.side for each in found.clocks}
        assert sides[Clock.DISPUTING] is Side.PARTNER
        assert {side for clock, side in sides.items() if clock is not Clock.DISPUTING} == {Side.VENDOR}

    def test_every_promise_is_counted_once(self) -> None:
        told = {desk_at(each, claim=ClaimId(each)).id: desk_at(each).claim for each in S}
        promised = {claim: promises(each, rules=RULES) for claim, each in told.items()}
        rows = lateness(promised, at=instant("2022-09-26 09:00")).clocks
        expected = Counter(each.clock for one in promised.values() for each in one)
        assert {row.clock: row.kept + row.late + row.awaited + row.overdue for row in rows} == expected
