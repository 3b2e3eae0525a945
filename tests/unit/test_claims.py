"""Statuses, the form, and commands: what they are called, and what can never be right about them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from tests.support.world import (
    ADMIN,
    CLAIM,
    FORM,
    INVOICE,
    KINDS,
    PROOF,
    USAGE,
    USER,
    desk_at,
    instant,
    payload,
    sek,
)

from coopclaims import Claim, ClaimForm, ClaimStatus, Currency, InvalidValue
from coopclaims.claims import (
    AddCertification,
    AddInformation,
    AddInvoice,
    AddProof,
    AmendClaim,
    ApproveClaim,
    Comment,
    CreateClaim,
    DisputeRejection,
    Event,
    InformationRequest,
    Reason,
    RecordMetric,
    RejectClaim,
    RemoveItem,
    RequestAction,
    RequestUpload,
    Trigger,
    UploadRequest,
)
from coopclaims.decisions.rows import event_of
from coopclaims.identifiers import ActorId

if TYPE_CHECKING:
    from coopclaims.claims import Command


def make(kind: type[Command], **changes: Any) -> Command:
    """Return a command of this kind that nothing is wrong with, but for what is changed."""
    kept: dict[str, Any] = {"claim": CLAIM, "id": "command-1", "by": USER, "at": instant("2022-09-14 10:00")}
    build: Any = kind
    command: Command = build(**(kept | payload(kind) | changes))
    return command


class TestStatus:
    def test_eight_are_published_under_these_names(self) -> None:
        """Source: S-01, S-02, S-03."""
        assert {status.caption for status in ClaimStatus if status.is_published} == {
            "Submitted",
            "Under review",
            "Action required",
            "Editing",
            "Approved",
            "Rejected",
            "Disputed",
            "Partner Action Required",
        }

    def test_two_are_inferred(self) -> None:
        """Source: S-07, T16, T17."""
        inferred = {status for status in ClaimStatus if not status.is_published}
        assert inferred == {ClaimStatus.CANCELLED, ClaimStatus.EXPIRED}

    def test_there_is_none_for_paid_or_partly_approved(self) -> None:
        """Source: S-06, S-07."""
        assert len(ClaimStatus) == 10
        assert not {"paid", "partially_approved", "withdrawn"} & set(ClaimStatus)

    @pytest.mark.parametrize("status", ClaimStatus)
    def test_both_kinds_of_action_required_are_listed_together(self, status: ClaimStatus) -> None:
        """Source: S-03."""
        if status is ClaimStatus.PARTNER_ACTION_REQUIRED:
            assert status.overview_group is ClaimStatus.ACTION_REQUIRED
        else:
            assert status.overview_group is status

    def test_steps_are_named_for_people(self) -> None:
        assert Trigger.REQUEST_UPLOAD.caption == "request upload"


class TestForm:
    def test_its_currency_is_the_claims(self) -> None:
        """Source: A-27."""
        assert desk_at(ClaimStatus.EDITING).claim.currency is Currency("SEK")

    def test_whatever_text_may_still_be_missing(self) -> None:
        """What is missing is a problem of the command that files the form, not of the form."""
        assert attrs.evolve(FORM, name="").name == ""

    @pytest.mark.parametrize("field", ["program", "location"])
    @pytest.mark.parametrize("given", ["", "   ", None, 7])
    def test_program_and_location_are_identifiers(self, field: str, given: object) -> None:
        changes: dict[str, Any] = {field: given}
        with pytest.raises(InvalidValue) as caught:
            attrs.evolve(FORM, **changes)
        assert (caught.value.field, caught.value.got) == (field, given)
        assert "blank" in caught.value.fits

    @pytest.mark.parametrize("field", ["name", "activity", "pre_approval"])
    def test_texts_are_texts(self, field: str) -> None:
        changes: dict[str, Any] = {field: 7}
        with pytest.raises(InvalidValue, match=f"{field}: got 7; expected text"):
            attrs.evolve(FORM, **changes)

    @pytest.mark.parametrize("given", [datetime(2022, 8, 25, tzinfo=UTC), "2022-08-25", None])
    def test_the_day_of_execution_is_a_day(self, given: Any) -> None:
        with pytest.raises(InvalidValue) as caught:
            attrs.evolve(FORM, executed_on=given)
        assert caught.value.field == "executed_on"
        assert "day" in caught.value.fits

    @pytest.mark.parametrize(
        ("field", "given"), [("amount", 90000), ("amount", 90000.0), ("usage_period", "2022 H2")]
    )
    def test_amount_and_usage_period_have_their_types(self, field: str, given: object) -> None:
        changes: dict[str, Any] = {field: given}
        with pytest.raises((TypeError, InvalidValue), match=field) as caught:
            attrs.evolve(FORM, **changes)
        assert str(given) in str(caught.value)

    @pytest.mark.parametrize("field", ["circumstances", "attested", "further_activities"])
    def test_keys_are_kept_once_in_order(self, field: str) -> None:
        changes: dict[str, Any] = {field: ["seo", "airfare", "seo"]}
        assert getattr(attrs.evolve(FORM, **changes), field) == ("airfare", "seo")
        for wrong in ("seo", ["seo", " "], [7], None):
            changes = {field: wrong}
            with pytest.raises(InvalidValue, match=field):
                attrs.evolve(FORM, **changes)

    def test_nothing_is_stated_or_attested_unless_it_is_said(self) -> None:
        assert (FORM.circumstances, FORM.attested, FORM.further_activities, FORM.pre_approval) == (
            (),
            (),
            (),
            "",
        )

    def test_the_activities_are_all_that_it_names_each_once(self) -> None:
        assert FORM.activities == ("digital-advertising",)
        further = attrs.evolve(FORM, further_activities=("spiff", "digital-advertising", "direct-mail"))
        assert further.activities == ("digital-advertising", "direct-mail", "spiff")

    def test_it_is_a_value(self) -> None:
        same = ClaimForm(
            name="Autumn campaign",
            program=FORM.program,
            location=FORM.location,
            usage_period=USAGE,
            activity="digital-advertising",
            executed_on=date(2022, 8, 25),
            amount=sek("90000.00"),
        )
        assert same == FORM
        assert hash(same) == hash(FORM)


class TestCommand:
    @pytest.mark.parametrize("kind", KINDS)
    def test_a_naive_instant_can_never_be_right(self, kind: type[Command]) -> None:
        naive = datetime(2022, 9, 14, 10)  # noqa: DTZ001 - the point
        with pytest.raises(InvalidValue) as caught:
            make(kind, at=naive)
        assert (caught.value.field, caught.value.got) == ("at", naive)
        assert "time zone" in caught.value.fits

    @pytest.mark.parametrize("given", [date(2022, 9, 14), "2022-09-14T10:00Z", 1663174800, None])
    def test_nor_what_is_no_instant(self, given: object) -> None:
        with pytest.raises(InvalidValue, match="at: got") as caught:
            make(Comment, at=given)
        assert caught.value.got == given

    def test_instants_are_kept_in_utc(self) -> None:
        at = datetime(2022, 9, 14, 12, tzinfo=timezone(timedelta(hours=2)))
        command = make(Comment, at=at)
        assert command.at == at
        assert command.at.tzinfo is UTC
        assert command.at.hour == 10

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("field", ["claim", "id"])
    @pytest.mark.parametrize("given", ["", " ", None])
    def test_claim_and_key_are_identifiers(self, kind: type[Command], field: str, given: object) -> None:
        with pytest.raises(InvalidValue) as caught:
            make(kind, **{field: given})
        assert (caught.value.field, caught.value.got) == (field, given)

    @pytest.mark.parametrize("kind", KINDS)
    def test_an_actor_gives_it(self, kind: type[Command]) -> None:
        with pytest.raises((TypeError, InvalidValue), match="by") as caught:
            make(kind, by="alice")
        assert "alice" in str(caught.value)
        assert "Actor" in str(caught.value)

    @pytest.mark.parametrize(
        ("kind", "field", "given"),
        [
            (CreateClaim, "form", None),
            (AmendClaim, "form", "a form"),
            (AddInvoice, "invoice", PROOF),
            (AddCertification, "report", INVOICE),
            (AddProof, "proof", INVOICE),
            (RecordMetric, "metric", PROOF),
            (AddInformation, "information", "some text"),
            (ApproveClaim, "amount", 90000.0),
        ],
    )
    def test_its_content_has_its_type(self, kind: type[Command], field: str, given: object) -> None:
        with pytest.raises((TypeError, InvalidValue), match=field):
            make(kind, **{field: given})

    @pytest.mark.parametrize(
        ("kind", "field"),
        [
            (Comment, "text"),
            (RequestUpload, "what"),
            (DisputeRejection, "reason"),
            (RemoveItem, "reason"),
        ],
    )
    def test_texts_are_texts(self, kind: type[Command], field: str) -> None:
        with pytest.raises(InvalidValue, match=f"{field}: got None; expected text"):
            make(kind, **{field: None})

    @pytest.mark.parametrize(("kind", "field"), [(RemoveItem, "item"), (RequestUpload, "colleague")])
    def test_items_and_colleagues_are_identifiers(self, kind: type[Command], field: str) -> None:
        with pytest.raises(InvalidValue, match=f"{field}: got ' '"):
            make(kind, **{field: " "})

    @pytest.mark.parametrize("given", ["a single text", [7], None, {"reason"}])
    def test_reasons_are_several_texts(self, given: object) -> None:
        """A single text would be taken apart into letters."""
        with pytest.raises(InvalidValue) as caught:
            make(RejectClaim, reasons=given)
        assert caught.value.field == "reasons"
        assert caught.value.got == given

    @pytest.mark.parametrize("given", ["a scan", ["a scan"], None, InformationRequest("a scan")])
    def test_requests_are_several_requests(self, given: object) -> None:
        with pytest.raises(InvalidValue) as caught:
            make(RequestAction, requests=given)
        assert caught.value.field == "requests"
        assert caught.value.got == given

    def test_lists_become_tuples(self) -> None:
        command = make(RejectClaim, reasons=["Too dark."])
        assert isinstance(command, RejectClaim)
        assert command.reasons == (Reason("Too dark."),)
        wanted = InformationRequest("a scan")
        command = make(RequestAction, requests=[wanted])
        assert isinstance(command, RequestAction)
        assert command.requests == (wanted,)

    def test_what_is_asked_for_is_text(self) -> None:
        wrong: Any = 7
        with pytest.raises(InvalidValue, match="what: got 7; expected text"):
            InformationRequest(wrong)

    @pytest.mark.parametrize("kind", KINDS)
    def test_the_event_is_the_same_step_in_the_past_tense(self, kind: type[Command]) -> None:
        event: Event = event_of(make(kind))
        assert event.trigger is kind.trigger

    def test_each_kind_has_an_event_of_its_own(self) -> None:
        assert len({type(event_of(make(kind))) for kind in KINDS}) == len(KINDS)


class TestClaim:
    @pytest.fixture
    def claim(self) -> Claim:
        return desk_at(ClaimStatus.EDITING).claim

    def test_shows_its_form_and_items(self, claim: Claim) -> None:
        assert claim.form == FORM
        assert [item.id for item in claim.items] == [
            "invoice-1",
            "proof-1",
            "metric-1",
            "information-1",
        ]

    def test_knows_who_was_asked_for_what(self, claim: Claim) -> None:
        assert claim.details.uploads_asked == (UploadRequest(ActorId("carol"), "the report", 6),)

    def test_knows_whether_it_was_ever_submitted(self, claim: Claim) -> None:
        assert not claim.was_submitted
        assert desk_at(ClaimStatus.SUBMITTED).claim.was_submitted

    def test_counts_its_entries(self) -> None:
        desk = desk_at(ClaimStatus.DISPUTED)
        assert desk.claim.version == len(desk.history) == 10
        assert desk.claim.changed_at == desk.last.at

    def test_an_amendment_is_what_it_says(self) -> None:
        desk = desk_at(ClaimStatus.EDITING)
        form = attrs.evolve(FORM, name="Winter campaign", amount=sek("1.00"))
        desk.do(AmendClaim, ADMIN, desk.later, form=form)
        assert desk.claim.form == form
        assert desk.claim.items != ()
