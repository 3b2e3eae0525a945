"""Whatever is wrong with a value, the error is one of ours."""

from __future__ import annotations

import inspect
import typing
from datetime import date, datetime
from typing import Any

import attrs
import pytest
from tests.support.findings import ALICE, CALENDAR, RITA, RULES, ZONE, World, at, cc

if typing.TYPE_CHECKING:
    from collections.abc import Callable

WHEN = at("2022-09-01 09:00")
ENVELOPE = {"claim": "C-1", "id": "k1", "by": ALICE, "at": WHEN}
WRONG: dict[str, tuple[str, Callable[[], Any]]] = {
    "approved amount": (
        "amount",
        lambda: cc.claims.ApproveClaim(claim="C-1", id="k1", by=RITA, at=WHEN, amount=None),
    ),
    "actor": ("by", lambda: cc.claims.SubmitClaim(claim="C-1", id="k1", by=None, at=WHEN)),
    "proof": ("proof", lambda: cc.claims.AddProof(**ENVELOPE, proof="x")),
    "form": ("form", lambda: cc.claims.AmendClaim(**ENVELOPE, form={})),
    "claimed amount": ("amount", lambda: attrs.evolve(World().form(), amount=None)),
    "usage period": ("usage_period", lambda: attrs.evolve(World().form(), usage_period="2022")),
}


@pytest.mark.parametrize(("field", "make"), WRONG.values(), ids=WRONG.keys())
def test_a_value_of_another_type_is_an_invalid_value_of_its_field(
    field: str, make: Callable[[], Any]
) -> None:
    with pytest.raises(cc.InvalidValue) as caught:
        make()
    assert caught.value.field == field


@pytest.mark.parametrize(
    "make",
    [
        lambda: cc.claims.Invoice(id="i", document="d", amount="5"),
        lambda: cc.claims.RequestAction(**ENVELOPE, requests=None),
        lambda: cc.claims.StartReview(**ENVELOPE | {"at": "yesterday"}),
    ],
    ids=["text for money", "nothing for requests", "text for an instant"],
)
def test_some_values_of_another_type_are_invalid_values(make: Callable[[], Any]) -> None:
    with pytest.raises(cc.InvalidValue):
        make()


def _commands() -> list[Any]:
    return list(typing.get_args(cc.claims.Command))


def test_nothing_in_place_of_a_part_of_a_command_is_an_invalid_value() -> None:
    foreign: set[str] = set()
    for kind in _commands():
        needed = [
            name for name, each in inspect.signature(kind).parameters.items() if each.default is each.empty
        ]
        for name in needed:
            content = dict.fromkeys(needed) | ENVELOPE | {name: None}
            try:
                kind(**content)
            except cc.InvalidValue:
                continue
            except TypeError:
                foreign.add(f"{kind.__name__}.{name}")
    assert sorted(foreign) == []


def test_the_signature_of_every_command_asks_for_an_instant() -> None:
    asked = {kind.__name__: str(inspect.signature(kind).parameters["at"].annotation) for kind in _commands()}
    assert {name for name, wanted in asked.items() if wanted not in {"datetime", str(datetime)}} == set()


LAST = cc.UsagePeriod(date(9999, 7, 1), date(9999, 12, 31))
DAY_COUNT = cc.partner_center.bind(
    calendar=CALENDAR, zone=ZONE, policies=cc.Policies(claim_deadline=cc.rules.ClaimDeadline.DAY_COUNT)
)


def _filed_in_9999() -> tuple[Any, Any]:
    """Return a claim on the last period of all that is filed, and the fund that it draws on."""
    world = World()
    form = world.form(usage_period=LAST, executed_on=date(9999, 12, 31))
    funds = cc.FundPool.empty(attrs.evolve(world.key, usage_period=LAST))
    return world.ask(cc.claims.CreateClaim, ALICE, "2022-09-01 09:00", form=form), funds


def _judged(judge: Callable[..., Any], rules: Any) -> bool:
    """Say whether a judgement has problems or an own error for the claim."""
    command, funds = _filed_in_9999()
    try:
        return bool(judge(command, None, rules=rules, funds=funds))
    except cc.CoopClaimsError:
        return True


@pytest.mark.parametrize("judge", [cc.problems, cc.decide])
def test_the_last_period_of_all_is_judged_without_a_foreign_error(judge: Callable[..., Any]) -> None:
    assert _judged(judge, RULES)


@pytest.mark.parametrize("judge", [cc.problems, cc.decide])
def test_a_count_of_days_from_the_last_period_is_no_foreign_error(judge: Callable[..., Any]) -> None:
    assert _judged(judge, DAY_COUNT)
