"""Which bank profile and currency each entity gets: every combination, one row of a table each."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product

import attrs
import pytest
from tests.support.cases import captioned, case_name, rows_of
from tests.support.world import FORM, LOCATION, PROGRAM, bound, desk_at, instant, pool_key

from coopclaims import ClaimStatus, Currency, FundPool, Money, Policies
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import EntityId, ProfileId
from coopclaims.money import ExchangeRate, RateTable
from coopclaims.payouts import (
    BankProfiles,
    EarningType,
    EnrollmentStatus,
    PayingEntity,
    PayoutResolution,
    ProfileAssignment,
    ProfileStatus,
    UnresolvedReason,
    resolve_payouts,
)
from coopclaims.rules import EntityCurrency

ROWS = rows_of("profiles")
APPROVED = Money("1000.00", "SEK")
CLAIM = desk_at(ClaimStatus.APPROVED, form=attrs.evolve(FORM, amount=APPROVED)).claim
RATES = RateTable(
    ExchangeRate(source="SEK", target=code, rate="0.1", month=date(2022, 11, 1), origin="treasury")
    for code in ("EUR", "GBP", "USD")
)


DEFAULT = Policies().entity_currency


def parts(cell: str, most: int = -1) -> list[list[str]]:
    """Return the entries of a cell, each split into its words: the last may hold several."""
    return [entry.split(maxsplit=most) for entry in cell.split("|") if entry]


def assignment(scope: str, profile: str, currency: str, status: str = "") -> ProfileAssignment:
    return ProfileAssignment(
        profile=ProfileId(profile),
        currency=currency,
        location=LOCATION,
        program=PROGRAM,
        entity=None if scope == "program" else EntityId(scope),
        status=captioned(ProfileStatus, status or "Approved"),
    )


def resolved(row: dict[str, str]) -> PayoutResolution:
    entities = [
        (PayingEntity(EntityId(name), code), int(earned)) for name, code, earned in parts(row["entities"])
    ]
    pool = FundPool.empty(pool_key())
    for entity, earned in entities:
        pool = pool.earning(entity.id, Money(earned, "SEK"), at=instant("2022-07-01 00:00"))
    return resolve_payouts(
        CLAIM,
        shares=pool.shares(),
        entities=[entity for entity, _ in entities],
        profiles=BankProfiles(assignment(*entry) for entry in parts(row["assignments"], 3)),
        rates=RATES,
        ordered_at=instant("2022-11-10 09:00"),
        rules=bound(Policies(entity_currency=EntityCurrency[row["policy"]])),
        enrollment=captioned(EnrollmentStatus, row["enrollment"]),
    )


@pytest.mark.parametrize("row", ROWS, ids=case_name)
def test_each_entity_gets_what_the_case_says(row: dict[str, str]) -> None:
    found = resolved(row)
    told = {str(each.entity): [str(each.money.currency), each.profile] for each in found.payouts}
    told |= {
        str(each.entity): [str(each.currency or "-"), *(reason.name for reason in (each.reason, *each.also))]
        for each in found.unresolved
    }
    assert told == {entity: rest for entity, *rest in parts(row["expected"])}
    shares = [each.share for each in found.payouts] + [each.share for each in found.unresolved]
    assert Money.total(shares, "SEK") == APPROVED


@pytest.mark.parametrize("row", ROWS, ids=case_name)
def test_it_says_so_where_the_two_statements_differ(row: dict[str, str]) -> None:
    """P-01 gives the currency of the program's profile, P-02 the entity's own: a caveat names both."""
    found = resolved(row)
    several = "|" in row["entities"]
    program = next((each[2] for each in parts(row["assignments"], 3) if each[0] == "program"), None)
    explained = [(each.entity, each.explain()) for each in found.payouts]
    explained += [(each.entity, each.explain()) for each in found.unresolved if each.entity]
    local = {name: code for name, code, _ in parts(row["entities"])}
    assert len(explained) == len(local)
    for entity, why in explained:
        caveats = why.find("profile").caveats
        differ = several and program is not None and program != local[entity]
        assert bool(caveats) is differ
        if differ:
            (caveat,) = [each.text for each in caveats]
            assert f"pays in {program}" in caveat
            assert f"in {local[entity]}, its local currency" in caveat
            assert caveat.endswith(EntityCurrency[row["policy"]].caption)


def paid(assignments: list[ProfileAssignment], *codes: str, policy: EntityCurrency) -> PayoutResolution:
    """Return how 30,000 SEK of entities with these currencies, which earned alike, are paid."""
    amount = Money("30000.00", "SEK")
    names = [EntityId(code.lower()) for code in codes]
    return resolve_payouts(
        desk_at(ClaimStatus.APPROVED, form=attrs.evolve(FORM, amount=amount)).claim,
        shares=[(name, amount) for name in names],
        entities=[PayingEntity(name, code) for name, code in zip(names, codes, strict=True)],
        profiles=BankProfiles(assignments),
        rates=RATES,
        ordered_at=instant("2022-11-10 09:00"),
        rules=bound(Policies(entity_currency=policy)),
        enrollment=EnrollmentStatus.ENROLLED,
    )


def test_x38_a_program_profile_in_a_third_currency_pays_nobody() -> None:
    """Source: Z3: both sentences are named, and the two ways on."""
    resolution = paid([assignment("program", "P", "USD")], "EUR", "SEK", policy=DEFAULT)
    assert resolution.payouts == ()
    assert [(str(each.entity), each.reason) for each in resolution.unresolved] == [
        ("eur", UnresolvedReason.NO_PROFILE),
        ("sek", UnresolvedReason.NO_PROFILE),
    ]
    for share in resolution.unresolved:
        why = share.explain()
        facts = {fact for node in why.walk() if node.source is not None for fact in node.source.facts}
        assert {"P-01", "P-02", "P-03"} <= facts
        ways = why.find("ways_on")
        assert ways.figure("policy") is EntityCurrency.PROGRAM_PROFILE
        assert str(ways.text) == (
            f"two ways on: assign a bank profile to {share.entity}, or choose the program's profile decides "
            "for every entity, and it pays in USD"
        )


def test_x38_by_the_program_s_profile_each_entity_pays_in_its_currency() -> None:
    resolution = paid(
        [assignment("program", "P", "USD")], "EUR", "SEK", policy=EntityCurrency.PROGRAM_PROFILE
    )
    assert [(str(each.entity), str(each.money)) for each in resolution.payouts] == [
        ("eur", "1500.00 USD"),
        ("sek", "1500.00 USD"),
    ]


def test_x23_rebate_and_co_op_have_a_profile_each_and_claims_are_paid_to_the_second() -> None:
    """Source: N11."""
    both = [
        attrs.evolve(assignment("program", "A", "SEK"), earning=EarningType.REBATE),
        attrs.evolve(assignment("program", "B", "SEK"), earning=EarningType.COOP),
    ]
    (payout,) = paid(both, "SEK", policy=DEFAULT).payouts
    assert payout.profile == "B"
    assert "B in SEK, for co-op alone" in payout.explain().find("assigned").text
    (waiting,) = paid(both[:1], "SEK", policy=DEFAULT).unresolved
    assert waiting.reason is UnresolvedReason.NO_PROFILE


def test_the_one_for_co_op_comes_before_one_for_every_type_in_its_place_alone() -> None:
    """Source: N11; that a closer place comes first is a reading."""
    every, coop = assignment("program", "E", "SEK"), assignment("program", "C", "EUR")
    coop = attrs.evolve(coop, earning=EarningType.COOP)
    closer = assignment("sek", "S", "SEK")
    found = {
        name: [each.profile for each in paid(given, "SEK", policy=DEFAULT).payouts]
        for name, given in {"both": [every, coop], "closer": [every, coop, closer], "one": [every]}.items()
    }
    assert found == {"both": ["C"], "closer": ["S"], "one": ["E"]}
    rebates = BankProfiles([attrs.evolve(every, earning=EarningType.REBATE), coop])
    for earning, profile in ((EarningType.REBATE, "E"), (EarningType.COOP, "C")):
        (closest,) = rebates.closest(LOCATION, PROGRAM, EntityId("sek"), earning=earning)
        assert closest.profile == profile


def test_two_for_one_place_and_type_are_refused() -> None:
    coop = attrs.evolve(assignment("program", "C", "EUR"), earning=EarningType.COOP)
    with pytest.raises(InvalidValue, match="each scope and type of earning"):
        BankProfiles([coop, attrs.evolve(coop, profile=ProfileId("D"))])


@pytest.mark.parametrize("row", [row for row in ROWS if "D-21" in row["rests_on"]], ids=case_name)
def test_what_is_being_validated_says_how_long_at_most(row: dict[str, str]) -> None:
    (waiting,) = resolved(row).unresolved
    assert waiting.currency is Currency("EUR")
    assert waiting.explain().find("validation_time").figure("hours") == 48


def test_what_is_not_being_validated_promises_no_end() -> None:
    for row in ROWS:
        if "D-21" not in row["rests_on"] and "NOT_" in row["expected"]:
            for waiting in resolved(row).unresolved:
                with pytest.raises(InvalidValue):
                    waiting.explain().find("validation_time")


def test_every_combination_stands_in_the_table_once() -> None:
    """Two entities, each with no profile, one in its currency or one in another, and a program with each."""
    seen: Counter[tuple[str, ...]] = Counter()
    for row in ROWS:
        if row["case"] == "several":
            given = {scope: code for scope, _, code in parts(row["assignments"])}
            kinds = [
                "none" if name not in given else "local" if given[name] == code else "other"
                for name, code, _ in parts(row["entities"])
            ]
            seen[(row["policy"], given.get("program", ""), *kinds)] += 1
    own = ("none", "local", "other")
    policies = [policy.name for policy in EntityCurrency]
    assert seen == Counter(product(policies, ("", "EUR", "SEK", "GBP"), own, own))


def test_every_status_and_every_reason_of_a_profile_stands_in_the_table() -> None:
    assert {row["enrollment"] for row in ROWS} == {status.caption for status in EnrollmentStatus}
    statuses = {entry[3] for row in ROWS for entry in parts(row["assignments"], 3) if len(entry) > 3}
    assert statuses == {status.caption for status in ProfileStatus}
    words = {word for row in ROWS for entry in parts(row["expected"]) for word in entry}
    of_profiles = {
        UnresolvedReason.NO_PROFILE,
        UnresolvedReason.PROFILE_NOT_APPROVED,
        UnresolvedReason.NOT_ENROLLED,
    }
    assert {reason.name for reason in of_profiles} <= words
