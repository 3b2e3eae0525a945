"""Whatever a judgement returns can be sent, and a refusal is a problem document."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from tests.support.findings import (
    ALICE,
    BOB,
    RITA,
    RULES,
    World,
    at,
    cc,
    circumstances,
    payouts,
    sek,
)


def _problems() -> Any:
    world = World().draft()
    start = world.ask(cc.claims.StartReview, BOB, "2022-09-03 09:00")
    return cc.problems(start, world.claim(), rules=RULES, funds=world.pool)


def _option() -> Any:
    world = World().draft()
    options = cc.allowed(world.claim(), BOB, at=at("2022-09-03 09:00"), rules=RULES, funds=world.pool)
    return options[cc.claims.SubmitClaim]


def _decision() -> Any:
    world = World().reviewed()
    approve = world.ask(cc.claims.ApproveClaim, RITA, "2022-09-15 10:00", amount=world.claim().form.amount)
    return cc.decide(approve, world.claim(), rules=RULES, funds=world.pool)


def _checklist() -> Any:
    return cc.completeness.evidence_checklist(World().form(activity="tradeshow"), rules=RULES)


def _why() -> Any:
    return cc.payments.why_not_paid(circumstances(World().approved()), at=at("2022-10-01 09:00"), rules=RULES)


def _overview() -> Any:
    world = World().draft()
    return cc.portfolio.claims_overview([world.claim()], [world.pool])


def _attention() -> Any:
    claim = World().draft().claim()
    found = cc.portfolio.attention(
        [claim], at=at("2023-02-10 09:00"), rules=RULES, within=cc.CalendarDays(30)
    )
    return found[0]


def _forecast() -> Any:
    world = World().draft()
    return cc.payouts.forecast_payouts(
        world.claim().form,
        shares=world.pool.shares(),
        entities=[cc.payouts.PayingEntity("ie", "SEK")],
        profiles=cc.payouts.BankProfiles(()),
        at=at("2022-09-03 09:00"),
        rules=RULES,
        enrollment=cc.payouts.EnrollmentStatus.ENROLLED,
    )


def _waterfall() -> Any:
    world = World().approved()
    return cc.payouts.payment_waterfall(world.claim(), payouts(world))


_ANSWERS = {
    "problem": lambda: _problems()[0],
    "deadline": lambda: cc.deadlines.review_due(start=date(2022, 9, 15), rules=RULES),
    "not running": lambda: cc.dispute_deadline(World().draft().claim(), rules=RULES),
    "option": _option,
    "decision": _decision,
    "checklist": _checklist,
    "line of the checklist": lambda: _checklist().lines[0],
    "why not paid": _why,
    "blocker": lambda: _why().blockers[0],
    "overview": _overview,
    "attention": _attention,
    "forecast": _forecast,
    "waterfall": _waterfall,
}


@pytest.mark.parametrize("answer", _ANSWERS.values(), ids=_ANSWERS.keys())
def test_an_answer_is_sent_and_read_back(answer: Any) -> None:
    value = answer()
    assert cc.wire.from_data(json.loads(json.dumps(cc.wire.to_data(value)))) == value


@pytest.mark.parametrize("answer", _ANSWERS.values(), ids=_ANSWERS.keys())
def test_what_is_sent_fits_the_schema(answer: Any) -> None:
    data = cc.wire.to_data(answer())
    jsonschema = pytest.importorskip("jsonschema", reason="a second reader of the schema")
    jsonschema.Draft202012Validator(cc.wire.schema()).validate(data)


@pytest.mark.parametrize(
    "answer",
    [
        lambda: cc.deadlines.review_due(start=date(2022, 9, 15), rules=RULES).explain(),
        lambda: payouts(World().approved()),
        lambda: World().draft().claim(),
    ],
    ids=["explanation", "resolution", "claim"],
)
def test_what_is_sent_already_is_read_back(answer: Any) -> None:
    value = answer()
    assert cc.wire.from_data(json.loads(json.dumps(cc.wire.to_data(value)))) == value


@pytest.mark.parametrize(
    "several", [lambda: [World().draft().claim()], _problems], ids=["claims", "problems"]
)
def test_several_values_are_sent_as_one_list(several: Any) -> None:
    values = several()
    assert cc.wire.to_data(values) == [cc.wire.to_data(each) for each in values]


def _refused(command: Any, world: World) -> Any:
    with pytest.raises(cc.Refused) as caught:
        cc.decide(command, world.claim(), rules=RULES, funds=world.pool)
    return caught.value


def _unknown_activity() -> Any:
    world = World().draft()
    form = world.form(activity="skywriting")
    return _refused(world.ask(cc.claims.AmendClaim, ALICE, "2022-09-03 09:00", form=form), world)


def test_an_unknown_activity_is_a_problem_document_that_names_the_field() -> None:
    document = cc.portal.problem_details(_unknown_activity())
    assert document["status"] == 422
    assert '"activity"' in json.dumps(document)


def test_a_problem_document_has_the_members_of_the_standard() -> None:
    assert {"type", "title", "status", "detail"} <= set(cc.portal.problem_details(_unknown_activity()))


def test_the_components_of_the_interface_are_given() -> None:
    assert cc.portal.openapi_components()["schemas"]


def test_money_is_plain_data_already() -> None:
    assert cc.wire.to_data(sek("1.00"))["amount"] == "1.00"
