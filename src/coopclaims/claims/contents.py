"""What commands ask for and events tell, each pair of them the same: declared once for both.

A command adds who asks, when and for which claim; an event stands in an entry of the History that says so.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, TypeAlias, cast

import attrs

from coopclaims._characters import escaped
from coopclaims._templates import ENGLISH, WORDS_OF, Tongue, in_words
from coopclaims._values import as_tuple, happened_instant, identifier, kind_of, text, whole
from coopclaims.claims.claim import ClaimForm, Trigger
from coopclaims.claims.evidence import CertificationReport, Information, Invoice, Metric, Proof
from coopclaims.claims.requests import InformationRequest
from coopclaims.claims.verdicts import (
    LineVerdict,
    Reason,
    reason_of,
    reason_or_none,
    reasons_of,
)
from coopclaims.identifiers import ActorId, ItemId
from coopclaims.money.amounts import Money
from coopclaims.provenance import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from attrs import frozen as shared  # what takes it over is frozen
else:
    from coopclaims._values import shared

_form = kind_of(ClaimForm)


def _requests(value: Sequence[InformationRequest]) -> tuple[InformationRequest, ...]:
    return as_tuple("requests", value, InformationRequest, "InformationRequest")


def _lines(value: Sequence[LineVerdict]) -> tuple[LineVerdict, ...]:
    return as_tuple("lines", value, LineVerdict, "LineVerdict")


class Content:
    """What every command and event has: the step that it is about, and its name for people."""

    __slots__ = ()

    __shared__: ClassVar[tuple[str, ...]]
    """The names of the fields that command and event have in common."""

    trigger: ClassVar[Trigger]
    caption: ClassVar[Message]
    do_not_call_in_templates: ClassVar[bool] = True
    """Template languages that call whatever can be called leave the class alone."""

    def __str__(self) -> str:
        return in_words(self, ENGLISH)


def _captioned(content: Content, tongue: Tongue) -> str:
    caption = in_words(content.caption, tongue)
    said = " · ".join(part for part in _said(content) if part)
    return escaped(" ".join((f"{caption}: {said}" if said else caption).split()))


WORDS_OF.update({Content: _captioned})


def contents_of(kind: type[Content]) -> tuple[str, ...]:
    """Return the names of the fields that a kind of command and its event have in common."""
    names: tuple[str, ...] = kind.__shared__
    return names


def _said(part: object) -> Iterator[str]:
    """Yield what a part of a content says, in the order of its fields."""
    if isinstance(part, Content):
        for name in contents_of(type(part)):
            yield from _said(getattr(part, name))
    elif isinstance(part, tuple):
        for each in cast("tuple[object, ...]", part):
            yield from _said(each)
    elif isinstance(part, ClaimForm):
        yield from (part.name, part.activity, part.executed_on.isoformat(), str(part.amount))
    elif isinstance(part, Invoice | CertificationReport):
        yield from (part.id, str(part.amount), part.note)
    elif isinstance(part, Money | Reason | InformationRequest) or not attrs.has(kind := type(part)):
        yield "" if part is None else str(part)
    else:
        for field in attrs.fields(kind):
            yield from _said(getattr(part, field.name))


@shared
class Creation(Content):
    """The form as the partner filled it in."""

    trigger = Trigger.CREATE
    form: ClaimForm = attrs.field(validator=_form)


@shared
class Amendment(Content):
    """The whole new form."""

    trigger = Trigger.EDIT
    form: ClaimForm = attrs.field(validator=_form)


@shared
class InvoiceAddition(Content):
    """An invoice."""

    trigger = Trigger.ADD_DOCUMENT
    invoice: Invoice = attrs.field(validator=kind_of(Invoice))

    @property
    def item(self) -> Invoice:
        """The same, as an item of the claim."""
        return self.invoice


@shared
class CertificationAddition(Content):
    """A certification report."""

    trigger = Trigger.ADD_DOCUMENT
    report: CertificationReport = attrs.field(validator=kind_of(CertificationReport))

    @property
    def item(self) -> CertificationReport:
        """The same, as an item of the claim."""
        return self.report


@shared
class ProofAddition(Content):
    """A proof document."""

    trigger = Trigger.ADD_DOCUMENT
    proof: Proof = attrs.field(validator=kind_of(Proof))

    @property
    def item(self) -> Proof:
        """The same, as an item of the claim."""
        return self.proof


@shared
class MetricAddition(Content):
    """A result figure."""

    trigger = Trigger.ADD_INFORMATION
    metric: Metric = attrs.field(validator=kind_of(Metric))

    @property
    def item(self) -> Metric:
        """The same, as an item of the claim."""
        return self.metric


@shared
class InformationAddition(Content):
    """Information in the partner's own words."""

    trigger = Trigger.ADD_INFORMATION
    information: Information = attrs.field(validator=kind_of(Information))

    @property
    def item(self) -> Information:
        """The same, as an item of the claim."""
        return self.information


