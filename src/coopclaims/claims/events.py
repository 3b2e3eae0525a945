"""What happened to a claim: events, and the History that they stand in.

An entry is a numbered envelope around an event: nothing else is needed to give the claim back. Source: CC18
to CC24 H-01 to H-04; the shape of an entry is inferred.
"""

from __future__ import annotations

from typing import TypeAlias, final

import attrs

from coopclaims._templates import WORDS_OF, in_words
from coopclaims._values import frozen, identifier
from coopclaims.claims.claim import ClaimStatus, Trigger
from coopclaims.claims.contents import (
    Amendment,
    Approval,
    Cancellation,
    CertificationAddition,
    Creation,
    CutDispute,
    Dispute,
    DocumentsAsked,
    Endorsement,
    Expiry,
    Feedback,
    FurtherAction,
    InformationAddition,
    InstantCorrection,
    InvoiceAddition,
    MetricAddition,
    ProofAddition,
    Rejection,
    Remark,
    Removal,
    Reopen,
    Retraction,
    ReviewStart,
    Submission,
    Upload,
    Withdrawal,
)
from coopclaims.histories import Correction, Entry, NumberedStream
from coopclaims.identifiers import ClaimId, PersonId
from coopclaims.provenance import message

_named = attrs.validators.optional(identifier)


# Events: what happened. Past tense, payload only; who, when and where stand in the entry around it.


@final
@frozen
class ClaimCreated(Creation):
    """The initial form was filed.

    `form` is that form.
    """

    caption = message("claim_created", "Claim created")


@final
@frozen
class ClaimAmended(Amendment):
    """The form was replaced by an amended one.

    `form` is the whole new form.
    """

    caption = message("claim_amended", "Claim amended")


@final
@frozen
class InvoiceAdded(InvoiceAddition):
    """An invoice was added.

    `invoice` is that invoice.
    """

    caption = message("invoice_added", "Invoice added")


@final
@frozen
class CertificationAdded(CertificationAddition):
    """A certification report (CSR) was added.

    `report` is that report.
    """

    caption = message("certification_added", "Certification added")


@final
@frozen
class ProofAdded(ProofAddition):
    """A proof document was added.

    `proof` is that proof.
    """

    caption = message("proof_added", "Proof added")


@final
@frozen
class MetricRecorded(MetricAddition):
    """A result figure was recorded.

    `metric` is that figure.
    """

    caption = message("metric_recorded", "Metric recorded")


@final
@frozen
class InformationAdded(InformationAddition):
    """Information was added in the partner's own words.

    `information` is what was added.
    """

    caption = message("information_added", "Information added")


@final
@frozen
class ItemRemoved(Removal):
    """An item was removed from the claim; what it said stays in the History.

    `item` is its identifier; `reason` is empty where none was given.
    """

    caption = message("item_removed", "Item removed")


@final
@frozen
class UploadRequested(Upload):
    """A named colleague was asked to upload something.

    `colleague` is the identifier of the actor who was asked, `what` says in words what to upload.
    """

    caption = message("upload_requested", "Upload requested")


@final
@frozen
class UploadRequestWithdrawn(Withdrawal):
    """A request to upload something was taken back.

    `request` is the number of the entry that asked; `reason` is empty where none was given.
    """

    caption = message("upload_request_withdrawn", "Upload request withdrawn")


@final
@frozen
class Commented(Remark):
    """Somebody left a remark.

    `text` is the remark, in words.
    """

    caption = message("commented", "Commented")


@final
@frozen
class ClaimSubmitted(Submission):
    """The claim was submitted, for review or back to the dispute.

    `comment` is empty where none was given.
    """

    caption = message("claim_submitted", "Claim submitted")


@final
@frozen
class ReviewStarted(ReviewStart):
    """The claim was taken under review."""

    caption = message("review_started", "Review started")


@final
@frozen
class FeedbackGiven(Feedback):
    """A reviewer remarked on the claim, or on one of its items.

    `text` is the remark, in words; `item` is an identifier, `None` for the claim as a whole.
    """

    caption = message("feedback_given", "Feedback given")


@final
@frozen
class ActionRequested(FurtherAction):
    """A reviewer asked the partner for more.

    `requests` say what for, in the order given.
    """

    caption = message("action_requested", "Action requested")


@final
@frozen
class DocumentsRequested(DocumentsAsked):
    """The validation team asked for documents, and the claim stayed Disputed.

    `requests` say what for, in the order given.
    """

    caption = message("documents_requested", "Documents requested")


@final
@frozen
class ApprovalRecommended(Endorsement):
    """Somebody recommended to approve an amount, which decides nothing yet.

    `amount` is in the claim's currency.
    """

    caption = message("approval_recommended", "Approval recommended")


