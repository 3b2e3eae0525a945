"""Commands: what somebody asks for. Imperative, and only a request until the rules agree.

Every command carries `claim`, `id` (the caller's idempotency key), `by` (an actor) and `at` (an
aware instant, kept in UTC); an `Envelope` says them once for several. A naive `datetime` can never be right
and raises `InvalidValue`, and so does a value of another type; empty texts are judged with everything else
when the command is.
"""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias, TypedDict, final, get_args

import attrs

from coopclaims._checks import door
from coopclaims._values import at_instant, frozen, identifier, kind_of
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
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import ClaimId, CommandId
from coopclaims.parties import Actor
from coopclaims.provenance import message

if TYPE_CHECKING:
    from collections.abc import Mapping


@frozen(kw_only=True)
class _Request:
    """What every command carries."""

    key: ClassVar[str]

    claim: ClaimId = attrs.field(validator=identifier)
    """The identifier of the claim; `CreateClaim` gives it to the new one."""
    id: CommandId = attrs.field(validator=identifier)
    """The caller's idempotency key, one for each request."""
    by: Actor = attrs.field(validator=kind_of(Actor))
    """Who asks, with the roles that they hold."""
    at: datetime = attrs.field(converter=at_instant)
    """When they ask: an aware instant, kept in UTC."""


@final
@frozen
class CreateClaim(Creation, _Request):
    """File the initial form.

    `form` is the form as the partner filled it in. Source: CC20, CC24 T1.
    """

    key = "create_claim"
    caption = message(key, "Create claim")


@final
@frozen
class AmendClaim(Amendment, _Request):
    """Replace the form by an amended one. Program, location and usage period stay.

    `form` is the whole new form. Source: T2.
    """

    key = "amend_claim"
    caption = message(key, "Amend claim")


@final
@frozen
class AddInvoice(InvoiceAddition, _Request):
    """Add a supplier's invoice.

    `invoice` has an identifier that no other item of the claim has. Source: OV18, PO20 A-16.
    """

    key = "add_invoice"
    caption = message(key, "Add invoice")


@final
@frozen
class AddCertification(CertificationAddition, _Request):
    """Add a certification report (CSR) for in-house work.

    `report` has an identifier that no other item of the claim has. Source: OV18, PO20 A-16.
    """

    key = "add_certification"
    caption = message(key, "Add certification")


@final
@frozen
class AddProof(ProofAddition, _Request):
    """Add a proof document; it needs a note.

    `proof` has an identifier that no other item of the claim has. Source: PO20, PO22 A-19.
    """

    key = "add_proof"
    caption = message(key, "Add proof")


@final
@frozen
class RecordMetric(MetricAddition, _Request):
    """Record a result figure.

    `metric` has an identifier that no other item of the claim has. Source: SD-EN, CO20 A-22.
    """

    key = "record_metric"
    caption = message(key, "Record metric")


@final
@frozen
class AddInformation(InformationAddition, _Request):
    """Add information in the partner's own words.

    `information` has an identifier that no other item of the claim has. Source: SD-EN, CC20 A-23.
    """

    key = "add_information"
    caption = message(key, "Add information")


@final
@frozen
class RemoveItem(Removal, _Request):
    """Remove one item from the claim; its entries stay in the History.

    `item` is its identifier; `reason` may be empty. Source: inferred, T2.
    """

    key = "remove_item"
    caption = message(key, "Remove item")


@final
@frozen
class RequestUpload(Upload, _Request):
    """Ask a named colleague to upload something, and say what.

    `colleague` is the identifier of the actor who is asked, `what` says in words what to upload. `known` is
    that actor, as far as the caller knows them; `None` where only the identifier is known. It is judged and
    not recorded. Raises `InvalidValue` for an actor with another identifier. Source: SD-EN R-14.
    """

    key = "request_upload"
    caption = message(key, "Request upload")

    known: Actor | None = attrs.field(
        default=None, kw_only=True, validator=attrs.validators.optional(kind_of(Actor))
    )

    def __attrs_post_init__(self) -> None:
        if self.known is not None and self.known.id != self.colleague:
            raise InvalidValue("known", self.known.id, "actor_named", actor=self.colleague)


