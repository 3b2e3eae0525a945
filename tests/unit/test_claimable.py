"""Which usage period can be claimed for, labels of halves, drafts, and from when earnings count."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest
from tests.support.world import FORM, PACIFIC, RULES, USER, Desk, bound, desk_at, fund, instant

from coopclaims import (
    ClaimStatus,
    Deadline,
    InvalidValue,
    NotRunning,
    Policies,
    Rulebook,
    UsagePeriod,
    partner_center,
    problems,
)
from coopclaims.claims import SubmitClaim
from coopclaims.deadlines import Clock, DeadlineState, draft_expiry, earnings_start, open_usage_periods
from coopclaims.errors import NoRuleInForce
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import CommandId
from coopclaims.periods import ClaimingPeriod, EarningPeriod, MonthDay
from coopclaims.provenance import cite, inferred
from coopclaims.rules import ClaimDeadline, ClaimingWindow, ClaimOpening, Edition, Rule


class TestClaimableUsage:
    """Source: D-03, D-36."""

    def test_on_every_day_of_the_published_years_it_is_one(self) -> None:
        day = date(2021, 2, 16)
        while day <= date(2025, 2, 15):
            assert len(open_usage_periods(day, rules=RULES)) == 1, day
            day += timedelta(days=1)

    def test_an_instant_is_taken_in_the_program_s_zone(self) -> None:
        """Midnight in Sweden is the afternoon before in the program's zone."""
        before = datetime.fromisoformat("2022-02-16T00:00+01:00")
        (found,) = open_usage_periods(before, rules=RULES)
        assert found.on == date(2022, 2, 15)
        assert found.usage_period == UsagePeriod(date(2021, 7, 1), date(2021, 12, 31))
        assert (found.claiming_period.first, found.claiming_period.last) == (
            date(2021, 8, 16),
            date(2022, 2, 15),
        )
        assert "claims are open" in found.explain().text

    def test_before_the_first_published_window_days_are_counted_and_two_may_be_open(self) -> None:
        """Source: Z1, N4: 45 days run after the half-year while the next one is claimed for already."""
        autumn = UsagePeriod(date(2020, 7, 1), date(2020, 12, 31))
        spring = UsagePeriod(date(2020, 1, 1), date(2020, 6, 30))
        for day, open_ones in (
            (date(2020, 6, 30), [spring]),
            (date(2020, 7, 1), [spring, autumn]),
            (date(2020, 8, 15), [spring, autumn]),
            (date(2020, 8, 16), [autumn]),
            (date(2021, 2, 15), [autumn]),
        ):
            assert [each.usage_period for each in open_usage_periods(day, rules=RULES)] == open_ones

    def test_before_the_first_span_of_days_there_is_none(self) -> None:
        """Source: N23, the text of 2018-09-04; the first half-year that begins after it is that of 2019."""
        (found,) = open_usage_periods(date(2019, 1, 1), rules=RULES)
        assert found.usage_period == UsagePeriod(date(2019, 1, 1), date(2019, 6, 30))
        with pytest.raises(NoRuleInForce, match=r"on 2018-12-31.*from 2020-09-22"):
            open_usage_periods(date(2018, 12, 31), rules=RULES)

    def test_a_period_keeps_its_window_when_a_later_edition_has_others(self) -> None:
        """The window is that of the first day of the usage period, as for a submission."""
        quarter = ClaimingWindow(
            usage_first=MonthDay(7, 1),
            usage_last=MonthDay(9, 30),
            opens=MonthDay(8, 1),
            closes=MonthDay(10, 31),
        )
        rule = Rule(
            value=(quarter,), first=date(2022, 7, 1), source=cite("READING", "D-03"), basis=inferred()
        )
        mine = Rulebook("Mine", (*partner_center.editions, Edition(name="Mine", claiming_windows=rule)))
        found = open_usage_periods(date(2022, 8, 10), rules=bound(rulebook=mine))
        assert [str(each.usage_period) for each in found] == [
            "2022-01-01 to 2022-06-30",
            "2022-07-01 to 2022-09-30",
        ]

    def test_a_window_that_was_seen_published_stays_open_when_rules_are_bound_strictly(self) -> None:
        """The overview was last seen on 2023-10-23; the window of autumn 2023 was published by then."""
        (found,) = open_usage_periods(date(2024, 2, 15), rules=bound(strict=True))
        assert found.usage_period == UsagePeriod(date(2023, 7, 1), date(2023, 12, 31))
        with pytest.raises(NoRuleInForce):
            open_usage_periods(date(2024, 2, 16), rules=bound(strict=True))

    @pytest.mark.parametrize("deadline", ClaimDeadline)
    @pytest.mark.parametrize("opening", ClaimOpening)
    def test_it_is_what_a_submission_is_inside_of(
        self, deadline: ClaimDeadline, opening: ClaimOpening
    ) -> None:
        """Two policies decide together; each usage period is listed exactly while a claim may be lodged."""
        rules = bound(Policies(claim_deadline=deadline, claim_opening=opening))
        usage = UsagePeriod(date(2022, 7, 1), date(2022, 12, 31))
        form = attrs.evolve(FORM, usage_period=usage, executed_on=date(2022, 7, 1))
        for day in ("2022-07-01", "2022-08-15", "2022-08-16", "2023-02-15", "2023-02-16"):
            listed = [each.usage_period for each in open_usage_periods(date.fromisoformat(day), rules=rules)]
            claim = attrs.evolve(
                Desk(form=form).draft("2022-08-16 00:00").claim, changed_at=instant(f"{day} 00:00")
            )
            refused = {
                each.code
                for each in problems(
                    SubmitClaim(claim=claim.id, id=CommandId("x"), by=USER, at=instant(f"{day} 12:00")),
                    claim,
                    rules=rules,
                    funds=fund(),
                )
            }
            shut = refused & {ProblemCode.WINDOW_NOT_OPEN, ProblemCode.WINDOW_CLOSED}
            assert (usage in listed) is not bool(shut), day

    def test_where_none_is_open_those_that_are_known_are_named(self) -> None:
        """Bound strictly, nothing answers for 2024; that of autumn 2023 is known, and over."""
        with pytest.raises(NoRuleInForce) as caught:
            open_usage_periods(date(2024, 2, 16), rules=bound(strict=True))
        assert caught.value.day == date(2024, 2, 16)
        assert ClaimingPeriod(date(2023, 8, 16), date(2024, 2, 15)) in caught.value.known

    def test_where_claims_open_with_the_usage_period_there_are_two(self) -> None:
        rules = bound(Policies(claim_opening=ClaimOpening.USAGE_PERIOD))
        found = open_usage_periods(date(2022, 7, 15), rules=rules)
        assert [each.usage_period.first for each in found] == [date(2022, 1, 1), date(2022, 7, 1)]


