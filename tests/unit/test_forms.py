"""A form that is filled in so far: each field by itself, and what the rules say of those that are known."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest
from tests.support.world import FORM, PACIFIC, RULES, bound, fund, instant

from coopclaims import ClaimForm, InvalidValue, Money, Policies, UsagePeriod
from coopclaims.claims import PlanPath
from coopclaims.completeness import RequirementState, evidence_checklist
from coopclaims.findings import ProblemCode, Severity
from coopclaims.payouts import PayoutSetup, PayoutSetups, SetupState
from coopclaims.portal import form_problems, form_texts, read_form
from coopclaims.portal.drafts import FIELDS
from coopclaims.rules import CatalogueBy

TEXTS = dict(form_texts(FORM))
AT = instant("2022-09-14 09:00")
PATH = PlanPath(
    plan="P-7", campaign="Autumn", first=date(2022, 8, 1), last=date(2022, 10, 31), impressions=5000
)
ON_PATH = {
    "plan": "P-7",
    "campaign": "Autumn",
    "campaign_first": "2022-08-01",
    "campaign_last": "2022-10-31",
    "impressions": "5000",
}


def codes(data: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    """Return the field and the code of each problem, in their order."""
    given: dict[str, Any] = {"rules": RULES}
    return [(each.field, each.code.value) for each in form_problems(data, **given | more)]


def expected(data: dict[str, Any], field: str) -> str:
    """Return the code of what was expected in the one field that cannot be read."""
    (found,) = (each for each in form_problems(data, rules=RULES) if each.field == field)
    assert found.code is ProblemCode.FIELD_UNREADABLE
    code: str = found.param("why").figure("fits").code
    return code.removeprefix("expected.")


class TestTexts:
    def test_every_field_has_one_in_the_order_of_the_form(self) -> None:
        assert list(form_texts(FORM)) == list(FIELDS)
        assert TEXTS["plan"] == TEXTS["impressions"] == TEXTS["pre_approval"] == ""
        assert TEXTS["executed_on"] == FORM.executed_on.isoformat()

    def test_what_may_be_left_out_is_written_too(self) -> None:
        form = attrs.evolve(
            FORM,
            plan=PATH,
            circumstances=("airfare", "hotel"),
            attested=("logo",),
            pre_approval="PA-7",
            further_activities=("tradeshow",),
        )
        texts = form_texts(form, locale="sv")
        assert {name: texts[name] for name in ON_PATH} == ON_PATH
        assert (texts["circumstances"], texts["attested"]) == ("airfare\nhotel", "logo")
        assert read_form(texts, rules=RULES, locale="sv").form == form

    def test_a_reach_that_is_not_known_is_no_text(self) -> None:
        form = attrs.evolve(FORM, plan=attrs.evolve(PATH, impressions=None))
        assert form_texts(form)["impressions"] == ""
        assert codes(dict(form_texts(form))) == [("impressions", "impressions_missing")]

    def test_a_locale_without_marks_is_refused(self) -> None:
        with pytest.raises(InvalidValue, match="locale"):
            form_texts(FORM, locale="ja")


class TestReading:
    def test_nothing_is_known_of_nothing(self) -> None:
        reading = read_form({}, rules=RULES, at=AT)
        assert (reading.form, reading.checklist, reading.claiming_period) == (None, None, None)
        assert reading.advice == ()
        needed = ["name", "program", "location", "usage_period", "activity", "executed_on", "amount"]
        assert [each.field for each in reading.problems] == [*needed, "currency"]
        assert {each.code for each in reading.problems} == {ProblemCode.TEXT_MISSING}

    @pytest.mark.parametrize("nothing", [None, "", " \u200b"])
    def test_what_is_blank_is_missing(self, nothing: Any) -> None:
        assert codes({**TEXTS, "name": nothing}) == [("name", "text_missing")]
        assert codes({**TEXTS, "pre_approval": nothing}) == []

    def test_values_are_read_as_they_are(self) -> None:
        values = {each.name: getattr(FORM, each.name) for each in attrs.fields(ClaimForm)}
        assert read_form({**values, "plan": PATH}, rules=RULES).form == attrs.evolve(FORM, plan=PATH)

    @pytest.mark.parametrize(
        ("field", "given", "code"),
        [
            ("name", 5, "text"),
            ("name", "a\x00b", "text_without_controls"),
            ("name", "\ud800", "text_for_utf8"),
            ("program", "a\nb", "identifier_on_one_line"),
            ("location", "x" * 300, "text_no_longer"),
            ("usage_period", "FY23 H1", "period_in_form"),
            ("usage_period", "2022-07-01", "period_in_form"),
            ("usage_period", "2022-07-01/2022-02-30", "period_in_form"),
            ("usage_period", "2022-12-31/2022-07-01", "day_not_before"),
            ("usage_period", "0022-07-01/2022-12-31", "years_between"),
            ("usage_period", UsagePeriod(date(2022, 7, 1), date(9999, 12, 31)), "years_between"),
            ("usage_period", date(2022, 7, 1), "kind"),
            ("activity", ["tradeshow"], "text"),
            ("executed_on", "25.8.2022", "day_in_data"),
            ("executed_on", "20220825", "day_in_data"),
            ("executed_on", "2022-02-30", "day_in_data"),
            ("executed_on", "3022-08-25", "years_between"),
            ("executed_on", datetime(2022, 8, 25, tzinfo=PACIFIC), "day"),
            ("amount", "1.234,50", "amount_in_groups"),
            ("amount", "twelve", "amount_in_digits"),
            ("amount", 0.5, "exact_number"),
            ("amount", "1" * 30, "finite_number"),
            ("currency", "sek", "currency"),
            ("currency", 5, "currency"),
            ("circumstances", 5, "keys"),
            ("attested", ["a\nb"], "identifier_on_one_line"),
            ("pre_approval", "DE89 3704 0044 0532 0130 00", "reference_without_account"),
            ("plan", 5, "kind"),
            ("plan", attrs.evolve(PATH, last=date(9999, 12, 31)), "years_between"),
        ],
    )
    def test_what_cannot_be_read_is_a_problem_of_its_field(self, field: str, given: Any, code: str) -> None:
        data = {**TEXTS, field: given}
        assert expected(data, field) == code
        assert read_form(data, rules=RULES).form is None
        assert {each for each, _ in codes(data)} == {field}

    def test_what_was_found_is_shown_short_and_without_controls(self) -> None:
        (found,) = form_problems({**TEXTS, "executed_on": "\u202e" + "x" * 100}, rules=RULES)
        got = found.param("why").figure("got")
        assert got.startswith("\\u202ex")
        assert got.endswith("…")
        (found,) = form_problems({**TEXTS, "name": object()}, rules=RULES)
        assert found.param("why").figure("got") == "object"
        (found,) = form_problems({**TEXTS, "name": 2**53}, rules=RULES)
        assert found.param("why").figure("got") == "int"

    def test_no_account_number_is_repeated(self) -> None:
        (found,) = form_problems({**TEXTS, "executed_on": "DE89370400440532013000"}, rules=RULES)
        assert "0440532013" not in str(found)

    @pytest.mark.parametrize("given", [Decimal("90000.00"), 90000, "90,000", " 90000.00 "])
    def test_an_amount_is_a_number_of_the_currency(self, given: Any) -> None:
        reading = read_form({**TEXTS, "amount": given, "currency": " SEK "}, rules=RULES)
        assert reading.form is not None
        assert reading.form.amount == Money("90000.00", "SEK")

    def test_an_amount_without_a_currency_is_not_judged(self) -> None:
        assert codes({**TEXTS, "currency": ""}) == [("currency", "text_missing")]
        assert codes({**TEXTS, "currency": "EURO", "amount": "x"}) == [("currency", "field_unreadable")]

    def test_an_amount_that_has_a_currency_needs_no_other(self) -> None:
        money = Money("5.00", "EUR")
        assert codes({**TEXTS, "amount": money, "currency": None}) == []
        assert codes({**TEXTS, "amount": money, "currency": "EUR"}) == []
        assert expected({**TEXTS, "amount": money}, "currency") == "one_of"

    def test_keys_are_lines_or_a_list(self) -> None:
        for given in ("b\r\na\n\n", ["b", "", "a"], ("a", "b"), {"a", "b"}):
            reading = read_form({**TEXTS, "attested": given}, rules=RULES)
            assert reading.form is not None
            assert reading.form.attested == ("a", "b")

    def test_a_field_that_no_form_has_is_a_problem_of_the_whole(self) -> None:
        (found,) = form_problems({**TEXTS, "usage": "x"}, rules=RULES)
        assert (found.field, found.code) == ("", ProblemCode.FIELD_UNREADABLE)
        assert str(found).startswith("data: got 'usage'; expected one of: name, program")
        assert read_form({**TEXTS, "usage": "x"}, rules=RULES).form is None
        assert [field for field, _ in codes({**TEXTS, "usage": "x", "name": ""})] == ["name", ""]

    def test_a_name_that_is_no_text_is_a_fault_of_the_program(self) -> None:
        data: dict[Any, object] = {5: "x"}
        with pytest.raises(InvalidValue, match="data"):
            read_form(data, rules=RULES)

    def test_an_unknown_locale_and_a_naive_instant_are_faults_of_the_program(self) -> None:
        with pytest.raises(InvalidValue, match="locale"):
            read_form({}, rules=RULES, locale="ja")
        with pytest.raises(InvalidValue, match="at"):
            read_form({}, rules=RULES, at=datetime(2022, 9, 14))  # noqa: DTZ001 - naive, which is wrong


class TestPlanPath:
    def test_its_parts_are_fields(self) -> None:
        reading = read_form({**TEXTS, **ON_PATH}, rules=RULES)
        assert reading.form == attrs.evolve(FORM, plan=PATH)

    def test_a_part_beside_the_whole_is_one_too_many(self) -> None:
        assert codes({**TEXTS, "plan": PATH, "campaign": "Winter"}) == [("campaign", "field_unreadable")]

    @pytest.mark.parametrize("part", ["plan", "campaign", "campaign_first", "campaign_last"])
    def test_each_part_is_needed_once_there_is_one(self, part: str) -> None:
        assert codes({**TEXTS, **ON_PATH, part: ""}) == [(part, "text_missing")]

    @pytest.mark.parametrize(
        ("part", "given", "code"),
        [
            ("campaign", "a\nb", "identifier_on_one_line"),
            ("campaign_first", "autumn", "day_in_data"),
            ("campaign_last", "2022-07-31", "day_not_before"),
            ("impressions", "many", "people_or_none"),
            ("impressions", "-5", "people_or_none"),
            ("impressions", -5, "people_or_none"),
            ("impressions", "9" * 17, "people_or_none"),
        ],
    )
    def test_a_part_that_cannot_be_read_is_a_problem_of_that_part(
        self, part: str, given: object, code: str
    ) -> None:
        data = {**TEXTS, **ON_PATH, part: given}
        assert expected(data, part) == code
        assert {field for field, _ in codes(data)} == {part}

    def test_the_rules_of_plans_are_those_of_a_finished_form(self) -> None:
        late = {**TEXTS, **ON_PATH, "campaign_first": "2022-09-01"}
        assert codes(late) == [("executed_on", "outside_campaign")]

    def test_whether_a_program_needs_a_plan_follows_from_program_and_day(self) -> None:
        needs = {"program": "Commercial Distributor", "executed_on": "2014-10-20"}
        missing = ("plan", "plan_missing")
        assert missing in codes(needs)
        assert missing not in codes({**needs, **ON_PATH})
        assert missing not in codes({**needs, "campaign": "Autumn"})  # a plan that is being filled in
        assert missing not in codes({"program": needs["program"]})
        assert missing not in codes({"executed_on": needs["executed_on"]})


class TestJudging:
    def test_the_claiming_period_follows_from_the_usage_period_alone(self) -> None:
        reading = read_form({"usage_period": TEXTS["usage_period"]}, rules=RULES)
        assert reading.claiming_period == RULES.claiming_period(FORM.usage_period).value

    def test_a_usage_period_that_no_rule_has_is_a_problem_of_its_own(self) -> None:
        data = {"usage_period": "2022-07-01/2022-07-02"}
        reading = read_form(data, rules=RULES)
        assert ("usage_period", "rule_missing") in codes(data)
        assert reading.claiming_period is None

    def test_the_checklist_follows_from_activity_and_day_alone(self) -> None:
        data = {"activity": FORM.activity, "executed_on": TEXTS["executed_on"]}
        reading = read_form(data, rules=RULES)
        assert reading.checklist is not None
        assert reading.checklist == evidence_checklist(
            attrs.evolve(FORM, circumstances=(), attested=(), pre_approval=""), rules=RULES
        )
        assert any(line.state is RequirementState.MISSING for line in reading.checklist.lines)
        assert read_form({"activity": FORM.activity}, rules=RULES).checklist is None
        assert read_form({**data, "activity": "digital-adv"}, rules=RULES).checklist is None

    def test_the_day_of_submission_decides_where_the_policy_says_so(self) -> None:
        rules = bound(policies=Policies(catalogue_by=CatalogueBy.SUBMISSION))
        data = {"activity": FORM.activity, "program": FORM.program}
        assert read_form(data, rules=rules).checklist is None
        assert read_form(data, rules=rules, at=AT).checklist is not None
        whole = {**TEXTS, "activity": "digital-adv"}
        assert codes(whole, rules=rules) == []
        assert codes(whole, rules=rules, at=AT) == [("activity", "activity_unknown")]
        early = instant("2017-08-25 09:00")
        assert ("activity", "rule_missing") in codes(TEXTS, rules=rules, at=early)

    def test_a_day_without_a_catalogue_is_a_problem_of_the_day(self) -> None:
        assert codes({**TEXTS, "executed_on": "2017-08-25"}) == [("executed_on", "rule_missing")]

    def test_what_depends_on_the_instant_is_judged_with_one(self) -> None:
        assert codes(TEXTS) == codes(TEXTS, at=AT) == []
        assert codes(TEXTS, at=instant("2022-06-30 09:00")) == [("usage_period", "usage_not_begun")]
        assert codes(TEXTS, at=instant("2023-02-16 09:00")) == [("usage_period", "window_closed")]
        kuna = {**TEXTS, "currency": "HRK"}
        assert codes(kuna) == codes(kuna, at=AT) == []
        assert codes(kuna, at=instant("2023-01-02 09:00")) == [("amount", "currency_withdrawn")]

    def test_the_fund_is_looked_at_where_it_is_given(self) -> None:
        other = {**TEXTS, "location": "no-oslo"}
        assert codes(other, at=AT) == []
        assert codes(other, at=AT, funds=fund()) == [("location", "funds_mismatch")]
        assert codes({**other, "program": ""}, at=AT, funds=fund()) == [("program", "text_missing")]

    def test_bank_and_tax_data_are_looked_at_where_they_are_said(self) -> None:
        setup = PayoutSetup(
            location=FORM.location, program=FORM.program, bank=SetupState.COMPLETE, tax=SetupState.MISSING
        )
        usage, at = "2024-07-01/2024-12-31", instant("2024-10-01 09:00")
        data = {**TEXTS, "usage_period": usage, "executed_on": "2024-08-25"}
        assert ("program", "setup_missing") in codes(data, at=at, setups=PayoutSetups((setup,)))
        assert ("program", "setup_missing") not in codes(data, setups=PayoutSetups((setup,)))
        nowhere = {**data, "location": ""}
        assert ("program", "setup_missing") not in codes(nowhere, at=at, setups=PayoutSetups((setup,)))

    def test_advice_comes_apart_from_what_blocks(self) -> None:
        reading = read_form({**TEXTS, "executed_on": "2023-01-25"}, rules=RULES, at=AT)
        assert reading.problems == ()
        outside = next(each for each in reading.advice if each.field == "executed_on")
        assert (outside.code, outside.severity) == (
            ProblemCode.EXECUTED_OUTSIDE_USAGE,
            Severity.ADVISES,
        )
        part = {name: text for name, text in TEXTS.items() if name != "usage_period"}
        assert not [
            each
            for each in read_form({**part, "executed_on": "2023-01-25"}, rules=RULES, at=AT).advice
            if each.field == "executed_on"
        ]

    def test_who_can_fix_it_is_said_of_a_day_that_is_known(self) -> None:
        second = {"activity": "tradeshow", "further_activities": "print-advertising"}
        (undated,) = (
            each for each in form_problems(second, rules=RULES) if each.field == "further_activities"
        )
        assert undated.who == ()
        (dated,) = (
            each for each in form_problems(second, rules=RULES, at=AT) if each.field == "further_activities"
        )
        assert dated.who
