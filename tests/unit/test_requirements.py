"""Requirements and their and/or logic: what is unmet, what it is in words, what it is made of."""

from __future__ import annotations

import pickle

import attrs
import pytest

from coopclaims.activities import (
    AllOf,
    AnyOf,
    Circumstance,
    EvidenceKind,
    OnlyIf,
    Requirement,
    RequirementExpr,
    describe,
    iter_requirements,
    missing_requirements,
    ways_to_satisfy,
)
from coopclaims.activities.requirements import circumstances_of, requirements_of

AD = Requirement("ad", "screenshot of the ad")
PAGE = Requirement("page", "landing page")
AGENDA = Requirement("agenda", "agenda")
ITINERARY = Requirement("itinerary", "itinerary")
AIRFARE = Circumstance("airfare", "airfare is claimed")
RENEWAL = Circumstance("renewal", "the fee is for a renewal")

FLIGHT = OnlyIf(AIRFARE, ITINERARY)
NO_RENEWAL = OnlyIf(RENEWAL, AGENDA, holds=False)
NEEDS: tuple[RequirementExpr, ...] = (
    AD,
    AllOf((AD, PAGE)),
    AnyOf((AD, PAGE)),
    FLIGHT,
    NO_RENEWAL,
    AllOf((AnyOf((AD, PAGE)), FLIGHT, NO_RENEWAL)),
    OnlyIf(AIRFARE, AllOf((AD, OnlyIf(RENEWAL, AnyOf((PAGE, ITINERARY)))))),
)


def missing(
    need: RequirementExpr, given: str = "", circumstances: str = ""
) -> tuple[Requirement | AnyOf, ...]:
    return missing_requirements(need, frozenset(given.split()), frozenset(circumstances.split()))


class TestUnmet:
    def test_a_requirement_is_met_by_its_key_and_by_nothing_else(self) -> None:
        assert missing(AD) == (AD,)
        assert missing(AD, "page ads a") == (AD,)
        assert missing(AD, "page ad") == ()

    def test_of_all_each_one_that_is_missing_is_told_in_order(self) -> None:
        need = AllOf((AD, PAGE, AGENDA))
        assert missing(need) == (AD, PAGE, AGENDA)
        assert missing(need, "page") == (AD, AGENDA)
        assert missing(need, "page agenda ad") == ()

    def test_of_any_one_is_enough_and_none_is_one_choice(self) -> None:
        need = AnyOf((AD, PAGE))
        assert missing(need) == (need,)
        assert missing(need, "agenda") == (need,)
        for given in ("ad", "page", "ad page"):
            assert missing(need, given) == ()

    def test_a_choice_between_several_things_is_one_thing_until_one_side_is_whole(self) -> None:
        need = AnyOf((AllOf((AD, PAGE)), AGENDA))
        for given in ("", "ad", "page"):
            assert missing(need, given) == (need,)
        for given in ("ad page", "agenda"):
            assert missing(need, given) == ()

    def test_of_nothing(self) -> None:
        assert missing(AllOf(())) == ()
        assert missing(AnyOf(())) == (AnyOf(()),)

    def test_only_in_its_circumstance(self) -> None:
        assert missing(FLIGHT) == ()
        assert missing(FLIGHT, circumstances="renewal") == ()
        assert missing(FLIGHT, circumstances="airfare") == (ITINERARY,)
        assert missing(FLIGHT, "itinerary", "airfare") == ()

    def test_only_outside_its_circumstance(self) -> None:
        assert missing(NO_RENEWAL) == (AGENDA,)
        assert missing(NO_RENEWAL, "agenda") == ()
        assert missing(NO_RENEWAL, circumstances="renewal") == ()

    def test_within_each_other(self) -> None:
        need = NEEDS[-1]
        choice = AnyOf((PAGE, ITINERARY))
        assert missing(need) == ()
        assert missing(need, circumstances="renewal") == ()
        assert missing(need, circumstances="airfare") == (AD,)
        assert missing(need, circumstances="airfare renewal") == (AD, choice)
        assert missing(need, "itinerary", "airfare renewal") == (AD,)
        assert missing(need, "ad", "airfare renewal") == (choice,)
        assert missing(need, "ad page", "airfare renewal") == ()


class TestAsked:
    def test_one_by_one_with_the_conditions_from_outside_in(self) -> None:
        found = [
            (each.need, [str(condition) for condition in each.conditions])
            for each in iter_requirements(NEEDS[-1])
        ]
        assert found == [
            (AD, ["if airfare is claimed"]),
            (AnyOf((PAGE, ITINERARY)), ["if airfare is claimed", "if the fee is for a renewal"]),
        ]

    def test_a_choice_is_one_thing(self) -> None:
        (found,) = iter_requirements(NEEDS[2])
        assert (found.need, found.conditions) == (NEEDS[2], ())

    def test_applies_where_every_condition_is_as_stated(self) -> None:
        (_, choice) = iter_requirements(NEEDS[-1])
        assert choice.applies(frozenset({"airfare", "renewal"}))
        for stated in (set[str](), {"airfare"}, {"renewal"}):
            assert not choice.applies(frozenset(stated))
        (outside,) = iter_requirements(NO_RENEWAL)
        assert outside.applies(frozenset())
        assert not outside.applies(frozenset({"renewal"}))


