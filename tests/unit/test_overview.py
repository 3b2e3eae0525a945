"""The claims overview: claims by status, and three figures for the funds. Source: A-31, S-03."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from tests.support.world import (
    ADMIN,
    ELSEWHERE,
    FORM,
    RULES,
    USAGE,
    USER,
    WANTED,
    Desk,
    bound,
    desk_at,
    fund,
    instant,
    pool_key,
    sek,
)

from coopclaims import (
    BusinessDays,
    CalendarDays,
    ClaimStatus,
    FundPool,
    InvalidValue,
    Money,
    Policies,
    UsagePeriod,
)
from coopclaims.claims import PlanPath, ReopenClaim, SubmitClaim
from coopclaims.deadlines import Clock
from coopclaims.identifiers import ClaimId
from coopclaims.portfolio import AttentionReason, attention, claims_overview
from coopclaims.provenance import BasisKind
from coopclaims.rules import Reopening

SPRING = UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))


def test_claims_stand_under_their_status_in_the_order_given() -> None:
    claims = [desk_at(status, claim=ClaimId(f"C-{status}")).claim for status in reversed(ClaimStatus)]
    claims += [desk_at(ClaimStatus.EDITING, claim=ClaimId("C-second")).claim]
    overview = claims_overview(claims, [])
    assert dict(overview.by_status) == {
        ClaimStatus.EDITING: ("C-editing", "C-second"),
        ClaimStatus.SUBMITTED: ("C-submitted",),
        ClaimStatus.UNDER_REVIEW: ("C-under_review",),
        ClaimStatus.ACTION_REQUIRED: ("C-partner_action_required", "C-action_required"),
        ClaimStatus.APPROVED: ("C-approved",),
        ClaimStatus.REJECTED: ("C-rejected",),
        ClaimStatus.DISPUTED: ("C-disputed",),
        ClaimStatus.CANCELLED: ("C-cancelled",),
        ClaimStatus.EXPIRED: ("C-expired",),
    }


def test_a_status_without_a_claim_is_left_out() -> None:
    assert claims_overview([], []).by_status == {}
    assert list(claims_overview([desk_at(ClaimStatus.APPROVED).claim], []).by_status) == [
        ClaimStatus.APPROVED
    ]


def test_it_is_read_only() -> None:
    by_status: Any = claims_overview([], []).by_status
    with pytest.raises(TypeError):
        by_status[ClaimStatus.EDITING] = ()


def test_approved_claimed_and_total_follow_from_the_fund() -> None:
    """Claimed counts what is approved and what is pending; total is what was earned."""
    approved = desk_at(ClaimStatus.APPROVED, claim=ClaimId("first"), funds=fund("200000.00"))
    pending = desk_at(ClaimStatus.SUBMITTED, claim=ClaimId("second"), funds=approved.funds)
    rejected = desk_at(ClaimStatus.REJECTED, claim=ClaimId("third"), funds=pending.funds)
    (row,) = claims_overview([], [rejected.funds]).funds
    assert (row.usage_period, row.currency.code) == (USAGE, "SEK")
    assert (row.approved, row.claimed, row.total) == (sek("90000.00"), sek("180000.00"), sek("200000.00"))


def test_funds_of_one_period_and_currency_are_added_and_no_others() -> None:
    """Nothing is ever summed across currencies."""
    elsewhere = FundPool.empty(
        type(pool_key())(
            location=ELSEWHERE, program=pool_key().program, usage_period=USAGE, currency=pool_key().currency
        )
    ).earning("sweden", sek("5.00"), at=instant("2022-07-01 00:00"))
    rows = claims_overview(
        [], [fund("10.00"), fund("7.00", "EUR"), elsewhere, fund("3.00", usage=SPRING), fund("2.00", "EUR")]
    ).funds
    assert [(row.usage_period, row.total) for row in rows] == [
        (SPRING, sek("3.00")),
        (USAGE, Money("9.00", "EUR")),
        (USAGE, sek("15.00")),
    ]
    assert all(row.approved.is_zero for row in rows)
    assert all(row.claimed.is_zero for row in rows)


class TestAttention:
    """What the portal marks: drafts that run out, claims that wait, reviews that are late. S-12, R-16."""

    WEEK = CalendarDays(7)

    def reasons(self, status: ClaimStatus, at: str) -> list[AttentionReason]:
        found = attention([desk_at(status).claim], at=instant(at), rules=RULES, within=self.WEEK)
        return [each.reason for each in found]

    @pytest.mark.parametrize(
        ("at", "reasons"),
        [
            ("2023-02-07 23:59", []),
            ("2023-02-08 00:00", [AttentionReason.DRAFT_ENDS]),
            ("2023-02-15 23:59", [AttentionReason.DRAFT_ENDS]),
            ("2023-02-16 00:00", [AttentionReason.DRAFT_ENDED]),
        ],
    )
    def test_w62_a_draft_is_marked_before_and_after_its_last_day(
        self, at: str, reasons: list[AttentionReason]
    ) -> None:
        assert self.reasons(ClaimStatus.EDITING, at) == reasons

    def test_a_draft_names_its_last_day(self) -> None:
        draft = desk_at(ClaimStatus.EDITING).claim
        (found,) = attention([draft], at=instant("2023-02-10 09:00"), rules=RULES, within=self.WEEK)
        assert found.due is not None
        assert found.due.on == date(2023, 2, 15)
        assert draft.id in found.explain().text

    @pytest.mark.parametrize("status", [ClaimStatus.ACTION_REQUIRED, ClaimStatus.PARTNER_ACTION_REQUIRED])
    def test_a_claim_that_waits_for_the_partner_says_for_what(self, status: ClaimStatus) -> None:
        claim = desk_at(status).claim
        (found,) = attention([claim], at=instant("2022-09-26 09:00"), rules=RULES, within=self.WEEK)
        assert found.reason is AttentionReason.ACTION_REQUIRED
        assert found.due is None
        assert WANTED.what in str(found.explain())

    def test_a_late_review_is_for_support(self) -> None:
        """W79, for a claim submitted on Wed 14 September 2022."""
        assert self.reasons(ClaimStatus.SUBMITTED, "2022-09-16 23:59") == []
        assert self.reasons(ClaimStatus.SUBMITTED, "2022-09-17 00:00") == [AttentionReason.CONTACT_SUPPORT]
        assert self.reasons(ClaimStatus.APPROVED, "2022-09-30 00:00") == []

    @pytest.mark.parametrize(
        "status", [ClaimStatus.REJECTED, ClaimStatus.CANCELLED, ClaimStatus.EXPIRED, ClaimStatus.DISPUTED]
    )
    def test_what_waits_for_nobody_is_not_marked(self, status: ClaimStatus) -> None:
        assert self.reasons(status, "2023-03-01 00:00") == []

    def test_where_nothing_answers_it_says_so(self) -> None:
        """Nothing says how long a review takes of what is submitted after the last copy, of 2023-10-23."""
        usage = UsagePeriod(date(2023, 7, 1), date(2023, 12, 31))
        form = attrs.evolve(FORM, usage_period=usage, executed_on=date(2023, 8, 25))
        desk = Desk(form=form).draft("2023-11-01 09:00")
        desk.do(SubmitClaim, USER, "2023-11-02 09:00")
        at, strict = instant("2023-11-07 09:00"), bound(strict=True)
        found = attention([desk.claim], at=at, rules=strict, within=self.WEEK)
        assert [each.reason for each in found] == [AttentionReason.NOTHING_ANSWERS]

    def test_a_claim_that_was_reopened_still_waits_for_the_partner(self) -> None:
        desk = desk_at(ClaimStatus.ACTION_REQUIRED, rules=bound(Policies(reopening=Reopening.EXPLICIT)))
        desk.do(ReopenClaim, USER, "2022-09-26 09:00")
        assert desk.status() is ClaimStatus.EDITING
        at = instant("2022-09-27 09:00")
        (found,) = attention([desk.claim], at=at, rules=desk.rules, within=self.WEEK)
        assert found.reason is AttentionReason.ACTION_REQUIRED
        assert dict(found.explain().find("request_made").figures) == {
            "what": WANTED.what,
            "item": WANTED.item,
        }
        desk.do(SubmitClaim, USER, "2022-09-27 10:00")
        assert attention([desk.claim], at=at, rules=desk.rules, within=self.WEEK) == ()

    def test_a_review_on_the_plan_path_is_late_after_the_next_month(self) -> None:
        """Source: D-08, S-15: submitted on 14 September, it has until the end of October."""
        path = PlanPath(
            plan="P-1", campaign="Autumn", first=date(2022, 8, 1), last=date(2022, 8, 31), impressions=1
        )
        desk = Desk(form=attrs.evolve(FORM, plan=path)).draft("2022-09-02 09:00")
        desk.do(SubmitClaim, ADMIN, "2022-09-14 10:00")
        within = attention([desk.claim], at=instant("2022-10-31 23:59"), rules=RULES, within=self.WEEK)
        assert within == ()
        (late,) = attention([desk.claim], at=instant("2022-11-01 00:00"), rules=RULES, within=self.WEEK)
        assert late.reason is AttentionReason.CONTACT_SUPPORT
        assert late.due is not None
        assert (late.due.clock, late.due.on) == (Clock.ESCALATION, date(2022, 10, 31))
        reading = late.explain().find("plan_path").basis
        assert reading is not None
        assert reading.kind is BasisKind.INFERRED

    def test_what_is_over_needs_no_rule(self) -> None:
        """Approved in 2022 and asked strictly: the review is answered, whatever the rule was."""
        claim = desk_at(ClaimStatus.APPROVED).claim
        at = instant("2022-09-20 09:00")
        assert attention([claim], at=at, rules=bound(strict=True), within=self.WEEK) == ()

    @pytest.mark.parametrize("within", [7, BusinessDays(7), None, timedelta(days=7)])
    def test_how_long_before_is_in_calendar_days(self, within: Any) -> None:
        with pytest.raises(InvalidValue, match=r"CalendarDays\(7\)"):
            attention([], at=instant("2022-09-20 09:00"), rules=RULES, within=within)

    def test_a_naive_instant_is_refused(self) -> None:
        with pytest.raises(InvalidValue):
            attention([], at=instant("2022-09-20 09:00").replace(tzinfo=None), rules=RULES, within=self.WEEK)
