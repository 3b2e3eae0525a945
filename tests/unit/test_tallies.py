"""What a portfolio adds up to: reasons by code, what became of funds, and what was forfeited."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from tests.support.world import (
    ADMIN,
    ELSEWHERE,
    INVOICE,
    OTHER_PROGRAM,
    PROGRAM,
    REVIEWER,
    RULES,
    USAGE,
    VALIDATION_TEAM,
    WANTED,
    desk_at,
    fund,
    instant,
    pool_key,
    sek,
)

from coopclaims import ClaimStatus, FundPool, Money, UsagePeriod
from coopclaims.claims import (
    ApproveClaim,
    DisputeRejection,
    InformationRequest,
    LineVerdict,
    Reason,
    RejectClaim,
    RequestAction,
    StartReview,
    SubmitClaim,
)
from coopclaims.funds import expiry_entries
from coopclaims.identifiers import ClaimId
from coopclaims.portfolio import (
    FundFigures,
    LeftOut,
    LeftOutReason,
    forfeiture,
    fund_use,
    reason_counts,
)
from coopclaims.testing import pools

S = ClaimStatus
TWICE = LeftOutReason.GIVEN_TWICE
SPRING = UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))


def rows(*histories: Any) -> list[tuple[str, str, int, int]]:
    found = reason_counts(histories)
    return [(each.outcome.value, each.code, each.answers, each.claims) for each in found.rows]


class TestReasons:
    def test_every_answer_counts_once_for_each_code_of_its_own(self) -> None:
        """Rejected for two reasons of one code and one of another, disputed, and rejected again."""
        desk = desk_at(S.UNDER_REVIEW)
        unclear = Reason(code="cost_not_shown", item=INVOICE.id)
        desk.do(
            RejectClaim,
            REVIEWER,
            "2022-09-16 15:00",
            reasons=(unclear, Reason(code="cost_not_shown"), "Dark."),
        )
        desk.do(DisputeRejection, ADMIN, "2022-09-21 10:00")
        desk.do(RejectClaim, VALIDATION_TEAM, "2022-09-22 10:00", reasons=(unclear,))
        other = desk_at(S.REJECTED, claim=ClaimId("C-2"))
        assert rows(desk.history, other.history) == [
            ("rejected", "cost_not_shown", 2, 1),
            ("rejected", "other", 2, 2),
        ]

    def test_returned_in_review_and_in_dispute_are_two_things(self) -> None:
        asked = desk_at(S.ACTION_REQUIRED)
        coded = InformationRequest("a scan", item=INVOICE.id, code="unreadable")
        again = desk_at(S.UNDER_REVIEW, claim=ClaimId("C-2"))
        again.do(RequestAction, REVIEWER, "2022-09-15 10:00", requests=(coded, WANTED))
        again.do(SubmitClaim, ADMIN, "2022-09-16 10:00")
        again.do(StartReview, REVIEWER, "2022-09-17 09:00")
        again.do(RequestAction, REVIEWER, "2022-09-17 10:00", requests=(coded,))
        disputed = desk_at(S.PARTNER_ACTION_REQUIRED, claim=ClaimId("C-3"))
        assert rows(asked.history, again.history, disputed.history) == [
            ("action_required", "other", 2, 2),
            ("action_required", "unreadable", 2, 1),
            ("rejected", "other", 1, 1),
            ("partner_action_required", "other", 1, 1),
        ]

    def test_a_cut_counts_with_its_lines_and_a_whole_approval_does_not(self) -> None:
        desk = desk_at(S.UNDER_REVIEW)
        half = LineVerdict(item=INVOICE.id, approved=sek("45000.00"), reason=Reason(code="not_eligible"))
        desk.do(
            ApproveClaim,
            REVIEWER,
            "2022-09-16 15:00",
            amount=sek("45000.00"),
            reason="Half of it.",
            lines=(half,),
        )
        whole = desk_at(S.APPROVED, claim=ClaimId("C-2"))
        assert rows(desk.history, whole.history) == [
            ("approved", "not_eligible", 1, 1),
            ("approved", "other", 1, 1),
        ]

    def test_the_longest_of_a_history_counts(self) -> None:
        short, long = desk_at(S.UNDER_REVIEW).history, desk_at(S.REJECTED).history
        for given_histories in ([short, long, long], [long, long, short]):
            found = reason_counts(given_histories)
            assert [each.answers for each in found.rows] == [1]
            assert found.left_out == (LeftOut(reason=TWICE, count=2),)


def amounts(figures: FundFigures) -> list[str]:
    return [
        str(getattr(figures, name).amount)
        for name in ("earned", "reserved", "committed", "paid", "expired", "available")
    ]


class TestFundUse:
    def test_each_fund_and_each_program_in_a_currency(self) -> None:
        approved = desk_at(S.APPROVED, funds=fund("200000.00")).funds
        held = desk_at(S.SUBMITTED, claim=ClaimId("second"), funds=approved).funds
        key = attrs.evolve(pool_key(), location=ELSEWHERE)
        elsewhere = FundPool.empty(key).earning("sweden", sek("5.00"), at=instant("2022-07-01 00:00"))
        other = FundPool.empty(attrs.evolve(key, program=OTHER_PROGRAM))
        found = fund_use([other, held, fund("7.00", "EUR"), elsewhere])
        assert [(row.fund, amounts(row.figures)) for row in found.funds] == [
            (pool_key("EUR"), ["7.00", "0.00", "0.00", "0.00", "0.00", "7.00"]),
            (key, ["5.00", "0.00", "0.00", "0.00", "0.00", "5.00"]),
            (pool_key(), ["200000.00", "90000.00", "90000.00", "0.00", "0.00", "20000.00"]),
            (other.key, ["0.00"] * 6),
        ]
        assert [
            (row.program, row.figures.earned.currency.code, row.figures.funds, amounts(row.figures)[0])
            for row in found.programs
        ] == [
            (PROGRAM, "EUR", 1, "7.00"),
            (PROGRAM, "SEK", 2, "200005.00"),
            (OTHER_PROGRAM, "SEK", 1, "0.00"),
        ]
        assert found.programs[1].figures.used == Fraction(9000000, 20000500)
        assert found.programs[2].figures.used is None
        assert found.left_out == ()

    @given(st.lists(pools(), max_size=5))
    def test_programs_are_the_sums_of_their_funds(self, given_pools: list[FundPool]) -> None:
        found = fund_use(given_pools)
        for name in ("earned", "reserved", "committed", "paid", "expired", "available"):
            for row in found.programs:
                parts = [
                    getattr(each.figures, name)
                    for each in found.funds
                    if each.fund.program == row.program and each.fund.currency is row.figures.earned.currency
                ]
                assert Money.total(parts, row.figures.earned.currency) == getattr(row.figures, name)
        keys = {pool.key for pool in given_pools}
        assert {row.fund for row in found.funds} == keys
        assert sum(each.count for each in found.left_out) == len(given_pools) - len(keys)


class TestForfeiture:
    def test_what_expired_by_period_and_currency(self) -> None:
        pool = desk_at(S.APPROVED, funds=fund("120000.00")).funds
        at = instant("2023-02-16 00:00")
        gone = pool.record(expiry_entries(pool, on=date(2023, 2, 16), at=at, rules=RULES).entries)
        given_pools = [gone, fund("7.00", "EUR"), fund("3.00", usage=SPRING), pool]
        found = forfeiture(given_pools)
        assert [
            (row.usage_period, row.currency.code, row.funds, row.earned, row.expired, row.unused)
            for row in found.rows
        ] == [
            (SPRING, "SEK", 1, sek("3.00"), sek("0.00"), sek("3.00")),
            (USAGE, "EUR", 1, Money("7.00", "EUR"), Money("0.00", "EUR"), Money("7.00", "EUR")),
            (USAGE, "SEK", 1, sek("120000.00"), sek("30000.00"), sek("0.00")),
        ]
        assert [row.share for row in found.rows] == [0, 0, Fraction(1, 4)]
        assert found.left_out == (LeftOut(reason=TWICE, count=1),)
        assert forfeiture([FundPool.empty(pool_key())]).rows[0].share is None

    def test_of_two_versions_the_latest_counts(self) -> None:
        before, after = FundPool.empty(pool_key()), fund("5.00")
        for given_pools in ([before, after], [after, before]):
            assert [row.earned for row in forfeiture(given_pools).rows] == [sek("5.00")]


@pytest.mark.parametrize("ask", [reason_counts, fund_use, forfeiture])
def test_nothing_gives_nothing(ask: Any) -> None:
    assert ask([]).left_out == ()
