"""What a select offers: values that the form reads, captions for people, and what speaks against each."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.world import FORM, LOCATION, OTHER_PROGRAM, PROGRAM, RULES, USAGE, bound, instant, pool_key

from coopclaims import Actor, Currency, InvalidValue, Policies, Role, UsagePeriod
from coopclaims.activities import ACTIVITIES_2019
from coopclaims.identifiers import LocationId, ProgramId
from coopclaims.parties import EVERYWHERE
from coopclaims.portal import choices, form_texts, read_form
from coopclaims.rules import ActivitiesPerClaim, CatalogueBy

if TYPE_CHECKING:
    from coopclaims.decisions import Choice

AT = instant("2022-09-14 09:00")
OSLO = LocationId("no-oslo")
ADMIN = Actor.partner("alice", Role.INCENTIVES_ADMIN, location=EVERYWHERE, program=EVERYWHERE)
FUNDS = (
    pool_key(),
    attrs.evolve(pool_key("EUR"), location=OSLO, program=OTHER_PROGRAM),
    pool_key(usage=UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))),
)


def offered(field: str, **more: Any) -> tuple[Choice, ...]:
    given: dict[str, Any] = {"rules": RULES, "at": AT}
    return choices(field, **given | more)


def values(field: str, **more: Any) -> list[str]:
    return [each.value for each in offered(field, **more)]


def open_ones(field: str, **more: Any) -> list[str]:
    return [each.value for each in offered(field, **more) if each.is_open]


def against(field: str, value: str, **more: Any) -> list[str]:
    (found,) = (each for each in offered(field, **more) if each.value == value)
    return [each.code.value for each in found.problems]


class TestActivities:
    def test_they_are_those_of_the_catalogue_in_its_order(self) -> None:
        found = offered("activity", data=form_texts(FORM))
        assert [(each.value, each.caption) for each in found] == [
            (each.key, each.name) for each in ACTIVITIES_2019
        ]

    @pytest.mark.parametrize(
        ("language", "caption"), [("sv-SE", "Digital annonsering"), ("de", "Digitale Werbung")]
    )
    def test_the_captions_are_in_the_language_asked_for(self, language: str, caption: str) -> None:
        found = {each.value: each.caption for each in offered("activity", language=language)}
        assert found["digital-advertising"] == caption
        assert values("activity") == [*found]

    def test_another_language_is_refused(self) -> None:
        with pytest.raises(InvalidValue, match="language"):
            offered("activity", language="fi")

    def test_the_day_of_execution_decides_or_else_the_day_of_asking(self) -> None:
        then = {"executed_on": "2024-08-25"}
        assert values("activity", data=then) != values("activity")
        assert values("activity", data=then) == values("activity", at=instant("2024-08-25 09:00"))
        assert values("activity", data={"executed_on": "2022-08"}) == values("activity")
        by_submission = bound(Policies(catalogue_by=CatalogueBy.SUBMISSION))
        assert values("activity", data=then, rules=by_submission) == values("activity")

    def test_without_a_catalogue_there_is_none(self) -> None:
        for field in ("activity", "further_activities", "circumstances"):
            assert offered(field, data={"activity": "tradeshow", "executed_on": "2017-08-25"}) == ()

    def test_one_that_the_program_does_not_have_comes_with_its_reason(self) -> None:
        (restricted, *_) = (each for each in ACTIVITIES_2019 if each.not_for or each.only_for)
        program = next(iter(restricted.not_for), ProgramId("another"))
        assert against("activity", restricted.key, data={"program": program}) == ["not_eligible"]
        assert against("activity", restricted.key) == []

    def test_a_further_one_is_another_one_and_open_where_the_policy_lets_it(self) -> None:
        data = {"activity": "tradeshow"}
        assert "tradeshow" not in values("further_activities", data=data)
        assert against("further_activities", "direct-mail", data=data) == ["second_activity"]
        several = bound(Policies(activities_per_claim=ActivitiesPerClaim.SEVERAL))
        assert against("further_activities", "direct-mail", data=data, rules=several) == []


class TestWhatAnActivityKnows:
    @pytest.mark.parametrize("field", ["circumstances", "attested"])
    def test_nothing_is_offered_before_there_is_one(self, field: str) -> None:
        assert offered(field) == offered(field, data={"activity": "no such thing"}) == ()

    def test_circumstances_and_core_requirements_are_offered_by_name(self) -> None:
        for activity in ACTIVITIES_2019:
            data = {**form_texts(FORM), "activity": activity.key, "circumstances": "", "attested": ""}
            found = offered("circumstances", data=data)
            assert [(each.value, each.caption) for each in found] == [
                (each.key, each.what) for each in activity.circumstances
            ]
            assert all(each.is_open for each in found)
            attested = values("attested", data=data)
            assert (attested == []) is (activity.core is None)
            reading = read_form({**data, "attested": attested}, rules=RULES)
            assert reading.form is not None
            assert set(reading.form.attested) == set(attested)


class TestUsagePeriods:
    def test_the_halves_around_the_day_come_with_their_reasons(self) -> None:
        found = [
            (each.value, each.caption, [p.code.value for p in each.problems])
            for each in offered("usage_period")
        ]
        assert found == [
            ("2022-01-01/2022-06-30", "FY22 H2 (usage half)", ["window_closed"]),
            ("2022-07-01/2022-12-31", "FY23 H1 (usage half)", []),
            ("2023-01-01/2023-06-30", "FY23 H2 (usage half)", ["usage_not_begun"]),
        ]

    def test_where_no_rule_answers_each_says_so(self) -> None:
        found = offered("usage_period", at=instant("2012-08-25 09:00"))
        assert len(found) == 3
        for each in found:
            assert "rule_missing" in [problem.code.value for problem in each.problems]

    def test_those_of_the_funds_are_offered_where_there_are_any(self) -> None:
        assert values("usage_period", funds=FUNDS) == ["2022-01-01/2022-06-30", "2022-07-01/2022-12-31"]
        assert open_ones("usage_period", funds=FUNDS) == ["2022-07-01/2022-12-31"]
        assert values("usage_period", funds=FUNDS, data={"location": OSLO}) == ["2022-07-01/2022-12-31"]

    def test_one_that_is_no_half_is_called_by_its_days(self) -> None:
        own = pool_key(usage=UsagePeriod(date(2022, 8, 1), date(2022, 9, 30)))
        (found,) = offered("usage_period", funds=[own])
        assert (found.value, found.caption) == ("2022-08-01/2022-09-30", "2022-08-01 to 2022-09-30")
        assert not found.is_open

    def test_each_is_read_as_that_period(self) -> None:
        (found,) = open_ones("usage_period")
        reading = read_form({**form_texts(FORM), "usage_period": found}, rules=RULES)
        assert reading.form is not None
        assert reading.form.usage_period == USAGE


class TestPlaces:
    def test_they_are_those_of_the_funds_for_whoever_may_claim_everywhere(self) -> None:
        for actor in (None, ADMIN):
            assert values("location", actor=actor, funds=FUNDS) == [LOCATION, OSLO]
            assert values("program", actor=actor, funds=FUNDS) == [PROGRAM, OTHER_PROGRAM]
        assert values("location") == values("program", actor=ADMIN) == []

    def test_what_is_chosen_beside_narrows_them(self) -> None:
        assert values("program", funds=FUNDS, data={"location": OSLO}) == [OTHER_PROGRAM]
        assert values("location", funds=FUNDS, data={"program": PROGRAM}) == [LOCATION]

    def test_what_is_chosen_there_already_narrows_nothing(self) -> None:
        assert values("location", funds=FUNDS, data={"location": OSLO}) == [LOCATION, OSLO]

    def test_they_are_those_that_grants_name(self) -> None:
        actor = Actor.partner("bob", Role.INCENTIVES_USER, location=LOCATION, program=EVERYWHERE)
        assert values("location", actor=actor) == [LOCATION]
        assert values("program", actor=actor) == []
        assert values("location", actor=actor, data={"program": "anything"}) == [LOCATION]
        assert values("program", actor=actor, funds=FUNDS) == [PROGRAM]

    def test_whoever_may_create_no_claim_learns_of_no_fund(self) -> None:
        reviewer = Actor.vendor("rita", Role.REVIEWER, location=LOCATION, program=PROGRAM)
        for field in ("location", "program", "usage_period", "currency"):
            assert offered(field, actor=reviewer, funds=FUNDS) == ()
            assert offered(field, actor=Actor.partner("carol"), funds=FUNDS) == ()

    def test_a_family_of_programs_comes_with_its_reason(self) -> None:
        family = attrs.evolve(pool_key(), program=ProgramId("Surface"))
        assert against("program", "Surface", funds=[family]) == ["surface_program"]


class TestCurrencies:
    def test_they_are_those_in_use_on_the_day(self) -> None:
        found = open_ones("currency")
        assert {"SEK", "HRK"} < set(found)
        assert {each.code for each in Currency.active()} <= set(found)
        assert found == sorted(found)
        assert "HRK" not in values("currency", at=instant("2023-01-01 09:00"))
        assert "LTL" not in found

    def test_those_of_the_funds_come_alone(self) -> None:
        assert values("currency", funds=FUNDS) == ["EUR", "SEK"]
        assert values("currency", funds=FUNDS, data={"program": PROGRAM, "currency": "EUR"}) == ["SEK"]
        kuna = pool_key("HRK")
        assert against("currency", "HRK", funds=[kuna], at=instant("2023-01-02 09:00")) == [
            "currency_withdrawn"
        ]


def test_what_cannot_be_chosen_is_refused() -> None:
    with pytest.raises(InvalidValue, match="field"):
        offered("amount")
    with pytest.raises(InvalidValue, match="at"):
        offered("activity", at=datetime(2022, 9, 14))  # noqa: DTZ001 - naive, which is wrong
    with pytest.raises(InvalidValue, match="funds"):
        offered("activity", funds=["x"])
