"""Every clock of a claim at once, and one clock by its key."""

from __future__ import annotations

import pickle
import re
from datetime import date
from typing import Any

import attrs
import pytest
from tests.support.world import ADMIN, FORM, RULES, Desk, bound, desk_at, instant

from coopclaims import (
    BusinessCalendar,
    ClaimStatus,
    Deadline,
    Explanation,
    InvalidValue,
    NotRunning,
    Policies,
    clocks,
    dispute_deadline,
    payment_deadline,
    review_deadline,
)
from coopclaims.claims import PlanPath, SubmitClaim
from coopclaims.deadlines import (
    Clock,
    TaxInvoice,
    activity_claim_due,
    claiming_deadline,
    deadline,
    dispute_window_due,
    draft_expiry,
    due,
    escalation_deadline,
    final_approval_due,
    retention_due,
    review_due,
)
from coopclaims.provenance import cite
from coopclaims.rules import ActivityLimiting, DisputeWindow, FinalApproval

PLAN = PlanPath(plan="P-1", campaign="Autumn", first=date(2022, 8, 1), last=date(2022, 8, 31), impressions=1)
EVERY = Policies(
    activity_limiting=ActivityLimiting.EARLIER_DATE,
    dispute_window=DisputeWindow.STRICT,
    final_approval=FinalApproval.MONTH_AFTER_WINDOW,
)
PROSE = re.compile(r"\b[a-z]+,? [a-z]+\b")


def code(answer: Deadline | NotRunning) -> str:
    assert isinstance(answer, NotRunning)
    return answer.explain().code


class TestAtOnce:
    @pytest.mark.parametrize("status", ClaimStatus)
    @pytest.mark.parametrize("policies", [None, EVERY], ids=["default", "every"])
    def test_each_clock_is_there_and_its_own(self, status: ClaimStatus, policies: Policies | None) -> None:
        found = clocks(desk_at(status).claim, rules=bound(policies))
        assert list(found) == [clock for clock in Clock if clock not in (Clock.HOLD, Clock.REBATE)]
        assert {clock: each.clock for clock, each in found.items()} == {clock: clock for clock in found}

    @pytest.mark.parametrize("status", ClaimStatus)
    def test_each_is_what_its_own_function_answers(self, status: ClaimStatus) -> None:
        claim, rules, none = desk_at(status).claim, bound(EVERY), TaxInvoice.not_needed()
        found, known = clocks(claim, rules=rules), claim.milestones
        assert found[Clock.REVIEW] == review_deadline(claim, rules=rules)
        assert found[Clock.ESCALATION] == escalation_deadline(claim, rules=rules)
        assert found[Clock.DISPUTE] == dispute_deadline(claim, rules=rules)
        assert found[Clock.PAYMENT] == payment_deadline(claim, tax_invoice=none, rules=rules)
        assert found[Clock.CLAIMING] == claiming_deadline(claim, rules=rules)
        assert found[Clock.DRAFT] == draft_expiry(claim, rules=rules)
        assert found[Clock.RETENTION] == retention_due(claim.form.executed_on, rules=rules)
        assert found[Clock.FINAL_APPROVAL] == final_approval_due(
            claim.form.usage_period, rules=rules, approved_at=known.approved_at
        )
        assert found[Clock.ACTIVITY_CLAIM] == activity_claim_due(
            claim.form.executed_on,
            program=claim.form.program,
            rules=rules,
            submitted_at=known.first_submitted_at,
        )

    @pytest.mark.parametrize("status", ClaimStatus)
    def test_no_figure_is_prose_and_each_has_its_place(self, status: ClaimStatus) -> None:
        """Each figure is one that the message declares, and none is text for people."""
        claim = desk_at(status).claim
        for answer in clocks(claim, rules=bound(EVERY)).values():
            for said in answer.explain(claim.changed_at).walk():
                assert dict(said.figures).keys() <= said.message.types.keys()
                assert not [each for each in figures(said) if PROSE.search(each)]

    def test_a_tax_invoice_is_awaited(self) -> None:
        claim = desk_at(ClaimStatus.APPROVED).claim
        found = clocks(claim, rules=RULES, tax_invoice=TaxInvoice.awaited())
        assert code(found[Clock.PAYMENT]) == "tax_invoice_awaited"

    def test_what_no_rule_answers_does_not_run_and_says_why(self) -> None:
        found = clocks(desk_at(ClaimStatus.APPROVED).claim, rules=RULES)
        run = found[Clock.PAYMENT_RUN]
        assert code(run) == "clock_without_rule"
        assert (run.explain().figure("rule"), run.explain().figure("day")) == (
            "payment_run_day",
            date(2022, 9, 16),
        )
        assert run.explain().source == cite("READING", "D-07")

    def test_nor_does_what_leaves_the_calendar(self) -> None:
        short = bound(calendar=BusinessCalendar.of_weekdays(years=[2021]))
        found = clocks(desk_at(ClaimStatus.SUBMITTED).claim, rules=short)
        assert code(found[Clock.REVIEW]) == "clock_past_calendar"
        assert isinstance(found[Clock.CLAIMING], Deadline)

    def test_a_claim_on_the_plan_path_has_the_clock_of_its_review_alone(self) -> None:
        """Source: D-08, S-15."""
        desk = Desk(form=attrs.evolve(FORM, plan=PLAN)).draft("2022-09-02 09:00")
        desk.do(SubmitClaim, ADMIN, "2022-09-14 10:00")
        found = clocks(desk.claim, rules=RULES)
        assert code(found[Clock.REVIEW]) == "claim_on_plan_path"
        assert found[Clock.PLAN_REVIEW] == review_deadline(desk.claim, rules=RULES)
        other = clocks(desk_at(ClaimStatus.SUBMITTED).claim, rules=RULES)
        assert code(other[Clock.PLAN_REVIEW]) == "claim_not_on_plan_path"

    def test_a_rejection_is_disputed_within_the_window(self) -> None:
        """Source: D-29."""
        rules, rejected = bound(EVERY), desk_at(ClaimStatus.REJECTED).claim
        (answered,) = {rejected.milestones.review_answered_at}
        assert answered is not None
        window = clocks(rejected, rules=rules)[Clock.DISPUTING]
        assert window == dispute_window_due(rejected=answered, rules=rules)
        disputed = desk_at(ClaimStatus.DISPUTED).claim
        met = clocks(disputed, rules=rules)[Clock.DISPUTING]
        assert isinstance(met, Deadline)
        assert met.answered_at == disputed.milestones.disputed_at
        assert code(clocks(desk_at(ClaimStatus.SUBMITTED).claim, rules=rules)[Clock.DISPUTING]) == (
            "claim_not_rejected"
        )


