"""What is asked for on a claim: uploads of colleagues, information of the partner, documents in a dispute."""

from __future__ import annotations

from typing import final

import attrs

from coopclaims._values import Keyed, frozen, identifier, kind_of, reference, text, whole
from coopclaims.claims.verdicts import OTHER, Reason
from coopclaims.identifiers import ActorId, ItemId


@final
class UploadState(Keyed):
    """What became of a request to upload something. All but the first are inferred."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    ENDED = "ended", "ended with its round"


@final
@frozen
class UploadRequest:
    """What a named colleague was asked to upload, and what became of it. Source: SD-EN R-14.

    `colleague` is the identifier of the actor who was asked, `what` says in words what to upload, and
    `number` is that of the entry that asked. `answered_by` is the identifier of the item that they added for
    it, `None` where there is none. `is_withdrawn` says whether it was taken back, and `has_ended` whether its
    round is over: the claim was returned since, or the draft was dropped. Raises `InvalidValue`.

    >>> UploadRequest(ActorId("carol"), "the photo", 6, answered_by=ItemId("proof-1")).state
    <UploadState.ANSWERED: 'answered'>
    """

    colleague: ActorId = attrs.field(validator=identifier)
    what: str = attrs.field(validator=text)
    number: int = attrs.field(validator=whole(1))
    answered_by: ItemId | None = attrs.field(default=None, validator=attrs.validators.optional(identifier))
    is_withdrawn: bool = False
    has_ended: bool = False

    @property
    def state(self) -> UploadState:
        """What became of it."""
        if self.is_withdrawn:
            return UploadState.WITHDRAWN
        if self.answered_by is not None:
            return UploadState.ANSWERED
        return UploadState.ENDED if self.has_ended else UploadState.OPEN

    @property
    def is_in_force(self) -> bool:
        """Whether the colleague may see the claim by it, add documents and comment: open or answered.

        What was sent may have to be explained or replaced, so that an answer does not end it. Source: W61.
        """
        return not (self.is_withdrawn or self.has_ended)


@final
@frozen
class InformationRequest:
    """What a reviewer asks for, and the one item that it concerns where it does. Source: CC20 S-11.

    `what` says it in words. `item` is the identifier of the item, `None` where the request is about the
    claim as a whole. `code`, `requirement` and `rule` are as those of a `Reason`; beside a code of the
    rulebook the words may be empty.

    >>> InformationRequest("a readable scan", item=ItemId("inv-1")).item
    'inv-1'
    """

    what: str = attrs.field(default="", validator=text)
    item: ItemId | None = None
    code: str = attrs.field(default=OTHER, kw_only=True, validator=identifier)
    requirement: str = attrs.field(default="", kw_only=True, validator=reference)
    rule: str = attrs.field(default="", kw_only=True, validator=reference)

    @property
    def reason(self) -> Reason:
        """The same as a reason: what is asked for, with its code and what it is about."""
        return Reason(self.what, code=self.code, item=self.item, requirement=self.requirement, rule=self.rule)

    def __str__(self) -> str:
        return str(self.reason)


@final
@frozen
class DocumentRequest:
    """What the validation team asked for while a claim is Disputed, and what answered it.

    `request` says what, and about which item where it is about one. `number` is that of the entry that asked.
    `answered_by` is the identifier of the item that was added for it, `None` while it is open: each addition
    answers the first request that is open. Raises `InvalidValue`. Source: MG22 X-03; inferred, Z4.

    >>> DocumentRequest(InformationRequest("the photo"), 11, answered_by=ItemId("proof-2")).is_open
    False
    """

    request: InformationRequest = attrs.field(validator=kind_of(InformationRequest))
    number: int = attrs.field(validator=whole(1))
    answered_by: ItemId | None = attrs.field(default=None, validator=attrs.validators.optional(identifier))

    @property
    def is_open(self) -> bool:
        """Whether nothing was added for it yet."""
        return self.answered_by is None
