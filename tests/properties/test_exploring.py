"""The model explored: all of it under the published rules, and what rules of one's own do wrong."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import given, settings

from coopclaims import (
    Action,
    ClaimStatus,
    FundPool,
    Policies,
    Role,
    Rulebook,
    Source,
    UsagePeriod,
    partner_center,
)
from coopclaims.claims import (
    TABLE,
    AddInformation,
    AddProof,
    ApproveClaim,
    CancelDraft,
    Comment,
    CorrectInstant,
    DisputeRejection,
    ReopenClaim,
    RequestAction,
    RequestDocuments,
    SubmitClaim,
    Trigger,
)
from coopclaims.errors import NoRuleInForce
from coopclaims.findings import ProblemCode
from coopclaims.provenance import PUBLISHED
from coopclaims.rules import (
    AfterPartnerAction,
    Cancelling,
    CutDisputing,
    DisputeRequests,
    DisputeWindow,
    Disputing,
    Edition,
    Reopening,
    Retracting,
    Rule,
    Submitting,
)
from coopclaims.testing import World, bound_rules, explore, open_rows, rulebooks, shortest_path

if TYPE_CHECKING:
    from coopclaims import Rules
    from coopclaims.claims import Command
    from coopclaims.testing import StepAnswer

pytestmark = pytest.mark.slow  # each explores a whole model

HOME = World.typical()
SIGHTLESS = {Role.ACCOUNT_ADMIN, Role.BILLING_ADMIN, Role.PAYMENT_TEAM, Role.COLLABORATOR}
"""Roles that see no claims, but a colleague where they are asked: they hear nothing of where it stands."""
PUBLISHED_MODEL = explore(HOME.rules)


def granting(granted: dict[Action, frozenset[Role]], policies: Policies | None = None) -> Rules:
    """Return the published rules with an edition of one's own that grants these actions otherwise."""
    own = Edition(
        name="own",
        permissions=tuple(
            (
                action,
                Rule(value=roles, first=date(2020, 1, 1), source=Source(document="own"), basis=PUBLISHED),
            )
            for action, roles in granted.items()
        ),
    )
    book = Rulebook("own", (*partner_center.editions, own))
    return book.bind(calendar=HOME.rules.calendar, zone=HOME.rules.zone, policies=policies)


class TestPublishedRules:
    """Under the published rules every status and every open row is reached, and no place is a dead end."""

    def test_nothing_is_wrong(self) -> None:
        PUBLISHED_MODEL.check()
        assert PUBLISHED_MODEL.statuses == set(ClaimStatus)
        assert PUBLISHED_MODEL.rows == set(open_rows(HOME.rules))

    @pytest.mark.parametrize("status", list(ClaimStatus))
    def test_each_story_is_the_shortest(self, status: ClaimStatus) -> None:
        story = PUBLISHED_MODEL.story(status)
        assert story is not None
        moving = [entry for entry in story.history if entry.before is not entry.after]
        assert len(moving) == len(shortest_path(status, rules=HOME.rules))

    def test_every_combination_is_answered(self) -> None:
        asked = {(each.place.status, each.command, each.role) for each in PUBLISHED_MODEL.answers}
        commands = {each.command for each in PUBLISHED_MODEL.answers}
        assert len(commands) == 26
        assert len(asked) == len(ClaimStatus) * len(commands) * len(Role)

    def test_who_may(self) -> None:
        may = PUBLISHED_MODEL.who_may
        assert may(ApproveClaim, ClaimStatus.UNDER_REVIEW) == {Role.REVIEWER, Role.VALIDATION_TEAM}
        assert may(ApproveClaim, ClaimStatus.DISPUTED) == {Role.VALIDATION_TEAM}
        assert may(DisputeRejection, ClaimStatus.REJECTED) == {Role.INCENTIVES_ADMIN}
        assert not may(ReopenClaim, ClaimStatus.ACTION_REQUIRED)
        assert Role.COLLABORATOR in may(Comment, ClaimStatus.EDITING)
        assert Role.COLLABORATOR not in may(SubmitClaim, ClaimStatus.EDITING)

    def test_a_colleague_may_do_something_only_where_he_was_asked(self) -> None:
        allowed = [
            each for each in PUBLISHED_MODEL.answers if each.role is Role.COLLABORATOR and not each.codes
        ]
        assert {each.condition for each in allowed} == {"asked to upload"}

    def test_nobody_may_anything_elsewhere(self) -> None:
        elsewhere = [each for each in PUBLISHED_MODEL.answers if each.condition == "elsewhere"]
        assert elsewhere
        assert all(each.codes for each in elsewhere)

    def test_the_report(self) -> None:
        lines = PUBLISHED_MODEL.report().splitlines()
        assert lines[0] == "10 of 10 statuses, 41 rows, 10400 answers, 0 defects"
        assert "  Rejected: create, add document, submit, start review, reject" in lines


