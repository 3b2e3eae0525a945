"""Acting for somebody absent: what a delegation is, who is named, and that nobody is two people by it."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.delegations import FIRST, LAST, PEOPLE, acting, with_limit
from tests.support.payments import (
    VENDOR,
    circumstances,
    command as payment_command,
    paying_fund,
    payment_at,
)
from tests.support.world import (
    ADMIN,
    ELSEWHERE,
    INVOICE,
    LOCATION,
    METRIC,
    PROGRAM,
    PROOF,
    REVIEWER,
    RULES,
    USER,
    Desk,
    bound,
    desk_at,
    fund,
    instant,
    sek,
    stored,
)

from coopclaims import (
    Action,
    Actor,
    ClaimStatus,
    InvalidValue,
    Money,
    Policies,
    Refused,
    Role,
    advice,
    perform,
    permission,
)
from coopclaims.claims import (
    AddInvoice,
    AddProof,
    ApproveClaim,
    Command,
    CreateClaim,
    DisputeRejection,
    Participant,
    RecommendApproval,
    RecordMetric,
    RejectClaim,
    RequestUpload,
    StartReview,
    SubmitClaim,
)
from coopclaims.claims.verdicts import compared
from coopclaims.decisions import Relevance, allowed, visible
from coopclaims.errors import CommandReused
from coopclaims.findings import ProblemCode as C
from coopclaims.funds import RecordEarnings, decide_fund, repeated
from coopclaims.identifiers import ActorId, CommandId, EntityId, ItemId
from coopclaims.labels import render
from coopclaims.parties import EVERYWHERE, Delegation, Side
from coopclaims.payments import decide_payment, payment_problems, repeated_payment
from coopclaims.payouts import PaymentStatus, PaymentTrigger
from coopclaims.portal import choices, claim_page
from coopclaims.rules import OwnApprovals, OwnDisputes, Recommending, SelfApproval
from coopclaims.testing import simplest, worlds
from coopclaims.testing.legal import command_told_by
from coopclaims.wire import cloud_event, erase, from_data, seal, to_data, unseal, verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PETRA = ActorId("petra")
ADAM, EVA, RUNE, ANNA, PELLE = (PEOPLE[name] for name in ("adam", "eva", "rune", "anna", "pelle"))
EVA_FOR_ADAM, PELLE_FOR_ANNA = acting("eva", "adam"), acting("pelle", "anna")


def delegation(**changes: Any) -> Delegation:
    given: dict[str, Any] = {"absent": ADAM, "substitute": EVA.id, "first": FIRST, "last": LAST} | changes
    return Delegation(**given)


class TestDelegation:
    def test_holds_on_both_of_its_days_and_on_no_other(self) -> None:
        days = [date(2022, 9, day) for day in (19, 20, 21, 29, 30)] + [date(2022, 10, 1)]
        assert [delegation().is_in_force(day) for day in days] == [False, True, True, True, True, False]

    def test_may_be_for_one_day(self) -> None:
        assert delegation(last=FIRST).is_in_force(FIRST)

    def test_does_not_end_before_it_begins(self) -> None:
        with pytest.raises(InvalidValue, match="not before 2022-09-20") as caught:
            delegation(last=date(2022, 9, 19))
        assert caught.value.field == "last"

    @pytest.mark.parametrize("absent", [EVA_FOR_ADAM, Actor.system()])
    def test_is_not_handed_on_and_the_portal_is_never_absent(self, absent: Actor) -> None:
        with pytest.raises(InvalidValue, match="acting for nobody else") as caught:
            delegation(absent=absent)
        assert caught.value.field == "absent"

    @pytest.mark.parametrize(
        "changes", [{"absent": "adam"}, {"substitute": " "}, {"first": "2022-09-20"}, {"last": None}]
    )
    def test_is_made_of_what_it_says(self, changes: dict[str, Any]) -> None:
        with pytest.raises(InvalidValue) as caught:
            delegation(**changes)
        assert caught.value.field == next(iter(changes))


class TestActor:
    def test_acts_for_nobody_unless_that_is_said(self) -> None:
        assert (EVA.on_behalf_of, EVA.absent_id) == (None, None)
        assert (EVA_FOR_ADAM.on_behalf_of, EVA_FOR_ADAM.absent_id) == (delegation(), ADAM.id)

    def test_is_another_actor_for_somebody_absent(self) -> None:
        assert EVA_FOR_ADAM != EVA
        assert len({EVA, EVA_FOR_ADAM, acting("eva", "adam")}) == 2

    def test_keeps_the_roles_that_are_their_own(self) -> None:
        assert EVA_FOR_ADAM.roles == EVA_FOR_ADAM.roles_at(LOCATION, PROGRAM) == frozenset()

    def test_the_form_without_a_delegation_says_nothing_of_one(self) -> None:
        assert to_data(EVA) == {
            "type": "actor",
            "v": 1,
            "id": "eva",
            "side": "vendor",
            "grants": [],
            "person": "p-eva",
            "company": None,
        }


class TestDays:
    """Civil days in the program's zone, whatever the day is elsewhere."""

    @pytest.mark.parametrize(
        ("at", "code"),
        [
            ("2022-09-19 23:59", C.DELEGATION_NOT_IN_FORCE),
            ("2022-09-20 00:00", None),
            ("2022-09-30 23:59", None),
            ("2022-10-01 00:00", C.DELEGATION_NOT_IN_FORCE),
        ],
    )
    def test_are_those_of_the_program(self, at: str, code: C | None) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        if code is None:
            desk.do(ApproveClaim, EVA_FOR_ADAM, at)
            return
        (found,) = desk.refused(ApproveClaim, EVA_FOR_ADAM, at).problems
        assert found.code is code
        assert dict(found.params) == {
            "actor": "eva",
            "absent": "adam",
            "first": FIRST,
            "last": LAST,
            "day": instant(at).date(),
        }

    def test_outside_them_everything_is_out_of_sight(self) -> None:
        claim, late = desk_at(ClaimStatus.UNDER_REVIEW).claim, instant("2022-10-05 10:00")
        assert list(visible([claim], EVA_FOR_ADAM, at=instant("2022-09-21 10:00"), rules=RULES)) == [claim]
        assert list(visible([claim], EVA_FOR_ADAM, at=late, rules=RULES)) == []
        options = allowed(claim, EVA_FOR_ADAM, at=late, rules=RULES, funds=fund())
        assert {each.code for option in options.values() for each in option.problems} == {
            C.DELEGATION_NOT_IN_FORCE
        }
        assert options[ApproveClaim].relevance is Relevance.NOT_NOW


