"""One judgement asked four ways: decide, problems, advice, allowed. And what a refusal leaves alone."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given, strategies as st
from tests.support.world import (
    ACTORS,
    ADMIN,
    CLAIM,
    FORM,
    KINDS,
    REVIEWER,
    RULES,
    USER,
    Desk,
    asked_desk_at,
    bound,
    desk_at,
    fund,
    instant,
    sek,
    stored,
)

from coopclaims import (
    ClaimStatus,
    InvalidValue,
    Policies,
    Refused,
    Role,
    advice,
    allowed,
    command_of,
    perform,
    problems,
    replay,
)
from coopclaims.claims import (
    AddInvoice,
    AddProof,
    ApproveClaim,
    ClaimCreated,
    Command,
    Comment,
    CreateClaim,
    Envelope,
    ExpireDraft,
    RejectClaim,
    RemoveItem,
    ReopenClaim,
    RequestAction,
    StartReview,
    SubmitClaim,
)
from coopclaims.findings import ProblemCode
from coopclaims.identifiers import ClaimId
from coopclaims.rules import Reopening

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coopclaims.decisions import Option


def options(desk: Desk, role: Role, at: str) -> Mapping[type[Command], Option]:
    return allowed(desk.claim, ACTORS[role], at=instant(at), rules=desk.rules, funds=desk.funds)


class TestDecide:
    def test_returns_the_entry_that_happens(self) -> None:
        desk = Desk()
        decision = desk.decide(desk.command(CreateClaim, USER, "2022-09-01 09:00"))
        (entry,) = decision.entries
        assert (entry.number, entry.before, entry.after) == (1, None, ClaimStatus.EDITING)
        assert entry.event == ClaimCreated(FORM)
        assert decision.ledger == ()
        assert decision.claim == replay(decision.entries)

    def test_decides_the_same_again(self) -> None:
        """Same question, same answer."""
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        command = desk.command(ApproveClaim, REVIEWER, desk.later)
        assert desk.decide(command) == desk.decide(command)

    def test_a_command_for_another_claim_is_refused(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        stray = attrs.evolve(desk.command(Comment, USER, desk.later), claim=ClaimId("C-2002"))
        with pytest.raises(Refused) as caught:
            desk.decide(stray)
        (problem,) = caught.value.problems
        assert problem.code is ProblemCode.CLAIM_MISMATCH
        assert "C-1001" in problem.message
        assert "C-2002" in problem.message

    def test_an_instant_before_the_last_entry_is_refused(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        last = desk.claim.changed_at
        for kind in (Comment, SubmitClaim, AddProof):
            command = attrs.evolve(desk.command(kind, USER, desk.later), at=last - timedelta(microseconds=1))
            with pytest.raises(Refused) as caught:
                desk.decide(command)
            assert ProblemCode.EARLIER_THAN_LAST_ENTRY in caught.value.codes
            assert last.isoformat() in str(caught.value)

    def test_the_same_instant_is_allowed(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        same = attrs.evolve(desk.command(Comment, USER, desk.later), at=desk.claim.changed_at)
        (entry,) = desk.decide(same).entries
        assert entry.at == desk.last.at
        assert entry.number == desk.last.number + 1

    def test_the_order_of_instants_is_not_that_of_the_clock_on_the_wall(self) -> None:
        """On 6 November 2022 the hour from 1:00 comes twice; the second is later, at the same reading."""
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        desk.do(Comment, USER, "2022-11-06 01:45")
        assert desk.claim.changed_at == datetime(2022, 11, 6, 8, 45, tzinfo=UTC)
        again = instant("2022-11-06 01:15").replace(fold=1)
        later = attrs.evolve(desk.command(Comment, USER, desk.later), at=again)
        assert desk.decide(later).entries[0].at == datetime(2022, 11, 6, 9, 15, tzinfo=UTC)

    def test_several_kinds_of_problem_are_told_at_once(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        early = attrs.evolve(desk.command(AddProof, REVIEWER, desk.later), at=instant("2022-08-01 09:00"))
        assert isinstance(early, AddProof)
        bad = attrs.evolve(early, proof=attrs.evolve(early.proof, note="", document=""))
        assert {problem.code for problem in problems(bad, desk.claim, rules=RULES, funds=desk.funds)} == {
            ProblemCode.EARLIER_THAN_LAST_ENTRY,
            ProblemCode.WRONG_SIDE,
            ProblemCode.TEXT_MISSING,
            ProblemCode.NOTE_MISSING,
        }

    def test_where_the_step_is_impossible_its_content_is_not_judged(self) -> None:
        desk = desk_at(ClaimStatus.SUBMITTED)
        assert desk.refused(Comment, USER, desk.later, text="").codes == {ProblemCode.TEXT_MISSING}
        refused = desk.refused(RejectClaim, REVIEWER, desk.later, reasons=())
        assert refused.codes == {ProblemCode.STEP_NOT_POSSIBLE}


class TestAllowed:
    @pytest.mark.parametrize("role", Role)
    @pytest.mark.parametrize("status", ClaimStatus)
    @pytest.mark.parametrize("reopening", Reopening)
    def test_agrees_with_decide_for_every_kind_of_command(
        self, status: ClaimStatus, role: Role, reopening: Reopening
    ) -> None:
        """No means that a command that nothing else is wrong with is refused; yes, that it is accepted."""
        desk = asked_desk_at(status, rules=bound(Policies(reopening=reopening)))
        for at in (desk.later, "2023-02-16 00:00"):
            if instant(at) < desk.claim.changed_at:
                continue
            lit = options(desk, role, at)
            assert set(lit) == set(KINDS)
            for kind, option in lit.items():
                command = desk.command(kind, ACTORS[role], at)
                found = problems(command, desk.claim, rules=desk.rules, funds=desk.funds)
                assert option.is_allowed is (not found), kind
                assert option.problems == found
                assert option.command is kind

    def test_yes_says_nothing_about_the_content(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        assert options(desk, Role.INCENTIVES_USER, desk.later)[Comment].is_allowed
        assert desk.refused(Comment, USER, desk.later, text="").codes == {ProblemCode.TEXT_MISSING}

    def test_no_says_why_with_everything_that_is_missing(self) -> None:
        desk = Desk()
        desk.do(CreateClaim, USER, "2022-09-01 09:00")
        option = options(desk, Role.INCENTIVES_USER, desk.later)[SubmitClaim]
        assert {problem.code for problem in option.problems} == {
            ProblemCode.COST_EVIDENCE_MISSING,
            ProblemCode.PROOF_MISSING,
            ProblemCode.METRIC_MISSING,
        }

    def test_no_kind_is_allowed_before_the_last_entry(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        for option in options(desk, Role.INCENTIVES_USER, "2022-09-01 09:00").values():
            assert not option.is_allowed

    def test_a_naive_instant_is_refused(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        naive = datetime(2022, 9, 14, 10)  # noqa: DTZ001 - the point
        with pytest.raises(InvalidValue, match="at: got"):
            allowed(desk.claim, USER, at=naive, rules=desk.rules, funds=desk.funds)

    def test_the_answer_is_read_only(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        lit: Any = options(desk, Role.INCENTIVES_USER, desk.later)
        with pytest.raises(TypeError):
            lit[Comment] = None

    def test_what_is_possible_is_lit(self) -> None:
        """A complete draft, for its Incentives user: everything that a partner does to a draft."""
        desk = desk_at(ClaimStatus.EDITING)
        lit = options(desk, Role.INCENTIVES_USER, desk.later)
        assert {kind.__name__ for kind, option in lit.items() if option.is_allowed} == {
            "AmendClaim",
            "AddInvoice",
            "AddCertification",
            "AddProof",
            "RecordMetric",
            "AddInformation",
            "RemoveItem",
            "RequestUpload",
            "WithdrawUploadRequest",
            "Comment",
            "SubmitClaim",
            "CancelDraft",
        }


class TestAdvice:
    @pytest.mark.parametrize("kind", sorted(set(KINDS) - {CreateClaim, SubmitClaim}, key=str))
    def test_there_is_none_for_most_commands(self, kind: type[Command]) -> None:
        desk = desk_at(ClaimStatus.EDITING, funds=fund("1.00"))
        command = desk.command(kind, USER, desk.later)
        found = advice(command, desk.claim, rules=desk.rules, funds=desk.funds)
        again = [each for each in found if each.code is ProblemCode.EVIDENCE_REPEATED]
        assert list(found) == again  # the sample is that of the claim once more
        assert bool(again) is (kind in {AddInvoice, AddProof})

    def test_there_is_none_without_a_claim_to_submit(self) -> None:
        desk = Desk()
        command = desk.command(SubmitClaim, USER, "2022-09-14 10:00")
        assert advice(command, None, rules=desk.rules, funds=desk.funds) == ()


class TestKeys:
    @pytest.mark.parametrize("kind", KINDS)
    def test_every_kind_of_command_has_a_key_and_a_way_back(self, kind: type[Command]) -> None:
        assert command_of(kind.key) is kind

    def test_another_key_is_told_those_that_there_are(self) -> None:
        with pytest.raises(InvalidValue, match="approve_claim") as caught:
            command_of("approve")
        assert caught.value.field == "key"

    def test_an_option_shows_itself(self) -> None:
        option = options(desk_at(ClaimStatus.UNDER_REVIEW), Role.REVIEWER, "2022-09-16 15:00")[ApproveClaim]
        assert (option.key, option.caption) == ("approve_claim", "Approve claim")
        assert option.trigger is ApproveClaim.trigger

    def test_a_command_and_its_event_say_the_same(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        command = desk.command(ApproveClaim, REVIEWER, desk.later, amount=sek("9.00"), reason="No more.")
        (entry,) = desk.decide(command).entries
        assert str(command) == "Approve claim: 9.00 SEK · No more."
        assert str(entry.event) == entry.summary == "Claim approved: 9.00 SEK · No more."


class TestEnvelope:
    NOW = Envelope(claim=CLAIM, by=USER, at=instant("2022-09-14 10:00"))

    def test_says_once_what_several_commands_carry(self) -> None:
        remark = Comment(**self.NOW.fields("a"), text="One.")
        again = SubmitClaim(**self.NOW.fields("b"))
        assert (remark.claim, remark.by, remark.at) == (again.claim, again.by, again.at)
        assert (remark.id, again.id) == ("a", "b")

    def test_moves_on_in_time(self) -> None:
        later = self.NOW.later(instant("2022-09-15 10:00"), REVIEWER)
        assert (later.claim, later.by, later.at) == (CLAIM, REVIEWER, instant("2022-09-15 10:00"))
        assert later.later(later.at).by == REVIEWER

    def test_a_naive_instant_can_never_be_right(self) -> None:
        with pytest.raises(InvalidValue):
            self.NOW.later(datetime(2022, 9, 15))  # noqa: DTZ001 - the point


class TestRefusalOfReopenedClaims:
    def test_what_is_closed_to_a_claim_is_not_offered(self) -> None:
        """Source: T16, T17: cancelling and expiring are for claims that were never submitted."""
        desk = desk_at(ClaimStatus.ACTION_REQUIRED, rules=bound(Policies(reopening=Reopening.EXPLICIT)))
        offered = desk.refused(StartReview, REVIEWER, desk.later).problems[0].remedy
        assert "reopen" in offered
        desk.do(ReopenClaim, USER, desk.later)
        offered = desk.refused(StartReview, REVIEWER, desk.later).problems[0].remedy
        assert "cancel" not in offered
        assert "expire" not in offered

    def test_a_draft_may_be_cancelled(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        offered = desk.refused(StartReview, REVIEWER, desk.later).problems[0].remedy
        assert "cancel" in offered
        assert "expire" in offered
        assert "reopen" not in offered


def snapshot(*values: object) -> bytes:
    return pickle.dumps(values)


BAD_CONTENT: dict[type[Command], dict[str, Any]] = {
    ApproveClaim: {"amount": sek("999999.00")},
    Comment: {"text": " "},
    RejectClaim: {"reasons": ()},
    RemoveItem: {"item": "never-there"},
    RequestAction: {"requests": ()},
}


class TestNothingIsChangedByARefusal:
    @given(
        status=st.sampled_from(ClaimStatus),
        role=st.sampled_from(Role),
        kind=st.sampled_from(KINDS),
        minutes=st.integers(-60, 400 * 24 * 60),
        is_bad=st.booleans(),
    )
    def test_neither_claim_nor_fund_nor_store(
        self, status: ClaimStatus, role: Role, kind: type[Command], minutes: int, is_bad: bool
    ) -> None:
        desk = desk_at(status)
        store = stored(desk)
        at = desk.claim.changed_at + timedelta(minutes=minutes)
        command = attrs.evolve(desk.command(kind, ACTORS[role], desk.later), at=at)
        if is_bad:
            command = attrs.evolve(command, **BAD_CONTENT.get(kind, {}))

        def everything() -> bytes:
            return snapshot(
                desk.claim,
                desk.funds,
                store.history(CLAIM),
                store.claims(),
                store.pools(),
                store.ledger(desk.funds.key),
            )

        before = everything()
        found = problems(command, desk.claim, rules=desk.rules, funds=desk.funds)
        if found:
            with pytest.raises(Refused) as caught:
                desk.decide(command)
            assert caught.value.problems == found
            with pytest.raises(Refused) as caught:
                perform(command, store, rules=desk.rules)
            assert caught.value.problems == found
            assert everything() == before
        else:
            decision = desk.decide(command)
            assert everything() == before  # a decision by itself changes nothing either
            assert perform(command, store, rules=desk.rules).entries == decision.entries
            assert store.history(CLAIM).version == desk.claim.version + 1

    def test_a_refused_expiry_leaves_the_draft_open(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        desk.refused(ExpireDraft, ACTORS[Role.SYSTEM], desk.later)
        desk.do(SubmitClaim, ADMIN, desk.later)
        assert desk.status() is ClaimStatus.SUBMITTED
