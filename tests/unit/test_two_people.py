"""Two people: who claimed or decided against who decides, and what another person has to recommend first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.payments import approved_claim, circumstances, command, paying_fund, payment_at
from tests.support.world import ADMIN, PACIFIC, REVIEWER, USER, VALIDATION_TEAM, WEEKDAYS, desk_at, sek

from coopclaims import Actor, ClaimStatus, Grant, Policies, Role, Side, partner_center
from coopclaims.claims import (
    ApproveClaim,
    DisputeRejection,
    Participant,
    RecommendApproval,
    RejectClaim,
    StartReview,
    SubmitClaim,
)
from coopclaims.decisions import advice
from coopclaims.decisions.context import JudgementContext
from coopclaims.decisions.people import claiming_advice
from coopclaims.findings import ProblemCode as C, Severity
from coopclaims.identifiers import ActorId, PersonId
from coopclaims.money import Money
from coopclaims.parties import EVERYWHERE
from coopclaims.payments import payment_problems
from coopclaims.payouts import PaymentStatus, PaymentTrigger
from coopclaims.provenance import PUBLISHED, Source
from coopclaims.rules import Edition, OwnApprovals, OwnDisputes, Recommending, Rule, Rulebook, SelfApproval

if TYPE_CHECKING:
    from tests.support.world import Desk

    from coopclaims import Problem, Rules

FULL = sek("90000.00")
OTHER_REVIEWER = attrs.evolve(REVIEWER, id=ActorId("rune"))
NAMESAKE = attrs.evolve(REVIEWER, id=USER.id)


def bound(limits: tuple[Money, ...] | None = None, **chosen: Any) -> Rules:
    """Return the published rules with these readings, and an edition with limits where some are given."""
    rulebook = partner_center
    if limits is not None:
        rule = Rule(value=limits, first=date(2020, 1, 1), source=Source(document="ours"), basis=PUBLISHED)
        rulebook = Rulebook(
            "ours", (*partner_center.editions, Edition(name="ours", recommendation_limits=rule))
        )
    return rulebook.bind(calendar=WEEKDAYS, zone=PACIFIC, policies=Policies(**chosen))


def advised(desk: Desk, kind: Any, by: Actor, **content: Any) -> list[Problem]:
    command = desk.command(kind, by, desk.later, **content)
    return list(advice(command, desk.claim, rules=desk.rules, funds=desk.funds))


def as_person(actor: Actor, person: str) -> Actor:
    return attrs.evolve(actor, person=PersonId(person))


class TestParticipant:
    BOB = Participant(actor=ActorId("bob"), side=Side.PARTNER, person=None, number=1)

    @pytest.mark.parametrize(
        ("known", "actor", "same"),
        [
            (None, Actor.partner("bob"), True),
            (None, Actor.partner("eva"), False),
            (None, Actor.vendor("bob"), None),
            (None, Actor.vendor("bob", person="p-1"), None),
            ("p-1", Actor.vendor("rita", person="p-1"), True),
            ("p-1", Actor.vendor("bob", person="p-2"), False),
            ("p-1", Actor.partner("bob", person="p-2"), False),
            ("p-1", Actor.partner("bob"), True),
            ("p-1", Actor.vendor("bob"), None),
        ],
    )
    def test_is_a_person_where_that_can_be_told(
        self, known: str | None, actor: Actor, *, same: bool | None
    ) -> None:
        person = None if known is None else PersonId(known)
        assert attrs.evolve(self.BOB, person=person).is_person(actor) is same

    def test_a_person_is_never_printed(self) -> None:
        assert "p-1" not in repr(attrs.evolve(self.BOB, person=PersonId("p-1")))


class TestClaimants:
    def test_are_everybody_who_wrote_submitted_or_disputed_each_once(self) -> None:
        claim = desk_at(ClaimStatus.DISPUTED).claim
        found = {(each.actor, each.number) for each in claim.milestones.claimants}
        assert found == {(USER.id, 1), (ADMIN.id, claim.version)}

    def test_are_two_where_two_persons_share_an_account(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        desk.do(SubmitClaim, as_person(USER, "p-2"), "2022-09-14 10:00")
        assert [each.person for each in desk.claim.milestones.claimants] == [None, "p-2"]
        assert desk.last.person == "p-2"


class TestSelfApproval:
    def test_a_stranger_is_not_advised(self) -> None:
        assert advised(desk_at(ClaimStatus.UNDER_REVIEW), ApproveClaim, REVIEWER) == []

    def test_nobody_can_tell_whether_a_namesake_is_the_same(self) -> None:
        (found,) = advised(desk_at(ClaimStatus.UNDER_REVIEW), ApproveClaim, NAMESAKE)
        assert (found.code, found.severity, found.param("entry")) == (C.PERSON_UNKNOWN, Severity.ADVISES, 1)

    @pytest.mark.parametrize("kind", [ApproveClaim, RecommendApproval])
    def test_the_person_who_claimed_is_advised_and_by_policy_refused(self, kind: Any) -> None:
        for policy in SelfApproval:
            desk = desk_at(ClaimStatus.EDITING, rules=bound(self_approval=policy))
            desk.do(SubmitClaim, as_person(ADMIN, "p-1"), "2022-09-14 10:00")
            desk.do(StartReview, REVIEWER, desk.later)
            by = as_person(REVIEWER, "p-1")
            if policy is SelfApproval.REFUSED:
                (found,) = desk.refused(kind, by, desk.later).problems
                assert [each.code for each in advised(desk, kind, by)] == [C.PERSON_UNKNOWN]  # of the others
            else:
                (found,) = advised(desk, kind, by)
            assert (found.code, found.field) == (C.SELF_APPROVAL, "by")
            assert (found.param("claimant"), found.param("actor")) == (ADMIN.id, REVIEWER.id)
            assert (found.severity is Severity.BLOCKS) is (policy is SelfApproval.REFUSED)
            desk.do(kind, REVIEWER, desk.later)

    def test_a_refusing_policy_says_where_nobody_can_tell(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=bound(self_approval=SelfApproval.REFUSED))
        assert [each.code for each in advised(desk, ApproveClaim, REVIEWER)] == [C.PERSON_UNKNOWN]

    def test_is_not_spoken_of_where_nothing_is_decided(self) -> None:
        assert advised(desk_at(ClaimStatus.SUBMITTED), ApproveClaim, NAMESAKE) == []


class TestOwnDisputes:
    def disputed(self, rejects: Actor, **chosen: Any) -> Desk:
        desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=bound(**chosen))
        desk.do(RejectClaim, rejects, desk.later)
        desk.do(DisputeRejection, ADMIN, desk.later)
        return desk

    @pytest.mark.parametrize("kind", [ApproveClaim, RejectClaim])
    def test_who_rejected_is_advised_and_by_policy_refused(self, kind: Any) -> None:
        (found,) = advised(self.disputed(VALIDATION_TEAM), kind, VALIDATION_TEAM)
        assert (found.code, found.severity) == (C.OWN_DISPUTE, Severity.ADVISES)
        desk = self.disputed(VALIDATION_TEAM, own_disputes=OwnDisputes.REFUSED)
        (found,) = desk.refused(kind, VALIDATION_TEAM, desk.later).problems
        assert (found.code, found.who) == (C.OWN_DISPUTE, (Role.VALIDATION_TEAM,))
        assert found.param("entry") == desk.claim.version - 1
        desk.do(kind, attrs.evolve(VALIDATION_TEAM, id=ActorId("viola")), desk.later)

    @pytest.mark.parametrize("policy", OwnDisputes)
    def test_somebody_else_decides(self, policy: OwnDisputes) -> None:
        desk = self.disputed(REVIEWER, own_disputes=policy)
        assert advised(desk, RejectClaim, VALIDATION_TEAM) == []
        desk.do(RejectClaim, VALIDATION_TEAM, desk.later)

    def test_a_review_has_no_earlier_decision(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=bound(own_disputes=OwnDisputes.REFUSED))
        assert advised(desk, RejectClaim, REVIEWER) == []
        desk.do(RejectClaim, REVIEWER, desk.later)


class TestRecommending:
    def reviewed(self, limits: tuple[Money, ...] | None = None, **chosen: Any) -> Desk:
        return desk_at(ClaimStatus.UNDER_REVIEW, rules=bound(limits, **chosen))

    def test_leaves_the_claim_where_it_is_and_commits_nothing(self) -> None:
        desk = self.reviewed()
        decision = desk.do(RecommendApproval, REVIEWER, desk.later, amount=sek("80000.00"))
        assert (desk.status(), decision.ledger) == (ClaimStatus.UNDER_REVIEW, ())
        (known,) = desk.claim.milestones.recommended
        assert (known.amount, known.by.actor) == (sek("80000.00"), REVIEWER.id)

    @pytest.mark.parametrize(
        ("amount", "code"),
        [
            (sek("0.00"), C.AMOUNT_NOT_POSITIVE),
            (sek("90000.01"), C.APPROVED_ABOVE_CLAIMED),
            (Money("9.00", "EUR"), C.SECOND_CURRENCY),
        ],
    )
    def test_recommends_what_could_be_approved(self, amount: Money, code: C) -> None:
        desk = self.reviewed()
        assert desk.refused(RecommendApproval, REVIEWER, desk.later, amount=amount).codes == {code}

    def test_another_person_recommends_the_same_amount_first(self) -> None:
        desk = self.reviewed(recommending=Recommending.ALWAYS)
        refused = desk.refused(ApproveClaim, REVIEWER, desk.later)
        assert [(each.code, each.param("amount")) for each in refused.problems] == [
            (C.RECOMMENDATION_MISSING, None)
        ]
        desk.do(RecommendApproval, REVIEWER, desk.later, amount=FULL)
        assert desk.refused(ApproveClaim, REVIEWER, desk.later).codes == {C.RECOMMENDATION_MISSING}
        refused = desk.refused(
            ApproveClaim, OTHER_REVIEWER, desk.later, amount=sek("80000.00"), reason="Not all."
        )
        (found,) = refused.problems
        assert (found.param("amount"), found.param("recommended")) == (sek("80000.00"), (FULL,))
        desk.do(ApproveClaim, OTHER_REVIEWER, desk.later, amount=FULL)
        assert desk.claim.milestones.recommended == ()

    def test_only_the_last_word_of_a_person_counts(self) -> None:
        desk = self.reviewed(recommending=Recommending.ALWAYS)
        for amount in ("90000.00", "80000.00"):
            desk.do(RecommendApproval, REVIEWER, desk.later, amount=sek(amount))
        assert desk.refused(ApproveClaim, OTHER_REVIEWER, desk.later, amount=FULL).codes == {
            C.RECOMMENDATION_MISSING
        }

    def test_a_recommendation_ends_with_its_round(self) -> None:
        desk = self.reviewed(recommending=Recommending.ALWAYS)
        desk.do(RecommendApproval, REVIEWER, desk.later, amount=FULL)
        desk.do(RejectClaim, OTHER_REVIEWER, desk.later)
        desk.do(DisputeRejection, ADMIN, desk.later)
        assert desk.refused(ApproveClaim, VALIDATION_TEAM, desk.later).codes == {C.RECOMMENDATION_MISSING}

    @pytest.mark.parametrize(
        ("limits", "amount", "refused"),
        [
            ((sek("80000.00"),), "80000.00", False),
            ((sek("80000.00"),), "80000.01", True),
            ((Money("1.00", "EUR"),), "0.01", True),
            ((), "0.01", True),
        ],
    )
    def test_up_to_the_limit_of_its_currency_one_person_approves(
        self, limits: tuple[Money, ...], amount: str, *, refused: bool
    ) -> None:
        desk = self.reviewed(limits, recommending=Recommending.ABOVE_LIMIT)
        content: dict[str, Any] = {"amount": sek(amount), "reason": "Not all of it."}
        if refused:
            found = desk.refused(ApproveClaim, REVIEWER, desk.later, **content)
            assert found.codes == {C.RECOMMENDATION_MISSING}
            desk.do(RecommendApproval, OTHER_REVIEWER, desk.later, amount=sek(amount))
        desk.do(ApproveClaim, REVIEWER, desk.later, **content)

    def test_without_a_limit_the_policy_has_no_answer(self) -> None:
        desk = self.reviewed(recommending=Recommending.ABOVE_LIMIT)
        assert desk.refused(ApproveClaim, REVIEWER, desk.later).codes == {C.RULE_MISSING}


class TestSendingWhatOneApproved:
    """A policy of ours keeps who approved a claim from sending its payment; everybody else may."""

    RULES = bound(own_approvals=OwnApprovals.REFUSED)

    @staticmethod
    def found(by: Actor, rules: Rules, step: PaymentTrigger = PaymentTrigger.SEND) -> list[Problem]:
        status = PaymentStatus.UPCOMING if step is PaymentTrigger.START_PAYING else PaymentStatus.IN_PROGRESS
        payment = payment_at(status)
        around = circumstances(payments=(payment,))
        asked = command(step, by)
        found = payment_problems(asked, payment, funds=paying_fund(payment), context=around, rules=rules)
        return [each for each in found if each.code is C.OWN_APPROVAL]

    @staticmethod
    def sender(name: str, person: str | None = None) -> Actor:
        known = None if person is None else PersonId(person)
        return Actor(
            ActorId(name), Side.VENDOR, (Grant(Role.PAYMENT_TEAM, EVERYWHERE, EVERYWHERE),), person=known
        )

    def test_who_approved_does_not_send(self) -> None:
        (found,) = self.found(self.sender(REVIEWER.id), self.RULES)
        approval = approved_claim().milestones.decided_by
        assert approval is not None
        assert (found.field, dict(found.params)["entry"]) == ("by", approval.number)
        assert set(found.who) == {Role.PAYMENT_TEAM, Role.SYSTEM}

    def test_another_person_sends(self) -> None:
        assert self.found(self.sender("paula"), self.RULES) == []

    def test_the_system_sends(self) -> None:
        assert self.found(Actor.system(), self.RULES) == []

    def test_who_approved_takes_the_other_steps(self) -> None:
        assert self.found(self.sender(REVIEWER.id), self.RULES, PaymentTrigger.START_PAYING) == []

    def test_no_source_forbids_it(self) -> None:
        assert self.found(self.sender(REVIEWER.id), bound()) == []


def test_where_nobody_in_particular_asks_nobody_is_compared() -> None:
    desk = desk_at(ClaimStatus.UNDER_REVIEW)
    context = JudgementContext(desk.claim.changed_at, desk.rules, desk.funds, None)
    assert list(claiming_advice(desk.claim, context)) == []
