"""A fact that the caller gives twice is the same both times, or is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.findings import RULES, World, at, cc, circumstances, payment_command, payouts

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


@pytest.mark.parametrize("status", [status for status in STATUS if status is not STATUS.APPROVED])
def test_a_profile_that_is_approved_here_and_not_there_is_refused(status: Any) -> None:
    world = World().approved()
    refused = _refusal(lambda: _why_not_paid(world, profiles=(_standing(status),)))
    assert isinstance(refused, cc.InvalidValue)
    assert all(said in str(refused) for said in ("P-1", status.value, STATUS.APPROVED.caption))


def test_an_enrollment_that_stands_here_and_not_there_is_refused() -> None:
    world = World().approved()
    inactive = cc.payments.EnrollmentStanding(cc.payouts.EnrollmentStatus.INACTIVE)
    refused = _refusal(lambda: _why_not_paid(world, enrollment=inactive))
    assert isinstance(refused, cc.InvalidValue)
    assert (refused.field, refused.code) == ("enrollment", "invalid_value")
    assert all(said in str(refused) for said in ("inactive", "Enrolled"))


@pytest.mark.parametrize("currencies", [("SEK", "EUR"), ("EUR", "SEK")])
def test_an_entity_that_is_named_twice_in_two_currencies_is_refused(currencies: tuple[str, str]) -> None:
    world = World().approved()
    entities = tuple(cc.payouts.PayingEntity("ie", currency) for currency in currencies)
    assert isinstance(_refusal(lambda: payouts(world, entities=entities)), cc.InvalidValue)


def test_a_standing_of_a_profile_that_is_assigned_nowhere_is_refused() -> None:
    world = World().approved()
    profiles = (_standing(STATUS.APPROVED), _standing(STATUS.APPROVED, "P-9"))
    refused = _refusal(lambda: _why_not_paid(world, profiles=profiles))
    assert isinstance(refused, cc.InvalidValue)
    assert all(said in str(refused) for said in ("P-9", "P-1"))


def test_the_standing_of_a_profile_that_a_payment_goes_to_is_no_surprise() -> None:
    world = World().approved()
    make = payment_command(world, cc.payouts.PaymentTrigger.MAKE)
    earlier = cc.payments.decide_payment(
        make, None, context=circumstances(world), funds=world.pool, rules=RULES
    ).payment
    moved = attrs.evolve(earlier, terms=attrs.evolve(earlier.terms, profile=cc.identifiers.ProfileId("P-9")))
    profiles = (_standing(STATUS.APPROVED), _standing(STATUS.PENDING_VALIDATION, "P-9"))
    assert _why_not_paid(world, profiles=profiles, payments=(moved,)).blockers != ()


def test_two_standings_of_one_profile_are_refused() -> None:
    world = World().approved()
    profiles = (_standing(STATUS.APPROVED), _standing(STATUS.PENDING_VALIDATION))
    assert isinstance(_refusal(lambda: _why_not_paid(world, profiles=profiles)), cc.InvalidValue)


def test_two_records_that_agree_are_fine() -> None:
    world = World().approved()
    gates = _why_not_paid(world, profiles=(_standing(STATUS.APPROVED),)).blockers
    assert [gate.code for gate in gates] == [cc.payments.BlockerCode.WAITING]
