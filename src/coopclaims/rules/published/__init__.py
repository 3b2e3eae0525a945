"""Nothing but data: the published rules, edition by edition, each with its days and its source.

Here are the programs that the rules name, since who asks about a program needs no rule for it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from coopclaims.identifiers import ProgramId

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

# The programs that rules name, as the pages write them, and the other names that pages have for them.

CSP: Final = tuple(
    ProgramId(f"CSP {name}") for name in ("Direct Bill Partner", "Indirect Provider", "Indirect Reseller")
)
MIXED_REALITY: Final = (ProgramId("Mixed Reality ADD"), ProgramId("Mixed Reality ADR & DMP"))
OTHERS: Final = (
    ProgramId("Authorized Distributor - EduWins"),
    ProgramId("Authorized Distributor - Software"),
    ProgramId("Hosting"),
    ProgramId("IoT Channel Incentive"),
    *MIXED_REALITY,
    ProgramId("OEM Reseller - Software"),
    ProgramId("Surface PC and Surface Hub Authorized Device Distributor (ADD)"),
)
"""Those of the published thresholds that are not of CSP. Source: TH21 U-04."""

DISTRIBUTORS: Final = (ProgramId("Commercial Distributor"),)
MANAGED_RESELLER: Final = (ProgramId("Managed Reseller"),)
"""Programs of the older platforms. Source: KB-DIST A-13, KB-EXEC D-14."""

LONG_NAMES: Final[Mapping[ProgramId, ProgramId]] = MappingProxyType(
    {ProgramId(f"Cloud Solution Provider (CSP) {name.removeprefix('CSP ')}"): name for name in CSP}
)
"""The programs of CSP by the long names that the table of thresholds prints. Source: TH21 N12."""


def listed_as(program: ProgramId, listed: Container[ProgramId]) -> ProgramId:
    """Return the name under which what is `listed` has `program`: its own, or the short one of the same.

    It is `program` itself where neither is listed.

    >>> listed_as(ProgramId("Cloud Solution Provider (CSP) Indirect Provider"), CSP)
    'CSP Indirect Provider'
    """
    return program if program in listed else LONG_NAMES.get(program, program)
