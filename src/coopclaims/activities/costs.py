"""What a cost consists of: parts by kind, which decide what is reimbursed and which cap counts it."""

from __future__ import annotations

from typing import Final, final

import attrs

from coopclaims._values import Keyed, frozen, kind_of, reference, text
from coopclaims.money.amounts import Money


@final
class CostKind(Keyed):
    """What a part of a cost is for. Source: CO21 C-04, C-05, N25.

    Travel is air or train fare and hotel, with their taxes. Alcohol is not reimbursed, and neither is what
    is ineligible for another reason. Whether tax is, no page says: see `InvoiceTax`.
    """

    ELIGIBLE = "eligible", "eligible cost"
    TRAVEL = "travel", "fares and hotel"
    REGISTRATION = "registration"
    TAX = "tax"
    ALCOHOL = "alcohol"
    INELIGIBLE = "ineligible", "cost that is not eligible"

    @property
    def is_eligible(self) -> bool:
        """Whether a cost of this kind can be reimbursed at all."""
        return self not in _LEFT_OUT


_LEFT_OUT: Final = frozenset({CostKind.ALCOHOL, CostKind.INELIGIBLE})


@final
@frozen(kw_only=True)
class CostPart:
    """A part of a cost: what it is for, and how much.

    `kind` is what it is for, and `amount` how much; a discount is below zero. `reason` says in words why it
    is of this kind, and may be empty. `attendee` refers to the person whose cost it is, where a cap is by
    person; it is no name that has to be read, and empty where the cost is nobody's. Both are in no `repr`.
    Raises `InvalidValue`.

    >>> CostPart(kind=CostKind.ALCOHOL, amount=Money("215.00", "EUR")).kind.is_eligible
    False
    """

    kind: CostKind = attrs.field(validator=kind_of(CostKind))
    amount: Money = attrs.field(validator=kind_of(Money))
    reason: str = attrs.field(default="", repr=False, validator=text)
    attendee: str = attrs.field(default="", repr=False, validator=reference)
