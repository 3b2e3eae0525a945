"""Money that a claim lets go after the claiming end: for its own dispute, and for nobody else.

Source: U-06, U-08; that it stays within the reach of that dispute alone is inferred.
"""

from __future__ import annotations

import attrs
import pytest
from tests.support.world import (
    ADMIN,
    REVIEWER,
    USER,
    VALIDATION_TEAM,
    Desk,
    bound,
    desk_at,
    fund,
    instant,
    sek,
)

from coopclaims import ClaimStatus, FundPool, Policies, Rulebook, partner_center
from coopclaims.claims import (
    AmendClaim,
    ApproveClaim,
    DisputeRejection,
    RejectClaim,
    StartReview,
    SubmitClaim,
)
from coopclaims.findings import ProblemCode
from coopclaims.funds import FundEntry, assert_conserved, expiry_entries
from coopclaims.identifiers import ClaimId
from coopclaims.rules import FundsExpiry

LAST_DAY, DAY_AFTER = "2023-02-15 23:00", "2023-02-16 09:00"
OTHER = ClaimId("other")


def told(entries: tuple[FundEntry, ...]) -> list[tuple[str, str]]:
    return [(str(entry.kind), str(entry.amount)) for entry in entries]


def expired(desk: Desk) -> FundPool:
    """Return the fund after everything that no claim held has expired."""
    movement = expiry_entries(
        desk.funds, on=instant(DAY_AFTER).date(), at=instant(DAY_AFTER), rules=desk.rules
    )
    return desk.funds.record(movement.entries)


def available(desk: Desk) -> str:
    assert_conserved(desk.funds)
    return str(desk.funds.balance().available)


def test_up_to_the_last_day_a_rejection_frees_the_money_for_all() -> None:
    desk = desk_at(ClaimStatus.UNDER_REVIEW)
    assert told(desk.do(RejectClaim, REVIEWER, LAST_DAY).ledger) == [("released", "90000.00 SEK")]
    assert available(desk) == "120000.00 SEK"


def test_from_the_day_after_it_expires_with_the_claim() -> None:
    # Given that the window closed while the claim was under review, and 30,000 SEK expired
    desk = desk_at(ClaimStatus.UNDER_REVIEW)
    desk.funds = expired(desk)
    assert desk.funds.balance().expired == sek("30000.00")
    # When it is rejected
    rejection = desk.do(RejectClaim, REVIEWER, DAY_AFTER)
    # Then nothing of it is there for others, and all of it for the claim itself.
    assert told(rejection.ledger) == [("released", "90000.00 SEK"), ("expired", "90000.00 SEK")]
    assert {(entry.claim, entry.number) for entry in rejection.ledger} == {(desk.id, desk.last.number)}
    assert available(desk) == "0.00 SEK"
    assert desk.funds.available_to(desk.id) == sek("90000.00")
    assert desk.funds.available_to(OTHER) == sek("0.00")


@pytest.fixture
def rejected_late() -> Desk:
    """Given a claim that was rejected after everything else had expired."""
    desk = desk_at(ClaimStatus.UNDER_REVIEW)
    desk.funds = expired(desk)
    desk.do(RejectClaim, REVIEWER, DAY_AFTER)
    return desk


def test_its_dispute_reserves_it_again(rejected_late: Desk) -> None:
    dispute = rejected_late.do(DisputeRejection, ADMIN, rejected_late.later)
    assert told(dispute.ledger) == [("restored", "90000.00 SEK"), ("reserved", "90000.00 SEK")]
    assert rejected_late.funds.expired_for(rejected_late.id) == sek("0.00")
    approval = rejected_late.do(ApproveClaim, VALIDATION_TEAM, rejected_late.later)
    assert told(approval.ledger) == [("released", "90000.00 SEK"), ("committed", "90000.00 SEK")]
    assert available(rejected_late) == "0.00 SEK"


def test_rejected_again_it_lapses_again(rejected_late: Desk) -> None:
    rejected_late.do(DisputeRejection, ADMIN, rejected_late.later)
    rejection = rejected_late.do(RejectClaim, VALIDATION_TEAM, rejected_late.later)
    assert told(rejection.ledger) == [("released", "90000.00 SEK"), ("expired", "90000.00 SEK")]


def test_no_other_claim_is_approved_from_it(rejected_late: Desk) -> None:
    """Another claim, submitted in time and unreserved since, finds that nothing remains."""
    other = desk_at(ClaimStatus.UNDER_REVIEW, claim=OTHER)
    other.funds = rejected_late.funds
    refused = other.refused(ApproveClaim, REVIEWER, DAY_AFTER)
    assert refused.codes == {ProblemCode.APPROVED_ABOVE_EARNED}


def test_what_an_approval_leaves_over_expires() -> None:
    desk = desk_at(ClaimStatus.UNDER_REVIEW)
    desk.funds = expired(desk)
    approval = desk.do(ApproveClaim, REVIEWER, DAY_AFTER, amount=sek("84000.00"), reason="Two days less.")
    assert told(approval.ledger) == [
        ("released", "90000.00 SEK"),
        ("committed", "84000.00 SEK"),
        ("expired", "6000.00 SEK"),
    ]
    assert available(desk) == "0.00 SEK"


