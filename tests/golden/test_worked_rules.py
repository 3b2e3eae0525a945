"""Worked cases of the days on which rules begin, end and answer: those that no table holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs
import pytest
from tests.support.world import (
    ADMIN,
    FORM,
    LOCATION,
    PROGRAM,
    PROOF,
    REVIEWER,
    RULES,
    USER,
    WANTED,
    Desk,
    bound,
    fund,
    instant,
    pool_key,
)

from coopclaims import (
    Action,
    Actor,
    BusinessCalendar,
    Deadline,
    FundPool,
    Money,
    NotRunning,
    Policies,
    Role,
    UsagePeriod,
    permission,
    problems,
)
from coopclaims.activities import Category
from coopclaims.claims import (
    AddProof,
    CreateClaim,
    InformationRequest,
    PlanPath,
    RequestAction,
    StartReview,
    SubmitClaim,
)
from coopclaims.completeness import RequirementState, evidence_checklist
from coopclaims.deadlines import (
    TaxInvoice,
    activity_claim_due,
    claiming_due,
    claiming_opening,
    dispute_due,
    payment_due,
    plan_review_due,
    rebate_due,
    review_due,
    tax_invoice_due,
)
from coopclaims.errors import NoRuleInForce
from coopclaims.findings import ProblemCode
from coopclaims.funds import coop_outcome
from coopclaims.identifiers import ItemId, ProgramId
from coopclaims.parties import EVERYWHERE
from coopclaims.payouts import PayoutSetup, PayoutSetups, SetupState
from coopclaims.periods import EarningPeriod
from coopclaims.provenance import PUBLISHED, BasisKind, cite
from coopclaims.rules import CATALOGUE, ActivityLimiting, ClaimSums, Disputing, FinalApproval

if TYPE_CHECKING:
    from coopclaims import Rules

HOSTING = ProgramId("Hosting")
EVERYWHERE_USER = Actor.partner("erik", Role.INCENTIVES_USER, location=EVERYWHERE, program=EVERYWHERE)
GLOBAL = Actor.partner("greta", Role.INCENTIVES_ADMIN, location=EVERYWHERE, program=EVERYWHERE)
LIMITED = bound(Policies(activity_limiting=ActivityLimiting.EARLIER_DATE))
AUTUMN_2019 = UsagePeriod(date(2019, 7, 1), date(2019, 12, 31))
AUTUMN_2020 = UsagePeriod(date(2020, 7, 1), date(2020, 12, 31))


@pytest.mark.parametrize(
    ("submitted", "due"),
    [(date(2020, 5, 29), date(2020, 6, 30)), (date(2021, 1, 31), date(2021, 2, 28))],
    ids=["X05", "X06"],
)
def test_a_review_on_the_plan_path_is_published(submitted: date, due: date) -> None:
    """Source: N5, the plain wording of 2020-05-26."""
    found = plan_review_due(start=submitted, rules=RULES)
    assert found.on == due
    assert found.explain().find("span").basis == PUBLISHED


def test_x07_a_user_creates_claims_from_the_day_of_the_page_on() -> None:
    """Source: N2; before it no rule is in force, and nobody is said to be refused."""

    def codes(day: str) -> list[ProblemCode]:
        at = instant(f"{day} 10:00")
        found = permission(USER, Action.CREATE_CLAIM, location=LOCATION, program=PROGRAM, at=at, rules=RULES)
        return [each.code for each in found]

    assert codes("2019-11-27") == []
    assert codes("2019-11-26") == [ProblemCode.RULE_MISSING]


def test_x09_without_its_policy_an_activity_has_no_limit_of_its_own() -> None:
    """Source: N3."""
    done = date(2021, 2, 8)
    limited = activity_claim_due(done, program=HOSTING, rules=LIMITED)
    assert isinstance(limited, Deadline)
    assert limited.on == date(2021, 3, 25)
    assert isinstance(activity_claim_due(done, program=HOSTING, rules=RULES), NotRunning)


def test_x11_the_limit_is_carried_forward_and_comes_before_the_window_ends() -> None:
    """Source: N3, SH-CS was last seen on 2021-04-09."""
    found = activity_claim_due(date(2022, 5, 31), program=HOSTING, rules=LIMITED)
    assert isinstance(found, Deadline)
    assert found.on == date(2022, 7, 15)
    assert found.rule is not None
    assert found.rule.basis.since == date(2021, 4, 9)
    window = claiming_due(UsagePeriod(date(2022, 1, 1), date(2022, 6, 30)), rules=LIMITED)
    assert found.on < window.on == date(2022, 8, 15)


SPRING_2022 = UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))
ON_PLAN = attrs.evolve(
    FORM,
    usage_period=SPRING_2022,
    executed_on=date(2022, 3, 1),
    plan=PlanPath(
        plan="P-1", campaign="Spring", first=date(2022, 1, 3), last=date(2022, 3, 31), impressions=5000
    ),
)
"""A claim of a plan whose campaign began on 2022-01-03."""


def test_x01_a_plans_proof_is_submitted_within_a_hundred_and_eighty_days() -> None:
    """Source: N1, carried forward since the support text was last seen."""
    early, late = (Desk(form=ON_PLAN).draft("2022-06-01 09:00") for _ in range(2))
    early.do(SubmitClaim, ADMIN, "2022-07-02 23:59:59.999999")
    (found,) = late.refused(SubmitClaim, ADMIN, "2022-07-03 00:00").problems
    assert found.code is ProblemCode.POE_SUBMISSION_PASSED
    assert found.param("due") == date(2022, 7, 2)
    assert found.source.document == "SH-PO"
    assert found.basis is not None
    assert found.basis.since == date(2021, 4, 9)


def test_x03_only_the_first_submission_is_bound() -> None:
    """Source: N1, default."""
    desk = Desk(form=ON_PLAN).draft("2022-06-01 09:00")
    desk.do(SubmitClaim, ADMIN, "2022-06-30 10:00")
    desk.do(StartReview, REVIEWER, "2022-07-01 09:00")
    desk.do(RequestAction, REVIEWER, "2022-07-01 10:00", requests=(InformationRequest("another page"),))
    desk.do(AddProof, ADMIN, "2022-07-19 10:00", proof=attrs.evolve(PROOF, id=ItemId("proof-2")))
    desk.do(SubmitClaim, ADMIN, "2022-07-20 10:00")


def test_x04_a_claim_without_a_plan_has_no_such_limit() -> None:
    """Source: N1."""
    desk = Desk(form=attrs.evolve(ON_PLAN, plan=None)).draft("2022-06-01 09:00")
    desk.do(SubmitClaim, ADMIN, "2022-07-20 10:00")


@pytest.mark.parametrize(
    ("day", "refused"), [("2023-10-23", False), ("2023-12-31", False), ("2024-01-02", True)]
)
def test_x35_missing_bank_data_are_a_problem_from_2024_on(day: str, *, refused: bool) -> None:
    """Source: N21; the other program's data do not matter."""
    missing = PayoutSetup(location=LOCATION, program=PROGRAM, bank=SetupState.MISSING, tax=SetupState.MISSING)
    there = attrs.evolve(missing, program=HOSTING, bank=SetupState.COMPLETE, tax=SetupState.COMPLETE)
    year = int(day[:4])
    usage = UsagePeriod(date(year, 1, 1), date(year, 6, 30))
    usage = usage if year == 2024 else UsagePeriod(date(year, 7, 1), date(year, 12, 31))
    for program, is_missing in ((PROGRAM, True), (HOSTING, False)):
        form = attrs.evolve(FORM, usage_period=usage, executed_on=usage.first, program=program)
        desk = Desk(form=form)
        command = desk.command(CreateClaim, GLOBAL, f"{day} 09:00")
        key = attrs.evolve(fund(usage=usage).key, program=program)
        found = problems(
            command,
            None,
            rules=RULES,
            funds=FundPool.empty(key),
            setups=PayoutSetups((missing, there)),
        )
        assert [each.code for each in found] == [ProblemCode.SETUP_MISSING] * (refused and is_missing)


