"""Completeness: one checklist of a claim's evidence; what is missing, and what a reviewer may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

# fmt: off
if TYPE_CHECKING:
    from coopclaims.completeness.checklist import (
        ChecklistLine as ChecklistLine, EvidenceChecklist as EvidenceChecklist,
        RequirementKind as RequirementKind, RequirementState as RequirementState,
        evidence_checklist as evidence_checklist,
    )
    from coopclaims.completeness.likeness import (
        LikeItem as LikeItem, Likeness as Likeness, LikenessKind as LikenessKind,
        LikenessStrength as LikenessStrength, evidence_keys as evidence_keys, likenesses as likenesses,
    )
    from coopclaims.completeness.missing import missing_evidence as missing_evidence
    from coopclaims.completeness.supporting import (
        CostLine as CostLine, SupportedCost as SupportedCost, supported_cost as supported_cost,
    )
else:
    from coopclaims._faces import face

    __getattr__, __dir__, __all__ = face(__name__, {
        "checklist": "ChecklistLine EvidenceChecklist RequirementKind RequirementState evidence_checklist",
        "likeness": "LikeItem Likeness LikenessKind LikenessStrength evidence_keys likenesses",
        "missing": "missing_evidence",
        "supporting": "CostLine SupportedCost supported_cost",
    })
# fmt: on
