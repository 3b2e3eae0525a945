"""The gates that concern the partner's set-up: enrollment, bank and tax profile, tax invoice."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from coopclaims.deadlines import TaxInvoiceState
from coopclaims.errors import NoRuleInForce
from coopclaims.payouts import EnrollmentStatus, ProfileStatus, UnresolvedReason
from coopclaims.provenance import Explanation, cite
from coopclaims.settlement.gates import GateCode, GateKeeper, make_gate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coopclaims.identifiers import EntityId, ProfileId
    from coopclaims.payouts import UnresolvedShare
    from coopclaims.rulebook import Rules
    from coopclaims.settlement.circumstances import PaymentCircumstances
    from coopclaims.settlement.gates import Gate

__all__ = ["bank_gate", "invoice_gates", "setup_gates", "unresolved_gates"]

_PARTNER, _VENDOR = (GateKeeper.PARTNER,), (GateKeeper.VENDOR,)
_OPERATOR = (GateKeeper.OPERATOR,)

_ENROLLING: Final[Mapping[EnrollmentStatus, tuple[str, tuple[GateKeeper, ...]]]] = MappingProxyType(
    {
        EnrollmentStatus.ACTION_REQUIRED: ("do what the enrollment asks for", _PARTNER),
        EnrollmentStatus.DISCONTINUED: ("ask the vendor: the enrollment ended", _VENDOR),
        EnrollmentStatus.ENROLLING: ("complete the enrollment", _PARTNER),
        EnrollmentStatus.INACTIVE: ("become eligible again", _PARTNER),
        EnrollmentStatus.INVITED: ("accept the invitation and enroll", _PARTNER),
        EnrollmentStatus.VALIDATING: ("the vendor's validation", _VENDOR),
    }
)
_INVOICES: Final[Mapping[TaxInvoiceState, tuple[GateCode, str, str, tuple[GateKeeper, ...]]]] = (
    MappingProxyType(
        {
            TaxInvoiceState.AWAITED: (
                GateCode.TAX_INVOICE_AWAITED,
                "the partner's tax invoice is awaited",
                "send the tax invoice",
                _PARTNER,
            ),
            TaxInvoiceState.UNDER_REVIEW: (
                GateCode.TAX_INVOICE_UNDER_REVIEW,
                "the partner's tax invoice is under review",
                "the vendor's approval of the tax invoice",
                _VENDOR,
            ),
            TaxInvoiceState.REJECTED: (
                GateCode.TAX_INVOICE_REJECTED,
                "the partner's tax invoice was rejected",
                "contact Support, and send a valid tax invoice",
                _PARTNER,
            ),
        }
    )
)
_UNRESOLVED: Final[Mapping[UnresolvedReason, tuple[GateCode, tuple[GateKeeper, ...]]]] = MappingProxyType(
    {
        UnresolvedReason.NO_SHARES: (GateCode.NO_SHARES, _OPERATOR),
        UnresolvedReason.UNKNOWN_ENTITY: (GateCode.UNKNOWN_ENTITY, _OPERATOR),
        UnresolvedReason.NO_PROFILE: (GateCode.BANK_PROFILE_MISSING, _PARTNER),
        UnresolvedReason.PROFILE_NOT_APPROVED: (GateCode.BANK_PROFILE_NOT_APPROVED, _PARTNER),
        UnresolvedReason.NOT_ENROLLED: (GateCode.ENROLLMENT, _PARTNER),
        UnresolvedReason.NO_RATE: (GateCode.EXCHANGE_RATE, _OPERATOR),
        UnresolvedReason.ROUNDS_TO_NOTHING: (GateCode.NOTHING_LEFT, ()),
    }
)


def setup_gates(circumstances: PaymentCircumstances, at: datetime, rules: Rules) -> Iterator[Gate]:
    """Yield the open gates that every share of the claim waits for."""
    enrollment = circumstances.enrollment
    if enrollment.status is not EnrollmentStatus.ENROLLED:
        closes, who = _ENROLLING[enrollment.status]
        is_pending = enrollment.status is EnrollmentStatus.VALIDATING
        by, why = _validated(enrollment.since, at, rules) if is_pending else (None, ())
        yield make_gate(
            GateCode.ENROLLMENT,
            f"the enrollment stands at {enrollment.status}",
            closes=closes,
            who=who,
            source=cite("UI22", "P-13"),
            since=enrollment.since,
            by=by,
            because=why,
        )
    yield from _tax_profile(circumstances, at, rules)
    yield from invoice_gates(circumstances.tax_invoice.state, circumstances.tax_invoice.since)


def _tax_profile(circumstances: PaymentCircumstances, at: datetime, rules: Rules) -> Iterator[Gate]:
    known = circumstances.tax_profile
    day = rules.day(at)
    if known is None:
        yield _tax_gate("the location has no tax profile", "complete the tax profile", _PARTNER)
    elif known.status is not ProfileStatus.APPROVED:
        text = f"the tax profile stands at {known.status}"
        if known.status is ProfileStatus.PENDING_VALIDATION:
            by, why = _validated(known.since, at, rules)
            yield _tax_gate(text, "the vendor's validation", _VENDOR, known.since, by, why)
        else:
            yield _tax_gate(text, "do what the tax profile asks for", _PARTNER, known.since)
    elif known.expires_on is not None and day > known.expires_on:
        yield _tax_gate(
            f"the tax profile expired after {known.expires_on.isoformat()}",
            "renew the tax profile",
            _PARTNER,
            rules.end_of(known.expires_on),
        )


def _tax_gate(
    text: str,
    closes: str,
    who: tuple[GateKeeper, ...],
    since: datetime | None = None,
    by: datetime | None = None,
    because: tuple[Explanation, ...] = (),
) -> Gate:
    return make_gate(
        GateCode.TAX_PROFILE,
        text,
        closes=closes,
        who=who,
        source=cite("TP23", "P-17", "P-22"),
        since=since,
        by=by,
        because=because,
    )


def invoice_gates(
    state: TaxInvoiceState, since: datetime | None, entity: EntityId | None = None
) -> Iterator[Gate]:
    """Yield the gate of a tax invoice in this state; none where it is approved or not needed."""
    if state.is_open:
        code, text, closes, who = _INVOICES[state]
        yield make_gate(
            code, text, closes=closes, who=who, source=cite("TP23", "P-23"), entity=entity, since=since
        )


def bank_gate(
    circumstances: PaymentCircumstances, profile: ProfileId, entity: EntityId, at: datetime, rules: Rules
) -> Gate | None:
    """Return the gate of a bank profile that is not approved, `None` where it is."""
    standing = circumstances.standing_of(profile)
    because: tuple[Explanation, ...] = ()
    since = by = None
    if standing is None:
        text = f"nobody said where bank profile {profile} stands"
        closes, who = "give the status of the bank profile", _OPERATOR
    elif standing.status is ProfileStatus.APPROVED:
        return None
    else:
        text, since = f"bank profile {profile} stands at {standing.status}", standing.since
        closes, who = "do what the bank profile asks for", _PARTNER
        if standing.status is ProfileStatus.PENDING_VALIDATION:
            closes, who = "the vendor's validation", _VENDOR
            by, because = _validated(since, at, rules)
    return make_gate(
        GateCode.BANK_PROFILE_NOT_APPROVED,
        text,
        closes=closes,
        who=who,
        source=cite("PR22", "P-12"),
        entity=entity,
        since=since,
        by=by,
        because=because,
    )


def unresolved_gates(share: UnresolvedShare, *, is_ordered: bool) -> Iterator[Gate]:
    """Yield the gates of a share that cannot be paid yet; a rate no longer matters once it is ordered."""
    for reason in (share.reason, *share.also):
        code, who = _UNRESOLVED[reason]
        if is_ordered and code in {GateCode.EXCHANGE_RATE, GateCode.NOTHING_LEFT}:
            continue
        yield make_gate(
            code,
            f"{share.share} cannot be paid: {reason}",
            closes=reason.remedy,
            who=who,
            source=cite("PR22", "P-03", "P-08", "P-10"),
            entity=None if code is GateCode.ENROLLMENT else share.entity,
            because=(share.explanation,),
        )


def _validated(
    since: datetime | None, at: datetime, rules: Rules
) -> tuple[datetime | None, tuple[Explanation, ...]]:
    """Return by when a validation that began at `since` ends, and the rule that says so."""
    begun = at if since is None else since
    try:
        rule = rules.profile_validation_hours(rules.day(begun))
    except NoRuleInForce as absent:
        return None, (Explanation(code="validation-time-unknown", text=str(absent)),)
    hours = Explanation(
        code="validation-time",
        text=f"bank and tax data are validated within {rule.value} hours",
        figures=(("hours", rule.value),),
        source=rule.source,
        basis=rule.basis,
    )
    return (None if since is None else since + timedelta(hours=rule.value)), (hours,)
