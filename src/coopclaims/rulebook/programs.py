"""The programs that rules name, as the pages write them."""

from __future__ import annotations

from typing import Final

from coopclaims.identifiers import ProgramId

__all__ = ["CSP", "DISTRIBUTORS", "MANAGED_RESELLER", "MIXED_REALITY", "OTHERS"]

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
