"""What stands in the way whatever the command says: days, evidence, money, rules, policies."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs
import pytest
from tests.support.world import (
    ADMIN,
    ELSEWHERE,
    FORM,
    INVOICE,
    LOCATION,
    METRIC,
    OTHER_PROGRAM,
    PROGRAM,
    PROOF,
    REVIEWER,
    SYSTEM,
    USAGE,
    USER,
    VALIDATION_TEAM,
    Desk,
    bound,
    desk_at,
    fund,
    instant,
    pool_key,
    sek,
)

from coopclaims import (
    Actor,
    ClaimStatus,
    Currency,
    FundPool,
    Money,
    Policies,
    Role,
    Rulebook,
    UsagePeriod,
    advice,
    partner_center,
)
from coopclaims.claims import (
    ApproveClaim,
    Comment,
    CreateClaim,
    DisputeRejection,
    ExpireDraft,
    RejectClaim,
    RemoveItem,
    RequestUpload,
    SubmitClaim,
)
from coopclaims.findings import ProblemCode
from coopclaims.funds import PoolKey
from coopclaims.money import ExchangeRate, RateTable
from coopclaims.rules import ActivityLimiting, DisputeWindow, Edition, FinalApproval, OverClaiming

if TYPE_CHECKING:
    from coopclaims import Problem
    from coopclaims.claims import Command

EDITORS = {Role.GLOBAL_ADMIN, Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER}


def draft(executed_on: date = FORM.executed_on) -> Desk:
    """Given a complete draft, for an activity of this day."""
    return Desk(form=attrs.evolve(FORM, executed_on=executed_on)).draft(at="2022-09-02 09:00")


class TestWindow:
    """Source: D-03, D-05, U-06."""

    def test_before_it_opens_nothing_is_submitted(self) -> None:
        desk = Desk().draft(at="2022-08-15 09:00")
        refused = desk.refused(SubmitClaim, USER, "2022-08-15 23:59:59.999999")
        assert ProblemCode.WINDOW_NOT_OPEN in refused.codes
        assert "2022-08-16" in str(refused)
        assert "2023-02-15" in str(refused)

    def test_from_its_first_instant_on(self) -> None:
        desk = draft(executed_on=date(2022, 7, 1))
        assert desk.status() is ClaimStatus.EDITING
        desk = Desk(form=desk.form).draft(at="2022-08-15 09:00")
        desk.do(SubmitClaim, USER, "2022-08-16 00:00")
        assert desk.status() is ClaimStatus.SUBMITTED

    def test_to_its_last(self) -> None:
        desk = draft()
        desk.do(SubmitClaim, USER, "2023-02-15 23:59:59.999999")
        assert desk.status() is ClaimStatus.SUBMITTED

    def test_and_no_longer(self) -> None:
        desk = draft()
        refused = desk.refused(SubmitClaim, USER, "2023-02-16 00:00")
        assert refused.codes == {ProblemCode.WINDOW_CLOSED}
        assert refused.problems[0].field == "usage_period"

    def test_where_no_window_is_known_that_is_a_problem(self) -> None:
        """A usage period of a program of its own has no published window (D-14)."""
        usage = UsagePeriod(date(2022, 1, 1), date(2022, 9, 30))
        desk = Desk(form=attrs.evolve(FORM, usage_period=usage))
        refused = desk.refused(CreateClaim, USER, "2022-09-01 09:00")
        assert refused.codes == {ProblemCode.RULE_MISSING}
        assert "from 01-01 to 06-30" in str(refused)
        assert "from 07-01 to 12-31" in str(refused)


class TestExecution:
    """Source: D-02, A-30."""

    @pytest.mark.parametrize("executed", [date(2022, 6, 30), date(2021, 12, 1)])
    def test_outside_the_usage_period_nothing_is_submitted(self, executed: date) -> None:
        desk = draft(executed_on=executed)
        refused = desk.refused(SubmitClaim, USER, desk.later)
        assert refused.codes == {ProblemCode.EXECUTED_OUTSIDE_USAGE}
        assert set(refused.problems[0].who) == EDITORS
        assert executed.isoformat() in str(refused)

    def test_filing_such_a_draft_is_advised_against(self) -> None:
        desk = Desk(form=attrs.evolve(FORM, executed_on=date(2022, 6, 30)))
        (warning,) = desk.advised(CreateClaim, USER, "2022-09-01 09:00")
        assert warning.code is ProblemCode.EXECUTED_OUTSIDE_USAGE

    @pytest.mark.parametrize("executed", [date(2022, 7, 1), date(2022, 8, 25)])
    def test_inside_it_both_ends_count(self, executed: date) -> None:
        desk = draft(executed_on=executed)
        desk.do(SubmitClaim, USER, desk.later)

    def test_the_last_day_counts_too(self) -> None:
        desk = draft(executed_on=date(2022, 12, 31))
        desk.do(SubmitClaim, USER, "2022-12-31 23:59")

    def test_a_claim_looks_back(self) -> None:
        desk = draft(executed_on=date(2022, 9, 3))
        refused = desk.refused(SubmitClaim, USER, "2022-09-02 23:59")
        assert refused.codes == {ProblemCode.NOT_YET_EXECUTED}
        desk.do(SubmitClaim, USER, "2022-09-03 00:00")


class TestEvidence:
    """Source: A-16, A-20, A-22."""

    def test_everything_missing_is_told_at_once(self) -> None:
        desk = Desk()
        desk.do(CreateClaim, USER, "2022-09-01 09:00")
        refused = desk.refused(SubmitClaim, USER, desk.later)
        assert refused.codes == {
            ProblemCode.COST_EVIDENCE_MISSING,
            ProblemCode.PROOF_MISSING,
            ProblemCode.METRIC_MISSING,
        }

    @pytest.mark.parametrize(
        ("item", "code"),
        [
            (INVOICE.id, ProblemCode.COST_EVIDENCE_MISSING),
            (PROOF.id, ProblemCode.PROOF_MISSING),
            (METRIC.id, ProblemCode.METRIC_MISSING),
        ],
    )
    def test_what_was_removed_is_missed_at_resubmission(self, item: str, code: ProblemCode) -> None:
        desk = desk_at(ClaimStatus.ACTION_REQUIRED)
        desk.do(RemoveItem, USER, desk.later, item=item)
        assert desk.refused(SubmitClaim, USER, desk.later).codes == {code}


class TestFund:
    """Source: U-19: the fund follows from location, program and usage period."""

    @pytest.mark.parametrize(
        "key",
        [
            PoolKey(location=ELSEWHERE, program=PROGRAM, usage_period=USAGE, currency=Currency("SEK")),
            PoolKey(location=LOCATION, program=OTHER_PROGRAM, usage_period=USAGE, currency=Currency("SEK")),
            pool_key(usage=UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))),
        ],
    )
    @pytest.mark.parametrize(
        ("status", "kind", "by"),
        [
            (ClaimStatus.EDITING, SubmitClaim, USER),
            (ClaimStatus.UNDER_REVIEW, ApproveClaim, REVIEWER),
            (ClaimStatus.UNDER_REVIEW, RejectClaim, REVIEWER),
            (ClaimStatus.REJECTED, DisputeRejection, ADMIN),
            (ClaimStatus.DISPUTED, RejectClaim, VALIDATION_TEAM),
        ],
    )
    def test_another_fund_is_refused(
        self, key: PoolKey, status: ClaimStatus, kind: type[Command], by: Actor
    ) -> None:
        desk = desk_at(status)
        earned = Money("120000.00", "SEK")
        desk.funds = FundPool.empty(key).earning("ireland", earned, at=instant("2022-07-01 00:00"))
        refused = desk.refused(kind, by, desk.later)
        assert refused.codes == {ProblemCode.FUNDS_MISMATCH}
        assert str(key) in str(refused)

    @pytest.mark.parametrize(
        ("status", "kind", "by"),
        [(ClaimStatus.EDITING, SubmitClaim, USER), (ClaimStatus.UNDER_REVIEW, ApproveClaim, REVIEWER)],
    )
    def test_nothing_is_said_of_the_balance_of_another_fund(
        self, status: ClaimStatus, kind: type[Command], by: Actor
    ) -> None:
        desk = desk_at(status, rules=bound(Policies(over_claiming=OverClaiming.BLOCKS)))
        desk.funds = FundPool.empty(pool_key(usage=UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))))
        assert desk.refused(kind, by, desk.later).codes == {ProblemCode.FUNDS_MISMATCH}

    def test_what_does_not_touch_the_fund_does_not_mind(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        desk.funds = FundPool.empty(pool_key(usage=UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))))
        desk.do(Comment, REVIEWER, desk.later)


class TestCurrency:
    """Source: P-08: a fund in another currency than the claim needs the month's rate."""

    RATES = RateTable(
        [
            ExchangeRate(source="SEK", target="EUR", rate=rate, month=date(2022, month, 1), origin="treasury")
            for month, rate in ((9, "0.1"), (10, "0.2"))
        ]
    )

    @staticmethod
    def euro(status: ClaimStatus, rates: RateTable | None) -> Desk:
        return desk_at(status, funds=fund("12000.00", "EUR"), rates=rates)

    @pytest.mark.parametrize("rates", [None, RateTable([])])
    def test_without_a_rate_nothing_is_submitted(self, rates: RateTable | None) -> None:
        desk = self.euro(ClaimStatus.EDITING, rates)
        refused = desk.refused(SubmitClaim, USER, desk.later)
        assert refused.codes == {ProblemCode.RATE_MISSING}
        assert "SEK to EUR for 2022-09" in str(refused)

    def test_nor_with_that_of_another_month(self) -> None:
        desk = self.euro(ClaimStatus.EDITING, self.RATES)
        refused = desk.refused(SubmitClaim, USER, "2022-11-02 09:00")
        assert "2022-11" in str(refused)

    @pytest.mark.parametrize(
        ("status", "kind"),
        [(ClaimStatus.UNDER_REVIEW, ApproveClaim), (ClaimStatus.REJECTED, DisputeRejection)],
    )
    def test_nor_approved_nor_disputed(self, status: ClaimStatus, kind: type[Command]) -> None:
        desk = self.euro(status, self.RATES)
        desk.rates = None
        by = VALIDATION_TEAM if kind is ApproveClaim else ADMIN
        assert desk.refused(kind, by, desk.later).codes == {ProblemCode.RATE_MISSING}

    def test_no_rate_no_advice_about_the_balance(self) -> None:
        desk = self.euro(ClaimStatus.EDITING, None)
        command = desk.command(SubmitClaim, USER, desk.later)
        assert advice(command, desk.claim, rules=desk.rules, funds=desk.funds) == ()

    def test_the_fund_is_drawn_on_in_its_own_currency(self) -> None:
        desk = self.euro(ClaimStatus.UNDER_REVIEW, self.RATES)
        assert desk.funds.balance().reserved == Money("9000.00", "EUR")
        desk.do(ApproveClaim, REVIEWER, "2022-10-03 09:00", amount=sek("50000.00"), reason="Less.")
        assert desk.funds.balance().approved == Money("10000.00", "EUR")
        assert desk.claim.approved == sek("50000.00")

    def test_what_is_approved_is_compared_in_the_funds_currency(self) -> None:
        desk = self.euro(ClaimStatus.UNDER_REVIEW, self.RATES)
        refused = desk.refused(ApproveClaim, REVIEWER, "2022-10-03 09:00", amount=sek("90000.00"))
        assert refused.codes == {ProblemCode.APPROVED_ABOVE_EARNED}
        assert "18000.00 EUR" in str(refused)
        assert "12000.00 EUR" in str(refused)

    def test_so_is_what_is_claimed(self) -> None:
        desk = desk_at(
            ClaimStatus.EDITING,
            funds=fund("8999.99", "EUR"),
            rates=self.RATES,
            rules=bound(Policies(over_claiming=OverClaiming.BLOCKS)),
        )
        refused = desk.refused(SubmitClaim, USER, desk.later)
        assert refused.codes == {ProblemCode.ABOVE_AVAILABLE}
        assert "9000.00 EUR" in str(refused)


