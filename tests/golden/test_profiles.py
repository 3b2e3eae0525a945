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
