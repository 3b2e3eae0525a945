"""One transition machine, one History and one payload for whatever has a lifecycle."""

from __future__ import annotations

import importlib
from typing import Any

import attrs
import pytest
from tests.support.findings import cc

_ENVELOPE = frozenset({"claim", "id", "by", "at"})
_JUDGED = {cc.claims.RequestUpload: ["known"]}
"""What a command says to be judged by, and its event does not repeat."""
_ALIKE = {
    cc.claims.CreateClaim: cc.claims.ClaimCreated,
    cc.claims.AmendClaim: cc.claims.ClaimAmended,
    cc.claims.RemoveItem: cc.claims.ItemRemoved,
    cc.claims.RequestUpload: cc.claims.UploadRequested,
    cc.claims.Comment: cc.claims.Commented,
    cc.claims.SubmitClaim: cc.claims.ClaimSubmitted,
    cc.claims.StartReview: cc.claims.ReviewStarted,
    cc.claims.GiveFeedback: cc.claims.FeedbackGiven,
    cc.claims.RequestAction: cc.claims.ActionRequested,
    cc.claims.ApproveClaim: cc.claims.ClaimApproved,
    cc.claims.RejectClaim: cc.claims.ClaimRejected,
    cc.claims.DisputeRejection: cc.claims.RejectionDisputed,
    cc.claims.CancelDraft: cc.claims.DraftCancelled,
    cc.claims.ExpireDraft: cc.claims.DraftExpired,
    cc.claims.ReopenClaim: cc.claims.ClaimReopened,
}
_APART = {
    cc.claims.AddInvoice: cc.claims.InvoiceAdded,
    cc.claims.AddCertification: cc.claims.CertificationAdded,
    cc.claims.AddProof: cc.claims.ProofAdded,
    cc.claims.RecordMetric: cc.claims.MetricRecorded,
    cc.claims.AddInformation: cc.claims.InformationAdded,
}


def _name(kind: Any) -> str:
    return str(kind.__name__)


def _content(kind: Any) -> list[str]:
    """Return what a command or an event says besides who, when and on which claim."""
    return [each.name for each in attrs.fields(kind) if each.name not in _ENVELOPE]


@pytest.mark.parametrize(("command", "event"), _ALIKE.items(), ids=_name)
def test_a_command_and_its_event_say_the_same(command: Any, event: Any) -> None:
    judged = _JUDGED.get(command, [])
    assert sorted(_content(command)) == sorted(judged + _content(event))


@pytest.mark.parametrize(("command", "event"), _APART.items(), ids=_name)
def test_a_command_that_adds_an_item_says_the_same_as_its_event(command: Any, event: Any) -> None:
    assert _content(command) == _content(event)


@pytest.mark.parametrize("room", ["transitions", "histories"])
def test_machine_and_history_are_rooms_of_their_own(room: str) -> None:
    assert importlib.import_module(f"coopclaims.{room}").__all__


def test_a_row_is_a_row_whether_of_a_claim_or_a_payment() -> None:
    rows = (*cc.claims.TABLE.rows, *cc.payments.PAYMENT_TABLE.rows)
    assert {type(row) for row in rows} == {cc.transitions.Row}


def test_a_refusal_is_a_refusal_whether_of_a_claim_or_a_payment() -> None:
    refusals = [
        answer for answer in cc.claims.TABLE[None].values() if isinstance(answer, cc.transitions.Refusal)
    ]
    others = [
        answer
        for answer in cc.payments.PAYMENT_TABLE[None].values()
        if isinstance(answer, cc.transitions.Refusal)
    ]
    assert {type(each) for each in refusals} == {type(each) for each in others}


def test_the_entries_of_claims_and_payments_have_one_envelope() -> None:
    shared = {"number", "at", "by", "side", "role", "command", "before", "after"}
    assert shared <= {each.name for each in attrs.fields(cc.payments.PaymentEntry)}


def test_both_tables_answer_every_pair() -> None:
    assert all(set(steps) == set(cc.claims.Trigger) for steps in cc.claims.TABLE.values())
    assert all(set(steps) == set(cc.payouts.PaymentTrigger) for steps in cc.payments.PAYMENT_TABLE.values())
