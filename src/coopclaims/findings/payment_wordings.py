"""The English of the problems of payments."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from coopclaims.findings.codes import ProblemCode
from coopclaims.findings.wording import Wording
from coopclaims.provenance import cite

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PAYMENT_WORDINGS"]

_C = ProblemCode

PAYMENT_WORDINGS: Mapping[ProblemCode, Wording] = MappingProxyType(
    {
        _C.PAYMENT_MISMATCH: Wording(
            message="the command is for {wanted}, but {found} was given",
            remedy="load what the command names",
            source=cite("PS21", "P-31"),
        ),
        _C.PAYMENT_STEP_NOT_POSSIBLE: Wording(
            message="payment {payment} is {status}; {step} is not possible: {reason}",
            remedy="do one of these instead: {possible}",
            source=cite("PS21", "P-31"),
        ),
        _C.PAYMENT_EXISTS: Wording(
            message="what {entity} owes for claim {claim} is paid by {found} already, which is {status}",
            remedy="go on with payment {found}; nothing is paid twice",
            source=cite("MG22", "P-02"),
        ),
        _C.PAYMENT_TERMS_DIFFER: Wording(
            message="{entity} pays {wanted} for claim {claim}, and the payment says {found}",
            remedy="resolve the payouts for the day of the order, and take the terms from there",
            source=cite("PR22", "P-01", "P-08"),
        ),
        _C.PAYMENT_WRONG_SIDE: Wording(
            message="{actor} acts for the {side} side; {step} belongs to: {sides}",
            remedy="have the other side do it",
            source=cite("PS21", "P-25"),
        ),
        _C.PAYMENT_GATE_OPEN: Wording(
            message="{gate} ({kind})",
            remedy="{closes}",
            source=cite("PI22", "P-29"),
        ),
        _C.PAYMENT_HOLD_UNCHANGED: Wording(
            message="payment {payment} is {state} by the partner already",
            remedy="leave it as it is",
            source=cite("PS21", "P-25"),
        ),
        _C.PAYMENT_NOT_LAPSED: Wording(
            message="payment {payment} cannot be {step} on {day}: {why}",
            remedy="wait until its time to be mended is over",
            source=cite("EA23", "D-22", "D-23", "D-24"),
        ),
    }
)
"""The English of every problem code of payments."""
