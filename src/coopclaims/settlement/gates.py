"""Gates: what stands between an approved claim and its money, who can open it, and by when.

A gate is open when it lets nothing through until somebody acts; closing it lets the payment go on.
Waiting for the due day is a clock and no fault, and is kept apart by its code.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import final

import attrs

from coopclaims.deadlines import Deadline, NotRunning
from coopclaims.identifiers import EntityId
from coopclaims.provenance import PUBLISHED, Basis, Explanation, Source

__all__ = ["Gate", "GateCode", "GateKeeper", "make_gate"]


@final
class GateCode(StrEnum):
    """What a payment may wait for, in the order in which it is to be mended."""

    CLAIM_NOT_APPROVED = "claim not approved"
    ENROLLMENT = "enrollment"
    NO_SHARES = "no earnings to split by"
    UNKNOWN_ENTITY = "unknown entity"
    BANK_PROFILE_MISSING = "bank profile missing"
    BANK_PROFILE_NOT_APPROVED = "bank profile not approved"
    TAX_PROFILE = "tax profile"
    TAX_INVOICE_AWAITED = "tax invoice awaited"
    TAX_INVOICE_UNDER_REVIEW = "tax invoice under review"
    TAX_INVOICE_REJECTED = "tax invoice rejected"
    EXCHANGE_RATE = "exchange rate missing"
    NOTHING_LEFT = "less than one minor unit"
    MINIMUM = "minimum not reached"
    PARTNER_HOLD = "held by the partner"
    REJECTED_DURING_REVIEW = "rejected during review"
    REVERSED = "returned by the bank"
    REJECTED = "refused by the bank"
    FAILED = "failed"
    INCORRECT_PAYMENT = "recouped"
    FORFEITED = "forfeited"
    ESCHEATED = "escheated"
    WAITING = "waiting for its day"

    @property
    def is_fault(self) -> bool:
        """Whether somebody has to mend something; waiting for the due day is no fault."""
        return self is not GateCode.WAITING

    @property
    def is_payment_status(self) -> bool:
        """Whether the payment's own status says so, which its table judges."""
        return self in _OF_THE_PAYMENT


_OF_THE_PAYMENT = frozenset(
    {
        GateCode.REJECTED_DURING_REVIEW,
        GateCode.REVERSED,
        GateCode.REJECTED,
        GateCode.FAILED,
        GateCode.INCORRECT_PAYMENT,
        GateCode.FORFEITED,
        GateCode.ESCHEATED,
    }
)


@final
class GateKeeper(StrEnum):
    """Who can act on a gate."""

    PARTNER = "the partner"
    VENDOR = "the vendor"
    BANK = "the bank"
    OPERATOR = "whoever keeps the data"


@final
@attrs.frozen(kw_only=True)
class Gate:
    """One thing that a claim's payment waits for.

    `entity` is the paying entity concerned, `None` where all are. `since` is when it began and `by`
    the last instant for it (both absent where nothing says), `who` can act, empty where nobody can;
    `closes` says what lets the payment go on.
    """

    code: GateCode
    entity: EntityId | None
    since: datetime | None
    by: datetime | None
    who: tuple[GateKeeper, ...]
    closes: str
    explanation: Explanation = attrs.field(repr=False)

    def explain(self) -> Explanation:
        """Return what is waited for, since when, who can act, what closes it and by when."""
        return self.explanation

    def __str__(self) -> str:
        return self.explanation.text


def make_gate(
    code: GateCode,
    text: str,
    *,
    closes: str,
    who: tuple[GateKeeper, ...],
    source: Source,
    entity: EntityId | None = None,
    since: datetime | None = None,
    by: datetime | Deadline | NotRunning | None = None,
    basis: Basis = PUBLISHED,
    because: tuple[Explanation, ...] = (),
) -> Gate:
    """Return the gate with its explanation; a deadline gives its last instant and its own why."""
    last = by.last_instant if isinstance(by, Deadline) else by if isinstance(by, datetime) else None
    reasons = (*because, by.explain()) if isinstance(by, Deadline | NotRunning) else because
    closing = Explanation(
        code="closes",
        text=f"what closes it: {closes} ({', '.join(who) or 'nobody can'})",
        figures=(("closes", closes), ("who", ", ".join(who))),
    )
    explanation = Explanation(
        code="gate",
        text=f"{f'{entity}: ' if entity else ''}{text}",
        figures=(
            ("gate", str(code)),
            ("entity", entity or ""),
            ("since", _written(since)),
            ("by", _written(last)),
        ),
        source=source,
        basis=basis,
        because=(*reasons, closing),
    )
    return Gate(
        code=code, entity=entity, since=since, by=last, who=who, closes=closes, explanation=explanation
    )


def _written(instant: datetime | None) -> str:
    return "" if instant is None else instant.astimezone(UTC).isoformat()