class TestUnfit:
    @pytest.mark.parametrize(
        ("who", "reason"),
        [
            (acting("eva", "adam", names="rune"), "names_another_substitute"),
            (acting("adam", "adam"), "is_the_absent_one"),
            (acting("adam-2", "adam"), "is_the_absent_one"),
            (acting("pelle", "adam"), "absent_on_other_side"),
            (acting("olle", "anna"), "absent_in_other_company"),
        ],
    )
    def test_says_why_and_learns_nothing(self, who: Actor, reason: str) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        for kind in (ApproveClaim, SubmitClaim):
            (found,) = desk.refused(kind, who, "2022-09-21 10:00").problems
            assert (found.code, found.field, found.param("reason").code) == (C.DELEGATION_UNFIT, "by", reason)
        options = allowed(desk.claim, who, at=instant("2022-09-21 10:00"), rules=RULES, funds=desk.funds)
        assert {each.relevance for each in options.values()} == {Relevance.NEVER}

    def test_the_portal_acts_for_nobody(self) -> None:
        who = Actor.system("eva").acting_for(delegation())
        (found,) = permission(
            who,
            Action.REVIEW,
            location=LOCATION,
            program=PROGRAM,
            at=instant("2022-09-21 10:00"),
            rules=RULES,
        )
        assert found.code is C.DELEGATION_UNFIT

    @pytest.mark.parametrize("company", [None, "c-1"])
    def test_a_company_that_nobody_knows_is_no_other(self, company: str | None) -> None:
        who = Actor.partner("petra", company=company).acting_for(delegation(absent=ANNA, substitute=PETRA))
        desk_at(ClaimStatus.EDITING).do(SubmitClaim, who, "2022-09-21 10:00")