def test_x36_a_tax_invoice_of_the_days_of_its_page() -> None:
    """Source: N15; the page was withdrawn on 2020-11-03."""

    def due(country: str, submitted: date = date(2020, 10, 20)) -> Deadline | NotRunning:
        return tax_invoice_due(submitted=submitted, country=country, rules=RULES)

    india = due("IN")
    assert isinstance(india, Deadline)
    assert india.on == date(2021, 4, 18)
    assert isinstance(due("DE"), NotRunning)
    assert isinstance(due("IN", date(2020, 11, 2)), Deadline)
    assert isinstance(due("IN", date(2020, 11, 3)), NotRunning)


@pytest.mark.parametrize(
    ("day", "open_"), [("2016-10-14", True), ("2016-10-15", True), ("2016-10-17", False)]
)
def test_a_program_calendar_closes_on_its_own_day(day: str, *, open_: bool) -> None:
    """Source: KB-EXEC D-14: carried out January to September 2016, claimed until 15 October."""
    usage = UsagePeriod(date(2016, 1, 1), date(2016, 9, 30))
    closing = claiming_due(usage, program=ProgramId("Managed Reseller"), rules=RULES)
    assert closing.on == date(2016, 10, 15)
    assert (closing.last_instant >= instant(f"{day} 10:00")) is open_


