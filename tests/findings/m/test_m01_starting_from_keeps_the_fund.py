"""`starting_from` hands over a world whose fund is the one that the story leads to."""

from __future__ import annotations

import importlib
from typing import Any

import attrs
import pytest
from tests.support.findings import ZONE, cc
from tests.support.public import public

testing: Any = importlib.import_module("coopclaims.testing")

STATUS = cc.ClaimStatus
WITHOUT_MONEY = (STATUS.EDITING, STATUS.CANCELLED, STATUS.EXPIRED)
WITH_MONEY = tuple(each for each in STATUS if each not in WITHOUT_MONEY)


def typical() -> Any:
    return testing.World.typical()


def of_three_entities_in_euro() -> Any:
    """Return a typical world whose fund is in euro, earned from three entities."""
    world = typical()
    key = attrs.evolve(world.funds.key, currency=cc.Currency("EUR"))
    pool = cc.FundPool.empty(key)
    for entity, amount in (
        ("vendor-ireland", "1000.00"),
        ("vendor-sweden", "2000.00"),
        ("vendor-us", "7000.00"),
    ):
        pool = pool.earning(
            cc.identifiers.EntityId(entity),
            cc.Money(amount, "EUR"),
            at=world.start_of(world.usage_period.first),
        )
    return attrs.evolve(world, funds=pool, currency=cc.Currency("EUR"))


WORLDS = (typical, of_three_entities_in_euro)
in_each_world = pytest.mark.parametrize("make", WORLDS, ids=lambda make: make.__name__)


def story(status: Any, world: Any) -> Any:
    """Return the shortest story to a status in this world, with the ledger that it leaves."""
    return testing.simplest(testing.scenarios(status, world=world, detours=0))


def stored(told: Any, world: Any) -> Any:
    """Return a repository into which a story and its ledger were written."""
    repository = cc.InMemoryRepository()
    repository.open_pool(world.funds.key)
    entries = (*world.earnings(), *told.ledger)
    repository.append(
        cc.repositories.ClaimWrite(claim=told.claim.id, expected=0, entries=told.history.entries),
        cc.repositories.FundWrite(pool=world.funds.key, expected=0, entries=entries),
    )
    return repository


def fund_of(repository: Any, world: Any) -> Any:
    return repository.pool(world.location, world.program, world.usage_period)


@pytest.mark.parametrize("status", STATUS)
def test_without_a_world_the_fund_is_that_of_the_story(status: Any) -> None:
    world = typical()
    told = story(status, world)
    assert testing.starting_from(status).world.funds == fund_of(stored(told, world), world)


@in_each_world
@pytest.mark.parametrize("status", WITHOUT_MONEY)
def test_a_claim_that_never_held_anything_leaves_the_fund_of_its_world_untouched(
    status: Any, make: Any
) -> None:
    world = make()
    assert testing.starting_from(status, world=world).world.funds == world.funds


@in_each_world
@pytest.mark.parametrize("status", WITH_MONEY)
def test_in_a_world_of_ones_own_the_fund_is_that_of_the_story(status: Any, make: Any) -> None:
    world = make()
    told = story(status, world)
    assert testing.starting_from(status, world=world).world.funds == fund_of(stored(told, world), world)


@in_each_world
@pytest.mark.parametrize("status", STATUS)
def test_the_fund_has_the_shares_of_its_world(status: Any, make: Any) -> None:
    world = make()
    assert testing.starting_from(status, world=world).world.funds.shares() == world.funds.shares()


def test_what_the_story_reserved_is_reserved() -> None:
    start = testing.starting_from(STATUS.UNDER_REVIEW, world=typical())
    assert start.world.funds.reserved_for(start.claim.id) == start.claim.form.amount


def test_what_the_story_approved_is_approved_for_its_activity() -> None:
    start = testing.starting_from(STATUS.APPROVED, world=typical())
    balance, claim = start.world.funds.balance(), start.claim
    by_activity = start.world.funds.usage_by_activity(claim.form.activity).approved
    assert balance.approved == by_activity == claim.approved
    assert start.world.funds.approved_for(claim.id) == claim.approved


