"""Claims: form, evidence, status, commands, events and the History; the table that owns the status."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.claims.claim import (
        Claim as Claim, ClaimForm as ClaimForm, ClaimStatus as ClaimStatus, Details as Details,
        Milestones as Milestones, PlanPath as PlanPath, Round as Round, Trigger as Trigger,
    )
    from coopclaims.claims.commands import (
        AddCertification as AddCertification, AddInformation as AddInformation, AddInvoice as AddInvoice,
        AddProof as AddProof, AmendClaim as AmendClaim, ApproveClaim as ApproveClaim,
        CancelDraft as CancelDraft, Command as Command, Comment as Comment, CorrectInstant as CorrectInstant,
        CreateClaim as CreateClaim,
        DisputeRejection as DisputeRejection, Envelope as Envelope, EnvelopeFields as EnvelopeFields,
        DisputeCut as DisputeCut, ExpireDraft as ExpireDraft, GiveFeedback as GiveFeedback,
        RecommendApproval as RecommendApproval, RecordMetric as RecordMetric,
        RejectClaim as RejectClaim, RemoveItem as RemoveItem, ReopenClaim as ReopenClaim,
        RequestAction as RequestAction, RequestDocuments as RequestDocuments, RequestUpload as RequestUpload,
        RetractApproval as RetractApproval, StartReview as StartReview,
        SubmitClaim as SubmitClaim, WithdrawUploadRequest as WithdrawUploadRequest, command_of as command_of,
    )
    from coopclaims.claims.events import (
        ActionRequested as ActionRequested, ApprovalRecommended as ApprovalRecommended,
        ApprovalRetracted as ApprovalRetracted, CertificationAdded as CertificationAdded,
        ClaimAmended as ClaimAmended, ClaimApproved as ClaimApproved, ClaimCreated as ClaimCreated,
        ClaimRejected as ClaimRejected, ClaimReopened as ClaimReopened, ClaimSubmitted as ClaimSubmitted,
        Commented as Commented, CutDisputed as CutDisputed, DocumentsRequested as DocumentsRequested,
        DraftCancelled as DraftCancelled, DraftExpired as DraftExpired,
        Event as Event, FeedbackGiven as FeedbackGiven, History as History, HistoryEntry as HistoryEntry,
        InformationAdded as InformationAdded, InstantCorrected as InstantCorrected,
        InvoiceAdded as InvoiceAdded, ItemRemoved as ItemRemoved, MetricRecorded as MetricRecorded,
        ProofAdded as ProofAdded, RejectionDisputed as RejectionDisputed, ReviewStarted as ReviewStarted,
        UploadRequested as UploadRequested, UploadRequestWithdrawn as UploadRequestWithdrawn,
    )
    from coopclaims.claims.evidence import (
        CertificationReport as CertificationReport, Document as Document, Information as Information,
        Invoice as Invoice, Item as Item, Metric as Metric, OriginalAmount as OriginalAmount,
        Proof as Proof,
    )
    from coopclaims.claims.recording import record as record, replay as replay
    from coopclaims.claims.requests import (
        DocumentRequest as DocumentRequest, InformationRequest as InformationRequest,
        UploadRequest as UploadRequest, UploadState as UploadState,
    )
    from coopclaims.claims.rounds import (
        RequestAnswer as RequestAnswer, RequestState as RequestState, ResubmissionDiff as ResubmissionDiff,
        since_rejection as since_rejection, since_request as since_request,
    )
    from coopclaims.claims.table import (
        ClaimRefusal as ClaimRefusal, ClaimRow as ClaimRow, TABLE as TABLE,
    )
    from coopclaims.claims.verdicts import (
        LineVerdict as LineVerdict, OTHER as OTHER, Participant as Participant, Reason as Reason,
        Recommendation as Recommendation,
    )
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "claim": "Claim ClaimForm ClaimStatus Details Milestones PlanPath Round Trigger",
        "commands": """
            AddCertification AddInformation AddInvoice AddProof AmendClaim ApproveClaim CancelDraft Command
            Comment CorrectInstant CreateClaim DisputeCut DisputeRejection Envelope EnvelopeFields ExpireDraft
            GiveFeedback RecommendApproval RecordMetric RejectClaim RemoveItem ReopenClaim RequestAction
            RequestDocuments RequestUpload RetractApproval StartReview SubmitClaim WithdrawUploadRequest
            command_of
        """,
        "events": """
            ActionRequested ApprovalRecommended ApprovalRetracted CertificationAdded ClaimAmended
            ClaimApproved ClaimCreated ClaimRejected ClaimReopened ClaimSubmitted Commented CutDisputed
            DocumentsRequested DraftCancelled DraftExpired Event FeedbackGiven History HistoryEntry
            InformationAdded InstantCorrected InvoiceAdded ItemRemoved MetricRecorded ProofAdded
            RejectionDisputed ReviewStarted UploadRequested UploadRequestWithdrawn
        """,
        "evidence": "CertificationReport Document Information Invoice Item Metric OriginalAmount Proof",
        "recording": "record replay",
        "requests": "DocumentRequest InformationRequest UploadRequest UploadState",
        "rounds": "RequestAnswer RequestState ResubmissionDiff since_rejection since_request",
        "table": "ClaimRefusal ClaimRow TABLE",
        "verdicts": "LineVerdict OTHER Participant Reason Recommendation",
    })
# fmt: on