class TestRights:
    def test_are_those_of_the_absent_one_whose_rights_are_named_where_they_fail(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        paul = Actor.vendor("paul", Role.PAYMENT_TEAM, location=EVERYWHERE, program=EVERYWHERE)
        who = RUNE.acting_for(delegation(absent=paul, substitute=RUNE.id))
        (found,) = desk.refused(ApproveClaim, who, "2022-09-21 10:00").problems
        assert (found.code, found.param("actor")) == (C.ACTION_NOT_GRANTED, "paul")

    def test_a_claim_is_created_where_the_absent_one_may(self) -> None:
        desk = Desk()
        decision = desk.do(CreateClaim, PELLE_FOR_ANNA, "2022-09-21 10:00")
        assert decision.entries[0].role is Role.INCENTIVES_USER
        again = desk.command(CreateClaim, acting("pelle", "nora"), "2022-09-21 11:00")
        (found,) = Desk().refused(CreateClaim, acting("pelle", "nora"), "2022-09-21 11:00").problems
        assert found.code is C.OUTSIDE_SCOPE
        with pytest.raises(Refused) as caught:  # the identifier is taken, which is all that is said
            desk.decide(again)
        assert [each.code for each in caught.value.problems] == [C.OUTSIDE_SCOPE]

    def test_who_may_create_elsewhere_hears_that_a_name_is_taken(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        elsewhere = {"form": attrs.evolve(desk.form, location=ELSEWHERE)}
        for who, code in (
            (acting("pelle", "nora"), C.IDENTIFIER_TAKEN),
            (acting("pelle", "nora", last=FIRST), C.DELEGATION_NOT_IN_FORCE),
        ):
            command = desk.command(CreateClaim, who, "2022-09-21 10:00", **elsewhere)
            with pytest.raises(Refused) as caught:
                desk.decide(command)
            assert [each.code for each in caught.value.problems] == [code]

    def test_choices_are_those_of_the_absent_one(self) -> None:
        def offered(actor: Actor) -> list[str]:
            at = instant("2022-09-21 10:00")
            found = choices("location", rules=RULES, at=at, actor=actor, funds=[fund().key])
            return [each.value for each in found]

        assert offered(PELLE_FOR_ANNA) == offered(ANNA) == [LOCATION]
        assert offered(acting("pelle", "nora")) == offered(PEOPLE["nora"])
        assert offered(acting("anna", "pelle")) == offered(acting("pelle", "anna", last=FIRST)) == []


class TestUploads:
    def test_what_is_added_for_the_colleague_who_was_asked_answers_the_request(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        proof = attrs.evolve(PROOF, id=ItemId("report"))
        desk.do(AddProof, acting("pelle", "carol"), "2022-09-21 10:00", proof=proof)
        (asked,) = desk.claim.details.uploads_asked
        assert asked.answered_by == "report"
        assert desk.last.role is Role.COLLABORATOR

    def test_what_who_was_asked_adds_for_another_does_not(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        desk.do(AddProof, acting("carol", "anna"), "2022-09-21 10:00")
        (asked,) = desk.claim.details.uploads_asked
        assert asked.answered_by is None

    @pytest.mark.parametrize("colleague", [PELLE, ANNA])
    @pytest.mark.parametrize("is_known", [True, False])
    def test_neither_of_the_two_is_asked_by_them(self, colleague: Actor, *, is_known: bool) -> None:
        known = {"known": colleague} if is_known else {}
        (found,) = (
            desk_at(ClaimStatus.EDITING)
            .refused(RequestUpload, PELLE_FOR_ANNA, "2022-09-21 10:00", colleague=colleague.id, **known)
            .problems
        )
        assert (found.code, found.param("reason").code) == (C.ASKED_IN_VAIN, "asks_themselves")


# Two people: every pair of those who may act, for themselves or for another.

_NAMES = ("adam", "rune", "stig")
_EVIDENCE: tuple[tuple[type[Command], dict[str, Any]], ...] = (
    (AddInvoice, {"invoice": INVOICE}),
    (AddProof, {"proof": PROOF}),
    (RecordMetric, {"metric": METRIC}),
)
_AWAY = (date(2022, 1, 1), date(2023, 12, 31))


def everybody(*roles: Role, persons: bool = True) -> dict[tuple[str, ...], Actor]:
    """Return everybody who may act, by who they are and for whom: all hold these roles."""
    make: Any = Actor.vendor if roles[0].side is Side.VENDOR else Actor.partner
    alone: dict[str, Actor] = {
        name: make(
            f"{name}-{roles[0].side}",
            *roles,
            location=EVERYWHERE,
            program=EVERYWHERE,
            person=f"p-{name}" if persons else None,
        )
        for name in _NAMES
    }
    first, last = _AWAY
    pairs: dict[tuple[str, ...], Actor] = {
        (name, other): alone[name].acting_for(
            Delegation(absent=alone[other], substitute=alone[name].id, first=first, last=last)
        )
        for name, other in product(_NAMES, _NAMES)
        if name != other
    }
    return {**{(name,): actor for name, actor in alone.items()}, **pairs}


VENDORS = everybody(Role.REVIEWER, Role.VALIDATION_TEAM, Role.PAYMENT_TEAM)
PARTNERS = everybody(Role.INCENTIVES_ADMIN)


def each_pair(
    earlier: dict[tuple[str, ...], Actor], later: dict[tuple[str, ...], Actor]
) -> Iterator[tuple[Actor, Actor, bool]]:
    """Yield who acts first and then, and whether a human being is among both."""
    for (names, first), (others, second) in product(earlier.items(), later.items()):
        yield first, second, not set(names).isdisjoint(others)


class TestTwoPeople:
    """A policy of two people is kept by everybody: whoever was there earlier, in any place, is refused."""

    @staticmethod
    def codes(desk: Desk, kind: type[Command], who: Actor, **content: Any) -> set[C]:
        command = desk.command(kind, who, desk.later, **content)
        try:
            desk.decide(command)
        except Refused as refused:
            return set(refused.codes)
        return set()

    def test_who_claimed_does_not_approve(self) -> None:
        rules = bound(Policies(self_approval=SelfApproval.REFUSED))
        for claims in PARTNERS.values():
            desk = Desk(rules=rules)
            desk.do(CreateClaim, claims, "2022-09-01 09:00")
            for kind, content in _EVIDENCE:
                desk.do(kind, claims, desk.later, **content)
            desk.do(SubmitClaim, claims, "2022-09-14 10:00")
            desk.do(StartReview, REVIEWER, desk.later)
            for names, approves in VENDORS.items():
                mine = {each for each in _NAMES if f"{each}-partner" in (claims.id, claims.absent_id)}
                expected = set() if mine.isdisjoint(names) else {C.SELF_APPROVAL}
                assert self.codes(desk, ApproveClaim, approves) == expected, (claims, approves)

    def test_who_rejected_does_not_decide_the_dispute(self) -> None:
        rules = bound(Policies(own_disputes=OwnDisputes.REFUSED))
        for first, second, is_one in each_pair(VENDORS, VENDORS):
            desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=rules)
            desk.do(RejectClaim, first, desk.later)
            desk.do(DisputeRejection, ADMIN, desk.later)
            for kind in (ApproveClaim, RejectClaim):
                assert self.codes(desk, kind, second) == ({C.OWN_DISPUTE} if is_one else set())

    @pytest.mark.parametrize(
        "overlooked",
        [
            lambda pairs: pairs[:1],  # both as if they had acted for themselves
            lambda pairs: [pair for pair in pairs if pair[1] == pairs[0][1]],  # for whom it is done now
            lambda pairs: [pair for pair in pairs if pair[0] == pairs[0][0]],  # for whom it was done then
            lambda pairs: pairs[-1:],  # who acts, and who acted
        ],
    )
    def test_a_policy_that_overlooks_somebody_is_noticed(
        self, overlooked: Callable[[list[Any]], list[Any]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def some(earlier: Participant, actor: Actor) -> list[Any]:
            return overlooked(list(compared(earlier, actor)))

        monkeypatch.setattr("coopclaims.decisions.people.compared", some)
        with pytest.raises(AssertionError, match="OWN_DISPUTE"):
            self.test_who_rejected_does_not_decide_the_dispute()

    def test_who_recommended_does_not_approve(self) -> None:
        rules = bound(Policies(recommending=Recommending.ALWAYS))
        for first, second, is_one in each_pair(VENDORS, VENDORS):
            desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=rules)
            desk.do(RecommendApproval, first, desk.later)
            expected = {C.RECOMMENDATION_MISSING} if is_one else set()
            assert self.codes(desk, ApproveClaim, second) == expected

    def test_who_approved_does_not_send(self) -> None:
        rules = bound(Policies(own_approvals=OwnApprovals.REFUSED))
        payment = payment_at(PaymentStatus.IN_PROGRESS)
        for first, second, is_one in each_pair(VENDORS, VENDORS):
            desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=rules)
            desk.do(ApproveClaim, first, "2022-09-16 15:00")
            context = circumstances(claim=desk.claim, payments=(payment,))
            found = payment_problems(
                payment_command(PaymentTrigger.SEND, second),
                payment,
                context=context,
                funds=paying_fund(payment),
                rules=rules,
            )
            assert {each.code for each in found} == ({C.OWN_APPROVAL} if is_one else set())

    def test_without_persons_identifiers_tell(self) -> None:
        vendors = everybody(Role.REVIEWER, Role.VALIDATION_TEAM, persons=False)
        for (names, first), (others, second) in product(vendors.items(), vendors.items()):
            delegated = first.on_behalf_of
            earlier = Participant(
                actor=first.id,
                side=first.side,
                number=3,
                on_behalf_of=None if delegated is None else delegated.absent.id,
            )
            assert earlier.is_person(second) is not set(names).isdisjoint(others)

    def test_the_one_who_is_the_same_is_named(self) -> None:
        rules = bound(Policies(own_disputes=OwnDisputes.REFUSED, self_approval=SelfApproval.REFUSED))
        desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=rules)
        desk.do(RejectClaim, VENDORS["adam", "rune"], desk.later)
        desk.do(DisputeRejection, PARTNERS["stig", "adam"], desk.later)
        refused = desk.refused(ApproveClaim, VENDORS["stig", "rune"], desk.later)
        said = {each.code: dict(each.params) for each in refused.problems}
        assert said[C.OWN_DISPUTE]["actor"] == "rune-vendor"
        assert (said[C.SELF_APPROVAL]["actor"], said[C.SELF_APPROVAL]["claimant"]) == (
            "stig-vendor",
            "stig-partner",
        )

    def test_nobody_can_tell_of_one_of_the_two(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=bound(Policies(self_approval=SelfApproval.REFUSED)))
        command = desk.command(ApproveClaim, VENDORS["adam", "rune"], desk.later)
        (found,) = advice(command, desk.claim, rules=desk.rules, funds=desk.funds)
        assert (found.code, found.param("actor"), found.param("other")) == (
            C.PERSON_UNKNOWN,
            "adam-vendor",
            USER.id,
        )

    def test_of_the_same_name_on_two_sides_nobody_can_tell_without_a_policy_too(self) -> None:
        absent = attrs.evolve(REVIEWER, id=USER.id)
        who = EVA.acting_for(delegation(absent=absent))
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        command = desk.command(ApproveClaim, who, "2022-09-21 10:00")
        (found,) = advice(command, desk.claim, rules=desk.rules, funds=desk.funds)
        assert (found.code, found.param("actor")) == (C.PERSON_UNKNOWN, USER.id)

    def test_the_last_word_for_one_absent_counts(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=bound(Policies(recommending=Recommending.ALWAYS)))
        for who, amount in (
            (("adam", "stig"), "80000.00"),
            (("adam",), "70000.00"),
            (("adam", "stig"), "60000.00"),
        ):
            desk.do(RecommendApproval, VENDORS[who], desk.later, amount=sek(amount))
        refused = desk.refused(
            ApproveClaim, VENDORS["rune",], desk.later, amount=sek("80000.00"), reason="cut"
        )
        (found,) = refused.problems
        assert set(found.param("recommended")) == {sek("60000.00"), sek("70000.00")}


class TestAmountsOfTwoPeople:
    def test_names_the_amount_and_the_roles(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=with_limit(recommending=Recommending.ABOVE_LIMIT))
        (found,) = desk.refused(RecommendApproval, EVA_FOR_ADAM, "2022-09-21 10:00").problems
        assert found.code is C.DELEGATION_BEYOND_OWN
        assert dict(found.params) == {
            "actor": "eva",
            "absent": "adam",
            "amount": sek("90000.00"),
            "roles": (Role.REVIEWER, Role.VALIDATION_TEAM),
        }

    def test_stands_before_every_content_where_every_amount_is_one(self) -> None:
        rules = bound(Policies(recommending=Recommending.ALWAYS))
        desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=rules)
        at = instant("2022-09-21 10:00")
        options = allowed(desk.claim, EVA_FOR_ADAM, at=at, rules=rules, funds=desk.funds)
        assert [each.code for each in options[RecommendApproval].problems] == [C.DELEGATION_BEYOND_OWN]
        assert not allowed(desk.claim, acting("rune", "adam"), at=at, rules=rules, funds=desk.funds)[
            RecommendApproval
        ].problems

    def test_a_limit_that_no_rule_states_is_said(self) -> None:
        rules = bound(Policies(recommending=Recommending.ABOVE_LIMIT))
        desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=rules)
        for kind in (RecommendApproval, ApproveClaim):
            assert desk.refused(kind, EVA_FOR_ADAM, "2022-09-21 10:00").codes == {C.RULE_MISSING}

    def test_another_currency_is_spoken_of_alone(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=with_limit(recommending=Recommending.ABOVE_LIMIT))
        other = Money("90000.00", "EUR")
        refused = desk.refused(RecommendApproval, EVA_FOR_ADAM, "2022-09-21 10:00", amount=other)
        assert refused.codes == {C.SECOND_CURRENCY}