@pytest.mark.parametrize(
    ("earned", "paid"),
    [
        ((date(2016, 7, 1), date(2016, 12, 31)), date(2017, 2, 16)),  # a Thursday
        ((date(2017, 1, 1), date(2017, 6, 30)), date(2017, 8, 16)),
        ((date(2017, 7, 1), date(2017, 12, 31)), date(2018, 2, 16)),
    ],
)
def test_a_rebate_of_2016_is_paid_on_the_next_business_day(earned: tuple[date, date], paid: date) -> None:
    """Source: KB-TL D-32."""
    calendar = BusinessCalendar.of_weekdays(years=range(2016, 2019))
    assert rebate_due(EarningPeriod(*earned), rules=bound(calendar=calendar)).on == paid


def older(usage: UsagePeriod, executed_on: date) -> Desk:
    return Desk(form=attrs.evolve(FORM, usage_period=usage, executed_on=executed_on))


def test_x12_a_claim_for_the_autumn_of_2020_needs_no_policy() -> None:
    """Source: Z1, N23: created during use, submitted to the end of 2021-02-15."""
    executed = date(2020, 8, 3)
    early = older(AUTUMN_2020, executed).draft("2020-10-02 09:00")
    early.do(SubmitClaim, USER, "2021-02-15 23:59")
    late = older(AUTUMN_2020, executed).draft("2020-10-02 09:00")
    refused = late.refused(SubmitClaim, USER, "2021-02-16 00:00")
    assert refused.codes == {ProblemCode.WINDOW_CLOSED}
    closing = claiming_due(AUTUMN_2020, rules=RULES)
    assert closing.on == date(2021, 2, 15)
    said = closing.explain().find("claiming_period")
    assert said.source is not None
    assert said.source.document == "OV18"
    assert "`ClaimDeadline.DAY_COUNT`" in str(said.basis)


def test_x14_so_does_one_for_the_autumn_of_2019() -> None:
    """Source: Z1."""
    desk = older(AUTUMN_2019, date(2019, 8, 3)).draft("2020-02-10 09:00")
    desk.do(SubmitClaim, USER, "2020-02-10 10:00")
    assert claiming_due(AUTUMN_2019, rules=RULES).on == date(2020, 2, 15)


