"""A fact that the caller gives twice is the same both times, or is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.support.findings import RULES, World, at, cc, circumstances, payouts

if TYPE_CHECKING:
    from collections.abc import Callable

STATUS = cc.payouts.ProfileStatus
WHEN = at("2022-11-10 09:00")


def _standing(status: Any, profile: str = "P-1") -> Any:
    return cc.payments.ProfileStanding(cc.identifiers.ProfileId(profile), status)


def _why_not_paid(world: World, **rest: Any) -> Any:
    return cc.payments.why_not_paid(circumstances(world, **rest), at=WHEN, rules=RULES)


def _refusal(ask: Callable[[], object]) -> Any:
    """Return the library's error in which this ends, or None."""
    try:
        ask()
    except cc.CoopClaimsError as refused:
        return refused
    return None


@pytest.mark.xfail(strict=True, reason="H17", raises=AssertionError)
@pytest.mark.parametrize("status", [status for status in STATUS if status is not STATUS.APPROVED])
def test_a_profile_that_is_approved_here_and_not_there_is_refused(status: Any) -> None:
    world = World().approved()
    refused = _refusal(lambda: _why_not_paid(world, profiles=(_standing(status),)))
    assert isinstance(refused, cc.InvalidValue)


@pytest.mark.xfail(strict=True, reason="H17", raises=AssertionError)
def test_an_enrollment_that_stands_here_and_not_there_is_refused() -> None:
    world = World().approved()
    inactive = cc.payments.EnrollmentStanding(cc.payouts.EnrollmentStatus.INACTIVE)
    assert isinstance(_refusal(lambda: _why_not_paid(world, enrollment=inactive)), cc.InvalidValue)


@pytest.mark.parametrize("currencies", [("SEK", "EUR"), ("EUR", "SEK")])
def test_an_entity_that_is_named_twice_in_two_currencies_is_refused(currencies: tuple[str, str]) -> None:
    world = World().approved()
    entities = tuple(cc.payouts.PayingEntity("ie", currency) for currency in currencies)
    assert isinstance(_refusal(lambda: payouts(world, entities=entities)), cc.InvalidValue)


@pytest.mark.xfail(strict=True, reason="H17", raises=AssertionError)
def test_a_standing_of_a_profile_that_is_assigned_nowhere_is_refused() -> None:
    world = World().approved()
    profiles = (_standing(STATUS.APPROVED), _standing(STATUS.APPROVED, "P-9"))
    assert isinstance(_refusal(lambda: _why_not_paid(world, profiles=profiles)), cc.InvalidValue)


def test_two_standings_of_one_profile_are_refused() -> None:
    world = World().approved()
    profiles = (_standing(STATUS.APPROVED), _standing(STATUS.PENDING_VALIDATION))
    assert isinstance(_refusal(lambda: _why_not_paid(world, profiles=profiles)), cc.InvalidValue)


def test_two_records_that_agree_are_fine() -> None:
    world = World().approved()
    gates = _why_not_paid(world, profiles=(_standing(STATUS.APPROVED),)).blockers
    assert [gate.code for gate in gates] == [cc.payments.BlockerCode.WAITING]
