"""The form of a command: which fields it has on a claim's page, and the command that was filled in there.

The form of a claim has functions of its own: `coopclaims.portal.read_form` and `choices`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, cast, final

import attrs

from coopclaims._characters import is_blank
from coopclaims._checks import door
from coopclaims._pages import ClaimPage
from coopclaims._scalars import as_text
from coopclaims._values import frozen
from coopclaims.activities.requirements import EvidenceKind
from coopclaims.claims import commands as c
from coopclaims.claims.claim import Claim
from coopclaims.claims.evidence import CertificationReport, Information, Invoice, Metric, Proof
from coopclaims.claims.requests import InformationRequest
from coopclaims.decisions.form_answers import Choice
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import CommandId, ItemId
from coopclaims.money.notations import shipped_notation
from coopclaims.portal.drafts import day_of_text

if TYPE_CHECKING:
    from collections.abc import Iterator

FieldKind: TypeAlias = Literal[
    "text", "lines", "requests", "day", "amount", "actor", "item", "proof", "metric", "request"
]
"""What a field takes: a text, a reason or a request on each line, a day, an amount, an actor, an item of the
claim, keys of requirements that a proof shows, the key of a metric, or the number of an upload request."""

_ASKED: Final[Mapping[type[c.Command], str]] = MappingProxyType(
    {
        c.AddInvoice: "invoice.document invoice.number invoice.supplier invoice.issued_on:day"
        " invoice.amount:amount invoice.note",
        c.AddCertification: "report.document report.work report.amount:amount report.note",
        c.AddProof: "proof.document proof.note proof.shows:proof",
        c.RecordMetric: "metric.name:metric metric.value metric.note",
        c.AddInformation: "information.text",
        c.RemoveItem: "item:item reason",
        c.RequestUpload: "colleague:actor what",
        c.WithdrawUploadRequest: "request:request reason",
        c.Comment: "text",
        c.SubmitClaim: "comment",
        c.StartReview: "",
        c.GiveFeedback: "text item:item",
        c.RequestAction: "requests:requests",
        c.RequestDocuments: "requests:requests",
        c.RecommendApproval: "amount:amount",
        c.ApproveClaim: "amount:amount reason",
        c.RejectClaim: "reasons:lines",
        c.DisputeRejection: "reason",
        c.RetractApproval: "reason",
        c.DisputeCut: "reason",
        c.CancelDraft: "reason",
        c.ExpireDraft: "",
        c.ReopenClaim: "",
    }
)
"""The fields of each kind of command, each with its kind where it is no text."""

_PARTS: Final[Mapping[str, type]] = MappingProxyType(
    {
        "invoice": Invoice,
        "report": CertificationReport,
        "proof": Proof,
        "metric": Metric,
        "information": Information,
    }
)
"""What a field belongs to whose name has a point: an item, which is named by the command that adds it."""

_EMPTY: Final[Mapping[str, object]] = MappingProxyType(
    {"text": "", "metric": "", "lines": (), "requests": (), "proof": ()}
)
"""What a field is that nobody filled in; one of any other kind is left out then."""


@final
@frozen(kw_only=True)
class CommandField:
    """A field of the form of a command.

    `name` is that of the field of the command, or of a field of its item, such as "invoice.amount". `kind`
    says what it takes. `choices` are what it may be, empty where it is written or the caller knows who there
    is.
    """

    name: str
    kind: FieldKind
    choices: tuple[Choice, ...] = ()


@door
def command_fields(kind: type[c.Command], page: ClaimPage) -> tuple[CommandField, ...]:
    """Return the fields of the form of a command, in their order; none where it asks for nothing.

    `kind` is the kind of command, such as that of an option of the page, and `page` the claim's page: its
    items, its checklist and its upload requests are what can be chosen. Of what a kind can say, those fields
    are offered that people fill in: no verdicts line by line, no parts of an invoice. Raises `InvalidValue`
    for `CreateClaim` and `AmendClaim`, whose form is that of the claim, and for `CorrectInstant`. The form is
    ours.

    >>> from coopclaims import ClaimStatus, Role
    >>> from coopclaims.portal import claim_page
    >>> from coopclaims.testing import scenarios, simplest
    >>> story = simplest(scenarios(ClaimStatus.UNDER_REVIEW))
    >>> rita, now = story.world.actor(Role.REVIEWER), story.claim.changed_at
    >>> page = claim_page(story.claim, story.history, rita, at=now, rules=story.world.rules)
    >>> [(each.name, each.kind) for each in command_fields(c.ApproveClaim, page)]
    [('amount', 'amount'), ('reason', 'text')]
    """
    offered: dict[str, list[tuple[str, str]]] = {
        "item": [(item.id, item.id) for item in page.items],
        "proof": _keys(page, EvidenceKind.PROOF),
        "metric": _keys(page, EvidenceKind.METRIC),
        "request": [
            (str(each.number), f"{each.colleague}: {each.what}")
            for each in page.upload_requests
            if each.is_in_force
        ],
    }
    return tuple(
        CommandField(
            name=name,
            kind=takes,
            choices=tuple(Choice(value=value, caption=caption) for value, caption in offered.get(takes, ())),
        )
        for name, takes in _asked_by(kind)
    )


def _asked_by(kind: type[c.Command]) -> Iterator[tuple[str, FieldKind]]:
    """Yield the name of each field of a kind of command, and what it takes."""
    if kind not in _ASKED:
        raise InvalidValue("kind", kind.key, "one_of", known=tuple(each.key for each in _ASKED))
    for each in _ASKED[kind].split():
        name, _, takes = each.partition(":")
        yield name, cast("FieldKind", takes or "text")


def _keys(page: ClaimPage, kind: EvidenceKind) -> list[tuple[str, str]]:
    """Return the keys that this kind of evidence can show, each once, with their names."""
    lines = () if page.checklist is None else page.checklist.lines
    return list({key: key.caption for line in lines if kind in line.by for key in line.keys}.items())


@door
def read_command(
    kind: type[c.Command],
    data: Mapping[str, object],
    *,
    claim: Claim,
    envelope: c.Envelope,
    id: CommandId,  # noqa: A002 - the name of the field
    locale: str = "en",
) -> c.Command:
    """Return the command that was filled in on a claim's page, ready for `coopclaims.perform`.

    `kind` is the kind of command. `data` has its fields by the names of `command_fields`, each as the text
    that an HTML form posts; several keys each on a line of their own. A field that is left out, or blank, is
    missing. `claim` is the claim as it is now: amounts are in its currency, written as `locale` has it, which
    is "en", "sv", "nl", "fr" or "de", or one of these with a country that has the same marks. `envelope` says
    who asks and when, and `id` is the idempotency key; an item that is added has it as its identifier.

    Nothing is judged here: an empty text is judged with everything else when the command is. Raises
    `InvalidValue`, which names the field, for what can never be right: an amount or a day that cannot be
    read, one that is missing, a name that no field of this kind has, and an envelope of another claim. The
    format of the texts is ours.

    >>> from coopclaims import ClaimStatus, Role
    >>> from coopclaims.testing import scenarios, simplest
    >>> story = simplest(scenarios(ClaimStatus.UNDER_REVIEW))
    >>> rita = story.world.actor(Role.REVIEWER)
    >>> now = c.Envelope(claim=story.claim.id, by=rita, at=story.claim.changed_at)
    >>> typed = {"amount": "1 234,50", "reason": "One day lies outside."}
    >>> asked = read_command(
    ...     c.ApproveClaim, typed, claim=story.claim, envelope=now, id="k-1", locale="sv"
    ... )
    >>> asked.amount
    Money('1234.50', 'SEK')
    """
    fields = dict(_asked_by(kind))
    if envelope.claim != claim.id:
        raise InvalidValue("envelope", envelope.claim, "parts_that_fit")
    for name in data:
        if name not in fields:
            raise InvalidValue("data", name, "one_of", known=tuple(fields))
    content: dict[str, Any] = {**envelope.fields(id)}
    parts: dict[str, dict[str, Any]] = {}
    for name, takes in fields.items():
        part, _, inner = name.rpartition(".")
        into = parts.setdefault(part, {"id": ItemId(id)}) if part else content
        given = data.get(name)
        text = "" if given is None else as_text(name, given)
        if not is_blank(text):
            into[inner] = _read(takes, name, text, claim, locale)
        elif takes in _EMPTY:
            into[inner] = _EMPTY[takes]
    content |= {part: _made(_PARTS[part], values) for part, values in parts.items()}
    return cast("c.Command", _made(kind, content))


def _made(kind: Any, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - of the class that is given
    """Return a value of a class; what is missing is `None`, which says by itself what it has to be."""
    needed = (each.name for each in attrs.fields(kind) if each.init and each.default is attrs.NOTHING)
    return kind(**{**dict.fromkeys(needed), **values})


def _read(takes: FieldKind, name: str, text: str, claim: Claim, locale: str) -> object:
    """Return what a field of a command has, of the text that was filled in."""
    if takes == "amount":
        return shipped_notation(locale, claim.currency).read(text, claim.currency)
    if takes == "day":
        day = day_of_text(text.strip())
        if day is None:
            raise InvalidValue(name, text, "day_in_data")
        return day
    if takes == "request":
        return int(text) if text.isascii() and text.isdigit() else text
    if takes in {"lines", "requests", "proof"}:
        lines = tuple(line.strip() for line in text.splitlines() if not is_blank(line))
        return tuple(map(InformationRequest, lines)) if takes == "requests" else lines
    return text
