"""What is given beside a command belongs to it, and what is wrong in the data is a problem."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from tests.support.findings import ALICE, RITA, World, cc


def _said(world: World, command: Any) -> tuple[Any, ...]:
    """Return all problems and all advice."""
    given = {"rules": world.rules, "funds": world.pool}
    return (
        *cc.problems(command, world.claim(), **given),
        *cc.advice(command, world.claim(), **given),
    )


def _upload_asked_of(world: World, who: str) -> tuple[Any, ...]:
    return _said(
        world, world.ask(cc.claims.RequestUpload, ALICE, "2022-09-17 09:00", colleague=who, what="photo")
    )


def test_a_colleague_may_be_asked_for_an_upload() -> None:
    assert _upload_asked_of(World().draft(), "carol") == ()


def test_whoever_asks_themselves_for_an_upload_is_told() -> None:
    assert _upload_asked_of(World().draft(), "alice") != ()


def test_whoever_asks_the_reviewer_of_the_claim_for_an_upload_is_told() -> None:
    world = World().reviewed()
    world.do(
        cc.claims.RequestAction,
        RITA,
        "2022-09-16 09:00",
        requests=(cc.claims.InformationRequest("a readable scan"),),
    )
    assert _upload_asked_of(world, "rita") != ()


@pytest.mark.parametrize(
    "changes",
    [
        {"location": cc.identifiers.LocationId("no-9"), "currency": cc.Currency("USD")},
        {"location": cc.identifiers.LocationId("no-9")},
        {"program": cc.identifiers.ProgramId("another")},
        {"usage_period": cc.UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))},
    ],
)
def test_a_form_is_judged_with_the_fund_that_it_draws_on(changes: dict[str, Any]) -> None:
    world = World()
    command = world.ask(cc.claims.CreateClaim, ALICE, "2022-09-03 10:00", form=world.form())
    other = cc.FundPool.empty(attrs.evolve(world.key, **changes))
    found = cc.problems(command, None, rules=world.rules, funds=other)
    assert [problem.code for problem in found] == [cc.findings.ProblemCode.FUNDS_MISMATCH]
    assert all(problem.field for problem in found)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("program", "No such"),
        ("usage_period", cc.UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))),
    ],
)
def test_a_form_for_which_there_is_no_fund_is_refused_with_its_field(field: str, value: Any) -> None:
    world = World()
    with pytest.raises(cc.Refused) as caught:
        world.do(cc.claims.CreateClaim, ALICE, "2022-09-03 11:00", form=world.form(**{field: value}))
    assert field in {problem.field.rpartition(".")[2] for problem in caught.value.problems}


def test_a_colleague_of_another_reviewer_is_not_told_of_them() -> None:
    """Only who answered this very claim is known to be the vendor's."""
    assert _upload_asked_of(World().draft(), "rita") == ()


def test_an_upload_asked_in_vain_is_refused() -> None:
    world = World().draft()
    (told,) = _upload_asked_of(world, "alice")
    assert (told.code, told.severity, told.field) == (
        cc.findings.ProblemCode.ASKED_IN_VAIN,
        cc.findings.Severity.BLOCKS,
        "colleague",
    )


def test_a_form_without_a_fund_is_told_all_that_is_wrong_with_it() -> None:
    world = World()
    with pytest.raises(cc.Refused) as caught:
        world.do(cc.claims.CreateClaim, ALICE, "2022-09-03 11:00", form=world.form(name=" ", program="None"))
    assert {cc.findings.ProblemCode.FUND_MISSING, cc.findings.ProblemCode.TEXT_MISSING} <= caught.value.codes