def test_nothing_is_held_once_the_claim_is_rejected() -> None:
    start = testing.starting_from(STATUS.REJECTED, world=typical())
    assert start.world.funds.reserved_for(start.claim.id).is_zero


def test_the_fund_has_recorded_that_a_rejected_claim_was_released() -> None:
    world = typical()
    start = testing.starting_from(STATUS.REJECTED, world=world)
    assert start.world.funds.version == world.funds.version + 2  # reserved and released


def decided(world: Any, start: Any, kind: Any, **content: Any) -> tuple[Any, Any]:
    """Return the ledger that a command causes in the world handed over, and in a repository."""
    command = start.when(kind, **content).command
    repository = stored(story(start.claim.status, world), world)
    outcome = cc.perform(command, repository, rules=world.rules, rates=world.rates)
    return start.world.decide(command, start.claim).ledger, outcome.ledger


LEDGER_DEEDS = (
    (STATUS.UNDER_REVIEW, "RejectClaim"),
    (STATUS.UNDER_REVIEW, "ApproveClaim"),
    (STATUS.DISPUTED, "ApproveClaim"),
)


@pytest.mark.parametrize(("status", "kind"), LEDGER_DEEDS)
def test_without_a_world_a_command_causes_the_ledger_that_a_repository_gets(status: Any, kind: str) -> None:
    found, expected = decided(typical(), testing.starting_from(status), public(kind))
    assert found == expected


@in_each_world
def test_a_rejection_in_a_world_of_ones_own_releases_what_was_reserved(make: Any) -> None:
    world = make()
    start = testing.starting_from(STATUS.UNDER_REVIEW, world=world)
    found, expected = decided(world, start, cc.claims.RejectClaim)
    assert found == expected


@in_each_world
def test_an_approval_in_a_world_of_ones_own_turns_what_was_reserved_into_approved(make: Any) -> None:
    world = make()
    start = testing.starting_from(STATUS.UNDER_REVIEW, world=world)
    found, expected = decided(world, start, cc.claims.ApproveClaim)
    assert found == expected


def drawn(funds: Any, claim: Any) -> tuple[Any, ...]:
    return (
        funds.reserved_for(claim.id),
        funds.approved_for(claim.id),
        funds.activity_of(claim.id),
        funds.usage_by_activity(claim.form.activity),
    )


@pytest.mark.parametrize("part", ["claim", "history"])
@pytest.mark.parametrize("status", STATUS)
def test_a_claim_or_a_history_alone_holds_what_its_story_left_it(status: Any, part: str) -> None:
    told = story(status, typical())
    start = testing.starting_from(getattr(told, part))
    assert drawn(start.world.funds, start.claim) == drawn(told.world.funds, told.claim)
    earned = start.world.funds.balance()
    assert earned.available + earned.reserved + earned.approved == 4 * told.claim.form.amount


def test_what_a_history_holds_is_released_when_the_claim_is_rejected() -> None:
    start = testing.starting_from(story(STATUS.UNDER_REVIEW, typical()).history)
    rejected = start.when(cc.claims.RejectClaim).then(STATUS.REJECTED)
    assert rejected.world.funds.reserved_for(start.claim.id).is_zero
    assert rejected.world.funds.version == start.world.funds.version + 1


def test_a_scenario_keeps_the_fund_that_it_has() -> None:
    told = story(STATUS.SUBMITTED, typical())
    start = testing.starting_from(told)
    assert (start.world.funds, start.claim, start.history) == (told.world.funds, told.claim, told.history)


def test_what_was_earned_is_earned_at_the_first_instant_of_the_usage_period() -> None:
    world = of_three_entities_in_euro()
    assert {entry.at.astimezone(ZONE).date() for entry in world.earnings()} == {world.usage_period.first}
