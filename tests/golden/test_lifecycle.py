"""The lifecycle against the golden table: every status, every command, every role, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.cases import (
    GOLDEN_STEPS,
    OPEN_VERDICTS,
    POLICY_VERDICTS,
    REFUSED,
    GoldenRow,
    Verdict,
    disagreements,
    golden_rows,
    golden_verdicts,
    table_verdicts,
)
from tests.support.world import (
    ACTORS,
    ADMIN,
    KINDS,
    SYSTEM,
    USER,
    Desk,
    asked_desk_at,
    bound,
    desk_asked_for_documents,
    desk_at,
)

from coopclaims import ClaimStatus, Policies, Refused, Role
from coopclaims.claims import (
    TABLE,
    CancelDraft,
    ExpireDraft,
    ReopenClaim,
    SubmitClaim,
    Trigger,
)
from coopclaims.findings import ProblemCode
from coopclaims.rules import Reopening
from coopclaims.transitions import Row

if TYPE_CHECKING:
    from coopclaims.claims import Command

GOLDEN = golden_rows()
VERDICTS = golden_verdicts()
STATUSES: tuple[ClaimStatus | None, ...] = (None, *ClaimStatus)
PERMISSION_CODES = {
    ProblemCode.WRONG_SIDE,
    ProblemCode.ACTION_NOT_GRANTED,
    ProblemCode.OUTSIDE_SCOPE,
    ProblemCode.NOT_ASKED,
}


def moment(desk: Desk, kind: type[Command]) -> str:
    """Return an instant at which nothing but status and role can stand in the way of this command."""
    if desk.current is None:
        return "2022-09-01 09:00"
    if kind is ExpireDraft and desk.status() is ClaimStatus.EDITING:
        return "2023-02-16 00:00"  # the first instant after the claiming period
    return desk.later


SEEING = frozenset(Role) - {Role.ACCOUNT_ADMIN, Role.BILLING_ADMIN, Role.PAYMENT_TEAM}
"""The roles that may see the claim of the world: those that `permissions.csv` lets view it, and Carol."""


def sees(desk: Desk, role: Role) -> bool:
    """Whether the actor of this role may see the claim of the desk: Carol only while she is asked."""
    asked = any(each.is_in_force for each in desk.claim.details.uploads_asked)
    return role in SEEING and (role is not Role.COLLABORATOR or asked)


def outcome(desk: Desk, kind: type[Command], role: Role) -> ClaimStatus | Refused:
    """Return where the command leads when an actor of this role gives it, or why it is refused."""
    try:
        decision = desk.decide(desk.command(kind, ACTORS[role], moment(desk, kind)))
    except Refused as refused:
        return refused
    (entry,) = decision.entries
    assert entry.before is (None if desk.current is None else desk.status())
    assert entry.role is role
    return entry.after


def verdict(at: ClaimStatus | None, kind: type[Command]) -> Verdict:
    """Return where the command leads from this status, and which of the ten roles are let."""
    desk = asked_desk_at(at)
    answers = {role: outcome(desk, kind, role) for role in Role}
    reached = {answer for answer in answers.values() if isinstance(answer, ClaimStatus)}
    assert len(reached) <= 1
    return Verdict(
        next(iter(reached), None),
        frozenset(role for role, answer in answers.items() if isinstance(answer, ClaimStatus)),
    )


def test_the_golden_table_is_whole() -> None:
    """Ten statuses by sixteen steps, and where there is no claim creating one, and asking for documents."""
    assert len(GOLDEN) == 10 * 16 + 2
    assert {(row.at, row.on) for row in GOLDEN} == {
        (None, Trigger.CREATE),
        (None, Trigger.REQUEST_DOCUMENTS),
        *((status, step) for status in ClaimStatus for step in GOLDEN_STEPS),
    }
    assert len(ACTORS) == 10


@pytest.mark.parametrize("row", GOLDEN, ids=str)
def test_decide_says_what_the_golden_row_says(row: GoldenRow) -> None:
    kinds = [kind for kind in KINDS if kind.trigger is row.on]
    assert kinds
    for kind in kinds:
        assert verdict(row.at, kind) == row.verdict, kind.__name__


@pytest.mark.parametrize("row", [row for row in GOLDEN if row.verdict == REFUSED and row.at], ids=str)
def test_what_the_golden_table_refuses_is_refused_to_every_role_with_its_reason(row: GoldenRow) -> None:
    desk = desk_asked_for_documents(desk_at(row.at))
    ever = frozenset[Role]().union(*(each.verdict.allowed_to for each in GOLDEN if each.on is row.on))
    for kind in (kind for kind in KINDS if kind.trigger is row.on):
        for role in Role:
            refused = outcome(desk, kind, role)
            assert isinstance(refused, Refused)
            if not sees(desk, role):
                assert len(refused.problems) == 1
                assert refused.codes <= PERMISSION_CODES
                continue
            if row.on is Trigger.CREATE:
                assert refused.codes == {ProblemCode.CLAIM_EXISTS}
                assert_whoever_creates(refused)
                continue
            *theirs, problem = refused.problems
            assert {each.code for each in theirs} <= PERMISSION_CODES
            assert len(theirs) == (role not in ever)  # who never takes this step hears that too
            assert problem.code is ProblemCode.STEP_NOT_POSSIBLE
            answer = TABLE[row.at][row.on]
            assert not isinstance(answer, Row)
            assert answer.reason.english in problem.message
            assert problem.source == answer.citation
            assert problem.source.facts
            assert problem.param("status") is desk.status()
            assert problem.param("step") is row.on
            assert_possible(desk.status(), problem.param("possible"), problem.who)


def assert_whoever_creates(refused: Refused) -> None:
    """Source: R-01. A claim that is there, or is not, is a matter for who may create one."""
    (problem,) = refused.problems
    assert problem.field == "claim"
    assert "C-1001" in problem.message
    assert "create" in problem.remedy
    assert set(problem.who) == {Role.GLOBAL_ADMIN, Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER}
    assert problem.source.facts


def assert_possible(status: ClaimStatus, possible: tuple[Trigger, ...], who: tuple[Role, ...]) -> None:
    """A refusal says every step that the golden table allows in this status, and who may take it."""
    open_rows = {row.on: row.verdict for row in GOLDEN if row.at is status and row.verdict != REFUSED}
    open_rows |= {on: ours for (at, on), ours in OPEN_VERDICTS.items() if at is status}
    assert set(possible) == set(open_rows)
    assert set(who) == frozenset[Role]().union(*(each.allowed_to for each in open_rows.values()))


@pytest.mark.parametrize("row", [row for row in GOLDEN if row.verdict != REFUSED], ids=str)
def test_who_is_not_let_is_told_who_is(row: GoldenRow) -> None:
    desk = asked_desk_at(row.at)
    grantable = row.verdict.allowed_to - {Role.COLLABORATOR}
    for kind in (kind for kind in KINDS if kind.trigger is row.on):
        for role in set(Role) - row.verdict.allowed_to:
            refused = outcome(desk, kind, role)
            assert isinstance(refused, Refused)
            (problem,) = refused.problems
            assert problem.code in PERMISSION_CODES
            if role not in SEEING and row.at is not None:  # nothing is said of where the claim stands
                elsewhere = outcome(desk_at(ClaimStatus.SUBMITTED), kind, role)
                assert isinstance(elsewhere, Refused)
                assert refused.problems == elsewhere.problems
                continue
            assert set(problem.who) == grantable
            assert problem.source.facts
            assert problem.field == "by"
            for able in grantable:
                assert able.caption in problem.remedy


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.trigger is not Trigger.CREATE])
def test_where_there_is_no_claim_there_is_nothing_to_do(kind: type[Command]) -> None:
    desk = Desk()
    for role in Role:
        refused = outcome(desk, kind, role)
        assert isinstance(refused, Refused)
        assert refused.codes == {ProblemCode.CLAIM_MISSING}
        assert_whoever_creates(refused)


def test_the_table_allows_and_refuses_as_the_golden_table_does() -> None:
    assert disagreements(table_verdicts(TABLE.rows, TABLE.refusals), VERDICTS) == {}


def test_nothing_but_the_policy_row_stands_outside_the_golden_table() -> None:
    golden = {(row.at, row.on) for row in GOLDEN if row.verdict != REFUSED}
    assert {(row.source, row.trigger) for row in TABLE.rows} - golden == set(POLICY_VERDICTS)


class TestReopening:
    """Source: T8. The one edge that no published account has, open only by policy."""

    @pytest.mark.parametrize("at", STATUSES, ids=str)
    def test_is_off_unless_chosen(self, at: ClaimStatus | None) -> None:
        assert verdict(at, ReopenClaim) == REFUSED

    def test_being_off_is_said(self) -> None:
        desk = desk_at(ClaimStatus.ACTION_REQUIRED)
        refused = desk.refused(ReopenClaim, USER, desk.later)
        assert refused.codes == {ProblemCode.REOPENING_OFF}

    def test_leads_from_action_required_to_editing_where_it_is_on(self) -> None:
        rules = bound(Policies(reopening=Reopening.EXPLICIT))
        for at in ClaimStatus:
            desk = desk_at(at, rules=rules)
            answers = {role: outcome(desk, ReopenClaim, role) for role in Role}
            let = {role for role, answer in answers.items() if isinstance(answer, ClaimStatus)}
            if at is ClaimStatus.ACTION_REQUIRED:
                assert let == {Role.GLOBAL_ADMIN, Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER}
                assert answers[Role.INCENTIVES_USER] is ClaimStatus.EDITING
            else:
                assert let == set()

    def test_a_reopened_claim_is_submitted_again_and_neither_cancelled_nor_expired(self) -> None:
        """Source: T16, T17: before the first submission only."""
        rules = bound(Policies(reopening=Reopening.EXPLICIT))
        desk = desk_at(ClaimStatus.ACTION_REQUIRED, rules=rules)
        desk.do(ReopenClaim, USER, desk.later)
        assert desk.status() is ClaimStatus.EDITING
        assert desk.refused(CancelDraft, ADMIN, desk.later).codes == {ProblemCode.SUBMITTED_BEFORE}
        after_the_window = "2023-02-16 00:00"
        assert desk.refused(ExpireDraft, SYSTEM, after_the_window).codes == {ProblemCode.SUBMITTED_BEFORE}
        desk.do(SubmitClaim, USER, after_the_window)
        assert desk.status() is ClaimStatus.SUBMITTED


@pytest.mark.parametrize("row", GOLDEN, ids=str)
def test_the_basis_is_that_of_the_golden_row(row: GoldenRow) -> None:
    """Published or inferred: the code claims neither more nor less than the golden table."""
    assert TABLE[row.at][row.on].basis.kind == row.basis


@pytest.mark.parametrize("row", [row for row in GOLDEN if row.facts], ids=str)
def test_the_source_names_a_fact_that_the_golden_row_names(row: GoldenRow) -> None:
    assert row.facts.intersection(TABLE[row.at][row.on].citation.facts)
