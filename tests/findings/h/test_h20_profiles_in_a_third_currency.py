"""Two sentences on the currency that is paid get a reading each, and a profile may be of one earning type."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.support.findings import CALENDAR, LOCATION, PROGRAM, RULES, ZONE, World, at, cc, payouts

THIRD = cc.Policies(entity_currency=cc.rules.EntityCurrency.PROGRAM_PROFILE)
EARNED = (("ie", "60000.00"), ("se", "60000.00"))


def _resolved(target: str, policies: Any = None) -> Any:
    """Resolve one claim of two entities, in EUR and SEK, to one program profile."""
    rules = cc.partner_center.bind(calendar=CALENDAR, zone=ZONE, policies=policies)
    world = World(earned=EARNED, rules=rules).approved()
    bank = cc.money.ExchangeRate(
        source="SEK", target=target, rate="0.1", month=date(2022, 11, 1), origin="bank"
    )
    entities = (cc.payouts.PayingEntity("ie", "EUR"), cc.payouts.PayingEntity("se", "SEK"))
    return payouts(world, target, rates=[bank], entities=entities)


def _paid(resolution: Any) -> list[tuple[str, str]]:
    return [(str(payout.entity), str(payout.money)) for payout in resolution.payouts]


def _facts(answer: Any) -> set[str]:
    """Return every fact that an answer cites."""
    return {fact for node in answer.explain().walk() if node.source is not None for fact in node.source.facts}


def test_by_default_neither_share_is_paid_and_both_sentences_are_named() -> None:
    resolution = _resolved("USD")
    assert not resolution.payouts
    assert [share.reason for share in resolution.unresolved] == [cc.payouts.UnresolvedReason.NO_PROFILE] * 2
    assert all({"P-01", "P-02"} <= _facts(share) for share in resolution.unresolved)


def test_where_the_program_profile_decides_both_shares_are_paid_in_its_currency() -> None:
    resolution = _resolved("USD", THIRD)
    assert _paid(resolution) == [("ie", "1500.00 USD"), ("se", "1500.00 USD")]
    assert all({"P-01", "P-02"} <= _facts(payout) for payout in resolution.payouts)


def test_a_profile_in_the_currency_of_one_entity_pays_that_one_and_the_other_waits() -> None:
    resolution = _resolved("EUR")
    assert _paid(resolution) == [("ie", "1500.00 EUR")]
    assert [str(share.entity) for share in resolution.unresolved] == ["se"]


def test_profiles_for_rebate_and_co_op_stand_side_by_side_and_a_claim_is_paid_through_the_second() -> None:
    assigned = [
        cc.payouts.ProfileAssignment(
            profile=cc.identifiers.ProfileId(profile),
            currency="SEK",
            location=LOCATION,
            program=PROGRAM,
            status=cc.payouts.ProfileStatus.APPROVED,
            earning=earning,
        )
        for profile, earning in (("P-A", cc.payouts.EarningType.REBATE), ("P-B", cc.payouts.EarningType.COOP))
    ]
    world = World().approved()
    resolution = cc.payouts.resolve_payouts(
        world.claim(),
        shares=world.pool.shares(),
        entities=(cc.payouts.PayingEntity("ie", "SEK"),),
        profiles=cc.payouts.BankProfiles(assigned),
        rates=cc.money.RateTable(()),
        ordered_at=at("2023-03-01 09:00"),
        rules=RULES,
        enrollment=cc.payouts.EnrollmentStatus.ENROLLED,
    )
    assert [str(payout.profile) for payout in resolution.payouts] == ["P-B"]
