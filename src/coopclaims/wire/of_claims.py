"""Claims and the commands on them, on the wire.

A field that is added to a class is added here, as one line.

A command says who gives it and which roles they were granted, and the reader believes that: read commands
only from where this was checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coopclaims.claims.claim import (
    Claim,
    ClaimForm,
    ClaimStatus,
    Clock,
    Details,
    InformationRequest,
    Milestones,
    PlanPath,
    Round,
    UploadRequest,
)
from coopclaims.claims.commands import (
    AddCertification,
    AddInformation,
    AddInvoice,
    AddProof,
    AmendClaim,
    ApproveClaim,
    CancelDraft,
    Comment,
    CreateClaim,
    DisputeRejection,
    ExpireDraft,
    GiveFeedback,
    RecordMetric,
    RejectClaim,
    RemoveItem,
    ReopenClaim,
    RequestAction,
    RequestUpload,
    StartReview,
    SubmitClaim,
)
from coopclaims.claims.events import (
    ActionRequested,
    CertificationAdded,
    ClaimAmended,
    ClaimApproved,
    ClaimCreated,
    ClaimRejected,
    ClaimReopened,
    ClaimSubmitted,
    Commented,
    DraftCancelled,
    DraftExpired,
    FeedbackGiven,
    History,
    HistoryEntry,
    InformationAdded,
    InvoiceAdded,
    ItemRemoved,
    MetricRecorded,
    ProofAdded,
    RejectionDisputed,
    ReviewStarted,
    UploadRequested,
)
from coopclaims.claims.evidence import CertificationReport, Information, Invoice, Metric, Proof
from coopclaims.parties import Actor, Grant, Role, Side
from coopclaims.payments.deciding import PaymentCommand
from coopclaims.payouts.statuses import PaymentTrigger
from coopclaims.plans import Plan
from coopclaims.wire.codecs import DAY, IDENTIFIER, INSTANT, TEXT, choice, whole_number
from coopclaims.wire.kinds import Kind, bare, kind, leaf, many, maybe, tagged

if TYPE_CHECKING:
    from coopclaims.wire.kinds import Shape


# Events, entries, Histories, forms, evidence, claims and plans.

_ID: Final = leaf(IDENTIFIER)
_TEXT: Final = leaf(TEXT)
_DAY: Final = leaf(DAY)
_AT: Final = leaf(INSTANT)
_MONEY: Final = bare("money")
_STATUS: Final = leaf(choice(ClaimStatus))
_SIDE: Final = leaf(choice(Side))
_ROLE: Final = leaf(choice(Role))
_NUMBER: Final = leaf(whole_number(1))
_FORM: Final = tagged("claim.form")

EVIDENCE: Final[tuple[Kind, ...]] = (
    kind(
        "evidence.invoice",
        Invoice,
        id=_ID,
        document=_TEXT,
        amount=_MONEY,
        number=_TEXT,
        supplier=_TEXT,
        issued_on=maybe(_DAY),
        note=_TEXT,
    ),
    kind(
        "evidence.certification-report",
        CertificationReport,
        id=_ID,
        document=_TEXT,
        amount=_MONEY,
        work=_TEXT,
        note=_TEXT,
    ),
    kind("evidence.proof", Proof, id=_ID, document=_TEXT, note=_TEXT, shows=many(_TEXT)),
    kind("evidence.metric", Metric, id=_ID, name=_TEXT, value=_TEXT, note=_TEXT),
    kind("evidence.information", Information, id=_ID, text=_TEXT),
)
"""The items that stand on a claim's detail page."""

_INVOICE, _REPORT, _PROOF, _METRIC, _INFORMATION = (tagged(each.tag) for each in EVIDENCE)
_ITEM = tagged(*(each.tag for each in EVIDENCE))

EVENTS: Final[tuple[Kind, ...]] = (
    kind("claim.created", ClaimCreated, form=_FORM),
    kind("claim.amended", ClaimAmended, form=_FORM),
    kind("claim.invoice-added", InvoiceAdded, invoice=_INVOICE),
    kind("claim.certification-added", CertificationAdded, report=_REPORT),
    kind("claim.proof-added", ProofAdded, proof=_PROOF),
    kind("claim.metric-recorded", MetricRecorded, metric=_METRIC),
    kind("claim.information-added", InformationAdded, information=_INFORMATION),
    kind("claim.item-removed", ItemRemoved, item=_ID, reason=_TEXT),
    kind("claim.upload-requested", UploadRequested, colleague=_ID, what=_TEXT),
    kind("claim.commented", Commented, text=_TEXT),
    kind("claim.submitted", ClaimSubmitted, comment=_TEXT),
    kind("claim.review-started", ReviewStarted),
    kind("claim.feedback-given", FeedbackGiven, text=_TEXT, item=maybe(_ID)),
    kind("claim.action-requested", ActionRequested, requests=many(bare("claim.information-request"))),
    kind("claim.approved", ClaimApproved, amount=_MONEY, reason=_TEXT),
    kind("claim.rejected", ClaimRejected, reasons=many(_TEXT)),
    kind("claim.rejection-disputed", RejectionDisputed, reason=_TEXT),
    kind("claim.draft-cancelled", DraftCancelled, reason=_TEXT),
    kind("claim.draft-expired", DraftExpired),
    kind("claim.reopened", ClaimReopened),
)
"""Everything that can happen to a claim."""

