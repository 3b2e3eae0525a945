"""Moving money needs a role for the place, on every side, as moving a claim does."""

from __future__ import annotations

import types
from pathlib import Path
from typing import Any

import pytest
from tests.support.findings import ALICE, LOCATION, PROGRAM, RULES, World, at, cc, circumstances, sek

_STEP = cc.payouts.PaymentTrigger
_TERMS = cc.payments.PaymentTerms(
    claim=cc.identifiers.ClaimId("C-1"),
    entity=cc.identifiers.EntityId("ie"),
    profile=cc.identifiers.ProfileId("P-1"),
    money=sek("30000.00"),
    settles=sek("30000.00"),
    fund=World().key,
)
_ORDERED = (_STEP.MAKE, _STEP.ORDER)
_PAYING = (*_ORDERED, _STEP.START_PAYING)
_SENT = (*_PAYING, _STEP.SEND)
_INVOICED = (_STEP.MAKE, _STEP.REQUEST_TAX_INVOICE, _STEP.RECEIVE_TAX_INVOICE)
_PATHS = {
    _STEP.MAKE: (),
    _STEP.ORDER: (_STEP.MAKE,),
    _STEP.REQUEST_TAX_INVOICE: (_STEP.MAKE,),
    _STEP.RECEIVE_TAX_INVOICE: _INVOICED[:2],
    _STEP.APPROVE_TAX_INVOICE: _INVOICED,
    _STEP.REJECT_TAX_INVOICE: _INVOICED,
    _STEP.REJECT_IN_REVIEW: _ORDERED,
    _STEP.START_PAYING: _ORDERED,
    _STEP.SEND: _PAYING,
    _STEP.RETURN: _SENT,
    _STEP.REFUSE: _PAYING,
    _STEP.FAIL: _PAYING,
    _STEP.RETRY: (*_PAYING, _STEP.FAIL),
    _STEP.RECOUP: _SENT,
    _STEP.FORFEIT: (_STEP.MAKE,),
    _STEP.ESCHEAT: (_STEP.MAKE,),
}
"""For each step of the vendor's or the system's, the steps that lead to where it is possible."""
_BY_SYSTEM = frozenset(_PATHS) - {
    _STEP.APPROVE_TAX_INVOICE,
    _STEP.REJECT_TAX_INVOICE,
    _STEP.REJECT_IN_REVIEW,
    _STEP.RECOUP,
}
_NOT_BY_THE_PAYMENT_TEAM = frozenset({_STEP.FORFEIT, _STEP.ESCHEAT})
_AUTHORITY = frozenset(
    {
        cc.findings.ProblemCode.ACTION_NOT_GRANTED,
        cc.findings.ProblemCode.OUTSIDE_SCOPE,
        cc.findings.ProblemCode.WRONG_SIDE,
    }
)
"""The codes that say that this actor may not."""
_HERE = {"location": str(LOCATION), "program": str(PROGRAM)}
_STRANGERS = {
    "vendor without a grant": cc.Actor.vendor("rita"),
    "reviewer of another place": cc.Actor.vendor("rita", cc.Role.REVIEWER, location="no-9", program="other"),
    "system without its role": cc.Actor(cc.identifiers.ActorId("night"), cc.Side.SYSTEM),
}


def _command(step: Any, by: Any, number: int = 9) -> Any:
    return cc.payments.PaymentCommand(
        payment=cc.identifiers.PaymentId("PAY-1"),
        id=cc.identifiers.CommandId(f"p{number}"),
        by=by,
        at=at("2022-11-10 09:00"),
        trigger=step,
        terms=_TERMS if step is _STEP.MAKE else None,
        note="as agreed",
    )


def _asked(step: Any, by: Any) -> list[Any]:
    """Return the codes of what keeps this actor from a step where the step is possible."""
    world, payment = World().approved(), None
    funds = world.pool
    for number, earlier in enumerate(_PATHS.get(step, (_STEP.MAKE,))):
        given = circumstances(world, () if payment is None else (payment,))
        command = _command(earlier, cc.Actor.system(), number)
        decision = cc.payments.decide_payment(command, payment, funds=funds, context=given, rules=RULES)
        payment, funds = decision.payment, funds.record(decision.ledger)
    given = circumstances(world, () if payment is None else (payment,))
    found = cc.payments.payment_problems(_command(step, by), payment, funds=funds, context=given, rules=RULES)
    return [problem.code for problem in found]


@pytest.mark.parametrize("step", _PATHS, ids=str)
@pytest.mark.parametrize("who", _STRANGERS.values(), ids=_STRANGERS.keys())
def test_nobody_moves_money_without_a_role_for_the_place(who: Any, step: Any) -> None:
    assert _AUTHORITY.intersection(_asked(step, who))


