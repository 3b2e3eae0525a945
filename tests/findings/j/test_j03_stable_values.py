"""The values of enumerations are keys, and the words for them stand elsewhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.support.findings import cc

_KEY = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_PHRASES = [
    cc.activities.EvidenceKind,
    cc.activities.Category,
    cc.calendars.StartConvention,
    cc.completeness.RequirementKind,
    cc.completeness.RequirementState,
    cc.deadlines.Clock,
    cc.deadlines.DeadlineState,
    cc.deadlines.TaxInvoiceState,
    cc.findings.ProblemCode,
    cc.funds.FundEntryKind,
    cc.portfolio.AttentionReason,
    cc.payments.Contact,
    cc.payouts.CreditNoteStatus,
    cc.payouts.EarningType,
    cc.payouts.EnrollmentStatus,
    cc.payouts.PaymentMethod,
    cc.payouts.PaymentStatus,
    cc.payouts.ProfileScope,
    cc.payouts.ProfileStatus,
    cc.payouts.UnresolvedReason,
    cc.provenance.BasisKind,
    cc.rules.ActivitiesPerClaim,
    cc.rules.ActivityLimiting,
    cc.rules.AfterPartnerAction,
    cc.rules.Cancelling,
    cc.rules.CapCounting,
    cc.rules.CatalogueBy,
    cc.rules.ClaimDeadline,
    cc.rules.ClaimOpening,
    cc.rules.DemoUnitCap,
    cc.rules.DisputeWindow,
    cc.rules.Disputing,
    cc.rules.EligibilityLoss,
    cc.rules.EntityCurrency,
    cc.rules.EscalationUnit,
    cc.rules.FinalApproval,
    cc.rules.FundsExpiry,
    cc.rules.HoldAnchor,
    cc.rules.MinimumReached,
    cc.rules.OffersAndSpiffs,
    cc.rules.OverClaiming,
    cc.rules.PartialApproval,
    cc.rules.PaymentCounting,
    cc.rules.PlanDeadline,
    cc.rules.PlanReview,
    cc.rules.PlanUniqueness,
    cc.rules.PreApproval,
    cc.rules.ProofNeed,
    cc.rules.RateMonth,
    cc.rules.Reopening,
    cc.rules.RetentionFrom,
    cc.rules.ReviewClock,
    cc.rules.SmallBalances,
    cc.rules.Submitting,
    cc.rules.TaxInvoiceClock,
    cc.payments.BlockerCode,
    cc.payments.Responsible,
    cc.payouts.WaterfallLevel,
    cc.payouts.WaterfallReason,
    cc.labels.LabelledObject,
]
_KEYS = [
    cc.calendars.Roll,
    cc.ClaimStatus,
    cc.claims.Trigger,
    cc.deadlines.HeldState,
    cc.periods.Half,
    cc.findings.Severity,
    cc.claims.RequestState,
    cc.Action,
    cc.Role,
    cc.Side,
    cc.payouts.PaymentTrigger,
    cc.rules.Precision,
    cc.labels.LabelForm,
]
_EXCEPTIONS = [
    cc.errors.AlreadyRecorded,
    cc.errors.BrokenHistory,
    cc.errors.BrokenSeal,
    cc.errors.CalendarOutOfRange,
    cc.errors.CommandReused,
    cc.CoopClaimsError,
    cc.errors.CurrencyMismatch,
    cc.errors.InvalidMoney,
    cc.InvalidValue,
    cc.errors.NoRate,
    cc.errors.NoRuleInForce,
    cc.StaleClaim,
    cc.errors.UnknownClaim,
    cc.errors.UnknownFund,
    cc.errors.UnknownLabel,
    cc.Unresolved,
    cc.errors.Unsupported,
    cc.errors.WireMismatch,
    cc.Refused,
    cc.funds.BrokenLedger,
]


def _name(kind: Any) -> str:
    return str(kind.__name__)


def _no_keys(kind: Any) -> list[str]:
    """Return the values of an enumeration that are no keys in snake case."""
    return [str(member.value) for member in kind if not _KEY.fullmatch(str(member.value))]


@pytest.mark.parametrize("kind", _PHRASES, ids=_name)
def test_the_values_of_an_enumeration_are_keys(kind: Any) -> None:
    assert not _no_keys(kind)


@pytest.mark.parametrize("kind", _KEYS, ids=_name)
def test_what_is_a_key_already_stays_one(kind: Any) -> None:
    assert not _no_keys(kind)


@pytest.mark.parametrize("kind", _EXCEPTIONS, ids=_name)
def test_each_exception_has_a_stable_code(kind: Any) -> None:
    assert _KEY.fullmatch(kind.code)


def test_no_two_exceptions_share_a_code() -> None:
    assert len({kind.code for kind in _EXCEPTIONS}) == len(_EXCEPTIONS)