Addition: TypeAlias = (
    InvoiceAddition | CertificationAddition | ProofAddition | MetricAddition | InformationAddition
)
"""One more item of the claim, of whatever kind."""


@shared
class Removal(Content):
    """The identifier of an item, and why it goes."""

    trigger = Trigger.EDIT
    item: ItemId = attrs.field(validator=identifier)
    reason: str = attrs.field(default="", validator=text)


@shared
class Upload(Content):
    """Who is asked to upload something, and what."""

    trigger = Trigger.REQUEST_UPLOAD
    colleague: ActorId = attrs.field(validator=identifier)
    what: str = attrs.field(validator=text)


@shared
class Withdrawal(Content):
    """Which upload request is withdrawn, and why, which may be empty."""

    trigger = Trigger.REQUEST_UPLOAD
    request: int = attrs.field(validator=whole(1))
    reason: str = attrs.field(default="", validator=text)


@shared
class Remark(Content):
    """A remark in words."""

    trigger = Trigger.COMMENT
    text: str = attrs.field(validator=text)


@shared
class Submission(Content):
    """A remark for the reviewer, which may be empty."""

    trigger = Trigger.SUBMIT
    comment: str = attrs.field(default="", validator=text)


@shared
class ReviewStart(Content):
    """Nothing but the step."""

    trigger = Trigger.START_REVIEW


@shared
class Feedback(Content):
    """A remark on the claim, or on one of its items."""

    trigger = Trigger.GIVE_FEEDBACK
    text: str = attrs.field(validator=text)
    item: ItemId | None = None


@shared
class FurtherAction(Content):
    """What the partner is asked for."""

    trigger = Trigger.REQUEST_ACTION
    requests: tuple[InformationRequest, ...] = attrs.field(converter=_requests)


@shared
class DocumentsAsked(Content):
    """What is asked for while the claim stays Disputed."""

    trigger = Trigger.REQUEST_DOCUMENTS
    requests: tuple[InformationRequest, ...] = attrs.field(converter=_requests)


@shared
class Endorsement(Content):
    """The amount that is recommended for approval."""

    trigger = Trigger.RECOMMEND
    amount: Money = attrs.field(validator=kind_of(Money))


@shared
class Approval(Content):
    """The amount approved, why it is less than claimed where it is, and the verdicts on single items."""

    trigger = Trigger.APPROVE
    amount: Money = attrs.field(validator=kind_of(Money))
    reason: Reason | None = attrs.field(default=None, converter=reason_or_none)
    lines: tuple[LineVerdict, ...] = attrs.field(default=(), converter=_lines)


@shared
class Rejection(Content):
    """The reasons of a rejection."""

    trigger = Trigger.REJECT
    reasons: tuple[Reason, ...] = attrs.field(converter=reasons_of)


@shared
class Retraction(Content):
    """Why an approval is taken back."""

    trigger = Trigger.RETRACT
    reason: Reason = attrs.field(converter=reason_of)


@shared
class CutDispute(Content):
    """Why a cut is disputed, which may be empty."""

    trigger = Trigger.DISPUTE_CUT
    reason: str = attrs.field(default="", validator=text)


@shared
class Dispute(Content):
    """Why a rejection is disputed, which may be empty."""

    trigger = Trigger.DISPUTE
    reason: str = attrs.field(default="", validator=text)


@shared
class Cancellation(Content):
    """Why a draft is dropped, which may be empty."""

    trigger = Trigger.CANCEL
    reason: str = attrs.field(default="", validator=text)


@shared
class Expiry(Content):
    """Nothing but the step."""

    trigger = Trigger.EXPIRE


@shared
class Reopen(Content):
    """Nothing but the step."""

    trigger = Trigger.REOPEN


@shared
class InstantCorrection(Content):
    """The number of an entry, the instant at which it really happened, and why that is known."""

    trigger = Trigger.CORRECT_INSTANT
    entry: int = attrs.field(validator=whole(1))
    instant: datetime = attrs.field(converter=happened_instant)
    reason: str = attrs.field(validator=text)