def _adds(answer: StepAnswer, kind: type[Command]) -> bool:
    return answer.command is kind and answer.place.status is ClaimStatus.DISPUTED and not answer.codes


class TestPolicies:
    """What a policy closes is no defect; what it opens is explored."""

    def test_every_row_under_one_policy_or_another(self) -> None:
        reopening = Policies(
            reopening=Reopening.EXPLICIT,
            after_partner_action=AfterPartnerAction.SUBMITTED,
            retracting=Retracting.WITHIN_WINDOW,
            cut_disputing=CutDisputing.AS_REJECTION,
        )
        found = explore(World.typical(policies=reopening).rules)
        found.check()
        repairs = {row for row in TABLE.rows if row.trigger is Trigger.CORRECT_INSTANT}
        assert found.rows == set(TABLE.rows) - repairs
        assert {row.source for row in repairs} == {row.target for row in repairs} == set(ClaimStatus)
        for status in ClaimStatus:
            assert found.who_may(CorrectInstant, status) == {Role.SYSTEM}
        leads = {(row.source, row.trigger, there.status) for _, row, there in found.taken}
        (other,) = (row for row in TABLE.rows if row.target_by_policy is not None)
        assert (other.source, other.trigger, other.target_by_policy) in leads

    def test_what_is_off_is_not_missed(self) -> None:
        found = explore(World.typical(policies=Policies(cancelling=Cancelling.OFF)).rules)
        found.check()
        assert found.story(ClaimStatus.CANCELLED) is None
        assert not found.who_may(CancelDraft, ClaimStatus.EDITING)

    def test_a_second_dispute_may_be_closed(self) -> None:
        found = explore(World.typical(policies=Policies(dispute_window=DisputeWindow.STRICT)).rules)
        found.check()
        closed = [
            each.codes
            for each in found.answers
            if each.command is DisputeRejection
            and each.place.status is ClaimStatus.REJECTED
            and each.place.disputed
            and each.role not in SIGHTLESS
            and each.condition != "elsewhere"
        ]
        assert closed
        assert all(ProblemCode.DISPUTED_BEFORE in codes for codes in closed)

    def test_documents_are_asked_for_in_a_dispute_and_then_added(self) -> None:
        assert PUBLISHED_MODEL.who_may(RequestDocuments, ClaimStatus.DISPUTED) == {Role.VALIDATION_TEAM}
        for kind in (AddProof, AddInformation):
            adding = PUBLISHED_MODEL.who_may(kind, ClaimStatus.DISPUTED)
            assert adding >= {Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER}
            asked = {each.place.asked for each in PUBLISHED_MODEL.answers if _adds(each, kind)}
            assert asked == {True}

    def test_asking_may_decide_a_dispute(self) -> None:
        policies = Policies(dispute_requests=DisputeRequests.BY_DECISION)
        found = explore(World.typical(policies=policies).rules)
        found.check()
        for kind in (RequestDocuments, AddProof, AddInformation):
            assert not found.who_may(kind, ClaimStatus.DISPUTED)
        assert found.who_may(RequestAction, ClaimStatus.DISPUTED) == {Role.VALIDATION_TEAM}

    def test_a_wider_reading(self) -> None:
        found = explore(World.typical(policies=Policies(disputing=Disputing.WIDENED)).rules)
        assert found.who_may(DisputeRejection, ClaimStatus.REJECTED) > {Role.INCENTIVES_ADMIN}

    @pytest.mark.wide
    @settings(max_examples=1)  # it explores the whole model, and walks it to its ends
    @given(bound_rules(rulebook=rulebooks()))
    def test_nothing_is_wrong_with_what_is_generated(self, rules: Rules) -> None:
        found = explore(rules)
        found.check()
        assert found.statuses == set(ClaimStatus)