class TestHistory:
    def desk(self) -> Desk:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        desk.do(ApproveClaim, EVA_FOR_ADAM, "2022-09-21 10:00")
        return desk

    def test_names_both(self) -> None:
        last = self.desk().last
        assert (last.by, last.on_behalf_of, last.role) == ("eva", "adam", Role.REVIEWER)
        assert (last.person, last.absent_person) == ("p-eva", "p-adam")
        assert "p-adam" not in repr(last)

    def test_of_who_acts_for_themselves_names_one(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        assert {each.on_behalf_of for each in desk.history} == {None}
        assert all("on_behalf_of" not in each for each in to_data(desk.history)["entries"])

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("en", "eva on behalf of adam"),
            ("sv", "eva för adam"),
            ("nl", "eva namens adam"),
            ("fr", "eva pour adam"),
            ("de", "eva in Vertretung von adam"),
        ],
    )
    def test_is_rendered_in_every_language(self, language: str, said: str) -> None:
        history = self.desk().history
        lines = render(history, language).splitlines()
        assert said in lines[-1]
        assert not any(said in each for each in lines[:-1])
        if language == "en":
            assert said in history.table()

    def test_a_page_and_a_cloud_event_name_both_and_no_person(self) -> None:
        desk = self.desk()
        page = claim_page(desk.claim, desk.history, REVIEWER, at=instant("2022-09-22 10:00"), rules=RULES)
        shown = page.history[-1]
        assert (shown.by, shown.on_behalf_of) == ("eva", "adam")
        assert (shown.person, shown.absent_person) == (None, None)
        data = cloud_event(attrs.evolve(desk.last, person=None), source="https://portal.example")["data"]
        assert data["on_behalf_of"] == "adam"
        assert "absent_person" not in data

    def test_goes_over_the_wire_and_replays(self) -> None:
        desk = self.desk()
        assert from_data(to_data(desk.history)) == desk.history
        assert from_data(to_data(desk.claim)) == desk.claim
        decided = desk.claim.milestones.decided_by
        assert decided is not None
        assert (decided.on_behalf_of, decided.absent_person) == ("adam", "p-adam")

    def test_is_sealed_with_both_names_also_where_what_was_said_is_erased(self) -> None:
        history = self.desk().history
        sealed = seal(history, salts=(bytes([number]) * 16 for number in range(len(history))))
        assert unseal(sealed) == history
        bare = erase(sealed, len(history))
        assert verify(bare) == sealed.head
        assert '"on_behalf_of":"adam"' in bare.entries[-1].envelope

    def test_the_command_is_found_again(self) -> None:
        world = attrs.evolve(simplest(worlds()), rules=RULES)
        by = command_told_by(self.desk().last, world).by
        assert (by.id, by.absent_id) == ("eva", "adam")
        assert by.on_behalf_of is not None
        assert by.on_behalf_of.is_in_force(date(2022, 9, 21))

    def test_claimants_are_told_apart_by_both(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        for number, who in enumerate((PELLE, PELLE_FOR_ANNA, PELLE_FOR_ANNA)):
            proof = attrs.evolve(PROOF, id=ItemId(f"more-{number}"))
            if who is not PELLE:
                desk.do(AddProof, who, f"2022-09-21 1{number}:00", proof=proof)
        found = [(each.actor, each.on_behalf_of) for each in desk.claim.milestones.claimants]
        assert found == [(USER.id, None), ("pelle", "anna")]


class TestRepeats:
    def test_the_same_command_for_the_same_one_is_a_repeat(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        store = stored(desk)
        command = desk.command(ApproveClaim, EVA_FOR_ADAM, "2022-09-21 10:00")
        assert not perform(command, store, rules=RULES).is_repeat
        assert perform(command, store, rules=RULES).is_repeat
        for other in (attrs.evolve(RUNE, id=EVA.id), acting("eva", "rune")):
            with pytest.raises(CommandReused):
                perform(attrs.evolve(command, by=other), store, rules=RULES)


class TestMoney:
    def for_paul(self) -> Actor:
        return Actor.vendor("petra").acting_for(
            Delegation(absent=VENDOR, substitute=PETRA, first=date(2022, 10, 10), last=date(2022, 10, 10))
        )

    def test_a_payment_and_its_fund_name_both(self) -> None:
        payment = payment_at(PaymentStatus.IN_PROGRESS)
        command = payment_command(PaymentTrigger.SEND, self.for_paul())
        decision = decide_payment(
            command,
            payment,
            context=circumstances(payments=(payment,)),
            funds=paying_fund(payment),
            rules=RULES,
        )
        (entry,), (booked,) = decision.entries, decision.ledger
        assert (entry.by, entry.on_behalf_of, entry.role) == ("petra", VENDOR.id, Role.PAYMENT_TEAM)
        assert (booked.by, booked.on_behalf_of) == ("petra", VENDOR.id)
        for each in (entry, booked):
            assert from_data(to_data(each)) == each
            assert to_data(each)["on_behalf_of"] == VENDOR.id
        assert repeated_payment(command, (entry,)) == (entry,)
        with pytest.raises(CommandReused):
            repeated_payment(attrs.evolve(command, by=Actor.vendor("petra")), (entry,))

    @pytest.mark.parametrize("first", [date(2022, 10, 9), date(2022, 10, 11)])
    def test_no_payment_outside_the_days(self, first: date) -> None:
        payment = payment_at(PaymentStatus.IN_PROGRESS)
        who = Actor.vendor("petra").acting_for(
            Delegation(absent=VENDOR, substitute=PETRA, first=first, last=first)
        )
        for known, trigger in ((payment, PaymentTrigger.SEND), (None, PaymentTrigger.MAKE)):
            (found,) = payment_problems(
                payment_command(trigger, who),
                known,
                context=circumstances(payments=() if known is None else (known,)),
                funds=paying_fund(known),
                rules=RULES,
            )
            assert found.code is C.DELEGATION_NOT_IN_FORCE

    def test_what_is_booked_in_a_fund_names_both(self) -> None:
        absent = Actor.vendor("fia", Role.PAYMENT_TEAM, location=EVERYWHERE, program=EVERYWHERE)
        pool = fund()
        command = RecordEarnings(
            fund=pool.key,
            id=CommandId("earn-1"),
            by=Actor.vendor("petra").acting_for(
                Delegation(absent=absent, substitute=PETRA, first=FIRST, last=LAST)
            ),
            at=instant("2022-09-21 10:00"),
            entity=EntityId("ireland"),
            amount=sek("10.00"),
        )
        decision = decide_fund(command, pool, rules=RULES)
        (entry,) = decision.proposal.entries
        assert (entry.by, entry.on_behalf_of) == ("petra", "fia")
        assert repeated(command, (entry,)) == (entry,)
        with pytest.raises(CommandReused):
            repeated(attrs.evolve(command, by=attrs.evolve(command.by, on_behalf_of=None)), (entry,))
        late = attrs.evolve(command, at=instant("2022-10-21 10:00"))
        with pytest.raises(Refused) as caught:
            decide_fund(late, pool, rules=RULES)
        assert [each.code for each in caught.value.problems] == [C.DELEGATION_NOT_IN_FORCE]
        with pytest.raises(InvalidValue, match="all three, or none"):
            attrs.evolve(entry, by=None, role=None, command=None)