@final
@frozen
class WithdrawUploadRequest(Withdrawal, _Request):
    """Take back a request to upload something: whoever may ask may do it, in the same statuses.

    `request` is the number of the entry that asked, as `UploadRequest.number` has it; `reason` may be empty.
    Source: inferred, R-14.
    """

    key = "withdraw_upload_request"
    caption = message(key, "Withdraw upload request")


@final
@frozen
class Comment(Remark, _Request):
    """Leave a remark; it is an entry of the History and changes nothing else.

    `text` is the remark, in words. Source: H-02.
    """

    key = "comment"
    caption = message(key, "Comment")


@final
@frozen
class SubmitClaim(Submission, _Request):
    """Submit the claim, or submit it again once what was asked for is there.

    `comment` is a remark for the reviewer and may be empty. Source: T3, T9, T15.
    """

    key = "submit_claim"
    caption = message(key, "Submit claim")


@final
@frozen
class StartReview(ReviewStart, _Request):
    """Take the claim under review. Source: inferred, T4."""

    key = "start_review"
    caption = message(key, "Start review")


@final
@frozen
class GiveFeedback(Feedback, _Request):
    """Remark on the claim, or on the one item that `item` names.

    `text` is the remark, in words; `item` is an identifier, `None` for the claim as a whole. Source: CC20
    S-11, H-03.
    """

    key = "give_feedback"
    caption = message(key, "Give feedback")


@final
@frozen
class RequestAction(FurtherAction, _Request):
    """Ask the partner for more; the claim becomes editable again.

    `requests` are at least one, each about the claim or one of its items. Source: CC20, KB-STAT T7, T14.
    """

    key = "request_action"
    caption = message(key, "Request action")


@final
@frozen
class RequestDocuments(DocumentsAsked, _Request):
    """Ask for documents without deciding: the claim stays Disputed, and its days run on.

    `requests` are at least one. Each unlocks one addition: a document, a certificate, a metric or further
    information. Form and amounts stay closed. Source: MG22 X-03; inferred, Z4.
    """

    key = "request_documents"
    caption = message(key, "Request documents")


@final
@frozen
class RecommendApproval(Endorsement, _Request):
    """Recommend to approve `amount`, in the claim's currency; somebody else decides.

    The claim stays where it is, and nothing is committed. Source: inferred, H-03.
    """

    key = "recommend_approval"
    caption = message(key, "Recommend approval")


@final
@frozen
class ApproveClaim(Approval, _Request):
    """Approve `amount`, in the claim's currency; less than claimed needs a reason.

    `reason` is a `Reason` or a text, and may be empty where the whole amount is approved. `lines` are either
    none, or one verdict for each invoice and certification report, which add up to `amount`. Source: MG20
    T5, T12; a lower amount and the verdicts are inferred.
    """

    key = "approve_claim"
    caption = message(key, "Approve claim")


@final
@frozen
class RejectClaim(Rejection, _Request):
    """Reject the claim for at least one reason, which stands in the History.

    `reasons` are each a `Reason` or a text, in the order given. Source: MG20 H-04.
    """

    key = "reject_claim"
    caption = message(key, "Reject claim")


@final
@frozen
class DisputeRejection(Dispute, _Request):
    """Ask for a rejection to be looked at again. No reason is published as needed.

    `reason` may be empty. Source: X-01.
    """

    key = "dispute_rejection"
    caption = message(key, "Dispute rejection")


@final
@frozen
class RetractApproval(Retraction, _Request):
    """Take back an approval that nothing was paid of, where the policy allows it; it is under review again.

    `reason` is a `Reason` or a text. Source: inferred, T18.
    """

    key = "retract_approval"
    caption = message(key, "Retract approval")


@final
@frozen
class DisputeCut(CutDispute, _Request):
    """Ask for an approval below what was claimed to be looked at again, where the policy allows it.

    `reason` may be empty. Source: inferred, X-01.
    """

    key = "dispute_cut"
    caption = message(key, "Dispute cut")


