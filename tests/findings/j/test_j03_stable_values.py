"""The values of enumerations are keys, and the words for them stand elsewhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.support.findings import cc

_KEY = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_PHRASES = [
    cc.Bearer,
    cc.Category,
    cc.StartConvention,
    cc.EvidenceKind,
    cc.RequirementState,
    cc.Clock,
    cc.DeadlineState,
    cc.TaxInvoiceState,
    cc.ProblemCode,
    cc.FundEntryKind,
    cc.AttentionReason,
    cc.Contact,
    cc.CreditNoteStatus,
    cc.EarningType,
    cc.EnrollmentStatus,
    cc.PaymentMethod,
    cc.PaymentStatus,
    cc.ProfileScope,
    cc.ProfileStatus,
    cc.UnresolvedReason,
    cc.BasisKind,
    cc.ActivitiesPerClaim,
    cc.ActivityLimiting,
    cc.AfterPartnerAction,
    cc.Cancelling,
    cc.CapCounting,
    cc.CatalogueBy,
    cc.ClaimDeadline,
    cc.ClaimOpening,
    cc.DemoUnitCap,
    cc.DisputeWindow,
    cc.Disputing,
    cc.EligibilityLoss,
    cc.EntityCurrency,
    cc.EscalationUnit,
    cc.FinalApproval,
    cc.FundsExpiry,
    cc.HoldAnchor,
    cc.MinimumReached,
    cc.OffersAndSpiffs,
    cc.OverClaiming,
    cc.PartialApproval,
    cc.PaymentCounting,
    cc.PlanDeadline,
    cc.PlanReview,
    cc.PlanUniqueness,
    cc.PreApproval,
    cc.ProofNeed,
    cc.RateMonth,
    cc.Reopening,
    cc.RetentionFrom,
    cc.ReviewClock,
    cc.SmallBalances,
    cc.Submitting,
    cc.TaxInvoiceClock,
    cc.GateCode,
    cc.GateKeeper,
    cc.WaterfallLevel,
    cc.WaterfallReason,
    cc.LabelledObject,
]
_KEYS = [
    cc.Roll,
    cc.ClaimStatus,
    cc.Step,
    cc.HeldState,
    cc.Half,
    cc.Severity,
    cc.AnswerState,
    cc.Action,
    cc.Role,
    cc.Side,
    cc.PaymentStep,
    cc.Precision,
    cc.LabelForm,
]
_EXCEPTIONS = [
    cc.AlreadyRecorded,
    cc.BrokenHistory,
    cc.BrokenSeal,
    cc.CalendarOutOfRange,
    cc.CommandReused,
    cc.CoopClaimsError,
    cc.CurrencyMismatch,
    cc.InvalidMoney,
    cc.InvalidValue,
    cc.NoRate,
    cc.NoRuleInForce,
    cc.StaleClaim,
    cc.UnknownClaim,
    cc.UnknownFund,
    cc.UnknownLabel,
    cc.Unresolved,
    cc.Unsupported,
    cc.WireMismatch,
    cc.Refused,
    cc.BrokenLedger,
]


def _name(kind: Any) -> str:
    return str(kind.__name__)


def _no_keys(kind: Any) -> list[str]:
    """Return the values of an enumeration that are no keys in snake case."""
    return [str(member.value) for member in kind if not _KEY.fullmatch(str(member.value))]


@pytest.mark.xfail(strict=True, reason="J3", raises=AssertionError)
@pytest.mark.parametrize("kind", _PHRASES, ids=_name)
def test_the_values_of_an_enumeration_are_keys(kind: Any) -> None:
    assert not _no_keys(kind)


@pytest.mark.parametrize("kind", _KEYS, ids=_name)
def test_what_is_a_key_already_stays_one(kind: Any) -> None:
    assert not _no_keys(kind)


@pytest.mark.xfail(strict=True, reason="J3", raises=AttributeError)
@pytest.mark.parametrize("kind", _EXCEPTIONS, ids=_name)
def test_each_exception_has_a_stable_code(kind: Any) -> None:
    assert _KEY.fullmatch(kind.code)


@pytest.mark.xfail(strict=True, reason="J3", raises=AttributeError)
def test_no_two_exceptions_share_a_code() -> None:
    assert len({kind.code for kind in _EXCEPTIONS}) == len(_EXCEPTIONS)
