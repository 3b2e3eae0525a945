"""What the rows of the worked cases mean: amounts, forms, and who pays what to whom."""

from __future__ import annotations

from datetime import date

import attrs
from tests.support.world import FORM, LOCATION, PROGRAM, Desk, desk_at, instant, pool_key

from coopclaims import ClaimForm, ClaimStatus, FundPool, Money
from coopclaims.identifiers import EntityId, ProfileId, ProgramId
from coopclaims.money import ExchangeRate, RateTable
from coopclaims.payouts import BankProfiles, PayingEntity, ProfileAssignment, ProfileStatus

RowT = dict[str, str]


def money(text: str) -> Money:
    amount, currency = text.split()
    return Money(amount, currency)


def listed(text: str) -> list[list[str]]:
    """Return "a EUR 60|b SEK 40" as its words."""
    return [part.split() for part in text.split("|") if part]


def form_of(row: RowT) -> ClaimForm:
    """Return the form of a row about evidence: its activities, and what is stated and attested."""
    return attrs.evolve(
        FORM,
        program=ProgramId(row["program"] or PROGRAM),
        activity=row["activity"],
        further_activities=row["further"].split(),
        circumstances=row["circumstances"].split(),
        attested=row["attested"].split(),
    )


# Payouts.


def approved_desk(row: RowT) -> Desk:
    """Return the desk at which the claim of a row was approved, on a fund that its entities earned into."""
    approved = money(row["approved"])
    code = approved.currency.code
    funds = FundPool.empty(pool_key(code))
    for entity, _, earned in listed(row["entities"]):
        funds = funds.earning(entity, Money(f"{earned}000.00", code), at=instant("2022-07-01 00:00"))
    return desk_at(ClaimStatus.APPROVED, form=attrs.evolve(FORM, amount=approved), funds=funds)


def entities_of(row: RowT) -> list[PayingEntity]:
    return [PayingEntity(EntityId(entity), currency) for entity, currency, _ in listed(row["entities"])]


def profiles_of(row: RowT) -> BankProfiles:
    """Return the bank profiles of a row, each approved, and assigned to the location, program or entity."""
    return BankProfiles(
        tuple(
            ProfileAssignment(
                profile=ProfileId(profile),
                currency=currency,
                location=LOCATION,
                program=None if scope == "location" else PROGRAM,
                entity=None if scope in {"location", "program"} else EntityId(scope),
                status=ProfileStatus.APPROVED,
            )
            for scope, profile, currency in listed(row["assignments"])
        )
    )


def rate_of(source: str, target: str, rate: str) -> ExchangeRate:
    return ExchangeRate(source=source, target=target, rate=rate, month=date(2022, 11, 1), origin="treasury")


def rates_of(row: RowT) -> RateTable:
    return RateTable(rate_of(*each) for each in listed(row["rates"]))
