"""Commands: what somebody asks for. Imperative, and only a request until the rules agree.

Every command carries `claim`, `id` (the caller's idempotency key), `by` (an actor) and `at` (an
aware instant, kept in UTC). A naive `datetime` can never be right and raises `InvalidValue`, a value of
another type `TypeError`; empty texts are judged with everything else when the command is.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, TypeAlias, final

import attrs

from coopclaims._values import as_tuple, at_instant, frozen, identifier, text
from coopclaims.claims.claim import ClaimForm, InformationRequest, Trigger
from coopclaims.claims.evidence import CertificationReport, Information, Invoice, Metric, Proof
from coopclaims.identifiers import ActorId, ClaimId, CommandId, ItemId
from coopclaims.money.amounts import Money
from coopclaims.parties import Actor

if TYPE_CHECKING:
    from collections.abc import Sequence


def _texts(value: Sequence[str]) -> tuple[str, ...]:
    return as_tuple("reasons", value, str, "texts")


def _requests(value: Sequence[InformationRequest]) -> tuple[InformationRequest, ...]:
    return as_tuple("requests", value, InformationRequest, "InformationRequest")


@frozen(kw_only=True)
class _Request:
    """What every command carries."""

    trigger: ClassVar[Trigger]

    claim: ClaimId = attrs.field(validator=identifier)
    """The identifier of the claim; `CreateClaim` gives it to the new one."""
    id: CommandId = attrs.field(validator=identifier)
    """The caller's idempotency key, one for each request."""
    by: Actor = attrs.field(validator=attrs.validators.instance_of(Actor))
    """Who asks, with the roles that they hold."""
    at: datetime = attrs.field(converter=at_instant)
    """When they ask: an aware instant, kept in UTC."""


@final
@frozen(kw_only=True)
class CreateClaim(_Request):
    """File the initial form.

    `form` is the form as the partner filled it in. Source: CC20, CC24 T1.
    """

    trigger = Trigger.CREATE
    form: ClaimForm = attrs.field(validator=attrs.validators.instance_of(ClaimForm))


@final
@frozen(kw_only=True)
class AmendClaim(_Request):
    """Replace the form by an amended one. Program, location and usage period stay.

    `form` is the whole new form. Source: T2.
    """

    trigger = Trigger.EDIT
    form: ClaimForm = attrs.field(validator=attrs.validators.instance_of(ClaimForm))


@final
@frozen(kw_only=True)
class AddInvoice(_Request):
    """Add a supplier's invoice.

    `invoice` has an identifier that no other item of the claim has. Source: OV18, PO20 A-16.
    """

    trigger = Trigger.ADD_DOCUMENT
    invoice: Invoice = attrs.field(validator=attrs.validators.instance_of(Invoice))


@final
@frozen(kw_only=True)
class AddCertification(_Request):
    """Add a certification report (CSR) for in-house work.

    `report` has an identifier that no other item of the claim has. Source: OV18, PO20 A-16.
    """

    trigger = Trigger.ADD_DOCUMENT
    report: CertificationReport = attrs.field(validator=attrs.validators.instance_of(CertificationReport))


@final
@frozen(kw_only=True)
class AddProof(_Request):
    """Add a proof document; it needs a note.

    `proof` has an identifier that no other item of the claim has. Source: PO20, PO22 A-19.
    """

    trigger = Trigger.ADD_DOCUMENT
    proof: Proof = attrs.field(validator=attrs.validators.instance_of(Proof))


@final
@frozen(kw_only=True)
class RecordMetric(_Request):
    """Record a result figure.

    `metric` has an identifier that no other item of the claim has. Source: SD-EN, CO20 A-22.
    """

    trigger = Trigger.EDIT
    metric: Metric = attrs.field(validator=attrs.validators.instance_of(Metric))


@final
@frozen(kw_only=True)
class AddInformation(_Request):
    """Add information in the partner's own words.

    `information` has an identifier that no other item of the claim has. Source: SD-EN, CC20 A-23.
    """

    trigger = Trigger.EDIT
    information: Information = attrs.field(validator=attrs.validators.instance_of(Information))


@final
@frozen(kw_only=True)
class RemoveItem(_Request):
    """Remove one item from the claim; its entries stay in the History.

    `item` is its identifier; `reason` may be empty. Source: inferred, T2.
    """

    trigger = Trigger.EDIT
    item: ItemId = attrs.field(validator=identifier)
    reason: str = attrs.field(default="", validator=text)


