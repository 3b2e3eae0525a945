"""Events: what happened. Past tense, payload only; who, when and where stand in the entry around it."""

from __future__ import annotations

from typing import ClassVar, TypeAlias, final

import attrs

from coopclaims.claims.claim import ClaimForm, InformationRequest
from coopclaims.claims.status import Step
from coopclaims.evidence import CertificationReport, Information, Invoice, Metric, Proof
from coopclaims.identifiers import ActorId, ItemId
from coopclaims.money import Money

__all__ = [
    "ActionRequested",
    "CertificationAdded",
    "ClaimAmended",
    "ClaimApproved",
    "ClaimCreated",
    "ClaimRejected",
    "ClaimReopened",
    "ClaimSubmitted",
    "Commented",
    "DraftCancelled",
    "DraftExpired",
    "Event",
    "FeedbackGiven",
    "InformationAdded",
    "InvoiceAdded",
    "ItemRemoved",
    "MetricRecorded",
    "ProofAdded",
    "RejectionDisputed",
    "ReviewStarted",
    "UploadRequested",
]


@attrs.frozen
class _Happening:
    """What every event has: the step it is the outcome of."""

    step: ClassVar[Step]


@final
@attrs.frozen
class ClaimCreated(_Happening):
    """The initial form was filed."""

    step = Step.CREATE
    form: ClaimForm


@final
@attrs.frozen
class ClaimAmended(_Happening):
    """The form was replaced by this one."""

    step = Step.EDIT
    form: ClaimForm


@final
@attrs.frozen
class InvoiceAdded(_Happening):
    """An invoice was added."""

    step = Step.ADD_DOCUMENT
    item: Invoice


@final
@attrs.frozen
class CertificationAdded(_Happening):
    """A certification report (CSR) was added."""

    step = Step.ADD_DOCUMENT
    item: CertificationReport


@final
@attrs.frozen
class ProofAdded(_Happening):
    """A proof document was added."""

    step = Step.ADD_DOCUMENT
    item: Proof


@final
@attrs.frozen
class MetricRecorded(_Happening):
    """A result figure was recorded."""

    step = Step.EDIT
    item: Metric


@final
@attrs.frozen
class InformationAdded(_Happening):
    """Information was added in the partner's own words."""

    step = Step.EDIT
    item: Information


@final
@attrs.frozen
class ItemRemoved(_Happening):
    """An item was removed from the claim; what it said stays in the History."""

    step = Step.EDIT
    item: ItemId
    reason: str = ""


@final
@attrs.frozen
class UploadRequested(_Happening):
    """A named colleague was asked to upload something."""

    step = Step.REQUEST_UPLOAD
    colleague: ActorId
    what: str


@final
@attrs.frozen
class Commented(_Happening):
    """Somebody left a remark."""

    step = Step.COMMENT
    text: str


@final
@attrs.frozen
class ClaimSubmitted(_Happening):
    """The claim was submitted, for review or back to the dispute."""

    step = Step.SUBMIT
    comment: str = ""


@final
@attrs.frozen
class ReviewStarted(_Happening):
    """The claim was taken under review."""

    step = Step.START_REVIEW


@final
@attrs.frozen
class FeedbackGiven(_Happening):
    """A reviewer remarked on the claim, or on one of its items."""

    step = Step.GIVE_FEEDBACK
    text: str
    item: ItemId | None = None


@final
@attrs.frozen
class ActionRequested(_Happening):
    """A reviewer asked the partner for more."""

    step = Step.REQUEST_ACTION
    requests: tuple[InformationRequest, ...]


@final
@attrs.frozen
class ClaimApproved(_Happening):
    """This amount was approved, in the claim's currency."""

    step = Step.APPROVE
    amount: Money
    reason: str = ""


@final
@attrs.frozen
class ClaimRejected(_Happening):
    """The claim was rejected for these reasons."""

    step = Step.REJECT
    reasons: tuple[str, ...]


@final
@attrs.frozen
class RejectionDisputed(_Happening):
    """The partner asked for the rejection to be looked at again."""

    step = Step.DISPUTE
    reason: str = ""


@final
@attrs.frozen
class DraftCancelled(_Happening):
    """The partner dropped the draft."""

    step = Step.CANCEL
    reason: str = ""


@final
@attrs.frozen
class DraftExpired(_Happening):
    """The claiming period ended before the draft was submitted."""

    step = Step.EXPIRE


@final
@attrs.frozen
class ClaimReopened(_Happening):
    """A claim that waited for the partner went back to Editing."""

    step = Step.REOPEN


Event: TypeAlias = (
    ClaimCreated
    | ClaimAmended
    | InvoiceAdded
    | CertificationAdded
    | ProofAdded
    | MetricRecorded
    | InformationAdded
    | ItemRemoved
    | UploadRequested
    | Commented
    | ClaimSubmitted
    | ReviewStarted
    | FeedbackGiven
    | ActionRequested
    | ClaimApproved
    | ClaimRejected
    | RejectionDisputed
    | DraftCancelled
    | DraftExpired
    | ClaimReopened
)
"""Everything that can happen to a claim."""
