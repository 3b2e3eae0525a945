"""Whether bank and tax data are set up, by location, program and earning type, as far as somebody said it.

What nobody said is unknown, which is neither complete nor missing. The data themselves never enter this
library: what is assigned to a bank profile is in `BankProfiles`, and where a profile stands in the context of
a payment.
"""

from __future__ import annotations

from typing import final

import attrs

from coopclaims._checks import door
from coopclaims._values import Keyed, frozen, identifier
from coopclaims.errors import InvalidValue
from coopclaims.identifiers import LocationId, ProgramId
from coopclaims.payouts.statuses import EarningType


@final
class SetupState(Keyed):
    """Whether something that a payment needs is set up."""

    COMPLETE = "complete"
    MISSING = "missing"
    UNKNOWN = "unknown"


@final
class SetupPart(Keyed):
    """What has to be set up before anything is paid. Source: CC24 A-06; PI22 P-29."""

    BANK = "bank", "bank data"
    TAX = "tax", "tax data"


@final
@frozen(kw_only=True)
class PayoutSetup:
    """Whether the bank and the tax data of one location are set up for one program.

    `location` and `program` are identifiers. `earning` is the type of earning that it is about, `None` where
    it is about every type. `bank` and `tax` say whether the data are there; unknown where nobody says.
    Source: CC24, MCI22 A-06, N11.

    >>> PayoutSetup(location="se-1", program="CSP", bank=SetupState.COMPLETE).in_state(SetupState.UNKNOWN)
    (<SetupPart.TAX: 'tax'>,)
    """

    location: LocationId = attrs.field(validator=identifier)
    program: ProgramId = attrs.field(validator=identifier)
    earning: EarningType | None = None
    bank: SetupState = SetupState.UNKNOWN
    tax: SetupState = SetupState.UNKNOWN

    @door
    def in_state(self, state: SetupState) -> tuple[SetupPart, ...]:
        """Return what is in this `state`: of bank and tax data, in this order."""
        parts = ((SetupPart.BANK, self.bank), (SetupPart.TAX, self.tax))
        return tuple(part for part, found in parts if found is state)


@final
@frozen
class PayoutSetups:
    """What is known of a company's bank and tax data, of which a scope has one statement.

    `stated` are the statements, in any order; empty where nobody says anything. Raises `InvalidValue` for two
    about one location, program and earning type.
    """

    stated: tuple[PayoutSetup, ...] = attrs.field(default=(), converter=tuple[PayoutSetup, ...])

    def __attrs_post_init__(self) -> None:
        seen: set[tuple[LocationId, ProgramId, EarningType | None]] = set()
        for each in self.stated:
            scope = (each.location, each.program, each.earning)
            if scope in seen:
                raise InvalidValue("stated", scope, "one_setup_a_scope")
            seen.add(scope)

    @door
    def of(
        self, location: LocationId, program: ProgramId, earning: EarningType = EarningType.COOP
    ) -> PayoutSetup:
        """Return what is known for this location, program and earning type.

        `location` and `program` are identifiers, and `earning` is the type, co-op by default. What is said of
        the type counts before what is said of every type, and what is said of another type never. Where
        nobody says anything all of it is unknown.

        >>> coop = PayoutSetup(location="se-1", program="CSP", earning=EarningType.COOP)
        >>> PayoutSetups((coop,)).of("se-1", "Hosting").in_state(SetupState.UNKNOWN)
        (<SetupPart.BANK: 'bank'>, <SetupPart.TAX: 'tax'>)
        """
        here = {
            each.earning: each for each in self.stated if (each.location, each.program) == (location, program)
        }
        unknown = PayoutSetup(location=location, program=program, earning=earning)
        return here.get(earning) or here.get(None) or unknown