class TestDefects:
    """Rules that no claim can come through are found, with what is wrong."""

    def test_nobody_may_approve(self) -> None:
        found = explore(granting({Action.REVIEW: frozenset(), Action.DECIDE_DISPUTE: frozenset()}))
        told = [str(each) for each in found.defects]
        assert "Under review / approve can never be taken: no role may review" in told
        assert "Submitted (submitted before) is a dead end: Submitted / start review leads to no end" in told
        assert any(
            each.startswith("no claim comes to Approved: Under review / approve: no role") for each in told
        )
        with pytest.raises(AssertionError, match="defect: Under review / approve can never be taken"):
            found.check()

    def test_nobody_may_decide_a_dispute(self) -> None:
        found = explore(granting({Action.DECIDE_DISPUTE: frozenset()}))
        dead = [each for each in found.defects if "dead end" in each.what]
        assert [each.what for each in dead] == ["Disputed (submitted, disputed before) is a dead end"]
        assert "no role may decide dispute" in dead[0].why

    def test_readings_that_leave_nobody_to_submit(self) -> None:
        rules = granting({Action.SUBMIT_PLAN_PATH: frozenset()}, Policies(submitting=Submitting.ADMIN_ONLY))
        found = explore(rules)
        assert not found.who_may(SubmitClaim, ClaimStatus.EDITING)
        assert str(found.defects[0]) == "Editing / submit can never be taken: no role may submit"
        assert "Submitted: never" in found.report()

    def test_readings_that_make_a_status_a_dead_end(self) -> None:
        policies = Policies(submitting=Submitting.ADMIN_ONLY, cancelling=Cancelling.OFF)
        granted = {Action.SUBMIT_PLAN_PATH: frozenset[Role](), Action.EXPIRE_DRAFT: frozenset[Role]()}
        found = explore(granting(granted, policies))
        dead = [each.what for each in found.defects if "dead end" in each.what]
        assert dead == ["no claim is a dead end", "Editing is a dead end"]

    def test_only_who_was_never_asked(self) -> None:
        rules = granting(
            {Action.ADD_DOCUMENT: frozenset({Role.COLLABORATOR}), Action.REQUEST_UPLOAD: frozenset()}
        )
        found = explore(rules)
        assert found.who_may(AddProof, ClaimStatus.EDITING) == {Role.COLLABORATOR}
        assert ClaimStatus.SUBMITTED not in found.statuses

    def test_a_colleague_who_was_asked(self) -> None:
        rules = granting({Action.ADD_DOCUMENT: frozenset({Role.COLLABORATOR})})
        assert ClaimStatus.SUBMITTED not in explore(rules).statuses

    def test_a_fund_that_bears_nothing(self) -> None:
        penniless = attrs.evolve(HOME, funds=FundPool.empty(HOME.funds.key))
        found = explore(HOME.rules, world=penniless)
        assert "Under review / approve can never be taken: approved_above_earned" in map(str, found.defects)

    def test_a_time_without_rules(self) -> None:
        long_ago = World.of(HOME.rules, usage_period=UsagePeriod(date(2001, 7, 1), date(2001, 12, 31)))
        with pytest.raises(NoRuleInForce):
            explore(HOME.rules, world=long_ago)