class TestLabels:
    """A bare "FY21 H1" is ambiguous: money is earned in one half and used in the next. D-02, D-35."""

    @pytest.mark.parametrize(
        ("label", "earned", "used"),
        [
            ("FY21 H1", "2020-07-01 to 2020-12-31", "2020-07-01 to 2020-12-31"),
            ("FY21 H2", "2021-01-01 to 2021-06-30", "2021-01-01 to 2021-06-30"),
            ("FY24 H2", "2024-01-01 to 2024-06-30", "2024-01-01 to 2024-06-30"),
        ],
    )
    def test_the_kind_of_period_says_which_half_is_meant(self, label: str, earned: str, used: str) -> None:
        assert str(EarningPeriod.named(label)) == earned
        assert str(UsagePeriod.named(label)) == used

    def test_the_same_label_names_other_funds(self) -> None:
        """What is earned in the FY21 H1 of one table is used half a year after the FY21 H1 of the other."""
        assert EarningPeriod.named("FY21 H1").usage_period() != UsagePeriod.named("FY21 H1")
        assert EarningPeriod.named("FY21 H1").usage_period() == UsagePeriod.named("FY21 H2")

    def test_a_period_is_never_told_bare(self) -> None:
        earning = EarningPeriod.named("FY21 H1")
        assert earning.label == "FY21 H1 (earning half)"
        assert earning.usage_period().label == "FY21 H2 (usage half)"
        assert earning.usage_period().earning_period() == earning

    @pytest.mark.parametrize("label", ["FY2021 H1", "FY21H1", "FY21 H3", "fy21 h1", "", None, 21])
    def test_what_is_no_half_is_refused(self, label: Any) -> None:
        for kind in (EarningPeriod, UsagePeriod):
            with pytest.raises(InvalidValue) as caught:
                kind.named(label)
            assert "FY21 H1" in str(caught.value)


class TestDraftExpiry:
    """Source: S-05, S-12, T16."""

    def test_that_it_expires_is_a_reading(self) -> None:
        """Source: S-05, T16."""
        told = draft_expiry(desk_at(ClaimStatus.EDITING).claim, rules=RULES).explain().find("draft_expires")
        assert "a draft lapses when its claiming period has ended" in str(told.basis)

    def test_w62_open_until_the_window_closes_and_overdue_after(self) -> None:
        due = draft_expiry(desk_at(ClaimStatus.EDITING).claim, rules=RULES)
        assert isinstance(due, Deadline)
        assert (due.clock, due.on) == (Clock.DRAFT, date(2023, 2, 15))
        assert due.state(instant("2023-02-14 12:00")) is DeadlineState.OPEN
        assert due.state(instant("2023-02-16 00:00")) is DeadlineState.OVERDUE

    @pytest.mark.parametrize("status", [each for each in ClaimStatus if each is not ClaimStatus.EDITING])
    def test_only_a_draft_expires(self, status: ClaimStatus) -> None:
        found = draft_expiry(desk_at(status).claim, rules=RULES)
        assert isinstance(found, NotRunning)
        assert found.clock is Clock.DRAFT


class TestEarningsStart:
    """Source: D-26."""

    def test_w67_earnings_count_from_the_first_of_the_month(self) -> None:
        start = earnings_start(date(2020, 4, 23), rules=RULES)
        assert start.on == date(2020, 4, 1)
        assert start.first_instant == datetime(2020, 4, 1, tzinfo=PACIFIC)
        assert "2020-04-23" in start.explain().text

    @pytest.mark.parametrize("day", ["2020-04-01", "2020-04-30"])
    def test_on_the_first_and_the_last_day_of_the_month_too(self, day: str) -> None:
        assert earnings_start(date.fromisoformat(day), rules=RULES).on == date(2020, 4, 1)
