"""A claim above the balance: a warning by default, a refusal by policy. Source: U-20."""

from __future__ import annotations

import pytest
from tests.support.world import FORM, USER, Desk, Payload, bound, desk_at, fund, sek

from coopclaims import ClaimStatus, Policies, advice, problems
from coopclaims.claims import SubmitClaim
from coopclaims.findings import ProblemCode, Severity
from coopclaims.rules import Disputing, OverClaiming

BLOCKS = Policies(over_claiming=OverClaiming.BLOCKS)


def draft(earned: str, policies: Policies | None = None) -> Desk:
    """Given a draft of 90,000 SEK, and a fund with this much in it."""
    desk = desk_at(ClaimStatus.EDITING, rules=bound(policies), funds=fund(earned))
    assert FORM.amount == sek("90000.00")
    return desk


def test_by_default_it_is_warned_about_and_goes_through() -> None:
    # Given one öre too little
    desk = draft("89999.99")
    command = desk.command(SubmitClaim, USER, desk.later)
    around: Payload = {"rules": desk.rules, "funds": desk.funds}
    # When it is asked beforehand, nothing blocks and one thing is worth knowing.
    assert problems(command, desk.claim, **around) == ()
    (warning,) = advice(command, desk.claim, **around)
    assert warning.code is ProblemCode.ABOVE_AVAILABLE
    assert warning.severity is Severity.ADVISES
    assert "90000.00 SEK" in warning.message
    assert "89999.99 SEK" in warning.message
    # And it is submitted all the same.
    assert desk.advised(SubmitClaim, USER, desk.later) == (warning,)
    assert desk.status() is ClaimStatus.SUBMITTED
    assert desk.funds.balance().available == sek("-0.01")


def test_by_policy_it_is_refused() -> None:
    desk = draft("89999.99", BLOCKS)
    refused = desk.refused(SubmitClaim, USER, desk.later)
    assert refused.codes == {ProblemCode.ABOVE_AVAILABLE}
    assert refused.problems[0].severity is Severity.BLOCKS
    # And what blocks is no advice besides.
    command = desk.command(SubmitClaim, USER, desk.later)
    assert advice(command, desk.claim, rules=desk.rules, funds=desk.funds) == ()


@pytest.mark.parametrize("policies", [Policies(), BLOCKS])
def test_a_claim_of_exactly_the_balance_is_none(policies: Policies) -> None:
    desk = draft("90000.00", policies)
    assert desk.advised(SubmitClaim, USER, desk.later) == ()
    assert desk.funds.balance().available == sek("0.00")


def test_its_own_reservation_does_not_count_against_it() -> None:
    """Returned and submitted again, the claim does not stand in its own way."""
    desk = desk_at(ClaimStatus.ACTION_REQUIRED, rules=bound(BLOCKS), funds=fund("90000.00"))
    advised = {each.code for each in desk.advised(SubmitClaim, USER, desk.later)}
    assert ProblemCode.ABOVE_AVAILABLE not in advised
    assert desk.funds.balance().reserved == sek("90000.00")


def test_one_policy_says_nothing_of_another() -> None:
    desk = draft("89999.99", Policies(disputing=Disputing.WIDENED))
    assert desk.advised(SubmitClaim, USER, desk.later) != ()


def test_a_dispute_that_went_on_unreserved_can_be_answered() -> None:
    """Rejecting released the money, and another claim holds it now: the team asks, the partner answers."""
    # Given a disputed claim on a fund that has too little left
    desk = desk_at(ClaimStatus.PARTNER_ACTION_REQUIRED, rules=bound(BLOCKS), funds=fund("90000.00"))
    desk.funds = fund("89999.99")
    command = desk.command(SubmitClaim, USER, desk.later)
    # When the partner answers, then nothing of the balance blocks, and it is worth knowing.
    assert problems(command, desk.claim, rules=desk.rules, funds=desk.funds) == ()
    advised = advice(command, desk.claim, rules=desk.rules, funds=desk.funds)
    assert (ProblemCode.ABOVE_AVAILABLE, Severity.ADVISES) in {(each.code, each.severity) for each in advised}
    desk.do(SubmitClaim, USER, desk.later)
    assert desk.status() is ClaimStatus.DISPUTED
    assert desk.funds.balance().reserved == sek("0.00")
