"""What the problems of funds and payments say, as `messages` does for the others."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from coopclaims.findings.codes import ProblemCode, Wording
from coopclaims.provenance import cite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coopclaims.provenance import Source

_C: Final = ProblemCode
_WORDINGS: Final[dict[ProblemCode, Wording]] = {}
OF_MONEY: Final[Mapping[ProblemCode, Wording]] = MappingProxyType(_WORDINGS)
"""What each problem of a fund or a payment says."""


def _says(code: ProblemCode, wrong: str, remedy: str, source: Source, parameters: str = "") -> None:
    _WORDINGS[code] = Wording.of(code, wrong, remedy, source, parameters)


_says(
    _C.FUND_MISMATCH,
    "the command names {wanted:or no other fund}, and {found:or no fund} was given",
    "load the fund that the command names",
    cite("CC24", "U-19"),
    "wanted: PoolKey | None, found: PoolKey | None",
)
_says(
    _C.SECOND_FUND_CURRENCY,
    "{field} is in {found}, but the fund is in {currency}; a fund has one currency",
    "state the amount in {currency}, or book it in a fund of its own",
    cite("READING", "U-19"),
    "found: Currency, currency: Currency",
)
_says(
    _C.DAY_AHEAD,
    "{field} is {on}, which is later than {last}; nobody knows yet what counts then",
    "give a day up to {last}",
    cite("READING", "U-01"),
    "on: date, last: date",
)
_says(
    _C.NOTHING_MOVES,
    "nothing is booked: {why}",
    "leave the fund as it is, or give the command when something moves",
    cite("READING", "U-06"),
    "why: Explanation",
)
_says(
    _C.PAYMENT_MISMATCH,
    "the command is for {wanted}, but {found:or nothing} was given",
    "load what the command names",
    cite("PS21", "P-31"),
    "wanted: PaymentId | ClaimId | EntityId, found: PaymentId | ClaimId | EntityId | None",
)
_says(
    _C.PAYMENT_STEP_NOT_POSSIBLE,
    "payment {payment} is {status:or not there}; {step} is not possible: {reason}",
    "do one of these instead: {possible:or nothing, the payment is closed}",
    cite("PS21", "P-31"),
    "payment: PaymentId, status: PaymentStatus | None, step: PaymentTrigger, reason: Message, "
    "possible: tuple[PaymentTrigger, ...]",
)
_says(
    _C.PAYMENT_EXISTS,
    "what {entity} owes for claim {claim} is paid by {found} already, which is {status}",
    "go on with payment {found}; nothing is paid twice",
    cite("MG22", "P-02"),
    "claim: ClaimId, entity: EntityId, found: PaymentId, status: PaymentStatus",
)
_says(
    _C.PAYMENT_TERMS_DIFFER,
    "{entity} pays {wanted:or nothing that is resolved} for claim {claim}, and the payment says {found}",
    "resolve the payouts for the day of the order, and take the terms from there",
    cite("PR22", "P-01", "P-08"),
    "claim: ClaimId, entity: EntityId, wanted: PaymentTerms | None, found: PaymentTerms",
)
_says(
    _C.PAYMENT_BLOCKED,
    "{blocker} ({kind})",
    "{closes}",
    cite("PI22", "P-29"),
    "blocker: Explanation, kind: BlockerCode, closes: Message",
)
_says(
    _C.PAYMENT_HOLD_UNCHANGED,
    "payment {payment} stays as it is; held by the partner: {held}",
    "leave it as it is",
    cite("PS21", "P-25"),
    "payment: PaymentId, held: bool",
)
_says(
    _C.PAYMENT_NOT_LAPSED,
    "{step} is not possible for payment {payment} on {day}: {why}",
    "wait until its time to be fixed is over",
    cite("EA23", "D-22", "D-23", "D-24"),
    "payment: PaymentId, step: PaymentTrigger, day: date, why: Explanation",
)
_says(
    _C.PAYMENT_ABOVE_APPROVED,
    "payment {payment} settles {settles} of claim {claim}, and {due} is approved and not paid",
    "look at the other payments of the claim; nothing is paid twice",
    cite("MG22", "P-02"),
    "payment: PaymentId, claim: ClaimId, settles: Money, due: Money",
)
_says(
    _C.PAYMENT_ABOVE_PAID,
    "{amount} of payment {payment} is to be taken back, and {paid} stands as paid",
    "take back {paid} or less, once it is paid",
    cite("READING", "Q-05"),
    "payment: PaymentId, amount: Money, paid: Money",
)
