"""One transition machine, one History and one payload for whatever has a lifecycle."""

from __future__ import annotations

import importlib
from typing import Any

import attrs
import pytest
from tests.support.findings import cc

_ENVELOPE = frozenset({"claim", "id", "by", "at"})
_ALIKE = {
    cc.CreateClaim: cc.ClaimCreated,
    cc.AmendClaim: cc.ClaimAmended,
    cc.RemoveItem: cc.ItemRemoved,
    cc.RequestUpload: cc.UploadRequested,
    cc.Comment: cc.Commented,
    cc.SubmitClaim: cc.ClaimSubmitted,
    cc.StartReview: cc.ReviewStarted,
    cc.GiveFeedback: cc.FeedbackGiven,
    cc.RequestAction: cc.ActionRequested,
    cc.ApproveClaim: cc.ClaimApproved,
    cc.RejectClaim: cc.ClaimRejected,
    cc.DisputeRejection: cc.RejectionDisputed,
    cc.CancelDraft: cc.DraftCancelled,
    cc.ExpireDraft: cc.DraftExpired,
    cc.ReopenClaim: cc.ClaimReopened,
}
_APART = {
    cc.AddInvoice: cc.InvoiceAdded,
    cc.AddCertification: cc.CertificationAdded,
    cc.AddProof: cc.ProofAdded,
    cc.RecordMetric: cc.MetricRecorded,
    cc.AddInformation: cc.InformationAdded,
}


def _name(kind: Any) -> str:
    return str(kind.__name__)


def _content(kind: Any) -> list[str]:
    """Return what a command or an event says besides who, when and on which claim."""
    return [each.name for each in attrs.fields(kind) if each.name not in _ENVELOPE]


@pytest.mark.parametrize(("command", "event"), _ALIKE.items(), ids=_name)
def test_a_command_and_its_event_say_the_same(command: Any, event: Any) -> None:
    assert _content(command) == _content(event)


@pytest.mark.xfail(strict=True, reason="F5", raises=AssertionError)
@pytest.mark.parametrize(("command", "event"), _APART.items(), ids=_name)
def test_a_command_that_adds_an_item_says_the_same_as_its_event(command: Any, event: Any) -> None:
    assert _content(command) == _content(event)


@pytest.mark.xfail(strict=True, reason="F5", raises=ModuleNotFoundError)
@pytest.mark.parametrize("room", ["transitions", "histories"])
def test_machine_and_history_are_rooms_of_their_own(room: str) -> None:
    assert importlib.import_module(f"coopclaims.{room}").__all__


@pytest.mark.xfail(strict=True, reason="F5", raises=AssertionError)
def test_a_row_is_a_row_whether_of_a_claim_or_a_payment() -> None:
    rows = [row for row in cc.TABLE[None].values() if isinstance(row, cc.Row)]
    assert {type(row) for row in rows} == {type(row) for row in cc.PAYMENT_ROWS}


@pytest.mark.xfail(strict=True, reason="F5", raises=AssertionError)
def test_a_refusal_is_a_refusal_whether_of_a_claim_or_a_payment() -> None:
    refusals = [answer for answer in cc.TABLE[None].values() if isinstance(answer, cc.Refusal)]
    others = [answer for answer in cc.PAYMENT_TABLE[None].values() if isinstance(answer, cc.PaymentRefusal)]
    assert {type(each) for each in refusals} == {type(each) for each in others}


@pytest.mark.xfail(strict=True, reason="F5", raises=AssertionError)
def test_the_entries_of_claims_and_payments_have_one_envelope() -> None:
    shared = {"number", "at", "by", "side", "role", "command", "before", "after"}
    assert shared <= {each.name for each in attrs.fields(cc.PaymentEntry)}


def test_both_tables_answer_every_pair() -> None:
    assert all(set(steps) == set(cc.Step) for steps in cc.TABLE.values())
    assert all(set(steps) == set(cc.PaymentStep) for steps in cc.PAYMENT_TABLE.values())