@pytest.mark.parametrize("step", _PATHS, ids=str)
def test_a_reviewer_of_the_place_is_no_payment_team(step: Any) -> None:
    reviewer = cc.Actor.vendor("rita", cc.Role.REVIEWER, **_HERE)
    assert _AUTHORITY.intersection(_asked(step, reviewer))


@pytest.mark.parametrize("step", sorted(_PATHS.keys() - {_STEP.RECOUP}), ids=str)
def test_the_validation_team_of_the_place_does_no_more_than_recover(step: Any) -> None:
    team = cc.Actor.vendor("vera", cc.Role.VALIDATION_TEAM, **_HERE)
    assert _AUTHORITY.intersection(_asked(step, team))


def test_the_validation_team_of_the_place_recovers_what_was_paid_in_error() -> None:
    team = cc.Actor.vendor("vera", cc.Role.VALIDATION_TEAM, **_HERE)
    assert _asked(_STEP.RECOUP, team) == []


@pytest.mark.parametrize("step", sorted(_PATHS.keys() - _BY_SYSTEM), ids=str)
def test_the_system_judges_no_invoice_and_recovers_nothing(step: Any) -> None:
    assert _AUTHORITY.intersection(_asked(step, cc.Actor.system()))


@pytest.mark.parametrize("step", sorted(_BY_SYSTEM), ids=str)
def test_the_system_in_its_role_does_what_its_rows_say(step: Any) -> None:
    assert not _AUTHORITY.intersection(_asked(step, cc.Actor.system()))


@pytest.mark.parametrize("step", sorted(_PATHS.keys() - _NOT_BY_THE_PAYMENT_TEAM), ids=str)
def test_the_payment_team_of_the_place_does_what_its_rows_say(step: Any) -> None:
    team = cc.Actor.vendor("paul", cc.Role.PAYMENT_TEAM, **_HERE)
    assert not _AUTHORITY.intersection(_asked(step, team))


@pytest.mark.parametrize("step", sorted(_NOT_BY_THE_PAYMENT_TEAM), ids=str)
def test_the_payment_team_lets_nothing_lapse(step: Any) -> None:
    team = cc.Actor.vendor("paul", cc.Role.PAYMENT_TEAM, **_HERE)
    assert _AUTHORITY.intersection(_asked(step, team))


@pytest.mark.parametrize("step", sorted(_PATHS.keys() - {_STEP.RECEIVE_TAX_INVOICE}), ids=str)
def test_no_partner_does_what_is_the_vendors(step: Any) -> None:
    assert cc.findings.ProblemCode.WRONG_SIDE in _asked(step, ALICE)


@pytest.mark.parametrize("step", [_STEP.RECEIVE_TAX_INVOICE, _STEP.HOLD], ids=str)
def test_the_incentives_admin_sends_the_invoice_and_holds_the_payment(step: Any) -> None:
    assert _asked(step, ALICE) == []


@pytest.mark.parametrize("step", [_STEP.RECEIVE_TAX_INVOICE, _STEP.HOLD], ids=str)
def test_on_the_partners_side_the_place_counts_already(step: Any) -> None:
    elsewhere = cc.Actor.partner("alice", cc.Role.INCENTIVES_ADMIN, location="no-9", program="other")
    assert _AUTHORITY.intersection(_asked(step, elsewhere))


@pytest.mark.parametrize(
    "by", [types.SimpleNamespace(id="x", side=cc.Side.SYSTEM, grants=()), "rita", None], ids=type
)
def test_only_an_actor_gives_a_payment_command(by: Any) -> None:
    with pytest.raises(cc.InvalidValue):
        _command(_STEP.MAKE, by)


def test_each_payment_row_names_the_action_that_it_needs() -> None:
    assert all(isinstance(row.requires, cc.Action) for row in cc.payments.PAYMENT_TABLE.rows)


def test_one_page_shows_who_may_take_which_step_of_a_payment() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "permissions.md").read_text("utf-8")
    shown = page.casefold().replace("_", " ")
    assert not [step for step in _STEP if step.value.replace("_", " ") not in shown]


def test_a_payment_made_by_a_side_that_no_row_allows_is_broken() -> None:
    entry = cc.payments.PaymentEntry(
        payment=cc.identifiers.PaymentId("PAY-1"),
        number=1,
        at=at("2022-11-10 09:00"),
        by=cc.identifiers.ActorId("alice"),
        side=cc.Side.PARTNER,
        role=cc.Role.INCENTIVES_ADMIN,
        command=cc.identifiers.CommandId("p0"),
        trigger=_STEP.MAKE,
        before=None,
        after=cc.payouts.PaymentStatus.UNPROCESSED,
        terms=_TERMS,
    )
    with pytest.raises(cc.errors.BrokenHistory):
        cc.payments.replay_payment(cc.payments.PaymentHistory(cc.identifiers.PaymentId("PAY-1"), (entry,)))
