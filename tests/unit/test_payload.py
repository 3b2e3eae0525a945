"""What somebody typed, judged field by field: every problem at once, each with field, item and remedy."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.world import (
    ADMIN,
    ELSEWHERE,
    FORM,
    INFORMATION,
    INVOICE,
    METRIC,
    OTHER_PROGRAM,
    PROOF,
    REPORT,
    REVIEWER,
    USER,
    Desk,
    desk_at,
    sek,
)

from coopclaims import ClaimStatus, Money, Refused, Role, UsagePeriod
from coopclaims.claims import (
    AddCertification,
    AddInformation,
    AddInvoice,
    AddProof,
    AmendClaim,
    Comment,
    CreateClaim,
    GiveFeedback,
    InformationRequest,
    RecordMetric,
    RejectClaim,
    RemoveItem,
    RequestAction,
    RequestUpload,
)
from coopclaims.findings import ProblemCode, Severity
from coopclaims.identifiers import ItemId

if TYPE_CHECKING:
    from coopclaims.claims import Command

NEW = ItemId("new")
EMPTY = ["", "   ", "\t\n"]


def told(refused: Refused) -> set[tuple[ProblemCode, str, ItemId | None]]:
    """Return code, field and item of every problem, having looked at each."""
    for problem in refused.problems:
        assert problem.message
        assert problem.remedy
        assert problem.source.facts
        assert problem.severity is Severity.BLOCKS
    return {(problem.code, problem.field, problem.item) for problem in refused.problems}


@pytest.fixture
def draft() -> Desk:
    return desk_at(ClaimStatus.EDITING)


class TestCreation:
    """Source: A-02 to A-10."""

    @pytest.mark.parametrize("name", EMPTY)
    def test_a_name_is_needed(self, name: str) -> None:
        refused = Desk().refused(CreateClaim, USER, "2022-09-01 09:00", form=attrs.evolve(FORM, name=name))
        assert told(refused) == {(ProblemCode.TEXT_MISSING, "name", None)}

    @pytest.mark.parametrize("amount", ["0.00", "-0.01"])
    def test_an_amount_above_nothing_is_needed(self, amount: str) -> None:
        form = attrs.evolve(FORM, amount=sek(amount))
        refused = Desk().refused(CreateClaim, USER, "2022-09-01 09:00", form=form)
        assert told(refused) == {(ProblemCode.AMOUNT_NOT_POSITIVE, "amount", None)}

    def test_an_activity_of_the_catalogue_is_needed(self) -> None:
        form = attrs.evolve(FORM, activity="digital-advertizing")
        refused = Desk().refused(CreateClaim, USER, "2022-09-01 09:00", form=form)
        assert told(refused) == {(ProblemCode.ACTIVITY_UNKNOWN, "activity", None)}
        assert "digital-advertizing" in str(refused)
        assert "digital-advertising" in refused.problems[0].remedy
        assert "2022-08-25" in refused.problems[0].message

    def test_no_activity_at_all_is_said_so(self) -> None:
        form = attrs.evolve(FORM, activity="")
        refused = Desk().refused(CreateClaim, USER, "2022-09-01 09:00", form=form)
        assert "an empty key" in refused.problems[0].message

    def test_a_usage_period_that_has_not_begun_is_too_early(self) -> None:
        desk = Desk(form=attrs.evolve(FORM, usage_period=UsagePeriod(date(2023, 1, 1), date(2023, 6, 30))))
        refused = desk.refused(CreateClaim, USER, "2022-12-31 23:59")
        assert told(refused) == {(ProblemCode.USAGE_NOT_BEGUN, "usage_period", None)}
        assert "2023-01-01" in refused.problems[0].remedy

    def test_a_draft_may_be_filed_before_the_window_opens(self) -> None:
        """Once its usage period has begun: only submitting waits for the window (D-05)."""
        desk = Desk()
        desk.do(CreateClaim, USER, "2022-07-01 00:00")
        assert desk.status() is ClaimStatus.EDITING

    def test_every_problem_is_told_at_once(self) -> None:
        form = attrs.evolve(FORM, name=" ", activity="skywriting", amount=sek("0.00"))
        refused = Desk().refused(CreateClaim, USER, "2023-02-16 00:00", form=form)
        assert refused.codes == {
            ProblemCode.TEXT_MISSING,
            ProblemCode.ACTIVITY_UNKNOWN,
            ProblemCode.AMOUNT_NOT_POSITIVE,
            ProblemCode.WINDOW_CLOSED,
        }

    def test_who_may_not_create_it_is_told_only_that(self) -> None:
        form = attrs.evolve(FORM, name=" ", activity="skywriting", amount=sek("0.00"))
        refused = Desk().refused(CreateClaim, REVIEWER, "2023-02-16 00:00", form=form)
        assert [problem.code for problem in refused.problems] == [ProblemCode.WRONG_SIDE]


class TestAmendment:
    def test_the_same_form_changes_nothing(self, draft: Desk) -> None:
        refused = draft.refused(AmendClaim, USER, draft.later, form=FORM)
        assert told(refused) == {(ProblemCode.NOTHING_CHANGES, "form", None)}

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("location", ELSEWHERE),
            ("program", OTHER_PROGRAM),
            ("usage_period", UsagePeriod(date(2022, 1, 1), date(2022, 6, 30))),
        ],
    )
    def test_what_decides_the_fund_stays(self, draft: Desk, field: str, value: object) -> None:
        """Source: U-19, R-11."""
        changes: dict[str, Any] = {field: value}
        form = attrs.evolve(FORM, **changes)
        refused = draft.refused(AmendClaim, USER, draft.later, form=form)
        assert told(refused) == {(ProblemCode.SCOPE_CHANGES, field, None)}
        assert str(value) in refused.problems[0].message

    def test_the_currency_stays_that_of_the_documents(self, draft: Desk) -> None:
        """Source: A-27."""
        draft.do(AddCertification, USER, draft.later, report=REPORT)
        form = attrs.evolve(FORM, amount=Money("9000.00", "EUR"))
        refused = draft.refused(AmendClaim, USER, draft.later, form=form)
        assert told(refused) == {
            (ProblemCode.SECOND_CURRENCY, "amount", INVOICE.id),
            (ProblemCode.SECOND_CURRENCY, "amount", REPORT.id),
        }
        editors = (Role.GLOBAL_ADMIN, Role.INCENTIVES_ADMIN, Role.INCENTIVES_USER)
        assert {problem.who for problem in refused.problems} == {editors}

    def test_the_currency_may_change_before_there_are_any(self) -> None:
        desk = Desk()
        desk.do(CreateClaim, USER, "2022-09-01 09:00")
        desk.do(AmendClaim, USER, desk.later, form=attrs.evolve(FORM, amount=Money("9000.00", "EUR")))
        assert str(desk.claim.currency) == "EUR"

    def test_it_is_judged_as_a_form_is(self, draft: Desk) -> None:
        form = attrs.evolve(FORM, name="", activity="skywriting", amount=sek("-1.00"))
        refused = draft.refused(AmendClaim, USER, draft.later, form=form)
        assert told(refused) == {
            (ProblemCode.TEXT_MISSING, "name", None),
            (ProblemCode.ACTIVITY_UNKNOWN, "activity", None),
            (ProblemCode.AMOUNT_NOT_POSITIVE, "amount", None),
        }

    def test_amount_activity_and_day_may_change(self, draft: Desk) -> None:
        form = attrs.evolve(
            FORM, amount=sek("1.00"), activity="print-advertising", executed_on=date(2022, 8, 26)
        )
        draft.do(AmendClaim, ADMIN, draft.later, form=form)
        assert draft.claim.form == form


class TestItems:
    @pytest.mark.parametrize("text", EMPTY)
    @pytest.mark.parametrize(
        ("kind", "item", "field"),
        [
            (AddInvoice, "invoice", "document"),
            (AddCertification, "report", "document"),
            (AddProof, "proof", "document"),
            (RecordMetric, "metric", "name"),
            (RecordMetric, "metric", "value"),
            (AddInformation, "information", "text"),
        ],
    )
    def test_texts_that_are_needed(
        self, draft: Desk, kind: type[Command], item: str, field: str, text: str
    ) -> None:
        samples: dict[str, Any] = {
            "invoice": INVOICE,
            "report": REPORT,
            "proof": PROOF,
            "metric": METRIC,
            "information": INFORMATION,
        }
        changes: dict[str, Any] = {"id": NEW, field: text}
        refused = draft.refused(kind, USER, draft.later, **{item: attrs.evolve(samples[item], **changes)})
        assert told(refused) == {(ProblemCode.TEXT_MISSING, field, NEW)}

    @pytest.mark.parametrize("note", EMPTY)
    def test_a_proof_needs_a_note(self, draft: Desk, note: str) -> None:
        """Source: A-19."""
        refused = draft.refused(AddProof, USER, draft.later, proof=attrs.evolve(PROOF, id=NEW, note=note))
        assert told(refused) == {(ProblemCode.NOTE_MISSING, "note", NEW)}

    @pytest.mark.parametrize(
        ("kind", "item", "sample", "amount"),
        [
            (AddInvoice, "invoice", INVOICE, "0.00"),
            (AddCertification, "report", REPORT, "0.00"),
            (AddCertification, "report", REPORT, "-5.00"),
        ],
    )
    def test_a_cost_is_above_nothing(
        self, draft: Desk, kind: type[Command], item: str, sample: Any, amount: str
    ) -> None:
        content = {item: attrs.evolve(sample, id=NEW, amount=sek(amount))}
        assert told(draft.refused(kind, USER, draft.later, **content)) == {
            (ProblemCode.AMOUNT_NOT_POSITIVE, "amount", NEW)
        }

    def test_an_invoice_below_nothing_is_a_credit_note(self, draft: Desk) -> None:
        note = attrs.evolve(INVOICE, id=NEW, document="credit-1", amount=sek("-5.00"))
        draft.do(AddInvoice, USER, draft.later, invoice=note)
        assert draft.claim.items[-1] == note

    @pytest.mark.parametrize(
        ("kind", "item", "sample"),
        [
            (AddInvoice, "invoice", INVOICE),
            (AddCertification, "report", REPORT),
            (AddProof, "proof", PROOF),
            (RecordMetric, "metric", METRIC),
            (AddInformation, "information", INFORMATION),
        ],
    )
    def test_an_identifier_is_used_once(
        self, draft: Desk, kind: type[Command], item: str, sample: Any
    ) -> None:
        """Among items of all kinds."""
        for taken in (INVOICE.id, PROOF.id, METRIC.id, INFORMATION.id):
            refused = draft.refused(kind, USER, draft.later, **{item: attrs.evolve(sample, id=taken)})
            assert told(refused) == {(ProblemCode.ITEM_EXISTS, "id", taken)}
            assert taken in refused.problems[0].message

    def test_every_problem_of_an_item_is_told_at_once(self, draft: Desk) -> None:
        bad = attrs.evolve(INVOICE, document="", amount=Money("0.00", "GBP"))
        assert told(draft.refused(AddInvoice, USER, draft.later, invoice=bad)) == {
            (ProblemCode.ITEM_EXISTS, "id", INVOICE.id),
            (ProblemCode.TEXT_MISSING, "document", INVOICE.id),
            (ProblemCode.AMOUNT_NOT_POSITIVE, "amount", INVOICE.id),
            (ProblemCode.SECOND_CURRENCY, "amount", INVOICE.id),
        }

    def test_what_is_removed_is_there(self, draft: Desk) -> None:
        refused = draft.refused(RemoveItem, USER, draft.later, item=NEW)
        assert told(refused) == {(ProblemCode.ITEM_UNKNOWN, "item", NEW)}
        for item in draft.claim.items:
            assert item.id in refused.problems[0].message

    def test_from_nothing_nothing_is_removed(self) -> None:
        desk = Desk()
        desk.do(CreateClaim, USER, "2022-09-01 09:00")
        refused = desk.refused(RemoveItem, USER, desk.later, item=NEW)
        assert "none" in refused.problems[0].message


class TestWords:
    @pytest.mark.parametrize("text", EMPTY)
    def test_a_remark_says_something(self, draft: Desk, text: str) -> None:
        assert told(draft.refused(Comment, USER, draft.later, text=text)) == {
            (ProblemCode.TEXT_MISSING, "text", None)
        }

    @pytest.mark.parametrize("text", EMPTY)
    def test_a_colleague_is_told_what_is_wanted(self, draft: Desk, text: str) -> None:
        assert told(draft.refused(RequestUpload, USER, draft.later, what=text)) == {
            (ProblemCode.TEXT_MISSING, "what", None)
        }

    def test_feedback_says_something_about_something(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        assert told(desk.refused(GiveFeedback, REVIEWER, desk.later, text=" ", item=NEW)) == {
            (ProblemCode.TEXT_MISSING, "text", None),
            (ProblemCode.ITEM_UNKNOWN, "item", NEW),
        }

    def test_feedback_may_concern_the_whole(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        desk.do(GiveFeedback, REVIEWER, desk.later, text="Well done.", item=None)
        assert "Well done." in desk.last.summary

    def test_asking_for_nothing_is_no_request(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        assert told(desk.refused(RequestAction, REVIEWER, desk.later, requests=())) == {
            (ProblemCode.TEXT_MISSING, "requests", None)
        }

    def test_every_request_says_what_and_names_an_item_that_is_there(self) -> None:
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        requests = (
            InformationRequest("a scan", item=INVOICE.id),
            InformationRequest("", item=PROOF.id),
            InformationRequest("an order", item=NEW),
            InformationRequest(" "),
        )
        assert told(desk.refused(RequestAction, REVIEWER, desk.later, requests=requests)) == {
            (ProblemCode.TEXT_MISSING, "requests", PROOF.id),
            (ProblemCode.ITEM_UNKNOWN, "item", NEW),
            (ProblemCode.TEXT_MISSING, "requests", None),
        }

    @pytest.mark.parametrize("reasons", [(), ("",), ("Too dark.", " ")])
    def test_a_rejection_has_reasons_and_none_is_blank(self, reasons: tuple[str, ...]) -> None:
        """Source: H-04."""
        desk = desk_at(ClaimStatus.UNDER_REVIEW)
        assert told(desk.refused(RejectClaim, REVIEWER, desk.later, reasons=reasons)) == {
            (ProblemCode.REASON_MISSING, "reasons", None)
        }