class TestWays:
    @pytest.mark.parametrize(
        ("need", "stated", "ways"),
        [
            (AD, "", [("ad",)]),
            (AllOf((AD, PAGE)), "", [("ad", "page")]),
            (AnyOf((AD, PAGE)), "", [("ad",), ("page",)]),
            (AnyOf((AllOf((AD, PAGE)), AGENDA)), "", [("ad", "page"), ("agenda",)]),
            (AllOf((AD, AD)), "", [("ad",)]),
            (FLIGHT, "", [()]),
            (FLIGHT, "airfare", [("itinerary",)]),
            (NO_RENEWAL, "", [("agenda",)]),
            (NO_RENEWAL, "renewal", [()]),
            (
                AllOf((AnyOf((AD, PAGE)), AnyOf((AGENDA, ITINERARY)))),
                "",
                [("ad", "agenda"), ("ad", "itinerary"), ("page", "agenda"), ("page", "itinerary")],
            ),
        ],
    )
    def test_every_set_that_would_do(
        self, need: RequirementExpr, stated: str, ways: list[tuple[str, ...]]
    ) -> None:
        assert list(ways_to_satisfy(need, frozenset(stated.split()))) == ways

    @pytest.mark.parametrize("need", NEEDS, ids=describe)
    @pytest.mark.parametrize("stated", ["", "airfare", "renewal", "airfare renewal"])
    def test_each_meets_it_and_none_can_lose_a_key(self, need: RequirementExpr, stated: str) -> None:
        for way in ways_to_satisfy(need, frozenset(stated.split())):
            assert missing(need, " ".join(way), stated) == ()
            for key in way:
                assert missing(need, " ".join(other for other in way if other != key), stated) != ()


class TestRequirement:
    def test_is_carried_by_its_column_and_asked_for_by_the_page_unless_it_is_said(self) -> None:
        assert (AD.also_by, AD.source) == ((), None)

    def test_what_carries_it_is_a_part_of_it(self) -> None:
        assert Requirement("ad", AD.what, also_by=(EvidenceKind.INVOICE,)) != AD


TOLD = (
    "screenshot of the ad",
    "screenshot of the ad; and landing page",
    "screenshot of the ad, or landing page",
    "itinerary, if airfare is claimed",
    "agenda, unless the fee is for a renewal",
    (
        "screenshot of the ad, or landing page; and itinerary, if airfare is claimed; "
        "and agenda, unless the fee is for a renewal"
    ),
    (
        "screenshot of the ad; and landing page, or itinerary, if the fee is for a renewal, "
        "if airfare is claimed"
    ),
)

MADE_OF: tuple[tuple[list[Requirement], list[Circumstance]], ...] = (
    ([AD], []),
    ([AD, PAGE], []),
    ([AD, PAGE], []),
    ([ITINERARY], [AIRFARE]),
    ([AGENDA], [RENEWAL]),
    ([AD, PAGE, ITINERARY, AGENDA], [AIRFARE, RENEWAL]),
    ([AD, PAGE, ITINERARY], [AIRFARE, RENEWAL]),
)


@pytest.mark.parametrize(("need", "text"), list(zip(NEEDS, TOLD, strict=True)))
def test_told(need: RequirementExpr, text: str) -> None:
    assert describe(need) == text


@pytest.mark.parametrize(("need", "parts"), list(zip(NEEDS, MADE_OF, strict=True)))
def test_what_it_is_made_of(
    need: RequirementExpr, parts: tuple[list[Requirement], list[Circumstance]]
) -> None:
    assert (list(requirements_of(need)), list(circumstances_of(need))) == parts


def test_what_stands_twice_is_listed_twice() -> None:
    need = AllOf((AD, OnlyIf(AIRFARE, AD), OnlyIf(AIRFARE, AnyOf((AD, PAGE)))))
    assert list(requirements_of(need)) == [AD, AD, AD, PAGE]
    assert list(circumstances_of(need)) == [AIRFARE, AIRFARE]


@pytest.mark.parametrize("need", NEEDS, ids=describe)
def test_they_are_values(need: RequirementExpr) -> None:
    assert pickle.loads(pickle.dumps(need)) == need
    assert hash(need) == hash(attrs.evolve(need))
    assert need != AllOf((need,))
