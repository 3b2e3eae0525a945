"""What happened to a claim: events, and the History that they stand in.

An entry is a numbered envelope around an event: nothing else is needed to give the claim back. Source: CC18
to CC24 H-01 to H-04; the shape of an entry is inferred.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeAlias, cast, final

import attrs

from coopclaims._values import frozen
from coopclaims.claims.claim import ClaimForm, ClaimStatus, InformationRequest, Trigger
from coopclaims.claims.evidence import CertificationReport, Information, Invoice, Metric, Proof
from coopclaims.histories import Entry, NumberedStream
from coopclaims.identifiers import ActorId, ClaimId, ItemId
from coopclaims.money.amounts import Money

if TYPE_CHECKING:
    from collections.abc import Iterator


# Events: what happened. Past tense, payload only; who, when and where stand in the entry around it.


@frozen
class _Happening:
    """What every event has: the step it is the outcome of."""

    trigger: ClassVar[Trigger]


@final
@frozen
class ClaimCreated(_Happening):
    """The initial form was filed.

    `form` is that form.
    """

    trigger = Trigger.CREATE
    form: ClaimForm


@final
@frozen
class ClaimAmended(_Happening):
    """The form was replaced by an amended one.

    `form` is the whole new form.
    """

    trigger = Trigger.EDIT
    form: ClaimForm


@final
@frozen
class InvoiceAdded(_Happening):
    """An invoice was added.

    `item` is that invoice.
    """

    trigger = Trigger.ADD_DOCUMENT
    item: Invoice


@final
@frozen
class CertificationAdded(_Happening):
    """A certification report (CSR) was added.

    `item` is that report.
    """

    trigger = Trigger.ADD_DOCUMENT
    item: CertificationReport


@final
@frozen
class ProofAdded(_Happening):
    """A proof document was added.

    `item` is that proof.
    """

    trigger = Trigger.ADD_DOCUMENT
    item: Proof


@final
@frozen
class MetricRecorded(_Happening):
    """A result figure was recorded.

    `item` is that figure.
    """

    trigger = Trigger.EDIT
    item: Metric


@final
@frozen
class InformationAdded(_Happening):
    """Information was added in the partner's own words.

    `item` is what was added.
    """

    trigger = Trigger.EDIT
    item: Information


@final
@frozen
class ItemRemoved(_Happening):
    """An item was removed from the claim; what it said stays in the History.

    `item` is its identifier; `reason` is empty where none was given.
    """

    trigger = Trigger.EDIT
    item: ItemId
    reason: str = ""


@final
@frozen
class UploadRequested(_Happening):
    """A named colleague was asked to upload something.

    `colleague` is the identifier of the actor who was asked, `what` says in words what to upload.
    """

    trigger = Trigger.REQUEST_UPLOAD
    colleague: ActorId
    what: str


@final
@frozen
class Commented(_Happening):
    """Somebody left a remark.

    `text` is the remark, in words.
    """

    trigger = Trigger.COMMENT
    text: str


@final
@frozen
class ClaimSubmitted(_Happening):
    """The claim was submitted, for review or back to the dispute.

    `comment` is empty where none was given.
    """

    trigger = Trigger.SUBMIT
    comment: str = ""


@final
@frozen
class ReviewStarted(_Happening):
    """The claim was taken under review."""

    trigger = Trigger.START_REVIEW


@final
@frozen
class FeedbackGiven(_Happening):
    """A reviewer remarked on the claim, or on one of its items.

    `text` is the remark, in words; `item` is an identifier, `None` for the claim as a whole.
    """

    trigger = Trigger.GIVE_FEEDBACK
    text: str
    item: ItemId | None = None


@final
@frozen
class ActionRequested(_Happening):
    """A reviewer asked the partner for more.

    `requests` say what for, in the order given.
    """

    trigger = Trigger.REQUEST_ACTION
    requests: tuple[InformationRequest, ...]


@final
@frozen
class ClaimApproved(_Happening):
    """An amount was approved.

    `amount` is in the claim's currency; `reason` is empty where none was given.
    """

    trigger = Trigger.APPROVE
    amount: Money
    reason: str = ""


@final
@frozen
class ClaimRejected(_Happening):
    """The claim was rejected.

    `reasons` are texts, in the order given.
    """

    trigger = Trigger.REJECT
    reasons: tuple[str, ...]


@final
@frozen
class RejectionDisputed(_Happening):
    """The partner asked for the rejection to be looked at again.

    `reason` is empty where none was given.
    """

    trigger = Trigger.DISPUTE
    reason: str = ""


@final
@frozen
class DraftCancelled(_Happening):
    """The partner dropped the draft.

    `reason` is empty where none was given.
    """

    trigger = Trigger.CANCEL
    reason: str = ""


@final
@frozen
class DraftExpired(_Happening):
    """The claiming period ended before the draft was submitted."""

    trigger = Trigger.EXPIRE


@final
@frozen
class ClaimReopened(_Happening):
    """A claim that waited for the partner went back to Editing."""

    trigger = Trigger.REOPEN


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
class HistoryEntry(Entry):
    """One thing that happened to a claim, in the envelope that every `Entry` has.

    `claim` is the identifier of the claim, and `event` is what happened. `before` and `after` are the
    statuses around it; `before` is `None` for the first entry only.
    """

    thing = "claim"
    claim: ClaimId
    event: Event
    before: ClaimStatus | None
    after: ClaimStatus

    @property
    def stream(self) -> ClaimId:
        """The identifier of the claim."""
        return self.claim

    @property
    def trigger(self) -> Trigger:
        """What was done."""
        return self.event.trigger

    @property
    def summary(self) -> str:
        """What happened, in a line: "Invoice added: inv-1 · 1200.00 SEK"."""
        said = " · ".join(text for text in _said(self.event) if text)
        title = _title(type(self.event).__name__)
        return " ".join((f"{title}: {said}" if said else title).split())


def _title(name: str) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return words.strip().capitalize()


def _said(part: object) -> Iterator[str]:
    """Yield what a part of an event says, in the order of its fields."""
    if isinstance(part, tuple):
        for each in cast("tuple[object, ...]", part):
            yield from _said(each)
    elif isinstance(part, ClaimForm):
        yield from (part.name, part.activity, part.executed_on.isoformat(), str(part.amount))
    elif isinstance(part, Invoice | CertificationReport):
        yield from (part.id, str(part.amount), part.note)
    elif isinstance(part, Money) or not attrs.has(kind := type(part)):
        yield "" if part is None else str(part)
    else:
        for field in attrs.fields(kind):
            yield from _said(getattr(part, field.name))


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