class TestOtherPolicies:
    def test_final_approval_is_off_unless_chosen(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        desk.do(ApproveClaim, REVIEWER, "2024-01-02 09:00")

    def test_final_approval_is_the_end_of_the_month_after_the_window(self) -> None:
        """Source: D-15."""
        rules = bound(Policies(final_approval=FinalApproval.MONTH_AFTER_WINDOW))
        desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=rules)
        refused = desk.refused(ApproveClaim, REVIEWER, "2023-04-01 00:00")
        assert refused.codes == {ProblemCode.FINAL_APPROVAL_PASSED}
        desk.do(ApproveClaim, REVIEWER, "2023-03-31 23:59")

    def test_the_activity_limit_is_the_earlier_date(self) -> None:
        """Source: D-06: 45 days after an activity of 30 June 2021 is 14 August."""
        rules = bound(Policies(activity_limiting=ActivityLimiting.EARLIER_DATE))
        usage = UsagePeriod(date(2021, 1, 1), date(2021, 6, 30))
        form = attrs.evolve(FORM, usage_period=usage, executed_on=date(2021, 6, 30))
        desk = Desk(form=form, rules=rules).draft(at="2021-07-01 09:00")
        refused = desk.refused(SubmitClaim, USER, "2021-08-15 00:00")
        assert refused.codes == {ProblemCode.ACTIVITY_LIMIT_PASSED}
        desk.do(SubmitClaim, USER, "2021-08-14 23:59")

    def test_a_policy_without_its_rule_is_a_problem_and_no_crash(self) -> None:
        """Nothing falls open, and nothing falls out of a judgement."""
        without = tuple(attrs.evolve(edition, dispute_window=None) for edition in partner_center.editions)
        book = Rulebook("without a window", without)
        rules = bound(Policies(dispute_window=DisputeWindow.STRICT), rulebook=book)
        desk = desk_at(ClaimStatus.REJECTED, rules=rules)
        refused = desk.refused(DisputeRejection, ADMIN, desk.later)
        assert refused.codes == {ProblemCode.RULE_MISSING}
        assert "dispute_window" in str(refused)


