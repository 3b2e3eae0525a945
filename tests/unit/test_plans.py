"""The plan path: one plan for each thing, campaigns, limits. Source: A-08, A-11, A-32 to A-36, D-18."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
from tests.support.world import ADMIN, FORM, LOCATION, PROGRAM, REVIEWER, USAGE, USER, Desk, bound, desk_at

from coopclaims import (
    ClaimStatus,
    Deadline,
    InvalidValue,
    Money,
    Policies,
    Role,
    Rulebook,
    UsagePeriod,
    partner_center,
    review_deadline,
)
from coopclaims.claims import AmendClaim, ApproveClaim, CreateClaim, PlanPath, StartReview, SubmitClaim
from coopclaims.errors import CurrencyMismatch, NoRuleInForce
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import LocationId, ProgramId
from coopclaims.plans import (
    Plan,
    plan_edit_problems,
    plan_path_problems,
    plan_payment,
    plan_problems,
    plan_resubmission_last,
)
from coopclaims.provenance import cite, inferred
from coopclaims.rules import Edition, PlanUniqueness, Rule

RULES = bound()
PLAN = Plan(
    id="P-1",
    location=LOCATION,
    fund="co-op",
    program=PROGRAM,
    period=USAGE,
    program_year_ends=date(2023, 6, 30),
)
PATH = PlanPath(
    plan="P-1", campaign="Autumn", first=date(2022, 8, 1), last=date(2022, 8, 31), impressions=5000
)
PLANNED = attrs.evolve(FORM, plan=PATH)


def usd(amount: int) -> Money:
    return Money(amount, "USD")


class TestUniqueness:
    def codes(self, other: Plan, policies: Policies | None = None) -> list[ProblemCode]:
        found = plan_problems(other, [PLAN], on=date(2022, 9, 1), rules=bound(policies))
        return [each.code for each in found]

    def test_w65_a_second_plan_is_refused(self) -> None:
        """Source: A-33."""
        second = attrs.evolve(PLAN, id="P-2")
        assert self.codes(second) == [ProblemCode.PLAN_EXISTS]
        (found,) = plan_problems(second, [PLAN], on=date(2022, 9, 1), rules=RULES)
        assert "P-1" in found.message

    @pytest.mark.parametrize(
        "changed",
        [
            {"location": LocationId("no-oslo")},
            {"fund": "plan"},
            {"program": ProgramId("Hosting")},
            {"period": attrs.evolve(USAGE, first=date(2022, 10, 1))},
        ],
        ids=str,
    )
    def test_another_location_fund_program_or_period_is_another_plan(self, changed: dict[str, Any]) -> None:
        assert self.codes(attrs.evolve(PLAN, id="P-2", **changed)) == []

    def test_by_policy_one_for_a_fund_and_program_year(self) -> None:
        """Source: A-34."""
        policies = Policies(plan_uniqueness=PlanUniqueness.PROGRAM_YEAR)
        elsewhere = attrs.evolve(PLAN, id="P-2", location=LocationId("no-oslo"))
        assert self.codes(elsewhere) == []
        assert self.codes(elsewhere, policies) == [ProblemCode.PLAN_EXISTS]
        next_year = attrs.evolve(elsewhere, program_year_ends=date(2024, 6, 30))
        assert self.codes(next_year, policies) == []

    def test_a_plan_does_not_stand_in_its_own_way(self) -> None:
        assert self.codes(PLAN) == []

    @pytest.mark.parametrize(("day", "codes"), [("2023-06-30", []), ("2023-07-01", ["plan_too_late"])])
    def test_it_is_made_within_its_program_year(self, day: str, codes: list[str]) -> None:
        """Source: D-18."""
        found = plan_problems(PLAN, [], on=date.fromisoformat(day), rules=RULES)
        assert [str(each.code) for each in found] == codes

    def test_in_2014_it_was_made_within_its_half_year(self) -> None:
        """Source: KB-DL D-18."""
        old = attrs.evolve(PLAN, period=UsagePeriod(date(2014, 7, 1), date(2014, 12, 31)))
        assert plan_problems(old, [], on=date(2014, 12, 31), rules=RULES) == ()
        earlier = attrs.evolve(PLAN, period=UsagePeriod(date(2014, 1, 1), date(2014, 6, 30)))
        (late,) = plan_problems(earlier, [], on=date(2014, 11, 1), rules=RULES)
        assert late.code is ProblemCode.PLAN_TOO_LATE
        assert "2014-06-30" in late.message
        assert (late.source.document, late.basis is not None and "half-year" in str(late.basis)) == (
            "KB-DL",
            True,
        )

    def test_where_no_rule_says_until_when_that_is_a_problem(self) -> None:
        (found,) = plan_problems(PLAN, [], on=date(2016, 9, 1), rules=RULES)
        assert found.code is ProblemCode.RULE_MISSING
        assert "plan_submission_deadline" in found.message

    def test_the_answer_names_the_rule_and_the_reading(self) -> None:
        """PL-en was last seen on 2023-10-23."""
        (late,) = plan_problems(PLAN, [], on=date(2023, 7, 1), rules=RULES)
        assert str(late.basis) == "published"
        (later,) = plan_problems(PLAN, [], on=date(2023, 10, 24), rules=RULES)
        assert str(later.basis) == "carried forward since 2023-10-23"
        (second,) = plan_problems(attrs.evolve(PLAN, id="P-2"), [PLAN], on=date(2022, 9, 1), rules=RULES)
        assert second.basis == inferred(PlanUniqueness.PERIOD)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("program_year_ends", datetime(2023, 6, 30, tzinfo=UTC)),
            ("program_year_ends", "2023-06-30"),
            ("location", ""),
        ],
    )
    def test_what_can_never_be_right_is_refused(self, field: str, value: Any) -> None:
        with pytest.raises(InvalidValue, match=field):
            attrs.evolve(PLAN, **{field: value})

    @pytest.mark.parametrize(("field", "value"), [("period", "FY23 H1"), ("status", "editing")])
    def test_so_is_another_type(self, field: str, value: Any) -> None:
        with pytest.raises(InvalidValue, match=field):
            attrs.evolve(PLAN, **{field: value})


class TestEditing:
    """A submitted plan is read-only, unless it was returned. Source: A-36, D-20."""

    def codes(self, status: ClaimStatus, day: str) -> list[str]:
        plan = attrs.evolve(PLAN, status=status)
        return [str(each.code) for each in plan_edit_problems(plan, on=date.fromisoformat(day), rules=RULES)]

    def test_a_draft_is_edited(self) -> None:
        assert self.codes(ClaimStatus.EDITING, "2022-09-01") == []

    @pytest.mark.parametrize(
        "status", [ClaimStatus.SUBMITTED, ClaimStatus.UNDER_REVIEW, ClaimStatus.APPROVED]
    )
    def test_a_submitted_plan_is_read_only(self, status: ClaimStatus) -> None:
        assert self.codes(status, "2022-09-01") == ["plan_read_only"]

    def test_a_returned_one_for_ninety_days_after_the_program_year(self) -> None:
        assert plan_resubmission_last(PLAN, rules=RULES) == date(2023, 9, 28)
        assert self.codes(ClaimStatus.ACTION_REQUIRED, "2023-09-28") == []
        assert self.codes(ClaimStatus.ACTION_REQUIRED, "2023-09-29") == ["plan_too_late"]

    def test_without_a_rule_it_is_a_problem(self) -> None:
        old = attrs.evolve(PLAN, status=ClaimStatus.ACTION_REQUIRED, program_year_ends=date(2015, 6, 30))
        (found,) = plan_edit_problems(old, on=date(2015, 7, 1), rules=RULES)
        assert found.code is ProblemCode.RULE_MISSING


class TestClaims:
    """A claim on the plan path. Source: PO20, PO22."""

    @pytest.mark.parametrize("executed", ["2022-08-01", "2022-08-31"])
    def test_within_the_campaign(self, executed: str) -> None:
        form = attrs.evolve(PLANNED, executed_on=date.fromisoformat(executed))
        assert plan_path_problems(form, rules=RULES) == ()

    @pytest.mark.parametrize("executed", ["2022-07-31", "2022-09-01"])
    def test_w51_outside_the_campaign_it_is_refused(self, executed: str) -> None:
        """Source: A-08."""
        form = attrs.evolve(PLANNED, executed_on=date.fromisoformat(executed))
        assert Desk(form=form).refused(CreateClaim, USER, "2022-09-02 09:00").codes == {
            ProblemCode.OUTSIDE_CAMPAIGN
        }

    def test_an_amended_form_is_judged_as_well(self) -> None:
        desk = Desk(form=PLANNED).draft("2022-09-02 09:00")
        late = attrs.evolve(PLANNED, plan=attrs.evolve(PATH, last=date(2022, 8, 20)))
        refused = desk.refused(AmendClaim, USER, "2022-09-02 10:00", form=late)
        assert refused.codes == {ProblemCode.OUTSIDE_CAMPAIGN}

    def test_the_expected_reach_is_stated(self) -> None:
        """Source: A-11."""
        form = attrs.evolve(PLANNED, plan=attrs.evolve(PATH, impressions=None))
        (found,) = plan_path_problems(form, rules=RULES)
        assert found.code is ProblemCode.IMPRESSIONS_MISSING
        nobody = attrs.evolve(PLANNED, plan=attrs.evolve(PATH, impressions=0))
        assert plan_path_problems(nobody, rules=RULES) == ()  # stated, and for the reviewer to judge

    def test_only_the_incentives_admin_submits(self) -> None:
        """Source: R-05."""
        desk = Desk(form=PLANNED).draft("2022-09-02 09:00")
        refused = desk.refused(SubmitClaim, USER, "2022-09-14 10:00")
        assert refused.codes == {ProblemCode.ACTION_NOT_GRANTED}
        desk.do(SubmitClaim, ADMIN, "2022-09-14 10:00")

    def test_who_is_told_to_submit_is_who_may(self) -> None:
        """Source: R-05. Whoever asks for a step too early is told what is possible, and by whom."""
        desk = Desk(form=PLANNED).draft("2022-09-02 09:00")
        (early,) = desk.refused(StartReview, REVIEWER, "2022-09-14 10:00").problems
        assert "submit" in early.remedy
        assert Role.INCENTIVES_ADMIN in early.who

    def test_it_is_reviewed_by_the_end_of_the_next_month(self) -> None:
        """Source: D-08, S-15."""
        desk = Desk(form=PLANNED).draft("2022-09-02 09:00")
        desk.do(SubmitClaim, ADMIN, "2022-09-14 10:00")
        due = review_deadline(desk.claim, rules=RULES)
        assert isinstance(due, Deadline)
        assert due.on == date(2022, 10, 31)

    def test_the_rest_goes_on_as_ever(self) -> None:
        desk = Desk(form=PLANNED).draft("2022-09-02 09:00")
        desk.do(SubmitClaim, ADMIN, "2022-09-14 10:00")
        desk.do(StartReview, REVIEWER, "2022-09-15 10:00")
        desk.do(ApproveClaim, REVIEWER, "2022-09-16 10:00")
        assert desk.status() is ClaimStatus.APPROVED

    def test_where_an_edition_says_that_a_program_has_plans_a_claim_needs_one(self) -> None:
        rule = Rule(
            value=frozenset({PROGRAM}),
            first=date(2022, 1, 1),
            source=cite("READING", "A-13"),
            basis=inferred(),
        )
        mine = Rulebook("Mine", (*partner_center.editions, Edition(name="Mine", plan_programs=rule)))
        rules = bound(rulebook=mine)
        (found,) = plan_path_problems(FORM, rules=rules)
        assert found.code is ProblemCode.PLAN_MISSING
        assert plan_path_problems(PLANNED, rules=rules) == ()
        other = attrs.evolve(FORM, program=ProgramId("Hosting"))
        assert plan_path_problems(other, rules=rules) == ()
        assert plan_path_problems(FORM, rules=RULES) == ()

    def test_a_rule_that_may_not_be_carried_forward_does_not_let_a_claim_through(self) -> None:
        rule = Rule(
            value=frozenset({PROGRAM}),
            first=date(2022, 1, 1),
            last=date(2022, 3, 1),
            source=cite("READING", "A-13"),
            basis=inferred(),
        )
        mine = Rulebook("Mine", (*partner_center.editions, Edition(name="Mine", plan_programs=rule)))
        (strictly,) = plan_path_problems(FORM, rules=bound(rulebook=mine, strict=True))
        assert strictly.code is ProblemCode.RULE_MISSING
        assert "plan_programs" in strictly.message
        before = attrs.evolve(FORM, executed_on=date(2021, 12, 31))
        assert plan_path_problems(before, rules=bound(rulebook=mine, strict=True)) == ()

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("plan", " "),
            ("campaign", ""),
            ("first", "2022-08-01"),
            ("last", date(2022, 7, 31)),
            ("impressions", -1),
            ("impressions", True),
            ("impressions", 1.5),
        ],
    )
    def test_what_can_never_be_right_is_refused(self, field: str, value: Any) -> None:
        with pytest.raises(InvalidValue):
            attrs.evolve(PATH, **{field: value})

    def test_a_form_on_the_ordinary_path_names_no_plan(self) -> None:
        assert desk_at(ClaimStatus.EDITING).claim.form.plan is None


class TestPayment:
    """Up to the plan's limit, on the 15th of the next month. Source: P-30, D-19."""

    @pytest.mark.parametrize(
        ("earned", "before", "paid", "waiting"),
        [(5000, 0, 5000, 0), (15000, 0, 10000, 5000), (5000, 8000, 2000, 3000), (5000, 12000, 0, 5000)],
    )
    def test_w63_up_to_the_limit(self, earned: int, before: int, paid: int, waiting: int) -> None:
        payment = plan_payment(
            usd(earned), earned_in=date(2022, 4, 20), limit=usd(10000), paid_before=usd(before), rules=RULES
        )
        assert payment.on == date(2022, 5, 15)
        assert (payment.paid, payment.waiting) == (usd(paid), usd(waiting))
        assert ("wait until" in payment.explain().text) is (waiting > 0)

    def test_its_figures_are_enough_to_compute_it_again(self) -> None:
        payment = plan_payment(
            usd(5000), earned_in=date(2022, 12, 31), limit=usd(10000), paid_before=usd(8000), rules=RULES
        )
        told = payment.explain()
        top: dict[str, Any] = dict(told.figures)
        day: dict[str, Any] = dict(told.find("plan_payment_day").figures)
        paid = min(top["earned"], max(top["limit"] - top["paid_before"], usd(0)))
        assert (top["paid"], top["waiting"]) == (paid, top["earned"] - paid)
        later = day["month"] + timedelta(days=31)
        assert top["on"] == later.replace(day=day["day_of_month"]) == date(2023, 1, 15)
        assert told.find("plan_payment_day").source == cite("PL22", "D-19")

    def test_in_december_for_november_and_in_january_for_december(self) -> None:
        payment = plan_payment(
            usd(1), earned_in=date(2022, 12, 31), limit=usd(1), paid_before=usd(0), rules=RULES
        )
        assert payment.on == date(2023, 1, 15)

    def test_amounts_of_two_currencies_do_not_meet(self) -> None:
        with pytest.raises(CurrencyMismatch):
            plan_payment(
                usd(1), earned_in=date(2022, 4, 1), limit=Money(1, "EUR"), paid_before=usd(0), rules=RULES
            )

    def test_nothing_is_below_zero(self) -> None:
        with pytest.raises(InvalidValue):
            plan_payment(usd(-1), earned_in=date(2022, 4, 1), limit=usd(1), paid_before=usd(0), rules=RULES)

    def test_before_the_page_there_is_no_such_day(self) -> None:
        with pytest.raises(NoRuleInForce):
            plan_payment(usd(1), earned_in=date(2019, 4, 1), limit=usd(1), paid_before=usd(0), rules=RULES)