class TestOne:
    def test_of_an_event(self) -> None:
        found = due(Clock.REVIEW, date(2022, 9, 16), rules=RULES, answered_at=instant("2022-09-19 10:00"))
        assert found == review_due(
            start=date(2022, 9, 16), rules=RULES, answered_at=instant("2022-09-19 10:00")
        )

    def test_which_a_policy_leaves_out(self) -> None:
        assert code(due(Clock.DISPUTING, date(2022, 9, 16), rules=RULES)) == "no_dispute_window"
        assert code(due(Clock.FINAL_APPROVAL, date(2022, 9, 16), rules=RULES)) == "no_final_approval"

    @pytest.mark.parametrize("clock", [Clock.CLAIMING, Clock.DRAFT, Clock.PAYMENT_RUN, "sundial", None])
    def test_which_counts_nothing_is_refused(self, clock: Any) -> None:
        with pytest.raises(InvalidValue, match="clock"):
            due(clock, date(2022, 9, 16), rules=RULES)

    @pytest.mark.parametrize("clock", [Clock.HOLD, "sundial", None])
    def test_which_no_claim_has_is_refused(self, clock: Any) -> None:
        with pytest.raises(InvalidValue, match="clock"):
            deadline(desk_at(ClaimStatus.SUBMITTED).claim, clock, rules=RULES)


class TestKept:
    def test_the_rule_and_its_digest_are_kept(self) -> None:
        found = due(Clock.REVIEW, date(2022, 9, 16), rules=RULES)
        assert isinstance(found, Deadline)
        assert found.rule is not None
        assert found.rule == RULES.look_up("review_span", date(2022, 9, 16))
        assert found.explain().find("span").figure("digest") == found.rule.digest

    @pytest.mark.parametrize("status", ClaimStatus)
    def test_a_copy_says_the_same(self, status: ClaimStatus) -> None:
        for answer in clocks(desk_at(status).claim, rules=bound(EVERY)).values():
            copy = pickle.loads(pickle.dumps(answer))
            assert (copy, hash(copy)) == (answer, hash(answer))
            assert str(copy.explain()) == str(answer.explain())


def figures(said: Explanation) -> list[str]:
    """Return each figure as text, those of a list one by one."""
    values = [value for _, value in said.figures]
    return [str(each) for value in values for each in (value if isinstance(value, tuple) else (value,))]


def test_by_the_rules_of_2016_an_approval_meets_the_cut_off_of_its_run() -> None:
    claim = desk_at(ClaimStatus.APPROVED).claim
    approved_at = instant("2016-09-10 12:00")
    milestones = attrs.evolve(claim.milestones, approved_at=approved_at)
    cutoff = deadline(attrs.evolve(claim, milestones=milestones), Clock.PAYMENT_RUN, rules=RULES)
    assert isinstance(cutoff, Deadline)
    assert (cutoff.on, cutoff.answered_at) == (date(2016, 9, 14), approved_at)
