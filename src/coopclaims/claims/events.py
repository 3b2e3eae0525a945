"""What happened to a claim: events, and the History that they stand in.

Sequence number, instant, actor and role, side, event, status before and after: nothing else is
needed to give the claim back. Source: CC18 to CC24 H-01 to H-04; the shape of an entry is inferred.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, final

import attrs

from coopclaims._values import at_instant, frozen
from coopclaims.claims.claim import ClaimStatus
from coopclaims.claims.contents import (
    Amendment,
    Approval,
    Cancellation,
    CertificationAddition,
    Creation,
    Dispute,
    Expiry,
    Feedback,
    FurtherAction,
    InformationAddition,
    InvoiceAddition,
    MetricAddition,
    ProofAddition,
    Rejection,
    Remark,
    Removal,
    Reopening,
    ReviewStart,
    Submission,
    Upload,
)
from coopclaims.errors import BrokenHistory
from coopclaims.identifiers import ActorId, ClaimId, CommandId
from coopclaims.parties import Role, Side
from coopclaims.provenance import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


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
class ClaimApproved(Approval):
    """An amount was approved.

    `amount` is in the claim's currency; `reason` is empty where none was given.
    """

    caption = message("claim_approved", "Claim approved")


@final
@frozen
class ClaimRejected(Rejection):
    """The claim was rejected.

    `reasons` are texts, in the order given.
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
class ClaimReopened(Reopening):
    """A claim that waited for the partner went back to Editing."""

    caption = message("claim_reopened", "Claim reopened")


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


# The History: one entry for every change, comment, request, feedback and decision, append-only.


@final
@frozen(kw_only=True)
class HistoryEntry:
    """One thing that happened to a claim.

    `claim` is the identifier of the claim. `number` counts from 1 without a gap. `at` is an aware instant,
    kept in UTC. `by` is the identifier of the actor, `role` the role that they acted in and `side` the side
    that they stand on. `command` is the identifier of the command that asked for it, and `event` is what
    happened. `before` and `after` are the statuses around it; `before` is `None` for the first entry only.
    """

    claim: ClaimId
    number: int
    at: datetime = attrs.field(converter=at_instant)
    by: ActorId
    side: Side
    role: Role
    command: CommandId
    event: Event
    before: ClaimStatus | None
    after: ClaimStatus

    @property
    def summary(self) -> str:
        """What happened, in a line: "Invoice added: inv-1 · 1200.00 SEK"."""
        return str(self.event)


@final
@frozen
class History:
    """All entries of one claim, in order. Entries are only ever added.

    `claim` is the identifier of the claim. `entries` are in the order of their numbers; without any,
    nothing has happened yet. Raises `BrokenHistory` for entries of another claim, or numbers with a gap or
    out of order.
    """

    claim: ClaimId
    entries: tuple[HistoryEntry, ...] = attrs.field(default=(), converter=tuple["HistoryEntry", ...])

    def __attrs_post_init__(self) -> None:
        _check(self.claim, self.entries, first=1)

    def extended(self, entries: Iterable[HistoryEntry]) -> History:
        """Return the History with `entries` added at its end, in the order given.

        Raises `BrokenHistory` where the first of them does not follow the last entry, or one of them
        another.
        """
        return History(self.claim, (*self.entries, *entries))

    @property
    def version(self) -> int:
        """How many entries there are."""
        return len(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[HistoryEntry]:
        return iter(self.entries)

    def table(self) -> str:
        """Return the History as a text table, one line an entry, instants in UTC."""
        rows = [("no.", "at", "by", "as", "status", "what happened")]
        for entry in self.entries:
            before = "-" if entry.before is None else entry.before.caption
            status = before if entry.before is entry.after else f"{before} > {entry.after.caption}"
            at = entry.at.isoformat(timespec="minutes").replace("+00:00", "Z")
            rows.append((str(entry.number), at, entry.by, entry.role.caption, status, entry.summary))
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        )


def _check(claim: ClaimId, entries: tuple[HistoryEntry, ...], *, first: int) -> None:
    for number, entry in enumerate(entries, start=first):
        where = f"History of claim {claim}, entry {number}"
        if entry.claim != claim:
            raise BrokenHistory(where, f"an entry of claim {entry.claim}", f"an entry of claim {claim}")
        if entry.number != number:
            raise BrokenHistory(where, f"number {entry.number}", f"number {number}")
