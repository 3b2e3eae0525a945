"""Rules as dated, cited data: when each holds, what carries it forward, and who bound them."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.world import PACIFIC, RULES, WEEKDAYS, bound, instant

from coopclaims import (
    Action,
    BusinessDays,
    CalendarDays,
    InvalidValue,
    Policies,
    Role,
    Rulebook,
    UsagePeriod,
    partner_center,
)
from coopclaims.activities import (
    ACTIVITIES_2018,
    ACTIVITIES_2019,
    ACTIVITIES_2023,
    ACTIVITIES_2023_10,
    ACTIVITIES_2024,
    ACTIVITIES_2025,
)
from coopclaims.errors import NoRuleInForce
from coopclaims.periods import ClaimingPeriod, MonthDay, MonthEnd, Months
from coopclaims.provenance import DOCUMENTS, PUBLISHED, BasisKind, Message, cite, inferred
from coopclaims.rules import (
    CATALOGUE,
    DISPUTE_SPAN,
    ESCALATION_SPAN,
    PAYMENT_SPAN,
    PLAN_REVIEW_SPAN,
    REVIEW_SPAN,
    TAX_INVOICE_SPAN,
    ClaimingWindow,
    ClaimOpening,
    Disputing,
    Edition,
    EscalationUnit,
    OverClaiming,
    PlanReview,
    Precision,
    Reopening,
    Rule,
    RuleKey,
    compare,
)
from coopclaims.rules.rule import Timeline

if TYPE_CHECKING:
    from coopclaims.activities import Catalogue
    from coopclaims.calendars import Span

SOURCE = cite("MG22", "D-07")
ONE_OF_TWO = Message("one_of_two", "one of two")


def rule(n: int, first: str, last: str | None = None, withdrawn: str | None = None) -> Rule[Span]:
    """Return a published rule whose value tells it from the others."""
    return Rule(
        value=BusinessDays(n),
        first=date.fromisoformat(first),
        last=None if last is None else date.fromisoformat(last),
        withdrawn=None if withdrawn is None else date.fromisoformat(withdrawn),
        source=SOURCE,
        basis=PUBLISHED,
    )


class TestRule:
    @pytest.mark.parametrize("field", ["first", "last", "withdrawn"])
    def test_it_holds_on_days_and_not_from_instants(self, field: str) -> None:
        changes: dict[str, Any] = {field: datetime(2022, 3, 1, tzinfo=UTC)}
        with pytest.raises(InvalidValue) as caught:
            attrs.evolve(rule(2, "2022-02-01"), **changes)
        assert caught.value.field == field

    @pytest.mark.parametrize("field", ["last", "withdrawn"])
    def test_it_does_not_end_before_it_starts(self, field: str) -> None:
        changes: dict[str, Any] = {field: date(2022, 1, 31)}
        with pytest.raises(InvalidValue) as caught:
            attrs.evolve(rule(2, "2022-02-01"), **changes)
        assert (caught.value.field, caught.value.got) == (field, date(2022, 1, 31))
        assert "2022-02-01" in caught.value.fits


class TestTimeline:
    LINE: Timeline[Span] = Timeline(
        "review_span",
        (
            rule(3, "2020-01-01", "2020-06-30"),
            rule(2, "2021-01-01", "2021-06-30", "2022-01-01"),
            rule(4, "2023-01-01"),
        ),
    )

    @pytest.mark.parametrize(
        ("day", "n", "kind"),
        [
            ("2020-01-01", 3, BasisKind.PUBLISHED),
            ("2020-06-30", 3, BasisKind.PUBLISHED),
            ("2020-07-01", 3, BasisKind.CARRIED_FORWARD),
            ("2020-12-31", 3, BasisKind.CARRIED_FORWARD),
            ("2021-01-01", 2, BasisKind.PUBLISHED),
            ("2021-07-01", 2, BasisKind.CARRIED_FORWARD),
            ("2021-12-31", 2, BasisKind.CARRIED_FORWARD),
            ("2023-01-01", 4, BasisKind.PUBLISHED),
            ("2099-01-01", 4, BasisKind.PUBLISHED),
        ],
    )
    def test_the_last_to_start_holds(self, day: str, n: int, kind: BasisKind) -> None:
        found = self.LINE.on(date.fromisoformat(day))
        assert (found.value, found.basis.kind) == (BusinessDays(n), kind)

    def test_what_is_carried_forward_says_since_when(self) -> None:
        assert self.LINE.on(date(2020, 7, 1)).basis.since == date(2020, 6, 30)

    @pytest.mark.parametrize("day", ["2019-12-31", "2022-01-01", "2022-12-31"])
    def test_before_the_first_and_after_a_withdrawal_nothing_does(self, day: str) -> None:
        with pytest.raises(NoRuleInForce) as caught:
            self.LINE.on(date.fromisoformat(day))
        assert caught.value.rule == "review_span"
        assert caught.value.day == date.fromisoformat(day)
        assert caught.value.known == (
            (date(2020, 1, 1), date(2020, 6, 30), None),
            (date(2021, 1, 1), date(2021, 6, 30), date(2022, 1, 1)),
            (date(2023, 1, 1), None, None),
        )
        assert str(caught.value).endswith(
            "known for: from 2020-01-01 to 2020-06-30; "
            "from 2021-01-01 to 2021-06-30 withdrawn on 2022-01-01; from 2023-01-01"
        )

    @pytest.mark.parametrize("day", ["2020-07-01", "2020-12-31", "2021-07-01"])
    def test_strictly_nothing_is_carried_forward(self, day: str) -> None:
        with pytest.raises(NoRuleInForce):
            self.LINE.on(date.fromisoformat(day), strict=True)

    @pytest.mark.parametrize(("day", "n"), [("2020-06-30", 3), ("2021-01-01", 2), ("2099-01-01", 4)])
    def test_strictly_what_was_seen_holds(self, day: str, n: int) -> None:
        assert self.LINE.on(date.fromisoformat(day), strict=True).value == BusinessDays(n)

    def test_a_reading_stays_a_reading_when_it_is_carried_forward(self) -> None:
        read = attrs.evolve(rule(2, "2020-01-01", "2020-06-30"), basis=inferred(ONE_OF_TWO))
        found = Timeline("x", (read,)).on(date(2021, 1, 1))
        assert str(found.basis) == "carried forward since 2020-06-30 (one of two)"

    def test_what_a_reading_is_put_in_place_of_is_known_as_before(self) -> None:
        """A reading does not make a rule newer than it is."""
        opening = bound(Policies(claim_opening=ClaimOpening.USAGE_PERIOD))
        autumn = opening.claiming_period(UsagePeriod(date(2024, 7, 1), date(2024, 12, 31)))
        assert (autumn.basis.kind, autumn.basis.since) == (BasisKind.CARRIED_FORWARD, date(2023, 10, 23))
        assert autumn.basis.readings == (ClaimOpening.USAGE_PERIOD,)
        spring = opening.claiming_period(UsagePeriod(date(2023, 1, 1), date(2023, 6, 30)))
        assert spring.basis == inferred(ClaimOpening.USAGE_PERIOD)

    def test_a_wider_rule_says_that_it_was_chosen(self) -> None:
        widened = bound(Policies(disputing=Disputing.WIDENED))
        assert widened.permission(Action.DISPUTE, date(2021, 10, 1)).basis == inferred(Disputing.WIDENED)
        later = widened.permission(Action.DISPUTE, date(2023, 10, 24)).basis
        assert (later.kind, later.readings) == (BasisKind.CARRIED_FORWARD, (Disputing.WIDENED,))

    @pytest.mark.parametrize("span", [Months(1), CalendarDays(5), MonthEnd(2), BusinessDays(10)], ids=str)
    def test_a_reading_changes_only_what_it_is_a_reading_of(self, span: Span) -> None:
        """Two days without a unit and the end of "the month after" can be read twice; a month cannot."""
        stated: Rule[Span] = Rule(value=span, first=date(2020, 1, 1), source=SOURCE, basis=inferred())
        own = Rulebook("own", (Edition(name="own", escalation_span=stated, plan_review_span=stated),))
        policies = Policies(escalation_unit=EscalationUnit.CALENDAR_DAYS, plan_review=PlanReview.SAME_MONTH)
        rules, day = bound(policies, rulebook=own), date(2022, 1, 1)
        in_days = CalendarDays(10) if span == BusinessDays(10) else span
        assert rules.look_up(ESCALATION_SPAN, day).value == in_days
        assert (rules.look_up(ESCALATION_SPAN, day) == stated) is (span != BusinessDays(10))
        assert rules.look_up(PLAN_REVIEW_SPAN, day) == stated

    def test_silence_is_not_a_rule_that_is_out_of_date(self) -> None:
        strict = bound(strict=True)
        assert strict.has_no_rule("review_span", date(2020, 5, 25))
        assert not strict.has_no_rule("review_span", date(2024, 1, 1))
        assert strict.has_no_rule("plan_programs", date(2024, 1, 1))
        assert strict.has_no_rule("tax_invoice_countries", date(2020, 11, 3))  # withdrawn

    def test_of_nothing_nothing_is_known(self) -> None:
        empty: Timeline[Span] = Timeline("x", ())
        with pytest.raises(NoRuleInForce, match="none at all"):
            empty.on(date(2022, 9, 14))

    @pytest.mark.parametrize(
        "rules",
        [
            (rule(2, "2021-01-01"), rule(3, "2020-01-01")),
            (rule(2, "2021-01-01"), rule(3, "2021-01-01")),
        ],
    )
    def test_rules_come_in_the_order_of_their_days(self, rules: tuple[Rule[Span], ...]) -> None:
        with pytest.raises(InvalidValue, match="2021-01-01"):
            Timeline("x", rules)


class TestWindow:
    """Source: D-03."""

    SPRING = ClaimingWindow(
        usage_first=MonthDay(1, 1),
        usage_last=MonthDay(6, 30),
        opens=MonthDay(2, 16),
        closes=MonthDay(8, 15),
    )

    def test_it_knows_its_own_half_of_every_year(self) -> None:
        assert self.SPRING.claiming_period(UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))) == (
            ClaimingPeriod(date(2022, 2, 16), date(2022, 8, 15))
        )

    @pytest.mark.parametrize(
        ("first", "last"),
        [
            ("2022-07-01", "2022-12-31"),
            ("2022-01-02", "2022-06-30"),
            ("2022-01-01", "2022-06-29"),
            ("2022-01-01", "2022-12-31"),
            ("2022-01-01", "2023-06-30"),
        ],
    )
    def test_and_no_other_period(self, first: str, last: str) -> None:
        usage = UsagePeriod(date.fromisoformat(first), date.fromisoformat(last))
        assert self.SPRING.claiming_period(usage) is None


class TestBinding:
    def test_there_is_no_default_calendar(self) -> None:
        wrong: Any = None
        with pytest.raises(InvalidValue) as caught:
            partner_center.bind(calendar=wrong, zone=UTC)
        assert caught.value.field == "calendar"

    def test_a_zone_is_an_object_and_not_its_key(self) -> None:
        wrong: Any = "America/Los_Angeles"
        with pytest.raises(InvalidValue) as caught:
            partner_center.bind(calendar=WEEKDAYS, zone=wrong)
        assert (caught.value.field, caught.value.got) == ("zone", "America/Los_Angeles")
        assert "ZoneInfo('America/Los_Angeles')" in caught.value.fits

    def test_policies_are_given_as_one_value(self) -> None:
        wrong: Any = OverClaiming.BLOCKS
        with pytest.raises(InvalidValue) as caught:
            partner_center.bind(calendar=WEEKDAYS, zone=UTC, policies=wrong)
        assert caught.value.field == "policies"

    @pytest.mark.parametrize("wrong", ["BLOCKS", str(OverClaiming.BLOCKS), Reopening.EXPLICIT, None, True])
    def test_a_reading_is_a_member_of_its_policy(self, wrong: Any) -> None:
        """A text would be none of the readings, and every question would be answered as if it were off."""
        with pytest.raises(InvalidValue, match="WARNS, BLOCKS") as caught:
            Policies(over_claiming=wrong)
        assert caught.value.field == "over_claiming"

    def test_the_zone_that_the_rules_mean_is_named(self) -> None:
        """Source: D-31, KB-CYC: Pacific, as civil time."""
        assert partner_center.zone_key == "America/Los_Angeles"

    def test_the_default_readings(self) -> None:
        assert RULES.policies == Policies(
            disputing=Disputing.INCENTIVES_ADMIN,
            over_claiming=OverClaiming.WARNS,
            reopening=Reopening.STAYS,
        )
        assert not RULES.strict

    def test_a_book_has_an_edition(self) -> None:
        with pytest.raises(InvalidValue, match="editions"):
            Rulebook("empty", ())

    @pytest.mark.parametrize(
        "at",
        [datetime(2022, 9, 14, 10), date(2022, 9, 14), None],  # noqa: DTZ001 - the point
    )
    def test_only_an_aware_instant_has_a_day(self, at: Any) -> None:
        """A naive one would be read in the zone of the machine."""
        with pytest.raises(InvalidValue) as caught:
            RULES.day(at)
        assert caught.value.got == at

    def test_a_day_ends_with_its_last_microsecond(self) -> None:
        end = RULES.end_of(date(2022, 9, 14))
        assert end.astimezone(UTC) == datetime(2022, 9, 15, 6, 59, 59, 999999, tzinfo=UTC)
        assert RULES.day(end) == date(2022, 9, 14)
        assert RULES.day(end.astimezone(UTC) + timedelta(microseconds=1)) == date(2022, 9, 15)
        assert end.tzinfo is PACIFIC


class TestPublishedFigures:
    """The figures of the program, as the pages have them, and the days on which they were seen."""

    @pytest.mark.parametrize(
        ("key", "value", "facts"),
        [
            (REVIEW_SPAN, BusinessDays(2), "D-07"),
            (DISPUTE_SPAN, BusinessDays(5), "D-09"),
            (PAYMENT_SPAN, BusinessDays(45), "D-10"),
            (TAX_INVOICE_SPAN, CalendarDays(30), "D-11"),
        ],
    )
    def test_spans(self, key: RuleKey[Span], value: Span, facts: str) -> None:
        """Source: N8, unchanged from 2020-05-26 to 2023-10-23."""
        for day in (date(2020, 5, 26), date(2020, 10, 30), date(2021, 9, 26), date(2023, 10, 23)):
            found = RULES.look_up(key, day)
            assert (found.value, found.basis) == (value, PUBLISHED)
            assert facts in found.source.facts
        unseen = RULES.look_up(key, date(2024, 1, 1))
        assert (unseen.value, unseen.basis.since) == (value, date(2023, 10, 23))
        with pytest.raises(NoRuleInForce):
            RULES.look_up(key, date(2020, 5, 25))

    def test_windows_are_known_from_the_overview_of_september_2020_on(self) -> None:
        """Source: N6; of a period that began before, days are counted (Z1)."""
        found = RULES.claiming_period(UsagePeriod(date(2021, 1, 1), date(2021, 6, 30)))
        assert found.value == ClaimingPeriod(date(2021, 2, 16), date(2021, 8, 15))
        assert found.basis == PUBLISHED
        older = RULES.claiming_period(UsagePeriod(date(2020, 7, 1), date(2020, 12, 31)))
        assert older.value == ClaimingPeriod(date(2020, 7, 1), date(2021, 2, 15))
        assert older.basis.kind is BasisKind.INFERRED
        with pytest.raises(NoRuleInForce, match="from 2020-09-22"):
            RULES.claiming_period(UsagePeriod(date(2018, 7, 1), date(2018, 12, 31)))

    def test_a_period_of_a_programs_own_has_no_published_window(self) -> None:
        """Source: D-14."""
        with pytest.raises(NoRuleInForce) as caught:
            RULES.claiming_period(UsagePeriod(date(2022, 1, 1), date(2022, 9, 30)))
        assert caught.value.of == UsagePeriod(date(2022, 1, 1), date(2022, 9, 30))
        assert str(caught.value).endswith("known for: from 01-01 to 06-30; from 07-01 to 12-31")

    @pytest.mark.parametrize(
        ("day", "catalogue"),
        [
            ("2018-09-04", ACTIVITIES_2018),
            ("2019-04-02", ACTIVITIES_2018),
            ("2019-04-03", ACTIVITIES_2019),
            ("2023-06-30", ACTIVITIES_2019),
            ("2023-07-01", ACTIVITIES_2023),
            ("2023-10-23", ACTIVITIES_2023),
            ("2023-10-24", ACTIVITIES_2023_10),
            ("2023-12-31", ACTIVITIES_2023_10),
            ("2024-01-01", ACTIVITIES_2024),
            ("2025-05-06", ACTIVITIES_2024),
            ("2025-05-07", ACTIVITIES_2025),
        ],
    )
    def test_each_catalogue_is_known_from_its_day_on(self, day: str, catalogue: Catalogue) -> None:
        """Source: CO18, CO19, BL23, COL, BL25: a month or a year alone means its first day."""
        assert RULES.look_up(CATALOGUE, date.fromisoformat(day)).value is catalogue

    def test_no_catalogue_is_known_before_september_2018(self) -> None:
        with pytest.raises(NoRuleInForce):
            RULES.look_up(CATALOGUE, date(2018, 8, 31))

    def test_the_citations_are_those_of_every_rule_and_of_what_is_in_it(self) -> None:
        cited = set(partner_center.citations())
        rules = [rule for timeline in partner_center.timelines.values() for rule in timeline.rules]
        assert {rule.source for rule in rules} < cited
        catalogues = [rule.value for rule in partner_center.timelines["catalogue"].rules]
        caps = {cap.source for catalogue in catalogues for each in catalogue for cap in each.caps}
        assert caps
        assert caps < cited
        assert cite("COL", "C-15") in cited  # the final approval of a broadcast has a source of its own
        assert list(partner_center.citations()) == sorted(cited, key=str)

    def test_bound_rules_cite_what_their_readings_take(self) -> None:
        """The wider reading of disputing rests on a page that the default does not use."""
        wider = cite("RJ21", "R-03")
        assert wider not in RULES.citations()
        assert set(RULES.citations()) == set(partner_center.citations()) - {wider}
        assert wider in bound(Policies(disputing=Disputing.WIDENED)).citations()

    def test_every_rule_cites_a_document_that_is_listed(self) -> None:
        assert partner_center.citations()
        for source in partner_center.citations():
            assert source.document in DOCUMENTS
            assert source.facts

    def test_a_rule_starts_no_later_than_the_document_that_it_cites(self) -> None:
        """Where a rule has a last sighting, that is the date of its document, or later."""
        for timeline in partner_center.timelines.values():
            for each in timeline.rules:
                if each.last is not None and each.source.dated is not None:
                    assert each.first <= each.source.dated, timeline.name


class TestOwnEdition:
    def test_an_edition_that_says_nothing_changes_nothing(self) -> None:
        silent = Rulebook("own", (*partner_center.editions, Edition(name="silent")))
        rules = bound(rulebook=silent)
        day = date(2022, 9, 14)
        assert rules.look_up(REVIEW_SPAN, day) == RULES.look_up(REVIEW_SPAN, day)
        for action in Action:
            assert rules.permission(action, day) == RULES.permission(action, day)

    def test_one_rule_of_ones_own(self) -> None:
        own = Edition(
            name="own",
            permissions=(
                (
                    Action.DISPUTE,
                    Rule(
                        value=frozenset({Role.GLOBAL_ADMIN}),
                        first=date(2022, 10, 1),
                        source=SOURCE,
                        basis=inferred(),
                    ),
                ),
            ),
        )
        rules = bound(rulebook=Rulebook("own", (*partner_center.editions, own)))
        assert rules.permission(Action.DISPUTE, date(2022, 9, 30)).value == {Role.INCENTIVES_ADMIN}
        assert rules.permission(Action.DISPUTE, date(2022, 10, 1)).value == {Role.GLOBAL_ADMIN}

    @pytest.mark.parametrize("first", ["2020-06-29", "2021-09-27", "2021-01-01", "2014-01-01"])
    def test_it_supersedes_what_earlier_editions_state_from_its_first_day_on(self, first: str) -> None:
        """Also what starts on that very day, or later: nothing of theirs comes back."""
        own = Edition(name="own", review_span=rule(4, first))
        rules = bound(rulebook=Rulebook("own", (*partner_center.editions, own)))
        begins = date.fromisoformat(first)
        for day in (begins, date(2021, 9, 26), date(2021, 9, 27), date(2022, 9, 14)):
            if day >= begins:
                assert rules.look_up(REVIEW_SPAN, day).value == BusinessDays(4)
        before = begins - timedelta(days=1)
        published = [each for each in partner_center.timelines["review_span"].rules if each.first <= before]
        assert rules.rulebook.timelines["review_span"].rules == (*published, own.review_span)

    def test_an_edition_that_stands_earlier_is_superseded(self) -> None:
        own = Edition(name="own", review_span=rule(4, "2022-01-01"))
        rules = bound(rulebook=Rulebook("own", (own, *partner_center.editions)))
        assert rules.look_up(REVIEW_SPAN, date(2022, 9, 14)).value == BusinessDays(2)

    def test_the_wider_reading_needs_a_rule_to_widen(self) -> None:
        """A book that states no wider rule keeps the one that it has."""
        without = tuple(attrs.evolve(edition, widened_disputing=None) for edition in partner_center.editions)
        rules = bound(
            Policies(disputing=Disputing.WIDENED), rulebook=Rulebook("without a wider rule", without)
        )
        assert rules.permission(Action.DISPUTE, date(2022, 9, 14)).value == {Role.INCENTIVES_ADMIN}

    def test_its_days_are_those_of_its_zone(self) -> None:
        own = Rulebook("own", (Edition(name="own", zone="Europe/Stockholm"),))
        assert own.zone_key == "Europe/Stockholm"


def test_the_day_of_a_judgement_is_the_programs() -> None:
    assert RULES.day(instant("2022-09-14 23:59")) == date(2022, 9, 14)
    assert RULES.day(datetime(2022, 9, 15, 6, 59, tzinfo=UTC)) == date(2022, 9, 14)


class TestRulesOfADay:
    def test_every_rule_in_force_is_listed_by_name(self) -> None:
        found = RULES.on(date(2022, 9, 14))
        assert found.day == date(2022, 9, 14)
        assert found[PAYMENT_SPAN] == RULES.look_up(PAYMENT_SPAN, date(2022, 9, 14))
        assert found["may_dispute"].value == {Role.INCENTIVES_ADMIN}
        names = {name for name, _ in found.stated}
        assert {"review_span", "dispute_span", "tax_invoice_span", "catalogue", "claiming_windows"} <= names
        assert not names & set(found.without_rule)

    def test_what_nothing_states_is_named_too(self) -> None:
        early = RULES.on(date(2019, 1, 1))
        assert "review_span" in early.without_rule
        with pytest.raises(NoRuleInForce):
            early[REVIEW_SPAN]
        assert set(early.without_rule) | {name for name, _ in early.stated} == (
            {name for name, _ in RULES.on(date(2022, 9, 14)).stated}
            | set(RULES.on(date(2022, 9, 14)).without_rule)
        )

    def test_two_days_of_one_era_do_not_differ(self) -> None:
        """Being carried forward is no difference as long as the rule says the same."""
        assert compare(RULES.on(date(2022, 8, 4)), RULES.on(date(2022, 8, 5))) == ()

    def test_what_differs_is_told_rule_by_rule(self) -> None:
        slower = Edition(name="slower", review_span=rule(3, "2022-10-01"))
        rules = bound(rulebook=Rulebook("own", (*partner_center.editions, slower)))
        (difference,) = compare(rules.on(date(2022, 9, 30)), rules.on(date(2022, 10, 1)))
        assert difference.name == "review_span"
        assert difference.before is not None
        assert difference.after is not None
        assert (difference.before.value, difference.after.value) == (BusinessDays(2), BusinessDays(3))
        assert str(difference) == (
            "review_span: 2 business days (MG22 D-07, 2022-08-04) -> 3 business days (MG22 D-07, 2022-08-04)"
        )

    def test_what_begins_and_ends_differs_from_nothing(self) -> None:
        short = Edition(name="short", review_span=rule(3, "2022-10-01", None, "2022-11-01"))
        rules = bound(rulebook=Rulebook("own", (short,)))
        before, during, after = (
            rules.on(day) for day in (date(2022, 9, 30), date(2022, 10, 1), date(2022, 11, 1))
        )
        (began,) = compare(before, during)
        assert (began.before, began.after) == (None, short.review_span)
        assert str(began).startswith("review_span: nothing -> 3 business days")
        (ended,) = compare(during, after)
        assert (ended.before, ended.after) == (short.review_span, None)

    def test_roles_are_told_in_one_order(self) -> None:
        (difference,) = (
            each
            for each in compare(RULES.on(date(2019, 11, 26)), RULES.on(date(2019, 11, 27)))
            if each.name == "may_create_claim"
        )
        assert str(difference) == (
            "may_create_claim: nothing -> "
            "global_admin, incentives_admin, incentives_user (SD-EN R-01 N2, 2022-09-14)"
        )


class TestDigests:
    """What rules say has a digest: the same in every process, whatever the rules rest on."""

    SPAN = rule(2, "2022-01-01", "2022-06-30")

    @pytest.mark.parametrize(
        "change",
        [
            {"value": BusinessDays(3)},
            {"value": CalendarDays(2)},
            {"first": date(2022, 1, 2)},
            {"last": None},
            {"withdrawn": date(2023, 1, 1)},
        ],
        ids="-".join,
    )
    def test_a_value_or_a_day_moves_that_of_a_rule(self, change: dict[str, Any]) -> None:
        assert attrs.evolve(self.SPAN, **change).digest != self.SPAN.digest

    @pytest.mark.parametrize(
        "change",
        [
            {"source": cite("MG20", "D-07")},
            {"basis": inferred(ONE_OF_TWO)},
            {"first_known_to": Precision.YEAR},
        ],
        ids="-".join,
    )
    def test_what_it_rests_on_does_not(self, change: dict[str, Any]) -> None:
        assert attrs.evolve(self.SPAN, **change).digest == self.SPAN.digest

    def test_what_the_parts_of_a_value_rest_on_does_not(self) -> None:
        rules = [edition.catalogue for edition in partner_center.editions if edition.catalogue is not None]
        for stated in rules:
            read = attrs.evolve(
                stated,
                value=attrs.evolve(
                    stated.value,
                    activities=tuple(
                        attrs.evolve(
                            each,
                            caps=tuple(
                                attrs.evolve(cap, basis=inferred(), source=SOURCE) for cap in each.caps
                            ),
                        )
                        for each in stated.value
                    ),
                ),
            )
            assert read.digest == stated.digest

    def test_a_catalogue_is_more_than_how_many_activities_it_has(self) -> None:
        old, new = (
            Rule(value=value, first=date(2020, 1, 1), source=SOURCE, basis=PUBLISHED)
            for value in (
                ACTIVITIES_2024,
                attrs.evolve(ACTIVITIES_2024, activities=ACTIVITIES_2024.activities[::-1]),
            )
        )
        assert old.as_text == new.as_text
        assert old.digest != new.digest

    def test_no_two_rules_of_a_published_edition_share_one_by_chance(self) -> None:
        for edition in partner_center.editions:
            said = {
                rule.digest: (rule.value, rule.first, rule.last, rule.withdrawn) for _, rule in edition.rules
            }
            assert len(said) == len(set(said.values()))

    def test_that_of_an_edition_covers_its_name_its_zone_and_its_rules(self) -> None:
        edition = next(each for each in partner_center.editions if each.catalogue is not None)
        changed = (
            attrs.evolve(edition, name="another"),
            attrs.evolve(edition, zone="Europe/Stockholm"),
            attrs.evolve(edition, review_span=self.SPAN),
            attrs.evolve(edition, catalogue=None),
        )
        assert len({each.digest for each in (edition, *changed)}) == len(changed) + 1

    def test_that_of_a_rulebook_covers_its_editions_in_their_order(self) -> None:
        editions = partner_center.editions
        assert Rulebook("other name", editions).digest == partner_center.digest
        assert Rulebook("fewer", editions[:-1]).digest != partner_center.digest
        assert len(partner_center.digest) == 64

    def test_it_is_the_same_in_every_process(self) -> None:
        ask = "from coopclaims import partner_center; print(partner_center.digest)"
        for seed in ("1", "2"):
            told = subprocess.run(
                [sys.executable, "-c", ask],
                env={**os.environ, "PYTHONHASHSEED": seed},
                capture_output=True,
                text=True,
                check=True,
            )
            assert told.stdout.strip() == partner_center.digest

    def test_it_is_not_pickled(self) -> None:
        again = pickle.loads(pickle.dumps(self.SPAN))
        before = len(pickle.dumps(again))
        assert again.digest == self.SPAN.digest
        assert len(pickle.dumps(again)) == before


def test_answers_that_are_kept_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coopclaims.rules.book._MOST_ANSWERS", 2)
    rules, asked = bound(), list[int]()

    def ask(_rules: object, number: int) -> int:
        asked.append(number)
        return number * 10

    assert [rules.once(ask, number) for number in (1, 1, 2, 3, 3, 1)] == [10, 10, 20, 30, 30, 10]
    assert asked == [1, 2, 3, 1]
