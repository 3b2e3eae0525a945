"""Two claims on one fund: what is approved never rises above what was earned. Source: U-10, U-20."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import attrs
import pytest
from tests.support.world import (
    FORM,
    LOCATION,
    PROGRAM,
    REVIEWER,
    RULES,
    USAGE,
    Desk,
    desk_at,
    sek,
    stored,
)

from coopclaims import ClaimStatus, InMemoryRepository, Refused, StaleClaim, decide, perform, replay
from coopclaims.claims import ApproveClaim
from coopclaims.findings import ProblemCode
from coopclaims.funds import assert_conserved
from coopclaims.identifiers import ClaimId
from coopclaims.repositories import ClaimWrite, FundWrite

FIRST, SECOND = ClaimId("first"), ClaimId("second")


@pytest.fixture
def shop() -> InMemoryRepository:
    """Given a fund of 120,000 SEK and two claims of 90,000 SEK each, both under review."""
    return stored(*(desk_at(ClaimStatus.UNDER_REVIEW, claim=claim) for claim in (FIRST, SECOND)))


def approval(claim: ClaimId, amount: str = "90000.00") -> ApproveClaim:
    command = Desk(claim=claim).command(
        ApproveClaim, REVIEWER, "2022-09-16 10:00", amount=sek(amount), reason="Part of it."
    )
    assert isinstance(command, ApproveClaim)
    return command


def balance(repository: InMemoryRepository) -> tuple[str, str, str]:
    funds = repository.pool(LOCATION, PROGRAM, USAGE).balance()
    return (str(funds.approved.amount), str(funds.reserved.amount), str(funds.available.amount))


def test_together_they_reserve_more_than_there_is(shop: InMemoryRepository) -> None:
    """A claim above the balance is only warned about."""
    assert balance(shop) == ("0.00", "180000.00", "-60000.00")


def test_the_second_approval_is_refused(shop: InMemoryRepository) -> None:
    # When the first is approved in full
    perform(approval(FIRST), shop, rules=RULES)
    assert balance(shop) == ("90000.00", "90000.00", "-60000.00")
    # Then 30,000 remain, and the second cannot be.
    with pytest.raises(Refused) as caught:
        perform(approval(SECOND), shop, rules=RULES)
    assert caught.value.codes == {ProblemCode.APPROVED_ABOVE_EARNED}
    assert "30000.00 SEK" in str(caught.value)
    assert balance(shop) == ("90000.00", "90000.00", "-60000.00")
    # But as much as remains can, to the last öre, and not one more.
    with pytest.raises(Refused):
        perform(approval(SECOND, "30000.01"), shop, rules=RULES)
    perform(approval(SECOND, "30000.00"), shop, rules=RULES)
    assert balance(shop) == ("120000.00", "0.00", "0.00")


def test_where_nothing_remains_no_approval_is_possible(shop: InMemoryRepository) -> None:
    perform(approval(FIRST), shop, rules=RULES)
    perform(approval(SECOND, "30000.00"), shop, rules=RULES)
    third = Desk(claim=ClaimId("third"), funds=shop.pool(LOCATION, PROGRAM, USAGE))
    third.walk(ClaimStatus.UNDER_REVIEW)
    refused = third.refused(ApproveClaim, REVIEWER, third.later, amount=sek("0.01"), reason="A little.")
    assert [problem.code for problem in refused.problems] == [ProblemCode.APPROVED_ABOVE_EARNED]


def test_decided_at_once_only_one_is_recorded(shop: InMemoryRepository) -> None:
    # Given that both approvals are decided before either is stored
    pool = shop.pool(LOCATION, PROGRAM, USAGE)
    writes = {}
    for claim in (FIRST, SECOND):
        history = shop.history(claim)
        decision = decide(approval(claim), replay(history), rules=RULES, funds=pool)
        writes[claim] = (
            ClaimWrite(claim=claim, expected=history.version, entries=decision.entries),
            FundWrite(pool=pool.key, expected=pool.version, entries=decision.ledger),
        )
    # When they are stored one after the other
    shop.append(*writes[FIRST])
    with pytest.raises(StaleClaim) as caught:
        shop.append(*writes[SECOND])
    # Then the second finds the fund changed, and nothing of it is stored, its claim's entry neither.
    assert caught.value.stream == pool.key
    assert replay(shop.history(SECOND)).status is ClaimStatus.UNDER_REVIEW
    assert balance(shop) == ("90000.00", "90000.00", "-60000.00")


def test_a_smaller_claim_beside_it_is_not_touched(shop: InMemoryRepository) -> None:
    """What another claim has reserved does not limit an approval; what was approved does."""
    small = Desk(
        claim=ClaimId("small"),
        form=attrs.evolve(FORM, amount=sek("100.00")),
        funds=shop.pool(LOCATION, PROGRAM, USAGE),
    )
    small.walk(ClaimStatus.APPROVED)
    assert small.claim.approved == sek("100.00")


def test_approved_by_many_at_once_the_fund_is_never_overdrawn() -> None:
    """Twelve reviewers approve twelve claims of 30,000 SEK at the same time: four fit."""
    names = [ClaimId(f"claim-{number}") for number in range(12)]
    form = attrs.evolve(FORM, amount=sek("30000.00"))
    store = stored(*(desk_at(ClaimStatus.UNDER_REVIEW, claim=claim, form=form) for claim in names))
    gate = Barrier(len(names))

    def approve(claim: ClaimId) -> str:
        gate.wait()
        while True:
            try:
                perform(approval(claim, "30000.00"), store, rules=RULES)
            except StaleClaim:  # somebody recorded first: look again, and decide again
                continue
            except Refused as refused:
                return ", ".join(refused.codes)
            return "approved"

    with ThreadPoolExecutor(len(names)) as reviewers:
        outcomes = list(reviewers.map(approve, names))

    assert Counter(outcomes) == {"approved": 4, "approved_above_earned": 8}
    pool = store.pool(LOCATION, PROGRAM, USAGE)
    assert_conserved(pool, store.ledger(pool.key))
    assert (str(pool.balance().approved), str(pool.balance().remaining)) == ("120000.00 SEK", "0.00 SEK")
