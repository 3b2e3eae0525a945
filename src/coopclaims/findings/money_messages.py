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


def _says(code: ProblemCode, source: Source, parameters: str, wrong: str, remedy: str) -> None:
    _WORDINGS[code] = Wording.of(code, source, parameters, wrong, remedy)


# fmt: off
_says(_C.FUND_MISMATCH, cite("CC24", "U-19"), "wanted: PoolKey | None, found: PoolKey | None",
    "the command names {wanted:or no other fund}, and {found:or no fund} was given",
    "load the fund that the command names")
_says(_C.SECOND_FUND_CURRENCY, cite("READING", "U-19"), "found: Currency, currency: Currency",
    "{field} is in {found}, but the fund is in {currency}; a fund has one currency",
    "state the amount in {currency}, or book it in a fund of its own")
_says(_C.DAY_AHEAD, cite("READING", "U-01"), "on: date, last: date",
    "{field} is {on}, which is later than {last}; nobody knows yet what counts then",
    "give a day up to {last}")
_says(_C.NOTHING_MOVES, cite("READING", "U-06"), "why: Explanation",
    "nothing is booked: {why}",
    "leave the fund as it is, or give the command when something moves")
_says(_C.PAYMENT_MISMATCH, cite("PS21", "P-31"),
    "wanted: PaymentId | ClaimId | EntityId, found: PaymentId | ClaimId | EntityId | None",
    "the command is for {wanted}, but {found:or nothing} was given",
    "load what the command names")
_says(_C.PAYMENT_STEP_NOT_POSSIBLE, cite("PS21", "P-31"),
    "payment: PaymentId, status: PaymentStatus | None, step: PaymentTrigger, reason: Message, possible: "
    "tuple[PaymentTrigger, ...]",
    "payment {payment} is {status:or not there}; {step} is not possible: {reason}",
    "do one of these instead: {possible:or nothing, the payment is closed}")
_says(_C.PAYMENT_EXISTS, cite("MG22", "P-02"),
    "claim: ClaimId, entity: EntityId, found: PaymentId, status: PaymentStatus",
    "what {entity} owes for claim {claim} is paid by {found} already, which is {status}",
    "go on with payment {found}; nothing is paid twice")
_says(_C.PAYMENT_TERMS_DIFFER, cite("PR22", "P-01", "P-08"),
    "claim: ClaimId, entity: EntityId, wanted: PaymentTerms | None, found: PaymentTerms",
    "{entity} pays {wanted:or nothing that is resolved} for claim {claim}, and the payment says {found}",
    "resolve the payouts for the day of the order, and take the terms from there")
_says(_C.PAYMENT_BLOCKED, cite("PI22", "P-29"), "blocker: Explanation, kind: BlockerCode, closes: Message",
    "{blocker} ({kind})",
    "{closes}")
_says(_C.PAYMENT_HOLD_UNCHANGED, cite("PS21", "P-25"), "payment: PaymentId, held: bool",
    "payment {payment} stays as it is; held by the partner: {held}",
    "leave it as it is")
_says(_C.PAYMENT_NOT_LAPSED, cite("EA23", "D-22", "D-23", "D-24"),
    "payment: PaymentId, step: PaymentTrigger, day: date, why: Explanation",
    "{step} is not possible for payment {payment} on {day}: {why}",
    "wait until its time to be fixed is over")
_says(_C.PAYMENT_ABOVE_APPROVED, cite("MG22", "P-02"),
    "payment: PaymentId, claim: ClaimId, settles: Money, due: Money",
    "payment {payment} settles {settles} of claim {claim}, and {due} is approved and not paid",
    "look at the other payments of the claim; nothing is paid twice")
_says(_C.PAYMENT_ABOVE_PAID, cite("READING", "Q-05"), "payment: PaymentId, amount: Money, paid: Money",
    "{amount} of payment {payment} is to be taken back, and {paid} stands as paid",
    "take back {paid} or less, once it is paid")
_says(_C.TAX_INVOICE_LATE, cite("TI", "N15"), "country: str, due: date, day: date",
    "a tax invoice from {country} for this claim had to be handed in by {due}; {day} is too late",
    "contact Support; the page says that a late one is refused")
_says(_C.TAX_INVOICE_NUMBER_TOO_LONG, cite("TI", "N15"), "found: int, most: int",
    "the number of the tax invoice has {found} digits; it has at most {most}",
    "give the invoice a shorter number")
# fmt: on
