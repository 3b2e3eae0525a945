"""The fund's ledger: reserved at submission, released or committed at the decision. Source: U-07, U-21."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pytest
from tests.support.world import ADMIN, REVIEWER, USER, VALIDATION_TEAM, Desk, desk_at, fund, sek

from coopclaims import ClaimStatus
from coopclaims.claims import (
    AmendClaim,
    ApproveClaim,
    Comment,
    DisputeRejection,
    GiveFeedback,
    RejectClaim,
    RequestAction,
    StartReview,
    SubmitClaim,
)
from coopclaims.identifiers import ClaimId

if TYPE_CHECKING:
    from coopclaims.funds import FundEntry


def told(entries: tuple[FundEntry, ...]) -> list[tuple[str, str]]:
    return [(str(entry.kind), str(entry.amount)) for entry in entries]


def balances(desk: Desk) -> tuple[str, str, str]:
    """What is reserved, approved and available, of 120,000.00 SEK earned."""
    balance = desk.funds.balance()
    return (str(balance.reserved.amount), str(balance.approved.amount), str(balance.available.amount))


def test_a_draft_reserves_nothing() -> None:
    desk = desk_at(ClaimStatus.EDITING)
    assert desk.ledger == ()
    assert balances(desk) == ("0.00", "0.00", "120000.00")


def test_a_submission_reserves_what_is_claimed() -> None:
    desk = desk_at(ClaimStatus.EDITING)
    decision = desk.do(SubmitClaim, USER, desk.later)
    assert told(decision.ledger) == [("reserved", "90000.00 SEK")]
    assert balances(desk) == ("90000.00", "0.00", "30000.00")
    # The entry names the claim and the entry of its History that caused it.
    assert (decision.ledger[0].claim, decision.ledger[0].number) == (desk.id, desk.last.number)
    assert decision.ledger[0].at == desk.last.at


@pytest.mark.parametrize(
    "status",
    [
        ClaimStatus.SUBMITTED,
        ClaimStatus.UNDER_REVIEW,
        ClaimStatus.ACTION_REQUIRED,
        ClaimStatus.DISPUTED,
        ClaimStatus.PARTNER_ACTION_REQUIRED,
    ],
)
def test_while_it_is_undecided_it_stays_reserved(status: ClaimStatus) -> None:
    assert balances(desk_at(status)) == ("90000.00", "0.00", "30000.00")


def test_an_approval_releases_and_commits() -> None:
    desk = desk_at(ClaimStatus.UNDER_REVIEW)
    amount = sek("84000.00")
    decision = desk.do(ApproveClaim, REVIEWER, desk.later, amount=amount, reason="Two days less.")
    assert told(decision.ledger) == [("released", "90000.00 SEK"), ("committed", "84000.00 SEK")]
    assert balances(desk) == ("0.00", "84000.00", "36000.00")


def test_a_rejection_releases() -> None:
    desk = desk_at(ClaimStatus.UNDER_REVIEW)
    decision = desk.do(RejectClaim, REVIEWER, desk.later)
    assert told(decision.ledger) == [("released", "90000.00 SEK")]
    assert balances(desk) == ("0.00", "0.00", "120000.00")


def test_a_dispute_reserves_again_where_as_much_is_available() -> None:
    desk = desk_at(ClaimStatus.REJECTED)
    decision = desk.do(DisputeRejection, ADMIN, desk.later)
    assert told(decision.ledger) == [("reserved", "90000.00 SEK")]


def test_to_the_last_ore() -> None:
    desk = desk_at(ClaimStatus.REJECTED, funds=fund("90000.00"))
    assert told(desk.do(DisputeRejection, ADMIN, desk.later).ledger) == [("reserved", "90000.00 SEK")]
    desk = desk_at(ClaimStatus.REJECTED, funds=fund("89999.99"))
    assert told(desk.do(DisputeRejection, ADMIN, desk.later).ledger) == []


@pytest.mark.parametrize(
    ("amount", "ledger"),
    [
        ("120000.00", [("released", "90000.00 SEK"), ("reserved", "120000.00 SEK")]),
        ("120000.01", []),
    ],
)
def test_an_answer_to_the_team_may_take_what_is_there_with_what_it_holds(
    amount: str, ledger: list[tuple[str, str]]
) -> None:
    """It holds 90,000 of 120,000 SEK; a claim amended to more keeps what it holds."""
    desk = desk_at(ClaimStatus.PARTNER_ACTION_REQUIRED)
    desk.do(AmendClaim, USER, desk.later, form=attrs.evolve(desk.claim.form, amount=sek(amount)))
    assert told(desk.do(SubmitClaim, USER, desk.later).ledger) == ledger


class TestDisputeOfWhatIsGone:
    """A dispute goes on unreserved where the money went to another claim; its approval is checked."""

    @pytest.fixture
    def disputed(self) -> Desk:
        desk = desk_at(ClaimStatus.REJECTED)
        # Given that another claim of 90,000 SEK was submitted since
        other = desk_at(ClaimStatus.SUBMITTED, claim=ClaimId("other"), funds=desk.funds)
        desk.funds = other.funds
        assert told(desk.do(DisputeRejection, ADMIN, desk.later).ledger) == []
        return desk

    def test_it_is_disputed_and_reserves_nothing(self, disputed: Desk) -> None:
        assert disputed.status() is ClaimStatus.DISPUTED
        assert disputed.funds.reserved_for(disputed.id) == sek("0.00")

    def test_its_approval_commits_without_a_release(self, disputed: Desk) -> None:
        decision = disputed.do(ApproveClaim, VALIDATION_TEAM, disputed.later)
        assert told(decision.ledger) == [("committed", "90000.00 SEK")]
        assert disputed.funds.balance().remaining == sek("30000.00")

    def test_its_rejection_has_nothing_to_release(self, disputed: Desk) -> None:
        assert told(disputed.do(RejectClaim, VALIDATION_TEAM, disputed.later).ledger) == []

    def test_answering_the_team_reserves_it_only_if_it_is_there_again(self, disputed: Desk) -> None:
        disputed.do(RequestAction, VALIDATION_TEAM, disputed.later)
        assert told(disputed.do(SubmitClaim, USER, disputed.later).ledger) == []
        disputed.do(RequestAction, VALIDATION_TEAM, disputed.later)
        disputed.funds = fund("120000.00")  # the other claim is gone
        assert told(disputed.do(SubmitClaim, USER, disputed.later).ledger) == [("reserved", "90000.00 SEK")]


def test_submitted_again_unchanged_nothing_moves() -> None:
    desk = desk_at(ClaimStatus.ACTION_REQUIRED)
    assert desk.do(SubmitClaim, USER, desk.later).ledger == ()
    assert balances(desk) == ("90000.00", "0.00", "30000.00")


def test_submitted_again_for_another_amount_the_reservation_is_replaced() -> None:
    desk = desk_at(ClaimStatus.ACTION_REQUIRED)
    desk.do(AmendClaim, USER, desk.later, form=attrs.evolve(desk.claim.form, amount=sek("100000.00")))
    decision = desk.do(SubmitClaim, USER, desk.later)
    assert told(decision.ledger) == [("released", "90000.00 SEK"), ("reserved", "100000.00 SEK")]
    assert balances(desk) == ("100000.00", "0.00", "20000.00")


def test_nothing_else_touches_the_fund() -> None:
    desk = desk_at(ClaimStatus.SUBMITTED)
    for kind in (Comment, StartReview, GiveFeedback, RequestAction):
        assert desk.do(kind, REVIEWER, desk.later).ledger == ()


def test_the_balances_always_add_up() -> None:
    """Earned is what is approved, reserved and available together, after every entry."""
    desk = desk_at(ClaimStatus.PARTNER_ACTION_REQUIRED)
    desk.do(SubmitClaim, USER, desk.later)
    desk.do(ApproveClaim, VALIDATION_TEAM, desk.later, amount=sek("1.00"), reason="A token.")
    pool = fund()
    for entry in desk.ledger:
        pool = pool.record((entry,))
        balance = pool.balance()
        assert balance.approved + balance.reserved + balance.available == sek("120000.00")
    assert pool == desk.funds
