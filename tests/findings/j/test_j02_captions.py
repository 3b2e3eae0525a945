"""Every status, role, reason and command has a caption in every shipped language."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.findings import cc

_LANGUAGES = ["en", "sv", "nl", "fr", "de"]
_NAMED = [cc.ClaimStatus.CANCELLED, cc.ClaimStatus.EXPIRED, cc.Role.REVIEWER]
_SAMPLES = [
    cc.payouts.PaymentStatus.SENT,
    cc.payouts.PaymentTrigger.REQUEST_TAX_INVOICE,
    cc.payouts.ProfileStatus.ACTION_REQUIRED,
    cc.payouts.EnrollmentStatus.ENROLLED,
    cc.Side.PARTNER,
    cc.Action.DECIDE_DISPUTE,
    cc.claims.Trigger.START_REVIEW,
    cc.deadlines.Clock.PAYMENT,
    cc.deadlines.DeadlineState.OVERDUE,
    cc.completeness.RequirementState.MISSING,
    cc.portfolio.AttentionReason.DRAFT_ENDS,
    cc.payments.BlockerCode.WAITING,
    cc.payouts.WaterfallReason.WITHHOLDING_TAX,
]
_ADDING = [cc.claims.AddInvoice, cc.claims.AddCertification, cc.claims.AddProof]


def _name(value: Any) -> str:
    return str(getattr(value, "name", getattr(value, "__name__", value)))


@pytest.mark.parametrize("language", _LANGUAGES)
@pytest.mark.parametrize("value", _NAMED, ids=_name)
def test_a_status_and_a_role_have_a_caption_in_every_language(value: Any, language: str) -> None:
    assert cc.labels.label(value, language).strip()


@pytest.mark.parametrize("language", _LANGUAGES)
@pytest.mark.parametrize("value", [*_SAMPLES, *_ADDING], ids=_name)
def test_a_value_has_a_caption_in_every_language(value: Any, language: str) -> None:
    assert cc.labels.label(value, language).strip()


def test_commands_that_add_different_things_have_different_captions() -> None:
    assert len({cc.labels.label(command, "en") for command in _ADDING}) == len(_ADDING)


@pytest.mark.parametrize("language", _LANGUAGES)
@pytest.mark.parametrize("status", [each for each in cc.ClaimStatus if each.is_published], ids=_name)
def test_a_published_status_has_its_published_name(status: Any, language: str) -> None:
    assert cc.labels.label(status, language).strip()


def test_an_unknown_language_is_an_error_of_ours() -> None:
    with pytest.raises(cc.errors.UnknownLabel):
        cc.labels.label(cc.ClaimStatus.APPROVED, "tlh")


def test_an_unknown_language_is_answered_with_those_that_are_known() -> None:
    with pytest.raises(cc.errors.UnknownLabel) as caught:
        cc.labels.label(cc.ClaimStatus.APPROVED, "tlh")
    assert all(language in str(caught.value.note) for language in _LANGUAGES)
