"""Who may do what, by brute force: every actor in every scope against the golden tables.

The rights to the steps of payments and to what is booked in funds stand in `payment_permissions.csv` and
`fund_permissions.csv`; those of claims are judged in `test_lifecycle.py`, and here only what nobody may do
who holds no role at the place.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, get_args

import attrs
import pytest
from tests.support.cases import golden_rows, rows_of
from tests.support.payments import NOW, circumstances, command, paying_fund, payment_at
from tests.support.world import (
    CAROL,
    ELSEWHERE,
    KINDS,
    LOCATION,
    OTHER_PROGRAM,
    PROGRAM,
    RULES,
    USER,
    bound,
    desk_at,
    instant,
)

from coopclaims import (
    Action,
    Actor,
    ClaimStatus,
    FundPool,
    Grant,
    Money,
    Refused,
    Role,
    Side,
    UsagePeriod,
    allowed,
    partner_center,
    permission,
)
from coopclaims.claims import RequestUpload, Trigger
from coopclaims.findings import ProblemCode
from coopclaims.funds import (
    LEDGER_ACTIONS,
    AdjustEarnings,
    ConvertFunds,
    CorrectFundInstant,
    FundCommand,
    FundEntryKind,
    PoolKey,
    RecordEarnings,
    RollOverFunds,
    decide_fund,
    fund_problems,
)
from coopclaims.identifiers import ActorId, CommandId
from coopclaims.parties import EVERYWHERE, Everywhere
from coopclaims.payments import PAYMENT_TABLE, PaymentRow, decide_payment, payment_problems
from coopclaims.payouts import PaymentTrigger
from coopclaims.provenance import BasisKind
from coopclaims.testing import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coopclaims.identifiers import LocationId, ProgramId

AUTHORITY = frozenset(
    {
        ProblemCode.WRONG_SIDE,
        ProblemCode.ACTION_NOT_GRANTED,
        ProblemCode.OUTSIDE_SCOPE,
        ProblemCode.NOT_ASKED,
        ProblemCode.RULE_MISSING,
    }
)
"""The codes that say that this actor may not."""

PAYMENT_RIGHTS = rows_of("payment_permissions")
FUND_RIGHTS = rows_of("fund_permissions")
OF_STEP = {row.trigger: row.requires for row in PAYMENT_TABLE.rows}
GOLDEN_STEPS = [step for step in PaymentTrigger if step is not PaymentTrigger.CORRECT_INSTANT]
"""The steps of the golden table: correcting an instant is a repair, and the same on every stream."""
STEP_TAKERS = {
    step: {Role(row["role"]) for row in PAYMENT_RIGHTS if row["step"] == step and row["allowed"] == "yes"}
    for step in GOLDEN_STEPS
} | {PaymentTrigger.CORRECT_INSTANT: {Role.SYSTEM}}
WHOSE = {
    action: {Role(row["role"]) for row in FUND_RIGHTS if row["action"] == action and row["allowed"] == "yes"}
    for action in Action
    if any(row["action"] == action for row in FUND_RIGHTS)
}
GRANTABLE = [role for role in Role if role is not Role.COLLABORATOR]

_Place = tuple["LocationId | Everywhere", "ProgramId | Everywhere"]
COVERING: tuple[_Place, ...] = (
    (LOCATION, PROGRAM),
    (LOCATION, EVERYWHERE),
    (EVERYWHERE, PROGRAM),
    (EVERYWHERE, EVERYWHERE),
)
OUTSIDE: tuple[_Place, ...] = (
    (ELSEWHERE, PROGRAM),
    (LOCATION, OTHER_PROGRAM),
    (ELSEWHERE, OTHER_PROGRAM),
    (ELSEWHERE, EVERYWHERE),
    (EVERYWHERE, OTHER_PROGRAM),
)


def holding(role: Role, place: _Place) -> Actor:
    return Actor(ActorId(f"{role} of {place}"), role.side, (Grant(role, *place),))


ROLELESS = [Actor(ActorId(f"nobody on the {side}'s side"), side) for side in Side]
CAST = [
    *((actor, None) for actor in ROLELESS),
    *((holding(role, place), role) for role in GRANTABLE for place in COVERING),
    *((holding(role, place), None) for role in GRANTABLE for place in OUTSIDE),
]
"""Every actor, with the role that they hold where the claim is; `None` where they hold none there."""


def test_the_golden_tables_are_whole() -> None:
    steps = {(row["step"], row["role"]) for row in PAYMENT_RIGHTS}
    assert steps == {(step.value, role.value) for step in GOLDEN_STEPS for role in Role}
    assert len(PAYMENT_RIGHTS) == len(steps)
    assert {action for action, _ in ((row["action"], row["role"]) for row in FUND_RIGHTS)} == set(WHOSE)
    assert len(FUND_RIGHTS) == len(WHOSE) * len(Role)


def test_every_step_of_a_payment_needs_one_action_that_no_other_step_needs() -> None:
    assert OF_STEP.keys() == set(PaymentTrigger)
    assert all(row.requires is OF_STEP[row.trigger] for row in PAYMENT_TABLE.rows)
    assert len(set(OF_STEP.values())) == len(PaymentTrigger)


@pytest.mark.parametrize("step", GOLDEN_STEPS, ids=str)
@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("day", [date(2014, 10, 17), date(2019, 5, 1), date(2022, 9, 14), date(2035, 1, 1)])
def test_a_right_to_a_step_holds_as_long_as_its_row(step: PaymentTrigger, strict: bool, day: date) -> None:
    rule = bound(strict=strict).permission(OF_STEP[step], day)
    assert rule.value == STEP_TAKERS[step]
    (facts,) = {row["fact_ids"] for row in PAYMENT_RIGHTS if row["step"] == step}
    assert (rule.basis.kind, set(rule.source.facts)) == (BasisKind.INFERRED, set(facts.split(";")))


def test_the_rights_to_money_begin_with_the_first_rule_of_all() -> None:
    firsts = [rule.first for timeline in partner_center.timelines.values() for rule in timeline.rules]
    assert partner_center.timelines["may_make_payment"].rules[0].first == min(firsts)


@pytest.mark.parametrize("row", PAYMENT_TABLE.rows, ids=lambda row: f"{row.source or 'none'}-{row.trigger}")
def test_a_step_of_a_payment_is_for_whom_the_golden_table_names_and_nobody_else(row: PaymentRow) -> None:
    payment = None if row.source is None else payment_at(row.source)
    around = circumstances(payments=() if payment is None else (payment,))
    fund = paying_fund(payment)
    for actor, role in CAST:
        asked = command(row.trigger, actor, NOW + timedelta(hours=1))
        found = payment_problems(asked, payment, funds=fund, context=around, rules=RULES)
        authority = [each for each in found if each.code in AUTHORITY]
        assert len(authority) == (role not in STEP_TAKERS[row.trigger]), actor.id
        if not found:
            decided = decide_payment(asked, payment, funds=fund, context=around, rules=RULES)
            assert decided.entries[0].role is role
        for each in authority:
            assert each.field == "by"
            if each.code is ProblemCode.OUTSIDE_SCOPE:
                assert not actor.roles_at(LOCATION, PROGRAM)


def has_part(actor: Actor, step: PaymentTrigger) -> bool:
    """Whether the actor takes the step, or sees the claims or funds of the place, by the golden tables."""
    rows = [row for row in rows_of("permissions") if row["action"] == "view_claim"]
    views = {Role(row["role"]) for row in rows if row["allowed"] == "yes"}
    return bool(actor.roles_at(LOCATION, PROGRAM) & (STEP_TAKERS[step] | WHOSE[Action.VIEW_FUNDS] | views))


@pytest.mark.parametrize("status", dict.fromkeys(row.source for row in PAYMENT_TABLE.rows), ids=str)
def test_what_the_table_refuses_is_refused_to_everybody(status: object) -> None:
    refusals = [each for each in PAYMENT_TABLE.refusals if each.source is status]
    payment = None if refusals[0].source is None else payment_at(refusals[0].source)
    around = circumstances(payments=() if payment is None else (payment,))
    fund = paying_fund(payment)
    for refusal in refusals:
        for actor, _ in CAST:
            asked = command(refusal.trigger, actor, NOW + timedelta(hours=1))
            with pytest.raises(Refused) as caught:
                decide_payment(asked, payment, funds=fund, context=around, rules=RULES)
            if has_part(actor, refusal.trigger):
                assert caught.value.codes == {ProblemCode.PAYMENT_STEP_NOT_POSSIBLE}
            else:
                assert len(caught.value.problems) == 1
                assert caught.value.codes <= AUTHORITY


@pytest.mark.parametrize("action", WHOSE, ids=str)
def test_a_right_to_a_fund_is_for_whom_the_golden_table_names_and_nobody_else(action: Action) -> None:
    for actor, role in CAST:
        found = permission(
            actor, action, location=LOCATION, program=PROGRAM, at=instant("2022-09-14 10:00"), rules=RULES
        )
        assert (found == ()) is (role in WHOSE[action]), actor.id
        assert {each.code for each in found} <= AUTHORITY


@pytest.mark.parametrize("kind", get_args(FundCommand), ids=lambda kind: kind.key)
def test_a_command_to_a_fund_is_for_whom_the_golden_table_names_and_nobody_else(
    kind: type[FundCommand],
) -> None:
    """Every actor in every scope; whoever may not is given that one problem, and nothing is booked."""
    world = World.of(RULES, usage_period=UsagePeriod(date(2021, 1, 1), date(2021, 6, 30)))
    key = attrs.evolve(world.fund_keys[1], location=LOCATION, program=PROGRAM)
    pool = FundPool.empty(key).earning("vendor-us", Money("5.00", "SEK"), at=instant("2020-07-01 09:00"))
    into = FundPool.empty(attrs.evolve(key, usage_period=world.usage_period))
    asked = _booking(kind, pool.key, into.key)
    other = into if isinstance(asked, RollOverFunds) else None
    for actor, role in CAST:
        given = attrs.evolve(asked, by=actor)
        found = fund_problems(given, pool, rules=RULES, other=other)
        authority = {each.code for each in found if each.code in AUTHORITY - {ProblemCode.RULE_MISSING}}
        may = WHOSE.get(asked.requires, {Role.SYSTEM})  # to correct an instant is no row of the table
        assert bool(authority) == (role not in may), actor.id
        if authority:
            assert len(found) == 1
            assert found[0].field == "by"
            assert "5.00" not in str(found[0])
            with pytest.raises(Refused):
                decide_fund(given, pool, rules=RULES, other=other)
        elif not found:
            decided = decide_fund(given, pool, rules=RULES, other=other)
            assert {(each.by, each.role) for each in decided.entries} == {(actor.id, role)}


def _booking(kind: type[FundCommand], fund: PoolKey, into: PoolKey) -> FundCommand:
    said: dict[type[FundCommand], dict[str, Any]] = {
        RecordEarnings: {"entity": "vendor-us", "amount": Money("1.00", "SEK")},
        AdjustEarnings: {
            "entity": "vendor-us",
            "amount": Money("1.00", "SEK"),
            "on": fund.usage_period.first,
        },
        ConvertFunds: {"compared": Money("0.01", "USD")},
        RollOverFunds: {"into": into},
        CorrectFundInstant: {"entry": 1, "instant": instant("2020-07-01 08:00")},
    }
    made: Any = kind
    at = instant("2021-02-01 09:00")
    asked: FundCommand = made(
        fund=fund, id=CommandId("booking"), by=Actor.system(), at=at, reason="why", **said.get(kind, {})
    )
    return asked


def test_each_kind_of_entry_that_no_step_causes_needs_its_action() -> None:
    caused = {
        FundEntryKind.RESERVED,
        FundEntryKind.RELEASED,
        FundEntryKind.COMMITTED,
        FundEntryKind.COMMITMENT_REVERSED,
        FundEntryKind.PAID,
        FundEntryKind.PAYMENT_RETURNED,
        FundEntryKind.RECOUPED,
        FundEntryKind.RESTORED,
    }
    assert LEDGER_ACTIONS.keys() == set(FundEntryKind) - caused
    viewing = {Action.VIEW_FUNDS, Action.VIEW_CLAIM_SUMS}
    assert set(LEDGER_ACTIONS.values()) == WHOSE.keys() - viewing | {Action.CORRECT_INSTANT}


def test_an_instant_is_corrected_by_the_system() -> None:
    assert RULES.permission(Action.CORRECT_INSTANT, date(2022, 9, 14)).value == {Role.SYSTEM}


def _strangers() -> Iterator[Actor]:
    yield from ROLELESS
    for role in GRANTABLE:
        yield from (holding(role, place) for place in OUTSIDE)


@pytest.mark.parametrize("status", ClaimStatus, ids=str)
def test_nobody_does_anything_on_a_claim_without_a_role_for_its_place(status: ClaimStatus) -> None:
    desk = desk_at(status)
    for actor in _strangers():
        options = allowed(desk.claim, actor, at=instant(desk.later), rules=desk.rules, funds=desk.funds)
        assert options.keys() == set(KINDS)
        assert not [option.key for option in options.values() if option.is_allowed], actor.id


def test_the_colleague_who_was_asked_does_what_a_colleague_may_and_no_more() -> None:
    desk = desk_at(ClaimStatus.EDITING)
    desk.do(RequestUpload, USER, desk.later, colleague=CAROL.id, what="the photo")
    options = allowed(desk.claim, CAROL, at=instant(desk.later), rules=desk.rules, funds=desk.funds)
    let = {option.trigger for option in options.values() if option.is_allowed}
    rows = [row for row in golden_rows() if row.at is ClaimStatus.EDITING]
    assert let == {row.on for row in rows if Role.COLLABORATOR in row.verdict.allowed_to}
    assert let == {Trigger.ADD_DOCUMENT, Trigger.COMMENT}
    assert not [step for step in PaymentTrigger if Role.COLLABORATOR in STEP_TAKERS[step]]
