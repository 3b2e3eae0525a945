"""At most what is claimed is approved, more than nothing, and less only for a reason. Source: A-31, U-20."""

from __future__ import annotations

import pytest
from tests.support.world import REVIEWER, VALIDATION_TEAM, Desk, desk_at, fund, sek

from coopclaims import ClaimStatus, Money
from coopclaims.claims import ApproveClaim
from coopclaims.findings import ProblemCode

NOW = "2022-09-22 09:00"


@pytest.fixture(params=[ClaimStatus.UNDER_REVIEW, ClaimStatus.DISPUTED])
def undecided(request: pytest.FixtureRequest) -> Desk:
    """Given a claim of 90,000 SEK under review, or disputed."""
    return desk_at(request.param)


def codes(desk: Desk, amount: Money, reason: str = "") -> set[ProblemCode]:
    refused = desk.refused(ApproveClaim, VALIDATION_TEAM, NOW, amount=amount, reason=reason)
    assert all(problem.field in {"amount", "reason"} for problem in refused.problems)
    return set(refused.codes)


def test_in_full_needs_no_reason(undecided: Desk) -> None:
    undecided.do(ApproveClaim, VALIDATION_TEAM, NOW, amount=sek("90000.00"))
    assert undecided.claim.approved == sek("90000.00")


def test_less_needs_a_reason(undecided: Desk) -> None:
    assert codes(undecided, sek("89999.99")) == {ProblemCode.REASON_MISSING}
    assert codes(undecided, sek("89999.99"), "  ") == {ProblemCode.REASON_MISSING}
    undecided.do(ApproveClaim, VALIDATION_TEAM, NOW, amount=sek("89999.99"), reason="Rounded.")
    assert undecided.claim.approved == sek("89999.99")
    assert undecided.status() is ClaimStatus.APPROVED  # there is no status for a part
    assert "Rounded." in undecided.last.summary


def test_more_is_refused(undecided: Desk) -> None:
    assert codes(undecided, sek("90000.01"), "Generous.") == {ProblemCode.APPROVED_ABOVE_CLAIMED}


@pytest.mark.parametrize("amount", ["0.00", "-0.01", "-90000.00"])
def test_nothing_and_less_than_nothing_are_refused(undecided: Desk, amount: str) -> None:
    assert codes(undecided, sek(amount), "None of it.") == {ProblemCode.AMOUNT_NOT_POSITIVE}


def test_another_currency_is_refused(undecided: Desk) -> None:
    assert codes(undecided, Money("90000.00", "EUR"), "In euro.") == {ProblemCode.SECOND_CURRENCY}


def test_every_problem_is_told_at_once(undecided: Desk) -> None:
    assert codes(undecided, sek("0.00")) == {ProblemCode.AMOUNT_NOT_POSITIVE, ProblemCode.REASON_MISSING}


def test_never_more_than_was_earned() -> None:
    desk = desk_at(ClaimStatus.UNDER_REVIEW, funds=fund("50000.00"))
    refused = desk.refused(ApproveClaim, REVIEWER, NOW, amount=sek("50000.01"), reason="Half of it.")
    assert refused.codes == {ProblemCode.APPROVED_ABOVE_EARNED}
    desk.do(ApproveClaim, REVIEWER, NOW, amount=sek("50000.00"), reason="Half of it.")
    assert desk.funds.balance().remaining == sek("0.00")


def test_a_claim_that_is_not_approved_has_no_approved_amount() -> None:
    for status in set(ClaimStatus) - {ClaimStatus.APPROVED}:
        assert desk_at(status).claim.approved is None
