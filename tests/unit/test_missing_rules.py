"""A refusal for want of a rule names the policy or the edition that would answer. Source: Z1, D-14."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from tests.support.world import FORM, USER, Desk, bound

from coopclaims import Policies, Rulebook, UsagePeriod, partner_center
from coopclaims.claims import CreateClaim
from coopclaims.errors import CalendarOutOfRange, NoRuleInForce
from coopclaims.findings import ProblemCode
from coopclaims.rules import CLAIMING_WINDOWS, PAYMENT_SPAN, REVIEW_SPAN, ClaimDeadline, Edition
from coopclaims.rules.authority import rule_missing

STRICT = bound(strict=True)


def missing(rules: object, key: str, day: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = rule_missing(NoRuleInForce(key, day, ()), rules=rules)  # type: ignore[arg-type]
    assert found.code is ProblemCode.RULE_MISSING
    return found.param("policies"), found.param("editions")


class TestPolicies:
    @pytest.mark.parametrize(
        ("key", "day", "policies"),
        [
            # Days were counted before there were windows, and by a choice they go on to be
            (CLAIMING_WINDOWS, date(2018, 7, 1), ("ClaimDeadline.DAY_COUNT",)),
            (CLAIMING_WINDOWS, date(2014, 10, 16), ()),
            (CLAIMING_WINDOWS, date(2014, 10, 17), ("ClaimDeadline.DAY_COUNT",)),
            # The calendar days of 2016 go on where they are chosen
            (PAYMENT_SPAN, date(2019, 1, 7), ("PaymentCounting.CALENDAR_DAYS",)),
            (PAYMENT_SPAN, date(2015, 1, 7), ()),
            (REVIEW_SPAN, date(2019, 1, 7), ()),
            ("may_create_claim", date(2019, 11, 26), ()),
        ],
    )
    def test_that_would_answer_are_named(self, key: str, day: date, policies: tuple[str, ...]) -> None:
        assert missing(bound(), key, day) == (policies, ())

    def test_that_is_chosen_already_is_not(self) -> None:
        counted = bound(Policies(claim_deadline=ClaimDeadline.DAY_COUNT))
        assert missing(counted, CLAIMING_WINDOWS, date(2014, 10, 16)) == ((), ())

    def test_bound_strictly_that_is_what_keeps_the_rule_away(self) -> None:
        assert missing(STRICT, REVIEW_SPAN, date(2023, 10, 24)) == (("strict=False",), ())
        assert missing(STRICT, REVIEW_SPAN, date(2020, 5, 25)) == ((), ())


class TestEditions:
    REVIEWED = tuple(attrs.evolve(edition, review_span=None) for edition in partner_center.editions)
    BOOK = Rulebook("without reviews", REVIEWED)

    def test_the_published_one_is_named_where_a_rulebook_of_ones_own_has_none(self) -> None:
        rules = bound(rulebook=self.BOOK)
        assert missing(rules, REVIEW_SPAN, date(2022, 9, 14)) == ((), ("Partner Center, 2020-05",))
        assert missing(rules, REVIEW_SPAN, date(2019, 9, 14)) == ((), ())
        assert missing(rules, PAYMENT_SPAN, date(2020, 5, 25)) == (("PaymentCounting.CALENDAR_DAYS",), ())

    def test_strictly_only_on_the_days_on_which_it_was_seen(self) -> None:
        rules = bound(strict=True, rulebook=self.BOOK)
        assert missing(rules, REVIEW_SPAN, date(2023, 10, 23)) == ((), ("Partner Center, 2020-05",))
        assert missing(rules, REVIEW_SPAN, date(2023, 10, 24)) == ((), ())

    def test_a_right_is_a_rule_too(self) -> None:
        silent = bound(rulebook=Rulebook("silent", (Edition(name="silent"),)))
        assert missing(silent, "may_dispute", date(2022, 9, 14)) == ((), ("Partner Center, 2020-05",))


class TestWhatIsSaid:
    def test_the_remedy_of_a_refusal_names_them(self) -> None:
        usage = UsagePeriod(date(2022, 3, 1), date(2022, 5, 31))
        form = attrs.evolve(FORM, usage_period=usage, executed_on=date(2022, 4, 1))
        (found,) = Desk(form=form).refused(CreateClaim, USER, "2022-05-01 09:00").problems
        assert found.param("policies") == ("ClaimDeadline.DAY_COUNT",)
        assert found.remedy == (
            "bind the rules with ClaimDeadline.DAY_COUNT, or bind a rulebook that has such a rule, "
            "or a program edition of your own"
        )
        counted = bound(Policies(claim_deadline=ClaimDeadline.DAY_COUNT))
        Desk(rules=counted, form=form).do(CreateClaim, USER, "2022-05-01 09:00")

    def test_an_edition_stands_beside_the_rulebook(self) -> None:
        rules = bound(rulebook=TestEditions.BOOK)
        found = rule_missing(NoRuleInForce(REVIEW_SPAN, date(2022, 9, 14), ()), rules=rules)
        assert found.remedy == (
            "bind a rulebook that has such a rule (the edition Partner Center, 2020-05), "
            "or a program edition of your own"
        )

    def test_a_calendar_that_is_too_short_has_neither(self) -> None:
        short = CalendarOutOfRange("short", None, date(2022, 1, 1), date(2022, 12, 31))
        found = rule_missing(short, rules=bound(), field="at")
        assert (found.param("policies"), found.param("editions"), found.field) == ((), (), "at")
        assert found.remedy.startswith("bind a rulebook that has such a rule, or")
