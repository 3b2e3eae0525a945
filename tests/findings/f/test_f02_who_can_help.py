"""Whom a problem names is asked of the rulebook, on the day, as the judgement itself is."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from tests.support.findings import (
    ALICE,
    CALENDAR,
    LOCATION,
    PROGRAM,
    RITA,
    USAGE,
    ZONE,
    World,
    at,
    cc,
    sek,
)

_EDITING = (
    cc.Action.CREATE_CLAIM,
    cc.Action.EDIT,
    cc.Action.ADD_DOCUMENT,
    cc.Action.REQUEST_UPLOAD,
    cc.Action.SUBMIT,
    cc.Action.DISPUTE,
    cc.Action.CREATE_PLAN,
    cc.Action.SUBMIT_PLAN_PATH,
)
_ADMIN = cc.Actor.partner(
    "alice", cc.Role.ACCOUNT_ADMIN, location=cc.parties.EVERYWHERE, program=cc.parties.EVERYWHERE
)
_CODE = cc.findings.ProblemCode


def _book(roles: frozenset[Any]) -> Any:
    """Return the published rules, save that these roles alone edit from September 2022 on."""
    only = cc.rules.Rule(
        value=roles,
        first=date(2022, 9, 1),
        source=cc.provenance.cite("READING", "R-01"),
        basis=cc.provenance.PUBLISHED,
    )
    mine = cc.rules.Edition(name="mine", permissions=tuple((action, only) for action in _EDITING))
    book = cc.Rulebook("mine", (*cc.partner_center.editions, mine))
    return book.bind(calendar=CALENDAR, zone=ZONE)


def _draft(**form: Any) -> Any:
    world = World(rules=_book(frozenset({cc.Role.ACCOUNT_ADMIN})))
    content = {"activity": "tradeshow"} | form
    world.do(cc.claims.CreateClaim, _ADMIN, "2022-09-20 09:00", form=world.form(**content))
    return world


def _submission_problems(world: Any, when: str = "2022-09-20 10:00", by: Any = _ADMIN) -> Any:
    submit = world.ask(cc.claims.SubmitClaim, by, when)
    return cc.problems(submit, world.claim(), rules=world.rules, funds=world.pool)


def _who(problems: Any, code: Any) -> set[Any]:
    """Return the roles that the first problem of this code names, but those who were asked to upload."""
    return set(next(each for each in problems if each.code is code).who) - {cc.Role.COLLABORATOR}


@pytest.mark.parametrize(
    "code",
    [_CODE.COST_EVIDENCE_MISSING, _CODE.PROOF_MISSING, _CODE.METRIC_MISSING, _CODE.CORE_NOT_ATTESTED],
    ids=str,
)
def test_what_is_missing_is_for_those_who_edit_here(code: Any) -> None:
    assert _who(_submission_problems(_draft()), code) == {cc.Role.ACCOUNT_ADMIN}


@pytest.mark.parametrize(
    ("code", "form"),
    [
        (_CODE.EXECUTED_OUTSIDE_USAGE, {"executed_on": date(2022, 6, 1)}),
        (_CODE.NOT_YET_EXECUTED, {"executed_on": date(2022, 10, 25)}),
    ],
    ids=str,
)
def test_a_form_that_has_to_be_corrected_is_for_those_who_edit_here(code: Any, form: Any) -> None:
    assert _who(_submission_problems(_draft(**form)), code) == {cc.Role.ACCOUNT_ADMIN}


def test_an_unknown_activity_is_for_those_who_edit_here() -> None:
    world = _draft()
    amend = world.ask(
        cc.claims.AmendClaim, _ADMIN, "2022-09-20 10:00", form=world.form(activity="skywriting")
    )
    found = cc.problems(amend, world.claim(), rules=world.rules, funds=world.pool)
    assert _who(found, _CODE.ACTIVITY_UNKNOWN) == {cc.Role.ACCOUNT_ADMIN}


@pytest.mark.parametrize(
    "code", [_CODE.COST_EVIDENCE_MISSING, _CODE.PROOF_MISSING, _CODE.CORE_NOT_ATTESTED], ids=str
)
def test_by_the_published_rules_the_same_three_are_named_as_before(code: Any) -> None:
    world = World()
    world.do(cc.claims.CreateClaim, ALICE, "2022-09-20 09:00", form=world.form(activity="tradeshow"))
    published = {cc.Role.GLOBAL_ADMIN, cc.Role.INCENTIVES_ADMIN, cc.Role.INCENTIVES_USER}
    assert _who(_submission_problems(world, by=ALICE), code) == published


@pytest.mark.parametrize("command", [cc.claims.AddProof, cc.claims.AmendClaim, cc.claims.SubmitClaim])
def test_nobody_of_the_published_roles_may_edit_under_these_rules(command: Any) -> None:
    world = _draft()
    given = cc.allowed(world.claim(), ALICE, at=at("2022-09-20 11:00"), rules=world.rules, funds=world.pool)
    assert _CODE.ACTION_NOT_GRANTED in {each.code for each in given[command].problems}


@pytest.mark.parametrize("command", [cc.claims.AddProof, cc.claims.SubmitClaim])
def test_a_refused_colleague_is_told_who_may_edit_under_these_rules(command: Any) -> None:
    world = _draft()
    given = cc.allowed(world.claim(), ALICE, at=at("2022-09-20 11:00"), rules=world.rules, funds=world.pool)
    assert _who(given[command].problems, _CODE.ACTION_NOT_GRANTED) == {cc.Role.ACCOUNT_ADMIN}


def test_a_step_that_is_not_possible_asks_the_rulebook_already() -> None:
    world = _draft()
    start = world.ask(cc.claims.StartReview, RITA, "2022-09-20 10:00")
    found = cc.problems(start, world.claim(), rules=world.rules, funds=world.pool)
    assert cc.Role.ACCOUNT_ADMIN in _who(found, _CODE.STEP_NOT_POSSIBLE)


def test_a_role_that_holds_another_right_only_is_not_named() -> None:
    found = _submission_problems(_draft())
    assert not any(cc.Role.BILLING_ADMIN in each.who for each in found)


def test_where_nobody_holds_the_right_on_the_day_nobody_is_named() -> None:
    before = World()
    before.do(
        cc.claims.CreateClaim, ALICE, "2022-09-20 09:00", form=before.form(activity="digital-advertising")
    )
    submit = before.ask(cc.claims.SubmitClaim, ALICE, "2022-09-20 10:00")
    nobody = _book(frozenset())
    found = cc.problems(submit, before.claim(), rules=nobody, funds=before.pool)
    assert _who(found, _CODE.COST_EVIDENCE_MISSING) == set()


def test_a_plan_is_for_those_who_make_plans_here() -> None:
    plan = cc.plans.Plan(
        id="plan-2",
        location=LOCATION,
        fund="co-op",
        program=PROGRAM,
        period=USAGE,
        program_year_ends=date(2023, 6, 30),
    )
    there = attrs.evolve(plan, id="plan-1")
    rules = _book(frozenset({cc.Role.ACCOUNT_ADMIN}))
    found = cc.plans.plan_problems(plan, [there], on=date(2022, 9, 20), rules=rules)
    assert _who(found, _CODE.PLAN_EXISTS) == {cc.Role.ACCOUNT_ADMIN}


def test_a_second_currency_is_for_those_who_edit_here() -> None:
    world = _draft()
    add = world.ask(
        cc.claims.AddInvoice,
        _ADMIN,
        "2022-09-20 10:00",
        invoice=attrs.evolve(world.invoice(), amount=sek("1.00", "EUR")),
    )
    found = cc.problems(add, world.claim(), rules=world.rules, funds=world.pool)
    assert _who(found, _CODE.SECOND_CURRENCY) == {cc.Role.ACCOUNT_ADMIN}