CLAIMS: Final[tuple[Kind, ...]] = (
    kind(
        "claim.entry",
        HistoryEntry,
        claim=_ID,
        number=_NUMBER,
        at=_AT,
        by=_ID,
        side=_SIDE,
        role=_ROLE,
        command=_ID,
        event=tagged(*(each.tag for each in EVENTS)),
        before=maybe(_STATUS),
        after=_STATUS,
    ),
    kind("claim.history", History, claim=_ID, entries=many(tagged("claim.entry"))),
    kind(
        "claim.form",
        ClaimForm,
        name=_TEXT,
        program=_ID,
        location=_ID,
        usage_period=bare("period.usage"),
        activity=_TEXT,
        executed_on=_DAY,
        amount=_MONEY,
        plan=maybe(bare("claim.plan-path")),
        circumstances=many(_TEXT),
        attested=many(_TEXT),
        pre_approval=_TEXT,
        further_activities=many(_TEXT),
    ),
    kind(
        "claim.plan-path",
        PlanPath,
        plan=_ID,
        campaign=_ID,
        first=_DAY,
        last=_DAY,
        impressions=maybe(leaf(whole_number(0))),
    ),
    kind(
        "plan",
        Plan,
        id=_ID,
        location=_ID,
        fund=_ID,
        program=_ID,
        period=bare("period.usage"),
        program_year_ends=_DAY,
        status=_STATUS,
    ),
    kind("claim.upload-request", UploadRequest, colleague=_ID, what=_TEXT),
    kind("claim.information-request", InformationRequest, what=_TEXT, item=maybe(_ID)),
    kind(
        "claim.details",
        Details,
        form=_FORM,
        items=many(_ITEM),
        uploads_asked=many(bare("claim.upload-request")),
    ),
    kind(
        "claim.round",
        Round,
        clock=leaf(choice(Clock)),
        started_at=_AT,
        started_by=_ID,
        answered_at=maybe(_AT),
        answered_by=maybe(_ID),
        outcome=maybe(_STATUS),
    ),
    kind(
        "claim.milestones",
        Milestones,
        created_at=_AT,
        rounds=many(bare("claim.round")),
        approved_at=maybe(_AT),
        approved=maybe(_MONEY),
        requests=many(bare("claim.information-request")),
        returned=maybe(tagged("claim.details")),
        reasons=many(_TEXT),
    ),
    kind(
        "claim.snapshot",
        Claim,
        id=_ID,
        status=_STATUS,
        version=_NUMBER,
        changed_at=_AT,
        details=bare("claim.details"),
        milestones=bare("claim.milestones"),
    ),
)
"""Entries and Histories, the claim as it is now, and the plan it may belong to."""

PARTIES: Final[tuple[Kind, ...]] = (
    kind("actor", Actor, id=_ID, side=_SIDE, grants=many(bare("actor.grant"))),
    kind("actor.grant", Grant, role=_ROLE, location=maybe(_ID), program=maybe(_ID)),
)
"""The actors, with what they were granted."""


# Commands, so that a queue can carry them.

_BY: Final = bare("actor")


def _command(tag: str, cls: type, /, **fields: Shape) -> Kind:
    """Return the kind of a command: what every command carries, and its own fields."""
    return kind(f"command.{tag}", cls, earlier=(), claim=_ID, id=_ID, by=_BY, at=_AT, **fields)


REQUESTS: Final[tuple[Kind, ...]] = (
    _command("create-claim", CreateClaim, form=_FORM),
    _command("amend-claim", AmendClaim, form=_FORM),
    _command("add-invoice", AddInvoice, invoice=tagged("evidence.invoice")),
    _command("add-certification", AddCertification, report=tagged("evidence.certification-report")),
    _command("add-proof", AddProof, proof=tagged("evidence.proof")),
    _command("record-metric", RecordMetric, metric=tagged("evidence.metric")),
    _command("add-information", AddInformation, information=tagged("evidence.information")),
    _command("remove-item", RemoveItem, item=_ID, reason=_TEXT),
    _command("request-upload", RequestUpload, colleague=_ID, what=_TEXT),
    _command("comment", Comment, text=_TEXT),
    _command("submit-claim", SubmitClaim, comment=_TEXT),
    _command("start-review", StartReview),
    _command("give-feedback", GiveFeedback, text=_TEXT, item=maybe(_ID)),
    _command("request-action", RequestAction, requests=many(bare("claim.information-request"))),
    _command("approve-claim", ApproveClaim, amount=bare("money"), reason=_TEXT),
    _command("reject-claim", RejectClaim, reasons=many(_TEXT)),
    _command("dispute-rejection", DisputeRejection, reason=_TEXT),
    _command("cancel-draft", CancelDraft, reason=_TEXT),
    _command("expire-draft", ExpireDraft),
    _command("reopen-claim", ReopenClaim),
    kind(
        "payment.command",
        PaymentCommand,
        payment=_ID,
        id=_ID,
        by=_BY,
        at=_AT,
        trigger=leaf(choice(PaymentTrigger)),
        terms=maybe(bare("payment.terms")),
        note=_TEXT,
    ),
)
"""Everything that somebody can ask for."""