class TestMissingRules:
    """Before the first publication nothing is known, and the dated spans that are known are named."""

    def test_a_submission_of_2018(self) -> None:
        """No page that the rules rest on is that old."""
        usage = UsagePeriod(date(2018, 7, 1), date(2018, 12, 31))
        form = attrs.evolve(FORM, usage_period=usage, executed_on=date(2018, 10, 2))
        (problem,) = Desk(form=form).refused(CreateClaim, USER, "2019-06-01 09:00").problems
        assert problem.code is ProblemCode.RULE_MISSING
        assert "'may_create_claim' is in force on 2019-06-01" in problem.message
        assert "from 2019-11-27" in problem.message
        # Who may create claims is asked first: what else is missing is told to whoever may.
        problems = self.by_code(Desk(form=form).refused(CreateClaim, USER, "2019-12-02 09:00").problems)
        assert set(problems) == {ProblemCode.RULE_MISSING}
        told = "\n".join(problem.message for problem in problems[ProblemCode.RULE_MISSING])
        assert "'claiming_windows' is in force on 2018-07-01" in told
        assert "from 2020-09-22" in told

    def test_an_old_draft_does_not_expire_without_a_rule(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        without = tuple(
            attrs.evolve(edition, claiming_windows=None, claim_deadline_days=None)
            for edition in partner_center.editions
        )
        desk.rules = bound(rulebook=Rulebook("without windows", without))
        assert desk.refused(ExpireDraft, SYSTEM, "2030-01-01 00:00").codes == {ProblemCode.RULE_MISSING}

    def test_without_a_catalogue_no_activity_is_known(self) -> None:
        desk = Desk(form=attrs.evolve(FORM, executed_on=date(2018, 8, 31)))
        problems = desk.refused(CreateClaim, USER, "2022-09-01 09:00").problems
        assert [problem.code for problem in problems] == [ProblemCode.RULE_MISSING]
        assert problems[0].field == "activity"
        assert "from 2019-04-03" in problems[0].message

    def test_strictly_bound_what_was_only_carried_forward_is_missing(self) -> None:
        """Source: N2, the copy of 2023-10-23 is the last page that says who creates a claim."""
        usage = UsagePeriod(date(2023, 7, 1), date(2023, 12, 31))
        form = attrs.evolve(FORM, usage_period=usage, executed_on=date(2023, 10, 1))
        desk = Desk(rules=bound(strict=True), form=form)
        desk.do(CreateClaim, USER, "2023-10-23 23:59")
        late = Desk(rules=bound(strict=True), form=form)
        refused = late.refused(CreateClaim, USER, "2023-10-24 00:00")
        assert refused.codes == {ProblemCode.RULE_MISSING}
        assert "to 2023-10-23" in str(refused)
        Desk(rules=bound(), form=form).do(CreateClaim, USER, "2023-10-24 00:00")

    def test_an_edition_without_any_permission_lets_nobody_do_anything(self) -> None:
        silent = Rulebook("silent", (Edition(name="silent"),))
        desk = desk_at(ClaimStatus.EDITING)
        asked = Actor.partner("dave")
        desk.do(RequestUpload, USER, desk.later, colleague=asked.id, what="the invitation")
        desk.rules = bound(rulebook=silent)
        assert ProblemCode.RULE_MISSING in desk.refused(Comment, USER, desk.later).codes
        assert desk.refused(ApproveClaim, REVIEWER, desk.later).codes == {ProblemCode.RULE_MISSING}
        # And a refusal of the table itself, to whoever sees the claim as they are asked there, does not
        # fall over it.
        refused = desk.refused(ApproveClaim, asked, desk.later)
        assert refused.codes == {ProblemCode.STEP_NOT_POSSIBLE}
        assert refused.problems[0].who == ()

    @staticmethod
    def by_code(problems: tuple[Problem, ...]) -> dict[ProblemCode, list[Problem]]:
        found: dict[ProblemCode, list[Problem]] = {}
        for problem in problems:
            found.setdefault(problem.code, []).append(problem)
        return found