def test_x16_it_is_submitted_from_the_first_day_of_use_on() -> None:
    """Source: N4, which is the vendor's."""
    opening = claiming_opening(AUTUMN_2020, rules=RULES)
    assert opening.on == date(2020, 7, 1)
    assert opening.explain().find("claimed_during_use").source == cite("SH-CS", "N4", "N16")
    desk = older(AUTUMN_2020, date(2020, 7, 1))
    desk.do(CreateClaim, USER, "2020-07-01 00:00")


def test_x17_bound_strictly_the_spans_of_two_pages_have_no_gap() -> None:
    """Source: N8."""
    strict = bound(strict=True)
    none = TaxInvoice.not_needed()
    paid = payment_due(approved=date(2023, 10, 2), tax_invoice=none, rules=strict)
    assert isinstance(paid, Deadline)
    found = (
        review_due(start=date(2021, 5, 19), rules=strict),
        dispute_due(start=date(2021, 5, 19), rules=strict),
        paid,
    )
    assert [each.on for each in found] == [date(2021, 5, 21), date(2021, 5, 26), date(2023, 12, 4)]
    assert {each.rule.basis.kind for each in found if each.rule} == {BasisKind.PUBLISHED}


@pytest.mark.parametrize(
    ("policies", "day", "allowed"),
    [
        (Policies(disputing=Disputing.WIDENED), "2021-09-22", False),
        (Policies(disputing=Disputing.WIDENED), "2021-09-23", True),
        (Policies(), "2021-09-23", False),
    ],
)
def test_x28_the_wider_right_to_dispute_begins_with_its_page(
    policies: Policies, day: str, *, allowed: bool
) -> None:
    """Source: N18, N14."""
    rules, at = bound(policies), instant(f"{day} 10:00")
    found = permission(USER, Action.DISPUTE, location=LOCATION, program=PROGRAM, at=at, rules=rules)
    assert [each.code for each in found] == ([] if allowed else [ProblemCode.ACTION_NOT_GRANTED])
    admin = permission(ADMIN, Action.DISPUTE, location=LOCATION, program=PROGRAM, at=at, rules=rules)
    assert admin == ()


SPRING_2024 = UsagePeriod(date(2024, 1, 1), date(2024, 6, 30))
DISTRIBUTOR = ProgramId("ADD-PC")


@pytest.mark.parametrize(("shown", "state"), [((), "missing"), (("vendor-content",), "met")])
def test_x19_television_needs_the_vendor_s_content(shown: tuple[str, ...], state: str) -> None:
    """Source: N7."""
    form = attrs.evolve(
        FORM,
        program=DISTRIBUTOR,
        usage_period=SPRING_2024,
        activity="tv-radio",
        executed_on=date(2024, 3, 4),
        attested=("brand",),
        pre_approval="PA",
    )
    key = attrs.evolve(pool_key(usage=SPRING_2024), program=DISTRIBUTOR)
    desk = Desk(form=form, funds=FundPool.empty(key))
    desk.do(CreateClaim, EVERYWHERE_USER, "2024-03-05 09:00")
    desk.do(
        AddProof,
        EVERYWHERE_USER,
        "2024-03-05 09:01",
        proof=attrs.evolve(PROOF, shows=("piece-link", *shown)),
    )
    lines = evidence_checklist(desk.claim, rules=RULES).lines
    assert [line.state for line in lines if "vendor-content" in line.keys] == [RequirementState(state)]


def test_x21_an_activity_of_2025_is_known_by_its_name() -> None:
    """Source: N9: it is created, and what it asks for is not published."""
    usage = UsagePeriod(date(2025, 7, 1), date(2025, 12, 31))
    form = attrs.evolve(FORM, usage_period=usage, activity="social-media", executed_on=date(2025, 8, 1))
    found = Desk(form=form).advised(CreateClaim, USER, "2025-09-01 10:00", form=form)
    assert ProblemCode.REQUIREMENTS_UNPUBLISHED in {each.code for each in found}
    known = RULES.look_up(CATALOGUE, form.executed_on).value.get("social-media")
    assert known is not None
    assert known.category is Category.DEMAND_GENERATION


