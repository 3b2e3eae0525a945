"""What is handed in besides the claim, a plan's proof and a tax invoice; days of rebates and calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from tests.support.world import (
    ADMIN,
    FORM,
    PROGRAM,
    RULES,
    USAGE,
    Desk,
    bound,
    desk_at,
    instant,
)

from coopclaims import (
    BusinessCalendar,
    CalendarDays,
    ClaimStatus,
    Deadline,
    InvalidValue,
    NotRunning,
    Policies,
    Rulebook,
    Rules,
    UsagePeriod,
    partner_center,
)
from coopclaims.claims import AmendClaim, CreateClaim, PlanPath, SubmitClaim
from coopclaims.deadlines import (
    Clock,
    DeadlineState,
    TaxInvoice,
    claiming_due,
    claiming_opening,
    clocks,
    deadline,
    due,
    final_approval_due,
    latest_submission,
    open_usage_periods,
    poe_submission_due,
    rebate_due,
    tax_invoice_due,
    tax_invoice_problems,
)
from coopclaims.errors import NoRuleInForce
from coopclaims.findings import ProblemCode, Severity
from coopclaims.funds import funds_end
from coopclaims.identifiers import ProgramId
from coopclaims.periods import EarningPeriod, MonthDay
from coopclaims.plans import plan_path_problems
from coopclaims.portfolio import AttentionReason, attention, due_days_by_rule
from coopclaims.provenance import PUBLISHED, BasisKind, cite
from coopclaims.rules import POE_SUBMISSION_SPAN, Edition, FinalApproval, PoeDeadline, ProgramCalendar, Rule

OFF = bound(Policies(poe_deadline=PoeDeadline.OFF))
STRICT = bound(strict=True)
SPRING = UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))
PATH = PlanPath(
    plan="P-1", campaign="Spring", first=date(2022, 1, 3), last=date(2022, 3, 31), impressions=5000
)
ON_PLAN = attrs.evolve(FORM, usage_period=SPRING, executed_on=date(2022, 3, 1), plan=PATH)
RESELLER = ProgramId("Managed Reseller")
YEAR_2016 = UsagePeriod(date(2016, 1, 1), date(2016, 9, 30))


def running(found: Deadline | NotRunning) -> Deadline:
    assert isinstance(found, Deadline), found.explain()
    return found


def why(found: Deadline | NotRunning) -> str:
    assert isinstance(found, NotRunning), found.explain()
    return found.explain().text


def own(value: Any, first: date = date(2014, 1, 1)) -> Rule[Any]:
    return Rule(value=value, first=first, source=cite("READING", "D-14"), basis=PUBLISHED)


def with_edition(policies: Policies | None = None, **stated: Any) -> Rules:
    edition = Edition(name="of a test", **stated)
    return bound(policies, rulebook=Rulebook("of a test", (*partner_center.editions, edition)))


class TestProofOfAPlan:
    def test_counts_calendar_days_from_the_campaigns_first_day(self) -> None:
        found = running(poe_submission_due(date(2024, 1, 1), rules=RULES))
        assert found.clock is Clock.POE_SUBMISSION
        assert (found.started_on, found.on) == (date(2024, 1, 1), date(2024, 6, 29))
        assert found.last_instant == instant("2024-06-29 23:59:59.999999")
        assert "180 calendar days after it was begun as a campaign" in str(found.explain())
        assert due(Clock.POE_SUBMISSION, date(2024, 1, 1), rules=RULES) == found

    def test_no_rule_says_so_before_its_page(self) -> None:
        assert "poe_submission_span" in why(poe_submission_due(date(2020, 5, 25), rules=RULES))
        running(poe_submission_due(date(2020, 5, 26), rules=RULES))

    def test_a_policy_turns_it_off(self) -> None:
        assert "only the claiming period" in why(poe_submission_due(date(2022, 1, 3), rules=OFF))
        desk = Desk(form=ON_PLAN, rules=OFF).draft("2022-06-01 09:00")
        desk.do(SubmitClaim, ADMIN, "2022-08-10 10:00")

    def test_bound_strictly_it_is_refused_once_its_page_was_seen_last(self) -> None:
        with pytest.raises(NoRuleInForce):
            poe_submission_due(date(2022, 1, 3), rules=STRICT)
        assert running(poe_submission_due(date(2021, 4, 9), rules=STRICT)).rule is not None

    def test_of_a_claim_it_is_met_by_the_first_submission(self) -> None:
        desk = Desk(form=ON_PLAN).draft("2022-06-01 09:00")
        assert running(deadline(desk.claim, Clock.POE_SUBMISSION, rules=RULES)).answered_at is None
        desk.do(SubmitClaim, ADMIN, "2022-07-02 10:00")
        found = running(clocks(desk.claim, rules=RULES)[Clock.POE_SUBMISSION])
        assert found.answered_at == instant("2022-07-02 10:00")
        assert found.state(instant("2022-09-01 10:00")) is DeadlineState.MET

    def test_a_claim_without_a_plan_has_none(self) -> None:
        found = deadline(desk_at(ClaimStatus.EDITING).claim, Clock.POE_SUBMISSION, rules=RULES)
        assert "not on the plan path" in why(found)

    def test_a_draft_is_advised_before_it_is_refused(self) -> None:
        desk = Desk(form=ON_PLAN)
        assert ProblemCode.POE_SUBMISSION_PASSED not in {
            each.code for each in desk.advised(CreateClaim, ADMIN, "2022-07-02 23:59")
        }
        late = attrs.evolve(ON_PLAN, plan=attrs.evolve(PATH, first=date(2022, 1, 2)))
        (found,) = desk.advised(AmendClaim, ADMIN, "2022-07-02 23:59", form=late)
        assert (found.code, found.severity) == (ProblemCode.POE_SUBMISSION_PASSED, Severity.ADVISES)
        other = Desk(form=late)
        said = {each.code: each.severity for each in other.advised(CreateClaim, ADMIN, "2022-07-02 23:59")}
        assert said[ProblemCode.POE_SUBMISSION_PASSED] is Severity.ADVISES

    def test_once_it_was_submitted_amending_has_no_advice(self) -> None:
        desk = desk_at(ClaimStatus.ACTION_REQUIRED)
        assert desk.advised(AmendClaim, ADMIN, desk.later) == ()

    def test_bound_strictly_the_absent_rule_is_a_problem(self) -> None:
        desk = Desk(form=ON_PLAN).draft("2022-06-01 09:00")
        desk.rules = STRICT
        refused = desk.refused(SubmitClaim, ADMIN, "2022-07-01 10:00")
        assert "plan" in {each.field for each in refused.problems if each.code is ProblemCode.RULE_MISSING}

    def test_attention_names_the_day_before_it_passes(self) -> None:
        claims = [Desk(form=ON_PLAN).draft("2022-06-01 09:00").claim]

        def reasons(at: str, within: int = 10) -> list[AttentionReason]:
            found = attention(claims, at=instant(at), rules=RULES, within=CalendarDays(within))
            return [each.reason for each in found]

        assert reasons("2022-06-21 09:00") == []
        assert reasons("2022-06-22 09:00") == [AttentionReason.PROOF_ENDS]
        assert reasons("2022-07-02 23:59") == [AttentionReason.PROOF_ENDS]
        assert reasons("2022-07-03 00:00") == [AttentionReason.PROOF_ENDED]
        assert reasons("2022-08-10 00:00") == [AttentionReason.PROOF_ENDED, AttentionReason.DRAFT_ENDS]

    def test_a_batch_counts_it_too(self) -> None:
        found = due_days_by_rule([date(2022, 1, 3), date(2024, 1, 1)], POE_SUBMISSION_SPAN, rules=RULES)
        assert found.days == [date(2022, 7, 2), date(2024, 6, 29)]


class TestNeededPlans:
    OF_2014 = attrs.evolve(
        FORM, program=ProgramId("Commercial Distributor"), executed_on=date(2014, 11, 10), plan=None
    )

    def codes(self, rules: Rules = RULES, **changes: Any) -> list[ProblemCode]:
        form = attrs.evolve(self.OF_2014, **changes)
        return [each.code for each in plan_path_problems(form, rules=rules)]

    def test_one_program_needed_them_on_one_platform(self) -> None:
        assert self.codes() == [ProblemCode.PLAN_MISSING]
        assert self.codes(program=PROGRAM) == []
        assert self.codes(executed_on=date(2014, 10, 16)) == []
        assert self.codes(executed_on=date(2015, 1, 1)) == []
        assert self.codes(executed_on=date(2018, 9, 4)) == []
        path = attrs.evolve(PATH, first=date(2014, 11, 1), last=date(2014, 11, 30))
        assert self.codes(plan=path) == []

    def test_the_problem_names_page_and_basis(self) -> None:
        (found,) = plan_path_problems(self.OF_2014, rules=RULES)
        assert found.source == cite("KB-DIST", "A-13")
        assert found.basis is not None
        assert found.basis.since == date(2014, 10, 17)

    def test_two_rules_that_ask_for_one_are_one_problem(self) -> None:
        both = own(frozenset({PROGRAM}))
        rules = with_edition(plan_programs=both, plan_needed_for=both)
        assert self.codes(rules, program=PROGRAM) == [ProblemCode.PLAN_MISSING]

    def test_bound_strictly_it_concerns_its_program_alone(self) -> None:
        assert self.codes(STRICT) == [ProblemCode.RULE_MISSING]
        assert self.codes(STRICT, program=PROGRAM) == []
        assert self.codes(STRICT, program=PROGRAM, executed_on=date(2022, 8, 25)) == []


class TestTaxInvoice:
    ASKED = TaxInvoice.awaited(country="IN")

    def test_runs_for_the_countries_of_its_page(self) -> None:
        found = running(tax_invoice_due(submitted=date(2020, 10, 20), country="IN", rules=RULES))
        assert (found.clock, found.on) == (Clock.TAX_INVOICE, date(2021, 4, 18))
        assert found.rule is not None
        assert found.rule.basis.kind is BasisKind.PUBLISHED
        text = why(tax_invoice_due(submitted=date(2020, 10, 20), country="DE", rules=RULES))
        assert text.endswith("asked of partners in CN, IN, IT, KR, MX, TW, and not in DE")

    @pytest.mark.parametrize("country", ["in", "IND", "", 5, None])
    def test_another_code_is_refused(self, country: Any) -> None:
        with pytest.raises(InvalidValue, match="country"):
            tax_invoice_due(submitted=date(2020, 10, 20), country=country, rules=RULES)

    def test_an_invoice_says_its_country(self) -> None:
        since = instant("2020-11-01 09:00")
        assert {
            TaxInvoice.awaited(since, country="IN").country,
            TaxInvoice.under_review(since, country="IN").country,
            TaxInvoice.rejected(since, country="IN").country,
        } == {"IN"}
        assert TaxInvoice.awaited().country is None
        with pytest.raises(InvalidValue, match="two capital letters"):
            TaxInvoice.awaited(country="India")

    def test_bound_strictly_it_ends_with_its_page(self) -> None:
        running(tax_invoice_due(submitted=date(2020, 10, 20), country="IN", rules=STRICT))
        with pytest.raises(NoRuleInForce):
            tax_invoice_due(submitted=date(2020, 10, 21), country="IN", rules=STRICT)
        why(tax_invoice_due(submitted=date(2020, 11, 3), country="IN", rules=STRICT))

    def test_of_a_claim_it_counts_from_the_last_submission(self) -> None:
        rules = with_edition(
            tax_invoice_countries=own(frozenset({"IN"})), tax_invoice_submission_span=own(CalendarDays(10))
        )
        claim = desk_at(ClaimStatus.APPROVED).claim

        def clock(invoice: TaxInvoice) -> Deadline | NotRunning:
            return deadline(claim, Clock.TAX_INVOICE, rules=rules, tax_invoice=invoice)

        assert running(clock(self.ASKED)).on == date(2022, 9, 24)
        received = instant("2022-09-20 09:00")
        assert running(clock(TaxInvoice.under_review(received, country="IN"))).answered_at == received
        assert running(clock(TaxInvoice.rejected(received, country="IN"))).answered_at is None
        assert "in which country" in why(clock(TaxInvoice.awaited()))
        assert "not needed" in why(clock(TaxInvoice.not_needed()))
        assert "approved" in why(clock(TaxInvoice.approved(received)))
        draft = desk_at(ClaimStatus.EDITING).claim
        found = deadline(draft, Clock.TAX_INVOICE, rules=rules, tax_invoice=self.ASKED)
        assert "has not been submitted" in why(found)

    def test_the_number_and_the_day_are_judged(self) -> None:
        def codes(number: str, at: str, rules: Rules = RULES, country: str = "IN") -> list[ProblemCode]:
            found = tax_invoice_problems(
                number, submitted=date(2020, 10, 20), country=country, at=instant(at), rules=rules
            )
            return [each.code for each in found]

        assert codes("1" * 16, "2020-10-21 09:00") == []
        assert codes("1" * 17, "2020-10-21 09:00") == [ProblemCode.TAX_INVOICE_NUMBER_TOO_LONG]
        assert codes("1" * 17, "2020-11-03 09:00") == []
        assert codes("1", "2021-04-18 23:59") == []
        assert codes("1", "2021-04-19 00:00") == [ProblemCode.TAX_INVOICE_LATE]
        assert codes("1", "2021-04-19 00:00", country="DE") == []
        assert codes("1", "2020-10-21 09:00", STRICT) == [ProblemCode.RULE_MISSING]

    def test_a_late_one_names_its_last_day_and_its_source(self) -> None:
        (found,) = tax_invoice_problems(
            "1", submitted=date(2020, 10, 25), country="IN", at=instant("2021-05-01 09:00"), rules=RULES
        )
        assert found.param("due") == date(2021, 4, 23)
        assert (found.source, found.basis and found.basis.since) == (cite("TI", "N15"), date(2020, 10, 20))


class TestRebates:
    CALENDAR = BusinessCalendar.of_days(
        name="with a holiday", closed={date(2017, 2, 16): "a holiday"}, years=range(2016, 2030)
    )

    def test_a_closed_day_moves_it_on(self) -> None:
        rules = bound(calendar=self.CALENDAR)
        found = rebate_due(EarningPeriod(date(2016, 7, 1), date(2016, 12, 31)), rules=rules)
        assert (found.clock, found.started_on, found.on) == (
            Clock.REBATE,
            date(2017, 2, 15),
            date(2017, 2, 17),
        )
        text = str(found.explain())
        assert "02-15, 08-15" in text
        assert "a holiday" in text
        assert "KB-TL" in text

    def test_a_rebate_day_that_is_a_sunday_is_followed_by_monday(self) -> None:
        rules = with_edition(rebate_days=own((MonthDay(2, 15), MonthDay(8, 15))))
        found = rebate_due(EarningPeriod(date(2021, 1, 1), date(2021, 6, 30)), rules=rules)
        assert date(2021, 8, 15).isoweekday() == 7
        assert found.on == date(2021, 8, 16)

    def test_a_business_day_is_not_its_own_next_one(self) -> None:
        rules = with_edition(rebate_days=own((MonthDay(2, 15), MonthDay(8, 15))))
        paid_at = datetime(2022, 8, 16, 12, tzinfo=UTC)
        found = rebate_due(EarningPeriod(date(2022, 1, 1), date(2022, 6, 30)), rules=rules, paid_at=paid_at)
        assert date(2022, 8, 15).isoweekday() == 1
        assert (found.on, found.answered_at) == (date(2022, 8, 16), paid_at)

    def test_no_rule_no_day(self) -> None:
        with pytest.raises(NoRuleInForce):
            rebate_due(EarningPeriod(date(2022, 1, 1), date(2022, 6, 30)), rules=RULES)
        with pytest.raises(NoRuleInForce):
            rebate_due(
                EarningPeriod(date(2022, 1, 1), date(2022, 6, 30)), rules=with_edition(rebate_days=own(()))
            )


class TestProgramCalendars:
    def test_the_program_has_its_own_days(self) -> None:
        found = claiming_due(YEAR_2016, program=RESELLER, rules=RULES)
        assert (found.started_on, found.on) == (date(2016, 1, 1), date(2016, 10, 15))
        told = found.explain().find("claiming_period")
        assert (told.source, told.basis and told.basis.kind) == (
            cite("KB-EXEC", "D-14"),
            BasisKind.CARRIED_FORWARD,
        )
        assert "the document gives no day" in str(told.basis)
        assert claiming_opening(YEAR_2016, program=RESELLER, rules=RULES).on == date(2016, 1, 1)
        assert funds_end(YEAR_2016, program=RESELLER, rules=RULES).last == date(2016, 10, 15)
        assert RULES.rolled_window(YEAR_2016, RESELLER) is None

    @pytest.mark.parametrize(
        ("usage", "program"),
        [
            (YEAR_2016, None),
            (YEAR_2016, PROGRAM),
            (UsagePeriod(date(2016, 1, 1), date(2016, 6, 30)), RESELLER),
        ],
    )
    def test_another_program_or_period_has_none(self, usage: UsagePeriod, program: ProgramId | None) -> None:
        with pytest.raises(NoRuleInForce):
            claiming_due(usage, program=program, rules=RULES)

    def test_bound_strictly_it_concerns_its_programs_alone(self) -> None:
        with pytest.raises(NoRuleInForce) as caught:
            claiming_due(YEAR_2016, program=RESELLER, rules=STRICT)
        assert caught.value.rule == "program_calendars"
        with pytest.raises(NoRuleInForce) as other:
            claiming_due(YEAR_2016, program=PROGRAM, rules=STRICT)
        assert other.value.rule == "claiming_windows"

    CALENDAR = ProgramCalendar(
        programs=frozenset({PROGRAM}),
        executed=USAGE,
        claims_from=date(2022, 8, 1),
        claims_until=date(2022, 12, 1),
    )

    def test_an_edition_of_ones_own_comes_before_windows_and_policies(self) -> None:
        policies = Policies(final_approval=FinalApproval.MONTH_AFTER_WINDOW)
        rules = with_edition(policies, program_calendars=own((self.CALENDAR,)))
        mine, others = (claiming_due(USAGE, program=each, rules=rules) for each in (PROGRAM, RESELLER))
        assert (mine.started_on, mine.on) == (date(2022, 8, 1), date(2022, 12, 1))
        assert others == claiming_due(USAGE, rules=RULES)
        final = final_approval_due(USAGE, program=PROGRAM, rules=rules)
        assert running(final).on == date(2023, 1, 31)
        assert running(latest_submission(USAGE, program=PROGRAM, rules=rules)).on == date(2022, 11, 29)

    def test_a_draft_expires_after_its_day(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        desk.rules = with_edition(program_calendars=own((self.CALENDAR,)))
        assert running(deadline(desk.claim, Clock.DRAFT, rules=desk.rules)).on == date(2022, 12, 1)
        refused = desk.refused(SubmitClaim, ADMIN, "2022-12-02 00:00")
        assert refused.codes == {ProblemCode.WINDOW_CLOSED}

    def test_it_is_among_the_periods_that_are_open(self) -> None:
        def usages(day: date, program: ProgramId | None) -> list[UsagePeriod]:
            found = open_usage_periods(day, program=program, rules=RULES)
            return [each.usage_period for each in found]

        assert usages(date(2016, 10, 14), RESELLER) == [YEAR_2016]
        for day, program in ((date(2016, 10, 16), RESELLER), (date(2016, 10, 14), PROGRAM)):
            with pytest.raises(NoRuleInForce):
                usages(day, program)
        assert usages(date(2022, 9, 1), RESELLER) == [USAGE]
