"""The catalogue and its activities: looked up, listed, and the circumstances that they know."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import attrs
import pytest

from coopclaims import InvalidValue
from coopclaims.activities import (
    ACTIVITIES_2019,
    ACTIVITIES_2024,
    SURFACE,
    Activity,
    AllOf,
    AnyOf,
    Catalogue,
    Category,
    Circumstance,
    EvidenceKind,
    OnlyIf,
    Requirement,
)
from coopclaims.activities.requirements import requirements_of
from coopclaims.identifiers import ProgramId
from coopclaims.provenance import cite

if TYPE_CHECKING:
    from collections.abc import Iterator

AD = Requirement("ad", "screenshot of the ad")
AIRFARE = Circumstance("airfare", "airfare is claimed")
CATERING = Circumstance("catering", "catering is claimed")
FAIR = Activity(key="fair", name="Fair", category=Category.MARKET_DEVELOPMENT)
BOOTH = attrs.evolve(FAIR, key="booth", name="Booth")

KEYS = {
    Category.DEMAND_GENERATION: [
        "print-advertising",
        "digital-advertising",
        "direct-mail",
        "partner-website",
        "syndicated-content",
        "multi-touch",
    ],
    Category.MARKET_DEVELOPMENT: [
        "telemarketing",
        "customer-seminar",
        "tradeshow",
        "customer-offer",
        "spiff",
        "on-site-champ",
        "proof-of-concept",
        "employee-purchase-web",
    ],
    Category.PARTNER_READINESS: [
        "partner-network",
        "exams-and-tuition",
        "internal-training",
        "vendor-conference",
        "product-seeding",
    ],
}

CIRCUMSTANCES = {
    "partner-website": ["seo"],
    "multi-touch": ["uses-digital-advertising", "uses-email", "uses-website", "uses-telemarketing", "seo"],
    "customer-seminar": ["catering", "brand-not-on-invitation"],
    "tradeshow": ["catering"],
    "exams-and-tuition": ["trainer-renewal"],
    "internal-training": ["catering"],
    "vendor-conference": ["airfare"],
    "product-seeding": ["in-house-build", "third-party-unit"],
}


class TestPublished:
    def test_the_keys_by_category_in_the_published_order(self) -> None:
        assert [each.key for each in ACTIVITIES_2019] == [key for keys in KEYS.values() for key in keys]
        for category, keys in KEYS.items():
            assert [each.key for each in ACTIVITIES_2019 if each.category is category] == keys

    def test_the_circumstances_that_each_activity_knows(self) -> None:
        known = {each.key: [one.key for one in each.circumstances] for each in ACTIVITIES_2019}
        assert {key: circumstances for key, circumstances in known.items() if circumstances} == CIRCUMSTANCES

    def test_a_circumstance_is_the_same_wherever_it_is_known(self) -> None:
        words: dict[str, set[str]] = {}
        for activity in ACTIVITIES_2019:
            for circumstance in activity.circumstances:
                words.setdefault(circumstance.key, set()).add(circumstance.what)
        assert all(len(said) == 1 for said in words.values())

    def test_the_programs_of_surface(self) -> None:
        assert {"ADD-HUB", "ADD-PC", "ADR-HUB"} == SURFACE
        not_for = {each.key: each.not_for for each in ACTIVITIES_2019 if each.not_for}
        assert not_for == {"employee-purchase-web": {"ADD-HUB", "ADD-PC"}}

    @pytest.mark.parametrize("activity", ACTIVITIES_2019.activities, ids=lambda activity: activity.key)
    def test_the_activity_is_a_value(self, activity: Activity) -> None:
        assert pickle.loads(pickle.dumps(activity)) == activity
        assert hash(activity) == hash(attrs.evolve(activity))
        assert ACTIVITIES_2019.get(activity.key) is activity


def requirements(catalogue: Catalogue) -> Iterator[Requirement]:
    for activity in catalogue:
        for need in (activity.core, activity.communications, activity.metrics):
            if need is not None:
                yield from requirements_of(need)


class TestExceptions:
    """What a requirement has besides its key and its words is the exception, and listed here."""

    def test_what_something_else_than_the_column_says_can_carry(self) -> None:
        found = {each.key: each.also_by for each in requirements(ACTIVITIES_2024) if each.also_by}
        assert found == {
            "vendor-invoice": (EvidenceKind.INVOICE,),
            "third-party-invoice": (EvidenceKind.INVOICE,),
            "attendee-list": (EvidenceKind.PROOF,),
            "no-alcohol": (EvidenceKind.PART,),
        }

    def test_what_another_fact_asks_for(self) -> None:
        found = {each.key: each.source for each in requirements(ACTIVITIES_2024) if each.source}
        assert found == {"no-alcohol": cite("CO21", "C-04"), "final-approval": cite("COL", "C-15")}

    def test_where_alcohol_is_spoken_of(self) -> None:
        """Wherever catering is among the expenses, and nowhere else."""
        for activity in ACTIVITIES_2019:
            needs = () if activity.core is None else tuple(requirements_of(activity.core))
            catered = "catering without alcohol" in activity.expenses
            assert ("no-alcohol" in {each.key for each in needs}) is catered

    def test_which_activities_are_for_some_programs_only(self) -> None:
        assert {each.key: each.only_for for each in ACTIVITIES_2024 if each.only_for} == {"tv-radio": SURFACE}


class TestEligibility:
    def test_for_every_program_unless_it_is_said(self) -> None:
        assert FAIR.is_for(ProgramId("Hosting"))

    def test_not_for_some(self) -> None:
        activity = attrs.evolve(FAIR, not_for=frozenset({ProgramId("Hosting")}))
        assert not activity.is_for(ProgramId("Hosting"))
        assert activity.is_for(ProgramId("ADD-PC"))

    def test_for_some_only(self) -> None:
        activity = attrs.evolve(FAIR, only_for=frozenset({ProgramId("Hosting"), ProgramId("ADD-PC")}))
        assert activity.is_for(ProgramId("Hosting"))
        assert not activity.is_for(ProgramId("ADR-HUB"))
        assert not attrs.evolve(activity, not_for=frozenset({ProgramId("Hosting")})).is_for(
            ProgramId("Hosting")
        )


class TestCatalogue:
    def test_looks_up_by_key_and_answers_none_for_another(self) -> None:
        catalogue = Catalogue((FAIR, BOOTH))
        assert catalogue.get("fair") is FAIR
        assert catalogue.get("booth") is BOOTH
        for key in ("", "Fair", "FAIR", "stall"):
            assert catalogue.get(key) is None

    def test_lists_in_the_order_given(self) -> None:
        assert list(Catalogue((FAIR, BOOTH))) == [FAIR, BOOTH]
        assert list(Catalogue((BOOTH, FAIR))) == [BOOTH, FAIR]
        assert list(Catalogue(())) == []

    def test_two_with_one_key_are_refused(self) -> None:
        with pytest.raises(InvalidValue) as caught:
            Catalogue((FAIR, BOOTH, attrs.evolve(BOOTH, key="fair")))
        assert caught.value.args == ("activities", ("fair", "booth", "fair"), "each_key_once")

    def test_is_a_value(self) -> None:
        catalogue = Catalogue((FAIR, BOOTH))
        assert catalogue == Catalogue((FAIR, BOOTH))
        assert catalogue != Catalogue((BOOTH, FAIR))
        assert hash(catalogue) == hash(Catalogue((FAIR, BOOTH)))
        copied = pickle.loads(pickle.dumps(catalogue))
        assert copied == catalogue
        assert copied.get("booth") == BOOTH
        assert repr(catalogue) == f"Catalogue(activities=({FAIR!r}, {BOOTH!r}))"


class TestActivity:
    def test_asks_for_nothing_unless_it_is_said(self) -> None:
        assert (FAIR.core, FAIR.communications, FAIR.metrics) == (None, None, None)
        assert (FAIR.expenses, FAIR.caps, FAIR.one_of, FAIR.circumstances) == ((), (), (), ())
        assert FAIR.not_for == frozenset()
        assert not FAIR.pre_approval

    def test_each_circumstance_is_listed_once_the_choice_first(self) -> None:
        activity = attrs.evolve(
            FAIR,
            core=OnlyIf(CATERING, AD),
            communications=AllOf((AD, OnlyIf(AIRFARE, AnyOf((AD, OnlyIf(CATERING, AD)))))),
            metrics=OnlyIf(Circumstance("last", "it is the last one"), AD, holds=False),
            one_of=(AIRFARE,),
        )
        assert [each.key for each in activity.circumstances] == ["airfare", "catering", "last"]

    def test_category_says_what_it_is_called(self) -> None:
        assert [each.caption for each in Category] == [
            "demand generation",
            "market development",
            "partner readiness",
        ]