@pytest.mark.parametrize(
    ("executed", "category"),
    [
        (date(2023, 9, 1), Category.MARKET_DEVELOPMENT),
        (date(2025, 8, 1), Category.DEMAND_GENERATION),
    ],
)
def test_x22_trade_shows_change_their_category(executed: date, category: Category) -> None:
    """Source: N9."""
    found = RULES.look_up(CATALOGUE, executed).value.get("tradeshow")
    assert found is not None
    assert found.category is category


def test_x25_a_threshold_is_known_by_the_long_name_and_unknown_for_one_program() -> None:
    """Source: N12: unknown is not zero."""

    def outcome(program: str, last: date, coop: str) -> bool:
        period = EarningPeriod(date(last.year, 7 if last.month > 6 else 1, 1), last)
        return coop_outcome(
            Money(coop, "USD"), program=ProgramId(program), earning_period=period, rules=RULES
        ).qualifies

    for name in ("CSP Indirect Reseller", "Cloud Solution Provider (CSP) Indirect Reseller"):
        assert outcome(name, date(2021, 12, 31), "10000.00")
        assert not outcome(name, date(2021, 12, 31), "9999.99")
    with pytest.raises(NoRuleInForce):
        outcome("Microsoft Commerce Incentives", date(2023, 6, 30), "0.01")


def test_x30_the_sums_go_with_their_page_and_funds_with_theirs() -> None:
    """Source: Z2, N19."""

    def may(role: Role, action: Action, rules: Rules = RULES) -> bool:
        who = Actor.partner("somebody", role, location=LOCATION, program=PROGRAM)
        at = instant("2022-09-14 10:00")
        return not permission(who, action, location=LOCATION, program=PROGRAM, at=at, rules=rules)

    assert may(Role.GLOBAL_ADMIN, Action.VIEW_CLAIM_SUMS)
    assert not may(Role.GLOBAL_ADMIN, Action.VIEW_FUNDS)
    assert not may(Role.BILLING_ADMIN, Action.VIEW_CLAIM_SUMS)
    assert not may(Role.BILLING_ADMIN, Action.VIEW_FUNDS)
    strict = bound(Policies(claim_sums=ClaimSums.FUND_PAGE))
    assert not may(Role.GLOBAL_ADMIN, Action.VIEW_CLAIM_SUMS, strict)
    for role in (Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER):
        assert may(role, Action.VIEW_CLAIM_SUMS, strict)
    rule = strict.permission(Action.VIEW_CLAIM_SUMS, date(2022, 9, 14))
    assert "the fund page alone" in str(rule.basis)


def test_x33_what_comes_back_has_until_the_last_day_of_final_approval() -> None:
    """Source: Z5: accepted with advice that no review fits, refused from the day after on."""
    form = attrs.evolve(FORM, usage_period=SPRING_2024, executed_on=date(2024, 5, 2))
    rules = bound(Policies(final_approval=FinalApproval.MONTH_AFTER_WINDOW))

    def returned() -> Desk:
        desk = Desk(form=form, rules=rules).draft("2024-07-01 09:00")
        desk.do(SubmitClaim, USER, "2024-08-14 10:00")
        desk.do(StartReview, REVIEWER, "2024-08-15 10:00")
        desk.do(RequestAction, REVIEWER, "2024-08-20 09:00", requests=(WANTED,))
        return desk

    found = returned().advised(SubmitClaim, USER, "2024-09-30 23:59")
    (near,) = [each for each in found if each.code is ProblemCode.FINAL_APPROVAL_NEAR]
    assert near.param("due") == date(2024, 9, 30)
    (late,) = returned().refused(SubmitClaim, USER, "2024-10-01 00:00").problems
    assert late.code is ProblemCode.FINAL_APPROVAL_PASSED
    assert late.param("due") == date(2024, 9, 30)