@final
@frozen
class ClaimApproved(Approval):
    """An amount was approved.

    `amount` is in the claim's currency; `reason` is `None` where none was given. `lines` are the verdicts on
    single items, empty where there is none.
    """

    caption = message("claim_approved", "Claim approved")


@final
@frozen
class ClaimRejected(Rejection):
    """The claim was rejected.

    `reasons` say why, in the order given.
    """

    caption = message("claim_rejected", "Claim rejected")


@final
@frozen
class RejectionDisputed(Dispute):
    """The partner asked for the rejection to be looked at again.

    `reason` is empty where none was given.
    """

    caption = message("rejection_disputed", "Rejection disputed")


@final
@frozen
class ApprovalRetracted(Retraction):
    """An approval was taken back, and the claim is under review again.

    `reason` says why.
    """

    caption = message("approval_retracted", "Approval retracted")


@final
@frozen
class CutDisputed(CutDispute):
    """The partner asked for an approval below what was claimed to be looked at again.

    `reason` is empty where none was given.
    """

    caption = message("cut_disputed", "Cut disputed")


@final
@frozen
class DraftCancelled(Cancellation):
    """The partner dropped the draft.

    `reason` is empty where none was given.
    """

    caption = message("draft_cancelled", "Draft cancelled")


@final
@frozen
class DraftExpired(Expiry):
    """The claiming period ended before the draft was submitted."""

    caption = message("draft_expired", "Draft expired")


@final
@frozen
class ClaimReopened(Reopen):
    """A claim that waited for the partner went back to Editing."""

    caption = message("claim_reopened", "Claim reopened")


@final
@frozen
class InstantCorrected(InstantCorrection):
    """The instant of an earlier entry was corrected, which itself stays as it was recorded.

    `entry` is its number and `instant` when it really happened; `reason` says how that is known.
    """

    caption = message("instant_corrected", "Instant corrected")


# fmt: off
Event: TypeAlias = (ClaimCreated | ClaimAmended | InvoiceAdded | CertificationAdded | ProofAdded |
    MetricRecorded | InformationAdded | ItemRemoved | UploadRequested |
    UploadRequestWithdrawn | Commented | ClaimSubmitted |
    ReviewStarted | FeedbackGiven | ActionRequested | ApprovalRecommended | ClaimApproved | ClaimRejected |
    RejectionDisputed | ApprovalRetracted | CutDisputed | DraftCancelled | DraftExpired | ClaimReopened |
    InstantCorrected | DocumentsRequested)
# fmt: on
"""Everything that can happen to a claim."""


# The History: one entry for every change, comment, request, feedback and decision, append-only.


@final
@frozen(kw_only=True)
class HistoryEntry(Entry):
    """One thing that happened to a claim, in the envelope that every `Entry` has.

    `claim` is the identifier of the claim, and `event` is what happened. `before` and `after` are the
    statuses around it; `before` is `None` for the first entry only. `person` is who acted as a human being,
    `None` where the actor says nothing of it, and `absent_person` the same of who was absent; neither is
    ever printed.
    """

    thing = "claim"
    claim: ClaimId
    event: Event
    before: ClaimStatus | None
    after: ClaimStatus
    person: PersonId | None = attrs.field(default=None, repr=False, validator=_named)
    absent_person: PersonId | None = attrs.field(default=None, repr=False, validator=_named)

    @property
    def stream(self) -> ClaimId:
        """The identifier of the claim."""
        return self.claim

    @property
    def trigger(self) -> Trigger:
        """What was done."""
        return self.event.trigger

    @property
    def correction(self) -> Correction | None:
        """Which entry's instant this corrects, and to which; `None` for every other event."""
        event = self.event
        return Correction(event.entry, event.instant) if isinstance(event, InstantCorrected) else None

    @property
    def summary(self) -> str:
        """What happened, in a line: "Invoice added: inv-1 · 1200.00 SEK"."""
        return str(self.event)


def without_persons(entry: HistoryEntry) -> HistoryEntry:
    """Return the entry without the persons behind its actors, as it may be shown."""
    if entry.person is None and entry.absent_person is None:
        return entry
    return attrs.evolve(entry, person=None, absent_person=None)


WORDS_OF.update({HistoryEntry: lambda entry, tongue: in_words(entry.event, tongue)})


@final
@frozen
class History(NumberedStream[HistoryEntry]):
    """All entries of one claim, in order. Entries are only ever added.

    `claim` is the identifier of the claim. `entries` are in the order of their numbers; without any,
    nothing has happened yet. Raises `BrokenHistory` for entries of another claim, or numbers with a gap or
    out of order.
    """

    thing = "claim"
    claim: ClaimId
    entries: tuple[HistoryEntry, ...] = attrs.field(default=(), converter=tuple["HistoryEntry", ...])

    @property
    def stream(self) -> ClaimId:
        """The identifier of the claim."""
        return self.claim
