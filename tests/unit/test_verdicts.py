"""Coded verdicts: reasons with codes of the rulebook, verdicts on single items, and where both are shown."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from tests.support.world import (
    CLAIM,
    FORM,
    INVOICE,
    PROOF,
    REPORT,
    REVIEWER,
    USER,
    VALIDATION_TEAM,
    Desk,
    bound,
    desk_at,
    instant,
    sek,
)

from coopclaims import ClaimStatus, History, Rulebook, partner_center, replay
from coopclaims.auditing import audit
from coopclaims.claims import (
    OTHER,
    AddCertification,
    AddInvoice,
    ApproveClaim,
    ClaimApproved,
    ClaimRejected,
    InformationRequest,
    LineVerdict,
    Reason,
    RejectClaim,
    RequestAction,
    StartReview,
    SubmitClaim,
)
from coopclaims.errors import BrokenHistory, InvalidValue
from coopclaims.findings import ProblemCode as C
from coopclaims.identifiers import ItemId
from coopclaims.money import Money
from coopclaims.testing import World, commands, scenarios, simplest

CODED = Reason(code="cost_not_shown", item=INVOICE.id, requirement="landing-page", rule="review_span")


class TestReason:
    def test_a_text_alone_has_the_code_other(self) -> None:
        assert (Reason("Too dark.").code, str(Reason("Too dark."))) == ("other", "Too dark.")

    def test_says_code_text_and_what_it_is_about(self) -> None:
        assert str(CODED) == "cost_not_shown · invoice-1 · landing-page · review_span"
        assert str(attrs.evolve(CODED, text="No sum.", rule="")) == (
            "cost_not_shown · No sum. · invoice-1 · landing-page"
        )

    @pytest.mark.parametrize(
        ("reason", "nothing"), [(Reason(" "), True), (CODED, False), (Reason("x"), False)]
    )
    def test_says_nothing_without_a_code_and_a_visible_text(self, reason: Reason, *, nothing: bool) -> None:
        assert reason.says_nothing is nothing

    @pytest.mark.parametrize(
        "wrong", [{"code": ""}, {"code": "a\nb"}, {"item": ""}, {"text": "\x1b"}, {"rule": 7}]
    )
    def test_names_are_names(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(InvalidValue):
            attrs.evolve(CODED, **wrong)

    def test_a_request_is_a_reason_too(self) -> None:
        request = InformationRequest("a scan", INVOICE.id, code="unreadable")
        assert request.reason == Reason("a scan", code="unreadable", item=INVOICE.id)
        assert str(request) == "unreadable · a scan · invoice-1"


class TestReasonsOfAnswers:
    @pytest.mark.parametrize("kind", [RejectClaim, RequestAction, ApproveClaim])
    def test_need_no_words_beside_a_code(self, kind: Any) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        content: dict[Any, dict[str, Any]] = {
            RejectClaim: {"reasons": (CODED,)},
            RequestAction: {"requests": (InformationRequest(code="unreadable", item=INVOICE.id),)},
            ApproveClaim: {"amount": sek("1.00"), "reason": CODED},
        }
        desk.do(kind, REVIEWER, desk.later, **content[kind])
        (reason,) = desk.claim.reasons
        assert reason.code in desk.last.summary

    @pytest.mark.parametrize(
        ("changes", "code", "named"),
        [
            ({"code": "costs_not_shown"}, C.REASON_CODE_UNKNOWN, "costs_not_shown"),
            ({"requirement": "agenda"}, C.REQUIREMENT_UNKNOWN, "agenda"),
            ({"rule": "reviewspan"}, C.RULE_UNKNOWN, "reviewspan"),
        ],
    )
    @pytest.mark.parametrize("kind", [RejectClaim, RequestAction, ApproveClaim])
    def test_name_what_is_there(self, kind: Any, changes: dict[str, Any], code: C, named: str) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        reason = attrs.evolve(CODED, text="x", **changes)
        request = InformationRequest(
            "x", INVOICE.id, code=reason.code, requirement=reason.requirement, rule=reason.rule
        )
        content: dict[Any, dict[str, Any]] = {
            RejectClaim: {"reasons": (reason,)},
            RequestAction: {"requests": (request,)},
            ApproveClaim: {"amount": sek("1.00"), "reason": reason},
        }
        (found,) = desk.refused(kind, REVIEWER, desk.later, **content[kind]).problems
        assert (found.code, found.param("name")) == (code, named)
        assert found.param("known")

    def test_another_spelling_is_named(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        (found,) = desk.refused(
            RejectClaim, REVIEWER, desk.later, reasons=(Reason(code="Cost_Not_Shown"),)
        ).problems
        assert found.param("near") == ("cost_not_shown",)

    def test_name_an_item_of_the_claim(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        for kind, content in (
            (RejectClaim, {"reasons": (Reason("x", item=ItemId("no-such")),)}),
            (ApproveClaim, {"amount": sek("1.00"), "reason": Reason("x", item=ItemId("no-such"))}),
        ):
            assert desk.refused(kind, REVIEWER, desk.later, **content).codes == {C.ITEM_UNKNOWN}

    def test_without_codes_in_the_rulebook_words_are_enough(self) -> None:
        editions = tuple(attrs.evolve(each, reason_codes=None) for each in partner_center.editions)
        desk = desk_at(ClaimStatus.UNDER_REVIEW, rules=bound(rulebook=Rulebook("without", editions)))
        assert desk.refused(RejectClaim, REVIEWER, desk.later, reasons=(CODED,)).codes == {C.RULE_MISSING}
        desk.do(RejectClaim, REVIEWER, desk.later, reasons=("Too dark.",))
        story = simplest(scenarios(ClaimStatus.UNDER_REVIEW, world=World.of(desk.rules)))
        asked = commands(story.claim, world=story.world, legal=True)
        drawn = simplest(asked.filter(lambda each: isinstance(each, RejectClaim)))
        assert isinstance(drawn, RejectClaim)
        assert {each.code for each in drawn.reasons} == {OTHER}

    def test_the_requirement_of_an_activity_nobody_knows_is_none(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        form = attrs.evolve(FORM, activity="lottery")
        claim = attrs.evolve(desk.claim, details=attrs.evolve(desk.claim.details, form=form))
        desk.current = claim
        assert (
            C.REQUIREMENT_UNKNOWN in desk.refused(RejectClaim, REVIEWER, desk.later, reasons=(CODED,)).codes
        )


def two_costs() -> Desk:
    """Return a claim of 90,000.00 under review with an invoice and a report of 20,000.00."""
    desk = desk_at(ClaimStatus.EDITING)
    desk.do(AddCertification, USER, desk.later, report=REPORT)
    desk.do(SubmitClaim, USER, "2022-09-14 10:00")
    desk.do(StartReview, REVIEWER, desk.later)
    return desk


def line(item: ItemId, approved: str, reason: Reason | str | None = None) -> LineVerdict:
    return LineVerdict(item=item, approved=sek(approved), reason=reason)


WHOLE = (line(INVOICE.id, "70000.00", CODED), line(REPORT.id, "20000.00"))


class TestLines:
    def test_a_verdict_for_each_cost_makes_the_amount(self) -> None:
        desk = two_costs()
        desk.do(ApproveClaim, REVIEWER, desk.later, amount=sek("90000.00"), lines=WHOLE)
        assert desk.claim.milestones.lines == WHOLE
        assert desk.claim.reasons == (CODED,)

    def test_the_reason_of_a_line_is_one_for_the_cut(self) -> None:
        desk = two_costs()
        lines = (line(INVOICE.id, "0.00", CODED), line(REPORT.id, "20000.00"))
        desk.do(ApproveClaim, REVIEWER, desk.later, amount=sek("20000.00"), lines=lines)
        assert desk.claim.approved == sek("20000.00")

    def test_a_cut_without_any_reason_is_refused_with_lines_too(self) -> None:
        desk = two_costs()
        lines = (line(INVOICE.id, "20000.00"), line(REPORT.id, "20000.00"))
        refused = desk.refused(ApproveClaim, REVIEWER, desk.later, amount=sek("40000.00"), lines=lines)
        assert [(each.code, each.field) for each in refused.problems] == [
            (C.REASON_MISSING, "lines"),
            (C.REASON_MISSING, "reason"),
        ]

    @pytest.mark.parametrize(
        ("lines", "code", "item"),
        [
            (WHOLE[:1], C.LINE_MISSING, REPORT.id),
            ((*WHOLE, line(REPORT.id, "0.00", "x")), C.LINE_NOT_OPEN, REPORT.id),
            ((*WHOLE, line(PROOF.id, "0.00")), C.LINE_NOT_OPEN, PROOF.id),
            ((*WHOLE, line(ItemId("no-such"), "0.00")), C.ITEM_UNKNOWN, "no-such"),
            ((WHOLE[0], line(REPORT.id, "20000.01")), C.LINE_ABOVE_COST, REPORT.id),
            ((WHOLE[0], line(REPORT.id, "19999.99")), C.REASON_MISSING, REPORT.id),
            ((WHOLE[0], line(REPORT.id, "19999.99", Reason(code="no-code"))), C.REASON_CODE_UNKNOWN, None),
        ],
    )
    def test_what_does_not_fit_is_named(
        self, lines: tuple[LineVerdict, ...], code: C, item: str | None
    ) -> None:
        desk = two_costs()
        refused = desk.refused(ApproveClaim, REVIEWER, desk.later, amount=sek("90000.00"), lines=lines)
        assert (code, item) in {(each.code, each.item) for each in refused.problems}

    def test_a_credit_note_has_no_verdict_of_its_own(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        note = attrs.evolve(INVOICE, id=ItemId("credit-1"), number="C-1", amount=sek("-100.00"))
        desk.do(AddInvoice, USER, desk.later, invoice=note)
        desk.do(SubmitClaim, USER, "2022-09-14 10:00")
        desk.do(StartReview, REVIEWER, desk.later)
        less = (line(INVOICE.id, "89900.00", "The supplier returned 100.00."),)
        asked = {"amount": sek("89900.00"), "reason": "The supplier returned 100.00."}
        both = (*less, line(note.id, "0.00", "x"))
        refused = desk.refused(ApproveClaim, REVIEWER, desk.later, lines=both, **asked)
        assert (C.LINE_NOT_OPEN, note.id) in {(each.code, each.item) for each in refused.problems}
        desk.do(ApproveClaim, REVIEWER, desk.later, lines=less, **asked)
        assert desk.claim.approved == sek("89900.00")

    def test_they_add_up_to_the_amount(self) -> None:
        desk = two_costs()
        (found,) = desk.refused(
            ApproveClaim, REVIEWER, desk.later, amount=sek("89999.99"), lines=WHOLE
        ).problems
        assert (found.code, found.param("total")) == (C.LINES_DIFFER, sek("90000.00"))

    def test_they_are_in_the_currency_of_the_amount(self) -> None:
        desk = two_costs()
        lines = (WHOLE[0], LineVerdict(item=REPORT.id, approved=Money("1.00", "EUR")))
        refused = desk.refused(ApproveClaim, REVIEWER, desk.later, amount=sek("90000.00"), lines=lines)
        assert refused.codes == {C.SECOND_CURRENCY}

    def test_less_than_nothing_is_no_verdict(self) -> None:
        with pytest.raises(InvalidValue, match="approved"):
            line(REPORT.id, "-0.01")


class TestHistories:
    """What no rules allow: a reason or verdict on what is not there, and sums that do not fit."""

    @pytest.mark.parametrize(
        ("event", "part"),
        [
            (ClaimApproved(sek("1.00"), Reason("x", item=ItemId("no"))), "event.reason.item"),
            (ClaimApproved(sek("1.00"), None, (line(PROOF.id, "1.00"),)), "event.lines[0].item"),
            (ClaimApproved(sek("1.00"), None, (line(INVOICE.id, "1.00"),) * 2), "event.lines[1].item"),
            (ClaimApproved(sek("1.00"), None, (line(INVOICE.id, "2.00"),)), "event.lines"),
            (
                ClaimApproved(
                    sek("1.00"), None, (LineVerdict(item=INVOICE.id, approved=Money("1.00", "EUR")),)
                ),
                "event.lines[0].approved",
            ),
        ],
    )
    def test_an_approval_that_could_not_be(self, event: ClaimApproved, part: str) -> None:
        desk = desk_at(ClaimStatus.APPROVED)
        entries = (*desk.history.entries[:-1], attrs.evolve(desk.last, event=event))
        with pytest.raises(BrokenHistory) as caught:
            replay(History(CLAIM, entries))
        assert caught.value.part == part
        assert part in {each.field for each in audit(entries, (), ())}

    def test_a_rejection_of_what_is_not_there(self) -> None:
        desk = desk_at(ClaimStatus.REJECTED)
        event = ClaimRejected(("x", Reason("y", item=ItemId("no"))))
        entries = (*desk.history.entries[:-1], attrs.evolve(desk.last, event=event))
        with pytest.raises(BrokenHistory) as caught:
            replay(History(CLAIM, entries))
        assert caught.value.part == "event.reasons[1].item"


class TestWhereTheyAreShown:
    def test_a_claim_has_the_reasons_of_its_last_answer(self) -> None:
        for status, texts in (
            (ClaimStatus.EDITING, []),
            (ClaimStatus.ACTION_REQUIRED, ["a readable scan · invoice-1"]),
            (ClaimStatus.REJECTED, ["The landing page does not show the brand."]),
            (ClaimStatus.DISPUTED, []),
            (ClaimStatus.APPROVED, []),
        ):
            assert [str(each) for each in desk_at(status).claim.reasons] == texts, status

    def test_the_validation_team_answers_with_codes_too(self) -> None:
        desk = desk_at(ClaimStatus.DISPUTED)
        desk.do(RejectClaim, VALIDATION_TEAM, desk.later, reasons=(CODED,))
        assert desk.claim.reasons == (CODED,)
        assert desk.claim.changed_at > instant("2022-09-21 10:00")
