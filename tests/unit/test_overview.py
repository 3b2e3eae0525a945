"""The claims overview: claims by status, and three figures for the funds. Source: A-31, S-03."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.world import (
    ELSEWHERE,
    USAGE,
    desk_at,
    fund,
    instant,
    pool_key,
    sek,
)

from coopclaims import (
    ClaimStatus,
    FundPool,
    Money,
    UsagePeriod,
)
from coopclaims.identifiers import ClaimId
from coopclaims.portfolio import claims_overview

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
