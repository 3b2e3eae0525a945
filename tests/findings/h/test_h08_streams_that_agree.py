"""What a claim's History says of money and what the fund's ledger says agree, or nobody stores it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.findings import RITA, RULES, World, at, cc, sek

if TYPE_CHECKING:
    from collections.abc import Callable


def _refusal(ask: Callable[[], object]) -> Any:
    """Return the library's error in which this ends, or None."""
    try:
        ask()
    except cc.CoopClaimsError as refused:
        return refused
    return None


def _write(world: World, when: str, **rest: Any) -> Any:
    """Return a write of one reservation, not beside any entry of a claim."""
    entry = cc.funds.FundEntry(
        pool=world.key,
        kind=cc.funds.FundEntryKind.RESERVED,
        at=at(f"{when} 00:00"),
        on=date.fromisoformat(when),
        activity="partner-network",
        **rest,
    )
    return cc.repositories.FundWrite(pool=world.key, expected=world.pool.version, entries=(entry,))


def _faults(world: World) -> Any:
    """Return what an audit of the claim's streams finds."""
    return cc.auditing.audit(
        world.repo.history(cc.identifiers.ClaimId("C-1")), world.repo.ledger(world.key), ()
    )


def test_a_store_refuses_an_approval_without_its_ledger_entry() -> None:
    world = World().reviewed()
    claim = world.claim()
    approve = world.ask(cc.claims.ApproveClaim, RITA, "2022-09-20 09:00", amount=sek("30000.00"))
    entries = cc.decide(approve, claim, rules=RULES, funds=world.pool).entries
    write = cc.repositories.ClaimWrite(claim=claim.id, expected=claim.version, entries=entries)
    assert _refusal(lambda: world.repo.append(write)) is not None
    assert world.claim() == claim


def test_a_store_refuses_a_ledger_entry_of_a_claim_that_does_not_exist() -> None:
    world = World()
    ghost = _write(
        world, "2022-10-10", amount=sek("50000.00"), claim=cc.identifiers.ClaimId("GHOST"), number=1
    )
    assert _refusal(lambda: world.repo.append(ghost)) is not None
    assert world.pool.balance().reserved == sek("0.00")


@pytest.mark.parametrize(
    ("when", "number"),
    [("1999-10-10", 1), ("2022-10-10", 99)],
    ids=["before the claim began", "an entry that the claim has not"],
)
def test_a_ledger_entry_that_the_history_does_not_bear_out_is_refused_or_found(
    when: str, number: int
) -> None:
    world = World().submitted()
    stray = _write(world, when, amount=sek("100.00"), claim=cc.identifiers.ClaimId("C-1"), number=number)
    assert _refusal(lambda: world.repo.append(stray)) is not None or _faults(world)


def test_an_audit_of_streams_that_agree_finds_nothing() -> None:
    assert not _faults(World().approved())


def test_perform_writes_the_claim_and_the_fund_together() -> None:
    world = World().approved()
    assert world.claim().approved == world.pool.balance().approved == sek("30000.00")