@final
@frozen(kw_only=True)
class RequestUpload(_Request):
    """Ask a named colleague to upload something, and say what.

    `colleague` is the identifier of the actor who is asked, `what` says in words what to upload. Source:
    SD-EN R-14.
    """

    trigger = Trigger.REQUEST_UPLOAD
    colleague: ActorId = attrs.field(validator=identifier)
    what: str = attrs.field(validator=text)


@final
@frozen(kw_only=True)
class Comment(_Request):
    """Leave a remark; it is an entry of the History and changes nothing else.

    `text` is the remark, in words. Source: H-02.
    """

    trigger = Trigger.COMMENT
    text: str = attrs.field(validator=text)


@final
@frozen(kw_only=True)
class SubmitClaim(_Request):
    """Submit the claim, or submit it again once what was asked for is there.

    `comment` is a remark for the reviewer and may be empty. Source: T3, T9, T15.
    """

    trigger = Trigger.SUBMIT
    comment: str = attrs.field(default="", validator=text)


@final
@frozen(kw_only=True)
class StartReview(_Request):
    """Take the claim under review. Source: inferred, T4."""

    trigger = Trigger.START_REVIEW


@final
@frozen(kw_only=True)
class GiveFeedback(_Request):
    """Remark on the claim, or on the one item that `item` names.

    `text` is the remark, in words; `item` is an identifier, `None` for the claim as a whole. Source: CC20
    S-11, H-03.
    """

    trigger = Trigger.GIVE_FEEDBACK
    text: str = attrs.field(validator=text)
    item: ItemId | None = None


@final
@frozen(kw_only=True)
class RequestAction(_Request):
    """Ask the partner for more; the claim becomes editable again.

    `requests` are at least one, each about the claim or one of its items. Source: CC20, KB-STAT T7, T14.
    """

    trigger = Trigger.REQUEST_ACTION
    requests: tuple[InformationRequest, ...] = attrs.field(converter=_requests)


@final
@frozen(kw_only=True)
class ApproveClaim(_Request):
    """Approve `amount`, in the claim's currency; less than claimed needs a reason.

    `reason` may be empty where the whole amount is approved. Source: MG20 T5, T12; a lower amount is
    inferred.
    """

    trigger = Trigger.APPROVE
    amount: Money = attrs.field(validator=attrs.validators.instance_of(Money))
    reason: str = attrs.field(default="", validator=text)


@final
@frozen(kw_only=True)
class RejectClaim(_Request):
    """Reject the claim for at least one reason, which stands in the History.

    `reasons` are texts, in the order given. Source: MG20 H-04.
    """

    trigger = Trigger.REJECT
    reasons: tuple[str, ...] = attrs.field(converter=_texts)


@final
@frozen(kw_only=True)
class DisputeRejection(_Request):
    """Ask for a rejection to be looked at again. No reason is published as needed.

    `reason` may be empty. Source: X-01.
    """

    trigger = Trigger.DISPUTE
    reason: str = attrs.field(default="", validator=text)


@final
@frozen(kw_only=True)
class CancelDraft(_Request):
    """Drop a draft that was never submitted.

    `reason` may be empty. Source: inferred, T17.
    """

    trigger = Trigger.CANCEL
    reason: str = attrs.field(default="", validator=text)


@final
@frozen(kw_only=True)
class ExpireDraft(_Request):
    """Let a draft lapse that was not submitted before its claiming period ended. Source: S-05, T16."""

    trigger = Trigger.EXPIRE


@final
@frozen(kw_only=True)
class ReopenClaim(_Request):
    """Put a claim that waits for the partner back to Editing, where the policy allows it. Source: T8."""

    trigger = Trigger.REOPEN


Command: TypeAlias = (
    CreateClaim
    | AmendClaim
    | AddInvoice
    | AddCertification
    | AddProof
    | RecordMetric
    | AddInformation
    | RemoveItem
    | RequestUpload
    | Comment
    | SubmitClaim
    | StartReview
    | GiveFeedback
    | RequestAction
    | ApproveClaim
    | RejectClaim
    | DisputeRejection
    | CancelDraft
    | ExpireDraft
    | ReopenClaim
)
"""Everything that somebody can ask for."""
