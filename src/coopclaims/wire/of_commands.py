"""Commands on the wire, so that a queue can carry them.

A field that is added to a class is added here, as one line. A command says who gives it and what he
was granted, and whoever reads it believes that: take it only from where this was made sure of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coopclaims.claims import (
    AddCertification,
    AddInformation,
    AddInvoice,
    AddProof,
    AmendClaim,
    ApproveClaim,
    CancelDraft,
    Comment,
    CreateClaim,
    DisputeRejection,
    ExpireDraft,
    GiveFeedback,
    RecordMetric,
    RejectClaim,
    RemoveItem,
    ReopenClaim,
    RequestAction,
    RequestUpload,
    StartReview,
    SubmitClaim,
)
from coopclaims.payouts import PaymentStep
from coopclaims.settlement import PaymentCommand
from coopclaims.wire.codecs import IDENTIFIER, INSTANT, TEXT, choice
from coopclaims.wire.kinds import Kind, bare, kind, leaf, tagged
from coopclaims.wire.shapes import many, maybe

if TYPE_CHECKING:
    from coopclaims.wire.kinds import Shape

__all__ = ["REQUESTS"]

_ID: Final = leaf(IDENTIFIER)
_TEXT: Final = leaf(TEXT)
_AT: Final = leaf(INSTANT)
_BY: Final = bare("actor")
_FORM: Final = tagged("claim.form")


def _command(tag: str, cls: type, /, **fields: Shape) -> Kind:
    """Return the kind of a command: what every command carries, and its own fields."""
    return kind(f"command.{tag}", cls, earlier=(), claim=_ID, id=_ID, by=_BY, at=_AT, **fields)


REQUESTS: Final[tuple[Kind, ...]] = (
    _command("create-claim", CreateClaim, form=_FORM),
    _command("amend-claim", AmendClaim, form=_FORM),
    _command("add-invoice", AddInvoice, invoice=tagged("evidence.invoice")),
    _command("add-certification", AddCertification, report=tagged("evidence.certification-report")),
    _command("add-proof", AddProof, proof=tagged("evidence.proof")),
    _command("record-metric", RecordMetric, metric=tagged("evidence.metric")),
    _command("add-information", AddInformation, information=tagged("evidence.information")),
    _command("remove-item", RemoveItem, item=_ID, reason=_TEXT),
    _command("request-upload", RequestUpload, colleague=_ID, what=_TEXT),
    _command("comment", Comment, text=_TEXT),
    _command("submit-claim", SubmitClaim, comment=_TEXT),
    _command("start-review", StartReview),
    _command("give-feedback", GiveFeedback, text=_TEXT, item=maybe(_ID)),
    _command("request-action", RequestAction, requests=many(bare("claim.information-request"))),
    _command("approve-claim", ApproveClaim, amount=bare("money"), reason=_TEXT),
    _command("reject-claim", RejectClaim, reasons=many(_TEXT)),
    _command("dispute-rejection", DisputeRejection, reason=_TEXT),
    _command("cancel-draft", CancelDraft, reason=_TEXT),
    _command("expire-draft", ExpireDraft),
    _command("reopen-claim", ReopenClaim),
    kind(
        "payment.command",
        PaymentCommand,
        payment=_ID,
        id=_ID,
        by=_BY,
        at=_AT,
        step=leaf(choice(PaymentStep)),
        terms=maybe(bare("payment.terms")),
        note=_TEXT,
    ),
)
"""Everything that somebody can ask for."""