def test_so_does_what_a_smaller_submission_lets_go_and_a_larger_one_has_it_back() -> None:
    desk = desk_at(ClaimStatus.ACTION_REQUIRED)
    desk.funds = expired(desk)
    desk.do(AmendClaim, USER, DAY_AFTER, form=attrs.evolve(desk.claim.form, amount=sek("80000.00")))
    smaller = desk.do(SubmitClaim, USER, desk.later)
    assert told(smaller.ledger) == [
        ("released", "90000.00 SEK"),
        ("reserved", "80000.00 SEK"),
        ("expired", "10000.00 SEK"),
    ]
    back = desk_at(ClaimStatus.ACTION_REQUIRED)
    back.funds = desk.funds
    back.do(AmendClaim, USER, DAY_AFTER, form=attrs.evolve(back.claim.form, amount=sek("85000.00")))
    larger = back.do(SubmitClaim, USER, back.later)
    assert told(larger.ledger) == [
        ("released", "80000.00 SEK"),
        ("restored", "5000.00 SEK"),
        ("reserved", "85000.00 SEK"),
    ]
    assert available(back) == "0.00 SEK"


def test_what_is_let_go_first_covers_what_others_hold_too_much() -> None:
    """Two claims of 90,000 SEK on 120,000: when one is rejected, 30,000 are free to expire."""
    first = desk_at(ClaimStatus.UNDER_REVIEW)
    second = desk_at(ClaimStatus.UNDER_REVIEW, claim=OTHER, funds=first.funds)
    first.funds = second.funds
    rejection = first.do(RejectClaim, REVIEWER, DAY_AFTER)
    assert told(rejection.ledger) == [("released", "90000.00 SEK"), ("expired", "30000.00 SEK")]
    # Its dispute asks for more than is in its reach, and goes on unreserved.
    assert told(first.do(DisputeRejection, ADMIN, first.later).ledger) == []
    # An approval of what lapsed with it brings that back, and leaves the other claim what it holds.
    part = {"amount": sek("30000.00"), "reason": "As much as is there."}
    approval = first.do(ApproveClaim, VALIDATION_TEAM, first.later, **part)
    assert told(approval.ledger) == [("restored", "30000.00 SEK"), ("committed", "30000.00 SEK")]
    assert available(first) == "0.00 SEK"
    second.funds = first.funds
    second.do(ApproveClaim, REVIEWER, "2023-02-20 09:00")
    assert second.funds.balance().remaining == sek("0.00")


def test_what_lapsed_with_a_claim_is_restored_where_others_were_approved_what_it_holds() -> None:
    # Given a claim that holds 80,000, with which 10,000 lapsed, while another was approved for 90,000
    desk = desk_at(ClaimStatus.ACTION_REQUIRED)
    desk.do(AmendClaim, USER, DAY_AFTER, form=attrs.evolve(desk.claim.form, amount=sek("80000.00")))
    desk.do(SubmitClaim, USER, desk.later)
    desk.funds = desk_at(ClaimStatus.APPROVED, claim=OTHER, funds=desk.funds).funds
    balance = desk.funds.balance()
    assert (balance.remaining, balance.reserved, balance.expired) == (
        sek("20000"),
        sek("80000"),
        sek("10000"),
    )
    # Then 30,000 can be approved and no more, 10,000 of which come back.
    desk.do(StartReview, REVIEWER, desk.later)
    more = {"amount": sek("30000.01"), "reason": "As much as is there."}
    refused = desk.refused(ApproveClaim, REVIEWER, desk.later, **more)
    assert refused.codes == {ProblemCode.APPROVED_ABOVE_EARNED}
    approval = desk.do(ApproveClaim, REVIEWER, desk.later, **(more | {"amount": sek("25000.00")}))
    assert told(approval.ledger) == [
        ("released", "80000.00 SEK"),
        ("restored", "5000.00 SEK"),
        ("committed", "25000.00 SEK"),
    ]
    assert available(desk) == "0.00 SEK"


def test_by_the_other_policy_it_lapses_from_the_end_of_the_usage_period() -> None:
    rules = bound(Policies(funds_expiry=FundsExpiry.USAGE_END))
    desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=rules)
    rejection = desk.do(RejectClaim, REVIEWER, "2023-01-01 09:00")
    assert told(rejection.ledger) == [("released", "90000.00 SEK"), ("expired", "90000.00 SEK")]


def test_where_no_rule_gives_the_last_day_nothing_lapses() -> None:
    """An edition of an adopter's own may not say until when funds are claimed."""
    editions = (
        attrs.evolve(each, claiming_windows=None, claim_deadline_days=None)
        for each in partner_center.editions
    )
    desk = desk_at(ClaimStatus.UNDER_REVIEW)
    desk.rules = bound(rulebook=Rulebook("without a last day", tuple(editions)))
    assert told(desk.do(RejectClaim, REVIEWER, DAY_AFTER).ledger) == [("released", "90000.00 SEK")]


def test_where_no_expiry_was_recorded_only_the_claims_own_money_lapses() -> None:
    desk = desk_at(ClaimStatus.UNDER_REVIEW, funds=fund("120000.00"))
    rejection = desk.do(RejectClaim, REVIEWER, DAY_AFTER)
    assert told(rejection.ledger)[-1] == ("expired", "90000.00 SEK")
    assert available(desk) == "30000.00 SEK"