@final
@frozen
class CancelDraft(Cancellation, _Request):
    """Drop a draft that was never submitted.

    `reason` may be empty. Source: inferred, T17.
    """

    key = "cancel_draft"
    caption = message(key, "Cancel draft")


@final
@frozen
class ExpireDraft(Expiry, _Request):
    """Let a draft lapse that was not submitted before its claiming period ended. Source: S-05, T16."""

    key = "expire_draft"
    caption = message(key, "Expire draft")


@final
@frozen
class ReopenClaim(Reopen, _Request):
    """Put a claim that waits for the partner back to Editing, where the policy allows it. Source: T8."""

    key = "reopen_claim"
    caption = message(key, "Reopen claim")


@final
@frozen
class CorrectInstant(InstantCorrection, _Request):
    """Correct the instant of an entry that a wrong clock stamped; the entry itself stays as it is.

    `entry` is the number of the entry in the claim's History, and `instant` the aware instant at which it
    really happened, in between those of the entries around it. `reason` says in words how that is known.
    Nothing else of a History may lie before its last entry. Source: inferred, H-01.
    """

    key = "correct_instant"
    caption = message(key, "Correct instant")


# fmt: off
Command: TypeAlias = (CreateClaim | AmendClaim | AddInvoice | AddCertification | AddProof | RecordMetric |
    AddInformation | RemoveItem | RequestUpload | WithdrawUploadRequest | Comment | SubmitClaim |
    StartReview | GiveFeedback | RequestAction | RecommendApproval | ApproveClaim | RejectClaim |
    DisputeRejection | RetractApproval | DisputeCut | CancelDraft | ExpireDraft | ReopenClaim |
    CorrectInstant | RequestDocuments)
# fmt: on
"""Everything that somebody can ask for."""

_BY_KEY: Final[Mapping[str, type[Command]]] = MappingProxyType({kind.key: kind for kind in get_args(Command)})


@door
def command_of(key: str) -> type[Command]:
    """Return the kind of command that has this `key`, as a form or an address gives it back.

    Raises `InvalidValue` for another key.

    >>> command_of("approve_claim").caption.english
    'Approve claim'
    """
    if key not in _BY_KEY:
        raise InvalidValue("key", key, "one_of", known=tuple(_BY_KEY))
    return _BY_KEY[key]


# Who asks, when, and for which claim: said once for several commands.


class EnvelopeFields(TypedDict):
    """What every command carries, by the names of its fields.

    `claim` is the identifier of the claim, `id` the idempotency key, `by` the actor and `at` an aware
    instant.
    """

    claim: ClaimId
    id: CommandId
    by: Actor
    at: datetime


@final
@frozen
class Envelope:
    """Who asks, when, and for which claim: what commands of one sequence have in common.

    `claim` is the identifier of the claim, `by` the actor, and `at` an aware instant, kept in UTC. Raises
    `InvalidValue` for a naive one.

    >>> from datetime import UTC
    >>> from coopclaims import Role
    >>> from coopclaims.parties import EVERYWHERE
    >>> bob = Actor.partner("bob", Role.INCENTIVES_USER, location="se-1", program=EVERYWHERE)
    >>> now = Envelope(claim=ClaimId("C-1"), by=bob, at=datetime(2022, 9, 14, 10, tzinfo=UTC))
    >>> SubmitClaim(**now.fields("command-7"), comment="with the scan").at == now.at
    True
    """

    claim: ClaimId = attrs.field(validator=identifier)
    by: Actor = attrs.field(validator=kind_of(Actor))
    at: datetime = attrs.field(converter=at_instant)

    @door
    def fields(self, key: str) -> EnvelopeFields:
        """Return what a command carries, with `key` as its idempotency key."""
        return {"claim": self.claim, "id": CommandId(key), "by": self.by, "at": self.at}

    @door
    def later(self, at: datetime, by: Actor | None = None) -> Envelope:
        """Return the envelope for what is asked of the same claim at another instant.

        `at` is an aware instant; `by` is who asks then, `None` for the same actor. Raises `InvalidValue` for
        a naive instant.
        """
        return Envelope(claim=self.claim, by=self.by if by is None else by, at=at)
